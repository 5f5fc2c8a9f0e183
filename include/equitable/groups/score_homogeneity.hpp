/// @file groups/score_homogeneity.hpp
/// Do strata share one ratio, or one difference, zeros among their counts or not?
///
/// Cochran's Q (groups/inverse_variance.hpp) weighs logarithms by estimated variances, and a single zero in any stratum leaves it
/// without a value: in sparse strata that is the usual case. The test here adds up Miettinen and Nurminen's squared statistics at the
/// common value where they are least, as `period_heterogeneity` does for years: chi-squared with one degree of freedom fewer than
/// strata. ● where a stratum holds a zero; beside Q in large strata, where both say the same. For odds ratios there is
/// `odds_ratio_homogeneity`, which copes with zeros too.
///
/// Strata in which either group holds nobody, and for ratios those without events, say nothing and lower the degrees of freedom.
/// Fewer than two others: `Status::no_information`; no stratum with people in both groups: `Status::undefined`. With strata so sparse
/// that each holds an event or two the chi-squared p is rough, as every test of homogeneity is there. Source: Gart and Nam (1988)
/// Biometrics 44, 323. Cost: some 80 statistics a stratum, 0.1 microseconds each.
#pragma once

#include <cstddef>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/detail/common_contrast.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/groups/inverse_variance.hpp"
#include "equitable/groups/strata.hpp"

namespace equitable {

namespace detail {

[[nodiscard]] inline StrataHomogeneity score_homogeneity_of(const StrataView& strata, Measure measure) {
  StrataHomogeneity result = no_homogeneity("score", strata.count == 0 ? Status::undefined : Status::no_information);
  std::vector<TwoRates> telling;
  telling.reserve(strata.count);
  for (const TwoRates& r : strata)
    if (measure == Measure::difference || r.x1 + r.x2 > 0.0) telling.push_back(r);
  if (telling.size() < 2) return result;
  result.df = static_cast<double>(telling.size()) - 1.0;
  result.statistic = least_squared_scores([&](std::size_t k) { return telling[k]; }, telling.size(), measure);
  result.pvalue = chi_squared_upper_tail(result.statistic, result.df);
  result.status = Status::ok;
  return result;
}

/// Cochran's Q of ratios or differences; where a zero leaves none, the score test, whose name then stands in the result.
[[nodiscard]] inline StrataHomogeneity contrast_homogeneity_of(const StrataView& strata, Measure measure) {
  const StrataHomogeneity q = inverse_variance_of(strata, measure, 0.0, Confidence{0.95}).homogeneity;
  return q.status == Status::undefined && strata.count > 0 ? score_homogeneity_of(strata, measure) : q;
}

}  // namespace detail

/// Whether all strata have one ratio (or one difference), by the least sum of squared scores.
///
///     score_homogeneity(Strata{{{0, 12}, {3, 48}}, {{4, 75}, {0, 27}}})   // ratios of 0 and of infinity: p 0.12
///
/// @throws InvalidInput for odds ratios
[[nodiscard]] inline StrataHomogeneity score_homogeneity(const Strata& strata, Measure measure = Measure::ratio) {
  if (measure == Measure::odds_ratio) throw_invalid("score_homogeneity", "measure", name(measure), "must be ratio or difference");
  const detail::ComparableStrata rates(strata);
  return detail::score_homogeneity_of(rates.view(), measure);
}

/// The test that belongs to a ratio or a difference common to all strata: Cochran's Q, and where a zero leaves none, the score test.
/// The result names which. @throws InvalidInput for odds ratios
[[nodiscard]] inline StrataHomogeneity contrast_homogeneity(const Strata& strata, Measure measure = Measure::ratio) {
  if (measure == Measure::odds_ratio)
    throw_invalid("contrast_homogeneity", "measure", name(measure), "must be ratio or difference");
  const detail::ComparableStrata rates(strata);
  return detail::contrast_homogeneity_of(rates.view(), measure);
}

}  // namespace equitable
