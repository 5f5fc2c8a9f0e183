#include "equitable/groups/batch_strata.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "support/batch_answers.hpp"
#include "support/group_columns.hpp"

namespace {

using equitable::Alternative;
using equitable::CmhMethod;
using equitable::Confidence;
using equitable::Count;
using equitable::Status;
using equitable::Strata;
using equitable::TableColumns;
using support::answer_of;
using support::EstimateAnswers;
using support::identical;
using support::TestAnswers;

/// Problems in columns: two sets of groups with the same offsets.
struct Problems {
  Problems(std::uint64_t seed, std::size_t problems, Count strata, Count largest) {
    support::RandomTables random(seed);
    group = support::random_group_columns(random, problems, strata, largest);
    for (std::size_t i = 0; i < group.events.size(); ++i) {
      const Count total = random.between(0, 20) == 0 ? 0 : random.total(largest);
      reference.add(random.events(total), total);
    }
  }
  [[nodiscard]] TableColumns columns() const {
    return {group.events.data(), group.totals.data(), reference.events.data(), reference.totals.data(), group.events.size()};
  }
  [[nodiscard]] const std::size_t* offsets() const { return group.offsets.data(); }
  [[nodiscard]] std::size_t size() const { return group.tables(); }
  [[nodiscard]] Strata strata(std::size_t i) const {
    std::vector<equitable::Table2x2> tables;
    for (std::size_t k = group.offsets[i]; k < group.offsets[i + 1]; ++k) tables.push_back(columns().row(k));
    return Strata(tables);
  }
  support::GroupColumns group, reference;
};

TEST(BatchStrata, CommonEffectsAreTheScalars) {
  const Problems problems(91, 150, 0, 400);
  for (const equitable::StratifiedMethod method :
       {equitable::StratifiedMethod::mh_rr, equitable::StratifiedMethod::mh_rd_sato, equitable::StratifiedMethod::mh_or,
        equitable::StratifiedMethod::score_mh_rr, equitable::StratifiedMethod::iv_rd, equitable::StratifiedMethod::peto})
    for (const Alternative alternative : {Alternative::two_sided, Alternative::greater}) {
      const equitable::StratifiedOptions options{equitable::detail::measure_of(method), method, Confidence{0.9}, alternative};
      EstimateAnswers answers(problems.size());
      std::vector<double> error(problems.size());
      equitable::stratified_rows(problems.columns(), problems.offsets(), problems.size(), options, answers.output(), error.data(),
                                 {2});
      std::size_t refused = 0;
      for (std::size_t i = 0; i < problems.size(); ++i) {
        const auto scalar = answer_of([&] { return equitable::common_effect(problems.strata(i), options); });
        if (scalar.empty()) {
          ++refused;
          ASSERT_TRUE(answers.refused(i) && std::isnan(error[i])) << i;
          continue;
        }
        ASSERT_TRUE(answers.is(i, scalar[0].estimate)) << name(method);
        ASSERT_TRUE(identical(error[i], scalar[0].standard_error)) << name(method);
      }
      EXPECT_GT(refused, 5U);
    }
}

TEST(BatchStrata, MantelHaenszelTests) {
  // Strata few and many, beyond what is kept of terms at a time, small and too large for lanes.
  for (const Count strata : {Count{0}, Count{1}, Count{20}, Count{300}})
    for (const Count largest : {Count{5}, Count{2000}, Count{1} << 40}) {
      const Problems problems(static_cast<std::uint64_t>(strata + largest), strata == 300 ? 40 : 150, strata, largest);
      for (const CmhMethod method : {CmhMethod::cmh, CmhMethod::cmh_cc, CmhMethod::cochran})
        for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
          TestAnswers answers(problems.size());
          equitable::cmh_rows(problems.columns(), problems.offsets(), problems.size(), {method, alternative}, answers.output());
          for (std::size_t i = 0; i < problems.size(); ++i) {
            const auto scalar = answer_of([&] { return equitable::cmh_test(problems.strata(i), {method, alternative}); });
            if (scalar.empty()) {
              ASSERT_TRUE(answers.refused(i)) << i;
              continue;
            }
            ASSERT_TRUE(answers.is(i, scalar[0])) << i;
          }
        }
    }
}

TEST(BatchStrata, ThreadsChangeNothing) {
  const Problems problems(92, 5000, 3, 300);
  TestAnswers one(problems.size());
  TestAnswers many(problems.size());
  equitable::cmh_rows(problems.columns(), problems.offsets(), problems.size(), {}, one.output());
  equitable::cmh_rows(problems.columns(), problems.offsets(), problems.size(), {}, many.output(), {3});
  for (std::size_t i = 0; i < problems.size(); ++i) ASSERT_TRUE(many.is(i, one.statistic[i], one.pvalue[i], one.status[i])) << i;
}

