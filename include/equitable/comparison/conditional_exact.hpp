/// @file comparison/conditional_exact.hpp
/// Exact conditional limits of the odds ratio, and its conditional estimate.
///
/// With all four margins held fixed the law of the table depends on the odds ratio alone (detail/hypergeometric.hpp), so a test
/// of every odds ratio can be inverted without approximation:
///
/// | limits | invert | use |
/// |---|---|---|
/// | `conditional_exact_limits` | both one-sided tests, α/2 each | cover at least at their level, often far above it |
/// | `conditional_mid_p_limits` | the same with half the probability of the observed table | close to their level on average |
/// | `baptista_pike_limits` | the two-sided test that adds up improbable tables | exact, mostly shorter; two-sided alone |
///
/// Sources: Fisher (1935) J. R. Stat. Soc. 98, 39 and Cornfield (1956) Proc. 3rd Berkeley Symp. 4, 135; Lancaster (1961) J. Am.
/// Stat. Assoc. 56, 223 and Mehta and Walsh (1992) Am. Stat. 46, 146; Baptista and Pike (1977) Appl. Stat. 26, 214.
///
/// The first two agree with `fisher_central` and `fisher_midp_central`: 1 lies outside exactly when p < α. The third is the hull
/// of what `fisher_minlike` accepts.
///
/// Edges: a group or outcome at the end of what the margins allow gives a limit of exactly 0 or ∞; margins that allow one
/// table only, [0, ∞]. Errors are about 5e-15 of the limit. Cost: a limit of the first two takes some five evaluations of the law
/// (one microsecond for tables of hundreds, twenty at N = 100,000, fifty at most), one of the third some thirty to sixty (a
/// quarter of a millisecond at N = 100,000, some three at most). No limit on the counts, up to 2^53.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/detail/hypergeometric.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/root.hpp"
#include "equitable/detail/score.hpp"

namespace equitable {

namespace detail {

/// log ψ of every limit and estimate lies well within ± this: counts of 2^53 and tails of 1e-17 give no more than 1e±80.
inline constexpr double widest_log_odds = 230.0;

/// The odds ratio at which P(X >= x1), less `share` times P(X = x1), is `tail`; 0 where x1 is the least that the margins allow.
///
/// Solved in log ψ on the scale −√(−2 log P), on which a normal tail is a straight line.
[[nodiscard]] inline double conditional_lower_limit(const TwoRates& r, double tail, double share) {
  const Cells t = cells_of(r);
  if (room_below(t) == 0.0) return 0.0;
  const double height = -std::sqrt(-2.0 * std::log(tail));
  const auto excess = [&](double log_odds) {
    const ConditionalLaw law(r, std::exp(log_odds));
    const double p = law.above + (1.0 - share) * law.point;
    if (p >= 1.0) return Slope{infinity, 1.0};
    const double depth = std::sqrt(-2.0 * std::log(p));
    return Slope{-depth - height, (law.above_first - law.mean * p) / (p * depth)};
  };
  // A tail of at most 1/2 bounds the limit from above: by an odds ratio whose median is at x1 or beyond (mid-p: at x1 + 1; median
  // and mode lie less than two apart), or that makes x1 − 1 half as probable as x1.
  const double step = share > 0.0 ? 2.0 : 1.0;
  double most = infinity;
  if (room_above(t) > step) most = ((t.a + step) / (t.b - step)) * ((t.d + step) / (t.c - step));
  if (share == 0.0) most = std::fmin(most, 2.0 * (t.a / (t.b + 1.0)) * (t.d / (t.c + 1.0)));
  const double upper = tail <= 0.5 && most < infinity ? std::log(most) + 1e-14 : widest_log_odds;
  // Woolf's limit of the table half a step (mid-p: none) below the observed one.
  const double shift = 0.5 - share;
  const double a = t.a - shift;
  const double d = t.d - shift;
  const double b = std::fmax(t.b + shift, 0.5);
  const double c = std::fmax(t.c + shift, 0.5);
  const double spread = std::sqrt((1.0 / a + 1.0 / b) + (1.0 / c + 1.0 / d));
  const double start = std::log(a / b) + std::log(d / c) + height * spread;
  return std::exp(increasing_root(excess, -widest_log_odds, upper, std::fmin(start, upper - 1e-14)));
}

/// Limits from both one-sided tests.
[[nodiscard]] inline Interval conditional_exact_limits(const TwoRates& r, const Level& level) {
  return {conditional_lower_limit(r, level.tail, 0.0), 1.0 / conditional_lower_limit(r.swapped(), level.tail, 0.0)};
}

/// Limits from both one-sided tests with mid-p values.
[[nodiscard]] inline Interval conditional_mid_p_limits(const TwoRates& r, const Level& level) {
  return {conditional_lower_limit(r, level.tail, 0.5), 1.0 / conditional_lower_limit(r.swapped(), level.tail, 0.5)};
}

/// The conditional maximum-likelihood odds ratio: the ψ at which X has the mean x1. 0 or ∞ where x1 is the least or most that the
/// margins allow, NaN where they allow one table only. Cost: some four evaluations of the law.
[[nodiscard]] inline double conditional_odds_ratio(const TwoRates& r) {
  const Cells t = cells_of(r);
  const double below = room_below(t);
  const double above = room_above(t);
  if (below == 0.0) return above == 0.0 ? not_a_number : 0.0;
  if (above == 0.0) return infinity;
  // On the logit of the mean's place within the support, nearly a straight line in log ψ.
  const auto excess = [&](double log_odds) {
    const ConditionalLaw law(r, std::exp(log_odds));
    return Slope{std::log1p(law.mean / below) - std::log1p(-law.mean / above),
                 law.variance * (1.0 / (below + law.mean) + 1.0 / (above - law.mean))};
  };
  return std::exp(increasing_root(excess, -widest_log_odds, widest_log_odds, std::log(t.a / t.b) + std::log(t.d / t.c)));
}

/// The lower Baptista-Pike limit, found among the pieces between the jumps of its p-value.
///
/// Below the estimate p(ψ) = P(X >= x1) + P(X <= K). K rises by one at each ψ_K = (W_K / W_x1)^{1/(x1 − K)}. With K held, p is
/// 1 − P(K < X < x1), one minus a log-concave function of log ψ: on any stretch it is largest at an end. So a stretch from ψ_A
/// to ψ_B on which p with K = B stays below α at both ends holds no accepted ψ, and is passed over in one stride; other
/// stretches are halved, down to one piece. Pieces go by their gap x1 − K, which falls as ψ rises.
class BaptistaPikeSearch {
 public:
  BaptistaPikeSearch(const TwoRates& rates, double alpha) : rates_(rates), cells_(cells_of(rates)), alpha_(alpha) {}

