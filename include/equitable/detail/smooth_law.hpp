/// @file detail/smooth_law.hpp
/// The conditional law of a two by two table where it is wide: sums become integrals at a constant cost.
///
/// Where the standard deviation passes 300 all fitted cells exceed 90,000 and the weights are a smooth function of the distance from
/// a cell near the mode. Euler and Maclaurin's formula at half-integers turns the sums into integrals of about a hundred
/// evaluations. Relative errors are about 2e-16 |log P|: 1e-13 where P is 1e-200.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/saddle_point.hpp"
#include "equitable/detail/weight_walk.hpp"

namespace equitable::detail {

/// The law where it is wide: weights as a smooth function of the distance from a cell near the mode.
class SmoothLaw {
 public:
  /// The smallest standard deviation it serves.
  static constexpr double narrowest = 300.0;

  /// Whether the law is wide enough; `law` is set then.
  [[nodiscard]] static bool find(const Cells& t, double odds_ratio, SmoothLaw& law) noexcept {
    // Four times the variance is at most the smallest margin: most tables end here.
    constexpr double least = 4.0 * narrowest * narrowest;
    if (t.a + t.b < least || t.c + t.d < least || t.a + t.c < least || t.b + t.d < least) return false;
    law.observed_ = -std::nearbyint(mode_of(t, odds_ratio) - t.a);
    law.cells_ = moved(t, -law.observed_);
    law.sigma_ = std::sqrt(1.0 / law.inverse_cells(0.0));
    if (!(room_below(law.cells_) > narrowest && room_above(law.cells_) > narrowest && law.sigma_ > narrowest)) return false;
    law.slope_ = std::log1p(relative_excess(law.cells_, odds_ratio));
    law.odds_ratio_ = odds_ratio;
    return true;
  }

  /// Where the observed cell lies, counted from the cell of weight 1.
  [[nodiscard]] double observed() const noexcept { return observed_; }
  [[nodiscard]] double sigma() const noexcept { return sigma_; }

  /// log of the weight s steps away, s any real number within `reach()`; −∞ beyond.
  [[nodiscard]] double log_weight(double s) const noexcept {
    if (!(std::fabs(s) <= reach())) return -infinity;
    return s * slope_ - (growth(cells_.a, s) + growth(cells_.d, s)) - (growth(cells_.b, -s) + growth(cells_.c, -s));
  }
  /// Its derivative, to 1e-9 of its size at one standard deviation.
  [[nodiscard]] double log_slope(double s) const noexcept {
    return std::log(odds_ratio_ * ((cells_.b - s + 0.5) / (cells_.a + s + 0.5)) * ((cells_.c - s + 0.5) / (cells_.d + s + 0.5)));
  }

  /// Sums over the whole law, about the cell of weight 1. The trapezium rule with steps of 0.6 σ errs by exp(−2π²/0.36) ≈ 1e-24.
  [[nodiscard]] SideSums total() const noexcept {
    const double h = 0.6 * sigma_;
    SideSums sums{1.0, 0.0, 0.0};
    for (int k = 1; k <= 16; ++k) {
      const double right = std::exp(log_weight(k * h));
      const double left = std::exp(log_weight(-k * h));
      sums.weight += right + left;
      sums.first += k * (right - left);
      sums.second += k * k * (right + left);
    }
    return {sums.weight * h, sums.first * h * h, sums.second * h * h * h};
  }

