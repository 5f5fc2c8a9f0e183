/// @file groups/funnel.hpp
/// Funnel plots: which of many organisations lie further from the common rate or ratio than chance takes them?
///
/// Round a target (the average, or a given value) two funnels of limits narrow with the size of the unit: 95 %, beyond which one
/// unit in twenty lies by luck alone, and 99.8 %, beyond which lies one in 500. Outside the second is a reason to look closer,
/// outside the first only a hint. A funnel says who is unlike the others; it ranks nobody.
///
/// Limits of one unit:
///
/// | function | limits | exact form |
/// |---|---|---|
/// | `funnel_rate_limits` | of its rate, for n people and a target rate | from binomial tails |
/// | `funnel_expected_limits` | of observed/expected, for an expected count | from Poisson tails |
/// | `funnel_observed_limits` | of observed/expected, for the count observed: gamma quantiles | it is exact |
///
/// The first two exact forms interpolate between counts: with r the first count whose tail, its own probability included, is
/// above α/2, the limit lies between r and the count before in proportion to what is left of α/2. So a unit lies outside
/// exactly when the exact one-sided test of it has p <= α/2 (`exact_central` of `proportion_test` or `person_time_test`), and
/// by chance no more than α/2 do on either side.
///
/// A whole funnel: `funnel_rates`, `funnel_observed_expected`, `funnel_log_ratios`, `funnel_effects`. They standardise every
/// unit's distance from the target to a z-score. When those spread more than chance makes them (overdispersion: what was not
/// adjusted for differs from place to place), nearly every large unit lies outside; then
///
///  - `multiplicative` widens every limit by √φ, φ the mean square of the z-scores, if above 1;
///  - `additive` adds to every unit's variance a variance τ² between units, estimated as DerSimonian and Laird do from I φ.
///
/// Before either, the z-scores are winsorised: the outermost tenth at each end is pulled in to the next, so that true outliers
/// do not make themselves look normal. (With nothing but chance that draws φ down to 0.68 on average: the adjustment is loath to
/// act.) The additive form is the one for large units, as it does not let their limits shrink to nothing.
///
/// Sources: Spiegelhalter (2005) Stat. Med. 24, 1185; Spiegelhalter (2005) Qual. Saf. Health Care 14, 347 (overdispersion);
/// DerSimonian and Laird (1986) Control. Clin. Trials 7, 177. Cost: 1 to 20 microseconds for an exact limit, nanoseconds for
/// the others; a funnel is linear in the units but for one sort.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/counts/proportion.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/binomial.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/proportion/person_time.hpp"

