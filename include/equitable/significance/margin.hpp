/// @file significance/margin.hpp
/// The range of values of a measure that counts as alike.
#pragma once

#include <cmath>
#include <string>

#include "equitable/core/types.hpp"

namespace equitable {

/// The range that counts as alike. By default that of a ratio, 0.80 to 1.25: the four-fifths rule and its inverse, with which
/// odds ratios are judged too. A difference needs a margin of its own, {-0.05, 0.05} for instance. Both ends belong to it.
struct Margin {
  double lower = 0.80;
  double upper = 1.25;
};

/// @throws InvalidInput unless the margin holds equality inside: 0 < lower < 1 < upper < ∞ for a ratio or an odds ratio,
///         −1 < lower < 0 < upper < 1 for a difference
inline void check_margin(const Margin& margin, const char* where, Measure measure = Measure::ratio) {
  if (measure == Measure::difference) {
    if (!(margin.lower > -1.0 && margin.lower < 0.0))
      throw_invalid(where, "margin.lower", margin.lower,
                    "must lie between -1 and 0 for a difference, -0.05 for instance");
    if (!(margin.upper > 0.0 && margin.upper < 1.0))
      throw_invalid(where, "margin.upper", margin.upper,
                    "must lie between 0 and 1 for a difference, 0.05 for instance");
    return;
  }
  if (!(margin.lower > 0.0 && margin.lower < 1.0))
    throw_invalid(where, "margin.lower", margin.lower, "must lie between 0 and 1 (0.80 by default)");
  if (!(margin.upper > 1.0 && std::isfinite(margin.upper)))
    throw_invalid(where, "margin.upper", margin.upper, "must be above 1 and finite (1.25 by default)");
}

}  // namespace equitable
