/// @file comparison/person_time.hpp
/// Two rates per person-time compared: their ratio and their difference, with confidence intervals.
///
/// | ratio | use |
/// |---|---|
/// | `conditional_mid_p` | default: close to its level on average; agrees with the test `conditional_midp` |
/// | `exact_conditional_central` | coverage never below the level, hence wide; agrees with `conditional_exact` |
/// | `score_wilson` | good: closed form; agrees with `conditional_score` |
/// | `log_wald` | for comparison: log ratio ± z √(1/x1 + 1/x2); none where a group has no events |
///
/// | difference | use |
/// |---|---|
/// | `rate_difference_score` | default: every difference its score test does not reject; agrees with `conditional_score` |
/// | `rate_difference_mover_score` | good: closed form, built from the two score intervals |
/// | `rate_difference_wald` | for comparison only: far too short with few events, no width without any |
///
/// Given the events in all, those of the group are binomial with probability θ t1 / (θ t1 + t2), θ the ratio and t the exposures:
/// the first three methods turn the limits of that probability (`mid_p`, `clopper_pearson`, `wilson`) into limits of θ.
///
/// Edges: no events in the group give a ratio of 0 with lower limit 0; none in the reference an infinite one with infinite upper
/// limit (`Status::unbounded`); none in either leave the ratio without a value (`Status::undefined`), but the difference with
/// one, 0. Swapping the groups inverts the ratio and negates the difference.
///
/// Sources: Przyborowski and Wilenski (1940) Biometrika 31, 313; Berry and Armitage (1995) Statistician 44, 417 (mid-p); Wilson
/// (1927) J. Am. Stat. Assoc. 22, 209; Miettinen and Nurminen (1985) Stat. Med. 4, 213 (score of the difference); Zou and Donner
/// (2008) Stat. Med. 27, 1693 (MOVER). Cost: some ten nanoseconds for closed forms, under a microsecond for the score of the
/// difference, 2 to 10 for the two exact ratios, whatever the counts.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include "equitable/comparison/mover.hpp"
#include "equitable/core/results.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/detail/root.hpp"
#include "equitable/proportion/clopper_pearson.hpp"
#include "equitable/proportion/person_time.hpp"
#include "equitable/proportion/wilson.hpp"

