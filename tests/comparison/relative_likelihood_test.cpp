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

// All but the two exact ones, which have a test of their own.
const std::vector<Method> every_method{Method::miettinen_nurminen, Method::koopman,        Method::scas,     Method::profile_lr,
                                       Method::mover_wilson,       Method::mover_jeffreys, Method::katz_log, Method::walter_log,
                                       Method::haldane_log,        Method::price_bonett,   Method::inv_sinh};
const std::vector<Method> score_methods{Method::koopman, Method::miettinen_nurminen};
/// The limits reach 0 and ∞ exactly when a group has no events.
const std::vector<Method> methods_to_the_edge{Method::koopman, Method::miettinen_nurminen, Method::profile_lr,
                                              Method::mover_wilson, Method::inv_sinh};
/// Finite and above 0 for every table.
const std::vector<Method> methods_always_finite{Method::mover_jeffreys, Method::walter_log, Method::haldane_log,
                                                Method::price_bonett};
/// Both limits rise with the events of the group.
const std::vector<Method> rising_methods{Method::koopman,    Method::miettinen_nurminen, Method::scas,
                                         Method::profile_lr, Method::mover_wilson,       Method::mover_jeffreys};

/// Whether the ratio is what the interval is built round, so that it lies inside at any level.
bool is_centred(Method method) {
  return method != Method::mover_jeffreys && method != Method::walter_log && method != Method::haldane_log &&
         method != Method::price_bonett && method != Method::scas;
}
/// Whether the interval is [1, 1] when everybody had the outcome.
bool collapses(Method method) { return method == Method::katz_log || method == Method::walter_log || method == Method::inv_sinh; }
/// One table in seven for the two methods that cost the most.
bool is_left_out(const Table2x2& t, Method method) {
  const bool costly = method == Method::mover_jeffreys || method == Method::scas;
  return costly && (t.a() + 2 * t.group.total + 3 * t.c() + 5 * t.reference.total) % 7 != 0;
}

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

TEST(RelativeLikelihood, EveryMethodGoesByItsName) {
  for (int i = 0; i < 13; ++i) {
    const Method method = static_cast<Method>(i);
    EXPECT_STREQ(at({{3, 7}, {2, 5}}, method).method, name(method));
  }
  EXPECT_STREQ(name(Method::miettinen_nurminen), "miettinen_nurminen");
  EXPECT_STREQ(name(Method::mover_jeffreys), "mover_jeffreys");
  EXPECT_STREQ(name(Method::inv_sinh), "inv_sinh");
  EXPECT_STREQ(name(Method::agresti_min_score), "agresti_min_score");
}

TEST(RelativeLikelihood, EdgesAreExactAndCarryAStatus) {
  for (const Method method : methods_to_the_edge) {
    const Estimate none = at({{0, 5}, {3, 7}}, method);
    EXPECT_EQ(none.value, 0.0);
    EXPECT_EQ(none.lower, 0.0) << name(method);
    EXPECT_TRUE(std::isfinite(none.upper)) << name(method);
    EXPECT_EQ(none.status, Status::ok);
    const Estimate infinite = at({{3, 7}, {0, 5}}, method);
    EXPECT_EQ(infinite.value, infinity);
    EXPECT_GT(infinite.lower, 0.0) << name(method);
    EXPECT_EQ(infinite.upper, infinity) << name(method);
    EXPECT_EQ(infinite.status, Status::unbounded);
    const Estimate neither = at({{0, 7}, {0, 5}}, method);
    EXPECT_TRUE(std::isnan(neither.value));
    EXPECT_EQ(neither.lower, 0.0) << name(method);
    EXPECT_EQ(neither.upper, infinity) << name(method);
    EXPECT_EQ(neither.status, Status::undefined);
  }
  for (const Method method : every_method) {
    const Estimate everybody = at({{7, 7}, {5, 5}}, method);
    EXPECT_EQ(everybody.value, 1.0);
    EXPECT_EQ(everybody.status, Status::ok);
    if (collapses(method)) {
      EXPECT_EQ(everybody.lower, 1.0) << name(method);
      EXPECT_EQ(everybody.upper, 1.0) << name(method);
    } else {
      EXPECT_TRUE(0.0 < everybody.lower && everybody.lower < 1.0 && 1.0 < everybody.upper && std::isfinite(everybody.upper))
          << name(method);
    }
  }
}

TEST(RelativeLikelihood, SomeMethodsAreFiniteWithoutEvents) {
  for (const Method method : methods_always_finite)
    for (const Table2x2& table : {Table2x2{{0, 5}, {3, 7}}, Table2x2{{3, 7}, {0, 5}}, Table2x2{{0, 7}, {0, 5}}}) {
      const Estimate estimate = at(table, method);
      EXPECT_TRUE(0.0 < estimate.lower && estimate.lower < estimate.upper && std::isfinite(estimate.upper)) << name(method);
    }
  EXPECT_EQ(at({{0, 5}, {3, 7}}, Method::price_bonett).status, Status::ok);
  EXPECT_EQ(at({{3, 7}, {0, 5}}, Method::price_bonett).status, Status::unbounded) << "the estimate";
  EXPECT_EQ(at({{0, 7}, {0, 5}}, Method::price_bonett).status, Status::undefined) << "the estimate";
}

