#include "equitable/comparison/batch_paired.hpp"

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
  const support::PairedRows people(20260501);
  const PairedColumns tables = people.columns();
  for (int m = 0; m < methods; ++m) {
    const Options options{static_cast<Method>(m), Confidence(0.9), m % 2 == 0 ? Alternative::two_sided : Alternative::less};
    SCOPED_TRACE(name(options.method));
    expect_rows<EstimateAnswers>(
        [&](const EstimateOutput& output, const Execution& execution) { rows(tables, options, output, execution); },
        [&](std::size_t i) { return scalar(tables.row(i), options); });
  }
}

TEST(PairedRows, OfADifferenceAreTheScalarAnswersOnAnyNumberOfThreads) {
  check<PairedDifferenceOptions, PairedDifferenceMethod>(7, paired_difference_rows, paired_difference);
}
TEST(PairedRows, OfARatioAreTheScalarAnswersOnAnyNumberOfThreads) {
  check<PairedRatioOptions, PairedRatioMethod>(3, paired_ratio_rows, paired_ratio);
}
TEST(PairedRows, OfAnOddsRatioAreTheScalarAnswersOnAnyNumberOfThreads) {
  check<PairedOddsRatioOptions, PairedOddsRatioMethod>(4, paired_odds_ratio_rows, paired_odds_ratio);
}

}  // namespace
