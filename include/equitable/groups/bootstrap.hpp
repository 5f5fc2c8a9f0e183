/// @file groups/bootstrap.hpp
/// Intervals by resampling counts: of anything computed from several rates, and of two rates without any simulation.
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
/// comparison/ are better than either method. For the measures of inequality see groups/inequality.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/random.hpp"
#include "equitable/detail/rates.hpp"

namespace equitable {

/// How limits are taken from the distribution of resampled values.
enum class BootstrapMethod : std::uint8_t { bca, percentile };

namespace detail {

inline constexpr std::array<const char*, 2> bootstrap_method_names{"bootstrap_bca", "bootstrap_percentile"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(BootstrapMethod method) noexcept {
  return detail::bootstrap_method_names[static_cast<std::size_t>(method)];
}

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

/// Options of `bootstrap_difference` and `bootstrap_ratio`.
struct ExactBootstrapOptions {
  BootstrapMethod method = BootstrapMethod::percentile;
  Confidence confidence{0.95};
};

namespace detail {

/// The probabilities at which a percentile interval is read: those left below the lower and above the upper limit.
struct Tails {
  double below, above;
};

/// The probabilities of the BCa interval. `less` and `equal`: shares of the distribution below the estimate and on it.
/// NaN where the whole distribution lies on one side.
[[nodiscard]] inline Tails bca_tails(double less, double equal, double acceleration, const Level& level) noexcept {
  const double below = less + 0.5 * equal;
  const double above = 1.0 - below;
  if (!(below > 0.0 && above > 0.0)) return {not_a_number, not_a_number};
  const double shift = below <= 0.5 ? -normal_upper_quantile(below) : normal_upper_quantile(above);
  const auto moved_tail = [&](double z) {  // probability beyond the limit that lies z out, by the direction of z
    const double shrink = 1.0 - acceleration * (shift + z);
    const double at = shrink > 0.0 ? shift + (shift + z) / shrink : (z > 0.0 ? infinity : -infinity);
    return normal_upper_tail(z > 0.0 ? at : -at);
  };
  return {moved_tail(-level.z), moved_tail(level.z)};
}

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
  const detail::Level level = detail::two_sided_level(options.confidence);
  detail::check_replicates(options.replicates, level, "bootstrap");
  const double value = statistic(groups);
  std::vector<double> values(static_cast<std::size_t>(options.replicates));
  bootstrap_values(groups, statistic, options.seed, 0, values.size(), values.data());
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

namespace detail {

/// One binomial law, as far as it can be seen: outside nine standard deviations and 20 counts lies less than 2^-53.
class BinomialLaw {
 public:
  BinomialLaw(double x, double n) : total(n) {
    const UnitPoint p{x / n, (n - x) / n};
    const bool varies = x > 0.0 && x < n;
    const double reach = varies ? std::ceil(9.0 * std::sqrt(x * p.rest) + 20.0) : 0.0;
    first = std::fmax(0.0, x - reach);
    last = std::fmin(n, x + reach);
    const double odds = p.q / p.rest;
    const std::size_t size = static_cast<std::size_t>(last - first) + 1;
    const std::size_t centre = static_cast<std::size_t>(x - first);
    mass.resize(size);
    mass[centre] = std::exp(log_binomial_mass(x, n, p));
    double i = x;
    for (std::size_t k = centre; k > 0; --k, i -= 1.0) mass[k - 1] = mass[k] * i / ((n - i + 1.0) * odds);
    i = x;
    for (std::size_t k = centre + 1; k < size; ++k, i += 1.0) mass[k] = mass[k - 1] * (n - i) / (i + 1.0) * odds;
    up_to.resize(size);
    double sum = 0.0;
    for (std::size_t k = 0; k < size; ++k) up_to[k] = sum += mass[k];
  }
  /// How many counts it holds for rate x/n.
  [[nodiscard]] static double width(double x, double n) noexcept { return 18.0 * std::sqrt(x * ((n - x) / n)) + 40.0; }

  double total;
  double first, last;
  std::vector<double> mass, up_to;
};

/// Difference of two counts' rates: i/n1 − j/n2.
struct DifferenceOfCounts {
  double n1, n2;
  [[nodiscard]] double value(double i, double j) const noexcept { return rate_difference_value({i, n1, j, n2}); }
  /// About the largest i whose value does not pass v.
  [[nodiscard]] double cut(double v, double j) const noexcept { return n1 * (v + j / n2); }
  [[nodiscard]] bool defined(double, double) const noexcept { return true; }
  [[nodiscard]] double spacing(double) const noexcept { return 1.0 / (n1 * n2); }
  static constexpr double least = -1.0;
};

/// Ratio of two counts' rates: (i/n1)/(j/n2); 0/0 does not count.
struct RatioOfCounts {
  double n1, n2;
  [[nodiscard]] double value(double i, double j) const noexcept { return i * n2 / (j * n1); }
  [[nodiscard]] double cut(double v, double j) const noexcept { return v * j * (n1 / n2); }
  [[nodiscard]] bool defined(double i, double j) const noexcept { return i > 0.0 || j > 0.0; }
  [[nodiscard]] double spacing(double largest) const noexcept { return n2 / n1 / (largest * largest); }
  static constexpr double least = 0.0;
};

/// The exact distribution of a contrast of two resampled counts.
template <class Contrast>
class ContrastLaw {
 public:
  ContrastLaw(const BinomialLaw& first, const BinomialLaw& second, const Contrast& contrast)
      : first_(first), second_(second), contrast_(contrast) {
    if (contrast.defined(0.0, 0.0) || first.first > 0.0 || second.first > 0.0) return;
    lost_ = first.mass[0];
    whole_ = 1.0 - lost_ * second.mass[0];
  }

  /// P(value <= v), or P(value < v) when `strict`. Decided by the values themselves.
  [[nodiscard]] double up_to(double v, bool strict) const noexcept {
    double sum = 0.0;
    for_each_cut(v, strict, [&](double j, double i) { sum += mass_of(j, i); });
    return sum / whole_;
  }
  /// P(value <= v), ties decided by rounding.
  [[nodiscard]] double about(double v) const noexcept {
    double sum = 0.0;
    double j = second_.first;
    for (std::size_t k = 0; k < second_.mass.size(); ++k, j += 1.0) {
      const double cut = contrast_.cut(v, j);
      if (!(cut >= first_.first) || !contrast_.defined(cut, j)) continue;
      const std::size_t i = cut >= first_.last ? first_.up_to.size() - 1 : static_cast<std::size_t>(cut - first_.first);
      sum += second_.mass[k] * (first_.up_to[i] - (j == 0.0 ? lost_ : 0.0));
    }
    return sum / whole_;
  }
  /// The smallest value above v; ∞ when there is none or only an infinite one.
  [[nodiscard]] double above(double v) const noexcept {
    double next = infinity;
    for_each_cut(v, false, [&](double j, double i) {
      if (i < first_.last && contrast_.defined(i + 1.0, j)) next = std::fmin(next, contrast_.value(i + 1.0, j));
    });
    return next;
  }

  /// The smallest value v with P(value <= v) >= q, 0 < q < 1. ∞ when no finite one reaches q.
  [[nodiscard]] double quantile(double q) const noexcept {
    if (!(q > 0.0)) return above(-infinity);
    double high = contrast_.value(first_.last, std::fmax(second_.first, contrast_.least < 0.0 ? 0.0 : 1.0));
    double low = contrast_.least;
    if (contrast_.least < 0.0) low = contrast_.value(first_.first, second_.last);
    if (about(high) < q && up_to(high, false) < q) return infinity;
    const double spacing = 0.25 * contrast_.spacing(second_.last);
    while (high - low > std::fmax(spacing, 4e-16 * std::fmax(std::fabs(high), std::fabs(low)))) {
      const double middle = low + 0.5 * (high - low);
      if (!(middle > low && middle < high)) break;
      (about(middle) < q ? low : high) = middle;
    }
    // The bracket is as narrow as values are apart: step to the value itself, from surely below it.
    double slack = std::fmax(high - low, 1e-300);
    while (low >= contrast_.least && up_to(low, false) >= q) {
      low -= slack;
      slack *= 2.0;
    }
    for (double v = above(low);; v = above(v))
      if (!(v < infinity) || up_to(v, false) >= q) return v;
  }

 private:
  [[nodiscard]] double share(double i, double j) const noexcept {
    return first_.up_to[static_cast<std::size_t>(i - first_.first)] - (j == 0.0 ? lost_ : 0.0);
  }
  [[nodiscard]] double mass_of(double j, double i) const noexcept {
    if (i < first_.first || !contrast_.defined(i, j)) return 0.0;
    return second_.mass[static_cast<std::size_t>(j - second_.first)] * share(i, j);
  }
  /// Calls visit(j, i) for each j, i the largest count whose value does not pass v; one below the first where there is none.
  template <class Visit>
  void for_each_cut(double v, bool strict, const Visit& visit) const noexcept {
    const auto inside = [&](double i, double j) {
      if (!contrast_.defined(i, j)) return true;
      const double value = contrast_.value(i, j);
      return strict ? value < v : value <= v;
    };
    double j = second_.first;
    for (std::size_t k = 0; k < second_.mass.size(); ++k, j += 1.0) {
      double i = std::fmin(std::fmax(std::floor(contrast_.cut(v, j)), first_.first - 1.0), first_.last);
      while (i < first_.last && inside(i + 1.0, j)) i += 1.0;
      while (i >= first_.first && !inside(i, j)) i -= 1.0;
      visit(j, i);
    }
  }

  const BinomialLaw& first_;
  const BinomialLaw& second_;
  Contrast contrast_;
  double lost_ = 0.0;   ///< of the first law's mass where the second is 0: that of 0 and 0
  double whole_ = 1.0;  ///< what remains
};

/// The exact law as a limit needs it: limits of the contrast from the law of the contrast and that of the groups changed over.
template <class Contrast, class Turned>
[[nodiscard]] Interval exact_bootstrap_limits(const TwoRates& r, double estimate, double acceleration, const Level& level,
                                              BootstrapMethod method, const Contrast& contrast, const Turned& turned) {
  if ((r.x1 == 0.0 || r.x1 == r.n1) && (r.x2 == 0.0 || r.x2 == r.n2)) return {not_a_number, not_a_number};
  const BinomialLaw group(r.x1, r.n1);
  const BinomialLaw reference(r.x2, r.n2);
  const ContrastLaw<Contrast> law(group, reference, contrast);
  const ContrastLaw<Contrast> mirrored(reference, group, Contrast{r.n2, r.n1});
  Tails tails{level.tail, level.tail};
  if (method == BootstrapMethod::bca) {
    const double less = law.up_to(estimate, true);
    tails = bca_tails(less, law.up_to(estimate, false) - less, acceleration, level);
    if (std::isnan(tails.below) || std::isnan(tails.above)) return {not_a_number, not_a_number};
  }
  return {law.quantile(tails.below), turned(mirrored.quantile(tails.above))};
}

/// The widest pair of laws that is worked out.
inline constexpr double most_resampled_counts = 4194304.0;

template <class Limits>
[[nodiscard]] Estimate exact_bootstrap(const Table2x2& table, double value, const ExactBootstrapOptions& options,
                                       const Limits& limits) {
  const TwoRates r = table.rates();
  Interval interval{not_a_number, not_a_number};
  bool too_large = false;
  if (table.comparable()) {
    too_large = BinomialLaw::width(r.x1, r.n1) + BinomialLaw::width(r.x2, r.n2) > most_resampled_counts;
    if (!too_large && !std::isnan(value)) interval = limits(r, two_sided_level(options.confidence));
  }
  Estimate result = make_estimate(value, interval, options.confidence, name(options.method));
  if (too_large) result.status = Status::too_large;
  return result;
}

}  // namespace detail

/// The bootstrap interval of the difference of two rates, from the exact distribution: what infinitely many replicates give.
///
/// A percentile is the outermost value with at least 1 − level over 2 of the probability on it and beyond. Where neither rate is
/// strictly between 0 and 1 nothing varies: NaN with `Status::undefined`. Cost: some 30 times the two standard deviations of the
/// counts, 30 microseconds for groups of a thousand. Groups so large that the counts spread over more than 4·10^6 values (some
/// 10^11 people): NaN with `Status::too_large`; there every method agrees. `rate_difference` has better intervals.
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups
[[nodiscard]] inline Estimate bootstrap_difference(Count events, Count total, Count reference_events, Count reference_total,
                                                   const ExactBootstrapOptions& options = {}) {
  const Table2x2 table = checked_table(events, total, reference_events, reference_total, "bootstrap_difference");
  return detail::exact_bootstrap(table, table.difference(), options, [&](const detail::TwoRates& r, const detail::Level& level) {
    const double p1 = r.x1 / r.n1;
    const double p2 = r.x2 / r.n2;
    const double v1 = p1 * (1.0 - p1) / r.n1;
    const double v2 = p2 * (1.0 - p2) / r.n2;
    const double acceleration =
        (v1 / r.n1 * (1.0 - 2.0 * p1) - v2 / r.n2 * (1.0 - 2.0 * p2)) / (6.0 * (v1 + v2) * std::sqrt(v1 + v2));
    return detail::exact_bootstrap_limits(r, table.difference(), acceleration, level, options.method,
                                          detail::DifferenceOfCounts{r.n1, r.n2}, [](double v) { return -v; });
  });
}

/// The bootstrap interval of the ratio of two rates, from the exact distribution.
///
/// Samples without an event in either group have no ratio and are left out; those without one in the reference alone are
/// infinite. Where one of the groups has no events nothing else can come out:
/// NaN with `Status::undefined`. The rest as for `bootstrap_difference`. `relative_likelihood` has better intervals.
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups
[[nodiscard]] inline Estimate bootstrap_ratio(Count events, Count total, Count reference_events, Count reference_total,
                                              const ExactBootstrapOptions& options = {}) {
  const Table2x2 table = checked_table(events, total, reference_events, reference_total, "bootstrap_ratio");
  const auto limits = [&](const detail::TwoRates& r, const detail::Level& level) {
    const double p1 = r.x1 / r.n1;
    const double p2 = r.x2 / r.n2;
    const double v1 = p2 * p2 * p1 * (1.0 - p1) / r.n1;
    const double v2 = p1 * p1 * p2 * (1.0 - p2) / r.n2;
    if (r.x1 == 0.0 || r.x2 == 0.0) return Interval{not_a_number, not_a_number};
    const double skew = v1 * p2 / r.n1 * (1.0 - 2.0 * p1) - v2 * p1 / r.n2 * (1.0 - 2.0 * p2);
    const double acceleration = v1 + v2 > 0.0 ? skew / (6.0 * (v1 + v2) * std::sqrt(v1 + v2)) : 0.0;
    return detail::exact_bootstrap_limits(r, table.ratio(), acceleration, level, options.method,
                                          detail::RatioOfCounts{r.n1, r.n2}, [](double v) { return 1.0 / v; });
  };
  return detail::exact_bootstrap(table, table.ratio(), options, limits);
}

}  // namespace equitable
