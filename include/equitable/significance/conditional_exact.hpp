/// @file significance/conditional_exact.hpp
/// Fisher's exact test: all four margins held fixed.
///
/// | method | two-sided p | use |
/// |---|---|---|
/// | `fisher_central` | twice the smaller one-sided p | exact; agrees with `exact_conditional_central` of the odds ratio |
/// | `fisher_minlike` | all tables at most as probable as the observed one | exact; what most programs print |
/// | `fisher_blaker` | the smaller tail and the largest opposite tail no larger | exact; never above `fisher_central` |
/// | `fisher_midp_central` | twice the smaller mid-p tail | close to its level on average; agrees with `conditional_mid_p` |
/// | `fisher_midp_minlike` | `fisher_minlike` less half of the tables as probable as the observed one | between the two |
///
/// Sources: Fisher (1935) J. R. Stat. Soc. 98, 39; Irwin (1935) Metron 12, 83 (`minlike`); Blaker (2000) Can. J. Stat. 28, 783;
/// Lancaster (1961) J. Am. Stat. Assoc. 56, 223 (mid-p).
///
/// With `Alternative::greater` or `less` the p is P(X >= x1) or P(X <= x1), of the mid-p methods that less ½ P(X = x1), whatever
/// the two-sided rule. There is no statistic: NaN. Exact means that a p below α comes up with probability at most α; Fisher's own
/// tests stay far below it with small tables, because the margins leave few tables to choose from.
#pragma once

#include <cmath>
#include <string>

#include "equitable/core/error.hpp"
#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/hypergeometric.hpp"
#include "equitable/detail/lanes_fisher.hpp"
#include "equitable/significance/method.hpp"

namespace equitable {

namespace detail {

/// The odds ratio under test, checked: 1 for whatever measure's null of no difference.
/// @throws InvalidInput for any other null that is no odds ratio from 1e-100 to 1e100
[[nodiscard]] inline double checked_null_odds_ratio(const SignificanceOptions& options) {
  if (options.null.is_equality()) return 1.0;
  check_null(options.null, "significance");
  if (options.null.measure != Measure::odds_ratio)
    throw_invalid("significance", "null.measure", name(options.null.measure),
                  std::string("must be odds_ratio for ") + name(options.method) +
                      ", unless the null is no difference: with all margins fixed the law depends on the odds ratio alone");
  return options.null.value;
}

[[nodiscard]] constexpr bool is_mid_p(SignificanceMethod method) noexcept {
  return method == SignificanceMethod::fisher_midp_central || method == SignificanceMethod::fisher_midp_minlike;
}

/// Which tables a method adds up.
[[nodiscard]] constexpr FisherRule fisher_rule(SignificanceMethod method, Alternative alternative) noexcept {
  const bool central = method == SignificanceMethod::fisher_midp_central || method == SignificanceMethod::fisher_central;
  return {alternative == Alternative::two_sided && !central, is_mid_p(method), alternative};
}

/// Whether a method, at an odds ratio of 1, takes the walk that columns and single tables share: all but Blaker's two-sided p.
[[nodiscard]] constexpr bool is_walked(SignificanceMethod method, Alternative alternative) noexcept {
  return method >= SignificanceMethod::fisher_minlike && method <= SignificanceMethod::fisher_midp_central &&
         !(method == SignificanceMethod::fisher_blaker && alternative == Alternative::two_sided);
}

/// The p-value of one method by the plain walk or the integrals of detail/hypergeometric.hpp; both groups hold somebody.
[[nodiscard]] inline double plain_conditional_p(const TwoRates& r, SignificanceMethod method, Alternative alternative,
                                                double odds_ratio) noexcept {
  const FisherRule rule = fisher_rule(method, alternative);
  if (!rule.by_weight) {
    const ConditionalLaw law = ConditionalLaw::tails(r, odds_ratio);
    const double greater = rule.mid_p ? law.above + 0.5 * law.point : law.greater;
    const double less = rule.mid_p ? law.below + 0.5 * law.point : law.less;
    if (alternative == Alternative::greater) return greater;
    if (alternative == Alternative::less) return less;
    return std::fmin(1.0, 2.0 * std::fmin(greater, less));
  }
  if (method == SignificanceMethod::fisher_blaker) return conditional_blaker(r, odds_ratio);
  const ConditionalSplit split = conditional_split(r, odds_ratio);
  return rule.mid_p ? split.extreme - 0.5 * (split.point + split.tied) : split.extreme;
}

/// The p-value of one method; both groups hold somebody. At an odds ratio of 1 by the walk of the batch, for one table; a table that
/// it is not made for, and every other odds ratio, by the plain one.
[[nodiscard]] inline double conditional_p(const TwoRates& r, SignificanceMethod method, Alternative alternative,
                                          double odds_ratio) noexcept {
  if (odds_ratio == 1.0 && is_walked(method, alternative)) {
    const double p = fisher_of_one(r, fisher_rule(method, alternative));
    if (!std::isnan(p)) return p;
  }
  return plain_conditional_p(r, method, alternative, odds_ratio);
}

}  // namespace detail

/// The exact conditional test of a table: the `fisher_*` methods, of no difference or of any odds ratio from 1e-100 to 1e100.
///
///     conditional_exact_test(table, {SignificanceMethod::fisher_central})
///
/// Edges: nobody or everybody with the outcome leaves one table alone, so p = 1 (½ for a mid-p that is not central) with
/// `Status::no_information`; a group without people gives NaN with `Status::undefined`. Relative errors at an odds ratio of 1 are at
/// most 1e-15 at N = 200; 2.5e-15 at N = 5,000, 8e-15 at 300,000 and 1e-14 at four million down to p = 1e-20, twice that at 1e-290.
/// From a standard deviation of the law of 600 on, of 300 for Blaker's p and other odds ratios, errors are about 2e-16 |log p|; before
/// that those two go by the plain walk (detail/hypergeometric.hpp), whose errors are up to twice as large. A p below 1e-300 may come
/// back as 0. `significance_batch` has the same bits. Cost: about 30 + 2.6 √N nanoseconds, 0.07 microseconds at N = 200 and 0.9 at
/// N = 100,000 (other odds ratios and Blaker's two to seven times that), never more than some 40. Counts up to 2^53.
/// @throws InvalidInput for a method that is not `fisher_*`, and for a null that is neither no difference nor such an odds ratio
[[nodiscard]] inline TestResult conditional_exact_test(const Table2x2& table, const SignificanceOptions& options) {
  if (options.method < SignificanceMethod::fisher_minlike || options.method > SignificanceMethod::fisher_midp_central)
    throw_invalid("conditional_exact_test", "method", name(options.method),
                  "must be one of fisher_*; `significance` has the others");
  const double odds_ratio = detail::checked_null_odds_ratio(options);
  TestResult result{not_a_number, not_a_number, name(options.method), options.alternative, Status::undefined};
  if (!table.comparable()) return result;
  result.pvalue = detail::conditional_p(table.rates(), options.method, options.alternative, odds_ratio);
  const bool informative = table.events() > 0 && table.events() < table.total();
  result.status = informative ? Status::ok : Status::no_information;
  return result;
}

}  // namespace equitable
