/// @file detail/weight_walk.hpp
/// Sums of the weights of the conditional law by walking outward from a cell, by ratios of neighbours.
///
/// No weight is computed by itself, no factorial is formed: a cell has weight 1, its neighbours follow, and a sum ends where the
/// weights no longer count. Each step costs a multiplication and, four steps at a time, one division.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/cells.hpp"

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
             !(weight_ <= 1e-17 * (1.0 - block.last_ratio) * std::fmax(sums.weight, least)));
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
    // Weights rise to one mode and fall: when the fourth lies above the bound, so do the three before it.
    for (Block block = next_four(); block.w4 > bound; block = next_four()) {
      sum += (block.w1 + block.w2) + (block.w3 + block.w4);
      take(block);
      if (!(sum < huge)) return infinity;
    }
    for (advance(); weight_ > bound; advance()) sum += weight_;
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

  struct Block {
    double w1, w2, w3, w4, last_ratio;
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

  double shrinking1_, shrinking2_, growing1_, growing2_;
  double numerator_, denominator_;
  double weight_ = 1.0;
  double steps_ = 0.0;
};

}  // namespace equitable::detail
