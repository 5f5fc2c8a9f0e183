#include "equitable/comparison/profile_likelihood.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;
using support::describe;
using support::RandomTables;
using Real = long double;

const Level level_95 = two_sided_level(Confidence(0.95));
constexpr Measure every_measure[] = {Measure::ratio, Measure::difference, Measure::odds_ratio};

Interval limits(const TwoRates& r, const Level& level, Measure measure) {
  switch (measure) {
    case Measure::ratio: return ratio_profile_limits(r, level);
    case Measure::difference: return difference_profile_limits(r, level);
    case Measure::odds_ratio: break;
  }
  return odds_ratio_profile_limits(r, level);
}

double estimate(const Table2x2& t, Measure measure) {
  return measure == Measure::ratio ? t.ratio() : measure == Measure::difference ? t.difference() : t.odds_ratio();
}

Real log_likelihood(const TwoRates& r, Real p1, Real p2) {
  const auto part = [](Real count, Real p) { return count == 0 ? Real{0} : count * std::log(p); };
  return part(r.x1, p1) + part(Real{r.n1} - r.x1, 1 - p1) + part(r.x2, p2) + part(Real{r.n2} - r.x2, 1 - p2);
}

/// The first rate when the second is q and the null value holds.
Real first_rate(Measure measure, Real null, Real q) {
  if (measure == Measure::ratio) return null * q;
  if (measure == Measure::difference) return null + q;
  return null * q / (1 - q + null * q);
}

// 2(ℓ(p1, p2) − max ℓ) by golden sections of the log-likelihood along the null value: no formula of the restricted rates at all.
Real brute_force(const TwoRates& r, Measure measure, Real null) {
  Real low = measure == Measure::difference ? std::fmax(Real{0}, -null) : Real{0};
  Real high = measure == Measure::ratio        ? std::fmin(Real{1}, 1 / null)
              : measure == Measure::difference ? std::fmin(Real{1}, 1 - null)
                                               : Real{1};
  const auto value = [&](Real q) { return log_likelihood(r, std::fmin(Real{1}, first_rate(measure, null, q)), q); };
  const Real golden = (std::sqrt(Real{5}) - 1) / 2;
  Real left = high - golden * (high - low), right = low + golden * (high - low);
  Real at_left = value(left), at_right = value(right);
  for (int step = 0; step < 90; ++step) {
    if (at_left > at_right) {
      high = right;
      right = left;
      at_right = at_left;
      left = high - golden * (high - low);
      at_left = value(left);
    } else {
      low = left;
      left = right;
      at_left = at_right;
      right = low + golden * (high - low);
      at_right = value(right);
    }
  }
  const Real best = std::fmax(std::fmax(value(low), value(high)), std::fmax(at_left, at_right));
  return 2 * (log_likelihood(r, Real{r.x1} / r.n1, Real{r.x2} / r.n2) - best);
}

void statistic_is_the_fall_of_the_likelihood(const Table2x2& t) {
  for (const Measure measure : every_measure)
    for (const double null : {1e-3, 0.4, 0.8, 1.0, 1.25, 7.0}) {
      const double at = measure == Measure::difference ? (null - 1.0) / (null + 1.0) : null;
      const double statistic = likelihood_ratio_statistic(t.rates(), measure, at);
      ASSERT_GE(statistic, 0.0) << describe(t) << " " << name(measure) << " at " << at;
      ASSERT_TRUE(close(statistic, static_cast<double>(brute_force(t.rates(), measure, at)), 1e-12, 1e-14))
          << describe(t) << " " << name(measure) << " at " << at;
    }
}

TEST(ProfileLikelihood, StatisticIsTheFallOfTheLikelihood) {
  support::for_each_table(7, statistic_is_the_fall_of_the_likelihood);
  RandomTables(61).for_each(300, 40, statistic_is_the_fall_of_the_likelihood);
}

