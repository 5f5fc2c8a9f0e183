/// @file groups/batch_multiplicity.hpp
/// Many families of p-values at once: adjusted, or decided at a level. The rules of groups/batch_columns.hpp hold, except that
/// offsets are taken as they are and that a p-value outside [0, 1] is left out like NaN.
#pragma once

#include <cstddef>
#include <cstdint>

#include "equitable/core/execution.hpp"
#include "equitable/detail/parallel.hpp"
#include "equitable/groups/multiplicity.hpp"

namespace equitable {

/// Families of p-values in columns: family i is offsets[i] … offsets[i+1] − 1. Never throws for a value: what is NaN or outside
/// [0, 1] comes back as NaN and is not counted. Families are shared out to threads; one is adjusted by one thread.
inline void adjust_pvalues_rows(const double* pvalues, const std::size_t* offsets, std::size_t families, Adjustment adjustment,
                                double* adjusted, const Execution& execution = {}) {
  detail::parallel_rows(
      families, execution,
      [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i)
          detail::adjust_family(pvalues + offsets[i], offsets[i + 1] - offsets[i], adjustment, adjusted + offsets[i]);
      },
      16);
}

/// `reject_pvalues` of every family: 1 where the adjusted p-value is below the level, 0 elsewhere.
/// @throws InvalidInput for a level outside (0, 1]
inline void reject_pvalues_rows(const double* pvalues, const std::size_t* offsets, std::size_t families, Adjustment adjustment,
                                double level, std::uint8_t* rejected, const Execution& execution = {}) {
  detail::check_rejection_level(level, "reject_pvalues_rows");
  detail::parallel_rows(
      families, execution,
      [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i)
          detail::reject_family(pvalues + offsets[i], offsets[i + 1] - offsets[i], adjustment, level, rejected + offsets[i]);
      },
      16);
}

}  // namespace equitable
