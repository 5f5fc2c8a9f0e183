#include "equitable/significance/fragility.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::describe;
using support::refusal;
using Method = SignificanceMethod;

const std::vector<Method> every_method{Method::n_minus_1_chi2, Method::pearson_chi2,   Method::z_pooled,
                                       Method::g_test,         Method::fisher_central, Method::fisher_midp_central};

bool significant(const Table2x2& t, const SignificanceFragilityOptions& options) {
  SignificanceOptions test;
  test.method = options.method;
  test.alternative = options.alternative;
  return significance(t, test).pvalue < options.confidence.alpha();
}

// By trying every number of events, the nearest first.
std::optional<Count> by_trying(const Table2x2& t, const SignificanceFragilityOptions& options) {
  const bool now = significant(t, options);
  for (Count people = 1; people <= t.group.total; ++people)
    for (const Count x : {t.group.events - people, t.group.events + people})
      if (x >= 0 && x <= t.group.total && significant({{x, t.group.total}, t.reference}, options) != now) return people;
  return std::nullopt;
}

TEST(SignificanceFragility, IsTheLeastOfAllChanges) {
  for (const Method method : every_method) {
    const Count largest = method < Method::fisher_minlike ? 12 : 9;
    support::for_each_table(largest, [method](const Table2x2& t) {
      for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less})
        for (const double level : {0.95, 0.8}) {
          const SignificanceFragilityOptions options{method, alternative, Confidence(level)};
          const std::optional<Count> found = people_to_change_significance(t, options);
          const std::optional<Count> tried = by_trying(t, options);
          ASSERT_EQ(found.value_or(-1), tried.value_or(-1))
              << describe(t) << " " << name(method) << " " << name(alternative) << " " << level;
        }
    });
  }
}

TEST(SignificanceFragility, ChangesExactlyThereInLargeGroups) {
  support::RandomTables(17).for_each(1500, 1000000000, [](const Table2x2& t) {
    const SignificanceFragilityOptions options;
    const std::optional<Count> found = people_to_change_significance(t, options);
    if (!found) return;
    const bool now = significant(t, options);
    const auto changes = [&](Count x) {
      return x >= 0 && x <= t.group.total && significant({{x, t.group.total}, t.reference}, options) != now;
    };
    const Count x = t.group.events;
    ASSERT_TRUE(changes(x - *found) || changes(x + *found)) << describe(t);
    ASSERT_FALSE(changes(x - *found + 1) || changes(x + *found - 1)) << describe(t);
  });
}

TEST(SignificanceFragility, HandWorked) {
  // 27/100 v 15/100: z = 0.12/√(0.21·0.79·0.02) √(199/200) = 2.078; 26/100: 1.922.
  EXPECT_EQ(people_to_change_significance({{30, 100}, {15, 100}}), Count{4});
  EXPECT_EQ(people_to_change_significance({{26, 100}, {15, 100}}), Count{1});
  EXPECT_EQ(people_to_change_significance({{27, 100}, {15, 100}}), Count{1});
}

TEST(SignificanceFragility, IsEmptyWhereNoNumberWouldDo) {
  EXPECT_FALSE(people_to_change_significance({{1, 2}, {1, 2}}).has_value()) << "too few people for any conclusion";
  EXPECT_FALSE(people_to_change_significance({{0, 0}, {1, 2}}).has_value());
  EXPECT_NE(refusal([] {
              return people_to_change_significance({{1, 2}, {1, 2}},
                                                   {Method::boschloo_central, Alternative::two_sided, Confidence(0.95)});
            }),
            "accepted");
}

TEST(PeopleToChangeSignificance, EveryOutcomeSignificant) {
  SignificanceFragilityOptions options;
  options.confidence = Confidence{0.001};  // α = 0.999
  for (Count x = 0; x <= 3; ++x) {
    ASSERT_LT(significance({{x, 3}, {11, 101}}).pvalue, 0.999);
    EXPECT_FALSE(people_to_change_significance({{x, 3}, {11, 101}}, options)) << x;
  }
}

TEST(PeopleToChangeSignificance, AlphaItselfIsNotSignificant) {
  // One event among four, in the group of one: twice 1/4.
  SignificanceFragilityOptions options;
  options.method = Method::fisher_central;
  options.confidence = Confidence{0.5};
  SignificanceOptions test;
  test.method = Method::fisher_central;
  ASSERT_EQ(significance({{1, 1}, {0, 3}}, test).pvalue, 0.5);
  EXPECT_FALSE(people_to_change_significance({{0, 1}, {0, 3}}, options));
}

}  // namespace
