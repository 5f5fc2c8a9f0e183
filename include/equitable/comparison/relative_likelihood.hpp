/// @file comparison/relative_likelihood.hpp
/// The relative likelihood, rate(group) / rate(reference), with its confidence interval.
///
/// ★ default · ● good · ○ for special purposes · ✗ for comparison with others' figures only.
///
/// | method | when to use it | when not |
/// |---|---|---|
/// | ★ `miettinen_nurminen` | any table; 1 lies outside exactly when `n_minus_1_chi2` has p < α | coverage must be guaranteed |
/// | ● `koopman` | the same without the factor N/(N−1), beside `pearson_chi2` | groups of a handful of people |
/// | ● `scas` | one limit alone, or very unequal groups: both sides miss equally often | one event, a level above 99 %: 0 or ∞ |
/// | ● `mover_wilson` | a closed form that behaves like a score interval | beside a p-value: it belongs to no test |
/// | ● `mover_jeffreys` | a finite interval for every table, from the two Jeffreys posteriors | a limit should reach 0 or ∞ |
/// | ○ `profile_lr` | beside `g_test` or a logistic model: the likelihood interval | few expected events: too short |
/// | ○ `inv_sinh` | by hand: Katz made a little shorter | everybody had the outcome: no width |
/// | ○ `price_bonett`, `haldane_log` | by hand, any table: Katz with something added | few events: the centre is not the ratio |
/// | ● `agresti_min_score` | small groups and guaranteed coverage, both limits at once | one limit alone; large groups |
/// | ○ `chan_zhang_score` | small groups and guaranteed coverage of each limit | large groups; wider than it need be |
/// | ✗ `katz_log` | the logarithmic interval of spreadsheets | a group without events: none |
/// | ✗ `walter_log` | older literature | everybody had the outcome: no width |
///
/// Edges: no events in the group gives a lower limit of 0, none in the reference an infinite upper one, none in either [0, ∞]
/// round an undefined estimate, everybody in both a finite interval round 1 (`katz_log`, `walter_log`, `inv_sinh`: [1, 1]).
/// `katz_log` has no interval when either has none; `mover_jeffreys`, `walter_log`, `haldane_log` and `price_bonett` are finite
/// and above 0 throughout. In these four, and in `scas`, the centre is not the ratio, so at a narrow level it may lie outside its
/// interval; in the others never.
///
/// Not for paired data, nor for a part against the whole that contains it (see representation.hpp). Sources: Miettinen and
/// Nurminen (1985) Stat. Med. 4, 213; Koopman (1984) Biometrics 40, 513; Laud (2017) Pharm. Stat. 16, 334; Chan and Zhang (1999)
/// Biometrics 55, 1202; Agresti and Min (2001) Biometrics 57, 963; the others in mover.hpp, profile_likelihood.hpp and
/// ratio_closed_forms.hpp. Cost: closed forms some ten nanoseconds; score and likelihood a search of about six steps, under a
/// microsecond, whatever the counts; `mover_jeffreys` six quantiles; the two exact ones as unconditional_exact.hpp says.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "equitable/comparison/mover.hpp"
#include "equitable/comparison/profile_likelihood.hpp"
#include "equitable/comparison/ratio_closed_forms.hpp"
#include "equitable/comparison/skewness_corrected.hpp"
#include "equitable/comparison/unconditional_exact.hpp"
#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"

