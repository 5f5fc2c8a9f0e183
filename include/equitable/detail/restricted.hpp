/// @file detail/restricted.hpp
/// Restricted maximum-likelihood rates: the two rates that fit the counts best among all that keep a given ratio, difference or
/// odds ratio.
///
/// Each rate comes with its complement, and each of the four numbers has full relative accuracy however close it lies to 0:
/// variances q(1−q)/n are then right at every edge and for any size of the counts. Of q2 and 1 − q1 the smaller is solved for,
/// when the parameter is on the side of no difference where q1 exceeds q2; the other rates are sums of positive terms. Sources:
/// Miettinen and Nurminen (1985) Stat. Med. 4, 213 (the equations). Cost: a square root or two; the difference a cubic's root by
/// cosines and about two steps of Newton's with two logarithms each.
#pragma once

#include <cmath>

#include "equitable/detail/rates.hpp"
#include "equitable/detail/root.hpp"

namespace equitable::detail {

/// q1, 1 − q1, q2, 1 − q2.
struct RestrictedRates {
  double q1, complement1, q2, complement2;
  [[nodiscard]] RestrictedRates swapped() const noexcept { return {q2, complement2, q1, complement1}; }
  [[nodiscard]] double spread1() const noexcept { return q1 * complement1; }
  [[nodiscard]] double spread2() const noexcept { return q2 * complement2; }
};

/// Best fit with q1 = ratio·q2, 0 < ratio < ∞.
[[nodiscard]] inline RestrictedRates restricted_by_ratio(const TwoRates& r, double ratio) noexcept {
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  const double total = r.n1 + r.n2;
  // φ·m − n, where m − n = shift: near a ratio of 1 the totals drop out and the few that are left decide.
  const bool near = std::fabs(ratio - 1.0) <= 0.5;
  const auto tilted = [&](double m, double n, double shift) {
    return near ? std::fma(ratio - 1.0, m, shift) : std::fma(ratio, m, -n);
  };
  const double gap = tilted(r.n1 + r.x2, r.n2 + r.x1, b - d);
  const double root = std::sqrt(gap * gap + 4.0 * ratio * b * d);
  const double q2 = 2.0 * (r.x1 + r.x2) / (ratio * (r.n1 + r.x2) + (r.n2 + r.x1) + root);
  // 1 − q solves a quadratic of its own: of its two forms the one that adds.
  const double linear1 = tilted(r.n1 + r.x2, total + b, -(b + d));
  const double linear2 = -tilted(total + d, r.n2 + r.x1, b + d);
  const double complement2 =
      linear2 > 0.0 ? 2.0 * d * (1.0 - ratio) / (linear2 + root) : (root - linear2) / (2.0 * total * ratio);
  const double complement1 = linear1 > 0.0 ? 2.0 * b * (ratio - 1.0) / (linear1 + root) : (root - linear1) / (2.0 * total);
  return {ratio * q2, complement1, q2, complement2};
}

/// Best fit with q1 − q2 = difference, for differences of 0 or more.
[[nodiscard]] inline RestrictedRates restricted_by_positive_difference(const TwoRates& r, double difference) noexcept {
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  const double total = r.n1 + r.n2;
  const double events = r.x1 + r.x2;
  if (difference == 0.0) {
    const double q = events / total;
    const double complement = (b + d) / total;
    return {q, complement, q, complement};
  }
  // u = q2 and w = 1 − q1 share out `room`; the likelihood rises in u while x1/(u+δ) + x2/u > b/w + d/(w+δ). Events of the one
  // group and non-events of the other play the same part, so the smaller of u and w can always be called u.
  const double room = 1.0 - difference;
  if (!(room > 0.0)) return {1.0, 0.0, 0.0, 1.0};
  const double half = 0.5 * room;
  const bool mirrored = r.x1 / (half + difference) + r.x2 / half > b / half + d / (half + difference);
  const double far_up = mirrored ? d : r.x1;
  const double near_up = mirrored ? b : r.x2;
  const double near_down = mirrored ? r.x2 : b;
  const double far_down = mirrored ? r.x1 : d;
  // far_up/(u+δ) − near_down/w = (lead − u·middle) / ((u+δ) w): the two large terms cancel where u is small, these do not.
  const double middle = far_up + near_down;
  const double lead = std::fma(-difference, middle, far_up);
  double u = 0.0;
  if (near_up == 0.0) {
    // A quadratic, and the boundary u = 0 when the slope of the likelihood falls from there.
    const double constant = lead - difference * (far_down * room);
    if (constant > 0.0) {
      const double linear = far_up * (1.0 + room) + near_down * room + far_down * (room - difference);
      u = 2.0 * constant / (linear + std::sqrt(std::fmax(0.0, linear * linear - 4.0 * total * constant)));
    }
  } else {
    const auto slope = [&](double log_u) {
      const double v = std::exp(log_u);
      const double w = room - v;
      const double up_far = far_up / (v + difference);
      const double up_near = near_up / v;
      const double down_far = far_down / (w + difference);
      const double down_near = near_down / w;
      const double up = up_far + up_near;
      const double down = down_far + down_near;
      const double up_change = (up_far * (v / (v + difference)) + up_near) / up;
      const double down_change = (down_far * (v / (w + difference)) + down_near * (v / w)) / down;
      return Slope{std::log(down / up), down_change + up_change};
    };
    // Start: the root of the cubic N q³ + L2 q² + L1 q + L0 in q2, right to some 8 digits of 1.
    const double third = ((r.n1 + 2.0 * r.n2) * difference - total - events) / (3.0 * total);
    const double linear = ((r.n2 * difference - total - 2.0 * r.x2) * difference + events) / (3.0 * total);
    const double constant = r.x2 * difference * (1.0 - difference) / total;
    const double skew = third * third * third - 1.5 * third * linear + 0.5 * constant;
    const double size = std::copysign(std::sqrt(std::fmax(0.0, third * third - linear)), skew);
    const double cosine = size == 0.0 ? 0.0 : std::fmax(-1.0, std::fmin(1.0, skew / (size * size * size)));
    const double q2 = 2.0 * size * std::cos((3.14159265358979323846 + std::acos(cosine)) / 3.0) - third;
    const double guess = mirrored ? room - q2 : q2;
    const double start = guess > 0.0 ? guess : near_up / total * half;
    u = std::exp(increasing_root(slope, -745.0, std::log(half) + 0.5, std::log(start)));
    // A last step of Newton's in u itself takes off what the logarithms rounded.
    const double v = u + difference;
    const double w = room - u;
    const double other = w + difference;
    const double rest = near_up / u + (lead - u * middle) / (v * w) - far_down / other;
    u += u * rest / (near_up / u + u * (far_up / (v * v) + near_down / (w * w) + far_down / (other * other)));
  }
  const double w = room - u;
  const RestrictedRates rates{u + difference, w, u, w + difference};
  return mirrored ? RestrictedRates{w + difference, u, w, u + difference} : rates;
}

/// Best fit with q1 − q2 = difference, −1 <= difference <= 1.
[[nodiscard]] inline RestrictedRates restricted_by_difference(const TwoRates& r, double difference) noexcept {
  if (difference >= 0.0) return restricted_by_positive_difference(r, difference);
  return restricted_by_positive_difference(r.swapped(), -difference).swapped();
}

/// Best fit at a given odds ratio, with the multiplier t = x1 − n1 q1 = n2 q2 − x2.
struct RestrictedOdds {
  RestrictedRates rates;
  double multiplier;
};

/// Best fit with q1 (1−q2) = ψ q2 (1−q1), for ψ >= 1 given by 1/ψ and 1 − 1/ψ.
[[nodiscard]] inline RestrictedOdds restricted_by_raised_odds(const TwoRates& r, Twofold inverse, double gain) noexcept {
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  const double events = r.x1 + r.x2;
  const double others = b + d;
  const double a = inverse.high;
  const double base = a * (r.n1 + r.n2);
  const double shift = gain * (b - r.x2);
  const double root = std::sqrt(base * base + shift * shift + 2.0 * a * gain * (r.n1 * others + r.n2 * events));
  const auto smaller = [&](double count, double size, double linear) {
    return linear >= 0.0 ? 2.0 * a * count / (linear + root) : (root - linear) / (2.0 * gain * size);
  };
  const double q2 = smaller(events, r.n2, base + shift);
  const double complement1 = smaller(others, r.n1, base - shift);
  const double multiplier = 2.0 * odds_contrast(r, inverse) / (a * (r.x1 + d) + (b + r.x2) + root);
  return {{q2 / (a + gain * q2), complement1, q2, complement1 / (a + gain * complement1)}, multiplier};
}

/// Best fit with q1 (1−q2) = odds_ratio·q2 (1−q1), 0 < odds_ratio < ∞. Somebody had the outcome and somebody had not.
[[nodiscard]] inline RestrictedOdds restricted_by_odds_ratio(const TwoRates& r, double odds_ratio) noexcept {
  if (odds_ratio >= 1.0) return restricted_by_raised_odds(r, twofold_quotient(1.0, odds_ratio), (odds_ratio - 1.0) / odds_ratio);
  const RestrictedOdds changed = restricted_by_raised_odds(r.swapped(), {odds_ratio, 0.0}, 1.0 - odds_ratio);
  return {changed.rates.swapped(), -changed.multiplier};
}

}  // namespace equitable::detail
