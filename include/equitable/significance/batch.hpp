/// @file significance/batch.hpp
/// Many tests at once: four columns of counts in, columns of statistics and p-values out.
///
/// Row by row the answers of `significance`, `equivalence` and `noninferiority`, exact methods included, to the last bit, with the same
/// status and the same edges. Closed forms at equal rates, and the score tests of a ratio, work on blocks of rows together
/// (detail/lanes.hpp) by the operations of the scalar functions. Fisher's tests at equal odds, but for Blaker's, walk along the laws
/// of 32 rows side by side (detail/lanes_fisher.hpp), rows of like length together; the scalar function takes the same walk alone.
/// Everything else is the scalar function, row by row. A row's bits depend on its counts and the options alone: not on its
/// neighbours, its place, the processor or the number of threads. A single row is given to the scalar function.
///
/// A mistake in the options throws before any row is read. A row never throws: one that breaks a rule comes back as NaN with
/// `Status::invalid`; columns of different lengths do throw. Nothing is allocated but the result, and by the unconditional exact
/// methods working space for each row. Linear in the rows, which may be shared out to threads. Cost of a row on one core with
/// AVX-512, `equitable::compiled`: 5 to 17 ns at equal rates, 20 at another ratio, 35 for `equivalence` of a ratio, p-value
/// included; Fisher's tests 15 + 0.6 √N ns for N people, 20 at N = 200 and 200 at N = 100,000; other tests what the scalar function
/// costs; with the headers alone it depends on the caller's flags.
#pragma once

#include <cstddef>

#include "equitable/core/array.hpp"
#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_fisher_rows.hpp"
#include "equitable/detail/lanes_output.hpp"
#include "equitable/detail/lanes_significance.hpp"
#include "equitable/detail/lanes_tables.hpp"
#include "equitable/detail/parallel.hpp"
#include "equitable/significance/equivalence.hpp"
#include "equitable/significance/significance.hpp"

namespace equitable {

/// Results of tests in columns, one row a table.
struct TestColumns {
  DoubleArray statistic;
  DoubleArray pvalue;
  StatusArray status;

