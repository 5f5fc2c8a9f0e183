#include "equitable/detail/restricted.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "support/compare.hpp"
#include "support/naive.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable::detail;
using equitable::Table2x2;
using support::close;
using support::describe;
using support::RandomTables;
using support::naive::Real;

constexpr double differences[] = {-1.0, -0.999, -0.5, -0.1, -1e-9, 0.0, 1e-9, 0.1, 0.5, 0.999, 1.0};
constexpr double factors[] = {1e-9, 0.05, 0.5, 0.8, 1.0, 1.25, 2.0, 20.0, 1e9};

Real term(Real count, Real rate) { return count == 0 ? Real{0} : count * std::log(rate); }

/// Log-likelihood of two rates given with their complements.
Real likelihood(const Table2x2& t, Real q1, Real rest1, Real q2, Real rest2) {
  return term(static_cast<Real>(t.a()), q1) + term(static_cast<Real>(t.b()), rest1) + term(static_cast<Real>(t.c()), q2) +
         term(static_cast<Real>(t.d()), rest2);
}

void rates_and_complements_add_up(const Table2x2& t, const RestrictedRates& q, double null) {
  ASSERT_TRUE(q.q1 >= 0.0 && q.q2 >= 0.0 && q.complement1 >= 0.0 && q.complement2 >= 0.0) << describe(t) << " at " << null;
  ASSERT_NEAR(q.q1 + q.complement1, 1.0, 1e-14) << describe(t) << " at " << null;
  ASSERT_NEAR(q.q2 + q.complement2, 1.0, 1e-14) << describe(t) << " at " << null;
}

TEST(Restricted, HandWorked) {
  // Nobody in the group: the difference 1/4 is then the reference's own affair until its rate has to give way.
  const RestrictedRates none = restricted_by_difference({0, 4, 0, 4}, 0.25);
  EXPECT_EQ(none.q1, 0.25);
  EXPECT_EQ(none.q2, 0.0);
  // All against none, or none against all, at 1/2: by symmetry 3/4 and 1/4.
  const RestrictedRates half = restricted_by_difference({1, 1, 0, 1}, 0.5);
  EXPECT_EQ(half.q1, 0.75);
  EXPECT_EQ(half.q2, 0.25);
  const RestrictedRates against = restricted_by_difference({0, 1, 1, 1}, 0.5);
  EXPECT_EQ(against.q1, 0.75);
  EXPECT_EQ(against.q2, 0.25);
  // Odds ratio 4 of a symmetric table: odds 2 and 1/2.
  const RestrictedOdds odds = restricted_by_odds_ratio({3, 6, 3, 6}, 4.0);
  EXPECT_TRUE(close(odds.rates.q1, 2.0 / 3.0, 1e-15));
  EXPECT_TRUE(close(odds.rates.q2, 1.0 / 3.0, 1e-15));
  EXPECT_TRUE(close(odds.multiplier, 3.0 - 4.0, 1e-15));
}

TEST(Restricted, NoDifferenceGivesThePooledRate) {
  RandomTables(51).for_each(5000, equitable::max_count, [](const Table2x2& t) {
    const double pooled = static_cast<double>(t.events()) / static_cast<double>(t.total());
    ASSERT_TRUE(close(restricted_by_difference(t.rates(), 0.0).q2, pooled, 1e-15)) << describe(t);
    ASSERT_TRUE(close(restricted_by_ratio(t.rates(), 1.0).q2, pooled, 1e-15)) << describe(t);
    ASSERT_TRUE(close(restricted_by_odds_ratio(t.rates(), 1.0).rates.q2, pooled, 1e-15)) << describe(t);
  });
}

TEST(Restricted, ObservedContrastGivesTheObservedRates) {
  RandomTables(52).for_each(5000, 1000000000, [](const Table2x2& t) {
    const TwoRates r = t.rates();
    const RestrictedRates difference = restricted_by_difference(r, rate_difference_value(r));
    ASSERT_NEAR(difference.q1, r.x1 / r.n1, 1e-9) << describe(t);
    ASSERT_NEAR(difference.q2, r.x2 / r.n2, 1e-9) << describe(t);
    if (t.a() == 0 || t.b() == 0 || t.c() == 0 || t.d() == 0) return;
    const RestrictedOdds odds = restricted_by_odds_ratio(r, t.odds_ratio());
    ASSERT_TRUE(close(odds.rates.q1, r.x1 / r.n1, 1e-13)) << describe(t);
    ASSERT_TRUE(close(odds.rates.complement2, (r.n2 - r.x2) / r.n2, 1e-13)) << describe(t);
    ASSERT_TRUE(close(restricted_by_ratio(r, t.ratio()).q2, r.x2 / r.n2, 1e-13)) << describe(t);
  });
}

