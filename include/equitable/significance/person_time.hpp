/// @file significance/person_time.hpp
/// Tests of rates per person-time: a count against an expected one, two rates against each other, many against one common rate.
///
/// A count x against its expected value m (`person_time_test`):
///
/// | method | two-sided p-value | use |
/// |---|---|---|
/// | `midp_central` | twice the smaller Poisson tail less half P(x), at most 1 | default; agrees with the interval `mid_p` |
/// | `exact_central` | twice the smaller Poisson tail, at most 1 | conservative; agrees with `garwood_exact` |
/// | `exact_minlike` | all counts as likely as x, or less | conservative, less so |
/// | `score` | both normal tails of z = (x − m)/√m | for m above 10 or so; agrees with `score` |
///
/// Two rates (`person_time_comparison_test`): given the events in all, those of the group are binomial with probability
/// θ t1 / (θ t1 + t2) under a ratio of θ; the conditional test is that of this probability.
///
/// | method | what it is | use |
/// |---|---|---|
/// | `conditional_midp` | central mid-p | default; agrees with the interval `conditional_mid_p` |
/// | `conditional_exact` | central | conservative; agrees with `exact_conditional_central` |
/// | `conditional_minlike` | all splits as likely as the one seen, or less | conservative, less so |
/// | `conditional_score` | normal tails of the binomial z | many events; agrees with `score_wilson` |
///
/// One-sided (`greater`: the rate is above), `exact_*`, `conditional_exact` and `conditional_minlike` are the tail itself, the
/// mid-p methods that tail less half of the observed point. An exact test has no statistic: NaN stands there though the status
/// is `ok`. Probabilities that agree to 1 part in 10^10 are tied.
///
/// Many units (`person_time_overdispersion`): do their counts vary more than Poisson counts with one common rate would? If so,
/// intervals and tests that take them as Poisson are too sure of themselves.
///
/// Sources: Przyborowski and Wilenski (1940) Biometrika 31, 313; Lancaster (1961) J. Am. Stat. Assoc. 56, 223 (mid-p); Cohen and
/// Yang (1994) Stat. Med. 13, 2189; Fisher (1950) Biometrics 6, 17 and Cochran (1954) Biometrics 10, 417 (index of dispersion).
/// Cost: under 0.1 microseconds for `score`, 1 to 10 for the exact tests, whatever the counts.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/comparison/person_time.hpp"
#include "equitable/core/results.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/proportion/person_time.hpp"
#include "equitable/significance/method.hpp"
#include "equitable/significance/proportion_test.hpp"

