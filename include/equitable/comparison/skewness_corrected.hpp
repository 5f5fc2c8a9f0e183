/// @file comparison/skewness_corrected.hpp
/// The skewness-corrected score (`scas`): limits of ratio, difference and odds ratio, and the corrected score at any null.
///
/// The score of Miettinen and Nurminen with a term for the third moment of the contrast, so that each limit misses the truth
/// about equally often: for small or unequal groups with rates near 0 or 1. The limits are the least and the greatest value that
/// the corrected score does not reject, which decides every case where the score crosses its critical value more than once: it
/// may turn round far beyond the estimate, and has a spike of infinite height at no difference when nobody or everybody had the
/// outcome. At high levels few events do not suffice for a finite limit (one event at 99.8 %): the limit is then the end of the
/// parameter space. Sources: Laud (2017) Pharm. Stat. 16, 334, with the corrigendum of 2018 for the odds ratio; Gart and Nam
/// (1988, 1990) Biometrics 44, 323 and 46, 637. Not for paired data.
///
/// Between 68.3 % and 99.96 % one table is a block of one row for the kernel of columns (detail/lanes_skewed.hpp), so that a single
/// call and a column have the same bits: a difference is the exact limit rounded once, a factor within 4e-15 of it. Other levels, and
/// the few tables that the kernel marks (one sample, hardly enough events), are searched in the contrast, here and there alike, to
/// some 1e-14. Cost of both limits, whatever the size of the counts: half a microsecond by the kernel, over columns 20 to 45
/// nanoseconds; by the search two to eight microseconds, some 40 below 50 % and above 99.96 %.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes_skewed.hpp"
#include "equitable/detail/lanes_tables.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"

