#include "equitable/proportion/batch_finite_population.hpp"

#include <gtest/gtest.h>

#include "support/batch_answers.hpp"
#include "support/compare.hpp"
#include "support/sample_columns.hpp"

namespace {

using namespace equitable;
using support::answer_of;
using support::EstimateAnswers;
using support::refusal;

TEST(FinitePopulationRows, EveryRowIsTheScalarsToTheBitOnAnyNumberOfThreads) {
  const support::SamplePairRows all;
  const support::SamplePairRows few(3, 60, 3000);
  for (const FinitePopulationMethod method :
       {FinitePopulationMethod::wilson_fpc, FinitePopulationMethod::exact_hypergeometric_central,
        FinitePopulationMethod::mid_p_hypergeometric, FinitePopulationMethod::wald_fpc,
        FinitePopulationMethod::wald_survey_unbiased_variance})
    for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
      const bool exact = method == FinitePopulationMethod::exact_hypergeometric_central ||
                         method == FinitePopulationMethod::mid_p_hypergeometric;
      const support::SampleRows& rows = exact ? few.groups : all.groups;
      const FinitePopulationOptions options{method, Confidence(0.9), alternative};
      for (const unsigned threads : {1u, 3u}) {
        EstimateAnswers found(rows.size());
        finite_population_rows(rows.view(), options, found.output(), Execution{threads});
        int refused = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
          const SampledGroup group = rows.at(i);
          const auto expected =
              answer_of([&] { return finite_population(group.events, group.total, group.population, options); });
          if (expected.empty()) {
            EXPECT_TRUE(found.refused(i)) << i;
            ++refused;
          } else {
            EXPECT_TRUE(found.is(i, expected[0]));
          }
        }
        EXPECT_EQ(refused, 6);
      }
    }
}

TEST(FinitePopulationRows, MistakesInTheOptionsThrowEvenWithoutRows) {
  EXPECT_EQ(refusal([] {
              finite_population_rows({nullptr, nullptr, nullptr, 0},
                                     {FinitePopulationMethod::wilson_fpc, Confidence(0.4), Alternative::less}, {});
              return 0;
            }),
            "finite_population: confidence_level is 0.4, but must be above 0.5 for a one-sided limit");
}

TEST(FinitePopulationRows, Samples) {
  EXPECT_TRUE(is_sample({0, 0, 0}));
  EXPECT_TRUE(is_sample({3, 3, max_count}));
  EXPECT_FALSE(is_sample({3, 3, max_count + 1}));
  EXPECT_FALSE(is_sample({3, 5, 4}));
  EXPECT_FALSE(is_sample({-1, 5, 9}));
}

}  // namespace
