#include "equitable/groups/stratified_score.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "equitable/comparison/rate_difference.hpp"
#include "equitable/comparison/relative_likelihood.hpp"
#include "equitable/groups/cmh.hpp"
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

struct Counts {
  Real x1, n1, x2, n2;
};

Counts counts(const Table2x2& t) {
  return {static_cast<Real>(t.group.events), static_cast<Real>(t.group.total), static_cast<Real>(t.reference.events),
          static_cast<Real>(t.reference.total)};
}

/// q(1−q)/n of both restricted rates, by bisection of the slope of the log-likelihood along q1 = ratio·q2 + difference.
Real restricted_variance(const Counts& c, Real ratio, Real difference) {
  Real low = std::fmax(Real{0}, -difference / ratio);
  Real high = std::fmin(Real{1}, (1 - difference) / ratio);
  const auto share = [](Real events, Real rate) { return events == 0 ? Real{0} : events / rate; };
  for (int step = 0; step < 70; ++step) {
    const Real q2 = (low + high) / 2, q1 = ratio * q2 + difference;
    const Real slope = ratio * (share(c.x1, q1) - share(c.n1 - c.x1, 1 - q1)) + share(c.x2, q2) - share(c.n2 - c.x2, 1 - q2);
    (slope > 0 ? low : high) = q2;
  }
  const Real q2 = (low + high) / 2, q1 = ratio * q2 + difference;
  return std::fmax(Real{0}, q1 * (1 - q1)) / c.n1 + ratio * ratio * std::fmax(Real{0}, q2 * (1 - q2)) / c.n2;
}

/// Σ w (p1 − ratio p2 − difference) / √Σ w² λ V.
Real naive_statistic(const Strata& strata, Real ratio, Real difference) {
  Real contrast = 0, variance = 0;
  for (const Table2x2& table : strata) {
    const Counts c = counts(table);
    const Real n = c.n1 + c.n2, w = c.n1 * c.n2 / n;
    contrast += w * (c.x1 / c.n1 - ratio * c.x2 / c.n2 - difference);
    if (c.x1 + c.x2 > 0 || difference != 0) variance += w * w * n / (n - 1) * restricted_variance(c, ratio, difference);
  }
  return contrast / std::sqrt(variance);
}

TEST(StratifiedScore, OneStratumIsMiettinenAndNurminen) {
  const auto law = [](const Table2x2& t) {
    const Strata strata{t};
    const Confidence level(0.95);
    const Estimate ratio = relative_likelihood(t, {RelativeLikelihoodMethod::miettinen_nurminen, level});
    const Estimate own = score_mh_ratio(strata, level);
    ASSERT_TRUE(close(own.value, ratio.value, 1e-14)) << describe(t);
    ASSERT_TRUE(close(own.lower, ratio.lower, 1e-11)) << describe(t);
    ASSERT_TRUE(close(own.upper, ratio.upper, 1e-11)) << describe(t);
    ASSERT_EQ(own.status, ratio.status) << describe(t);
    const Estimate difference = rate_difference(t, {RateDifferenceMethod::miettinen_nurminen, level});
    const Estimate same = score_mh_difference(strata, level);
    ASSERT_TRUE(close(same.lower, difference.lower, 1e-11, 2e-16)) << describe(t);
    ASSERT_TRUE(close(same.upper, difference.upper, 1e-11, 2e-16)) << describe(t);
    ASSERT_EQ(same.status, difference.status) << describe(t);
  };
  EXPECT_EQ(support::for_each_table(9, law), 2916);
  RandomTables(41).for_each(4000, 1000000000, law);
}

