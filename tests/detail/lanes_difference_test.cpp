#include "equitable/detail/lanes_difference.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "support/compare.hpp"
#include "support/lane_blocks.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;

using Long = long double;

struct Limits {
  Long lower, upper;
};

// The textbook formulas in 80 bits, as METHODS of the literature print them: not as the library forms them.
struct Textbook {
  Long x1, n1, x2, n2;
  explicit Textbook(const Table2x2& t)
      : x1(static_cast<Long>(t.group.events)),
        n1(static_cast<Long>(t.group.total)),
        x2(static_cast<Long>(t.reference.events)),
        n2(static_cast<Long>(t.reference.total)) {}

  [[nodiscard]] Long difference() const { return x1 / n1 - x2 / n2; }
  static Limits clipped(Long centre, Long half) {
    return {std::max(static_cast<Long>(-1), centre - half), std::min(static_cast<Long>(1), centre + half)};
  }
  [[nodiscard]] Limits wald(Long z, Long events, Long lost, Long correction) const {
    const Long m1 = n1 + 2 * events, m2 = n2 + 2 * events;
    const Long p1 = (x1 + events) / m1, p2 = (x2 + events) / m2;
    return clipped(p1 - p2, z * std::sqrt(p1 * (1 - p1) / (m1 - lost) + p2 * (1 - p2) / (m2 - lost)) + correction);
  }
  // Beal (1987) as Newcombe (1998) prints it, methods 3 and 4.
  [[nodiscard]] Limits beal(Long z, Long psi) const {
    const Long u = (1 / n1 + 1 / n2) / 4, v = (1 / n1 - 1 / n2) / 4, zz = z * z;
    const Long theta = (difference() + zz * v * (1 - 2 * psi)) / (1 + zz * u);
    const Long inside = u * (4 * psi * (1 - psi) - difference() * difference()) + 2 * v * (1 - 2 * psi) * difference() +
                        4 * zz * u * u * (1 - psi) * psi + zz * v * v * (1 - 2 * psi) * (1 - 2 * psi);
    const Long w = z / (1 + zz * u) * std::sqrt(std::max(static_cast<Long>(0), inside));
    return clipped(theta, w);
  }
  [[nodiscard]] static Limits wilson(Long x, Long n, Long z) {
    const Long half = z * std::sqrt(x * (n - x) / n + z * z / 4);
    return {(x + z * z / 2 - half) / (n + z * z), (x + z * z / 2 + half) / (n + z * z)};
  }
  [[nodiscard]] static Limits wilson_cc(Long x, Long n, Long z) {
    const Long p = x / n, zz = z * z;
    const Long low = (2 * x + zz - 1 - z * std::sqrt(zz - 2 - 1 / n + 4 * p * (n * (1 - p) + 1))) / (2 * (n + zz));
    const Long high = (2 * x + zz + 1 + z * std::sqrt(zz + 2 - 1 / n + 4 * p * (n * (1 - p) - 1))) / (2 * (n + zz));
    return {x == 0 ? 0 : low, x == n ? 1 : high};
  }
  [[nodiscard]] Limits newcombe(Limits first, Limits second) const {
    const Long p1 = x1 / n1, p2 = x2 / n2;
    return {p1 - p2 - std::hypot(p1 - first.lower, second.upper - p2), p1 - p2 + std::hypot(first.upper - p1, p2 - second.lower)};
  }
};

// Within 4e-15 of the larger of the limits and the rates; `truth(textbook)` gives the limits.
template <class Kernel, class Truth>
void expect_textbook(const Kernel& kernel, const Truth& truth) {
  support::for_each_estimate(
      [&](LaneTables& block, LaneEstimates& found) {
        difference_lanes(block, found);
        kernel(block, found);
      },
      [&](const Table2x2& t, double lower, double upper, bool redo) {
        EXPECT_FALSE(redo);
        const Limits limits = truth(Textbook(t));
        const double size = std::max({std::fabs(lower), std::fabs(upper), t.group.rate(), t.reference.rate()});
        EXPECT_TRUE(support::close(lower, static_cast<double>(limits.lower), 0.0, 4e-15 * size)) << support::describe(t);
        EXPECT_TRUE(support::close(upper, static_cast<double>(limits.upper), 0.0, 4e-15 * size)) << support::describe(t);
      });
}

constexpr double levels[] = {0.5, 1.959963984540054, 3.5};

