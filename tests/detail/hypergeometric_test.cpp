#include "equitable/detail/hypergeometric.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;
using support::close_probability;
using support::describe;
using support::RandomTables;
using Real = long double;

// A probability as good as its logarithm can be.
[[nodiscard]] ::testing::AssertionResult good(double actual, double expected) {
  return close_probability(actual, expected, 4e-16 * (25.0 - std::log(std::fmax(expected, 1e-310))));
}

// The law straight from its definition: binomial coefficients as integers.
class Enumerated {
 public:
  Enumerated(const Table2x2& t, Real odds_ratio) {
    const Count m = t.events();
    const Count lowest = m > t.reference.total ? m - t.reference.total : 0;
    const Count highest = t.group.total < m ? t.group.total : m;
    for (Count j = lowest; j <= highest; ++j) {
      integers.push_back(choose(t.group.total, j) * choose(t.reference.total, m - j));
      weights.push_back(static_cast<Real>(integers.back()) * std::pow(odds_ratio, static_cast<Real>(j)));
      all += weights.back();
    }
    observed = static_cast<std::size_t>(t.a() - lowest);
  }
  [[nodiscard]] static std::uint64_t choose(Count n, Count k) {
    std::uint64_t value = 1;
    for (Count i = 1; i <= k; ++i) value = value * static_cast<std::uint64_t>(n - k + i) / static_cast<std::uint64_t>(i);
    return value;
  }
  [[nodiscard]] Real upto(std::size_t end) const {
    Real sum = 0;
    for (std::size_t j = 0; j < end; ++j) sum += weights[j];
    return sum / all;
  }
  [[nodiscard]] Real from(std::size_t begin) const {
    Real sum = 0;
    for (std::size_t j = weights.size(); j-- > begin;) sum += weights[j];
    return sum / all;
  }
  [[nodiscard]] Real moment(int power) const {
    Real sum = 0;
    for (std::size_t j = 0; j < weights.size(); ++j)
      sum += weights[j] * std::pow(static_cast<Real>(j) - static_cast<Real>(observed), static_cast<Real>(power));
    return sum / all;
  }

  std::vector<std::uint64_t> integers;
  std::vector<Real> weights;
  Real all = 0;
  std::size_t observed = 0;
};

// At ψ = 1, in integers: ties are ties.
struct TwoSided {
  double minlike, tied, blaker;
};

TwoSided enumerated_two_sided(const Enumerated& law) {
  std::uint64_t total = 0, extreme = 0, tied = 0, below = 0, above = 0, blaker = 0;
  const std::uint64_t point = law.integers[law.observed];
  for (std::size_t j = 0; j < law.integers.size(); ++j) {
    total += law.integers[j];
    if (law.integers[j] <= point) extreme += law.integers[j];
    if (law.integers[j] == point && j != law.observed) tied += point;
    if (j <= law.observed) below += law.integers[j];
    if (j >= law.observed) above += law.integers[j];
  }
  const std::uint64_t smaller = below < above ? below : above;
  std::uint64_t opposite = 0;
  // Both sides are looked at; the observed tail itself never comes back because it would overlap.
  const std::size_t n = law.integers.size();
  if (above <= below) {
    for (std::size_t j = 0; j < law.observed && opposite + law.integers[j] <= smaller; ++j) opposite += law.integers[j];
    blaker = above + opposite;
  }
  if (below <= above) {
    opposite = 0;
    for (std::size_t j = n; j-- > law.observed + 1 && opposite + law.integers[j] <= smaller;) opposite += law.integers[j];
    blaker = below + opposite;
  }
  const auto share = [&](std::uint64_t part) { return static_cast<double>(static_cast<Real>(part) / static_cast<Real>(total)); };
  return {share(extreme), share(tied), share(blaker)};
}

