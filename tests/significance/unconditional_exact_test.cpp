#include "equitable/significance/unconditional_exact.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "equitable/detail/normal.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using Real = long double;

struct Variant {
  const char* reference_name;  // in the reference file; nullptr: has no rows there
  SignificanceMethod method;
  Alternative alternative;
};

constexpr std::array<Variant, 13> tests{{
    {"barnard_pooled_two_sided", SignificanceMethod::barnard_pooled, Alternative::two_sided},
    {"barnard_pooled_greater", SignificanceMethod::barnard_pooled, Alternative::greater},
    {"barnard_pooled_less", SignificanceMethod::barnard_pooled, Alternative::less},
    {"barnard_unpooled_two_sided", SignificanceMethod::barnard_unpooled, Alternative::two_sided},
    {"barnard_unpooled_greater", SignificanceMethod::barnard_unpooled, Alternative::greater},
    {"barnard_unpooled_less", SignificanceMethod::barnard_unpooled, Alternative::less},
    {"boschloo_greater", SignificanceMethod::boschloo_central, Alternative::greater},
    {"boschloo_less", SignificanceMethod::boschloo_minlike, Alternative::less},
    {"boschloo_central", SignificanceMethod::boschloo_central, Alternative::two_sided},
    {"boschloo_minlike", SignificanceMethod::boschloo_minlike, Alternative::two_sided},
    {"lr_unconditional", SignificanceMethod::lr_unconditional, Alternative::two_sided},
    {nullptr, SignificanceMethod::lr_unconditional, Alternative::greater},
    {nullptr, SignificanceMethod::lr_unconditional, Alternative::less},
}};

UnconditionalResult run(const Table2x2& table, SignificanceMethod method, Alternative alternative) {
  SignificanceOptions options;
  options.method = method;
  options.alternative = alternative;
  return unconditional_exact_test(table, options);
}
UnconditionalResult run(const Table2x2& table, const Variant& test) { return run(table, test.method, test.alternative); }

TEST(UnconditionalExact, EveryReferenceValueLiesInTheCertifiedInterval) {
  std::map<std::string, int> rows;
  const support::Csv file("reference/significance.csv");
  for (const support::Row& row : file.rows())
    for (const Variant& test : tests) {
      if (test.reference_name == nullptr || row.text("method") != test.reference_name) continue;
      ++rows[row.text("method")];
      const UnconditionalResult result =
          run({{row.count("events"), row.count("total")}, {row.count("reference_events"), row.count("reference_total")}}, test);
      const double reference = row.number("pvalue");
      EXPECT_LE(result.pvalue, reference * (1 + 2e-12)) << row.all();
      EXPECT_GE(result.pvalue_upper, reference * (1 - 2e-12)) << row.all();
      EXPECT_NEAR(result.pvalue, reference, 1e-10 * reference) << row.all();
      EXPECT_LE(result.pvalue_upper - result.pvalue, 1e-9 * result.pvalue) << row.all();
      EXPECT_TRUE(row.text("statistic").empty());
    }
  ASSERT_EQ(rows.size(), 11U);
  for (const auto& [name, count] : rows) EXPECT_EQ(count, name == "lr_unconditional" ? 57 : 71) << name;
}

// ---- The definition, by enumeration in long double ----

struct Totals {
  int n1, n2;
};

Real choose(int n, int k) {
  Real product = 1;
  for (int i = 1; i <= k; ++i) product = product * static_cast<Real>(n - k + i) / static_cast<Real>(i);
  return product;
}

