#include "equitable/detail/lanes_score.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "equitable/core/types.hpp"
#include "equitable/detail/lanes_difference.hpp"
#include "support/lane_blocks.hpp"
#include "support/score_limits.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;

using Long = long double;

// The score statistic from its definition, in 80 bits: restricted rates by bisection of the likelihood's slope in q2, then
// S/√(λV). Nothing of it is shared with the library.
struct Definition {
  Long x1, b, x2, d, lambda;

  Definition(const Table2x2& t, bool corrected)
      : x1(static_cast<Long>(t.a())), b(static_cast<Long>(t.b())), x2(static_cast<Long>(t.c())), d(static_cast<Long>(t.d())) {
    const Long total = x1 + b + x2 + d;
    lambda = corrected ? total / (total - 1) : 1;
  }
  [[nodiscard]] Long n1() const { return x1 + b; }
  [[nodiscard]] Long n2() const { return x2 + d; }

  template <class Slope>
  static Long root(Long low, Long high, const Slope& slope) {  // of a falling function
    for (int i = 0; i < 110; ++i) {
      const Long middle = (low + high) / 2;
      (slope(middle) > 0 ? low : high) = middle;
    }
    return (low + high) / 2;
  }
  static Long part(Long count, Long by) { return count == 0 ? 0 : count / by; }

  [[nodiscard]] Long ratio(Long phi) const {
    const Long q =
        root(0, phi > 1 ? 1 / phi : 1, [&](Long v) { return part(x1 + x2, v) - part(b * phi, 1 - phi * v) - part(d, 1 - v); });
    const Long variance = phi * q * (1 - phi * q) / n1() + phi * phi * q * (1 - q) / n2();
    return (x1 / n1() - phi * x2 / n2()) / std::sqrt(lambda * variance);
  }
  [[nodiscard]] Long difference(Long delta) const {
    const Long q = root(delta < 0 ? -delta : 0, delta > 0 ? 1 - delta : 1,
                        [&](Long v) { return part(x1, v + delta) - part(b, 1 - v - delta) + part(x2, v) - part(d, 1 - v); });
    const Long q1 = q + delta;
    return (x1 / n1() - x2 / n2() - delta) / std::sqrt(lambda * (q1 * (1 - q1) / n1() + q * (1 - q) / n2()));
  }
  // In the logit of q2, which gives q and 1 − q alike all their digits; x − nq from the smaller of both.
  [[nodiscard]] Long odds_ratio(Long psi) const {
    const Long shift = std::log(psi);
    const auto rate = [](Long w) { return 1 / (1 + std::exp(-w)); };
    const auto excess = [rate](Long with, Long without, Long w) {
      return w > 0 ? (with + without) * rate(-w) - without : with - (with + without) * rate(w);
    };
    const Long w = root(-60, 60, [&](Long v) { return excess(x1, b, v + shift) + excess(x2, d, v); });
    const Long v1 = n1() * rate(w + shift) * rate(-w - shift);
    const Long v2 = n2() * rate(w) * rate(-w);
    return excess(x1, b, w + shift) * std::sqrt((1 / v1 + 1 / v2) / lambda);
  }
};

struct Block {
  LaneTables tables;
  LaneEstimates found;

  explicit Block(const std::vector<Table2x2>& rows) {
    support::load(rows, tables);
    difference_lanes(tables, found);
  }
};

template <class Law>
void for_blocks(const Law& law) {
  support::for_each_block(5, 1500, law);
}

// The statistic lies on either side of z just before and just after the limit.
template <class Statistic>
void expect_crossing(const Table2x2& t, const Statistic& statistic, double limit, double reach, double z) {
  const auto at = static_cast<Long>(limit);
  const auto away = static_cast<Long>(reach);
  EXPECT_GT(statistic(at - away), static_cast<Long>(z)) << support::describe(t) << " " << limit;
  EXPECT_LT(statistic(at + away), static_cast<Long>(z)) << support::describe(t) << " " << limit;
}

constexpr double levels[] = {0.7, 1.959963984540054, 3.290526731491926, 6.0};
constexpr double part = 1e-15;  // of the limit, on either side of it: what 80 bits leave of the definition

TEST(LanesScore, LimitsOfTheRatioAreWhereTheScoreCrosses) {
  for (const double z : levels)
    for (const bool corrected : {false, true})
      for_blocks([&](const std::vector<Table2x2>& rows) {
        Block block(rows);
        ratio_score_lanes(block.tables, z, corrected, block.found);
        for (std::size_t i = 0; i < rows.size(); ++i) {
          const Definition law(rows[i], corrected);
          if (block.tables.redo[i] != 0) {
            EXPECT_TRUE(law.b == 0 || law.d == 0) << support::describe(rows[i]);
            continue;
          }
          const double lower = block.found.lower[i];
          const double upper = block.found.upper[i];
          if (law.x1 == 0) {
            EXPECT_EQ(lower, 0.0);
          } else {
            expect_crossing(
                rows[i], [&](Long phi) { return law.ratio(phi); }, lower, part * lower, z);
          }
          if (law.x2 == 0) {
            EXPECT_EQ(upper, infinity);
          } else {
            expect_crossing(
                rows[i], [&](Long phi) { return law.ratio(phi); }, upper, part * upper, -z);
          }
        }
      });
}

