/// @file comparison/unconditional_exact.hpp
/// Exact unconditional limits of the ratio and the difference of two rates: coverage of at least the level, whatever the rates.
///
/// For a contrast θ let T be its uncorrected score statistic, and p(θ) the largest probability, over all pairs of rates with
/// that contrast, of the tables at least as extreme as the observed one; statistics within 1e-8 of the observed one count as
/// equal to it.
///
///  - `chan_zhang_score` inverts two one-sided tests: the lower limit is inf{θ : P(T >= observed) > α/2}, the upper one
///    sup{θ : P(T <= observed) > α/2}. Chan and Zhang (1999) Biometrics 55, 1202.
///  - `agresti_min_score` inverts one two-sided test, |T| >= |observed|, P > α: usually shorter. Agresti and Min (2001)
///    Biometrics 57, 963.
///
/// A level below 0.001 gets the limits of 0.001 from `agresti_min_score`: P so close to 1 hardly moves with θ, and where it
/// passes the level could not be told in any reasonable time.
///
/// Edges: a difference of −1 or 1 that is observed is its own limit; no events in the group make the lower limit of the ratio
/// 0, none in the reference the upper one ∞, none in either [0, ∞].
///
/// p(θ) jumps and is not monotone, so a limit is where it *first* passes the level, seen from outside. That is proved, not
/// scanned for (scans by steps of 0.006 or 0.05 on the log scale step over every tenth such passage): a range of contrasts is
/// discarded only if a bound of p over all of it stays within the level (detail/contrast_search.hpp). The limit is never inside
/// of the true one but for rounding, and outside of it by about 1e-9 at most (of the limit, for a ratio); farther where P stays
/// within 1e-6 or so of the level over a wide range, since the search then ends after a fixed amount of work with what it has
/// proved.
///
/// Cost of both limits: 0.5 to 1 ms for two groups of 20, 1 to 3 ms for 100, 5 ms near the limit of size, which is (n1+1)(n2+1)
/// <= 90,000 and n1 + n2 <= 2,000; some tables take five times as long, and none more than about half a second. Beyond the limit
/// NaN with `Status::too_large`. For practice `miettinen_nurminen` is as good and takes a tenth of a microsecond. Not for the
/// odds ratio: see `exact_conditional_central`.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/contrast_search.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/nuisance.hpp"
#include "equitable/detail/score.hpp"
#include "equitable/detail/score_region.hpp"

