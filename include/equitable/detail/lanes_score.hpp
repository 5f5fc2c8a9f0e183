/// @file detail/lanes_score.hpp
/// Score limits of ratio, difference and odds ratio for blocks of tables: detail/score.hpp without a logarithm.
///
/// The equation is solved in the same multiplier, in a form of two sums of positive terms, left(y) = right(y), in which nothing
/// cancels and whose quotient rises in y; y is t/(x1 − t) for the ratio and the odds ratio, which leaves polynomials of the third
/// and fourth degree, and s for the difference. The search is Newton's in log y for log left = log right, with the logarithm and
/// the exponential each replaced by the quotient of a linear function with another: of second order, and right to half the step
/// from far away. From the starts below 3 or 4 steps take it to twelve digits; a row where they do not (a rate of 1 that leaves
/// the edge, a kink) is marked for the scalar function. A row's steps end when it has settled, so its bits do not depend on its
/// neighbours. From there the last step of detail/score_limit.hpp takes the multiplier to the limit, as in detail/score.hpp: both give
/// the exact limit rounded once, or in rare cases the double beside it.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_tables.hpp"
#include "equitable/detail/score_limit.hpp"

namespace equitable::detail {

/// A row has settled when a step moves y by no more than this part: the next would move it by the square, and the last step, that of
/// detail/score_limit.hpp, takes care of that.
inline constexpr double lane_settled = 1e-6;
/// Steps after which a row that has not settled goes to the scalar function.
inline constexpr int lane_most_steps = 12;

/// By what part y changes: (2−δ)/(2+δ) − 1, δ = f/f′ of f = 2(left − right)/(left + right), kept between −0.9 and 8.
[[nodiscard]] EQUITABLE_LANE double lane_newton(double excess, double slope) noexcept {
  const double below = 2.0 * slope + excess;
  const double change = -2.0 * excess / below;
  const bool far = (below <= 0.0) | (change > 8.0);
  const double up = far ? 8.0 : change;
  return up < -0.9 ? -0.9 : up;
}

/// Steps until every row has settled: `change(i, y)` is by what part y of row i changes, and `fine(i)` the last part that matters. A row
/// that has settled takes its last step over and over while its neighbours go on, so that what `change` leaves behind does not depend on
/// them.
template <std::size_t width, class Change, class Fine>
EQUITABLE_LANE void settle_lanes(LaneBlock<width>& y, LaneMaskBlock<width>& redo, const Change& change,
                                 const Fine& fine) noexcept {
  LaneBlock<width> before, open;  // where the last step began; 0 once the row has settled
  for (std::size_t i = 0; i < width; ++i) before[i] = y[i];
  for (int step = 0; step < lane_most_steps; ++step) {
    for (std::size_t i = 0; i < width; ++i) {
      const double part = change(i, before[i]);
      const double moved = before[i] + before[i] * part;
      const double still = std::fabs(part) <= fine(i) ? 0.0 : 1.0;
      before[i] = still > 0.0 ? moved : before[i];
      y[i] = moved;
      open[i] = still;
    }
    std::uint64_t any = 0;
    for (std::size_t i = 0; i < width; ++i) any |= lane_bits(open[i]);
    if (any == 0) return;
  }
  for (std::size_t i = 0; i < width; ++i) redo[i] |= lane_bits(open[i]);
}

/// The same, to `lane_settled` in every row.
template <std::size_t width, class Change>
EQUITABLE_LANE void settle_lanes(LaneBlock<width>& y, LaneMaskBlock<width>& redo, const Change& change) noexcept {
  settle_lanes(y, redo, change, [](std::size_t) EQUITABLE_INLINED { return lane_settled; });
}

/// A number of some 75 bits of every row (detail/head_tail.hpp).
template <std::size_t width>
struct LaneHeadTailBlock {
  LaneBlock<width> value, head, tail;
};
using LaneHeadTails = LaneHeadTailBlock<lane_count>;

template <std::size_t width>
EQUITABLE_LANE void set_lane(LaneHeadTailBlock<width>& lanes, std::size_t i, const Twofold& number) noexcept {
  const HeadTail parts = head_tail(number);
  lanes.value[i] = parts.value;
  lanes.head[i] = parts.head;
  lanes.tail[i] = parts.tail;
}

template <std::size_t width>
[[nodiscard]] EQUITABLE_LANE HeadTail lane_head_tail(const LaneHeadTailBlock<width>& lanes, std::size_t i) noexcept {
  return {lanes.value[i], lanes.head[i], lanes.tail[i]};
}

template <std::size_t width>
[[nodiscard]] EQUITABLE_LANE Twofold lane_twofold(const LaneHeadTailBlock<width>& lanes, std::size_t i) noexcept {
  return {lanes.head[i], lanes.tail[i]};
}

/// λ z² of every row: with the factor N/(N−1), or without.
template <std::size_t width>
EQUITABLE_LANE void lane_squares(const LaneTableBlock<width>& t, double z, bool corrected,
                                 LaneHeadTailBlock<width>& square) noexcept {
  const auto fill = [&](bool with) EQUITABLE_INLINED {
    for (std::size_t i = 0; i < width; ++i) set_lane(square, i, score_square({t.x1[i], t.n1[i], t.x2[i], t.n2[i]}, z, with));
  };
  if (corrected)
    fill(true);
  else
    fill(false);
}

/// count/n of every row, of which both limits make use.
template <std::size_t width>
EQUITABLE_LANE void lane_shares(const LaneBlock<width>& events, const LaneBlock<width>& total,
                                LaneHeadTailBlock<width>& others) noexcept {
  for (std::size_t i = 0; i < width; ++i)
    set_lane(others, i, quotient(head_tail(total[i] - events[i]), head_tail(total[i]), 1.0 / total[i]));
}

/// Lower score limits of the ratio p1/p2. With y = t/(x1 − t), m = x1 + x2, A = x1 b/n1 and B = x1² d/n2,
///
///     A m y³ + (A x2 + B) y² = λz² [m y² + (x1 + 2 x2) y + x2]
///
/// The limit at t = x1 y/(1 + y) is that of detail/score_limit.hpp, or one over it.
EQUITABLE_LANE void ratio_lower_lanes(const Lanes& events1, const Lanes& total1, const LaneHeadTails& others1,
                                      const Lanes& events2, const Lanes& total2, const LaneHeadTails& others2,
                                      const LaneHeadTails& squares, bool inverted, Lanes& limit, LaneMask& redo) noexcept {
  const Lanes& square = squares.value;
  Lanes x1, n1, x2, n2, cubic, quadratic, y;
  LaneHeadTails share1, share2;  // without events
  for (std::size_t i = 0; i < lane_count; ++i) {
    // No events: the limit is 0. Everybody, and the square beyond what t can reach: the scalar's closed form.
    const bool none = events1[i] == 0.0;
    const bool beyond = events1[i] == total1[i] &&
                        square[i] * (total2[i] * (events1[i] + events2[i])) >= total1[i] * total1[i] * (total2[i] - events2[i]);
    const bool skipped = none | beyond;
    redo[i] |= beyond ? 1u : 0u;
    x1[i] = skipped ? 1.0 : events1[i];
    n1[i] = skipped ? 2.0 : total1[i];
    x2[i] = skipped ? 1.0 : events2[i];
    n2[i] = skipped ? 2.0 : total2[i];
    share1.value[i] = skipped ? 0.5 : others1.value[i];
    share1.head[i] = skipped ? 0.5 : others1.head[i];
    share1.tail[i] = skipped ? 0.0 : others1.tail[i];
    share2.value[i] = skipped ? 0.5 : others2.value[i];
    share2.head[i] = skipped ? 0.5 : others2.head[i];
    share2.tail[i] = skipped ? 0.0 : others2.tail[i];
  }
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double s = square[i];
    const double m = x1[i] + x2[i];
    const double a = x1[i] * share1.value[i];
    const double b = x1[i] * x1[i] * share2.value[i];
    cubic[i] = a * m;
    quadratic[i] = a * x2[i] + b;
    // B/(x2 + m y) varies slowly: held at a first guess it leaves a quadratic.
    const double below = x2[i] + m * std::sqrt(s / (x1[i] + s));
    const double guess = std::sqrt(s * below / (a * below + b));
    const double held = x2[i] + m * guess;
    const double curve = a * held + b;
    const double line = s * held;
    y[i] = (line + std::sqrt(line * (line + 4.0 * curve))) / (2.0 * curve);
  }
  settle_lanes(y, redo, [&](std::size_t i, double at) EQUITABLE_INLINED {
    const double s = square[i];
    const double m = s * (x1[i] + x2[i]);
    const double linear = s * (x1[i] + 2.0 * x2[i]);
    const double constant = s * x2[i];
    const double yy = at * at;
    const double left3 = cubic[i] * yy * at;
    const double left2 = quadratic[i] * yy;
    const double right2 = m * yy;
    const double right1 = linear * at;
    const double left = left3 + left2;
    const double right = right2 + right1 + constant;
    const double difference = ((cubic[i] * at + (quadratic[i] - m)) * at - linear) * at - constant;
    const double slope = (3.0 * left3 + 2.0 * left2) * right - (2.0 * right2 + right1) * left;
    return lane_newton(2.0 * difference * left * right, (left + right) * slope);
  });
  for (std::size_t i = 0; i < lane_count; ++i) {
    const RatioShares shares{lane_head_tail(share1, i), lane_head_tail(share2, i)};
    const double t = x1[i] * (y[i] / (1.0 + y[i]));
    const double fine = fine_ratio_limit({x1[i], n1[i], x2[i], n2[i]}, shares, lane_head_tail(squares, i), t, inverted);
    limit[i] = events1[i] == 0.0 ? (inverted ? infinity : 0.0) : fine;
  }
}

