/// @file detail/root.hpp
/// One root finder: Newton's step while it stays inside the bracket, bisection when it does not.
#pragma once

#include <cmath>

namespace equitable::detail {

/// The value of a function and its derivative at one point.
struct Slope {
  double value;
  double derivative;
};

/// The root of a non-decreasing function in [lower, upper], started from `start`.
///
/// `function(x)` returns a `Slope`; its value may be −∞ left of the root or +∞ right of it. Ends when a step no longer moves x
/// by more than 2 parts in 10^16 of max(1, |x|). If the function has one sign throughout, the nearer end comes back.
/// Cost: 4 to 8 evaluations for a smooth function, at most 200.
template <class Function>
[[nodiscard]] double increasing_root(const Function& function, double lower, double upper, double start) {
  double x = start > lower && start < upper ? start : 0.5 * (lower + upper);
  for (int evaluation = 0; evaluation < 200; ++evaluation) {
    const Slope slope = function(x);
    if (slope.value == 0.0) return x;
    (slope.value < 0.0 ? lower : upper) = x;
    double next = x - slope.value / slope.derivative;
    if (!(next > lower && next < upper)) next = 0.5 * (lower + upper);
    const double step = std::fabs(next - x);
    x = next;
    if (step <= 2e-16 * std::fmax(1.0, std::fabs(x))) break;
  }
  return x;
}

}  // namespace equitable::detail
