/// @file groups/batch_change.hpp
/// Changes between periods, shortfalls, recruitment stages and standardised rates of events, many at once in
/// columns; the rules are in groups/batch_columns.hpp. Cost: that of the scalar functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/groups/batch_columns.hpp"
#include "equitable/groups/change.hpp"
#include "equitable/groups/shortfall.hpp"
#include "equitable/groups/stages.hpp"
#include "equitable/groups/standardised_rate.hpp"

namespace equitable {

/// Changes to be written, a row for each pair of periods.
struct ChangeOutput {
  EstimateOutput first;
  EstimateOutput second;
  EstimateOutput change;
  TestOutput test;
};

/// `ratio_change` (measure `ratio`) or `difference_change` (measure `difference`) of every row: row i of the one period's tables
/// and row i of the other's.
/// @throws InvalidInput when the periods differ in rows, and for the measure `odds_ratio`
inline void change_rows(const TableColumns& first, const TableColumns& second, Measure measure, const ChangeOptions& options,
                        const ChangeOutput& output, const Execution& execution = {}) {
  detail::check_rows(second.rows, first.rows, "change_rows", "second");
  if (measure == Measure::odds_ratio) throw_invalid("change_rows", "measure", name(measure), "must be ratio or difference");
  detail::for_rows(first.rows, execution, [&](std::size_t i) {
    Change change{detail::refused_estimate, detail::refused_estimate, detail::refused_estimate, detail::refused_test};
    if (is_valid(first.row(i)) && is_valid(second.row(i)))
      change = detail::change_of(first.row(i), second.row(i), measure, options);
    output.first.set(i, change.first);
    output.second.set(i, change.second);
    output.change.set(i, change.change);
    output.test.set(i, change.test);
  });
}

/// `period_heterogeneity` of many organisations at once: organisation i is the periods offsets[i] … offsets[i + 1] − 1; `df` may
/// be null.
/// @throws InvalidInput when offsets fall, and for the measure `odds_ratio`
inline void period_heterogeneity_rows(const TableColumns& periods, const std::size_t* offsets, std::size_t organisations,
                                      Measure measure, const TestOutput& output, double* df = nullptr,
                                      const Execution& execution = {}) {
  static_cast<void>(period_heterogeneity({}, measure));
  detail::check_offsets(offsets, organisations, "period_heterogeneity_rows");
  detail::for_tables<std::vector<Table2x2>>(organisations, execution, [&](std::size_t i, std::vector<Table2x2>& tables) {
    tables.clear();
    for (std::size_t row = offsets[i]; row < offsets[i + 1]; ++row) tables.push_back(periods.row(row));
    const PeriodHeterogeneity found = detail::accepted([&] { return period_heterogeneity(tables, measure); },
                                                       [] {
                                                         return PeriodHeterogeneity{detail::refused_test, not_a_number};
                                                       });
    output.set(i, found.test);
    detail::put(df, i, found.df);
  });
}

/// Shortfalls to be written, a row for each; all but `people` may be null. The whole numbers are 0 where there is none.
struct ShortfallOutput {
  EstimateOutput people;
  double* rate = nullptr;
  double* standard_rate = nullptr;
  Count* rounded = nullptr;
  Count* to_close = nullptr;
  Count* lower = nullptr;
  Count* upper = nullptr;

  void set(std::size_t i, const Shortfall& shortfall) const noexcept {
    people.set(i, shortfall.people);
    detail::put(rate, i, shortfall.rate);
    detail::put(standard_rate, i, shortfall.standard_rate);
    if (rounded != nullptr) rounded[i] = shortfall.rounded;
    if (to_close != nullptr) to_close[i] = shortfall.to_close;
    if (lower != nullptr) lower[i] = shortfall.lower;
    if (upper != nullptr) upper[i] = shortfall.upper;
  }
};

namespace detail {

[[nodiscard]] inline Shortfall refused_shortfall() noexcept {
  Shortfall result{};
  result.people = refused_estimate;
  result.rate = result.standard_rate = not_a_number;
  return result;
}

}  // namespace detail

/// `shortfall` of the group of every row, at the standard of the options.
inline void shortfall_rows(const TableColumns& tables, const ShortfallOptions& options, const ShortfallOutput& output,
                           const Execution& execution = {}) {
  detail::for_rows(tables.rows, execution, [&](std::size_t i) {
    output.set(i, detail::accepted(
                      is_valid(tables.row(i)), [&] { return shortfall(tables.row(i), options); }, &detail::refused_shortfall));
  });
}

namespace detail {

/// The shortfall of one group of a table; of the group that sets the rate, nobody.
[[nodiscard]] inline Shortfall shortfall_of(const std::vector<Proportion>& groups, std::size_t group,
                                            const ShortfallOptions& options) {
  if (options.standard != ShortfallStandard::reference || group != options.reference) return shortfall(groups, group, options);
  ShortfallOptions pooled = options;
  pooled.standard = ShortfallStandard::pooled;  // refuses the same tables
  const double rate = shortfall(groups, group, pooled).rate;
  Shortfall result = refused_shortfall();
  result.people.status = Status::undefined;
  result.rate = result.standard_rate = rate;
  return result;
}

}  // namespace detail

/// `shortfall` of every group of every table, in the order of the groups. The group that is the reference of the options falls
/// short of itself by nobody's count: NaN with `Status::undefined`. A table without that group is refused.
/// @throws InvalidInput when offsets fall
inline void shortfall_rows(const GroupRows& tables, const ShortfallOptions& options, const ShortfallOutput& output,
                           const Execution& execution = {}) {
  detail::for_groups(tables, "shortfall_rows", execution, [&](std::size_t i, const std::vector<Proportion>& groups, bool valid) {
    for (std::size_t g = 0; g < groups.size(); ++g)
      output.set(tables.offsets[i] + g,
                 detail::accepted(
                     valid, [&] { return detail::shortfall_of(groups, g, options); }, &detail::refused_shortfall));
  });
}

/// Stages in columns: recruitment i has the stages offsets[i] … offsets[i + 1] − 1, the first of them those who entered.
struct StageRows {
  const Count* group;
  const Count* reference;
  const Count* unknown;        ///< null: nobody
  const std::size_t* offsets;  ///< recruitments + 1 entries
  std::size_t recruitments;
};

/// The unknown from one stage to a later one, to be written; the columns of numbers may be null.
struct StageMissingOutput {
  double* share_before = nullptr;
  double* share_after = nullptr;
  double* change = nullptr;
  TestOutput test{nullptr, nullptr, nullptr};
  MissingTrend* trend = nullptr;