/// Everything a definition can order tables by, for table (i, j). Large is extreme; p-values with their sign changed.
Real extremeness(const Variant& test, int i, int j, Totals t) {
  const Real n1 = t.n1, n2 = t.n2, n = n1 + n2, m = i + j, k = n - m;
  const Real cross = i * n2 - j * n1;
  const Real sign = cross > 0 ? 1 : cross < 0 ? -1 : 0;
  const auto directed = [&](Real squared) {
    switch (test.alternative) {
      case Alternative::two_sided: return squared;
      case Alternative::greater: return sign * squared;
      case Alternative::less: return -sign * squared;
    }
    return squared;
  };
  switch (test.method) {
    case SignificanceMethod::barnard_pooled: return directed(m == 0 || k == 0 ? 0 : cross * cross * n / (n1 * n2 * m * k));
    case SignificanceMethod::barnard_unpooled: {
      if (cross == 0) return 0;
      const Real variance = i * (n1 - i) / (n1 * n1 * n1) + j * (n2 - j) / (n2 * n2 * n2);
      return directed(variance > 0 ? (cross / (n1 * n2)) * (cross / (n1 * n2)) / variance : Real(HUGE_VALL));
    }
    case SignificanceMethod::lr_unconditional: {
      const auto term = [](Real o, Real e) { return o > 0 ? 2 * o * std::log(o / e) : 0; };
      if (m == 0 || k == 0) return 0;
      return directed(term(i, n1 * m / n) + term(n1 - i, n1 * k / n) + term(j, n2 * m / n) + term(n2 - j, n2 * k / n));
    }
    default: break;
  }
  const auto weight = [&](int x) { return choose(t.n1, x) * choose(t.n2, i + j - x); };
  Real all = 0, part = 0;
  for (int x = std::max(0, i + j - t.n2); x <= std::min(t.n1, i + j); ++x) {
    all += weight(x);
    const bool counts = test.alternative == Alternative::greater ? x >= i
                        : test.alternative == Alternative::less  ? x <= i
                                                                 : weight(x) <= weight(i) * (1 + 1e-12L);
    if (counts) part += weight(x);
  }
  return -part / all;
}

using Region = std::vector<std::vector<bool>>;

Region region_of(const Variant& test, int x1, int x2, Totals t, Count& tables) {
  Region region(static_cast<std::size_t>(t.n1) + 1, std::vector<bool>(static_cast<std::size_t>(t.n2) + 1));
  const Real observed = extremeness(test, x1, x2, t);
  tables = 0;
  for (int i = 0; i <= t.n1; ++i)
    for (int j = 0; j <= t.n2; ++j) {
      const Real here = extremeness(test, i, j, t);
      const bool inside = here >= observed || here >= observed - 1e-10L * (observed < 0 && observed > -1 ? -observed : 1);
      region[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] = inside;
      tables += inside;
    }
  return region;
}

Real binomial(int n, int i, Real p) { return choose(n, i) * std::pow(p, Real(i)) * std::pow(1 - p, Real(n - i)); }

Real probability(const Region& region, Totals t, Real rate) {
  std::vector<Real> second(static_cast<std::size_t>(t.n2) + 1);
  for (int j = 0; j <= t.n2; ++j) second[static_cast<std::size_t>(j)] = binomial(t.n2, j, rate);
  Real sum = 0;
  for (int i = 0; i <= t.n1; ++i) {
    Real row = 0;
    for (int j = 0; j <= t.n2; ++j)
      if (region[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)]) row += second[static_cast<std::size_t>(j)];
    sum += row * binomial(t.n1, i, rate);
  }
  return sum;
}

/// The largest probability on a grid even in asin √π.
Real grid_maximum(const Region& region, Totals t, int points) {
  Real best = 0;
  for (int k = 0; k <= points; ++k) {
    const Real sine = std::sin(1.5707963267948966192L * k / points);
    best = std::max(best, probability(region, t, sine * sine));
  }
  return best;
}

void expect_definition(const Table2x2& table, const Variant& test, int points) {
  const Totals t{static_cast<int>(table.group.total), static_cast<int>(table.reference.total)};
  Variant unique = test;
  if (test.method == SignificanceMethod::boschloo_minlike && test.alternative != Alternative::two_sided)
    unique.method = SignificanceMethod::boschloo_central;
  Count tables = 0;
  const Region region =
      region_of(unique, static_cast<int>(table.group.events), static_cast<int>(table.reference.events), t, tables);
  const UnconditionalResult result = run(table, test);
  const std::string what = support::describe(table) + " " + result.method + " " + name(test.alternative);
  const Real grid = grid_maximum(region, t, points);
  const Real step = 3.15L / points;
  EXPECT_EQ(result.region, tables) << what;
  EXPECT_GE(result.pvalue_upper, static_cast<double>(grid)) << what;
  EXPECT_LE(result.pvalue, static_cast<double>(grid + 0.1875L * (t.n1 + t.n2) * step * step)) << what;
  EXPECT_NEAR(result.pvalue, static_cast<double>(probability(region, t, result.nuisance)), 1e-12) << what;
  EXPECT_LE(result.pvalue_upper - result.pvalue, 1e-9 * result.pvalue) << what;
  EXPECT_LE(result.pvalue, result.pvalue_upper) << what;
  EXPECT_LE(result.pvalue_upper, 1.0) << what;
}

