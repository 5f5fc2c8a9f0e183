/// @file proportion/interval.hpp
/// One rate and its confidence interval, by the method of the caller's choice.
#pragma once

#include <cstdint>

#include "equitable/proportion/wilson.hpp"

namespace equitable {

/// The intervals of one rate.
enum class ProportionMethod : std::uint8_t { wilson };

/// The method as written in results.
[[nodiscard]] constexpr const char* name(ProportionMethod) noexcept { return "wilson"; }

/// Options of `proportion`.
struct ProportionOptions {
  ProportionMethod method = ProportionMethod::wilson;
  Confidence confidence{0.95};
};

/// A rate, events / total, and its interval.
///
///     proportion(207, 2386)   // 0.0868, 95 % interval 0.0761 to 0.0987
///
/// 0 of 0 has no rate: NaN with `Status::undefined`. Not for a survey whose respondents are a large share of a small
/// workforce: that interval is too wide without a finite-population correction.
/// @throws InvalidInput unless 0 <= events <= total <= 2^53
[[nodiscard]] inline Estimate proportion(Count events, Count total, const ProportionOptions& options = {}) {
  const Proportion counted = checked_proportion(events, total, "proportion");
  return make_estimate(counted.rate(), wilson(counted, options.confidence), options.confidence, name(options.method));
}

}  // namespace equitable
