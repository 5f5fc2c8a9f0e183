#include "equitable/detail/rates.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable::detail;
using equitable::Table2x2;
using support::close;
using support::describe;
using support::RandomTables;

constexpr double huge = 9007199254740992.0;  // 2^53

TEST(Rates, DifferenceOfProductsLosesNothing) {
  EXPECT_EQ(difference_of_products(huge - 1, huge - 1, huge - 2, huge), 1.0);
  EXPECT_EQ(difference_of_products(94906267.0, 94906267.0, 94906266.0, 94906268.0), 1.0);
  EXPECT_EQ(difference_of_products(3.0, 4.0, 6.0, 2.0), 0.0);
  EXPECT_EQ(difference_of_products(0.0, 4.0, 6.0, 2.0), -12.0);
}

TEST(Rates, DifferenceKeepsItsDigitsWhereTheRatesAgree) {
  const TwoRates close_rates{500000001.0, 1000000001.0, 500000000.0, 999999999.0};
  // 500000001·999999999 = 500000000499999999 and 500000000·1000000001 = 500000000500000000: they differ by −1.
  EXPECT_TRUE(close(rate_difference_value(close_rates), -1.0 / (1000000001.0 * 999999999.0), 1e-15));
  EXPECT_EQ(rate_difference_value({1, 2, 2, 4}), 0.0);
  EXPECT_EQ(rate_difference_value({1, 1, 0, 1}), 1.0);
}

TEST(Rates, TwofoldQuotientCarriesItsRounding) {
  const Twofold third = twofold_quotient(1.0, 3.0);
  EXPECT_EQ(third.high, 1.0 / 3.0);
  EXPECT_TRUE(close(third.low, std::ldexp(1.0, -54) / 3.0, 1e-15));  // 1/3 = 0.0101…01|01…: what is cut off is 2^-54/3
  const Twofold quarter = twofold_quotient(huge / 4, huge);
  EXPECT_EQ(quarter.high, 0.25);
  EXPECT_EQ(quarter.low, 0.0);
}

TEST(Rates, ContrastsOfALargeTableHaveEveryDigit) {
  const TwoRates r{300000020, 1000000000, 200000010, 1000000000};
  // 0.10000001 − δ with δ = 0.1 = 0.1000000000000000055511151231257827…
  EXPECT_TRUE(close(difference_contrast(r, 0.1), 9.9999999944488848769e-9, 1e-15));
  EXPECT_TRUE(close(ratio_contrast(r, 1.5), 5e-9, 1e-15));
  // 1.2 = 1.1999999999999999555910790149937…; 0.30000002 − 1.2·0.25000001 = 8e-9 + 4.440892098500626e-17·0.25000001.
  EXPECT_TRUE(close(ratio_contrast({300000020, 1000000000, 250000010, 1000000000}, 1.2), 8.0000000111022307e-9, 1e-15));
}

TEST(Rates, ContrastsVanishExactlyWhereNoDifferenceIsLeft) {
  EXPECT_EQ(difference_contrast({1, 3, 2, 6}, 0.0), 0.0);
  EXPECT_EQ(difference_contrast({1, 1, 0, 7}, 1.0), 0.0);
  EXPECT_EQ(difference_contrast({3, 4, 1, 4}, 0.5), 0.0);
  EXPECT_EQ(ratio_contrast({1, 3, 2, 6}, 1.0), 0.0);
  EXPECT_EQ(ratio_contrast({3, 7, 1, 7}, 3.0), 0.0);
  EXPECT_EQ(odds_contrast({1, 3, 2, 6}, {1.0, 0.0}), 0.0);
  EXPECT_EQ(odds_contrast({2, 3, 1, 3}, {0.25, 0.0}), 0.0);
}

TEST(Rates, ContrastOfOddsOfTheLargestCounts) {
  // a d − b c with a = d = 2^52 + 1, b = c = 2^52 − 1: (a − b)(a + b) = 2·2^53.
  const double a = huge / 2 + 1;
  const TwoRates r{a, huge, huge - a, huge};
  EXPECT_EQ(odds_contrast(r, {1.0, 0.0}), 2.0 * huge);
  // With the odds ratio 3, 1/3 in two parts: (a d − 3 b c)/3 = −(2·2^104 − 8·2^52 + 2)/3.
  EXPECT_TRUE(close(odds_contrast(r, twofold_quotient(1.0, 3.0)),
                    static_cast<double>((-2.0L * std::ldexp(1.0L, 104) + 8.0L * std::ldexp(1.0L, 52) - 2.0L) / 3.0L), 1e-15));
}

TEST(Rates, ContrastsChangeSignWithTheGroups) {
  RandomTables(31).for_each(20000, equitable::max_count, [](const Table2x2& t) {
    const TwoRates r = t.rates();
    for (const double null : {0.0, 0.1, 0.5, 0.9}) {
      ASSERT_EQ(difference_contrast(r, null), -difference_contrast(r.swapped(), -null)) << describe(t) << " at " << null;
    }
    ASSERT_EQ(odds_contrast(r, {1.0, 0.0}), -odds_contrast(r.swapped(), {1.0, 0.0})) << describe(t);
    ASSERT_EQ(ratio_contrast(r, 1.0), -ratio_contrast(r.swapped(), 1.0)) << describe(t);
    ASSERT_TRUE(close(difference_contrast(r, 0.0), rate_difference_value(r), 1e-15)) << describe(t);
  });
}

}  // namespace
