/// @file verdict/verdict.hpp
/// What may be said of two rates: a state and a grade, computed from the counts, with every pair of counts having exactly one.
///
/// "No significant difference" is not "no difference". A verdict looks at the relative likelihood RR three times: D, its
/// Miettinen-Nurminen interval at level 1 − α; E, the same at 1 − 2α (inside the margin M exactly when two one-sided tests
/// show equivalence at α); and the p-value of the N−1 chi-squared, which is below α exactly when 1 lies outside D. With S: p
/// < α; O: RR outside M; In: E inside M; X: D and M have no point in common; U: no possible number of events in the group, in
/// the direction seen, would give S:
///
/// | first that holds | state | grade |
/// |---|---|---|
/// | X | higher or lower | substantial |
/// | S and O | higher or lower | material |
/// | S and In | similar | detectable |
/// | S | higher or lower | slight |
/// | In | similar | equivalent |
/// | U | inconclusive | untestable |
/// | O | inconclusive | suggestive |
/// | otherwise | inconclusive | unclear |
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

namespace equitable {

/// What the numbers show about the group's rate beside the reference's.
enum class State : std::uint8_t { higher, lower, similar, inconclusive, not_assessable };

/// How firmly they show it.
enum class Grade : std::uint8_t {
  substantial,
  material,
  slight,
  detectable,
  equivalent,
  untestable,
  suggestive,
  unclear,
  none  ///< not assessable: a group without people, or figures without counts
};

/// The state as written in results.
[[nodiscard]] constexpr const char* name(State state) noexcept {
  switch (state) {
    case State::higher: return "higher";
    case State::lower: return "lower";
    case State::similar: return "similar";
    case State::inconclusive: return "inconclusive";
    case State::not_assessable: break;
  }
  return "not_assessable";
}

/// The grade as written in results.
[[nodiscard]] constexpr const char* name(Grade grade) noexcept {
  switch (grade) {
    case Grade::substantial: return "substantial";
    case Grade::material: return "material";
    case Grade::slight: return "slight";
    case Grade::detectable: return "detectable";
    case Grade::equivalent: return "equivalent";
    case Grade::untestable: return "untestable";
    case Grade::suggestive: return "suggestive";
    case Grade::unclear: return "unclear";
    case Grade::none: break;
  }
  return "none";
}

/// The state seen from the other group: higher and lower change places.
[[nodiscard]] constexpr State mirrored(State state) noexcept {
  return state == State::higher ? State::lower : state == State::lower ? State::higher : state;
}

/// Options of `verdict`, and of everything that rests on one.
struct VerdictOptions {
  Margin margin{};
  Confidence confidence{0.95};
};

/// A verdict with its reasons.
struct Verdict {
  State state = State::not_assessable;
  Grade grade = Grade::none;
  double ratio = not_a_number;                                  ///< RR, unrounded
  Interval interval{not_a_number, not_a_number};                ///< D, at level 1 − α
  Interval equivalence_interval{not_a_number, not_a_number};    ///< E, at level 1 − 2α
  double statistic = not_a_number;                              ///< N−1 chi-squared
  double pvalue = not_a_number;                                 ///< its upper tail; NaN when there is no information
  Margin margin{};
  double confidence_level = 0.95;
  Status status = Status::undefined;
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

/// E inside M.
[[nodiscard]] inline bool is_inside(const Interval& interval, const Margin& margin) noexcept {
  return interval.lower >= margin.lower && interval.upper <= margin.upper;
}

/// Where rounding in the last digit would part interval and p-value, the p-value decides.
[[nodiscard]] inline Interval agreeing(Interval interval, bool significant, double ratio) noexcept {
  const bool holds_one = interval.lower <= 1.0 && interval.upper >= 1.0;
  if (holds_one != significant) return interval;
  if (significant) (ratio > 1.0 ? interval.lower : interval.upper) = std::nextafter(1.0, ratio > 1.0 ? 2.0 : 0.0);
  else (interval.lower > 1.0 ? interval.lower : interval.upper) = 1.0;
  return interval;
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

  const Margin& margin = options.margin;
  const bool outside = result.ratio < margin.lower || result.ratio > margin.upper;
  const bool inside = detail::is_inside(result.equivalence_interval, margin);
  const bool apart = result.interval.lower > margin.upper || result.interval.upper < margin.lower;
  const State direction = result.ratio > 1.0 ? State::higher : State::lower;

  const auto decide = [&result](State state, Grade grade) {
    result.state = state;
    result.grade = grade;
    return result;
  };
  if (apart) return decide(direction, Grade::substantial);
  if (significant && outside) return decide(direction, Grade::material);
  if (significant && inside) return decide(State::similar, Grade::detectable);
  if (significant) return decide(direction, Grade::slight);
  if (inside) return decide(State::similar, Grade::equivalent);
  if (detail::is_untestable(table, alpha)) return decide(State::inconclusive, Grade::untestable);
  if (outside) return decide(State::inconclusive, Grade::suggestive);
  return decide(State::inconclusive, Grade::unclear);
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
