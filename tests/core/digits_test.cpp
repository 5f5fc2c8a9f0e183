#include "equitable/core/digits.hpp"

#include <gtest/gtest.h>

#include <clocale>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>
#include <string>

namespace {

using namespace equitable::detail;

double of_bits(std::uint64_t bits) {
  double value = 0.0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

TEST(ShortestDigits, HandWorked) {
  for (const auto& digits : {shortest_digits, shortest_digits_of_c}) {
    EXPECT_EQ(digits(0.8), "0.8");
    EXPECT_EQ(digits(95.0), "95");
    EXPECT_EQ(digits(-0.5), "-0.5");
    EXPECT_EQ(digits(1e-101), "1e-101");
    EXPECT_EQ(digits(1.0 / 3.0), "0.3333333333333333");
    EXPECT_EQ(digits(0.1 + 0.2), "0.30000000000000004");
    EXPECT_EQ(digits(std::numeric_limits<double>::quiet_NaN()), "nan");
    EXPECT_EQ(digits(std::numeric_limits<double>::infinity()), "inf");
    EXPECT_EQ(digits(-std::numeric_limits<double>::infinity()), "-inf");
  }
}

TEST(ShortestDigits, AreReadBackAsTheSameNumberOnEitherWay) {
  std::mt19937_64 random{20260412};
  for (int i = 0; i < 20000; ++i) {
    const double value = of_bits(random());
    if (value - value != 0.0) continue;
    const std::string standard = shortest_digits(value);
    const std::string other = shortest_digits_of_c(value);
    EXPECT_EQ(std::strtod(standard.c_str(), nullptr), value) << standard;
    EXPECT_EQ(std::strtod(other.c_str(), nullptr), value) << other;
  }
}

TEST(FixedDigits, AreExactOnEitherWay) {
  for (const auto& digits : {fixed_digits, fixed_digits_of_c}) {
    EXPECT_EQ(digits(0.1, 55), "0.1000000000000000055511151231257827021181583404541015625");
    EXPECT_EQ(digits(-2.5, 3), "-2.500");
    EXPECT_EQ(digits(9007199254740992.0, 1), "9007199254740992.0");
  }
  std::mt19937_64 random{20260413};
  for (int i = 0; i < 5000; ++i) {
    const double value = of_bits(random());
    if (value - value != 0.0) continue;
    EXPECT_EQ(fixed_digits(value, 60), fixed_digits_of_c(value, 60));
  }
}

TEST(WithPlainPoint, TurnsWhateverTheLocaleWroteIntoAPoint) {
  EXPECT_EQ(with_plain_point("-0,25"), "-0.25");
  EXPECT_EQ(with_plain_point("1\xd9\xab"
                             "5e-07"),
            "1.5e-07")
      << "the Arabic decimal separator has two bytes";
  EXPECT_EQ(with_plain_point("12"), "12");
  const char* set = std::setlocale(LC_NUMERIC, "de_DE.UTF-8");
  EXPECT_EQ(shortest_digits_of_c(0.25), "0.25") << (set != nullptr ? "in German" : "no German locale here");
  EXPECT_EQ(shortest_digits(0.25), "0.25");
  std::setlocale(LC_NUMERIC, "C");
}

}  // namespace
