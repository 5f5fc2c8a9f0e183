/// @file significance/null.hpp
/// Is a ratio other than 1, a difference other than 0, an odds ratio other than 1 refuted? The closed-form tests at any null
/// value.
///
/// | method | null of a | the interval that leaves the null out exactly when p < α | use |
/// |---|---|---|---|
/// | `n_minus_1_chi2` | ratio, difference, odds ratio | `miettinen_nurminen` | ★ |
/// | `pearson_chi2`, `z_pooled` | ratio, difference, odds ratio | `koopman`, `mee`, `score_uncorrected` | ● |
/// | `scas` | ratio, difference, odds ratio | `scas` | ● |
/// | `g_test` | ratio, difference, odds ratio | `profile_lr` | ○ |
/// | `log_rr_wald` | ratio | `katz_log` | ✗ |
/// | `z_unpooled` | difference | `wald` | ✗ |
/// | `log_or_wald` | odds ratio | `woolf_logit` | ✗ |
///
/// The first three are the score statistic S/√(λV) at the restricted rates, λ = N/(N−1) or 1 (Miettinen and Nurminen 1985,
/// Stat. Med. 4, 213); `g_test` is twice the fall of the log-likelihood (Wilks 1938, Ann. Math. Stat. 9, 60). Statistics are
/// squared or signed as in `significance/score.hpp`; `greater` looks for a value above the null. A table that says nothing of
/// the measure (nobody had the outcome, for a ratio; nobody or everybody, for an odds ratio) gives NaN with
/// `Status::no_information`; for a difference, and for a ratio when everybody had the outcome, such a table does speak
/// against a null far enough away. `z_unpooled` and `log_rr_wald` without variance: ±∞, `Status::unbounded`, and p exactly 0,
/// as their intervals have no width. Cost: a few square roots or logarithms.
#pragma once

#include <cmath>
#include <string>

#include "equitable/comparison/profile_likelihood.hpp"
#include "equitable/comparison/skewness_corrected.hpp"
#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/detail/score.hpp"
#include "equitable/significance/method.hpp"
#include "equitable/significance/score.hpp"

namespace equitable {

namespace detail {

/// ad/ψ − bc.
[[nodiscard]] inline double odds_ratio_contrast(const TwoRates& r, double odds_ratio) noexcept {
  return odds_contrast(r, twofold_quotient(1.0, odds_ratio));
}

/// How far the data lie above the null: a difference from it, in units of its own.
[[nodiscard]] inline double contrast(const TwoRates& r, const Null& null) noexcept {
  return null.measure == Measure::ratio        ? ratio_contrast(r, null.value)
         : null.measure == Measure::difference ? difference_contrast(r, null.value)
                                               : odds_ratio_contrast(r, null.value);
}

/// The uncorrected score statistic at the null.
[[nodiscard]] inline double score_at(const TwoRates& r, const Null& null) {
  return null.measure == Measure::ratio        ? ratio_score(r, null.value)
         : null.measure == Measure::difference ? difference_score(r, null.value)
                                               : odds_ratio_score(r, null.value);
}

/// The statistic, or the signed root of a chi-squared, at the null; NaN where the method breaks down.
[[nodiscard]] inline double null_z(const TwoRates& r, SignificanceMethod method, const Null& null) {
  const double total = r.n1 + r.n2;
  switch (method) {
    case SignificanceMethod::pearson_chi2:
    case SignificanceMethod::z_pooled: return score_at(r, null);
    case SignificanceMethod::g_test:
      return std::copysign(std::sqrt(std::fmax(0.0, likelihood_ratio_statistic(r, null.measure, null.value))), contrast(r, null));
    case SignificanceMethod::scas: return skewness_corrected_score(r, null.measure, null.value);
    case SignificanceMethod::z_unpooled: return unpooled_z(r, difference_contrast(r, null.value));
    case SignificanceMethod::log_rr_wald:
      if (r.x1 == 0.0 || r.x2 == 0.0) return not_a_number;
      return log_quotient(r.x1 / r.n1, null.value * (r.x2 / r.n2), contrast(r, null)) / log_ratio_error(r);
    case SignificanceMethod::log_or_wald: {
      const double b = r.n1 - r.x1;
      const double d = r.n2 - r.x2;
      if (r.x1 == 0.0 || b == 0.0 || r.x2 == 0.0 || d == 0.0) return not_a_number;
      return log_quotient(r.x1 * d / null.value, b * r.x2, contrast(r, null)) / log_odds_ratio_error(r);
    }
    default: break;
  }
  return score_at(r, null) * std::sqrt((total - 1.0) / total);
}

/// Whether a closed-form method has a statistic at nulls of the measure other than equality.
[[nodiscard]] constexpr bool takes_null(SignificanceMethod method, Measure measure) noexcept {
  switch (method) {
    case SignificanceMethod::n_minus_1_chi2:
    case SignificanceMethod::pearson_chi2:
    case SignificanceMethod::z_pooled:
    case SignificanceMethod::g_test:
    case SignificanceMethod::scas: return true;
    case SignificanceMethod::z_unpooled: return measure == Measure::difference;
    case SignificanceMethod::log_rr_wald: return measure == Measure::ratio;
    case SignificanceMethod::log_or_wald: return measure == Measure::odds_ratio;
    default: return false;
  }
}

/// Whether the table says nothing of the measure.
[[nodiscard]] inline bool is_silent(const Table2x2& table, Measure measure) noexcept {
  if (measure == Measure::difference) return false;
  return table.events() == 0 || (measure == Measure::odds_ratio && table.events() == table.total());
}

}  // namespace detail

/// A closed-form test of a table at any null, equality included.
/// @throws InvalidInput for an exact method, a null outside the measure's space, and a method that has no test of such a null
[[nodiscard]] inline TestResult null_test(const Table2x2& table, const SignificanceOptions& options,
                                          const char* where = "null_test") {
  check_null(options.null, where);
  if (options.null.is_equality()) return score_test(table, options);
  if (!detail::takes_null(options.method, options.null.measure)) {
    const char* own = options.null.measure == Measure::ratio        ? "log_rr_wald"
                      : options.null.measure == Measure::difference ? "z_unpooled"
                                                                    : "log_or_wald";
    throw_invalid(where, "method", name(options.method),
                  std::string("must be n_minus_1_chi2, pearson_chi2, z_pooled, scas, g_test or ") + own + " for a null " +
                      name(options.null.measure) + " other than that of equal rates");
  }
  if (!table.comparable()) return detail::test_without_answer(options, Status::undefined);
  if (detail::is_silent(table, options.null.measure)) return detail::test_without_answer(options, Status::no_information);
  return detail::test_of_root(detail::null_z(table.rates(), options.method, options.null), options.method, options.alternative);
}

}  // namespace equitable
