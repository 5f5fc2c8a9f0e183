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
/// Relative errors while the sums are walked grow with the root of the number of steps: at most 1e-15 at N = 200, and at N = 100,000
/// 6e-15 where P is above 1e-5 and 3e-14 where it is 1e-290. Of the integrals they are about 2e-16 |log P|, 1e-13 where P is
/// 1e-200. A probability below 1e-300 may come back as 0. At ψ = 1 Fisher's tests walk by detail/lanes_fisher.hpp.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/saddle_point.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/detail/smooth_law.hpp"
#include "equitable/detail/weight_walk.hpp"

namespace equitable::detail {

/// The law at one odds ratio, seen from the observed table.
///
///     const ConditionalLaw law({12, 60, 1397, 5451});   // TwoRates: x1, n1, x2, n2
///     law.greater                                       // P(X >= 12), Fisher's one-sided p
///
/// Any integers 0 <= x <= n, 1 <= n <= 2^53, any odds ratio from 1e-100 to 1e100. Cost: about 0.7 ns a term, 17 terms to a standard
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
    const double from_here_up = (1.0 + up.weight) / total;
    const double from_here_down = (1.0 + down.weight) / total;
    // More than a half is 1 less the rest: all of these rise and fall with x1 to the last digit. Where one side overflows, its
    // own sum is infinity over infinity, and everything lies there.
    above = from_here_down <= 0.5 ? 1.0 - from_here_down : up.weight / total;
    below = from_here_up <= 0.5 ? 1.0 - from_here_up : down.weight / total;
    greater = below <= 0.5 ? 1.0 - below : from_here_up;
    less = above <= 0.5 ? 1.0 - above : from_here_down;
    if (greater < point) greater = point;
    if (less < point) less = point;
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
  const double inner = t.b * t.c;
  const double outer = t.a * t.d;
  const double next_outer = (t.a + 1.0) * (t.d + 1.0);
  const double next_inner = (t.b + 1.0) * (t.c + 1.0);
  const bool exact = odds_ratio == 1.0 && next_outer < 0x1p53 && next_inner < 0x1p53;  // products are integers, unrounded
  const double rise_up = exact ? inner - next_outer : sign_of(relative_excess({t.a + 1.0, t.b, t.c, t.d + 1.0}, odds_ratio));
  const double rise_down = exact ? outer - next_inner : -sign_of(relative_excess({t.a, t.b + 1.0, t.c + 1.0, t.d}, odds_ratio));
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
