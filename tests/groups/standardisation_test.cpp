#include "equitable/groups/standardisation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "equitable/comparison/rate_difference.hpp"
#include "equitable/comparison/relative_likelihood.hpp"
#include "equitable/proportion/interval.hpp"
#include "support/compare.hpp"
#include "support/strata.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::describe;
using support::random_strata;
using support::RandomTables;
using support::refusal;
using Method = StandardisationMethod;

std::vector<Proportion> groups(const Strata& strata) {
  std::vector<Proportion> result;
  for (const Table2x2& t : strata) result.push_back(t.group);
  return result;
}

TEST(Standardisation, HandWorked) {
  // Shares ¼ and ¾ of rates 0.4 and 0.2: 0.25, variance 0.24/10/16 + 9·0.16/20/16.
  const std::vector<Proportion> strata{{4, 10}, {4, 20}};
  const CommonEffect normal = directly_standardised(strata, {50, 150}, {Method::normal, Confidence(0.9)});
  const double error = std::sqrt(0.24 / 160.0 + 9.0 * 0.16 / 320.0);
  EXPECT_TRUE(close(normal.estimate.value, 0.25, 1e-15));
  EXPECT_TRUE(close(normal.standard_error, error, 1e-14));
  EXPECT_TRUE(close(normal.estimate.upper, 0.25 + 1.6448536269514722 * error, 1e-14));
  const CommonEffect mover = directly_standardised(strata, {50, 150});
  const Interval first = wilson({4, 10}, Confidence(0.95));
  const Interval second = wilson({4, 20}, Confidence(0.95));
  EXPECT_TRUE(close(mover.estimate.lower, 0.25 - std::hypot(0.25 * (0.4 - first.lower), 0.75 * (0.2 - second.lower)), 1e-14));
  EXPECT_TRUE(close(mover.estimate.upper, 0.25 + std::hypot(0.25 * (first.upper - 0.4), 0.75 * (second.upper - 0.2)), 1e-14));
  EXPECT_STREQ(mover.estimate.method, "mover_wilson");
  // Expected 10·(1/5) + 20·(1/10) = 4, observed 8; the reference's rate is 7/55.
  const IndirectStandardisation indirect = indirectly_standardised(Strata{{{4, 10}, {3, 15}}, {{4, 20}, {4, 40}}});
  EXPECT_TRUE(close(indirect.expected, 4.0, 1e-15));
  EXPECT_EQ(indirect.observed, 8);
  EXPECT_TRUE(close(indirect.ratio.value, 2.0, 1e-15));
  EXPECT_TRUE(close(indirect.rate, 2.0 * 7.0 / 55.0, 1e-15));
  EXPECT_TRUE(close(indirect.ratio.lower, person_time_rate(8, 1.0).lower / 4.0, 1e-14));
  EXPECT_STREQ(indirect.ratio.method, "garwood_exact");
  // Byar by hand: 8 (1 − 1/72 − z/(3√8))³ / 4.
  const double root = 1.0 - 1.0 / 72.0 - 1.959963984540054 / (3.0 * std::sqrt(8.0));
  const IndirectStandardisation byar =
      indirectly_standardised(Strata{{{4, 10}, {3, 15}}, {{4, 20}, {4, 40}}}, {PersonTimeRateMethod::byar});
  EXPECT_TRUE(close(byar.ratio.lower, 2.0 * root * root * root, 1e-13));
}

