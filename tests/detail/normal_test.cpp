#include "equitable/detail/normal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "support/compare.hpp"
#include "support/csv.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;

// A square carries its rounding into the tail, half as many times as it is large.
double attainable(double square) { return 4e-16 * (2.0 + square); }

TEST(Normal, TailsAndQuantilesAgreeWithReferenceValues) {
  const support::Csv reference("reference/normal.csv");
  std::map<std::string, int> seen;
  for (const support::Row& row : reference.rows()) {
    const std::string& quantity = row.text("quantity");
    const double at = row.number("argument");
    const double expected = row.number("value");
    ++seen[quantity];
    double actual = 0.0;
    double tolerance = 1e-15;
    if (quantity == "normal_upper_tail")
      actual = normal_upper_tail(at);
    else if (quantity == "normal_two_tails")
      actual = normal_two_tails(at);
    else if (quantity == "chi_squared_1_upper_tail")
      actual = chi_squared_1_upper_tail(at);
    else if (quantity == "two_sided_quantile")
      actual = at < 0.5 ? normal_central_quantile(at) : two_sided_quantile(Confidence(at));
    else
      continue;
    EXPECT_TRUE(close(actual, expected, tolerance)) << row.all();
  }
  EXPECT_EQ(seen["normal_upper_tail"], 29);
  EXPECT_EQ(seen["normal_two_tails"], 29);
  EXPECT_EQ(seen["chi_squared_1_upper_tail"], 14);
  EXPECT_EQ(seen["two_sided_quantile"], 25);
}

TEST(Normal, TailsMirrorAndAddUp) {
  for (int i = -80; i <= 80; ++i) {
    const double z = i / 10.0;
    EXPECT_TRUE(close(normal_upper_tail(z) + normal_upper_tail(-z), 1.0, 1e-15)) << z;
    EXPECT_EQ(normal_two_tails(z), normal_two_tails(-z)) << z;
    EXPECT_EQ(normal_two_tails(z), 2.0 * normal_upper_tail(std::fabs(z))) << z;
    EXPECT_TRUE(close(chi_squared_1_upper_tail(z * z), normal_two_tails(z), attainable(z * z))) << z;
  }
  EXPECT_EQ(normal_upper_tail(0.0), 0.5);
  EXPECT_EQ(normal_two_tails(0.0), 1.0);
}

TEST(Normal, QuantileInvertsTheTwoTails) {
  double last = 0.0;
  for (int i = 1; i < 1000; ++i) {
    const double level = i / 1000.0;
    const double z = two_sided_quantile(Confidence(level));
    EXPECT_TRUE(close(normal_two_tails(z), 1.0 - level, attainable(z * z))) << level;
    EXPECT_GT(z, last) << level;
    last = z;
  }
}

TEST(Normal, LevelsOfAlmostNothingHaveAQuantileWhosePowersAreAboveZero) {
  EXPECT_EQ(two_sided_quantile(Confidence(0.001)), normal_central_quantile(0.001));
  EXPECT_EQ(two_sided_quantile(Confidence(1e-40)), normal_central_quantile(1e-40));
  for (const double level : {std::numeric_limits<double>::denorm_min(), 1e-314, 1e-160, 1e-41})
    EXPECT_TRUE(close(two_sided_quantile(Confidence(level)), 1e-40 * std::sqrt(std::acos(0.0)), 1e-15)) << level;
  EXPECT_GT(std::pow(two_sided_level(Confidence(1e-320)).z, 6), 0.0);
}

TEST(Normal, InfinitiesAndNaNPassThrough) {
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_EQ(normal_upper_tail(infinite), 0.0);
  EXPECT_EQ(normal_upper_tail(-infinite), 1.0);
  EXPECT_EQ(normal_two_tails(-infinite), 0.0);
  EXPECT_TRUE(std::isnan(normal_upper_tail(std::numeric_limits<double>::quiet_NaN())));
  EXPECT_TRUE(std::isnan(normal_two_tails(std::numeric_limits<double>::quiet_NaN())));
}

}  // namespace
