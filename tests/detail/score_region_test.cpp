#include "equitable/detail/score_region.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace {

using namespace equitable;
using namespace equitable::detail;
using Real = long double;

Real mass(int n, int i, Real p) {
  Real product = 1;
  for (int k = 1; k <= i; ++k) product = product * static_cast<Real>(n - i + k) / static_cast<Real>(k) * p;
  return product * std::pow(1 - p, static_cast<Real>(n - i));
}

double statistic(int i, int n1, int j, int n2, Measure measure, double theta) {
  return contrast_score({static_cast<double>(i), static_cast<double>(n1), static_cast<double>(j), static_cast<double>(n2)},
                        measure, theta);
}

struct Contrast {
  Measure measure;
  double theta;
};
const std::vector<Contrast> contrasts{{Measure::difference, -0.97}, {Measure::difference, -0.4}, {Measure::difference, -0.05},
                                      {Measure::difference, 0.0},   {Measure::difference, 0.31}, {Measure::difference, 0.9},
                                      {Measure::ratio, 0.001},      {Measure::ratio, 0.3},       {Measure::ratio, 0.8},
                                      {Measure::ratio, 1.0},        {Measure::ratio, 1.25},      {Measure::ratio, 7.0},
                                      {Measure::ratio, 4000.0}};

// The convexity on which every region here rests: more events in the group, or fewer in the reference, is never less extreme.
TEST(ScoreRegion, TheStatisticRisesWithTheGroupAndFallsWithTheReference) {
  for (int n1 = 1; n1 <= 11; n1 += 2)
    for (int n2 = 1; n2 <= 14; n2 += 3)
      for (const Contrast& c : contrasts)
        for (int i = 0; i <= n1; ++i)
          for (int j = 0; j <= n2; ++j) {
            const double here = statistic(i, n1, j, n2, c.measure, c.theta);
            const double slack = 1e-11 * std::fmax(1.0, std::fabs(here));
            if (i < n1) {
              EXPECT_GE(statistic(i + 1, n1, j, n2, c.measure, c.theta), here - slack) << i << j << n1 << n2 << c.theta;
            }
            if (j < n2) {
              EXPECT_LE(statistic(i, n1, j + 1, n2, c.measure, c.theta), here + slack) << i << j << n1 << n2 << c.theta;
            }
          }
}

TEST(ScoreRegion, TheStatisticFallsAsTheContrastRises) {
  for (const Measure measure : {Measure::difference, Measure::ratio})
    for (int n1 = 1; n1 <= 9; n1 += 2)
      for (int n2 = 1; n2 <= 9; n2 += 4)
        for (int i = 0; i <= n1; ++i)
          for (int j = 0; j <= n2; ++j) {
            double before = infinity;
            for (int k = 0; k <= 80; ++k) {
              const double theta = measure == Measure::difference ? -1.0 + k / 40.0 : std::exp(-6.0 + 0.15 * k);
              const double now = statistic(i, n1, j, n2, measure, theta);
              EXPECT_LE(now, before + 1e-11 * std::fmax(1.0, std::fabs(now))) << i << j << n1 << n2 << theta;
              before = now;
            }
          }
}

