/// @file groups/linear_by_linear.hpp
/// Do two ordered classifications move together: pay band by age band, grade by satisfaction?
///
/// A table of counts with a score for every row and every column; r is the correlation of the two scores over all N people.
///
/// | method | statistic | p-value | use |
/// |---|---|---|---|
/// | `linear_by_linear_z` | √(N−1) · r | both normal tails | default |
/// | `linear_by_linear_M2` | (N−1) r² | χ², 1 df: the same | for comparison with other programs |
///
/// r is positive when high row scores go with high column scores. With two rows the test is that of groups/trend.hpp. Scores are
/// brought to whole steps first, so that their origin and unit do not matter to the last digit. All people in rows of one score,
/// or in columns of one score: NaN with `Status::undefined`. Fix scores in advance. Not for classifications without an order:
/// homogeneity.hpp. Source: Mantel (1963) J. Am. Stat. Assoc. 58, 690; Agresti (2002) Categorical Data Analysis, section 3.4.
/// Cost: linear in the cells.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/groups/trend.hpp"

namespace equitable {

/// The linear-by-linear tests.
enum class LinearByLinearMethod : std::uint8_t { linear_by_linear_z, linear_by_linear_M2 };

/// The method as written in results.
[[nodiscard]] constexpr const char* name(LinearByLinearMethod method) noexcept {
  return method == LinearByLinearMethod::linear_by_linear_z ? "linear_by_linear_z" : "linear_by_linear_M2";
}

/// Options of `linear_by_linear`.
struct LinearByLinearOptions {
  LinearByLinearMethod method = LinearByLinearMethod::linear_by_linear_z;
  Alternative alternative = Alternative::two_sided;  ///< `greater`: the scores rise together
};

/// A correlation of scores and its test.
struct LinearByLinear {
  double pearson_r;  ///< the correlation of row score and column score over all people
  TrendTest test;
};

namespace detail {

/// r over cells row by row; scores as steps. NaN where the scores of the people do not vary.
[[nodiscard]] inline double score_correlation(const std::vector<double>& cells, const std::vector<double>& row_steps,
                                              const std::vector<double>& column_steps) {
  const std::size_t rows = row_steps.size();
  const std::size_t columns = column_steps.size();
  std::vector<double> row_sums(rows, 0.0);
  std::vector<double> column_sums(columns, 0.0);
  double all = 0.0;
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      row_sums[i] += cells[i * columns + j];
      column_sums[j] += cells[i * columns + j];
    }
  for (const double sum : row_sums) all += sum;
  TwofoldSum contrast;  // N Σ u v (n − r c / N)
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j)
      contrast.add_contrast(row_steps[i] * column_steps[j], cells[i * columns + j], all, row_sums[i], column_sums[j]);
  const auto squares = [all](const std::vector<double>& sums, const std::vector<double>& steps) noexcept {
    double mean = 0.0;
    for (std::size_t i = 0; i < sums.size(); ++i) mean += sums[i] * steps[i];
    mean /= all;
    double squared = 0.0;
    for (std::size_t i = 0; i < sums.size(); ++i) squared += sums[i] * (steps[i] - mean) * (steps[i] - mean);
    return squared;
  };
  const double spread = std::sqrt(squares(row_sums, row_steps)) * std::sqrt(squares(column_sums, column_steps));
  return spread > 0.0 ? contrast.value() / all / spread : not_a_number;
}

/// The steps of scores; those of empty rows or columns do not count towards the lattice but keep their place.
[[nodiscard]] inline std::vector<double> checked_steps(const std::vector<double>& scores, const char* argument) {
  if (scores.empty()) throw_invalid("linear_by_linear", argument, "empty", "must hold at least one score");
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (!is_score(scores[i]))
      throw_invalid("linear_by_linear", std::string(argument) + "[" + std::to_string(i) + "]", scores[i],
                    "must lie between -1e100 and 1e100");
  std::vector<double> steps = scores;
  to_steps(steps.data(), steps.size());
  return steps;
}

}  // namespace detail

/// Whether two ordered classifications move together; `cells` holds the table row by row.
///
///     linear_by_linear({10, 5, 1, 4, 7, 6, 1, 5, 12}, {1, 2, 3}, {1, 2, 3})   // r = 0.59, z = 4.15
///
/// @throws InvalidInput unless every count lies between 0 and 2^53, every score between −1e100 and 1e100, and there are as many
///         counts as row scores times column scores
[[nodiscard]] inline LinearByLinear linear_by_linear(const std::vector<Count>& cells, const std::vector<double>& row_scores,
                                                     const std::vector<double>& column_scores,
                                                     const LinearByLinearOptions& options = {}) {
  const std::vector<double> rows = detail::checked_steps(row_scores, "row_scores");
  const std::vector<double> columns = detail::checked_steps(column_scores, "column_scores");
  if (cells.size() != rows.size() * columns.size())
    throw_invalid("linear_by_linear", "cells", "of size " + std::to_string(cells.size()),
                  "must hold " + std::to_string(rows.size()) + " rows of " + std::to_string(columns.size()));
  std::vector<double> counts(cells.size());
  double all = 0.0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i] < 0 || cells[i] > max_count)
      throw_invalid("linear_by_linear", "cells[" + std::to_string(i) + "]", std::to_string(cells[i]), "must be 0 to 2^53");
    counts[i] = static_cast<double>(cells[i]);
    all += counts[i];
  }
  const double r = detail::score_correlation(counts, rows, columns);
  LinearByLinear result{r,
                        {not_a_number, not_a_number, not_a_number, name(options.method), options.alternative, Status::undefined}};
  if (std::isnan(r)) return result;
  const double z = std::sqrt(all - 1.0) * r;
  const bool squared = options.method == LinearByLinearMethod::linear_by_linear_M2;
  result.test.statistic = squared ? z * z : z;
  result.test.pvalue = detail::normal_pvalue(z, options.alternative);
  if (squared) result.test.df = 1.0;
  result.test.status = Status::ok;
  return result;
}

}  // namespace equitable
