/// @file detail/gamma.hpp
/// Tails and quantiles of the gamma distribution, and with them of chi-squared and Poisson, each to full relative accuracy.
///
/// Everything hangs on the edge e(x) = x^a e^{−x} / Γ(a), the slope of the lower tail in log x, taken from its saddle-point
/// form √(a/2π) e^{−S(a) − D}. The deviance D = x − a − a log(x/a) is worked out in twofold numbers, so that a tail of 1e-300
/// keeps its last digits. The smaller tail is the edge times a ratio, found by whichever is short:
///
///  - the power series of the lower tail;
///  - Legendre's continued fraction of the upper tail;
///  - for large shapes near the mean, 32 points of Gauss-Legendre on the density: constant cost up to 2^53.
///
/// The bigger tail is one minus the smaller; for whole and half shapes up to 16 the upper tail is a finite sum instead
/// (detail/lanes_chi_squared.hpp), the same as in columns and right to 1.5e-15. Shapes are any reals from 0.5; below, the upper tail
/// loses digits as 1/a. The shape 0 is the point 0. A tail is right to some 1e-14, a quantile to 1e-14. Cost of a tail: 0.02 to 1
/// microsecond; of a quantile: two or three tails.
///
/// Source: DiDonato and Morris (1986) ACM Trans. Math. Softw. 12, 377; Loader (2000) for the saddle-point form.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/gauss_legendre.hpp"
#include "equitable/detail/lanes_chi_squared.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/detail/saddle_point.hpp"

