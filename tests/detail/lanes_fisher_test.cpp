#include "equitable/detail/lanes_fisher.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "equitable/significance/conditional_exact.hpp"
#include "support/fisher_rules.hpp"
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

constexpr auto& rules = support::fisher_rules;

struct Answer {
  std::vector<double> p;
  std::vector<std::uint8_t> redo;
};

Answer answer(const std::vector<Table2x2>& tables, const FisherRule& rule) {
  Answer found{{}, {}};
  for (const Table2x2& t : tables) {
    found.p.push_back(fisher_of_one(t.rates(), rule));
    found.redo.push_back(std::isnan(found.p.back()));
  }
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

/// The ratios of a stride, by whole numbers.
template <int steps>
void expect_exact_ratios(double left1, double left2, double right1, double right2) {
  const LaneRatios<steps> found(left1, left2, right1, right2);
  LaneRatio<double> at(left1, left2, right1, right2);
  for (int step = 0; step < steps; ++step) {
    const auto of = [step](double cell, int sign) { return static_cast<Count>(cell) + sign * step; };
    EXPECT_EQ(found.top[step], static_cast<double>(of(left1, -1) * of(left2, -1)));
    EXPECT_EQ(found.bottom[step], static_cast<double>((of(right1, 1) + 1) * (of(right2, 1) + 1)));
    EXPECT_EQ(at.top, found.top[step]);
    EXPECT_EQ(at.bottom, found.bottom[step]);
    at.advance();
  }
}

TEST(LanesFisher, RatiosAreExact) {
  for (int power = 0; power <= 25; ++power)
    for (const double left2 : {0.0, 3.0, 33554431.0})
      for (const double right2 : {0.0, 4096.0, 33554432.0}) {
        const double cell = static_cast<double>(Count{1} << power);
        expect_exact_ratios<2 * half_short_stride>(cell, left2, cell - 1.0, right2);
        expect_exact_ratios<half_long_stride>(cell, left2, cell - 1.0, right2);
      }
}

template <int half>
void expect_equal_strides(const LaneWalk<lane_count>& walk, std::size_t i, double k, double scale) {
  const LaneWalk<1> alone{{walk.left1[i]}, {walk.left2[i]}, {walk.right1[i]}, {walk.right2[i]}};
  const LaneStride one = lane_stride<half>(alone, 0, k, scale), among = lane_stride<half>(walk, i, k, scale);
  EXPECT_EQ(one.last, among.last) << i << " " << k;
  EXPECT_EQ(one.sum, among.sum) << i << " " << k;
  EXPECT_EQ(one.top, among.top) << i << " " << k;
  EXPECT_EQ(one.bottom, among.bottom) << i << " " << k;
}

TEST(LanesFisher, AStrideAloneIsThatAmongOthers) {
  support::RandomTables random(43);
  for (int block = 0; block < 200; ++block) {
    LaneWalk<lane_count> walk;
    for (std::size_t i = 0; i < lane_count; ++i) {
      const auto cell = [&] { return static_cast<double>(random.between(0, Count{1} << random.between(0, 25))); };
      walk.left1[i] = cell(), walk.left2[i] = cell(), walk.right1[i] = cell(), walk.right2[i] = cell();
    }
    for (std::size_t i = 0; i < lane_count; ++i)
      for (const double k : {0.0, 8.0, 64.0}) {
        expect_equal_strides<half_short_stride>(walk, i, k, 1.0);
        expect_equal_strides<half_long_stride>(walk, i, k, 1.0);
        expect_equal_strides<half_long_stride>(walk, i, k, 0.7);
      }
  }
}

// Up to the turn, and beyond it, in short strides, in long ones and across the change from the one to the other.
TEST(LanesFisher, TheTurnMayFallOnAnyStep) {
  std::vector<Table2x2> tables;
  for (Count x = 0; x <= 160; ++x) {
    tables.push_back({{500 + x, 2000}, {660, 2000}});
    tables.push_back({{250 + x / 2, 1000}, {1000 - x, 3000}});
  }
  for (std::size_t rule = 0; rule < 2; ++rule) EXPECT_GT(expect_as_listed(tables, rules[rule], 4e-15), tables.size() - 5);
}

// Two walks of their own; ties are decided alike.
TEST(LanesFisher, IsThePlainWalkToRounding) {
  using Method = equitable::SignificanceMethod;
  std::vector<Table2x2> tables;
  support::for_each_table(8, [&tables](const Table2x2& t) { tables.push_back(t); });
  support::RandomTables random(45);
  for (const Count largest : {Count{300}, Count{20000}, Count{1000000}})
    random.for_each(1500, largest, [&tables](const Table2x2& t) { tables.push_back(t); });
  for (const Method method :
       {Method::fisher_minlike, Method::fisher_central, Method::fisher_midp_minlike, Method::fisher_midp_central})
    for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less})
      for (const Table2x2& t : tables) {
        const double plain = plain_conditional_p(t.rates(), method, alternative, 1.0);
        ASSERT_TRUE(close(conditional_p(t.rates(), method, alternative, 1.0), plain, 3e-14, 1e-299)) << describe(t);
      }
}

