#include "equitable/groups/change.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/naive.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::RandomTables;
using support::refusal;

const ChangeOptions by_mover{ChangeMethod::mover, Confidence{0.95}};

// The least of Z1(φ)² + Z2(φ)² on a fine grid refined five times, with the statistics of support/naive.hpp.
long double naive_least_squares(const Table2x2& first, const Table2x2& second) {
  const auto one = support::naive::counts(first);
  const auto two = support::naive::counts(second);
  const auto sum = [&](long double log_ratio) {
    const long double z1 = support::naive::ratio_z(one, std::exp(log_ratio), true);
    const long double z2 = support::naive::ratio_z(two, std::exp(log_ratio), true);
    return z1 * z1 + z2 * z2;
  };
  long double low = -20;
  long double high = 20;
  long double least = 1e9L;
  long double best = 0;
  for (int round = 0; round < 7; ++round) {
    const long double step = (high - low) / 100;
    for (int i = 0; i <= 100; ++i) {
      const long double value = sum(low + step * i);
      if (value < least) {
        least = value;
        best = low + step * i;
      }
    }
    low = best - step;
    high = best + step;
  }
  return least;
}

TEST(RatioChange, ByHand) {
  const Change found = ratio_change({{60, 1200}, {240, 3000}}, {{90, 1200}, {240, 3000}});
  EXPECT_TRUE(close(found.first.value, 0.625));
  EXPECT_TRUE(close(found.second.value, 0.9375));
  EXPECT_TRUE(close(found.change.value, 1.5));
  EXPECT_GT(found.test.statistic, 0.0);
  EXPECT_STREQ(found.change.method, "score");
  EXPECT_STREQ(found.test.method, "score");
  // Both methods are close to the normal limits of the logarithm where counts are large.
  const Change large = ratio_change({{6000, 120000}, {24000, 300000}}, {{6300, 120000}, {24000, 300000}});
  const double error = std::sqrt(1.0 / 6000 + 1.0 / 24000 + 1.0 / 6300 + 1.0 / 24000 - 2.0 / 120000 - 2.0 / 300000);
  EXPECT_TRUE(close(large.test.statistic, std::log(1.05) / error, 2e-3));
  EXPECT_TRUE(close(large.change.lower, 1.05 * std::exp(-1.959964 * error), 2e-4));
  EXPECT_TRUE(close(large.change.upper, 1.05 * std::exp(1.959964 * error), 2e-4));
}

TEST(Change, HighPrecisionReference) {
  const support::Csv reference("reference/change.csv");
  int rows = 0;
  for (const support::Row& row : reference.rows()) {
    const bool of_ratios = row.text("measure") == "ratio";
    const Table2x2 first{{row.count("x1"), row.count("n1")}, {row.count("x2"), row.count("n2")}};
    const Table2x2 second{{row.count("later_x1"), row.count("later_n1")}, {row.count("later_x2"), row.count("later_n2")}};
    const Change found = of_ratios ? ratio_change(first, second) : difference_change(first, second);
    EXPECT_TRUE(close(found.test.statistic * found.test.statistic, row.number("squared_statistic"), 1e-12)) << row.all();
    EXPECT_TRUE(close(found.test.pvalue, row.number("pvalue"), 1e-11)) << row.all();
    EXPECT_TRUE(close(found.change.lower, row.number("lower"), 1e-12, of_ratios ? 0.0 : 1e-14)) << row.all();
    EXPECT_TRUE(close(found.change.upper, row.number("upper"), 1e-12, of_ratios ? 0.0 : 1e-14)) << row.all();
    ++rows;
  }
  EXPECT_EQ(rows, 13);
}