TEST(ScoreRegion, ProbabilitiesAgreeWithEnumeration) {
  std::mt19937_64 engine(8);
  for (int round = 0; round < 400; ++round) {
    const int n1 = 1 + static_cast<int>(engine() % 14), n2 = 1 + static_cast<int>(engine() % 22);
    const Contrast c = contrasts[engine() % contrasts.size()];
    const int x1 = static_cast<int>(engine() % (static_cast<unsigned>(n1) + 1)),
              x2 = static_cast<int>(engine() % (static_cast<unsigned>(n2) + 1));
    const double observed = statistic(x1, n1, x2, n2, c.measure, c.theta);
    const double p1 = static_cast<double>(engine() % 1001) / 1000, p2 = static_cast<double>(engine() % 1001) / 1000;
    ScoreRegion region({0.0, static_cast<double>(n1), 0.0, static_cast<double>(n2)});
    region.set_upper(c.measure, c.theta, observed);
    region.set_lower(c.measure, c.theta, observed);
    Real upper = 0, lower = 0;
    for (int i = 0; i <= n1; ++i)
      for (int j = 0; j <= n2; ++j) {
        const double here = statistic(i, n1, j, n2, c.measure, c.theta);
        const double tie = 1e-8 * std::fmax(1.0, std::fabs(observed));
        if (here >= observed || here >= observed - tie) upper += mass(n1, i, p1) * mass(n2, j, p2);
        if (here <= observed || here <= observed + tie) lower += mass(n1, i, p1) * mass(n2, j, p2);
      }
    EXPECT_NEAR(region.upper_probability(p1, 1 - p1, p2, 1 - p2), static_cast<double>(upper), 1e-13 * static_cast<double>(upper));
    EXPECT_NEAR(region.lower_probability(p1, 1 - p1, p2, 1 - p2), static_cast<double>(lower), 1e-13 * static_cast<double>(lower));
    region.clear_lower();
    EXPECT_EQ(region.lower_probability(p1, 1 - p1, p2, 1 - p2), 0.0);
  }
}

TEST(ScoreRegion, MassesAtTheEndsAndInTheMiddle) {
  BinomialMasses masses(7);
  masses.set(0.0, 1.0);
  EXPECT_EQ(masses.end(), 2U);
  EXPECT_EQ(masses[0] * masses.scale(), 1.0);
  EXPECT_EQ(masses[1], 0.0);
  masses.set(1.0, 0.0);
  EXPECT_EQ(masses[7] * masses.scale(), 1.0);
  for (const double p : {1e-12, 0.3, 0.5, 0.999}) {
    masses.set(p, 1.0 - p);
    for (std::size_t i = masses.begin(); i < masses.end(); ++i) {
      const double exact = static_cast<double>(mass(7, static_cast<int>(i), p));
      EXPECT_NEAR(masses[i] * masses.scale(), exact, 2e-14 * exact + 1e-300) << p << " " << i;
    }
  }
}

TEST(ScoreRegion, CurvesKeepTheirContrast) {
  for (const Contrast& c : contrasts) {
    const ContrastCurve curve{c.measure, c.theta};
    for (int k = 1; k < 20; ++k) {
      const double p2 = curve.lowest() + (curve.highest() - curve.lowest()) * k / 20;
      const ContrastCurve::Rates r = curve.at(p2);
      EXPECT_NEAR(c.measure == Measure::difference ? r.p1 - r.p2 : r.p1 / r.p2, c.theta, 1e-13 * std::fmax(1.0, c.theta));
      EXPECT_NEAR(r.p1 + r.q1, 1.0, 1e-15);
      EXPECT_TRUE(r.p1 >= 0.0 && r.p1 <= 1.0 && r.p2 >= 0.0 && r.p2 <= 1.0);
      const double slope = c.measure == Measure::difference ? 1.0 : c.theta;
      EXPECT_NEAR(curve.information(p2, 5, 8) / (5 * slope * slope / (r.p1 * r.q1) + 8 / (r.p2 * r.q2)), 1.0, 1e-12);
    }
    const ContrastCurve::Rates top = curve.at(curve.highest());
    EXPECT_NEAR(std::fmax(top.p1, top.p2), 1.0, 1e-15);
  }
}

TEST(ScoreRegion, InfiniteScoresAreTies) {
  // At a difference of −1 every table but 0 of 3 against 2 of 2 lies infinitely far above.
  ScoreRegion region({0, 3, 0, 2});
  region.set_upper(Measure::difference, -1.0, infinity);
  EXPECT_NEAR(region.upper_probability(0.25, 0.75, 0.5, 0.5), 1.0 - 0.75 * 0.75 * 0.75 * 0.25, 1e-15);
}

TEST(BinomialMasses, FollowTheComplementWhereTheRateIsOne) {
  BinomialMasses masses(5);
  for (const double q : {1e-20, 1e-30}) {
    masses.set(1.0, q);
    EXPECT_NEAR(masses[4] / masses[5] / (5.0 * q), 1.0, 1e-14);
  }
}

}  // namespace
