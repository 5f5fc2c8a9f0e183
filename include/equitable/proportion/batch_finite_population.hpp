/// @file proportion/batch_finite_population.hpp
/// Many samples of populations of known size at once, over plain pointers.
///
/// Row by row the answers of `finite_population`, to the bit. A mistake in the options throws before any row is read. A row never
/// throws: one that breaks a rule comes back as NaN with `Status::invalid`. Nothing is allocated. Linear in the rows, which may be
/// shared out to threads; the bits do not depend on how many. Cost of a row: the scalar function's
/// less its checks; closed forms some 15 ns.
#pragma once

#include <cstddef>

#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/clones.hpp"
#include "equitable/detail/parallel.hpp"
#include "equitable/proportion/finite_population.hpp"

namespace equitable {

/// Samples to be read: row i is events[i] of total[i], from population[i] people.
struct SampleColumns {
  const Count* events;
  const Count* total;
  const Count* population;
  std::size_t rows;

  [[nodiscard]] SampledGroup row(std::size_t i) const noexcept { return {events[i], total[i], population[i]}; }
};

/// Whether 0 <= events <= total <= population <= 2^53.
[[nodiscard]] constexpr bool is_sample(const SampledGroup& group) noexcept {
  return is_proportion(group.events, group.total) && group.total <= group.population && group.population <= max_count;
}

inline namespace EQUITABLE_BUILD {

/// `finite_population` of every row.
/// @throws InvalidInput for a one-sided limit at a level of 1/2 or less, before any row is read
inline void finite_population_rows(const SampleColumns& samples, const FinitePopulationOptions& options,
                                   const EstimateOutput& output, const Execution& execution = {}) {
  const detail::Level level = detail::level_of(options.confidence, options.alternative, "finite_population");
  const bool exact = options.method == FinitePopulationMethod::exact_hypergeometric_central ||
                     options.method == FinitePopulationMethod::mid_p_hypergeometric;
  constexpr std::size_t few = 16;  // rows that may take milliseconds
  detail::parallel_rows(
      samples.rows, execution,
      [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
          const SampledGroup group = samples.row(i);
          if (is_sample(group))
            output.set(i, detail::finite_population_estimate(group, level, options));
          else
            output.set(i, {not_a_number, not_a_number, not_a_number, options.confidence.level(), "", Status::invalid});
        }
      },
      exact ? few : detail::rows_of_a_piece);
}

}  // namespace EQUITABLE_BUILD

}  // namespace equitable
