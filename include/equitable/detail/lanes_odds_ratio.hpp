/// @file detail/lanes_odds_ratio.hpp
/// Closed forms of an odds ratio for blocks of tables: those of comparison/odds_ratio_closed_forms.hpp.
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

/// The odds ratio itself, ad/(bc).
EQUITABLE_LANE void odds_ratio_lanes(const LaneTables& t, LaneEstimates& found) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) found.value[i] = (t.x1[i] * (t.n2[i] - t.x2[i])) / ((t.n1[i] - t.x1[i]) * t.x2[i]);
}

/// ad/(bc) e^(±h) with h = z √(1/a + 1/b + 1/c + 1/d).
struct LaneLogit {
  double lower, upper, half_width;
};

[[nodiscard]] EQUITABLE_LANE LaneLogit lane_logit(double a, double b, double c, double d, double z) noexcept {
  const double half_width = z * std::sqrt((1.0 / a + 1.0 / b) + (1.0 / c + 1.0 / d));
  const double centre = (a / b) * (d / c);
  const LanePair factor = lane_exp_pair(half_width);
  return {centre * factor.down, centre * factor.up, half_width};
}

/// Woolf; NaN with an empty cell.
EQUITABLE_LANE void woolf_lanes(const LaneTables& t, double z, LaneEstimates& found) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double b = t.n1[i] - t.x1[i];
    const double d = t.n2[i] - t.x2[i];
    const bool empty = (t.x1[i] == 0.0) | (b == 0.0) | (t.x2[i] == 0.0) | (d == 0.0);
    const LaneLogit limits = lane_logit(t.x1[i], b, t.x2[i], d, z);
    found.lower[i] = empty ? not_a_number : limits.lower;
    found.upper[i] = empty ? not_a_number : limits.upper;
  }
}

/// Gart: half a person more in every cell.
EQUITABLE_LANE void gart_lanes(const LaneTables& t, double z, LaneEstimates& found) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const LaneLogit limits = lane_logit(t.x1[i] + 0.5, (t.n1[i] - t.x1[i]) + 0.5, t.x2[i] + 0.5, (t.n2[i] - t.x2[i]) + 0.5, z);
    found.lower[i] = limits.lower;
    found.upper[i] = limits.upper;
  }
}

/// Agresti: two persons more, shared out as the margins are. NaN when nobody or everybody had the outcome; a table with an
/// interval of absurd width is marked.
EQUITABLE_LANE void agresti_smoothed_lanes(LaneTables& t, double z, LaneEstimates& found) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double b = t.n1[i] - t.x1[i];
    const double d = t.n2[i] - t.x2[i];
    const double total = t.n1[i] + t.n2[i];
    const double events = t.x1[i] + t.x2[i];
    const double others = b + d;
    const double share1 = 2.0 * (t.n1[i] / total);
    const double share2 = 2.0 * (t.n2[i] / total);
    const double with = events / total;
    const double without = others / total;
    const LaneLogit limits =
        lane_logit(t.x1[i] + share1 * with, b + share1 * without, t.x2[i] + share2 * with, d + share2 * without, z);
    const bool none = (events == 0.0) | (others == 0.0);
    found.lower[i] = none ? not_a_number : limits.lower;
    found.upper[i] = none ? not_a_number : limits.upper;
    t.redo[i] |= limits.half_width < 600.0 ? 0u : 1u;
  }
}

/// Newcombe's inverse hyperbolic sine, in the form 1 + 2u (u + √(1+u²)) of e^(2 asinh u); a table with an empty cell is marked.
EQUITABLE_LANE void odds_ratio_inv_sinh_lanes(LaneTables& t, double z, LaneEstimates& found) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double a = t.x1[i], b = t.n1[i] - t.x1[i];
    const double c = t.x2[i], d = t.n2[i] - t.x2[i];
    const double half = 0.5 * z * std::sqrt((1.0 / a + 1.0 / b) + (1.0 / c + 1.0 / d));
    const double factor = 1.0 + 2.0 * half * (half + std::sqrt(1.0 + half * half));
    const double centre = (a / b) * (d / c);
    found.lower[i] = centre / factor;
    found.upper[i] = centre * factor;
    const bool empty = (a == 0.0) | (b == 0.0) | (c == 0.0) | (d == 0.0);
    t.redo[i] |= empty ? 1u : 0u;
  }
}

/// The Wilson intervals of two odds combined by MOVER; NaN with an empty cell.
EQUITABLE_LANE void odds_ratio_mover_wilson_lanes(const LaneTables& t, double z, LaneEstimates& found) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const LaneWilson first = lane_wilson_odds(t.x1[i], t.n1[i], z);
    const LaneWilson second = lane_wilson_odds(t.x2[i], t.n2[i], z);
    const bool empty = (t.x1[i] == 0.0) | (t.x1[i] == t.n1[i]) | (t.x2[i] == 0.0) | (t.x2[i] == t.n2[i]);
    const double lower = lane_mover_ratio(first, second);
    const double upper = 1.0 / lane_mover_ratio(second, first);
    found.lower[i] = empty ? not_a_number : lower;
    found.upper[i] = empty ? not_a_number : upper;
  }
}

}  // namespace equitable::detail
