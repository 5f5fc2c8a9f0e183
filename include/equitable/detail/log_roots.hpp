/// @file detail/log_roots.hpp
/// The statistics of equal rates that have a logarithm in them, by one path for a single table and for lanes of tables.
///
/// A logarithm of a quotient next to 1 is made of the difference, which is known to its last digit, over the sum: 2 artanh of that.
/// Farther off the quotient is first brought between √½ and √2 by a power of two. No branches; the same bits one by one and in
/// lanes. Cost: one division more than a logarithm.
#pragma once

#include <cmath>
#include <cstdint>

#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/likelihood_step.hpp"
#include "equitable/detail/rates.hpp"

namespace equitable::detail {

/// x = 2^power · part with part in [√½, √2).
struct LaneScaled {
  double power, part;
};
[[nodiscard]] EQUITABLE_LANE LaneScaled lane_scaled(double x) noexcept {
  constexpr std::uint64_t one = 0x3ff0000000000000u;
  constexpr std::uint64_t sqrt_half_bits = 0x3fe6a09e667f3bcdu;
  const std::uint64_t moved = lane_bits(x) + (one - sqrt_half_bits);
  return {lane_from_bits((moved >> 52) | 0x4330000000000000u) - (0x1.0p52 + 1023.0),
          lane_from_bits((moved & 0x000fffffffffffffu) + sqrt_half_bits)};
}

/// c (u − log(1+u)) of a cell of c people that becomes m = c + change = c (1+u), which is m where c = 0.
[[nodiscard]] EQUITABLE_LANE double lane_cell_fall(double c, double change, double m) noexcept {
  const double inverse = 1.0 / (c == 0.0 ? 1.0 : c);
  const double u = change * inverse;
  const LaneScaled scaled = lane_scaled(m * inverse);
  const bool near = scaled.power == 0.0;
  const double f = near ? u : scaled.part - 1.0;
  const double r = f / (2.0 + f);
  const double tail = r * lane_artanh_tail(r * r);
  const double first = near ? u * r : (u - scaled.power * 0x1.62e42fefa39efp-1) - 2.0 * r;  // u − log 2^power − 2r
  return c == 0.0 ? m : c * (first - tail);
}

/// log(left/right) of two positive numbers, and their difference.
[[nodiscard]] EQUITABLE_LANE double lane_log_quotient(double left, double right, double difference) noexcept {
  const LaneScaled scaled = lane_scaled(left / right);
  const bool near = scaled.power == 0.0;
  const double r = (near ? difference : scaled.part - 1.0) / (near ? left + right : scaled.part + 1.0);
  const double log =
      scaled.power * 0x1.62e42feep-1 + (2.0 * r + (r * lane_artanh_tail(r * r) + scaled.power * 0x1.a39ef35793c76p-33));
  return difference == 0.0 ? 0.0 : log;
}

/// The same to the last places: m = c + change is formed here to more than a double, but for a cell that keeps less than an eighth,
/// where m as it is given counts.
[[nodiscard]] EQUITABLE_LANE double lane_fine_cell_fall(double c, const Twofold& change, double m) noexcept {
  const double base = c == 0.0 ? 1.0 : c;
  const Twofold sum = base + change;
  const double kept = sum.high + sum.low;
  const bool few = 8.0 * m < c;
  const double whole = c == 0.0 ? 1.0 : few ? m : kept;
  const double lack = few ? 0.0 : sum.low - (kept - sum.high);
  const LaneScaled scaled = lane_scaled(whole / base);
  const double down = lane_from_bits(lane_bits(1023.0 - scaled.power + 0x1.0p52) << 52);  // 2^−power
  const bool near = scaled.power == 0.0;
  const Twofold part{whole * down, lack * down};
  const Twofold above{near ? change.high : part.high - base, near ? change.low : part.low};
  const Twofold u = quotient(change, Twofold{base, 0.0});
  const Twofold r = quotient(above, base + part);
  // u − log 2^power − 2r, which next to 1 is u r.
  const Twofold both = product(u, r);
  const Twofold less = twofold_sum(u.high, -(scaled.power * 0x1.62e42feep-1));
  const Twofold rest = twofold_sum(less.high, -2.0 * r.high);
  const double rest_low = rest.low + (less.low + (u.low - scaled.power * 0x1.a39ef35793c76p-33) - 2.0 * r.low);
  const double tail = r.high * lane_artanh_tail(r.high * r.high);
  const double fall = (near ? both.high : rest.high) + ((near ? both.low : rest_low) - tail);
  return c == 0.0 ? m : c * fall;
}

/// G = 2 Σ O log(O/E) of a table, cross = ad − bc: four positive terms, so that nothing cancels near independence.
[[nodiscard]] EQUITABLE_LANE double lane_g(const TwoRates& r, double cross) noexcept {
  const double total = r.n1 + r.n2;
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  const double events = r.x1 + r.x2;
  const double others = b + d;
  const double first = r.n1 / total;
  const double second = r.n2 / total;
  const Twofold up = quotient(Twofold{cross, 0.0}, twofold_sum(r.n1, r.n2));  // x1 less what is expected
  const Twofold down = -up;
  return 2.0 * ((lane_fine_cell_fall(r.x1, down, first * events) + lane_fine_cell_fall(b, up, first * others)) +
                (lane_fine_cell_fall(r.x2, up, second * events) + lane_fine_cell_fall(d, down, second * others)));
}

/// Williams's divisor of G.
[[nodiscard]] EQUITABLE_LANE double lane_williams_divisor(const TwoRates& r) noexcept {
  const double total = r.n1 + r.n2;
  const double others = (r.n1 - r.x1) + (r.n2 - r.x2);
  return 1.0 + (total / r.n1 + total / r.n2 - 1.0) * (total / (r.x1 + r.x2) + total / others - 1.0) / (6.0 * total);
}

/// log(p1/p2) over its standard error, √(b/(n1 x1) + d/(n2 x2)); both groups have events.
[[nodiscard]] EQUITABLE_LANE double lane_log_ratio_z(const TwoRates& r, double cross) noexcept {
  const double size1 = r.x1 * r.n1;
  const double size2 = r.x2 * r.n2;
  // The reciprocal of the variance, with one division.
  const double precision = size1 * size2 / ((r.n1 - r.x1) * size2 + (r.n2 - r.x2) * size1);
  return lane_log_quotient(r.x1 * r.n2, r.x2 * r.n1, cross) * std::sqrt(precision);
}

/// log(ad/(bc)) over its standard error, √(1/a + 1/b + 1/c + 1/d); no cell is empty.
[[nodiscard]] EQUITABLE_LANE double lane_log_odds_ratio_z(const TwoRates& r, double cross) noexcept {
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  const double variance = (1.0 / r.x1 + 1.0 / b) + (1.0 / r.x2 + 1.0 / d);
  return lane_log_quotient(r.x1 * d, b * r.x2, cross) / std::sqrt(variance);
}

}  // namespace equitable::detail
