/// @file verdict/fragility.hpp
/// How many people a conclusion hangs on.
///
/// The least number of people in the group whose outcome would have to be the other way round for the verdict's state to
/// change; the reference stays as it is. 1 means that a single person decides. A large number is no proof that the conclusion
/// is right, only that it does not hang on a few; a small one does not make it wrong. After Walsh et al. (2014) J. Clin.
/// Epidemiol. 67, 622, with the verdict in the place of p < 0.05.
#pragma once

#include <array>
#include <optional>

#include "equitable/verdict/verdict.hpp"

namespace equitable {

namespace detail {

/// The first x in [0, n] at which a statement that turns true once, and stays true, holds; n + 1 if it never does.
template <class Statement>
[[nodiscard]] Count first_holding(Count n, const Statement& holds) {
  Count below = -1;
  Count above = n + 1;
  while (above - below > 1) {
    const Count middle = below + (above - below) / 2;
    (holds(middle) ? above : below) = middle;
  }
  return above;
}

}  // namespace detail

/// The least number of people to change the state; empty when no number of events in the group would, and for a table that is
/// not assessable.
///
/// All limits rise with the group's events, so the state changes at four places at most: where 1 leaves D on either side, and
/// where E enters and leaves the margin. Each is found by bisection: cost about 4 log2(total) intervals, some 40 microseconds
/// for a group of a thousand.
[[nodiscard]] inline std::optional<Count> people_to_change_state(const Table2x2& table, const VerdictOptions& options = {}) {
  check_verdict_options(options);
  if (!table.comparable()) return std::nullopt;
  const Count n = table.group.total;
  const double alpha = options.confidence.alpha();
  const auto with_events = [&table, n](Count x) { return Table2x2{{x, n}, table.reference}; };
  const auto higher = [&](Count x) {
    const Table2x2 t = with_events(x);
    return t.difference() > 0.0 && detail::is_significant(t, alpha);
  };
  const auto not_lower = [&](Count x) {
    const Table2x2 t = with_events(x);
    return !(t.difference() < 0.0 && detail::is_significant(t, alpha));
  };
  const RelativeLikelihoodOptions at_two_alpha{RelativeLikelihoodMethod::miettinen_nurminen, Confidence{1.0 - 2.0 * alpha}};
  const auto above_lower_margin = [&](Count x) {
    return relative_likelihood(with_events(x), at_two_alpha).lower >= options.margin.lower;
  };
  const auto above_upper_margin = [&](Count x) {
    return relative_likelihood(with_events(x), at_two_alpha).upper > options.margin.upper;
  };
  const std::array<Count, 4> turns{detail::first_holding(n, not_lower), detail::first_holding(n, above_lower_margin),
                                   detail::first_holding(n, above_upper_margin), detail::first_holding(n, higher)};

  const State state = verdict(table, options).state;
  std::optional<Count> least;
  const auto consider = [&](Count x) {
    if (x < 0 || x > n || verdict(with_events(x), options).state == state) return;
    const Count people = x > table.group.events ? x - table.group.events : table.group.events - x;
    if (!least || people < *least) least = people;
  };
  for (const Count turn : turns) consider(turn > table.group.events ? turn : turn - 1);
  return least;
}

}  // namespace equitable
