/// @file comparison/batch_paired.hpp
/// The same people twice, in columns: the formulas, sources and rules are those of comparison/paired.hpp.
#pragma once

#include <cstddef>

#include "equitable/comparison/paired.hpp"
#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/parallel.hpp"

namespace equitable {

namespace detail {

/// The rows of any of the three measures.
template <class Options>
void paired_rows(const PairedColumns& tables, const Options& options, const EstimateOutput& output, const Execution& execution) {
  const Level level = checked_level(options);
  parallel_rows(tables.rows, execution, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const bool valid = is_paired_table(tables.row(i));
      output.set(i, compare(valid ? tables.row(i) : PairedTable{}, level, options));
      if (!valid) output.status[i] = Status::invalid;
    }
  });
}

}  // namespace detail

/// `paired_difference` of every row, over plain pointers: the same numbers, and the same bits on any number of threads. A row never
/// throws: one that breaks a rule comes back as NaN with `Status::invalid`. Linear in the rows; nothing is allocated.
///
/// @throws InvalidInput for a one-sided limit at a level of 1/2 or less
inline void paired_difference_rows(const PairedColumns& tables, const PairedDifferenceOptions& options,
                                   const EstimateOutput& output, const Execution& execution = {}) {
  detail::paired_rows(tables, options, output, execution);
}

/// `paired_ratio` of every row, as above.
inline void paired_ratio_rows(const PairedColumns& tables, const PairedRatioOptions& options, const EstimateOutput& output,
                              const Execution& execution = {}) {
  detail::paired_rows(tables, options, output, execution);
}

/// `paired_odds_ratio` of every row, as above.
inline void paired_odds_ratio_rows(const PairedColumns& tables, const PairedOddsRatioOptions& options,
                                   const EstimateOutput& output, const Execution& execution = {}) {
  detail::paired_rows(tables, options, output, execution);
}

}  // namespace equitable
