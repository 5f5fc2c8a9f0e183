#include "equitable/groups/mantel_haenszel.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "equitable/comparison/odds_ratio.hpp"
#include "equitable/comparison/relative_likelihood.hpp"
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

const Confidence level_90(0.9);

Strata one(const Table2x2& table) { return Strata{table}; }

TEST(MantelHaenszel, HandWorked) {
  // Weights 1/20: Σ a n0/N = (8·10 + 3·10)/20, Σ c n1/N = (4·10 + 2·10)/20; ratio 11/6, difference (4 + 1)/20.
  const Strata strata{{{8, 10}, {4, 10}}, {{3, 10}, {2, 10}}};
  EXPECT_TRUE(close(mh_ratio(strata).estimate.value, 11.0 / 6.0, 1e-15));
  EXPECT_TRUE(close(mh_difference(strata).estimate.value, 5.0 / 20.0, 1e-15));
  // Σ ad/N = (8·6 + 3·8)/20, Σ bc/N = (2·4 + 7·2)/20.
  EXPECT_TRUE(close(mh_odds_ratio(strata).estimate.value, 72.0 / 22.0, 1e-15));
  // Observed 11 of 8.5 expected; V = 100·12·8/(400·19) + 100·5·15/(400·19).
  const double variance = 17100.0 / 7600.0;
  EXPECT_TRUE(close(peto_log_odds_ratio(strata), 2.5 / variance, 1e-15));
  EXPECT_TRUE(close(peto_odds_ratio(strata).estimate.value, std::exp(2.5 / variance), 1e-15));
  EXPECT_TRUE(close(peto_odds_ratio(strata).standard_error, 1.0 / std::sqrt(variance), 1e-15));
  // Equal weights of 5: variances of the two differences 0.16/10 + 0.24/10 and 0.21/10 + 0.16/10.
  EXPECT_TRUE(close(mh_difference(strata, level_90, MhVariance::greenland_robins).standard_error,
                    0.5 * std::sqrt((0.16 + 0.24 + 0.21 + 0.16) / 10.0), 1e-15));
}

TEST(MantelHaenszel, OneStratumIsTheTwoGroupResult) {
  const auto law = [](const Table2x2& t) {
    const Strata strata = one(t);
    ASSERT_TRUE(close(mh_ratio(strata).estimate.value, t.ratio(), 1e-14)) << describe(t);
    ASSERT_TRUE(close(mh_difference(strata).estimate.value, t.difference(), 1e-14)) << describe(t);
    ASSERT_TRUE(close(mh_odds_ratio(strata).estimate.value, t.odds_ratio(), 1e-14)) << describe(t);
    if (t.a() > 0 && t.c() > 0) {
      const Estimate katz = relative_likelihood(t, {RelativeLikelihoodMethod::katz_log});
      const Estimate found = mh_ratio(strata).estimate;
      ASSERT_TRUE(close(found.lower, katz.lower, 1e-12)) << describe(t);
      ASSERT_TRUE(close(found.upper, katz.upper, 1e-12)) << describe(t);
    }
    if (t.a() > 0 && t.b() > 0 && t.c() > 0 && t.d() > 0) {
      const Estimate woolf = odds_ratio(t, {OddsRatioMethod::woolf_logit});
      const Estimate found = mh_odds_ratio(strata).estimate;
      ASSERT_TRUE(close(found.lower, woolf.lower, 1e-12)) << describe(t);
      ASSERT_TRUE(close(found.upper, woolf.upper, 1e-12)) << describe(t);
    }
    // Either error of the difference is Wald's; Sato's is undefined where there is no variance.
    const double p1 = t.group.rate(), p2 = t.reference.rate();
    const double wald = std::sqrt(p1 * t.group.complement().rate() / static_cast<double>(t.group.total) +
                                  p2 * t.reference.complement().rate() / static_cast<double>(t.reference.total));
    ASSERT_TRUE(close(mh_difference(strata, level_90, MhVariance::greenland_robins).standard_error, wald, 1e-14)) << describe(t);
    ASSERT_TRUE(close(mh_difference(strata).standard_error, wald > 0.0 ? wald : not_a_number, 1e-13)) << describe(t);
  };
  EXPECT_EQ(support::for_each_table(10, law), 4225);
  RandomTables(21).for_each(5000, 1000000000, law);
}