TEST(Standardisation, OneStratumIsTheTwoGroupResult) {
  const auto law = [](const Table2x2& t) {
    const Strata strata{t};
    const Estimate rate = directly_standardised({t.group}, {7.0}).estimate;
    const Interval own = wilson(t.group, Confidence(0.95));
    ASSERT_TRUE(close(rate.lower, own.lower, 1e-11, 1e-17)) << describe(t);
    ASSERT_TRUE(close(rate.upper, own.upper, 1e-13)) << describe(t);
    const Estimate difference = standardised_difference(strata, {3.0}).estimate;
    const Estimate newcombe = rate_difference(t, {RateDifferenceMethod::newcombe});
    ASSERT_TRUE(close(difference.lower, newcombe.lower, 1e-12, 1e-15)) << describe(t);
    ASSERT_TRUE(close(difference.upper, newcombe.upper, 1e-12, 1e-15)) << describe(t);
    const Estimate ratio = standardised_ratio(strata, {3.0}).estimate;
    const Estimate mover = relative_likelihood(t, {RelativeLikelihoodMethod::mover_wilson});
    ASSERT_TRUE(close(ratio.value, mover.value, 1e-14)) << describe(t);
    ASSERT_TRUE(close(ratio.lower, mover.lower, 1e-10)) << describe(t);
    ASSERT_TRUE(close(ratio.upper, mover.upper, 1e-10)) << describe(t);
    const Estimate log_ratio = standardised_ratio(strata, {3.0}, {Method::normal}).estimate;
    if (t.a() > 0 && t.c() > 0) {
      const Estimate katz = relative_likelihood(t, {RelativeLikelihoodMethod::katz_log});
      ASSERT_TRUE(close(log_ratio.lower, katz.lower, 1e-12)) << describe(t);
      ASSERT_TRUE(close(log_ratio.upper, katz.upper, 1e-12)) << describe(t);
    } else {
      ASSERT_EQ(log_ratio.status, Status::undefined) << describe(t);
    }
    const Estimate wald = rate_difference(t, {RateDifferenceMethod::wald});
    const Estimate plain = standardised_difference(strata, {3.0}, {Method::normal}).estimate;
    ASSERT_TRUE(close(plain.lower, wald.lower, 1e-12, 1e-15)) << describe(t);
    // The only stratum: observed over expected is the ratio of the rates.
    ASSERT_TRUE(close(indirectly_standardised(strata).ratio.value, t.c() > 0 ? t.ratio() : not_a_number, 1e-14)) << describe(t);
  };
  EXPECT_EQ(support::for_each_table(9, law), 2916);
  RandomTables(85).for_each(3000, 1000000000, law);
}

TEST(Standardisation, Laws) {
  RandomTables random(86);
  for (int i = 0; i < 3000 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 6, i % 2 == 0 ? 12 : 1000000000);
    const std::string text = describe(strata);
    std::vector<double> standard, scaled, own;
    for (std::size_t k = 0; k < strata.size(); ++k) {
      standard.push_back(static_cast<double>(random.between(1, 1000)));
      scaled.push_back(standard.back() * 0.125);
      own.push_back(static_cast<double>(strata[k].group.total));
    }
    for (const Method method : {Method::mover_wilson, Method::normal}) {
      const Estimate rate = directly_standardised(groups(strata), standard, {method}).estimate;
      ASSERT_LE(0.0, rate.lower) << text;
      ASSERT_LE(rate.lower, rate.value) << text;
      ASSERT_LE(rate.value, rate.upper) << text;
      ASSERT_LE(rate.upper, 1.0) << text;
      // Only the proportions of the standard count; its own make-up gives the crude rate.
      ASSERT_TRUE(support::identical(directly_standardised(groups(strata), scaled, {method}).estimate.upper, rate.upper)) << text;
      ASSERT_TRUE(close(directly_standardised(groups(strata), own, {method}).estimate.value, strata.pooled().group.rate(), 1e-14))
          << text;
      const Estimate others = directly_standardised(groups(strata.complement()), standard, {method}).estimate;
      ASSERT_TRUE(close(others.lower, 1.0 - rate.upper, 1e-12, 1e-15)) << text;
      const Estimate wider = directly_standardised(groups(strata), standard, {method, Confidence(0.99)}).estimate;
      ASSERT_LE(wider.lower, rate.lower) << text;
      ASSERT_GE(wider.upper, rate.upper) << text;
      const Estimate difference = standardised_difference(strata, standard, {method}).estimate;
      const Estimate turned = standardised_difference(strata.swapped(), standard, {method}).estimate;
      ASSERT_TRUE(close(turned.lower, -difference.upper, 1e-12, 1e-15)) << text;
      ASSERT_LE(difference.lower, difference.value) << text;
      ASSERT_LE(difference.value, difference.upper) << text;
      const Estimate ratio = standardised_ratio(strata, standard, {method}).estimate;
      const Estimate inverse = standardised_ratio(strata.swapped(), standard, {method}).estimate;
      ASSERT_TRUE(close(inverse.lower, 1.0 / ratio.upper, 1e-12)) << text;
      ASSERT_TRUE(close(inverse.upper, 1.0 / ratio.lower, 1e-12)) << text;
      const Estimate alone = standardised_ratio(strata, standard, {method, Confidence(0.975), Alternative::greater}).estimate;
      ASSERT_TRUE(close(alone.lower, ratio.lower, 1e-12)) << text;
    }
  }
}

