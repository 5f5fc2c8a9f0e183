/// @file detail/lanes_mover.hpp
/// Wilson's interval and MOVER's ratio for lanes: comparison/mover.hpp in the same operations.
#pragma once

#include <cmath>

#include "equitable/detail/clones.hpp"

namespace equitable::detail {

/// Wilson's interval of a rate, or of an odds, as MOVER needs it: the estimate, the limits, and how far they lie from it.
struct LaneWilson {
  double rate, lower, upper, below, above;
};

[[nodiscard]] EQUITABLE_LANE LaneWilson lane_wilson(double x, double n, double z) noexcept {
  const double others = n - x;
  const double zz = z * z;
  const double rate = x / n;
  const double rest = others / n;
  const double half_width = z * std::sqrt(others * rate + 0.25 * zz);
  const double sum = (x + 0.5 * zz) + half_width;
  const double half = 0.5 * zz + half_width;
  const double upper = sum / (n + zz);
  const bool all = (x == n) | (upper > 1.0);
  return {rate, x * rate / sum, all ? 1.0 : upper, rate * (half / (x + half)), rest * (half / (others + half))};
}

/// Wilson's interval of the odds x/(n−x).
[[nodiscard]] EQUITABLE_LANE LaneWilson lane_wilson_odds(double x, double n, double z) noexcept {
  const LaneWilson rate = lane_wilson(x, n, z);
  const LaneWilson rest = lane_wilson(n - x, n, z);
  return {x / (n - x), rate.lower / rest.upper, rate.upper / rest.lower, rate.below / (rest.rate * rest.upper),
          rate.above / (rest.rate * rest.lower)};
}

/// The lower limit of the ratio of two estimates by MOVER.
[[nodiscard]] EQUITABLE_LANE double lane_mover_ratio(const LaneWilson& first, const LaneWilson& second) noexcept {
  const double shrunk = first.lower * (first.rate + first.below);
  const double left = second.rate * first.below;
  const double right = second.above * std::sqrt(shrunk);
  const double limit = shrunk / (first.rate * second.rate + std::sqrt(left * left + right * right));
  return shrunk == 0.0 ? 0.0 : limit;
}

}  // namespace equitable::detail
