/// @file verdict/family.hpp
/// Verdicts on several groups at once, none of which is owed to the number of comparisons.
///
/// One comparison in twenty is significant by chance alone. Here every comparison of a family (all pairs, each with a reference, each
/// with the rest) gets the verdict it would have had alone, and the one that stands in the family. For the second, of m comparisons
/// that can be tested, S is "the adjusted p is below α, and p itself is"; D and E are the Miettinen-Nurminen intervals at 1 − α/m and 1 − 2α/m, all of
/// which hold together (Bonferroni); U asks whether the most extreme outcome of the group, in the direction seen and with the other
/// comparisons as they are, would have had an adjusted p below α. Then the table of verdict/decision.hpp, with X only where there
/// is S. So "substantial", "similar" and "equivalent" are said of a group only when they can be said of all that are called so. A
/// family of one has the verdict of verdict/verdict.hpp. With an adjustment that bounds the share of false findings (`bh`, `by`) S means
/// that and no more; the intervals stay Bonferroni's.
///
/// Not for a part against the whole that contains it: choose `Family::against_rest`. Sources: Holm (1979) Scand. J. Stat. 6, 65; Miettinen
/// and Nurminen (1985) Stat. Med. 4, 213. Cost: six score limits a comparison, and m log m for each that is not significant.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "equitable/groups/pairwise.hpp"
#include "equitable/verdict/verdict.hpp"

namespace equitable {

/// Options of `family_verdicts`.
struct FamilyVerdictOptions {
  Family family = Family::against_reference;
  std::size_t reference = 0;  ///< the group that `against_reference` compares with
  Adjustment adjustment = Adjustment::holm;
  VerdictOptions verdict{};
};

/// One comparison of the family.
struct FamilyVerdict {
  std::size_t group;
  std::size_t reference;          ///< a group, or `the_rest`
  Verdict alone;                  ///< as if nothing else had been compared
  double pvalue_adjusted;         ///< NaN where there is no test
  Interval interval;              ///< D, at level 1 − α/m
  Interval equivalence_interval;  ///< E, at level 1 − 2α/m
  State state;                    ///< what stands in the family
  Grade grade;
};

/// A family of verdicts.
struct FamilyVerdicts {
  std::string family;  ///< for instance "against_reference, 4 tests, holm"
  std::vector<FamilyVerdict> verdicts;
};

namespace detail {

/// Whether a p in the place of another would be significant in its family.
[[nodiscard]] inline bool significant_instead(std::vector<double>& pvalues, std::size_t place, double pvalue,
                                              Adjustment adjustment, double alpha) {
  const double kept = pvalues[place];
  pvalues[place] = pvalue;
  const bool significant = adjust_pvalues(pvalues, adjustment)[place] < alpha;
  pvalues[place] = kept;
  return significant;
}

}  // namespace detail

/// The verdict of every comparison, alone and in the family.
///
///     family_verdicts({{3327, 30000}, {206, 2500}, {21, 400}})   // groups 1 and 2 against group 0
///
/// A group without people is `not_assessable` and counts for nothing in the family.
/// @throws InvalidInput as `pairwise` and `verdict`
[[nodiscard]] inline FamilyVerdicts family_verdicts(const std::vector<Proportion>& groups,
                                                    const FamilyVerdictOptions& options = {}) {
  check_verdict_options(options.verdict);
  PairwiseOptions compared;
  compared.family = options.family;
  compared.reference = options.reference;
  compared.adjustment = options.adjustment;
  const Pairwise found = pairwise(groups, compared);
  const Proportion whole = checked_groups(groups, "family_verdicts");

  std::vector<double> pvalues;
  pvalues.reserve(found.pairs.size());
  std::size_t tests = 0;
  for (const PairResult& pair : found.pairs) {
    pvalues.push_back(std::isnan(pair.p_adjusted) ? not_a_number : pair.test.pvalue);
    tests += std::isnan(pair.p_adjusted) ? 0U : 1U;
  }
  const double alpha = options.verdict.confidence.alpha();
  const double share = alpha / static_cast<double>(tests > 0 ? tests : 1U);
  const Margin& margin = options.verdict.margin;

  FamilyVerdicts result{found.family, {}};
  result.verdicts.reserve(found.pairs.size());
  for (std::size_t i = 0; i < found.pairs.size(); ++i) {
    const PairResult& pair = found.pairs[i];
    const Proportion& one = groups[pair.group];
    const Proportion other =
        pair.reference == the_rest ? Proportion{whole.events - one.events, whole.total - one.total} : groups[pair.reference];
    const Table2x2 table{one, other};
    FamilyVerdict verdict_here{pair.group,
                               pair.reference,
                               verdict(table, options.verdict),
                               pair.p_adjusted,
                               {not_a_number, not_a_number},
                               {not_a_number, not_a_number},
                               State::not_assessable,
                               Grade::none};
    if (table.comparable()) {
      const auto at = [&table](double level) {
        const Estimate ratio = relative_likelihood(table, {RelativeLikelihoodMethod::miettinen_nurminen, Confidence{level}});
        return Interval{ratio.lower, ratio.upper};
      };
      const bool significant = pair.p_adjusted < alpha && pair.test.pvalue < alpha;  // a q-value of `storey` may be below p
      const double ratio = verdict_here.alone.ratio;
      verdict_here.interval = tests > 1 ? at(1.0 - share) : verdict_here.alone.interval;
      verdict_here.equivalence_interval = tests > 1 ? at(1.0 - 2.0 * share) : verdict_here.alone.equivalence_interval;
      const auto untestable = [&] {
        const Table2x2 nobody{{0, one.total}, other};
        const Table2x2 everybody{{one.total, one.total}, other};
        const auto significant_at = [&](double pvalue) {
          return pvalue < alpha && detail::significant_instead(pvalues, i, pvalue, options.adjustment, alpha);
        };
        const bool downwards = !(ratio > 1.0) && significant_at(score_test(nobody).pvalue);
        const bool upwards = !(ratio < 1.0) && significant_at(score_test(everybody).pvalue);
        return !downwards && !upwards;
      };
      // An interval that is wide open keeps X from being said without S.
      const Interval shown = significant ? verdict_here.interval : Interval{0.0, infinity};
      const Decision decision = detail::decided(ratio, shown, verdict_here.equivalence_interval, significant, margin, untestable);
      verdict_here.state = decision.state;
      verdict_here.grade = decision.grade;
    }
    result.verdicts.push_back(verdict_here);
  }
  return result;
}

}  // namespace equitable
