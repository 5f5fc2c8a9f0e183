/// @file detail/skewed_limit.hpp
/// The last step of a limit of a difference by the skewness-corrected score: from a multiplier that is right to six digits or more to
/// the limit, rounded once.
///
/// As detail/score_limit.hpp does for the plain score: what is left of left − right of the equation in detail/lanes_skewed.hpp, taken
/// with some 75 bits (detail/head_tail.hpp), gives by Newton's step how far the root is away, and the limit is formed of twofold
/// numbers with that distance carried along. The functions serve one table and lanes of tables, and hold no branch. For the levels
/// that detail/lanes_skewed.hpp takes.
#pragma once

#include "equitable/detail/clones.hpp"
#include "equitable/detail/head_tail.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/detail/score_limit.hpp"

namespace equitable::detail {

/// κ = (z²−1)/(6λ), with λ = N/(N−1).
[[nodiscard]] EQUITABLE_LANE Twofold skewness_weight(const TwoRates& r, double z) noexcept {
  const HeadTail root = head_tail(z);
  const Twofold sixth = quotient(head_tail(product(root, root) + Twofold{-1.0, 0.0}), head_tail(6.0), 1.0 / 6.0);
  const double total = r.n1 + r.n2;
  return sixth - quotient(head_tail(sixth), head_tail(total), 1.0 / total);
}

/// A limit, and by how much left and right still differed where its step began: next to nothing, or that was no root.
struct SkewedLimit {
  double limit, excess;
};

/// The lower limit of the difference near the root of
///
///     n1 f1 = s q1 (1 − q1),   n2 f2 = s q2 (1 − q2),   s (F² − κ G)² = λz² F³
///
/// in s, f1 and f2, with q1 = p1 − f1, q2 = p2 + f2, F = f1 + f2 and G = f1 (1 − 2 q1)/n1 − f2 (1 − 2 q2)/n2. `second` is 1 − p2, the
/// inverses are of n1 and n2.
[[nodiscard]] EQUITABLE_LANE SkewedLimit fine_skewed_difference_limit(const FallingRate& first, const HeadTail& inverse1,
                                                                      const FallingRate& second, const HeadTail& inverse2,
                                                                      const HeadTail& square, const HeadTail& weight,
                                                                      const HeadTail& s, double fall1, double fall2) noexcept {
  const FallSlopes one = fall_slopes(first, fall1, s);
  const FallSlopes two = fall_slopes(second, fall2, s);
  const HeadTail lean1 = head_tail(risen(first, fall1) - fallen(first, fall1));
  const HeadTail lean2 = head_tail(risen(second, fall2) - fallen(second, fall2));
  const Twofold third1 = product(head_tail(fall1) * lean1, inverse1);
  const Twofold third2 = product(head_tail(fall2) * lean2, inverse2);
  const HeadTail fall = head_tail(twofold_sum(fall1, fall2));
  const HeadTail falls = fall * fall;
  const HeadTail held = head_tail(Twofold{falls.head, falls.tail} - product(weight, head_tail(third1 + third2)));
  const Twofold left = product(s, held * held);
  const double excess = what_is_left(left, product(square, falls * fall));
  // Derivatives of left − right, in s and in either fall.
  const double by_s = held.value * held.value;
  const double by_both = s.value * held.value;
  const double by_fall = 4.0 * by_both * fall.value - 3.0 * square.value * falls.value;
  const double by_fall1 = by_fall - 2.0 * by_both * weight.value * ((lean1.value + 2.0 * fall1) * inverse1.value);
  const double by_fall2 = by_fall - 2.0 * by_both * weight.value * ((lean2.value + 2.0 * fall2) * inverse2.value);
  // The falls follow s: f′ = by_s/by_fall of each.
  const double slopes = one.by_fall * two.by_fall;
  const double below = by_s * slopes + by_fall1 * one.by_s * two.by_fall + by_fall2 * two.by_s * one.by_fall;
  const double above = by_fall1 * one.excess * two.by_fall + by_fall2 * two.excess * one.by_fall - excess * slopes;
  const double moved =
      (one.by_s * two.by_fall + two.by_s * one.by_fall) * above - (one.excess * two.by_fall + two.excess * one.by_fall) * below;
  const Twofold limit = fallen(first, fall1) - risen(second, fall2);
  return {limit.high + (limit.low - moved / (below * slopes)), (excess < 0.0 ? -excess : excess) / left.high};
}

}  // namespace equitable::detail
