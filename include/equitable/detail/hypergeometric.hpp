/// @file detail/hypergeometric.hpp
/// The law of one cell of a two by two table when all four margins are held fixed: Fisher's (noncentral) hypergeometric law.
///
/// Given the margins, P(X = j) is proportional to W_j ψ^j with W_j = C(n1, j) C(n2, m − j), ψ the odds ratio; ψ = 1 is the
/// hypergeometric law. Fisher (1935) J. R. Stat. Soc. 98, 39; Cornfield (1956) Proc. 3rd Berkeley Symp. 4, 135.
///
/// No weight is computed by itself. The observed cell has weight 1 and the others follow by the ratios of neighbours,
///
///     W_{j+1} ψ^{j+1} / (W_j ψ^j) = ψ b c / ((a + 1)(d + 1)),
///
/// walked outward until they no longer count: no logarithm of a factorial, ties are exact to rounding, and every tail is added
/// up by itself, so that a probability of 1e-300 is as good as one of a half. The number of terms is some 17 standard deviations
/// of the law, itself at most √N / 4. Where the standard deviation passes 300 all fitted cells exceed 90,000, the weights
/// are a smooth function of j, and the sums become integrals (Euler and Maclaurin's formula at half-integers) at a constant
/// cost of about a hundred evaluations: no table takes more than some 20 microseconds.
///
/// Relative errors are about 2e-15 while the sums are walked. Of the integrals they are about 2e-16 |log P|, 1e-13 where P is
/// 1e-200. A probability below 1e-300 may come back as 0.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/saddle_point.hpp"
#include "equitable/detail/score.hpp"

namespace equitable::detail {

/// The four cells of a table: a, b the group with and without the outcome, c, d the reference.
struct Cells {
  double a, b, c, d;
};

[[nodiscard]] inline Cells cells_of(const TwoRates& r) noexcept { return {r.x1, r.n1 - r.x1, r.x2, r.n2 - r.x2}; }

/// How far the group's events can fall and rise while the margins stay.
[[nodiscard]] inline double room_below(const Cells& t) noexcept { return std::fmin(t.a, t.d); }
[[nodiscard]] inline double room_above(const Cells& t) noexcept { return std::fmin(t.b, t.c); }

/// The table with `steps` more events in the group, at the same margins.
[[nodiscard]] inline Cells moved(const Cells& t, double steps) noexcept {
  return {t.a + steps, t.b - steps, t.c - steps, t.d + steps};
}

/// (ψ b c − a d) / (a d), exact to rounding although the products may nearly cancel.
[[nodiscard]] inline double relative_excess(const Cells& t, double odds_ratio) noexcept {
  const double bc = t.b * t.c;
  const double bc_rest = std::fma(t.b, t.c, -bc);
  const double ad = t.a * t.d;
  const double ad_rest = std::fma(t.a, t.d, -ad);
  const double high = odds_ratio * bc;
  const double low = std::fma(odds_ratio, bc, -high) + odds_ratio * bc_rest;
  return ((high - ad) + (low - ad_rest)) / ad;
}

/// The real y with ψ (n1 − y)(m − y) = y (n2 − m + y): within one step the mode of the group's events, and within one the mean.
[[nodiscard]] inline double mode_of(const Cells& t, double odds_ratio) noexcept {
  const double events = t.a + t.c;
  const double linear = odds_ratio * ((t.a + t.b) + events) + (t.d - t.a);
  const double difference = odds_ratio * (t.b - t.c) + (t.d - t.a);
  const double root = std::sqrt(difference * difference + 4.0 * odds_ratio * (events * (t.b + t.d)));
  if (linear < 0.0) return (root - linear) / (2.0 * (1.0 - odds_ratio));
  return 2.0 * odds_ratio * (t.a + t.b) * events / (linear + root);
}

/// Weighted sums over one side of a cell, k = 1, 2, … the steps away from it: Σ w, Σ w k, Σ w k².
struct SideSums {
  double weight = 0.0;
  double first = 0.0;
  double second = 0.0;
};

/// A walk along the support in one direction, from a cell of weight 1, by ratios of neighbouring weights.
class WeightWalk {
 public:
  /// Upward: the group's events rise.
  [[nodiscard]] static WeightWalk up(const Cells& t, double odds_ratio) noexcept {
    return WeightWalk(t.b, t.c, t.a, t.d, odds_ratio, 1.0);
  }
  /// Downward: the group's events fall.
  [[nodiscard]] static WeightWalk down(const Cells& t, double odds_ratio) noexcept {
    return WeightWalk(t.a, t.d, t.b, t.c, 1.0, odds_ratio);
  }
  /// The same walk back again, from where it stands.
  [[nodiscard]] WeightWalk back() const noexcept {
    WeightWalk walk(growing1_, growing2_, shrinking1_, shrinking2_, denominator_, numerator_);
    walk.weight_ = weight_;
    return walk;
  }

