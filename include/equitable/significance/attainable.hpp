/// @file significance/attainable.hpp
/// The smallest p-value that groups of these sizes could give at all: above α, no outcome would have been significant.
///
/// "Not significant" means nothing where nothing could have been. Two bounds: over all numbers of events in the group, the
/// reference's being as they are (a verdict of "untestable" rests on this one); and, with the total number of events held fixed
/// too, over all tables with the same margins, which many tests at once may use to leave the hopeless ones out of their
/// correction. Source: Tarone (1990) Biometrics 46, 515. Cost: two tests.
#pragma once

#include <string>

#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/significance/conditional_exact.hpp"
#include "equitable/significance/method.hpp"
#include "equitable/significance/score.hpp"
#include "equitable/significance/significance.hpp"

namespace equitable {

namespace detail {

/// Whether the p-value of a test falls steadily as the group's events move away from the reference's rate.
[[nodiscard]] constexpr bool falls_outward(SignificanceMethod method) noexcept {
  return method == SignificanceMethod::n_minus_1_chi2 || method == SignificanceMethod::pearson_chi2 ||
         method == SignificanceMethod::z_pooled || method == SignificanceMethod::g_test ||
         method == SignificanceMethod::fisher_central || method == SignificanceMethod::fisher_midp_central;
}

/// @throws InvalidInput for a test whose p-value may rise again further out
inline void check_falls_outward(SignificanceMethod method, const char* where) {
  if (!falls_outward(method))
    throw_invalid(where, "method", name(method),
                  "must be n_minus_1_chi2, pearson_chi2, z_pooled, g_test, fisher_central or fisher_midp_central");
}

/// The test with the smaller p-value; one that is NaN gives way.
[[nodiscard]] inline TestResult smaller_pvalue(const TestResult& first, const TestResult& second) noexcept {
  return second.pvalue < first.pvalue || !(first.pvalue == first.pvalue) ? second : first;
}

}  // namespace detail

/// Options of `smallest_attainable_pvalue`.
struct AttainableOptions {
  /// The two-sided test: n_minus_1_chi2, pearson_chi2, z_pooled, g_test, fisher_central or fisher_midp_central.
  SignificanceMethod method = SignificanceMethod::n_minus_1_chi2;
  /// Which outcomes of the group are looked at: those with a rate above the reference's (`greater`), below it (`less`), or both.
  Alternative direction = Alternative::two_sided;
};

/// The smallest two-sided p-value that any number of events in a group of `total` people could give beside the reference.
///
///     smallest_attainable_pvalue(4, 30, 100)   // 0.0036: all four; with none of four 0.20
///
/// The result is the test of everybody (`greater`) or of nobody (`less`) in the group having the outcome. Without people in
/// either group: NaN with `Status::undefined`; when that outcome leaves no information (nobody, beside a reference without
/// events): NaN with `Status::no_information`, and nothing could be significant.
/// @throws InvalidInput unless both are counts within their totals, and for methods whose p-value may rise again further out
[[nodiscard]] inline TestResult smallest_attainable_pvalue(Count total, Count reference_events, Count reference_total,
                                                           const AttainableOptions& options = {}) {
  detail::check_falls_outward(options.method, "smallest_attainable_pvalue");
  const Table2x2 everybody = checked_table(total, total, reference_events, reference_total, "smallest_attainable_pvalue");
  const Table2x2 nobody{{0, total}, everybody.reference};
  SignificanceOptions test;
  test.method = options.method;
  if (options.direction == Alternative::greater) return significance(everybody, test);
  if (options.direction == Alternative::less) return significance(nobody, test);
  return detail::smaller_pvalue(significance(everybody, test), significance(nobody, test));
}

/// Options of `smallest_conditional_pvalue`.
struct ConditionalAttainableOptions {
  SignificanceMethod method = SignificanceMethod::fisher_minlike;  ///< a test of Fisher's
  Alternative alternative = Alternative::two_sided;
};

/// The smallest p-value of Fisher's test over all tables with the margins of this one.
///
///     smallest_conditional_pvalue({{2, 10}, {1, 12}})   // 0.078: three events among 22 people cannot be significant
///
/// @throws InvalidInput for a method that is not one of Fisher's
[[nodiscard]] inline TestResult smallest_conditional_pvalue(const Table2x2& table,
                                                            const ConditionalAttainableOptions& options = {}) {
  if (options.method < SignificanceMethod::fisher_minlike || options.method >= SignificanceMethod::barnard_pooled)
    throw_invalid("smallest_conditional_pvalue", "method", name(options.method), "must be one of the fisher methods");
  SignificanceOptions test;
  test.method = options.method;
  test.alternative = options.alternative;
  if (!table.comparable()) return significance(table, test);
  const Count events = table.events();
  const auto with_events = [&](Count x) { return Table2x2{{x, table.group.total}, {events - x, table.reference.total}}; };
  const Count most = events < table.group.total ? events : table.group.total;
  const Count fewest = events > table.reference.total ? events - table.reference.total : 0;
  if (options.alternative == Alternative::greater) return significance(with_events(most), test);
  if (options.alternative == Alternative::less) return significance(with_events(fewest), test);
  return detail::smaller_pvalue(significance(with_events(most), test), significance(with_events(fewest), test));
}

}  // namespace equitable
