#include "equitable/detail/log_roots.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;
using support::describe;
using Real = long double;

constexpr double unit = std::numeric_limits<double>::epsilon();

TEST(LogRoots, NumbersAreAPowerOfTwoTimesAPartRoundOne) {
  for (double x = 1e-300; x < 1e300; x *= 1.37) {
    const LaneScaled scaled = lane_scaled(x);
    ASSERT_EQ(std::ldexp(scaled.part, static_cast<int>(scaled.power)), x);
    ASSERT_GE(scaled.part, 0.70710678118654);
    ASSERT_LT(scaled.part, 1.41421356237310);
  }
}

// By the logarithm of 80 bits; u − log(1+u) by its series where the two all but cancel.
Real fall(Real u) {
  if (std::fabs(u) > 0.01L) return u - std::log1p(u);
  Real sum = 0, power = u;
  for (int k = 2; k < 14; ++k) {
    power *= -u;
    sum -= power / k;
  }
  return sum;
}

TEST(LogRoots, CellsFallByTheirDefinition) {
  for (double c : {1.0, 3.0, 1e6, 1e15})
    for (double u = -0.999; u < 50.0; u += u < 2.0 ? 0.0137 : 0.71)
      for (const double size : {1.0, 1e-3, 1e-8}) {
        const double change = c * (u * size);
        const Twofold m = c + Twofold{change, 0.0};
        const double expected = static_cast<double>(c * fall(static_cast<Real>(change) / c));
        ASSERT_TRUE(close(lane_fine_cell_fall(c, {change, 0.0}, m.high), expected, 2.0 * unit)) << c << " " << u * size;
        ASSERT_TRUE(close(lane_cell_fall(c, change, m.high), expected, 40.0 * unit)) << c << " " << u * size;
      }
  EXPECT_EQ(lane_cell_fall(0.0, 3.5, 3.5), 3.5);
  EXPECT_EQ(lane_fine_cell_fall(0.0, {3.5, 0.0}, 3.5), 3.5);
  EXPECT_EQ(lane_fine_cell_fall(7.0, {0.0, 0.0}, 7.0), 0.0);
}

void roots_are_by_definition(const Table2x2& t) {
  const TwoRates r = t.rates();
  const double cross = difference_of_products(r.x1, r.n2, r.x2, r.n1);
  const Real a = r.x1, b = Real{r.n1} - r.x1, c = r.x2, d = Real{r.n2} - r.x2;
  const Real total = a + b + c + d;
  if (a + c > 0 && b + d > 0) {
    // Σ O log(O/E) cancels near independence: by Σ O (u − log(1+u)), u = E/O − 1.
    Real g = 0;
    const auto add = [&](Real cell, Real sign, Real row, Real column) {
      const Real expected = row * column / total;
      const Real u = sign * (a * d - b * c) / total / cell;
      g += cell == 0 ? expected : cell * (u < -0.5L ? u - std::log(expected / cell) : fall(u));
    };
    add(a, -1, a + b, a + c);
    add(b, 1, a + b, b + d);
    add(c, 1, c + d, a + c);
    add(d, -1, c + d, b + d);
    ASSERT_TRUE(close(lane_g(r, cross), static_cast<double>(2 * g), 3.0 * unit)) << describe(t);
  }
  const auto log_of = [&](Real left, Real right) {
    const Real part = (a * d - b * c) / right;
    return std::fabs(part) < 0.5L ? std::log1p(part) : std::log(left / right);
  };
  if (a > 0 && c > 0 && (b > 0 || d > 0)) {
    const Real z = log_of(a * (c + d), c * (a + b)) / std::sqrt(b / (a * (a + b)) + d / (c * (c + d)));
    ASSERT_TRUE(close(lane_log_ratio_z(r, cross), static_cast<double>(z), 4.0 * unit)) << describe(t);
    if (b > 0 && d > 0) {
      const Real w = log_of(a * d, b * c) / std::sqrt(1 / a + 1 / b + 1 / c + 1 / d);
      ASSERT_TRUE(close(lane_log_odds_ratio_z(r, cross), static_cast<double>(w), 4.0 * unit)) << describe(t);
    }
  }
}

// Counts whose products 80 bits hold.
TEST(LogRoots, RootsAreByTheirDefinition) {
  support::for_each_table(14, roots_are_by_definition);
  support::RandomTables(41).for_each(20000, 1000, roots_are_by_definition);
  support::RandomTables(42).for_each(20000, 2000000000, roots_are_by_definition);
}

TEST(LogRoots, EqualRatesHaveNoRoot) {
  for (const TwoRates& r : {TwoRates{1, 3, 2, 6}, TwoRates{4503599627370496, 9007199254740992, 1, 2}, TwoRates{5, 7, 5, 7}}) {
    EXPECT_EQ(lane_g(r, 0.0), 0.0);
    EXPECT_EQ(lane_log_ratio_z(r, 0.0), 0.0);
    EXPECT_EQ(lane_log_odds_ratio_z(r, 0.0), 0.0);
  }
}

}  // namespace
