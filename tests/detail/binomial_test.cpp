#include "equitable/detail/binomial.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <map>
#include <string>

#include "equitable/detail/normal.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/proportions.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;
using support::close_probability;

// A probability e^−d carries the rounding of d: that is the accuracy to be had.
double attainable(double probability) { return 5e-15 + 1e-15 * std::fabs(std::log(probability)); }

TEST(Binomial, MassAndTailsAgreeWithReferenceValues) {
  const support::Csv reference("reference/binomial.csv");
  std::map<std::string, int> seen;
  double worst = 0.0;
  for (const support::Row& row : reference.rows()) {
    const std::string& quantity = row.text("quantity");
    ++seen[quantity];
    const double x = row.number("x");
    const double n = row.number("n");
    const double expected = row.number("value");
    if (quantity == "log_choose") {
      EXPECT_TRUE(close(log_choose(n, x), expected, 1e-15)) << row.all();
      continue;
    }
    const double p = row.number("p");
    const double actual = quantity == "mass"         ? binomial_mass(x, n, p)
                          : quantity == "lower_tail" ? binomial_lower_tail(x, n, p)
                                                     : binomial_upper_tail(x, n, p);
    EXPECT_TRUE(close_probability(actual, expected, attainable(expected))) << row.all();
    worst = std::fmax(worst, std::fabs(actual / expected - 1.0));
  }
  RecordProperty("worst_relative_error", std::to_string(worst * 1e15) + "e-15");
  EXPECT_EQ(seen["log_choose"], 342);
  EXPECT_EQ(seen["mass"], 342);
  EXPECT_EQ(seen["lower_tail"], 331);
  EXPECT_EQ(seen["upper_tail"], 313);
}

TEST(Binomial, AgreesWithPlainSumsForAllSmallCounts) {
  for (const double p : {1e-9, 0.01, 0.2, 0.5, 0.77, 0.999}) {
    const int tried = support::for_each_rate(60, [&](Count x, Count n) {
      const auto law = support::binomial_law(n, static_cast<long double>(p));
      const double events = static_cast<double>(x);
      const double total = static_cast<double>(n);
      const double lower = static_cast<double>(support::sum_of(law, 0, x));
      const double upper = static_cast<double>(support::sum_of(law, x, n));
      const double mass = static_cast<double>(law[static_cast<std::size_t>(x)]);
      ASSERT_TRUE(close_probability(binomial_mass(events, total, p), mass, attainable(mass))) << x << "/" << n << " " << p;
      ASSERT_TRUE(close_probability(binomial_lower_tail(events, total, p), lower, attainable(lower)))
          << x << "/" << n << " " << p;
      ASSERT_TRUE(close_probability(binomial_upper_tail(events, total, p), upper, attainable(upper)))
          << x << "/" << n << " " << p;
    });
    EXPECT_EQ(tried, support::rates_up_to_60);
  }
}

TEST(Binomial, TailsAddUpMirrorAndStepByTheMassAtAnySize) {
  for (const double n : {5.0, 300.0, 9e3, 1e5, 1e9, 9007199254740992.0})
    for (const double p : {0.25, 0.5, 0.875}) {  // exact, and so is 1 − p
      for (const double z : {-8.0, -2.5, -0.01, 0.0, 1.0, 4.1, 20.0}) {
        const double x = std::floor(n * p + z * std::sqrt(n * p * (1.0 - p)));
        if (x < 0.0 || x >= n) continue;
        const double lower = binomial_lower_tail(x, n, p);
        const double above = binomial_upper_tail(x + 1.0, n, p);
        EXPECT_TRUE(close(lower + above, 1.0, 1e-14)) << x << "/" << n;
        EXPECT_TRUE(close(lower, binomial_upper_tail(n - x, n, 1.0 - p), 1e-14)) << x << "/" << n;
        EXPECT_TRUE(close(binomial_upper_tail(x, n, p), above + binomial_mass(x, n, p), 1e-13)) << x << "/" << n;
        if (n > 1e8) {
          // The normal law with the correction for continuity and Edgeworth's term for skewness: right to about 1/n.
          const double sd = std::sqrt(n * p * (1.0 - p));
          const double at = (std::fma(-n, p, x) + 0.5) / sd;
          const double edgeworth = (1.0 - 2.0 * p) / (6.0 * sd) * (at * at - 1.0) * normal_density(at);
          if (std::fabs(z) < 5.0) {
            EXPECT_TRUE(close(lower, normal_upper_tail(-at) - edgeworth, 1e-6)) << x << "/" << n;
          }
        }
      }
    }
}

TEST(Binomial, Ends) {
  EXPECT_EQ(binomial_lower_tail(-1, 5, 0.5), 0.0);
  EXPECT_EQ(binomial_lower_tail(5, 5, 0.5), 1.0);
  EXPECT_EQ(binomial_upper_tail(0, 5, 0.5), 1.0);
  EXPECT_EQ(binomial_upper_tail(6, 5, 0.5), 0.0);
  EXPECT_EQ(binomial_mass(0, 5, 0.0), 1.0);
  EXPECT_EQ(binomial_mass(1, 5, 0.0), 0.0);
  EXPECT_EQ(binomial_mass(5, 5, 1.0), 1.0);
  EXPECT_EQ(binomial_mass(-1, 5, 0.5), 0.0);
  EXPECT_EQ(binomial_mass(6, 5, 0.5), 0.0);
  EXPECT_EQ(binomial_lower_tail(4, 5, 1.0), 0.0);
  EXPECT_EQ(binomial_upper_tail(1, 5, 0.0), 0.0);
  EXPECT_EQ(binomial_upper_tail(5, 5, 1.0), 1.0);
  EXPECT_EQ(log_choose(5, 0), 0.0);
  EXPECT_EQ(log_choose(5, 5), 0.0);
  EXPECT_EQ(log_choose(5, 6), -infinity);
  EXPECT_TRUE(close(binomial_upper_tail(1, 1, 1e-300), 1e-300, 1e-13));
  EXPECT_TRUE(close(binomial_lower_tail(0, 1e9, 1e-9), 0.367879440987437, 1e-12));  // (1 − 1e-9)^1e9 = e^−1 (1 − 5e-10)
}

TEST(Binomial, TheLargestCountsTakeNoLonger) {
  const auto begun = std::chrono::steady_clock::now();
  double sum = 0.0;
  for (int i = 0; i < 1000; ++i) sum += binomial_upper_tail(4503599627370496.0 + i * 1e5, 9007199254740992.0, 0.5);
  EXPECT_GT(sum, 0.0);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(1));
}

}  // namespace