  [[nodiscard]] double weight() const noexcept { return weight_; }
  [[nodiscard]] double steps() const noexcept { return steps_; }
  /// The ratio of the next weight to this one; 0 at the end of the support.
  [[nodiscard]] double ratio() const noexcept {
    return ((numerator_ * shrinking1_) * shrinking2_) / ((denominator_ * (growing1_ + 1.0)) * (growing2_ + 1.0));
  }
  /// One step.
  void advance() noexcept {
    weight_ *= ratio();
    move(1.0);
  }

  /// Sums over everything beyond, until what is left falls below 1 part in 10^17 of them, or of `least` if that is more.
  /// Infinite when the weights overflow.
  template <bool with_moments>
  [[nodiscard]] SideSums beyond(double least = 0.0) noexcept {
    SideSums sums;
    Block block;
    do {
      block = next_four();
      sums.weight += (block.w1 + block.w2) + (block.w3 + block.w4);
      if constexpr (with_moments) {
        const double k = steps_;
        const double f1 = (k + 1.0) * block.w1;
        const double f2 = (k + 2.0) * block.w2;
        const double f3 = (k + 3.0) * block.w3;
        const double f4 = (k + 4.0) * block.w4;
        sums.first += (f1 + f2) + (f3 + f4);
        sums.second += ((k + 1.0) * f1 + (k + 2.0) * f2) + ((k + 3.0) * f3 + (k + 4.0) * f4);
      }
      take(block);
      if (!(sums.weight < huge)) return {infinity, infinity, infinity};
    } while (shrinking1_ > 0.0 && shrinking2_ > 0.0 &&
             !(weight_ <= 1e-17 * (1.0 - block.last_ratio) * std::fmax(sums.weight, least)));
    return sums;
  }

  /// The sum of the next `count` weights; the walk then stands on the last of them, or where the weights have come to 0.
  [[nodiscard]] double next(double count) noexcept {
    double sum = 0.0;
    for (; count >= 4.0 && weight_ > 0.0 && sum < huge; count -= 4.0) {
      const Block block = next_four();
      sum += (block.w1 + block.w2) + (block.w3 + block.w4);
      take(block);
    }
    for (; count >= 1.0 && weight_ > 0.0 && sum < huge; count -= 1.0) {
      advance();
      sum += weight_;
    }
    return sum < huge ? sum : infinity;
  }

  /// The sum of the weights above `bound`, which the next weight must exceed; the walk then stands on the first that does not.
  [[nodiscard]] double next_above(double bound) noexcept {
    double sum = 0.0;
    // Weights rise to one mode and fall: when the fourth lies above the bound, so do the three before it.
    for (Block block = next_four(); block.w4 > bound; block = next_four()) {
      sum += (block.w1 + block.w2) + (block.w3 + block.w4);
      take(block);
      if (!(sum < huge)) return infinity;
    }
    for (advance(); weight_ > bound; advance()) sum += weight_;
    return sum < huge ? sum : infinity;
  }

