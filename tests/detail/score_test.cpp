#include "equitable/detail/score.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/compare.hpp"
#include "support/naive.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;
using support::describe;
using support::RandomTables;
namespace naive = support::naive;

constexpr double z_95 = 1.959963984540054;

TEST(Score, DifferenceOfProductsLosesNothing) {
  EXPECT_EQ(difference_of_products(9007199254740991.0, 9007199254740991.0, 9007199254740990.0, 9007199254740992.0), 1.0);
  EXPECT_EQ(difference_of_products(94906267.0, 94906267.0, 94906266.0, 94906268.0), 1.0);
  EXPECT_EQ(difference_of_products(3.0, 4.0, 6.0, 2.0), 0.0);
  EXPECT_EQ(difference_of_products(0.0, 4.0, 6.0, 2.0), -12.0);
}

TEST(Score, RateDifferenceKeepsItsDigitsWhereTheRatesAgree) {
  const TwoRates close_rates{500000001.0, 1000000001.0, 500000000.0, 999999999.0};
  // 500000001·999999999 = 500000000499999999 and 500000000·1000000001 = 500000000500000000: they differ by −1.
  EXPECT_TRUE(close(rate_difference_value(close_rates), -1.0 / (1000000001.0 * 999999999.0), 1e-15));
  EXPECT_EQ(rate_difference_value({1, 2, 2, 4}), 0.0);
  EXPECT_EQ(rate_difference_value({1, 1, 0, 1}), 1.0);
}

TEST(Score, PearsonRootHandWorked) {
  // 3 of 4 against 1 of 4: (3·3 − 1·1) √(8 / (4·4·4·4)) = 8 √(1/32) = √2.
  EXPECT_TRUE(close(pearson_z({3, 4, 1, 4}), std::sqrt(2.0), 1e-15));
  EXPECT_EQ(pearson_z({1, 4, 3, 4}), -pearson_z({3, 4, 1, 4}));
  EXPECT_EQ(pearson_z({2, 4, 3, 6}), 0.0);
  EXPECT_TRUE(std::isnan(pearson_z({0, 4, 0, 6})));
  EXPECT_TRUE(std::isnan(pearson_z({4, 4, 6, 6})));
}

TEST(Score, ScaledSquareIsTheCorrectionTimesTheSquare) {
  EXPECT_EQ(scaled_square({1, 3, 1, 2}, 2.0, true), 5.0);
  EXPECT_EQ(scaled_square({1, 3, 1, 2}, 2.0, false), 4.0);
  EXPECT_EQ(scaled_square({1, 1, 1, 1}, 1.0, true), 2.0);
}

TEST(Score, StatisticOfTheRatioAgreesWithItsDefinition) {
  const auto law = [](const Table2x2& t) {
    for (const double ratio : {1e-6, 0.05, 0.5, 0.8, 1.0, 1.25, 3.0, 20.0, 1e6}) {
      const double expected = static_cast<double>(naive::ratio_z(naive::counts(t), ratio, false));
      ASSERT_TRUE(close(ratio_score(t.rates(), ratio), expected, 1e-12, 1e-13)) << describe(t) << " at " << ratio;
    }
  };
  EXPECT_EQ(support::for_each_table(12, law), 8100);
  RandomTables random(41);
  random.for_each(4000, 10000, [](const Table2x2& t) {
    for (const double ratio : {0.5, 0.8, 1.0, 1.25, 3.0}) {
      const double expected = static_cast<double>(naive::ratio_z(naive::counts(t), ratio, false));
      ASSERT_TRUE(close(ratio_score(t.rates(), ratio), expected, 1e-11, 1e-12)) << describe(t) << " at " << ratio;
    }
  });
}

TEST(Score, StatisticOfTheRatioAtOneIsPearsonsRoot) {
  RandomTables random(42);
  random.for_each(20000, 1000000000, [](const Table2x2& t) {
    if (t.events() == 0 || t.events() == t.total()) return;
    ASSERT_TRUE(close(ratio_score(t.rates(), 1.0), pearson_z(t.rates()), 1e-13, 1e-14)) << describe(t);
  });
}

TEST(Score, StatisticOfTheRatioIsDefinedForEveryTable) {
  const auto law = [](const Table2x2& t) {
    double last = std::numeric_limits<double>::infinity();
    for (const double ratio : {0.25, 0.8, 0.99, 1.0, 1.01, 1.25, 4.0}) {
      const double score = ratio_score(t.rates(), ratio);
      ASSERT_FALSE(std::isnan(score)) << describe(t) << " at " << ratio;
      ASSERT_LE(score, last) << describe(t) << " at " << ratio << ": it falls as the ratio rises";
      last = score;
    }
  };
  support::for_each_table(12, law);
  RandomTables(43).for_each(20000, max_count, law);
}

TEST(Score, LimitsOfTheRatioAreWhereTheStatisticPassesThroughZ) {
  const auto law = [](const Table2x2& t) {
    for (const double z : {0.1, 1.0, z_95, 3.5}) {
      const naive::Limits expected = naive::ratio_limits(t, z);
      const double square = scaled_square(t.rates(), z, true);
      ASSERT_TRUE(close(ratio_lower_limit(t.rates(), square), static_cast<double>(expected.lower), 1e-12)) << describe(t) << z;
      ASSERT_TRUE(close(1.0 / ratio_lower_limit(t.rates().swapped(), square), static_cast<double>(expected.upper), 1e-12))
          << describe(t) << " at z = " << z;
    }
  };
  EXPECT_EQ(support::for_each_table(9, law), 2916);
  RandomTables(44).for_each(1500, 2000, law);
}