void limits_are_where_the_likelihood_has_fallen_by_half_a_square(const Table2x2& t) {
  for (const Measure measure : every_measure) {
    const Interval interval = limits(t.rates(), level_95, measure);
    for (const double limit : {interval.lower, interval.upper}) {
      if (limit == 0.0 || std::isinf(limit) || std::fabs(limit) == 1.0) continue;
      ASSERT_TRUE(close(static_cast<double>(brute_force(t.rates(), measure, limit)), level_95.z * level_95.z, 1e-11))
          << describe(t) << " " << name(measure) << " at " << limit;
    }
  }
}

TEST(ProfileLikelihood, LimitsAreWhereTheLikelihoodHasFallenByHalfASquare) {
  support::for_each_table(7, limits_are_where_the_likelihood_has_fallen_by_half_a_square);
  RandomTables(62).for_each(500, 60, limits_are_where_the_likelihood_has_fallen_by_half_a_square);
}

// G = 2 Σ O log(O/E), by hand.
void statistic_without_difference_is_g(const Table2x2& t) {
  const TwoRates r = t.rates();
  const Real total = Real{r.n1} + r.n2;
  Real g = 0;
  const auto add = [&](Real observed, Real row, Real column) {
    if (observed > 0) g += 2 * observed * std::log(observed * total / (row * column));
  };
  add(r.x1, r.n1, Real{r.x1} + r.x2);
  add(r.x2, r.n2, Real{r.x1} + r.x2);
  add(Real{r.n1} - r.x1, r.n1, total - r.x1 - r.x2);
  add(Real{r.n2} - r.x2, r.n2, total - r.x1 - r.x2);
  for (const Measure measure : every_measure)
    ASSERT_TRUE(close(likelihood_ratio_statistic(r, measure, measure == Measure::difference ? 0.0 : 1.0), static_cast<double>(g),
                      1e-13, 1e-14))
        << describe(t) << " " << name(measure);
}

TEST(ProfileLikelihood, StatisticWithoutDifferenceIsG) {
  EXPECT_EQ(support::for_each_table(25, statistic_without_difference_is_g), support::tables_up_to_25);
}

// No difference lies outside exactly when G > z².
void limits_agree_with_the_test(const Table2x2& t) {
  const double square = level_95.z * level_95.z;
  const double g = likelihood_ratio_statistic(t.rates(), Measure::odds_ratio, 1.0);
  if (std::fabs(g - square) < 1e-10) return;
  for (const Measure measure : every_measure) {
    const double null = measure == Measure::difference ? 0.0 : 1.0;
    const Interval interval = limits(t.rates(), level_95, measure);
    ASSERT_EQ(null < interval.lower || null > interval.upper, g > square) << describe(t) << " " << name(measure);
  }
}

TEST(ProfileLikelihood, LimitsAgreeWithTheTest) {
  EXPECT_EQ(support::for_each_table(25, limits_agree_with_the_test), support::tables_up_to_25);
  RandomTables(63).for_each(20000, 1000000000, limits_agree_with_the_test);
}

// The statistic finds its restricted rates from the null value, the limits never form one: they agree at any counts. Rounding a
// limit moves G, hence the tolerance by G at the limit's neighbours.
void statistic_at_the_limits_is_the_square(const Table2x2& t) {
  const double square = level_95.z * level_95.z;
  for (const Measure measure : every_measure) {
    const Interval interval = limits(t.rates(), level_95, measure);
    for (const double limit : {interval.lower, interval.upper}) {
      if (limit == 0.0 || std::isinf(limit) || std::fabs(limit) > 1.0 - 1e-12) continue;
      const double scale = measure == Measure::difference
                               ? std::fmax(std::fabs(limit), std::fmax(std::fabs(interval.lower), std::fabs(interval.upper)))
                               : limit;
      const double near = likelihood_ratio_statistic(t.rates(), measure, limit);
      const double moved = std::fmax(std::fabs(likelihood_ratio_statistic(t.rates(), measure, limit + 1e-14 * scale) - near),
                                     std::fabs(likelihood_ratio_statistic(t.rates(), measure, limit - 1e-14 * scale) - near));
      ASSERT_NEAR(near, square, moved + 1e-12 * square) << describe(t) << " " << name(measure) << " at " << limit;
    }
  }
}

