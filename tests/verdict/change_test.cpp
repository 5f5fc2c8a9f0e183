#include "equitable/verdict/change.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::RandomTables;

TEST(ChangeVerdict, OneOfEachState) {
  const Table2x2 before{{600, 12000}, {2400, 30000}};  // 0.625
  const auto verdict_after = [&](Count events) { return change_verdict(before, {{events, 12000}, {2400, 30000}}); };
  const ChangeVerdict narrowed = verdict_after(900);
  EXPECT_EQ(narrowed.state, ChangeState::narrowed);
  EXPECT_EQ(narrowed.grade, Grade::substantial);
  EXPECT_TRUE(support::close(narrowed.ratio, 1.5));
  EXPECT_FALSE(narrowed.reversed);
  EXPECT_EQ(verdict_after(780).grade, Grade::material);
  EXPECT_EQ(verdict_after(700).grade, Grade::slight);
  EXPECT_EQ(verdict_after(400).state, ChangeState::widened);
  EXPECT_EQ(verdict_after(605).state, ChangeState::unchanged);
  EXPECT_EQ(verdict_after(605).grade, Grade::equivalent);
  const ChangeVerdict past = verdict_after(1500);  // 1.5625: nearer to 1 than 0.625 by a little
  EXPECT_EQ(past.state, ChangeState::narrowed);
  EXPECT_TRUE(past.reversed);
  EXPECT_EQ(verdict_after(1700).state, ChangeState::widened);
  EXPECT_TRUE(verdict_after(1700).reversed);

  const Table2x2 many{{600000, 12000000}, {2400000, 30000000}};
  EXPECT_EQ(change_verdict(many, {{606000, 12000000}, {2400000, 30000000}}).grade, Grade::detectable);
  EXPECT_EQ(change_verdict({{6, 120}, {24, 300}}, {{9, 120}, {24, 300}}).grade, Grade::suggestive);
  EXPECT_EQ(change_verdict({{6, 120}, {24, 300}}, {{6, 120}, {24, 300}}).grade, Grade::unclear);
  EXPECT_EQ(change_verdict({{6, 120}, {24, 300}}, {{1, 3}, {24, 300}}).grade, Grade::suggestive);
  EXPECT_EQ(change_verdict({{6, 120}, {24, 300}}, {{0, 3}, {24, 300}}).grade, Grade::untestable);
  EXPECT_STREQ(name(ChangeState::no_clear_change), "no_clear_change");
  EXPECT_STREQ(name(ChangeState::widened), "widened");
}

TEST(ChangeVerdict, Edges) {
  const Table2x2 some{{6, 120}, {24, 300}};
  EXPECT_EQ(change_verdict({{0, 0}, {1, 2}}, some).state, ChangeState::not_assessable);
  EXPECT_EQ(change_verdict({{0, 0}, {1, 2}}, some).status, Status::undefined);
  const ChangeVerdict nothing = change_verdict({{0, 120}, {0, 300}}, some);
  EXPECT_EQ(nothing.state, ChangeState::no_clear_change);
  EXPECT_TRUE(std::isnan(nothing.pvalue));
  EXPECT_EQ(nothing.test_status(), Status::no_information);
  EXPECT_EQ(change_verdict(some, some).test_status(), Status::ok);
  EXPECT_EQ(change_verdict({{0, 0}, {1, 2}}, some).test_status(), Status::undefined);
  const ChangeVerdict none = change_verdict({{0, 1200}, {240, 3000}}, {{200, 1200}, {240, 3000}});
  EXPECT_EQ(none.grade, Grade::substantial);
  EXPECT_TRUE(none.reversed);
  EXPECT_EQ(none.state, ChangeState::narrowed);  // from 0, as far from 1 as can be
  EXPECT_NE(support::refusal([] { return change_verdict({{1, 2}, {1, 2}}, {{3, 2}, {1, 2}}).ratio; }), "accepted");
  EXPECT_NE(support::refusal([] {
              return change_verdict({{1, 2}, {1, 2}}, {{1, 2}, {1, 2}}, {{0.8, 1.25}, Confidence{0.4}}).ratio;
            }),
            "accepted");
}

// Groups changed over change nothing, periods changed over turn widened into narrowed.
TEST(ChangeVerdict, Laws) {
  RandomTables random(81);
  std::set<std::string> seen;
  for (int i = 0; i < 400; ++i) {
    const Table2x2 first = random.table(i % 2 == 0 ? 200 : 100000);
    const Table2x2 second = random.table(i % 2 == 0 ? 200 : 100000);
    const ChangeVerdict found = change_verdict(first, second);
    seen.insert(std::string(name(found.state)) + ' ' + name(found.grade));
    const ChangeVerdict swapped = change_verdict(first.swapped(), second.swapped());
    if (found.grade != Grade::untestable && swapped.grade != Grade::untestable) {  // that one asks about the group's people alone
      EXPECT_EQ(found.grade, swapped.grade) << support::describe(first) << ", " << support::describe(second);
    }
    EXPECT_EQ(found.state, swapped.state);
    EXPECT_EQ(found.reversed, swapped.reversed);
    EXPECT_EQ(found.pvalue<0.05, found.interval.lower> 1.0 || found.interval.upper < 1.0);
    const ChangeVerdict back = change_verdict(second, first);
    const bool moved = found.state == ChangeState::widened || found.state == ChangeState::narrowed;
    if (moved) {
      const bool equally_far = detail::is_wider(found.first, found.second) && detail::is_wider(found.second, found.first);
      EXPECT_EQ(back.state == found.state, equally_far);  // as 0 and infinity are
      EXPECT_EQ(back.grade, found.grade);
    } else if (found.grade != Grade::untestable && back.grade != Grade::untestable) {
      EXPECT_EQ(back.state, found.state);
      EXPECT_EQ(back.grade, found.grade);
    }
  }
  EXPECT_GE(seen.size(), 8U);
}

}  // namespace
