/// @file detail/lanes_posterior.hpp
/// Jeffreys' posterior of one rate in lanes, its median and the limits of its equal tails, and what MOVER makes of two of them.
///
/// The limits are the quantiles of detail/lanes_beta.hpp. The median of a beta distribution with shapes a <= b lies left of its mean,
/// where the same kernel finds it from its fraction; beyond ab/(a+b) = 18 a series gives it to the last digit,
///
///     logit median = log(a/b) + (b − a)/(a + b) · Σ Q_k(w) / (n w)^k,   n = a + b, w = ab/n²,
///
/// whose Q_k, polynomials with rational coefficients, follow from expanding the density of the logit about log(a/b): so a median
/// costs a few nanoseconds whatever the counts. Points are held as odds, so that neither a rate near 0 nor one near 1 loses digits,
/// and distances are differences of odds over products. A block of one rate is the posterior that a single table takes. Accuracy: that of
/// the quantiles, 1e-15 typically.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_beta.hpp"
#include "equitable/detail/lanes_output.hpp"

namespace equitable::detail {

/// From here on, on the scale ab/(a+b), the series of the median is right to 1e-17.
inline constexpr double median_series_from = 18.0;

/// The most people with the rarer outcome of a rate in lanes. Of more the limits lie so near the median that odds, rounded, leave their distances
/// fewer than thirteen digits; the search of comparison/mover.hpp keeps what rounding takes off.
inline constexpr double most_of_a_lane_posterior = 0x1p20;

/// Σ Q_k(w) v^k, v = 1/(n w): logit median less log(a/b), over (b − a)/n.
[[nodiscard]] EQUITABLE_LANE double median_series(double w, double v) noexcept {
  const double q1 = -0.3333333333333333;
  const double q2 = -0.03580246913580247 + w * 0.009876543209876543;
  const double q3 = 0.001450127376053302 + w * (0.002155594748187341 + w * 0.0062708210856359005);
  const double q4 = 0.001969720062998527 + w * (-0.003613125176911185 + w * (0.0012367452696670804 + w * 0.002991413910481126));
  const double q5 =
      -0.0005837213109817219 +
      w * (0.0011318754511695968 + w * (0.0003200959351952595 + w * (0.00048735308577134857 + w * 0.0006576101661877881)));
  const double q6 =
      -0.0007053223471172837 +
      w * (0.002595794969627087 +
           w * (-0.001828995390805101 + w * (0.0001454726898642592 + w * (4.103416355011546e-05 - w * 0.0003367960843105914))));
  const double q7 = 0.00042800778012915273 +
                    w * (-0.0018080587004787373 +
                         w * (0.001406035880621926 +
                              w * (0.00010388529785819469 +
                                   w * (4.418991456306563e-05 + w * (-7.042183134277516e-05 - w * 0.00015548539708956546)))));
  // Terms that would add less than 1e-17 are left out.
  const double q8 = 0.0006114103047581822 +
                    w * (-0.0034435441351853037 + w * (0.005276615640792152 + w * (-0.0019629254371802793 + w * 6.15e-05)));
  const double q9 = -0.0005644723646809194 + w * (0.0035683549354805265 + w * (-0.0063746146468078016 + w * 0.002747189));
  const double q10 = -0.0009632773621246636 + w * (0.007326326204339703 + w * (-0.017991604488 + w * 0.015694433));
  return v * (q1 + v * (q2 + v * (q3 + v * (q4 + v * (q5 + v * (q6 + v * (q7 + v * (q8 + v * (q9 + v * q10)))))))));
}

/// Whether any median of a block is to be searched for.
template <std::size_t width>
[[nodiscard]] EQUITABLE_LANE bool beta_median_needs_search(const LaneBlock<width>& a, const LaneBlock<width>& b) noexcept {
  LaneMaskBlock<width> few;
  for (std::size_t i = 0; i < width; ++i) few[i] = lane_mark(a[i] * b[i] < median_series_from * (a[i] + b[i]));
  return any_lane(few);
}

/// The medians of a block of beta distributions with shapes a <= b, as odds: those of small shapes, which a search has found (or
/// marked in `unfound`), joined by those of large ones. Those not found are marked.
template <std::size_t width>
EQUITABLE_LANE void beta_median_lanes(const LaneBlock<width>& a, const LaneBlock<width>& b, LaneBlock<width>& odds,
                                      const LaneMaskBlock<width>& unfound, LaneMaskBlock<width>& failed) noexcept {
  for (std::size_t i = 0; i < width; ++i) {
    const double n = a[i] + b[i];
    const double gap = b[i] - a[i];
    const std::uint64_t few = lane_mark(a[i] * b[i] < median_series_from * n);
    const double large = a[i] / b[i] * lane_exp(gap / n * median_series(a[i] / n * (b[i] / n), n / (a[i] * b[i])));
    odds[i] = gap == 0.0 ? 1.0 : lane_where(few, odds[i], large);
    failed[i] |= gap == 0.0 ? 0u : few & unfound[i];
  }
}

/// A posterior as odds q/(1−q) of its lower limit and its median, and (1−q)/q of its upper limit.
struct LanePosterior {
  double lower, median, above_upper;

