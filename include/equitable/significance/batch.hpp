/// @file significance/batch.hpp
/// Many tests at once: four columns of counts in, columns of statistics and p-values out.
///
/// Row by row the same numbers as `significance`, `equivalence` and `noninferiority`, exact methods included. A mistake in
/// the options throws before any row is read. A row never throws: one that breaks a rule comes back as NaN with
/// `Status::invalid`; columns of different lengths do throw. Nothing is allocated but the result, and by the unconditional exact
/// methods working space for each row. Linear in the rows; what a row costs is said with the method.
#pragma once

#include <cstddef>

#include "equitable/core/array.hpp"
#include "equitable/counts/columns.hpp"
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

/// `significance`, `equivalence` or `noninferiority` of every row, as the options say, over plain pointers: the kernel behind
/// the array forms and behind other languages.
/// @throws InvalidInput for a mistake in the options, before any row is read
template <class Options>
void test_rows(const TableColumns& tables, const Options& options, const TestOutput& output) {
  // A table that every method can test: whatever is thrown here is the fault of the options.
  static_cast<void>(detail::test_by(Table2x2{{1, 2}, {1, 2}}, options));
  for (std::size_t i = 0; i < tables.rows; ++i) {
    const Table2x2 table = tables.row(i);
    if (is_valid(table))
      output.set(i, detail::test_by(table, options));
    else
      output.set(i, {not_a_number, not_a_number, nullptr, Alternative::two_sided, Status::invalid});
  }
}

#if defined(EQUITABLE_COMPILED)
extern template void test_rows<SignificanceOptions>(const TableColumns&, const SignificanceOptions&, const TestOutput&);
extern template void test_rows<EquivalenceOptions>(const TableColumns&, const EquivalenceOptions&, const TestOutput&);
extern template void test_rows<NoninferiorityOptions>(const TableColumns&, const NoninferiorityOptions&, const TestOutput&);
#endif

/// `significance` of every row, over plain pointers.
/// @throws InvalidInput for a mistake in the options
inline void significance_rows(const TableColumns& tables, const SignificanceOptions& options, const TestOutput& output) {
  test_rows(tables, options, output);
}

/// `equivalence` of every row, over plain pointers: the smaller statistic and the larger p.
/// @throws InvalidInput for a mistake in the options
inline void equivalence_rows(const TableColumns& tables, const EquivalenceOptions& options, const TestOutput& output) {
  test_rows(tables, options, output);
}

/// `noninferiority` of every row, over plain pointers.
/// @throws InvalidInput for a mistake in the options
inline void noninferiority_rows(const TableColumns& tables, const NoninferiorityOptions& options, const TestOutput& output) {
  test_rows(tables, options, output);
}

namespace detail {

/// The array form of any test: lengths checked, then the kernel.
template <class Options>
[[nodiscard]] TestColumns test_columns(const char* where, const CountColumn& events, const CountColumn& total,
                                       const CountColumn& reference_events, const CountColumn& reference_total,
                                       const Options& options) {
  check_size(where, "total", total.size(), events.size());
  check_size(where, "reference_events", reference_events.size(), events.size());
  check_size(where, "reference_total", reference_total.size(), events.size());
  TestColumns result(events.size());
  test_rows(TableColumns{events.data(), total.data(), reference_events.data(), reference_total.data(),
                         static_cast<std::size_t>(events.size())},
            options, {result.statistic.data(), result.pvalue.data(), result.status.data()});
  return result;
}

}  // namespace detail

/// `significance` of every row.
/// @throws InvalidInput when the columns differ in length, and for a mistake in the options
[[nodiscard]] inline TestColumns significance_batch(const CountColumn& events, const CountColumn& total,
                                                    const CountColumn& reference_events, const CountColumn& reference_total,
                                                    const SignificanceOptions& options = {}) {
  return detail::test_columns("significance_batch", events, total, reference_events, reference_total, options);
}

/// `equivalence` of every row: the smaller statistic and the larger p.
/// @throws InvalidInput when the columns differ in length, and for a mistake in the options
[[nodiscard]] inline TestColumns equivalence_batch(const CountColumn& events, const CountColumn& total,
                                                   const CountColumn& reference_events, const CountColumn& reference_total,
                                                   const EquivalenceOptions& options = {}) {
  return detail::test_columns("equivalence_batch", events, total, reference_events, reference_total, options);
}

/// `noninferiority` of every row.
/// @throws InvalidInput when the columns differ in length, and for a mistake in the options
[[nodiscard]] inline TestColumns noninferiority_batch(const CountColumn& events, const CountColumn& total,
                                                      const CountColumn& reference_events, const CountColumn& reference_total,
                                                      const NoninferiorityOptions& options = {}) {
  return detail::test_columns("noninferiority_batch", events, total, reference_events, reference_total, options);
}

}  // namespace equitable
