/// @file groups/residuals.hpp
/// Which cells of a table stand out: expected counts, residuals, and their p-values adjusted for reading all of them.
///
/// | number | what it is | use |
/// |---|---|---|
/// | `expected` | E = r c / N, the count if all groups had the same rates | ● |
/// | `pearson` | (O − E) / √E, whose squares sum to X² | ○ its variance is below 1: not a normal deviate |
/// | `adjusted` | (O − E) / √(E (1 − r/N) (1 − c/N)) | ★ a normal deviate: beyond ±2 or 3 stands out |
/// | `pvalue` | both normal tails of the adjusted residual | ○ one cell chosen beforehand |
/// | `p_adjusted` | the same for all cells read together | ★ |
///
/// In a table of two columns (groups by yes and no) both cells of a row are the same test: the family is the rows, not the
/// cells; likewise for two rows. Positive: more people than expected. The square of an adjusted residual is Pearson's
/// chi-squared of its row against all others and its column against all others.
///
/// Edges. A row or column that holds nobody: expected 0, the rest NaN with `Status::undefined`, and it is not counted in the
/// family. A row or column that holds everybody: residual 0, the adjusted one NaN with `Status::no_information`. Small expected
/// counts make the normal tails rough. Cost: an erfc a cell, and the sort of the adjustment. Counts up to 2^53.
///
/// Sources: Haberman (1973) Biometrics 29, 205; Agresti (2013) Categorical Data Analysis, 3rd ed., section 3.3.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/groups/contingency_table.hpp"
#include "equitable/groups/multiplicity.hpp"

namespace equitable {

/// How far one cell is from what is expected.
struct Residual {
  double expected;
  double pearson;
  double adjusted;
  double pvalue;      ///< of the adjusted residual, two-sided
  double p_adjusted;  ///< the same within the family of all cells
  Status status;
};

/// The residuals of a table.
struct Residuals {
  std::size_t rows;
  std::size_t columns;
  std::vector<Residual> cells;  ///< row by row
  std::string family;           ///< what was adjusted for, and how

  [[nodiscard]] const Residual& at(std::size_t row, std::size_t column) const { return cells.at(row * columns + column); }
};

namespace detail {

/// One cell's residual, not yet adjusted for the others; arguments count, row and column total, total.
[[nodiscard]] inline Residual cell_residual(double count, double row, double column, double total) noexcept {
  if (row == 0.0 || column == 0.0) return {0.0, not_a_number, not_a_number, not_a_number, not_a_number, Status::undefined};
  const double expected = row * (column / total);
  const double excess = difference_of_products(count, total, row, column) / total;
  Residual residual{expected, excess / std::sqrt(expected), not_a_number, not_a_number, not_a_number, Status::no_information};
  if (row == total || column == total) return residual;
  residual.adjusted = excess / std::sqrt(expected * ((total - row) / total) * ((total - column) / total));
  residual.pvalue = normal_two_tails(residual.adjusted);
  residual.status = Status::ok;
  return residual;
}

}  // namespace detail

/// The residuals of every cell.
///
///     residuals(ContingencyTable(2, 3, {21, 36, 30, 2, 3, 8})).at(0, 1).adjusted   // 1.26: more than expected, within chance
[[nodiscard]] inline Residuals residuals(const ContingencyTable& table, Adjustment adjustment = Adjustment::holm) {
  Residuals result{table.rows(), table.columns(), {}, {}};
  result.cells.reserve(table.rows() * table.columns());
  std::size_t full_rows = 0;
  std::size_t full_columns = 0;
  for (std::size_t i = 0; i < table.rows(); ++i) full_rows += table.row_total(i) > 0 ? 1U : 0U;
  for (std::size_t j = 0; j < table.columns(); ++j) full_columns += table.column_total(j) > 0 ? 1U : 0U;
  // Where only two rows or columns hold people, the second repeats the tests of the first.
  std::vector<double> family;
  std::vector<std::size_t> member(table.rows() * table.columns(), 0);
  constexpr std::size_t unassigned = static_cast<std::size_t>(-1);
  std::vector<std::size_t> first_in_column(table.columns(), unassigned);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    std::size_t first_in_row = unassigned;
    for (std::size_t j = 0; j < table.columns(); ++j) {
      const Residual cell = detail::cell_residual(static_cast<double>(table.cell(i, j)), static_cast<double>(table.row_total(i)),
                                                  static_cast<double>(table.column_total(j)), static_cast<double>(table.total()));
      const std::size_t place = result.cells.size();
      result.cells.push_back(cell);
      if (cell.status == Status::undefined) continue;  // a row or column of nobody: no test, nor a part of any
      std::size_t test = unassigned;
      if (full_columns == 2) test = first_in_row;
      if (test == unassigned && full_rows == 2) test = first_in_column[j];
      if (test == unassigned) {
        test = family.size();
        family.push_back(cell.pvalue);
      } else {
        result.cells[place].pvalue = family[test];  // the same test, to the last digit
      }
      member[place] = test;
      if (first_in_row == unassigned) first_in_row = test;
      if (first_in_column[j] == unassigned) first_in_column[j] = test;
    }
  }
  const std::vector<double> adjusted = adjust_pvalues(family, adjustment);
  std::size_t tests = 0;
  for (const double p : family) tests += std::isnan(p) ? 0U : 1U;
  for (std::size_t place = 0; place < member.size(); ++place)
    if (result.cells[place].status == Status::ok) result.cells[place].p_adjusted = adjusted[member[place]];
  const char* const noun = full_columns == 2 ? "row" : full_rows == 2 ? "column" : "cell";
  result.family = detail::counted(tests, noun) + ", " + name(adjustment);
  return result;
}

/// The residuals of groups: column 0 those with the outcome, column 1 those without.
/// @throws InvalidInput naming the group, unless 0 <= events <= total in each and at most 2^53 people in all
[[nodiscard]] inline Residuals residuals(const std::vector<Proportion>& groups, Adjustment adjustment = Adjustment::holm) {
  return residuals(ContingencyTable(groups), adjustment);
}

}  // namespace equitable
