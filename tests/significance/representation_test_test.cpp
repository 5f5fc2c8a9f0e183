#include "equitable/significance/representation_test.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "equitable/comparison/representation.hpp"
#include "equitable/significance/significance.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::close_probability;
using support::describe;
using support::refusal;
using Method = RepresentationTestMethod;

const std::vector<Method> every_method{Method::z_fpc_n_minus_1,
                                       Method::z_whole_as_fixed_reference_no_fpc,
                                       Method::hypergeometric_minlike,
                                       Method::hypergeometric_central,
                                       Method::hypergeometric_blaker,
                                       Method::hypergeometric_midp_minlike,
                                       Method::hypergeometric_midp_central};

/// The options that a name of the reference file stands for; one-sided names end in _greater or _less.
RepresentationTestOptions named(const std::string& text) {
  for (const Method method : every_method)
    if (text == name(method)) return {method, Alternative::two_sided};
  const bool mid = text.find("_midp_") != std::string::npos;
  const bool greater = text.size() > 8 && text.compare(text.size() - 8, 8, "_greater") == 0;
  return {mid ? Method::hypergeometric_midp_central : Method::hypergeometric_central,
          greater ? Alternative::greater : Alternative::less};
}

TEST(RepresentationTest, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/part_of_whole_tests.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows()) {
    const std::string method = row.text("method");
    ++rows[method];
    const TestResult test = representation_test(row.count("events"), row.count("total"), row.count("whole_events"),
                                                row.count("whole_total"), named(method));
    EXPECT_TRUE(close_probability(test.pvalue, row.number("pvalue"), method[0] == 'z' ? 1e-12 : 1e-11)) << row.all();
    if (method[0] == 'z')
      EXPECT_TRUE(close(test.statistic, row.number("statistic"))) << row.all();
    else
      EXPECT_TRUE(std::isnan(test.statistic)) << row.all();
  }
  EXPECT_EQ(rows.size(), 11U);
  for (const auto& [method, count] : rows) EXPECT_EQ(count, 32) << method;
}

TEST(RepresentationTest, DefaultIsTheTestOfRepresentation) {
  support::RandomTables(5).for_each(2000, 1000000000, [](const Table2x2& t) {
    const TestResult test = representation_test(t);
    const TestResult beside = representation(t).test;
    ASSERT_TRUE(support::identical(test.statistic, beside.statistic)) << describe(t);
    ASSERT_TRUE(support::identical(test.pvalue, beside.pvalue)) << describe(t);
    ASSERT_EQ(test.status, beside.status) << describe(t);
    ASSERT_STREQ(test.method, beside.method);
  });
}

void the_z_tests_follow_their_definition(const Table2x2& t) {
  const TestResult corrected = representation_test(t);
  const TestResult fixed = representation_test(t, {Method::z_whole_as_fixed_reference_no_fpc, Alternative::two_sided});
  if (t.events() == 0 || t.events() == t.total()) {
    ASSERT_EQ(fixed.status, Status::no_information) << describe(t);
    ASSERT_TRUE(std::isnan(fixed.statistic) && std::isnan(fixed.pvalue)) << describe(t);
    return;
  }
  const long double n = static_cast<long double>(t.group.total);
  const long double whole = static_cast<long double>(t.total());
  const long double share = static_cast<long double>(t.events()) / whole;
  const long double gap = static_cast<long double>(t.group.events) / n - share;
  const long double error = std::sqrt(share * (1 - share) / n);
  ASSERT_TRUE(close(fixed.statistic, static_cast<double>(gap / error), 1e-13, 1e-15)) << describe(t);
  ASSERT_TRUE(close(corrected.statistic, static_cast<double>(gap / error / std::sqrt((whole - n) / (whole - 1))), 1e-13, 1e-15))
      << describe(t);
  const TestResult greater = representation_test(t, {Method::z_fpc_n_minus_1, Alternative::greater});
  const TestResult less = representation_test(t, {Method::z_fpc_n_minus_1, Alternative::less});
  ASSERT_TRUE(close(2.0 * std::fmin(greater.pvalue, less.pvalue), corrected.pvalue, 1e-15)) << describe(t);
  ASSERT_NEAR(greater.pvalue + less.pvalue, 1.0, 1e-15) << describe(t);
  ASSERT_EQ(greater.pvalue<less.pvalue, corrected.statistic> 0.0) << describe(t);
}

