/// @file comparison/odds_ratio_closed_forms.hpp
/// Closed forms of an odds ratio: a centre on the logarithmic scale and a half-width from the four cells.
///
/// | method | where it holds |
/// |---|---|
/// | `woolf_logit` | no empty cell; NaN otherwise. For comparison with spreadsheets |
/// | `gart_adjusted_logit` | everywhere: half a person is added to every cell |
/// | `agresti_smoothed_logit` | two persons are shared out as if there were no difference; NaN when nobody or everybody had the outcome; of absurd width with an empty cell in unequal groups |
/// | `inv_sinh` | everywhere: empty cells give 0 or ∞ on their side |
///
/// Sources: Woolf (1955) Ann. Hum. Genet. 19, 251; Gart (1966) J. R. Stat. Soc. B 28, 164; Agresti (1999) Biometrics 55, 597;
/// Newcombe (2001) Am. Stat. 55, 200. Cost: two exponentials, or two roots.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"

namespace equitable {

namespace detail {

/// ad/(bc)·exp(±half_width), formed so that neither factor leaves the range of a double unless the limit does.
[[nodiscard]] inline Interval odds_ratio_within(double a, double b, double c, double d, double half_width) noexcept {
  if (half_width < 600.0) {
    const double centre = (a / b) * (d / c);
    const LanePair factor = lane_exp_pair(half_width);  // as in columns
    return {centre * factor.down, centre * factor.up};
  }
  const double centre = std::log(a / b) + std::log(d / c);
  return {std::exp(centre - half_width), std::exp(centre + half_width)};
}

/// Standard error of log ad/(bc).
[[nodiscard]] inline double log_odds_ratio_error(double a, double b, double c, double d) noexcept {
  return std::sqrt((1.0 / a + 1.0 / b) + (1.0 / c + 1.0 / d));
}

/// log(ad/bc) ± z √(1/a + 1/b + 1/c + 1/d).
[[nodiscard]] inline Interval logit_limits(double a, double b, double c, double d, double z) noexcept {
  return odds_ratio_within(a, b, c, d, z * log_odds_ratio_error(a, b, c, d));
}

/// Woolf's limits; NaN with an empty cell.
[[nodiscard]] inline Interval woolf_limits(const TwoRates& r, const Level& level) noexcept {
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  if (r.x1 == 0.0 || b == 0.0 || r.x2 == 0.0 || d == 0.0) return {not_a_number, not_a_number};
  return logit_limits(r.x1, b, r.x2, d, level.z);
}

/// Gart's limits: Woolf's after ½ is added to every cell.
[[nodiscard]] inline Interval gart_limits(const TwoRates& r, const Level& level) noexcept {
  return logit_limits(r.x1 + 0.5, (r.n1 - r.x1) + 0.5, r.x2 + 0.5, (r.n2 - r.x2) + 0.5, level.z);
}

/// Agresti's limits: Woolf's after two persons are added, shared out over the cells as the margins are.
[[nodiscard]] inline Interval agresti_smoothed_limits(const TwoRates& r, const Level& level) noexcept {
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  const double total = r.n1 + r.n2;
  const double events = r.x1 + r.x2;
  const double others = b + d;
  if (events == 0.0 || others == 0.0) return {not_a_number, not_a_number};
  const double share1 = 2.0 * (r.n1 / total);
  const double share2 = 2.0 * (r.n2 / total);
  return logit_limits(r.x1 + share1 * (events / total), b + share1 * (others / total), r.x2 + share2 * (events / total),
                      d + share2 * (others / total), level.z);
}

/// Newcombe's limits: Woolf's half-width h drawn in to 2 asinh(h/2). With empty cells, each taken as z², the finite limit is the
/// odds ratio of those cells.
[[nodiscard]] inline Interval odds_ratio_inv_sinh_limits(const TwoRates& r, const Level& level) noexcept {
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  const bool none = r.x1 == 0.0 || d == 0.0;
  const bool all = b == 0.0 || r.x2 == 0.0;
  if (none || all) {
    const auto filled = [&](double cell) { return cell == 0.0 ? level.z * level.z : cell; };
    const double limit = (filled(r.x1) / filled(b)) * (filled(d) / filled(r.x2));
    return {none ? 0.0 : limit, all ? infinity : limit};
  }
  // e^(2 asinh u) = 1 + 2u (u + √(1+u²)).
  const double u = 0.5 * level.z * log_odds_ratio_error(r.x1, b, r.x2, d);
  const double factor = 1.0 + 2.0 * u * (u + std::sqrt(1.0 + u * u));
  const double centre = (r.x1 / b) * (d / r.x2);
  return {centre / factor, centre * factor};
}

}  // namespace detail

}  // namespace equitable
