/// @file counts/table2x2.hpp
/// A group and its reference, each with events and total: the table behind every comparison of two rates.
#pragma once

#include <cmath>
#include <string>

#include "equitable/core/results.hpp"
#include "equitable/counts/proportion.hpp"
#include "equitable/detail/score.hpp"

namespace equitable {

/// Group against reference. Cells in the usual letters: a and b are the group with and without the outcome, c and d the
/// reference.
struct Table2x2 {
  Proportion group;
  Proportion reference;

  [[nodiscard]] Count a() const noexcept { return group.events; }
  [[nodiscard]] Count b() const noexcept { return group.total - group.events; }
  [[nodiscard]] Count c() const noexcept { return reference.events; }
  [[nodiscard]] Count d() const noexcept { return reference.total - reference.events; }
  [[nodiscard]] Count events() const noexcept { return group.events + reference.events; }
  [[nodiscard]] Count total() const noexcept { return group.total + reference.total; }

  /// Whether both groups hold at least one person; without that no comparison has an answer.
  [[nodiscard]] bool comparable() const noexcept { return group.total > 0 && reference.total > 0; }
  /// The groups changed over: ratios invert, differences change sign.
  [[nodiscard]] Table2x2 swapped() const noexcept { return {reference, group}; }
  /// The same people, counting those without the outcome.
  [[nodiscard]] Table2x2 complement() const noexcept { return {group.complement(), reference.complement()}; }

  /// rate(group) / rate(reference) = x1 n2 / (x2 n1): infinite when only the reference has no events, NaN when neither has any.
  [[nodiscard]] double ratio() const noexcept {
    if (!comparable()) return not_a_number;
    const detail::TwoRates r = rates();
    return (r.x1 * r.n2) / (r.x2 * r.n1);
  }
  /// rate(group) − rate(reference).
  [[nodiscard]] double difference() const noexcept {
    return comparable() ? detail::rate_difference_value(rates()) : not_a_number;
  }
  /// odds(group) / odds(reference) = ad / bc: infinite when bc = 0 < ad, NaN when both products are 0.
  [[nodiscard]] double odds_ratio() const noexcept {
    if (!comparable()) return not_a_number;
    return (static_cast<double>(a()) * static_cast<double>(d())) / (static_cast<double>(b()) * static_cast<double>(c()));
  }
  /// The four counts as doubles; exact up to 2^53.
  [[nodiscard]] detail::TwoRates rates() const noexcept {
    return {static_cast<double>(group.events), static_cast<double>(group.total), static_cast<double>(reference.events),
            static_cast<double>(reference.total)};
  }
};

/// The table of four counts, checked. @throws InvalidInput naming the argument at fault
[[nodiscard]] inline Table2x2 checked_table(Count events, Count total, Count reference_events, Count reference_total,
                                            const char* where) {
  return {checked_proportion(events, total, where), checked_proportion(reference_events, reference_total, where, "reference_")};
}

/// A part of a whole against the rest of that whole.
///
/// A pay band lies inside the workforce, so the two are not independent groups: the band is compared with everybody else.
/// @throws InvalidInput unless part and rest are both possible: 0 <= part <= whole in events, total and non-events
[[nodiscard]] inline Table2x2 part_and_rest(Proportion part, Proportion whole, const char* where = "part_and_rest") {
  const Proportion inside = checked_proportion(part.events, part.total, where);
  const Proportion all = checked_proportion(whole.events, whole.total, where, "whole_");
  if (inside.total > all.total)
    throw_invalid(where, "total", std::to_string(inside.total),
                  "must be at most whole_total, which is " + std::to_string(all.total));
  if (inside.events > all.events)
    throw_invalid(where, "events", std::to_string(inside.events),
                  "must be at most whole_events, which is " + std::to_string(all.events));
  const Proportion rest{all.events - inside.events, all.total - inside.total};
  if (rest.events > rest.total)
    throw_invalid(where, "the rest of the whole", std::to_string(rest.events) + " of " + std::to_string(rest.total),
                  "must have no more events than people: total - events must be at most whole_total - whole_events");
  return {inside, rest};
}

}  // namespace equitable
