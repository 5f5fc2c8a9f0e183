#include "equitable/detail/lanes_fisher_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "equitable/counts/table2x2.hpp"
#include "support/fisher_rules.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable::detail;
using equitable::Alternative;
using equitable::Count;
using equitable::Table2x2;
using support::describe;

constexpr auto& rules = support::fisher_rules;

struct Answer {
  std::vector<double> p;
  std::vector<std::uint8_t> redo;
};

/// `rows` at a time.
Answer answer(const std::vector<Table2x2>& tables, const FisherRule& rule, std::size_t rows = fisher_rows_at_once) {
  Answer found{std::vector<double>(tables.size()), std::vector<std::uint8_t>(tables.size())};
  std::vector<Count> columns[4];
  for (const Table2x2& t : tables) {
    columns[0].push_back(t.group.events);
    columns[1].push_back(t.group.total);
    columns[2].push_back(t.reference.events);
    columns[3].push_back(t.reference.total);
  }
  for (std::size_t row = 0; row < tables.size(); row += rows)
    fisher_lanes(&columns[0][row], &columns[1][row], &columns[2][row], &columns[3][row], std::min(rows, tables.size() - row),
                 rule, &found.p[row], &found.redo[row]);
  return found;
}

/// A column and each of its tables alone: the same bits, and the same tables left to the plain walk.
void expect_same_alone(const std::vector<Table2x2>& tables) {
  for (const FisherRule& rule : rules) {
    const Answer found = answer(tables, rule);
    for (std::size_t i = 0; i < tables.size(); ++i) {
      const double alone = fisher_of_one(tables[i].rates(), rule);
      ASSERT_EQ(std::isnan(alone), found.redo[i] != 0) << describe(tables[i]);
      ASSERT_TRUE(found.redo[i] != 0 || alone == found.p[i]) << describe(tables[i]) << " by weight " << rule.by_weight;
    }
  }
}

std::vector<Table2x2> random_tables(int each) {
  std::vector<Table2x2> tables;
  support::RandomTables random(44);
  for (const Count largest : {Count{60}, Count{2000}, Count{100000}, Count{60000000}})
    random.for_each(each, largest, [&tables](const Table2x2& t) { tables.push_back(t); });
  return tables;
}

TEST(LanesFisherRows, HaveTheBitsOfEachTableAlone) {
  std::vector<Table2x2> tables = random_tables(2000);
  support::for_each_table(9, [&tables](const Table2x2& t) { tables.push_back(t); });
  expect_same_alone(tables);
}

// The weights come below 1 in short strides, in long ones and where the one goes over into the other, side by side.
TEST(LanesFisherRows, HaveThemWhereverTheTurnFalls) {
  std::vector<Table2x2> tables;
  for (Count x = 0; x <= 160; ++x) {
    tables.push_back({{500 + x, 2000}, {660, 2000}});
    tables.push_back({{250 + x / 2, 1000}, {1000 - x, 3000}});
  }
  expect_same_alone(tables);
}

TEST(LanesFisherRows, AnyNumberAtATimeAndAnyOrder) {
  std::vector<Table2x2> tables = random_tables(60);
  for (const FisherRule& rule : rules) {
    const Answer whole = answer(tables, rule);
    for (const std::size_t rows : {1u, 31u, 32u, 33u, 65u, 100u}) {
      const Answer parts = answer(tables, rule, rows);
      for (std::size_t i = 0; i < tables.size(); ++i) {
        ASSERT_EQ(parts.redo[i], whole.redo[i]) << rows << " " << describe(tables[i]);
        ASSERT_TRUE(whole.redo[i] != 0 || parts.p[i] == whole.p[i]) << rows << " " << describe(tables[i]);
      }
    }
    std::reverse(tables.begin(), tables.end());
    const Answer reversed = answer(tables, rule);
    for (std::size_t i = 0, j = tables.size() - 1; i < tables.size(); ++i, --j)
      ASSERT_TRUE(whole.redo[j] != 0 || reversed.p[i] == whole.p[j]) << describe(tables[i]);
    std::reverse(tables.begin(), tables.end());
  }
}

TEST(LanesFisherRows, WhatTheWalkIsNotMadeForIsMarked) {
  const Count large = Count{1} << 26;
  const std::vector<Table2x2> tables{{{0, 5}, {0, 9}},         {{5, 5}, {9, 9}},     {{-1, 5}, {1, 5}},
                                     {{1, large}, {3, 7}},     {{3, 7}, {1, large}}, {{1600000, 3600000}, {2000000, 4000000}},
                                     {{400, 900}, {500, 1000}}};
  for (const FisherRule& rule : rules) {
    const Answer found = answer(tables, rule);
    for (std::size_t i = 0; i + 1 < tables.size(); ++i) EXPECT_EQ(found.redo[i], 1) << i;
    EXPECT_EQ(found.redo.back(), 0);
  }
}

}  // namespace