/// Both score limits of the ratio.
EQUITABLE_LANE void ratio_score_lanes(LaneTables& t, double z, bool corrected, LaneEstimates& found) noexcept {
  if (z * z < least_fine_square) return leave_to_scalar(t, found);
  LaneHeadTails square, others1, others2;
  lane_squares(t, z, corrected, square);
  lane_shares(t.x1, t.n1, others1);
  lane_shares(t.x2, t.n2, others2);
  ratio_lower_lanes(t.x1, t.n1, others1, t.x2, t.n2, others2, square, false, found.lower, t.redo);
  ratio_lower_lanes(t.x2, t.n2, others2, t.x1, t.n1, others1, square, true, found.upper, t.redo);
}

/// Lower score limits of the odds ratio. With the group of the smaller count of x1 and d called the first, e = d − x1,
/// y = t/(x1 − t) and u = b + n1 y, v = x2 + (x1 + x2) y, w = d + e y,
///
///     x1 y² (n1 v w + n2 x1 u) = λz² u v w
///
/// The limit at t = x1 y/(1 + y) is that of detail/score_limit.hpp, or one over it.
EQUITABLE_LANE void odds_ratio_lower_lanes(const Lanes& events1, const Lanes& total1, const Lanes& events2, const Lanes& total2,
                                           const LaneHeadTails& squares, bool inverted, Lanes& limit, LaneMask& redo) noexcept {
  const Lanes& square = squares.value;
  Lanes x1, b, n1, x2, d, n2, y;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double others1 = total1[i] - events1[i];
    const double others2 = total2[i] - events2[i];
    const bool changed = others2 < events1[i];
    const bool none = (events1[i] == 0.0) | (others2 == 0.0);  // the limit is 0
    x1[i] = none ? 1.0 : changed ? others2 : events1[i];
    b[i] = none ? 1.0 : changed ? events2[i] : others1;
    x2[i] = none ? 1.0 : changed ? others1 : events2[i];
    d[i] = none ? 1.0 : changed ? events1[i] : others2;
    n1[i] = none ? 2.0 : changed ? total2[i] : total1[i];
    n2[i] = none ? 2.0 : changed ? total1[i] : total2[i];
  }
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double first = x1[i] * (b[i] + 0.5);
    const double second = d[i] * (x2[i] + 0.5);
    const double guess = std::sqrt(square[i] * first * second / ((n1[i] * second + n2[i] * first) * (x1[i] * x1[i])));
    y[i] = guess * std::sqrt(1.0 + guess * guess);
  }
  settle_lanes(y, redo, [&](std::size_t i, double at) EQUITABLE_INLINED {
    const double m = x1[i] + x2[i];
    const double e = d[i] - x1[i];
    const double u = b[i] + n1[i] * at;
    const double v = x2[i] + m * at;
    const double w = d[i] + e * at;
    const double vw = v * w;
    const double vw_slope = m * w + e * v;
    const double other = n2[i] * x1[i];
    const double weight = x1[i] * at * at;
    const double left = weight * (n1[i] * vw + other * u);
    const double left_slope = 2.0 * left + weight * at * (n1[i] * (vw_slope + other));
    const double right = square[i] * (u * vw);
    const double right_slope = square[i] * at * (n1[i] * vw + u * vw_slope);
    return lane_newton(2.0 * (left - right) * left * right, (left + right) * (left_slope * right - right_slope * left));
  });
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double t = x1[i] * (y[i] / (1.0 + y[i]));
    const double fine = fine_odds_ratio_limit({x1[i], n1[i], x2[i], n2[i]}, lane_head_tail(squares, i), t, inverted);
    const bool none = (events1[i] == 0.0) | (total2[i] == events2[i]);
    limit[i] = none ? (inverted ? infinity : 0.0) : fine;
  }
}