TEST(Standardisation, Edges) {
  // Nobody where the standard has somebody; a stratum the standard leaves out does not matter.
  EXPECT_EQ(directly_standardised({{1, 2}, {0, 0}}, {1, 1}).estimate.status, Status::undefined);
  EXPECT_TRUE(std::isnan(directly_standardised({{1, 2}, {0, 0}}, {1, 1}).standard_error));
  EXPECT_EQ(directly_standardised({{1, 2}, {0, 0}}, {1, 0}).estimate.value, 0.5);
  EXPECT_EQ(standardised_ratio(Strata{{{1, 2}, {0, 0}}}, {1}).estimate.status, Status::undefined);
  for (const Strata& nobody : {Strata{{{0, 0}, {0, 549755813888}}}, Strata{{{0, 9}, {0, 0}}}, Strata{{{0, 0}, {3, 9}}}})
    for (const Method method : {Method::mover_wilson, Method::normal}) {
      const Estimate ratio = standardised_ratio(nobody, {0.238}, {method}).estimate;
      EXPECT_EQ(ratio.status, Status::undefined);
      EXPECT_TRUE(std::isnan(ratio.value) && std::isnan(ratio.lower) && std::isnan(ratio.upper));
    }
  const Estimate none = directly_standardised({{0, 10}, {0, 5}}, {1, 1}).estimate;
  EXPECT_EQ(none.lower, 0.0);
  EXPECT_GT(none.upper, 0.1);
  EXPECT_EQ(directly_standardised({{10, 10}, {5, 5}}, {1, 1}).estimate.upper, 1.0);
  const Strata one_sided{{{3, 10}, {0, 10}}, {{1, 10}, {0, 5}}};
  EXPECT_EQ(standardised_ratio(one_sided, {1, 1}).estimate.upper, infinity);
  EXPECT_EQ(standardised_ratio(one_sided, {1, 1}).estimate.status, Status::unbounded);
  EXPECT_EQ(standardised_ratio(one_sided.swapped(), {1, 1}).estimate.lower, 0.0);
  EXPECT_EQ(standardised_ratio(one_sided, {1, 1}, {Method::normal}).estimate.status, Status::undefined);
  EXPECT_EQ(indirectly_standardised(one_sided).ratio.status, Status::undefined);
  EXPECT_EQ(indirectly_standardised(one_sided).expected, 0.0);
  EXPECT_EQ(indirectly_standardised(Strata{{{1, 3}, {1, 3}}, {{1, 3}, {0, 0}}}).ratio.status, Status::undefined);
  EXPECT_EQ(indirectly_standardised(Strata{{{1, 3}, {1, 3}}, {{0, 0}, {0, 0}}}).ratio.status, Status::ok);
  EXPECT_EQ(indirectly_standardised(Strata()).ratio.status, Status::undefined);
  EXPECT_EQ(indirectly_standardised(one_sided.swapped()).ratio.lower, 0.0);
  EXPECT_EQ(refusal([] {
              return directly_standardised({{1, 2}}, {1, 2}).standard_error;
            }),
            "directly_standardised: standard.size() is 2, but must be the number of strata, which is 1");
  EXPECT_NE(refusal([] {
              return directly_standardised({{1, 2}, {1, 2}}, {1, -2}).standard_error;
            }).find("standard[1]"),
            std::string::npos);
  EXPECT_NE(refusal([] {
              return directly_standardised({{1, 2}}, {not_a_number}).standard_error;
            }).find("standard[0]"),
            std::string::npos);
  EXPECT_NE(refusal([] {
              return standardised_ratio(Strata{{{1, 2}, {1, 2}}}, {0}).standard_error;
            }).find("sum of standard"),
            std::string::npos);
  EXPECT_NE(refusal([] {
              return directly_standardised({{1, 2}, {3, 2}}, {1, 1}).standard_error;
            }).find("strata[1].events is 3"),
            std::string::npos);
}

}  // namespace