namespace equitable::detail {

/// log(x/a) for positive numbers, to some 30 digits near x = a and 22 anywhere.
[[nodiscard]] inline Twofold twofold_log_quotient(double x, double a) noexcept {
  const Twofold quotient = twofold_quotient(x, a);
  int exponent = 0;
  double m = std::frexp(quotient.high, &exponent);
  if (m < 0.70710678118654752) {
    m *= 2.0;
    --exponent;
  }
  const double m_low = std::ldexp(quotient.low, -exponent);
  // log m = 2 artanh s = 2 (s + s³/3 + s⁵/5 + …), s = (m−1)/(m+1): twofold as far as s³/3, the rest is small.
  const double top = m - 1.0;
  const Twofold bottom = twofold_sum(m, 1.0);
  const double s = top / bottom.high;
  const double s_low = (std::fma(-s, bottom.high, top) - s * bottom.low + m_low - s * m_low) / bottom.high;
  const double square = s * s;
  const double square_low = std::fma(s, s, -square) + 2.0 * s * s_low;
  const double cube = s * square;
  const double cube_low = std::fma(s, square, -cube) + s * square_low + s_low * square;
  const double third = cube / 3.0;
  const double third_low = (std::fma(-3.0, third, cube) + cube_low) / 3.0;
  double rest = 1.0 / 23;
  for (const double odd : {21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0}) rest = rest * square + 1.0 / odd;
  rest *= cube * square;
  const Twofold two_terms = twofold_sum(s, third);
  const Twofold log_m = twofold_sum(2.0 * two_terms.high, 2.0 * (two_terms.low + s_low + third_low + rest));
  constexpr double log_2_high = 0x1.62e42feep-1;  // 32 bits, so that its product with an exponent is exact
  constexpr double log_2_low = 1.90821492927058781614e-10;
  const Twofold sum = twofold_sum(exponent * log_2_high, log_m.high);
  return twofold_sum(sum.high, sum.low + log_m.low + exponent * log_2_low);
}

/// x − a − a log(x/a), never negative.
[[nodiscard]] inline Twofold twofold_deviance(double a, double x) noexcept {
  const Twofold log_quotient = twofold_log_quotient(x, a);
  const Twofold excess = twofold_sum(x, -a);
  const double product = a * log_quotient.high;
  const double product_low = std::fma(a, log_quotient.high, -product) + a * log_quotient.low;
  const Twofold difference = twofold_sum(excess.high, -product);
  return twofold_sum(difference.high, difference.low + excess.low - product_low);
}

/// Upper tail over edge by Legendre's continued fraction; for x beyond the shape.
[[nodiscard]] inline double gamma_ratio_by_fraction(double a, double x) noexcept {
  // Lentz's method for 1/(β0 + α1/(β1 + …)), β_n = x + 2n + 1 − a and α_n = n (a − n).
  double beta = (x - a) + 1.0;
  if (beta == 0.0) beta = 1e-300;
  double value = beta;
  double numerators = beta;
  double denominators = 0.0;
  for (int term = 1; term < 5000; ++term) {
    const double n = term;
    const double alpha = n * (a - n);
    if (alpha == 0.0) break;
    beta = x - a + (2.0 * n + 1.0);
    denominators = 1.0 / (beta + alpha * denominators);
    numerators = beta + alpha / numerators;
    const double change = numerators * denominators;
    value *= change;
    if (std::fabs(change - 1.0) < 2e-16) break;
  }
  return 1.0 / value;
}

/// Lower tail over edge by the power series.
[[nodiscard]] inline double gamma_ratio_by_series(double a, double x) noexcept {
  double total = 1.0;
  double term = 1.0;
  for (int k = 1; k < 5000 && term > 1e-17 * total; ++k) {
    term *= x / (a + k);
    total += term;
  }
  return total / a;
}

inline constexpr auto gamma_rule = gauss_legendre_rule<32>();

/// The tail away from the mean over the edge, by quadrature of the density; large shapes. `side`: −1 lower, +1 upper.
[[nodiscard]] inline double gamma_ratio_by_quadrature(double a, double x, double side) noexcept {
  // With t = x (1 ± u) the density falls by e^{−g}, g = slope·u − (a−1) (log(1 ± u) ∓ u): convex and rising but for a step
  // next to the mean. It ends where g passes 40.
  const double slope = side * ((x - a) + 1.0);
  const double bend = a - 1.0;
  const auto fall = [&](double u) noexcept { return slope * u - bend * log1p_minus(side * u); };
  const double root = std::sqrt(slope * slope + 80.0 * bend);
  double end = slope > 0.0 ? 80.0 / (slope + root) : (root - slope) / bend;
  const double reach = side < 0.0 ? 1.0 : infinity;
  end = end < reach ? end : 0.999 * reach;
  for (int step = 0; step < 3; ++step) {
    const double missing = 40.0 - fall(end);
    if (std::fabs(missing) < 1.0) break;
    end += missing / (slope + bend * end / (1.0 + side * end));
    end = end < reach ? end : reach;
    if (end == reach) break;
  }
  double sum = 0.0;
  for (const RulePoint& point : gamma_rule) sum += point.weight * std::exp(-fall(end * point.node));
  return end * sum;
}

/// The smaller tail, give or take, as the edge times a ratio.
struct GammaTail {
  Twofold log_edge;
  double ratio;
  bool lower;  ///< whether it is the lower tail

