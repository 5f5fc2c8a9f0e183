/// @file proportion/batch.hpp
/// Many rates at once: columns of counts in, columns of estimates out.
///
/// Row by row the answers of `proportion`, with the same status and the same edges. Blocks of rows are worked on together
/// (detail/lanes.hpp), by the operations of the scalar functions or by kernels that these run on a block of one: the numbers are the
/// same to the last bit, but for `likelihood_ratio`, whose limits end here and there in a step that is rounded once, and may be the
/// double beside it. A row's bits depend on its counts and the options; not on its neighbours, its place, the processor or the number
/// of threads. A single row is given to the scalar function, and so are `blaker` and levels of a few millionths.
///
/// A mistake in the options throws before any row is read. A row never throws: one that breaks a rule comes back as NaN with
/// `Status::invalid`; columns of different lengths do throw. Nothing is allocated but the result. Linear in the rows, which may be
/// shared out to threads. Cost of a row on one core with AVX-512, `equitable::compiled`: closed forms 1 to 4 ns, quantiles 60 to
/// 80 ns, `likelihood_ratio` 35 ns, `blaker` what the scalar function costs; with the headers alone it depends on the caller's
/// flags.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/core/array.hpp"
#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_beta.hpp"
#include "equitable/detail/lanes_order.hpp"
#include "equitable/detail/lanes_output.hpp"
#include "equitable/detail/lanes_profile.hpp"
#include "equitable/detail/lanes_proportion.hpp"
#include "equitable/detail/lanes_quantile_limits.hpp"
#include "equitable/detail/parallel.hpp"
#include "equitable/proportion/interval.hpp"