  void set(std::size_t i, const StageMissing& missing) const noexcept {
    detail::put(share_before, i, missing.share_before);
    detail::put(share_after, i, missing.share_after);
    detail::put(change, i, missing.change);
    if (test.status != nullptr) test.set(i, missing.test);
    if (trend != nullptr) trend[i] = missing.trend;
  }
};

/// What stages did, to be written in rows of their own columns: the row of a stage compares it with the one before
/// (`conditional`) and with the first (`cumulative`). The row of a first stage, which has none before it, is NaN with
/// `Status::undefined`. `missing`: the unknown since the stage before, and in the row of a first stage, from it to the last.
struct StagesOutput {
  EstimateOutput conditional;
  TestOutput conditional_test;
  EstimateOutput cumulative;
  TestOutput cumulative_test;
  StageMissingOutput missing{};
};

namespace detail {

/// The row of a stage that is compared with none.
[[nodiscard]] inline StageStep no_step(Status status, const StageMissing& missing) noexcept {
  Estimate ratio = refused_estimate;
  TestResult test = refused_test;
  ratio.status = test.status = status;
  return {{{}, ratio, test}, {{}, ratio, test}, missing};
}

/// The rows of every stage of a recruitment, the first of them too.
[[nodiscard]] inline std::vector<StageStep> stage_rows(const std::vector<Stage>& list, const StagesOptions& options) {
  StagesResult found = stages(list, options);
  found.steps.insert(found.steps.begin(), no_step(Status::undefined, found.missing));
  return std::move(found.steps);
}

[[nodiscard]] inline std::vector<StageStep> refused_stage_rows(std::size_t stages) {
  constexpr double none = not_a_number;
  return std::vector<StageStep>(stages, no_step(Status::invalid, {none, none, none, refused_test, MissingTrend::not_assessable}));
}

}  // namespace detail

/// `stages` of every recruitment. One with fewer than two stages is refused.
/// @throws InvalidInput when offsets fall
inline void stages_rows(const StageRows& recruitments, const StagesOptions& options, const StagesOutput& output,
                        const Execution& execution = {}) {
  detail::check_offsets(recruitments.offsets, recruitments.recruitments, "stages_rows");
  detail::for_tables<std::vector<Stage>>(recruitments.recruitments, execution, [&](std::size_t i, std::vector<Stage>& list) {
    const std::size_t begin = recruitments.offsets[i];
    list.clear();
    for (std::size_t row = begin; row < recruitments.offsets[i + 1]; ++row)
      list.push_back({recruitments.group[row], recruitments.reference[row],
                      recruitments.unknown != nullptr ? recruitments.unknown[row] : 0});
    const std::vector<StageStep> steps = detail::accepted([&] { return detail::stage_rows(list, options); },
                                                          [&] { return detail::refused_stage_rows(list.size()); });
    for (std::size_t stage = 0; stage < steps.size(); ++stage) {
      output.conditional.set(begin + stage, steps[stage].conditional.ratio);
      output.conditional_test.set(begin + stage, steps[stage].conditional.test);
      output.cumulative.set(begin + stage, steps[stage].cumulative.ratio);
      output.cumulative_test.set(begin + stage, steps[stage].cumulative.test);
      output.missing.set(begin + stage, steps[stage].missing);
    }
  });
}

/// Strata of standardised rates in columns: rate i is the strata offsets[i] … offsets[i + 1] − 1.
struct StandardisedRateRows {
  const Count* events;
  const double* population;
  const double* standard;
  const std::size_t* offsets;  ///< rates + 1 entries
  std::size_t rates;
};

/// `standardised_rate` of every problem; `variance`, if given, takes the variances of the rates.
/// @throws InvalidInput for a mistake in the options, and when offsets fall
inline void standardised_rate_rows(const StandardisedRateRows& strata, const StandardisedRateOptions& options,
                                   const EstimateOutput& output, double* variance = nullptr, const Execution& execution = {}) {
  static_cast<void>(standardised_rate({}, options));
  detail::check_offsets(strata.offsets, strata.rates, "standardised_rate_rows");
  detail::for_tables<std::vector<StandardisedStratum>>(
      strata.rates, execution, [&](std::size_t i, std::vector<StandardisedStratum>& list) {
        list.clear();
        for (std::size_t row = strata.offsets[i]; row < strata.offsets[i + 1]; ++row)
          list.push_back({strata.events[row], strata.population[row], strata.standard[row]});
        const StandardisedRate result = detail::accepted([&] { return standardised_rate(list, options); },
                                                         [] {
                                                           return StandardisedRate{detail::refused_estimate, not_a_number, 0};
                                                         });
        output.set(i, result.rate);
        detail::put(variance, i, result.variance);
      });
}

}  // namespace equitable
