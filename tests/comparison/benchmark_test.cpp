#include "equitable/comparison/benchmark.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::describe;
using support::identical;
using support::refusal;

TEST(Benchmark, AFixedRateIsSubtractedFromOrDividesWilsonsLimits) {
  for (const double rate : {0.01, 0.25, 0.5, 0.9, 1.0})
    for (Count n = 1; n <= 25; ++n)
      for (Count x = 0; x <= n; ++x) {
        const Interval limits = wilson({x, n}, Confidence(0.95));
        const double p = static_cast<double>(x) / static_cast<double>(n);
        const Benchmark found = benchmark(x, n, rate);
        EXPECT_NEAR(found.difference.value, p - rate, 3e-16);
        EXPECT_NEAR(found.difference.lower, limits.lower - rate, 3e-16);
        EXPECT_NEAR(found.difference.upper, limits.upper - rate, 3e-16);
        EXPECT_TRUE(close(found.ratio.value, p / rate, 1e-15));
        EXPECT_TRUE(close(found.ratio.lower, limits.lower / rate, 1e-15));
        EXPECT_TRUE(close(found.ratio.upper, limits.upper / rate, 1e-15));
        EXPECT_EQ(found.error, BenchmarkError::group_only);
        EXPECT_EQ(found.difference.status, Status::ok);
        EXPECT_STREQ(found.ratio.method, "wilson");
      }
}

// The score test of x of n against a fixed rate: (p − p0) / √(p0 (1 − p0)/n).
TEST(Benchmark, AFixedRateIsExcludedExactlyWhenItsScoreTestIsSignificant) {
  const double z = 1.959963984540054;
  int excluded = 0;
  for (const double rate : {0.03, 0.2, 0.5, 0.77})
    for (Count n = 1; n <= 60; ++n)
      for (Count x = 0; x <= n; ++x) {
        const double people = static_cast<double>(n);
        const double score = (static_cast<double>(x) / people - rate) / std::sqrt(rate * (1.0 - rate) / people);
        if (std::fabs(std::fabs(score) - z) < 1e-9) continue;
        const Benchmark found = benchmark(x, n, rate);
        EXPECT_EQ(found.difference.lower > 0.0 || found.difference.upper<0.0, std::fabs(score)> z)
            << x << "/" << n << " " << rate;
        EXPECT_EQ(found.ratio.lower > 1.0 || found.ratio.upper<1.0, std::fabs(score)> z) << x << "/" << n << " " << rate;
        excluded += std::fabs(score) > z ? 1 : 0;
      }
  EXPECT_GT(excluded, 1000);
}

void counts_are_the_wider(const Table2x2& t) {
  for (const double level : {0.8, 0.95, 0.999}) {
    BenchmarkOptions options;
    options.confidence = Confidence(level);
    const Benchmark counted = benchmark(t.group.events, t.group.total, t.reference.events, t.reference.total, options);
    const Benchmark fixed = benchmark(t.group.events, t.group.total, t.reference.rate(), options);
    ASSERT_EQ(counted.error, BenchmarkError::group_and_benchmark);
    ASSERT_NEAR(counted.difference.value, fixed.difference.value, 1e-15) << describe(t);
    ASSERT_LE(counted.difference.lower, fixed.difference.lower + 1e-15) << describe(t);
    ASSERT_GE(counted.difference.upper, fixed.difference.upper - 1e-15) << describe(t);
    ASSERT_GT(counted.difference.upper - counted.difference.lower, fixed.difference.upper - fixed.difference.lower - 1e-15)
        << describe(t);
    if (t.reference.events == 0) continue;
    ASSERT_LE(counted.ratio.lower, fixed.ratio.lower * (1.0 + 1e-13)) << describe(t);
    ASSERT_GE(counted.ratio.upper, fixed.ratio.upper * (1.0 - 1e-13)) << describe(t);
  }
}

TEST(Benchmark, CountsBringTheirOwnErrorAndAreAlwaysTheWider) {
  support::for_each_table(14, counts_are_the_wider);
  support::RandomTables(23).for_each(5000, 1000000000, counts_are_the_wider);
}

