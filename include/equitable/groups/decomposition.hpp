/// @file groups/decomposition.hpp
/// Why do two groups' rates differ: because they are made up differently, or because their rates differ layer by layer?
/// Kitagawa's decomposition.
///
/// With s the share of each group in a stratum and r its rate there, the crude gap Σ s1 r1 − Σ s2 r2 is the sum of
///
///  - mix: Σ ½(r1 + r2)(s1 − s2), what the difference in make-up alone would bring;
///  - rate: Σ ½(s1 + s2)(r1 − r2), what the differences within strata alone would bring.
///
/// The interaction is split evenly between the two, so they add up to the gap, and change sign with the groups changed over.
/// Strata add up too; a single stratum's mix depends on what is counted (the outcome or its absence), the total does not but
/// for its sign. Where one group has nobody in a stratum its rate there is taken to be the other's: all that the stratum brings
/// is mix.
///
/// Standard errors are by the delta method, with both the make-up (multinomial) and the rates (binomial) of either group left
/// to chance; limits are ± z of them, those of the gap Newcombe's. Few events in most strata, or rates of 0 and 1 throughout,
/// make them too small. A description, not an explanation: it tells nothing about what would happen if the make-up were
/// changed.
///
/// Source: Kitagawa (1955) J. Am. Stat. Assoc. 50, 1168. Cost: some fifty operations a stratum.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "equitable/comparison/rate_difference.hpp"
#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/groups/strata.hpp"

namespace equitable {

/// Options of `decomposition`.
struct DecompositionOptions {
  Confidence confidence{0.95};
};

/// What one stratum brings to the gap.
struct DecompositionPart {
  double mix;
  double rate;
};

/// A gap and its two parts; gap = mix + rate.
struct Decomposition {
  Estimate gap;   ///< crude rate of the group less that of the reference
  Estimate mix;   ///< the part from make-up
  Estimate rate;  ///< the part from rates within strata
  double gap_standard_error;
  double mix_standard_error;
  double rate_standard_error;
  std::vector<DecompositionPart> strata;  ///< in the order given; they add up to `mix` and `rate`
};

namespace detail {

/// A stratum as Kitagawa sees it: shares, rates, and their differences to the last digit.
struct KitagawaStratum {
  double share1, share2, share_gap;
  double rate1, rate2, rate_gap;
  double chance1;  ///< r1 (1−r1)/n1, the variance of the group's rate
  double people1, people2;

  [[nodiscard]] DecompositionPart part() const noexcept {
    return {0.5 * (rate1 + rate2) * share_gap, 0.5 * (share1 + share2) * rate_gap};
  }
};

[[nodiscard]] inline KitagawaStratum kitagawa_stratum(const Table2x2& stratum, const TwoRates& all) noexcept {
  const TwoRates r = stratum.rates();
  const TwoRates shares{r.n1, all.n1, r.n2, all.n2};
  KitagawaStratum k{r.n1 / all.n1, r.n2 / all.n2, rate_difference_value(shares), 0.0, 0.0, 0.0, 0.0, r.n1, r.n2};
  if (r.n1 > 0.0) {
    k.rate1 = r.x1 / r.n1;
    k.chance1 = k.rate1 * ((r.n1 - r.x1) / r.n1) / r.n1;
  }
  k.rate2 = r.n2 > 0.0 ? r.x2 / r.n2 : k.rate1;
  if (r.n1 == 0.0) k.rate1 = k.rate2;
  if (r.n1 > 0.0 && r.n2 > 0.0) k.rate_gap = rate_difference_value(r);
  return k;
}

/// The derivatives of mix and rate by the group's share and rate in a stratum, seen from the group: those of the reference are
/// the same with the groups changed over and the sign turned.
[[nodiscard]] inline DecompositionPart kitagawa_by_share(const KitagawaStratum& k) noexcept {
  return {0.5 * (k.rate1 + k.rate2), 0.5 * k.rate_gap};
}
[[nodiscard]] inline DecompositionPart kitagawa_by_rate(const KitagawaStratum& k) noexcept {
  if (k.people1 == 0.0) return {0.0, 0.0};
  if (k.people2 == 0.0) return {k.share1, 0.0};
  return {0.5 * k.share_gap, 0.5 * (k.share1 + k.share2)};
}

/// The variances of mix and rate that one group's chance brings.
///
/// An estimate with derivatives g by the shares s and h by the rates r of a group of N has variance
/// (Σ s g² − (Σ s g)²)/N + Σ h² r(1−r)/(s N).
class KitagawaVariance {
 public:
  /// The mean of g, first; then `add`.
  void add_mean(const KitagawaStratum& k) noexcept {
    const DecompositionPart g = kitagawa_by_share(k);
    mean_.mix += k.share1 * g.mix;
    mean_.rate += k.share1 * g.rate;
  }
  void add(const KitagawaStratum& k, double total) noexcept {
    const DecompositionPart g = kitagawa_by_share(k);
    const DecompositionPart h = kitagawa_by_rate(k);
    const double make_up = k.share1 / total;
    const double mix = g.mix - mean_.mix;
    const double within = g.rate - mean_.rate;
    sum_.mix += make_up * (mix * mix) + k.chance1 * (h.mix * h.mix);
    sum_.rate += make_up * (within * within) + k.chance1 * (h.rate * h.rate);
  }
  [[nodiscard]] DecompositionPart sum() const noexcept { return sum_; }

