#include "equitable/groups/stages.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::RandomTables;
using support::refusal;

TEST(Stages, ConditionalAndCumulativeByHand) {
  const StagesResult found = stages({{1200, 3000, 50}, {300, 900, 20}, {60, 240, 9}});
  ASSERT_EQ(found.steps.size(), 2U);
  EXPECT_TRUE(close(found.steps[0].conditional.ratio.value, (300.0 / 1200) / (900.0 / 3000)));
  EXPECT_TRUE(close(found.steps[1].conditional.ratio.value, (60.0 / 300) / (240.0 / 900)));
  EXPECT_TRUE(close(found.steps[1].cumulative.ratio.value, (60.0 / 1200) / (240.0 / 3000)));
  EXPECT_TRUE(support::identical(found.steps[0].cumulative.ratio.lower, found.steps[0].conditional.ratio.lower));
  EXPECT_TRUE(support::identical(found.steps[1].cumulative.test.pvalue, score_test({{60, 1200}, {240, 3000}}).pvalue));
  EXPECT_STREQ(found.steps[1].cumulative.ratio.method, "miettinen_nurminen");
  EXPECT_STREQ(found.steps[1].cumulative.test.method, "n_minus_1_chi2");
  EXPECT_TRUE(close(found.steps[0].missing.share_before, 50.0 / 4250));
  EXPECT_TRUE(close(found.steps[0].missing.share_after, 20.0 / 1220));
  EXPECT_TRUE(close(found.missing.change, 9.0 / 309 - 50.0 / 4250, 1e-13));
}

// The product of the conditional ratios is the cumulative ratio: in whole numbers the numerators and denominators telescope.
TEST(Stages, ProductOfConditionalRatiosIsTheCumulativeRatio) {
  RandomTables random(71);
  int compared = 0;
  for (int i = 0; i < 2000; ++i) {
    std::vector<Stage> all{{random.total(1000000000), random.total(1000000000), 0}};
    for (int stage = 0; stage < 4; ++stage)
      all.push_back({random.between(0, all.back().group), random.between(0, all.back().reference), 0});
    const StagesResult found = stages(all);
    double product = 1.0;
    for (const StageStep& step : found.steps) {
      EXPECT_EQ(step.conditional.table.group.events, step.cumulative.table.group.events);
      EXPECT_EQ(step.conditional.table.reference.events, step.cumulative.table.reference.events);
      product *= step.conditional.ratio.value;
      if (std::isnan(product) || std::isinf(product)) break;
      EXPECT_TRUE(close(product, step.cumulative.ratio.value, 4e-15));
      ++compared;
    }
    for (std::size_t stage = 1; stage < found.steps.size(); ++stage) {  // exact: one stage's total is the events of the last
      EXPECT_EQ(found.steps[stage].conditional.table.group.total, found.steps[stage - 1].conditional.table.group.events);
      EXPECT_EQ(found.steps[stage].conditional.table.reference.total, found.steps[stage - 1].conditional.table.reference.events);
    }
  }
  EXPECT_GT(compared, 5000);
}

TEST(Stages, IntervalAndTestAgree) {
  RandomTables random(72);
  for (int i = 0; i < 3000; ++i) {
    const Stage first{random.total(100000), random.total(100000), 0};
    const Stage second{random.between(0, first.group), random.between(0, first.reference), 0};
    const StageComparison found = stages({first, second}).steps[0].conditional;
    if (found.test.status != Status::ok || std::fabs(found.test.pvalue - 0.05) < 1e-9) continue;
    EXPECT_EQ(found.test.pvalue<0.05, found.ratio.lower> 1.0 || found.ratio.upper < 1.0);
  }
}

