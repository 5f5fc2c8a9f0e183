#include "equitable/significance/paired.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;
using Method = PairedTestMethod;

double pvalue(const PairedTable& t, Method method, Alternative alternative = Alternative::two_sided) {
  return paired_test(t, {method, alternative}).pvalue;
}

TEST(PairedTest, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/paired_tests.csv");
  int rows = 0;
  for (const support::Row& row : reference.rows())
    for (int m = 0; m < 4; ++m) {
      if (row.text("method") != name(static_cast<Method>(m))) continue;
      ++rows;
      const PairedTable t{row.count("n11"), row.count("n12"), row.count("n21"), row.count("n22")};
      const TestResult found = paired_test(t, {static_cast<Method>(m)});
      EXPECT_TRUE(close(found.pvalue, row.number("pvalue"), 1e-13)) << row.all();
      if (row.text("statistic").empty())
        EXPECT_TRUE(std::isnan(found.statistic)) << row.all();
      else
        EXPECT_TRUE(close(found.statistic, row.number("statistic"), 1e-15)) << row.all();
      EXPECT_EQ(found.status, Status::ok);
    }
  EXPECT_EQ(rows, 84);
}

TEST(PairedTest, ExactTestsAreSumsOfBinomialCoefficients) {
  for (Count changed = 1; changed <= 40; ++changed) {
    std::vector<long double> law{std::pow(0.5L, static_cast<long double>(changed))};
    for (Count k = 0; k < changed; ++k)
      law.push_back(law.back() * static_cast<long double>(changed - k) / static_cast<long double>(k + 1));
    long double less = 0;
    for (Count b = 0; b <= changed; ++b) {
      const long double point = law[static_cast<std::size_t>(b)];
      less += point;
      const long double greater = 1 - less + point;
      const PairedTable t{3, b, changed - b, 4};
      const long double smaller = std::fmin(less, greater);
      ASSERT_TRUE(close(pvalue(t, Method::mcnemar_exact), static_cast<double>(std::fmin(1.0L, 2 * smaller)), 1e-13, 1e-17));
      ASSERT_TRUE(
          close(pvalue(t, Method::mcnemar_midp), static_cast<double>(std::fmin(1.0L, 2 * smaller - point)), 1e-13, 1e-17));
      ASSERT_TRUE(close(pvalue(t, Method::mcnemar_exact, Alternative::greater), static_cast<double>(greater), 1e-13, 1e-17));
      ASSERT_TRUE(close(pvalue(t, Method::mcnemar_midp, Alternative::less), static_cast<double>(less - point / 2), 1e-13, 1e-17));
    }
  }
}

TEST(PairedTest, IsDualToTheIntervals) {
  // The value of no change lies outside an interval exactly when its test has p < α.
  const double level = 0.95;
  int outside = 0;
  const auto check = [&](const PairedTable& t) {
    const double alpha = 1.0 - level;
    const auto out = [](const Estimate& e, double null) { return e.lower > null || e.upper < null; };
    const bool score = pvalue(t, Method::mcnemar) < alpha;
    ASSERT_EQ(out(paired_difference(t, {PairedDifferenceMethod::rd_tango_score, Confidence(level)}), 0.0), score);
    ASSERT_EQ(out(paired_odds_ratio(t, {PairedOddsRatioMethod::or_wilson, Confidence(level)}), 1.0), score);
    if (t.both + t.first_only > 0 && t.both + t.second_only > 0) {
      ASSERT_EQ(out(paired_ratio(t, {PairedRatioMethod::rr_tang_score, Confidence(level)}), 1.0), score);
    }
    ASSERT_EQ(out(paired_odds_ratio(t, {PairedOddsRatioMethod::or_clopper_pearson, Confidence(level)}), 1.0),
              pvalue(t, Method::mcnemar_exact) < alpha);
    ASSERT_EQ(out(paired_odds_ratio(t, {PairedOddsRatioMethod::or_mid_p, Confidence(level)}), 1.0),
              pvalue(t, Method::mcnemar_midp) < alpha);
    outside += score ? 1 : 0;
  };
  for (Count b = 0; b <= 25; ++b)
    for (Count c = 0; c <= 25; ++c)
      if (b + c > 0) check({b % 3, b, c, c % 4});
  support::RandomTables random(3);
  for (int i = 0; i < 300; ++i) {
    const Count changed = random.total(10000000);
    const Count shift = static_cast<Count>(std::sqrt(static_cast<double>(changed)));
    const Count b = (changed + random.between(-2 * shift, 2 * shift)) / 2;
    if (b < 0 || b > changed) continue;
    check({random.total(1000000000), b, changed - b, random.total(1000000000)});
  }
  EXPECT_GT(outside, 200);
}

