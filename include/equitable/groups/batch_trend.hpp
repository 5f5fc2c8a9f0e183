/// @file groups/batch_trend.hpp
/// `trend`, `trend_slope`, `slope_index` and `linear_by_linear` of many tables at once, in columns; the rules are in
/// groups/batch_columns.hpp.
///
/// The score tests and `departure_from_trend` are done 32 tables at a time (detail/lanes_trend.hpp) where neighbours have the same
/// scores, nobody's group is empty, and people² × steps of the scores stays below 2^53; else one by one. Statistic and p-value are
/// those of `trend` to the last bit. Cost of a table of six groups: 11 to 13 ns
/// (header-only 45); one by one 0.3 microseconds, and so is a slope or a slope index.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/lanes_trend.hpp"
#include "equitable/detail/parallel.hpp"
#include "equitable/groups/batch_columns.hpp"
#include "equitable/groups/linear_by_linear.hpp"
#include "equitable/groups/slope_index.hpp"
#include "equitable/groups/trend.hpp"

namespace equitable {

namespace detail {

/// Tables of scored groups.
struct ScoredRows {
  GroupRows tables;
  const double* scores;
};

/// One table by the scalar function; the buffer is reused.
inline void trend_row(const ScoredRows& rows, std::size_t row, const TrendOptions& options, const TestOutput& output,
                      TrendTable& table) {
  table.clear();
  bool valid = true;
  for (std::size_t j = rows.tables.offsets[row]; j < rows.tables.offsets[row + 1]; ++j) {
    const Count events = rows.tables.events[j];
    const Count total = rows.tables.totals[j];
    valid = valid && is_proportion(events, total) && is_score(rows.scores[j]);
    if (valid) table.add(static_cast<double>(events), static_cast<double>(total), rows.scores[j]);
  }
  table.close();
  const TrendTest test = trend_at(table, options);
  output.set(row, valid ? TestResult{test.statistic, test.pvalue, test.method, test.alternative, test.status}
                        : TestResult{not_a_number, not_a_number, test.method, test.alternative, Status::invalid});
}

/// Whether a method is done in lanes.
[[nodiscard]] constexpr bool has_trend_lanes(TrendMethod method) noexcept {
  return method == TrendMethod::linear_by_linear_n_minus_1 || method == TrendMethod::cochran_armitage ||
         method == TrendMethod::cochran_armitage_chi2 || method == TrendMethod::departure_from_trend;
}

inline void trend_piece(const ScoredRows& rows, const TrendOptions& options, std::size_t first, std::size_t last,
                        const LaneTests& output) noexcept {
  const LaneTrend kind = options.method == TrendMethod::linear_by_linear_n_minus_1 ? LaneTrend::n_minus_1
                         : options.method == TrendMethod::cochran_armitage         ? LaneTrend::cochran_armitage
                         : options.method == TrendMethod::cochran_armitage_chi2    ? LaneTrend::chi_squared
                                                                                   : LaneTrend::departure;
  const GroupTables tables{rows.tables.events, rows.tables.totals, rows.tables.offsets};
#ifdef EQUITABLE_COMPILED
  trend_lanes_compiled(kind, tables, rows.scores, options.alternative, first, last, output);
#else
  trend_lanes_of(kind, tables, rows.scores, options.alternative, first, last, output);
#endif
}

}  // namespace detail

/// `trend` of every table, over plain pointers: table i holds the groups offsets[i] … offsets[i + 1] − 1 of the flat columns.
///
/// A table never throws: one that breaks a rule comes back as NaN with `Status::invalid`.
/// @throws InvalidInput when offsets fall, and for a one-sided `departure_from_trend`
inline void trend_rows(const Count* events, const Count* totals, const double* scores, const std::size_t* offsets,
                       std::size_t tables, const TrendOptions& options, const TestOutput& output,
                       const Execution& execution = {}) {
  detail::check_trend_options(options, "trend_rows");
  detail::check_offsets(offsets, tables, "trend_rows");
  const detail::ScoredRows rows{{events, totals, offsets, tables}, scores};
  const bool lanes = detail::has_trend_lanes(options.method);
  detail::parallel_rows(
      tables, execution,
      [&](std::size_t first, std::size_t last) {
        std::uint8_t redo[detail::rows_of_a_piece];
        if (lanes)
          detail::trend_piece(rows, options, first, last, {output.statistic, output.pvalue, output.status, nullptr, redo});
        detail::TrendTable table;
        for (std::size_t i = first; i < last; ++i)
          if (!lanes || redo[i - first] != 0) detail::trend_row(rows, i, options, output, table);
      },
      lanes ? detail::rows_of_a_piece : detail::tables_of_a_piece);
}

/// `trend_slope` of every table of scored groups; `standard_error` may be null.
/// @throws InvalidInput when offsets fall, and for a one-sided limit at a level of 1/2 or less
inline void trend_slope_rows(const GroupRows& tables, const double* scores, const TrendSlopeOptions& options,
                             const EstimateOutput& output, double* standard_error = nullptr, const Execution& execution = {}) {
  static_cast<void>(detail::level_of(options.confidence, options.alternative, "trend_slope_rows"));
  detail::for_groups(tables, "trend_slope_rows", execution,
                     [&](std::size_t i, const std::vector<Proportion>& groups, bool valid) {
                       const TrendSlope found = detail::accepted(
                           valid,
                           [&] {
                             const std::vector<double> at(scores + tables.offsets[i], scores + tables.offsets[i + 1]);
                             return trend_slope(groups, at, options);
                           },
                           [] {
                             return TrendSlope{detail::refused_estimate, not_a_number};
                           });
                       output.set(i, found.slope);
                       detail::put(standard_error, i, found.standard_error);
                     });
}

/// Slope indices to be written, each column as long as there are tables; all but the two estimates may be null.
struct SlopeIndexOutput {
  EstimateOutput sii;
  EstimateOutput rii;
  double* intercept = nullptr;
  double* rii_over_mean = nullptr;
  double* sii_standard_error = nullptr;
  double* rii_log_standard_error = nullptr;

