/// @file detail/lanes.hpp
/// Elementary functions without a branch, for plain loops over blocks of lanes that the compiler turns into vector code.
///
/// A batch kernel holds a block of `lane_count` rows in arrays and works on them in loops without branches; rows that need one (an
/// empty group, a broken rule, a search that did not settle) are marked in a `LaneMask` and done again by the scalar function, so
/// every edge is the scalar one. A kernel that searches takes blocks of any width, and the function of one table gives it a block of
/// one row: a row's operations do not depend on its neighbours, so a column and a single call have the same bits. The functions here
/// take one number and stand inside such loops. They are exact in the same places as those of <cmath>, but keep to a stated domain
/// and know no signed zero, error flag or subnormal result:
///
/// | function | domain | error, in units of the last place |
/// |---|---|---|
/// | `lane_exp` | −708 … 709 (beyond: the value there) | 1 |
/// | `lane_exp_pair` | −708 … 708 | 1 |
/// | `lane_expm1` | −708 … 709 (beyond: the value there) | 3 |
/// | `lane_log` | positive normal numbers | 1 |
/// | `lane_log1p` | above −1, to 1e300 | 2 |
/// | `lane_direction` | 0 … π/2 | 2, the cosine of 1 |
/// | `lane_upper_tail`, `lane_two_tails` | −37.5 … 37.5 (beyond: the value there) | 5 |
/// | `lane_two_tails_of_square` | 0 … 1400 | 5 |
/// | `lane_of_count` | counts, 0 … 2^53 | exact |
///
/// NaN gives NaN. The coefficients are Chebyshev fits made for this file; the form of the normal tail, a polynomial in
/// (z−5)/(z+5) times e^(−z²/2)/(1+z), follows Shepherd and Laframboise (1981) Math. Comp. 36, 249.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "equitable/core/types.hpp"
#include "equitable/detail/clones.hpp"