TEST(MantelHaenszel, OrderSwapAndComplement) {
  RandomTables random(22);
  for (int i = 0; i < 5000 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 7, i % 2 == 0 ? 30 : 1000000000);
    const std::string text = describe(strata);
    const Strata back = support::reversed(strata);
    const Strata other = strata.swapped();
    const Strata others = strata.complement();
    for (const auto& effect : {mh_ratio, mh_odds_ratio}) {
      const CommonEffect here = effect(strata, level_90);
      const CommonEffect again = effect(back, level_90);
      ASSERT_TRUE(close(again.estimate.value, here.estimate.value, 1e-13)) << text;
      ASSERT_TRUE(close(again.standard_error, here.standard_error, 1e-13)) << text;
      ASSERT_TRUE(close(again.estimate.upper, here.estimate.upper, 1e-12)) << text;
      const CommonEffect turned = effect(other, level_90);
      ASSERT_TRUE(close(turned.estimate.value, 1.0 / here.estimate.value, 1e-13)) << text;
      ASSERT_TRUE(close(turned.standard_error, here.standard_error, 1e-13)) << text;
      if (!std::isnan(here.estimate.lower)) {
        ASSERT_TRUE(close(turned.estimate.upper, 1.0 / here.estimate.lower, 1e-12)) << text;
        ASSERT_LE(here.estimate.lower, here.estimate.value) << text;
        ASSERT_LE(here.estimate.value, here.estimate.upper) << text;
      }
    }
    ASSERT_TRUE(close(mh_odds_ratio(others).estimate.value, 1.0 / mh_odds_ratio(strata).estimate.value, 1e-13)) << text;
    for (const MhVariance variance : {MhVariance::sato, MhVariance::greenland_robins}) {
      const CommonEffect here = mh_difference(strata, level_90, variance);
      ASSERT_LE(std::fabs(here.estimate.value), 1.0) << text;
      for (const Strata& turned : {other, others}) {
        const CommonEffect there = mh_difference(turned, level_90, variance);
        ASSERT_TRUE(close(there.estimate.value, -here.estimate.value, 1e-13)) << text;
        ASSERT_TRUE(close(there.standard_error, here.standard_error, 1e-10)) << text;
      }
    }
    ASSERT_TRUE(close(peto_log_odds_ratio(others), -peto_log_odds_ratio(strata), 1e-13)) << text;
    ASSERT_TRUE(close(peto_log_odds_ratio(other), -peto_log_odds_ratio(strata), 1e-13)) << text;
  }
}

TEST(MantelHaenszel, RepeatedStrataKeepTheEstimateAndShrinkTheError) {
  RandomTables random(23);
  for (int i = 0; i < 2000 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 5, 1000);
    const Strata nine = support::repeated(strata, 9);
    const std::string text = describe(strata);
    for (const auto& effect : {mh_ratio, mh_odds_ratio, peto_odds_ratio}) {
      ASSERT_TRUE(close(effect(nine, level_90).estimate.value, effect(strata, level_90).estimate.value, 1e-13)) << text;
      ASSERT_TRUE(close(effect(nine, level_90).standard_error, effect(strata, level_90).standard_error / 3.0, 1e-13)) << text;
    }
    for (const MhVariance variance : {MhVariance::sato, MhVariance::greenland_robins}) {
      const CommonEffect few = mh_difference(strata, level_90, variance);
      const CommonEffect many = mh_difference(nine, level_90, variance);
      ASSERT_TRUE(close(many.estimate.value, few.estimate.value, 1e-13)) << text;
      ASSERT_TRUE(close(many.standard_error, few.standard_error / 3.0, 1e-12)) << text;
    }
  }
}

