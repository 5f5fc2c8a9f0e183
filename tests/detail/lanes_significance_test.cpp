#include "equitable/detail/lanes_significance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable::detail;
using equitable::Alternative;
using equitable::Count;
using equitable::Table2x2;
using support::close;

/// One block of tables without an empty cell.
struct Block {
  LaneTables t;
  LaneContrast contrast;
  Lanes z;
  LaneMask undefined{};
  std::vector<Table2x2> tables;

  Block() {
    support::RandomTables random(6);
    while (tables.size() < lane_count) {
      const Table2x2 table = random.table(tables.size() % 2 == 0 ? 200 : 200000000);
      if (table.a() * table.b() != 0 && table.c() * table.d() != 0) tables.push_back(table);
    }
    load();
  }
  void load() {
    Count columns[4][lane_count];
    for (std::size_t i = 0; i < lane_count; ++i) {
      columns[0][i] = tables[i].group.events;
      columns[1][i] = tables[i].group.total;
      columns[2][i] = tables[i].reference.events;
      columns[3][i] = tables[i].reference.total;
    }
    load_tables(columns[0], columns[1], columns[2], columns[3], lane_count, t);
    contrast_lanes(t, contrast);
  }
};

struct Cells {
  long double a, b, c, d, n1, n2, events, others, total;
  explicit Cells(const Table2x2& t)
      : a(static_cast<long double>(t.a())),
        b(static_cast<long double>(t.b())),
        c(static_cast<long double>(t.c())),
        d(static_cast<long double>(t.d())),
        n1(a + b),
        n2(c + d),
        events(a + c),
        others(b + d),
        total(n1 + n2) {}
  [[nodiscard]] long double pearson() const { return (a * d - b * c) * std::sqrt(total / (n1 * n2 * events * others)); }
};

TEST(LanesSignificance, StatisticsByTheirDefinitions) {
  Block block;
  const auto expect = [&block](const char* what, double relative, auto&& definition) {
    for (std::size_t i = 0; i < lane_count; ++i)
      EXPECT_TRUE(close(block.z[i], static_cast<double>(definition(Cells(block.tables[i]))), relative)) << what << " " << i;
  };
  pearson_lanes(block.t, block.contrast, false, block.z);
  expect("pearson", 1e-14, [](const Cells& x) { return x.pearson(); });
  pearson_lanes(block.t, block.contrast, true, block.z);
  expect("n - 1", 1e-14, [](const Cells& x) { return x.pearson() * std::sqrt((x.total - 1) / x.total); });
  unpooled_lanes(block.t, block.contrast, block.z);
  expect("unpooled", 1e-13, [](const Cells& x) {
    return (x.a * x.d - x.b * x.c) / (x.n1 * x.n2) /
           std::sqrt(x.a * x.b / (x.n1 * x.n1 * x.n1) + x.c * x.d / (x.n2 * x.n2 * x.n2));
  });
  log_ratio_lanes(block.t, block.contrast, block.z, block.undefined);
  expect("log ratio", 1e-14, [](const Cells& x) {
    const long double part = (x.a * x.n2 - x.c * x.n1) / (x.c * x.n1);
    return std::log1p(part) / std::sqrt(x.b / (x.a * x.n1) + x.d / (x.c * x.n2));
  });
  log_odds_ratio_lanes(block.t, block.contrast, block.z, block.undefined);
  expect("log odds ratio", 1e-14, [](const Cells& x) {
    return std::log1p((x.a * x.d - x.b * x.c) / (x.b * x.c)) / std::sqrt(1 / x.a + 1 / x.b + 1 / x.c + 1 / x.d);
  });
  for (const std::uint64_t mark : block.undefined) EXPECT_EQ(mark, 0u);
}

