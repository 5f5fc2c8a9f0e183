/// @file detail/lanes_proportion.hpp
/// Closed-form limits of one rate, a block of lanes at a time.
///
/// Each kernel reads the events x and totals n of a block, 0 <= x <= n and 1 <= n <= 2^53, beside the rates x/n, and writes both
/// limits. The formulas are those of proportion/{wilson,wald,skewness_corrected}.hpp with their branches turned into choices;
/// a row without limits is marked for the scalar function. Cost: 1.5 to 4 nanoseconds a row compiled, see docs/performance.md.
#pragma once

#include <cmath>
#include <cstddef>

#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_output.hpp"

namespace equitable::detail {

/// A block of counts, and where its limits go.
struct RateLanes {
  const Lanes& x;
  const Lanes& n;
  const Lanes& rate;
  Lanes& lower;
  Lanes& upper;
  LaneMask& redo;
};

EQUITABLE_LANE void wilson_lanes(const RateLanes& block, double z) noexcept {
  const double zz = z * z;
  const double quarter = 0.25 * zz;
  const double half = 0.5 * zz;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double x = block.x[i];
    const double n = block.n[i];
    const double reach = x + half + z * std::sqrt((n - x) * block.rate[i] + quarter);
    const double upper = reach / (n + zz);
    block.lower[i] = x * block.rate[i] / reach;
    block.upper[i] = x == n || upper > 1.0 ? 1.0 : upper;
  }
}

EQUITABLE_LANE void wilson_cc_lanes(const RateLanes& block, double z) noexcept {
  const double zz = z * z;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double x = block.x[i];
    const double n = block.n[i];
    const double others = n - x;
    // Without events the half taken off would be negative; such a limit is 0 whatever stands under the root.
    const double less = x == 0.0 ? 0.0 : x - 0.5;
    const double rest = x == n ? 0.0 : others - 0.5;
    const double more = x + 0.5;
    const double below = less + 0.5 * zz + z * std::sqrt(less * ((others + 0.5) / n) + 0.25 * zz);
    const double above = more + 0.5 * zz + z * std::sqrt(more * (rest / n) + 0.25 * zz);
    const double upper = above / (n + zz);
    block.lower[i] = less * (less / n) / below;
    block.upper[i] = x == n || upper > 1.0 ? 1.0 : upper;
  }
}

/// Both of Wald's: p ± (z √(p(1−p)/n) + correction/n).
EQUITABLE_LANE void wald_lanes(const RateLanes& block, double z, double correction) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double x = block.x[i];
    const double n = block.n[i];
    const double half = z * std::sqrt(x * ((n - x) / n)) + correction;
    const double lower = (x - half) / n;
    const double upper = (x + half) / n;
    block.lower[i] = x > half ? lower : 0.0;
    block.upper[i] = n - x > half ? upper : 1.0;
  }
}

EQUITABLE_LANE void agresti_coull_lanes(const RateLanes& block, double z) noexcept {
  const double zz = z * z;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double x = block.x[i];
    const double rest = block.n[i] - x;
    const double total = block.n[i] + zz;
    const double events = x + 0.5 * zz;
    const double others = rest + 0.5 * zz;
    const double half = z * std::sqrt(events * (others / total));
    const double above = x + 0.5 * zz * ((x - rest) / total);
    const double below = rest + 0.5 * zz * ((rest - x) / total);
    const double lower = events / total * (above / (events + half));
    const double upper = (events + half) / total;
    block.lower[i] = above > 0.0 ? lower : 0.0;
    block.upper[i] = below > 0.0 && upper < 1.0 ? upper : 1.0;
  }
}

/// Rows at either end have no limits and are marked.
EQUITABLE_LANE void logit_lanes(const RateLanes& block, double z) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const bool at_end = block.x[i] == 0.0 || block.x[i] == block.n[i];
    block.redo[i] |= lane_mark(at_end);
    const double x = at_end ? 1.0 : block.x[i];
    const double rest = at_end ? 1.0 : block.n[i] - block.x[i];
    const double factor = lane_exp(z * std::sqrt(1.0 / x + 1.0 / rest));
    block.lower[i] = x / (x + rest * factor);
    block.upper[i] = x / (x + rest / factor);
  }
}

/// sin²(θ ∓ w) by the addition theorem, θ and w as in proportion/wald.hpp.
EQUITABLE_LANE void arcsine_lanes(const RateLanes& block, double z) noexcept {
  constexpr double right_angle = 1.57079632679489661923;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double x = block.x[i] + 0.375;
    const double rest = block.n[i] - block.x[i] + 0.375;
    const double total = block.n[i] + 0.75;
    const double wide = 0.5 * z / std::sqrt(block.n[i]);
    const LaneDirection width = lane_direction(wide < right_angle ? wide : right_angle);
    const double sine = std::sqrt(x / total);
    const double cosine = std::sqrt(rest / total);
    const double low = sine * width.cosine - cosine * width.sine;
    const double near = sine * width.cosine + cosine * width.sine;      // sin(θ + w)
    const double short_of = cosine * width.cosine - sine * width.sine;  // cos(θ + w), which tells whether it passes π/2
    block.lower[i] = low > 0.0 ? low * low : 0.0;
    block.upper[i] = short_of > 0.0 && near < 1.0 ? near * near : 1.0;
  }
}

EQUITABLE_LANE void skewness_corrected_lanes(const RateLanes& block, double z) noexcept {
  const double zz = z * z;
  const double kappa = (zz - 1.0) / 6.0;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double x = block.x[i];
    const double n = block.n[i];
    const double d = (x - kappa) / n;
    const double e = (n - x - kappa) / n;
    const double spread = zz / n;
    // Negative under the root only where both limits are the ends of the space.
    const double root = std::sqrt(spread * (spread + 4.0 * d * e));
    const double sum = spread + 2.0 * d * (d + e) + root;
    const double lower = 2.0 * d * (d / sum);
    const double upper = 0.5 * sum / ((d + e) * (d + e) + spread);
    block.lower[i] = x > 0.0 && d > 0.0 ? lower : 0.0;
    block.upper[i] = x < n && e > 0.0 && upper < 1.0 ? upper : 1.0;
  }
}

}  // namespace equitable::detail