  explicit TestColumns(Eigen::Index rows) : statistic(rows), pvalue(rows), status(rows) {}
};

namespace detail {

// The scalar behind each kind of options, as one test.
[[nodiscard]] inline TestResult test_by(const Table2x2& table, const SignificanceOptions& options) {
  return significance(table, options);
}
[[nodiscard]] inline TestResult test_by(const Table2x2& table, const EquivalenceOptions& options) {
  return equivalence(table, options).test();
}
[[nodiscard]] inline TestResult test_by(const Table2x2& table, const NoninferiorityOptions& options) {
  return noninferiority(table, options);
}

}  // namespace detail

namespace detail {

inline namespace EQUITABLE_BUILD {

/// What every row of a batch of tests shares.
template <class Options>
struct TestBatch {
  TableColumns tables;
  Options options;
  TestOutput output;
};

/// One row, by the scalar function.
template <class Options>
EQUITABLE_APART void test_row(const TestBatch<Options>& batch, std::size_t row) {
  const Table2x2 table = batch.tables.row(row);
  batch.output.set(row, is_valid(table)
                            ? test_by(table, batch.options)
                            : TestResult{not_a_number, not_a_number, nullptr, Alternative::two_sided, Status::invalid});
}

/// Rows first to last by the scalar function: exact tests, and nulls other than equality.
template <class Options>
EQUITABLE_APART void test_rows_one_by_one(const TestBatch<Options>& batch, std::size_t first, std::size_t last) {
  for (std::size_t row = first; row < last; ++row) test_row(batch, row);
}

/// Rows first to last, a block at a time; `kernel` finds the signed roots of a block.
template <class Kernel>
EQUITABLE_LANE void equality_blocks(const TestBatch<SignificanceOptions>& batch, std::size_t first, std::size_t last,
                                    const Kernel& kernel) {
  const Alternative alternative = batch.options.alternative;
  const bool squared = batch.options.method <= SignificanceMethod::g_williams && alternative == Alternative::two_sided;
  for (std::size_t row = first; row < last; row += lane_count) {
    const std::size_t rows = last - row < lane_count ? last - row : lane_count;
    LaneTables t;
    LaneContrast contrast;
    Lanes z, pvalue;
    LaneMask undefined{};
    load_tables(batch.tables.events + row, batch.tables.total + row, batch.tables.reference_events + row,
                batch.tables.reference_total + row, rows, t);
    contrast_lanes(t, contrast);
    kernel(t, contrast, z, undefined);
    tail_lanes(z, alternative, pvalue, undefined, t.redo);
    if (squared)
      for (std::size_t i = 0; i < lane_count; ++i) z[i] = z[i] * z[i];
    write_lanes(z, batch.output.statistic + row, rows);
    write_lanes(pvalue, batch.output.pvalue + row, rows);
    for (std::size_t i = 0; i < rows; ++i) batch.output.status[row + i] = Status::ok;
    for (std::size_t i = 0; i < lane_count; ++i) undefined[i] |= t.redo[i];
    if (any_lane(undefined))
      for (std::size_t i = 0; i < rows; ++i) {
        if (t.redo[i] != 0)
          test_row(batch, row + i);
        else if (undefined[i] != 0)
          batch.output.set(row + i, test_without_answer(batch.options, Status::undefined));
      }
  }
}

/// Tests of a margin by the score of a ratio: rows first to last, a block at a time. Two one-sided tests, or one of them.
template <class Options>
EQUITABLE_LANE void margin_blocks(const TestBatch<Options>& batch, std::size_t first, std::size_t last, bool above, double lower,
                                  bool below, double upper) {
  const bool corrected = batch.options.method == EquivalenceMethod::score_mn;
  for (std::size_t row = first; row < last; row += lane_count) {
    const std::size_t rows = last - row < lane_count ? last - row : lane_count;
    LaneTables t;
    LaneContrast contrast;
    Lanes z[2], pvalue[2], statistic;
    const LaneMask none{};
    load_tables(batch.tables.events + row, batch.tables.total + row, batch.tables.reference_events + row,
                batch.tables.reference_total + row, rows, t);
    contrast_lanes(t, contrast);
    for (int side = 0; side < 2; ++side) {
      if (!(side == 0 ? above : below)) continue;
      ratio_null_lanes(t, contrast, side == 0 ? lower : upper, corrected, z[side]);
      tail_lanes(z[side], side == 0 ? Alternative::greater : Alternative::less, pvalue[side], none, t.redo);
    }
    // The nearer of the two margins; one margin alone keeps its sign.
    if (above && below) {
      for (std::size_t i = 0; i < lane_count; ++i) {
        statistic[i] = z[0][i] < -z[1][i] ? z[0][i] : -z[1][i];
        pvalue[0][i] = pvalue[0][i] > pvalue[1][i] ? pvalue[0][i] : pvalue[1][i];
      }
    } else {
      const int side = above ? 0 : 1;
      for (std::size_t i = 0; i < lane_count; ++i) {
        statistic[i] = z[side][i];
        pvalue[0][i] = pvalue[side][i];
      }
    }
    write_lanes(statistic, batch.output.statistic + row, rows);
    write_lanes(pvalue[0], batch.output.pvalue + row, rows);
    for (std::size_t i = 0; i < rows; ++i) batch.output.status[row + i] = Status::ok;
    if (any_lane(t.redo))
      for (std::size_t i = 0; i < rows; ++i)
        if (t.redo[i] != 0) test_row(batch, row + i);
  }
}

/// Fisher's tests, rows first to last, a thousand at a time.
EQUITABLE_LANE void fisher_pieces(const TestBatch<SignificanceOptions>& batch, std::size_t first, std::size_t last,
                                  const FisherRule& rule) {
  const TableColumns& tables = batch.tables;
  for (std::size_t row = first; row < last; row += fisher_rows_at_once) {
    const std::size_t rows = last - row < fisher_rows_at_once ? last - row : fisher_rows_at_once;
    std::uint8_t redo[fisher_rows_at_once];
    fisher_lanes(tables.events + row, tables.total + row, tables.reference_events + row, tables.reference_total + row, rows, rule,
                 batch.output.pvalue + row, redo);
    for (std::size_t i = 0; i < rows; ++i) {
      batch.output.statistic[row + i] = not_a_number;
      batch.output.status[row + i] = Status::ok;
    }
    for (std::size_t i = 0; i < rows; ++i)
      if (redo[i] != 0) test_row(batch, row + i);
  }
}

/// Whether rows are walked over in lanes: Fisher's tests of no difference, but Blaker's.
[[nodiscard]] inline bool is_fisher_walk(const SignificanceOptions& options) noexcept {
  return options.null.is_equality() && is_walked(options.method, options.alternative);
}

/// Whether the margin is tested by the score of a ratio, not next to 1, where that is the test of equal rates.
[[nodiscard]] constexpr bool is_ratio_score(EquivalenceMethod method, Measure measure, double margin) noexcept {
  return measure == Measure::ratio && margin != 1.0 &&
         (method == EquivalenceMethod::score_mn || method == EquivalenceMethod::score_fm);
}

/// Rows first to last of any test.
EQUITABLE_LANE void test_lanes(const TestBatch<EquivalenceOptions>& batch, std::size_t first, std::size_t last) {
  const EquivalenceOptions& options = batch.options;
  if (batch.tables.rows == 1 || !is_ratio_score(options.method, options.measure, options.margin.lower))
    return test_rows_one_by_one(batch, first, last);
  margin_blocks(batch, first, last, true, options.margin.lower, true, options.margin.upper);
}

EQUITABLE_LANE void test_lanes(const TestBatch<NoninferiorityOptions>& batch, std::size_t first, std::size_t last) {
  const NoninferiorityOptions& options = batch.options;
  const double margin = usual_margin(options);
  if (batch.tables.rows == 1 || !is_ratio_score(options.method, options.measure, margin))
    return test_rows_one_by_one(batch, first, last);
  const bool above = options.alternative == Alternative::greater;
  margin_blocks(batch, first, last, above, margin, !above, margin);
}

EQUITABLE_LANE void test_lanes(const TestBatch<SignificanceOptions>& batch, std::size_t first, std::size_t last) {
  if (batch.tables.rows == 1) return test_rows_one_by_one(batch, first, last);
  if (is_fisher_walk(batch.options))
    return fisher_pieces(batch, first, last, fisher_rule(batch.options.method, batch.options.alternative));
  const Null null = batch.options.null;
  if (!null.is_equality()) {
    const SignificanceMethod method = batch.options.method;
    if (null.measure != Measure::ratio || (method != SignificanceMethod::n_minus_1_chi2 &&
                                           method != SignificanceMethod::pearson_chi2 && method != SignificanceMethod::z_pooled))
      return test_rows_one_by_one(batch, first, last);
    const bool corrected = method == SignificanceMethod::n_minus_1_chi2;
    return equality_blocks(batch, first, last,
                           [ratio = null.value, corrected](LaneTables& t, const LaneContrast& c, Lanes& z, LaneMask&)
                               EQUITABLE_INLINED { ratio_null_lanes(t, c, ratio, corrected, z); });
  }
  switch (batch.options.method) {
    case SignificanceMethod::n_minus_1_chi2:
      return equality_blocks(batch, first, last,
                             [](const LaneTables& t, const LaneContrast& c, Lanes& z, LaneMask&)
                                 EQUITABLE_INLINED { pearson_lanes(t, c, true, z); });
    case SignificanceMethod::pearson_chi2:
    case SignificanceMethod::z_pooled:
      return equality_blocks(batch, first, last,
                             [](const LaneTables& t, const LaneContrast& c, Lanes& z, LaneMask&)
                                 EQUITABLE_INLINED { pearson_lanes(t, c, false, z); });
    case SignificanceMethod::yates_chi2:
      return equality_blocks(batch, first, last, [](LaneTables& t, const LaneContrast& c, Lanes& z, LaneMask&) EQUITABLE_INLINED {
        yates_lanes(t, c, z);
      });
    case SignificanceMethod::g_test:
      return equality_blocks(batch, first, last,
                             [](const LaneTables& t, const LaneContrast& c, Lanes& z, LaneMask&)
                                 EQUITABLE_INLINED { g_lanes(t, c, false, z); });
    case SignificanceMethod::g_williams:
      return equality_blocks(batch, first, last,
                             [](const LaneTables& t, const LaneContrast& c, Lanes& z, LaneMask&)
                                 EQUITABLE_INLINED { g_lanes(t, c, true, z); });
    case SignificanceMethod::z_unpooled:
      return equality_blocks(batch, first, last,
                             [](const LaneTables& t, const LaneContrast& c, Lanes& z, LaneMask&)
                                 EQUITABLE_INLINED { unpooled_lanes(t, c, z); });
    case SignificanceMethod::log_rr_wald:
      return equality_blocks(batch, first, last,
                             [](const LaneTables& t, const LaneContrast& c, Lanes& z, LaneMask& none)
                                 EQUITABLE_INLINED { log_ratio_lanes(t, c, z, none); });
    case SignificanceMethod::log_or_wald:
      return equality_blocks(batch, first, last,
                             [](const LaneTables& t, const LaneContrast& c, Lanes& z, LaneMask& none)
                                 EQUITABLE_INLINED { log_odds_ratio_lanes(t, c, z, none); });
    case SignificanceMethod::scas:
      return equality_blocks(batch, first, last,
                             [](const LaneTables& t, const LaneContrast& c, Lanes& z, LaneMask&)
                                 EQUITABLE_INLINED { skewness_corrected_test_lanes(t, c, z); });
    default: return test_rows_one_by_one(batch, first, last);
  }
}

/// Whatever is thrown for a table that every method can test is the fault of the options.
template <class Options>
EQUITABLE_APART void check_test(const Options& options) {
  static_cast<void>(test_by(Table2x2{{1, 2}, {1, 2}}, options));
}

/// `test_lanes`, compiled in src/lanes_significance.cpp or inline.
#if defined(EQUITABLE_COMPILED)
extern template void check_test<SignificanceOptions>(const SignificanceOptions&);
extern template void check_test<EquivalenceOptions>(const EquivalenceOptions&);
extern template void check_test<NoninferiorityOptions>(const NoninferiorityOptions&);
void test_piece(const TestBatch<SignificanceOptions>& batch, std::size_t first, std::size_t last);
void test_piece(const TestBatch<EquivalenceOptions>& batch, std::size_t first, std::size_t last);
void test_piece(const TestBatch<NoninferiorityOptions>& batch, std::size_t first, std::size_t last);
#else
template <class Options>
void test_piece(const TestBatch<Options>& batch, std::size_t first, std::size_t last) {
  test_lanes(batch, first, last);
}
#endif

/// Rows of a piece: fewer where a row may cost milliseconds.
inline constexpr std::size_t rows_of_an_exact_piece = 32;
[[nodiscard]] inline std::size_t rows_of_a_test_piece(const SignificanceOptions& options) noexcept {
  if (is_fisher_walk(options)) return fisher_rows_at_once;
  return options.method >= SignificanceMethod::fisher_minlike ? rows_of_an_exact_piece : rows_of_a_piece;
}
template <class Options>
[[nodiscard]] std::size_t rows_of_a_test_piece(const Options& options) noexcept {
  return options.method >= EquivalenceMethod::exact_conditional ? rows_of_an_exact_piece : rows_of_a_piece;
}

}  // namespace EQUITABLE_BUILD

}  // namespace detail

inline namespace EQUITABLE_BUILD {

/// `significance`, `equivalence` or `noninferiority` of every row, as the options say, over plain pointers: the kernel behind
/// the array forms and behind other languages.
/// @throws InvalidInput for a mistake in the options, before any row is read
template <class Options>
void test_rows(const TableColumns& tables, const Options& options, const TestOutput& output, const Execution& execution = {}) {
  detail::check_test(options);
  const detail::TestBatch<Options> batch{tables, options, output};
  detail::parallel_rows(
      tables.rows, execution, [&batch](std::size_t first, std::size_t last) { detail::test_piece(batch, first, last); },
      detail::rows_of_a_test_piece(options));
}

/// `significance` of every row, over plain pointers.
/// @throws InvalidInput for a mistake in the options
inline void significance_rows(const TableColumns& tables, const SignificanceOptions& options, const TestOutput& output,
                              const Execution& execution = {}) {
  test_rows(tables, options, output, execution);
}

/// `equivalence` of every row, over plain pointers: the smaller statistic and the larger p.
/// @throws InvalidInput for a mistake in the options
inline void equivalence_rows(const TableColumns& tables, const EquivalenceOptions& options, const TestOutput& output,
                             const Execution& execution = {}) {
  test_rows(tables, options, output, execution);
}

/// `noninferiority` of every row, over plain pointers.
/// @throws InvalidInput for a mistake in the options
inline void noninferiority_rows(const TableColumns& tables, const NoninferiorityOptions& options, const TestOutput& output,
                                const Execution& execution = {}) {
  test_rows(tables, options, output, execution);
}

}  // namespace EQUITABLE_BUILD

namespace detail {

inline namespace EQUITABLE_BUILD {

/// The array form of any test: lengths checked, then the kernel.
template <class Options>
[[nodiscard]] TestColumns test_columns(const char* where, const CountColumn& events, const CountColumn& total,
                                       const CountColumn& reference_events, const CountColumn& reference_total,
                                       const Options& options, const Execution& execution) {
  check_size(where, "total", total.size(), events.size());
  check_size(where, "reference_events", reference_events.size(), events.size());
  check_size(where, "reference_total", reference_total.size(), events.size());
  TestColumns result(events.size());
  test_rows(TableColumns{events.data(), total.data(), reference_events.data(), reference_total.data(),
                         static_cast<std::size_t>(events.size())},
            options, {result.statistic.data(), result.pvalue.data(), result.status.data()}, execution);
  return result;
}

}  // namespace EQUITABLE_BUILD

}  // namespace detail

inline namespace EQUITABLE_BUILD {

/// `significance` of every row.
/// @throws InvalidInput when the columns differ in length, and for a mistake in the options
[[nodiscard]] inline TestColumns significance_batch(const CountColumn& events, const CountColumn& total,
                                                    const CountColumn& reference_events, const CountColumn& reference_total,
                                                    const SignificanceOptions& options = {}, const Execution& execution = {}) {
  return detail::test_columns("significance_batch", events, total, reference_events, reference_total, options, execution);
}

/// `equivalence` of every row: the smaller statistic and the larger p.
/// @throws InvalidInput when the columns differ in length, and for a mistake in the options
[[nodiscard]] inline TestColumns equivalence_batch(const CountColumn& events, const CountColumn& total,
                                                   const CountColumn& reference_events, const CountColumn& reference_total,
                                                   const EquivalenceOptions& options = {}, const Execution& execution = {}) {
  return detail::test_columns("equivalence_batch", events, total, reference_events, reference_total, options, execution);
}

/// `noninferiority` of every row.
/// @throws InvalidInput when the columns differ in length, and for a mistake in the options
[[nodiscard]] inline TestColumns noninferiority_batch(const CountColumn& events, const CountColumn& total,
                                                      const CountColumn& reference_events, const CountColumn& reference_total,
                                                      const NoninferiorityOptions& options = {},
                                                      const Execution& execution = {}) {
  return detail::test_columns("noninferiority_batch", events, total, reference_events, reference_total, options, execution);
}

}  // namespace EQUITABLE_BUILD

}  // namespace equitable
