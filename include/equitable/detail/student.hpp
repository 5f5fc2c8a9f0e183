/// @file detail/student.hpp
/// Tails and quantiles of Student's t from those of the beta distribution: ν/(ν + T²) is beta with shapes ν/2 and ½.
///
/// Full relative accuracy for any ν > 0 while |t| stays below 1e150. Cost: one tail or quantile of detail/beta.hpp.
#pragma once

#include <cmath>

#include "equitable/detail/beta.hpp"

namespace equitable::detail {

/// P(|T| > |t|), T with `df` degrees of freedom.
[[nodiscard]] inline double student_two_tails(double t, double df) noexcept {
  if (t == 0.0) return 1.0;
  if (std::isinf(t)) return 0.0;
  const double square = t * t;
  return beta_tail(beta_point(0.5 * df, 0.5, {df / (df + square), square / (df + square)})).lower_tail();
}

/// t with P(T > t) = tail, 0 < tail <= ½.
[[nodiscard]] inline double student_upper_quantile(double tail, double df) noexcept {
  if (tail == 0.5) return 0.0;
  const UnitPoint at = beta_quantile(2.0 * tail, 0.5 * df, 0.5);
  return std::sqrt(df * (at.rest / at.q));
}

}  // namespace equitable::detail
