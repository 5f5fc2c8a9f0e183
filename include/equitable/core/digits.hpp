/// @file core/digits.hpp
/// A double in decimal digits, the same in every locale: the one place that knows whether the standard library can do it.
///
/// `std::to_chars` for double came late to libc++ (its version 14; on macOS, with the system 13.3); there the C library writes the
/// digits, and the decimal point of the program's locale is put right.
#pragma once

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>

#if defined(__cpp_lib_to_chars) || (defined(_LIBCPP_VERSION) && _LIBCPP_VERSION >= 14000 && !defined(__APPLE__))
#define EQUITABLE_HAS_TO_CHARS 1
#else
#define EQUITABLE_HAS_TO_CHARS 0
#endif

namespace equitable::detail {

/// What `std::snprintf` wrote of a finite number, with the locale's decimal point, of one or more bytes, turned into ".".
[[nodiscard]] inline std::string with_plain_point(const char* written) {
  std::string text;
  bool foreign = false;
  for (; *written != '\0'; ++written) {
    const bool own = (*written >= '0' && *written <= '9') || *written == '-' || *written == '+' || *written == 'e';
    if (own) {
      text += *written;
    } else if (!foreign) {
      text += '.';
    }
    foreign = !own;
  }
  return text;
}

/// The shortest digits that are read back as the same number, by the C library: 0.8, 1e-101, nan.
[[nodiscard]] inline std::string shortest_digits_of_c(double value) {
  if (value != value) return "nan";
  if (value - value != 0.0) return value > 0.0 ? "inf" : "-inf";
  char text[40];
  for (int digits = 1; digits <= 17; ++digits) {
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    if (std::strtod(text, nullptr) == value) break;
  }
  return with_plain_point(text);
}

/// A finite number with so many decimals, by the C library.
[[nodiscard]] inline std::string fixed_digits_of_c(double value, int decimals) {
  char text[512];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return with_plain_point(text);
}

/// The shortest digits that are read back as the same number: 0.8, 1e-101, nan, -inf.
[[nodiscard]] inline std::string shortest_digits(double value) {
#if EQUITABLE_HAS_TO_CHARS
  char text[32];
  return std::string(text, std::to_chars(text, text + sizeof text, value).ptr);
#else
  return shortest_digits_of_c(value);
#endif
}

/// A finite number with so many decimals (at most 100), exact as far as they go: 0.1 has 55 of them.
[[nodiscard]] inline std::string fixed_digits(double value, int decimals) {
#if EQUITABLE_HAS_TO_CHARS
  char text[512];
  return std::string(text, std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, decimals).ptr);
#else
  return fixed_digits_of_c(value, decimals);
#endif
}

}  // namespace equitable::detail
