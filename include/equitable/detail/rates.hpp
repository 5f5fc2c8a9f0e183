/// @file detail/rates.hpp
/// Four counts as doubles, and the contrasts of two rates to the last digit.
///
/// A contrast of two large groups is a small number between two large ones: at a billion people a rate rounded to a double is
/// already 1e-12 standard errors off. Contrasts are therefore formed from twofold numbers and rounded once.
#pragma once

#include <cmath>

namespace equitable::detail {

/// Events and total of two groups, as doubles that hold integers.
struct TwoRates {
  double x1, n1, x2, n2;
  [[nodiscard]] TwoRates swapped() const noexcept { return {x2, n2, x1, n1}; }
};

/// a·b − c·d to the last digit (Kahan's difference of products).
[[nodiscard]] inline double difference_of_products(double a, double b, double c, double d) noexcept {
  const double right = c * d;
  return std::fma(a, b, -right) + std::fma(-c, d, right);
}

/// p1 − p2, without cancellation beyond the last digit.
[[nodiscard]] inline double rate_difference_value(const TwoRates& r) noexcept {
  return difference_of_products(r.x1, r.n2, r.x2, r.n1) / (r.n1 * r.n2);
}

/// The unevaluated sum of a double and its rounding error: some 106 bits.
struct Twofold {
  double high, low;
};

/// a + b and what its rounding loses.
[[nodiscard]] inline Twofold twofold_sum(double a, double b) noexcept {
  const double sum = a + b;
  const double kept = sum - a;
  return {sum, (a - (sum - kept)) + (b - kept)};
}

/// x/n.
[[nodiscard]] inline Twofold twofold_quotient(double x, double n) noexcept {
  const double high = x / n;
  return {high, std::fma(-high, n, x) / n};
}

/// p1 − p2 − difference.
[[nodiscard]] inline double difference_contrast(const TwoRates& r, double difference) noexcept {
  const Twofold p1 = twofold_quotient(r.x1, r.n1);
  const Twofold p2 = twofold_quotient(r.x2, r.n2);
  const double high = p1.high - p2.high;
  const double undone = high - p1.high;
  const double rounding = (p1.high - (high - undone)) - (p2.high + undone);
  return (high - difference) + (rounding + (p1.low - p2.low));
}

/// The largest count whose products with another are exact.
inline constexpr double largest_exact_factor = 0x1p26;

/// p1 − ratio·p2.
[[nodiscard]] inline double ratio_contrast(const TwoRates& r, double ratio) noexcept {
  if (r.n1 <= largest_exact_factor && r.n2 <= largest_exact_factor)
    return std::fma(-ratio, r.x2 * r.n1, r.x1 * r.n2) / (r.n1 * r.n2);  // what cancels is rounded once
  const Twofold p1 = twofold_quotient(r.x1, r.n1);
  const Twofold p2 = twofold_quotient(r.x2, r.n2);
  const double product = ratio * p2.high;
  return (p1.high - product) + (p1.low - (std::fma(ratio, p2.high, -product) + ratio * p2.low));
}

/// inverse·a·d − b·c, the contrast of odds divided by the odds ratio 1/inverse.
[[nodiscard]] inline double odds_contrast(const TwoRates& r, Twofold inverse) noexcept {
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  const double ad = r.x1 * d;
  const double bc = b * r.x2;
  const double product = inverse.high * ad;
  const double low = std::fma(inverse.high, ad, -product) + (inverse.high * std::fma(r.x1, d, -ad) + inverse.low * ad);
  return (product - bc) + (low - std::fma(b, r.x2, -bc));
}

}  // namespace equitable::detail
