#include "equitable/proportion/jeffreys.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/proportions.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::agreeing_rows;
using support::close;

TEST(Jeffreys, AgreesWithEveryReferenceValue) {
  EXPECT_EQ(agreeing_rows(ProportionMethod::jeffreys, 2e-14), 195);
  EXPECT_EQ(agreeing_rows(ProportionMethod::jeffreys_equal_tailed, 2e-14), 195);
}

TEST(Jeffreys, OneOfOneAndNoneOfOneHaveClosedForms) {
  // Shapes ½ and 1½: with q = sin²θ, P(B <= q) = (2θ + sin 2θ)/π for the lower tail of (½, 1½).
  const long double pi = 3.14159265358979323846L;
  for (const double confidence : {0.2, 0.95, 0.999}) {
    const Level level = two_sided_level(Confidence(confidence));
    const Interval none = jeffreys_equal_tailed_limits(0.0, 1.0, level);
    const auto area = [&](double q) {
      const long double angle = std::asin(std::sqrt(static_cast<long double>(q)));
      return static_cast<double>((2 * angle + std::sin(2 * angle)) / pi);
    };
    EXPECT_TRUE(close(area(none.lower), level.tail, 1e-13));
    EXPECT_TRUE(close(area(none.upper), 1.0 - level.tail, 1e-13));
  }
}

TEST(Jeffreys, GivesWayToTheEndsOfTheRangeWhereEqualTailsDoNot) {
  for (const double n : {1.0, 7.0, 1e9, 9007199254740992.0})
    for (const double confidence : {0.5, 0.95, 1.0 - 1e-12}) {
      const Level level = two_sided_level(Confidence(confidence));
      EXPECT_EQ(jeffreys_limits(0.0, n, level).lower, 0.0);
      EXPECT_EQ(jeffreys_limits(n, n, level).upper, 1.0);
      const Interval none = jeffreys_equal_tailed_limits(0.0, n, level);
      EXPECT_GT(none.lower, 0.0);
      EXPECT_EQ(jeffreys_limits(0.0, n, level).upper, none.upper);
      EXPECT_LT(none.lower, none.upper);
      if (n >= 2.0) {
        EXPECT_EQ(jeffreys_limits(1.0, n, level).lower, jeffreys_equal_tailed_limits(1.0, n, level).lower);
      }
    }
}

TEST(Jeffreys, MedianHalvesThePosterior) {
  EXPECT_EQ(jeffreys_median(5.0, 10.0), 0.5);
  support::for_each_rate(40, [](Count events, Count total) {
    const double x = static_cast<double>(events);
    const double n = static_cast<double>(total);
    const double median = jeffreys_median(x, n);
    ASSERT_TRUE(close(beta_upper_tail(median, x + 0.5, n - x + 0.5), 0.5, 1e-13)) << events << "/" << total;
    ASSERT_NEAR(median, 1.0 - jeffreys_median(n - x, n), 1e-15) << events << "/" << total;
  });
  // (x + ½ − 1/3) / (n + 1 − 2/3) is right to O(1/n²).
  EXPECT_TRUE(close(jeffreys_median(3e8, 1e9), (3e8 + 1.0 / 6.0) / (1e9 + 1.0 / 3.0), 1e-15));
}

}  // namespace
