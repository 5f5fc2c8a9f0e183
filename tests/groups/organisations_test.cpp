#include "equitable/groups/organisations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "equitable/significance/score.hpp"
#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using equitable::Confidence;
using equitable::Count;
using equitable::name;
using equitable::percentile_rank;
using equitable::PercentileRank;
using equitable::Proportion;
using equitable::RankMethod;
using equitable::RankOptions;
using equitable::Status;
using equitable::Table2x2;
using support::close;
using support::refusal;

using Groups = std::vector<Proportion>;

Groups random_groups(support::RandomTables& random, Count largest) {
  Groups groups(static_cast<std::size_t>(random.between(2, 40)));
  for (Proportion& group : groups) {
    group.total = random.total(largest);
    group.events = random.events(group.total);
  }
  return groups;
}

/// Holm's method by its definition: a hypothesis falls when every smaller p-value, times those left, is at most α.
equitable::Interval slow_better(const Groups& groups, std::size_t place, bool favourable, double alpha) {
  std::vector<std::pair<double, bool>> pairs;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (i == place) continue;
    const Table2x2 table{groups[place], groups[i]};
    const equitable::TestResult test = equitable::score_test(table);
    const bool ahead = favourable ? table.difference() > 0.0 : table.difference() < 0.0;
    pairs.emplace_back(test.status == Status::ok ? test.pvalue : 1.0, ahead);
  }
  std::sort(pairs.begin(), pairs.end());
  double better = 0.0;
  double worse = 0.0;
  double running = 0.0;
  for (std::size_t j = 0; j < pairs.size(); ++j) {
    running = std::fmax(running, pairs[j].first * static_cast<double>(pairs.size() - j));
    if (running <= alpha) (pairs[j].second ? worse : better) += 1.0;
  }
  return {better, static_cast<double>(pairs.size()) - worse};
}

TEST(PercentileRank, PairwiseIsHolmsMethodOverTheScoreTests) {
  support::RandomTables random(71);
  int sure = 0;
  for (int i = 0; i < 400; ++i) {
    const Groups groups = random_groups(random, 3000);
    const std::size_t place = static_cast<std::size_t>(random.between(0, static_cast<Count>(groups.size()) - 1));
    RankOptions options;
    options.favourable = i % 2 == 0;
    options.confidence = Confidence{i % 3 == 0 ? 0.8 : 0.95};
    const PercentileRank found = percentile_rank(groups, place, options);
    const equitable::Interval better = slow_better(groups, place, options.favourable, options.confidence.alpha());
    EXPECT_EQ(found.rank_interval.lower, 1.0 + better.lower);
    EXPECT_EQ(found.rank_interval.upper, 1.0 + better.upper);
    const double others = static_cast<double>(groups.size()) - 1.0;
    EXPECT_TRUE(close(found.better_than.lower, (others - better.upper) / others, 1e-15));
    EXPECT_TRUE(close(found.better_than.upper, (others - better.lower) / others, 1e-15));
    sure += better.lower > 0.0 || better.upper < others;
  }
  EXPECT_GT(sure, 100);
}

TEST(PercentileRank, LawsOfRanks) {
  support::RandomTables random(72);
  for (int i = 0; i < 200; ++i) {
    const Groups groups = random_groups(random, 1000000);
    double ranks = 0.0;
    for (std::size_t place = 0; place < groups.size(); ++place) {
      const PercentileRank found = percentile_rank(groups, place);
      ranks += found.rank;
      EXPECT_LE(found.rank_interval.lower, found.rank);
      EXPECT_GE(found.rank_interval.upper, found.rank);
      EXPECT_LE(found.better_than.lower, found.better_than.value);
      EXPECT_GE(found.better_than.upper, found.better_than.value);
      EXPECT_EQ(found.better_than.status, Status::ok);
      EXPECT_EQ(found.organisations, static_cast<Count>(groups.size()));
      RankOptions turned;
      turned.favourable = false;
      const PercentileRank back = percentile_rank(groups, place, turned);
      EXPECT_TRUE(close(back.better_than.value, 1.0 - found.better_than.value, 1e-12, 1e-15));
      EXPECT_TRUE(close(back.better_than.lower, 1.0 - found.better_than.upper, 1e-12, 1e-15));
      RankOptions narrow;
      narrow.confidence = Confidence{0.5};
      EXPECT_GE(percentile_rank(groups, place, narrow).better_than.lower, found.better_than.lower);
      EXPECT_LE(percentile_rank(groups, place, narrow).better_than.upper, found.better_than.upper);
    }
    const double k = static_cast<double>(groups.size());
    EXPECT_TRUE(close(ranks, 0.5 * k * (k + 1.0), 1e-12));
  }
}