TEST(UnconditionalExact, AgreesWithEnumerationOnEverySmallTable) {
  support::for_each_table(5, [](const Table2x2& table) {
    for (const Variant& test : tests)
      if (test.method != SignificanceMethod::boschloo_central || test.alternative != Alternative::two_sided)
        expect_definition(table, test, 60);
  });
}

TEST(UnconditionalExact, AgreesWithEnumerationOnAFineGrid) {
  support::RandomTables random(20260);
  random.for_each(25, 12, [](const Table2x2& table) {
    for (const Variant& test : tests)
      if (test.method != SignificanceMethod::boschloo_central || test.alternative != Alternative::two_sided)
        expect_definition(table, test, 1000);
  });
  expect_definition({{3, 11}, {7, 9}}, tests[0], 10000);
  expect_definition({{3, 11}, {7, 9}}, tests[3], 10000);
  expect_definition({{3, 11}, {7, 9}}, tests[7], 10000);
  expect_definition({{3, 11}, {7, 9}}, tests[9], 10000);
}

/// Maximum by a grid, then by thirds round the best point.
Real refined_maximum(const Region& region, Totals t, int points) {
  const Real quarter = 1.5707963267948966192L;
  const auto at = [&](Real angle) {
    const Real sine = std::sin(angle);
    return probability(region, t, sine * sine);
  };
  int best = 0;
  Real height = 0;
  for (int k = 0; k <= points; ++k) {
    const Real here = at(quarter * k / points);
    if (here > height) {
      height = here;
      best = k;
    }
  }
  Real low = quarter * std::max(0, best - 1) / points, high = quarter * std::min(points, best + 1) / points;
  for (int k = 0; k < 60; ++k) {
    const Real a = low + (high - low) / 3, b = high - (high - low) / 3;
    (at(a) < at(b) ? low : high) = at(a) < at(b) ? a : b;
  }
  return std::max(height, at((low + high) / 2));
}

TEST(UnconditionalExact, IsTheSupremumAtFiftyAGroup) {
  // A peer's search over a coarse grid ends 9e-7 below the supremum for groups of this size.
  for (const Table2x2& table : {Table2x2{{20, 50}, {12, 50}}, Table2x2{{30, 50}, {18, 50}}, Table2x2{{7, 50}, {2, 50}}})
    for (const Variant& test : {tests[0], tests[3], tests[6]}) {
      const Totals t{50, 50};
      Count tables = 0;
      const Region region =
          region_of(test, static_cast<int>(table.group.events), static_cast<int>(table.reference.events), t, tables);
      const UnconditionalResult result = run(table, test);
      EXPECT_EQ(result.region, tables);
      EXPECT_NEAR(result.pvalue, static_cast<double>(refined_maximum(region, t, 500)), 1e-13) << support::describe(table);
    }
}

// ---- Laws ----

TEST(UnconditionalExact, KeepsItsLevelAtEveryRate) {
  for (const Totals t : {Totals{1, 1}, Totals{2, 5}, Totals{6, 6}, Totals{9, 4}, Totals{1, 12}, Totals{8, 11}})
    for (const Variant& test : tests) {
      std::vector<std::vector<double>> p(static_cast<std::size_t>(t.n1) + 1);
      for (int i = 0; i <= t.n1; ++i)
        for (int j = 0; j <= t.n2; ++j) p[static_cast<std::size_t>(i)].push_back(run({{i, t.n1}, {j, t.n2}}, test).pvalue_upper);
      for (const double level : {0.001, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5}) {
        Region rejected;
        for (const auto& row : p) {
          rejected.emplace_back();
          for (const double value : row) rejected.back().push_back(value <= level);
        }
        EXPECT_LE(static_cast<double>(grid_maximum(rejected, t, 200)), level) << t.n1 << " " << t.n2 << " " << name(test.method);
      }
    }
}

