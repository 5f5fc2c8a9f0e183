/// @file proportion/finite_population.hpp
/// One rate from a sample of a population of known size: survey respondents of a workforce.
///
/// Who has answered is no longer uncertain, so the interval is narrower than that of `proportion`, and has no width at all once
/// everybody has answered. With x events of n people out of a population of N, and c = (N−n)/(N−1):
///
/// | method | definition | use |
/// |---|---|---|
/// | `wilson_fpc` | Wilson's interval with c z² for z² | default: closed form, inside [0, 1], sensible at 0 and n |
/// | `mid_p_hypergeometric` | all K/N, K events in the population, that neither one-sided mid-p test refuses | good for small samples |
/// | `exact_hypergeometric_central` | the same with whole tails | coverage guaranteed, conservative |
/// | `wald_fpc` | p ± z √(p(1−p)/n c), cut to [0, 1] | for comparison only: no width at 0 of n |
/// | `wald_survey_unbiased_variance` | p ± z √(p(1−p)/(n−1) (1−n/N)), cut to [0, 1]; needs n > 1 | the same fault; the form of survey packages |
///
/// Limits of the two exact methods are whole numbers of people over N: close to a census the sample's own rate, whole numbers
/// over n, can lie between two of them and just outside. At levels below a half the mid-p tests may refuse every K; then the K
/// that they refuse least (with the larger p-value) stands alone, so that intervals of rising levels stay nested.
///
/// It is a statement about the N people of the population and assumes that respondents are a random sample of them: it says
/// nothing about the bias of those who do not answer. Sources: Cochran (1977) Sampling Techniques, 3rd ed., chapter 3;
/// Buonaccorsi (1987) Am. Stat. 41, 215; Wilson (1927) J. Am. Stat. Assoc. 22, 209. Cost: closed forms; the two exact ones about
/// 20 hypergeometric tails of √n nanoseconds each, at most some milliseconds.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include "equitable/core/results.hpp"
#include "equitable/counts/proportion.hpp"
#include "equitable/detail/hypergeometric.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/proportion/wilson.hpp"

namespace equitable {

/// Events of those who answered, and the number of people who could have: 0 <= events <= total <= population.
struct SampledGroup {
  Count events = 0;
  Count total = 0;
  Count population = 0;

