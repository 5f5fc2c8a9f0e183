/// @file proportion/jeffreys.hpp
/// Limits from the Jeffreys posterior of one rate.
#pragma once

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/beta.hpp"

namespace equitable {

namespace detail {

// STUB of A: every function below gives NaN until it is written.
[[nodiscard]] inline Interval jeffreys_limits(double, double, const Level&) noexcept { return {not_a_number, not_a_number}; }
[[nodiscard]] inline Interval jeffreys_equal_tailed_limits(double, double, const Level&) noexcept {
  return {not_a_number, not_a_number};
}
[[nodiscard]] inline double jeffreys_median(double, double) noexcept { return not_a_number; }

}  // namespace detail

}  // namespace equitable
