/// @file counts/proportion.hpp
/// Events out of a total: the count behind every rate.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "equitable/core/error.hpp"
#include "equitable/core/types.hpp"

namespace equitable {

/// Events out of total, 0 <= events <= total. A total of 0 is allowed: such a rate has no value (`Status::undefined`).
struct Proportion {
  Count events = 0;
  Count total = 0;

  /// events / total; NaN for 0 of 0.
  [[nodiscard]] double rate() const noexcept { return static_cast<double>(events) / static_cast<double>(total); }
  /// The people without the outcome, of the same total.
  [[nodiscard]] Proportion complement() const noexcept { return {total - events, total}; }
};

/// Whether the two counts obey 0 <= events <= total <= 2^53.
[[nodiscard]] constexpr bool is_proportion(Count events, Count total) noexcept {
  return events >= 0 && events <= total && total <= max_count;
}

/// The proportion, checked.
///
/// @param where   the function the caller called; it opens the message
/// @param prefix  "" or "reference_", so that the message names the caller's own argument
/// @throws InvalidInput naming the argument, its value and the rule, unless 0 <= events <= total <= 2^53
[[nodiscard]] inline Proportion checked_proportion(Count events, Count total, const char* where, const char* prefix = "") {
  if (is_proportion(events, total)) return {events, total};
  const std::string name(prefix);
  if (total < 0) throw_invalid(where, name + "total", std::to_string(total), "must be 0 or more");
  if (total > max_count) throw_invalid(where, name + "total", std::to_string(total), "must be at most 2^53");
  if (events < 0) throw_invalid(where, name + "events", std::to_string(events), "must be 0 or more");
  throw_invalid(where, name + "events", std::to_string(events),
                "must be at most " + name + "total, which is " + std::to_string(total));
}

/// One proportion of a list, checked; the message names its place, "groups[3].events". Text is made for an error only, so the
/// check may stand in a loop.
///
/// @param list  what the caller calls the list
/// @param part  "" or what comes between place and field, "reference." for instance
/// @throws InvalidInput as `checked_proportion`
[[nodiscard]] inline Proportion checked_item(const Proportion& item, const char* where, const char* list, std::size_t place,
                                             const char* part = "") {
  if (is_proportion(item.events, item.total)) return item;
  const std::string prefix = std::string(list) + "[" + std::to_string(place) + "]." + part;
  return checked_proportion(item.events, item.total, where, prefix.c_str());
}

/// All groups together, each of them checked. Groups must not overlap.
/// @throws InvalidInput naming the group, unless 0 <= events <= total in each and at most 2^53 people in all
[[nodiscard]] inline Proportion checked_groups(const std::vector<Proportion>& groups, const char* where) {
  Proportion all;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Proportion group = checked_item(groups[i], where, "groups", i);
    if (group.total > max_count - all.total)
      throw_invalid(where, "groups[" + std::to_string(i) + "].total", std::to_string(group.total),
                    "must keep all groups to at most 2^53 people");
    all = {all.events + group.events, all.total + group.total};
  }
  return all;
}

}  // namespace equitable
