#include "equitable/detail/lanes_mover.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "equitable/comparison/mover.hpp"
#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;

constexpr double levels[] = {0.5, 1.959963984540054, 3.5};

TEST(LanesMover, WilsonsIntervalIsTheScalarOneToTheBit) {
  for (const double z : levels)
    for (Count n = 1; n <= 60; ++n)
      for (Count x = 0; x <= n; ++x) {
        const LaneWilson found = lane_wilson(static_cast<double>(x), static_cast<double>(n), z);
        const Recovered expected = recovered_wilson(static_cast<double>(x), static_cast<double>(n), z);
        EXPECT_EQ(found.rate, expected.estimate);
        EXPECT_EQ(found.lower, expected.lower);
        EXPECT_EQ(found.upper, expected.upper);
        EXPECT_EQ(found.below, expected.below);
        EXPECT_EQ(found.above, expected.above);
        if (x == 0 || x == n) continue;
        const LaneWilson odds = lane_wilson_odds(static_cast<double>(x), static_cast<double>(n), z);
        const Recovered expected_odds = recovered_wilson_odds(static_cast<double>(x), static_cast<double>(n), z);
        EXPECT_EQ(odds.rate, expected_odds.estimate);
        EXPECT_EQ(odds.lower, expected_odds.lower);
        EXPECT_EQ(odds.upper, expected_odds.upper);
        EXPECT_EQ(odds.below, expected_odds.below);
        EXPECT_EQ(odds.above, expected_odds.above);
      }
}

TEST(LanesMover, WilsonsLimitsSolveTheirEquation) {
  // n (p̂ − p)² = z² p (1 − p), in 80 bits.
  using Long = long double;
  for (const double z : levels)
    for (Count n = 1; n <= 200; n += 7)
      for (Count x = 0; x <= n; ++x) {
        const LaneWilson found = lane_wilson(static_cast<double>(x), static_cast<double>(n), z);
        for (const double limit : {found.lower, found.upper}) {
          const auto p = static_cast<Long>(limit);
          const Long gap = static_cast<Long>(x) / static_cast<Long>(n) - p;
          const Long zz = static_cast<Long>(z) * static_cast<Long>(z);
          EXPECT_NEAR(static_cast<double>(static_cast<Long>(n) * gap * gap), static_cast<double>(zz * p * (1 - p)),
                      2e-14 * z * z);
        }
        EXPECT_NEAR(found.below, found.rate - found.lower, 4e-16);
        EXPECT_NEAR(found.above, found.upper - found.rate, 4e-16);
      }
}

TEST(LanesMover, TheRatiosLowerLimitIsTheScalarOne) {
  support::for_each_table(9, [](const Table2x2& t) {
    const detail::TwoRates r = t.rates();
    for (const double z : levels) {
      const double found = lane_mover_ratio(lane_wilson(r.x1, r.n1, z), lane_wilson(r.x2, r.n2, z));
      const double expected = mover_ratio_lower(recovered_wilson(r.x1, r.n1, z), recovered_wilson(r.x2, r.n2, z));
      EXPECT_TRUE(close(found, expected, 5e-16)) << support::describe(t);
    }
  });
}

}  // namespace
