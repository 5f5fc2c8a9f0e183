// Random columns of pairs and of person-time, a broken row among every hundred: what the batch forms of both are tested on.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "equitable/comparison/paired.hpp"
#include "equitable/core/execution.hpp"
#include "equitable/proportion/person_time.hpp"
#include "support/batch_answers.hpp"
#include "support/tables.hpp"

namespace support {

inline constexpr std::size_t column_rows = 4500;  // more than two pieces of what is shared out to threads

/// The same people twice: 0 to 40 in a cell, many of them 0.
struct PairedRows {
  explicit PairedRows(unsigned seed) {
    RandomTables random(seed);
    const auto cell = [&] { return random.between(0, 3) == 0 ? equitable::Count{0} : random.between(0, 40); };
    for (std::size_t i = 0; i < column_rows; ++i) {
      both.push_back(i % 100 == 7 ? -1 : cell());
      first_only.push_back(cell());
      second_only.push_back(i % 100 == 61 ? equitable::max_count : cell());
      neither.push_back(i % 100 == 61 ? 1 : cell());
    }
  }
  [[nodiscard]] equitable::PairedColumns columns() const {
    return {both.data(), first_only.data(), second_only.data(), neither.data(), column_rows};
  }
  std::vector<equitable::Count> both, first_only, second_only, neither;
};

/// Rates per person-time: 0 to 60 events over exposures from 0.5 to 500, now and then none at all.
struct PersonTimeRows {
  explicit PersonTimeRows(unsigned seed) {
    RandomTables random(seed);
    for (std::size_t i = 0; i < column_rows; ++i) {
      const bool nobody = i % 50 == 13;
      events.push_back(nobody ? 0 : i % 100 == 7 ? -1 : random.between(0, 60));
      exposure.push_back(nobody          ? 0.0
                         : i % 100 == 61 ? std::numeric_limits<double>::quiet_NaN()
                                         : 0.5 * static_cast<double>(random.between(1, 1000)));
    }
  }
  [[nodiscard]] equitable::PersonTimeColumns columns() const { return {events.data(), exposure.data(), column_rows}; }
  std::vector<equitable::Count> events;
  std::vector<double> exposure;
};

/// Checks every row of a batch form against the scalar function, on one thread and on three: `batch(answers, execution)` fills the
/// columns, `scalar(i)` gives the answer of a row or throws where the row is to be refused.
template <class Answers, class Batch, class Scalar>
void expect_rows(const Batch& batch, const Scalar& scalar) {
  for (const unsigned threads : {1U, 3U}) {
    Answers answers(column_rows);
    batch(answers.output(), equitable::Execution{threads});
    std::size_t refused = 0;
    for (std::size_t i = 0; i < column_rows; ++i) {
      const auto expected = answer_of([&] { return scalar(i); });
      if (expected.empty()) ++refused;
      if (expected.empty())
        ASSERT_TRUE(answers.refused(i)) << "row " << i;
      else
        ASSERT_TRUE(answers.is(i, expected.front()));
    }
    EXPECT_GE(refused, column_rows / 100);
  }
}

}  // namespace support
