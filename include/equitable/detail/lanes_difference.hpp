/// @file detail/lanes_difference.hpp
/// Closed forms of a difference of rates for blocks of tables: those of comparison/difference_closed_forms.hpp and Newcombe's.
///
/// Written in the same operations as the scalar functions, so that only a root of two squares can differ, by a unit of the last
/// place.
#pragma once

#include <cmath>
#include <cstddef>

#include "equitable/core/results.hpp"
#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_tables.hpp"

namespace equitable::detail {

/// p1 − p2.
EQUITABLE_LANE void difference_lanes(const LaneTables& t, LaneEstimates& found) noexcept {
  Lanes cross;
  lane_difference_of_products(t.x1, t.n2, t.x2, t.n1, t.countable, cross);
  for (std::size_t i = 0; i < lane_count; ++i) found.value[i] = cross[i] / (t.n1[i] * t.n2[i]);
}

/// centre ± half_width, cut to [−1, 1].
EQUITABLE_LANE void lane_clipped(double centre, double half_width, double& lower, double& upper) noexcept {
  const double low = centre - half_width;
  const double high = centre + half_width;
  lower = low < -1.0 ? -1.0 : low;
  upper = high > 1.0 ? 1.0 : high;
}

/// Wald's half-width, z √(Σ p(1−p)/(n − lost)).
[[nodiscard]] EQUITABLE_LANE double lane_wald(double x1, double n1, double x2, double n2, double lost, double z) noexcept {
  const double first = (x1 / n1) * ((n1 - x1) / n1) / (n1 - lost);
  const double second = (x2 / n2) * ((n2 - x2) / n2) / (n2 - lost);
  return z * std::sqrt(first + second);
}

/// Wald, and Wald moved out by ½(1/n1 + 1/n2).
EQUITABLE_LANE void wald_lanes(const LaneTables& t, double z, bool corrected, LaneEstimates& found) noexcept {
  Lanes half_width;
  for (std::size_t i = 0; i < lane_count; ++i) half_width[i] = lane_wald(t.x1[i], t.n1[i], t.x2[i], t.n2[i], 0.0, z);
  if (corrected)
    for (std::size_t i = 0; i < lane_count; ++i) half_width[i] += 0.5 * (1.0 / t.n1[i] + 1.0 / t.n2[i]);
  for (std::size_t i = 0; i < lane_count; ++i) lane_clipped(found.value[i], half_width[i], found.lower[i], found.upper[i]);
}

/// Wald's limits of tables with `events` more events and twice as many more people in each group, and n − lost: Agresti and Caffo
/// (1, 0), Brown and Li (½, 1).
EQUITABLE_LANE void adjusted_wald_lanes(const LaneTables& t, double z, double events, double lost,
                                        LaneEstimates& found) noexcept {
  Lanes x1, n1, x2, n2, cross;
  for (std::size_t i = 0; i < lane_count; ++i) {
    x1[i] = t.x1[i] + events;
    n1[i] = t.n1[i] + 2.0 * events;
    x2[i] = t.x2[i] + events;
    n2[i] = t.n2[i] + 2.0 * events;
  }
  lane_difference_of_products(x1, n2, x2, n1, t.countable, cross);
  for (std::size_t i = 0; i < lane_count; ++i)
    lane_clipped(cross[i] / (n1[i] * n2[i]), lane_wald(x1[i], n1[i], x2[i], n2[i], lost, z), found.lower[i], found.upper[i]);
}

/// Hauck and Anderson; NaN when a group is one person.
EQUITABLE_LANE void hauck_anderson_lanes(const LaneTables& t, double z, LaneEstimates& found) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double smaller = t.n1[i] < t.n2[i] ? t.n1[i] : t.n2[i];
    const double half_width = lane_wald(t.x1[i], t.n1[i], t.x2[i], t.n2[i], 1.0, z) + 0.5 / smaller;
    double lower, upper;
    lane_clipped(found.value[i], half_width, lower, upper);
    found.lower[i] = smaller == 1.0 ? not_a_number : lower;
    found.upper[i] = smaller == 1.0 ? not_a_number : upper;
  }
}

