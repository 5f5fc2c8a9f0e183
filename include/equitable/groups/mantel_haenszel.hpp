/// @file groups/mantel_haenszel.hpp
/// The Mantel-Haenszel estimates: one ratio, difference or odds ratio for all strata, and Peto's odds ratio beside them.
///
/// With a of n1 events in the group, c of n0 in the reference, b, d those without, N = n1 + n0, sums over strata:
///
/// | function | estimate | standard error | use |
/// |---|---|---|---|
/// | `mh_ratio` | Σ a n0/N / Σ c n1/N | of the logarithm, Greenland and Robins | ● the score interval is the default |
/// | `mh_difference`, `sato` | Σ (ad − bc)/N / Σ n1 n0/N | Sato | ● few large or many sparse strata alike |
/// | `mh_difference`, `greenland_robins` | the same | Greenland and Robins | ○ few large strata |
/// | `mh_odds_ratio` | Σ ad/N / Σ bc/N | of the logarithm, Robins, Breslow and Greenland | ★ |
/// | `peto_odds_ratio` | exp((observed − expected)/V) | of the logarithm, 1/√V | ○ rare events, like groups, small effects |
///
/// All hold with many small strata as with few large ones, and need no stratum to be free of zeros. Limits are Wald's, on the
/// logarithmic scale for ratio and odds ratio; those of the difference may pass ±1. Edges: no weighted events in one of the
/// groups gives 0 or ∞ without limits (`Status::undefined`), in neither, NaN. The difference has no Sato limits when both
/// groups are all or nothing. V = 0 (nobody or everybody had the outcome in every stratum): Peto's is NaN with
/// `Status::no_information`.
///
/// ✗ A common effect where the strata disagree: look at `odds_ratio_homogeneity` or at the Q of `inverse_variance` first.
/// Sources: Mantel and Haenszel (1959) J. Natl. Cancer Inst. 22, 719; Nurminen (1981) Biometrika 68, 525; Tarone (1981) J.
/// Chron. Dis. 34, 463; Greenland and Robins (1985) Biometrics 41, 55; Robins, Breslow and Greenland (1986) Biometrics 42, 311;
/// Sato (1989) Biometrics 45, 1323; Yusuf, Peto et al. (1985) Prog. Cardiovasc. Dis. 27, 335. Cost: some twenty operations a
/// stratum.
#pragma once

#include <cmath>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/groups/strata.hpp"

