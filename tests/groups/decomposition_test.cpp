#include "equitable/groups/decomposition.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "support/compare.hpp"
#include "support/strata.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::describe;
using support::random_strata;
using support::RandomTables;
using Real = long double;

TEST(Decomposition, HandWorked) {
  // Shares ½, ½ against 3/5, 2/5; rates 0.3, 0.05 in both: all mix.
  const Decomposition mix = decomposition(Strata{{{30, 100}, {90, 300}}, {{5, 100}, {10, 200}}});
  EXPECT_TRUE(close(mix.gap.value, -0.025, 1e-14));
  EXPECT_TRUE(close(mix.mix.value, -0.025, 1e-14));
  EXPECT_EQ(mix.rate.value, 0.0);
  // Shares alike: all rate.
  const Decomposition rate = decomposition(Strata{{{30, 100}, {40, 200}}, {{5, 50}, {30, 100}}});
  EXPECT_EQ(rate.mix.value, 0.0);
  EXPECT_TRUE(close(rate.rate.value, 35.0 / 150.0 - 70.0 / 300.0, 1e-14, 1e-16));
  // 0.6·0.5 + 0.4·0.25 against 0.2·0.3 + 0.8·0.1: mix ½(0.8·0.4 − 0.35·0.4), rate ½(0.8·0.2 + 1.2·0.15).
  const Decomposition both = decomposition(Strata{{{30, 60}, {6, 20}}, {{10, 40}, {8, 80}}});
  EXPECT_TRUE(close(both.mix.value, 0.09, 1e-14));
  EXPECT_TRUE(close(both.rate.value, 0.17, 1e-14));
  EXPECT_TRUE(close(both.gap.value, 0.26, 1e-14));
  EXPECT_TRUE(close(both.strata[0].mix, 0.16, 1e-14));
  EXPECT_TRUE(close(both.strata[1].rate, 0.09, 1e-14));
  EXPECT_STREQ(both.mix.method, "kitagawa");
}

/// A fraction of whole numbers of 128 bits, in lowest terms.
__extension__ using Wide = __int128;
struct Fraction {
  Wide top;
  Wide bottom;
};
Wide common(Wide a, Wide b) { return b == 0 ? (a < 0 ? -a : a) : common(b, a % b); }
Fraction lowest(Wide top, Wide bottom) {
  const Wide d = common(top, bottom);
  return d == 0 ? Fraction{0, 1} : Fraction{top / d, bottom / d};
}
Fraction operator+(Fraction a, Fraction b) { return lowest(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom); }
Fraction operator-(Fraction a, Fraction b) { return a + Fraction{-b.top, b.bottom}; }
Fraction operator*(Fraction a, Fraction b) { return lowest(a.top * b.top, a.bottom * b.bottom); }
double number(Fraction f) { return static_cast<double>(static_cast<Real>(f.top) / static_cast<Real>(f.bottom)); }

TEST(Decomposition, AddsUpExactlyInFractions) {
  RandomTables random(91);
  for (int i = 0; i < 3000 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 3, 12);
    const std::string text = describe(strata);
    const Count n1 = strata.pooled().group.total, n2 = strata.pooled().reference.total;
    Fraction mix{0, 1}, rate{0, 1};
    for (const Table2x2& t : strata) {
      const Fraction s1{t.group.total, n1}, s2{t.reference.total, n2}, half{1, 2};
      const Fraction r1{t.group.events, t.group.total}, r2{t.reference.events, t.reference.total};
      mix = mix + half * (r1 + r2) * (s1 - s2);
      rate = rate + half * (s1 + s2) * (r1 - r2);
    }
    const Fraction gap = Fraction{strata.pooled().group.events, n1} - Fraction{strata.pooled().reference.events, n2};
    const Fraction rest = gap - (mix + rate);
    ASSERT_TRUE(rest.top == 0) << text;
    const Decomposition found = decomposition(strata);
    ASSERT_TRUE(close(found.gap.value, number(gap), 1e-15)) << text;
    ASSERT_TRUE(close(found.mix.value, number(mix), 1e-14, 2e-16)) << text;
    ASSERT_TRUE(close(found.rate.value, number(rate), 1e-14, 2e-16)) << text;
    ASSERT_NEAR(found.mix.value + found.rate.value, found.gap.value, 3e-16) << text;
  }
}

