/// @file significance/score.hpp
/// Are two rates different? The closed-form tests of equal rates, with far tails right to the last digits.
///
/// | method | two-sided statistic | use |
/// |---|---|---|
/// | `n_minus_1_chi2` | X (N−1)/N | ★ default: valid for expected counts down to 1; dual of `miettinen_nurminen` |
/// | `pearson_chi2` | X = N (ad − bc)² / (n1 n2 m k) | ● the textbook test; dual of `koopman`, `mee`, `score_uncorrected` |
/// | `z_pooled` | ζ = (ad − bc) √(N / (n1 n2 m k)) | ● Pearson's test with its sign |
/// | `scas` | y, with y + A(y² − 1) = ζ √((N−1)/N) | ● corrected for skewness; dual of `scas` |
/// | `g_test` | G = 2 Σ O log(O/E), empty cells 0 | ○ liberal with small counts; dual of `profile_lr` |
/// | `g_williams` | G / (1 + (N/n1 + N/n2 − 1)(N/m + N/k − 1)/(6N)) | ○ G nearer its nominal level |
/// | `yates_chi2` | N max(0, \|ad − bc\| − N/2)² / (n1 n2 m k) | ✗ far too conservative |
/// | `z_unpooled` | (p1 − p2) / √(p1(1−p1)/n1 + p2(1−p2)/n2) | ✗ liberal; dual of the difference's `wald` |
/// | `log_rr_wald` | log(p1/p2) / √(b/(x1 n1) + d/(x2 n2)) | ✗ undefined with zeros; dual of `katz_log` |
/// | `log_or_wald` | log(ad/(bc)) / √(1/a + 1/b + 1/c + 1/d) | ✗ undefined with zeros; dual of `woolf_logit` |
///
/// m events and k others among all N; A = (k − m)(n2 − n1) / (6 √(n1 n2 m k N)) · ((N−1)/N)^{3/2}. Two-sided: the statistic of
/// the table (for `z_*`, `log_*` and `scas` with its sign) and both tails. One-sided (`greater`: the group's rate is the
/// higher): the signed root and the normal tail on that side, so that its p is below α/2 exactly when the matching limit lies
/// beyond equality.
///
/// Edges. Nobody or everybody had the outcome: NaN with `Status::no_information`. ad = bc: statistic 0 (but for `scas`, which is
/// 0 where the skewness puts it), p 1, one-sided 1/2. `z_unpooled` with 0 of n against all of n: ±∞, `Status::unbounded`, and p
/// exactly 0. `log_rr_wald` with an event count of 0, `log_or_wald` with any empty cell: NaN with `Status::undefined`. No
/// cancellation up to counts of 2^53. Not for paired data; a large p does not show that the rates are alike (`equivalence` does).
/// Nulls other than equality: `significance/null.hpp`. Cost: one erfc, and four logarithms for G; independent of the counts.
///
/// Sources: E. S. Pearson (1947) Biometrika 34, 139 and Campbell (2007) Stat. Med. 26, 3661 (N−1); K. Pearson (1900) Phil. Mag.
/// 50, 157; Laud (2017) Pharm. Stat. 16, 334 (`scas`); Wilks (1935) Ann. Math. Stat. 6, 190 (G); Williams (1976) Biometrika 63,
/// 33; Yates (1934) J. R. Stat. Soc. Suppl. 1, 217; Katz et al. (1978) Biometrics 34, 469; Woolf (1955) Ann. Hum. Genet. 19, 251.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/log_roots.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/saddle_point.hpp"
#include "equitable/detail/score.hpp"
#include "equitable/significance/method.hpp"