void the_exact_tests_are_those_of_a_random_draw(const Table2x2& t) {
  // The part is a draw of n from the whole: P(j) = C(m, j) C(N−m, n−j) / C(N, n), by logarithms of factorials.
  const auto log_choose = [](Count n, Count j) {
    return std::lgamma(static_cast<double>(n + 1)) - std::lgamma(static_cast<double>(j + 1)) -
           std::lgamma(static_cast<double>(n - j + 1));
  };
  double above = 0.0;
  double below = 0.0;
  double observed = 0.0;
  for (Count j = 0; j <= t.group.total && j <= t.events(); ++j) {
    if (t.group.total - j > t.total() - t.events()) continue;
    const double mass = std::exp(log_choose(t.events(), j) + log_choose(t.total() - t.events(), t.group.total - j) -
                                 log_choose(t.total(), t.group.total));
    if (j >= t.group.events) above += mass;
    if (j <= t.group.events) below += mass;
    if (j == t.group.events) observed = mass;
  }
  const auto pvalue = [&](Method method, Alternative alternative) {
    return representation_test(t, {method, alternative}).pvalue;
  };
  for (const Method method : {Method::hypergeometric_minlike, Method::hypergeometric_central, Method::hypergeometric_blaker}) {
    ASSERT_TRUE(close(pvalue(method, Alternative::greater), above, 1e-11)) << describe(t) << " " << name(method);
    ASSERT_TRUE(close(pvalue(method, Alternative::less), below, 1e-11)) << describe(t) << " " << name(method);
  }
  for (const Method method : {Method::hypergeometric_midp_minlike, Method::hypergeometric_midp_central}) {
    ASSERT_TRUE(close(pvalue(method, Alternative::greater), above - 0.5 * observed, 1e-11)) << describe(t) << " " << name(method);
    ASSERT_TRUE(close(pvalue(method, Alternative::less), below - 0.5 * observed, 1e-11)) << describe(t) << " " << name(method);
  }
  const Alternative both = Alternative::two_sided;
  ASSERT_TRUE(close(pvalue(Method::hypergeometric_central, both), std::fmin(1.0, 2.0 * std::fmin(above, below)), 1e-11))
      << describe(t);
  ASSERT_LE(pvalue(Method::hypergeometric_blaker, both), pvalue(Method::hypergeometric_central, both) * (1.0 + 1e-12))
      << describe(t);
  ASSERT_LE(pvalue(Method::hypergeometric_midp_minlike, both), pvalue(Method::hypergeometric_minlike, both)) << describe(t);
}

TEST(RepresentationTest, LawsHoldForEverySmallTable) {
  const auto tried = support::for_each_table(12, [](const Table2x2& t) {
    the_z_tests_follow_their_definition(t);
    the_exact_tests_are_those_of_a_random_draw(t);
  });
  EXPECT_EQ(tried, 8100);
}

TEST(RepresentationTest, TheFixedReferenceSaysLessThanTheDraw) {
  support::RandomTables(9).for_each(3000, 1000000, [](const Table2x2& t) {
    const TestResult corrected = representation_test(t);
    if (corrected.status != Status::ok) return;
    const TestResult fixed = representation_test(t, {Method::z_whole_as_fixed_reference_no_fpc, Alternative::two_sided});
    ASSERT_LE(std::fabs(fixed.statistic), std::fabs(corrected.statistic)) << describe(t);
    ASSERT_GE(fixed.pvalue, corrected.pvalue) << describe(t);
  });
}

TEST(RepresentationTest, WithoutAPartOrARestNothingIsTested) {
  for (const Method method : every_method) {
    const RepresentationTestOptions options{method, Alternative::two_sided};
    for (const TestResult& test : {representation_test(0, 0, 3, 7, options), representation_test(3, 7, 3, 7, options)}) {
      EXPECT_EQ(test.status, Status::undefined) << name(method);
      EXPECT_TRUE(std::isnan(test.pvalue)) << name(method);
      EXPECT_STREQ(test.method, name(method));
    }
  }
}

TEST(RepresentationTest, RefusesAPartThatDoesNotFit) {
  EXPECT_EQ(refusal([] { return representation_test(1, 11, 5, 10); }),
            "representation_test: total is 11, but must be at most whole_total, which is 10");
}

}  // namespace
