#include "equitable/detail/lanes_fisher.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable::detail;
using equitable::Alternative;
using equitable::Count;
using equitable::Table2x2;
using support::close;
using support::describe;

/// Every table with the margins of one: its probability relative to the observed one, and how many more events the group has.
struct Neighbour {
  long double weight;
  Count shift;
};

/// By the ratios of neighbours, one by one, in long double.
std::vector<Neighbour> law_of(const Table2x2& t) {
  std::vector<Neighbour> law{{1.0L, 0}};
  for (const Count direction : {1, -1}) {
    long double weight = 1.0L;
    Count a = t.a(), b = t.b(), c = t.c(), d = t.d();
    for (Count shift = direction;; shift += direction) {
      const Count shrinking = direction > 0 ? std::min(b, c) : std::min(a, d);
      if (shrinking == 0) break;
      const auto ratio = [](Count s1, Count s2, Count g1, Count g2) {
        return static_cast<long double>(s1) * static_cast<long double>(s2) /
               (static_cast<long double>(g1 + 1) * static_cast<long double>(g2 + 1));
      };
      weight *= direction > 0 ? ratio(b, c, a, d) : ratio(a, d, b, c);
      a += direction, b -= direction, c -= direction, d += direction;
      law.push_back({weight, shift});
    }
  }
  return law;
}

/// The p-value from the list of all tables, two of which are as probable as each other to 1 part in 10^12. NaN where the observed
/// table is so far out that the sum overflows in long double.
long double by_list(const Table2x2& t, const FisherRule& rule) {
  constexpr long double tie = 1e-12L;
  long double total = 0.0L, less = 0.0L, greater = 0.0L, lighter = 0.0L, tied = 0.0L;
  for (const Neighbour& n : law_of(t)) {
    total += n.weight;
    if (n.shift < 0) less += n.weight;
    if (n.shift > 0) greater += n.weight;
    if (n.weight < 1.0L - tie)
      lighter += n.weight;
    else if (n.weight <= 1.0L + tie)
      tied += n.weight;
  }
  if (!(total < 1e290L * 1e290L)) return std::numeric_limits<long double>::quiet_NaN();
  const long double own = rule.mid_p ? 0.5L : 1.0L;
  if (rule.by_weight) return (lighter + own * tied) / total;
  const long double upper = (greater + own) / total;
  const long double lower = (less + own) / total;
  if (rule.alternative == Alternative::two_sided) return std::min(1.0L, 2.0L * std::min(upper, lower));
  return rule.alternative == Alternative::greater ? upper : lower;
}

constexpr FisherRule rules[] = {{true, false, Alternative::two_sided},  {true, true, Alternative::two_sided},
                                {false, false, Alternative::two_sided}, {false, true, Alternative::two_sided},
                                {false, false, Alternative::greater},   {false, false, Alternative::less},
                                {false, true, Alternative::greater},    {false, true, Alternative::less}};

struct Answer {
  std::vector<double> p;
  std::vector<std::uint8_t> redo;
};

Answer answer(const std::vector<Table2x2>& tables, const FisherRule& rule) {
  Answer found{std::vector<double>(tables.size()), std::vector<std::uint8_t>(tables.size())};
  std::vector<Count> columns[4];
  for (const Table2x2& t : tables) {
    columns[0].push_back(t.group.events);
    columns[1].push_back(t.group.total);
    columns[2].push_back(t.reference.events);
    columns[3].push_back(t.reference.total);
  }
  for (std::size_t row = 0; row < tables.size(); row += fisher_rows_at_once)
    fisher_lanes(&columns[0][row], &columns[1][row], &columns[2][row], &columns[3][row],
                 std::min(fisher_rows_at_once, tables.size() - row), rule, &found.p[row], &found.redo[row]);
  return found;
}

/// Compares with the list; gives back how many rows were answered.
std::size_t expect_as_listed(const std::vector<Table2x2>& tables, const FisherRule& rule, double relative) {
  const Answer found = answer(tables, rule);
  std::size_t answered = 0;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (found.redo[i] != 0) continue;
    ++answered;
    const long double listed = by_list(tables[i], rule);
    if (std::isnan(listed)) continue;
    if (listed < 1e-299L)
      EXPECT_LT(found.p[i], 1e-298) << describe(tables[i]);
    else
      EXPECT_TRUE(close(found.p[i], static_cast<double>(listed), relative))
          << describe(tables[i]) << " by weight " << rule.by_weight << " mid-p " << rule.mid_p;
    if (::testing::Test::HasFailure()) break;
  }
  return answered;
}