TEST(UnconditionalExact, SwappingAndComplementingChangeTheDirection) {
  const auto reversed = [](Alternative a) {
    return a == Alternative::two_sided ? a : a == Alternative::greater ? Alternative::less : Alternative::greater;
  };
  const auto law = [&](const Table2x2& table) {
    for (const Variant& test : tests) {
      const UnconditionalResult here = run(table, test);
      for (const Table2x2& other : {table.swapped(), table.complement()}) {
        const UnconditionalResult there = run(other, test.method, reversed(test.alternative));
        EXPECT_NEAR(there.pvalue, here.pvalue, 3e-10 * here.pvalue) << support::describe(table) << here.method;
        EXPECT_EQ(there.region, here.region) << support::describe(table) << here.method;
      }
    }
  };
  support::for_each_table(6, law);
  support::RandomTables(7).for_each(40, 60, law);
  support::RandomTables(8).for_each(6, 900, law);
}

TEST(UnconditionalExact, BoschlooIsNeverAboveFisherAndBarnardTwoSidedNeverBelowOneSided) {
  const auto law = [](const Table2x2& table) {
    const detail::TwoRates r = table.rates();
    const double fisher = detail::conditional_upper_tail(r.x1, r.x2, r.n1, r.n2);
    const UnconditionalResult boschloo = run(table, SignificanceMethod::boschloo_central, Alternative::greater);
    EXPECT_LE(boschloo.pvalue, fisher * (1 + 2e-10)) << support::describe(table);
    const double minlike = detail::conditional_minlike(r.x1, r.x2, r.n1, r.n2);
    EXPECT_LE(run(table, SignificanceMethod::boschloo_minlike, Alternative::two_sided).pvalue, minlike * (1 + 2e-10))
        << support::describe(table);
    for (const SignificanceMethod method :
         {SignificanceMethod::barnard_pooled, SignificanceMethod::barnard_unpooled, SignificanceMethod::lr_unconditional}) {
      const double greater = run(table, method, Alternative::greater).pvalue;
      const double less = run(table, method, Alternative::less).pvalue;
      const double both = run(table, method, Alternative::two_sided).pvalue;
      EXPECT_GE(both, std::fmin(greater, less) * (1 - 1e-9)) << support::describe(table);
      EXPECT_LE(both, 2 * std::fmin(greater, less) * (1 + 1e-9)) << support::describe(table);
    }
  };
  support::for_each_table(9, law);
  support::RandomTables(9).for_each(25, 400, law);
}

TEST(UnconditionalExact, TiesBetweenDifferentTablesAreSeen) {
  // Equal groups: (i, j) and its image (j, i) tie exactly and are different tables; no table that is its own image is in the
  // region.
  support::for_each_table(12, [](const Table2x2& table) {
    if (table.group.total != table.reference.total) return;
    for (const Variant& test : {tests[0], tests[3], tests[9], tests[10]}) {
      const UnconditionalResult result = run(table, test);
      EXPECT_TRUE(result.pvalue == 1.0 || result.region % 2 == 0) << support::describe(table) << result.method;
    }
  });
  // The mirror image (n1−i, n2−j) ties in groups of unequal size as well.
  EXPECT_EQ(run({{1, 6}, {0, 3}}, tests[0]).region, run({{5, 6}, {3, 3}}, tests[0]).region);
}

// ---- Edges ----

TEST(UnconditionalExact, NoInformationIsCertain) {
  for (const Table2x2& table : {Table2x2{{0, 5}, {0, 9}}, Table2x2{{5, 5}, {9, 9}}, Table2x2{{0, 1}, {0, 1}}})
    for (const Variant& test : tests) {
      const UnconditionalResult result = run(table, test);
      EXPECT_EQ(result.status, Status::no_information);
      EXPECT_EQ(result.pvalue, 1.0);
      EXPECT_EQ(result.pvalue_upper, 1.0);
      EXPECT_TRUE(result.nuisance == 0.0 || result.nuisance == 1.0);
      EXPECT_TRUE(std::isnan(result.statistic));
    }
}

TEST(UnconditionalExact, RatesThatDoNotDifferAreCertain) {
  for (const Variant& test : tests) {
    if (test.method == SignificanceMethod::boschloo_central || test.method == SignificanceMethod::boschloo_minlike) continue;
    EXPECT_EQ(run({{2, 6}, {1, 3}}, test).pvalue, 1.0);
    if (test.alternative != Alternative::greater) continue;
    EXPECT_EQ(run({{1, 6}, {2, 3}}, test).pvalue_upper, 1.0);
  }
}

