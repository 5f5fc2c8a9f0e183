#include "equitable/detail/lanes_posterior.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "equitable/comparison/mover.hpp"
#include "equitable/detail/normal.hpp"
#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;

/// Fills a block with the shapes or counts given, the last one again and again.
template <class Values>
void fill(const Values& values, std::size_t first, double (&a)[lane_count], double (&b)[lane_count]) {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const auto& value = values[std::min(first + i, values.size() - 1)];
    a[i] = value.first;
    b[i] = value.second;
  }
}

/// Calls `law(a, b, odds)` for the median of every pair of shapes.
template <class Law>
void for_each_median(const std::vector<std::pair<double, double>>& shapes, const Law& law) {
  const PosteriorStarts starts({0.025, normal_upper_quantile(0.025)});
  for (std::size_t first = 0; first < shapes.size(); first += lane_count) {
    Lanes a, b, odds;
    LaneMask failed{};
    fill(shapes, first, a, b);
    for (double& each : odds) each = not_a_number;
    LaneMask unfound{};
    if (beta_median_needs_search(a, b)) beta_quantile_lanes<LaneTail::beta>(starts.halves, a, b, odds, unfound);
    beta_median_lanes(a, b, odds, unfound, failed);
    for (std::size_t i = 0; i < lane_count; ++i) {
      EXPECT_EQ(failed[i], 0u) << a[i] << " " << b[i];
      law(a[i], b[i], odds[i]);
    }
  }
}

TEST(LanesPosterior, MediansAreThoseOfAnotherProgram) {
  struct Known {
    double a, b, odds;
  };
  // From mpmath, 40 digits: the root of its incomplete beta function; the last by quadrature of the density.
  const std::vector<Known> known{{0.5, 0.5, 1.0},
                                 {0.5, 3.5, 0.072246089790474943088},
                                 {0.5, 1000.5, 0.00022743721046132890438},
                                 {1.5, 1.5, 1.0},
                                 {3.5, 70.5, 0.045221211036128978506},
                                 {17.5, 17.5, 1.0},
                                 {17.5, 90.5, 0.19040131557999489438},
                                 {25.5, 40.5, 0.62656930923254093507},
                                 {19.5, 100000.5, 0.00019167666842488182557},
                                 {500.5, 500.5, 1.0},
                                 {1000.5, 30000.5, 0.033338704341746479928},
                                 {123456.5, 9876543.5, 0.012499936929703520372}};
  for (const Known& k : known)
    for_each_median({{k.a, k.b}},
                    [&](double, double, double odds) { EXPECT_TRUE(close(odds, k.odds, 3e-15)) << k.a << " " << k.b; });
}

TEST(LanesPosterior, HalfOfTheDistributionLiesBelowAMedian) {
  std::vector<std::pair<double, double>> shapes;
  for (int a = 0; a < 60; ++a)
    for (const int more : {0, 1, 2, 5, 30, 200, 5000, 1000000, 2000000000}) shapes.emplace_back(a + 0.5, a + 0.5 + more);
  for (double a = 64.5; a < 1e12; a = std::floor(3.0 * a) + 0.5) shapes.emplace_back(a, std::floor(a * 1.7) + 0.5);
  for_each_median(shapes, [](double a, double b, double odds) {
    const UnitPoint at{odds / (1.0 + odds), 1.0 / (1.0 + odds)};
    // A part of 1e-14 of the odds moves the tail by so much in units of the deviation of the logit.
    const double steepness = std::sqrt(a * b / (a + b));
    EXPECT_NEAR(beta_tail(beta_point(a, b, at)).lower_tail(), 0.5, 4e-15 + 4e-16 * steepness) << a << " " << b;
  });
}

