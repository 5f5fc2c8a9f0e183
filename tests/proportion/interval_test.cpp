#include "equitable/proportion/interval.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;

TEST(Interval, OfARateIsWilsonsAtNinetyFivePerCentUnlessToldOtherwise) {
  const Estimate estimate = proportion(596, 3842);
  // From the 95 % row of the reference file.
  EXPECT_TRUE(close(estimate.value, 0.155127537740760021));
  EXPECT_STREQ(estimate.method, "wilson");
  EXPECT_EQ(estimate.confidence_level, 0.95);
  EXPECT_EQ(estimate.status, Status::ok);
  const Interval wilsons = wilson({596, 3842}, Confidence(0.95));
  EXPECT_EQ(estimate.lower, wilsons.lower);
  EXPECT_EQ(estimate.upper, wilsons.upper);
  const Estimate narrow = proportion(596, 3842, {ProportionMethod::wilson, Confidence(0.8)});
  EXPECT_EQ(narrow.confidence_level, 0.8);
  EXPECT_GT(narrow.lower, estimate.lower);
  EXPECT_LT(narrow.upper, estimate.upper);
  EXPECT_STREQ(name(ProportionMethod::wilson), "wilson");
}

TEST(Interval, OfAllOrNoneIsDefined) {
  EXPECT_EQ(proportion(0, 5).status, Status::ok);
  EXPECT_EQ(proportion(0, 5).value, 0.0);
  EXPECT_EQ(proportion(5, 5).value, 1.0);
  EXPECT_EQ(proportion(5, 5).upper, 1.0);
}

TEST(Interval, OfNobodyIsUndefinedAndNoMistake) {
  const Estimate nobody = proportion(0, 0);
  EXPECT_EQ(nobody.status, Status::undefined);
  EXPECT_TRUE(std::isnan(nobody.value) && std::isnan(nobody.lower) && std::isnan(nobody.upper));
}

TEST(Interval, RefusesImpossibleCounts) {
  EXPECT_EQ(refusal([] { return proportion(-1, 5); }), "proportion: events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] { return proportion(6, 5); }), "proportion: events is 6, but must be at most total, which is 5");
  EXPECT_EQ(refusal([] { return proportion(1, -5); }), "proportion: total is -5, but must be 0 or more");
  EXPECT_EQ(refusal([] { return proportion(1, max_count + 1); }),
            "proportion: total is 9007199254740993, but must be at most 2^53");
}

}  // namespace
