#include "equitable/detail/fixed_margins.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable::detail;
using support::close;

/// A random table without empty margins, rows first.
TableOfCounts random_counts(support::RandomTables& random, std::size_t rows, std::size_t columns, support::Count largest) {
  for (;;) {
    TableOfCounts table{{}, std::vector<double>(rows, 0.0), std::vector<double>(columns, 0.0), 0.0};
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < columns; ++j) {
        const double count = static_cast<double>(random.between(0, largest));
        table.cells.push_back(count);
        table.row_totals[i] += count;
        table.column_totals[j] += count;
        table.total += count;
      }
    bool full = true;
    for (const double sum : table.row_totals) full = full && sum > 0.0;
    for (const double sum : table.column_totals) full = full && sum > 0.0;
    if (full) return table;
  }
}

/// Every table with the margins of `table`, one by one.
void for_each_table_with_margins(const TableOfCounts& table, const std::function<void(const TableOfCounts&)>& visit) {
  TableOfCounts at = table;
  std::vector<double> rows = table.row_totals;
  std::vector<double> columns = table.column_totals;
  const std::size_t width = table.columns();
  const std::function<void(std::size_t)> fill = [&](std::size_t place) {
    if (place == table.cells.size()) {
      visit(at);
      return;
    }
    const std::size_t i = place / width;
    const std::size_t j = place % width;
    const double most = std::fmin(rows[i], columns[j]);
    for (double count = 0.0; count <= most; count += 1.0) {
      if (j + 1 == width && count != rows[i]) continue;
      if (i + 1 == table.rows() && count != columns[j]) continue;
      at.cells[place] = count;
      rows[i] -= count;
      columns[j] -= count;
      fill(place + 1);
      rows[i] += count;
      columns[j] += count;
    }
  };
  fill(0);
}

/// A statistic by its textbook formula in long double; the probability as Σ log t!.
long double textbook(TableOrder order, const TableOfCounts& table) {
  long double sum = 0;
  for (std::size_t i = 0; i < table.rows(); ++i)
    for (std::size_t j = 0; j < table.columns(); ++j) {
      const long double t = table.cell(i, j);
      const long double expected = static_cast<long double>(table.row_totals[i]) * table.column_totals[j] / table.total;
      if (order == TableOrder::probability) sum += std::lgamma(t + 1.0L);
      if (order == TableOrder::pearson) sum += (t - expected) * (t - expected) / expected;
      if (order == TableOrder::likelihood && t > 0) sum += t * std::log(t);
    }
  return sum;
}

TEST(FixedMargins, AgreesWithListingEveryTable) {
  support::RandomTables random(21);
  struct Shape {
    std::size_t rows, columns;
    support::Count largest;
  };
  for (const Shape shape : {Shape{2, 2, 20}, Shape{2, 3, 9}, Shape{2, 4, 6}, Shape{2, 5, 4}, Shape{2, 6, 3}, Shape{3, 3, 4},
                            Shape{3, 4, 3}, Shape{4, 4, 2}, Shape{3, 2, 7}})
    for (int round = 0; round < 12; ++round) {
      const TableOfCounts table = random_counts(random, shape.rows, shape.columns, shape.largest);
      long double whole = 0;
      for_each_table_with_margins(table,
                                  [&](const TableOfCounts& t) { whole += std::exp(-textbook(TableOrder::probability, t)); });
      for (const TableOrder order : {TableOrder::probability, TableOrder::pearson, TableOrder::likelihood}) {
        const long double observed = textbook(order, table);
        const long double width = 1e-11L * (1.0L + std::fabs(observed));
        long double beyond = 0;
        long double reached = 0;
        for_each_table_with_margins(table, [&](const TableOfCounts& t) {
          const long double weight = std::exp(-textbook(TableOrder::probability, t));
          const long double key = textbook(order, t);
          if (key > observed + width) beyond += weight;
          if (key >= observed - width) reached += weight;
        });
        const ExtremeTables found = extreme_tables(table, order);
        ASSERT_FALSE(found.too_large);
        EXPECT_TRUE(close(found.reached, static_cast<double>(reached / whole), 1e-12)) << shape.rows << "x" << shape.columns;
        EXPECT_TRUE(close(found.beyond, static_cast<double>(beyond / whole), 1e-12)) << shape.rows << "x" << shape.columns;
      }
    }
}

TEST(FixedMargins, AllTablesTogetherHaveProbabilityOne) {
  support::RandomTables random(22);
  for (int round = 0; round < 30; ++round) {
    const std::size_t rows = 2 + static_cast<std::size_t>(round % 3);
    const std::size_t columns = rows + static_cast<std::size_t>(random.between(0, 2));
    const TableOfCounts table = random_counts(random, rows, columns, rows == 2 ? 30 : rows == 3 ? 5 : 2);
    // Every X² is at least 0: from the smallest possible up, everything counts.
    TableOfCounts even = table;
    const ExtremeTables all = FixedMargins(even, TableOrder::pearson).beyond(0.0);
    ASSERT_FALSE(all.too_large);
    EXPECT_TRUE(close(all.reached, 1.0, 1e-13));
  }
}

TEST(FixedMargins, RefusesWhatIsTooLarge) {
  const TableOfCounts table{{1e7, 1e7, 1e7, 1e7}, {2e7, 2e7}, {2e7, 2e7}, 4e7};
  EXPECT_TRUE(extreme_tables(table, TableOrder::pearson).too_large);
  const TableOfCounts wide{std::vector<double>(36, 1e12), std::vector<double>(6, 6e12), std::vector<double>(6, 6e12), 36e12};
  EXPECT_TRUE(extreme_tables(wide, TableOrder::probability).too_large);
}

}  // namespace
