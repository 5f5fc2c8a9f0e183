/// @file proportion/person_time.hpp
/// One rate per person-time, events over the exposure in which they happened: leavers per year of service, grievances per
/// thousand staff-months. The events are taken as Poisson; the exposure is known.
///
/// | method | use |
/// |---|---|
/// | `garwood_exact` | default: coverage never below the level, hence wide; agrees with the test `exact_central` |
/// | `mid_p` | good: the same with the observed count by half; agrees with `midp_central` |
/// | `score` | good: closed form, every rate that the test `score` does not reject |
/// | `scas` | good: the same with the skewness corrected, so that both sides miss alike |
/// | `jeffreys` | good: a posterior interval, exactly 0 below for no events |
/// | `byar` | good: a closed form within 1 % of `garwood_exact` from 3 events on; used in public-health statistics |
/// | `log_wald` | for comparison: log rate ± z/√events; none without events |
/// | `wald` | for comparison only: coverage far too low, no width without events |
///
/// No events: a lower limit of exactly 0 (`wald`: 0 above, too). Not for people of whom each has the event at most once in the
/// period: that is a `proportion`. Every limit is right to about 1e-14 of itself for counts up to 2^53 and any level; only where
/// the lower limit of `wald` and of `byar` comes close to 0 does it lose digits.
///
/// Sources: Garwood (1936) Biometrika 28, 437; Cohen and Yang (1994) Stat. Med. 13, 2189 (mid-p); Byar in Breslow and Day (1987)
/// Statistical Methods in Cancer Research II, IARC, 69; Laud (2017) Pharm. Stat. 16, 334 (scas); Brown, Cai and DasGupta (2003)
/// Stat. Sinica 13, 19 (jeffreys, score). Cost: nanoseconds for closed forms, 1 to 3 microseconds for `garwood_exact`,
/// `jeffreys` and `mid_p`, whatever the count.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include "equitable/core/results.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/root.hpp"

namespace equitable {

/// Events in an exposure: person-years, months, admissions, whatever the rate is to be per unit of. An exposure of 0 is allowed
/// without events: such a rate has no value (`Status::undefined`).
struct PersonTime {
  Count events = 0;
  double exposure = 0.0;

