/// @file significance/batch_proportion_test.hpp
/// Tests of rates against given ones, in columns: the formulas, sources and rules are those of significance/proportion_test.hpp.
#pragma once

#include <cstddef>

#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/parallel.hpp"
#include "equitable/significance/proportion_test.hpp"

namespace equitable {

/// `proportion_test` of every row against its own rate, over plain pointers: the same numbers, and the same bits on any number of
/// threads. A row never throws: one that breaks a rule comes back as NaN with `Status::invalid`. Linear in the rows; nothing is
/// allocated.
inline void proportion_test_rows(const RateColumns& rates, const double* rate, const ProportionTestOptions& options,
                                 const TestOutput& output, const Execution& execution = {}) {
  const TestResult refused{not_a_number, not_a_number, name(options.method), options.alternative, Status::invalid};
  detail::parallel_rows(rates.rows, execution, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const bool valid = is_proportion(rates.events[i], rates.total[i]) && rate[i] >= 0.0 && rate[i] <= 1.0;
      output.set(i, valid ? detail::proportion_test_at({rates.events[i], rates.total[i]}, rate[i], options) : refused);
    }
  });
}

}  // namespace equitable
