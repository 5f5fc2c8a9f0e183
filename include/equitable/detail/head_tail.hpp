/// @file detail/head_tail.hpp
/// Numbers of some 75 bits for loops over lanes: a head of 26 bits, and a tail of a double.
///
/// A product of two heads is exact in a double, so that products need neither a fused multiply-add, which a baseline x86-64 has not,
/// nor Dekker's 17 operations, only eight; and a compiler that contracts them into fused ones changes nothing but the last of the 75
/// bits. Numbers between 1e-140 and 1e140 in size, and 0.
#pragma once

#include <cstdint>
#include <cstring>

#include "equitable/detail/clones.hpp"
#include "equitable/detail/rates.hpp"

namespace equitable::detail {

/// head + tail; `value` is the double beside it.
struct HeadTail {
  double value, head, tail;
};

/// The first 26 bits of a number.
[[nodiscard]] EQUITABLE_LANE double head_of(double value) noexcept {
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  bits &= 0xfffffffff8000000u;
  std::memcpy(&value, &bits, sizeof bits);
  return value;
}

/// A double, as it is.
[[nodiscard]] EQUITABLE_LANE HeadTail head_tail(double value) noexcept {
  const double head = head_of(value);
  return {value, head, value - head};
}

/// The sum of two doubles, the second no more than a millionth of the first.
[[nodiscard]] EQUITABLE_LANE HeadTail head_tail(const Twofold& sum) noexcept {
  const double value = sum.high + sum.low;
  const double head = head_of(value);
  return {value, head, (sum.high - head) + sum.low};
}

/// a + b, where b is the smaller in size.
[[nodiscard]] EQUITABLE_LANE Twofold ordered_sum(double a, double b) noexcept {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

/// a·b as its 52 leading bits and the rest.
[[nodiscard]] EQUITABLE_LANE Twofold product(const HeadTail& a, const HeadTail& b) noexcept {
  return {a.head * b.head, a.head * b.tail + a.tail * b.value};
}

/// a·b.
[[nodiscard]] EQUITABLE_LANE HeadTail operator*(const HeadTail& a, const HeadTail& b) noexcept {
  return head_tail(product(a, b));
}

/// a + b.
[[nodiscard]] EQUITABLE_LANE Twofold operator+(const Twofold& a, const Twofold& b) noexcept {
  const Twofold sum = twofold_sum(a.high, b.high);
  return {sum.high, sum.low + (a.low + b.low)};
}

/// a − b.
[[nodiscard]] EQUITABLE_LANE Twofold operator-(const Twofold& a, const Twofold& b) noexcept {
  return a + Twofold{-b.high, -b.low};
}

/// a − b of two products that agree to half their digits at least: all that is left of them, as a double.
[[nodiscard]] EQUITABLE_LANE double what_is_left(const Twofold& a, const Twofold& b) noexcept {
  return (a.high - b.high) + (a.low - b.low);
}

/// x/n, with 1/n given.
[[nodiscard]] EQUITABLE_LANE Twofold quotient(const HeadTail& x, const HeadTail& n, double inverse) noexcept {
  const HeadTail first = head_tail(x.value * inverse);
  return {first.value, ((x.head - first.head * n.head) + (x.tail - (first.head * n.tail + first.tail * n.value))) * inverse};
}

}  // namespace equitable::detail
