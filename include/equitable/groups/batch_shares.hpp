/// @file groups/batch_shares.hpp
/// Shares, compositions, segregation and inequality of many tables at once, in columns; the rules are in
/// groups/batch_columns.hpp. Cost: that of the scalar functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/groups/batch_columns.hpp"
#include "equitable/groups/composition.hpp"
#include "equitable/groups/inequality.hpp"
#include "equitable/groups/segregation.hpp"
#include "equitable/groups/shares.hpp"

namespace equitable {

/// `shares` of every sample: an interval for every category, so that the columns written are as long as the one read.
/// @throws InvalidInput when offsets fall
inline void shares_rows(const CategoryRows& samples, const SharesOptions& options, const EstimateOutput& output,
                        const Execution& execution = {}) {
  detail::for_samples(samples, samples.counts, "shares_rows", execution,
                      [&](std::size_t i, const std::vector<Count>& counts, const std::vector<Count>&) {
                        const std::vector<Estimate> estimates =
                            detail::accepted([&] { return shares(counts, options); },
                                             [&] { return std::vector<Estimate>(counts.size(), detail::refused_estimate); });
                        for (std::size_t k = 0; k < estimates.size(); ++k) output.set(samples.offsets[i] + k, estimates[k]);
                      });
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
  detail::for_samples(samples, reference_shares, "composition_rows", execution,
                      [&](std::size_t i, const std::vector<Count>& counts, const std::vector<double>& expected) {
                        output.set(i, detail::accepted([&] { return composition(counts, expected, options); },
                                                       [] { return detail::refused_composition; }));
                      });
}

/// `composition_against_counts` of every sample; `reference_counts` is as long as the counts.
/// @throws InvalidInput when offsets fall
inline void composition_against_counts_rows(const CategoryRows& samples, const Count* reference_counts,
                                            const CompositionComparisonOptions& options, const CompositionOutput& output,
                                            const Execution& execution = {}) {
  detail::for_samples(samples, reference_counts, "composition_against_counts_rows", execution,
                      [&](std::size_t i, const std::vector<Count>& counts, const std::vector<Count>& reference) {
                        output.set(i, detail::accepted([&] { return composition_against_counts(counts, reference, options); },
                                                       [] { return detail::refused_composition; }));
                      });
}

/// Indices of segregation to be written, a row for each table; all but the first two may be null.
struct SegregationOutput {
  double* value;
  Status* status;
  double* expected = nullptr;
  double* corrected = nullptr;
  double* even = nullptr;
};

/// `segregation` of every table of units (directorates), each with its people (`totals`) and those of one group among them
/// (`events`): dissimilarity, entropy, isolation and the others.
/// @throws InvalidInput when offsets fall, and for a group of the options that is neither 0 nor 1
inline void segregation_rows(const GroupRows& tables, const SegregationOptions& options, const SegregationOutput& output,
                             const Execution& execution = {}) {
  static_cast<void>(segregation(std::vector<Proportion>{}, options));
  detail::for_groups(tables, "segregation_rows", execution, [&](std::size_t i, const std::vector<Proportion>& units, bool valid) {
    const Segregation result = detail::accepted(
        valid, [&] { return segregation(units, options); },
        [] {
          return Segregation{not_a_number, not_a_number, not_a_number, "", Status::invalid};
        });
    output.value[i] = result.value;
    output.status[i] = result.status;
    detail::put(output.expected, i, result.expected);
    detail::put(output.corrected, i, result.corrected);
    detail::put(output.even, i, result.even);
  });
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
  detail::for_groups(
      tables, "inequality_rows", execution,
      [&](std::size_t i, const std::vector<Proportion>& groups, bool valid) {
        const InequalityResult result = detail::accepted(
            valid, [&] { return inequality(groups, measure, options); },
            [] {
              return InequalityResult{detail::refused_estimate, not_a_number};
            });
        output.set(i, result.estimate);
        detail::put(standard_error, i, result.standard_error);
      },
      1);
}

}  // namespace equitable
