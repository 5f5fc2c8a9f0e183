#include "equitable/proportion/batch_person_time.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "support/batch_answers.hpp"
#include "support/row_columns.hpp"

namespace {

using namespace equitable;

TEST(PersonTimeRateRows, AreTheScalarAnswersOnAnyNumberOfThreads) {
  const support::PersonTimeRows rates(20260504);
  for (int m = 0; m < 8; ++m) {
    const PersonTimeRateOptions options{static_cast<PersonTimeRateMethod>(m), Confidence(0.9),
                                        m % 2 == 0 ? Alternative::two_sided : Alternative::less};
    SCOPED_TRACE(name(options.method));
    support::expect_rows<support::EstimateAnswers>(
        [&](const EstimateOutput& output, const Execution& execution) {
          person_time_rate_rows(rates.columns(), options, output, execution);
        },
        [&](std::size_t i) { return person_time_rate(rates.events[i], rates.exposure[i], options); });
  }
}

}  // namespace