/// Mix and rate of shares of people with and without the outcome in every stratum, one group after the other.
struct Parts {
  Real mix = 0, rate = 0;
};
Parts parts(const std::vector<Real>& cells) {
  const std::size_t strata = cells.size() / 4;
  Parts sum;
  for (std::size_t k = 0; k < strata; ++k) {
    const Real x1 = cells[4 * k], y1 = cells[4 * k + 1], x2 = cells[4 * k + 2], y2 = cells[4 * k + 3];
    const Real r1 = x1 + y1 > 0 ? x1 / (x1 + y1) : x2 / (x2 + y2);
    const Real r2 = x2 + y2 > 0 ? x2 / (x2 + y2) : r1;
    sum.mix += (r1 + r2) / 2 * ((x1 + y1) - (x2 + y2));
    sum.rate += ((x1 + y1) + (x2 + y2)) / 2 * (r1 - r2);
  }
  return sum;
}

TEST(Decomposition, StandardErrorsAreTheDeltaMethodOverAllCells) {
  // Every person falls into one of the cells of its group: Var = (Σ p g² − (Σ p g)²)/N, g the slope by a cell's probability.
  RandomTables random(92);
  int tried = 0;
  for (int i = 0; i < 1000 && !HasFailure(); ++i) {
    Strata strata = random_strata(random, 4, 500);
    if (i % 3 == 0) strata.add(random.between(0, 9), 9, 0, 0);  // a stratum that one group has to itself
    if (i % 4 == 0) strata.add(0, 0, random.between(0, 40), 40);
    const Real n1 = static_cast<Real>(strata.pooled().group.total), n2 = static_cast<Real>(strata.pooled().reference.total);
    std::vector<Real> cells;
    for (const Table2x2& t : strata) {
      cells.push_back(static_cast<Real>(t.a()) / n1);
      cells.push_back(static_cast<Real>(t.b()) / n1);
      cells.push_back(static_cast<Real>(t.c()) / n2);
      cells.push_back(static_cast<Real>(t.d()) / n2);
    }
    Real mix_variance = 0, rate_variance = 0, gap_variance = 0;
    for (std::size_t group = 0; group < 2; ++group) {
      Parts mean, square;
      Real gap_mean = 0, gap_square = 0;
      for (std::size_t j = 0; j < cells.size(); ++j) {
        if (j / 2 % 2 != group || cells[j] == 0) continue;
        const Real step = cells[j] * 1e-6L;
        std::vector<Real> up = cells, down = cells;
        up[j] += step;
        down[j] -= step;
        const Parts above = parts(up), below = parts(down);
        const Real mix = (above.mix - below.mix) / (2 * step), rate = (above.rate - below.rate) / (2 * step);
        mean.mix += cells[j] * mix;
        mean.rate += cells[j] * rate;
        gap_mean += cells[j] * (mix + rate);
        square.mix += cells[j] * mix * mix;
        square.rate += cells[j] * rate * rate;
        gap_square += cells[j] * (mix + rate) * (mix + rate);
      }
      const Real n = group == 0 ? n1 : n2;
      mix_variance += (square.mix - mean.mix * mean.mix) / n;
      rate_variance += (square.rate - mean.rate * mean.rate) / n;
      gap_variance += (gap_square - gap_mean * gap_mean) / n;
    }
    const Decomposition found = decomposition(strata);
    const std::string text = describe(strata);
    ASSERT_NEAR(found.mix_standard_error, static_cast<double>(std::sqrt(std::fmax(Real{0}, mix_variance))), 1e-6) << text;
    ASSERT_NEAR(found.rate_standard_error, static_cast<double>(std::sqrt(std::fmax(Real{0}, rate_variance))), 1e-6) << text;
    ASSERT_NEAR(found.gap_standard_error, static_cast<double>(std::sqrt(std::fmax(Real{0}, gap_variance))), 1e-6) << text;
    tried += strata.size() > 1 ? 1 : 0;
  }
  EXPECT_GT(tried, 500);
}

