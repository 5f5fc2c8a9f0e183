/// @file groups/stages.hpp
/// Recruitment in stages, applied → shortlisted → appointed: where a difference arises, and what the unknown could make of it.
///
/// Two ratios at each stage. The **conditional** one is among those who reached the stage before: what this stage alone did.
/// The **cumulative** one is among those who entered: what all stages so far did. The product of the conditional ratios is the
/// cumulative ratio, so the stage that made a difference can be named. Each has its Miettinen-Nurminen interval and the N−1
/// chi-squared test, with p < α exactly when 1 lies outside. The p-values are raw: with many stages, adjust them.
///
/// People of unknown ethnicity are in neither group, and counted. Their share grows from one stage to the next exactly when they
/// pass it more often than the others; the N−1 chi-squared of those who passed against those who did not (the part against the
/// rest, never against the whole) tests it. A share that grows or shrinks says that the known are a selection: then look at
/// `allocation_bounds`, the ratios that the unknown could have made, each one allocated to the group or to the reference. These
/// are exact: a passer moves the ratio up in the group and down in the reference, somebody stopped the other way round, so the
/// extremes lie where all passers are on one side and all others on the other.
///
/// Stages are nested: nobody reaches a stage who did not reach the one before. For people, not for applications (one person with
/// ten applications is not ten). Sources: Miettinen and Nurminen (1985) Stat. Med. 4, 213; Campbell (2007) Stat. Med. 26, 3661;
/// bounds without assumptions: Manski (1989) J. Hum. Resour. 24, 343, and Horowitz and Manski (2000) J. Am. Stat. Assoc. 95, 77.
/// Cost: four score limits a stage, some 2 microseconds.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/comparison/relative_likelihood.hpp"
#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/significance/score.hpp"

namespace equitable {

/// The people who reached a stage.
struct Stage {
  Count group = 0;
  Count reference = 0;
  Count unknown = 0;  ///< those whose ethnicity is not known