  /// Goes out to the first weight that is at most `bound`, or to the end of the support.
  void reach(double bound) noexcept {
    for (Block block = next_four(); block.w4 > bound; block = next_four()) take(block);
    while (weight_ > bound && ratio() > 0.0) advance();
  }
  /// The weight here and those that follow, as many as add up to no more than `bound`.
  [[nodiscard]] double sum_up_to(double bound) noexcept {
    double sum = 0.0;
    while (weight_ > 0.0 && sum + weight_ <= bound) {
      sum += weight_;
      advance();
    }
    return sum;
  }

 private:
  static constexpr double huge = 1e306;

  struct Block {
    double w1, w2, w3, w4, last_ratio;
  };

  WeightWalk(double s1, double s2, double g1, double g2, double numerator, double denominator) noexcept
      : shrinking1_(s1), shrinking2_(s2), growing1_(g1), growing2_(g2), numerator_(numerator), denominator_(denominator) {}

  void move(double steps) noexcept {
    shrinking1_ -= steps;
    shrinking2_ -= steps;
    growing1_ += steps;
    growing2_ += steps;
    steps_ += steps;
  }
  // Four weights at a time: the divisions are independent of each other, one product alone hangs on the block before.
  [[nodiscard]] Block next_four() const noexcept {
    double ratios[4];
    for (int i = 0; i < 4; ++i) {
      const double k = i;
      const double left1 = shrinking1_ > k ? shrinking1_ - k : 0.0;
      const double left2 = shrinking2_ > k ? shrinking2_ - k : 0.0;
      ratios[i] = ((numerator_ * left1) * left2) / ((denominator_ * (growing1_ + (k + 1.0))) * (growing2_ + (k + 1.0)));
    }
    const double two = ratios[0] * ratios[1];
    const double w2 = weight_ * two;
    return {weight_ * ratios[0], w2, w2 * ratios[2], weight_ * (two * (ratios[2] * ratios[3])), ratios[3]};
  }
  void take(const Block& block) noexcept {
    weight_ = block.w4;
    move(4.0);
  }

  double shrinking1_, shrinking2_, growing1_, growing2_;
  double numerator_, denominator_;
  double weight_ = 1.0;
  double steps_ = 0.0;
};

/// The law where it is wide: weights as a smooth function of the distance from a cell near the mode.
class SmoothLaw {
 public:
  /// The smallest standard deviation it serves.
  static constexpr double narrowest = 300.0;

