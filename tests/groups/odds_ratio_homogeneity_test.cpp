#include "equitable/groups/odds_ratio_homogeneity.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"
#include "support/strata.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::describe;
using support::random_strata;
using support::RandomTables;
using Real = long double;
using Method = OddsRatioHomogeneityMethod;

TEST(OddsRatioHomogeneity, HandWorked) {
  // Two strata of two tens with 10 events: 8 v 2, odds ratio 16, and the reverse. The Mantel-Haenszel odds ratio is 1 and A = 5 in
  // either, v = 1/(4/5); 2·9·4/5 = 14.4. The deviations cancel, so Tarone's is the same.
  const Strata strata{{{8, 10}, {2, 10}}, {{2, 10}, {8, 10}}};
  EXPECT_TRUE(close(odds_ratio_homogeneity(strata, Method::breslow_day).statistic, 14.4, 1e-14));
  const StrataHomogeneity tarone = odds_ratio_homogeneity(strata);
  EXPECT_TRUE(close(tarone.statistic, 14.4, 1e-14));
  EXPECT_EQ(tarone.df, 1.0);
  EXPECT_TRUE(close(tarone.pvalue, std::erfc(std::sqrt(7.2)), 1e-13));
  EXPECT_STREQ(tarone.method, "tarone");
  EXPECT_TRUE(std::isnan(tarone.i_squared));
}

TEST(OddsRatioHomogeneity, AgreesWithItsDefinitionInLongDouble) {
  RandomTables random(51);
  int tried = 0;
  for (int i = 0; i < 4000 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 6, i % 2 == 0 ? 30 : 1000);
    Real up = 0, down = 0;
    for (const Table2x2& t : strata) {
      up += static_cast<Real>(t.a() * t.d()) / static_cast<Real>(t.total());
      down += static_cast<Real>(t.b() * t.c()) / static_cast<Real>(t.total());
    }
    const StrataHomogeneity found = odds_ratio_homogeneity(strata, Method::breslow_day);
    const StrataHomogeneity tarone = odds_ratio_homogeneity(strata);
    if (!(up > 0 && down > 0)) {
      ASSERT_EQ(found.status, Status::undefined) << describe(strata);
      continue;
    }
    const Real odds_ratio = up / down;
    Real statistic = 0, excess = 0, variance = 0;
    int counted = 0;
    for (const Table2x2& t : strata) {
      const Real n1 = static_cast<Real>(t.group.total), n0 = static_cast<Real>(t.reference.total),
                 m = static_cast<Real>(t.events());
      if (t.events() == 0 || t.events() == t.total()) continue;
      Real low = std::fmax(Real{0}, m - n0), high = std::fmin(n1, m);
      for (int step = 0; step < 80; ++step) {
        const Real middle = (low + high) / 2;
        (middle * (n0 - m + middle) < odds_ratio * (n1 - middle) * (m - middle) ? low : high) = middle;
      }
      const Real a = (low + high) / 2;
      const Real v = 1 / (1 / a + 1 / (n1 - a) + 1 / (m - a) + 1 / (n0 - m + a));
      statistic += (static_cast<Real>(t.a()) - a) * (static_cast<Real>(t.a()) - a) / v;
      excess += static_cast<Real>(t.a()) - a;
      variance += v;
      ++counted;
    }
    const std::string text = describe(strata);
    ASSERT_TRUE(close(found.statistic, static_cast<double>(statistic), 1e-9, 1e-10)) << text;
    ASSERT_TRUE(close(tarone.statistic, static_cast<double>(statistic - excess * excess / variance), 1e-9, 1e-10)) << text;
    ASSERT_EQ(found.df, counted - 1) << text;
    ASSERT_LE(tarone.statistic, found.statistic) << text;
    ASSERT_GE(tarone.statistic, 0.0) << text;
    ASSERT_EQ(std::isnan(found.pvalue), counted < 2) << text;
    ++tried;
  }
  EXPECT_GT(tried, 3000);
}

TEST(OddsRatioHomogeneity, OrderSwapAndComplement) {
  RandomTables random(52);
  for (int i = 0; i < 3000 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 6, i % 2 == 0 ? 30 : 1000000000);
    for (const Method method : {Method::tarone, Method::breslow_day}) {
      const StrataHomogeneity here = odds_ratio_homogeneity(strata, method);
      for (const Strata& other : {support::reversed(strata), strata.swapped(), strata.complement()}) {
        const StrataHomogeneity there = odds_ratio_homogeneity(other, method);
        ASSERT_TRUE(close(there.statistic, here.statistic, 1e-9, 1e-9)) << describe(strata);
        ASSERT_EQ(there.status, here.status) << describe(strata);
        ASSERT_TRUE(close(there.df, here.df, 0.0)) << describe(strata);
      }
    }
  }
}

TEST(OddsRatioHomogeneity, Edges) {
  // One odds ratio of 2 throughout: nothing but rounding.
  const Strata same{{{20, 30}, {10, 20}}, {{8, 9}, {8, 10}}, {{4, 8}, {4, 12}}};
  EXPECT_LT(odds_ratio_homogeneity(same, Method::breslow_day).statistic, 1e-25);
  EXPECT_GT(odds_ratio_homogeneity(same).pvalue, 1.0 - 1e-12);
  // Strata without information do not count.
  Strata more = same;
  more.add(0, 5, 0, 9);
  more.add(5, 5, 9, 9);
  more.add(3, 5, 0, 0);
  EXPECT_EQ(odds_ratio_homogeneity(more).df, 2.0);
  const StrataHomogeneity alone = odds_ratio_homogeneity(Strata{{{20, 30}, {10, 20}}});
  EXPECT_EQ(alone.df, 0.0);
  EXPECT_TRUE(std::isnan(alone.pvalue));
  EXPECT_LT(alone.statistic, 1e-25);
  EXPECT_EQ(alone.status, Status::no_information);
  EXPECT_EQ(odds_ratio_homogeneity(Strata{{{0, 10}, {2, 10}}, {{0, 5}, {1, 5}}}).status, Status::undefined);
  EXPECT_EQ(odds_ratio_homogeneity(Strata()).status, Status::undefined);
}

}  // namespace