  /// Σ w over the cell s and all beyond it in the `direction` (±1), and Σ w k, k = 0, 1, … the steps beyond s. The mode must not
  /// lie further out than s, but for a few steps. Σ w k, wanted for slopes alone, is good to 1e-4 far out.
  ///
  /// The integral from s − ½ outward by the double-exponential rule x = exp(u − e^−u) (Takahasi and Mori 1974, Publ. RIMS 9, 721),
  /// with the Euler-Maclaurin terms in the odd derivatives there.
  [[nodiscard]] SideSums from(double s, double direction) const noexcept {
    const double start = s - 0.5 * direction;
    const double base = log_weight(start);
    if (!(base > -745.0)) return {};
    const double height = std::exp(base);
    const double distance = std::fmax(0.0, start * direction) / sigma_;
    const double scale = sigma_ / std::sqrt(1.0 + distance * distance);
    constexpr double step = 0.125;
    double integral = 0.0;
    double first = 0.0;
    for (int i = -30; i <= 32; ++i) {
      const DoubleExponentialNode node = double_exponential_node(i * step);
      const double x = node.x * scale;
      const double mass = node.weight * std::exp(log_weight(start + direction * x) - base);
      integral += mass;
      first += mass * node.x;
    }
    integral *= scale * step;
    first *= scale * scale * step;
    const double slope = direction * log_slope(start);
    const double curve = -inverse_cells(start);
    const double third = slope * (slope * slope + 3.0 * curve);
    const double fourth = slope * third + 3.0 * curve * (slope * slope + curve);
    const double fifth = slope * fourth + 4.0 * curve * third;
    const double sixth = slope * fifth + 5.0 * curve * fourth;
    const double seventh = slope * sixth + 6.0 * curve * fifth;
    const double correction = slope / 24.0 - third * (7.0 / 5760.0) + fifth * (31.0 / 967680.0) - seventh * (127.0 / 154828800.0);
    return {height * (integral + correction), height * (first - 0.5 * integral), 0.0};
  }

  /// Sum of the weights from s outward; where that holds the mode, `total` less the rest.
  [[nodiscard]] double tail(double s, double direction, double total) const noexcept {
    return s * direction >= 0.0 ? from(s, direction).weight : total - from(s - direction, -direction).weight;
  }

  /// Where, on the other side of the mode than s, the weight falls to that of s: a real number, to 1e-7.
  [[nodiscard]] double mirrored(double s) const noexcept {
    const double level = log_weight(s);
    double t = 2.0 * (sigma_ * sigma_) * log_slope(0.0) - s;
    for (int step = 0; step < 30; ++step) {
      const double change = (log_weight(t) - level) / log_slope(t);
      t -= change;
      if (!(std::fabs(change) > 1e-9 + 1e-15 * std::fabs(t))) break;
    }
    return t;
  }

  /// How many steps out in the `direction`, as a real number, the sum of the weights from there falls to `sum`.
  [[nodiscard]] double place_of_tail(double sum, double direction) const noexcept {
    const double level = std::log(sum);
    double place = std::sqrt(std::fmax(0.0, -2.0 * std::log(sum / (2.5 * sigma_)))) * sigma_;
    for (int step = 0; step < 40; ++step) {
      const double here = from(direction * place, direction).weight;
      const double change = (std::log(here) - level) * here / std::exp(log_weight(direction * (place - 0.5)));
      place = std::fmax(place + change, -sigma_);
      if (!(std::fabs(change) > 1e-9 + 1e-14 * std::fabs(place))) break;
    }
    return place;
  }

  /// Beyond this the weight is below 1e-308 of the largest.
  [[nodiscard]] double reach() const noexcept { return 39.0 * sigma_; }

 private:
  struct DoubleExponentialNode {
    double x, weight;
  };
  [[nodiscard]] static DoubleExponentialNode double_exponential_node(double u) noexcept {
    const double e = std::exp(-u);
    const double x = std::exp(u - e);
    return {x, x * (1.0 + e)};
  }
  /// log Γ(cell + s + 1) − log Γ(cell + 1) − s log cell by Stirling's formula, for cells above 90,000 and |s| < 0.15 cell:
  /// with v = s/(2 cell + s), log(1 + s/cell) = 2 artanh v.
  [[nodiscard]] static double growth(double cell, double s) noexcept {
    const double v = s / (2.0 * cell + s);
    const double vv = v * v;
    const double p =
        vv *
        (1.0 / 3.0 + vv * (1.0 / 5.0 + vv * (1.0 / 7.0 + vv * (1.0 / 9.0 + vv * (1.0 / 11.0 + vv * (1.0 / 13.0 + vv / 15.0))))));
    return s * (v + (1.0 + v) * p) + v * (1.0 + p) - v / (6.0 * cell * (1.0 + v));
  }
  [[nodiscard]] double inverse_cells(double s) const noexcept {
    return (1.0 / (cells_.a + s + 0.5) + 1.0 / (cells_.d + s + 0.5)) + (1.0 / (cells_.b - s + 0.5) + 1.0 / (cells_.c - s + 0.5));
  }

  Cells cells_{};
  double observed_ = 0.0;
  double sigma_ = 0.0;
  double slope_ = 0.0;
  double odds_ratio_ = 1.0;
};

}  // namespace equitable::detail