TEST(PairedTest, ExchangingTheOccasionsTurnsTheAlternative) {
  for (Count b = 0; b <= 12; ++b)
    for (Count c = 0; c <= 12; ++c) {
      const PairedTable t{2, b, c, 3};
      for (int m = 0; m < 4; ++m) {
        const Method method = static_cast<Method>(m);
        EXPECT_TRUE(close(pvalue(t, method), pvalue(t.swapped(), method), 1e-14));
        EXPECT_TRUE(close(pvalue(t, method, Alternative::greater), pvalue(t.swapped(), method, Alternative::less), 1e-14));
      }
    }
}

TEST(PairedTest, TheMidPLiesBelowTheExactAndTheCorrectionRaisesP) {
  for (Count b = 0; b <= 20; ++b)
    for (Count c = 0; c <= 20; ++c) {
      if (b + c == 0) continue;
      const PairedTable t{0, b, c, 5};
      EXPECT_LE(pvalue(t, Method::mcnemar_midp), pvalue(t, Method::mcnemar_exact));
      EXPECT_LE(pvalue(t, Method::mcnemar), pvalue(t, Method::mcnemar_cc_edwards));
    }
}

TEST(PairedTest, OneSidedIsHalfTheTwoSidedOnItsSide) {
  const PairedTable t{53, 16, 8, 9};
  EXPECT_TRUE(close(2.0 * pvalue(t, Method::mcnemar, Alternative::greater), pvalue(t, Method::mcnemar), 1e-14));
  EXPECT_TRUE(close(2.0 * pvalue(t, Method::mcnemar_exact, Alternative::greater), pvalue(t, Method::mcnemar_exact), 1e-14));
  EXPECT_GT(pvalue(t, Method::mcnemar, Alternative::less), 0.5);
  EXPECT_EQ(pvalue({1, 3, 3, 1}, Method::mcnemar, Alternative::less), 0.5);
  EXPECT_EQ(pvalue({1, 3, 3, 1}, Method::mcnemar), 1.0);
  EXPECT_EQ(pvalue({1, 3, 4, 1}, Method::mcnemar_cc_edwards), 1.0);
}

TEST(PairedTest, SaysWhereThereIsNoEvidence) {
  const PairedTable unchanged{3, 0, 0, 4};
  EXPECT_EQ(pvalue(unchanged, Method::mcnemar_exact), 1.0);
  for (int m = 0; m < 4; ++m) {
    const Method method = static_cast<Method>(m);
    EXPECT_EQ(paired_test(unchanged, {method}).status, Status::no_information);
    if (method != Method::mcnemar_exact) {
      EXPECT_TRUE(std::isnan(pvalue(unchanged, method)));
    }
    EXPECT_EQ(paired_test({}, {method}).status, Status::undefined);
    EXPECT_TRUE(std::isnan(pvalue({}, method)));
  }
}

TEST(PairedTest, RefusesWhatCannotBe) {
  EXPECT_EQ(refusal([] { return paired_test({0, 1, -3, 0}); }), "paired_test: second_only is -3, but must be 0 or more");
}

}  // namespace
