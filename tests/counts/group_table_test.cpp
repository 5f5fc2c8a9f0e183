#include "equitable/counts/group_table.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "support/compare.hpp"

namespace {

using namespace equitable;
using support::refusal;

GroupTable workforce() {
  GroupTable table;
  table.add("White", 596, 3842);
  table.add("Asian", 120, 1300);
  table.add("Black", 87, 1086);
  return table;
}

TEST(GroupTable, KeepsGroupsInTheOrderTheyWereAdded) {
  const GroupTable table = workforce();
  ASSERT_EQ(table.size(), 3U);
  EXPECT_EQ(table.label(0), "White");
  EXPECT_EQ(table.label(2), "Black");
  EXPECT_EQ(table.group(1).events, 120);
  EXPECT_EQ(table.group(1).total, 1300);
  EXPECT_EQ(table.find("Black"), 2U);
  EXPECT_THROW(static_cast<void>(table.label(3)), std::out_of_range);
  EXPECT_EQ(GroupTable().size(), 0U);
}

TEST(GroupTable, TheWholeIsTheSum) {
  EXPECT_EQ(workforce().whole().events, 803);
  EXPECT_EQ(workforce().whole().total, 6228);
  EXPECT_EQ(GroupTable().whole().total, 0);
}

TEST(GroupTable, ComparesAGroupWithAnotherOrWithEverybodyElse) {
  const Table2x2 pair = workforce().against("White", "Black");
  EXPECT_EQ(pair.group.events, 596);
  EXPECT_EQ(pair.reference.total, 1086);
  const Table2x2 rest = workforce().against_rest("Asian");
  EXPECT_EQ(rest.group.events, 120);
  EXPECT_EQ(rest.reference.events, 683);
  EXPECT_EQ(rest.reference.total, 4928);
}

TEST(GroupTable, RefusesATakenLabelAnUnknownLabelAndImpossibleCounts) {
  GroupTable table = workforce();
  const auto added = [&table](const char* label, Count events, Count total) {
    return refusal([&] {
      table.add(label, events, total);
      return 0;
    });
  };
  EXPECT_EQ(added("White", 1, 2), "GroupTable::add: label is \"White\", but must not occur twice");
  EXPECT_EQ(added("Mixed", 3, 2), "GroupTable::add: events is 3, but must be at most total, which is 2");
  EXPECT_EQ(table.size(), 3U) << "a refused group leaves no trace";
  EXPECT_EQ(refusal([&] { return table.find("BME"); }),
            "GroupTable::find: label is \"BME\", but must be one of: White, Asian, Black");
  EXPECT_EQ(refusal([&] { return table.against("White", "white"); }),
            "GroupTable::find: label is \"white\", but must be one of: White, Asian, Black");
}

}  // namespace
