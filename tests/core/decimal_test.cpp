#include "equitable/core/decimal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "support/compare.hpp"
#include "support/long_numbers.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::decimal_text;
using support::LongNumber;
using support::refusal;

LongNumber long_number(Count count) { return LongNumber(static_cast<std::uint64_t>(count)); }

TEST(DecimalPercent, HandWorked) {
  EXPECT_EQ(decimal_percent(207, 2386, 1), "8.7");
  EXPECT_EQ(decimal_percent(596, 3842, 1), "15.5");
  EXPECT_EQ(decimal_percent(1, 8, 1), "12.5");
  EXPECT_EQ(decimal_percent(1, 8, 0), "13");
  EXPECT_EQ(decimal_percent(1, 16, 1), "6.3") << "6.25 goes up";
  EXPECT_EQ(decimal_percent(1, 16, 2), "6.25");
  EXPECT_EQ(decimal_percent(0, 7, 1), "0.0");
  EXPECT_EQ(decimal_percent(7, 7, 1), "100.0");
  EXPECT_EQ(decimal_percent(1999, 2000, 1), "100.0") << "99.95 goes up through every digit";
  EXPECT_EQ(decimal_percent(1, 3, 18), "33.333333333333333333");
  EXPECT_EQ(decimal_percent(2, 3, 18), "66.666666666666666667");
  EXPECT_EQ(decimal_percent(1, max_count, 18), "0.000000000000011102");
  EXPECT_EQ(decimal_percent(max_count, max_count, 18), "100.000000000000000000");
}

TEST(DecimalRatio, HandWorked) {
  EXPECT_EQ(decimal_ratio(596, 3842, 207, 2386, 2), "1.79");
  EXPECT_EQ(decimal_ratio(357, 400, 1, 2, 2), "1.79") << "exactly 1.785, which no double holds";
  EXPECT_EQ(decimal_ratio(357, 400, 1, 2, 3), "1.785");
  EXPECT_EQ(decimal_ratio(201, 400, 1, 2, 2), "1.01") << "exactly 1.005";
  EXPECT_EQ(decimal_ratio(1, 2, 1, 2, 2), "1.00");
  EXPECT_EQ(decimal_ratio(1, 2, 1, 3, 0), "2") << "1.5 goes up";
  EXPECT_EQ(decimal_ratio(1, 2, 1, 1, 0), "1") << "0.5 goes up";
  EXPECT_EQ(decimal_ratio(0, 5, 1, 5, 2), "0.00");
  EXPECT_EQ(decimal_ratio(1999, 2000, 1, 10, 2), "10.00") << "9.995 gains a digit";
  EXPECT_EQ(decimal_ratio(3, 7, 0, 5, 2), "∞");
  EXPECT_EQ(decimal_ratio(0, 7, 0, 5, 2), "undefined");
  EXPECT_EQ(decimal_ratio(max_count, max_count, 1, max_count, 2), "9007199254740992.00");
  EXPECT_EQ(decimal_ratio(1, max_count, max_count, max_count, 18), "0.000000000000000111");
}

TEST(DecimalPercentagePoints, HandWorked) {
  EXPECT_EQ(decimal_percentage_points(139, 571, 488, 2237, 1), "+2.5");
  EXPECT_EQ(decimal_percentage_points(302, 572, 1495, 2228, 1), "-14.3");
  EXPECT_EQ(decimal_percentage_points(1, 2, 1, 2, 1), "0.0");
  EXPECT_EQ(decimal_percentage_points(1000, 2001, 1, 2, 1), "0.0") << "-0.02 has no sign once it is rounded away";
  EXPECT_EQ(decimal_percentage_points(999, 2000, 1, 2, 1), "-0.1") << "-0.05 goes away from zero";
  EXPECT_EQ(decimal_percentage_points(1001, 2000, 1, 2, 1), "+0.1");
  EXPECT_EQ(decimal_percentage_points(0, 4, 4, 4, 0), "-100");
  EXPECT_EQ(decimal_percentage_points(0, 1, 1, 1000, 0), "0");
  EXPECT_EQ(decimal_percentage_points(max_count, max_count, 0, max_count, 18), "+100.000000000000000000");
}

TEST(DecimalNumber, HandWorked) {
  EXPECT_EQ(decimal_number(1.5, 1), "1.5");
  EXPECT_EQ(decimal_number(0.125, 2), "0.13") << "exact half, away from zero";
  EXPECT_EQ(decimal_number(-0.125, 2), "-0.13");
  EXPECT_EQ(decimal_number(2.5, 0), "3");
  EXPECT_EQ(decimal_number(0.5, 0), "1");
  EXPECT_EQ(decimal_number(0.49999999999999994, 0), "0");
  EXPECT_EQ(decimal_number(1.785, 2), "1.78") << "the double lies below 1.785";
  EXPECT_EQ(decimal_number(9.999, 2), "10.00");
  EXPECT_EQ(decimal_number(-9.999, 2), "-10.00");
  EXPECT_EQ(decimal_number(99.5, 0), "100");
  EXPECT_EQ(decimal_number(0.8, 2), "0.80");
  EXPECT_EQ(decimal_number(1.25, 2), "1.25");
  EXPECT_EQ(decimal_number(0.0, 2), "0.00");
  EXPECT_EQ(decimal_number(std::numeric_limits<double>::infinity(), 2), "∞");
  EXPECT_EQ(decimal_number(-std::numeric_limits<double>::infinity(), 2), "-∞");
  EXPECT_EQ(decimal_number(std::numeric_limits<double>::quiet_NaN(), 2), "undefined");
  EXPECT_EQ(decimal_number(std::numeric_limits<double>::max(), 0).size(), 309U);
  EXPECT_EQ(decimal_number(std::numeric_limits<double>::denorm_min(), 18), "0.000000000000000000");
}

