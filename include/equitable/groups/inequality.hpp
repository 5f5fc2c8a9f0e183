/// @file groups/inequality.hpp
/// How unequal several groups are, in one number: the twenty-one summary measures of health inequality of the WHO's toolkit.
///
/// y_j are the groups' rates, p_j their shares of the population (by default of the totals), μ = Σ p_j y_j, K the number of
/// groups, y_ref the reference group's rate, y_best the highest rate of a favourable outcome, the lowest of an adverse one.
///
/// | measure | name | definition | WHO prints | 0 or 1 when all are equal |
/// |---|---|---|---|---|
/// | `difference` | D | y_max − y_min, or of two named groups | as is | 0 |
/// | `ratio` | R | y_max / y_min, or of two named groups | as is | 1 |
/// | `absolute_concentration_index` | ACI | Σ p_j (2 X_j − 1) y_j, X_j = Σ_{i<j} p_i + p_j/2 | as is | 0 |
/// | `relative_concentration_index` | RCI | ACI/μ | × 100 | 0 |
/// | `slope_index_of_inequality` | SII | slope of y on X, weights p | as is | 0 |
/// | `relative_index_of_inequality` | RII | that line at X = 1 over it at X = 0 | as is | 1 |
/// | `between_group_variance` | BGV | Σ p_j (y_j − μ)² | as is | 0 |
/// | `between_group_standard_deviation` | BGSD | √BGV | as is | 0 |
/// | `coefficient_of_variation` | COV | BGSD/μ | × 100 | 0 |
/// | `mean_difference_from_mean` | MDMU | Σ \|y_j − μ\| / K | as is | 0 |
/// | `mean_difference_from_mean_weighted` | MDMW | Σ p_j \|y_j − μ\| | as is | 0 |
/// | `mean_difference_from_best` | MDBU | Σ \|y_j − y_best\| / K | as is | 0 |
/// | `mean_difference_from_best_weighted` | MDBW | Σ p_j \|y_j − y_best\| | as is | 0 |
/// | `mean_difference_from_reference` | MDRU | Σ \|y_j − y_ref\| / K | as is | 0 |
/// | `mean_difference_from_reference_weighted` | MDRW | Σ p_j \|y_j − y_ref\| | as is | 0 |
/// | `index_of_disparity` | IDISU | MDMU/μ | × 100 | 0 |
/// | `index_of_disparity_weighted` | IDISW | MDMW/μ | × 100 | 0 |
/// | `theil_index` | TI | Σ p_j r_j log r_j, r = y/μ; 0 log 0 = 0 | × 1000 | 0 |
/// | `mean_log_deviation` | MLD | −Σ p_j log r_j; ∞ when a rate is 0 | × 1000 | 0 |
/// | `population_attributable_risk` | PAR | y_ref − μ; y_best without a reference | as is | 0 |
/// | `population_attributable_fraction` | PAF | PAR/μ | × 100 | 0 |
///
/// Values and limits are in units of the rate itself; `who_multiplier` gives the factor of the fourth column. Relative measures
/// have no value when μ = 0. ACI, RCI, SII and RII need groups in their order, most disadvantaged first. D and R of two named
/// groups are reference − group and reference / group for a favourable outcome, group − reference and group / reference for an
/// adverse one: the WHO's signs, by which more means a worse position of the group. PAR and PAF are not cut off at 0 where the
/// reference is worse than the average, as the WHO's tool does.
///
/// Sources: Schlotheuber and Hosseinpoor (2022) Int. J. Environ. Res. Public Health 19, 3697; WHO (2013) Handbook on health
/// inequality monitoring. Kakwani, Wagstaff and van Doorslaer (1997) J. Econometrics 77, 87 (concentration indices); Pamuk (1985)
/// Popul. Stud. 39, 17 (slope index); Pearcy and Keppel (2002) Public Health Rep. 117, 273 (index of disparity); Theil (1967)
/// Economics and Information Theory; Miettinen (1974) Am. J. Epidemiol. 99, 325 (attributable fraction).
///
/// Intervals, shares taken as known:
///
///  - `automatic`, the default: `mover` where it applies, else `inversion`. The result names the one used.
///  - `mover` for ACI, RCI, SII, RII; D and R of a named pair; PAR and PAF with a reference: Wilson's interval of each rate
///    carried over to sums and ratios of sums. Newcombe's interval for D, Donner and Zou's for R. Zou and Donner (2008) Stat.
///    Med. 27, 1693.
///  - `inversion` for all others, which cannot fall below 0 (R: 1): the pattern found is stretched or shrunk about μ until
///    resampled measures are as large as the observed one, or as small, in half of 1 − level of samples. Efron and Tibshirani
///    (1993) An Introduction to the Bootstrap; DiCiccio and Romano (1990) Int. Stat. Rev. 58, 59.
///  - `delta`, for comparison: value ± z standard errors, R and RII on the log scale.
///  - `bootstrap_bca`, `bootstrap_percentile`, for comparison: groups/bootstrap.hpp.
///
/// A measure that cannot fall below 0 is larger than 0 in every sample of equal groups, and more so in a resample of that sample;
/// its slope vanishes at equality or has a kink (an absolute value, the change of the best group). There the delta method and the
/// percentiles fail, and only `inversion` is right. Its lower limit is 0 exactly when the measure is no larger than equal groups
/// would show by chance; its upper limit is never below what equal groups could show. The upper limit of what is taken from the
/// best group as found (D and R unnamed, MDBU, MDBW, PAR and PAF without a reference) is the largest that `mover` gives with each
/// group in turn as the best: a stretched pattern would correct too much for the luck of the best. Simulated coverage of 95 %
/// intervals, four to six groups of 50 or 400: `inversion` 92 to 99 %; `bootstrap_bca` 0 to 97, `delta` 15 to 98.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "equitable/comparison/mover.hpp"
#include "equitable/detail/inequality_measures.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/random.hpp"
#include "equitable/detail/root.hpp"
#include "equitable/groups/bootstrap.hpp"
#include "equitable/proportion/wilson.hpp"

