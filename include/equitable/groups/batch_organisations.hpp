/// @file groups/batch_organisations.hpp
/// Many families of organisations at once, in columns: a family for each indicator and year, say, each with its funnel, its ranks,
/// its shrunken rates, its mean effect and its overdispersion. Family i is the organisations offsets[i] … offsets[i + 1] − 1; the
/// rules are in groups/batch_columns.hpp. Limits of funnels stand here too, a row each. Cost: that of the scalar functions.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/groups/batch_columns.hpp"
#include "equitable/groups/funnel.hpp"
#include "equitable/groups/meta_analysis.hpp"
#include "equitable/groups/organisations.hpp"
#include "equitable/groups/shrinkage.hpp"
#include "equitable/significance/person_time.hpp"

namespace equitable {

/// Two groups in every organisation in columns: family i is the tables offsets[i] … offsets[i + 1] − 1.
struct FamilyTables {
  TableColumns tables;
  const std::size_t* offsets;  ///< families + 1 entries
  std::size_t families;
};

namespace detail {

/// Does `work(i, tables)` for every family.
/// @throws InvalidInput when offsets fall
template <class Work>
void for_families(const FamilyTables& columns, const char* where, const Execution& execution, const Work& work) {
  check_offsets(columns.offsets, columns.families, where);
  for_tables<std::vector<Table2x2>>(columns.families, execution, [&](std::size_t i, std::vector<Table2x2>& tables) {
    tables.clear();
    for (std::size_t row = columns.offsets[i]; row < columns.offsets[i + 1]; ++row) tables.push_back(columns.tables.row(row));
    work(i, tables);
  });
}

}  // namespace detail

// -------------------------------------------------------------------------------------------------------------------- funnels

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

namespace detail {

/// Limits of every row, `limits(i)`.
template <class Limits>
void set_limits(std::size_t rows, const LimitOutput& output, const Execution& execution, const Limits& limits) {
  struct Answer {
    Interval limits;
    bool valid;
  };
  for_rows(rows, execution, [&](std::size_t i) {
    const Answer answer = accepted(
        [&] {
          return Answer{limits(i), true};
        },
        [] {
          return Answer{{not_a_number, not_a_number}, false};
        });
    output.set(i, answer.limits);
    if (!answer.valid) output.status[i] = Status::invalid;
  });
}

}  // namespace detail

/// `funnel_rate_limits` of every row: round target[i] for total[i] people.
inline void funnel_rate_limits_rows(const double* target, const Count* total, std::size_t rows, const FunnelLimitOptions& options,
                                    const LimitOutput& output, const Execution& execution = {}) {
  detail::set_limits(rows, output, execution, [&](std::size_t i) { return funnel_rate_limits(target[i], total[i], options); });
}

/// `funnel_expected_limits` of every row: of observed over expected events, round 1.
inline void funnel_expected_limits_rows(const double* expected, std::size_t rows, const FunnelLimitOptions& options,
                                        const LimitOutput& output, const Execution& execution = {}) {
  detail::set_limits(rows, output, execution, [&](std::size_t i) { return funnel_expected_limits(expected[i], options); });
}

/// The organisations of funnels to be written, a row for each; all but `status` may be null.
struct FunnelUnitOutput {
  double* value = nullptr;
  double* z = nullptr;
  double* adjusted = nullptr;
  double* inner_lower = nullptr;
  double* inner_upper = nullptr;
  double* outer_lower = nullptr;
  double* outer_upper = nullptr;
  Status* status = nullptr;

  void set(std::size_t i, const FunnelUnit& unit) const noexcept {
    detail::put(value, i, unit.value);
    detail::put(z, i, unit.z);
    detail::put(adjusted, i, unit.adjusted);
    detail::put(inner_lower, i, unit.inner.lower);
    detail::put(inner_upper, i, unit.inner.upper);
    detail::put(outer_lower, i, unit.outer.lower);
    detail::put(outer_upper, i, unit.outer.upper);
    status[i] = unit.status;
  }
};

/// Funnels to be written, a row for each family; the columns of numbers may be null.
struct FunnelOutput {
  FunnelUnitOutput units;
  double* target = nullptr;
  double* dispersion = nullptr;
  double* between_deviation = nullptr;
  double* pvalue = nullptr;
  Status* status = nullptr;

