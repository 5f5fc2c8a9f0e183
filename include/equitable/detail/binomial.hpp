/// @file detail/binomial.hpp
/// STUB of A.
#pragma once

#include "equitable/core/results.hpp"

namespace equitable::detail {

/// Stirling's error of n!: log n! − log(√(2πn) (n/e)^n), for any real n > 0 (Loader 2000).
[[nodiscard]] inline double stirling_error(double) noexcept { return not_a_number; }
/// x log(x/m) + m − x without cancellation (Loader's deviance).
[[nodiscard]] inline double deviance(double, double) noexcept { return not_a_number; }
/// log C(n, x).
[[nodiscard]] inline double log_choose(double, double) noexcept { return not_a_number; }
/// P(X = x), X binomial; full relative accuracy at any size.
[[nodiscard]] inline double binomial_mass(double, double, double) noexcept { return not_a_number; }
/// P(X <= x) and P(X >= x), each to full relative accuracy; arguments x, n, p.
[[nodiscard]] inline double binomial_lower_tail(double, double, double) noexcept { return not_a_number; }
[[nodiscard]] inline double binomial_upper_tail(double, double, double) noexcept { return not_a_number; }

}  // namespace equitable::detail
