#include "equitable/detail/student.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "equitable/detail/normal.hpp"
#include "support/compare.hpp"

namespace {

using equitable::detail::student_two_tails;
using equitable::detail::student_upper_quantile;
using support::close;

TEST(Student, OneAndTwoDegreesHaveClosedForms) {
  const double pi = std::acos(-1.0);
  for (const double tail : {1e-120, 1e-12, 0.001, 0.025, 0.2, 0.4999}) {
    EXPECT_TRUE(close(student_upper_quantile(tail, 1.0), 1.0 / std::tan(pi * tail), 2e-13, 1e-15)) << tail;
    const double root = (1.0 - 2.0 * tail) / std::sqrt(2.0 * tail * (1.0 - tail));
    EXPECT_TRUE(close(student_upper_quantile(tail, 2.0), root, 2e-13, 1e-15)) << tail;
  }
  for (const double t : {1e-9, 0.3, 2.0, 1e5, 1e100}) {
    EXPECT_TRUE(close(student_two_tails(t, 1.0), 2.0 / pi * std::atan2(1.0, t), 1e-13)) << t;
    EXPECT_TRUE(close(student_two_tails(-t, 1.0), student_two_tails(t, 1.0), 1e-16));
  }
  EXPECT_EQ(student_two_tails(0.0, 7.0), 1.0);
  EXPECT_EQ(student_two_tails(std::numeric_limits<double>::infinity(), 7.0), 0.0);
  EXPECT_EQ(student_upper_quantile(0.5, 7.0), 0.0);
}

TEST(Student, PublishedQuantiles) {
  // Upper 2.5 % points to 20 digits, from mpmath.
  EXPECT_TRUE(close(student_upper_quantile(0.025, 5.0), 2.5705818356363155, 1e-14));
  EXPECT_TRUE(close(student_upper_quantile(0.025, 30.0), 2.0422724563012383, 1e-14));
  EXPECT_TRUE(close(student_upper_quantile(0.005, 11.0), 3.1058065155392809, 1e-14));
}

TEST(Student, QuantilesInvertTheTailsAndTendToTheNormal) {
  for (const double df : {0.8, 1.0, 3.0, 17.0, 219.0, 1e6, 1e12})
    for (const double tail : {1e-100, 1e-6, 0.025, 0.3})
      EXPECT_TRUE(close(student_two_tails(student_upper_quantile(tail, df), df), 2.0 * tail, 1e-11)) << df;
  EXPECT_TRUE(close(student_upper_quantile(0.025, 1e14), equitable::detail::normal_upper_quantile(0.025), 1e-13));
}

}  // namespace