/// Beal's two, with ψ from the observed rates or from the Jeffreys estimates.
EQUITABLE_LANE void beal_lanes(const LaneTables& t, double z, bool jeffreys, LaneEstimates& found) noexcept {
  Lanes p1, rest1, p2, rest2, skew1, skew2, cross;
  const double half = jeffreys ? 0.25 : 0.0;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double others1 = t.n1[i] - t.x1[i];
    const double others2 = t.n2[i] - t.x2[i];
    const double moved1 = (others1 - t.x1[i]) / t.n1[i] / (t.n1[i] + 1.0);
    const double moved2 = (others2 - t.x2[i]) / t.n2[i] / (t.n2[i] + 1.0);
    const double shift = half * (moved1 + moved2);
    p1[i] = t.x1[i] / t.n1[i] + shift;
    rest1[i] = others1 / t.n1[i] - shift;
    p2[i] = t.x2[i] / t.n2[i] + shift;
    rest2[i] = others2 / t.n2[i] - shift;
    skew1[i] = rest1[i] - p1[i];
    skew2[i] = rest2[i] - p2[i];
  }
  lane_difference_of_products(skew1, t.n2, skew2, t.n1, false, cross);
  const double zz = z * z;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double shrink = 1.0 + 0.25 * zz * (1.0 / t.n1[i] + 1.0 / t.n2[i]);
    const double square = zz * (p1[i] * (rest1[i] / t.n1[i]) + p2[i] * (rest2[i] / t.n2[i]));
    const double pull = 0.25 * zz * (cross[i] / (t.n1[i] * t.n2[i]));
    const double reach = std::fabs(pull) + std::sqrt(pull * pull + shrink * square);
    const double far = reach / shrink;
    const double near = reach == 0.0 ? 0.0 : square / reach;
    const double low = found.value[i] - (pull < 0.0 ? far : near);
    const double high = found.value[i] + (pull < 0.0 ? near : far);
    found.lower[i] = low < -1.0 ? -1.0 : low;
    found.upper[i] = high > 1.0 ? 1.0 : high;
  }
}

/// p1 − p2 ∓ √(one distance² + another²).
EQUITABLE_LANE void lane_mover(double below1, double above1, double below2, double above2, double value, double& lower,
                               double& upper) noexcept {
  const double low = value - std::sqrt(below1 * below1 + above2 * above2);
  const double high = value + std::sqrt(above1 * above1 + below2 * below2);
  lower = low < -1.0 ? -1.0 : low;  // by rounding alone
  upper = high > 1.0 ? 1.0 : high;
}

/// Newcombe: the two Wilson intervals combined.
EQUITABLE_LANE void newcombe_lanes(const LaneTables& t, double z, LaneEstimates& found) noexcept {
  const double quarter = 0.25 * z * z;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double others1 = t.n1[i] - t.x1[i];
    const double others2 = t.n2[i] - t.x2[i];
    const double rate1 = t.x1[i] / t.n1[i], rest1 = others1 / t.n1[i];
    const double rate2 = t.x2[i] / t.n2[i], rest2 = others2 / t.n2[i];
    const double half1 = 2.0 * quarter + z * std::sqrt(others1 * rate1 + quarter);
    const double half2 = 2.0 * quarter + z * std::sqrt(others2 * rate2 + quarter);
    lane_mover(rate1 * (half1 / (t.x1[i] + half1)), rest1 * (half1 / (others1 + half1)), rate2 * (half2 / (t.x2[i] + half2)),
               rest2 * (half2 / (others2 + half2)), found.value[i], found.lower[i], found.upper[i]);
  }
}

/// How far Wilson's lower limit with continuity correction lies below the rate.
[[nodiscard]] EQUITABLE_LANE double lane_wilson_cc_below(double events, double others, double n, double z) noexcept {
  const double fewer = events - 0.5;
  const double half = 0.5 * z * z + z * std::sqrt(fewer * ((others + 0.5) / n) + 0.25 * z * z);
  const double below = 0.5 / n + fewer / n * (half / (fewer + half));
  return events == 0.0 ? 0.0 : below;
}

/// Newcombe with continuity correction.
EQUITABLE_LANE void newcombe_cc_lanes(const LaneTables& t, double z, LaneEstimates& found) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double x1 = t.x1[i], n1 = t.n1[i], others1 = n1 - x1;
    const double x2 = t.x2[i], n2 = t.n2[i], others2 = n2 - x2;
    lane_mover(lane_wilson_cc_below(x1, others1, n1, z), lane_wilson_cc_below(others1, x1, n1, z),
               lane_wilson_cc_below(x2, others2, n2, z), lane_wilson_cc_below(others2, x2, n2, z), found.value[i], found.lower[i],
               found.upper[i]);
  }
}

}  // namespace equitable::detail
