/// @file detail/lanes_profile.hpp
/// Limits of profile likelihood for blocks of tables and of rates: comparison/profile_likelihood.hpp and
/// proportion/likelihood_ratio.hpp without a branch.
///
/// Solved for the people t that leave a cell of x, as y = t/(x − t), in which the expected cells and half the likelihood ratio,
/// the sum of c (u − log(1+u)) over cells c that become c (1+u), are closed forms. The search is that of detail/lanes_score.hpp,
/// Newton's in log y; it stops at some 1e-9, and the limit is taken to its last place by the step that the scalar functions end
/// with as well (detail/likelihood_step.hpp): both are within one unit of the exact limit. Rows that do not settle, those beside the
/// kink of a rate of 1 above all, are marked for the scalar function.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_proportion.hpp"
#include "equitable/detail/lanes_score.hpp"
#include "equitable/detail/lanes_tables.hpp"
#include "equitable/detail/likelihood_step.hpp"
#include "equitable/detail/log_roots.hpp"

namespace equitable::detail {

/// A row has settled when the step moves y, and the likelihood ratio still has to be moved, by no more than this part: what the step
/// leaves is of the order of its cube, 1e-9.
inline constexpr double lane_likelihood_settled = 1e-3;

/// By what part y changes when half the likelihood ratio is `half`, its derivative in log y `slope`, that of log slope `bend`, and it
/// is to be `aim`: Halley's step for log half, with the logarithm and the exponential replaced as in `lane_newton`.
[[nodiscard]] EQUITABLE_LANE double lane_likelihood_step(double half, double slope, double bend, double aim) noexcept {
  const double excess = half - aim;
  const double below = (half + aim) * slope + excess * (half * (1.0 - bend) + slope);
  const double change = -2.0 * excess * half / below;
  const bool far = (below <= 0.0) | (change > 8.0);
  const double up = far ? 8.0 : change;
  return up < -0.9 ? -0.9 : up;
}

/// The last step that matters: none while the likelihood ratio is far from its aim.
[[nodiscard]] EQUITABLE_LANE double lane_likelihood_fine(double half, double aim) noexcept {
  return std::fabs(half - aim) <= lane_likelihood_settled * aim ? lane_likelihood_settled : -1.0;
}

/// Where t² spread = z², as a part g of the top: y is about g e^(g·lead + …), by the series for one cell (lead = 2/3) or for two
/// alike (1).
[[nodiscard]] EQUITABLE_LANE double lane_likelihood_start(double g, double lead) noexcept {
  return g * lane_exp(g * (lead + g * (lead * (1.0 / 3.0) - 0.083)));
}

/// Cells of a block of tables as `MultiplierCells` holds those of one.
struct MultiplierLanes {
  Lanes leaving, also_leaving, joining, also_joining;
};

/// Lower limits of the ratio or the odds ratio, or one over them. All leaving cells hold somebody.
template <bool is_ratio>
EQUITABLE_LANE void multiplier_lanes(const MultiplierLanes& cells, double z, bool inverse, Lanes& limit,
                                     LaneMask& redo) noexcept {
  Lanes y, fine;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double c = 1.0 / cells.leaving[i], also = 1.0 / cells.also_leaving[i];
    const double g = 1.0 / (cells.joining[i] + 0.5), h = 1.0 / (cells.also_joining[i] + 0.5);
    const double fall = is_ratio ? (cells.also_leaving[i] - cells.leaving[i]) * (c * also) : c + also;
    const double rise = is_ratio ? (cells.also_joining[i] - cells.joining[i]) * (g * h) : g + h;
    const double fall_change = is_ratio ? fall * (c + also) : c * c + also * also;
    const double rise_change = is_ratio ? rise * (g + h) : g * g + h * h;
    const double spread = fall + rise;
    const double part = z / std::sqrt(spread);
    const double more = rise_change * part / (3.0 * spread);
    y[i] = lane_likelihood_start(part * c, 1.0 - fall_change / (3.0 * spread * c)) * (1.0 + more / (1.0 + more));
  }
  const double aim = 0.5 * z * z;
  settle_lanes(
      y, redo,
      [&](std::size_t i, double at) EQUITABLE_INLINED {
        const double c = cells.leaving[i], also = cells.also_leaving[i];
        const double g = cells.joining[i], h = cells.also_joining[i];
        const double stay = 1.0 / (1.0 + at);
        const double left = c * stay;
        const double taken = left * at;
        const double second = (also - c) + left;
        const double third = g + taken;
        const double fourth = h + taken;
        const double own = lane_cell_fall(c, -taken, left) + lane_cell_fall(g, taken, third);
        const double others = lane_cell_fall(also, -taken, second) + lane_cell_fall(h, taken, fourth);
        const double half = is_ratio ? own - others : own + others;
        // Derivatives of t in the cells: of `spread` = Σ ±1/m, by which half the likelihood ratio rises, and of its logarithm.
        const double falling = left * second, rising = third * fourth;
        const double inverse_both = 1.0 / (falling * rising);
        const double by_falling = inverse_both * rising, by_rising = inverse_both * falling;
        const double fall = (is_ratio ? also - c : left + second) * by_falling;
        const double rise = (is_ratio ? h - g : third + fourth) * by_rising;
        const double fall_change = is_ratio ? fall * ((left + second) * by_falling) : fall * fall - 2.0 * by_falling;
        const double rise_change = is_ratio ? rise * ((third + fourth) * by_rising) : rise * rise - 2.0 * by_rising;
        const double spread = fall + rise;
        const double slope = taken * taken * stay * spread;
        const double bend = 3.0 * stay - 1.0 + stay * taken * (fall_change - rise_change) / spread;
        fine[i] = lane_likelihood_fine(half, aim);
        return lane_likelihood_step(half, slope, bend, aim);
      },
      [&](std::size_t i) EQUITABLE_INLINED { return fine[i]; });
  for (std::size_t i = 0; i < lane_count; ++i) {
    const MultiplierCells one{cells.leaving[i], cells.also_leaving[i], cells.joining[i], cells.also_joining[i]};
    const double left = one.leaving / (1.0 + y[i]);
    limit[i] = lane_multiplier_limit<is_ratio>(one, z, left * y[i], left, inverse);
  }
}

