/// @file detail/lanes_skewed.hpp
/// Limits of the skewness-corrected score for blocks of tables: comparison/skewness_corrected.hpp in the score's multiplier.
///
/// With the restricted rates, variance V and third moment μ₃ of a contrast scaled so that the contrast itself is t V, t the multiplier
/// of detail/score.hpp, and κ = (z²−1)/(6λ), the corrected score is at z where
///
///     T √V = √λ z,    T = t − κ μ₃/V²
///
/// (less the bias of the odds ratio): the equation of the plain score with its multiplier shifted. Each measure is a rational function
/// of t, or has a square root a rate, and its derivative comes along; nothing is nested and no restricted rate is searched for.
/// Newton's steps are those of detail/lanes_score.hpp, and a difference ends with the step of detail/skewed_limit.hpp. Blocks may have
/// any width: the function of one table gives the kernels a block of one row.
///
/// A lower limit is the root farthest out, t largest. From t = 3κ on T √V rises (but for what μ₃ owes to single persons), so that a
/// root there is the only one. Nearer it need not be; searched for from the limit of the plain score, and beside a rate of 0 or 1 from
/// outside, it was that of the plain search's walk outwards (comparison/skewness_corrected.hpp) in every table tried: all of up to 16
/// people a group, and millions of random ones with few events against many, at seven levels. Marked for that search are rows that do
/// not settle, tables of one sample (all or nobody in both groups), the narrow cases beside a rate of 1, and those with so few events
/// that the skewness nearly outweighs them. Error: of the ratio up to 2e-15, of the odds ratio 4e-15; the difference is the exact limit
/// rounded once, in units of the larger of its size and the rates'.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_output.hpp"
#include "equitable/detail/lanes_score.hpp"
#include "equitable/detail/lanes_tables.hpp"
#include "equitable/detail/skewed_limit.hpp"

namespace equitable::detail {

/// Levels at which the kernels search: above 68.3 %, where skewness moves limits outwards, to 99.96 %.
[[nodiscard]] constexpr bool usual_for_skewed_lanes(double z) noexcept { return z >= 1.0 && z <= 3.6; }

/// λ z² of every row, λ = N/(N−1).
template <std::size_t width>
EQUITABLE_LANE void skewed_squares(const LaneTableBlock<width>& t, double z, LaneBlock<width>& square) noexcept {
  for (std::size_t i = 0; i < width; ++i) {
    const double total = t.n1[i] + t.n2[i];
    square[i] = z * z * (total / (total - 1.0));
  }
}

/// λz² and κ of every row.
template <std::size_t width>
EQUITABLE_LANE void skewed_targets(const LaneTableBlock<width>& t, double z, LaneHeadTailBlock<width>& square,
                                   LaneHeadTailBlock<width>& weight) noexcept {
  lane_squares(t, z, true, square);
  for (std::size_t i = 0; i < width; ++i) set_lane(weight, i, skewness_weight({t.x1[i], t.n1[i], t.x2[i], t.n2[i]}, z));
}

/// A multiplier shifted by the skewness, the variance, and how both change in proportion as the unknown grows by a part.
struct LaneShifted {
  double shifted, shifted_change;    ///< T and its derivative
  double variance, variance_change;  ///< V and its derivative over V

