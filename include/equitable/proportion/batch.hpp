/// @file proportion/batch.hpp
/// Many rates at once: columns of counts in, columns of estimates out.
///
/// Row by row the answers of `proportion`, with the same status and the same edges; a limit may differ from its limit in the last
/// places, because blocks of rows are worked on together (detail/lanes.hpp): closed forms by two units,
/// `likelihood_ratio` by one, quantiles (`clopper_pearson`, `mid_p`, both of Jeffreys') by 2e-14, their own accuracy. A row's bits
/// depend on its counts, the options and, for quantiles, on whether there are 64 rows or more; not on its neighbours, its place, the
/// processor or the number of threads. A single row is given to the scalar function, and so is `blaker`.
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

/// Quantiles of a block, as odds.
EQUITABLE_LANE void quantile_block(ProportionMethod method, const QuantileStarts& starts, const Lanes& a, const Lanes& b,
                                   Lanes& odds, LaneMask& failed) noexcept {
  if (method == ProportionMethod::mid_p)
    beta_quantile_lanes<LaneTail::mid_p>(starts, a, b, odds, failed);
  else
    beta_quantile_lanes<LaneTail::beta>(starts, a, b, odds, failed);
}

/// Rows first to last, at most `rows_of_a_piece`, of limits that are quantiles. A block holds rows of about the same number of
/// events or of others, whichever is smaller: their continued fractions are of about the same length.
EQUITABLE_LANE void proportion_quantile_piece(const RateBatch& batch, std::size_t first, std::size_t last) {
  const ProportionMethod method = batch.options.method;
  const bool posterior = method == ProportionMethod::jeffreys || method == ProportionMethod::jeffreys_equal_tailed;
  const double half = posterior ? 0.5 : 0.0;
  const double more = posterior ? 0.5 : 1.0;
  const QuantileStarts& starts = *batch.starts;

  std::uint16_t order[rows_of_a_piece];
  const std::size_t ordered = order_by_fewer(
      last - first,
      [&](std::size_t i) EQUITABLE_INLINED {
        return Proportion{batch.rates.events[first + i], batch.rates.total[first + i]};
      },
      [&](std::size_t i) EQUITABLE_INLINED { proportion_row(batch, first + i); }, order);

  for (std::size_t at = 0; at < ordered; at += lane_count) {
    const std::size_t rows = ordered - at < lane_count ? ordered - at : lane_count;
    Lanes x, n, fewer, others, a, b, odds, near, far;
    LaneMask redo{};
    for (std::size_t i = 0; i < lane_count; ++i) {
      const std::size_t row = first + order[at + (i < rows ? i : 0)];
      x[i] = lane_of_count(batch.rates.events[row]);
      n[i] = lane_of_count(batch.rates.total[row]);
    }
    // The limit of the rarer outcome nearer to 0, and that of the commoner nearer to 0, which is one minus the other limit.
    for (std::size_t i = 0; i < lane_count; ++i) {
      const double rest = n[i] - x[i];
      fewer[i] = x[i] < rest ? x[i] : rest;
      others[i] = x[i] < rest ? rest : x[i];
    }
    for (int side = 0; side < 2; ++side) {
      const Lanes& events = side == 0 ? fewer : others;
      const Lanes& rest = side == 0 ? others : fewer;
      for (std::size_t i = 0; i < lane_count; ++i) {
        a[i] = events[i] > 0.0 || posterior ? events[i] + half : 1.0;
        b[i] = rest[i] + more;
      }
      quantile_block(method, starts, a, b, odds, redo);
      Lanes& found = side == 0 ? near : far;
      for (std::size_t i = 0; i < lane_count; ++i) found[i] = odds[i];
    }

    Lanes lower, upper;
    const double log_edge = method == ProportionMethod::mid_p ? std::log(2.0 * starts.tail) : starts.log_tail;
    for (std::size_t i = 0; i < lane_count; ++i) {
      const double near_rest = 1.0 / (1.0 + near[i]);
      const double far_rest = 1.0 / (1.0 + far[i]);
      // Nobody: the far limit in closed form, and the near one at the end of the space.
      const bool none = fewer[i] == 0.0;
      const bool closed = none & !posterior;
      const bool at_end = none & (method != ProportionMethod::jeffreys_equal_tailed);
      const double log_p = log_edge / n[i];
      const double low = at_end ? 0.0 : near[i] * near_rest;
      const double low_rest = at_end ? 1.0 : near_rest;
      const double high = closed ? lane_exp(log_p) : far[i] * far_rest;
      const double high_rest = closed ? -lane_expm1(log_p) : far_rest;
      const bool rare = x[i] < n[i] - x[i];
      // With as many events as others near is far.
      lower[i] = rare ? low : high;
      upper[i] = rare ? high_rest : low_rest;
    }
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

/// One piece of rows, at most `rows_of_a_piece`. A single row, and a level of next to nothing, whose quantile has no square, are
/// for the scalar function.
EQUITABLE_LANE void proportion_lanes(const RateBatch& batch, std::size_t first, std::size_t last) {
  if (batch.rates.rows == 1 || !(batch.level.z > 1e-30))
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
  const bool searched = detail::is_quantile(options.method) && rates.rows >= 64 && level.tail <= 0.25;
  const detail::QuantileStarts starts(searched ? level.tail : 0.0);
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
