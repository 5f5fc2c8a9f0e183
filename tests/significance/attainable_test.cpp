#include "equitable/significance/attainable.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "equitable/verdict/verdict.hpp"
#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::describe;
using support::refusal;
using Method = SignificanceMethod;

const std::vector<Method> every_method{Method::n_minus_1_chi2, Method::pearson_chi2,   Method::z_pooled,
                                       Method::g_test,         Method::fisher_central, Method::fisher_midp_central};

double pvalue(const Table2x2& t, Method method) {
  SignificanceOptions options;
  options.method = method;
  return significance(t, options).pvalue;
}

// The smallest p-value of all numbers of events of the group, by trying each.
double by_trying(Count total, Proportion reference, Method method, Alternative direction) {
  double least = infinity;
  for (Count x = 0; x <= total; ++x) {
    const Table2x2 t{{x, total}, reference};
    if (direction == Alternative::greater && t.difference() < 0.0) continue;
    if (direction == Alternative::less && t.difference() > 0.0) continue;
    const double p = pvalue(t, method);
    if (p < least) least = p;
  }
  return least;
}

TEST(SmallestAttainablePvalue, IsTheSmallestOfAllOutcomes) {
  for (const Method method : every_method)
    for (Count n1 = 1; n1 <= 14; ++n1)
      for (Count n2 = 1; n2 <= 14; ++n2)
        for (Count x2 = 0; x2 <= n2; ++x2)
          for (const Alternative direction : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
            const TestResult found = smallest_attainable_pvalue(n1, x2, n2, {method, direction});
            const double least = by_trying(n1, {x2, n2}, method, direction);
            const std::string what = std::to_string(n1) + " beside " + std::to_string(x2) + "/" + std::to_string(n2) + " " +
                                     name(method) + " " + name(direction);
            if (std::isinf(least)) {
              ASSERT_EQ(found.status, Status::no_information) << what;
              ASSERT_TRUE(std::isnan(found.pvalue)) << what;
            } else {
              ASSERT_TRUE(close(found.pvalue, least, 1e-12)) << what;
            }
          }
}

TEST(SmallestAttainablePvalue, SaysUntestableWhereTheVerdictDoes) {
  support::for_each_table(12, [](const Table2x2& t) {
    for (const double alpha : {0.05, 0.01, 0.2}) {
      const double ratio = t.ratio();
      const Alternative seen = ratio > 1.0 ? Alternative::greater : ratio < 1.0 ? Alternative::less : Alternative::two_sided;
      const TestResult best =
          smallest_attainable_pvalue(t.group.total, t.reference.events, t.reference.total, {Method::n_minus_1_chi2, seen});
      ASSERT_EQ(detail::is_untestable(t, alpha), !(best.pvalue < alpha)) << describe(t) << " " << alpha;
    }
  });
}

TEST(SmallestAttainablePvalue, FallsWithTheSizeOfTheGroup) {
  double before = 1.0;
  for (const Count n : {Count{1}, Count{2}, Count{5}, Count{50}, Count{500}}) {
    const double now = smallest_attainable_pvalue(n, 3, 10).pvalue;
    EXPECT_LT(now, before) << n;
    before = now;
  }
}

TEST(SmallestAttainablePvalue, Edges) {
  EXPECT_EQ(smallest_attainable_pvalue(0, 3, 10).status, Status::undefined);
  EXPECT_EQ(smallest_attainable_pvalue(5, 0, 0).status, Status::undefined);
  EXPECT_EQ(smallest_attainable_pvalue(5, 0, 10, {Method::n_minus_1_chi2, Alternative::less}).status, Status::no_information);
  EXPECT_EQ(smallest_attainable_pvalue(5, 0, 10).status, Status::ok) << "everybody in the group still could";
  EXPECT_EQ(refusal([] { return smallest_attainable_pvalue(5, 11, 10); }),
            "smallest_attainable_pvalue: reference_events is 11, but must be at most reference_total, which is 10");
  EXPECT_NE(refusal([] {
              return smallest_attainable_pvalue(5, 1, 10, {Method::z_unpooled, Alternative::two_sided});
            }),
            "accepted");
}

TEST(SmallestConditionalPvalue, IsTheSmallestOfAllTablesWithTheMargins) {
  const auto tried = support::for_each_table(9, [](const Table2x2& t) {
    for (const Method method : {Method::fisher_minlike, Method::fisher_central, Method::fisher_blaker,
                                Method::fisher_midp_minlike, Method::fisher_midp_central})
      for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
        SignificanceOptions options;
        options.method = method;
        options.alternative = alternative;
        double least = 2.0;
        for (Count x = 0; x <= t.group.total && x <= t.events(); ++x) {
          if (t.events() - x > t.reference.total) continue;
          least = std::fmin(least, significance({{x, t.group.total}, {t.events() - x, t.reference.total}}, options).pvalue);
        }
        ASSERT_TRUE(close(smallest_conditional_pvalue(t, {method, alternative}).pvalue, least, 1e-12))
            << describe(t) << " " << name(method) << " " << name(alternative);
      }
  });
  EXPECT_EQ(tried, 2916);
}

TEST(SmallestConditionalPvalue, IsOneOverTheNumberOfWaysAtTheEnd) {
  // All three events among the group's ten of 22: C(10,3)/C(22,3); among the other twelve: C(12,3)/C(22,3).
  const Table2x2 t{{2, 10}, {1, 12}};
  EXPECT_TRUE(
      close(smallest_conditional_pvalue(t, {Method::fisher_minlike, Alternative::greater}).pvalue, 120.0 / 1540.0, 1e-13));
  EXPECT_TRUE(close(smallest_conditional_pvalue(t, {Method::fisher_minlike, Alternative::less}).pvalue, 220.0 / 1540.0, 1e-13));
  EXPECT_TRUE(close(smallest_conditional_pvalue(t).pvalue, 120.0 / 1540.0, 1e-13));
  EXPECT_TRUE(close(smallest_conditional_pvalue({{2, 5}, {2, 5}}).pvalue, 10.0 / 210.0, 1e-13)) << "both ends tie";
  EXPECT_EQ(smallest_conditional_pvalue({{0, 5}, {0, 7}}).pvalue, 1.0);
  EXPECT_EQ(smallest_conditional_pvalue({{0, 0}, {0, 7}}).status, Status::undefined);
  EXPECT_NE(refusal([&] { return smallest_conditional_pvalue(t, {Method::pearson_chi2, Alternative::two_sided}); }), "accepted");
}

}  // namespace
