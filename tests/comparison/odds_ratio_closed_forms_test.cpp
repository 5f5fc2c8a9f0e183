#include "equitable/comparison/odds_ratio_closed_forms.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"
#include "support/naive.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;
using support::describe;
using support::RandomTables;
using support::naive::Real;

const Level level_95 = two_sided_level(Confidence(0.95));

using Limits = Interval (*)(const TwoRates&, const Level&) noexcept;

constexpr Limits every_form[] = {woolf_limits, gart_limits, agresti_smoothed_limits, odds_ratio_inv_sinh_limits};

TEST(OddsRatioClosedForms, HandWorked) {
  // 8/10 v 5/10: ad/(bc) = 40/10 = 4, and 1/8 + 1/2 + 1/5 + 1/5 = 1.025.
  const Interval woolf = woolf_limits({8, 10, 5, 10}, {0.1, 2.0});
  EXPECT_TRUE(close(woolf.lower, 4.0 * std::exp(-2.0 * std::sqrt(1.025)), 1e-15));
  EXPECT_TRUE(close(woolf.upper, 4.0 * std::exp(2.0 * std::sqrt(1.025)), 1e-15));
  // With halves: 8.5·5.5/(2.5·5.5) = 3.4.
  const Interval gart = gart_limits({8, 10, 5, 10}, {0.1, 2.0});
  EXPECT_TRUE(close(std::sqrt(gart.lower * gart.upper), 3.4, 1e-15));
  EXPECT_TRUE(close(std::log(gart.upper / gart.lower), 4.0 * std::sqrt(1 / 8.5 + 1 / 2.5 + 2 / 5.5), 1e-15));
  // With 2·10·13/400 = 0.65 more events and 0.35 more others in each group: 8.65·5.35/(2.35·5.65).
  const Interval agresti = agresti_smoothed_limits({8, 10, 5, 10}, {0.1, 2.0});
  EXPECT_TRUE(close(std::sqrt(agresti.lower * agresti.upper), 8.65 * 5.35 / (2.35 * 5.65), 1e-15));
  const Interval drawn_in = odds_ratio_inv_sinh_limits({8, 10, 5, 10}, {0.1, 2.0});
  EXPECT_TRUE(close(drawn_in.upper, 4.0 * std::exp(2.0 * std::asinh(std::sqrt(1.025))), 1e-15));
}

TEST(OddsRatioClosedForms, EmptyCells) {
  for (const TwoRates& r :
       {TwoRates{0, 5, 2, 7}, {5, 5, 2, 7}, {2, 5, 0, 7}, {2, 5, 7, 7}, {0, 5, 0, 7}, {5, 5, 7, 7}, {5, 5, 0, 7}}) {
    EXPECT_TRUE(std::isnan(woolf_limits(r, level_95).lower) && std::isnan(woolf_limits(r, level_95).upper))
        << r.x1 << " " << r.x2;
    const Interval gart = gart_limits(r, level_95);
    EXPECT_TRUE(gart.lower > 0.0 && gart.lower < gart.upper && std::isfinite(gart.upper)) << r.x1 << " " << r.x2;
    const Interval agresti = agresti_smoothed_limits(r, level_95);
    const bool informative = r.x1 + r.x2 > 0.0 && r.x1 + r.x2 < r.n1 + r.n2;
    EXPECT_EQ(std::isnan(agresti.lower), !informative) << r.x1 << " " << r.x2;
    EXPECT_EQ(std::isnan(agresti.upper), !informative) << r.x1 << " " << r.x2;
  }
}

TEST(OddsRatioClosedForms, InverseSinhPutsTheSquareOfTheQuantileIntoEmptyCells) {
  const Level two{0.1, 2.0};
  const Interval none = odds_ratio_inv_sinh_limits({0, 5, 2, 8}, two);  // 4·6/(5·2)
  EXPECT_EQ(none.lower, 0.0);
  EXPECT_TRUE(close(none.upper, 2.4, 1e-15));
  const Interval all = odds_ratio_inv_sinh_limits({5, 5, 2, 8}, two);  // 5·6/(4·2)
  EXPECT_TRUE(close(all.lower, 3.75, 1e-15));
  EXPECT_EQ(all.upper, infinity);
  for (const TwoRates& r : {TwoRates{0, 5, 0, 8}, {5, 5, 8, 8}}) {
    EXPECT_EQ(odds_ratio_inv_sinh_limits(r, two).lower, 0.0);
    EXPECT_EQ(odds_ratio_inv_sinh_limits(r, two).upper, infinity);
  }
  const Interval both = odds_ratio_inv_sinh_limits({0, 5, 8, 8}, two);  // 4·4/(5·8)
  EXPECT_EQ(both.lower, 0.0);
  EXPECT_TRUE(close(both.upper, 0.4, 1e-15));
}