namespace equitable {

/// How the limits of a funnel are found.
enum class FunnelMethod : std::uint8_t { normal, exact };

/// What is done about units that vary more than chance makes them.
enum class FunnelDispersion : std::uint8_t { none, additive, multiplicative };

/// The method as written in results.
[[nodiscard]] constexpr const char* name(FunnelMethod method) noexcept {
  return method == FunnelMethod::normal ? "normal" : "exact";
}
[[nodiscard]] constexpr const char* name(FunnelDispersion dispersion) noexcept {
  return dispersion == FunnelDispersion::none ? "none" : dispersion == FunnelDispersion::additive ? "additive" : "multiplicative";
}

/// Options of the limits of one unit.
struct FunnelLimitOptions {
  FunnelMethod method = FunnelMethod::normal;
  Confidence confidence{0.95};  ///< 0.95 for the inner funnel, 0.998 for the outer
};

namespace detail {

/// target ± z √(target (1−target)/n), cut to [0, 1].
[[nodiscard]] inline Interval normal_rate_funnel(double target, double n, double z) noexcept {
  if (!(n > 0.0)) return {0.0, 1.0};
  const double half = z * std::sqrt(target * (1.0 - target) / n);
  return {std::fmax(0.0, target - half), std::fmin(1.0, target + half)};
}

/// The first whole number in [low, high] at which a rising yes-or-no turns to yes, `high` if it does nowhere else; searched
/// outward from `guess` by doubling strides, then by bisection.
template <class Predicate>
[[nodiscard]] double first_whole(const Predicate& holds, double low, double high, double guess) {
  const auto within = [&](double k) { return k < low ? low : k > high ? high : k; };
  double yes = within(std::floor(guess));
  double no = yes;
  double stride = 1.0;
  if (holds(yes)) {
    for (; no == yes || holds(no); stride *= 2.0) {
      if (no != yes) yes = no;
      if (yes == low) return low;
      no = within(yes - stride);
    }
  } else {
    for (; no == yes || !holds(yes); stride *= 2.0) {
      no = yes;
      if (no == high) return high;
      yes = within(no + stride);
    }
  }
  while (yes - no > 1.5) {
    const double middle = std::floor(0.5 * (yes + no));
    if (middle == yes || middle == no) break;
    (holds(middle) ? yes : no) = middle;
  }
  return yes;
}

/// Where between counts the tail from below reaches `tail`: with r the first count that has P(X <= r) > tail, r less the share
/// of P(r) by which that is above.
[[nodiscard]] inline double binomial_funnel_lower(double n, const UnitPoint& target, double tail, double z) {
  const double guess = n * target.q - z * std::sqrt(n * target.q * target.rest);
  const double r = first_whole([&](double k) { return binomial_lower_tail(k, n, target) > tail; }, 0.0, n, guess);
  const double excess = (binomial_lower_tail(r, n, target) - tail) / std::exp(log_binomial_mass(r, n, target));
  return std::fmax(0.0, r - std::fmin(1.0, excess));
}

/// Exact limits of the rate, mirrored when events and others change places.
[[nodiscard]] inline Interval exact_rate_funnel(double target, double n, const Level& level) {
  if (!(n > 0.0)) return {0.0, 1.0};
  if (target == 0.0 || target == 1.0) return {target, target};
  const UnitPoint at = unit_point(target);
  const double lower = binomial_funnel_lower(n, at, level.tail, level.z);
  const double upper = binomial_funnel_lower(n, {at.rest, at.q}, level.tail, level.z);
  return {lower / n, (n - upper) / n};
}

/// Exact limits of observed/expected from Poisson tails, in the same manner.
[[nodiscard]] inline Interval exact_expected_funnel(double expected, const Level& level) {
  const double spread = level.z * std::sqrt(expected);
  // P(X <= r) > 1/2 from the mean on, and P(X >= 0) = 1.
  const double first = first_whole([&](double k) { return poisson_lower_tail(k, expected) > level.tail; }, 0.0,
                                   std::ceil(expected) + 1.0, expected - spread);
  const double below = (poisson_lower_tail(first, expected) - level.tail) / poisson_mass(first, expected);
  // The last count whose upper tail is above the level's: one before the first at which it is not.
  const double ceiling = expected + 200.0 + 100.0 * std::sqrt(expected);
  const double last = first_whole([&](double k) { return !(poisson_upper_tail(k, expected) > level.tail); }, 1.0,
                                  std::ceil(ceiling), expected + spread) -
                      1.0;
  const double above = (poisson_upper_tail(last, expected) - level.tail) / poisson_mass(last, expected);
  return {std::fmax(0.0, first - std::fmin(1.0, below)) / expected, (last + std::fmin(1.0, above)) / expected};
}

/// @throws InvalidInput unless 0 <= rate <= 1
inline void check_target_rate(double rate, const char* where, const char* argument) {
  if (!(rate >= 0.0 && rate <= 1.0)) throw_invalid(where, argument, std::to_string(rate), "must lie between 0 and 1");
}

/// Whether an expected count can be worked with.
[[nodiscard]] constexpr bool is_expected_count(double expected) noexcept { return expected >= 1e-50 && expected <= 1e15; }

}  // namespace detail

/// Where the rate of a unit of `total` people lies by chance when its true rate is the target.
///
///     funnel_rate_limits(0.2557, 166)   // 0.189 to 0.322
///
/// Nobody: [0, 1]. @throws InvalidInput unless 0 <= target <= 1 and 0 <= total <= 2^53
[[nodiscard]] inline Interval funnel_rate_limits(double target, Count total, const FunnelLimitOptions& options = {}) {
  detail::check_target_rate(target, "funnel_rate_limits", "target");
  const double n = static_cast<double>(checked_proportion(0, total, "funnel_rate_limits").total);
  const detail::Level level = detail::two_sided_level(options.confidence);
  return options.method == FunnelMethod::exact ? detail::exact_rate_funnel(target, n, level)
                                               : detail::normal_rate_funnel(target, n, level.z);
}

/// Where observed/expected of a unit lies by chance when so many are expected and the true ratio is 1. The normal form is
/// 1 ± z/√expected, cut at 0.
///
///     funnel_expected_limits(12.5, {FunnelMethod::exact})   // 0.441 to 1.634
///
/// @throws InvalidInput unless the expected count is from 1e-50 to 1e15
[[nodiscard]] inline Interval funnel_expected_limits(double expected, const FunnelLimitOptions& options = {}) {
  if (!detail::is_expected_count(expected))
    throw_invalid("funnel_expected_limits", "expected", std::to_string(expected), "must lie between 1e-50 and 1e15");
  const detail::Level level = detail::two_sided_level(options.confidence);
  if (options.method == FunnelMethod::exact) return detail::exact_expected_funnel(expected, level);
  const double half = level.z / std::sqrt(expected);
  return {std::fmax(0.0, 1.0 - half), 1.0 + half};
}

/// The ratios observed/expected at which a unit with so many events would lie on the funnel round 1: the observed count over
/// the expected counts that the exact interval of the observed one allows. For a plot against the observed count.
///
///     funnel_observed_limits(50)   // 0.759 to 1.347
///
/// No events: 0 and an infinite upper limit, as no expected count is so small that none would be too many.
/// @throws InvalidInput unless 0 <= observed <= 2^53
[[nodiscard]] inline Interval funnel_observed_limits(Count observed, Confidence confidence = Confidence{0.95}) {
  static_cast<void>(checked_person_time(observed, 1.0, "funnel_observed_limits"));
  if (observed == 0) return {0.0, infinity};
  const double count = static_cast<double>(observed);
  const Interval expected = detail::garwood_limits(count, detail::two_sided_level(confidence));
  return {count / expected.upper, count / expected.lower};
}

/// Options of a whole funnel.
struct FunnelOptions {
  FunnelDispersion dispersion = FunnelDispersion::none;
  /// The value in the middle; NaN (the default) for the average of all units.
  double target = not_a_number;
  double winsorise = 0.1;  ///< the share of units pulled in at each end before dispersion is estimated, from 0 to below 1/2
  Confidence inner{0.95};
  Confidence outer{0.998};
};

/// One unit in its funnel.
struct FunnelUnit {
  double value;     ///< its rate or ratio
  double z;         ///< its distance from the target in standard errors, chance alone
  double adjusted;  ///< the same with the dispersion that the options ask for: what to read
  Interval inner;   ///< limits at the inner level, dispersion included
  Interval outer;   ///< limits at the outer level
  Status status;    ///< `undefined` for a unit without people, which counts for nothing
};

/// A whole funnel.
struct Funnel {
  double target;      ///< the value in the middle
  double dispersion;  ///< φ, the mean square of the winsorised z-scores
  double
      between_deviation;  ///< τ, the standard deviation between units, on the scale of the z-scores' numerators; 0 without need
  double pvalue;          ///< of more spread than chance makes: chi-squared tail of Σ z², not winsorised
  std::vector<FunnelUnit> units;
  Status status;  ///< `undefined` without any unit, `no_information` where the target leaves no room for chance
};

/// A unit's observed events and those expected of it.
struct ObservedExpected {
  Count observed = 0;
  double expected = 0.0;
};

/// A unit's estimate, on a scale on which it is about normal, and its standard error there.
struct FunnelEffect {
  double value = 0.0;
  double standard_error = 0.0;
};

namespace detail {

/// The scale on which a funnel is worked out, and where its limits are brought back to.
enum class FunnelScale : std::uint8_t { rate, square_root, logarithm, plain };

[[nodiscard]] inline double on_funnel_scale(double value, FunnelScale scale) noexcept {
  return scale == FunnelScale::square_root ? std::sqrt(value) : scale == FunnelScale::logarithm ? std::log(value) : value;
}
[[nodiscard]] inline double off_funnel_scale(double value, FunnelScale scale) noexcept {
  switch (scale) {
    case FunnelScale::rate: return value < 0.0 ? 0.0 : value > 1.0 ? 1.0 : value;
    case FunnelScale::square_root: return value < 0.0 ? 0.0 : value * value;
    case FunnelScale::logarithm: return std::exp(value);
    case FunnelScale::plain: break;
  }
  return value;
}

/// @throws InvalidInput unless the share is from 0 to below 1/2
inline void check_funnel_options(const FunnelOptions& options, const char* where) {
  if (!(options.winsorise >= 0.0 && options.winsorise < 0.5))
    throw_invalid(where, "winsorise", std::to_string(options.winsorise), "must lie between 0 and 0.5, 0.5 left out");
}

/// Σ of the squares, the outermost share at either end pulled in to the next. Reorders the scores.
[[nodiscard]] inline double winsorised_square_sum(std::vector<double>& scores, double share) {
  std::sort(scores.begin(), scores.end());
  const std::size_t count = scores.size();
  const std::size_t pulled = static_cast<std::size_t>(share * static_cast<double>(count));
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t place = i < pulled ? pulled : i >= count - pulled ? count - 1 - pulled : i;
    sum += scores[place] * scores[place];
  }
  return sum;
}

/// The funnel of units whose estimates and standard errors on the scale are given; a standard error of NaN is no unit, one of 0
/// leaves no room for chance.
[[nodiscard]] inline Funnel funnel_of(const std::vector<FunnelEffect>& effects, double target, FunnelScale scale,
                                      const FunnelOptions& options) {
  Funnel funnel{off_funnel_scale(target, scale), not_a_number, 0.0, not_a_number, {}, Status::undefined};
  funnel.units.reserve(effects.size());
  std::vector<double> scores;
  scores.reserve(effects.size());
  double total = 0.0;
  double weights = 0.0;
  double square_weights = 0.0;
  bool chance = true;
  for (const FunnelEffect& effect : effects) {
    FunnelUnit unit{off_funnel_scale(effect.value, scale), not_a_number,     not_a_number, {not_a_number, not_a_number},
                    {not_a_number, not_a_number},          Status::undefined};
    if (effect.standard_error > 0.0) {
      unit.z = (effect.value - target) / effect.standard_error;
      unit.status = Status::ok;
      scores.push_back(unit.z);
      total += unit.z * unit.z;
      const double weight = 1.0 / (effect.standard_error * effect.standard_error);
      weights += weight;
      square_weights += weight * weight;
    } else if (effect.standard_error == 0.0) {
      chance = false;
      unit.status = Status::no_information;
    }
    funnel.units.push_back(unit);
  }
  if (scores.empty()) {
    funnel.status = chance ? Status::undefined : Status::no_information;
    return funnel;
  }
  const double count = static_cast<double>(scores.size());
  const double squares = winsorised_square_sum(scores, options.winsorise);
  funnel.status = Status::ok;
  funnel.dispersion = squares / count;
  const double df = std::isnan(options.target) ? count - 1.0 : count;
  funnel.pvalue = df > 0.0 ? chi_squared_upper_tail(total, df) : 1.0;
  const double free_weight = weights - square_weights / weights;
  if (squares > count - 1.0 && count > 1.0 && free_weight > 0.0)
    funnel.between_deviation = std::sqrt((squares - (count - 1.0)) / free_weight);
  const double widening =
      options.dispersion == FunnelDispersion::multiplicative && funnel.dispersion > 1.0 ? std::sqrt(funnel.dispersion) : 1.0;
  const double between = options.dispersion == FunnelDispersion::additive ? funnel.between_deviation : 0.0;
  const double inner = two_sided_quantile(options.inner);
  const double outer = two_sided_quantile(options.outer);
  for (std::size_t i = 0; i < effects.size(); ++i) {
    FunnelUnit& unit = funnel.units[i];
    if (unit.status != Status::ok) continue;
    const double spread = widening * std::hypot(effects[i].standard_error, between);
    unit.adjusted = (effects[i].value - target) / spread;
    unit.inner = {off_funnel_scale(target - inner * spread, scale), off_funnel_scale(target + inner * spread, scale)};
    unit.outer = {off_funnel_scale(target - outer * spread, scale), off_funnel_scale(target + outer * spread, scale)};
  }
  return funnel;
}

/// The mean of the effects, each weighted by one over its variance; NaN without any.
[[nodiscard]] inline double precision_weighted_mean(const std::vector<FunnelEffect>& effects) noexcept {
  double sum = 0.0;
  double weights = 0.0;
  for (const FunnelEffect& effect : effects) {
    if (!(effect.standard_error > 0.0)) continue;
    const double weight = 1.0 / (effect.standard_error * effect.standard_error);
    sum += weight * effect.value;
    weights += weight;
  }
  return sum / weights;
}

/// The logarithm of a table's ratio of rates and its standard error; half a person more in every cell where either group has no
/// events, or both none without. Without people or events no effect.
[[nodiscard]] inline FunnelEffect log_ratio_effect(const Table2x2& table) noexcept {
  if (!table.comparable() || table.events() == 0) return {not_a_number, not_a_number};
  TwoRates r = table.rates();
  if (r.x1 == 0.0 || r.x2 == 0.0 || table.events() == table.total()) r = {r.x1 + 0.5, r.n1 + 1.0, r.x2 + 0.5, r.n2 + 1.0};
  // 1/x − 1/n = (n−x)/(n x).
  const double variance = (r.n1 - r.x1) / r.n1 / r.x1 + (r.n2 - r.x2) / r.n2 / r.x2;
  return {std::log(r.x1 / r.n1) - std::log(r.x2 / r.n2), std::sqrt(variance)};
}

}  // namespace detail

