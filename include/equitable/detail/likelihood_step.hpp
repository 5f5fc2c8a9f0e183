/// @file detail/likelihood_step.hpp
/// The last step to a limit of profile likelihood: from a fair one to one that is right to the last place.
///
/// Half the likelihood ratio is −Σ c log(m/c) over the cells c, which change to m; the changes themselves cancel. Its derivative
/// in the limit is the multiplier that makes the changes (the theorem of the envelope), so that one step of Newton's takes the
/// limit as far as the likelihood ratio says, whatever the counts. The sum is formed from numbers of some 77 bits and logarithms
/// of some 57, the limit from its rounded quotient and what the rounding left; one unit of the last place is then the most that
/// it is off, where a double holds the limit at all. The step is Newton's, and its error the square of the one it starts from:
/// the searches bring 1e-9.
///
/// Both the functions of one table and the kernels over lanes end here, which is why they agree. No branches; the same bits on
/// every processor. Sources: Dekker (1971) Numer. Math. 18, 224 (numbers of two doubles); envelope theorem:
/// Samuelson (1947), Foundations of Economic Analysis. Cost: 10 to 20 operations for a product or quotient of two parts, 80 for a logarithm.
#pragma once

#include <cmath>
#include <cstdint>

#include "equitable/detail/clones.hpp"
#include "equitable/detail/head_tail.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/rates.hpp"

