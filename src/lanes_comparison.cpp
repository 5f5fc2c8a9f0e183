// Intervals of two groups over columns, compiled for three levels of x86-64 (detail/clones.hpp). cmake/library.cmake says with which flags.
#include "equitable/comparison/batch.hpp"

namespace equitable::detail {

inline namespace EQUITABLE_BUILD {

EQUITABLE_CLONES void compare_lanes(const TableColumns& tables, std::size_t first, std::size_t last,
                                    const RelativeLikelihoodOptions& options, const Level& level, const EstimateOutput& output) {
  compare_blocks(tables, first, last, options, level, output);
}

EQUITABLE_CLONES void compare_lanes(const TableColumns& tables, std::size_t first, std::size_t last,
                                    const RateDifferenceOptions& options, const Level& level, const EstimateOutput& output) {
  compare_blocks(tables, first, last, options, level, output);
}

EQUITABLE_CLONES void compare_lanes(const TableColumns& tables, std::size_t first, std::size_t last,
                                    const OddsRatioOptions& options, const Level& level, const EstimateOutput& output) {
  compare_blocks(tables, first, last, options, level, output);
}

template void compare_row_by_row<RelativeLikelihoodOptions>(const TableColumns&, std::size_t, std::size_t,
                                                            const RelativeLikelihoodOptions&, const Level&,
                                                            const EstimateOutput&);
template void compare_row_by_row<RateDifferenceOptions>(const TableColumns&, std::size_t, std::size_t,
                                                        const RateDifferenceOptions&, const Level&, const EstimateOutput&);
template void compare_row_by_row<OddsRatioOptions>(const TableColumns&, std::size_t, std::size_t, const OddsRatioOptions&,
                                                   const Level&, const EstimateOutput&);

}  // namespace EQUITABLE_BUILD

}  // namespace equitable::detail
