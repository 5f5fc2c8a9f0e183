#include "equitable/groups/composition.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "equitable/significance/significance.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/lists.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::close_probability;
using support::refusal;
using Method = CompositionMethod;
using Counts = std::vector<Count>;
using Shares = std::vector<double>;

constexpr std::size_t methods = detail::composition_method_names.size();

Method method_at(std::size_t i) { return static_cast<Method>(i); }

TEST(Composition, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/composition.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows()) {
    const std::string method = row.text("method");
    ++rows[method];
    std::size_t m = 0;
    while (method != "dissimilarity_index" && m + 1 < methods && method != name(method_at(m))) ++m;
    const CompositionTest test =
        composition(support::counts(row.text("counts")), support::numbers(row.text("reference_shares")), {method_at(m)});
    EXPECT_EQ(test.status, Status::ok) << row.all();
    if (method == "dissimilarity_index") {
      EXPECT_TRUE(close(test.dissimilarity_index, row.number("statistic"), 1e-13)) << row.all();
      continue;
    }
    EXPECT_STREQ(test.method, method.c_str());
    EXPECT_TRUE(close_probability(test.pvalue, row.number("pvalue"), 1e-12)) << row.all();
    EXPECT_EQ(test.df, row.number("df")) << row.all();
    if (row.text("statistic").empty())
      EXPECT_TRUE(std::isnan(test.statistic)) << row.all();
    else
      EXPECT_TRUE(close(test.statistic, row.number("statistic"), 1e-13)) << row.all();
  }
  EXPECT_EQ(rows, (std::map<std::string, int>{{"pearson_gof", 9},
                                              {"g_gof", 9},
                                              {"dissimilarity_index", 9},
                                              {"exact_multinomial_minlike", 7},
                                              {"exact_multinomial_midp", 7},
                                              {"exact_multinomial_pearson", 7}}));
}

TEST(Composition, ExactTestsAgreeWithFractions) {
  // Every composition listed in exact fractions of the shares, then added up.
  struct Known {
    Counts counts;
    Shares shares;
    double minlike, midp, pearson;
  };
  const std::vector<Known> known{{{1, 2, 9, 0}, {0.1, 0.2, 0.3, 0.4}, 0.001814030584, 0.001710104344, 0.00669434116},
                                 {{0, 0, 12}, {0.1, 0.3, 0.6}, 0.012306115216, 0.011217724048, 0.023478186016},
                                 {{30, 0}, {0.1, 0.9}, 1e-30, 5e-31, 1e-30}};
  for (const Known& k : known) {
    EXPECT_TRUE(close(composition(k.counts, k.shares, {Method::exact_multinomial_minlike}).pvalue, k.minlike, 1e-12));
    EXPECT_TRUE(close(composition(k.counts, k.shares, {Method::exact_multinomial_midp}).pvalue, k.midp, 1e-12));
    EXPECT_TRUE(close(composition(k.counts, k.shares, {Method::exact_multinomial_pearson}).pvalue, k.pearson, 1e-12));
  }
}

TEST(Composition, TheWalkAgreesWithTheBinomialTests) {
  for (const double share : {0.256, 0.5, 0.03, 1.0 / 3})
    for (const Count n : {1, 7, 40, 900})
      for (Count x = 0; x <= n; x += 1 + n / 40) {
        const std::vector<double> counts{static_cast<double>(x), static_cast<double>(n - x)};
        const detail::CompositionWalk walk(counts, {share, 1.0 - share}, static_cast<double>(n));
        const double minlike = proportion_test(x, n, share, {ProportionTestMethod::exact_minlike}).pvalue;
        const double midp = proportion_test(x, n, share, {ProportionTestMethod::midp_minlike}).pvalue;
        ASSERT_TRUE(close_probability(walk.minlike(), minlike, 1e-11)) << x << " of " << n << " at " << share;
        ASSERT_TRUE(close_probability(walk.midp(), midp, 1e-11)) << x << " of " << n << " at " << share;
      }
}

TEST(Composition, OrderOfTheCategoriesDoesNotMatter) {
  support::RandomTables random(1);
  for (int i = 0; i < 200 && !HasFailure(); ++i) {
    Counts counts;
    Shares shares;
    double whole = 0.0;
    for (Count k = random.between(2, 4); k > 0; --k) {
      counts.push_back(random.between(0, 12));
      shares.push_back(static_cast<double>(random.between(1, 20)));
      whole += shares.back();
    }
    for (double& share : shares) share /= whole;
    const Counts turned(counts.rbegin(), counts.rend());
    const Shares turned_shares(shares.rbegin(), shares.rend());
    double minlike = 0.0;
    for (std::size_t m = 0; m < methods; ++m) {
      const CompositionTest test = composition(counts, shares, {method_at(m)});
      const CompositionTest back = composition(turned, turned_shares, {method_at(m)});
      ASSERT_EQ(test.status, back.status);
      if (test.status != Status::ok) continue;
      ASSERT_TRUE(close(back.pvalue, test.pvalue, 1e-11));
      ASSERT_TRUE(close(back.statistic, test.statistic, 1e-11, 1e-28));
      ASSERT_TRUE(close(back.dissimilarity_index, test.dissimilarity_index, 1e-12, 1e-16));
      ASSERT_TRUE(test.pvalue >= 0.0 && test.pvalue <= 1.0);
      if (method_at(m) == Method::exact_multinomial_minlike) minlike = test.pvalue;
      ASSERT_TRUE(method_at(m) != Method::exact_multinomial_midp || test.pvalue < minlike);
    }
  }
}

