#include "equitable/detail/weight_walk.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;
using support::describe;

std::int64_t choose(Count n, Count k) {
  std::int64_t value = 1;
  for (Count i = 1; i <= k; ++i) value = value * (n - k + i) / i;
  return value;
}

// C(n1, j) C(n2, m − j) ψ^j over that of the observed table.
double relative_weight(const Table2x2& t, Count j, double odds_ratio) {
  const auto weight = [&](Count at) {
    return static_cast<double>(choose(t.group.total, at)) * static_cast<double>(choose(t.reference.total, t.events() - at));
  };
  return weight(j) / weight(t.a()) * std::pow(odds_ratio, static_cast<double>(j - t.a()));
}

TEST(WeightWalk, SumsAreThoseOfTheBinomialCoefficients) {
  for (const double odds_ratio : {1.0, 0.2, 9.0})
    support::for_each_table(11, [&](const Table2x2& t) {
      const Cells cells = cells_of(t.rates());
      for (const int direction : {1, -1}) {
        const auto room = static_cast<Count>(direction > 0 ? room_above(cells) : room_below(cells));
        double weight = 0.0, first = 0.0, second = 0.0;
        for (Count k = room; k >= 1; --k) {
          const double w = relative_weight(t, t.a() + direction * k, odds_ratio);
          const auto steps = static_cast<double>(k);
          weight += w, first += w * steps, second += w * steps * steps;
        }
        const SideSums sums =
            (direction > 0 ? WeightWalk::up(cells, odds_ratio) : WeightWalk::down(cells, odds_ratio)).beyond<true>();
        ASSERT_TRUE(close(sums.weight, weight, 2e-15)) << describe(t) << " " << odds_ratio;
        ASSERT_TRUE(close(sums.first, first, 4e-15)) << describe(t) << " " << odds_ratio;
        ASSERT_TRUE(close(sums.second, second, 4e-15)) << describe(t) << " " << odds_ratio;
      }
    });
}

TEST(WeightWalk, StepsOneByOneAndBackAgain) {
  const Table2x2 t{{3, 9}, {5, 11}};
  WeightWalk walk = WeightWalk::up(cells_of(t.rates()), 2.0);
  for (Count k = 1; k <= 5; ++k) {
    walk.advance();
    EXPECT_TRUE(close(walk.weight(), relative_weight(t, 3 + k, 2.0), 2e-15)) << k;
    EXPECT_EQ(walk.steps(), static_cast<double>(k));
  }
  EXPECT_EQ(walk.ratio(), 0.0);  // five of the reference's events can move, and have
  WeightWalk back = walk.back();
  for (Count k = 4; k >= 0; --k) {
    back.advance();
    EXPECT_TRUE(close(back.weight(), relative_weight(t, 3 + k, 2.0), 4e-15)) << k;
  }
}

}  // namespace
