/// @file detail/lanes_trend.hpp
/// The tests of trend in tables of scored groups, a block of tables at a time: those of groups/trend.hpp to the last bit.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/core/types.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_chi_squared.hpp"
#include "equitable/detail/lanes_groups.hpp"
#include "equitable/detail/score_lattice.hpp"

namespace equitable::detail {

/// The closed-form tests of trend.
enum class LaneTrend : std::uint8_t { n_minus_1, cochran_armitage, chi_squared, departure };

/// Whether all tables of a block have as many groups and the same scores as its first.
[[nodiscard]] EQUITABLE_LANE bool same_scores(const GroupTables& tables, const double* scores, std::size_t first,
                                              std::size_t rows) noexcept {
  const std::size_t begin = tables.offsets[first];
  const std::size_t groups = tables.offsets[first + 1] - begin;
  if (groups < 1 || groups > most_lane_groups) return false;
  for (std::size_t i = 1; i < rows; ++i)
    if (tables.offsets[first + i + 1] - tables.offsets[first + i] != groups) return false;
  for (std::size_t g = 0; g < groups; ++g)
    if (!(std::fabs(scores[begin + g]) <= 1e100)) return false;
  std::uint64_t others = 0;
  for (std::size_t at = begin; at < begin + (rows - 1) * groups; ++at)
    others |= lane_bits(scores[at]) ^ lane_bits(scores[at + groups]);
  return others == 0;
}

/// Scores and the steps of their lattice; kept while the next block has the same.
struct LaneScores {
  double scores[most_lane_groups];
  double steps[most_lane_groups];
  std::size_t groups = 0;
  ScoreLattice lattice{0.0, 0.0, false};

