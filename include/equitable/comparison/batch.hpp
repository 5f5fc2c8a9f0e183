/// @file comparison/batch.hpp
/// Many comparisons at once: four columns of counts in, columns of estimates out.
///
/// Row by row the same numbers as `relative_likelihood`, `rate_difference` and `odds_ratio`. A mistake in the options throws
/// before any row is read. A row never throws: one that breaks a rule comes back as NaN with `Status::invalid`; columns of
/// different lengths do throw. Nothing is allocated but the result, and by the unconditional exact methods working space for
/// each row. Linear in the rows; what a row costs is said with the method.
#pragma once

#include <cstddef>

#include "equitable/comparison/odds_ratio.hpp"
#include "equitable/comparison/rate_difference.hpp"
#include "equitable/comparison/relative_likelihood.hpp"
#include "equitable/core/array.hpp"
#include "equitable/counts/columns.hpp"

namespace equitable {

/// `relative_likelihood`, `rate_difference` or `odds_ratio` of every row, as the options say, over plain pointers: the kernel
/// behind the array forms and behind other languages.
/// @throws InvalidInput for a mistake in the options, before any row is read
template <class Options>
void comparison_rows(const TableColumns& tables, const Options& options, const EstimateOutput& output) {
  const detail::Level level = detail::checked_level(options);
  for (std::size_t i = 0; i < tables.rows; ++i) {
    const Table2x2 table = tables.row(i);
    const bool valid = is_valid(table);
    output.set(i, detail::compare(valid ? table : Table2x2{}, level, options));
    if (!valid) output.status[i] = Status::invalid;
  }
}

#if defined(EQUITABLE_COMPILED)
extern template void comparison_rows<RelativeLikelihoodOptions>(const TableColumns&, const RelativeLikelihoodOptions&,
                                                                const EstimateOutput&);
extern template void comparison_rows<RateDifferenceOptions>(const TableColumns&, const RateDifferenceOptions&,
                                                            const EstimateOutput&);
extern template void comparison_rows<OddsRatioOptions>(const TableColumns&, const OddsRatioOptions&, const EstimateOutput&);
#endif

namespace detail {

/// The array form of any comparison: lengths checked, then the kernel.
template <class Options>
[[nodiscard]] EstimateColumns compare_columns(const char* where, const CountColumn& events, const CountColumn& total,
                                              const CountColumn& reference_events, const CountColumn& reference_total,
                                              const Options& options) {
  check_size(where, "total", total.size(), events.size());
  check_size(where, "reference_events", reference_events.size(), events.size());
  check_size(where, "reference_total", reference_total.size(), events.size());
  EstimateColumns result(events.size());
  comparison_rows(TableColumns{events.data(), total.data(), reference_events.data(), reference_total.data(),
                               static_cast<std::size_t>(events.size())},
                  options, {result.value.data(), result.lower.data(), result.upper.data(), result.status.data()});
  return result;
}

}  // namespace detail

/// `relative_likelihood` of every row.
/// @throws InvalidInput when the columns differ in length, and for a mistake in the options
[[nodiscard]] inline EstimateColumns relative_likelihood_batch(const CountColumn& events, const CountColumn& total,
                                                               const CountColumn& reference_events,
                                                               const CountColumn& reference_total,
                                                               const RelativeLikelihoodOptions& options = {}) {
  return detail::compare_columns("relative_likelihood_batch", events, total, reference_events, reference_total, options);
}

/// `rate_difference` of every row.
/// @throws InvalidInput when the columns differ in length, and for a mistake in the options
[[nodiscard]] inline EstimateColumns rate_difference_batch(const CountColumn& events, const CountColumn& total,
                                                           const CountColumn& reference_events,
                                                           const CountColumn& reference_total,
                                                           const RateDifferenceOptions& options = {}) {
  return detail::compare_columns("rate_difference_batch", events, total, reference_events, reference_total, options);
}

/// `odds_ratio` of every row.
/// @throws InvalidInput when the columns differ in length, and for a mistake in the options
[[nodiscard]] inline EstimateColumns odds_ratio_batch(const CountColumn& events, const CountColumn& total,
                                                      const CountColumn& reference_events, const CountColumn& reference_total,
                                                      const OddsRatioOptions& options = {}) {
  return detail::compare_columns("odds_ratio_batch", events, total, reference_events, reference_total, options);
}

}  // namespace equitable
