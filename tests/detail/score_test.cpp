#include "equitable/detail/score.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "support/compare.hpp"
#include "support/naive.hpp"
#include "support/score_limits.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;
using support::describe;
using support::RandomTables;
namespace naive = support::naive;

constexpr double z_95 = 1.959963984540054;

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

TEST(Score, LimitsAreWithinAUnitOfTheLastPlaceOfReferenceValues) {
  using support::ScoreLimit;
  using support::within_a_unit;
  const auto ratio = [](const Table2x2& t, double z, bool corrected, const ScoreLimit& lower, const ScoreLimit& upper,
                        const std::string& row) {
    const TwoRates r = t.rates();
    EXPECT_TRUE(within_a_unit(ratio_score_limit(r, score_square(r, z, corrected), false), lower)) << row;
    EXPECT_TRUE(within_a_unit(ratio_score_limit(r.swapped(), score_square(r, z, corrected), true), upper)) << row;
  };
  const auto difference = [](const Table2x2& t, double z, bool corrected, const ScoreLimit& lower, const ScoreLimit& upper,
                             const std::string& row) {
    const TwoRates r = t.rates();
    EXPECT_TRUE(within_a_unit(difference_lower_limit(r, score_square(r, z, corrected)), lower)) << row;
    EXPECT_TRUE(within_a_unit(-difference_lower_limit(r.swapped(), score_square(r, z, corrected)), upper)) << row;
  };
  const auto odds_ratio = [](const Table2x2& t, double z, bool corrected, const ScoreLimit& lower, const ScoreLimit& upper,
                             const std::string& row) {
    const TwoRates r = t.rates();
    EXPECT_TRUE(within_a_unit(odds_ratio_score_limit(r, score_square(r, z, corrected), false), lower)) << row;
    EXPECT_TRUE(within_a_unit(odds_ratio_score_limit(r.swapped(), score_square(r, z, corrected), true), upper)) << row;
  };
  EXPECT_EQ(support::for_each_score_limit("ratio", ratio), 196);
  EXPECT_EQ(support::for_each_score_limit("difference", difference), 196);
  EXPECT_EQ(support::for_each_score_limit("odds_ratio", odds_ratio), 196);
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
        const double odds = odds_ratio_lower_limit(r, square);
        // At next to no confidence the limit follows an infinite estimate out of the range of a double.
        const bool boundless = r.x1 == r.n1 || r.x2 == 0.0;
        ASSERT_TRUE(odds >= 0.0 && (std::isfinite(odds) || boundless))
            << r.x1 << "/" << r.n1 << " v " << r.x2 << "/" << r.n2 << " " << z;
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

struct Reference {
  TwoRates rates;
  double null, score;
};

// By mpmath with 60 digits: restricted rates by bisection of the likelihood's slope, or from the textbook quadratics.
TEST(Score, StatisticOfTheDifferenceAgreesWithReferenceValues) {
  for (const Reference& row : {Reference{{3, 10, 1, 10}, -0.5, 3.8399917440010343138},
                               {{3, 10, 1, 10}, -0.1, 1.6203106772858459705},
                               {{3, 10, 1, 10}, 0.1, 0.57497753966691884588},
                               {{3, 10, 1, 10}, 0.75, -3.8928984928112070778},
                               {{3, 10, 1, 10}, 0.999999999, -80000.001062527283489},
                               {{0, 7, 2, 9}, -0.5, 1.6666666666666666667},
                               {{0, 7, 2, 9}, -1e-9, -1.3333333296190476178},
                               {{0, 7, 2, 9}, 0.1, -1.698741628357317658},
                               {{5, 5, 3, 6}, -0.1, 2.1562854696306104772},
                               {{5, 5, 3, 6}, 0.75, -1.4142135623730950488},
                               {{0, 1, 1, 1}, -0.5, -0.81649658092772603273},
                               {{0, 1, 1, 1}, 1e-9, -1.4142135637873086119},
                               {{0, 1, 1, 1}, 0.75, -3.7416573867739413856},
                               {{120, 4000, 80, 4100}, -0.5, 64.095609928309834108},
                               {{120, 4000, 80, 4100}, -1e-9, 3.0410287743269637171},
                               {{300000000, 1000000000, 200020000, 1000000000}, -1e-9, 5162.8762140513804887},
                               {{300000000, 1000000000, 200020000, 1000000000}, 0.1, -1.0397345412707178281},
                               {{999999999, 1000000000, 1, 7}, 0.1, 6.6773723179999642237},
                               {{999999999, 1000000000, 1, 7}, 0.75, 0.65465366547074776475},
                               {{0, 12, 1000, 1000000000}, -1e-9, -0.0034623708605554980599},
                               {{0, 12, 1000, 1000000000}, 0.1, -1.1547069533715424027}})
    EXPECT_TRUE(close(difference_score(row.rates, row.null), row.score, 2e-15))
        << row.rates.x1 << "/" << row.rates.n1 << " v " << row.rates.x2 << "/" << row.rates.n2 << " at " << row.null;
}

TEST(Score, StatisticOfTheOddsRatioAgreesWithReferenceValues) {
  for (const Reference& row : {Reference{{3, 10, 1, 10}, 1e-9, 36742.346186654982008},
                               {{3, 10, 1, 10}, 0.5, 1.7801956253175130394},
                               {{3, 10, 1, 10}, 40.0, -2.2425571341662624405},
                               {{0, 7, 2, 9}, 1e-9, -0.000044721359549995795304},
                               {{0, 7, 2, 9}, 1.25, -1.4716003002865396622},
                               {{5, 5, 3, 6}, 0.8, 2.0144483868999175486},
                               {{5, 5, 3, 6}, 1e9, 0.000070710678118654752126},
                               {{0, 1, 1, 1}, 1e9, -251.48668593658708166},
                               {{120, 4000, 80, 4100}, 1.25, 1.4934742849570108735},
                               {{300000000, 1000000000, 200020000, 1000000000}, 1e-9, 299988000.74001038787},
                               {{300000000, 1000000000, 200020000, 1000000000}, 1.25, 3014.3863581243516992},
                               {{999999999, 1000000000, 1, 7}, 40.0, 4285.7152707137935884},
                               {{999999999, 1000000000, 1, 7}, 1e9, 1.2622110323364576382},
                               {{0, 12, 1000, 1000000000}, 0.5, -0.002449490967528964375},
                               {{0, 12, 1000, 1000000000}, 1e9, -108.88665100219224235}})
    EXPECT_TRUE(close(odds_ratio_score(row.rates, row.null), row.score, 1e-15))
        << row.rates.x1 << "/" << row.rates.n1 << " v " << row.rates.x2 << "/" << row.rates.n2 << " at " << row.null;
}

TEST(Score, StatisticOfTheRatioAgreesWithReferenceValues) {
  for (const Reference& row : {Reference{{3, 10, 1, 10}, 1e-9, 54083.26911361206199},
                               {{0, 7, 2, 9}, 0.8, -1.1830860435141130103},
                               {{5, 5, 3, 6}, 40.0, -7.4524131352509932131},
                               {{0, 1, 1, 1}, 1e9, -44721.359549995793928},
                               {{300000000, 1000000000, 200020000, 1000000000}, 1.25, 2300.9409421508888771},
                               {{999999999, 1000000000, 1, 7}, 1.25, 4.3465914277947231519},
                               {{999999999, 1000000000, 1, 7}, 40.0, -1.997250859203726907},
                               {{0, 12, 1000, 1000000000}, 40.0, -0.02190934049118808206}})
    EXPECT_TRUE(close(ratio_score(row.rates, row.null), row.score, 1e-15))
        << row.rates.x1 << "/" << row.rates.n1 << " v " << row.rates.x2 << "/" << row.rates.n2 << " at " << row.null;
}

TEST(Score, StatisticOfTheDifferenceAgreesWithItsDefinition) {
  const auto law = [](const Table2x2& t) {
    for (const double null : {-0.9, -0.3, -0.01, 0.0, 0.05, 0.5, 0.99}) {
      const double expected = static_cast<double>(naive::difference_z(naive::counts(t), null, false));
      if (null == 0.0 && (t.events() == 0 || t.events() == t.total())) continue;  // bisection stops short of a variance of 0
      ASSERT_TRUE(close(difference_score(t.rates(), null), expected, 1e-12, 1e-13)) << describe(t) << " at " << null;
    }
  };
  EXPECT_EQ(support::for_each_table(8, law), 1936);
  RandomTables(48).for_each(1500, 10000, law);
}

TEST(Score, StatisticOfTheOddsRatioAgreesWithItsDefinition) {
  const auto law = [](const Table2x2& t) {
    for (const double null : {1e-6, 0.05, 0.5, 0.8, 1.0, 1.25, 3.0, 20.0, 1e6}) {
      const double expected = static_cast<double>(naive::odds_ratio_z(naive::counts(t), null, false));
      ASSERT_TRUE(close(odds_ratio_score(t.rates(), null), expected, 1e-12, 1e-12)) << describe(t) << " at " << null;
    }
  };
  EXPECT_EQ(support::for_each_table(12, law), 8100);
  RandomTables(49).for_each(4000, 10000, law);
}

TEST(Score, WithoutDifferenceAllThreeStatisticsArePearsonsRoot) {
  RandomTables(50).for_each(20000, max_count, [](const Table2x2& t) {
    if (t.events() == 0 || t.events() == t.total()) return;
    const double root = pearson_z(t.rates());
    ASSERT_TRUE(close(difference_score(t.rates(), 0.0), root, 2e-15)) << describe(t);
    ASSERT_TRUE(close(odds_ratio_score(t.rates(), 1.0), root, 2e-15)) << describe(t);
    ASSERT_TRUE(close(ratio_score(t.rates(), 1.0), root, 2e-15)) << describe(t);
  });
}

TEST(Score, StatisticsFallAsTheNullRisesAndAreDefinedForEveryTable) {
  const auto law = [](const Table2x2& t) {
    double last = std::numeric_limits<double>::infinity();
    for (const double null : {-1.0, -0.999, -0.6, -1e-9, 0.0, 1e-12, 0.2, 0.99999, 1.0}) {
      const double score = difference_score(t.rates(), null);
      ASSERT_LE(score, last) << describe(t) << " at " << null;
      ASSERT_EQ(score, -difference_score(t.rates().swapped(), -null)) << describe(t) << " at " << null;
      last = score;
    }
    last = std::numeric_limits<double>::infinity();
    for (const double null : {1e-250, 1e-15, 0.125, 1.0, 1.0 + 1e-12, 64.0, 1e15, 1e250}) {
      const double score = odds_ratio_score(t.rates(), null);
      ASSERT_TRUE(score <= last) << describe(t) << " at " << null << ": " << score << " after " << last;
      last = score;
    }
  };
  EXPECT_EQ(support::for_each_table(12, law), 8100);
  RandomTables(51).for_each(10000, max_count, law);
}

TEST(Score, AtTheEndsOfTheSpaceTheDifferenceIsCertainOrRuledOut) {
  EXPECT_EQ(difference_score({4, 4, 0, 3}, 1.0), 0.0);
  EXPECT_EQ(difference_score({0, 4, 3, 3}, -1.0), 0.0);
  EXPECT_EQ(difference_score({3, 4, 0, 3}, 1.0), -infinity);
  EXPECT_EQ(difference_score({4, 4, 0, 3}, -1.0), infinity);
  EXPECT_EQ(difference_score({0, 4, 0, 3}, 0.0), 0.0);
  EXPECT_EQ(odds_ratio_score({0, 4, 0, 3}, 2.0), 0.0);
  EXPECT_EQ(odds_ratio_score({4, 4, 3, 3}, 2.0), 0.0);
}

TEST(Score, LimitsOfTheOddsRatioAreWhereTheStatisticPassesThroughZ) {
  const auto law = [](const Table2x2& t) {
    for (const double z : {0.1, 1.0, z_95, 3.5}) {
      const naive::Limits expected = naive::odds_ratio_limits(t, z);
      const double square = scaled_square(t.rates(), z, true);
      ASSERT_TRUE(close(odds_ratio_lower_limit(t.rates(), square), static_cast<double>(expected.lower), 1e-12)) << describe(t);
      ASSERT_TRUE(close(1.0 / odds_ratio_lower_limit(t.rates().swapped(), square), static_cast<double>(expected.upper), 1e-12))
          << describe(t) << " at z = " << z;
    }
  };
  EXPECT_EQ(support::for_each_table(9, law), 2916);
  RandomTables(52).for_each(1500, 2000, law);
}

TEST(Score, LimitsOfTheOddsRatioPutBackIntoTheStatisticGiveZ) {
  RandomTables(53).for_each(8000, max_count, [](const Table2x2& t) {
    const TwoRates r = t.rates();
    for (const double z : {0.01, z_95, 6.0}) {
      const double lower = odds_ratio_lower_limit(r, z * z);
      if (t.a() == 0 || t.d() == 0) {
        ASSERT_EQ(lower, 0.0) << describe(t);
        return;
      }
      ASSERT_GT(lower, 0.0) << describe(t);
      // What one rounding of the limit is worth in the statistic: its slope against log ψ times 2^-52, several times over.
      const double slope = (odds_ratio_score(r, lower * (1 - 1e-7)) - odds_ratio_score(r, lower * (1 + 1e-7))) / 2e-7;
      ASSERT_NEAR(odds_ratio_score(r, lower), z, 1e-13 * z + slope * 4e-15) << describe(t) << " at z = " << z;
    }
  });
}

}  // namespace
