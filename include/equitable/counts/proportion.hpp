/// @file counts/proportion.hpp
/// Events out of a total: the count behind every rate.
#pragma once

#include <string>

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

}  // namespace equitable