TEST(RatioChange, MoverIsTheDistancesInQuadrature) {
  const Table2x2 first{{60, 1200}, {240, 3000}};
  const Table2x2 second{{90, 1200}, {240, 3000}};
  const Change found = ratio_change(first, second, {ChangeMethod::mover, Confidence{0.9}});
  const auto apart = [](double from, double to) { return std::log(from / to); };
  const double lower =
      std::log(1.5) - std::hypot(apart(found.second.value, found.second.lower), apart(found.first.upper, found.first.value));
  EXPECT_TRUE(close(found.change.lower, std::exp(lower), 1e-12));
  const double upper =
      std::log(1.5) + std::hypot(apart(found.second.upper, found.second.value), apart(found.first.value, found.first.lower));
  EXPECT_TRUE(close(found.change.upper, std::exp(upper), 1e-12));
  EXPECT_STREQ(found.change.method, "mover");
}

TEST(RatioChange, TestIsTheLeastSumOfSquaredScores) {
  RandomTables random(61);
  for (int i = 0; i < 150; ++i) {
    const Table2x2 first = random.table(i % 2 == 0 ? 20 : 5000);
    const Table2x2 second = random.table(i % 2 == 0 ? 20 : 5000);
    const Change found = ratio_change(first, second);
    if (found.test.status != Status::ok || !(found.change.value > 0.0) || std::isinf(found.change.value)) continue;
    const double least = static_cast<double>(naive_least_squares(first, second));
    EXPECT_TRUE(close(found.test.statistic * found.test.statistic, least, 1e-9, 1e-11))
        << support::describe(first) << ", " << support::describe(second);
  }
}

// p is below α exactly when the interval leaves no change out, by either method and for both measures.
TEST(Change, IntervalAndTestAgree) {
  RandomTables random(62);
  int outside = 0;
  for (int i = 0; i < 400; ++i) {
    const Table2x2 first = random.table(i % 2 == 0 ? 30 : 100000);
    const Table2x2 second = random.table(i % 2 == 0 ? 30 : 100000);
    for (const ChangeMethod method : {ChangeMethod::score, ChangeMethod::mover})
      for (const double level : {0.6, 0.95}) {
        const ChangeOptions options{method, Confidence{level}};
        const Change ratio = ratio_change(first, second, options);
        const Change gap = difference_change(first, second, options);
        const double alpha = 1.0 - level;
        if (ratio.test.status == Status::ok && std::fabs(ratio.test.pvalue - alpha) > 1e-8) {
          EXPECT_EQ(ratio.test.pvalue<alpha, ratio.change.lower> 1.0 || ratio.change.upper < 1.0)
              << support::describe(first) << ", " << support::describe(second);
        }
        ASSERT_EQ(gap.test.status, Status::ok);
        if (std::fabs(gap.test.pvalue - alpha) > 1e-8) {
          EXPECT_EQ(gap.test.pvalue<alpha, gap.change.lower> 0.0 || gap.change.upper < 0.0)
              << support::describe(first) << ", " << support::describe(second);
        }
        outside += gap.test.pvalue < alpha;
        EXPECT_TRUE(gap.change.lower <= gap.change.value && gap.change.value <= gap.change.upper);
        EXPECT_TRUE(gap.change.lower >= -2.0 && gap.change.upper <= 2.0);
      }
  }
  EXPECT_GT(outside, 300);
}

// At the level that the p-value names, a limit is no change.
TEST(Change, PValueNamesTheLevelThatReachesNoChange) {
  const Table2x2 first{{12, 80}, {40, 150}};
  const Table2x2 second{{30, 90}, {35, 140}};
  for (const ChangeMethod method : {ChangeMethod::score, ChangeMethod::mover}) {
    const double p = ratio_change(first, second, {method, Confidence{0.95}}).test.pvalue;
    EXPECT_TRUE(close(ratio_change(first, second, {method, Confidence{1.0 - p}}).change.lower, 1.0, 1e-11));
    const double q = difference_change(first, second, {method, Confidence{0.95}}).test.pvalue;
    EXPECT_TRUE(close(difference_change(first, second, {method, Confidence{1.0 - q}}).change.lower, 0.0, 0.0, 1e-12));
  }
}

