// Tests of many tables of groups, compiled once for several levels of processor.
#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes_cmh.hpp"
#include "equitable/detail/lanes_homogeneity.hpp"
#include "equitable/detail/lanes_trend.hpp"

namespace equitable::detail {

EQUITABLE_CLONES void homogeneity_lanes_compiled(LaneHomogeneity kind, const GroupTables& tables, std::size_t first,
                                                 std::size_t last, const LaneTests& output) noexcept {
  homogeneity_lanes_of(kind, tables, first, last, output);
}

EQUITABLE_CLONES void trend_lanes_compiled(LaneTrend kind, const GroupTables& tables, const double* scores,
                                           Alternative alternative, std::size_t first, std::size_t last,
                                           const LaneTests& output) noexcept {
  trend_lanes_of(kind, tables, scores, alternative, first, last, output);
}

EQUITABLE_CLONES void cmh_lanes_compiled(const LaneStrata& strata, bool corrected, Alternative alternative, std::size_t first,
                                         std::size_t last, const LaneTests& output) noexcept {
  cmh_lanes(strata, corrected, alternative, first, last, output);
}

}  // namespace equitable::detail
