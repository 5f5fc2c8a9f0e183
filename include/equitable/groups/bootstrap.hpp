/// @file groups/bootstrap.hpp
/// Intervals by resampling counts, of anything computed from several rates.
///
/// Each group's events are drawn anew from the binomial law of its observed rate (the parametric bootstrap, which for counts is
/// also the ordinary one), and the spread of the recomputed statistic shows how far it may be off.
///
/// | method | limits |
/// |---|---|
/// | `bca` | default: percentiles moved for the median bias and the skewness (Efron 1987, J. Am. Stat. Assoc. 82, 171) |
/// | `percentile` | the percentiles as they are |
///
/// Draws come by address (detail/random.hpp): the result depends on the counts, the seed and the number of replicates, and on
/// nothing else, neither on the machine's threads nor on the order of evaluation.
///
/// When not to use it: a group in which nobody or everybody has the outcome is not varied by resampling, so that its uncertainty
/// is missing from the interval; where a statistic cannot fall below a value that it may well have (a variance of rates, the
/// distance from the best group), no interval of this kind is right near that value. For two rates the score intervals of
/// comparison/ are better than either method, and comparison/exact_bootstrap.hpp has both methods without simulation. For the
/// measures of inequality see groups/inequality.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "equitable/comparison/exact_bootstrap.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/random.hpp"
#include "equitable/detail/rates.hpp"

namespace equitable {

/// Options of `bootstrap`.
struct BootstrapOptions {
  BootstrapMethod method = BootstrapMethod::bca;
  Confidence confidence{0.95};
  /// How many samples are drawn, up to 10^8 and at least 2/(1 − level) − 1. The limits themselves vary by some 1/√(replicates · tail) standard errors.
  Count replicates = 9999;
  std::uint64_t seed = 1;
};

/// An interval by resampling, and what else the replicates tell.
struct BootstrapResult {
  Estimate estimate;
  double standard_error;  ///< standard deviation of the finite replicates
  double bias;            ///< mean of the finite replicates less the estimate
  Count defined;          ///< replicates in which the statistic was a number; the others are left out
};

namespace detail {

/// The percentiles of sorted values: the k-th from either end, k = ⌊(B+1)·tail⌋, at least 1.
[[nodiscard]] inline Interval sorted_percentiles(const std::vector<double>& sorted, const Tails& tails) noexcept {
  if (sorted.empty() || std::isnan(tails.below) || std::isnan(tails.above)) return {not_a_number, not_a_number};
  const double size = static_cast<double>(sorted.size());
  const auto place = [size](double tail) {
    return static_cast<std::size_t>(std::fmin(std::fmax(std::floor((size + 1.0) * tail * (1.0 + 1e-12)), 1.0), size));
  };
  return {sorted[place(tails.below) - 1], sorted[sorted.size() - place(tails.above)]};
}

/// Limits from replicates, which it sorts. Nothing varies, or nothing lies on one side of the estimate (bca): NaN.
[[nodiscard]] inline Interval resampled_limits(std::vector<double>& values, double estimate, double acceleration,
                                               BootstrapMethod method, const Level& level) {
  std::sort(values.begin(), values.end());
  if (values.empty() || values.front() == values.back()) return {not_a_number, not_a_number};
  if (method == BootstrapMethod::percentile) return sorted_percentiles(values, {level.tail, level.tail});
  const double size = static_cast<double>(values.size());
  const auto range = std::equal_range(values.begin(), values.end(), estimate);
  const double less = static_cast<double>(range.first - values.begin()) / size;
  const double equal = static_cast<double>(range.second - range.first) / size;
  return sorted_percentiles(values, bca_tails(less, equal, acceleration, level));
}

/// The groups' laws, and samples from them by number.
class Resampler {
 public:
  explicit Resampler(const std::vector<Proportion>& groups) : samplers_(groups.size()), sample_(groups) {
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const double n = static_cast<double>(groups[i].total);
      const double x = static_cast<double>(groups[i].events);
      samplers_[i].set(n, n > 0.0 ? UnitPoint{x / n, (n - x) / n} : UnitPoint{0.0, 1.0});
    }
  }
  /// Sample number `replicate`; it stands until the next call.
  [[nodiscard]] const std::vector<Proportion>& operator()(std::uint64_t seed, std::uint64_t replicate) {
    RandomStream stream(seed, replicate);
    for (std::size_t i = 0; i < samplers_.size(); ++i) sample_[i].events = static_cast<Count>(samplers_[i](stream.next()));
    return sample_;
  }