TEST(Restricted, RatesKeepTheDifferenceAndNoOthersFitBetter) {
  const auto law = [](const Table2x2& t) {
    for (const double null : differences) {
      const RestrictedRates q = restricted_by_difference(t.rates(), null);
      rates_and_complements_add_up(t, q, null);
      ASSERT_NEAR(q.q1 - q.q2, null, 1e-15) << describe(t);
      const Real delta = null;
      const Real here = likelihood(t, q.q1, q.complement1, q.q2, q.complement2);
      for (const Real step : {Real{-1e-3}, Real{-1e-6}, Real{1e-6}, Real{1e-3}}) {
        const Real q2 = q.q2 + step;
        if (q2 < 0 || q2 > 1 || q2 + delta < 0 || q2 + delta > 1) continue;
        ASSERT_LE(likelihood(t, q2 + delta, 1 - q2 - delta, q2, 1 - q2), here + 1e-13L * (1 + std::fabs(here)))
            << describe(t) << " at " << null << " moved by " << static_cast<double>(step);
      }
    }
  };
  EXPECT_EQ(support::for_each_table(8, law), 1936);
  RandomTables(53).for_each(1500, 100000, law);
}

TEST(Restricted, RatesKeepTheRatioAndNoOthersFitBetter) {
  const auto law = [](const Table2x2& t) {
    for (const double null : factors) {
      const RestrictedRates q = restricted_by_ratio(t.rates(), null);
      rates_and_complements_add_up(t, q, null);
      ASSERT_TRUE(close(q.q1, null * q.q2, 1e-15)) << describe(t);
      const Real ratio = null;
      const Real here = likelihood(t, q.q1, q.complement1, q.q2, q.complement2);
      for (const Real step : {Real{-1e-3}, Real{-1e-6}, Real{1e-6}, Real{1e-3}}) {
        const Real q2 = q.q2 * (1 + step);
        if (q2 > 1 || q2 * ratio > 1) continue;
        ASSERT_LE(likelihood(t, q2 * ratio, 1 - q2 * ratio, q2, 1 - q2),
                  here + 1e-15L * static_cast<Real>(t.total()) + 1e-12L * (1 + std::fabs(here)))
            << describe(t) << " at " << null << " moved by " << static_cast<double>(step);
      }
    }
  };
  EXPECT_EQ(support::for_each_table(8, law), 1936);
  RandomTables(54).for_each(1500, 100000, law);
}

TEST(Restricted, RatesKeepTheOddsRatioAndTheMargins) {
  const auto law = [](const Table2x2& t) {
    if (t.events() == 0 || t.events() == t.total()) return;
    const TwoRates r = t.rates();
    for (const double null : factors) {
      const RestrictedOdds at = restricted_by_odds_ratio(r, null);
      const RestrictedRates& q = at.rates;
      rates_and_complements_add_up(t, q, null);
      ASSERT_TRUE(close((q.q1 / q.complement1) * (q.complement2 / q.q2), null, 1e-13)) << describe(t);
      // Expected and observed counts have the same margins, each cell to its own last digits.
      ASSERT_NEAR(r.n1 * q.q1 + r.n2 * q.q2, r.x1 + r.x2, 1e-14 * (r.x1 + r.x2)) << describe(t) << " at " << null;
      ASSERT_NEAR(r.n1 * q.q1 + at.multiplier, r.x1, 1e-14 * (r.x1 + r.x2)) << describe(t) << " at " << null;
    }
  };
  EXPECT_EQ(support::for_each_table(12, law), 8100);
  RandomTables(55).for_each(20000, equitable::max_count, law);
}

