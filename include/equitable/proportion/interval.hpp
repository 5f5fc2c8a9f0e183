/// @file proportion/interval.hpp
/// One rate and its confidence interval, by the method of the caller's choice.
///
/// | method | use |
/// |---|---|
/// | `wilson` | default: closed form, right coverage on average, sensible at 0 and at n; agrees with the test `score` |
/// | `wilson_cc` | the same with a continuity correction: conservative |
/// | `jeffreys` | good: a posterior interval, 0 and 1 at the ends; coverage close to the level on average |
/// | `jeffreys_equal_tailed` | the plain posterior interval, above 0 even for x = 0 |
/// | `clopper_pearson` | coverage never below the level, and so too wide on average; agrees with `exact_central` |
/// | `blaker` | coverage never below the level, inside `clopper_pearson`; two-sided only |
/// | `mid_p` | good: `clopper_pearson` with the observed count by half; agrees with `midp_central` |
/// | `scas` | good: Wilson's with the skewness corrected, so that both sides miss alike |
/// | `likelihood_ratio` | liberal at the edges; agrees with `lr` |
/// | `agresti_coull`, `arcsine` | for comparison: approximations to Wilson's and to the exact limits |
/// | `wald`, `wald_cc`, `logit` | for comparison only: coverage far too low; at x = 0 and x = n they collapse, `logit` to NaN |
///
/// Every limit is right to about 1e-14 of itself for counts up to 2^53 and any level; limits of exactly 0 and 1 are exact. All
/// mirror: the limits of n − x are one minus those of x. Definitions, edges and sources are in the header of each. The tests
/// named here are in significance/proportion_test.hpp. Cost: nanoseconds for closed forms, half a microsecond to one for `jeffreys`,
/// `clopper_pearson` and `mid_p`, 20 for `blaker`, independent of the counts.
#pragma once

#include <array>
#include <cstdint>

#include "equitable/counts/proportion.hpp"
#include "equitable/proportion/blaker.hpp"
#include "equitable/proportion/clopper_pearson.hpp"
#include "equitable/proportion/jeffreys.hpp"
#include "equitable/proportion/likelihood_ratio.hpp"
#include "equitable/proportion/skewness_corrected.hpp"
#include "equitable/proportion/wald.hpp"
#include "equitable/proportion/wilson.hpp"

namespace equitable {

/// The intervals of one rate.
enum class ProportionMethod : std::uint8_t {
  wilson,
  wilson_cc,
  wald,
  wald_cc,
  agresti_coull,
  jeffreys,
  jeffreys_equal_tailed,
  clopper_pearson,
  mid_p,
  blaker,
  arcsine,
  likelihood_ratio,
  logit,
  scas
};

namespace detail {

inline constexpr std::array<const char*, 14> proportion_method_names{
    "wilson",          "wilson_cc", "wald",   "wald_cc", "agresti_coull",    "jeffreys", "jeffreys_equal_tailed",
    "clopper_pearson", "mid_p",     "blaker", "arcsine", "likelihood_ratio", "logit",    "scas"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(ProportionMethod method) noexcept {
  return detail::proportion_method_names[static_cast<std::size_t>(method)];
}

/// Options of `proportion`.
struct ProportionOptions {
  ProportionMethod method = ProportionMethod::wilson;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone. Not for `blaker`.
  Alternative alternative = Alternative::two_sided;
};

namespace detail {

/// The limits of one method for x events of n; n >= 1.
[[nodiscard]] inline Interval proportion_limits(double x, double n, const Level& level, ProportionMethod method) {
  switch (method) {
    case ProportionMethod::wilson: break;
    case ProportionMethod::wilson_cc: return wilson_cc_limits(x, n, level.z);
    case ProportionMethod::wald: return wald_limits(x, n, level);
    case ProportionMethod::wald_cc: return wald_cc_limits(x, n, level);
    case ProportionMethod::agresti_coull: return agresti_coull_limits(x, n, level);
    case ProportionMethod::jeffreys: return jeffreys_limits(x, n, level);
    case ProportionMethod::jeffreys_equal_tailed: return jeffreys_equal_tailed_limits(x, n, level);
    case ProportionMethod::clopper_pearson: return clopper_pearson_limits(x, n, level);
    case ProportionMethod::mid_p: return mid_p_limits(x, n, level);
    case ProportionMethod::blaker: return blaker_limits(x, n, level);
    case ProportionMethod::arcsine: return arcsine_limits(x, n, level);
    case ProportionMethod::likelihood_ratio: return likelihood_ratio_limits(x, n, level);
    case ProportionMethod::logit: return logit_limits(x, n, level);
    case ProportionMethod::scas: return skewness_corrected_limits(x, n, level);
  }
  return wilson_limits(x, n, level.z);
}

/// The level of the options, checked. @throws InvalidInput for a one-sided limit of a method that inverts a two-sided test
[[nodiscard]] inline Level checked_level(const ProportionOptions& options) {
  if (options.alternative != Alternative::two_sided && options.method == ProportionMethod::blaker)
    throw_invalid("proportion", "alternative", name(options.alternative),
                  "must be two-sided for blaker, which inverts a two-sided test; use clopper_pearson");
  return level_of(options.confidence, options.alternative, "proportion");
}

/// Rate and limits of one count at a level.
[[nodiscard]] inline Estimate proportion_at(const Proportion& counted, const Level& level, const ProportionOptions& options) {
  const Interval interval = counted.total > 0 ? proportion_limits(static_cast<double>(counted.events),
                                                                  static_cast<double>(counted.total), level, options.method)
                                              : Interval{not_a_number, not_a_number};
  const Estimate estimate = make_estimate(counted.rate(), interval, options.confidence, name(options.method));
  return one_sided(estimate, options.alternative, {0.0, 1.0}, options.confidence);
}

}  // namespace detail

/// A rate, events / total, and its interval.
///
///     proportion(207, 2386)   // 0.0868, 95 % interval 0.0761 to 0.0987
///
/// 0 of 0 has no rate: NaN with `Status::undefined`. Not for a survey whose respondents are a large share of a small
/// workforce: that interval is too wide without a finite-population correction.
/// @throws InvalidInput unless 0 <= events <= total <= 2^53, and for a one-sided limit at a level of 1/2 or less or of `blaker`
[[nodiscard]] inline Estimate proportion(Count events, Count total, const ProportionOptions& options = {}) {
  const Proportion counted = checked_proportion(events, total, "proportion");
  return detail::proportion_at(counted, detail::checked_level(options), options);
}

}  // namespace equitable
