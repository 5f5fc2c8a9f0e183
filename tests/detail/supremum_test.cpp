#include "equitable/detail/supremum.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace {

using namespace equitable::detail;
using Real = long double;

/// Σ C(N,m) π^m (1−π)^{N−m} h_m by logarithms of factorials in long double.
Real mixture(const std::vector<double>& h, Real rate) {
  const int n = static_cast<int>(h.size()) - 1;
  Real sum = 0;
  for (int m = 0; m <= n; ++m) {
    const Real log_choose = std::lgamma(Real(n) + 1) - std::lgamma(Real(m) + 1) - std::lgamma(Real(n - m) + 1);
    if ((m > 0 && rate == 0) || (m < n && rate == 1)) continue;
    sum += h[static_cast<std::size_t>(m)] *
           std::exp(log_choose + (m > 0 ? m * std::log(rate) : 0) + (m < n ? (n - m) * std::log1p(-rate) : 0));
  }
  return sum;
}

Real rate_at(Real part) {
  const Real sine = std::sin(1.5707963267948966192L * part);
  return sine * sine;
}

/// Regions of all shapes: noise, steps, spikes, slopes, each times a scale.
std::vector<double> shape(std::mt19937_64& engine, std::size_t n, int kind) {
  const auto uniform = [&] { return static_cast<double>(engine() >> 11) * 0x1p-53; };
  std::vector<double> h(n + 1, 0.0);
  const double scale = std::pow(10.0, -static_cast<double>(engine() % 30));
  const std::size_t spike = 1 + engine() % (n - 1);
  for (std::size_t m = 1; m < n; ++m) {
    const double place = static_cast<double>(m) / static_cast<double>(n);
    switch (kind) {
      case 0: h[m] = scale * uniform(); break;
      case 1: h[m] = uniform() < 0.5 ? 0.0 : scale; break;
      case 2: h[m] = m == spike ? scale : 0.0; break;
      case 3: h[m] = scale * (0.9 + 0.1 * std::sin(40.0 * place)); break;
      default: h[m] = scale; break;
    }
  }
  if (kind == 1) h[spike] = scale;
  return h;
}

TEST(Supremum, HoldsTheMaximumOfAFineGrid) {
  std::mt19937_64 engine(11);
  for (const std::size_t n : {2U, 3U, 5U, 12U, 40U, 150U})
    for (int kind = 0; kind < 5; ++kind)
      for (int round = 0; round < 3; ++round) {
        const std::vector<double> h = shape(engine, n, kind);
        const Supremum found = binomial_mixture_supremum(h, 0.0);
        const int points = 1500;
        Real grid = 0;
        for (int k = 0; k <= points; ++k) grid = std::max(grid, mixture(h, rate_at(Real(k) / points)));
        // log P falls short of its maximum by at most N step² / 8 at the nearest point of the grid
        const Real step = 3.1415926535897932L / points;
        EXPECT_GE(found.upper, static_cast<double>(grid * (1 - 1e-15L))) << n << " " << kind;
        EXPECT_LE(found.value, static_cast<double>(grid * (1 + 0.13L * static_cast<Real>(n) * step * step))) << n << " " << kind;
        EXPECT_NEAR(found.value / static_cast<double>(mixture(h, found.rate)), 1.0, 1e-12) << n << " " << kind;
        EXPECT_LE(found.upper - found.value, 3e-10 * found.value) << n << " " << kind;
      }
}

TEST(Supremum, OneSpikeIsABinomialMass) {
  for (const std::size_t n : {2U, 7U, 1000U, 20000U})
    for (const std::size_t m : {std::size_t{1}, n / 2, n - 1}) {
      std::vector<double> h(n + 1, 0.0);
      h[m] = 1.0;
      const Supremum found = binomial_mixture_supremum(h, 0.0);
      const Real rate = static_cast<Real>(m) / static_cast<Real>(n);
      const Real exact = mixture(h, rate);
      EXPECT_NEAR(found.value / static_cast<double>(exact), 1.0, 1e-11) << n << " " << m;
      EXPECT_NEAR(found.rate, static_cast<double>(rate), 1e-7) << n << " " << m;
      EXPECT_GE(found.upper, static_cast<double>(exact) * (1 - 1e-12)) << n << " " << m;
    }
}

