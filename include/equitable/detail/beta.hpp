/// @file detail/beta.hpp
/// Tails and quantiles of the beta distribution, each to full relative accuracy, without Boost.
///
/// Everything hangs on the edge e(q) = q^a (1−q)^b / B(a, b), the slope of the lower tail in logit q, taken from its
/// saddle-point form (saddle_point.hpp). The smaller tail is the edge times a ratio, found by whichever is short:
///
///  - the continued fraction of DiDonato and Morris (1992) ACM Trans. Math. Softw. 18, 360, about √min(a, b) terms;
///  - the power series of the other tail, where one shape is small and both tails are large;
///  - beyond that, for large shapes near the mean, 32 points of Gauss-Legendre on the density: constant cost up to 2^53.
///
/// The bigger tail is one minus the smaller. Shapes are any reals above 0. A tail of 10^-k is right to about (5 + 2k) 1e-15,
/// which is what the rounding of its logarithm costs. Cost of a tail: 0.1 to 1 microsecond; of a quantile: two or three tails.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/gauss_legendre.hpp"
#include "equitable/detail/saddle_point.hpp"

namespace equitable::detail {

/// A number of [0, 1] and its distance from 1, each to full relative accuracy.
struct UnitPoint {
  double q;
  double rest;
};

[[nodiscard]] inline UnitPoint unit_point(double q) noexcept { return {q, 1.0 - q}; }

/// The point whose logit lies `step` beyond that of `point`, to the last digit when the step is small.
[[nodiscard]] inline UnitPoint moved(const UnitPoint& point, double step) noexcept {
  if (point.q > 0.5) {
    const UnitPoint mirrored = moved(UnitPoint{point.rest, point.q}, -step);
    return {mirrored.rest, mirrored.q};
  }
  double q = 0.0;
  double rest = 0.0;
  if (std::fabs(step) < 1.0) {
    const double growth = std::expm1(step);
    const double sum = 1.0 + point.q * growth;
    q = point.q + point.q * point.rest * growth / sum;
    rest = point.rest / sum;
  } else if (step < 0.0) {
    const double grown = point.q * std::exp(step);
    q = grown / (point.rest + grown);
    rest = point.rest / (point.rest + grown);
  } else {
    const double shrunk = point.rest * std::exp(-step);
    q = point.q / (point.q + shrunk);
    rest = shrunk / (point.q + shrunk);
  }
  return q <= 0.5 ? UnitPoint{q, 1.0 - q} : UnitPoint{1.0 - rest, rest};
}

/// A beta distribution and a point of it. The lean a·(1−q) − b·q, positive left of the mean, is kept apart: it must not be
/// worked out from rounded parts where counts are large.
struct BetaPoint {
  double a, b, q, rest, lean;
  [[nodiscard]] BetaPoint mirrored() const noexcept { return {b, a, rest, q, -lean}; }
};

[[nodiscard]] inline BetaPoint beta_point(double a, double b, const UnitPoint& at) noexcept {
  const double sum = a + b;
  const double kept = sum - a;
  const double lost = (a - (sum - kept)) + (b - kept);  // a + b = sum + lost exactly
  const double lean = at.q <= 0.5 ? std::fma(-sum, at.q, a) - lost * at.q : std::fma(sum, at.rest, -b) + lost * at.rest;
  return {a, b, at.q, at.rest, lean};
}

/// log of q^a (1−q)^b / B(a, b).
[[nodiscard]] inline double log_beta_edge(const BetaPoint& p) noexcept {
  const double sum = p.a + p.b;
  const double distance = deviance(p.a, sum * p.q, p.lean) + deviance(p.b, sum * p.rest, -p.lean);
  const double errors = stirling_error(sum) - stirling_error(p.a) - stirling_error(p.b);
  return 0.5 * std::log(p.a / sum * p.b / two_pi) + errors - distance;
}

/// Lower tail over edge by the continued fraction; best left of the mean.
[[nodiscard]] inline double beta_ratio_by_fraction(const BetaPoint& p) noexcept {
  // Lentz's method for α1/(β1 + α2/(β2 + …)). Left of the mean every β is positive, and so is every α up to the b-th.
  const double sum = p.a + p.b;
  double beta = p.a * (p.lean + 1.0) / (p.a + 1.0);
  double value = beta;
  double numerators = beta;
  double denominators = 0.0;
  for (int term = 1; term < 5000; ++term) {
    const double n = term;
    const double odd = p.a + 2.0 * n - 1.0;
    const double weight = n * (p.b - n) * p.q;
    const double alpha = (p.a + n - 1.0) / odd * ((sum + n - 1.0) / odd) * weight * p.q;
    if (alpha == 0.0) break;
    beta = n + weight / odd + (p.a + n) / (odd + 2.0) * (p.lean + 1.0 + n * (1.0 + p.rest));
    denominators = 1.0 / (beta + alpha * denominators);
    numerators = beta + alpha / numerators;
    const double change = numerators * denominators;
    value *= change;
    if (std::fabs(change - 1.0) < 2e-16) break;
  }
  return 1.0 / value;
}

/// Lower tail over edge by the power series; best where a and q are small.
[[nodiscard]] inline double beta_ratio_by_series(const BetaPoint& p) noexcept {
  const double sum = p.a + p.b;
  double total = 1.0;
  double term = 1.0;
  for (int k = 0; k < 5000 && term > 1e-17 * total; ++k) {
    term *= p.q * ((sum + k) / (p.a + 1.0 + k));
    total += term;
  }
  return total / p.a;
}

inline constexpr auto beta_rule = gauss_legendre_rule<32>();

/// Lower tail over edge by quadrature of the density, left of the mean; shapes large.
[[nodiscard]] inline double beta_ratio_by_quadrature(const BetaPoint& p) noexcept {
  // With t = q (1 − u) the density falls by e^{−g}, g = slope·u − (a−1) (log(1−u) + u) − (b−1) (log(1+v) − v), v = q u/(1−q):
  // convex and rising, so nothing cancels. It ends where g passes 40.
  const double odds = p.q / p.rest;
  const double slope = p.lean / p.rest - (p.rest - p.q) / p.rest;  // (a−1) − (b−1) q/(1−q)
  const double bend = (p.a - 1.0) + (p.b - 1.0) * odds * odds;
  const auto fall = [&](double u) noexcept {
    return slope * u - (p.a - 1.0) * log1p_minus(-u) - (p.b - 1.0) * log1p_minus(odds * u);
  };
  // The end from the parabola, then Newton's step, which cannot fall short of a convex function's root.
  const double root = std::sqrt(slope * slope + 80.0 * bend);
  double end = slope > 0.0 ? 80.0 / (slope + root) : (root - slope) / bend;
  end = end < 1.0 ? end : 1.0;
  const double reached = fall(end);
  if (reached < 40.0 && end < 1.0) {
    const double drop = slope + (p.a - 1.0) * end / (1.0 - end) - (p.b - 1.0) * odds * (-odds * end / (1.0 + odds * end));
    end += (40.0 - reached) / drop;
  }
  end = end < 1.0 ? end : 1.0;
  double sum = 0.0;
  for (const RulePoint& point : beta_rule) sum += point.weight * std::exp(-fall(end * point.node));
  return end * sum / p.rest;
}

/// The smaller tail, give or take, as the edge times a ratio.
struct BetaTail {
  double log_edge;
  double ratio;
  bool lower;  ///< whether it is the lower tail

