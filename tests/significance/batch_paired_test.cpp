#include "equitable/significance/batch_paired.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "support/batch_answers.hpp"
#include "support/row_columns.hpp"

namespace {

using namespace equitable;

TEST(PairedTestRows, AreTheScalarAnswersOnAnyNumberOfThreads) {
  const support::PairedRows people(20260505);
  const PairedColumns tables = people.columns();
  for (int m = 0; m < 4; ++m) {
    const PairedTestOptions options{static_cast<PairedTestMethod>(m), m % 2 == 0 ? Alternative::two_sided : Alternative::less};
    SCOPED_TRACE(name(options.method));
    support::expect_rows<support::TestAnswers>(
        [&](const TestOutput& output, const Execution& execution) { paired_test_rows(tables, options, output, execution); },
        [&](std::size_t i) { return paired_test(tables.row(i), options); });
  }
}

}  // namespace