  [[nodiscard]] EQUITABLE_LANE double rate() const noexcept { return median / (1.0 + median); }
  [[nodiscard]] EQUITABLE_LANE double lower_limit() const noexcept { return lower / (1.0 + lower); }
  /// Median less lower limit, and upper limit less median.
  [[nodiscard]] EQUITABLE_LANE double below() const noexcept { return (median - lower) / ((1.0 + lower) * (1.0 + median)); }
  [[nodiscard]] EQUITABLE_LANE double above() const noexcept {
    return (1.0 - median * above_upper) / ((1.0 + above_upper) * (1.0 + median));
  }
};

/// What the posteriors of a batch share: the tail beyond each limit, and the halves beside the median.
struct PosteriorStarts {
  QuantileStarts tails;
  QuantileStarts halves;
  explicit PosteriorStarts(const Level& level) noexcept : tails(level), halves(Level{0.5, 0.0}) {}
  /// Of one rate.
  PosteriorStarts(const Level& level, double x, double n) noexcept
      : tails(level, {x + 0.5, n - x + 0.5}), halves({0.5, 0.0}, {(x < n - x ? x : n - x) + 0.5}) {}
};

/// The posteriors of a block of rates x of n, 0 <= x <= n. Those not found are marked, and those of too many people.
template <std::size_t width>
EQUITABLE_LANE void posterior_lanes(const PosteriorStarts& starts, const LaneBlock<width>& x, const LaneBlock<width>& n,
                                    LaneBlock<width>& lower, LaneBlock<width>& median, LaneBlock<width>& above_upper,
                                    LaneMaskBlock<width>& failed) noexcept {
  LaneBlock<width> fewer, others, near, far, middle;  // of the rarer outcome, and of the commoner
  for (std::size_t i = 0; i < width; ++i) {
    const double rest = n[i] - x[i];
    fewer[i] = (x[i] < rest ? x[i] : rest) + 0.5;
    others[i] = (x[i] < rest ? rest : x[i]) + 0.5;
    middle[i] = 1.0;
  }
  // One piece of code for all three.
  LaneMaskBlock<width> unfound{};
  for (int point = beta_median_needs_search(fewer, others) ? 0 : 1; point < 3; ++point) {
    beta_quantile_lanes<LaneTail::beta>(point == 0 ? starts.halves : starts.tails, point == 2 ? others : fewer,
                                        point == 2 ? fewer : others,
                                        point == 0   ? middle
                                        : point == 1 ? near
                                                     : far,
                                        point == 0 ? unfound : failed);
  }
  beta_median_lanes(fewer, others, middle, unfound, failed);
  for (std::size_t i = 0; i < width; ++i) {
    const bool rare = x[i] < n[i] - x[i];
    lower[i] = rare ? near[i] : far[i];
    above_upper[i] = rare ? far[i] : near[i];
    median[i] = rare ? middle[i] : 1.0 / middle[i];
    failed[i] |= lane_mark(fewer[i] > most_of_a_lane_posterior + 0.5);
  }
}

/// The posterior of one rate; false where the search does not settle, and for tails above a quarter.
[[nodiscard]] EQUITABLE_APART inline bool posterior_of_one(const Level& level, double x, double n,
                                                           LanePosterior& found) noexcept {
  if (!(level.tail <= largest_lane_tail)) return false;
  const PosteriorStarts starts(level, x, n);
  LaneBlock<1> lower, median, above_upper;
  LaneMaskBlock<1> failed{};
  posterior_lanes<1>(starts, {x}, {n}, lower, median, above_upper, failed);
  found = {lower[0], median[0], above_upper[0]};
  return failed[0] == 0;
}

/// The limits of a difference by MOVER, round the difference of the medians.
[[nodiscard]] EQUITABLE_LANE Interval lane_posterior_difference(const LanePosterior& first,
                                                                const LanePosterior& second) noexcept {
  const double difference = (first.median - second.median) / ((1.0 + first.median) * (1.0 + second.median));
  const double below1 = first.below(), above1 = first.above();
  const double below2 = second.below(), above2 = second.above();
  const double lower = difference - std::sqrt(below1 * below1 + above2 * above2);
  const double upper = difference + std::sqrt(above1 * above1 + below2 * below2);
  return {lower < -1.0 ? -1.0 : lower, upper > 1.0 ? 1.0 : upper};  // by rounding alone
}

/// The lower limit of a ratio by MOVER.
[[nodiscard]] EQUITABLE_LANE double lane_posterior_ratio(const LanePosterior& first, const LanePosterior& second) noexcept {
  const double below = first.below();
  const double shrunk = first.lower_limit() * (first.rate() + below);
  const double left = second.rate() * below;
  const double right = second.above() * std::sqrt(shrunk);
  return shrunk / (first.rate() * second.rate() + std::sqrt(left * left + right * right));
}

}  // namespace equitable::detail
