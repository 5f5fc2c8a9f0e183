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
///  - difference: n1(p1−q1)/(q1(1−q1)) = s = −n2(p2−q2)/(q2(1−q2)), so Z = s √(V/λ), rising in s over (0, ∞);
///  - odds ratio: x1 − n1 q1 = t = −(x2 − n2 q2), so q1 = (x1−t)/n1, q2 = (x2+t)/n2, and
///    Z² = t² [ 1/(n1 q1 (1−q1)) + 1/(n2 q2 (1−q2)) ] / λ, rising in t over (0, min(x1, n2−x2)).
///
/// Each gives the lower limit; the upper one is the lower one of the groups changed over. The search ends on a multiplier that is
/// right to some ten digits, and detail/score_limit.hpp rounds the limit once: it is the double nearest to the exact limit, or in
/// rare cases the one beside it. Counts arrive as doubles that hold integers up to 2^53. Cost of a limit: about six evaluations
/// with two logarithms each, whatever the size of the counts.
#pragma once

#include <cmath>
#include <limits>

#include "equitable/core/results.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/detail/restricted.hpp"
#include "equitable/detail/root.hpp"
#include "equitable/detail/score_limit.hpp"

namespace equitable::detail {

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

/// The last step of a search that a step of detail/score_limit.hpp follows: the one after it would be some 1e-13.
inline constexpr double nearly = 1e-7;

/// Lower score limit of the ratio p1/p2, at Z² = square/λ, or one over it; `square` is λ z².
[[nodiscard]] inline double ratio_score_limit(const TwoRates& r, const Twofold& exact_square, bool inverted) {
  if (r.x1 == 0.0) return inverted ? infinity : 0.0;
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  const double square = exact_square.high + exact_square.low;
  // Everybody in the group had the outcome: q1 stays 1 until t reaches n1, then q2 stays m/N and q1 falls.
  if (b == 0.0 && square * (r.n2 * (r.x1 + r.x2)) >= r.n1 * r.n1 * d)
    return fine_ratio_limit_of_all(r, head_tail(exact_square), inverted);
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
  const double w = increasing_root(log_score, -700.0, 700.0, std::log(guess) - 0.5 * std::log1p(guess * guess), nearly);
  const RatioShares shares{head_tail(quotient(head_tail(b), head_tail(r.n1), 1.0 / r.n1)),
                           head_tail(quotient(head_tail(d), head_tail(r.n2), 1.0 / r.n2))};
  const double t = r.x1 / (1.0 + std::exp(-w));
  if (square < least_fine_square) {
    const double limit = (r.n2 + t) / (r.x2 + t) * (r.x1 / r.n1);
    return inverted ? 1.0 / limit : limit;
  }
  return fine_ratio_limit(r, shares, head_tail(exact_square), t, inverted);
}
[[nodiscard]] inline double ratio_lower_limit(const TwoRates& r, double square) {
  return ratio_score_limit(r, {square, 0.0}, false);
}

/// Lower score limit of the difference p1 − p2, at Z² = square/λ; `square` is λ z².
[[nodiscard]] inline double difference_lower_limit(const TwoRates& r, const Twofold& exact_square) {
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  if (r.x1 == 0.0 && d == 0.0) return -1.0;
  const double square = exact_square.high + exact_square.low;
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
  const double s = std::exp(increasing_root(log_score, -700.0, 700.0, start, nearly));
  // A rate of 1 falls from s = n on: whether the root lies beyond, the other rate says. There s − n may be small beside s, and the
  // first of two steps restores its digits.
  const bool beyond1 = b == 0.0 && !(r.n1 * r.n1 * shrunk(d, r.x2, r.n2, r.n1).variance >= square);
  const bool beyond2 = r.x2 == 0.0 && !(r.n2 * r.n2 * shrunk(r.x1, b, r.n1, r.n2).variance >= square);
  const FallingRate first = falling_rate(r.x1, b, r.n1, 1.0 / r.n1, beyond1);
  const FallingRate second = falling_rate(d, r.x2, r.n2, 1.0 / r.n2, beyond2);
  const HeadTail target = head_tail(exact_square);
  const double fall1 = b == 0.0 && !beyond1 ? 0.0 : s * shrunk(r.x1, b, r.n1, s).variance;
  const double fall2 = r.x2 == 0.0 && !beyond2 ? 0.0 : s * shrunk(d, r.x2, r.n2, s).variance;
  const DifferenceStep near = fine_difference_step(first, second, target, {s, fall1, fall2});
  return std::fmax(-1.0, beyond1 || beyond2 ? fine_difference_step(first, second, target, near.root).limit : near.limit);
}
[[nodiscard]] inline double difference_lower_limit(const TwoRates& r, double square) {
  return difference_lower_limit(r, Twofold{square, 0.0});
}

/// Lower score limit of the odds ratio, at Z² = square/λ, or one over it; `square` is λ z².
[[nodiscard]] inline double odds_ratio_score_limit(const TwoRates& r, const Twofold& exact_square, bool inverted) {
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  if (r.x1 == 0.0 || d == 0.0) return inverted ? infinity : 0.0;
  const double square = exact_square.high + exact_square.low;
  // t = top σ(w), top − t = top σ(−w): both to full relative accuracy at either end.
  const double top = std::fmin(r.x1, d);
  const double log_square = std::log(square);
  struct Expected {
    double t, a, b, c, d;  // the multiplier, and the counts expected of the restricted rates
  };
  const auto expected = [&](double w) {
    const double t = top / (1.0 + std::exp(-w));
    const double rest = top / (1.0 + std::exp(w));
    return Expected{t, (r.x1 - top) + rest, b + t, r.x2 + t, (d - top) + rest};
  };
  const auto log_score = [&](double w) {
    const Expected at = expected(w);
    const double first = r.n1 / (at.a * at.b);
    const double second = r.n2 / (at.c * at.d);
    const double slope = first * (1.0 / at.a - 1.0 / at.b) + second * (1.0 / at.d - 1.0 / at.c);
    const double down = 1.0 / (1.0 + std::exp(w));
    return Slope{2.0 * std::log(at.t) + std::log(first + second) - log_square, down * (2.0 + at.t * slope / (first + second))};
  };
  const double spread = r.n1 / (r.x1 * (b + 0.5)) + r.n2 / ((r.x2 + 0.5) * d);
  const double guess = std::sqrt(square / spread) / top;
  const double w = increasing_root(log_score, -700.0, 700.0, std::log(guess) + 0.5 * std::log1p(guess * guess), nearly);
  const Expected at = expected(w);
  if (square < least_fine_square) return inverted ? (at.b / at.a) * (at.c / at.d) : (at.a / at.b) * (at.d / at.c);
  return fine_odds_ratio_limit(r, head_tail(exact_square), at.t, inverted);
}
[[nodiscard]] inline double odds_ratio_lower_limit(const TwoRates& r, double square) {
  return odds_ratio_score_limit(r, {square, 0.0}, false);
}

/// A contrast in units of its standard error; without variance 0 or ±∞, as the contrast says.
[[nodiscard]] inline double studentised(double contrast, double variance) noexcept {
  if (variance > 0.0) return contrast / std::sqrt(variance);
  return contrast == 0.0 ? 0.0 : std::copysign(std::numeric_limits<double>::infinity(), contrast);
}

/// The uncorrected score statistic of p1 − ratio·p2: positive when the group's rate lies above `ratio` times the reference's.
[[nodiscard]] inline double ratio_score(const TwoRates& r, double ratio) noexcept {
  const RestrictedRates q = restricted_by_ratio(r, ratio);
  return studentised(ratio_contrast(r, ratio), q.spread1() / r.n1 + ratio * ratio * (q.spread2() / r.n2));
}

/// The uncorrected score statistic of p1 − p2 − difference, −1 <= difference <= 1.
[[nodiscard]] inline double difference_score(const TwoRates& r, double difference) noexcept {
  const RestrictedRates q = restricted_by_difference(r, difference);
  return studentised(difference_contrast(r, difference), q.spread1() / r.n1 + q.spread2() / r.n2);
}

/// The uncorrected score statistic of an odds ratio, 0 < odds_ratio < ∞. Zero when nobody or everybody had the outcome.
[[nodiscard]] inline double odds_ratio_score(const TwoRates& r, double odds_ratio) noexcept {
  if (r.x1 + r.x2 == 0.0 || (r.n1 - r.x1) + (r.n2 - r.x2) == 0.0) return 0.0;
  const RestrictedOdds at = restricted_by_odds_ratio(r, odds_ratio);
  if (at.multiplier == 0.0) return 0.0;
  return at.multiplier * std::sqrt(1.0 / (r.n1 * at.rates.spread1()) + 1.0 / (r.n2 * at.rates.spread2()));
}

}  // namespace equitable::detail
