#include "equitable/groups/segregation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;
using Index = SegregationIndex;
using Cells = std::vector<Count>;

constexpr Index indices[] = {Index::entropy, Index::dissimilarity, Index::relative_diversity, Index::isolation, Index::exposure};

/// Every allocation of two small tables, weighted in exact fractions; logarithms with 40 digits.
struct Known {
  Cells cells;
  std::size_t groups;
  double value[5];
  double expected[5];
  double tail[5];
};

const std::vector<Known>& known_tables() {
  static const std::vector<Known> known{
      {{3, 9, 0, 9, 5, 3},
       2,
       {0.295095463415647012, 0.482142857142857143, 0.287946428571428571, 0.484375, 0.515625},
       {0.0666543638146137241, 0.242087347934424396, 0.0714285714285714286, 0.327586206896551724, 0.672413793103448276},
       {0.0143361885490821023, 0.0296012832744466927, 0.0141600528407125109, 0.0141600528407125109, 0.0141600528407125109}},
      {{2, 1, 3, 0, 4, 1, 3, 0, 2},
       3,
       {0.3186134670321332, 0.458823529411764706, 0.278431372549019608, 0.493333333333333333, 0.0666666666666666667},
       {0.147424180144265356, 0.314979138508550273, 0.133333333333333333, 0.404166666666666667, 0.270833333333333333},
       {0.0996107067535638964, 0.105557141271426986, 0.0758249686821115393, 0.175824175824175824, 0.0120643245643245643}}};
  return known;
}

TEST(Segregation, AgreesWithEveryAllocation) {
  for (const Known& k : known_tables())
    for (std::size_t i = 0; i < 5; ++i) {
      const Segregation found = segregation(k.cells, k.groups, {indices[i]});
      EXPECT_EQ(found.status, Status::ok);
      EXPECT_TRUE(close(found.value, k.value[i], 1e-14)) << found.method;
      EXPECT_TRUE(close(found.expected, k.expected[i], 1e-13)) << found.method;
    }
}

TEST(Segregation, RandomAllocationsHaveTheirExactTail) {
  for (const Known& k : known_tables())
    for (std::size_t i = 0; i < 5; ++i) {
      const SegregationTest test = segregation_test(k.cells, k.groups, {indices[i], 0, 1, 20000, 7});
      EXPECT_EQ(test.status, Status::ok);
      EXPECT_EQ(test.statistic, segregation(k.cells, k.groups, {indices[i]}).value);
      const double error = std::sqrt(k.tail[i] * (1.0 - k.tail[i]) / 20000.0);
      EXPECT_NEAR(test.pvalue, k.tail[i], 4.5 * error) << test.method;
      EXPECT_LT(test.pvalue_interval.lower, test.pvalue);
      EXPECT_GT(test.pvalue_interval.upper, test.pvalue - 1e-4);
    }
}

TEST(Segregation, ExpectationsAreTheMeansOfRandomAllocations) {
  const Cells cells{12, 30, 5, 3, 40, 9, 25, 25, 25, 0, 7, 1};
  const detail::UnitTable table = detail::checked_unit_table(cells, 3, 0, 1, "test");
  std::vector<double> left(3);
  std::vector<double> drawn(12);
  double mean[5] = {};
  double square[5] = {};
  constexpr int draws = 20000;
  for (int draw = 0; draw < draws; ++draw) {
    detail::RandomStream random(3, static_cast<std::uint64_t>(draw));
    detail::draw_allocation(table, random, left, drawn);
    for (std::size_t unit = 0; unit < 4; ++unit)
      ASSERT_EQ(drawn[3 * unit] + drawn[3 * unit + 1] + drawn[3 * unit + 2], table.units[unit]);
    for (std::size_t i = 0; i < 5; ++i) {
      const double value = detail::segregation_value(table, drawn, indices[i]);
      mean[i] += value / draws;
      square[i] += value * value / draws;
    }
  }
  for (std::size_t i = 0; i < 5; ++i) {
    const double error = std::sqrt((square[i] - mean[i] * mean[i]) / draws);
    EXPECT_NEAR(segregation(cells, 3, {indices[i]}).expected, mean[i], 4.5 * error) << name(indices[i]);
  }
}

