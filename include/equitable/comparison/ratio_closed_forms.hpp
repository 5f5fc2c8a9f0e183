/// @file comparison/ratio_closed_forms.hpp
/// Closed forms of a ratio of rates.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"

namespace equitable {

namespace detail {

// STUB of B: every function below gives NaN until it is written.
/// φ exp(±z √(b/(x1 n1) + d/(x2 n2))).
[[nodiscard]] inline Interval katz_limits(const TwoRates& r, const Level& level) noexcept {
  if (r.x1 == 0.0 || r.x2 == 0.0) return {not_a_number, not_a_number};
  const double ratio = (r.x1 * r.n2) / (r.x2 * r.n1);
  const double factor = std::exp(level.z * std::sqrt((r.n1 - r.x1) / (r.x1 * r.n1) + (r.n2 - r.x2) / (r.x2 * r.n2)));
  return {ratio / factor, ratio * factor};
}
[[nodiscard]] inline Interval walter_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval haldane_ratio_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval price_bonett_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval ratio_inv_sinh_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }

}  // namespace detail

}  // namespace equitable
