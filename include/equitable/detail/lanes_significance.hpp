/// @file detail/lanes_significance.hpp
/// The closed-form tests of equal rates, a block of lanes at a time.
///
/// Each kernel writes the statistic z of a block of tables, or the signed root of the chi-squared, by the operations of
/// significance/score.hpp with their branches turned into choices: the same bits. A row without an
/// answer, or too far out for the lanes, is marked for the scalar function. Cost: 2 to 10 nanoseconds a table compiled.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_output.hpp"
#include "equitable/detail/lanes_tables.hpp"
#include "equitable/detail/log_roots.hpp"

namespace equitable::detail {

/// What all tests of a block begin with.
struct LaneContrast {
  Lanes cross;   ///< ad − bc
  Lanes others;  ///< those without the outcome, in both groups together
};

/// Marks the tables in which nobody, or everybody, had the outcome.
EQUITABLE_LANE void contrast_lanes(LaneTables& t, LaneContrast& contrast) noexcept {
  lane_difference_of_products(t.x1, t.n2, t.x2, t.n1, t.countable, contrast.cross);
  for (std::size_t i = 0; i < lane_count; ++i) {
    contrast.others[i] = (t.n1[i] - t.x1[i]) + (t.n2[i] - t.x2[i]);
    t.redo[i] |= lane_mark(t.x1[i] + t.x2[i] == 0.0) | lane_mark(contrast.others[i] == 0.0);
  }
}

/// Signed root of Pearson's chi-squared, and of its N − 1 form.
EQUITABLE_LANE void pearson_lanes(const LaneTables& t, const LaneContrast& contrast, bool corrected, Lanes& z) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double total = t.n1[i] + t.n2[i];
    z[i] = contrast.cross[i] / std::sqrt((t.n1[i] * t.n2[i] / total) * ((t.x1[i] + t.x2[i]) * contrast.others[i]));
    if (corrected) z[i] = z[i] * std::sqrt((total - 1.0) / total);
  }
}

/// Marks the tables whose 2 |ad − bc| − N, a whole number, is no double.
EQUITABLE_LANE void yates_lanes(LaneTables& t, const LaneContrast& contrast, Lanes& z) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double total = t.n1[i] + t.n2[i];
    const double cross = contrast.cross[i];
    const double twice = 2.0 * (cross < 0.0 ? -cross : cross) - total;
    const double size = 0.5 * twice / std::sqrt((t.n1[i] * t.n2[i] / total) * ((t.x1[i] + t.x2[i]) * contrast.others[i]));
    z[i] = twice > 0.0 ? (cross < 0.0 ? -size : size) : 0.0;
    t.redo[i] |= lane_mark(t.n1[i] * t.n2[i] >= 0x1p51);
  }
}

/// Signed root of G, or of G over Williams's divisor.
EQUITABLE_LANE void g_lanes(const LaneTables& t, const LaneContrast& contrast, bool williams, Lanes& z) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const TwoRates r{t.x1[i], t.n1[i], t.x2[i], t.n2[i]};
    double g = lane_g(r, contrast.cross[i]);
    if (williams) g = g / lane_williams_divisor(r);
    const double root = std::sqrt(g);
    z[i] = contrast.cross[i] < 0.0 ? -root : root;
  }
}

/// The difference over its unpooled standard error.
EQUITABLE_LANE void unpooled_lanes(const LaneTables& t, const LaneContrast& contrast, Lanes& z) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double variance1 = (t.x1[i] / t.n1[i]) * ((t.n1[i] - t.x1[i]) / t.n1[i]) / t.n1[i];
    const double variance2 = (t.x2[i] / t.n2[i]) * ((t.n2[i] - t.x2[i]) / t.n2[i]) / t.n2[i];
    z[i] = contrast.cross[i] / (t.n1[i] * t.n2[i]) / std::sqrt(variance1 + variance2);
  }
}

/// Log ratio over its standard error; undefined where nobody in a group has the outcome.
EQUITABLE_LANE void log_ratio_lanes(const LaneTables& t, const LaneContrast& contrast, Lanes& z, LaneMask& undefined) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    z[i] = lane_log_ratio_z({t.x1[i], t.n1[i], t.x2[i], t.n2[i]}, contrast.cross[i]);
    undefined[i] = lane_mark(t.x1[i] == 0.0) | lane_mark(t.x2[i] == 0.0);
  }
}

/// Log odds ratio over its standard error; undefined where a cell is empty.
EQUITABLE_LANE void log_odds_ratio_lanes(const LaneTables& t, const LaneContrast& contrast, Lanes& z,
                                         LaneMask& undefined) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double b = t.n1[i] - t.x1[i];
    const double d = t.n2[i] - t.x2[i];
    z[i] = lane_log_odds_ratio_z({t.x1[i], t.n1[i], t.x2[i], t.n2[i]}, contrast.cross[i]);
    undefined[i] = lane_mark(t.x1[i] == 0.0) | lane_mark(t.x2[i] == 0.0) | lane_mark(b == 0.0) | lane_mark(d == 0.0);
  }
}