TEST(Stages, MissingEthnicityIsFlaggedWithItsSign) {
  const auto missing = [](Stage first, Stage second) { return stages({first, second}).missing; };
  EXPECT_EQ(missing({500, 500, 100}, {50, 50, 40}).trend, MissingTrend::grows);
  EXPECT_EQ(missing({500, 500, 100}, {250, 250, 10}).trend, MissingTrend::shrinks);
  EXPECT_EQ(missing({500, 500, 100}, {50, 50, 10}).trend, MissingTrend::steady);
  EXPECT_EQ(missing({500, 500, 100}, {50, 50, 10}).change, 0.0);
  EXPECT_EQ(missing({500, 500, 0}, {50, 50, 0}).trend, MissingTrend::not_assessable);
  EXPECT_EQ(missing({500, 500, 0}, {50, 50, 0}).test.status, Status::no_information);
  EXPECT_EQ(missing({5, 5, 2}, {5, 5, 2}).trend, MissingTrend::not_assessable);  // nobody was stopped
  EXPECT_EQ(missing({5, 5, 2}, {0, 0, 0}).trend, MissingTrend::not_assessable);  // nobody passed
  EXPECT_EQ(missing({0, 0, 0}, {0, 0, 0}).test.status, Status::undefined);
  // 40 of 140 passed, 60 of 960 stopped: N (ad − bc)² / (n1 n2 m k) · (N−1)/N = 1099 (40·900 − 100·60)² / (140·960·100·1000).
  const StageMissing grown = missing({500, 500, 100}, {50, 50, 40});
  EXPECT_TRUE(close(grown.test.statistic, std::sqrt(1099.0 * 3e4 * 3e4 / (140.0 * 960 * 100 * 1000)), 1e-14));
  EXPECT_TRUE(close(grown.change, 40.0 / 140 - 100.0 / 1100, 1e-13));
  EXPECT_LT(missing({500, 500, 100}, {250, 250, 10}).test.statistic, 0.0);
  EXPECT_STREQ(name(MissingTrend::grows), "grows");
  EXPECT_STREQ(name(MissingTrend::not_assessable), "not_assessable");
}

TEST(Stages, RefusesWhatCannotBe) {
  EXPECT_EQ(refusal([] { return stages({{1, 1, 0}}).steps.size(); }), "stages: stages.size() is 1, but must be at least 2");
  EXPECT_EQ(refusal([] {
              return stages({{5, 5, 0}, {6, 5, 0}}).steps.size();
            }),
            "stages: stages[1].group is 6, but must be at most that of the stage before, which is 5");
  EXPECT_EQ(refusal([] {
              return stages({{5, 5, 0}, {5, 5, 1}}).steps.size();
            }),
            "stages: stages[1].unknown is 1, but must be at most that of the stage before, which is 0");
  EXPECT_EQ(refusal([] {
              return stages({{5, -5, 0}, {5, 5, 0}}).steps.size();
            }),
            "stages: stages[0].reference is -5, but must be 0 or more");
  EXPECT_NE(refusal([] { return stages({{max_count, 1, 0}, {5, 1, 0}}).steps.size(); }).find("total()"), std::string::npos);
  EXPECT_EQ(refusal([] {
              return unknown_table({{5, 5, 0}, {5, 5, 0}}, 1, 1).known.group.total;
            }),
            "unknown_table: from is 1, but must be below to, which is 1");
  EXPECT_NE(refusal([] { return unknown_table({{5, 5, 0}, {5, 5, 0}}, 0, 2).known.group.total; }), "accepted");
  EXPECT_NE(refusal([] {
              return allocation_bounds({{{1, 2}, {1, 2}}, {3, 2}}).status;
            }).find("unknown_events"),
            std::string::npos);
}

TEST(Stages, NobodyReachedTheStage) {
  const StagesResult found = stages({{10, 10, 0}, {0, 5, 0}, {0, 2, 0}});
  EXPECT_EQ(found.steps[0].conditional.ratio.value, 0.0);
  EXPECT_EQ(found.steps[1].conditional.ratio.status, Status::undefined);
  EXPECT_EQ(found.steps[1].conditional.test.status, Status::undefined);
  EXPECT_EQ(found.steps[1].cumulative.ratio.value, 0.0);
}

