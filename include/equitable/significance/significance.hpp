/// @file significance/significance.hpp
/// Are two rates different? One door to every test of a two by two table.
///
/// | method | what it is | use |
/// |---|---|---|
/// | `n_minus_1_chi2` | Pearson's chi-squared times (N−1)/N | ★ default, for expected counts >= 1; `miettinen_nurminen` |
/// | `pearson_chi2` | the textbook chi-squared | ● `koopman`, `mee`, `score_uncorrected` |
/// | `z_pooled` | its signed root | ● the same test, with a direction |
/// | `scas` | score statistic corrected for skewness | ● even tails when totals are unequal; `scas` |
/// | `g_test` | likelihood ratio | ○ liberal with small counts; `profile_lr` |
/// | `g_williams` | the same over Williams's divisor | ○ |
/// | `yates_chi2` | chi-squared with continuity correction | ✗ far too conservative |
/// | `z_unpooled` | difference over its unpooled standard error | ✗ liberal, breaks down at 0 and all; `wald` |
/// | `log_rr_wald` | log ratio over its standard error | ✗ undefined with zeros; `katz_log` |
/// | `log_or_wald` | log odds ratio over its standard error | ✗ undefined with zeros; `woolf_logit` |
/// | `fisher_midp_central` | twice the smaller mid-p tail | ● the conditional test to use; `conditional_mid_p` |
/// | `fisher_midp_minlike` | mid-p of `fisher_minlike` | ○ |
/// | `fisher_central` | twice the smaller tail of Fisher's test | ○ exact, conservative; `exact_conditional_central` |
/// | `fisher_minlike` | all tables no likelier than the one seen | ○ exact, conservative; `baptista_pike` |
/// | `fisher_blaker` | a tail and the largest opposite tail no larger | ○ exact, conservative |
/// | `boschloo_central` | unconditional, ordered by Fisher's one-sided p | ● exact, never less powerful than Fisher |
/// | `boschloo_minlike` | unconditional, ordered by `fisher_minlike` | ○ exact |
/// | `barnard_pooled` | unconditional, ordered by `z_pooled` | ○ exact |
/// | `barnard_unpooled` | unconditional, ordered by `z_unpooled` | ○ exact |
/// | `lr_unconditional` | unconditional, ordered by G | ○ exact |
///
/// ★ default, ● good, ○ for a special purpose or comparison, ✗ do not use in practice. Last in a row: the intervals at level 1
/// − α that leave equality out exactly when p < α. The closed forms cost one erfc, Fisher's tests grow with the root of the
/// counts, the unconditional ones have a stated limit (`Status::too_large`). Nulls other than equality: `significance/null.hpp`
/// says which closed forms take them, and each exact test's own header whether it does. Nobody or everybody had the outcome:
/// NaN with `Status::no_information`, but p 1 for the exact tests (a half for `fisher_midp_minlike` and for a one-sided mid-p).
/// None is for paired data, and a large p does not show that two rates are alike: `equivalence` does.
///
/// Sources: those of the closed forms in `significance/score.hpp`; Lancaster (1961) J. Am. Stat. Assoc. 56, 223 (mid-p); Fisher
/// (1935) J. R. Stat. Soc. 98, 39; Irwin (1935) Metron 12, 83 (minlike); Blaker (2000) Can. J. Stat. 28, 783; Boschloo (1970)
/// Stat. Neerl. 24, 1; Barnard (1947) Biometrika 34, 123; Suissa and Shuster (1985) J. R. Stat. Soc. A 148, 317.
#pragma once

#include "equitable/significance/conditional_exact.hpp"
#include "equitable/significance/method.hpp"
#include "equitable/significance/null.hpp"
#include "equitable/significance/score.hpp"
#include "equitable/significance/unconditional_exact.hpp"

namespace equitable {

/// The test of a table. A group without people gives NaN with `Status::undefined`.
/// @throws InvalidInput for a null outside the measure's space, and for a method that has no such null or alternative
[[nodiscard]] inline TestResult significance(const Table2x2& table, const SignificanceOptions& options = {}) {
  if (options.method < SignificanceMethod::fisher_minlike) return null_test(table, options, "significance");
  check_null(options.null, "significance");
  if (options.method < SignificanceMethod::barnard_pooled) return conditional_exact_test(table, options);
  return unconditional_exact_test(table, options).test();
}

/// Whether two rates differ by more than chance.
///
///     significance(596, 3842, 207, 2386)   // statistic 61.25, p = 5.0e-15
///     significance(596, 3842, 207, 2386, {SignificanceMethod::n_minus_1_chi2, Alternative::greater, {Measure::ratio, 1.25}})
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups, the null lies inside the measure's space, and the
///         method has such a null and alternative
[[nodiscard]] inline TestResult significance(Count events, Count total, Count reference_events, Count reference_total,
                                             const SignificanceOptions& options = {}) {
  return significance(checked_table(events, total, reference_events, reference_total, "significance"), options);
}

}  // namespace equitable
