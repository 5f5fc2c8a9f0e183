/// @file comparison/rate_difference.hpp
/// The rate difference, rate(group) − rate(reference), with its confidence interval: a gap in percentage points is a hundred times it.
///
/// | method | use |
/// |---|---|
/// | `newcombe` | default: closed form, built from the two Wilson intervals, good coverage |
/// | `miettinen_nurminen` | a score interval, for use beside a p-value: 0 lies outside exactly when `n_minus_1_chi2` has p < α |
/// | `mee` | the same without the N/(N−1) correction, agreeing with `pearson_chi2` |
/// | `wald` | the textbook interval, for comparison only: far too short with small counts, of no width at 0 of n |
///
/// Every table with people in both groups has an interval inside [−1, 1]. Sources: Newcombe (1998) Stat. Med. 17, 873 (method
/// 10); Miettinen and Nurminen (1985) Stat. Med. 4, 213; Mee (1984) Biometrics 40, 1175. Not for paired data. Cost: closed
/// form, or about a dozen evaluations of two logarithms for a score interval, independent of the counts.
#pragma once

#include <cmath>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"
#include "equitable/proportion/wilson.hpp"

namespace equitable {

/// The intervals of a difference of two rates.
enum class RateDifferenceMethod : std::uint8_t { wald, newcombe, mee, miettinen_nurminen };

/// The method as written in results.
[[nodiscard]] constexpr const char* name(RateDifferenceMethod method) noexcept {
  switch (method) {
    case RateDifferenceMethod::wald: return "wald";
    case RateDifferenceMethod::newcombe: return "newcombe";
    case RateDifferenceMethod::mee: return "mee";
    case RateDifferenceMethod::miettinen_nurminen: break;
  }
  return "miettinen_nurminen";
}

/// Options of `rate_difference`.
struct RateDifferenceOptions {
  RateDifferenceMethod method = RateDifferenceMethod::newcombe;
  Confidence confidence{0.95};
};

namespace detail {

/// Difference ± z standard errors, cut to [−1, 1].
[[nodiscard]] inline Interval wald_difference_limits(const TwoRates& r, double z) noexcept {
  const double p1 = r.x1 / r.n1;
  const double p2 = r.x2 / r.n2;
  const double half_width = z * std::sqrt(p1 * ((r.n1 - r.x1) / r.n1) / r.n1 + p2 * ((r.n2 - r.x2) / r.n2) / r.n2);
  const double difference = rate_difference_value(r);
  return {std::fmax(-1.0, difference - half_width), std::fmin(1.0, difference + half_width)};
}

/// The variance estimates recovered from the two Wilson intervals, combined.
[[nodiscard]] inline Interval newcombe_limits(const TwoRates& r, double z) noexcept {
  const Interval first = wilson_distances(r.x1, r.n1, z);
  const Interval second = wilson_distances(r.x2, r.n2, z);
  const double difference = rate_difference_value(r);
  return {difference - std::hypot(first.lower, second.upper), difference + std::hypot(first.upper, second.lower)};
}

/// Score limits of the difference, with or without the N/(N−1) correction.
[[nodiscard]] inline Interval difference_score_limits(const TwoRates& r, double z, bool corrected) {
  const double square = scaled_square(r, z, corrected);
  return {difference_lower_limit(r, square), -difference_lower_limit(r.swapped(), square)};
}

/// The limits of one method at the normal quantile z; both groups hold somebody.
[[nodiscard]] inline Interval difference_limits(const TwoRates& r, double z, RateDifferenceMethod method) {
  switch (method) {
    case RateDifferenceMethod::wald: return wald_difference_limits(r, z);
    case RateDifferenceMethod::newcombe: return newcombe_limits(r, z);
    case RateDifferenceMethod::mee: return difference_score_limits(r, z, false);
    case RateDifferenceMethod::miettinen_nurminen: break;
  }
  return difference_score_limits(r, z, true);
}

}  // namespace detail

/// The rate difference of a table, with its interval. A group without people gives NaN with `Status::undefined`.
[[nodiscard]] inline Estimate rate_difference(const Table2x2& table, const RateDifferenceOptions& options = {}) {
  const Interval interval =
      table.comparable()
          ? detail::difference_limits(table.rates(), detail::two_sided_quantile(options.confidence), options.method)
          : Interval{not_a_number, not_a_number};
  return make_estimate(table.difference(), interval, options.confidence, name(options.method));
}

/// By how much the group's rate exceeds the reference's.
///
///     rate_difference(139, 571, 488, 2237)   // 0.0253, 95 % interval -0.0125 to 0.0657
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups
[[nodiscard]] inline Estimate rate_difference(Count events, Count total, Count reference_events, Count reference_total,
                                              const RateDifferenceOptions& options = {}) {
  return rate_difference(checked_table(events, total, reference_events, reference_total, "rate_difference"), options);
}

}  // namespace equitable