namespace equitable {

/// The intervals of a ratio of two rates per person-time.
enum class PersonTimeRatioMethod : std::uint8_t { conditional_mid_p, exact_conditional_central, score_wilson, log_wald };

/// The intervals of a difference of two rates per person-time.
enum class PersonTimeDifferenceMethod : std::uint8_t { rate_difference_score, rate_difference_mover_score, rate_difference_wald };

namespace detail {

inline constexpr std::array<const char*, 4> person_time_ratio_method_names{"conditional_mid_p", "exact_conditional_central",
                                                                           "score_wilson", "log_wald"};
inline constexpr std::array<const char*, 3> person_time_difference_method_names{
    "rate_difference_score", "rate_difference_mover_score", "rate_difference_wald"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(PersonTimeRatioMethod method) noexcept {
  return detail::person_time_ratio_method_names[static_cast<std::size_t>(method)];
}
[[nodiscard]] constexpr const char* name(PersonTimeDifferenceMethod method) noexcept {
  return detail::person_time_difference_method_names[static_cast<std::size_t>(method)];
}

/// Options of `person_time_ratio`.
struct PersonTimeRatioOptions {
  PersonTimeRatioMethod method = PersonTimeRatioMethod::conditional_mid_p;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone.
  Alternative alternative = Alternative::two_sided;
};

/// Options of `person_time_difference`.
struct PersonTimeDifferenceOptions {
  PersonTimeDifferenceMethod method = PersonTimeDifferenceMethod::rate_difference_score;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone.
  Alternative alternative = Alternative::two_sided;
};

/// A group and its reference.
struct PersonTimePair {
  PersonTime group;
  PersonTime reference;

  /// Whether both have an exposure.
  [[nodiscard]] constexpr bool comparable() const noexcept { return group.exposure > 0.0 && reference.exposure > 0.0; }
  /// Events and exposures as the kernels take them.
  [[nodiscard]] detail::TwoRates rates() const noexcept {
    return {static_cast<double>(group.events), group.exposure, static_cast<double>(reference.events), reference.exposure};
  }
};

/// Whether both groups are valid and have at most 2^53 events together.
[[nodiscard]] constexpr bool is_person_time_pair(const PersonTimePair& pair) noexcept {
  return is_person_time(pair.group.events, pair.group.exposure) &&
         is_person_time(pair.reference.events, pair.reference.exposure) && pair.group.events <= max_count - pair.reference.events;
}

/// A group and its reference, checked. @throws InvalidInput naming the argument, its value and the rule
[[nodiscard]] inline PersonTimePair checked_person_time_pair(Count events, double exposure, Count reference_events,
                                                             double reference_exposure, const char* where) {
  const PersonTimePair pair{checked_person_time(events, exposure, where),
                            checked_person_time(reference_events, reference_exposure, where, "reference_")};
  if (!is_person_time_pair(pair))
    throw_invalid(where, "reference_events", std::to_string(reference_events), "must be at most 2^53 together with events");
  return pair;
}

namespace detail {

/// The odds of x1 in x1 + x2 at the limits of a binomial probability, from the lower limits of each count and their distances
/// from 1.
[[nodiscard]] inline Interval odds_of_limits(const UnitPoint& lower1, const UnitPoint& lower2) noexcept {
  return {lower1.q / lower1.rest, lower2.q > 0.0 ? lower2.rest / lower2.q : infinity};
}

/// Limits of the odds of x1 against x2, x1 of x1 + x2 > 0 being binomial: exact, mid-p and Wilson's.
[[nodiscard]] inline Interval clopper_pearson_odds(double x1, double x2, const Level& level) noexcept {
  const double n = x1 + x2;
  return odds_of_limits(clopper_pearson_lower(x1, n, level.tail), clopper_pearson_lower(x2, n, level.tail));
}
[[nodiscard]] inline Interval mid_p_odds(double x1, double x2, const Level& level) noexcept {
  const double n = x1 + x2;
  return odds_of_limits(mid_p_lower(x1, n, level.tail), mid_p_lower(x2, n, level.tail));
}
[[nodiscard]] inline Interval wilson_odds(double x1, double x2, const Level& level) noexcept {
  const Interval first = wilson_limits(x1, x1 + x2, level.z);
  const Interval second = wilson_limits(x2, x1 + x2, level.z);
  return odds_of_limits({first.lower, second.upper}, {second.lower, first.upper});
}
/// x1/x2 exp(±z √(1/x1 + 1/x2)); NaN where a count is 0.
[[nodiscard]] inline Interval log_wald_odds(double x1, double x2, const Level& level) noexcept {
  if (x1 == 0.0 || x2 == 0.0) return {not_a_number, not_a_number};
  const double factor = std::exp(level.z * std::sqrt(1.0 / x1 + 1.0 / x2));
  return {x1 / x2 / factor, x1 / x2 * factor};
}

/// Limits of the ratio of two rates, x events in the exposure n; both exposures above 0. NaN without any events.
[[nodiscard]] inline Interval person_time_ratio_limits(const TwoRates& r, const Level& level,
                                                       PersonTimeRatioMethod method) noexcept {
  if (r.x1 + r.x2 == 0.0) return {not_a_number, not_a_number};
  Interval odds{};
  switch (method) {
    case PersonTimeRatioMethod::conditional_mid_p: odds = mid_p_odds(r.x1, r.x2, level); break;
    case PersonTimeRatioMethod::exact_conditional_central: odds = clopper_pearson_odds(r.x1, r.x2, level); break;
    case PersonTimeRatioMethod::score_wilson: odds = wilson_odds(r.x1, r.x2, level); break;
    case PersonTimeRatioMethod::log_wald: odds = log_wald_odds(r.x1, r.x2, level); break;
  }
  return {odds.lower * (r.n2 / r.n1), odds.upper * (r.n2 / r.n1)};
}

/// Lower score limit of the difference of two rates.
///
/// The restricted rates are x1/(t1+s) and x2/(t2−s) for a multiplier s in (0, t2], and Z² = s² V, V = x1/(t1(t1+s)) +
/// x2/(t2(t2−s)), rises with s; so the search is for s, and the limit is d − s V = d − z √V.
[[nodiscard]] inline double person_time_difference_lower(const TwoRates& r, const Level& level) {
  const double zz = level.z * level.z;
  const double t1 = r.n1;
  const double t2 = r.n2;
  if (r.x1 == 0.0) return -poisson_score_limits(r.x2, level).upper / t2;
  if (r.x2 == 0.0) {
    // The reference's restricted rate is 0, until s reaches t2; then it rises and s stays.
    const double alone = poisson_score_limits(r.x1, level).lower / t1;
    return alone * (t1 + t2) >= r.x1 ? alone : r.x1 / t1 - zz / t2;
  }
  // s = t2 σ(w), t2 − s = t2 σ(−w); in units of t2 the first exposure is τ.
  const double tau = t1 / t2;
  const double log_square = std::log(zz);
  const auto log_score = [&](double w) {
    const double up = 1.0 / (1.0 + std::exp(-w));
    const double down = 1.0 / (1.0 + std::exp(w));
    const double first = r.x1 / tau / (tau + up);
    const double second = r.x2 / down;
    const double value = 2.0 * std::log(up) + std::log(first + second) - log_square;
    return Slope{value, 2.0 * down + up * (second - first * (down / (tau + up))) / (first + second)};
  };
  const double guess = level.z / std::sqrt(r.x1 / (tau * tau) + r.x2);
  const double w = increasing_root(log_score, -700.0, 700.0, std::log(guess) + 0.5 * std::log1p(guess * guess));
  const double up = 1.0 / (1.0 + std::exp(-w));
  const double down = 1.0 / (1.0 + std::exp(w));
  const double variance = r.x1 / tau / (tau + up) + r.x2 / down;  // times t2²
  return rate_difference_value(r) - level.z * std::sqrt(variance) / t2;
}

/// Limits of the difference of two rates, x events in the exposure n; both exposures above 0.
[[nodiscard]] inline Interval person_time_difference_limits(const TwoRates& r, const Level& level,
                                                            PersonTimeDifferenceMethod method) {
  if (method == PersonTimeDifferenceMethod::rate_difference_score)
    return {person_time_difference_lower(r, level), 0.0 - person_time_difference_lower(r.swapped(), level)};
  const double difference = rate_difference_value(r);
  if (method == PersonTimeDifferenceMethod::rate_difference_wald) {
    const double half = level.z * std::hypot(std::sqrt(r.x1) / r.n1, std::sqrt(r.x2) / r.n2);
    return {difference - half, difference + half};
  }
  const Interval first = poisson_score_distances(r.x1, level);
  const Interval second = poisson_score_distances(r.x2, level);
  return mover_difference(difference, {first.lower / r.n1, first.upper / r.n1}, {second.lower / r.n2, second.upper / r.n2});
}

[[nodiscard]] inline Level checked_level(const PersonTimeRatioOptions& options) {
  return level_of(options.confidence, options.alternative, "person_time_ratio");
}
[[nodiscard]] inline Level checked_level(const PersonTimeDifferenceOptions& options) {
  return level_of(options.confidence, options.alternative, "person_time_difference");
}

/// Value and limits of one pair at a level.
[[nodiscard]] inline Estimate compare(const PersonTimePair& pair, const Level& level,
                                      const PersonTimeRatioOptions& options) noexcept {
  const TwoRates r = pair.rates();
  const bool defined = pair.comparable() && r.x1 + r.x2 > 0.0;
  const Interval limits = defined ? person_time_ratio_limits(r, level, options.method) : Interval{not_a_number, not_a_number};
  const double value = defined ? r.x1 / r.x2 * (r.n2 / r.n1) : not_a_number;
  return one_sided(make_estimate(value, in_order(limits), options.confidence, name(options.method)), options.alternative,
                   {0.0, infinity}, options.confidence);
}
[[nodiscard]] inline Estimate compare(const PersonTimePair& pair, const Level& level,
                                      const PersonTimeDifferenceOptions& options) {
  const bool defined = pair.comparable();
  const Interval limits =
      defined ? person_time_difference_limits(pair.rates(), level, options.method) : Interval{not_a_number, not_a_number};
  const double value = defined ? rate_difference_value(pair.rates()) : not_a_number;
  return one_sided(make_estimate(value, in_order(limits), options.confidence, name(options.method)), options.alternative,
                   {-infinity, infinity}, options.confidence);
}

}  // namespace detail

/// The ratio of two rates per person-time, the group's over the reference's.
///
///     person_time_ratio(60, 51477.5, 30, 54308.7)   // 2.11, 95 % interval 1.37 to 3.31
///
/// Without events in either, or without exposure, NaN with `Status::undefined`.
/// @throws InvalidInput as `person_time_rate` for either group, and for more than 2^53 events in all
[[nodiscard]] inline Estimate person_time_ratio(Count events, double exposure, Count reference_events, double reference_exposure,
                                                const PersonTimeRatioOptions& options = {}) {
  return detail::compare(checked_person_time_pair(events, exposure, reference_events, reference_exposure, "person_time_ratio"),
                         detail::checked_level(options), options);
}

/// By how much the group's rate per person-time exceeds the reference's, per unit of the exposures.
///
///     person_time_difference(60, 51477.5, 30, 54308.7)   // 0.000613, 95 % interval 0.000266 to 0.000989
///
/// Without exposure NaN with `Status::undefined`.
/// @throws InvalidInput as `person_time_ratio`
[[nodiscard]] inline Estimate person_time_difference(Count events, double exposure, Count reference_events,
                                                     double reference_exposure, const PersonTimeDifferenceOptions& options = {}) {
  return detail::compare(
      checked_person_time_pair(events, exposure, reference_events, reference_exposure, "person_time_difference"),
      detail::checked_level(options), options);
}

}  // namespace equitable
