#include "equitable/proportion/blaker.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/proportions.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::agreeing_rows;
using support::close;

/// The smaller tail of x and the largest opposite one within it, by plain sums.
long double acceptability(Count x, Count n, long double p) {
  const auto law = support::binomial_law(n, p);
  const long double lower = support::sum_of(law, 0, x);
  const long double upper = support::sum_of(law, x, n);
  const long double tail = std::fmin(lower, upper);
  long double opposite = 0;
  for (Count k = 0; k <= n; ++k) {
    const long double other =
        upper <= lower ? (k < x ? support::sum_of(law, 0, k) : 2) : (k > x ? support::sum_of(law, k, n) : 2);
    if (other <= tail * (1 + 1e-15L) && other > opposite) opposite = other;
  }
  return std::fmin(1.0L, tail + opposite);
}

TEST(Blaker, AgreesWithEveryReferenceValue) { EXPECT_EQ(agreeing_rows(ProportionMethod::blaker, 1e-14), 158); }

TEST(Blaker, IsTheHullOfAcceptedRates) {
  for (const double confidence : {0.5, 0.8, 0.95, 0.998}) {
    const Level level = two_sided_level(Confidence(confidence));
    const long double alpha = static_cast<long double>(2.0 * level.tail);
    const int tried = support::for_each_rate(10, [&](Count x, Count n) {
      const Interval found = blaker_limits(static_cast<double>(x), static_cast<double>(n), level);
      for (int i = 1; i < 500; ++i) {
        const double p = i / 500.0;
        if (p < found.lower || p > found.upper) {
          ASSERT_LT(acceptability(x, n, p), alpha) << x << "/" << n << " " << p;
        }
      }
      // Nothing just outside a limit is accepted; there, or just inside, something is.
      for (const double limit : {found.lower, found.upper}) {
        if (limit == 0.0 || limit == 1.0) continue;
        const double out = limit == found.lower ? -1.0 : 1.0;
        for (const double far : {1e-9, 1e-6, 1e-4, 1e-3})
          if (limit + out * far * limit < 1.0) {
            ASSERT_LT(acceptability(x, n, limit + out * far * limit), alpha) << x << "/" << n;
          }
        ASSERT_GE(acceptability(x, n, limit - out * 1e-12 * limit), alpha * (1 - 1e-10L)) << x << "/" << n << " " << confidence;
      }
    });
    EXPECT_EQ(tried, 65);
  }
}

TEST(Blaker, LiesInsideClopperPearson) {
  support::RandomTables random(21);
  for (int i = 0; i < 3000; ++i) {
    const double n = static_cast<double>(random.total(i % 3 == 0 ? max_count : Count{1000000}));
    const double x = static_cast<double>(random.events(static_cast<Count>(n)));
    const Level level = two_sided_level(Confidence(i % 2 == 0 ? 0.95 : 0.998));
    const Interval wide = clopper_pearson_limits(x, n, level);
    const Interval found = blaker_limits(x, n, level);
    ASSERT_GE(found.lower, wide.lower * (1.0 - 1e-15)) << x << "/" << n;
    ASSERT_LE(found.upper, wide.upper * (1.0 + 1e-15)) << x << "/" << n;
    ASSERT_LE(found.lower, x / n) << x << "/" << n;
    ASSERT_GE(found.upper, x / n) << x << "/" << n;
    if (n < 1e6) {
      // Inside the interval of the same α as one-sided limits.
      const Level one_sided{2.0 * level.tail, level.z};
      ASSERT_LE(found.lower, clopper_pearson_limits(x, n, one_sided).lower * (1.0 + 1e-14)) << x << "/" << n;
    }
  }
}

TEST(Blaker, CoversAtLeastWhatItSays) {
  for (const double level : {0.8, 0.95, 0.99})
    for (Count n = 1; n <= 30; n += n < 12 ? 1 : 3)
      EXPECT_GE(support::smallest_coverage(ProportionMethod::blaker, n, level), static_cast<long double>(level)) << n;
}

TEST(Blaker, TiesAreAccepted) {
  // At 1 − 2^(1−n) the Clopper-Pearson limit of n of n is exactly ½, where the tails of 0 and n are equal.
  for (int n = 2; n <= 12; ++n) {
    const Confidence confidence(1.0 - std::ldexp(1.0, 1 - n));
    EXPECT_TRUE(close(blaker_limits(n, n, two_sided_level(confidence)).lower, 0.5, 2e-15)) << n;
    EXPECT_TRUE(close(blaker_limits(0, n, two_sided_level(confidence)).upper, 0.5, 2e-15)) << n;
  }
}

TEST(Blaker, Ends) {
  for (const double n : {1.0, 3.0, 1e6, 9007199254740992.0})
    for (const double confidence : {1e-6, 0.95, 1.0 - 1e-12}) {
      const Level level = two_sided_level(Confidence(confidence));
      EXPECT_EQ(blaker_limits(0.0, n, level).lower, 0.0);
      EXPECT_EQ(blaker_limits(n, n, level).upper, 1.0);
      const Interval middle = blaker_limits(std::floor(n / 2.0), n, level);
      EXPECT_TRUE(middle.lower >= 0.0 && middle.lower <= middle.upper && middle.upper <= 1.0) << n;
    }
}

}  // namespace
