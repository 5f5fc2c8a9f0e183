/// @file detail/lanes_beta.hpp
/// Quantiles of the beta distribution, and the limits of `mid_p`, a block of lanes at a time.
///
/// A quantile is the root in u = logit q of F(u) = log(tail at u) − log(tail wanted). The tail is that of beta.hpp, saddle-point
/// edge over continued fraction, but the fraction without a division: its coefficients are multiplied through, and its two
/// recurrences brought back to size every four terms. Its logarithmic slope r obeys r′ = r (l − r), where l, the slope of the
/// edge's logarithm, has simple derivatives of its own: so seven derivatives of F cost some eighty multiplications, and the root
/// of that polynomial leaves an error of the eighth order. From a fair start one evaluation does, two from a poor one:
///
///  - shapes up to 6: −log(1−q) is a gamma quantile over b + (a−1)/2 (Wise 1950, Biometrika 37, 208); the quantiles are found
///    once for a batch;
///  - beyond: Paulson's normal root of the odds (1942) Ann. Math. Stat. 13, 233.
///
/// The fraction takes some 5 terms at a shape of 1, 20 at 100, 70 at a million, at a tail of 2.5 %. What does not settle, and
/// tails above a quarter, are left to beta.hpp. A block of one row is the quantile of one table. Accuracy: 1e-15 typically, 1e-14 at
/// most. Cost of a quantile: 40 to 90 nanoseconds compiled, whatever the counts.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "equitable/detail/beta.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_output.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/saddle_point.hpp"

namespace equitable::detail {

/// The largest shape whose quantiles start from those of a gamma distribution.
inline constexpr double largest_gamma_shape = 6.0;

/// The largest tail whose quantiles the lanes look for.
inline constexpr double largest_lane_tail = 0.25;

/// What all quantiles of one tail share.
struct QuantileStarts {
  static constexpr int shapes = 13;  ///< halves: ½, 1, …, 6
  double tail;
  double log_tail;
  double z;
  double gamma[shapes];  ///< at 2a: the point of the gamma distribution of shape a below which the tail lies

  /// Of all shapes, for tails up to a quarter, and for medians; a tail of 0 for no quantile at all.
  explicit QuantileStarts(const Level& level) noexcept : QuantileStarts(level, {}) {
    if (tail > 0.0)
      for (int twice = 1; twice < shapes; ++twice) fill(twice);
  }

  /// Of single shapes: for one table, where the gamma distribution's quantiles would be most of the work.
  QuantileStarts(const Level& level, std::initializer_list<double> only) noexcept
      : tail(level.tail), log_tail(tail > 0.0 ? std::log(tail) : 0.0), z(level.z), gamma{} {
    for (const double a : only) {
      // Beyond a shape of 6 only for tails so small that Paulson's root has no start: see `beta_start_lanes`.
      const double u = 1.0 / (9.0 * a);
      if (a <= largest_gamma_shape || !((1.0 - u) * (1.0 - u) - z * z * u > 0.0))
        fill(static_cast<int>(2.0 * std::fmin(a, largest_gamma_shape)));
    }
  }

 private:
  void fill(int twice) noexcept {
    constexpr double large = 1e9;  // the beta distribution of shapes a and so large is a gamma distribution
    const double a = 0.5 * twice;
    gamma[twice] = -std::log1p(-beta_quantile(tail, a, large, 0.1).q) * (large + 0.5 * (a - 1.0));
  }
};

/// Stirling's errors of n!, n multiples of a half from ½ to 2^53.
template <std::size_t width>
EQUITABLE_LANE void stirling_error_lanes(const LaneBlock<width>& n, LaneBlock<width>& error) noexcept {
  std::uint64_t place[width];
  LaneBlock<width> tabled;
  for (std::size_t i = 0; i < width; ++i) {
    const double small = n[i] < 15.5 ? n[i] : 15.5;
    place[i] = lane_bits(small + small + 0x1.0p52) & 31u;  // the whole number 2n, from the end of the mantissa
  }
  for (std::size_t i = 0; i < width; ++i) tabled[i] = stirling_errors[place[i]];
  for (std::size_t i = 0; i < width; ++i) {
    const double series = stirling_series(n[i] < 16.0 ? 16.0 : n[i]);
    error[i] = n[i] < 16.0 ? tabled[i] : series;
  }
}

/// Numerator and denominator of a continued fraction after a term and after the one before.
struct FractionStep {
  double top, top_before, bottom, bottom_before;
};

/// The terms of the fraction of one beta distribution, multiplied by (a+2n−1)(a+2n+1)/a², so that none has a divisor.
struct FractionTerm {
  double rho, q, share, thin, other, lean_beyond, rest_beyond;

