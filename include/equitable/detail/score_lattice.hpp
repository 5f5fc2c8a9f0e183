/// @file detail/score_lattice.hpp
/// Scores of ordered groups as whole numbers of one unit: 2019, 2020, 2022 become 0, 1, 3; 0.1, 0.2, 0.5 become 0, 1, 4.
///
/// What a test says does not depend on where scores begin and in which unit they are told, and so should not its last digit.
/// In whole numbers sums are exact, equal gaps are equal, and the exact tests have finitely many points. The unit is found from
/// the ratios of the scores' distances by continued fractions: decimals are understood as they were written, to within the
/// rounding of their doubles. Scores without a common unit (1, √2, 2) stay real numbers. Cost: some 20 divisions a score.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

namespace equitable::detail {

/// The most steps that a lattice may span.
inline constexpr double longest_lattice = 1048576.0;

/// Where the scores lie: score = least + unit · step.
struct ScoreLattice {
  double unit;   ///< 0 when all scores are equal
  double steps;  ///< the step of the highest score
  bool whole;    ///< steps are whole numbers; otherwise they run from 0 to 1
};

/// The smallest denominator whose fraction lies within `tolerance` of a ratio in [0, 1]; 0 when it exceeds the limit.
[[nodiscard]] inline double denominator_of(double ratio, double tolerance) noexcept {
  double before = 0.0;
  double denominator = 1.0;
  double rest = ratio;
  for (int term = 0; term < 60; ++term) {
    if (std::fabs(std::nearbyint(ratio * denominator) - ratio * denominator) <= tolerance * denominator) return denominator;
    rest = 1.0 / (rest - std::floor(rest));
    const double next = std::floor(rest) * denominator + before;
    before = denominator;
    denominator = next;
    if (!(denominator <= longest_lattice)) break;
  }
  return 0.0;
}

/// a·b over the greatest common divisor; whole numbers above 0.
[[nodiscard]] inline double least_common_multiple(double a, double b) noexcept {
  double divisor = a;
  double rest = b;
  while (rest > 0.0) {
    const double next = std::fmod(divisor, rest);
    divisor = rest;
    rest = next;
  }
  return a / divisor * b;
}

/// Turns scores into steps of their lattice, in place. The scores are finite and at most 1e100 in size.
inline ScoreLattice to_steps(double* scores, std::size_t count) noexcept {
  double least = scores[0];
  double most = scores[0];
  for (std::size_t i = 1; i < count; ++i) {
    least = std::fmin(least, scores[i]);
    most = std::fmax(most, scores[i]);
  }
  const double range = most - least;
  if (!(range > 0.0)) {
    for (std::size_t i = 0; i < count; ++i) scores[i] = 0.0;
    return {0.0, 0.0, true};
  }
  const double tolerance = 4.0 * std::numeric_limits<double>::epsilon() * std::fmax(std::fabs(least), std::fabs(most)) / range;
  double steps = 1.0;
  for (std::size_t i = 0; i < count && steps > 0.0; ++i) {
    const double denominator = denominator_of((scores[i] - least) / range, tolerance);
    steps = denominator > 0.0 ? least_common_multiple(steps, denominator) : 0.0;
    if (steps > longest_lattice) steps = 0.0;
  }
  const bool whole = steps > 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    const double place = (scores[i] - least) / range;
    scores[i] = whole ? std::nearbyint(place * steps) : place;
  }
  return {whole ? range / steps : range, whole ? steps : 1.0, whole};
}

}  // namespace equitable::detail
