/// @file groups/batch_change.hpp
/// Changes between periods, shortfalls, recruitment stages, standardised rates of events and funnel limits, many at once in
/// columns; the rules are in groups/batch_columns.hpp. Cost: that of the scalar functions.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/parallel.hpp"
#include "equitable/groups/batch_columns.hpp"
#include "equitable/groups/change.hpp"
#include "equitable/groups/funnel.hpp"
#include "equitable/groups/shortfall.hpp"
#include "equitable/groups/stages.hpp"
#include "equitable/groups/standardised_rate.hpp"

namespace equitable {

namespace detail {

/// @throws InvalidInput unless both have as many rows
inline void check_rows(std::size_t rows, std::size_t expected, const char* where, const char* argument) {
  if (rows != expected)
    throw_invalid(where, argument, "of " + std::to_string(rows) + " rows",
                  "must have as many as the first, " + std::to_string(expected));
}

/// Runs `work(i)` for each row, in pieces worth a thread.
template <class Work>
void for_rows(std::size_t rows, const Execution& execution, const Work& work) {
  parallel_rows(
      rows, execution,
      [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) work(i);
      },
      tables_of_a_piece);
}

}  // namespace detail

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
    Shortfall result = detail::refused_shortfall();
    if (!(is_valid(tables.row(i)) && detail::accepted([&] { result = shortfall(tables.row(i), options); })))
      result = detail::refused_shortfall();
    output.set(i, result);
  });
}

/// `shortfall` of every group of every table, in the order of the groups. The group that is the reference of the options falls
/// short of itself by nobody's count: NaN with `Status::undefined`. A table without that group is refused.
/// @throws InvalidInput when offsets fall
inline void shortfall_rows(const GroupRows& tables, const ShortfallOptions& options, const ShortfallOutput& output,
                           const Execution& execution = {}) {
  detail::check_offsets(tables.offsets, tables.tables, "shortfall_rows");
  const bool against_one = options.standard == ShortfallStandard::reference;
  detail::parallel_rows(
      tables.tables, execution,
      [&](std::size_t first, std::size_t last) {
        std::vector<Proportion> groups;
        for (std::size_t i = first; i < last; ++i) {
          const bool valid = detail::read_groups(tables, i, groups);
          for (std::size_t g = 0; g < groups.size(); ++g) {
            Shortfall result = detail::refused_shortfall();
            const bool itself = against_one && g == options.reference;
            ShortfallOptions chosen = options;
            if (itself) chosen.standard = ShortfallStandard::pooled;  // refuses the same tables
            if (!(valid && detail::accepted([&] { result = shortfall(groups, g, chosen); })))
              result = detail::refused_shortfall();
            if (itself && result.people.status != Status::invalid) {
              const double rate = result.rate;
              result = detail::refused_shortfall();
              result.rate = result.standard_rate = rate;
              result.people.status = Status::undefined;
            }
            output.set(tables.offsets[i] + g, result);
          }
        }
      },
      detail::tables_of_a_piece);
}

/// Stages in columns: recruitment i has the stages offsets[i] … offsets[i + 1] − 1, the first of them those who entered.
struct StageRows {
  const Count* group;
  const Count* reference;
  const Count* unknown;        ///< null: nobody
  const std::size_t* offsets;  ///< recruitments + 1 entries
  std::size_t recruitments;
};

/// What stages did, to be written in rows of their own columns: the row of a stage compares it with the one before
/// (`conditional`) and with the first (`cumulative`). The row of a first stage, which has none before it, is NaN with
/// `Status::undefined`. `missing_change` may be null: how much the share of the unknown grew since the stage before.
struct StagesOutput {
  EstimateOutput conditional;
  TestOutput conditional_test;
  EstimateOutput cumulative;
  TestOutput cumulative_test;
  double* missing_change = nullptr;
};

