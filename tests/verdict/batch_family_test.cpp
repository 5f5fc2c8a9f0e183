#include "equitable/verdict/batch_family.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <memory>
#include <vector>

#include "support/batch_answers.hpp"
#include "support/group_columns.hpp"

namespace {

using equitable::Count;
using equitable::Family;
using equitable::Grade;
using equitable::State;
using equitable::Status;
using support::answer_of;
using support::EstimateAnswers;
using support::identical;

TEST(BatchFamily, VerdictsOfEveryTable) {
  support::RandomTables random(141);
  const support::GroupColumns columns = support::random_group_columns(random, 150, 0, 900);
  for (const Family family : {Family::all_pairs, Family::against_reference, Family::against_rest}) {
    equitable::FamilyVerdictOptions options;
    options.family = family;
    options.reference = 1;
    options.adjustment = equitable::Adjustment::bh;
    options.verdict.confidence = equitable::Confidence{0.9};
    const std::vector<std::size_t> offsets = equitable::pair_offsets(columns.rows(), family);
    const std::size_t rows = offsets.back();
    std::vector<std::size_t> group(rows), other(rows);
    std::vector<State> state(rows), state_alone(rows);
    std::vector<Grade> grade(rows), grade_alone(rows);
    EstimateAnswers ratio(rows);
    std::vector<double> lower(rows), upper(rows), statistic(rows), pvalue(rows), adjusted(rows);
    equitable::family_verdicts_rows(
        columns.rows(), options,
        {group.data(), other.data(), state.data(), grade.data(), state_alone.data(), grade_alone.data(), ratio.output(),
         lower.data(), upper.data(), statistic.data(), pvalue.data(), adjusted.data()},
        {2});
    std::size_t refused = 0;
    for (std::size_t i = 0; i < columns.tables(); ++i) {
      const auto scalar = answer_of([&] { return equitable::family_verdicts(columns.table(i), options); });
      for (std::size_t row = offsets[i]; row < offsets[i + 1]; ++row) {
        if (scalar.empty()) {
          ++refused;
          ASSERT_TRUE(ratio.refused(row) && std::isnan(lower[row]) && std::isnan(upper[row]) && std::isnan(statistic[row]) &&
                      std::isnan(pvalue[row]) && std::isnan(adjusted[row]));
          ASSERT_TRUE(state[row] == State::not_assessable && grade[row] == Grade::none);
          ASSERT_LT(group[row], columns.rows().groups(i));
          continue;
        }
        const equitable::FamilyVerdict& v = scalar[0].verdicts.at(row - offsets[i]);
        ASSERT_TRUE(group[row] == v.group && other[row] == v.reference);
        ASSERT_TRUE(state[row] == v.state && grade[row] == v.grade);
        ASSERT_TRUE(state_alone[row] == v.alone.state && grade_alone[row] == v.alone.grade);
        ASSERT_TRUE(identical(ratio.value[row], v.alone.ratio) && identical(ratio.lower[row], v.alone.interval.lower) &&
                    identical(ratio.upper[row], v.alone.interval.upper) && ratio.status[row] == v.alone.status);
        ASSERT_TRUE(identical(lower[row], v.interval.lower) && identical(upper[row], v.interval.upper));
        ASSERT_TRUE(identical(statistic[row], v.alone.statistic) && identical(pvalue[row], v.alone.pvalue) &&
                    identical(adjusted[row], v.pvalue_adjusted));
      }
      if (!scalar.empty()) {
        ASSERT_EQ(scalar[0].verdicts.size(), offsets[i + 1] - offsets[i]);
      }
    }
    EXPECT_GT(refused, 10U);
  }
}

TEST(BatchFamily, VerdictsWithinStrata) {
  support::RandomTables random(142);
  const support::GroupColumns group = support::random_group_columns(random, 150, 0, 500);
  support::GroupColumns reference;
  for (std::size_t i = 0; i < group.events.size(); ++i) {
    const Count total = random.between(0, 20) == 0 ? 0 : random.total(500);
    reference.add(random.events(total), total);
  }
  const equitable::TableColumns columns{group.events.data(), group.totals.data(), reference.events.data(),
                                        reference.totals.data(), group.events.size()};
  const equitable::VerdictOptions options{{0.75, 1.3}, equitable::Confidence{0.9}};
  std::vector<State> state(150);
  std::vector<Grade> grade(150);
  EstimateAnswers ratio(150);
  std::vector<std::vector<double>> numbers(5, std::vector<double>(150, -7.0));
  std::vector<Status> alike(150);
  const std::unique_ptr<bool[]> differ(new bool[150]());
  std::vector<Count> strata(150, -7);
  equitable::pooled_verdict_rows(
      columns, group.offsets.data(), 150, options,
      {state.data(), grade.data(), ratio.output(), numbers[0].data(), numbers[1].data(), numbers[2].data(), numbers[3].data(),
       numbers[4].data(), alike.data(), differ.get(), strata.data()},
      {2});
  std::size_t refused = 0;
  for (std::size_t i = 0; i < 150; ++i) {
    const auto scalar = answer_of([&] {
      std::vector<equitable::Table2x2> tables;
      for (std::size_t row = group.offsets[i]; row < group.offsets[i + 1]; ++row) tables.push_back(columns.row(row));
      return equitable::pooled_verdict(equitable::Strata(tables), options);
    });
    if (scalar.empty()) {
      ++refused;
      ASSERT_TRUE(ratio.refused(i) && alike[i] == Status::invalid && state[i] == State::not_assessable && strata[i] == 0);
      for (const std::vector<double>& column : numbers) ASSERT_TRUE(std::isnan(column[i]));
      continue;
    }
    const equitable::PooledVerdict& v = scalar[0];
    ASSERT_TRUE(state[i] == v.state && grade[i] == v.grade && ratio.status[i] == v.status && alike[i] == v.heterogeneity_status);
    ASSERT_TRUE(identical(ratio.value[i], v.ratio) && identical(ratio.lower[i], v.interval.lower) &&
                identical(ratio.upper[i], v.interval.upper));
    ASSERT_TRUE(identical(numbers[0][i], v.equivalence_interval.lower) &&
                identical(numbers[1][i], v.equivalence_interval.upper) && identical(numbers[2][i], v.statistic) &&
                identical(numbers[3][i], v.pvalue) && identical(numbers[4][i], v.heterogeneity_pvalue));
    ASSERT_EQ(differ[i], v.strata_differ);
    ASSERT_EQ(strata[i], static_cast<Count>(v.strata));
  }
  EXPECT_GT(refused, 5U);
}

TEST(BatchFamily, OptionsAreRefusedBeforeAnyTable) {
  const std::size_t none[] = {0};
  equitable::FamilyVerdictOptions options;
  options.verdict.confidence = equitable::Confidence{0.4};
  EXPECT_NE(support::refusal([&] {
              equitable::family_verdicts_rows({nullptr, nullptr, none, 0}, options, {});
              return 0;
            }).find("must be above 0.5"),
            std::string::npos);
  EXPECT_NE(support::refusal([&] {
              equitable::pooled_verdict_rows({}, none, 0, options.verdict, {});
              return 0;
            }).find("must be above 0.5"),
            std::string::npos);
}

}  // namespace
