#include "equitable/proportion/skewness_corrected.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/proportions.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::agreeing_rows;
using support::close;

TEST(SkewnessCorrected, AgreesWithEveryReferenceValue) { EXPECT_EQ(agreeing_rows(ProportionMethod::scas, 1e-14), 195); }

TEST(SkewnessCorrected, LimitsSolveTheCorrectedScoreEquation) {
  for (const double confidence : {0.8, 0.95, 0.998}) {
    const Level level = two_sided_level(Confidence(confidence));
    const long double z = level.z;
    support::for_each_rate(60, [&](Count x, Count n) {
      const Interval found = skewness_corrected_limits(static_cast<double>(x), static_cast<double>(n), level);
      const auto score = [&](long double p) {
        const long double people = static_cast<long double>(n);
        const long double variance = p * (1 - p) / people;
        const long double skewness = variance * (1 - 2 * p) / people;
        return (static_cast<long double>(x) / people - p - (z * z - 1) * skewness / (6 * variance)) / std::sqrt(variance);
      };
      if (found.lower > 0.0) {
        ASSERT_TRUE(close(static_cast<double>(score(found.lower)), level.z, 1e-12 + 1e-15 / (1.0 - found.lower)))
            << x << "/" << n;
      }
      if (found.upper < 1.0) {
        ASSERT_TRUE(close(static_cast<double>(score(found.upper)), -level.z, 1e-12 + 1e-14 / (1.0 - found.upper)))
            << x << "/" << n;
      }
      // The lower limit is 0 for so few events that the equation has no root below the rate.
      ASSERT_EQ(found.lower == 0.0, x == 0 || static_cast<double>(x) <= (level.z * level.z - 1.0) / 6.0) << x << "/" << n;
    });
  }
}

TEST(SkewnessCorrected, Ends) {
  for (const double n : {1.0, 2.0, 1e9, 9007199254740992.0})
    for (const double confidence : {1e-6, 0.5, 0.95, 1.0 - 1e-12}) {
      const Level level = two_sided_level(Confidence(confidence));
      const Interval none = skewness_corrected_limits(0.0, n, level);
      EXPECT_EQ(none.lower, 0.0);
      EXPECT_TRUE(none.upper > 0.0 && none.upper <= 1.0) << n << " " << confidence;
      const Interval all = skewness_corrected_limits(n, n, level);
      EXPECT_EQ(all.upper, 1.0);
      EXPECT_TRUE(all.lower >= 0.0 && all.lower < 1.0 + 1e-15) << n << " " << confidence;
      EXPECT_NEAR(all.lower, 1.0 - none.upper, 1e-15) << n << " " << confidence;
    }
  // One event is too few at 99.8 %, two are enough.
  const Level strict = two_sided_level(Confidence(0.998));
  EXPECT_EQ(skewness_corrected_limits(1.0, 50.0, strict).lower, 0.0);
  EXPECT_GT(skewness_corrected_limits(2.0, 50.0, strict).lower, 0.0);
}

}  // namespace
