/// @file groups/stratified.hpp
/// A comparison within strata: one effect for all of them, whether it is real, whether it is one, and what pooling would have
/// said instead.
///
/// ★ default of its measure · ● good · ○ for special purposes.
///
/// | measure | methods |
/// |---|---|
/// | `ratio` | ★ `score_mh_rr` (stratified_score.hpp) · ● `mh_rr` (mantel_haenszel.hpp) · ○ `iv_rr` (inverse_variance.hpp) |
/// | `difference` | ★ `score_mh_rd` · ● `mh_rd_sato` · ○ `mh_rd_gr` · ○ `iv_rd` |
/// | `odds_ratio` | ★ `mh_or` · ● `midp_or` (stratified_exact.hpp), for sparse strata · ○ `exact_or` · ○ `iv_or` · ○ `peto` |
///
/// Beside the effect stand the Cochran-Mantel-Haenszel test of no effect (cmh.hpp), a test that the effect is the same in all
/// strata (Tarone's for odds ratios; Cochran's Q for ratios and differences, and where a zero leaves no Q the score test of
/// groups/score_homogeneity.hpp, named in the result), the crude comparison of all strata in one table, and whether the two agree:
///
/// | pooling | meaning |
/// |---|---|
/// | `agrees` | crude and stratified tests say the same at the level: a difference in one direction, or none shown |
/// | `differs` | they do not: one shows a difference and the other none |
/// | `reversed` | crude and stratified effect lie on opposite sides of no difference: Simpson's paradox |
///
/// When they part, the stratified answer compares like with like; the crude one is right about the totals but mixes the effect
/// with who is in which stratum (`decomposition` tells them apart). A stratum in which either group holds nobody has no part in
/// either of them, so that both speak of the same people; `left_out` says how many it takes away. Strata should be fixed before anybody is compared: a stratum
/// that is itself an outcome of unequal treatment (pay band, when promotion is in question) explains away what it should show.
/// ✗ One effect for strata that disagree. Sources stand with the methods; Simpson (1951) J. R. Stat. Soc. B 13, 238. Cost: as the
/// methods say, and two allocations.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/comparison/odds_ratio.hpp"
#include "equitable/comparison/rate_difference.hpp"
#include "equitable/comparison/relative_likelihood.hpp"
#include "equitable/groups/cmh.hpp"
#include "equitable/groups/inverse_variance.hpp"
#include "equitable/groups/mantel_haenszel.hpp"
#include "equitable/groups/odds_ratio_homogeneity.hpp"
#include "equitable/groups/score_homogeneity.hpp"
#include "equitable/groups/strata.hpp"
#include "equitable/groups/stratified_exact.hpp"
#include "equitable/groups/stratified_score.hpp"
#include "equitable/significance/score.hpp"

