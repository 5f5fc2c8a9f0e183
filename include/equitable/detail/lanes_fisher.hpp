/// @file detail/lanes_fisher.hpp
/// Sums of the conditional law of two by two tables for Fisher's exact tests, of a block of tables or of one: a table to a lane.
///
/// Every lane walks outward from its observed table, which has weight 1, by ratios N/D of neighbours (detail/weight_walk.hpp), all
/// lanes step by step together. N and D are whole numbers below 2^53, formed without rounding. Within a stride the sum of the products
/// of ratios is formed over their common denominator, P <- P N, Q <- Q D, S <- S D + P, in chains of four or five steps that are then
/// joined, so that a stride takes one division, and nothing but the weight hangs on the stride before. The first strides are of eight
/// steps, those after them of eighteen: some ten operations a table of the law for all lanes of a vector.
///
/// A lane that has come to its end keeps its sums while its neighbours go on: its bits depend on its own counts alone. A block of one
/// table rounds the same numbers in the same order, the two halves of a stride side by side in one vector, so a column
/// (detail/lanes_fisher_rows.hpp) and a single call (`fisher_of_one`) have the same bits.
///
/// Relative errors are those of a chance walk of some two roundings for each table between the observed one and the mode. Largest of
/// some thousand tables, against the exact sum:
///
/// | N | p above 1e-5 | above 1e-20 | above 1e-295 |
/// |---|---|---|---|
/// | 200 | 7e-16 | 8e-16 | 1.1e-15 |
/// | 5,000 | 1.7e-15 | 2.6e-15 | 6e-15 |
/// | 100,000 | 5e-15 | 7e-15 | 1.6e-14 |
/// | 300,000 | 6e-15 | 8e-15 | 1.6e-14 |
/// | 4,000,000, beside the integral | 7e-15 | 1e-14 | 3e-14 |
#pragma once

#include <cstddef>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/detail/four.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_output.hpp"
#include "equitable/detail/lanes_tables.hpp"
#include "equitable/detail/rates.hpp"

namespace equitable::detail {

/// The largest group for these walks: four times the product of two cells is a whole number below 2^53.
inline constexpr double largest_walked_group = 0x1p25;

/// From here on sums of weights count as infinite: a p of 0.
inline constexpr double huge_lane_weight = 1e306;

/// Steps of half a stride: of the first strides, and of those from `start_of_long_strides` on. Eighteen products of two cells stay
/// below 2^1000.
inline constexpr int half_short_stride = 4;
inline constexpr int half_long_stride = 9;
inline constexpr double start_of_long_strides = 64.0;
/// The longest chain of ratios; half a long stride is two of them.
inline constexpr int longest_chain = 5;

/// A direction to walk in from every lane's observed table: the two cells that shrink on the way, and the two that grow.
template <std::size_t width>
struct LaneWalk {
  LaneBlock<width> left1, left2, right1, right2;
};

/// Ratios one after the other: ΠN, ΠD, and the sum of the products of ratios times ΠD.
template <class Number>
struct LaneChain {
  Number product, denominator, sum;

  /// The first of them.
  EQUITABLE_LANE LaneChain(Number top, Number bottom) noexcept : product(top), denominator(bottom), sum(top) {}
  EQUITABLE_LANE LaneChain(Number all_top, Number all_bottom, Number all_sum) noexcept
      : product(all_top), denominator(all_bottom), sum(all_sum) {}

  EQUITABLE_LANE void add(Number top, Number bottom) noexcept {
    product = product * top;
    denominator = denominator * bottom;
    sum = sum * bottom + product;
  }
  /// With those that follow.
  [[nodiscard]] EQUITABLE_LANE LaneChain joined(const LaneChain& next) const noexcept {
    return {product * next.product, denominator * next.denominator, sum * next.denominator + product * next.sum};
  }
};

/// N and D of a step, and by how much they change. Beyond the end of the support ratios mean nothing, but the one at the end is 0.
template <class Number>
struct LaneRatio {
  Number top, bottom, fall, rise;

  EQUITABLE_LANE LaneRatio(Number left1, Number left2, Number right1, Number right2) noexcept
      : top(left1 * left2), bottom((right1 + 1.0) * (right2 + 1.0)), fall((left1 + left2) - 1.0), rise((right1 + right2) + 3.0) {}

