/// @file detail/common_contrast.hpp
/// Do several tables share one ratio, or one difference? The least sum of squared scores over all common values.
///
/// Miettinen and Nurminen's statistic is defined for every table with people in both groups, zeros among its cells or not, and so is
/// its sum over tables at a common value; at its least it is chi-squared with one degree of freedom fewer than tables. Periods
/// (groups/change.hpp) and strata (groups/score_homogeneity.hpp) are asked alike. Source: Gart and Nam (1988) Biometrics 44, 323.
/// Cost: some 80 statistics a table, 0.1 microseconds each.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "equitable/core/results.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/detail/score.hpp"

namespace equitable::detail {

/// The least value of a function on [left, right], where it falls and then rises, by golden section.
template <class Function>
[[nodiscard]] double trough(const Function& function, double left, double right) {
  constexpr double golden = 0.61803398874989484820;
  double inner_left = right - golden * (right - left);
  double inner_right = left + golden * (right - left);
  double at_left = function(inner_left);
  double at_right = function(inner_right);
  for (int round = 0; round < 60; ++round) {  // to 1e-12 of the bracket: enough where one group is very much the larger
    if (at_left < at_right) {
      right = inner_right;
      inner_right = inner_left;
      at_right = at_left;
      inner_left = right - golden * (right - left);
      at_left = function(inner_left);
    } else {
      left = inner_left;
      inner_left = inner_right;
      at_left = at_right;
      inner_right = left + golden * (right - left);
      at_right = function(inner_right);
    }
  }
  return std::fmin(at_left, at_right);
}

/// The least value of a function on [low, high]: each trough among 33 points is followed down. There is one as a rule, and two
/// where a rate of 0 or 1 bends the limits.
template <class Function>
[[nodiscard]] double least_value(const Function& function, double low, double high) {
  constexpr std::size_t steps = 32;
  const auto point = [&](std::size_t step) { return low + (high - low) * (static_cast<double>(step) / steps); };
  std::array<double, steps + 1> values;
  for (std::size_t step = 0; step <= steps; ++step) values[step] = function(point(step));
  double least = infinity;
  for (std::size_t step = 0; step <= steps; ++step) {
    const bool falls_to = step == 0 || values[step] < values[step - 1];
    const bool rises_from = step == steps || values[step] <= values[step + 1];
    if (!falls_to || !rises_from) continue;
    const double found = trough(function, point(step > 0 ? step - 1 : 0), point(step < steps ? step + 1 : steps));
    least = std::fmin(least, std::fmin(found, values[step]));
  }
  return least;
}

/// The contrast on the scale on which changes add up: log of the ratio, or the difference.
[[nodiscard]] inline double additive_contrast(const TwoRates& r, Measure measure) noexcept {
  return measure == Measure::ratio ? std::log((r.x1 * r.n2) / (r.x2 * r.n1)) : rate_difference_value(r);
}

/// The square of the Miettinen-Nurminen statistic at a contrast.
[[nodiscard]] inline double squared_score(const TwoRates& r, double contrast, Measure measure) noexcept {
  const double total = r.n1 + r.n2;
  const double z = measure == Measure::ratio ? ratio_score(r, std::exp(contrast)) : difference_score(r, contrast);
  return z * z * ((total - 1.0) / total);
}

/// The least over all common contrasts of the sum of squared scores; `table(k)` gives the rates of period k.
template <class Table>
[[nodiscard]] double least_squared_scores(const Table& table, std::size_t periods, Measure measure) {
  constexpr double far = 80.0;  // beyond every log ratio of counts up to 2^53
  double low = infinity;
  double high = -infinity;
  for (std::size_t k = 0; k < periods; ++k) {
    const double contrast = std::fmin(std::fmax(additive_contrast(table(k), measure), -far), far);
    low = std::fmin(low, contrast);
    high = std::fmax(high, contrast);
  }
  if (low == high) return 0.0;
  return least_value(
      [&](double contrast) {
        double sum = 0.0;
        for (std::size_t k = 0; k < periods; ++k) sum += squared_score(table(k), contrast, measure);
        return sum;
      },
      low, high);
}

}  // namespace equitable::detail
