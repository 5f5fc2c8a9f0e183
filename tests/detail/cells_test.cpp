#include "equitable/detail/cells.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;
using support::describe;

TEST(Cells, MoveAlongTheSupportAtFixedMargins) {
  support::for_each_table(12, [](const Table2x2& t) {
    const Cells cells = cells_of(t.rates());
    const Cells lowest = moved(cells, -room_below(cells));
    const Cells highest = moved(cells, room_above(cells));
    ASSERT_TRUE(lowest.a == 0.0 || lowest.d == 0.0) << describe(t);
    ASSERT_TRUE(highest.b == 0.0 || highest.c == 0.0) << describe(t);
    for (const Cells& end : {lowest, highest}) {
      ASSERT_TRUE(end.a >= 0.0 && end.b >= 0.0 && end.c >= 0.0 && end.d >= 0.0) << describe(t);
      ASSERT_EQ(end.a + end.b, cells.a + cells.b) << describe(t);
      ASSERT_EQ(end.c + end.d, cells.c + cells.d) << describe(t);
      ASSERT_EQ(end.a + end.c, cells.a + cells.c) << describe(t);
    }
  });
}

TEST(Cells, ModeSolvesItsEquation) {
  for (const double odds_ratio : {1e-6, 0.3, 1.0, 4.0, 1e8})
    support::for_each_table(10, [&](const Table2x2& t) {
      const Cells c = cells_of(t.rates());
      const double y = mode_of(c, odds_ratio);
      const double events = c.a + c.c;
      const double left = odds_ratio * (c.a + c.b - y) * (events - y);
      const double right = y * (c.d - c.a + y);
      const double size = std::fmax(1.0, odds_ratio) * (c.a + c.b) * std::fmax(1.0, events);
      ASSERT_NEAR(left, right, 1e-13 * size) << describe(t) << " " << odds_ratio;
      ASSERT_GE(y, 0.0) << describe(t);
    });
}

TEST(Cells, ExcessIsExactWhereTheProductsNearlyCancel) {
  // b c − a d = (n + 1)(n − 1) − n² = −1 with n = 10^9: twenty digits cancel.
  const double n = 1e9;
  EXPECT_TRUE(close(relative_excess({n, n + 1.0, n - 1.0, n}, 1.0), -1e-18, 1e-15));
  EXPECT_EQ(relative_excess({3.0, 2.0, 6.0, 4.0}, 1.0), 0.0);
  EXPECT_EQ(relative_excess({3.0, 2.0, 6.0, 4.0}, 3.0), 2.0);
}

}  // namespace
