/// @file detail/lanes_order.hpp
/// Rates in an order in which neighbours are alike: searches of a block of lanes end when its longest does.
#pragma once

#include <cstddef>
#include <cstdint>

#include "equitable/core/types.hpp"
#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes.hpp"

namespace equitable::detail {

/// Rates of more people are rare, and their doublings would be kinds of their own: left to the scalar functions, one by one.
inline constexpr Count most_in_quantile_lanes = Count{1} << 45;

/// Writes down the indices of rates 0 … `rates` − 1, at most `most`, by about how many there are with the rarer of event and none: 0
/// to 15 by themselves, then by doublings. `rate_at(i)` has the `events` and the `total` of the i-th; one that is no rate, of nobody or of too many, goes to
/// `leave(i)`. @returns how many are in order
template <std::size_t most, class RateAt, class Leave>
EQUITABLE_LANE std::size_t order_by_fewer(std::size_t rates, const RateAt& rate_at, const Leave& leave,
                                          std::uint16_t (&order)[most]) {
  static_assert(most < 65536, "indices and their number have 16 bits");
  constexpr std::size_t kinds = 64;
  std::uint8_t kind[most];
  std::uint16_t begin[kinds + 1] = {};
  for (std::size_t i = 0; i < rates; ++i) {
    const auto rate = rate_at(i);
    const Count x = rate.events;
    const Count n = rate.total;
    if (lane_is_no_rate(x, n) != 0 || n > most_in_quantile_lanes) {
      kind[i] = kinds;
      leave(i);
      continue;
    }
    const Count fewer = x < n - x ? x : n - x;
    const std::uint64_t power = (lane_bits(static_cast<double>(fewer)) >> 52) - 1023u;
    kind[i] = static_cast<std::uint8_t>(fewer < 16 ? static_cast<std::uint64_t>(fewer) : power + 12u);
    ++begin[kind[i] + 1u];
  }
  for (std::size_t k = 0; k < kinds; ++k) begin[k + 1] = static_cast<std::uint16_t>(begin[k + 1] + begin[k]);
  const std::size_t ordered = begin[kinds];
  for (std::size_t i = 0; i < rates; ++i)
    if (kind[i] != kinds) order[begin[kind[i]]++] = static_cast<std::uint16_t>(i);
  return ordered;
}

}  // namespace equitable::detail
