#include "equitable/significance/batch_proportion_test.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "support/batch_answers.hpp"
#include "support/row_columns.hpp"

namespace {

using namespace equitable;

TEST(ProportionTestRows, AreTheScalarAnswersOnAnyNumberOfThreads) {
  support::RandomTables random(9);
  std::vector<Count> events;
  std::vector<Count> total;
  std::vector<double> rate;
  for (std::size_t i = 0; i < support::column_rows; ++i) {
    total.push_back(i % 50 == 0 ? 0 : random.total(1000000));
    events.push_back(total.back() == 0 ? 0 : random.events(total.back()));
    if (i % 100 == 7) events.back() = total.back() + 1;
    rate.push_back(i % 100 == 61 ? 1.5 : static_cast<double>(random.between(0, 100)) / 100.0);
  }
  for (int m = 0; m < static_cast<int>(detail::proportion_test_method_names.size()); ++m) {
    const ProportionTestOptions options{static_cast<ProportionTestMethod>(m),
                                        m % 2 == 0 ? Alternative::two_sided : Alternative::greater};
    SCOPED_TRACE(name(options.method));
    support::expect_rows<support::TestAnswers>(
        [&](const TestOutput& output, const Execution& execution) {
          proportion_test_rows({events.data(), total.data(), events.size()}, rate.data(), options, output, execution);
        },
        [&](std::size_t i) { return proportion_test(events[i], total[i], rate[i], options); });
  }
}

}  // namespace