TEST(ConditionalLaw, IsTheEnumeratedLawForEverySmallTable) {
  for (const double odds_ratio : {1.0, 1.0 / 3.0, 7.0, 1e-12, 1e30}) {
    support::for_each_table(11, [&](const Table2x2& t) {
      const Enumerated expected(t, static_cast<Real>(odds_ratio));
      const ConditionalLaw law(t.rates(), odds_ratio);
      const std::size_t x = expected.observed;
      ASSERT_TRUE(close(law.point, static_cast<double>(expected.weights[x] / expected.all), 4e-15)) << describe(t);
      ASSERT_TRUE(close(law.greater, static_cast<double>(expected.from(x)), 4e-15)) << describe(t);
      ASSERT_TRUE(close(law.less, static_cast<double>(expected.upto(x + 1)), 4e-15)) << describe(t);
      ASSERT_TRUE(close(law.above, static_cast<double>(expected.from(x + 1)), 4e-15)) << describe(t);
      ASSERT_TRUE(close(law.below, static_cast<double>(expected.upto(x)), 4e-15)) << describe(t);
      ASSERT_TRUE(close(law.mean, static_cast<double>(expected.moment(1)), 1e-13, 1e-13)) << describe(t);
      const Real variance = expected.moment(2) - expected.moment(1) * expected.moment(1);
      ASSERT_TRUE(close(law.variance, static_cast<double>(variance), 1e-13, 1e-13)) << describe(t);
      const ConditionalLaw tails = ConditionalLaw::tails(t.rates(), odds_ratio);
      ASSERT_TRUE(close(tails.greater, law.greater, 4e-16) && close(tails.less, law.less, 4e-16)) << describe(t);
    });
  }
}

TEST(ConditionalSplit, CountsTiesAsIntegersDoForEverySmallTable) {
  int ties = 0;
  support::for_each_table(14, [&](const Table2x2& t) {
    const TwoSided expected = enumerated_two_sided(Enumerated(t, 1));
    const ConditionalSplit split = conditional_split(t.rates());
    ASSERT_TRUE(close(split.extreme, expected.minlike, 4e-15)) << describe(t);
    ASSERT_TRUE(close(split.tied, expected.tied, 4e-15)) << describe(t);
    ASSERT_TRUE(close(conditional_blaker(t.rates()), expected.blaker, 4e-15)) << describe(t);
    ties += expected.tied > 0.0 ? 1 : 0;
  });
  EXPECT_GT(ties, 1000);
}

TEST(ConditionalSplit, AtAnOddsRatioAddsUpWhatIsAtMostAsProbable) {
  for (const double odds_ratio : {0.3, 1.7, 40.0})
    support::for_each_table(10, [&](const Table2x2& t) {
      const Enumerated law(t, static_cast<Real>(odds_ratio));
      Real extreme = 0;
      for (const Real weight : law.weights)
        if (weight <= law.weights[law.observed] * (1 + 1e-12L)) extreme += weight;
      ASSERT_TRUE(close(conditional_split(t.rates(), odds_ratio).extreme, static_cast<double>(extreme / law.all), 4e-15))
          << describe(t);
    });
}

TEST(ConditionalOutside, IsTheSumOfTwoTails) {
  support::for_each_table(8, [&](const Table2x2& t) {
    const Enumerated law(t, 0.4L);
    for (std::size_t gap = 1; gap <= law.observed + 2; ++gap) {
      const Real lower = gap <= law.observed ? law.upto(law.observed - gap + 1) : 0;
      ASSERT_TRUE(close(conditional_outside(t.rates(), static_cast<double>(gap), 0.4),
                        static_cast<double>(law.from(law.observed) + lower), 4e-15))
          << describe(t) << " gap " << gap;
    }
  });
}

