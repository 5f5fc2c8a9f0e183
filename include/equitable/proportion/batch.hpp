/// @file proportion/batch.hpp
/// Many rates at once: columns of counts in, columns of estimates out.
///
/// Row by row the same numbers as `proportion`. A mistake in the options throws before any row is read. A row never throws: one
/// that breaks a rule comes back as NaN with `Status::invalid`; columns of different lengths do throw. Nothing is allocated but
/// the result. Linear in the rows.
#pragma once

#include <cstddef>

#include "equitable/core/array.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/proportion/interval.hpp"

namespace equitable {

/// `proportion` of every row, over plain pointers: the kernel behind the array form and behind other languages.
template <class Options>
void proportion_rows(const RateColumns& rates, const Options& options, const EstimateOutput& output) {
  const detail::Level level = detail::checked_level(options);
  for (std::size_t i = 0; i < rates.rows; ++i) {
    const Proportion counted{rates.events[i], rates.total[i]};
    const bool valid = is_proportion(counted.events, counted.total);
    output.set(i, detail::proportion_at(valid ? counted : Proportion{}, level, options));
    if (!valid) output.status[i] = Status::invalid;
  }
}

#if defined(EQUITABLE_COMPILED)
extern template void proportion_rows<ProportionOptions>(const RateColumns&, const ProportionOptions&, const EstimateOutput&);
#endif

/// `proportion` of every row.
/// @throws InvalidInput when the columns differ in length, and for a mistake in the options
[[nodiscard]] inline EstimateColumns proportion_batch(const CountColumn& events, const CountColumn& total,
                                                      const ProportionOptions& options = {}) {
  check_size("proportion_batch", "total", total.size(), events.size());
  EstimateColumns result(events.size());
  proportion_rows(RateColumns{events.data(), total.data(), static_cast<std::size_t>(events.size())}, options,
                  {result.value.data(), result.lower.data(), result.upper.data(), result.status.data()});
  return result;
}

}  // namespace equitable
