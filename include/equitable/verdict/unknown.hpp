/// @file verdict/unknown.hpp
/// How many people of unknown ethnicity it would take to change a conclusion.
///
/// The verdict of the known stands first. Then some of the unknown are found to be such as to push the ratio one way, up (with
/// the outcome into the group, without it into the reference) or down (the other way round), the others staying out. The answer
/// is the least number with which the verdict's state is another one. A small number beside many unknown means that the
/// conclusion rests on the missing being like the known. It is a worst case, not a likelihood. A mixture that pushes both ways
/// adds certainty alone and is not looked at; in a few small tables it would do with fewer people. Bounds on the ratio itself
/// are in groups/stages.hpp. After Walsh et al. (2014) J. Clin. Epidemiol. 67, 622 (fragility), with unknown people in the
/// place of changed outcomes.
#pragma once

#include <cstdint>
#include <optional>

#include "equitable/groups/stages.hpp"
#include "equitable/verdict/verdict.hpp"

namespace equitable {

/// What it takes to overturn a verdict.
struct UnknownFragility {
  std::optional<Count> people;  ///< the least number; empty when no number of those there are would do
  Table2x2 table;               ///< the known with these people; the known alone when empty
  State before;                 ///< the verdict's state without the unknown
  State after;                  ///< and with these people
  Status status;                ///< undefined: no verdict to begin with; too_large: more than a million unknown
};

/// More unknown people than this are not searched.
inline constexpr Count largest_unknown_search = 1000000;

namespace detail {

/// The statements on which the state rests. All turn true once, and stay true, as the ratio is pushed up: limits rise with it.
[[nodiscard]] inline bool state_statement(const Table2x2& t, int which, const VerdictOptions& options) {
  const double alpha = options.confidence.alpha();
  if (which == 0) return !(t.difference() < 0.0 && is_significant(t, alpha));
  if (which == 1) return t.difference() > 0.0 && is_significant(t, alpha);
  const RelativeLikelihoodOptions at_two_alpha{RelativeLikelihoodMethod::miettinen_nurminen, Confidence{1.0 - 2.0 * alpha}};
  const Estimate ratio = relative_likelihood(t, at_two_alpha);
  return which == 2 ? ratio.lower >= options.margin.lower : ratio.upper > options.margin.upper;
}

/// The known with a of the unknown who had the outcome in the group, and b of those who had not in the reference.
[[nodiscard]] inline Table2x2 pushed_up(const Table2x2& known, Count a, Count b) noexcept {
  return {{known.group.events + a, known.group.total + a}, {known.reference.events, known.reference.total + b}};
}

/// Pushes a ratio up until the state changes; keeps the answer when fewer people do it than `found` has. With `swapped` the known
/// are changed over, and the options' margin with them, so that up is down.
///
/// For every a the least b at which a statement turns is never more than for a − 1: a staircase, walked down once.
template <class StateOf>
void push_up(const Table2x2& known, const Proportion& unknown, bool swapped, const VerdictOptions& options,
             const StateOf& state_of, UnknownFragility& found) {
  const Count passers = unknown.events;
  const Count stopped = unknown.total - unknown.events;
  for (int which = 0; which < 4; ++which) {
    const auto holds = [&](Count a, Count b) { return state_statement(pushed_up(known, a, b), which, options); };
    if (holds(0, 0) || !holds(passers, stopped)) continue;
    Count below = -1;
    Count b = stopped + 1;  // the least b that holds, stopped + 1 if none does
    while (b - below > 1) {
      const Count middle = below + (b - below) / 2;
      (holds(0, middle) ? b : below) = middle;
    }
    for (Count a = 0; a <= passers && (!found.people || a < *found.people); ++a) {
      while (b > 0 && holds(a, b - 1)) --b;
      if (b > stopped || (found.people && a + b >= *found.people)) continue;
      const Table2x2 pushed = pushed_up(known, a, b);
      const Table2x2 table = swapped ? pushed.swapped() : pushed;
      const State after = state_of(table);
      if (after == found.before) continue;
      found.people = a + b;
      found.table = table;
      found.after = after;
    }
  }
}

}  // namespace detail

/// The least number of people of unknown ethnicity who, all pushing the ratio one way, would change the verdict's state.
///
///     unknowns_to_change_state({{{60, 1200}, {240, 3000}}, {30, 400}})
///
/// Cost: at most some four score limits for each of the unknown, a microsecond each.
/// @throws InvalidInput for counts as `allocation_bounds`, for options as `verdict`
[[nodiscard]] inline UnknownFragility unknowns_to_change_state(const UnknownTable& table, const VerdictOptions& options = {}) {
  check_verdict_options(options);
  check_unknown_table(table, "unknowns_to_change_state");
  UnknownFragility result{};
  result.table = table.known;
  result.before = verdict(table.known, options).state;
  result.after = result.before;
  result.status = result.before == State::not_assessable         ? Status::undefined
                  : table.unknown.total > largest_unknown_search ? Status::too_large
                                                                 : Status::ok;
  if (result.status != Status::ok) return result;
  const auto state_of = [&options](const Table2x2& t) { return verdict(t, options).state; };
  const VerdictOptions mirrored_options{{1.0 / options.margin.upper, 1.0 / options.margin.lower}, options.confidence};
  detail::push_up(table.known, table.unknown, false, options, state_of, result);
  detail::push_up(table.known.swapped(), table.unknown, true, mirrored_options, state_of, result);
  return result;
}

}  // namespace equitable
