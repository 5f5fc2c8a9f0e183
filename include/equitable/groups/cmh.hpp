/// @file groups/cmh.hpp
/// Do the rates differ when strata are compared like with like? The Cochran-Mantel-Haenszel test.
///
/// D = Σ (a − n1 m/N) is how many events the group has beyond those expected within each stratum, of m events among N people,
/// k of whom are without:
///
/// | method | two-sided statistic | use |
/// |---|---|---|
/// | `cmh` | D² / Σ n1 n0 m k/(N²(N−1)) | ★ with one stratum `n_minus_1_chi2` |
/// | `cmh_cc` | max(0, \|D\| − ½)² / the same | ○ conservative; what R prints by default |
/// | `cochran` | D² / Σ n1 n0 m k/N³ | ○ few large strata; with one stratum `pearson_chi2` |
///
/// Chi-squared with one degree of freedom; one-sided (`greater`: the group's rate is the higher) the signed root and its normal
/// tail. Strong where the effect has one direction in all strata, blind where it changes direction between them: look at
/// `odds_ratio_homogeneity` too. Good when `mantel_fleiss` is 5 or more, else `stratified_exact_test`. Nobody or everybody with
/// the outcome in every stratum: NaN with `Status::no_information`; no stratum with people in both groups: `Status::undefined`.
///
/// Sources: Cochran (1954) Biometrics 10, 417; Mantel and Haenszel (1959) J. Natl. Cancer Inst. 22, 719; Mantel and Fleiss (1980)
/// Am. J. Epidemiol. 112, 129. Cost: 5 ns a stratum, 10 with totals above 2^26, and one normal tail.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/detail/lanes_cmh.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/groups/mantel_haenszel.hpp"
#include "equitable/groups/strata.hpp"

namespace equitable {

/// The closed-form tests of no association within strata.
enum class CmhMethod : std::uint8_t { cmh, cmh_cc, cochran };

/// The method as written in results.
[[nodiscard]] constexpr const char* name(CmhMethod method) noexcept {
  constexpr std::array<const char*, 3> names{"cmh", "cmh_cc", "cochran"};
  return names[static_cast<std::size_t>(method)];
}

/// Options of `cmh_test`.
struct CmhOptions {
  CmhMethod method = CmhMethod::cmh;
  Alternative alternative = Alternative::two_sided;
};

namespace detail {

/// Σ n1 n0 m k/N³.
[[nodiscard]] inline double cochran_variance(const StrataView& strata) noexcept {
  double variance = 0.0;
  for (const TwoRates& r : strata) {
    const double total = r.n1 + r.n2;
    const double others = (r.n1 - r.x1) + (r.n2 - r.x2);
    variance += mh_weight(r) * ((r.x1 + r.x2) / total) * (others / total);
  }
  return variance;
}

/// D and V of strata whose totals are at most 2^26, by the terms that columns of strata are added up from (detail/lanes_cmh.hpp):
/// half as many operations and no call of fma.
class SmallCmh {
 public:
  static constexpr Count largest_total = most_lane_people;

  /// A stratum; one without people in either group adds nothing.
  void add(double x1, double n1, double x2, double n2) noexcept {
    const LaneStratum stratum = lane_stratum(x1, n1, x2, n2);
    whole_ += stratum.whole;
    part_ += stratum.part;
    variance_ += stratum.variance;
    pairs_ += stratum.pairs;
  }
  [[nodiscard]] bool empty() const noexcept { return !(pairs_ > 0.0); }
  [[nodiscard]] Twofold excess() const noexcept { return twofold_sum(whole_, part_); }
  [[nodiscard]] double variance() const noexcept { return variance_; }

 private:
  double whole_ = 0.0;
  double part_ = 0.0;
  double variance_ = 0.0;
  double pairs_ = 0.0;
};

/// The result from D and V; `empty` without comparable strata.
[[nodiscard]] inline TestResult cmh_result(bool empty, Twofold excess, double variance, const CmhOptions& options) noexcept {
  TestResult result{not_a_number, not_a_number, name(options.method), options.alternative, Status::undefined};
  if (empty) return result;
  result.status = Status::no_information;
  if (!(variance > 0.0)) return result;
  double distance = excess.high + excess.low;
  if (options.method == CmhMethod::cmh_cc) {
    const double size = excess.high < 0.0 ? (-excess.high - 0.5) - excess.low : (excess.high - 0.5) + excess.low;
    distance = std::copysign(std::fmax(0.0, size), distance);
  }
  const double z = distance / std::sqrt(variance);
  result.statistic = options.alternative == Alternative::two_sided ? z * z : z;
  result.pvalue = normal_pvalue(z, options.alternative);
  result.status = Status::ok;
  return result;
}

[[nodiscard]] inline TestResult cmh_of(const StrataView& strata, const CmhOptions& options) noexcept {
  double largest = 0.0;
  for (const TwoRates& r : strata) largest = std::fmax(largest, std::fmax(r.n1, r.n2));
  if (largest > static_cast<double>(SmallCmh::largest_total) || options.method == CmhMethod::cochran) {
    const double variance = options.method == CmhMethod::cochran ? cochran_variance(strata) : conditional_variance(strata);
    return cmh_result(strata.count == 0, total_excess(strata), variance, options);
  }
  SmallCmh sums;
  for (const TwoRates& r : strata) sums.add(r.x1, r.n1, r.x2, r.n2);
  return cmh_result(sums.empty(), sums.excess(), sums.variance(), options);
}

}  // namespace detail

/// A test of no difference within strata.
///
///     cmh_test(strata)                                            // chi-squared and p
///     cmh_test(strata, {CmhMethod::cmh, Alternative::greater})    // signed root and upper tail
///
[[nodiscard]] inline TestResult cmh_test(const Strata& strata, const CmhOptions& options = {}) {
  const detail::ComparableStrata rates(strata);
  return detail::cmh_of(rates.view(), options);
}

/// How far the expected events of the group lie from the least and the most that the margins allow, the smaller of the two. The
/// chi-squared of `cmh_test` is good when this is 5 or more. Without comparable strata 0.
[[nodiscard]] inline double mantel_fleiss(const Strata& strata) {
  const detail::ComparableStrata rates(strata);
  double below = 0.0;
  double above = 0.0;
  for (const detail::TwoRates& r : rates.view()) {
    const double total = r.n1 + r.n2;
    const double events = r.x1 + r.x2;
    const double others = (r.n1 - r.x1) + (r.n2 - r.x2);
    below += std::fmin(r.n1 * (events / total), r.n2 * (others / total));  // E − max(0, m − n0)
    above += std::fmin(r.n2 * (events / total), r.n1 * (others / total));  // min(m, n1) − E
  }
  return std::fmin(below, above);
}

}  // namespace equitable
