/// @file detail/contrast_search.hpp
/// The first contrast, from below, that an exact unconditional test does not reject: branch and bound over contrast and nuisance
/// rate together.
///
/// For a contrast θ let T be the score statistic and p(θ) the largest probability, over all rates with that contrast, of the
/// tables with T at least the observed one (two-sided: |T|). p jumps and is not monotone, so inf{θ : p(θ) > level} is proved and
/// not scanned for: a cell [a, b] of contrasts is discarded only if a bound of p over all of it stays within the level.
///
///  1. *The region of a cell.* Every T falls as θ rises, so a table that is extreme anywhere in [a, b] has T_a(table) >=
///     T_b(observed), or T_b(table) <= −T_b(observed). The probability of the first kind rises with p1 and is largest at b, that
///     of the second at a, at every p2.
///  2. *Boxes.* p2 is divided as well. What a box is bounded by holds for every part of the cell too: when a cell is halved its
///     halves have only those boxes to examine that could not be discarded, in the end the one in which p passes the level.
///  3. *The statistic.* Tables that belong to the region of the whole cell may or may not belong to that of a half; those with
///     T_b(table) >= T_a(observed) belong to all of them. Only tables between the two are asked for their statistic again: none,
///     but for the few that come or go, once cells are small.
///  4. *The bound in a box* is that of detail/nuisance.hpp: by Barnard's convexity, or by interpolation with a proven error.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/detail/nuisance.hpp"
#include "equitable/detail/score_region.hpp"

namespace equitable::detail {

/// The scale on which limits are searched: log θ for a ratio, log((1+θ)/(1−θ)) for a difference.
[[nodiscard]] inline double contrast_at(Measure measure, double u) noexcept {
  if (measure == Measure::ratio) return std::exp(u);
  const double part = 2.0 / (1.0 + std::exp(std::fabs(u)));  // 1 − |θ|
  return std::copysign(1.0 - part, u);
}

/// Finds inf{θ : p(θ) > level}, less about 1e-10 on the scale of `contrast_at`. Holds working space; one object for each thread.
class ContrastSearch {
 public:
  ContrastSearch(const TwoRates& r, Measure measure, bool two_sided, double level)
      : r_(r), measure_(measure), two_sided_(two_sided), level_(level), region_(r) {
    const double n = r.n1 + r.n2;
    // The masses left out come to less than 1e-12 of the level in all; so much less is allowed.
    region_.neglect(std::fmax(1e-290, 1e-13 * level));
    level_ = level * (1.0 - 1e-12);
    patience_ = 2e8 / (n + 20.0);
  }

  /// Searched from `from` to `to` on the scale of `contrast_at`; two-sided `to` must be no more than the estimate.
  ///
  /// The contrast is outside of the true one by about 1e-10 at most; farther where p stays so close to the level over a wide range
  /// that the search ends with what it has proved.
  /// `guess` and `spread` say where the limit will lie and how far off it may be; they decide on the cells that are tried first
  /// and on nothing else.
  [[nodiscard]] double operator()(double from, double to, double guess, double spread) {
    const std::size_t rows = static_cast<std::size_t>(r_.n1) + 1;
    const std::size_t all = static_cast<std::size_t>(r_.n2) + 1;
    know(0);
    Knowledge& nothing = known_[0];
    nothing.most_upper.assign(rows, all);
    nothing.sure_upper.assign(rows, 0);
    nothing.most_lower.assign(rows, 0);
    nothing.sure_lower.assign(rows, all);
    nothing.boxes.clear();
    // About as long, in units of 1/√information, as an interpolation reaches.
    const double boxes = std::ceil(pi * std::sqrt(r_.n1 + r_.n2) / 4.6);
    for (double k = 0.0; k < boxes; k += 1.0) nothing.boxes.push_back({k * (pi / boxes), (k + 1.0) * (pi / boxes)});
    const double unit = std::exp2(std::round(std::log2(std::fmin(std::fmax(spread, 1e-6), 1e3))));
    const double centre = std::floor(guess / (0.125 * unit)) * (0.125 * unit);
    double start = std::floor(from);
    for (const double part : {-2.0, -1.0, -0.5, -0.25, -0.125, 0.0, 0.125, 0.25, 0.5, 1.0, 2.0, infinity}) {
      const double place = centre + part * unit;
      const double stop = place < to ? place : to;
      if (!(stop > start)) continue;
      const double passed = first_passage(start, stop, 0);
      if (!std::isnan(passed)) return contrast_at(measure_, passed);
      start = stop;
    }
    return contrast_at(measure_, to);
  }