 private:
  DecompositionPart mean_{0.0, 0.0};
  DecompositionPart sum_{0.0, 0.0};
};

/// Variances from the group's chance alone.
[[nodiscard]] inline DecompositionPart kitagawa_variance(const Strata& strata, bool swapped) noexcept {
  const Table2x2 all = swapped ? strata.pooled().swapped() : strata.pooled();
  KitagawaVariance variance;
  const auto stratum = [&](const Table2x2& t) { return kitagawa_stratum(swapped ? t.swapped() : t, all.rates()); };
  for (const Table2x2& table : strata) variance.add_mean(stratum(table));
  for (const Table2x2& table : strata) variance.add(stratum(table), all.rates().n1);
  return variance.sum();
}

}  // namespace detail

/// The gap between two groups' crude rates, in two parts.
///
///     Strata strata;
///     strata.add(30, 100, 90, 300);    // junior: 30 % promoted in either group
///     strata.add(5, 100, 10, 200);     // senior: 5 % in either
///     decomposition(strata)            // gap -0.025, all of it mix: half of the group is senior, of the reference two fifths
///
/// A group without people: NaN with `Status::undefined`, strata included.
[[nodiscard]] inline Decomposition decomposition(const Strata& strata, const DecompositionOptions& options = {}) {
  constexpr const char* method = "kitagawa";
  const Table2x2& all = strata.pooled();
  Decomposition result{rate_difference(all, {RateDifferenceMethod::newcombe, options.confidence}),
                       make_estimate(not_a_number, {not_a_number, not_a_number}, options.confidence, method),
                       make_estimate(not_a_number, {not_a_number, not_a_number}, options.confidence, method),
                       not_a_number,
                       not_a_number,
                       not_a_number,
                       std::vector<DecompositionPart>(strata.size(), DecompositionPart{not_a_number, not_a_number})};
  if (!all.comparable()) return result;

  detail::TwofoldTotal mix;
  detail::TwofoldTotal rate;
  for (std::size_t i = 0; i < strata.size(); ++i) {
    const DecompositionPart part = detail::kitagawa_stratum(strata[i], all.rates()).part();
    mix.add(part.mix);
    rate.add(part.rate);
    result.strata[i] = part;
  }
  const DecompositionPart group = detail::kitagawa_variance(strata, false);
  const DecompositionPart reference = detail::kitagawa_variance(strata, true);
  const double z = detail::two_sided_quantile(options.confidence);
  const auto estimate = [&](double value, double error) {
    return make_estimate(value, {value - z * error, value + z * error}, options.confidence, method);
  };
  const auto spread = [](const Proportion& p) { return p.rate() * p.complement().rate() / static_cast<double>(p.total); };
  result.gap_standard_error = std::sqrt(spread(all.group) + spread(all.reference));
  result.mix_standard_error = std::sqrt(group.mix + reference.mix);
  result.rate_standard_error = std::sqrt(group.rate + reference.rate);
  result.mix = estimate(mix.value(), result.mix_standard_error);
  result.rate = estimate(rate.value(), result.rate_standard_error);
  return result;
}

}  // namespace equitable
