#include "equitable/groups/batch_organisations.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "support/batch_answers.hpp"
#include "support/group_columns.hpp"

namespace {

using equitable::Count;
using equitable::FunnelOptions;
using equitable::Status;
using equitable::Table2x2;
using support::answer_of;
using support::EstimateAnswers;
using support::identical;

constexpr std::size_t families = 150;

/// Columns that a funnel is written into.
struct FunnelAnswers {
  FunnelAnswers(std::size_t tables, std::size_t rows)
      : units(7, std::vector<double>(rows, -7.0)),
        numbers(4, std::vector<double>(tables, -7.0)),
        unit_status(rows),
        status(tables) {}
  [[nodiscard]] equitable::FunnelOutput output() {
    return {{units[0].data(), units[1].data(), units[2].data(), units[3].data(), units[4].data(), units[5].data(),
             units[6].data(), unit_status.data()},
            numbers[0].data(),
            numbers[1].data(),
            numbers[2].data(),
            numbers[3].data(),
            status.data()};
  }
  /// Compares family i, whose organisations are the rows `begin` … `end` − 1. @returns whether it was refused
  bool compared(std::size_t i, std::size_t begin, std::size_t end, const std::vector<equitable::Funnel>& scalar) const {
    if (scalar.empty()) {
      EXPECT_EQ(status[i], Status::invalid);
      for (const std::vector<double>& column : numbers) EXPECT_TRUE(std::isnan(column[i]));
      for (std::size_t row = begin; row < end; ++row) {
        EXPECT_EQ(unit_status[row], Status::invalid);
        for (const std::vector<double>& column : units) EXPECT_TRUE(std::isnan(column[row]));
      }
      return true;
    }
    const equitable::Funnel& funnel = scalar[0];
    EXPECT_EQ(status[i], funnel.status);
    EXPECT_TRUE(identical(numbers[0][i], funnel.target) && identical(numbers[1][i], funnel.dispersion) &&
                identical(numbers[2][i], funnel.between_deviation) && identical(numbers[3][i], funnel.pvalue));
    EXPECT_EQ(funnel.units.size(), end - begin);
    for (std::size_t row = begin; row < end; ++row) {
      const equitable::FunnelUnit& unit = funnel.units[row - begin];
      EXPECT_EQ(unit_status[row], unit.status);
      EXPECT_TRUE(identical(units[0][row], unit.value) && identical(units[1][row], unit.z) &&
                  identical(units[2][row], unit.adjusted) && identical(units[3][row], unit.inner.lower) &&
                  identical(units[4][row], unit.inner.upper) && identical(units[5][row], unit.outer.lower) &&
                  identical(units[6][row], unit.outer.upper));
    }
    return false;
  }
  std::vector<std::vector<double>> units, numbers;
  std::vector<Status> unit_status, status;
};

/// Two groups in every organisation of every family.
struct Families {
  explicit Families(std::uint64_t seed) {
    support::RandomTables random(seed);
    group = support::random_group_columns(random, families, 0, 400);
    for (std::size_t i = 0; i < group.events.size(); ++i) {
      const Count total = random.between(0, 20) == 0 ? 0 : random.total(500);
      reference.add(random.events(total), total);
    }
  }
  [[nodiscard]] equitable::FamilyTables columns() const {
    const std::size_t rows = group.events.size();
    return {{group.events.data(), group.totals.data(), reference.events.data(), reference.totals.data(), rows},
            group.offsets.data(),
            families};
  }
  [[nodiscard]] std::vector<Table2x2> tables(std::size_t i) const {
    std::vector<Table2x2> found;
    for (std::size_t row = group.offsets[i]; row < group.offsets[i + 1]; ++row) found.push_back(columns().tables.row(row));
    return found;
  }
  support::GroupColumns group, reference;
};

std::vector<FunnelOptions> funnel_options() {
  FunnelOptions additive;
  additive.dispersion = equitable::FunnelDispersion::additive;
  additive.winsorise = 0.2;
  FunnelOptions multiplicative;
  multiplicative.dispersion = equitable::FunnelDispersion::multiplicative;
  multiplicative.target = 0.25;
  multiplicative.inner = equitable::Confidence{0.9};
  return {{}, additive, multiplicative};
}

TEST(BatchOrganisations, FunnelsOfRates) {
  support::RandomTables random(131);
  const support::GroupColumns columns = support::random_group_columns(random, families, 0, 600);
  for (const FunnelOptions& options : funnel_options()) {
    FunnelAnswers answers(families, columns.events.size());
    equitable::funnel_rates_rows(columns.rows(), options, answers.output(), {2});
    int refused = 0;
    for (std::size_t i = 0; i < families; ++i)
      refused += answers.compared(i, columns.offsets[i], columns.offsets[i + 1],
                                  answer_of([&] { return equitable::funnel_rates(columns.table(i), options); }));
    EXPECT_GT(refused, 5);
  }
}

TEST(BatchOrganisations, FunnelsOfRatios) {
  const Families columns(132);
  for (const FunnelOptions& options : funnel_options()) {
    FunnelAnswers answers(families, columns.group.events.size());
    equitable::funnel_log_ratios_rows(columns.columns(), options, answers.output(), {2});
    int refused = 0;
    for (std::size_t i = 0; i < families; ++i)
      refused += answers.compared(i, columns.group.offsets[i], columns.group.offsets[i + 1],
                                  answer_of([&] { return equitable::funnel_log_ratios(columns.tables(i), options); }));
    EXPECT_GT(refused, 5);
  }
}

TEST(BatchOrganisations, FunnelsOfObservedOverExpected) {
  support::RandomTables random(133);
  support::GroupColumns columns = support::random_group_columns(random, families, 0, 60);
  std::vector<double> expected;
  for (const Count total : columns.totals) expected.push_back(static_cast<double>(total) * 0.37);
  for (const FunnelOptions& options : funnel_options()) {
    FunnelAnswers answers(families, expected.size());
    equitable::funnel_observed_expected_rows({columns.events.data(), expected.data(), columns.offsets.data(), families}, options,
                                             answers.output(), {2});
    int refused = 0;
    for (std::size_t i = 0; i < families; ++i) {
      std::vector<equitable::ObservedExpected> units;
      for (std::size_t row = columns.offsets[i]; row < columns.offsets[i + 1]; ++row)
        units.push_back({columns.events[row], expected[row]});
      refused += answers.compared(i, columns.offsets[i], columns.offsets[i + 1],
                                  answer_of([&] { return equitable::funnel_observed_expected(units, options); }));
    }
    EXPECT_GT(refused, 2);
  }
}

TEST(BatchOrganisations, FunnelsOfEffects) {
  support::RandomTables random(138);
  std::vector<double> values, errors;
  std::vector<std::size_t> offsets{0};
  for (std::size_t i = 0; i < families; ++i) {
    for (Count units = random.between(0, 8); units > 0; --units) {
      values.push_back(static_cast<double>(random.between(-300, 300)) / 64.0);
      errors.push_back(static_cast<double>(random.between(1, 200)) / 128.0);
    }
    if (values.size() > offsets.back() && random.between(0, 8) == 0) {
      switch (random.between(0, 3)) {
        case 0: values.back() = equitable::not_a_number; break;
        case 1: errors.back() = 0.0; break;
        case 2: errors.back() = -1.0; break;
        default: values.back() = std::numeric_limits<double>::infinity();
      }
    }
    offsets.push_back(values.size());
  }
  const equitable::FunnelEffectRows columns{values.data(), errors.data(), offsets.data(), families};
  for (const FunnelOptions& options : funnel_options()) {
    FunnelAnswers answers(families, values.size()), alone = answers;
    equitable::funnel_effects_rows(columns, options, answers.output(), {3});
    equitable::funnel_effects_rows(columns, options, alone.output());
    int refused = 0;
    for (std::size_t i = 0; i < families; ++i) {
      std::vector<equitable::FunnelEffect> units;
      for (std::size_t row = offsets[i]; row < offsets[i + 1]; ++row) units.push_back({values[row], errors[row]});
      const auto scalar = answer_of([&] { return equitable::funnel_effects(units, options); });
      refused += answers.compared(i, offsets[i], offsets[i + 1], scalar);
      EXPECT_EQ(alone.compared(i, offsets[i], offsets[i + 1], scalar), scalar.empty());
    }
    EXPECT_GT(refused, 5);
    EXPECT_LT(refused, 60);
  }
  FunnelOptions wrong;
  wrong.target = std::numeric_limits<double>::infinity();
  FunnelAnswers answers(families, values.size());
  EXPECT_NE(support::refusal([&] {
              equitable::funnel_effects_rows(columns, wrong, answers.output());
              return 0;
            }).find("target is"),
            std::string::npos);
}

TEST(BatchOrganisations, OptionsAreRefusedBeforeAnyFamily) {
  const std::size_t none[] = {0};
  FunnelOptions wrong;
  wrong.winsorise = 0.5;
  const auto said = [](const auto& call) {
    return support::refusal([&] {
      call();
      return 0;
    });
  };
  EXPECT_NE(said([&] {
              equitable::funnel_rates_rows({nullptr, nullptr, none, 0}, wrong, {});
            }).find("winsorise"),
            std::string::npos);
  EXPECT_NE(said([&] { equitable::funnel_log_ratios_rows({{}, none, 0}, wrong, {}); }).find("winsorise"), std::string::npos);
  EXPECT_NE(said([&] {
              equitable::funnel_observed_expected_rows({nullptr, nullptr, none, 0}, wrong, {});
            }).find("winsorise"),
            std::string::npos);
  equitable::RankOptions few;
  few.method = equitable::RankMethod::simulated;
  few.replicates = 3;
  EXPECT_NE(said([&] {
              equitable::percentile_rank_rows({nullptr, nullptr, none, 0}, few, {});
            }).find("replicates"),
            std::string::npos);
}

TEST(BatchOrganisations, RanksOfEveryOrganisation) {
  support::RandomTables random(134);
  const support::GroupColumns columns = support::random_group_columns(random, families, 0, 300);
  const std::size_t rows = columns.events.size();
  equitable::RankOptions simulated;
  simulated.method = equitable::RankMethod::simulated;
  simulated.replicates = 39;
  simulated.favourable = false;
  for (const equitable::RankOptions& options : {equitable::RankOptions{}, simulated}) {
    EstimateAnswers better(rows);
    std::vector<double> rank(rows), lower(rows), upper(rows);
    std::vector<Count> count(rows, -7);
    equitable::percentile_rank_rows(columns.rows(), options,
                                    {better.output(), rank.data(), lower.data(), upper.data(), count.data()}, {2});
    int refused = 0;
    for (std::size_t i = 0; i < families; ++i)
      for (std::size_t row = columns.offsets[i]; row < columns.offsets[i + 1]; ++row) {
        const auto scalar =
            answer_of([&] { return equitable::percentile_rank(columns.table(i), row - columns.offsets[i], options); });
        if (scalar.empty()) {
          ++refused;
          ASSERT_TRUE(better.refused(row) && std::isnan(rank[row]) && std::isnan(lower[row]) && std::isnan(upper[row]));
          ASSERT_EQ(count[row], 0);
          continue;
        }
        ASSERT_TRUE(better.is(row, scalar[0].better_than));
        ASSERT_TRUE(identical(rank[row], scalar[0].rank) && identical(lower[row], scalar[0].rank_interval.lower) &&
                    identical(upper[row], scalar[0].rank_interval.upper));
        ASSERT_EQ(count[row], scalar[0].organisations);
      }
    EXPECT_GT(refused, 5);
  }
}

TEST(BatchOrganisations, ShrunkenRatesOfEveryFamily) {
  support::RandomTables random(135);
  const support::GroupColumns columns = support::random_group_columns(random, families, 0, 300);
  for (const auto method : {equitable::ShrinkageMethod::maximum_likelihood, equitable::ShrinkageMethod::method_of_moments}) {
    const equitable::ShrinkageOptions options{method, equitable::Confidence{0.9}};
    EstimateAnswers rates(columns.events.size());
    std::vector<double> mean(families), concentration(families), correlation(families);
    std::vector<Status> status(families);
    equitable::shrunken_rates_rows(columns.rows(), options,
                                   {rates.output(), mean.data(), concentration.data(), correlation.data(), status.data()}, {2});
    int refused = 0;
    for (std::size_t i = 0; i < families; ++i) {
      const auto scalar = answer_of([&] { return equitable::shrunken_rates(columns.table(i), options); });
      if (scalar.empty()) {
        ++refused;
        ASSERT_EQ(status[i], Status::invalid);
        ASSERT_TRUE(std::isnan(mean[i]) && std::isnan(concentration[i]) && std::isnan(correlation[i]));
        for (std::size_t row = columns.offsets[i]; row < columns.offsets[i + 1]; ++row) ASSERT_TRUE(rates.refused(row));
        continue;
      }
      ASSERT_EQ(status[i], scalar[0].status);
      ASSERT_TRUE(identical(mean[i], scalar[0].mean) && identical(concentration[i], scalar[0].concentration) &&
                  identical(correlation[i], scalar[0].correlation));
      for (std::size_t row = columns.offsets[i]; row < columns.offsets[i + 1]; ++row)
        ASSERT_TRUE(rates.is(row, scalar[0].organisations[row - columns.offsets[i]]));
    }
    EXPECT_GT(refused, 5);
  }
}

/// Columns that a meta-analysis is written into.
struct MetaAnswers {
  explicit MetaAnswers(std::size_t tables) : estimate(tables), numbers(12, std::vector<double>(tables, -7.0)), used(tables, -7) {}
  [[nodiscard]] equitable::MetaAnalysisOutput output() {
    const auto at = [&](std::size_t i) { return numbers[i].data(); };
    return {estimate.output(), at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8), at(9), at(10), at(11), used.data()};
  }
  [[nodiscard]] bool compared(std::size_t i, const std::vector<equitable::MetaAnalysis>& scalar) const {
    if (scalar.empty()) {
      EXPECT_TRUE(estimate.refused(i));
      for (const std::vector<double>& column : numbers) EXPECT_TRUE(std::isnan(column[i]));
      EXPECT_EQ(used[i], 0);
      return true;
    }
    const equitable::MetaAnalysis& m = scalar[0];
    EXPECT_TRUE(estimate.is(i, m.estimate));
    const double expected[] = {m.standard_error,
                               m.prediction.lower,
                               m.prediction.upper,
                               m.tau2,
                               m.tau2_interval.lower,
                               m.tau2_interval.upper,
                               m.q,
                               m.df,
                               m.q_pvalue,
                               m.i2,
                               m.i2_interval.lower,
                               m.i2_interval.upper};
    for (std::size_t column = 0; column < numbers.size(); ++column)
      EXPECT_TRUE(identical(numbers[column][i], expected[column])) << column;
    EXPECT_EQ(used[i], m.used);
    return false;
  }
  EstimateAnswers estimate;
  std::vector<std::vector<double>> numbers;
  std::vector<Count> used;
};

