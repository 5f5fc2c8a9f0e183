/// @file detail/cells.hpp
/// The four cells of a two by two table at fixed margins: how far they can move, and where the conditional law has its mode.
#pragma once

#include <cmath>

#include "equitable/detail/rates.hpp"

namespace equitable::detail {

/// The four cells of a table: a, b the group with and without the outcome, c, d the reference.
struct Cells {
  double a, b, c, d;
};

[[nodiscard]] inline Cells cells_of(const TwoRates& r) noexcept { return {r.x1, r.n1 - r.x1, r.x2, r.n2 - r.x2}; }

/// How far the group's events can fall and rise while the margins stay.
[[nodiscard]] inline double room_below(const Cells& t) noexcept { return std::fmin(t.a, t.d); }
[[nodiscard]] inline double room_above(const Cells& t) noexcept { return std::fmin(t.b, t.c); }

/// The table with `steps` more events in the group, at the same margins.
[[nodiscard]] inline Cells moved(const Cells& t, double steps) noexcept {
  return {t.a + steps, t.b - steps, t.c - steps, t.d + steps};
}

/// (ψ b c − a d) / (a d), exact to rounding although the products may nearly cancel.
[[nodiscard]] inline double relative_excess(const Cells& t, double odds_ratio) noexcept {
  const double bc = t.b * t.c;
  const double bc_rest = std::fma(t.b, t.c, -bc);
  const double ad = t.a * t.d;
  const double ad_rest = std::fma(t.a, t.d, -ad);
  const double high = odds_ratio * bc;
  const double low = std::fma(odds_ratio, bc, -high) + odds_ratio * bc_rest;
  return ((high - ad) + (low - ad_rest)) / ad;
}

/// The real y with ψ (n1 − y)(m − y) = y (n2 − m + y): within one step the mode of the group's events, and within one the mean.
[[nodiscard]] inline double mode_of(const Cells& t, double odds_ratio) noexcept {
  const double events = t.a + t.c;
  const double linear = odds_ratio * ((t.a + t.b) + events) + (t.d - t.a);
  const double difference = odds_ratio * (t.b - t.c) + (t.d - t.a);
  const double root = std::sqrt(difference * difference + 4.0 * odds_ratio * (events * (t.b + t.d)));
  if (linear < 0.0) return (root - linear) / (2.0 * (1.0 - odds_ratio));
  return 2.0 * odds_ratio * (t.a + t.b) * events / (linear + root);
}

}  // namespace equitable::detail
