/// @file detail/max_t.hpp
/// The largest of several correlated normal deviates: its tail, and the point that leaves a tail beyond it.
///
/// The deviates share one error, Z_i = λ_i U + √(1 − λ_i²) V_i, as comparisons with one reference do: the correlation of i and
/// j is λ_i λ_j. Given U they are independent, which leaves one integral: P(max |Z_i| > c) = E[1 − Π (1 − t_i(U))], t_i the two
/// tails of Z_i given U. The integrand is a tail from the start, so that a p of 1e-300 keeps its digits. Source: Dunnett and
/// Sobel (1955) Biometrika 42, 258. Cost: some 20 microseconds for each deviate and tail.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "equitable/detail/gauss_legendre.hpp"
#include "equitable/detail/normal.hpp"

namespace equitable::detail {

/// How much of a deviate is the error that all share, and how much its own: the squares sum to 1.
struct SharedError {
  double shared;
  double own;
};

/// The shared error of a comparison in whose variance the reference has one part, the group another.
[[nodiscard]] inline SharedError shared_error(double reference_variance, double group_variance) noexcept {
  const double sum = reference_variance + group_variance;
  return {std::sqrt(reference_variance / sum), std::sqrt(group_variance / sum)};
}

inline constexpr auto max_t_rule = gauss_legendre_rule<20>();

class MaxTail {
 public:
  MaxTail(const std::vector<SharedError>& deviates, double c) noexcept : deviates_(deviates), c_(c) {}

  /// P(max |Z_i| > c).
  [[nodiscard]] double value() {
    if (!(c_ > 0.0)) return 1.0;
    // The integrand is even. It is sharp where a deviate that is nearly all shared error passes c.
    const double end = std::sqrt(c_ * c_ + 100.0);
    std::vector<double> cuts{0.0, c_ < end ? c_ : end, end};
    for (const SharedError& z : deviates_)
      for (const double steps : {-8.0, -2.0, 0.0, 2.0, 8.0}) {
        if (z.own > 0.3 && steps != 0.0) continue;
        const double cut = z.shared * c_ + steps * z.own;
        if (cut > 0.0 && cut < end) cuts.push_back(cut);
      }
    std::sort(cuts.begin(), cuts.end());
    std::vector<double> kept{0.0};
    const double least = 0.5 * narrowest();
    for (const double cut : cuts)
      if (cut - kept.back() > least || cut == end) kept.push_back(cut);
    std::vector<double> rough;
    total_ = 0.0;
    for (std::size_t i = 0; i + 1 < kept.size(); ++i) {
      rough.push_back(panel(kept[i], kept[i + 1]));
      total_ += rough.back();
    }
    double sum = 0.0;
    for (std::size_t i = 0; i + 1 < kept.size(); ++i) sum += refined(kept[i], kept[i + 1], rough[i], 30);
    return std::fmin(1.0, 2.0 * sum);
  }

 private:
  [[nodiscard]] double narrowest() const noexcept {
    double least = 1.0;
    for (const SharedError& z : deviates_) least = std::fmin(least, z.own);
    return least;
  }
  /// The density of U at u, times the chance that some deviate passes c.
  [[nodiscard]] double integrand(double u) const noexcept {
    double log_none = 0.0;
    for (const SharedError& z : deviates_) {
      const double above = normal_upper_tail((c_ - z.shared * u) / z.own);
      const double below = normal_upper_tail((c_ + z.shared * u) / z.own);
      log_none += std::log1p(-std::fmin(1.0, above + below));
    }
    return -normal_density(u) * std::expm1(log_none);
  }
  [[nodiscard]] double panel(double from, double to) const noexcept {
    double sum = 0.0;
    for (const RulePoint& point : max_t_rule) sum += point.weight * integrand(from + (to - from) * point.node);
    return (to - from) * sum;
  }
  /// A panel halved until halving no longer matters.
  [[nodiscard]] double refined(double from, double to, double whole, int depth) const noexcept {
    if (whole <= 1e-17 * total_) return whole;
    const double middle = 0.5 * (from + to);
    const double left = panel(from, middle);
    const double right = panel(middle, to);
    if (depth == 0 || std::fabs(left + right - whole) <= 1e-13 * total_) return left + right;
    return refined(from, middle, left, depth - 1) + refined(middle, to, right, depth - 1);
  }

  const std::vector<SharedError>& deviates_;
  double c_;
  double total_ = 0.0;
};

/// P(max |Z_i| > c); of one deviate both normal tails.
[[nodiscard]] inline double max_t_tail(const std::vector<SharedError>& deviates, double c) {
  if (deviates.size() == 1) return normal_two_tails(c);
  return MaxTail(deviates, c).value();
}

/// The c with P(max |Z_i| > c) = 1 − level. Between the quantile of one deviate and Bonferroni's.
[[nodiscard]] inline double max_t_quantile(const std::vector<SharedError>& deviates, Confidence confidence) {
  double low = two_sided_quantile(confidence);
  if (deviates.size() < 2) return low;
  const double count = static_cast<double>(deviates.size());
  double high = normal_upper_quantile(0.5 * confidence.alpha() / count);
  const double target = std::log(confidence.alpha());
  const auto excess = [&](double c) { return std::log(max_t_tail(deviates, c)) - target; };
  double at_low = excess(low);
  double at_high = excess(high);
  if (!(at_low > 0.0)) return low;
  if (!(at_high < 0.0)) return high;
  // Regula falsi with the Illinois halving: superlinear, and never outside.
  double c = high;
  int side = 0;
  for (int step = 0; step < 100; ++step) {
    const double next = low + (high - low) * (at_low / (at_low - at_high));
    const bool settled = std::fabs(next - c) <= 1e-14 * next;
    c = next;
    if (settled) break;
    const double value = excess(c);
    if (value == 0.0) break;
    if (value > 0.0) {
      low = c;
      at_low = value;
      if (side == 1) at_high *= 0.5;
      side = 1;
    } else {
      high = c;
      at_high = value;
      if (side == -1) at_low *= 0.5;
      side = -1;
    }
  }
  return c;
}

}  // namespace equitable::detail
