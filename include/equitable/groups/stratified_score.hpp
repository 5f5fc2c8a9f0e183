/// @file groups/stratified_score.hpp
/// Score limits of a common ratio or difference: Miettinen and Nurminen's interval carried over to strata.
///
/// With the Mantel-Haenszel weights w = n1 n0/N of the strata the statistic of a difference δ, or a ratio φ, is
///
///     Σ w (p1 − p0 − δ) / √Σ w² λ V(δ),   V = q1(1−q1)/n1 + q0(1−q0)/n0 at the best q1 − q0 = δ,
///     Σ w (p1 − φ p0) / √Σ w² λ V(φ),     V = q1(1−q1)/n1 + φ² q0(1−q0)/n0 at the best q1 = φ q0,
///
/// λ = N/(N−1), the restricted rates those of each stratum by itself; limits where it is ±z. The estimates are those of
/// `mh_ratio` and `mh_difference`. ★ The default: right with zeros, with sparse and with unequal strata. With one stratum it is
/// `miettinen_nurminen`.
///
/// Edges as there: a ratio without events in the group has a lower limit of 0, without events in the reference an upper limit of
/// ∞, without any an undefined estimate in [0, ∞]; limits of a difference stay inside [−1, 1]. Searched for in the logarithm of
/// the distance from the estimate, so narrow intervals keep their digits.
///
/// Source: Laud (2017) Pharm. Stat. 16, 334 (Mantel-Haenszel weights, without skewness correction), after Miettinen and Nurminen
/// (1985) Stat. Med. 4, 213. Cost: about six evaluations a limit, each a square root (ratio) or four logarithms (difference) a
/// stratum: 0.1 or 1 microsecond a stratum, whatever the counts.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/restricted.hpp"
#include "equitable/detail/root.hpp"
#include "equitable/groups/mantel_haenszel.hpp"
#include "equitable/groups/strata.hpp"

namespace equitable {

namespace detail {

/// Σ w² λ V and its derivative, which only speeds the search.
struct ScoreVariance {
  double value = 0.0;
  double slope = 0.0;

  /// Adds a stratum's variance and slope with its weight w² N/(N−1).
  void add(const TwoRates& r, double variance, double change) noexcept {
    const double w = mh_weight(r);
    const double total = r.n1 + r.n2;
    const double weight = w * w * (total / (total - 1.0));
    value += weight * variance;
    slope += weight * change;
  }
};

/// The strata, with the groups changed over where the limit asked for is the upper one.
class ScoredStrata {
 public:
  ScoredStrata(const StrataView& strata, bool swapped) noexcept : strata_(strata), swapped_(swapped) {}

  template <class Use>
  void for_each(const Use& use) const noexcept {
    for (const TwoRates& r : strata_) use(swapped_ ? r.swapped() : r);
  }

  /// At a difference; slope by the difference.
  [[nodiscard]] ScoreVariance at_difference(double difference) const noexcept {
    ScoreVariance sum;
    for_each([&](const TwoRates& r) {
      const RestrictedRates q = restricted_by_difference(r, difference);
      // The more information a rate has, the less it moves.
      const auto information = [](double events, double others, double rate, double complement) {
        return (events > 0.0 ? events / (rate * rate) : 0.0) + (others > 0.0 ? others / (complement * complement) : 0.0);
      };
      const double first = information(r.x1, r.n1 - r.x1, q.q1, q.complement1);
      const double second = information(r.x2, r.n2 - r.x2, q.q2, q.complement2);
      const double share = q.q1 == 0.0 || q.complement1 == 0.0   ? 0.0
                           : q.q2 == 0.0 || q.complement2 == 0.0 ? 1.0
                                                                 : second / (first + second);
      sum.add(r, q.spread1() / r.n1 + q.spread2() / r.n2,
              (q.complement1 - q.q1) * share / r.n1 - (q.complement2 - q.q2) * (1.0 - share) / r.n2);
    });
    return sum;
  }

  /// At a ratio; slope by the logarithm of the ratio.
  [[nodiscard]] ScoreVariance at_ratio(double ratio) const noexcept {
    ScoreVariance sum;
    for_each([&](const TwoRates& r) {
      if (r.x1 + r.x2 == 0.0) return;
      const RestrictedRates q = restricted_by_ratio(r, ratio);
      const double first = q.complement1 > 0.0 ? (r.n1 - r.x1) * q.q1 / (q.complement1 * q.complement1) : 1.0;
      const double second = q.complement2 > 0.0 ? (r.n2 - r.x2) * q.q2 / (q.complement2 * q.complement2) : 1.0;
      const double share = q.complement1 > 0.0 && q.complement2 > 0.0 ? second / (first + second)
                           : q.complement1 > 0.0                      ? 1.0
                                                                      : 0.0;  // how far log q1 moves with log φ
      const double own = q.q1 * q.complement1 / r.n1;
      const double other = ratio * (q.q1 * q.complement2 / r.n2);
      const double own_change = q.q1 * (q.complement1 - q.q1) * share / r.n1;
      const double other_change = 2.0 * other - ratio * (q.q1 * (q.complement2 - q.q2) * (1.0 - share) / r.n2);
      sum.add(r, own + other, own_change + other_change);
    });
    return sum;
  }

