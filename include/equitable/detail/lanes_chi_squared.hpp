/// @file detail/lanes_chi_squared.hpp
/// Upper tails of chi-squared with whole degrees of freedom, of a block of statistics or of one.
///
/// Both the tests in columns and `chi_squared_upper_tail` (detail/gamma.hpp) of a single one take them from here, to the last bit
/// the same. Right to 1.5e-15 for up to 32 degrees of freedom.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes.hpp"

namespace equitable::detail {

/// P(X > statistic) of chi-squared with df = 1, 2, … degrees of freedom; statistics of at most 1400.
///
/// Even df: e^(−x) (1 + x + x²/2! + …), x half the statistic; odd df: both normal tails of the root and a like sum. What a lane comes
/// to does not depend on its neighbours: the steps of longer sums, of which a block of one has none, leave it at 1.
template <std::size_t width>
EQUITABLE_LANE void lane_chi_squared_tails(const LaneBlock<width>& statistic, const LaneBlock<width>& df,
                                           LaneBlock<width>& pvalue) noexcept {
  constexpr double root_two_over_pi = 0.79788456080286535588;
  std::uint64_t longest = 0;  // the bits of positive doubles stand in their order
  std::uint64_t odd = 0;
  std::uint64_t even = 0;
  LaneBlock<width> x, is_odd, terms, decay, sum;
  for (std::size_t i = 0; i < width; ++i) {
    const double half = 0.5 * df[i];
    const double whole = (half - 0.25 + 0x1.8p52) - 0x1.8p52;  // rounds to df/2 or (df − 1)/2
    is_odd[i] = half - whole;                                  // a half, or 0
    terms[i] = whole;
    x[i] = 0.5 * statistic[i];
    sum[i] = 1.0;
  }
  for (std::size_t i = 0; i < width; ++i) {
    const std::uint64_t bits = lane_bits(terms[i]);
    longest = bits > longest ? bits : longest;
    odd |= lane_bits(is_odd[i]);
    even |= lane_bits(0.5 - is_odd[i]);
  }
  // 1 + x/(1 + h) (1 + x/(2 + h) (…)), h = ½ for odd df: from the innermost factor outwards, each lane from its own.
  for (double k = lane_from_bits(longest) - 1.0; k >= 1.0; k -= 1.0) {
    const double of_even = 1.0 / k;
    const double of_odd = 1.0 / (k + 0.5);
    for (std::size_t i = 0; i < width; ++i) {
      const double inner = 1.0 + x[i] * (is_odd[i] > 0.0 ? of_odd : of_even) * sum[i];
      sum[i] = width == 1 || k < terms[i] ? inner : 1.0;
    }
  }
  for (std::size_t i = 0; i < width; ++i) decay[i] = lane_exp(-x[i]);
  if (odd != 0) {
    for (std::size_t i = 0; i < width; ++i) {
      const double tails = lane_two_tails_of_square(statistic[i], decay[i]);
      const double more = root_two_over_pi * std::sqrt(statistic[i]) * sum[i] * decay[i];
      pvalue[i] = terms[i] > 0.0 ? tails + more : tails;
    }
  }
  if (even != 0)
    for (std::size_t i = 0; i < width; ++i) pvalue[i] = is_odd[i] > 0.0 ? pvalue[i] : decay[i] * sum[i];
  for (std::size_t i = 0; i < width; ++i) {
    const double cut = pvalue[i] < 1.0 ? pvalue[i] : 1.0;
    pvalue[i] = statistic[i] > 0.0 ? cut : 1.0;
  }
}

/// The same of one statistic.
[[nodiscard]] EQUITABLE_APART inline double chi_squared_tail_of_one(double statistic, double df) noexcept {
  const LaneBlock<1> at{statistic};
  const LaneBlock<1> freedom{df};
  LaneBlock<1> pvalue{0.0};
  lane_chi_squared_tails(at, freedom, pvalue);
  return pvalue[0];
}

}  // namespace equitable::detail
