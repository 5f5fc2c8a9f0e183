#include "equitable/comparison/batch_person_time.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "support/batch_answers.hpp"
#include "support/row_columns.hpp"

namespace {

using namespace equitable;
using support::EstimateAnswers;
using support::expect_rows;

template <class Options, class Method, class Rows, class Scalar>
void check(int methods, const Rows& rows, const Scalar& scalar) {
  const support::PersonTimeRows ours(20260502);
  const support::PersonTimeRows theirs(20260503);
  for (int m = 0; m < methods; ++m) {
    const Options options{static_cast<Method>(m), Confidence(0.9), m % 2 == 0 ? Alternative::two_sided : Alternative::greater};
    SCOPED_TRACE(name(options.method));
    expect_rows<EstimateAnswers>(
        [&](const EstimateOutput& output, const Execution& execution) {
          rows(ours.columns(), theirs.columns(), options, output, execution);
        },
        [&](std::size_t i) { return scalar(ours.events[i], ours.exposure[i], theirs.events[i], theirs.exposure[i], options); });
  }
}

TEST(PersonTimeRows, OfARatioAreTheScalarAnswersOnAnyNumberOfThreads) {
  check<PersonTimeRatioOptions, PersonTimeRatioMethod>(4, person_time_ratio_rows, person_time_ratio);
}
TEST(PersonTimeRows, OfADifferenceAreTheScalarAnswersOnAnyNumberOfThreads) {
  check<PersonTimeDifferenceOptions, PersonTimeDifferenceMethod>(3, person_time_difference_rows, person_time_difference);
}

}  // namespace
