/// @file detail/beta.hpp
/// STUB of A.
#pragma once

#include "equitable/core/results.hpp"

namespace equitable::detail {

/// P(B <= q) and P(B > q), B beta with shapes a, b > 0 (any reals), each to full relative accuracy; arguments q, a, b.
[[nodiscard]] inline double beta_lower_tail(double, double, double) noexcept { return not_a_number; }
[[nodiscard]] inline double beta_upper_tail(double, double, double) noexcept { return not_a_number; }
/// The q with P(B <= q) = tail; arguments tail, a, b. And the q with P(B > q) = tail.
[[nodiscard]] inline double beta_lower_quantile(double, double, double) noexcept { return not_a_number; }
[[nodiscard]] inline double beta_upper_quantile(double, double, double) noexcept { return not_a_number; }

}  // namespace equitable::detail
