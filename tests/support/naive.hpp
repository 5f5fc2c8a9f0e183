// Score statistics and intervals by the shortest road from their definitions, for tests to compare with: restricted rates from the textbook
// formula or by bisection of the likelihood's slope, limits by bisection of the statistic, all in long double. Slow and plain on purpose.
#pragma once

#include <cmath>
#include <limits>

#include "equitable/counts/table2x2.hpp"

namespace support::naive {

using Real = long double;
using equitable::Table2x2;

struct Limits {
  Real lower;
  Real upper;
};

struct Counts {
  Real x1, n1, x2, n2;
};

[[nodiscard]] inline Counts counts(const Table2x2& t) {
  return {static_cast<Real>(t.group.events), static_cast<Real>(t.group.total), static_cast<Real>(t.reference.events),
          static_cast<Real>(t.reference.total)};
}

/// N/(N−1), or 1.
[[nodiscard]] inline Real lambda(const Counts& c, bool corrected) {
  return corrected ? (c.n1 + c.n2) / (c.n1 + c.n2 - 1) : Real{1};
}

[[nodiscard]] inline Real studentised(Real contrast, Real variance) {
  if (variance > 0) return contrast / std::sqrt(variance);
  return contrast == 0 ? 0 : std::copysign(std::numeric_limits<Real>::infinity(), contrast);
}

/// Z(φ): the restricted rate of the reference is the smaller root of N φ q² − (n1 φ + x1 + n2 + x2 φ) q + m = 0, whose discriminant is
/// (φ (n1 + x2) − n2 − x1)² + 4 φ (n1 − x1) (n2 − x2).
[[nodiscard]] inline Real ratio_z(const Counts& c, Real ratio, bool corrected) {
  const Real linear = c.n1 * ratio + c.x1 + c.n2 + c.x2 * ratio;
  const Real events = c.x1 + c.x2;
  const Real skew = ratio * (c.n1 + c.x2) - (c.n2 + c.x1);
  const Real q2 = 2 * events / (linear + std::sqrt(skew * skew + 4 * ratio * (c.n1 - c.x1) * (c.n2 - c.x2)));
  const Real q1 = ratio * q2;
  const Real variance = std::fmax(Real{0}, q1 * (1 - q1)) / c.n1 + ratio * ratio * std::fmax(Real{0}, q2 * (1 - q2)) / c.n2;
  return studentised(c.x1 / c.n1 - ratio * (c.x2 / c.n2), lambda(c, corrected) * variance);
}

/// The φ at which Z falls to `height`, by bisection of log φ; 0 or ∞ where it never does.
[[nodiscard]] inline Real ratio_at(const Counts& c, Real height, bool corrected) {
  Real low = -45;
  Real high = 45;
  if (ratio_z(c, std::exp(low), corrected) <= height) return 0;
  if (ratio_z(c, std::exp(high), corrected) >= height) return std::numeric_limits<Real>::infinity();
  for (int step = 0; step < 66; ++step) {
    const Real middle = (low + high) / 2;
    (ratio_z(c, std::exp(middle), corrected) > height ? low : high) = middle;
  }
  return std::exp((low + high) / 2);
}

/// All ratios with |Z| <= z.
[[nodiscard]] inline Limits ratio_limits(const Table2x2& table, Real z, bool corrected = true) {
  const Counts c = counts(table);
  return {ratio_at(c, z, corrected), ratio_at(c, -z, corrected)};
}

/// Z(δ): the restricted rate of the reference by bisection of the slope of the log-likelihood along p1 − p2 = δ.
[[nodiscard]] inline Real difference_z(const Counts& c, Real difference, bool corrected) {
  Real low = std::fmax(Real{0}, -difference);
  Real high = std::fmin(Real{1}, 1 - difference);
  const auto share = [](Real events, Real rate) { return events == 0 ? Real{0} : events / rate; };
  for (int step = 0; step < 66; ++step) {
    const Real q = (low + high) / 2;
    const Real slope =
        share(c.x1, q + difference) - share(c.n1 - c.x1, 1 - q - difference) + share(c.x2, q) - share(c.n2 - c.x2, 1 - q);
    (slope > 0 ? low : high) = q;
  }
  const Real q2 = (low + high) / 2;
  const Real q1 = q2 + difference;
  const Real variance = std::fmax(Real{0}, q1 * (1 - q1)) / c.n1 + std::fmax(Real{0}, q2 * (1 - q2)) / c.n2;
  return studentised(c.x1 / c.n1 - c.x2 / c.n2 - difference, lambda(c, corrected) * variance);
}

/// The δ at which Z falls to `height`.
[[nodiscard]] inline Real difference_at(const Counts& c, Real height, bool corrected) {
  Real low = -1;
  Real high = 1;
  for (int step = 0; step < 55; ++step) {
    const Real middle = (low + high) / 2;
    (difference_z(c, middle, corrected) > height ? low : high) = middle;
  }
  return (low + high) / 2;
}

/// All differences with |Z| <= z.
[[nodiscard]] inline Limits difference_limits(const Table2x2& table, Real z, bool corrected = true) {
  const Counts c = counts(table);
  return {difference_at(c, z, corrected), difference_at(c, -z, corrected)};
}

/// The restricted rate of the group whose odds are the smaller: q in n2(ψ−1) q² + (n1ψ + n2 − m(ψ−1)) q − m = 0, ψ >= 1, n2 its size.
[[nodiscard]] inline Real lower_rate(Real events, Real n1, Real n2, Real odds_ratio) {
  const Real square = n2 * (odds_ratio - 1);
  const Real linear = n1 * odds_ratio + n2 - events * (odds_ratio - 1);
  const Real root = std::sqrt(linear * linear + 4 * square * events);
  return linear >= 0 ? 2 * events / (linear + root) : (root - linear) / (2 * square);
}

/// Z(ψ) for ψ >= 1: restricted rates of events in the reference and of non-events in the group from the quadratic, the others from the odds.
[[nodiscard]] inline Real raised_odds_z(const Counts& c, Real odds_ratio, bool corrected) {
  const Real events = c.x1 + c.x2;
  const Real others = c.n1 + c.n2 - events;
  if (events == 0 || others == 0) return 0;
  const Real q2 = lower_rate(events, c.n1, c.n2, odds_ratio);
  const Real rest1 = lower_rate(others, c.n2, c.n1, odds_ratio);
  const Real q1 = odds_ratio * q2 / (1 + q2 * (odds_ratio - 1));
  const Real rest2 = odds_ratio * rest1 / (1 + rest1 * (odds_ratio - 1));
  const Real information = 1 / (c.n1 * q1 * rest1) + 1 / (c.n2 * q2 * rest2);
  const Real contrast = q1 < Real{0.5} ? c.x1 - c.n1 * q1 : c.n1 * rest1 - (c.n1 - c.x1);
  return contrast * std::sqrt(information / lambda(c, corrected));
}

/// Z(ψ), by the groups changed over where ψ < 1.
[[nodiscard]] inline Real odds_ratio_z(const Counts& c, Real odds_ratio, bool corrected) {
  if (odds_ratio >= 1) return raised_odds_z(c, odds_ratio, corrected);
  return -raised_odds_z({c.x2, c.n2, c.x1, c.n1}, 1 / odds_ratio, corrected);
}

/// The ψ at which Z falls to `height`, by bisection of log ψ; 0 or ∞ where it never does.
[[nodiscard]] inline Real odds_ratio_at(const Counts& c, Real height, bool corrected) {
  Real low = -45;
  Real high = 45;
  if (odds_ratio_z(c, std::exp(low), corrected) <= height) return 0;
  if (odds_ratio_z(c, std::exp(high), corrected) >= height) return std::numeric_limits<Real>::infinity();
  for (int step = 0; step < 66; ++step) {
    const Real middle = (low + high) / 2;
    (odds_ratio_z(c, std::exp(middle), corrected) > height ? low : high) = middle;
  }
  return std::exp((low + high) / 2);
}

/// All odds ratios with |Z| <= z.
[[nodiscard]] inline Limits odds_ratio_limits(const Table2x2& table, Real z, bool corrected = true) {
  const Counts c = counts(table);
  return {odds_ratio_at(c, z, corrected), odds_ratio_at(c, -z, corrected)};
}

}  // namespace support::naive