  /// events / exposure; NaN for 0 in 0.
  [[nodiscard]] double rate() const noexcept { return static_cast<double>(events) / exposure; }
};

/// Whether 0 <= events <= 2^53 and the exposure is from 1e-50 to 1e50, or 0 with no events.
[[nodiscard]] constexpr bool is_person_time(Count events, double exposure) noexcept {
  return events >= 0 && events <= max_count && ((exposure >= 1e-50 && exposure <= 1e50) || (exposure == 0.0 && events == 0));
}

/// Events and exposure, checked.
///
/// @param where   the function the caller called; it opens the message
/// @param prefix  "", "reference_" or "units[3].", so that the message names the caller's own argument
/// @throws InvalidInput naming the argument, its value and the rule
[[nodiscard]] inline PersonTime checked_person_time(Count events, double exposure, const char* where,
                                                    const std::string& prefix = "") {
  if (is_person_time(events, exposure)) return {events, exposure};
  if (events < 0) throw_invalid(where, prefix + "events", std::to_string(events), "must be 0 or more");
  if (events > max_count) throw_invalid(where, prefix + "events", std::to_string(events), "must be at most 2^53");
  const char* const demand = exposure == 0.0 ? "must be above 0 where there are events" : "must be 0 or from 1e-50 to 1e50";
  throw_invalid(where, prefix + "exposure", exposure, demand);
}

/// Person-time to be read: row i is events[i] in exposure[i].
struct PersonTimeColumns {
  const Count* events;
  const double* exposure;
  std::size_t rows;
};

/// The intervals of a rate per person-time.
enum class PersonTimeRateMethod : std::uint8_t { garwood_exact, mid_p, byar, score, scas, jeffreys, wald, log_wald };

namespace detail {

inline constexpr std::array<const char*, 8> person_time_rate_method_names{"garwood_exact", "mid_p",    "byar", "score",
                                                                          "scas",          "jeffreys", "wald", "log_wald"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(PersonTimeRateMethod method) noexcept {
  return detail::person_time_rate_method_names[static_cast<std::size_t>(method)];
}

/// Options of `person_time_rate`.
struct PersonTimeRateOptions {
  PersonTimeRateMethod method = PersonTimeRateMethod::garwood_exact;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone.
  Alternative alternative = Alternative::two_sided;
};

namespace detail {

// Limits of the expected count behind x events, x >= 0.

/// The means m with P(X >= x; m) = tail and P(X <= x; m) = tail.
[[nodiscard]] inline Interval garwood_limits(double x, const Level& level) noexcept {
  return {gamma_lower_quantile(level.tail, x), gamma_upper_quantile(level.tail, x + 1.0)};
}

/// The mean m with P(X >= x; m) − ½ P(X = x; m) = tail, x > 0; or with `lower` false the same of P(X <= x; m).
[[nodiscard]] inline double poisson_mid_p_limit(double x, double tail, bool lower) noexcept {
  const double shape = lower ? x : x + 1.0;
  const double log_tail = std::log(tail);
  const double start = gamma_quantile_start(log_tail, x + 0.5, lower);
  const auto log_excess = [&](double w) noexcept {
    // The edge of the gamma tail is x P(X = x), or m P(X = x); in log m the mid tail changes by ½ (x + m) P(X = x).
    const double mean = start * std::exp(w);
    const GammaTail found = gamma_tail(mean, shape);
    const double half = 0.5 / (lower ? x : mean);  // half the mass over the edge
    const double slope = (x + mean) * half;
    double value = 0.0;
    double derivative = 0.0;
    if (found.lower == lower) {
      value = found.log_edge.high + (found.log_edge.low + std::log(found.ratio - half));
      derivative = slope / (found.ratio - half);
    } else {
      const double edge = std::exp(found.log_edge.high + found.log_edge.low);
      const double mid = 1.0 - edge * (found.ratio + half);
      value = std::log(mid);
      derivative = edge * slope / mid;
    }
    return Slope{lower ? value - log_tail : log_tail - value, derivative};
  };
  return start * std::exp(increasing_root(log_excess, -50.0, 50.0, 0.0));
}

[[nodiscard]] inline Interval poisson_mid_p_limits(double x, const Level& level) noexcept {
  if (x == 0.0) return {0.0, level.tail < 0.5 ? -std::log(2.0 * level.tail) : 0.0};
  return {poisson_mid_p_limit(x, level.tail, true), poisson_mid_p_limit(x, level.tail, false)};
}

/// Byar's cube of Wilson and Hilferty.
[[nodiscard]] inline Interval byar_limits(double x, const Level& level) noexcept {
  const auto cube = [](double count, double z) {
    const double root = 1.0 - 1.0 / (9.0 * count) + z / (3.0 * std::sqrt(count));
    return root > 0.0 ? count * root * root * root : 0.0;
  };
  return {x == 0.0 ? 0.0 : cube(x, -level.z), cube(x + 1.0, level.z)};
}

/// The means m with |x − m| = z √m.
[[nodiscard]] inline Interval poisson_score_limits(double x, const Level& level) noexcept {
  const double zz = level.z * level.z;
  const double upper = x + 0.5 * zz + level.z * std::sqrt(x + 0.25 * zz);
  return {x == 0.0 ? 0.0 : x * (x / upper), upper};
}

/// How far the score limits lie from the count, without cancellation.
[[nodiscard]] inline Interval poisson_score_distances(double x, const Level& level) noexcept {
  const double zz = level.z * level.z;
  const double above = 0.5 * zz + level.z * std::sqrt(x + 0.25 * zz);
  return {x == 0.0 ? 0.0 : x * (above / (x + above)), above};
}

/// Score limits of D = x − (z² − 1)/6: the product of the two is D².
[[nodiscard]] inline Interval poisson_skewness_corrected_limits(double x, const Level& level) noexcept {
  const double zz = level.z * level.z;
  const double shifted = x - (zz - 1.0) / 6.0;
  const double upper = x + 1.0 / 6.0 + zz / 3.0 + level.z * std::sqrt(x + 1.0 / 6.0 + zz / 12.0);
  return {x == 0.0 || shifted <= 0.0 ? 0.0 : shifted * (shifted / upper), upper};
}

/// Quantiles of the posterior with Jeffreys' prior, a gamma distribution with shape x + ½.
[[nodiscard]] inline Interval poisson_jeffreys_limits(double x, const Level& level) noexcept {
  return {x == 0.0 ? 0.0 : gamma_lower_quantile(level.tail, x + 0.5), gamma_upper_quantile(level.tail, x + 0.5)};
}

/// x ± z√x, cut at 0.
[[nodiscard]] inline Interval poisson_wald_limits(double x, const Level& level) noexcept {
  const double root = std::sqrt(x);
  return {root > level.z ? root * (root - level.z) : 0.0, x + level.z * root};
}

/// x exp(±z/√x); NaN for x = 0.
[[nodiscard]] inline Interval poisson_log_wald_limits(double x, const Level& level) noexcept {
  if (x == 0.0) return {not_a_number, not_a_number};
  const double factor = std::exp(level.z / std::sqrt(x));
  return {x / factor, x * factor};
}

/// Limits of the expected count.
[[nodiscard]] inline Interval poisson_count_limits(double x, const Level& level, PersonTimeRateMethod method) noexcept {
  switch (method) {
    case PersonTimeRateMethod::garwood_exact: break;
    case PersonTimeRateMethod::mid_p: return poisson_mid_p_limits(x, level);
    case PersonTimeRateMethod::byar: return byar_limits(x, level);
    case PersonTimeRateMethod::score: return poisson_score_limits(x, level);
    case PersonTimeRateMethod::scas: return poisson_skewness_corrected_limits(x, level);
    case PersonTimeRateMethod::jeffreys: return poisson_jeffreys_limits(x, level);
    case PersonTimeRateMethod::wald: return poisson_wald_limits(x, level);
    case PersonTimeRateMethod::log_wald: return poisson_log_wald_limits(x, level);
  }
  return garwood_limits(x, level);
}

[[nodiscard]] inline Level checked_level(const PersonTimeRateOptions& options) {
  return level_of(options.confidence, options.alternative, "person_time_rate");
}

/// The limits in order: where a level is so low that the interval is narrower than the spacing of doubles, rounding may cross
/// them.
[[nodiscard]] inline Interval in_order(Interval limits) noexcept {
  return limits.lower > limits.upper ? Interval{limits.upper, limits.lower} : limits;
}

/// Rate and limits of one count at a level.
[[nodiscard]] inline Estimate person_time_rate_at(const PersonTime& counted, const Level& level,
                                                  const PersonTimeRateOptions& options) noexcept {
  Interval limits{not_a_number, not_a_number};
  if (counted.exposure > 0.0) {
    const Interval count = poisson_count_limits(static_cast<double>(counted.events), level, options.method);
    limits = in_order({count.lower / counted.exposure, count.upper / counted.exposure});
  }
  const Estimate estimate = make_estimate(counted.rate(), limits, options.confidence, name(options.method));
  return one_sided(estimate, options.alternative, {0.0, infinity}, options.confidence);
}

}  // namespace detail

/// A rate per person-time, events / exposure, and its interval, per unit of the exposure.
///
///     person_time_rate(30, 51477.5)   // 0.000583 a year, 95 % interval 0.000393 to 0.000832
///
/// An exposure of 1 gives the interval of the expected count itself. An exposure of 0 has no rate: NaN with `Status::undefined`;
/// likewise the interval of `log_wald` without events.
/// @throws InvalidInput unless 0 <= events <= 2^53 and the exposure is from 1e-50 to 1e50, or 0 with no events; and for a
///         one-sided limit at a level of 1/2 or less
[[nodiscard]] inline Estimate person_time_rate(Count events, double exposure, const PersonTimeRateOptions& options = {}) {
  const PersonTime counted = checked_person_time(events, exposure, "person_time_rate");
  return detail::person_time_rate_at(counted, detail::checked_level(options), options);
}

}  // namespace equitable