TEST(ProfileLikelihood, StatisticAtTheLimitsIsTheSquare) {
  support::for_each_table(12, statistic_at_the_limits_is_the_square);
  RandomTables(64).for_each(5000, 1000000000, statistic_at_the_limits_is_the_square);
  RandomTables(65).for_each(5000, max_count, statistic_at_the_limits_is_the_square);
}

void statistic_grows_away_from_the_estimate(const Table2x2& t) {
  for (const Measure measure : every_measure) {
    const double centre = estimate(t, measure);
    if (std::isnan(centre)) continue;
    const auto null = [&](int step) { return measure == Measure::difference ? 0.0245 * step : std::exp(0.35 * step); };
    for (int step = -40; step < 40; ++step) {
      const double here = likelihood_ratio_statistic(t.rates(), measure, null(step));
      const double next = likelihood_ratio_statistic(t.rates(), measure, null(step + 1));
      ASSERT_TRUE(here >= 0.0) << describe(t) << " " << name(measure) << " at " << null(step);
      if (null(step + 1) <= centre) {
        ASSERT_GE(here, next * (1.0 - 1e-13)) << describe(t) << " " << name(measure) << " at " << null(step);
      }
      if (null(step) >= centre) {
        ASSERT_GE(next, here * (1.0 - 1e-13)) << describe(t) << " " << name(measure) << " at " << null(step);
      }
    }
  }
}

TEST(ProfileLikelihood, StatisticGrowsAwayFromTheEstimate) {
  support::for_each_table(8, statistic_grows_away_from_the_estimate);
  RandomTables(66).for_each(1000, 1000000000, statistic_grows_away_from_the_estimate);
}

TEST(ProfileLikelihood, StatisticIsNothingAtTheEstimate) {
  for (const Measure measure : every_measure) {
    const double null = measure == Measure::difference ? 0.0 : 1.0;
    EXPECT_EQ(likelihood_ratio_statistic({2, 4, 3, 6}, measure, null), 0.0);
    EXPECT_EQ(likelihood_ratio_statistic({0, 4, 0, 6}, measure, null), 0.0);
    EXPECT_EQ(likelihood_ratio_statistic({4, 4, 6, 6}, measure, null), 0.0);
    EXPECT_EQ(likelihood_ratio_statistic({1073741824, 2147483648.0, 3, 6}, measure, null), 0.0);
  }
  EXPECT_EQ(likelihood_ratio_statistic({3, 4, 3, 8}, Measure::ratio, 2.0), 0.0);
  EXPECT_EQ(likelihood_ratio_statistic({3, 4, 4, 8}, Measure::difference, 0.25), 0.0);
  EXPECT_EQ(likelihood_ratio_statistic({3, 4, 4, 8}, Measure::odds_ratio, 3.0), 0.0);
  EXPECT_EQ(likelihood_ratio_statistic({0, 4, 0, 6}, Measure::ratio, 5.0), 0.0) << "no events, any ratio";
  EXPECT_EQ(likelihood_ratio_statistic({4, 4, 6, 6}, Measure::odds_ratio, 5.0), 0.0) << "no non-events, any odds ratio";
}