 private:
  static constexpr double pi = 3.14159265358979323846;

  /// A range of p2 = sin²(angle/2).
  struct Box {
    double from, to;
  };
  /// What holds for a cell of contrasts and all its parts.
  struct Knowledge {
    Stairs most_upper, sure_upper, most_lower, sure_lower;
    std::vector<Box> boxes;  // where p may pass the level
  };

  void know(std::size_t depth) {
    while (known_.size() <= depth) {
      known_.emplace_back();
      Knowledge& k = known_.back();
      const std::size_t rows = static_cast<std::size_t>(r_.n1) + 1;
      k.most_upper.resize(rows);
      k.sure_upper.resize(rows);
      k.most_lower.resize(rows);
      k.sure_lower.resize(rows);
    }
  }

  /// A place within a cell that is a multiple of a power of two, the largest that gives one. All cells end in such places, so that
  /// limits at the same jump of p are the same at any level.
  [[nodiscard]] static double divide(double from, double to) noexcept {
    double step = std::exp2(std::floor(std::log2(to - from)));
    double place = (std::floor(from / step) + 1.0) * step;
    for (; place >= to && step > 1e-16; place = (std::floor(from / step) + 1.0) * step) step *= 0.5;
    return place;
  }

  /// The place where p first passes the level in a cell; NaN where it does not. `depth` holds what is known of the cell.
  [[nodiscard]] double first_passage(double from, double to, std::size_t depth) {
    if (patience_ < 0.0) return from;
    const double a = contrast_at(measure_, from);
    const double b = contrast_at(measure_, to);
    const double observed = contrast_score(r_, measure_, b);
    std::size_t below = depth;
    if (!two_sided_ || observed > 0.0) {
      know(depth + 1);
      if (rejected(a, b, observed, known_[depth], known_[depth + 1].boxes)) return not_a_number;
      below = depth + 1;
      note_region(a, b, known_[depth], known_[below]);
    }
    const double middle = divide(from, to);
    if (to - from <= 1e-10 || !(middle > from && middle < to)) return from;
    const double first = first_passage(from, middle, below);
    return std::isnan(first) ? first_passage(middle, to, below) : first;
  }

  /// Writes down what the region of a cell says about those of its parts.
  void note_region(double a, double b, const Knowledge& known, Knowledge& next) {
    const double highest = contrast_score(r_, measure_, a);
    next.most_upper = region_.upper();
    if (two_sided_) next.most_lower = region_.lower();
    // Over a wide cell next to nothing is sure, and finding out what is takes as long as finding the region.
    if (highest - contrast_score(r_, measure_, b) > 4.0 / std::sqrt(r_.n1 + r_.n2)) {
      next.sure_upper = known.sure_upper;
      next.sure_lower = known.sure_lower;
      return;
    }
    region_.sure_upper(measure_, b, highest, known.sure_upper, next.sure_upper);
    if (two_sided_) region_.sure_lower(measure_, a, -highest, known.sure_lower, next.sure_lower);
  }

  /// Whether p is proved to stay within the level over all contrasts from a to b; otherwise `left` has the boxes where it may not.
  [[nodiscard]] bool rejected(double a, double b, double observed, const Knowledge& known, std::vector<Box>& left) {
    smaller_ = {measure_, a};
    larger_ = {measure_, b};
    region_.set_upper(measure_, a, observed, known.sure_upper, known.most_upper);
    if (two_sided_) region_.set_lower(measure_, b, -observed, known.sure_lower, known.most_lower);
    // The p2 that go with both contrasts, and two-sided those with one of them. One-sided, p2 that go with smaller contrasts alone
    // have p1 = 1 at b, and are worse for the region than the last that does.
    low_ = std::fmax(smaller_.lowest(), larger_.lowest());
    high_ = std::fmin(smaller_.highest(), larger_.highest());
    left.clear();
    for (const Box& box : known.boxes) examine(box, left);
    return left.empty();
  }

  [[nodiscard]] static double rate_at(double angle) noexcept {
    const double sine = std::sin(0.5 * angle);
    return sine * sine;
  }
  [[nodiscard]] static double angle_at(double rate) noexcept { return 2.0 * std::asin(std::sqrt(std::fmin(1.0, rate))); }

