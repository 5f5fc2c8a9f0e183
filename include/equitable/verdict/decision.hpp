/// @file verdict/decision.hpp
/// The table that turns evidence into a state and a grade; every verdict of this folder reads it.
///
/// With RR the estimate, D its interval at level 1 − α, E the one at 1 − 2α and M the margin: S, a difference is significant; O, RR
/// lies outside M; In, E lies inside M; X, D and M have no point in common; U, no possible number of events, in the direction
/// seen, would have given S:
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
#pragma once

#include <cmath>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/significance/margin.hpp"

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

/// A state with its grade.
struct Decision {
  State state = State::not_assessable;
  Grade grade = Grade::none;
};

namespace detail {

/// E inside M.
[[nodiscard]] inline bool is_inside(const Interval& interval, const Margin& margin) noexcept {
  return interval.lower >= margin.lower && interval.upper <= margin.upper;
}

/// Where rounding in the last digit would part interval and p-value, the p-value decides.
[[nodiscard]] inline Interval agreeing(Interval interval, bool significant, double ratio) noexcept {
  const bool holds_one = interval.lower <= 1.0 && interval.upper >= 1.0;
  if (holds_one != significant) return interval;
  if (significant)
    (ratio > 1.0 ? interval.lower : interval.upper) = std::nextafter(1.0, ratio > 1.0 ? 2.0 : 0.0);
  else
    (interval.lower > 1.0 ? interval.lower : interval.upper) = 1.0;
  return interval;
}

/// The table above. `untestable` is asked only where the answer matters.
template <class Untestable>
[[nodiscard]] Decision decided(double ratio, const Interval& interval, const Interval& equivalence_interval, bool significant,
                               const Margin& margin, const Untestable& untestable) {
  const bool outside = ratio < margin.lower || ratio > margin.upper;
  const bool inside = is_inside(equivalence_interval, margin);
  const bool apart = interval.lower > margin.upper || interval.upper < margin.lower;
  const State direction = ratio > 1.0 ? State::higher : State::lower;
  if (apart) return {direction, Grade::substantial};
  if (significant && outside) return {direction, Grade::material};
  if (significant && inside) return {State::similar, Grade::detectable};
  if (significant) return {direction, Grade::slight};
  if (inside) return {State::similar, Grade::equivalent};
  if (untestable()) return {State::inconclusive, Grade::untestable};
  if (outside) return {State::inconclusive, Grade::suggestive};
  return {State::inconclusive, Grade::unclear};
}

}  // namespace detail

}  // namespace equitable