namespace equitable {

namespace detail {

inline namespace EQUITABLE_BUILD {

/// What every row of a batch of rates shares.
struct RateBatch {
  RateColumns rates;
  Level level;
  ProportionOptions options;
  EstimateOutput output;
  const QuantileStarts* starts;  ///< for limits found by a search
};

/// One row, by the scalar function.
EQUITABLE_APART inline void proportion_row(const RateBatch& batch, std::size_t row) {
  const Proportion counted{batch.rates.events[row], batch.rates.total[row]};
  const bool valid = is_proportion(counted.events, counted.total);
  batch.output.set(row, proportion_at(valid ? counted : Proportion{}, batch.level, batch.options));
  if (!valid) batch.output.status[row] = Status::invalid;
}

/// Rows first to last, a block at a time; `kernel` fills the limits of a block.
template <class Kernel>
EQUITABLE_LANE void proportion_blocks(const RateBatch& batch, std::size_t first, std::size_t last, const Kernel& kernel) {
  for (std::size_t row = first; row < last; row += lane_count) {
    const std::size_t rows = last - row < lane_count ? last - row : lane_count;
    Count spare_events[lane_count];
    Count spare_total[lane_count];
    Lanes x, n, rate, lower, upper;
    LaneMask redo{};
    load_rates(filled_block(batch.rates.events + row, rows, 1, spare_events),
               filled_block(batch.rates.total + row, rows, 2, spare_total), x, n, redo);
    for (std::size_t i = 0; i < lane_count; ++i) rate[i] = x[i] / n[i];
    kernel(RateLanes{x, n, rate, lower, upper, redo});
    if (batch.options.alternative == Alternative::greater)
      for (std::size_t i = 0; i < lane_count; ++i) upper[i] = 1.0;
    if (batch.options.alternative == Alternative::less)
      for (std::size_t i = 0; i < lane_count; ++i) lower[i] = 0.0;
    write_lanes(rate, batch.output.value + row, rows);
    write_lanes(lower, batch.output.lower + row, rows);
    write_lanes(upper, batch.output.upper + row, rows);
    for (std::size_t i = 0; i < rows; ++i) batch.output.status[row + i] = Status::ok;
    if (any_lane(redo))
      for (std::size_t i = 0; i < rows; ++i)
        if (redo[i] != 0) proportion_row(batch, row + i);
  }
}

/// Rows first to last of a closed form.
EQUITABLE_LANE void proportion_closed_piece(const RateBatch& batch, std::size_t first, std::size_t last) {
  const double z = batch.level.z;
  switch (batch.options.method) {
    case ProportionMethod::wilson:
      return proportion_blocks(batch, first, last, [z](const RateLanes& block) EQUITABLE_INLINED { wilson_lanes(block, z); });
    case ProportionMethod::wilson_cc:
      return proportion_blocks(batch, first, last, [z](const RateLanes& block) EQUITABLE_INLINED { wilson_cc_lanes(block, z); });
    case ProportionMethod::wald:
      return proportion_blocks(batch, first, last, [z](const RateLanes& block) EQUITABLE_INLINED { wald_lanes(block, z, 0.0); });
    case ProportionMethod::wald_cc:
      return proportion_blocks(batch, first, last, [z](const RateLanes& block) EQUITABLE_INLINED { wald_lanes(block, z, 0.5); });
    case ProportionMethod::agresti_coull:
      return proportion_blocks(batch, first, last,
                               [z](const RateLanes& block) EQUITABLE_INLINED { agresti_coull_lanes(block, z); });
    case ProportionMethod::logit:
      return proportion_blocks(batch, first, last, [z](const RateLanes& block) EQUITABLE_INLINED { logit_lanes(block, z); });
    case ProportionMethod::arcsine:
      return proportion_blocks(batch, first, last, [z](const RateLanes& block) EQUITABLE_INLINED { arcsine_lanes(block, z); });
    case ProportionMethod::scas:
      return proportion_blocks(batch, first, last,
                               [z](const RateLanes& block) EQUITABLE_INLINED { skewness_corrected_lanes(block, z); });
    case ProportionMethod::likelihood_ratio:
      return proportion_blocks(batch, first, last,
                               [z](const RateLanes& block) EQUITABLE_INLINED { likelihood_ratio_lanes(block, z); });
    default: break;
  }
  for (std::size_t row = first; row < last; ++row) proportion_row(batch, row);
}

/// Whether the limits of a method are quantiles.
[[nodiscard]] constexpr bool is_quantile(ProportionMethod method) noexcept {
  return method == ProportionMethod::clopper_pearson || method == ProportionMethod::mid_p ||
         method == ProportionMethod::jeffreys || method == ProportionMethod::jeffreys_equal_tailed;
}

/// The quantiles that the limits of such a method are.
[[nodiscard]] constexpr QuantileRule quantile_rule(ProportionMethod method) noexcept {
  switch (method) {
    case ProportionMethod::mid_p: return mid_p_rule;
    case ProportionMethod::jeffreys: return jeffreys_rule;
    case ProportionMethod::jeffreys_equal_tailed: return jeffreys_equal_tailed_rule;
    default: return clopper_pearson_rule;
  }
}

/// Rows first to last, at most `rows_of_a_piece`, of limits that are quantiles. A block holds rows of about the same number of
/// events or of others, whichever is smaller: their continued fractions are of about the same length.
EQUITABLE_LANE void proportion_quantile_piece(const RateBatch& batch, std::size_t first, std::size_t last) {
  const QuantileRule rule = quantile_rule(batch.options.method);
  std::uint16_t order[rows_of_a_piece];
  const std::size_t ordered = order_by_fewer(
      last - first,
      [&](std::size_t i) EQUITABLE_INLINED {
        return Proportion{batch.rates.events[first + i], batch.rates.total[first + i]};
      },
      [&](std::size_t i) EQUITABLE_INLINED { proportion_row(batch, first + i); }, order);

  for (std::size_t at = 0; at < ordered; at += lane_count) {
    const std::size_t rows = ordered - at < lane_count ? ordered - at : lane_count;
    Lanes x, n, lower, upper;
    LaneMask redo{};
    for (std::size_t i = 0; i < lane_count; ++i) {
      const std::size_t row = first + order[at + (i < rows ? i : 0)];
      x[i] = lane_of_count(batch.rates.events[row]);
      n[i] = lane_of_count(batch.rates.total[row]);
    }
    quantile_limits_lanes(rule, *batch.starts, x, n, lower, upper, redo);
    for (std::size_t i = 0; i < rows; ++i) {
      const std::size_t row = first + order[at + i];
      batch.output.value[row] = x[i] / n[i];
      batch.output.lower[row] = batch.options.alternative == Alternative::less ? 0.0 : lower[i];
      batch.output.upper[row] = batch.options.alternative == Alternative::greater ? 1.0 : upper[i];
      batch.output.status[row] = Status::ok;
      if (redo[i] != 0) proportion_row(batch, row);
    }
  }
}

/// One piece of rows, at most `rows_of_a_piece`. A single row, and levels of next to nothing, are for the scalar function.
EQUITABLE_LANE void proportion_lanes(const RateBatch& batch, std::size_t first, std::size_t last) {
  if (batch.rates.rows == 1 || !(batch.level.z > least_lane_quantile))
    for (std::size_t row = first; row < last; ++row) proportion_row(batch, row);
  else if (batch.starts != nullptr)
    proportion_quantile_piece(batch, first, last);
  else
    proportion_closed_piece(batch, first, last);
}

/// `proportion_lanes`, compiled in src/lanes_proportion.cpp or inline.
#if defined(EQUITABLE_COMPILED)
void proportion_piece(const RateBatch& batch, std::size_t first, std::size_t last);
#else
inline void proportion_piece(const RateBatch& batch, std::size_t first, std::size_t last) {
  proportion_lanes(batch, first, last);
}
#endif

}  // namespace EQUITABLE_BUILD

}  // namespace detail

inline namespace EQUITABLE_BUILD {

/// `proportion` of every row, over plain pointers: the kernel behind the array form and behind other languages.
/// @throws InvalidInput for a mistake in the options, before any row is read
template <class Options>
void proportion_rows(const RateColumns& rates, const Options& options, const EstimateOutput& output,
                     const Execution& execution = {}) {
  const detail::Level level = detail::checked_level(options);
  // The starts cost as much as a dozen rows, and levels below a half are not for them.
  const bool searched = detail::is_quantile(options.method) && rates.rows >= 64 && level.tail <= detail::largest_lane_tail;
  const detail::QuantileStarts starts(searched ? level : detail::Level{0.0, 0.0});
  const detail::RateBatch batch{rates, level, options, output, searched ? &starts : nullptr};
  detail::parallel_rows(rates.rows, execution,
                        [&batch](std::size_t first, std::size_t last) { detail::proportion_piece(batch, first, last); });
}

/// `proportion` of every row.
/// @throws InvalidInput when the columns differ in length, and for a mistake in the options
[[nodiscard]] inline EstimateColumns proportion_batch(const CountColumn& events, const CountColumn& total,
                                                      const ProportionOptions& options = {}, const Execution& execution = {}) {
  check_size("proportion_batch", "total", total.size(), events.size());
  EstimateColumns result(events.size());
  proportion_rows(RateColumns{events.data(), total.data(), static_cast<std::size_t>(events.size())}, options,
                  {result.value.data(), result.lower.data(), result.upper.data(), result.status.data()}, execution);
  return result;
}

}  // namespace EQUITABLE_BUILD

}  // namespace equitable
