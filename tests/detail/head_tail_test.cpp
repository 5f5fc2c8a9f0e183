#include "equitable/detail/head_tail.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>

namespace {

using namespace equitable::detail;

// Doubles of either sign and any digits, of the sizes that a caller may use.
class Numbers {
 public:
  double any() {
    const auto bits = static_cast<std::int64_t>(engine_() >> 11U);
    const double digits = std::ldexp(static_cast<double>(bits) + 0x1p53, -53);
    return std::ldexp(engine_() % 2 == 0 ? digits : -digits, static_cast<int>(engine_() % 600) - 300);
  }
  double count() { return static_cast<double>(engine_() >> (11U + engine_() % 53U)); }

 private:
  std::mt19937_64 engine_{7};
};

constexpr double unit = 0x1p-75;  // of the size of a number

TEST(HeadTail, HeadsHaveTwentySixBitsAndTheTailTheRest) {
  Numbers random;
  for (int i = 0; i < 20000; ++i) {
    const double value = random.any();
    const HeadTail parts = head_tail(value);
    int exponent = 0;
    const double digits = std::ldexp(std::frexp(parts.head, &exponent), 26);
    ASSERT_EQ(digits, std::floor(digits)) << value;
    ASSERT_EQ(parts.head + parts.tail, value);
    ASSERT_LT(std::fabs(parts.tail), 0x1p-25 * std::fabs(value));
  }
  EXPECT_EQ(head_tail(0.0).head, 0.0);
  EXPECT_EQ(head_tail(0.0).tail, 0.0);
  EXPECT_EQ(head_of(3.0), 3.0);
  EXPECT_EQ(head_of(-1.0 - 0x1p-25 - 0x1p-26), -1.0 - 0x1p-25);
}

// a·b = p + e exactly, p = fl(a·b) and e = fma(a, b, −p).
TEST(HeadTail, ProductsKeepSeventyFiveBits) {
  Numbers random;
  for (int i = 0; i < 50000; ++i) {
    const double a = i % 2 == 0 ? random.any() : random.count();
    const double b = i % 3 == 0 ? random.any() : random.count();
    const double rounded = a * b;
    const double error = std::fma(a, b, -rounded);
    const Twofold parts = product(head_tail(a), head_tail(b));
    ASSERT_LE(std::fabs(((parts.high - rounded) + parts.low) - error), unit * std::fabs(rounded)) << a << " " << b;
    const HeadTail again = head_tail(a) * head_tail(b);
    ASSERT_EQ(again.head, head_of(again.head));
    ASSERT_LE(std::fabs(((again.head - rounded) + again.tail) - error), unit * std::fabs(rounded)) << a << " " << b;
    ASSERT_LE(std::fabs(again.value - rounded), 0x1p-52 * std::fabs(rounded)) << a << " " << b;
  }
}

TEST(HeadTail, SumsOfProductsLoseNothingThatCancels) {
  Numbers random;
  for (int i = 0; i < 50000; ++i) {
    const HeadTail a = head_tail(random.count() + 1.0);
    const HeadTail b = head_tail(random.count() + 1.0);
    const HeadTail c = head_tail(random.count() + 1.0);
    const HeadTail more =
        head_tail(product(head_tail(twofold_sum(b.value, c.value)), a) - product(a, c));  // a (b + c) − a c = a b
    const double rounded = a.value * b.value;
    const double error = std::fma(a.value, b.value, -rounded);
    const double size = a.value * (b.value + c.value);
    ASSERT_LE(std::fabs(((more.head - rounded) + more.tail) - error), 4 * unit * size)
        << a.value << " " << b.value << " " << c.value;
  }
}

TEST(HeadTail, SumsInOrderAreThoseInAnyOrder) {
  Numbers random;
  for (int i = 0; i < 20000; ++i) {
    const double a = random.any();
    const double b = random.any();
    const Twofold any = twofold_sum(a, b);
    const Twofold ordered = std::fabs(a) >= std::fabs(b) ? ordered_sum(a, b) : ordered_sum(b, a);
    ASSERT_EQ(any.high, ordered.high);
    ASSERT_EQ(any.low, ordered.low);
    ASSERT_EQ(any.high, a + b);
  }
}

TEST(HeadTail, WhatIsLeftOfTwoProductsThatAlmostAgree) {
  // (n + 1)(n − 1) is one less than n².
  for (const double n : {3.0, 1048577.0, 94906267.0, 34359738369.0})
    EXPECT_EQ(what_is_left(product(head_tail(n), head_tail(n)), product(head_tail(n + 1), head_tail(n - 1))), 1.0) << n;
}

// x/n = q + (x − q n)/n, and a fused operation knows x − q n.
TEST(HeadTail, QuotientsKeepSeventyFiveBits) {
  Numbers random;
  for (int i = 0; i < 50000; ++i) {
    const double x = random.count();
    const double n = random.count() + 1.0;
    const Twofold parts = quotient(head_tail(x), head_tail(n), 1.0 / n);
    const double rest = std::fma(-parts.high, n, x) / n;
    ASSERT_LE(std::fabs(parts.low - rest), unit * (x / n)) << x << " " << n;
  }
}

}  // namespace