/// Lower limits of the ratio p1/p2, or one over them.
EQUITABLE_LANE void ratio_profile_lower_lanes(const Lanes& events1, const Lanes& total1, const Lanes& events2,
                                              const Lanes& total2, double z, bool inverse, Lanes& limit,
                                              LaneMask& redo) noexcept {
  MultiplierLanes cells;
  Lanes reached;  // half the likelihood ratio at which a q1 of 1 leaves it
  LaneMask full;
  const double aim = 0.5 * z * z;
  for (std::size_t i = 0; i < lane_count; ++i) {
    full[i] = events1[i] == total1[i] ? 1u : 0u;
    reached[i] = infinity;
  }
  const bool any_full = any_lane(full);
  if (any_full) {
    for (std::size_t i = 0; i < lane_count; ++i) {
      const double n1 = total1[i];
      const double half = lane_cell_fall(events2[i], n1, events2[i] + n1) - lane_cell_fall(total2[i], n1, total2[i] + n1);
      reached[i] = full[i] != 0 ? half : infinity;
      // A little short of it the scalar function takes over.
      redo[i] |= ((aim < reached[i]) & (aim > 0.999 * reached[i])) ? 1u : 0u;
    }
  }
  for (std::size_t i = 0; i < lane_count; ++i) {
    const bool none = (events1[i] == 0.0) | (aim > 0.999 * reached[i]);  // the limit is 0, or that of a q1 that has fallen
    cells.leaving[i] = none ? 1.0 : events1[i];
    cells.also_leaving[i] = none ? 2.0 : total1[i];
    cells.joining[i] = none ? 1.0 : events2[i];
    cells.also_joining[i] = none ? 2.0 : total2[i];
  }
  multiplier_lanes<true>(cells, z, inverse, limit, redo);
  if (any_full) {
    for (std::size_t i = 0; i < lane_count; ++i) {
      const bool fallen = aim >= reached[i];
      const double n1 = total1[i];
      const double left = n1 * lane_exp(((fallen ? reached[i] : aim) - aim) / n1);
      const double beyond = lane_fallen_ratio_limit(n1, events2[i], total2[i], z, left, inverse);
      limit[i] = fallen ? beyond : limit[i];
    }
  }
  for (std::size_t i = 0; i < lane_count; ++i) limit[i] = events1[i] == 0.0 ? (inverse ? infinity : 0.0) : limit[i];
}