/// P two-sided by weight, its mid-p, and twice the smaller tail.
struct Exact {
  Table2x2 table;
  double by_weight, mid_p, central, error;
};

// By whole numbers of 700 bits in Python. The error allowed is that of the header.
TEST(LanesFisher, MeetsExactSums) {
  const Exact cases[] = {
      {{{30, 100}, {15, 85}}, 5.94140859903923148586e-2, 4.90967726461748601207e-2, 7.35551797881280868012e-2, 7e-16},
      {{{7, 40}, {7, 60}}, 5.57598149362697109031e-1, 4.76123041003024102118e-1, 5.90531904689199003657e-1, 7e-16},
      {{{596, 3842}, {207, 2386}}, 1.51181305039186515399e-15, 1.32410478652722682026e-15, 1.53992278111546332682e-15, 2.3e-15},
      {{{20, 400}, {60, 400}}, 2.84018384067755637826e-6, 1.82448505346952688250e-6, 2.84018384067755637826e-6, 1.4e-15},
      {{{12620, 50000}, {12000, 50000}}, 5.52042775501261653476e-6, 5.33434190335835813757e-6, 5.52042775501261653476e-6, 6e-15},
      {{{25800, 50000}, {25000, 50000}}, 4.32492680906087966287e-7, 4.18609043185188210334e-7, 4.32492680906087966287e-7, 7e-15},
      {{{27800, 50000}, {25000, 50000}},
       2.25309073953145081317e-70,
       2.02552240297583229274e-70,
       2.25309073953145081317e-70,
       1.6e-14},
      {{{30000, 50000}, {24450, 50000}},
       1.54820558782237102817e-272,
       1.26777546194444419143e-272,
       1.54820558782237102817e-272,
       1.6e-14},
      {{{31000, 70000}, {12000, 30000}},
       3.42866595743901037116e-36,
       3.28877308800278807517e-36,
       3.44966758914099784626e-36,
       1.6e-14},
      {{{1200, 200000}, {900, 200000}},
       5.64960764152671073845e-11,
       4.92674438955501726869e-11,
       5.64960764152671073845e-11,
       7e-15},
      {{{5000, 30000000}, {4500, 30000000}},
       3.03644842013873165659e-7,
       2.87950021036145598267e-7,
       3.03644842013873165659e-7,
       7e-15}};
  for (const Exact& each : cases) {
    EXPECT_TRUE(close(fisher_of_one(each.table.rates(), rules[0]), each.by_weight, each.error)) << describe(each.table);
    EXPECT_TRUE(close(fisher_of_one(each.table.rates(), rules[1]), each.mid_p, each.error)) << describe(each.table);
    EXPECT_TRUE(close(fisher_of_one(each.table.rates(), rules[2]), each.central, each.error)) << describe(each.table);
  }
}

TEST(LanesFisher, AllSmallTablesAreThoseOfTheList) {
  std::vector<Table2x2> tables;
  support::for_each_table(11, [&tables](const Table2x2& t) { tables.push_back(t); });
  std::size_t informative = 0;
  for (const Table2x2& t : tables) informative += t.events() > 0 && t.events() < t.total();
  for (const FisherRule& rule : rules) {
    const std::size_t answered = expect_as_listed(tables, rule, 2e-15);
    // Nothing but the mode of a mid-p by weight, and tables without information, goes back to the plain walk.
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
  for (const FisherRule& rule : rules) EXPECT_GT(expect_as_listed(tables, rule, 2e-14), tables.size() / 2);
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
  const std::vector<Table2x2> tables{{{0, 5}, {0, 9}},
                                     {{5, 5}, {9, 9}},
                                     {{1, large}, {3, 7}},
                                     {{3, 7}, {1, large}},
                                     {{1600000, 3600000}, {2000000, 4000000}},
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
