/// @file comparison/profile_likelihood.hpp
/// Profile-likelihood limits of ratio, difference and odds ratio, and the likelihood-ratio statistic at any null value.
///
/// With q1, q2 the restricted maximum-likelihood rates at a null value, the statistic is G = 2(ℓ(p1, p2) − ℓ(q1, q2)), the sum of
/// 2[x log(x/m) + m − x] over the four cells, m the expected one. An interval holds every null value with G <= z²; the test of
/// "no difference" is `g_test`, and 1 (or 0) lies outside exactly when its p < α.
///
/// The limits are not searched for in the null value but in the multiplier that ties q1 and q2 to the data (detail/score.hpp);
/// there the expected cells are closed forms, G rises, and no estimate is nested in the search. Events change by
///
///  - ratio: m1 − x1 = −t(1−q1) and m2 − x2 = t(1−q2), t in (0, x1);
///  - difference: −s q1(1−q1) and s q2(1−q2), s in (0, ∞);
///  - odds ratio: −t and t, since its restricted estimate keeps all margins, t in (0, min(x1, n2−x2)).
///
/// What a cell changes by is known to the last digit, and the deviance is written in it, so neither G near 0 nor a limit loses
/// digits when counts are large. The search stops at some 1e-11; a last step in twice the digits (detail/likelihood_step.hpp) takes
/// the limit to within one unit of its last place, a difference's to one of the largest of it and the two rates. Each function of a
/// lower limit gives the upper one with the groups changed over.
///
/// Edges, all exact: ratio, no events in the group 0, none in the reference ∞; difference, rates of 0 and 1 give −1 or 1; odds
/// ratio, an empty cell 0 or ∞. The estimate always lies inside. Too short where an expected count is small. Sources: Wilks
/// (1938) Ann. Math. Stat. 9, 60; Newcombe (1998) Stat. Med. 17, 873 (difference). Cost of a limit: about five evaluations
/// of four deviances, about a microsecond, whatever the counts; of blocks of tables, detail/lanes_profile.hpp.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/core/types.hpp"
#include "equitable/detail/likelihood_step.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/detail/restricted.hpp"
#include "equitable/detail/root.hpp"
#include "equitable/detail/saddle_point.hpp"