/// Both limits of the ratio.
EQUITABLE_LANE void ratio_profile_lanes(LaneTables& t, double z, LaneEstimates& found) noexcept {
  ratio_profile_lower_lanes(t.x1, t.n1, t.x2, t.n2, z, false, found.lower, t.redo);
  ratio_profile_lower_lanes(t.x2, t.n2, t.x1, t.n1, z, true, found.upper, t.redo);
}

/// Lower limits of the odds ratio ad/(bc), or one over them.
EQUITABLE_LANE void odds_ratio_profile_lower_lanes(const Lanes& events1, const Lanes& total1, const Lanes& events2,
                                                   const Lanes& total2, double z, bool inverse, Lanes& limit,
                                                   LaneMask& redo) noexcept {
  MultiplierLanes cells;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double a = events1[i], d = total2[i] - events2[i];
    const double smaller = a < d ? a : d;
    const bool none = smaller == 0.0;  // the limit is 0
    cells.leaving[i] = none ? 1.0 : smaller;
    cells.also_leaving[i] = none ? 1.0 : a < d ? d : a;
    cells.joining[i] = none ? 1.0 : total1[i] - events1[i];
    cells.also_joining[i] = none ? 1.0 : events2[i];
  }
  multiplier_lanes<false>(cells, z, inverse, limit, redo);
  for (std::size_t i = 0; i < lane_count; ++i) {
    const bool none = (events1[i] == 0.0) | (total2[i] == events2[i]);
    limit[i] = none ? (inverse ? infinity : 0.0) : limit[i];
  }
}

/// Both limits of the odds ratio.
EQUITABLE_LANE void odds_ratio_profile_lanes(LaneTables& t, double z, LaneEstimates& found) noexcept {
  odds_ratio_profile_lower_lanes(t.x1, t.n1, t.x2, t.n2, z, false, found.lower, t.redo);
  odds_ratio_profile_lower_lanes(t.x2, t.n2, t.x1, t.n1, z, true, found.upper, t.redo);
}

/// q of n people of whom x fall by the multiplier s, x − n q = s q (1−q), and the fall of the rate; by what part it rises as s rises
/// by a part, and by what part that does.
struct LaneFallen {
  double q, fall, slope, bend;
};
[[nodiscard]] EQUITABLE_LANE LaneFallen lane_fallen(double x, double others, double n, double s) noexcept {
  const double a = s / n;
  const double p = x / n;
  const double rest = others / n;
  const double root = std::sqrt((1.0 - a) * (1.0 - a) + 4.0 * a * rest);
  const double q = 2.0 * p / (1.0 + a + root);
  const bool low = a <= 1.0;
  const double complement = (low ? 2.0 * rest : a - 1.0 + root) / (low ? 1.0 - a + root : 2.0 * a);
  const bool kept = low & (others == 0.0);  // a rate of 1 stays there until s reaches n
  const double slope = 1.0 / (kept ? 1.0 : root);
  return {kept ? 1.0 : q, kept ? 0.0 : a * q * complement, slope, slope - a * (a - 1.0 + 2.0 * rest) * (slope * slope)};
}

/// Half the likelihood ratio of a rate that has fallen.
[[nodiscard]] EQUITABLE_LANE double lane_fallen_half(double x, double others, double n, const LaneFallen& rate) noexcept {
  const double moved = n * rate.fall;
  return lane_cell_fall(x, -moved, n * rate.q) + lane_cell_fall(others, moved, others + moved);
}

/// Blocks of `FallingCells`, the larger of the two rates the first.
struct FallingLanes {
  Lanes x1, others1, n1, x2, others2, n2;
  Lanes both;  ///< 0 where the second rate is 1 and stays there, or 1
};

