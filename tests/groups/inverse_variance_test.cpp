#include "equitable/groups/inverse_variance.hpp"

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

constexpr Measure measures[] = {Measure::ratio, Measure::difference, Measure::odds_ratio};

TEST(InverseVariance, HandWorked) {
  // Two strata of one size and, by 0.6·0.4 = 0.4·0.6, one variance, with differences 0.3 and 0.1: pooled 0.2, Q = 2·0.01/v.
  const Strata strata{{{6, 10}, {3, 10}}, {{4, 10}, {3, 10}}};
  const double v = (0.24 + 0.21) / 10.0;
  const InverseVariance found = inverse_variance(strata, Measure::difference, Confidence(0.9));
  EXPECT_TRUE(close(found.effect.estimate.value, 0.2, 1e-14));
  EXPECT_TRUE(close(found.effect.standard_error, std::sqrt(v / 2.0), 1e-15));
  EXPECT_TRUE(close(found.effect.estimate.upper, 0.2 + 1.6448536269514722 * std::sqrt(v / 2.0), 1e-14));
  EXPECT_TRUE(close(found.homogeneity.statistic, 0.02 / v, 1e-14));
  EXPECT_EQ(found.homogeneity.df, 1.0);
  EXPECT_TRUE(close(found.homogeneity.pvalue, std::erfc(std::sqrt(0.01 / v)), 1e-13));
  EXPECT_EQ(found.homogeneity.i_squared, 0.0);
  EXPECT_STREQ(found.effect.estimate.method, "iv_rd");
  EXPECT_STREQ(found.homogeneity.method, "iv_rd_q");
  const Strata apart{{{60, 100}, {30, 100}}, {{30, 100}, {60, 100}}};
  const StrataHomogeneity q = inverse_variance(apart, Measure::difference).homogeneity;
  EXPECT_TRUE(close(q.statistic, 2.0 * 0.09 / ((0.24 + 0.21) / 100.0), 1e-14));
  EXPECT_TRUE(close(q.i_squared, 1.0 - 1.0 / q.statistic, 1e-14));
}

TEST(InverseVariance, AgreesWithItsDefinitionInLongDouble) {
  RandomTables random(61);
  int tried = 0;
  for (int i = 0; i < 10000 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 6, 1000000000);
    bool full = true;
    for (const Table2x2& t : strata) full = full && t.a() > 0 && t.b() > 0 && t.c() > 0 && t.d() > 0;
    for (const Measure measure : measures) {
      const InverseVariance found = inverse_variance(strata, measure);
      ASSERT_EQ(found.effect.estimate.status, full ? Status::ok : Status::undefined) << describe(strata);
      if (!full) continue;
      Real sum = 0, precision = 0, q = 0;
      for (int pass = 0; pass < 2; ++pass)
        for (const Table2x2& t : strata) {
          const Real a = static_cast<Real>(t.a()), b = static_cast<Real>(t.b()), c = static_cast<Real>(t.c()),
                     d = static_cast<Real>(t.d()), n1 = a + b, n0 = c + d;
          const Real y = measure == Measure::ratio        ? std::log(a * n0 / (n1 * c))
                         : measure == Measure::difference ? a / n1 - c / n0
                                                          : std::log(a * d / (b * c));
          const Real v = measure == Measure::ratio        ? b / (n1 * a) + d / (n0 * c)
                         : measure == Measure::difference ? a * b / (n1 * n1 * n1) + c * d / (n0 * n0 * n0)
                                                          : 1 / a + 1 / b + 1 / c + 1 / d;
          if (pass == 0) {
            sum += y / v;
            precision += 1 / v;
          } else {
            q += (y - sum / precision) * (y - sum / precision) / v;
          }
        }
      const Real y = sum / precision;
      const double value = static_cast<double>(measure == Measure::difference ? y : std::exp(y));
      ASSERT_TRUE(close(found.effect.estimate.value, value, 1e-13, 1e-17)) << describe(strata);
      ASSERT_TRUE(close(found.effect.standard_error, static_cast<double>(1 / std::sqrt(precision)), 1e-14)) << describe(strata);
      ASSERT_TRUE(close(found.homogeneity.statistic, static_cast<double>(q), 1e-10, 1e-10)) << describe(strata);
      ASSERT_GE(found.homogeneity.i_squared, 0.0);
      ASSERT_LE(found.homogeneity.i_squared, 1.0);
      ++tried;
    }
  }
  EXPECT_GT(tried, 2000);
}

TEST(InverseVariance, OrderSwapAndRepetition) {
  RandomTables random(62);
  for (int i = 0; i < 3000 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 4, 1000);
    for (const Measure measure : measures) {
      const InverseVariance here = inverse_variance(strata, measure);
      if (here.effect.estimate.status != Status::ok) continue;
      const InverseVariance turned = inverse_variance(strata.swapped(), measure);
      const double value = here.effect.estimate.value;
      ASSERT_TRUE(close(turned.effect.estimate.value, measure == Measure::difference ? -value : 1.0 / value, 1e-12, 1e-16));
      ASSERT_TRUE(close(turned.homogeneity.statistic, here.homogeneity.statistic, 1e-10, 1e-12));
      ASSERT_TRUE(close(inverse_variance(support::reversed(strata), measure).effect.estimate.upper, here.effect.estimate.upper,
                        1e-12, 1e-16));
      const InverseVariance four = inverse_variance(support::repeated(strata, 4), measure);
      ASSERT_TRUE(close(four.effect.estimate.value, value, 1e-12, 1e-16));
      ASSERT_TRUE(close(four.effect.standard_error, here.effect.standard_error / 2.0, 1e-13));
      ASSERT_TRUE(close(four.homogeneity.statistic, 4.0 * here.homogeneity.statistic, 1e-10, 1e-12));
    }
  }
}

TEST(InverseVariance, Edges) {
  for (const Measure measure : measures) {
    EXPECT_EQ(inverse_variance(Strata(), measure).effect.estimate.status, Status::undefined);
    const InverseVariance zero = inverse_variance(Strata{{{1, 10}, {2, 10}}, {{0, 5}, {1, 5}}}, measure);
    EXPECT_EQ(zero.effect.estimate.status, Status::undefined);
    EXPECT_EQ(zero.homogeneity.status, Status::undefined);
    EXPECT_TRUE(std::isnan(zero.homogeneity.i_squared));
    const InverseVariance alone = inverse_variance(Strata{{{1, 10}, {2, 10}}}, measure);
    EXPECT_EQ(alone.effect.estimate.status, Status::ok);
    EXPECT_EQ(alone.homogeneity.status, Status::no_information);
    EXPECT_TRUE(std::isnan(alone.homogeneity.pvalue));
    EXPECT_EQ(alone.homogeneity.df, 0.0);
    const InverseVariance same = inverse_variance(Strata{{{1, 10}, {2, 10}}, {{1, 10}, {2, 10}}}, measure);
    EXPECT_LT(same.homogeneity.statistic, 1e-28);
    EXPECT_EQ(same.homogeneity.i_squared, 0.0);
    EXPECT_TRUE(close(same.homogeneity.pvalue, 1.0, 1e-13));
  }
}

}  // namespace