TEST(OddsRatioClosedForms, SwappingTheGroupsAndCountingTheOthersInvert) {
  const auto law = [](const Table2x2& t) {
    for (const Limits limits : every_form)
      for (const Level& level : {level_95, Level{0.0005, 3.2905267314918948}}) {
        const Interval there = limits(t.rates(), level);
        for (const Table2x2& other : {t.swapped(), t.complement()}) {
          const Interval back = limits(other.rates(), level);
          ASSERT_TRUE(close(back.lower, 1.0 / there.upper, 1e-12)) << describe(t);
          ASSERT_TRUE(close(back.upper, 1.0 / there.lower, 1e-12)) << describe(t);
        }
        // Rows for columns: events and others of the group against events and others of the reference, transposed.
        const Table2x2 transposed{{t.a(), t.events()}, {t.b(), t.total() - t.events()}};
        if (!transposed.comparable()) continue;
        const Interval same = limits(transposed.rates(), level);
        ASSERT_TRUE(close(same.lower, there.lower, 1e-12)) << describe(t);
        ASSERT_TRUE(close(same.upper, there.upper, 1e-12)) << describe(t);
      }
  };
  EXPECT_EQ(support::for_each_table(14, law), 14161);
  RandomTables random(61);
  for (int i = 0; i < 20000 && !HasFailure(); ++i) {
    // Unequal groups with an empty cell overflow in the smoothed form: only their order of magnitude is to be had.
    const Table2x2 t = random.table(1000000000);
    if (t.a() > 0 && t.b() > 0 && t.c() > 0 && t.d() > 0) law(t);
  }
}

TEST(OddsRatioClosedForms, LevelsAreNested) {
  RandomTables(62).for_each(20000, max_count, [](const Table2x2& t) {
    for (const Limits limits : every_form) {
      const Interval narrow = limits(t.rates(), two_sided_level(Confidence(0.9)));
      const Interval wide = limits(t.rates(), two_sided_level(Confidence(0.99)));
      if (std::isnan(narrow.lower)) continue;
      ASSERT_LE(wide.lower, narrow.lower) << describe(t);
      ASSERT_LE(narrow.upper, wide.upper) << describe(t);
    }
  });
}

TEST(OddsRatioClosedForms, AgreeWithTheirDefinitionsInLongDouble) {
  RandomTables(63).for_each(20000, 1000000000, [](const Table2x2& t) {
    const Real a = static_cast<Real>(t.a()), b = static_cast<Real>(t.b()), c = static_cast<Real>(t.c()),
               d = static_cast<Real>(t.d());
    const Real z = level_95.z;
    const auto expected = [&](Real more_a, Real more_b, Real more_c, Real more_d, bool drawn_in) {
      const Real w = a + more_a, x = b + more_b, y = c + more_c, v = d + more_d;
      const Real half = z * std::sqrt(1 / w + 1 / x + 1 / y + 1 / v);
      return std::log(w) + std::log(v) - std::log(x) - std::log(y) - (drawn_in ? 2 * std::asinh(half / 2) : half);
    };
    const auto agrees = [&](const Interval& limits, Real logarithm) {
      const double lower = static_cast<double>(std::exp(logarithm));
      if (lower < 1e-290) return ::testing::AssertionSuccess();
      return close(limits.lower, lower, 1e-14 + 4e-16 * std::fabs(static_cast<double>(logarithm)));
    };
    const Real half = Real{1} / 2;
    ASSERT_TRUE(agrees(gart_limits(t.rates(), level_95), expected(half, half, half, half, false))) << describe(t);
    const Real n = a + b + c + d, m = a + c, k = b + d;
    if (m == 0 || k == 0) return;
    const Real row1 = 2 * (a + b) / (n * n), row2 = 2 * (c + d) / (n * n);
    if (a > 0 && b > 0 && c > 0 && d > 0) {
      ASSERT_TRUE(agrees(woolf_limits(t.rates(), level_95), expected(0, 0, 0, 0, false))) << describe(t);
      ASSERT_TRUE(agrees(odds_ratio_inv_sinh_limits(t.rates(), level_95), expected(0, 0, 0, 0, true))) << describe(t);
      ASSERT_TRUE(agrees(agresti_smoothed_limits(t.rates(), level_95), expected(row1 * m, row1 * k, row2 * m, row2 * k, false)))
          << describe(t);
    }
  });
}

TEST(OddsRatioClosedForms, TheWidestIntervalEndsInZeroAndInfinityAndNotInNaN) {
  const Interval limits = agresti_smoothed_limits({0, 1000000000, 3, 7}, level_95);
  EXPECT_FALSE(std::isnan(limits.lower) || std::isnan(limits.upper));
  EXPECT_EQ(limits.lower, 0.0);
  EXPECT_GT(limits.upper, 1e300);
}

TEST(OddsRatioWithin, AWideIntervalRoundAFarCentreIsNotLost) {
  // e^−750 is below the smallest double, 10^60 e^−750 is not. Value by mpmath.
  const Interval limits = odds_ratio_within(1e30, 1e-30, 1.0, 1.0, 750.0);
  EXPECT_TRUE(close(limits.lower, 1.90168496347500644e-266, 1e-12));
  EXPECT_EQ(limits.upper, infinity);
}

}  // namespace
