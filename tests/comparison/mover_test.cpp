#include "equitable/comparison/mover.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "equitable/proportion/jeffreys.hpp"
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

struct Rate {
  Real lower, estimate, upper;
};

// Wilson's limits, with `correction` 1 Fleiss's continuity correction, by the textbook's quadratic.
Rate wilson_rate(Real x, Real n, Real correction) {
  const Real z = level_95.z, zz = z * z, p = x / n, c = correction;
  const Real lower = (2 * x + zz - c - z * std::sqrt(zz - c * (2 + 1 / n) + 4 * p * (n * (1 - p) + c))) / (2 * (n + zz));
  const Real upper = (2 * x + zz + c + z * std::sqrt(zz + c * (2 - 1 / n) + 4 * p * (n * (1 - p) - c))) / (2 * (n + zz));
  return {x == 0 ? 0 : lower, p, x == n ? 1 : upper};
}
Rate jeffreys_rate(double x, double n) {
  const Interval limits = jeffreys_equal_tailed_limits(x, n, level_95);
  return {limits.lower, jeffreys_median(x, n), limits.upper};
}
Rate odds(const Rate& p) { return {p.lower / (1 - p.lower), p.estimate / (1 - p.estimate), p.upper / (1 - p.upper)}; }

Real square(Real a) { return a * a; }

void expect_difference(const Interval& actual, const Rate& p, const Rate& q, double tolerance, const Table2x2& t) {
  const Real difference = p.estimate - q.estimate;
  const Real down = std::sqrt(square(p.estimate - p.lower) + square(q.upper - q.estimate));
  const Real up = std::sqrt(square(p.upper - p.estimate) + square(q.estimate - q.lower));
  ASSERT_NEAR(actual.lower, static_cast<double>(difference - down), tolerance) << describe(t);
  ASSERT_NEAR(actual.upper, static_cast<double>(difference + up), tolerance) << describe(t);
}

// Donner and Zou's ratio as they print it.
void expect_ratio(const Interval& actual, const Rate& p, const Rate& q, double relative, const Table2x2& t) {
  const Real product = p.estimate * q.estimate;
  const Real l1 = p.lower * (2 * p.estimate - p.lower), u1 = p.upper * (2 * p.estimate - p.upper);
  const Real l2 = q.lower * (2 * q.estimate - q.lower), u2 = q.upper * (2 * q.estimate - q.upper);
  const Real lower = p.lower == 0 ? 0 : l1 / (product + std::sqrt(std::fmax(Real{0}, product * product - l1 * u2)));
  const Real upper = q.lower == 0 ? Real{infinity} : (product + std::sqrt(std::fmax(Real{0}, product * product - u1 * l2))) / l2;
  ASSERT_TRUE(close(actual.lower, static_cast<double>(lower), relative)) << describe(t);
  ASSERT_TRUE(close(actual.upper, static_cast<double>(upper), relative)) << describe(t);
}

void wilson_forms_agree_with_their_definition(const Table2x2& t) {
  const TwoRates r = t.rates();
  const Rate p = wilson_rate(r.x1, r.n1, 0), q = wilson_rate(r.x2, r.n2, 0);
  expect_difference(newcombe_limits(r, level_95), p, q, 3e-16, t);
  expect_difference(newcombe_cc_limits(r, level_95), wilson_rate(r.x1, r.n1, 1), wilson_rate(r.x2, r.n2, 1), 5e-16, t);
  expect_ratio(ratio_mover_wilson_limits(r, level_95), p, q, 1e-13, t);
  if (t.a() > 0 && t.b() > 0 && t.c() > 0 && t.d() > 0)
    expect_ratio(odds_ratio_mover_wilson_limits(r, level_95), odds(p), odds(q), 1e-13, t);
}

TEST(Mover, WilsonFormsAgreeWithTheirDefinition) {
  EXPECT_EQ(support::for_each_table(25, wilson_forms_agree_with_their_definition), support::tables_up_to_25);
  RandomTables(51).for_each(20000, 1000, wilson_forms_agree_with_their_definition);
}

void jeffreys_forms_agree_with_their_definition(const Table2x2& t) {
  const TwoRates r = t.rates();
  const Rate p = jeffreys_rate(r.x1, r.n1), q = jeffreys_rate(r.x2, r.n2);
  expect_difference(difference_mover_jeffreys_limits(r, level_95), p, q, 1e-14, t);
  expect_ratio(ratio_mover_jeffreys_limits(r, level_95), p, q, 1e-11, t);
}

