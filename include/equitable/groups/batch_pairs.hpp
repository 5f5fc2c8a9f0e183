/// @file groups/batch_pairs.hpp
/// `pairwise`, `marascuilo` and `simultaneous_ratios` of many tables at once, in columns; the rules are in groups/batch_columns.hpp.
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
#include "equitable/groups/batch_columns.hpp"
#include "equitable/groups/marascuilo.hpp"
#include "equitable/groups/pairwise.hpp"
#include "equitable/groups/simultaneous_ratios.hpp"

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

namespace detail {

/// The pairs of a refused table, in the order of `pairwise`.
[[nodiscard]] inline std::vector<PairResult> refused_pairs(std::size_t groups, Family family, std::size_t reference) {
  std::vector<PairResult> pairs;
  const auto refuse = [&](std::size_t group, std::size_t against) {
    pairs.push_back({group, against, refused_estimate, refused_test, not_a_number});
  };
  for (std::size_t a = 0; a < groups; ++a) {
    if (family == Family::all_pairs)
      for (std::size_t b = a + 1; b < groups; ++b) refuse(a, b);
    else if (family == Family::against_rest)
      refuse(a, the_rest);
    else if (a != reference && pairs.size() + 1 < groups)
      refuse(a, reference);
  }
  return pairs;
}

}  // namespace detail

/// `pairwise` of every table. A table without the group that `against_reference` compares with is refused.
/// @throws InvalidInput as `relative_likelihood` and `significance` for their options, and when offsets fall
inline void pairwise_rows(const GroupRows& tables, const PairwiseOptions& options, const PairOutput& output,
                          const Execution& execution = {}) {
  static_cast<void>(relative_likelihood(Table2x2{}, options.ratio));
  static_cast<void>(significance(Table2x2{}, options.test));
  const std::vector<std::size_t> offsets = pair_offsets(tables, options.family);
  detail::for_groups(tables, "pairwise_rows", execution, [&](std::size_t i, const std::vector<Proportion>& groups, bool valid) {
    const std::vector<PairResult> pairs = detail::accepted(
        valid, [&] { return pairwise(groups, options).pairs; },
        [&] { return detail::refused_pairs(groups.size(), options.family, options.reference); });
    for (std::size_t k = 0; k < pairs.size(); ++k) {
      const std::size_t row = offsets[i] + k;
      detail::put_place(output.group, row, pairs[k].group);
      detail::put_place(output.reference, row, pairs[k].reference);
      output.ratio.set(row, pairs[k].ratio);
      output.test.set(row, pairs[k].test);
      output.p_adjusted[row] = pairs[k].p_adjusted;
    }
  });
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
  const auto refused = [](std::size_t groups) {
    std::vector<MarascuiloPair> pairs;
    for (std::size_t a = 0; a < groups; ++a)
      for (std::size_t b = a + 1; b < groups; ++b)
        pairs.push_back({a, b, not_a_number, not_a_number, not_a_number, not_a_number, Status::invalid});
    return pairs;
  };
  detail::for_groups(tables, "marascuilo_rows", execution, [&](std::size_t i, const std::vector<Proportion>& groups, bool valid) {
    const std::vector<MarascuiloPair> pairs = detail::accepted(
        valid, [&] { return marascuilo(groups, confidence); }, [&] { return refused(groups.size()); });
    for (std::size_t k = 0; k < pairs.size(); ++k) {
      const std::size_t row = offsets[i] + k;
      const MarascuiloPair& pair = pairs[k];
      detail::put_place(output.first, row, pair.first);
      detail::put_place(output.second, row, pair.second);
      output.difference[row] = pair.difference;
      output.critical_difference[row] = pair.critical_difference;
      output.test.set(row, {pair.statistic, pair.pvalue, "marascuilo", Alternative::two_sided, pair.status});
    }
  });
}

/// Ratios with intervals that hold together to be written, each column as long as there are comparisons in all; `group` may be
/// null, and so may `critical_value`, which has a row for each table. `p_adjusted` stands in the test's column.
struct SimultaneousRatioOutput {
  std::size_t* group;  ///< counted from 0 within the table
  EstimateOutput ratio;
  TestOutput test;
  double* critical_value = nullptr;
};

/// `simultaneous_ratios` of every table against the group at the place `reference` in each: the comparisons of table i are the
/// rows that `pair_offsets` gives for `Family::against_reference`. A table without that group is refused.
/// @throws InvalidInput when offsets fall
inline void simultaneous_ratios_rows(const GroupRows& tables, std::size_t reference, const SimultaneousRatioOptions& options,
                                     const SimultaneousRatioOutput& output, const Execution& execution = {}) {
  const std::vector<std::size_t> offsets = pair_offsets(tables, Family::against_reference);
  const auto refused = [reference](std::size_t groups) {
    SimultaneousRatios result{{}, not_a_number, {}};
    for (const PairResult& pair : detail::refused_pairs(groups, Family::against_reference, reference))
      result.groups.push_back({pair.group, detail::refused_estimate, not_a_number, not_a_number, Status::invalid});
    return result;
  };
  detail::for_groups(
      tables, "simultaneous_ratios_rows", execution, [&](std::size_t i, const std::vector<Proportion>& groups, bool valid) {
        const SimultaneousRatios found = detail::accepted(
            valid, [&] { return simultaneous_ratios(groups, reference, options); }, [&] { return refused(groups.size()); });
        detail::put(output.critical_value, i, found.critical_value);
        for (std::size_t k = 0; k < found.groups.size(); ++k) {
          const std::size_t row = offsets[i] + k;
          const SimultaneousRatio& one = found.groups[k];
          detail::put_place(output.group, row, one.group);
          output.ratio.set(row, one.ratio);
          output.test.set(row, {one.statistic, one.p_adjusted, name(options.method), Alternative::two_sided, one.status});
        }
      });
}

}  // namespace equitable
