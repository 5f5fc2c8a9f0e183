/// @file comparison/rate_difference.hpp
/// The rate difference, rate(group) − rate(reference), with its confidence interval; a gap in percentage points is a hundred
/// times it.
///
/// ★ default · ● good · ○ for special purposes · ✗ for comparison with others' figures only.
///
/// | method | when to use it | when not |
/// |---|---|---|
/// | ★ `newcombe` | any table: closed form, built from the two Wilson intervals | beside a p-value: it belongs to no test |
/// | ★ `miettinen_nurminen` | any table; 0 lies outside exactly when `n_minus_1_chi2` has p < α | coverage must be guaranteed |
/// | ● `mee` | the same without the factor N/(N−1), beside `pearson_chi2` | groups of a handful of people |
/// | ● `scas` | one limit alone, or very unequal groups: both sides miss equally often; beside `scas_rd_null` | by hand |
/// | ● `mover_jeffreys` | from the two Jeffreys posteriors, never touching −1 or 1 | edges should be exact |
/// | ○ `newcombe_cc` | coverage should rather be too high than too low | it is to be right on average |
/// | ○ `agresti_caffo` | by hand: Wald with two people more in each group | few events: the centre is not the difference |
/// | ○ `jeffreys_perks`, `brown_li_jeffreys` | older literature; centred at shrunken rates | as above |
/// | ○ `profile_lr` | beside `g_test`: the likelihood interval | few expected events: too short |
/// | ● `agresti_min_score` | small groups and guaranteed coverage, both limits at once | one limit alone; large groups |
/// | ○ `chan_zhang_score` | small groups and guaranteed coverage of each limit | large groups; wider than it need be |
/// | ✗ `wald` | the textbook interval | far too short with few events, no width at rates of 0 and 1 |
/// | ✗ `wald_cc` | older literature | the same faults, a little less |
/// | ✗ `haldane_beal` | older literature | rates of 0 or 1 in both groups: [0, 0] when their totals agree |
/// | ✗ `hauck_anderson` | bioequivalence guidelines of the 1980s | a group of one person: none |
///
/// Every table with people in both groups has an interval inside [−1, 1], but `hauck_anderson` for a group of one person. Edges:
/// rates of 1 and 0 give an upper limit of exactly 1, rates of 0 and 1 a lower limit of exactly −1 (but for `agresti_caffo`,
/// `jeffreys_perks`, `brown_li_jeffreys` and `mover_jeffreys`); two rates of 0, or of 1, a finite interval round 0. The centre of
/// `agresti_caffo`, `brown_li_jeffreys`, `mover_jeffreys` and `scas` is not the difference, so at a narrow level it may lie
/// outside its interval; in the others never.
///
/// Not for paired data. Sources: Newcombe (1998) Stat. Med. 17, 873; Miettinen and Nurminen (1985) Stat. Med. 4, 213; Mee (1984)
/// Biometrics 40, 1175; Laud (2017) Pharm. Stat. 16, 334; Chan and Zhang (1999) Biometrics 55, 1202; Agresti and Min (2001)
/// Biometrics 57, 963; the others in mover.hpp, profile_likelihood.hpp and difference_closed_forms.hpp. Cost: closed forms some
/// ten nanoseconds; score and likelihood a search of about six steps, under a microsecond, whatever the counts; `mover_jeffreys`
/// six quantiles; the two exact ones as unconditional_exact.hpp says.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "equitable/comparison/difference_closed_forms.hpp"
#include "equitable/comparison/mover.hpp"
#include "equitable/comparison/profile_likelihood.hpp"
#include "equitable/comparison/skewness_corrected.hpp"
#include "equitable/comparison/unconditional_exact.hpp"
#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"

