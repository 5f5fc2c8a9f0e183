/// @file groups/change.hpp
/// Did it change? A ratio or a gap between periods, and a share in two snapshots of much the same people.
///
/// The change of a relative likelihood is the ratio of ratios, second period over first; of a gap, the difference of
/// differences. A ratio that is significant in one period and not in the other has not thereby changed: the two are to be
/// compared with each other.
///
/// | method | interval and test | use |
/// |---|---|---|
/// | `score` | all changes ρ with min over φ of Z1(φ)² + Z2(ρφ)² <= z² | ★ any counts, zeros too |
/// | `mover` | log ρ ± √(distance1² + distance2²) from the two Miettinen-Nurminen intervals | ● by hand; none with a zero |
///
/// Z is the Miettinen-Nurminen statistic of a period, φ the ratio (difference) in the first. So the lower limit of `score` is the
/// least of L2(z sin t) / U1(z cos t), L and U the Miettinen-Nurminen limits of the periods: the two intervals at levels that
/// share z between them as is worst, where `mover` takes both at z and adds the distances in quadrature. They are alike where the
/// limits are close to linear in z. The p-value is that of the level at which the interval reaches no change: it is below α
/// exactly when no change lies outside.
///
/// Edges. A ratio of 0 or ∞ in one period: the change is 0 or ∞ (`Status::unbounded`), with one finite limit and a test. No
/// events at all in a period, or 0 (or ∞) in both: no change can be told: [0, ∞], and a test with `Status::no_information`. A
/// group without people: `Status::undefined`.
///
/// Periods must hold different people, or different events of them (a year's recruitment). Two snapshots of one workforce share
/// most people: use `overlapping_change`, which counts those who stayed once. For people measured twice (a survey before and
/// after, with linked answers) use the paired tests. For several strata at one time, or one ratio over all years, use
/// `stratified`; whether the years have one ratio is what `period_heterogeneity` asks.
///
/// Sources: Gart and Nam (1988) Biometrics 44, 323 (squared scores summed at a common ratio, for homogeneity); Miettinen and
/// Nurminen (1985) Stat. Med. 4, 213; Donner and Zou (2012) Stat. Methods Med. Res. 21, 347, and Zou and Donner (2008) Stat. Med.
/// 27, 1693 (`mover`); Zou, Huang and Zhang (2009) Comput. Stat. Data Anal. 53, 1080 (sums of several shares); Kish (1965) Survey
/// Sampling, chapter 12 (overlapping samples). Cost: `score` some 400 score limits, 150 microseconds; `mover` a quarter of it.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/comparison/rate_difference.hpp"
#include "equitable/comparison/relative_likelihood.hpp"
#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/common_contrast.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"
#include "equitable/significance/score.hpp"

