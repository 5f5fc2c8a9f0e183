/// @file comparison/profile_likelihood.hpp
/// Profile-likelihood limits of ratio, difference and odds ratio, and the likelihood-ratio statistic at any null.
#pragma once

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"

namespace equitable {

namespace detail {

// STUB of B: every function below gives NaN until it is written.
[[nodiscard]] inline Interval ratio_profile_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval difference_profile_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval odds_ratio_profile_limits(const TwoRates&, const Level&) { return {not_a_number, not_a_number}; }
/// 2(ℓ(p̂1,p̂2) − ℓ(q1,q2)) at the null value of the measure.
[[nodiscard]] inline double likelihood_ratio_statistic(const TwoRates&, Measure, double) { return not_a_number; }

}  // namespace detail

}  // namespace equitable
