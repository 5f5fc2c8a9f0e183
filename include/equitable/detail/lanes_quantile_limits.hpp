/// @file detail/lanes_quantile_limits.hpp
/// Limits of rates that are quantiles of a beta distribution, or of `mid_p`'s tail, a block of rates at a time.
///
/// Both limits of x of n come from the lower quantile of the rarer outcome and that of the commoner one, which is one minus the upper
/// limit of the other: so limits near 0 and near 1 keep all their digits. A column takes blocks of 32 rates, the function of one rate
/// a block of one: the same operations, the same bits. Accuracy and cost are those of detail/lanes_beta.hpp.
#pragma once

#include <cmath>
#include <cstddef>

#include "equitable/core/results.hpp"
#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_beta.hpp"
#include "equitable/detail/lanes_output.hpp"

namespace equitable::detail {

/// Which quantiles the limits are: of the beta distribution with shapes x + half and n − x + more, or of `mid_p`'s tail.
struct QuantileRule {
  LaneTail tail;
  double half, more;
  bool open;  ///< whether nobody with the outcome leaves a lower limit above 0

  /// Whether x = 0 has its limits in closed form: a posterior has not.
  [[nodiscard]] EQUITABLE_LANE bool closed_at_end() const noexcept { return half == 0.0; }
  /// The first shape of a search, for x = 0 that of another count, where the limit is in closed form.
  [[nodiscard]] EQUITABLE_LANE double shape(double events) const noexcept {
    return events > 0.0 || half > 0.0 ? events + half : 1.0;
  }
};

inline constexpr QuantileRule clopper_pearson_rule{LaneTail::beta, 0.0, 1.0, false};
inline constexpr QuantileRule mid_p_rule{LaneTail::mid_p, 0.0, 1.0, false};
inline constexpr QuantileRule jeffreys_rule{LaneTail::beta, 0.5, 0.5, false};
inline constexpr QuantileRule jeffreys_equal_tailed_rule{LaneTail::beta, 0.5, 0.5, true};

/// Where the upper limit of nobody lies, as its distances from 0 and 1: 1 minus the tail's n-th root.
struct ClosedLimit {
  double rest, limit;
};

[[nodiscard]] EQUITABLE_LANE ClosedLimit closed_quantile(double log_edge, double n) noexcept {
  const double log_rest = log_edge / n;
  return {lane_exp(log_rest), 0.0 - lane_expm1(log_rest)};
}

/// The logarithm of the tail that nobody's probability has to be: `mid_p` counts half of it.
[[nodiscard]] inline double closed_log_tail(const QuantileRule& rule, double tail) noexcept {
  return std::log(rule.tail == LaneTail::mid_p ? 2.0 * tail : tail);
}

/// Both limits of a block of rates x of n, 0 <= x <= n, n >= 1. Those that do not settle are marked.
template <std::size_t width>
EQUITABLE_LANE void quantile_limits_lanes(const QuantileRule& rule, const QuantileStarts& starts, const LaneBlock<width>& x,
                                          const LaneBlock<width>& n, LaneBlock<width>& lower, LaneBlock<width>& upper,
                                          LaneMaskBlock<width>& redo) noexcept {
  LaneBlock<width> fewer, others, a, b, odds, near, far;
  LaneMaskBlock<width> failed{};
  for (std::size_t i = 0; i < width; ++i) {
    const double rest = n[i] - x[i];
    fewer[i] = x[i] < rest ? x[i] : rest;
    others[i] = x[i] < rest ? rest : x[i];
  }
  for (int side = 0; side < 2; ++side) {
    const LaneBlock<width>& events = side == 0 ? fewer : others;
    const LaneBlock<width>& rest = side == 0 ? others : fewer;
    for (std::size_t i = 0; i < width; ++i) {
      a[i] = rule.shape(events[i]);
      b[i] = rest[i] + rule.more;
    }
    if (rule.tail == LaneTail::mid_p)
      beta_quantile_lanes<LaneTail::mid_p>(starts, a, b, odds, failed);
    else
      beta_quantile_lanes<LaneTail::beta>(starts, a, b, odds, failed);
    LaneBlock<width>& found = side == 0 ? near : far;
    for (std::size_t i = 0; i < width; ++i) found[i] = odds[i];
  }
  const double log_edge = closed_log_tail(rule, starts.tail);
  for (std::size_t i = 0; i < width; ++i) {
    const double near_rest = 1.0 / (1.0 + near[i]);
    const double far_rest = 1.0 / (1.0 + far[i]);
    // Nobody: the far limit in closed form, and the near one at the end of the space.
    const bool none = fewer[i] == 0.0;
    const bool closed = none & rule.closed_at_end();
    const bool at_end = none & !rule.open;
    const ClosedLimit end = closed_quantile(log_edge, n[i]);
    const double low = at_end ? 0.0 : near[i] * near_rest;
    const double low_rest = at_end ? 1.0 : near_rest;
    const double high = closed ? end.rest : far[i] * far_rest;
    const double high_rest = closed ? end.limit : far_rest;
    const bool rare = x[i] < n[i] - x[i];
    // With as many events as others near is far.
    lower[i] = rare ? low : high;
    upper[i] = rare ? high_rest : low_rest;
    redo[i] |= failed[i] & ~(std::uint64_t{0} - static_cast<std::uint64_t>(closed));
  }
}

/// Both limits of one rate; false where the search does not settle, and for tails above a quarter.
[[nodiscard]] EQUITABLE_APART inline bool quantile_limits_of_one(const QuantileRule& rule, const Level& level, double x, double n,
                                                                 Interval& limits) noexcept {
  if (!(level.tail <= largest_lane_tail)) return false;
  const double shift = rule.tail == LaneTail::mid_p ? 0.5 : 0.0;
  if (rule.closed_at_end() && (x == 0.0 || x == n)) {
    const ClosedLimit end = closed_quantile(closed_log_tail(rule, level.tail), n);
    limits = x == 0.0 ? Interval{0.0, end.limit} : Interval{end.rest, 1.0};
    return true;
  }
  const QuantileStarts starts(level, {rule.shape(x) + shift, rule.shape(n - x) + shift});
  LaneBlock<1> lower, upper;
  LaneMaskBlock<1> redo{};
  quantile_limits_lanes<1>(rule, starts, {x}, {n}, lower, upper, redo);
  limits = {lower[0], upper[0]};
  return redo[0] == 0;
}

}  // namespace equitable::detail