TEST(UnconditionalExact, OnePersonInEachGroup) {
  // Only 1/1 v 0/1 is extreme: P = π(1−π) <= 1/4, and twice that two-sided.
  for (const Variant& test : tests) {
    const double p = run({{1, 1}, {0, 1}}, test).pvalue;
    const bool minlike = test.method == SignificanceMethod::boschloo_minlike;  // Fisher's p is 1 for every table
    const double expected = test.alternative == Alternative::two_sided ? (minlike ? 1.0 : 0.5)
                            : test.alternative == Alternative::greater ? 0.25
                                                                       : 1.0;
    EXPECT_NEAR(p, expected, 1e-13) << name(test.method) << name(test.alternative);
  }
  EXPECT_NEAR(run({{1, 1}, {0, 1}}, tests[0]).nuisance, 0.5, 1e-6);
}

TEST(UnconditionalExact, WholeGroupsApart) {
  // n/n v 0/n: one table each way; P = 2 (π(1−π))^n, at most 2^(1−2n), with full relative accuracy far below 1e-9.
  for (const Count n : {2, 10, 100, 480}) {
    const UnconditionalResult result = run({{n, n}, {0, n}}, tests[0]);
    const double exact = std::ldexp(1.0, static_cast<int>(1 - 2 * n));
    EXPECT_NEAR(result.pvalue / exact, 1.0, 1e-11) << n;
    EXPECT_NEAR(result.pvalue_upper / exact, 1.0, 1e-9) << n;
    EXPECT_GE(result.pvalue_upper, exact);
    EXPECT_EQ(result.region, 2);
  }
  EXPECT_EQ(run({{400, 400}, {0, 400}}, tests[3]).statistic, infinity);
  const UnconditionalResult vanishing = run({{2000, 2000}, {0, 2000}}, tests[0]);
  EXPECT_EQ(vanishing.pvalue, 0.0);
  EXPECT_LE(vanishing.pvalue_upper, 1e-280);
  EXPECT_EQ(vanishing.status, Status::ok);
}

TEST(UnconditionalExact, GroupsOfVeryUnequalSizes) {
  for (const Variant& test : tests) {
    for (const Table2x2& table :
         {Table2x2{{1, 2}, {300, 3000}}, Table2x2{{4, 10}, {5000, 50000}}, Table2x2{{0, 1}, {700, 800}}}) {
      const UnconditionalResult result = run(table, test);
      EXPECT_EQ(result.status, Status::ok);
      EXPECT_GT(result.pvalue, 0.0);
      EXPECT_LE(result.pvalue_upper - result.pvalue, 1e-9) << support::describe(table) << result.method;
      EXPECT_GE(result.region, 1);
    }
  }
  Count tables = 0;
  const Region region = region_of(tests[6], 1, 0, {2, 300}, tables);
  const UnconditionalResult result = run({{1, 2}, {0, 300}}, tests[6]);
  EXPECT_EQ(result.region, tables);
  EXPECT_NEAR(result.pvalue, static_cast<double>(refined_maximum(region, {2, 300}, 2000)), 1e-12);
}

TEST(UnconditionalExact, LargeGroupsApproachTheNormalTestFromAbove) {
  const Table2x2 table{{4000, 10000}, {3850, 10000}};
  const double z = detail::pearson_z(table.rates());
  const UnconditionalResult result = run(table, SignificanceMethod::barnard_pooled, Alternative::two_sided);
  EXPECT_GT(result.pvalue, detail::normal_two_tails(z));
  EXPECT_LT(result.pvalue, 1.5 * detail::normal_two_tails(z));
  EXPECT_EQ(result.statistic, z);
  EXPECT_LE(result.pvalue_upper - result.pvalue, 1e-9);
}