/// `stages` of every recruitment. One with fewer than two stages is refused.
/// @throws InvalidInput when offsets fall
inline void stages_rows(const StageRows& recruitments, const StagesOptions& options, const StagesOutput& output,
                        const Execution& execution = {}) {
  detail::check_offsets(recruitments.offsets, recruitments.recruitments, "stages_rows");
  detail::parallel_rows(
      recruitments.recruitments, execution,
      [&](std::size_t first, std::size_t last) {
        std::vector<Stage> list;
        for (std::size_t i = first; i < last; ++i) {
          const std::size_t begin = recruitments.offsets[i];
          list.clear();
          for (std::size_t row = begin; row < recruitments.offsets[i + 1]; ++row)
            list.push_back({recruitments.group[row], recruitments.reference[row],
                            recruitments.unknown != nullptr ? recruitments.unknown[row] : 0});
          StagesResult result{};
          const bool valid = detail::accepted([&] { result = stages(list, options); });
          for (std::size_t stage = 0; stage < list.size(); ++stage) {
            Estimate none = detail::refused_estimate;
            TestResult no_test = detail::refused_test;
            if (valid) none.status = no_test.status = Status::undefined;
            const bool compared = valid && stage > 0;
            const StageStep* const step = compared ? &result.steps[stage - 1] : nullptr;
            output.conditional.set(begin + stage, compared ? step->conditional.ratio : none);
            output.conditional_test.set(begin + stage, compared ? step->conditional.test : no_test);
            output.cumulative.set(begin + stage, compared ? step->cumulative.ratio : none);
            output.cumulative_test.set(begin + stage, compared ? step->cumulative.test : no_test);
            detail::put(output.missing_change, begin + stage, compared ? step->missing.change : not_a_number);
          }
        }
      },
      detail::tables_of_a_piece);
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
  detail::parallel_rows(
      strata.rates, execution,
      [&](std::size_t first, std::size_t last) {
        std::vector<StandardisedStratum> list;
        for (std::size_t i = first; i < last; ++i) {
          list.clear();
          for (std::size_t row = strata.offsets[i]; row < strata.offsets[i + 1]; ++row)
            list.push_back({strata.events[row], strata.population[row], strata.standard[row]});
          StandardisedRate result{detail::refused_estimate, not_a_number, 0};
          if (!(detail::accepted([&] { result = standardised_rate(list, options); })))
            result = {detail::refused_estimate, not_a_number, 0};
          output.set(i, result.rate);
          detail::put(variance, i, result.variance);
        }
      },
      detail::tables_of_a_piece);
}

/// Limits without a value to be written.
struct LimitOutput {
  double* lower;
  double* upper;
  Status* status;

  void set(std::size_t i, const Interval& limits) const noexcept {
    lower[i] = limits.lower;
    upper[i] = limits.upper;
    status[i] = std::isnan(limits.lower) || std::isnan(limits.upper)   ? Status::undefined
                : std::isinf(limits.lower) || std::isinf(limits.upper) ? Status::unbounded
                                                                       : Status::ok;
  }
};

/// `funnel_rate_limits` of every row: round target[i] for total[i] people.
inline void funnel_rate_limits_rows(const double* target, const Count* total, std::size_t rows, const FunnelLimitOptions& options,
                                    const LimitOutput& output, const Execution& execution = {}) {
  detail::for_rows(rows, execution, [&](std::size_t i) {
    Interval limits{not_a_number, not_a_number};
    const bool valid = detail::accepted([&] { limits = funnel_rate_limits(target[i], total[i], options); });
    output.set(i, valid ? limits : Interval{not_a_number, not_a_number});
    if (!valid) output.status[i] = Status::invalid;
  });
}

/// `funnel_expected_limits` of every row: of observed over expected events, round 1.
inline void funnel_expected_limits_rows(const double* expected, std::size_t rows, const FunnelLimitOptions& options,
                                        const LimitOutput& output, const Execution& execution = {}) {
  detail::for_rows(rows, execution, [&](std::size_t i) {
    Interval limits{not_a_number, not_a_number};
    const bool valid = detail::accepted([&] { limits = funnel_expected_limits(expected[i], options); });
    output.set(i, valid ? limits : Interval{not_a_number, not_a_number});
    if (!valid) output.status[i] = Status::invalid;
  });
}

}  // namespace equitable