TEST(MantelHaenszel, StrataOfOneEffectGiveThatEffect) {
  // Rates of 3/10 against 2/10 and 9/10 against 6/10: a ratio of 1.5 in either. 0.3 and 0.2 above: a difference of 0.1.
  EXPECT_TRUE(close(mh_ratio(Strata{{{30, 100}, {14, 70}}, {{90, 100}, {6, 10}}}).estimate.value, 1.5, 1e-15));
  EXPECT_TRUE(close(mh_difference(Strata{{{30, 100}, {14, 70}}, {{90, 100}, {8, 10}}}).estimate.value, 0.1, 1e-14));
  EXPECT_TRUE(close(mh_odds_ratio(Strata{{{20, 30}, {10, 20}}, {{8, 9}, {8, 10}}}).estimate.value, 2.0, 1e-15));
  // Proportional strata: the crude effect.
  const Strata strata{{{7, 20}, {11, 50}}, {{70, 200}, {110, 500}}, {{21, 60}, {33, 150}}};
  EXPECT_TRUE(close(mh_ratio(strata).estimate.value, strata.pooled().ratio(), 1e-15));
  EXPECT_TRUE(close(mh_difference(strata).estimate.value, strata.pooled().difference(), 1e-15));
  EXPECT_TRUE(close(mh_odds_ratio(strata).estimate.value, strata.pooled().odds_ratio(), 1e-15));
}

TEST(MantelHaenszel, AgreesWithItsDefinitionInLongDouble) {
  RandomTables random(24);
  for (int i = 0; i < 10000 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 6, 1000000000);
    const std::string text = describe(strata);
    Real up = 0, down = 0, spread = 0, r_sum = 0, q_sum = 0, pr = 0, cross = 0, pq = 0, w_sum = 0, excess = 0, gr = 0, a_sum = 0,
         b_sum = 0, b_size = 0;
    for (const Table2x2& t : strata) {
      const Real a = static_cast<Real>(t.a()), b = static_cast<Real>(t.b()), c = static_cast<Real>(t.c()),
                 d = static_cast<Real>(t.d()), n1 = a + b, n0 = c + d, n = n1 + n0, m = a + c;
      up += a * n0 / n;
      down += c * n1 / n;
      spread += (m * n1 * n0 - a * c * n) / (n * n);
      const Real big_r = a * d / n, big_q = b * c / n;
      r_sum += big_r;
      q_sum += big_q;
      pr += (a + d) / n * big_r;
      cross += (a + d) / n * big_q + (b + c) / n * big_r;
      pq += (b + c) / n * big_q;
      w_sum += n1 * n0 / n;
      excess += (a * d - b * c) / n;
      gr += (a * b * n0 * n0 * n0 + c * d * n1 * n1 * n1) / (n1 * n0 * n * n);
      a_sum += (n1 * n1 * c - n0 * n0 * a + n1 * n0 * (n0 - n1) / 2) / (n * n);
      b_sum += (a * d + c * b) / n / 2;
      b_size += n1 * n0 / n;
    }
    const Real rd = excess / w_sum;
    const auto same = [](double found, Real expected, double relative) {
      return close(found, static_cast<double>(expected), relative);
    };
    if (up > 0 && down > 0) {
      ASSERT_TRUE(same(mh_ratio(strata).estimate.value, up / down, 1e-14)) << text;
      ASSERT_TRUE(same(mh_ratio(strata).standard_error, std::sqrt(spread / (up * down)), 1e-10)) << text;
    }
    if (r_sum > 0 && q_sum > 0) {
      ASSERT_TRUE(same(mh_odds_ratio(strata).estimate.value, r_sum / q_sum, 1e-14)) << text;
      const Real variance = pr / (2 * r_sum * r_sum) + cross / (2 * r_sum * q_sum) + pq / (2 * q_sum * q_sum);
      ASSERT_TRUE(same(mh_odds_ratio(strata).standard_error, std::sqrt(variance), 1e-14)) << text;
    }
    ASSERT_TRUE(close(mh_difference(strata).estimate.value, static_cast<double>(rd), 1e-12, 1e-17)) << text;
    ASSERT_TRUE(same(mh_difference(strata, level_90, MhVariance::greenland_robins).standard_error, std::sqrt(gr) / w_sum, 1e-13))
        << text;
    const Real radicand = rd * a_sum + b_sum;
    if (radicand > 1e-6L * b_size) {
      ASSERT_TRUE(same(mh_difference(strata).standard_error, std::sqrt(radicand) / w_sum, 1e-11)) << text;
    }
  }
}

