#include "equitable/detail/wide_integer.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>

#include "support/long_numbers.hpp"

namespace {

using equitable::detail::WideInteger;

constexpr std::uint64_t all_bits = 0xffffffffffffffffU;

bool same(const WideInteger& a, const WideInteger& b) { return !(a < b) && !(b < a); }

TEST(WideInteger, OrdersAsIntegersDo) {
  EXPECT_TRUE(WideInteger(0) < WideInteger(1));
  EXPECT_FALSE(WideInteger(1) < WideInteger(1));
  EXPECT_TRUE(WideInteger(0xffffffffU) < WideInteger(0x100000000U));
  EXPECT_TRUE(WideInteger(all_bits) < WideInteger(all_bits) + WideInteger(1));
}

TEST(WideInteger, CarriesThroughEveryLimb) {
  // (2^64 − 1)² = 2^128 − 2^65 + 1, so (2^64 − 1)² + 2 (2^64 − 1) + 1 = 2^128, and so on to 2^192.
  const WideInteger top(all_bits);
  const WideInteger one(1);
  const WideInteger two_64 = top + one;
  EXPECT_TRUE(same(top * top + top + top + one, two_64 * two_64));
  EXPECT_TRUE(same(top * top * top + (top * top + top + top + top) * WideInteger(1) + top * top + top * top + one,
                   two_64 * two_64 * two_64));  // (t+1)³ = t³ + 3t² + 3t + 1
  EXPECT_TRUE(top * top < two_64 * top);
}

TEST(WideInteger, AgreesWithSchoolArithmetic) {
  std::mt19937_64 engine(3);
  for (int round = 0; round < 300; ++round) {
    const auto draw = [&] { return engine() >> (engine() % 50); };
    const std::uint64_t a = draw(), b = draw(), c = draw(), d = draw();
    const support::LongNumber left = support::LongNumber(a) * support::LongNumber(b) + support::LongNumber(c);
    const support::LongNumber right = support::LongNumber(c) * support::LongNumber(d) + support::LongNumber(a);
    EXPECT_EQ(WideInteger(a) * WideInteger(b) + WideInteger(c) < WideInteger(c) * WideInteger(d) + WideInteger(a), left < right);
    // A product one off the other is told apart.
    const WideInteger product = WideInteger(a) * WideInteger(b) * WideInteger(c);
    EXPECT_TRUE(product < product + WideInteger(1));
    EXPECT_TRUE(same(product, WideInteger(c) * WideInteger(a) * WideInteger(b)));
  }
}

}  // namespace
