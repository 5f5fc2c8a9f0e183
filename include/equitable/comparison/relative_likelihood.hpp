/// @file comparison/relative_likelihood.hpp
/// The relative likelihood, rate(group) / rate(reference), with its confidence interval.
///
/// | method | use |
/// |---|---|
/// | `miettinen_nurminen` | default: a score interval, defined for every table, agreeing with `n_minus_1_chi2` (1 lies outside exactly when p < α) |
/// | `koopman` | the same without the N/(N−1) correction, agreeing with `pearson_chi2` |
/// | `katz_log` | the logarithmic interval of spreadsheets, for comparison: no interval when either group has no events |
///
/// Edges of the score intervals: no events in the group gives a lower limit of 0; none in the reference an infinite upper
/// limit; none in either [0, ∞] round an undefined estimate; everybody in both a finite interval round 1. Sources: Miettinen
/// and Nurminen (1985) Stat. Med. 4, 213; Koopman (1984) Biometrics 40, 513; Katz et al. (1978) Biometrics 34, 469. Not for
/// paired data, nor for a part against the whole that contains it (see representation.hpp). Cost of a score interval: about a
/// dozen evaluations of two logarithms, about a microsecond, independent of the counts.
#pragma once

#include <cmath>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"

namespace equitable {

/// The intervals of a ratio of two rates.
enum class RelativeLikelihoodMethod : std::uint8_t { katz_log, koopman, miettinen_nurminen };

/// The method as written in results.
[[nodiscard]] constexpr const char* name(RelativeLikelihoodMethod method) noexcept {
  return method == RelativeLikelihoodMethod::katz_log  ? "katz_log"
         : method == RelativeLikelihoodMethod::koopman ? "koopman"
                                                       : "miettinen_nurminen";
}

/// Options of `relative_likelihood`.
struct RelativeLikelihoodOptions {
  RelativeLikelihoodMethod method = RelativeLikelihoodMethod::miettinen_nurminen;
  Confidence confidence{0.95};
};

namespace detail {

/// φ exp(±z √(b/(x1 n1) + d/(x2 n2))).
[[nodiscard]] inline Interval katz_limits(const TwoRates& r, double z) noexcept {
  if (r.x1 == 0.0 || r.x2 == 0.0) return {not_a_number, not_a_number};
  const double ratio = (r.x1 * r.n2) / (r.x2 * r.n1);
  const double factor = std::exp(z * std::sqrt((r.n1 - r.x1) / (r.x1 * r.n1) + (r.n2 - r.x2) / (r.x2 * r.n2)));
  return {ratio / factor, ratio * factor};
}

/// Score limits of the ratio, with or without the N/(N−1) correction.
[[nodiscard]] inline Interval ratio_score_limits(const TwoRates& r, double z, bool corrected) {
  const double square = scaled_square(r, z, corrected);
  return {ratio_lower_limit(r, square), 1.0 / ratio_lower_limit(r.swapped(), square)};
}

/// The limits of one method at the normal quantile z; both groups hold somebody.
[[nodiscard]] inline Interval ratio_limits(const TwoRates& r, double z, RelativeLikelihoodMethod method) {
  if (method == RelativeLikelihoodMethod::katz_log) return katz_limits(r, z);
  return ratio_score_limits(r, z, method == RelativeLikelihoodMethod::miettinen_nurminen);
}

}  // namespace detail

/// The relative likelihood of a table, with its interval. A group without people gives NaN with `Status::undefined`.
[[nodiscard]] inline Estimate relative_likelihood(const Table2x2& table, const RelativeLikelihoodOptions& options = {}) {
  const Interval interval =
      table.comparable()
          ? detail::ratio_limits(table.rates(), detail::two_sided_quantile(options.confidence), options.method)
          : Interval{not_a_number, not_a_number};
  return make_estimate(table.ratio(), interval, options.confidence, name(options.method));
}

/// How likely the group's people were to have the outcome, relative to the reference's.
///
///     relative_likelihood(596, 3842, 207, 2386)   // 1.79, 95 % interval 1.54 to 2.08
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups
[[nodiscard]] inline Estimate relative_likelihood(Count events, Count total, Count reference_events, Count reference_total,
                                                  const RelativeLikelihoodOptions& options = {}) {
  return relative_likelihood(checked_table(events, total, reference_events, reference_total, "relative_likelihood"), options);
}

}  // namespace equitable