/// The funnel of rates, x of n in each unit, round their pooled rate or a given target. A unit's standard error is
/// √(target (1−target)/n).
///
///     funnel_rates({{30, 100}, {55, 240}, {12, 90}}).units[0].z   // 1.78 standard errors above the pooled 22.6 %
///
/// A unit without people is `undefined` and counts for nothing. A target of 0 or 1 leaves no room for chance: NaN with
/// `Status::no_information`.
/// @throws InvalidInput naming the unit unless 0 <= events <= total <= 2^53; unless the target is in [0, 1] and the share to be
///         winsorised in [0, 1/2)
[[nodiscard]] inline Funnel funnel_rates(const std::vector<Proportion>& units, const FunnelOptions& options = {}) {
  constexpr const char* where = "funnel_rates";
  detail::check_funnel_options(options, where);
  double events = 0.0;
  double people = 0.0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const Proportion unit = checked_item(units[i], where, "units", i);
    events += static_cast<double>(unit.events);
    people += static_cast<double>(unit.total);
  }
  const bool pooled = std::isnan(options.target);
  if (!pooled) detail::check_target_rate(options.target, where, "target");
  const double target = pooled ? events / people : options.target;
  std::vector<FunnelEffect> effects;
  effects.reserve(units.size());
  for (const Proportion& unit : units) {
    const double n = static_cast<double>(unit.total);
    effects.push_back({unit.rate(), unit.total > 0 ? std::sqrt(target * (1.0 - target) / n) : not_a_number});
  }
  return detail::funnel_of(effects, target, detail::FunnelScale::rate, options);
}

