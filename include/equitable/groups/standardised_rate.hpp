/// @file groups/standardised_rate.hpp
/// A directly standardised rate: what the rate would be if the population had the standard's make-up, with its interval.
///
/// Stratum i (an age band, a pay band) has x events in a population n, and the standard population has w people there; the
/// rate is Σ (w/W) (x/n), W = Σ w. Its variance, the events taken as Poisson, is Σ u² x with u = w/(n W).
///
/// | method | use |
/// |---|---|
/// | `dobson_byar` | default, and the one of public-health statistics: Byar's interval of the events in all, scaled |
/// | `dobson_exact` | good: the same with the exact interval of the events |
/// | `fay_feuer_gamma` | good: a gamma law for the rate; covers at least its level in practice, wide where weights vary much |
/// | `tiwari_gamma` | good: the same with a narrower upper limit |
/// | `normal` | for comparison only: rate ± z √variance, poor with few events |
///
/// Not for standardising two groups by each other or for observed against expected events: groups/standardisation.hpp. Few
/// events in all (fewer than 10) make any of them a rough guide.
///
/// Sources: Dobson, Kuulasmaa, Eberle and Scherer (1991) Stat. Med. 10, 457; Fay and Feuer (1997) Stat. Med. 16, 791; Tiwari,
/// Clegg and Zou (2006) Stat. Methods Med. Res. 15, 547. Cost: linear in the strata, and two gamma quantiles.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/proportion/person_time.hpp"

