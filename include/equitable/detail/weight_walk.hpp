/// @file detail/weight_walk.hpp
/// Sums of the weights of the conditional law by walking outward from a cell, by ratios of neighbours.
///
/// No weight is computed by itself, no factorial is formed: a cell has weight 1, its neighbours follow, and a sum ends where the
/// weights no longer count.
///
/// Long stretches go in strides of 8 or 16 steps, four lanes of 2 or 4: within a lane the sum of the products of ratios N/D is
/// formed over their common denominator by Horner's rule, S <- S D + P, P <- P N, Q <- Q D, so that a stride takes four divisions,
/// independent of each other, and a handful of multiplications a step that vectorise on any machine. Rounding is that of
/// step by step: two roundings in N and D, two in their products.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/cells.hpp"
#include "equitable/detail/four.hpp"

namespace equitable::detail {

/// Weighted sums over one side of a cell, k = 1, 2, … the steps away from it: Σ w, Σ w k, Σ w k².
struct SideSums {
  double weight = 0.0;
  double first = 0.0;
  double second = 0.0;
};

/// A walk along the support in one direction, from a cell of weight 1, by ratios of neighbouring weights.
class WeightWalk {
 public:
  /// Upward: the group's events rise.
  [[nodiscard]] static WeightWalk up(const Cells& t, double odds_ratio) noexcept {
    return WeightWalk(t.b, t.c, t.a, t.d, odds_ratio, 1.0);
  }
  /// Downward: the group's events fall.
  [[nodiscard]] static WeightWalk down(const Cells& t, double odds_ratio) noexcept {
    return WeightWalk(t.a, t.d, t.b, t.c, 1.0, odds_ratio);
  }
  /// The same walk back again, from where it stands.
  [[nodiscard]] WeightWalk back() const noexcept {
    WeightWalk walk(growing1_, growing2_, shrinking1_, shrinking2_, denominator_, numerator_);
    walk.weight_ = weight_;
    return walk;
  }

  [[nodiscard]] double weight() const noexcept { return weight_; }
  [[nodiscard]] double steps() const noexcept { return steps_; }
  /// The ratio of the next weight to this one; 0 at the end of the support.
  [[nodiscard]] double ratio() const noexcept {
    return ((numerator_ * shrinking1_) * shrinking2_) / ((denominator_ * (growing1_ + 1.0)) * (growing2_ + 1.0));
  }
  /// One step.
  void advance() noexcept {
    weight_ *= ratio();
    move(1.0);
  }

  /// Sums over everything beyond, until what is left falls below 1 part in 10^17 of them, or of `least` if that is more.
  /// Infinite when the weights overflow.
  template <bool with_moments>
  [[nodiscard]] SideSums beyond(double least = 0.0) noexcept {
    if (numerator_ == 1.0 && denominator_ == 1.0) return beyond_by<with_moments, true>(least);
    if (strides_fit()) return beyond_by<with_moments, false>(least);
    SideSums sums;
    Block block;
    do {
      block = next_four();
      sums.weight += (block.w1 + block.w2) + (block.w3 + block.w4);
      if constexpr (with_moments) {
        const double k = steps_;
        const double f1 = (k + 1.0) * block.w1;
        const double f2 = (k + 2.0) * block.w2;
        const double f3 = (k + 3.0) * block.w3;
        const double f4 = (k + 4.0) * block.w4;
        sums.first += (f1 + f2) + (f3 + f4);
        sums.second += ((k + 1.0) * f1 + (k + 2.0) * f2) + ((k + 3.0) * f3 + (k + 4.0) * f4);
      }
      take(block);
      if (!(sums.weight < huge)) return {infinity, infinity, infinity};
    } while (shrinking1_ > 0.0 && shrinking2_ > 0.0 &&
             !(weight_ <= 1e-17 * (1.0 - block.last_ratio) * (sums.weight > least ? sums.weight : least)));
    return sums;
  }

  /// The sum of the next `count` weights; the walk then stands on the last of them, or where the weights have come to 0.
  [[nodiscard]] double next(double count) noexcept {
    double sum = 0.0;
    for (; count >= 4.0 && weight_ > 0.0 && sum < huge; count -= 4.0) {
      const Block block = next_four();
      sum += (block.w1 + block.w2) + (block.w3 + block.w4);
      take(block);
    }
    for (; count >= 1.0 && weight_ > 0.0 && sum < huge; count -= 1.0) {
      advance();
      sum += weight_;
    }
    return sum < huge ? sum : infinity;
  }

