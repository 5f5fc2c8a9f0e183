#include "equitable/detail/lanes_beta.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/compare.hpp"

namespace {

using namespace equitable::detail;
using support::close;

struct Shapes {
  double a, b;
};

/// The quantiles of some shapes, as odds; NaN for those left to beta.hpp.
template <LaneTail kind = LaneTail::beta>
std::vector<double> odds_of(const std::vector<Shapes>& shapes, double tail) {
  const QuantileStarts starts({tail, normal_upper_quantile(tail)});
  std::vector<double> result;
  for (std::size_t first = 0; first < shapes.size(); first += lane_count) {
    Lanes a, b, odds;
    LaneMask failed{};
    for (std::size_t i = 0; i < lane_count; ++i) {
      const Shapes& each = shapes[first + i < shapes.size() ? first + i : first];
      a[i] = each.a;
      b[i] = each.b;
    }
    beta_quantile_lanes<kind>(starts, a, b, odds, failed);
    for (std::size_t i = 0; i < lane_count && first + i < shapes.size(); ++i)
      result.push_back(failed[i] != 0 ? equitable::not_a_number : odds[i]);
  }
  return result;
}

constexpr double tails[] = {0.25, 0.1, 0.025, 0.001, 1e-6, 1e-12};

TEST(LanesBeta, StirlingErrorsAreTheScalars) {
  Lanes n, error;
  for (std::size_t block = 0; block < 4; ++block) {
    for (std::size_t i = 0; i < lane_count; ++i)
      n[i] = block == 3 ? std::ldexp(1.0, static_cast<int>(i) + 5) : 0.5 * static_cast<double>(block * lane_count + i + 1);
    stirling_error_lanes(n, error);
    for (std::size_t i = 0; i < lane_count; ++i) EXPECT_EQ(error[i], stirling_error(n[i])) << n[i];
  }
}

TEST(LanesBeta, MeetsClosedForms) {
  for (const double tail : tails) {
    // a = 1: q = 1 − (1 − tail)^(1/b).
    std::vector<Shapes> shapes;
    for (double b = 1.0; b < 1e9; b *= 3.0) shapes.push_back({1.0, std::floor(b)});
    const std::vector<double> odds = odds_of(shapes, tail);
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      const double log_rest = std::log1p(-tail) / shapes[i].b;
      ASSERT_TRUE(close(odds[i], -std::expm1(log_rest) / std::exp(log_rest), 2e-14)) << shapes[i].b << " " << tail;
    }
    // b = 1: q = tail^(1/a).
    std::vector<Shapes> mirrored;
    for (double a = 1.0; a < 1e6; a *= 3.0) mirrored.push_back({std::floor(a), 1.0});
    const std::vector<double> high = odds_of(mirrored, tail);
    for (std::size_t i = 0; i < mirrored.size(); ++i) {
      const double log_q = std::log(tail) / mirrored[i].a;
      if (!std::isnan(high[i])) {
        ASSERT_TRUE(close(high[i], std::exp(log_q) / -std::expm1(log_q), 2e-14)) << mirrored[i].a << " " << tail;
      }
    }
    // The arc sine law: q = sin²(π tail / 2).
    const double arc = odds_of({{0.5, 0.5}}, tail)[0];
    const double root = std::tan(1.5707963267948966 * tail);
    if (!std::isnan(arc)) {
      EXPECT_TRUE(close(arc, root * root, 2e-14)) << tail;
    }
  }
}

TEST(LanesBeta, TheTailAtTheQuantileIsTheTail) {
  for (const double tail : tails) {
    std::vector<Shapes> shapes;
    for (double a = 0.5; a < 3e6; a = std::floor(a * 1.7) + 1.0 + 0.5 * static_cast<double>(shapes.size() % 2))
      for (double b = 0.5; b < 3e6; b = std::floor(b * 2.3) + 1.0) shapes.push_back({a, b});
    const std::vector<double> odds = odds_of(shapes, tail);
    int settled = 0;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      if (std::isnan(odds[i])) continue;
      ++settled;
      const UnitPoint at{odds[i] / (1.0 + odds[i]), 1.0 / (1.0 + odds[i])};
      const BetaTail found = beta_tail(beta_point(shapes[i].a, shapes[i].b, at));
      const double deviation = std::sqrt((shapes[i].a + shapes[i].b) * at.q * at.rest);
      // One part in 10^14 of the odds shifts the logarithm of the tail by as much as its slope.
      const double slope = (found.lower ? 1.0 / found.ratio : std::exp(found.log_edge) / found.lower_tail()) + deviation;
      ASSERT_NEAR(found.log_lower_tail(), std::log(tail), 2e-14 * (1.0 + slope))
          << shapes[i].a << " " << shapes[i].b << " " << tail;
    }
    EXPECT_GT(settled, static_cast<int>(shapes.size() * 4 / 5)) << tail;
  }
}

/// P(X >= x) − ½ P(X = x), X binomial, by plain sums.
long double mid_tail(int x, int n, long double p) {
  long double mass = std::pow(1 - p, static_cast<long double>(n));
  long double sum = 0;
  for (int k = 0; k <= n; ++k) {
    if (k == x) sum += 0.5L * mass;
    if (k > x) sum += mass;
    mass *= static_cast<long double>(n - k) / static_cast<long double>(k + 1) * (p / (1 - p));
  }
  return sum;
}

TEST(LanesBeta, MidPLimitsSolveTheirEquation) {
  for (const double tail : {0.1, 0.025, 0.001}) {
    std::vector<Shapes> shapes;
    for (int n = 2; n <= 40; ++n)
      for (int x = 1; x < n; ++x) shapes.push_back({static_cast<double>(x), static_cast<double>(n - x + 1)});
    const std::vector<double> odds = odds_of<LaneTail::mid_p>(shapes, tail);
    int settled = 0;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      const int x = static_cast<int>(shapes[i].a);
      const int n = x + static_cast<int>(shapes[i].b) - 1;
      if (std::isnan(odds[i])) continue;
      ++settled;
      const long double p = static_cast<long double>(odds[i]) / (1 + static_cast<long double>(odds[i]));
      ASSERT_TRUE(close(static_cast<double>(mid_tail(x, n, p)), tail, 2e-14 * (1.0 + n))) << x << "/" << n << " " << tail;
    }
    EXPECT_GT(settled, static_cast<int>(shapes.size() * 4 / 5)) << tail;
  }
}

TEST(LanesBeta, ALaneDependsOnItsOwnShapesAlone) {
  std::vector<Shapes> shapes;
  for (int i = 0; i < 32; ++i) shapes.push_back({0.5 + i % 7, 3.0 + 1000.0 * i});
  const std::vector<double> together = odds_of(shapes, 0.025);
  for (std::size_t i = 0; i < shapes.size(); ++i) EXPECT_EQ(odds_of({shapes[i]}, 0.025)[0], together[i]) << i;
}

}  // namespace