/// Both score limits of the odds ratio.
EQUITABLE_LANE void odds_ratio_score_lanes(LaneTables& t, double z, bool corrected, LaneEstimates& found) noexcept {
  if (z * z < least_fine_square) return leave_to_scalar(t, found);
  LaneHeadTails square;
  lane_squares(t, z, corrected, square);
  odds_ratio_lower_lanes(t.x1, t.n1, t.x2, t.n2, square, false, found.lower, t.redo);
  odds_ratio_lower_lanes(t.x2, t.n2, t.x1, t.n1, square, true, found.upper, t.redo);
}

/// q(1−q)/n of a rate pulled down by the multiplier s, and by what part it falls as s rises by a part.
struct LanePulled {
  double variance, fall;
};

/// With a = s/n and D = √((1−a)² + 4a(1−p)), in p, 1 − p and 1/n: up to a = `edge` the one, beyond the other of the two forms of
/// 1 − q. At an edge of 1 each adds where it is used.
[[nodiscard]] EQUITABLE_LANE LanePulled lane_pulled(double p, double rest, double inverse, double edge, double s) noexcept {
  const double a = s * inverse;
  const double root = std::sqrt((1.0 - a) * (1.0 - a) + 4.0 * a * rest);
  const bool low = a <= edge;
  const double above = low ? 4.0 * p * rest : p * (a - 1.0 + root);
  const double below = (1.0 + a + root) * (low ? 1.0 - a + root : a);
  const double curve = root * (root + 1.0);
  const double both = 1.0 / (below * curve);
  return {above * curve * both * inverse, a * (a + 2.0 * (rest - p)) * below * both};
}