TEST(Restricted, SmallRatesAndSmallComplementsHaveAllTheirDigits) {
  // 1 of 10^9 against 0 of 7 at a difference of 10^-12: the rates are of about that size.
  const RestrictedRates none = restricted_by_difference({1, 1000000000, 0, 7}, 1e-12);
  EXPECT_TRUE(close(none.q1, none.q2 + 1e-12, 1e-15));
  // Ratio 10^-6 of 3/5 and 2/4: q1 = 10^-6 q2, where 9·10^-6 q² − (5·10^-6 + 3 + 4 + 2·10^-6) q + 5 = 0.
  const RestrictedRates ratio = restricted_by_ratio({3, 5, 2, 4}, 1e-6);
  EXPECT_TRUE(close(ratio.q2, 0.71428565597662759561, 1e-15));
  EXPECT_TRUE(close(ratio.complement2, 0.28571434402337240439, 1e-15));
  // Everybody against everybody below 1: the reference keeps its rate of 1.
  const RestrictedRates all = restricted_by_ratio({5, 5, 7, 7}, 0.25);
  EXPECT_EQ(all.complement2, 0.0);
  EXPECT_EQ(all.complement1, 0.75);
}

TEST(Restricted, RatesAtADifferenceAreRightToTheLastDigits) {
  // The root of the cubic with 50 digits (mpmath). A far tail multiplies an error of the rates by z²: here 30 to 40 squared.
  const RestrictedRates full = restricted_by_difference({3, 3, 46036, 51355}, 0.1);
  EXPECT_TRUE(close(full.complement1, 0.003567724240906879318, 1e-15));
  EXPECT_TRUE(close(full.complement2, 0.10356772424090688487, 4e-16));
  const RestrictedRates none = restricted_by_difference({0, 2, 32469, 64346}, 0.5);
  EXPECT_TRUE(close(none.complement1, 0.0013138989477449851794, 1e-15));
  const RestrictedRates one = restricted_by_difference({260741, 581172, 13, 13}, 0.5);
  EXPECT_TRUE(close(one.q2, 0.00010866601412759551163, 1e-15));
  const RestrictedRates below = restricted_by_difference({900, 1500, 100, 1400}, -0.1);
  EXPECT_TRUE(close(below.q1, 0.31499810444326102333, 4e-16));
  EXPECT_TRUE(close(below.q2, 0.41499810444326102888, 4e-16));
}

TEST(Restricted, ChangingTheGroupsOverChangesTheRatesOver) {
  const auto law = [](const Table2x2& t) {
    const TwoRates r = t.rates();
    for (const double null : differences) {
      const RestrictedRates q = restricted_by_difference(r, null);
      const RestrictedRates swapped = restricted_by_difference(r.swapped(), -null);
      ASSERT_EQ(q.q1, swapped.q2) << describe(t) << " at " << null;
      ASSERT_EQ(q.complement2, swapped.complement1) << describe(t) << " at " << null;
      // Counting the others turns q1 − q2 = δ into (1−q2) − (1−q1) = δ.
      const RestrictedRates others = restricted_by_difference(t.complement().swapped().rates(), null);
      ASSERT_NEAR(others.q1, q.complement2, 1e-13) << describe(t) << " at " << null;
      ASSERT_NEAR(others.q2, q.complement1, 1e-13) << describe(t) << " at " << null;
    }
    if (t.events() == 0 || t.events() == t.total()) return;
    for (const double null : {0.125, 0.5, 1.0, 4.0, 1048576.0}) {
      const RestrictedOdds at = restricted_by_odds_ratio(r, null);
      const RestrictedOdds others = restricted_by_odds_ratio(t.complement().rates(), 1.0 / null);
      ASSERT_TRUE(close(others.rates.q1, at.rates.complement1, 1e-14)) << describe(t) << " at " << null;
      ASSERT_TRUE(close(others.rates.complement2, at.rates.q2, 1e-14)) << describe(t) << " at " << null;
      ASSERT_TRUE(close(others.multiplier, -at.multiplier, 1e-13)) << describe(t) << " at " << null;
    }
  };
  EXPECT_EQ(support::for_each_table(10, law), 4225);
  RandomTables(56).for_each(4000, equitable::max_count, law);
}

TEST(Restricted, ADifferenceOfOneLeavesNoRoom) {
  for (const TwoRates& r : {TwoRates{3, 3, 0, 2}, TwoRates{0, 3, 0, 2}, TwoRates{1, 3, 2, 2}}) {
    const RestrictedRates up = restricted_by_difference(r, 1.0);
    EXPECT_TRUE(up.q1 == 1.0 && up.complement1 == 0.0 && up.q2 == 0.0 && up.complement2 == 1.0);
    const RestrictedRates down = restricted_by_difference(r, -1.0);
    EXPECT_TRUE(down.q1 == 0.0 && down.complement1 == 1.0 && down.q2 == 1.0 && down.complement2 == 0.0);
  }
}

}  // namespace
