/// @file groups/shares.hpp
/// The shares of several categories in one sample, with intervals that hold together.
///
/// x_i of n people in category i of k (empty categories count too). "Together" means that all k intervals hold at once with the
/// confidence level; one at a time, k intervals of 95 % miss somewhere far more often than once in twenty.
///
/// | method | interval | use |
/// |---|---|---|
/// | `goodman_wilson_bonferroni` | Wilson's at level 1 − α/k | default; Goodman (1965) |
/// | `quesenberry_hurst` | Wilson's with χ²(k−1) in place of z² | wider for k >= 3; for k = 2 the plain Wilson interval |
/// | `clopper_pearson_bonferroni` | exact, at level 1 − α/k | guaranteed, and wide |
/// | `sison_glaz` | one width for all, from the joint law | short for many categories, though alike for rare and common ones |
/// | `wilson_no_adjustment` | Wilson's, at the plain level | one share at a time, not together |
/// | `fitzpatrick_scott` | p̂ ± z/(2√n) | for comparison: coverage may fall below the level |
/// | `gold_wald_scheffe`, `goodman_wald_bonferroni` | p̂ ± √(q p̂(1−p̂)/n), q as in `quesenberry_hurst`, `goodman_…` | not to be used: no width at 0 |
///
/// Sison and Glaz's counts Y_i are Poisson with means x_i, cut to within c of x_i; the probability of them all, given their sum
/// n, by an Edgeworth series. With C the last c that falls short of the level and δ the fraction of the step to the next, the
/// interval is [p̂ − C/n, p̂ + C/n + 2δ/n]: not symmetric, by design, and its upper limits may fall a little where a higher
/// level takes C to the next step. Where no c reaches the level: `Status::undefined`; beyond n = 10^9: `Status::too_large`.
///
/// All intervals lie in [0, 1]. Nobody in the sample: NaN with `Status::undefined`; one category: `quesenberry_hurst` and
/// `gold_wald_scheffe` are undefined. Sources: Goodman (1965) Technometrics 7, 247; Quesenberry and Hurst (1964) Technometrics 6,
/// 191; Gold (1963) Ann. Math. Stat. 34, 56; Fitzpatrick and Scott (1987) J. Am. Stat. Assoc. 82, 875; Sison and Glaz (1995) J.
/// Am. Stat. Assoc. 90, 366. Cost: one quantile and k square roots; `sison_glaz` about √n exponentials a category,
/// `clopper_pearson_bonferroni` a few microseconds a category.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/proportion/clopper_pearson.hpp"
#include "equitable/proportion/wald.hpp"
#include "equitable/proportion/wilson.hpp"

