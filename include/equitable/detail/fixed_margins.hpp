/// @file detail/fixed_margins.hpp
/// The exact distribution of a statistic over all tables that have the margins of a given one.
///
/// A cell with t where E = r c / N is expected has the weight of t under a Poisson law of mean E; given the margins, the product
/// over the cells is proportional to 1 / Π t!, and its sum over all tables is known: Π P(r; r) Π P(c; c) / P(N; N), P(k; k) the
/// Poisson mass of its own mean. Every weight is right to the last digits and none is tiny for want of scale.
///
/// The statistics are sums over the cells, so the columns are split into two halves. For each half all ways of filling it are
/// listed by what they leave of the row totals, ways that tie merged; a table is a pair whose row totals add up, and for each
/// pair of lists one pass in opposite directions sums the weights of the pairs at least as extreme (Horowitz and Sahni's meeting
/// in the middle (1974) J. ACM 21, 277). With an odd number of columns one stays in the middle and is tried in every way. The
/// cost is about the square root of the number of tables, not that number.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/detail/saddle_point.hpp"

namespace equitable::detail {

/// What orders the tables: the sum over the cells of a function of the count and the expected count.
enum class TableOrder : std::uint8_t {
  probability,  ///< −log P of the cell: the less probable the table, the more extreme
  pearson,      ///< (t − E)² / E, X² in all
  likelihood    ///< t log(t/E) − t + E, half of G in all
};

/// A table of doubles that hold counts, row by row, no margin empty.
struct TableOfCounts {
  std::vector<double> cells, row_totals, column_totals;
  double total;
  [[nodiscard]] std::size_t rows() const noexcept { return row_totals.size(); }
  [[nodiscard]] std::size_t columns() const noexcept { return column_totals.size(); }
  [[nodiscard]] double cell(std::size_t i, std::size_t j) const noexcept { return cells[i * columns() + j]; }
};

/// A cell's part of the order.
[[nodiscard]] inline double cell_key(TableOrder order, double count, double row, double column, double total) noexcept {
  const double expected = row * (column / total);
  const double excess = difference_of_products(count, total, row, column) / total;
  if (order == TableOrder::pearson) return excess * (excess / expected);
  const double distance = count == 0.0 ? expected : deviance(count, expected, excess);
  if (order == TableOrder::likelihood || count == 0.0) return distance;
  return distance + stirling_error(count) + 0.5 * std::log(two_pi * count);
}

/// The observed table's place in the order.
[[nodiscard]] inline double table_key(TableOrder order, const TableOfCounts& table) noexcept {
  double key = 0.0;
  for (std::size_t i = 0; i < table.rows(); ++i)
    for (std::size_t j = 0; j < table.columns(); ++j)
      key += cell_key(order, table.cell(i, j), table.row_totals[i], table.column_totals[j], table.total);
  return key;
}

/// How far keys of tied tables may differ: 1 part in 10^10 of the statistic, or of the probability.
[[nodiscard]] inline double tie_width(TableOrder order, double key) noexcept {
  return order == TableOrder::probability ? 1e-10 : 1e-10 * key;
}

/// The probability of all tables beyond the observed one, and of those together with all that tie with it, itself among them.
struct ExtremeTables {
  double beyond;
  double reached;
  bool too_large;
};

/// One way to fill some of the columns: what it uses of the row totals, its part of the order, its weight.
struct PartialTable {
  std::uint64_t used;
  double key;
  double weight;
};

/// The most ways that a half may have: 100 MB. And the most steps that listing or pairing them may take: about a second.
inline constexpr std::size_t largest_list = std::size_t{1} << 22;
inline constexpr double most_steps = 5e8;

class FixedMargins {
 public:
  /// `table` has at least two rows and two columns, best no more rows than columns.
  FixedMargins(const TableOfCounts& table, TableOrder order) : table_(table), order_(order) {
    // What is used of the rows as one number. Every digit has room for twice its total, so that no two different sums of a left
    // and a right half look alike. The last row follows from the others.
    radix_.reserve(table.rows());
    double place = 1.0;
    for (std::size_t i = 0; i + 1 < table.rows(); ++i) {
      radix_.push_back(static_cast<std::uint64_t>(place));
      place *= 2.0 * table.row_totals[i] + 1.0;
      if (place > 0x1p62) too_large_ = true;
    }
  }

