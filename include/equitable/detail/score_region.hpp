/// @file detail/score_region.hpp
/// Regions of tables that are extreme by the score statistic of a ratio or difference, and their probability.
///
/// For a contrast θ let T(i, j) be the uncorrected score statistic of p1 − p2 = θ or p1/p2 = θ. T rises with i and falls with j
/// (Barnard's convexity), and for every table it falls as θ rises. So the region T >= t is, for each i, the j up to some J(i),
/// and J(i) does not fall as i rises: a staircase found with n1 + n2 + 2 evaluations. Its probability rises with p1 and
/// falls with p2; that of T <= −t does the opposite.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/detail/score.hpp"

namespace equitable::detail {

/// The score statistic of a table when the contrast is `theta`.
[[nodiscard]] inline double contrast_score(const TwoRates& r, Measure measure, double theta) noexcept {
  return measure == Measure::ratio ? ratio_score(r, theta) : difference_score(r, theta);
}

/// Two rates that differ by a given contrast, as a function of the second: p1 = p2 + θ, or p1 = θ p2.
struct ContrastCurve {
  Measure measure;
  double theta;

  struct Rates {
    double p1, q1, p2, q2;  // q = 1 − p
  };
  [[nodiscard]] double lowest() const noexcept { return measure == Measure::ratio ? 0.0 : std::fmax(0.0, -theta); }
  [[nodiscard]] double highest() const noexcept {
    return measure == Measure::ratio ? std::fmin(1.0, 1.0 / theta) : std::fmin(1.0, 1.0 - theta);
  }
  /// Cut to [0, 1].
  [[nodiscard]] Rates at(double p2) const noexcept {
    const auto cut = [](double p) { return std::fmin(1.0, std::fmax(0.0, p)); };
    if (measure == Measure::ratio) return {cut(theta * p2), cut(1.0 - theta * p2), cut(p2), cut(1.0 - p2)};
    return {cut(p2 + theta), cut((1.0 - p2) - theta), cut(p2), cut(1.0 - p2)};
  }
  /// Fisher's information about p2.
  [[nodiscard]] double information(double p2, double n1, double n2) const noexcept {
    const Rates r = at(p2);
    const double slope = measure == Measure::ratio ? theta : 1.0;
    return slope * slope * n1 / (r.p1 * r.q1) + n2 / (r.p2 * r.q2);
  }
};

/// Binomial masses 0 … n at any rate, by their ratios from the mode.
class BinomialMasses {
 public:
  explicit BinomialMasses(std::size_t n) : mass_(n + 1), rise_(n + 1), fall_(n + 1) {
    for (std::size_t i = 0; i < n; ++i) {
      rise_[i] = static_cast<double>(n - i) / static_cast<double>(i + 1);
      fall_[i + 1] = static_cast<double>(i + 1) / static_cast<double>(n - i);
    }
  }
  /// Fills the masses for p and q = 1 − p in [0, 1]; those below `negligible` times the largest are left out.
  void set(double p, double q) noexcept {
    if (p == p_ && q == q_) return;
    p_ = p;
    q_ = q;
    const std::size_t n = mass_.size() - 1;
    const double odds = p / q;
    const double inverse = q / p;
    const double mode = std::floor((static_cast<double>(n) + 1.0) * p);
    const std::size_t start = mode < static_cast<double>(n) ? static_cast<std::size_t>(mode) : n;
    double sum = 1.0;
    mass_[start] = 1.0;
    double mass = 1.0;
    for (end_ = start; end_ < n && mass > negligible_; ++end_) {
      mass *= rise_[end_] * odds;
      mass_[end_ + 1] = mass;
      sum += mass;
    }
    ++end_;
    mass = 1.0;
    for (begin_ = start; begin_ > 0 && mass > negligible_; --begin_) {
      mass *= fall_[begin_] * inverse;
      mass_[begin_ - 1] = mass;
      sum += mass;
    }
    scale_ = 1.0 / sum;
  }
  /// Leaves masses out, from the next `set` on.
  void neglect(double negligible) noexcept {
    negligible_ = negligible;
    p_ = q_ = -1.0;
  }
  [[nodiscard]] std::size_t begin() const noexcept { return begin_; }
  [[nodiscard]] std::size_t end() const noexcept { return end_; }
  [[nodiscard]] double scale() const noexcept { return scale_; }
  /// Mass times `1/scale()`, for begin() <= i < end().
  [[nodiscard]] double operator[](std::size_t i) const noexcept { return mass_[i]; }

