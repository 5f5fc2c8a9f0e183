/// @file comparison/odds_ratio.hpp
/// The odds ratio, odds(group) / odds(reference), with its confidence interval.
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

/// STUB of C: score limits of the odds ratio, with or without the N/(N−1) correction.
[[nodiscard]] inline Interval odds_ratio_score_limits(const TwoRates&, double, bool) { return {not_a_number, not_a_number}; }

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
[[nodiscard]] inline Estimate odds_ratio(const Table2x2& table, const OddsRatioOptions& options = {}) {
  return detail::compare(table, detail::checked_level(options), options);
}

/// The odds of the outcome in the group relative to the reference.
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups
[[nodiscard]] inline Estimate odds_ratio(Count events, Count total, Count reference_events, Count reference_total,
                                         const OddsRatioOptions& options = {}) {
  return odds_ratio(checked_table(events, total, reference_events, reference_total, "odds_ratio"), options);
}

}  // namespace equitable
