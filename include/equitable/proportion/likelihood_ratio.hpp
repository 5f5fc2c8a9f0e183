/// @file proportion/likelihood_ratio.hpp
/// Likelihood-ratio limits of one rate: all p with 2 [x log(p̂/p) + (n−x) log((1−p̂)/(1−p))] <= z².
///
/// x = 0 gives [0, 1 − exp(−z²/(2n))], x = n its mirror image. Liberal at the edges: prefer `wilson` or `jeffreys` where few
/// or nearly all have the outcome. Within one unit of the last place of the exact limit. Dual to the test `lr`. Source: Wilks (1938)
/// Ann. Math. Stat. 9, 60. Cost: four or five evaluations of two logarithms a limit, whatever the counts.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/beta.hpp"
#include "equitable/detail/binomial.hpp"
#include "equitable/detail/likelihood_step.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/saddle_point.hpp"

namespace equitable {

namespace detail {

/// 2 [x log(p̂/p) + (n−x) log((1−p̂)/(1−p))] from x − n p, which must not be worked out from rounded parts.
[[nodiscard]] inline double one_rate_likelihood_ratio(double x, double n, const UnitPoint& p, double excess) noexcept {
  const double events = x == 0.0 ? n * p.q : deviance(x, n * p.q, excess);
  const double others = x == n ? n * p.rest : deviance(n - x, n * p.rest, -excess);
  return 2.0 * (events + others);
}

/// The lower limit near (x − taken)/n, taken to its last place.
[[nodiscard]] inline UnitPoint likelihood_ratio_end(double x, double others, double z, double taken, double left) noexcept {
  const RateLimit limit = lane_rate_limit(x, others, x + others, z, taken, left);
  return {limit.q, limit.rest};
}

/// The lower of the two p with the likelihood ratio z².
[[nodiscard]] inline UnitPoint likelihood_ratio_lower(double x, double n, double z) noexcept {
  if (x == 0.0) return {0.0, 1.0};
  if (x == n) return likelihood_ratio_end(x, 0.0, z, -n * std::expm1(-0.5 * z * z / n), n * std::exp(-0.5 * z * z / n));
  // Next to the estimate, where a rate does not tell how many have left x, a quadratic does.
  const double few = z * std::sqrt(x * ((n - x) / n));
  if (few < 1e-6 * std::fmin(x, n - x)) return likelihood_ratio_end(x, n - x, z, few, x - few);
  // The signed root of the ratio is nearly straight in logit p: Halley's steps on it, from Wilson's limit.
  const auto short_of = [&](const UnitPoint& p) noexcept {
    const double excess = binomial_excess(x, n, p);
    const double square = one_rate_likelihood_ratio(x, n, p, excess);
    const double root = std::copysign(std::sqrt(square), excess);
    if (root == 0.0) return Bend{z, std::sqrt(n * p.q * p.rest), 0.0, 0.0};
    const double second = excess / square - n * p.q * p.rest / excess;
    return Bend{z - root, excess / root, second, 1.5 * second * second};
  };
  const double zz = z * z;
  const double half = z * std::sqrt(x * ((n - x) / n) + 0.25 * zz);
  const double rest = n - x;
  const UnitPoint start{x * (x / n) / (x + 0.5 * zz + half), (rest + 0.5 * zz + half) / (n + zz)};
  const UnitPoint near = logit_root(short_of, start, n, 3e-5);
  const double taken = binomial_excess(x, n, near);
  return likelihood_ratio_end(x, rest, z, taken, 2.0 * taken < x ? x - taken : n * near.q);
}

[[nodiscard]] inline Interval likelihood_ratio_limits(double x, double n, const Level& level) noexcept {
  return {likelihood_ratio_lower(x, n, level.z).q, likelihood_ratio_lower(n - x, n, level.z).rest};
}

}  // namespace detail

}  // namespace equitable