TEST(Change, PeriodsAndGroupsChangedOver) {
  RandomTables random(63);
  for (int i = 0; i < 150; ++i) {
    const Table2x2 first = random.table(10000);
    const Table2x2 second = random.table(10000);
    const Change found = ratio_change(first, second);
    for (const Change& mirrored : {ratio_change(second, first), ratio_change(first.swapped(), second.swapped())}) {
      EXPECT_TRUE(close(mirrored.change.lower, 1.0 / found.change.upper, 1e-11));
      EXPECT_TRUE(close(mirrored.change.upper, 1.0 / found.change.lower, 1e-11));
      EXPECT_TRUE(close(mirrored.test.pvalue, found.test.pvalue, 1e-9));
    }
    const Change gap = difference_change(first, second);
    for (const Change& mirrored : {difference_change(second, first), difference_change(first.swapped(), second.swapped()),
                                   difference_change(first.complement(), second.complement())}) {
      EXPECT_TRUE(close(mirrored.change.lower, -gap.change.upper, 1e-11, 1e-13));
      EXPECT_TRUE(close(mirrored.test.pvalue, gap.test.pvalue, 1e-9));
    }
  }
}

TEST(Change, HigherLevelsAreWiderAndTheSamePeriodIsNoChange) {
  const Table2x2 first{{3, 40}, {9, 50}};
  const Table2x2 second{{8, 44}, {7, 51}};
  Interval inner{0.0, 0.0};
  for (const double level : {1e-6, 0.1, 0.5, 0.9, 0.99, 0.999999, 1.0 - 1e-12}) {
    const Change found = ratio_change(first, second, {ChangeMethod::score, Confidence{level}});
    if (inner.upper > 0.0) {
      EXPECT_TRUE(found.change.lower < inner.lower && found.change.upper > inner.upper) << level;
    }
    inner = {found.change.lower, found.change.upper};
  }
  const Change none = ratio_change(first, first);
  EXPECT_EQ(none.change.value, 1.0);
  EXPECT_EQ(none.test.statistic, 0.0);
  EXPECT_EQ(none.test.pvalue, 1.0);
  EXPECT_TRUE(close(none.change.lower, 1.0 / none.change.upper, 1e-12));
  EXPECT_EQ(difference_change(first, first).test.pvalue, 1.0);
}

TEST(Change, Zeros) {
  const Table2x2 some{{7, 45}, {6, 70}};
  const Table2x2 none_in_group{{0, 40}, {5, 60}};
  const Table2x2 none_in_reference{{5, 40}, {0, 60}};
  const Table2x2 none_at_all{{0, 40}, {0, 60}};
  const Table2x2 everybody{{3, 3}, {4, 4}};

  const Change rose = ratio_change(none_in_group, some);
  EXPECT_EQ(rose.change.value, infinity);
  EXPECT_EQ(rose.change.upper, infinity);
  EXPECT_EQ(rose.change.status, Status::unbounded);
  EXPECT_GT(rose.change.lower, 0.0);
  EXPECT_LT(rose.change.lower, some.ratio());
  EXPECT_EQ(rose.test.status, Status::ok);
  EXPECT_GT(rose.test.statistic, 0.0);
  const Change fell = ratio_change(some, none_in_group);
  EXPECT_EQ(fell.change.value, 0.0);
  EXPECT_EQ(fell.change.lower, 0.0);
  EXPECT_TRUE(close(fell.change.upper, 1.0 / rose.change.lower, 1e-11));
  EXPECT_TRUE(close(fell.test.statistic, -rose.test.statistic, 1e-11));
  EXPECT_EQ(ratio_change(none_in_reference, some).change.value, 0.0);

  const Change both_ends = ratio_change(none_in_group, none_in_reference);
  EXPECT_EQ(both_ends.change.value, infinity);
  EXPECT_TRUE(both_ends.change.lower > 0.0 && std::isfinite(both_ends.change.lower));
  EXPECT_EQ(both_ends.test.status, Status::ok);

  for (const Change& nothing : {ratio_change(none_at_all, some), ratio_change(some, none_at_all),
                                ratio_change(none_in_group, none_in_group), ratio_change(none_in_reference, none_in_reference)}) {
    EXPECT_TRUE(std::isnan(nothing.change.value));
    EXPECT_EQ(nothing.change.lower, 0.0);
    EXPECT_EQ(nothing.change.upper, infinity);
    EXPECT_EQ(nothing.change.status, Status::undefined);
    EXPECT_EQ(nothing.test.status, Status::no_information);
  }
  const Change all = ratio_change(everybody, some);
  EXPECT_EQ(all.first.value, 1.0);
  EXPECT_EQ(all.test.status, Status::ok);
  EXPECT_TRUE(all.change.lower > 0.0 && std::isfinite(all.change.upper));

  const Change by_hand = ratio_change(none_in_group, some, by_mover);
  EXPECT_EQ(by_hand.change.value, infinity);
  EXPECT_TRUE(std::isnan(by_hand.change.lower));
  EXPECT_EQ(by_hand.change.status, Status::undefined);
  EXPECT_EQ(by_hand.test.status, Status::undefined);

  const Change empty = ratio_change({{0, 0}, {1, 2}}, some);
  EXPECT_EQ(empty.change.status, Status::undefined);
  EXPECT_EQ(empty.test.status, Status::undefined);
  EXPECT_EQ(difference_change({{0, 0}, {1, 2}}, some).test.status, Status::undefined);

  // From the one end of the space to the other.
  const Change far = difference_change({{0, 40}, {60, 60}}, {{40, 40}, {0, 60}});
  EXPECT_EQ(far.change.value, 2.0);
  EXPECT_EQ(far.change.upper, 2.0);
  EXPECT_LT(far.change.lower, 2.0);
  EXPECT_GT(far.test.statistic, 5.0);
  EXPECT_EQ(difference_change(none_at_all, none_at_all).test.pvalue, 1.0);
}