  [[nodiscard]] double value() const noexcept {
    if (log_edge.high < -1000.0) return 0.0;  // where the second part may be as large
    return std::fmin(1.0, std::exp(log_edge.high) * (ratio + ratio * log_edge.low));
  }
  [[nodiscard]] double lower_tail() const noexcept { return lower ? value() : 1.0 - value(); }
  [[nodiscard]] double upper_tail() const noexcept { return lower ? 1.0 - value() : value(); }
  /// The log of the tail asked for, and the slope of it in log x.
  [[nodiscard]] double log_tail(bool want_lower) const noexcept {
    return want_lower == lower ? log_edge.high + (log_edge.low + std::log(ratio)) : std::log1p(-value());
  }
};

/// log of x^a e^{−x} / Γ(a).
[[nodiscard]] inline Twofold log_gamma_edge(double x, double a) noexcept {
  const Twofold distance = twofold_deviance(a, x);
  return {-distance.high, 0.5 * std::log(a / two_pi) - stirling_error(a) - distance.low};
}

/// The smaller tail at a point with 0 < x < 1e300, shape above 0.
[[nodiscard]] inline GammaTail gamma_tail(double x, double a) noexcept {
  Twofold log_edge = log_gamma_edge(x, a);
  // exp(high) (1 + low) asks for a small second part: whole parts of it go into the first, which they leave exact enough.
  log_edge = twofold_sum(log_edge.high, log_edge.low);
  const bool lower = x < a || x < 1.0;
  const double distance = std::fabs(x - a);
  if (a > 100.0 && distance < 0.25 * a && (lower || distance * distance < 8.0 * a))
    return {log_edge, gamma_ratio_by_quadrature(a, x, lower ? -1.0 : 1.0), lower};
  return {log_edge, lower ? gamma_ratio_by_series(a, x) : gamma_ratio_by_fraction(a, x), lower};
}

/// Whether the upper tail is a short finite sum, that of chi-squared with 2a whole degrees of freedom in columns.
[[nodiscard]] inline bool gamma_tail_is_sum(double x, double a) noexcept {
  return a <= 16.0 && x < 700.0 && 2.0 * a == std::floor(2.0 * a);
}

/// P(G <= x) and P(G > x), G gamma with shape a and scale 1, each to full relative accuracy; arguments x, a.
[[nodiscard]] inline double gamma_lower_tail(double x, double a) noexcept {
  if (!(x > 0.0) || !(a >= 0.0)) return x == x && a >= 0.0 ? (a == 0.0 && x == 0.0 ? 1.0 : 0.0) : not_a_number;
  return a == 0.0 || x >= 1e300 ? 1.0 : gamma_tail(x, a).lower_tail();
}
[[nodiscard]] inline double gamma_upper_tail(double x, double a) noexcept {
  if (!(x > 0.0) || !(a >= 0.0)) return x == x && a >= 0.0 ? (a == 0.0 && x == 0.0 ? 0.0 : 1.0) : not_a_number;
  if (a == 0.0 || x >= 1e300) return 0.0;
  return gamma_tail_is_sum(x, a) ? chi_squared_tail_of_one(2.0 * x, 2.0 * a) : gamma_tail(x, a).upper_tail();
}

/// Where to start the search for the point that cuts off a tail of at most a half.
[[nodiscard]] inline double gamma_quantile_start(double log_tail, double a, bool lower) noexcept {
  // Wilson and Hilferty's cube root (1931) Proc. Natl. Acad. Sci. 17, 684, at Hastings' normal quantile (1955).
  const double t = std::sqrt(-2.0 * log_tail);
  double z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  if (lower) z = -z;
  const double root = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * std::sqrt(a));
  const double cube = a * root * root * root;
  if (root > 0.3) return cube;
  // Near 0 the tail is x^a / Γ(a+1).
  const double log_gamma = 0.5 * std::log(two_pi * a) + a * std::log(a) - a + stirling_error(a);
  return lower ? std::exp((log_tail + log_gamma) / a) : a;
}

