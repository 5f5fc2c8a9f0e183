#include "equitable/proportion/likelihood_ratio.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/proportions.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::agreeing_rows;
using support::close;

/// 2 [x log(p̂/p) + (n−x) log((1−p̂)/(1−p))], by the definition.
long double likelihood_ratio(long double x, long double n, long double p) {
  const long double events = x > 0 ? x * std::log(x / (n * p)) : 0;
  const long double others = x < n ? (n - x) * std::log((n - x) / (n * (1 - p))) : 0;
  return 2 * (events + others);
}

TEST(LikelihoodRatio, AgreesWithEveryReferenceValue) { EXPECT_EQ(agreeing_rows(ProportionMethod::likelihood_ratio, 1e-14), 195); }

TEST(LikelihoodRatio, LimitsSolveTheEquation) {
  for (const double confidence : {0.3, 0.95, 0.999999}) {
    const Level level = two_sided_level(Confidence(confidence));
    support::for_each_rate(40, [&](Count x, Count n) {
      const Interval found = likelihood_ratio_limits(static_cast<double>(x), static_cast<double>(n), level);
      for (const double limit : {found.lower, found.upper})
        if (limit > 0.0 && limit < 1.0) {
          const auto value =
              likelihood_ratio(static_cast<long double>(x), static_cast<long double>(n), static_cast<long double>(limit));
          ASSERT_TRUE(close(static_cast<double>(value), level.z * level.z, 1e-13 + 1e-15 / (1.0 - limit))) << x << "/" << n;
        }
    });
  }
}

TEST(LikelihoodRatio, LimitsSolveTheEquationAtAnySize) {
  support::RandomTables random(31);
  for (int i = 0; i < 3000; ++i) {
    const double n = static_cast<double>(random.total(i % 2 == 0 ? max_count : Count{1000000000}));
    const double x = static_cast<double>(random.events(static_cast<Count>(n)));
    if (x == 0.0) continue;
    for (const double z : {1e-6, 0.6744897501960817, 1.959963984540054, 7.0}) {
      const UnitPoint found = likelihood_ratio_lower(x, n, z);
      const double excess = binomial_excess(x, n, found);
      const double root = std::sqrt(one_rate_likelihood_ratio(x, n, found, excess));
      // The rounding of the limit, in standard errors.
      ASSERT_TRUE(close(root, z, 1e-12, 4e-16 * std::sqrt(n))) << x << "/" << n << " " << z;
      ASSERT_LE(found.q, x / n) << x << "/" << n << " " << z;
    }
  }
}

TEST(LikelihoodRatio, NoneAndAllHaveClosedForms) {
  for (const double n : {1.0, 2.0, 1e9, 9007199254740992.0})
    for (const double confidence : {1e-6, 0.95, 1.0 - 1e-12}) {
      const Level level = two_sided_level(Confidence(confidence));
      const double zz = level.z * level.z;
      const Interval none = likelihood_ratio_limits(0.0, n, level);
      EXPECT_EQ(none.lower, 0.0);
      EXPECT_TRUE(close(none.upper, -std::expm1(-0.5 * zz / n), 1e-15));
      const Interval all = likelihood_ratio_limits(n, n, level);
      EXPECT_TRUE(close(all.lower, std::exp(-0.5 * zz / n), 1e-15));
      EXPECT_EQ(all.upper, 1.0);
    }
}

}  // namespace