/// Both rates of a group, and 1/n.
template <std::size_t width>
struct LaneRateBlock {
  LaneBlock<width> n, inverse;
  LaneHeadTailBlock<width> rate, rest;
};
using LaneRates = LaneRateBlock<lane_count>;

template <std::size_t width>
EQUITABLE_LANE void lane_rates(const LaneBlock<width>& events, const LaneBlock<width>& total,
                               LaneRateBlock<width>& rates) noexcept {
  for (std::size_t i = 0; i < width; ++i) {
    rates.n[i] = total[i];
    rates.inverse[i] = 1.0 / total[i];
    const FallingRate both = falling_rate(events[i], total[i] - events[i], total[i], rates.inverse[i], false);
    set_lane(rates.rate, i, both.rate);
    set_lane(rates.rest, i, both.rest);
  }
}

/// The two rates that the lower limit of a difference pulls down, p1 and 1 − p2.
struct LaneFalling {
  Lanes p1, rest1, inverse1, edge1, p2, rest2, inverse2, edge2;
  Lanes fine;  ///< the last step that matters
};

/// A rate of 1 stays there until s reaches n, where s²V has a kink. Beside it the other rate decides on which side the root lies, and
/// `edge` keeps the search there; `start` is moved beyond the kink if the root is. It lies within λz² of the kink then: that is the
/// scale for the steps, and where it is no more than a millionth of s the scalar function takes over.
EQUITABLE_LANE void settle_edges(LaneFalling& f, const Lanes& square, Lanes& start, LaneMask& redo) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double kink1 = 1.0 / f.inverse1[i];
    const double kink2 = 1.0 / f.inverse2[i];
    const double other1 = kink1 * kink1 * lane_pulled(f.p2[i], f.rest2[i], f.inverse2[i], 1.0, kink1).variance;
    const double other2 = kink2 * kink2 * lane_pulled(f.p1[i], f.rest1[i], f.inverse1[i], 1.0, kink2).variance;
    const bool full1 = f.rest1[i] == 0.0;
    const bool full2 = f.rest2[i] == 0.0;
    const bool beyond1 = !(other1 >= square[i]);  // not a number where both rates are 1 and both groups of one size
    const bool beyond2 = !(other2 >= square[i]);
    const double start1 = (full1 & beyond1) ? kink1 + square[i] : 0.0;
    const double start2 = (full2 & beyond2) ? kink2 + square[i] : 0.0;
    const double moved = start1 > start2 ? start1 : start2;
    f.edge1[i] = full1 ? (beyond1 ? -1.0 : infinity) : 1.0;
    f.edge2[i] = full2 ? (beyond2 ? -1.0 : infinity) : 1.0;
    const double scale = moved > 0.0 ? square[i] / moved : 1.0;
    f.fine[i] = scale < 1.0 ? lane_settled * scale : lane_settled;
    start[i] = moved > start[i] ? moved : start[i];
    redo[i] |= scale < 1e-6 ? 1u : 0u;
  }
}

