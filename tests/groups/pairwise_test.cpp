#include "equitable/groups/pairwise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/contingency.hpp"
#include "support/csv.hpp"

namespace {

using namespace equitable;
using support::close;
using support::close_probability;

const std::vector<Proportion> four_groups{{371, 3844}, {341, 3005}, {400, 3327}, {596, 3842}};

TEST(Pairwise, IsTheComparisonOfEachPair) {
  const Pairwise all = pairwise(four_groups);
  EXPECT_EQ(all.family, "all_pairs, 6 tests, holm");
  ASSERT_EQ(all.pairs.size(), 6U);
  EXPECT_EQ(all.pairs[3].group, 1U);
  EXPECT_EQ(all.pairs[3].reference, 2U);
  std::vector<double> pvalues;
  for (const PairResult& pair : all.pairs) {
    const Table2x2 table{four_groups[pair.group], four_groups[pair.reference]};
    EXPECT_EQ(pair.ratio.lower, relative_likelihood(table).lower);
    EXPECT_EQ(pair.test.pvalue, significance(table).pvalue);
    pvalues.push_back(pair.test.pvalue);
  }
  const std::vector<double> adjusted = adjust_pvalues(pvalues);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(all.pairs[i].p_adjusted, adjusted[i]);
}

TEST(Pairwise, AgainstAReferenceAndTheRest) {
  const Pairwise against = pairwise(four_groups, {Family::against_reference, 3, Adjustment::bonferroni});
  EXPECT_EQ(against.family, "against_reference, 3 tests, bonferroni");
  ASSERT_EQ(against.pairs.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(against.pairs[i].group, i);
    EXPECT_EQ(against.pairs[i].reference, 3U);
    EXPECT_TRUE(close(against.pairs[i].p_adjusted, std::fmin(1.0, 3.0 * against.pairs[i].test.pvalue), 1e-15));
  }
  const Pairwise rest = pairwise(four_groups, {Family::against_rest});
  EXPECT_EQ(rest.family, "against_rest, 4 tests, holm");
  ASSERT_EQ(rest.pairs.size(), 4U);
  EXPECT_EQ(rest.pairs[1].reference, the_rest);
  EXPECT_EQ(rest.pairs[1].ratio.value, relative_likelihood(341, 3005, 371 + 400 + 596, 3844 + 3327 + 3842).value);
}

TEST(Pairwise, TwoGroupsAreOneTest) {
  support::for_each_table(7, [](const Table2x2& table) {
    for (const Family family : {Family::all_pairs, Family::against_rest}) {
      const Pairwise found = pairwise({table.group, table.reference}, {family, 0, Adjustment::holm});
      const TestResult alone = significance(table);
      ASSERT_EQ(found.pairs.size(), family == Family::all_pairs ? 1U : 2U);
      EXPECT_TRUE(support::identical(found.pairs[0].test.pvalue, alone.pvalue)) << support::describe(table);
      EXPECT_EQ(found.pairs[0].test.status, alone.status);
    }
  });
}

TEST(Pairwise, WhatCannotBeTestedIsNotCounted) {
  const Pairwise found = pairwise({{3, 10}, {0, 0}, {8, 12}, {0, 9}, {0, 4}});
  EXPECT_EQ(found.family, "all_pairs, 5 tests, holm");  // ten pairs, four with an empty group, one without an event
  for (const PairResult& pair : found.pairs) {
    EXPECT_EQ(std::isnan(pair.p_adjusted), pair.test.status != Status::ok);
    if (pair.test.status == Status::ok) {
      EXPECT_GE(pair.p_adjusted, pair.test.pvalue);
    }
  }
  PairwiseOptions exact;
  exact.test.method = SignificanceMethod::fisher_minlike;
  EXPECT_EQ(pairwise({{3, 10}, {0, 9}, {0, 4}}, exact).family, "all_pairs, 2 tests, holm");
  EXPECT_TRUE(pairwise({}).pairs.empty());
  EXPECT_TRUE(pairwise({{1, 2}}).pairs.empty());
}

TEST(Pairwise, NamesTheMistake) {
  EXPECT_EQ(support::refusal([] {
              return pairwise({{1, 4}, {5, 4}}).pairs;
            }),
            "pairwise: groups[1].events is 5, but must be at most groups[1].total, which is 4");
  EXPECT_EQ(support::refusal([] {
              return pairwise({{1, 4}, {2, 4}}, {Family::against_reference, 2}).pairs;
            }),
            "pairwise: reference is 2, but must be the index of one of the 2 groups");
  EXPECT_EQ(support::refusal([] {
              return pairwise({{1, max_count}, {1, 1}}).pairs;
            }),
            "pairwise: groups[1].total is 1, but must keep all groups to at most 2^53 people");
}

}  // namespace
