#include "equitable/detail/twofold_sum.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using equitable::detail::TwofoldSum;

TEST(TwofoldSum, KeepsWhatADoubleWouldLose) {
  TwofoldSum sum;
  for (const double term : {1e20, 1.0, -1e20, 0x1p-40}) sum.add(term);
  EXPECT_EQ(sum.value(), 1.0 + 0x1p-40);
}

TEST(TwofoldSum, ProductsAreExact) {
  // (2^53 − 1)² − (2^53 − 2) 2^53 = 1, of 32 digits each.
  const double big = 9007199254740991.0;
  TwofoldSum sum;
  sum.add_product(big, big);
  sum.add_product(-(big - 1.0), big + 1.0);
  EXPECT_EQ(sum.value(), 1.0);
  const double less = 2251799813685247.0;  // 2^51 − 1
  TwofoldSum contrast;
  contrast.add_contrast(3.0, less, less, less - 1.0, less + 1.0);
  EXPECT_EQ(contrast.value(), 3.0);
}

TEST(TwofoldSum, OrderDoesNotMatter) {
  TwofoldSum up;
  TwofoldSum down;
  for (int i = 1; i <= 1000; ++i) up.add_product(std::ldexp(1.0, i % 70), i);
  for (int i = 1000; i >= 1; --i) down.add_product(std::ldexp(1.0, i % 70), i);
  EXPECT_EQ(up.value(), down.value());
}

}  // namespace
