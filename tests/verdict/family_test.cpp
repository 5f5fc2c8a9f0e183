#include "equitable/verdict/family.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/contingency.hpp"

namespace {

using namespace equitable;
using support::refusal;

constexpr Family families[] = {Family::all_pairs, Family::against_reference, Family::against_rest};
constexpr Adjustment adjustments[] = {Adjustment::bonferroni, Adjustment::holm, Adjustment::hommel, Adjustment::bh,
                                      Adjustment::by};

bool differs(State state) { return state == State::higher || state == State::lower; }

TEST(FamilyVerdicts, AFamilyOfOneIsThePlainVerdict) {
  support::RandomTables random(301);
  random.for_each(400, 100000, [](const Table2x2& table) {
    const FamilyVerdicts found = family_verdicts({table.reference, table.group});
    ASSERT_EQ(found.verdicts.size(), 1U);
    const Verdict plain = verdict(table);
    EXPECT_EQ(found.verdicts[0].state, plain.state) << support::describe(table);
    EXPECT_EQ(found.verdicts[0].grade, plain.grade) << support::describe(table);
    EXPECT_EQ(found.verdicts[0].alone.state, plain.state);
  });
}

// What stands in a family stands alone too: adjusting takes words away and never adds one. A difference may become a likeness
// only where both were true alone (slight and within the margin).
TEST(FamilyVerdicts, AdjustingOnlyTakesAway) {
  support::RandomTables random(302);
  int taken = 0;
  for (int round = 0; round < 120; ++round) {
    const std::vector<Proportion> groups = support::random_groups(random, static_cast<std::size_t>(random.between(2, 6)), 2000);
    for (const Family family : families)
      for (const Adjustment adjustment : adjustments) {
        FamilyVerdictOptions options;
        options.family = family;
        options.adjustment = adjustment;
        const FamilyVerdicts found = family_verdicts(groups, options);
        for (const FamilyVerdict& one : found.verdicts) {
          if (one.alone.state == State::not_assessable) {
            EXPECT_EQ(one.state, State::not_assessable);
            continue;
          }
          if (differs(one.state)) {
            EXPECT_LT(one.pvalue_adjusted, 0.05);
            EXPECT_LT(one.alone.pvalue, 0.05);
          }
          EXPECT_FALSE(one.alone.state == State::inconclusive && one.state != State::inconclusive);
          EXPECT_LE(one.interval.lower, one.alone.interval.lower * (1.0 + 1e-12));
          EXPECT_GE(one.interval.upper, one.alone.interval.upper * (1.0 - 1e-12));
          EXPECT_TRUE(one.grade != Grade::substantial || one.alone.grade == Grade::substantial);
          EXPECT_TRUE(one.grade != Grade::equivalent || one.alone.state == State::similar);
          taken += differs(one.alone.state) && !differs(one.state) ? 1 : 0;
        }
      }
  }
  EXPECT_GT(taken, 10);
}

// Tables whose every p is known: chi-squared with N − 1 of 2 × 2, worked out by hand, and Holm by hand.
TEST(FamilyVerdicts, HolmByHand) {
  const std::vector<Proportion> groups{{100, 1000}, {130, 1000}, {127, 1000}, {101, 1000}};
  const auto p_of = [&](std::size_t i) {
    const double x = static_cast<double>(groups[i].events), y = 100.0, n = 1000.0, total = 2000.0;
    const double cross = x * (n - y) - y * (n - x);
    return std::erfc(std::sqrt((total - 1.0) * cross * cross / (n * n * (x + y) * (total - x - y)) / 2.0));
  };
  const double p1 = p_of(1), p2 = p_of(2), p3 = p_of(3);
  ASSERT_LT(p1, p2);
  ASSERT_LT(p2, p3);
  const double holm[] = {3.0 * p1, std::max(3.0 * p1, 2.0 * p2), std::max(2.0 * p2, p3)};
  const FamilyVerdicts found = family_verdicts(groups);
  EXPECT_EQ(found.family, "against_reference, 3 tests, holm");
  ASSERT_EQ(found.verdicts.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(support::close(found.verdicts[i].pvalue_adjusted, holm[i], 1e-12));
  // p1 = 0.0357 and p2 = 0.0572 alone: after Holm neither is shown, and 1.30 and 1.27 lie beyond the margin.
  EXPECT_EQ(found.verdicts[0].alone.grade, Grade::material);
  EXPECT_EQ(found.verdicts[0].state, State::inconclusive);
  EXPECT_EQ(found.verdicts[0].grade, Grade::suggestive);
}

TEST(FamilyVerdicts, AQValueBelowItsPMakesNoDifference) {
  // 1 of 25, 24 of 25, 1 of 113, 2 of 2: every p but one is small, so that Storey's share of true nulls is low and q falls below p.
  const std::vector<Proportion> groups{{1, 25}, {24, 25}, {1, 113}, {2, 2}};
  FamilyVerdictOptions options;
  options.adjustment = Adjustment::storey;
  bool seen = false;
  for (const Family family : {Family::all_pairs, Family::against_rest, Family::against_reference})
    for (options.reference = 0; options.reference < groups.size(); ++options.reference) {
      options.family = family;
      for (const FamilyVerdict& one : family_verdicts(groups, options).verdicts) {
        const bool different = one.state == State::higher || one.state == State::lower;
        EXPECT_TRUE(!different || one.alone.pvalue < 0.05) << one.alone.pvalue << " " << one.pvalue_adjusted;
        seen |= one.alone.pvalue >= 0.05 && one.pvalue_adjusted < 0.05;
      }
    }
  EXPECT_TRUE(seen);
}

TEST(FamilyVerdicts, PermutingGroupsPermutesVerdicts) {
  support::RandomTables random(303);
  for (int round = 0; round < 60; ++round) {
    std::vector<Proportion> groups = support::random_groups(random, 5, 3000);
    FamilyVerdictOptions options;
    options.family = Family::against_rest;
    const FamilyVerdicts forward = family_verdicts(groups, options);
    std::reverse(groups.begin(), groups.end());
    const FamilyVerdicts backward = family_verdicts(groups, options);
    for (std::size_t i = 0; i < 5; ++i) {
      EXPECT_EQ(forward.verdicts[i].state, backward.verdicts[4 - i].state);
      EXPECT_EQ(forward.verdicts[i].grade, backward.verdicts[4 - i].grade);
    }
  }
}

TEST(FamilyVerdicts, TooFewToTellInAFamily) {
  // Nobody of 12 would have been significant alone, but not among five.
  const Table2x2 nobody{{0, 12}, {300, 1000}};
  ASSERT_LT(score_test(nobody).pvalue, 0.05);
  ASSERT_GT(5.0 * score_test(nobody).pvalue, 0.05);
  const std::vector<Proportion> groups{{300, 1000}, {2, 12}, {310, 1000}, {295, 1000}, {300, 1000}, {305, 1000}};
  const FamilyVerdicts found = family_verdicts(groups);
  EXPECT_NE(found.verdicts[0].alone.grade, Grade::untestable);
  EXPECT_EQ(found.verdicts[0].grade, Grade::untestable);
}

TEST(FamilyVerdicts, Edges) {
  EXPECT_TRUE(family_verdicts({}, {Family::all_pairs}).verdicts.empty());
  const FamilyVerdicts one = family_verdicts({{3, 10}});
  EXPECT_TRUE(one.verdicts.empty());
  const FamilyVerdicts empty = family_verdicts({{3, 10}, {0, 0}, {5, 10}});
  EXPECT_EQ(empty.verdicts[0].state, State::not_assessable);
  EXPECT_EQ(empty.family, "against_reference, 1 test, holm");
  const FamilyVerdicts nothing = family_verdicts({{0, 10}, {0, 20}, {0, 30}});
  EXPECT_EQ(nothing.verdicts[0].state, State::inconclusive);
  EXPECT_TRUE(std::isnan(nothing.verdicts[0].pvalue_adjusted));
  EXPECT_NE(refusal([] { return family_verdicts({{3, 2}}).family; }), "accepted");
  FamilyVerdictOptions wrong;
  wrong.reference = 7;
  EXPECT_NE(refusal([&] { return family_verdicts({{1, 2}, {1, 3}}, wrong).family; }).find("reference"), std::string::npos);
  wrong.reference = 0;
  wrong.verdict.confidence = Confidence{0.4};
  EXPECT_NE(refusal([&] { return family_verdicts({{1, 2}, {1, 3}}, wrong).family; }), "accepted");
}

}  // namespace