TEST(Segregation, MeanDeviationAndDevianceAddUpTheLaw) {
  support::RandomTables random(2);
  for (int i = 0; i < 2000 && !HasFailure(); ++i) {
    const Count all = random.between(2, 60);
    const Count inside = random.between(1, all - 1);
    const Count drawn = random.between(1, all);
    const auto choose = [](Count n, Count k) {
      long double result = 1;
      for (Count j = 1; j <= k; ++j) result = result * static_cast<long double>(n - k + j) / static_cast<long double>(j);
      return result;
    };
    const long double mean = static_cast<long double>(inside) * static_cast<long double>(drawn) / static_cast<long double>(all);
    long double deviation = 0;
    long double deviance = 0;
    for (Count x = 0; x <= inside && x <= drawn; ++x) {
      if (drawn - x > all - inside) continue;
      const long double mass = choose(inside, x) * choose(all - inside, drawn - x) / choose(all, drawn);
      const long double at = static_cast<long double>(x);
      deviation += mass * std::fabs(at - mean);
      deviance += mass * ((x == 0 ? 0 : at * std::log(at / mean)) + mean - at);
    }
    const double k = static_cast<double>(inside);
    const double n = static_cast<double>(drawn);
    const double N = static_cast<double>(all);
    ASSERT_TRUE(close(detail::drawn_mean_deviation(k, n, N), static_cast<double>(deviation) * N, 1e-12, 1e-13 * N));
    ASSERT_TRUE(close(detail::drawn_mean_deviance(k, n, N), static_cast<double>(deviance), 1e-12, 1e-15));
  }
}

TEST(Segregation, CompleteAndNone) {
  const Cells complete{10, 0, 0, 20, 5, 0};
  const Cells none{10, 20, 5, 10, 1, 2};
  for (const Index index : indices) {
    const Segregation apart = segregation(complete, 2, {index});
    const Segregation even = segregation(none, 2, {index});
    const bool meeting = index == Index::exposure;
    EXPECT_TRUE(close(apart.value, meeting ? 0.0 : 1.0, 1e-14)) << name(index);
    EXPECT_TRUE(close(apart.corrected, meeting ? 0.0 : 1.0, 1e-14)) << name(index);
    const double share = index == Index::isolation ? 1.0 / 3 : meeting ? 2.0 / 3 : 0.0;
    EXPECT_TRUE(close(even.value, share, 1e-14, 1e-16)) << name(index);
    // More even than chance: below what chance gives.
    EXPECT_EQ(even.corrected < share, !meeting) << name(index);
    EXPECT_EQ(segregation_test(none, 2, {index, 0, 1, 99, 1}).pvalue, 1.0) << name(index);
    EXPECT_EQ(segregation_test(complete, 2, {index, 0, 1, 99, 1}).pvalue, 0.01) << name(index);
  }
}

TEST(Segregation, LawsOfTheIndices) {
  support::RandomTables random(5);
  for (int i = 0; i < 300 && !HasFailure(); ++i) {
    std::vector<Proportion> units;
    std::vector<Proportion> others;
    Cells cells;
    for (Count k = random.between(2, 7); k > 0; --k) {
      const Count total = random.total(i % 2 == 0 ? 30 : 100000);
      units.push_back({random.events(total), total});
      others.push_back(units.back().complement());
      cells.insert(cells.end(), {units.back().events, total - units.back().events, 0});
    }
    const Segregation isolation = segregation(units, {Index::isolation});
    if (isolation.status != Status::ok) continue;
    const Segregation exposure = segregation(units, {Index::exposure});
    ASSERT_TRUE(close(isolation.value + exposure.value, 1.0, 1e-13));
    ASSERT_TRUE(close(isolation.expected + exposure.expected, 1.0, 1e-13));
    ASSERT_TRUE(close(isolation.corrected + exposure.corrected, 1.0, 1e-12));
    // The correlation ratio is isolation rescaled.
    const Segregation ratio = segregation(units, {Index::relative_diversity});
    double share = 0.0;
    double all = 0.0;
    for (const Proportion& unit : units) share += static_cast<double>(unit.events), all += static_cast<double>(unit.total);
    share /= all;
    ASSERT_TRUE(close(ratio.value, (isolation.value - share) / (1.0 - share), 1e-9, 1e-12));
    for (const Index index : {Index::entropy, Index::dissimilarity, Index::relative_diversity}) {
      const Segregation found = segregation(units, {index});
      ASSERT_TRUE(found.value >= 0.0 && found.value <= 1.0 + 1e-13) << found.method;
      ASSERT_TRUE(found.expected >= 0.0 && found.expected < 1.0 + 1e-13) << found.method;
      ASSERT_LE(found.corrected, found.value + 1e-13) << found.method;
      // Groups changed over, a third group without people, units in another order, an empty unit.
      const std::vector<Proportion> backwards(units.rbegin(), units.rend());
      std::vector<Proportion> with_empty = units;
      with_empty.push_back({0, 0});
      ASSERT_TRUE(close(segregation(others, {index}).value, found.value, 1e-10, 1e-14));
      ASSERT_TRUE(close(segregation(others, {index}).expected, found.expected, 1e-10));
      ASSERT_TRUE(close(segregation(backwards, {index}).value, found.value, 1e-12, 1e-15));
      ASSERT_EQ(segregation(with_empty, {index}).corrected, found.corrected);
      ASSERT_EQ(segregation(cells, 3, {index}).corrected, found.corrected);
    }
  }
}

