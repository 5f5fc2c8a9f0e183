#include "equitable/detail/lanes_odds_ratio.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"
#include "support/lane_blocks.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;

using Long = long double;

// ad/(bc) e^(±z √(1/a + 1/b + 1/c + 1/d)) in 80 bits.
Interval textbook(Long a, Long b, Long c, Long d, Long z) {
  const Long h = z * std::sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  const Long centre = std::log(a) + std::log(d) - std::log(b) - std::log(c);
  return {static_cast<double>(std::exp(centre - h)), static_cast<double>(std::exp(centre + h))};
}

constexpr double levels[] = {0.5, 1.959963984540054, 3.5};

TEST(LanesOddsRatio, TheOddsRatioIsTheScalarOneToTheBit) {
  support::for_each_estimate(
      [](LaneTables& block, LaneEstimates& found) {
        odds_ratio_lanes(block, found);
        for (std::size_t i = 0; i < lane_count; ++i) found.lower[i] = found.upper[i] = found.value[i];
      },
      [](const Table2x2& t, double value, double, bool) {
        EXPECT_TRUE(support::identical(value, t.odds_ratio())) << support::describe(t);
      });
}

TEST(LanesOddsRatio, WoolfIsTheTextbookFormula) {
  for (const double z : levels)
    support::for_each_estimate([z](LaneTables& block, LaneEstimates& found) { woolf_lanes(block, z, found); },
                               [z](const Table2x2& t, double lower, double upper, bool redo) {
                                 EXPECT_FALSE(redo);
                                 if (t.a() == 0 || t.b() == 0 || t.c() == 0 || t.d() == 0) {
                                   EXPECT_TRUE(std::isnan(lower) && std::isnan(upper)) << support::describe(t);
                                   return;
                                 }
                                 const Interval limits =
                                     textbook(static_cast<Long>(t.a()), static_cast<Long>(t.b()), static_cast<Long>(t.c()),
                                              static_cast<Long>(t.d()), static_cast<Long>(z));
                                 EXPECT_TRUE(close(lower, limits.lower, 4e-15)) << support::describe(t);
                                 EXPECT_TRUE(close(upper, limits.upper, 4e-15)) << support::describe(t);
                               });
}

TEST(LanesOddsRatio, GartIsTheTextbookFormula) {
  for (const double z : levels)
    support::for_each_estimate([z](LaneTables& block, LaneEstimates& found) { gart_lanes(block, z, found); },
                               [z](const Table2x2& t, double lower, double upper, bool redo) {
                                 EXPECT_FALSE(redo);
                                 const auto more = [](Count cell) { return static_cast<Long>(cell) + 0.5L; };
                                 const Interval limits =
                                     textbook(more(t.a()), more(t.b()), more(t.c()), more(t.d()), static_cast<Long>(z));
                                 EXPECT_TRUE(close(lower, limits.lower, 4e-15)) << support::describe(t);
                                 EXPECT_TRUE(close(upper, limits.upper, 4e-15)) << support::describe(t);
                               });
}

TEST(LanesOddsRatio, AgrestiIsTheTextbookFormulaAndMarksAbsurdWidths) {
  for (const double z : levels)
    support::for_each_estimate([z](LaneTables& block, LaneEstimates& found) { agresti_smoothed_lanes(block, z, found); },
                               [z](const Table2x2& t, double lower, double upper, bool redo) {
                                 const auto events = static_cast<Long>(t.events());
                                 const auto total = static_cast<Long>(t.total());
                                 if (events == 0 || events == total) {
                                   EXPECT_TRUE(redo || (std::isnan(lower) && std::isnan(upper))) << support::describe(t);
                                   return;
                                 }
                                 const auto cell = [&](Count count, Count row, Long column) {
                                   return static_cast<Long>(count) + 2 * (static_cast<Long>(row) / total) * (column / total);
                                 };
                                 const Long a = cell(t.a(), t.group.total, events);
                                 const Long b = cell(t.b(), t.group.total, total - events);
                                 const Long c = cell(t.c(), t.reference.total, events);
                                 const Long d = cell(t.d(), t.reference.total, total - events);
                                 const Long h = static_cast<Long>(z) * std::sqrt(1 / a + 1 / b + 1 / c + 1 / d);
                                 EXPECT_EQ(redo, h >= 600) << support::describe(t);
                                 if (redo) return;
                                 const Interval limits = textbook(a, b, c, d, static_cast<Long>(z));
                                 // e^h takes h's rounding h-fold.
                                 const double part = 4e-15 + 1e-15 * static_cast<double>(h);
                                 EXPECT_TRUE(close(lower, limits.lower, part)) << support::describe(t);
                                 EXPECT_TRUE(close(upper, limits.upper, part)) << support::describe(t);
                               });
}

