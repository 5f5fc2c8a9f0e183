/// @file comparison/finite_population.hpp
/// Two groups compared by a survey whose populations are known: the respondents of two groups of a workforce.
///
/// Each rate has its own Wilson interval with the finite-population correction (proportion/finite_population.hpp). With a_i and
/// b_i the distances of its limits below and above p_i, the two are combined (method of variance estimates recovery):
///
///  - difference p1 − p2: lower − √(a1² + b2²), upper + √(b1² + a2²);
///  - ratio φ = p1/p2: the φ at which (p1 − φ p2)² = a1² + φ² b2² (lower) and = b1² + φ² a2² (upper).
///
/// Both hold what the `mover_wilson_fpc` test of significance/finite_population.hpp does not refuse. Populations without end
/// give `newcombe` and `mover_wilson`. A group of whom everybody has answered adds nothing to the width; when everybody in both
/// has, the interval has none: the difference is what it is, and no inference is due. Edges: no events in the group's sample
/// gives a lower ratio of 0, none in the reference's an infinite upper one. Sources: Newcombe (1998) Stat. Med. 17, 873; Donner
/// and Zou (2012) Stat. Methods Med. Res. 21, 347; Cochran (1977) Sampling Techniques, 3rd ed., chapter 3. It assumes that
/// respondents are a random sample of their group. Cost: closed form.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"
#include "equitable/proportion/finite_population.hpp"
#include "equitable/proportion/wilson.hpp"

namespace equitable {

/// Options of `finite_population_difference` and `finite_population_ratio`.
struct FinitePopulationComparisonOptions {
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone.
  Alternative alternative = Alternative::two_sided;
};

namespace detail {

/// How far the corrected Wilson limits lie below and above the rate.
[[nodiscard]] inline Interval wilson_fpc_distances(const SampledGroup& group, double z) noexcept {
  if (group.is_census()) return {0.0, 0.0};
  return wilson_distances(static_cast<double>(group.events), static_cast<double>(group.total),
                          z * std::sqrt(remaining_variance(group)));
}

/// The two samples without their populations.
[[nodiscard]] inline Table2x2 sampled_table(const SampledGroup& group, const SampledGroup& reference) noexcept {
  return {group.counted(), reference.counted()};
}

[[nodiscard]] inline Interval difference_mover_wilson_fpc_limits(const SampledGroup& group, const SampledGroup& reference,
                                                                 double z) noexcept {
  const Interval first = wilson_fpc_distances(group, z);
  const Interval second = wilson_fpc_distances(reference, z);
  const double difference = rate_difference_value(sampled_table(group, reference).rates());
  return {std::fmax(-1.0, difference - std::hypot(first.lower, second.upper)),  // inside but for rounding
          std::fmin(1.0, difference + std::hypot(first.upper, second.lower))};
}

/// With L_i = p_i² − a_i² = l_i (p_i + a_i): lower L1 / (p1 p2 + √(a1² p2² + b2² L1)), upper (p1 p2 + √(a2² p1² + b1² L2)) / L2.
/// Every term is a sum of squares, so nothing cancels and no root is of a negative number.
[[nodiscard]] inline Interval ratio_mover_wilson_fpc_limits(const SampledGroup& group, const SampledGroup& reference,
                                                            double z) noexcept {
  const Interval first = wilson_fpc_distances(group, z);
  const Interval second = wilson_fpc_distances(reference, z);
  const double p1 = group.counted().rate();
  const double p2 = reference.counted().rate();
  const double left1 = wilson_fpc_limits(group, z).lower * (p1 + first.lower);
  const double left2 = wilson_fpc_limits(reference, z).lower * (p2 + second.lower);
  const double lower =
      group.events == 0 ? 0.0 : left1 / (p1 * p2 + std::hypot(first.lower * p2, second.upper * std::sqrt(left1)));
  const double upper =
      reference.events == 0 ? infinity : (p1 * p2 + std::hypot(second.lower * p1, first.upper * std::sqrt(left2))) / left2;
  // Next to a census the interval is as narrow as a rounding; the ratio lies inside all the same.
  const double ratio = sampled_table(group, reference).ratio();
  return {std::fmin(lower, ratio), std::fmax(upper, ratio)};
}

/// Both samples, checked under the names of the arguments of a comparison.
inline void check_samples(const SampledGroup& group, const SampledGroup& reference, const char* where) {
  static_cast<void>(checked_sample(group.events, group.total, group.population, where));
  static_cast<void>(checked_sample(reference.events, reference.total, reference.population, where, "reference_"));
}

/// The difference of samples that keep the rules, with its interval.
[[nodiscard]] inline Estimate finite_population_difference_estimate(const SampledGroup& group, const SampledGroup& reference,
                                                                    const Level& level,
                                                                    const FinitePopulationComparisonOptions& options) {
  const Table2x2 table = sampled_table(group, reference);
  const Interval limits =
      table.comparable() ? difference_mover_wilson_fpc_limits(group, reference, level.z) : Interval{not_a_number, not_a_number};
  return one_sided(make_estimate(table.difference(), limits, options.confidence, "newcombe_fpc"), options.alternative,
                   {-1.0, 1.0}, options.confidence);
}

/// The ratio of samples that keep the rules, with its interval.
[[nodiscard]] inline Estimate finite_population_ratio_estimate(const SampledGroup& group, const SampledGroup& reference,
                                                               const Level& level,
                                                               const FinitePopulationComparisonOptions& options) {
  const Table2x2 table = sampled_table(group, reference);
  const Interval limits =
      table.comparable() ? ratio_mover_wilson_fpc_limits(group, reference, level.z) : Interval{not_a_number, not_a_number};
  return one_sided(make_estimate(table.ratio(), limits, options.confidence, "mover_wilson_fpc"), options.alternative,
                   {0.0, infinity}, options.confidence);
}

}  // namespace detail

/// By how much the rate in the group's population exceeds that in the reference's.
///
///     finite_population_difference({60, 189, 746}, {77, 569, 900})   // 0.182, 95 % interval 0.125 to 0.244
///
/// A sample without people: NaN with `Status::undefined`.
/// @throws InvalidInput unless 0 <= events <= total <= population <= 2^53 in both groups, and for a one-sided limit at a level of
///         1/2 or less
[[nodiscard]] inline Estimate finite_population_difference(const SampledGroup& group, const SampledGroup& reference,
                                                           const FinitePopulationComparisonOptions& options = {}) {
  detail::check_samples(group, reference, "finite_population_difference");
  const detail::Level level = detail::level_of(options.confidence, options.alternative, "finite_population_difference");
  return detail::finite_population_difference_estimate(group, reference, level, options);
}

/// How many times the rate in the reference's population that in the group's is.
///
///     finite_population_ratio({60, 189, 746}, {77, 569, 900})   // 2.35, 95 % interval 1.87 to 2.91
///
/// A sample without people, and no events in either: NaN with `Status::undefined`.
/// @throws InvalidInput unless 0 <= events <= total <= population <= 2^53 in both groups, and for a one-sided limit at a level of
///         1/2 or less
[[nodiscard]] inline Estimate finite_population_ratio(const SampledGroup& group, const SampledGroup& reference,
                                                      const FinitePopulationComparisonOptions& options = {}) {
  detail::check_samples(group, reference, "finite_population_ratio");
  const detail::Level level = detail::level_of(options.confidence, options.alternative, "finite_population_ratio");
  return detail::finite_population_ratio_estimate(group, reference, level, options);
}

}  // namespace equitable
