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

// All but the two exact ones, which have a test of their own.
const std::vector<Method> every_method{
    Method::newcombe,       Method::newcombe_cc,      Method::miettinen_nurminen, Method::mee,
    Method::scas,           Method::profile_lr,       Method::mover_jeffreys,     Method::wald,
    Method::wald_cc,        Method::agresti_caffo,    Method::haldane_beal,       Method::jeffreys_perks,
    Method::hauck_anderson, Method::brown_li_jeffreys};
const std::vector<Method> score_methods{Method::mee, Method::miettinen_nurminen};
/// A finite interval round 0 for rates of 0 or 1 in both groups, and −1 or 1 exactly for one of each.
const std::vector<Method> methods_with_exact_edges{Method::mee, Method::miettinen_nurminen, Method::profile_lr, Method::newcombe,
                                                   Method::newcombe_cc};
/// Both limits rise with the events of the group.
const std::vector<Method> rising_methods{Method::newcombe, Method::newcombe_cc, Method::mee,           Method::miettinen_nurminen,
                                         Method::scas,     Method::profile_lr,  Method::mover_jeffreys};
/// Both limits move in when there are more people at the same rates.
const std::vector<Method> narrowing_methods{
    Method::newcombe,   Method::newcombe_cc,    Method::mee,    Method::miettinen_nurminen,
    Method::profile_lr, Method::jeffreys_perks, Method::wald_cc};

/// Whether the difference lies inside at any level.
bool is_centred(Method method) {
  return method != Method::mover_jeffreys && method != Method::agresti_caffo && method != Method::brown_li_jeffreys &&
         method != Method::scas;
}
/// Whether there is no interval.
bool is_undefined(const Table2x2& t, Method method) {
  return method == Method::hauck_anderson && (t.group.total == 1 || t.reference.total == 1);
}
/// One table in seven for the two methods that cost the most.
bool is_left_out(const Table2x2& t, Method method) {
  const bool costly = method == Method::mover_jeffreys || method == Method::scas;
  return costly && (t.a() + 2 * t.group.total + 3 * t.c() + 5 * t.reference.total) % 7 != 0;
}

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

TEST(RateDifference, EveryMethodGoesByItsName) {
  for (int i = 0; i < 16; ++i) {
    const Method method = static_cast<Method>(i);
    EXPECT_STREQ(at({{3, 7}, {2, 5}}, method).method, name(method));
  }
  EXPECT_STREQ(name(Method::newcombe), "newcombe");
  EXPECT_STREQ(name(Method::mover_jeffreys), "mover_jeffreys");
  EXPECT_STREQ(name(Method::brown_li_jeffreys), "brown_li_jeffreys");
  EXPECT_STREQ(name(Method::agresti_min_score), "agresti_min_score");
}

TEST(RateDifference, EdgesAreExact) {
  for (const Method method : methods_with_exact_edges) {
    EXPECT_EQ(at({{0, 5}, {7, 7}}, method).lower, -1.0) << name(method);
    EXPECT_EQ(at({{0, 5}, {7, 7}}, method).value, -1.0);
    EXPECT_EQ(at({{5, 5}, {0, 7}}, method).upper, 1.0) << name(method);
  }
  for (const Method method : every_method) {
    if (method == Method::wald || method == Method::haldane_beal) continue;
    for (const Table2x2& t : {Table2x2{{0, 5}, {0, 7}}, Table2x2{{5, 5}, {7, 7}}}) {
      const Estimate estimate = at(t, method);
      EXPECT_EQ(estimate.value, 0.0);
      EXPECT_TRUE(-1.0 < estimate.lower && estimate.lower < 0.0 && 0.0 < estimate.upper && estimate.upper < 1.0) << name(method);
      EXPECT_EQ(estimate.status, Status::ok);
    }
  }
  EXPECT_EQ(at({{0, 5}, {7, 7}}, Method::wald).lower, -1.0) << "no width, for comparison only";
  EXPECT_EQ(at({{0, 5}, {7, 7}}, Method::wald).upper, -1.0);
  EXPECT_EQ(at({{1, 2}, {1, 2}}, Method::wald, 0.9999999).upper, 1.0) << "cut to the parameter space";
}

TEST(RateDifference, HauckAndersonIsUndefinedForOnePerson) {
  for (const Table2x2& t : {Table2x2{{0, 1}, {3, 7}}, Table2x2{{3, 7}, {1, 1}}}) {
    const Estimate estimate = at(t, Method::hauck_anderson);
    EXPECT_EQ(estimate.status, Status::undefined);
    EXPECT_TRUE(std::isnan(estimate.lower) && std::isnan(estimate.upper));
    EXPECT_EQ(estimate.value, t.difference());
  }
}

