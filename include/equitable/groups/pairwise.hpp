/// @file groups/pairwise.hpp
/// Which groups differ: every group against one, against the rest, or all pairs, with p-values adjusted for the whole family.
///
/// `pairwise` gives each pair its ratio with an interval, its test, and the test's p adjusted within the family, which the
/// result names. ★ the default: `miettinen_nurminen`, `n_minus_1_chi2` and Holm. The intervals hold for one pair at a time; for
/// intervals that hold together, against one reference, see groups/simultaneous_ratios.hpp. For words ("these do not differ
/// from each other") see groups/letter_display.hpp.
///
/// `marascuilo` is the older simultaneous procedure on differences: d = p_i − p_j is significant where it is larger than
/// √(χ²_{1−α}(K−1) v), v = p_i(1−p_i)/n_i + p_j(1−p_j)/n_j. ○ It protects every contrast, so pairs have little power, and it is
/// built on Wald's variance, which breaks down at rates of 0 and 1.
///
/// Against the rest, the rest holds all other groups: each group is in all other comparisons, and a group that is a large part
/// of everybody pulls its own rest. No comparison is made where a group has nobody: NaN with `Status::undefined`, not counted
/// in the family; nor where neither or both have everybody with the outcome: `Status::no_information`. Groups must not overlap;
/// not for paired data. Cost: a ratio and a test a pair, K(K−1)/2 pairs of K groups, under a microsecond each, and a sort.
///
/// Sources: Marascuilo (1966) Psychol. Bull. 65, 280; Holm (1979) Scand. J. Stat. 6, 65.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/comparison/relative_likelihood.hpp"
#include "equitable/core/results.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/groups/multiplicity.hpp"
#include "equitable/significance/significance.hpp"

namespace equitable {

/// Two groups by Marascuilo's procedure. Groups count from 0.
struct MarascuiloPair {
  std::size_t first;
  std::size_t second;
  double difference;           ///< rate of the first − rate of the second
  double critical_difference;  ///< the size that a difference must pass to be significant
  double statistic;            ///< difference² / v
  double pvalue;               ///< upper tail of chi-squared with K − 1 degrees of freedom: simultaneous as it stands
  Status status;
};

namespace detail {

/// @throws InvalidInput naming the group, unless 0 <= events <= total in each and at most 2^53 people in all
inline void check_groups(const std::vector<Proportion>& groups, const char* where) {
  Count people = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::string prefix = "groups[" + std::to_string(i) + "].";
    const Proportion group = checked_proportion(groups[i].events, groups[i].total, where, prefix.c_str());
    if (group.total > max_count - people)
      throw_invalid(where, prefix + "total", std::to_string(group.total), "must keep all groups to at most 2^53 people");
    people += group.total;
  }
}

/// p (1 − p) / n.
[[nodiscard]] inline double rate_variance(double x, double n) noexcept { return (x / n) * ((n - x) / n) / n; }

/// One pair at the quantile of chi-squared; both groups hold somebody.
[[nodiscard]] inline MarascuiloPair marascuilo_pair(std::size_t first, std::size_t second, const TwoRates& r, double quantile,
                                                    double df) noexcept {
  MarascuiloPair pair{first, second, rate_difference_value(r), not_a_number, not_a_number, not_a_number, Status::undefined};
  const double variance = rate_variance(r.x1, r.n1) + rate_variance(r.x2, r.n2);
  if (!(variance > 0.0)) return pair;
  pair.critical_difference = std::sqrt(quantile * variance);
  pair.statistic = pair.difference * (pair.difference / variance);
  pair.pvalue = chi_squared_upper_tail(pair.statistic, df);
  pair.status = Status::ok;
  return pair;
}

}  // namespace detail

/// Marascuilo's comparison of all pairs, (0,1), (0,2), …, (1,2), …
///
/// Two rates without variance (0 or 1 each): the difference stands, the rest is NaN with `Status::undefined`. Groups without
/// people are not counted in K; their pairs are NaN.
/// @throws InvalidInput naming the group, unless 0 <= events <= total in each and at most 2^53 people in all
[[nodiscard]] inline std::vector<MarascuiloPair> marascuilo(const std::vector<Proportion>& groups,
                                                            Confidence confidence = Confidence{0.95}) {
  detail::check_groups(groups, "marascuilo");
  double filled = 0.0;
  for (const Proportion& group : groups) filled += group.total > 0 ? 1.0 : 0.0;
  std::vector<MarascuiloPair> pairs;
  if (groups.size() < 2) return pairs;
  const double quantile = filled < 2.0 ? not_a_number : detail::chi_squared_upper_quantile(confidence.alpha(), filled - 1.0);
  pairs.reserve(groups.size() * (groups.size() - 1) / 2);
  for (std::size_t i = 0; i < groups.size(); ++i)
    for (std::size_t j = i + 1; j < groups.size(); ++j) {
      const Table2x2 table{groups[i], groups[j]};
      if (table.comparable())
        pairs.push_back(detail::marascuilo_pair(i, j, table.rates(), quantile, filled - 1.0));
      else
        pairs.push_back({i, j, not_a_number, not_a_number, not_a_number, not_a_number, Status::undefined});
    }
  return pairs;
}

/// Which comparisons are made.
enum class Family : std::uint8_t {
  all_pairs,          ///< every group against every later one
  against_reference,  ///< every other group against one
  against_rest        ///< every group against all others together
};

/// The family as written in results.
[[nodiscard]] constexpr const char* name(Family family) noexcept {
  return family == Family::all_pairs ? "all_pairs" : family == Family::against_reference ? "against_reference" : "against_rest";
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
  detail::check_groups(groups, "pairwise");
  const std::size_t count = groups.size();
  if (options.family == Family::against_reference && options.reference >= count)
    throw_invalid("pairwise", "reference", std::to_string(options.reference),
                  "must be the index of one of the " + std::to_string(count) + " groups");
  Proportion whole;
  for (const Proportion& group : groups) whole = {whole.events + group.events, whole.total + group.total};
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
  result.family = std::string(name(options.family)) + ", " + std::to_string(tests) + " tests, " + name(options.adjustment);
  return result;
}

}  // namespace equitable
