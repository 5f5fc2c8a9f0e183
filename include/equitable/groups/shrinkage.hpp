/// @file groups/shrinkage.hpp
/// Rates of many organisations drawn towards their common mean, each by as much as its own numbers leave open.
///
/// The true rates are taken as a sample of a beta distribution of mean m and concentration M (shapes M m and M (1 − m)), the
/// events as binomial: beta-binomial counts, whose correlation within an organisation is ρ = 1/(1 + M). Of an organisation with x
/// of n the rate is then beta with shapes M m + x and M (1 − m) + n − x: its mean (M m + x)/(M + n) is the shrunken rate, its
/// quantiles are the limits. The common distribution counts as known, so that the limits are somewhat narrow when organisations
/// are few.
///
/// m and M by
///
///  - `maximum_likelihood`, the default: the likelihood of the counts is largest. Skellam (1948) J. R. Stat. Soc. B 10, 257;
///    Griffiths (1973) Biometrics 29, 637.
///  - `method_of_moments`: m is the pooled rate, and with w = n/N and S = Σ w (p − m)²,
///    ρ = (S/(m(1−m)) − Σ w(1−w)/n) / (Σ w(1−w) − Σ w(1−w)/n), cut to [0, 1]. Kleinman (1973) J. Am. Stat. Assoc. 68, 46.
///
/// When not to use it: to judge whether one organisation is an outlier, which shrinking hides (groups/funnel.hpp); or when its
/// own rate is due by law. Use it for ranking, for maps, for a forecast of next year.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/counts/proportion.hpp"
#include "equitable/detail/beta.hpp"
#include "equitable/detail/normal.hpp"