TEST(Supremum, TheSumOfEverythingButTheEnds) {
  // 1 − π^N − (1−π)^N is largest at 1/2.
  for (const std::size_t n : {2U, 3U, 10U, 60U}) {
    std::vector<double> h(n + 1, 1.0);
    h.front() = h.back() = 0.0;
    const Supremum found = binomial_mixture_supremum(h, 0.0);
    const double exact = 1.0 - std::ldexp(1.0, 1 - static_cast<int>(n));
    EXPECT_NEAR(found.value, exact, 1e-12);
    EXPECT_GE(found.upper, exact);
    EXPECT_LE(found.upper, 1.0);
  }
}

TEST(Supremum, AMaximumNextToZeroIsNotMissed) {
  // Two spikes: the narrow one at m = 1 of 5000 is the higher by far less than a grid in π would show.
  std::vector<double> h(5001, 0.0);
  h[1] = 0.02;
  for (std::size_t m = 2000; m < 3000; ++m) h[m] = 0.007;
  const Supremum found = binomial_mixture_supremum(h, 0.0);
  EXPECT_NEAR(found.rate, 0.0002, 1e-8);
  EXPECT_NEAR(found.value, static_cast<double>(mixture(h, 0.0002L)), 1e-13);
}

TEST(Supremum, TinyProbabilitiesKeepTheirDigits) {
  std::vector<double> h(41, 0.0);
  h[20] = 3e-290;
  EXPECT_NEAR(binomial_mixture_supremum(h, 0.0).value / (3e-290 * 0.12537068761957926), 1.0, 1e-12);
  const Supremum nothing = binomial_mixture_supremum(std::vector<double>(41, 0.0), 0.0);
  EXPECT_EQ(nothing.value, 0.0);
  EXPECT_LE(nothing.upper, 1e-280);
}

TEST(Supremum, TheCoarseBoundHoldsOnRandomCells) {
  std::mt19937_64 engine(5);
  for (int round = 0; round < 400; ++round) {
    const std::size_t n = 2 + engine() % 60;
    const std::vector<double> h = shape(engine, n, round % 5);
    const Real from = static_cast<Real>(1 + engine() % 900) / 1000, width = static_cast<Real>(1 + engine() % 90) / 1000;
    const Real a = rate_at(from), b = rate_at(from + width);
    const Real theta = std::log(b / (1 - b)) - std::log(a / (1 - a));
    const Real variance = a <= 0.5L && b >= 0.5L ? 0.25L : std::max(a * (1 - a), b * (1 - b));
    const Real bound = std::max(mixture(h, a), mixture(h, b)) * std::exp(static_cast<Real>(n) * variance * theta * theta / 8);
    for (int k = 0; k <= 20; ++k) EXPECT_LE(mixture(h, a + (b - a) * k / 20), bound * (1 + 1e-15L));
  }
}

TEST(Supremum, CoefficientsStayWithinCauchysEstimate) {
  std::mt19937_64 engine(6);
  for (int round = 0; round < 200; ++round) {
    const std::size_t n = 19 + engine() % 80;
    const std::vector<double> h = shape(engine, n, round % 5);
    BinomialMixture p(h);
    const double rate = static_cast<double>(rate_at(static_cast<Real>(250 + engine() % 500) / 1000));
    Real top = 0;
    for (int k = 0; k <= 300; ++k) top = std::max(top, mixture(h, rate_at(k / 300.0L)));
    Expansion c{};
    ASSERT_TRUE(p.expand(rate, 1 - rate, 1.0, 1.0, -1.0, c));
    for (std::size_t k = 1; k <= expansion_order; ++k) {
      const double order = static_cast<double>(k);
      EXPECT_LE(std::fabs(c[k]), 1.1 * static_cast<double>(top) * std::pow(2.718281828459045 / order, order / 2)) << k;
    }
    // and the expansion is the function
    for (const double x : {-0.6, -0.25, 0.0, 0.4, 0.6}) {
      double value = 0;
      for (std::size_t k = expansion_order + 1; k-- > 0;) value = value * x + c[k];
      const Real here = mixture(h, rate + x * std::sqrt(static_cast<Real>(rate * (1 - rate) / static_cast<double>(n))));
      EXPECT_NEAR(value, static_cast<double>(here), static_cast<double>(top) * (expansion_tail(0.6) + 1e-12));
    }
  }
}