namespace equitable {

/// The tests of a count against its expected value.
enum class PersonTimeTestMethod : std::uint8_t { midp_central, exact_central, exact_minlike, score };

/// The tests of two rates per person-time.
enum class PersonTimeComparisonTestMethod : std::uint8_t {
  conditional_midp,
  conditional_exact,
  conditional_minlike,
  conditional_score
};

namespace detail {

inline constexpr std::array<const char*, 4> person_time_test_method_names{"midp_central", "exact_central", "exact_minlike",
                                                                          "score"};
inline constexpr std::array<const char*, 4> person_time_comparison_test_method_names{"conditional_midp", "conditional_exact",
                                                                                     "conditional_minlike", "conditional_score"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(PersonTimeTestMethod method) noexcept {
  return detail::person_time_test_method_names[static_cast<std::size_t>(method)];
}
[[nodiscard]] constexpr const char* name(PersonTimeComparisonTestMethod method) noexcept {
  return detail::person_time_comparison_test_method_names[static_cast<std::size_t>(method)];
}

/// Options of `person_time_test`.
struct PersonTimeTestOptions {
  PersonTimeTestMethod method = PersonTimeTestMethod::midp_central;
  Alternative alternative = Alternative::two_sided;
};

/// Options of `person_time_comparison_test`.
struct PersonTimeComparisonTestOptions {
  PersonTimeComparisonTestMethod method = PersonTimeComparisonTestMethod::conditional_midp;
  Alternative alternative = Alternative::two_sided;
  double null_ratio = 1.0;  ///< the ratio of the two rates to be refuted, from 1e-100 to 1e100
};

/// Whether the counts of several units vary more than chance.
struct Overdispersion {
  double dispersion;   ///< variance over what Poisson counts would have: statistic / df; 1 without overdispersion
  double statistic;    ///< Σ (x − expected)² / expected
  double df;           ///< degrees of freedom of its chi-squared law
  double pvalue;       ///< of more variation than chance makes; one-sided
  const char* method;  ///< the method's name, in static storage
  Status status;
};

namespace detail {

/// log P(X = k), X Poisson with a mean above 0.
[[nodiscard]] inline double log_poisson_mass(double k, double mean) noexcept {
  if (k == 0.0) return -mean;
  const Twofold distance = twofold_deviance(k, mean);
  return -distance.high - (distance.low + stirling_error(k) + 0.5 * std::log(two_pi * k));
}

/// The point next to the mode, on the side of `direction` (±1), that is no likelier than `log_limit`; −1 where all below it
/// are. Started from `guess`; the masses fall from the mode outward, so that it is found by doubling strides and bisection.
[[nodiscard]] inline double nearest_unlikely(double mean, double mode, double log_limit, double guess,
                                             double direction) noexcept {
  const auto fits = [&](double k) noexcept {
    return k < 0.0 || (direction * (k - mode) > 0.0 && log_poisson_mass(k, mean) <= log_limit);
  };
  double fitting = std::floor(guess);
  double missing = fitting;
  double stride = 1.0;
  if (fits(fitting)) {
    for (missing -= direction * stride; fits(missing); missing -= direction * stride) fitting = missing, stride *= 2.0;
  } else {
    for (fitting += direction * stride; !fits(fitting); fitting += direction * stride) missing = fitting, stride *= 2.0;
  }
  if (fitting < -1.0) fitting = -1.0;
  while (std::fabs(missing - fitting) > 1.5) {
    const double middle = std::floor(0.5 * (fitting + missing));
    if (middle == fitting || middle == missing) break;  // beyond 2^53 not every whole number is a double
    (fits(middle) ? fitting : missing) = middle;
  }
  return fitting;
}

/// The probability of all counts no likelier than x, under a mean above 0.
[[nodiscard]] inline double poisson_minlike_pvalue(double x, double mean) noexcept {
  const double mode = std::floor(mean);
  const double log_mass = log_poisson_mass(x, mean);
  const double log_limit = log_mass + log_tie;
  if (log_poisson_mass(mode, mean) <= log_limit) return 1.0;
  const bool above = x > mode;
  const double own = above ? poisson_upper_tail(x, mean) : poisson_lower_tail(x, mean);
  if (log_mass < -800.0) return own;  // either tail is below the smallest double
  const double guess = mean + (mean - x);
  if (above) return std::fmin(1.0, own + poisson_lower_tail(nearest_unlikely(mean, mode, log_limit, guess, -1.0), mean));
  return std::fmin(1.0, own + poisson_upper_tail(nearest_unlikely(mean, mode, log_limit, guess, 1.0), mean));
}

/// The tail of the alternative, and twice the smaller one; P(X = x) counted less `half` times.
[[nodiscard]] inline double poisson_central_pvalue(double x, double mean, Alternative alternative, double half) noexcept {
  const double part = half > 0.0 ? half * poisson_mass(x, mean) : 0.0;
  const double greater = alternative == Alternative::less ? 1.0 : poisson_upper_tail(x, mean);
  const double less = alternative == Alternative::greater ? 1.0 : poisson_lower_tail(x, mean);
  if (alternative == Alternative::greater) return greater - part;
  if (alternative == Alternative::less) return less - part;
  return std::fmin(1.0, 2.0 * (std::fmin(greater, less) - part));
}

/// The test of one count; 0 <= expected <= 1e100.
[[nodiscard]] inline TestResult person_time_test_at(Count events, double expected,
                                                    const PersonTimeTestOptions& options) noexcept {
  const double x = static_cast<double>(events);
  TestResult result{not_a_number, not_a_number, name(options.method), options.alternative, Status::ok};
  if (options.method == PersonTimeTestMethod::score) {
    result.statistic = x == expected ? 0.0 : (x - expected) / std::sqrt(expected);
    result.pvalue = normal_pvalue(result.statistic, options.alternative);
    if (std::isinf(result.statistic)) result.status = Status::unbounded;
    return result;
  }
  const bool minlike = options.method == PersonTimeTestMethod::exact_minlike && options.alternative == Alternative::two_sided;
  if (minlike && expected > 0.0)
    result.pvalue = poisson_minlike_pvalue(x, expected);
  else
    result.pvalue = poisson_central_pvalue(x, expected, options.alternative,
                                           options.method == PersonTimeTestMethod::midp_central ? 0.5 : 0.0);
  return result;
}

/// The test of two rates, both with an exposure.
[[nodiscard]] inline TestResult person_time_comparison_test_at(const PersonTimePair& pair,
                                                               const PersonTimeComparisonTestOptions& options) noexcept {
  TestResult result{not_a_number, not_a_number, name(options.method), options.alternative, Status::undefined};
  if (!pair.comparable()) return result;
  const TwoRates r = pair.rates();
  const double expected = options.null_ratio * r.n1;
  const double sum = expected + r.n2;
  const OneRate split{r.x1, r.x1 + r.x2, {expected / sum, r.n2 / sum}, difference_of_products(r.x1, r.n2, r.x2, expected) / sum};
  result.status = split.n > 0.0 ? Status::ok : Status::no_information;
  switch (options.method) {
    case PersonTimeComparisonTestMethod::conditional_midp: result.pvalue = central_pvalue(split, options.alternative, 0.5); break;
    case PersonTimeComparisonTestMethod::conditional_exact:
      result.pvalue = central_pvalue(split, options.alternative, 0.0);
      break;
    case PersonTimeComparisonTestMethod::conditional_minlike:
      result.pvalue = options.alternative == Alternative::two_sided ? minlike_pvalue(split, 0.0)
                                                                    : central_pvalue(split, options.alternative, 0.0);
      break;
    case PersonTimeComparisonTestMethod::conditional_score:
      if (split.n == 0.0) break;
      result.statistic = split.excess / std::sqrt(split.n * split.p.q * split.p.rest);
      result.pvalue = normal_pvalue(result.statistic, options.alternative);
      break;
  }
  return result;
}

/// The index of dispersion about a rate; units without exposure hold nothing.
[[nodiscard]] inline Overdispersion dispersion_about(const std::vector<PersonTime>& units, double rate, double df) noexcept {
  double statistic = 0.0;
  for (const PersonTime& unit : units) {
    if (unit.exposure == 0.0) continue;
    const double expected = unit.exposure * rate;
    const double excess = static_cast<double>(unit.events) - expected;
    statistic += excess * (excess / expected);
  }
  return {statistic / df, statistic, df, chi_squared_upper_tail(statistic, df), "index_of_dispersion", Status::ok};
}

/// Events, exposure and number of the units that have an exposure, checked.
struct PooledPersonTime {
  double events = 0.0;
  double exposure = 0.0;
  double units = 0.0;

  PooledPersonTime(const std::vector<PersonTime>& all, const char* where) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!is_person_time(all[i].events, all[i].exposure))
        static_cast<void>(checked_person_time(all[i].events, all[i].exposure, where, "units[" + std::to_string(i) + "]."));
      if (all[i].exposure == 0.0) continue;
      events += static_cast<double>(all[i].events);
      exposure += all[i].exposure;
      units += 1.0;
    }
  }
};

}  // namespace detail