// Every pair of tables with totals of one to three: numbers or a status, and the estimate inside.
TEST(Change, EverySmallPairHasAnAnswer) {
  std::vector<Table2x2> tables;
  for (Count n1 = 1; n1 <= 3; ++n1)
    for (Count n2 = 1; n2 <= 3; ++n2)
      for (Count x1 = 0; x1 <= n1; ++x1)
        for (Count x2 = 0; x2 <= n2; ++x2) tables.push_back({{x1, n1}, {x2, n2}});
  for (std::size_t i = 0; i < tables.size(); i += 2)
    for (std::size_t j = 0; j < tables.size(); j += 3) {
      const Change found = ratio_change(tables[i], tables[j]);
      const auto where = support::describe(tables[i]) + ", " + support::describe(tables[j]);
      ASSERT_FALSE(std::isnan(found.change.lower) || std::isnan(found.change.upper)) << where;
      ASSERT_TRUE(!(found.change.value < found.change.lower) && !(found.change.value > found.change.upper))
          << where << ' ' << found.change.value << ' ' << found.change.lower;
      ASSERT_EQ(std::isnan(found.test.pvalue), found.test.status == Status::no_information) << where;
      ASSERT_EQ(std::isnan(found.test.pvalue), std::isnan(found.change.value)) << where;
      if (!std::isnan(found.test.pvalue)) {
        ASSERT_EQ(found.test.pvalue<0.05, found.change.lower> 1.0 || found.change.upper < 1.0) << where;
      }
    }
}

TEST(Change, AtALevelOfAlmostNothingTheChangeIsInsideItsLimits) {
  // A change of 2e-16, to which the limits come by other roundings.
  const Table2x2 first{{1, max_count - 1}, {5, 5}};
  const Table2x2 second{{0, 87547}, {142, 142}};
  for (const ChangeMethod method : {ChangeMethod::score, ChangeMethod::mover})
    for (const double level : {4.9e-294, 1e-40, 1e-17, 0.3}) {
      for (const Change& found : {difference_change(first, second, {method, Confidence{level}}),
                                  difference_change(second, first, {method, Confidence{level}})}) {
        EXPECT_LE(found.change.lower, found.change.value) << found.change.method << " " << level;
        EXPECT_LE(found.change.value, found.change.upper) << found.change.method << " " << level;
      }
    }
}