namespace equitable {

namespace detail {

inline constexpr std::array<const char*, 21> inequality_measure_names{"D",    "R",     "ACI",   "RCI",  "SII",  "RII",  "BGV",
                                                                      "BGSD", "COV",   "MDMU",  "MDMW", "MDBU", "MDBW", "MDRU",
                                                                      "MDRW", "IDISU", "IDISW", "TI",   "MLD",  "PAR",  "PAF"};

}  // namespace detail

/// The measure's abbreviation in the WHO's toolkit: "D", "BGV", "MDBW", …
[[nodiscard]] constexpr const char* name(InequalityMeasure measure) noexcept {
  return detail::inequality_measure_names[static_cast<std::size_t>(measure)];
}

/// What the WHO multiplies the measure by when it is printed: 1, 100 or 1000.
[[nodiscard]] constexpr double who_multiplier(InequalityMeasure measure) noexcept {
  switch (measure) {
    case InequalityMeasure::relative_concentration_index:
    case InequalityMeasure::coefficient_of_variation:
    case InequalityMeasure::index_of_disparity:
    case InequalityMeasure::index_of_disparity_weighted:
    case InequalityMeasure::population_attributable_fraction: return 100.0;
    case InequalityMeasure::theil_index:
    case InequalityMeasure::mean_log_deviation: return 1000.0;
    default: return 1.0;
  }
}

/// The intervals of a measure of inequality.
enum class InequalityMethod : std::uint8_t { automatic, mover, inversion, delta, bootstrap_bca, bootstrap_percentile };

namespace detail {

inline constexpr std::array<const char*, 6> inequality_method_names{"automatic", "mover",         "inversion",
                                                                    "delta",     "bootstrap_bca", "bootstrap_percentile"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(InequalityMethod method) noexcept {
  return detail::inequality_method_names[static_cast<std::size_t>(method)];
}

/// Options of `inequality`.
struct InequalityOptions {
  InequalityMethod method = InequalityMethod::automatic;
  Confidence confidence{0.95};
  /// Whether the outcome is good to have (appointed, trained) or bad (harassed, disciplined): decides which group is the best.
  bool favourable = true;
  /// The place of the reference group, from 0. Needed by MDRU and MDRW; without it PAR and PAF use the best group.
  std::optional<std::size_t> reference{};
  /// The place of the group that D and R compare with the reference; with two groups it is the other one. Without a reference
  /// they compare the highest rate with the lowest.
  std::optional<std::size_t> group{};
  /// Population shares, of any positive sum; by default the groups' totals. They count as known without error.
  std::vector<double> shares{};
  /// Samples drawn by `inversion` and the bootstraps, at least 2/(1 − level) − 1, and where their random numbers begin.
  Count replicates = 4999;
  std::uint64_t seed = 1;
};

/// A measure of inequality with its interval.
struct InequalityResult {
  Estimate estimate;
  /// By the delta method from binomial variances y(1−y)/n; NaN where the measure has no slope (equal rates, ties).
  double standard_error;
};

namespace detail {

/// Whether the measure is a sum of rates with fixed coefficients or a ratio of two such sums.
[[nodiscard]] inline bool is_linear(const InequalityForm& form) noexcept {
  using M = InequalityMeasure;
  switch (form.measure) {
    case M::difference:
    case M::ratio: return form.named_pair();
    case M::population_attributable_risk:
    case M::population_attributable_fraction: return form.reference != no_group;
    case M::absolute_concentration_index:
    case M::relative_concentration_index:
    case M::slope_index_of_inequality:
    case M::relative_index_of_inequality: return true;
    default: return false;
  }
}

/// Several counted groups with the numbers that the measures are made of.
struct InequalityData {
  std::vector<Proportion> groups;
  std::vector<double> rates, deviations, shares;
  double mean = 0.0;
  bool defined = true;  ///< every group holds somebody

  InequalityData(const std::vector<Proportion>& counted, const std::vector<double>& weights) : groups(counted) {
    const std::size_t k = groups.size();
    double sum = 0.0;
    for (std::size_t j = 0; j < k; ++j) {
      rates.push_back(groups[j].rate());
      shares.push_back(weights.empty() ? static_cast<double>(groups[j].total) : weights[j]);
      sum += shares[j];
      defined = defined && groups[j].total > 0;
    }
    for (double& share : shares) share /= sum;
    for (std::size_t j = 0; j < k; ++j) mean += shares[j] * rates[j];
    // y_j − μ as the mean of exact differences: nothing cancels, however close the rates.
    for (std::size_t j = 0; j < k; ++j) {
      double deviation = 0.0;
      for (std::size_t i = 0; i < k; ++i)
        deviation +=
            shares[i] * rate_difference_value({static_cast<double>(groups[j].events), static_cast<double>(groups[j].total),
                                               static_cast<double>(groups[i].events), static_cast<double>(groups[i].total)});
      deviations.push_back(deviation);
    }
  }
  [[nodiscard]] RatePattern pattern() const noexcept {
    return {rates.data(), deviations.data(), shares.data(), mean, rates.size()};
  }
  [[nodiscard]] bool all_equal() const noexcept {
    for (const double deviation : deviations)
      if (deviation != 0.0) return false;
    return true;
  }
};

/// Rates that change from sample to sample, and the pattern they make.
class ChangingRates {
 public:
  explicit ChangingRates(const std::vector<double>& shares)
      : shares_(shares), rates_(shares.size()), deviations_(shares.size()) {}

  [[nodiscard]] double& operator[](std::size_t j) noexcept { return rates_[j]; }
  [[nodiscard]] RatePattern pattern() noexcept {
    double mean = 0.0;
    for (std::size_t j = 0; j < rates_.size(); ++j) mean += shares_[j] * rates_[j];
    for (std::size_t j = 0; j < rates_.size(); ++j) deviations_[j] = rates_[j] - mean;
    return {rates_.data(), deviations_.data(), shares_.data(), mean, rates_.size()};
  }

 private:
  const std::vector<double>& shares_;
  std::vector<double> rates_, deviations_;
};

[[nodiscard]] inline double inequality_standard_error(const InequalityData& data, const InequalityForm& form) {
  std::vector<double> gradient(data.groups.size());
  inequality_gradient(data.pattern(), form, gradient.data());
  double variance = 0.0;
  for (std::size_t j = 0; j < gradient.size(); ++j) {
    const double n = static_cast<double>(data.groups[j].total);
    const double others = static_cast<double>(data.groups[j].total - data.groups[j].events) / n;
    variance += gradient[j] * gradient[j] * (data.rates[j] * others / n);
  }
  return std::sqrt(variance);
}

/// Where the measure begins, if it cannot fall below some value: 0, for R 1.
[[nodiscard]] inline double inequality_floor(const InequalityForm& form) noexcept {
  if (is_linear(form)) return -infinity;
  return form.measure == InequalityMeasure::ratio ? 1.0 : 0.0;
}

/// Whether the measure is minus a quantity that cannot fall below 0: PAR and PAF against the lowest rate.
[[nodiscard]] inline bool is_turned(const InequalityForm& form) noexcept {
  const bool attributable = form.measure == InequalityMeasure::population_attributable_risk ||
                            form.measure == InequalityMeasure::population_attributable_fraction;
  return attributable && form.reference == no_group && !form.favourable;
}

[[nodiscard]] inline Interval delta_limits(double value, double se, const InequalityForm& form, const Level& level) noexcept {
  if (!(se > 1e-14 * std::fabs(value))) return {not_a_number, not_a_number};
  const bool logarithmic =
      form.measure == InequalityMeasure::ratio || form.measure == InequalityMeasure::relative_index_of_inequality;
  if (logarithmic) {
    const double factor = std::exp(level.z * se / value);
    return {std::fmax(inequality_floor(form), value / factor), value * factor};
  }
  if (is_turned(form)) return {value - level.z * se, std::fmin(0.0, value + level.z * se)};
  return {std::fmax(inequality_floor(form), value - level.z * se), value + level.z * se};
}

/// Σ a y and Σ b y of independent rates, each with an interval of its own.
struct LinearRates {
  const InequalityData& data;
  std::vector<double> a, b;
  std::vector<Interval> distances;  ///< how far each rate's limits lie from it

  LinearRates(const InequalityData& counted, const InequalityForm& form, const Level& level)
      : data(counted), a(counted.groups.size()), b(counted.groups.size()) {
    linear_form(data.pattern(), form, a.data(), b.data());
    for (const Proportion& group : data.groups)
      distances.push_back(wilson_distances(static_cast<double>(group.events), static_cast<double>(group.total), level.z));
  }

  /// How far the limit of Σ (a − θ b) y lies from it, below for a sign of −1, above for 1; and the slope in θ of that.
  [[nodiscard]] Slope reach(double theta, double sign) const noexcept {
    double squares = 0.0;
    double slope = 0.0;
    for (std::size_t j = 0; j < a.size(); ++j) {
      const double c = a[j] - theta * b[j];
      const double distance = c * sign > 0.0 ? distances[j].upper : distances[j].lower;
      squares += c * c * distance * distance;
      slope -= c * b[j] * distance * distance;
    }
    const double root = std::sqrt(squares);
    return {root, root > 0.0 ? slope / root : 0.0};
  }
  /// The limit of (Σ a y)/(Σ b y) on one side: θ where the limit of Σ (a − θ b) y comes to 0. Infinite where it never does.
  [[nodiscard]] double ratio_limit(double estimate, double sign) const noexcept {
    double bottom = 0.0;
    double far_squares = 0.0;
    for (std::size_t j = 0; j < b.size(); ++j) {
      bottom += b[j] * data.rates[j];
      const double distance = b[j] > 0.0 ? distances[j].lower : distances[j].upper;
      far_squares += b[j] * b[j] * distance * distance;
    }
    if (!(bottom > std::sqrt(far_squares))) return sign * infinity;
    // In θ = estimate + sign·t the numerator's distance from 0 is t Σ b y: a rising line less a convex function of t.
    const auto excess = [&](double t) noexcept {
      const Slope far = reach(estimate + sign * t, sign);
      return Slope{t * bottom - far.value, bottom - sign * far.derivative};
    };
    double step = reach(estimate, sign).value / bottom;
    if (step == 0.0) return estimate;
    double beyond = step;
    while (excess(beyond).value < 0.0) {
      beyond *= 2.0;
      if (!(beyond < 1e300)) return sign * infinity;
    }
    return estimate + sign * step *
                          increasing_root(
                              [&](double u) {
                                const Slope at = excess(u * step);
                                return Slope{at.value / (step * bottom), at.derivative / bottom};
                              },
                              0.0, beyond / step, 1.0);
  }
};

[[nodiscard]] inline Interval mover_limits(const InequalityData& data, const InequalityForm& form, double value,
                                           const Level& level) {
  const LinearRates linear(data, form, level);
  switch (form.measure) {
    case InequalityMeasure::ratio:
    case InequalityMeasure::relative_index_of_inequality: {
      // The lower limit is one over the upper limit of the reciprocal: each is bounded when its own denominator is.
      LinearRates turned = linear;
      turned.a.swap(turned.b);
      const double lower = value == 0.0 ? 0.0 : 1.0 / turned.ratio_limit(1.0 / value, 1.0);
      return {lower, std::isinf(value) ? value : linear.ratio_limit(value, 1.0)};
    }
    case InequalityMeasure::relative_concentration_index:
      return {linear.ratio_limit(value, -1.0), linear.ratio_limit(value, 1.0)};
    case InequalityMeasure::population_attributable_fraction:
      return {linear.ratio_limit(value + 1.0, -1.0) - 1.0, linear.ratio_limit(value + 1.0, 1.0) - 1.0};
    default: return {value - linear.reach(0.0, -1.0).value, value + linear.reach(0.0, 1.0).value};
  }
}

/// Whether the measure is taken from the best group, or from the highest to the lowest, as found.
[[nodiscard]] inline bool is_from_best(const InequalityForm& form) noexcept {
  using M = InequalityMeasure;
  switch (form.measure) {
    case M::difference:
    case M::ratio:
    case M::population_attributable_risk:
    case M::population_attributable_fraction: return !is_linear(form);
    case M::mean_difference_from_best:
    case M::mean_difference_from_best_weighted: return true;
    default: return false;
  }
}

/// The upper limit of a measure taken from the best group: the largest of the upper limits that it would have with any other
/// group as the best, or any pair as the highest and lowest. The measure is the largest of those, and the limit of the one that
/// truly is the largest is among them: at least as sure as each.
[[nodiscard]] inline double upper_limit_from_best(const InequalityData& data, const InequalityForm& form, const Level& level) {
  using M = InequalityMeasure;
  const std::size_t k = data.groups.size();
  double largest = 0.0;
  if (form.measure == M::difference || form.measure == M::ratio) {
    std::vector<Recovered> rates;
    for (const Proportion& group : data.groups)
      rates.push_back(recovered_wilson(static_cast<double>(group.events), static_cast<double>(group.total), level.z));
    for (std::size_t i = 0; i < k; ++i)
      for (std::size_t j = 0; j < k; ++j) {
        if (i == j) continue;
        const double upper = form.measure == M::ratio
                                 ? 1.0 / mover_ratio_lower(rates[j], rates[i])
                                 : data.deviations[i] - data.deviations[j] + std::hypot(rates[i].above, rates[j].below);
        largest = std::fmax(largest, upper);
      }
    return largest;
  }
  const bool relative = form.measure == M::population_attributable_fraction;
  const bool plain_mean = form.measure == M::mean_difference_from_best;
  InequalityForm fixed{relative ? form.measure : M::population_attributable_risk, form.favourable, 0};
  const double sign = form.favourable ? 1.0 : -1.0;
  LinearRates linear(data, fixed, level);
  for (std::size_t best = 0; best < k; ++best) {
    fixed.reference = best;
    linear_form(data.pattern(), fixed, linear.a.data(), linear.b.data());
    if (plain_mean)
      for (std::size_t j = 0; j < k; ++j) linear.a[j] = (j == best ? 1.0 : 0.0) - 1.0 / static_cast<double>(k);
    double value = 0.0;
    for (std::size_t j = 0; j < k; ++j) value += linear.a[j] * (relative ? data.rates[j] / data.mean : data.deviations[j]);
    const double limit = relative ? linear.ratio_limit(value, sign) - 1.0 : value + sign * linear.reach(0.0, sign).value;
    largest = std::fmax(largest, sign * limit);
  }
  return largest;
}

/// Samples from a stretched pattern: rates μ + t (y_j − μ), cut at 0 and 1.
class StretchedPattern {
 public:
  StretchedPattern(const InequalityData& data, const InequalityForm& form, double observed, Count replicates, std::uint64_t seed)
      : data_(data),
        form_(form),
        observed_(observed),
        replicates_(static_cast<std::uint64_t>(replicates)),
        seed_(seed),
        samplers_(data.groups.size()),
        true_rates_(data.shares),
        rates_(data.shares),
        values_(static_cast<std::size_t>(replicates)) {}

  /// The measure as a quantity that cannot fall below its floor; without events all groups are equal.
  [[nodiscard]] double magnitude(const RatePattern& pattern) const noexcept {
    const double value = inequality_value(pattern, form_);
    if (std::isnan(value)) return inequality_floor(form_);
    return is_turned(form_) ? -value : value;
  }
  /// The measure of the pattern itself.
  [[nodiscard]] double measure(double t) {
    stretch(t);
    return magnitude(true_rates_.pattern());
  }
  /// The shares of samples whose measure is at least, and at most, as large as the observed one; equal to 1 part in 10^12.
  [[nodiscard]] Tails tails(double t) {
    draw(t);
    const double slack = std::isfinite(observed_) ? 1e-12 * std::fabs(observed_) : 0.0;
    double at_most = 0.0;
    double at_least = 0.0;
    for (const double value : values_) {
      at_least += value >= observed_ - slack ? 1.0 : 0.0;
      at_most += value <= observed_ + slack ? 1.0 : 0.0;
    }
    const double all = static_cast<double>(replicates_);
    return {at_most / all, at_least / all};
  }
  /// The k-th largest measure of samples of equal groups, k = ⌊(B+1)·tail⌋.
  [[nodiscard]] double largest_by_chance(double tail) {
    draw(0.0);
    std::sort(values_.begin(), values_.end());
    return sorted_percentiles(values_, {tail, tail}).upper;
  }
  /// From here on every rate is 0 or 1, or no larger t is a number.
  [[nodiscard]] double most() const noexcept {
    double t = 1.0;
    for (std::size_t j = 0; j < data_.groups.size(); ++j) {
      const double d = data_.deviations[j];
      if (d != 0.0) t = std::fmax(t, (d > 0.0 ? 1.0 - data_.mean : data_.mean) / std::fabs(d));
    }
    return std::fmin(t, 1e300);
  }

 private:
  void stretch(double t) noexcept {
    for (std::size_t j = 0; j < samplers_.size(); ++j)
      true_rates_[j] = t == 1.0 ? data_.rates[j] : std::fmin(std::fmax(data_.mean + t * data_.deviations[j], 0.0), 1.0);
  }
  void draw(double t) {
    stretch(t);
    for (std::size_t j = 0; j < samplers_.size(); ++j)
      samplers_[j].set(static_cast<double>(data_.groups[j].total), unit_point(true_rates_[j]));
    for (std::uint64_t i = 0; i < replicates_; ++i) {
      RandomStream stream(seed_, i);
      for (std::size_t j = 0; j < samplers_.size(); ++j)
        rates_[j] = samplers_[j](stream.next()) / static_cast<double>(data_.groups[j].total);
      values_[static_cast<std::size_t>(i)] = magnitude(rates_.pattern());
    }
  }

  const InequalityData& data_;
  InequalityForm form_;
  double observed_;
  std::uint64_t replicates_;
  std::uint64_t seed_;
  std::vector<BinomialSampler> samplers_;
  ChangingRates true_rates_;
  ChangingRates rates_;
  std::vector<double> values_;
};

/// The t of [low, high] at which a rising share passes `tail`, to a thousandth of itself or one sample; share(low) < tail <=
/// share(high). The normal quantile of a share is nearly straight in t, so that some six samples of the law do.
template <class Share>
[[nodiscard]] double stretch_at(const Share& share, double low, double high, double low_share, double high_share, double tail,
                                double samples) {
  const auto bend = [samples](double s) {
    const double inside = (s * samples + 0.5) / (samples + 1.0);
    return inside <= 0.5 ? -normal_upper_quantile(inside) : normal_upper_quantile(1.0 - inside);
  };
  const double goal = bend(tail);
  double low_gap = bend(low_share) - goal;
  double high_gap = bend(high_share) - goal;
  for (int step = 0; step < 40 && high - low > 1e-3 * high; ++step) {
    const bool halve = step % 4 == 3 || !(high_gap > low_gap);
    double part = halve ? 0.5 : -low_gap / (high_gap - low_gap);
    part = std::fmin(std::fmax(part, 0.02), 0.98);
    const double middle = low + part * (high - low);
    const double found = share(middle);
    if (std::fabs(found - tail) * samples < 0.75) return middle;
    (found < tail ? low : high) = middle;
    (found < tail ? low_gap : high_gap) = bend(found) - goal;
  }
  return 0.5 * (low + high);
}

[[nodiscard]] inline Interval inversion_limits(const InequalityData& data, const InequalityForm& form, double value,
                                               const Level& level, const InequalityOptions& options) {
  bool varies = false;
  for (const double rate : data.rates) varies = varies || (rate > 0.0 && rate < 1.0);
  if (!varies && (data.mean == 0.0 || data.mean == 1.0)) return {not_a_number, not_a_number};
  const double floor = inequality_floor(form);
  const double samples = static_cast<double>(options.replicates);
  const double observed = is_turned(form) ? -value : value;
  StretchedPattern pattern(data, form, observed, options.replicates, options.seed);
  const bool from_best = is_from_best(form);
  const double least_upper = from_best ? upper_limit_from_best(data, form, level) : pattern.largest_by_chance(level.tail);
  Interval limits{floor, least_upper};
  if (!data.all_equal()) {
    const auto at_least = [&](double t) { return pattern.tails(t).above; };
    const auto more_than = [&](double t) { return 1.0 - pattern.tails(t).below; };
    const double chance = at_least(0.0);
    if (chance < level.tail) {
      double high = 1.0;
      double share = at_least(high);
      while (share < level.tail && high < pattern.most()) share = at_least(high *= 2.0);
      limits.lower = pattern.measure(stretch_at(at_least, 0.0, high, chance, share, level.tail, samples));
    }
    if (std::isinf(observed)) {
      limits.upper = infinity;
    } else if (!from_best) {
      double low = 0.0;
      double low_share = more_than(low);
      if (low_share < 1.0 - level.tail) {
        const double most = pattern.most();
        double high = std::fmin(2.0, most);
        double share = more_than(high);
        while (share < 1.0 - level.tail && high < most) {
          low = high;
          low_share = share;
          high = std::fmin(2.0 * high, most);
          share = more_than(high);
        }
        const bool reached = share >= 1.0 - level.tail;
        const double t = reached ? stretch_at(more_than, low, high, low_share, share, 1.0 - level.tail, samples) : high;
        limits.upper = std::fmax(least_upper, pattern.measure(t));
      }
    }
    limits.lower = std::fmin(limits.lower, observed);
    limits.upper = std::fmax(limits.upper, observed);
  }
  return is_turned(form) ? Interval{-limits.upper, -limits.lower} : limits;
}

/// The measure as a function of a sample's counts. It writes the sample's rates into itself: one for each thread.
class InequalityStatistic {
 public:
  InequalityStatistic(const InequalityData& data, const InequalityForm& form) : rates_(data.shares), form_(form) {}
  double operator()(const std::vector<Proportion>& sample) const {
    for (std::size_t j = 0; j < sample.size(); ++j) rates_[j] = sample[j].rate();
    return inequality_value(rates_.pattern(), form_);
  }

 private:
  mutable ChangingRates rates_;
  InequalityForm form_;
};

[[nodiscard]] inline Interval bootstrapped_limits(const InequalityData& data, const InequalityForm& form,
                                                  const InequalityOptions& options) {
  BootstrapOptions bootstrapped;
  bootstrapped.method = options.method == InequalityMethod::bootstrap_bca ? BootstrapMethod::bca : BootstrapMethod::percentile;
  bootstrapped.confidence = options.confidence;
  bootstrapped.replicates = options.replicates;
  bootstrapped.seed = options.seed;
  const Estimate found = bootstrap(data.groups, InequalityStatistic(data, form), bootstrapped).estimate;
  return {found.lower, found.upper};
}

/// The shares of the options, checked.
inline void check_shares(const std::vector<double>& shares, std::size_t groups, const char* where) {
  if (shares.empty()) return;
  if (shares.size() != groups)
    throw_invalid(where, "the number of shares", std::to_string(shares.size()),
                  "must be " + std::to_string(groups) + ", the number of groups");
  double sum = 0.0;
  for (std::size_t j = 0; j < groups; ++j) {
    if (!(shares[j] >= 0.0 && shares[j] < infinity))
      throw_invalid(where, "shares[" + std::to_string(j) + "]", shares[j], "must be 0 or more, and finite");
    sum += shares[j];
  }
  if (!(sum > 0.0 && sum < infinity)) throw_invalid(where, "the sum of shares", sum, "must be above 0 and finite");
}

/// The measure with its groups, checked.
[[nodiscard]] inline InequalityForm checked_form(std::size_t groups, InequalityMeasure measure,
                                                 const InequalityOptions& options) {
  const char* const where = "inequality";
  InequalityForm form{measure, options.favourable};
  const auto place = [&](const std::optional<std::size_t>& given, const char* argument) {
    if (given && *given >= groups)
      throw_invalid(where, argument, std::to_string(*given), "must be below the number of groups, " + std::to_string(groups));
    return given ? *given : no_group;
  };
  form.reference = place(options.reference, "reference");
  form.group = place(options.group, "group");
  if (form.reference == no_group) {
    if (measure == InequalityMeasure::mean_difference_from_reference ||
        measure == InequalityMeasure::mean_difference_from_reference_weighted)
      throw_invalid(where, "reference", "missing", std::string("must be given for ") + name(measure));
    if (form.group != no_group) throw_invalid(where, "reference", "missing", "must be given with a group");
  } else if (form.group == no_group && groups == 2) {
    form.group = 1 - form.reference;
  } else if (form.group == form.reference) {
    throw_invalid(where, "group", std::to_string(form.group), "must not be the reference");
  }
  return form;
}

/// The method, chosen for the measure where it is automatic.
[[nodiscard]] inline InequalityMethod checked_method(const InequalityForm& form, InequalityMethod method) {
  const bool linear = is_linear(form);
  if (method == InequalityMethod::automatic) return linear ? InequalityMethod::mover : InequalityMethod::inversion;
  if (method == InequalityMethod::mover && !linear)
    throw_invalid("inequality", "method", "mover",
                  std::string("must be automatic, inversion, delta or a bootstrap for ") + name(form.measure) +
                      " (D and R by mover compare two named groups, PAR and PAF need a reference)");
  if (method == InequalityMethod::inversion && linear)
    throw_invalid("inequality", "method", "inversion",
                  std::string("must be automatic, mover, delta or a bootstrap for ") + name(form.measure));
  return method;
}

}  // namespace detail

/// One measure of the inequality between groups, with its interval.
///
///     InequalityOptions options;
///     options.favourable = false;                                            // harassment
///     inequality({{120, 400}, {90, 500}, {30, 250}}, InequalityMeasure::theil_index, options)
///
/// A group without people, and a relative measure without any events, have no value: NaN with `Status::undefined`. Where nobody or
/// everybody in all groups has the outcome, `mover` has limits and the other methods have none: there is nothing to resample, and
/// no variance to be seen; the value stands with `Status::no_information`. `delta` is `undefined` too where the standard error is 0
/// or has no value. `estimate.method` names the method used. The fitted lines of SII and RII are linear, their limits those of
/// `mover`; log and logit fits, and limits by the binomial variances, are in groups/slope_index.hpp. Cost: `mover` and `delta` a microsecond; `inversion` some twenty times `replicates` samples, 10 ms.
/// @throws InvalidInput for fewer than two groups, counts outside 0 <= events <= total <= 2^53, shares that are no shares, a
///         reference or group that is not there or is needed, a method that the measure does not have, or replicates above 10^8 or too few for the level
[[nodiscard]] inline InequalityResult inequality(const std::vector<Proportion>& groups, InequalityMeasure measure,
                                                 const InequalityOptions& options = {}) {
  detail::check_counted(groups, "inequality", 2);
  detail::check_shares(options.shares, groups.size(), "inequality");
  const detail::InequalityForm form = detail::checked_form(groups.size(), measure, options);
  const InequalityMethod method = detail::checked_method(form, options.method);
  const detail::Level level = detail::two_sided_level(options.confidence);
  if (method != InequalityMethod::mover && method != InequalityMethod::delta)
    detail::check_replicates(options.replicates, level, "inequality");
  const detail::InequalityData data(groups, options.shares);
  Interval limits{not_a_number, not_a_number};
  const double value = data.defined ? detail::inequality_value(data.pattern(), form) : not_a_number;
  const double se = std::isfinite(value) ? detail::inequality_standard_error(data, form) : not_a_number;
  if (!std::isnan(value)) {
    if (method == InequalityMethod::mover) limits = detail::mover_limits(data, form, value, level);
    if (method == InequalityMethod::inversion) limits = detail::inversion_limits(data, form, value, level, options);
    if (method == InequalityMethod::delta) limits = detail::delta_limits(value, se, form, level);
    if (method == InequalityMethod::bootstrap_bca || method == InequalityMethod::bootstrap_percentile)
      limits = detail::bootstrapped_limits(data, form, options);
  }
  InequalityResult result{make_estimate(value, limits, options.confidence, name(method)), se};
  if (!std::isnan(value) && std::isnan(limits.lower)) {
    bool nobody = true;
    bool everybody = true;
    for (const Proportion& group : groups) {
      nobody = nobody && group.events == 0;
      everybody = everybody && group.events == group.total;
    }
    if (nobody || everybody) result.estimate.status = Status::no_information;
  }
  return result;
}

}  // namespace equitable
