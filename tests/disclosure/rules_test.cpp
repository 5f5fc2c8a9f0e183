#include "equitable/disclosure/rules.hpp"

#include <gtest/gtest.h>

namespace {

using equitable::ThresholdRule;

TEST(Rules, TheDefaultWithholdsZeroToNine) {
  const ThresholdRule rule;
  for (equitable::Count count = 0; count <= 9; ++count) EXPECT_TRUE(rule.withholds(count)) << count;
  for (const equitable::Count count : {10, 11, 5511}) EXPECT_FALSE(rule.withholds(count)) << count;
}

TEST(Rules, Presets) {
  struct Case {
    ThresholdRule rule;
    int first;
    int last;
  };
  for (const Case& c : {Case{equitable::below_ten, 0, 9}, Case{equitable::one_to_nine, 1, 9}, Case{equitable::below_five, 0, 4},
                        Case{equitable::at_most_five, 0, 5}, Case{equitable::one_to_seven, 1, 7}}) {
    for (int count = 0; count < 20; ++count) EXPECT_EQ(c.rule.withholds(count), count >= c.first && count <= c.last) << count;
    EXPECT_TRUE(c.rule.active());
  }
}

TEST(Rules, AThresholdOfZeroSwitchesRedactionOff) {
  const ThresholdRule off = equitable::threshold_rule(0);
  EXPECT_FALSE(off.active());
  EXPECT_FALSE(equitable::no_threshold.active());
  for (int count = 0; count < 20; ++count) EXPECT_FALSE(off.withholds(count));
  EXPECT_TRUE(equitable::threshold_rule(10).withholds(9));
  EXPECT_FALSE(equitable::threshold_rule(10).withholds(10));
}

TEST(Rules, ANegativeThresholdIsRefused) {
  try {
    (void)equitable::threshold_rule(-1);
    FAIL() << "no exception";
  } catch (const equitable::InvalidInput& error) {
    EXPECT_STREQ(error.what(), "threshold_rule: threshold is -1, but must be 0 (no redaction) or more");
  }
}

}  // namespace