TEST(MantelHaenszel, Edges) {
  const Strata nothing;
  EXPECT_TRUE(std::isnan(mh_ratio(nothing).estimate.value));
  EXPECT_EQ(mh_ratio(nothing).estimate.status, Status::undefined);
  EXPECT_EQ(mh_difference(nothing).estimate.status, Status::undefined);
  EXPECT_EQ(peto_odds_ratio(nothing).estimate.status, Status::undefined);
  const Strata none{{{0, 10}, {2, 10}}, {{0, 5}, {1, 5}}};
  EXPECT_EQ(mh_ratio(none).estimate.value, 0.0);
  EXPECT_EQ(mh_ratio(none.swapped()).estimate.value, infinity);
  EXPECT_TRUE(std::isnan(mh_ratio(none).estimate.lower) && std::isnan(mh_ratio(none).standard_error));
  EXPECT_EQ(mh_odds_ratio(none).estimate.status, Status::undefined);
  EXPECT_GT(mh_difference(none).standard_error, 0.0);
  const Strata silent{{{0, 10}, {0, 10}}, {{5, 5}, {5, 5}}};
  EXPECT_EQ(peto_odds_ratio(silent).estimate.status, Status::no_information);
  EXPECT_TRUE(std::isnan(peto_odds_ratio(silent).estimate.value));
  EXPECT_EQ(mh_difference(silent).estimate.value, 0.0);
  // Everything against nothing: exactly ±1, and no Sato limits.
  const Strata apart{{{3, 3}, {0, 7}}, {{11, 11}, {0, 1}}, {{7, 7}, {0, 13}}};
  EXPECT_EQ(mh_difference(apart).estimate.value, 1.0);
  EXPECT_EQ(mh_difference(apart.swapped()).estimate.value, -1.0);
  EXPECT_TRUE(std::isnan(mh_difference(apart).standard_error));
  EXPECT_EQ(mh_difference(apart).estimate.status, Status::undefined);
  EXPECT_EQ(mh_difference(apart, level_90, MhVariance::greenland_robins).standard_error, 0.0);
  // A stratum without people in one group changes nothing.
  Strata with{{{8, 10}, {4, 10}}};
  with.add(3, 7, 0, 0);
  EXPECT_EQ(mh_odds_ratio(with).estimate.upper, mh_odds_ratio(Strata{{{8, 10}, {4, 10}}}).estimate.upper);
  // As large as counts get.
  const Strata huge{{{max_count / 3, max_count / 2}, {max_count / 5, max_count / 2}},
                    {{max_count / 7, max_count / 2}, {max_count / 9, max_count / 2}}};
  for (const CommonEffect& effect : {mh_ratio(huge), mh_odds_ratio(huge), mh_difference(huge), peto_odds_ratio(huge)}) {
    EXPECT_EQ(effect.estimate.status, Status::ok);
    EXPECT_LT(effect.estimate.lower, effect.estimate.value);
    EXPECT_LT(effect.estimate.value, effect.estimate.upper);
    EXPECT_LT(effect.standard_error, 1e-6);
  }
  EXPECT_STREQ(mh_difference(huge).estimate.method, "mh_rd_sato");
  EXPECT_STREQ(mh_difference(huge, level_90, MhVariance::greenland_robins).estimate.method, "mh_rd_gr");
}

}  // namespace