TEST(Mover, JeffreysFormsAgreeWithTheirDefinition) {
  support::for_each_table(10, jeffreys_forms_agree_with_their_definition);
  RandomTables(52).for_each(2000, 1000, jeffreys_forms_agree_with_their_definition);
}

TEST(Mover, EmptyCells) {
  for (const TwoRates& r : {TwoRates{0, 5, 3, 7}, TwoRates{5, 5, 3, 7}, TwoRates{3, 7, 0, 5}, TwoRates{3, 7, 5, 5}}) {
    EXPECT_TRUE(std::isnan(odds_ratio_mover_wilson_limits(r, level_95).lower));
    EXPECT_TRUE(std::isnan(odds_ratio_mover_wilson_limits(r, level_95).upper));
    const Interval jeffreys = ratio_mover_jeffreys_limits(r, level_95);
    EXPECT_TRUE(0.0 < jeffreys.lower && jeffreys.lower < jeffreys.upper && std::isfinite(jeffreys.upper));
  }
  // The closed forms of an empty group: u1/√L2, and one over it.
  const Interval first = wilson_limits(0, 5, level_95.z), second = wilson_limits(3, 7, level_95.z);
  const double l2 = second.lower * (2.0 * 3.0 / 7.0 - second.lower);
  const Interval none = ratio_mover_wilson_limits({0, 5, 3, 7}, level_95);
  EXPECT_EQ(none.lower, 0.0);
  EXPECT_TRUE(close(none.upper, first.upper / std::sqrt(l2), 1e-14));
  const Interval infinite = ratio_mover_wilson_limits({3, 7, 0, 5}, level_95);
  EXPECT_TRUE(close(infinite.lower, std::sqrt(l2) / first.upper, 1e-14));
  EXPECT_EQ(infinite.upper, infinity);
  const Interval neither = ratio_mover_wilson_limits({0, 7, 0, 5}, level_95);
  EXPECT_EQ(neither.lower, 0.0);
  EXPECT_EQ(neither.upper, infinity);
}

TEST(Mover, RatesOfZeroAndOne) {
  for (const Level& level : {level_95, two_sided_level(Confidence(1e-6)), two_sided_level(Confidence(1.0 - 1e-12))}) {
    EXPECT_EQ(newcombe_limits({5, 5, 0, 7}, level).upper, 1.0);
    EXPECT_EQ(newcombe_cc_limits({5, 5, 0, 7}, level).upper, 1.0);
    EXPECT_EQ(newcombe_limits({0, 5, 7, 7}, level).lower, -1.0);
    EXPECT_EQ(newcombe_cc_limits({0, 5, 7, 7}, level).lower, -1.0);
    const Interval jeffreys = difference_mover_jeffreys_limits({5, 5, 0, 7}, level);
    EXPECT_TRUE(-1.0 < jeffreys.lower && jeffreys.lower < jeffreys.upper && jeffreys.upper < 1.0);
  }
}

void correction_widens(const Table2x2& t) {
  const Interval plain = newcombe_limits(t.rates(), level_95);
  const Interval corrected = newcombe_cc_limits(t.rates(), level_95);
  const bool full = t.a() == t.group.total || t.c() == 0;
  const bool none = t.a() == 0 || t.d() == 0;
  ASSERT_TRUE(corrected.upper > plain.upper || full) << describe(t);
  ASSERT_TRUE(corrected.lower < plain.lower || none) << describe(t);
}

TEST(Mover, TheContinuityCorrectionWidens) { support::for_each_table(25, correction_widens); }

// By mpmath with 50 digits, at z = 2: rates that agree to one part in 10^9 and to one in 2^53, where a limit less its
// estimate has no digits left.
TEST(Mover, DifferencesStayInsideTheSpaceWhateverTheRounding) {
  // A rate nearer to 1 than the spacing of doubles, against 0.
  const Level usual{0.025, 1.959963984540054};
  for (const TwoRates& r : {TwoRates{7372477635235370.0, 7372477635235371.0, 0, 3},
                            {9007199254740991.0, 9007199254740992.0, 0, 1},
                            {3, 3, 1, 7372477635235371.0}})
    for (const Interval limits :
         {newcombe_limits(r, usual), newcombe_cc_limits(r, usual), difference_mover_jeffreys_limits(r, usual),
          newcombe_limits(r.swapped(), usual), newcombe_cc_limits(r.swapped(), usual)}) {
      EXPECT_GE(limits.lower, -1.0);
      EXPECT_LE(limits.upper, 1.0);
      EXPECT_LT(limits.lower, limits.upper);
    }
}