TEST(Benchmark, MorePeopleBehindTheBenchmarkComeDownToAFixedRate) {
  double width = 1e9;
  for (const Count n : {Count{40}, Count{400}, Count{40000}, Count{4000000000}}) {
    const Benchmark counted = benchmark(53, 336, n / 4, n);
    EXPECT_LT(counted.ratio.upper - counted.ratio.lower, width);
    width = counted.ratio.upper - counted.ratio.lower;
  }
  const Benchmark fixed = benchmark(53, 336, 0.25);
  EXPECT_NEAR(width, fixed.ratio.upper - fixed.ratio.lower, 1e-6);
}

TEST(Benchmark, CountsAreTheComparisonOfTwoGroups) {
  BenchmarkOptions options;
  options.difference_method = RateDifferenceMethod::miettinen_nurminen;
  options.ratio_method = RelativeLikelihoodMethod::miettinen_nurminen;
  const Benchmark found = benchmark(53, 336, 1356, 5175, options);
  const Estimate difference = rate_difference(53, 336, 1356, 5175, {RateDifferenceMethod::miettinen_nurminen});
  const Estimate ratio = relative_likelihood(53, 336, 1356, 5175);
  EXPECT_TRUE(identical(found.difference.lower, difference.lower) && identical(found.difference.upper, difference.upper));
  EXPECT_TRUE(identical(found.ratio.lower, ratio.lower) && identical(found.ratio.upper, ratio.upper));
  EXPECT_STREQ(benchmark(1, 2, 1, 2).difference.method, "newcombe");
  EXPECT_STREQ(benchmark(1, 2, 1, 2).ratio.method, "mover_wilson");
}

TEST(Benchmark, Edges) {
  const Benchmark none = benchmark(0, 20, 0.0);
  EXPECT_EQ(none.ratio.status, Status::undefined);
  EXPECT_TRUE(std::isnan(none.ratio.value) && std::isnan(none.ratio.lower) && std::isnan(none.ratio.upper));
  EXPECT_EQ(none.difference.value, 0.0);
  const Benchmark some = benchmark(2, 20, 0.0);
  EXPECT_EQ(some.ratio.value, infinity);
  EXPECT_EQ(some.ratio.lower, infinity);
  EXPECT_EQ(some.ratio.status, Status::unbounded);
  EXPECT_EQ(benchmark(0, 0, 0.3).difference.status, Status::undefined);
  EXPECT_EQ(benchmark(0, 0, 0.3).ratio.status, Status::undefined);
  EXPECT_EQ(benchmark(0, 0, 1, 3).ratio.status, Status::undefined);
  EXPECT_EQ(benchmark(20, 20, 1.0).difference.upper, 0.0);
}

TEST(Benchmark, OneSidedLimitsGiveWayToTheEndOfTheSpace) {
  BenchmarkOptions options;
  options.confidence = Confidence(0.975);
  options.alternative = Alternative::greater;
  const Benchmark above = benchmark(53, 336, 0.25, options);
  EXPECT_TRUE(close(above.difference.lower, benchmark(53, 336, 0.25).difference.lower, 1e-13));
  EXPECT_EQ(above.difference.upper, 0.75);
  EXPECT_EQ(above.ratio.upper, 4.0);
  options.alternative = Alternative::less;
  EXPECT_EQ(benchmark(53, 336, 0.25, options).difference.lower, -0.25);
  EXPECT_EQ(benchmark(53, 336, 0.25, options).ratio.lower, 0.0);
  EXPECT_EQ(benchmark(53, 336, 1356, 5175, options).difference.lower, -1.0);
}

TEST(Benchmark, RefusesWhatIsNoRateOrCount) {
  EXPECT_EQ(refusal([] { return benchmark(1, 2, 25.6); }),
            "benchmark: benchmark_rate is 25.6, but must lie between 0 and 1");
  EXPECT_EQ(refusal([] { return benchmark(1, 2, not_a_number); }),
            "benchmark: benchmark_rate is nan, but must lie between 0 and 1");
  EXPECT_EQ(refusal([] { return benchmark(3, 2, 0.5); }), "benchmark: events is 3, but must be at most total, which is 2");
  EXPECT_EQ(refusal([] { return benchmark(1, 2, 5, 4); }),
            "benchmark: benchmark_events is 5, but must be at most benchmark_total, which is 4");
}

TEST(Benchmark, TheDifferenceFromARateIsExact) {
  // 1/3 and the double next to it: 2^−54 / 3 apart.
  const Estimate difference = benchmark(1, 3, 1.0 / 3.0).difference;
  EXPECT_TRUE(close(difference.value, std::ldexp(1.0, -54) / 3.0, 1e-15));
}

}  // namespace