/// Where the first rate is 1 and the second falls to its limit before the multiplier reaches n1, the second falls alone.
EQUITABLE_LANE void settle_full_rates(FallingLanes& f, double z) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const LaneFallen second = lane_fallen(f.x2[i], f.others2[i], f.n2[i], f.n1[i]);
    const double reached = lane_fallen_half(f.x2[i], f.others2[i], f.n2[i], second);
    const bool alone = (f.others1[i] == 0.0) & (0.5 * z * z < reached);
    const double x = f.x1[i], others = f.others1[i], n = f.n1[i];
    f.x1[i] = alone ? f.x2[i] : x;
    f.others1[i] = alone ? f.others2[i] : others;
    f.n1[i] = alone ? f.n2[i] : n;
    f.x2[i] = alone ? x : f.x2[i];
    f.others2[i] = alone ? others : f.others2[i];
    f.n2[i] = alone ? n : f.n2[i];
    f.both[i] = alone ? 0.0 : 1.0;
  }
}

/// Lower limits of the difference p1 − p2, of the events in the first group and of those without in the second.
EQUITABLE_LANE void difference_profile_lower_lanes(const Lanes& events1, const Lanes& total1, const Lanes& events2,
                                                   const Lanes& total2, double z, Lanes& limit, LaneMask& redo) noexcept {
  FallingLanes f;
  Lanes y, fine;
  LaneMask full;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double rest1 = total1[i] - events1[i], rest2 = total2[i] - events2[i];
    const bool none = (events1[i] == 0.0) & (rest2 == 0.0);  // the limit is −1
    const double p1 = events1[i] / total1[i], p2 = rest2 / total2[i];
    const bool swapped = (p1 < p2) | ((p1 == p2) & (total1[i] < total2[i]));
    f.x1[i] = none ? 1.0 : swapped ? rest2 : events1[i];
    f.others1[i] = none ? 1.0 : swapped ? events2[i] : rest1;
    f.n1[i] = none ? 2.0 : swapped ? total2[i] : total1[i];
    f.x2[i] = none ? 1.0 : swapped ? events1[i] : rest2;
    f.others2[i] = none ? 1.0 : swapped ? rest1 : events2[i];
    f.n2[i] = none ? 2.0 : swapped ? total1[i] : total2[i];
    f.both[i] = 1.0;
    full[i] = f.others1[i] == 0.0 ? 1u : 0u;
  }
  if (any_lane(full)) settle_full_rates(f, z);
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double middle1 = (f.x1[i] + 0.5) / (f.n1[i] + 1.0);
    const double middle2 = (f.x2[i] + 0.5) / (f.n2[i] + 1.0);
    const double variance1 = middle1 * (1.0 - middle1) / f.n1[i];
    const double variance2 = f.both[i] * (middle2 * (1.0 - middle2) / f.n2[i]);
    // The rates fall by s V − s² V k + …, k = (1 − 2p)/n, which says how s and t begin.
    const double variance = variance1 + variance2;
    const double k1 = (1.0 - 2.0 * middle1) / f.n1[i];
    const double k2 = (1.0 - 2.0 * middle2) / f.n2[i];
    const double s = z / std::sqrt(variance);
    const double g = f.n1[i] * variance1 * s / f.x1[i];
    const double more = s * ((2.0 / 3.0) * (variance1 * k1 + variance2 * k2) / variance - k1);
    const double lead = more < -g ? 0.0 : more < 0.0 ? 1.0 + more / g : 1.0;
    const double up = more > 0.0 ? more : 0.0;
    y[i] = lane_likelihood_start(g, lead) * (1.0 + up / (1.0 + up));
  }
  const double aim = 0.5 * z * z;
  settle_lanes(
      y, redo,
      [&](std::size_t i, double at) EQUITABLE_INLINED {
        const double x = f.x1[i], b = f.others1[i], n = f.n1[i];
        const double stay = 1.0 / (1.0 + at);
        const double left = x * stay;
        const double taken = left * at;
        const double joined = b + taken;
        const double up = at * stay;
        const double part = 1.0 / joined;
        const double s = n * n * at * part;
        const LaneFallen second = lane_fallen(f.x2[i], f.others2[i], f.n2[i], s);
        const double half2 = lane_fallen_half(f.x2[i], f.others2[i], f.n2[i], second);
        const double half = lane_cell_fall(x, -taken, left) + lane_cell_fall(b, taken, joined) + f.both[i] * half2;
        const double gain = (b + taken * up) * part;  // d log s / d log y
        const double gain_slope = taken * stay * (2.0 * up - gain) * part;
        const double first_slope = up * left / n;
        const double second_slope = f.both[i] * (second.fall * second.slope);
        const double fall_slope = first_slope + second_slope * gain;
        const double fall_change = first_slope * (stay - up) + second_slope * (gain * gain * second.bend + gain_slope);
        fine[i] = lane_likelihood_fine(half, aim);
        return lane_likelihood_step(half, s * fall_slope, gain + fall_change / fall_slope, aim);
      },
      [&](std::size_t i) EQUITABLE_INLINED { return fine[i]; });
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double left = f.x1[i] / (1.0 + y[i]);
    const double taken = left * y[i];
    const double q2 = lane_fallen(f.x2[i], f.others2[i], f.n2[i], f.n1[i] * f.n1[i] * y[i] / (f.others1[i] + taken)).q;
    const FallingCells one{f.x1[i], f.others1[i], f.n1[i], f.x2[i], f.others2[i], f.n2[i]};
    const double lower = lane_difference_limit(one, z, taken, left, q2, f.both[i] != 0.0);
    const bool none = (events1[i] == 0.0) & (total2[i] == events2[i]);
    limit[i] = (none | (lower < -1.0)) ? -1.0 : lower;
  }
}