/// The point that cuts off a tail of at most a half: below it (`lower`) or above it.
[[nodiscard]] inline double gamma_quantile(double tail, double a, bool lower) noexcept {
  const double log_tail = std::log(tail);
  double x = gamma_quantile_start(log_tail, a, lower);
  if (x < 1e-280) return x;  // so far out the power law is exact
  double low = 0.0;
  double high = infinity;
  for (int evaluation = 0; evaluation < 200; ++evaluation) {
    // A rising function of log x: its value, its slope, and its further derivatives over the slope.
    const GammaTail found = gamma_tail(x, a);
    const double log_found = found.log_tail(lower);
    const double sign = lower ? 1.0 : -1.0;
    const double quotient = (lower ? found.lower_tail() : found.upper_tail()) / tail;
    const bool near = quotient > 0.5 && quotient < 2.0;  // where a difference of large logarithms would lose digits
    const double value = sign * (near ? std::log(quotient) : log_found - log_tail);
    if (value == 0.0) return x;
    (value < 0.0 ? low : high) = x;
    const double slope =
        found.lower == lower ? 1.0 / found.ratio : std::exp(found.log_edge.high + (found.log_edge.low - log_found));
    const double second = (a - x) - sign * slope;
    const double third = second * (second - sign * slope) - x;
    const double newton = value / slope;
    const double up = 1.0 - 0.5 * newton * second;
    const double down = 1.0 - newton * second + newton * newton * third / 6.0;
    const double step = -newton * (up > 0.2 && down > 0.2 && up < 5.0 * down ? up / down : 1.0);
    const double next = x + x * std::expm1(step < 40.0 ? step : 40.0);
    if (std::fabs(step) * (slope + std::sqrt(x)) < 1e-4 || std::fabs(step) < 1e-17) return next;
    if (next > low && next < high) {
      x = next;
    } else if (low > 0.0 && high < infinity) {
      x = std::sqrt(low) * std::sqrt(high);
      if (!(x > low && x < high)) return x;
    } else {
      x *= high < infinity ? 0.125 : 8.0;
    }
  }
  return x;
}

/// The x with P(G <= x) = tail, and the x with P(G > x) = tail; arguments tail, a. A tail of 0 or 1 gives the end.
[[nodiscard]] inline double gamma_lower_quantile(double tail, double a) noexcept {
  if (!(tail >= 0.0 && tail <= 1.0 && a >= 0.0)) return not_a_number;
  if (tail == 0.0 || a == 0.0) return 0.0;
  if (tail == 1.0) return infinity;
  return tail <= 0.5 ? gamma_quantile(tail, a, true) : gamma_quantile(1.0 - tail, a, false);
}
[[nodiscard]] inline double gamma_upper_quantile(double tail, double a) noexcept {
  if (!(tail >= 0.0 && tail <= 1.0 && a >= 0.0)) return not_a_number;
  if (tail == 1.0 || a == 0.0) return 0.0;
  if (tail == 0.0) return infinity;
  return tail <= 0.5 ? gamma_quantile(tail, a, false) : gamma_quantile(1.0 - tail, a, true);
}

/// P(X > x) and P(X <= x), X chi-squared with any number of degrees of freedom; arguments x, df.
[[nodiscard]] inline double chi_squared_upper_tail(double x, double df) noexcept { return gamma_upper_tail(0.5 * x, 0.5 * df); }
[[nodiscard]] inline double chi_squared_lower_tail(double x, double df) noexcept { return gamma_lower_tail(0.5 * x, 0.5 * df); }

/// The x with P(X > x) = tail, X chi-squared; arguments tail, df. For the 0.95 quantile ask for the upper tail 0.05.
[[nodiscard]] inline double chi_squared_upper_quantile(double tail, double df) noexcept {
  return 2.0 * gamma_upper_quantile(tail, 0.5 * df);
}

/// P(X = k), X Poisson.
[[nodiscard]] inline double poisson_mass(double k, double mean) noexcept {
  if (!(k > 0.0)) return k == 0.0 ? std::exp(-mean) : 0.0;
  if (!(mean > 0.0)) return mean == 0.0 ? 0.0 : not_a_number;
  Twofold distance = twofold_deviance(k, mean);
  distance = twofold_sum(distance.high, distance.low);
  if (distance.high > 1000.0) return 0.0;  // where the second part may be as large
  return std::exp(-distance.high) * std::exp(-distance.low - stirling_error(k)) / std::sqrt(two_pi * k);
}

/// P(X <= k) and P(X >= k), X Poisson, k whole, each to full relative accuracy; arguments k, mean.
[[nodiscard]] inline double poisson_lower_tail(double k, double mean) noexcept {
  return k < 0.0 ? 0.0 : gamma_upper_tail(mean, k + 1.0);
}
[[nodiscard]] inline double poisson_upper_tail(double k, double mean) noexcept {
  return k <= 0.0 ? 1.0 : gamma_lower_tail(mean, k);
}

}  // namespace equitable::detail
