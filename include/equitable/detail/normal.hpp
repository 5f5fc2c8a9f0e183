/// @file detail/normal.hpp
/// Tails and quantiles of the standard normal. Each tail is its own function; nothing is taken as one minus another.
#pragma once

#include <cmath>

#include "equitable/core/types.hpp"
#include "equitable/detail/special.hpp"

namespace equitable::detail {

inline constexpr double sqrt_half = 0.70710678118654752440;

/// P(Z > z).
[[nodiscard]] inline double normal_upper_tail(double z) noexcept { return 0.5 * std::erfc(z * sqrt_half); }

/// P(|Z| > |z|).
[[nodiscard]] inline double normal_two_tails(double z) noexcept { return std::erfc(std::fabs(z) * sqrt_half); }

/// P(X > statistic), X chi-squared with one degree of freedom.
[[nodiscard]] inline double chi_squared_1_upper_tail(double statistic) noexcept { return std::erfc(std::sqrt(0.5 * statistic)); }

/// z with P(|Z| > z) = 1 − level: 1.96 for 0.95.
[[nodiscard]] inline double two_sided_quantile(Confidence confidence) {
  const double level = confidence.level();
  return (level < 0.5 ? erf_inverse(level) : erfc_inverse(1.0 - level)) / sqrt_half;
}

}  // namespace equitable::detail