TEST(Change, LargeCounts) {
  const Count many = max_count / 4;
  const Change found = ratio_change({{many / 3, many}, {many / 3, many}}, {{many / 3 + 100000000, many}, {many / 3, many}});
  EXPECT_EQ(found.test.status, Status::ok);
  EXPECT_TRUE(found.change.lower > 1.0 && found.change.upper < 1.0 + 1e-6);
  const Change lopsided = ratio_change({{1, 1}, {500000000, 1000000000}}, {{0, 1}, {1, 1000000000}});
  EXPECT_EQ(lopsided.test.status, Status::ok);
  EXPECT_FALSE(std::isnan(lopsided.change.lower));
}

TEST(Change, RefusesWhatCannotBe) {
  EXPECT_EQ(refusal([] {
              return ratio_change({{3, 2}, {1, 2}}, {{1, 2}, {1, 2}}).change.value;
            }),
            "ratio_change: first.group.events is 3, but must be at most first.group.total, which is 2");
  EXPECT_EQ(refusal([] {
              return difference_change({{1, 2}, {1, 2}}, {{1, 2}, {1, -2}}).change.value;
            }),
            "difference_change: second.reference.total is -2, but must be 0 or more");
  EXPECT_NE(refusal([] {
              return period_heterogeneity({{{1, 2}, {3, 2}}}).df;
            }).find("periods[0].reference.events"),
            std::string::npos);
  EXPECT_NE(refusal([] { return period_heterogeneity({}, Measure::odds_ratio).df; }), "accepted");
  EXPECT_NE(refusal([] {
              return overlapping_change({{1, 2}, {3, 2}, {1, 2}}).covariance;
            }).find("leavers.events"),
            std::string::npos);
  EXPECT_NE(refusal([] { return overlapping_change({{1, max_count}, {1, 2}, {1, 2}}).covariance; }), "accepted");
}

TEST(PeriodHeterogeneity, OfTwoPeriodsIsTheirChange) {
  RandomTables random(64);
  for (int i = 0; i < 200; ++i) {
    const Table2x2 first = random.table(3000);
    const Table2x2 second = random.table(3000);
    for (const Measure measure : {Measure::ratio, Measure::difference}) {
      const Change change = measure == Measure::ratio ? ratio_change(first, second) : difference_change(first, second);
      const PeriodHeterogeneity found = period_heterogeneity({first, second, {{0, 0}, {1, 2}}}, measure);
      if (change.test.status != Status::ok) continue;
      ASSERT_EQ(found.df, 1.0);
      EXPECT_TRUE(close(found.test.statistic, change.test.statistic * change.test.statistic, 1e-10, 1e-14));
      EXPECT_TRUE(close(found.test.pvalue, change.test.pvalue, 1e-9));
    }
  }
}

TEST(PeriodHeterogeneity, OrderDoesNotMatterAndOneRatioGivesNone) {
  const Table2x2 one{{60, 1200}, {240, 3000}};
  const Table2x2 two{{90, 1200}, {240, 3000}};
  const Table2x2 three{{0, 300}, {20, 700}};
  const PeriodHeterogeneity found = period_heterogeneity({one, two, three});
  EXPECT_EQ(found.df, 2.0);
  EXPECT_TRUE(close(found.test.statistic, 11.6745851082288654, 1e-13));  // by mpmath with 30 digits
  EXPECT_TRUE(close(period_heterogeneity({three, one, two}).test.statistic, found.test.statistic, 1e-12));
  EXPECT_TRUE(close(found.test.pvalue, std::exp(-0.5 * found.test.statistic), 1e-12));  // two degrees of freedom
  EXPECT_TRUE(
      close(period_heterogeneity({one, {{120, 2400}, {24, 300}}, {{6, 120}, {240, 3000}}}).test.statistic, 0.0, 0.0, 1e-12));
  EXPECT_EQ(period_heterogeneity({one}).test.status, Status::no_information);
  EXPECT_EQ(period_heterogeneity({}).test.status, Status::no_information);
  EXPECT_EQ(period_heterogeneity({one, {{0, 5}, {0, 6}}}).test.status, Status::no_information);
  EXPECT_EQ(period_heterogeneity({one, {{0, 5}, {0, 6}}}, Measure::difference).df, 1.0);
}

