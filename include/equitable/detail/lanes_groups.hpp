/// @file detail/lanes_groups.hpp
/// Tables of groups in lanes: a block of tables is read, every lane a table, its groups one below the other, and its tests written.
///
/// A kernel takes tables `first` to `last` − 1 and marks in `redo` what the scalar function has to do: rules broken, counts too
/// large for products in doubles to be exact, blocks of tables too unlike. What it does itself has the scalar's bits. The kernels:
/// detail/lanes_homogeneity.hpp, detail/lanes_trend.hpp and, for strata, detail/lanes_cmh.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/core/types.hpp"
#include "equitable/detail/lanes.hpp"

namespace equitable::detail {

/// The most groups of a table in lanes.
inline constexpr std::size_t most_lane_groups = 32;
/// The most people of a table in lanes: the product of two counts is exact.
inline constexpr Count most_lane_people = Count{1} << 26;

/// Tables of groups: table i is the groups offsets[i] … offsets[i + 1] − 1.
struct GroupTables {
  const Count* events;
  const Count* totals;
  const std::size_t* offsets;
};

/// Where the results of tests go, by table; `df` may be null. `redo` begins at the first table of the piece.
struct LaneTests {
  double* statistic;
  double* pvalue;
  Status* status;
  double* df;
  std::uint8_t* redo;
};

/// The groups of a block, group by group.
struct LaneGroups {
  double events[most_lane_groups][lane_count];
  double totals[most_lane_groups][lane_count];
  std::size_t groups;  ///< of the longest table; shorter ones have empty groups at the end
};

/// A count below 2^52 as a double; of any other a number that means nothing.
[[nodiscard]] EQUITABLE_LANE double lane_of_small_count(std::uint64_t count) noexcept {
  return lane_from_bits(count | 0x4330000000000000u) - 0x1.0p52;
}

/// Reads the tables of a block; @returns false when they are not worth it: no groups, too many, or of lengths too unlike.
EQUITABLE_LANE bool read_lane_groups(const GroupTables& tables, std::size_t first, std::size_t rows, LaneGroups& block,
                                     LaneMask& redo) noexcept {
  std::size_t longest = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t groups = tables.offsets[first + i + 1] - tables.offsets[first + i];
    longest = groups > longest ? groups : longest;
  }
  const std::size_t filled = tables.offsets[first + rows] - tables.offsets[first];
  if (longest < 1 || longest > most_lane_groups || rows * longest > 2 * filled) return false;
  block.groups = longest;
  Count events[most_lane_groups][lane_count];
  Count totals[most_lane_groups][lane_count];
  if (rows < lane_count || filled != rows * longest)
    for (std::size_t g = 0; g < longest; ++g)
      for (std::size_t i = 0; i < lane_count; ++i) events[g][i] = totals[g][i] = 0;
  if (filled == rows * longest) {
    for (std::size_t g = 0; g < longest; ++g) {
      const Count* const x = tables.events + tables.offsets[first] + g;
      const Count* const n = tables.totals + tables.offsets[first] + g;
      for (std::size_t i = 0; i < rows; ++i) {
        events[g][i] = x[i * longest];
        totals[g][i] = n[i * longest];
      }
    }
  } else {
    for (std::size_t i = 0; i < rows; ++i) {
      const std::size_t begin = tables.offsets[first + i];
      for (std::size_t g = 0; g < tables.offsets[first + i + 1] - begin; ++g) {
        events[g][i] = tables.events[begin + g];
        totals[g][i] = tables.totals[begin + g];
      }
    }
  }
  for (std::size_t g = 0; g < longest; ++g)
    for (std::size_t i = 0; i < lane_count; ++i) {
      const auto x = static_cast<std::uint64_t>(events[g][i]);
      const auto n = static_cast<std::uint64_t>(totals[g][i]);
      const std::uint64_t bad = (x | (n - x) | n | (static_cast<std::uint64_t>(most_lane_people) - n)) >> 63;
      redo[i] |= bad;
      const std::uint64_t kept = bad - 1U;  // every bit, or none
      block.events[g][i] = lane_of_small_count(x & kept);
      block.totals[g][i] = lane_of_small_count(n & kept);
    }
  return true;
}

/// The status of a lane as a number: nothing to compare, or nothing learnt because all or none have the outcome, or 0.
[[nodiscard]] EQUITABLE_LANE double lane_status(double compared, double events, double others) noexcept {
  constexpr double undefined = static_cast<double>(Status::undefined);
  constexpr double no_information = static_cast<double>(Status::no_information);
  const double rest = others > 0.0 ? 0.0 : no_information;
  const double informed = events > 0.0 ? rest : no_information;
  return compared > 0.0 ? informed : undefined;
}

/// The normal p-values of a block: both tails, or the one that belongs to the alternative; |z| at most 37.
EQUITABLE_LANE void lane_normal_pvalues(const Lanes& z, Alternative alternative, Lanes& pvalue) noexcept {
  if (alternative == Alternative::two_sided) {
    for (std::size_t i = 0; i < lane_count; ++i) pvalue[i] = lane_two_tails(z[i]);
    return;
  }
  const double sign = alternative == Alternative::greater ? 1.0 : -1.0;
  for (std::size_t i = 0; i < lane_count; ++i) pvalue[i] = lane_upper_tail(sign * z[i]);
}

/// Writes a block's tests.
EQUITABLE_LANE void write_lane_tests(const LaneTests& output, std::size_t first, std::size_t place, std::size_t rows,
                                     const Lanes& statistic, const Lanes& pvalue, const Lanes& df, const Lanes& status,
                                     const LaneMask& redo) noexcept {
  constexpr double none = not_a_number;
  for (std::size_t i = 0; i < rows; ++i) output.statistic[first + i] = status[i] > 0.0 ? none : statistic[i];
  for (std::size_t i = 0; i < rows; ++i) output.pvalue[first + i] = status[i] > 0.0 ? none : pvalue[i];
  for (std::size_t i = 0; i < rows; ++i) output.status[first + i] = static_cast<Status>(static_cast<int>(status[i]));
  if (output.df != nullptr)
    for (std::size_t i = 0; i < rows; ++i) output.df[first + i] = status[i] > 0.0 ? none : df[i];
  for (std::size_t i = 0; i < rows; ++i) output.redo[place + i] = redo[i] != 0 ? 1 : 0;
}

}  // namespace equitable::detail
