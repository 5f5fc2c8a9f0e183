/// @file detail/root.hpp
/// One root finder: Newton's step while it stays inside the bracket and shrinks, bisection when it does not.
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
/// `function(x)` returns a `Slope`; its value may be −∞ left of the root or +∞ right of it. Ends when a step of Newton's
/// moves x by less than the part `settled` of max(1, |x|), after which its error is about the square of that, or a bisection by
/// less than 4 parts in 10^16. If the function has one sign throughout, the nearer end comes back. Cost: 4 to 8 evaluations
/// for a smooth function, at most 200.
template <class Function>
[[nodiscard]] double increasing_root(const Function& function, double lower, double upper, double start, double settled = 1e-11) {
  double x = start > lower && start < upper ? start : 0.5 * (lower + upper);
  double step = upper - lower;
  for (int evaluation = 0; evaluation < 200; ++evaluation) {
    const Slope slope = function(x);
    if (slope.value == 0.0) return x;
    (slope.value < 0.0 ? lower : upper) = x;
    double next = x - slope.value / slope.derivative;
    const bool newton = next >= lower && next <= upper && std::fabs(next - x) <= 0.5 * step;
    if (!newton) next = 0.5 * (lower + upper);
    step = std::fabs(next - x);
    x = next;
    if (step <= (newton ? settled : 4e-16) * std::fmax(1.0, std::fabs(x))) break;
  }
  return x;
}

}  // namespace equitable::detail
