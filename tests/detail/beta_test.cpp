#include "equitable/detail/beta.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

#include "support/compare.hpp"
#include "support/csv.hpp"

namespace {

using namespace equitable::detail;
using support::close;
using support::close_probability;

double attainable(double probability) { return 5e-15 + 1e-15 * std::fabs(std::log(probability)); }

TEST(Beta, TailsAndQuantilesAgreeWithReferenceValues) {
  const support::Csv reference("reference/beta.csv");
  std::map<std::string, int> seen;
  for (const support::Row& row : reference.rows()) {
    const std::string& quantity = row.text("quantity");
    ++seen[quantity];
    const double at = row.number("argument");
    const double a = row.number("a");
    const double b = row.number("b");
    const double expected = row.number("value");
    if (quantity == "lower_tail")
      EXPECT_TRUE(close_probability(beta_lower_tail(at, a, b), expected, attainable(expected))) << row.all();
    else if (quantity == "upper_tail")
      EXPECT_TRUE(close_probability(beta_upper_tail(at, a, b), expected, attainable(expected))) << row.all();
    else if (quantity == "lower_quantile")
      EXPECT_TRUE(close(beta_lower_quantile(at, a, b), expected, 1e-13)) << row.all();
    else if (quantity == "upper_quantile")
      EXPECT_TRUE(close(beta_upper_quantile(at, a, b), expected, 1e-13)) << row.all();
    else if (quantity == "lower_quantile_rest")
      EXPECT_TRUE(close(beta_quantile(at, a, b).rest, expected, 1e-13)) << row.all();
    else
      EXPECT_TRUE(close(beta_quantile(at, b, a).q, expected, 1e-13)) << row.all();
  }
  EXPECT_EQ(seen["lower_tail"], 265);
  EXPECT_EQ(seen["upper_tail"], 265);
  EXPECT_EQ(seen["lower_quantile"], 135);
  EXPECT_EQ(seen["upper_quantile"], 137);
  EXPECT_EQ(seen["lower_quantile_rest"], 135);
  EXPECT_EQ(seen["upper_quantile_rest"], 137);
}

TEST(Beta, ClosedForms) {
  for (int i = 1; i < 40; ++i) {
    const double q = i / 40.0;
    EXPECT_TRUE(close(beta_lower_tail(q, 1, 1), q, 2e-15)) << q;
    EXPECT_TRUE(close(beta_upper_tail(q, 1, 1), 1.0 - q, 2e-15)) << q;
    EXPECT_TRUE(close(beta_lower_tail(q, 7, 1), std::pow(q, 7), 4e-15)) << q;
    EXPECT_TRUE(close(beta_upper_tail(q, 1, 7), std::pow(1.0 - q, 7), 1e-14)) << q;
    EXPECT_TRUE(close(beta_lower_tail(q, 0.5, 0.5), 2.0 / 3.14159265358979323846 * std::asin(std::sqrt(q)), 4e-15)) << q;
    EXPECT_TRUE(close(beta_lower_quantile(q, 0.5, 0.5), std::pow(std::sin(0.5 * 3.14159265358979323846 * q), 2), 1e-14)) << q;
    EXPECT_TRUE(close(beta_lower_quantile(q, 0.03, 1), std::pow(q, 1.0 / 0.03), 1e-12)) << q;
  }
}

TEST(Beta, EveryRouteGivesTheSameRatio) {
  // Where two of the three routes are open, they agree.
  for (const double a : {30.0, 80.0, 700.0, 6e3, 3e5})
    for (const double b : {25.0, 110.0, 900.0, 5e3, 4e6})
      for (const double z : {0.0, 0.5, 1.5, 3.0, 6.0}) {
        const double logit = std::log(a / b) - z * std::sqrt(1.0 / a + 1.0 / b);
        const BetaPoint p = beta_point(a, b, {1.0 / (1.0 + std::exp(-logit)), 1.0 / (1.0 + std::exp(logit))});
        const double fraction = beta_ratio_by_fraction(p);
        EXPECT_TRUE(close(beta_ratio_by_quadrature(p), fraction, 2e-14)) << a << " " << b << " " << z;
        if (a < 1e3 && p.q < 0.9) {
          EXPECT_TRUE(close(beta_ratio_by_series(p), fraction, 2e-13)) << a << " " << b << " " << z;
        }
      }
}

TEST(Beta, QuantilesInvertTailsOnEveryShape) {
  for (const double a : {0.1, 0.5, 0.9, 1.0, 1.5, 4.0, 33.3, 1e3, 1e6, 1e12})
    for (const double b : {0.1, 0.5, 1.0, 2.5, 20.5, 2e4, 3e9, 4e15})
      for (const double tail : {1e-200, 1e-12, 1e-4, 0.05, 0.4, 0.5, 0.8, 0.99, 1.0 - 1e-12}) {
        const UnitPoint at = beta_quantile(tail, a, b);
        ASSERT_TRUE(at.q >= 0.0 && at.rest >= 0.0 && at.q <= 1.0 && at.rest <= 1.0) << a << " " << b << " " << tail;
        if (at.q < 1e-300 || at.rest < 1e-300) continue;
        const BetaTail found = beta_tail(beta_point(a, b, at));
        // A rounding of q moves the logarithm of the tail by about the slope of it.
        const double slope = std::exp(found.log_edge) / std::fmin(tail, 1.0 - tail);
        EXPECT_TRUE(close(found.lower_tail(), tail, 1e-13 + 1e-15 * slope)) << a << " " << b << " " << tail;
        EXPECT_TRUE(close(found.upper_tail(), 1.0 - tail, 1e-13 + 1e-15 * slope)) << a << " " << b << " " << tail;
      }
}

TEST(Beta, QuantilesMirrorAndRise) {
  for (const double a : {0.5, 3.0, 500.5, 1e9})
    for (const double b : {0.5, 7.0, 80.5, 1e6}) {
      double last = 0.0;
      for (int i = 1; i < 100; ++i) {
        const double tail = i / 100.0;
        const double q = beta_lower_quantile(tail, a, b);
        EXPECT_GT(q, last) << a << " " << b << " " << tail;
        EXPECT_EQ(beta_quantile(tail, a, b).rest, beta_upper_quantile(tail, b, a));
        EXPECT_TRUE(close(beta_upper_quantile(1.0 - tail, a, b), q, 1e-12)) << a << " " << b << " " << tail;
        last = q;
      }
    }
}

TEST(Beta, Ends) {
  const double nan = std::nan("");
  EXPECT_EQ(beta_lower_tail(0.0, 2, 3), 0.0);
  EXPECT_EQ(beta_lower_tail(1.0, 2, 3), 1.0);
  EXPECT_EQ(beta_upper_tail(0.0, 2, 3), 1.0);
  EXPECT_EQ(beta_upper_tail(1.0, 2, 3), 0.0);
  EXPECT_EQ(beta_lower_quantile(0.0, 2, 3), 0.0);
  EXPECT_EQ(beta_lower_quantile(1.0, 2, 3), 1.0);
  EXPECT_EQ(beta_upper_quantile(0.0, 2, 3), 1.0);
  EXPECT_TRUE(std::isnan(beta_lower_tail(nan, 2, 3)));
  EXPECT_TRUE(std::isnan(beta_lower_quantile(nan, 2, 3)));
  EXPECT_TRUE(std::isnan(beta_lower_quantile(-0.1, 2, 3)));
  EXPECT_EQ(beta_lower_quantile(1e-300, 0.5, 1.0), 0.0);  // 1e-600
}

TEST(UnitPoint, MovesByLogits) {
  for (const double logit : {-600.0, -30.0, -1.0, -1e-3, 0.0, 0.7, 5.0, 300.0})
    for (const double step : {-40.0, -2.0, -0.5, -1e-9, 0.0, 1e-6, 0.3, 3.0, 90.0}) {
      const UnitPoint from{1.0 / (1.0 + std::exp(-logit)), 1.0 / (1.0 + std::exp(logit))};
      const UnitPoint to = moved(from, step);
      EXPECT_TRUE(close(to.q, 1.0 / (1.0 + std::exp(-(logit + step))), 3e-13)) << logit << " " << step;
      EXPECT_TRUE(close(to.rest, 1.0 / (1.0 + std::exp(logit + step)), 3e-13)) << logit << " " << step;
      EXPECT_TRUE(close(to.q + to.rest, 1.0, 1e-15)) << logit << " " << step;
    }
}

}  // namespace