TEST(Score, LimitsOfTheDifferenceAreWhereTheStatisticPassesThroughZ) {
  const auto law = [](const Table2x2& t) {
    for (const double z : {0.1, z_95, 3.5}) {
      const naive::Limits expected = naive::difference_limits(t, z);
      const double square = scaled_square(t.rates(), z, true);
      ASSERT_NEAR(difference_lower_limit(t.rates(), square), static_cast<double>(expected.lower), 1e-12) << describe(t) << z;
      ASSERT_NEAR(-difference_lower_limit(t.rates().swapped(), square), static_cast<double>(expected.upper), 1e-12)
          << describe(t) << " at z = " << z;
    }
  };
  EXPECT_EQ(support::for_each_table(5, law), 400);
  RandomTables(45).for_each(300, 2000, law);
}

TEST(Score, LimitsPutBackIntoTheStatisticGiveZ) {
  RandomTables(46).for_each(8000, 1000000000, [](const Table2x2& t) {
    const TwoRates r = t.rates();
    const double lower = ratio_lower_limit(r, z_95 * z_95);
    if (t.group.events == 0) {
      ASSERT_EQ(lower, 0.0) << describe(t);
      return;
    }
    ASSERT_GT(lower, 0.0) << describe(t);
    // What one rounding of the limit is worth in the statistic: its slope against log ratio times 2^-52, several times over.
    const double slope = (ratio_score(r, lower * (1 - 1e-7)) - ratio_score(r, lower * (1 + 1e-7))) / 2e-7;
    ASSERT_NEAR(ratio_score(r, lower), z_95, 1e-9 + slope * 1e-14) << describe(t);
  });
}

TEST(Score, LimitsHoldAtTheLargestCountsAndAtExtremeLevels) {
  const double n = static_cast<double>(max_count);
  for (const TwoRates& r : {TwoRates{1, 1, 1, 1},
                            {1, 1, 0, 1},
                            {0, 1, 1, 1},
                            {0, 1, 0, 1},
                            {n, n, n, n},
                            {0, n, n, n},
                            {1, n, n, n},
                            {n - 1, n, n, n},
                            {n, n, 1, n},
                            {1, n, 1, n},
                            {0, n, 0, n},
                            {1, 1, n, n},
                            {1, 1, 1, n},
                            {n, n, 1, 1},
                            {n / 2, n, n / 2, n},
                            {1, n, 1, 1},
                            {1, n, 0, 1}})
    for (const double z : {1e-300, 1e-12, 0.01, z_95, 8.3, 38.0})
      for (const bool corrected : {false, true}) {
        const double square = scaled_square(r, z, corrected);
        const double ratio = ratio_lower_limit(r, square);
        const double difference = difference_lower_limit(r, square);
        ASSERT_TRUE(ratio >= 0.0 && std::isfinite(ratio)) << r.x1 << "/" << r.n1 << " v " << r.x2 << "/" << r.n2 << " " << z;
        ASSERT_TRUE(difference >= -1.0 && difference <= 1.0) << r.x1 << "/" << r.n1 << " v " << r.x2 << "/" << r.n2 << " " << z;
        const double p1 = r.x1 / r.n1;
        const double p2 = r.x2 / r.n2;
        ASSERT_LE(difference, (p1 - p2) + 1e-15) << r.x1 << "/" << r.n1 << " v " << r.x2 << "/" << r.n2 << " " << z;
        if (r.x2 > 0.0) {
          ASSERT_LE(ratio, p1 / p2 * (1 + 1e-14)) << r.x1 << "/" << r.n1 << " v " << r.x2 << "/" << r.n2 << " " << z;
        }
      }
}

TEST(Score, EverybodyAgainstSomeKeepsTheRestrictedRateAtOneUntilTheDataForceItDown) {
  // 5 of 5 against 3 of 6 with λz² = 1: t²·d/(n2(x2+t)) = 1 has the root t = 1 + √7, below 5, so the limit is (n2+t)/(x2+t).
  const double t = 1.0 + std::sqrt(7.0);
  EXPECT_TRUE(close(ratio_lower_limit({5, 5, 3, 6}, 1.0), (6.0 + t) / (3.0 + t), 1e-14));
  // With both groups full nothing holds the rate at one: q1 = 1/(1 + λz²/n1).
  EXPECT_TRUE(close(ratio_lower_limit({5, 5, 7, 7}, 1.5), 1.0 / (1.0 + 1.5 / 5.0), 1e-15));
}

TEST(Score, RestrictedComplementIsOneMinusTheRestrictedRate) {
  RandomTables(47).for_each(5000, 1000, [](const Table2x2& table) {
    const TwoRates r = table.rates();
    for (const double ratio : {0.3, 0.8, 1.0, 1.25, 4.0}) {
      const naive::Counts c = naive::counts(table);
      const naive::Real linear = c.n1 * ratio + c.x1 + c.n2 + c.x2 * ratio;
      const naive::Real discriminant = linear * linear - 4 * (c.n1 + c.n2) * naive::Real{ratio} * (c.x1 + c.x2);
      const naive::Real root = std::sqrt(std::fmax(naive::Real{0}, discriminant));
      const naive::Real q2 = 2 * (c.x1 + c.x2) / (linear + root);
      const double u = ratio * (r.n1 + r.x2) - (r.n2 + r.x1);
      const double half = std::sqrt(u * u + 4.0 * ratio * (r.n1 - r.x1) * (r.n2 - r.x2));
      ASSERT_NEAR(restricted_complement(r, ratio, half), static_cast<double>(1 - q2), 1e-13) << describe(table) << " " << ratio;
    }
  });
}

}  // namespace