/// Whether a count differs from its expected value by more than chance. For a rate, expect rate × exposure.
///
///     person_time_test(10, 5.22)   // p = 0.059
///
/// An expected count of 0 leaves no room for chance: one event has p = 0, none p = 1. Not where the expected count was itself
/// estimated from few events: compare the two by `person_time_comparison_test`.
/// @throws InvalidInput unless 0 <= events <= 2^53 and 0 <= expected <= 1e100
[[nodiscard]] inline TestResult person_time_test(Count events, double expected, const PersonTimeTestOptions& options = {}) {
  static_cast<void>(checked_person_time(events, 1.0, "person_time_test"));
  if (!(expected >= 0.0 && expected <= 1e100))
    throw_invalid("person_time_test", "expected", expected, "must lie between 0 and 1e100");
  return detail::person_time_test_at(events, expected, options);
}

/// Whether the ratio of two rates per person-time differs from 1, or from `null_ratio`, by more than chance.
///
///     person_time_comparison_test(60, 51477.5, 30, 54308.7)   // p = 0.00062
///
/// Without events p = 1 (½ for a one-sided mid-p, NaN for `conditional_score`) with `Status::no_information`; without exposure
/// NaN with `Status::undefined`.
/// @throws InvalidInput as `person_time_ratio`, and unless the null ratio is from 1e-100 to 1e100
[[nodiscard]] inline TestResult person_time_comparison_test(Count events, double exposure, Count reference_events,
                                                            double reference_exposure,
                                                            const PersonTimeComparisonTestOptions& options = {}) {
  constexpr const char* where = "person_time_comparison_test";
  const PersonTimePair pair = checked_person_time_pair(events, exposure, reference_events, reference_exposure, where);
  check_null({Measure::ratio, options.null_ratio}, where, "null_ratio");
  return detail::person_time_comparison_test_at(pair, options);
}