/// The score statistic corrected for skewness.
EQUITABLE_LANE void skewness_corrected_test_lanes(const LaneTables& t, const LaneContrast& contrast, Lanes& z) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double total = t.n1[i] + t.n2[i];
    const double events = t.x1[i] + t.x2[i];
    const double others = contrast.others[i];
    const double shrink = std::sqrt((total - 1.0) / total);
    const double skewness =
        ((others - events) / std::sqrt(events * others)) * ((t.n2[i] - t.n1[i]) / std::sqrt(t.n1[i] * t.n2[i] * total)) / 6.0;
    const double pearson = contrast.cross[i] / std::sqrt((t.n1[i] * t.n2[i] / total) * (events * others));
    const double s = pearson * shrink;
    const double a = skewness * shrink * shrink * shrink;
    z[i] = 2.0 * (s + a) / (1.0 + std::sqrt(1.0 + 4.0 * a * (s + a)));
  }
}

/// The score statistic at a ratio other than 1, by the operations of detail/restricted.hpp: the same bits. Tables whose products of
/// two counts may not be exact, those with a group of more than 2^26, are marked.
EQUITABLE_LANE void ratio_null_lanes(LaneTables& t, const LaneContrast& contrast, double ratio, bool corrected,
                                     Lanes& z) noexcept {
  // Where something cancels it is rounded once; in a loop of its own, for a processor without fused operations calls a function.
  const bool near = std::fabs(ratio - 1.0) <= 0.5;
  const double slope = near ? ratio - 1.0 : ratio;
  Lanes excess, gap, linear1, linear2;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double b = t.n1[i] - t.x1[i];
    const double d = t.n2[i] - t.x2[i];
    const double total = t.n1[i] + t.n2[i];
    excess[i] = std::fma(-ratio, t.x2[i] * t.n1[i], t.x1[i] * t.n2[i]);
    gap[i] = std::fma(slope, t.n1[i] + t.x2[i], near ? b - d : -(t.n2[i] + t.x1[i]));
    linear1[i] = std::fma(slope, t.n1[i] + t.x2[i], near ? -(b + d) : -(total + b));
    linear2[i] = -std::fma(slope, total + d, near ? b + d : -(t.n2[i] + t.x1[i]));
  }
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double b = t.n1[i] - t.x1[i];
    const double d = t.n2[i] - t.x2[i];
    const double total = t.n1[i] + t.n2[i];
    const double root = std::sqrt(gap[i] * gap[i] + 4.0 * ratio * b * d);
    const double q2 = 2.0 * (t.x1[i] + t.x2[i]) / (ratio * (t.n1[i] + t.x2[i]) + (t.n2[i] + t.x1[i]) + root);
    const double added2 = 2.0 * d * (1.0 - ratio) / (linear2[i] + root);
    const double taken2 = (root - linear2[i]) / (2.0 * total * ratio);
    const double added1 = 2.0 * b * (ratio - 1.0) / (linear1[i] + root);
    const double taken1 = (root - linear1[i]) / (2.0 * total);
    const double complement1 = linear1[i] > 0.0 ? added1 : taken1;
    const double complement2 = linear2[i] > 0.0 ? added2 : taken2;
    const double variance = ratio * q2 * complement1 / t.n1[i] + ratio * ratio * (q2 * complement2 / t.n2[i]);
    z[i] = excess[i] / (t.n1[i] * t.n2[i]) / std::sqrt(variance);
    if (corrected) z[i] = z[i] * std::sqrt((total - 1.0) / total);
    t.redo[i] |= lane_mark(contrast.others[i] == 0.0) | lane_mark(t.n1[i] > largest_exact_factor) |
                 lane_mark(t.n2[i] > largest_exact_factor);
  }
}

/// The tail that belongs to the alternative; statistics too far out, and NaN, are marked unless they are known to be undefined.
EQUITABLE_LANE void tail_lanes(const Lanes& z, Alternative alternative, Lanes& pvalue, const LaneMask& undefined,
                               LaneMask& redo) noexcept {
  constexpr double farthest = 37.0;  // p = 1e-299
  for (std::size_t i = 0; i < lane_count; ++i)
    redo[i] |= (lane_mark(!(z[i] < farthest)) | lane_mark(!(z[i] > -farthest))) & ~undefined[i];
  if (alternative == Alternative::two_sided)
    for (std::size_t i = 0; i < lane_count; ++i) pvalue[i] = lane_two_tails(z[i]);
  else if (alternative == Alternative::greater)
    for (std::size_t i = 0; i < lane_count; ++i) pvalue[i] = lane_upper_tail(z[i]);
  else
    for (std::size_t i = 0; i < lane_count; ++i) pvalue[i] = lane_upper_tail(-z[i]);
}

}  // namespace equitable::detail
