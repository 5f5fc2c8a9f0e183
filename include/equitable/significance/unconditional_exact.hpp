/// @file significance/unconditional_exact.hpp
/// STUB of E: Barnard, Boschloo and the unconditional likelihood-ratio test with a certified supremum.
#pragma once

#include "equitable/counts/table2x2.hpp"
#include "equitable/significance/method.hpp"

namespace equitable {

/// The result of an unconditional exact test. The true p-value, a supremum over the common rate, lies in [pvalue, pvalue_upper],
/// and pvalue_upper − pvalue <= 1e-9.
struct UnconditionalResult {
  double statistic;     ///< the ordering statistic of the observed table; NaN where the order is by a p-value
  double pvalue;        ///< attained at `nuisance`
  double pvalue_upper;  ///< proved not to be exceeded at any rate
  double nuisance;      ///< the common rate at which `pvalue` is attained
  Count region;         ///< tables at least as extreme as the observed one, itself included
  const char* method;
  Alternative alternative;
  Status status;

  /// The test alone.
  [[nodiscard]] TestResult test() const noexcept { return {statistic, pvalue, method, alternative, status}; }
};

/// The unconditional exact test of a table: `barnard_*`, `boschloo_*` and `lr_unconditional`.
[[nodiscard]] inline UnconditionalResult unconditional_exact_test(const Table2x2&, const SignificanceOptions& options) {
  return {not_a_number,         not_a_number,        not_a_number,     not_a_number, 0,
          name(options.method), options.alternative, Status::undefined};
}

}  // namespace equitable
