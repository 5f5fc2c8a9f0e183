/// @file core/decimal.hpp
/// Figures as they are printed: exact decimal text of rates, ratios and differences of counts.
///
/// A printed figure is a statement that a reader may check by hand, so it is worked out in integers, from unrounded rates,
/// and rounded half away from zero. 1.785 prints as 1.79 whatever its nearest `double` may be. Counts up to 2^53, any number
/// of decimals up to 18. Cost: one long division a figure.
#pragma once

#include <cmath>
#include <string>

#include "equitable/core/digits.hpp"
#include "equitable/core/types.hpp"

namespace equitable {

namespace decimal_detail {

__extension__ using Wide = unsigned __int128;  // products of two counts, exactly

[[nodiscard]] inline Wide product(Count left, Count right) noexcept {
  return static_cast<Wide>(static_cast<std::uint64_t>(left)) * static_cast<Wide>(static_cast<std::uint64_t>(right));
}

// numerator / denominator in decimal, half away from zero; both fit 2^122.
[[nodiscard]] inline std::string quotient(Wide numerator, Wide denominator, int decimals) {
  Wide whole = numerator / denominator;
  Wide rest = numerator % denominator;
  std::uint64_t fraction = 0;
  std::uint64_t scale = 1;
  for (int digit = 0; digit < decimals; ++digit) {
    rest *= 10U;
    fraction = fraction * 10U + static_cast<std::uint64_t>(rest / denominator);
    rest %= denominator;
    scale *= 10U;
  }
  if (rest >= denominator - rest) ++fraction;
  if (fraction == scale) {
    fraction = 0;
    ++whole;
  }
  std::string text;
  if (whole == 0) text = "0";
  for (; whole != 0; whole /= 10U) text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(whole % 10U)));
  if (decimals > 0) {
    const std::string digits = std::to_string(fraction);
    text.push_back('.');
    text.append(static_cast<std::size_t>(decimals) - digits.size(), '0');
    text.append(digits);
  }
  return text;
}

inline void check_decimals(const char* where, int decimals) {
  if (decimals < 0 || decimals > 18) throw_invalid(where, "decimals", std::to_string(decimals), "must be 0 to 18");
}

inline void check_rate(const char* where, Count events, Count total) {
  if (events < 0 || events > max_count) throw_invalid(where, "events", std::to_string(events), "must be 0 to 2^53");
  if (total < 1 || total > max_count) throw_invalid(where, "total", std::to_string(total), "must be 1 to 2^53");
}

}  // namespace decimal_detail

/// A rate as a percentage, without the sign: `decimal_percent(207, 2386, 1)` is "8.7".
[[nodiscard]] inline std::string decimal_percent(Count events, Count total, int decimals) {
  decimal_detail::check_decimals("decimal_percent", decimals);
  decimal_detail::check_rate("decimal_percent", events, total);
  return decimal_detail::quotient(decimal_detail::product(events, 100), static_cast<decimal_detail::Wide>(total), decimals);
}

/// The ratio of two rates, (events/total) / (reference_events/reference_total): `decimal_ratio(596, 3842, 207, 2386, 2)` is
/// "1.79". A reference without events gives "∞", and "undefined" when the group has none either.
[[nodiscard]] inline std::string decimal_ratio(Count events, Count total, Count reference_events, Count reference_total,
                                               int decimals) {
  decimal_detail::check_decimals("decimal_ratio", decimals);
  decimal_detail::check_rate("decimal_ratio", events, total);
  decimal_detail::check_rate("decimal_ratio", reference_events, reference_total);
  if (reference_events == 0) return events == 0 ? "undefined" : "∞";
  return decimal_detail::quotient(decimal_detail::product(events, reference_total),
                                  decimal_detail::product(reference_events, total), decimals);
}

/// The difference of two rates in percentage points, signed: "+2.5", "-8.9", "0.0" (no sign when it rounds to zero).
[[nodiscard]] inline std::string decimal_percentage_points(Count events, Count total, Count reference_events,
                                                           Count reference_total, int decimals) {
  decimal_detail::check_decimals("decimal_percentage_points", decimals);
  decimal_detail::check_rate("decimal_percentage_points", events, total);
  decimal_detail::check_rate("decimal_percentage_points", reference_events, reference_total);
  const auto left = decimal_detail::product(events, reference_total);
  const auto right = decimal_detail::product(reference_events, total);
  const bool negative = left < right;
  const auto size = negative ? right - left : left - right;
  const std::string text = decimal_detail::quotient(size * 100U, decimal_detail::product(total, reference_total), decimals);
  const bool zero = text.find_first_not_of("0.") == std::string::npos;
  return zero ? text : (negative ? "-" : "+") + text;
}

/// A computed number (a limit of an interval), half away from zero; "∞", "-∞" and "undefined" in words.
[[nodiscard]] inline std::string decimal_number(double value, int decimals) {
  decimal_detail::check_decimals("decimal_number", decimals);
  if (std::isnan(value)) return "undefined";
  if (std::isinf(value)) return value > 0 ? "∞" : "-∞";
  std::string text = detail::fixed_digits(std::fabs(value), 60);
  const std::size_t kept = text.find('.') + 1 + static_cast<std::size_t>(decimals);
  const bool up = text[kept] >= '5';
  text.resize(decimals == 0 ? kept - 1 : kept);
  bool carry = up;
  for (std::size_t i = text.size(); carry && i-- > 0;) {
    if (text[i] == '.') continue;
    carry = text[i] == '9';
    text[i] = carry ? '0' : static_cast<char>(text[i] + 1);
  }
  if (carry) text.insert(text.begin(), '1');
  const bool zero = text.find_first_not_of("0.") == std::string::npos;
  return value < 0 && !zero ? "-" + text : text;
}

}  // namespace equitable
