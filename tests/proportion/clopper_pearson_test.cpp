#include "equitable/proportion/clopper_pearson.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/proportions.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::agreeing_rows;
using support::close;

TEST(ClopperPearson, AgreesWithEveryReferenceValue) {
  EXPECT_EQ(agreeing_rows(ProportionMethod::clopper_pearson, 1e-14), 195);
  EXPECT_EQ(agreeing_rows(ProportionMethod::mid_p, 1e-14), 195);
}

TEST(ClopperPearson, LimitsSolveTheTailEquationsByPlainSums) {
  for (const double confidence : {0.5, 0.95, 0.998, 1.0 - 1e-12}) {
    const Level level = two_sided_level(Confidence(confidence));
    support::for_each_rate(30, [&](Count x, Count n) {
      const Interval exact = clopper_pearson_limits(static_cast<double>(x), static_cast<double>(n), level);
      const Interval mid = mid_p_limits(static_cast<double>(x), static_cast<double>(n), level);
      const auto tail = [&](double p, Count first, Count last, long double less) {
        const auto law = support::binomial_law(n, static_cast<long double>(p));
        return static_cast<double>(support::sum_of(law, first, last) - less * law[static_cast<std::size_t>(x)]);
      };
      // Rounding a limit near 1 moves its tail by rounding / (1 − limit).
      const auto slack = [](double p) { return 1e-12 + 2e-14 / (1.0 - p); };
      if (x > 0) {
        ASSERT_TRUE(close(tail(exact.lower, x, n, 0), level.tail, slack(exact.lower))) << x << "/" << n << " " << confidence;
        ASSERT_TRUE(close(tail(mid.lower, x, n, 0.5L), level.tail, slack(mid.lower))) << x << "/" << n << " " << confidence;
      }
      if (x < n) {
        ASSERT_TRUE(close(tail(exact.upper, 0, x, 0), level.tail, slack(exact.upper))) << x << "/" << n << " " << confidence;
        ASSERT_TRUE(close(tail(mid.upper, 0, x, 0.5L), level.tail, slack(mid.upper))) << x << "/" << n << " " << confidence;
      }
    });
  }
}

TEST(ClopperPearson, NoneAndAllHaveClosedForms) {
  for (const double n : {1.0, 2.0, 30.0, 1e9, 9007199254740992.0})
    for (const double confidence : {1e-6, 0.5, 0.95, 1.0 - 1e-12}) {
      const Level level = two_sided_level(Confidence(confidence));
      const Interval none = clopper_pearson_limits(0.0, n, level);
      EXPECT_EQ(none.lower, 0.0);
      EXPECT_TRUE(close(none.upper, -std::expm1(std::log(level.tail) / n), 1e-15)) << n;
      EXPECT_TRUE(close(mid_p_limits(0.0, n, level).upper, -std::expm1(std::log(2.0 * level.tail) / n), 1e-15)) << n;
      EXPECT_EQ(mid_p_limits(0.0, n, level).lower, 0.0);
      EXPECT_EQ(clopper_pearson_limits(n, n, level).upper, 1.0);
      EXPECT_EQ(mid_p_limits(n, n, level).upper, 1.0);
      EXPECT_TRUE(close(clopper_pearson_limits(n, n, level).lower, std::exp(std::log(level.tail) / n), 1e-15)) << n;
    }
}

TEST(ClopperPearson, LimitsSolveTheTailEquationsAtAnySize) {
  support::RandomTables random(11);
  for (const Count largest : {Count{100}, Count{1000000}, Count{1000000000}, max_count})
    for (int i = 0; i < 400; ++i) {
      const double n = static_cast<double>(random.total(largest));
      const double x = static_cast<double>(random.events(static_cast<Count>(n)));
      if (x == 0.0) continue;
      for (const double tail : {0.4, 0.025, 1e-9}) {
        const UnitPoint exact = clopper_pearson_lower(x, n, tail);
        const UnitPoint mid = mid_p_lower(x, n, tail);
        // The half ulp of a limit, times the slope of the logarithm of the tail: z √n at most.
        const double slack = 1e-13 + 5e-16 * (8.0 * std::sqrt(n) + std::fabs(std::log(tail)) * 2.0);
        ASSERT_TRUE(close(binomial_upper_tail(x, n, exact), tail, slack)) << x << "/" << n;
        const double half = 0.5 * std::exp(log_binomial_mass(x, n, mid));
        ASSERT_TRUE(close(binomial_upper_tail(x, n, mid) - half, tail, slack)) << x << "/" << n;
        ASSERT_LE(exact.q, mid.q * (1.0 + 4e-16)) << x << "/" << n;
      }
    }
}

TEST(ClopperPearson, CoversAtLeastWhatItSays) {
  for (const double level : {0.8, 0.95, 0.99})
    for (Count n = 1; n <= 30; n += n < 12 ? 1 : 3)
      EXPECT_GE(support::smallest_coverage(ProportionMethod::clopper_pearson, n, level), static_cast<long double>(level)) << n;
  // Which is no truism: the mid-p interval falls below its level.
  EXPECT_LT(support::smallest_coverage(ProportionMethod::mid_p, 10, 0.95), 0.95L);
}

}  // namespace
