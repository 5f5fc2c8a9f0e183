#include "equitable/detail/lanes_ratio.hpp"

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

// The textbook formulas in 80 bits.
struct Textbook {
  Long x1, n1, x2, n2;
  explicit Textbook(const Table2x2& t)
      : x1(static_cast<Long>(t.group.events)),
        n1(static_cast<Long>(t.group.total)),
        x2(static_cast<Long>(t.reference.events)),
        n2(static_cast<Long>(t.reference.total)) {}

  [[nodiscard]] Interval symmetric(Long events, Long others, Long z) const {
    const Long total = events + others;
    const Long ratio = (x1 + events) / (n1 + total) / ((x2 + events) / (n2 + total));
    const Long variance = 1 / (x1 + events) - 1 / (n1 + total) + 1 / (x2 + events) - 1 / (n2 + total);
    const Long h = z * std::sqrt(variance < 0 ? 0 : variance);
    return {static_cast<double>(ratio * std::exp(-h)), static_cast<double>(ratio * std::exp(h))};
  }
  [[nodiscard]] Interval inv_sinh(Long z) const {
    const Long variance = 1 / x1 - 1 / n1 + 1 / x2 - 1 / n2;
    const Long h = 2 * std::asinh(z / 2 * std::sqrt(variance < 0 ? 0 : variance));
    const Long ratio = x1 / n1 / (x2 / n2);
    return {static_cast<double>(ratio * std::exp(-h)), static_cast<double>(ratio * std::exp(h))};
  }
  // Donner and Zou's formula on the two Wilson intervals.
  [[nodiscard]] Interval mover(Long z) const {
    const auto wilson = [z](Long x, Long n, int side) {
      const Long half = z * std::sqrt(x * (n - x) / n + z * z / 4);
      return (x + z * z / 2 + static_cast<Long>(side) * half) / (n + z * z);
    };
    const Long p1 = x1 / n1, l1 = wilson(x1, n1, -1), u1 = wilson(x1, n1, 1);
    const Long p2 = x2 / n2, l2 = wilson(x2, n2, -1), u2 = wilson(x2, n2, 1);
    const auto root = [](Long v) { return std::sqrt(v < 0 ? 0 : v); };
    const Long product = p1 * p2;
    return {
        static_cast<double>((product - root(product * product - l1 * u2 * (2 * p1 - l1) * (2 * p2 - u2))) / (u2 * (2 * p2 - u2))),
        static_cast<double>((product + root(product * product - u1 * l2 * (2 * p1 - u1) * (2 * p2 - l2))) /
                            (l2 * (2 * p2 - l2)))};
  }
};

// Calls `law(table, textbook, lower, upper, redo)` for each table that `kernel` has filled in.
template <class Kernel, class Law>
void for_estimates(const Kernel& kernel, const Law& law) {
  support::for_each_estimate(
      [&](LaneTables& block, LaneEstimates& found) {
        ratio_lanes(block, found);
        kernel(block, found);
      },
      [&](const Table2x2& t, double lower, double upper, bool redo) { law(t, Textbook(t), lower, upper, redo); });
}

constexpr double levels[] = {0.5, 1.959963984540054, 3.5};

TEST(LanesRatio, TheRatioIsTheScalarOneToTheBit) {
  for_estimates(
      [](const LaneTables&, LaneEstimates& found) {
        for (std::size_t i = 0; i < lane_count; ++i) found.lower[i] = found.value[i];
      },
      [](const Table2x2& t, const Textbook&, double value, double, bool) {
        EXPECT_TRUE(support::identical(value, t.ratio())) << support::describe(t);
      });
}

TEST(LanesRatio, KatzIsTheTextbookFormula) {
  for (const double z : levels)
    for_estimates([z](const LaneTables& block, LaneEstimates& found) { katz_lanes(block, z, found); },
                  [z](const Table2x2& t, const Textbook& truth, double lower, double upper, bool redo) {
                    EXPECT_FALSE(redo);
                    if (t.a() == 0 || t.c() == 0) {
                      EXPECT_TRUE(std::isnan(lower) && std::isnan(upper)) << support::describe(t);
                      return;
                    }
                    const Interval limits = truth.symmetric(0, 0, static_cast<Long>(z));
                    EXPECT_TRUE(close(lower, limits.lower, 4e-15)) << support::describe(t);
                    EXPECT_TRUE(close(upper, limits.upper, 4e-15)) << support::describe(t);
                  });
}

TEST(LanesRatio, AdjustedFormsAreTheTextbookFormulas) {
  struct Added {
    double events, others;
  };
  for (const Added& added : {Added{0.5, 0.0}, Added{0.5, 0.5}, Added{0.25, 1.5}})
    for (const double z : levels)
      for_estimates(
          [&](const LaneTables& block, LaneEstimates& found) {
            adjusted_log_lanes(block, z, added.events, added.others, added.events + added.others, found);
          },
          [&](const Table2x2& t, const Textbook& truth, double lower, double upper, bool redo) {
            EXPECT_FALSE(redo);
            const Interval limits =
                truth.symmetric(static_cast<Long>(added.events), static_cast<Long>(added.others), static_cast<Long>(z));
            EXPECT_TRUE(close(lower, limits.lower, 4e-15)) << support::describe(t);
            EXPECT_TRUE(close(upper, limits.upper, 4e-15)) << support::describe(t);
          });
}

TEST(LanesRatio, InverseHyperbolicSineIsTheTextbookFormulaAndMarksEmptyGroups) {
  for (const double z : levels)
    for_estimates([z](LaneTables& block, LaneEstimates& found) { ratio_inv_sinh_lanes(block, z, found); },
                  [z](const Table2x2& t, const Textbook& truth, double lower, double upper, bool redo) {
                    EXPECT_EQ(redo, t.a() == 0 || t.c() == 0) << support::describe(t);
                    if (redo) return;
                    const Interval limits = truth.inv_sinh(static_cast<Long>(z));
                    EXPECT_TRUE(close(lower, limits.lower, 4e-15)) << support::describe(t);
                    EXPECT_TRUE(close(upper, limits.upper, 4e-15)) << support::describe(t);
                  });
}

TEST(LanesRatio, WilsonsIntervalsCombineAsDonnerAndZouSay) {
  for (const double z : levels)
    for_estimates([z](const LaneTables& block, LaneEstimates& found) { ratio_mover_wilson_lanes(block, z, found); },
                  [z](const Table2x2& t, const Textbook& truth, double lower, double upper, bool redo) {
                    EXPECT_FALSE(redo);
                    const Interval limits = truth.mover(static_cast<Long>(z));
                    // The formula subtracts; even in 80 bits that costs it digits.
                    if (t.a() == 0)
                      EXPECT_EQ(lower, 0.0);
                    else
                      EXPECT_TRUE(close(lower, limits.lower, 1e-12)) << support::describe(t);
                    if (t.c() == 0)
                      EXPECT_EQ(upper, infinity);
                    else
                      EXPECT_TRUE(close(upper, limits.upper, 1e-12)) << support::describe(t);
                  });
}

}  // namespace