namespace equitable {

namespace detail {

/// The result of a test whose statistic, or the signed root of whose chi-squared, is z. NaN is `undefined`, ±∞ `unbounded`.
[[nodiscard]] inline TestResult test_of_root(double z, SignificanceMethod method, Alternative alternative) noexcept {
  const bool squared = method <= SignificanceMethod::g_williams && alternative == Alternative::two_sided;
  const double pvalue = alternative == Alternative::two_sided ? normal_two_tails(z)
                        : alternative == Alternative::greater ? normal_upper_tail(z)
                                                              : normal_upper_tail(-z);
  const Status status = std::isnan(z) ? Status::undefined : std::isinf(z) ? Status::unbounded : Status::ok;
  return {squared ? z * z : z, pvalue, name(method), alternative, status};
}

/// A result without numbers.
[[nodiscard]] inline TestResult test_without_answer(const SignificanceOptions& options, Status status) noexcept {
  return {not_a_number, not_a_number, name(options.method), options.alternative, status};
}

/// log(left/right) from both and their difference, right to the last digits when they are all but equal.
[[nodiscard]] inline double log_quotient(double left, double right, double difference) noexcept {
  return difference >= 0.0 ? std::log1p(difference / right) : -std::log1p(-difference / left);
}

/// O log(O/E) − (O − E) of a cell, O − E given: that difference is known exactly where O and E are close.
[[nodiscard]] inline double g_cell(double observed, double expected, double difference) noexcept {
  return observed == 0.0 ? expected : deviance(observed, expected, difference);
}

/// G = 2 Σ O log(O/E).
[[nodiscard]] inline double g_statistic(const TwoRates& r) noexcept {
  return lane_g(r, difference_of_products(r.x1, r.n2, r.x2, r.n1));
}

/// Signed root of Yates's chi-squared. |ad − bc| − N/2 is taken in whole numbers: where it is small, rounding would be all of
/// it.
[[nodiscard]] inline double yates_z(const Table2x2& t) noexcept {
  __extension__ using Wide = __int128;  // holds 2 ad, at most 2^107
  const Wide cross = static_cast<Wide>(t.a()) * t.d() - static_cast<Wide>(t.b()) * t.c();
  const Wide twice = 2 * (cross < 0 ? -cross : cross) - t.total();
  if (twice <= 0) return 0.0;
  const TwoRates r = t.rates();
  const double others = static_cast<double>(t.b()) + static_cast<double>(t.d());
  const double z = 0.5 * static_cast<double>(twice) / std::sqrt((r.n1 * r.n2 / (r.n1 + r.n2)) * ((r.x1 + r.x2) * others));
  return cross < 0 ? -z : z;
}

/// (p1 − p2 − null) / √(p1(1−p1)/n1 + p2(1−p2)/n2), `contrast` being p1 − p2 − null: ±∞ without variance, NaN when that is 0
/// too.
[[nodiscard]] inline double unpooled_z(const TwoRates& r, double contrast) noexcept {
  const double variance1 = (r.x1 / r.n1) * ((r.n1 - r.x1) / r.n1) / r.n1;
  const double variance2 = (r.x2 / r.n2) * ((r.n2 - r.x2) / r.n2) / r.n2;
  return contrast / std::sqrt(variance1 + variance2);
}

/// Standard error of log(p1/p2): infinite when either has no events.
[[nodiscard]] inline double log_ratio_error(const TwoRates& r) noexcept {
  return std::sqrt((r.n1 - r.x1) / r.n1 / r.x1 + (r.n2 - r.x2) / r.n2 / r.x2);
}

/// Standard error of log(ad/(bc)): infinite when a cell is empty.
[[nodiscard]] inline double log_odds_ratio_error(const TwoRates& r) noexcept {
  return std::sqrt(1.0 / r.x1 + 1.0 / (r.n1 - r.x1) + 1.0 / r.x2 + 1.0 / (r.n2 - r.x2));
}

/// y with y + A (y² − 1) = s.
[[nodiscard]] inline double skewness_corrected_root(double s, double skewness) noexcept {
  return 2.0 * (s + skewness) / (1.0 + std::sqrt(1.0 + 4.0 * skewness * (s + skewness)));
}

/// y at equal rates, the same for difference, ratio and odds ratio. A s is never below −1/6 here, so the root is real.
[[nodiscard]] inline double skewness_corrected_z(const TwoRates& r) noexcept {
  const double total = r.n1 + r.n2;
  const double events = r.x1 + r.x2;
  const double others = (r.n1 - r.x1) + (r.n2 - r.x2);
  const double shrink = std::sqrt((total - 1.0) / total);
  const double skewness =
      ((others - events) / std::sqrt(events * others)) * ((r.n2 - r.n1) / std::sqrt(r.n1 * r.n2 * total)) / 6.0;
  return skewness_corrected_root(pearson_z(r) * shrink, skewness * shrink * shrink * shrink);
}

/// The statistic of a test of equal rates, or the signed root of its chi-squared; somebody has the outcome and somebody has
/// not.
[[nodiscard]] inline double equality_z(const Table2x2& table, SignificanceMethod method) noexcept {
  const TwoRates r = table.rates();
  const double total = r.n1 + r.n2;
  const double cross = difference_of_products(r.x1, r.n2, r.x2, r.n1);  // ad − bc
  switch (method) {
    case SignificanceMethod::pearson_chi2:
    case SignificanceMethod::z_pooled: return pearson_z(r);
    case SignificanceMethod::yates_chi2: return yates_z(table);
    case SignificanceMethod::g_test: return std::copysign(std::sqrt(lane_g(r, cross)), cross);
    case SignificanceMethod::g_williams: return std::copysign(std::sqrt(lane_g(r, cross) / lane_williams_divisor(r)), cross);
    case SignificanceMethod::z_unpooled: return unpooled_z(r, rate_difference_value(r));
    case SignificanceMethod::log_rr_wald:
      if (r.x1 == 0.0 || r.x2 == 0.0) return not_a_number;
      return lane_log_ratio_z(r, cross);
    case SignificanceMethod::log_or_wald:
      if (r.x1 == 0.0 || r.x2 == 0.0 || r.x1 == r.n1 || r.x2 == r.n2) return not_a_number;
      return lane_log_odds_ratio_z(r, cross);
    case SignificanceMethod::scas: return skewness_corrected_z(r);
    default: break;
  }
  return pearson_z(r) * std::sqrt((total - 1.0) / total);
}

/// A closed-form test of equal rates.
[[nodiscard]] inline TestResult equality_test(const Table2x2& table, const SignificanceOptions& options) noexcept {
  if (!table.comparable()) return test_without_answer(options, Status::undefined);
  if (table.events() == 0 || table.events() == table.total()) return test_without_answer(options, Status::no_information);
  return test_of_root(equality_z(table, options.method), options.method, options.alternative);
}

}  // namespace detail

/// The N−1 chi-squared test of a table, two-sided.
[[nodiscard]] inline TestResult score_test(const Table2x2& table) noexcept { return detail::equality_test(table, {}); }

/// A closed-form test of equal rates, by options.
/// @throws InvalidInput for an exact method, and for a null other than equality: `significance` takes both
[[nodiscard]] inline TestResult score_test(const Table2x2& table, const SignificanceOptions& options) {
  if (options.method >= SignificanceMethod::fisher_minlike)
    throw_invalid("score_test", "method", name(options.method), "must be a closed form; `significance` has the exact tests");
  if (!options.null.is_equality())
    throw_invalid("score_test", "null.value", options.null.value,
                  "must be that of equal rates; `significance` has the other nulls");
  return detail::equality_test(table, options);
}

}  // namespace equitable
