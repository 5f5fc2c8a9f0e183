/// @file groups/pairwise.hpp
/// Which groups differ: every group against one, against the rest, or all pairs, with p-values adjusted for the whole family.
///
/// `pairwise` gives each pair its ratio with an interval, its test, and the test's p adjusted within the family, which the
/// result names. ★ the default: `miettinen_nurminen`, `n_minus_1_chi2` and Holm. The intervals hold for one pair at a time; for
/// intervals that hold together, against one reference, see groups/simultaneous_ratios.hpp. For words ("these do not differ
/// from each other") see groups/letter_display.hpp; for the older simultaneous procedure on differences groups/marascuilo.hpp.
///
/// Against the rest, the rest holds all other groups: each group is in all other comparisons, and a group that is a large part
/// of everybody pulls its own rest. No comparison is made where a group has nobody: NaN with `Status::undefined`, not counted
/// in the family; nor where neither or both have everybody with the outcome: `Status::no_information`. Groups must not overlap;
/// not for paired data. Cost: a ratio and a test a pair, K(K−1)/2 pairs of K groups, under a microsecond each, and a sort.
///
/// Source: Holm (1979) Scand. J. Stat. 6, 65.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/comparison/relative_likelihood.hpp"
#include "equitable/core/results.hpp"
#include "equitable/counts/proportion.hpp"
#include "equitable/groups/multiplicity.hpp"
#include "equitable/significance/significance.hpp"

namespace equitable {

/// Which comparisons are made.
enum class Family : std::uint8_t {
  all_pairs,          ///< every group against every later one
  against_reference,  ///< every other group against one
  against_rest        ///< every group against all others together
};

namespace detail {

inline constexpr std::array<const char*, 3> family_names{"all_pairs", "against_reference", "against_rest"};

}  // namespace detail

/// The family as written in results.
[[nodiscard]] constexpr const char* name(Family family) noexcept {
  return detail::family_names[static_cast<std::size_t>(family)];
}

/// Options of `pairwise`.
struct PairwiseOptions {
  Family family = Family::all_pairs;
  std::size_t reference = 0;  ///< the group that `against_reference` compares with
  Adjustment adjustment = Adjustment::holm;
  RelativeLikelihoodOptions ratio{};
  SignificanceOptions test{};
};

/// Stands for all other groups together.
inline constexpr std::size_t the_rest = static_cast<std::size_t>(-1);

/// One comparison of a family.
struct PairResult {
  std::size_t group;
  std::size_t reference;  ///< a group, or `the_rest`
  Estimate ratio;         ///< rate of the group / rate of the reference; its interval is not adjusted
  TestResult test;        ///< its p is not adjusted
  double p_adjusted;      ///< the p within the family
};

/// A family of comparisons.
struct Pairwise {
  std::string family;  ///< what was compared and how it was adjusted, for instance "all_pairs, 10 tests, holm"
  std::vector<PairResult> pairs;
};

/// Every comparison of a family of groups.
///
///     pairwise({{371, 3844}, {341, 3005}, {596, 3842}}, {Family::against_reference, 2})
///
/// @throws InvalidInput naming the group, unless 0 <= events <= total in each and at most 2^53 people in all; for a reference
///         that is no group; and as `relative_likelihood` and `significance` for their options
[[nodiscard]] inline Pairwise pairwise(const std::vector<Proportion>& groups, const PairwiseOptions& options = {}) {
  const Proportion whole = checked_groups(groups, "pairwise");
  const std::size_t count = groups.size();
  if (options.family == Family::against_reference && options.reference >= count)
    throw_invalid("pairwise", "reference", std::to_string(options.reference),
                  "must be the index of one of the " + std::to_string(count) + " groups");
  Pairwise result;
  result.pairs.reserve(options.family == Family::all_pairs ? count * (count > 0 ? count - 1 : 0) / 2 : count);
  std::vector<double> pvalues;
  pvalues.reserve(result.pairs.capacity());
  const auto compare = [&](std::size_t group, std::size_t reference, const Proportion& other) {
    const Table2x2 table{groups[group], other};
    const TestResult test = significance(table, options.test);
    result.pairs.push_back({group, reference, relative_likelihood(table, options.ratio), test, not_a_number});
    // An exact test may give p = 1 where there is no evidence either way; that is no test of the family.
    pvalues.push_back(test.status == Status::no_information ? not_a_number : test.pvalue);
  };
  for (std::size_t i = 0; i < count; ++i) {
    if (options.family == Family::all_pairs)
      for (std::size_t j = i + 1; j < count; ++j) compare(i, j, groups[j]);
    else if (options.family == Family::against_rest)
      compare(i, the_rest, {whole.events - groups[i].events, whole.total - groups[i].total});
    else if (i != options.reference)
      compare(i, options.reference, groups[options.reference]);
  }
  const std::vector<double> adjusted = adjust_pvalues(pvalues, options.adjustment);
  std::size_t tests = 0;
  for (std::size_t i = 0; i < adjusted.size(); ++i) {
    result.pairs[i].p_adjusted = adjusted[i];
    tests += std::isnan(adjusted[i]) ? 0U : 1U;
  }
  result.family = std::string(name(options.family)) + ", " + detail::counted(tests, "test") + ", " + name(options.adjustment);
  return result;
}

}  // namespace equitable