  /// A funnel whose organisations begin at a row.
  void set(std::size_t i, std::size_t begin, const Funnel& funnel) const noexcept {
    detail::put(target, i, funnel.target);
    detail::put(dispersion, i, funnel.dispersion);
    detail::put(between_deviation, i, funnel.between_deviation);
    detail::put(pvalue, i, funnel.pvalue);
    status[i] = funnel.status;
    for (std::size_t k = 0; k < funnel.units.size(); ++k) units.set(begin + k, funnel.units[k]);
  }
};

namespace detail {

[[nodiscard]] inline Funnel refused_funnel(std::size_t units) {
  constexpr double none = not_a_number;
  constexpr Interval limits{none, none};
  return {none,           none, none, none, std::vector<FunnelUnit>(units, {none, none, none, limits, limits, Status::invalid}),
          Status::invalid};
}

}  // namespace detail

/// `funnel_rates` of every family. One target, where one is given, is the target of all.
/// @throws InvalidInput as `funnel_rates` for its options, and when offsets fall
inline void funnel_rates_rows(const GroupRows& families, const FunnelOptions& options, const FunnelOutput& output,
                              const Execution& execution = {}) {
  static_cast<void>(funnel_rates({}, options));
  detail::for_groups(
      families, "funnel_rates_rows", execution, [&](std::size_t i, const std::vector<Proportion>& units, bool valid) {
        output.set(
            i, families.offsets[i],
            detail::accepted(
                valid, [&] { return funnel_rates(units, options); }, [&] { return detail::refused_funnel(units.size()); }));
      });
}

/// `funnel_log_ratios` of every family.
/// @throws InvalidInput as `funnel_log_ratios` for its options, and when offsets fall
inline void funnel_log_ratios_rows(const FamilyTables& families, const FunnelOptions& options, const FunnelOutput& output,
                                   const Execution& execution = {}) {
  static_cast<void>(funnel_log_ratios({}, options));
  detail::for_families(families, "funnel_log_ratios_rows", execution, [&](std::size_t i, const std::vector<Table2x2>& units) {
    output.set(i, families.offsets[i],
               detail::accepted([&] { return funnel_log_ratios(units, options); },
                                [&] { return detail::refused_funnel(units.size()); }));
  });
}

/// Observed and expected events in columns: family i is the organisations offsets[i] … offsets[i + 1] − 1.
struct ObservedExpectedRows {
  const Count* observed;
  const double* expected;
  const std::size_t* offsets;  ///< families + 1 entries
  std::size_t families;
};

/// `funnel_observed_expected` of every family.
/// @throws InvalidInput as `funnel_observed_expected` for its options, and when offsets fall
inline void funnel_observed_expected_rows(const ObservedExpectedRows& families, const FunnelOptions& options,
                                          const FunnelOutput& output, const Execution& execution = {}) {
  static_cast<void>(funnel_observed_expected({}, options));
  detail::check_offsets(families.offsets, families.families, "funnel_observed_expected_rows");
  detail::for_tables<std::vector<ObservedExpected>>(
      families.families, execution, [&](std::size_t i, std::vector<ObservedExpected>& units) {
        units.clear();
        for (std::size_t row = families.offsets[i]; row < families.offsets[i + 1]; ++row)
          units.push_back({families.observed[row], families.expected[row]});
        output.set(i, families.offsets[i],
                   detail::accepted([&] { return funnel_observed_expected(units, options); },
                                    [&] { return detail::refused_funnel(units.size()); }));
      });
}

/// Estimates that are about normal and their standard errors in columns: family i is the organisations offsets[i] …
/// offsets[i + 1] − 1.
struct FunnelEffectRows {
  const double* values;
  const double* standard_errors;
  const std::size_t* offsets;  ///< families + 1 entries
  std::size_t families;
};

/// `funnel_effects` of every family.
/// @throws InvalidInput as `funnel_effects` for its options, and when offsets fall
inline void funnel_effects_rows(const FunnelEffectRows& families, const FunnelOptions& options, const FunnelOutput& output,
                                const Execution& execution = {}) {
  static_cast<void>(funnel_effects({}, options));
  detail::check_offsets(families.offsets, families.families, "funnel_effects_rows");
  detail::for_tables<std::vector<FunnelEffect>>(
      families.families, execution, [&](std::size_t i, std::vector<FunnelEffect>& units) {
        units.clear();
        for (std::size_t row = families.offsets[i]; row < families.offsets[i + 1]; ++row)
          units.push_back({families.values[row], families.standard_errors[row]});
        output.set(i, families.offsets[i],
                   detail::accepted([&] { return funnel_effects(units, options); },
                                    [&] { return detail::refused_funnel(units.size()); }));
      });
}

// ---------------------------------------------------------------------------------------------------------- ranks and shrinkage

/// Ranks to be written, a row for each organisation; all but `better_than` may be null.
struct PercentileRankOutput {
  EstimateOutput better_than;
  double* rank = nullptr;
  double* rank_lower = nullptr;
  double* rank_upper = nullptr;
  Count* organisations = nullptr;
};

/// `percentile_rank` of every organisation in its family. Cost: the square of the organisations of a family; `simulated` draws once
/// for all of them.
/// @throws InvalidInput when offsets fall, and for replicates of `simulated` that `percentile_rank` refuses
inline void percentile_rank_rows(const GroupRows& families, const RankOptions& options, const PercentileRankOutput& output,
                                 const Execution& execution = {}) {
  if (options.method == RankMethod::simulated)
    detail::check_replicates(options.replicates, detail::two_sided_level(options.confidence), "percentile_rank_rows");
  const Interval none{not_a_number, not_a_number};
  detail::for_groups(
      families, "percentile_rank_rows", execution,
      [&](std::size_t i, const std::vector<Proportion>& organisations, bool valid) {
        const std::vector<PercentileRank> ranks = detail::accepted(
            valid, [&] { return percentile_ranks(organisations, options); },
            [&] {
              return std::vector<PercentileRank>(organisations.size(),
                                                 PercentileRank{detail::refused_estimate, not_a_number, none, 0});
            });
        for (std::size_t place = 0; place < organisations.size(); ++place) {
          const PercentileRank& found = ranks[place];
          const std::size_t row = families.offsets[i] + place;
          output.better_than.set(row, found.better_than);
          detail::put(output.rank, row, found.rank);
          detail::put(output.rank_lower, row, found.rank_interval.lower);
          detail::put(output.rank_upper, row, found.rank_interval.upper);
          if (output.organisations != nullptr) output.organisations[row] = found.organisations;
        }
      },
      1);
}

/// Shrunken rates to be written: an estimate for each organisation, and for each family what its rates have in common, all of
/// which may be null.
struct ShrinkageOutput {
  EstimateOutput organisations;
  double* mean = nullptr;
  double* concentration = nullptr;
  double* correlation = nullptr;
  Status* status = nullptr;
};

/// `shrunken_rates` of every family.
/// @throws InvalidInput when offsets fall
inline void shrunken_rates_rows(const GroupRows& families, const ShrinkageOptions& options, const ShrinkageOutput& output,
                                const Execution& execution = {}) {
  detail::for_groups(
      families, "shrunken_rates_rows", execution,
      [&](std::size_t i, const std::vector<Proportion>& organisations, bool valid) {
        const Shrinkage found = detail::accepted(
            valid, [&] { return shrunken_rates(organisations, options); },
            [&] {
              return Shrinkage{not_a_number, not_a_number,
                               not_a_number, std::vector<Estimate>(organisations.size(), detail::refused_estimate),
                               "",           Status::invalid};
            });
        detail::put(output.mean, i, found.mean);
        detail::put(output.concentration, i, found.concentration);
        detail::put(output.correlation, i, found.correlation);
        if (output.status != nullptr) output.status[i] = found.status;
        for (std::size_t k = 0; k < found.organisations.size(); ++k)
          output.organisations.set(families.offsets[i] + k, found.organisations[k]);
      },
      1);
}

// ------------------------------------------------------------------------------------------------------------------ mean effects

/// Meta-analyses to be written, a row for each family; all but `estimate` may be null.
struct MetaAnalysisOutput {
  EstimateOutput estimate;
  double* standard_error = nullptr;
  double* prediction_lower = nullptr;
  double* prediction_upper = nullptr;
  double* tau2 = nullptr;
  double* tau2_lower = nullptr;
  double* tau2_upper = nullptr;
  double* q = nullptr;
  double* df = nullptr;
  double* q_pvalue = nullptr;
  double* i2 = nullptr;
  double* i2_lower = nullptr;
  double* i2_upper = nullptr;
  Count* used = nullptr;