  /// T² V.
  [[nodiscard]] EQUITABLE_LANE double square() const noexcept { return shifted * shifted * variance; }
  /// By what part the unknown changes in Newton's step towards T² V = `wanted`, as in `lane_newton`; `part` is the derivative's unit
  /// over the unknown. T² V at T <= 0 is no point of the branch that is looked for: it lies farther out.
  [[nodiscard]] EQUITABLE_LANE double step(double wanted, double part) const noexcept {
    const double found = square();
    const double excess = 2.0 * (found - wanted) * shifted;
    const double slope = (found + wanted) * part * (2.0 * shifted_change + shifted * variance_change);
    const double below = 2.0 * slope + excess;
    const double change = -2.0 * excess / below;
    const bool far = (shifted <= 0.0) | (below <= 0.0) | (change > 8.0);
    const double up = far ? 8.0 : change;
    return up < -0.9 ? -0.9 : up;
  }
};

/// A mark where there are just as many events as the skewness outweighs, or nearly: what rounding takes off either then counts.
[[nodiscard]] EQUITABLE_LANE std::uint64_t scarcely_enough(double events, double needed) noexcept {
  const double enough = events > 0.75 * needed ? 1.0 : 0.0;
  return lane_bits(events < 1.25 * needed ? enough : 0.0);
}

/// Newton's steps to the end, until one moves no row by more than a part of 1e-8: the next would move it by the square.
template <std::size_t width, class Change>
EQUITABLE_LANE void settle_skewed_lanes(LaneBlock<width>& y, LaneMaskBlock<width>& redo, const Change& change) noexcept {
  settle_lanes(y, redo, change, [](std::size_t) EQUITABLE_INLINED { return 1e-8; });
}

// ---------------------------------------------------------------------------------------------------------------------- ratio

/// Two groups for the lower limit of a ratio, with what a step would have to divide by.
template <std::size_t width>
struct LaneRatioCounts {
  LaneBlock<width> x1, n1, x2, n2, inverse_x1, inverse_n1, inverse_n2, others1, others2, kappa;