TEST(LanesOddsRatio, InverseHyperbolicSineIsTheTextbookFormulaAndMarksEmptyCells) {
  for (const double z : levels)
    support::for_each_estimate(
        [z](LaneTables& block, LaneEstimates& found) { odds_ratio_inv_sinh_lanes(block, z, found); },
        [z](const Table2x2& t, double lower, double upper, bool redo) {
          EXPECT_EQ(redo, t.a() == 0 || t.b() == 0 || t.c() == 0 || t.d() == 0) << support::describe(t);
          if (redo) return;
          const auto a = static_cast<Long>(t.a()), b = static_cast<Long>(t.b());
          const auto c = static_cast<Long>(t.c()), d = static_cast<Long>(t.d());
          const Long se = std::sqrt(1 / a + 1 / b + 1 / c + 1 / d);
          const Long h = 2 * std::asinh(static_cast<Long>(z) / 2 * se);
          const Long centre = std::log(a) + std::log(d) - std::log(b) - std::log(c);
          EXPECT_TRUE(close(lower, static_cast<double>(std::exp(centre - h)), 4e-15)) << support::describe(t);
          EXPECT_TRUE(close(upper, static_cast<double>(std::exp(centre + h)), 4e-15)) << support::describe(t);
        });
}

TEST(LanesOddsRatio, WilsonsOddsCombineAsFagerlandAndNewcombeSay) {
  for (const double z : levels)
    support::for_each_estimate(
        [z](LaneTables& block, LaneEstimates& found) { odds_ratio_mover_wilson_lanes(block, z, found); },
        [z](const Table2x2& t, double lower, double upper, bool redo) {
          EXPECT_FALSE(redo);
          if (t.a() == 0 || t.b() == 0 || t.c() == 0 || t.d() == 0) {
            EXPECT_TRUE(std::isnan(lower) && std::isnan(upper)) << support::describe(t);
            return;
          }
          // Donner and Zou's formula for the ratio of two odds, each with Wilson's limits turned into odds.
          const auto odds = [](Long p) { return p / (1 - p); };
          const auto wilson = [z](Count x, Count n, int side) {
            const auto events = static_cast<Long>(x), total = static_cast<Long>(n), q = static_cast<Long>(z);
            const Long half = q * std::sqrt(events * (total - events) / total + q * q / 4);
            return (events + q * q / 2 + static_cast<Long>(side) * half) / (total + q * q);
          };
          const Long o1 = static_cast<Long>(t.a()) / static_cast<Long>(t.b()),
                     o2 = static_cast<Long>(t.c()) / static_cast<Long>(t.d());
          const Long l1 = odds(wilson(t.a(), t.group.total, -1)), u1 = odds(wilson(t.a(), t.group.total, 1));
          const Long l2 = odds(wilson(t.c(), t.reference.total, -1)), u2 = odds(wilson(t.c(), t.reference.total, 1));
          const Long product = o1 * o2;
          const Long low =
              (product - std::sqrt(product * product - l1 * u2 * (2 * o1 - l1) * (2 * o2 - u2))) / (u2 * (2 * o2 - u2));
          const Long high =
              (product + std::sqrt(product * product - u1 * l2 * (2 * o1 - u1) * (2 * o2 - l2))) / (l2 * (2 * o2 - l2));
          // The formula divides by 2·odds − limit, which may come close to 0.
          if (std::fabs(2 * o2 - u2) > 1e-3L * o2) {
            EXPECT_TRUE(close(lower, static_cast<double>(low), 1e-11)) << support::describe(t);
          }
          if (std::fabs(2 * o1 - u1) > 1e-3L * o1) {
            EXPECT_TRUE(close(upper, static_cast<double>(high), 1e-11)) << support::describe(t);
          }
        });
}

}  // namespace
