/// @file groups/stratified_exact.hpp
/// Exact tests and limits of a common odds ratio: the margins of every stratum held fixed.
///
/// Given the margins, the group's events in a stratum have Fisher's noncentral hypergeometric law, and their sum over strata
/// the convolution of these laws; s is the sum observed.
///
/// | test | two-sided p | use |
/// |---|---|---|
/// | `exact_midp_central` | min(1, 2 min(tails less ½ P(s))) | ★ sparse strata |
/// | `exact_central` | min(1, 2 min(P(≥ s), P(≤ s))) | ○ guaranteed, conservative |
/// | `exact_minlike` | all sums at most as probable as s (to 1 part in 10^10) | ○ |
///
/// | limits | invert | use |
/// |---|---|---|
/// | `midp_or` | both one-sided mid-p tests, α/2 each | ★ sparse strata |
/// | `exact_or` | both one-sided tests, α/2 each | ○ guaranteed, conservative |
///
/// The estimate of both is the conditional maximum-likelihood odds ratio, at which the sum has the mean s: 0 or ∞ with a limit
/// there when s is the least or most that the margins allow. Margins that allow one sum only: `Status::no_information`, p = 1
/// (and [0, ∞] round an undefined estimate). With one stratum all are those of `conditional_exact_test` and
/// `conditional_odds_ratio`, which have no limit on the counts. `exact_*` limits leave 1 out exactly when p < α of the central
/// test of the same kind.
///
/// Weights are scaled as they are multiplied up, so nothing overflows and p down to 1e-300 keeps its digits. Cost: the square
/// of the support, the number of sums possible: under 1 ms at 2,000, 30 ms at 20,000, beyond which the result is NaN with
/// `Status::too_large` (then `cmh_test` and `mh_odds_ratio` are good). Sources: Gart (1970) Biometrika 57, 471; Mehta, Patel
/// and Gray (1985) J. Am. Stat. Assoc. 80, 969; Lancaster (1961) J. Am. Stat. Assoc. 56, 223 (mid-p).
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "equitable/comparison/conditional_exact.hpp"
#include "equitable/core/results.hpp"
#include "equitable/detail/hypergeometric.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/detail/restricted.hpp"
#include "equitable/detail/root.hpp"
#include "equitable/groups/strata.hpp"

namespace equitable {

/// The exact tests of no association within strata.
enum class StratifiedExactTestMethod : std::uint8_t { exact_midp_central, exact_central, exact_minlike };

/// As written in results.
[[nodiscard]] constexpr const char* name(StratifiedExactTestMethod method) noexcept {
  return method == StratifiedExactTestMethod::exact_midp_central ? "exact_midp_central"
         : method == StratifiedExactTestMethod::exact_central    ? "exact_central"
                                                                 : "exact_minlike";
}

/// Options of `stratified_exact_test`.
struct StratifiedExactTestOptions {
  StratifiedExactTestMethod method = StratifiedExactTestMethod::exact_midp_central;
  /// `greater`: P(≥ s), `less`: P(≤ s), of the mid-p method less ½ P(s).
  Alternative alternative = Alternative::two_sided;
};

/// The exact limits of a common odds ratio.
enum class StratifiedExactMethod : std::uint8_t { midp_or, exact_or };

/// As written in results.
[[nodiscard]] constexpr const char* name(StratifiedExactMethod method) noexcept {
  return method == StratifiedExactMethod::midp_or ? "midp_or" : "exact_or";
}

/// Options of `stratified_conditional_odds_ratio`.
struct StratifiedExactOptions {
  StratifiedExactMethod method = StratifiedExactMethod::midp_or;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone.
  Alternative alternative = Alternative::two_sided;
};

namespace detail {

/// The largest number of sums that the exact methods take on.
inline constexpr double stratified_exact_support = 20000.0;

/// How far the sum can fall and rise from the observed one.
struct SumRoom {
  double below = 0.0;
  double above = 0.0;
  [[nodiscard]] bool too_large() const noexcept { return below + above + 1.0 > stratified_exact_support; }
  [[nodiscard]] bool informative() const noexcept { return below + above > 0.0; }
};

[[nodiscard]] inline SumRoom sum_room(const StrataView& strata) noexcept {
  SumRoom room;
  for (const TwoRates& r : strata) {
    room.below += room_below(cells_of(r));
    room.above += room_above(cells_of(r));
  }
  return room;
}

/// How far the mode lies above the observed events: the k with ψ (b − k)(c − k) = (a + k)(d + k), without the rounding that the mode
/// itself has among counts of 2^53.
[[nodiscard]] inline double steps_to_mode(const Cells& t, double odds_ratio) noexcept {
  const double linear = odds_ratio * (t.b + t.c) + (t.a + t.d);
  const double excess = difference_of_products(odds_ratio * t.b, t.c, t.a, t.d);
  return 2.0 * excess / (linear + std::sqrt(linear * linear - 4.0 * (odds_ratio - 1.0) * excess));
}

/// The law of the sum at an odds ratio, as weights by their distance from the observed sum.
///
/// A stratum's weights start from 1e200 at their mode, the running convolution is brought back to a peak of 1e100 after each
/// stratum: both reach some 1e-400 of their peaks before they underflow, far beyond what counts in a p of 1e-300.
class ConvolvedLaw {
 public:
  ConvolvedLaw(const StrataView& strata, const SumRoom& room, double odds_ratio) {
    const std::size_t support = static_cast<std::size_t>(room.below + room.above) + 1;
    weights_.reserve(support);
    weights_.push_back(running_peak);
    std::vector<double> product;
    product.reserve(support);
    std::vector<double> stratum;
    stratum.reserve(support);
    for (const TwoRates& r : strata) {
      const Cells t = cells_of(r);
      if (room_below(t) + room_above(t) == 0.0) continue;
      fill(t, odds_ratio, stratum);
      product.assign(weights_.size() + stratum.size() - 1, 0.0);
      for (std::size_t j = 0; j < stratum.size(); ++j) {
        const double factor = stratum[j];
        double* const target = product.data() + j;
        for (std::size_t i = 0; i < weights_.size(); ++i) target[i] += factor * weights_[i];
      }
      double peak = 0.0;
      for (const double weight : product) peak = std::fmax(peak, weight);
      const double scale = running_peak / peak;
      for (double& weight : product) weight *= scale;
      weights_.swap(product);
    }
  }

