/// @file detail/lanes_ratio.hpp
/// Closed forms of a ratio of rates for blocks of tables: those of comparison/ratio_closed_forms.hpp and Wilson's by MOVER.
///
/// Written in the same operations as the scalar functions: the same bits.
#pragma once

#include <cmath>
#include <cstddef>

#include "equitable/core/results.hpp"
#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_mover.hpp"
#include "equitable/detail/lanes_tables.hpp"

namespace equitable::detail {

/// The ratio itself: infinite where only the reference has no events, NaN where neither has any.
EQUITABLE_LANE void ratio_lanes(const LaneTables& t, LaneEstimates& found) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) found.value[i] = (t.x1[i] * t.n2[i]) / (t.x2[i] * t.n1[i]);
}

/// Katz; NaN when either group has no events.
EQUITABLE_LANE void katz_lanes(const LaneTables& t, double z, LaneEstimates& found) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double variance = (t.n1[i] - t.x1[i]) / (t.x1[i] * t.n1[i]) + (t.n2[i] - t.x2[i]) / (t.x2[i] * t.n2[i]);
    const LanePair factor = lane_exp_pair(z * std::sqrt(variance));
    const bool none = (t.x1[i] == 0.0) | (t.x2[i] == 0.0);
    found.lower[i] = none ? not_a_number : found.value[i] * factor.down;
    found.upper[i] = none ? not_a_number : found.value[i] * factor.up;
  }
}

/// (x1+e)/(n1+f) over (x2+e)/(n2+f), times e^±z√variance, where those without the outcome count g more: Walter, Haldane, Price and
/// Bonett.
EQUITABLE_LANE void adjusted_log_lanes(const LaneTables& t, double z, double events, double others, double total,
                                       LaneEstimates& found) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double x1 = t.x1[i] + events, rest1 = t.n1[i] - t.x1[i] + others, n1 = t.n1[i] + total;
    const double x2 = t.x2[i] + events, rest2 = t.n2[i] - t.x2[i] + others, n2 = t.n2[i] + total;
    const double ratio = (x1 / n1) / (x2 / n2);
    const LanePair factor = lane_exp_pair(z * std::sqrt(rest1 / (x1 * n1) + rest2 / (x2 * n2)));
    found.lower[i] = ratio * factor.down;
    found.upper[i] = ratio * factor.up;
  }
}

/// Newcombe's inverse hyperbolic sine; a table with an empty group is marked.
EQUITABLE_LANE void ratio_inv_sinh_lanes(LaneTables& t, double z, LaneEstimates& found) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double variance = (t.n1[i] - t.x1[i]) / (t.x1[i] * t.n1[i]) + (t.n2[i] - t.x2[i]) / (t.x2[i] * t.n2[i]);
    const double half = 0.5 * z * std::sqrt(variance);
    const double root = half + std::sqrt(1.0 + half * half);
    found.lower[i] = found.value[i] / (root * root);
    found.upper[i] = found.value[i] * (root * root);
    const bool none = (t.x1[i] == 0.0) | (t.x2[i] == 0.0);
    t.redo[i] |= none ? 1u : 0u;
  }
}

/// The two Wilson intervals combined to one of the ratio.
EQUITABLE_LANE void ratio_mover_wilson_lanes(const LaneTables& t, double z, LaneEstimates& found) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const LaneWilson first = lane_wilson(t.x1[i], t.n1[i], z);
    const LaneWilson second = lane_wilson(t.x2[i], t.n2[i], z);
    found.lower[i] = lane_mover_ratio(first, second);
    found.upper[i] = 1.0 / lane_mover_ratio(second, first);
  }
}

}  // namespace equitable::detail