TEST(RateDifference, AGroupWithoutPeopleIsUndefinedAndNoMistake) {
  for (int i = 0; i < 16; ++i)
    for (const Table2x2& table : {Table2x2{{0, 0}, {1, 2}}, Table2x2{{1, 2}, {0, 0}}, Table2x2{}}) {
      const Estimate estimate = at(table, static_cast<Method>(i));
      EXPECT_EQ(estimate.status, Status::undefined);
      EXPECT_TRUE(std::isnan(estimate.value) && std::isnan(estimate.lower) && std::isnan(estimate.upper));
    }
}

// Laws that every table obeys.
void swapping_or_complementing_negates(const Table2x2& t) {
  for (const Method method : every_method) {
    if (is_left_out(t, method) || is_undefined(t, method)) continue;
    const Estimate estimate = at(t, method);
    for (const Table2x2& other : {t.swapped(), t.complement()}) {
      const Estimate negated = at(other, method);
      ASSERT_TRUE(close(negated.value, -estimate.value, 1e-15, 1e-16)) << describe(t) << " " << name(method);
      ASSERT_NEAR(negated.lower, -estimate.upper, 3e-15) << describe(t) << " " << name(method);
      ASSERT_NEAR(negated.upper, -estimate.lower, 3e-15) << describe(t) << " " << name(method);
    }
  }
}

void levels_are_nested_round_the_estimate_inside_the_space(const Table2x2& t) {
  for (const Method method : every_method) {
    if (is_left_out(t, method) || is_undefined(t, method)) continue;
    const Estimate narrow = at(t, method, 0.9);
    const Estimate wide = at(t, method, 0.99);
    ASSERT_TRUE(-1.0 <= wide.lower && wide.upper <= 1.0) << describe(t) << " " << name(method);
    ASSERT_TRUE(wide.lower <= narrow.lower && narrow.upper <= wide.upper) << describe(t) << " " << name(method);
    ASSERT_LE(narrow.lower, narrow.upper) << describe(t) << " " << name(method);
    if (is_centred(method)) {
      ASSERT_TRUE(narrow.lower <= narrow.value && narrow.value <= narrow.upper) << describe(t) << " " << name(method);
    }
    const bool without_variance = (t.a() == 0 || t.b() == 0) && (t.c() == 0 || t.d() == 0);
    const bool may_collapse =
        method == Method::wald || method == Method::wald_cc || method == Method::haldane_beal || method == Method::hauck_anderson;
    if (!(may_collapse && without_variance) && narrow.upper - narrow.lower < 2.0 &&
        !(narrow.lower == -1.0 && narrow.upper == 1.0)) {
      ASSERT_LT(narrow.upper - narrow.lower, wide.upper - wide.lower) << describe(t) << " " << name(method);
    }
  }
}

void more_events_in_the_group_raise_both_limits(const Table2x2& t) {
  if (t.b() == 0) return;
  const Table2x2 more{{t.a() + 1, t.group.total}, t.reference};
  for (const Method method : rising_methods) {
    if (is_left_out(t, method)) continue;
    const Estimate before = at(t, method);
    const Estimate after = at(more, method);
    ASSERT_TRUE(after.lower > before.lower) << describe(t) << " " << name(method);
    ASSERT_TRUE(after.upper > before.upper) << describe(t) << " " << name(method);
  }
}

void more_people_at_the_same_rates_narrow_the_interval(const Table2x2& t) {
  const Table2x2 larger{{3 * t.a(), 3 * t.group.total}, {3 * t.c(), 3 * t.reference.total}};
  for (const Method method : narrowing_methods) {
    const Estimate before = at(t, method);
    const Estimate after = at(larger, method);
    ASSERT_TRUE(after.lower > before.lower || after.lower == -1.0) << describe(t) << " " << name(method);
    ASSERT_TRUE(after.upper < before.upper || after.upper == 1.0) << describe(t) << " " << name(method);
  }
  for (const Method method : {Method::agresti_caffo, Method::brown_li_jeffreys, Method::mover_jeffreys, Method::scas}) {
    if (is_left_out(t, method)) continue;
    const Estimate before = at(t, method);
    const Estimate after = at(larger, method);
    ASSERT_LT(after.upper - after.lower, before.upper - before.lower) << describe(t) << " " << name(method);
  }
}

