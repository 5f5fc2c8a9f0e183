/// @file comparison/odds_ratio_closed_forms.hpp
/// Closed forms of an odds ratio.
#pragma once

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"

namespace equitable {

namespace detail {

// STUB of C: every function below gives NaN until it is written.
[[nodiscard]] inline Interval woolf_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval gart_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval agresti_smoothed_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval odds_ratio_inv_sinh_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }

}  // namespace detail

}  // namespace equitable
