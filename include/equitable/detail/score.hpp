/// @file detail/score.hpp
/// The score machinery of two independent rates: the statistic, and its inversion into limits.
///
/// At a fixed ratio or difference let (q1, q2) be the restricted maximum-likelihood rates. The score statistic of a contrast is
/// Z = S / √(λ V), with λ = N/(N−1) after Miettinen and Nurminen (1985), or 1. A limit is the contrast at which Z = ±z.
///
/// The limits are not searched for in the contrast but in the multiplier that ties q1 and q2 to the data; there the equation
/// has no cancellation and no nested estimate, whatever the counts:
///
///  - ratio: (x1 − n1 q1)/(1−q1) = t = −(x2 − n2 q2)/(1−q2), so q1 = (x1−t)/(n1−t), q2 = (x2+t)/(n2+t), and
///    Z² = t² [ (n1−x1)/(n1 (x1−t)) + (n2−x2)/(n2 (x2+t)) ] / λ, rising in t over (0, x1);
///  - difference: n1(p1−q1)/(q1(1−q1)) = s = −n2(p2−q2)/(q2(1−q2)), so Z = s √(V/λ), rising in s over (0, ∞).
///
/// Both give the lower limit; the upper one is the lower one of the groups changed over. Counts arrive as doubles that hold
/// integers up to 2^53. Cost of a limit: about six evaluations with two logarithms each, whatever the size of the counts.
#pragma once

#include <cmath>
#include <limits>

#include "equitable/detail/root.hpp"

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

/// Signed root of Pearson's chi-squared, (ad − bc) √(N / (n1 n2 m k)). NaN when nobody or everybody had the outcome.
[[nodiscard]] inline double pearson_z(const TwoRates& r) noexcept {
  const double total = r.n1 + r.n2;
  const double events = r.x1 + r.x2;
  const double others = (r.n1 - r.x1) + (r.n2 - r.x2);
  const double cross = difference_of_products(r.x1, r.n2, r.x2, r.n1);
  return cross / std::sqrt((r.n1 * r.n2 / total) * (events * others));
}

/// λ·z² for limits at the normal quantile z: the Miettinen-Nurminen correction N/(N−1), or none.
[[nodiscard]] inline double scaled_square(const TwoRates& r, double z, bool corrected) noexcept {
  const double total = r.n1 + r.n2;
  return corrected ? z * z * (total / (total - 1.0)) : z * z;
}

/// Lower score limit of the ratio p1/p2, at Z² = square/λ; `square` is λ z².
[[nodiscard]] inline double ratio_lower_limit(const TwoRates& r, double square) {
  if (r.x1 == 0.0) return 0.0;
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  if (b == 0.0) {
    // Everybody in the group had the outcome: q1 stays 1 until t reaches n1, then q2 stays m/N and q1 falls.
    const double events = r.x1 + r.x2;
    const double reached = r.n1 * r.n1 * d / (r.n2 * events);
    if (square >= reached) {
      const double q1 = 1.0 / (1.0 + (square - reached) / r.n1);
      return q1 * ((r.n1 + r.n2) / events);
    }
  }
  // t = x1 σ(w), x1 − t = x1 σ(−w): both to full relative accuracy at either end.
  const double log_square = std::log(square);
  const auto log_score = [&](double w) {
    const double up = 1.0 / (1.0 + std::exp(-w));
    const double down = 1.0 / (1.0 + std::exp(w));
    const double t = r.x1 * up;
    const double first = b / (r.n1 * r.x1 * down);
    const double second = d / (r.n2 * (r.x2 + t));
    const double value = 2.0 * std::log(t) + std::log(first + second) - log_square;
    const double derivative = 2.0 * down + (first * up - second * (t / (r.x2 + t)) * down) / (first + second);
    return Slope{value, derivative};
  };
  const double spread = b / (r.n1 * r.x1) + d / (r.n2 * (r.x2 + 0.5));
  const double guess = std::sqrt(square / (spread > 0.0 ? spread : 1.0)) / r.x1;
  const double w = increasing_root(log_score, -700.0, 700.0, std::log(guess) - 0.5 * std::log1p(guess * guess));
  const double t = r.x1 / (1.0 + std::exp(-w));
  const double u = r.x1 / (1.0 + std::exp(w));
  return (u / (b + u)) * ((r.n2 + t) / (r.x2 + t));
}

