#include "equitable/significance/finite_population.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "equitable/significance/score.hpp"
#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;
using Method = FinitePopulationTestMethod;

struct Pair {
  SampledGroup group;
  SampledGroup reference;
};

std::string describe(const Pair& p) {
  const auto text = [](const SampledGroup& g) {
    return std::to_string(g.events) + "/" + std::to_string(g.total) + " of " + std::to_string(g.population);
  };
  return text(p.group) + " v " + text(p.reference);
}

template <class Law>
void for_each_pair(Count largest, const Law& law) {
  support::for_each_table(largest, [&law](const Table2x2& t) {
    for (const Count more1 : {Count{0}, Count{1}, Count{9}})
      for (const Count more2 : {Count{0}, Count{60}})
        law(Pair{{t.group.events, t.group.total, t.group.total + more1},
                 {t.reference.events, t.reference.total, t.reference.total + more2}});
  });
}

template <class Law>
void for_random_pairs(unsigned seed, int pairs, const Law& law) {
  support::RandomTables random(seed);
  support::RandomTables more(seed + 1);
  random.for_each(pairs, 1000000000, [&](const Table2x2& t) {
    law(Pair{{t.group.events, t.group.total, t.group.total + more.total(3 * t.group.total) - 1},
             {t.reference.events, t.reference.total, t.reference.total + more.total(1000000000)}});
  });
}

TestResult test_of(const Pair& p, Method method, Alternative alternative = Alternative::two_sided) {
  return finite_population_test(p.group, p.reference, {method, alternative});
}

bool census(const Pair& p) { return p.group.is_census() && p.reference.is_census(); }

void the_pooled_test_follows_its_definition(const Pair& p) {
  const TestResult test = test_of(p, Method::z_pooled_fpc);
  const long double x1 = static_cast<long double>(p.group.events);
  const long double n1 = static_cast<long double>(p.group.total);
  const long double x2 = static_cast<long double>(p.reference.events);
  const long double n2 = static_cast<long double>(p.reference.total);
  if (census(p)) {
    ASSERT_EQ(test.status, Status::undefined) << describe(p);
    ASSERT_TRUE(std::isnan(test.statistic) && std::isnan(test.pvalue)) << describe(p);
    return;
  }
  if (x1 + x2 == 0 || x1 + x2 == n1 + n2) {
    ASSERT_EQ(test.status, Status::no_information) << describe(p);
    ASSERT_TRUE(std::isnan(test.statistic) && std::isnan(test.pvalue)) << describe(p);
    return;
  }
  const auto left = [](const SampledGroup& g) {
    return g.population == g.total
               ? 0.0L
               : static_cast<long double>(g.population - g.total) / static_cast<long double>(g.population - 1);
  };
  const long double rate = (x1 + x2) / (n1 + n2);
  const long double others = ((n1 - x1) + (n2 - x2)) / (n1 + n2);
  const long double variance = rate * others * (left(p.group) / n1 + left(p.reference) / n2);
  const long double z = (x1 * n2 - x2 * n1) / (n1 * n2) / std::sqrt(variance);
  ASSERT_EQ(test.status, Status::ok) << describe(p);
  ASSERT_TRUE(close(test.statistic, static_cast<double>(z), 1e-13, 1e-13)) << describe(p);
  ASSERT_TRUE(support::close_probability(test.pvalue, std::erfc(std::fabs(test.statistic) / std::sqrt(2.0)), 1e-9))
      << describe(p);
  const TestResult greater = test_of(p, Method::z_pooled_fpc, Alternative::greater);
  const TestResult less = test_of(p, Method::z_pooled_fpc, Alternative::less);
  ASSERT_NEAR(greater.pvalue + less.pvalue, 1.0, 1e-15) << describe(p);
  ASSERT_TRUE(support::close_probability(2.0 * std::fmin(greater.pvalue, less.pvalue), test.pvalue, 1e-14)) << describe(p);
}

