/// @file comparison/representation.hpp
/// A part against the whole that contains it: the representation gap, the ratio to the whole, and a test against the rest.
///
/// A pay band lies inside the workforce, so band and workforce are not independent: comparing them as two samples understates
/// every difference. Everything here comes from the part against the **rest** and is carried over to the whole. With f =
/// part's people / whole's people:
///
///  - gap = share in the part − share in the whole = (1 − f) (share in the part − share in the rest), and so are its limits;
///  - ratio = share in the part / share in the whole = r / (f r + 1 − f) with r the ratio to the rest, and so are its limits
///    (r = ∞ gives 1/f);
///  - the test is the N−1 chi-squared of part against rest, which is the z test against the whole with the finite-population
///    correction.
///
/// Any method of `rate_difference` and of `relative_likelihood` may be chosen; the default, `miettinen_nurminen`, agrees with
/// the test. `delta_log` works on the ratio to the whole itself. Further tests of the same question, the exact ones among them,
/// are in significance/representation_test.hpp. Not for a benchmark from outside (a census, another organisation): that is no
/// part of the same whole; use comparison/benchmark.hpp. Source: Cochran (1977) Sampling Techniques, 3rd ed., section 2.6 (the
/// finite-population correction). Cost: that of the two intervals.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "equitable/comparison/rate_difference.hpp"
#include "equitable/comparison/relative_likelihood.hpp"

