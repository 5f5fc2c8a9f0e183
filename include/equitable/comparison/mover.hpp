/// @file comparison/mover.hpp
/// Intervals of a comparison recovered from the two intervals of the rates (MOVER, the method of variance estimates recovery).
///
/// How far each rate's limit lies from its estimate takes the place of z standard errors, on its own side; so the skewness of
/// each rate's interval carries over. With estimates e and distances `below` and `above` of the two limits:
///
///  - difference: e1 − e2 − √(below1² + above2²), e1 − e2 + √(above1² + below2²);
///  - ratio: lower limit l1(e1 + below1) / (e1 e2 + √((e2 below1)² + above2² l1(e1 + below1))), upper limit one over that of the
///    groups changed over; Donner and Zou's formula with its radicand multiplied out, a sum of squares that cannot turn negative.
///
/// The distances are worked out on their own, never as limit less estimate, so that nothing cancels: they keep all digits up to
/// counts of 2^53. The estimate is the observed rate, which every interval contains, or for Jeffreys the posterior median, from
/// which the observed rate lies apart: at a narrow level it may be outside.
///
/// | kernel | edges |
/// |---|---|
/// | `newcombe_limits`, `newcombe_cc_limits` | inside [−1, 1]; −1 and 1 exactly when one rate is 0 and the other 1 |
/// | `ratio_mover_wilson_limits` | no events in the group: 0; none in the reference: ∞ |
/// | `odds_ratio_mover_wilson_limits` | any empty cell: NaN |
/// | `difference_mover_jeffreys_limits`, `ratio_mover_jeffreys_limits` | none: strictly inside (−1, 1), or finite and above 0 |
///
/// Sources: Newcombe (1998) Stat. Med. 17, 873 (methods 10 and 11); Donner and Zou (2012) Stat. Methods Med. Res. 21, 347;
/// Fagerland and Newcombe (2013) Stat. Med. 32, 2823 (odds ratio); Laud (2017) Pharm. Stat. 16, 334 (Jeffreys). Cost: a few
/// square roots; with Jeffreys six quantiles of the beta distribution, one microsecond or two; over columns an eighth of one
/// (detail/lanes_posterior.hpp).
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/beta.hpp"
#include "equitable/detail/lanes_posterior.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/proportion/wilson.hpp"