// p < α exactly when the interval at 1 − α excludes no difference; two-sided and either side alone.
void the_mover_test_and_the_intervals_agree(const Pair& p) {
  if (census(p)) return;
  const TestResult both = test_of(p, Method::mover_wilson_fpc);
  const TestResult greater = test_of(p, Method::mover_wilson_fpc, Alternative::greater);
  const TestResult less = test_of(p, Method::mover_wilson_fpc, Alternative::less);
  ASSERT_TRUE(both.pvalue >= 0.0 && both.pvalue <= 1.0) << describe(p);
  for (const double level : {0.8, 0.95, 0.999}) {
    const double alpha = Confidence(level).alpha();
    const FinitePopulationComparisonOptions options{Confidence(level), Alternative::two_sided};
    const Estimate d = finite_population_difference(p.group, p.reference, options);
    const Estimate r = finite_population_ratio(p.group, p.reference, options);
    if (std::fabs(both.pvalue - alpha) > 1e-9) {
      ASSERT_EQ(both.pvalue<alpha, d.lower> 0.0 || d.upper < 0.0) << describe(p) << " " << level;
      ASSERT_EQ(both.pvalue<alpha, r.lower> 1.0 || r.upper < 1.0) << describe(p) << " " << level;
    }
    const Estimate above = finite_population_ratio(p.group, p.reference, {Confidence(level), Alternative::greater});
    const Estimate below = finite_population_ratio(p.group, p.reference, {Confidence(level), Alternative::less});
    if (std::fabs(greater.pvalue - alpha) > 1e-9) {
      ASSERT_EQ(greater.pvalue<alpha, above.lower> 1.0) << describe(p) << " " << level;
    }
    if (std::fabs(less.pvalue - alpha) > 1e-9) {
      ASSERT_EQ(less.pvalue < alpha, below.upper < 1.0) << describe(p) << " " << level;
    }
  }
}

// p < α exactly when the interval of the ratio at 1 − 2α lies strictly inside the margin.
void equivalence_and_the_interval_agree(const Pair& p) {
  const TestResult test = finite_population_equivalence(p.group, p.reference);
  if (census(p)) {
    ASSERT_EQ(test.status, Status::undefined) << describe(p);
    return;
  }
  if (p.group.events + p.reference.events == 0) {
    ASSERT_EQ(test.status, Status::no_information) << describe(p);
    ASSERT_TRUE(std::isnan(test.pvalue)) << describe(p);
    return;
  }
  ASSERT_TRUE(test.pvalue >= 0.0 && test.pvalue <= 1.0) << describe(p);
  for (const double alpha : {0.2, 0.05, 0.001}) {
    if (std::fabs(test.pvalue - alpha) < 1e-9) continue;
    const Estimate r = finite_population_ratio(p.group, p.reference, {Confidence(1.0 - 2.0 * alpha), Alternative::two_sided});
    if (std::fabs(r.lower - 0.8) < 1e-12 || std::fabs(r.upper - 1.25) < 1e-12) continue;  // 2/2 v a census of 4/5: a tie
    const bool inside = r.lower > 0.8 && r.upper < 1.25;
    ASSERT_EQ(test.pvalue < alpha, inside) << describe(p) << " " << alpha;
  }
}

// The equation itself, at the statistic that was found.
void the_statistic_solves_its_equation(const Pair& p, double ratio) {
  if (census(p)) return;
  const double z = detail::mover_wilson_fpc_z(p.group, p.reference, ratio);
  if (std::isinf(z) || z == 0.0 || std::fabs(z) > 1e6) return;
  const Interval first = detail::wilson_fpc_distances(p.group, std::fabs(z));
  const Interval second = detail::wilson_fpc_distances(p.reference, std::fabs(z));
  const detail::TwoRates r = detail::sampled_table(p.group, p.reference).rates();
  const double gap = detail::difference_of_products(r.x1, r.n2, ratio * r.x2, r.n1) / (r.n1 * r.n2);
  const double reached = z > 0.0 ? std::hypot(first.lower, ratio * second.upper) : std::hypot(first.upper, ratio * second.lower);
  ASSERT_TRUE(close(reached, std::fabs(gap), 1e-10)) << describe(p) << " " << ratio << " " << z;
}

TEST(FinitePopulationTest, LawsHoldForSmallSamples) {
  for_each_pair(8, [](const Pair& p) {
    the_pooled_test_follows_its_definition(p);
    the_mover_test_and_the_intervals_agree(p);
    equivalence_and_the_interval_agree(p);
    for (const double ratio : {0.8, 1.0, 1.25}) the_statistic_solves_its_equation(p, ratio);
  });
}

