/// @file comparison/unconditional_exact.hpp
/// Exact unconditional limits of ratio and difference.
#pragma once

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"

namespace equitable {

namespace detail {

// STUB of E: every function below gives NaN until it is written.
[[nodiscard]] inline Interval chan_zhang_limits(const TwoRates&, const Level&, Measure) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval agresti_min_limits(const TwoRates&, const Level&, Measure) { return {not_a_number, not_a_number}; }
/// Whether the two totals lie within the method's stated size limit.
[[nodiscard]] inline bool unconditional_is_feasible(const TwoRates&) noexcept { return true; }

}  // namespace detail

}  // namespace equitable
