/// @file significance/power.hpp
/// How likely a test is to find a difference that is there: the power of two groups of given size, before the data are seen.
///
/// With p̄ the pooled rate, d = |p1 − p2|, z at α/2, s0 = √(p̄(1−p̄)(1/n1+1/n2)), s1 = √(p1(1−p1)/n1 + p2(1−p2)/n2) and Cohen's
/// h:
///
/// | method | definition | use |
/// |---|---|---|
/// | `normal_pooled_two_tail` | Φ((d − z s0)/s1) + Φ((−d − z s0)/s1) | default: the chi-squared test |
/// | `normal_pooled_one_tail` | the first term: significant, and in the right direction | good |
/// | `normal_unpooled_two_tail`, `_one_tail` | the same with s1 for s0 | comparison with other software |
/// | `arcsine_two_tail` | Φ(h √(n1n2/(n1+n2)) − z) + Φ(−h √(…) − z) | good; Cohen's tables |
/// | `n_minus_1_chi2_exact`, `pearson_chi2_exact` | the probability of all tables that the test rejects | small groups: the truth about the tests that this library uses |
/// | `fisher_minlike_exact`, `_central_exact`, `_midp_minlike_exact` | the same for Fisher's test | small groups |
///
/// Equal rates give the true size of an exact method's test. α = 1 − `confidence`. Never compute power from the rates that were
/// observed: that is the p-value in other clothes. Sources: Fleiss (1981) Statistical Methods for Rates and Proportions, 2nd ed.;
/// Cohen (1988) Statistical Power Analysis, 2nd ed. Cost: two erfc; the exact methods about 10 nanoseconds for each of the
/// (n1+1)(n2+1) tables, and `Status::too_large` beyond 10^7 tables.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"
#include "equitable/significance/margin.hpp"

