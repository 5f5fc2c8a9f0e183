#include "equitable/comparison/difference_closed_forms.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;
using support::describe;
using support::RandomTables;
using Real = long double;

const Level level_95 = two_sided_level(Confidence(0.95));

// centre ± half-width cut to [−1, 1], to one part in 10^15 of the larger of the two.
void expect_limits(const Interval& actual, Real centre, Real half_width, const char* method, const Table2x2& t) {
  const double tolerance = 2e-15 * static_cast<double>(std::fmax(std::fabs(centre), half_width)) + 1e-18;
  ASSERT_NEAR(actual.lower, static_cast<double>(std::fmax(Real{-1}, centre - half_width)), tolerance)
      << method << " " << describe(t);
  ASSERT_NEAR(actual.upper, static_cast<double>(std::fmin(Real{1}, centre + half_width)), tolerance)
      << method << " " << describe(t);
}

// Beal's own formula, the rates' half sum given.
void expect_beal(const Interval& actual, const TwoRates& r, Real half_sum, const char* method, const Table2x2& t) {
  const Real z = level_95.z, zz = z * z;
  const Real u = (1 / Real{r.n1} + 1 / Real{r.n2}) / 4;
  const Real v = (1 / Real{r.n1} - 1 / Real{r.n2}) / 4;
  const Real difference = Real{r.x1} / r.n1 - Real{r.x2} / r.n2;
  const Real lean = 1 - 2 * half_sum;
  const Real variance = half_sum * (1 - half_sum);
  const Real radicand = u * (4 * variance - difference * difference) + 2 * v * lean * difference + 4 * zz * u * u * variance +
                        zz * v * v * lean * lean;
  expect_limits(actual, (difference + zz * v * lean) / (1 + zz * u), z / (1 + zz * u) * std::sqrt(std::fmax(Real{0}, radicand)),
                method, t);
}

// The textbook's formulas as they stand, in long double.
void agrees_with_the_textbook(const Table2x2& t) {
  const TwoRates r = t.rates();
  const Real x1 = r.x1, n1 = r.n1, x2 = r.x2, n2 = r.n2;
  const Real z = level_95.z;
  const Real half = Real{1} / 2;
  const auto error = [](Real p1, Real m1, Real p2, Real m2) { return std::sqrt(p1 * (1 - p1) / m1 + p2 * (1 - p2) / m2); };
  const Real p1 = x1 / n1, p2 = x2 / n2;
  expect_limits(wald_difference_limits(r, level_95), p1 - p2, z * error(p1, n1, p2, n2), "wald", t);
  expect_limits(wald_cc_difference_limits(r, level_95), p1 - p2, z * error(p1, n1, p2, n2) + half * (1 / n1 + 1 / n2), "wald_cc",
                t);
  if (r.n1 > 1.0 && r.n2 > 1.0)
    expect_limits(hauck_anderson_limits(r, level_95), p1 - p2, z * error(p1, n1 - 1, p2, n2 - 1) + 1 / (2 * std::fmin(n1, n2)),
                  "hauck_anderson", t);
  const Real c1 = (x1 + 1) / (n1 + 2), c2 = (x2 + 1) / (n2 + 2);
  expect_limits(agresti_caffo_limits(r, level_95), c1 - c2, z * error(c1, n1 + 2, c2, n2 + 2), "agresti_caffo", t);
  const Real j1 = (x1 + half) / (n1 + 1), j2 = (x2 + half) / (n2 + 1);
  expect_limits(brown_li_jeffreys_limits(r, level_95), j1 - j2, z * error(j1, n1, j2, n2), "brown_li_jeffreys", t);
  expect_beal(haldane_beal_limits(r, level_95), r, (p1 + p2) / 2, "haldane_beal", t);
  expect_beal(jeffreys_perks_limits(r, level_95), r, (j1 + j2) / 2, "jeffreys_perks", t);
}

TEST(DifferenceClosedForms, AgreeWithTheTextbook) {
  EXPECT_EQ(support::for_each_table(25, agrees_with_the_textbook), support::tables_up_to_25);
  RandomTables(41).for_each(20000, 1000, agrees_with_the_textbook);
}

TEST(DifferenceClosedForms, HauckAndersonNeedsTwoPeople) {
  for (const TwoRates& r : {TwoRates{0, 1, 3, 7}, TwoRates{3, 7, 1, 1}, TwoRates{1, 1, 1, 1}}) {
    EXPECT_TRUE(std::isnan(hauck_anderson_limits(r, level_95).lower));
    EXPECT_TRUE(std::isnan(hauck_anderson_limits(r, level_95).upper));
  }
  EXPECT_LT(hauck_anderson_limits({0, 2, 0, 2}, level_95).lower, 0.0) << "the correction alone";
  EXPECT_EQ(hauck_anderson_limits({0, 2, 0, 2}, level_95).upper, 0.25);
}

