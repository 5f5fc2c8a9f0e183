/// @file detail/lanes_groups.hpp
/// Tests of many tables of groups, a block of tables at a time: every lane is a table, its groups one below the other.
///
/// A kernel takes tables `first` to `last` − 1 and marks in `redo` what the scalar function has to do: rules broken, counts too
/// large for products in doubles to be exact, blocks of tables too unlike. What it does itself has the scalar's statistic to the
/// last bit (`likelihood`: to some units), and a p-value right to 1e-14.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/score_lattice.hpp"

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

/// P(X > statistic) of chi-squared with df = 1, 2, … degrees of freedom; statistics of at most 1300, 2 √statistic below 74.
///
/// Even df: e^(−x) (1 + x + x²/2! + …), x half the statistic; odd df: both normal tails of the root and a like sum.
EQUITABLE_LANE void lane_chi_squared_tails(const Lanes& statistic, const Lanes& df, Lanes& pvalue) noexcept {
  constexpr double two_over_sqrt_pi = 1.12837916709551257390;
  std::uint64_t longest = 0;  // the bits of positive doubles stand in their order
  std::uint64_t odd = 0;
  std::uint64_t even = 0;
  Lanes x, is_odd, terms, decay, sum, root;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double half = 0.5 * df[i];
    const double whole = (half - 0.25 + 0x1.8p52) - 0x1.8p52;  // rounds to df/2 or (df − 1)/2
    is_odd[i] = half - whole;                                  // a half, or 0
    terms[i] = whole;
    x[i] = 0.5 * statistic[i];
    sum[i] = 1.0;
  }
  for (std::size_t i = 0; i < lane_count; ++i) {
    const std::uint64_t bits = lane_bits(terms[i]);
    longest = bits > longest ? bits : longest;
    odd |= lane_bits(is_odd[i]);
    even |= lane_bits(0.5 - is_odd[i]);
  }
  const double most = lane_from_bits(longest);
  // 1 + x/(1 + h) (1 + x/(2 + h) (…)), h = ½ for odd df: from the innermost factor outwards, each lane from its own.
  for (double k = most - 1.0; k >= 1.0; k -= 1.0) {
    const double of_even = 1.0 / k;
    const double of_odd = 1.0 / (k + 0.5);
    for (std::size_t i = 0; i < lane_count; ++i) {
      const double inner = 1.0 + x[i] * (is_odd[i] > 0.0 ? of_odd : of_even) * sum[i];
      sum[i] = k < terms[i] ? inner : 1.0;
    }
  }
  if (most > 0.0)
    for (std::size_t i = 0; i < lane_count; ++i) decay[i] = lane_exp(-x[i]);
  else
    for (std::size_t i = 0; i < lane_count; ++i) decay[i] = 0.0;
  if (odd != 0) {
    for (std::size_t i = 0; i < lane_count; ++i) root[i] = std::sqrt(statistic[i]);
    for (std::size_t i = 0; i < lane_count; ++i) {
      // The tail at the root itself, not at its rounding, which small tails would feel.
      const double head = lane_from_bits(lane_bits(root[i]) & 0xfffffffff8000000u);
      const double rest = root[i] - head;
      const double missing = ((statistic[i] - head * head) - 2.0 * head * rest) - rest * rest;
      const double tails = lane_two_tails(root[i]) * (1.0 - 0.5 * missing);
      const double more = two_over_sqrt_pi * 0.70710678118654752440 * root[i] * sum[i] * decay[i];
      pvalue[i] = terms[i] > 0.0 ? tails + more : tails;
    }
  }
  if (even != 0)
    for (std::size_t i = 0; i < lane_count; ++i) pvalue[i] = is_odd[i] > 0.0 ? pvalue[i] : decay[i] * sum[i];
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double cut = pvalue[i] < 1.0 ? pvalue[i] : 1.0;
    pvalue[i] = statistic[i] > 0.0 ? cut : 1.0;
  }
}

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