  /// The weight of the sum `steps` above the observed one; 0 outside.
  [[nodiscard]] double weight(std::ptrdiff_t steps) const noexcept {
    const std::ptrdiff_t place = observed_ + steps;
    return place >= 0 && place < static_cast<std::ptrdiff_t>(weights_.size()) ? weights_[static_cast<std::size_t>(place)] : 0.0;
  }
  /// The least and most steps at which there is a weight.
  [[nodiscard]] std::ptrdiff_t first() const noexcept { return -observed_; }
  [[nodiscard]] std::ptrdiff_t last() const noexcept { return static_cast<std::ptrdiff_t>(weights_.size()) - 1 - observed_; }

 private:
  static constexpr double stratum_peak = 1e200;
  static constexpr double running_peak = 1e100;

  /// The weights of one stratum, as far as they are not 0.
  void fill(const Cells& t, double odds_ratio, std::vector<double>& weights) {
    const double below = room_below(t);
    const double above = room_above(t);
    const double mode = std::fmax(-below, std::fmin(std::nearbyint(steps_to_mode(t, odds_ratio)), above));
    const Cells centre = moved(t, mode);
    weights.clear();
    double weight = stratum_peak;
    for (WeightWalk down = WeightWalk::down(centre, odds_ratio); weight > 0.0; down.advance()) {
      weights.push_back(weight);
      weight *= down.ratio();
    }
    for (std::size_t i = 0, j = weights.size() - 1; i < j; ++i, --j) std::swap(weights[i], weights[j]);
    observed_ += static_cast<std::ptrdiff_t>(weights.size()) - 1 - static_cast<std::ptrdiff_t>(mode);
    WeightWalk up = WeightWalk::up(centre, odds_ratio);
    for (weight = stratum_peak * up.ratio(); weight > 0.0; weight *= up.ratio()) {
      weights.push_back(weight);
      up.advance();
    }
  }

