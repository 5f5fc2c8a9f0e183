/// @file proportion/wilson.hpp
/// Wilson's score interval of one rate: the default, because it covers on average what it says and is sensible at 0 and at n.
///
/// It holds every p whose score test is not rejected. x = 0 gives a lower limit of exactly 0, x = n an upper limit of exactly
/// 1. Written so that nothing cancels (counts of 10^9 keep all digits). Use `clopper_pearson` where coverage must be
/// guaranteed rather than right on average. Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209. Cost: two square roots.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/counts/proportion.hpp"
#include "equitable/detail/normal.hpp"

namespace equitable {

namespace detail {

/// Wilson's limits of x events of n at the normal quantile z; n >= 1.
[[nodiscard]] inline Interval wilson_limits(double x, double n, double z) noexcept {
  const double zz = z * z;
  const double half_width = z * std::sqrt((n - x) * (x / n) + 0.25 * zz);
  const double centre = x + 0.5 * zz;
  const double lower = x == 0.0 ? 0.0 : x * (x / n) / (centre + half_width);
  const double upper = (centre + half_width) / (n + zz);  // close to 2^53 it may round beyond 1
  return {lower, x == n || upper > 1.0 ? 1.0 : upper};
}

/// Wilson's limits with the continuity correction (`wilson_cc`): the lower one is Wilson's for x − ½ events, the upper one for
/// x + ½. Conservative. Sources: Fleiss (1981) Statistical Methods for Rates and Proportions; Newcombe (1998) Stat. Med. 17, 857,
/// method 4.
[[nodiscard]] inline Interval wilson_cc_limits(double x, double n, double z) noexcept {
  const double zz = z * z;
  const double others = n - x;  // and half a person more or less, to the last digit, which n − (x ∓ ½) would lose above 2^52
  const double less = x - 0.5;
  const double more = x + 0.5;
  const double below = less + 0.5 * zz + z * std::sqrt(less * ((others + 0.5) / n) + 0.25 * zz);
  const double above = more + 0.5 * zz + z * std::sqrt(more * ((others - 0.5) / n) + 0.25 * zz);
  return {x == 0.0 ? 0.0 : less * (less / n) / below, x == n || above > n + zz ? 1.0 : above / (n + zz)};
}

/// How far Wilson's limits lie from the rate, below and above it; worked out apart, so that nothing cancels in narrow intervals.
[[nodiscard]] inline Interval wilson_distances(double x, double n, double z) noexcept {
  const double half = 0.5 * z * z + z * std::sqrt((n - x) * (x / n) + 0.25 * z * z);
  const double below = x > 0.0 ? x / n * (half / (x + half)) : 0.0;
  const double above = x < n ? (n - x) / n * (half / (n - x + half)) : 0.0;
  return {below, above};
}

}  // namespace detail

/// Wilson's interval. NaN limits for 0 of 0.
[[nodiscard]] inline Interval wilson(Proportion proportion, Confidence confidence) {
  if (proportion.total == 0) return {not_a_number, not_a_number};
  return detail::wilson_limits(static_cast<double>(proportion.events), static_cast<double>(proportion.total),
                               detail::two_sided_quantile(confidence));
}

}  // namespace equitable