TEST(LanesScore, LimitsOfTheDifferenceAreWhereTheScoreCrosses) {
  for (const double z : levels)
    for (const bool corrected : {false, true})
      for_blocks([&](const std::vector<Table2x2>& rows) {
        Block block(rows);
        difference_score_lanes(block.tables, z, corrected, block.found);
        for (std::size_t i = 0; i < rows.size(); ++i) {
          const Definition law(rows[i], corrected);
          if (block.tables.redo[i] != 0) {
            EXPECT_TRUE(law.b == 0 || law.d == 0 || law.x1 == 0 || law.x2 == 0) << support::describe(rows[i]);
            continue;
          }
          const double lower = block.found.lower[i];
          const double upper = block.found.upper[i];
          const auto reach = [&](double limit) { return part * support::size_of_difference(limit, rows[i]); };
          const auto statistic = [&](Long delta) { return law.difference(delta); };
          if (law.x1 == 0 && law.d == 0) {
            EXPECT_EQ(lower, -1.0);
          } else if (lower > -1.0 + 2.0 * reach(lower)) {
            expect_crossing(rows[i], statistic, lower, reach(lower), z);
          }
          if (law.x2 == 0 && law.b == 0) {
            EXPECT_EQ(upper, 1.0);
          } else if (upper < 1.0 - 2.0 * reach(upper)) {
            expect_crossing(rows[i], statistic, upper, reach(upper), -z);
          }
        }
      });
}

TEST(LanesScore, LimitsOfTheOddsRatioAreWhereTheScoreCrosses) {
  for (const double z : levels)
    for (const bool corrected : {false, true})
      for_blocks([&](const std::vector<Table2x2>& rows) {
        Block block(rows);
        odds_ratio_score_lanes(block.tables, z, corrected, block.found);
        for (std::size_t i = 0; i < rows.size(); ++i) {
          const Definition law(rows[i], corrected);
          EXPECT_EQ(block.tables.redo[i], 0U) << support::describe(rows[i]);
          const double lower = block.found.lower[i];
          const double upper = block.found.upper[i];
          if (law.x1 == 0 || law.d == 0) {
            EXPECT_EQ(lower, 0.0);
          } else {
            expect_crossing(
                rows[i], [&](Long psi) { return law.odds_ratio(psi); }, lower, 2 * part * lower, z);
          }
          if (law.x2 == 0 || law.b == 0) {
            EXPECT_EQ(upper, infinity);
          } else {
            expect_crossing(
                rows[i], [&](Long psi) { return law.odds_ratio(psi); }, upper, 2 * part * upper, -z);
          }
        }
      });
}

TEST(LanesScore, LimitsAreWithinAUnitOfTheLastPlaceOfReferenceValues) {
  int settled = 0;
  const auto check = [&settled](const std::string& measure, const auto& kernel) {
    const auto law = [&](const Table2x2& t, double z, bool corrected, const support::ScoreLimit& lower,
                         const support::ScoreLimit& upper, const std::string& row) {
      Block block({t});
      kernel(block.tables, z, corrected, block.found);
      if (block.tables.redo[0] != 0) return;
      ++settled;
      EXPECT_TRUE(support::within_a_unit(block.found.lower[0], lower)) << row;
      EXPECT_TRUE(support::within_a_unit(block.found.upper[0], upper)) << row;
    };
    EXPECT_EQ(support::for_each_score_limit(measure, law), 196);
  };
  const auto ratio = [](LaneTables& t, double z, bool corrected, LaneEstimates& found) {
    ratio_score_lanes(t, z, corrected, found);
  };
  const auto difference = [](LaneTables& t, double z, bool corrected, LaneEstimates& found) {
    difference_score_lanes(t, z, corrected, found);
  };
  const auto odds_ratio = [](LaneTables& t, double z, bool corrected, LaneEstimates& found) {
    odds_ratio_score_lanes(t, z, corrected, found);
  };
  check("ratio", ratio);
  check("difference", difference);
  check("odds_ratio", odds_ratio);
  EXPECT_GT(settled, 3 * 196 * 3 / 4) << "rows that are left to the scalar function";
}

TEST(LanesScore, AlmostNoConfidenceIsLeftToTheScalarFunction) {
  for (const auto kernel : {&ratio_score_lanes, &odds_ratio_score_lanes}) {
    Block block({{{1, 2}, {1, 3}}, {{0, 1}, {1, 1}}});
    kernel(block.tables, 1e-26, true, block.found);
    for (std::size_t i = 0; i < lane_count; ++i) EXPECT_NE(block.tables.redo[i], 0U);
  }
}

TEST(LanesScore, ARowsBitsDoNotDependOnItsPlaceOrNeighbours) {
  const Table2x2 row{{7, 31}, {3, 44}};
  support::RandomTables random(5);
  double lower[3] = {};
  double upper[3] = {};
  for (std::size_t place = 0; place < lane_count; ++place) {
    std::vector<Table2x2> rows;
    for (std::size_t i = 0; i < lane_count; ++i) rows.push_back(i == place ? row : random.table(place % 2 == 0 ? 20 : max_count));
    Block ratio(rows), difference(rows), odds(rows);
    ratio_score_lanes(ratio.tables, 2.0, true, ratio.found);
    difference_score_lanes(difference.tables, 2.0, true, difference.found);
    odds_ratio_score_lanes(odds.tables, 2.0, true, odds.found);
    int which = 0;
    for (const Block* block : {&ratio, &difference, &odds}) {
      if (place == 0) {
        lower[which] = block->found.lower[0];
        upper[which] = block->found.upper[0];
      }
      EXPECT_EQ(block->found.lower[place], lower[which]);
      EXPECT_EQ(block->found.upper[place], upper[which]);
      EXPECT_EQ(block->tables.redo[place], 0U);
      ++which;
    }
  }
}

}  // namespace