  /// Appends the parts of a box that could not be shown to keep p within the level.
  void examine(const Box& box, std::vector<Box>& left) {
    const double from = rate_at(box.from);
    const double to = rate_at(box.to);
    const double outer_low = larger_.lowest();
    const double outer_high = smaller_.highest();
    if (to < outer_low || from > outer_high) return;  // no such rates in any part of the cell
    if ((from < low_ && !shown_beside(std::fmax(from, outer_low), std::fmin(to, low_))) ||
        (to > high_ && !shown_beside(std::fmax(from, high_), std::fmin(to, outer_high)))) {
      left.push_back(box);
      return;
    }
    const double first = std::fmax(from, low_);
    const double last = std::fmin(to, high_);
    if (!(first <= last)) return;
    const double known_high = hint_ >= first && hint_ <= last ? hint_ : 0.5 * (first + last);
    if (value(known_high) > level_) {
      left.push_back(box);
      return;
    }
    if (bound(first, last) <= level_) return;
    const double centre = 0.5 * (first + last);
    const double half = 0.5 * (last - first);
    if (!(half > 0.0)) {
      left.push_back(box);
      return;
    }
    const double information = std::fmax(smaller_.information(centre, r_.n1, r_.n2), larger_.information(centre, r_.n1, r_.n2));
    const double error = (two_sided_ ? 2.0 : 1.0) * interpolation_error(half * std::sqrt(information));
    const double narrowest = 0.03 / std::sqrt(r_.n1 + r_.n2);
    const bool divisible = box.to - box.from > narrowest;
    if (error > 1e-2 * level_ && divisible) {
      divide(box, first, last, left);
      return;
    }
    Interpolation::Values values{};
    for (std::size_t p = 0; p < values.size(); ++p) {
      values[p] = value(centre + half * interpolation_.node(p));
      if (values[p] > level_) {
        left.push_back(box);
        return;
      }
    }
    const Interpolation::Values c = interpolation_.coefficients(values);
    double size = 0.0;
    for (std::size_t k = 1; k < c.size(); ++k) size += std::fabs(c[k]);
    if (c[0] + size <= level_ - error) return;
    const PolynomialMaximum top = Interpolation::maximum_of(c, 1e-10 * level_, level_ - error);
    if (top.bound <= level_ - error) return;
    if (value(centre + half * top.at) <= level_ && error > 1e-9 * level_ && divisible)
      divide(box, first, last, left);
    else
      left.push_back(box);
  }

  /// The halves of a box, seen from the rates in it that matter.
  void divide(const Box& box, double first, double last, std::vector<Box>& left) {
    const double middle = 0.5 * (angle_at(first) + angle_at(last));
    if (!(middle > box.from && middle < box.to)) {
      left.push_back(box);
      return;
    }
    examine({box.from, middle}, left);
    examine({middle, box.to}, left);
  }

  /// Whether p2 that go with some contrasts of the cell only keep within the level.
  [[nodiscard]] bool shown_beside(double from, double to) {
    if (!(to > from)) return true;
    if (!two_sided_) return bound(from, to) <= level_;
    constexpr int pieces = 8;
    if (bound(from, to) <= level_) return true;
    for (int k = 0; k < pieces; ++k)
      if (bound(from + (to - from) * k / pieces, from + (to - from) * (k + 1) / pieces) > level_) return false;
    return true;
  }

  [[nodiscard]] double sum(double upper_p1, double upper_p2, double lower_p1, double lower_p2) {
    patience_ -= 1.0;
    const ContrastCurve::Rates first = larger_.at(upper_p1);
    const ContrastCurve::Rates second = larger_.at(upper_p2);
    const double upper = region_.upper_probability(first.p1, first.q1, second.p2, second.q2);
    if (!two_sided_) return upper;
    const ContrastCurve::Rates third = smaller_.at(lower_p1);
    const ContrastCurve::Rates fourth = smaller_.at(lower_p2);
    return upper + region_.lower_probability(third.p1, third.q1, fourth.p2, fourth.q2);
  }
  /// The bound of p at one p2.
  [[nodiscard]] double value(double p2) {
    const double p = sum(p2, p2, p2, p2);
    if (p > level_) hint_ = p2;
    return p;
  }
  /// The bound of p between two p2, by Barnard's convexity.
  [[nodiscard]] double bound(double from, double to) { return sum(to, from, from, to); }

  TwoRates r_;
  Measure measure_;
  bool two_sided_;
  double level_;
  double patience_;     // how many more probabilities will be computed
  double hint_ = -1.0;  // where p passed the level last
  double low_ = 0.0, high_ = 1.0;
  ContrastCurve smaller_{}, larger_{};
  ScoreRegion region_;
  Interpolation interpolation_;
  std::vector<Knowledge> known_;
};

}  // namespace equitable::detail
