#include "equitable/detail/root.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/compare.hpp"

namespace {

using equitable::detail::increasing_root;
using equitable::detail::Slope;
using support::close;

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(IncreasingRoot, FindsTheRootOfASmoothFunctionInAFewSteps) {
  for (int i = 1; i <= 60; ++i) {
    const double cube = i * 0.37;
    int evaluations = 0;
    const double root = increasing_root(
        [&](double x) {
          ++evaluations;
          return Slope{x * x * x - cube, 3.0 * x * x};
        },
        0.0, 10.0, 1.5);
    EXPECT_TRUE(close(root, std::cbrt(cube), 1e-15, 3e-16)) << cube;
    EXPECT_LE(evaluations, 14) << cube;
  }
}

TEST(IncreasingRoot, StartOutsideTheBracketOrAtItsEndsDoesNoHarm) {
  const auto line = [](double x) { return Slope{2.0 * x - 3.0, 2.0}; };
  for (const double start : {-5.0, 0.0, 0.1, 1.5, 4.0, 9.0, -infinite, infinite, nan})
    EXPECT_EQ(increasing_root(line, 0.0, 4.0, start), 1.5) << start;
}

TEST(IncreasingRoot, BisectsWhereTheDerivativeIsOfNoUse) {
  for (const double derivative : {0.0, nan, infinite, 1e-300, 1e300, -1.0}) {
    int evaluations = 0;
    const double root = increasing_root(
        [&](double x) {
          ++evaluations;
          return Slope{x - 0.7, derivative};
        },
        -3.0, 5.0, 0.0);
    // A derivative that is far too steep makes steps too short to count: it ends the search, and is the function's fault.
    if (std::fabs(derivative) < 1e200 || std::isnan(derivative)) {
      EXPECT_TRUE(close(root, 0.7, 1e-15)) << derivative;
    }
    EXPECT_LE(evaluations, 200) << derivative;
  }
}

TEST(IncreasingRoot, DoesNotGoRoundInCircles) {
  // From x, Newton's step on ±√|x − r| leads to the mirror image of x, from there back to x, and so on for ever.
  int evaluations = 0;
  const double root = increasing_root(
      [&](double x) {
        ++evaluations;
        const double distance = std::fabs(x - 0.3);
        return Slope{std::copysign(std::sqrt(distance), x - 0.3), 0.5 / std::sqrt(distance)};
      },
      -2.0, 5.0, 0.8);
  EXPECT_TRUE(close(root, 0.3, 4e-15));
  EXPECT_LE(evaluations, 120);
}

TEST(IncreasingRoot, NoiseInTheLastDigitsDoesNotProlongTheSearch) {
  int evaluations = 0;
  const double root = increasing_root(
      [&](double x) {
        ++evaluations;
        const double noise = evaluations % 2 == 0 ? 1e-14 : -1e-14;
        return Slope{std::exp(x) - 2.0 + noise, std::exp(x)};
      },
      -700.0, 700.0, 0.5);
  EXPECT_TRUE(close(root, std::log(2.0), 1e-13));
  EXPECT_LE(evaluations, 12);
}

TEST(IncreasingRoot, InfiniteValuesAreOnlySigns) {
  const double root = increasing_root(
      [](double x) {
        return Slope{x <= 0.0 ? -infinite : x >= 3.0 ? infinite : std::log(x), x > 0.0 ? 1.0 / x : nan};
      },
      -700.0, 700.0, -650.0);
  EXPECT_TRUE(close(root, 1.0, 1e-15));
}

TEST(IncreasingRoot, AStepFunctionGivesTheStep) {
  const double root = increasing_root([](double x) { return Slope{x < 0.3 ? -1.0 : 1.0, 0.0}; }, 0.0, 1.0, 0.9);
  EXPECT_TRUE(close(root, 0.3, 1e-14));
}

TEST(IncreasingRoot, OfOneSignGivesTheNearerEnd) {
  EXPECT_NEAR(increasing_root([](double x) { return Slope{1.0 + x, 1.0}; }, 0.0, 4.0, 2.0), 0.0, 1e-15);
  EXPECT_NEAR(increasing_root([](double x) { return Slope{x - 9.0, 1.0}; }, 0.0, 4.0, 2.0), 4.0, 1e-14);
}

TEST(IncreasingRoot, AStepThatIsSmallEnoughIsTheLast) {
  const auto search = [](double settled) {
    int evaluations = 0;
    const double root = increasing_root(
        [&](double x) {
          ++evaluations;
          return Slope{x * x - 2.0, 2.0 * x};
        },
        0.0, 4.0, 1.0, settled);
    EXPECT_NEAR(root, std::sqrt(2.0), settled * settled);
    return evaluations;
  };
  // Newton's steps from 1: 1/2, −1/12, −1/408, −1/470832.
  EXPECT_EQ(search(1e-1), 2);
  EXPECT_EQ(search(1e-2), 3);
  EXPECT_EQ(search(1e-5), 4);
}

TEST(IncreasingRoot, AnExactZeroIsTakenAtOnce) {
  int evaluations = 0;
  const double root = increasing_root(
      [&](double x) {
        ++evaluations;
        return Slope{x - 2.0, 1.0};
      },
      0.0, 4.0, 2.0);
  EXPECT_EQ(root, 2.0);
  EXPECT_EQ(evaluations, 1);
}

}  // namespace
