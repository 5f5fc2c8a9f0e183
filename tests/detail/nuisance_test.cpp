#include "equitable/detail/nuisance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace {

using namespace equitable;
using namespace equitable::detail;

struct Case {
  TwoRates r;
  Measure measure;
  double theta;
  bool two_sided;
  [[nodiscard]] ContrastCurve curve() const { return {measure, theta}; }
};

Case draw(std::mt19937_64& engine, unsigned largest) {
  const double n1 = 1.0 + static_cast<double>(engine() % largest), n2 = 1.0 + static_cast<double>(engine() % largest);
  const double x1 = std::floor((n1 + 1.0) * static_cast<double>(engine() % 1000) / 1000.0);
  const double x2 = std::floor((n2 + 1.0) * static_cast<double>(engine() % 1000) / 1000.0);
  const bool ratio = engine() % 2 == 0;
  const double u = static_cast<double>(engine() % 1999 + 1) / 1000.0 - 1.0;
  return {{x1, n1, x2, n2}, ratio ? Measure::ratio : Measure::difference, ratio ? std::exp(4.0 * u) : u, engine() % 2 == 0};
}

void prepare(ScoreRegion& region, const Case& c) {
  const double observed = contrast_score(c.r, c.measure, c.theta);
  region.set_upper(c.measure, c.theta, c.two_sided ? std::fabs(observed) : observed);
  if (c.two_sided) region.set_lower(c.measure, c.theta, -std::fabs(observed));
}

double value(ScoreRegion& region, const Case& c, double p2) {
  const ContrastCurve::Rates r = c.curve().at(p2);
  return region.upper_probability(r.p1, r.q1, r.p2, r.q2) +
         (c.two_sided ? region.lower_probability(r.p1, r.q1, r.p2, r.q2) : 0.0);
}

double grid_maximum(ScoreRegion& region, const Case& c, int points) {
  double best = 0.0;
  const ContrastCurve curve = c.curve();
  for (int k = 0; k <= points; ++k) {
    const double sine = std::sin(1.5707963267948966 * k / points);
    best = std::fmax(best, value(region, c, curve.lowest() + (curve.highest() - curve.lowest()) * sine * sine));
  }
  return best;
}

TEST(Nuisance, TheSupremumHoldsAFineGrid) {
  std::mt19937_64 engine(21);
  for (int round = 0; round < 300; ++round) {
    const Case c = draw(engine, round < 250 ? 20 : 120);
    if (c.two_sided && contrast_score(c.r, c.measure, c.theta) == 0.0) continue;
    ScoreRegion region(c.r);
    prepare(region, c);
    NuisanceSearch search(c.two_sided);
    const Supremum found = search(region, c.curve(), 0.0, HUGE_VAL);
    const double grid = grid_maximum(region, c, 2000);
    EXPECT_GE(found.upper, std::fmin(1.0, grid)) << round;
    EXPECT_LE(found.value, grid + 1e-3);
    EXPECT_NEAR(found.value, value(region, c, found.rate), 1e-15);
    EXPECT_LE(found.upper - found.value, 3e-9 * found.value + 1e-20) << round;
    // As a decision about a level it says the same.
    for (const double level : {0.5 * found.value, found.value + 1e-9, 0.05}) {
      const Supremum decision = search(region, c.curve(), level, level);
      if (std::fabs(level - found.value) <= 1e-10 || level >= 1.0) continue;
      EXPECT_EQ(decision.upper > level, found.value > level) << level;
    }
  }
}