// The limit is the least over all ways to share z, also where there are two troughs.
TEST(Change, LimitIsTheLeastOfAFineGrid) {
  RandomTables random(66);
  const auto check = [](const Table2x2& first, const Table2x2& second, double z) {
    for (const Measure measure : {Measure::ratio, Measure::difference}) {
      const auto rising = second.rates();
      const auto falling = first.rates().swapped();
      const double found = detail::shared_lower_limit(rising, falling, z, measure);
      if (std::isinf(found)) continue;
      for (int k = 1; k < 400; ++k) {
        const double t = 1.5707963267948966 * k / 400;
        const double value = detail::additive_lower_limit(rising, z * std::sin(t), measure) +
                             detail::additive_lower_limit(falling, z * std::cos(t), measure);
        ASSERT_LE(found, value + 1e-12) << support::describe(first) << ", " << support::describe(second) << ' ' << z;
      }
    }
  };
  check({{0, 10}, {8, 9}}, {{3, 9}, {3, 15}}, 1.96);
  check({{3, 39}, {2, 3}}, {{3, 1153}, {0, 2}}, 0.3);
  check({{7031, 8093}, {3, 3}}, {{3, 6}, {3, 18233}}, 0.3);
  for (int i = 0; i < 150; ++i)
    check(random.table(i % 2 == 0 ? 20 : 100000), random.table(i % 2 == 0 ? 20 : 100000), 0.3 + i % 5);
}

TEST(OverlappingChange, WithoutStayersIsNewcombe) {
  const OverlapChange found = overlapping_change({{0, 0}, {488, 2237}, {139, 571}});
  const Estimate apart = rate_difference(139, 571, 488, 2237);
  EXPECT_TRUE(close(found.change.value, apart.value, 1e-14));
  EXPECT_TRUE(close(found.change.lower, apart.lower, 1e-12));
  EXPECT_TRUE(close(found.change.upper, apart.upper, 1e-12));
  EXPECT_EQ(found.covariance, 0.0);
  EXPECT_EQ(found.correlation, 0.0);
}

TEST(OverlappingChange, ByHand) {
  // N1 = 1750, N2 = 1760; change = (375/1760) − (340/1750).
  const OverlapChange found = overlapping_change({{300, 1500}, {40, 250}, {75, 260}});
  EXPECT_TRUE(close(found.share_first, 340.0 / 1750));
  EXPECT_TRUE(close(found.share_second, 375.0 / 1760));
  EXPECT_TRUE(close(found.change.value, 375.0 / 1760 - 340.0 / 1750, 1e-13));
  EXPECT_TRUE(close(found.covariance, 1500.0 / (1750.0 * 1760.0) * 0.2 * 0.8, 1e-13));
  EXPECT_GT(found.correlation, 0.8);
  EXPECT_LT(found.test.pvalue, 0.001);       // 75 of 260 who came against 40 of 250 who went
  EXPECT_GT(found.independent.pvalue, 0.1);  // hidden by the stayers counted twice
}

// As many joiners as leavers: the stayers drop out, and the test is that of joiners against leavers by their Wilson intervals.
TEST(OverlappingChange, StayersDropOutAtConstantSize) {
  for (const Count stayers : {Count{0}, Count{10}, Count{5000}}) {
    const OverlapChange found = overlapping_change({{stayers / 5, stayers}, {12, 100}, {25, 100}});
    const double part = 100.0 / (100.0 + static_cast<double>(stayers));
    const Estimate apart = rate_difference(25, 100, 12, 100);
    EXPECT_TRUE(close(found.change.lower, part * apart.lower, 1e-11));
    EXPECT_TRUE(close(found.change.upper, part * apart.upper, 1e-11));
    EXPECT_TRUE(close(found.test.pvalue, overlapping_change({{0, 0}, {12, 100}, {25, 100}}).test.pvalue, 1e-10));
  }
}

