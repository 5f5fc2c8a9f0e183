#include "equitable/groups/shortfall.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::RandomTables;
using support::refusal;

constexpr ShortfallStandard standards[] = {ShortfallStandard::reference, ShortfallStandard::pooled, ShortfallStandard::best};

[[nodiscard]] ShortfallOptions at(ShortfallStandard standard, std::size_t reference = 0) {
  ShortfallOptions options;
  options.standard = standard;
  options.reference = reference;
  return options;
}

TEST(Shortfall, ByHand) {
  const Shortfall found = shortfall({{240, 3000}, {60, 1200}}, 1);
  EXPECT_TRUE(close(found.rate, 0.05));
  EXPECT_TRUE(close(found.standard_rate, 0.08));
  EXPECT_TRUE(close(found.people.value, 36.0));
  EXPECT_EQ(found.rounded, 36);
  EXPECT_EQ(found.to_close, 36);
  const Estimate gap = rate_difference(240, 3000, 60, 1200, {RateDifferenceMethod::miettinen_nurminen, Confidence{0.95}});
  EXPECT_TRUE(close(found.people.lower, 1200 * gap.lower, 1e-14));
  EXPECT_TRUE(close(found.people.upper, 1200 * gap.upper, 1e-14));
  EXPECT_EQ(found.lower, static_cast<Count>(std::floor(1200 * gap.lower)));
  EXPECT_EQ(found.upper, static_cast<Count>(std::ceil(1200 * gap.upper)));
  EXPECT_STREQ(found.people.method, "miettinen_nurminen");

  // 300 of 4200 in all: 1200 · 300/4200 − 60 = 25.71…; 26 more reach it.
  const Shortfall pooled = shortfall({{240, 3000}, {60, 1200}}, 1, at(ShortfallStandard::pooled));
  EXPECT_TRUE(close(pooled.people.value, 1200.0 * 300 / 4200 - 60, 1e-14));
  EXPECT_EQ(pooled.rounded, 26);
  EXPECT_EQ(pooled.to_close, 26);
  EXPECT_TRUE(close(pooled.people.upper, found.people.upper * 3000 / 4200, 1e-14));

  const Shortfall excess = shortfall({{240, 3000}, {60, 1200}}, 0, at(ShortfallStandard::reference, 1));
  EXPECT_TRUE(close(excess.people.value, -90.0));
  EXPECT_EQ(excess.rounded, -90);
  EXPECT_EQ(excess.to_close, 0);
  EXPECT_LT(excess.people.upper, 0.0);
  EXPECT_STREQ(name(ShortfallStandard::best), "best");
  const Shortfall from_table = shortfall(Table2x2{{60, 1200}, {240, 3000}});
  EXPECT_EQ(from_table.people.lower, found.people.lower);
}

// 5 people at a rate of 1/2, none with the outcome: 2.5 short, 3 by the nearest; with 5, 2.5 over, −3.
TEST(Shortfall, PeopleAreWhole) {
  EXPECT_EQ(shortfall({{1, 2}, {0, 5}}, 1).rounded, 3);
  EXPECT_EQ(shortfall({{1, 2}, {0, 5}}, 1).to_close, 3);
  EXPECT_EQ(shortfall({{1, 2}, {5, 5}}, 1).rounded, -3);
  EXPECT_EQ(shortfall({{1, 3}, {0, 4}}, 1).rounded, 1);  // 1.33
  EXPECT_EQ(shortfall({{1, 3}, {0, 4}}, 1).to_close, 2);
  EXPECT_EQ(shortfall({{1, 3}, {0, 3}}, 1).to_close, 1);  // exactly 1
  // Where doubles would lose it: the standard is one event in 2^53 − 9 short of one half.
  const Count half = max_count / 4;
  const Shortfall large = shortfall({{half, 2 * half}, {half - 7, 2 * half}}, 1);
  EXPECT_EQ(large.rounded, 7);
  EXPECT_EQ(large.to_close, 7);
  EXPECT_EQ(shortfall({{half, 2 * half - 1}, {half, 2 * half}}, 1).to_close, 1);  // one half of a person and a little more
}

// to_close against counting up, on all small tables.
TEST(Shortfall, ToCloseIsTheFirstThatReachesTheRate) {
  support::for_each_table(8, [](const Table2x2& t) {
    for (const ShortfallStandard standard : standards) {
      const Shortfall found = shortfall(t, at(standard));
      const Proportion all{t.events(), t.total()};
      const bool own_best = t.difference() >= 0.0;
      const Proportion aim = standard == ShortfallStandard::reference ? t.reference
                             : standard == ShortfallStandard::pooled  ? all
                             : own_best                               ? t.group
                                                                      : t.reference;
      Count more = 0;
      while ((t.group.events + more) * aim.total < aim.events * t.group.total) ++more;
      ASSERT_EQ(found.to_close, more) << support::describe(t) << ' ' << name(standard);
      ASSERT_TRUE(std::fabs(found.people.value - static_cast<double>(found.rounded)) <= 0.5 + 1e-12);
      ASSERT_TRUE(static_cast<double>(found.lower) <= found.people.lower &&
                  found.people.upper <= static_cast<double>(found.upper));
      ASSERT_TRUE(found.people.lower <= found.people.value && found.people.value <= found.people.upper);
      if (standard == ShortfallStandard::best) {
        ASSERT_TRUE(found.people.lower >= 0.0);
      }
    }
  });
}