TEST(RelativeLikelihood, KatzIsUndefinedWithoutEvents) {
  for (const Table2x2& table : {Table2x2{{0, 5}, {3, 7}}, Table2x2{{3, 7}, {0, 5}}, Table2x2{{0, 7}, {0, 5}}}) {
    const Estimate estimate = at(table, Method::katz_log);
    EXPECT_EQ(estimate.status, Status::undefined);
    EXPECT_TRUE(std::isnan(estimate.lower) && std::isnan(estimate.upper));
  }
}

TEST(RelativeLikelihood, AGroupWithoutPeopleIsUndefinedAndNoMistake) {
  for (int i = 0; i < 13; ++i)
    for (const Table2x2& table : {Table2x2{{0, 0}, {1, 2}}, Table2x2{{1, 2}, {0, 0}}, Table2x2{}}) {
      const Estimate estimate = at(table, static_cast<Method>(i));
      EXPECT_EQ(estimate.status, Status::undefined);
      EXPECT_TRUE(std::isnan(estimate.value) && std::isnan(estimate.lower) && std::isnan(estimate.upper));
    }
}

// Laws that every table obeys.
void swapping_the_groups_inverts(const Table2x2& t) {
  for (const Method method : every_method) {
    if (is_left_out(t, method)) continue;
    const Estimate estimate = at(t, method);
    const Estimate swapped = at(t.swapped(), method);
    ASSERT_TRUE(close(swapped.value, 1.0 / estimate.value, 1e-14)) << describe(t) << " " << name(method);
    ASSERT_TRUE(close(swapped.lower, 1.0 / estimate.upper, 1e-14)) << describe(t) << " " << name(method);
    ASSERT_TRUE(close(swapped.upper, 1.0 / estimate.lower, 1e-14)) << describe(t) << " " << name(method);
  }
}

