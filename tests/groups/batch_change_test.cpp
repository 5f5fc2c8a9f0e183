#include "equitable/groups/batch_change.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <vector>

#include "support/batch_answers.hpp"
#include "support/group_columns.hpp"

namespace {

using equitable::Count;
using equitable::Measure;
using equitable::Status;
using equitable::TableColumns;
using support::answer_of;
using support::EstimateAnswers;
using support::GroupColumns;
using support::identical;
using support::TestAnswers;

/// Two columns of rates side by side, some of them broken.
struct Tables {
  Tables(std::uint64_t seed, std::size_t rows, Count largest) {
    support::RandomTables random(seed);
    group = support::random_group_columns(random, rows, 1, largest);
    reference = support::random_group_columns(random, rows, 1, largest);
  }
  [[nodiscard]] TableColumns columns() const {
    return {group.events.data(), group.totals.data(), reference.events.data(), reference.totals.data(), group.events.size()};
  }
  GroupColumns group, reference;
};

TEST(BatchChange, ChangesBetweenPeriods) {
  const std::size_t rows = 60;
  const Tables before(121, rows, 300);
  const Tables after(122, rows, 300);
  for (const Measure measure : {Measure::ratio, Measure::difference})
    for (const auto method : {equitable::ChangeMethod::score, equitable::ChangeMethod::mover}) {
      const equitable::ChangeOptions options{method, equitable::Confidence{0.9}};
      EstimateAnswers first(rows), second(rows), change(rows);
      TestAnswers test(rows);
      equitable::change_rows(before.columns(), after.columns(), measure, options,
                             {first.output(), second.output(), change.output(), test.output()}, {2});
      std::size_t refused = 0;
      for (std::size_t i = 0; i < rows; ++i) {
        const auto scalar = answer_of([&] {
          return measure == Measure::ratio
                     ? equitable::ratio_change(before.columns().row(i), after.columns().row(i), options)
                     : equitable::difference_change(before.columns().row(i), after.columns().row(i), options);
        });
        if (scalar.empty()) {
          ++refused;
          ASSERT_TRUE(first.refused(i) && second.refused(i) && change.refused(i) && test.refused(i)) << i;
          continue;
        }
        ASSERT_TRUE(first.is(i, scalar[0].first));
        ASSERT_TRUE(second.is(i, scalar[0].second));
        ASSERT_TRUE(change.is(i, scalar[0].change));
        ASSERT_TRUE(test.is(i, scalar[0].test));
      }
      EXPECT_GT(refused, 5U);
      EXPECT_LT(refused, rows - 10);
    }
  const auto refusal = [&](const TableColumns& second, Measure measure) {
    return support::refusal([&] {
      equitable::change_rows(before.columns(), second, measure, {}, {});
      return 0;
    });
  };
  TableColumns shorter = after.columns();
  shorter.rows = 7;
  EXPECT_EQ(refusal(shorter, Measure::ratio), "change_rows: second is of 7 rows, but must have as many as the first, 60");
  EXPECT_EQ(refusal(after.columns(), Measure::odds_ratio), "change_rows: measure is odds_ratio, but must be ratio or difference");
}

TEST(BatchChange, Shortfalls) {
  support::RandomTables random(123);
  const Tables tables(124, 150, 900);
  const GroupColumns groups = support::random_group_columns(random, 100, 0, 900);
  for (const auto standard :
       {equitable::ShortfallStandard::reference, equitable::ShortfallStandard::pooled, equitable::ShortfallStandard::best}) {
    equitable::ShortfallOptions options;
    options.standard = standard;
    std::size_t rows = 150;
    EstimateAnswers people(rows);
    std::vector<Count> rounded(rows), to_close(rows), lower(rows), upper(rows);
    std::vector<double> rate(rows), standard_rate(rows);
    equitable::shortfall_rows(
        tables.columns(), options,
        {people.output(), rate.data(), standard_rate.data(), rounded.data(), to_close.data(), lower.data(), upper.data()}, {2});
    for (std::size_t i = 0; i < rows; ++i) {
      const auto scalar = answer_of([&] { return equitable::shortfall(tables.columns().row(i), options); });
      if (scalar.empty()) {
        ASSERT_TRUE(people.refused(i) && std::isnan(rate[i]) && rounded[i] == 0 && upper[i] == 0) << i;
        continue;
      }
      ASSERT_TRUE(people.is(i, scalar[0].people));
      ASSERT_TRUE(identical(rate[i], scalar[0].rate) && identical(standard_rate[i], scalar[0].standard_rate));
      ASSERT_TRUE(rounded[i] == scalar[0].rounded && to_close[i] == scalar[0].to_close && lower[i] == scalar[0].lower &&
                  upper[i] == scalar[0].upper);
    }
    options.reference = 1;
    rows = groups.events.size();
    EstimateAnswers every(rows);
    std::vector<Count> whole(rows);
    equitable::shortfall_rows(groups.rows(), options, {every.output(), nullptr, nullptr, whole.data(), nullptr, nullptr, nullptr},
                              {2});
    for (std::size_t i = 0; i < groups.tables(); ++i)
      for (std::size_t g = 0; g < groups.rows().groups(i); ++g) {
        const std::size_t row = groups.offsets[i] + g;
        if (standard == equitable::ShortfallStandard::reference && g == 1) {
          // Itself: nothing to tell, and refused where its neighbours are.
          ASSERT_TRUE(std::isnan(every.value[row]) && whole[row] == 0);
          ASSERT_EQ(every.refused(row), every.refused(row - 1)) << i;
          ASSERT_TRUE(every.refused(row) || every.status[row] == Status::undefined);
          continue;
        }
        const auto scalar = answer_of([&] { return equitable::shortfall(groups.table(i), g, options); });
        if (scalar.empty()) {
          ASSERT_TRUE(every.refused(row)) << i;
          continue;
        }
        ASSERT_TRUE(every.is(row, scalar[0].people));
        ASSERT_EQ(whole[row], scalar[0].rounded);
      }
  }
}

TEST(BatchChange, StagesOfEveryRecruitment) {
  support::RandomTables random(125);
  std::vector<Count> group, reference, unknown;
  std::vector<std::size_t> offsets{0};
  for (int i = 0; i < 90; ++i) {
    Count left[3] = {random.between(0, 900), random.between(0, 900), random.between(0, 60)};
    for (Count stage = random.between(0, 4); stage > 0; --stage) {
      group.push_back(left[0]);
      reference.push_back(left[1]);
      unknown.push_back(left[2]);
      for (Count& count : left) count = random.between(0, count);
    }
    if (i % 9 == 4 && !group.empty()) group.back() += 5000;
    offsets.push_back(group.size());
  }
  const std::size_t rows = group.size();
  for (const bool with_unknown : {true, false}) {
    EstimateAnswers conditional(rows), cumulative(rows);
    TestAnswers conditional_test(rows), cumulative_test(rows);
    std::vector<double> before(rows), after(rows), missing(rows);
    TestAnswers missing_test(rows);
    std::vector<equitable::MissingTrend> trend(rows);
    equitable::stages_rows({group.data(), reference.data(), with_unknown ? unknown.data() : nullptr, offsets.data(), 90}, {},
                           {conditional.output(),
                            conditional_test.output(),
                            cumulative.output(),
                            cumulative_test.output(),
                            {before.data(), after.data(), missing.data(), missing_test.output(), trend.data()}},
                           {2});
    const auto expect_missing = [&](std::size_t row, const equitable::StageMissing& scalar) {
      EXPECT_TRUE(identical(before[row], scalar.share_before) && identical(after[row], scalar.share_after));
      EXPECT_TRUE(identical(missing[row], scalar.change));
      EXPECT_TRUE(missing_test.is(row, scalar.test));
      EXPECT_EQ(trend[row], scalar.trend);
    };
    std::size_t refused = 0;
    for (std::size_t i = 0; i < 90; ++i) {
      std::vector<equitable::Stage> list;
      for (std::size_t k = offsets[i]; k < offsets[i + 1]; ++k)
        list.push_back({group[k], reference[k], with_unknown ? unknown[k] : 0});
      const auto scalar = answer_of([&] { return equitable::stages(list); });
      for (std::size_t k = 0; k < list.size(); ++k) {
        const std::size_t row = offsets[i] + k;
        if (scalar.empty()) {
          ++refused;
          ASSERT_TRUE(conditional.refused(row) && cumulative.refused(row) && conditional_test.refused(row) &&
                      cumulative_test.refused(row) && missing_test.refused(row) && std::isnan(missing[row]));
        } else if (k == 0) {
          ASSERT_EQ(conditional.status[row], Status::undefined);
          ASSERT_EQ(cumulative_test.status[row], Status::undefined);
          ASSERT_TRUE(std::isnan(conditional.value[row]));
          expect_missing(row, scalar[0].missing);
        } else {
          const equitable::StageStep& step = scalar[0].steps[k - 1];
          ASSERT_TRUE(conditional.is(row, step.conditional.ratio));
          ASSERT_TRUE(conditional_test.is(row, step.conditional.test));
          ASSERT_TRUE(cumulative.is(row, step.cumulative.ratio));
          ASSERT_TRUE(cumulative_test.is(row, step.cumulative.test));
          expect_missing(row, step.missing);
        }
      }
    }
    EXPECT_GT(refused, 10U);
  }
}

TEST(BatchChange, StandardisedRates) {
  support::RandomTables random(126);
  std::vector<Count> events;
  std::vector<double> population, standard;
  std::vector<std::size_t> offsets{0};
  for (int i = 0; i < 120; ++i) {
    for (Count stratum = random.between(0, 6); stratum > 0; --stratum) {
      events.push_back(random.between(0, 40));
      population.push_back(static_cast<double>(random.between(1, 5000)));
      standard.push_back(static_cast<double>(random.between(0, 900)));
    }
    if (i % 8 == 2 && !events.empty()) population.back() = i % 16 == 2 ? -4.0 : 0.0;
    offsets.push_back(events.size());
  }
  for (const auto method : {equitable::StandardisedRateMethod::dobson_byar, equitable::StandardisedRateMethod::fay_feuer_gamma}) {
    const equitable::StandardisedRateOptions options{method};
    EstimateAnswers rate(120);
    std::vector<double> variance(120);
    equitable::standardised_rate_rows({events.data(), population.data(), standard.data(), offsets.data(), 120}, options,
                                      rate.output(), variance.data(), {2});
    for (std::size_t i = 0; i < 120; ++i) {
      std::vector<equitable::StandardisedStratum> strata;
      for (std::size_t k = offsets[i]; k < offsets[i + 1]; ++k) strata.push_back({events[k], population[k], standard[k]});
      const auto scalar = answer_of([&] { return equitable::standardised_rate(strata, options); });
      if (scalar.empty()) {
        ASSERT_TRUE(rate.refused(i) && std::isnan(variance[i])) << i;
        continue;
      }
      ASSERT_TRUE(rate.is(i, scalar[0].rate));
      ASSERT_TRUE(identical(variance[i], scalar[0].variance));
    }
  }
  equitable::StandardisedRateOptions wrong;
  wrong.per = 0.0;
  EXPECT_NE(support::refusal([&] {
              equitable::standardised_rate_rows({nullptr, nullptr, nullptr, offsets.data(), 0}, wrong, {});
              return 0;
            }).find("per"),
            std::string::npos);
}

TEST(BatchChange, HeterogeneityOfPeriods) {
  support::RandomTables random(127);
  const support::GroupColumns group = support::random_group_columns(random, 80, 0, 300);
  support::GroupColumns reference;
  for (std::size_t i = 0; i < group.events.size(); ++i) {
    const Count total = random.total(300);
    reference.add(random.events(total), total);
  }
  const equitable::TableColumns columns{group.events.data(), group.totals.data(), reference.events.data(),
                                        reference.totals.data(), group.events.size()};
  for (const auto measure : {equitable::Measure::ratio, equitable::Measure::difference}) {
    TestAnswers test(80);
    std::vector<double> df(80, -7.0);
    equitable::period_heterogeneity_rows(columns, group.offsets.data(), 80, measure, test.output(), df.data(), {2});
    int refused = 0;
    for (std::size_t i = 0; i < 80; ++i) {
      std::vector<equitable::Table2x2> periods;
      for (std::size_t row = group.offsets[i]; row < group.offsets[i + 1]; ++row) periods.push_back(columns.row(row));
      const auto scalar = answer_of([&] { return equitable::period_heterogeneity(periods, measure); });
      refused += scalar.empty() ? 1 : 0;
      ASSERT_TRUE(scalar.empty() ? test.refused(i) : test.is(i, scalar[0].test)) << i;
      ASSERT_TRUE(scalar.empty() ? std::isnan(df[i]) : identical(df[i], scalar[0].df)) << i;
    }
    EXPECT_GT(refused, 2);
  }
  EXPECT_NE(support::refusal([&] {
              equitable::period_heterogeneity_rows(columns, group.offsets.data(), 80, equitable::Measure::odds_ratio, {});
              return 0;
            }).find("odds_ratio"),
            std::string::npos);
}

}  // namespace
