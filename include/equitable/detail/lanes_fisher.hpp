/// @file detail/lanes_fisher.hpp
/// Sums of the conditional law of many two by two tables at once, for Fisher's exact tests: a table to a lane.
///
/// Every lane walks outward from its observed table, which has weight 1, by ratios of neighbours (detail/weight_walk.hpp), all lanes
/// step by step together. Within a stride of eight steps the sum of the products of ratios N/D is formed over their common
/// denominator, S <- S D + P, P <- P N, Q <- Q D, so that a stride takes one division, and nothing but the weight hangs on the
/// stride before. N and D are whole numbers, formed without rounding from their values in the middle of the stride. A stride takes
/// about a hundred operations for all its lanes, so some 0.5 processor cycles a table of the law with AVX-512.
///
/// A lane that has come to its end keeps its sums while its neighbours go on: its bits depend on its own counts alone. Tables are
/// taken in the order of how far they have to walk, so that few lanes wait.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/core/types.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_output.hpp"
#include "equitable/detail/lanes_tables.hpp"
#include "equitable/detail/smooth_law.hpp"

namespace equitable::detail {

/// The largest group for these walks: four times the product of two cells is a whole number below 2^53.
inline constexpr double largest_walked_group = 0x1p25;

/// From here on sums of weights count as infinite: a p of 0.
inline constexpr double huge_lane_weight = 1e306;

/// Steps of a stride.
inline constexpr int lane_stride_steps = 8;

/// A direction to walk in from every lane's observed table: the two cells that shrink on the way, and the two that grow.
struct LaneWalk {
  Lanes left1, left2, right1, right2;
};

/// A stride of one lane: N and D of every step.
struct LaneRatios {
  double top[lane_stride_steps], bottom[lane_stride_steps];
};

/// The ratios after `k` steps. About the middle of the stride (L − h)(M − h) = (LM + h²) − h (L + M): all exact. Beyond the end of the
/// support ratios mean nothing, but the one at the end is 0.
[[nodiscard]] EQUITABLE_LANE LaneRatios lane_ratios(const LaneWalk& walk, std::size_t i, double k) noexcept {
  constexpr double half = 0.5 * (lane_stride_steps - 1);
  const double left1 = walk.left1[i] - (k + half);
  const double left2 = walk.left2[i] - (k + half);
  const double right1 = walk.right1[i] + (k + (half + 1.0));
  const double right2 = walk.right2[i] + (k + (half + 1.0));
  const double left = left1 * left2;
  const double right = right1 * right2;
  const double fall = left1 + left2;
  const double rise = right1 + right2;
  LaneRatios ratios{};
  for (int step = 0; step < lane_stride_steps / 2; ++step) {
    const double h = half - step;
    const int mirrored = lane_stride_steps - 1 - step;
    ratios.top[step] = (left + h * h) + h * fall;
    ratios.top[mirrored] = (left + h * h) - h * fall;
    ratios.bottom[step] = (right + h * h) - h * rise;
    ratios.bottom[mirrored] = (right + h * h) + h * rise;
  }
  return ratios;
}

/// What a stride does to the weight of 1: the weight after it, and the sum of the weights on the way.
struct LaneStride {
  double last, sum;
};

/// In two halves side by side, put together at the end.
[[nodiscard]] EQUITABLE_LANE LaneStride lane_stride(const LaneRatios& r) noexcept {
  constexpr int middle = lane_stride_steps / 2;
  double product1 = r.top[0], denominator1 = r.bottom[0], sum1 = r.top[0];
  double product2 = r.top[middle], denominator2 = r.bottom[middle], sum2 = r.top[middle];
  for (int step = 1; step < middle; ++step) {
    product1 *= r.top[step];
    denominator1 *= r.bottom[step];
    sum1 = sum1 * r.bottom[step] + product1;
    product2 *= r.top[middle + step];
    denominator2 *= r.bottom[middle + step];
    sum2 = sum2 * r.bottom[middle + step] + product2;
  }
  const double inverse = 1.0 / (denominator1 * denominator2);
  return {(product1 * product2) * inverse, (sum1 * denominator2 + product1 * sum2) * inverse};
}

/// Whether a lane's walk is over after `steps` steps: the support ends, or what is left is below 1 part in 10^17 of `sum`, or the
/// weights overflow.
[[nodiscard]] EQUITABLE_LANE bool lane_walk_ends(const LaneWalk& walk, std::size_t i, double steps, double weight,
                                                 const LaneRatios& r, double sum) noexcept {
  const double top = r.top[lane_stride_steps - 1];
  const double bottom = r.bottom[lane_stride_steps - 1];
  return !(walk.left1[i] > steps) | !(walk.left2[i] > steps) | (weight * bottom <= 1e-17 * (bottom - top) * sum) |
         !(weight < huge_lane_weight);
}

[[nodiscard]] EQUITABLE_LANE bool any_live(const Lanes& live) noexcept {
  std::uint64_t any = 0;
  for (std::size_t i = 0; i < lane_count; ++i) any |= lane_bits(live[i]);
  return any != 0;
}

/// Where every lane's walk stands after the same number of steps.
struct LaneProgress {
  Lanes weight;
  Lanes live;  ///< 0 for lanes that have come to their end
};

/// Adds the weights beyond to `sum`, each lane until what is left is below 1 part in 10^17 of that and `more`.
EQUITABLE_LANE void add_beyond_lanes(const LaneWalk& walk, double k, LaneProgress& at, const Lanes& more, Lanes& sum) noexcept {
  while (any_live(at.live)) {
    for (std::size_t i = 0; i < lane_count; ++i) {
      const LaneRatios ratios = lane_ratios(walk, i, k);
      const LaneStride stride = lane_stride(ratios);
      const double total = sum[i] + at.weight[i] * stride.sum;
      at.weight[i] = at.weight[i] * stride.last;
      sum[i] = at.live[i] != 0.0 ? total : sum[i];
      at.live[i] = lane_walk_ends(walk, i, k + lane_stride_steps, at.weight[i], ratios, more[i] + total) ? 0.0 : at.live[i];
    }
    k += lane_stride_steps;
  }
}

/// Σ w over everything beyond the observed table in one direction; infinite where the weights overflow.
EQUITABLE_LANE void sum_beyond_lanes(const LaneWalk& walk, Lanes& sum) noexcept {
  LaneProgress at;
  const Lanes nothing{};
  for (std::size_t i = 0; i < lane_count; ++i) {
    sum[i] = 0.0;
    at.weight[i] = 1.0;
    at.live[i] = 1.0;
  }
  add_beyond_lanes(walk, 0.0, at, nothing, sum);
  for (std::size_t i = 0; i < lane_count; ++i) sum[i] = sum[i] < huge_lane_weight ? sum[i] : infinity;
}

/// What lies in one direction of the observed table, split by weight.
struct LaneSplit {
  Lanes heavier;  ///< Σ w > 1; not below 1e306 where the weights overflow, and then the others mean nothing
  Lanes others;   ///< Σ w <= 1, ties included
  Lanes edge;     ///< the first weight that is not above 1
};

/// Takes apart the stride after `start` steps, in which the weights come below 1, and adds it to both sums. A weight is tied when it
/// is 1 to within the rounding of the steps between, as in detail/hypergeometric.hpp; lanes in which that is near to be decided
/// otherwise are marked, and those in which no weight of the stride is below.
EQUITABLE_LANE void split_turning_lanes(const LaneWalk& walk, const Lanes& start, const Lanes& weight, LaneSplit& split,
                                        LaneMask& redo) noexcept {
  Lanes product, denominator, heavier, doubts, inner, outer, edge_top, edge_bottom;
  for (std::size_t i = 0; i < lane_count; ++i) {
    product[i] = 1.0;
    denominator[i] = 1.0 / weight[i];  // rather than the weight above: products of it might overflow
    heavier[i] = 1.0;
    doubts[i] = inner[i] = outer[i] = edge_top[i] = edge_bottom[i] = 0.0;
  }
  for (int step = 0; step < lane_stride_steps; ++step)
    for (std::size_t i = 0; i < lane_count; ++i) {
      const double k = start[i] + step;
      const double top = (walk.left1[i] - k) * (walk.left2[i] - k);
      const double bottom = (walk.right1[i] + (k + 1.0)) * (walk.right2[i] + (k + 1.0));
      product[i] *= top;
      denominator[i] *= bottom;
      // Weights from 1 + τ/2 to 1 + 2τ, or as near to 1 − τ, are doubtful; the neighbour is not.
      const double tolerance = 1e-15 * (k + 5.0);
      const double excess = product[i] - denominator[i];
      const double limit = tolerance * denominator[i];
      const double size = excess < 0.0 ? -excess : excess;
      const double doubt = ((size > 0.5 * limit) & (size <= 2.0 * limit) & (k > 0.0)) ? 1.0 : 0.0;
      const double still = ((excess > limit) | (k == 0.0)) ? heavier[i] : 0.0;
      const double turn = heavier[i] - still;
      inner[i] = inner[i] * bottom + still * product[i];
      outer[i] = outer[i] * bottom + (1.0 - still) * product[i];
      edge_top[i] += turn * product[i];
      edge_bottom[i] += turn * denominator[i];
      heavier[i] = still;
      doubts[i] += doubt;
    }
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double inverse = 1.0 / denominator[i];
    split.heavier[i] += inner[i] * inverse;
    split.others[i] += outer[i] * inverse;
    split.edge[i] = edge_top[i] / edge_bottom[i];
    redo[i] |= lane_mark(doubts[i] + heavier[i] != 0.0);
  }
}