TEST(UnconditionalExact, BeyondTheLimitIsTooLargeAndWithoutPeopleUndefined) {
  const UnconditionalResult large = run({{1, max_unconditional_total}, {1, 1}}, tests[0]);
  EXPECT_EQ(large.status, Status::too_large);
  EXPECT_TRUE(std::isnan(large.pvalue) && std::isnan(large.pvalue_upper) && std::isnan(large.nuisance));
  EXPECT_EQ(run({{1, max_count}, {1, max_count}}, tests[8]).status, Status::too_large);
  EXPECT_TRUE(unconditional_test_is_feasible({{1, max_unconditional_total - 1}, {1, 1}}));
  EXPECT_FALSE(unconditional_test_is_feasible({{1, max_unconditional_total}, {1, 1}}));
  const UnconditionalResult empty = run({{0, 0}, {1, 1}}, tests[0]);
  EXPECT_EQ(empty.status, Status::undefined);
  EXPECT_TRUE(std::isnan(empty.pvalue));
}

TEST(UnconditionalExact, RefusesOtherMethodsAndOtherNulls) {
  EXPECT_THROW((void)run({{1, 2}, {1, 2}}, SignificanceMethod::fisher_central, Alternative::two_sided), InvalidInput);
  SignificanceOptions options;
  options.method = SignificanceMethod::barnard_pooled;
  options.null.value = 1.25;
  EXPECT_THROW((void)unconditional_exact_test({{1, 2}, {1, 2}}, options), InvalidInput);
  options.null = {Measure::difference, 0.0};
  EXPECT_EQ(unconditional_exact_test({{1, 2}, {1, 2}}, options).pvalue, 1.0);
}

TEST(UnconditionalExact, ReportsTheStatisticItOrdersBy) {
  EXPECT_NEAR(run({{7, 12}, {2, 10}}, tests[0]).statistic, detail::pearson_z({7, 12, 2, 10}), 1e-15);
  EXPECT_NEAR(run({{2, 10}, {7, 12}}, tests[3]).statistic, -0.38333333333333333 / std::sqrt(7.0 * 5 / 1728 + 16.0 / 1000), 1e-14);
  const double g = run({{7, 12}, {2, 10}}, tests[10]).statistic;
  EXPECT_NEAR(g, static_cast<double>(extremeness(tests[10], 7, 2, {12, 10})), 1e-13);
  EXPECT_NEAR(run({{7, 12}, {2, 10}}, tests[12]).statistic, std::sqrt(g), 1e-15);
  EXPECT_NEAR(run({{2, 10}, {7, 12}}, tests[12]).statistic, -std::sqrt(g), 1e-15);
  EXPECT_TRUE(std::isnan(run({{7, 12}, {2, 10}}, tests[8]).statistic));
  const TestResult test = run({{7, 12}, {2, 10}}, tests[8]).test();
  EXPECT_STREQ(test.method, "boschloo_central");
  EXPECT_EQ(test.status, Status::ok);
}

TEST(UnconditionalOrders, TiesAreDecidedInIntegers) {
  // z² of i − j = 5k at m = n equals that of 3k at m = n/5: the spreads are n² and 9 n²/25. In doubles the two sides differ.
  const double n = 49975;
  for (double k = 501; k < 901; k += 20) {
    const detail::TwoRates wide{(n + 5 * k) / 2, n, (n - 5 * k) / 2, n};
    const detail::TwoRates narrow{(n / 5 + 3 * k) / 2, n, (n / 5 - 3 * k) / 2, n};
    EXPECT_EQ(detail::PooledOrder(wide).compare(narrow.x1, narrow.x2), 0) << k;
    EXPECT_EQ(detail::PooledOrder(narrow).compare(wide.x1, wide.x2), 0) << k;
    EXPECT_EQ(detail::PooledOrder(wide).compare(wide.x1 + 1, wide.x2), 1) << k;
    EXPECT_EQ(detail::PooledOrder(narrow).compare(wide.x1, wide.x2 + 1), -1) << k;
  }
}

TEST(UnconditionalExactTest, AnInfiniteStatisticIsUnbounded) {
  // Everybody against nobody: no variance, so the unpooled z is infinite; the p-value is a number, 2 sup π^10 (1−π)^10 = 2^-19.
  const UnconditionalResult result =
      unconditional_exact_test({{10, 10}, {0, 10}}, {SignificanceMethod::barnard_unpooled, Alternative::two_sided});
  EXPECT_EQ(result.statistic, infinity);
  EXPECT_EQ(result.status, Status::unbounded);
  EXPECT_NEAR(result.pvalue, std::ldexp(1.0, -19), 1e-18);
}

}  // namespace
