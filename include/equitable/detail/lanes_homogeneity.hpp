/// @file detail/lanes_homogeneity.hpp
/// The closed-form tests of homogeneity of many tables of groups, a block of tables at a time.
///
/// They have the bits of `homogeneity`: X² by the same exact products, G by the same terms, which the function of one table adds up in
/// a block of one.
#pragma once

#include <cstddef>
#include <cstdint>

#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_chi_squared.hpp"
#include "equitable/detail/lanes_groups.hpp"

namespace equitable::detail {

/// Adds x log(x/e) − (x − e) to each sum, where e > 0 and the excess x − e is known better than either; x may be 0.
///
/// With s = (x − e)/(x + e): log(x/e) = 2 artanh s, x − e = s (x + e), so that it is s (x − e) + 2 x (artanh s − s), in which
/// nothing cancels. Where a lane of the block is far out, x/e = 2^k m with m from √½ to √2, and s belongs to m: lanes that are not
/// far out have k = 0 there, and so the same operations as in a block without such a one.
template <std::size_t width>
EQUITABLE_LANE void add_lane_deviances(const LaneBlock<width>& x, const LaneBlock<width>& e, const LaneBlock<width>& excess,
                                       LaneBlock<width>& sum) noexcept {
  constexpr double near = 0.17;
  std::uint64_t far = 0;
  for (std::size_t i = 0; i < width; ++i) {
    const double size = excess[i] < 0.0 ? -excess[i] : excess[i];
    far |= size < near * (x[i] + e[i]) ? 0U : 1U;
  }
  if (far == 0) {
    for (std::size_t i = 0; i < width; ++i) {
      const double s = excess[i] / (x[i] + e[i]);
      sum[i] += excess[i] * s + x[i] * (s * lane_artanh_tail(s * s));
    }
    return;
  }
  constexpr std::uint64_t one = 0x3ff0000000000000u;
  constexpr std::uint64_t sqrt_half_bits = 0x3fe6a09e667f3bcdu;
  for (std::size_t i = 0; i < width; ++i) {
    const double ratio = x[i] / e[i];
    const std::uint64_t moved = lane_bits(ratio > 0.0 ? ratio : 1.0) + (one - sqrt_half_bits);
    const double k = lane_from_bits((moved >> 52) | 0x4330000000000000u) - (0x1.0p52 + 1023.0);
    const double scaled = e[i] * lane_from_bits(moved & 0xfff0000000000000u);
    const double s = (k == 0.0 ? excess[i] : x[i] - scaled) / (x[i] + scaled);
    const double apart = x[i] * (k * 0x1.62e42feep-1 + (2.0 * s + k * 0x1.a39ef35793c76p-33)) - excess[i];
    sum[i] += (k == 0.0 ? excess[i] * s : apart) + x[i] * (s * lane_artanh_tail(s * s));
  }
}

/// Adds half of what a group contributes to G: x of its n people have the outcome, as have `events` of all people and `others` not.
template <std::size_t width>
EQUITABLE_LANE void add_group_deviances(const LaneBlock<width>& x, const LaneBlock<width>& n, const LaneBlock<width>& events,
                                        const LaneBlock<width>& others, const LaneBlock<width>& people,
                                        LaneBlock<width>& sum) noexcept {
  LaneBlock<width> rest, expected, unexpected, excess, deficit;
  for (std::size_t i = 0; i < width; ++i) {
    const double share = (n[i] > 0.0 ? n[i] : 1.0) / people[i];  // an empty group's excess is 0 of whatever is expected
    excess[i] = (x[i] * people[i] - n[i] * events[i]) / people[i];
    deficit[i] = -excess[i];
    rest[i] = n[i] - x[i];
    expected[i] = share * events[i];
    unexpected[i] = share * others[i];
  }
  add_lane_deviances(x, expected, excess, sum);
  add_lane_deviances(rest, unexpected, deficit, sum);
}

/// The same of one group.
[[nodiscard]] EQUITABLE_APART inline double sum_with_group_deviance(double sum, double x, double n, double events, double others,
                                                                    double people) noexcept {
  const LaneBlock<1> of_x{x};
  const LaneBlock<1> of_n{n};
  const LaneBlock<1> of_events{events};
  const LaneBlock<1> of_others{others};
  const LaneBlock<1> of_people{people};
  LaneBlock<1> result{sum};
  add_group_deviances(of_x, of_n, of_events, of_others, of_people, result);
  return result[0];
}

/// The closed-form tests of homogeneity.
enum class LaneHomogeneity : std::uint8_t { n_minus_1, pearson, likelihood };

template <LaneHomogeneity Kind>
EQUITABLE_LANE void homogeneity_lanes(const GroupTables& tables, std::size_t first, std::size_t last,
                                      const LaneTests& output) noexcept {
  LaneGroups block;
  for (std::size_t row = first; row < last; row += lane_count) {
    const std::size_t rows = last - row < lane_count ? last - row : lane_count;
    LaneMask redo{};
    if (!read_lane_groups(tables, row, rows, block, redo)) {
      for (std::size_t i = 0; i < rows; ++i) output.redo[row - first + i] = 1;
      continue;
    }
    Lanes events{}, people{}, filled{}, sum{}, others, df, statistic, pvalue, status;
    for (std::size_t g = 0; g < block.groups; ++g)
      for (std::size_t i = 0; i < lane_count; ++i) {
        events[i] += block.events[g][i];
        people[i] += block.totals[g][i];
        filled[i] += block.totals[g][i] > 0.0 ? 1.0 : 0.0;
      }
    constexpr double most = static_cast<double>(most_lane_people);
    for (std::size_t i = 0; i < lane_count; ++i) {
      others[i] = people[i] - events[i];
      redo[i] |= people[i] > most ? 1U : 0U;
      df[i] = filled[i] - 1.0;
    }
    for (std::size_t i = 0; i < lane_count; ++i) {
      status[i] = lane_status(filled[i] - 1.0, events[i], others[i]);
      const bool ok = !(status[i] > 0.0);
      // So that the lanes without an answer compute something.
      events[i] = ok ? events[i] : 1.0;
      others[i] = ok ? others[i] : 1.0;
      people[i] = ok ? people[i] : 2.0;
      df[i] = ok ? df[i] : 1.0;
    }
    for (std::size_t g = 0; g < block.groups; ++g) {
      const Lanes& x = block.events[g];
      const Lanes& n = block.totals[g];
      if (Kind == LaneHomogeneity::likelihood) {
        add_group_deviances(x, n, events, others, people, sum);
      } else {
        for (std::size_t i = 0; i < lane_count; ++i) {
          const double cross = x[i] * people[i] - n[i] * events[i];  // exact
          sum[i] += cross * cross / (n[i] > 0.0 ? n[i] : 1.0);
        }
      }
    }
    for (std::size_t i = 0; i < lane_count; ++i) {
      double value = Kind == LaneHomogeneity::likelihood ? 2.0 * sum[i] : sum[i] / (events[i] * others[i]);
      if (Kind == LaneHomogeneity::n_minus_1) value *= (people[i] - 1.0) / people[i];
      redo[i] |= value <= 1300.0 ? 0U : 1U;
      statistic[i] = value <= 1300.0 ? value : 0.0;
    }
    lane_chi_squared_tails(statistic, df, pvalue);
    write_lane_tests(output, row, row - first, rows, statistic, pvalue, df, status, redo);
  }
}

/// The kernel of a kind.
EQUITABLE_LANE void homogeneity_lanes_of(LaneHomogeneity kind, const GroupTables& tables, std::size_t first, std::size_t last,
                                         const LaneTests& output) noexcept {
  if (kind == LaneHomogeneity::n_minus_1)
    homogeneity_lanes<LaneHomogeneity::n_minus_1>(tables, first, last, output);
  else if (kind == LaneHomogeneity::pearson)
    homogeneity_lanes<LaneHomogeneity::pearson>(tables, first, last, output);
  else
    homogeneity_lanes<LaneHomogeneity::likelihood>(tables, first, last, output);
}

#ifdef EQUITABLE_COMPILED
/// The same loops, compiled once with the library's own flags for several levels of processor.
void homogeneity_lanes_compiled(LaneHomogeneity kind, const GroupTables& tables, std::size_t first, std::size_t last,
                                const LaneTests& output) noexcept;
#endif

}  // namespace equitable::detail