  EQUITABLE_LANE void advance() noexcept {
    top = top - fall;
    fall = fall - 2.0;
    bottom = bottom + rise;
    rise = rise + 2.0;
  }
};

/// The chain of `steps` ratios; `at` is left at the last of them.
template <int steps, class Number>
[[nodiscard]] EQUITABLE_LANE LaneChain<Number> lane_chain(LaneRatio<Number>& at, double scale) noexcept {
  LaneChain<Number> chain(scale * at.top, scale * at.bottom);
  for (int step = 1; step < steps; ++step) {
    at.advance();
    chain.add(at.top, at.bottom);
  }
  return chain;
}

/// N and D of several steps at once, about the middle of them, (L − h)(M − h) = (LM + h²) − h (L + M): the same whole numbers by
/// operations that hang less on each other.
template <int steps>
struct LaneRatios {
  double top[std::size_t{steps}], bottom[std::size_t{steps}];

  EQUITABLE_LANE LaneRatios(double left1, double left2, double right1, double right2) noexcept {
    constexpr double half = 0.5 * (steps - 1);
    const double middle1 = left1 - half;
    const double middle2 = left2 - half;
    const double beyond1 = right1 + (half + 1.0);
    const double beyond2 = right2 + (half + 1.0);
    const double left = middle1 * middle2;
    const double right = beyond1 * beyond2;
    const double fall = middle1 + middle2;
    const double rise = beyond1 + beyond2;
    for (int step = 0; step < steps / 2; ++step) {
      const double h = half - step;
      const int mirrored = steps - 1 - step;
      top[step] = (left + h * h) + h * fall;
      top[mirrored] = (left + h * h) - h * fall;
      bottom[step] = (right + h * h) - h * rise;
      bottom[mirrored] = (right + h * h) + h * rise;
    }
    if constexpr (steps % 2 == 1) {
      top[steps / 2] = left;
      bottom[steps / 2] = right;
    }
  }