// Every allocation of the unknown of every small table.
TEST(AllocationBounds, AreThoseOfEveryAllocation) {
  int tried = 0;
  const Count most = 3;
  for (Count n1 = 0; n1 <= most; ++n1)
    for (Count x1 = 0; x1 <= n1; ++x1)
      for (Count n2 = 0; n2 <= most; ++n2)
        for (Count x2 = 0; x2 <= n2; ++x2)
          for (Count n = 0; n <= 4; ++n)
            for (Count x = 0; x <= n; ++x, ++tried) {
              const UnknownTable table{{{x1, n1}, {x2, n2}}, {x, n}};
              double lowest = not_a_number;
              double highest = not_a_number;
              double lower_limit = not_a_number;
              double upper_limit = not_a_number;
              for (Count a = 0; a <= x; ++a)
                for (Count b = 0; b <= n - x; ++b) {
                  const Table2x2 one = detail::allocated(table, a, b);
                  const double ratio = one.ratio();
                  if (std::isnan(ratio)) continue;
                  lowest = std::fmin(lowest, ratio);
                  highest = std::fmax(highest, ratio);
                  const Estimate estimate = relative_likelihood(one);
                  lower_limit = std::fmin(lower_limit, estimate.lower);
                  upper_limit = std::fmax(upper_limit, estimate.upper);
                }
              const AllocationBounds found = allocation_bounds(table);
              const auto where = support::describe(table.known) + " unknown " + std::to_string(x) + "/" + std::to_string(n);
              ASSERT_TRUE(support::identical(found.ratio.lower, lowest)) << where << ' ' << found.ratio.lower << ' ' << lowest;
              ASSERT_TRUE(support::identical(found.ratio.upper, highest)) << where << ' ' << found.ratio.upper << ' ' << highest;
              ASSERT_EQ(found.status == Status::undefined, std::isnan(lowest)) << where;
              if (std::isnan(lowest)) continue;
              ASSERT_TRUE(close(found.limits.lower, lower_limit, 1e-9)) << where;
              ASSERT_TRUE(close(found.limits.upper, upper_limit, 1e-9)) << where;
            }
  EXPECT_EQ(tried, 10 * 10 * 15);
}

TEST(AllocationBounds, ByHand) {
  const AllocationBounds found = allocation_bounds(unknown_table({{1200, 3000, 50}, {300, 900, 20}, {60, 240, 9}}, 0, 2));
  EXPECT_TRUE(close(found.known.value, 0.625));
  EXPECT_TRUE(close(found.ratio.lower, (60.0 / 1241) / (249.0 / 3009)));
  EXPECT_TRUE(close(found.ratio.upper, (69.0 / 1209) / (240.0 / 3041)));
  EXPECT_LT(found.limits.lower, found.ratio.lower);
  EXPECT_GT(found.limits.upper, found.ratio.upper);
  EXPECT_EQ(found.status, Status::ok);
  const AllocationBounds none = allocation_bounds({{{60, 1200}, {240, 3000}}, {0, 0}});
  EXPECT_EQ(none.ratio.lower, none.ratio.upper);
  EXPECT_EQ(none.limits.lower, none.known.lower);
}

TEST(AllocationBounds, AreInOrderWhereBothAreNearlyOne) {
  // All have the outcome but one of 10^15: the bounds are 1 + 1/(R + 177) and 1 + 1/R, alike to the last digits but one.
  const Count people = 1140943808791559;
  const AllocationBounds found = allocation_bounds({{{8, 8}, {people - 1, people}}, {177, 177}});
  EXPECT_EQ(found.status, Status::ok);
  EXPECT_LE(found.ratio.lower, found.ratio.upper);
  EXPECT_TRUE(close(found.ratio.lower, 1.0 + 1.0 / (static_cast<double>(people) + 177.0), 1e-15));
  EXPECT_TRUE(close(found.ratio.upper, 1.0 + 1.0 / static_cast<double>(people), 1e-15));
}

TEST(AllocationBounds, GroupsChangedOverInvertThem) {
  RandomTables random(73);
  for (int i = 0; i < 1000; ++i) {
    const Table2x2 known = random.table(1000000);
    const Count n = random.total(1000);
    const Count x = random.between(0, n);
    const AllocationBounds found = allocation_bounds({known, {x, n}});
    const AllocationBounds swapped = allocation_bounds({known.swapped(), {x, n}});
    EXPECT_TRUE(close(found.ratio.lower, 1.0 / swapped.ratio.upper, 1e-14));
    EXPECT_TRUE(close(found.limits.upper, 1.0 / swapped.limits.lower, 1e-11));
    EXPECT_TRUE(!(found.known.value < found.ratio.lower) && !(found.known.value > found.ratio.upper));
  }
}

}  // namespace