TEST(StratifiedScore, LimitsAreWhereTheStatisticIsZ) {
  RandomTables random(42);
  const Confidence level(0.9);
  const Real z = detail::two_sided_quantile(level);
  for (int i = 0; i < 300 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 5, i % 2 == 0 ? 12 : 1000000);
    const std::string text = describe(strata);
    const Estimate ratio = score_mh_ratio(strata, level);
    if (ratio.lower > 0.0 && ratio.value < infinity) {
      ASSERT_NEAR(static_cast<double>(naive_statistic(strata, ratio.lower, 0)), static_cast<double>(z), 1e-8) << text;
    }
    if (ratio.upper < infinity && ratio.value > 0.0) {
      ASSERT_NEAR(static_cast<double>(naive_statistic(strata, ratio.upper, 0)), -static_cast<double>(z), 1e-8) << text;
    }
    const Estimate difference = score_mh_difference(strata, level);
    if (difference.lower > -0.999) {
      ASSERT_NEAR(static_cast<double>(naive_statistic(strata, 1, difference.lower)), static_cast<double>(z), 1e-7) << text;
    }
    if (difference.upper < 0.999) {
      ASSERT_NEAR(static_cast<double>(naive_statistic(strata, 1, difference.upper)), -static_cast<double>(z), 1e-7) << text;
    }
  }
}

TEST(StratifiedScore, TheStatisticFallsSoThatThereIsOneLimitOnEitherSide) {
  RandomTables random(43);
  for (int i = 0; i < 60 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 5, 40);
    Real before = std::numeric_limits<Real>::infinity();
    for (int step = -98; step <= 98; step += 4) {
      const Real now = naive_statistic(strata, 1, static_cast<Real>(step) / 100);
      ASSERT_LE(now, before + 1e-12L) << describe(strata) << " at difference " << step;
      before = now;
    }
    if (strata.pooled().events() == 0) continue;
    before = std::numeric_limits<Real>::infinity();
    for (int step = -40; step <= 40; ++step) {
      const Real now = naive_statistic(strata, std::exp(static_cast<Real>(step) / 5), 0);
      if (std::isnan(now)) continue;  // 0/0: everybody had the outcome, at a ratio of 1
      ASSERT_LE(now, before + 1e-12L) << describe(strata) << " at log ratio " << step;
      before = now;
    }
  }
}

TEST(StratifiedScore, ExcludesNoDifferenceExactlyWhenTheTestIsSignificant) {
  RandomTables random(44);
  int significant = 0;
  for (int i = 0; i < 3000 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 5, 300);
    const TestResult test = cmh_test(strata);
    if (test.status != Status::ok || std::fabs(test.pvalue - 0.05) < 1e-9) continue;
    const Estimate ratio = score_mh_ratio(strata);
    const Estimate difference = score_mh_difference(strata);
    ASSERT_EQ(test.pvalue<0.05, ratio.lower> 1.0 || ratio.upper < 1.0) << describe(strata);
    ASSERT_EQ(test.pvalue<0.05, difference.lower> 0.0 || difference.upper < 0.0) << describe(strata);
    significant += test.pvalue < 0.05 ? 1 : 0;
  }
  EXPECT_GT(significant, 500);
}

TEST(StratifiedScore, OrderSwapComplementAndLevels) {
  RandomTables random(45);
  for (int i = 0; i < 2000 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 6, i % 2 == 0 ? 20 : 1000000000);
    const std::string text = describe(strata);
    const Confidence level(0.95);
    const Estimate ratio = score_mh_ratio(strata, level);
    const Estimate turned = score_mh_ratio(strata.swapped(), level);
    ASSERT_TRUE(close(turned.lower, 1.0 / ratio.upper, 1e-11)) << text;
    ASSERT_TRUE(close(turned.upper, 1.0 / ratio.lower, 1e-11)) << text;
    const Estimate again = score_mh_ratio(support::reversed(strata), level);
    ASSERT_TRUE(close(again.lower, ratio.lower, 1e-11)) << text;
    ASSERT_TRUE(close(again.upper, ratio.upper, 1e-11)) << text;
    const Estimate difference = score_mh_difference(strata, level);
    for (const Strata& other : {strata.swapped(), strata.complement()}) {
      const Estimate there = score_mh_difference(other, level);
      ASSERT_TRUE(close(there.lower, -difference.upper, 1e-10, 2e-16)) << text;
      ASSERT_TRUE(close(there.upper, -difference.lower, 1e-10, 2e-16)) << text;
    }
    const Estimate wider = score_mh_ratio(strata, Confidence(0.99));
    const Estimate further = score_mh_difference(strata, Confidence(0.99));
    if (!std::isnan(ratio.value)) {
      ASSERT_LE(ratio.lower, ratio.value) << text;
      ASSERT_LE(ratio.value, ratio.upper) << text;
      ASSERT_LE(wider.lower, ratio.lower) << text;
      ASSERT_GE(wider.upper, ratio.upper) << text;
    }
    ASSERT_LE(-1.0, further.lower) << text;
    ASSERT_LE(further.lower, difference.lower) << text;
    ASSERT_LE(difference.lower, difference.value) << text;
    ASSERT_LE(difference.value, difference.upper) << text;
    ASSERT_LE(difference.upper, further.upper) << text;
    ASSERT_LE(further.upper, 1.0) << text;
  }
}

