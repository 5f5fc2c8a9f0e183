/// @file verdict/batch_family.hpp
/// Verdicts of many tables at once, in columns: on the groups of each table as a family, and on a group within the strata of each.
/// The rules are in groups/batch_columns.hpp. Cost: that of the scalar functions.
#pragma once

#include <cstddef>
#include <vector>

#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/groups/batch_columns.hpp"
#include "equitable/groups/batch_pairs.hpp"
#include "equitable/groups/batch_strata.hpp"
#include "equitable/verdict/family.hpp"
#include "equitable/verdict/pooled.hpp"

namespace equitable {

/// Verdicts of families to be written, each column as long as there are comparisons in all; `group` and `reference` may be null.
struct FamilyVerdictOutput {
  std::size_t* group;      ///< counted from 0 within the table
  std::size_t* reference;  ///< likewise, or `the_rest`
  State* state;            ///< what stands in the family
  Grade* grade;
  State* state_alone;  ///< as if nothing else had been compared
  Grade* grade_alone;
  EstimateOutput ratio;        ///< with the interval of a comparison alone
  double* simultaneous_lower;  ///< the interval that holds with those of the family
  double* simultaneous_upper;
  double* statistic;
  double* pvalue;
  double* p_adjusted;

  void set(std::size_t row, const FamilyVerdict& found) const noexcept {
    detail::put_place(group, row, found.group);
    detail::put_place(reference, row, found.reference);
    state[row] = found.state;
    grade[row] = found.grade;
    state_alone[row] = found.alone.state;
    grade_alone[row] = found.alone.grade;
    ratio.value[row] = found.alone.ratio;
    ratio.lower[row] = found.alone.interval.lower;
    ratio.upper[row] = found.alone.interval.upper;
    ratio.status[row] = found.alone.status;
    simultaneous_lower[row] = found.interval.lower;
    simultaneous_upper[row] = found.interval.upper;
    statistic[row] = found.alone.statistic;
    pvalue[row] = found.alone.pvalue;
    p_adjusted[row] = found.pvalue_adjusted;
  }
};

namespace detail {

/// The comparisons of a refused table, in the order of `family_verdicts`.
[[nodiscard]] inline std::vector<FamilyVerdict> refused_family(std::size_t groups, const FamilyVerdictOptions& options) {
  constexpr Interval none{not_a_number, not_a_number};
  std::vector<FamilyVerdict> verdicts;
  for (const PairResult& pair : refused_pairs(groups, options.family, options.reference)) {
    Verdict alone;
    alone.status = Status::invalid;
    verdicts.push_back({pair.group, pair.reference, alone, not_a_number, none, none, State::not_assessable, Grade::none});
  }
  return verdicts;
}

}  // namespace detail

/// `family_verdicts` of every table: its comparisons are the rows that `pair_offsets` gives for the family of the options. Every
/// table is a family by itself. A table without the group that `against_reference` compares with is refused.
/// @throws InvalidInput for options that `verdict` refuses, and when offsets fall
inline void family_verdicts_rows(const GroupRows& tables, const FamilyVerdictOptions& options, const FamilyVerdictOutput& output,
                                 const Execution& execution = {}) {
  check_verdict_options(options.verdict);
  const std::vector<std::size_t> offsets = pair_offsets(tables, options.family);
  detail::for_groups(tables, "family_verdicts_rows", execution,
                     [&](std::size_t i, const std::vector<Proportion>& groups, bool valid) {
                       const std::vector<FamilyVerdict> verdicts = detail::accepted(
                           valid, [&] { return family_verdicts(groups, options).verdicts; },
                           [&] { return detail::refused_family(groups.size(), options); });
                       for (std::size_t k = 0; k < verdicts.size(); ++k) output.set(offsets[i] + k, verdicts[k]);
                     });
}

/// Verdicts within strata to be written, a row for each problem; all but the first three may be null.
struct PooledVerdictOutput {
  State* state;
  Grade* grade;
  EstimateOutput ratio;
  double* equivalence_lower = nullptr;
  double* equivalence_upper = nullptr;
  double* statistic = nullptr;
  double* pvalue = nullptr;
  double* heterogeneity_pvalue = nullptr;
  Status* heterogeneity_status = nullptr;
  bool* strata_differ = nullptr;
  Count* strata = nullptr;

  void set(std::size_t i, const PooledVerdict& found) const noexcept {
    state[i] = found.state;
    grade[i] = found.grade;
    ratio.value[i] = found.ratio;
    ratio.lower[i] = found.interval.lower;
    ratio.upper[i] = found.interval.upper;
    ratio.status[i] = found.status;
    detail::put(equivalence_lower, i, found.equivalence_interval.lower);
    detail::put(equivalence_upper, i, found.equivalence_interval.upper);
    detail::put(statistic, i, found.statistic);
    detail::put(pvalue, i, found.pvalue);
    detail::put(heterogeneity_pvalue, i, found.heterogeneity_pvalue);
    if (heterogeneity_status != nullptr) heterogeneity_status[i] = found.heterogeneity_status;
    if (strata_differ != nullptr) strata_differ[i] = found.strata_differ;
    if (strata != nullptr) strata[i] = static_cast<Count>(found.strata);
  }
};

namespace detail {

[[nodiscard]] inline PooledVerdict refused_pooled_verdict() noexcept {
  PooledVerdict refused;
  refused.status = refused.heterogeneity_status = Status::invalid;
  return refused;
}

}  // namespace detail

/// `pooled_verdict` of many problems at once: problem i is the strata offsets[i] … offsets[i + 1] − 1.
/// @throws InvalidInput for options that `verdict` refuses, and when `offsets` fall or pass the end of the columns
inline void pooled_verdict_rows(const TableColumns& strata, const std::size_t* offsets, std::size_t problems,
                                const VerdictOptions& options, const PooledVerdictOutput& output,
                                const Execution& execution = {}) {
  check_verdict_options(options);
  detail::for_problems(
      strata, offsets, problems, "pooled_verdict_rows", execution, [&](std::size_t i, const detail::StrataView&, bool valid) {
        output.set(i, detail::accepted(
                          valid, [&] { return pooled_verdict(detail::strata_of(strata, offsets[i], offsets[i + 1]), options); },
                          &detail::refused_pooled_verdict));
      });
}

}  // namespace equitable