namespace equitable {

/// How the distribution of the true rates is estimated.
enum class ShrinkageMethod : std::uint8_t { maximum_likelihood, method_of_moments };

namespace detail {

inline constexpr std::array<const char*, 2> shrinkage_method_names{"maximum_likelihood", "method_of_moments"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(ShrinkageMethod method) noexcept {
  return detail::shrinkage_method_names[static_cast<std::size_t>(method)];
}

/// Options of `shrunken_rates`.
struct ShrinkageOptions {
  ShrinkageMethod method = ShrinkageMethod::maximum_likelihood;
  Confidence confidence{0.95};
};

/// The common distribution and every organisation's shrunken rate.
struct Shrinkage {
  double mean;           ///< m
  double concentration;  ///< M; ∞ when the counts differ no more than by chance, 0 when all are nobody or everybody
  double correlation;    ///< ρ = 1/(1 + M)
  std::vector<Estimate> organisations;
  const char* method;  ///< the method's name, in static storage
  Status status;
};

namespace detail {

/// ψ(a + x) − ψ(a) for a whole number x >= 0: Σ 1/(a + i), i < x, its far part by the asymptotic series.
[[nodiscard]] inline double digamma_rise(double a, double x) noexcept {
  double sum = 0.0;
  for (; x > 0.0 && (x <= 24.0 || a < 20.0); x -= 1.0, a += 1.0) sum += 1.0 / a;
  if (x == 0.0) return sum;
  const auto series = [](double z) {
    const double s = 1.0 / (z * z);
    return s * (1.0 / 12 - s * (1.0 / 120 - s * (1.0 / 252 - s * (1.0 / 240 - s / 132))));
  };
  const double b = a + x;
  return sum + std::log1p(x / a) + 0.5 * (x / a) / b - (series(b) - series(a));
}

/// The beta-binomial likelihood of counts by its slopes.
class BetaBinomial {
 public:
  explicit BetaBinomial(const std::vector<Proportion>& groups) : groups_(groups) {
    for (const Proportion& group : groups) {
      events_ += static_cast<double>(group.events);
      total_ += static_cast<double>(group.total);
      const bool mixed = group.events > 0 && group.events < group.total;
      any_mixed_ = any_mixed_ || mixed;
    }
  }
  [[nodiscard]] double pooled_rate() const noexcept { return events_ / total_; }
  [[nodiscard]] double events() const noexcept { return events_; }
  [[nodiscard]] double total() const noexcept { return total_; }
  [[nodiscard]] bool any_mixed() const noexcept { return any_mixed_; }

  /// Σ (x − n p)²/(p q) − N at the pooled rate: the slope of the likelihood in ρ at 0, twice. Tarone (1979) Biometrika 66, 585.
  [[nodiscard]] double overdispersion() const noexcept {
    const double p = pooled_rate();
    double sum = 0.0;
    for (const Proportion& group : groups_) {
      const double off = std::fma(-static_cast<double>(group.total), p, static_cast<double>(group.events));
      sum += off * off;
    }
    return sum / (p * (1.0 - p)) - total_;
  }
  /// The mean that is most likely at a concentration: the likelihood is concave in it.
  [[nodiscard]] double mean_at(double concentration, double start) const noexcept {
    double low = 0.0;
    double high = 1.0;
    double m = start;
    for (int step = 0; step < 100; ++step) {
      double slope = 0.0;
      double bend = 0.0;
      for (const Proportion& group : groups_) {
        const double x = static_cast<double>(group.events);
        const double y = static_cast<double>(group.total - group.events);
        const double a = concentration * m;
        const double b = concentration * (1.0 - m);
        slope += digamma_rise(a, x) - digamma_rise(b, y);
        bend += trigamma_fall(a, x) + trigamma_fall(b, y);
      }
      if (slope == 0.0) return m;
      (slope > 0.0 ? low : high) = m;
      double next = m + slope / (concentration * bend);
      if (!(next > low && next < high)) next = 0.5 * (low + high);
      const double moved = std::fabs(next - m);
      m = next;
      if (moved <= 1e-15 * m) break;
    }
    return m;
  }
  /// The slope of the likelihood in the concentration.
  [[nodiscard]] double slope(double concentration, double mean) const noexcept {
    double sum = 0.0;
    for (const Proportion& group : groups_) {
      const double x = static_cast<double>(group.events);
      const double n = static_cast<double>(group.total);
      sum += (mean * digamma_rise(concentration * mean, x) + (1.0 - mean) * digamma_rise(concentration * (1.0 - mean), n - x)) -
             digamma_rise(concentration, n);
    }
    return sum;
  }

 private:
  /// About ψ'(a) − ψ'(a + x), which only sets the length of Newton's steps.
  [[nodiscard]] static double trigamma_fall(double a, double x) noexcept {
    double sum = 0.0;
    for (; x > 0.0 && a < 6.0; x -= 1.0, a += 1.0) sum += 1.0 / (a * a);
    const auto tail = [](double z) { return 1.0 / z + 0.5 / (z * z) + 1.0 / (6.0 * z * z * z); };
    return x > 0.0 ? sum + tail(a) - tail(a + x) : sum;
  }

  const std::vector<Proportion>& groups_;
  double events_ = 0.0;
  double total_ = 0.0;
  bool any_mixed_ = false;
};

/// Mean and concentration of a beta distribution.
struct BetaLaw {
  double mean, concentration;
};

[[nodiscard]] inline BetaLaw most_likely_law(const BetaBinomial& likelihood) noexcept {
  const double pooled = likelihood.pooled_rate();
  if (!(likelihood.overdispersion() > 0.0)) return {pooled, infinity};
  // The root of the slope in log M: outward from 1 to a bracket, then halving with secants between.
  double mean = pooled;
  const auto slope_at = [&](double log_m) {
    mean = likelihood.mean_at(std::exp(log_m), mean);
    return likelihood.slope(std::exp(log_m), mean) * std::exp(log_m);
  };
  double low = 0.0;
  double high = 0.0;
  double at_low = slope_at(low);
  double at_high = at_low;
  while (at_low < 0.0 && low > -40.0) at_low = slope_at(low -= 2.0);
  while (at_high > 0.0 && high < 80.0) at_high = slope_at(high += 2.0);
  if (at_low < 0.0) return {mean, 0.0};
  if (at_high > 0.0) return {pooled, infinity};
  for (int step = 0; step < 200 && high - low > 1e-13 * std::fmax(1.0, std::fabs(low)); ++step) {
    const double part = step % 3 == 2 ? 0.5 : at_low / (at_low - at_high);
    const double gap = 1e-14 + 1e-9 * (high - low);
    const double middle = std::fmin(std::fmax(low + part * (high - low), low + gap), high - gap);
    const double found = slope_at(middle);
    (found > 0.0 ? low : high) = middle;
    (found > 0.0 ? at_low : at_high) = found;
  }
  const double log_m = 0.5 * (low + high);
  return {likelihood.mean_at(std::exp(log_m), mean), std::exp(log_m)};
}

[[nodiscard]] inline BetaLaw law_by_moments(const std::vector<Proportion>& groups, const BetaBinomial& counts) noexcept {
  const double m = counts.pooled_rate();
  double spread = 0.0;
  double room = 0.0;
  double chance = 0.0;
  for (const Proportion& group : groups) {
    if (group.total == 0) continue;
    const double n = static_cast<double>(group.total);
    const double w = n / counts.total();
    const double off = std::fma(-n, m, static_cast<double>(group.events)) / n;
    spread += w * off * off;
    room += w * (1.0 - w);
    chance += w * (1.0 - w) / n;
  }
  const double excess = spread / (m * (1.0 - m)) - chance;
  if (!(excess > 0.0 && room > 0.0)) return {m, infinity};
  const double correlation = excess / (room - chance);
  return {m, correlation < 1.0 ? (room - spread / (m * (1.0 - m))) / excess : 0.0};
}

}  // namespace detail

/// The shrunken rate of every organisation, with its interval.
///
///     shrunken_rates({{12, 40}, {30, 60}, {3, 25}, {44, 180}}).organisations[2]
///
/// Where the counts differ no more than by chance the concentration is ∞: every shrunken rate is the pooled rate, and its
/// interval that of the pooled counts (Jeffreys, equal-tailed). Where every organisation has nobody or everybody the
/// concentration is 0: nothing is shrunk, and there are no limits. An organisation without people gets the common mean and
/// distribution. Nobody anywhere or everybody everywhere: the common rate, 0 or 1, concentration ∞. No people at all: NaN with
/// `Status::undefined`. One organisation is its own mean. Each organisation's `status` says the same of its own limits. Cost:
/// some twenty passes over the organisations, a microsecond each, and two quantiles of the beta distribution an organisation.
/// @throws InvalidInput for counts outside 0 <= events <= total <= 2^53, or more than 2^53 people
[[nodiscard]] inline Shrinkage shrunken_rates(const std::vector<Proportion>& organisations,
                                              const ShrinkageOptions& options = {}) {
  for (std::size_t i = 0; i < organisations.size(); ++i)
    static_cast<void>(checked_item(organisations[i], "shrunken_rates", "organisations", i));
  const detail::BetaBinomial counts(organisations);
  if (counts.total() > static_cast<double>(max_count))
    throw_invalid("shrunken_rates", "the number of people", counts.total(), "must be at most 2^53");
  Shrinkage result{not_a_number, not_a_number, not_a_number, {}, name(options.method), Status::undefined};
  const bool empty = !(counts.total() > 0.0);
  const bool varied = counts.events() > 0.0 && counts.events() < counts.total();
  if (!empty) {
    detail::BetaLaw law{counts.pooled_rate(), infinity};
    if (varied)
      law = options.method == ShrinkageMethod::maximum_likelihood
                ? (counts.any_mixed() ? detail::most_likely_law(counts) : detail::BetaLaw{counts.pooled_rate(), 0.0})
                : detail::law_by_moments(organisations, counts);
    result.mean = law.mean;
    result.concentration = law.concentration;
    result.correlation = 1.0 / (1.0 + law.concentration);
    result.status = std::isinf(law.concentration) ? Status::unbounded : Status::ok;
  }
  const double tail = 0.5 * options.confidence.alpha();
  const bool common = std::isinf(result.concentration);
  for (const Proportion& group : organisations) {
    const double x = common ? counts.events() : static_cast<double>(group.events);
    const double n = common ? counts.total() : static_cast<double>(group.total);
    const double a = common ? x + 0.5 : result.concentration * result.mean + x;
    const double b = common ? n - x + 0.5 : result.concentration * (1.0 - result.mean) + (n - x);
    const double value = common ? result.mean : a / (a + b);
    const bool defined = !empty && a > 0.0 && b > 0.0;
    const Interval limits{defined ? detail::beta_lower_quantile(tail, a, b) : not_a_number,
                          defined ? detail::beta_upper_quantile(tail, a, b) : not_a_number};
    result.organisations.push_back(make_estimate(value, limits, options.confidence, name(options.method)));
  }
  return result;
}

}  // namespace equitable
