#include "equitable/proportion/finite_population.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;
using Method = FinitePopulationMethod;

const std::vector<Method> every_method{Method::wilson_fpc, Method::exact_hypergeometric_central, Method::mid_p_hypergeometric,
                                       Method::wald_fpc, Method::wald_survey_unbiased_variance};

Estimate at(const SampledGroup& g, Method method, double level = 0.95, Alternative alternative = Alternative::two_sided) {
  return finite_population(g.events, g.total, g.population, {method, Confidence(level), alternative});
}

std::string describe(const SampledGroup& g) {
  return std::to_string(g.events) + "/" + std::to_string(g.total) + " of " + std::to_string(g.population);
}

template <class Law>
int for_each_sample(Count largest, const Law& law) {
  int tried = 0;
  for (Count population = 1; population <= largest; ++population)
    for (Count n = 1; n <= population; ++n)
      for (Count x = 0; x <= n && !::testing::Test::HasFailure(); ++x, ++tried) law(SampledGroup{x, n, population});
  return tried;
}

TEST(FinitePopulation, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/finite_population.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows())
    for (const Method method : every_method) {
      if (row.text("method") != name(method)) continue;
      ++rows[name(method)];
      const Estimate estimate = finite_population(row.count("events"), row.count("total"), row.count("population"),
                                                  {method, Confidence(row.number("confidence_level"))});
      EXPECT_TRUE(close(estimate.lower, row.number("lower"), 1e-13, method < Method::wald_fpc ? 0.0 : 1e-15)) << row.all();
      EXPECT_TRUE(close(estimate.upper, row.number("upper"), 1e-13)) << row.all();
      EXPECT_STREQ(estimate.method, name(method));
    }
  const std::map<std::string, int> expected{{"exact_hypergeometric_central", 76},
                                            {"mid_p_hypergeometric", 76},
                                            {"wald_fpc", 76},
                                            {"wald_survey_unbiased_variance", 72},
                                            {"wilson_fpc", 76}};
  EXPECT_EQ(rows, expected);
  EXPECT_EQ(reference.rows().size(), 376U);
}

// Tails as sums of integers: P(X >= x) > a/b exactly when b Σ C(K,j) C(N−K,n−j) > a C(N,n).
class Pascal {
 public:
  Pascal() {
    for (std::size_t n = 0; n < rows_.size(); ++n) {
      rows_[n][0] = 1;
      for (std::size_t k = 1; k <= n; ++k) rows_[n][k] = rows_[n - 1][k - 1] + (k < n ? rows_[n - 1][k] : 0);
    }
  }
  [[nodiscard]] std::int64_t choose(Count n, Count k) const {
    return k < 0 || k > n ? 0 : rows_[static_cast<std::size_t>(n)][static_cast<std::size_t>(k)];
  }

 private:
  std::array<std::array<std::int64_t, 41>, 41> rows_{};
};

// The least K of all, by trying each; `mid` counts half of the observed point. The tail is 1/parts.
Count least_events(const Pascal& pascal, const SampledGroup& g, std::int64_t parts, bool mid) {
  for (Count k = g.events; k <= g.population - g.total + g.events; ++k) {
    std::int64_t twice = 0;
    for (Count j = g.events; j <= g.total; ++j)
      twice += (mid && j == g.events ? 1 : 2) * pascal.choose(k, j) * pascal.choose(g.population - k, g.total - j);
    if (twice * parts > 2 * pascal.choose(g.population, g.total)) return k;
  }
  ADD_FAILURE() << describe(g);
  return -1;
}

TEST(FinitePopulation, ExactLimitsAreThoseOfIntegerSumsTiesIncluded) {
  const Pascal pascal;
  int ties = 0;
  const std::map<double, std::int64_t> levels{{0.9, 20}, {0.95, 40}, {0.998, 1000}, {0.5, 4}};
  for_each_sample(30, [&](const SampledGroup& g) {
    if (g.is_census()) return;
    for (const auto& [level, parts] : levels)
      for (const Method method : {Method::exact_hypergeometric_central, Method::mid_p_hypergeometric}) {
        const bool mid = method == Method::mid_p_hypergeometric;
        const Estimate estimate = at(g, method, level);
        const double population = static_cast<double>(g.population);
        const Count fewest = least_events(pascal, g, parts, mid);
        const Count most = g.population - least_events(pascal, g.complement(), parts, mid);
        ASSERT_EQ(estimate.lower, static_cast<double>(fewest) / population) << describe(g) << " " << name(method) << " " << level;
        ASSERT_EQ(estimate.upper, static_cast<double>(most) / population) << describe(g) << " " << name(method) << " " << level;
        if (g.total == 1 && parts == g.population) ++ties;
      }
  });
  EXPECT_GT(ties, 0) << "one person of twenty: P(X >= 1) at K = 1 is 1/20, a tie with the tail at 90 %";
}