namespace equitable {

namespace detail {

/// The interval of one rate (or odds) as MOVER needs it.
struct Recovered {
  double estimate;
  double lower, upper;  ///< the limits
  double below, above;  ///< estimate − lower, upper − estimate, without cancellation
};

/// √(a² + b²) of rates or odds of people, whose squares a double holds.
[[nodiscard]] inline double root_of_squares(double a, double b) noexcept { return std::sqrt(a * a + b * b); }

/// Round the difference of the estimates.
[[nodiscard]] inline Interval mover_difference(double difference, Interval first, Interval second) noexcept {
  return {difference - std::hypot(first.lower, second.upper), difference + std::hypot(first.upper, second.lower)};
}

/// The lower limit of a ratio.
[[nodiscard]] inline double mover_ratio_lower(const Recovered& first, const Recovered& second) noexcept {
  const double shrunk = first.lower * (first.estimate + first.below);
  if (shrunk == 0.0) return 0.0;
  return shrunk /
         (first.estimate * second.estimate + root_of_squares(second.estimate * first.below, second.above * std::sqrt(shrunk)));
}

/// Both limits of a ratio.
[[nodiscard]] inline Interval mover_ratio(const Recovered& first, const Recovered& second) noexcept {
  return {mover_ratio_lower(first, second), 1.0 / mover_ratio_lower(second, first)};
}

/// How far Wilson's limits with continuity correction lie from the rate. The lower one is Wilson's for half an event less, the
/// upper one for half an event more.
[[nodiscard]] inline Interval wilson_cc_distances(double x, double n, double z) noexcept {
  const auto below = [n, z](double events, double others) {
    if (events == 0.0) return 0.0;
    const double fewer = events - 0.5;
    const double half = 0.5 * z * z + z * std::sqrt(fewer * ((others + 0.5) / n) + 0.25 * z * z);
    return 0.5 / n + fewer / n * (half / (fewer + half));
  };
  return {below(x, n - x), below(n - x, x)};
}

/// Wilson's interval of a rate.
[[nodiscard]] inline Recovered recovered_wilson(double x, double n, double z) noexcept {
  const Interval limits = wilson_limits(x, n, z);
  const Interval distances = wilson_distances(x, n, z);
  return {x / n, limits.lower, limits.upper, distances.lower, distances.upper};
}

/// Wilson's interval of an odds x/(n−x); neither cell is empty.
[[nodiscard]] inline Recovered recovered_wilson_odds(double x, double n, double z) noexcept {
  const Recovered rate = recovered_wilson(x, n, z);
  const Recovered rest = recovered_wilson(n - x, n, z);  // 1 − limit: the other limit of those without the outcome
  return {x / (n - x), rate.lower / rest.upper, rate.upper / rest.lower, rate.below / (rest.estimate * rest.upper),
          rate.above / (rest.estimate * rest.lower)};
}

/// A quantile of the posterior, and what it lacks to the true one: rounded to a double, a quantile near another of a large group
/// would leave few digits to their difference.
struct PosteriorQuantile {
  UnitPoint point;
  double lack;
};

/// The quantile below which `tail` lies, tail <= ½.
[[nodiscard]] inline PosteriorQuantile lower_posterior_quantile(double tail, double a, double b) noexcept {
  const UnitPoint at = beta_quantile(tail, a, b);
  const BetaTail found = beta_tail(beta_point(a, b, at));
  const double log_found = found.log_lower_tail();
  const double slope = std::exp(found.log_edge - log_found);  // of the logarithm of the tail in logit q
  return {at, (std::log(tail) - log_found) / slope * at.q * at.rest};
}

/// The quantile above which `tail` lies, tail <= ½.
[[nodiscard]] inline PosteriorQuantile upper_posterior_quantile(double tail, double a, double b) noexcept {
  const PosteriorQuantile mirrored = lower_posterior_quantile(tail, b, a);
  return {{mirrored.point.rest, mirrored.point.q}, -mirrored.lack};
}

/// left − right. Of q and 1 − q the smaller is the one that was rounded last.
[[nodiscard]] inline double quantile_difference(const PosteriorQuantile& left, const PosteriorQuantile& right) noexcept {
  const bool left_low = left.point.q <= 0.5;
  const bool right_low = right.point.q <= 0.5;
  const double rounded = left_low && right_low   ? left.point.q - right.point.q
                         : left_low == right_low ? right.point.rest - left.point.rest
                         : left_low              ? (left.point.q - 0.5) + (right.point.rest - 0.5)
                                                 : (0.5 - left.point.rest) + (0.5 - right.point.q);
  return rounded + (left.lack - right.lack);
}

/// The equal-tailed Jeffreys interval of a rate, by its quantiles.
struct Posterior {
  PosteriorQuantile lower, median, upper;

  Posterior(double x, double n, const Level& level) noexcept
      : lower(lower_posterior_quantile(level.tail, x + 0.5, n - x + 0.5)),
        median(x + x <= n ? lower_posterior_quantile(0.5, x + 0.5, n - x + 0.5)
                          : upper_posterior_quantile(0.5, x + 0.5, n - x + 0.5)),
        upper(upper_posterior_quantile(level.tail, x + 0.5, n - x + 0.5)) {}

