#include "equitable/groups/residuals.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "equitable/groups/homogeneity.hpp"
#include "equitable/significance/significance.hpp"
#include "support/compare.hpp"
#include "support/contingency.hpp"
#include "support/csv.hpp"

namespace {

using namespace equitable;
using support::close;
using support::close_probability;

TEST(Residuals, AgreesWithReferenceValues) {
  const support::Csv reference("reference/residuals.csv");
  for (const support::Row& row : reference.rows()) {
    const Residuals found = residuals(support::table_from(row.text("table")));
    const Residual& cell =
        found.at(static_cast<std::size_t>(row.count("row") - 1), static_cast<std::size_t>(row.count("col") - 1));
    EXPECT_TRUE(close(cell.expected, row.number("expected"), 1e-14)) << row.all();
    EXPECT_TRUE(close(cell.pearson, row.number("pearson_residual"), 1e-14)) << row.all();
    EXPECT_TRUE(close(cell.adjusted, row.number("adjusted_residual"), 1e-14)) << row.all();
    EXPECT_TRUE(close_probability(cell.pvalue, row.number("p_adjusted_residual_two_sided"), 1e-13)) << row.all();
    EXPECT_EQ(cell.status, Status::ok);
  }
  EXPECT_EQ(reference.rows().size(), 261U);
}

TEST(Residuals, Laws) {
  support::RandomTables random(41);
  for (int round = 0; round < 400; ++round) {
    const std::size_t rows = 2 + static_cast<std::size_t>(random.between(0, 3));
    const std::size_t columns = 2 + static_cast<std::size_t>(random.between(0, 2));
    const ContingencyTable table = support::random_table(random, rows, columns, round % 2 == 0 ? 9 : 100000000);
    const Residuals found = residuals(table);
    const Residuals turned = residuals(table.transposed());
    double sum = 0.0;
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < columns; ++j) {
        const Residual& cell = found.at(i, j);
        EXPECT_TRUE(close(turned.at(j, i).adjusted, cell.adjusted, 1e-13)) << support::describe(table);
        EXPECT_TRUE(close(turned.at(j, i).p_adjusted, cell.p_adjusted, 1e-12)) << support::describe(table);
        if (cell.status == Status::undefined) continue;
        sum += cell.pearson * cell.pearson;
        if (cell.status != Status::ok) continue;
        EXPECT_GE(cell.p_adjusted, cell.pvalue);
        EXPECT_GE(std::fabs(cell.adjusted), std::fabs(cell.pearson) * (1.0 - 1e-14));
        // Its square is the chi-squared of the row against all others and the column against all others.
        const Count in = table.cell(i, j);
        const Table2x2 two{{in, table.row_total(i)}, {table.column_total(j) - in, table.total() - table.row_total(i)}};
        EXPECT_TRUE(close(cell.adjusted * cell.adjusted, significance(two, {SignificanceMethod::pearson_chi2}).statistic, 1e-12));
      }
    const HomogeneityTest test = homogeneity(table, {HomogeneityMethod::pearson_chi2});
    if (test.status == Status::ok) {
      EXPECT_TRUE(close(sum, test.statistic, 1e-12)) << support::describe(table);
    }
  }
}

TEST(Residuals, TwoColumnsAreOneTestARow) {
  const std::vector<Proportion> groups{{371, 3844}, {341, 3005}, {596, 3842}, {0, 0}};
  const Residuals found = residuals(groups, Adjustment::bonferroni);
  EXPECT_EQ(found.family, "3 rows, bonferroni");
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(close(found.at(i, 0).adjusted, -found.at(i, 1).adjusted, 1e-14));
    EXPECT_TRUE(close(found.at(i, 0).p_adjusted, std::fmin(1.0, 3.0 * found.at(i, 0).pvalue), 1e-14));
    EXPECT_EQ(found.at(i, 0).p_adjusted, found.at(i, 1).p_adjusted);
  }
  EXPECT_EQ(found.at(3, 0).status, Status::undefined);
  EXPECT_EQ(found.at(3, 1).expected, 0.0);
  EXPECT_TRUE(std::isnan(found.at(3, 0).pvalue) && std::isnan(found.at(3, 0).p_adjusted));
  EXPECT_EQ(residuals(ContingencyTable(2, 3, {1, 2, 3, 4, 5, 6})).family, "3 columns, holm");
  EXPECT_EQ(residuals(ContingencyTable(3, 3, {1, 2, 3, 4, 5, 6, 7, 8, 9})).family, "9 cells, holm");
  const Residuals two = residuals(ContingencyTable(2, 2, {1, 2, 3, 4}));
  EXPECT_EQ(two.family, "1 row, holm");
  for (const Residual& cell : two.cells) EXPECT_TRUE(close(cell.p_adjusted, two.at(0, 0).pvalue, 1e-14));
}

TEST(Residuals, AGroupOfNobodyHasNoTestAndIsNoPartOfTheFamily) {
  const Residuals without = residuals({{3, 10}, {5, 12}, {1, 9}});
  const Residuals with = residuals({{3, 10}, {0, 0}, {5, 12}, {1, 9}});
  for (std::size_t j = 0; j < 2; ++j) {
    EXPECT_EQ(with.at(1, j).status, Status::undefined);
    EXPECT_TRUE(std::isnan(with.at(1, j).pvalue) && std::isnan(with.at(1, j).p_adjusted));
    for (std::size_t i = 0; i < 3; ++i) {
      const Residual& cell = with.at(i == 0 ? 0 : i + 1, j);
      EXPECT_EQ(cell.status, Status::ok);
      EXPECT_EQ(cell.pvalue, without.at(i, j).pvalue);
      EXPECT_EQ(cell.p_adjusted, without.at(i, j).p_adjusted);
    }
  }
  // The first of three or the last, too.
  EXPECT_TRUE(std::isnan(residuals({{0, 0}, {5, 12}, {1, 9}}).at(0, 0).pvalue));
  EXPECT_TRUE(std::isnan(residuals({{5, 12}, {1, 9}, {0, 0}}).at(2, 1).pvalue));
}

TEST(Residuals, Edges) {
  const Residuals full = residuals({{5, 5}, {3, 3}});
  EXPECT_EQ(full.at(0, 0).status, Status::no_information);
  EXPECT_EQ(full.at(0, 0).pearson, 0.0);
  EXPECT_TRUE(std::isnan(full.at(0, 0).adjusted));
  EXPECT_EQ(full.at(0, 1).status, Status::undefined);
  EXPECT_TRUE(residuals(std::vector<Proportion>{}).cells.empty());
  EXPECT_EQ(support::refusal([] {
              return residuals({{1, 4}, {5, 4}}).cells;
            }),
            "ContingencyTable: groups[1].events is 5, but must be at most groups[1].total, which is 4");
}

}  // namespace
