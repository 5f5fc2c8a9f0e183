/// @file significance/significance.hpp
/// Are two rates different? One door to every test of a two by two table.
#pragma once

#include "equitable/significance/conditional_exact.hpp"
#include "equitable/significance/method.hpp"
#include "equitable/significance/score.hpp"
#include "equitable/significance/unconditional_exact.hpp"

namespace equitable {

/// The test of a table.
[[nodiscard]] inline TestResult significance(const Table2x2& table, const SignificanceOptions& options = {}) {
  if (options.method < SignificanceMethod::fisher_minlike) return score_test(table, options);
  if (options.method < SignificanceMethod::barnard_pooled) return conditional_exact_test(table, options);
  return unconditional_exact_test(table, options).test();
}

/// Whether two rates differ by more than chance.
///
///     significance(596, 3842, 207, 2386)   // statistic 61.25, p = 5.0e-15
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups
[[nodiscard]] inline TestResult significance(Count events, Count total, Count reference_events, Count reference_total,
                                             const SignificanceOptions& options = {}) {
  return significance(checked_table(events, total, reference_events, reference_total, "significance"), options);
}

}  // namespace equitable