/// The funnel of observed over expected events, round 1 or a given target, on the scale of their square roots, on which a count
/// has a standard error of ½ whatever it is: z = 2 (√observed − √(target · expected)).
///
///     funnel_observed_expected({{12, 8.5}, {3, 9.1}, {20, 18.0}}).units[1].z   // -2.57
///
/// The target is 1 unless given. A unit of which nothing is expected is `undefined`.
/// @throws InvalidInput naming the unit unless 0 <= observed <= 2^53 and the expected count is 0 or from 1e-50 to 1e15; unless
///         the target is from 1e-50 to 1e50
[[nodiscard]] inline Funnel funnel_observed_expected(const std::vector<ObservedExpected>& units,
                                                     const FunnelOptions& options = {}) {
  constexpr const char* where = "funnel_observed_expected";
  FunnelOptions settled = options;
  detail::check_funnel_options(options, where);
  if (std::isnan(options.target)) settled.target = 1.0;
  if (!(settled.target >= 1e-50 && settled.target <= 1e50))
    throw_invalid(where, "target", std::to_string(settled.target), "must lie between 1e-50 and 1e50");
  std::vector<FunnelEffect> effects;
  effects.reserve(units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    const std::string prefix = "units[" + std::to_string(i) + "].";
    const ObservedExpected& unit = units[i];
    if (unit.observed < 0 || unit.observed > max_count)
      throw_invalid(where, prefix + "observed", std::to_string(unit.observed), "must be 0 to 2^53");
    if (unit.expected != 0.0 && !detail::is_expected_count(unit.expected))
      throw_invalid(where, prefix + "expected", std::to_string(unit.expected), "must be 0 or from 1e-50 to 1e15");
    if (unit.expected == 0.0)
      effects.push_back({not_a_number, not_a_number});
    else
      effects.push_back({std::sqrt(static_cast<double>(unit.observed) / unit.expected), 0.5 / std::sqrt(unit.expected)});
  }
  return detail::funnel_of(effects, detail::on_funnel_scale(settled.target, detail::FunnelScale::square_root),
                           detail::FunnelScale::square_root, settled);
}