  void read(const double* first, std::size_t count) noexcept {
    bool same = count == groups;
    for (std::size_t g = 0; same && g < count; ++g) same = scores[g] == first[g];
    if (same) return;
    groups = count;
    for (std::size_t g = 0; g < count; ++g) scores[g] = steps[g] = first[g];
    lattice = to_steps(steps, count);
  }
};

/// Tests of trend of tables that have the same scores; what differs from its neighbours is left to the scalar function.
template <LaneTrend Kind>
EQUITABLE_LANE void trend_lanes(const GroupTables& tables, const double* scores, Alternative alternative, std::size_t first,
                                std::size_t last, const LaneTests& output) noexcept {
  LaneGroups block;
  LaneScores line;
  const double* const steps = line.steps;
  for (std::size_t row = first; row < last; row += lane_count) {
    const std::size_t rows = last - row < lane_count ? last - row : lane_count;
    LaneMask redo{};
    const bool read = same_scores(tables, scores, row, rows) && read_lane_groups(tables, row, rows, block, redo);
    if (read) line.read(scores + tables.offsets[row], block.groups);
    if (!read || !line.lattice.whole || (Kind == LaneTrend::departure && block.groups < 3)) {
      for (std::size_t i = 0; i < rows; ++i) output.redo[row - first + i] = 1;
      continue;
    }
    Lanes events{}, people{}, weighted{}, contrast{}, squares{}, mean, others, df, statistic, pvalue, status, z;
    for (std::size_t g = 0; g < block.groups; ++g)
      for (std::size_t i = 0; i < lane_count; ++i) {
        events[i] += block.events[g][i];
        people[i] += block.totals[g][i];
        weighted[i] += block.totals[g][i] * steps[g];
        redo[i] |= block.totals[g][i] > 0.0 ? 0U : 1U;  // an empty group is left out of the scores too
      }
    for (std::size_t i = 0; i < lane_count; ++i) {
      redo[i] |= people[i] * people[i] * (line.lattice.steps + 1.0) <= 0x1p53 ? 0U : 1U;  // else the contrast is not exact
      people[i] = redo[i] != 0 ? 2.0 : people[i];
      others[i] = people[i] - events[i];
      mean[i] = weighted[i] / people[i];
    }
    for (std::size_t g = 0; g < block.groups; ++g)
      for (std::size_t i = 0; i < lane_count; ++i) {
        const double away = steps[g] - mean[i];
        contrast[i] += steps[g] * (block.events[g][i] * people[i] - block.totals[g][i] * events[i]);
        squares[i] += block.totals[g][i] * away * away;
      }
    for (std::size_t i = 0; i < lane_count; ++i) {
      status[i] = lane_status(squares[i], events[i], others[i]);
      const bool ok = !(status[i] > 0.0);
      z[i] = ok ? contrast[i] / std::sqrt(events[i] * others[i] * squares[i]) : 0.0;
    }
    if (Kind == LaneTrend::departure) {
      Lanes sum{};
      for (std::size_t i = 0; i < lane_count; ++i) {
        const bool ok = !(status[i] > 0.0);
        events[i] = ok ? events[i] : 1.0;
        others[i] = ok ? others[i] : 1.0;
        contrast[i] = ok ? contrast[i] / people[i] / squares[i] : 0.0;  // from here on the slope
        df[i] = static_cast<double>(block.groups) - 2.0;
      }
      for (std::size_t g = 0; g < block.groups; ++g)
        for (std::size_t i = 0; i < lane_count; ++i) {
          const double n = block.totals[g][i] > 0.0 ? block.totals[g][i] : 1.0;
          const double excess = (block.events[g][i] * people[i] - n * events[i]) / (n * people[i]);
          const double rest = excess - contrast[i] * (steps[g] - mean[i]);
          sum[i] += n * rest * rest;
        }
      for (std::size_t i = 0; i < lane_count; ++i) {
        const double value = sum[i] / (events[i] / people[i] * (others[i] / people[i]));
        redo[i] |= value <= 1300.0 ? 0U : 1U;
        statistic[i] = value <= 1300.0 ? value : 0.0;
      }
      lane_chi_squared_tails(statistic, df, pvalue);
    } else {
      if (Kind == LaneTrend::n_minus_1)
        for (std::size_t i = 0; i < lane_count; ++i) z[i] *= std::sqrt((people[i] - 1.0) / people[i]);
      for (std::size_t i = 0; i < lane_count; ++i) {
        redo[i] |= std::fabs(z[i]) <= 36.0 ? 0U : 1U;
        statistic[i] = Kind == LaneTrend::chi_squared ? z[i] * z[i] : z[i];
        df[i] = 1.0;
      }
      if (Kind == LaneTrend::chi_squared && alternative == Alternative::two_sided)
        lane_chi_squared_tails(statistic, df, pvalue);
      else
        lane_normal_pvalues(z, alternative, pvalue);
    }
    write_lane_tests(output, row, row - first, rows, statistic, pvalue, df, status, redo);
  }
}

/// The kernel of a kind.
EQUITABLE_LANE void trend_lanes_of(LaneTrend kind, const GroupTables& tables, const double* scores, Alternative alternative,
                                   std::size_t first, std::size_t last, const LaneTests& output) noexcept {
  if (kind == LaneTrend::n_minus_1)
    trend_lanes<LaneTrend::n_minus_1>(tables, scores, alternative, first, last, output);
  else if (kind == LaneTrend::cochran_armitage)
    trend_lanes<LaneTrend::cochran_armitage>(tables, scores, alternative, first, last, output);
  else if (kind == LaneTrend::chi_squared)
    trend_lanes<LaneTrend::chi_squared>(tables, scores, alternative, first, last, output);
  else
    trend_lanes<LaneTrend::departure>(tables, scores, alternative, first, last, output);
}

#ifdef EQUITABLE_COMPILED
/// The same loops, compiled once with the library's own flags for several levels of processor.
void trend_lanes_compiled(LaneTrend kind, const GroupTables& tables, const double* scores, Alternative alternative,
                          std::size_t first, std::size_t last, const LaneTests& output) noexcept;
#endif

}  // namespace equitable::detail
