#include "equitable/counts/columns.hpp"

#include <gtest/gtest.h>

#include <array>
#include <type_traits>

namespace {

using namespace equitable;

TEST(Columns, OwnNothingAndAreCopiedByValue) {
  static_assert(std::is_trivially_copyable_v<RateColumns> && std::is_aggregate_v<RateColumns>);
  static_assert(std::is_trivially_copyable_v<TableColumns> && std::is_aggregate_v<TableColumns>);
  static_assert(std::is_trivially_copyable_v<EstimateOutput> && std::is_aggregate_v<EstimateOutput>);
}

TEST(Columns, ARowIsReadAcrossTheFourColumns) {
  const std::array<Count, 2> events{1, 2};
  const std::array<Count, 2> total{3, 4};
  const std::array<Count, 2> reference_events{5, 6};
  const std::array<Count, 2> reference_total{7, 8};
  const TableColumns tables{events.data(), total.data(), reference_events.data(), reference_total.data(), 2};
  const Table2x2 row = tables.row(1);
  EXPECT_EQ(row.group.events, 2);
  EXPECT_EQ(row.group.total, 4);
  EXPECT_EQ(row.reference.events, 6);
  EXPECT_EQ(row.reference.total, 8);
}

TEST(Columns, AnEstimateIsWrittenToItsRowAndToNoOther) {
  std::array<double, 3> value{9, 9, 9};
  std::array<double, 3> lower = value;
  std::array<double, 3> upper = value;
  std::array<Status, 3> status{Status::undefined, Status::undefined, Status::undefined};
  const EstimateOutput output{value.data(), lower.data(), upper.data(), status.data()};
  output.set(1, Estimate{0.5, 0.25, 0.75, 0.95, "wilson", Status::ok});
  EXPECT_EQ(value, (std::array<double, 3>{9, 0.5, 9}));
  EXPECT_EQ(lower, (std::array<double, 3>{9, 0.25, 9}));
  EXPECT_EQ(upper, (std::array<double, 3>{9, 0.75, 9}));
  EXPECT_EQ(status[0], Status::undefined);
  EXPECT_EQ(status[1], Status::ok);
  EXPECT_EQ(status[2], Status::undefined);
}

TEST(Columns, ARowIsValidWhenBothItsGroupsAre) {
  EXPECT_TRUE(is_valid({{0, 0}, {1, 2}}));
  EXPECT_TRUE(is_valid({{max_count, max_count}, {0, max_count}}));
  EXPECT_FALSE(is_valid({{3, 2}, {1, 2}}));
  EXPECT_FALSE(is_valid({{1, 2}, {3, 2}}));
  EXPECT_FALSE(is_valid({{-1, 2}, {1, 2}}));
  EXPECT_FALSE(is_valid({{1, 2}, {0, max_count + 1}}));
}

}  // namespace