/// The funnel of relative likelihoods, one table a unit (two groups in each organisation), on the scale of their logarithms,
/// round their average weighted by precision or a given target. A unit's standard error is its own, √(1/x1 − 1/n1 + 1/x2 −
/// 1/n2), so that its limits depend on its own counts.
///
///     funnel_log_ratios({{{30, 100}, {40, 200}}, {{9, 80}, {11, 90}}}).target   // 1.36
///
/// Where a group has no events, half a person is added to every cell of that table, and so to its value. A unit without people
/// in either group, or without events in both, is `undefined` and counts for nothing. For few events prefer a
/// test of each table by `significance`.
/// @throws InvalidInput naming the unit unless both groups are proportions; unless the target is from 1e-50 to 1e50
[[nodiscard]] inline Funnel funnel_log_ratios(const std::vector<Table2x2>& units, const FunnelOptions& options = {}) {
  constexpr const char* where = "funnel_log_ratios";
  detail::check_funnel_options(options, where);
  const bool pooled = std::isnan(options.target);
  if (!pooled && !(options.target >= 1e-50 && options.target <= 1e50))
    throw_invalid(where, "target", options.target, "must lie between 1e-50 and 1e50");
  std::vector<FunnelEffect> effects;
  effects.reserve(units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    const Proportion group = checked_item(units[i].group, where, "units", i);
    const Proportion reference = checked_item(units[i].reference, where, "units", i, "reference_");
    effects.push_back(detail::log_ratio_effect({group, reference}));
  }
  const double target = pooled ? detail::precision_weighted_mean(effects) : std::log(options.target);
  return detail::funnel_of(effects, target, detail::FunnelScale::logarithm, options);
}

/// The funnel of any estimates that are about normal, with their standard errors, round their average weighted by precision or a
/// given target.
/// @throws InvalidInput naming the unit unless its value is finite and its standard error from 1e-50 to 1e50; unless the
///         target is finite
[[nodiscard]] inline Funnel funnel_effects(const std::vector<FunnelEffect>& units, const FunnelOptions& options = {}) {
  constexpr const char* where = "funnel_effects";
  detail::check_funnel_options(options, where);
  for (std::size_t i = 0; i < units.size(); ++i) {
    const std::string prefix = "units[" + std::to_string(i) + "].";
    if (!std::isfinite(units[i].value)) throw_invalid(where, prefix + "value", std::to_string(units[i].value), "must be finite");
    if (!(units[i].standard_error >= 1e-50 && units[i].standard_error <= 1e50))
      throw_invalid(where, prefix + "standard_error", std::to_string(units[i].standard_error), "must lie between 1e-50 and 1e50");
  }
  if (std::isinf(options.target)) throw_invalid(where, "target", std::to_string(options.target), "must be finite");
  const double target = std::isnan(options.target) ? detail::precision_weighted_mean(units) : options.target;
  return detail::funnel_of(units, target, detail::FunnelScale::plain, options);
}

}  // namespace equitable