/// The weights rise from 1 to the mode and fall again; the neighbour is known to be heavier. `others` to 1 part in 10^17 of `least`.
/// Lanes for the scalar function are marked.
EQUITABLE_LANE void split_beyond_lanes(const LaneWalk& walk, const Lanes& least, LaneSplit& split, LaneMask& redo) noexcept {
  constexpr double near_one = 1.0 + 1e-10;
  LaneProgress at;
  Lanes inside, turning_step, turning_weight;
  for (std::size_t i = 0; i < lane_count; ++i) {
    split.heavier[i] = 0.0;
    split.others[i] = 0.0;
    at.weight[i] = 1.0;
    at.live[i] = 1.0;
    inside[i] = 1.0;
    turning_step[i] = 0.0;
    turning_weight[i] = 1.0;
  }
  double k = 0.0;
  do {
    for (std::size_t i = 0; i < lane_count; ++i) {
      const LaneRatios ratios = lane_ratios(walk, i, k);
      const LaneStride stride = lane_stride(ratios);
      const double part = at.weight[i] * stride.sum;
      const double last = at.weight[i] * stride.last;
      // When the last of several weights lies above 1, so do those before it. The stride that comes below 1 is taken apart later.
      const bool was_inside = inside[i] != 0.0;
      const bool above = last > near_one;
      const double heavier = split.heavier[i] + part;
      const double others = split.others[i] + part;
      split.heavier[i] = (was_inside & above) ? heavier : split.heavier[i];
      split.others[i] = ((at.live[i] != 0.0) & !was_inside) ? others : split.others[i];
      turning_step[i] = (was_inside & !above) ? k : turning_step[i];
      turning_weight[i] = (was_inside & !above) ? at.weight[i] : turning_weight[i];
      const bool stays = was_inside & above & (last < huge_lane_weight);
      const bool ends = lane_walk_ends(walk, i, k + lane_stride_steps, last, ratios, least[i] + split.others[i]);
      at.live[i] = (!stays & ends) ? 0.0 : at.live[i];
      inside[i] = stays ? 1.0 : 0.0;
      at.weight[i] = last;
    }
    k += lane_stride_steps;
  } while (any_live(inside));
  add_beyond_lanes(walk, k, at, least, split.others);

  split_turning_lanes(walk, turning_step, turning_weight, split, redo);
}

