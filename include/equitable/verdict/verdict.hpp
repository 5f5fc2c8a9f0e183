/// @file verdict/verdict.hpp
/// What may be said of two rates: a state and a grade, computed from the counts, with every pair of counts having exactly one.
///
/// "No significant difference" is not "no difference". A verdict looks at the relative likelihood RR three times: D, its
/// Miettinen-Nurminen interval at level 1 − α; E, the same at 1 − 2α (inside the margin M exactly when two one-sided tests
/// show equivalence at α); and the p-value of the N−1 chi-squared, which is below α exactly when 1 lies outside D. With S: p
/// < α; O: RR outside M; In: E inside M; X: D and M have no point in common; U: no possible number of events in the group, in
/// the direction seen, would give S; the table of verdict/decision.hpp then has one row for every pair of counts, from
/// "substantial" (X) by "equivalent" (In without S) to "untestable" (U) and "unclear".
///
/// M is closed: a ratio lies outside 0.80 to 1.25 when it is below 0.80 or above 1.25, as the four-fifths rule says. "higher"
/// means the group's rate is the higher one, whatever is good or bad about the outcome. Not for rates of paired people, nor
/// for a part against the whole that contains it: make the table with `part_and_rest`. Cost: four score limits and a tail,
/// about 2 microseconds, independent of the counts.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "equitable/comparison/relative_likelihood.hpp"
#include "equitable/significance/margin.hpp"
#include "equitable/significance/score.hpp"
#include "equitable/verdict/decision.hpp"

namespace equitable {

/// Options of `verdict`, and of everything that rests on one.
struct VerdictOptions {
  Margin margin{};
  Confidence confidence{0.95};
};

namespace detail {

/// What a missing p-value means.
[[nodiscard]] inline Status status_of_test(double pvalue, State state) noexcept {
  return !std::isnan(pvalue) ? Status::ok : state == State::not_assessable ? Status::undefined : Status::no_information;
}

}  // namespace detail

/// A verdict with its reasons.
struct Verdict {
  State state = State::not_assessable;
  Grade grade = Grade::none;
  double ratio = not_a_number;                                ///< RR, unrounded
  Interval interval{not_a_number, not_a_number};              ///< D, at level 1 − α
  Interval equivalence_interval{not_a_number, not_a_number};  ///< E, at level 1 − 2α
  double statistic = not_a_number;                            ///< N−1 chi-squared
  double pvalue = not_a_number;                               ///< its upper tail; NaN when there is no information
  Margin margin{};
  double confidence_level = 0.95;
  Status status = Status::undefined;  ///< of the ratio and its intervals

  /// Of the test: `no_information` when nobody, or everybody, in both groups had the outcome; `undefined` without people in a group.
  [[nodiscard]] Status test_status() const noexcept { return detail::status_of_test(pvalue, state); }
};

/// @throws InvalidInput unless the margin spans 1 and the level is above 0.5 (at 0.5 the equivalence interval has no width)
inline void check_verdict_options(const VerdictOptions& options) {
  check_margin(options.margin, "verdict");
  if (!(options.confidence.level() > 0.5))
    throw_invalid("verdict", "confidence_level", options.confidence.level(), "must be above 0.5 (0.95 is usual)");
}

namespace detail {

[[nodiscard]] inline bool is_significant(const Table2x2& table, double alpha) noexcept {
  return score_test(table).pvalue < alpha;  // NaN, no information, is not significant
}

/// U: even the most extreme outcome in the direction seen would not have been significant.
[[nodiscard]] inline bool is_untestable(const Table2x2& table, double alpha) noexcept {
  const Table2x2 nobody{{0, table.group.total}, table.reference};
  const Table2x2 everybody{{table.group.total, table.group.total}, table.reference};
  const double ratio = table.ratio();
  const bool downwards = !(ratio > 1.0) && is_significant(nobody, alpha);
  const bool upwards = !(ratio < 1.0) && is_significant(everybody, alpha);
  return !downwards && !upwards;
}

}  // namespace detail

/// The verdict of a table.
[[nodiscard]] inline Verdict verdict(const Table2x2& table, const VerdictOptions& options = {}) {
  check_verdict_options(options);
  Verdict result;
  result.margin = options.margin;
  result.confidence_level = options.confidence.level();
  if (!table.comparable()) return result;

  const double alpha = options.confidence.alpha();
  const TestResult test = score_test(table);
  const bool significant = test.pvalue < alpha;
  const Estimate at_level = relative_likelihood(table, {RelativeLikelihoodMethod::miettinen_nurminen, options.confidence});
  const Estimate two_one_sided =
      relative_likelihood(table, {RelativeLikelihoodMethod::miettinen_nurminen, Confidence{1.0 - 2.0 * alpha}});

  result.ratio = at_level.value;
  result.interval = detail::agreeing({at_level.lower, at_level.upper}, significant, at_level.value);
  result.equivalence_interval = {two_one_sided.lower, two_one_sided.upper};
  result.statistic = test.statistic;
  result.pvalue = test.pvalue;
  result.status = at_level.status;

  const Decision decision = detail::decided(result.ratio, result.interval, result.equivalence_interval, significant,
                                            options.margin, [&] { return detail::is_untestable(table, alpha); });
  result.state = decision.state;
  result.grade = decision.grade;
  return result;
}

/// What may be said of the group's rate beside the reference's.
///
///     verdict(596, 3842, 207, 2386)   // higher, substantial: RR 1.79, 95 % interval 1.54 to 2.08
///
/// A group without people is `not_assessable`.
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups, 0 < margin.lower < 1 < margin.upper, and the
///          level is above 0.5
[[nodiscard]] inline Verdict verdict(Count events, Count total, Count reference_events, Count reference_total,
                                     const VerdictOptions& options = {}) {
  return verdict(checked_table(events, total, reference_events, reference_total, "verdict"), options);
}

}  // namespace equitable