TEST(BatchStrata, HomogeneityOfOddsRatios) {
  const Problems problems(93, 200, 0, 500);
  for (const auto method : {equitable::OddsRatioHomogeneityMethod::tarone, equitable::OddsRatioHomogeneityMethod::breslow_day}) {
    TestAnswers answers(problems.size());
    std::vector<double> df(problems.size());
    equitable::odds_ratio_homogeneity_rows(problems.columns(), problems.offsets(), problems.size(), method, answers.output(),
                                           df.data(), {2});
    for (std::size_t i = 0; i < problems.size(); ++i) {
      const auto scalar = answer_of([&] { return equitable::odds_ratio_homogeneity(problems.strata(i), method); });
      if (scalar.empty()) {
        ASSERT_TRUE(answers.refused(i) && std::isnan(df[i])) << i;
        continue;
      }
      ASSERT_TRUE(answers.is(i, scalar[0].statistic, scalar[0].pvalue, scalar[0].status));
      ASSERT_TRUE(identical(df[i], scalar[0].df)) << i;
    }
  }
}

TEST(BatchStrata, Standardisation) {
  const Problems problems(94, 200, 0, 500);
  support::RandomTables random(95);
  std::vector<double> standard(problems.columns().rows);
  for (double& weight : standard) weight = static_cast<double>(random.between(0, 40));
  standard[5] = -1.0;
  const std::size_t count = problems.size();
  for (const auto method : {equitable::StandardisationMethod::mover_wilson, equitable::StandardisationMethod::normal}) {
    const equitable::StandardisationOptions options{method};
    const auto weights = [&](std::size_t i) {
      return std::vector<double>(standard.data() + problems.offsets()[i], standard.data() + problems.offsets()[i + 1]);
    };
    EstimateAnswers difference(count), ratio(count), direct(count);
    std::vector<double> difference_error(count), ratio_error(count), direct_error(count);
    equitable::standardised_rows(problems.columns(), standard.data(), problems.offsets(), count,
                                 equitable::StandardisedMeasure::difference, options, difference.output(),
                                 difference_error.data(), {2});
    equitable::standardised_rows(problems.columns(), standard.data(), problems.offsets(), count,
                                 equitable::StandardisedMeasure::ratio, options, ratio.output(), ratio_error.data());
    equitable::directly_standardised_rows(problems.group.rows(), standard.data(), options, direct.output(), direct_error.data());
    std::size_t refused = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto of_difference =
          answer_of([&] { return equitable::standardised_difference(problems.strata(i), weights(i), options); });
      const auto of_ratio = answer_of([&] { return equitable::standardised_ratio(problems.strata(i), weights(i), options); });
      if (of_difference.empty()) {
        ++refused;
        ASSERT_TRUE(of_ratio.empty() && difference.refused(i) && ratio.refused(i) && std::isnan(ratio_error[i])) << i;
      } else {
        ASSERT_TRUE(difference.is(i, of_difference[0].estimate));
        ASSERT_TRUE(ratio.is(i, of_ratio[0].estimate));
        ASSERT_TRUE(identical(difference_error[i], of_difference[0].standard_error));
        ASSERT_TRUE(identical(ratio_error[i], of_ratio[0].standard_error));
      }
      const auto of_one =
          answer_of([&] { return equitable::directly_standardised(problems.group.table(i), weights(i), options); });
      ASSERT_EQ(direct.refused(i), of_one.empty()) << i;
      if (of_one.empty()) continue;
      ASSERT_TRUE(direct.is(i, of_one[0].estimate));
      ASSERT_TRUE(identical(direct_error[i], of_one[0].standard_error));
    }
    EXPECT_GT(refused, 5U);
    EXPECT_LT(refused, 150U);
  }
  EstimateAnswers indirect(count);
  std::vector<double> expected(count), rate(count);
  equitable::indirectly_standardised_rows(problems.columns(), problems.offsets(), count, {}, indirect.output(), expected.data(),
                                          rate.data(), {2});
  for (std::size_t i = 0; i < count; ++i) {
    const auto scalar = answer_of([&] { return equitable::indirectly_standardised(problems.strata(i)); });
    if (scalar.empty()) {
      ASSERT_TRUE(indirect.refused(i) && std::isnan(expected[i]) && std::isnan(rate[i])) << i;
      continue;
    }
    ASSERT_TRUE(indirect.is(i, scalar[0].ratio));
    ASSERT_TRUE(identical(expected[i], scalar[0].expected) && identical(rate[i], scalar[0].rate)) << i;
  }
}

