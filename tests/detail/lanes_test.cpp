#include "equitable/detail/lanes.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;

// How many units of the last place of the true value (80 bits) the result lies from it.
double units(double found, long double truth) {
  const double nearest = std::fabs(static_cast<double>(truth));
  const double unit = std::nextafter(nearest, infinity) - nearest;
  return static_cast<double>(std::fabs(static_cast<long double>(found) - truth)) / unit;
}

struct Numbers {
  std::mt19937_64 engine{20240501};
  double between(double low, double high) { return low + (high - low) * (static_cast<double>(engine() >> 11U) * 0x1p-53); }
  // Either sign, any size from 2^least to `most`.
  double scattered(double least, double most) {
    const double size = most * std::exp2(between(least, 0.0));
    return engine() % 2 == 0 ? size : -size;
  }
};

constexpr int tries = 200000;

TEST(Lanes, ExponentialIsRightToAUnit) {
  Numbers numbers;
  for (int i = 0; i < tries; ++i) {
    const double x = i % 2 == 0 ? numbers.between(-708.0, 708.0) : numbers.scattered(-40.0, 1.0);
    ASSERT_LE(units(lane_exp(x), std::exp(static_cast<long double>(x))), 1.0) << x;
    const LanePair pair = lane_exp_pair(x);
    ASSERT_EQ(pair.up, lane_exp(x));
    ASSERT_LE(units(pair.down, std::exp(-static_cast<long double>(x))), 1.0) << x;
    ASSERT_LE(units(lane_expm1(x), std::expm1(static_cast<long double>(x))), 3.0) << x;
  }
  EXPECT_EQ(lane_exp(0.0), 1.0);
  EXPECT_EQ(lane_expm1(0.0), 0.0);
}

TEST(Lanes, ExponentialStopsAtTheEndsOfItsDomain) {
  EXPECT_EQ(lane_exp(-1e5), lane_exp(-708.0));
  EXPECT_EQ(lane_exp(-infinity), lane_exp(-708.0));
  EXPECT_EQ(lane_exp(1e5), lane_exp(709.0));
  EXPECT_EQ(lane_exp(infinity), lane_exp(709.0));
  EXPECT_TRUE(std::isnan(lane_exp(not_a_number)));
  EXPECT_TRUE(std::isnan(lane_expm1(not_a_number)));
}

TEST(Lanes, LogarithmIsRightToAUnit) {
  Numbers numbers;
  for (int i = 0; i < tries; ++i) {
    const double x = i % 2 == 0 ? std::exp2(numbers.between(-1021.0, 1023.0)) : 1.0 + numbers.scattered(-30.0, 0.5);
    ASSERT_LE(units(lane_log(x), std::log(static_cast<long double>(x))), 1.0) << x;
    const double y = i % 2 == 0 ? std::exp2(numbers.between(-1000.0, 900.0)) : numbers.scattered(-52.0, 0.999);
    ASSERT_LE(units(lane_log1p(y), std::log1p(static_cast<long double>(y))), 2.0) << y;
  }
  EXPECT_EQ(lane_log(1.0), 0.0);
  EXPECT_EQ(lane_log1p(0.0), 0.0);
  EXPECT_NEAR(lane_log(2.0), 0.69314718055994530942, 1.2e-16);
  EXPECT_TRUE(std::isnan(lane_log(not_a_number)));
}

TEST(Lanes, NormalTailIsRightToAFewUnitsDownTo1e300) {
  Numbers numbers;
  for (int i = 0; i < tries; ++i) {
    const double z = i % 2 == 0 ? numbers.between(-37.4, 37.4) : numbers.between(-6.0, 6.0);
    const long double truth = 0.5L * std::erfc(static_cast<long double>(z) * std::sqrt(0.5L));
    ASSERT_LE(units(lane_upper_tail(z), truth), 5.0) << z;
    ASSERT_EQ(lane_two_tails(z), 2.0 * lane_upper_tail(std::fabs(z))) << z;
  }
  EXPECT_EQ(lane_upper_tail(0.0), 0.5);
  EXPECT_EQ(lane_two_tails(0.0), 1.0);
  EXPECT_EQ(lane_upper_tail(100.0), lane_upper_tail(37.5));
  EXPECT_EQ(lane_upper_tail(-100.0), 1.0);
  EXPECT_TRUE(std::isnan(lane_upper_tail(not_a_number)));
}

