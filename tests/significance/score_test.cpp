#include "equitable/significance/score.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "equitable/comparison/rate_difference.hpp"
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
using Method = SignificanceMethod;

TestResult test_of(const Table2x2& table, Method method, Alternative alternative = Alternative::two_sided) {
  return significance(table, {method, alternative});
}

TEST(Significance, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/significance.csv");
  const std::map<std::string, SignificanceOptions> methods{{"pearson_chi2", {Method::pearson_chi2, Alternative::two_sided}},
                                                           {"n_minus_1_chi2", {Method::n_minus_1_chi2, Alternative::two_sided}},
                                                           {"z_pooled_greater", {Method::pearson_chi2, Alternative::greater}},
                                                           {"z_pooled_less", {Method::pearson_chi2, Alternative::less}}};
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows()) {
    const auto method = methods.find(row.text("method"));
    if (method == methods.end()) continue;
    const TestResult test = significance(row.count("events"), row.count("total"), row.count("reference_events"),
                                         row.count("reference_total"), method->second);
    EXPECT_TRUE(close(test.statistic, row.number("statistic"))) << row.all();
    EXPECT_TRUE(close_probability(test.pvalue, row.number("pvalue"))) << row.all();
    ++rows[method->first];
  }
  for (const auto& method : methods) EXPECT_EQ(rows[method.first], 203) << method.first;
}

TEST(Significance, HandWorked) {
  // 3 of 4 against 1 of 4: X = 8 (3·3 − 1·1)² / (4·4·4·4) = 2, and 2 · 7/8 = 1.75 with the correction.
  EXPECT_TRUE(close(test_of({{3, 4}, {1, 4}}, Method::pearson_chi2).statistic, 2.0, 1e-15));
  EXPECT_TRUE(close(test_of({{3, 4}, {1, 4}}, Method::n_minus_1_chi2).statistic, 1.75, 1e-15));
  EXPECT_EQ(test_of({{2, 4}, {3, 6}}, Method::n_minus_1_chi2).pvalue, 1.0);
  EXPECT_EQ(test_of({{2, 4}, {3, 6}}, Method::n_minus_1_chi2, Alternative::greater).pvalue, 0.5);
  EXPECT_STREQ(significance(3, 4, 1, 4).method, "n_minus_1_chi2");
  EXPECT_EQ(significance(3, 4, 1, 4).alternative, Alternative::two_sided);
  EXPECT_STREQ(name(Method::pearson_chi2), "pearson_chi2");
}

TEST(Significance, WithoutInformationOrWithoutPeopleThereIsNoP) {
  for (const Method method : {Method::pearson_chi2, Method::n_minus_1_chi2})
    for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
      for (const Table2x2& table : {Table2x2{{0, 5}, {0, 7}}, Table2x2{{5, 5}, {7, 7}}, Table2x2{{0, 1}, {0, 1}}}) {
        EXPECT_EQ(test_of(table, method, alternative).status, Status::no_information);
        EXPECT_TRUE(std::isnan(test_of(table, method, alternative).pvalue));
        EXPECT_TRUE(std::isnan(test_of(table, method, alternative).statistic));
      }
      for (const Table2x2& table : {Table2x2{{0, 0}, {1, 2}}, Table2x2{{1, 2}, {0, 0}}, Table2x2{}}) {
        EXPECT_EQ(test_of(table, method, alternative).status, Status::undefined);
        EXPECT_TRUE(std::isnan(test_of(table, method, alternative).pvalue));
      }
    }
}

void the_formula_in_whole_numbers(const Table2x2& t) {
  // Small enough for every product to be exact.
  const auto a = static_cast<double>(t.a());
  const auto b = static_cast<double>(t.b());
  const auto c = static_cast<double>(t.c());
  const auto d = static_cast<double>(t.d());
  const double total = a + b + c + d;
  const double cross = a * d - b * c;
  const double chi_squared = total * cross * cross / ((a + b) * (c + d) * (a + c) * (b + d));
  ASSERT_TRUE(close(test_of(t, Method::pearson_chi2).statistic, chi_squared, 1e-14)) << describe(t);
  ASSERT_TRUE(close(test_of(t, Method::n_minus_1_chi2).statistic, chi_squared * (total - 1) / total, 1e-14)) << describe(t);
  ASSERT_TRUE(close(test_of(t, Method::pearson_chi2).pvalue, std::erfc(std::sqrt(chi_squared / 2)), 1e-13)) << describe(t);
}

