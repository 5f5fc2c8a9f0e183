/// @file groups/batch_pairs.hpp
/// `pairwise` and `marascuilo` of many tables at once, in columns; the rules are in groups/batch_columns.hpp.
///
/// The comparisons of table i are the rows pair_offsets[i] … pair_offsets[i + 1] − 1 of the results, in the order of the scalar
/// functions. Which groups a row compares is told for refused tables too. p-values are adjusted within each table. Cost: that of
/// the comparisons.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/parallel.hpp"
#include "equitable/groups/batch_columns.hpp"
#include "equitable/groups/marascuilo.hpp"
#include "equitable/groups/pairwise.hpp"

namespace equitable {

/// How many comparisons a family makes of so many groups; `against_reference` with a reference that is one of them.
[[nodiscard]] constexpr std::size_t pairs_of(std::size_t groups, Family family) noexcept {
  if (groups == 0) return 0;
  if (family == Family::all_pairs) return groups * (groups - 1) / 2;
  return family == Family::against_reference ? groups - 1 : groups;
}

/// Where the comparisons of each table begin in the results, tables + 1 entries: the last is how many there are in all.
[[nodiscard]] inline std::vector<std::size_t> pair_offsets(const GroupRows& tables, Family family = Family::all_pairs) {
  detail::check_offsets(tables.offsets, tables.tables, "pair_offsets");
  std::vector<std::size_t> offsets(tables.tables + 1, 0);
  for (std::size_t i = 0; i < tables.tables; ++i) offsets[i + 1] = offsets[i] + pairs_of(tables.groups(i), family);
  return offsets;
}

/// Comparisons to be written, each column as long as there are comparisons in all; `group` and `reference` may be null.
struct PairOutput {
  std::size_t* group;      ///< counted from 0 within the table
  std::size_t* reference;  ///< likewise, or `the_rest`
  EstimateOutput ratio;
  TestOutput test;
  double* p_adjusted;
};

/// `pairwise` of every table. A table without the group that `against_reference` compares with is refused.
/// @throws InvalidInput as `relative_likelihood` and `significance` for their options, and when offsets fall
inline void pairwise_rows(const GroupRows& tables, const PairwiseOptions& options, const PairOutput& output,
                          const Execution& execution = {}) {
  static_cast<void>(relative_likelihood(Table2x2{}, options.ratio));
  static_cast<void>(significance(Table2x2{}, options.test));
  const std::vector<std::size_t> offsets = pair_offsets(tables, options.family);
  detail::parallel_rows(
      tables.tables, execution,
      [&](std::size_t first, std::size_t last) {
        std::vector<Proportion> groups;
        std::vector<PairResult> pairs;
        for (std::size_t i = first; i < last; ++i) {
          if (!detail::read_groups(tables, i, groups) || !detail::accepted([&] { pairs = pairwise(groups, options).pairs; })) {
            pairs.clear();
            const auto refuse = [&](std::size_t group, std::size_t reference) {
              pairs.push_back({group, reference, detail::refused_estimate, detail::refused_test, not_a_number});
            };
            for (std::size_t a = 0; a < groups.size(); ++a) {
              if (options.family == Family::all_pairs)
                for (std::size_t b = a + 1; b < groups.size(); ++b) refuse(a, b);
              else if (options.family == Family::against_rest)
                refuse(a, the_rest);
              else if (a != options.reference && pairs.size() + 1 < groups.size())
                refuse(a, options.reference);
            }
          }
          for (std::size_t k = 0; k < pairs.size(); ++k) {
            const std::size_t row = offsets[i] + k;
            if (output.group != nullptr) output.group[row] = pairs[k].group;
            if (output.reference != nullptr) output.reference[row] = pairs[k].reference;
            output.ratio.set(row, pairs[k].ratio);
            output.test.set(row, pairs[k].test);
            output.p_adjusted[row] = pairs[k].p_adjusted;
          }
        }
      },
      detail::tables_of_a_piece);
}

/// Pairs by Marascuilo's procedure to be written, each column as long as there are pairs in all; `first` and `second` may be null.
struct MarascuiloOutput {
  std::size_t* first;
  std::size_t* second;
  double* difference;
  double* critical_difference;
  TestOutput test;
};

/// `marascuilo` of every table.
/// @throws InvalidInput when offsets fall
inline void marascuilo_rows(const GroupRows& tables, Confidence confidence, const MarascuiloOutput& output,
                            const Execution& execution = {}) {
  const std::vector<std::size_t> offsets = pair_offsets(tables);
  detail::parallel_rows(
      tables.tables, execution,
      [&](std::size_t first, std::size_t last) {
        std::vector<Proportion> groups;
        std::vector<MarascuiloPair> pairs;
        for (std::size_t i = first; i < last; ++i) {
          if (!detail::read_groups(tables, i, groups) || !detail::accepted([&] { pairs = marascuilo(groups, confidence); })) {
            pairs.clear();
            for (std::size_t a = 0; a < groups.size(); ++a)
              for (std::size_t b = a + 1; b < groups.size(); ++b)
                pairs.push_back({a, b, not_a_number, not_a_number, not_a_number, not_a_number, Status::invalid});
          }
          for (std::size_t k = 0; k < pairs.size(); ++k) {
            const std::size_t row = offsets[i] + k;
            const MarascuiloPair& pair = pairs[k];
            if (output.first != nullptr) output.first[row] = pair.first;
            if (output.second != nullptr) output.second[row] = pair.second;
            output.difference[row] = pair.difference;
            output.critical_difference[row] = pair.critical_difference;
            output.test.set(row, {pair.statistic, pair.pvalue, "marascuilo", Alternative::two_sided, pair.status});
          }
        }
      },
      detail::tables_of_a_piece);
}

}  // namespace equitable