  /// Whether the law is wide enough; `law` is set then.
  [[nodiscard]] static bool find(const Cells& t, double odds_ratio, SmoothLaw& law) noexcept {
    // Four times the variance is at most the smallest margin: most tables end here.
    const double smallest = std::fmin(std::fmin(t.a + t.b, t.c + t.d), std::fmin(t.a + t.c, t.b + t.d));
    if (smallest < 4.0 * narrowest * narrowest) return false;
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

/// The law at one odds ratio, seen from the observed table.
///
///     const ConditionalLaw law({12, 60, 1397, 5451});   // TwoRates: x1, n1, x2, n2
///     law.greater                                       // P(X >= 12), Fisher's one-sided p
///
/// Any integers 0 <= x <= n, 1 <= n <= 2^53, any odds ratio from 1e-100 to 1e100. Cost: about 1 ns a term, 17 terms to a standard
/// deviation; never more than some 20 microseconds.
struct ConditionalLaw {
  double greater = 1.0;  ///< P(X >= x1)
  double less = 1.0;     ///< P(X <= x1)
  double point = 1.0;    ///< P(X = x1)
  double above = 0.0;    ///< P(X > x1)
  double below = 0.0;    ///< P(X < x1)
  // Moments are counted from x1; they are 0 where they were not asked for.
  double mean = 0.0;         ///< E[X] − x1
  double variance = 0.0;     ///< Var X, to 1e-15 of Var X + (E[X] − x1)²: for slopes
  double above_first = 0.0;  ///< Σ (j − x1) P(j) over j > x1

  explicit ConditionalLaw(const TwoRates& r, double odds_ratio = 1.0) noexcept { fill<true>(cells_of(r), odds_ratio); }

  /// The tails without the moments: a little faster.
  [[nodiscard]] static ConditionalLaw tails(const TwoRates& r, double odds_ratio = 1.0) noexcept {
    ConditionalLaw law;
    law.fill<false>(cells_of(r), odds_ratio);
    return law;
  }

 private:
  ConditionalLaw() = default;

  template <bool with_moments>
  void fill(const Cells& t, double odds_ratio) noexcept {
    SmoothLaw smooth;
    if (SmoothLaw::find(t, odds_ratio, smooth))
      fill_wide(smooth);
    else
      fill_narrow<with_moments>(t, odds_ratio);
  }

  template <bool with_moments>
  void fill_narrow(const Cells& t, double odds_ratio) noexcept {
    const SideSums up = WeightWalk::up(t, odds_ratio).beyond<with_moments>();
    const SideSums down = WeightWalk::down(t, odds_ratio).beyond<with_moments>();
    const double total = 1.0 + (up.weight + down.weight);
    point = 1.0 / total;
    // Where one side overflows everything lies there.
    above = std::isinf(up.weight) ? 1.0 : up.weight / total;
    below = std::isinf(down.weight) ? 1.0 : down.weight / total;
    greater = std::isinf(up.weight) ? 1.0 : (1.0 + up.weight) / total;
    less = std::isinf(down.weight) ? 1.0 : (1.0 + down.weight) / total;
    if constexpr (with_moments) {
      if (!(total < 1e280)) return fill_far_moments(t, odds_ratio);  // their sums would overflow
      mean = (up.first - down.first) / total;
      variance = (up.second + down.second) / total - mean * mean;
      above_first = up.first / total;
    }
  }

  // The observed table is out of sight of the mode: the moments are taken from there.
  void fill_far_moments(const Cells& t, double odds_ratio) noexcept {
    const double shift = std::fmax(-room_below(t), std::fmin(std::nearbyint(mode_of(t, odds_ratio) - t.a), room_above(t)));
    const Cells centre = moved(t, shift);
    const SideSums up = WeightWalk::up(centre, odds_ratio).beyond<true>();
    const SideSums down = WeightWalk::down(centre, odds_ratio).beyond<true>();
    const double total = 1.0 + (up.weight + down.weight);
    const double offset = (up.first - down.first) / total;
    mean = shift + offset;
    variance = (up.second + down.second) / total - offset * offset;
    above_first = shift > 0.0 ? mean : 0.0;
  }

  void fill_wide(const SmoothLaw& law) noexcept {
    const double x = law.observed();
    const SideSums all = law.total();
    const double centre = all.first / all.weight;
    mean = centre - x;
    variance = all.second / all.weight - centre * centre;
    point = std::exp(law.log_weight(x)) / all.weight;
    if (x >= 0.0) {
      const SideSums side = law.from(x + 1.0, 1.0);
      above = side.weight / all.weight;
      above_first = (side.first + side.weight) / all.weight;
      greater = above + point;
      below = 1.0 - greater;
      less = 1.0 - above;
    } else {
      const SideSums side = law.from(x - 1.0, -1.0);
      below = side.weight / all.weight;
      less = below + point;
      above = 1.0 - less;
      greater = 1.0 - below;
      above_first = mean + (side.first + side.weight) / all.weight;
    }
  }
};

/// A p-value that adds up improbable tables, and the parts that mid-p versions need.
struct ConditionalSplit {
  double extreme;  ///< probability of all tables at most as probable as the observed one
  double point;    ///< P(X = x1)
  double tied;     ///< probability of the other table that is exactly as probable; 0 when there is none
};

/// All tables at most as probable as the observed one (Irwin 1935, Metron 12, 83).
///
/// A table counts as tied when its weight equals the observed one to within the rounding of the steps between; for neighbours,
/// whose ratio is one fraction of integers, that is decided exactly. Cost as for `ConditionalLaw`.
[[nodiscard]] inline ConditionalSplit conditional_split(const TwoRates& r, double odds_ratio = 1.0) noexcept {
  const Cells t = cells_of(r);
  // Whether a neighbour is heavier: the signs of ψ b c − (a + 1)(d + 1) and of a d − ψ (b + 1)(c + 1). An odds ratio such as 0.3
  // is itself rounded, so that only at ψ = 1 the last digit decides.
  const auto sign_of = [odds_ratio](double excess) { return odds_ratio != 1.0 && std::fabs(excess) < 1e-15 ? 0.0 : excess; };
  const double rise_up = sign_of(relative_excess({t.a + 1.0, t.b, t.c, t.d + 1.0}, odds_ratio));
  const double rise_down = -sign_of(relative_excess({t.a, t.b + 1.0, t.c + 1.0, t.d}, odds_ratio));
  if (!(rise_up > 0.0) && !(rise_down > 0.0)) {
    const double point = ConditionalLaw::tails(r, odds_ratio).point;
    return {1.0, point, rise_up == 0.0 || rise_down == 0.0 ? point : 0.0};
  }
  const bool upward = rise_up > 0.0;
  SmoothLaw law;
  if (SmoothLaw::find(t, odds_ratio, law)) {
    const double x = law.observed();
    if (!(std::fabs(x) < law.reach())) return {0.0, 0.0, 0.0};
    const double inward = upward ? 1.0 : -1.0;
    const double total = law.total().weight;
    const double point = std::exp(law.log_weight(x)) / total;
    // A weight as large as the observed one stands at a whole number; the place is good to 1e-7.
    const double place = inward * law.mirrored(x);
    const double edge = std::fmax(std::ceil(place - 1e-6), inward * x + 2.0);  // the neighbour is known to be heavier
    const double extreme = (law.from(x, -inward).weight + law.from(inward * edge, inward).weight) / total;
    return {std::fmin(1.0, extreme), point, std::fabs(edge - place) <= 1e-6 ? point : 0.0};
  }
  WeightWalk inward = upward ? WeightWalk::up(t, odds_ratio) : WeightWalk::down(t, odds_ratio);
  WeightWalk outward = upward ? WeightWalk::down(t, odds_ratio) : WeightWalk::up(t, odds_ratio);
  const double near = 1.0 + outward.beyond<false>().weight;
  double centre = inward.next_above(1.0 + 1e-10);
  if (std::isinf(centre)) return {0.0, 0.0, 0.0};
  const double rounding = 1e-15 * (inward.steps() + 4.0);
  if (inward.steps() == 1.0 || inward.weight() > 1.0 + rounding) {  // the neighbour is known to be heavier
    centre += inward.weight();
    inward.advance();
  }
  const double edge = inward.weight();
  const double extreme = near + (edge + inward.beyond<false>(near).weight);
  const double total = extreme + centre;
  return {extreme / total, 1.0 / total, edge >= 1.0 - rounding ? edge / total : 0.0};
}

/// P(X >= x1) + P(X <= x1 − gap), gap >= 1: a two-sided p, when `gap` leads to the right table. Cost as for `ConditionalLaw`.
[[nodiscard]] inline double conditional_outside(const TwoRates& r, double gap, double odds_ratio) noexcept {
  const Cells t = cells_of(r);
  const bool nothing_below = gap > room_below(t);
  SmoothLaw law;
  if (SmoothLaw::find(t, odds_ratio, law)) {
    const double total = law.total().weight;
    const double x = law.observed();
    return (law.tail(x, 1.0, total) + (nothing_below ? 0.0 : law.tail(x - gap, -1.0, total))) / total;
  }
  if (!nothing_below) {
    const double near = 1.0 + WeightWalk::up(t, odds_ratio).beyond<false>().weight;
    WeightWalk down = WeightWalk::down(t, odds_ratio);
    const double centre = down.next(gap - 1.0);
    down.advance();
    const double far = near + (down.weight() + down.beyond<false>(near).weight);
    const double p = far / (far + centre);
    if (p >= 0.0 && !std::isinf(centre)) return p;
  }
  // Weights overflow, seen from here: each tail from its own end.
  const double upper = ConditionalLaw::tails(r, odds_ratio).greater;
  if (nothing_below) return upper;
  return upper + ConditionalLaw::tails({r.x1 - gap, r.n1, r.x2 + gap, r.n2}, odds_ratio).less;
}

/// The smaller tail, and the largest tail on the other side that does not exceed it (Blaker 2000, Can. J. Stat. 28, 783). Tails
/// equal to within 1 part in 10^10 count as equal. Cost up to twice that of `ConditionalLaw`.
[[nodiscard]] inline double conditional_blaker(const TwoRates& r, double odds_ratio = 1.0) noexcept {
  constexpr double tie = 1.0 + 1e-10;
  const Cells t = cells_of(r);
  SmoothLaw law;
  if (SmoothLaw::find(t, odds_ratio, law)) {
    const ConditionalLaw tails = ConditionalLaw::tails(r, odds_ratio);
    const bool upper = tails.greater < tails.less;
    const double smaller = std::fmin(tails.greater, tails.less);
    if ((upper ? tails.below : tails.above) <= smaller * tie) return 1.0;
    if (!(smaller > 0.0)) return 0.0;
    const double total = law.total().weight;
    const double edge = std::ceil(law.place_of_tail(smaller * total, upper ? -1.0 : 1.0) - 1e-6);
    return std::fmin(1.0, smaller + law.from(upper ? -edge : edge, upper ? -1.0 : 1.0).weight / total);
  }
  const double above = WeightWalk::up(t, odds_ratio).beyond<false>().weight;
  const double below = WeightWalk::down(t, odds_ratio).beyond<false>().weight;
  const double smaller = 1.0 + std::fmin(above, below);
  const double other = std::fmax(above, below);
  if (other <= smaller * tie) return 1.0;
  if (std::isinf(other)) return 0.0;
  // From where nothing is left beyond, back towards the observed table.
  WeightWalk out = above < below ? WeightWalk::down(t, odds_ratio) : WeightWalk::up(t, odds_ratio);
  out.reach(1e-20 * smaller);
  const double opposite = out.back().sum_up_to(smaller * tie);
  return (smaller + opposite) / (smaller + other);
}

/// log(W_{x1−gap} / W_x1), 1 <= gap <= x1's room below, at ψ = 1. Exactly 0 when the two are equal to within rounding. The error
/// is about 1e-15 of gap·log of the largest cell.
[[nodiscard]] inline double log_weight_below(const Cells& t, double gap) noexcept {
  const double rounding = 1e-15 * (gap + 4.0);
  if (gap <= 32.0) {
    WeightWalk walk = WeightWalk::down(t, 1.0);
    while (walk.steps() < gap) walk.advance();
    const double ratio = walk.weight();
    if (ratio > 1e-290 && ratio < 1e290) return std::fabs(ratio - 1.0) <= rounding ? 0.0 : std::log(ratio);
  }
  // By Stirling's formula for each n!, and 0! written as 1!.
  const auto factorials = [](double from, double to) {
    return deviance(to, from, to - from) + 0.5 * std::log(to / from) + (stirling_error(to) - stirling_error(from));
  };
  const double a = t.a, b = std::fmax(t.b, 1.0), c = std::fmax(t.c, 1.0), d = t.d;
  const double curved = (factorials(a, std::fmax(a - gap, 1.0)) + factorials(d, std::fmax(d - gap, 1.0))) +
                        (factorials(b, t.b + gap) + factorials(c, t.c + gap));
  const double ends = (a == gap ? std::log(a) : 0.0) + (d == gap ? std::log(d) : 0.0);
  const double sum = gap * (std::log(a / b) + std::log(d / c)) - (ends + curved);
  return std::fabs(sum) <= rounding ? 0.0 : sum;
}

}  // namespace equitable::detail
