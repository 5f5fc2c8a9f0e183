/// @file comparison/odds_ratio.hpp
/// The odds ratio, odds(group) / odds(reference), with its confidence interval.
///
/// | method | use |
/// |---|---|
/// | `miettinen_nurminen` | default: a score interval, defined for every table, agreeing with `n_minus_1_chi2` (1 lies outside exactly when p < α) |
/// | `score_uncorrected` | the same without the N/(N−1) correction, agreeing with `pearson_chi2` (Cornfield) |
/// | `scas` | with corrections for skewness and bias: misses the truth about equally often on either side |
/// | `conditional_mid_p` | exact given both margins, close to its level on average; agrees with `fisher_midp_central` |
/// | `exact_conditional_central` | exact and never below its level, hence wide; agrees with `fisher_central` |
/// | `baptista_pike` | exact, mostly shorter than the last, from Fisher's two-sided test; for comparison |
/// | `profile_lr` | the likelihood ratio, agreeing with `g_test`; for comparison |
/// | `gart_adjusted_logit`, `inv_sinh` | closed forms for hand calculation; far off with empty cells |
/// | `mover_wilson` | from Wilson's limits of the two rates: no interval with an empty cell |
/// | `woolf_logit` | the logarithmic interval of spreadsheets, for comparison: no interval with an empty cell |
/// | `agresti_smoothed_logit` | for comparison: absurdly wide with an empty cell in unequal groups |
///
/// Edges of the score, likelihood and exact intervals: no events in the group or no non-events in the reference gives a lower
/// limit of 0, the opposite an infinite upper limit, so that a table in which nobody or everybody had the outcome has [0, ∞]
/// round an undefined estimate. `scas` ends there too when few events cannot carry its level (one event at 99.8 %).
///
/// An odds ratio is no relative likelihood: with rates of 30 % against 20 % the odds ratio is 1.71 and the relative likelihood
/// 1.5. It treats events and non-events alike (counting the others inverts it), and suits case-control counts and logistic
/// models; to say how much likelier something is, take `relative_likelihood`. Not for paired data. Sources: Cornfield (1956)
/// Proc. Third Berkeley Symp. 4, 135; Miettinen and Nurminen (1985) Stat. Med. 4, 213; Laud (2017) Pharm. Stat. 16, 334; those of
/// the other methods stand with their functions. Cost of a score interval: about a dozen evaluations of two logarithms, about a
/// microsecond, independent of the counts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "equitable/comparison/conditional_exact.hpp"
#include "equitable/comparison/mover.hpp"
#include "equitable/comparison/odds_ratio_closed_forms.hpp"
#include "equitable/comparison/profile_likelihood.hpp"
#include "equitable/comparison/skewness_corrected.hpp"
#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"

