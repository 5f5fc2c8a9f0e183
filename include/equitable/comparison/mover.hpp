/// @file comparison/mover.hpp
/// Intervals recovered from the two intervals of the rates (MOVER).
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"
#include "equitable/proportion/jeffreys.hpp"
#include "equitable/proportion/wilson.hpp"

namespace equitable {

namespace detail {

// STUB of B: every function below gives NaN until it is written.
/// The variance estimates recovered from the two Wilson intervals, combined.
[[nodiscard]] inline Interval newcombe_limits(const TwoRates& r, const Level& level) noexcept {
  const Interval first = wilson_distances(r.x1, r.n1, level.z);
  const Interval second = wilson_distances(r.x2, r.n2, level.z);
  const double difference = rate_difference_value(r);
  return {difference - std::hypot(first.lower, second.upper), difference + std::hypot(first.upper, second.lower)};
}
[[nodiscard]] inline Interval newcombe_cc_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval difference_mover_jeffreys_limits(const TwoRates&, const Level&) {
  return {not_a_number, not_a_number};
}
[[nodiscard]] inline Interval ratio_mover_wilson_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval ratio_mover_jeffreys_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval odds_ratio_mover_wilson_limits(const TwoRates&, const Level&) {
  return {not_a_number, not_a_number};
}

}  // namespace detail

}  // namespace equitable