TEST(LanesFisher, RatiosAreExact) {
  LaneWalk walk;
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double cell = static_cast<double>(std::size_t{1} << (i % 26));
    walk.left1[i] = cell;
    walk.left2[i] = i % 3 == 0 ? 3.0 : cell - 1.0;
    walk.right1[i] = cell - 1.0;
    walk.right2[i] = static_cast<double>(i);
  }
  for (const double k : {0.0, 8.0, 4096.0})
    for (std::size_t i = 0; i < lane_count; ++i) {
      const LaneRatios found = lane_ratios(walk, i, k);
      for (int step = 0; step < lane_stride_steps; ++step) {
        const auto of = [&](double cell, double sign) { return static_cast<Count>(cell + sign * (k + step)); };
        EXPECT_EQ(found.top[step], static_cast<double>(of(walk.left1[i], -1.0) * of(walk.left2[i], -1.0)));
        EXPECT_EQ(found.bottom[step], static_cast<double>((of(walk.right1[i], 1.0) + 1) * (of(walk.right2[i], 1.0) + 1)));
      }
    }
}

TEST(LanesFisher, AllSmallTablesAreThoseOfTheList) {
  std::vector<Table2x2> tables;
  support::for_each_table(11, [&tables](const Table2x2& t) { tables.push_back(t); });
  std::size_t informative = 0;
  for (const Table2x2& t : tables) informative += t.events() > 0 && t.events() < t.total();
  for (const FisherRule& rule : rules) {
    const std::size_t answered = expect_as_listed(tables, rule, 2e-15);
    // Nothing but the mode of a mid-p by weight, and tables without information, goes back to the scalar function.
    if (rule.by_weight && rule.mid_p)
      EXPECT_GT(answered, informative / 2);
    else
      EXPECT_EQ(answered, informative);
  }
}

TEST(LanesFisher, LargeTablesAreThoseOfTheList) {
  support::RandomTables random(41);
  std::vector<Table2x2> tables;
  for (int i = 0; i < 3000; ++i) tables.push_back(random.table(i % 3 == 0 ? 100 : i % 3 == 1 ? 5000 : 200000));
  for (const FisherRule& rule : rules) EXPECT_GT(expect_as_listed(tables, rule, 3e-14), tables.size() / 2);
}

TEST(LanesFisher, GroupsOfEqualSizeAreTiedWithTheirMirrorImage) {
  std::vector<Table2x2> tables, mirrored;
  support::RandomTables random(42);
  for (int i = 0; i < 500; ++i) {
    const Count n = random.between(2, 3000);
    const Table2x2 t{{random.between(0, n), n}, {random.between(1, n - 1), n}};
    tables.push_back(t);
    mirrored.push_back({t.reference, t.group});
  }
  const Answer found = answer(tables, rules[0]), other = answer(mirrored, rules[0]);
  const Answer half = answer(tables, rules[1]);
  for (std::size_t i = 0; i < tables.size(); ++i) {
    ASSERT_TRUE(close(found.p[i], other.p[i], 1e-14)) << describe(tables[i]);
    if (half.redo[i] != 0 || found.redo[i] != 0 || tables[i].group.events == tables[i].reference.events || found.p[i] == 0.0)
      continue;
    // Half of the observed table and half of its mirror image.
    const double point = found.p[i] - half.p[i];
    long double total = 0.0L;
    for (const Neighbour& n : law_of(tables[i])) total += n.weight;
    ASSERT_NEAR(point, static_cast<double>(1.0L / total), 1e-14) << describe(tables[i]);
  }
}

TEST(LanesFisher, WhatTheWalkIsNotMadeForIsMarked) {
  const Count large = Count{1} << 26;
  const std::vector<Table2x2> tables{{{0, 5}, {0, 9}},         {{5, 5}, {9, 9}},     {{-1, 5}, {1, 5}},
                                     {{1, large}, {3, 7}},     {{3, 7}, {1, large}}, {{400000, 900000}, {500000, 1000000}},
                                     {{400, 900}, {500, 1000}}};
  for (const FisherRule& rule : rules) {
    const Answer found = answer(tables, rule);
    for (std::size_t i = 0; i + 1 < tables.size(); ++i) EXPECT_EQ(found.redo[i], 1) << i;
    EXPECT_EQ(found.redo.back(), 0);
  }
}

TEST(LanesFisher, OutOfSightIsZero) {
  const std::vector<Table2x2> tables{{{0, 100000}, {100000, 100000}}, {{9, 10}, {1, 10}}, {{100000, 100000}, {5, 100000}}};
  for (const FisherRule& rule : {rules[0], rules[1], rules[2]}) {
    const Answer found = answer(tables, rule);
    EXPECT_EQ(found.p[0], 0.0);
    EXPECT_EQ(found.p[2], 0.0);
    EXPECT_GT(found.p[1], 0.0);
    EXPECT_EQ(found.redo, std::vector<std::uint8_t>(3, 0));
  }
}

}  // namespace
