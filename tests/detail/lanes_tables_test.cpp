#include "equitable/detail/lanes_tables.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using namespace equitable;
using namespace equitable::detail;

TEST(LanesTables, FourColumnsAreReadAndFilledUp) {
  std::vector<Count> x1, n1, x2, n2;
  for (Count i = 0; i < static_cast<Count>(lane_count); ++i) {
    x1.push_back(i);
    n1.push_back(50 + i);
    x2.push_back(2 * i);
    n2.push_back(100);
  }
  x2[5] = 101;
  for (std::size_t rows = 1; rows <= lane_count; ++rows) {
    LaneTables tables;
    load_tables(x1.data(), n1.data(), x2.data(), n2.data(), rows, tables);
    EXPECT_TRUE(tables.countable);
    for (std::size_t i = 0; i < lane_count; ++i) {
      const bool broken = i == 5 && rows > 5;
      EXPECT_EQ(tables.redo[i] != 0, broken);
      EXPECT_EQ(tables.x1[i], i < rows ? static_cast<double>(x1[i]) : 1.0);
      EXPECT_EQ(tables.n1[i], i < rows ? static_cast<double>(n1[i]) : 2.0);
      EXPECT_EQ(tables.x2[i], i < rows && !broken ? static_cast<double>(x2[i]) : 1.0);
      EXPECT_EQ(tables.n2[i], i < rows && !broken ? 100.0 : 2.0);
    }
  }
}

TEST(LanesTables, ProductsAreExactUpTo26Bits) {
  std::vector<Count> x(lane_count, 3);
  std::vector<Count> n(lane_count, 5);
  LaneTables tables;
  n[7] = (Count{1} << 26) - 1;
  load_tables(x.data(), n.data(), x.data(), n.data(), lane_count, tables);
  EXPECT_TRUE(tables.countable);
  n[7] = Count{1} << 26;
  load_tables(x.data(), n.data(), x.data(), n.data(), lane_count, tables);
  EXPECT_FALSE(tables.countable);
}

TEST(LanesTables, DifferencesOfProductsKeepTheLastDigit) {
  Lanes a, b, c, d, exact, small;
  for (std::size_t i = 0; i < lane_count; ++i) {
    a[i] = 0x1p52 + static_cast<double>(i);
    b[i] = 0x1p52 - 1.0;
    c[i] = 0x1p52 - 2.0;
    d[i] = 0x1p52 + 3.0;
  }
  lane_difference_of_products(a, b, c, d, false, exact);
  for (std::size_t i = 0; i < lane_count; ++i) {
    // (2^52+i)(2^52−1) − (2^52−2)(2^52+3) = (i−2) 2^52 − i + 6
    EXPECT_EQ(exact[i], (static_cast<double>(i) - 2.0) * 0x1p52 - static_cast<double>(i) + 6.0) << i;
    a[i] = static_cast<double>(i);
    b[i] = c[i] = d[i] = 3.0;
  }
  lane_difference_of_products(a, b, c, d, true, small);
  for (std::size_t i = 0; i < lane_count; ++i) EXPECT_EQ(small[i], 3.0 * static_cast<double>(i) - 9.0);
}

}  // namespace
