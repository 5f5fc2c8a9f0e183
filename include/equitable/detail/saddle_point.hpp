/// @file detail/saddle_point.hpp
/// The pieces of Loader's saddle-point form, from which binomial and beta probabilities come out to full relative accuracy.
///
/// n! = √(2πn) (n/e)^n e^{S(n)}, so that the binomial mass is √(n/(2π x (n−x))) e^{S(n) − S(x) − S(n−x) − D}, where D, a sum
/// of two deviances, is never negative: nothing cancels, whatever the counts. Source: Loader (2000), Fast and accurate
/// computation of binomial probabilities. Cost: a logarithm a piece.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace equitable::detail {

inline constexpr double two_pi = 6.28318530717958647693;

/// log(1 + t) − t without cancellation, for t > −1.
[[nodiscard]] inline double log1p_minus(double t) noexcept {
  if (t < -0.35 || t > 0.5) return std::log1p(t) - t;
  // With r = t/(2+t) the logarithm is 2 artanh r = 2 (r + r³/3 + r⁵/5 + …), and 2r − t = −r t.
  const double r = t / (2.0 + t);
  const double s = r * r;
  double sum = 1.0 / 3 + s * (1.0 / 5 + s * (1.0 / 7 + s * (1.0 / 9 + s * (1.0 / 11))));
  if (s > 5e-4) {
    const double rest =
        1.0 / 13 +
        s * (1.0 / 15 +
             s * (1.0 / 17 + s * (1.0 / 19 + s * (1.0 / 21 + s * (1.0 / 23 + s * (1.0 / 25 + s * (1.0 / 27 + s / 29)))))));
    sum += s * s * s * s * s * rest;
  }
  return r * (2.0 * s * sum - t);
}

/// Stirling's series 1/(12 n) − 1/(360 n³) + …, for n >= 10 to the last digit.
template <class Real>
[[nodiscard]] constexpr Real stirling_series(Real n) noexcept {
  const Real s = Real{1} / (n * n);
  return (Real{1} / 12 -
          s * (Real{1} / 360 -
               s * (Real{1} / 1260 -
                    s * (Real{1} / 1680 -
                         s * (Real{1} / 1188 - s * (Real{691} / 360360 - s * (Real{1} / 156 - s * (Real{3617} / 122400)))))))) /
         n;
}

/// S(n) for n = 0, ½, 1, …, 15½, worked out by the compiler: S(n) − S(n+1) = artanh(r)/r − 1 with r = 1/(2n+1). No S(0): 0.
[[nodiscard]] constexpr std::array<double, 32> small_stirling_errors() noexcept {
  std::array<double, 32> table{};
  for (std::size_t i = 1; i < 32; ++i) {
    long double sum = 0;
    std::size_t twice = i;
    for (; twice < 60; twice += 2) {
      const long double s = 1.0L / static_cast<long double>((twice + 1) * (twice + 1));
      long double power = s;
      for (int k = 3; k < 80; k += 2, power *= s) sum += power / static_cast<long double>(k);
    }
    table[i] = static_cast<double>(sum + stirling_series(static_cast<long double>(twice) / 2));
  }
  return table;
}

inline constexpr std::array<double, 32> stirling_errors = small_stirling_errors();

/// Stirling's error of n!: log n! − log(√(2πn) (n/e)^n), for any real n > 0.
[[nodiscard]] inline double stirling_error(double n) noexcept {
  if (!(n < 16.0)) return stirling_series(n);
  const double twice = 2.0 * n;
  const std::size_t place = static_cast<std::size_t>(twice);
  if (static_cast<double>(place) == twice) return stirling_errors[place];
  double sum = 0.0;
  for (; n < 12.0; n += 1.0) sum += (n + 0.5) * std::log1p(1.0 / n) - 1.0;
  return sum + stirling_series(n);
}

/// x log(x/m) + m − x for x, m > 0, where the excess x − m is known better than either.
[[nodiscard]] inline double deviance(double x, double m, double excess) noexcept {
  const double share = excess / x;
  if (share < 0.35 && share > -1.0) return -x * log1p_minus(-share);
  const double ratio = x / m;  // infinite for an m as small as the smallest numbers
  return x * (std::isinf(ratio) ? std::log(x) - std::log(m) : std::log(ratio)) - excess;
}

/// x log(x/m) + m − x without cancellation (Loader's deviance); 0 log 0 = 0.
[[nodiscard]] inline double deviance(double x, double m) noexcept { return x == 0.0 ? m : deviance(x, m, x - m); }

}  // namespace equitable::detail
