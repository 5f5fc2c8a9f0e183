#include "equitable/comparison/paired.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::identical;
using support::refusal;
using Difference = PairedDifferenceMethod;
using Ratio = PairedRatioMethod;
using Odds = PairedOddsRatioMethod;

Estimate estimate(const PairedTable& t, Difference method, double level = 0.95) {
  return paired_difference(t, {method, Confidence(level)});
}
Estimate estimate(const PairedTable& t, Ratio method, double level = 0.95) {
  return paired_ratio(t, {method, Confidence(level)});
}
Estimate estimate(const PairedTable& t, Odds method, double level = 0.95) {
  return paired_odds_ratio(t, {method, Confidence(level)});
}

PairedTable table_of(const support::Row& row) { return {row.count("n11"), row.count("n12"), row.count("n21"), row.count("n22")}; }
std::string describe(const PairedTable& t) {
  return std::to_string(t.both) + " " + std::to_string(t.first_only) + " " + std::to_string(t.second_only) + " " +
         std::to_string(t.neither);
}

/// Calls `law(method)` for the methods of all three measures.
template <class Law>
void for_each_method(const Law& law) {
  for (int m = 0; m < 7; ++m) law(static_cast<Difference>(m));
  for (int m = 0; m < 3; ++m) law(static_cast<Ratio>(m));
  for (int m = 0; m < 4; ++m) law(static_cast<Odds>(m));
}

/// All tables of up to so many people, and large random ones.
template <class Law>
void for_each_table(Count largest, const Law& law) {
  for (Count n = 1; n <= largest; ++n)
    for (Count a = 0; a <= n; ++a)
      for (Count b = 0; a + b <= n; ++b)
        for (Count c = 0; a + b + c <= n && !::testing::Test::HasFailure(); ++c) law(PairedTable{a, b, c, n - a - b - c});
  support::RandomTables random(8);
  for (int i = 0; i < 300 && !::testing::Test::HasFailure(); ++i)
    law(PairedTable{random.total(1000000000), random.between(0, random.total(1000000)), random.between(0, random.total(1000000)),
                    random.total(1000000000)});
}

int agreeing_rows(const char* file, double relative, double absolute) {
  const support::Csv reference(file);
  int rows = 0;
  for (const support::Row& row : reference.rows())
    for_each_method([&](auto method) {
      if (row.text("method") != name(method)) return;
      ++rows;
      const PairedTable t = table_of(row);
      const Estimate found = estimate(t, method, row.number("confidence_level"));
      const double half = 0.5 * (row.number("upper") - row.number("lower"));
      const double slack = std::isfinite(half) ? absolute * half : 0.0;
      EXPECT_TRUE(close(found.lower, row.number("lower"), relative, slack)) << row.all();
      EXPECT_TRUE(close(found.upper, row.number("upper"), relative, slack)) << row.all();
    });
  return rows;
}

TEST(Paired, AgreesWithEveryReferenceValue) { EXPECT_EQ(agreeing_rows("reference/paired_ci.csv", 2e-13, 0.0), 538); }

TEST(Paired, AgreesWithHardCasesWorkedOutAtEightyDigits) {
  EXPECT_EQ(agreeing_rows("reference/paired_hard.csv", 1e-13, 1e-13), 98);
}

/// Tango's statistic, by the restricted rate's quadratic equation.
long double tango_statistic(const PairedTable& t, long double delta) {
  const long double n = static_cast<long double>(t.total());
  const long double b = static_cast<long double>(t.first_only);
  const long double c = static_cast<long double>(t.second_only);
  const long double linear = (2 * n - b + c) * delta - b - c;
  const long double q = (std::sqrt(linear * linear + 8 * n * c * delta * (1 - delta)) - linear) / (4 * n);
  return (b - c - n * delta) / std::sqrt(n * (2 * q + delta * (1 - delta)));
}

TEST(Paired, TangoLimitsSolveTheScoreEquation) {
  const double z = detail::two_sided_quantile(Confidence(0.95));
  for_each_table(14, [&](const PairedTable& t) {
    const Estimate found = estimate(t, Difference::rd_tango_score);
    if (found.lower > -1.0)
      ASSERT_TRUE(close(static_cast<double>(tango_statistic(t, static_cast<long double>(found.lower))), z, 1e-7)) << describe(t);
    else
      ASSERT_EQ(t.second_only, t.total());
    if (found.upper < 1.0)
      ASSERT_TRUE(close(static_cast<double>(tango_statistic(t, static_cast<long double>(found.upper))), -z, 1e-7)) << describe(t);
    else
      ASSERT_EQ(t.first_only, t.total());
  });
}