  [[nodiscard]] EQUITABLE_LANE FractionStep applied(const FractionStep& at, double n, double before) const noexcept {
    const double odd = 1.0 + (2.0 * n - 1.0) * rho;
    const double odd_after = 1.0 + (2.0 * n + 1.0) * rho;
    const double left = other - n * q;
    const double alpha = ((1.0 + before * rho) * odd_after) * ((1.0 + (n - 1.0) * rho) * (share + (n - 1.0) * thin)) * (n * left);
    const double beta = odd_after * n * (odd + left * rho) + odd * (1.0 + n * rho) * (lean_beyond + n * rest_beyond);
    return {beta * at.top + alpha * at.top_before, at.top, beta * at.bottom + alpha * at.bottom_before, at.bottom};
  }
};

/// Lower tails over edges, reciprocal: E/I of the beta distribution by its continued fraction. `rho` is 1/a, `lean` a(1−q) − b q.
template <std::size_t width>
EQUITABLE_LANE void beta_fraction_lanes(const LaneBlock<width>& rho, const LaneBlock<width>& sum, const LaneBlock<width>& b,
                                        const LaneBlock<width>& q, const LaneBlock<width>& rest, const LaneBlock<width>& lean,
                                        LaneBlock<width>& slope, LaneMaskBlock<width>& failed) noexcept {
  LaneBlock<width> value, last_top, last_bottom, tolerance;
  LaneMaskBlock<width> going;
  for (std::size_t i = 0; i < width; ++i) {
    value[i] = lean[i] + 1.0;
    last_top[i] = 1.0;
    last_bottom[i] = 0.0;
    slope[i] = value[i];
    // An error of the logarithm of the tail counts in the quantile by its slope, which is some two standard deviations.
    tolerance[i] = 1e-16 * (1.0 + std::sqrt(sum[i] * q[i] * rest[i]));
    going[i] = lane_mark(true);
  }
  for (int group = 0; group < 128; ++group) {
    for (std::size_t i = 0; i < width; ++i) {
      FractionStep at{value[i], last_top[i], 1.0, last_bottom[i]};
      const double n = 4.0 * group;
      // The first coefficient before, 1 − rho in the pattern, is 1.
      const FractionTerm term{rho[i], q[i], q[i] * (sum[i] * rho[i]), q[i] * rho[i], b[i] * q[i], lean[i] + 1.0, 1.0 + rest[i]};
      at = term.applied(at, n + 1.0, group == 0 ? 0.0 : 2.0 * n - 1.0);
      at = term.applied(at, n + 2.0, 2.0 * n + 1.0);
      at = term.applied(at, n + 3.0, 2.0 * n + 3.0);
      at = term.applied(at, n + 4.0, 2.0 * n + 5.0);
      const double inverse = 1.0 / at.bottom;
      const double found = at.top * inverse;
      const double change = found - value[i];
      slope[i] = lane_where(going[i], found, slope[i]);
      going[i] &= lane_mark(!(change * change <= tolerance[i] * tolerance[i] * (found * found)));
      value[i] = found;
      last_top[i] = at.top_before * inverse;
      last_bottom[i] = at.bottom_before * inverse;
    }
    if (!any_lane(going)) break;
  }
  for (std::size_t i = 0; i < width; ++i) {
    slope[i] = slope[i] / (1.0 + rho[i]);
    failed[i] |= going[i];
  }
}

/// The longest step, in lengths over which the tail bends, that a polynomial of the seventh degree takes to the last digit.
inline constexpr double beta_lane_reach = 0.06;

/// What the tail of a block's quantiles is of: the beta distribution itself, or P(X >= x) − ½ P(X = x) of the binomial.
enum class LaneTail { beta, mid_p };

/// Starts of a block of quantiles, as odds q/(1−q).
template <std::size_t width>
EQUITABLE_LANE void beta_start_lanes(const QuantileStarts& starts, const LaneBlock<width>& a, const LaneBlock<width>& b,
                                     LaneBlock<width>& odds) noexcept {
  LaneBlock<width> exponent;
  for (std::size_t i = 0; i < width; ++i) {
    const double index = a[i] <= largest_gamma_shape ? a[i] : largest_gamma_shape;
    exponent[i] = starts.gamma[static_cast<std::size_t>(static_cast<int>(index + index))] / (b[i] + 0.5 * (a[i] - 1.0));
  }
  for (std::size_t i = 0; i < width; ++i) {
    const double small = lane_expm1(exponent[i]);
    const double u = 1.0 / (9.0 * a[i]);
    const double v = 1.0 / (9.0 * b[i]);
    const double zz = starts.z * starts.z;
    const double inside = (1.0 - u) * (1.0 - u) * v + (1.0 - v) * (1.0 - v) * u - zz * u * v;
    const double top = (1.0 - u) * (1.0 - u) - zz * u;
    const double bottom = (1.0 - u) * (1.0 - v) + starts.z * std::sqrt(inside > 0.0 ? inside : 0.0);
    const double root = top / bottom;
    const double large = root * root * root * (a[i] / b[i]);
    odds[i] = a[i] <= largest_gamma_shape || !(top > 0.0) ? small : large;
  }
}

/// The root of F near 0 by its first three terms, and by eight.
struct SeriesRoot {
  double first, step;
};

/// F = value + r0 s + r1 s²/2 + …, where r is F's slope, l the slope of the edge's logarithm by its series, and r′ = r (l − r).
[[nodiscard]] EQUITABLE_LANE SeriesRoot series_root(double value, double r0, double l0, double l1, double l2, double l3,
                                                    double l4, double l5) noexcept {
  const double d0 = l0 - r0;
  const double r1 = r0 * d0;
  const double d1 = l1 - r1;
  const double r2 = (r0 * d1 + r1 * d0) * 0.5;
  const double d2 = l2 - r2;
  const double r3 = (r0 * d2 + r1 * d1 + r2 * d0) * (1.0 / 3);
  const double d3 = l3 - r3;
  const double r4 = (r0 * d3 + r1 * d2 + r2 * d1 + r3 * d0) * 0.25;
  const double d4 = l4 - r4;
  const double r5 = (r0 * d4 + r1 * d3 + r2 * d2 + r3 * d1 + r4 * d0) * 0.2;
  const double d5 = l5 - r5;
  const double r6 = (r0 * d5 + r1 * d4 + r2 * d3 + r3 * d2 + r4 * d1 + r5 * d0) * (1.0 / 6);
  const auto newton_step = [&](double s) noexcept {
    const double height =
        value + s * (r0 + s * (r1 * 0.5 + s * (r2 * (1.0 / 3) +
                                               s * (r3 * 0.25 + s * (r4 * 0.2 + s * (r5 * (1.0 / 6) + s * (r6 * (1.0 / 7))))))));
    const double rise = r0 + s * (r1 + s * (r2 + s * (r3 + s * (r4 + s * (r5 + s * r6)))));
    return s - height / rise;
  };
  // A step of the third order, then Newton's on the polynomial.
  const double newton = value / r0;
  const double bend = 0.5 * newton * d0;
  const double halley = -newton / (bend < 0.5 ? 1.0 - bend : 0.5);
  return {halley, newton_step(newton_step(halley))};
}

/// The points q with lower tail `starts.tail`, as odds q/(1−q): shapes a and b of a beta distribution, or for `mid_p` the counts x
/// and n − x + 1. Shapes are multiples of a half from ½. Points that do not settle are marked.
template <LaneTail kind, std::size_t width>
EQUITABLE_LANE void beta_quantile_lanes(const QuantileStarts& starts, const LaneBlock<width>& a, const LaneBlock<width>& b,
                                        LaneBlock<width>& odds, LaneMaskBlock<width>& failed) noexcept {
  LaneBlock<width> sum, rho, errors, q, rest, lean, fraction, step, length;
  LaneMaskBlock<width> going, unsound;
  constexpr double shift = kind == LaneTail::beta ? 0.0 : 0.5;
  {
    LaneBlock<width> shifted_a, shifted_b;
    for (std::size_t i = 0; i < width; ++i) {
      shifted_a[i] = a[i] + shift;
      shifted_b[i] = b[i] - shift;
    }
    beta_start_lanes(starts, shifted_a, shifted_b, odds);
  }
  for (std::size_t i = 0; i < width; ++i) {
    sum[i] = a[i] + b[i];
    rho[i] = 1.0 / a[i];
    going[i] = lane_mark(true);
  }
  {
    LaneBlock<width> of_a, of_b;
    stirling_error_lanes(sum, errors);
    stirling_error_lanes(a, of_a);
    stirling_error_lanes(b, of_b);
    for (std::size_t i = 0; i < width; ++i) errors[i] = errors[i] - of_a[i] - of_b[i] - starts.log_tail;
  }
  for (int round = 0; round < 5; ++round) {
    for (std::size_t i = 0; i < width; ++i) {
      rest[i] = 1.0 / (1.0 + odds[i]);
      q[i] = odds[i] * rest[i];
      lean[i] = a[i] * rest[i] - b[i] * q[i];
      // Right of the mean, or near 0 on the far side, where the fraction is long (beta.hpp has a series for it).
      const bool long_fraction = (b[i] < 6.0) & (sum[i] * rest[i] < b[i] + 1.5) & (rest[i] < 0.5);
      unsound[i] = lane_mark(!(lean[i] > -0.5)) | lane_mark(long_fraction);
    }
    beta_fraction_lanes(rho, sum, b, q, rest, lean, fraction, unsound);
    for (std::size_t i = 0; i < width; ++i) {
      const double w0 = q[i] * rest[i];
      const double v0 = rest[i] - q[i];
      // The logarithm of the edge is a log(1+t) + b log(1+u) and the constants; its errors count for little in the quantile.
      const double fall = -lean[i] * rho[i];
      const bool far = fall < -0.5;  // so far below the mean that q itself is the better known
      const double below = far ? sum[i] * rho[i] * q[i] : 1.0 + fall;
      const double lost = far ? 0.0 : fall - (below - 1.0);
      const double edge = a[i] * (lane_log(below) + lost / below) + b[i] * lane_log1p(lean[i] / b[i]);
      double ratio = fraction[i];  // edge over tail, but for the constants under the root
      double r0 = fraction[i];
      double l0 = lean[i];
      double spread = 1.0;
      double tilt = 0.0;
      if constexpr (kind == LaneTail::mid_p) {
        const double missed = a[i] * rest[i];       // x (1 − p)
        const double others = (b[i] - 1.0) * q[i];  // (n − x) p
        spread = missed + others;
        const double mid = missed / r0 - 0.5;
        ratio = missed / mid;
        r0 = 0.5 * spread / mid;
        tilt = (b[i] - 1.0) - a[i];
        l0 = missed - others;
      }
      const double value = edge + errors[i] - 0.5 * lane_log(ratio * ratio * (two_pi * (sum[i] * rho[i]) / b[i]));
      const double size = kind == LaneTail::mid_p ? sum[i] - 1.0 : sum[i];
      // Derivatives of w = q (1−q), of l, and of r, over factorials.
      const double w1 = w0 * v0;
      const double v1 = -2.0 * w0;
      const double w2 = (w0 * v1 + w1 * v0) * 0.5;
      const double v2 = -w1;
      const double w3 = (w0 * v2 + w1 * v1 + w2 * v0) * (1.0 / 3);
      const double v3 = w2 * (-2.0 / 3);
      const double w4 = (w0 * v3 + w1 * v2 + w2 * v1 + w3 * v0) * 0.25;
      double l1 = -size * w0;
      double l2 = -size * w1 * 0.5;
      double l3 = -size * w2 * (1.0 / 3);
      double l4 = -size * w3 * 0.25;
      double l5 = -size * w4 * 0.2;
      if constexpr (kind == LaneTail::mid_p) {
        // The slope of log(spread), tilt·w / spread, by division of series.
        const double v4 = w3 * -0.5;
        const double w5 = (w0 * v4 + w1 * v3 + w2 * v2 + w3 * v1 + w4 * v0) * 0.2;
        const double scale = tilt / spread;
        const double s1 = scale * w0;
        const double s2 = scale * w1 * 0.5;
        const double s3 = scale * w2 * (1.0 / 3);
        const double s4 = scale * w3 * 0.25;
        const double s5 = scale * w4 * 0.2;
        const double g0 = scale * w0;
        const double g1 = scale * w1 - s1 * g0;
        const double g2 = scale * w2 - s1 * g1 - s2 * g0;
        const double g3 = scale * w3 - s1 * g2 - s2 * g1 - s3 * g0;
        const double g4 = scale * w4 - s1 * g3 - s2 * g2 - s3 * g1 - s4 * g0;
        const double g5 = scale * w5 - s1 * g4 - s2 * g3 - s3 * g2 - s4 * g1 - s5 * g0;
        l0 += g0;
        l1 += g1;
        l2 += g2;
        l3 += g3;
        l4 += g4;
        l5 += g5;
      }
      const SeriesRoot root = series_root(value, r0, l0, l1, l2, l3, l4, l5);
      // How far the step goes in units of the function's own length.
      const double deviation = std::sqrt(size * w0);
      const double away = root.first < 0.0 ? -root.first : root.first;
      const double change = (root.step - root.first) * (r0 + deviation);
      const double bounded = away < 3.0 ? root.first : root.first < 0.0 ? -3.0 : 3.0;
      length[i] = change < 0.2 && change > -0.2 ? away * (r0 + deviation) : 1.0;
      step[i] = length[i] < 0.5 ? root.step : bounded;
    }
    for (std::size_t i = 0; i < width; ++i) {
      const double moved_odds = odds[i] * lane_exp(step[i]);
      odds[i] = lane_where(going[i], moved_odds, odds[i]);
      const std::uint64_t lost = unsound[i] | lane_mark(step[i] != step[i]);
      failed[i] |= going[i] & lost;
      going[i] &= lane_mark(!(length[i] < beta_lane_reach)) & ~lost;
    }
    if (!any_lane(going)) break;
  }
  for (std::size_t i = 0; i < width; ++i) failed[i] |= going[i];
}

}  // namespace equitable::detail