namespace equitable {

/// The intervals of an odds ratio.
enum class OddsRatioMethod : std::uint8_t {
  miettinen_nurminen,
  score_uncorrected,
  scas,
  profile_lr,
  exact_conditional_central,
  conditional_mid_p,
  baptista_pike,
  mover_wilson,
  woolf_logit,
  gart_adjusted_logit,
  agresti_smoothed_logit,
  inv_sinh
};

namespace detail {

inline constexpr std::array<const char*, 12> odds_ratio_method_names{
    "miettinen_nurminen",     "score_uncorrected", "scas",         "profile_lr",  "exact_conditional_central",
    "conditional_mid_p",      "baptista_pike",     "mover_wilson", "woolf_logit", "gart_adjusted_logit",
    "agresti_smoothed_logit", "inv_sinh"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(OddsRatioMethod method) noexcept {
  return detail::odds_ratio_method_names[static_cast<std::size_t>(method)];
}

/// Options of `odds_ratio`.
struct OddsRatioOptions {
  OddsRatioMethod method = OddsRatioMethod::miettinen_nurminen;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone. Not for `baptista_pike`.
  Alternative alternative = Alternative::two_sided;
};

namespace detail {

/// Score limits of the odds ratio, with or without the N/(N−1) correction.
[[nodiscard]] inline Interval odds_ratio_score_limits(const TwoRates& r, double z, bool corrected) {
  const Twofold square = score_square(r, z, corrected);
  return {odds_ratio_score_limit(r, square, false), odds_ratio_score_limit(r.swapped(), square, true)};
}

/// The limits of one method; both groups hold somebody.
[[nodiscard]] inline Interval odds_ratio_limits(const TwoRates& r, const Level& level, OddsRatioMethod method) {
  switch (method) {
    case OddsRatioMethod::miettinen_nurminen: break;
    case OddsRatioMethod::score_uncorrected: return odds_ratio_score_limits(r, level.z, false);
    case OddsRatioMethod::scas: return odds_ratio_skewness_corrected_limits(r, level);
    case OddsRatioMethod::profile_lr: return odds_ratio_profile_limits(r, level);
    case OddsRatioMethod::exact_conditional_central: return conditional_exact_limits(r, level);
    case OddsRatioMethod::conditional_mid_p: return conditional_mid_p_limits(r, level);
    case OddsRatioMethod::baptista_pike: return baptista_pike_limits(r, level);
    case OddsRatioMethod::mover_wilson: return odds_ratio_mover_wilson_limits(r, level);
    case OddsRatioMethod::woolf_logit: return woolf_limits(r, level);
    case OddsRatioMethod::gart_adjusted_logit: return gart_limits(r, level);
    case OddsRatioMethod::agresti_smoothed_logit: return agresti_smoothed_limits(r, level);
    case OddsRatioMethod::inv_sinh: return odds_ratio_inv_sinh_limits(r, level);
  }
  return odds_ratio_score_limits(r, level.z, true);
}

/// The level of the options, checked. @throws InvalidInput for a one-sided limit of a method that inverts a two-sided test
[[nodiscard]] inline Level checked_level(const OddsRatioOptions& options) {
  if (options.alternative != Alternative::two_sided && (options.method == OddsRatioMethod::baptista_pike))
    throw_invalid("odds_ratio", "alternative", name(options.alternative),
                  std::string("must be two-sided for ") + name(options.method) + ", which inverts a two-sided test");
  return level_of(options.confidence, options.alternative, "odds_ratio");
}

/// Value and limits of one table at a level.
[[nodiscard]] inline Estimate compare(const Table2x2& table, const Level& level, const OddsRatioOptions& options) {
  const Interval interval =
      table.comparable() ? odds_ratio_limits(table.rates(), level, options.method) : Interval{not_a_number, not_a_number};
  const Estimate estimate = make_estimate(table.odds_ratio(), interval, options.confidence, name(options.method));
  return one_sided(estimate, options.alternative, {0.0, infinity}, options.confidence);
}

}  // namespace detail

/// The odds ratio of a table, with its interval. A group without people gives NaN with `Status::undefined`.
/// @throws InvalidInput for a one-sided limit at a level of 1/2 or less, or of `baptista_pike`
[[nodiscard]] inline Estimate odds_ratio(const Table2x2& table, const OddsRatioOptions& options = {}) {
  return detail::compare(table, detail::checked_level(options), options);
}

/// The odds of the outcome in the group relative to the reference.
///
///     odds_ratio(596, 3842, 207, 2386)   // 1.93, 95 % interval 1.64 to 2.28
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups, and as above
[[nodiscard]] inline Estimate odds_ratio(Count events, Count total, Count reference_events, Count reference_total,
                                         const OddsRatioOptions& options = {}) {
  return odds_ratio(checked_table(events, total, reference_events, reference_total, "odds_ratio"), options);
}

/// Options of `conditional_odds_ratio`.
struct ConditionalOddsRatioOptions {
  /// One of `exact_conditional_central`, `conditional_mid_p` and `baptista_pike`, which rest on the same conditional law.
  OddsRatioMethod method = OddsRatioMethod::conditional_mid_p;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone. Not for `baptista_pike`.
  Alternative alternative = Alternative::two_sided;
};

/// The odds ratio that makes the observed table the expected one among all with the same margins (the conditional
/// maximum-likelihood estimate, which stands beside Fisher's exact test in other software), with an interval of the same law.
///
/// Nearer to 1 than ad/(bc). 0 or ∞ when no table with these margins has fewer or more events in the group, NaN with
/// `Status::undefined` and [0, ∞] when there is no other table at all. Source: Fisher (1935) J. R. Stat. Soc. 98, 39; Cornfield
/// (1956).
/// @throws InvalidInput for a method that is not conditional, and for a one-sided limit as `odds_ratio` does
[[nodiscard]] inline Estimate conditional_odds_ratio(const Table2x2& table, const ConditionalOddsRatioOptions& options = {}) {
  const OddsRatioMethod method = options.method;
  if (method != OddsRatioMethod::exact_conditional_central && method != OddsRatioMethod::conditional_mid_p &&
      method != OddsRatioMethod::baptista_pike)
    throw_invalid("conditional_odds_ratio", "method", name(method),
                  "must be exact_conditional_central, conditional_mid_p or baptista_pike");
  const Estimate limits = odds_ratio(table, {method, options.confidence, options.alternative});
  const double value = table.comparable() ? detail::conditional_odds_ratio(table.rates()) : not_a_number;
  const Estimate estimate = make_estimate(value, {limits.lower, limits.upper}, options.confidence, name(method));
  return one_sided(estimate, options.alternative, {0.0, infinity}, options.confidence);
}

/// The conditional odds ratio of four counts.
///
///     conditional_odds_ratio(3, 10, 1, 10)   // 3.61, where ad/(bc) is 3.86; 95 % interval 0.31 to 112
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups, and as above
[[nodiscard]] inline Estimate conditional_odds_ratio(Count events, Count total, Count reference_events, Count reference_total,
                                                     const ConditionalOddsRatioOptions& options = {}) {
  return conditional_odds_ratio(checked_table(events, total, reference_events, reference_total, "conditional_odds_ratio"),
                                options);
}

}  // namespace equitable