/// Which tables a p-value of Fisher's tests adds up.
struct FisherRule {
  bool by_weight;  ///< all that are no more probable; else those further out
  bool mid_p;      ///< those that count as much as the observed one by half
  Alternative alternative;
};

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
/// No walk: the row is for the scalar function, or it has its p already.
inline constexpr std::uint64_t fisher_no_walk = fisher_kinds;

/// Reads a block of at most 32 rows into the piece, from `at`. Rows for the scalar function are marked.
EQUITABLE_LANE void prepare_fisher(LaneTables& t, std::size_t rows, const FisherRule& rule, std::size_t at, FisherPiece& piece,
                                   double* pvalue, std::uint8_t* redo) noexcept {
  constexpr double wide = 4.0 * SmoothLaw::narrowest * SmoothLaw::narrowest;
  Lanes left1, left2, right1, right2;
  LaneMask kind;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double a = t.x1[i], b = t.n1[i] - a, c = t.x2[i], d = t.n2[i] - c;
    const double events = a + c;
    const double others = b + d;
    const double total = t.n1[i] + t.n2[i];
    const double inner = b * c;
    const double outer = a * d;
    const bool rises = inner > (a + 1.0) * (d + 1.0);
    const bool falls = outer > (b + 1.0) * (c + 1.0);
    t.redo[i] |= lane_mark(events == 0.0) | lane_mark(others == 0.0) | lane_mark(t.n1[i] > largest_walked_group) |
                 lane_mark(t.n2[i] > largest_walked_group) |
                 lane_mark((t.n1[i] >= wide) & (t.n2[i] >= wide) & (events >= wide) & (others >= wide));
    const bool at_mode = rule.by_weight & !rises & !falls;
    if (rule.mid_p) t.redo[i] |= lane_mark(at_mode);
    const bool turned = rule.by_weight & !rises;
    left1[i] = turned ? a : b;
    left2[i] = turned ? d : c;
    right1[i] = turned ? b : a;
    right2[i] = turned ? c : d;
    // Nine standard deviations beyond the mode on both sides, more when the table itself is far out.
    const double distance = (outer - inner) / total;
    const double variance = (t.n1[i] / total) * (t.n2[i] / total) * (events * others / total);
    const double reach = distance * distance + 80.0 * variance;
    const double quarters = std::sqrt(16.0 * distance * distance / variance);
    const std::uint64_t length = (lane_bits(1.0 + reach) >> 50) - (std::uint64_t{1023} << 2);
    const std::uint64_t place = lane_bits((quarters < 15.0 ? quarters : 15.0) + 0x1p52) & 15u;
    kind[i] = at_mode ? fisher_no_walk : length * 16u + place;
  }
  for (std::size_t i = 0; i < rows; ++i) {
    piece.left1[at + i] = left1[i];
    piece.left2[at + i] = left2[i];
    piece.right1[at + i] = right1[i];
    piece.right2[at + i] = right2[i];
    redo[at + i] = t.redo[i] != 0;
    piece.kind[at + i] = static_cast<std::uint16_t>(t.redo[i] != 0 ? fisher_no_walk : kind[i]);
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

/// P of a block: all tables no more probable than the observed one.
EQUITABLE_LANE void fisher_by_weight(const LaneWalk& inward, const LaneWalk& outward, bool mid_p, Lanes& p,
                                     LaneMask& redo) noexcept {
  Lanes near;
  LaneSplit split;
  sum_beyond_lanes(outward, near);
  for (std::size_t i = 0; i < lane_count; ++i) near[i] = 1.0 + near[i];
  split_beyond_lanes(inward, near, split, redo);
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double extreme = near[i] + split.others[i];
    const double total = extreme + split.heavier[i];
    const double tied = split.edge[i] > 1.0 - 1e-10 ? split.edge[i] : 0.0;
    const double found = mid_p ? extreme / total - 0.5 * (1.0 / total + tied / total) : extreme / total;
    p[i] = split.heavier[i] < huge_lane_weight ? found : 0.0;
  }
}

