/// @file comparison/conditional_exact.hpp
/// Exact conditional limits of the odds ratio.
#pragma once

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"
#include "equitable/detail/hypergeometric.hpp"

namespace equitable {

namespace detail {

// STUB of D: every function below gives NaN until it is written.
[[nodiscard]] inline Interval conditional_exact_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval conditional_mid_p_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval baptista_pike_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
/// The conditional maximum-likelihood odds ratio.
[[nodiscard]] inline double conditional_odds_ratio(const TwoRates&) { return not_a_number; }

}  // namespace detail

}  // namespace equitable