  /// At t = x1 y/(1+y), in y: with u = x2 + (x1 + x2) y and w1, w2 the parts of the variance, all from one division.
  [[nodiscard]] EQUITABLE_LANE LaneShifted at(std::size_t i, double y) const noexcept {
    const double more = 1.0 + y;
    const double u = x2[i] + (x1[i] + x2[i]) * y;
    const double part1 = others1[i] * inverse_x1[i] * u;
    const double sum = part1 + others2[i];  // of the two parts, times u/(1+y)
    const double reciprocal = 1.0 / (more * u * sum);
    const double inverse_u = more * sum * reciprocal;
    const double inverse_sum = more * u * reciprocal;
    const double inverse = u * sum * reciprocal;    // 1/(1+y)
    const double unit = x1[i] * inverse * inverse;  // dt/dy
    const double falling = more * inverse_x1[i];    // 1/(x1 − t)
    const double rising = more * inverse_u;         // 1/(x2 + t)
    const double share1 = part1 * inverse_sum, share2 = others2[i] * inverse_sum;
    const double inverse_variance = u * inverse * inverse_sum;
    const double change = share1 * falling - share2 * rising;
    const double single1 = share1 * inverse_n1[i], single2 = share2 * inverse_n2[i];
    const double single = (single1 - single2) * inverse_variance;
    const double single_change = (single1 * falling + single2 * rising) * inverse_variance - 2.0 * single * change;
    const double shifted = x1[i] * y * inverse - kappa[i] * ((share1 - share2) - single);
    const double shifted_change = 1.0 - kappa[i] * (2.0 * share1 * share2 * (falling + rising) - single_change);
    return {shifted, unit * shifted_change, sum * more * inverse_u, unit * change};
  }
};

/// Lower limits of the ratio.
template <std::size_t width>
EQUITABLE_LANE void ratio_skewed_lower_lanes(const LaneBlock<width>& events1, const LaneBlock<width>& total1,
                                             const LaneBlock<width>& events2, const LaneBlock<width>& total2,
                                             const LaneBlock<width>& square, double zz, LaneBlock<width>& limit,
                                             LaneMaskBlock<width>& redo) noexcept {
  LaneRatioCounts<width> r;
  LaneBlock<width> y;
  for (std::size_t i = 0; i < width; ++i) {
    r.kappa[i] = (zz - 1.0) / 6.0 * (zz / square[i]);
    const bool none = !(events1[i] > r.kappa[i]);
    redo[i] |= scarcely_enough(events1[i], r.kappa[i]);
    // Everybody in the group, and the square beyond what t can reach.
    const double reached = events1[i] + events2[i];
    const double others2 = total2[i] - events2[i];
    const double shifted = events1[i] + r.kappa[i] - r.kappa[i] * (reached / others2);
    const bool within =
        (shifted > 0.0) & (shifted <= 4.0 / 3.0 * events1[i]) & (shifted * shifted * others2 > square[i] * (total2[i] * reached));
    const bool beyond = (events1[i] == total1[i]) & !within;
    redo[i] |= lane_mark(beyond & !none);
    const bool skipped = none | beyond;
    r.x1[i] = skipped ? 8.0 : events1[i];
    r.n1[i] = skipped ? 16.0 : total1[i];
    r.x2[i] = skipped ? 8.0 : events2[i];
    r.n2[i] = skipped ? 16.0 : total2[i];
  }
  for (std::size_t i = 0; i < width; ++i) {
    const double s = square[i];
    r.inverse_x1[i] = 1.0 / r.x1[i];
    r.inverse_n1[i] = 1.0 / r.n1[i];
    r.inverse_n2[i] = 1.0 / r.n2[i];
    r.others1[i] = (r.n1[i] - r.x1[i]) * r.inverse_n1[i];
    r.others2[i] = (r.n2[i] - r.x2[i]) * r.inverse_n2[i];
    const double a = r.x1[i] * r.others1[i];
    const double b = r.x1[i] * r.x1[i] * r.others2[i];
    const double m = r.x1[i] + r.x2[i];
    const double guess = std::sqrt(s / (a + b / (r.x2[i] + m * std::sqrt(s / (r.x1[i] + s)))));
    const double held = a + b / (r.x2[i] + m * guess);
    y[i] = (s + std::sqrt(s * s + 4.0 * held * s)) / (2.0 * held);
  }
  settle_skewed_lanes(y, redo, [&](std::size_t i, double at) EQUITABLE_INLINED { return r.at(i, at).step(square[i], at); });
  for (std::size_t i = 0; i < width; ++i) {
    const double above = r.x1[i] * (r.n2[i] + (r.n2[i] + r.x1[i]) * y[i]);
    const double below = (r.n1[i] + (r.n1[i] - r.x1[i]) * y[i]) * (r.x2[i] + (r.x1[i] + r.x2[i]) * y[i]);
    limit[i] = events1[i] > r.kappa[i] ? above / below : 0.0;
  }
}

/// Both limits of the ratio.
template <std::size_t width>
EQUITABLE_LANE void ratio_skewed_lanes(LaneTableBlock<width>& t, double z, LaneEstimateBlock<width>& found) noexcept {
  LaneBlock<width> square;
  skewed_squares(t, z, square);
  ratio_skewed_lower_lanes(t.x1, t.n1, t.x2, t.n2, square, z * z, found.lower, t.redo);
  ratio_skewed_lower_lanes(t.x2, t.n2, t.x1, t.n1, square, z * z, found.upper, t.redo);
  for (std::size_t i = 0; i < width; ++i) found.upper[i] = 1.0 / found.upper[i];
}

// ----------------------------------------------------------------------------------------------------------------- odds ratio

/// At t = x1 y/(1+y), in y, x1 <= d; the inverses are of the groups' totals. All from one division.
[[nodiscard]] EQUITABLE_LANE LaneShifted lane_odds_shifted(double x1, double b, double x2, double d, double inverse1,
                                                           double inverse2, double kappa, double y) noexcept {
  // The counts expected of the restricted rates, and the information of each group, times 1+y or its square.
  const double more = 1.0 + y;
  const double other1 = b + (x1 + b) * y;
  const double event2 = x2 + (x1 + x2) * y;
  const double other2 = d + (d - x1) * y;
  const double information1 = x1 * other1 * inverse1;
  const double information2 = event2 * other2 * inverse2;
  const double whole = information1 + information2;
  const double product = information1 * information2;
  const double reciprocal = 1.0 / (more * (whole * product));
  const double inverse = whole * product * reciprocal;
  const double inverse_whole = more * product * reciprocal;
  const double inverse_product = more * whole * reciprocal;
  const double sum = more * more * inverse_whole;  // one over both groups' information
  const double unit = x1 * inverse * inverse;      // dt/dy
  const double share1 = information1 * inverse_whole, share2 = information2 * inverse_whole;
  const double lean1 = (other1 - x1) * inverse * inverse1;  // 1 − 2 q
  const double lean2 = (other2 - event2) * inverse * inverse2;
  const double gap = (x1 * inverse1 - event2 * inverse2) * inverse;
  const double share_change = -(lean1 * share2 + lean2 * share1) * sum;  // of share1
  const double both = share1 * share2;
  const double shifted = x1 * y * inverse - gap * both - kappa * (lean1 * share2 * share2 - lean2 * share1 * share1);
  const double bias_change = -(inverse1 + inverse2) * both + gap * (share2 - share1) * share_change;
  const double skew_change =
      2.0 * (inverse1 * share2 * share2 + inverse2 * share1 * share1) - 2.0 * (lean1 * share2 + lean2 * share1) * share_change;
  const double square = more * more * inverse_product;
  const double variance_change = (lean2 - lean1) * sum + (lean1 * information2 - lean2 * information1) * square;
  return {shifted, unit * (1.0 - bias_change - kappa * skew_change), whole * square, unit * variance_change};
}

/// Lower limits of the odds ratio.
template <std::size_t width>
EQUITABLE_LANE void odds_ratio_skewed_lower_lanes(const LaneBlock<width>& events1, const LaneBlock<width>& total1,
                                                  const LaneBlock<width>& events2, const LaneBlock<width>& total2,
                                                  const LaneBlock<width>& square, double zz, LaneBlock<width>& limit,
                                                  LaneMaskBlock<width>& redo) noexcept {
  LaneBlock<width> x1, b, x2, d, inverse1, inverse2, kappa, y, held;
  for (std::size_t i = 0; i < width; ++i) {
    kappa[i] = (zz - 1.0) / 6.0 * (zz / square[i]);
    const double others1 = total1[i] - events1[i];
    const double others2 = total2[i] - events2[i];
    const bool changed = others2 < events1[i];
    const double smaller = changed ? others2 : events1[i];
    held[i] = events1[i] == others2 ? 2.0 * smaller + 0.5 : smaller;
    const bool none = (smaller == 0.0) | !(held[i] > kappa[i]);  // the limit is 0
    redo[i] |= scarcely_enough(held[i], kappa[i]);
    held[i] = none ? 0.0 : 1.0;
    x1[i] = none ? 8.0 : smaller;
    b[i] = none ? 8.0 : changed ? events2[i] : others1;
    x2[i] = none ? 8.0 : changed ? others1 : events2[i];
    d[i] = none ? 8.0 : changed ? events1[i] : others2;
  }
  for (std::size_t i = 0; i < width; ++i) {
    inverse1[i] = 1.0 / (x1[i] + b[i]);
    inverse2[i] = 1.0 / (x2[i] + d[i]);
    const double spread = 1.0 / x1[i] + 1.0 / (b[i] + 0.5) + 1.0 / (x2[i] + 0.5) + 1.0 / d[i];
    const double guess = std::sqrt(square[i] / spread) / x1[i];
    y[i] = guess * std::sqrt(1.0 + guess * guess);
  }
  settle_skewed_lanes(y, redo, [&](std::size_t i, double at) EQUITABLE_INLINED {
    return lane_odds_shifted(x1[i], b[i], x2[i], d[i], inverse1[i], inverse2[i], kappa[i], at).step(square[i], at);
  });
  for (std::size_t i = 0; i < width; ++i) {
    const double above = x1[i] * (d[i] + (d[i] - x1[i]) * y[i]);
    const double below = (b[i] + (x1[i] + b[i]) * y[i]) * (x2[i] + (x1[i] + x2[i]) * y[i]);
    limit[i] = held[i] > 0.0 ? above / below : 0.0;
  }
}

/// Both limits of the odds ratio.
template <std::size_t width>
EQUITABLE_LANE void odds_ratio_skewed_lanes(LaneTableBlock<width>& t, double z, LaneEstimateBlock<width>& found) noexcept {
  LaneBlock<width> square;
  skewed_squares(t, z, square);
  odds_ratio_skewed_lower_lanes(t.x1, t.n1, t.x2, t.n2, square, z * z, found.lower, t.redo);
  odds_ratio_skewed_lower_lanes(t.x2, t.n2, t.x1, t.n1, square, z * z, found.upper, t.redo);
  for (std::size_t i = 0; i < width; ++i) found.upper[i] = 1.0 / found.upper[i];
}

// ----------------------------------------------------------------------------------------------------------------- difference

/// One of the two rates that the lower limit of a difference pulls down, p1 and 1 − p2, at the multiplier s: q(1−q)/n and its part of
/// the third moment, with their derivatives in s.
struct LanePulledSkewed {
  double variance, variance_change, third, third_change;
};

/// A rate as the multiplier moves it, up to a common divisor.
struct LanePulledParts {
  double q, complement, slope, divisor;
};

/// `over` is s/n − 1, apart: a rate of 1 leaves 1 where it is 0.
[[nodiscard]] EQUITABLE_LANE LanePulledParts lane_pulled_parts(double p, double rest, double inverse, double s,
                                                               double over) noexcept {
  const double a = s * inverse;
  const double root = std::sqrt(over * over + 4.0 * a * rest);
  const bool low = over <= 0.0;
  const double above = low ? 2.0 * rest : over + root;
  const double below = low ? root - over : 2.0 * a;
  const double sum = 1.0 + a + root;
  return {2.0 * p * (below * root), above * (sum * root), sum * below, sum * below * root};
}

/// `reciprocal` is one over the divisor.
[[nodiscard]] EQUITABLE_LANE LanePulledSkewed lane_pulled_skewed(const LanePulledParts& parts, double inverse,
                                                                 double reciprocal) noexcept {
  const double q = parts.q * reciprocal;
  const double complement = parts.complement * reciprocal;
  const double variance = q * complement * inverse;
  const double lean = complement - q;
  const double slope = variance * (parts.slope * reciprocal);  // −q′
  return {variance, -slope * lean * inverse, variance * lean * inverse,
          slope * (2.0 * variance - lean * lean * inverse) * inverse};
}

/// Both rates.
struct LanePulledPair {
  LanePulledSkewed first, second;
};

[[nodiscard]] EQUITABLE_LANE LaneShifted lane_difference_shifted(const LanePulledPair& pulled, double kappa, double s) noexcept {
  const double variance = pulled.first.variance + pulled.second.variance;
  const double reciprocal = 1.0 / variance;
  const double change = (pulled.first.variance_change + pulled.second.variance_change) * reciprocal;
  const double skewness = (pulled.first.third + pulled.second.third) * reciprocal * reciprocal;
  const double skewness_change =
      (pulled.first.third_change + pulled.second.third_change) * reciprocal * reciprocal - 2.0 * skewness * change;
  return {s - kappa * skewness, 1.0 - kappa * skewness_change, variance, change};
}

/// The two rates that the lower limit of a difference pulls down, p1 and 1 − p2.
template <std::size_t width>
struct LaneFallingSkewed {
  LaneBlock<width> p1, rest1, inverse1, p2, rest2, inverse2;
  LaneBlock<width> base;  ///< where a rate leaves 1, if the limit lies beyond; the search is for s − base

