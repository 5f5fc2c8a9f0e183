/// @file proportion/skewness_corrected.hpp
/// Score limits of one rate with the skewness of the score corrected for: `scas`.
///
/// All p with |S − (z²−1) μ₃/(6V)| <= z √V, S = x/n − p, V = p(1−p)/n, μ₃ = p(1−p)(1−2p)/n²: a quadratic in p, solved
/// without cancellation. Both sides miss about equally often, as those of `wilson` do not. The lower limit is exactly 0 at
/// x = 0 and also while x <= (z²−1)/6 (one event at 99.8 %); the upper one mirrors. Not where coverage must be guaranteed.
/// Source: Laud (2017) Pharm. Stat. 16, 334. Cost: two square roots.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"

namespace equitable {

namespace detail {

[[nodiscard]] inline Interval skewness_corrected_limits(double x, double n, const Level& level) noexcept {
  // With d = (x − κ)/n, e = (n − x − κ)/n and κ = (z²−1)/6 the limits solve (d − (d+e) p)² = z² p (1−p) / n.
  const double zz = level.z * level.z;
  const double kappa = (zz - 1.0) / 6.0;
  const double d = (x - kappa) / n;
  const double e = (n - x - kappa) / n;
  const double spread = zz / n;
  const double root = std::sqrt(spread * (spread + 4.0 * d * e));
  const double sum = spread + 2.0 * d * (d + e) + root;
  const double upper = 0.5 * sum / ((d + e) * (d + e) + spread);
  return {x > 0.0 && d > 0.0 ? 2.0 * d * (d / sum) : 0.0, x < n && e > 0.0 ? std::fmin(1.0, upper) : 1.0};
}

}  // namespace detail

}  // namespace equitable
