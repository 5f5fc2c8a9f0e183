#include "equitable/counts/proportion.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/compare.hpp"

namespace {

using namespace equitable;
using support::refusal;

TEST(Proportion, HasARateAndAComplement) {
  EXPECT_EQ((Proportion{3, 4}.rate()), 0.75);
  EXPECT_EQ((Proportion{0, 4}.rate()), 0.0);
  EXPECT_EQ((Proportion{4, 4}.rate()), 1.0);
  EXPECT_TRUE(std::isnan(Proportion{}.rate()));
  const Proportion complement = Proportion{3, 10}.complement();
  EXPECT_EQ(complement.events, 7);
  EXPECT_EQ(complement.total, 10);
}

TEST(Proportion, TheRuleHoldsAtItsEdges) {
  static_assert(is_proportion(0, 0));
  static_assert(is_proportion(max_count, max_count));
  static_assert(!is_proportion(-1, 5));
  static_assert(!is_proportion(6, 5));
  static_assert(!is_proportion(0, -1));
  static_assert(!is_proportion(-2, -1));
  static_assert(!is_proportion(0, max_count + 1));
  EXPECT_FALSE(is_proportion(std::numeric_limits<Count>::min(), std::numeric_limits<Count>::max()));
  EXPECT_FALSE(is_proportion(std::numeric_limits<Count>::max(), std::numeric_limits<Count>::max()));
}

TEST(CheckedProportion, GivesBackWhatObeysTheRule) {
  const Proportion kept = checked_proportion(207, 2386, "proportion");
  EXPECT_EQ(kept.events, 207);
  EXPECT_EQ(kept.total, 2386);
  EXPECT_EQ(checked_proportion(0, 0, "proportion").total, 0);
}

TEST(CheckedProportion, NamesThePlaceTheArgumentTheValueAndTheRule) {
  EXPECT_EQ(refusal([] { return checked_proportion(-1, 5, "verdict"); }), "verdict: events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] { return checked_proportion(0, -5, "verdict"); }), "verdict: total is -5, but must be 0 or more");
  EXPECT_EQ(refusal([] { return checked_proportion(6, 5, "verdict"); }),
            "verdict: events is 6, but must be at most total, which is 5");
  EXPECT_EQ(refusal([] { return checked_proportion(6, 5, "verdict", "reference_"); }),
            "verdict: reference_events is 6, but must be at most reference_total, which is 5");
  EXPECT_EQ(refusal([] { return checked_proportion(0, max_count + 1, "verdict", "reference_"); }),
            "verdict: reference_total is 9007199254740993, but must be at most 2^53");
}

TEST(CheckedItem, NamesThePlaceInTheList) {
  EXPECT_EQ(checked_item({1, 2}, "f", "groups", 3).total, 2);
  EXPECT_EQ(support::refusal([] {
              return checked_item({3, 2}, "f", "groups", 3);
            }),
            "f: groups[3].events is 3, but must be at most groups[3].total, which is 2");
  EXPECT_EQ(support::refusal([] {
              return checked_item({-1, 2}, "f", "tables", 0, "reference.");
            }),
            "f: tables[0].reference.events is -1, but must be 0 or more");
}

TEST(CheckedGroups, AddUpAndStayCountable) {
  EXPECT_EQ(checked_groups({}, "f").total, 0);
  const Proportion all = checked_groups({{1, 4}, {2, 9}, {0, 0}}, "f");
  EXPECT_EQ(all.events, 3);
  EXPECT_EQ(all.total, 13);
  EXPECT_EQ(checked_groups({{0, max_count - 1}, {1, 1}}, "f").total, max_count);
  EXPECT_EQ(support::refusal([] {
              return checked_groups({{0, max_count}, {1, 1}}, "f");
            }),
            "f: groups[1].total is 1, but must keep all groups to at most 2^53 people");
}

}  // namespace