// By the ratios of neighbours with 50 digits; the last two, with standard deviations of 3e7, by quadrature of log Γ with 60.
struct Known {
  Table2x2 table;
  double odds_ratio, greater, less, point, minlike, blaker, mean;
};
const std::vector<Known> known{{{{25100, 50000}, {25000, 50000}},
                                1.0,
                                0.265614211241753417,
                                0.738517311084436542,
                                0.00413152232618995856,
                                0.531228422483506834,
                                0.531228422483506834,
                                -50.0},
                               {{{2600, 50000}, {2500, 50000}},
                                1.0,
                                0.0773592198170244302,
                                0.926722999812032162,
                                0.00408221962905659229,
                                0.15471843963404886,
                                0.15471843963404886,
                                -50.0},
                               {{{382, 760}, {10562, 22174}},
                                0.75,
                                6.55689253858536957e-8,
                                0.999999956317139235,
                                2.18860646206502363e-8,
                                1.14645489456181582e-7,
                                1.14645489456181582e-7,
                                -71.4281368477691121},
                               {{{1, 1000000000}, {10, 12}},
                                1.0,
                                1.0,
                                2.63450859762183263e-81,
                                2.63450859714283106e-81,
                                2.63450859762183263e-81,
                                2.63450859762183263e-81,
                                9.99999986800000158},
                               {{{500000000, 1000000000}, {10, 12}},
                                1.0,
                                0.996826171762207031,
                                0.0192871101000976611,
                                0.0161132818623046918,
                                0.0385742176220704022,
                                0.0385742176220704022,
                                3.99999995200000058},
                               {{{24, 39}, {2, 29}},
                                9.313225746154785e-10,
                                5.06454349796101539e-208,
                                1.0,
                                5.06454349775887009e-208,
                                5.06454349796101539e-208,
                                5.06454349796101539e-208,
                                -23.9999997639097413},
                               {{{3585426, 13770655}, {1647855, 6508025}},
                                1.0,
                                1.9991835562733599e-260,
                                1.0,
                                7.37144972214912124e-262,
                                3.93799927508073016e-260,
                                3.93799927508073016e-260,
                                -31658.8332487617537},
                               {{{2630087, 3393097}, {1358005, 1724639}},
                                1.0,
                                1.0,
                                1.87507442262413184e-221,
                                1.3022116784943934e-222,
                                3.66944091206468151e-221,
                                3.66944091206468151e-221,
                                14047.6331510652367},
                               {{{2289632, 6529012}, {3103241, 8659155}},
                                0.9990234375,
                                1.0,
                                1.61566801242441588e-199,
                                5.19292226039852838e-201,
                                3.19695327934097588e-199,
                                3.19695327934097588e-199,
                                27796.0089132983078},
                               {{{300000000, 1000000000}, {299990000, 1000000000}},
                                1.0,
                                0.312809074681672903,
                                0.687225488623650806,
                                0.0000345633053237083368,
                                0.625618149363345805,
                                0.625618149363345805,
                                -5000.0},
                               // Equal groups: both two-sided p-values are twice the smaller tail.
                               {{{4000000000000000, 9000000000000000}, {4000000300000000, 9000000000000000}},
                                1.0,
                                0.9999966023268453,
                                3.39767363421179512e-6,
                                4.79512267821948935e-13,
                                2 * 3.39767363421179512e-6,
                                2 * 3.39767363421179512e-6,
                                150000000.0},
                               {{{4000000000000000, 9000000000000000}, {4000000050000000, 9000000000000000}},
                                1.0,
                                0.773372651999035088,
                                0.226627357035087874,
                                9.0341229621738641e-9,
                                2 * 0.226627357035087874,
                                2 * 0.226627357035087874,
                                25000000.0}};

TEST(ConditionalLaw, IsRightForLargeTablesAndFarTails) {
  for (const Known& k : known) {
    const ConditionalLaw law(k.table.rates(), k.odds_ratio);
    EXPECT_TRUE(close(law.greater, k.greater, 2e-14)) << describe(k.table);
    EXPECT_TRUE(close(law.less, k.less, 2e-14)) << describe(k.table);
    EXPECT_TRUE(close(law.point, k.point, 4e-14)) << describe(k.table);
    EXPECT_TRUE(close(law.mean, k.mean, 1e-14)) << describe(k.table);
    EXPECT_TRUE(close(conditional_split(k.table.rates(), k.odds_ratio).extreme, k.minlike, 3e-14)) << describe(k.table);
    EXPECT_TRUE(close(conditional_blaker(k.table.rates(), k.odds_ratio), k.blaker, 3e-14)) << describe(k.table);
  }
}

