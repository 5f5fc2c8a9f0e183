#include "equitable/verdict/pooled.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "support/compare.hpp"
#include "support/strata.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;

TEST(PooledVerdict, OneStratumIsThePlainVerdict) {
  support::RandomTables random(311);
  random.for_each(500, 100000, [](const Table2x2& table) {
    Strata strata;
    strata.add(table.group.events, table.group.total, table.reference.events, table.reference.total);
    const PooledVerdict pooled = pooled_verdict(strata);
    const Verdict plain = verdict(table);
    EXPECT_EQ(pooled.state, plain.state) << support::describe(table);
    EXPECT_EQ(pooled.grade, plain.grade) << support::describe(table);
    EXPECT_TRUE(close(pooled.interval.lower, plain.interval.lower, 1e-10)) << support::describe(table);
    EXPECT_TRUE(close(pooled.interval.upper, plain.interval.upper, 1e-10)) << support::describe(table);
  });
}

TEST(PooledVerdict, IntervalAndPValueAgree) {
  support::RandomTables random(312);
  int significant = 0;
  for (int round = 0; round < 300; ++round) {
    const Strata strata = support::random_strata(random, 5, 400);
    const PooledVerdict found = pooled_verdict(strata);
    if (found.state == State::not_assessable || std::isnan(found.pvalue) || std::isnan(found.interval.lower)) continue;
    const bool outside = found.interval.lower > 1.0 || found.interval.upper < 1.0;
    EXPECT_EQ(outside, found.pvalue < 0.05) << support::describe(strata);
    const PooledVerdict swapped = pooled_verdict(strata.swapped());
    EXPECT_TRUE(close(swapped.pvalue, found.pvalue, 1e-10)) << support::describe(strata);
    significant += outside ? 1 : 0;
  }
  EXPECT_GT(significant, 50);
}

TEST(PooledVerdict, SimpsonsParadoxIsNotRepeated) {
  // Within each stratum the group does better; added up it seems to do worse.
  Strata strata;
  strata.add(81, 87, 234, 270);
  strata.add(192, 263, 55, 80);
  const PooledVerdict within = pooled_verdict(strata);
  EXPECT_GT(within.ratio, 1.0);
  EXPECT_LT(strata.pooled().ratio(), 1.0);
  EXPECT_FALSE(within.strata_differ);
}

TEST(PooledVerdict, StrataThatPointApartAreTold) {
  Strata strata;
  strata.add(300, 1000, 100, 1000);
  strata.add(100, 1000, 300, 1000);
  const PooledVerdict found = pooled_verdict(strata);
  EXPECT_TRUE(found.strata_differ);
  EXPECT_LT(found.heterogeneity_pvalue, 1e-10);
  EXPECT_TRUE(close(found.ratio, 1.0, 1e-15));
}

TEST(PooledVerdict, Words) {
  const Wording words{"BME staff", "White staff", "be harassed"};
  Strata years;
  years.add(117, 488, 460, 1991);
  years.add(102, 435, 429, 1876);
  EXPECT_EQ(pooled_sentence(pooled_verdict(years), words),
            "Compared within 2 strata, BME staff and White staff were similarly likely to be harassed (a ratio of 1.03): "
            "statistically equivalent within 0.80 to 1.25.");
  Strata apart;
  apart.add(300, 1000, 100, 1000);
  apart.add(500, 1000, 300, 1000);
  const std::string told = pooled_sentence(pooled_verdict(apart), words);
  EXPECT_EQ(
      told,
      "Compared within 2 strata, BME staff were 2.00 times as likely as White staff to be harassed. The difference is "
      "statistically significant and clearly beyond the 0.80 to 1.25 range. The strata differ from one another in this; each "
      "should be read by itself.");
  Strata nobody;
  nobody.add(0, 0, 1, 2);
  EXPECT_EQ(pooled_sentence(pooled_verdict(nobody), words),
            "No conclusion about BME staff and White staff can be drawn from these figures.");
}

TEST(PooledVerdict, PeopleLeftOutAreCountedAndNamed) {
  const Wording words{"BME staff", "White staff", "be harassed"};
  Strata years;
  years.add(117, 488, 460, 1991);
  years.add(102, 435, 429, 1876);
  const std::string told = pooled_sentence(pooled_verdict(years), words);
  years.add(0, 0, 3, 34);
  EXPECT_EQ(pooled_verdict(years).strata, 2U);
  EXPECT_EQ(pooled_verdict(years).strata_left_out, 1U);
  EXPECT_EQ(pooled_verdict(years).people_left_out, 34);
  EXPECT_EQ(pooled_sentence(pooled_verdict(years), words),
            told + " 34 people in one other stratum have no part in this: there one of the two groups has nobody.");
  years.add(1, 1, 0, 0);
  EXPECT_EQ(pooled_sentence(pooled_verdict(years), words),
            told + " 35 people in 2 other strata have no part in this: there one of the two groups has nobody.");
}

TEST(PooledVerdict, Edges) {
  EXPECT_EQ(pooled_verdict(Strata{}).state, State::not_assessable);
  Strata empty;
  empty.add(0, 0, 3, 10);
  EXPECT_EQ(pooled_verdict(empty).state, State::not_assessable);
  EXPECT_EQ(pooled_verdict(empty).strata, 0U);
  Strata few;
  few.add(1, 2, 3, 6);
  few.add(0, 1, 1, 4);
  EXPECT_EQ(pooled_verdict(few).grade, Grade::untestable);
  Strata nobody;
  nobody.add(0, 200, 0, 600);
  nobody.add(0, 100, 0, 400);
  const PooledVerdict none = pooled_verdict(nobody);
  EXPECT_EQ(none.state, State::inconclusive);
  EXPECT_NE(none.status, Status::ok);
  EXPECT_EQ(none.test_status(), Status::no_information);
  EXPECT_EQ(none.heterogeneity_status, Status::no_information);
  const PooledVerdict everybody = pooled_verdict(Strata{{{20, 20}, {60, 60}}, {{10, 10}, {40, 40}}});
  EXPECT_EQ(everybody.status, Status::ok);
  EXPECT_TRUE(std::isnan(everybody.pvalue));
  EXPECT_EQ(everybody.test_status(), Status::no_information);
  EXPECT_EQ(pooled_verdict(Strata{}).test_status(), Status::undefined);
  EXPECT_EQ(pooled_verdict(few).test_status(), Status::ok);
  EXPECT_EQ(pooled_verdict(few).heterogeneity_status, Status::ok);  // a zero in the second stratum
  EXPECT_NE(refusal([&] { return pooled_verdict(few, {{0.8, 1.25}, Confidence{0.5}}).ratio; }), "accepted");
}

}  // namespace