TEST(Nuisance, TheCellBoundHoldsForEveryContrastInside) {
  std::mt19937_64 engine(22);
  for (int round = 0; round < 150; ++round) {
    Case c = draw(engine, 15);
    c.two_sided = true;
    const double width = c.measure == Measure::ratio ? c.theta * 0.02 : std::fmin(0.01, 0.999 - c.theta);
    const double end = c.theta + width;
    const double observed = contrast_score(c.r, c.measure, end);
    if (!(observed > 0.0) || !(width > 0.0)) continue;
    ScoreRegion region(c.r);
    region.set_upper(c.measure, c.theta, observed);
    region.set_lower(c.measure, end, -observed);
    NuisanceSearch search(true);
    const double bound = search(region, {c.measure, c.theta}, {c.measure, end}, 0.0, HUGE_VAL).upper;
    for (int k = 0; k <= 6; ++k) {
      Case inside = c;
      inside.theta = c.theta + width * k / 6;
      ScoreRegion exact(c.r);
      prepare(exact, inside);
      EXPECT_LE(std::fmin(1.0, grid_maximum(exact, inside, 100)), bound) << round;
    }
  }
}

TEST(Nuisance, InterpolationIsWithinItsBound) {
  const Interpolation interpolation;
  std::mt19937_64 engine(23);
  for (int round = 0; round < 200; ++round) {
    const Case c = draw(engine, 60);
    ScoreRegion region(c.r);
    prepare(region, c);
    const ContrastCurve curve = c.curve();
    const double low = curve.lowest(), range = curve.highest() - low;
    const double centre = low + range * static_cast<double>(1 + engine() % 98) / 99.0;
    const double unit = 1.0 / std::sqrt(curve.information(centre, c.r.n1, c.r.n2));
    const double half = std::fmin(std::fmin(centre - low, low + range - centre), unit * (engine() % 2 == 0 ? 0.75 : 2.0));
    if (!(half > 1e-9)) continue;
    Interpolation::Values values{};
    for (std::size_t p = 0; p < values.size(); ++p) values[p] = value(region, c, centre + half * interpolation.node(p));
    const Interpolation::Values a = interpolation.coefficients(values);
    for (int k = -20; k <= 20; ++k) {
      const double polynomial = Interpolation::evaluate(a, k / 20.0).value;
      EXPECT_NEAR(polynomial, value(region, c, centre + half * k / 20.0), 2.0 * interpolation_error(half / unit) + 1e-13);
    }
  }
  // T_3(x) = 4x³ − 3x, of slope 12x² − 3
  Interpolation::Values third{};
  third[3] = 1.0;
  EXPECT_NEAR(Interpolation::evaluate(third, 0.3).value, 4 * 0.027 - 0.9, 1e-15);
  EXPECT_NEAR(Interpolation::evaluate(third, 0.3).derivative, 12 * 0.09 - 3.0, 1e-14);
  EXPECT_NEAR(Interpolation::maximum_of(third, 1e-12, -2.0).bound, 1.0, 1e-11);
  EXPECT_LT(interpolation_error(0.75), 2e-13);
  EXPECT_LT(interpolation_error(1.2), 1e-9);
}

TEST(Nuisance, TheErrorOfInterpolationIsThatOfSomeEllipse) {
  // 4 M ρ^−16 / (ρ−1) with M = exp(A²/2), A = r (ρ + 1/ρ)/2, is a bound for every ρ; no smaller number is.
  for (const double radius : {0.1, 0.5, 0.75, 1.2, 2.0}) {
    double least = HUGE_VAL;
    for (double rho = 1.02; rho < 400.0; rho *= 1.002) {
      const double reach = 0.5 * radius * (rho + 1.0 / rho);
      least = std::fmin(least, 4.0 * std::exp(0.5 * reach * reach) * std::pow(rho, -16.0) / (rho - 1.0));
    }
    EXPECT_GE(interpolation_error(radius), least * (1 - 1e-3)) << radius;
  }
}

TEST(Nuisance, TheMaximumAtTheEndsIsNotBoundedAway) {
  // T_2(x) = 2x² − 1: −1 in the middle, 1 at the ends.
  Interpolation::Values second{};
  second[2] = 1.0;
  EXPECT_GE(Interpolation::maximum_of(second, 1e-12, -0.5).bound, 1.0);
}

}  // namespace
