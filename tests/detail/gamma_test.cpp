#include "equitable/detail/gamma.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

#include "equitable/detail/normal.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"

namespace {

using namespace equitable::detail;
using support::close;
using support::close_probability;

TEST(Gamma, TailsAndQuantilesAgreeWithReferenceValues) {
  // 60 digits, by mpmath: its incomplete gamma function where that converges, quadrature of the density beyond.
  const support::Csv reference("reference/gamma.csv");
  std::map<std::string, int> seen;
  for (const support::Row& row : reference.rows()) {
    const std::string& quantity = row.text("quantity");
    ++seen[quantity];
    const double at = row.number("argument");
    const double a = row.number("shape");
    const double expected = row.number("value");
    if (quantity == "lower_tail")
      EXPECT_TRUE(close_probability(gamma_lower_tail(at, a), expected, 1e-14)) << row.all();
    else if (quantity == "upper_tail")
      EXPECT_TRUE(close_probability(gamma_upper_tail(at, a), expected, 1e-14)) << row.all();
    else if (quantity == "lower_quantile")
      EXPECT_TRUE(close(gamma_lower_quantile(at, a), expected, 1e-14)) << row.all();
    else
      EXPECT_TRUE(close(gamma_upper_quantile(at, a), expected, 1e-14)) << row.all();
  }
  EXPECT_EQ(seen["lower_tail"], 346);
  EXPECT_EQ(seen["upper_tail"], 356);
  EXPECT_EQ(seen["lower_quantile"], 118);
  EXPECT_EQ(seen["upper_quantile"], 120);
}

TEST(Gamma, ClosedForms) {
  for (int i = 1; i < 60; ++i) {
    const double x = i / 7.0;
    EXPECT_TRUE(close(gamma_lower_tail(x, 1), -std::expm1(-x), 2e-15)) << x;
    EXPECT_TRUE(close(gamma_upper_tail(x, 1), std::exp(-x), 2e-15)) << x;
    EXPECT_TRUE(close(gamma_lower_tail(x, 0.5), std::erf(std::sqrt(x)), 4e-15)) << x;
    EXPECT_EQ(chi_squared_upper_tail(x, 1), chi_squared_1_upper_tail(x)) << x;
    EXPECT_TRUE(close(chi_squared_upper_tail(x, 4), std::exp(-x / 2) * (1 + x / 2), 2e-15)) << x;
    EXPECT_TRUE(close(chi_squared_lower_tail(x, 2), -std::expm1(-x / 2), 2e-15)) << x;
    const double tail = i / 60.0;
    EXPECT_TRUE(close(gamma_upper_quantile(tail, 1), -std::log(tail), 2e-15)) << tail;
    EXPECT_TRUE(close(gamma_lower_quantile(tail, 1), -std::log1p(-tail), 2e-15)) << tail;
  }
  EXPECT_TRUE(close(chi_squared_upper_quantile(0.05, 1), 3.841458820694124, 4e-15));
  EXPECT_TRUE(close(chi_squared_upper_quantile(0.05, 7), 14.067140449340169, 4e-15));
}

TEST(Gamma, EveryRouteGivesTheSameRatio) {
  for (const double a : {120.0, 500.5, 4e3, 2e4})
    for (const double z : {0.0, 0.3, 1.0, 3.0, 6.0}) {
      const double below = a - z * std::sqrt(a);
      const double above = a + z * std::sqrt(a);
      EXPECT_TRUE(close(gamma_ratio_by_quadrature(a, below, -1.0), gamma_ratio_by_series(a, below), 1e-14)) << a << " " << z;
      EXPECT_TRUE(close(gamma_ratio_by_quadrature(a, above, 1.0), gamma_ratio_by_fraction(a, above), 2e-14)) << a << " " << z;
    }
  for (int twice = 1; twice <= 32; ++twice)
    for (const double x : {0.01, 0.6, 2.0, 7.5, 17.0, 40.0, 200.0, 690.0}) {
      const double a = 0.5 * twice;
      EXPECT_TRUE(close(chi_squared_tail_of_one(2.0 * x, twice), gamma_tail(x, a).upper_tail(), 2e-14)) << a << " " << x;
    }
}

TEST(Gamma, TwofoldLogarithms) {
  // log(x/a) against the sum of two logarithms that are known: 2^k and (1 + t) near 1.
  for (const double t : {1e-17, 1e-12, 3e-8, 1e-4}) {
    const Twofold found = twofold_log_quotient(1e20 * t + 1e20, 1e20);
    const double step = (1e20 * t + 1e20 - 1e20) / 1e20;
    EXPECT_TRUE(close(found.high + found.low, std::log1p(step), 4e-16)) << t;
  }
  const Twofold seven = twofold_log_quotient(7.0, 2.0);  // log 3.5
  EXPECT_EQ(seven.high, 1.252762968495368);
  EXPECT_TRUE(close(seven.low, -6.0976908521929577e-17, 1e-5));
}

TEST(Gamma, QuantilesInvertTailsOnEveryShape) {
  for (const double a : {0.5, 0.9, 1.0, 1.5, 4.0, 33.3, 99.9, 1e3, 1e6, 1e12, 9007199254740992.0})
    for (const double tail : {1e-300, 1e-200, 1e-12, 1e-4, 0.05, 0.4, 0.5, 0.8, 0.99, 1.0 - 1e-12}) {
      // A rounding of x moves the logarithm of the tail by about the slope of it.
      const double slack = 1e-13 + 3e-16 * 40.0 * std::sqrt(a);
      const double below = gamma_lower_quantile(tail, a);
      const double above = gamma_upper_quantile(tail, a);
      if (below > 1e-300) {
        EXPECT_TRUE(close(gamma_lower_tail(below, a), tail, slack)) << a << " " << tail;
      }
      EXPECT_TRUE(close(gamma_upper_tail(above, a), tail, slack)) << a << " " << tail;
      EXPECT_GE(below, 0.0);
      EXPECT_TRUE(std::isfinite(above));
    }
}

TEST(Gamma, TailsFallAndQuantilesRise) {
  for (const double a : {0.5, 3.0, 20.25, 100.5, 1e9}) {
    double last = 0.0;
    double last_tail = 1.0;
    for (int i = 1; i < 200; ++i) {
      const double x = gamma_lower_quantile(i / 200.0, a);
      EXPECT_GT(x, last) << a << " " << i;
      EXPECT_TRUE(close(gamma_upper_quantile(1.0 - i / 200.0, a), x, 1e-13)) << a << " " << i;
      const double tail = gamma_upper_tail(x, a);
      EXPECT_LT(tail, last_tail) << a << " " << i;
      EXPECT_TRUE(close(gamma_lower_tail(x, a) + tail, 1.0, 1e-15)) << a << " " << i;
      last = x;
      last_tail = tail;
    }
  }
}

TEST(Poisson, MassesSumToTails) {
  for (const double mean : {1e-9, 0.3, 1.0, 4.7, 19.0, 60.5}) {
    double below = 0.0;
    for (int k = 0; k < 200; ++k) {
      below += poisson_mass(k, mean);
      EXPECT_TRUE(close_probability(poisson_lower_tail(k, mean), below, 3e-14)) << k << " " << mean;
    }
    double above = 0.0;
    for (int k = 220; k > 0; --k) {
      above += poisson_mass(k, mean);
      if (k < 100 || above < 1e-300) {
        EXPECT_TRUE(close_probability(poisson_upper_tail(k, mean), above, 3e-14)) << k << " " << mean;
      }
    }
  }
  EXPECT_TRUE(close(poisson_mass(2.0, 1.0), 0.5 * std::exp(-1.0), 1e-15));
  EXPECT_TRUE(close(poisson_mass(1e15, 1e15), 1.0 / std::sqrt(two_pi * 1e15), 1e-14));
}

TEST(Poisson, TailsAreNeverMoreThanAllAndMassesNeverNaN) {
  // The sum of a closed form passed 1 by its rounding.
  for (int i = 1; i <= 4000; ++i)
    for (const double k : {0.0, 1.0, 2.0, 5.0, 9.0, 14.0, 15.0}) {
      const double tail = poisson_lower_tail(k, 1e-6 * i);
      EXPECT_TRUE(tail > 0.9 && tail <= 1.0) << k << " " << i;
    }
  EXPECT_EQ(poisson_lower_tail(14.0, 0.0037990196078431237581), 1.0);
  for (const double a : {0.5, 0.50001, 0.7, 1.3})
    for (const double x : {1e-300, 1e-9, 0.5, 0.999}) {
      EXPECT_GE(gamma_upper_tail(x, a), 0.0);
      EXPECT_LE(gamma_lower_tail(x, a), 1.0);
    }
  // Far beyond the last double: the second part of the deviance is as large as a rounding of the first.
  for (const double mean : {7.4770802645436045722e+20, 3e17, 1e18, 1e25, 1e100}) {
    EXPECT_EQ(poisson_mass(9007199254740992.0, mean), 0.0) << mean;
    EXPECT_EQ(poisson_lower_tail(9007199254740992.0, mean), 0.0) << mean;
    EXPECT_FALSE(std::signbit(poisson_lower_tail(9007199254740992.0, mean))) << mean;
    EXPECT_EQ(poisson_upper_tail(9007199254740992.0, mean), 1.0) << mean;
  }
}

TEST(Gamma, Ends) {
  const double nan = std::nan("");
  const double inf = equitable::infinity;
  EXPECT_EQ(gamma_lower_tail(0.0, 2), 0.0);
  EXPECT_EQ(gamma_upper_tail(0.0, 2), 1.0);
  EXPECT_EQ(gamma_lower_tail(inf, 2), 1.0);
  EXPECT_EQ(gamma_upper_tail(inf, 2.3), 0.0);
  EXPECT_EQ(gamma_upper_tail(1e9, 0.5), 0.0);
  EXPECT_EQ(gamma_upper_tail(1e200, 20.25), 0.0);
  EXPECT_EQ(gamma_lower_tail(1e200, 20.25), 1.0);
  EXPECT_EQ(gamma_lower_tail(0.0, 0.0), 1.0);
  EXPECT_EQ(gamma_upper_tail(0.3, 0.0), 0.0);
  EXPECT_EQ(gamma_lower_quantile(0.025, 0.0), 0.0);
  EXPECT_EQ(gamma_lower_quantile(0.0, 3.0), 0.0);
  EXPECT_EQ(gamma_lower_quantile(1.0, 3.0), inf);
  EXPECT_EQ(gamma_upper_quantile(0.0, 3.0), inf);
  EXPECT_EQ(gamma_upper_quantile(1.0, 3.0), 0.0);
  EXPECT_TRUE(std::isnan(gamma_lower_tail(nan, 2)));
  EXPECT_TRUE(std::isnan(gamma_upper_tail(2, nan)));
  EXPECT_TRUE(std::isnan(gamma_upper_tail(2, -1)));
  EXPECT_TRUE(std::isnan(gamma_lower_quantile(nan, 2)));
  EXPECT_TRUE(std::isnan(gamma_upper_quantile(1.1, 2)));
  EXPECT_EQ(poisson_mass(0.0, 0.0), 1.0);
  EXPECT_EQ(poisson_mass(3.0, 0.0), 0.0);
  EXPECT_EQ(poisson_lower_tail(-1.0, 2.0), 0.0);
  EXPECT_EQ(poisson_upper_tail(0.0, 2.0), 1.0);
  EXPECT_EQ(poisson_lower_tail(4.0, 0.0), 1.0);
  EXPECT_EQ(poisson_upper_tail(4.0, 0.0), 0.0);
}

}  // namespace
