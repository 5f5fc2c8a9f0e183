#include "equitable/significance/margin.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "support/compare.hpp"

namespace {

using namespace equitable;
using support::refusal;

std::string refused(Measure measure, double lower, double upper) {
  return refusal([&] {
    check_margin({lower, upper}, "here", measure);
    return 0;
  });
}

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

TEST(Margins, OfARatioSpanOne) {
  EXPECT_EQ(Margin{}.lower, 0.80);
  EXPECT_EQ(Margin{}.upper, 1.25);
  for (const Measure measure : {Measure::ratio, Measure::odds_ratio}) {
    EXPECT_EQ(refused(measure, 0.8, 1.25), "accepted");
    EXPECT_EQ(refused(measure, 0.999, 1.001), "accepted");
    EXPECT_EQ(refused(measure, 1.0, 1.25), "here: margin.lower is 1, but must lie between 0 and 1 (0.80 by default)");
    EXPECT_EQ(refused(measure, 0.0, 1.25), "here: margin.lower is 0, but must lie between 0 and 1 (0.80 by default)");
    EXPECT_EQ(refused(measure, 0.8, 1.0), "here: margin.upper is 1, but must be above 1 and finite (1.25 by default)");
    EXPECT_NE(refused(measure, -0.8, 1.25), "accepted");
    EXPECT_NE(refused(measure, 0.8, infinite), "accepted");
    EXPECT_NE(refused(measure, nan, 1.25), "accepted");
    EXPECT_NE(refused(measure, 0.8, nan), "accepted");
  }
}

TEST(Margins, OfADifferenceSpanZeroAndHaveNoDefault) {
  EXPECT_EQ(refused(Measure::difference, -0.05, 0.05), "accepted");
  EXPECT_EQ(refused(Measure::difference, -0.99, 0.01), "accepted");
  EXPECT_EQ(refused(Measure::difference, 0.8, 1.25),
            "here: margin.lower is 0.8, but must lie between -1 and 0 for a difference, -0.05 for instance");
  EXPECT_EQ(refused(Measure::difference, -0.05, 1.25),
            "here: margin.upper is 1.25, but must lie between 0 and 1 for a difference, 0.05 for instance");
  for (const double lower : {0.0, -1.0, 0.01, nan, -infinite}) EXPECT_NE(refused(Measure::difference, lower, 0.05), "accepted");
  for (const double upper : {0.0, 1.0, -0.01, nan, infinite}) EXPECT_NE(refused(Measure::difference, -0.05, upper), "accepted");
}

}  // namespace
