/// @file comparison/skewness_corrected.hpp
/// Skewness-corrected score (scas): limits of ratio, difference and odds ratio, and the corrected score at any null.
#pragma once

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"

namespace equitable {

namespace detail {

// STUB of C: every function below gives NaN until it is written.
[[nodiscard]] inline Interval ratio_skewness_corrected_limits(const TwoRates&, const Level&) {
  return {not_a_number, not_a_number};
}
[[nodiscard]] inline Interval difference_skewness_corrected_limits(const TwoRates&, const Level&) {
  return {not_a_number, not_a_number};
}
[[nodiscard]] inline Interval odds_ratio_skewness_corrected_limits(const TwoRates&, const Level&) {
  return {not_a_number, not_a_number};
}
/// The corrected score y at the null value of the measure.
[[nodiscard]] inline double skewness_corrected_score(const TwoRates&, Measure, double) { return not_a_number; }

}  // namespace detail

}  // namespace equitable
