#include "equitable/groups/score_homogeneity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "equitable/groups/change.hpp"
#include "support/compare.hpp"
#include "support/naive.hpp"
#include "support/strata.hpp"

namespace {

using namespace equitable;
using support::close;
using support::describe;
using Real = long double;

/// The least sum of squared statistics on a grid refined again and again, with the statistics of support/naive.hpp.
Real naive_least(const Strata& strata, Measure measure) {
  const bool ratio = measure == Measure::ratio;
  const auto sum = [&](Real contrast) {
    Real total = 0;
    for (const Table2x2& table : strata) {
      const auto counts = support::naive::counts(table);
      const Real z = ratio ? support::naive::ratio_z(counts, std::exp(contrast), true)
                           : support::naive::difference_z(counts, contrast, true);
      total += z * z;
    }
    return total;
  };
  Real low = ratio ? -20 : -0.999999L;
  Real high = -low;
  Real least = 1e9L;
  Real best = 0;
  for (int round = 0; round < 7; ++round) {
    const Real step = (high - low) / 400;
    for (int i = 0; i <= 400; ++i) {
      const Real value = sum(low + step * i);
      if (value < least) {
        least = value;
        best = low + step * i;
      }
    }
    low = best - step;
    high = best + step;
  }
  return least;
}

TEST(ScoreHomogeneity, IsTheLeastSumOfSquaredScores) {
  // Strata with zeros, where Cochran's Q has no value.
  const Strata sparse[] = {
      {{{0, 12}, {3, 48}}, {{4, 75}, {1, 27}}, {{2, 30}, {2, 31}}},
      {{{5, 12}, {3, 48}}, {{4, 75}, {0, 27}}},
      {{{1, 3}, {0, 4}}, {{0, 5}, {2, 6}}, {{3, 4}, {1, 5}}, {{2, 7}, {0, 3}}},
      {{{9, 40}, {8, 50}}, {{3, 11}, {19, 25}}, {{7, 7}, {20, 25}}},
  };
  for (const Strata& strata : sparse)
    for (const Measure measure : {Measure::ratio, Measure::difference}) {
      const StrataHomogeneity found = score_homogeneity(strata, measure);
      EXPECT_EQ(inverse_variance(strata, measure).homogeneity.status, Status::undefined) << describe(strata);
      EXPECT_EQ(found.status, Status::ok);
      EXPECT_STREQ(found.method, "score");
      EXPECT_EQ(found.df, static_cast<double>(strata.size()) - 1.0);
      EXPECT_TRUE(std::isnan(found.i_squared));
      EXPECT_TRUE(close(found.statistic, static_cast<double>(naive_least(strata, measure)), 1e-7, 1e-9)) << describe(strata);
      EXPECT_EQ(found.pvalue, detail::chi_squared_upper_tail(found.statistic, found.df));
      // The same question of years, and the groups changed over.
      EXPECT_EQ(found.statistic, period_heterogeneity(strata.tables(), measure).test.statistic);
      EXPECT_TRUE(close(score_homogeneity(strata.swapped(), measure).statistic, found.statistic, 1e-7, 1e-9)) << describe(strata);
    }
}

TEST(ScoreHomogeneity, SaysWhatCochransQSaysOfLargeStrata) {
  const Strata large{{{371, 3844}, {124, 2525}}, {{341, 3005}, {186, 1861}}, {{400, 3327}, {171, 2082}}};
  for (const Measure measure : {Measure::ratio, Measure::difference}) {
    const double q = inverse_variance(large, measure).homogeneity.statistic;
    EXPECT_NEAR(score_homogeneity(large, measure).statistic / q, 1.0, 0.03);
  }
  const Strata alike{{{10, 40}, {5, 40}}, {{10, 40}, {5, 40}}, {{20, 80}, {10, 80}}};
  EXPECT_LT(score_homogeneity(alike).statistic, 1e-12);
  EXPECT_LT(score_homogeneity(alike, Measure::difference).statistic, 1e-12);
}

TEST(ScoreHomogeneity, StrataThatAllHaveNobodyOnOneSideAreAlike) {
  // Every ratio is infinite, or every one 0: a common one fits them without any rest.
  const Strata nobody_there{{{3, 12}, {0, 20}}, {{4, 15}, {0, 40}}, {{1, 9}, {0, 3}}};
  for (const Strata& strata : {nobody_there, nobody_there.swapped()}) {
    EXPECT_EQ(score_homogeneity(strata).statistic, 0.0);
    EXPECT_EQ(score_homogeneity(strata).pvalue, 1.0);
    EXPECT_EQ(score_homogeneity(strata).status, Status::ok);
  }
}

TEST(ContrastHomogeneity, TakesTheScoreTestWhereAZeroLeavesNoQ) {
  const Strata large{{{371, 3844}, {124, 2525}}, {{341, 3005}, {186, 1861}}};
  EXPECT_STREQ(contrast_homogeneity(large).method, "iv_rr_q");
  EXPECT_EQ(contrast_homogeneity(large).pvalue, inverse_variance(large).homogeneity.pvalue);
  Strata with_zero = large;
  with_zero.add(0, 9, 2, 12);
  EXPECT_STREQ(contrast_homogeneity(with_zero).method, "score");
  EXPECT_STREQ(contrast_homogeneity(with_zero, Measure::difference).method, "score");
  EXPECT_EQ(contrast_homogeneity(with_zero).df, 2.0);
}

TEST(ScoreHomogeneity, StrataThatSayNothingHaveNoPart) {
  const Strata strata{{{0, 12}, {3, 48}}, {{4, 75}, {1, 27}}};
  Strata more = strata;
  more.add(3, 9, 0, 0);
  more.add(0, 0, 0, 0);
  EXPECT_EQ(score_homogeneity(more).pvalue, score_homogeneity(strata).pvalue);
  more.add(0, 9, 0, 14);  // no events: nothing of the ratio, something of the difference
  EXPECT_EQ(score_homogeneity(more).df, 1.0);
  EXPECT_EQ(score_homogeneity(more, Measure::difference).df, 2.0);
  EXPECT_EQ(contrast_homogeneity(Strata{{{0, 12}, {3, 48}}}).status, Status::no_information);
  EXPECT_EQ(contrast_homogeneity(Strata{{{5, 12}, {3, 48}}}).status, Status::no_information);
  EXPECT_EQ(score_homogeneity(Strata{{{0, 12}, {0, 48}}, {{0, 3}, {0, 9}}}).status, Status::no_information);
  for (const Strata& none : {Strata(), Strata{{{3, 9}, {0, 0}}}}) {
    EXPECT_EQ(score_homogeneity(none).status, Status::undefined);
    EXPECT_EQ(contrast_homogeneity(none).status, Status::undefined);
    EXPECT_TRUE(std::isnan(contrast_homogeneity(none).pvalue));
  }
  EXPECT_EQ(support::refusal([&] { return score_homogeneity(strata, Measure::odds_ratio).df; }),
            "score_homogeneity: measure is odds_ratio, but must be ratio or difference");
  EXPECT_EQ(support::refusal([&] { return contrast_homogeneity(strata, Measure::odds_ratio).df; }),
            "contrast_homogeneity: measure is odds_ratio, but must be ratio or difference");
}

}  // namespace