  [[nodiscard]] ExtremeTables beyond(double observed) {
    const ExtremeTables refused{not_a_number, not_a_number, true};
    std::vector<std::size_t> left;
    std::vector<std::size_t> right;
    std::vector<std::size_t> middle;
    split_columns(left, right, middle);
    std::vector<PartialTable> lefts;
    std::vector<PartialTable> rights;
    std::vector<PartialTable> middles;
    if (too_large_ || !fill(left, lefts) || !fill(right, rights) || !fill(middle, middles)) return refused;
    if (static_cast<double>(middles.size()) * static_cast<double>(lefts.size() + rights.size()) > most_steps) return refused;

    double normaliser = 1.0 / poisson_mass(table_.total, table_.total);
    for (const double sum : table_.row_totals) normaliser *= poisson_mass(sum, sum);
    for (const double sum : table_.column_totals) normaliser *= poisson_mass(sum, sum);
    std::uint64_t whole = 0;
    for (std::size_t i = 0; i + 1 < table_.rows(); ++i) whole += radix_[i] * static_cast<std::uint64_t>(table_.row_totals[i]);

    // The weights of the right half summed from the largest key of each list down: `tails[i]` is that of i and all beyond.
    std::vector<double> tails(rights.size() + 1, 0.0);
    for (std::size_t i = rights.size(); i-- > 0;) {
      const bool last = i + 1 == rights.size() || rights[i + 1].used != rights[i].used;
      tails[i] = rights[i].weight + (last ? 0.0 : tails[i + 1]);
    }
    const double width = tie_width(order_, observed);
    double beyond = 0.0;
    double reached = 0.0;
    for (const PartialTable& between : middles) {
      double beyond_here = 0.0;
      double reached_here = 0.0;
      std::size_t right_end = rights.size();
      for (std::size_t left_begin = 0; left_begin < lefts.size();) {
        const std::uint64_t used = lefts[left_begin].used;
        std::size_t left_end = left_begin;
        while (left_end < lefts.size() && lefts[left_end].used == used) ++left_end;
        if (used + between.used <= whole) {
          const std::uint64_t wanted = whole - between.used - used;
          while (right_end > 0 && rights[right_end - 1].used > wanted) --right_end;
          std::size_t right_begin = right_end;
          while (right_begin > 0 && rights[right_begin - 1].used == wanted) --right_begin;
          // As the left key rises, ever smaller right keys are enough.
          std::size_t strictly = right_end;
          std::size_t at_least = right_end;
          for (std::size_t l = left_begin; right_begin < right_end && l < left_end; ++l) {
            const double missing = observed - between.key - lefts[l].key;
            while (strictly > right_begin && rights[strictly - 1].key > missing + width) --strictly;
            while (at_least > right_begin && rights[at_least - 1].key >= missing - width) --at_least;
            if (strictly < right_end) beyond_here += lefts[l].weight * tails[strictly];
            if (at_least < right_end) reached_here += lefts[l].weight * tails[at_least];
          }
        }
        left_begin = left_end;
      }
      beyond += between.weight * beyond_here;
      reached += between.weight * reached_here;
    }
    return {std::fmin(1.0, beyond / normaliser), std::fmin(1.0, reached / normaliser), false};
  }

 private:
  /// About how many ways there are to fill a column.
  [[nodiscard]] double ways(std::size_t column) const noexcept {
    double product = 1.0;
    for (std::size_t i = 0; i + 1 < table_.rows(); ++i)
      product *= (std::fmin(table_.column_totals[column], table_.row_totals[i]) + static_cast<double>(i) + 1.0) /
                 (static_cast<double>(i) + 1.0);
    return product;
  }

