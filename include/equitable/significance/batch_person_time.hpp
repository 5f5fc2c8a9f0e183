/// @file significance/batch_person_time.hpp
/// Tests of rates per person-time in columns: the formulas, sources and rules are those of significance/person_time.hpp.
#pragma once

#include <cstddef>

#include "equitable/comparison/batch_person_time.hpp"
#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/parallel.hpp"
#include "equitable/significance/person_time.hpp"

namespace equitable {

/// `person_time_test` of every row, over plain pointers: the same numbers, and the same bits on any number of threads. A row never
/// throws: one that breaks a rule comes back as NaN with `Status::invalid`. Linear in the rows; nothing is allocated.
inline void person_time_test_rows(const Count* events, const double* expected, std::size_t rows,
                                  const PersonTimeTestOptions& options, const TestOutput& output,
                                  const Execution& execution = {}) {
  const TestResult refused{not_a_number, not_a_number, name(options.method), options.alternative, Status::invalid};
  detail::parallel_rows(rows, execution, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const bool valid = is_person_time(events[i], 1.0) && expected[i] >= 0.0 && expected[i] <= 1e100;
      output.set(i, valid ? detail::person_time_test_at(events[i], expected[i], options) : refused);
    }
  });
}

/// `person_time_comparison_test` of every row of two columns of equal length, as above.
///
/// @throws InvalidInput unless the null ratio is from 1e-100 to 1e100
inline void person_time_comparison_test_rows(const PersonTimeColumns& group, const PersonTimeColumns& reference,
                                             const PersonTimeComparisonTestOptions& options, const TestOutput& output,
                                             const Execution& execution = {}) {
  check_null({Measure::ratio, options.null_ratio}, "person_time_comparison_test", "null_ratio");
  const TestResult refused{not_a_number, not_a_number, name(options.method), options.alternative, Status::invalid};
  detail::parallel_rows(group.rows, execution, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const PersonTimePair pair = detail::pair_at(group, reference, i);
      output.set(i, is_person_time_pair(pair) ? detail::person_time_comparison_test_at(pair, options) : refused);
    }
  });
}

}  // namespace equitable