namespace equitable {

/// How the interval and the test of a change are made.
enum class ChangeMethod : std::uint8_t { score, mover };

namespace detail {

inline constexpr std::array<const char*, 2> change_method_names{"score", "mover"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(ChangeMethod method) noexcept {
  return detail::change_method_names[static_cast<std::size_t>(method)];
}

/// Options of `ratio_change` and `difference_change`.
struct ChangeOptions {
  ChangeMethod method = ChangeMethod::score;
  Confidence confidence{0.95};
};

/// Two periods and the change between them.
struct Change {
  Estimate first;   ///< the first period, with its Miettinen-Nurminen interval
  Estimate second;  ///< the second
  Estimate change;  ///< second over first (ratios), second less first (differences)
  TestResult test;  ///< of no change; the statistic is a signed root, positive when the ratio or gap rose
};

/// Whether several periods have one ratio (or one difference).
struct PeriodHeterogeneity {
  TestResult test;  ///< the least sum of squared scores, chi-squared
  double df;        ///< periods − 1, of those with any information
};

/// The people of a group among all, by whether they were there at both snapshots.
struct OverlappingSnapshots {
  Proportion stayers;  ///< there at both: `events` of the group, of `total`
  Proportion leavers;  ///< there at the first alone
  Proportion joiners;  ///< there at the second alone
};

/// Options of `overlapping_change`.
struct OverlapOptions {
  Confidence confidence{0.95};
};

/// A group's share at two snapshots, and its change.
struct OverlapChange {
  double share_first;      ///< the group's share of stayers and leavers
  double share_second;     ///< the group's share of stayers and joiners
  Estimate change;         ///< share_second − share_first
  TestResult test;         ///< of no change; p < α exactly when 0 lies outside the interval; positive when the share rose
  double covariance;       ///< of the two shares
  double correlation;      ///< 0 without stayers, 1 when nobody came or went
  TestResult independent;  ///< N−1 chi-squared that takes the snapshots for different people: for comparison only
  Status status;           ///< undefined when a snapshot is empty
};

namespace detail {

/// The z at which a non-decreasing function of z reaches `height` > 0; 0 if it is there from the start, ∞ if it has not by 2^20.
template <class Function>
[[nodiscard]] double reaching(const Function& function, double height) {
  double high = 1.0;
  while (high < 1048576.0 && function(high) < height) high *= 2.0;
  if (function(high) < height) return infinity;
  double low = high;
  while (low > 1e-12 && !(function(low) < height)) low *= 0.5;
  for (int step = 0; step < 60 && high - low > 2e-16 * high; ++step) {
    const double middle = 0.5 * (low + high);
    (function(middle) < height ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

/// The lower Miettinen-Nurminen limit of the contrast at z. The upper one is minus that of the groups changed over.
[[nodiscard]] inline double additive_lower_limit(const TwoRates& r, double z, Measure measure) {
  if (z == 0.0) return additive_contrast(r, measure);
  const double square = scaled_square(r, z, true);
  return measure == Measure::ratio ? std::log(ratio_lower_limit(r, square)) : difference_lower_limit(r, square);
}

/// The least of L(rising, z sin t) + L(falling, z cos t): the lower limit of a sum whose terms share z as is worst.
///
/// With one group much larger than another there may be a trough close to either end, so t is searched as tan t = exp(sinh v).
[[nodiscard]] inline double shared_lower_limit(const TwoRates& rising, const TwoRates& falling, double z, Measure measure) {
  const double rising_alone = additive_lower_limit(rising, z, measure);
  const double falling_alone = additive_lower_limit(falling, z, measure);
  if (rising_alone == -infinity || falling_alone == -infinity) return -infinity;
  const double at_ends =
      std::fmin(rising_alone + additive_contrast(falling, measure), additive_contrast(rising, measure) + falling_alone);
  const double between = least_value(
      [&](double v) {
        const double log_tangent = std::sinh(v);
        return additive_lower_limit(rising, z / std::sqrt(1.0 + std::exp(-2.0 * log_tangent)), measure) +
               additive_lower_limit(falling, z / std::sqrt(1.0 + std::exp(2.0 * log_tangent)), measure);
      },
      -3.5, 3.5);
  return std::fmin(at_ends, between);
}

/// √(distance² + distance²) of the two lower limits from their contrasts.
[[nodiscard]] inline double mover_distance(const TwoRates& rising, const TwoRates& falling, double z, Measure measure) {
  return std::hypot(additive_contrast(rising, measure) - additive_lower_limit(rising, z, measure),
                    additive_contrast(falling, measure) - additive_lower_limit(falling, z, measure));
}

/// Lower and upper limit of the change on the additive scale.
[[nodiscard]] inline Interval change_limits(const TwoRates& first, const TwoRates& second, double z, Measure measure,
                                            ChangeMethod method) {
  if (method == ChangeMethod::score)
    return {shared_lower_limit(second, first.swapped(), z, measure), -shared_lower_limit(first, second.swapped(), z, measure)};
  const double change = additive_contrast(second, measure) - additive_contrast(first, measure);
  return {change - mover_distance(second, first.swapped(), z, measure),
          change + mover_distance(first, second.swapped(), z, measure)};
}

/// The root of the test of no change, `change` being that on the additive scale.
[[nodiscard]] inline double change_z(const TwoRates& first, const TwoRates& second, double change, Measure measure,
                                     ChangeMethod method) {
  if (change == 0.0) return 0.0;
  if (method == ChangeMethod::score) {
    const std::array<TwoRates, 2> periods{first, second};
    return std::copysign(std::sqrt(least_squared_scores([&](std::size_t k) { return periods[k]; }, 2, measure)), change);
  }
  const TwoRates& rising = change > 0.0 ? second : first;
  const TwoRates falling = (change > 0.0 ? first : second).swapped();
  return std::copysign(reaching([&](double z) { return mover_distance(rising, falling, z, measure); }, std::fabs(change)),
                       change);
}

[[nodiscard]] inline Change change_of(const Table2x2& first, const Table2x2& second, Measure measure,
                                      const ChangeOptions& options) {
  const bool of_ratios = measure == Measure::ratio;
  const auto period = [&](const Table2x2& table) {
    return of_ratios ? relative_likelihood(table, {RelativeLikelihoodMethod::miettinen_nurminen, options.confidence})
                     : rate_difference(table, {RateDifferenceMethod::miettinen_nurminen, options.confidence});
  };
  const char* const method = name(options.method);
  const Interval none{not_a_number, not_a_number};
  Change result{period(first), period(second), make_estimate(not_a_number, none, options.confidence, method),
                TestResult{not_a_number, not_a_number, method, Alternative::two_sided, Status::undefined}};
  if (!first.comparable() || !second.comparable()) return result;

  const TwoRates r1 = first.rates();
  const TwoRates r2 = second.rates();
  const double value = of_ratios ? result.second.value / result.first.value : result.second.value - result.first.value;
  const double change = of_ratios && value == 1.0 ? 0.0 : additive_contrast(r2, measure) - additive_contrast(r1, measure);
  const bool by_hand_only = options.method == ChangeMethod::mover && !std::isfinite(change);
  if (!by_hand_only) {
    Interval limits = std::isnan(change) ? Interval{-infinity, infinity}
                                         : change_limits(r1, r2, two_sided_quantile(options.confidence), measure, options.method);
    if (!std::isnan(change))  // the rounding of its terms alone could leave the change outside
      limits = {std::fmin(limits.lower, change), std::fmax(limits.upper, change)};
    if (of_ratios) limits = {std::exp(limits.lower), std::exp(limits.upper)};
    result.change = make_estimate(value, limits, options.confidence, method);
  } else {
    result.change.value = value;
  }
  if (std::isnan(change)) {
    result.test.status = Status::no_information;
  } else if (!by_hand_only) {
    const double z = change_z(r1, r2, change, measure, options.method);
    result.test = {z, normal_two_tails(z), method, Alternative::two_sided, std::isinf(z) ? Status::unbounded : Status::ok};
  }
  return result;
}

inline void check_table(const Table2x2& table, const char* where, const std::string& prefix) {
  static_cast<void>(checked_proportion(table.group.events, table.group.total, where, (prefix + "group.").c_str()));
  static_cast<void>(checked_proportion(table.reference.events, table.reference.total, where, (prefix + "reference.").c_str()));
}

/// A share's change as a sum of three shares of different people, each with its weight.
struct WeightedShares {
  std::array<double, 3> weight, events, total;

  /// How far the sum's lower limit (side −1) or upper limit (side +1) lies from it, by Wilson's intervals.
  [[nodiscard]] double distance(double z, double side) const noexcept {
    double squares = 0.0;
    for (std::size_t i = 0; i < 3; ++i) {
      if (total[i] == 0.0 || weight[i] == 0.0) continue;
      const Interval apart = wilson_distances(events[i], total[i], z);
      const double own = weight[i] * (side * weight[i] > 0.0 ? apart.upper : apart.lower);
      squares += own * own;
    }
    return std::sqrt(squares);
  }
};

/// p(1−p)/n, 0 for nobody.
[[nodiscard]] inline double share_variance(const Proportion& p) noexcept {
  if (p.total == 0) return 0.0;
  const double n = static_cast<double>(p.total);
  return (static_cast<double>(p.events) / n) * (static_cast<double>(p.total - p.events) / n) / n;
}

}  // namespace detail

/// The ratio of two periods' relative likelihoods, second over first.
///
///     ratio_change({{60, 1200}, {240, 3000}}, {{90, 1200}, {240, 3000}})   // 1.5: from 0.63 to 0.94
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in all four groups
[[nodiscard]] inline Change ratio_change(const Table2x2& first, const Table2x2& second, const ChangeOptions& options = {}) {
  detail::check_table(first, "ratio_change", "first.");
  detail::check_table(second, "ratio_change", "second.");
  return detail::change_of(first, second, Measure::ratio, options);
}

/// The difference of two periods' rate differences, second less first; from −2 to 2. @throws InvalidInput as `ratio_change`
[[nodiscard]] inline Change difference_change(const Table2x2& first, const Table2x2& second, const ChangeOptions& options = {}) {
  detail::check_table(first, "difference_change", "first.");
  detail::check_table(second, "difference_change", "second.");
  return detail::change_of(first, second, Measure::difference, options);
}

/// Whether periods have one ratio (or one difference): the least sum of squared Miettinen-Nurminen statistics over all common
/// values, chi-squared with one degree of freedom fewer than periods.
///
/// Two periods give the square of the statistic of `ratio_change`. Zeros need no care; periods that say nothing (a group without
/// people; for ratios, no events) are left out and lower the degrees of freedom. Fewer than two others: `Status::no_information`.
/// Not a test of trend: it asks whether periods differ at all. Cost: some 80 statistics a period, 0.1 microseconds each.
/// @throws InvalidInput for odds ratios, and unless all groups are proportions
[[nodiscard]] inline PeriodHeterogeneity period_heterogeneity(const std::vector<Table2x2>& periods,
                                                              Measure measure = Measure::ratio) {
  if (measure == Measure::odds_ratio)
    throw_invalid("period_heterogeneity", "measure", name(measure), "must be ratio or difference");
  std::vector<detail::TwoRates> telling;
  telling.reserve(periods.size());
  for (std::size_t k = 0; k < periods.size(); ++k) {
    detail::check_table(periods[k], "period_heterogeneity", "periods[" + std::to_string(k) + "].");
    if (periods[k].comparable() && (measure == Measure::difference || periods[k].events() > 0))
      telling.push_back(periods[k].rates());
  }
  PeriodHeterogeneity result{{not_a_number, not_a_number, "score", Alternative::two_sided, Status::no_information}, 0.0};
  if (telling.size() < 2) return result;
  result.df = static_cast<double>(telling.size() - 1);
  result.test.statistic = detail::least_squared_scores([&](std::size_t k) { return telling[k]; }, telling.size(), measure);
  result.test.pvalue = detail::chi_squared_upper_tail(result.test.statistic, result.df);
  result.test.status = Status::ok;
  return result;
}

/// The change of a group's share between two snapshots of one workforce, those who stayed counted once.
///
///     overlapping_change({{300, 1500}, {40, 250}, {75, 260}})   // 19.4 % to 21.3 %
///
/// Stayers, leavers and joiners are different people, and what they belong to does not change, so the two shares are sums of
/// three independent ones. With N1 and N2 the people at the snapshots, s, l, j the group's share of S stayers, L leavers and J
/// joiners,
///
///     change = (J/N2) j − (L/N1) l + S (L − J)/(N1 N2) s,     covariance = S/(N1 N2) · s (1 − s).
///
/// With as many joiners as leavers, the stayers drop out: only who came and who went counts. Interval: Wilson's intervals of
/// the three combined (MOVER); without stayers it is Newcombe's. The test is that of the level at which the interval reaches 0.
/// Taken for different people, the same snapshots give a test that finds changes far too seldom; and testing each of several
/// yearly snapshots against a fixed value uses the stayers' evidence again every year. Over several years, take the change of
/// each year from its joiners and leavers. Chance here means who comes and goes, and who happened to be there; for the share
/// itself, as counted, there is nothing to test.
///
/// Edges: an empty snapshot is `undefined`; nobody came or went: a change of 0, [0, 0], and a test with `Status::no_information`.
/// @throws InvalidInput unless all three are proportions, of at most 2^53 people together
[[nodiscard]] inline OverlapChange overlapping_change(const OverlappingSnapshots& snapshots, const OverlapOptions& options = {}) {
  constexpr const char* where = "overlapping_change";
  const Proportion stayers = checked_proportion(snapshots.stayers.events, snapshots.stayers.total, where, "stayers.");
  const Proportion leavers = checked_proportion(snapshots.leavers.events, snapshots.leavers.total, where, "leavers.");
  const Proportion joiners = checked_proportion(snapshots.joiners.events, snapshots.joiners.total, where, "joiners.");
  const Count people = stayers.total + leavers.total + joiners.total;
  if (people > max_count) throw_invalid(where, "people in all", std::to_string(people), "must be at most 2^53");

  const Proportion first{stayers.events + leavers.events, stayers.total + leavers.total};
  const Proportion second{stayers.events + joiners.events, stayers.total + joiners.total};
  const Table2x2 separate{second, first};
  OverlapChange result{};
  result.share_first = first.rate();
  result.share_second = second.rate();
  result.change = make_estimate(not_a_number, {not_a_number, not_a_number}, options.confidence, "mover");
  result.test = {not_a_number, not_a_number, "mover", Alternative::two_sided, Status::undefined};
  result.independent = score_test(separate);
  result.covariance = not_a_number;
  result.correlation = not_a_number;
  result.status = Status::undefined;
  if (!separate.comparable()) return result;

  const double s = static_cast<double>(stayers.total);
  const double n1 = static_cast<double>(first.total);
  const double n2 = static_cast<double>(second.total);
  const double own = detail::share_variance(stayers);
  const double w1 = s / n1;
  const double w2 = s / n2;
  const double v1 = static_cast<double>(leavers.total) / n1;
  const double v2 = static_cast<double>(joiners.total) / n2;
  const double variance1 = w1 * w1 * own + v1 * v1 * detail::share_variance(leavers);
  const double variance2 = w2 * w2 * own + v2 * v2 * detail::share_variance(joiners);
  result.covariance = w1 * w2 * own;
  result.correlation = result.covariance == 0.0 ? (variance1 > 0.0 && variance2 > 0.0 ? 0.0 : not_a_number)
                                                : result.covariance / (std::sqrt(variance1) * std::sqrt(variance2));
  result.status = Status::ok;

  const double growth = static_cast<double>(leavers.total - joiners.total);
  const detail::WeightedShares shares{
      {v2, -v1, w1 * (growth / n2)},
      {static_cast<double>(joiners.events), static_cast<double>(leavers.events), static_cast<double>(stayers.events)},
      {static_cast<double>(joiners.total), static_cast<double>(leavers.total), s}};
  const double change = separate.difference();
  const double z = detail::two_sided_quantile(options.confidence);
  result.change =
      make_estimate(change, {change - shares.distance(z, -1.0), change + shares.distance(z, 1.0)}, options.confidence, "mover");
  if (leavers.total == 0 && joiners.total == 0) {
    result.test.status = Status::no_information;
    return result;
  }
  const double side = change > 0.0 ? -1.0 : 1.0;
  const double root =
      change == 0.0 ? 0.0 : detail::reaching([&](double at) { return shares.distance(at, side); }, std::fabs(change));
  result.test.statistic = std::copysign(root, change);
  result.test.pvalue = detail::normal_two_tails(root);
  result.test.status = std::isinf(root) ? Status::unbounded : Status::ok;
  return result;
}

}  // namespace equitable