namespace equitable {

namespace detail {

/// x log(x/m) + m − x of one cell, where m = x + change and both are given: full accuracy however small the change.
[[nodiscard]] inline double cell_deviance(double x, double m, double change) noexcept {
  return x == 0.0 ? m : deviance(x, m, -change);
}

/// The two cells of one group when `change` moves from those without the outcome to the events: half its part of G.
[[nodiscard]] inline double group_deviance(double events, double others, double expected_events, double expected_others,
                                           double change) noexcept {
  return cell_deviance(events, expected_events, change) + cell_deviance(others, expected_others, -change);
}

/// The w at which log G(w) reaches log `square`; `half` gives G/2 and its derivative.
template <class HalfStatistic>
[[nodiscard]] double likelihood_root(const HalfStatistic& half, double square, double start) {
  const double log_half_square = std::log(0.5 * square);
  const auto log_statistic = [&](double w) {
    const Slope slope = half(w);
    return Slope{std::log(slope.value) - log_half_square, slope.derivative / slope.value};
  };
  return increasing_root(log_statistic, -300.0, 300.0, start);  // e^±300 is out of reach of any level, and its square no overflow
}

/// top·σ(w) and what it leaves of top, both to full relative accuracy, and its derivative.
struct Share {
  double taken, left, slope;
};
[[nodiscard]] inline Share share(double top, double w) noexcept {
  const double up = 1.0 / (1.0 + std::exp(-w));
  const double down = 1.0 / (1.0 + std::exp(w));
  return {top * up, top * down, top * up * down};
}

/// The w where the quadratic approximation G = t²·spread has t = top σ(w), or a little short of the top.
[[nodiscard]] inline double share_start(double top, double square, double spread) noexcept {
  const double guess = std::sqrt(square / spread) / top;
  return std::log(guess) - 0.5 * std::log1p(guess * guess);
}

/// G/2 of the ratio at the multiplier t, where x1 − t = left.
[[nodiscard]] inline double ratio_half_statistic(const TwoRates& r, double t, double left) noexcept {
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  const double rest1 = b == 0.0 ? 0.0 : b / (b + left);  // 1 − q1
  const double rest2 = d / (r.n2 + t);                   // 1 − q2
  const double q1 = b == 0.0 ? 1.0 : left / (b + left);
  const double q2 = (r.x2 + t) / (r.n2 + t);
  return group_deviance(r.x1, b, r.n1 * q1, r.n1 * rest1, -t * rest1) +
         group_deviance(r.x2, d, r.n2 * q2, r.n2 * rest2, t * rest2);
}

/// Lower limit of the ratio p1/p2, at G = z², or one over it.
[[nodiscard]] inline double ratio_profile_lower_limit(const TwoRates& r, double z, bool inverse = false) {
  if (r.x1 == 0.0) return inverse ? infinity : 0.0;
  const double square = z * z;
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  if (b == 0.0) {
    // Everybody in the group had the outcome: q1 stays 1 until t reaches n1, then q2 stays m/N and q1 falls.
    const double reached = 2.0 * ratio_half_statistic(r, r.n1, 0.0);
    if (square >= reached) {
      const double left = r.n1 * std::exp((reached - square) / (2.0 * r.n1));
      return lane_fallen_ratio_limit(r.n1, r.x2, r.n2, z, left, inverse);
    }
  }
  const auto half = [&](double w) {
    const Share t = share(r.x1, w);
    const double first = b == 0.0 ? 0.0 : b / (t.left * (b + t.left));
    const double second = d / ((r.x2 + t.taken) * (r.n2 + t.taken));
    return Slope{ratio_half_statistic(r, t.taken, t.left), t.taken * t.slope * (first + second)};
  };
  const double spread = b / (r.n1 * r.x1) + d / (r.n2 * (r.x2 + 0.5));
  const Share t = share(r.x1, likelihood_root(half, square, share_start(r.x1, square, spread)));
  return lane_multiplier_limit<true>({r.x1, r.n1, r.x2, r.n2}, z, t.taken, t.left, inverse);
}

/// A rate pulled below its estimate p by the multiplier s: n(p − q) = s q(1−q).
struct PulledRate {
  double q, rest;  ///< q and 1 − q
  double fall;     ///< p − q
  double slope;    ///< −dq/ds
};
/// q = 2p / ((1+a) + D), 1 − q from the same quadratic, a = s/n, D = √((1−a)² + 4a(1−p)); no cancellation in either. A rate of 1
/// stays there until s reaches n.
[[nodiscard]] inline PulledRate pulled_rate(double events, double others, double n, double s) noexcept {
  const double a = s / n;
  const double root = std::sqrt((1.0 - a) * (1.0 - a) + 4.0 * a * (others / n));
  const double q = 2.0 * (events / n) / (1.0 + a + root);
  const double rest = a > 1.0 ? 0.5 * (a - 1.0 + root) / a : others == 0.0 ? 0.0 : 2.0 * (others / n) / (1.0 - a + root);
  const double fall = a * q * rest;
  return {q, rest, fall, fall > 0.0 ? fall / (s * root) : 0.0};
}

/// Lower limit of the difference, at G = z². Here x2 of n2 counts those without the outcome in the second group, so that both rates
/// fall; the first is the larger of the two.
///
/// Solved in t, the people of the first group who leave its x1: s = t n1² / ((x1−t)(n1−x1+t)). Were it solved in s, a rate near
/// 1 would hang on the last digits of s.
[[nodiscard]] inline double falling_profile_limit(const TwoRates& r, double z) {
  const double square = z * z;
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  const auto second_deviance = [&](const PulledRate& rate) {
    return group_deviance(r.x2, d, r.n2 * rate.q, r.n2 * rate.rest, -r.n2 * rate.fall);
  };
  const double reached = b == 0.0 ? 2.0 * second_deviance(pulled_rate(r.x2, d, r.n2, r.n1)) : 0.0;
  if (square < reached) {
    // Everybody in the first group: its rate stays 1 until s reaches n1, and the second falls alone.
    const auto half = [&](double w) {
      const Share t = share(r.x2, w);
      return Slope{group_deviance(r.x2, d, t.left, d + t.taken, -t.taken), t.taken * t.slope * r.n2 / (t.left * (d + t.taken))};
    };
    const double spread = r.n2 / (r.x2 * (d + 0.5));
    const Share t = share(r.x2, likelihood_root(half, square, share_start(r.x2, square, spread)));
    return lane_difference_limit({r.x2, d, r.n2, r.x1, b, r.n1}, z, t.taken, t.left, 1.0, false);
  }
  const auto multiplier = [&](const Share& t) { return r.n1 / t.left * (b == 0.0 ? r.n1 : r.n1 * (t.taken / (b + t.taken))); };
  const auto half = [&](double w) {
    const Share t = share(r.x1, w);
    const double s = multiplier(t);
    const PulledRate second = pulled_rate(r.x2, d, r.n2, s);
    const double up = t.taken / r.x1;
    const double gain = b == 0.0 ? up : (b + t.taken * up) / (b + t.taken);  // d log s / dw
    return Slope{group_deviance(r.x1, b, t.left, b + t.taken, -t.taken) + second_deviance(second),
                 s * (t.slope / r.n1 + s * second.slope * gain)};
  };
  const double variance1 = (r.x1 + 0.5) / (r.n1 + 1.0) * ((b + 0.5) / (r.n1 + 1.0)) / r.n1;
  const double variance2 = (r.x2 + 0.5) / (r.n2 + 1.0) * ((d + 0.5) / (r.n2 + 1.0)) / r.n2;
  const double spread = (variance1 + variance2) / (r.n1 * variance1) / (r.n1 * variance1);
  const Share t = share(r.x1, likelihood_root(half, square, share_start(r.x1, square, spread)));
  const double q2 = pulled_rate(r.x2, d, r.n2, multiplier(t)).q;
  return lane_difference_limit({r.x1, b, r.n1, r.x2, d, r.n2}, z, t.taken, t.left, q2, true);
}

/// Lower limit of the difference p1 − p2, at G = z².
[[nodiscard]] inline double difference_profile_lower_limit(const TwoRates& r, double z) {
  if (r.x1 == 0.0 && r.x2 == r.n2) return -1.0;
  const TwoRates falling{r.x1, r.n1, r.n2 - r.x2, r.n2};
  const double order = difference_of_products(falling.x1, falling.n2, falling.x2, falling.n1);
  const bool first = order > 0.0 || (order == 0.0 && r.n1 >= r.n2);
  return std::fmax(-1.0, falling_profile_limit(first ? falling : falling.swapped(), z));
}

/// G/2 of an odds ratio when `t` people leave the cells of `falling` for those of `rising`; `left` is what they then hold.
struct TwoCells {
  double first, second;
};
[[nodiscard]] inline double odds_ratio_half_statistic(TwoCells falling, TwoCells left, TwoCells rising, double t) noexcept {
  return cell_deviance(falling.first, left.first, -t) + cell_deviance(falling.second, left.second, -t) +
         cell_deviance(rising.first, rising.first + t, t) + cell_deviance(rising.second, rising.second + t, t);
}

/// Lower limit of the odds ratio ad/(bc), at G = z², or one over it.
[[nodiscard]] inline double odds_ratio_profile_lower_limit(const TwoRates& r, double z, bool inverse = false) {
  const double square = z * z;
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  const double top = std::fmin(r.x1, d);
  if (top == 0.0) return inverse ? infinity : 0.0;
  const auto cells_left = [&](const Share& t) { return TwoCells{r.x1 - top + t.left, d - top + t.left}; };
  const auto half = [&](double w) {
    const Share t = share(top, w);
    const TwoCells left = cells_left(t);
    const double curve = 1.0 / left.first + 1.0 / left.second + 1.0 / (b + t.taken) + 1.0 / (r.x2 + t.taken);
    return Slope{odds_ratio_half_statistic({r.x1, d}, left, {b, r.x2}, t.taken), t.taken * t.slope * curve};
  };
  const double spread = 1.0 / r.x1 + 1.0 / d + 1.0 / (b + 0.5) + 1.0 / (r.x2 + 0.5);
  const Share t = share(top, likelihood_root(half, square, share_start(top, square, spread)));
  return lane_multiplier_limit<false>({top, std::fmax(r.x1, d), b, r.x2}, z, t.taken, t.left, inverse);
}

/// All ratios with G <= z².
[[nodiscard]] inline Interval ratio_profile_limits(const TwoRates& r, const Level& level) {
  return {ratio_profile_lower_limit(r, level.z), ratio_profile_lower_limit(r.swapped(), level.z, true)};
}

/// All differences with G <= z².
[[nodiscard]] inline Interval difference_profile_limits(const TwoRates& r, const Level& level) {
  return {difference_profile_lower_limit(r, level.z), -difference_profile_lower_limit(r.swapped(), level.z)};
}

/// All odds ratios with G <= z².
[[nodiscard]] inline Interval odds_ratio_profile_limits(const TwoRates& r, const Level& level) {
  return {odds_ratio_profile_lower_limit(r, level.z), odds_ratio_profile_lower_limit(r.swapped(), level.z, true)};
}

/// G = 2(ℓ(p1, p2) − ℓ(q1, q2)) at a null value of the measure: 0 at the estimate, +∞ where the null makes the data impossible.
///
/// `null` lies in (0, ∞) for a ratio or odds ratio, in (−1, 1) for a difference. At no difference (1, 1, 0) all three are the G
/// of `g_test`. The multiplier is the contrast over its sensitivity, neither of which cancels. Cost: restricted rates and four
/// deviances.
[[nodiscard]] inline double likelihood_ratio_statistic(const TwoRates& r, Measure measure, double null) noexcept {
  const auto statistic = [&r](const RestrictedRates& q, double change1, double change2) {
    return 2.0 * (group_deviance(r.x1, r.n1 - r.x1, r.n1 * q.q1, r.n1 * q.complement1, change1) +
                  group_deviance(r.x2, r.n2 - r.x2, r.n2 * q.q2, r.n2 * q.complement2, change2));
  };
  if (measure == Measure::ratio) {
    const double contrast = ratio_contrast(r, null);  // t((1−q1)/n1 + φ(1−q2)/n2)
    if (contrast == 0.0) return 0.0;
    const RestrictedRates q = restricted_by_ratio(r, null);
    const double t = contrast / (q.complement1 / r.n1 + null * (q.complement2 / r.n2));
    return statistic(q, -t * q.complement1, t * q.complement2);
  }
  if (measure == Measure::difference) {
    const double contrast = difference_contrast(r, null);  // s(q1(1−q1)/n1 + q2(1−q2)/n2)
    if (contrast == 0.0) return 0.0;
    const RestrictedRates q = restricted_by_difference(r, null);
    const double s = contrast / (q.spread1() / r.n1 + q.spread2() / r.n2);
    return statistic(q, -s * q.spread1(), s * q.spread2());
  }
  const double events = r.x1 + r.x2;
  if (events == 0.0 || events == r.n1 + r.n2) return 0.0;  // margins that leave one table
  const RestrictedOdds at = restricted_by_odds_ratio(r, null);
  return statistic(at.rates, -at.multiplier, at.multiplier);
}

}  // namespace detail

}  // namespace equitable