// The p-value of K events in the population against both sides, in units of 1/(4 C(N,n)): the smaller of the two mid-p tails.
std::int64_t smaller_mid_tail(const Pascal& pascal, const SampledGroup& g, Count k) {
  std::int64_t above = 0;
  std::int64_t below = 0;
  for (Count j = 0; j <= g.total; ++j) {
    const std::int64_t ways = pascal.choose(k, j) * pascal.choose(g.population - k, g.total - j);
    above += j > g.events ? 2 * ways : j == g.events ? ways : 0;
    below += j < g.events ? 2 * ways : j == g.events ? ways : 0;
  }
  return above < below ? above : below;
}

TEST(FinitePopulation, AtLowLevelsTheLeastRefusedNumbersStandAlone) {
  const Pascal pascal;
  int refused = 0;
  for_each_sample(24, [&](const SampledGroup& g) {
    if (g.is_census()) return;
    std::int64_t most_likely = 0;
    for (Count k = g.events; k <= g.population - g.total + g.events; ++k)
      most_likely = std::max(most_likely, smaller_mid_tail(pascal, g, k));
    Estimate last = at(g, Method::mid_p_hypergeometric, 1e-300);
    for (const std::int64_t percent : {1, 10, 20, 30, 40, 48}) {
      const Estimate estimate = at(g, Method::mid_p_hypergeometric, static_cast<double>(percent) / 100.0);
      ASSERT_TRUE(estimate.lower <= last.lower && last.upper <= estimate.upper) << describe(g) << " " << percent;
      last = estimate;
      // Some K is kept when its tail exceeds α/2 = (100 − percent)/200.
      if (100 * most_likely > (100 - percent) * pascal.choose(g.population, g.total)) continue;
      ++refused;
      for (Count k = g.events; k <= g.population - g.total + g.events; ++k) {
        const double rate = static_cast<double>(k) / static_cast<double>(g.population);
        ASSERT_EQ(estimate.lower <= rate && rate <= estimate.upper, smaller_mid_tail(pascal, g, k) == most_likely)
            << describe(g) << " " << percent << " " << k;
      }
    }
  });
  EXPECT_GT(refused, 1000);
  // 1 of 1 from 2 people: both the single event and two of them are refused at a level of nothing, two of them less.
  EXPECT_EQ(at({1, 1, 2}, Method::mid_p_hypergeometric, 7e-304).lower, 1.0);
  EXPECT_EQ(at({1, 1, 2}, Method::mid_p_hypergeometric, 7e-304).upper, 1.0);
  // A limit alone is not moved by the other side: 2 of 4 from 5, P(X >= 2) less half is 0.3 for 2 and 0.7 for 3 events.
  EXPECT_EQ(at({2, 4, 5}, Method::mid_p_hypergeometric, 0.65, Alternative::greater).lower, 0.6);
  EXPECT_EQ(at({2, 4, 5}, Method::mid_p_hypergeometric, 0.65, Alternative::less).upper, 0.4);
}

TEST(FinitePopulation, ExactLimitsCoverWhateverThePopulationHolds) {
  const Pascal pascal;
  for (Count population = 2; population <= 24; ++population)
    for (Count n = 1; n < population; ++n) {
      std::vector<Estimate> intervals;
      for (Count x = 0; x <= n; ++x) intervals.push_back(at({x, n, population}, Method::exact_hypergeometric_central, 0.9));
      for (Count k = 0; k <= population; ++k) {
        const double rate = static_cast<double>(k) / static_cast<double>(population);
        std::int64_t covered = 0;
        for (Count x = 0; x <= n; ++x) {
          const Estimate& interval = intervals[static_cast<std::size_t>(x)];
          if (interval.lower <= rate && rate <= interval.upper)
            covered += pascal.choose(k, x) * pascal.choose(population - k, n - x);
        }
        ASSERT_GE(10 * covered, 9 * pascal.choose(population, n)) << k << " in " << population << ", " << n << " drawn";
      }
    }
}