namespace equitable {

/// The intervals of several shares.
enum class SharesMethod : std::uint8_t {
  goodman_wilson_bonferroni,
  quesenberry_hurst,
  wilson_no_adjustment,
  gold_wald_scheffe,
  goodman_wald_bonferroni,
  fitzpatrick_scott,
  clopper_pearson_bonferroni,
  sison_glaz
};

namespace detail {

inline constexpr std::array<const char*, 8> shares_method_names{
    "goodman_wilson_bonferroni", "quesenberry_hurst", "wilson_no_adjustment",       "gold_wald_scheffe",
    "goodman_wald_bonferroni",   "fitzpatrick_scott", "clopper_pearson_bonferroni", "sison_glaz"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(SharesMethod method) noexcept {
  return detail::shares_method_names[static_cast<std::size_t>(method)];
}

/// Options of `shares`.
struct SharesOptions {
  SharesMethod method = SharesMethod::goodman_wilson_bonferroni;
  Confidence confidence{0.95};
};

namespace detail {

/// The most people for whom Sison and Glaz's width is searched.
inline constexpr double most_for_sison_glaz = 1e9;

/// A Poisson count of mean x, cut to within c of x: its probability and its central moments, c raised step by step.
class CutPoisson {
 public:
  explicit CutPoisson(double mean) noexcept
      : mean_(mean), above_(mean == 0.0 ? 1.0 : poisson_mass(mean, mean)), below_(above_), mass_(above_) {}

  /// Takes in the two values at distance c, one more than before; at a mean of 0 there is only 0.
  void widen(double c) noexcept {
    if (mean_ == 0.0) return;
    above_ *= mean_ / (mean_ + c);
    below_ *= mean_ >= c ? (mean_ - c + 1.0) / mean_ : 0.0;
    const double even = above_ + below_;
    const double odd = above_ - below_;
    mass_ += even;
    first_ += c * odd;
    second_ += c * c * even;
    third_ += c * c * c * odd;
    fourth_ += c * c * c * c * even;
  }

  struct Moments {
    double mass, mean, variance, third, excess;  ///< third central moment; fourth cumulant
  };
  [[nodiscard]] Moments moments() const noexcept {
    const double m1 = first_ / mass_;
    const double m2 = second_ / mass_;
    const double m3 = third_ / mass_;
    const double m4 = fourth_ / mass_;
    const double variance = m2 - m1 * m1;
    const double third = m3 - 3.0 * m1 * m2 + 2.0 * m1 * m1 * m1;
    const double fourth = m4 - 4.0 * m1 * m3 + 6.0 * m1 * m1 * m2 - 3.0 * m1 * m1 * m1 * m1;
    return {mass_, m1, variance, third, fourth - 3.0 * variance * variance};
  }

 private:
  double mean_;
  double above_;  ///< P(mean + c)
  double below_;  ///< P(mean − c)
  double mass_;
  double first_ = 0.0;  ///< Σ P(y) (y − mean)^r
  double second_ = 0.0;
  double third_ = 0.0;
  double fourth_ = 0.0;
};

/// The probability that all counts lie within reach of the observed ones, given that they add up to n.
[[nodiscard]] inline double sison_glaz_coverage(const std::vector<CutPoisson>& counts, double n) noexcept {
  double log_mass = 0.0;
  double shift = 0.0;  // of the sum's mean beyond n
  double variance = 0.0;
  double third = 0.0;
  double excess = 0.0;
  for (const CutPoisson& count : counts) {
    const CutPoisson::Moments m = count.moments();
    log_mass += std::log(m.mass);
    shift += m.mean;
    variance += m.variance;
    third += m.third;
    excess += m.excess;
  }
  if (!(variance > 0.0)) return not_a_number;
  const double z = -shift / std::sqrt(variance);
  const double zz = z * z;
  const double skewness = third / (variance * std::sqrt(variance));
  const double kurtosis = excess / (variance * variance);
  const double series = 1.0 + skewness * (zz - 3.0) * z / 6.0 + kurtosis * ((zz - 6.0) * zz + 3.0) / 24.0 +
                        skewness * skewness * (((zz - 15.0) * zz + 45.0) * zz - 15.0) / 72.0;
  return std::exp(log_mass) * normal_density(z) / std::sqrt(variance) * series / poisson_mass(n, n);
}

/// How far the intervals reach below and above every count.
struct SisonGlaz {
  double below, above;
  Status status;
};

[[nodiscard]] inline SisonGlaz sison_glaz_reach(const std::vector<Count>& counts, double n, double level) {
  if (n > most_for_sison_glaz) return {not_a_number, not_a_number, Status::too_large};
  std::vector<CutPoisson> cut;
  cut.reserve(counts.size());
  for (const Count count : counts) cut.emplace_back(static_cast<double>(count));
  double before = 0.0;
  for (double c = 1.0; c <= n; c += 1.0) {
    for (CutPoisson& count : cut) count.widen(c);
    const double coverage = sison_glaz_coverage(cut, n);
    if (std::isnan(coverage)) break;
    if (before < level && level < coverage) return {c - 1.0, c - 1.0 + 2.0 * (level - before) / (coverage - before), Status::ok};
    before = coverage;
  }
  return {not_a_number, not_a_number, Status::undefined};
}

/// Limits of x of n that reach so far in people, cut to [0, 1].
[[nodiscard]] inline Interval share_limits(double x, double n, double below, double above) noexcept {
  if (std::isnan(below)) return {not_a_number, not_a_number};
  return {x > below ? (x - below) / n : 0.0, n - x > above ? (x + above) / n : 1.0};
}

/// The normal quantile z of a method, or the root of its chi-squared quantile; NaN where it has none.
[[nodiscard]] inline Level shares_level(const SharesOptions& options, double categories) noexcept {
  const double alpha = options.confidence.alpha();
  switch (options.method) {
    case SharesMethod::goodman_wilson_bonferroni:
    case SharesMethod::goodman_wald_bonferroni:
    case SharesMethod::clopper_pearson_bonferroni:
      if (categories == 1.0) break;
      return {0.5 * alpha / categories, normal_upper_quantile(0.5 * alpha / categories)};
    case SharesMethod::quesenberry_hurst:
    case SharesMethod::gold_wald_scheffe:
      if (categories == 1.0) return {0.5 * alpha, not_a_number};
      return {0.5 * alpha, std::sqrt(chi_squared_upper_quantile(alpha, categories - 1.0))};
    case SharesMethod::wilson_no_adjustment:
    case SharesMethod::fitzpatrick_scott:
    case SharesMethod::sison_glaz: break;
  }
  return two_sided_level(options.confidence);
}

}  // namespace detail

/// The share of every category with its interval, in the order of the counts.
///
///     shares({596, 207, 41})   // the first: 0.706, 95 % interval for all three at once 0.667 to 0.742
///
/// @throws InvalidInput unless there is at least one count, every count is 0 or more, and their sum is at most 2^53
[[nodiscard]] inline std::vector<Estimate> shares(const std::vector<Count>& counts, const SharesOptions& options = {}) {
  if (counts.empty()) throw_invalid("shares", "counts", "empty", "must hold at least one category");
  Count sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] < 0 || counts[i] > max_count - sum)
      throw_invalid("shares", "counts[" + std::to_string(i) + "]", std::to_string(counts[i]),
                    "must be 0 or more, and all counts together at most 2^53");
    sum += counts[i];
  }
  const double n = static_cast<double>(sum);
  const detail::Level level = detail::shares_level(options, static_cast<double>(counts.size()));
  detail::SisonGlaz reach{not_a_number, not_a_number, Status::ok};
  if (options.method == SharesMethod::sison_glaz && sum > 0)
    reach = detail::sison_glaz_reach(counts, n, options.confidence.level());
  else if (options.method == SharesMethod::fitzpatrick_scott)
    reach.below = reach.above = 0.5 * level.z * std::sqrt(n);
  std::vector<Estimate> result;
  result.reserve(counts.size());
  for (const Count count : counts) {
    const double x = static_cast<double>(count);
    Interval limits{not_a_number, not_a_number};
    if (sum > 0 && !std::isnan(level.z)) {
      switch (options.method) {
        case SharesMethod::goodman_wilson_bonferroni:
        case SharesMethod::quesenberry_hurst:
        case SharesMethod::wilson_no_adjustment: limits = detail::wilson_limits(x, n, level.z); break;
        case SharesMethod::gold_wald_scheffe:
        case SharesMethod::goodman_wald_bonferroni: limits = detail::wald_limits(x, n, level); break;
        case SharesMethod::clopper_pearson_bonferroni: limits = detail::clopper_pearson_limits(x, n, level); break;
        case SharesMethod::fitzpatrick_scott:
        case SharesMethod::sison_glaz: limits = detail::share_limits(x, n, reach.below, reach.above); break;
      }
    }
    Estimate estimate = make_estimate(x / n, limits, options.confidence, name(options.method));
    if (reach.status == Status::too_large) estimate.status = Status::too_large;
    result.push_back(estimate);
  }
  return result;
}

}  // namespace equitable
