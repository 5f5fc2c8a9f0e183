#include "equitable/comparison/relative_likelihood.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::describe;
using support::RandomTables;
using support::refusal;
using Method = RelativeLikelihoodMethod;

const std::vector<Method> every_method{Method::katz_log, Method::koopman, Method::miettinen_nurminen};
const std::vector<Method> score_methods{Method::koopman, Method::miettinen_nurminen};

Estimate at(const Table2x2& table, Method method, double level = 0.95) {
  return relative_likelihood(table, {method, Confidence(level)});
}

TEST(RelativeLikelihood, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/relative_likelihood.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows())
    for (const Method method : every_method) {
      if (row.text("method") != name(method)) continue;
      const Estimate estimate =
          relative_likelihood(row.count("events"), row.count("total"), row.count("reference_events"),
                              row.count("reference_total"), {method, Confidence(row.number("confidence_level"))});
      EXPECT_TRUE(close(estimate.value, row.number("value"))) << row.all();
      EXPECT_TRUE(close(estimate.lower, row.number("lower"))) << row.all();
      EXPECT_TRUE(close(estimate.upper, row.number("upper"))) << row.all();
      ++rows[name(method)];
    }
  for (const Method method : every_method) EXPECT_EQ(rows[name(method)], 324) << name(method);
}

TEST(RelativeLikelihood, DefaultIsMiettinenNurminenAtNinetyFivePerCent) {
  const Estimate estimate = relative_likelihood(596, 3842, 207, 2386);
  EXPECT_STREQ(estimate.method, "miettinen_nurminen");
  EXPECT_EQ(estimate.confidence_level, 0.95);
  EXPECT_EQ(estimate.status, Status::ok);
  EXPECT_NEAR(estimate.value, 596.0 * 2386.0 / (3842.0 * 207.0), 1e-15);
}

TEST(RelativeLikelihood, EdgesAreExactAndCarryAStatus) {
  for (const Method method : score_methods) {
    const Estimate none = at({{0, 5}, {3, 7}}, method);
    EXPECT_EQ(none.value, 0.0);
    EXPECT_EQ(none.lower, 0.0);
    EXPECT_TRUE(std::isfinite(none.upper));
    EXPECT_EQ(none.status, Status::ok);
    const Estimate infinite = at({{3, 7}, {0, 5}}, method);
    EXPECT_EQ(infinite.value, infinity);
    EXPECT_GT(infinite.lower, 0.0);
    EXPECT_EQ(infinite.upper, infinity);
    EXPECT_EQ(infinite.status, Status::unbounded);
    const Estimate neither = at({{0, 7}, {0, 5}}, method);
    EXPECT_TRUE(std::isnan(neither.value));
    EXPECT_EQ(neither.lower, 0.0);
    EXPECT_EQ(neither.upper, infinity);
    EXPECT_EQ(neither.status, Status::undefined);
    const Estimate everybody = at({{7, 7}, {5, 5}}, method);
    EXPECT_EQ(everybody.value, 1.0);
    EXPECT_TRUE(0.0 < everybody.lower && everybody.lower < 1.0 && 1.0 < everybody.upper && std::isfinite(everybody.upper));
    EXPECT_EQ(everybody.status, Status::ok);
  }
  EXPECT_EQ(at({{0, 5}, {3, 7}}, Method::katz_log).status, Status::undefined);
  EXPECT_TRUE(std::isnan(at({{0, 5}, {3, 7}}, Method::katz_log).lower));
  EXPECT_TRUE(std::isnan(at({{3, 5}, {0, 7}}, Method::katz_log).upper));
  EXPECT_EQ(at({{5, 5}, {7, 7}}, Method::katz_log).lower, 1.0);
  EXPECT_EQ(at({{5, 5}, {7, 7}}, Method::katz_log).upper, 1.0);
}

TEST(RelativeLikelihood, AGroupWithoutPeopleIsUndefinedAndNoMistake) {
  for (const Method method : every_method)
    for (const Table2x2& table : {Table2x2{{0, 0}, {1, 2}}, Table2x2{{1, 2}, {0, 0}}, Table2x2{}}) {
      const Estimate estimate = at(table, method);
      EXPECT_EQ(estimate.status, Status::undefined);
      EXPECT_TRUE(std::isnan(estimate.value) && std::isnan(estimate.lower) && std::isnan(estimate.upper));
    }
}

// Laws that every table obeys.
void swapping_the_groups_inverts(const Table2x2& t) {
  for (const Method method : every_method) {
    const Estimate estimate = at(t, method);
    const Estimate swapped = at(t.swapped(), method);
    ASSERT_TRUE(close(swapped.value, 1.0 / estimate.value, 1e-14)) << describe(t) << " " << name(method);
    ASSERT_TRUE(close(swapped.lower, 1.0 / estimate.upper, 1e-14)) << describe(t) << " " << name(method);
    ASSERT_TRUE(close(swapped.upper, 1.0 / estimate.lower, 1e-14)) << describe(t) << " " << name(method);
  }
}

