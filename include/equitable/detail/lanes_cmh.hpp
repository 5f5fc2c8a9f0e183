/// @file detail/lanes_cmh.hpp
/// Cochran-Mantel-Haenszel tests of many problems: those of groups/cmh.hpp to the last bit.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/core/types.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_groups.hpp"

namespace equitable::detail {

/// Strata in columns: problem i is the strata offsets[i] … offsets[i + 1] − 1, offsets rising.
struct LaneStrata {
  const Count* events;
  const Count* total;
  const Count* reference_events;
  const Count* reference_total;
  const std::size_t* offsets;
};

/// What a stratum adds to Σ (a − n1 m/N), as the nearest whole number of its quotient by N and the rest, so that strata which cancel
/// leave no error; to the variance of that sum; and to the pairs of people, of whom there are some where strata can be compared.
struct LaneStratum {
  double whole, part, variance, pairs;
};

/// Of a stratum with x1 events of n1 people v x2 of n2, at most 2^26 each, so that ad − bc is exact; nothing without people in either.
[[nodiscard]] EQUITABLE_LANE LaneStratum lane_stratum(double x1, double n1, double x2, double n2) noexcept {
  constexpr double to_whole = 6755399441055744.0;  // 1.5·2^52: adding it rounds to a whole number
  const double total = n1 + n2;
  const double pairs = n1 * n2;
  const double events = x1 + x2;
  const double divisor = total * (total - 1.0);
  const double inverse = 1.0 / (pairs > 0.0 ? divisor : 1.0);
  const double one_of_total = (total - 1.0) * inverse;
  const double cross = x1 * n2 - x2 * n1;
  const double whole = (cross * one_of_total + to_whole) - to_whole;
  return {whole, (cross - whole * total) * one_of_total, (pairs * inverse) * (events * (total - events) * one_of_total), pairs};
}

/// What is added up of strata, a piece of them at a time.
struct LaneStrataTerms {
  static constexpr std::size_t most = 256;
  double whole[most], part[most], variance[most], pairs[most];
  std::uint64_t bad[most];
  bool plain = true;  ///< nothing bad, and somebody in both groups of every stratum
};

/// The terms of `rows` strata.
EQUITABLE_LANE void cmh_terms(const LaneStrata& strata, std::size_t first, std::size_t rows, LaneStrataTerms& terms) noexcept {
  constexpr auto largest = static_cast<std::uint64_t>(most_lane_people);
  std::uint64_t odd = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto a = static_cast<std::uint64_t>(strata.events[first + i]);
    const auto m = static_cast<std::uint64_t>(strata.total[first + i]);
    const auto c = static_cast<std::uint64_t>(strata.reference_events[first + i]);
    const auto k = static_cast<std::uint64_t>(strata.reference_total[first + i]);
    terms.bad[i] = (a | (m - a) | m | (largest - m) | c | (k - c) | k | (largest - k)) >> 63;
    odd |= terms.bad[i] | (m - 1U) >> 63 | (k - 1U) >> 63;
    const LaneStratum stratum =
        lane_stratum(lane_of_small_count(a), lane_of_small_count(m), lane_of_small_count(c), lane_of_small_count(k));
    terms.whole[i] = stratum.whole;
    terms.part[i] = stratum.part;
    terms.variance[i] = stratum.variance;
    terms.pairs[i] = stratum.pairs;
  }
  terms.plain = odd == 0;
}

/// The sums of a block of problems.
struct LaneSums {
  Lanes whole, part, variance, pairs;
  LaneMask redo;
};

/// The tests of a block of problems from their sums.
EQUITABLE_LANE void finish_cmh(const LaneSums& sums, bool corrected, Alternative alternative, std::size_t row, std::size_t place,
                               std::size_t rows, const LaneTests& output) noexcept {
  Lanes z, statistic, pvalue, status;
  LaneMask redo;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double high = sums.whole[i] + sums.part[i];
    const double kept = high - sums.whole[i];
    const double low = (sums.whole[i] - (high - kept)) + (sums.part[i] - kept);
    const double both = high + low;
    const double size = high < 0.0 ? (-high - 0.5) - low : (high - 0.5) + low;
    const double less = size > 0.0 ? size : 0.0;
    const double distance = corrected ? (both < 0.0 ? -less : less) : both;
    status[i] = lane_status(sums.pairs[i], sums.variance[i], 1.0);
    const bool ok = !(status[i] > 0.0);
    z[i] = ok ? distance / std::sqrt(sums.variance[i]) : 0.0;
    redo[i] = sums.redo[i] | (std::fabs(z[i]) <= 36.0 ? 0U : 1U);
    statistic[i] = alternative == Alternative::two_sided ? z[i] * z[i] : z[i];
  }
  lane_normal_pvalues(z, alternative, pvalue);
  write_lane_tests(output, row, place, rows, statistic, pvalue, z, status, redo);
}

/// Cochran-Mantel-Haenszel tests, with or without the correction for continuity.
EQUITABLE_LANE void cmh_lanes(const LaneStrata& strata, bool corrected, Alternative alternative, std::size_t first,
                              std::size_t last, const LaneTests& output) noexcept {
  LaneStrataTerms terms;
  LaneSums sums;
  std::size_t begin = strata.offsets[first];  // of the strata whose terms there are
  std::size_t end = begin;
  const std::size_t after = strata.offsets[last];
  for (std::size_t row = first; row < last; row += lane_count) {
    const std::size_t rows = last - row < lane_count ? last - row : lane_count;
    for (std::size_t i = 0; i < lane_count; ++i) sums.whole[i] = sums.part[i] = sums.variance[i] = sums.pairs[i] = 0.0;
    for (std::size_t i = 0; i < rows; ++i) {
      double whole = 0.0;
      double part = 0.0;
      double variance = 0.0;
      double pairs = 0.0;
      const std::size_t length = strata.offsets[row + i + 1] - strata.offsets[row + i];
      std::uint64_t bad = length > static_cast<std::size_t>(max_count / most_lane_people) ? 1U : 0U;
      for (std::size_t stratum = strata.offsets[row + i]; stratum < strata.offsets[row + i + 1];) {
        if (stratum == end) {
          begin = end;
          const std::size_t missing = after - begin;
          const std::size_t count = missing < LaneStrataTerms::most ? missing : LaneStrataTerms::most;
          cmh_terms(strata, begin, count, terms);
          end = begin + count;
        }
        const std::size_t stop = strata.offsets[row + i + 1] < end ? strata.offsets[row + i + 1] : end;
        if (!terms.plain)
          for (std::size_t at = stratum - begin; at < stop - begin; ++at) {
            pairs += terms.pairs[at];
            bad |= terms.bad[at];
          }
        else if (stratum < stop)
          pairs = 1.0;  // more than none
        for (; stratum < stop; ++stratum) {
          const std::size_t at = stratum - begin;
          whole += terms.whole[at];
          part += terms.part[at];
          variance += terms.variance[at];
        }
      }
      sums.whole[i] = whole;
      sums.part[i] = part;
      sums.variance[i] = variance;
      sums.pairs[i] = pairs;
      sums.redo[i] = bad;
    }
    for (std::size_t i = rows; i < lane_count; ++i) sums.redo[i] = 0;
    finish_cmh(sums, corrected, alternative, row, row - first, rows, output);
  }
}

#ifdef EQUITABLE_COMPILED
/// The same loops, compiled once with the library's own flags for several levels of processor.
void cmh_lanes_compiled(const LaneStrata& strata, bool corrected, Alternative alternative, std::size_t first, std::size_t last,
                        const LaneTests& output) noexcept;
#endif

}  // namespace equitable::detail
