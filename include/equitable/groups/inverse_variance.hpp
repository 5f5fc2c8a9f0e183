/// @file groups/inverse_variance.hpp
/// Strata pooled by the inverse of their variances, with Cochran's Q and I²: do they share one ratio, difference or odds ratio?
///
/// In each stratum, with a, b the group with and without the outcome and c, d the reference:
///
/// | measure | y | v |
/// |---|---|---|
/// | `ratio` (`iv_rr`) | log(a n0 / (c n1)) | 1/a − 1/n1 + 1/c − 1/n0 |
/// | `difference` (`iv_rd`) | a/n1 − c/n0 | ab/n1³ + cd/n0³ |
/// | `odds_ratio` (`iv_or`, Woolf) | log(ad/(bc)) | 1/a + 1/b + 1/c + 1/d |
///
/// The pooled value is Σ(y/v)/Σ(1/v) with standard error 1/√Σ(1/v), Q = Σ(y − pooled)²/v is chi-squared with strata − 1 degrees
/// of freedom, and I² = max(0, (Q − df)/Q) the share of its size that chance does not account for.
///
/// ○ As an estimate for large strata only: it needs a, b, c, d > 0 in every stratum (no ½ is added: NaN with `Status::undefined`
/// otherwise) and leans towards strata whose variance came out small by chance; the Mantel-Haenszel estimates have neither fault.
/// ● Its Q is the test of homogeneity for ratios and differences; with a zero `score_homogeneity` takes its place. One stratum: no
/// test, `Status::no_information`.
///
/// Sources: Woolf (1955) Ann. Hum. Genet. 19, 251; Cochran (1954) Biometrics 10, 101; Higgins and Thompson (2002) Stat. Med. 21,
/// 1539. Cost: a logarithm a stratum, twice, and one chi-squared tail.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "equitable/core/results.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/groups/mantel_haenszel.hpp"
#include "equitable/groups/strata.hpp"
#include "equitable/significance/score.hpp"

namespace equitable {

/// The pooled effect and the test that it is one.
struct InverseVariance {
  CommonEffect effect;
  StrataHomogeneity homogeneity;
};

namespace detail {

/// y and v of a stratum.
struct StratumEffect {
  double value;
  double variance;
};

[[nodiscard]] inline StratumEffect stratum_effect(const TwoRates& r, Measure measure) noexcept {
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  const double cross = difference_of_products(r.x1, r.n2, r.x2, r.n1);  // ad − bc
  if (measure == Measure::difference)
    return {rate_difference_value(r), (r.x1 / r.n1) * (b / r.n1) / r.n1 + (r.x2 / r.n2) * (d / r.n2) / r.n2};
  if (measure == Measure::ratio) return {log_quotient(r.x1 * r.n2, r.x2 * r.n1, cross), b / r.n1 / r.x1 + d / r.n2 / r.x2};
  return {log_quotient(r.x1 * d, b * r.x2, cross), (1.0 / r.x1 + 1.0 / b) + (1.0 / r.x2 + 1.0 / d)};
}

[[nodiscard]] inline bool has_empty_cell(const TwoRates& r) noexcept {
  return r.x1 == 0.0 || r.x1 == r.n1 || r.x2 == 0.0 || r.x2 == r.n2;
}

[[nodiscard]] inline InverseVariance inverse_variance_of(const StrataView& strata, Measure measure, double z,
                                                         Confidence confidence) noexcept {
  constexpr std::array<const char*, 3> effect_names{"iv_rr", "iv_rd", "iv_or"};
  constexpr std::array<const char*, 3> test_names{"iv_rr_q", "iv_rd_q", "iv_or_q"};
  const char* const method = effect_names[static_cast<std::size_t>(measure)];
  InverseVariance result{{make_estimate(not_a_number, {not_a_number, not_a_number}, confidence, method), not_a_number},
                         no_homogeneity(test_names[static_cast<std::size_t>(measure)], Status::undefined)};
  double precision = 0.0;
  TwofoldTotal weighted;
  for (const TwoRates& r : strata) {
    if (has_empty_cell(r)) return result;
    const StratumEffect effect = stratum_effect(r, measure);
    precision += 1.0 / effect.variance;
    weighted.add(effect.value / effect.variance);
  }
  if (strata.count == 0) return result;
  const double pooled = weighted.value() / precision;
  const double error = 1.0 / std::sqrt(precision);
  result.effect.standard_error = error;
  if (measure == Measure::difference)
    result.effect.estimate = make_estimate(pooled, {pooled - z * error, pooled + z * error}, confidence, method);
  else
    result.effect.estimate =
        make_estimate(std::exp(pooled), {std::exp(pooled - z * error), std::exp(pooled + z * error)}, confidence, method);

  StrataHomogeneity& test = result.homogeneity;
  double q = 0.0;
  for (const TwoRates& r : strata) {
    const StratumEffect effect = stratum_effect(r, measure);
    const double distance = effect.value - pooled;
    q += distance * distance / effect.variance;
  }
  test.statistic = q;
  test.df = static_cast<double>(strata.count) - 1.0;
  test.i_squared = q > test.df ? (q - test.df) / q : 0.0;
  test.status = Status::no_information;
  if (strata.count < 2) return result;
  test.pvalue = chi_squared_upper_tail(q, test.df);
  test.status = Status::ok;
  return result;
}

}  // namespace detail

/// Strata pooled by the inverse of their variances.
///
///     inverse_variance(strata, Measure::ratio).homogeneity   // Q, its p and I² of the ratio
///
[[nodiscard]] inline InverseVariance inverse_variance(const Strata& strata, Measure measure = Measure::ratio,
                                                      Confidence confidence = Confidence{0.95}) {
  const detail::ComparableStrata rates(strata);
  return detail::inverse_variance_of(rates.view(), measure, detail::two_sided_quantile(confidence), confidence);
}

}  // namespace equitable
