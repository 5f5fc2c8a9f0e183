#include "equitable/comparison/rate_difference.hpp"

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
using Method = RateDifferenceMethod;

const std::vector<Method> every_method{Method::wald, Method::newcombe, Method::mee, Method::miettinen_nurminen};
const std::vector<Method> score_methods{Method::mee, Method::miettinen_nurminen};

Estimate at(const Table2x2& table, Method method, double level = 0.95) {
  return rate_difference(table, {method, Confidence(level)});
}

TEST(RateDifference, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/rate_difference.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows())
    for (const Method method : every_method) {
      if (row.text("method") != name(method)) continue;
      const Estimate estimate =
          rate_difference(row.count("events"), row.count("total"), row.count("reference_events"), row.count("reference_total"),
                          {method, Confidence(row.number("confidence_level"))});
      EXPECT_TRUE(close(estimate.value, row.number("value"))) << row.all();
      EXPECT_TRUE(close(estimate.lower, row.number("lower"), 1e-12, 1e-12)) << row.all();
      EXPECT_TRUE(close(estimate.upper, row.number("upper"), 1e-12, 1e-12)) << row.all();
      ++rows[name(method)];
    }
  for (const Method method : every_method) EXPECT_EQ(rows[name(method)], 324) << name(method);
}

TEST(RateDifference, DefaultIsNewcombeAtNinetyFivePerCent) {
  const Estimate estimate = rate_difference(139, 571, 488, 2237);
  EXPECT_STREQ(estimate.method, "newcombe");
  EXPECT_EQ(estimate.confidence_level, 0.95);
  EXPECT_EQ(estimate.status, Status::ok);
  EXPECT_NEAR(estimate.value, 139.0 / 571.0 - 488.0 / 2237.0, 1e-16);
}

TEST(RateDifference, EdgesAreExact) {
  for (const Method method : score_methods) {
    EXPECT_EQ(at({{0, 5}, {7, 7}}, method).lower, -1.0);
    EXPECT_EQ(at({{0, 5}, {7, 7}}, method).value, -1.0);
    EXPECT_EQ(at({{5, 5}, {0, 7}}, method).upper, 1.0);
    for (const Table2x2& t : {Table2x2{{0, 5}, {0, 7}}, Table2x2{{5, 5}, {7, 7}}}) {
      const Estimate estimate = at(t, method);
      EXPECT_EQ(estimate.value, 0.0);
      EXPECT_TRUE(-1.0 < estimate.lower && estimate.lower < 0.0 && 0.0 < estimate.upper && estimate.upper < 1.0);
      EXPECT_EQ(estimate.status, Status::ok);
    }
  }
  EXPECT_EQ(at({{0, 5}, {7, 7}}, Method::wald).lower, -1.0) << "no width, for comparison only";
  EXPECT_EQ(at({{0, 5}, {7, 7}}, Method::wald).upper, -1.0);
  EXPECT_EQ(at({{1, 2}, {1, 2}}, Method::wald, 0.9999999).upper, 1.0) << "cut to the parameter space";
}

TEST(RateDifference, AGroupWithoutPeopleIsUndefinedAndNoMistake) {
  for (const Method method : every_method)
    for (const Table2x2& table : {Table2x2{{0, 0}, {1, 2}}, Table2x2{{1, 2}, {0, 0}}, Table2x2{}}) {
      const Estimate estimate = at(table, method);
      EXPECT_EQ(estimate.status, Status::undefined);
      EXPECT_TRUE(std::isnan(estimate.value) && std::isnan(estimate.lower) && std::isnan(estimate.upper));
    }
}

// Laws that every table obeys.
void swapping_or_complementing_negates(const Table2x2& t) {
  for (const Method method : every_method) {
    const Estimate estimate = at(t, method);
    for (const Table2x2& other : {t.swapped(), t.complement()}) {
      const Estimate negated = at(other, method);
      ASSERT_TRUE(close(negated.value, -estimate.value, 1e-15, 1e-16)) << describe(t) << " " << name(method);
      ASSERT_NEAR(negated.lower, -estimate.upper, 3e-15) << describe(t) << " " << name(method);
      ASSERT_NEAR(negated.upper, -estimate.lower, 3e-15) << describe(t) << " " << name(method);
    }
  }
}

void the_estimate_is_inside_the_space_and_levels_are_nested(const Table2x2& t) {
  for (const Method method : every_method) {
    const Estimate narrow = at(t, method, 0.9);
    const Estimate wide = at(t, method, 0.99);
    ASSERT_TRUE(-1.0 <= wide.lower && wide.upper <= 1.0) << describe(t) << " " << name(method);
    ASSERT_TRUE(wide.lower <= narrow.lower && narrow.upper <= wide.upper) << describe(t) << " " << name(method);
    ASSERT_TRUE(narrow.lower <= narrow.value && narrow.value <= narrow.upper) << describe(t) << " " << name(method);
    if (method != Method::wald) {
      ASSERT_LT(narrow.upper - narrow.lower, wide.upper - wide.lower) << describe(t) << " " << name(method);
    }
  }
}

