#include "equitable/disclosure/suppression.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <vector>

namespace {

using equitable::AdditiveRelation;
using equitable::CellFlag;
using equitable::Count;
using equitable::suppress;
using equitable::Suppression;
using equitable::SuppressionCell;
using equitable::ThresholdRule;

struct Model {
  std::vector<SuppressionCell> cells;
  std::vector<AdditiveRelation> relations;
};

// A table with its margins: every row and every column adds up, and so do both margins to the grand total.
Model table(const std::vector<std::vector<Count>>& inner) {
  const std::size_t rows = inner.size();
  const std::size_t columns = inner[0].size();
  Model model;
  const auto at = [columns](std::size_t row, std::size_t column) { return row * (columns + 1) + column; };
  for (std::size_t row = 0; row <= rows; ++row) {
    for (std::size_t column = 0; column <= columns; ++column) {
      Count count = 0;
      for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) {
          if ((row == rows || row == r) && (column == columns || column == c)) count += inner[r][c];
        }
      }
      model.cells.push_back({count});
    }
  }
  for (std::size_t row = 0; row <= rows; ++row) {
    AdditiveRelation relation{at(row, columns), {}};
    for (std::size_t column = 0; column < columns; ++column) relation.parts.push_back(at(row, column));
    model.relations.push_back(relation);
  }
  for (std::size_t column = 0; column <= columns; ++column) {
    AdditiveRelation relation{at(rows, column), {}};
    for (std::size_t row = 0; row < rows; ++row) relation.parts.push_back(at(row, column));
    model.relations.push_back(relation);
  }
  return model;
}

int hidden_members(const AdditiveRelation& relation, const Suppression& result) {
  int hidden = result.hidden[relation.total] != 0 ? 1 : 0;
  for (const std::size_t part : relation.parts) hidden += result.hidden[part] != 0 ? 1 : 0;
  return hidden;
}

// What a reader can work out by subtracting, again and again, without any knowledge of the code under test.
std::vector<bool> known_to_a_reader(const Model& model, const Suppression& result) {
  std::vector<bool> known(model.cells.size());
  for (std::size_t i = 0; i < known.size(); ++i) known[i] = result.hidden[i] == 0;
  for (bool more = true; more;) {
    more = false;
    for (const AdditiveRelation& relation : model.relations) {
      std::vector<std::size_t> members = relation.parts;
      members.push_back(relation.total);
      std::vector<std::size_t> unknown;
      for (const std::size_t member : members) {
        if (!known[member]) unknown.push_back(member);
      }
      if (unknown.size() == 1) {
        known[unknown[0]] = true;
        more = true;
      }
    }
  }
  return known;
}

TEST(Suppression, HandWorkedTable) {
  // The 3 is small: its row and its column are open. The cheapest cells that mend one are 12 (in the column) and 21 (in the row),
  // of which 12 comes first; it opens its own row. Next is 21, which opens its column. Now 26 mends one relation, 33 mends two:
  // 33 costs less for each.
  const Model model = table({{3, 21, 30}, {40, 26, 41}, {12, 33, 50}});
  const Suppression result = suppress(model.cells, model.relations);
  //  3h 21s  30  54
  // 40  26   41 107
  // 12s 33s  50  95
  // 55  80  121 256   (h by the rule, s to protect it)
  const std::vector<unsigned char> expected{1, 2, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0};
  EXPECT_EQ(result.hidden, expected);
  EXPECT_EQ(result.unmended, 0U);
}

TEST(Suppression, ATotalIsHiddenWhenItIsTheCheapestWayOut) {
  // events 4 of 40: complement 36 is not printed (cost 0), so nothing that is printed is lost.
  std::vector<SuppressionCell> cells{{40}, {4}, {36, CellFlag::free, false, 0}};
  const std::vector<AdditiveRelation> relations{{0, {1, 2}}};
  EXPECT_EQ(suppress(cells, relations).hidden, (std::vector<unsigned char>{0, 1, 2}));
  cells[2].cost = -1;
  EXPECT_EQ(suppress(cells, relations).hidden, (std::vector<unsigned char>{0, 1, 2}));
  cells[2].flag = CellFlag::fixed;
  EXPECT_EQ(suppress(cells, relations).hidden, (std::vector<unsigned char>{2, 1, 0}));
}

TEST(Suppression, WhatIsPublicStaysPublicUnlessTheRuleItselfHidesIt) {
  const std::vector<SuppressionCell> cells{{40, CellFlag::fixed}, {4, CellFlag::fixed}, {36, CellFlag::fixed}};
  const Suppression result = suppress(cells, {{0, {1, 2}}});
  EXPECT_EQ(result.hidden, (std::vector<unsigned char>{0, 1, 0}));
  EXPECT_EQ(result.unmended, 1U);
}

TEST(Suppression, StructuralZerosAreExempt) {
  const std::vector<SuppressionCell> cells{{0, CellFlag::fixed, true}, {0}, {25}};
  EXPECT_EQ(suppress(cells, {}).hidden, (std::vector<unsigned char>{0, 1, 0}));
}

