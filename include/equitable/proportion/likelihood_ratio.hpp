/// @file proportion/likelihood_ratio.hpp
/// Likelihood-ratio limits of one rate: all p with 2 [x log(p̂/p) + (n−x) log((1−p̂)/(1−p))] <= z².
///
/// x = 0 gives [0, 1 − exp(−z²/(2n))], x = n its mirror image. Liberal at the edges: prefer `wilson` or `jeffreys` where few
/// or nearly all have the outcome. Dual to the test `lr`. Source: Wilks (1938) Ann. Math. Stat. 9, 60. Cost: four or five
/// evaluations of two logarithms a limit, whatever the counts.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/beta.hpp"
#include "equitable/detail/binomial.hpp"
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

/// The lower of the two p with the likelihood ratio z².
[[nodiscard]] inline UnitPoint likelihood_ratio_lower(double x, double n, double z) noexcept {
  if (x == 0.0) return {0.0, 1.0};
  if (x == n) return {std::exp(-0.5 * z * z / n), -std::expm1(-0.5 * z * z / n)};
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
  return logit_root(short_of, start, n, 3e-5);
}

[[nodiscard]] inline Interval likelihood_ratio_limits(double x, double n, const Level& level) noexcept {
  return {likelihood_ratio_lower(x, n, level.z).q, likelihood_ratio_lower(n - x, n, level.z).rest};
}

}  // namespace detail

}  // namespace equitable
