#include "equitable/detail/saddle_point.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"

namespace {

using namespace equitable::detail;
using support::close;

TEST(Log1pMinus, KeepsAllDigitsNearZero) {
  // −t²/2 + t³/3 − …, summed in long double until nothing is added.
  for (int i = -340; i <= 340; ++i) {
    const double t = i / 1000.0;
    if (i == 0) continue;
    long double sum = 0;
    long double power = -static_cast<long double>(t);
    for (int k = 2; k < 200; ++k) {
      power *= -static_cast<long double>(t);
      sum -= power / k;
    }
    EXPECT_TRUE(close(log1p_minus(t), static_cast<double>(sum), 1e-15)) << t;
    EXPECT_TRUE(close(log1p_minus(t * 1e-9), -0.5 * (t * 1e-9) * (t * 1e-9) * (1.0 - 2e-9 * t / 3.0), 1e-15)) << t;
  }
  EXPECT_EQ(log1p_minus(0.0), 0.0);
  EXPECT_TRUE(close(log1p_minus(3.0), std::log(4.0) - 3.0, 1e-15));
  EXPECT_TRUE(close(log1p_minus(-0.9), std::log(0.1) + 0.9, 1e-15));
}

TEST(StirlingError, AgreesWithFactorials) {
  // 50 digits of mpmath: log n! − log √(2πn) − n log n + n.
  EXPECT_TRUE(close(stirling_error(0.5), 0.153426409720027345291383939271, 1e-15));
  EXPECT_TRUE(close(stirling_error(0.3), 0.236064900748215588387619159414, 1e-14));
  // The first two terms of Stirling's series are all there is at a million.
  EXPECT_TRUE(close(stirling_error(1e6), 1.0 / 12e6 - 1.0 / 360e18, 1e-15));
  long double factorial = 1;
  const long double pi = 3.14159265358979323846264338327950288L;
  for (int n = 1; n <= 40; ++n) {
    factorial *= n;
    const long double m = n;
    const long double exact = std::log(factorial) - (m + 0.5L) * std::log(m) + m - 0.5L * std::log(2 * pi);
    EXPECT_TRUE(close(stirling_error(n), static_cast<double>(exact), 1e-14)) << n;
  }
}

TEST(StirlingError, FallsSmoothlyAcrossTableAndSeries) {
  // S(n) − S(n+1) = (n + ½) log(1 + 1/n) − 1, for whole, half and other n.
  for (int i = 2; i < 200; ++i) {
    const double n = i * 0.25;
    const long double m = n;
    const long double step = (m + 0.5L) * std::log1p(1 / m) - 1;
    EXPECT_TRUE(close(stirling_error(n) - stirling_error(n + 1.0), static_cast<double>(step), 0.0, 5e-16)) << n;
  }
}

TEST(Deviance, DoesNotCancel) {
  EXPECT_EQ(deviance(7.0, 7.0), 0.0);
  EXPECT_EQ(deviance(0.0, 7.0), 7.0);
  for (const double x : {0.5, 1.0, 30.0, 1e6, 1e15})
    for (const double factor : {1e-5, 0.3, 0.9, 0.999999, 1.000001, 1.2, 3.0, 1e5}) {
      const double m = x * factor;
      const long double ratio = static_cast<long double>(m) / static_cast<long double>(x);
      const long double off = (static_cast<long double>(m) - static_cast<long double>(x)) / static_cast<long double>(x);
      const long double exact =
          std::fabs(off) < 1e-3L ? off * off * (0.5L - off / 3 + off * off / 4 - off * off * off / 5) : off - std::log(ratio);
      EXPECT_TRUE(close(deviance(x, m), x * static_cast<double>(exact), 2e-15)) << x << " " << factor;
    }
  // Where x/m is beyond all numbers: log(1/m) − 1 + m for the double next to 1e-317, by mpmath.
  EXPECT_TRUE(close(deviance(1.0, 1e-317), 728.91947424841997, 1e-14));
}

}  // namespace
