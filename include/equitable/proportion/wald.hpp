/// @file proportion/wald.hpp
/// Closed forms of one rate: wald, wald_cc, agresti_coull, logit, arcsine.
#pragma once

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"

namespace equitable {

namespace detail {

// STUB of A: every function below gives NaN until it is written.
[[nodiscard]] inline Interval wald_limits(double, double, const Level&) noexcept { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval wald_cc_limits(double, double, const Level&) noexcept { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval agresti_coull_limits(double, double, const Level&) noexcept { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval logit_limits(double, double, const Level&) noexcept { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval arcsine_limits(double, double, const Level&) noexcept { return {not_a_number, not_a_number}; }

}  // namespace detail

}  // namespace equitable
