#include "equitable/verdict/decision.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace equitable;

constexpr Margin margin{0.8, 1.25};

Decision decide(double ratio, Interval interval, Interval narrow, bool significant, bool untestable = false) {
  return detail::decided(ratio, interval, narrow, significant, margin, [untestable] { return untestable; });
}

void expect(const Decision& decision, State state, Grade grade) {
  EXPECT_STREQ(name(decision.state), name(state));
  EXPECT_STREQ(name(decision.grade), name(grade));
}

TEST(Decision, EveryRowOfTheTable) {
  expect(decide(1.6, {1.3, 2.0}, {1.35, 1.9}, true), State::higher, Grade::substantial);
  expect(decide(0.5, {0.4, 0.7}, {0.42, 0.68}, true), State::lower, Grade::substantial);
  expect(decide(1.4, {1.1, 1.8}, {1.15, 1.7}, true), State::higher, Grade::material);
  expect(decide(1.05, {1.01, 1.1}, {1.02, 1.09}, true), State::similar, Grade::detectable);
  expect(decide(0.9, {0.75, 0.99}, {0.78, 0.97}, true), State::lower, Grade::slight);
  expect(decide(1.0, {0.78, 1.3}, {0.81, 1.24}, false), State::similar, Grade::equivalent);
  expect(decide(1.4, {0.3, 5.0}, {0.4, 4.0}, false, true), State::inconclusive, Grade::untestable);
  expect(decide(1.4, {0.9, 2.0}, {0.95, 1.9}, false), State::inconclusive, Grade::suggestive);
  expect(decide(1.1, {0.9, 1.5}, {0.95, 1.4}, false), State::inconclusive, Grade::unclear);
}

TEST(Decision, TheMarginIsClosed) {
  expect(decide(1.25, {1.1, 1.4}, {1.15, 1.35}, true), State::higher, Grade::slight);
  expect(decide(1.0, {0.7, 1.4}, {0.8, 1.25}, false), State::similar, Grade::equivalent);
  expect(decide(1.4, {1.25, 1.6}, {1.3, 1.55}, true), State::higher, Grade::material);
}

TEST(Decision, UntestableIsAskedOnlyWhereItMatters) {
  int asked = 0;
  const auto ask = [&asked] { return ++asked > 0; };
  static_cast<void>(detail::decided(1.6, {1.3, 2.0}, {1.35, 1.9}, true, margin, ask));
  static_cast<void>(detail::decided(1.0, {0.78, 1.3}, {0.81, 1.24}, false, margin, ask));
  EXPECT_EQ(asked, 0);
  static_cast<void>(detail::decided(1.0, {0.5, 1.9}, {0.6, 1.7}, false, margin, ask));
  EXPECT_EQ(asked, 1);
}

TEST(Decision, ThePValueDecidesTheLastDigit) {
  EXPECT_GT(detail::agreeing({1.0, 2.0}, true, 1.5).lower, 1.0);
  EXPECT_LT(detail::agreeing({0.5, 1.0}, true, 0.7).upper, 1.0);
  EXPECT_EQ(detail::agreeing({1.0000000000000002, 2.0}, false, 1.5).lower, 1.0);
  EXPECT_EQ(detail::agreeing({0.5, 2.0}, false, 1.5).lower, 0.5);
}

TEST(Decision, Mirrors) {
  EXPECT_EQ(mirrored(State::higher), State::lower);
  EXPECT_EQ(mirrored(State::lower), State::higher);
  EXPECT_EQ(mirrored(State::similar), State::similar);
  EXPECT_STREQ(name(State::not_assessable), "not_assessable");
  EXPECT_STREQ(name(Grade::none), "none");
}

}  // namespace
