#include "equitable/detail/lanes_skewed.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "equitable/comparison/skewness_corrected.hpp"
#include "equitable/detail/normal.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/lane_blocks.hpp"
#include "support/score_limits.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;
using support::describe;
using support::identical;

constexpr Measure every_measure[] = {Measure::ratio, Measure::difference, Measure::odds_ratio};

void kernel(Measure measure, LaneTables& block, double z, LaneEstimates& found) {
  switch (measure) {
    case Measure::ratio: return ratio_skewed_lanes(block, z, found);
    case Measure::difference: return difference_skewed_lanes(block, z, found);
    case Measure::odds_ratio: return odds_ratio_skewed_lanes(block, z, found);
  }
}

/// The plain search in the contrast.
Interval search(Measure measure, const TwoRates& r, double z) {
  switch (measure) {
    case Measure::ratio: return ratio_skewness_corrected_search(r, z);
    case Measure::difference: return difference_skewness_corrected_search(r, z);
    case Measure::odds_ratio: break;
  }
  return odds_ratio_skewness_corrected_search(r, z);
}

/// The function of one table.
Interval scalar(Measure measure, const TwoRates& r, double z) {
  const Level level{normal_upper_tail(z), z};
  switch (measure) {
    case Measure::ratio: return ratio_skewness_corrected_limits(r, level);
    case Measure::difference: return difference_skewness_corrected_limits(r, level);
    case Measure::odds_ratio: break;
  }
  return odds_ratio_skewness_corrected_limits(r, level);
}

/// Limits of one table; NaN where the kernel leaves it to the scalar function.
Interval limits(Measure measure, const Table2x2& t, double z) {
  LaneTables block;
  LaneEstimates found;
  support::load({t}, block);
  kernel(measure, block, z, found);
  return block.redo[0] != 0 ? Interval{not_a_number, not_a_number} : Interval{found.lower[0], found.upper[0]};
}

double size_of(Measure measure, double limit, const Table2x2& t) {
  return measure == Measure::difference ? std::fmax(std::fabs(limit), std::fmax(t.group.rate(), t.reference.rate()))
                                        : std::fabs(limit);
}

// Wherever the kernel answers it has found the root that the search finds by walking outwards, and the function of one table has its
// bits; elsewhere it has those of the search.
struct Tried {
  int tables = 0, left = 0;
};

Tried compare(Measure measure, double z, const std::vector<Table2x2>& rows) {
  LaneTables block;
  LaneEstimates found;
  support::load(rows, block);
  kernel(measure, block, z, found);
  Tried tried;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ++tried.tables;
    const Interval expected = search(measure, rows[i].rates(), z);
    const Interval alone = scalar(measure, rows[i].rates(), z);
    const bool left = block.redo[i] != 0;
    EXPECT_TRUE(identical(alone.lower, left ? expected.lower : found.lower[i])) << describe(rows[i]) << " z " << z;
    EXPECT_TRUE(identical(alone.upper, left ? expected.upper : found.upper[i])) << describe(rows[i]) << " z " << z;
    if (left) {
      ++tried.left;
      continue;
    }
    const auto same = [&](double limit, double wanted) {
      return limit == wanted || std::fabs(limit - wanted) <= 5e-14 * size_of(measure, wanted, rows[i]);
    };
    EXPECT_TRUE(same(found.lower[i], expected.lower)) << describe(rows[i]) << " z " << z << " " << found.lower[i];
    EXPECT_TRUE(same(found.upper[i], expected.upper)) << describe(rows[i]) << " z " << z << " " << found.upper[i];
  }
  return tried;
}

TEST(LanesSkewed, LimitsAreThoseOfTheSearchAndFewRowsAreLeftToIt) {
  for (const Measure measure : every_measure)
    for (const double z : {1.0, 1.2815515655446004, 1.959963984540054, 2.5758293035489004, 3.090232306167813, 3.6}) {
      Tried all;
      support::for_each_block(7, 6400, [&](const std::vector<Table2x2>& rows) {
        const Tried tried = compare(measure, z, rows);
        all.tables += tried.tables;
        all.left += tried.left;
      });
      // Every second table of these has a count at an edge, and beyond 99 % one event is scarcely enough.
      EXPECT_LE(all.left, all.tables / (z < 2.0 ? 4 : 2)) << z;
    }
}

// Few events against many, where the corrected score has humps: rates at an edge, nearly there, or of single persons.
TEST(LanesSkewed, FewAgainstManyAreThoseOfTheSearchToo) {
  support::RandomTables random(31);
  std::vector<Table2x2> rows;
  for (int k = 0; k < 12800; ++k) {
    const auto rate = [&] {
      const Count n = random.total(random.between(0, 1) == 0 ? 300 : 2000000);
      const Count few = random.between(0, n < 3 ? n : 3);
      return random.between(0, 2) == 0   ? Proportion{n - few, n}
             : random.between(0, 1) == 0 ? Proportion{few, n}
                                         : Proportion{random.events(n), n};
    };
    rows.push_back({rate(), rate()});
    if (rows.size() < lane_count) continue;
    const double z = k % 3 == 0 ? 1.644853626951472 : k % 3 == 1 ? 2.5758293035489 : 3.3;
    for (const Measure measure : every_measure) compare(measure, z, rows);
    rows.clear();
  }
}