TEST(LanesSignificance, GAndItsWilliamsForm) {
  Block block;
  for (std::size_t i = 1; i < lane_count; i += 2)
    block.tables[i] = block.tables[i - 1].swapped();  // plain sums lose large counts
  block.load();
  Lanes williams;
  g_lanes(block.t, block.contrast, false, block.z);
  g_lanes(block.t, block.contrast, true, williams);
  for (std::size_t i = 0; i < lane_count; ++i) {
    const Cells x(block.tables[i]);
    const auto part = [&x](long double cell, long double row, long double column) {
      return cell * std::log(cell * x.total / (row * column));
    };
    const long double g =
        2 * (part(x.a, x.n1, x.events) + part(x.b, x.n1, x.others) + part(x.c, x.n2, x.events) + part(x.d, x.n2, x.others));
    const long double divisor =
        1 + (x.total / x.n1 + x.total / x.n2 - 1) * (x.total / x.events + x.total / x.others - 1) / (6 * x.total);
    EXPECT_NEAR(block.z[i] * block.z[i], static_cast<double>(g), 1e-13 * (1.0 + static_cast<double>(g))) << i;
    EXPECT_TRUE(close(williams[i] * williams[i] * static_cast<double>(divisor), block.z[i] * block.z[i], 1e-14)) << i;
    EXPECT_EQ(std::signbit(block.z[i]), x.a * x.d < x.b * x.c) << i;
  }
}

TEST(LanesSignificance, WhatHasNoAnswerIsMarked) {
  Block block;
  block.tables[3] = {{0, 5}, {0, 7}};
  block.tables[4] = {{5, 5}, {7, 7}};
  block.tables[5] = {{0, 5}, {3, 7}};
  block.tables[6] = {{5, 5}, {3, 7}};
  block.load();
  for (std::size_t i = 0; i < lane_count; ++i) EXPECT_EQ(block.t.redo[i] != 0, i == 3 || i == 4) << i;
  log_ratio_lanes(block.t, block.contrast, block.z, block.undefined);
  EXPECT_NE(block.undefined[5], 0u);
  EXPECT_EQ(block.undefined[6], 0u);
  log_odds_ratio_lanes(block.t, block.contrast, block.z, block.undefined);
  EXPECT_NE(block.undefined[5], 0u);
  EXPECT_NE(block.undefined[6], 0u);
  // Yates's statistic needs whole numbers.
  block.tables[7] = {{Count{1} << 40, Count{1} << 41}, {1, Count{1} << 30}};
  block.load();
  yates_lanes(block.t, block.contrast, block.z);
  EXPECT_NE(block.t.redo[7], 0u);
  EXPECT_EQ(block.t.redo[8], 0u);
}

TEST(LanesSignificance, TailsOfEachAlternative) {
  Lanes z, two, greater, less;
  LaneMask none{}, redo{};
  for (std::size_t i = 0; i < lane_count; ++i) z[i] = 0.3 * (static_cast<double>(i) - 15.0);
  tail_lanes(z, Alternative::two_sided, two, none, redo);
  tail_lanes(z, Alternative::greater, greater, none, redo);
  tail_lanes(z, Alternative::less, less, none, redo);
  for (std::size_t i = 0; i < lane_count; ++i) {
    EXPECT_TRUE(
        close(two[i], static_cast<double>(std::erfc(std::fabs(static_cast<long double>(z[i])) * std::sqrt(0.5L))), 2e-15));
    EXPECT_TRUE(
        close(greater[i], static_cast<double>(0.5L * std::erfc(static_cast<long double>(z[i]) * std::sqrt(0.5L))), 2e-15));
    EXPECT_TRUE(close(less[i], static_cast<double>(0.5L * std::erfc(-static_cast<long double>(z[i]) * std::sqrt(0.5L))), 2e-15));
    EXPECT_EQ(redo[i], 0u);
  }
  z[0] = 40.0;
  z[1] = -40.0;
  z[2] = equitable::not_a_number;
  none[2] = lane_mark(true);
  z[3] = equitable::not_a_number;
  tail_lanes(z, Alternative::two_sided, two, none, redo);
  for (std::size_t i = 0; i < lane_count; ++i) EXPECT_EQ(redo[i] != 0, i == 0 || i == 1 || i == 3) << i;
}

}  // namespace