/// Adds x log(x/e) − (x − e) to each sum, where e > 0 and the excess x − e is known better than either; x may be 0.
///
/// With s = (x − e)/(x + e): log(x/e) = 2 artanh s, x − e = s (x + e), so that it is s (x − e) + 2 x (artanh s − s), in which nothing
/// cancels. Where a lane of the block is far out, x/e = 2^k m with m from √½ to √2, and s belongs to m.
EQUITABLE_LANE void add_lane_deviances(const Lanes& x, const Lanes& e, const Lanes& excess, Lanes& sum) noexcept {
  constexpr double near = 0.17;
  std::uint64_t far = 0;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double size = excess[i] < 0.0 ? -excess[i] : excess[i];
    far |= size < near * (x[i] + e[i]) ? 0U : 1U;
  }
  if (far == 0) {
    for (std::size_t i = 0; i < lane_count; ++i) {
      const double s = excess[i] / (x[i] + e[i]);
      sum[i] += excess[i] * s + x[i] * (s * lane_artanh_tail(s * s));
    }
    return;
  }
  constexpr std::uint64_t one = 0x3ff0000000000000u;
  constexpr std::uint64_t sqrt_half_bits = 0x3fe6a09e667f3bcdu;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double ratio = x[i] / e[i];
    const std::uint64_t moved = lane_bits(ratio > 0.0 ? ratio : 1.0) + (one - sqrt_half_bits);
    const double k = lane_from_bits((moved >> 52) | 0x4330000000000000u) - (0x1.0p52 + 1023.0);
    const double scaled = e[i] * lane_from_bits(moved & 0xfff0000000000000u);
    const double s = (k == 0.0 ? excess[i] : x[i] - scaled) / (x[i] + scaled);
    const double apart = x[i] * (k * 0x1.62e42feep-1 + (2.0 * s + k * 0x1.a39ef35793c76p-33)) - excess[i];
    sum[i] += (k == 0.0 ? excess[i] * s : apart) + x[i] * (s * lane_artanh_tail(s * s));
  }
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
        Lanes rest, expected, unexpected, excess, deficit;
        for (std::size_t i = 0; i < lane_count; ++i) {
          const double share = (n[i] > 0.0 ? n[i] : 1.0) / people[i];  // an empty group's excess is 0 of whatever is expected
          excess[i] = (x[i] * people[i] - n[i] * events[i]) / people[i];
          deficit[i] = -excess[i];
          rest[i] = n[i] - x[i];
          expected[i] = share * events[i];
          unexpected[i] = share * others[i];
        }
        add_lane_deviances(x, expected, excess, sum);
        add_lane_deviances(rest, unexpected, deficit, sum);
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

/// The closed-form tests of trend.
enum class LaneTrend : std::uint8_t { n_minus_1, cochran_armitage, chi_squared, departure };

/// The normal p-values of a block: both tails, or the one that belongs to the alternative; |z| at most 37.
EQUITABLE_LANE void lane_normal_pvalues(const Lanes& z, Alternative alternative, Lanes& pvalue) noexcept {
  if (alternative == Alternative::two_sided) {
    for (std::size_t i = 0; i < lane_count; ++i) pvalue[i] = lane_two_tails(z[i]);
    return;
  }
  const double sign = alternative == Alternative::greater ? 1.0 : -1.0;
  for (std::size_t i = 0; i < lane_count; ++i) pvalue[i] = lane_upper_tail(sign * z[i]);
}

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

/// Strata in columns: problem i is the strata offsets[i] … offsets[i + 1] − 1, offsets rising.
struct LaneStrata {
  const Count* events;
  const Count* total;
  const Count* reference_events;
  const Count* reference_total;
  const std::size_t* offsets;
};

/// What is added up of strata, a piece of them at a time.
struct LaneStrataTerms {
  static constexpr std::size_t most = 256;
  double whole[most], part[most], variance[most], pairs[most];
  std::uint64_t bad[most];
  bool plain = true;  ///< nothing bad, and somebody in both groups of every stratum
};

/// The terms of `rows` strata, those of `SmallCmh` (groups/cmh.hpp).
EQUITABLE_LANE void cmh_terms(const LaneStrata& strata, std::size_t first, std::size_t rows, LaneStrataTerms& terms) noexcept {
  constexpr double to_whole = 6755399441055744.0;  // 1.5·2^52: adding it rounds to a whole number
  constexpr auto largest = static_cast<std::uint64_t>(most_lane_people);
  std::uint64_t odd = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto a = static_cast<std::uint64_t>(strata.events[first + i]);
    const auto m = static_cast<std::uint64_t>(strata.total[first + i]);
    const auto c = static_cast<std::uint64_t>(strata.reference_events[first + i]);
    const auto k = static_cast<std::uint64_t>(strata.reference_total[first + i]);
    terms.bad[i] = (a | (m - a) | m | (largest - m) | c | (k - c) | k | (largest - k)) >> 63;
    odd |= terms.bad[i] | (m - 1U) >> 63 | (k - 1U) >> 63;
    const double x1 = lane_of_small_count(a);
    const double n1 = lane_of_small_count(m);
    const double x2 = lane_of_small_count(c);
    const double n2 = lane_of_small_count(k);
    const double total = n1 + n2;
    const double pairs = n1 * n2;
    const double events = x1 + x2;
    const double divisor = total * (total - 1.0);
    const double inverse = 1.0 / (pairs > 0.0 ? divisor : 1.0);
    const double one_of_total = (total - 1.0) * inverse;
    const double cross = x1 * n2 - x2 * n1;
    const double whole = (cross * one_of_total + to_whole) - to_whole;
    terms.whole[i] = whole;
    terms.part[i] = (cross - whole * total) * one_of_total;
    terms.variance[i] = (pairs * inverse) * (events * (total - events) * one_of_total);
    terms.pairs[i] = pairs;
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
void homogeneity_lanes_compiled(LaneHomogeneity kind, const GroupTables& tables, std::size_t first, std::size_t last,
                                const LaneTests& output) noexcept;
void trend_lanes_compiled(LaneTrend kind, const GroupTables& tables, const double* scores, Alternative alternative,
                          std::size_t first, std::size_t last, const LaneTests& output) noexcept;
void cmh_lanes_compiled(const LaneStrata& strata, bool corrected, Alternative alternative, std::size_t first, std::size_t last,
                        const LaneTests& output) noexcept;
#endif

}  // namespace equitable::detail
