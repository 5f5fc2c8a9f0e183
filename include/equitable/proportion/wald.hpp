/// @file proportion/wald.hpp
/// Closed forms of one rate round an estimate and its standard error: for comparison with other programs.
///
/// | method | x = 0 | source |
/// |---|---|---|
/// | `wald` | [0, 0] | Laplace (1812) |
/// | `wald_cc` | [0, 1/(2n)] | the same, corrected for continuity; Newcombe (1998) Stat. Med. 17, 857, method 2 |
/// | `agresti_coull` | [0, …] | Wald's form with z²/2 more events and others; Agresti and Coull (1998) Am. Stat. 52, 119 |
/// | `logit` | none: NaN, also at x = n | Wald's interval of log odds; Brown, Cai and DasGupta (2001) Stat. Sci. 16, 101 |
/// | `arcsine` | [0, …] at any level above 78 % | Anscombe (1948) Biometrika 35, 246 |
///
/// None of them is to be preferred: `wald` and `wald_cc` collapse at the edges and cover far too little, `logit` is undefined
/// there. All mirror: the limits of n − x are one minus those of x. Written so that a limit near 0 keeps its digits. Cost: one
/// or two square roots; `arcsine` three and two short series.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/normal.hpp"

namespace equitable {

namespace detail {

/// p ± z √(p(1−p)/n), cut to [0, 1].
[[nodiscard]] inline Interval wald_limits(double x, double n, const Level& level) noexcept {
  const double half = level.z * std::sqrt(x * ((n - x) / n));
  return {x > half ? (x - half) / n : 0.0, n - x > half ? (x + half) / n : 1.0};
}

/// p ± (z √(p(1−p)/n) + 1/(2n)), cut to [0, 1].
[[nodiscard]] inline Interval wald_cc_limits(double x, double n, const Level& level) noexcept {
  const double half = level.z * std::sqrt(x * ((n - x) / n)) + 0.5;
  return {x > half ? (x - half) / n : 0.0, n - x > half ? (x + half) / n : 1.0};
}

/// Wald's form for x + z²/2 events of n + z², cut to [0, 1].
[[nodiscard]] inline Interval agresti_coull_limits(double x, double n, const Level& level) noexcept {
  const double zz = level.z * level.z;
  const double total = n + zz;
  const double events = x + 0.5 * zz;
  const double others = n - x + 0.5 * zz;
  const double half = level.z * std::sqrt(events * (others / total));
  // events² − half² = events · above: a limit is outside [0, 1] exactly when `above`, or `below`, is negative.
  const double above = x + 0.5 * zz * ((x - (n - x)) / total);
  const double below = n - x + 0.5 * zz * (((n - x) - x) / total);
  return {above > 0.0 ? events / total * (above / (events + half)) : 0.0,
          below > 0.0 ? std::fmin(1.0, (events + half) / total) : 1.0};
}

/// log(p/(1−p)) ± z √(1/x + 1/(n−x)), turned back; NaN for x = 0 and x = n.
[[nodiscard]] inline Interval logit_limits(double x, double n, const Level& level) noexcept {
  const double rest = n - x;
  if (x == 0.0 || rest == 0.0) return {not_a_number, not_a_number};
  const double factor = lane_exp(level.z * std::sqrt(1.0 / x + 1.0 / rest));  // that of columns: the same bits
  return {x / (x + rest * factor), x / (x + rest / factor)};
}

/// sin²(θ ± z/(2√n)), θ = asin √((x + 3/8)/(n + 3/4)), the angle cut to [0, π/2]; by the addition theorem, since sin θ and cos θ
/// are roots of rates.
[[nodiscard]] inline Interval arcsine_limits(double x, double n, const Level& level) noexcept {
  constexpr double right_angle = 1.57079632679489661923;
  const LaneDirection width = lane_direction(std::fmin(0.5 * level.z / std::sqrt(n), right_angle));
  const double sine = std::sqrt((x + 0.375) / (n + 0.75));
  const double cosine = std::sqrt((n - x + 0.375) / (n + 0.75));
  const double low = sine * width.cosine - cosine * width.sine;
  const double high = sine * width.cosine + cosine * width.sine;
  const double short_of = cosine * width.cosine - sine * width.sine;  // cos(θ + w): not above 0 from π/2 on
  return {low > 0.0 ? low * low : 0.0, short_of > 0.0 && high < 1.0 ? high * high : 1.0};
}

}  // namespace detail

}  // namespace equitable
