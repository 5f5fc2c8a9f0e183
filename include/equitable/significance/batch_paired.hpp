/// @file significance/batch_paired.hpp
/// Tests of the same people twice, in columns: the formulas, sources and rules are those of significance/paired.hpp.
#pragma once

#include <cstddef>

#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/parallel.hpp"
#include "equitable/significance/paired.hpp"

namespace equitable {

/// `paired_test` of every row, over plain pointers: the same numbers, and the same bits on any number of threads. A row never
/// throws: one that breaks a rule comes back as NaN with `Status::invalid`. Linear in the rows; nothing is allocated.
inline void paired_test_rows(const PairedColumns& tables, const PairedTestOptions& options, const TestOutput& output,
                             const Execution& execution = {}) {
  const TestResult refused{not_a_number, not_a_number, name(options.method), options.alternative, Status::invalid};
  detail::parallel_rows(tables.rows, execution, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i)
      output.set(i, is_paired_table(tables.row(i)) ? detail::paired_test_at(tables.row(i), options) : refused);
  });
}

}  // namespace equitable
