#include "equitable/significance/equivalence.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "equitable/comparison/relative_likelihood.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::close_probability;
using support::describe;
using support::RandomTables;
using support::refusal;

TEST(Equivalence, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/equivalence.csv");
  int rows = 0;
  for (const support::Row& row : reference.rows()) {
    if (row.text("measure") != "rr" || row.text("method") != "score_mn") continue;
    const TestResult test =
        equivalence(row.count("events"), row.count("total"), row.count("reference_events"), row.count("reference_total"),
                    {Margin{row.number("margin_low"), row.number("margin_high")}});
    EXPECT_TRUE(close(test.statistic, std::fmin(row.number("z_low"), -row.number("z_high")), 1e-12, 1e-12)) << row.all();
    EXPECT_TRUE(close_probability(test.pvalue, row.number("p_tost"))) << row.all();
    EXPECT_STREQ(test.method, "score_mn");
    ++rows;
  }
  EXPECT_EQ(rows, 47);
}

// p < α exactly when the interval at 1 − 2α lies inside the margin; tables within rounding of p = α left out.
void a_small_p_means_the_interval_lies_inside(const Table2x2& t) {
  for (const Margin& margin : {Margin{}, Margin{0.5, 2.0}, Margin{0.95, 3.0}}) {
    const TestResult test = equivalence(t, {margin});
    ASSERT_FALSE(std::isnan(test.pvalue)) << describe(t);
    for (const double alpha : {0.05, 0.2}) {
      if (std::fabs(test.pvalue - alpha) < 1e-10) continue;
      const Estimate estimate =
          relative_likelihood(t, {RelativeLikelihoodMethod::miettinen_nurminen, Confidence(1.0 - 2.0 * alpha)});
      const bool inside = margin.lower < estimate.lower && estimate.upper < margin.upper;
      ASSERT_EQ(test.pvalue < alpha, inside) << describe(t) << " p = " << test.pvalue << " margin " << margin.lower;
    }
  }
}

void swapping_the_groups_and_the_margin_changes_nothing(const Table2x2& t) {
  const TestResult test = equivalence(t, {Margin{0.7, 1.6}});
  const TestResult swapped = equivalence(t.swapped(), {Margin{1.0 / 1.6, 1.0 / 0.7}});
  ASSERT_TRUE(close(swapped.statistic, test.statistic, 1e-10, 1e-12)) << describe(t);
}

TEST(Equivalence, LawsHoldForEverySmallTable) {
  const auto tried = support::for_each_table(25, [](const Table2x2& t) {
    a_small_p_means_the_interval_lies_inside(t);
    swapping_the_groups_and_the_margin_changes_nothing(t);
  });
  EXPECT_EQ(tried, support::tables_up_to_25);
}

TEST(Equivalence, LawsHoldForLargeTables) {
  RandomTables(61).for_each(15000, 1000000000, a_small_p_means_the_interval_lies_inside);
  RandomTables(62).for_each(10000, 100000, swapping_the_groups_and_the_margin_changes_nothing);
}

TEST(Equivalence, MorePeopleAtTheSameRatesShowSamenessOrItsOpposite) {
  EXPECT_GT(equivalence(5, 10, 5, 10).pvalue, 0.05);
  EXPECT_LT(equivalence(5000, 10000, 5000, 10000).pvalue, 1e-10);
  EXPECT_GT(equivalence(7000, 10000, 5000, 10000).pvalue, 1.0 - 1e-10);
}

TEST(Equivalence, TablesWithoutEventsOrWithoutPeople) {
  EXPECT_EQ(equivalence(0, 10, 0, 20).pvalue, 0.5) << "no evidence either way";
  const TestResult nobody = equivalence(0, 0, 1, 2);
  EXPECT_EQ(nobody.status, Status::undefined);
  EXPECT_TRUE(std::isnan(nobody.pvalue) && std::isnan(nobody.statistic));
}

TEST(Equivalence, RefusesAMarginThatDoesNotSpanOneAndImpossibleCounts) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  const auto refused = [](double lower, double upper) {
    return refusal([&] { return equivalence(1, 5, 1, 5, {Margin{lower, upper}}); });
  };
  EXPECT_EQ(refused(1.0, 1.25), "equivalence: margin.lower is 1.000000, but must lie between 0 and 1 (0.80 by default)");
  EXPECT_EQ(refused(0.0, 1.25), "equivalence: margin.lower is 0.000000, but must lie between 0 and 1 (0.80 by default)");
  EXPECT_EQ(refused(0.8, 1.0), "equivalence: margin.upper is 1.000000, but must be above 1 and finite (1.25 by default)");
  EXPECT_NE(refused(-0.8, 1.25), "accepted");
  EXPECT_NE(refused(0.8, infinite), "accepted");
  EXPECT_NE(refused(nan, 1.25), "accepted");
  EXPECT_NE(refused(0.8, nan), "accepted");
  EXPECT_EQ(refused(0.999, 1.001), "accepted");
  EXPECT_EQ(refusal([] { return equivalence(6, 5, 1, 5); }), "equivalence: events is 6, but must be at most total, which is 5");
}

}  // namespace
