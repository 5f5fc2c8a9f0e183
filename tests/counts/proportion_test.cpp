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

}  // namespace