TEST(BatchOrganisations, MeanEffectsOfTables) {
  const Families columns(136);
  for (const auto& [measure, method] :
       {std::pair{equitable::Measure::ratio, equitable::MetaAnalysisMethod::paule_mandel},
        std::pair{equitable::Measure::difference, equitable::MetaAnalysisMethod::dersimonian_laird},
        std::pair{equitable::Measure::odds_ratio, equitable::MetaAnalysisMethod::fixed}}) {
    const equitable::MetaAnalysisOptions options{method, true, equitable::Confidence{0.9}};
    MetaAnswers answers(families);
    equitable::meta_analysis_rows(columns.columns(), measure, options, answers.output(), {2});
    int refused = 0;
    for (std::size_t i = 0; i < families; ++i) {
      const equitable::Measure of = measure;
      refused += answers.compared(i, answer_of([&] { return equitable::meta_analysis(columns.tables(i), of, options); }));
    }
    EXPECT_GT(refused, 5);
  }
}

TEST(BatchOrganisations, MeanEffectsOfEffects) {
  support::RandomTables random(137);
  std::vector<double> effects, variances;
  std::vector<std::size_t> offsets{0};
  for (std::size_t i = 0; i < families; ++i) {
    for (Count k = random.between(0, 6); k > 0; --k) {
      effects.push_back(static_cast<double>(random.between(-900, 900)) / 400.0);
      variances.push_back(static_cast<double>(random.between(1, 200)) / 300.0);
    }
    if (i % 9 == 5 && effects.size() > offsets.back())
      (i % 2 == 0 ? variances : effects).back() = i % 2 == 0 ? 0.0 : equitable::infinity;
    offsets.push_back(effects.size());
  }
  MetaAnswers answers(families);
  equitable::meta_analysis_rows(equitable::EffectRows{effects.data(), variances.data(), offsets.data(), families}, {},
                                answers.output(), {2});
  int refused = 0;
  for (std::size_t i = 0; i < families; ++i)
    refused += answers.compared(i, answer_of([&] {
                                  const auto first = static_cast<std::ptrdiff_t>(offsets[i]);
                                  const auto last = static_cast<std::ptrdiff_t>(offsets[i + 1]);
                                  return equitable::meta_analysis({effects.begin() + first, effects.begin() + last},
                                                                  {variances.begin() + first, variances.begin() + last});
                                }));
  EXPECT_GT(refused, 5);
}

