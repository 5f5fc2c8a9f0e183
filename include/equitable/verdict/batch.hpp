/// @file verdict/batch.hpp
/// Many verdicts at once: four columns of counts in, columns of states, grades and reasons out.
///
/// State, grade and status are those of `verdict` for every table, and so are ratio, statistic and p to the last bit; a limit may be the
/// double beside its own. Blocks of rows are worked on together (detail/lanes.hpp). Where a number lies so close to what it is compared with that the last
/// places would decide, the scalar function does. A mistake in the options throws before any row is read. A row never throws: one
/// that breaks a rule is `not_assessable`, with NaN and `Status::invalid`; columns of different lengths do throw. Nothing is
/// allocated but the result. Linear in the rows, which may be shared out to threads. Cost of a row on one core with AVX-512,
/// `equitable::compiled`: some 75 nanoseconds, a fifteenth of the scalar's.
#pragma once

#include <cmath>
#include <cstddef>

#include "equitable/core/array.hpp"
#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_output.hpp"
#include "equitable/detail/lanes_ratio.hpp"
#include "equitable/detail/lanes_score.hpp"
#include "equitable/detail/lanes_significance.hpp"
#include "equitable/detail/lanes_tables.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/parallel.hpp"
#include "equitable/verdict/verdict.hpp"

namespace equitable {

/// Verdicts to be written, each column as long as the rows read.
struct VerdictOutput {
  State* state;
  Grade* grade;
  double* ratio;
  double* lower;  ///< of D, the interval at level 1 − α
  double* upper;
  double* equivalence_lower;  ///< of E, the interval at level 1 − 2α
  double* equivalence_upper;
  double* statistic;
  double* pvalue;
  Status* status;

  void set(std::size_t i, const Verdict& verdict) const noexcept {
    state[i] = verdict.state;
    grade[i] = verdict.grade;
    ratio[i] = verdict.ratio;
    lower[i] = verdict.interval.lower;
    upper[i] = verdict.interval.upper;
    equivalence_lower[i] = verdict.equivalence_interval.lower;
    equivalence_upper[i] = verdict.equivalence_interval.upper;
    statistic[i] = verdict.statistic;
    pvalue[i] = verdict.pvalue;
    status[i] = verdict.status;
  }
};

/// Verdicts in columns, one row a table.
struct VerdictColumns {
  Eigen::Array<State, Eigen::Dynamic, 1> state;
  Eigen::Array<Grade, Eigen::Dynamic, 1> grade;
  DoubleArray ratio;
  DoubleArray lower;  ///< of D, the interval at level 1 − α
  DoubleArray upper;
  DoubleArray equivalence_lower;  ///< of E, the interval at level 1 − 2α
  DoubleArray equivalence_upper;
  DoubleArray statistic;
  DoubleArray pvalue;
  StatusArray status;

  explicit VerdictColumns(Eigen::Index rows)
      : state(rows),
        grade(rows),
        ratio(rows),
        lower(rows),
        upper(rows),
        equivalence_lower(rows),
        equivalence_upper(rows),
        statistic(rows),
        pvalue(rows),
        status(rows) {}

