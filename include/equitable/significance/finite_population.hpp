/// @file significance/finite_population.hpp
/// Do two groups differ, or are they alike enough, when each is a sample of a population of known size?
///
/// | method | statistic | use |
/// |---|---|---|
/// | `z_pooled_fpc` | (p1 − p2) / √(P(1−P) (c1/n1 + c2/n2)), P = m/N of the samples, c_i = (N_i−n_i)/(N_i−1) | default; populations without end give Pearson's z |
/// | `mover_wilson_fpc` | the z at which a limit of the intervals of comparison/finite_population.hpp meets no difference | significant at α exactly when the interval at 1 − α excludes 0 (difference) and 1 (ratio) |
///
/// The statistic is signed, positive when the group's rate is the higher. It assumes that respondents are a random sample of
/// their group. When everybody in both groups has answered there is no sampling error and no test is due: NaN with
/// `Status::undefined`; read the difference itself. When nobody or everybody in both samples has the outcome: NaN with
/// `Status::no_information` (`z_pooled_fpc`), or a statistic of 0 (`mover_wilson_fpc`). The statistic of `mover_wilson_fpc` is
/// infinite, with `Status::unbounded`, where a group of whom everybody has answered lies beyond whatever the others can still
/// turn out to be. Sources: Cochran (1977) Sampling
/// Techniques, 3rd ed., chapters 2 and 3; Newcombe (1998) Stat. Med. 17, 873. Cost: one erfc; `mover_wilson_fpc` about ten
/// evaluations of two square roots more.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/comparison/finite_population.hpp"
#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/root.hpp"
#include "equitable/detail/score.hpp"
#include "equitable/proportion/finite_population.hpp"
#include "equitable/significance/margin.hpp"

