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
/// strata (Tarone's for odds ratios, Cochran's Q for ratios and differences; `Status::undefined` where a zero leaves no Q), the
/// crude comparison of all strata in one table, and whether the two agree:
///
/// | pooling | meaning |
/// |---|---|
/// | `agrees` | crude and stratified tests say the same at the level: a difference in one direction, or none shown |
/// | `differs` | they do not: one shows a difference and the other none |
/// | `reversed` | crude and stratified effect lie on opposite sides of no difference: Simpson's paradox |
///
/// When they part, the stratified answer compares like with like; the crude one is right about the totals but mixes the effect
/// with who is in which stratum (`decomposition` tells them apart). Strata should be fixed before anybody is compared: a stratum
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
#include "equitable/counts/columns.hpp"
#include "equitable/groups/cmh.hpp"
#include "equitable/groups/inverse_variance.hpp"
#include "equitable/groups/mantel_haenszel.hpp"
#include "equitable/groups/odds_ratio_homogeneity.hpp"
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
  Estimate crude;                 ///< all strata in one table, `miettinen_nurminen`
  TestResult crude_test;          ///< its N−1 chi-squared
  Pooling pooling;                ///< `reversed` and `differs` are warnings
  std::vector<StratumSummary> strata;
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

  Stratified result{detail::one_sided_effect(detail::common_effect_of(view, method, level, options), options),
                    detail::cmh_of(view, {}),
                    options.measure == Measure::odds_ratio
                        ? detail::odds_ratio_homogeneity_of(view, OddsRatioHomogeneityMethod::tarone)
                        : detail::inverse_variance_of(view, options.measure, level.z, options.confidence).homogeneity,
                    detail::two_group_estimate(strata.pooled(), options.measure, options.confidence, options.alternative),
                    score_test(strata.pooled()),
                    Pooling::agrees,
                    {}};

  const double alpha = options.confidence.alpha();
  const int within = detail::sign_of(detail::total_excess(view).high);
  const int crude = strata.pooled().comparable() ? detail::sign_of(detail::excess_events(strata.pooled().rates()).high) : 0;
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

namespace detail {

/// The most strata that a problem has. @throws InvalidInput when offsets fall or pass the end of the columns
[[nodiscard]] inline std::size_t checked_offsets(const TableColumns& columns, const std::size_t* offsets, std::size_t problems,
                                                 const char* where) {
  std::size_t longest = 0;
  for (std::size_t i = 0; i < problems; ++i) {
    if (offsets[i + 1] < offsets[i] || offsets[i + 1] > columns.rows)
      throw_invalid(where, "offsets[" + std::to_string(i + 1) + "]", std::to_string(offsets[i + 1]),
                    "must be at least the one before, which is " + std::to_string(offsets[i]) +
                        ", and at most the number of strata, which is " + std::to_string(columns.rows));
    if (offsets[i + 1] - offsets[i] > longest) longest = offsets[i + 1] - offsets[i];
  }
  return longest;
}

/// One problem's strata, rows `first` to `last` − 1, into the buffer; false, and nothing in it, when one breaks a rule.
[[nodiscard]] inline bool read_problem(const TableColumns& columns, std::size_t first, std::size_t last,
                                       std::vector<TwoRates>& buffer) {
  buffer.clear();
  Count people = 0;
  Count reference_people = 0;
  for (std::size_t i = first; i < last; ++i) {
    const Table2x2 table = columns.row(i);
    if (!is_valid(table) || table.group.total > max_count - people || table.reference.total > max_count - reference_people) {
      buffer.clear();
      return false;
    }
    people += table.group.total;
    reference_people += table.reference.total;
    if (table.comparable()) buffer.push_back(table.rates());
  }
  return true;
}

/// Whether every stratum obeys the rules and is small enough for `SmallCmh`, and all together for a `Strata`.
[[nodiscard]] inline bool is_small(const TableColumns& columns, std::size_t first, std::size_t last) noexcept {
  if (last - first > static_cast<std::size_t>(max_count / SmallCmh::largest_total)) return false;
  bool small = true;
  for (std::size_t i = first; i < last; ++i)
    small &= (columns.events[i] >= 0) & (columns.events[i] <= columns.total[i]) & (columns.reference_events[i] >= 0) &
             (columns.reference_events[i] <= columns.reference_total[i]) & (columns.total[i] <= SmallCmh::largest_total) &
             (columns.reference_total[i] <= SmallCmh::largest_total);
  return small;
}

}  // namespace detail

/// `common_effect` of many problems at once: the strata of problem i are rows offsets[i] to offsets[i + 1] − 1 of the columns.
///
/// The same numbers as `common_effect`. A problem with a stratum that breaks a rule comes back as NaN with `Status::invalid`; it
/// never throws. One allocation (the exact methods: three a problem). Linear in the strata.
/// @throws InvalidInput as `common_effect`, and when `offsets`, problems + 1 of them, fall or pass the end of the columns
inline void stratified_rows(const TableColumns& strata, const std::size_t* offsets, std::size_t problems,
                            const StratifiedOptions& options, const EstimateOutput& output) {
  const StratifiedMethod method = detail::checked_method(options, "stratified_rows");
  const detail::Level level = detail::level_of(options.confidence, options.alternative, "stratified_rows");
  std::vector<detail::TwoRates> buffer;
  buffer.reserve(detail::checked_offsets(strata, offsets, problems, "stratified_rows"));
  for (std::size_t i = 0; i < problems; ++i) {
    const bool valid = detail::read_problem(strata, offsets[i], offsets[i + 1], buffer);
    const CommonEffect effect = detail::common_effect_of({buffer.data(), buffer.size()}, method, level, options);
    output.set(i, detail::one_sided_effect(effect, options).estimate);
    if (!valid) output.status[i] = Status::invalid;
  }
}

/// `cmh_test` of many problems at once, as `stratified_rows`.
/// @throws InvalidInput when `offsets` fall or pass the end of the columns
inline void cmh_rows(const TableColumns& strata, const std::size_t* offsets, std::size_t problems, const CmhOptions& options,
                     const TestOutput& output) {
  std::vector<detail::TwoRates> buffer;
  buffer.reserve(detail::checked_offsets(strata, offsets, problems, "cmh_rows"));
  for (std::size_t i = 0; i < problems; ++i) {
    if (options.method != CmhMethod::cochran && detail::is_small(strata, offsets[i], offsets[i + 1])) {
      detail::SmallCmh sums;
      for (std::size_t j = offsets[i]; j < offsets[i + 1]; ++j)
        sums.add(static_cast<double>(strata.events[j]), static_cast<double>(strata.total[j]),
                 static_cast<double>(strata.reference_events[j]), static_cast<double>(strata.reference_total[j]));
      output.set(i, detail::cmh_result(sums.empty(), sums.excess(), sums.variance(), options));
      continue;
    }
    const bool valid = detail::read_problem(strata, offsets[i], offsets[i + 1], buffer);
    output.set(i, detail::cmh_of({buffer.data(), buffer.size()}, options));
    if (!valid) output.status[i] = Status::invalid;
  }
}

}  // namespace equitable
