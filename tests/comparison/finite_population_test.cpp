#include "equitable/comparison/finite_population.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "equitable/comparison/rate_difference.hpp"
#include "equitable/comparison/relative_likelihood.hpp"
#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;

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

/// Every table up to a size, with every pair of populations up to twice as large in a few steps.
template <class Law>
void for_each_pair(Count largest, const Law& law) {
  support::for_each_table(largest, [&law](const Table2x2& t) {
    for (const Count more1 : {Count{0}, Count{1}, Count{7}})
      for (const Count more2 : {Count{0}, Count{2}, Count{50}})
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

Estimate difference(const Pair& p, double level = 0.95) {
  return finite_population_difference(p.group, p.reference, {Confidence(level), Alternative::two_sided});
}
Estimate ratio(const Pair& p, double level = 0.95) {
  return finite_population_ratio(p.group, p.reference, {Confidence(level), Alternative::two_sided});
}

// The definition, in long double: Wilson's limits with z² (N−n)/(N−1), the distances, and the combination.
struct Wilson {
  long double rate, lower, upper;
};

Wilson wilson_by_definition(const SampledGroup& g, long double z) {
  const long double n = static_cast<long double>(g.total);
  const long double p = static_cast<long double>(g.events) / n;
  if (g.population == g.total) return {p, p, p};
  const long double zz = z * z * static_cast<long double>(g.population - g.total) / static_cast<long double>(g.population - 1);
  const long double centre = (p + zz / (2 * n)) / (1 + zz / n);
  const long double half = std::sqrt(zz * (p * (1 - p) / n + zz / (4 * n * n))) / (1 + zz / n);
  return {p, g.events == 0 ? 0 : centre - half, g.events == g.total ? 1 : centre + half};
}

void agrees_with_its_definition(const Pair& p) {
  const long double z = 1.95996398454005423552L;
  const Wilson a = wilson_by_definition(p.group, z);
  const Wilson b = wilson_by_definition(p.reference, z);
  const Estimate d = difference(p);
  const long double gap = a.rate - b.rate;
  ASSERT_TRUE(close(d.value, static_cast<double>(gap), 1e-14, 1e-16)) << describe(p);
  ASSERT_NEAR(d.lower, static_cast<double>(gap - std::hypot(a.rate - a.lower, b.upper - b.rate)), 1e-14) << describe(p);
  ASSERT_NEAR(d.upper, static_cast<double>(gap + std::hypot(a.upper - a.rate, b.rate - b.lower)), 1e-14) << describe(p);
  const Estimate r = ratio(p);
  if (p.group.events > 0 && p.reference.events > 0) {
    const long double l1 = a.lower * (2 * a.rate - a.lower);
    const long double u1 = a.upper * (2 * a.rate - a.upper);
    const long double l2 = b.lower * (2 * b.rate - b.lower);
    const long double u2 = b.upper * (2 * b.rate - b.upper);
    const long double product = a.rate * b.rate;
    const auto root = [](long double square) { return std::sqrt(std::fmax(0.0L, square)); };
    ASSERT_TRUE(close(r.lower, static_cast<double>(l1 / (product + root(product * product - l1 * u2))), 1e-8)) << describe(p);
    ASSERT_TRUE(close(r.upper, static_cast<double>((product + root(product * product - u1 * l2)) / l2), 1e-8)) << describe(p);
  }
}

// Where the limits are: (p1 − φ p2)² is the sum of the squared distances.
void the_limits_solve_their_equation(const Pair& p) {
  if (p.group.events == 0 || p.reference.events == 0) return;
  const long double z = 1.95996398454005423552L;
  const Wilson a = wilson_by_definition(p.group, z);
  const Wilson b = wilson_by_definition(p.reference, z);
  const Estimate r = ratio(p);
  const long double low = static_cast<long double>(r.lower);
  const long double high = static_cast<long double>(r.upper);
  ASSERT_NEAR(static_cast<double>((a.rate - low * b.rate) / a.rate),
              static_cast<double>(std::hypot(a.rate - a.lower, low * (b.upper - b.rate)) / a.rate), 1e-12)
      << describe(p);
  ASSERT_TRUE(close(static_cast<double>(high * b.rate - a.rate),
                    static_cast<double>(std::hypot(a.upper - a.rate, high * (b.rate - b.lower))), 1e-9,
                    1e-12 * static_cast<double>(high * b.rate)))
      << describe(p);
}

void laws(const Pair& p) {
  const Estimate d = difference(p);
  const Estimate r = ratio(p);
  ASSERT_EQ(d.status, Status::ok) << describe(p);
  ASSERT_TRUE(-1.0 <= d.lower && d.lower <= d.value && d.value <= d.upper && d.upper <= 1.0) << describe(p);
  const Pair swapped{p.reference, p.group};
  ASSERT_NEAR(difference(swapped).lower, -d.upper, 1e-15) << describe(p);
  ASSERT_NEAR(difference({p.group.complement(), p.reference.complement()}).lower, -d.upper, 1e-15) << describe(p);
  ASSERT_FALSE(std::isnan(r.lower) || std::isnan(r.upper)) << describe(p);
  if (p.group.events > 0 && p.reference.events > 0) {
    ASSERT_TRUE(close(ratio(swapped).lower, 1.0 / r.upper, 1e-12)) << describe(p);
    ASSERT_LE(r.lower, r.value * (1.0 + 1e-15)) << describe(p);
    ASSERT_GE(r.upper, r.value * (1.0 - 1e-15)) << describe(p);
    ASSERT_EQ(r.status, Status::ok) << describe(p);
  } else {
    ASSERT_EQ(r.status, p.group.events + p.reference.events == 0 ? Status::undefined
                        : p.reference.events == 0                ? Status::unbounded
                                                                 : Status::ok)
        << describe(p);
  }
  if (p.group.events == 0) {
    ASSERT_EQ(r.lower, 0.0) << describe(p);
  }
  if (p.reference.events == 0) {
    ASSERT_EQ(r.upper, infinity) << describe(p);
  }
  const Estimate wide = difference(p, 0.99);
  const Estimate wide_ratio = ratio(p, 0.99);
  ASSERT_TRUE(wide.lower <= d.lower && d.upper <= wide.upper) << describe(p);
  ASSERT_TRUE(wide_ratio.lower <= r.lower && r.upper <= wide_ratio.upper) << describe(p);
  // The difference excludes 0 exactly when the ratio excludes 1: both hold no more than the same equation says.
  if (std::fabs(d.lower) > 1e-12 && std::fabs(d.upper) > 1e-12) {
    ASSERT_EQ(d.lower > 0.0, r.lower > 1.0) << describe(p);
    ASSERT_EQ(d.upper < 0.0, r.upper < 1.0) << describe(p);
  }
}

void a_larger_population_widens(const Pair& p) {
  if (p.group.population > 1000000000) return;
  const Pair larger{{p.group.events, p.group.total, 2 * p.group.population}, p.reference};
  const Estimate near = difference(p);
  const Estimate far = difference(larger);
  ASSERT_TRUE(far.lower <= near.lower && near.upper <= far.upper) << describe(p);
  const Estimate near_ratio = ratio(p);
  const Estimate far_ratio = ratio(larger);
  ASSERT_TRUE(far_ratio.lower <= near_ratio.lower * (1.0 + 1e-15) && near_ratio.upper * (1.0 - 1e-15) <= far_ratio.upper)
      << describe(p);
}

TEST(FinitePopulationComparison, LawsHoldForSmallSamples) {
  for_each_pair(8, [](const Pair& p) {
    agrees_with_its_definition(p);
    the_limits_solve_their_equation(p);
    laws(p);
    a_larger_population_widens(p);
  });
}

TEST(FinitePopulationComparison, LawsHoldForLargeSamples) {
  for_random_pairs(3, 4000, [](const Pair& p) {
    laws(p);
    a_larger_population_widens(p);
  });
}

TEST(FinitePopulationComparison, EndlessPopulationsGiveNewcombeAndMoverWilson) {
  support::for_each_table(10, [](const Table2x2& t) {
    const SampledGroup group{t.group.events, t.group.total, max_count};
    const SampledGroup reference{t.reference.events, t.reference.total, max_count};
    const Estimate d = finite_population_difference(group, reference);
    const Estimate newcombe = rate_difference(t, {RateDifferenceMethod::newcombe});
    ASSERT_TRUE(close(d.lower, newcombe.lower, 1e-13, 1e-14)) << support::describe(t);
    ASSERT_TRUE(close(d.upper, newcombe.upper, 1e-13, 1e-14)) << support::describe(t);
    const Estimate r = finite_population_ratio(group, reference);
    const Estimate mover = relative_likelihood(t, {RelativeLikelihoodMethod::mover_wilson});
    ASSERT_TRUE(close(r.lower, mover.lower, 1e-12)) << support::describe(t);
    ASSERT_TRUE(close(r.upper, mover.upper, 1e-12)) << support::describe(t);
  });
}

TEST(FinitePopulationComparison, ACensusOfBothHasNoWidth) {
  support::for_each_table(10, [](const Table2x2& t) {
    const SampledGroup group{t.group.events, t.group.total, t.group.total};
    const SampledGroup reference{t.reference.events, t.reference.total, t.reference.total};
    const Estimate d = finite_population_difference(group, reference);
    ASSERT_EQ(d.lower, d.value) << support::describe(t);
    ASSERT_EQ(d.upper, d.value) << support::describe(t);
    const Estimate r = finite_population_ratio(group, reference);
    if (t.group.events == 0 || t.reference.events == 0) return;
    ASSERT_TRUE(close(r.lower, r.value, 1e-15)) << support::describe(t);
    ASSERT_TRUE(close(r.upper, r.value, 1e-15)) << support::describe(t);
  });
}

TEST(FinitePopulationComparison, NextToACensusTheEstimateStaysInside) {
  const SampledGroup single{1, 1, 1};
  EXPECT_LE(finite_population_ratio(single, {1, 10, 10}).lower, finite_population_ratio(single, {1, 10, 10}).upper);
  support::RandomTables random(17);
  for (int i = 0; i < 2000; ++i) {
    const Count n1 = random.total(max_count - 1);
    const Count n2 = random.total(max_count - 1);
    const SampledGroup group{random.events(n1), n1, n1 + i % 2};
    const SampledGroup reference{random.events(n2), n2, n2 + i % 3 % 2};
    const Estimate ratio = finite_population_ratio(group, reference);
    if (ratio.status == Status::ok) {
      ASSERT_TRUE(ratio.lower <= ratio.value && ratio.value <= ratio.upper) << group.events << "/" << n1;
    }
    const Estimate rate = finite_population(group.events, group.total, group.population);
    ASSERT_TRUE(rate.lower <= rate.value && rate.value <= rate.upper) << group.events << "/" << n1;
  }
}

TEST(FinitePopulationComparison, OneSidedAndEdges) {
  const SampledGroup group{60, 189, 746};
  const SampledGroup reference{77, 569, 900};
  const Estimate lower = finite_population_ratio(group, reference, {Confidence(0.975), Alternative::greater});
  EXPECT_TRUE(close(lower.lower, finite_population_ratio(group, reference).lower, 1e-13));
  EXPECT_EQ(lower.upper, infinity);
  EXPECT_EQ(lower.status, Status::ok);
  const Estimate upper = finite_population_difference(group, reference, {Confidence(0.975), Alternative::less});
  EXPECT_EQ(upper.lower, -1.0);
  EXPECT_EQ(finite_population_difference({0, 0, 5}, reference).status, Status::undefined);
  EXPECT_EQ(finite_population_ratio(group, {0, 0, 0}).status, Status::undefined);
  EXPECT_EQ(refusal([] {
              return finite_population_ratio({1, 2, 3}, {1, 5, 4});
            }),
            "finite_population_ratio: reference_population is 4, but must be at least reference_total, which is 5");
  EXPECT_EQ(refusal([] {
              return finite_population_difference({3, 2, 3}, {1, 2, 4});
            }),
            "finite_population_difference: events is 3, but must be at most total, which is 2");
}

}  // namespace
