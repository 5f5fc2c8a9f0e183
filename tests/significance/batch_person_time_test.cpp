#include "equitable/significance/batch_person_time.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "support/batch_answers.hpp"
#include "support/row_columns.hpp"

namespace {

using namespace equitable;
using support::expect_rows;
using support::TestAnswers;

TEST(PersonTimeTestRows, AreTheScalarAnswersOnAnyNumberOfThreads) {
  const support::PersonTimeRows rates(20260506);
  for (int m = 0; m < 4; ++m) {
    const PersonTimeTestOptions options{static_cast<PersonTimeTestMethod>(m),
                                        m % 2 == 0 ? Alternative::two_sided : Alternative::greater};
    SCOPED_TRACE(name(options.method));
    expect_rows<TestAnswers>(
        [&](const TestOutput& output, const Execution& execution) {
          person_time_test_rows(rates.events.data(), rates.exposure.data(), support::column_rows, options, output, execution);
        },
        [&](std::size_t i) { return person_time_test(rates.events[i], rates.exposure[i], options); });
  }
}

TEST(PersonTimeComparisonTestRows, AreTheScalarAnswersOnAnyNumberOfThreads) {
  const support::PersonTimeRows ours(20260507);
  const support::PersonTimeRows theirs(20260508);
  for (int m = 0; m < 4; ++m) {
    const PersonTimeComparisonTestOptions options{static_cast<PersonTimeComparisonTestMethod>(m), Alternative::two_sided, 1.5};
    SCOPED_TRACE(name(options.method));
    expect_rows<TestAnswers>(
        [&](const TestOutput& output, const Execution& execution) {
          person_time_comparison_test_rows(ours.columns(), theirs.columns(), options, output, execution);
        },
        [&](std::size_t i) {
          return person_time_comparison_test(ours.events[i], ours.exposure[i], theirs.events[i], theirs.exposure[i], options);
        });
  }
  TestAnswers answers(1);
  EXPECT_NE(support::refusal([&] {
              person_time_comparison_test_rows({ours.events.data(), ours.exposure.data(), 1},
                                               {theirs.events.data(), theirs.exposure.data(), 1},
                                               {PersonTimeComparisonTestMethod::conditional_midp, {}, -1.0}, answers.output());
              return 0;
            }),
            "accepted");
}

}  // namespace
