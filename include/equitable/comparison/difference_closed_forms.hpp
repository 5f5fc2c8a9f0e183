/// @file comparison/difference_closed_forms.hpp
/// Intervals of a difference of rates in closed form: a centre plus or minus a half-width, cut to [−1, 1].
///
/// | kernel | idea | edges |
/// |---|---|---|
/// | `wald_difference_limits` | p1 − p2 ± z standard errors | rates of 0 and 1 alone: no width |
/// | `wald_cc_difference_limits` | the same, widened by ½(1/n1 + 1/n2) | never without width |
/// | `agresti_caffo_limits` | Wald after adding one event and one non-event to each group | never without width |
/// | `brown_li_jeffreys_limits` | Wald round the Jeffreys estimates (x+½)/(n+1) | never without width |
/// | `haldane_beal_limits` | the difference inverted, the sum of the rates known | 0 of n v 0 of n: [0, 0] |
/// | `jeffreys_perks_limits` | the same with the sum of the Jeffreys estimates | never without width |
/// | `hauck_anderson_limits` | Wald with n−1 and a correction of 1/(2 min(n1, n2)) | a group of one person: NaN |
///
/// Agresti–Caffo and Brown–Li are centred at shrunken rates, so at a narrow level p1 − p2 may lie outside; in the others never. A
/// limit has an absolute accuracy of one part in 10^15 of the larger of difference and half-width, whatever the counts. Sources:
/// Newcombe (1998) Stat. Med. 17, 873 (Wald with and without correction, Beal's two); Agresti and Caffo (2000) Am. Stat. 54, 280;
/// Brown and Li (2005) J. Stat. Plan. Inference 130, 359; Beal (1987) Biometrics 43, 941; Hauck and Anderson (1986) Am. Stat.
/// 40, 318. Cost: one square root, Beal's two a few more.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/rates.hpp"

namespace equitable {

namespace detail {

/// centre ± half_width, cut to [−1, 1].
[[nodiscard]] inline Interval clipped_difference(double centre, double half_width) noexcept {
  return {std::fmax(-1.0, centre - half_width), std::fmin(1.0, centre + half_width)};
}

/// p(1−p), from events, those without, and their sum; full accuracy near either end.
[[nodiscard]] inline double rate_variance(double events, double others, double total) noexcept {
  return (events / total) * (others / total);
}

/// The standard error of p1 − p2, the variances p(1−p) divided by n − `lost`.
[[nodiscard]] inline double rate_difference_error(const TwoRates& r, double lost) noexcept {
  return std::sqrt(rate_variance(r.x1, r.n1 - r.x1, r.n1) / (r.n1 - lost) +
                   rate_variance(r.x2, r.n2 - r.x2, r.n2) / (r.n2 - lost));
}

/// Difference ± z standard errors.
[[nodiscard]] inline Interval wald_difference_limits(const TwoRates& r, const Level& level) noexcept {
  return clipped_difference(rate_difference_value(r), level.z * rate_difference_error(r, 0.0));
}

/// Wald's limits, each moved out by ½(1/n1 + 1/n2).
[[nodiscard]] inline Interval wald_cc_difference_limits(const TwoRates& r, const Level& level) noexcept {
  const double correction = 0.5 * (1.0 / r.n1 + 1.0 / r.n2);
  return clipped_difference(rate_difference_value(r), level.z * rate_difference_error(r, 0.0) + correction);
}

/// Wald's limits after one event and one non-event more in each group.
[[nodiscard]] inline Interval agresti_caffo_limits(const TwoRates& r, const Level& level) noexcept {
  return wald_difference_limits({r.x1 + 1.0, r.n1 + 2.0, r.x2 + 1.0, r.n2 + 2.0}, level);
}

/// Round the Jeffreys estimates (x+½)/(n+1), the variances divided by n (not n+1).
[[nodiscard]] inline Interval brown_li_jeffreys_limits(const TwoRates& r, const Level& level) noexcept {
  const TwoRates adjusted{r.x1 + 0.5, r.n1 + 1.0, r.x2 + 0.5, r.n2 + 1.0};
  return clipped_difference(rate_difference_value(adjusted), level.z * rate_difference_error(adjusted, 1.0));
}

/// Wald's limits with unbiased variances and a continuity correction for the smaller group. NaN when a group is one person.
[[nodiscard]] inline Interval hauck_anderson_limits(const TwoRates& r, const Level& level) noexcept {
  if (r.n1 == 1.0 || r.n2 == 1.0) return {not_a_number, not_a_number};
  const double correction = 0.5 / std::fmin(r.n1, r.n2);
  return clipped_difference(rate_difference_value(r), level.z * rate_difference_error(r, 1.0) + correction);
}

/// Beal's limits, all differences not rejected when the sum of the two rates is known to be p1 + p2 + 2·shift.
///
/// A difference δ has the variance u(4ψ(1−ψ) − δ²) + 2v(1−2ψ)δ, u = ¼(1/n1+1/n2), v = ¼(1/n1−1/n2), ψ half the sum of the rates.
/// Written in y = δ − (p1 − p2), the limits are the roots of (1 + z²u) y² − 2 pull y − z² V = 0, V the variance with both rates
/// moved by `shift`: one on either side of 0, and nothing cancels. A root of 0 is exactly that.
[[nodiscard]] inline Interval beal_limits(const TwoRates& r, const Level& level, double shift) noexcept {
  const double p1 = r.x1 / r.n1 + shift, rest1 = (r.n1 - r.x1) / r.n1 - shift;
  const double p2 = r.x2 / r.n2 + shift, rest2 = (r.n2 - r.x2) / r.n2 - shift;
  const double zz = level.z * level.z;
  const double shrink = 1.0 + 0.25 * zz * (1.0 / r.n1 + 1.0 / r.n2);
  const double square = zz * (p1 * (rest1 / r.n1) + p2 * (rest2 / r.n2));
  const double pull = 0.25 * zz * (difference_of_products(rest1 - p1, r.n2, rest2 - p2, r.n1) / (r.n1 * r.n2));
  const double reach = std::fabs(pull) + std::sqrt(pull * pull + shrink * square);
  const double difference = rate_difference_value(r);
  if (reach == 0.0) return {difference, difference};
  const double far = reach / shrink;
  const double near = square / reach;
  return pull < 0.0 ? Interval{std::fmax(-1.0, difference - far), std::fmin(1.0, difference + near)}
                    : Interval{std::fmax(-1.0, difference - near), std::fmin(1.0, difference + far)};
}

/// Beal's limits with ψ from the observed rates.
[[nodiscard]] inline Interval haldane_beal_limits(const TwoRates& r, const Level& level) noexcept {
  return beal_limits(r, level, 0.0);
}

/// Beal's limits with ψ from the Jeffreys estimates (x+½)/(n+1).
[[nodiscard]] inline Interval jeffreys_perks_limits(const TwoRates& r, const Level& level) noexcept {
  const auto moved = [](double x, double n) { return 0.5 * ((n - x) - x) / n / (n + 1.0); };  // (x+½)/(n+1) − x/n
  return beal_limits(r, level, 0.5 * (moved(r.x1, r.n1) + moved(r.x2, r.n2)));
}

}  // namespace detail

}  // namespace equitable
