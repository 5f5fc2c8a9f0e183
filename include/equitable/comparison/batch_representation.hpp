/// @file comparison/batch_representation.hpp
/// Many parts against their wholes, and many groups against benchmarks, over plain pointers.
///
/// Row by row the answers of `representation` and `benchmark`, by the kernels of comparison/batch.hpp where the methods have them: the
/// same status and edges, limits the same bits or, of likelihood and of scores, which end in a step that is rounded once, within two
/// units of the last place (of a gap: of the larger of itself and the rates). A mistake in the options throws before any row is read.
/// A row never throws: one that breaks a rule comes back as NaN with `Status::invalid`. Nothing is allocated. Linear in the rows,
/// which may be shared out to threads; the bits of a row depend neither on how many nor on its place.
#pragma once

#include <cmath>
#include <cstddef>

#include "equitable/comparison/batch.hpp"
#include "equitable/comparison/benchmark.hpp"
#include "equitable/comparison/representation.hpp"
#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/clones.hpp"
#include "equitable/detail/parallel.hpp"

namespace equitable {

/// Representations to be written, each column as long as the rows read.
struct RepresentationOutput {
  double* share_part;
  double* share_whole;
  double* share_rest;
  EstimateOutput gap;
  EstimateOutput ratio;
  TestOutput test;
  Status* status;
};

namespace detail {

/// The columns of an output from a row on.
[[nodiscard]] inline EstimateOutput beyond(const EstimateOutput& output, std::size_t row) noexcept {
  return {output.value + row, output.lower + row, output.upper + row, output.status + row};
}

inline namespace EQUITABLE_BUILD {

/// Carries a ratio to the rest over to the whole; `one_sided` limits at the end of the space are carried with it.
inline void carry_over(const TwoRates& r, const EstimateOutput& ratio, std::size_t row, const RepresentationOptions& options) {
  const Status to_rest = ratio.status[row];
  Estimate to_whole =
      make_estimate(share_ratio(r), {ratio_to_whole(ratio.lower[row], r.n1, r.n2), ratio_to_whole(ratio.upper[row], r.n1, r.n2)},
                    options.confidence, "");
  if (to_rest == Status::too_large) to_whole.status = Status::too_large;
  ratio.set(row, to_whole);
}

/// Rows first to last; `parts.reference_events` and `parts.reference_total` are those of the whole.
inline void representation_piece(const TableColumns& parts, std::size_t first, std::size_t last,
                                 const RepresentationOptions& options, const RepresentationOutput& output) {
  Count rest_events[rows_of_a_piece];
  Count rest_total[rows_of_a_piece];
  const std::size_t rows = last - first;
  for (std::size_t i = 0; i < rows; ++i) {
    const Table2x2 part = parts.row(first + i);
    const bool valid = is_valid(part) && part.group.total <= part.reference.total && part.group.events <= part.reference.events;
    // A rest of -1 people breaks the rule in the kernels too.
    rest_events[i] = valid ? part.reference.events - part.group.events : 0;
    rest_total[i] = valid ? part.reference.total - part.group.total : -1;
  }
  const TableColumns tables{parts.events + first, parts.total + first, rest_events, rest_total, rows};
  comparison_rows_of(parts.rows, tables, RateDifferenceOptions{options.gap_method, options.confidence, options.alternative},
                     beyond(output.gap, first), {});
  const bool carried = options.ratio_interval == RepresentationRatio::carried_over;
  if (carried)
    comparison_rows_of(parts.rows, tables,
                       RelativeLikelihoodOptions{options.ratio_method, options.confidence, options.alternative},
                       beyond(output.ratio, first), {});
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t row = first + i;
    const Table2x2 table = tables.row(i);
    const bool valid = is_valid(table);
    const TwoRates r = table.rates();
    const double total = r.n1 + r.n2;
    const double z = pearson_z(r) * std::sqrt((total - 1.0) / total);
    const double rest = r.n2 / total;
    output.share_part[row] = valid ? table.group.rate() : not_a_number;
    output.share_rest[row] = valid ? table.reference.rate() : not_a_number;
    output.share_whole[row] = valid ? Proportion{table.events(), table.total()}.rate() : not_a_number;
    output.gap.value[row] *= rest;
    output.gap.lower[row] *= rest;
    output.gap.upper[row] *= rest;
    const Status status = !valid ? Status::invalid : table.comparable() ? Status::ok : Status::undefined;
    if (!valid)
      output.ratio.set(row, {not_a_number, not_a_number, not_a_number, 0.0, "", Status::invalid});
    else if (carried)
      carry_over(r, output.ratio, row, options);
    else
      output.ratio.set(row, share_ratio_estimate(table, options));
    output.test.statistic[row] = valid ? z : not_a_number;
    output.test.pvalue[row] = valid ? normal_two_tails(z) : not_a_number;
    output.test.status[row] = status == Status::ok && std::isnan(z) ? Status::no_information : status;
    output.status[row] = status;
  }
}

}  // namespace EQUITABLE_BUILD

}  // namespace detail

inline namespace EQUITABLE_BUILD {

/// `representation` of every row: `parts` holds the part's events and total and, as its reference, those of the whole.
/// @throws InvalidInput for a one-sided limit that either method does not have
inline void representation_rows(const TableColumns& parts, const RepresentationOptions& options,
                                const RepresentationOutput& output, const Execution& execution = {}) {
  static_cast<void>(representation(Table2x2{{1, 2}, {1, 2}}, options));
  detail::parallel_rows(parts.rows, execution, [&](std::size_t first, std::size_t last) {
    detail::representation_piece(parts, first, last, options, output);
  });
}

/// `benchmark` of every row against its own rate, which is taken as it stands.
/// @throws InvalidInput for a one-sided limit at a level of 1/2 or less
inline void benchmark_rows(const RateColumns& rates, const double* benchmark_rate, const BenchmarkOptions& options,
                           const EstimateOutput& difference, const EstimateOutput& ratio, const Execution& execution = {}) {
  static_cast<void>(benchmark(1, 2, 0.5, options));
  detail::parallel_rows(rates.rows, execution, [&](std::size_t first, std::size_t last) {
    for (std::size_t row = first; row < last; ++row) {
      const bool valid =
          is_proportion(rates.events[row], rates.total[row]) && benchmark_rate[row] >= 0.0 && benchmark_rate[row] <= 1.0;
      const Estimate none{not_a_number, not_a_number, not_a_number, options.confidence.level(), "", Status::invalid};
      const Benchmark found = valid ? benchmark(rates.events[row], rates.total[row], benchmark_rate[row], options)
                                    : Benchmark{none, none, BenchmarkError::group_only};
      difference.set(row, found.difference);
      ratio.set(row, found.ratio);
    }
  });
}

/// `benchmark` of every row against benchmark counts: the two comparisons of comparison/batch.hpp.
/// @throws InvalidInput for a one-sided limit that either method does not have
inline void benchmark_rows(const TableColumns& tables, const BenchmarkOptions& options, const EstimateOutput& difference,
                           const EstimateOutput& ratio, const Execution& execution = {}) {
  comparison_rows(tables, RateDifferenceOptions{options.difference_method, options.confidence, options.alternative}, difference,
                  execution);
  comparison_rows(tables, RelativeLikelihoodOptions{options.ratio_method, options.confidence, options.alternative}, ratio,
                  execution);
}

}  // namespace EQUITABLE_BUILD

}  // namespace equitable
