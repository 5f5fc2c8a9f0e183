#include "equitable/groups/batch_shares.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <vector>

#include "support/batch_answers.hpp"
#include "support/group_columns.hpp"

namespace {

using equitable::CategoryRows;
using equitable::CompositionMethod;
using equitable::CompositionTest;
using equitable::Count;
using equitable::Status;
using support::answer_of;
using support::EstimateAnswers;
using support::identical;
using support::TestAnswers;

struct Samples {
  Samples(std::uint64_t seed, std::size_t samples, Count largest) {
    support::RandomTables random(seed);
    for (std::size_t i = 0; i < samples; ++i) {
      const Count categories = random.between(0, 5);
      double whole = 0.0;
      for (Count k = 0; k < categories; ++k) {
        counts.push_back(random.between(0, 4) == 0 ? 0 : random.between(0, largest));
        others.push_back(random.between(0, largest));
        expected.push_back(static_cast<double>(random.between(1, 9)));
        whole += expected.back();
      }
      for (Count k = 1; k <= categories; ++k) expected[expected.size() - static_cast<std::size_t>(k)] /= whole;
      if (categories > 0 && i % 11 == 3) counts.back() = -2;
      if (categories > 0 && i % 13 == 5) expected.back() += 0.5;
      offsets.push_back(counts.size());
    }
  }
  [[nodiscard]] CategoryRows rows() const { return {counts.data(), offsets.data(), offsets.size() - 1}; }
  template <class Value>
  [[nodiscard]] std::vector<Value> part(const std::vector<Value>& column, std::size_t i) const {
    return std::vector<Value>(column.data() + offsets[i], column.data() + offsets[i + 1]);
  }
  std::vector<Count> counts, others;
  std::vector<double> expected;
  std::vector<std::size_t> offsets{0};
};

TEST(BatchShares, IntervalsOfEveryCategory) {
  const Samples samples(111, 150, 60);
  for (const equitable::SharesMethod method :
       {equitable::SharesMethod::goodman_wilson_bonferroni, equitable::SharesMethod::quesenberry_hurst,
        equitable::SharesMethod::clopper_pearson_bonferroni, equitable::SharesMethod::sison_glaz}) {
    EstimateAnswers answers(samples.counts.size());
    equitable::shares_rows(samples.rows(), {method, equitable::Confidence{0.9}}, answers.output(), {2});
    for (std::size_t i = 0; i < samples.rows().samples; ++i) {
      const auto scalar = answer_of([&] {
        return equitable::shares(samples.part(samples.counts, i), {method, equitable::Confidence{0.9}});
      });
      for (std::size_t row = samples.offsets[i]; row < samples.offsets[i + 1]; ++row) {
        if (scalar.empty())
          ASSERT_TRUE(answers.refused(row)) << row;
        else
          ASSERT_TRUE(answers.is(row, scalar[0][row - samples.offsets[i]]));
      }
    }
  }
}

TEST(BatchShares, CompositionsOfEverySample) {
  const Samples samples(112, 150, 9);
  const std::size_t count = samples.rows().samples;
  const auto expect = [&](const std::vector<CompositionTest>& scalar, const TestAnswers& test, const std::vector<double>& df,
                          const std::vector<double>& index, std::size_t i) {
    if (scalar.empty()) {
      ASSERT_TRUE(test.refused(i) && std::isnan(df[i]) && std::isnan(index[i])) << i;
      return;
    }
    ASSERT_TRUE(test.is(i, scalar[0].statistic, scalar[0].pvalue, scalar[0].status));
    ASSERT_TRUE(identical(df[i], scalar[0].df) && identical(index[i], scalar[0].dissimilarity_index)) << i;
  };
  for (const CompositionMethod method :
       {CompositionMethod::pearson_gof, CompositionMethod::g_gof, CompositionMethod::exact_multinomial_midp}) {
    TestAnswers test(count);
    std::vector<double> df(count), index(count);
    equitable::composition_rows(samples.rows(), samples.expected.data(), {method}, {test.output(), df.data(), index.data()}, {2});
    for (std::size_t i = 0; i < count; ++i)
      expect(answer_of([&] {
               return equitable::composition(samples.part(samples.counts, i), samples.part(samples.expected, i), {method});
             }),
             test, df, index, i);
  }
  for (const auto method :
       {equitable::CompositionComparisonMethod::n_minus_1_chi2, equitable::CompositionComparisonMethod::g_test}) {
    TestAnswers test(count);
    std::vector<double> df(count), index(count);
    equitable::composition_against_counts_rows(samples.rows(), samples.others.data(), {method},
                                               {test.output(), df.data(), index.data()}, {2});
    for (std::size_t i = 0; i < count; ++i)
      expect(answer_of([&] {
               return equitable::composition_against_counts(samples.part(samples.counts, i), samples.part(samples.others, i),
                                                            {method});
             }),
             test, df, index, i);
  }
}

TEST(BatchShares, SegregationOfEveryTable) {
  support::RandomTables random(113);
  const support::GroupColumns columns = support::random_group_columns(random, 150, 0, 300);
  const std::size_t count = columns.tables();
  for (const auto index : {equitable::SegregationIndex::dissimilarity, equitable::SegregationIndex::entropy,
                           equitable::SegregationIndex::isolation}) {
    const equitable::SegregationOptions options{index};
    std::vector<double> value(count), expected(count), corrected(count), even(count);
    std::vector<Status> status(count);
    equitable::segregation_rows(columns.rows(), options,
                                {value.data(), status.data(), expected.data(), corrected.data(), even.data()}, {2});
    for (std::size_t i = 0; i < count; ++i) {
      const auto scalar = answer_of([&] { return equitable::segregation(columns.table(i), options); });
      if (scalar.empty()) {
        ASSERT_EQ(status[i], Status::invalid);
        ASSERT_TRUE(std::isnan(value[i]) && std::isnan(expected[i]) && std::isnan(corrected[i]) && std::isnan(even[i])) << i;
        continue;
      }
      ASSERT_EQ(status[i], scalar[0].status) << i;
      ASSERT_TRUE(identical(value[i], scalar[0].value) && identical(expected[i], scalar[0].expected) &&
                  identical(corrected[i], scalar[0].corrected) && identical(even[i], scalar[0].even))
          << i;
    }
  }
  equitable::SegregationOptions wrong;
  wrong.group = 2;
  EXPECT_NE(support::refusal([&] {
              equitable::segregation_rows(columns.rows(), wrong, {});
              return 0;
            }).find("group"),
            std::string::npos);
}

TEST(BatchShares, InequalityOfEveryTable) {
  support::RandomTables random(114);
  const support::GroupColumns columns = support::random_group_columns(random, 120, 0, 300);
  const std::size_t count = columns.tables();
  for (const auto measure : {equitable::InequalityMeasure::theil_index, equitable::InequalityMeasure::ratio,
                             equitable::InequalityMeasure::between_group_variance}) {
    equitable::InequalityOptions options;
    options.method = equitable::InequalityMethod::delta;
    EstimateAnswers answers(count);
    std::vector<double> error(count);
    equitable::inequality_rows(columns.rows(), measure, options, answers.output(), error.data(), {2});
    for (std::size_t i = 0; i < count; ++i) {
      const auto scalar = answer_of([&] { return equitable::inequality(columns.table(i), measure, options); });
      if (scalar.empty()) {
        ASSERT_TRUE(answers.refused(i) && std::isnan(error[i])) << i;
        continue;
      }
      ASSERT_TRUE(answers.is(i, scalar[0].estimate));
      ASSERT_TRUE(identical(error[i], scalar[0].standard_error)) << i;
    }
  }
  EXPECT_NE(support::refusal([&] {
              equitable::inequality_rows(columns.rows(), equitable::InequalityMeasure::mean_difference_from_reference, {}, {});
              return 0;
            }).find("reference"),
            std::string::npos);
}

}  // namespace
