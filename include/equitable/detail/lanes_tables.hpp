/// @file detail/lanes_tables.hpp
/// A block of tables, and of the estimates made of them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/rates.hpp"

namespace equitable::detail {

/// Four counts of every row, as `TwoRates` holds those of one.
template <std::size_t width>
struct LaneTableBlock {
  LaneBlock<width> x1, n1, x2, n2;
  LaneMaskBlock<width> redo;  ///< rows for the scalar function
  bool countable;             ///< whether products of two counts are exact: no total above 2^26
};
using LaneTables = LaneTableBlock<lane_count>;

/// Value and both limits of every row.
template <std::size_t width>
struct LaneEstimateBlock {
  LaneBlock<width> value, lower, upper;
};
using LaneEstimates = LaneEstimateBlock<lane_count>;

/// A block of one table.
[[nodiscard]] EQUITABLE_LANE LaneTableBlock<1> block_of_one(const TwoRates& r) noexcept {
  return {{r.x1}, {r.n1}, {r.x2}, {r.n2}, {0}, r.n1 < 0x1p26 && r.n2 < 0x1p26};
}

/// Reads `rows` rows of four columns, at most a block; the block is filled up with tables of 1/2 v 1/2.
EQUITABLE_LANE void load_tables(const Count* events, const Count* total, const Count* reference_events,
                                const Count* reference_total, std::size_t rows, LaneTables& tables) noexcept {
  Count filled[4][lane_count];
  if (rows < lane_count) {
    events = filled_block(events, rows, 1, filled[0]);
    total = filled_block(total, rows, 2, filled[1]);
    reference_events = filled_block(reference_events, rows, 1, filled[2]);
    reference_total = filled_block(reference_total, rows, 2, filled[3]);
  }
  for (std::size_t i = 0; i < lane_count; ++i) tables.redo[i] = 0;
  load_rates(events, total, tables.x1, tables.n1, tables.redo);
  load_rates(reference_events, reference_total, tables.x2, tables.n2, tables.redo);
  std::uint64_t large = 0;
  for (std::size_t i = 0; i < lane_count; ++i) large |= static_cast<std::uint64_t>(total[i] | reference_total[i]);
  tables.countable = large >> 26 == 0;
}

/// Rows that no kernel takes: they go to the scalar function.
EQUITABLE_LANE void leave_to_scalar(LaneTables& t, LaneEstimates& found) noexcept {
  for (std::size_t i = 0; i < lane_count; ++i) {
    t.redo[i] = 1;
    found.lower[i] = found.upper[i] = not_a_number;
  }
}

/// a·b − c·d to the last digit; `exact`: the products are exact, so a plain difference is.
template <std::size_t width>
EQUITABLE_LANE void lane_difference_of_products(const LaneBlock<width>& a, const LaneBlock<width>& b, const LaneBlock<width>& c,
                                                const LaneBlock<width>& d, bool exact, LaneBlock<width>& difference) noexcept {
  if (exact) {
    for (std::size_t i = 0; i < width; ++i) difference[i] = a[i] * b[i] - c[i] * d[i];
  } else {
    for (std::size_t i = 0; i < width; ++i) difference[i] = difference_of_products(a[i], b[i], c[i], d[i]);
  }
}

}  // namespace equitable::detail
