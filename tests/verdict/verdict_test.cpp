#include "equitable/verdict/verdict.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "equitable/core/decimal.hpp"
#include "equitable/significance/significance.hpp"
#include "support/compare.hpp"
#include "support/naive.hpp"
#include "support/tables.hpp"
#include "support/verdict_cases.hpp"

namespace {

using namespace equitable;
using support::describe;
using support::RandomTables;
using support::refusal;
namespace naive = support::naive;

TEST(Verdict, SaysOfEveryPublishedCaseWhatItsCountsBear) {
  int cases = 0;
  for (const support::VerdictCase& published : support::verdict_cases()) {
    const Table2x2& t = published.table;
    const Verdict result = verdict(t.group.events, t.group.total, t.reference.events, t.reference.total);
    EXPECT_EQ(decimal_ratio(t.group.events, t.group.total, t.reference.events, t.reference.total, 2), published.ratio)
        << published.all;
    EXPECT_EQ(name(result.state), published.state) << published.all;
    EXPECT_EQ(name(result.grade), published.grade) << published.all;
    ++cases;
  }
  EXPECT_EQ(cases, support::verdict_case_count);
}

TEST(Verdict, CarriesItsReasons) {
  const Verdict result = verdict(596, 3842, 207, 2386);
  EXPECT_EQ(result.state, State::higher);
  EXPECT_EQ(result.grade, Grade::substantial);
  EXPECT_NEAR(result.ratio, 1.78808843019059618, 1e-15);
  const Estimate interval = relative_likelihood(596, 3842, 207, 2386);
  EXPECT_EQ(result.interval.lower, interval.lower);
  EXPECT_EQ(result.interval.upper, interval.upper);
  const Estimate narrower =
      relative_likelihood(596, 3842, 207, 2386, {RelativeLikelihoodMethod::miettinen_nurminen, Confidence(0.9)});
  EXPECT_NEAR(result.equivalence_interval.lower, narrower.lower, 1e-14);
  EXPECT_NEAR(result.equivalence_interval.upper, narrower.upper, 1e-14);
  EXPECT_EQ(result.statistic, significance(596, 3842, 207, 2386).statistic);
  EXPECT_EQ(result.pvalue, significance(596, 3842, 207, 2386).pvalue);
  EXPECT_EQ(result.margin.lower, 0.8);
  EXPECT_EQ(result.margin.upper, 1.25);
  EXPECT_EQ(result.confidence_level, 0.95);
  EXPECT_EQ(result.status, Status::ok);
}

// The table of decision once more, from other parts: limits by bisection of the statistic's definition, the ratio against the margin in whole
// numbers, and "could anything have been significant" by trying every number of events.
struct Expected {
  State state;
  Grade grade;
  bool close_call;  // a limit lies so near a bound that two ways of rounding may differ
};

struct Rules {
  naive::Real z, z_equivalence;
  naive::Real lower, upper;                          // the margin
  Count lower_num, lower_den, upper_num, upper_den;  // the same as fractions
};

const Rules usual{1.959963984540054235L, 1.644853626951472714L, 0.8L, 1.25L, 4, 5, 5, 4};

bool naive_significant(Count x1, Count n1, Count x2, Count n2, naive::Real z) {
  const auto total = static_cast<naive::Real>(n1 + n2);
  const auto cross = static_cast<naive::Real>(x1 * n2 - x2 * n1);
  const auto events = static_cast<naive::Real>(x1 + x2);
  if (events == 0 || events == total) return false;
  return (total - 1) * cross * cross >
         z * z * static_cast<naive::Real>(n1) * static_cast<naive::Real>(n2) * events * (total - events);
}

Expected expected_verdict(const Table2x2& t, const Rules& rules) {
  const naive::Limits d = naive::ratio_limits(t, rules.z);
  const naive::Limits e = naive::ratio_limits(t, rules.z_equivalence);
  const Count left = t.a() * t.reference.total;
  const Count right = t.c() * t.group.total;
  const bool outside = (left != 0 || right != 0) &&
                       (left * rules.lower_den < right * rules.lower_num || left * rules.upper_den > right * rules.upper_num);
  const bool significant = d.lower > 1 || d.upper < 1;
  const bool inside = e.lower >= rules.lower && e.upper <= rules.upper;
  const bool apart = d.lower > rules.upper || d.upper < rules.lower;
  bool possible = false;
  for (Count x = 0; x <= t.group.total; ++x) {
    const Count other = x * t.reference.total;
    const bool seen_side = left == right ? other != right : left > right ? other > right : other < right;
    possible = possible || (seen_side && naive_significant(x, t.group.total, t.c(), t.reference.total, rules.z));
  }
  const auto near = [](naive::Real limit, naive::Real bound) { return std::fabs(limit - bound) < 1e-11L; };
  const bool close_call = near(d.lower, 1) || near(d.upper, 1) || near(d.lower, rules.upper) || near(d.upper, rules.lower) ||
                          near(e.lower, rules.lower) || near(e.upper, rules.upper);
  const State direction = left > right ? State::higher : State::lower;
  const auto row = [close_call](State state, Grade grade) { return Expected{state, grade, close_call}; };
  if (apart) return row(direction, Grade::substantial);
  if (significant && outside) return row(direction, Grade::material);
  if (significant && inside) return row(State::similar, Grade::detectable);
  if (significant) return row(direction, Grade::slight);
  if (inside) return row(State::similar, Grade::equivalent);
  if (!possible) return row(State::inconclusive, Grade::untestable);
  if (outside) return row(State::inconclusive, Grade::suggestive);
  return row(State::inconclusive, Grade::unclear);
}

TEST(Verdict, FollowsTheTableOfDecisionForEverySmallTable) {
  int close_calls = 0;
  std::map<std::string, int> grades;
  const auto tried = support::for_each_table(25, [&](const Table2x2& t) {
    const Verdict result = verdict(t);
    const Expected expected = expected_verdict(t, usual);
    close_calls += expected.close_call ? 1 : 0;
    ++grades[name(result.grade)];
    ASSERT_TRUE(expected.close_call || (result.state == expected.state && result.grade == expected.grade))
        << describe(t) << ": " << name(result.state) << " " << name(result.grade) << ", but expected " << name(expected.state)
        << " " << name(expected.grade);
  });
  EXPECT_EQ(tried, support::tables_up_to_25);
  EXPECT_EQ(close_calls, 0);
  for (const char* grade : {"substantial", "material", "suggestive", "unclear", "untestable"})
    EXPECT_GT(grades[grade], 100) << grade;
}

TEST(Verdict, FollowsTheTableOfDecisionForLargerTables) {
  int close_calls = 0;
  std::map<std::string, int> grades;
  RandomTables(71).for_each(4000, 20000, [&](const Table2x2& t) {
    const Verdict result = verdict(t);
    const Expected expected = expected_verdict(t, usual);
    close_calls += expected.close_call ? 1 : 0;
    ++grades[name(result.grade)];
    ASSERT_TRUE(expected.close_call || (result.state == expected.state && result.grade == expected.grade))
        << describe(t) << ": " << name(result.state) << " " << name(result.grade) << ", but expected " << name(expected.state)
        << " " << name(expected.grade);
  });
  EXPECT_LE(close_calls, 4);
  EXPECT_EQ(grades.size(), 8U) << "every row of the table must be met";
}

TEST(Verdict, FollowsTheTableOfDecisionUnderOtherMarginsAndLevels) {
  const Rules strict{2.575829303548900761L, 2.326347874040841101L, 0.9L, 10.0L / 9.0L, 9, 10, 10, 9};
  const Rules lax{1.644853626951472714L, 1.281551565544600467L, 0.5L, 3.0L, 1, 2, 3, 1};
  const VerdictOptions strict_options{{0.9, 10.0 / 9.0}, Confidence(0.99)};
  const VerdictOptions lax_options{{0.5, 3.0}, Confidence(0.9)};
  RandomTables(72).for_each(1500, 5000, [&](const Table2x2& t) {
    for (const auto& [rules, options] : {std::pair{strict, strict_options}, std::pair{lax, lax_options}}) {
      const Verdict result = verdict(t, options);
      const Expected expected = expected_verdict(t, rules);
      ASSERT_TRUE(expected.close_call || (result.state == expected.state && result.grade == expected.grade))
          << describe(t) << ": " << name(result.state) << " " << name(result.grade) << ", but expected " << name(expected.state)
          << " " << name(expected.grade);
    }
  });
}

// Laws that every table obeys, whatever the options.
void every_verdict_is_complete_and_agrees_with_itself(const Table2x2& t, const VerdictOptions& options) {
  const Verdict v = verdict(t, options);
  const bool higher_or_lower = v.state == State::higher || v.state == State::lower;
  const bool significant = v.pvalue < options.confidence.alpha();
  const bool outside = v.ratio < options.margin.lower || v.ratio > options.margin.upper;
  const bool apart = v.interval.lower > options.margin.upper || v.interval.upper < options.margin.lower;
  const bool inside =
      v.equivalence_interval.lower >= options.margin.lower && v.equivalence_interval.upper <= options.margin.upper;
  ASSERT_TRUE(v.interval.lower <= v.interval.upper && v.equivalence_interval.lower <= v.equivalence_interval.upper)
      << describe(t);
  ASSERT_EQ(std::isnan(v.pvalue), t.events() == 0 || t.events() == t.total()) << describe(t);
  ASSERT_EQ(std::isnan(v.ratio), t.events() == 0) << describe(t);
  ASSERT_EQ(significant, v.interval.lower > 1.0 || v.interval.upper < 1.0) << describe(t) << " p = " << v.pvalue;
  ASSERT_TRUE(!apart || (significant && outside)) << describe(t);
  ASSERT_TRUE(!inside || !outside) << describe(t);
  ASSERT_EQ(higher_or_lower, v.grade == Grade::substantial || v.grade == Grade::material || v.grade == Grade::slight)
      << describe(t);
  ASSERT_EQ(v.state == State::similar, v.grade == Grade::detectable || v.grade == Grade::equivalent) << describe(t);
  ASSERT_EQ(v.state == State::inconclusive,
            v.grade == Grade::untestable || v.grade == Grade::suggestive || v.grade == Grade::unclear)
      << describe(t);
  ASSERT_EQ(v.state == State::similar, inside) << describe(t);
  ASSERT_EQ(higher_or_lower, significant && !inside) << describe(t);
  if (higher_or_lower) {
    ASSERT_EQ(v.state == State::higher, t.difference() > 0.0) << describe(t);
  }
}

void swapping_the_groups_swaps_higher_and_lower(const Table2x2& t) {
  const Verdict v = verdict(t);
  const Verdict swapped = verdict(t.swapped());
  ASSERT_EQ(swapped.state, mirrored(v.state)) << describe(t);
  ASSERT_TRUE(support::close(swapped.ratio, 1.0 / v.ratio, 1e-15)) << describe(t);
  ASSERT_TRUE(support::close(swapped.interval.lower, 1.0 / v.interval.upper, 1e-14)) << describe(t);
  ASSERT_TRUE(support::close(swapped.interval.upper, 1.0 / v.interval.lower, 1e-14)) << describe(t);
  // Which outcomes were possible is a question about the group alone, so only the three inconclusive grades may differ.
  if (v.state != State::inconclusive) {
    ASSERT_EQ(swapped.grade, v.grade) << describe(t);
  }
}

TEST(Verdict, LawsHoldForEverySmallTable) {
  const auto tried = support::for_each_table(25, [](const Table2x2& t) {
    every_verdict_is_complete_and_agrees_with_itself(t, {});
    swapping_the_groups_swaps_higher_and_lower(t);
  });
  EXPECT_EQ(tried, support::tables_up_to_25);
}

TEST(Verdict, LawsHoldForLargeTablesAndOtherOptions) {
  RandomTables(73).for_each(20000, 1000000000, [](const Table2x2& t) {
    every_verdict_is_complete_and_agrees_with_itself(t, {});
    swapping_the_groups_swaps_higher_and_lower(t);
  });
  for (const VerdictOptions& options :
       {VerdictOptions{{0.99, 1.01}, Confidence(0.998)}, VerdictOptions{{1e-9, 1e9}, Confidence(0.6)},
        VerdictOptions{{0.5, 1.001}, Confidence(0.9999999)}})
    RandomTables(74).for_each(5000, 1000000000,
                              [&options](const Table2x2& t) { every_verdict_is_complete_and_agrees_with_itself(t, options); });
}

TEST(Verdict, IntervalAndPAgreeEvenWhereTheLevelIsThatOfPItself) {
  int tried = 0;
  support::for_each_table(14, [&tried](const Table2x2& t) {
    const double level = 1.0 - significance(t).pvalue;
    if (!(level > 0.5 && level < 1.0)) return;
    ++tried;
    for (const double nearby : {std::nextafter(level, 0.0), level, std::nextafter(level, 1.0)})
      if (nearby > 0.5 && nearby < 1.0) every_verdict_is_complete_and_agrees_with_itself(t, {{}, Confidence(nearby)});
  });
  EXPECT_GT(tried, 5000);
}

TEST(Verdict, EnoughPeopleAtTheSameRatesEndTheDoubt) {
  constexpr Count k = 10000000000;
  std::map<std::string, int> grades;
  support::for_each_table(12, [&](const Table2x2& t) {
    if (t.events() == 0) return;  // no ratio, whatever the numbers
    const Count left = t.a() * t.reference.total;
    const Count right = t.c() * t.group.total;
    if (5 * left == 4 * right || 4 * left == 5 * right) return;
    const Verdict v = verdict({{k * t.a(), k * t.group.total}, {k * t.c(), k * t.reference.total}});
    const bool outside = 5 * left < 4 * right || 4 * left > 5 * right;
    const Grade expected = outside ? Grade::substantial : left == right ? Grade::equivalent : Grade::detectable;
    ASSERT_EQ(v.grade, expected) << describe(t) << " times " << k << ": " << name(v.grade);
    ++grades[name(v.grade)];
  });
  EXPECT_EQ(grades.size(), 3U);
}

TEST(Verdict, ARatioOnABoundOfTheMarginIsNotOutside) {
  // 4/5 of the reference's rate exactly, with so many people that the difference is significant.
  EXPECT_EQ(verdict(4000, 10000, 5000, 10000).grade, Grade::slight);
  EXPECT_EQ(verdict(5000, 10000, 4000, 10000).grade, Grade::slight);
  EXPECT_EQ(verdict(3999, 10000, 5000, 10000).grade, Grade::material);
  EXPECT_EQ(verdict(5001, 10000, 4000, 10000).grade, Grade::material);
}

TEST(Verdict, EdgesAreDefined) {
  const Verdict none = verdict(0, 5, 3, 7);
  EXPECT_EQ(none.ratio, 0.0);
  EXPECT_EQ(none.interval.lower, 0.0);
  EXPECT_TRUE(std::isfinite(none.interval.upper));
  EXPECT_EQ(none.status, Status::ok);
  const Verdict infinite = verdict(3, 7, 0, 5);
  EXPECT_EQ(infinite.ratio, infinity);
  EXPECT_EQ(infinite.interval.upper, infinity);
  EXPECT_EQ(infinite.status, Status::unbounded);
  const Verdict neither = verdict(0, 7, 0, 5);
  EXPECT_TRUE(std::isnan(neither.ratio) && std::isnan(neither.pvalue));
  EXPECT_EQ(neither.interval.lower, 0.0);
  EXPECT_EQ(neither.interval.upper, infinity);
  EXPECT_EQ(neither.state, State::inconclusive);
  EXPECT_EQ(neither.status, Status::undefined);
  const Verdict everybody = verdict(7, 7, 5, 5);
  EXPECT_EQ(everybody.ratio, 1.0);
  EXPECT_TRUE(0.0 < everybody.interval.lower && everybody.interval.lower < 1.0 && 1.0 < everybody.interval.upper);
  EXPECT_TRUE(std::isfinite(everybody.interval.upper));
  EXPECT_EQ(verdict(7000, 7000, 5000, 5000).grade, Grade::equivalent) << "everybody in both groups, and plenty of them";
}

TEST(Verdict, AMissingPValueHasItsReason) {
  support::for_each_table(5, [](const Table2x2& table) {
    ASSERT_EQ(verdict(table).test_status(), score_test(table).status) << support::describe(table);
  });
  EXPECT_EQ(verdict(10, 10, 20, 20).status, Status::ok);
  EXPECT_EQ(verdict(10, 10, 20, 20).test_status(), Status::no_information);
  EXPECT_EQ(verdict(0, 0, 3, 9).test_status(), Status::undefined);
}

TEST(Verdict, WithoutPeopleOnOneSideNothingIsAssessable) {
  for (const Table2x2& table : {Table2x2{{0, 0}, {1, 2}}, Table2x2{{1, 2}, {0, 0}}, Table2x2{}, part_and_rest({3, 7}, {3, 7})}) {
    const Verdict v = verdict(table);
    EXPECT_EQ(v.state, State::not_assessable);
    EXPECT_EQ(v.grade, Grade::none);
    EXPECT_EQ(v.status, Status::undefined);
    EXPECT_TRUE(std::isnan(v.ratio) && std::isnan(v.pvalue) && std::isnan(v.interval.lower) && std::isnan(v.interval.upper));
  }
}

TEST(Verdict, TheLargestCountsAndExtremeLevelsHaveAVerdict) {
  for (const double level : {std::nextafter(0.5, 1.0), 0.500001, 0.9999999, std::nextafter(1.0, 0.0)})
    for (const Table2x2& t :
         {Table2x2{{1, 1}, {1, 1}}, Table2x2{{0, 1}, {1, 1}}, Table2x2{{1, 1}, {0, 1}}, Table2x2{{0, 1}, {0, 1}},
          Table2x2{{max_count, max_count}, {1, 1}}, Table2x2{{1, max_count}, {max_count, max_count}},
          Table2x2{{max_count / 2, max_count}, {max_count / 3, max_count}}}) {
      const Verdict v = verdict(t, {{}, Confidence(level)});
      EXPECT_NE(v.state, State::not_assessable) << describe(t);
      EXPECT_EQ(v.pvalue<1.0 - level, v.interval.lower> 1.0 || v.interval.upper < 1.0) << describe(t) << " at " << level;
      EXPECT_FALSE(std::isnan(v.interval.lower) || std::isnan(v.interval.upper)) << describe(t);
    }
}

TEST(Verdict, NamesAreThoseOfTheResultsAndMirroringGoesBack) {
  EXPECT_STREQ(name(State::higher), "higher");
  EXPECT_STREQ(name(State::lower), "lower");
  EXPECT_STREQ(name(State::similar), "similar");
  EXPECT_STREQ(name(State::inconclusive), "inconclusive");
  EXPECT_STREQ(name(State::not_assessable), "not_assessable");
  EXPECT_STREQ(name(Grade::none), "none");
  for (const State state : {State::higher, State::lower, State::similar, State::inconclusive, State::not_assessable})
    EXPECT_EQ(mirrored(mirrored(state)), state);
  EXPECT_EQ(mirrored(State::higher), State::lower);
  EXPECT_EQ(mirrored(State::similar), State::similar);
}

TEST(Verdict, RefusesAMarginWithoutOneALevelTooLowAndImpossibleCounts) {
  const auto refused = [](double lower, double upper, double level) {
    return refusal([&] { return verdict(1, 5, 1, 5, {{lower, upper}, Confidence(level)}); });
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(refused(1.1, 1.25, 0.95), "verdict: margin.lower is 1.1, but must lie between 0 and 1 (0.80 by default)");
  EXPECT_EQ(refused(0.8, 0.9, 0.95), "verdict: margin.upper is 0.9, but must be above 1 and finite (1.25 by default)");
  EXPECT_NE(refused(nan, 1.25, 0.95), "accepted");
  EXPECT_NE(refused(0.8, nan, 0.95), "accepted");
  EXPECT_EQ(refused(0.8, 1.25, 0.5), "verdict: confidence_level is 0.5, but must be above 0.5 (0.95 is usual)");
  EXPECT_EQ(refusal([] { return verdict(-1, 5, 1, 5); }), "verdict: events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] { return verdict(1, 5, 7, 5); }),
            "verdict: reference_events is 7, but must be at most reference_total, which is 5");
}

}  // namespace
