/// @file counts/columns.hpp
/// Columns as plain pointers: what batch kernels read and write. They own nothing, allocate nothing, and cross the boundary of the compiled
/// library by value, whatever the flags of either side.
#pragma once

#include <cstddef>

#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"

namespace equitable {

/// Rates to be read: row i is events[i] of total[i].
struct RateColumns {
  const Count* events;
  const Count* total;
  std::size_t rows;
};

/// Tables to be read: row i is events[i] of total[i] against reference_events[i] of reference_total[i].
struct TableColumns {
  const Count* events;
  const Count* total;
  const Count* reference_events;
  const Count* reference_total;
  std::size_t rows;

  [[nodiscard]] Table2x2 row(std::size_t i) const noexcept {
    return {{events[i], total[i]}, {reference_events[i], reference_total[i]}};
  }
};

/// Estimates to be written, each column as long as the rows read.
struct EstimateOutput {
  double* value;
  double* lower;
  double* upper;
  Status* status;

  void set(std::size_t i, const Estimate& estimate) const noexcept {
    value[i] = estimate.value;
    lower[i] = estimate.lower;
    upper[i] = estimate.upper;
    status[i] = estimate.status;
  }
};

/// Results of tests to be written, each column as long as the rows read.
struct TestOutput {
  double* statistic;
  double* pvalue;
  Status* status;

  void set(std::size_t i, const TestResult& result) const noexcept {
    statistic[i] = result.statistic;
    pvalue[i] = result.pvalue;
    status[i] = result.status;
  }
};

/// Whether both groups of a row obey 0 <= events <= total <= 2^53.
[[nodiscard]] constexpr bool is_valid(const Table2x2& table) noexcept {
  return is_proportion(table.group.events, table.group.total) && is_proportion(table.reference.events, table.reference.total);
}

}  // namespace equitable
