/// @file detail/lanes_output.hpp
/// What kernels over lanes end with: marks for the scalar function, and blocks written to columns.
#pragma once

#include <cstddef>
#include <cstdint>

#include "equitable/detail/lanes.hpp"

namespace equitable::detail {

/// A mark in a `LaneMask`, by way of a number, so that loops that mark stay vector loops on every processor.
[[nodiscard]] EQUITABLE_LANE std::uint64_t lane_mark(bool marked) noexcept { return lane_bits(marked ? 1.0 : 0.0); }

/// `marked` where `mask` holds a mark made by `lane_mark`, `other` elsewhere.
[[nodiscard]] EQUITABLE_LANE double lane_where(std::uint64_t mask, double marked, double other) noexcept {
  const std::uint64_t chosen = std::uint64_t{0} - (mask >> 61);
  return lane_from_bits((lane_bits(marked) & chosen) | (lane_bits(other) & ~chosen));
}

/// Writes the first rows of a block to a column.
EQUITABLE_LANE void write_lanes(const Lanes& lanes, double* column, std::size_t rows) noexcept {
  if (rows == lane_count)
    for (std::size_t i = 0; i < lane_count; ++i) column[i] = lanes[i];
  else
    for (std::size_t i = 0; i < rows; ++i) column[i] = lanes[i];
}

}  // namespace equitable::detail