TEST(BatchOrganisations, FunnelLimits) {
  const std::vector<double> target{0.1, 0.3, 0.0, 1.5, 0.2, 0.5};
  const std::vector<Count> total{10, 5000, 40, 9, 0, -3};
  const std::vector<double> expected{0.5, 80.0, 1e9, 0.0, -2.0, 3.0};
  for (const auto method : {equitable::FunnelMethod::normal, equitable::FunnelMethod::exact}) {
    const equitable::FunnelLimitOptions options{method, equitable::Confidence{0.998}};
    std::vector<double> lower(6), upper(6);
    std::vector<Status> status(6);
    const auto expect = [&](std::size_t i, const std::vector<equitable::Interval>& scalar) {
      if (scalar.empty()) {
        EXPECT_TRUE(std::isnan(lower[i]) && std::isnan(upper[i]) && status[i] == Status::invalid) << i;
        return;
      }
      EXPECT_TRUE(identical(lower[i], scalar[0].lower) && identical(upper[i], scalar[0].upper)) << i;
      EXPECT_EQ(status[i] == Status::undefined, std::isnan(lower[i]) || std::isnan(upper[i])) << i;
    };
    equitable::funnel_rate_limits_rows(target.data(), total.data(), 6, options, {lower.data(), upper.data(), status.data()}, {2});
    for (std::size_t i = 0; i < 6; ++i)
      expect(i, answer_of([&] { return equitable::funnel_rate_limits(target[i], total[i], options); }));
    EXPECT_EQ(status[0], Status::ok);
    EXPECT_EQ(status[5], Status::invalid);
    equitable::funnel_expected_limits_rows(expected.data(), 6, options, {lower.data(), upper.data(), status.data()});
    for (std::size_t i = 0; i < 6; ++i)
      expect(i, answer_of([&] { return equitable::funnel_expected_limits(expected[i], options); }));
    EXPECT_EQ(status[1], Status::ok);
    EXPECT_EQ(status[4], Status::invalid);
  }
}

