/// @file comparison/e_value.hpp
/// The E-value: how strong an unmeasured cause would have to be to explain a ratio away.
///
/// The least ratio by which some unmeasured characteristic would have to be tied both to the group and to the outcome, beyond
/// what is accounted for, for a true ratio of 1 to show as the one observed: with r the ratio, or its inverse when below 1,
/// r + √(r (r − 1)). A large one means that only a strong cause could; a small one does not mean that there is such a cause, nor
/// does it say anything about chance: read the E-value of the limit for that. Ours is a ratio of rates, so no correction for
/// common outcomes is due. Not for odds ratios or differences. Source: VanderWeele and Ding (2017) Ann. Intern. Med. 167, 268.
/// Cost: a square root.
#pragma once

#include <cmath>
#include <string>

#include "equitable/core/error.hpp"
#include "equitable/core/results.hpp"

namespace equitable {

/// The E-values of a ratio and of its interval.
struct EValue {
  double value;  ///< of the estimate; 1 when it is 1, infinite when it is 0 or ∞
  double limit;  ///< of the limit nearest 1; 1 when the interval holds 1
  Status status;
};

namespace detail {

[[nodiscard]] inline double e_value_of(double ratio) noexcept {
  if (std::isinf(ratio)) return infinity;
  return ratio >= 1.0 ? ratio * (1.0 + std::sqrt((ratio - 1.0) / ratio)) : (1.0 + std::sqrt(1.0 - ratio)) / ratio;
}

}  // namespace detail

/// The E-value of a ratio of rates: 3.8 for 2.2, and for 1/2.2. 0 and ∞ give ∞, NaN gives NaN.
/// @throws InvalidInput for a negative ratio
[[nodiscard]] inline double e_value(double ratio) {
  if (ratio < 0.0) throw_invalid("e_value", "ratio", ratio, "must be 0 or more");
  return detail::e_value_of(ratio);
}

/// The E-values of a ratio with its interval, as `relative_likelihood` gives it.
///
///     e_value(relative_likelihood(596, 3842, 207, 2386))   // 2.98, and 2.45 for the limit nearest 1
///
/// An infinite E-value comes with `Status::unbounded`, an undefined ratio with `Status::undefined`.
/// @throws InvalidInput for a negative ratio or limit, which no ratio of rates has
[[nodiscard]] inline EValue e_value(const Estimate& ratio) {
  EValue result{e_value(ratio.value), not_a_number, Status::ok};
  if (!std::isnan(ratio.lower) && !std::isnan(ratio.upper)) {
    const bool holds_one = ratio.lower <= 1.0 && ratio.upper >= 1.0;
    result.limit = holds_one ? 1.0 : e_value(ratio.lower > 1.0 ? ratio.lower : ratio.upper);
  }
  if (std::isnan(result.value) || std::isnan(result.limit))
    result.status = Status::undefined;
  else if (std::isinf(result.value) || std::isinf(result.limit))
    result.status = Status::unbounded;
  return result;
}

}  // namespace equitable
