#include "equitable/detail/likelihood_step.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <string>

#include "equitable/comparison/profile_likelihood.hpp"
#include "equitable/proportion/likelihood_ratio.hpp"
#include "support/csv.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using Real = long double;

constexpr double unit = std::numeric_limits<double>::epsilon();

Real of(const Twofold& number) { return static_cast<Real>(number.high) + static_cast<Real>(number.low); }

TEST(LikelihoodStep, ProductsAndQuotientsHaveHalfAsManyDigitsMore) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> part(0.5, 2.0);
  for (int i = 0; i < 20000; ++i) {
    const double a = part(random), b = part(random);
    const Twofold both = product(a, b);
    ASSERT_EQ(both.high, a * b);
    ASSERT_NEAR(both.low, std::fma(a, b, -both.high), 1e-23);
    const Twofold x{a, 0.4 * unit * part(random) * 0.5}, y{b, -0.4 * unit * part(random) * 0.5};
    const Twofold back = product(quotient(x, y), y);
    ASSERT_NEAR((back.high - x.high) + (back.low - x.low), 0.0, 1e-22);
  }
}

// c log(m/c) against the logarithm of 80 bits, which is good to 1e-19: a thousandth of the last place of a double.
TEST(LikelihoodStep, LogarithmsHaveSixBitsBeyondADouble) {
  std::mt19937_64 random(4);
  std::uniform_real_distribution<double> logit(-25.0, 25.0);
  for (int i = 0; i < 50000; ++i) {
    const double c = std::floor(std::exp(std::fabs(logit(random))));
    const double change = i % 2 == 0 ? c * std::exp(logit(random)) : -c / (1.0 + std::exp(logit(random)));
    const Twofold m = c + Twofold{change, 0.0};
    if (of(m) <= 0.0L) continue;
    const Real expected = static_cast<Real>(c) * std::log1p(static_cast<Real>(change) / static_cast<Real>(c));
    const Real found = of(lane_weighted_log(c, {change, 0.0}, m));
    // Near −1 the quotient in the argument of log1p has not enough digits for a judge.
    const Real expected_left = static_cast<Real>(c) * std::log(of(m) / static_cast<Real>(c));
    const Real best = change < -0.5 * c ? expected_left : expected;
    ASSERT_LE(std::fabs(found - best), 6e-18L * std::fabs(best)) << c << " + " << change;
  }
  EXPECT_EQ(lane_weighted_log(0.0, {3.0, 0.0}, {3.0, 0.0}).high, 0.0);
  EXPECT_EQ(lane_weighted_log(0.0, {0.0, 0.0}, {0.0, 0.0}).low, 0.0);
}

// Every limit is within one unit of the last place of the exact one: of itself, for a difference of the largest of it and the rates.
TEST(LikelihoodStep, LimitsAreThoseOfAHundredDigits) {
  const support::Csv reference("reference/profile_likelihood.csv");
  std::map<std::string, int> seen;
  for (const support::Row& row : reference.rows()) {
    const TwoRates r{row.number("x1"), row.number("n1"), row.number("x2"), row.number("n2")};
    const Level level{0.0, row.number("z")};
    const std::string& measure = row.text("measure");
    ++seen[measure];
    Interval found{};
    double size = 0.0;
    if (measure == "ratio") {
      found = ratio_profile_limits(r, level);
    } else if (measure == "odds_ratio") {
      found = odds_ratio_profile_limits(r, level);
    } else if (measure == "difference") {
      found = difference_profile_limits(r, level);
      size = std::fmax(r.x1 / r.n1, r.x2 / r.n2);
    } else {
      found = likelihood_ratio_limits(r.x1, r.n1, level);
    }
    const auto check = [&](double limit, double expected) {
      if (std::isinf(expected))
        EXPECT_EQ(limit, expected) << row.all();
      else
        EXPECT_LE(std::fabs(limit - expected), unit * std::fmax(size, std::fabs(expected))) << row.all();
    };
    check(found.lower, row.number("lower"));
    check(found.upper, row.number("upper"));
  }
  EXPECT_EQ(seen["rate"], 88);
  EXPECT_EQ(seen["difference"], 88);
  EXPECT_EQ(seen["ratio"], 88);
  EXPECT_EQ(seen["odds_ratio"], 86);
}

}  // namespace