// P(X >= x) by logarithms of factorials in long double: slow, and independent of recurrences outward from x.
long double upper_tail(const SampledGroup& g, Count k, bool mid) {
  const auto log_choose = [](Count n, Count j) {
    return std::lgamma(static_cast<long double>(n) + 1) - std::lgamma(static_cast<long double>(j) + 1) -
           std::lgamma(static_cast<long double>(n - j) + 1);
  };
  const Count last = k < g.total ? k : g.total;
  long double sum = 0;
  for (Count j = g.events; j <= last; ++j) {
    if (g.total - j > g.population - k) continue;
    sum += (mid && j == g.events ? 0.5L : 1.0L) *
           std::exp(log_choose(k, j) + log_choose(g.population - k, g.total - j) - log_choose(g.population, g.total));
  }
  return sum;
}

TEST(FinitePopulation, ExactLimitsOfLargeSamplesLeaveTheTailTheySay) {
  support::RandomTables random(7);
  for (int i = 0; i < 150; ++i) {
    const Count population = 100 + random.total(1000000);
    const Count total = 1 + random.total(population < 3000 ? population - 1 : 3000);
    const SampledGroup g{random.events(total), total, population};
    if (g.is_census()) continue;
    for (const Method method : {Method::exact_hypergeometric_central, Method::mid_p_hypergeometric})
      for (const double level : {0.5, 0.95, 0.9999}) {
        const bool mid = method == Method::mid_p_hypergeometric;
        const Estimate estimate = at(g, method, level);
        const Count fewest = static_cast<Count>(std::llround(estimate.lower * static_cast<double>(population)));
        const long double tail = 0.5L * (1.0L - static_cast<long double>(level));
        ASSERT_GT(upper_tail(g, fewest, mid), tail * (1 - 1e-9L)) << describe(g) << " " << name(method) << " " << level;
        if (fewest > g.events) {
          ASSERT_LE(upper_tail(g, fewest - 1, mid), tail * (1 + 1e-9L)) << describe(g) << " " << name(method) << " " << level;
        }
      }
  }
}

void laws(const SampledGroup& g) {
  for (const Method method : every_method) {
    const Estimate estimate = at(g, method);
    if (method == Method::wald_survey_unbiased_variance && g.total == 1 && g.population > 1) {
      ASSERT_EQ(estimate.status, Status::undefined) << describe(g);
      ASSERT_TRUE(std::isnan(estimate.lower) && std::isnan(estimate.upper)) << describe(g);
      continue;
    }
    ASSERT_EQ(estimate.status, Status::ok) << describe(g) << " " << name(method);
    ASSERT_TRUE(0.0 <= estimate.lower && estimate.upper <= 1.0) << describe(g) << " " << name(method);
    ASSERT_LE(estimate.lower, estimate.value * (1.0 + 1e-15)) << describe(g) << " " << name(method);
    ASSERT_GE(estimate.upper, estimate.value * (1.0 - 1e-15)) << describe(g) << " " << name(method);
    const Estimate mirrored = at(g.complement(), method);
    ASSERT_NEAR(mirrored.lower, 1.0 - estimate.upper, 2e-15) << describe(g) << " " << name(method);
    const Estimate wide = at(g, method, 0.99);
    ASSERT_TRUE(wide.lower <= estimate.lower && estimate.upper <= wide.upper) << describe(g) << " " << name(method);
    const Estimate below = at(g, method, 0.975, Alternative::less);
    const Estimate above = at(g, method, 0.975, Alternative::greater);
    ASSERT_TRUE(close(below.upper, estimate.upper, 1e-13)) << describe(g) << " " << name(method);
    ASSERT_TRUE(close(above.lower, estimate.lower, 1e-13, 1e-15)) << describe(g) << " " << name(method);
    ASSERT_EQ(below.lower, 0.0);
    ASSERT_EQ(above.upper, 1.0);
    if (g.is_census()) {
      ASSERT_EQ(estimate.lower, estimate.value) << describe(g) << " " << name(method);
      ASSERT_EQ(estimate.upper, estimate.value) << describe(g) << " " << name(method);
    } else if (method < Method::wald_fpc) {
      if (method != Method::mid_p_hypergeometric) {  // 0 of 19 of 20: mid-p 1/40 at one event, a tie that leaves 0 alone
        ASSERT_LT(estimate.lower, estimate.upper) << describe(g) << " " << name(method);
      }
      if (g.events == 0) {
        ASSERT_EQ(estimate.lower, 0.0) << describe(g) << " " << name(method);
      }
      if (g.events == g.total) {
        ASSERT_EQ(estimate.upper, 1.0) << describe(g) << " " << name(method);
      }
    }
    if (g.events < g.total) {
      const Estimate more = at({g.events + 1, g.total, g.population}, method);
      if (method < Method::wald_fpc) {
        ASSERT_TRUE(more.lower >= estimate.lower && more.upper >= estimate.upper) << describe(g) << " " << name(method);
      }
    }
  }
  const Estimate exact = at(g, Method::exact_hypergeometric_central);
  const Estimate mid = at(g, Method::mid_p_hypergeometric);
  ASSERT_TRUE(exact.lower <= mid.lower && mid.upper <= exact.upper) << describe(g);
}

