/// @file detail/lanes_fisher_rows.hpp
/// Fisher's exact tests of a column of tables: in the order of how far they have to walk (detail/lanes_fisher.hpp), so that few lanes
/// wait for their neighbours. The order decides nothing but the time.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/core/types.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_fisher.hpp"
#include "equitable/detail/lanes_tables.hpp"

namespace equitable::detail {

/// Rows that are put in order together.
inline constexpr std::size_t fisher_rows_at_once = 1024;

/// Tables of a piece as they are walked over, and how far.
struct FisherPiece {
  double left1[fisher_rows_at_once], left2[fisher_rows_at_once], right1[fisher_rows_at_once], right2[fisher_rows_at_once];
  std::uint16_t kind[fisher_rows_at_once];
  std::uint16_t order[fisher_rows_at_once];
  std::size_t walks;
};

/// Kinds of tables: the length of the two walks in eighths of a doubling, and within that the distance from the mode in quarters of a
/// standard deviation, by which the two share it.
inline constexpr std::uint64_t fisher_kinds = 4096;
/// No walk: the row is for the plain walk, or it has its p already.
inline constexpr std::uint64_t fisher_no_walk = fisher_kinds;

/// Reads a block of at most 32 rows into the piece, from `at`. Rows for the plain walk are marked.
EQUITABLE_LANE void prepare_fisher(LaneTables& t, std::size_t rows, const FisherRule& rule, std::size_t at, FisherPiece& piece,
                                   double* pvalue, std::uint8_t* redo) noexcept {
  LaneWalk<lane_count> walk;
  LaneMask at_mode, kind;
  for (std::size_t i = 0; i < lane_count; ++i) {
    set_fisher_walk(t, rule, i, walk, at_mode);
    const double a = t.x1[i], b = t.n1[i] - a, c = t.x2[i], d = t.n2[i] - c;
    const double total = t.n1[i] + t.n2[i];
    // Nine standard deviations beyond the mode on both sides, more when the table itself is far out.
    const double distance = (a * d - b * c) / total;
    const double variance = (t.n1[i] / total) * (t.n2[i] / total) * ((a + c) * (b + d) / total);
    const double reach = distance * distance + 80.0 * variance;
    const double quarters = std::sqrt(16.0 * distance * distance / variance);
    const std::uint64_t length = (lane_bits(1.0 + reach) >> 50) - (std::uint64_t{1023} << 2);
    const std::uint64_t place = lane_bits((quarters < 15.0 ? quarters : 15.0) + 0x1p52) & 15u;
    kind[i] = length * 16u + place;
  }
  for (std::size_t i = 0; i < rows; ++i) {
    piece.left1[at + i] = walk.left1[i];
    piece.left2[at + i] = walk.left2[i];
    piece.right1[at + i] = walk.right1[i];
    piece.right2[at + i] = walk.right2[i];
    redo[at + i] = t.redo[i] != 0;
    piece.kind[at + i] = static_cast<std::uint16_t>((t.redo[i] | at_mode[i]) != 0 ? fisher_no_walk : kind[i]);
    pvalue[at + i] = 1.0;
  }
}

/// The rows with walks, in the order of their kinds; a few are left as they stand.
EQUITABLE_LANE void order_fisher(std::size_t rows, FisherPiece& piece) noexcept {
  piece.walks = 0;
  if (rows <= 2 * lane_count) {
    for (std::size_t i = 0; i < rows; ++i)
      if (piece.kind[i] != fisher_no_walk) piece.order[piece.walks++] = static_cast<std::uint16_t>(i);
    return;
  }
  std::uint16_t begin[fisher_kinds + 2] = {};
  for (std::size_t i = 0; i < rows; ++i) ++begin[piece.kind[i] + 1u];
  for (std::size_t k = 0; k < fisher_kinds; ++k) begin[k + 1] = static_cast<std::uint16_t>(begin[k + 1] + begin[k]);
  piece.walks = begin[fisher_kinds];
  for (std::size_t i = 0; i < rows; ++i)
    if (piece.kind[i] != fisher_no_walk) piece.order[begin[piece.kind[i]]++] = static_cast<std::uint16_t>(i);
}

/// Fisher's p of at most `fisher_rows_at_once` rows at an odds ratio of 1; `redo` marks those for the plain walk.
EQUITABLE_LANE void fisher_lanes(const Count* events, const Count* total, const Count* reference_events,
                                 const Count* reference_total, std::size_t rows, const FisherRule& rule, double* pvalue,
                                 std::uint8_t* redo) noexcept {
  FisherPiece piece;
  for (std::size_t row = 0; row < rows; row += lane_count) {
    const std::size_t some = rows - row < lane_count ? rows - row : lane_count;
    LaneTables t;
    load_tables(events + row, total + row, reference_events + row, reference_total + row, some, t);
    prepare_fisher(t, some, rule, row, piece, pvalue, redo);
  }
  order_fisher(rows, piece);
  for (std::size_t first = 0; first < piece.walks; first += lane_count) {
    const std::size_t some = piece.walks - first < lane_count ? piece.walks - first : lane_count;
    LaneWalk<lane_count> walk;
    for (std::size_t i = 0; i < lane_count; ++i) {
      const std::size_t row = piece.order[first + (i < some ? i : 0)];
      walk.left1[i] = piece.left1[row];
      walk.left2[i] = piece.left2[row];
      walk.right1[i] = piece.right1[row];
      walk.right2[i] = piece.right2[row];
    }
    Lanes p;
    LaneMask again;
    fisher_block(walk, rule, p, again);
    for (std::size_t i = 0; i < some; ++i) {
      pvalue[piece.order[first + i]] = p[i];
      redo[piece.order[first + i]] = again[i] != 0;
    }
  }
}

}  // namespace equitable::detail
