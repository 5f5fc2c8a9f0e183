#include "equitable/detail/radix_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace {

using equitable::detail::RadixOrder;

/// The order must be that of std::sort to the last bit, and each place the place of its number.
void expect_sorted(const std::vector<double>& values, const char* what) {
  std::vector<double> expected;
  for (const double value : values)
    if (value >= 0.0 && value <= 1.0) expected.push_back(value + 0.0);
  std::sort(expected.begin(), expected.end());
  std::vector<double> scratch(values.size());
  const RadixOrder order(values.data(), values.size(), scratch.data());
  ASSERT_EQ(order.size(), expected.size()) << what;
  std::vector<bool> seen(values.size(), false);
  for (std::size_t rank = 0; rank < expected.size(); ++rank) {
    ASSERT_EQ(order[rank], expected[rank]) << what << " at " << rank;
    ASSERT_FALSE(std::signbit(order[rank])) << what;
    ASSERT_EQ(values[order.place(rank)], expected[rank]) << what;
    ASSERT_FALSE(seen[order.place(rank)]) << what;
    seen[order.place(rank)] = true;
  }
}

std::vector<double> uniform_numbers(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 engine(seed);
  std::vector<double> values(count);
  for (double& value : values) value = static_cast<double>(engine() >> 11) * 0x1p-53;
  return values;
}

TEST(RadixOrder, IsTheOrderOfTheNumbers) {
  for (const std::size_t count : {1U, 2U, 3U, 100U, 4097U, 70000U}) {
    const std::vector<double> uniform = uniform_numbers(count, count);
    expect_sorted(uniform, "uniform");
    std::vector<double> wide = uniform;
    for (double& value : wide) value = std::pow(10.0, -320.0 * value);  // down to denormals and 0
    expect_sorted(wide, "wide");
    std::vector<double> tied = uniform;
    for (double& value : tied) value = std::floor(value * 8.0) / 7.0;
    for (double& value : tied) value = value > 1.0 ? 1.0 : value;
    expect_sorted(tied, "tied");
    std::vector<double> mixed = wide;
    for (std::size_t i = 0; i < count; i += 3) mixed[i] = uniform[i];
    for (std::size_t i = 1; i < count; i += 7) mixed[i] = i % 2 == 0 ? 0.0 : 1.0;
    expect_sorted(mixed, "mixed");
  }
}

TEST(RadixOrder, TellsNumbersApartByTheirLastBit) {
  // Two far ends leave the least room for bits of the mantissa, in which these differ by one unit in the last place each.
  for (const double centre : {0.5, 0.7, 1e-9, 3e-300}) {
    std::vector<double> values(5000);
    double next = centre;
    for (double& value : values) value = next = std::nextafter(next, 1.0);
    std::mt19937_64 engine(7);
    std::shuffle(values.begin(), values.end(), engine);
    expect_sorted(values, "neighbours");
    values[17] = 0.0;
    values[18] = 1.0;
    values[19] = std::numeric_limits<double>::denorm_min();
    for (std::size_t i = 100; i < 200; ++i) values[i] = values[i - 50];
    expect_sorted(values, "neighbours between the ends");
  }
}

TEST(RadixOrder, LeavesOutWhatIsNoProbability) {
  std::vector<double> values = uniform_numbers(3, 3000);
  values[0] = values[2999] = std::numeric_limits<double>::quiet_NaN();
  values[5] = -0.25;
  values[6] = 1.0000000000000002;
  values[7] = std::numeric_limits<double>::infinity();
  values[8] = -std::numeric_limits<double>::infinity();
  values[9] = -0.0;
  expect_sorted(values, "with others among them");
  expect_sorted(std::vector<double>(300, -1.0), "none");
  expect_sorted(std::vector<double>(300, std::numeric_limits<double>::quiet_NaN()), "nothing");
  expect_sorted(std::vector<double>(300, 0.0), "zeros");
  expect_sorted(std::vector<double>(300, 1.0), "ones");
  expect_sorted({}, "empty");
}

}  // namespace