  [[nodiscard]] EQUITABLE_LANE LanePulledPair at(std::size_t i, double y) const noexcept {
    const double s = base[i] + y;
    const bool edge1 = (rest1[i] == 0.0) & (base[i] > 0.0);
    const bool edge2 = (rest2[i] == 0.0) & (base[i] > 0.0);
    const LanePulledParts first =
        lane_pulled_parts(p1[i], rest1[i], inverse1[i], s, edge1 ? y * inverse1[i] : s * inverse1[i] - 1.0);
    const LanePulledParts second =
        lane_pulled_parts(p2[i], rest2[i], inverse2[i], s, edge2 ? y * inverse2[i] : s * inverse2[i] - 1.0);
    const double reciprocal = 1.0 / (first.divisor * second.divisor);
    return {lane_pulled_skewed(first, inverse1[i], second.divisor * reciprocal),
            lane_pulled_skewed(second, inverse2[i], first.divisor * reciprocal)};
  }
};

/// A rate of 1 stays there until s reaches its n; from there its variance is next to nothing at first, and its skewness great. Whether
/// the limit lies beyond, the other rate decides. Beyond, the search comes from outside, in the distance from n.
template <std::size_t width>
EQUITABLE_LANE void settle_skewed_edges(LaneFallingSkewed<width>& f, const LaneBlock<width>& kappa,
                                        const LaneBlock<width>& square, LaneBlock<width>& y,
                                        LaneMaskBlock<width>& redo) noexcept {
  for (std::size_t i = 0; i < width; ++i) {
    const bool full1 = f.rest1[i] == 0.0;
    const bool full = full1 | (f.rest2[i] == 0.0);
    const double n = full1 ? 1.0 / f.inverse1[i] : 1.0 / f.inverse2[i];
    const double inverse = full1 ? f.inverse2[i] : f.inverse1[i];
    const LanePulledParts parts =
        lane_pulled_parts(full1 ? f.p2[i] : f.p1[i], full1 ? f.rest2[i] : f.rest1[i], inverse, n, n * inverse - 1.0);
    const LanePulledSkewed other = lane_pulled_skewed(parts, inverse, 1.0 / parts.divisor);
    const double shifted = n - kappa[i] * other.third / (other.variance * other.variance);
    const bool beyond = !((shifted > 0.0) & (shifted * shifted * other.variance >= square[i]));
    // Where most of it is skewness the score falls again beyond.
    redo[i] |= lane_mark(full & !beyond & (shifted > 4.0 / 3.0 * n));
    const double outside = 2.0 * square[i];
    f.base[i] = (full & beyond) ? n : 0.0;
    y[i] = !full ? y[i] : beyond ? (y[i] - n > outside ? y[i] - n : outside) : y[i] < n ? y[i] : 0.9 * n;
  }
}

/// A group with n people: both its rates and 1/n, with some 75 bits.
template <std::size_t width>
struct LaneSkewedGroup {
  LaneBlock<width> events, others;
  LaneRateBlock<width> rates;
  LaneHeadTailBlock<width> inverse;
};

template <std::size_t width>
EQUITABLE_LANE void skewed_group(const LaneBlock<width>& events, const LaneBlock<width>& total,
                                 LaneSkewedGroup<width>& group) noexcept {
  lane_rates(events, total, group.rates);
  for (std::size_t i = 0; i < width; ++i) {
    group.events[i] = events[i];
    group.others[i] = total[i] - events[i];
    set_lane(group.inverse, i, quotient(head_tail(1.0), head_tail(total[i]), group.rates.inverse[i]));
  }
}

/// Lower limits of the difference.
template <std::size_t width>
EQUITABLE_LANE void difference_skewed_lower_lanes(const LaneSkewedGroup<width>& group1, const LaneSkewedGroup<width>& group2,
                                                  const LaneHeadTailBlock<width>& squares,
                                                  const LaneHeadTailBlock<width>& weights, LaneBlock<width>& limit,
                                                  LaneMaskBlock<width>& redo) noexcept {
  const LaneBlock<width>& square = squares.value;
  const LaneBlock<width>& kappa = weights.value;
  LaneFallingSkewed<width> f;
  LaneBlock<width> y, never, skipped, fall1, fall2, edge1, edge2;
  LaneMaskBlock<width> full;
  for (std::size_t i = 0; i < width; ++i) {
    const double inverse1 = group1.rates.inverse[i], inverse2 = group2.rates.inverse[i];
    const double far1 = group1.events[i] * inverse1, far2 = group2.others[i] * inverse2;
    const double contrast = far1 + far2;
    const double needed = kappa[i] * (far1 * inverse1 + far2 * inverse2);
    never[i] = contrast * contrast > needed ? 0.0 : 1.0;  // the limit is −1
    redo[i] |= scarcely_enough(contrast * contrast, needed);
  }
  for (std::size_t i = 0; i < width; ++i) {
    // Two rates of 1, and one beside a rate of 0, are one sample.
    const double events1 = group1.events[i], others1 = group1.others[i], events2 = group2.events[i], others2 = group2.others[i];
    const double single = (others1 + events2 * others2) * (events2 + events1 * others1) == 0.0 ? 1.0 : 0.0;
    const double edge = others1 * events2 == 0.0 ? 1.0 : 0.0;
    const double enough = 1.0 - never[i];
    redo[i] |= lane_bits(enough * single);
    full[i] = lane_bits(enough * (edge - single));
    skipped[i] = never[i] + single;
  }
  for (std::size_t i = 0; i < width; ++i) {
    const bool kept = skipped[i] == 0.0;
    f.inverse1[i] = group1.rates.inverse[i];
    f.inverse2[i] = group2.rates.inverse[i];
    f.p1[i] = kept ? group1.rates.rate.value[i] : 0.5;
    f.rest1[i] = kept ? group1.rates.rest.value[i] : 0.5;
    f.p2[i] = kept ? group2.rates.rest.value[i] : 0.5;
    f.rest2[i] = kept ? group2.rates.rate.value[i] : 0.5;
    f.base[i] = 0.0;
    const double middle1 = (group1.events[i] + 0.5) / (group1.rates.n[i] + 1.0);
    const double middle2 = (group2.others[i] + 0.5) / (group2.rates.n[i] + 1.0);
    y[i] = std::sqrt(square[i] / (middle1 * (1.0 - middle1) * f.inverse1[i] + middle2 * (1.0 - middle2) * f.inverse2[i]));
  }
  if (any_lane(full)) settle_skewed_edges(f, kappa, square, y, redo);
  settle_lanes(y, redo, [&](std::size_t i, double at) EQUITABLE_INLINED {
    return lane_difference_shifted(f.at(i, at), kappa[i], f.base[i] + at).step(square[i], at);
  });
  for (std::size_t i = 0; i < width; ++i) {
    const double s = f.base[i] + y[i];
    const LanePulledPair pulled = f.at(i, y[i]);
    fall1[i] = s * pulled.first.variance;
    fall2[i] = s * pulled.second.variance;
  }
  for (std::size_t i = 0; i < width; ++i) {
    // A search short of where a rate leaves 1 has to stay there.
    const double s = y[i];
    const double over1 = s * f.inverse1[i] >= 1.0 ? 1.0 : 0.0, over2 = s * f.inverse2[i] >= 1.0 ? 1.0 : 0.0;
    const double passed1 = f.rest1[i] == 0.0 ? over1 : 0.0, passed2 = f.rest2[i] == 0.0 ? over2 : 0.0;
    redo[i] |= lane_bits(f.base[i] == 0.0 ? passed1 + passed2 : 0.0);
    edge1[i] = f.rest1[i] == 0.0 ? f.base[i] : 0.0;
    edge2[i] = f.rest2[i] == 0.0 ? f.base[i] : 0.0;
  }
  for (std::size_t i = 0; i < width; ++i) {
    const FallingRate first{group1.rates.n[i], lane_twofold(group1.rates.rate, i), lane_twofold(group1.rates.rest, i),
                            edge1[i] > 0.0};
    const FallingRate second{group2.rates.n[i], lane_twofold(group2.rates.rest, i), lane_twofold(group2.rates.rate, i),
                             edge2[i] > 0.0};
    const SkewedLimit fine = fine_skewed_difference_limit(
        first, lane_head_tail(group1.inverse, i), second, lane_head_tail(group2.inverse, i), lane_head_tail(squares, i),
        lane_head_tail(weights, i), head_tail(twofold_sum(f.base[i], y[i])), fall1[i], fall2[i]);
    limit[i] = fine.limit;
    redo[i] |= lane_bits(fine.excess > lane_settled ? 1.0 - never[i] : 0.0);
  }
  for (std::size_t i = 0; i < width; ++i) {
    const double inside = limit[i] < -1.0 ? -1.0 : limit[i];
    limit[i] = never[i] > 0.0 ? -1.0 : inside;
  }
}

/// Both limits of the difference.
template <std::size_t width>
EQUITABLE_LANE void difference_skewed_lanes(LaneTableBlock<width>& t, double z, LaneEstimateBlock<width>& found) noexcept {
  LaneHeadTailBlock<width> square, weight;
  LaneSkewedGroup<width> group1, group2;
  skewed_targets(t, z, square, weight);
  skewed_group(t.x1, t.n1, group1);
  skewed_group(t.x2, t.n2, group2);
  difference_skewed_lower_lanes(group1, group2, square, weight, found.lower, t.redo);
  difference_skewed_lower_lanes(group2, group1, square, weight, found.upper, t.redo);
  for (std::size_t i = 0; i < width; ++i) found.upper[i] = -found.upper[i];
}

}  // namespace equitable::detail