  void set(std::size_t i, const SlopeIndex& index) const noexcept {
    sii.set(i, index.sii);
    rii.set(i, index.rii);
    detail::put(intercept, i, index.intercept);
    detail::put(rii_over_mean, i, index.rii_over_mean);
    detail::put(sii_standard_error, i, index.sii_standard_error);
    detail::put(rii_log_standard_error, i, index.rii_log_standard_error);
  }
};

namespace detail {

[[nodiscard]] inline SlopeIndex refused_slope_index() noexcept {
  constexpr double none = not_a_number;
  return {refused_estimate, refused_estimate, none, none, none, none, none, none, Status::invalid};
}

}  // namespace detail

/// `slope_index` of every table of ordered bands, the lowest first.
/// @throws InvalidInput when offsets fall, and for a one-sided limit at a level of 1/2 or less
inline void slope_index_rows(const GroupRows& tables, const SlopeIndexOptions& options, const SlopeIndexOutput& output,
                             const Execution& execution = {}) {
  static_cast<void>(detail::level_of(options.confidence, options.alternative, "slope_index_rows"));
  detail::for_groups(tables, "slope_index_rows", execution, [&](std::size_t i, const std::vector<Proportion>& bands, bool valid) {
    output.set(i, detail::accepted(
                      valid, [&] { return slope_index(bands, options); }, &detail::refused_slope_index));
  });
}

// ------------------------------------------------------------------------------------------------------------- linear by linear

/// Tables of rows by columns in columns: table i is the cells offsets[i] … offsets[i + 1] − 1, in any order.
struct CellRows {
  const Count* counts;
  const double* row_scores;     ///< of the row in which the cell stands
  const double* column_scores;  ///< of its column
  const std::size_t* offsets;   ///< tables + 1 entries
  std::size_t tables;
};

/// Linear-by-linear tests to be written, each column as long as there are tables; `pearson_r` may be null.
struct LinearByLinearOutput {
  double* pearson_r;
  TestOutput test;
};

namespace detail {

/// Rows times columns up to which `linear_by_linear_rows` lays a table out.
inline constexpr std::size_t most_cells_of_a_table = std::size_t{1} << 20U;

/// The scores that occur, each once, the lowest first.
inline void distinct_scores(const double* scores, std::size_t first, std::size_t last, std::vector<double>& distinct) {
  read_values(scores, first, last, distinct);
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
}

[[nodiscard]] inline std::size_t place_of_score(const std::vector<double>& distinct, double score) noexcept {
  return static_cast<std::size_t>(std::lower_bound(distinct.begin(), distinct.end(), score) - distinct.begin());
}

}  // namespace detail

/// `linear_by_linear` of every table, laid out by its scores from the lowest up. Cells with the same scores are added up, and one
/// that does not occur has nobody. A table of more than 2^20 rows times columns: NaN with `Status::too_large`.
/// @throws InvalidInput when offsets fall
inline void linear_by_linear_rows(const CellRows& rows, const LinearByLinearOptions& options, const LinearByLinearOutput& output,
                                  const Execution& execution = {}) {
  detail::check_offsets(rows.offsets, rows.tables, "linear_by_linear_rows");
  struct Buffer {
    std::vector<double> row_scores;
    std::vector<double> column_scores;
    std::vector<Count> cells;
  };
  const auto without = [&](Status status) {
    return LinearByLinear{not_a_number,
                          {not_a_number, not_a_number, not_a_number, name(options.method), options.alternative, status}};
  };
  const auto tested = [&](std::size_t first, std::size_t last, Buffer& table) {
    detail::distinct_scores(rows.row_scores, first, last, table.row_scores);
    detail::distinct_scores(rows.column_scores, first, last, table.column_scores);
    const std::size_t across = table.column_scores.size();
    if (across > 0 && table.row_scores.size() > detail::most_cells_of_a_table / across) return without(Status::too_large);
    table.cells.assign(table.row_scores.size() * across, 0);
    for (std::size_t k = first; k < last; ++k) {
      Count& cell = table.cells[detail::place_of_score(table.row_scores, rows.row_scores[k]) * across +
                                detail::place_of_score(table.column_scores, rows.column_scores[k])];
      cell += rows.counts[k];
      if (cell > max_count) return without(Status::invalid);
    }
    return linear_by_linear(table.cells, table.row_scores, table.column_scores, options);
  };
  detail::for_tables<Buffer>(rows.tables, execution, [&](std::size_t i, Buffer& table) {
    const std::size_t first = rows.offsets[i];
    const std::size_t last = rows.offsets[i + 1];
    bool valid = true;
    for (std::size_t k = first; k < last; ++k)
      valid = valid && rows.counts[k] >= 0 && rows.counts[k] <= max_count && detail::is_score(rows.row_scores[k]) &&
              detail::is_score(rows.column_scores[k]);
    const LinearByLinear found = detail::accepted(
        valid, [&] { return tested(first, last, table); }, [&] { return without(Status::invalid); });
    detail::put(output.pearson_r, i, found.pearson_r);
    output.test.set(i, {found.test.statistic, found.test.pvalue, found.test.method, found.test.alternative, found.test.status});
  });
}

}  // namespace equitable