TEST(Lanes, BothTailsOfASquareFeelNoRoundingOfTheRoot) {
  Numbers numbers;
  for (int i = 0; i < tries; ++i) {
    const double square = i % 2 == 0 ? numbers.between(0.0, 1400.0) : numbers.between(0.0, 30.0);
    const long double truth = std::erfc(std::sqrt(0.5L * static_cast<long double>(square)));
    ASSERT_LE(units(lane_two_tails_of_square(square, lane_exp(-0.5 * square)), truth), 5.0) << square;
  }
  EXPECT_EQ(lane_two_tails_of_square(0.0, 1.0), 1.0);
}

TEST(Lanes, ACountBecomesThatDouble) {
  for (const Count count : {Count{0}, Count{1}, Count{2}, Count{0xffffffff}, Count{0x100000000}, max_count - 1, max_count})
    EXPECT_EQ(lane_of_count(count), static_cast<double>(count)) << count;
  std::mt19937_64 engine(3);
  for (int i = 0; i < 10000; ++i) {
    const auto count = static_cast<Count>(engine() >> (11U + engine() % 53U));
    ASSERT_EQ(lane_of_count(count), static_cast<double>(count)) << count;
  }
}

constexpr Count lowest = std::numeric_limits<Count>::min();
constexpr Count highest = std::numeric_limits<Count>::max();

TEST(Lanes, ARateIsToldFromWhatIsNone) {
  for (const Count events : {lowest, lowest + 1, Count{-1}, Count{0}, Count{1}, Count{5}, max_count, max_count + 1, highest})
    for (const Count total :
         {lowest, lowest + 1, Count{-5}, Count{0}, Count{1}, Count{5}, Count{6}, max_count, max_count + 1, highest}) {
      const bool rate = events >= 0 && events <= total && total >= 1 && total <= max_count;
      EXPECT_EQ(lane_is_no_rate(events, total) == 0, rate) << events << " of " << total;
    }
}

TEST(Lanes, ABlockIsReadAndWhatIsNoRateIsMarked) {
  const std::pair<Count, Count> odd[] = {
      {0, 0},       {-1, 5},           {6, 5},         {1, max_count + 1}, {lowest, lowest},   {5, lowest},
      {highest, 5}, {lowest, highest}, {2, max_count}, {0, max_count},     {1, Count{1} << 52}};
  for (const auto& [events, total] : odd)
    for (std::size_t place = 0; place < lane_count; ++place) {
      Count x[lane_count];
      Count n[lane_count];
      for (std::size_t i = 0; i < lane_count; ++i) {
        x[i] = static_cast<Count>(i);
        n[i] = 40;
      }
      x[place] = events;
      n[place] = total;
      Lanes rates, totals;
      LaneMask redo{};
      load_rates(x, n, rates, totals, redo);
      const bool rate = events >= 0 && events <= total && total >= 1 && total <= max_count;
      for (std::size_t i = 0; i < lane_count; ++i) {
        const bool marked = i == place && !rate;
        EXPECT_EQ(redo[i] != 0, marked);
        EXPECT_EQ(rates[i], marked ? 1.0 : static_cast<double>(x[i]));
        EXPECT_EQ(totals[i], marked ? 2.0 : static_cast<double>(n[i]));
      }
      EXPECT_EQ(any_lane(redo), !rate);
    }
}

TEST(Lanes, APartOfABlockIsFilledUp) {
  Count column[lane_count];
  for (std::size_t i = 0; i < lane_count; ++i) column[i] = static_cast<Count>(100 + i);
  Count space[lane_count];
  EXPECT_EQ(filled_block(column, lane_count, 9, space), column);
  for (std::size_t rows = 0; rows < lane_count; ++rows) {
    const Count* block = filled_block(column, rows, 9, space);
    for (std::size_t i = 0; i < lane_count; ++i) EXPECT_EQ(block[i], i < rows ? column[i] : 9);
  }
}

}  // namespace