/// Lower score limit of the difference p1 − p2, at Z² = square/λ; `square` is λ z².
[[nodiscard]] inline double difference_lower_limit(const TwoRates& r, double square) {
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  if (r.x1 == 0.0 && d == 0.0) return -1.0;
  struct Restricted {
    double variance, slope;  // q(1−q)/n and its derivative with respect to s
  };
  // q = 2p / ((1+a) + D), 1−q from the same quadratic, a = s/n, D = √((1−a)² + 4a(1−p)); no cancellation in either.
  const auto shrunk = [](double events, double others, double n, double s) {
    const double a = s / n;
    const double root = std::sqrt((1.0 - a) * (1.0 - a) + 4.0 * a * (others / n));
    const double q = 2.0 * (events / n) / (1.0 + a + root);
    const double rest = a <= 1.0 ? 2.0 * (others / n) / (1.0 - a + root) : 0.5 * (a - 1.0 + root) / a;
    const double complement = others == 0.0 && a <= 1.0 ? 0.0 : rest;
    const double variance = q * complement / n;
    return Restricted{variance, root > 0.0 ? -variance * (complement - q) / (n * root) : 0.0};
  };
  const double log_square = std::log(square);
  const auto log_score = [&](double w) {
    const double s = std::exp(w);
    const Restricted first = shrunk(r.x1, b, r.n1, s);   // q1 falls as s rises
    const Restricted second = shrunk(d, r.x2, r.n2, s);  // 1 − q2 falls as s rises
    const double variance = first.variance + second.variance;
    return Slope{2.0 * w + std::log(variance) - log_square, 2.0 + s * (first.slope + second.slope) / variance};
  };
  const double p1 = (r.x1 + 0.5) / (r.n1 + 1.0);
  const double p2 = (r.x2 + 0.5) / (r.n2 + 1.0);
  const double start = 0.5 * (log_square - std::log(p1 * (1.0 - p1) / r.n1 + p2 * (1.0 - p2) / r.n2));
  const double w = increasing_root(log_score, -700.0, 700.0, start);
  return std::fmax(-1.0, rate_difference_value(r) - square * std::exp(-w));  // p1 − p2 − sV, and s²V = λz²
}

/// 1 − q2, q2 the restricted rate of the second group when p1 = ratio·p2.
[[nodiscard]] inline double restricted_complement(const TwoRates& r, double ratio, double root) noexcept {
  const double d = r.n2 - r.x2;
  const double total = r.n1 + r.n2;
  const double linear = ratio * (r.n1 + r.x2) + r.n2 + r.x1 - 2.0 * total * ratio;
  if (linear > 0.0) return 2.0 * d * (1.0 - ratio) / (linear + root);
  return (root - linear) / (2.0 * total * ratio);
}

/// The uncorrected score statistic of p1 − ratio·p2: positive when the group's rate lies above `ratio` times the reference's.
[[nodiscard]] inline double ratio_score(const TwoRates& r, double ratio) noexcept {
  const double u = ratio * (r.n1 + r.x2);
  const double v = r.n2 + r.x1;
  const double root = std::sqrt((u - v) * (u - v) + 4.0 * ratio * (r.n1 - r.x1) * (r.n2 - r.x2));
  const double q2 = 2.0 * (r.x1 + r.x2) / (u + v + root);
  const double complement2 = restricted_complement(r, ratio, root);
  const double complement1 = restricted_complement(r.swapped(), 1.0 / ratio, root / ratio);
  const double contrast = difference_of_products(r.x1, r.n2, ratio * r.x2, r.n1) / (r.n1 * r.n2);
  const double variance = ratio * q2 * (complement1 / r.n1 + ratio * complement2 / r.n2);
  if (variance > 0.0) return contrast / std::sqrt(variance);
  return contrast == 0.0 ? 0.0 : std::copysign(std::numeric_limits<double>::infinity(), contrast);
}

}  // namespace equitable::detail
