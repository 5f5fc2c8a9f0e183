/// @file core/results.hpp
/// What functions give back: an interval, an estimate with its interval, the result of a test.
///
/// All are plain aggregates that own no memory, so they cross the boundary of the compiled library by value.
#pragma once

#include <cmath>
#include <limits>

#include "equitable/core/types.hpp"

namespace equitable {

/// A closed interval. Both ends are NaN where there is no interval; an end may be infinite.
struct Interval {
  double lower;
  double upper;
};

/// An estimate and its confidence interval.
struct Estimate {
  double value;             ///< never depends on the method
  double lower;             ///< lower limit
  double upper;             ///< upper limit
  double confidence_level;  ///< level of the interval
  const char* method;       ///< the method's name, in static storage
  Status status;
  Alternative alternative = Alternative::two_sided;  ///< greater: a lower limit alone; less: an upper limit alone
};

/// The result of a significance test.
struct TestResult {
  double statistic;
  double pvalue;
  const char* method;  ///< the method's name, in static storage
  Alternative alternative;
  Status status;
};

/// The number that stands where there is none; a `Status` always says why.
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// Value and limits together, with the status that they imply. Limits that rounding has crossed, where an interval is narrower than
/// the spacing of doubles, are put in order.
[[nodiscard]] inline Estimate make_estimate(double value, Interval interval, Confidence confidence, const char* method) noexcept {
  const bool undefined = std::isnan(value) || std::isnan(interval.lower) || std::isnan(interval.upper);
  const bool unbounded = std::isinf(value) || std::isinf(interval.lower) || std::isinf(interval.upper);
  const Status status = undefined ? Status::undefined : unbounded ? Status::unbounded : Status::ok;
  if (interval.lower > interval.upper && interval.lower - interval.upper <= 1e-15 * std::fabs(interval.lower))
    interval = {interval.upper, interval.lower};
  return {value, interval.lower, interval.upper, confidence.level(), method, status};
}

/// The one-sided form of an interval: the limit on the other side gives way to the end of the parameter space.
[[nodiscard]] inline Estimate one_sided(const Estimate& estimate, Alternative alternative, Interval space,
                                        Confidence confidence) noexcept {
  Estimate result = estimate;
  result.alternative = alternative;
  result.confidence_level = confidence.level();
  if (alternative == Alternative::two_sided || std::isnan(estimate.lower) || std::isnan(estimate.upper)) return result;
  (alternative == Alternative::greater ? result.upper : result.lower) =
      alternative == Alternative::greater ? space.upper : space.lower;
  const double limit = alternative == Alternative::greater ? result.lower : result.upper;
  if (estimate.status == Status::unbounded && std::isfinite(estimate.value) && std::isfinite(limit)) result.status = Status::ok;
  return result;
}

}  // namespace equitable
