/// @file proportion/jeffreys.hpp
/// Limits from the posterior of one rate under Jeffreys' prior, the beta distribution with shapes x + ½ and n − x + ½.
///
/// `jeffreys_equal_tailed` leaves α/2 beyond each limit; its lower limit is above 0 even for x = 0. `jeffreys` is the same
/// but for a lower limit of exactly 0 at x = 0 and an upper one of exactly 1 at x = n: close to `mid_p`, good coverage on
/// average. Not where coverage must be guaranteed. Limits near 0 and near 1 keep all their digits. Source: Brown, Cai and
/// DasGupta (2001) Stat. Sci. 16, 101. Cost: half a microsecond to one, whatever the counts.
#pragma once

#include "equitable/core/results.hpp"
#include "equitable/detail/beta.hpp"
#include "equitable/detail/lanes_quantile_limits.hpp"
#include "equitable/detail/normal.hpp"

namespace equitable {

namespace detail {

/// Both quantiles, each searched for by itself: what the lanes leave over, and what they are held to.
[[nodiscard]] inline Interval jeffreys_search(double x, double n, const Level& level) noexcept {
  const double a = x + 0.5;
  const double b = n - x + 0.5;
  return {beta_lower_quantile(level.tail, a, b), beta_upper_quantile(level.tail, a, b)};
}

[[nodiscard]] inline Interval jeffreys_equal_tailed_limits(double x, double n, const Level& level) noexcept {
  Interval limits{};
  return quantile_limits_of_one(jeffreys_equal_tailed_rule, level, x, n, limits) ? limits : jeffreys_search(x, n, level);
}

[[nodiscard]] inline Interval jeffreys_limits(double x, double n, const Level& level) noexcept {
  const Interval limits = jeffreys_equal_tailed_limits(x, n, level);
  return {x == 0.0 ? 0.0 : limits.lower, x == n ? 1.0 : limits.upper};
}

/// The posterior median.
[[nodiscard]] inline double jeffreys_median(double x, double n) noexcept {
  return beta_lower_quantile(0.5, x + 0.5, n - x + 0.5);
}

}  // namespace detail

}  // namespace equitable