namespace equitable {

/// The intervals of a ratio of two rates.
enum class RelativeLikelihoodMethod : std::uint8_t {
  miettinen_nurminen,
  koopman,
  scas,
  profile_lr,
  mover_wilson,
  mover_jeffreys,
  katz_log,
  walter_log,
  haldane_log,
  price_bonett,
  inv_sinh,
  chan_zhang_score,
  agresti_min_score
};

namespace detail {

inline constexpr std::array<const char*, 13> relative_likelihood_method_names{
    "miettinen_nurminen", "koopman",     "scas",         "profile_lr", "mover_wilson",     "mover_jeffreys",   "katz_log",
    "walter_log",         "haldane_log", "price_bonett", "inv_sinh",   "chan_zhang_score", "agresti_min_score"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(RelativeLikelihoodMethod method) noexcept {
  return detail::relative_likelihood_method_names[static_cast<std::size_t>(method)];
}

/// Options of `relative_likelihood`.
struct RelativeLikelihoodOptions {
  RelativeLikelihoodMethod method = RelativeLikelihoodMethod::miettinen_nurminen;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone. Not for `agresti_min_score`.
  Alternative alternative = Alternative::two_sided;
};

namespace detail {

/// Score limits of the ratio, with or without the N/(N−1) correction.
[[nodiscard]] inline Interval ratio_score_limits(const TwoRates& r, double z, bool corrected) {
  const Twofold square = score_square(r, z, corrected);
  return {ratio_score_limit(r, square, false), ratio_score_limit(r.swapped(), square, true)};
}

/// The limits of one method; both groups hold somebody.
[[nodiscard]] inline Interval relative_likelihood_limits(const TwoRates& r, const Level& level, RelativeLikelihoodMethod method) {
  switch (method) {
    case RelativeLikelihoodMethod::miettinen_nurminen: break;
    case RelativeLikelihoodMethod::koopman: return ratio_score_limits(r, level.z, false);
    case RelativeLikelihoodMethod::scas: return ratio_skewness_corrected_limits(r, level);
    case RelativeLikelihoodMethod::profile_lr: return ratio_profile_limits(r, level);
    case RelativeLikelihoodMethod::mover_wilson: return ratio_mover_wilson_limits(r, level);
    case RelativeLikelihoodMethod::mover_jeffreys: return ratio_mover_jeffreys_limits(r, level);
    case RelativeLikelihoodMethod::katz_log: return katz_limits(r, level);
    case RelativeLikelihoodMethod::walter_log: return walter_limits(r, level);
    case RelativeLikelihoodMethod::haldane_log: return haldane_ratio_limits(r, level);
    case RelativeLikelihoodMethod::price_bonett: return price_bonett_limits(r, level);
    case RelativeLikelihoodMethod::inv_sinh: return ratio_inv_sinh_limits(r, level);
    case RelativeLikelihoodMethod::chan_zhang_score: return chan_zhang_limits(r, level, Measure::ratio);
    case RelativeLikelihoodMethod::agresti_min_score: return agresti_min_limits(r, level, Measure::ratio);
  }
  return ratio_score_limits(r, level.z, true);
}

/// Whether the method sums over all tables, and so has a limit on its size.
[[nodiscard]] constexpr bool is_unconditional(RelativeLikelihoodMethod method) noexcept {
  return method == RelativeLikelihoodMethod::chan_zhang_score || method == RelativeLikelihoodMethod::agresti_min_score;
}

/// The level of the options, checked. @throws InvalidInput for a one-sided limit of a method that inverts a two-sided test
[[nodiscard]] inline Level checked_level(const RelativeLikelihoodOptions& options) {
  if (options.alternative != Alternative::two_sided && options.method == RelativeLikelihoodMethod::agresti_min_score)
    throw_invalid("relative_likelihood", "alternative", name(options.alternative),
                  std::string("must be two-sided for ") + name(options.method) + ", which inverts a two-sided test");
  return level_of(options.confidence, options.alternative, "relative_likelihood");
}

/// Value and limits of one table at a level.
[[nodiscard]] inline Estimate compare(const Table2x2& table, const Level& level, const RelativeLikelihoodOptions& options) {
  const bool too_large = is_unconditional(options.method) && table.comparable() && !unconditional_is_feasible(table.rates());
  const Interval interval = table.comparable() && !too_large ? relative_likelihood_limits(table.rates(), level, options.method)
                                                             : Interval{not_a_number, not_a_number};
  Estimate estimate = make_estimate(table.ratio(), interval, options.confidence, name(options.method));
  if (too_large) estimate.status = Status::too_large;
  return one_sided(estimate, options.alternative, {0.0, infinity}, options.confidence);
}

}  // namespace detail

/// The relative likelihood of a table, with its interval. A group without people gives NaN with `Status::undefined`.
/// @throws InvalidInput for a one-sided limit at a level of 1/2 or less, or of `agresti_min_score`
[[nodiscard]] inline Estimate relative_likelihood(const Table2x2& table, const RelativeLikelihoodOptions& options = {}) {
  return detail::compare(table, detail::checked_level(options), options);
}

/// How likely the group's people were to have the outcome, relative to the reference's.
///
///     relative_likelihood(596, 3842, 207, 2386)   // 1.79, 95 % interval 1.54 to 2.08
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups, and as above
[[nodiscard]] inline Estimate relative_likelihood(Count events, Count total, Count reference_events, Count reference_total,
                                                  const RelativeLikelihoodOptions& options = {}) {
  return relative_likelihood(checked_table(events, total, reference_events, reference_total, "relative_likelihood"), options);
}

}  // namespace equitable
