/// @file significance/equivalence.hpp
/// Are two rates alike enough? Is one at least not much worse? Tests of ratio, difference or odds ratio against a margin.
///
/// "No significant difference" is no evidence of sameness. `equivalence` is: a small p says that the measure θ lies inside
/// the margin. It makes two one-sided tests, of θ <= margin.lower and of θ >= margin.upper, and its p is the larger of the
/// two (Schuirmann 1987, J. Pharmacokinet. Biopharm. 15, 657). `noninferiority` makes one of them. Equivalence is shown at α
/// exactly when the interval of the same method at level 1 − 2α lies inside the margin:
///
/// | method | measures | the interval | use |
/// |---|---|---|---|
/// | `score_mn` | all | `miettinen_nurminen` | ★ default; Miettinen and Nurminen (1985) Stat. Med. 4, 213 |
/// | `score_fm` | all | `koopman`, `mee`, `score_uncorrected` | ● Farrington and Manning (1990) Stat. Med. 9, 1447 |
/// | `exact_conditional` | odds ratio | `exact_conditional_central` | ○ exact, conservative; Fisher (1935) |
/// | `exact_unconditional` | ratio, difference | `chan_zhang_score` | ○ exact, for small groups; Chan and Zhang (1999) |
/// | `log_wald` | ratio, odds ratio | `katz_log`, `woolf_logit` | ○ undefined with zeros, for a ratio also with two full groups |
/// | `wald` | difference | `wald` | ✗ far too ready to find sameness in small groups; undefined without variance |
///
/// The p of `exact_unconditional` is not monotone in the margin: an interval inside the margin means p < α, but not the converse.
///
/// Edges. Nobody had the outcome (ratio, odds ratio), or everybody had (odds ratio): the measure has no value, NaN with
/// `Status::no_information`. A group without people, and a method without variance: NaN with `Status::undefined`. Exact
/// methods have no statistic, and beyond their size `Status::too_large`. Not for paired data. Cost: two square roots and a
/// tail a side for the score tests.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "equitable/comparison/unconditional_exact.hpp"
#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/significance/conditional_exact.hpp"
#include "equitable/significance/margin.hpp"
#include "equitable/significance/method.hpp"
#include "equitable/significance/null.hpp"