TEST(FinitePopulationTest, LawsHoldForLargeSamples) {
  for_random_pairs(19, 3000, [](const Pair& p) {
    the_pooled_test_follows_its_definition(p);
    the_mover_test_and_the_intervals_agree(p);
    equivalence_and_the_interval_agree(p);
  });
}

TEST(FinitePopulationTest, SwappingAndComplementingChangeTheSign) {
  for_each_pair(7, [](const Pair& p) {
    for (const Method method : {Method::z_pooled_fpc, Method::mover_wilson_fpc}) {
      const TestResult test = test_of(p, method);
      if (std::isnan(test.statistic)) return;
      ASSERT_TRUE(close(test_of({p.reference, p.group}, method).statistic, -test.statistic, 1e-11)) << describe(p);
      ASSERT_TRUE(close(test_of({p.group.complement(), p.reference.complement()}, method).statistic, -test.statistic, 1e-11))
          << describe(p);
    }
  });
}

TEST(FinitePopulationTest, EndlessPopulationsGivePearsonsZ) {
  support::for_each_table(12, [](const Table2x2& t) {
    const Pair p{{t.group.events, t.group.total, max_count}, {t.reference.events, t.reference.total, max_count}};
    const TestResult pearson = score_test(t, {SignificanceMethod::pearson_chi2});
    const TestResult test = test_of(p, Method::z_pooled_fpc);
    ASSERT_TRUE(close(test.statistic * test.statistic, pearson.statistic, 1e-12)) << support::describe(t);
    ASSERT_TRUE(close(test.pvalue, pearson.pvalue, 1e-12)) << support::describe(t);
  });
}

TEST(FinitePopulationTest, ACensusOfTheReferenceIsAFixedRate) {
  // Only the group's error is left: the z at which Wilson's limit meets the reference's rate is the score test of one rate.
  for (const auto& [x, n] : {std::pair<Count, Count>{12, 40}, {3, 40}, {0, 9}, {9, 9}}) {
    const SampledGroup group{x, n, max_count};
    const SampledGroup everybody{50, 200, 200};
    const double rate = static_cast<double>(x) / static_cast<double>(n);
    const double score = (rate - 0.25) / std::sqrt(0.25 * 0.75 / static_cast<double>(n));
    EXPECT_TRUE(close(finite_population_test(group, everybody, {Method::mover_wilson_fpc}).statistic, score, 1e-11))
        << x << "/" << n;
  }
}

TEST(FinitePopulationTest, WhatACensusRulesOutIsCertain) {
  const SampledGroup known{9, 10, 10};
  const TestResult test = finite_population_test(known, {1, 5, 10}, {Method::mover_wilson_fpc});
  EXPECT_TRUE(test.status == Status::ok && test.pvalue < 0.05);
  const TestResult certain = finite_population_equivalence(known, {9, 10, 11}, {0.5, 2.0});
  EXPECT_EQ(certain.status, Status::ok);
  EXPECT_LT(certain.pvalue, 1e-3);
  // A census at a rate of 1 is beyond 0.8 times whatever the reference is.
  EXPECT_EQ(detail::mover_wilson_fpc_z({10, 10, 10}, {3, 5, 8}, 0.8), infinity);
}

TEST(FinitePopulationTest, RefusesAndSaysUndefined) {
  EXPECT_EQ(finite_population_test({0, 0, 5}, {1, 2, 3}).status, Status::undefined);
  EXPECT_EQ(finite_population_equivalence({1, 2, 3}, {0, 0, 5}).status, Status::undefined);
  EXPECT_EQ(refusal([] {
              return finite_population_test({1, 2, 1}, {1, 2, 3});
            }),
            "finite_population_test: population is 1, but must be at least total, which is 2");
  EXPECT_NE(refusal([] { return finite_population_equivalence({1, 2, 3}, {1, 2, 3}, {1.1, 1.2}); }), "accepted");
}

TEST(FinitePopulationTest, ACensusOfEventsAloneIsInfinitelyFarFromASample) {
  // All 10 of 10 have the outcome; Wilson's limit of 3 of 5 among 50 comes to 1 at no finite level.
  const TestResult found = finite_population_test({10, 10, 10}, {3, 5, 50}, {Method::mover_wilson_fpc});
  EXPECT_TRUE(std::isinf(found.statistic) && found.statistic > 0.0);
  EXPECT_EQ(found.pvalue, 0.0);
  EXPECT_EQ(found.status, Status::unbounded);
}

}  // namespace
