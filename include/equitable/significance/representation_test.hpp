/// @file significance/representation_test.hpp
/// Is a part's share that of the whole that contains it? The z test with the finite-population correction, and the exact tests.
///
/// A pay band drawn at random from its workforce has a hypergeometric number of events: the part is tested against the **rest**.
///
/// | method | what it is | use |
/// |---|---|---|
/// | `z_fpc_n_minus_1` | (p − P) / √(P (1−P)/n (N−n)/(N−1)), n of the part, N of the whole | default: its square is the N−1 chi-squared of part against rest, the dual of the default intervals of `representation` |
/// | `hypergeometric_midp_central` | Fisher's test of part against rest, mid-p, both tails alike | good for small parts |
/// | `hypergeometric_central`, `_minlike`, `_blaker`, `_midp_minlike` | the other two-sided forms of Fisher's test | conservative without the mid-p |
/// | `z_whole_as_fixed_reference_no_fpc` | (p − P) / √(P (1−P)/n) | only for a part that was **not** drawn from that whole |
///
/// One-sided (`greater`: over-represented), `_central`, `_minlike` and `_blaker` are the same hypergeometric tail, and both mid-p
/// forms are that tail less half of the observed point. An empty part, or a part that is the whole, leaves nothing to compare:
/// NaN with `Status::undefined`. When nobody or everybody in the whole has the outcome, the z tests are NaN with
/// `Status::no_information`. Sources: Cochran (1977) Sampling Techniques, 3rd ed.; Fisher (1935); Lancaster (1961) J. Am. Stat.
/// Assoc. 56, 223; Blaker (2000) Can. J. Stat. 28, 783. Never test part and whole as two independent samples. Cost: one erfc, or
/// a sum over about √N hypergeometric terms.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score.hpp"
#include "equitable/significance/conditional_exact.hpp"
#include "equitable/significance/method.hpp"

namespace equitable {

/// The tests of a part against the whole that contains it.
enum class RepresentationTestMethod : std::uint8_t {
  z_fpc_n_minus_1,
  z_whole_as_fixed_reference_no_fpc,
  hypergeometric_minlike,
  hypergeometric_central,
  hypergeometric_blaker,
  hypergeometric_midp_minlike,
  hypergeometric_midp_central
};

namespace detail {

inline constexpr std::array<const char*, 7> representation_test_method_names{
    "z_fpc_n_minus_1",       "z_whole_as_fixed_reference_no_fpc", "hypergeometric_minlike",     "hypergeometric_central",
    "hypergeometric_blaker", "hypergeometric_midp_minlike",       "hypergeometric_midp_central"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(RepresentationTestMethod method) noexcept {
  return detail::representation_test_method_names[static_cast<std::size_t>(method)];
}

/// Options of `representation_test`.
struct RepresentationTestOptions {
  RepresentationTestMethod method = RepresentationTestMethod::z_fpc_n_minus_1;
  Alternative alternative = Alternative::two_sided;  ///< `greater`: the part's share is above the whole's
};

namespace detail {

/// Fisher's test that stands behind a hypergeometric method.
[[nodiscard]] constexpr SignificanceMethod fisher_form(RepresentationTestMethod method) noexcept {
  switch (method) {
    case RepresentationTestMethod::hypergeometric_minlike: return SignificanceMethod::fisher_minlike;
    case RepresentationTestMethod::hypergeometric_blaker: return SignificanceMethod::fisher_blaker;
    case RepresentationTestMethod::hypergeometric_midp_minlike: return SignificanceMethod::fisher_midp_minlike;
    case RepresentationTestMethod::hypergeometric_midp_central: return SignificanceMethod::fisher_midp_central;
    default: return SignificanceMethod::fisher_central;
  }
}

}  // namespace detail

/// The test of a part whose rest is the table's reference. The statistic of the z tests is signed, positive for
/// over-representation; the exact tests have none.
[[nodiscard]] inline TestResult representation_test(const Table2x2& part_and_rest,
                                                    const RepresentationTestOptions& options = {}) {
  const Table2x2& table = part_and_rest;
  TestResult result{not_a_number, not_a_number, name(options.method), options.alternative, Status::undefined};
  if (!table.comparable()) return result;
  if (options.method >= RepresentationTestMethod::hypergeometric_minlike) {
    const TestResult exact = conditional_exact_test(table, {detail::fisher_form(options.method), options.alternative});
    result.pvalue = exact.pvalue;
    result.status = exact.status;
    return result;
  }
  result.status = Status::no_information;
  if (table.events() == 0 || table.events() == table.total()) return result;
  // Pearson's z has the variance P(1−P) (1/n + 1/(N−n)) for p − p_rest, and p − P = (N−n)/N (p − p_rest).
  const double whole = static_cast<double>(table.total());
  const double rest = static_cast<double>(table.reference.total);
  const bool corrected = options.method == RepresentationTestMethod::z_fpc_n_minus_1;
  const double z = detail::pearson_z(table.rates()) * std::sqrt(corrected ? (whole - 1.0) / whole : rest / whole);
  result.statistic = z;
  result.pvalue = detail::normal_pvalue(z, options.alternative);
  result.status = Status::ok;
  return result;
}

/// Whether a part's share differs from the share in the whole that contains it by more than the luck of a draw.
///
///     representation_test(53, 336, 1409, 5511)   // z = -4.25: under-represented
///
/// @throws InvalidInput unless both are proportions and the part fits into the whole
[[nodiscard]] inline TestResult representation_test(Count events, Count total, Count whole_events, Count whole_total,
                                                    const RepresentationTestOptions& options = {}) {
  return representation_test(part_and_rest({events, total}, {whole_events, whole_total}, "representation_test"), options);
}

}  // namespace equitable