  std::vector<double> weights_;
  std::ptrdiff_t observed_ = 0;  // may lie outside, where the observed sum is too improbable to have a weight
};

/// The p-value of one method at an odds ratio of 1.
[[nodiscard]] inline double convolved_p(const ConvolvedLaw& law, const StratifiedExactTestOptions& options) noexcept {
  const double point = law.weight(0);
  double below = 0.0;
  double above = 0.0;
  double improbable = 0.0;
  // From either end inwards: small weights first.
  for (std::ptrdiff_t k = law.first(); k < 0 && k <= law.last(); ++k) {
    below += law.weight(k);
    if (law.weight(k) <= point * (1.0 + 1e-10)) improbable += law.weight(k);
  }
  for (std::ptrdiff_t k = law.last(); k > 0 && k >= law.first(); --k) {
    above += law.weight(k);
    if (law.weight(k) <= point * (1.0 + 1e-10)) improbable += law.weight(k);
  }
  const double total = below + point + above;
  if (options.method == StratifiedExactTestMethod::exact_minlike && options.alternative == Alternative::two_sided)
    return std::fmin(1.0, (improbable + point) / total);
  const double share = options.method == StratifiedExactTestMethod::exact_midp_central ? 0.5 : 1.0;
  const double greater = (above + share * point) / total;
  const double less = (below + share * point) / total;
  if (options.alternative == Alternative::greater) return greater;
  if (options.alternative == Alternative::less) return less;
  return std::fmin(1.0, 2.0 * std::fmin(greater, less));
}

/// The law of the sum as the odds ratio moves away from where it was convolved.
class TiltedLaw {
 public:
  /// Convolved where the mean lies near the observed sum, so that every weight that counts near it is far from underflow.
  TiltedLaw(const StrataView& strata, const SumRoom& room)
      : log_centre_(centre(strata, room)), room_(room), law_(strata, room, std::exp(log_centre_)) {}

  /// The odds ratio at which the mean is the observed sum.
  [[nodiscard]] double likeliest() const noexcept {
    if (room_.below == 0.0) return 0.0;
    if (room_.above == 0.0) return infinity;
    // On the logit of the mean's place within the support, nearly a straight line.
    const auto excess = [&](double tilt) {
      const Moments m = moments(tilt, 1);
      if (!m.finite()) return Slope{m.above > m.below ? infinity : -infinity, 1.0};
      const double mean = (m.above_first - m.below_first) / m.total();
      const double square = (m.above_second + m.below_second) / m.total();
      return Slope{std::log1p(mean / room_.below) - std::log1p(-mean / room_.above),
                   (square - mean * mean) * (1.0 / (room_.below + mean) + 1.0 / (room_.above - mean))};
    };
    return std::exp(log_centre_ + increasing_root(excess, -widest_log_odds, widest_log_odds, 0.0));
  }

  /// The lower limit: P(sum ≥ s), less `share` times P(s), is `tail`.
  [[nodiscard]] double lower_limit(double tail, double share) const noexcept {
    if (room_.below == 0.0) return 0.0;
    return std::exp(log_centre_ + limit(tail, share, 1));
  }
  /// The upper limit: P(sum ≤ s), less `share` times P(s), is `tail`.
  [[nodiscard]] double upper_limit(double tail, double share) const noexcept {
    if (room_.above == 0.0) return infinity;
    return std::exp(log_centre_ - limit(tail, share, -1));
  }

 private:
  struct Moments {
    double point, above, below, above_first, below_first, above_second, below_second;
    [[nodiscard]] double total() const noexcept { return above + (below + point); }
    [[nodiscard]] bool finite() const noexcept { return above_second + below_second < infinity; }
  };

  /// Where the expected sum, by the large-sample law, is the observed one; half an event inside when that is an end.
  [[nodiscard]] static double centre(const StrataView& strata, const SumRoom& room) noexcept {
    const double inside = room.below == 0.0 ? 0.5 : room.above == 0.0 ? -0.5 : 0.0;
    const auto excess = [&](double log_odds) {
      Slope sum{-inside, 0.0};
      const double odds_ratio = std::exp(log_odds);
      for (const TwoRates& r : strata) {
        if (r.x1 + r.x2 == 0.0 || (r.n1 - r.x1) + (r.n2 - r.x2) == 0.0) continue;
        const RestrictedOdds at = restricted_by_odds_ratio(r, odds_ratio);
        sum.value -= at.multiplier;
        sum.derivative += 1.0 / (1.0 / (r.n1 * at.rates.spread1()) + 1.0 / (r.n2 * at.rates.spread2()));
      }
      return sum;
    };
    return increasing_root(excess, -100.0, 100.0, 0.0);
  }

