#include "equitable/proportion/wald.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/proportions.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::agreeing_rows;
using support::close;

const Level level95 = two_sided_level(Confidence(0.95));

TEST(Wald, ClosedFormsAgreeWithEveryReferenceValue) {
  EXPECT_EQ(agreeing_rows(ProportionMethod::wald, 2e-14), 195);
  EXPECT_EQ(agreeing_rows(ProportionMethod::wald_cc, 1e-14), 195);
  EXPECT_EQ(agreeing_rows(ProportionMethod::agresti_coull, 1e-14), 195);
  EXPECT_EQ(agreeing_rows(ProportionMethod::logit, 1e-14), 195);
  EXPECT_EQ(agreeing_rows(ProportionMethod::arcsine, 1e-14), 195);
}

TEST(Wald, CollapsesAtTheEdgesAsItsDefinitionSays) {
  for (const double n : {1.0, 2.0, 1e9, 9007199254740992.0}) {
    EXPECT_EQ(wald_limits(0.0, n, level95).lower, 0.0);
    EXPECT_EQ(wald_limits(0.0, n, level95).upper, 0.0);
    EXPECT_EQ(wald_limits(n, n, level95).lower, 1.0);
    EXPECT_EQ(wald_limits(n, n, level95).upper, 1.0);
    EXPECT_EQ(wald_cc_limits(0.0, n, level95).lower, 0.0);
    EXPECT_EQ(wald_cc_limits(0.0, n, level95).upper, 0.5 / n);
    EXPECT_TRUE(close(wald_cc_limits(n, n, level95).lower, 1.0 - 0.5 / n, 1e-15));
    EXPECT_EQ(wald_cc_limits(n, n, level95).upper, 1.0);
    EXPECT_TRUE(std::isnan(logit_limits(0.0, n, level95).lower) && std::isnan(logit_limits(0.0, n, level95).upper));
    EXPECT_TRUE(std::isnan(logit_limits(n, n, level95).lower) && std::isnan(logit_limits(n, n, level95).upper));
    EXPECT_EQ(agresti_coull_limits(0.0, n, level95).lower, 0.0);
    EXPECT_EQ(agresti_coull_limits(n, n, level95).upper, 1.0);
  }
}

TEST(Wald, TheDefinitionsInLongDoubleGiveTheSame) {
  const long double z = level95.z;
  support::for_each_rate(60, [&](Count events, Count total) {
    const long double x = static_cast<long double>(events);
    const long double n = static_cast<long double>(total);
    const long double p = x / n;
    const long double se = std::sqrt(p * (1 - p) / n);
    const long double nn = n + z * z;
    const long double pp = (x + z * z / 2) / nn;
    const long double half = z * std::sqrt(pp * (1 - pp) / nn);
    const long double angle = std::asin(std::sqrt((x + 0.375L) / (n + 0.75L)));
    const long double turn = z / (2 * std::sqrt(n));
    const long double right = 1.57079632679489661923L;
    const auto same = [&](Interval found, long double low, long double high) {
      low = std::fmax(low, 0.0L);
      high = std::fmin(high, 1.0L);
      ASSERT_TRUE(close(found.lower, static_cast<double>(low), 1e-13, 1e-16)) << events << "/" << total;
      ASSERT_TRUE(close(found.upper, static_cast<double>(high), 1e-14)) << events << "/" << total;
    };
    const double a = static_cast<double>(events);
    const double b = static_cast<double>(total);
    same(wald_limits(a, b, level95), p - z * se, p + z * se);
    same(wald_cc_limits(a, b, level95), p - z * se - 0.5L / n, p + z * se + 0.5L / n);
    same(agresti_coull_limits(a, b, level95), pp - half, pp + half);
    same(arcsine_limits(a, b, level95), std::pow(std::sin(std::fmax(0.0L, angle - turn)), 2.0L),
         std::pow(std::sin(std::fmin(right, angle + turn)), 2.0L));
    if (events == 0 || events == total) return;
    const long double logit = std::log(x / (n - x));
    const long double spread = z * std::sqrt(1 / x + 1 / (n - x));
    same(logit_limits(a, b, level95), 1 / (1 + std::exp(spread - logit)), 1 / (1 + std::exp(-spread - logit)));
  });
}

TEST(Wald, AgrestiCoullIsWiderThanWilsonRoundTheSameCentre) {
  support::for_each_rate(60, [](Count events, Count total) {
    const double x = static_cast<double>(events);
    const double n = static_cast<double>(total);
    const Interval wilsons = wilson_limits(x, n, level95.z);
    const Interval found = agresti_coull_limits(x, n, level95);
    ASSERT_LE(found.lower, wilsons.lower * (1.0 + 1e-15)) << events << "/" << total;
    ASSERT_GE(found.upper, wilsons.upper * (1.0 - 1e-15)) << events << "/" << total;
    if (found.lower > 0.0 && found.upper < 1.0) {
      ASSERT_NEAR(found.lower + found.upper, wilsons.lower + wilsons.upper, 1e-14) << events << "/" << total;
    }
  });
}

}  // namespace