  /// The chain from step `first` to before step `last`.
  template <int first, int last>
  [[nodiscard]] EQUITABLE_LANE LaneChain<double> chain(double scale) const noexcept {
    if constexpr (last - first > longest_chain) {
      return chain<first, first + longest_chain>(scale).joined(chain<first + longest_chain, last>(scale));
    } else {
      LaneChain<double> chain(scale * top[first], scale * bottom[first]);
      for (int step = first + 1; step < last; ++step) chain.add(top[step], bottom[step]);
      return chain;
    }
  }
};

/// What a stride does to the weight of 1: the weight after it, and the sum of the weights on the way; and its last N and D.
struct LaneStride {
  double last, sum;
  double top, bottom;
};

/// The two halves put together.
[[nodiscard]] EQUITABLE_LANE LaneStride lane_stride(const LaneChain<double>& one, const LaneChain<double>& two, double top,
                                                    double bottom) noexcept {
  const LaneChain<double> both = one.joined(two);
  const double inverse = 1.0 / both.denominator;
  return {both.product * inverse, both.sum * inverse, top, bottom};
}

/// Lane i's stride after k steps. A lane alone takes both halves in one vector.
template <int half, std::size_t width>
[[nodiscard]] EQUITABLE_LANE LaneStride lane_stride(const LaneWalk<width>& walk, std::size_t i, double k, double scale) noexcept {
  if constexpr (width == 1) {
    constexpr int first = half < longest_chain ? half : longest_chain;
    const Two ahead{k, k + half};
    LaneRatio<Two> at(walk.left1[i] - ahead, walk.left2[i] - ahead, walk.right1[i] + ahead, walk.right2[i] + ahead);
    LaneChain<Two> c = lane_chain<first>(at, scale);
    if constexpr (half > first) {
      at.advance();
      c = c.joined(lane_chain<half - first>(at, scale));
    }
    return lane_stride(LaneChain<double>(c.product[0], c.denominator[0], c.sum[0]),
                       LaneChain<double>(c.product[1], c.denominator[1], c.sum[1]), at.top[1], at.bottom[1]);
  } else if constexpr (half == half_short_stride) {
    const LaneRatios<2 * half> r(walk.left1[i] - k, walk.left2[i] - k, walk.right1[i] + k, walk.right2[i] + k);
    return lane_stride(r.template chain<0, half>(scale), r.template chain<half, 2 * half>(scale), r.top[2 * half - 1],
                       r.bottom[2 * half - 1]);
  } else {
    const double further = k + half;  // a vector has not the registers for more at once
    const LaneRatios<half> near(walk.left1[i] - k, walk.left2[i] - k, walk.right1[i] + k, walk.right2[i] + k);
    const LaneRatios<half> far(walk.left1[i] - further, walk.left2[i] - further, walk.right1[i] + further,
                               walk.right2[i] + further);
    return lane_stride(near.template chain<0, half>(scale), far.template chain<0, half>(scale), far.top[half - 1],
                       far.bottom[half - 1]);
  }
}

/// Whether a lane's walk is over after `steps` steps: the support ends, or what is left is below 1 part in 10^17 of `sum`, or the
/// weights overflow.
template <std::size_t width>
[[nodiscard]] EQUITABLE_LANE bool lane_walk_ends(const LaneWalk<width>& walk, std::size_t i, double steps, double weight,
                                                 const LaneStride& stride, double sum) noexcept {
  return !(walk.left1[i] > steps) | !(walk.left2[i] > steps) |
         (weight * stride.bottom <= 1e-17 * (stride.bottom - stride.top) * sum) | !(weight < huge_lane_weight);
}

template <std::size_t width>
[[nodiscard]] EQUITABLE_LANE bool any_live(const LaneBlock<width>& live) noexcept {
  std::uint64_t any = 0;
  for (std::size_t i = 0; i < width; ++i) any |= lane_bits(live[i]);
  return any != 0;
}

/// Where every lane's walk stands after the same number of steps.
template <std::size_t width>
struct LaneProgress {
  LaneBlock<width> weight;
  LaneBlock<width> live;   ///< 0 for lanes that have come to their end
  LaneBlock<width> scale;  ///< by which the chains of long strides are multiplied, N and D alike
};

/// Before the first long stride. From 2^15 people on the product of two neighbouring N is rounded by a few bits only; these come again
/// every few strides, and their errors would add up. After a factor of 53 bits they look like chance.
template <std::size_t width>
EQUITABLE_LANE void set_scale(const LaneWalk<width>& walk, LaneProgress<width>& at) noexcept {
  for (std::size_t i = 0; i < width; ++i) {
    const double people = (walk.left1[i] + walk.left2[i]) + (walk.right1[i] + walk.right2[i]);
    at.scale[i] = people > 0x1p15 ? 0x1.6a09e667f3bcdp-1 : 1.0;
  }
}

template <int half, std::size_t width>
EQUITABLE_LANE void add_stride_beyond(const LaneWalk<width>& walk, double k, LaneProgress<width>& at,
                                      const LaneBlock<width>& more, LaneBlock<width>& sum) noexcept {
  for (std::size_t i = 0; i < width; ++i) {
    const LaneStride stride = lane_stride<half>(walk, i, k, half == half_long_stride ? at.scale[i] : 1.0);
    const double total = sum[i] + at.weight[i] * stride.sum;
    at.weight[i] = at.weight[i] * stride.last;
    sum[i] = at.live[i] != 0.0 ? total : sum[i];
    at.live[i] = lane_walk_ends(walk, i, k + 2 * half, at.weight[i], stride, more[i] + total) ? 0.0 : at.live[i];
  }
}

/// Adds the weights beyond to `sum`, each lane until what is left is below 1 part in 10^17 of that and `more`.
template <std::size_t width>
EQUITABLE_LANE void add_beyond_lanes(const LaneWalk<width>& walk, double k, LaneProgress<width>& at, const LaneBlock<width>& more,
                                     LaneBlock<width>& sum) noexcept {
  for (; k < start_of_long_strides && any_live(at.live); k += 2 * half_short_stride)
    add_stride_beyond<half_short_stride>(walk, k, at, more, sum);
  if (!any_live(at.live)) return;
  set_scale(walk, at);
  for (; any_live(at.live); k += 2 * half_long_stride) add_stride_beyond<half_long_stride>(walk, k, at, more, sum);
}

/// Σ w over everything beyond the observed table in one direction; infinite where the weights overflow.
template <std::size_t width>
EQUITABLE_LANE void sum_beyond_lanes(const LaneWalk<width>& walk, LaneBlock<width>& sum) noexcept {
  LaneProgress<width> at;
  const LaneBlock<width> nothing{};
  for (std::size_t i = 0; i < width; ++i) {
    sum[i] = 0.0;
    at.weight[i] = 1.0;
    at.live[i] = 1.0;
  }
  add_beyond_lanes(walk, 0.0, at, nothing, sum);
  for (std::size_t i = 0; i < width; ++i) sum[i] = sum[i] < huge_lane_weight ? sum[i] : infinity;
}

/// What lies in one direction of the observed table, split by weight.
template <std::size_t width>
struct LaneSplit {
  LaneBlock<width> all;     ///< Σ w; not below 1e306 where the weights overflow, and then the others mean nothing
  LaneBlock<width> others;  ///< Σ w <= 1, ties included
  LaneBlock<width> tied;    ///< the weight of the table that is as probable as the observed one; 0 when there is none
};

/// The stride in which the weights come below 1.
template <std::size_t width>
struct LaneTurn {
  LaneBlock<width> start;   ///< after how many steps it begins
  LaneBlock<width> weight;  ///< the weight there
};

/// A stride on the way to the turn, or beyond it.
template <int half, std::size_t width>
EQUITABLE_LANE void split_stride_beyond(const LaneWalk<width>& walk, double k, LaneProgress<width>& at,
                                        const LaneBlock<width>& least, LaneSplit<width>& split, LaneBlock<width>& inside,
                                        LaneTurn<width>& turn) noexcept {
  constexpr double near_one = 1.0 + 1e-10;
  for (std::size_t i = 0; i < width; ++i) {
    const LaneStride stride = lane_stride<half>(walk, i, k, half == half_long_stride ? at.scale[i] : 1.0);
    const double part = at.weight[i] * stride.sum;
    const double last = at.weight[i] * stride.last;
    // When the last of several weights lies above 1, so do those before it. The stride that comes below 1 is taken apart later.
    const bool was_inside = inside[i] != 0.0;
    const bool above = last > near_one;
    const bool turns = was_inside & !above;
    const double others = split.others[i] + part;
    split.all[i] = was_inside ? split.all[i] + part : split.all[i];
    split.others[i] = ((at.live[i] != 0.0) & !was_inside) ? others : split.others[i];
    turn.start[i] = turns ? k : turn.start[i];
    turn.weight[i] = turns ? at.weight[i] : turn.weight[i];
    const bool stays = was_inside & above & (last < huge_lane_weight);
    const bool ends = lane_walk_ends(walk, i, k + 2 * half, last, stride, least[i] + split.others[i]);
    at.live[i] = (!stays & ends) ? 0.0 : at.live[i];
    inside[i] = stays ? 1.0 : 0.0;
    at.weight[i] = last;
  }
}

/// A lane within the stride in which the weights come below 1: weights are product/denominator.
struct LaneTurning {
  double product, denominator;
  double outer;                  ///< the sum of those not above 1, times the denominator
  double edge_top, edge_bottom;  ///< the first of them
  bool heavier;                  ///< whether there is none yet
};

/// The next steps of it. What is not above `bound` is not above 1; `forced`: the first is.
template <int steps>
EQUITABLE_LANE void turn_lane(LaneRatio<double>& at, double bound, bool forced, LaneTurning& s) noexcept {
  for (int step = 0; step < steps; ++step) {
    s.product *= at.top;
    s.denominator *= at.bottom;
    const bool above = (s.product > bound * s.denominator) | (forced & (step == 0));
    const bool heavier = s.heavier & above;
    const bool turns = s.heavier & !above;
    s.outer = s.outer * at.bottom + (heavier ? 0.0 : s.product);
    s.edge_top = turns ? s.product : s.edge_top;
    s.edge_bottom = turns ? s.denominator : s.edge_bottom;
    s.heavier = heavier;
    at.advance();
  }
}

/// Takes that stride apart and adds its lighter tables to `others`. A table is tied when its weight is 1 to within the rounding of
/// the steps between; a neighbour is known not to be. Lanes are marked in which no weight of the stride is below.
template <std::size_t width>
EQUITABLE_LANE void split_turning_lanes(const LaneWalk<width>& walk, const LaneTurn<width>& turn, LaneSplit<width>& split,
                                        LaneMaskBlock<width>& redo) noexcept {
  LaneBlock<width> product, denominator, outer, edge_top, edge_bottom, heavier;
  std::uint64_t any_long = 0;
  for (std::size_t i = 0; i < width; ++i) {
    const double k = turn.start[i];
    LaneRatio<double> at(walk.left1[i] - k, walk.left2[i] - k, walk.right1[i] + k, walk.right2[i] + k);
    LaneTurning s{1.0, 1.0 / turn.weight[i], 0.0, 0.0, 1.0, true};  // rather than the weight above: products of it might overflow
    turn_lane<2 * half_short_stride>(at, 1.0 + 1e-15 * (k + 12.0), k == 0.0, s);
    product[i] = s.product;
    denominator[i] = s.denominator;
    outer[i] = s.outer;
    edge_top[i] = s.edge_top;
    edge_bottom[i] = s.edge_bottom;
    heavier[i] = s.heavier ? 1.0 : 0.0;
    any_long |= lane_mark(k >= start_of_long_strides);
  }
  if (any_long != 0)
    for (std::size_t i = 0; i < width; ++i) {
      const bool is_long = turn.start[i] >= start_of_long_strides;
      const double k = turn.start[i] + 2 * half_short_stride;
      LaneRatio<double> at(walk.left1[i] - k, walk.left2[i] - k, walk.right1[i] + k, walk.right2[i] + k);
      LaneTurning s{product[i], denominator[i], outer[i], edge_top[i], edge_bottom[i], heavier[i] != 0.0};
      turn_lane<2 * (half_long_stride - half_short_stride)>(at, 1.0 + 1e-15 * (turn.start[i] + 12.0), false, s);
      denominator[i] = is_long ? s.denominator : denominator[i];
      outer[i] = is_long ? s.outer : outer[i];
      edge_top[i] = is_long ? s.edge_top : edge_top[i];
      edge_bottom[i] = is_long ? s.edge_bottom : edge_bottom[i];
      heavier[i] = is_long ? (s.heavier ? 1.0 : 0.0) : heavier[i];
    }
  for (std::size_t i = 0; i < width; ++i) {
    split.others[i] += outer[i] / denominator[i];
    const double edge = edge_top[i] / edge_bottom[i];
    split.tied[i] = edge >= 1.0 - 1e-15 * (turn.start[i] + 12.0) ? edge : 0.0;
    redo[i] |= lane_mark(heavier[i] != 0.0);
  }
}

/// The weights rise from 1 to the mode and fall again; the neighbour is known to be heavier. `others` to 1 part in 10^17 of `least`.
/// Lanes for the plain walk are marked.
template <std::size_t width>
EQUITABLE_LANE void split_beyond_lanes(const LaneWalk<width>& walk, const LaneBlock<width>& least, LaneSplit<width>& split,
                                       LaneMaskBlock<width>& redo) noexcept {
  LaneProgress<width> at;
  LaneTurn<width> turn;
  LaneBlock<width> inside;
  for (std::size_t i = 0; i < width; ++i) {
    split.all[i] = 0.0;
    split.others[i] = 0.0;
    at.weight[i] = 1.0;
    at.live[i] = 1.0;
    inside[i] = 1.0;
    turn.start[i] = 0.0;
    turn.weight[i] = 1.0;
  }
  double k = 0.0;
  for (; k < start_of_long_strides && any_live(inside); k += 2 * half_short_stride)
    split_stride_beyond<half_short_stride>(walk, k, at, least, split, inside, turn);
  if (any_live(inside)) set_scale(walk, at);
  for (; any_live(inside); k += 2 * half_long_stride)
    split_stride_beyond<half_long_stride>(walk, k, at, least, split, inside, turn);
  add_beyond_lanes(walk, k, at, least, split.others);
  for (std::size_t i = 0; i < width; ++i) split.all[i] += split.others[i];
  split_turning_lanes(walk, turn, split, redo);
}

/// Which tables a p-value of Fisher's tests adds up.
struct FisherRule {
  bool by_weight;  ///< all that are no more probable; else those further out
  bool mid_p;      ///< those that count as much as the observed one by half
  Alternative alternative;
};

/// The standard deviation of a law from which on its sums are integrals (detail/smooth_law.hpp), six microseconds whatever the counts: a
/// walk of one table takes about as long there, one among others a third of it. It is at most half the root of the smallest margin.
inline constexpr double widest_walked_deviation = 600.0;

/// Where to walk from lane i. A table for the plain walk is marked in `t.redo`, one of p = 1 in `at_mode`.
template <std::size_t width>
EQUITABLE_LANE void set_fisher_walk(LaneTableBlock<width>& t, const FisherRule& rule, std::size_t i, LaneWalk<width>& walk,
                                    LaneMaskBlock<width>& at_mode) noexcept {
  constexpr double wide = 4.0 * widest_walked_deviation * widest_walked_deviation;
  const double a = t.x1[i], b = t.n1[i] - a, c = t.x2[i], d = t.n2[i] - c;
  const double events = a + c;
  const double others = b + d;
  const bool rises = b * c > (a + 1.0) * (d + 1.0);
  const bool falls = a * d > (b + 1.0) * (c + 1.0);
  at_mode[i] = lane_mark(rule.by_weight & !rises & !falls);
  t.redo[i] |= lane_mark(events == 0.0) | lane_mark(others == 0.0) | lane_mark(t.n1[i] > largest_walked_group) |
               lane_mark(t.n2[i] > largest_walked_group) |
               lane_mark((t.n1[i] >= wide) & (t.n2[i] >= wide) & (events >= wide) & (others >= wide)) |
               lane_mark(rule.mid_p & rule.by_weight & !rises & !falls);
  const bool turned = rule.by_weight & !rises;
  walk.left1[i] = turned ? a : b;
  walk.left2[i] = turned ? d : c;
  walk.right1[i] = turned ? b : a;
  walk.right2[i] = turned ? c : d;
}

/// P of a block: all tables no more probable than the observed one.
template <std::size_t width>
EQUITABLE_LANE void fisher_by_weight(const LaneWalk<width>& inward, const LaneWalk<width>& outward, bool mid_p,
                                     LaneBlock<width>& p, LaneMaskBlock<width>& redo) noexcept {
  LaneBlock<width> near;
  LaneSplit<width> split;
  sum_beyond_lanes(outward, near);
  for (std::size_t i = 0; i < width; ++i) near[i] = 1.0 + near[i];
  split_beyond_lanes(inward, near, split, redo);
  for (std::size_t i = 0; i < width; ++i) {
    const double extreme = near[i] + split.others[i];
    const double total = near[i] + split.all[i];
    const double found = mid_p ? extreme / total - 0.5 * (1.0 / total + split.tied[i] / total) : extreme / total;
    p[i] = split.all[i] < huge_lane_weight ? found : 0.0;
    redo[i] = p[i] != 0.0 ? redo[i] : 0;
  }
}

/// P of a block: the tables further out, as detail/hypergeometric.hpp puts the tails together.
template <std::size_t width>
EQUITABLE_LANE void fisher_by_tail(const LaneWalk<width>& upward, const LaneWalk<width>& downward, const FisherRule& rule,
                                   LaneBlock<width>& p) noexcept {
  LaneBlock<width> up, down;
  sum_beyond_lanes(upward, up);
  sum_beyond_lanes(downward, down);
  for (std::size_t i = 0; i < width; ++i) {
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

/// P of a block from its walks, as `set_fisher_walk` has set them up; `redo` marks tables for the plain walk.
template <std::size_t width>
EQUITABLE_LANE void fisher_block(const LaneWalk<width>& walk, const FisherRule& rule, LaneBlock<width>& p,
                                 LaneMaskBlock<width>& redo) noexcept {
  LaneWalk<width> back;
  for (std::size_t i = 0; i < width; ++i) {
    back.left1[i] = walk.right1[i];
    back.left2[i] = walk.right2[i];
    back.right1[i] = walk.left1[i];
    back.right2[i] = walk.left2[i];
    redo[i] = 0;
  }
  if (rule.by_weight)
    fisher_by_weight(walk, back, rule.mid_p, p, redo);
  else
    fisher_by_tail(walk, back, rule, p);
}

/// Fisher's p of one table at an odds ratio of 1; NaN where it is for the plain walk.
[[nodiscard]] EQUITABLE_APART inline double fisher_of_one(const TwoRates& r, const FisherRule& rule) noexcept {
  LaneTableBlock<1> t = block_of_one(r);
  LaneWalk<1> walk;
  LaneMaskBlock<1> at_mode;
  set_fisher_walk(t, rule, 0, walk, at_mode);
  if (t.redo[0] != 0) return not_a_number;
  if (at_mode[0] != 0) return 1.0;
  LaneBlock<1> p;
  fisher_block(walk, rule, p, t.redo);
  return t.redo[0] != 0 ? not_a_number : p[0];
}

}  // namespace equitable::detail