TEST(DifferenceClosedForms, WithoutVariance) {
  const auto expect = [](const Interval& limits, double lower, double upper) {
    EXPECT_EQ(limits.lower, lower);
    EXPECT_EQ(limits.upper, upper);
  };
  expect(wald_difference_limits({0, 5, 0, 7}, level_95), 0.0, 0.0);
  expect(wald_difference_limits({5, 5, 0, 7}, level_95), 1.0, 1.0);
  expect(wald_cc_difference_limits({0, 5, 0, 5}, level_95), -0.2, 0.2);
  expect(wald_cc_difference_limits({5, 5, 0, 5}, level_95), 0.8, 1.0);
  expect(haldane_beal_limits({0, 5, 0, 5}, level_95), 0.0, 0.0);
  expect(haldane_beal_limits({5, 5, 5, 5}, level_95), 0.0, 0.0);
  EXPECT_EQ(haldane_beal_limits({0, 5, 0, 7}, level_95).lower, 0.0);
  EXPECT_GT(haldane_beal_limits({0, 5, 0, 7}, level_95).upper, 0.0);
  EXPECT_EQ(haldane_beal_limits({5, 5, 7, 7}, level_95).upper, 0.0);
  EXPECT_LT(haldane_beal_limits({5, 5, 7, 7}, level_95).lower, 0.0);
  EXPECT_EQ(haldane_beal_limits({22, 22, 0, 102}, level_95).upper, 1.0);
  EXPECT_EQ(haldane_beal_limits({0, 3, 7, 7}, level_95).lower, -1.0);
  for (const auto& limits : {agresti_caffo_limits({0, 5, 0, 7}, level_95), jeffreys_perks_limits({0, 5, 0, 7}, level_95),
                             brown_li_jeffreys_limits({0, 5, 0, 7}, level_95)})
    EXPECT_TRUE(-1.0 < limits.lower && limits.lower < 0.0 && 0.0 < limits.upper && limits.upper < 1.0);
}

// A limit δ of Beal's solves (δ − θ)² = z² [u(4ψ(1−ψ) − δ²) + 2v(1−2ψ)δ], wherever it was not cut.
TEST(DifferenceClosedForms, BealsLimitsSolveHisEquation) {
  RandomTables(42).for_each(20000, 1000, [](const Table2x2& t) {
    const TwoRates r = t.rates();
    const Real half_sum = (Real{r.x1} / r.n1 + Real{r.x2} / r.n2) / 2;
    const Real u = (1 / Real{r.n1} + 1 / Real{r.n2}) / 4;
    const Real v = (1 / Real{r.n1} - 1 / Real{r.n2}) / 4;
    const Interval limits = haldane_beal_limits(r, level_95);
    for (const double limit : {limits.lower, limits.upper}) {
      if (std::fabs(limit) == 1.0) continue;
      const Real away = limit - (Real{r.x1} / r.n1 - Real{r.x2} / r.n2);
      const Real variance = u * (4 * half_sum * (1 - half_sum) - Real{limit} * limit) + 2 * v * (1 - 2 * half_sum) * limit;
      ASSERT_NEAR(static_cast<double>(away * away), static_cast<double>(Real{level_95.z} * level_95.z * variance), 1e-15)
          << describe(t);
    }
  });
}

// By mpmath with 50 digits, at z = 2: 3 of 10^9 against 1 of 3·10^9.
TEST(DifferenceClosedForms, LargeCountsKeepTheirDigits) {
  const Level two{0.0, 2.0};
  const TwoRates few{3, 1000000000.0, 1, 3000000000.0};
  EXPECT_TRUE(close(wald_difference_limits(few, two).lower, -8.61001742962602372e-10, 1e-14));
  EXPECT_TRUE(close(wald_difference_limits(few, two).upper, 6.19433507629593571e-9, 1e-14));
  EXPECT_TRUE(close(wald_cc_difference_limits(few, two).lower, -1.52766840962926904e-9, 1e-14));
  EXPECT_TRUE(close(wald_cc_difference_limits(few, two).upper, 6.86100174296260237e-9, 1e-14));
  EXPECT_TRUE(close(hauck_anderson_limits(few, two).lower, -1.36100174468444053e-9, 1e-14));
  EXPECT_TRUE(close(hauck_anderson_limits(few, two).upper, 6.69433507801777386e-9, 1e-14));
  EXPECT_TRUE(close(agresti_caffo_limits(few, two).lower, -7.76275993745321557e-10, 1e-14));
  EXPECT_TRUE(close(agresti_caffo_limits(few, two).upper, 7.44294264530087714e-9, 1e-14));
  EXPECT_TRUE(close(brown_li_jeffreys_limits(few, two).lower, -8.29708426060984175e-10, 1e-14));
  EXPECT_TRUE(close(brown_li_jeffreys_limits(few, two).upper, 6.82970841939431752e-9, 1e-14));
  EXPECT_TRUE(close(haldane_beal_limits(few, two).lower, -2.56776536173084832e-10, 1e-14));
  EXPECT_TRUE(close(haldane_beal_limits(few, two).upper, 6.92344318950641818e-9, 1e-14));
  EXPECT_TRUE(close(jeffreys_perks_limits(few, two).lower, -4.96375093932947704e-10, 1e-14));
  EXPECT_TRUE(close(jeffreys_perks_limits(few, two).upper, 7.16304174637739217e-9, 1e-14));
}

}  // namespace