namespace equitable {

namespace detail {

/// A contrast, its variance and its third central moment, at the restricted rates.
struct ScoreMoments {
  double contrast, variance, third;
};

/// Of p1 − ratio·p2; beyond a ratio of 1 divided by the ratio, which changes no score and overflows nowhere.
[[nodiscard]] inline ScoreMoments ratio_moments(const TwoRates& r, double ratio) noexcept {
  const RestrictedRates q = restricted_by_ratio(r, ratio);
  const double scale = ratio > 1.0 ? 1.0 / ratio : 1.0;
  const double weight1 = scale / r.n1;
  const double weight2 = (ratio > 1.0 ? 1.0 : ratio) / r.n2;
  const double variance1 = weight1 * weight1 * r.n1 * q.spread1();
  const double variance2 = weight2 * weight2 * r.n2 * q.spread2();
  return {scale * ratio_contrast(r, ratio), variance1 + variance2,
          weight1 * variance1 * (q.complement1 - q.q1) - weight2 * variance2 * (q.complement2 - q.q2)};
}

/// Of p1 − p2 − difference.
[[nodiscard]] inline ScoreMoments difference_moments(const TwoRates& r, double difference) noexcept {
  const RestrictedRates q = restricted_by_difference(r, difference);
  const double variance1 = q.spread1() / r.n1;
  const double variance2 = q.spread2() / r.n2;
  return {difference_contrast(r, difference), variance1 + variance2,
          variance1 * (q.complement1 - q.q1) / r.n1 - variance2 * (q.complement2 - q.q2) / r.n2};
}

/// Of the score of the odds ratio, less its bias. Somebody had the outcome and somebody had not.
[[nodiscard]] inline ScoreMoments odds_ratio_moments(const TwoRates& r, double odds_ratio) noexcept {
  const RestrictedOdds at = restricted_by_odds_ratio(r, odds_ratio);
  const RestrictedRates& q = at.rates;
  const double information1 = r.n1 * q.spread1();
  const double information2 = r.n2 * q.spread2();
  const double variance1 = 1.0 / information1;
  const double variance2 = 1.0 / information2;
  const double gap = q.q1 + q.q2 < 1.0 ? q.q1 - q.q2 : q.complement2 - q.complement1;
  return {at.multiplier * (variance1 + variance2) - gap / (information1 + information2), variance1 + variance2,
          variance1 * variance1 * (q.complement1 - q.q1) - variance2 * variance2 * (q.complement2 - q.q2)};
}

/// Of the contrast that belongs to the measure.
[[nodiscard]] inline ScoreMoments score_moments(const TwoRates& r, Measure measure, double null) noexcept {
  switch (measure) {
    case Measure::ratio: break;
    case Measure::difference: return difference_moments(r, null);
    case Measure::odds_ratio: return odds_ratio_moments(r, null);
  }
  return ratio_moments(r, null);
}

/// N/(N−1).
[[nodiscard]] inline double variance_correction(const TwoRates& r) noexcept {
  const double total = r.n1 + r.n2;
  return total / (total - 1.0);
}

/// The score and the coefficient A of its correction: the corrected score y solves y + A (y² − 1) = score.
struct SkewedScore {
  double score, skewness;
};

[[nodiscard]] inline SkewedScore skewed_score(const ScoreMoments& moments, double correction) noexcept {
  const double variance = correction * moments.variance;
  if (!(variance > 0.0)) return {studentised(moments.contrast, 0.0), 0.0};
  const double deviation = std::sqrt(variance);
  return {moments.contrast / deviation, moments.third / variance / (6.0 * deviation)};
}

/// The point between x1 and x2 at which a function changes sign (Chandrupatla 1997 Adv. Eng. Softw. 28, 145: inverse quadratic
/// steps where they are safe, else bisection). Infinite values are only signs. Cost: about 8 evaluations, at most 200.
template <class Function>
[[nodiscard]] double sign_change(const Function& function, double x1, double x2) {
  double a = x2;
  double b = x1;
  double c = x1;
  double fa = function(a);
  double fb = function(b);
  double fc = fb;
  double share = 0.5;
  for (int evaluation = 0; evaluation < 200; ++evaluation) {
    const double x = a + share * (b - a);
    const double fx = function(x);
    if ((fx > 0.0) == (fa > 0.0)) {
      c = a;
      fc = fa;
    } else {
      c = b;
      fc = fb;
      b = a;
      fb = fa;
    }
    a = x;
    fa = fx;
    const double best = std::fabs(fa) < std::fabs(fb) ? a : b;
    const double least = (2e-16 * std::fabs(best) + 1e-300) / std::fabs(b - a);
    if (fa == 0.0 || least > 0.5) return best;
    const double position = (a - b) / (c - b);
    const double height = (fa - fb) / (fc - fb);
    share = 0.5;
    if (height * height < position && (1.0 - height) * (1.0 - height) < 1.0 - position)
      share = fa / (fb - fa) * (fc / (fb - fc)) + (c - a) / (b - a) * (fa / (fc - fa)) * (fb / (fc - fb));
    share = std::fmin(std::fmax(share, least), 1.0 - least);
  }
  return a;
}

/// How far the corrected score lies above z.
[[nodiscard]] inline double skewed_excess(const ScoreMoments& moments, double correction, double z) noexcept {
  const SkewedScore at = skewed_score(moments, correction);
  return at.score - at.skewness * (z * z - 1.0) - z;
}

/// The number of events that a finite limit needs.
[[nodiscard]] inline double events_needed(const TwoRates& r, double z) noexcept {
  return (z * z - 1.0) / (6.0 * variance_correction(r));
}

/// The least point with excess <= 0, in steps from the uncorrected score limit at a height where none can lie further out, inwards
/// to those of the opposite sign; the steps are fine where humps are. NaN where there is none. Cost: some 150 limits.
template <class Excess, class ScoreLimit>
[[nodiscard]] double least_accepted_from_outside(const Excess& excess, const ScoreLimit& score_limit, double z) {
  const double near = 4.0 * (z + 1.0);
  const double fine = std::fmax(1e-6, std::fmin(0.02, 0.1 * z));  // never so fine that it does not lead past 0
  double height = 1e4 * near;
  while (excess(score_limit(height)) <= 0.0 && height < 1e12) height *= 2.0;
  double outer = score_limit(height);
  while (height > -100.0 * near) {
    const double distance = std::fabs(height);
    height -= distance > near ? 0.2 * distance : std::fmax(fine, (distance > 1.0 ? 0.05 : 0.02) * distance);
    const double inner = score_limit(height);
    if (excess(inner) <= 0.0) return sign_change(excess, outer, inner);
    outer = inner;
  }
  return not_a_number;
}

/// The least point with excess <= 0, where excess > 0 towards the lower end of the domain. The search goes outwards from `start` in
/// doubling steps, never more than half-way to the end.
///
/// At unusual levels few events against many make a hump in the corrected score, about the estimate or beside it. What is accepted
/// may then lie on either side of the hump, and the search has to come from outside. (Between 50 % and 99.96 % none of some
/// tables, small ones and ones with few events against many, had a hump that the search outwards did not pass over.)
template <class Excess, class ScoreLimit>
[[nodiscard]] double least_accepted(const Excess& excess, const ScoreLimit& score_limit, double z, double start, double step,
                                    double end) {
  const bool usual = z >= 0.67 && z <= 3.6;
  if (!usual || excess(start) > 0.0) return least_accepted_from_outside(excess, score_limit, z);
  double inner = start;
  double outer = start;
  do {
    inner = outer;
    outer = std::fmax(inner - step, 0.5 * (inner + end));
    step *= 2.0;
    if (!(outer < inner && outer > end)) return end;
  } while (excess(outer) <= 0.0);
  return sign_change(excess, outer, inner);
}

/// As above for a ratio or odds ratio, on the logarithmic scale.
template <class Moments>
[[nodiscard]] double least_accepted_factor(const TwoRates& r, double z, const Moments& moments,
                                           double (*lower_limit)(const TwoRates&, double), double start, double step) {
  const double correction = variance_correction(r);
  const auto excess = [&](double x) { return skewed_excess(moments(r, std::exp(x)), correction, z); };
  const auto score_limit = [&](double height) {
    const double square = correction * height * height;
    return height > 0.0 ? std::log(lower_limit(r, square)) : -std::log(lower_limit(r.swapped(), square));
  };
  constexpr double end = -300.0;  // beyond it lies no limit of counts up to 2^53
  return std::exp(least_accepted(excess, score_limit, z, std::log(start), step, end));
}

/// The two parts, adding up to 1, of the farthest rate that is accepted beside a group of n in which all, or none, had the outcome
/// when the same is true of the other group: the corrected score is then that of one sample, and a quadratic.
struct FarthestRate {
  double near, far;
};

[[nodiscard]] inline FarthestRate farthest_rate(const TwoRates& r, double n, double z) noexcept {
  const double width = variance_correction(r) * z * z / n;
  const double shift = events_needed(r, z) / n;
  const double tilt = 1.0 - 2.0 * shift;
  const double root = std::sqrt(width * (width - 4.0 * shift * (1.0 - shift)));
  const double square = tilt * tilt + width;
  const double near = 2.0 * (1.0 - shift) * (1.0 - shift) / (2.0 * (1.0 - shift) * tilt + width + root);
  return {near, 0.5 * (width - 2.0 * shift * tilt + root) / square};
}

/// Lower limit of the ratio; 0 where the skewness outweighs the events.
[[nodiscard]] inline double ratio_skewness_corrected_lower(const TwoRates& r, double z) {
  if (r.x1 == 0.0 || !(r.x1 > events_needed(r, z))) return 0.0;
  if (r.x1 == r.n1 && r.x2 == r.n2) return farthest_rate(r, r.n1, z).near;
  const double start = r.x2 > 0.0 ? (r.x1 * r.n2) / (r.x2 * r.n1) : (r.x1 + 0.5) / 0.5 * ((r.n2 + 0.5) / (r.n1 + 0.5));
  const double step = std::sqrt(1.0 / (r.x1 + 0.5) + 1.0 / (r.x2 + 0.5));
  return least_accepted_factor(r, z, ratio_moments, ratio_lower_limit, start, step);
}

/// Lower limit of the odds ratio; 0 where the skewness outweighs the smaller of the two cells that hold it up.
[[nodiscard]] inline double odds_ratio_skewness_corrected_lower(const TwoRates& r, double z) {
  const double b = r.n1 - r.x1;
  const double d = r.n2 - r.x2;
  if (r.x1 == 0.0 || d == 0.0) return 0.0;
  const double held = r.x1 == d ? 2.0 * r.x1 + 0.5 : std::fmin(r.x1, d);
  if (!(held > events_needed(r, z))) return 0.0;
  const double start = (r.x1 + 0.5) / (b + 0.5) * ((d + 0.5) / (r.x2 + 0.5));
  const double step = std::sqrt(1.0 / (r.x1 + 0.5) + 1.0 / (b + 0.5) + 1.0 / (r.x2 + 0.5) + 1.0 / (d + 0.5));
  return least_accepted_factor(r, z, odds_ratio_moments, odds_ratio_lower_limit, start, step);
}

/// Lower limit of the difference; −1 where the skewness outweighs the contrast.
[[nodiscard]] inline double difference_skewness_corrected_lower(const TwoRates& r, double z) {
  // Towards −1 the score tends to +∞ or −∞ as the contrast there, p1 + (1−p2), weighs against its skewness.
  const double d = r.n2 - r.x2;
  const double contrast = r.x1 / r.n1 + d / r.n2;
  if (!(contrast * contrast > events_needed(r, z) * (r.x1 / (r.n1 * r.n1) + d / (r.n2 * r.n2)))) return -1.0;
  if (r.x1 == r.n1 && r.x2 == r.n2) return -farthest_rate(r, r.n1, z).far;
  if (r.x1 == 0.0 && r.x2 == 0.0) return -farthest_rate(r, r.n2, z).far;
  const double correction = variance_correction(r);
  const auto excess = [&](double difference) { return skewed_excess(difference_moments(r, difference), correction, z); };
  const auto score_limit = [&](double height) {
    const double square = correction * height * height;
    return height > 0.0 ? difference_lower_limit(r, square) : -difference_lower_limit(r.swapped(), square);
  };
  const auto spread = [](double x, double n) {
    const double rate = (x + 0.5) / (n + 1.0);
    return rate * (1.0 - rate) / n;
  };
  const double step = std::sqrt(spread(r.x1, r.n1) + spread(r.x2, r.n2));
  return least_accepted(excess, score_limit, z, rate_difference_value(r), step, -1.0);
}

/// Limits of the ratio by the search, at any level.
[[nodiscard]] inline Interval ratio_skewness_corrected_search(const TwoRates& r, double z) {
  return {ratio_skewness_corrected_lower(r, z), 1.0 / ratio_skewness_corrected_lower(r.swapped(), z)};
}

/// Limits of the difference by the search, at any level.
[[nodiscard]] inline Interval difference_skewness_corrected_search(const TwoRates& r, double z) {
  return {difference_skewness_corrected_lower(r, z), -difference_skewness_corrected_lower(r.swapped(), z)};
}

/// Limits of the odds ratio by the search, at any level.
[[nodiscard]] inline Interval odds_ratio_skewness_corrected_search(const TwoRates& r, double z) {
  return {odds_ratio_skewness_corrected_lower(r, z), 1.0 / odds_ratio_skewness_corrected_lower(r.swapped(), z)};
}

/// Limits by the kernel of columns, for a block of this table alone; by the search at levels and of tables that the kernel leaves to it.
template <class Kernel>
[[nodiscard]] EQUITABLE_LANE Interval skewness_corrected_limits_of_one(const TwoRates& r, double z, const Kernel& kernel,
                                                                       Interval (*search)(const TwoRates&, double)) {
  if (!usual_for_skewed_lanes(z)) return search(r, z);
  LaneTableBlock<1> block = block_of_one(r);
  LaneEstimateBlock<1> found{{0.0}, {0.0}, {0.0}};
  kernel(block, found);
  return block.redo[0] == 0 ? Interval{found.lower[0], found.upper[0]} : search(r, z);
}

/// Limits of the ratio.
[[nodiscard]] EQUITABLE_APART inline Interval ratio_skewness_corrected_limits(const TwoRates& r, const Level& level) {
  const auto kernel = [&](LaneTableBlock<1>& block, LaneEstimateBlock<1>& found)
                          EQUITABLE_INLINED { ratio_skewed_lanes(block, level.z, found); };
  return skewness_corrected_limits_of_one(r, level.z, kernel, ratio_skewness_corrected_search);
}

/// Limits of the difference.
[[nodiscard]] EQUITABLE_APART inline Interval difference_skewness_corrected_limits(const TwoRates& r, const Level& level) {
  const auto kernel = [&](LaneTableBlock<1>& block, LaneEstimateBlock<1>& found)
                          EQUITABLE_INLINED { difference_skewed_lanes(block, level.z, found); };
  return skewness_corrected_limits_of_one(r, level.z, kernel, difference_skewness_corrected_search);
}

/// Limits of the odds ratio.
[[nodiscard]] EQUITABLE_APART inline Interval odds_ratio_skewness_corrected_limits(const TwoRates& r, const Level& level) {
  const auto kernel = [&](LaneTableBlock<1>& block, LaneEstimateBlock<1>& found)
                          EQUITABLE_INLINED { odds_ratio_skewed_lanes(block, level.z, found); };
  return skewness_corrected_limits_of_one(r, level.z, kernel, odds_ratio_skewness_corrected_search);
}

/// The corrected score y at a null value of the measure (0 < null < ∞; −1 <= null <= 1 for the difference): standard normal when
/// the null is true, positive when the data lie above it. NaN when the counts say nothing about the null: no contrast and no
/// variance. Where y + A (y² − 1) = score has no solution, the radicand of the formula is cut at 0.
[[nodiscard]] inline double skewness_corrected_score(const TwoRates& r, Measure measure, double null) {
  const bool nobody = r.x1 + r.x2 == 0.0;
  const bool everybody = (r.n1 - r.x1) + (r.n2 - r.x2) == 0.0;
  if (measure == Measure::odds_ratio && (nobody || everybody)) return not_a_number;
  const ScoreMoments moments = score_moments(r, measure, null);
  if (!(moments.variance > 0.0)) return moments.contrast == 0.0 ? not_a_number : studentised(moments.contrast, 0.0);
  const SkewedScore at = skewed_score(moments, variance_correction(r));
  const double sum = at.score + at.skewness;
  return 2.0 * sum / (1.0 + std::sqrt(std::fmax(0.0, 1.0 + 4.0 * at.skewness * sum)));
}

}  // namespace detail

}  // namespace equitable