  /// Columns to the side that has fewer ways so far, the largest first; of an odd number the smallest stays in the middle.
  void split_columns(std::vector<std::size_t>& left, std::vector<std::size_t>& right, std::vector<std::size_t>& middle) const {
    std::vector<std::size_t> order(table_.columns());
    for (std::size_t j = 0; j < order.size(); ++j) order[j] = j;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return ways(a) > ways(b); });
    if (order.size() % 2 == 1) {
      middle.push_back(order.back());
      order.pop_back();
    }
    double lefts = 1.0;
    double rights = 1.0;
    for (const std::size_t column : order) {
      const bool to_left = lefts <= rights;
      (to_left ? left : right).push_back(column);
      (to_left ? lefts : rights) *= ways(column);
    }
  }

  /// All ways to fill some columns, sorted by what they use and then by their key, ties merged. False: too many.
  [[nodiscard]] bool fill(const std::vector<std::size_t>& columns, std::vector<PartialTable>& list) const {
    list.assign(1, {0, 0.0, 1.0});
    std::vector<double> remaining(table_.rows());
    std::vector<PartialTable> one_column;
    std::vector<PartialTable> longer;
    for (const std::size_t column : columns) {
      const CellWays cells = ways_of_cells(column);
      one_column.clear();
      if (!fill_column(cells, 0, table_.column_totals[column], {0, 0.0, 1.0}, one_column)) return false;
      if (static_cast<double>(list.size()) * static_cast<double>(one_column.size()) > most_steps) return false;
      longer.clear();
      for (const PartialTable& before : list) {
        for (std::size_t i = 0; i + 1 < table_.rows(); ++i) remaining[i] = table_.row_totals[i] - used_of(before.used, i);
        for (const PartialTable& way : one_column) {
          bool fits = true;
          for (std::size_t i = 0; fits && i + 1 < table_.rows(); ++i) fits = used_of(way.used, i) <= remaining[i];
          if (!fits) continue;
          if (longer.size() == largest_list) return false;
          longer.push_back({before.used + way.used, before.key + way.key, before.weight * way.weight});
        }
      }
      merge_ties(longer);
      list.swap(longer);
    }
    return true;
  }

  /// What a partial table uses of row i.
  [[nodiscard]] double used_of(std::uint64_t used, std::size_t i) const noexcept {
    return static_cast<double>(used / radix_[i] % (2U * static_cast<std::uint64_t>(table_.row_totals[i]) + 1U));
  }

  /// Key and weight of every count of every cell of a column.
  struct CellWays {
    std::vector<std::vector<double>> key, weight;
    std::vector<double> room_below;  ///< the row totals further down
  };
  [[nodiscard]] CellWays ways_of_cells(std::size_t column) const {
    const double people = table_.column_totals[column];
    CellWays cells{std::vector<std::vector<double>>(table_.rows()), std::vector<std::vector<double>>(table_.rows()),
                   std::vector<double>(table_.rows(), 0.0)};
    for (std::size_t i = table_.rows() - 1; i > 0; --i) cells.room_below[i - 1] = cells.room_below[i] + table_.row_totals[i];
    for (std::size_t i = 0; i < table_.rows(); ++i) {
      const double row = table_.row_totals[i];
      const double most = std::fmin(std::fmin(people, row), static_cast<double>(largest_list));
      for (double count = 0.0; count <= most; count += 1.0) {
        cells.key[i].push_back(cell_key(order_, count, row, people, table_.total));
        cells.weight[i].push_back(poisson_mass(count, row * (people / table_.total)));
      }
    }
    return cells;
  }

  /// The ways to put `people` into the cells of a column from row i on.
  [[nodiscard]] bool fill_column(const CellWays& cells, std::size_t i, double people, const PartialTable& above,
                                 std::vector<PartialTable>& list) const {
    const bool last = i + 1 == table_.rows();
    const double fewest = std::fmax(0.0, people - cells.room_below[i]);
    const double most = std::fmin(people, table_.row_totals[i]);
    if (most - fewest >= static_cast<double>(largest_list)) return false;
    for (double count = last ? people : fewest; count <= most; count += 1.0) {
      const std::size_t place = static_cast<std::size_t>(count);
      if (place >= cells.key[i].size()) return false;
      const PartialTable with{above.used + (last ? 0U : radix_[i] * static_cast<std::uint64_t>(count)),
                              above.key + cells.key[i][place], above.weight * cells.weight[i][place]};
      if (last) {
        if (list.size() == largest_list) return false;
        list.push_back(with);
      } else if (!fill_column(cells, i + 1, people - count, with, list)) {
        return false;
      }
    }
    return true;
  }

  /// Sorts, and gives ways with the same use and the same key one entry. Far closer than ties between tables are.
  static void merge_ties(std::vector<PartialTable>& list) {
    std::sort(list.begin(), list.end(),
              [](const PartialTable& a, const PartialTable& b) { return a.used != b.used ? a.used < b.used : a.key < b.key; });
    std::size_t kept = 0;
    for (std::size_t i = 1; i < list.size(); ++i) {
      if (list[i].used == list[kept].used && list[i].key <= list[kept].key * (1.0 + 1e-14))
        list[kept].weight += list[i].weight;
      else
        list[++kept] = list[i];
    }
    if (!list.empty()) list.resize(kept + 1);
  }

  const TableOfCounts& table_;
  TableOrder order_;
  std::vector<std::uint64_t> radix_;
  bool too_large_ = false;
};

/// The exact conditional distribution about the observed table; at least two rows and two columns, no margin empty.
[[nodiscard]] inline ExtremeTables extreme_tables(const TableOfCounts& table, TableOrder order) {
  return FixedMargins(table, order).beyond(table_key(order, table));
}

}  // namespace equitable::detail