// The sums in long double, one ratio after another, whatever the width.
struct Walked {
  Real greater, less, point, first;
  explicit Walked(const Table2x2& t, Real odds_ratio) {
    const auto walk = [&](Real s1, Real s2, Real g1, Real g2, Real factor, Real& moment) {
      Real weight = 1, sum = 0, k = 0, highest = 1;
      while (s1 > 0 && s2 > 0) {
        weight *= factor * (s1 / (g1 + 1)) * (s2 / (g2 + 1));
        s1 -= 1, s2 -= 1, g1 += 1, g2 += 1, k += 1;
        sum += weight;
        moment += k * weight;
        if (weight > highest) highest = weight;
        if (weight < 1e-24L && weight < 1e-24L * highest) break;
      }
      return sum;
    };
    const Cells c = cells_of(t.rates());
    Real up_moment = 0, down_moment = 0;
    const Real up = walk(c.b, c.c, c.a, c.d, odds_ratio, up_moment);
    const Real down = walk(c.a, c.d, c.b, c.c, 1 / odds_ratio, down_moment);
    const Real total = 1 + up + down;
    greater = (1 + up) / total;
    less = (1 + down) / total;
    point = 1 / total;
    first = (up_moment - down_moment) / total;
  }
};

TEST(SmoothLaw, AgreesWithTheWalkWhereItTakesOver) {
  RandomTables random(41);
  int smooth_tables = 0;
  for (int i = 0; i < 120; ++i) {
    const Count n1 = random.between(700000, 3000000);
    const Count n2 = random.between(700000, 3000000);
    const double share = static_cast<double>(random.between(15, 85)) / 100.0;
    const double odds_ratio = i % 3 == 0 ? 1.0 : static_cast<double>(random.between(400, 2500)) / 1000.0;
    // Off the null by up to 30 standard deviations of either sign.
    const double shift = static_cast<double>(random.between(-300, 300)) / 10.0 * 330.0;
    const double middle = mode_of({share * static_cast<double>(n1), (1 - share) * static_cast<double>(n1),
                                   share * static_cast<double>(n2), (1 - share) * static_cast<double>(n2)},
                                  odds_ratio);
    const Count m = static_cast<Count>(share * static_cast<double>(n1)) + static_cast<Count>(share * static_cast<double>(n2));
    const Count x1 = static_cast<Count>(middle + shift);
    const Table2x2 t{{x1, n1}, {m - x1, n2}};
    if (x1 < 0 || x1 > n1 || m - x1 < 0 || m - x1 > n2) continue;
    SmoothLaw smooth;
    if (!SmoothLaw::find(cells_of(t.rates()), odds_ratio, smooth)) continue;
    ++smooth_tables;
    const Walked expected(t, static_cast<Real>(odds_ratio));
    const ConditionalLaw law(t.rates(), odds_ratio);
    ASSERT_TRUE(good(law.greater, static_cast<double>(expected.greater))) << describe(t) << " " << odds_ratio;
    ASSERT_TRUE(good(law.less, static_cast<double>(expected.less))) << describe(t) << " " << odds_ratio;
    ASSERT_TRUE(good(law.point, static_cast<double>(expected.point))) << describe(t) << " " << odds_ratio;
    ASSERT_TRUE(close(law.mean, static_cast<double>(expected.first), 1e-13, 1e-9)) << describe(t) << " " << odds_ratio;
  }
  EXPECT_GT(smooth_tables, 60);
}