TEST(Segregation, TheSeedDecides) {
  const std::vector<Proportion> units{{3, 12}, {0, 9}, {5, 8}};
  const SegregationTest test = segregation_test(units, {Index::entropy, 0, 1, 999, 5});
  EXPECT_EQ(segregation_test(units, {Index::entropy, 0, 1, 999, 5}).pvalue, test.pvalue);
  EXPECT_NE(segregation_test(units, {Index::entropy, 0, 1, 999, 6}).pvalue_interval.upper, 0.0);
  EXPECT_EQ(test.draws, 999);
}

TEST(Segregation, WithoutAnAnswerThereIsAStatus) {
  for (const Index index : indices) {
    for (const Cells& cells : {Cells{}, Cells{0, 0, 0, 0}, Cells{3, 0, 4, 0}}) {
      const Segregation found = segregation(cells, 2, {index});
      EXPECT_EQ(found.status, Status::undefined);
      EXPECT_TRUE(std::isnan(found.value));
      EXPECT_EQ(segregation_test(cells, 2, {index}).status, Status::undefined);
    }
    // One unit: nothing can differ.
    const Segregation one = segregation({3, 5}, 2, {index});
    EXPECT_EQ(one.status, Status::no_information);
    EXPECT_TRUE(close(one.value, one.expected, 1e-14, 1e-16));
    EXPECT_EQ(segregation_test({3, 5}, 2, {index, 0, 1, 50, 1}).pvalue, 1.0);
  }
  EXPECT_EQ(segregation({3, 0, 2, 4, 0, 1}, 3, {Index::exposure, 0, 1}).status, Status::undefined);
  EXPECT_EQ(segregation({3, 0, 2, 4, 0, 1}, 3, {Index::exposure, 0, 2}).status, Status::ok);
  EXPECT_EQ(segregation({3, 2, 4, 1}, 2, {Index::exposure, 1, 1}).status, Status::undefined);
  // Everybody alone: isolation beyond chance has no meaning, the index has.
  const Segregation alone = segregation({1, 0, 0, 1, 0, 1}, 2, {Index::isolation});
  EXPECT_EQ(alone.status, Status::undefined);
  EXPECT_EQ(alone.value, 1.0);
  const Cells huge{max_count / 8, max_count / 4, max_count / 8, max_count / 8};
  EXPECT_EQ(segregation(huge, 2, {Index::entropy}).status, Status::too_large);
  EXPECT_TRUE(segregation(huge, 2, {Index::entropy}).value > 0.0);
  EXPECT_EQ(segregation(huge, 2, {Index::dissimilarity}).status, Status::ok);
}

TEST(Segregation, IsReadBesideAnEvenSpread) {
  // Ten, twenty, thirty of each of two groups in three units: as even as can be.
  const std::vector<Count> even{10, 10, 20, 20, 30, 30};
  for (const Index index : indices) {
    const Segregation found = segregation(even, 2, {index});
    EXPECT_EQ(found.even, index == Index::isolation || index == Index::exposure ? 0.5 : 0.0);
    EXPECT_TRUE(close(found.value, found.even, 1e-15, 1e-15));
    EXPECT_EQ(found.status, Status::ok);
  }
  EXPECT_TRUE(close(segregation({3, 1, 1, 3, 2, 10}, 2, {Index::exposure}).even, 0.7, 1e-15));
  // One allocation only: nothing to be learned.
  for (const Index index : indices) {
    EXPECT_EQ(segregation({3, 7}, 2, {index}).status, Status::no_information);
    EXPECT_EQ(segregation({3, 7, 0, 0}, 2, {index}).status, Status::no_information);
    equitable::SegregationTestOptions options;
    options.index = index;
    options.draws = 99;
    EXPECT_EQ(equitable::segregation_test({3, 7}, 2, options).status, Status::no_information);
    EXPECT_EQ(equitable::segregation_test({3, 7}, 2, options).pvalue, 1.0);
  }
}

TEST(Segregation, RefusesWhatMakesNoSense) {
  EXPECT_EQ(refusal([] {
              return segregation({1, 2, 3}, 2);
            }),
            "segregation: cells is of size 3, but must hold 2 counts for every unit");
  EXPECT_EQ(refusal([] {
              return segregation({1, -2}, 2);
            }),
            "segregation: cells[1] is -2, but must be 0 or more, and all cells together at most 2^53");
  EXPECT_EQ(refusal([] {
              return segregation({1, 2}, 2, {Index::exposure, 2, 1});
            }),
            "segregation: group is 2, but must be below 2");
  EXPECT_EQ(refusal([] {
              return segregation({{1, 2}, {3, 2}});
            }),
            "segregation: units[1].events is 3, but must be at most units[1].total, which is 2");
  EXPECT_EQ(refusal([] {
              return segregation_test({1, 2}, 2, {Index::entropy, 0, 1, 0, 1});
            }),
            "segregation_test: draws is 0, but must be 1 to 10^7");
}

}  // namespace
