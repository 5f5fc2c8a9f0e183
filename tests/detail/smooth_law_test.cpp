#include "equitable/detail/smooth_law.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"

namespace {

using namespace equitable::detail;
using support::close;
using Real = long double;

// The same sums, weight by weight in long double, from a cell of weight 1.
struct Walked {
  Real total = 0, upward = 0, first = 0;
  Walked(const Cells& t, Real odds_ratio, double from) {
    for (const int direction : {1, -1}) {
      Real a = static_cast<Real>(t.a), b = static_cast<Real>(t.b), c = static_cast<Real>(t.c), d = static_cast<Real>(t.d);
      Real weight = 1;
      for (long s = 0; weight > 1e-25L || weight >= 1; s += direction) {
        if (s != 0 || direction > 0) {
          total += weight;
          first += weight * s;
          if (static_cast<double>(s) >= from) upward += weight;
        }
        if (direction > 0) {
          weight *= odds_ratio * b * c / ((a + 1) * (d + 1));
          a += 1, d += 1, b -= 1, c -= 1;
        } else {
          weight *= a * d / (odds_ratio * (b + 1) * (c + 1));
          a -= 1, d -= 1, b += 1, c += 1;
        }
      }
    }
  }
};

// Cells in fitted proportions, whose law is the widest for their size.
Cells fitted(double n1, double n2, double share) {
  return {std::nearbyint(share * n1), n1 - std::nearbyint(share * n1), std::nearbyint(share * n2),
          n2 - std::nearbyint(share * n2)};
}

TEST(SmoothLaw, SumsAreThoseOfTheWeights) {
  for (const double share : {0.3, 0.5, 0.72})
    for (const double odds_ratio : {1.0, 1.0004}) {
      const Cells cells = fitted(1500000.0, 1100000.0, share);
      SmoothLaw law;
      ASSERT_TRUE(SmoothLaw::find(cells, odds_ratio, law));
      const Cells centre = moved(cells, -law.observed());
      for (const double distance : {0.0, 40.0, 900.0, 2500.0}) {
        const Walked expected(centre, static_cast<Real>(odds_ratio), distance);
        EXPECT_TRUE(close(law.total().weight, static_cast<double>(expected.total), 1e-14)) << share;
        EXPECT_TRUE(close(law.from(distance, 1.0).weight, static_cast<double>(expected.upward), 2e-14))
            << share << " " << distance;
        EXPECT_TRUE(close(law.tail(distance, 1.0, law.total().weight), static_cast<double>(expected.upward), 2e-14));
        EXPECT_NEAR(law.total().first, static_cast<double>(expected.first), 1e-9 * law.sigma() * law.total().weight);
      }
    }
}

TEST(SmoothLaw, IsThereWhereTheLawIsWideAndNowhereElse) {
  SmoothLaw law;
  EXPECT_FALSE(SmoothLaw::find(fitted(600.0, 1e9, 0.5), 1.0, law));
  EXPECT_FALSE(SmoothLaw::find(fitted(700000.0, 700000.0, 0.5), 1.0, law));  // √(n/8) = 296
  EXPECT_TRUE(SmoothLaw::find(fitted(730000.0, 730000.0, 0.5), 1.0, law));   // 302
  EXPECT_TRUE(close(law.sigma(), std::sqrt(730000.0 / 8.0), 1e-5));
}

}  // namespace
