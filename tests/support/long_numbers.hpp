// Whole numbers of any length as strings of digits, with school arithmetic: an independent judge of printed figures.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace support {

class LongNumber {
 public:
  explicit LongNumber(std::uint64_t value) : digits_(std::to_string(value)) {}

  [[nodiscard]] const std::string& text() const noexcept { return digits_; }

  friend bool operator<(const LongNumber& left, const LongNumber& right) {
    if (left.digits_.size() != right.digits_.size()) return left.digits_.size() < right.digits_.size();
    return left.digits_ < right.digits_;
  }
  friend LongNumber operator+(const LongNumber& left, const LongNumber& right) {
    std::string sum;
    int carry = 0;
    for (std::size_t i = 0; i < left.digits_.size() || i < right.digits_.size() || carry > 0; ++i) {
      carry += left.digit(i) + right.digit(i);
      sum.insert(sum.begin(), character(carry % 10));
      carry /= 10;
    }
    return LongNumber(std::move(sum));
  }
  /// left − right; right must not be the larger.
  friend LongNumber operator-(const LongNumber& left, const LongNumber& right) {
    std::string rest;
    int borrowed = 0;
    for (std::size_t i = 0; i < left.digits_.size(); ++i) {
      int digit = left.digit(i) - right.digit(i) - borrowed;
      borrowed = digit < 0 ? 1 : 0;
      digit += 10 * borrowed;
      rest.insert(rest.begin(), character(digit));
    }
    return LongNumber(std::move(rest));
  }
  friend LongNumber operator*(const LongNumber& left, const LongNumber& right) {
    LongNumber product(0);
    for (const char c : right.digits_) {
      product = product.shifted();
      for (char added = '0'; added < c; ++added) product = product + left;
    }
    return product;
  }
  /// Rounded down.
  friend LongNumber operator/(const LongNumber& left, const LongNumber& right) {
    LongNumber rest(0);
    std::string quotient;
    for (const char c : left.digits_) {
      rest = rest.shifted() + LongNumber(static_cast<std::uint64_t>(c - '0'));
      char digit = '0';
      for (; !(rest < right); ++digit) rest = rest - right;
      quotient.push_back(digit);
    }
    return LongNumber(std::move(quotient));
  }

 private:
  explicit LongNumber(std::string digits) : digits_(std::move(digits)) {
    const std::size_t first = digits_.find_first_not_of('0');
    digits_ = first == std::string::npos ? "0" : digits_.substr(first);
  }
  static char character(int digit) { return static_cast<char>('0' + digit); }
  [[nodiscard]] int digit(std::size_t place) const {
    return place < digits_.size() ? digits_[digits_.size() - 1 - place] - '0' : 0;
  }
  [[nodiscard]] LongNumber shifted() const { return LongNumber(digits_ + "0"); }

  std::string digits_;
};

/// 2^exponent.
[[nodiscard]] inline LongNumber power_of_two(int exponent) {
  LongNumber power(1);
  for (int i = 0; i < exponent; ++i) power = power + power;
  return power;
}

/// numerator / denominator to so many decimals, half away from zero: floor((2 n 10^decimals + d) / 2d), with a point put in.
[[nodiscard]] inline std::string decimal_text(LongNumber numerator, const LongNumber& denominator, int decimals) {
  for (int i = 0; i < decimals; ++i) numerator = numerator * LongNumber(10);
  std::string digits = ((numerator + numerator + denominator) / (denominator + denominator)).text();
  if (decimals == 0) return digits;
  const std::size_t places = static_cast<std::size_t>(decimals);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  return digits.insert(digits.size() - places, ".");
}

}  // namespace support
