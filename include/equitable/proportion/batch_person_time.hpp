/// @file proportion/batch_person_time.hpp
/// Rates per person-time in columns: the formulas, sources and rules are those of proportion/person_time.hpp.
#pragma once

#include <cstddef>

#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/parallel.hpp"
#include "equitable/proportion/person_time.hpp"

namespace equitable {

/// `person_time_rate` of every row, over plain pointers: the same numbers, and the same bits on any number of threads. A row never
/// throws: one that breaks a rule comes back as NaN with `Status::invalid`. Linear in the rows; nothing is allocated.
///
/// @throws InvalidInput for a one-sided limit at a level of 1/2 or less
inline void person_time_rate_rows(const PersonTimeColumns& rates, const PersonTimeRateOptions& options,
                                  const EstimateOutput& output, const Execution& execution = {}) {
  const detail::Level level = detail::checked_level(options);
  detail::parallel_rows(rates.rows, execution, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const bool valid = is_person_time(rates.events[i], rates.exposure[i]);
      const PersonTime counted = valid ? PersonTime{rates.events[i], rates.exposure[i]} : PersonTime{};
      output.set(i, detail::person_time_rate_at(counted, level, options));
      if (!valid) output.status[i] = Status::invalid;
    }
  });
}

}  // namespace equitable