// Found by comparison with the search: the score falls again beyond where 19 of 19 leave 100 %.
TEST(LanesSkewed, TheFarthestOfSeveralRootsIsFoundBesideAnEdge) {
  for (const Table2x2& t : {Table2x2{{19, 19}, {1451, 4847}}, Table2x2{{19, 19}, {240, 242}}, Table2x2{{1, 145}, {0, 10}},
                            Table2x2{{1240, 1375}, {0, 17}}, Table2x2{{4895, 14108}, {0, 34}}, Table2x2{{5, 56}, {0, 29}}})
    for (const double z : {1.644853626951472, 1.959963984540054, 2.5758293035489, 3.090232306167813, 3.6}) {
      const Interval found = limits(Measure::difference, t, z);
      if (std::isnan(found.lower)) continue;
      const Interval expected = search(Measure::difference, t.rates(), z);
      EXPECT_TRUE(close(found.lower, expected.lower, 1e-13)) << describe(t) << " z " << z;
      EXPECT_TRUE(close(found.upper, expected.upper, 1e-13)) << describe(t) << " z " << z;
    }
}

int golden(const char* file, Measure measure) {
  const support::Csv reference(std::string("reference/") + file);
  int answered = 0;
  for (const support::Row& row : reference.rows()) {
    if (row.text("method") != "scas") continue;
    const Table2x2 t{{row.count("events"), row.count("total")}, {row.count("reference_events"), row.count("reference_total")}};
    const Interval at = limits(measure, t, two_sided_level(Confidence(row.number("confidence_level"))).z);
    if (std::isnan(at.lower)) continue;
    const double absolute = measure == Measure::difference ? 1e-15 : 0.0;
    EXPECT_TRUE(close(at.lower, row.number("lower"), 1e-13, absolute)) << row.all();
    EXPECT_TRUE(close(at.upper, row.number("upper"), 1e-13, absolute)) << row.all();
    ++answered;
  }
  return answered;
}

TEST(LanesSkewed, LimitsAgreeWithTheReferenceValues) {
  EXPECT_GE(golden("relative_likelihood.csv", Measure::ratio), 200);
  EXPECT_GE(golden("rate_difference.csv", Measure::difference), 200);
  EXPECT_GE(golden("odds_ratio.csv", Measure::odds_ratio), 200);
}

// By mpmath: a difference is the double next to the exact limit or beside it, a factor within 4e-15, and what the kernel leaves to the
// search within 2e-14.
TEST(LanesSkewed, LimitsAreTheExactOnesToTheLastPlaces) {
  const support::Csv reference("reference/skewness_limits.csv");
  int settled = 0;
  for (const support::Row& row : reference.rows()) {
    const Table2x2 t{{row.count("x1"), row.count("n1")}, {row.count("x2"), row.count("n2")}};
    const double z = row.number("z");
    for (const Measure measure : every_measure) {
      const std::string measured = name(measure);
      const double lower = row.number(measured + "_lower"), upper = row.number(measured + "_upper");
      const Interval lanes = limits(measure, t, z);
      const Interval alone = scalar(measure, t.rates(), z);
      const bool left = std::isnan(lanes.lower);
      const auto same = [&](double found, double exact) {
        if (!std::isfinite(exact)) return found == exact;
        const double size = size_of(measure, exact, t);
        const double part = left ? 2e-14 * size : measure == Measure::difference ? support::last_place(size) : 4e-15 * size;
        return std::fabs(found - exact) <= part;
      };
      EXPECT_TRUE(same(alone.lower, lower)) << row.all() << " " << measured << " " << alone.lower;
      EXPECT_TRUE(same(alone.upper, upper)) << row.all() << " " << measured << " " << alone.upper;
      settled += left ? 0 : 1;
    }
  }
  EXPECT_EQ(reference.rows().size(), 59U);
  EXPECT_GE(settled, 100);
}

TEST(LanesSkewed, LimitsSolveTheCorrectedScoreInTheContrast) {
  constexpr double z = 1.959963984540054;
  for (const Measure measure : every_measure)
    support::for_each_block(6, 1600, [&](const std::vector<Table2x2>& rows) {
      LaneTables block;
      LaneEstimates found;
      support::load(rows, block);
      kernel(measure, block, z, found);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const double limit = found.lower[i];
        const bool inside = measure == Measure::difference ? std::fabs(limit) < 1.0 : limit > 0.0 && std::isfinite(limit);
        if (block.redo[i] != 0 || !inside) continue;
        const TwoRates r = rows[i].rates();
        const ScoreMoments moments = score_moments(r, measure, limit);
        EXPECT_NEAR(skewed_excess(moments, variance_correction(r), z), 0.0, 1e-11) << describe(rows[i]);
      }
    });
}

TEST(LanesSkewed, LevelsInUse) {
  EXPECT_TRUE(usual_for_skewed_lanes(1.959963984540054));
  EXPECT_FALSE(usual_for_skewed_lanes(0.99));
  EXPECT_FALSE(usual_for_skewed_lanes(3.7));
}

}  // namespace
