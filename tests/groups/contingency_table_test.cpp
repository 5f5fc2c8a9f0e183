#include "equitable/groups/contingency_table.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "support/compare.hpp"

namespace {

using equitable::ContingencyTable;
using equitable::Count;
using equitable::Proportion;

TEST(ContingencyTable, AddsUp) {
  const ContingencyTable table(2, 3, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(table.cell(1, 0), 4);
  EXPECT_EQ(table.row_total(0), 6);
  EXPECT_EQ(table.column_total(2), 9);
  EXPECT_EQ(table.total(), 21);
  const ContingencyTable turned = table.transposed();
  EXPECT_EQ(turned.rows(), 3U);
  EXPECT_EQ(turned.cell(0, 1), 4);
  EXPECT_EQ(turned.row_total(2), 9);
}

TEST(ContingencyTable, HoldsGroups) {
  const ContingencyTable table(std::vector<Proportion>{{3, 8}, {0, 0}, {5, 5}});
  EXPECT_EQ(table.rows(), 3U);
  EXPECT_EQ(table.columns(), 2U);
  EXPECT_EQ(table.cell(0, 1), 5);
  EXPECT_EQ(table.column_total(0), 8);
  const ContingencyTable full = table.without_empty();
  EXPECT_EQ(full.rows(), 2U);
  EXPECT_EQ(full.cell(1, 0), 5);
}

TEST(ContingencyTable, LeavesOutWhatIsEmpty) {
  const ContingencyTable table(3, 3, {1, 0, 2, 0, 0, 0, 3, 0, 0});
  const ContingencyTable full = table.without_empty();
  EXPECT_EQ(full.rows(), 2U);
  EXPECT_EQ(full.columns(), 2U);
  EXPECT_EQ(full.cell(0, 1), 2);
  EXPECT_EQ(full.total(), 6);
  EXPECT_EQ(ContingencyTable(0, 0, {}).total(), 0);
  EXPECT_EQ(ContingencyTable(2, 2, {0, 0, 0, 0}).without_empty().rows(), 0U);
}

TEST(ContingencyTable, NamesTheMistake) {
  EXPECT_EQ(support::refusal([] {
              return ContingencyTable(2, 2, {1, 2, 3});
            }),
            "ContingencyTable: the number of cells is 3, but must be rows * columns, which is 2 * 2");
  EXPECT_EQ(support::refusal([] {
              return ContingencyTable(2, 2, {1, 2, -3, 4});
            }),
            "ContingencyTable: cells[2] is -3, but must be 0 or more");
  EXPECT_EQ(support::refusal([] {
              return ContingencyTable(std::vector<Proportion>{{1, 2}, {3, 2}});
            }),
            "ContingencyTable: groups[1].events is 3, but must be at most groups[1].total, which is 2");
  constexpr Count most = equitable::max_count;
  EXPECT_EQ(support::refusal([] {
              return ContingencyTable(1, 2, {most, 1});
            }),
            "ContingencyTable: cells[1] is 1, but must keep the whole table to at most 2^53 people");
  EXPECT_EQ(ContingencyTable(1, 2, {most - 1, 1}).total(), most);
}

}  // namespace