/// Whether several units vary more than Poisson counts with one common rate, which is estimated from them: the index of
/// dispersion, with one degree of freedom less than there are units.
///
///     person_time_overdispersion({{12, 100.0}, {31, 110.0}, {9, 90.0}})   // dispersion 5.95, p = 0.0026
///
/// The chi-squared law is good for expected counts above 1 or so. Units without exposure do not count. Fewer than two: NaN with
/// `Status::undefined`; no events at all: NaN with `Status::no_information`. Cost: linear in the units.
/// @throws InvalidInput naming the unit that breaks a rule of `person_time_rate`
[[nodiscard]] inline Overdispersion person_time_overdispersion(const std::vector<PersonTime>& units) {
  const detail::PooledPersonTime pooled(units, "person_time_overdispersion");
  const bool enough = pooled.units >= 2.0;
  if (!enough || pooled.events == 0.0)
    return {not_a_number, not_a_number,          enough ? pooled.units - 1.0 : 0.0,
            not_a_number, "index_of_dispersion", enough ? Status::no_information : Status::undefined};
  return detail::dispersion_about(units, pooled.events / pooled.exposure, pooled.units - 1.0);
}

/// The same about a given rate: as many degrees of freedom as units. Without a unit NaN with `Status::undefined`.
/// @throws InvalidInput as above, and unless the rate is from 1e-50 to 1e50
[[nodiscard]] inline Overdispersion person_time_overdispersion(const std::vector<PersonTime>& units, double rate) {
  const detail::PooledPersonTime pooled(units, "person_time_overdispersion");
  if (!(rate >= 1e-50 && rate <= 1e50))
    throw_invalid("person_time_overdispersion", "rate", rate, "must lie between 1e-50 and 1e50");
  if (pooled.units == 0.0) return {not_a_number, not_a_number, 0.0, not_a_number, "index_of_dispersion", Status::undefined};
  return detail::dispersion_about(units, rate, pooled.units);
}

}  // namespace equitable
