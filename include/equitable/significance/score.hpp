/// @file significance/score.hpp
/// Are two rates different? The chi-squared tests of a two by two table, with far tails right to the last digits.
///
/// | method | statistic | use |
/// |---|---|---|
/// | `n_minus_1_chi2` | X (N−1)/N | default: valid for expected counts down to 1, and the exact dual of the Miettinen-Nurminen intervals |
/// | `pearson_chi2` | X = N (ad − bc)² / (n1 n2 m k) | the textbook test; the dual of `koopman` and `mee` |
///
/// Two-sided: the chi-squared statistic and its upper tail. One-sided (`greater`: the group's rate is the higher): its signed
/// root and the normal tail on that side. When nobody or everybody had the outcome there is no information: NaN with
/// `Status::no_information`. Sources: K. Pearson (1900); E. S. Pearson (1947) Biometrika 34, 139; Campbell (2007) Stat. Med.
/// 26, 3661. Not for paired data. Cost: one erfc.
#pragma once

#include <cmath>

#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"
#include "equitable/significance/method.hpp"

namespace equitable {

/// The test of a table.
[[nodiscard]] inline TestResult score_test(const Table2x2& table, const SignificanceOptions& options = {}) noexcept {
  TestResult result{not_a_number, not_a_number, name(options.method), options.alternative, Status::no_information};
  const double total = static_cast<double>(table.total());
  if (!table.comparable()) {
    result.status = Status::undefined;
    return result;
  }
  if (table.events() == 0 || table.events() == table.total()) return result;
  double z = detail::pearson_z(table.rates());
  if (options.method == SignificanceMethod::n_minus_1_chi2) z *= std::sqrt((total - 1.0) / total);
  result.status = Status::ok;
  switch (options.alternative) {
    case Alternative::two_sided:
      result.statistic = z * z;
      result.pvalue = detail::normal_two_tails(z);
      break;
    case Alternative::greater:
      result.statistic = z;
      result.pvalue = detail::normal_upper_tail(z);
      break;
    case Alternative::less:
      result.statistic = z;
      result.pvalue = detail::normal_upper_tail(-z);
      break;
  }
  return result;
}

}  // namespace equitable
