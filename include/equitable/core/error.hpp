/// @file core/error.hpp
/// What happens to a caller's mistake.
///
/// A mistake (a negative count, more events than people, a level of 95) throws `InvalidInput`; its text names the place, the
/// value and what the value must be. Data that merely has no answer (0 of 0) is not a mistake: it comes back as a `Status`.
#pragma once

#include <stdexcept>
#include <string>

#include "equitable/core/digits.hpp"

namespace equitable {

/// A caller's mistake. `what()` reads "place: argument is value, but must be …".
class InvalidInput : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// The one place that throws, kept out of line so that checks cost a compare and a jump.
///
/// @param where     the function the caller called
/// @param argument  the argument's name
/// @param value     its value as text
/// @param demand    what it must be, beginning with "must"
[[noreturn]] inline void throw_invalid(const char* where, const std::string& argument, const std::string& value,
                                       const std::string& demand) {
  std::string message(where);
  message.append(": ").append(argument).append(" is ").append(value).append(", but ").append(demand);
  throw InvalidInput(message);
}

/// A number as short as it can be written without losing anything: 0.8, 1e-101, nan. The same in every locale.
[[nodiscard]] inline std::string number_text(double value) { return detail::shortest_digits(value); }

/// As above, for a value that is a real number.
[[noreturn]] inline void throw_invalid(const char* where, const std::string& argument, double value, const std::string& demand) {
  throw_invalid(where, argument, number_text(value), demand);
}

}  // namespace equitable