  /// Σ w² λ V at rates with half a person more in every cell, for a start.
  [[nodiscard]] double rough_variance(double ratio) const noexcept {
    ScoreVariance sum;
    for_each([&](const TwoRates& r) {
      const double p1 = (r.x1 + 0.5) / (r.n1 + 1.0);
      const double p2 = (r.x2 + 0.5) / (r.n2 + 1.0);
      sum.add(r, p1 * (1.0 - p1) / r.n1 + ratio * ratio * (p2 * (1.0 - p2) / r.n2), 0.0);
    });
    return sum.value;
  }

 private:
  StrataView strata_;
  bool swapped_;
};

/// The lower limit of the common difference, `value` being its estimate and `weight` Σ w.
[[nodiscard]] inline double score_mh_difference_lower(const ScoredStrata& strata, double value, double weight,
                                                      double z) noexcept {
  if (!(value > -1.0)) return -1.0;
  const double scale = std::log(weight / z);
  const auto excess = [&](double log_distance) {
    const double distance = std::exp(log_distance);
    const double difference = value - distance;
    if (!(difference > -1.0)) return Slope{infinity, 1.0};
    const ScoreVariance variance = strata.at_difference(difference);
    if (!(variance.value > 0.0)) return Slope{-infinity, 1.0};  // at the estimate itself, and an extreme one
    return Slope{log_distance + scale - 0.5 * std::log(variance.value), 1.0 + 0.5 * distance * variance.slope / variance.value};
  };
  const double furthest = std::log1p(value);
  const double start = 0.5 * std::log(strata.rough_variance(1.0)) - scale;
  const double root = increasing_root(excess, -700.0, furthest, std::fmin(start, furthest - 0.1));
  return std::fmax(-1.0, value - std::exp(root));
}

/// The lower limit of the common ratio.
[[nodiscard]] inline double score_mh_ratio_lower(const ScoredStrata& strata, double z) noexcept {
  double group = 0.0;      // Σ w p1
  double reference = 0.0;  // Σ w p0
  strata.for_each([&](const TwoRates& r) {
    group += r.x1 * (r.n2 / (r.n1 + r.n2));
    reference += r.x2 * (r.n1 / (r.n1 + r.n2));
  });
  if (group == 0.0) return 0.0;
  const double scale = std::log(group / z);
  if (reference == 0.0) {
    // The contrast is Σ w p1 at every ratio, and the variance rises with it.
    const auto excess = [&](double log_ratio) {
      const ScoreVariance variance = strata.at_ratio(std::exp(log_ratio));
      return Slope{0.5 * std::log(variance.value) - scale, 0.5 * variance.slope / variance.value};
    };
    return std::exp(increasing_root(excess, -690.0, 690.0, 0.0));
  }
  const double value = group / reference;
  const auto excess = [&](double log_distance) {
    const double distance = std::exp(log_distance);  // of the logarithms
    const ScoreVariance variance = strata.at_ratio(value * std::exp(-distance));
    if (!(variance.value > 0.0)) return Slope{-infinity, 1.0};  // at the estimate itself, and everybody had the outcome
    return Slope{std::log(-std::expm1(-distance)) + scale - 0.5 * std::log(variance.value),
                 distance / std::expm1(distance) + 0.5 * distance * variance.slope / variance.value};
  };
  const double start = 0.5 * std::log(strata.rough_variance(value)) - scale;
  return value * std::exp(-std::exp(increasing_root(excess, -700.0, std::log(690.0 + std::log(value)), start)));
}

[[nodiscard]] inline Estimate score_mh_ratio_of(const StrataView& strata, double z, Confidence confidence) noexcept {
  Interval limits{not_a_number, not_a_number};
  if (strata.count > 0) limits = {score_mh_ratio_lower({strata, false}, z), 1.0 / score_mh_ratio_lower({strata, true}, z)};
  return make_estimate(mh_ratio_effect(strata).value, limits, confidence, "score_mh_rr");
}

[[nodiscard]] inline Estimate score_mh_difference_of(const StrataView& strata, double z, Confidence confidence) noexcept {
  const double weight = total_weight(strata);
  const double value = mh_difference_value(strata, weight);
  Interval limits{not_a_number, not_a_number};
  if (strata.count > 0)
    limits = {score_mh_difference_lower({strata, false}, value, weight, z),
              -score_mh_difference_lower({strata, true}, -value, weight, z)};
  return make_estimate(value, limits, confidence, "score_mh_rd");
}

}  // namespace detail

/// The common ratio of rates with its score interval.
[[nodiscard]] inline Estimate score_mh_ratio(const Strata& strata, Confidence confidence = Confidence{0.95}) {
  const detail::ComparableStrata rates(strata);
  return detail::score_mh_ratio_of(rates.view(), detail::two_sided_quantile(confidence), confidence);
}

/// The common difference of rates with its score interval.
[[nodiscard]] inline Estimate score_mh_difference(const Strata& strata, Confidence confidence = Confidence{0.95}) {
  const detail::ComparableStrata rates(strata);
  return detail::score_mh_difference_of(rates.view(), detail::two_sided_quantile(confidence), confidence);
}

}  // namespace equitable
