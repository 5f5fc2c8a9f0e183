/// @file significance/fragility.hpp
/// How many people a p-value below or above α hangs on.
///
/// The least number of people in the group whose outcome would have to be the other way round for significance to come or go;
/// the reference stays as it is. 1 means that a single person decides. It is no measure of how right a conclusion is, and grows
/// with the size of the group. Source: Walsh et al. (2014) J. Clin. Epidemiol. 67, 622, who move events in one group only, with
/// the test of the caller's choice in the place of Fisher's. For the state of a verdict see verdict/fragility.hpp. Cost: 2
/// log2(total) tests.
#pragma once

#include <optional>

#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/significance/attainable.hpp"
#include "equitable/significance/method.hpp"
#include "equitable/significance/significance.hpp"

namespace equitable {

/// Options of `people_to_change_significance`.
struct SignificanceFragilityOptions {
  /// n_minus_1_chi2, pearson_chi2, z_pooled, g_test, fisher_central or fisher_midp_central.
  SignificanceMethod method = SignificanceMethod::n_minus_1_chi2;
  Alternative alternative = Alternative::two_sided;
  Confidence confidence{0.95};  ///< significant means p < α = 1 − level
};

namespace detail {

/// The least x in [low, high] at which a statement that turns true once, and stays true, holds; high + 1 if it never does.
template <class Statement>
[[nodiscard]] Count least_holding(Count low, Count high, const Statement& holds) {
  while (low <= high) {
    const Count middle = low + (high - low) / 2;
    if (holds(middle))
      high = middle - 1;
    else
      low = middle + 1;
  }
  return low;
}

}  // namespace detail

/// The least number of people in the group to make a significant difference insignificant, or the other way round; empty when no
/// number of events in the group would, and for a group without people.
///
///     people_to_change_significance({{30, 100}, {15, 100}})   // 4
///
/// @throws InvalidInput for methods whose p-value may rise again further out
[[nodiscard]] inline std::optional<Count> people_to_change_significance(const Table2x2& table,
                                                                        const SignificanceFragilityOptions& options = {}) {
  detail::check_falls_outward(options.method, "people_to_change_significance");
  if (!table.comparable()) return std::nullopt;
  SignificanceOptions test;
  test.method = options.method;
  test.alternative = options.alternative;
  const double alpha = options.confidence.alpha();
  const Count n = table.group.total;
  const auto with_events = [&](Count x) { return Table2x2{{x, n}, table.reference}; };
  const auto significant = [&](Count x) { return significance(with_events(x), test).pvalue < alpha; };  // NaN is not
  // Significance fills both ends of 0..n, or one of them, and the middle is without it.
  const Count first_middle =
      detail::least_holding(0, n, [&](Count x) { return !(with_events(x).difference() < 0.0 && significant(x)); });
  const Count first_high =
      detail::least_holding(0, n, [&](Count x) { return with_events(x).difference() > 0.0 && significant(x); });
  const Count x = table.group.events;
  std::optional<Count> least;
  const auto consider = [&](Count other) {
    if (other < 0 || other > n) return;
    const Count people = other > x ? other - x : x - other;
    if (!least || people < *least) least = people;
  };
  if (x >= first_middle && x < first_high) {
    consider(first_middle - 1);
    consider(first_high);
  } else if (first_middle < first_high) {
    consider(x < first_middle ? first_middle : first_high - 1);
  }
  return least;
}

}  // namespace equitable