namespace equitable {

/// A part and its whole.
struct Representation {
  double share_part;   ///< rate in the part
  double share_whole;  ///< rate in the whole, the part included
  double share_rest;   ///< rate in the rest
  Estimate gap;        ///< share_part − share_whole
  Estimate ratio;      ///< share_part / share_whole
  TestResult test;     ///< part against rest; the statistic is signed, positive for over-representation
  Status status;       ///< undefined when the part is empty, or is the whole
};

/// How the interval of the ratio to the whole is made.
enum class RepresentationRatio : std::uint8_t {
  carried_over,  ///< the interval of the ratio to the rest, by `ratio_method`, carried over
  delta_log      ///< (p/P) exp(±z √v), v by the delta method: for comparison only; undefined without events in the part, or
                 ///< when everybody in the whole has the outcome, and without width when the rest has no events
};

/// The interval as written in options: "carried_over", "delta_log".
[[nodiscard]] constexpr const char* name(RepresentationRatio interval) noexcept {
  return interval == RepresentationRatio::carried_over ? "carried_over" : "delta_log";
}

/// Options of `representation`: the methods applied to part against rest.
struct RepresentationOptions {
  RateDifferenceMethod gap_method = RateDifferenceMethod::miettinen_nurminen;
  RelativeLikelihoodMethod ratio_method = RelativeLikelihoodMethod::miettinen_nurminen;
  Confidence confidence{0.95};
  RepresentationRatio ratio_interval = RepresentationRatio::carried_over;
  /// Of the two intervals; the test stays two-sided. `greater`: a lower limit alone, at the whole confidence level.
  Alternative alternative = Alternative::two_sided;
};

namespace detail {

/// The ratio to the whole that belongs to a ratio r to the rest, when the part holds the fraction n1/(n1+n2) of the people.
[[nodiscard]] inline double ratio_to_whole(double r, double n1, double n2) noexcept {
  if (std::isinf(r)) return (n1 + n2) / n1;
  // From 1, so that a part that is nearly the whole keeps the side on which r lies, and the order of two limits.
  const double beyond = r > 1.0 ? n2 * (1.0 - 1.0 / r) / (n1 + n2 / r) : n2 * (r - 1.0) / (n1 * r + n2);
  return beyond < -0.5 ? (n1 + n2) * r / (n1 * r + n2) : 1.0 + beyond;
}

/// p/P, share in the part over share in the whole: N/n1, the end of the space, where all events are in the part.
[[nodiscard]] inline double share_ratio(const TwoRates& r) noexcept {
  const double events = r.x1 + r.x2;
  if (r.x2 == 0.0 && r.x1 > 0.0) return (r.n1 + r.n2) / r.n1;
  return events == 0.0 ? not_a_number : (r.x1 * (r.n1 + r.n2)) / (events * r.n1);
}

/// (p/P) exp(±z √v) with v = (1/p − f/P)² p(1−p)/n1 + ((1−f)/P)² p_r(1−p_r)/n2. Since 1/p − f/P = (x2/m) n1/x1, nothing needs
/// to be subtracted.
[[nodiscard]] inline Interval share_ratio_delta_log_limits(const TwoRates& r, const Level& level) noexcept {
  const double events = r.x1 + r.x2;
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  if (r.x1 == 0.0 || b + d == 0.0) return {not_a_number, not_a_number};
  const double of_part = (r.x2 / events) * (r.x2 / events) * (b / (r.x1 * r.n1));
  const double of_rest = (r.x2 / events) * (d / (events * r.n2));
  const double factor = std::exp(level.z * std::sqrt(of_part + of_rest));
  const double ratio = share_ratio(r);
  return {ratio / factor, ratio * factor};
}

/// The ratio to the whole with its limits.
[[nodiscard]] inline Estimate share_ratio_estimate(const Table2x2& table, const RepresentationOptions& options) {
  const TwoRates r = table.rates();
  if (options.ratio_interval == RepresentationRatio::delta_log) {
    const Level level = level_of(options.confidence, options.alternative, "representation");
    const Interval limits = table.comparable() ? share_ratio_delta_log_limits(r, level) : Interval{not_a_number, not_a_number};
    return one_sided(make_estimate(share_ratio(r), limits, options.confidence, name(options.ratio_interval)), options.alternative,
                     {0.0, (r.n1 + r.n2) / r.n1}, options.confidence);
  }
  const Estimate to_rest = relative_likelihood(table, {options.ratio_method, options.confidence, options.alternative});
  Estimate to_whole =
      make_estimate(share_ratio(r), {ratio_to_whole(to_rest.lower, r.n1, r.n2), ratio_to_whole(to_rest.upper, r.n1, r.n2)},
                    options.confidence, to_rest.method);
  to_whole.alternative = options.alternative;
  if (to_rest.status == Status::too_large) to_whole.status = Status::too_large;
  return to_whole;
}

/// The gap to the whole with its limits.
[[nodiscard]] inline Estimate share_gap_estimate(const Table2x2& table, const RepresentationOptions& options) {
  const TwoRates r = table.rates();
  const double rest = r.n2 / (r.n1 + r.n2);
  Estimate gap = rate_difference(table, {options.gap_method, options.confidence, options.alternative});
  gap.value *= rest;
  gap.lower *= rest;
  gap.upper *= rest;
  return gap;
}

}  // namespace detail

/// The representation of a part whose rest is the table's reference.
[[nodiscard]] inline Representation representation(const Table2x2& part_and_rest, const RepresentationOptions& options = {}) {
  const Table2x2& table = part_and_rest;
  const Proportion whole{table.events(), table.total()};
  const detail::TwoRates r = table.rates();

  Representation result{};
  result.share_part = table.group.rate();
  result.share_whole = whole.rate();
  result.share_rest = table.reference.rate();
  result.gap = detail::share_gap_estimate(table, options);
  result.ratio = detail::share_ratio_estimate(table, options);
  const double total = r.n1 + r.n2;
  const double z = detail::pearson_z(r) * std::sqrt((total - 1.0) / total);
  result.test = {z, detail::normal_two_tails(z), "z_fpc_n_minus_1", Alternative::two_sided,
                 !table.comparable() ? Status::undefined
                 : std::isnan(z)     ? Status::no_information
                                     : Status::ok};
  result.status = table.comparable() ? Status::ok : Status::undefined;
  return result;
}

/// How far a part's share lies from the share in the whole that contains it.
///
///     representation(53, 336, 1409, 5511)   // 15.8 % of the band against 25.6 % of the workforce: gap -9.8 points, ratio 0.62
///
/// An empty part, or a part that is the whole, has no rest to be compared with: NaN with `Status::undefined`.
/// @throws InvalidInput unless both are proportions and the part fits into the whole, and for a one-sided limit that either method
///         does not have
[[nodiscard]] inline Representation representation(Count events, Count total, Count whole_events, Count whole_total,
                                                   const RepresentationOptions& options = {}) {
  return representation(part_and_rest({events, total}, {whole_events, whole_total}, "representation"), options);
}

}  // namespace equitable