TEST(Shortfall, PooledComesFromTheRest) {
  RandomTables random(51);
  for (int i = 0; i < 500; ++i) {
    std::vector<Proportion> groups;
    Proportion all;
    for (int k = 0; k < 5; ++k) {
      const Count n = random.total(100000);
      groups.push_back({random.between(0, n), n});
      all = {all.events + groups.back().events, all.total + n};
    }
    double sum = 0.0;
    for (std::size_t k = 0; k < groups.size(); ++k) {
      const Shortfall found = shortfall(groups, k, at(ShortfallStandard::pooled));
      const double expected = static_cast<double>(groups[k].total) * all.rate() - static_cast<double>(groups[k].events);
      EXPECT_TRUE(close(found.people.value, expected, 1e-11, 1e-14 * static_cast<double>(all.total)));
      sum += found.people.value;
    }
    EXPECT_TRUE(close(sum, 0.0, 0.0, 1e-14 * static_cast<double>(all.total)));  // what some lack, others have
  }
}

TEST(Shortfall, AgainstTheBest) {
  const std::vector<Proportion> groups{{240, 3000}, {60, 1200}, {50, 500}, {0, 0}, {9, 90}};
  const Shortfall found = shortfall(groups, 1, at(ShortfallStandard::best));
  EXPECT_EQ(found.standard, 2U);  // 10 %, the first of two equals
  EXPECT_TRUE(close(found.people.value, 60.0, 1e-13));
  EXPECT_EQ(found.rounded, 60);
  // Three others with people: each difference at 1 − 0.05/3.
  double lower = 0.0;
  double upper = 0.0;
  for (const std::size_t other : {0U, 2U, 4U}) {
    const Estimate gap = rate_difference(Table2x2{groups[other], groups[1]},
                                         {RateDifferenceMethod::miettinen_nurminen, Confidence{1.0 - 0.05 / 3}});
    lower = std::fmax(lower, 1200 * gap.lower);
    upper = std::fmax(upper, 1200 * gap.upper);
  }
  EXPECT_TRUE(close(found.people.lower, lower, 1e-11));
  EXPECT_TRUE(close(found.people.upper, upper, 1e-11));
  const Shortfall best = shortfall(groups, 2, at(ShortfallStandard::best));
  EXPECT_EQ(best.people.value, 0.0);
  EXPECT_EQ(best.people.lower, 0.0);
  EXPECT_GT(best.people.upper, 0.0);  // another group may be better
  EXPECT_EQ(best.standard, 2U);
  const Shortfall alone = shortfall({{0, 0}, {3, 9}}, 1, at(ShortfallStandard::best));
  EXPECT_EQ(alone.people.value, 0.0);
  EXPECT_EQ(alone.people.upper, 0.0);
  EXPECT_EQ(alone.people.status, Status::ok);
  // Two groups: the best is the reference when that is ahead.
  EXPECT_EQ(shortfall({{240, 3000}, {60, 1200}}, 1, at(ShortfallStandard::best)).people.upper,
            shortfall({{240, 3000}, {60, 1200}}, 1).people.upper);
}

TEST(Shortfall, Edges) {
  for (const ShortfallStandard standard : standards) {
    const Shortfall empty = shortfall({{3, 9}, {0, 0}}, 1, at(standard));
    EXPECT_EQ(empty.people.status, Status::undefined) << name(standard);
    EXPECT_TRUE(std::isnan(empty.people.value));
    EXPECT_EQ(empty.rounded, 0);
    const Shortfall none = shortfall({{0, 9}, {0, 7}}, 1, at(standard));
    EXPECT_EQ(none.people.value, 0.0);
    EXPECT_EQ(none.to_close, 0);
    EXPECT_GT(none.people.upper, 0.0);
    const Shortfall all = shortfall({{9, 9}, {7, 7}}, 1, at(standard));
    EXPECT_EQ(all.people.value, 0.0);
    EXPECT_LE(all.people.lower, 0.0);
  }
  EXPECT_EQ(shortfall({{0, 0}, {3, 9}}, 1).people.status, Status::undefined);
  EXPECT_EQ(shortfall({{3, 9}}, 0, at(ShortfallStandard::pooled)).people.status, Status::undefined);
  EXPECT_EQ(refusal([] {
              return shortfall({{3, 9}}, 1).rate;
            }),
            "shortfall: group is 1, but must be below the number of groups, which is 1");
  EXPECT_EQ(refusal([] { return shortfall({{3, 9}, {1, 2}}, 0).rate; }), "shortfall: reference is 0, but must be another group");
  EXPECT_EQ(refusal([] {
              return shortfall({{3, 9}, {3, 2}}, 1).rate;
            }),
            "shortfall: groups[1].events is 3, but must be at most groups[1].total, which is 2");
  EXPECT_NE(refusal([] { return shortfall({{3, 9}, {1, 2}}, 0, at(ShortfallStandard::reference, 2)).rate; }), "accepted");
  EXPECT_NE(refusal([] { return shortfall({{3, max_count}, {1, 2}}, 0, at(ShortfallStandard::pooled)).rate; }), "accepted");
}

}  // namespace