TEST(BatchOrganisations, OverdispersionOfEveryFamily) {
  support::RandomTables random(137);
  std::vector<Count> events;
  std::vector<double> exposure;
  std::vector<std::size_t> offsets{0};
  for (std::size_t i = 0; i < 2 * families; ++i) {
    const bool silent = random.between(0, 9) == 0;
    for (Count units = random.between(0, 7); units > 0; --units) {
      exposure.push_back(random.between(0, 7) == 0 ? 0.0 : static_cast<double>(random.total(100000)) / 8.0);
      events.push_back(silent || exposure.back() == 0.0 ? 0 : random.between(0, 60));
    }
    if (events.size() > offsets.back() && random.between(0, 8) == 0) {
      switch (random.between(0, 3)) {
        case 0: events.back() = -1; break;
        case 1: exposure.back() = -2.0; break;
        case 2: exposure.back() = equitable::not_a_number; break;
        default: events.back() = 3, exposure.back() = 0.0;
      }
    }
    offsets.push_back(events.size());
  }
  const equitable::PersonTimeFamilies columns{events.data(), exposure.data(), offsets.data(), 2 * families};
  for (const double rate : {equitable::not_a_number, 0.01}) {
    std::vector<double> dispersion(2 * families, -7.0), df = dispersion;
    support::TestAnswers test(2 * families), alone(2 * families);
    equitable::person_time_overdispersion_rows(columns, rate, {dispersion.data(), test.output(), df.data()}, {3});
    equitable::person_time_overdispersion_rows(columns, rate, {nullptr, alone.output()});
    std::size_t refused = 0, answered = 0, silent = 0;
    for (std::size_t i = 0; i < 2 * families; ++i) {
      ASSERT_TRUE(alone.is(i, test.statistic[i], test.pvalue[i], test.status[i]));
      std::vector<equitable::PersonTime> units;
      for (std::size_t row = offsets[i]; row < offsets[i + 1]; ++row) units.push_back({events[row], exposure[row]});
      const auto scalar = answer_of([&] {
        return std::isnan(rate) ? equitable::person_time_overdispersion(units)
                                : equitable::person_time_overdispersion(units, rate);
      });
      if (scalar.empty()) {
        ++refused;
        ASSERT_TRUE(test.refused(i) && std::isnan(dispersion[i]) && std::isnan(df[i])) << i;
        continue;
      }
      answered += scalar[0].status == Status::ok ? 1U : 0U;
      silent += scalar[0].status == Status::no_information ? 1U : 0U;
      ASSERT_TRUE(test.is(i, scalar[0].statistic, scalar[0].pvalue, scalar[0].status));
      ASSERT_TRUE(identical(dispersion[i], scalar[0].dispersion) && identical(df[i], scalar[0].df)) << i;
    }
    EXPECT_GT(refused, 10U);
    EXPECT_GT(answered, 100U);
    EXPECT_EQ(silent > 5U, std::isnan(rate));
  }
}

TEST(BatchOrganisations, WrongRatesAndOffsetsOfOverdispersionAreRefused) {
  const Count events = 3;
  const double exposure = 9.0;
  std::vector<std::size_t> offsets{0, 1};
  double dispersion = -7.0;
  support::TestAnswers test(1);
  const auto said = [&](double rate) {
    return support::refusal([&] {
      equitable::person_time_overdispersion_rows({&events, &exposure, offsets.data(), 1}, rate, {&dispersion, test.output()});
      return 0;
    });
  };
  for (const double rate : {0.0, -1.0, 1e51}) EXPECT_NE(said(rate).find("rate is"), std::string::npos) << rate;
  offsets = {1, 0};
  EXPECT_NE(said(equitable::not_a_number).find("offsets[1] is 0"), std::string::npos);
  EXPECT_EQ(dispersion, -7.0);
}

}  // namespace
