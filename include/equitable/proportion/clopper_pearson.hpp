/// @file proportion/clopper_pearson.hpp
/// Exact limits of one rate: clopper_pearson and mid_p.
#pragma once

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/beta.hpp"

namespace equitable {

namespace detail {

// STUB of A: every function below gives NaN until it is written.
[[nodiscard]] inline Interval clopper_pearson_limits(double, double, const Level&) noexcept {
  return {not_a_number, not_a_number};
}
[[nodiscard]] inline Interval mid_p_limits(double, double, const Level&) noexcept { return {not_a_number, not_a_number}; }

}  // namespace detail

}  // namespace equitable
