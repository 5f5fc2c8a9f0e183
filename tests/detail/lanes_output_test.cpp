#include "equitable/detail/lanes_output.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace {

using namespace equitable::detail;

TEST(LanesOutput, MarksChoose) {
  EXPECT_EQ(lane_mark(false), 0u);
  EXPECT_NE(lane_mark(true), 0u);
  EXPECT_EQ(lane_where(lane_mark(true), 1.5, 2.5), 1.5);
  EXPECT_EQ(lane_where(lane_mark(false), 1.5, 2.5), 2.5);
  // What is not chosen does not matter, not even NaN.
  const double none = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(lane_where(lane_mark(false), none, -0.25), -0.25);
  EXPECT_EQ(lane_where(lane_mark(true) & lane_mark(true), 3.0, none), 3.0);
}

TEST(LanesOutput, WritesTheRowsAskedForAndNoMore) {
  Lanes lanes;
  for (std::size_t i = 0; i < lane_count; ++i) lanes[i] = static_cast<double>(i) + 1.0;
  for (std::size_t rows = 0; rows <= lane_count; ++rows) {
    double column[lane_count + 1] = {};
    write_lanes(lanes, column, rows);
    for (std::size_t i = 0; i <= lane_count; ++i) EXPECT_EQ(column[i], i < rows ? lanes[i] : 0.0) << rows << " " << i;
  }
}

}  // namespace