TEST(ConditionalSplit, FindsTheSameFarEdgeInWideLaws) {
  // Walked with whole numbers from the mode outward; equal groups have their mirror image as an exact tie.
  RandomTables random(42);
  for (int i = 0; i < 40; ++i) {
    const Count n1 = random.between(900000, 1500000);
    const Count n2 = i % 4 == 0 ? n1 : random.between(900000, 1500000);
    const Count x1 = n1 / 2 + random.between(-2000, 2000);
    const Count x2 = n2 / 2 + random.between(-2000, 2000);
    const Table2x2 t{{x1, n1}, {x2, n2}};
    const Cells c = cells_of(t.rates());
    SmoothLaw smooth;
    ASSERT_TRUE(SmoothLaw::find(c, 1.0, smooth)) << describe(t);
    const bool upward = c.b * c.c > (c.a + 1) * (c.d + 1);
    const bool downward = c.a * c.d > (c.b + 1) * (c.c + 1);
    if (!upward && !downward) continue;
    Real s1 = upward ? c.b : c.a, s2 = upward ? c.c : c.d, g1 = upward ? c.a : c.b, g2 = upward ? c.d : c.c;
    Real weight = 1, steps = 0;
    do {
      weight *= (s1 / (g1 + 1)) * (s2 / (g2 + 1));
      s1 -= 1, s2 -= 1, g1 += 1, g2 += 1, steps += 1;
    } while (weight > 1 + 1e-15L);
    const Count edge = static_cast<Count>(upward ? steps : -steps);
    const Walked here(t, 1);
    const Walked there({{x1 + edge, n1}, {x2 - edge, n2}}, 1);
    const Real extreme = upward ? here.less + there.greater : here.greater + there.less;
    const ConditionalSplit split = conditional_split(t.rates());
    ASSERT_TRUE(close(split.extreme, static_cast<double>(extreme), 4e-14)) << describe(t);
    const bool tied = std::fabs(weight - 1) < 1e-15L;
    ASSERT_EQ(split.tied > 0.0, tied) << describe(t);
    if (n1 == n2) {
      ASSERT_TRUE(tied) << describe(t);
    }
  }
}

TEST(ConditionalOutside, DoesNotWalkWhereNothingIs) {
  // The gap reaches over 10^15 cells whose weights have long come to 0.
  const TwoRates r{9e15 - 1, 9e15, 5, 4e15};
  const double p = conditional_outside(r, 2e15, 1.0);
  EXPECT_TRUE(p >= 0.0 && p <= 1.0);
  const TwoRates common{2e15, 9e15, 40, 100};
  EXPECT_TRUE(close(conditional_outside(common, 40, 1.0), ConditionalLaw(common).greater, 1e-14));
  const TwoRates rare{1000, 1e6, 4000000000000000.0, 4000000000001000.0};
  EXPECT_TRUE(close(conditional_outside(rare, 999, 1e9), ConditionalLaw(rare, 1e9).greater, 1e-13));
}

TEST(LogWeightBelow, IsTheLogarithmOfARatioOfWeights) {
  support::for_each_table(13, [](const Table2x2& t) {
    const Enumerated law(t, 1);
    for (std::size_t gap = 1; gap <= law.observed; ++gap) {
      const Real ratio = law.weights[law.observed - gap] / law.weights[law.observed];
      ASSERT_NEAR(log_weight_below(cells_of(t.rates()), static_cast<double>(gap)), static_cast<double>(std::log(ratio)), 1e-14)
          << describe(t);
    }
  });
  // Beyond 32 steps Stirling's formula takes over; ratio by ratio it is the same.
  for (const Table2x2& t : {Table2x2{{40, 60}, {3, 90}}, Table2x2{{5000, 9000}, {700, 80000}}, Table2x2{{100, 100}, {0, 4000000}},
                            Table2x2{{90, 1000000000}, {80, 200}}}) {
    Cells c = cells_of(t.rates());
    Real sum = 0;
    const double room = room_below(c);
    for (double gap = 1; gap <= room; ++gap, c = moved(c, -1.0)) {
      sum += std::log(static_cast<Real>(c.a) / static_cast<Real>(c.b + 1) * static_cast<Real>(c.d) / static_cast<Real>(c.c + 1));
      ASSERT_NEAR(log_weight_below(cells_of(t.rates()), gap), static_cast<double>(sum), 5e-14 * gap) << describe(t) << " " << gap;
    }
  }
}

