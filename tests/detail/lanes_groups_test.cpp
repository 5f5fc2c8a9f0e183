#include "equitable/detail/lanes_groups.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using equitable::Alternative;
using equitable::Count;
using equitable::Status;
using equitable::detail::GroupTables;
using equitable::detail::lane_count;
using equitable::detail::LaneGroups;
using equitable::detail::LaneMask;
using equitable::detail::Lanes;
using equitable::detail::most_lane_people;
using equitable::detail::read_lane_groups;

/// Tables one below the other.
struct Tables {
  std::vector<Count> events, totals;
  std::vector<std::size_t> offsets{0};

  void add(const std::vector<Count>& x, const std::vector<Count>& n) {
    events.insert(events.end(), x.begin(), x.end());
    totals.insert(totals.end(), n.begin(), n.end());
    offsets.push_back(events.size());
  }
  [[nodiscard]] GroupTables columns() const { return {events.data(), totals.data(), offsets.data()}; }
  [[nodiscard]] std::size_t size() const { return offsets.size() - 1; }
};

TEST(LanesGroups, ABlockHoldsItsTables) {
  support::RandomTables random(6);
  for (int round = 0; round < 400; ++round) {
    // As long as each other, or not quite; a whole block or part of one, from any table on.
    Tables tables;
    const Count longest = random.between(1, 32);
    const std::size_t rows = round % 3 == 0 ? lane_count : static_cast<std::size_t>(random.between(1, 31));
    for (std::size_t i = 0; i < rows + 2; ++i) {
      std::vector<Count> x, n;
      for (Count g = round % 2 == 0 ? longest : random.between((longest + 1) / 2, longest); g > 0; --g) {
        n.push_back(random.between(0, 9) == 0 ? 0 : random.total(most_lane_people));
        x.push_back(random.events(n.back()));
      }
      tables.add(x, n);
    }
    LaneGroups block;
    LaneMask redo{};
    ASSERT_TRUE(read_lane_groups(tables.columns(), 1, rows, block, redo));
    for (std::size_t i = 0; i < lane_count; ++i) {
      ASSERT_EQ(redo[i], 0U);
      const std::size_t begin = i < rows ? tables.offsets[i + 1] : 0;
      const std::size_t groups = i < rows ? tables.offsets[i + 2] - begin : 0;
      for (std::size_t g = 0; g < block.groups; ++g) {
        ASSERT_EQ(block.events[g][i], g < groups ? static_cast<double>(tables.events[begin + g]) : 0.0);
        ASSERT_EQ(block.totals[g][i], g < groups ? static_cast<double>(tables.totals[begin + g]) : 0.0);
      }
    }
  }
}

TEST(LanesGroups, BrokenRulesAreMarked) {
  Tables tables;
  tables.add({1, 2}, {5, 6});
  tables.add({1, -1}, {5, 6});
  tables.add({6, 2}, {5, 6});
  tables.add({0, 2}, {-3, 6});
  tables.add({1, 2}, {most_lane_people, 6});
  tables.add({1, 2}, {most_lane_people + 1, 6});
  LaneGroups block;
  LaneMask redo{};
  ASSERT_TRUE(read_lane_groups(tables.columns(), 0, tables.size(), block, redo));
  for (std::size_t i = 0; i < tables.size(); ++i) EXPECT_EQ(redo[i] != 0, i == 1 || i == 2 || i == 3 || i == 5) << i;
}

TEST(LanesGroups, BlocksNotWorthIt) {
  LaneGroups block;
  LaneMask redo{};
  Tables none;
  none.add({}, {});
  EXPECT_FALSE(read_lane_groups(none.columns(), 0, 1, block, redo));
  Tables many;
  many.add(std::vector<Count>(33, 1), std::vector<Count>(33, 2));
  EXPECT_FALSE(read_lane_groups(many.columns(), 0, 1, block, redo));
  Tables unlike;
  unlike.add(std::vector<Count>(20, 1), std::vector<Count>(20, 2));
  for (int i = 0; i < 5; ++i) unlike.add({1, 1}, {2, 2});
  EXPECT_FALSE(read_lane_groups(unlike.columns(), 0, 6, block, redo));  // 30 groups where 120 would be done
  EXPECT_TRUE(read_lane_groups(unlike.columns(), 1, 5, block, redo));
}

TEST(LanesGroups, StatusesAndTests) {
  using equitable::detail::lane_status;
  EXPECT_EQ(lane_status(0.0, 3.0, 4.0), static_cast<double>(Status::undefined));
  EXPECT_EQ(lane_status(1.0, 0.0, 4.0), static_cast<double>(Status::no_information));
  EXPECT_EQ(lane_status(1.0, 3.0, 0.0), static_cast<double>(Status::no_information));
  EXPECT_EQ(lane_status(1.0, 3.0, 4.0), 0.0);
  Lanes statistic, pvalue, df, status{};
  LaneMask redo{};
  for (std::size_t i = 0; i < lane_count; ++i) {
    statistic[i] = static_cast<double>(i) - 4.0;
    df[i] = 2.0;
  }
  equitable::detail::lane_normal_pvalues(statistic, Alternative::less, pvalue);
  status[1] = static_cast<double>(Status::undefined);
  redo[2] = 1;
  double of_statistic[8], of_pvalue[8], of_df[8];
  Status of_status[8];
  std::uint8_t of_redo[5];
  equitable::detail::write_lane_tests({of_statistic, of_pvalue, of_status, of_df, of_redo}, 3, 0, 5, statistic, pvalue, df,
                                      status, redo);
  EXPECT_TRUE(std::isnan(of_statistic[4]) && std::isnan(of_pvalue[4]) && std::isnan(of_df[4]));
  EXPECT_EQ(of_status[4], Status::undefined);
  EXPECT_EQ(of_status[3], Status::ok);
  EXPECT_EQ(of_statistic[7], 0.0);
  EXPECT_TRUE(support::close(of_pvalue[7], 0.5, 4e-16));
  EXPECT_TRUE(support::close(of_pvalue[6], 0.5 * std::erfc(std::sqrt(0.5)), 1e-15));
  EXPECT_EQ(of_df[7], 2.0);
  EXPECT_EQ(of_redo[2], 1);
  EXPECT_EQ(of_redo[1], 0);
}

}  // namespace
