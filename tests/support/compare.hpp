// Comparison of numbers with the tolerance that each test states.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "equitable/core/error.hpp"

namespace support {

/// Equal to within `relative` times the expected value, or to within `absolute`; NaN equals NaN alone, infinities only themselves, and an
/// expected zero is met exactly unless `absolute` says otherwise.
[[nodiscard]] inline ::testing::AssertionResult close(double actual, double expected, double relative = 1e-12,
                                                      double absolute = 0.0) {
  bool same = false;
  if (std::isnan(expected))
    same = std::isnan(actual);
  else if (std::isinf(expected) || std::isinf(actual))
    same = actual == expected;
  else
    same = std::fabs(actual - expected) <= std::fmax(absolute, relative * std::fabs(expected));
  if (same) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << ::testing::PrintToString(actual) << " is not " << ::testing::PrintToString(expected)
                                       << " to within " << relative << " relative or " << absolute << " absolute; off by "
                                       << actual - expected;
}

/// As `close`, for probabilities: what lies below the smallest normal double need only be below it too.
[[nodiscard]] inline ::testing::AssertionResult close_probability(double actual, double expected, double relative = 1e-12) {
  constexpr double smallest = std::numeric_limits<double>::min();
  if (expected >= 0.0 && expected < smallest && actual >= 0.0 && actual < smallest) return ::testing::AssertionSuccess();
  return close(actual, expected, relative);
}

/// What the last bit of a number of such a size counts: one ulp.
[[nodiscard]] inline double last_place(double size) {
  return std::nextafter(std::fabs(size), std::numeric_limits<double>::infinity()) - std::fabs(size);
}

/// Both NaN, or the same number to the last bit.
[[nodiscard]] inline bool identical(double left, double right) {
  return left == right || (std::isnan(left) && std::isnan(right));
}

/// The message of the InvalidInput that `call` throws; says so when it throws nothing.
template <class Call>
[[nodiscard]] std::string refusal(const Call& call) {
  try {
    static_cast<void>(call());
  } catch (const equitable::InvalidInput& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace support
