/// @file groups/batch_strata.hpp
/// Many stratified comparisons at once, in columns: common effects, tests, standardisation and decomposition. Problem i is the
/// strata offsets[i] … offsets[i + 1] − 1; the rules are in groups/batch_columns.hpp.
///
/// The Cochran-Mantel-Haenszel tests are made in lanes (detail/lanes_groups.hpp) where no group of a stratum has more than 2^26
/// people: the statistic is that of `cmh_test` to the last bit, the p-value right to 1e-14. Cost: 1.5 ns a stratum for those
/// (header-only 6); for a common effect what its method costs (Mantel-Haenszel 8 ns a stratum); direct standardisation 40 to 60,
/// decomposition 120 ns a stratum; indirect standardisation an exact interval of a count, 5 microseconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/lanes_groups.hpp"
#include "equitable/detail/parallel.hpp"
#include "equitable/groups/batch_columns.hpp"
#include "equitable/groups/decomposition.hpp"
#include "equitable/groups/standardisation.hpp"
#include "equitable/groups/stratified.hpp"

namespace equitable {

namespace detail {

/// @throws InvalidInput when offsets fall or pass the end of the columns
inline void check_strata_offsets(const TableColumns& columns, const std::size_t* offsets, std::size_t problems,
                                 const char* where) {
  for (std::size_t i = 0; i < problems; ++i)
    if (offsets[i + 1] < offsets[i] || offsets[i + 1] > columns.rows)
      throw_invalid(where, "offsets[" + std::to_string(i + 1) + "]", std::to_string(offsets[i + 1]),
                    "must be at least the one before, which is " + std::to_string(offsets[i]) +
                        ", and at most the number of strata, which is " + std::to_string(columns.rows));
}

/// One problem's strata, rows `first` to `last` − 1, into the buffer; false, and nothing in it, when one breaks a rule.
[[nodiscard]] inline bool read_problem(const TableColumns& columns, std::size_t first, std::size_t last,
                                       std::vector<TwoRates>& buffer) {
  buffer.clear();
  Count people = 0;
  Count reference_people = 0;
  for (std::size_t i = first; i < last; ++i) {
    const Table2x2 table = columns.row(i);
    if (!is_valid(table) || table.group.total > max_count - people || table.reference.total > max_count - reference_people) {
      buffer.clear();
      return false;
    }
    people += table.group.total;
    reference_people += table.reference.total;
    if (table.comparable()) buffer.push_back(table.rates());
  }
  return true;
}

/// One problem's strata. @throws InvalidInput when one breaks a rule
[[nodiscard]] inline Strata strata_of(const TableColumns& columns, std::size_t first, std::size_t last) {
  std::vector<Table2x2> tables;
  tables.reserve(last - first);
  for (std::size_t i = first; i < last; ++i) tables.push_back(columns.row(i));
  return Strata(std::move(tables));
}

inline void cmh_piece(const LaneStrata& strata, const CmhOptions& options, std::size_t first, std::size_t last,
                      const LaneTests& output) noexcept {
  const bool corrected = options.method == CmhMethod::cmh_cc;
#ifdef EQUITABLE_COMPILED
  cmh_lanes_compiled(strata, corrected, options.alternative, first, last, output);
#else
  cmh_lanes(strata, corrected, options.alternative, first, last, output);
#endif
}

/// Runs `work(i, buffer)` for each problem of each piece, the buffer reused.
template <class Work>
void for_problems(std::size_t problems, const Execution& execution, const Work& work) {
  parallel_rows(
      problems, execution,
      [&](std::size_t first, std::size_t last) {
        std::vector<TwoRates> buffer;
        for (std::size_t i = first; i < last; ++i) work(i, buffer);
      },
      tables_of_a_piece);
}

}  // namespace detail

/// `common_effect` of many problems at once: Mantel-Haenszel, score, inverse-variance and exact ratios, differences and odds
/// ratios, as the options say. The standard error, if wanted, is that of the logarithm for a ratio or an odds ratio.
/// @throws InvalidInput as `common_effect`, and when `offsets`, problems + 1 of them, fall or pass the end of the columns
inline void stratified_rows(const TableColumns& strata, const std::size_t* offsets, std::size_t problems,
                            const StratifiedOptions& options, const EstimateOutput& output, double* standard_error = nullptr,
                            const Execution& execution = {}) {
  const StratifiedMethod method = detail::checked_method(options, "stratified_rows");
  const detail::Level level = detail::level_of(options.confidence, options.alternative, "stratified_rows");
  detail::check_strata_offsets(strata, offsets, problems, "stratified_rows");
  detail::for_problems(problems, execution, [&](std::size_t i, std::vector<detail::TwoRates>& buffer) {
    const bool valid = detail::read_problem(strata, offsets[i], offsets[i + 1], buffer);
    const CommonEffect effect =
        detail::one_sided_effect(detail::common_effect_of({buffer.data(), buffer.size()}, method, level, options), options);
    output.set(i, effect.estimate);
    if (!valid) output.status[i] = Status::invalid;
    detail::put(standard_error, i, effect.standard_error);
  });
}

/// `cmh_test` of many problems at once.
/// @throws InvalidInput when `offsets` fall or pass the end of the columns
inline void cmh_rows(const TableColumns& strata, const std::size_t* offsets, std::size_t problems, const CmhOptions& options,
                     const TestOutput& output, const Execution& execution = {}) {
  detail::check_strata_offsets(strata, offsets, problems, "cmh_rows");
  const bool lanes = options.method != CmhMethod::cochran;
  const detail::LaneStrata columns{strata.events, strata.total, strata.reference_events, strata.reference_total, offsets};
  detail::parallel_rows(problems, execution, [&](std::size_t first, std::size_t last) {
    std::uint8_t redo[detail::rows_of_a_piece];
    if (lanes) detail::cmh_piece(columns, options, first, last, {output.statistic, output.pvalue, output.status, nullptr, redo});
    std::vector<detail::TwoRates> buffer;
    for (std::size_t i = first; i < last; ++i) {
      if (lanes && redo[i - first] == 0) continue;
      const bool valid = detail::read_problem(strata, offsets[i], offsets[i + 1], buffer);
      output.set(i, detail::cmh_of({buffer.data(), buffer.size()}, options));
      if (!valid) output.status[i] = Status::invalid;
    }
  });
}

/// `odds_ratio_homogeneity` of many problems at once; `df`, if given, takes the degrees of freedom.
/// @throws InvalidInput when `offsets` fall or pass the end of the columns
inline void odds_ratio_homogeneity_rows(const TableColumns& strata, const std::size_t* offsets, std::size_t problems,
                                        OddsRatioHomogeneityMethod method, const TestOutput& output, double* df = nullptr,
                                        const Execution& execution = {}) {
  detail::check_strata_offsets(strata, offsets, problems, "odds_ratio_homogeneity_rows");
  detail::for_problems(problems, execution, [&](std::size_t i, std::vector<detail::TwoRates>& buffer) {
    const bool valid = detail::read_problem(strata, offsets[i], offsets[i + 1], buffer);
    const StrataHomogeneity test = detail::odds_ratio_homogeneity_of({buffer.data(), buffer.size()}, method);
    output.set(i, {test.statistic, test.pvalue, test.method, Alternative::two_sided, valid ? test.status : Status::invalid});
    detail::put(df, i, test.df);
  });
}

/// What two groups are compared by after standardisation.
enum class StandardisedMeasure : std::uint8_t { difference, ratio };

/// `standardised_difference` or `standardised_ratio` of many problems at once; `standard` has a weight for every stratum.
/// @throws InvalidInput for a one-sided limit at a level of 1/2 or less, and when `offsets` fall or pass the end of the columns
inline void standardised_rows(const TableColumns& strata, const double* standard, const std::size_t* offsets,
                              std::size_t problems, StandardisedMeasure measure, const StandardisationOptions& options,
                              const EstimateOutput& output, double* standard_error = nullptr, const Execution& execution = {}) {
  static_cast<void>(detail::level_of(options.confidence, options.alternative, "standardised_rows"));
  detail::check_strata_offsets(strata, offsets, problems, "standardised_rows");
  detail::for_problems(problems, execution, [&](std::size_t i, std::vector<detail::TwoRates>& buffer) {
    const bool valid = detail::read_problem(strata, offsets[i], offsets[i + 1], buffer);
    CommonEffect effect{detail::refused_estimate, not_a_number};
    const bool answered = valid && detail::accepted([&] {
                            const Strata problem = detail::strata_of(strata, offsets[i], offsets[i + 1]);
                            const std::vector<double> weights(standard + offsets[i], standard + offsets[i + 1]);
                            effect = measure == StandardisedMeasure::difference
                                         ? standardised_difference(problem, weights, options)
                                         : standardised_ratio(problem, weights, options);
                          });
    if (!answered) effect = {detail::refused_estimate, not_a_number};
    output.set(i, effect.estimate);
    detail::put(standard_error, i, effect.standard_error);
  });
}

/// `directly_standardised` of many groups at once: group i is the strata offsets[i] … offsets[i + 1] − 1, each with its weight.
/// @throws InvalidInput for a one-sided limit at a level of 1/2 or less, and when offsets fall
inline void directly_standardised_rows(const GroupRows& strata, const double* standard, const StandardisationOptions& options,
                                       const EstimateOutput& output, double* standard_error = nullptr,
                                       const Execution& execution = {}) {
  static_cast<void>(detail::level_of(options.confidence, options.alternative, "directly_standardised_rows"));
  detail::check_offsets(strata.offsets, strata.tables, "directly_standardised_rows");
  detail::parallel_rows(
      strata.tables, execution,
      [&](std::size_t first, std::size_t last) {
        std::vector<Proportion> group;
        std::vector<double> weights;
        for (std::size_t i = first; i < last; ++i) {
          const bool valid = detail::read_groups(strata, i, group);
          detail::read_values(standard, strata.offsets[i], strata.offsets[i + 1], weights);
          CommonEffect effect{detail::refused_estimate, not_a_number};
          if (!(valid && detail::accepted([&] { effect = directly_standardised(group, weights, options); })))
            effect = {detail::refused_estimate, not_a_number};
          output.set(i, effect.estimate);
          detail::put(standard_error, i, effect.standard_error);
        }
      },
      detail::tables_of_a_piece);
}

/// `indirectly_standardised` of many problems at once: observed over expected with its limits; expected events and the
/// standardised rate where wanted.
/// @throws InvalidInput for a one-sided limit at a level of 1/2 or less, and when `offsets` fall or pass the end of the columns
inline void indirectly_standardised_rows(const TableColumns& strata, const std::size_t* offsets, std::size_t problems,
                                         const PersonTimeRateOptions& options, const EstimateOutput& ratio,
                                         double* expected = nullptr, double* rate = nullptr, const Execution& execution = {}) {
  static_cast<void>(detail::level_of(options.confidence, options.alternative, "indirectly_standardised_rows"));
  detail::check_strata_offsets(strata, offsets, problems, "indirectly_standardised_rows");
  detail::for_problems(problems, execution, [&](std::size_t i, std::vector<detail::TwoRates>& buffer) {
    const bool valid = detail::read_problem(strata, offsets[i], offsets[i + 1], buffer);
    IndirectStandardisation result{detail::refused_estimate, 0, not_a_number, not_a_number};
    if (!(valid && detail::accepted([&] {
            result = indirectly_standardised(detail::strata_of(strata, offsets[i], offsets[i + 1]), options);
          })))
      result = {detail::refused_estimate, 0, not_a_number, not_a_number};
    ratio.set(i, result.ratio);
    detail::put(expected, i, result.expected);
    detail::put(rate, i, result.rate);
  });
}

/// Decompositions to be written: a row for each problem, and for `strata_mix` and `strata_rate` one for each stratum. All but the
/// three estimates may be null.
struct DecompositionOutput {
  EstimateOutput gap;
  EstimateOutput mix;
  EstimateOutput rate;
  double* gap_standard_error = nullptr;
  double* mix_standard_error = nullptr;
  double* rate_standard_error = nullptr;
  double* strata_mix = nullptr;
  double* strata_rate = nullptr;
};

/// `decomposition` of many problems at once.
/// @throws InvalidInput when `offsets` fall or pass the end of the columns
inline void decomposition_rows(const TableColumns& strata, const std::size_t* offsets, std::size_t problems,
                               const DecompositionOptions& options, const DecompositionOutput& output,
                               const Execution& execution = {}) {
  detail::check_strata_offsets(strata, offsets, problems, "decomposition_rows");
  detail::for_problems(problems, execution, [&](std::size_t i, std::vector<detail::TwoRates>& buffer) {
    const bool valid = detail::read_problem(strata, offsets[i], offsets[i + 1], buffer);
    Decomposition result{
        detail::refused_estimate,
        detail::refused_estimate,
        detail::refused_estimate,
        not_a_number,
        not_a_number,
        not_a_number,
        std::vector<DecompositionPart>(offsets[i + 1] - offsets[i], DecompositionPart{not_a_number, not_a_number})};
    if (!(valid &&
          detail::accepted([&] { result = decomposition(detail::strata_of(strata, offsets[i], offsets[i + 1]), options); })))
      result = {detail::refused_estimate,
                detail::refused_estimate,
                detail::refused_estimate,
                not_a_number,
                not_a_number,
                not_a_number,
                std::vector<DecompositionPart>(offsets[i + 1] - offsets[i], DecompositionPart{not_a_number, not_a_number})};
    output.gap.set(i, result.gap);
    output.mix.set(i, result.mix);
    output.rate.set(i, result.rate);
    detail::put(output.gap_standard_error, i, result.gap_standard_error);
    detail::put(output.mix_standard_error, i, result.mix_standard_error);
    detail::put(output.rate_standard_error, i, result.rate_standard_error);
    for (std::size_t k = 0; k < result.strata.size(); ++k) {
      detail::put(output.strata_mix, offsets[i] + k, result.strata[k].mix);
      detail::put(output.strata_rate, offsets[i] + k, result.strata[k].rate);
    }
  });
}

}  // namespace equitable