TEST(Decimal, NeverPrintsMinusZero) {
  EXPECT_EQ(decimal_number(-0.0, 1), "0.0");
  EXPECT_EQ(decimal_number(-0.04, 1), "0.0");
  EXPECT_EQ(decimal_number(-0.4, 0), "0");
  EXPECT_EQ(decimal_number(-std::numeric_limits<double>::denorm_min(), 18), "0.000000000000000000");
  support::for_each_table(12, [](const Table2x2& t) {
    for (int decimals = 0; decimals <= 2; ++decimals) {
      const std::string text =
          decimal_percentage_points(t.group.events, t.group.total, t.reference.events, t.reference.total, decimals);
      const bool zero = text.find_first_of("123456789") == std::string::npos;
      ASSERT_EQ(text[0] == '-' || text[0] == '+', !zero) << text << " for " << support::describe(t);
    }
  });
}

TEST(Decimal, AgreesWithLongDivisionOfDigitStrings) {
  support::RandomTables random(20260101);
  int gone_up = 0;
  for (int i = 0; i < 1200; ++i) {
    const Count n1 = random.total(max_count);
    const Count n2 = random.total(max_count);
    const Count x1 = random.events(n1);
    const Count x2 = random.events(n2);
    const int decimals = static_cast<int>(random.between(0, i % 10 == 0 ? 18 : 3));
    const LongNumber left = long_number(x1) * long_number(n2);
    const LongNumber right = long_number(x2) * long_number(n1);
    const LongNumber hundred(100);
    ASSERT_EQ(decimal_percent(x1, n1, decimals), decimal_text(long_number(x1) * hundred, long_number(n1), decimals))
        << x1 << "/" << n1;
    if (x2 > 0) {
      ASSERT_EQ(decimal_ratio(x1, n1, x2, n2, decimals), decimal_text(left, right, decimals))
          << x1 << "/" << n1 << " v " << x2 << "/" << n2;
    }
    const std::string size =
        decimal_text((left < right ? right - left : left - right) * hundred, long_number(n1) * long_number(n2), decimals);
    const bool zero = size.find_first_of("123456789") == std::string::npos;
    ASSERT_EQ(decimal_percentage_points(x1, n1, x2, n2, decimals), (zero           ? ""
                                                                    : left < right ? "-"
                                                                                   : "+") +
                                                                       size)
        << x1 << "/" << n1 << " v " << x2 << "/" << n2;
    gone_up += size > "0.5" ? 1 : 0;
  }
  EXPECT_GT(gone_up, 100) << "the random tables must not all round to zero";
}

TEST(Decimal, EveryHalfGoesAwayFromZero) {
  // k/200 has an exact half in the third decimal of the ratio to 1 of 1 for every odd k.
  for (Count k = 1; k < 2000; k += 2) {
    const std::string up = decimal_text(long_number(k + 1), LongNumber(200), 2);
    ASSERT_EQ(decimal_ratio(k, 200, 1, 1, 2), up) << k;
    ASSERT_EQ(decimal_percent(k, 2000, 1), decimal_text(long_number(k + 1), LongNumber(20), 1)) << k;
  }
}

TEST(DecimalNumber, AgreesWithTheExactBinaryFraction) {
  support::RandomTables random(77);
  for (int i = 0; i < 600; ++i) {
    const Count mantissa = random.between(1, max_count);
    const int exponent = static_cast<int>(random.between(-58, 10));
    const double value = std::ldexp(static_cast<double>(mantissa), exponent);
    const int decimals = static_cast<int>(random.between(0, 6));
    const LongNumber numerator = long_number(mantissa) * support::power_of_two(exponent > 0 ? exponent : 0);
    const std::string expected = decimal_text(numerator, support::power_of_two(exponent < 0 ? -exponent : 0), decimals);
    ASSERT_EQ(decimal_number(value, decimals), expected) << mantissa << " * 2^" << exponent;
  }
}

TEST(Decimal, RefusesWhatIsNoRate) {
  EXPECT_EQ(refusal([] { return decimal_percent(-1, 5, 1); }), "decimal_percent: events is -1, but must be 0 to 2^53");
  EXPECT_EQ(refusal([] { return decimal_percent(0, 0, 1); }), "decimal_percent: total is 0, but must be 1 to 2^53");
  EXPECT_EQ(refusal([] { return decimal_percent(1, max_count + 1, 1); }),
            "decimal_percent: total is 9007199254740993, but must be 1 to 2^53");
  EXPECT_EQ(refusal([] { return decimal_ratio(1, 2, 1, -3, 2); }), "decimal_ratio: total is -3, but must be 1 to 2^53");
  EXPECT_EQ(refusal([] { return decimal_ratio(1, 2, max_count + 1, 3, 2); }),
            "decimal_ratio: events is 9007199254740993, but must be 0 to 2^53");
  EXPECT_EQ(refusal([] { return decimal_percentage_points(1, 2, 1, 0, 2); }),
            "decimal_percentage_points: total is 0, but must be 1 to 2^53");
  EXPECT_EQ(refusal([] { return decimal_number(1.0, -1); }), "decimal_number: decimals is -1, but must be 0 to 18");
  EXPECT_EQ(refusal([] { return decimal_percent(1, 2, 19); }), "decimal_percent: decimals is 19, but must be 0 to 18");
}

}  // namespace
