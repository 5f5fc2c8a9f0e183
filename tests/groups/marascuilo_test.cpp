#include "equitable/groups/marascuilo.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "equitable/significance/score.hpp"
#include "support/compare.hpp"
#include "support/contingency.hpp"
#include "support/csv.hpp"

namespace {

using namespace equitable;
using support::close;
using support::close_probability;

TEST(Marascuilo, AgreesWithReferenceValues) {
  const support::Csv reference("reference/pairwise_marascuilo.csv");
  for (const support::Row& row : reference.rows()) {
    const std::vector<Proportion> groups = support::groups_from(row.text("events"), row.text("totals"));
    bool found = false;
    for (const MarascuiloPair& pair : marascuilo(groups)) {
      if (pair.first + 1 != static_cast<std::size_t>(row.count("group_i")) ||
          pair.second + 1 != static_cast<std::size_t>(row.count("group_j")))
        continue;
      found = true;
      EXPECT_TRUE(close(pair.difference, row.number("difference"), 1e-14)) << row.all();
      EXPECT_TRUE(close(pair.critical_difference, row.number("critical_difference_95"), 1e-14)) << row.all();
      EXPECT_TRUE(close(pair.statistic, row.number("statistic"), 1e-14)) << row.all();
      EXPECT_TRUE(close_probability(pair.pvalue, row.number("pvalue"), 1e-13)) << row.all();
      EXPECT_EQ(pair.status, std::isnan(row.number("pvalue")) ? Status::undefined : Status::ok) << row.all();
    }
    EXPECT_TRUE(found) << row.all();
  }
  EXPECT_EQ(reference.rows().size(), 26U);
}

TEST(Marascuilo, Laws) {
  support::RandomTables random(51);
  for (int round = 0; round < 400; ++round) {
    const std::vector<Proportion> groups = support::random_groups(random, 2 + static_cast<std::size_t>(round % 5), 1000000);
    for (const double level : {0.9, 0.95, 0.999}) {
      const std::vector<MarascuiloPair> pairs = marascuilo(groups, Confidence{level});
      EXPECT_EQ(pairs.size(), groups.size() * (groups.size() - 1) / 2);
      for (const MarascuiloPair& pair : pairs) {
        if (pair.status != Status::ok || std::fabs(pair.pvalue / (1.0 - level) - 1.0) < 1e-9) continue;
        EXPECT_EQ(std::fabs(pair.difference) > pair.critical_difference, pair.pvalue < 1.0 - level);
      }
    }
    // Two groups: Wald's test of a difference.
    const Table2x2 two{groups[0], groups[1]};
    const MarascuiloPair pair = marascuilo({groups[0], groups[1]})[0];
    const TestResult wald = score_test(two, {SignificanceMethod::z_unpooled});
    if (pair.status == Status::ok) {
      EXPECT_TRUE(close(pair.statistic, wald.statistic * wald.statistic, 1e-12)) << support::describe(two);
      EXPECT_TRUE(close_probability(pair.pvalue, wald.pvalue, 1e-12 + 1e-14 * pair.statistic)) << support::describe(two);
    }
  }
  EXPECT_TRUE(marascuilo({}).empty());
  EXPECT_TRUE(marascuilo({{1, 2}}).empty());
  EXPECT_EQ(marascuilo({{1, 2}, {0, 0}})[0].status, Status::undefined);
  // A group without people is not counted among the K.
  EXPECT_EQ(marascuilo({{3, 9}, {5, 9}, {0, 0}})[0].pvalue, marascuilo({{3, 9}, {5, 9}})[0].pvalue);
}

TEST(Marascuilo, NamesTheMistake) {
  EXPECT_EQ(support::refusal([] {
              return marascuilo({{1, max_count}, {1, 1}});
            }),
            "marascuilo: groups[1].total is 1, but must keep all groups to at most 2^53 people");
}

}  // namespace
