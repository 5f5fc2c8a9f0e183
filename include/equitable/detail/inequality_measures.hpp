/// @file detail/inequality_measures.hpp
/// The twenty-one summary measures of health inequality as functions of rates and population shares, and their gradients.
///
/// Definitions: groups/inequality.hpp. All are written in the deviations d_j = y_j − μ, which the caller may know better than a
/// difference of rounded rates. The gradients are with respect to the rates at fixed shares; where a measure has a kink (a
/// deviation of 0 under an absolute value, two groups tied for the best) or a root at 0 they are NaN. Cost: linear in the groups.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/detail/saddle_point.hpp"

namespace equitable {

/// The summary measures of the WHO's toolkit. Orders and units: groups/inequality.hpp.
enum class InequalityMeasure : std::uint8_t {
  difference,
  ratio,
  absolute_concentration_index,
  relative_concentration_index,
  slope_index_of_inequality,
  relative_index_of_inequality,
  between_group_variance,
  between_group_standard_deviation,
  coefficient_of_variation,
  mean_difference_from_mean,
  mean_difference_from_mean_weighted,
  mean_difference_from_best,
  mean_difference_from_best_weighted,
  mean_difference_from_reference,
  mean_difference_from_reference_weighted,
  index_of_disparity,
  index_of_disparity_weighted,
  theil_index,
  mean_log_deviation,
  population_attributable_risk,
  population_attributable_fraction
};

namespace detail {

inline constexpr std::size_t no_group = static_cast<std::size_t>(-1);

/// Rates, their deviations from the mean, and the population shares that weigh them (of sum 1).
struct RatePattern {
  const double* rates;
  const double* deviations;
  const double* shares;
  double mean;
  std::size_t groups;
};

/// A measure and what it needs beside the rates.
struct InequalityForm {
  InequalityMeasure measure;
  bool favourable;                   ///< whether the highest rate is the best
  std::size_t reference = no_group;  ///< the best group where there is none
  std::size_t group = no_group;      ///< of D and R: compared with the reference

