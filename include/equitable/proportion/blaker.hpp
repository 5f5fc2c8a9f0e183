/// @file proportion/blaker.hpp
/// Blaker's exact limits of one rate: never outside `clopper_pearson`, coverage still never below the level.
///
/// The acceptability of p is the smaller tail of x plus the largest opposite tail that does not exceed it. The limits are the
/// hull of all p whose acceptability is at least α. α is not split between the sides, so there is no one-sided form. x = 0
/// gives a lower limit of exactly 0, x = n an upper one of exactly 1. Source: Blaker (2000) Can. J. Stat. 28, 783.
/// Cost: 10 to 20 microseconds, whatever the counts. Nothing is allocated. Over columns (proportion/batch.hpp) rows are shared out to
/// threads but not to lanes: which of its two searches a row needs, and how many steps the opposite tail's place takes to be found,
/// differ from row to row, so that a block of lanes would do all of them in every row, for as long as its longest.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/beta.hpp"
#include "equitable/detail/binomial.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/proportion/clopper_pearson.hpp"

namespace equitable {

namespace detail {

/// P(X <= k; p) and P(X >= x; p) at one p, as logarithms, with their slopes in logit p (by size: the lower tail falls) and
/// the second derivatives over the slopes.
struct FacingTails {
  double log_lower, lower_slope, lower_second;
  double log_upper, upper_slope, upper_second;
};

[[nodiscard]] inline FacingTails facing_tails(double k, double x, double n, const UnitPoint& p) noexcept {
  const BetaPoint at_x = upper_tail_point(x, n, p);
  const BetaPoint at_k = lower_tail_point(k, n, p).mirrored();
  const BetaTail upper = beta_tail(at_x);
  const BetaTail lower = beta_tail(at_k);
  const double log_upper = upper.log_lower_tail();
  const double log_lower = lower.log_lower_tail();
  const double upper_slope = std::exp(upper.log_edge - log_upper);
  const double lower_slope = std::exp(lower.log_edge - log_lower);
  return {log_lower, lower_slope, at_k.lean - lower_slope, log_upper, upper_slope, at_x.lean - upper_slope};
}

/// log P(X >= x; p) − log P(X <= k; p).
[[nodiscard]] inline Bend log_ratio_of_tails(const FacingTails& tails) noexcept {
  const double slope = tails.upper_slope + tails.lower_slope;
  const double second = (tails.upper_slope * tails.upper_second - tails.lower_slope * tails.lower_second) / slope;
  return {tails.log_upper - tails.log_lower, slope, second, 1.5 * second * second};
}

/// log(P(X >= x; p) + P(X <= k; p)).
[[nodiscard]] inline Bend log_sum_of_tails(const FacingTails& tails) noexcept {
  const double share = 1.0 / (1.0 + std::exp(tails.log_lower - tails.log_upper));  // of the upper tail in the sum
  const double up = share * tails.upper_slope;
  const double down = (1.0 - share) * tails.lower_slope;
  const double slope = up - down;
  const double second =
      (up * (tails.upper_second + tails.upper_slope) + down * (tails.lower_second + tails.lower_slope)) / slope - slope;
  return {tails.log_upper - std::log(share), slope, second, 1.5 * second * second};
}

/// The largest k < x with log P(X <= k; p) <= log_limit, or −1.
[[nodiscard]] inline double largest_opposite(double x, double n, const UnitPoint& p, double log_limit) noexcept {
  const auto fits = [&](double k) noexcept {
    return k < 0.0 || (k < x && beta_tail(lower_tail_point(k, n, p).mirrored()).log_lower_tail() <= log_limit);
  };
  // The mirror image of x in the mean is about as far out; from there gallop, then halve.
  double k = std::floor(n * p.q - (x - n * p.q));
  k = k < -1.0 ? -1.0 : k < x ? k : x - 1.0;
  double fitting = k;
  double missing = k;
  double stride = 1.0;
  if (fits(k)) {
    for (missing = k + stride; fits(missing); missing += stride) fitting = missing, stride *= 2.0;
  } else {
    for (fitting = k - stride; !fits(fitting); fitting -= stride) missing = fitting, stride *= 2.0;
    fitting = fitting < -1.0 ? -1.0 : fitting;
  }
  while (missing - fitting > 1.5) {
    const double middle = std::floor(0.5 * (fitting + missing));
    (fits(middle) ? fitting : missing) = middle;
  }
  return fitting;
}

/// The smallest p whose acceptability reaches 2·tail.
[[nodiscard]] inline UnitPoint blaker_lower(double x, double n, double tail) noexcept {
  // Below Clopper and Pearson's limit p0 even twice the upper tail falls short. At the first p beyond it where another
  // point k joins the opposite tail, the two tails are equal and their sum is twice the upper one: enough. So the limit is
  // that p, or lies between p0 and it, where the sum of the tails first falls and then rises.
  const UnitPoint start = clopper_pearson_lower(x, n, tail);
  if (x == 0.0 || tail >= 0.5) return start;
  const double k = largest_opposite(x, n, start, std::log(tail));
  const double log_alpha = std::log(2.0 * tail);
  const auto log_excess = [&](const UnitPoint& p) noexcept {
    if (k < 0.0) {
      const BetaPoint point = upper_tail_point(x, n, p);
      const BetaTail found = beta_tail(point);
      const double value = found.log_lower_tail();
      const double slope = std::exp(found.log_edge - value);
      const double second = point.lean - slope;
      return Bend{value - log_alpha, slope, second, 1.5 * second * second};
    }
    Bend bend = log_sum_of_tails(facing_tails(k, x, n, p));
    bend.value -= log_alpha;
    return bend;
  };
  if (log_excess(start).value >= -1e-13) return start;
  const UnitPoint joining =
      logit_root([&](const UnitPoint& p) noexcept { return log_ratio_of_tails(facing_tails(k + 1.0, x, n, p)); }, start, n, 3e-5);
  // That p is itself accepted: rounded outward by more than the error of the search, so that ½ stays inside where ½ is meant.
  if (log_excess(joining).value < 0.0) {
    const UnitPoint outward = moved(joining, -2e-15);
    return outward.q >= start.q && outward.rest <= start.rest ? outward : start;
  }
  // The rising branch is reached from the right; the bracket ends at p0, beyond which the sum rises again.
  return logit_root(log_excess, joining, n, 3e-5, std::log(start.q / start.rest));
}

[[nodiscard]] inline Interval blaker_limits(double x, double n, const Level& level) noexcept {
  return {blaker_lower(x, n, level.tail).q, blaker_lower(n - x, n, level.tail).rest};
}

}  // namespace detail

}  // namespace equitable