/// P of a block: the tables further out, as detail/hypergeometric.hpp puts the tails together.
EQUITABLE_LANE void fisher_by_tail(const LaneWalk& upward, const LaneWalk& downward, const FisherRule& rule, Lanes& p) noexcept {
  Lanes up, down;
  sum_beyond_lanes(upward, up);
  sum_beyond_lanes(downward, down);
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double total = 1.0 + (up[i] + down[i]);
    const double point = 1.0 / total;
    const double from_here_up = (1.0 + up[i]) / total;
    const double from_here_down = (1.0 + down[i]) / total;
    const double above = from_here_down <= 0.5 ? 1.0 - from_here_down : up[i] / total;
    const double below = from_here_up <= 0.5 ? 1.0 - from_here_up : down[i] / total;
    const double at_least = below <= 0.5 ? 1.0 - below : from_here_up;
    const double at_most = above <= 0.5 ? 1.0 - above : from_here_down;
    const double greater = rule.mid_p ? above + 0.5 * point : at_least < point ? point : at_least;
    const double less = rule.mid_p ? below + 0.5 * point : at_most < point ? point : at_most;
    const double twice = 2.0 * (greater < less ? greater : less);
    const double both = twice < 1.0 ? twice : 1.0;
    p[i] = rule.alternative == Alternative::two_sided ? both : rule.alternative == Alternative::greater ? greater : less;
  }
}

/// Fisher's p of at most `fisher_rows_at_once` rows at an odds ratio of 1; `redo` marks those for the scalar function.
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
    LaneWalk there, back;
    for (std::size_t i = 0; i < lane_count; ++i) {
      const std::size_t row = piece.order[first + (i < some ? i : 0)];
      there.left1[i] = back.right1[i] = piece.left1[row];
      there.left2[i] = back.right2[i] = piece.left2[row];
      there.right1[i] = back.left1[i] = piece.right1[row];
      there.right2[i] = back.left2[i] = piece.right2[row];
    }
    Lanes p;
    LaneMask again{};
    if (rule.by_weight)
      fisher_by_weight(there, back, rule.mid_p, p, again);
    else
      fisher_by_tail(there, back, rule, p);
    for (std::size_t i = 0; i < some; ++i) {
      pvalue[piece.order[first + i]] = p[i];
      redo[piece.order[first + i]] = again[i] != 0 && p[i] != 0.0;
    }
  }
}

}  // namespace equitable::detail