  void set(std::size_t i, const MetaAnalysis& found) const noexcept {
    estimate.set(i, found.estimate);
    detail::put(standard_error, i, found.standard_error);
    detail::put(prediction_lower, i, found.prediction.lower);
    detail::put(prediction_upper, i, found.prediction.upper);
    detail::put(tau2, i, found.tau2);
    detail::put(tau2_lower, i, found.tau2_interval.lower);
    detail::put(tau2_upper, i, found.tau2_interval.upper);
    detail::put(q, i, found.q);
    detail::put(df, i, found.df);
    detail::put(q_pvalue, i, found.q_pvalue);
    detail::put(i2, i, found.i2);
    detail::put(i2_lower, i, found.i2_interval.lower);
    detail::put(i2_upper, i, found.i2_interval.upper);
    if (used != nullptr) used[i] = found.used;
  }
};

namespace detail {

[[nodiscard]] inline MetaAnalysis refused_meta_analysis() noexcept {
  constexpr double none = not_a_number;
  constexpr Interval limits{none, none};
  return {refused_estimate, none, none, limits, limits, none, none, none, none, limits, 0};
}

}  // namespace detail

/// `meta_analysis` of every family of tables.
/// @throws InvalidInput when offsets fall
inline void meta_analysis_rows(const FamilyTables& families, Measure measure, const MetaAnalysisOptions& options,
                               const MetaAnalysisOutput& output, const Execution& execution = {}) {
  detail::for_families(families, "meta_analysis_rows", execution, [&](std::size_t i, const std::vector<Table2x2>& tables) {
    output.set(i, detail::accepted([&] { return meta_analysis(tables, measure, options); }, &detail::refused_meta_analysis));
  });
}

/// Effects and their variances in columns: family i is the organisations offsets[i] … offsets[i + 1] − 1.
struct EffectRows {
  const double* effects;
  const double* variances;
  const std::size_t* offsets;  ///< families + 1 entries
  std::size_t families;
};

/// `meta_analysis` of every family of effects.
/// @throws InvalidInput when offsets fall
inline void meta_analysis_rows(const EffectRows& families, const MetaAnalysisOptions& options, const MetaAnalysisOutput& output,
                               const Execution& execution = {}) {
  detail::check_offsets(families.offsets, families.families, "meta_analysis_rows");
  detail::for_rows(families.families, execution, [&](std::size_t i) {
    const std::size_t first = families.offsets[i];
    const std::size_t last = families.offsets[i + 1];
    output.set(i, detail::accepted(
                      [&] {
                        return meta_analysis(std::vector<double>(families.effects + first, families.effects + last),
                                             std::vector<double>(families.variances + first, families.variances + last), options);
                      },
                      &detail::refused_meta_analysis));
  });
}

// ------------------------------------------------------------------------------------------------------ counts per person-time

/// Counts and person-time of units in columns: family i is the units offsets[i] … offsets[i + 1] − 1.
struct PersonTimeFamilies {
  const Count* events;
  const double* exposure;
  const std::size_t* offsets;  ///< families + 1 entries
  std::size_t families;
};

/// Overdispersion to be written, a row for each family; `dispersion` and `df` may be null.
struct OverdispersionOutput {
  double* dispersion;
  TestOutput test;
  double* df = nullptr;
};

/// `person_time_overdispersion` of every family: about the rate of its own units together, or about `rate` where that is not NaN.
/// @throws InvalidInput for a rate outside 1e-50 to 1e50, and when offsets fall
inline void person_time_overdispersion_rows(const PersonTimeFamilies& families, double rate, const OverdispersionOutput& output,
                                            const Execution& execution = {}) {
  const bool own = std::isnan(rate);
  if (!own) static_cast<void>(person_time_overdispersion({}, rate));
  detail::check_offsets(families.offsets, families.families, "person_time_overdispersion_rows");
  detail::for_tables<std::vector<PersonTime>>(families.families, execution, [&](std::size_t i, std::vector<PersonTime>& units) {
    units.clear();
    bool valid = true;
    for (std::size_t row = families.offsets[i]; row < families.offsets[i + 1]; ++row) {
      units.push_back({families.events[row], families.exposure[row]});
      valid = valid && is_person_time(families.events[row], families.exposure[row]);
    }
    const Overdispersion found = detail::accepted(
        valid, [&] { return own ? person_time_overdispersion(units) : person_time_overdispersion(units, rate); },
        [] {
          constexpr double none = not_a_number;
          return Overdispersion{none, none, none, none, "index_of_dispersion", Status::invalid};
        });
    detail::put(output.dispersion, i, found.dispersion);
    detail::put(output.df, i, found.df);
    output.test.set(i, {found.statistic, found.pvalue, found.method, Alternative::greater, found.status});
  });
}

}  // namespace equitable
