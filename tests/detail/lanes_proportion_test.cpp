#include "equitable/detail/lanes_proportion.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"

namespace {

using namespace equitable::detail;
using support::close;

constexpr double z = 1.959963984540054;

/// One block: all x of n = 31 and, in the last places, large counts.
struct Block {
  Lanes x, n, rate, lower, upper;
  LaneMask redo{};

  Block() {
    for (std::size_t i = 0; i < lane_count; ++i) {
      x[i] = static_cast<double>(i);
      n[i] = 31.0;
    }
    x[30] = 123456789.0;
    n[30] = 987654321987.0;
    for (std::size_t i = 0; i < lane_count; ++i) rate[i] = x[i] / n[i];
  }
  [[nodiscard]] RateLanes view() { return {x, n, rate, lower, upper, redo}; }
};

TEST(LanesProportion, WilsonLimitsSolveTheirQuadratic) {
  Block block;
  wilson_lanes(block.view(), z);
  for (std::size_t i = 0; i < lane_count; ++i)
    for (const double limit : {block.lower[i], block.upper[i]}) {
      if (limit == 0.0 || limit == 1.0) continue;
      const long double p = limit;
      const long double away = static_cast<long double>(block.x[i]) / block.n[i] - p;
      const long double square = static_cast<long double>(z) * z * p * (1 - p) / block.n[i];
      EXPECT_TRUE(close(static_cast<double>(away * away), static_cast<double>(square), 1e-9)) << i;
    }
  EXPECT_EQ(block.lower[0], 0.0);
  EXPECT_EQ(block.upper[31], 1.0);
}

TEST(LanesProportion, SkewnessCorrectedLimitsSolveTheirQuadratic) {
  Block block;
  skewness_corrected_lanes(block.view(), z);
  const double kappa = (z * z - 1.0) / 6.0;
  for (std::size_t i = 0; i < lane_count; ++i)
    for (const double limit : {block.lower[i], block.upper[i]}) {
      if (limit == 0.0 || limit == 1.0) continue;
      // S − κ (1−2p)/n = ±z √(p(1−p)/n)
      const long double p = limit;
      const long double corrected =
          static_cast<long double>(block.x[i]) / block.n[i] - p - static_cast<long double>(kappa) * (1 - 2 * p) / block.n[i];
      const long double square = static_cast<long double>(z) * z * p * (1 - p) / block.n[i];
      EXPECT_TRUE(close(static_cast<double>(corrected * corrected), static_cast<double>(square), 1e-9)) << i;
    }
}

TEST(LanesProportion, WaldLogitAndAgrestiCoullByTheirDefinition) {
  Block wald, corrected, logit, coull;
  wald_lanes(wald.view(), z, 0.0);
  wald_lanes(corrected.view(), z, 0.5);
  logit_lanes(logit.view(), z);
  agresti_coull_lanes(coull.view(), z);
  for (std::size_t i = 1; i < 31; ++i) {
    const long double x = wald.x[i], n = wald.n[i], q = z;
    const long double p = x / n;
    const long double half = q * std::sqrt(p * (1 - p) / n);
    EXPECT_TRUE(close(wald.lower[i], static_cast<double>(p > half ? p - half : 0), 1e-13)) << i;
    EXPECT_TRUE(close(corrected.upper[i], static_cast<double>(std::fmin(1.0L, p + half + 0.5L / n)), 1e-14)) << i;
    const long double spread = q * std::sqrt(1 / x + 1 / (n - x));
    EXPECT_TRUE(close(logit.lower[i], static_cast<double>(1 / (1 + (n - x) / x * std::exp(spread))), 1e-15)) << i;
    EXPECT_TRUE(close(logit.upper[i], static_cast<double>(1 / (1 + (n - x) / x * std::exp(-spread))), 1e-15)) << i;
    const long double total = n + q * q;
    const long double centre = (x + 0.5L * q * q) / total;
    EXPECT_TRUE(
        close(coull.upper[i], static_cast<double>(std::fmin(1.0L, centre + q * std::sqrt(centre * (1 - centre) / total))), 1e-14))
        << i;
  }
  // Rows at either end have no logit, and no others are marked.
  for (std::size_t i = 0; i < lane_count; ++i) EXPECT_EQ(logit.redo[i] != 0, i == 0 || i == 31) << i;
}

TEST(LanesProportion, DirectionsOfAngles) {
  for (double angle = 0.0; angle <= 1.5707963267948966; angle += 0.001953125) {
    const LaneDirection found = lane_direction(angle);
    EXPECT_TRUE(close(found.sine, static_cast<double>(std::sin(static_cast<long double>(angle))), 6e-16)) << angle;
    EXPECT_NEAR(found.cosine, static_cast<double>(std::cos(static_cast<long double>(angle))), 3e-16) << angle;
  }
}

TEST(LanesProportion, ArcsineByItsDefinition) {
  Block block;
  arcsine_lanes(block.view(), z);
  for (std::size_t i = 0; i < lane_count; ++i) {
    const long double angle = std::asin(std::sqrt((static_cast<long double>(block.x[i]) + 0.375L) / (block.n[i] + 0.75L)));
    const long double width = 0.5L * z / std::sqrt(static_cast<long double>(block.n[i]));
    const long double low = angle > width ? std::sin(angle - width) : 0;
    EXPECT_NEAR(block.lower[i], static_cast<double>(low * low), 1e-15 * (block.rate[i] + 0.01)) << i;
    const long double high = angle + width < 1.57079632679489661923L ? std::sin(angle + width) : 1;
    EXPECT_TRUE(close(block.upper[i], static_cast<double>(high * high), 1e-14)) << i;
  }
}

}  // namespace
