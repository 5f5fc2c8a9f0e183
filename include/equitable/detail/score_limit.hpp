/// @file detail/score_limit.hpp
/// The last step of a score limit: from a multiplier that is right to six digits or more to the limit, rounded once.
///
/// The searches of detail/score.hpp and detail/lanes_score.hpp end on a multiplier near the root of their equation, cleared of
/// denominators here into products of positive terms. What is left of left − right at that multiplier, taken with some 75 bits
/// (detail/head_tail.hpp), gives by Newton's step how far the root is away, and the limit is formed of twofold numbers with that
/// distance carried along: its error is half a unit of the last place and what 2^-20 of it may add. The same functions serve one
/// table and lanes of tables, and hold no branch.
#pragma once

#include "equitable/detail/clones.hpp"
#include "equitable/detail/head_tail.hpp"
#include "equitable/detail/rates.hpp"

namespace equitable::detail {

/// λ z², with λ = N/(N−1) = 1 + 1/(N−1), or 1.
[[nodiscard]] EQUITABLE_LANE Twofold score_square(const TwoRates& r, double z, bool corrected) noexcept {
  const HeadTail root = head_tail(z);
  const Twofold plain = product(root, root);
  const double others = (r.n1 + r.n2) - 1.0;
  const Twofold more = quotient(root * root, head_tail(others), 1.0 / others);
  return corrected ? plain + more : plain;
}

/// λ z² below which the products of a ratio or an odds ratio may leave the range of doubles: confidence below 1e-25.
inline constexpr double least_fine_square = 1e-50;

/// numerator/denominator, raised by a small part of itself: numerator/denominator·(1 + step/scale).
[[nodiscard]] EQUITABLE_LANE double raised_quotient(const Twofold& numerator, const HeadTail& denominator, double step,
                                                    double scale) noexcept {
  const double inverse = 1.0 / (denominator.value * scale);
  const HeadTail first = head_tail((numerator.high + numerator.low) * (scale * inverse));
  const double rest = what_is_left(numerator, product(first, denominator)) * scale;
  return first.value + (rest + step * denominator.value * first.value) * inverse;
}

/// The shares b/n1 and d/n2 without events, which both limits of a ratio use.
struct RatioShares {
  HeadTail first, second;
};

/// The lower score limit of the ratio at a multiplier t near the root of
///
///     t² (b/n1·v + d/n2·u) = λz² u v,   u = x1 − t, v = x2 + t
///
/// (without u in either side where b = 0); u (n2 + t)/((n1 − t) v), or one over it.
[[nodiscard]] EQUITABLE_LANE double fine_ratio_limit(const TwoRates& r, const RatioShares& share, const HeadTail& square,
                                                     double t, bool inverted) noexcept {
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  const bool full = b == 0.0;
  const double down = full ? 0.0 : -t;
  const HeadTail u = head_tail(ordered_sum(full ? 1.0 : r.x1, down));
  const HeadTail rest1 = head_tail(ordered_sum(full ? 1.0 : r.n1, down));
  const HeadTail v = head_tail(twofold_sum(r.x2, t));
  const HeadTail rest2 = head_tail(twofold_sum(r.n2, t));
  const HeadTail multiplier = head_tail(t);
  const HeadTail sum = head_tail(product(share.first, v) + product(share.second, u));
  const HeadTail both = u * v;
  const double excess = what_is_left(product(multiplier * multiplier, sum), product(square, both));
  // d log(left/right)/dt = slope/(t sum u v), d log(limit)/dt = −fall/(u v (n1 − t)(n2 + t)).
  const double slope =
      2.0 * sum.value * both.value + t * (share.first.value * v.value * v.value - share.second.value * u.value * u.value);
  const double fall = b * v.value * rest2.value + d * u.value * rest1.value;
  const double step = excess * fall;
  const double scale = t * slope * rest1.value * rest2.value;
  if (inverted) return raised_quotient(product(rest1, v), u * rest2, -step, scale);
  return raised_quotient(product(u, rest2), rest1 * v, step, scale);
}

/// The lower score limit of the ratio where everybody in the group had the outcome, and the restricted rate falls below 1:
/// n1 n2 N/(n1 x2 N + n2 (x1 + x2) λz²), or one over it.
[[nodiscard]] EQUITABLE_LANE double fine_ratio_limit_of_all(const TwoRates& r, const HeadTail& square, bool inverted) noexcept {
  const HeadTail n2 = head_tail(r.n2);
  const HeadTail both = head_tail(r.n1) * head_tail(twofold_sum(r.n1, r.n2));
  const HeadTail events = n2 * head_tail(twofold_sum(r.x1, r.x2));
  const HeadTail above = both * n2;
  const HeadTail below = head_tail(product(both, head_tail(r.x2)) + product(events, square));
  if (inverted) return raised_quotient({below.head, below.tail}, above, 0.0, 1.0);
  return raised_quotient({above.head, above.tail}, below, 0.0, 1.0);
}

/// The lower score limit of the odds ratio at a multiplier t near the root of
///
///     t² (n1 c d + n2 a b) = λz² a b c d,   a = x1 − t, b = n1 − x1 + t, c = x2 + t, d = n2 − x2 − t
///
/// a d/(b c), or one over it.
[[nodiscard]] EQUITABLE_LANE double fine_odds_ratio_limit(const TwoRates& r, const HeadTail& square, double t,
                                                          bool inverted) noexcept {
  const HeadTail a = head_tail(ordered_sum(r.x1, -t));
  const HeadTail b = head_tail(twofold_sum(r.n1 - r.x1, t));
  const HeadTail c = head_tail(twofold_sum(r.x2, t));
  const HeadTail d = head_tail(ordered_sum(r.n2 - r.x2, -t));
  const HeadTail multiplier = head_tail(t);
  const HeadTail ab = a * b;
  const HeadTail cd = c * d;
  const Twofold first = product(head_tail(r.n1), cd);
  const Twofold second = product(head_tail(r.n2), ab);
  const HeadTail sum = head_tail(first + second);
  const HeadTail all = ab * cd;
  const double excess = what_is_left(product(multiplier * multiplier, sum), product(square, all));
  // d log(left/right)/dt = slope/(t sum a b c d), d log(limit)/dt = −sum/(a b c d).
  const double bend = first.high * cd.value * (b.value - a.value) + second.high * ab.value * (c.value - d.value);
  const double step = excess * sum.value;
  const double scale = t * (2.0 * sum.value * all.value + t * bend);
  if (inverted) return raised_quotient(product(b, c), a * d, -step, scale);
  return raised_quotient(product(a, d), b * c, step, scale);
}

/// A rate p that the multiplier s of a difference pulls down, and 1 − p.
struct FallingRate {
  double n;
  Twofold rate, rest;
  /// Whether p = 1 falls at all: it does from s = n on.
  bool from_one;
};

/// x/n and (n − x)/n, 1/n given.
[[nodiscard]] EQUITABLE_LANE FallingRate falling_rate(double x, double others, double n, double inverse, bool from_one) noexcept {
  const HeadTail total = head_tail(n);
  return {n, quotient(head_tail(x), total, inverse), quotient(head_tail(others), total, inverse), from_one};
}

/// p − f and 1 − p + f at a fall f.
[[nodiscard]] EQUITABLE_LANE Twofold fallen(const FallingRate& from, double fall) noexcept {
  const Twofold sum = twofold_sum(from.rate.high, -fall);
  return {sum.high, sum.low + from.rate.low};
}
[[nodiscard]] EQUITABLE_LANE Twofold risen(const FallingRate& from, double fall) noexcept {
  const Twofold sum = twofold_sum(from.rest.high, fall);
  return {sum.high, sum.low + from.rest.low};
}

/// What is left of n f = s q (1 − q) with q = p − f, or of n = s q where p = 1 falls; its derivative in f, and minus that in s.
struct FallSlopes {
  double excess, by_fall, by_s;
};

[[nodiscard]] EQUITABLE_LANE FallSlopes fall_slopes(const FallingRate& from, double fall, const HeadTail& s) noexcept {
  const Twofold rate = fallen(from, fall);
  const Twofold rest = risen(from, fall);
  const HeadTail factor = head_tail(from.from_one ? 1.0 : fall);
  const HeadTail complement = head_tail(Twofold{from.from_one ? 1.0 : rest.high, from.from_one ? 0.0 : rest.low});
  const HeadTail spread = head_tail(rate) * complement;
  return {what_is_left(product(head_tail(from.n), factor), product(s, spread)),
          from.from_one ? s.value : from.n + s.value * (rest.high - rate.high), spread.value};
}

/// A root of the equations of a difference, as near as it is known: the multiplier, and how far p1 and 1 − p2 fall.
struct DifferenceRoot {
  double s, fall1, fall2;
};

/// A root moved by a step, and the limit there.
struct DifferenceStep {
  DifferenceRoot root;
  double limit;
};

/// Newton's step from near the root of
///
///     n1 f1 = s q1 (1 − q1),   n2 f2 = s q2 (1 − q2),   s (f1 + f2) = λz²
///
/// with q1 = p1 − f1 and q2 = p2 + f2, and the lower score limit of the difference, q1 − q2.
[[nodiscard]] EQUITABLE_LANE DifferenceStep fine_difference_step(const FallingRate& first, const FallingRate& second,
                                                                 const HeadTail& square, const DifferenceRoot& root) noexcept {
  const HeadTail s = head_tail(root.s);
  const FallSlopes one = fall_slopes(first, root.fall1, s);
  const FallSlopes two = fall_slopes(second, root.fall2, s);
  const HeadTail fall = head_tail(twofold_sum(root.fall1, root.fall2));
  const double excess = what_is_left(product(s, fall), {square.head, square.tail});
  const double slopes = one.by_fall * two.by_fall;
  const double falls = one.by_s * two.by_fall + two.by_s * one.by_fall;
  const double excesses = one.excess * two.by_fall + two.excess * one.by_fall;
  const double below = fall.value * slopes + s.value * falls;
  const double inverse = below > 0.0 ? 1.0 / below : 0.0;
  const double move = (s.value * excesses - excess * slopes) * inverse;
  const Twofold limit = fallen(first, root.fall1) - risen(second, root.fall2);
  return {{s.value + move, root.fall1 + (one.by_s * move - one.excess) / one.by_fall,
           root.fall2 + (two.by_s * move - two.excess) / two.by_fall},
          limit.high + (limit.low + (excess * falls + fall.value * excesses) * inverse)};
}

}  // namespace equitable::detail
