#include "equitable/proportion/wilson.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/proportions.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;

const Confidence confidence{0.95};

TEST(Wilson, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/proportion.csv");
  int rows = 0;
  for (const support::Row& row : reference.rows()) {
    if (row.text("method") != "wilson") continue;
    const Interval interval = wilson({row.count("events"), row.count("total")}, Confidence(row.number("confidence_level")));
    EXPECT_TRUE(close(interval.lower, row.number("lower"))) << row.all();
    EXPECT_TRUE(close(interval.upper, row.number("upper"))) << row.all();
    ++rows;
  }
  EXPECT_EQ(rows, 195);
}

TEST(Wilson, BoundsAreExactlyZeroAndOneAtTheEnds) {
  for (const Count n : {Count{1}, Count{2}, Count{3}, Count{1000}, max_count})
    for (const double level : {1e-6, 0.5, 0.95, 0.9999999}) {
      EXPECT_EQ(wilson({0, n}, Confidence(level)).lower, 0.0) << n;
      EXPECT_EQ(wilson({n, n}, Confidence(level)).upper, 1.0) << n;
    }
  // 0 of n: upper zz/(n + zz); with n = 1, z = 1.96 that is 3.8415/4.8415.
  EXPECT_NEAR(wilson({0, 1}, confidence).upper, 3.841458820694124 / 4.841458820694124, 1e-15);
}

TEST(Wilson, LimitsSolveTheScoreEquation) {
  support::RandomTables random(3);
  for (int i = 0; i < 5000; ++i) {
    const Count n = random.total(1000000000);
    const Count x = random.events(n);
    const double z = detail::two_sided_quantile(confidence);
    const Interval interval = wilson({x, n}, confidence);
    const double rate = static_cast<double>(x) / static_cast<double>(n);
    for (const double limit : {interval.lower, interval.upper}) {
      if (limit == 0.0 || limit == 1.0) continue;
      const double score = (rate - limit) / std::sqrt(limit * (1.0 - limit) / static_cast<double>(n));
      // rate − limit and 1 − limit cancel: what that costs is rounding / (width or complement).
      const double slack = 1e-12 + 4e-16 / std::fabs(rate - limit) + 4e-16 / (1.0 - limit);
      ASSERT_TRUE(close(std::fabs(score), z, slack)) << x << "/" << n;
    }
  }
}

TEST(Wilson, MirrorsMonotoneNestedAndAroundTheRate) {
  for (Count n = 1; n <= 60; ++n) {
    Interval last{-1.0, -1.0};
    for (Count x = 0; x <= n; ++x) {
      const Interval interval = wilson({x, n}, confidence);
      const Interval mirror = wilson({n - x, n}, confidence);
      ASSERT_NEAR(interval.upper, 1.0 - mirror.lower, 1e-15) << x << "/" << n;
      const double rate = static_cast<double>(x) / static_cast<double>(n);
      ASSERT_TRUE(0.0 <= interval.lower && interval.lower <= rate && rate <= interval.upper && interval.upper <= 1.0)
          << x << "/" << n;
      ASSERT_TRUE(interval.lower > last.lower && interval.upper > last.upper) << x << "/" << n;
      last = interval;
      const Interval wider = wilson({x, n}, Confidence(0.99));
      ASSERT_TRUE(wider.lower <= interval.lower && interval.upper <= wider.upper) << x << "/" << n;
      ASSERT_TRUE(wider.upper - wider.lower > interval.upper - interval.lower) << x << "/" << n;
      const Interval doubled = wilson({2 * x, 2 * n}, confidence);
      ASSERT_LT(doubled.upper - doubled.lower, interval.upper - interval.lower) << x << "/" << n;
    }
  }
}

TEST(WilsonWithContinuityCorrection, AgreesWithEveryReferenceValue) {
  EXPECT_EQ(support::agreeing_rows(ProportionMethod::wilson_cc, 1e-14), 195);
}

TEST(WilsonWithContinuityCorrection, IsThePublishedFormula) {
  for (const double level : {0.5, 0.95, 0.9999}) {
    const double quantile = detail::two_sided_quantile(Confidence(level));
    const long double z = quantile;
    const long double zz = z * z;
    const int tried = support::for_each_rate(60, [&](Count x, Count n) {
      const long double people = static_cast<long double>(n);
      const long double rate = static_cast<long double>(x) / people;
      const long double low = z * std::sqrt(zz - 2 - 1 / people + 4 * rate * (people * (1 - rate) + 1));
      const long double high = z * std::sqrt(zz + 2 - 1 / people + 4 * rate * (people * (1 - rate) - 1));
      const Interval found = detail::wilson_cc_limits(static_cast<double>(x), static_cast<double>(n), quantile);
      const long double lower = x == 0 ? 0 : (2 * people * rate + zz - 1 - low) / (2 * (people + zz));
      const long double upper = x == n ? 1 : (2 * people * rate + zz + 1 + high) / (2 * (people + zz));
      ASSERT_TRUE(close(found.lower, static_cast<double>(lower), 1e-13)) << x << "/" << n;
      ASSERT_TRUE(close(found.upper, static_cast<double>(upper), 1e-14)) << x << "/" << n;
      const Interval plain = detail::wilson_limits(static_cast<double>(x), static_cast<double>(n), quantile);
      ASSERT_TRUE(found.lower <= plain.lower && plain.upper <= found.upper) << x << "/" << n;
    });
    EXPECT_EQ(tried, support::rates_up_to_60);
  }
  EXPECT_EQ(detail::wilson_cc_limits(0.0, 9007199254740992.0, 2.0).lower, 0.0);
  EXPECT_EQ(detail::wilson_cc_limits(9007199254740992.0, 9007199254740992.0, 2.0).upper, 1.0);
}

TEST(Wilson, NobodyHasNoInterval) {
  EXPECT_TRUE(std::isnan(wilson({0, 0}, confidence).lower));
  EXPECT_TRUE(std::isnan(wilson({0, 0}, confidence).upper));
}

TEST(Wilson, LimitsOfTheLargestCountsStayInside) {
  // All but a few of 2^53 people: the upper limits round to 1, not beyond, at every level.
  const double n = 9007199254740992.0;
  for (double level = 0.001; level < 1.0; level += 0.001) {
    const double z = detail::two_sided_quantile(Confidence(level));
    for (const double x : {n - 1.0, n - 2.0, n - 7.0}) {
      ASSERT_LE(detail::wilson_limits(x, n, z).upper, 1.0) << level;
      ASSERT_LE(detail::wilson_cc_limits(x, n, z).upper, 1.0) << level;
    }
  }
  const double z = detail::two_sided_quantile(confidence);
  // From the definition by mpmath: one of 2^53, and all but one, where 1.1e-16 is the last digit.
  EXPECT_NEAR(1.0 - detail::wilson_cc_limits(n - 1.0, n, z).lower, 7.2109436936633611e-16, 2.3e-16);
  EXPECT_TRUE(close(detail::wilson_cc_limits(1.0, n, z).lower, 5.7953803497349416e-18, 1e-14));
  EXPECT_TRUE(close(detail::wilson_cc_limits(1.0, n, z).upper, 7.2109436936633611e-16, 1e-14));
}

}  // namespace