namespace equitable {

/// The intervals of a common effect. `automatic` is the default of the measure.
enum class StratifiedMethod : std::uint8_t {
  automatic,
  score_mh_rr,
  mh_rr,
  iv_rr,
  score_mh_rd,
  mh_rd_sato,
  mh_rd_gr,
  iv_rd,
  mh_or,
  midp_or,
  exact_or,
  iv_or,
  peto
};

/// The method as written in results.
[[nodiscard]] constexpr const char* name(StratifiedMethod method) noexcept {
  constexpr std::array<const char*, 13> names{"automatic",  "score_mh_rr", "mh_rr", "iv_rr", "score_mh_rd",
                                              "mh_rd_sato", "mh_rd_gr",    "iv_rd", "mh_or", "midp_or",
                                              "exact_or",   "iv_or",       "peto"};
  return names[static_cast<std::size_t>(method)];
}

/// Options of `stratified` and `common_effect`.
struct StratifiedOptions {
  Measure measure = Measure::ratio;
  StratifiedMethod method = StratifiedMethod::automatic;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone. Of the effect and the crude
  /// estimate; the tests stay two-sided.
  Alternative alternative = Alternative::two_sided;
};

/// What the crude comparison of all strata in one table says beside the stratified one.
enum class Pooling : std::uint8_t { agrees, differs, reversed };

/// As written in results.
[[nodiscard]] constexpr const char* name(Pooling pooling) noexcept {
  return pooling == Pooling::agrees ? "agrees" : pooling == Pooling::differs ? "differs" : "reversed";
}

/// One stratum by itself.
struct StratumSummary {
  Estimate estimate;  ///< its own effect, by the two-group default of score intervals, `miettinen_nurminen`
  TestResult test;    ///< its own N−1 chi-squared
  double weight;      ///< its share of the Mantel-Haenszel weights n1 n0/N; 0 when either group holds nobody
};

/// A stratified comparison.
struct Stratified {
  CommonEffect effect;
  TestResult association;         ///< of no effect, `cmh`
  StrataHomogeneity homogeneity;  ///< of one effect in all strata
  Estimate crude;                 ///< all strata with people in both groups in one table, `miettinen_nurminen`
  TestResult crude_test;          ///< its N−1 chi-squared
  Pooling pooling;                ///< `reversed` and `differs` are warnings
  std::vector<StratumSummary> strata;
  LeftOut left_out;  ///< strata that nothing but `strata` speaks of
};

namespace detail {

/// The measure that a method belongs to.
[[nodiscard]] constexpr Measure measure_of(StratifiedMethod method) noexcept {
  return method <= StratifiedMethod::iv_rr   ? Measure::ratio
         : method <= StratifiedMethod::iv_rd ? Measure::difference
                                             : Measure::odds_ratio;
}

/// The method of the options, `automatic` resolved. @throws InvalidInput for a method of another measure
[[nodiscard]] inline StratifiedMethod checked_method(const StratifiedOptions& options, const char* where) {
  const bool automatic = options.method == StratifiedMethod::automatic;
  if (automatic && options.measure == Measure::ratio) return StratifiedMethod::score_mh_rr;
  if (automatic && options.measure == Measure::difference) return StratifiedMethod::score_mh_rd;
  if (automatic) return StratifiedMethod::mh_or;
  if (measure_of(options.method) != options.measure)
    throw_invalid(where, "method", name(options.method),
                  std::string("must be a method of the measure, ") + name(options.measure));
  return options.method;
}

[[nodiscard]] inline CommonEffect common_effect_of(const StrataView& strata, StratifiedMethod method, const Level& level,
                                                   const StratifiedOptions& options) {
  const double z = level.z;
  const Confidence confidence = options.confidence;
  switch (method) {
    case StratifiedMethod::mh_rr: return log_scale_effect(mh_ratio_effect(strata), z, confidence, name(method));
    case StratifiedMethod::score_mh_rd: return {score_mh_difference_of(strata, z, confidence), not_a_number};
    case StratifiedMethod::mh_rd_sato: return mh_difference_of(strata, z, confidence, MhVariance::sato);
    case StratifiedMethod::mh_rd_gr: return mh_difference_of(strata, z, confidence, MhVariance::greenland_robins);
    case StratifiedMethod::mh_or: return log_scale_effect(mh_odds_ratio_effect(strata), z, confidence, name(method));
    case StratifiedMethod::midp_or:
      return {stratified_exact_of(strata, level, {StratifiedExactMethod::midp_or, confidence, options.alternative}),
              not_a_number};
    case StratifiedMethod::exact_or:
      return {stratified_exact_of(strata, level, {StratifiedExactMethod::exact_or, confidence, options.alternative}),
              not_a_number};
    case StratifiedMethod::iv_rr:
    case StratifiedMethod::iv_rd:
    case StratifiedMethod::iv_or: return inverse_variance_of(strata, measure_of(method), z, confidence).effect;
    case StratifiedMethod::peto: return peto_of(strata, z, confidence);
    case StratifiedMethod::automatic:
    case StratifiedMethod::score_mh_rr: break;
  }
  return {score_mh_ratio_of(strata, z, confidence), not_a_number};
}

/// The same with the limit on one side only, where the alternative says so.
[[nodiscard]] inline CommonEffect one_sided_effect(CommonEffect effect, const StratifiedOptions& options) noexcept {
  const Interval space = options.measure == Measure::difference ? Interval{-1.0, 1.0} : Interval{0.0, infinity};
  effect.estimate = one_sided(effect.estimate, options.alternative, space, options.confidence);
  return effect;
}

/// The two-group estimate of a measure that belongs to the N−1 chi-squared.
[[nodiscard]] inline Estimate two_group_estimate(const Table2x2& table, Measure measure, Confidence confidence,
                                                 Alternative alternative) {
  if (measure == Measure::difference)
    return rate_difference(table, {RateDifferenceMethod::miettinen_nurminen, confidence, alternative});
  if (measure == Measure::odds_ratio) return odds_ratio(table, {OddsRatioMethod::miettinen_nurminen, confidence, alternative});
  return relative_likelihood(table, {RelativeLikelihoodMethod::miettinen_nurminen, confidence, alternative});
}

/// The sign of a number, and of the effect that a test shows: 0 unless p < α.
[[nodiscard]] inline int sign_of(double value) noexcept { return value > 0.0 ? 1 : value < 0.0 ? -1 : 0; }
[[nodiscard]] inline int shown_sign(int sign, const TestResult& test, double alpha) noexcept {
  return test.pvalue < alpha ? sign : 0;  // NaN shows nothing
}

}  // namespace detail

/// The common effect alone.
///
///     common_effect(strata)                                                          // ratio, score_mh_rr
///     common_effect(strata, {Measure::odds_ratio, StratifiedMethod::midp_or})
///
/// No stratum with people in both groups: NaN with `Status::undefined`.
/// @throws InvalidInput for a method of another measure, and for a one-sided limit at a level of 1/2 or less
[[nodiscard]] inline CommonEffect common_effect(const Strata& strata, const StratifiedOptions& options = {}) {
  const StratifiedMethod method = detail::checked_method(options, "common_effect");
  const detail::Level level = detail::level_of(options.confidence, options.alternative, "common_effect");
  const detail::ComparableStrata rates(strata);
  return detail::one_sided_effect(detail::common_effect_of(rates.view(), method, level, options), options);
}

/// The whole comparison.
///
///     const Stratified result = stratified(strata, {Measure::ratio});
///     result.effect.estimate      // the ratio within strata, with its interval
///     result.pooling              // agrees, differs, or reversed: Simpson's paradox
///
/// @throws InvalidInput as `common_effect`
[[nodiscard]] inline Stratified stratified(const Strata& strata, const StratifiedOptions& options = {}) {
  const StratifiedMethod method = detail::checked_method(options, "stratified");
  const detail::Level level = detail::level_of(options.confidence, options.alternative, "stratified");
  const detail::ComparableStrata rates(strata);
  const detail::StrataView view = rates.view();
  const Table2x2 pooled = strata.comparable().pooled();

  Stratified result{detail::one_sided_effect(detail::common_effect_of(view, method, level, options), options),
                    detail::cmh_of(view, {}),
                    options.measure == Measure::odds_ratio
                        ? detail::odds_ratio_homogeneity_of(view, OddsRatioHomogeneityMethod::tarone)
                        : detail::contrast_homogeneity_of(view, options.measure),
                    detail::two_group_estimate(pooled, options.measure, options.confidence, options.alternative),
                    score_test(pooled),
                    Pooling::agrees,
                    {},
                    strata.left_out()};

  const double alpha = options.confidence.alpha();
  const int within = detail::sign_of(detail::total_excess(view).high);
  const int crude = pooled.comparable() ? detail::sign_of(detail::excess_events(pooled.rates()).high) : 0;
  if (within * crude < 0)
    result.pooling = Pooling::reversed;
  else if (detail::shown_sign(within, result.association, alpha) != detail::shown_sign(crude, result.crude_test, alpha))
    result.pooling = Pooling::differs;

  result.strata.reserve(strata.size());
  const double weights = detail::total_weight(view);
  for (const Table2x2& table : strata)
    result.strata.push_back({detail::two_group_estimate(table, options.measure, options.confidence, options.alternative),
                             score_test(table), table.comparable() ? detail::mh_weight(table.rates()) / weights : 0.0});
  return result;
}

}  // namespace equitable
