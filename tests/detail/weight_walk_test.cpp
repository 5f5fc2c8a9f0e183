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

/// The same sums one weight at a time in long double, up to where the weights are 1e-25 of the sum.
struct LongSums {
  long double weight = 0, first = 0, second = 0;
};
LongSums one_by_one(Cells t, double odds_ratio, bool up) {
  LongSums sums;
  long double w = 1;
  for (long double k = 1;; k += 1) {
    const long double inner = static_cast<long double>(up ? t.b : t.a) - (k - 1);
    const long double other = static_cast<long double>(up ? t.c : t.d) - (k - 1);
    if (inner <= 0 || other <= 0) return sums;
    const long double outer = static_cast<long double>(up ? t.a : t.b) + k;
    const long double opposite = static_cast<long double>(up ? t.d : t.c) + k;
    const long double ratio = inner * other / (outer * opposite);
    w *= up ? ratio * static_cast<long double>(odds_ratio) : ratio / static_cast<long double>(odds_ratio);
    sums.weight += w, sums.first += w * k, sums.second += w * k * k;
    if (w < 1e-25L * sums.weight &&
        ratio * (up ? static_cast<long double>(odds_ratio) : 1 / static_cast<long double>(odds_ratio)) < 0.9999L)
      return sums;
  }
}

TEST(WeightWalk, LongWalksGoInStridesAndAddUpToTheSame) {
  support::RandomTables random(31);
  int finite = 0;
  for (const double odds_ratio : {1.0, 1.0, 0.3, 7.0, 1e-40, 1e35})
    random.for_each(400, 60000, [&](const Table2x2& t) {
      const Cells cells = cells_of(t.rates());
      for (const bool up : {true, false}) {
        const LongSums exact = one_by_one(cells, odds_ratio, up);
        const SideSums sums = (up ? WeightWalk::up(cells, odds_ratio) : WeightWalk::down(cells, odds_ratio)).beyond<true>();
        if (exact.weight > 1e305L) {
          EXPECT_TRUE(std::isinf(sums.weight)) << describe(t);
          continue;
        }
        if (exact.second > 1e290L) continue;  // near the end of the doubles
        const double tolerance = 1e-13;       // some hundreds of steps with two to four roundings each
        EXPECT_TRUE(close(sums.weight, static_cast<double>(exact.weight), tolerance, 1e-290)) << describe(t) << " " << odds_ratio;
        EXPECT_TRUE(close(sums.first, static_cast<double>(exact.first), tolerance, 1e-290)) << describe(t) << " " << odds_ratio;
        EXPECT_TRUE(close(sums.second, static_cast<double>(exact.second), tolerance, 1e-290)) << describe(t) << " " << odds_ratio;
        const SideSums plain = (up ? WeightWalk::up(cells, odds_ratio) : WeightWalk::down(cells, odds_ratio)).beyond<false>();
        EXPECT_TRUE(close(plain.weight, sums.weight, 1e-15, 1e-290)) << describe(t);
        ++finite;
      }
    });
  EXPECT_GT(finite, 3000);
}

TEST(WeightWalk, StopsAtTheFirstWeightThatIsNoLargerAnyMore) {
  support::RandomTables random(32);
  int tried = 0;
  for (const double odds_ratio : {1.0, 2.5})
    random.for_each(1500, 30000, [&](const Table2x2& t) {
      const Cells cells = cells_of(t.rates());
      for (const bool up : {true, false}) {
        WeightWalk slow = up ? WeightWalk::up(cells, odds_ratio) : WeightWalk::down(cells, odds_ratio);
        WeightWalk fast = slow;
        slow.advance();
        if (!(slow.weight() > 1.0 + 1e-9)) continue;
        double sum = 0.0;
        for (; slow.weight() > 1.0 + 1e-10 && sum < 1e300; slow.advance()) sum += slow.weight();
        const double found = fast.next_above(1.0 + 1e-10);
        if (!(sum < 1e300)) continue;
        EXPECT_TRUE(close(found, sum, 1e-13)) << describe(t);
        EXPECT_EQ(fast.steps(), slow.steps()) << describe(t);
        EXPECT_TRUE(close(fast.weight(), slow.weight(), 1e-13)) << describe(t);
        ++tried;
      }
    });
  EXPECT_GT(tried, 600);
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