 private:
  std::vector<double> mass_, rise_, fall_;
  std::size_t begin_ = 0, end_ = 1;
  double scale_ = 1.0;
  double p_ = -1.0, q_ = -1.0;  // of the masses held
  double negligible_ = 1e-290;
};

/// The tables with T >= t, and if two-sided those with T <= −t. Holds working space; one object for each thread.
class ScoreRegion {
 public:
  explicit ScoreRegion(const TwoRates& totals)
      : n1_(static_cast<std::size_t>(totals.n1)),
        n2_(static_cast<std::size_t>(totals.n2)),
        upper_(n1_ + 1, 0),
        lower_(n1_ + 1, n2_ + 1),
        first_(n1_),
        second_(n2_) {}

  [[nodiscard]] double n1() const noexcept { return static_cast<double>(n1_); }
  [[nodiscard]] double n2() const noexcept { return static_cast<double>(n2_); }

  /// The tables with T >= threshold, statistics within 1e-8 of it, relative to max(1, |threshold|), counted as equal.
  void set_upper(Measure measure, double theta, double threshold) noexcept {
    const double cut = std::isinf(threshold) ? threshold : threshold - tie(threshold);
    std::size_t j = 0;
    for (std::size_t i = 0; i <= n1_; ++i) {
      while (j <= n2_ && score(i, j, measure, theta) >= cut) ++j;
      upper_[i] = j;
    }
  }
  /// No table on the lower side.
  void clear_lower() noexcept { lower_.assign(n1_ + 1, n2_ + 1); }
  /// The tables with T <= threshold, ties as above.
  void set_lower(Measure measure, double theta, double threshold) noexcept {
    const double cut = std::isinf(threshold) ? threshold : threshold + tie(threshold);
    std::size_t j = n2_ + 1;
    for (std::size_t i = n1_ + 1; i-- > 0;) {
      while (j > 0 && score(i, j - 1, measure, theta) <= cut) --j;
      lower_[i] = j;
    }
  }

  /// Leaves out of both groups the masses below `negligible` times the largest, at first 1e-290.
  void neglect(double negligible) noexcept {
    first_.neglect(negligible);
    second_.neglect(negligible);
  }
  /// P(T >= t) at p1, p2. Relative error below 4 (n1 + n2) 2^−52.
  [[nodiscard]] double upper_probability(double p1, double q1, double p2, double q2) noexcept {
    first_.set(p1, q1);
    second_.set(p2, q2);
    double sum = 0.0;
    double below = 0.0;
    std::size_t j = second_.begin();
    for (std::size_t i = first_.begin(); i < first_.end(); ++i) {
      const std::size_t stop = upper_[i] < second_.end() ? upper_[i] : second_.end();
      for (; j < stop; ++j) below += second_[j];
      sum += first_[i] * below;
    }
    return sum * first_.scale() * second_.scale();
  }
  /// P(T <= −t) at p1, p2.
  [[nodiscard]] double lower_probability(double p1, double q1, double p2, double q2) noexcept {
    first_.set(p1, q1);
    second_.set(p2, q2);
    double sum = 0.0;
    double above = 0.0;
    std::size_t j = second_.end();
    for (std::size_t i = first_.end(); i-- > first_.begin();) {
      for (; j > lower_[i] && j > second_.begin(); --j) above += second_[j - 1];
      sum += first_[i] * above;
    }
    return sum * first_.scale() * second_.scale();
  }

 private:
  [[nodiscard]] static double tie(double threshold) noexcept { return 1e-8 * std::fmax(1.0, std::fabs(threshold)); }
  [[nodiscard]] double score(std::size_t i, std::size_t j, Measure measure, double theta) const noexcept {
    return contrast_score({static_cast<double>(i), n1(), static_cast<double>(j), n2()}, measure, theta);
  }

  std::size_t n1_, n2_;
  std::vector<std::size_t> upper_, lower_;  // j < upper_[i], or j >= lower_[i]
  BinomialMasses first_, second_;
};

}  // namespace equitable::detail
