/// @file detail/gauss_legendre.hpp
/// The Gauss-Legendre rule: nodes and weights worked out by the compiler, so that no table of constants is typed.
#pragma once

#include <array>
#include <cstddef>

namespace equitable::detail {

/// One point of a rule on [0, 1].
struct RulePoint {
  double node;
  double weight;
};

/// The rule of `Points` points on [0, 1], exact for polynomials up to degree 2·Points − 1. `Points` is even.
template <std::size_t Points>
[[nodiscard]] constexpr std::array<RulePoint, Points> gauss_legendre_rule() noexcept {
  static_assert(Points % 2 == 0, "an even number of points has no node in the middle");
  std::array<RulePoint, Points> rule{};
  constexpr long double pi = 3.14159265358979323846264338327950288L;
  for (std::size_t i = 0; i < Points / 2; ++i) {
    // Start at cos(π (i + ¾)/(n + ½)) by its power series, then Newton's method on the Legendre polynomial.
    const long double angle = pi * (static_cast<long double>(i) + 0.75L) / (static_cast<long double>(Points) + 0.5L);
    long double x = 0;
    long double term = 1;
    for (int k = 1; k < 60; k += 2) {
      x += term;
      term *= -angle * angle / static_cast<long double>(k * (k + 1));
    }
    long double derivative = 1;
    for (int step = 0; step < 6; ++step) {
      long double before = 1;
      long double polynomial = x;
      for (std::size_t degree = 2; degree <= Points; ++degree) {
        const long double k = static_cast<long double>(degree);
        const long double next = ((2 * k - 1) * x * polynomial - (k - 1) * before) / k;
        before = polynomial;
        polynomial = next;
      }
      derivative = static_cast<long double>(Points) * (x * polynomial - before) / (x * x - 1);
      x -= polynomial / derivative;
    }
    const double weight = static_cast<double>(1 / ((1 - x * x) * derivative * derivative));
    rule[i] = {static_cast<double>((1 - x) / 2), weight};
    rule[Points - 1 - i] = {static_cast<double>((1 + x) / 2), weight};
  }
  return rule;
}

}  // namespace equitable::detail