TEST(LanesDifference, TheDifferenceIsTheScalarOneToTheBit) {
  support::for_each_estimate(
      [](LaneTables& block, LaneEstimates& found) {
        difference_lanes(block, found);
        for (std::size_t i = 0; i < lane_count; ++i) found.lower[i] = found.upper[i] = found.value[i];
      },
      [](const Table2x2& t, double value, double, bool) { EXPECT_EQ(value, t.difference()) << support::describe(t); });
}

TEST(LanesDifference, WaldAndItsKinAreTheTextbookFormulas) {
  for (const double level : levels) {
    const auto z = static_cast<Long>(level);
    const Long half = 0.5L;
    expect_textbook([&](const LaneTables& block, LaneEstimates& found) { wald_lanes(block, level, false, found); },
                    [&](const Textbook& t) { return t.wald(z, 0, 0, 0); });
    expect_textbook([&](const LaneTables& block, LaneEstimates& found) { wald_lanes(block, level, true, found); },
                    [&](const Textbook& t) { return t.wald(z, 0, 0, half * (1 / t.n1 + 1 / t.n2)); });
    expect_textbook([&](const LaneTables& block, LaneEstimates& found) { adjusted_wald_lanes(block, level, 1.0, 0.0, found); },
                    [&](const Textbook& t) { return t.wald(z, 1, 0, 0); });
    expect_textbook([&](const LaneTables& block, LaneEstimates& found) { adjusted_wald_lanes(block, level, 0.5, 1.0, found); },
                    [&](const Textbook& t) { return t.wald(z, half, 1, 0); });
    expect_textbook([&](const LaneTables& block, LaneEstimates& found) { hauck_anderson_lanes(block, level, found); },
                    [&](const Textbook& t) {
                      const Long smaller = std::min(t.n1, t.n2);
                      const auto none = static_cast<Long>(not_a_number);
                      return smaller == 1 ? Limits{none, none} : t.wald(z, 0, 1, half / smaller);
                    });
  }
}

TEST(LanesDifference, BealsTwoAreTheTextbookFormulas) {
  for (const double level : levels) {
    const auto z = static_cast<Long>(level);
    // The textbook's root subtracts nearly equal numbers where both rates are 0 or 1; there its half-width has half the digits.
    support::for_each_estimate(
        [&](LaneTables& block, LaneEstimates& found) {
          difference_lanes(block, found);
          beal_lanes(block, level, false, found);
        },
        [&](const Table2x2& t, double lower, double upper, bool redo) {
          EXPECT_FALSE(redo);
          const Textbook book(t);
          const Limits limits = book.beal(z, (book.x1 / book.n1 + book.x2 / book.n2) / 2);
          EXPECT_NEAR(lower, static_cast<double>(limits.lower), 2e-9) << support::describe(t);
          EXPECT_NEAR(upper, static_cast<double>(limits.upper), 2e-9) << support::describe(t);
        });
    support::for_each_estimate(
        [&](LaneTables& block, LaneEstimates& found) {
          difference_lanes(block, found);
          beal_lanes(block, level, true, found);
        },
        [&](const Table2x2& t, double lower, double upper, bool redo) {
          EXPECT_FALSE(redo);
          const Textbook book(t);
          const Long psi = ((book.x1 + 0.5L) / (book.n1 + 1) + (book.x2 + 0.5L) / (book.n2 + 1)) / 2;
          const Limits limits = book.beal(z, psi);
          EXPECT_NEAR(lower, static_cast<double>(limits.lower), 1e-13) << support::describe(t);
          EXPECT_NEAR(upper, static_cast<double>(limits.upper), 1e-13) << support::describe(t);
        });
  }
}

TEST(LanesDifference, NewcombesTwoAreTheTextbookFormulas) {
  for (const double level : levels) {
    const auto z = static_cast<Long>(level);
    expect_textbook([&](const LaneTables& block, LaneEstimates& found) { newcombe_lanes(block, level, found); },
                    [&](const Textbook& t) { return t.newcombe(t.wilson(t.x1, t.n1, z), t.wilson(t.x2, t.n2, z)); });
  }
  // Below z = √2 the textbook's radicand can be negative.
  for (const double level : {1.959963984540054, 3.5}) {
    const auto z = static_cast<Long>(level);
    expect_textbook([&](const LaneTables& block, LaneEstimates& found) { newcombe_cc_lanes(block, level, found); },
                    [&](const Textbook& t) { return t.newcombe(t.wilson_cc(t.x1, t.n1, z), t.wilson_cc(t.x2, t.n2, z)); });
  }
}

}  // namespace