  [[nodiscard]] double lower_limit() const {
    const double widest = room_below(cells_);
    if (widest == 0.0) return 0.0;
    // Before the first jump nothing lies on the other side.
    const Jump first = jump(widest);
    const double one_sided = conditional_lower_limit(rates_, alpha_, 0.0);
    if (one_sided <= std::exp(first.log_odds)) return one_sided;
    if (p(widest, first.log_odds) >= alpha_) return std::exp(first.log_odds);
    // At the last jump everything is as improbable as x1, and p is 1.
    double limit = 0.0;
    return search(first, jump(1.0), true, limit) ? limit : std::exp(jump(1.0).log_odds);
  }

 private:
  /// The place where the piece of this gap begins.
  struct Jump {
    double gap, log_odds;
  };

  [[nodiscard]] Jump jump(double gap) const { return {gap, log_weight_below(cells_, gap) / gap}; }
  [[nodiscard]] double p(double gap, double log_odds) const { return conditional_outside(rates_, gap, std::exp(log_odds)); }

  /// Whether any ψ from `left`, itself rejected, to `right` is accepted; the least such is then in `limit`.
  bool search(Jump left, Jump right, bool right_accepted, double& limit) const {
    while (left.gap - right.gap > 1.0) {
      const Jump middle = jump(std::floor(0.5 * (left.gap + right.gap)));
      if (p(middle.gap, middle.log_odds) >= alpha_) {
        right = middle;
        right_accepted = true;
        continue;
      }
      if (p(middle.gap, left.log_odds) >= alpha_ && search(left, middle, false, limit)) return true;
      left = middle;
      if (!right_accepted && p(right.gap, left.log_odds) < alpha_) return false;
    }
    if (p(left.gap, right.log_odds) >= alpha_)
      limit = crossing(left, right.log_odds);
    else if (right_accepted)
      limit = std::exp(right.log_odds);
    else
      return false;
    return true;
  }

  /// Where p reaches α inside a piece.
  [[nodiscard]] double crossing(const Jump& piece, double end) const {
    const TwoRates other{rates_.x1 - piece.gap, rates_.n1, rates_.x2 + piece.gap, rates_.n2};
    const auto excess = [&](double log_odds) {
      const double odds_ratio = std::exp(log_odds);
      const ConditionalLaw near(rates_, odds_ratio);
      const ConditionalLaw far(other, odds_ratio);
      const double total = near.greater + far.less;
      const double slope = (near.above_first - near.mean * near.greater) + (far.mean * far.above - far.above_first);
      return Slope{std::log(total / alpha_), slope / total};
    };
    return std::exp(increasing_root(excess, piece.log_odds, end, 0.5 * (piece.log_odds + end)));
  }

  TwoRates rates_;
  Cells cells_;
  double alpha_;
};

/// The hull of the odds ratios that the two-sided test by improbable tables accepts. 1 − level is not split between the limits.
[[nodiscard]] inline Interval baptista_pike_limits(const TwoRates& r, const Level& level) {
  const double alpha = 2.0 * level.tail;
  return {BaptistaPikeSearch(r, alpha).lower_limit(), 1.0 / BaptistaPikeSearch(r.swapped(), alpha).lower_limit()};
}

}  // namespace detail

}  // namespace equitable