namespace equitable {

namespace detail {

/// Whether the two totals lie within the stated size limit of the exact unconditional limits and p-values.
[[nodiscard]] inline bool unconditional_is_feasible(const TwoRates& r) noexcept {
  return r.n1 + r.n2 <= 2000.0 && (r.n1 + 1.0) * (r.n2 + 1.0) <= 90000.0;
}

/// The exact unconditional p-value of H0: contrast <= theta (`greater`), >= theta (`less`) or = theta (`two_sided`, |T|).
///
/// The supremum over the whole null, not only over contrast = theta: the region is monotone in both rates. The value is an
/// upper bound of the supremum, 3e-9 of it away at most (an absolute 1e-20 where that is more). The caller sees to
/// `unconditional_is_feasible`.
///
/// @param measure  ratio (theta > 0) or difference (−1 < theta < 1)
[[nodiscard]] inline double unconditional_score_pvalue(const TwoRates& r, Measure measure, double theta,
                                                       Alternative alternative) {
  if (alternative == Alternative::less)
    return unconditional_score_pvalue(r.swapped(), measure, measure == Measure::ratio ? 1.0 / theta : -theta,
                                      Alternative::greater);
  const bool two_sided = alternative == Alternative::two_sided;
  const double observed = contrast_score(r, measure, theta);
  ScoreRegion region(r);
  NuisanceSearch search(two_sided);
  region.set_upper(measure, theta, two_sided ? std::fabs(observed) : observed);
  if (two_sided) {
    if (observed == 0.0) return 1.0;
    region.set_lower(measure, theta, -std::fabs(observed));
  }
  return search(region, {measure, theta}, 0.0, HUGE_VAL).upper;
}

/// The first contrast, from below, whose test does not reject: inf{θ : p(θ) > level}, less about 1e-10.
///
/// Searched from `from` to `to` on the scale of `contrast_at`. `two_sided` (which asks for `to` to be no more than the
/// estimate) takes |T| for T.
[[nodiscard]] inline double unconditional_lower(const TwoRates& r, double level, Measure measure, bool two_sided, double from,
                                                double to) {
  // The limit by the same score and its normal law, and how far one standard error goes there.
  const double z = normal_upper_quantile(two_sided ? 0.5 * level : level);
  const auto by_normal_law = [&](double quantile) {
    const double size = std::fmax(quantile, 0.1);
    const double limit = measure == Measure::ratio ? ratio_lower_limit(r, size * size) : difference_lower_limit(r, size * size);
    return measure == Measure::ratio ? std::log(limit) : std::log1p(limit) - std::log1p(-limit);
  };
  const double guess = by_normal_law(z);
  return ContrastSearch(r, measure, two_sided, level)(from, to, guess, guess - by_normal_law(z + 1.0));
}

/// The lower limit of either method. `level` is that of the test that is inverted.
[[nodiscard]] inline double unconditional_lower(const TwoRates& r, double level, Measure measure, bool two_sided) {
  // So far out |T| of the observed table is above that of all tables on the other side, at any level.
  const double beyond = two_sided ? 10.0 : 0.0;
  if (measure == Measure::difference) {
    if (r.x1 == 0.0 && r.x2 == r.n2) return -1.0;
    // Where (1+θ) N <= level, every table but 0/n1 v n2/n2 has a probability of at most `level`. Where (1−θ) N is less than 1 −
    // level, that of n1/n1 v 0/n2, which is always extreme, is above it.
    const double total = r.n1 + r.n2;
    const double from = std::log(0.5 * level / total) - beyond;
    const double estimate = rate_difference_value(r);
    const bool bounded = two_sided && estimate < 1.0;
    return unconditional_lower(r, level, measure, two_sided, from,
                               bounded ? std::log((1.0 + estimate) / (1.0 - estimate)) : std::log(4.0 * total / (1.0 - level)));
  }
  if (r.x1 == 0.0) return 0.0;
  // Where θ n1 <= level an event in the group has a probability of at most `level`. Where θ is n2 e^10 and the group's rate 1,
  // one in the reference is as rare as e^-10; should 1 − level be less than that, so much further.
  const double from = std::log(level / r.n1) - beyond;
  const double to = std::log(r.n2) + 10.0 - std::log(1.0 - level);
  const bool bounded = two_sided && r.x2 > 0.0;
  return unconditional_lower(r, level, measure, two_sided, from, bounded ? std::log((r.x1 * r.n2) / (r.x2 * r.n1)) : to);
}

[[nodiscard]] inline Interval unconditional_limits(const TwoRates& r, double tail, Measure measure, bool two_sided) {
  const double lower = unconditional_lower(r, tail, measure, two_sided);
  const double mirrored = unconditional_lower(r.swapped(), tail, measure, two_sided);
  return {lower, measure == Measure::difference ? -mirrored : 1.0 / mirrored};
}

/// Chan and Zhang's limits; the tail of `level` is left beyond each. Ratio and difference only.
[[nodiscard]] inline Interval chan_zhang_limits(const TwoRates& r, const Level& level, Measure measure) {
  return unconditional_limits(r, level.tail, measure, false);
}

/// Agresti and Min's limits; twice the tail of `level` is left beyond both together, at most 0.999. Ratio and difference only.
[[nodiscard]] inline Interval agresti_min_limits(const TwoRates& r, const Level& level, Measure measure) {
  return unconditional_limits(r, std::fmin(2.0 * level.tail, 0.999), measure, true);
}

}  // namespace detail

}  // namespace equitable
