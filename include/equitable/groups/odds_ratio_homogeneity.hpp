/// @file groups/odds_ratio_homogeneity.hpp
/// Is the odds ratio the same in every stratum? Breslow and Day's test, with Tarone's correction.
///
/// Against the Mantel-Haenszel odds ratio ψ: A is the group's events expected in a stratum under ψ with its margins
/// (real-valued, the root of A (n0 − m + A) = ψ (n1 − A)(m − A)), v = 1/(1/A + 1/(n1−A) + 1/(m−A) + 1/(n0−m+A)):
///
/// | method | statistic | use |
/// |---|---|---|
/// | `tarone` | Σ (a−A)²/v − (Σ(a−A))²/Σv | ★ chi-squared under homogeneity; the other is not quite |
/// | `breslow_day` | Σ (a−A)²/v | ● what other software prints; all but the same |
///
/// Strata in which nobody or everybody had the outcome do not count; df is the others less one. Needs expected counts of 5 or
/// so in most strata: with many sparse strata it sees little. Only one stratum: p is NaN, `Status::no_information`. No
/// Mantel-Haenszel odds ratio that is positive and finite: `Status::undefined`. The homogeneity of odds ratios is not that of
/// ratios or differences: rates of 0.9 against 0.6 and of 0.3 against 0.2 have one ratio and two odds ratios. For those take
/// the Q of `inverse_variance`. A large p does not show that the strata are alike.
///
/// Sources: Breslow and Day (1980) Statistical Methods in Cancer Research I, IARC; Tarone (1985) Biometrika 72, 91. Cost: two
/// square roots a stratum and one chi-squared tail.
#pragma once

#include <cmath>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/detail/restricted.hpp"
#include "equitable/groups/mantel_haenszel.hpp"
#include "equitable/groups/strata.hpp"

namespace equitable {

/// The tests that all strata have one odds ratio.
enum class OddsRatioHomogeneityMethod : std::uint8_t { tarone, breslow_day };

/// As written in results: "tarone", "breslow_day".
[[nodiscard]] constexpr const char* name(OddsRatioHomogeneityMethod method) noexcept {
  return method == OddsRatioHomogeneityMethod::tarone ? "tarone" : "breslow_day";
}

namespace detail {

/// a − A and v of a stratum; v = 0 where it does not count.
struct FittedStratum {
  double excess;
  double variance;
};

[[nodiscard]] inline FittedStratum fitted_stratum(const TwoRates& r, double odds_ratio) noexcept {
  if (r.x1 + r.x2 == 0.0 || (r.n1 - r.x1) + (r.n2 - r.x2) == 0.0) return {0.0, 0.0};
  const RestrictedOdds at = restricted_by_odds_ratio(r, odds_ratio);
  return {at.multiplier, 1.0 / (1.0 / (r.n1 * at.rates.spread1()) + 1.0 / (r.n2 * at.rates.spread2()))};
}

[[nodiscard]] inline StrataHomogeneity odds_ratio_homogeneity_of(const StrataView& strata,
                                                                 OddsRatioHomogeneityMethod method) noexcept {
  StrataHomogeneity result = no_homogeneity(name(method), Status::undefined);
  const double odds_ratio = mh_odds_ratio_effect(strata).value;
  if (!(odds_ratio > 0.0 && odds_ratio < infinity)) return result;
  double counted = 0.0;
  double variance = 0.0;
  TwofoldTotal excess;
  for (const TwoRates& r : strata) {
    const FittedStratum fit = fitted_stratum(r, odds_ratio);
    if (!(fit.variance > 0.0)) continue;
    counted += 1.0;
    variance += fit.variance;
    excess.add(fit.excess);
  }
  // Tarone's is the weighted variance of (a−A)/v round its mean: a sum of squares, which cannot turn negative.
  const double centre = method == OddsRatioHomogeneityMethod::tarone ? excess.value() / variance : 0.0;
  double statistic = 0.0;
  for (const TwoRates& r : strata) {
    const FittedStratum fit = fitted_stratum(r, odds_ratio);
    if (!(fit.variance > 0.0)) continue;
    const double distance = fit.excess / fit.variance - centre;
    statistic += fit.variance * distance * distance;
  }
  result.statistic = statistic;
  result.df = counted - 1.0;
  result.status = Status::no_information;
  if (!(counted > 1.0)) return result;
  result.pvalue = chi_squared_upper_tail(statistic, result.df);
  result.status = Status::ok;
  return result;
}

}  // namespace detail

/// A test that the odds ratio is the same in all strata.
[[nodiscard]] inline StrataHomogeneity odds_ratio_homogeneity(
    const Strata& strata, OddsRatioHomogeneityMethod method = OddsRatioHomogeneityMethod::tarone) {
  const detail::ComparableStrata rates(strata);
  return detail::odds_ratio_homogeneity_of(rates.view(), method);
}

}  // namespace equitable