/// Tang's statistic, by the restricted rate's quadratic equation.
long double tang_statistic(const PairedTable& t, long double ratio) {
  const long double n = static_cast<long double>(t.total());
  const long double a = static_cast<long double>(t.both);
  const long double b = static_cast<long double>(t.first_only);
  const long double c = static_cast<long double>(t.second_only);
  const long double square = n * (1 + ratio);
  const long double linear = (a + c) * ratio * ratio - (a + b + 2 * c);
  const long double constant = c * (1 - ratio) * (a + b + c) / n;
  const long double root = std::sqrt(std::fmax(0.0L, linear * linear - 4 * square * constant));
  const long double q = linear < 0 ? (root - linear) / (2 * square) : -2 * constant / (linear + root);
  return (a + b - (a + c) * ratio) / std::sqrt(square * q + (a + b + c) * (ratio - 1));
}

TEST(Paired, TangLimitsSolveTheScoreEquation) {
  const double z = detail::two_sided_quantile(Confidence(0.95));
  int tried = 0;
  for_each_table(14, [&](const PairedTable& t) {
    if (t.both + t.first_only == 0 || t.both + t.second_only == 0) return;
    ++tried;
    const Estimate found = estimate(t, Ratio::rr_tang_score);
    ASSERT_TRUE(close(static_cast<double>(tang_statistic(t, static_cast<long double>(found.lower))), z, 1e-7)) << describe(t);
    ASSERT_TRUE(close(static_cast<double>(tang_statistic(t, static_cast<long double>(found.upper))), -z, 1e-7)) << describe(t);
  });
  EXPECT_GT(tried, 2000);
}

TEST(Paired, ExchangingTheOccasionsNegatesAndInverts) {
  for_each_table(9, [](const PairedTable& t) {
    for (int m = 0; m < 7; ++m) {
      const Estimate there = estimate(t, static_cast<Difference>(m));
      const Estimate back = estimate(t.swapped(), static_cast<Difference>(m));
      ASSERT_TRUE(close(back.lower, -there.upper, 1e-12, 2e-16)) << name(static_cast<Difference>(m)) << " " << describe(t);
      ASSERT_TRUE(close(back.upper, -there.lower, 1e-12, 2e-16)) << name(static_cast<Difference>(m)) << " " << describe(t);
    }
    const auto inverts = [&](auto method) {
      const Estimate there = estimate(t, method);
      const Estimate back = estimate(t.swapped(), method);
      ASSERT_TRUE(close(back.lower, 1.0 / there.upper, 1e-13)) << name(method) << " " << describe(t);
      ASSERT_TRUE(close(back.upper, 1.0 / there.lower, 1e-13)) << name(method) << " " << describe(t);
    };
    for (int m = 0; m < 3; ++m) inverts(static_cast<Ratio>(m));
    for (int m = 0; m < 4; ++m) inverts(static_cast<Odds>(m));
  });
}

TEST(Paired, CountingTheOtherAnswerNegatesTheDifference) {
  for_each_table(9, [](const PairedTable& t) {
    const PairedTable others{t.neither, t.second_only, t.first_only, t.both};
    for (int m = 0; m < 7; ++m) {
      const Difference method = static_cast<Difference>(m);
      const Estimate there = estimate(t, method);
      const Estimate back = estimate(others, method);
      ASSERT_TRUE(close(back.lower, -there.upper, 1e-12, 2e-15)) << name(method) << " " << describe(t);
      ASSERT_TRUE(close(back.upper, -there.lower, 1e-12, 2e-15)) << name(method) << " " << describe(t);
    }
  });
}

