/// @file groups/batch_shares.hpp
/// Shares, compositions, segregation and inequality of many tables at once, in columns; the rules are in
/// groups/batch_columns.hpp. Cost: that of the scalar functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/parallel.hpp"
#include "equitable/groups/batch_columns.hpp"
#include "equitable/groups/composition.hpp"
#include "equitable/groups/inequality.hpp"
#include "equitable/groups/segregation.hpp"
#include "equitable/groups/shares.hpp"

namespace equitable {

/// Samples over categories in columns: sample i is the categories offsets[i] … offsets[i + 1] − 1.
struct CategoryRows {
  const Count* counts;
  const std::size_t* offsets;  ///< samples + 1 entries
  std::size_t samples;
};

/// `shares` of every sample: an interval for every category, so that the columns written are as long as the one read.
/// @throws InvalidInput when offsets fall
inline void shares_rows(const CategoryRows& samples, const SharesOptions& options, const EstimateOutput& output,
                        const Execution& execution = {}) {
  detail::check_offsets(samples.offsets, samples.samples, "shares_rows");
  detail::parallel_rows(
      samples.samples, execution,
      [&](std::size_t first, std::size_t last) {
        std::vector<Count> counts;
        std::vector<Estimate> estimates;
        for (std::size_t i = first; i < last; ++i) {
          detail::read_values(samples.counts, samples.offsets[i], samples.offsets[i + 1], counts);
          if (!detail::accepted([&] { estimates = shares(counts, options); }))
            estimates.assign(counts.size(), detail::refused_estimate);
          for (std::size_t k = 0; k < estimates.size(); ++k) output.set(samples.offsets[i] + k, estimates[k]);
        }
      },
      detail::tables_of_a_piece);
}

/// Tests of compositions to be written, a row for each sample; `df` and `dissimilarity_index` may be null.
struct CompositionOutput {
  TestOutput test;
  double* df = nullptr;
  double* dissimilarity_index = nullptr;

  void set(std::size_t i, const CompositionTest& result) const noexcept {
    test.set(i, {result.statistic, result.pvalue, result.method, Alternative::two_sided, result.status});
    detail::put(df, i, result.df);
    detail::put(dissimilarity_index, i, result.dissimilarity_index);
  }
};

namespace detail {

inline constexpr CompositionTest refused_composition{not_a_number, not_a_number, not_a_number, "", not_a_number, Status::invalid};

}  // namespace detail

/// `composition` of every sample; `reference_shares` is as long as the counts, each sample's shares adding up to 1. A sample
/// without categories is refused.
/// @throws InvalidInput when offsets fall
inline void composition_rows(const CategoryRows& samples, const double* reference_shares, const CompositionOptions& options,
                             const CompositionOutput& output, const Execution& execution = {}) {
  detail::check_offsets(samples.offsets, samples.samples, "composition_rows");
  detail::parallel_rows(
      samples.samples, execution,
      [&](std::size_t first, std::size_t last) {
        std::vector<Count> counts;
        std::vector<double> expected;
        for (std::size_t i = first; i < last; ++i) {
          detail::read_values(samples.counts, samples.offsets[i], samples.offsets[i + 1], counts);
          detail::read_values(reference_shares, samples.offsets[i], samples.offsets[i + 1], expected);
          CompositionTest result = detail::refused_composition;
          if (!detail::accepted([&] { result = composition(counts, expected, options); })) result = detail::refused_composition;
          output.set(i, result);
        }
      },
      detail::tables_of_a_piece);
}

/// `composition_against_counts` of every sample; `reference_counts` is as long as the counts.
/// @throws InvalidInput when offsets fall
inline void composition_against_counts_rows(const CategoryRows& samples, const Count* reference_counts,
                                            const CompositionComparisonOptions& options, const CompositionOutput& output,
                                            const Execution& execution = {}) {
  detail::check_offsets(samples.offsets, samples.samples, "composition_against_counts_rows");
  detail::parallel_rows(
      samples.samples, execution,
      [&](std::size_t first, std::size_t last) {
        std::vector<Count> counts;
        std::vector<Count> reference;
        for (std::size_t i = first; i < last; ++i) {
          detail::read_values(samples.counts, samples.offsets[i], samples.offsets[i + 1], counts);
          detail::read_values(reference_counts, samples.offsets[i], samples.offsets[i + 1], reference);
          CompositionTest result = detail::refused_composition;
          if (!(detail::accepted([&] { result = composition_against_counts(counts, reference, options); })))
            result = detail::refused_composition;
          output.set(i, result);
        }
      },
      detail::tables_of_a_piece);
}

/// Indices of segregation to be written, a row for each table; `expected` and `corrected` may be null.
struct SegregationOutput {
  double* value;
  Status* status;
  double* expected = nullptr;
  double* corrected = nullptr;
};

/// `segregation` of every table of units (directorates), each with its people (`totals`) and those of one group among them
/// (`events`): dissimilarity, entropy, isolation and the others.
/// @throws InvalidInput when offsets fall, and for a group of the options that is neither 0 nor 1
inline void segregation_rows(const GroupRows& tables, const SegregationOptions& options, const SegregationOutput& output,
                             const Execution& execution = {}) {
  static_cast<void>(segregation(std::vector<Proportion>{}, options));
  detail::check_offsets(tables.offsets, tables.tables, "segregation_rows");
  detail::parallel_rows(
      tables.tables, execution,
      [&](std::size_t first, std::size_t last) {
        std::vector<Proportion> units;
        for (std::size_t i = first; i < last; ++i) {
          const bool valid = detail::read_groups(tables, i, units);
          Segregation result{};
          if (!(valid && detail::accepted([&] { result = segregation(units, options); })))
            result = {not_a_number, not_a_number, not_a_number, "", Status::invalid};
          output.value[i] = result.value;
          output.status[i] = result.status;
          detail::put(output.expected, i, result.expected);
          detail::put(output.corrected, i, result.corrected);
        }
      },
      detail::tables_of_a_piece);
}

/// `inequality` of every table. One measure; the options hold for all tables, so that population shares, if given, must be as many
/// as every table has groups.
/// @throws InvalidInput when offsets fall, and for a mistake in the options as the first table with two groups or more shows it
inline void inequality_rows(const GroupRows& tables, InequalityMeasure measure, const InequalityOptions& options,
                            const EstimateOutput& output, double* standard_error = nullptr, const Execution& execution = {}) {
  detail::check_offsets(tables.offsets, tables.tables, "inequality_rows");
  for (std::size_t i = 0; i < tables.tables; ++i) {
    if (tables.groups(i) < 2) continue;
    const detail::InequalityForm form = detail::checked_form(tables.groups(i), measure, options);
    static_cast<void>(detail::checked_method(form, options.method));
    break;
  }
  detail::parallel_rows(
      tables.tables, execution,
      [&](std::size_t first, std::size_t last) {
        std::vector<Proportion> groups;
        for (std::size_t i = first; i < last; ++i) {
          const bool valid = detail::read_groups(tables, i, groups);
          InequalityResult result{};
          if (!(valid && detail::accepted([&] { result = inequality(groups, measure, options); })))
            result = {detail::refused_estimate, not_a_number};
          output.set(i, result.estimate);
          detail::put(standard_error, i, result.standard_error);
        }
      },
      1);
}

}  // namespace equitable
