/// @file proportion/blaker.hpp
/// Blaker's exact limits of one rate.
#pragma once

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/binomial.hpp"

namespace equitable {

namespace detail {

// STUB of A: every function below gives NaN until it is written.
[[nodiscard]] inline Interval blaker_limits(double, double, const Level&) noexcept { return {not_a_number, not_a_number}; }

}  // namespace detail

}  // namespace equitable
