/// @file significance/equivalence.hpp
/// Are two rates alike enough? Two one-sided score tests of the relative likelihood against a margin.
///
/// "No significant difference" is no evidence of sameness. This test is: a small p says that the ratio lies inside the
/// margin. It rejects at α exactly when the Miettinen-Nurminen interval at level 1 − 2α lies inside the margin. Sources:
/// Schuirmann (1987) J. Pharmacokinet. Biopharm. 15, 657; Miettinen and Nurminen (1985) Stat. Med. 4, 213. Cost: two square
/// roots and a tail a side.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"

namespace equitable {

/// The range of ratios that counts as alike: 0.80 to 1.25, the four-fifths rule and its inverse. Both ends belong to it.
struct Margin {
  double lower = 0.80;
  double upper = 1.25;
};

/// @throws InvalidInput unless 0 < lower < 1 < upper < ∞
inline void check_margin(const Margin& margin, const char* where) {
  if (!(margin.lower > 0.0 && margin.lower < 1.0))
    throw_invalid(where, "margin.lower", std::to_string(margin.lower), "must lie between 0 and 1 (0.80 by default)");
  if (!(margin.upper > 1.0 && std::isfinite(margin.upper)))
    throw_invalid(where, "margin.upper", std::to_string(margin.upper), "must be above 1 and finite (1.25 by default)");
}

/// Options of `equivalence`.
struct EquivalenceOptions {
  Margin margin{};
};

/// The two one-sided tests of a table. The statistic is the smaller of the two distances from the margin, in standard errors;
/// its upper normal tail is the p-value. A group without people: NaN with `Status::undefined`.
[[nodiscard]] inline TestResult equivalence(const Table2x2& table, const EquivalenceOptions& options = {}) {
  check_margin(options.margin, "equivalence");
  if (!table.comparable()) return {not_a_number, not_a_number, "score_mn", Alternative::two_sided, Status::undefined};
  const double total = static_cast<double>(table.total());
  const double corrected = std::sqrt((total - 1.0) / total);
  const double above_lower = detail::ratio_score(table.rates(), options.margin.lower) * corrected;
  const double below_upper = -detail::ratio_score(table.rates(), options.margin.upper) * corrected;
  const double statistic = (std::min)(above_lower, below_upper);  // bracketed against the macro min of <windows.h>
  return {statistic, detail::normal_upper_tail(statistic), "score_mn", Alternative::two_sided, Status::ok};
}

/// Whether two rates are alike within the margin.
///
///     equivalence(179, 717, 1230, 4794)   // p = 0.002: the ratio is shown to lie inside 0.80 to 1.25
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups and 0 < margin.lower < 1 < margin.upper
[[nodiscard]] inline TestResult equivalence(Count events, Count total, Count reference_events, Count reference_total,
                                            const EquivalenceOptions& options = {}) {
  return equivalence(checked_table(events, total, reference_events, reference_total, "equivalence"), options);
}

}  // namespace equitable