  /// The sum of the weights above `bound`, which the next weight must exceed; the walk then stands on the first that does not.
  [[nodiscard]] double next_above(double bound) noexcept {
    double sum = 0.0;
    // Weights rise to one mode and fall: when the last of several lies above the bound, so do those before it.
    if (numerator_ == 1.0 && denominator_ == 1.0) {
      for (Stride stride = next_stride<2, false, true>(); stride.last > bound && sum < huge;
           stride = next_stride<2, false, true>()) {
        sum += stride.sums.weight;
        take<2>(stride);
        if (steps_ < start_of_long) continue;
        for (stride = next_stride<4, false, true>(); stride.last > bound && sum < huge; stride = next_stride<4, false, true>()) {
          sum += stride.sums.weight;
          take<4>(stride);
        }
      }
      if (!(sum < huge)) return infinity;
    }
    Block block = next_four();
    for (; block.w4 > bound; block = next_four()) {
      sum += (block.w1 + block.w2) + (block.w3 + block.w4);
      take(block);
      if (!(sum < huge)) return infinity;
    }
    const bool first = block.w1 > bound;
    const bool second = first && block.w2 > bound;
    const bool third = second && block.w3 > bound;
    sum += (first ? block.w1 : 0.0) + ((second ? block.w2 : 0.0) + (third ? block.w3 : 0.0));
    weight_ = third ? block.w4 : second ? block.w3 : first ? block.w2 : block.w1;
    move(third ? 4.0 : second ? 3.0 : first ? 2.0 : 1.0);
    return sum < huge ? sum : infinity;
  }

  /// Goes out to the first weight that is at most `bound`, or to the end of the support.
  void reach(double bound) noexcept {
    for (Block block = next_four(); block.w4 > bound; block = next_four()) take(block);
    while (weight_ > bound && ratio() > 0.0) advance();
  }
  /// The weight here and those that follow, as many as add up to no more than `bound`.
  [[nodiscard]] double sum_up_to(double bound) noexcept {
    double sum = 0.0;
    while (weight_ > 0.0 && sum + weight_ <= bound) {
      sum += weight_;
      advance();
    }
    return sum;
  }

 private:
  static constexpr double huge = 1e306;

  // Steps after which strides of 16 and of 32 are worth their while.
  static constexpr double start_of_long = 32.0;
  static constexpr double start_of_longest = 96.0;

  struct Block {
    double w1, w2, w3, w4, last_ratio;
  };
  /// Four lanes of steps: sums over them, the last weight and the last ratio.
  struct Stride {
    SideSums sums;
    double last, last_ratio;
  };

  WeightWalk(double s1, double s2, double g1, double g2, double numerator, double denominator) noexcept
      : shrinking1_(s1), shrinking2_(s2), growing1_(g1), growing2_(g2), numerator_(numerator), denominator_(denominator) {}

  void move(double steps) noexcept {
    shrinking1_ -= steps;
    shrinking2_ -= steps;
    growing1_ += steps;
    growing2_ += steps;
    steps_ += steps;
  }
  // Four weights at a time: the divisions are independent of each other, one product alone hangs on the block before.
  [[nodiscard]] Block next_four() const noexcept {
    double ratios[4];
    for (int i = 0; i < 4; ++i) {
      const double k = i;
      const double left1 = shrinking1_ > k ? shrinking1_ - k : 0.0;
      const double left2 = shrinking2_ > k ? shrinking2_ - k : 0.0;
      ratios[i] = ((numerator_ * left1) * left2) / ((denominator_ * (growing1_ + (k + 1.0))) * (growing2_ + (k + 1.0)));
    }
    const double two = ratios[0] * ratios[1];
    const double w2 = weight_ * two;
    return {weight_ * ratios[0], w2, w2 * ratios[2], weight_ * (two * (ratios[2] * ratios[3])), ratios[3]};
  }
  void take(const Block& block) noexcept {
    weight_ = block.w4;
    move(4.0);
  }
  template <int depth>
  void take(const Stride& stride) noexcept {
    weight_ = stride.last;
    move(4.0 * depth);
  }