TEST(OverlappingChange, IntervalAndTestAgreeAndPeriodsChangeOver) {
  RandomTables random(65);
  int outside = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto some = [&] {
      const Count n = random.between(0, 4) == 0 ? 0 : random.total(3000);
      return Proportion{random.between(0, n), n};
    };
    const OverlappingSnapshots people{some(), some(), some()};
    const OverlapChange found = overlapping_change(people);
    if (found.status != Status::ok) {
      EXPECT_EQ(found.test.status, Status::undefined);
      continue;
    }
    if (found.test.status == Status::no_information) {
      EXPECT_EQ(found.change.upper, 0.0);
      continue;
    }
    EXPECT_TRUE(found.change.lower <= found.change.value && found.change.value <= found.change.upper);
    if (std::fabs(found.test.pvalue - 0.05) > 1e-9) {
      EXPECT_EQ(found.test.pvalue<0.05, found.change.lower> 0.0 || found.change.upper < 0.0);
    }
    outside += found.test.pvalue < 0.05;
    const OverlapChange back = overlapping_change({people.stayers, people.joiners, people.leavers});
    EXPECT_TRUE(close(back.change.lower, -found.change.upper, 1e-11, 1e-14));
    EXPECT_TRUE(close(back.test.pvalue, found.test.pvalue, 1e-10));
    EXPECT_TRUE(support::identical(back.covariance, found.covariance));
    EXPECT_TRUE(std::isnan(found.correlation) || (found.correlation >= 0.0 && found.correlation <= 1.0 + 1e-15));
  }
  EXPECT_GT(outside, 1000);
}

// Var(p2 − p1) by enumerating every outcome of three small shares equals the variances less twice the covariance.
TEST(OverlappingChange, CovarianceByEnumeration) {
  const Count s = 4;
  const Count l = 2;
  const Count j = 3;
  const double share = 0.5;
  const auto mass = [](Count n, Count x, double p) {
    double m = 1.0;
    for (Count i = 0; i < x; ++i) m *= static_cast<double>(n - i) / static_cast<double>(i + 1) * p;
    for (Count i = x; i < n; ++i) m *= 1.0 - p;
    return m;
  };
  double mean1 = 0.0;
  double mean2 = 0.0;
  double product = 0.0;
  for (Count a = 0; a <= s; ++a)
    for (Count b = 0; b <= l; ++b)
      for (Count c = 0; c <= j; ++c) {
        const double weight = mass(s, a, share) * mass(l, b, 0.5) * mass(j, c, 1.0 / 3.0);
        const double p1 = static_cast<double>(a + b) / 6.0;
        const double p2 = static_cast<double>(a + c) / 7.0;
        mean1 += weight * p1;
        mean2 += weight * p2;
        product += weight * p1 * p2;
      }
  const OverlapChange found = overlapping_change({{2, s}, {1, l}, {1, j}});
  EXPECT_TRUE(close(found.covariance, product - mean1 * mean2, 1e-12));
}

TEST(OverlappingChange, Edges) {
  EXPECT_EQ(overlapping_change({{0, 0}, {0, 0}, {1, 2}}).status, Status::undefined);
  EXPECT_EQ(overlapping_change({{0, 0}, {0, 0}, {1, 2}}).change.status, Status::undefined);
  const OverlapChange still = overlapping_change({{3, 10}, {0, 0}, {0, 0}});
  EXPECT_EQ(still.change.value, 0.0);
  EXPECT_EQ(still.change.lower, 0.0);
  EXPECT_EQ(still.change.upper, 0.0);
  EXPECT_EQ(still.test.status, Status::no_information);
  EXPECT_TRUE(close(still.correlation, 1.0, 1e-15));
  const OverlapChange far = overlapping_change({{0, 0}, {0, 40}, {50, 50}});
  EXPECT_EQ(far.change.value, 1.0);
  EXPECT_LE(far.change.upper, 1.0);
  EXPECT_TRUE(std::isfinite(far.test.statistic) || far.test.status == Status::unbounded);
  EXPECT_LT(far.test.pvalue, 1e-6);
}

}  // namespace