namespace equitable {

/// The standard errors of the Mantel-Haenszel difference.
enum class MhVariance : std::uint8_t { sato, greenland_robins };

/// As written in results: "mh_rd_sato", "mh_rd_gr".
[[nodiscard]] constexpr const char* name(MhVariance variance) noexcept {
  return variance == MhVariance::sato ? "mh_rd_sato" : "mh_rd_gr";
}

namespace detail {

/// A value and its standard error.
struct MeasuredEffect {
  double value;
  double error;
};

[[nodiscard]] inline MeasuredEffect mh_ratio_effect(const StrataView& strata) noexcept {
  double group = 0.0;
  double reference = 0.0;
  double spread = 0.0;
  for (const TwoRates& r : strata) {
    const double total = r.n1 + r.n2;
    const double b = r.n1 - r.x1;
    const double d = r.n2 - r.x2;
    group += r.x1 * (r.n2 / total);
    reference += r.x2 * (r.n1 / total);
    // m n1 n0 − a c N = a n1 d + c n0 b
    spread += (r.x1 * (r.n1 / total)) * (d / total) + (r.x2 * (r.n2 / total)) * (b / total);
  }
  return {group / reference, std::sqrt(spread / (group * reference))};
}

[[nodiscard]] inline MeasuredEffect mh_odds_ratio_effect(const StrataView& strata) noexcept {
  double up = 0.0;     // Σ R, R = ad/N
  double down = 0.0;   // Σ Q, Q = bc/N
  double up_up = 0.0;  // Σ P R, P = (a + d)/N
  double crossed = 0.0;
  double down_down = 0.0;
  for (const TwoRates& r : strata) {
    const double total = r.n1 + r.n2;
    const double b = r.n1 - r.x1;
    const double d = r.n2 - r.x2;
    const double concordant = (r.x1 + d) / total;
    const double discordant = (b + r.x2) / total;
    const double ad = r.x1 * (d / total);
    const double bc = b * (r.x2 / total);
    up += ad;
    down += bc;
    up_up += concordant * ad;
    crossed += concordant * bc + discordant * ad;
    down_down += discordant * bc;
  }
  const double variance = up_up / up / up + crossed / up / down + down_down / down / down;
  return {up / down, std::sqrt(0.5 * variance)};
}

/// Σ w, w = n1 n0/N.
[[nodiscard]] inline double total_weight(const StrataView& strata) noexcept {
  double total = 0.0;
  for (const TwoRates& r : strata) total += mh_weight(r);
  return total;
}

/// The common difference. The extremes are exact: all of one group and none of the other in every stratum.
[[nodiscard]] inline double mh_difference_value(const StrataView& strata, double weight) noexcept {
  bool above = true;
  bool below = true;
  for (const TwoRates& r : strata) {
    above = above && r.x1 == r.n1 && r.x2 == 0.0;
    below = below && r.x1 == 0.0 && r.x2 == r.n2;
  }
  if (strata.count > 0 && (above || below)) return above ? 1.0 : -1.0;
  const Twofold excess = total_excess(strata);
  return (excess.high + excess.low) / weight;
}

/// √Σ w² (p1 q1/n1 + p0 q0/n0) / Σ w.
[[nodiscard]] inline double greenland_robins_error(const StrataView& strata, double weight) noexcept {
  double sum = 0.0;
  for (const TwoRates& r : strata) {
    const double share1 = r.n2 / (r.n1 + r.n2);
    const double share2 = r.n1 / (r.n1 + r.n2);
    sum += share1 * share1 * (r.x1 * ((r.n1 - r.x1) / r.n1)) + share2 * share2 * (r.x2 * ((r.n2 - r.x2) / r.n2));
  }
  return std::sqrt(sum) / weight;
}

/// (n1 (p0 − ½) − n0 (p1 − ½))/N.
[[nodiscard]] inline double sato_tilt(const TwoRates& r) noexcept {
  const double total = r.n1 + r.n2;
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  return (r.n1 / total) * ((r.x2 - d) / (2.0 * r.n2)) - (r.n2 / total) * ((r.x1 - b) / (2.0 * r.n1));
}

/// Sato's error; NaN where its radicand is not positive.
///
/// With u = p1 − ½, v = p0 − ½, δ_k = p1 − p0 and the tilt T = (n1 v − n0 u)/N the radicand Σ w (¼ − u v + δ T) is
/// Σ w [(n0 p1 q1 + n1 p0 q0)/N + (δ − δ_k)(T − mean of T)], as Σ w (δ − δ_k) = 0: it does not cancel where rates are near 0 or
/// 1, nor does the last digit of δ matter.
[[nodiscard]] inline double sato_error(const StrataView& strata, double difference, double weight) noexcept {
  double mean_tilt = 0.0;
  for (const TwoRates& r : strata) mean_tilt += mh_weight(r) / weight * sato_tilt(r);
  double even = 0.0;
  double uneven = 0.0;
  double size = 0.0;
  for (const TwoRates& r : strata) {
    const double total = r.n1 + r.n2;
    const double w = mh_weight(r);
    const double spread1 = (r.x1 / r.n1) * ((r.n1 - r.x1) / r.n1);
    const double spread2 = (r.x2 / r.n2) * ((r.n2 - r.x2) / r.n2);
    even += w * ((r.n2 / total) * spread1 + (r.n1 / total) * spread2);
    const double term = -w * difference_contrast(r, difference) * (sato_tilt(r) - mean_tilt);
    uneven += term;
    size += std::fabs(term);
  }
  const double radicand = even + uneven;
  // What is left of rounding is no variance.
  return radicand > 4e-15 * size ? std::sqrt(radicand) / weight : not_a_number;
}

/// The variance of the group's events in all strata, with all margins held fixed.
[[nodiscard]] inline double conditional_variance(const StrataView& strata) noexcept {
  double variance = 0.0;
  for (const TwoRates& r : strata) {
    const double total = r.n1 + r.n2;
    const double others = (r.n1 - r.x1) + (r.n2 - r.x2);
    variance += mh_weight(r) * ((r.x1 + r.x2) * (others / total)) / (total - 1.0);
  }
  return variance;
}

[[nodiscard]] inline double peto_log_value(const StrataView& strata) noexcept {
  const Twofold excess = total_excess(strata);
  return (excess.high + excess.low) / conditional_variance(strata);
}

[[nodiscard]] inline MeasuredEffect peto_effect(const StrataView& strata) noexcept {
  return {std::exp(peto_log_value(strata)), 1.0 / std::sqrt(conditional_variance(strata))};
}

/// An effect with Wald limits on the logarithmic scale.
[[nodiscard]] inline CommonEffect log_scale_effect(const MeasuredEffect& effect, double z, Confidence confidence,
                                                   const char* method) noexcept {
  const bool measured = effect.value > 0.0 && effect.value < infinity;
  return {make_estimate(effect.value, log_scale_limits(effect.value, effect.error, z), confidence, method),
          measured ? effect.error : not_a_number};
}

[[nodiscard]] inline CommonEffect mh_difference_of(const StrataView& strata, double z, Confidence confidence,
                                                   MhVariance variance) noexcept {
  const double weight = total_weight(strata);
  const double value = mh_difference_value(strata, weight);
  const double error = variance == MhVariance::sato ? sato_error(strata, value, weight) : greenland_robins_error(strata, weight);
  return {make_estimate(value, {value - z * error, value + z * error}, confidence, name(variance)), error};
}

[[nodiscard]] inline CommonEffect peto_of(const StrataView& strata, double z, Confidence confidence) noexcept {
  CommonEffect effect = log_scale_effect(peto_effect(strata), z, confidence, "peto");
  if (strata.count > 0 && !(conditional_variance(strata) > 0.0)) effect.estimate.status = Status::no_information;
  return effect;
}

}  // namespace detail

/// The common ratio of rates.
///
///     Strata strata;
///     strata.add(38, 90, 21, 60);    // one stratum: 38 of 90 in the group, 21 of 60 in the reference
///     strata.add(12, 40, 33, 150);
///     mh_ratio(strata).estimate      // 1.26, 95 % interval 0.90 to 1.77
///
[[nodiscard]] inline CommonEffect mh_ratio(const Strata& strata, Confidence confidence = Confidence{0.95}) {
  const detail::ComparableStrata rates(strata);
  return detail::log_scale_effect(detail::mh_ratio_effect(rates.view()), detail::two_sided_quantile(confidence), confidence,
                                  "mh_rr");
}

/// The common difference of rates.
[[nodiscard]] inline CommonEffect mh_difference(const Strata& strata, Confidence confidence = Confidence{0.95},
                                                MhVariance variance = MhVariance::sato) {
  const detail::ComparableStrata rates(strata);
  return detail::mh_difference_of(rates.view(), detail::two_sided_quantile(confidence), confidence, variance);
}

/// The common odds ratio.
[[nodiscard]] inline CommonEffect mh_odds_ratio(const Strata& strata, Confidence confidence = Confidence{0.95}) {
  const detail::ComparableStrata rates(strata);
  return detail::log_scale_effect(detail::mh_odds_ratio_effect(rates.view()), detail::two_sided_quantile(confidence), confidence,
                                  "mh_or");
}

/// Peto's one-step odds ratio: biased for groups of unlike size and for large effects.
[[nodiscard]] inline CommonEffect peto_odds_ratio(const Strata& strata, Confidence confidence = Confidence{0.95}) {
  const detail::ComparableStrata rates(strata);
  return detail::peto_of(rates.view(), detail::two_sided_quantile(confidence), confidence);
}

/// The logarithm of Peto's odds ratio, which keeps its digits near no difference. NaN where V = 0.
[[nodiscard]] inline double peto_log_odds_ratio(const Strata& strata) {
  const detail::ComparableStrata rates(strata);
  return detail::peto_log_value(rates.view());
}

}  // namespace equitable