  [[nodiscard]] double value() const noexcept { return std::exp(log_edge) * ratio; }
  [[nodiscard]] double lower_tail() const noexcept { return lower ? value() : 1.0 - value(); }
  [[nodiscard]] double upper_tail() const noexcept { return lower ? 1.0 - value() : value(); }
  [[nodiscard]] double log_lower_tail() const noexcept { return lower ? log_edge + std::log(ratio) : std::log1p(-value()); }
};

/// Whether the continued fraction of the lower tail would be long, `p` left of the mean.
[[nodiscard]] inline bool beta_fraction_is_long(const BetaPoint& p) noexcept {
  const double smaller = p.a < p.b ? p.a : p.b;
  return smaller > 4000.0 && p.lean * p.lean < 16.0 * smaller;
}

/// The smaller tail at a point with 0 < q < 1.
[[nodiscard]] inline BetaTail beta_tail(const BetaPoint& point) noexcept {
  const bool lower = point.lean >= 0.0;
  const BetaPoint p = lower ? point : point.mirrored();
  const double log_edge = log_beta_edge(p);
  if (beta_fraction_is_long(p)) return {log_edge, beta_ratio_by_quadrature(p), lower};
  // Left of the mean with b small: the tail resembles the upper one of a gamma distribution, whose fraction is long near 0.
  if (p.b < 6.0 && (p.a + p.b) * p.rest < p.b + 1.5 && p.rest < 0.5)
    return {log_edge, beta_ratio_by_series(p.mirrored()), !lower};
  return {log_edge, beta_ratio_by_fraction(p), lower};
}

/// P(B <= q) and P(B > q), B beta with shapes a, b > 0 (any reals), each to full relative accuracy; arguments q, a, b.
[[nodiscard]] inline double beta_lower_tail(double q, double a, double b) noexcept {
  if (!(q > 0.0)) return q == q ? 0.0 : not_a_number;
  return q >= 1.0 ? 1.0 : beta_tail(beta_point(a, b, unit_point(q))).lower_tail();
}
[[nodiscard]] inline double beta_upper_tail(double q, double a, double b) noexcept {
  if (!(q > 0.0)) return q == q ? 1.0 : not_a_number;
  return q >= 1.0 ? 0.0 : beta_tail(beta_point(a, b, unit_point(q))).upper_tail();
}

/// A rising function of a logit at one point: its value and slope, and its second and third derivatives over the slope.
struct Bend {
  double value;
  double slope;
  double second;
  double third;
};

/// The root in logit q of a rising function, from `start`: steps of fourth order inside a bracket.
///
/// `function(point)` gives a `Bend`. `size` is the number of people behind the function, which sets the length in logits over
/// which it bends; `low` is a logit below the root. Ends when a step is below `accuracy` of that length; for 1e-4 the error
/// left is about the fourth power. With `third` = 1.5 `second`² the steps are Halley's, of third order: 3e-5; with both 0
/// Newton's. Cost: two or three evaluations from a fair start.
template <class Function>
[[nodiscard]] UnitPoint logit_root(const Function& function, UnitPoint start, double size, double accuracy = 1e-4,
                                   double low = -745.0) {
  UnitPoint at = start;
  double logit = std::log(at.q / at.rest);
  double high = 745.0;
  for (int evaluation = 0; evaluation < 200; ++evaluation) {
    const Bend bend = function(at);
    if (bend.value == 0.0) return at;
    (bend.value < 0.0 ? low : high) = logit;
    const double newton = bend.value / bend.slope;
    const double up = 1.0 - 0.5 * newton * bend.second;
    const double down = 1.0 - newton * bend.second + newton * newton * bend.third / 6.0;
    double step = -newton * (up > 0.2 && down > 0.2 && up < 5.0 * down ? up / down : 1.0);
    const double length = std::fabs(step) * (bend.slope + std::sqrt(size * at.q * at.rest));
    if (length < accuracy || std::fabs(step) < 1e-17) return moved(at, step);
    if (!(logit + step > low && logit + step < high)) {
      step = 0.5 * (low + high) - logit;
      if (std::fabs(step) <= 2e-16 * std::fabs(logit)) return at;
    }
    logit += step;
    at = moved(at, step);
  }
  return at;
}

/// Where to start the search for the quantile below which a tail of at most a half lies.
[[nodiscard]] inline UnitPoint beta_quantile_start(double log_tail, double a, double b) noexcept {
  // Paulson's normal root of the odds (1942) Ann. Math. Stat. 13, 233, at Hastings' normal quantile (1955).
  const double t = std::sqrt(-2.0 * log_tail);
  const double z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  const double u = 1.0 / (9.0 * a);
  const double v = 1.0 / (9.0 * b);
  const double inside = (1.0 - u) * (1.0 - u) * v + (1.0 - v) * (1.0 - v) * u - z * z * u * v;
  const double top = (1.0 - u) * (1.0 - u) - z * z * u;
  const double bottom = (1.0 - u) * (1.0 - v) + z * std::sqrt(inside > 0.0 ? inside : 0.0);
  if (u < 0.2 && top > 0.4 * (1.0 - u) * (1.0 - u) && bottom > 0.05) {
    const double root = top / bottom;
    const double odds = root * root * root * (a / b);
    return {odds / (1.0 + odds), 1.0 / (1.0 + odds)};
  }
  // Near 0 the tail is q^a / (a B(a, b)).
  const double sum = a + b;
  const double log_b = 0.5 * std::log(two_pi * (sum / a / b)) - stirling_error(sum) + stirling_error(a) + stirling_error(b) -
                       a * std::log1p(b / a) - b * std::log1p(a / b);
  const double log_q = (log_tail + std::log(a) + log_b) / a;
  if (log_q < -1e-3) return {std::exp(log_q), -std::expm1(log_q)};
  return {a / sum, b / sum};
}

/// The point below which `tail` lies, q and 1 − q each to full relative accuracy. A tail of 0 or 1 gives the end itself. `accuracy` is
/// that of `logit_root`: a start for another search needs less.
[[nodiscard]] inline UnitPoint beta_quantile(double tail, double a, double b, double accuracy = 1e-4) noexcept {
  if (!(tail > 0.0 && tail < 1.0)) {
    if (tail == 0.0) return {0.0, 1.0};
    return tail == 1.0 ? UnitPoint{1.0, 0.0} : UnitPoint{not_a_number, not_a_number};
  }
  if (tail > 0.5) {
    const UnitPoint mirrored = beta_quantile(1.0 - tail, b, a, accuracy);
    return {mirrored.rest, mirrored.q};
  }
  const double log_tail = std::log(tail);
  const UnitPoint start = beta_quantile_start(log_tail, a, b);
  if (start.q < 1e-260) return start;  // so far out the power law is exact
  const auto log_excess = [&](const UnitPoint& at) noexcept {
    const BetaPoint point = beta_point(a, b, at);
    const BetaTail found = beta_tail(point);
    const double value = found.log_lower_tail();
    const double slope = found.lower ? 1.0 / found.ratio : std::exp(found.log_edge - value);
    const double second = point.lean - slope;
    return Bend{value - log_tail, slope, second, second * (second - slope) - (a + b) * at.q * at.rest};
  };
  return logit_root(log_excess, start, a + b, accuracy);
}

/// The q with P(B <= q) = tail; arguments tail, a, b. And the q with P(B > q) = tail.
[[nodiscard]] inline double beta_lower_quantile(double tail, double a, double b) noexcept { return beta_quantile(tail, a, b).q; }
[[nodiscard]] inline double beta_upper_quantile(double tail, double a, double b) noexcept {
  return beta_quantile(tail, b, a).rest;
}

}  // namespace equitable::detail
