/// @file significance/paired.hpp
/// Did the same people's answers change more one way than the other? McNemar's test and its exact forms.
///
/// Only those whose answers differ bear on it: under no change, b of b + c are binomial with probability ½.
///
/// | method | statistic | two-sided p-value | use |
/// |---|---|---|---|
/// | `mcnemar_midp` | none | twice the smaller binomial tail less P(b), at most 1 | default; agrees with `or_mid_p` |
/// | `mcnemar` | (b−c)²/(b+c) | χ² tail, 1 df | good; agrees with `rd_tango_score`, `rr_tang_score` and `or_wilson` |
/// | `mcnemar_exact` | none | twice the smaller binomial tail, at most 1 | conservative; agrees with `or_clopper_pearson` |
/// | `mcnemar_cc_edwards` | (\|b−c\|−1)²/(b+c), 0 for b = c | χ² tail, 1 df | for comparison: imitates `mcnemar_exact` |
///
/// One-sided (`greater`: the first rate is above the second): the normal tail of the signed root of the statistic, the binomial
/// tail, or for the mid-p that tail less half P(b). An exact test has no statistic: NaN stands there though the status is `ok`.
///
/// Edges: nobody changed: p = 1 for `mcnemar_exact`, NaN for the others, with `Status::no_information`. Nobody at all: NaN with
/// `Status::undefined`. Not for two different groups of people: `significance`. Sources: McNemar (1947) Psychometrika 12, 153;
/// Edwards (1948) Psychometrika 13, 185; Fagerland, Lydersen and Laake (2013) BMC Med. Res. Methodol. 13, 91. Cost: one erfc, or
/// up to 2 microseconds for an exact test, whatever the counts.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/comparison/paired.hpp"
#include "equitable/core/results.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/significance/proportion_test.hpp"

namespace equitable {

/// The tests of paired answers.
enum class PairedTestMethod : std::uint8_t { mcnemar_midp, mcnemar, mcnemar_exact, mcnemar_cc_edwards };

namespace detail {

inline constexpr std::array<const char*, 4> paired_test_method_names{"mcnemar_midp", "mcnemar", "mcnemar_exact",
                                                                     "mcnemar_cc_edwards"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(PairedTestMethod method) noexcept {
  return detail::paired_test_method_names[static_cast<std::size_t>(method)];
}

/// Options of `paired_test`.
struct PairedTestOptions {
  PairedTestMethod method = PairedTestMethod::mcnemar_midp;
  Alternative alternative = Alternative::two_sided;  ///< `greater`: the first rate is above the second
};

namespace detail {

/// The test of a valid table.
[[nodiscard]] inline TestResult paired_test_at(const PairedTable& table, const PairedTestOptions& options) noexcept {
  TestResult result{not_a_number, not_a_number, name(options.method), options.alternative, Status::undefined};
  if (table.total() == 0) return result;
  const PairedCells t = paired_cells(table);
  const double changed = t.b + t.c;
  const double contrast = t.b - t.c;
  result.status = changed > 0.0 ? Status::ok : Status::no_information;
  if (changed == 0.0) {
    if (options.method == PairedTestMethod::mcnemar_exact) result.pvalue = 1.0;
    return result;
  }
  const bool midp = options.method == PairedTestMethod::mcnemar_midp;
  if (midp || options.method == PairedTestMethod::mcnemar_exact) {
    const OneRate split{t.b, changed, {0.5, 0.5}, 0.5 * contrast};
    result.pvalue = central_pvalue(split, options.alternative, midp ? 0.5 : 0.0);
    return result;
  }
  const double correction = options.method == PairedTestMethod::mcnemar_cc_edwards ? 1.0 : 0.0;
  const double distance = std::copysign(std::fmax(0.0, std::fabs(contrast) - correction), contrast);
  result.statistic = distance * (distance / changed);
  result.pvalue = normal_pvalue(distance / std::sqrt(changed), options.alternative);
  return result;
}

}  // namespace detail

/// Whether the first rate differs from the second, both of the same people, by more than chance.
///
///     paired_test({53, 16, 8, 9})   // p = 0.108
///
/// @throws InvalidInput for a negative cell or more than 2^53 people
[[nodiscard]] inline TestResult paired_test(const PairedTable& table, const PairedTestOptions& options = {}) {
  check_paired_table(table, "paired_test");
  return detail::paired_test_at(table, options);
}

}  // namespace equitable
