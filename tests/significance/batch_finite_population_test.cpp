#include "equitable/significance/batch_finite_population.hpp"

#include <gtest/gtest.h>

#include "support/batch_answers.hpp"
#include "support/compare.hpp"
#include "support/sample_columns.hpp"

namespace {

using namespace equitable;
using support::answer_of;
using support::refusal;
using support::TestAnswers;

template <class Rows, class Scalar>
void expect_scalars(const Rows& rows_of, const Scalar& scalar) {
  const support::SamplePairRows samples(3, 1200);
  for (const unsigned threads : {1u, 4u}) {
    TestAnswers found(samples.size());
    rows_of(samples.view(), found.output(), Execution{threads});
    int refused = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const auto expected = answer_of([&] { return scalar(samples.groups.at(i), samples.references.at(i)); });
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

TEST(FinitePopulationTestRows, EveryTestIsTheScalarsToTheBit) {
  for (const FinitePopulationTestMethod method :
       {FinitePopulationTestMethod::z_pooled_fpc, FinitePopulationTestMethod::mover_wilson_fpc})
    for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
      const FinitePopulationTestOptions options{method, alternative};
      expect_scalars([&](const SamplePairColumns& samples, const TestOutput& output,
                         const Execution& execution) { finite_population_test_rows(samples, options, output, execution); },
                     [&](const SampledGroup& group, const SampledGroup& reference) {
                       return finite_population_test(group, reference, options);
                     });
    }
}

TEST(FinitePopulationTestRows, EveryEquivalenceIsTheScalarsToTheBit) {
  const Margin margin{0.8, 1.3};
  expect_scalars([&](const SamplePairColumns& samples, const TestOutput& output,
                     const Execution& execution) { finite_population_equivalence_rows(samples, margin, output, execution); },
                 [&](const SampledGroup& group, const SampledGroup& reference) {
                   return finite_population_equivalence(group, reference, margin);
                 });
}

TEST(FinitePopulationTestRows, AMarginWithoutOneThrowsEvenWithoutRows) {
  EXPECT_NE(refusal([] {
              finite_population_equivalence_rows(SamplePairColumns{}, Margin{1.1, 1.3}, TestOutput{});
              return 0;
            }).find("finite_population_equivalence: "),
            std::string::npos);
}

}  // namespace
