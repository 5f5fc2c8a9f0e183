/// @file groups/batch_strata.hpp
/// Many stratified comparisons at once, in columns: common effects, tests, standardisation and decomposition. Problem i is the
/// strata offsets[i] … offsets[i + 1] − 1; the rules are in groups/batch_columns.hpp.
///
/// The Cochran-Mantel-Haenszel tests are made in lanes (detail/lanes_cmh.hpp) where no group of a stratum has more than 2^26
/// people: statistic and p-value are those of `cmh_test` to the last bit. Cost: 1.5 ns a stratum for those
/// (header-only 6); for a common effect what its method costs (Mantel-Haenszel 8 ns a stratum); direct standardisation 40 to 60,
/// decomposition 120 ns a stratum; indirect standardisation an exact interval of a count, 5 microseconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/lanes_cmh.hpp"
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

/// Does `work(i, strata, valid)` for every problem, `valid` whether no stratum breaks a rule; those that do leave no strata.
/// @throws InvalidInput when offsets fall or pass the end of the columns
template <class Work>
void for_problems(const TableColumns& columns, const std::size_t* offsets, std::size_t problems, const char* where,
                  const Execution& execution, const Work& work) {
  check_strata_offsets(columns, offsets, problems, where);
  for_tables<std::vector<TwoRates>>(problems, execution, [&](std::size_t i, std::vector<TwoRates>& buffer) {
    const bool valid = read_problem(columns, offsets[i], offsets[i + 1], buffer);
    work(i, StrataView{buffer.data(), buffer.size()}, valid);
  });
}