TEST(StratifiedScore, Edges) {
  EXPECT_EQ(score_mh_ratio(Strata()).status, Status::undefined);
  EXPECT_EQ(score_mh_difference(Strata()).status, Status::undefined);
  EXPECT_TRUE(std::isnan(score_mh_difference(Strata()).lower));
  const Strata none{{{0, 10}, {2, 10}}, {{0, 5}, {1, 5}}};
  const Estimate low = score_mh_ratio(none);
  EXPECT_EQ(low.value, 0.0);
  EXPECT_EQ(low.lower, 0.0);
  EXPECT_EQ(low.status, Status::ok);
  EXPECT_GT(low.upper, 0.0);
  // No events in the group, two of ten and one of five: the statistic at the upper limit.
  EXPECT_NEAR(static_cast<double>(naive_statistic(none, low.upper, 0)), -detail::two_sided_quantile(Confidence(0.95)), 1e-9);
  const Estimate high = score_mh_ratio(none.swapped());
  EXPECT_EQ(high.upper, infinity);
  EXPECT_EQ(high.status, Status::unbounded);
  EXPECT_TRUE(close(high.lower, 1.0 / low.upper, 1e-12));
  const Strata silent{{{0, 10}, {0, 10}}, {{0, 5}, {0, 4}}};
  EXPECT_EQ(score_mh_ratio(silent).lower, 0.0);
  EXPECT_EQ(score_mh_ratio(silent).upper, infinity);
  EXPECT_EQ(score_mh_ratio(silent).status, Status::undefined);
  EXPECT_EQ(score_mh_difference(silent).value, 0.0);
  EXPECT_LT(score_mh_difference(silent).lower, -0.05);
  const Strata everybody = silent.complement();
  EXPECT_EQ(score_mh_ratio(everybody).value, 1.0);
  EXPECT_TRUE(close(score_mh_difference(everybody).upper, -score_mh_difference(silent).lower, 1e-12));
  const Strata apart{{{3, 3}, {0, 7}}, {{11, 11}, {0, 1}}};
  EXPECT_EQ(score_mh_difference(apart).value, 1.0);
  EXPECT_EQ(score_mh_difference(apart).upper, 1.0);
  EXPECT_EQ(score_mh_difference(apart.swapped()).lower, -1.0);
  EXPECT_LT(score_mh_difference(apart).lower, 0.95);
  // Levels from next to nothing to next to everything, and counts as large as they get.
  const Strata huge{{{max_count / 3, max_count / 2}, {max_count / 5, max_count / 2}},
                    {{max_count / 7, max_count / 2}, {max_count / 9, max_count / 2}}};
  for (const double level : {1e-6, 0.5, 0.999999999999}) {
    const Estimate ratio = score_mh_ratio(huge, Confidence(level));
    const Estimate difference = score_mh_difference(huge, Confidence(level));
    EXPECT_LE(ratio.lower, ratio.value);
    EXPECT_LE(ratio.value, ratio.upper);
    EXPECT_TRUE(close(ratio.lower, ratio.value, 1e-6));
    EXPECT_LE(difference.lower, difference.value);
    EXPECT_TRUE(close(difference.upper, difference.value, 1e-6));
  }
}

}  // namespace
