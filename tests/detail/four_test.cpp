#include "equitable/detail/four.hpp"

#include <gtest/gtest.h>

namespace {

using equitable::detail::Four;

TEST(Four, EveryLaneIsADoubleOfItsOwn) {
  const double a[4] = {1.0, -0.1, 3e300, 7.0};
  const double b[4] = {3.0, 1e-300, 5e300, -0.3};
  const Four left{a[0], a[1], a[2], a[3]};
  const Four right{b[0], b[1], b[2], b[3]};
  const Four sum = left + right;
  const Four difference = left - right;
  const Four product = left * right;
  const Four quotient = left / right;
  const Four more = 0.1 + left;
  const Four less = 0.1 - left;
  const Four times = 0.1 * left;
  const Four over = 0.1 / left;
  const Four plus = left + 0.1;
  const Four minus = left - 0.1;
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(sum[i], a[i] + b[i]);
    EXPECT_EQ(difference[i], a[i] - b[i]);
    EXPECT_EQ(product[i], a[i] * b[i]);
    EXPECT_EQ(quotient[i], a[i] / b[i]);
    EXPECT_EQ(more[i], 0.1 + a[i]);
    EXPECT_EQ(less[i], 0.1 - a[i]);
    EXPECT_EQ(times[i], 0.1 * a[i]);
    EXPECT_EQ(over[i], 0.1 / a[i]);
    EXPECT_EQ(plus[i], a[i] + 0.1);
    EXPECT_EQ(minus[i], a[i] - 0.1);
  }
}

}  // namespace