TEST(PercentileRank, PairwiseCoversTheTrueRankEvenWhenManyAreClose) {
  // Twenty organisations of 300 whose true rates lie 0.002 apart, and the median one: nothing can be known, and that is said.
  constexpr std::uint64_t samples = 400;
  int held = 0;
  int held_by_simulation = 0;
  for (std::uint64_t i = 0; i < samples; ++i) {
    Groups groups(20, {0, 300});
    for (std::size_t j = 0; j < groups.size(); ++j)
      groups[j].events = static_cast<Count>(equitable::detail::binomial_quantile(
          equitable::detail::random_uniform(5, i, j), 300, equitable::detail::unit_point(0.2 + 0.002 * static_cast<double>(j))));
    const PercentileRank last = percentile_rank(groups, 19);  // the best in truth
    held += last.rank_interval.lower <= 1.0;
    RankOptions simulated;
    simulated.method = RankMethod::simulated;
    simulated.replicates = 79;
    const PercentileRank drawn = percentile_rank(groups, 19, simulated);
    held_by_simulation += drawn.rank_interval.lower <= 1.0;
    EXPECT_STREQ(drawn.better_than.method, "simulated");
  }
  EXPECT_GT(held, 0.95 * samples);
  EXPECT_LT(held_by_simulation, held);
}

TEST(PercentileRank, SimulationIsTheSameEveryTime) {
  const Groups groups{{12, 40}, {30, 60}, {3, 25}, {44, 180}, {200, 600}};
  RankOptions options;
  options.method = RankMethod::simulated;
  const PercentileRank once = percentile_rank(groups, 1, options);
  const PercentileRank again = percentile_rank(groups, 1, options);
  EXPECT_EQ(once.rank_interval.lower, again.rank_interval.lower);
  EXPECT_EQ(once.rank_interval.upper, again.rank_interval.upper);
  EXPECT_EQ(once.rank, 1.0);
  EXPECT_EQ(once.better_than.value, 1.0);
  EXPECT_EQ(once.rank_interval.lower, 1.0);
  // Far apart, no doubt is left.
  const Groups apart{{1, 1000}, {500, 1000}, {999, 1000}};
  EXPECT_EQ(percentile_rank(apart, 1, options).rank_interval.lower, 2.0);
  EXPECT_EQ(percentile_rank(apart, 1, options).rank_interval.upper, 2.0);
  EXPECT_EQ(percentile_rank(apart, 1).rank_interval.lower, 2.0);
  EXPECT_EQ(percentile_rank(apart, 1).rank_interval.upper, 2.0);
}