/// Writes a test of one effect in all strata; without an answer where they break a rule.
inline void set_homogeneity(const StrataHomogeneity& test, bool valid, std::size_t i, const TestOutput& output, double* df,
                            double* i_squared) noexcept {
  output.set(i, valid ? TestResult{test.statistic, test.pvalue, test.method, Alternative::two_sided, test.status} : refused_test);
  put(df, i, valid ? test.df : not_a_number);
  put(i_squared, i, valid ? test.i_squared : not_a_number);
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
  detail::for_problems(
      strata, offsets, problems, "stratified_rows", execution, [&](std::size_t i, const detail::StrataView& view, bool valid) {
        const CommonEffect effect = detail::one_sided_effect(detail::common_effect_of(view, method, level, options), options);
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
  detail::for_problems(strata, offsets, problems, "odds_ratio_homogeneity_rows", execution,
                       [&](std::size_t i, const detail::StrataView& view, bool valid) {
                         detail::set_homogeneity(detail::odds_ratio_homogeneity_of(view, method), valid, i, output, df, nullptr);
                       });
}

/// Which test of one ratio, or one difference, in all strata.
enum class ContrastHomogeneityMethod : std::uint8_t {
  automatic,  ///< `contrast_homogeneity`: Cochran's Q, and the score test where a zero leaves none
  cochran_q,  ///< `inverse_variance`, of odds ratios too
  score       ///< `score_homogeneity`
};

/// The test of one effect in all strata, for many problems at once. `df` and `i_squared` may be null, and so may `by_score`: 1
/// where the score test was taken.
/// @throws InvalidInput when `offsets` fall or pass the end of the columns, and for odds ratios but by `cochran_q`
inline void contrast_homogeneity_rows(const TableColumns& strata, const std::size_t* offsets, std::size_t problems,
                                      Measure measure, ContrastHomogeneityMethod method, const TestOutput& output,
                                      double* df = nullptr, double* i_squared = nullptr, std::uint8_t* by_score = nullptr,
                                      const Execution& execution = {}) {
  if (measure == Measure::odds_ratio && method != ContrastHomogeneityMethod::cochran_q)
    throw_invalid("contrast_homogeneity_rows", "measure", name(measure), "must be ratio or difference, or the method cochran_q");
  const auto tested = [&](const detail::StrataView& view) {
    switch (method) {
      case ContrastHomogeneityMethod::cochran_q:
        return detail::inverse_variance_of(view, measure, 0.0, Confidence{0.95}).homogeneity;
      case ContrastHomogeneityMethod::score: return detail::score_homogeneity_of(view, measure);
      case ContrastHomogeneityMethod::automatic: break;
    }
    return detail::contrast_homogeneity_of(view, measure);
  };
  detail::for_problems(strata, offsets, problems, "contrast_homogeneity_rows", execution,
                       [&](std::size_t i, const detail::StrataView& view, bool valid) {
                         const StrataHomogeneity test = tested(view);
                         detail::set_homogeneity(test, valid, i, output, df, i_squared);
                         if (by_score != nullptr) by_score[i] = std::strcmp(test.method, "score") == 0 ? 1 : 0;
                       });
}

/// `stratified_exact_test` of many problems at once.
/// @throws InvalidInput when `offsets` fall or pass the end of the columns
inline void stratified_exact_test_rows(const TableColumns& strata, const std::size_t* offsets, std::size_t problems,
                                       const StratifiedExactTestOptions& options, const TestOutput& output,
                                       const Execution& execution = {}) {
  detail::for_problems(strata, offsets, problems, "stratified_exact_test_rows", execution,
                       [&](std::size_t i, const detail::StrataView& view, bool valid) {
                         output.set(i, valid ? detail::stratified_exact_test_of(view, options) : detail::refused_test);
                       });
}

namespace detail {

[[nodiscard]] inline CommonEffect refused_effect() noexcept { return {refused_estimate, not_a_number}; }

}  // namespace detail

/// What two groups are compared by after standardisation.
enum class StandardisedMeasure : std::uint8_t { difference, ratio };

/// `standardised_difference` or `standardised_ratio` of many problems at once; `standard` has a weight for every stratum.
/// @throws InvalidInput for a one-sided limit at a level of 1/2 or less, and when `offsets` fall or pass the end of the columns
inline void standardised_rows(const TableColumns& strata, const double* standard, const std::size_t* offsets,
                              std::size_t problems, StandardisedMeasure measure, const StandardisationOptions& options,
                              const EstimateOutput& output, double* standard_error = nullptr, const Execution& execution = {}) {
  static_cast<void>(detail::level_of(options.confidence, options.alternative, "standardised_rows"));
  detail::for_problems(
      strata, offsets, problems, "standardised_rows", execution, [&](std::size_t i, const detail::StrataView&, bool valid) {
        const CommonEffect effect = detail::accepted(
            valid,
            [&] {
              const Strata problem = detail::strata_of(strata, offsets[i], offsets[i + 1]);
              const std::vector<double> weights(standard + offsets[i], standard + offsets[i + 1]);
              return measure == StandardisedMeasure::difference ? standardised_difference(problem, weights, options)
                                                                : standardised_ratio(problem, weights, options);
            },
            &detail::refused_effect);
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
  detail::for_groups(strata, "directly_standardised_rows", execution,
                     [&](std::size_t i, const std::vector<Proportion>& group, bool valid) {
                       const CommonEffect effect = detail::accepted(
                           valid,
                           [&] {
                             const std::vector<double> weights(standard + strata.offsets[i], standard + strata.offsets[i + 1]);
                             return directly_standardised(group, weights, options);
                           },
                           &detail::refused_effect);
                       output.set(i, effect.estimate);
                       detail::put(standard_error, i, effect.standard_error);
                     });
}

/// `indirectly_standardised` of many problems at once: observed over expected with its limits; expected events and the
/// standardised rate where wanted.
/// @throws InvalidInput for a one-sided limit at a level of 1/2 or less, and when `offsets` fall or pass the end of the columns
inline void indirectly_standardised_rows(const TableColumns& strata, const std::size_t* offsets, std::size_t problems,
                                         const PersonTimeRateOptions& options, const EstimateOutput& ratio,
                                         double* expected = nullptr, double* rate = nullptr, const Execution& execution = {}) {
  static_cast<void>(detail::level_of(options.confidence, options.alternative, "indirectly_standardised_rows"));
  detail::for_problems(
      strata, offsets, problems, "indirectly_standardised_rows", execution,
      [&](std::size_t i, const detail::StrataView&, bool valid) {
        const IndirectStandardisation result = detail::accepted(
            valid, [&] { return indirectly_standardised(detail::strata_of(strata, offsets[i], offsets[i + 1]), options); },
            [] {
              return IndirectStandardisation{detail::refused_estimate, 0, not_a_number, not_a_number};
            });
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

namespace detail {

[[nodiscard]] inline Decomposition refused_decomposition(std::size_t strata) {
  constexpr double none = not_a_number;
  return {refused_estimate,
          refused_estimate,
          refused_estimate,
          none,
          none,
          none,
          std::vector<DecompositionPart>(strata, {none, none})};
}

}  // namespace detail

/// `decomposition` of many problems at once.
/// @throws InvalidInput when `offsets` fall or pass the end of the columns
inline void decomposition_rows(const TableColumns& strata, const std::size_t* offsets, std::size_t problems,
                               const DecompositionOptions& options, const DecompositionOutput& output,
                               const Execution& execution = {}) {
  detail::for_problems(strata, offsets, problems, "decomposition_rows", execution,
                       [&](std::size_t i, const detail::StrataView&, bool valid) {
                         const Decomposition result = detail::accepted(
                             valid, [&] { return decomposition(detail::strata_of(strata, offsets[i], offsets[i + 1]), options); },
                             [&] { return detail::refused_decomposition(offsets[i + 1] - offsets[i]); });
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
