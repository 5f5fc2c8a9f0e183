/// @file comparison/difference_closed_forms.hpp
/// Closed forms of a difference of rates.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"

namespace equitable {

namespace detail {

// STUB of B: every function below gives NaN until it is written.
/// Difference ± z standard errors, cut to [−1, 1].
[[nodiscard]] inline Interval wald_difference_limits(const TwoRates& r, const Level& level) noexcept {
  const double p1 = r.x1 / r.n1;
  const double p2 = r.x2 / r.n2;
  const double half_width = level.z * std::sqrt(p1 * ((r.n1 - r.x1) / r.n1) / r.n1 + p2 * ((r.n2 - r.x2) / r.n2) / r.n2);
  const double difference = rate_difference_value(r);
  return {std::fmax(-1.0, difference - half_width), std::fmin(1.0, difference + half_width)};
}
[[nodiscard]] inline Interval wald_cc_difference_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval agresti_caffo_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval haldane_beal_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval jeffreys_perks_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval hauck_anderson_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval brown_li_jeffreys_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }

}  // namespace detail

}  // namespace equitable