TEST(Decomposition, OrderSwapComplementAndMergedStrata) {
  RandomTables random(93);
  for (int i = 0; i < 3000 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 6, i % 2 == 0 ? 20 : 1000000000);
    const std::string text = describe(strata);
    const Decomposition here = decomposition(strata);
    ASSERT_NEAR(here.mix.value + here.rate.value, here.gap.value, 1e-15) << text;
    for (const Strata& other : {strata.swapped(), strata.complement()}) {
      const Decomposition there = decomposition(other);
      ASSERT_TRUE(close(there.mix.value, -here.mix.value, 1e-12, 1e-15)) << text;
      ASSERT_TRUE(close(there.rate.value, -here.rate.value, 1e-12, 1e-15)) << text;
      ASSERT_TRUE(close(there.mix_standard_error, here.mix_standard_error, 1e-7, 1e-12)) << text;
      ASSERT_TRUE(close(there.rate_standard_error, here.rate_standard_error, 1e-7, 1e-12)) << text;
    }
    const Decomposition back = decomposition(support::reversed(strata));
    ASSERT_TRUE(close(back.mix.value, here.mix.value, 1e-13, 1e-16)) << text;
    ASSERT_TRUE(close(back.rate_standard_error, here.rate_standard_error, 1e-12)) << text;
    // Every stratum split in two of the same make-up and rates.
    const Decomposition split = decomposition(support::repeated(strata, 2));
    ASSERT_TRUE(close(split.mix.value, here.mix.value, 1e-12, 1e-16)) << text;
    ASSERT_TRUE(close(split.rate.value, here.rate.value, 1e-12, 1e-16)) << text;
    double mix = 0.0, rate = 0.0;
    for (const DecompositionPart& part : here.strata) {
      mix += part.mix;
      rate += part.rate;
    }
    ASSERT_NEAR(mix, here.mix.value, 1e-15) << text;
    ASSERT_NEAR(rate, here.rate.value, 1e-15) << text;
  }
}

TEST(Decomposition, OneStratumIsAllRate) {
  RandomTables(94).for_each(3000, max_count, [](const Table2x2& t) {
    const Decomposition found = decomposition(Strata{t});
    ASSERT_EQ(found.mix.value, 0.0) << describe(t);
    ASSERT_EQ(found.mix_standard_error, 0.0) << describe(t);
    ASSERT_EQ(found.rate.value, found.gap.value) << describe(t);
    ASSERT_TRUE(close(found.rate_standard_error, found.gap_standard_error, 1e-14)) << describe(t);
  });
}

TEST(Decomposition, Edges) {
  // The group alone in a stratum: what it brings is mix.
  const Decomposition alone = decomposition(Strata{{{30, 60}, {0, 0}}, {{10, 40}, {8, 80}}});
  EXPECT_TRUE(close(alone.strata[0].mix, 0.5 * 0.6, 1e-14));
  EXPECT_EQ(alone.strata[0].rate, 0.0);
  EXPECT_TRUE(close(alone.mix.value + alone.rate.value, 0.4 - 0.1, 1e-14));
  // Nobody at all there: nothing.
  const Decomposition empty = decomposition(Strata{{{10, 40}, {8, 80}}, {{0, 0}, {0, 0}}});
  EXPECT_EQ(empty.strata[1].mix, 0.0);
  EXPECT_EQ(empty.strata[1].rate, 0.0);
  const Decomposition undefined = decomposition(Strata{{{0, 0}, {8, 80}}});
  EXPECT_EQ(undefined.gap.status, Status::undefined);
  EXPECT_EQ(undefined.mix.status, Status::undefined);
  EXPECT_TRUE(std::isnan(undefined.rate_standard_error));
  ASSERT_EQ(undefined.strata.size(), 1U);
  EXPECT_TRUE(std::isnan(undefined.strata[0].mix));
  EXPECT_EQ(decomposition(Strata()).gap.status, Status::undefined);
  const Decomposition wide = decomposition(Strata{{{30, 60}, {6, 20}}, {{10, 40}, {8, 80}}}, {Confidence(0.9)});
  EXPECT_TRUE(close(wide.mix.upper, wide.mix.value + 1.6448536269514722 * wide.mix_standard_error, 1e-14));
  EXPECT_EQ(wide.rate.confidence_level, 0.9);
  EXPECT_STREQ(wide.gap.method, "newcombe");
}

}  // namespace