namespace equitable {

/// The intervals of a difference of two rates.
enum class RateDifferenceMethod : std::uint8_t {
  newcombe,
  newcombe_cc,
  miettinen_nurminen,
  mee,
  scas,
  profile_lr,
  mover_jeffreys,
  wald,
  wald_cc,
  agresti_caffo,
  haldane_beal,
  jeffreys_perks,
  hauck_anderson,
  brown_li_jeffreys,
  chan_zhang_score,
  agresti_min_score
};

namespace detail {

inline constexpr std::array<const char*, 16> rate_difference_method_names{
    "newcombe",       "newcombe_cc",       "miettinen_nurminen", "mee",
    "scas",           "profile_lr",        "mover_jeffreys",     "wald",
    "wald_cc",        "agresti_caffo",     "haldane_beal",       "jeffreys_perks",
    "hauck_anderson", "brown_li_jeffreys", "chan_zhang_score",   "agresti_min_score"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(RateDifferenceMethod method) noexcept {
  return detail::rate_difference_method_names[static_cast<std::size_t>(method)];
}

/// Options of `rate_difference`.
struct RateDifferenceOptions {
  RateDifferenceMethod method = RateDifferenceMethod::newcombe;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone. Not for `agresti_min_score`.
  Alternative alternative = Alternative::two_sided;
};

namespace detail {

/// Score limits of the difference, with or without the N/(N−1) correction.
[[nodiscard]] inline Interval difference_score_limits(const TwoRates& r, double z, bool corrected) {
  const Twofold square = score_square(r, z, corrected);
  return {difference_lower_limit(r, square), -difference_lower_limit(r.swapped(), square)};
}

/// The limits of one method; both groups hold somebody.
[[nodiscard]] inline Interval rate_difference_limits(const TwoRates& r, const Level& level, RateDifferenceMethod method) {
  switch (method) {
    case RateDifferenceMethod::newcombe: break;
    case RateDifferenceMethod::newcombe_cc: return newcombe_cc_limits(r, level);
    case RateDifferenceMethod::miettinen_nurminen: return difference_score_limits(r, level.z, true);
    case RateDifferenceMethod::mee: return difference_score_limits(r, level.z, false);
    case RateDifferenceMethod::scas: return difference_skewness_corrected_limits(r, level);
    case RateDifferenceMethod::profile_lr: return difference_profile_limits(r, level);
    case RateDifferenceMethod::mover_jeffreys: return difference_mover_jeffreys_limits(r, level);
    case RateDifferenceMethod::wald: return wald_difference_limits(r, level);
    case RateDifferenceMethod::wald_cc: return wald_cc_difference_limits(r, level);
    case RateDifferenceMethod::agresti_caffo: return agresti_caffo_limits(r, level);
    case RateDifferenceMethod::haldane_beal: return haldane_beal_limits(r, level);
    case RateDifferenceMethod::jeffreys_perks: return jeffreys_perks_limits(r, level);
    case RateDifferenceMethod::hauck_anderson: return hauck_anderson_limits(r, level);
    case RateDifferenceMethod::brown_li_jeffreys: return brown_li_jeffreys_limits(r, level);
    case RateDifferenceMethod::chan_zhang_score: return chan_zhang_limits(r, level, Measure::difference);
    case RateDifferenceMethod::agresti_min_score: return agresti_min_limits(r, level, Measure::difference);
  }
  return newcombe_limits(r, level);
}

/// Whether the method sums over all tables, and so has a limit on its size.
[[nodiscard]] constexpr bool is_unconditional(RateDifferenceMethod method) noexcept {
  return method == RateDifferenceMethod::chan_zhang_score || method == RateDifferenceMethod::agresti_min_score;
}

/// The level of the options, checked. @throws InvalidInput for a one-sided limit of a method that inverts a two-sided test
[[nodiscard]] inline Level checked_level(const RateDifferenceOptions& options) {
  if (options.alternative != Alternative::two_sided && options.method == RateDifferenceMethod::agresti_min_score)
    throw_invalid("rate_difference", "alternative", name(options.alternative),
                  std::string("must be two-sided for ") + name(options.method) + ", which inverts a two-sided test");
  return level_of(options.confidence, options.alternative, "rate_difference");
}

/// Value and limits of one table at a level.
[[nodiscard]] inline Estimate compare(const Table2x2& table, const Level& level, const RateDifferenceOptions& options) {
  const bool too_large = is_unconditional(options.method) && table.comparable() && !unconditional_is_feasible(table.rates());
  const Interval interval = table.comparable() && !too_large ? rate_difference_limits(table.rates(), level, options.method)
                                                             : Interval{not_a_number, not_a_number};
  Estimate estimate = make_estimate(table.difference(), interval, options.confidence, name(options.method));
  if (too_large) estimate.status = Status::too_large;
  return one_sided(estimate, options.alternative, {-1.0, 1.0}, options.confidence);
}

}  // namespace detail

/// The rate difference of a table, with its interval. A group without people gives NaN with `Status::undefined`.
/// @throws InvalidInput for a one-sided limit at a level of 1/2 or less, or of `agresti_min_score`
[[nodiscard]] inline Estimate rate_difference(const Table2x2& table, const RateDifferenceOptions& options = {}) {
  return detail::compare(table, detail::checked_level(options), options);
}

/// By how much the group's rate exceeds the reference's.
///
///     rate_difference(139, 571, 488, 2237)   // 0.0253, 95 % interval -0.0125 to 0.0657
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups, and as above
[[nodiscard]] inline Estimate rate_difference(Count events, Count total, Count reference_events, Count reference_total,
                                              const RateDifferenceOptions& options = {}) {
  return rate_difference(checked_table(events, total, reference_events, reference_total, "rate_difference"), options);
}

}  // namespace equitable