TEST(ProfileLikelihood, EdgesAreExact) {
  for (const Level& level : {level_95, two_sided_level(Confidence(1e-6)), two_sided_level(Confidence(1.0 - 1e-12))}) {
    const double square = level.z * level.z;
    EXPECT_EQ(ratio_profile_limits({0, 5, 3, 7}, level).lower, 0.0);
    EXPECT_EQ(ratio_profile_limits({3, 7, 0, 5}, level).upper, infinity);
    EXPECT_EQ(ratio_profile_limits({0, 7, 0, 5}, level).lower, 0.0);
    EXPECT_EQ(ratio_profile_limits({0, 7, 0, 5}, level).upper, infinity);
    EXPECT_EQ(difference_profile_limits({0, 5, 7, 7}, level).lower, -1.0);
    EXPECT_EQ(difference_profile_limits({5, 5, 0, 7}, level).upper, 1.0);
    EXPECT_EQ(odds_ratio_profile_limits({0, 5, 3, 7}, level).lower, 0.0);
    EXPECT_EQ(odds_ratio_profile_limits({3, 5, 7, 7}, level).lower, 0.0);
    EXPECT_EQ(odds_ratio_profile_limits({3, 5, 0, 7}, level).upper, infinity);
    EXPECT_EQ(odds_ratio_profile_limits({5, 5, 3, 7}, level).upper, infinity);
    for (const TwoRates& r : {TwoRates{0, 5, 0, 7}, TwoRates{5, 5, 7, 7}}) {
      EXPECT_EQ(odds_ratio_profile_limits(r, level).lower, 0.0);
      EXPECT_EQ(odds_ratio_profile_limits(r, level).upper, infinity);
    }
    // Everybody in both: q1 = φ and q2 = 1 for φ < 1, so G = −2 n1 log φ; likewise with n2 above, and 1 − δ for the difference.
    const Interval ratio = ratio_profile_limits({5, 5, 7, 7}, level);
    EXPECT_TRUE(close(ratio.lower, std::exp(-square / 10.0), 1e-14));
    EXPECT_TRUE(close(ratio.upper, std::exp(square / 14.0), 1e-14));
    const Interval difference = difference_profile_limits({5, 5, 7, 7}, level);
    EXPECT_TRUE(close(difference.lower, std::expm1(-square / 10.0), 1e-13));
    EXPECT_TRUE(close(difference.upper, -std::expm1(-square / 14.0), 1e-13));
  }
}

// By mpmath with 70 digits, at z = 2. The rates of the last two hang on one part in 10^9 and in 2^53.
TEST(ProfileLikelihood, LargeCountsKeepTheirDigits) {
  const Level two{0.0, 2.0};
  const TwoRates half{500000000, 1000000000, 499999999, 999999999};
  const TwoRates full{1000000000, 1000000000, 999999998, 1000000000};
  const TwoRates largest{9007199254740991.0, 9007199254740992.0, 9007199254740987.0, 9007199254740991.0};
  EXPECT_TRUE(close(ratio_profile_limits(half, two).lower, 0.999910562280519906, 1e-14));
  EXPECT_TRUE(close(ratio_profile_limits(half, two).upper, 1.00008944771948015, 1e-14));
  EXPECT_TRUE(close(difference_profile_limits(half, two).lower, -0.0000447208595388156207, 1e-14));
  EXPECT_TRUE(close(difference_profile_limits(half, two).upper, 0.0000447218595388152874, 1e-14));
  EXPECT_TRUE(close(odds_ratio_profile_limits(half, two).lower, 0.999821132560413748, 1e-14));
  EXPECT_TRUE(close(odds_ratio_profile_limits(half, two).upper, 1.00017890343958644, 1e-14));
  EXPECT_TRUE(close(ratio_profile_limits(full, two).lower, 0.999999999386294362, 1e-14));
  EXPECT_TRUE(close(ratio_profile_limits(full, two).upper, 1.00000000629238647, 1e-14));
  EXPECT_TRUE(close(difference_profile_limits(full, two).lower, -6.13705637078086438e-10, 1e-14));
  EXPECT_TRUE(close(difference_profile_limits(full, two).upper, 6.29238642773648806e-9, 1e-14));
  EXPECT_TRUE(close(odds_ratio_profile_limits(full, two).lower, 0.581976707297520957, 1e-14));
  EXPECT_TRUE(close(ratio_profile_limits(largest, two).lower, 0.99999999999999983, 1e-14));
  EXPECT_TRUE(close(ratio_profile_limits(largest, two).upper, 1.00000000000000096, 1e-14));
  EXPECT_TRUE(close(difference_profile_limits(largest, two).lower, -1.69762532752808583e-16, 1e-14));
  EXPECT_TRUE(close(difference_profile_limits(largest, two).upper, 9.59230745308836825e-16, 1e-14));
  EXPECT_TRUE(close(odds_ratio_profile_limits(largest, two).lower, 0.570480803821804314, 1e-14));
  EXPECT_TRUE(close(odds_ratio_profile_limits(largest, two).upper, 85.0795119619551758, 1e-14));
}

}  // namespace
