#include "equitable/verdict/framing.hpp"

#include <gtest/gtest.h>

#include "support/compare.hpp"
#include "support/tables.hpp"
#include "support/verdict_cases.hpp"

namespace {

using namespace equitable;
using support::describe;
using support::identical;
using support::RandomTables;

TEST(Framing, OfEveryPublishedCase) {
  int cases = 0;
  int change = 0;
  for (const support::VerdictCase& published : support::verdict_cases()) {
    const Framing framed = framing(published.table);
    if (published.complement_state == "same") {
      EXPECT_EQ(framed.complement.state, mirrored(verdict(published.table).state)) << published.all;
      EXPECT_FALSE(framed.changes_sides) << published.all;
    } else {
      EXPECT_EQ(name(framed.complement.state), published.complement_state) << published.all;
      EXPECT_TRUE(framed.changes_sides) << published.all;
      ++change;
    }
    ++cases;
  }
  EXPECT_EQ(cases, support::verdict_case_count);
  EXPECT_GT(change, 20);
}

void counting_the_others_twice_leads_back(const Table2x2& t) {
  const Verdict original = verdict(t);
  const Framing there = framing(t);
  const Framing back = framing(t.complement());
  ASSERT_EQ(back.complement.state, original.state) << describe(t);
  ASSERT_EQ(back.complement.grade, original.grade) << describe(t);
  ASSERT_TRUE(identical(back.complement.ratio, original.ratio)) << describe(t);
  ASSERT_TRUE(identical(back.complement.interval.lower, original.interval.lower)) << describe(t);
  ASSERT_EQ(back.changes_sides, there.changes_sides) << describe(t);
  ASSERT_EQ(there.changes_sides, there.complement.state != mirrored(original.state)) << describe(t);
  // The same people and the same test: significance does not hang on the framing, only the verdict does.
  ASSERT_TRUE(identical(there.complement.pvalue, original.pvalue)) << describe(t);
}

TEST(Framing, IsAnInvolution) {
  support::for_each_table(15, counting_the_others_twice_leads_back);
  RandomTables(91).for_each(10000, 1000000000, counting_the_others_twice_leads_back);
}

TEST(Framing, NeverTurnsHigherIntoHigher) {
  RandomTables(92).for_each(10000, 100000, [](const Table2x2& t) {
    const State state = verdict(t).state;
    if (state == State::higher || state == State::lower) {
      ASSERT_NE(framing(t).complement.state, state) << describe(t);
    }
  });
}

TEST(Framing, PassesItsOptionsOn) {
  const VerdictOptions options{{0.5, 2.0}, Confidence(0.9)};
  const Framing framed = framing({{596, 3842}, {207, 2386}}, options);
  EXPECT_EQ(framed.complement.margin.lower, 0.5);
  EXPECT_EQ(framed.complement.confidence_level, 0.9);
  EXPECT_FALSE(framing({{0, 0}, {1, 2}}).changes_sides) << "not assessable either way";
}

}  // namespace
