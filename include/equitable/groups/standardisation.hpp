/// @file groups/standardisation.hpp
/// Rates made comparable by giving every group the same make-up of strata.
///
/// **Direct**: what the rate would be if the group were made up like a standard population, Σ u p with u the standard's shares.
/// Needs people of the group in every stratum that the standard has.
///
/// | method | limits | use |
/// |---|---|---|
/// | `mover_wilson` | r ± √Σ u² d², d how far Wilson's limits of the strata lie from their rates | ★ inside [0, 1], at any rates |
/// | `normal` | r ± z √v, v = Σ u² p(1−p)/n | ○ many events everywhere |
///
/// Difference and ratio of two groups standardised alike combine both rates' intervals (the ratio of `normal`: r1/r2 exp(±z
/// √(v1/r1² + v2/r2²))). Both are for shares of people (binomial); events over person-time have `standardised_rate`.
///
/// **Indirect**: the group's events beside those expected if each of its strata had the reference's rate. Needs few people in
/// the group, but two such ratios have different make-ups behind them and must not be compared with each other.
///
/// Unlike `stratified`, direct standardisation needs no common effect: it answers for the standard population, whatever the
/// strata do. Sources: Zou, Huang and Zhang (2009) Comput. Stat. Data Anal. 53, 1080 and Donner and Zou (2012) Stat. Methods
/// Med. Res. 21, 347 (MOVER); Breslow and Day (1987) Statistical Methods in Cancer Research II, IARC. Cost: two square roots a
/// stratum.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/comparison/mover.hpp"
#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/groups/strata.hpp"
#include "equitable/proportion/person_time.hpp"
#include "equitable/proportion/wilson.hpp"

namespace equitable {

/// The intervals of directly standardised rates.
enum class StandardisationMethod : std::uint8_t { mover_wilson, normal };

/// As written in results.
[[nodiscard]] constexpr const char* name(StandardisationMethod method) noexcept {
  return method == StandardisationMethod::mover_wilson ? "mover_wilson" : "normal";
}

/// Options of direct standardisation.
struct StandardisationOptions {
  StandardisationMethod method = StandardisationMethod::mover_wilson;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone.
  Alternative alternative = Alternative::two_sided;
};

/// An indirectly standardised group.
struct IndirectStandardisation {
  Estimate ratio;   ///< observed / expected, with limits that take the expected events as known
  Count observed;   ///< the group's events
  double expected;  ///< its events if each stratum had the reference's rate
  double rate;      ///< ratio times the reference's overall rate
};

namespace detail {

/// A standardised rate: its value, how far its Wilson limits lie from it, and its binomial variance.
struct StandardisedValue {
  double rate = 0.0;
  double below = 0.0;
  double above = 0.0;
  double variance = 0.0;

  [[nodiscard]] Recovered recovered() const noexcept { return {rate, rate - below, rate + above, below, above}; }
};

/// Σ of the standard. @throws InvalidInput unless there is a weight of 0 or more for each stratum, and one above 0
[[nodiscard]] inline double checked_standard(const std::vector<double>& standard, std::size_t strata, const char* where) {
  if (standard.size() != strata)
    throw_invalid(where, "standard.size()", std::to_string(standard.size()),
                  "must be the number of strata, which is " + std::to_string(strata));
  double total = 0.0;
  for (std::size_t i = 0; i < standard.size(); ++i) {
    if (!(standard[i] >= 0.0 && standard[i] <= 1e300))
      throw_invalid(where, "standard[" + std::to_string(i) + "]", standard[i], "must lie between 0 and 1e300");
    total += standard[i];
  }
  if (!(total > 0.0 && total < infinity))
    throw_invalid(where, "the sum of standard", std::to_string(total), "must be above 0 and finite");
  return total;
}

/// Adds up strata one by one.
class Standardiser {
 public:
  explicit Standardiser(double z) noexcept : z_(z) {}

  /// A stratum with its share of the standard; NaN for a share of nobody.
  void add(const Proportion& stratum, double share) noexcept {
    if (share == 0.0) return;
    const double x = static_cast<double>(stratum.events);
    const double n = static_cast<double>(stratum.total);
    if (stratum.total == 0) {
      sums_ = {not_a_number, not_a_number, not_a_number, not_a_number};
      return;
    }
    const Interval distances = wilson_distances(x, n, z_);
    sums_.rate += share * (x / n);
    sums_.variance += share * share * ((x / n) * ((n - x) / n) / n);
    sums_.below += share * share * (distances.lower * distances.lower);
    sums_.above += share * share * (distances.upper * distances.upper);
  }
  [[nodiscard]] StandardisedValue value() const noexcept {
    return {sums_.rate, std::sqrt(sums_.below), std::sqrt(sums_.above), sums_.variance};
  }