void the_estimate_is_inside_and_levels_are_nested(const Table2x2& t) {
  for (const Method method : every_method) {
    if (method == Method::katz_log && (t.a() == 0 || t.c() == 0)) continue;
    const Estimate narrow = at(t, method, 0.9);
    const Estimate wide = at(t, method, 0.99);
    ASSERT_TRUE(0.0 <= wide.lower && wide.lower <= narrow.lower) << describe(t) << " " << name(method);
    ASSERT_TRUE(narrow.upper <= wide.upper) << describe(t) << " " << name(method);
    if (t.events() == 0) continue;
    ASSERT_TRUE(narrow.lower <= narrow.value && narrow.value <= narrow.upper) << describe(t) << " " << name(method);
    const bool degenerate = method == Method::katz_log && t.b() == 0 && t.d() == 0;
    if (!degenerate && t.a() > 0) {
      ASSERT_LT(wide.lower, narrow.lower) << describe(t) << " " << name(method);
    }
    if (!degenerate && t.c() > 0) {
      ASSERT_GT(wide.upper, narrow.upper) << describe(t) << " " << name(method);
    }
  }
}

void more_events_in_the_group_raise_both_limits(const Table2x2& t) {
  if (t.b() == 0) return;
  const Table2x2 more{{t.a() + 1, t.group.total}, t.reference};
  for (const Method method : score_methods) {
    const Estimate before = at(t, method);
    const Estimate after = at(more, method);
    ASSERT_GT(after.lower, before.lower) << describe(t) << " " << name(method);
    ASSERT_TRUE(after.upper > before.upper || t.c() == 0) << describe(t) << " " << name(method);
  }
}

void more_people_at_the_same_rates_narrow_the_interval(const Table2x2& t) {
  if (t.events() == 0) return;
  const Table2x2 larger{{3 * t.a(), 3 * t.group.total}, {3 * t.c(), 3 * t.reference.total}};
  for (const Method method : score_methods) {
    const Estimate before = at(t, method);
    const Estimate after = at(larger, method);
    ASSERT_TRUE(after.lower > before.lower || t.a() == 0) << describe(t) << " " << name(method);
    ASSERT_TRUE(after.upper < before.upper || t.c() == 0) << describe(t) << " " << name(method);
  }
}

TEST(RelativeLikelihood, LawsHoldForEverySmallTable) {
  const auto tried = support::for_each_table(25, [](const Table2x2& t) {
    swapping_the_groups_inverts(t);
    the_estimate_is_inside_and_levels_are_nested(t);
    more_events_in_the_group_raise_both_limits(t);
    more_people_at_the_same_rates_narrow_the_interval(t);
  });
  EXPECT_EQ(tried, support::tables_up_to_25);
}

TEST(RelativeLikelihood, LawsHoldForLargeTables) {
  RandomTables(11).for_each(15000, 1000000000, [](const Table2x2& t) {
    swapping_the_groups_inverts(t);
    the_estimate_is_inside_and_levels_are_nested(t);
    more_people_at_the_same_rates_narrow_the_interval(t);
  });
  RandomTables(12).for_each(15000, 100000, more_events_in_the_group_raise_both_limits);
}

TEST(RelativeLikelihood, MiettinenNurminenIsTheWiderOfTheTwoScoreIntervals) {
  RandomTables(13).for_each(5000, 100000, [](const Table2x2& t) {
    const Estimate koopman = at(t, Method::koopman);
    const Estimate corrected = at(t, Method::miettinen_nurminen);
    ASSERT_TRUE(corrected.lower < koopman.lower || t.a() == 0) << describe(t);
    ASSERT_TRUE(corrected.upper > koopman.upper || t.c() == 0) << describe(t);
  });
}

TEST(RelativeLikelihood, EveryLevelAndTheLargestCountsGiveAnInterval) {
  for (const double level : {1e-12, 0.5, std::nextafter(0.5, 1.0), 0.9999999, std::nextafter(1.0, 0.0)})
    for (const Table2x2& t :
         {Table2x2{{1, 1}, {1, 1}}, Table2x2{{0, 1}, {1, 1}}, Table2x2{{1, 1}, {0, 1}}, Table2x2{{0, 1}, {0, 1}},
          Table2x2{{max_count, max_count}, {1, 1}}, Table2x2{{1, max_count}, {max_count, max_count}},
          Table2x2{{max_count - 1, max_count}, {max_count / 3, max_count}}})
      for (const Method method : score_methods) {
        const Estimate estimate = at(t, method, level);
        ASSERT_TRUE(0.0 <= estimate.lower && estimate.lower <= estimate.upper * (1.0 + 1e-15)) << describe(t) << " at " << level;
      }
}

TEST(RelativeLikelihood, RefusesImpossibleCounts) {
  EXPECT_EQ(refusal([] { return relative_likelihood(-1, 5, 1, 5); }), "relative_likelihood: events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] { return relative_likelihood(1, 5, 6, 5); }),
            "relative_likelihood: reference_events is 6, but must be at most reference_total, which is 5");
  EXPECT_EQ(refusal([] { return relative_likelihood(1, -5, 1, 5); }), "relative_likelihood: total is -5, but must be 0 or more");
}

}  // namespace
