/// @file significance/sample_size.hpp
/// How many people a comparison needs, and what a comparison of a given size could find.
///
/// With r = n2/n1, p̄ = (p1 + r p2)/(1 + r), d = |p1 − p2|, z at α/2, z_β = Φ⁻¹(power), h Cohen's:
///
/// | method | n1 | use |
/// |---|---|---|
/// | `n1_normal_pooled` | (z √((1+1/r) p̄(1−p̄)) + z_β √(p1(1−p1) + p2(1−p2)/r))² / d² | default: the chi-squared test; the inverse of `normal_pooled_one_tail` |
/// | `n1_fleiss_cc` | n1/4 (1 + √(1 + 2(r+1)/(n1 r d)))², n1 as above | Fisher's test, or a continuity correction |
/// | `n1_normal_unpooled` | (z + z_β)² (p1(1−p1) + p2(1−p2)/r) / d² | comparison with other software |
/// | `n1_arcsine` | (z + z_β)² (1 + 1/r) / h² | good; Cohen's tables |
///
/// Equal rates need infinitely many people. Sources: Fleiss (1981) Statistical Methods for Rates and Proportions, 2nd ed.;
/// Fleiss, Tytun and Ury (1980) Biometrics 36, 343; Cohen (1988) Statistical Power Analysis, 2nd ed. Cost: closed form; the
/// searches (`detectable_ratio`, `equivalence_sample_size`, `smallest_equivalence_margin`) some hundreds of evaluations of two
/// erfc.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/significance/margin.hpp"
#include "equitable/significance/power.hpp"