 private:
  double z_;
  StandardisedValue sums_;
};

/// An estimate of the options' method with its standard error.
[[nodiscard]] inline CommonEffect standardised_effect(double value, Interval limits, double error, Interval space,
                                                      const StandardisationOptions& options) noexcept {
  // Rounding alone could carry a limit beyond its space.
  if (limits.lower < space.lower) limits.lower = space.lower;
  if (limits.upper > space.upper) limits.upper = space.upper;
  const Estimate estimate = make_estimate(value, limits, options.confidence, name(options.method));
  return {one_sided(estimate, options.alternative, space, options.confidence), error};
}

/// Group and reference, standardised alike.
struct StandardisedPair {
  StandardisedValue group, reference;
  double z;
};

[[nodiscard]] inline StandardisedPair standardised_pair(const Strata& strata, const std::vector<double>& standard,
                                                        const StandardisationOptions& options, const char* where) {
  const double total = checked_standard(standard, strata.size(), where);
  const double z = level_of(options.confidence, options.alternative, where).z;
  Standardiser group(z);
  Standardiser reference(z);
  for (std::size_t i = 0; i < strata.size(); ++i) {
    group.add(strata[i].group, standard[i] / total);
    reference.add(strata[i].reference, standard[i] / total);
  }
  return {group.value(), reference.value(), z};
}

}  // namespace detail

/// The directly standardised rate of one group, whose strata are events and totals, by a standard population: its people in
/// each stratum, or any weights in that proportion. Limits are cut at 0 and 1.
///
///     directly_standardised({{38, 90}, {12, 40}}, {500, 500})   // 0.361, 95 % interval 0.284 to 0.454
///
/// A stratum of the standard in which the group has nobody: NaN with `Status::undefined`.
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in every stratum, and `standard` holds as many weights, each 0 or
///         more and not all 0; for a one-sided limit at a level of 1/2 or less
[[nodiscard]] inline CommonEffect directly_standardised(const std::vector<Proportion>& strata,
                                                        const std::vector<double>& standard,
                                                        const StandardisationOptions& options = {}) {
  constexpr const char* where = "directly_standardised";
  const double total = detail::checked_standard(standard, strata.size(), where);
  const double z = detail::level_of(options.confidence, options.alternative, where).z;
  detail::Standardiser sums(z);
  for (std::size_t i = 0; i < strata.size(); ++i) sums.add(checked_item(strata[i], where, "strata", i), standard[i] / total);
  const detail::StandardisedValue value = sums.value();
  const double error = std::sqrt(value.variance);
  const bool wilson = options.method == StandardisationMethod::mover_wilson;
  const Interval limits{value.rate - (wilson ? value.below : z * error), value.rate + (wilson ? value.above : z * error)};
  return detail::standardised_effect(value.rate, limits, error, {0.0, 1.0}, options);
}

/// The difference of two directly standardised rates, group less reference. Limits are cut at ±1.
/// @throws InvalidInput as `directly_standardised`
[[nodiscard]] inline CommonEffect standardised_difference(const Strata& strata, const std::vector<double>& standard,
                                                          const StandardisationOptions& options = {}) {
  const detail::StandardisedPair pair = detail::standardised_pair(strata, standard, options, "standardised_difference");
  const double value = pair.group.rate - pair.reference.rate;
  const double error = std::sqrt(pair.group.variance + pair.reference.variance);
  const Interval limits =
      options.method == StandardisationMethod::mover_wilson
          ? detail::mover_difference(value, {pair.group.below, pair.group.above}, {pair.reference.below, pair.reference.above})
          : Interval{value - pair.z * error, value + pair.z * error};
  return detail::standardised_effect(value, limits, error, {-1.0, 1.0}, options);
}

/// The ratio of two directly standardised rates, group over reference; the standard error is that of its logarithm.
///
/// A reference without events gives ∞ (`Status::unbounded`); neither with events 0/0, NaN with `Status::undefined`; `normal` has no limits unless both rates are above 0.
/// @throws InvalidInput as `directly_standardised`
[[nodiscard]] inline CommonEffect standardised_ratio(const Strata& strata, const std::vector<double>& standard,
                                                     const StandardisationOptions& options = {}) {
  const detail::StandardisedPair pair = detail::standardised_pair(strata, standard, options, "standardised_ratio");
  const double value = pair.group.rate / pair.reference.rate;
  const bool measured = value > 0.0 && value < infinity;
  const double error = measured ? std::sqrt(pair.group.variance / pair.group.rate / pair.group.rate +
                                            pair.reference.variance / pair.reference.rate / pair.reference.rate)
                                : not_a_number;
  const bool wilson = options.method == StandardisationMethod::mover_wilson && !std::isnan(pair.group.rate + pair.reference.rate);
  const Interval limits = wilson ? detail::mover_ratio(pair.group.recovered(), pair.reference.recovered())
                                 : detail::log_scale_limits(value, error, pair.z);
  return detail::standardised_effect(value, limits, error, {0.0, infinity}, options);
}

/// The group's events beside those expected at the reference's rates, stratum by stratum.
///
///     indirectly_standardised(strata).ratio   // 1.24: a quarter more events than people of such a make-up have in the
/// reference
///
/// The interval is that of `person_time_rate` for a count over a known expectation (`garwood_exact` by default, `byar` in
/// closed form): for few events, as of a count that has no ceiling, it is wider than it need be for shares of people. A stratum
/// with people of the group and none of the reference: NaN with `Status::undefined`; likewise without any expected events.
/// @throws InvalidInput for a one-sided limit at a level of 1/2 or less
[[nodiscard]] inline IndirectStandardisation indirectly_standardised(const Strata& strata,
                                                                     const PersonTimeRateOptions& options = {}) {
  const Table2x2& all = strata.pooled();
  double expected = 0.0;
  for (const Table2x2& stratum : strata)
    if (stratum.group.total > 0)
      expected += static_cast<double>(stratum.group.total) *
                  (static_cast<double>(stratum.reference.events) / static_cast<double>(stratum.reference.total));
  IndirectStandardisation result{{}, all.group.events, expected, not_a_number};
  if (expected > 0.0) {
    result.ratio = person_time_rate(all.group.events, expected, options);
    result.rate = result.ratio.value * all.reference.rate();
  } else {
    static_cast<void>(detail::level_of(options.confidence, options.alternative, "indirectly_standardised"));
    result.ratio = make_estimate(not_a_number, {not_a_number, not_a_number}, options.confidence, name(options.method));
    result.ratio.alternative = options.alternative;
  }
  return result;
}

}  // namespace equitable
