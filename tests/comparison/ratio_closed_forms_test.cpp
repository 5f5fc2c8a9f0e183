#include "equitable/comparison/ratio_closed_forms.hpp"

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

void expect_limits(const Interval& actual, Real lower, Real upper, const char* method, const Table2x2& t) {
  ASSERT_TRUE(close(actual.lower, static_cast<double>(lower), 1e-13)) << method << " " << describe(t);
  ASSERT_TRUE(close(actual.upper, static_cast<double>(upper), 1e-13)) << method << " " << describe(t);
}

// The textbook's formulas as they stand, in long double.
void agrees_with_the_textbook(const Table2x2& t) {
  const TwoRates r = t.rates();
  const Real x1 = r.x1, n1 = r.n1, x2 = r.x2, n2 = r.n2;
  const Real z = level_95.z;
  const Real half = Real{1} / 2;

  const Real walter = std::log(((x1 + half) / (n1 + half)) / ((x2 + half) / (n2 + half)));
  const Real walter_error = std::sqrt(1 / (x1 + half) - 1 / (n1 + half) + 1 / (x2 + half) - 1 / (n2 + half));
  expect_limits(walter_limits(r, level_95), std::exp(walter - z * walter_error), std::exp(walter + z * walter_error), "walter",
                t);

  const Real haldane = std::log(((x1 + half) / (n1 + 1)) / ((x2 + half) / (n2 + 1)));
  const Real haldane_error = std::sqrt(1 / (x1 + half) - 1 / (n1 + 1) + 1 / (x2 + half) - 1 / (n2 + 1));
  expect_limits(haldane_ratio_limits(r, level_95), std::exp(haldane - z * haldane_error), std::exp(haldane + z * haldane_error),
                "haldane", t);

  const Real y1 = x1 + Real{0.25}, y2 = x2 + Real{0.25};
  const Real bonett = std::log((y1 / (n1 + Real{1.75})) / (y2 / (n2 + Real{1.75})));
  const Real bonett_error = std::sqrt(1 / (y1 + y1 * y1 / (n1 - x1 + Real{1.5})) + 1 / (y2 + y2 * y2 / (n2 - x2 + Real{1.5})));
  expect_limits(price_bonett_limits(r, level_95), std::exp(bonett - z * bonett_error), std::exp(bonett + z * bonett_error),
                "price_bonett", t);

  if (t.a() == 0 || t.c() == 0) return;
  const Real ratio = std::log((x1 / n1) / (x2 / n2));
  const Real error = std::sqrt(std::fmax(Real{0}, 1 / x1 - 1 / n1 + 1 / x2 - 1 / n2));
  expect_limits(katz_limits(r, level_95), std::exp(ratio - z * error), std::exp(ratio + z * error), "katz", t);
  const Real stretched = 2 * std::asinh(half * z * error);
  expect_limits(ratio_inv_sinh_limits(r, level_95), std::exp(ratio - stretched), std::exp(ratio + stretched), "inv_sinh", t);
}

TEST(RatioClosedForms, AgreeWithTheTextbook) {
  EXPECT_EQ(support::for_each_table(25, agrees_with_the_textbook), support::tables_up_to_25);
  RandomTables(31).for_each(20000, 100000, agrees_with_the_textbook);
}

TEST(RatioClosedForms, WithoutEventsOnlyKatzHasNoInterval) {
  for (const TwoRates& r : {TwoRates{0, 5, 3, 7}, TwoRates{3, 7, 0, 5}, TwoRates{0, 5, 0, 7}}) {
    EXPECT_TRUE(std::isnan(katz_limits(r, level_95).lower) && std::isnan(katz_limits(r, level_95).upper));
    for (const auto& limits : {walter_limits(r, level_95), haldane_ratio_limits(r, level_95), price_bonett_limits(r, level_95)})
      EXPECT_TRUE(0.0 < limits.lower && limits.lower < limits.upper && std::isfinite(limits.upper));
  }
}

// z²/n1 over 3/7, by hand: the empty group has z² events.
TEST(RatioClosedForms, InverseSineKeepsAFiniteLimitWithoutEvents) {
  const double zz = level_95.z * level_95.z;
  const Interval none = ratio_inv_sinh_limits({0, 5, 3, 7}, level_95);
  EXPECT_EQ(none.lower, 0.0);
  EXPECT_TRUE(close(none.upper, zz / 5.0 / (3.0 / 7.0), 1e-15));
  const Interval infinite = ratio_inv_sinh_limits({3, 7, 0, 5}, level_95);
  EXPECT_TRUE(close(infinite.lower, 3.0 / 7.0 / (zz / 5.0), 1e-15));
  EXPECT_EQ(infinite.upper, infinity);
  const Interval neither = ratio_inv_sinh_limits({0, 7, 0, 5}, level_95);
  EXPECT_EQ(neither.lower, 0.0);
  EXPECT_EQ(neither.upper, infinity);
}

TEST(RatioClosedForms, EverybodyHadTheOutcome) {
  for (const auto& limits : {katz_limits({5, 5, 7, 7}, level_95), walter_limits({5, 5, 7, 7}, level_95),
                             ratio_inv_sinh_limits({5, 5, 7, 7}, level_95)}) {
    EXPECT_EQ(limits.lower, 1.0);
    EXPECT_EQ(limits.upper, 1.0);
  }
  for (const auto& limits : {haldane_ratio_limits({5, 5, 7, 7}, level_95), price_bonett_limits({5, 5, 7, 7}, level_95)})
    EXPECT_TRUE(0.5 < limits.lower && limits.lower < 1.0 && 1.0 < limits.upper && limits.upper < 2.0);
}

void inverse_sine_is_shorter_than_katz(const Table2x2& t) {
  if (t.a() == 0 || t.c() == 0 || (t.b() == 0 && t.d() == 0)) return;
  const Interval katz = katz_limits(t.rates(), level_95);
  const Interval shorter = ratio_inv_sinh_limits(t.rates(), level_95);
  ASSERT_TRUE(katz.lower < shorter.lower && shorter.upper < katz.upper) << describe(t);
}

TEST(RatioClosedForms, InverseSineIsShorterThanKatz) { support::for_each_table(25, inverse_sine_is_shorter_than_katz); }

// By mpmath with 50 digits: (2^53 − 1 of 2^53) against (2^52 + 1 of 2^53 − 3), at z = 2.
TEST(RatioClosedForms, TheLargestCountsKeepTheirDigits) {
  const TwoRates r{9007199254740991.0, 9007199254740992.0, 4503599627370497.0, 9007199254740989.0};
  const Level two{0.0, 2.0};
  for (const auto& limits : {katz_limits(r, two), walter_limits(r, two), haldane_ratio_limits(r, two),
                             price_bonett_limits(r, two), ratio_inv_sinh_limits(r, two)}) {
    EXPECT_TRUE(close(limits.lower, 1.9999999578531506009, 1e-15));
    EXPECT_TRUE(close(limits.upper, 2.0000000421468476227, 1e-15));
  }
}

}  // namespace
