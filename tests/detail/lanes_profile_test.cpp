#include "equitable/detail/lanes_profile.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "equitable/comparison/profile_likelihood.hpp"
#include "equitable/proportion/likelihood_ratio.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/lane_blocks.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::describe;
using support::identical;

constexpr double unit = std::numeric_limits<double>::epsilon();
constexpr double quantiles[] = {1e-3, 0.7, 1.959963984540054, 3.290526731491926, 6.1};

// One unit of the last place: of the limit, or of the largest of it and what it is the difference of.
::testing::AssertionResult within_a_unit(double found, double expected, double size) {
  if (identical(found, expected) || std::fabs(found - expected) <= unit * std::fmax(size, std::fabs(expected)))
    return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << found << " is not " << expected;
}

double larger_rate(const TwoRates& r) { return std::fmax(r.x1 / r.n1, r.x2 / r.n2); }

// Lanes and scalar functions search on different paths; what is left to the scalar function is counted.
template <class Kernel, class Scalar, class Size>
void expect_scalar(const Kernel& kernel, const Scalar& scalar, const Size& size, int most_redone) {
  int redone = 0;
  for (const double z : quantiles)
    support::for_each_estimate([&](LaneTables& t, LaneEstimates& found) { kernel(t, z, found); },
                               [&](const Table2x2& t, double lower, double upper, bool redo) {
                                 if (redo) {
                                   ++redone;
                                   return;
                                 }
                                 const Interval expected = scalar(t.rates(), Level{0.0, z});
                                 ASSERT_TRUE(within_a_unit(lower, expected.lower, size(t.rates()))) << describe(t) << " " << z;
                                 ASSERT_TRUE(within_a_unit(upper, expected.upper, size(t.rates()))) << describe(t) << " " << z;
                               });
  EXPECT_LE(redone, most_redone);
}

TEST(LanesProfile, RatioIsTheScalars) {
  expect_scalar(
      ratio_profile_lanes, ratio_profile_limits, [](const TwoRates&) { return 0.0; }, 60);
}
TEST(LanesProfile, OddsRatioIsTheScalars) {
  expect_scalar(
      odds_ratio_profile_lanes, odds_ratio_profile_limits, [](const TwoRates&) { return 0.0; }, 0);
}
TEST(LanesProfile, DifferenceIsTheScalars) {
  expect_scalar(difference_profile_lanes, difference_profile_limits, larger_rate, 100);
}

TEST(LanesProfile, RateIsTheScalars) {
  std::vector<TwoRates> rates;
  for (int n = 1; n <= 40; ++n)
    for (int x = 0; x <= n; ++x) rates.push_back({static_cast<double>(x), static_cast<double>(n), 0.0, 1.0});
  support::RandomTables(5).for_each(3000, max_count, [&](const Table2x2& t) { rates.push_back(t.rates()); });
  for (const double z : {1e-12, 1e-3, 0.7, 1.959963984540054, 3.290526731491926, 6.1})
    for (std::size_t first = 0; first + lane_count <= rates.size(); first += lane_count) {
      Lanes x, n, rate, lower, upper;
      LaneMask redo{};
      for (std::size_t i = 0; i < lane_count; ++i) {
        x[i] = rates[first + i].x1;
        n[i] = rates[first + i].n1;
        rate[i] = x[i] / n[i];
      }
      likelihood_ratio_lanes({x, n, rate, lower, upper, redo}, z);
      for (std::size_t i = 0; i < lane_count; ++i) {
        const Interval expected = likelihood_ratio_limits(x[i], n[i], Level{0.0, z});
        ASSERT_EQ(redo[i], 0u) << x[i] << "/" << n[i] << " " << z;
        ASSERT_TRUE(within_a_unit(lower[i], expected.lower, 0.0)) << x[i] << "/" << n[i] << " " << z;
        ASSERT_TRUE(within_a_unit(upper[i], expected.upper, 0.0)) << x[i] << "/" << n[i] << " " << z;
      }
    }
}

// The exact limits, in blocks that are all the same table.
TEST(LanesProfile, LimitsAreThoseOfAHundredDigits) {
  const support::Csv reference("reference/profile_likelihood.csv");
  std::map<std::string, int> met;
  for (const support::Row& row : reference.rows()) {
    const std::string& measure = row.text("measure");
    const double z = row.number("z");
    LaneTables t;
    LaneEstimates found;
    for (std::size_t i = 0; i < lane_count; ++i) {
      t.x1[i] = row.number("x1");
      t.n1[i] = row.number("n1");
      t.x2[i] = row.number("x2");
      t.n2[i] = row.number("n2");
      t.redo[i] = 0;
      found.value[i] = t.x1[i] / t.n1[i];
    }
    double size = 0.0;
    if (measure == "ratio") {
      ratio_profile_lanes(t, z, found);
    } else if (measure == "odds_ratio") {
      odds_ratio_profile_lanes(t, z, found);
    } else if (measure == "difference") {
      difference_profile_lanes(t, z, found);
      size = std::fmax(t.x1[0] / t.n1[0], t.x2[0] / t.n2[0]);
    } else {
      likelihood_ratio_lanes({t.x1, t.n1, found.value, found.lower, found.upper, t.redo}, z);
    }
    for (std::size_t i = 0; i < lane_count; ++i) {
      if (t.redo[i] != 0) continue;
      ++met[measure];
      EXPECT_TRUE(within_a_unit(found.lower[i], row.number("lower"), size)) << row.all();
      EXPECT_TRUE(within_a_unit(found.upper[i], row.number("upper"), size)) << row.all();
    }
  }
  EXPECT_EQ(met["rate"], 88 * 32);
  EXPECT_EQ(met["odds_ratio"], 86 * 32);
  EXPECT_GE(met["ratio"], 86 * 32);
  EXPECT_GE(met["difference"], 80 * 32);
}

}  // namespace