TEST(Paired, LimitsStayInsideTheSpaceNestAndHoldTheEstimate) {
  for_each_table(9, [](const PairedTable& t) {
    for_each_method([&](auto method) {
      const Estimate narrow = estimate(t, method, 0.8);
      const Estimate wide = estimate(t, method, 0.998);
      if (std::isnan(narrow.lower)) {
        ASSERT_EQ(narrow.status, Status::undefined) << name(method);
        ASSERT_TRUE(std::isnan(narrow.upper));
        return;
      }
      const double slack = 1e-15;
      ASSERT_LE(wide.lower, narrow.lower + slack) << name(method) << " " << describe(t);
      ASSERT_GE(wide.upper, narrow.upper - slack) << name(method) << " " << describe(t);
      const std::string text = name(method);
      const bool difference = text.rfind("rd_", 0) == 0;
      ASSERT_GE(wide.lower, difference ? -1.0 : 0.0) << name(method) << " " << describe(t);
      if (difference) {
        ASSERT_LE(wide.upper, 1.0) << name(method) << " " << describe(t);
      }
      // Two forms are centred elsewhere.
      if (text == "rd_bonett_price" || text == "rd_agresti_min") return;
      if (text == "rr_bonett_price_hybrid") return;
      ASSERT_LE(narrow.lower, narrow.value * (1.0 + 1e-15) + slack) << name(method) << " " << describe(t);
      ASSERT_GE(narrow.upper, narrow.value * (1.0 - 1e-15) - slack) << name(method) << " " << describe(t);
    });
  });
}

TEST(Paired, TheDifferenceOfOnePersonsAnswersNeedsOnlyThoseWhoChanged) {
  // Whether the others said yes twice or no twice is nothing to Tango's interval.
  const Estimate one = estimate({53, 16, 8, 9}, Difference::rd_tango_score);
  const Estimate other = estimate({0, 16, 8, 62}, Difference::rd_tango_score);
  EXPECT_EQ(one.lower, other.lower);
  EXPECT_EQ(one.upper, other.upper);
}

TEST(Paired, NobodyIsUndefined) {
  for_each_method([](auto method) {
    const Estimate none = estimate({0, 0, 0, 0}, method);
    EXPECT_EQ(none.status, Status::undefined) << name(method);
    EXPECT_TRUE(std::isnan(none.value) && std::isnan(none.lower) && std::isnan(none.upper)) << name(method);
  });
}

TEST(Paired, Edges) {
  const double z = detail::two_sided_quantile(Confidence(0.95));
  // Everybody changed the same way: the limit is that of a sign test by its score.
  const Estimate all = estimate({0, 5, 0, 0}, Difference::rd_tango_score);
  EXPECT_EQ(all.value, 1.0);
  EXPECT_EQ(all.upper, 1.0);
  EXPECT_TRUE(close(all.lower, (5.0 - z * z) / (5.0 + z * z), 1e-14));
  // Nobody changed.
  const Estimate none = estimate({0, 0, 0, 4}, Difference::rd_tango_score);
  EXPECT_TRUE(close(none.lower, -z * z / (4.0 + z * z), 1e-14));
  EXPECT_TRUE(close(none.upper, z * z / (4.0 + z * z), 1e-14));
  const Estimate same = estimate({7, 0, 0, 3}, Ratio::rr_tang_score);
  EXPECT_TRUE(close(same.lower, 7.0 / (7.0 + z * z), 1e-14));
  EXPECT_EQ(estimate({7, 0, 0, 3}, Odds::or_mid_p).status, Status::undefined);
  // A rate of 0.
  EXPECT_EQ(estimate({0, 4, 0, 3}, Ratio::rr_tang_score).status, Status::undefined);
  EXPECT_EQ(estimate({0, 4, 0, 3}, Ratio::rr_tang_score).value, infinity);
  EXPECT_EQ(estimate({0, 0, 4, 3}, Ratio::rr_wald_log).value, 0.0);
  // Changes one way only.
  for (const Odds method : {Odds::or_mid_p, Odds::or_clopper_pearson, Odds::or_wilson}) {
    const Estimate up = estimate({2, 5, 0, 3}, method);
    EXPECT_EQ(up.upper, infinity);
    EXPECT_GT(up.lower, 0.0);
    EXPECT_EQ(up.status, Status::unbounded);
    const Estimate down = estimate({2, 0, 5, 3}, method);
    EXPECT_EQ(down.lower, 0.0);
    EXPECT_TRUE(std::isfinite(down.upper));
    EXPECT_EQ(down.status, Status::ok);
  }
  EXPECT_EQ(estimate({2, 5, 0, 3}, Odds::or_wald).status, Status::undefined);
}

TEST(Paired, HugeCountsEnd) {
  const Count quarter = max_count / 4;
  for_each_method([&](auto method) {
    for (const PairedTable& t : {PairedTable{quarter, quarter, quarter, quarter}, PairedTable{max_count - 3, 1, 2, 0},
                                 PairedTable{0, max_count - 1, 1, 0}, PairedTable{1, 1, 1, max_count - 3}})
      for (const double level : {1e-6, 0.95, 1.0 - 1e-12}) {
        const Estimate found = estimate(t, method, level);
        EXPECT_FALSE(std::isnan(found.lower) || std::isnan(found.upper)) << name(method) << " " << describe(t);
        EXPECT_LE(found.lower, found.upper) << name(method) << " " << describe(t);
      }
  });
}

