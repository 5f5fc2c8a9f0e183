#include "equitable/verdict/policy.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

#include "support/compare.hpp"
#include "support/tables.hpp"
#include "support/verdict_cases.hpp"

namespace {

using namespace equitable;
using support::describe;
using support::RandomTables;

TEST(Policy, OfTheReportSaysOfEveryPublishedCaseWhatTheReportSays) {
  int cases = 0;
  int different = 0;
  for (const support::VerdictCase& published : support::verdict_cases()) {
    const bool result = policies(published.table).lpt_different;
    EXPECT_EQ(result ? "different" : "similar", published.policy_lpt) << published.all;
    ++cases;
    different += result ? 1 : 0;
  }
  EXPECT_EQ(cases, support::verdict_case_count);
  EXPECT_TRUE(10 < different && different < 60);
}

// Each rule once more, in whole numbers as far as they go; small tables, so that every product is exact.
void every_rule_by_its_definition(const Table2x2& t) {
  const Policies p = policies(t);
  const Count left = t.a() * t.reference.total;
  const Count right = t.c() * t.group.total;
  const bool outside = (left != 0 || right != 0) && (5 * left < 4 * right || 4 * left > 5 * right);
  const auto total = static_cast<double>(t.total());
  const auto cross = static_cast<double>(left - right);
  const double margins = static_cast<double>(t.group.total) * static_cast<double>(t.reference.total) *
                         static_cast<double>(t.events()) * static_cast<double>(t.total() - t.events());
  const double pearson = total * cross * cross / margins;  // NaN without information: nothing exceeds anything
  const double corrected = pearson * (total - 1.0) / total;
  const bool significant = corrected > 3.841458820694124;
  const bool much = corrected > 9.549535706083243;  // the upper 0.002 point of chi-squared with one degree of freedom
  ASSERT_EQ(p.four_fifths_different, outside) << describe(t);
  ASSERT_EQ(p.lpt_board_different, outside) << describe(t);
  ASSERT_EQ(p.lpt_different, outside && pearson > 3.841458820694124) << describe(t);
  ASSERT_EQ(p.two_standard_deviations_different, significant) << describe(t);
  const Banding above = much ? Banding::much_higher : significant ? Banding::higher : Banding::similar;
  const Banding below = much ? Banding::much_lower : significant ? Banding::lower : Banding::similar;
  ASSERT_EQ(p.banding, left > right ? above : below) << describe(t) << " " << name(p.banding);
  if (left == 0 && right == 0) {
    ASSERT_TRUE(std::isnan(p.impact_ratio)) << describe(t);
  } else {
    const Count less = left < right ? left : right;
    const Count more = left < right ? right : left;
    ASSERT_TRUE(support::close(p.impact_ratio, static_cast<double>(less) / static_cast<double>(more), 1e-15)) << describe(t);
  }
}

TEST(Policy, EveryRuleFollowsItsDefinition) {
  support::for_each_table(25, every_rule_by_its_definition);
  RandomTables(101).for_each(20000, 20000, every_rule_by_its_definition);
}

TEST(Policy, EveryBandIsReached) {
  std::map<std::string, int> bands;
  support::for_each_table(20, [&bands](const Table2x2& t) { ++bands[name(policies(t).banding)]; });
  for (const char* band : {"much_lower", "lower", "similar", "higher", "much_higher"}) EXPECT_GT(bands[band], 100) << band;
  EXPECT_EQ(bands["lower"], bands["higher"]) << "the tables and their mirror images";
  EXPECT_EQ(bands["much_lower"], bands["much_higher"]);
}

TEST(Policy, MarginAndLevelAreTheCallers) {
  const Table2x2 table{{450, 1000}, {500, 1000}};  // ratio 0.9, p = 0.025
  EXPECT_FALSE(policies(table).lpt_different);
  EXPECT_TRUE(policies(table, {{0.95, 1.05}, Confidence(0.95)}).lpt_different);
  EXPECT_FALSE(policies(table, {{0.95, 1.05}, Confidence(0.99)}).lpt_different);
  EXPECT_TRUE(policies(table).two_standard_deviations_different);
  EXPECT_FALSE(policies(table, {{}, Confidence(0.99)}).two_standard_deviations_different);
  EXPECT_EQ(support::refusal([&] {
              return policies(table, {{0.95, 0.97}, Confidence(0.95)});
            }),
            "verdict: margin.upper is 0.97, but must be above 1 and finite (1.25 by default)");
}

TEST(Policy, WithoutPeopleNothingIsDifferent) {
  for (const Table2x2& table : {Table2x2{{0, 0}, {1, 2}}, Table2x2{{1, 2}, {0, 0}}, Table2x2{}}) {
    const Policies p = policies(table);
    EXPECT_FALSE(p.lpt_different || p.lpt_board_different || p.four_fifths_different || p.two_standard_deviations_different);
    EXPECT_EQ(p.banding, Banding::similar);
    EXPECT_TRUE(std::isnan(p.impact_ratio));
  }
}

}  // namespace