// `greater` at a level is the lower limit of the two-sided interval at twice the level less one.
void one_sided_limits_are_those_of_a_wider_level(const Table2x2& t) {
  for (const Method method : every_method) {
    if (is_left_out(t, method)) continue;
    const Estimate both = at(t, method, 0.9);
    const Estimate above = rate_difference(t, {method, Confidence{0.95}, Alternative::greater});
    const Estimate below = rate_difference(t, {method, Confidence{0.95}, Alternative::less});
    ASSERT_TRUE(close(above.lower, both.lower, 1e-13, 1e-14)) << describe(t) << " " << name(method);
    ASSERT_TRUE(close(below.upper, both.upper, 1e-13, 1e-14)) << describe(t) << " " << name(method);
    ASSERT_EQ(above.confidence_level, 0.95);
    ASSERT_EQ(below.alternative, Alternative::less);
    if (is_undefined(t, method)) {
      ASSERT_TRUE(std::isnan(above.upper) && above.status == Status::undefined) << describe(t) << " " << name(method);
      continue;
    }
    ASSERT_EQ(above.upper, 1.0) << describe(t) << " " << name(method);
    ASSERT_EQ(below.lower, -1.0) << describe(t) << " " << name(method);
    ASSERT_EQ(above.status, Status::ok);
  }
}

TEST(RateDifference, LawsHoldForEverySmallTable) {
  const auto tried = support::for_each_table(20, [](const Table2x2& t) {
    swapping_or_complementing_negates(t);
    levels_are_nested_round_the_estimate_inside_the_space(t);
    more_events_in_the_group_raise_both_limits(t);
    more_people_at_the_same_rates_narrow_the_interval(t);
  });
  EXPECT_EQ(tried, 52900);
  support::for_each_table(10, one_sided_limits_are_those_of_a_wider_level);
}

TEST(RateDifference, LawsHoldForLargeTables) {
  RandomTables(21).for_each(8000, 1000000000, [](const Table2x2& t) {
    swapping_or_complementing_negates(t);
    levels_are_nested_round_the_estimate_inside_the_space(t);
    more_people_at_the_same_rates_narrow_the_interval(t);
    one_sided_limits_are_those_of_a_wider_level(t);
  });
  RandomTables(22).for_each(8000, 100000, more_events_in_the_group_raise_both_limits);
}

TEST(RateDifference, OneSidedRefusals) {
  EXPECT_EQ(refusal([] {
              return rate_difference({{3, 7}, {2, 5}}, {Method::agresti_min_score, Confidence{0.95}, Alternative::less});
            }),
            "rate_difference: alternative is less, but must be two-sided for agresti_min_score, which inverts a two-sided test");
  EXPECT_EQ(refusal([] {
              return rate_difference({{3, 7}, {2, 5}}, {Method::newcombe, Confidence{0.4}, Alternative::greater});
            }),
            "rate_difference: confidence_level is 0.4, but must be above 0.5 for a one-sided limit");
}

TEST(RateDifference, ExactMethodsStateTheirLimitOfSize) {
  for (const Method method : {Method::chan_zhang_score, Method::agresti_min_score}) {
    const Estimate estimate = at({{max_count, max_count}, {0, max_count}}, method);
    EXPECT_EQ(estimate.status, Status::too_large);
    EXPECT_TRUE(std::isnan(estimate.lower) && std::isnan(estimate.upper));
    EXPECT_EQ(estimate.value, 1.0);
  }
}

// The statistic of z_unpooled by hand; cutting the interval changes nothing.
void wald_agrees_with_its_test(const Table2x2& t) {
  const detail::TwoRates r = t.rates();
  const double p1 = r.x1 / r.n1, p2 = r.x2 / r.n2;
  const double variance = p1 * (1.0 - p1) / r.n1 + p2 * (1.0 - p2) / r.n2;
  if (!(variance > 0.0)) return;
  const double statistic = std::fabs(p1 - p2) / std::sqrt(variance);
  const double z = detail::two_sided_quantile(Confidence{0.95});
  if (std::fabs(statistic - z) < 1e-10) return;
  const Estimate estimate = at(t, Method::wald);
  ASSERT_EQ(estimate.lower > 0.0 || estimate.upper<0.0, statistic> z) << describe(t);
}

TEST(RateDifference, WaldAgreesWithItsTest) { support::for_each_table(25, wald_agrees_with_its_test); }

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
        if (is_undefined(t, method)) continue;
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