namespace equitable {

/// The ways to work out the power of a test of two rates.
enum class PowerMethod : std::uint8_t {
  normal_pooled_two_tail,
  normal_pooled_one_tail,
  normal_unpooled_two_tail,
  normal_unpooled_one_tail,
  arcsine_two_tail,
  n_minus_1_chi2_exact,
  pearson_chi2_exact,
  fisher_minlike_exact,
  fisher_central_exact,
  fisher_midp_minlike_exact
};

namespace detail {

inline constexpr std::array<const char*, 10> power_method_names{
    "normal_pooled_two_tail", "normal_pooled_one_tail",   "normal_unpooled_two_tail", "normal_unpooled_one_tail",
    "arcsine_two_tail",       "n_minus_1_chi2_exact",     "pearson_chi2_exact",       "fisher_minlike_exact",
    "fisher_central_exact",   "fisher_midp_minlike_exact"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(PowerMethod method) noexcept {
  return detail::power_method_names[static_cast<std::size_t>(method)];
}

/// Options of `power`.
struct PowerOptions {
  PowerMethod method = PowerMethod::normal_pooled_two_tail;
  Confidence confidence{0.95};  ///< the test rejects at α = 1 − level, two-sided
};

/// The power of a test.
struct PowerResult {
  double power;
  const char* method;  ///< the method's name, in static storage
  Status status;
};

namespace detail {

/// @throws InvalidInput unless 0 <= rate <= 1; NaN is refused
inline void check_rate(double rate, const char* where, const char* argument) {
  if (!(rate >= 0.0 && rate <= 1.0)) throw_invalid(where, argument, rate, "must lie between 0 and 1");
}

/// @throws InvalidInput unless 0 <= total <= 2^53
inline void check_total(Count total, const char* where, const char* argument) {
  if (total < 0 || total > max_count) throw_invalid(where, argument, std::to_string(total), "must lie between 0 and 2^53");
}

/// Two supposed rates and the sizes of their groups; sizes need not be whole numbers while one is being searched for.
struct Design {
  double p1, n1, p2, n2;
};

/// |2 asin √p1 − 2 asin √p2|, from the sine and cosine of the difference of the two angles, so that close rates keep their digits.
[[nodiscard]] inline double arcsine_distance(double p1, double p2) noexcept {
  const double across = std::sqrt(p1 * (1.0 - p2)) + std::sqrt(p2 * (1.0 - p1));
  const double along = std::sqrt((1.0 - p1) * (1.0 - p2)) + std::sqrt(p1 * p2);
  return across > 0.0 ? 2.0 * std::atan2(std::fabs(p1 - p2) / across, along) : 0.0;
}

/// p1(1−p1)/n1 + p2(1−p2)/n2.
[[nodiscard]] inline double unpooled_variance(const Design& d) noexcept {
  return d.p1 * (1.0 - d.p1) / d.n1 + d.p2 * (1.0 - d.p2) / d.n2;
}

/// p̄(1−p̄)(1/n1 + 1/n2).
[[nodiscard]] inline double pooled_variance(const Design& d) noexcept {
  const double total = d.n1 + d.n2;
  const double rate = (d.n1 * d.p1 + d.n2 * d.p2) / total;
  const double complement = (d.n1 * (1.0 - d.p1) + d.n2 * (1.0 - d.p2)) / total;
  return rate * complement * (1.0 / d.n1 + 1.0 / d.n2);
}

/// P(deviate > threshold), the deviate normal round `mean`; without spread it is `mean` for sure.
[[nodiscard]] inline double chance_beyond(double threshold, double mean, double spread) noexcept {
  if (spread > 0.0) return normal_upper_tail((threshold - mean) / spread);
  return mean > threshold ? 1.0 : 0.0;
}

/// The power of a normal method.
[[nodiscard]] inline double normal_power(const Design& d, double z, PowerMethod method) noexcept {
  if (method == PowerMethod::arcsine_two_tail) {
    const double shift = arcsine_distance(d.p1, d.p2) * std::sqrt(d.n1 * (d.n2 / (d.n1 + d.n2)));
    return normal_upper_tail(z - shift) + normal_upper_tail(z + shift);
  }
  const bool pooled = method == PowerMethod::normal_pooled_two_tail || method == PowerMethod::normal_pooled_one_tail;
  const bool both = method == PowerMethod::normal_pooled_two_tail || method == PowerMethod::normal_unpooled_two_tail;
  const double spread = std::sqrt(unpooled_variance(d));
  const double threshold = z * (pooled ? std::sqrt(pooled_variance(d)) : spread);
  const double difference = std::fabs(d.p1 - d.p2);
  const double right = chance_beyond(threshold, difference, spread);
  return both ? right + chance_beyond(threshold, -difference, spread) : right;
}

/// P(X = 0), ..., P(X = n): outward from the mode by the ratio of neighbours, then divided by their sum.
[[nodiscard]] inline std::vector<double> binomial_masses(Count n, double p) {
  std::vector<double> masses(static_cast<std::size_t>(n) + 1, 0.0);
  const double size = static_cast<double>(n);
  const double odds = p / (1.0 - p);
  const std::size_t mode = p == 1.0 ? masses.size() - 1 : static_cast<std::size_t>(std::fmin(size, (size + 1.0) * p));
  masses[mode] = 1.0;
  double sum = 1.0;
  for (std::size_t x = mode; p < 1.0 && x + 1 < masses.size(); ++x) {
    const double people = static_cast<double>(x);
    sum += masses[x + 1] = masses[x] * ((size - people) / (people + 1.0) * odds);
  }
  for (std::size_t x = mode; p < 1.0 && x > 0; --x) {
    const double people = static_cast<double>(x);
    sum += masses[x - 1] = masses[x] * (people / ((size - people + 1.0) * odds));
  }
  for (double& mass : masses) mass /= sum;
  return masses;
}

/// The probability that a chi-squared test rejects.
[[nodiscard]] inline double chi_squared_exact_power(const std::vector<double>& group, const std::vector<double>& reference,
                                                    double z, bool corrected) noexcept {
  const double n1 = static_cast<double>(group.size() - 1);
  const double n2 = static_cast<double>(reference.size() - 1);
  const double total = n1 + n2;
  const double needed = corrected ? z * std::sqrt(total / (total - 1.0)) : z;
  double power = 0.0;
  for (std::size_t i = 0; i < group.size(); ++i) {
    double row = 0.0;
    for (std::size_t j = 0; j < reference.size(); ++j) {
      const TwoRates r{static_cast<double>(i), n1, static_cast<double>(j), n2};
      if (std::fabs(pearson_z(r)) >= needed) row += reference[j];  // NaN, an empty margin, never rejects
    }
    power += group[i] * row;
  }
  return power;
}

/// The tables with so many events in all: the group's least and most events, and how likely each number between is, given the
/// total; relative to the likeliest.
struct TablesOfMargin {
  std::size_t first, last;
  double sum;
};

/// Fills `chance[x − first]` outward from the mode by the ratio of neighbours.
[[nodiscard]] inline TablesOfMargin fill_margin(std::size_t n1, std::size_t n2, std::size_t events,
                                                std::vector<double>& chance) noexcept {
  const std::size_t first = events > n2 ? events - n2 : 0;
  const std::size_t last = events < n1 ? events : n1;
  const double m = static_cast<double>(events);
  const double people1 = static_cast<double>(n1);
  const double people2 = static_cast<double>(n2);
  const auto ratio = [&](std::size_t x) {  // P(x + 1) / P(x)
    const double i = static_cast<double>(x);
    return ((people1 - i) / (i + 1.0)) * ((m - i) / (people2 - m + i + 1.0));
  };
  std::size_t mode = static_cast<std::size_t>((m + 1.0) * (people1 + 1.0) / (people1 + people2 + 2.0));
  mode = mode < first ? first : mode > last ? last : mode;
  chance[mode - first] = 1.0;
  double sum = 1.0;
  for (std::size_t x = mode; x < last; ++x) sum += chance[x + 1 - first] = chance[x - first] * ratio(x);
  for (std::size_t x = mode; x > first; --x) sum += chance[x - 1 - first] = chance[x - first] / ratio(x - 1);
  return {first, last, sum};
}

/// The probability that a test of Fisher's rejects. For each number of events in all, the conditional probabilities of the
/// group's events rise to a mode and fall; p-values grow from the two ends inward, so the rejected tables are found from there.
[[nodiscard]] inline double fisher_exact_power(const std::vector<double>& group, const std::vector<double>& reference,
                                               double alpha, PowerMethod method) {
  constexpr double tie = 1.0 + 1e-10;
  const std::size_t n1 = group.size() - 1;
  const std::size_t n2 = reference.size() - 1;
  std::vector<double> chance((n1 < n2 ? n1 : n2) + 1);
  const double part = method == PowerMethod::fisher_midp_minlike_exact ? 0.5 : 1.0;
  double power = 0.0;
  for (std::size_t events = 1; events < n1 + n2; ++events) {
    const TablesOfMargin margin = fill_margin(n1, n2, events, chance);
    const double limit = alpha * tie * margin.sum;
    std::size_t low = margin.first;
    std::size_t high = margin.last;
    if (method == PowerMethod::fisher_central_exact) {
      double tail = chance[low - margin.first];
      while (2.0 * tail <= limit && low < margin.last) {
        power += group[low] * reference[events - low];
        tail += chance[++low - margin.first];
      }
      tail = chance[high - margin.first];
      while (2.0 * tail <= limit && high > margin.first) {
        power += group[high] * reference[events - high];
        tail += chance[--high - margin.first];
      }
      continue;
    }
    double smaller = 0.0;  // all that is less likely than the tables now looked at
    while (low < high) {
      const double left = chance[low - margin.first];
      const double right = chance[high - margin.first];
      const bool take_low = left <= right * tie;
      const bool take_high = right <= left * tie;
      const double taken = (take_low ? left : 0.0) + (take_high ? right : 0.0);
      if (smaller + part * taken > limit) break;
      if (take_low) power += group[low] * reference[events - low];
      if (take_high) power += group[high] * reference[events - high];
      low += take_low ? 1 : 0;
      high -= take_high ? 1 : 0;
      smaller += taken;
    }
  }
  return power;
}

/// Whether an exact method keeps to its stated size.
[[nodiscard]] inline bool exact_power_is_feasible(Count n1, Count n2) noexcept {
  return (static_cast<double>(n1) + 1.0) * (static_cast<double>(n2) + 1.0) <= 1e7;
}

}  // namespace detail

/// Cohen's h, the distance of two rates on the arcsine scale: 0.2 is small, 0.5 medium, 0.8 large. Source: Cohen (1988).
/// @throws InvalidInput unless both rates lie in [0, 1]
[[nodiscard]] inline double cohen_h(double rate, double reference_rate) {
  detail::check_rate(rate, "cohen_h", "rate");
  detail::check_rate(reference_rate, "cohen_h", "reference_rate");
  return detail::arcsine_distance(rate, reference_rate);
}

/// The chance that a test of two groups of these sizes is significant when these are the true rates.
///
///     power(0.2, 100, 0.1, 100)   // 0.51: as likely as not to be missed
///
/// A group without people: NaN with `Status::undefined`.
/// @throws InvalidInput unless both rates lie in [0, 1] and both totals in [0, 2^53]
[[nodiscard]] inline PowerResult power(double rate, Count total, double reference_rate, Count reference_total,
                                       const PowerOptions& options = {}) {
  detail::check_rate(rate, "power", "rate");
  detail::check_rate(reference_rate, "power", "reference_rate");
  detail::check_total(total, "power", "total");
  detail::check_total(reference_total, "power", "reference_total");
  PowerResult result{not_a_number, name(options.method), Status::undefined};
  if (total == 0 || reference_total == 0) return result;
  const double z = detail::two_sided_quantile(options.confidence);
  result.status = Status::ok;
  if (options.method < PowerMethod::n_minus_1_chi2_exact) {
    const detail::Design design{rate, static_cast<double>(total), reference_rate, static_cast<double>(reference_total)};
    result.power = detail::normal_power(design, z, options.method);
    return result;
  }
  if (!detail::exact_power_is_feasible(total, reference_total)) {
    result.status = Status::too_large;
    return result;
  }
  const std::vector<double> group = detail::binomial_masses(total, rate);
  const std::vector<double> reference = detail::binomial_masses(reference_total, reference_rate);
  const double exact =
      options.method < PowerMethod::fisher_minlike_exact
          ? detail::chi_squared_exact_power(group, reference, z, options.method == PowerMethod::n_minus_1_chi2_exact)
          : detail::fisher_exact_power(group, reference, options.confidence.alpha(), options.method);
  result.power = std::fmin(1.0, exact);
  return result;
}

/// Options of `equivalence_power`.
struct EquivalencePowerOptions {
  Margin margin{};
  Confidence confidence{0.95};  ///< each of the two one-sided tests is at α = 1 − level, which must be below 1/2
};

namespace detail {

/// √V, V the variance of p̂1 − φ p̂2 at the rates that fit the expected counts best under p1 = φ p2, times N/(N−1) as in the
/// test.
[[nodiscard]] inline double restricted_deviation(const Design& d, double ratio) noexcept {
  const double x1 = d.n1 * d.p1;
  const double x2 = d.n2 * d.p2;
  const double total = d.n1 + d.n2;
  const double skew = ratio * (d.n1 + x2) - (d.n2 + x1);
  const double root = std::sqrt(skew * skew + 4.0 * ratio * (d.n1 - x1) * (d.n2 - x2));
  const double q2 = 2.0 * (x1 + x2) / (ratio * (d.n1 + x2) + d.n2 + x1 + root);
  const double q1 = ratio * q2;
  const double variance = std::fmax(0.0, q1 * (1.0 - q1)) / d.n1 + ratio * ratio * std::fmax(0.0, q2 * (1.0 - q2)) / d.n2;
  return std::sqrt(variance * (total / std::fmax(total - 1.0, 1.0)));
}

/// The power of the two one-sided score tests: at least 1 − the chances that either of them fails.
[[nodiscard]] inline double equivalence_normal_power(const Design& d, double z, const Margin& margin) noexcept {
  const auto failure = [&](double ratio, double direction) {
    const double spread = std::sqrt(d.p1 * (1.0 - d.p1) / d.n1 + ratio * ratio * (d.p2 * (1.0 - d.p2) / d.n2));
    const double distance = direction * (d.p1 - ratio * d.p2);
    const double threshold = z * restricted_deviation(d, ratio);
    if (spread > 0.0) return normal_upper_tail((distance - threshold) / spread);
    return distance > threshold ? 0.0 : 1.0;
  };
  return std::fmax(0.0, 1.0 - (failure(margin.lower, 1.0) + failure(margin.upper, -1.0)));
}

}  // namespace detail

/// The chance that `equivalence` shows two groups of these sizes to be alike within the margin when these are the true rates.
///
/// Normal approximation to the two one-sided score tests of the ratio, each with the null variance at the restricted rates and
/// its own variance at the true ones (Farrington and Manning (1990) Stat. Med. 9, 1447, with the N/(N−1) of our test); the two
/// are joined by Bonferroni's inequality, so that the power is at least this (Chow, Shao and Wang (2003) Sample Size
/// Calculations in Clinical Research). A group without people: NaN with `Status::undefined`. Cost: two erfc.
///
///     equivalence_power(0.25, 2000, 0.25, 2000)   // 0.98
///
/// @throws InvalidInput unless both rates lie in [0, 1], both totals in [0, 2^53], 0 < margin.lower < 1 < margin.upper, and the
///         level is above 0.5
[[nodiscard]] inline PowerResult equivalence_power(double rate, Count total, double reference_rate, Count reference_total,
                                                   const EquivalencePowerOptions& options = {}) {
  detail::check_rate(rate, "equivalence_power", "rate");
  detail::check_rate(reference_rate, "equivalence_power", "reference_rate");
  detail::check_total(total, "equivalence_power", "total");
  detail::check_total(reference_total, "equivalence_power", "reference_total");
  check_margin(options.margin, "equivalence_power");
  const detail::Level level = detail::one_sided_level(options.confidence, "equivalence_power");
  if (total == 0 || reference_total == 0) return {not_a_number, "farrington_manning", Status::undefined};
  const detail::Design design{rate, static_cast<double>(total), reference_rate, static_cast<double>(reference_total)};
  return {detail::equivalence_normal_power(design, level.z, options.margin), "farrington_manning", Status::ok};
}

}  // namespace equitable