TEST(Suppression, ACellWithheldBeforehandNeedsNoCount) {
  const std::vector<SuppressionCell> cells{{100}, {-1, CellFlag::hidden}, {60}, {30}};
  EXPECT_EQ(suppress(cells, {{0, {1, 2, 3}}}).hidden, (std::vector<unsigned char>{0, 1, 0, 2}));
}

TEST(Suppression, NoRuleHidesNothing) {
  const Model model = table({{0, 1}, {2, 3}});
  const Suppression result = suppress(model.cells, model.relations, equitable::no_threshold);
  EXPECT_EQ(std::count(result.hidden.begin(), result.hidden.end(), 0), 9);
}

TEST(Suppression, OnRandomTablesAReaderCanSubtractNothingOut) {
  std::mt19937 random(20220331);
  std::uniform_int_distribution<std::size_t> size(1, 5);
  std::uniform_int_distribution<Count> small(0, 12);
  std::uniform_int_distribution<Count> large(10, 400);
  int tables_with_something_hidden = 0;
  for (int repeat = 0; repeat < 3000; ++repeat) {
    std::vector<std::vector<Count>> inner(size(random), std::vector<Count>(size(random)));
    for (auto& row : inner) {
      for (auto& count : row) count = random() % 5 == 0 ? small(random) : large(random);
    }
    Model model = table(inner);
    const Suppression result = suppress(model.cells, model.relations);
    const ThresholdRule rule;
    for (std::size_t i = 0; i < model.cells.size(); ++i) {
      EXPECT_EQ(result.hidden[i] == 1, rule.withholds(model.cells[i].count));
    }
    for (const AdditiveRelation& relation : model.relations) ASSERT_NE(hidden_members(relation, result), 1);
    const std::vector<bool> known = known_to_a_reader(model, result);
    for (std::size_t i = 0; i < known.size(); ++i) ASSERT_EQ(known[i], result.hidden[i] == 0);
    EXPECT_EQ(result.unmended, 0U);
    tables_with_something_hidden += std::count(result.hidden.begin(), result.hidden.end(), 2) > 0 ? 1 : 0;

    // Idempotent: what was hidden, given as hidden, hides no more.
    for (std::size_t i = 0; i < model.cells.size(); ++i) {
      if (result.hidden[i] != 0) model.cells[i].flag = CellFlag::hidden;
    }
    const Suppression again = suppress(model.cells, model.relations);
    for (std::size_t i = 0; i < model.cells.size(); ++i) ASSERT_EQ(again.hidden[i] != 0, result.hidden[i] != 0);
  }
  EXPECT_GT(tables_with_something_hidden, 500);
}

TEST(Suppression, OrderOfCellsAndRelationsDoesNotMatter) {
  std::mt19937 random(7);
  int compared = 0;
  for (int repeat = 0; repeat < 400; ++repeat) {
    std::vector<std::vector<Count>> inner(3, std::vector<Count>(4));
    for (auto& row : inner) {
      for (auto& count : row) count = static_cast<Count>(random() % 5 == 0 ? random() % 10 : random() % 1000000);
    }
    const Model model = table(inner);
    std::vector<Count> counts;
    for (const auto& cell : model.cells) counts.push_back(cell.count);
    std::sort(counts.begin(), counts.end());
    if (std::adjacent_find(counts.begin(), counts.end()) != counts.end()) continue;
    ++compared;

    std::vector<std::size_t> place(model.cells.size());
    std::iota(place.begin(), place.end(), std::size_t{0});
    std::shuffle(place.begin(), place.end(), random);
    Model moved;
    moved.cells.resize(model.cells.size());
    for (std::size_t i = 0; i < place.size(); ++i) moved.cells[place[i]] = model.cells[i];
    for (const AdditiveRelation& relation : model.relations) {
      AdditiveRelation other{place[relation.total], {}};
      for (const std::size_t part : relation.parts) other.parts.push_back(place[part]);
      std::shuffle(other.parts.begin(), other.parts.end(), random);
      moved.relations.push_back(other);
    }
    std::shuffle(moved.relations.begin(), moved.relations.end(), random);
    const Suppression here = suppress(model.cells, model.relations);
    const Suppression there = suppress(moved.cells, moved.relations);
    for (std::size_t i = 0; i < place.size(); ++i) ASSERT_EQ(here.hidden[i], there.hidden[place[i]]);
  }
  EXPECT_GT(compared, 100);
}

TEST(Suppression, MistakesAreNamed) {
  const auto message = [](const std::vector<SuppressionCell>& cells, const std::vector<AdditiveRelation>& relations) {
    try {
      (void)suppress(cells, relations);
    } catch (const equitable::InvalidInput& error) {
      return std::string(error.what());
    }
    return std::string("no exception");
  };
  EXPECT_EQ(message({{5}, {-2}}, {}), "suppress: cells[1].count is -2, but must be 0 to 2^53");
  EXPECT_EQ(message({{5}, {5}}, {{0, {2}}}),
            "suppress: relations[0] is about cell 2, but must name one of the 2 cells, counted from 0");
  EXPECT_EQ(message({{5}, {5}}, {{0, {0}}}), "suppress: relations[0] is naming a cell twice, but must name each cell once");
  EXPECT_EQ(message({{50}, {20}, {29}}, {{0, {1, 2}}}),
            "suppress: relations[0] is off by -1, but must have a total that is the sum of its parts");
}

}  // namespace