TEST(Paired, LevelsOfAlmostNothingCloseUponTheEstimate) {
  // So low a level leaves no width; the mid-p limits are where either tail, with half of the point, is one half.
  for (const double level : {4.9406564584124654e-324, 1e-314, 1e-300, 1e-160}) {
    for (const PairedTable& t :
         {PairedTable{0, 0, 248, 0}, {0, 3, 0, 0}, {7, 0, 0, 2}, {0, 0, 0, 9}, {3, 4, 5, 6}, {0, 0, 5, max_count - 5}})
      for_each_method([&](auto method) {
        const Estimate e = estimate(t, method, level);
        EXPECT_EQ(std::isnan(e.lower), std::isnan(e.upper)) << e.method << " " << describe(t);
        EXPECT_FALSE(e.lower > e.upper) << e.method << " " << describe(t);
      });
    const Estimate all = estimate({0, 0, 248, 0}, Difference::rd_tango_score, level);
    EXPECT_EQ(all.value, -1.0);
    EXPECT_EQ(all.lower, -1.0);
    EXPECT_EQ(all.upper, -1.0);
    const Estimate some = estimate({3, 4, 5, 6}, Difference::rd_tango_score, level);
    EXPECT_TRUE(close(some.lower, -1.0 / 18, 1e-14) && close(some.upper, -1.0 / 18, 1e-14));
    const Estimate ratio = estimate({3, 4, 5, 6}, Ratio::rr_tang_score, level);
    EXPECT_TRUE(close(ratio.lower, 7.0 / 8, 1e-14) && close(ratio.upper, 7.0 / 8, 1e-14));
    const Estimate infinite = estimate({0, 549755813888, 0, 1}, Odds::or_mid_p, level);
    EXPECT_EQ(infinite.lower, infinity);
    EXPECT_EQ(infinite.upper, infinity);
    EXPECT_EQ(infinite.status, Status::unbounded);
    const Estimate zero = estimate({0, 0, 549755813888, 1}, Odds::or_mid_p, level);
    EXPECT_TRUE(identical(zero.lower, 0.0) && identical(zero.upper, 0.0));
  }
}

TEST(Paired, OneLimitAloneIsThatOfBothAtTwiceTheError) {
  const PairedTable t{53, 16, 8, 9};
  const auto check = [&](const Estimate& both, const Estimate& least, const Estimate& most, double low, double high) {
    EXPECT_TRUE(close(least.lower, both.lower, 1e-13));
    EXPECT_EQ(least.upper, high);
    EXPECT_TRUE(close(most.upper, both.upper, 1e-13));
    EXPECT_EQ(most.lower, low);
  };
  const Confidence one(0.975);
  check(paired_difference(t), paired_difference(t, {Difference::rd_tango_score, one, Alternative::greater}),
        paired_difference(t, {Difference::rd_tango_score, one, Alternative::less}), -1.0, 1.0);
  check(paired_ratio(t), paired_ratio(t, {Ratio::rr_tang_score, one, Alternative::greater}),
        paired_ratio(t, {Ratio::rr_tang_score, one, Alternative::less}), 0.0, infinity);
  check(paired_odds_ratio(t), paired_odds_ratio(t, {Odds::or_mid_p, one, Alternative::greater}),
        paired_odds_ratio(t, {Odds::or_mid_p, one, Alternative::less}), 0.0, infinity);
}

TEST(Paired, RefusesWhatCannotBe) {
  EXPECT_EQ(refusal([] {
              return paired_difference({1, -1, 0, 0});
            }),
            "paired_difference: first_only is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] {
              return paired_ratio({1, 0, 0, max_count});
            }),
            "paired_ratio: neither is 9007199254740992, but must be at most 2^53 together with the other cells");
  EXPECT_NE(refusal([] { return paired_odds_ratio({INT64_MAX, INT64_MAX, 0, 0}); }), "accepted");
  EXPECT_NE(refusal([] {
              return paired_odds_ratio({0, 1, 1, 0}, {Odds::or_mid_p, Confidence(0.5), Alternative::less});
            }),
            "accepted");
}

}  // namespace