  [[nodiscard]] bool named_pair() const noexcept { return group != no_group && reference != no_group; }
};

[[nodiscard]] inline std::size_t highest_group(const RatePattern& p) noexcept {
  std::size_t found = 0;
  for (std::size_t j = 1; j < p.groups; ++j)
    if (p.deviations[j] > p.deviations[found]) found = j;
  return found;
}
[[nodiscard]] inline std::size_t lowest_group(const RatePattern& p) noexcept {
  std::size_t found = 0;
  for (std::size_t j = 1; j < p.groups; ++j)
    if (p.deviations[j] < p.deviations[found]) found = j;
  return found;
}
[[nodiscard]] inline std::size_t best_group(const RatePattern& p, bool favourable) noexcept {
  return favourable ? highest_group(p) : lowest_group(p);
}
/// Whether another group has the same rate as the one.
[[nodiscard]] inline bool is_tied(const RatePattern& p, std::size_t group) noexcept {
  for (std::size_t j = 0; j < p.groups; ++j)
    if (j != group && p.deviations[j] == p.deviations[group]) return true;
  return false;
}

/// The two groups that D and R compare, the one whose rate comes first (in WHO's terms y1 − y2 and y1/y2).
struct ComparedGroups {
  std::size_t first, second;
};
[[nodiscard]] inline ComparedGroups compared_groups(const RatePattern& p, const InequalityForm& form) noexcept {
  if (!form.named_pair()) return {highest_group(p), lowest_group(p)};
  return form.favourable ? ComparedGroups{form.reference, form.group} : ComparedGroups{form.group, form.reference};
}

/// Calls visit(j, rank), rank the share of the population below group j and half of j's own (its ridit), less one half.
template <class Visit>
void for_each_rank(const RatePattern& p, const Visit& visit) {
  double below = 0.0;
  for (std::size_t j = 0; j < p.groups; ++j) {
    visit(j, below + 0.5 * p.shares[j] - 0.5);
    below += p.shares[j];
  }
}

/// Σ p_j (X_j − ½)², X_j the ridit.
[[nodiscard]] inline double rank_variance(const RatePattern& p) noexcept {
  double sum = 0.0;
  for_each_rank(p, [&](std::size_t j, double rank) { sum += p.shares[j] * rank * rank; });
  return sum;
}

/// Σ p_j (X_j − ½) (y_j − μ): half the absolute concentration index, and the slope index times the variance of the ranks.
[[nodiscard]] inline double rank_covariance(const RatePattern& p) noexcept {
  double sum = 0.0;
  for_each_rank(p, [&](std::size_t j, double rank) { sum += p.shares[j] * rank * p.deviations[j]; });
  return sum;
}

/// Σ w_j |y_j − centre|; the weights are the shares, or one over the number of groups.
[[nodiscard]] inline double mean_distance(const RatePattern& p, double centre_deviation, bool weighted) noexcept {
  double sum = 0.0;
  for (std::size_t j = 0; j < p.groups; ++j)
    sum += (weighted ? p.shares[j] : 1.0) * std::fabs(p.deviations[j] - centre_deviation);
  return weighted ? sum : sum / static_cast<double>(p.groups);
}

[[nodiscard]] inline double between_group_variance(const RatePattern& p) noexcept {
  double sum = 0.0;
  for (std::size_t j = 0; j < p.groups; ++j) sum += p.shares[j] * p.deviations[j] * p.deviations[j];
  return sum;
}

/// Σ p r log r and −Σ p log r, r = y/μ, as sums of terms that are never negative: r log r − r + 1 and r − 1 − log r. A group of
/// no weight counts for nothing.
[[nodiscard]] inline double theil_index(const RatePattern& p) noexcept {
  double sum = 0.0;
  for (std::size_t j = 0; j < p.groups; ++j) {
    const double excess = p.deviations[j] / p.mean;
    sum += p.shares[j] * (p.rates[j] == 0.0 ? 1.0 : deviance(1.0 + excess, 1.0, excess));
  }
  return sum;
}
[[nodiscard]] inline double mean_log_deviation(const RatePattern& p) noexcept {
  double sum = 0.0;
  for (std::size_t j = 0; j < p.groups; ++j) {
    if (p.shares[j] == 0.0) continue;
    if (p.rates[j] == 0.0) return infinity;
    const double excess = p.deviations[j] / p.mean;
    sum -= p.shares[j] * (excess > -0.5 ? log1p_minus(excess) : std::log(p.rates[j] / p.mean) - excess);
  }
  return sum;
}

/// The measure. Relative ones are NaN where the mean is 0.
[[nodiscard]] inline double inequality_value(const RatePattern& p, const InequalityForm& form) noexcept {
  using M = InequalityMeasure;
  const bool referred = form.reference != no_group;
  const auto relative = [&p](double value) { return p.mean > 0.0 ? value / p.mean : not_a_number; };
  const auto attributable = [&] { return p.deviations[referred ? form.reference : best_group(p, form.favourable)]; };
  switch (form.measure) {
    case M::difference: {
      const ComparedGroups g = compared_groups(p, form);
      return p.deviations[g.first] - p.deviations[g.second];
    }
    case M::ratio: {
      const ComparedGroups g = compared_groups(p, form);
      return p.rates[g.first] / p.rates[g.second];
    }
    case M::absolute_concentration_index: return 2.0 * rank_covariance(p);
    case M::relative_concentration_index: return relative(2.0 * rank_covariance(p));
    case M::slope_index_of_inequality: return rank_covariance(p) / rank_variance(p);
    case M::relative_index_of_inequality: {
      const double half = 0.5 * rank_covariance(p) / rank_variance(p);
      // A line that leaves (0, ∞) at either end gives no ratio.
      return p.mean > std::fabs(half) ? (p.mean + half) / (p.mean - half) : not_a_number;
    }
    case M::between_group_variance: return between_group_variance(p);
    case M::between_group_standard_deviation: return std::sqrt(between_group_variance(p));
    case M::coefficient_of_variation: return relative(std::sqrt(between_group_variance(p)));
    case M::mean_difference_from_mean: return mean_distance(p, 0.0, false);
    case M::mean_difference_from_mean_weighted: return mean_distance(p, 0.0, true);
    case M::mean_difference_from_best: return mean_distance(p, p.deviations[best_group(p, form.favourable)], false);
    case M::mean_difference_from_best_weighted: return mean_distance(p, p.deviations[best_group(p, form.favourable)], true);
    case M::mean_difference_from_reference: return mean_distance(p, p.deviations[form.reference], false);
    case M::mean_difference_from_reference_weighted: return mean_distance(p, p.deviations[form.reference], true);
    case M::index_of_disparity: return relative(mean_distance(p, 0.0, false));
    case M::index_of_disparity_weighted: return relative(mean_distance(p, 0.0, true));
    case M::theil_index: return p.mean > 0.0 ? theil_index(p) : not_a_number;
    case M::mean_log_deviation: return p.mean > 0.0 ? mean_log_deviation(p) : not_a_number;
    case M::population_attributable_risk: return attributable();
    case M::population_attributable_fraction: return relative(attributable());
  }
  return not_a_number;
}

/// Coefficients a and b of a measure Σ a y or Σ a y / Σ b y; all b are 0 for the first kind. Only for measures that are such:
/// D and R of a named pair, ACI, RCI, SII, RII, and PAR and PAF with a reference (PAF is this less one).
inline void linear_form(const RatePattern& p, const InequalityForm& form, double* a, double* b) noexcept {
  using M = InequalityMeasure;
  for (std::size_t j = 0; j < p.groups; ++j) a[j] = b[j] = 0.0;
  switch (form.measure) {
    case M::difference: {
      const ComparedGroups g = compared_groups(p, form);
      a[g.first] += 1.0;
      a[g.second] -= 1.0;
      return;
    }
    case M::ratio: {
      const ComparedGroups g = compared_groups(p, form);
      a[g.first] = 1.0;
      b[g.second] = 1.0;
      return;
    }
    case M::relative_concentration_index:
      for (std::size_t j = 0; j < p.groups; ++j) b[j] = p.shares[j];
      [[fallthrough]];
    case M::absolute_concentration_index:
      for_each_rank(p, [&](std::size_t j, double rank) { a[j] = 2.0 * p.shares[j] * rank; });
      return;
    case M::slope_index_of_inequality: {
      const double variance = rank_variance(p);
      for_each_rank(p, [&](std::size_t j, double rank) { a[j] = p.shares[j] * rank / variance; });
      return;
    }
    case M::relative_index_of_inequality: {
      const double variance = rank_variance(p);
      for_each_rank(p, [&](std::size_t j, double rank) {
        const double half_slope = 0.5 * p.shares[j] * rank / variance;
        a[j] = p.shares[j] + half_slope;
        b[j] = p.shares[j] - half_slope;
      });
      return;
    }
    case M::population_attributable_risk:
      for (std::size_t j = 0; j < p.groups; ++j) a[j] = -p.shares[j];
      a[form.reference] += 1.0;
      return;
    case M::population_attributable_fraction:
      a[form.reference] = 1.0;
      for (std::size_t j = 0; j < p.groups; ++j) b[j] = p.shares[j];
      return;
    default: return;
  }
}

/// −1, 1, and NaN at 0: the slope of an absolute value.
[[nodiscard]] inline double slope_of_distance(double x) noexcept { return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : not_a_number; }

/// ∂/∂y_k Σ w_j |y_j − c|, c the rate of group `centre` or, for no_group, the mean.
inline void mean_distance_gradient(const RatePattern& p, std::size_t centre, bool weighted, double* gradient) noexcept {
  const double c = centre == no_group ? 0.0 : p.deviations[centre];
  const double equal = 1.0 / static_cast<double>(p.groups);
  double pull = 0.0;  // Σ w_j sign_j, which moves with the centre
  for (std::size_t j = 0; j < p.groups; ++j) {
    const double weight = weighted ? p.shares[j] : equal;
    gradient[j] = j == centre || weight == 0.0 ? 0.0 : weight * slope_of_distance(p.deviations[j] - c);
    pull += gradient[j];
  }
  if (centre == no_group)
    for (std::size_t j = 0; j < p.groups; ++j) gradient[j] -= pull * p.shares[j];
  else
    gradient[centre] -= pull;
}

/// The gradient of the measure, in `gradient`.
inline void inequality_gradient(const RatePattern& p, const InequalityForm& form, double* gradient) noexcept {
  using M = InequalityMeasure;
  const std::size_t k = p.groups;
  const auto spoil = [&] {
    for (std::size_t j = 0; j < k; ++j) gradient[j] = not_a_number;
  };
  /// From the gradient of the absolute measure to that of its ratio to the mean.
  const auto divide_by_mean = [&](double absolute) {
    for (std::size_t j = 0; j < k; ++j) gradient[j] = (gradient[j] - absolute / p.mean * p.shares[j]) / p.mean;
  };
  const std::size_t best = best_group(p, form.favourable);
  switch (form.measure) {
    case M::difference:
    case M::ratio: {
      const ComparedGroups g = compared_groups(p, form);
      if (!form.named_pair() && (is_tied(p, g.first) || is_tied(p, g.second))) return spoil();
      const bool absolute = form.measure == M::difference;
      for (std::size_t j = 0; j < k; ++j) gradient[j] = 0.0;
      const double below = p.rates[g.second];
      gradient[g.first] += absolute ? 1.0 : 1.0 / below;
      gradient[g.second] -= absolute ? 1.0 : p.rates[g.first] / (below * below);
      return;
    }
    case M::absolute_concentration_index:
    case M::relative_concentration_index:
      for_each_rank(p, [&](std::size_t j, double rank) { gradient[j] = 2.0 * p.shares[j] * rank; });
      if (form.measure == M::relative_concentration_index) divide_by_mean(2.0 * rank_covariance(p));
      return;
    case M::slope_index_of_inequality:
    case M::relative_index_of_inequality: {
      const double variance = rank_variance(p);
      for_each_rank(p, [&](std::size_t j, double rank) { gradient[j] = p.shares[j] * rank / variance; });
      if (form.measure == M::slope_index_of_inequality) return;
      // (μ + s/2)/(μ − s/2): slopes −s and μ over (μ − s/2)² in μ and s.
      const double slope = rank_covariance(p) / variance;
      const double bottom = p.mean - 0.5 * slope;
      for (std::size_t j = 0; j < k; ++j) gradient[j] = (p.mean * gradient[j] - slope * p.shares[j]) / (bottom * bottom);
      return;
    }
    case M::between_group_variance:
      for (std::size_t j = 0; j < k; ++j) gradient[j] = 2.0 * p.shares[j] * p.deviations[j];
      return;
    case M::between_group_standard_deviation:
    case M::coefficient_of_variation: {
      const double spread = std::sqrt(between_group_variance(p));
      for (std::size_t j = 0; j < k; ++j) gradient[j] = p.shares[j] * p.deviations[j] / spread;
      if (form.measure == M::coefficient_of_variation) divide_by_mean(spread);
      return;
    }
    case M::mean_difference_from_mean: return mean_distance_gradient(p, no_group, false, gradient);
    case M::mean_difference_from_mean_weighted: return mean_distance_gradient(p, no_group, true, gradient);
    case M::mean_difference_from_best: return mean_distance_gradient(p, best, false, gradient);
    case M::mean_difference_from_best_weighted: return mean_distance_gradient(p, best, true, gradient);
    case M::mean_difference_from_reference: return mean_distance_gradient(p, form.reference, false, gradient);
    case M::mean_difference_from_reference_weighted: return mean_distance_gradient(p, form.reference, true, gradient);
    case M::index_of_disparity:
    case M::index_of_disparity_weighted: {
      const bool weighted = form.measure == M::index_of_disparity_weighted;
      mean_distance_gradient(p, no_group, weighted, gradient);
      return divide_by_mean(mean_distance(p, 0.0, weighted));
    }
    case M::theil_index: {
      // p/μ (log r − T); a rate of 0, which has no variance, counts for nothing.
      const double value = theil_index(p);
      for (std::size_t j = 0; j < k; ++j) {
        const double excess = p.deviations[j] / p.mean;
        const double log_rate = excess > -0.5 ? std::log1p(excess) : std::log(p.rates[j] / p.mean);
        gradient[j] = p.rates[j] == 0.0 ? 0.0 : p.shares[j] / p.mean * (log_rate - value);
      }
      return;
    }
    case M::mean_log_deviation:
      for (std::size_t j = 0; j < k; ++j)
        gradient[j] = p.rates[j] == 0.0 ? not_a_number : p.shares[j] / p.mean * (p.deviations[j] / p.rates[j]);
      return;
    case M::population_attributable_risk:
    case M::population_attributable_fraction: {
      const std::size_t reference = form.reference != no_group ? form.reference : best;
      if (form.reference == no_group && is_tied(p, best)) return spoil();
      for (std::size_t j = 0; j < k; ++j) gradient[j] = -p.shares[j];
      gradient[reference] += 1.0;
      if (form.measure == M::population_attributable_fraction) divide_by_mean(p.deviations[reference]);
      return;
    }
  }
}

}  // namespace detail

}  // namespace equitable