namespace equitable::detail {

/// a·b to 77 bits, the first of both its double: the product of the heads is exact, so that nothing depends on whether a compiler
/// contracts it into fused operations.
[[nodiscard]] EQUITABLE_LANE Twofold product(double a, double b) noexcept {
  const Twofold parts = product(head_tail(a), head_tail(b));
  const double high = parts.high + parts.low;
  return {high, parts.low - (high - parts.high)};
}

/// a·b.
[[nodiscard]] EQUITABLE_LANE Twofold product(const Twofold& a, const Twofold& b) noexcept {
  const Twofold both = product(a.high, b.high);
  return {both.high, both.low + (a.high * b.low + a.low * b.high)};
}

/// a/b.
[[nodiscard]] EQUITABLE_LANE Twofold quotient(const Twofold& a, const Twofold& b) noexcept {
  const double high = a.high / b.high;
  const Twofold back = product(high, b.high);
  return {high, (((a.high - back.high) - back.low) + (a.low - high * b.low)) / b.high};
}

[[nodiscard]] EQUITABLE_LANE Twofold operator+(double a, const Twofold& b) noexcept {
  const Twofold sum = twofold_sum(a, b.high);
  return {sum.high, sum.low + b.low};
}
[[nodiscard]] EQUITABLE_LANE Twofold operator-(const Twofold& a) noexcept { return {-a.high, -a.low}; }

/// c log(m/c) of a cell of c people that becomes m = c + change; 0 for c = 0.
[[nodiscard]] EQUITABLE_LANE Twofold lane_weighted_log(double c, const Twofold& change, const Twofold& m) noexcept {
  constexpr std::uint64_t one = 0x3ff0000000000000u;
  constexpr std::uint64_t sqrt_half_bits = 0x3fe6a09e667f3bcdu;
  const bool empty = c == 0.0;
  const double base = empty ? 1.0 : c;
  // m/c = 2^k v with v in [√½, √2), and log v = 2 artanh r, r = (v−1)/(v+1).
  const double whole = m.high + m.low;
  const double part = empty ? 1.0 : whole / base;
  const std::uint64_t moved = (lane_bits(part) + (one - sqrt_half_bits)) >> 52;
  const double k = lane_from_bits(moved | 0x4330000000000000u) - (0x1.0p52 + 1023.0);
  const double scale = lane_from_bits((2046u - moved) << 52);  // 2^−k
  const double high = whole * scale;
  const double low = (m.low - (whole - m.high)) * scale;
  const bool near = k == 0.0;
  const Twofold above{near ? change.high : high - base, near ? change.low : low};
  const Twofold r = quotient(above, base + Twofold{high, low});
  const double square = r.high * r.high;
  const Twofold head = twofold_sum(k * 0x1.62e42feep-1, 2.0 * r.high);
  const double rest =
      head.low + (k * 0x1.a39ef35793c76p-33 + (2.0 * (r.low + r.low * square) + r.high * lane_artanh_tail(square)));
  const Twofold weighted = product(c, head.high);
  return {empty ? 0.0 : weighted.high, empty ? 0.0 : weighted.low + c * rest};
}

/// How many have left a cell of `top` people and how many stayed. The smaller is a double, the larger is exact.
struct MovedPeople {
  Twofold taken, left;
};
[[nodiscard]] EQUITABLE_LANE MovedPeople lane_moved_people(double top, double taken, double left) noexcept {
  const bool few = taken <= left;
  const Twofold rest = twofold_sum(top, few ? -taken : -left);
  return {{few ? taken : rest.high, few ? 0.0 : rest.low}, {few ? rest.high : left, few ? rest.low : 0.0}};
}

/// z²/2.
[[nodiscard]] EQUITABLE_LANE Twofold lane_half_square(double z) noexcept { return product(0.5 * z, z); }

/// above/below e^δ for a small δ.
[[nodiscard]] EQUITABLE_LANE double lane_moved_quotient(const Twofold& above, const Twofold& below, double delta) noexcept {
  const Twofold near = quotient(above, below);
  return near.high + (near.low + near.high * delta);
}

/// The four counts by whose changes a ratio or an odds ratio θ falls when t people leave two and join two others: half the
/// likelihood ratio is −Σ c log(m/c), of the ratio with the second and the fourth count the other way round.
///
/// | | leaving | joining | θ |
/// |---|---|---|---|
/// | ratio | x1, n1 | x2, n2 | (x1−t)(n2+t) / ((n1−t)(x2+t)) |
/// | odds ratio | the smaller of a and d, the larger | b, c | (a−t)(d−t) / ((b+t)(c+t)) |
struct MultiplierCells {
  double leaving, also_leaving, joining, also_joining;
};

/// The limit near `taken`, with `left` = leaving − taken; `inverse`: one over it.
template <bool is_ratio>
[[nodiscard]] EQUITABLE_LANE double lane_multiplier_limit(const MultiplierCells& cells, double z, double taken, double left,
                                                          bool inverse) noexcept {
  const MovedPeople t = lane_moved_people(cells.leaving, taken, left);
  const Twofold first = t.left;
  const Twofold second = (cells.also_leaving - cells.leaving) + t.left;
  const Twofold third = cells.joining + t.taken;
  const Twofold fourth = cells.also_joining + t.taken;
  const Twofold fall = -t.taken;
  const Twofold others =
      lane_weighted_log(cells.also_leaving, fall, second) + lane_weighted_log(cells.also_joining, t.taken, fourth);
  const Twofold own = lane_weighted_log(cells.leaving, fall, first) + lane_weighted_log(cells.joining, t.taken, third);
  const Twofold short_of = (is_ratio ? own - others : own + others) + lane_half_square(z);
  const double delta = -(short_of.high + short_of.low) / t.taken.high;
  const Twofold above = product(first, is_ratio ? fourth : second);
  const Twofold below = product(third, is_ratio ? second : fourth);
  const Twofold top{inverse ? below.high : above.high, inverse ? below.low : above.low};
  const Twofold bottom{inverse ? above.high : below.high, inverse ? above.low : below.low};
  return lane_moved_quotient(top, bottom, inverse ? -delta : delta);
}

/// The limit of the ratio where all n1 of the group had the outcome and q1 has fallen from 1, about `left` = n1 q1 being left: q2 is
/// (n1+x2)/(n1+n2) then, and the multiplier n1.
[[nodiscard]] EQUITABLE_LANE double lane_fallen_ratio_limit(double n1, double x2, double n2, double z, double left,
                                                            bool inverse) noexcept {
  const double others2 = n2 - x2;
  const Twofold total = twofold_sum(n1, n2);
  const Twofold risen = quotient(product(n1, others2), total);  // n2 q2 − x2
  const Twofold second = lane_weighted_log(x2, risen, x2 + risen) + lane_weighted_log(others2, -risen, others2 + -risen);
  const Twofold first = lane_weighted_log(n1, twofold_sum(left, -n1), Twofold{left, 0.0});
  const Twofold short_of = first + second + lane_half_square(z);
  const double delta = -(short_of.high + short_of.low) / n1;
  const Twofold above = product(Twofold{left, 0.0}, total);
  const Twofold below = product(Twofold{n1, 0.0}, twofold_sum(n1, x2));
  const Twofold top{inverse ? below.high : above.high, inverse ? below.low : above.low};
  const Twofold bottom{inverse ? above.high : below.high, inverse ? above.low : below.low};
  return lane_moved_quotient(top, bottom, inverse ? -delta : delta);
}

/// Two rates of which one falls when `taken` of its x1 leave, and the other with the same multiplier
/// s = n1 (n1 taken) / (left (n1 − left)): n2 p2 − n2 q2 = s q2 (1 − q2), with a fair q2 given.
struct FallingCells {
  double x1, others1, n1, x2, others2, n2;
};

/// q1 + q2 − 1 at the limit, where q1 falls from x1/n1 as far as the second does and is the larger; without `both` q2 stays 1. Written as
/// the smaller rate less what the larger one lacks of 1, so that a small difference keeps its digits.
[[nodiscard]] EQUITABLE_LANE double lane_difference_limit(const FallingCells& cells, double z, double taken, double left,
                                                          double q2, bool both) noexcept {
  const MovedPeople t = lane_moved_people(cells.x1, taken, left);
  const Twofold joined1 = cells.others1 + t.taken;
  const Twofold first = lane_weighted_log(cells.x1, -t.taken, t.left) + lane_weighted_log(cells.others1, t.taken, joined1);
  const Twofold s = quotient(product(product(cells.n1, cells.n1), t.taken), product(t.left, joined1));
  // A step of Newton's takes the rounding off the second rate.
  const Twofold expected = product(cells.n2, q2);
  const Twofold fallen = product(s, product(Twofold{q2, 0.0}, twofold_sum(1.0, -q2)));
  const Twofold off = cells.x2 + -(expected + fallen);
  const double move = (off.high + off.low) / (cells.n2 + s.high * (1.0 - 2.0 * q2));
  const Twofold left2 = both ? expected + product(cells.n2, move) : Twofold{cells.x2, 0.0};
  const Twofold taken2 = cells.x2 + -left2;
  const Twofold joined2 = cells.others2 + taken2;
  const Twofold second = lane_weighted_log(cells.x2, -taken2, left2) + lane_weighted_log(cells.others2, taken2, joined2);
  const Twofold short_of = first + second + lane_half_square(z);
  const double delta = (short_of.high + short_of.low) / s.high;
  const Twofold kept = quotient(both ? left2 : t.left, Twofold{both ? cells.n2 : cells.n1, 0.0});
  const Twofold gone = quotient(both ? joined1 : joined2, Twofold{both ? cells.n1 : cells.n2, 0.0});
  const Twofold limit = twofold_sum(kept.high, -gone.high);
  return limit.high + (limit.low + ((kept.low - gone.low) - delta));
}

/// The lower limit q of a rate near (x − taken)/n, and 1 − q.
struct RateLimit {
  double q, rest;
};
[[nodiscard]] EQUITABLE_LANE RateLimit lane_rate_limit(double x, double others, double n, double z, double taken,
                                                       double left) noexcept {
  const MovedPeople t = lane_moved_people(x, taken, left);
  const Twofold joined = others + t.taken;
  const Twofold short_of =
      lane_weighted_log(x, -t.taken, t.left) + lane_weighted_log(others, t.taken, joined) + lane_half_square(z);
  const double fall = (short_of.high + short_of.low) / t.taken.high * (joined.high / n);  // of log q
  const Twofold size{n, 0.0};
  return {lane_moved_quotient(t.left, size, -fall), lane_moved_quotient(joined, size, fall * (t.left.high / joined.high))};
}

}  // namespace equitable::detail