/// Lower score limits of the difference. Where no events in the first group meet nobody without in the second the limit is −1, for the
/// caller to set.
EQUITABLE_LANE void difference_lower_lanes(const Lanes& events1, const LaneRates& rates1, const Lanes& events2,
                                           const LaneRates& rates2, const LaneHeadTails& squares, Lanes& limit,
                                           LaneMask& redo) noexcept {
  const Lanes& square = squares.value;
  LaneFalling f;
  Lanes s, fall1, fall2;
  LaneMask full;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double others2 = rates2.n[i] - events2[i];
    const bool never = (events1[i] == 0.0) & (others2 == 0.0);
    f.p1[i] = never ? 0.5 : rates1.rate.value[i];
    f.rest1[i] = never ? 0.5 : rates1.rest.value[i];
    f.p2[i] = never ? 0.5 : rates2.rest.value[i];
    f.rest2[i] = never ? 0.5 : rates2.rate.value[i];
    f.inverse1[i] = rates1.inverse[i];
    f.inverse2[i] = rates2.inverse[i];
    f.edge1[i] = f.edge2[i] = 1.0;
    f.fine[i] = lane_settled;
    const double spread1 = (events1[i] + 0.5) * (rates1.n[i] - events1[i] + 0.5);
    const double spread2 = (events2[i] + 0.5) * (others2 + 0.5);
    const double cube1 = rates1.n[i] * (rates1.n[i] + 1.0) * (rates1.n[i] + 1.0);
    const double cube2 = rates2.n[i] * (rates2.n[i] + 1.0) * (rates2.n[i] + 1.0);
    s[i] = std::sqrt(square[i] * (cube1 * cube2) / (spread1 * cube2 + spread2 * cube1));
    const bool edge = (f.rest1[i] == 0.0) | (f.rest2[i] == 0.0);
    full[i] = edge ? 1u : 0u;
  }
  if (any_lane(full)) settle_edges(f, square, s, redo);
  settle_lanes(
      s, redo,
      [&](std::size_t i, double at) EQUITABLE_INLINED {
        const LanePulled first = lane_pulled(f.p1[i], f.rest1[i], f.inverse1[i], f.edge1[i], at);
        const LanePulled second = lane_pulled(f.p2[i], f.rest2[i], f.inverse2[i], f.edge2[i], at);
        const double variance = first.variance + second.variance;
        const double left = at * at * variance;
        const double fallen = first.variance * first.fall + second.variance * second.fall;
        const double part = lane_newton(2.0 * (left - square[i]) * variance, (left + square[i]) * (2.0 * variance - fallen));
        const double moved = at + at * part;
        fall1[i] = moved * (first.variance - first.variance * first.fall * part);
        fall2[i] = moved * (second.variance - second.variance * second.fall * part);
        return part;
      },
      [&](std::size_t i) EQUITABLE_INLINED { return f.fine[i]; });
  for (std::size_t i = 0; i < lane_count; ++i) {
    const FallingRate first{rates1.n[i], lane_twofold(rates1.rate, i), lane_twofold(rates1.rest, i), f.edge1[i] < 0.0};
    const FallingRate second{rates2.n[i], lane_twofold(rates2.rest, i), lane_twofold(rates2.rate, i), f.edge2[i] < 0.0};
    const HeadTail target = lane_head_tail(squares, i);
    limit[i] = fine_difference_step(first, second, target, {s[i], fall1[i], fall2[i]}).limit;
  }
}

/// Both score limits of the difference.
EQUITABLE_LANE void difference_score_lanes(LaneTables& t, double z, bool corrected, LaneEstimates& found) noexcept {
  LaneHeadTails square;
  LaneRates rates1, rates2;
  lane_squares(t, z, corrected, square);
  lane_rates(t.x1, t.n1, rates1);
  lane_rates(t.x2, t.n2, rates2);
  difference_lower_lanes(t.x1, rates1, t.x2, rates2, square, found.lower, t.redo);
  difference_lower_lanes(t.x2, rates2, t.x1, rates1, square, found.upper, t.redo);
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double lower = found.lower[i];
    const double upper = -found.upper[i];
    const bool lowest = ((t.x1[i] == 0.0) & (t.x2[i] == t.n2[i])) | (lower < -1.0);
    const bool highest = ((t.x2[i] == 0.0) & (t.x1[i] == t.n1[i])) | (upper > 1.0);
    found.lower[i] = lowest ? -1.0 : lower;
    found.upper[i] = highest ? 1.0 : upper;
  }
}

}  // namespace equitable::detail