namespace equitable {

/// The formulas for the number of people.
enum class SampleSizeMethod : std::uint8_t { n1_normal_pooled, n1_fleiss_cc, n1_normal_unpooled, n1_arcsine };

namespace detail {

inline constexpr std::array<const char*, 4> sample_size_method_names{"n1_normal_pooled", "n1_fleiss_cc", "n1_normal_unpooled",
                                                                     "n1_arcsine"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(SampleSizeMethod method) noexcept {
  return detail::sample_size_method_names[static_cast<std::size_t>(method)];
}

/// Options of `sample_size`.
struct SampleSizeOptions {
  SampleSizeMethod method = SampleSizeMethod::n1_normal_pooled;
  Confidence confidence{0.95};   ///< the test rejects at α = 1 − level, two-sided
  double power = 0.8;            ///< the chance wanted, strictly between 0 and 1
  double reference_ratio = 1.0;  ///< people in the reference for each one in the group, above 0
};

/// The people that a comparison needs.
struct SampleSize {
  double total_real;      ///< n1 before rounding; infinite when no number is enough
  Count total;            ///< n1, rounded up; 2^53 when that is not enough
  Count reference_total;  ///< reference_ratio times `total_real`, rounded up likewise
  const char* method;     ///< the method's name, in static storage
  Status status;          ///< unbounded when no number is enough, too_large when more than 2^53 are needed
};

namespace detail {

/// @throws InvalidInput unless 0 < power < 1
inline void check_power(double power, const char* where) {
  if (!(power > 0.0 && power < 1.0))
    throw_invalid(where, "power", power, "must lie strictly between 0 and 1 (0.8 is usual)");
}

/// @throws InvalidInput unless the ratio is above 0 and finite
inline void check_reference_ratio(double ratio, const char* where) {
  if (!(ratio > 0.0 && std::isfinite(ratio)))
    throw_invalid(where, "reference_ratio", ratio, "must be above 0 and finite");
}

/// z with P(Z <= z) = power.
[[nodiscard]] inline double power_quantile(double power) noexcept {
  return power > 0.5 ? normal_upper_quantile(1.0 - power) : -normal_upper_quantile(power);
}

/// The least whole number of people, at least 1.
[[nodiscard]] inline Count people(double real) noexcept {
  const double whole = std::ceil(real);
  if (!(whole <= static_cast<double>(max_count))) return max_count;
  return whole < 1.0 ? 1 : static_cast<Count>(whole);
}

/// Both groups rounded up.
[[nodiscard]] inline SampleSize rounded_up(double real, double reference_ratio, const char* method) noexcept {
  const double largest = static_cast<double>(max_count);
  const Status status = std::isinf(real)                                     ? Status::unbounded
                        : real > largest || reference_ratio * real > largest ? Status::too_large
                                                                             : Status::ok;
  return {real, people(real), people(reference_ratio * real), method, status};
}

/// n1 before rounding; infinite only for equal rates.
[[nodiscard]] inline double real_sample_size(double p1, double p2, double r, double z, double z_power, SampleSizeMethod method) {
  const double difference = std::fabs(p1 - p2);
  if (difference == 0.0) return infinity;
  // √n1 is a width over a distance; in roots, no ratio is so small or so large that a term leaves the numbers.
  const double per_reference = 1.0 / std::sqrt(r);
  const double equal = std::hypot(1.0, per_reference);  // √(1 + 1/r)
  const double unpooled = std::hypot(std::sqrt(p1 * (1.0 - p1)), std::sqrt(p2 * (1.0 - p2)) * per_reference);
  const double rate = (p1 + r * p2) / (1.0 + r);
  const double complement = ((1.0 - p1) + r * (1.0 - p2)) / (1.0 + r);
  const bool arcsine = method == SampleSizeMethod::n1_arcsine;
  const double width = arcsine ? (z + z_power) * equal
                       : method == SampleSizeMethod::n1_normal_unpooled
                           ? (z + z_power) * unpooled
                           : z * std::sqrt(rate * complement) * equal + z_power * unpooled;
  double root = width > 0.0 ? width / (arcsine ? arcsine_distance(p1, p2) : difference) : 0.0;
  if (method == SampleSizeMethod::n1_fleiss_cc) root = 0.5 * (root + std::sqrt(root * root + 2.0 * equal * equal / difference));
  return std::fmin(root * root, (std::numeric_limits<double>::max)());
}

}  // namespace detail

/// The people needed to find a difference between two supposed rates with a given chance.
///
///     sample_size(0.2, 0.1)   // 199 in each group
///
/// @throws InvalidInput unless both rates lie in [0, 1], 0 < power < 1 and reference_ratio > 0
[[nodiscard]] inline SampleSize sample_size(double rate, double reference_rate, const SampleSizeOptions& options = {}) {
  detail::check_rate(rate, "sample_size", "rate");
  detail::check_rate(reference_rate, "sample_size", "reference_rate");
  detail::check_power(options.power, "sample_size");
  detail::check_reference_ratio(options.reference_ratio, "sample_size");
  const double real =
      detail::real_sample_size(rate, reference_rate, options.reference_ratio, detail::two_sided_quantile(options.confidence),
                               detail::power_quantile(options.power), options.method);
  return detail::rounded_up(real, options.reference_ratio, name(options.method));
}

/// Options of `detectable_ratio`.
struct DetectableRatioOptions {
  PowerMethod method = PowerMethod::normal_pooled_two_tail;  ///< a normal or arcsine method
  Confidence confidence{0.95};                               ///< the test rejects at α = 1 − level, two-sided
  double power = 0.8;                                        ///< the chance wanted, strictly between 0 and 1
};

/// The ratios nearest 1, on either side, that a comparison would find with the chance wanted.
struct DetectableRatio {
  double below;        ///< NaN when not even a rate of 0 would be found
  double above;        ///< NaN when not even a rate of 1 would be found
  const char* method;  ///< the method's name, in static storage
  Status status;       ///< undefined when one of the two is NaN
};

namespace detail {

/// The first point on the way from `from` to `to` at which a statement holds: looked for at 512 even steps, then halved. NaN
/// when it holds at none of them.
template <class Statement>
[[nodiscard]] double first_point(double from, double to, const Statement& holds) {
  constexpr int steps = 512;
  double before = from;
  for (int i = 1; i <= steps; ++i) {
    double after = i == steps ? to : from + (to - from) * (static_cast<double>(i) / steps);
    if (!holds(after)) {
      before = after;
      continue;
    }
    for (int halving = 0; halving < 1100; ++halving) {  // a rate may be as small as the smallest numbers
      const double middle = 0.5 * (before + after);
      if (middle == before || middle == after) break;
      (holds(middle) ? after : before) = middle;
    }
    return after;
  }
  return not_a_number;
}

}  // namespace detail

/// The smallest difference, as a ratio of rates, that two groups of these sizes would show as significant with the chance wanted,
/// given the reference's rate. A ratio between `below` and `above` would more likely be missed.
///
///     detectable_ratio(100, 0.1, 100)   // below 0.10, above 2.50
///
/// A reference rate of 0 has no ratio, and a group without people shows nothing: NaN with `Status::undefined`.
/// @throws InvalidInput unless the rate lies in [0, 1], both totals in [0, 2^53], 0 < power < 1, and the method is not exact
[[nodiscard]] inline DetectableRatio detectable_ratio(Count total, double reference_rate, Count reference_total,
                                                      const DetectableRatioOptions& options = {}) {
  detail::check_total(total, "detectable_ratio", "total");
  detail::check_rate(reference_rate, "detectable_ratio", "reference_rate");
  detail::check_total(reference_total, "detectable_ratio", "reference_total");
  detail::check_power(options.power, "detectable_ratio");
  if (options.method >= PowerMethod::n_minus_1_chi2_exact)
    throw_invalid("detectable_ratio", "method", name(options.method), "must be a normal or arcsine method");
  DetectableRatio result{not_a_number, not_a_number, name(options.method), Status::undefined};
  if (total == 0 || reference_total == 0 || reference_rate == 0.0) return result;
  const double z = detail::two_sided_quantile(options.confidence);
  const double n1 = static_cast<double>(total);
  const double n2 = static_cast<double>(reference_total);
  // On the arcsine scale all rates are about equally hard to tell apart, so even steps miss nothing.
  const auto rate_at = [](double angle) { return std::sin(angle) * std::sin(angle); };
  const auto found = [&](double rate) {
    return detail::normal_power({rate, n1, reference_rate, n2}, z, options.method) >= options.power;
  };
  const double start = std::atan2(std::sqrt(reference_rate), std::sqrt(1.0 - reference_rate));
  const double right_angle = 2.0 * std::atan(1.0);
  const double angle_above = detail::first_point(start, right_angle, [&](double angle) { return found(rate_at(angle)); });
  const double angle_below = detail::first_point(start, 0.0, [&](double angle) { return found(rate_at(angle)); });
  // Where any difference would do, the angle comes back to the reference's but for a rounding.
  const double above = rate_at(angle_above) / reference_rate;
  const double below = rate_at(angle_below) / reference_rate;
  result.above = above < 1.0 ? 1.0 : above;
  result.below = below > 1.0 ? 1.0 : below;
  if (!std::isnan(result.above) && !std::isnan(result.below)) result.status = Status::ok;
  return result;
}

/// Options of `equivalence_sample_size`.
struct EquivalenceSizeOptions {
  Margin margin{};
  Confidence confidence{0.95};   ///< each of the two one-sided tests is at α = 1 − level, which must be below 1/2
  double power = 0.8;            ///< the chance wanted, strictly between 0 and 1
  double reference_ratio = 1.0;  ///< people in the reference for each one in the group, above 0
};

/// The people needed for `equivalence` to show two supposed rates to be alike with a given chance, by `equivalence_power`.
///
///     equivalence_sample_size(0.25, 0.25)   // 1040 in each group: showing sameness takes more people than showing a difference
///
/// Rates whose ratio does not lie strictly inside the margin need infinitely many.
/// @throws InvalidInput unless both rates lie in [0, 1], 0 < power < 1, reference_ratio > 0, 0 < margin.lower < 1 < margin.upper,
///         and the level is above 0.5
[[nodiscard]] inline SampleSize equivalence_sample_size(double rate, double reference_rate,
                                                        const EquivalenceSizeOptions& options = {}) {
  const char* where = "equivalence_sample_size";
  detail::check_rate(rate, where, "rate");
  detail::check_rate(reference_rate, where, "reference_rate");
  detail::check_power(options.power, where);
  detail::check_reference_ratio(options.reference_ratio, where);
  check_margin(options.margin, where);
  const detail::Level level = detail::one_sided_level(options.confidence, where);
  const bool inside = rate > options.margin.lower * reference_rate && rate < options.margin.upper * reference_rate;
  const auto enough = [&](double log_total) {
    const double n1 = std::exp(log_total);
    const detail::Design design{rate, n1, reference_rate, options.reference_ratio * n1};
    return detail::equivalence_normal_power(design, level.z, options.margin) >= options.power;
  };
  double real = infinity;
  if (inside) {
    const double log_total = detail::first_point(0.0, 100.0, enough);
    if (!std::isnan(log_total)) real = std::exp(log_total);
  }
  return detail::rounded_up(real, options.reference_ratio, "farrington_manning");
}

/// The margin of a ratio, with its status.
struct SmallestMargin {
  Margin margin;  ///< {1/u, u}; NaN when no margin could be shown
  Status status;
};

/// Options of `smallest_equivalence_margin`.
struct SmallestMarginOptions {
  Confidence confidence{0.95};  ///< each of the two one-sided tests is at α = 1 − level, which must be below 1/2
  double power = 0.8;           ///< the chance wanted, strictly between 0 and 1
};

/// The smallest margin {1/u, u} within which two groups of these sizes could be shown to be alike with the chance wanted, if both
/// rates were `rate`, by `equivalence_power`. Compare with 0.80 to 1.25 before concluding anything from groups too small for it.
///
///     smallest_equivalence_margin(100, 0.25, 100)   // 0.47 to 2.11: hardly anything could be shown
///
/// @throws InvalidInput unless the rate lies in [0, 1], both totals in [0, 2^53], 0 < power < 1, and the level is above 0.5
[[nodiscard]] inline SmallestMargin smallest_equivalence_margin(Count total, double rate, Count reference_total,
                                                                const SmallestMarginOptions& options = {}) {
  const char* where = "smallest_equivalence_margin";
  detail::check_total(total, where, "total");
  detail::check_rate(rate, where, "rate");
  detail::check_total(reference_total, where, "reference_total");
  detail::check_power(options.power, where);
  const detail::Level level = detail::one_sided_level(options.confidence, where);
  SmallestMargin result{{not_a_number, not_a_number}, Status::undefined};
  if (total == 0 || reference_total == 0) return result;
  const detail::Design design{rate, static_cast<double>(total), rate, static_cast<double>(reference_total)};
  const auto shown = [&](double log_margin) {
    const Margin margin{std::exp(-log_margin), std::exp(log_margin)};
    return detail::equivalence_normal_power(design, level.z, margin) >= options.power;
  };
  const double log_margin = detail::first_point(0.0, 30.0, shown);
  if (std::isnan(log_margin)) return result;
  result.margin = {std::exp(-log_margin), std::exp(log_margin)};
  result.status = Status::ok;
  return result;
}

}  // namespace equitable