void the_parts_make_a_whole(const Table2x2& t) {
  for (const double odds_ratio : {1.0, 0.01, 30.0}) {
    const ConditionalLaw law(t.rates(), odds_ratio);
    ASSERT_TRUE(close(law.greater + law.below, 1.0, 1e-14)) << describe(t);
    ASSERT_TRUE(close(law.less + law.above, 1.0, 1e-14)) << describe(t);
    ASSERT_TRUE(close(law.above + law.point + law.below, 1.0, 1e-14)) << describe(t);
    ASSERT_TRUE(law.greater <= 1.0 && law.less <= 1.0 && law.point <= law.greater && law.point <= law.less) << describe(t);
    ASSERT_TRUE(std::isfinite(law.mean) && law.variance >= -1e-6 && law.above_first >= 0.0) << describe(t);
    const Cells c = cells_of(t.rates());
    ASSERT_TRUE(law.mean >= -room_below(c) * (1 + 1e-12) && law.mean <= room_above(c) * (1 + 1e-12)) << describe(t);
    // Harper (1967): X is a sum of independent trials, so no more varied than a Poisson variable of its mean.
    ASSERT_LE(law.variance, (room_below(c) + law.mean) * (1 + 1e-9) + 1e-6) << describe(t);
    const ConditionalSplit split = conditional_split(t.rates(), odds_ratio);
    ASSERT_TRUE(split.extreme >= split.point * (1 - 1e-13) && split.extreme <= 1.0) << describe(t);
    ASSERT_TRUE(split.tied == 0.0 || close(split.tied, split.point, 1e-10)) << describe(t);
    const double blaker = conditional_blaker(t.rates(), odds_ratio);
    const double smaller = std::fmin(law.greater, law.less);
    ASSERT_TRUE(blaker >= smaller * (1 - 1e-13) && blaker <= std::fmin(1.0, 2.0 * smaller * (1 + 1e-9))) << describe(t);
  }
}

void swapping_the_groups_mirrors(const Table2x2& t) {
  for (const double odds_ratio : {1.0, 0.25, 8.0}) {  // powers of two: 1/ψ is exact
    const ConditionalLaw law(t.rates(), odds_ratio);
    const ConditionalLaw swapped(t.swapped().rates(), 1.0 / odds_ratio);
    const ConditionalLaw other(t.complement().rates(), 1.0 / odds_ratio);
    for (const ConditionalLaw& mirrored : {swapped, other}) {
      ASSERT_TRUE(good(mirrored.greater, law.less)) << describe(t);
      ASSERT_TRUE(good(mirrored.less, law.greater)) << describe(t);
      ASSERT_TRUE(good(mirrored.point, law.point)) << describe(t);
    }
    ASSERT_TRUE(close_probability(conditional_split(t.swapped().rates(), 1.0 / odds_ratio).extreme,
                                  conditional_split(t.rates(), odds_ratio).extreme, 1e-9))
        << describe(t);
  }
}

TEST(ConditionalLaw, LawsHoldForLargeTablesOfAnyShape) {
  RandomTables(43).for_each(20000, 1000000000, the_parts_make_a_whole);
  RandomTables(44).for_each(10000, max_count, the_parts_make_a_whole);
  RandomTables(45).for_each(15000, 1000000000, swapping_the_groups_mirrors);
}

TEST(ConditionalLaw, GoesToZeroQuietlyBelowTheSmallestNumbers) {
  const ConditionalLaw law(TwoRates{9e8, 1e9, 1e8, 1e9});
  EXPECT_EQ(law.greater, 0.0);
  EXPECT_EQ(law.point, 0.0);
  EXPECT_EQ(law.less, 1.0);
  EXPECT_TRUE(close(law.mean, -4e8, 1e-13));
  EXPECT_EQ(conditional_split({9e8, 1e9, 1e8, 1e9}).extreme, 0.0);
  EXPECT_EQ(conditional_blaker({9e8, 1e9, 1e8, 1e9}), 0.0);
  // The same with a narrow law.
  const ConditionalLaw narrow(TwoRates{3000, 3000, 0, 5000});
  EXPECT_EQ(narrow.greater, 0.0);
  EXPECT_EQ(narrow.less, 1.0);
  EXPECT_TRUE(close(narrow.mean, 3000.0 * 3000.0 / 8000.0 - 3000.0, 1e-13));
  EXPECT_EQ(conditional_split({3000, 3000, 0, 5000}).extreme, 0.0);
  EXPECT_EQ(conditional_blaker({0, 5000, 3000, 3000}), 0.0);
}