void more_events_in_the_group_raise_both_limits(const Table2x2& t) {
  if (t.b() == 0) return;
  const Table2x2 more{{t.a() + 1, t.group.total}, t.reference};
  for (const Method method : score_methods) {
    const Estimate before = at(t, method);
    const Estimate after = at(more, method);
    ASSERT_TRUE(after.lower > before.lower) << describe(t) << " " << name(method);
    ASSERT_TRUE(after.upper > before.upper) << describe(t) << " " << name(method);
  }
}

void more_people_at_the_same_rates_narrow_the_interval(const Table2x2& t) {
  const Table2x2 larger{{3 * t.a(), 3 * t.group.total}, {3 * t.c(), 3 * t.reference.total}};
  for (const Method method : {Method::newcombe, Method::mee, Method::miettinen_nurminen}) {
    const Estimate before = at(t, method);
    const Estimate after = at(larger, method);
    ASSERT_TRUE(after.lower > before.lower || after.lower == -1.0) << describe(t) << " " << name(method);
    ASSERT_TRUE(after.upper < before.upper || after.upper == 1.0) << describe(t) << " " << name(method);
  }
}

TEST(RateDifference, LawsHoldForEverySmallTable) {
  const auto tried = support::for_each_table(25, [](const Table2x2& t) {
    swapping_or_complementing_negates(t);
    the_estimate_is_inside_the_space_and_levels_are_nested(t);
    more_events_in_the_group_raise_both_limits(t);
    more_people_at_the_same_rates_narrow_the_interval(t);
  });
  EXPECT_EQ(tried, support::tables_up_to_25);
}

TEST(RateDifference, LawsHoldForLargeTables) {
  RandomTables(21).for_each(10000, 1000000000, [](const Table2x2& t) {
    swapping_or_complementing_negates(t);
    the_estimate_is_inside_the_space_and_levels_are_nested(t);
    more_people_at_the_same_rates_narrow_the_interval(t);
  });
  RandomTables(22).for_each(10000, 100000, more_events_in_the_group_raise_both_limits);
}

TEST(RateDifference, NewcombeIsBuiltFromTheTwoWilsonIntervals) {
  RandomTables(23).for_each(5000, 10000, [](const Table2x2& t) {
    const Interval first = wilson(t.group, Confidence(0.95));
    const Interval second = wilson(t.reference, Confidence(0.95));
    const double p1 = t.group.rate();
    const double p2 = t.reference.rate();
    const Estimate estimate = at(t, Method::newcombe);
    const double down = std::sqrt((p1 - first.lower) * (p1 - first.lower) + (second.upper - p2) * (second.upper - p2));
    const double up = std::sqrt((first.upper - p1) * (first.upper - p1) + (p2 - second.lower) * (p2 - second.lower));
    ASSERT_NEAR(estimate.lower, p1 - p2 - down, 1e-14) << describe(t);
    ASSERT_NEAR(estimate.upper, p1 - p2 + up, 1e-14) << describe(t);
  });
}

TEST(RateDifference, EveryLevelAndTheLargestCountsGiveAnInterval) {
  for (const double level : {1e-12, 0.5, std::nextafter(0.5, 1.0), 0.9999999, std::nextafter(1.0, 0.0)})
    for (const Table2x2& t :
         {Table2x2{{1, 1}, {1, 1}}, Table2x2{{0, 1}, {1, 1}}, Table2x2{{1, 1}, {0, 1}}, Table2x2{{0, 1}, {0, 1}},
          Table2x2{{max_count, max_count}, {1, 1}}, Table2x2{{1, max_count}, {max_count, max_count}},
          Table2x2{{max_count - 1, max_count}, {max_count / 3, max_count}}})
      for (const Method method : every_method) {
        const Estimate estimate = at(t, method, level);
        ASSERT_TRUE(-1.0 <= estimate.lower && estimate.lower <= estimate.upper && estimate.upper <= 1.0)
            << describe(t) << " at " << level << " " << name(method);
      }
}

// 1.56949908990962256e-15 by mpmath with 50 digits.
TEST(RateDifference, NewcombeKeepsItsDigitsInTheNarrowestInterval) {
  const Count x = 673339994129019;
  const Estimate estimate = rate_difference(x, x + 1, x, x + 1, {RateDifferenceMethod::newcombe, Confidence{0.5}});
  EXPECT_NEAR(estimate.upper / 1.56949908990962256e-15, 1.0, 1e-13);
  EXPECT_EQ(estimate.lower, -estimate.upper);
}

TEST(RateDifference, RefusesImpossibleCounts) {
  EXPECT_EQ(refusal([] { return rate_difference(-1, 5, 1, 5); }), "rate_difference: events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] { return rate_difference(1, 5, 6, 5); }),
            "rate_difference: reference_events is 6, but must be at most reference_total, which is 5");
}

}  // namespace