  /// The sample without its population.
  [[nodiscard]] Proportion counted() const noexcept { return {events, total}; }
  /// The same people, counting those without the outcome.
  [[nodiscard]] SampledGroup complement() const noexcept { return {total - events, total, population}; }
  /// Whether everybody has answered, so that no sampling error is left.
  [[nodiscard]] bool is_census() const noexcept { return total == population; }
};

/// The sample, checked. @throws InvalidInput naming the argument, unless 0 <= events <= total <= population <= 2^53
[[nodiscard]] inline SampledGroup checked_sample(Count events, Count total, Count population, const char* where,
                                                 const char* prefix = "") {
  const Proportion counted = checked_proportion(events, total, where, prefix);
  const std::string name = std::string(prefix) + "population";
  if (population < total)
    throw_invalid(where, name, std::to_string(population),
                  "must be at least " + std::string(prefix) + "total, which is " + std::to_string(total));
  if (population > max_count) throw_invalid(where, name, std::to_string(population), "must be at most 2^53");
  return {counted.events, counted.total, population};
}

/// The intervals of a rate in a population of known size.
enum class FinitePopulationMethod : std::uint8_t {
  wilson_fpc,
  exact_hypergeometric_central,
  mid_p_hypergeometric,
  wald_fpc,
  wald_survey_unbiased_variance
};

namespace detail {

inline constexpr std::array<const char*, 5> finite_population_method_names{
    "wilson_fpc", "exact_hypergeometric_central", "mid_p_hypergeometric", "wald_fpc", "wald_survey_unbiased_variance"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(FinitePopulationMethod method) noexcept {
  return detail::finite_population_method_names[static_cast<std::size_t>(method)];
}

/// Options of `finite_population`.
struct FinitePopulationOptions {
  FinitePopulationMethod method = FinitePopulationMethod::wilson_fpc;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone.
  Alternative alternative = Alternative::two_sided;
};

namespace detail {

/// (N−n)/(N−1), the share of the sampling variance that a known population leaves; 0 when everybody is in the sample.
[[nodiscard]] inline double remaining_variance(const SampledGroup& group) noexcept {
  if (group.is_census()) return 0.0;
  return static_cast<double>(group.population - group.total) / static_cast<double>(group.population - 1);
}

/// P(X >= x), less half of P(X = x) for mid-p. X: events among n drawn from a population with K events; the drawn beside the
/// rest are a table with all margins fixed.
[[nodiscard]] inline double hypergeometric_upper_tail(const SampledGroup& group, Count events, bool mid_p) noexcept {
  const ConditionalLaw law =
      ConditionalLaw::tails({static_cast<double>(group.events), static_cast<double>(group.total),
                             static_cast<double>(events - group.events), static_cast<double>(group.population - group.total)});
  return mid_p ? law.above + 0.5 * law.point : law.greater;
}

/// The least K in [low, high] at which a statement that turns true once holds; it holds at `high`. Steps outward from `start`,
/// doubling, then halves.
template <class Statement>
[[nodiscard]] Count first_count_from(Count low, Count high, Count start, Count step, const Statement& holds) {
  Count above = start < low ? low : start > high ? high : start;
  Count below = above;
  if (above == high || holds(above)) {
    do {
      above = below;
      if (above == low) return low;
      below = above - low > step ? above - step : low;
      step = step < max_count ? 2 * step : step;
    } while (holds(below));
  } else {
    do {
      below = above;
      above = high - below > step ? below + step : high;
      step = step < max_count ? 2 * step : step;
    } while (above != high && !holds(above));
  }
  while (above - below > 1) {
    const Count middle = below + (above - below) / 2;
    (holds(middle) ? above : below) = middle;
  }
  return above;
}

/// The least number of events in the population that the sample's events do not show to be too few.
[[nodiscard]] inline Count least_population_events(const SampledGroup& group, const Level& level, bool mid_p) {
  // A level is a double near the decimal that was meant; a tail that ties with it to the last digits counts as no larger.
  const double tail = std::fmin(0.5, level.tail * (1.0 + 1e-13) + 3e-17);
  const Interval guess = wilson_limits(static_cast<double>(group.events), static_cast<double>(group.total),
                                       level.z * std::sqrt(remaining_variance(group)));
  return first_count_from(group.events, group.population - group.total + group.events,
                          static_cast<Count>(std::floor(guess.lower * static_cast<double>(group.population))),
                          group.population / group.total,
                          [&](Count events) { return hypergeometric_upper_tail(group, events, mid_p) > tail; });
}

/// The events in the population, `fewest` to `most`, that neither one-sided test refuses.
struct PopulationEvents {
  Count fewest, most;
};

/// Those that are refused least where every number is refused, `most` being the smaller then.
[[nodiscard]] inline PopulationEvents least_refused(const SampledGroup& group, const PopulationEvents& crossed, bool mid_p) {
  // Numbers strictly between the two, at a level of almost nothing, split the probability into halves.
  if (crossed.fewest - crossed.most > 1) return {crossed.most + 1, crossed.fewest - 1};
  const auto smaller_tail = [&](Count events) {
    return std::fmin(hypergeometric_upper_tail(group, events, mid_p),
                     hypergeometric_upper_tail(group.complement(), group.population - events, mid_p));
  };
  const double few = smaller_tail(crossed.most);
  const double many = smaller_tail(crossed.fewest);
  if (std::fabs(few - many) <= 1e-13 * many) return {crossed.most, crossed.fewest};
  return few > many ? PopulationEvents{crossed.most, crossed.most} : PopulationEvents{crossed.fewest, crossed.fewest};
}

/// Limits from the two one-sided hypergeometric tests; both of an interval, or each by itself.
[[nodiscard]] inline Interval hypergeometric_limits(const SampledGroup& group, const Level& level, bool mid_p, bool two_sided) {
  const Count fewest = least_population_events(group, level, mid_p);
  const Count most = group.population - least_population_events(group.complement(), level, mid_p);
  const PopulationEvents kept =
      two_sided && fewest > most ? least_refused(group, {fewest, most}, mid_p) : PopulationEvents{fewest, most};
  const double population = static_cast<double>(group.population);
  return {static_cast<double>(kept.fewest) / population, static_cast<double>(kept.most) / population};
}

/// Wilson's limits with the finite-population correction.
[[nodiscard]] inline Interval wilson_fpc_limits(const SampledGroup& group, double z) noexcept {
  const double x = static_cast<double>(group.events);
  const double n = static_cast<double>(group.total);
  if (group.is_census()) return {x / n, x / n};
  const Interval limits = wilson_limits(x, n, z * std::sqrt(remaining_variance(group)));
  return {std::fmin(limits.lower, x / n), std::fmax(limits.upper, x / n)};  // next to a census they differ by roundings
}

/// p ± half, cut to [0, 1].
[[nodiscard]] inline Interval clipped_rate_limits(double rate, double half) noexcept {
  return {std::fmax(0.0, rate - half), std::fmin(1.0, rate + half)};
}

/// The limits by the method of the options; somebody is in the sample.
[[nodiscard]] inline Interval finite_population_limits(const SampledGroup& group, const Level& level,
                                                       const FinitePopulationOptions& options) {
  const double x = static_cast<double>(group.events);
  const double n = static_cast<double>(group.total);
  if (group.is_census()) return {x / n, x / n};
  const double spread = (x / n) * ((n - x) / n);
  const bool two_sided = options.alternative == Alternative::two_sided;
  switch (options.method) {
    case FinitePopulationMethod::wilson_fpc: break;
    case FinitePopulationMethod::exact_hypergeometric_central: return hypergeometric_limits(group, level, false, two_sided);
    case FinitePopulationMethod::mid_p_hypergeometric: return hypergeometric_limits(group, level, true, two_sided);
    case FinitePopulationMethod::wald_fpc:
      return clipped_rate_limits(x / n, level.z * std::sqrt(spread / n * remaining_variance(group)));
    case FinitePopulationMethod::wald_survey_unbiased_variance: {
      if (group.total == 1) return {not_a_number, not_a_number};
      const double unanswered = static_cast<double>(group.population - group.total) / static_cast<double>(group.population);
      return clipped_rate_limits(x / n, level.z * std::sqrt(spread / (n - 1.0) * unanswered));
    }
  }
  return wilson_fpc_limits(group, level.z);
}

/// The rate of a sample that keeps the rules, with its interval.
[[nodiscard]] inline Estimate finite_population_estimate(const SampledGroup& group, const Level& level,
                                                         const FinitePopulationOptions& options) {
  const Interval interval =
      group.total > 0 ? finite_population_limits(group, level, options) : Interval{not_a_number, not_a_number};
  const Estimate estimate = make_estimate(group.counted().rate(), interval, options.confidence, name(options.method));
  return one_sided(estimate, options.alternative, {0.0, 1.0}, options.confidence);
}

}  // namespace detail

/// The rate in a population of which a sample is known, with its interval.
///
///     finite_population(60, 189, 746)   // 0.317, 95 % interval 0.263 to 0.377
///
/// A sample without people: NaN with `Status::undefined`.
/// @throws InvalidInput unless 0 <= events <= total <= population <= 2^53, and for a one-sided limit at a level of 1/2 or less
[[nodiscard]] inline Estimate finite_population(Count events, Count total, Count population,
                                                const FinitePopulationOptions& options = {}) {
  const SampledGroup group = checked_sample(events, total, population, "finite_population");
  const detail::Level level = detail::level_of(options.confidence, options.alternative, "finite_population");
  return detail::finite_population_estimate(group, level, options);
}

}  // namespace equitable