void the_two_sides_add_up_and_mirror(const Table2x2& t) {
  for (const Method method : {Method::pearson_chi2, Method::n_minus_1_chi2}) {
    const TestResult two = test_of(t, method);
    if (two.status != Status::ok) continue;
    const TestResult greater = test_of(t, method, Alternative::greater);
    const TestResult less = test_of(t, method, Alternative::less);
    ASSERT_EQ(greater.alternative, Alternative::greater);
    ASSERT_TRUE(close(greater.pvalue + less.pvalue, 1.0, 1e-15)) << describe(t);
    ASSERT_TRUE(close_probability(two.pvalue, 2.0 * std::fmin(greater.pvalue, less.pvalue), 1e-15)) << describe(t);
    ASSERT_TRUE(close(two.statistic, greater.statistic * greater.statistic, 1e-15)) << describe(t);
    ASSERT_EQ(greater.statistic > 0.0, t.difference() > 0.0) << describe(t);
    ASSERT_TRUE(close(test_of(t.swapped(), method).statistic, two.statistic, 1e-15)) << describe(t);
    ASSERT_TRUE(close(test_of(t.complement(), method).statistic, two.statistic, 1e-15)) << describe(t);
    ASSERT_TRUE(close(test_of(t.swapped(), method, Alternative::less).statistic, -greater.statistic, 1e-15)) << describe(t);
  }
}

// p < α exactly when "no difference" lies outside the interval of the same family; tables within rounding of p = α left out.
void the_interval_decides_as_the_test_does(const Table2x2& t, Method method, RelativeLikelihoodMethod ratio_method,
                                           RateDifferenceMethod difference_method, double level) {
  const Confidence confidence(level);
  const TestResult test = test_of(t, method);
  if (std::fabs(test.pvalue - confidence.alpha()) < 1e-10) return;
  const bool significant = test.pvalue < confidence.alpha();
  const Estimate ratio = relative_likelihood(t, {ratio_method, confidence});
  ASSERT_EQ(significant, ratio.lower > 1.0 || ratio.upper < 1.0) << describe(t) << " at " << level << ": p = " << test.pvalue;
  const Estimate difference = rate_difference(t, {difference_method, confidence});
  ASSERT_EQ(significant, difference.lower > 0.0 || difference.upper < 0.0)
      << describe(t) << " at " << level << ": p = " << test.pvalue;
  const bool above = test_of(t, method, Alternative::greater).pvalue < confidence.alpha() / 2.0;
  const bool below = test_of(t, method, Alternative::less).pvalue < confidence.alpha() / 2.0;
  ASSERT_EQ(above, ratio.lower > 1.0) << describe(t) << " at " << level;
  ASSERT_EQ(below, ratio.upper < 1.0) << describe(t) << " at " << level;
}

void interval_and_test_agree(const Table2x2& t) {
  for (const double level : {0.9, 0.95, 0.998}) {
    the_interval_decides_as_the_test_does(t, Method::n_minus_1_chi2, RelativeLikelihoodMethod::miettinen_nurminen,
                                          RateDifferenceMethod::miettinen_nurminen, level);
    the_interval_decides_as_the_test_does(t, Method::pearson_chi2, RelativeLikelihoodMethod::koopman, RateDifferenceMethod::mee,
                                          level);
  }
}

TEST(Significance, LawsHoldForEverySmallTable) {
  const auto tried = support::for_each_table(25, [](const Table2x2& t) {
    the_formula_in_whole_numbers(t);
    the_two_sides_add_up_and_mirror(t);
    interval_and_test_agree(t);
  });
  EXPECT_EQ(tried, support::tables_up_to_25);
}

TEST(Significance, LawsHoldForLargeTables) {
  RandomTables(51).for_each(15000, 1000000000, [](const Table2x2& t) {
    the_two_sides_add_up_and_mirror(t);
    interval_and_test_agree(t);
  });
}

TEST(Significance, TheFarTailIsNotLost) {
  const TestResult test = significance(0, 650, 650, 650);
  EXPECT_TRUE(close(test.statistic, 1299.0, 1e-14)) << "N (n n)²/(n n n n) (N − 1)/N = N − 1";
  EXPECT_GT(test.pvalue, 0.0);
  EXPECT_LT(test.pvalue, 1e-280);
  EXPECT_EQ(significance(0, max_count, max_count, max_count).pvalue, 0.0);
  EXPECT_TRUE(std::isfinite(significance(0, max_count, max_count, max_count).statistic));
}

TEST(Significance, RefusesImpossibleCounts) {
  EXPECT_EQ(refusal([] { return significance(-1, 5, 1, 5); }), "significance: events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] { return significance(1, 5, 1, -5); }), "significance: reference_total is -5, but must be 0 or more");
}

}  // namespace
