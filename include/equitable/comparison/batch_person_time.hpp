/// @file comparison/batch_person_time.hpp
/// Two rates per person-time in columns: the formulas, sources and rules are those of comparison/person_time.hpp.
#pragma once

#include <cstddef>

#include "equitable/comparison/person_time.hpp"
#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/parallel.hpp"

namespace equitable {

namespace detail {

/// The pair of row i of two columns.
[[nodiscard]] inline PersonTimePair pair_at(const PersonTimeColumns& group, const PersonTimeColumns& reference,
                                            std::size_t i) noexcept {
  return {{group.events[i], group.exposure[i]}, {reference.events[i], reference.exposure[i]}};
}

/// The rows of either measure.
template <class Options>
void person_time_comparison_rows(const PersonTimeColumns& group, const PersonTimeColumns& reference, const Options& options,
                                 const EstimateOutput& output, const Execution& execution) {
  const Level level = checked_level(options);
  parallel_rows(group.rows, execution, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const PersonTimePair pair = pair_at(group, reference, i);
      const bool valid = is_person_time_pair(pair);
      output.set(i, compare(valid ? pair : PersonTimePair{}, level, options));
      if (!valid) output.status[i] = Status::invalid;
    }
  });
}

}  // namespace detail

/// `person_time_ratio` of every row of two columns of equal length, over plain pointers: the same numbers, and the same bits on any
/// number of threads. A row never throws: one that breaks a rule comes back as NaN with `Status::invalid`. Linear in the rows;
/// nothing is allocated.
///
/// @throws InvalidInput for a one-sided limit at a level of 1/2 or less
inline void person_time_ratio_rows(const PersonTimeColumns& group, const PersonTimeColumns& reference,
                                   const PersonTimeRatioOptions& options, const EstimateOutput& output,
                                   const Execution& execution = {}) {
  detail::person_time_comparison_rows(group, reference, options, output, execution);
}

/// `person_time_difference` of every row, as above.
inline void person_time_difference_rows(const PersonTimeColumns& group, const PersonTimeColumns& reference,
                                        const PersonTimeDifferenceOptions& options, const EstimateOutput& output,
                                        const Execution& execution = {}) {
  detail::person_time_comparison_rows(group, reference, options, output, execution);
}

}  // namespace equitable
