/// @file core/types.hpp
/// The words every other header speaks: counts, confidence levels, alternatives and the status of an answer.
#pragma once

#include <cstdint>
#include <string>

#include "equitable/core/error.hpp"

namespace equitable {

/// A number of people or events. Always an integer: a count never passes through a floating-point number unchecked.
using Count = std::int64_t;

/// The largest count accepted, 2^53: up to here a count and its `double` are the same number.
inline constexpr Count max_count = Count{1} << 53;

/// A confidence level strictly between 0 and 1, for instance `Confidence{0.95}`.
///
/// A type of its own so that it cannot change places with a rate or a margin. Throws `InvalidInput` outside (0, 1), NaN included.
class Confidence {
 public:
  explicit Confidence(double level) : level_(level) {
    if (!(level > 0.0 && level < 1.0)) refuse(level);
  }
  /// The level, for instance 0.95.
  [[nodiscard]] double level() const noexcept { return level_; }
  /// The probability left outside, 1 − level.
  [[nodiscard]] double alpha() const noexcept { return 1.0 - level_; }

 private:
  [[noreturn]] static void refuse(double level) {
    std::string demand = "must lie strictly between 0 and 1";
    if (level >= 50.0 && level < 100.0) demand += "; did you mean " + number_text(level / 100.0) + "?";
    throw_invalid("confidence", "confidence_level", level, demand);
  }
  double level_;
};

/// Which departures from "no difference" a test looks for. `greater`: the group's rate is above the reference's.
enum class Alternative : std::uint8_t { two_sided, greater, less };

/// What two rates are compared by.
enum class Measure : std::uint8_t {
  ratio,       ///< rate(group) / rate(reference); without difference 1
  difference,  ///< rate(group) − rate(reference); without difference 0
  odds_ratio   ///< odds(group) / odds(reference); without difference 1
};

/// How far an answer can be trusted to exist. Never a NaN without one of these beside it.
enum class Status : std::uint8_t {
  ok,         ///< every number of the result is finite and defined; only the statistic of an exact test, which has none, is NaN
  unbounded,  ///< the estimate or a limit is rightly infinite (a reference rate of 0)
  undefined,  ///< the estimate or its interval has no value (0 of 0, a method that breaks down at a zero); NaN stands there
  no_information,  ///< a test without evidence either way: nobody, or everybody, had the outcome
  too_large,       ///< an exact method with a stated limit on its size, and counts beyond it; NaN stands there
  invalid          ///< batches only: this row breaks a rule (a negative count, more events than people); NaN stands there
};

/// The alternative as written in results: "two-sided", "greater", "less".
[[nodiscard]] constexpr const char* name(Alternative alternative) noexcept {
  return alternative == Alternative::two_sided ? "two-sided" : alternative == Alternative::greater ? "greater" : "less";
}

/// The measure as written in options: "ratio", "difference", "odds_ratio".
[[nodiscard]] constexpr const char* name(Measure measure) noexcept {
  return measure == Measure::ratio ? "ratio" : measure == Measure::difference ? "difference" : "odds_ratio";
}

/// The status as written in results.
[[nodiscard]] constexpr const char* name(Status status) noexcept {
  switch (status) {
    case Status::ok: return "ok";
    case Status::unbounded: return "unbounded";
    case Status::undefined: return "undefined";
    case Status::no_information: return "no_information";
    case Status::too_large: return "too_large";
    case Status::invalid: return "invalid";
  }
  return "invalid";
}

}  // namespace equitable
