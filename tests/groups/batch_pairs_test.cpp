#include "equitable/groups/batch_pairs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <vector>

#include "support/batch_answers.hpp"
#include "support/group_columns.hpp"

namespace {

using equitable::Count;
using equitable::Family;
using equitable::Status;
using support::answer_of;
using support::EstimateAnswers;
using support::identical;
using support::TestAnswers;

TEST(BatchPairs, EveryFamilyOfEveryTable) {
  support::RandomTables random(101);
  const support::GroupColumns columns = support::random_group_columns(random, 160, 0, 600);
  for (const Family family : {Family::all_pairs, Family::against_reference, Family::against_rest})
    for (const std::size_t reference : {std::size_t{0}, std::size_t{2}}) {
      equitable::PairwiseOptions options;
      options.family = family;
      options.reference = reference;
      options.adjustment = equitable::Adjustment::bh;
      const std::vector<std::size_t> offsets = equitable::pair_offsets(columns.rows(), family);
      ASSERT_EQ(offsets.size(), columns.tables() + 1);
      const std::size_t pairs = offsets.back();
      EstimateAnswers ratio(pairs);
      TestAnswers test(pairs);
      std::vector<std::size_t> group(pairs), other(pairs);
      std::vector<double> adjusted(pairs);
      equitable::pairwise_rows(columns.rows(), options,
                               {group.data(), other.data(), ratio.output(), test.output(), adjusted.data()}, {2});
      std::size_t refused = 0;
      for (std::size_t i = 0; i < columns.tables(); ++i) {
        const auto scalar = answer_of([&] { return equitable::pairwise(columns.table(i), options); });
        const std::size_t count = offsets[i + 1] - offsets[i];
        if (scalar.empty()) {
          for (std::size_t row = offsets[i]; row < offsets[i + 1]; ++row) {
            ++refused;
            ASSERT_TRUE(ratio.refused(row) && test.refused(row) && std::isnan(adjusted[row]));
            ASSERT_LT(group[row], columns.rows().groups(i));
            ASSERT_NE(group[row], other[row]);
          }
          continue;
        }
        ASSERT_EQ(scalar[0].pairs.size(), count);
        for (std::size_t k = 0; k < count; ++k) {
          const equitable::PairResult& pair = scalar[0].pairs[k];
          const std::size_t row = offsets[i] + k;
          ASSERT_EQ(group[row], pair.group);
          ASSERT_EQ(other[row], pair.reference);
          ASSERT_TRUE(ratio.is(row, pair.ratio));
          ASSERT_TRUE(test.is(row, pair.test));
          ASSERT_TRUE(identical(adjusted[row], pair.p_adjusted));
        }
      }
      EXPECT_GT(refused, 10U);
      // Without the columns of places.
      TestAnswers again(pairs);
      equitable::pairwise_rows(columns.rows(), options, {nullptr, nullptr, ratio.output(), again.output(), adjusted.data()});
      for (std::size_t row = 0; row < pairs; ++row)
        ASSERT_TRUE(again.is(row, test.statistic[row], test.pvalue[row], test.status[row]));
    }
}

TEST(BatchPairs, OptionsAreRefusedBeforeAnyTable) {
  support::GroupColumns columns;
  columns.close();
  equitable::PairwiseOptions options;
  options.ratio.alternative = equitable::Alternative::less;
  options.ratio.confidence = equitable::Confidence{0.2};
  EXPECT_NE(support::refusal([&] {
              equitable::pairwise_rows(columns.rows(), options, {});
              return 0;
            }).find("must be above 0.5"),
            std::string::npos);
}

TEST(BatchPairs, MarascuiloOfEveryTable) {
  support::RandomTables random(102);
  const support::GroupColumns columns = support::random_group_columns(random, 200, 0, 600);
  const std::vector<std::size_t> offsets = equitable::pair_offsets(columns.rows());
  const std::size_t pairs = offsets.back();
  std::vector<std::size_t> first(pairs), second(pairs);
  std::vector<double> difference(pairs), critical(pairs);
  TestAnswers test(pairs);
  const equitable::Confidence confidence{0.9};
  equitable::marascuilo_rows(columns.rows(), confidence,
                             {first.data(), second.data(), difference.data(), critical.data(), test.output()}, {2});
  for (std::size_t i = 0; i < columns.tables(); ++i) {
    const auto scalar = answer_of([&] { return equitable::marascuilo(columns.table(i), confidence); });
    std::size_t row = offsets[i];
    for (std::size_t a = 0; a < columns.rows().groups(i); ++a)
      for (std::size_t b = a + 1; b < columns.rows().groups(i); ++b, ++row) {
        ASSERT_EQ(first[row], a);
        ASSERT_EQ(second[row], b);
        if (scalar.empty()) {
          ASSERT_TRUE(test.refused(row) && std::isnan(difference[row]) && std::isnan(critical[row]));
          continue;
        }
        const equitable::MarascuiloPair& pair = scalar[0][row - offsets[i]];
        ASSERT_TRUE(identical(difference[row], pair.difference) && identical(critical[row], pair.critical_difference));
        ASSERT_TRUE(test.is(row, pair.statistic, pair.pvalue, pair.status));
      }
    ASSERT_EQ(row, offsets[i + 1]);
  }
}

TEST(BatchPairs, SimultaneousRatiosOfEveryTable) {
  support::RandomTables random(103);
  const support::GroupColumns columns = support::random_group_columns(random, 120, 0, 600);
  const std::vector<std::size_t> offsets = equitable::pair_offsets(columns.rows(), Family::against_reference);
  const std::size_t pairs = offsets.back();
  for (const auto method : {equitable::SimultaneousRatioMethod::max_t_score, equitable::SimultaneousRatioMethod::max_t_log})
    for (const std::size_t reference : {std::size_t{0}, std::size_t{2}}) {
      const equitable::SimultaneousRatioOptions options{method, equitable::Confidence{0.9}};
      std::vector<std::size_t> group(pairs);
      EstimateAnswers ratio(pairs);
      TestAnswers test(pairs);
      std::vector<double> critical(columns.tables());
      equitable::simultaneous_ratios_rows(columns.rows(), reference, options,
                                          {group.data(), ratio.output(), test.output(), critical.data()}, {2});
      std::size_t refused = 0;
      for (std::size_t i = 0; i < columns.tables(); ++i) {
        const auto scalar = answer_of([&] { return equitable::simultaneous_ratios(columns.table(i), reference, options); });
        for (std::size_t row = offsets[i]; row < offsets[i + 1]; ++row) {
          ASSERT_LT(group[row], columns.rows().groups(i));
          if (scalar.empty()) {
            ++refused;
            ASSERT_TRUE(ratio.refused(row) && test.refused(row) && std::isnan(critical[i]));
            continue;
          }
          const equitable::SimultaneousRatio& one = scalar[0].groups.at(row - offsets[i]);
          ASSERT_EQ(group[row], one.group);
          ASSERT_TRUE(ratio.is(row, one.ratio));
          ASSERT_TRUE(test.is(row, one.statistic, one.p_adjusted, one.status));
          ASSERT_TRUE(identical(critical[i], scalar[0].critical_value));
        }
        if (!scalar.empty()) {
          ASSERT_EQ(scalar[0].groups.size(), offsets[i + 1] - offsets[i]);
        }
      }
      EXPECT_GT(refused, 5U);
    }
}

}  // namespace