namespace equitable {

/// The tests against a margin.
enum class EquivalenceMethod : std::uint8_t { score_mn, score_fm, wald, log_wald, exact_conditional, exact_unconditional };

namespace detail {

inline constexpr std::array<const char*, 6> equivalence_method_names{"score_mn", "score_fm",          "wald",
                                                                     "log_wald", "exact_conditional", "exact_unconditional"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(EquivalenceMethod method) noexcept {
  return detail::equivalence_method_names[static_cast<std::size_t>(method)];
}

/// Options of `equivalence`.
struct EquivalenceOptions {
  Margin margin{};
  Measure measure = Measure::ratio;
  EquivalenceMethod method = EquivalenceMethod::score_mn;
};

/// Options of `noninferiority`.
struct NoninferiorityOptions {
  Measure measure = Measure::ratio;
  /// The value to be excluded: a ratio of 0.80, or −0.05 for a difference. On the far side of equality it asks for
  /// superiority by a margin.
  /// Left out: 0.80 for a ratio or an odds ratio, 1.25 when the alternative is `less`; a difference must be given one.
  std::optional<double> margin{};
  /// `greater` shows that the measure is above the margin, `less` that it is below.
  Alternative alternative = Alternative::greater;
  EquivalenceMethod method = EquivalenceMethod::score_mn;
};

/// The two one-sided tests.
struct EquivalenceResult {
  double lower_statistic;  ///< the signed statistic at the lower margin, in standard errors: large when θ lies above it
  double upper_statistic;  ///< at the upper margin: far below 0 when θ lies below it
  double lower_pvalue;     ///< of θ <= margin.lower
  double upper_pvalue;     ///< of θ >= margin.upper
  double statistic;        ///< the smaller of `lower_statistic` and −`upper_statistic`
  double pvalue;           ///< the larger of the two: below α when sameness is shown
  const char* method;      ///< the method's name, in static storage
  Measure measure;
  Status status;

  /// As the result of a single test.
  [[nodiscard]] TestResult test() const noexcept { return {statistic, pvalue, method, Alternative::two_sided, status}; }
};

namespace detail {

/// @throws InvalidInput for a method that does not know the measure
inline void check_margin_method(EquivalenceMethod method, Measure measure, const char* where) {
  const bool difference = measure == Measure::difference;
  const bool odds_ratio = measure == Measure::odds_ratio;
  const bool known = method == EquivalenceMethod::wald                  ? difference
                     : method == EquivalenceMethod::log_wald            ? !difference
                     : method == EquivalenceMethod::exact_conditional   ? odds_ratio
                     : method == EquivalenceMethod::exact_unconditional ? !odds_ratio
                                                                        : true;
  if (!known)
    throw_invalid(where, "method", name(method),
                  difference   ? "must be score_mn, score_fm, exact_unconditional or wald for a difference"
                  : odds_ratio ? "must be score_mn, score_fm, exact_conditional or log_wald for an odds ratio"
                               : "must be score_mn, score_fm, exact_unconditional or log_wald for a ratio");
}

inline void check_options(const EquivalenceOptions& options) {
  check_margin(options.margin, "equivalence", options.measure);
  check_null({options.measure, options.margin.lower}, "equivalence", "margin.lower");
  check_null({options.measure, options.margin.upper}, "equivalence", "margin.upper");
  check_margin_method(options.method, options.measure, "equivalence");
}

/// The margin given, or the usual one on the side that the alternative leaves out.
[[nodiscard]] inline double usual_margin(const NoninferiorityOptions& options) noexcept {
  return options.margin.value_or(options.alternative == Alternative::less ? 1.25 : 0.80);
}

inline void check_options(const NoninferiorityOptions& options) {
  if (!options.margin && options.measure == Measure::difference)
    throw_invalid("noninferiority", "margin", "missing", "must be given for a difference, -0.05 for instance");
  check_null({options.measure, usual_margin(options)}, "noninferiority", "margin");
  if (options.alternative == Alternative::two_sided)
    throw_invalid("noninferiority", "alternative", name(options.alternative),
                  "must be greater or less; `equivalence` tests both sides of a margin");
  check_margin_method(options.method, options.measure, "noninferiority");
}

/// The test by which `significance` refutes one margin.
[[nodiscard]] constexpr SignificanceMethod test_of_margin(EquivalenceMethod method, Measure measure) noexcept {
  switch (method) {
    case EquivalenceMethod::score_fm: return SignificanceMethod::z_pooled;
    case EquivalenceMethod::wald: return SignificanceMethod::z_unpooled;
    case EquivalenceMethod::log_wald:
      return measure == Measure::ratio ? SignificanceMethod::log_rr_wald : SignificanceMethod::log_or_wald;
    case EquivalenceMethod::exact_conditional: return SignificanceMethod::fisher_central;
    default: break;
  }
  return SignificanceMethod::n_minus_1_chi2;
}

/// The one-sided test of a margin; options checked.
[[nodiscard]] inline TestResult margin_test(const Table2x2& table, const Null& margin, Alternative alternative,
                                            EquivalenceMethod method) {
  TestResult result{not_a_number, not_a_number, name(method), alternative, Status::ok};
  if (!table.comparable()) {
    result.status = Status::undefined;
  } else if (is_silent(table, margin.measure)) {
    result.status = Status::no_information;
  } else if (method == EquivalenceMethod::exact_unconditional) {
    const TwoRates r = table.rates();
    if (unconditional_is_feasible(r))
      result.pvalue = unconditional_score_pvalue(r, margin.measure, margin.value, alternative);
    else
      result.status = Status::too_large;
  } else {
    const SignificanceOptions options{test_of_margin(method, margin.measure), alternative, margin};
    const TestResult test =
        method == EquivalenceMethod::exact_conditional ? conditional_exact_test(table, options) : null_test(table, options);
    // Without variance every margin is infinitely far away: no evidence, but a method that has broken down.
    if (std::isinf(test.statistic)) {
      result.status = Status::undefined;
    } else {
      result.statistic = test.statistic;
      result.pvalue = test.pvalue;
      result.status = test.status;
    }
  }
  return result;
}

/// The two one-sided tests; options checked.
[[nodiscard]] inline EquivalenceResult two_one_sided(const Table2x2& table, const EquivalenceOptions& options) {
  const TestResult lower = margin_test(table, {options.measure, options.margin.lower}, Alternative::greater, options.method);
  const TestResult upper = margin_test(table, {options.measure, options.margin.upper}, Alternative::less, options.method);
  const Status status = lower.status != Status::ok ? lower.status : upper.status;
  if (status != Status::ok)
    return {not_a_number, not_a_number, not_a_number,    not_a_number, not_a_number,
            not_a_number, lower.method, options.measure, status};
  // fmin and fmax would drop a NaN; there is a statistic at both ends or at neither.
  const bool lower_is_nearer = lower.statistic < -upper.statistic;
  const bool lower_is_larger = lower.pvalue > upper.pvalue;
  return {lower.statistic,
          upper.statistic,
          lower.pvalue,
          upper.pvalue,
          lower_is_nearer ? lower.statistic : -upper.statistic,
          lower_is_larger ? lower.pvalue : upper.pvalue,
          lower.method,
          options.measure,
          status};
}

}  // namespace detail

/// The two one-sided tests of a table.
/// @throws InvalidInput unless the margin holds equality inside and the method knows the measure
[[nodiscard]] inline EquivalenceResult equivalence(const Table2x2& table, const EquivalenceOptions& options = {}) {
  detail::check_options(options);
  return detail::two_one_sided(table, options);
}

/// Whether two rates are alike within the margin.
///
///     equivalence(179, 717, 1230, 4794)   // p = 0.003: the ratio is shown to lie inside 0.80 to 1.25
///     equivalence(179, 717, 1230, 4794, {{-0.05, 0.05}, Measure::difference})
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups, the margin holds equality inside, and the method
///         knows the measure
[[nodiscard]] inline EquivalenceResult equivalence(Count events, Count total, Count reference_events, Count reference_total,
                                                   const EquivalenceOptions& options = {}) {
  return equivalence(checked_table(events, total, reference_events, reference_total, "equivalence"), options);
}

/// The one-sided test of a table against one margin. Its p is below α exactly when the one-sided limit of the same method at
/// level 1 − α lies beyond the margin.
/// @throws InvalidInput unless the margin lies in the measure's space, the alternative is one-sided and the method knows the
///         measure
[[nodiscard]] inline TestResult noninferiority(const Table2x2& table, const NoninferiorityOptions& options = {}) {
  detail::check_options(options);
  return detail::margin_test(table, {options.measure, detail::usual_margin(options)}, options.alternative, options.method);
}

/// Whether the group's rate is not much below the reference's (`greater`), or not much above (`less`).
///
///     noninferiority(179, 717, 1230, 4794)                                 // the ratio is shown to be above 0.80
///     noninferiority(179, 717, 1230, 4794, {Measure::difference, -0.05})   // the difference is shown to be above −5 points
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups, the margin lies in the measure's space, the
///         alternative is one-sided and the method knows the measure
[[nodiscard]] inline TestResult noninferiority(Count events, Count total, Count reference_events, Count reference_total,
                                               const NoninferiorityOptions& options = {}) {
  return noninferiority(checked_table(events, total, reference_events, reference_total, "noninferiority"), options);
}

}  // namespace equitable