  [[nodiscard]] Count total() const noexcept { return group + reference + unknown; }
};

/// How the share of people of unknown ethnicity moves.
enum class MissingTrend : std::uint8_t {
  steady,         ///< no change that the test shows; no proof that there is none
  grows,          ///< a larger share is unknown after than before, p < α
  shrinks,        ///< a smaller share, p < α
  not_assessable  ///< nobody, or everybody, passed or is unknown
};

/// The trend as written in results.
[[nodiscard]] constexpr const char* name(MissingTrend trend) noexcept {
  switch (trend) {
    case MissingTrend::steady: return "steady";
    case MissingTrend::grows: return "grows";
    case MissingTrend::shrinks: return "shrinks";
    case MissingTrend::not_assessable: break;
  }
  return "not_assessable";
}

/// Group against reference between two stages.
struct StageComparison {
  Table2x2 table;   ///< events: those who reached the later stage; totals: those who had reached the earlier
  Estimate ratio;   ///< the relative likelihood of reaching it
  TestResult test;  ///< N−1 chi-squared
};

/// The unknown between two stages.
struct StageMissing {
  double share_before;  ///< of all who reached the earlier stage; NaN when nobody did
  double share_after;   ///< of all who reached the later stage
  double change;        ///< share_after − share_before
  TestResult test;      ///< signed root of the N−1 chi-squared, positive when the share grows
  MissingTrend trend;
};

/// What one stage did.
struct StageStep {
  StageComparison conditional;  ///< of those who reached the stage before
  StageComparison cumulative;   ///< of those who entered
  StageMissing missing;         ///< from the stage before to this one
};

/// All stages after the first.
struct StagesResult {
  std::vector<StageStep> steps;  ///< one fewer than there are stages
  StageMissing missing;          ///< from the first stage to the last
};

/// Options of `stages` and `allocation_bounds`.
struct StagesOptions {
  Confidence confidence{0.95};  ///< of the intervals; a trend of the unknown is flagged at p < 1 − level
};

/// A table with people who belong to the group or to the reference, it is not known which: of `unknown.total` people,
/// `unknown.events` had the outcome.
struct UnknownTable {
  Table2x2 known;
  Proportion unknown;
};

/// The ratios that the unknown could have made.
struct AllocationBounds {
  Estimate known;          ///< the unknown left out
  Estimate lowest;         ///< at the allocation with the smallest ratio
  Estimate highest;        ///< at the allocation with the largest ratio
  Table2x2 lowest_table;   ///< that allocation
  Table2x2 highest_table;  ///< that allocation
  Interval ratio;          ///< from the smallest ratio to the largest
  Interval limits;         ///< from the lower limit at the one to the upper limit at the other: chance and ignorance together
  Status status;           ///< undefined when no allocation has a ratio
};

namespace detail {

/// @throws InvalidInput naming the stage and the argument at fault
inline void check_stages(const std::vector<Stage>& stages, const char* where) {
  if (stages.size() < 2) throw_invalid(where, "stages.size()", std::to_string(stages.size()), "must be at least 2");
  const auto check = [&](std::size_t stage, const char* member, Count Stage::*count) {
    const auto argument = [&] { return "stages[" + std::to_string(stage) + "]." + member; };
    const Count value = stages[stage].*count;
    if (value < 0) throw_invalid(where, argument(), std::to_string(value), "must be 0 or more");
    if (value > max_count) throw_invalid(where, argument(), std::to_string(value), "must be at most 2^53");
    if (stage > 0 && value > stages[stage - 1].*count)
      throw_invalid(where, argument(), std::to_string(value),
                    "must be at most that of the stage before, which is " + std::to_string(stages[stage - 1].*count));
  };
  for (std::size_t stage = 0; stage < stages.size(); ++stage) {
    check(stage, "group", &Stage::group);
    check(stage, "reference", &Stage::reference);
    check(stage, "unknown", &Stage::unknown);
    if (stages[stage].total() > max_count)
      throw_invalid(where, "stages[" + std::to_string(stage) + "].total()", std::to_string(stages[stage].total()),
                    "must be at most 2^53");
  }
}

[[nodiscard]] inline Table2x2 stage_table(const Stage& before, const Stage& after) noexcept {
  return {{after.group, before.group}, {after.reference, before.reference}};
}

[[nodiscard]] inline StageComparison compare_stages(const Table2x2& table, Confidence confidence) {
  return {table, relative_likelihood(table, {RelativeLikelihoodMethod::miettinen_nurminen, confidence}), score_test(table)};
}

/// The unknown among those who passed against those among the stopped.
[[nodiscard]] inline StageMissing missing_between(const Stage& before, const Stage& after, Confidence confidence) {
  const Table2x2 passed_and_stopped{{after.unknown, after.total()},
                                    {before.unknown - after.unknown, before.total() - after.total()}};
  StageMissing result{};
  result.share_before = Proportion{before.unknown, before.total()}.rate();
  result.share_after = Proportion{after.unknown, after.total()}.rate();
  const TwoRates r = passed_and_stopped.rates();
  // The whole is passed and stopped together, so share after − share before = stopped/all × (share of passed − share of stopped).
  result.change = passed_and_stopped.comparable() ? r.n2 / (r.n1 + r.n2) * rate_difference_value(r)
                                                  : result.share_after - result.share_before;
  result.test = score_test(passed_and_stopped);
  result.test.statistic = std::copysign(std::sqrt(result.test.statistic), result.change);
  result.trend = result.test.status != Status::ok             ? MissingTrend::not_assessable
                 : !(result.test.pvalue < confidence.alpha()) ? MissingTrend::steady
                 : result.change > 0.0                        ? MissingTrend::grows
                                                              : MissingTrend::shrinks;
  return result;
}

/// The known and the unknown, `passers` of whom and `stopped` of whom are put into the group, all others into the reference.
[[nodiscard]] inline Table2x2 allocated(const UnknownTable& t, Count passers, Count stopped) noexcept {
  const Count other_passers = t.unknown.events - passers;
  const Count other_stopped = t.unknown.total - t.unknown.events - stopped;
  return {{t.known.group.events + passers, t.known.group.total + passers + stopped},
          {t.known.reference.events + other_passers, t.known.reference.total + other_passers + other_stopped}};
}

/// The allocation with the smallest ratio: every passer to the reference, everybody stopped to the group, except that neither may
/// stay without people, since without people there is no ratio.
[[nodiscard]] inline Table2x2 lowest_allocation(const UnknownTable& t) noexcept {
  const Count all_stopped = t.unknown.total - t.unknown.events;
  const Count passers = t.known.group.total == 0 && all_stopped == 0 && t.unknown.events > 0 ? 1 : 0;
  const bool empty_reference = t.known.reference.total == 0 && t.unknown.events == passers;
  return allocated(t, passers, empty_reference && all_stopped > 0 ? all_stopped - 1 : all_stopped);
}

}  // namespace detail

/// Every stage after the first, compared with the one before and with the first.
///
///     stages({{1200, 3000, 50}, {300, 900, 20}, {60, 240, 9}})   // applied, shortlisted, appointed
///
/// A stage that nobody of a group reached gives an undefined ratio to the stages after it.
/// @throws InvalidInput for fewer than two stages, a negative count, more people at a stage than at the one before, or more than
///          2^53 people
[[nodiscard]] inline StagesResult stages(const std::vector<Stage>& stages, const StagesOptions& options = {}) {
  detail::check_stages(stages, "stages");
  StagesResult result{};
  result.steps.reserve(stages.size() - 1);
  for (std::size_t stage = 1; stage < stages.size(); ++stage)
    result.steps.push_back({detail::compare_stages(detail::stage_table(stages[stage - 1], stages[stage]), options.confidence),
                            detail::compare_stages(detail::stage_table(stages.front(), stages[stage]), options.confidence),
                            detail::missing_between(stages[stage - 1], stages[stage], options.confidence)});
  result.missing = detail::missing_between(stages.front(), stages.back(), options.confidence);
  return result;
}

/// What is known and unknown of those who went from one stage to a later one; stages count from 0.
///
/// @throws InvalidInput as `stages`, and unless from < to < number of stages
[[nodiscard]] inline UnknownTable unknown_table(const std::vector<Stage>& stages, std::size_t from, std::size_t to) {
  detail::check_stages(stages, "unknown_table");
  if (to >= stages.size())
    throw_invalid("unknown_table", "to", std::to_string(to),
                  "must be below the number of stages, which is " + std::to_string(stages.size()));
  if (from >= to)
    throw_invalid("unknown_table", "from", std::to_string(from), "must be below to, which is " + std::to_string(to));
  return {detail::stage_table(stages[from], stages[to]), {stages[to].unknown, stages[from].unknown}};
}

/// @throws InvalidInput unless known and unknown are proportions, of at most 2^53 people together
inline void check_unknown_table(const UnknownTable& table, const char* where) {
  static_cast<void>(checked_table(table.known.group.events, table.known.group.total, table.known.reference.events,
                                  table.known.reference.total, where));
  static_cast<void>(checked_proportion(table.unknown.events, table.unknown.total, where, "unknown_"));
  const Count people = table.known.total() + table.unknown.total;
  if (people > max_count) throw_invalid(where, "known and unknown together", std::to_string(people), "must be at most 2^53");
}

/// The smallest and the largest ratio over all ways to allocate the unknown, each to the group or to the reference.
///
///     allocation_bounds({{{60, 1200}, {240, 3000}}, {9, 50}})   // 0.625; 0.58 to 0.72 over all allocations
///
/// Wide bounds do not make a difference less likely: they say how little the data alone can exclude. Allocations that leave group
/// or reference without people have no ratio and do not count. A third group, which the unknown might belong to, does not widen
/// the bounds.
/// @throws InvalidInput unless known and unknown are proportions, of at most 2^53 people together
[[nodiscard]] inline AllocationBounds allocation_bounds(const UnknownTable& table, const StagesOptions& options = {}) {
  check_unknown_table(table, "allocation_bounds");
  const RelativeLikelihoodOptions ratio{RelativeLikelihoodMethod::miettinen_nurminen, options.confidence};
  AllocationBounds result{};
  result.lowest_table = detail::lowest_allocation(table);
  result.highest_table = detail::lowest_allocation({table.known.swapped(), table.unknown}).swapped();
  result.known = relative_likelihood(table.known, ratio);
  result.lowest = relative_likelihood(result.lowest_table, ratio);
  result.highest = relative_likelihood(result.highest_table, ratio);
  result.ratio = {result.lowest.value, result.highest.value};
  if (result.ratio.lower > result.ratio.upper) result.ratio = {result.ratio.upper, result.ratio.lower};  // alike but for rounding
  result.limits = {result.lowest.lower, result.highest.upper};
  const bool undefined = std::isnan(result.ratio.lower) || std::isnan(result.ratio.upper);
  result.status = undefined                                                           ? Status::undefined
                  : std::isinf(result.ratio.upper) || std::isinf(result.limits.upper) ? Status::unbounded
                                                                                      : Status::ok;
  return result;
}

}  // namespace equitable
