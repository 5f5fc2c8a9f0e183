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

/// Binomial masses 0 … n at any rate, by their ratios from the mode outward, four at a time.
class BinomialMasses {
 public:
  explicit BinomialMasses(std::size_t n)
      : size_(n),
        mass_(n + 1 + 2 * pad),
        step_(n + 1 + pad),
        rise_(n + 1 + 2 * pad),
        fall_(n + 1 + 2 * pad),
        up_to_(n + 2 * pad),
        from_(n + 2 * pad) {
    const auto rise = [n](std::size_t i) { return i < n ? static_cast<double>(n - i) / static_cast<double>(i + 1) : 0.0; };
    const auto fall = [n](std::size_t i) { return static_cast<double>(i) / static_cast<double>(n - i + 1); };
    for (std::size_t i = 0; i <= n; ++i) {
      step_[i] = rise(i);
      rise_[i + pad] = (rise(i) * rise(i + 1)) * (rise(i + 2) * rise(i + 3));
      if (i > 3) fall_[i + pad] = (fall(i) * fall(i - 1)) * (fall(i - 2) * fall(i - 3));
    }
  }
  /// Fills the masses for p and q = 1 − p in [0, 1]; those below `negligible` times the largest are left out.
  void set(double p, double q) noexcept {
    if (p == p_ && q == q_) return;
    p_ = p;
    q_ = q;
    summed_up_ = summed_down_ = false;
    const double odds = p / q;
    const double inverse = q / p;
    const double place = std::floor((static_cast<double>(size_) + 1.0) * p);
    const std::size_t mode = place < static_cast<double>(size_) ? static_cast<std::size_t>(place) : size_;
    // Four masses that hold the mode; what lies outside of 0 … n is 0.
    const std::size_t first = mode + 3 <= size_ ? mode : size_ > 3 ? size_ - 3 : 0;
    double* const mass = mass_.data() + pad;
    if (first == mode) {
      const double one = step_[mode] * odds;
      const double two = one * (step_[mode + 1] * odds);
      mass[first] = 1.0;
      mass[first + 1] = one;
      mass[first + 2] = two;
      mass[first + 3] = two * (step_[mode + 2] * odds);
    } else {
      for (std::size_t i = first; i < first + 4; ++i) mass[i] = 0.0;
      mass[mode] = 1.0;
      for (std::size_t i = mode; i < size_; ++i) mass[i + 1] = mass[i] * (step_[i] * odds);
      for (std::size_t i = mode; i > first; --i) mass[i - 1] = mass[i] * (inverse / step_[i - 1]);
    }
    const double odds4 = (odds * odds) * (odds * odds);
    const double inverse4 = (inverse * inverse) * (inverse * inverse);
    double m0 = mass[first], m1 = mass[first + 1], m2 = mass[first + 2], m3 = mass[first + 3];
    double even = m0 + m2;
    double odd = m1 + m3;
    const double* ratio = rise_.data() + pad;
    std::size_t i = first;
    for (; i + 4 <= size_ && m3 > negligible_; i += 4) {
      m0 *= ratio[i] * odds4;
      m1 *= ratio[i + 1] * odds4;
      m2 *= ratio[i + 2] * odds4;
      m3 *= ratio[i + 3] * odds4;
      mass[i + 4] = m0;
      mass[i + 5] = m1;
      mass[i + 6] = m2;
      mass[i + 7] = m3;
      even += m0 + m2;
      odd += m1 + m3;
    }
    end_ = i + 4 <= size_ + 1 ? i + 4 : size_ + 1;
    while (end_ > mode + 2 && mass[end_ - 2] == 0.0) --end_;
    m0 = mass[first], m1 = mass[first + 1], m2 = mass[first + 2], m3 = mass[first + 3];
    // Here places are counted from the start of the padding.
    double* const padded = mass_.data();
    ratio = fall_.data();
    for (i = first + pad; i > pad && m0 > negligible_; i -= 4) {
      m0 *= ratio[i] * inverse4;
      m1 *= ratio[i + 1] * inverse4;
      m2 *= ratio[i + 2] * inverse4;
      m3 *= ratio[i + 3] * inverse4;
      padded[i - 4] = m0;
      padded[i - 3] = m1;
      padded[i - 2] = m2;
      padded[i - 1] = m3;
      even += m0 + m2;
      odd += m1 + m3;
    }
    begin_ = i > pad ? i - pad : 0;
    scale_ = 1.0 / (even + odd);
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
  [[nodiscard]] double operator[](std::size_t i) const noexcept { return mass_[i + pad]; }
  /// Sums of the masses below j, for begin() <= j <= end(), times `1/scale()`, added up from below.
  [[nodiscard]] const double* sums_below() noexcept {
    if (summed_up_) return up_to_.data();
    const double* const mass = mass_.data() + pad;
    double carry = 0.0;
    std::size_t j = begin_;
    for (; j + 4 <= end_; j += 4) {
      const double two = mass[j] + mass[j + 1];
      up_to_[j] = carry;
      up_to_[j + 1] = carry + mass[j];
      up_to_[j + 2] = carry + two;
      up_to_[j + 3] = carry + (two + mass[j + 2]);
      carry += two + (mass[j + 2] + mass[j + 3]);
    }
    for (; j < end_; ++j) {
      up_to_[j] = carry;
      carry += mass[j];
    }
    up_to_[j] = carry;
    summed_up_ = true;
    return up_to_.data();
  }
  /// Sums of the masses from j on, added up from above.
  [[nodiscard]] const double* sums_from() noexcept {
    if (summed_down_) return from_.data();
    const double* const mass = mass_.data() + pad;
    double carry = 0.0;
    std::size_t j = end_;
    for (; j >= begin_ + 4; j -= 4) {
      const double two = mass[j - 1] + mass[j - 2];
      from_[j] = carry;
      from_[j - 1] = carry + mass[j - 1];
      from_[j - 2] = carry + two;
      from_[j - 3] = carry + (two + mass[j - 3]);
      carry += two + (mass[j - 3] + mass[j - 4]);
    }
    for (; j > begin_; --j) {
      from_[j] = carry;
      carry += mass[j - 1];
    }
    from_[j] = carry;
    summed_down_ = true;
    return from_.data();
  }

 private:
  static constexpr std::size_t pad = 4;  // room on both sides for the rest of four
  std::size_t size_;
  std::vector<double> mass_, step_, rise_, fall_;  // masses, and ratios of neighbours and of masses four apart
  std::vector<double> up_to_, from_;
  std::size_t begin_ = 0, end_ = 1;
  double scale_ = 1.0;
  double p_ = -1.0, q_ = -1.0;  // of the masses held
  double negligible_ = 1e-290;
  bool summed_up_ = false, summed_down_ = false;
};

/// For each i a number of j: a staircase, the boundary of a region.
using Stairs = std::vector<std::size_t>;

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
    upper_steps(
        measure, theta, with_ties(threshold, -1.0), [](std::size_t) { return std::size_t{0}; },
        [this](std::size_t) { return n2_ + 1; }, upper_);
  }
  /// The same where all j below `sure` are known to belong, and none from `most` on.
  void set_upper(Measure measure, double theta, double threshold, const Stairs& sure, const Stairs& most) noexcept {
    upper_steps(
        measure, theta, with_ties(threshold, -1.0), [&](std::size_t i) { return sure[i]; },
        [&](std::size_t i) { return most[i]; }, upper_);
  }
  /// No table on the lower side.
  void clear_lower() noexcept { lower_.assign(n1_ + 1, n2_ + 1); }
  /// The tables with T <= threshold, ties as above.
  void set_lower(Measure measure, double theta, double threshold) noexcept {
    lower_steps(
        measure, theta, with_ties(threshold, 1.0), [this](std::size_t) { return n2_ + 1; },
        [](std::size_t) { return std::size_t{0}; }, lower_);
  }
  /// The same where all j from `sure` on are known to belong, and none below `most`.
  void set_lower(Measure measure, double theta, double threshold, const Stairs& sure, const Stairs& most) noexcept {
    lower_steps(
        measure, theta, with_ties(threshold, 1.0), [&](std::size_t i) { return sure[i]; }, [&](std::size_t i) { return most[i]; },
        lower_);
  }
  /// The boundaries as they are set: for each i the tables j < upper()[i], and those j >= lower()[i].
  [[nodiscard]] const Stairs& upper() const noexcept { return upper_; }
  [[nodiscard]] const Stairs& lower() const noexcept { return lower_; }
  /// Narrows `sure` to the tables with T >= threshold, ties not counted, that lie between it and the region set.
  void sure_upper(Measure measure, double theta, double threshold, const Stairs& known, Stairs& sure) noexcept {
    upper_steps(
        measure, theta, threshold, [&](std::size_t i) { return known[i]; }, [this](std::size_t i) { return upper_[i]; }, sure);
  }
  void sure_lower(Measure measure, double theta, double threshold, const Stairs& known, Stairs& sure) noexcept {
    lower_steps(
        measure, theta, threshold, [&](std::size_t i) { return known[i]; }, [this](std::size_t i) { return lower_[i]; }, sure);
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
    return sum_over(upper_, second_.sums_below()) * first_.scale() * second_.scale();
  }
  /// P(T <= −t) at p1, p2.
  [[nodiscard]] double lower_probability(double p1, double q1, double p2, double q2) noexcept {
    first_.set(p1, q1);
    second_.set(p2, q2);
    return sum_over(lower_, second_.sums_from()) * first_.scale() * second_.scale();
  }

 private:
  /// The threshold with room for ties in the `direction` given.
  [[nodiscard]] static double with_ties(double threshold, double direction) noexcept {
    return std::isinf(threshold) ? threshold : threshold + direction * 1e-8 * std::fmax(1.0, std::fabs(threshold));
  }
  /// Σ of the first group's masses times the second's sums at the steps.
  [[nodiscard]] double sum_over(const Stairs& steps, const double* sums) const noexcept {
    const std::size_t least = second_.begin();
    const std::size_t most = second_.end();
    const auto term = [&](std::size_t i) {
      const std::size_t j = steps[i];
      return first_[i] * sums[j < least ? least : j > most ? most : j];
    };
    double part[4] = {0.0, 0.0, 0.0, 0.0};
    std::size_t i = first_.begin();
    for (; i + 4 <= first_.end(); i += 4)
      for (std::size_t lane = 0; lane < 4; ++lane) part[lane] += term(i + lane);
    for (; i < first_.end(); ++i) part[0] += term(i);
    return (part[0] + part[1]) + (part[2] + part[3]);
  }
  /// For each i how many j, at least `sure(i)` and at most `most(i)`, have T >= cut.
  template <class Sure, class Most>
  void upper_steps(Measure measure, double theta, double cut, const Sure& sure, const Most& most, Stairs& steps) noexcept {
    std::size_t j = n2_ + 1;
    for (std::size_t i = n1_ + 1; i-- > 0;) {
      if (j > most(i)) j = most(i);
      while (j > sure(i) && !(side(i, j - 1, measure, theta, cut) >= 0)) --j;
      steps[i] = j;
    }
  }
  /// For each i the first j, at most `sure(i)` and at least `most(i)`, from which on T <= cut.
  template <class Sure, class Most>
  void lower_steps(Measure measure, double theta, double cut, const Sure& sure, const Most& most, Stairs& steps) noexcept {
    std::size_t j = 0;
    for (std::size_t i = 0; i <= n1_; ++i) {
      if (j < most(i)) j = most(i);
      while (j < sure(i) && !(side(i, j, measure, theta, cut) <= 0)) ++j;
      steps[i] = j;
    }
  }
  /// Whether the statistic of a table lies above, on or below the cut: 1, 0 or −1.
  [[nodiscard]] int side(std::size_t i, std::size_t j, Measure measure, double theta, double cut) noexcept {
    const double x1 = static_cast<double>(i);
    const double x2 = static_cast<double>(j);
    const double about =
        (measure == Measure::ratio ? rough_ratio_score(x1, x2, theta) : rough_difference_score(x1, x2, theta)) - cut;
    if (std::fabs(about) > 1e-3 * (1.0 + std::fabs(cut)) && std::fabs(about) < infinity) return about > 0.0 ? 1 : -1;
    const double exact = score(i, j, measure, theta);
    return exact > cut ? 1 : exact < cut ? -1 : 0;
  }
  /// The score statistic of a ratio to about 1e-6; NaN close to the ends of what the rates can be.
  [[nodiscard]] double rough_ratio_score(double x1, double x2, double ratio) const noexcept {
    const double linear = ratio * (n1() + x2) + (n2() + x1);
    const double square = linear * linear - 4.0 * (n1() + n2()) * ratio * (x1 + x2);
    const double q2 = 2.0 * (x1 + x2) / (linear + std::sqrt(square));
    const double q1 = ratio * q2;
    if (!(q1 > 0.0 && q1 < 0.999 && q2 < 0.999)) return not_a_number;
    const double variance = q1 * (1.0 - q1) / n1() + ratio * ratio * q2 * (1.0 - q2) / n2();
    return (x1 / n1() - ratio * (x2 / n2())) / std::sqrt(variance);
  }
  /// The score statistic of a difference to about 1e-6, by Newton's method in the cubic of q2; NaN
  /// where it does not get there at once, as it does not close to the ends of what q2 can be.
  [[nodiscard]] double rough_difference_score(double x1, double x2, double difference) noexcept {
    const double total = n1() + n2();
    const double square = (n1() + 2.0 * n2()) * difference - total - (x1 + x2);
    const double linear = (n2() * difference - total - 2.0 * x2) * difference + (x1 + x2);
    const double constant = x2 * difference * (1.0 - difference);
    const double low = difference < 0.0 ? -difference : 0.0;
    const double high = difference > 0.0 ? 1.0 - difference : 1.0;
    const double pooled = (x1 + x2 - n1() * difference) / total;  // by least squares
    const double margin = 0.03 * (high - low);
    double q2 = pooled < low + margin ? low + margin : pooled > high - margin ? high - margin : pooled;
    for (int step = 0; step < 6; ++step) {
      const double value = ((total * q2 + square) * q2 + linear) * q2 + constant;
      const double slope = (3.0 * total * q2 + 2.0 * square) * q2 + linear;
      const double change = value / slope;
      q2 -= change;
      const double room = q2 - low < high - q2 ? q2 - low : high - q2;
      if (!(room > 1e-4 * (high - low))) return not_a_number;  // the ends can be roots too
      if (std::fabs(change) > 3e-4 * room) continue;
      const double q1 = q2 + difference;
      const double variance = q1 * (1.0 - q1) / n1() + q2 * (1.0 - q2) / n2();
      return (x1 / n1() - x2 / n2() - difference) / std::sqrt(variance);
    }
    return not_a_number;
  }
  [[nodiscard]] double score(std::size_t i, std::size_t j, Measure measure, double theta) const noexcept {
    return contrast_score({static_cast<double>(i), n1(), static_cast<double>(j), n2()}, measure, theta);
  }

  std::size_t n1_, n2_;
  Stairs upper_, lower_;  // j < upper_[i], or j >= lower_[i]
  BinomialMasses first_, second_;
};

}  // namespace equitable::detail
