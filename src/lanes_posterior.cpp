// Posteriors of the rates of many tables, and the comparisons made of them, compiled for three levels of x86-64 (detail/clones.hpp).
#include "equitable/comparison/batch.hpp"

namespace equitable::detail {

inline namespace EQUITABLE_BUILD {

EQUITABLE_CLONES void find_posteriors(const TableColumns& tables, std::size_t first, std::size_t last,
                                      const PosteriorStarts& starts, TablePosteriors& found) {
  find_posterior_blocks(tables, first, last, starts, found);
}

EQUITABLE_CLONES void mover_lanes(const TableColumns& tables, std::size_t first, std::size_t last,
                                  const RelativeLikelihoodOptions& options, const Level& level, const TablePosteriors& posteriors,
                                  const EstimateOutput& output) {
  mover_blocks(tables, first, last, options, level, posteriors, output);
}

EQUITABLE_CLONES void mover_lanes(const TableColumns& tables, std::size_t first, std::size_t last,
                                  const RateDifferenceOptions& options, const Level& level, const TablePosteriors& posteriors,
                                  const EstimateOutput& output) {
  mover_blocks(tables, first, last, options, level, posteriors, output);
}

}  // namespace EQUITABLE_BUILD

}  // namespace equitable::detail