TEST(Supremum, MaximumOfAPolynomial) {
  Expansion c{};
  c[0] = 1.0;
  c[2] = -1.0;  // 1 − x²
  PolynomialMaximum top = maximum(c, -0.3, 0.7, 1e-12, -1.0);
  EXPECT_NEAR(top.at, 0.0, 1e-5);
  EXPECT_GE(top.bound, 1.0);
  EXPECT_LE(top.bound - top.value, 1e-12);
  c[2] = 1.0;  // 1 + x²: at an end
  top = maximum(c, -0.3, 0.7, 1e-12, -1.0);
  EXPECT_NEAR(top.value, 1.49, 1e-10);
  EXPECT_GE(top.bound, 1.49);
  EXPECT_LE(maximum(c, -0.3, 0.7, 1e-12, 2.0).bound, 2.0);
  std::mt19937_64 engine(4);
  for (int round = 0; round < 100; ++round) {
    for (double& coefficient : c) coefficient = static_cast<double>(engine() >> 11) * 0x1p-52 - 1.0;
    top = maximum(c, -0.9, 1.0, 1e-10, -1e9);
    for (int k = 0; k <= 2000; ++k) {
      const double x = -0.9 + 1.9 * k / 2000;
      double value = 0.0;
      for (std::size_t j = c.size(); j-- > 0;) value = value * x + c[j];
      EXPECT_LE(value, top.bound + 1e-13);
    }
    EXPECT_LE(top.bound - top.value, 2e-10);
  }
}

TEST(Supremum, TheTailOfTheExpansionIsNoSmallerThanItsTerms) {
  for (const std::size_t order : {std::size_t{4}, std::size_t{8}, expansion_order})
    for (const double radius : {0.05, 0.3, 0.6, 0.75, 1.2}) {
      Real sum = 0;
      for (std::size_t k = order + 1; k < 600; ++k) {
        const Real power = static_cast<Real>(k);
        sum += std::exp(0.5L * power * (1 - std::log(power)) + power * std::log(static_cast<Real>(radius)));
      }
      EXPECT_GE(expansion_tail(radius, order), static_cast<double>(sum)) << order << " " << radius;
    }
  EXPECT_TRUE(std::isinf(expansion_tail(2.7)));
}

TEST(Supremum, WhatIsLeftUndividedIsStillBounded) {
  // x² on [−1, 1]: 0 in the middle, 1 at the ends, and only the whole of the curvature term shows it.
  const auto square = [](double x) { return Slope{x * x, 2.0 * x}; };
  EXPECT_GE(maximum(square, 2.0, -1.0, 1.0, 1e-12, 0.7).bound, 1.0);
}

TEST(Supremum, APeakBetweenTwoNodesIsFound) {
  // Three spikes; the outer two peak at nodes of the search, the middle one, a little higher, between two of them.
  for (std::size_t n = 6; n <= 400; n += n < 40 ? 1 : 23)
    for (const double higher : {1.0003, 1.03}) {
      std::vector<double> h(n + 1, 0.0);
      const std::size_t outer = 1 + n / 40;
      for (const std::size_t m : {outer, n / 2, n - outer}) {
        std::vector<double> alone(n + 1, 0.0);
        alone[m] = 1.0;
        const Real peak = mixture(alone, static_cast<Real>(m) / static_cast<Real>(n));
        h[m] = static_cast<double>((m == n / 2 ? higher : 1.0) * 0.01L / peak);
      }
      const Supremum found = binomial_mixture_supremum(h, 0.0);
      Real grid = 0;
      for (int k = 0; k <= 80; ++k) grid = std::max(grid, mixture(h, (static_cast<Real>(n / 2) + (k - 40) / 80.0L) / n));
      EXPECT_GE(found.value, static_cast<double>(grid * (1 - 1e-9L))) << n << " " << higher;
    }
}

TEST(Supremum, TheValueIsAttainedAndErrorsOfTheRegionAreInIt) {
  std::mt19937_64 engine(8);
  for (const std::size_t n : {3U, 12U, 40U})
    for (int kind = 0; kind < 5; ++kind) {
      const std::vector<double> h = shape(engine, n, kind);
      const Supremum exact = binomial_mixture_supremum(h, 0.0);
      EXPECT_LE(exact.value, static_cast<double>(mixture(h, exact.rate) * (1 + 1e-15L))) << n << " " << kind;
      const Supremum rough = binomial_mixture_supremum(h, 1e-6);
      EXPECT_LE(rough.value, exact.value * (1 - 0.999e-6)) << n << " " << kind;
      EXPECT_GE(rough.upper, std::fmin(1.0, exact.value * (1 + 0.999e-6))) << n << " " << kind;
    }
  EXPECT_GT(binomial_mixture_supremum(std::vector<double>(9, 0.0), 0.0).upper, 0.0);  // not proved to be 0
}

}  // namespace