  [[nodiscard]] double below() const noexcept { return quantile_difference(median, lower); }
  [[nodiscard]] double above() const noexcept { return quantile_difference(upper, median); }
  [[nodiscard]] Recovered recovered() const noexcept { return {median.point.q, lower.point.q, upper.point.q, below(), above()}; }
};

/// The limits of a difference of rates: inside [−1, 1] but for their rounding, which is cut off.
[[nodiscard]] inline Interval mover_rate_difference(double difference, Interval first, Interval second) noexcept {
  return {std::fmax(-1.0, difference - root_of_squares(first.lower, second.upper)),
          std::fmin(1.0, difference + root_of_squares(first.upper, second.lower))};
}

/// Newcombe's method 10: the two Wilson intervals combined.
[[nodiscard]] inline Interval newcombe_limits(const TwoRates& r, const Level& level) noexcept {
  return mover_rate_difference(rate_difference_value(r), wilson_distances(r.x1, r.n1, level.z),
                               wilson_distances(r.x2, r.n2, level.z));
}

/// Newcombe's method 11: the two Wilson intervals with continuity correction combined.
[[nodiscard]] inline Interval newcombe_cc_limits(const TwoRates& r, const Level& level) noexcept {
  return mover_rate_difference(rate_difference_value(r), wilson_cc_distances(r.x1, r.n1, level.z),
                               wilson_cc_distances(r.x2, r.n2, level.z));
}

/// The two Jeffreys intervals combined to one of the difference, each quantile searched for by itself: what the lanes leave over, and
/// what they are held to.
[[nodiscard]] inline Interval difference_mover_jeffreys_search(const TwoRates& r, const Level& level) noexcept {
  const Posterior first(r.x1, r.n1, level);
  const Posterior second(r.x2, r.n2, level);
  return mover_rate_difference(quantile_difference(first.median, second.median), {first.below(), first.above()},
                               {second.below(), second.above()});
}

/// The two Jeffreys intervals combined to one of the difference.
[[nodiscard]] inline Interval difference_mover_jeffreys_limits(const TwoRates& r, const Level& level) noexcept {
  LanePosterior first{};
  LanePosterior second{};
  return posterior_of_one(level, r.x1, r.n1, first) && posterior_of_one(level, r.x2, r.n2, second)
             ? lane_posterior_difference(first, second)
             : difference_mover_jeffreys_search(r, level);
}

/// The two Wilson intervals combined to one of the ratio.
[[nodiscard]] inline Interval ratio_mover_wilson_limits(const TwoRates& r, const Level& level) noexcept {
  return mover_ratio(recovered_wilson(r.x1, r.n1, level.z), recovered_wilson(r.x2, r.n2, level.z));
}

/// The two Jeffreys intervals combined to one of the ratio, each quantile searched for by itself.
[[nodiscard]] inline Interval ratio_mover_jeffreys_search(const TwoRates& r, const Level& level) noexcept {
  return mover_ratio(Posterior(r.x1, r.n1, level).recovered(), Posterior(r.x2, r.n2, level).recovered());
}

/// The two Jeffreys intervals combined to one of the ratio.
[[nodiscard]] inline Interval ratio_mover_jeffreys_limits(const TwoRates& r, const Level& level) noexcept {
  LanePosterior first{};
  LanePosterior second{};
  return posterior_of_one(level, r.x1, r.n1, first) && posterior_of_one(level, r.x2, r.n2, second)
             ? Interval{lane_posterior_ratio(first, second), 1.0 / lane_posterior_ratio(second, first)}
             : ratio_mover_jeffreys_search(r, level);
}

/// The two Wilson intervals, turned into intervals of odds, combined to one of the odds ratio. NaN when a cell is empty.
[[nodiscard]] inline Interval odds_ratio_mover_wilson_limits(const TwoRates& r, const Level& level) noexcept {
  if (r.x1 == 0.0 || r.x1 == r.n1 || r.x2 == 0.0 || r.x2 == r.n2) return {not_a_number, not_a_number};
  return mover_ratio(recovered_wilson_odds(r.x1, r.n1, level.z), recovered_wilson_odds(r.x2, r.n2, level.z));
}

}  // namespace detail

}  // namespace equitable