namespace equitable {

/// The tests of two samples of known populations.
enum class FinitePopulationTestMethod : std::uint8_t { z_pooled_fpc, mover_wilson_fpc };

/// The method as written in results.
[[nodiscard]] constexpr const char* name(FinitePopulationTestMethod method) noexcept {
  return method == FinitePopulationTestMethod::z_pooled_fpc ? "z_pooled_fpc" : "mover_wilson_fpc";
}

/// Options of `finite_population_test`.
struct FinitePopulationTestOptions {
  FinitePopulationTestMethod method = FinitePopulationTestMethod::z_pooled_fpc;
  Alternative alternative = Alternative::two_sided;
};

namespace detail {

/// Pearson's z with each group's variance corrected for its population.
[[nodiscard]] inline double pooled_fpc_z(const SampledGroup& group, const SampledGroup& reference) noexcept {
  const TwoRates r = sampled_table(group, reference).rates();
  const double total = r.n1 + r.n2;
  const double spread = ((r.x1 + r.x2) / total) * (((r.n1 - r.x1) + (r.n2 - r.x2)) / total);
  const double remaining = remaining_variance(group) / r.n1 + remaining_variance(reference) / r.n2;
  return rate_difference_value(r) / std::sqrt(spread * remaining);
}

/// How far Wilson's limit on one side of the rate x/n lies from it at the normal quantile z > 0, and the derivative in log z.
/// `toward` counts the people whose number bounds the distance: x below the rate, n − x above it.
[[nodiscard]] inline Slope wilson_distance_slope(double toward, double n, double z) noexcept {
  if (toward == 0.0 || z == 0.0) return {0.0, 0.0};
  const double root = std::sqrt(toward * ((n - toward) / n) + 0.25 * z * z);
  const double half = z * (0.5 * z + root);
  const double half_slope = z * (z + root + 0.25 * z * z / root);
  const double share = toward / (toward + half);
  return {toward / n * (half / (toward + half)), share * share * (half_slope / n)};
}

/// The z at which a limit of the ratio meets φ (φ = 1: a limit of the difference meets 0), positive when the estimate lies above
/// φ: the root of a1(z)² + φ² b2(z)² = (p1 − φ p2)², whose left side rises with z. Infinite when no z reaches it: not even the
/// end of the parameter space would bring the unknown part of the rates to φ.
[[nodiscard]] inline double mover_wilson_fpc_z(const SampledGroup& group, const SampledGroup& reference, double ratio) {
  const TwoRates r = sampled_table(group, reference).rates();
  const double gap = difference_of_products(r.x1, r.n2, ratio * r.x2, r.n1) / (r.n1 * r.n2);
  if (gap == 0.0) return 0.0;
  const bool above = gap > 0.0;
  const double first_people = above ? r.x1 : r.n1 - r.x1;
  const double second_people = above ? r.n2 - r.x2 : r.x2;
  const double first_scale = std::sqrt(remaining_variance(group));
  const double second_scale = std::sqrt(remaining_variance(reference));
  const double furthest =
      std::hypot(first_scale > 0.0 ? first_people / r.n1 : 0.0, second_scale > 0.0 ? ratio * (second_people / r.n2) : 0.0);
  if (std::fabs(gap) >= furthest) return std::copysign(infinity, gap);
  const double log_square = 2.0 * std::log(std::fabs(gap));
  const auto distance = [&](double log_z) {
    const double z = std::exp(log_z);
    const Slope first = wilson_distance_slope(first_people, r.n1, z * first_scale);
    const Slope second = wilson_distance_slope(second_people, r.n2, z * second_scale);
    const double square = first.value * first.value + ratio * ratio * second.value * second.value;
    const double slope = 2.0 * (first.value * first.derivative + ratio * ratio * second.value * second.derivative);
    return Slope{std::log(square) - log_square, slope / square};
  };
  const double p1 = (r.x1 + 0.5) / (r.n1 + 1.0);
  const double p2 = (r.x2 + 0.5) / (r.n2 + 1.0);
  const double error =
      std::hypot(first_scale * std::sqrt(p1 * (1.0 - p1) / r.n1), ratio * second_scale * std::sqrt(p2 * (1.0 - p2) / r.n2));
  return std::copysign(std::exp(increasing_root(distance, -100.0, 100.0, std::log(std::fabs(gap) / error))), gap);
}

/// Whether the rates differ, of samples that keep the rules.
[[nodiscard]] inline TestResult finite_population_test_of(const SampledGroup& group, const SampledGroup& reference,
                                                          const FinitePopulationTestOptions& options) {
  TestResult result{not_a_number, not_a_number, name(options.method), options.alternative, Status::undefined};
  const Table2x2 table = sampled_table(group, reference);
  if (!table.comparable() || (group.is_census() && reference.is_census())) return result;
  if (options.method == FinitePopulationTestMethod::z_pooled_fpc) {
    result.status = Status::no_information;
    if (table.events() == 0 || table.events() == table.total()) return result;
    result.statistic = pooled_fpc_z(group, reference);
  } else {
    result.statistic = mover_wilson_fpc_z(group, reference, 1.0);
  }
  result.status = std::isinf(result.statistic) ? Status::unbounded : Status::ok;
  result.pvalue = normal_pvalue(result.statistic, options.alternative);
  return result;
}

/// Whether the rates are alike within a margin, of samples that keep the rules.
[[nodiscard]] inline TestResult finite_population_equivalence_of(const SampledGroup& group, const SampledGroup& reference,
                                                                 const Margin& margin) {
  TestResult result{not_a_number, not_a_number, "mover_wilson_fpc", Alternative::two_sided, Status::undefined};
  const Table2x2 table = sampled_table(group, reference);
  if (!table.comparable() || (group.is_census() && reference.is_census())) return result;
  result.status = Status::no_information;
  if (table.events() == 0) return result;
  result.statistic =
      std::fmin(mover_wilson_fpc_z(group, reference, margin.lower), -mover_wilson_fpc_z(group, reference, margin.upper));
  result.pvalue = normal_upper_tail(result.statistic);
  result.status = std::isinf(result.statistic) ? Status::unbounded : Status::ok;
  return result;
}

}  // namespace detail

/// Whether the rates of two populations differ by more than the luck of who was sampled.
///
///     finite_population_test({60, 189, 746}, {77, 569, 900})   // z = 7.0: higher in the group
///
/// A sample without people: NaN with `Status::undefined`.
/// @throws InvalidInput unless 0 <= events <= total <= population <= 2^53 in both groups
[[nodiscard]] inline TestResult finite_population_test(const SampledGroup& group, const SampledGroup& reference,
                                                       const FinitePopulationTestOptions& options = {}) {
  detail::check_samples(group, reference, "finite_population_test");
  return detail::finite_population_test_of(group, reference, options);
}

/// Whether the rates of two populations are alike within the margin of their ratio: two one-sided `mover_wilson_fpc` tests.
///
/// The statistic is the smaller of the two distances from the margin; its upper normal tail is the p-value. It is below α < 1/2
/// exactly when the interval of `finite_population_ratio` at level 1 − 2α lies strictly inside the margin. No events in either
/// sample: NaN with `Status::no_information`; a sample without people, or everybody in both: NaN with `Status::undefined`.
/// Source: Schuirmann (1987) J. Pharmacokinet. Biopharm. 15, 657.
/// @throws InvalidInput unless 0 <= events <= total <= population <= 2^53 in both groups and 0 < margin.lower < 1 < margin.upper
[[nodiscard]] inline TestResult finite_population_equivalence(const SampledGroup& group, const SampledGroup& reference,
                                                              const Margin& margin = {}) {
  detail::check_samples(group, reference, "finite_population_equivalence");
  check_margin(margin, "finite_population_equivalence");
  return detail::finite_population_equivalence_of(group, reference, margin);
}

}  // namespace equitable
