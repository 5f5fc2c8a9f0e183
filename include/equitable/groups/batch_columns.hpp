/// @file groups/batch_columns.hpp
/// Many tables in flat columns, and the rules that every batch form of groups/ keeps.
///
/// All tables stand one below the other in the same columns; table i is the rows offsets[i] … offsets[i + 1] − 1. One call makes
/// one answer a table (or one a row, or one a pair). Then:
///
/// - Table by table the answer of the scalar function, to the last bit unless said otherwise.
/// - A mistake in the options throws before any table is read, and so do offsets that fall. A table never throws: one that the
///   scalar function would refuse comes back as NaN with `Status::invalid`.
/// - The tables are shared out to the threads of `Execution`; the bits do not depend on how many there are.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "equitable/core/execution.hpp"
#include "equitable/core/results.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/counts/proportion.hpp"
#include "equitable/detail/parallel.hpp"

namespace equitable {

/// Tables of groups in columns: table i is the groups offsets[i] … offsets[i+1] − 1.
struct GroupRows {
  const Count* events;
  const Count* totals;
  const std::size_t* offsets;  ///< tables + 1 entries
  std::size_t tables;

  [[nodiscard]] std::size_t groups(std::size_t table) const noexcept { return offsets[table + 1] - offsets[table]; }
};

/// Samples over categories in columns: sample i is the categories offsets[i] … offsets[i + 1] − 1.
struct CategoryRows {
  const Count* counts;
  const std::size_t* offsets;  ///< samples + 1 entries
  std::size_t samples;
};

namespace detail {

/// Tables of a piece when a table costs a microsecond or more.
inline constexpr std::size_t tables_of_a_piece = 64;

/// @throws InvalidInput when offsets fall
inline void check_offsets(const std::size_t* offsets, std::size_t tables, const char* where) {
  for (std::size_t i = 0; i < tables; ++i)
    if (offsets[i + 1] < offsets[i])
      throw_invalid(where, "offsets[" + std::to_string(i + 1) + "]", std::to_string(offsets[i + 1]),
                    "must be at least the one before, which is " + std::to_string(offsets[i]));
}

/// @throws InvalidInput unless both have as many rows
inline void check_rows(std::size_t rows, std::size_t expected, const char* where, const char* argument) {
  if (rows != expected)
    throw_invalid(where, argument, "of " + std::to_string(rows) + " rows",
                  "must have as many as the first, " + std::to_string(expected));
}

/// The groups of a table. @returns whether they are proportions, so that a refusal need not cost an exception
inline bool read_groups(const GroupRows& tables, std::size_t table, std::vector<Proportion>& groups) {
  groups.clear();
  bool valid = true;
  for (std::size_t i = tables.offsets[table]; i < tables.offsets[table + 1]; ++i) {
    groups.push_back({tables.events[i], tables.totals[i]});
    valid = valid && is_proportion(tables.events[i], tables.totals[i]);
  }
  return valid;
}

/// Rows of a column.
template <class Value>
void read_values(const Value* column, std::size_t first, std::size_t last, std::vector<Value>& values) {
  values.assign(column + first, column + last);
}

// ------------------------------------------------------------------------------------------------------------------- refusals

/// The answer of `work()`, or where it breaks a rule that of `refused()`.
///
/// The refused answer is made after the refusal and both are returned, so that no caller has to put one in its place: g++ 12 at
/// -O2 takes a value for dead that was stored before a call that throws, and loses it.
template <class Work, class Refused>
[[nodiscard]] auto accepted(const Work& work, const Refused& refused) -> decltype(refused()) {
  try {
    return work();
  } catch (const InvalidInput&) {
    return refused();
  }
}

/// The same where it may be known beforehand that a rule is broken, which spares the exception.
template <class Work, class Refused>
[[nodiscard]] auto accepted(bool valid, const Work& work, const Refused& refused) -> decltype(refused()) {
  return valid ? accepted(work, refused) : refused();
}

/// What stands where a table was refused.
inline constexpr Estimate refused_estimate{not_a_number, not_a_number, not_a_number, not_a_number, "", Status::invalid};
inline constexpr TestResult refused_test{not_a_number, not_a_number, "", Alternative::two_sided, Status::invalid};

/// Writes a number into a column that may be absent.
inline void put(double* column, std::size_t i, double value) noexcept {
  if (column != nullptr) column[i] = value;
}

/// The same for the place of a group.
inline void put_place(std::size_t* column, std::size_t i, std::size_t place) noexcept {
  if (column != nullptr) column[i] = place;
}

// -------------------------------------------------------------------------------------------------------- over all of the tables

/// Does `work(i, buffer)` for every table in pieces worth a thread, the buffer of a piece reused from table to table.
template <class Buffer, class Work>
void for_tables(std::size_t tables, const Execution& execution, const Work& work, std::size_t piece = tables_of_a_piece) {
  parallel_rows(
      tables, execution,
      [&](std::size_t first, std::size_t last) {
        Buffer buffer;
        for (std::size_t i = first; i < last; ++i) work(i, buffer);
      },
      piece);
}

/// Does `work(i)` for every row in pieces worth a thread.
template <class Work>
void for_rows(std::size_t rows, const Execution& execution, const Work& work) {
  struct Nothing {};
  for_tables<Nothing>(rows, execution, [&](std::size_t i, Nothing&) { work(i); });
}

/// Does `work(i, groups, valid)` for every table of groups, `valid` whether they are proportions.
/// @throws InvalidInput when offsets fall
template <class Work>
void for_groups(const GroupRows& tables, const char* where, const Execution& execution, const Work& work,
                std::size_t piece = tables_of_a_piece) {
  check_offsets(tables.offsets, tables.tables, where);
  for_tables<std::vector<Proportion>>(
      tables.tables, execution,
      [&](std::size_t i, std::vector<Proportion>& groups) {
        const bool valid = read_groups(tables, i, groups);
        work(i, groups, valid);
      },
      piece);
}

/// Does `work(i, counts, beside)` for every sample, `beside` being its rows of a second column.
/// @throws InvalidInput when offsets fall
template <class Value, class Work>
void for_samples(const CategoryRows& samples, const Value* column, const char* where, const Execution& execution,
                 const Work& work) {
  check_offsets(samples.offsets, samples.samples, where);
  struct Buffer {
    std::vector<Count> counts;
    std::vector<Value> beside;
  };
  for_tables<Buffer>(samples.samples, execution, [&](std::size_t i, Buffer& buffer) {
    read_values(samples.counts, samples.offsets[i], samples.offsets[i + 1], buffer.counts);
    read_values(column, samples.offsets[i], samples.offsets[i + 1], buffer.beside);
    work(i, buffer.counts, buffer.beside);
  });
}

}  // namespace detail

}  // namespace equitable