TEST(BatchStrata, Decompositions) {
  const Problems problems(96, 200, 0, 500);
  const std::size_t count = problems.size();
  const std::size_t rows = problems.columns().rows;
  EstimateAnswers gap(count), mix(count), rate(count);
  std::vector<double> gap_error(count), mix_error(count), rate_error(count), strata_mix(rows), strata_rate(rows);
  equitable::decomposition_rows(problems.columns(), problems.offsets(), count, {},
                                {gap.output(), mix.output(), rate.output(), gap_error.data(), mix_error.data(), rate_error.data(),
                                 strata_mix.data(), strata_rate.data()},
                                {2});
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t first = problems.offsets()[i];
    const auto scalar = answer_of([&] { return equitable::decomposition(problems.strata(i)); });
    if (scalar.empty()) {
      ASSERT_TRUE(gap.refused(i) && mix.refused(i) && rate.refused(i) && std::isnan(mix_error[i])) << i;
      for (std::size_t k = first; k < problems.offsets()[i + 1]; ++k) ASSERT_TRUE(std::isnan(strata_mix[k]));
      continue;
    }
    ASSERT_TRUE(gap.is(i, scalar[0].gap));
    ASSERT_TRUE(mix.is(i, scalar[0].mix));
    ASSERT_TRUE(rate.is(i, scalar[0].rate));
    ASSERT_TRUE(identical(gap_error[i], scalar[0].gap_standard_error) && identical(mix_error[i], scalar[0].mix_standard_error) &&
                identical(rate_error[i], scalar[0].rate_standard_error));
    for (std::size_t k = 0; k < scalar[0].strata.size(); ++k)
      ASSERT_TRUE(identical(strata_mix[first + k], scalar[0].strata[k].mix) &&
                  identical(strata_rate[first + k], scalar[0].strata[k].rate));
  }
}

TEST(BatchStrata, OptionsAndOffsetsAreRefused) {
  const Problems problems(97, 3, 2, 50);
  EstimateAnswers answers(3);
  const std::size_t beyond[] = {0, 2, 4, 7};
  EXPECT_EQ(
      support::refusal([&] {
        equitable::decomposition_rows(problems.columns(), beyond, 3, {}, {answers.output(), answers.output(), answers.output()});
        return 0;
      }),
      "decomposition_rows: offsets[3] is 7, but must be at least the one before, which is 4, and at most the number of "
      "strata, which is 6");
  EXPECT_NE(support::refusal([&] {
              equitable::standardised_rows(
                  problems.columns(), nullptr, problems.offsets(), 3, equitable::StandardisedMeasure::ratio,
                  {equitable::StandardisationMethod::normal, Confidence{0.3}, Alternative::less}, answers.output());
              return 0;
            }).find("standardised_rows: confidence_level"),
            std::string::npos);
}

TEST(BatchStrata, OneContrastInAllStrata) {
  using Method = equitable::ContrastHomogeneityMethod;
  const Problems problems(97, 150, 0, 300);
  for (const auto measure : {equitable::Measure::ratio, equitable::Measure::difference, equitable::Measure::odds_ratio})
    for (const Method method : {Method::automatic, Method::cochran_q, Method::score}) {
      TestAnswers answers(problems.size());
      std::vector<double> df(problems.size()), i_squared(problems.size());
      std::vector<std::uint8_t> by_score(problems.size(), 9);
      const auto run = [&] {
        equitable::contrast_homogeneity_rows(problems.columns(), problems.offsets(), problems.size(), measure, method,
                                             answers.output(), df.data(), i_squared.data(), by_score.data(), {2});
        return 0;
      };
      if (measure == equitable::Measure::odds_ratio && method != Method::cochran_q) {
        EXPECT_NE(support::refusal(run).find("odds_ratio"), std::string::npos);
        continue;
      }
      run();
      std::size_t scored = 0;
      for (std::size_t i = 0; i < problems.size(); ++i) {
        const auto scalar = answer_of([&] {
          const Strata strata = problems.strata(i);
          return method == Method::cochran_q ? equitable::inverse_variance(strata, measure).homogeneity
                 : method == Method::score   ? equitable::score_homogeneity(strata, measure)
                                             : equitable::contrast_homogeneity(strata, measure);
        });
        if (scalar.empty()) {
          ASSERT_TRUE(answers.refused(i) && std::isnan(df[i]) && std::isnan(i_squared[i]));
          continue;
        }
        ASSERT_TRUE(answers.is(i, scalar[0].statistic, scalar[0].pvalue, scalar[0].status));
        ASSERT_TRUE(identical(df[i], scalar[0].df) && identical(i_squared[i], scalar[0].i_squared));
        ASSERT_EQ(by_score[i] == 1, std::string(scalar[0].method) == "score");
        scored += by_score[i];
      }
      EXPECT_EQ(scored > 0, method != Method::cochran_q);
    }
}

TEST(BatchStrata, ExactTests) {
  const Problems problems(98, 80, 0, 12);
  for (const auto method :
       {equitable::StratifiedExactTestMethod::exact_midp_central, equitable::StratifiedExactTestMethod::exact_minlike}) {
    const equitable::StratifiedExactTestOptions options{method};
    TestAnswers answers(problems.size());
    equitable::stratified_exact_test_rows(problems.columns(), problems.offsets(), problems.size(), options, answers.output(),
                                          {2});
    int refused = 0;
    for (std::size_t i = 0; i < problems.size(); ++i) {
      const auto scalar = answer_of([&] { return equitable::stratified_exact_test(problems.strata(i), options); });
      refused += scalar.empty() ? 1 : 0;
      ASSERT_TRUE(scalar.empty() ? answers.refused(i) : answers.is(i, scalar[0])) << i;
    }
    EXPECT_GT(refused, 2);
  }
}

}  // namespace
