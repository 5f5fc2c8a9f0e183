/// @file detail/normal.hpp
/// Tails and quantiles of the standard normal. Each tail is its own function: a small one is never one minus another.
///
/// A tail is that of detail/lanes.hpp, which columns take too, so that a p-value does not depend on how it was asked for; beyond
/// 37.5, where numbers get subnormal, it is the standard library's. Right to 5 units of the last place. Quantiles are found from the
/// tails by Halley's method, so that they are the inverse of what the tests use; from the area between where that is the smaller, so
/// that they keep their digits near 0. No header of Boost is needed for them. Cost of a tail: some ten nanoseconds; of a quantile two
/// tails.
#pragma once

#include <cmath>

#include "equitable/core/types.hpp"
#include "equitable/detail/lanes.hpp"

namespace equitable::detail {

inline constexpr double sqrt_half = 0.70710678118654752440;
inline constexpr double sqrt_two_pi = 2.50662827463100050242;

/// The density at z.
[[nodiscard]] inline double normal_density(double z) noexcept { return std::exp(-0.5 * z * z) / sqrt_two_pi; }

/// erfc(at + rest), where `rest` is what rounding took off the argument: a tail of 1e-50 feels that in its fourteenth digit, one of
/// 1e-280 in its thirteenth.
[[nodiscard]] inline double erfc_beside(double at, double rest) noexcept {
  constexpr double two_over_sqrt_pi = 1.12837916709551257390;
  return std::erfc(at) - two_over_sqrt_pi * std::exp(-at * at) * rest;
}

/// erfc(z/√2).
[[nodiscard]] inline double erfc_over_root_two(double z) noexcept {
  constexpr double sqrt_half_rest = -4.8336466567264567e-17;  // √½ − sqrt_half
  const double at = z * sqrt_half;
  if (!(std::fabs(z) < 39.0)) return std::erfc(at);  // 0, 2 or NaN
  return erfc_beside(at, std::fma(z, sqrt_half, -at) + z * sqrt_half_rest);
}

/// The farthest that the tail of the lanes reaches.
inline constexpr double farthest_lane_tail = 37.5;

/// P(Z > z).
[[nodiscard]] inline double normal_upper_tail(double z) noexcept {
  return std::fabs(z) <= farthest_lane_tail ? lane_upper_tail(z) : 0.5 * erfc_over_root_two(z);
}

/// P(|Z| > |z|).
[[nodiscard]] inline double normal_two_tails(double z) noexcept {
  return std::fabs(z) <= farthest_lane_tail ? lane_two_tails(z) : erfc_over_root_two(std::fabs(z));
}

/// The tail that belongs to the alternative: both of |z|, the one above z (greater), or the one below it (less).
[[nodiscard]] inline double normal_pvalue(double z, Alternative alternative) noexcept {
  if (alternative == Alternative::two_sided) return normal_two_tails(z);
  return normal_upper_tail(alternative == Alternative::greater ? z : -z);
}

/// erfc(√x).
[[nodiscard]] inline double erfc_of_root(double x) noexcept {
  const double at = std::sqrt(x);
  if (!(at > 0.0 && at < 28.0)) return std::erfc(at);  // 1, 0 or NaN
  return erfc_beside(at, std::fma(-at, at, x) / (2.0 * at));
}

/// P(X > statistic), X chi-squared with one degree of freedom.
[[nodiscard]] inline double chi_squared_1_upper_tail(double statistic) noexcept {
  return statistic > 0.0 && statistic < 1300.0 ? lane_two_tails_of_square(statistic, lane_exp(-0.5 * statistic))
                                               : erfc_of_root(0.5 * statistic);
}

/// z with P(|Z| <= z) = area, for an area of at most 1/2: to full relative accuracy down to an area of 0.
[[nodiscard]] inline double normal_central_quantile(double area) noexcept {
  double z = area * (0.5 * sqrt_two_pi);
  z *= 1.0 + z * z / 6.0;
  for (int step = 0; step < 4; ++step) {
    const double excess = (std::erf(z * sqrt_half) - area) / (2.0 * normal_density(z));
    z -= excess / (1.0 + 0.5 * z * excess);
  }
  return z;
}

/// z with P(Z > z) = tail, for a tail of at most 1/2. Started from Abramowitz and Stegun (1964) 26.2.23, good to 4.5e-4 where it matters;
/// Halley's steps, two or far out three, end with one whose cube does not count.
[[nodiscard]] inline double normal_upper_quantile(double tail) noexcept {
  if (tail > 0.25) return normal_central_quantile(1.0 - 2.0 * tail);  // near 0 the area between keeps the digits
  const double t = std::sqrt(-2.0 * std::log(tail));
  double z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (int step = 0; step < 5; ++step) {
    const double density = normal_density(z);
    if (!(density > 0.0)) break;
    const double excess = (normal_upper_tail(z) - tail) / density;
    z += excess / (1.0 - 0.5 * z * excess);
    if (std::fabs(excess) * (1.0 + z) < 1e-5) break;
  }
  return z;
}

/// z with P(|Z| > z) = 1 − level: 1.96 for 0.95. A level below 1e-40 counts as 1e-40: such an interval has no width in doubles, and
/// the powers of z stay above 0.
[[nodiscard]] inline double two_sided_quantile(Confidence confidence) noexcept {
  const double level = confidence.level();
  return level < 0.5 ? normal_central_quantile(std::fmax(level, 1e-40)) : normal_upper_quantile(0.5 * (1.0 - level));
}

/// How far out a limit lies: the probability left beyond it, and the normal quantile that leaves as much.
struct Level {
  double tail;
  double z;
};

/// The level of both limits of an interval that splits 1 − level evenly.
[[nodiscard]] inline Level two_sided_level(Confidence confidence) noexcept {
  return {0.5 * confidence.alpha(), two_sided_quantile(confidence)};
}

/// The level of one limit alone. @throws InvalidInput unless the level is above 1/2
[[nodiscard]] inline Level one_sided_level(Confidence confidence, const char* where) {
  if (!(confidence.level() > 0.5))
    throw_invalid(where, "confidence_level", confidence.level(), "must be above 0.5 for a one-sided limit");
  return {confidence.alpha(), normal_upper_quantile(confidence.alpha())};
}

/// The level that belongs to the alternative.
[[nodiscard]] inline Level level_of(Confidence confidence, Alternative alternative, const char* where) {
  return alternative == Alternative::two_sided ? two_sided_level(confidence) : one_sided_level(confidence, where);
}

}  // namespace equitable::detail
