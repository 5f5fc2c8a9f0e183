/// @file verdict/change.hpp
/// What may be said of a change between two periods: widened, narrowed, shown to be unchanged, or none of these.
///
/// The table of verdict.hpp on the ratio of ratios, by its score interval and test (groups/change.hpp): D at level 1 − α, E at
/// 1 − 2α, S, O, In and X as there; U: no number of events of the group in the second period, in the direction seen, would give
/// S.
///
/// | first that holds | state | grade |
/// |---|---|---|
/// | X | widened or narrowed | substantial |
/// | S and O | widened or narrowed | material |
/// | S and In | unchanged | detectable |
/// | S | widened or narrowed | slight |
/// | In | unchanged | equivalent |
/// | U | no clear change | untestable |
/// | O | no clear change | suggestive |
/// | otherwise | no clear change | unclear |
///
/// "widened" means that the second ratio lies further from 1 than the first, up or down (0.5 and 2 are equally far, which
/// counts as widened), "narrowed" that it lies nearer; `reversed` that they lie on opposite sides of 1, which a report must
/// say. Only "unchanged" is shown; "no clear change" is not. Not for two snapshots of the same workforce: see
/// `overlapping_change`. Cost: some 600 score limits, half a millisecond.
#pragma once

#include <cmath>
#include <cstdint>

#include "equitable/groups/change.hpp"
#include "equitable/verdict/verdict.hpp"

namespace equitable {

/// What the numbers show about the change.
enum class ChangeState : std::uint8_t { widened, narrowed, unchanged, no_clear_change, not_assessable };

/// The state as written in results.
[[nodiscard]] constexpr const char* name(ChangeState state) noexcept {
  switch (state) {
    case ChangeState::widened: return "widened";
    case ChangeState::narrowed: return "narrowed";
    case ChangeState::unchanged: return "unchanged";
    case ChangeState::no_clear_change: return "no_clear_change";
    case ChangeState::not_assessable: break;
  }
  return "not_assessable";
}

/// The verdict on a change, with its reasons.
struct ChangeVerdict {
  ChangeState state = ChangeState::not_assessable;
  Grade grade = Grade::none;
  bool reversed = false;                                      ///< one ratio above 1, the other below
  double first = not_a_number;                                ///< relative likelihood in the first period
  double second = not_a_number;                               ///< in the second
  double ratio = not_a_number;                                ///< second over first
  Interval interval{not_a_number, not_a_number};              ///< D, at level 1 − α
  Interval equivalence_interval{not_a_number, not_a_number};  ///< E, at level 1 − 2α
  double statistic = not_a_number;                            ///< signed root of the score test
  double pvalue = not_a_number;                               ///< NaN when there is no information
  Margin margin{};
  double confidence_level = 0.95;
  Status status = Status::undefined;  ///< of the ratio of ratios and its intervals

  /// Of the test: `no_information` when the counts leave no ratio of ratios; `undefined` without people in a group.
  [[nodiscard]] Status test_status() const noexcept {
    return !std::isnan(pvalue) ? Status::ok : state == ChangeState::not_assessable ? Status::undefined : Status::no_information;
  }
};

namespace detail {

[[nodiscard]] inline bool change_is_significant(const Table2x2& first, const Table2x2& second, double alpha) {
  const double change = additive_contrast(second.rates(), Measure::ratio) - additive_contrast(first.rates(), Measure::ratio);
  if (std::isnan(change)) return false;
  return normal_two_tails(change_z(first.rates(), second.rates(), change, Measure::ratio, ChangeMethod::score)) < alpha;
}

/// U: even the most extreme outcome of the group in the second period would not have been significant.
[[nodiscard]] inline bool change_is_untestable(const Table2x2& first, const Table2x2& second, double ratio, double alpha) {
  const Table2x2 nobody{{0, second.group.total}, second.reference};
  const Table2x2 everybody{{second.group.total, second.group.total}, second.reference};
  const bool downwards = !(ratio > 1.0) && change_is_significant(first, nobody, alpha);
  const bool upwards = !(ratio < 1.0) && change_is_significant(first, everybody, alpha);
  return !downwards && !upwards;
}

/// Whether the second ratio lies at least as far from 1 as the first.
[[nodiscard]] inline bool is_wider(double first, double second) noexcept {
  const double from_one1 = first < 1.0 ? 1.0 / first : first;
  const double from_one2 = second < 1.0 ? 1.0 / second : second;
  return from_one2 >= from_one1;
}

}  // namespace detail

/// What may be said of the change from the first period to the second.
///
///     change_verdict({{60, 1200}, {240, 3000}}, {{90, 1200}, {240, 3000}}).state   // narrowed
///
/// A period in which a group is without people is `not_assessable`.
/// @throws InvalidInput unless all counts are proportions, and the options are those of `verdict`
[[nodiscard]] inline ChangeVerdict change_verdict(const Table2x2& first, const Table2x2& second,
                                                  const VerdictOptions& options = {}) {
  check_verdict_options(options);
  const double alpha = options.confidence.alpha();
  const Change at_level = ratio_change(first, second, {ChangeMethod::score, options.confidence});
  ChangeVerdict result;
  result.margin = options.margin;
  result.confidence_level = options.confidence.level();
  result.first = at_level.first.value;
  result.second = at_level.second.value;
  if (!first.comparable() || !second.comparable()) return result;

  const Change two_one_sided = ratio_change(first, second, {ChangeMethod::score, Confidence{1.0 - 2.0 * alpha}});
  const bool significant = at_level.test.pvalue < alpha;
  result.ratio = at_level.change.value;
  result.interval = detail::agreeing({at_level.change.lower, at_level.change.upper}, significant, result.ratio);
  result.equivalence_interval = {two_one_sided.change.lower, two_one_sided.change.upper};
  result.statistic = at_level.test.statistic;
  result.pvalue = at_level.test.pvalue;
  result.status = at_level.change.status;
  result.reversed = (result.first < 1.0 && result.second > 1.0) || (result.first > 1.0 && result.second < 1.0);

  const Decision decision =
      detail::decided(result.ratio, result.interval, result.equivalence_interval, significant, options.margin,
                      [&] { return detail::change_is_untestable(first, second, result.ratio, alpha); });
  result.grade = decision.grade;
  const ChangeState moved = detail::is_wider(result.first, result.second) ? ChangeState::widened : ChangeState::narrowed;
  result.state = decision.state == State::similar        ? ChangeState::unchanged
                 : decision.state == State::inconclusive ? ChangeState::no_clear_change
                                                         : moved;
  return result;
}

}  // namespace equitable