namespace equitable::detail {

/// Rows of a block: four vectors of AVX-512, eight of AVX2, enough to hide the latency of a division.
inline constexpr std::size_t lane_count = 32;

/// The least normal quantile that kernels of intervals take: at a level of some millionths an interval is as wide as its rounding, and
/// the scalar function puts its limits in order.
inline constexpr double least_lane_quantile = 1e-5;

/// One number of every row of a block.
template <std::size_t width>
using LaneBlock = double[width];
using Lanes = LaneBlock<lane_count>;
/// Nonzero for the rows of a block that have to be done again by the scalar function.
template <std::size_t width>
using LaneMaskBlock = std::uint64_t[width];
using LaneMask = LaneMaskBlock<lane_count>;

[[nodiscard]] EQUITABLE_LANE std::uint64_t lane_bits(double value) noexcept {
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

[[nodiscard]] EQUITABLE_LANE double lane_from_bits(std::uint64_t bits) noexcept {
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// A count as a double: its two halves written into the mantissas of 2^52 and 2^84, which are then taken off again.
[[nodiscard]] EQUITABLE_LANE double lane_of_count(Count count) noexcept {
  const auto bits = static_cast<std::uint64_t>(count);
  const double low = lane_from_bits((bits & 0xffffffffu) | 0x4330000000000000u);
  const double high = lane_from_bits((bits >> 32) | 0x4530000000000000u);
  return (high - 0x1.00000001p84) + low;
}

/// Nonzero unless 1 <= total <= 2^53 and 0 <= events <= total.
[[nodiscard]] EQUITABLE_LANE std::uint64_t lane_is_no_rate(Count events, Count total) noexcept {
  const auto x = static_cast<std::uint64_t>(events);
  const auto n = static_cast<std::uint64_t>(total);
  return (x | (n - x) | (static_cast<std::uint64_t>(max_count) - n) | (n - 1u)) >> 63;
}

/// e^x and e^(−x), of one reduction and one polynomial.
struct LanePair {
  double up, down;
};

/// x = k log 2 + r with |r| <= log(2)/2, and k as the last bits of a number.
struct LaneReduction {
  double r, shifted;
};

[[nodiscard]] EQUITABLE_LANE LaneReduction lane_reduction(double x) noexcept {
  constexpr double whole = 0x1.8p52;  // added and taken off again, it rounds to a whole number
  const double shifted = x * 1.4426950408889634 + whole;
  const double k = shifted - whole;
  return {(x - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33, shifted};  // log 2 in two parts, the first of 32 bits
}

/// e^r − 1 and e^(−r) − 1, and 2^k and 2^(−k).
struct LaneReduced {
  double up, down;
  double scale, inverse;
};

[[nodiscard]] EQUITABLE_LANE LaneReduced lane_reduced_exp(const LaneReduction& at) noexcept {
  const double r = at.r;
  const std::uint64_t power = lane_bits(at.shifted) << 52;
  const double u = r * r;
  const double even =
      0.041666666666666664 +
      u * (0.001388888888888655 + u * (2.480158731715384e-05 + u * (2.7557282955039673e-07 + u * 2.091124353145679e-09)));
  const double odd =
      0.16666666666666669 +
      u * (0.00833333333333006 + u * (0.00019841269863066696 + u * (2.7557268439678e-06 + u * 2.5100395159429243e-08)));
  const double cosh = u * (0.5 + u * even);  // cosh r − 1
  const double bend = r * (u * odd);         // sinh r − r
  return {r + (cosh + bend), (cosh - bend) - r, lane_from_bits(0x3ff0000000000000u + power),
          lane_from_bits(0x3ff0000000000000u - power)};
}

/// x within the domain of the exponential.
[[nodiscard]] EQUITABLE_LANE double lane_exponent(double x) noexcept {
  const double above = x < -708.0 ? -708.0 : x;
  return above > 709.0 ? 709.0 : above;
}

/// e^x.
[[nodiscard]] EQUITABLE_LANE double lane_exp(double x) noexcept {
  const LaneReduced at = lane_reduced_exp(lane_reduction(lane_exponent(x)));
  return at.scale * (1.0 + at.up);
}

/// e^x and e^(−x), −708 <= x <= 708; beyond that they mean nothing.
[[nodiscard]] EQUITABLE_LANE LanePair lane_exp_pair(double x) noexcept {
  const LaneReduced at = lane_reduced_exp(lane_reduction(x));
  return {at.scale * (1.0 + at.up), at.inverse * (1.0 + at.down)};
}

/// e^x − 1.
[[nodiscard]] EQUITABLE_LANE double lane_expm1(double x) noexcept {
  const LaneReduced at = lane_reduced_exp(lane_reduction(lane_exponent(x)));
  return at.scale * at.up + (at.scale - 1.0);
}

/// (2 artanh s − 2s)/s by its series in s², for |s| <= 0.1716: to 2^-59 of 2.
[[nodiscard]] EQUITABLE_LANE double lane_artanh_tail(double z) noexcept {
  return z * (0.6666666666666666 +
              z * (0.4000000000000088 +
                   z * (0.2857142857080323 +
                        z * (0.2222222239180047 +
                             z * (0.18181795630884753 +
                                  z * (0.15386240205813478 + z * (0.13268759668560612 + z * 0.13086767009948175)))))));
}

/// log x.
[[nodiscard]] EQUITABLE_LANE double lane_log(double x) noexcept {
  constexpr std::uint64_t one = 0x3ff0000000000000u;
  constexpr std::uint64_t sqrt_half_bits = 0x3fe6a09e667f3bcdu;
  // x = 2^k m with m in [√½, √2).
  const std::uint64_t moved = lane_bits(x) + (one - sqrt_half_bits);
  const double k = lane_from_bits((moved >> 52) | 0x4330000000000000u) - (0x1.0p52 + 1023.0);
  const double m = lane_from_bits((moved & 0x000fffffffffffffu) + sqrt_half_bits);
  // log m = 2 artanh s = 2s + s³ P(s²), and 2s = f − s f.
  const double f = m - 1.0;
  const double s = f / (2.0 + f);
  const double z = s * s;
  const double tail = lane_artanh_tail(z);
  return k * 0x1.62e42feep-1 + (f - (s * (f - tail) - k * 0x1.a39ef35793c76p-33)) + (x - x);
}

/// log(1 + x).
[[nodiscard]] EQUITABLE_LANE double lane_log1p(double x) noexcept {
  const double sum = 1.0 + x;
  return lane_log(sum) + (x - (sum - 1.0)) / sum;  // what the sum rounded off comes back to first order
}

/// sin and cos of an angle from 0 to π/2, by their power series.
struct LaneDirection {
  double sine, cosine;
};

[[nodiscard]] EQUITABLE_LANE LaneDirection lane_direction(double angle) noexcept {
  // Of half the angle, which keeps the series short; then doubled.
  const double h = 0.5 * angle;
  const double u = h * h;
  const double tail =
      u * (1.0 / 6 -
           u * (1.0 / 120 - u * (1.0 / 5040 - u * (1.0 / 362880 -
                                                   u * (1.0 / 39916800 - u * (1.0 / 6227020800 - u * (1.0 / 1307674368000 -
                                                                                                      u / 355687428096000)))))));
  const double sine = h - h * tail;
  const double fall =
      u * (0.5 - u * (1.0 / 24 - u * (1.0 / 720 - u * (1.0 / 40320 -
                                                       u * (1.0 / 3628800 - u * (1.0 / 479001600 - u * (1.0 / 87178291200 -
                                                                                                        u / 20922789888000)))))));
  return {2.0 * sine * (1.0 - fall), 1.0 - 2.0 * sine * sine};
}

/// (1 + x) e^(x²/2) P(Z > x) of a standard normal, 0 <= x <= 38.
[[nodiscard]] EQUITABLE_LANE double lane_tail_shape(double x) noexcept {
  const double t = (x - 5.0) / (x + 5.0);
  const double u = t * t;
  // The polynomial by its even and its odd powers: half the latency.
  const double even =
      0.46151582985003775 +
      u * (0.031030368425963094 +
           u * (-0.026401042966287126 +
                u * (-0.015170415402661603 +
                     u * (-0.0016760723468519625 +
                          u * (0.00018233418951160252 +
                               u * (-9.896417947800194e-06 +
                                    u * (-6.907770899203282e-08 +
                                         u * (1.2487925706851114e-07 +
                                              u * (-2.2065572810759228e-08 +
                                                   u * (3.578388513740747e-10 + u * 7.92412577832572e-10))))))))));
  const double odd = -0.09155228183400882 +
                     u * (0.010002352385205965 +
                          u * (0.02453696324443577 +
                               u * (0.006522000656514296 +
                                    u * (7.79168987494911e-06 +
                                         u * (-5.360803687867374e-05 +
                                              u * (9.06122142893052e-06 +
                                                   u * (-1.31008510325142e-06 +
                                                        u * (1.9911851463088608e-07 +
                                                             u * (-3.224218337778338e-08 + u * 4.1001902591693514e-09)))))))));
  return even + t * odd;
}

/// P(Z > z) of a standard normal, for z >= 0.
[[nodiscard]] EQUITABLE_LANE double lane_outer_tail(double z) noexcept {
  const double x = z > 37.5 ? 37.5 : z;
  const double shape = lane_tail_shape(x) / (1.0 + x);
  // z²/2 = head²/2 + rest; head has 26 bits, so its square is exact.
  const double head = lane_from_bits(lane_bits(x) & 0xfffffffff8000000u);
  const double rest = 0.5 * ((x - head) * (x + head));
  const LaneReduction whole = lane_reduction(-0.5 * head * head);
  const LaneReduced at = lane_reduced_exp({whole.r - rest, whole.shifted});
  return at.scale * (shape + shape * at.up);
}

/// P(|Z| > √square), and so P(X > square) of chi-squared with one degree of freedom; squares of at most 1400. `decay` is e^(−square/2),
/// which feels no rounding of the root.
[[nodiscard]] EQUITABLE_LANE double lane_two_tails_of_square(double square, double decay) noexcept {
  const double root = std::sqrt(square);
  return 2.0 * (decay * (lane_tail_shape(root) / (1.0 + root)));
}

/// P(Z > z).
[[nodiscard]] EQUITABLE_LANE double lane_upper_tail(double z) noexcept {
  const double outer = lane_outer_tail(z < 0.0 ? -z : z);
  return z < 0.0 ? 1.0 - outer : outer;
}

/// P(|Z| > |z|).
[[nodiscard]] EQUITABLE_LANE double lane_two_tails(double z) noexcept { return 2.0 * lane_outer_tail(z < 0.0 ? -z : z); }

/// The bits that occur in events, total, total − events and total − 1 of a block: none from 2^52 up when every row is a rate, of
/// fewer people than that.
[[nodiscard]] EQUITABLE_LANE std::uint64_t lane_bits_of_rates(const Count* events, const Count* total) noexcept {
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const auto x = static_cast<std::uint64_t>(events[i]);
    const auto n = static_cast<std::uint64_t>(total[i]);
    all |= (x | n) | ((n - x) | (n - 1u));
  }
  return all;
}

/// Reads a block of rates. A row that is none (nobody in it, or a broken rule) is marked and read as 1 of 2.
EQUITABLE_LANE void load_rates(const Count* events, const Count* total, Lanes& x, Lanes& n, LaneMask& redo) noexcept {
  if (lane_bits_of_rates(events, total) >> 52 == 0) {
    // Written into the mantissa of 2^52, which is then taken off again.
    for (std::size_t i = 0; i < lane_count; ++i) {
      x[i] = lane_from_bits(static_cast<std::uint64_t>(events[i]) | 0x4330000000000000u) - 0x1.0p52;
      n[i] = lane_from_bits(static_cast<std::uint64_t>(total[i]) | 0x4330000000000000u) - 0x1.0p52;
    }
    return;
  }
  for (std::size_t i = 0; i < lane_count; ++i) {
    const std::uint64_t bad = lane_is_no_rate(events[i], total[i]);
    redo[i] |= bad;
    const std::uint64_t kept = bad - 1u;  // every bit, or none
    x[i] = lane_from_bits((lane_bits(lane_of_count(events[i])) & kept) | (lane_bits(1.0) & ~kept));
    n[i] = lane_from_bits((lane_bits(lane_of_count(total[i])) & kept) | (lane_bits(2.0) & ~kept));
  }
}

/// The last rows of a column, fewer than a block: copied, and made a block by rows of `filler`.
EQUITABLE_LANE const Count* filled_block(const Count* column, std::size_t rows, Count filler,
                                         Count (&block)[lane_count]) noexcept {
  if (rows >= lane_count) return column;
  for (std::size_t i = 0; i < lane_count; ++i) block[i] = i < rows ? column[i] : filler;
  return block;
}

/// Whether any row of the block is marked.
template <std::size_t width>
[[nodiscard]] EQUITABLE_LANE bool any_lane(const LaneMaskBlock<width>& mask) noexcept {
  std::uint64_t any = 0;
  for (std::size_t i = 0; i < width; ++i) any |= mask[i];
  return any != 0;
}

}  // namespace equitable::detail
