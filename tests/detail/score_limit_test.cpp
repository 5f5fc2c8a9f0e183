#include "equitable/detail/score_limit.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "equitable/core/types.hpp"
#include "support/score_limits.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::within_a_unit;

TEST(ScoreLimit, SquaresKeepWhatADoubleLoses) {
  // 3² · 6/5, 3² alone, and z² · N/(N−1) with z² = (1 + 2^-30)² = 1 + 2^-29 + 2^-60 of which a double keeps no more than 1 + 2^-29.
  const TwoRates small{1, 3, 1, 3};
  const Twofold corrected = score_square(small, 3.0, true);
  EXPECT_EQ(corrected.high + corrected.low, 10.8);
  EXPECT_NEAR((corrected.high - 10.8) + corrected.low, std::fma(-10.8, 5.0, 54.0) / 5.0, 1e-23);
  const Twofold plain = score_square(small, 1.0 + 0x1p-30, false);
  EXPECT_EQ((plain.high - (1.0 + 0x1p-29)) + plain.low, 0x1p-60);
  const Twofold pair = score_square({1, 1, 1, 1}, 1.0 + 0x1p-30, true);
  EXPECT_NEAR((pair.high - (2.0 + 0x1p-28)) + pair.low, 0x1p-59, 1e-23);
}

TEST(ScoreLimit, QuotientsAreRoundedOnceAndRaised) {
  EXPECT_EQ(raised_quotient({1.0, 0.0}, head_tail(3.0), 0.0, 1.0), 1.0 / 3.0);
  EXPECT_EQ(raised_quotient({1.0, 0.0}, head_tail(3.0), 1e-9, 2.0), 1.0 / 3.0 * (1.0 + 5e-10));
  for (double x = 1.0; x < 5000.0; x += 7.0)
    for (const double n : {3.0, 49.0, 1e6 + 3.0, 1234567890123.0})
      EXPECT_EQ(raised_quotient({x, 0.0}, head_tail(n), 0.0, 1e30), x / n) << x << "/" << n;
}

// What a multiplier that is wrong in its seventh digit may cost: some 1e-14, where the limit formed of it alone is 1e-7 off.
constexpr double wrong = 1e-7;
constexpr double left_over = 1e-13;

// For 1/2 v 0/2 the equation is t (1 − t/2) = λz² (1 − t): t = 1 − 1/p at λz² = (p² − 1)/(2p), and the limit (1−t)(2+t)/((2−t) t).
TEST(ScoreLimit, OfTheRatioFromARoughMultiplier) {
  const TwoRates r{1, 2, 0, 2};
  const RatioShares shares{head_tail(0.5), head_tail(1.0)};
  for (const double p : {2.0, 4.0, 8.0, 64.0}) {
    const double t = 1.0 - 1.0 / p;
    const HeadTail square = head_tail((p * p - 1.0) / (2.0 * p));
    const double exact = (1.0 - t) * (2.0 + t) / ((2.0 - t) * t);
    EXPECT_TRUE(within_a_unit(fine_ratio_limit(r, shares, square, t, false), {exact, exact})) << p;
    EXPECT_TRUE(within_a_unit(fine_ratio_limit(r, shares, square, t, true), {1.0 / exact, 1.0 / exact})) << p;
    for (const double off : {-wrong / p, wrong / p}) {
      EXPECT_NEAR(fine_ratio_limit(r, shares, square, t + off, false), exact, left_over * exact) << p;
      EXPECT_NEAR(fine_ratio_limit(r, shares, square, t + off, true), 1.0 / exact, left_over / exact) << p;
    }
  }
}

// 3/3 v 1/3 at λz² = 36: n1 n2 N/(n1 x2 N + n2 m λz²) = 54/(18 + 432) = 3/25.
TEST(ScoreLimit, OfTheRatioWhereEverybodyHadTheOutcome) {
  EXPECT_EQ(fine_ratio_limit_of_all({3, 3, 1, 3}, head_tail(36.0), false), 0.12);
  EXPECT_EQ(fine_ratio_limit_of_all({3, 3, 1, 3}, head_tail(36.0), true), 25.0 / 3.0);
}

// For 1/2 v 1/2 it is 4t² = λz² (1 − t²): t = 3/5 at λz² = 9/4, and the limit ((1−t)/(1+t))² = 1/16.
TEST(ScoreLimit, OfTheOddsRatioFromARoughMultiplier) {
  const TwoRates r{1, 2, 1, 2};
  const HeadTail square = head_tail(2.25);
  EXPECT_EQ(fine_odds_ratio_limit(r, square, 0.6, false), 0.0625);
  EXPECT_EQ(fine_odds_ratio_limit(r, square, 0.6, true), 16.0);
  for (const double t : {0.6 - wrong, 0.6 + wrong}) {
    EXPECT_NEAR(fine_odds_ratio_limit(r, square, t, false), 0.0625, left_over);
    EXPECT_NEAR(fine_odds_ratio_limit(r, square, t, true), 16.0, 16.0 * left_over);
  }
}

// For 1/2 v 1/2 both rates fall by f with 2f = s (1/4 − f²) and 2sf = λz²: f = 3/10, s = 15/4 at λz² = 9/4.
TEST(ScoreLimit, OfTheDifferenceFromARoughRoot) {
  const FallingRate half = falling_rate(1, 1, 2, 0.5, false);
  const HeadTail square = head_tail(2.25);
  EXPECT_EQ(fine_difference_step(half, half, square, {3.75, 0.3, 0.3}).limit, -0.6);
  for (const double off : {-wrong, wrong}) {
    const DifferenceStep step = fine_difference_step(half, half, square, {3.75 * (1.0 + off), 0.3 * (1.0 - off), 0.3 + off});
    EXPECT_NEAR(step.limit, -0.6, left_over);
    EXPECT_NEAR(step.root.s, 3.75, 10 * left_over);
    EXPECT_NEAR(step.root.fall1, 0.3, left_over);
    EXPECT_NEAR(step.root.fall2, 0.3, left_over);
  }
}

// For 1/1 v 0/1 they fall by 1 − 1/s, so that λz² = 2 (s − 1); for a millionth more than s = 1 too, and there the first step alone is rough.
TEST(ScoreLimit, OfTheDifferenceWhereRatesOfOneFall) {
  const FallingRate all = falling_rate(1, 0, 1, 1.0, true);
  EXPECT_EQ(fine_difference_step(all, all, head_tail(2.25), {2.125, 9.0 / 17.0, 9.0 / 17.0}).limit, -1.0 / 17.0);
  const double beyond = 0x1p-20;
  const double exact = 1.0 - 2.0 * beyond / (1.0 + beyond);
  const DifferenceStep rough = fine_difference_step(all, all, head_tail(2.0 * beyond), {1.0 + 3.0 * beyond, 0.0, beyond});
  EXPECT_EQ(fine_difference_step(all, all, head_tail(2.0 * beyond), rough.root).limit, exact);
}

}  // namespace
