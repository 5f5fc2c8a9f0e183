/// @file comparison/ratio_closed_forms.hpp
/// Intervals of a ratio of rates in closed form: all but one symmetric on the log scale round some estimate.
///
/// | kernel | round | edges |
/// |---|---|---|
/// | `katz_limits` | p1/p2 | no events in a group: NaN; everybody in both: [1, 1] |
/// | `walter_limits` | ½ added to events and totals | everybody in both: [1, 1] |
/// | `haldane_ratio_limits` | ½ added to every cell | none |
/// | `price_bonett_limits` | ¼ added to the events, 1¾ to the totals | none |
/// | `ratio_inv_sinh_limits` | p1/p2 | no events in a group: 0 or ∞ and a finite limit; everybody in both: [1, 1] |
///
/// The limits of the three in the middle shrink towards 1, so with few events and a narrow level the plain ratio may lie outside.
/// Written in sums of positive terms, so nothing cancels: counts up to 2^53 keep all digits. Sources: Katz, Baptista, Azen and
/// Pike (1978) Biometrics 34, 469; Walter (1975) Biometrika 62, 371; Haldane (1956) Ann. Hum. Genet. 20, 309; Price and Bonett
/// (2008) Stat. Med. 27, 5497; Newcombe (2001) Am. Stat. 55, 200. Cost: a square root and at most one exponential.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/rates.hpp"

namespace equitable {

namespace detail {

/// ratio · exp(±z · standard error of its logarithm), by the exponential of columns; the exponent is at most 700.
[[nodiscard]] inline Interval log_symmetric_limits(double ratio, double z, double log_variance) noexcept {
  const LanePair factor = lane_exp_pair(z * std::sqrt(log_variance));
  return {ratio * factor.down, ratio * factor.up};
}

/// The variance of log(p1/p2) by the delta method, b/(x1 n1) + d/(x2 n2).
[[nodiscard]] inline double log_ratio_variance(const TwoRates& r) noexcept {
  return (r.n1 - r.x1) / (r.x1 * r.n1) + (r.n2 - r.x2) / (r.x2 * r.n2);
}

/// Katz: the plain ratio and its delta-method variance. NaN when either group has no events.
[[nodiscard]] inline Interval katz_limits(const TwoRates& r, const Level& level) noexcept {
  if (r.x1 == 0.0 || r.x2 == 0.0) return {not_a_number, not_a_number};
  return log_symmetric_limits((r.x1 * r.n2) / (r.x2 * r.n1), level.z, log_ratio_variance(r));
}

/// Walter: Katz with ½ added to both events and both totals, but not to those without the outcome.
[[nodiscard]] inline Interval walter_limits(const TwoRates& r, const Level& level) noexcept {
  const TwoRates adjusted{r.x1 + 0.5, r.n1 + 0.5, r.x2 + 0.5, r.n2 + 0.5};
  const double ratio = (adjusted.x1 / adjusted.n1) / (adjusted.x2 / adjusted.n2);
  const double log_variance = (r.n1 - r.x1) / (adjusted.x1 * adjusted.n1) + (r.n2 - r.x2) / (adjusted.x2 * adjusted.n2);
  return log_symmetric_limits(ratio, level.z, log_variance);
}

/// Haldane: Katz with ½ added to every cell.
[[nodiscard]] inline Interval haldane_ratio_limits(const TwoRates& r, const Level& level) noexcept {
  const double events1 = r.x1 + 0.5, others1 = r.n1 - r.x1 + 0.5, total1 = r.n1 + 1.0;
  const double events2 = r.x2 + 0.5, others2 = r.n2 - r.x2 + 0.5, total2 = r.n2 + 1.0;
  const double log_variance = others1 / (events1 * total1) + others2 / (events2 * total2);
  return log_symmetric_limits((events1 / total1) / (events2 / total2), level.z, log_variance);
}

/// Price and Bonett: Katz with ¼ added to the events and 1½ to those without the outcome.
[[nodiscard]] inline Interval price_bonett_limits(const TwoRates& r, const Level& level) noexcept {
  const double events1 = r.x1 + 0.25, others1 = r.n1 - r.x1 + 1.5, total1 = r.n1 + 1.75;
  const double events2 = r.x2 + 0.25, others2 = r.n2 - r.x2 + 1.5, total2 = r.n2 + 1.75;
  const double log_variance = others1 / (events1 * total1) + others2 / (events2 * total2);
  return log_symmetric_limits((events1 / total1) / (events2 / total2), level.z, log_variance);
}

/// Newcombe's inverse hyperbolic sine: φ exp(±2 asinh(½ z se)), a little shorter than Katz. Where it breaks down at a zero, the
/// limit it tends to is taken: the empty group has z² events.
[[nodiscard]] inline Interval ratio_inv_sinh_limits(const TwoRates& r, const Level& level) noexcept {
  const double zz = level.z * level.z;
  if (r.x1 == 0.0 || r.x2 == 0.0)
    return {r.x1 == 0.0 ? 0.0 : (r.x1 / r.n1) * (r.n2 / zz), r.x2 == 0.0 ? infinity : (zz / r.n1) * (r.n2 / r.x2)};
  const double half = 0.5 * level.z * std::sqrt(log_ratio_variance(r));
  const double root = half + std::sqrt(1.0 + half * half);  // exp(asinh(half))
  const double ratio = (r.x1 * r.n2) / (r.x2 * r.n1);
  return {ratio / (root * root), ratio * (root * root)};
}

}  // namespace detail

}  // namespace equitable
