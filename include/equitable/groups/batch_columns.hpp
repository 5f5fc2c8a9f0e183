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

namespace equitable {

/// Tables of groups in columns: table i is the groups offsets[i] … offsets[i+1] − 1.
struct GroupRows {
  const Count* events;
  const Count* totals;
  const std::size_t* offsets;  ///< tables + 1 entries
  std::size_t tables;

  [[nodiscard]] std::size_t groups(std::size_t table) const noexcept { return offsets[table + 1] - offsets[table]; }
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

/// Does what may be refused. @returns whether it was not. What the work would have written is to be put in its place afterwards: a value that
/// stood there before is taken for dead by g++ 12 at -O2 and is lost.
template <class Work>
[[nodiscard]] bool accepted(const Work& work) {
  try {
    work();
    return true;
  } catch (const InvalidInput&) {
    return false;
  }
}

/// What stands where a table was refused.
inline constexpr Estimate refused_estimate{not_a_number, not_a_number, not_a_number, not_a_number, "", Status::invalid};
inline constexpr TestResult refused_test{not_a_number, not_a_number, "", Alternative::two_sided, Status::invalid};

/// Writes a number into a column that may be absent.
inline void put(double* column, std::size_t i, double value) noexcept {
  if (column != nullptr) column[i] = value;
}

}  // namespace detail

}  // namespace equitable
