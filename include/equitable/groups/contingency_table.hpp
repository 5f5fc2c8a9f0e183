/// @file groups/contingency_table.hpp
/// A table of counts of any shape: groups by answers, bands by ethnic groups.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "equitable/counts/proportion.hpp"

namespace equitable {

/// Counts in rows and columns, with their sums. Every person stands in one cell.
class ContingencyTable {
 public:
  /// A table from its cells, row by row: `ContingencyTable(2, 3, {1, 2, 3, 4, 5, 6})` has the rows 1 2 3 and 4 5 6.
  /// @throws InvalidInput naming the cell, unless there are rows·columns cells, none negative, and at most 2^53 people in all
  ContingencyTable(std::size_t rows, std::size_t columns, std::vector<Count> cells)
      : rows_(rows), columns_(columns), cells_(std::move(cells)) {
    if (columns_ == 0 ? !cells_.empty() : (cells_.size() / columns_ != rows_ || cells_.size() % columns_ != 0))
      throw_invalid("ContingencyTable", "the number of cells", std::to_string(cells_.size()),
                    "must be rows * columns, which is " + std::to_string(rows_) + " * " + std::to_string(columns_));
    add_up("cells");
  }

  /// One row for each group: those with the outcome, and those without it.
  /// @throws InvalidInput naming the group, unless 0 <= events <= total in each and at most 2^53 people in all
  explicit ContingencyTable(const std::vector<Proportion>& groups) : rows_(groups.size()), columns_(2) {
    cells_.reserve(2 * rows_);
    for (std::size_t i = 0; i < rows_; ++i) {
      const Proportion group = checked_item(groups[i], "ContingencyTable", "groups", i);
      cells_.push_back(group.events);
      cells_.push_back(group.total - group.events);
    }
    add_up("groups");
  }

  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
  [[nodiscard]] Count cell(std::size_t row, std::size_t column) const noexcept { return cells_[row * columns_ + column]; }
  [[nodiscard]] Count row_total(std::size_t row) const noexcept { return row_totals_[row]; }
  [[nodiscard]] Count column_total(std::size_t column) const noexcept { return column_totals_[column]; }
  [[nodiscard]] Count total() const noexcept { return total_; }

  /// The same people with rows and columns changed over.
  [[nodiscard]] ContingencyTable transposed() const {
    std::vector<Count> cells;
    cells.reserve(cells_.size());
    for (std::size_t j = 0; j < columns_; ++j)
      for (std::size_t i = 0; i < rows_; ++i) cells.push_back(cell(i, j));
    return ContingencyTable(columns_, rows_, std::move(cells));
  }
  /// The table without the rows and columns that hold nobody.
  [[nodiscard]] ContingencyTable without_empty() const {
    std::size_t rows = 0;
    std::size_t columns = 0;
    for (const Count sum : row_totals_) rows += sum > 0 ? 1U : 0U;
    for (const Count sum : column_totals_) columns += sum > 0 ? 1U : 0U;
    std::vector<Count> cells;
    cells.reserve(rows * columns);
    for (std::size_t i = 0; i < rows_; ++i)
      for (std::size_t j = 0; j < columns_; ++j)
        if (row_totals_[i] > 0 && column_totals_[j] > 0) cells.push_back(cell(i, j));
    return ContingencyTable(rows, columns, std::move(cells));
  }

 private:
  void add_up(const char* what) {
    row_totals_.assign(rows_, 0);
    column_totals_.assign(columns_, 0);
    for (std::size_t i = 0; i < rows_; ++i)
      for (std::size_t j = 0; j < columns_; ++j) {
        const Count count = cell(i, j);
        if (count < 0 || count > max_count - total_)
          throw_invalid("ContingencyTable",
                        std::string(what) + "[" + std::to_string(columns_ == 2 && what[0] == 'g' ? i : i * columns_ + j) + "]",
                        std::to_string(count),
                        count < 0 ? "must be 0 or more" : "must keep the whole table to at most 2^53 people");
        total_ += count;
        row_totals_[i] += count;
        column_totals_[j] += count;
      }
  }

  std::size_t rows_;
  std::size_t columns_;
  std::vector<Count> cells_;
  std::vector<Count> row_totals_;
  std::vector<Count> column_totals_;
  Count total_ = 0;
};

}  // namespace equitable
