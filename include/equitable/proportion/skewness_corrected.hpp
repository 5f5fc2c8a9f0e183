/// @file proportion/skewness_corrected.hpp
/// Skewness-corrected score limits (scas) of one rate.
#pragma once

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"

namespace equitable {

namespace detail {

// STUB of A: every function below gives NaN until it is written.
[[nodiscard]] inline Interval skewness_corrected_limits(double, double, const Level&) noexcept {
  return {not_a_number, not_a_number};
}

}  // namespace detail

}  // namespace equitable