  /// Where kernels write.
  [[nodiscard]] VerdictOutput output() noexcept {
    return {state.data(),
            grade.data(),
            ratio.data(),
            lower.data(),
            upper.data(),
            equivalence_lower.data(),
            equivalence_upper.data(),
            statistic.data(),
            pvalue.data(),
            status.data()};
  }
};

namespace detail {

inline namespace EQUITABLE_BUILD {

/// What every row of a batch of verdicts shares.
struct VerdictBatch {
  TableColumns tables;
  VerdictOptions options;
  VerdictOutput output;
  double z;              ///< quantile of level 1 − α
  double equivalence_z;  ///< of level 1 − 2α
};

/// One row, by the scalar function.
EQUITABLE_APART inline void verdict_row(const VerdictBatch& batch, std::size_t row) {
  const Table2x2 table = batch.tables.row(row);
  const bool valid = is_valid(table);
  batch.output.set(row, verdict(valid ? table : Table2x2{}, batch.options));
  if (!valid) batch.output.status[row] = Status::invalid;
}

/// Nonzero where two numbers are too close for the last places of either to be trusted with a decision.
[[nodiscard]] EQUITABLE_LANE std::uint64_t lane_close(double value, double limit) noexcept {
  const double away = value - limit;
  return lane_mark((away < 0.0 ? -away : away) <= 1e-10 * limit);
}

/// The N−1 chi-squared of a group in which nobody, or everybody, has the outcome against the reference as it is.
[[nodiscard]] EQUITABLE_LANE double lane_extreme_chi2(double x1, double n1, double x2, double n2) noexcept {
  const double total = n1 + n2;
  const double cross = x1 == 0.0 ? x2 * n1 : n1 * (n2 - x2);
  const double others = (n1 - x1) + (n2 - x2);
  return cross * cross * (total - 1.0) / ((n1 * n2) * ((x1 + x2) * others));
}

/// Rows first to last.
EQUITABLE_LANE void verdict_lanes(const VerdictBatch& batch, std::size_t first, std::size_t last) {
  const Margin margin = batch.options.margin;
  const double alpha = batch.options.confidence.alpha();
  const double least_chi2 = batch.z * batch.z;
  for (std::size_t row = first; row < last; row += lane_count) {
    const std::size_t rows = last - row < lane_count ? last - row : lane_count;
    LaneTables t;
    LaneContrast contrast;
    Lanes z, pvalue;
    LaneEstimates found[2];
    LaneMask defined{};
    LaneMask testable;
    load_tables(batch.tables.events + row, batch.tables.total + row, batch.tables.reference_events + row,
                batch.tables.reference_total + row, rows, t);
    contrast_lanes(t, contrast);
    pearson_lanes(t, contrast, true, z);
    tail_lanes(z, Alternative::two_sided, pvalue, defined, t.redo);
    ratio_lanes(t, found[0]);
    for (int level = 0; level < 2; ++level) ratio_score_lanes(t, level == 0 ? batch.z : batch.equivalence_z, true, found[level]);
    const LaneEstimates& at = found[0];
    const LaneEstimates& alike = found[1];
    for (std::size_t i = 0; i < lane_count; ++i)
      t.redo[i] |= lane_close(pvalue[i], alpha) | lane_close(at.lower[i], 1.0) | lane_close(at.upper[i], 1.0) |
                   lane_close(at.lower[i], margin.upper) | lane_close(at.upper[i], margin.lower) |
                   lane_close(alike.lower[i], margin.lower) | lane_close(alike.upper[i], margin.upper);
    for (std::size_t i = 0; i < lane_count; ++i) {
      const double nobody = lane_extreme_chi2(0.0, t.n1[i], t.x2[i], t.n2[i]);
      const double everybody = lane_extreme_chi2(t.n1[i], t.n1[i], t.x2[i], t.n2[i]);
      t.redo[i] |= lane_close(nobody, least_chi2) | lane_close(everybody, least_chi2);
      testable[i] = (lane_mark(nobody > least_chi2) & lane_mark(!(at.value[i] > 1.0))) |
                    (lane_mark(everybody > least_chi2) & lane_mark(!(at.value[i] < 1.0)));
      z[i] = z[i] * z[i];
    }
    write_lanes(at.value, batch.output.ratio + row, rows);
    write_lanes(at.lower, batch.output.lower + row, rows);
    write_lanes(at.upper, batch.output.upper + row, rows);
    write_lanes(alike.lower, batch.output.equivalence_lower + row, rows);
    write_lanes(alike.upper, batch.output.equivalence_upper + row, rows);
    write_lanes(z, batch.output.statistic + row, rows);
    write_lanes(pvalue, batch.output.pvalue + row, rows);
    for (std::size_t i = 0; i < rows; ++i) {
      if (t.redo[i] != 0) {
        verdict_row(batch, row + i);
        continue;
      }
      const bool significant = pvalue[i] < alpha;
      const Decision decision = decided(at.value[i], {at.lower[i], at.upper[i]}, {alike.lower[i], alike.upper[i]}, significant,
                                        margin, [&]() EQUITABLE_INLINED { return testable[i] == 0; });
      batch.output.state[row + i] = decision.state;
      batch.output.grade[row + i] = decision.grade;
      batch.output.status[row + i] = std::isinf(at.value[i]) || std::isinf(at.upper[i]) ? Status::unbounded : Status::ok;
    }
  }
}

/// `verdict_lanes`, compiled in src/lanes_verdict.cpp or inline. A single row is for the scalar function.
#if defined(EQUITABLE_COMPILED)
void verdict_piece(const VerdictBatch& batch, std::size_t first, std::size_t last);
#else
inline void verdict_piece(const VerdictBatch& batch, std::size_t first, std::size_t last) {
  if (batch.tables.rows == 1) return verdict_row(batch, first);
  verdict_lanes(batch, first, last);
}
#endif

}  // namespace EQUITABLE_BUILD

}  // namespace detail

inline namespace EQUITABLE_BUILD {

/// `verdict` of every row, over plain pointers: the kernel behind the array form and behind other languages.
/// @throws InvalidInput for a mistake in the options, before any row is read
inline void verdict_rows(const TableColumns& tables, const VerdictOptions& options, const VerdictOutput& output,
                         const Execution& execution = {}) {
  check_verdict_options(options);
  const Confidence at_two_alpha{1.0 - 2.0 * options.confidence.alpha()};
  const detail::VerdictBatch batch{tables, options, output, detail::two_sided_quantile(options.confidence),
                                   detail::two_sided_quantile(at_two_alpha)};
  detail::parallel_rows(tables.rows, execution,
                        [&batch](std::size_t first, std::size_t last) { detail::verdict_piece(batch, first, last); });
}

/// `verdict` of every row.
/// @throws InvalidInput when the columns differ in length, and for a mistake in the options
[[nodiscard]] inline VerdictColumns verdict_batch(const CountColumn& events, const CountColumn& total,
                                                  const CountColumn& reference_events, const CountColumn& reference_total,
                                                  const VerdictOptions& options = {}, const Execution& execution = {}) {
  check_size("verdict_batch", "total", total.size(), events.size());
  check_size("verdict_batch", "reference_events", reference_events.size(), events.size());
  check_size("verdict_batch", "reference_total", reference_total.size(), events.size());
  VerdictColumns result(events.size());
  verdict_rows(TableColumns{events.data(), total.data(), reference_events.data(), reference_total.data(),
                            static_cast<std::size_t>(events.size())},
               options, result.output(), execution);
  return result;
}

}  // namespace EQUITABLE_BUILD

}  // namespace equitable