void levels_are_nested_round_the_estimate(const Table2x2& t) {
  for (const Method method : every_method) {
    if (is_left_out(t, method)) continue;
    if (method == Method::katz_log && (t.a() == 0 || t.c() == 0)) continue;
    const Estimate narrow = at(t, method, 0.9);
    const Estimate wide = at(t, method, 0.99);
    ASSERT_TRUE(0.0 <= wide.lower && wide.lower <= narrow.lower) << describe(t) << " " << name(method);
    ASSERT_TRUE(narrow.lower <= narrow.upper && narrow.upper <= wide.upper) << describe(t) << " " << name(method);
    if (t.events() > 0 && is_centred(method)) {
      ASSERT_TRUE(narrow.lower <= narrow.value && narrow.value <= narrow.upper) << describe(t) << " " << name(method);
    }
    if (collapses(method) && t.b() == 0 && t.d() == 0) continue;
    if (narrow.lower > 0.0) {
      ASSERT_LT(wide.lower, narrow.lower) << describe(t) << " " << name(method);
    }
    if (std::isfinite(narrow.upper)) {
      ASSERT_GT(wide.upper, narrow.upper) << describe(t) << " " << name(method);
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
    ASSERT_TRUE(after.lower > before.lower || (after.lower == 0.0 && method == Method::scas))
        << describe(t) << " " << name(method);
    ASSERT_TRUE(after.upper > before.upper || std::isinf(before.upper)) << describe(t) << " " << name(method);
  }
}

// Where the interval is built round the ratio; the shrunken ones move it too.
void more_people_at_the_same_rates_narrow_the_interval(const Table2x2& t) {
  if (t.events() == 0) return;
  const Table2x2 larger{{3 * t.a(), 3 * t.group.total}, {3 * t.c(), 3 * t.reference.total}};
  for (const Method method : every_method) {
    if (!is_centred(method) || (collapses(method) && t.b() == 0 && t.d() == 0)) continue;
    if (method == Method::katz_log && (t.a() == 0 || t.c() == 0)) continue;
    const Estimate before = at(t, method);
    const Estimate after = at(larger, method);
    ASSERT_TRUE(after.lower > before.lower || t.a() == 0) << describe(t) << " " << name(method);
    ASSERT_TRUE(after.upper < before.upper || t.c() == 0) << describe(t) << " " << name(method);
  }
}

// `greater` at a level is the lower limit of the two-sided interval at twice the level less one, and the space is open above.
void one_sided_limits_are_those_of_a_wider_level(const Table2x2& t) {
  for (const Method method : every_method) {
    if (is_left_out(t, method)) continue;
    const Estimate both = at(t, method, 0.9);
    const Estimate above = relative_likelihood(t, {method, Confidence{0.95}, Alternative::greater});
    const Estimate below = relative_likelihood(t, {method, Confidence{0.95}, Alternative::less});
    ASSERT_TRUE(close(above.lower, both.lower, 1e-13)) << describe(t) << " " << name(method);
    ASSERT_TRUE(close(below.upper, both.upper, 1e-13)) << describe(t) << " " << name(method);
    ASSERT_EQ(above.confidence_level, 0.95);
    ASSERT_EQ(above.alternative, Alternative::greater);
    if (std::isnan(both.lower)) continue;
    ASSERT_EQ(above.upper, infinity) << describe(t) << " " << name(method);
    ASSERT_EQ(below.lower, 0.0) << describe(t) << " " << name(method);
  }
}

TEST(RelativeLikelihood, LawsHoldForEverySmallTable) {
  const auto tried = support::for_each_table(20, [](const Table2x2& t) {
    swapping_the_groups_inverts(t);
    levels_are_nested_round_the_estimate(t);
    more_events_in_the_group_raise_both_limits(t);
    more_people_at_the_same_rates_narrow_the_interval(t);
  });
  EXPECT_EQ(tried, 52900);
  support::for_each_table(10, one_sided_limits_are_those_of_a_wider_level);
}

TEST(RelativeLikelihood, LawsHoldForLargeTables) {
  RandomTables(11).for_each(10000, 1000000000, [](const Table2x2& t) {
    swapping_the_groups_inverts(t);
    levels_are_nested_round_the_estimate(t);
    more_people_at_the_same_rates_narrow_the_interval(t);
    one_sided_limits_are_those_of_a_wider_level(t);
  });
  RandomTables(12).for_each(10000, 100000, more_events_in_the_group_raise_both_limits);
}

TEST(RelativeLikelihood, OneSidedStatus) {
  const Estimate above = relative_likelihood({{3, 7}, {2, 5}}, {Method::koopman, Confidence{0.95}, Alternative::greater});
  EXPECT_EQ(above.status, Status::ok) << "an open end asked for is no fault";
  EXPECT_EQ(relative_likelihood({{3, 7}, {0, 5}}, {Method::koopman, Confidence{0.95}, Alternative::greater}).status,
            Status::unbounded)
      << "the estimate is infinite";
  EXPECT_EQ(relative_likelihood({{0, 7}, {2, 5}}, {Method::katz_log, Confidence{0.95}, Alternative::less}).status,
            Status::undefined);
}

TEST(RelativeLikelihood, OneSidedRefusals) {
  EXPECT_EQ(refusal([] {
              return relative_likelihood({{3, 7}, {2, 5}}, {Method::agresti_min_score, Confidence{0.95}, Alternative::greater});
            }),
            "relative_likelihood: alternative is greater, but must be two-sided for agresti_min_score, which inverts a two-sided "
            "test");
  EXPECT_EQ(refusal([] {
              return relative_likelihood({{3, 7}, {2, 5}}, {Method::koopman, Confidence{0.5}, Alternative::less});
            }),
            "relative_likelihood: confidence_level is 0.5, but must be above 0.5 for a one-sided limit");
}

TEST(RelativeLikelihood, ExactMethodsStateTheirLimitOfSize) {
  for (const Method method : {Method::chan_zhang_score, Method::agresti_min_score}) {
    const Estimate estimate = at({{3, max_count}, {2, max_count}}, method);
    EXPECT_EQ(estimate.status, Status::too_large);
    EXPECT_TRUE(std::isnan(estimate.lower) && std::isnan(estimate.upper));
    EXPECT_EQ(estimate.value, 1.5);
  }
}

// The test statistics by hand: log_rr_wald is |log φ| over its standard error, g_test and its limits in profile_likelihood_test.
void katz_agrees_with_its_test(const Table2x2& t) {
  if (t.a() == 0 || t.c() == 0 || (t.b() == 0 && t.d() == 0)) return;
  const detail::TwoRates r = t.rates();
  const double error = std::sqrt(1.0 / r.x1 - 1.0 / r.n1 + 1.0 / r.x2 - 1.0 / r.n2);
  const double statistic = std::fabs(std::log(t.ratio())) / error;
  const double z = detail::two_sided_quantile(Confidence{0.95});
  if (std::fabs(statistic - z) < 1e-10) return;
  const Estimate estimate = at(t, Method::katz_log);
  ASSERT_EQ(estimate.lower > 1.0 || estimate.upper<1.0, statistic> z) << describe(t);
}

TEST(RelativeLikelihood, KatzAgreesWithItsTest) { support::for_each_table(25, katz_agrees_with_its_test); }

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
      for (const Method method : every_method) {
        if (method == Method::katz_log && (t.a() == 0 || t.c() == 0)) continue;
        const Estimate estimate = at(t, method, level);
        ASSERT_TRUE(0.0 <= estimate.lower && estimate.lower <= estimate.upper * (1.0 + 1e-15))
            << describe(t) << " at " << level << " " << name(method);
      }
}

TEST(RelativeLikelihood, RefusesImpossibleCounts) {
  EXPECT_EQ(refusal([] { return relative_likelihood(-1, 5, 1, 5); }), "relative_likelihood: events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] { return relative_likelihood(1, 5, 6, 5); }),
            "relative_likelihood: reference_events is 6, but must be at most reference_total, which is 5");
  EXPECT_EQ(refusal([] { return relative_likelihood(1, -5, 1, 5); }), "relative_likelihood: total is -5, but must be 0 or more");
}

}  // namespace
