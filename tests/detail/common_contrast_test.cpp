#include "equitable/detail/common_contrast.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "support/compare.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;

TEST(CommonContrast, FindsTheLeastValueOfCurvesWithOneTroughAndWithTwo) {
  EXPECT_TRUE(close(least_value([](double x) { return (x - 0.3) * (x - 0.3) + 2.0; }, -5.0, 7.0), 2.0, 1e-12));
  EXPECT_TRUE(close(least_value([](double x) { return std::fmin(std::fabs(x + 3.0), std::fabs(x - 2.0) - 1.0); }, -8.0, 8.0),
                    -1.0, 1e-9));
  EXPECT_TRUE(close(least_value([](double x) { return x; }, -2.0, 8.0), -2.0, 1e-12));  // at an end
  EXPECT_TRUE(close(least_value([](double x) { return -x; }, -2.0, 8.0), -8.0, 1e-12));
}

TEST(CommonContrast, ScoresAreZeroAtATablesOwnContrast) {
  const TwoRates r{6.0, 30.0, 9.0, 60.0};
  EXPECT_TRUE(close(additive_contrast(r, Measure::ratio), std::log(4.0 / 3.0), 1e-15));
  EXPECT_TRUE(close(additive_contrast(r, Measure::difference), 0.05, 1e-15));
  for (const Measure measure : {Measure::ratio, Measure::difference})
    EXPECT_LT(squared_score(r, additive_contrast(r, measure), measure), 1e-20);
  // At no difference it is the chi-squared of the table, times (N − 1)/N: (6·51 − 24·9)²·89/(30·60·15·75).
  const double chi2 = 90.0 * 90.0 * 89.0 / (30.0 * 60.0 * 15.0 * 75.0);
  EXPECT_TRUE(close(squared_score(r, 0.0, Measure::ratio), chi2, 1e-12));
  EXPECT_TRUE(close(squared_score(r, 0.0, Measure::difference), chi2, 1e-12));
}

TEST(CommonContrast, TheLeastSumOfOneKindOfTableIsZero) {
  const std::array<TwoRates, 3> tables{{{6.0, 30.0, 9.0, 60.0}, {12.0, 60.0, 18.0, 120.0}, {6.0, 30.0, 9.0, 60.0}}};
  const auto table = [&](std::size_t k) { return tables[k]; };
  for (const Measure measure : {Measure::ratio, Measure::difference}) {
    EXPECT_LT(least_squared_scores(table, 3, measure), 1e-14);
    EXPECT_EQ(least_squared_scores(table, 1, measure), 0.0);
  }
}

}  // namespace