  /// Weighted sums at odds ratio exp(centre + direction·tilt), in steps counted in the direction.
  [[nodiscard]] Moments moments(double tilt, std::ptrdiff_t direction) const noexcept {
    Moments m{law_.weight(0), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
    const std::ptrdiff_t up = direction > 0 ? law_.last() : -law_.first();
    const std::ptrdiff_t down = direction > 0 ? -law_.first() : law_.last();
    for (std::ptrdiff_t i = up; i > 0; --i) {
      const double k = static_cast<double>(i);
      const double mass = law_.weight(direction * i) * std::exp(tilt * k);
      m.above += mass;
      m.above_first += k * mass;
      m.above_second += k * k * mass;
    }
    for (std::ptrdiff_t i = down; i > 0; --i) {
      const double k = static_cast<double>(i);
      const double mass = law_.weight(-direction * i) * std::exp(-tilt * k);
      m.below += mass;
      m.below_first += k * mass;
      m.below_second += k * k * mass;
    }
    return m;
  }

  /// The tilt, in the direction, at which the tail on that side is `tail`; solved on the scale −√(−2 log P), on which a normal
  /// tail is a straight line.
  [[nodiscard]] double limit(double tail, double share, std::ptrdiff_t direction) const noexcept {
    const double height = -std::sqrt(-2.0 * std::log(tail));
    const auto excess = [&](double tilt) {
      const Moments m = moments(tilt, direction);
      if (!m.finite()) return Slope{m.above > m.below ? infinity : -infinity, 1.0};
      const double p = (m.above + (1.0 - share) * m.point) / m.total();
      if (p >= 1.0) return Slope{infinity, 1.0};
      if (!(p > 0.0)) return Slope{-infinity, 1.0};
      const double depth = std::sqrt(-2.0 * std::log(p));
      const double mean = (m.above_first - m.below_first) / m.total();
      return Slope{-depth - height, (m.above_first / m.total() - mean * p) / (p * depth)};
    };
    const Moments here = moments(0.0, direction);
    const double spread = std::sqrt((here.above_second + here.below_second) / here.total());
    return increasing_root(excess, -widest_log_odds, widest_log_odds, height / std::fmax(spread, 0.5));
  }

  double log_centre_;
  SumRoom room_;
  ConvolvedLaw law_;
};

[[nodiscard]] inline TestResult stratified_exact_test_of(const StrataView& strata, const StratifiedExactTestOptions& options) {
  TestResult result{not_a_number, not_a_number, name(options.method), options.alternative, Status::undefined};
  if (strata.count == 0) return result;
  const SumRoom room = sum_room(strata);
  result.status = Status::too_large;
  if (room.too_large()) return result;
  result.pvalue = convolved_p(ConvolvedLaw(strata, room, 1.0), options);
  result.status = room.informative() ? Status::ok : Status::no_information;
  return result;
}

[[nodiscard]] inline Estimate stratified_exact_of(const StrataView& strata, const Level& level,
                                                  const StratifiedExactOptions& options) {
  Estimate none = make_estimate(not_a_number, {not_a_number, not_a_number}, options.confidence, name(options.method));
  none.alternative = options.alternative;
  if (strata.count == 0) return none;
  const SumRoom room = sum_room(strata);
  none.status = Status::too_large;
  if (room.too_large()) return none;
  double value = not_a_number;
  Interval limits{0.0, infinity};
  if (room.informative()) {
    const TiltedLaw law(strata, room);
    const double share = options.method == StratifiedExactMethod::midp_or ? 0.5 : 0.0;
    value = law.likeliest();
    const double lower = law.lower_limit(level.tail, share);
    const double upper = law.upper_limit(level.tail, share);
    limits = {std::fmin(lower, upper), std::fmax(lower, upper)};  // at a level of almost nothing rounding may cross them
  }
  const Estimate estimate = make_estimate(value, limits, options.confidence, name(options.method));
  return one_sided(estimate, options.alternative, {0.0, infinity}, options.confidence);
}

}  // namespace detail

/// An exact test of no association within strata.
///
///     stratified_exact_test(strata, {StratifiedExactTestMethod::exact_central, Alternative::greater})   // P(≥ s)
///
[[nodiscard]] inline TestResult stratified_exact_test(const Strata& strata, const StratifiedExactTestOptions& options = {}) {
  const detail::ComparableStrata rates(strata);
  return detail::stratified_exact_test_of(rates.view(), options);
}

/// The conditional maximum-likelihood odds ratio of all strata, with exact limits.
/// @throws InvalidInput for a one-sided limit at a level of 1/2 or less
[[nodiscard]] inline Estimate stratified_conditional_odds_ratio(const Strata& strata,
                                                                const StratifiedExactOptions& options = {}) {
  const detail::Level level = detail::level_of(options.confidence, options.alternative, "stratified_conditional_odds_ratio");
  const detail::ComparableStrata rates(strata);
  return detail::stratified_exact_of(rates.view(), level, options);
}

}  // namespace equitable