TEST(FinitePopulation, LawsHoldForEverySmallSample) { EXPECT_EQ(for_each_sample(24, laws), 2900); }

TEST(FinitePopulation, LawsHoldForLargePopulations) {
  support::RandomTables random(11);
  for (int i = 0; i < 300 && !HasFailure(); ++i) {
    const Count population = random.total(1000000000);
    const Count total = 1 + random.total(population) / 2;
    laws({random.events(total), total, population});
  }
}

TEST(FinitePopulation, ALargerPopulationWidensWilsonUntilItIsThatOfSamplingWithoutEnd) {
  double lower = 1.0;
  double upper = 0.0;
  for (const Count population : {Count{200}, Count{300}, Count{1000}, Count{100000}, Count{1000000000}, max_count}) {
    const Estimate estimate = finite_population(60, 200, population);
    EXPECT_LT(estimate.lower, lower);
    EXPECT_GT(estimate.upper, upper);
    lower = estimate.lower;
    upper = estimate.upper;
  }
  const Interval without_end = wilson({60, 200}, Confidence(0.95));
  EXPECT_TRUE(close(lower, without_end.lower, 1e-13));
  EXPECT_TRUE(close(upper, without_end.upper, 1e-13));
}

TEST(FinitePopulation, ExactLimitsOfAnEndlessPopulationAreThoseOfTheBinomial) {
  // Clopper-Pearson and mid-p for 3 of 20, the roots of the binomial tails to 16 digits (mpmath).
  const Estimate exact = finite_population(3, 20, 1000000000000, {Method::exact_hypergeometric_central});
  EXPECT_NEAR(exact.lower, 0.0320709371854637, 3e-12);
  EXPECT_NEAR(exact.upper, 0.3789268265453139, 3e-12);
  const Estimate mid = finite_population(3, 20, 1000000000000, {Method::mid_p_hypergeometric});
  EXPECT_NEAR(mid.lower, 0.0396197843291520, 3e-12);
  EXPECT_NEAR(mid.upper, 0.3561073603133116, 3e-12);
}

TEST(FinitePopulation, HugeSamplesAreNoTrouble) {
  // Half of half of 2^53: both exact intervals are Wilson's but for a normal approximation that is as good as exact.
  const SampledGroup half{max_count / 4, max_count / 2, max_count};
  const Estimate wilson_like = at(half, Method::wilson_fpc);
  for (const Method method : {Method::exact_hypergeometric_central, Method::mid_p_hypergeometric}) {
    const Estimate estimate = at(half, method);
    EXPECT_EQ(estimate.status, Status::ok);
    EXPECT_TRUE(close(estimate.lower, wilson_like.lower, 1e-14));
    EXPECT_TRUE(close(estimate.upper, wilson_like.upper, 1e-14));
    EXPECT_EQ(at({5, max_count / 2, max_count}, method).status, Status::ok);
    EXPECT_EQ(at({50, 100, max_count}, method).status, Status::ok);
    EXPECT_EQ(at({max_count / 2, max_count, max_count}, method).lower, 0.5);
  }
}

TEST(FinitePopulation, ASampleWithoutPeopleIsUndefinedAndNoMistake) {
  for (const Method method : every_method)
    for (const Count population : {Count{0}, Count{7}}) {
      const Estimate estimate = at({0, 0, population}, method);
      EXPECT_EQ(estimate.status, Status::undefined);
      EXPECT_TRUE(std::isnan(estimate.value) && std::isnan(estimate.lower) && std::isnan(estimate.upper));
    }
}

TEST(FinitePopulation, RefusesASampleThatDoesNotFit) {
  EXPECT_EQ(refusal([] { return finite_population(1, 11, 10); }),
            "finite_population: population is 10, but must be at least total, which is 11");
  EXPECT_EQ(refusal([] { return finite_population(12, 11, 20); }),
            "finite_population: events is 12, but must be at most total, which is 11");
  EXPECT_EQ(refusal([] { return finite_population(-1, 11, 20); }), "finite_population: events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] { return finite_population(1, 11, max_count + 1); }),
            "finite_population: population is 9007199254740993, but must be at most 2^53");
  EXPECT_NE(refusal([] {
              return finite_population(1, 11, 20, {Method::wilson_fpc, Confidence(0.4), Alternative::less});
            }),
            "accepted");
}

}  // namespace