TEST(PercentileRank, OneAskedAloneAndAllAskedTogetherAreToldTheSame) {
  const Groups groups{{12, 40}, {30, 60}, {0, 0}, {3, 25}, {44, 180}, {200, 600}, {12, 40}};
  for (const RankMethod method : {RankMethod::pairwise, RankMethod::simulated})
    for (const bool favourable : {true, false}) {
      RankOptions options;
      options.method = method;
      options.favourable = favourable;
      options.seed = 12;
      const std::vector<PercentileRank> all = equitable::percentile_ranks(groups, options);
      ASSERT_EQ(all.size(), groups.size());
      for (std::size_t place = 0; place < groups.size(); ++place) {
        const PercentileRank alone = percentile_rank(groups, place, options);
        EXPECT_EQ(all[place].better_than.status, alone.better_than.status);
        EXPECT_EQ(all[place].organisations, alone.organisations);
        if (groups[place].total == 0) continue;
        EXPECT_EQ(all[place].rank, alone.rank);
        EXPECT_EQ(all[place].rank_interval.lower, alone.rank_interval.lower);
        EXPECT_EQ(all[place].rank_interval.upper, alone.rank_interval.upper);
      }
    }
}

TEST(PercentileRank, SimulatedLimitsAreOrderStatisticsOfTheDraws) {
  // By the definition: every rate at its own address, the better ones counted one by one, the counts sorted.
  const Groups groups{{12, 40}, {30, 60}, {3, 25}, {44, 180}, {200, 600}, {61, 200}};
  RankOptions options;
  options.method = RankMethod::simulated;
  options.replicates = 199;
  options.seed = 4;
  const std::vector<PercentileRank> found = equitable::percentile_ranks(groups, options);
  for (std::size_t place = 0; place < groups.size(); ++place) {
    std::vector<double> better;
    for (std::uint64_t i = 0; i < 199; ++i) {
      const auto rate = [&](std::size_t j) {
        return equitable::detail::beta_lower_quantile(equitable::detail::random_uniform(4, i, j),
                                                      static_cast<double>(groups[j].events) + 0.5,
                                                      static_cast<double>(groups[j].total - groups[j].events) + 0.5);
      };
      double count = 0.0;
      for (std::size_t j = 0; j < groups.size(); ++j) count += rate(j) > rate(place) ? 1.0 : 0.0;
      better.push_back(count);
    }
    std::sort(better.begin(), better.end());
    const double seen = found[place].rank - 1.0;
    EXPECT_EQ(found[place].rank_interval.lower, 1.0 + std::fmin(better[4], seen));  // the fifth of 199, for 2.5 %
    EXPECT_EQ(found[place].rank_interval.upper, 1.0 + std::fmax(better[194], seen));
  }
}

TEST(PercentileRank, Edges) {
  const PercentileRank tied = percentile_rank({{1, 2}, {2, 4}, {3, 6}}, 0);
  EXPECT_EQ(tied.rank, 2.0);
  EXPECT_EQ(tied.better_than.value, 0.5);
  EXPECT_EQ(tied.better_than.lower, 0.0);
  EXPECT_EQ(tied.better_than.upper, 1.0);
  EXPECT_EQ(percentile_rank({{0, 0}, {2, 4}, {3, 6}}, 0).better_than.status, Status::undefined);
  EXPECT_EQ(percentile_rank({{1, 3}}, 0).better_than.status, Status::undefined);
  EXPECT_EQ(percentile_rank({{1, 3}, {0, 0}}, 0).better_than.status, Status::undefined);
  EXPECT_EQ(percentile_rank({{1, 3}, {0, 0}, {2, 3}}, 0).organisations, 2);
  EXPECT_EQ(percentile_rank({{0, 3}, {0, 5}}, 0).better_than.value, 0.5);
  EXPECT_EQ(refusal([] {
              return percentile_rank({{1, 3}}, 1);
            }),
            "percentile_rank: place is 1, but must be below the number of organisations, 1");
  EXPECT_EQ(refusal([] {
              return percentile_rank({{1, 3}, {-1, 5}}, 0);
            }),
            "percentile_rank: organisations[1].events is -1, but must be 0 or more");
  RankOptions options;
  options.replicates = 38;
  options.method = RankMethod::simulated;
  EXPECT_NE(refusal([&] {
              return percentile_rank({{1, 3}, {1, 5}}, 0, options);
            }).find("replicates is 38, but must be at least"),
            std::string::npos);
}

}  // namespace