TEST(ConditionalLaw, EndsAtAnyOddsRatio) {
  for (const double odds_ratio : {1e-100, 1e-40, 1e-20, 1e20, 1e40, 1e100})
    RandomTables(46).for_each(3000, max_count, [&](const Table2x2& t) {
      const ConditionalLaw law(t.rates(), odds_ratio);
      ASSERT_TRUE(law.greater >= 0.0 && law.greater <= 1.0 && law.less >= 0.0 && law.less <= 1.0) << describe(t);
      ASSERT_TRUE(close(law.greater + law.below, 1.0, 1e-13)) << describe(t) << " " << odds_ratio;
      const double extreme = conditional_split(t.rates(), odds_ratio).extreme;
      const double blaker = conditional_blaker(t.rates(), odds_ratio);
      ASSERT_TRUE(extreme >= 0.0 && extreme <= 1.0 && blaker >= 0.0 && blaker <= 1.0) << describe(t) << " " << odds_ratio;
    });
}

TEST(ConditionalSplit, MirrorImagesInWideLawsAreTied) {
  // Equal groups: as many events again lie on the other side of the mean, wherever the place found for them rounds to.
  for (const double x : {250251.0, 250751.0, 251851.0}) {
    const TwoRates r{x, 1e6, 500001.0 - x, 1e6};
    const ConditionalSplit split = conditional_split(r);
    EXPECT_EQ(split.tied, split.point) << x;
    EXPECT_TRUE(close(split.extreme, 2.0 * ConditionalLaw(r).greater, 1e-12)) << x;
  }
}

TEST(ConditionalSplit, ANeighbourHeavierByTheLastDigitIsNoTie) {
  // Three more in one product of 6·10^15: P(X = 2) exceeds P(X = 1) by 1.7e-16 of it.
  const TwoRates r{1, 2e15 + 2, 3, 3e15 + 3};
  const ConditionalSplit split = conditional_split(r);
  EXPECT_EQ(split.tied, 0.0);
  EXPECT_TRUE(close(split.extreme, 0.6544, 1e-12));  // 1 − 6 (2/5)² (3/5)²
}

TEST(ConditionalSplit, ANeighbourHeavierByElevenDigitsIsNoTieAtAnOddsRatio) {
  const double odds_ratio = 0.75 * (1 + 1e-11);
  // Weights of 1 to 4 events in the group of 6 beside 3 of the 3: at 3/4 those of 2 and 3 would tie.
  const double w1 = 6 * odds_ratio, w2 = 15 * 3 * std::pow(odds_ratio, 2), w3 = 20 * 3 * std::pow(odds_ratio, 3),
               w4 = 15 * std::pow(odds_ratio, 4);
  const ConditionalSplit split = conditional_split({2, 6, 2, 3}, odds_ratio);
  EXPECT_TRUE(close(split.extreme, (w1 + w2 + w4) / (w1 + w2 + w3 + w4), 1e-13));
  EXPECT_EQ(split.tied, 0.0);
}

TEST(ConditionalLaw, MomentsFarFromTheMode) {
  // All of the law lies above 0 events, some 1e-300 or less excepted.
  const ConditionalLaw law({0, 4000, 2000, 4000});
  EXPECT_TRUE(close(law.mean, 1000.0, 1e-12));
  EXPECT_TRUE(close(law.above_first, 1000.0, 1e-12));
  EXPECT_TRUE(close(law.variance, 2000 * 0.25 * 6000 / 7999, 1e-11));
}

TEST(LogWeightBelow, MirrorImagesAreExactlyTied) {
  for (const double n : {20.0, 61.0, 300.0})
    for (double events = 10; events < 20; events += 1)
      for (double x = std::floor(events / 2) + 1; x < events; x += 1)
        EXPECT_EQ(log_weight_below(cells_of({x, n, events - x, n}), 2 * x - events), 0.0) << n << " " << events << " " << x;
}

}  // namespace
