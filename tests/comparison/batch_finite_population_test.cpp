#include "equitable/comparison/batch_finite_population.hpp"

#include <gtest/gtest.h>

#include "support/batch_answers.hpp"
#include "support/compare.hpp"
#include "support/sample_columns.hpp"

namespace {

using namespace equitable;
using support::answer_of;
using support::EstimateAnswers;
using support::refusal;

template <class Rows, class Scalar>
void expect_scalars(const Rows& rows_of, const Scalar& scalar) {
  const support::SamplePairRows samples;
  for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less})
    for (const unsigned threads : {1u, 2u, 5u}) {
      const FinitePopulationComparisonOptions options{Confidence(0.98), alternative};
      EstimateAnswers found(samples.size());
      rows_of(samples.view(), options, found.output(), Execution{threads});
      int refused = 0;
      for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto expected = answer_of([&] { return scalar(samples.groups.at(i), samples.references.at(i), options); });
        if (expected.empty()) {
          EXPECT_TRUE(found.refused(i)) << i;
          ++refused;
        } else {
          EXPECT_TRUE(found.is(i, expected[0]));
        }
      }
      EXPECT_EQ(refused, 12);
    }
}

TEST(FinitePopulationComparisonRows, EveryDifferenceIsTheScalarsToTheBit) {
  expect_scalars(finite_population_difference_rows, finite_population_difference);
}

TEST(FinitePopulationComparisonRows, EveryRatioIsTheScalarsToTheBit) {
  expect_scalars(finite_population_ratio_rows, finite_population_ratio);
}

TEST(FinitePopulationComparisonRows, MistakesInTheOptionsThrowEvenWithoutRows) {
  const FinitePopulationComparisonOptions options{Confidence(0.5), Alternative::greater};
  const auto said = [&](const auto& rows_of) {
    return refusal([&] {
      rows_of(SamplePairColumns{}, options, EstimateOutput{}, Execution{});
      return 0;
    });
  };
  EXPECT_EQ(said(finite_population_difference_rows),
            "finite_population_difference: confidence_level is 0.5, but must be above 0.5 for a one-sided limit");
  EXPECT_EQ(said(finite_population_ratio_rows),
            "finite_population_ratio: confidence_level is 0.5, but must be above 0.5 for a one-sided limit");
}

}  // namespace