TEST(Mover, LargeCountsKeepTheirDigits) {
  const Level two{normal_upper_tail(2.0), 2.0};
  const TwoRates billion{500000000, 1000000000, 499999999, 999999999};
  const TwoRates largest{9007199254740991.0, 9007199254740992.0, 9007199254740990.0, 9007199254740991.0};
  EXPECT_TRUE(close(newcombe_limits(billion, two).lower, -0.0000447208594717343291, 1e-14));
  EXPECT_TRUE(close(newcombe_limits(billion, two).upper, 0.0000447218594717325007, 1e-14));
  EXPECT_TRUE(close(newcombe_cc_limits(billion, two).lower, -0.0000447215665785130408, 1e-14));
  EXPECT_TRUE(close(newcombe_cc_limits(billion, two).upper, 0.0000447225665785112123, 1e-14));
  EXPECT_TRUE(close(ratio_mover_wilson_limits(billion, two).lower, 0.999910562280654056, 1e-15));
  EXPECT_TRUE(close(ratio_mover_wilson_limits(billion, two).upper, 1.00008944771934597, 1e-15));
  EXPECT_TRUE(close(odds_ratio_mover_wilson_limits(billion, two).lower, 0.999821132560559281, 1e-14));
  EXPECT_TRUE(close(odds_ratio_mover_wilson_limits(billion, two).upper, 1.00017890343944085, 1e-14));
  EXPECT_TRUE(close(newcombe_limits(largest, two).lower, -5.43895982204207037e-16, 1e-14));
  EXPECT_TRUE(close(newcombe_limits(largest, two).upper, 5.43895982204207119e-16, 1e-14));
  EXPECT_TRUE(close(newcombe_cc_limits(largest, two).lower, -6.37416148630709739e-16, 1e-14));
  EXPECT_TRUE(close(newcombe_cc_limits(largest, two).upper, 6.37416148630709831e-16, 1e-14));
  EXPECT_TRUE(close(ratio_mover_wilson_limits(largest, two).lower, 0.999999999999999456, 1e-15));
  EXPECT_TRUE(close(ratio_mover_wilson_limits(largest, two).upper, 1.00000000000000054, 1e-15));
  EXPECT_TRUE(close(odds_ratio_mover_wilson_limits(largest, two).lower, 0.0819418755438783622, 1e-14));
  EXPECT_TRUE(close(odds_ratio_mover_wilson_limits(largest, two).upper, 12.2037724101704101, 1e-14));
  EXPECT_TRUE(close(difference_mover_jeffreys_limits(billion, two).lower, -0.0000447208595052750439, 1e-13));
  EXPECT_TRUE(close(difference_mover_jeffreys_limits(billion, two).upper, 0.0000447218595052738249, 1e-13));
  EXPECT_TRUE(close(ratio_mover_jeffreys_limits(billion, two).lower, 0.999910562280586981, 1e-14));
  EXPECT_TRUE(close(ratio_mover_jeffreys_limits(billion, two).upper, 1.00008944771941306, 1e-14));
}

// Posteriors found in lanes, and each quantile searched for by itself: two ways to the same limits.
TEST(Mover, JeffreysLimitsAreThoseOfTheSearch) {
  const auto law = [](const support::Table2x2& t, const Level& level) {
    const TwoRates r = t.rates();
    const Interval difference = difference_mover_jeffreys_limits(r, level);
    const Interval other_difference = difference_mover_jeffreys_search(r, level);
    const Interval ratio = ratio_mover_jeffreys_limits(r, level);
    const Interval other_ratio = ratio_mover_jeffreys_search(r, level);
    const double size = std::fmax((r.x1 + 0.5) / (r.n1 + 1.0), (r.x2 + 0.5) / (r.n2 + 1.0));
    const std::string where = support::describe(t);
    ASSERT_TRUE(close(difference.lower, other_difference.lower, 2e-14, 2e-14 * size)) << where;
    ASSERT_TRUE(close(difference.upper, other_difference.upper, 2e-14, 2e-14 * size)) << where;
    ASSERT_TRUE(close(ratio.lower, other_ratio.lower, 2e-14)) << where;
    ASSERT_TRUE(close(ratio.upper, other_ratio.upper, 2e-14)) << where;
  };
  for (const double confidence : {0.5, 0.95, 0.998, 1.0 - 1e-12}) {
    const Level level = two_sided_level(Confidence(confidence));
    support::for_each_table(7, [&](const support::Table2x2& t) { law(t, level); });
    support::RandomTables random(91);
    random.for_each(300, 20000, [&](const support::Table2x2& t) { law(t, level); });
    random.for_each(100, max_count, [&](const support::Table2x2& t) { law(t, level); });
  }
}

}  // namespace