namespace equitable {

/// One stratum: its events, its population (people, or person-time), and how much of the standard population falls into it.
struct StandardisedStratum {
  Count events = 0;
  double population = 0.0;
  double standard = 0.0;
};

/// The intervals of a directly standardised rate.
enum class StandardisedRateMethod : std::uint8_t { dobson_byar, dobson_exact, normal, fay_feuer_gamma, tiwari_gamma };

namespace detail {

inline constexpr std::array<const char*, 5> standardised_rate_method_names{"dobson_byar", "dobson_exact", "normal",
                                                                           "fay_feuer_gamma", "tiwari_gamma"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(StandardisedRateMethod method) noexcept {
  return detail::standardised_rate_method_names[static_cast<std::size_t>(method)];
}

/// Options of `standardised_rate`.
struct StandardisedRateOptions {
  StandardisedRateMethod method = StandardisedRateMethod::dobson_byar;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone.
  Alternative alternative = Alternative::two_sided;
  double per = 100000.0;  ///< the rate is given per so many of the population
};

/// A directly standardised rate.
struct StandardisedRate {
  Estimate rate;    ///< per `options.per` of the population, as are its limits
  double variance;  ///< of that rate
  Count events;     ///< in all strata to which the standard gives weight
};

namespace detail {

/// The sums of which every method makes its interval.
struct StandardisedSums {
  double rate = 0.0;      ///< Σ u x
  double variance = 0.0;  ///< Σ u² x
  double events = 0.0;    ///< Σ x
  double largest = 0.0;   ///< the largest weight u
  double mean = 0.0;      ///< the mean weight
  double mean_square = 0.0;
};

/// Limits on the scale of the rate per one of the population; NaN where the method breaks down without events.
[[nodiscard]] inline Interval standardised_limits(const StandardisedSums& s, const Level& level,
                                                  StandardisedRateMethod method) noexcept {
  const auto gamma_upper = [&](double weight, double square) {
    const double rate = s.rate + weight;
    const double variance = s.variance + square;
    return variance / rate * gamma_upper_quantile(level.tail, rate * (rate / variance));
  };
  const double gamma_lower =
      s.events > 0.0 ? s.variance / s.rate * gamma_lower_quantile(level.tail, s.rate * (s.rate / s.variance)) : 0.0;
  switch (method) {
    case StandardisedRateMethod::normal: {
      const double half = level.z * std::sqrt(s.variance);
      return {s.rate - half, s.rate + half};
    }
    case StandardisedRateMethod::fay_feuer_gamma: return {gamma_lower, gamma_upper(s.largest, s.largest * s.largest)};
    case StandardisedRateMethod::tiwari_gamma: return {gamma_lower, gamma_upper(s.mean, s.mean_square)};
    case StandardisedRateMethod::dobson_byar:
    case StandardisedRateMethod::dobson_exact: break;
  }
  if (s.events == 0.0) return {not_a_number, not_a_number};
  const Interval count =
      method == StandardisedRateMethod::dobson_byar ? byar_limits(s.events, level) : garwood_limits(s.events, level);
  const double scale = std::sqrt(s.variance / s.events);
  return {s.rate - scale * (s.events - count.lower), s.rate + scale * (count.upper - s.events)};
}

/// @throws InvalidInput naming the stratum and what breaks a rule
inline void check_stratum(const StandardisedStratum& stratum, std::size_t i) {
  constexpr const char* where = "standardised_rate";
  const auto argument = [i](const char* field) { return "strata[" + std::to_string(i) + "]." + field; };
  const auto fits = [](double value) { return value == 0.0 || (value >= 1e-30 && value <= 1e30); };
  if (stratum.events < 0 || stratum.events > max_count)
    throw_invalid(where, argument("events"), std::to_string(stratum.events), "must be 0 to 2^53");
  if (!fits(stratum.population))
    throw_invalid(where, argument("population"), std::to_string(stratum.population), "must be 0 or from 1e-30 to 1e30");
  if (stratum.population == 0.0 && stratum.events > 0)
    throw_invalid(where, argument("population"), "0", "must be above 0 where there are events");
  if (!fits(stratum.standard))
    throw_invalid(where, argument("standard"), std::to_string(stratum.standard), "must be 0 or from 1e-30 to 1e30");
}

}  // namespace detail

/// A rate standardised directly to the make-up of a standard population, with its interval.
///
/// Strata to which the standard gives no weight do not count. One without population to which it does leaves the rate undefined
/// (`Status::undefined`): merge it with a neighbour. So does a standard without weight anywhere. Without events the rate is 0;
/// the two gamma methods then have an interval from 0 to what the weights allow, `normal` one without width, the others none.
/// @throws InvalidInput naming the stratum for a negative number, one other than 0 outside 1e-30 to 1e30, events without
///         population, or more than 2^53 events in all; unless `per` is from 1e-30 to 1e30
[[nodiscard]] inline StandardisedRate standardised_rate(const std::vector<StandardisedStratum>& strata,
                                                        const StandardisedRateOptions& options = {}) {
  constexpr const char* where = "standardised_rate";
  if (!(options.per >= 1e-30 && options.per <= 1e30))
    throw_invalid(where, "per", std::to_string(options.per), "must lie between 1e-30 and 1e30");
  const detail::Level level = detail::level_of(options.confidence, options.alternative, where);
  double standard = 0.0;
  Count events = 0;
  for (std::size_t i = 0; i < strata.size(); ++i) {
    detail::check_stratum(strata[i], i);
    if (strata[i].events > max_count - events)
      throw_invalid(where, "strata[" + std::to_string(i) + "].events", std::to_string(strata[i].events),
                    "must be at most 2^53 together with those before");
    if (strata[i].standard == 0.0) continue;
    events += strata[i].events;
    standard += strata[i].standard;
  }
  detail::StandardisedSums sums;
  double counted = 0.0;
  for (const StandardisedStratum& stratum : strata) {
    if (stratum.standard == 0.0) continue;
    const double x = static_cast<double>(stratum.events);
    const double weight = stratum.standard / standard / stratum.population * options.per;
    sums.rate += weight * x;
    sums.variance += weight * (weight * x);
    sums.largest = weight > sums.largest ? weight : sums.largest;
    sums.mean += weight;
    sums.mean_square += weight * weight;
    counted += 1.0;
  }
  sums.events = static_cast<double>(events);
  sums.mean /= counted;
  sums.mean_square /= counted;
  const bool defined = std::isfinite(sums.mean) && counted > 0.0;  // a stratum without population has an infinite weight
  if (!defined) sums.rate = sums.variance = not_a_number;
  const Interval limits =
      defined ? detail::standardised_limits(sums, level, options.method) : Interval{not_a_number, not_a_number};
  const Estimate estimate = make_estimate(sums.rate, limits, options.confidence, name(options.method));
  return {one_sided(estimate, options.alternative, {0.0, infinity}, options.confidence), sums.variance, events};
}

}  // namespace equitable