// Points as the scalar function has them, of every rate of up to 40 people and some of many, and the distances between them.
TEST(LanesPosterior, PointsAndDistancesAreTheScalarOnes) {
  std::vector<std::pair<double, double>> rates;
  for (int n = 1; n <= 40; ++n)
    for (int x = 0; x <= n; ++x) rates.emplace_back(x, n);
  support::RandomTables random(12);
  random.for_each(300, Count{1} << 21, [&](const Table2x2& t) {
    rates.emplace_back(static_cast<double>(t.group.events), static_cast<double>(t.group.total));
  });
  for (const double level : {0.8, 0.95, 0.998}) {
    const Level both = two_sided_level(Confidence(level));
    const PosteriorStarts starts(both);
    int failures = 0;
    for (std::size_t first = 0; first < rates.size(); first += lane_count) {
      Lanes x, n, lower, median, above_upper;
      LaneMask failed{};
      fill(rates, first, x, n);
      posterior_lanes(starts, x, n, lower, median, above_upper, failed);
      for (std::size_t i = 0; i < lane_count; ++i) {
        if (failed[i] != 0) {
          ++failures;
          continue;
        }
        const Posterior expected(x[i], n[i], both);
        const LanePosterior found{lower[i], median[i], above_upper[i]};
        const auto odds = [](const PosteriorQuantile& at) { return at.point.q / at.point.rest; };
        const std::string where = std::to_string(x[i]) + " of " + std::to_string(n[i]);
        EXPECT_TRUE(close(found.lower, odds(expected.lower), 2e-14)) << where;
        EXPECT_TRUE(close(found.median, odds(expected.median), 2e-14)) << where;
        EXPECT_TRUE(close(found.above_upper, 1.0 / odds(expected.upper), 2e-14)) << where;
        const double size = std::fmin(expected.median.point.q, expected.median.point.rest);
        EXPECT_NEAR(found.below(), expected.below(), 2e-14 * size) << where;
        EXPECT_NEAR(found.above(), expected.above(), 4e-14 * expected.upper.point.q) << where;
        EXPECT_TRUE(close(found.rate(), expected.median.point.q, 2e-14)) << where;
        EXPECT_TRUE(close(found.lower_limit(), expected.lower.point.q, 2e-14)) << where;
      }
    }
    // Limits near the mean, of few, have long fractions.
    EXPECT_LE(failures, static_cast<int>(rates.size()) / (level < 0.9 ? 3 : 20)) << level << " " << failures;
  }
}

TEST(LanesPosterior, AMillionOfTheRarerOutcomeIsTheMost) {
  const Level level = two_sided_level(Confidence(0.95));
  LanePosterior found{};
  for (const double others : {most_of_a_lane_posterior, 1e9}) {
    EXPECT_TRUE(posterior_of_one(level, most_of_a_lane_posterior, most_of_a_lane_posterior + others, found));
    EXPECT_FALSE(posterior_of_one(level, others + 1.0, 2.0 * others + 2.0, found));
  }
  EXPECT_FALSE(posterior_of_one({0.3, 0.5}, 3, 7, found));  // nor tails above a quarter
}

// Without cancellation to hide behind: groups of a few people, whose limits lie far apart.
TEST(LanesPosterior, LimitsFollowMoversDefinition) {
  const LanePosterior first{0.25, 0.5, 1.0};    // 1/5, 1/3, 1/2
  const LanePosterior second{0.125, 0.2, 2.0};  // 1/9, 1/6, 1/3
  const double below1 = 1.0 / 3 - 1.0 / 5, above1 = 1.0 / 2 - 1.0 / 3;
  const double below2 = 1.0 / 6 - 1.0 / 9, above2 = 1.0 / 3 - 1.0 / 6;
  EXPECT_NEAR(first.below(), below1, 1e-16);
  EXPECT_NEAR(first.above(), above1, 1e-16);
  const Interval difference = lane_posterior_difference(first, second);
  EXPECT_NEAR(difference.lower, 1.0 / 6 - std::hypot(below1, above2), 2e-16);
  EXPECT_NEAR(difference.upper, 1.0 / 6 + std::hypot(above1, below2), 2e-16);
  // Donner and Zou: (e1 e2 − √((e1 e2)² − l1 (2 e1 − l1) u2 (2 e2 − u2))) / (u2 (2 e2 − u2)); u2 = 2 e2 leaves its limit.
  const double centre = 1.0 / 18;
  const double shrunk = 1.0 / 5 * (2.0 / 3 - 1.0 / 5);
  EXPECT_NEAR(lane_posterior_ratio(first, second), shrunk / (2.0 * centre), 1e-15);
  const double inverse_shrunk = 1.0 / 9 * (2.0 / 6 - 1.0 / 9);
  const double grown = 1.0 / 2 * (2.0 / 3 - 1.0 / 2);
  EXPECT_NEAR(lane_posterior_ratio(second, first), (centre - std::sqrt(centre * centre - inverse_shrunk * grown)) / grown, 1e-15);
}

}  // namespace