TEST(Composition, WhatAgreesExactlyIsNoSurprise) {
  for (std::size_t m = 0; m < methods; ++m) {
    const CompositionTest test = composition({3, 7, 10}, {0.15, 0.35, 0.5}, {method_at(m)});
    EXPECT_TRUE(close(test.dissimilarity_index, 0.0, 0.0, 1e-16));
    if (method_at(m) == Method::exact_multinomial_midp)
      EXPECT_LT(test.pvalue, 1.0);
    else
      EXPECT_TRUE(close(test.pvalue, 1.0, 1e-13)) << test.method;
  }
  EXPECT_EQ(composition({3, 7}, {0.3, 0.7}).statistic, 0.0);
}

TEST(Composition, LimitsAndEdges) {
  for (std::size_t m = 0; m < methods; ++m) {
    EXPECT_EQ(composition({0, 0}, {0.5, 0.5}, {method_at(m)}).status, Status::undefined);
    EXPECT_EQ(composition({4}, {1.0}, {method_at(m)}).status, Status::undefined);
    EXPECT_TRUE(std::isnan(composition({4}, {1.0}, {method_at(m)}).pvalue));
    const bool exact = method_at(m) >= Method::exact_multinomial_minlike;
    const CompositionTest large = composition({100000, 200000, 300000}, {0.2, 0.3, 0.5}, {method_at(m)});
    EXPECT_EQ(large.status, exact ? Status::too_large : Status::ok);
    EXPECT_TRUE(large.dissimilarity_index > 0.0);
  }
  EXPECT_EQ(composition({max_count / 4, max_count / 2}, {0.3, 0.7}, {Method::exact_multinomial_minlike}).status, Status::ok);
  // 20 people in 20 categories: some 7·10^10 compositions.
  EXPECT_EQ(composition(Counts(20, 1), Shares(20, 0.05), {Method::exact_multinomial_pearson}).status, Status::too_large);
}

TEST(Composition, AgainstCountsIsTheTestOfTwoSamples) {
  support::for_each_table(9, [](const Table2x2& t) {
    const Counts x{t.group.events, t.group.total - t.group.events};
    const Counts y{t.reference.events, t.reference.total - t.reference.events};
    const std::map<CompositionComparisonMethod, SignificanceMethod> pairs{
        {CompositionComparisonMethod::n_minus_1_chi2, SignificanceMethod::n_minus_1_chi2},
        {CompositionComparisonMethod::pearson_chi2, SignificanceMethod::pearson_chi2},
        {CompositionComparisonMethod::g_test, SignificanceMethod::g_test}};
    for (const auto& [method, two_groups] : pairs) {
      const CompositionTest test = composition_against_counts(x, y, {method});
      const TestResult expected = significance(t, {two_groups});
      if (t.events() == 0 || t.events() == t.total()) {
        ASSERT_EQ(test.status, Status::undefined);
        continue;
      }
      ASSERT_TRUE(close(test.statistic, expected.statistic, 1e-12, 1e-14)) << support::describe(t) << test.method;
      ASSERT_TRUE(close(test.pvalue, expected.pvalue, 1e-12)) << support::describe(t) << test.method;
      ASSERT_EQ(test.df, 1.0);
      ASSERT_TRUE(close(test.dissimilarity_index, std::fabs(t.difference()), 1e-13, 1e-16)) << support::describe(t);
    }
  });
}

TEST(Composition, AHugePopulationIsAsGoodAsItsShares) {
  const Counts population{300000000000, 200000000000, 500000000000};
  const CompositionTest fixed = composition({20, 30, 25}, {0.3, 0.2, 0.5});
  const CompositionTest counted =
      composition_against_counts({20, 30, 25}, population, {CompositionComparisonMethod::pearson_chi2});
  EXPECT_TRUE(close(counted.statistic, fixed.statistic, 1e-8));
  EXPECT_TRUE(close(counted.dissimilarity_index, fixed.dissimilarity_index, 1e-12));
  // A population no larger than the body says less.
  const CompositionTest small =
      composition_against_counts({20, 30, 25}, {30, 20, 50}, {CompositionComparisonMethod::pearson_chi2});
  EXPECT_LT(small.statistic, 0.8 * fixed.statistic);
  EXPECT_EQ(composition_against_counts({2, 0, 3}, {4, 0, 4}).df, 1.0);
  EXPECT_EQ(composition_against_counts({2, 0}, {4, 0}).status, Status::undefined);
  EXPECT_EQ(composition_against_counts({0, 0}, {4, 2}).status, Status::undefined);
}

TEST(Composition, RefusesWhatMakesNoSense) {
  EXPECT_EQ(refusal([] {
              return composition({1, 2}, {0.5, 0.4});
            }),
            "composition: the sum of reference_shares is 0.9, but must be 1 to within 1e-9; divide rounded shares by their sum");
  EXPECT_EQ(refusal([] {
              return composition({1, 2}, {1.0, 0.0});
            }),
            "composition: reference_shares[1] is 0, but must be above 0 and at most 1");
  EXPECT_EQ(refusal([] {
              return composition({1, 2}, {1.0});
            }),
            "composition: reference_shares is of size 1, but must hold one share for each of the 2 counts");
  EXPECT_EQ(refusal([] {
              return composition({1, -2}, {0.5, 0.5});
            }),
            "composition: counts[1] is -2, but must be 0 or more, and all counts together at most 2^53");
  EXPECT_EQ(refusal([] {
              return composition_against_counts({1, 2}, {1, 2, 3});
            }),
            "composition_against_counts: reference_counts is of size 3, but must hold one count for each of the 2 categories");
}

}  // namespace