 private:
  std::vector<BinomialSampler> samplers_;
  std::vector<Proportion> sample_;
};

/// A sixth of the skewness of Σ g x, g the slope of the statistic in each group's events: Efron's acceleration for independent
/// binomial counts. Slopes from one event more and one less.
template <class Statistic>
[[nodiscard]] double binomial_acceleration(std::vector<Proportion> groups, const Statistic& statistic) {
  double second = 0.0;
  double third = 0.0;
  for (Proportion& group : groups) {
    const Count observed = group.events;
    if (observed <= 0 || observed >= group.total) continue;  // such a group does not vary
    group.events = observed + 1;
    const double more = statistic(groups);
    group.events = observed - 1;
    const double slope = 0.5 * (more - statistic(groups));
    group.events = observed;
    if (!std::isfinite(slope)) continue;
    const double p = group.rate();
    const double variance = static_cast<double>(observed) * (1.0 - p);
    second += slope * slope * variance;
    third += slope * slope * slope * variance * (1.0 - 2.0 * p);
  }
  return second > 0.0 ? third / (6.0 * second * std::sqrt(second)) : 0.0;
}

/// The groups, each checked. @throws InvalidInput naming the index
inline void check_counted(const std::vector<Proportion>& groups, const char* where, std::size_t fewest = 1) {
  if (groups.size() < fewest)
    throw_invalid(where, "the number of groups", std::to_string(groups.size()), "must be at least " + std::to_string(fewest));
  for (std::size_t i = 0; i < groups.size(); ++i) static_cast<void>(checked_item(groups[i], where, "groups", i));
}

}  // namespace detail

/// The statistic of samples `first` to `first + count − 1`, written to `values`: any part of a bootstrap, for those who share it
/// among threads. `statistic` takes a `const std::vector<Proportion>&`. Nothing is allocated in the loop.
template <class Statistic>
void bootstrap_values(const std::vector<Proportion>& groups, const Statistic& statistic, std::uint64_t seed, std::uint64_t first,
                      std::size_t count, double* values) {
  detail::check_counted(groups, "bootstrap_values");
  detail::Resampler resampler(groups);
  for (std::size_t i = 0; i < count; ++i) values[i] = statistic(resampler(seed, first + i));
}

/// The interval from values that `bootstrap_values` wrote for all samples, 0 to replicates − 1: for those who share the samples among
/// threads. As `bootstrap`, and the same bits.
/// @throws InvalidInput as `bootstrap`, and unless there are as many values as replicates
template <class Statistic>
[[nodiscard]] BootstrapResult bootstrap_from(const std::vector<Proportion>& groups, const Statistic& statistic,
                                             std::vector<double> values, const BootstrapOptions& options = {}) {
  detail::check_counted(groups, "bootstrap");
  const detail::Level level = detail::two_sided_level(options.confidence);
  detail::check_replicates(options.replicates, level, "bootstrap");
  if (values.size() != static_cast<std::size_t>(options.replicates))
    throw_invalid("bootstrap", "the number of values", std::to_string(values.size()),
                  "must be " + std::to_string(options.replicates) + ", the number of replicates");
  const double value = statistic(groups);
  values.erase(std::remove_if(values.begin(), values.end(), [](double v) { return std::isnan(v); }), values.end());
  const Count defined = static_cast<Count>(values.size());

  double sum = 0.0;
  double finite = 0.0;
  const double origin = std::isfinite(value) ? value : 0.0;
  for (const double v : values)
    if (std::isfinite(v)) {
      sum += v - origin;
      finite += 1.0;
    }
  const double bias = sum / finite;
  double squares = 0.0;
  for (const double v : values)
    if (std::isfinite(v)) squares += (v - origin - bias) * (v - origin - bias);

  const bool bca = options.method == BootstrapMethod::bca;
  const double acceleration = bca ? detail::binomial_acceleration(groups, statistic) : 0.0;
  const Interval limits = std::isnan(value) ? Interval{not_a_number, not_a_number}
                                            : detail::resampled_limits(values, value, acceleration, options.method, level);
  return {make_estimate(value, limits, options.confidence, name(options.method)),
          finite > 1.0 ? std::sqrt(squares / (finite - 1.0)) : not_a_number, std::isfinite(value) ? bias : not_a_number, defined};
}

/// The interval of any function of several counts, by the parametric bootstrap.
///
///     const auto gap = [](const std::vector<Proportion>& g) { return g[0].rate() - (g[1].rate() + g[2].rate()) / 2; };
///     bootstrap({{120, 400}, {90, 500}, {30, 250}}, gap)
///
/// `statistic` is called with the groups, totals as given and events drawn anew, once a replicate; NaN where it has no value,
/// and such a replicate is left out (`defined` counts the others). Infinite values take their place at the ends. No value at the
/// observed counts, no replicate that differs from another, or for `bca` none on one side of the estimate: NaN limits with
/// `Status::undefined`. Cost: replicates × (10 ns a group and the statistic), and sorting.
/// @throws InvalidInput for no groups, counts outside 0 <= events <= total <= 2^53, or replicates outside 2 to 10^8
///         or below 2/(1 − level) − 1
template <class Statistic>
[[nodiscard]] BootstrapResult bootstrap(const std::vector<Proportion>& groups, const Statistic& statistic,
                                        const BootstrapOptions& options = {}) {
  detail::check_counted(groups, "bootstrap");
  detail::check_replicates(options.replicates, detail::two_sided_level(options.confidence), "bootstrap");
  std::vector<double> values(static_cast<std::size_t>(options.replicates));
  bootstrap_values(groups, statistic, options.seed, 0, values.size(), values.data());
  return bootstrap_from(groups, statistic, std::move(values), options);
}

}  // namespace equitable