/// Both limits of the difference.
EQUITABLE_LANE void difference_profile_lanes(LaneTables& t, double z, LaneEstimates& found) noexcept {
  difference_profile_lower_lanes(t.x1, t.n1, t.x2, t.n2, z, found.lower, t.redo);
  difference_profile_lower_lanes(t.x2, t.n2, t.x1, t.n1, z, found.upper, t.redo);
  for (std::size_t i = 0; i < lane_count; ++i) found.upper[i] = -found.upper[i];
}

/// Lower limits q of the rate x/n, and 1 − q.
EQUITABLE_LANE void rate_likelihood_lower_lanes(const Lanes& events, const Lanes& others, double z, Lanes& limit, Lanes& rest,
                                                LaneMask& redo) noexcept {
  Lanes x, b, y, fine;
  const double aim = 0.5 * z * z;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const bool none = events[i] == 0.0;  // the limit is 0
    x[i] = none ? 1.0 : events[i];
    b[i] = none ? 1.0 : others[i];
    const double fall = 1.0 / x[i], rise = 1.0 / (b[i] + 0.5);
    const double part = z / std::sqrt(fall + rise);
    const double more = part * rise * rise / (3.0 * (fall + rise));
    const double start = lane_likelihood_start(part * fall, 1.0 - fall / (3.0 * (fall + rise))) * (1.0 + more / (1.0 + more));
    y[i] = b[i] == 0.0 ? lane_expm1(aim * fall) : start;  // everybody: the likelihood ratio is 2x log(1+y)
  }
  settle_lanes(
      y, redo,
      [&](std::size_t i, double at) EQUITABLE_INLINED {
        const double stay = 1.0 / (1.0 + at);
        const double left = x[i] * stay;
        const double taken = left * at;
        const double joined = b[i] + taken;
        const double half = lane_cell_fall(x[i], -taken, left) + lane_cell_fall(b[i], taken, joined);
        const double part = taken / joined;
        fine[i] = lane_likelihood_fine(half, aim);
        return lane_likelihood_step(half, taken * stay * (at + part), 3.0 * stay - 1.0 + stay * (at - part), aim);
      },
      [&](std::size_t i) EQUITABLE_INLINED { return fine[i]; });
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double left = x[i] / (1.0 + y[i]);
    const RateLimit found = lane_rate_limit(x[i], b[i], x[i] + b[i], z, left * y[i], left);
    const bool none = events[i] == 0.0;
    limit[i] = none ? 0.0 : found.q;
    rest[i] = none ? 1.0 : found.rest;
  }
}

/// Both likelihood-ratio limits of a rate.
EQUITABLE_LANE void likelihood_ratio_lanes(const RateLanes& block, double z) noexcept {
  Lanes others, unused;
  for (std::size_t i = 0; i < lane_count; ++i) others[i] = block.n[i] - block.x[i];
  rate_likelihood_lower_lanes(block.x, others, z, block.lower, unused, block.redo);
  rate_likelihood_lower_lanes(others, block.x, z, unused, block.upper, block.redo);
}

}  // namespace equitable::detail