  // Four products of up to four ratios each stay in range.
  [[nodiscard]] bool strides_fit() const noexcept {
    return numerator_ > 1e-30 && numerator_ < 1e30 && denominator_ > 1e-30 && denominator_ < 1e30;
  }
  /// The next 4 · depth weights. Beyond the end of the support ratios mean nothing, but the one at the end is an exact 0.
  template <int depth, bool with_moments, bool at_one>
  [[nodiscard]] Stride next_stride() const noexcept {
    constexpr double wide = depth;
    const Four lane{0.0, wide, 2.0 * wide, 3.0 * wide};
    Four left1 = shrinking1_ - lane;
    Four left2 = shrinking2_ - lane;
    Four right1 = (growing1_ + 1.0) + lane;
    Four right2 = (growing2_ + 1.0) + lane;
    Four top = left1 * left2;
    Four bottom = right1 * right2;
    if constexpr (!at_one) {
      top = numerator_ * top;
      bottom = denominator_ * bottom;
    }
    Four product = top;
    Four denominator = bottom;
    Four sum = top;
    [[maybe_unused]] Four first = top;
    [[maybe_unused]] Four second = top;
    for (int step = 1; step < depth; ++step) {
      const double k = step;
      top = (left1 - k) * (left2 - k);
      bottom = (right1 + k) * (right2 + k);
      if constexpr (!at_one) {
        top = numerator_ * top;
        bottom = denominator_ * bottom;
      }
      product = product * top;
      denominator = denominator * bottom;
      sum = sum * bottom + product;
      if constexpr (with_moments) {
        first = first * bottom + (k + 1.0) * product;
        second = second * bottom + ((k + 1.0) * (k + 1.0)) * product;
      }
    }
    const Four inverse = 1.0 / denominator;
    product = product * inverse;
    sum = sum * inverse;
    const double two = product[0] * product[1];
    const double three = two * product[2];
    const Four start{weight_, weight_ * product[0], weight_ * two, weight_ * three};
    const Four part = start * sum;
    Stride stride{{}, weight_ * (two * (product[2] * product[3])), top[3] / bottom[3]};
    stride.sums.weight = (part[0] + part[1]) + (part[2] + part[3]);
    if constexpr (with_moments) {
      const Four before = steps_ + lane;
      const Four nearby = start * (first * inverse);
      const Four line = nearby + before * part;
      const Four square = start * (second * inverse) + before * (nearby + line);
      stride.sums.first = (line[0] + line[1]) + (line[2] + line[3]);
      stride.sums.second = (square[0] + square[1]) + (square[2] + square[3]);
    }
    return stride;
  }
  template <bool with_moments, bool at_one>
  [[nodiscard]] SideSums beyond_by(double least) noexcept {
    SideSums sums;
    const auto ends = [&](const Stride& stride) {
      sums.weight += stride.sums.weight;
      if constexpr (with_moments) {
        sums.first += stride.sums.first;
        sums.second += stride.sums.second;
      }
      const double left = 1e-17 * (1.0 - stride.last_ratio) * (sums.weight > least ? sums.weight : least);
      return !(shrinking1_ > 0.0 && shrinking2_ > 0.0) || weight_ <= left || !(sums.weight < huge);
    };
    Stride stride;
    do {
      stride = next_stride<2, with_moments, at_one>();
      take<2>(stride);
      if (ends(stride)) return sums.weight < huge ? sums : SideSums{infinity, infinity, infinity};
    } while (steps_ < start_of_long);
    bool ended = false;
    while (!ended && (!at_one || steps_ < start_of_longest)) {
      stride = next_stride<4, with_moments, at_one>();
      take<4>(stride);
      ended = ends(stride);
    }
    // At an odds ratio of 1 eight products stay in range, 2^(8·106).
    while (!ended) {
      stride = next_stride<8, with_moments, true>();
      take<8>(stride);
      ended = ends(stride);
    }
    return sums.weight < huge ? sums : SideSums{infinity, infinity, infinity};
  }

  double shrinking1_, shrinking2_, growing1_, growing2_;
  double numerator_, denominator_;
  double weight_ = 1.0;
  double steps_ = 0.0;
};

}  // namespace equitable::detail
