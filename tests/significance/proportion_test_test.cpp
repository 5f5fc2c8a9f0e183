#include "equitable/significance/proportion_test.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/proportions.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;
using Method = ProportionTestMethod;

constexpr int methods = static_cast<int>(detail::proportion_test_method_names.size());

// A probability e^−d carries the rounding of d.
double attainable(double probability) { return 2e-14 + 2e-15 * std::fabs(std::log(probability)); }

Method method_at(int i) { return static_cast<Method>(i); }

double pvalue(Count x, Count n, double rate, Method method, Alternative alternative = Alternative::two_sided) {
  return proportion_test(x, n, rate, {method, alternative}).pvalue;
}

/// The test of a column name of the reference file, and whether the column holds its statistic.
struct Column {
  ProportionTestOptions options;
  bool statistic;
};

const std::map<std::string, Column>& columns() {
  static const std::map<std::string, Column> all{
      {"exact_greater", {{Method::exact_central, Alternative::greater}, false}},
      {"exact_less", {{Method::exact_minlike, Alternative::less}, false}},
      {"exact_central", {{Method::exact_central}, false}},
      {"midp_central", {{Method::midp_central}, false}},
      {"exact_minlike", {{Method::exact_minlike}, false}},
      {"midp_minlike", {{Method::midp_minlike}, false}},
      {"exact_blaker", {{Method::exact_blaker}, false}},
      {"score_z", {{Method::score}, true}},
      {"score", {{Method::score}, false}},
      {"score_cc", {{Method::score_cc}, false}},
      {"lr_stat", {{Method::lr}, true}},
      {"lr", {{Method::lr}, false}},
      {"wald", {{Method::wald}, false}},
  };
  return all;
}

TEST(ProportionTest, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/one_proportion_tests.csv");
  std::map<std::string, int> seen;
  for (const support::Row& row : reference.rows()) {
    const std::string& method = row.text("method");
    ++seen[method];
    const Column& column = columns().at(method);
    const double rate = row.text("rate") == "1/6" ? 1.0 / 6.0 : row.number("rate");
    const TestResult found = proportion_test(row.count("events"), row.count("total"), rate, column.options);
    // The exact tests take a rate such as 0.3 as the double it is, the reference as the decimal: 1e-12 at counts of 10^9.
    const bool exact = std::isnan(found.statistic);
    const double tolerance = !exact ? 2e-14 : row.count("total") < 1000000000 ? 1e-14 : 1e-12;
    EXPECT_TRUE(close(column.statistic ? found.statistic : found.pvalue, row.number("value"), tolerance)) << row.all();
    EXPECT_EQ(found.status, Status::ok) << row.all();
  }
  EXPECT_EQ(seen.size(), columns().size());
  for (const auto& [method, rows] : seen) EXPECT_EQ(rows, method == "wald" ? 26 : 28) << method;
}

TEST(ProportionTest, NamesEveryMethod) {
  EXPECT_STREQ(name(Method::score), "score");
  EXPECT_STREQ(name(Method::score_cc), "score_cc");
  EXPECT_STREQ(name(Method::wald), "wald");
  EXPECT_STREQ(name(Method::lr), "lr");
  EXPECT_STREQ(name(Method::exact_central), "exact_central");
  EXPECT_STREQ(name(Method::exact_minlike), "exact_minlike");
  EXPECT_STREQ(name(Method::exact_blaker), "exact_blaker");
  EXPECT_STREQ(name(Method::midp_central), "midp_central");
  EXPECT_STREQ(name(Method::midp_minlike), "midp_minlike");
  EXPECT_EQ(methods, 9);
  EXPECT_STREQ(proportion_test(1, 2, 0.5).method, "score");
  EXPECT_STREQ(proportion_test(1, 2, 0.5, {Method::exact_blaker, Alternative::less}).method, "exact_blaker");
}

TEST(ProportionTest, ExactTestsAreTheirDefinitionsByPlainSums) {
  for (const double rate : {0.5, 0.25, 1.0 / 6.0, 0.3, 0.9, 1e-5}) {
    support::for_each_rate(25, [&](Count x, Count n) {
      const auto law = support::binomial_law(n, static_cast<long double>(rate));
      const long double mass = law[static_cast<std::size_t>(x)];
      const long double lower = support::sum_of(law, 0, x);
      const long double upper = support::sum_of(law, x, n);
      const long double smaller = std::fmin(lower, upper);
      long double minlike = 0;
      long double tied = 0;
      long double opposite = 0;
      for (Count k = 0; k <= n; ++k) {
        const long double other = law[static_cast<std::size_t>(k)];
        if (other <= mass * (1 + 1e-10L)) minlike += other;
        if (std::fabs(other - mass) <= 1e-10L * mass) tied += other;
        const long double tail = upper <= lower ? (k < x ? support::sum_of(law, 0, k) : 2)
                                 : k > x        ? support::sum_of(law, k, n)
                                                : 2;
        if (tail <= smaller * (1 + 1e-10L) && tail > opposite) opposite = tail;
      }
      const auto same = [&](Method method, Alternative alternative, long double expected) {
        const double sum = static_cast<double>(std::fmin(1.0L, expected));
        ASSERT_TRUE(close(pvalue(x, n, rate, method, alternative), sum, attainable(sum)))
            << name(method) << " " << x << "/" << n << " against " << rate;
      };
      for (const Method method : {Method::exact_central, Method::exact_minlike, Method::exact_blaker}) {
        same(method, Alternative::greater, upper);
        same(method, Alternative::less, lower);
      }
      for (const Method method : {Method::midp_central, Method::midp_minlike}) {
        same(method, Alternative::greater, upper - mass / 2);
        same(method, Alternative::less, lower - mass / 2);
      }
      same(Method::exact_central, Alternative::two_sided, 2 * smaller);
      same(Method::midp_central, Alternative::two_sided, 2 * smaller - mass);
      same(Method::exact_minlike, Alternative::two_sided, minlike);
      same(Method::midp_minlike, Alternative::two_sided, minlike - tied / 2);
      same(Method::exact_blaker, Alternative::two_sided, smaller + opposite);
    });
  }
}

TEST(ProportionTest, MirrorsAndKeepsToItsRange) {
  for (int m = 0; m < methods; ++m) {
    const Method method = method_at(m);
    SCOPED_TRACE(name(method));
    for (const double rate : {0.5, 0.25, 0.125, 0.875}) {  // exact, and so is 1 − rate
      support::for_each_rate(30, [&](Count x, Count n) {
        for (const Alternative side : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
          const Alternative other = side == Alternative::two_sided ? side
                                    : side == Alternative::greater ? Alternative::less
                                                                   : Alternative::greater;
          const TestResult found = proportion_test(x, n, rate, {method, side});
          const TestResult mirror = proportion_test(n - x, n, 1.0 - rate, {method, other});
          ASSERT_EQ(found.status, mirror.status);
          ASSERT_TRUE(close(found.pvalue, mirror.pvalue, attainable(mirror.pvalue))) << x << "/" << n << " " << rate;
          if (found.status == Status::undefined) continue;
          ASSERT_TRUE(0.0 <= found.pvalue && found.pvalue <= 1.0) << x << "/" << n << " " << rate;
        }
      });
    }
  }
}

TEST(ProportionTest, OneSidedValuesFallWithTheEvents) {
  for (int m = 0; m < methods; ++m) {
    const Method method = method_at(m);
    if (method == Method::wald) continue;  // its variance changes with x
    SCOPED_TRACE(name(method));
    for (const double rate : {0.1, 0.5, 0.7}) {
      double last = 1.0;
      support::for_each_rate(30, [&](Count x, Count n) {
        const double found = pvalue(x, n, rate, method, Alternative::greater);
        ASSERT_LE(found, x == 0 ? 1.0 : last) << x << "/" << n;
        last = found;
      });
    }
  }
}

// A test rejects at 1 − level exactly when the rate lies outside the interval.
void expect_dual(Method method, ProportionMethod interval, double level) {
  SCOPED_TRACE(name(method));
  support::for_each_rate(25, [&](Count x, Count n) {
    const Estimate found = support::estimate(x, n, interval, level);
    const double alpha = Confidence(level).alpha();
    for (int i = 1; i < 60; ++i) {
      const double rate = i / 60.0;
      const bool inside = found.lower < rate && rate < found.upper;
      if (std::fabs(rate - found.lower) < 1e-9 || std::fabs(rate - found.upper) < 1e-9) continue;
      ASSERT_EQ(pvalue(x, n, rate, method) > alpha, inside) << x << "/" << n << " against " << rate;
    }
    for (const double limit : {found.lower, found.upper})
      if (limit > 1e-6 && limit < 1.0 - 1e-6) {
        ASSERT_TRUE(close(pvalue(x, n, limit, method), alpha, 1e-10)) << x << "/" << n << " at " << limit;
      }
  });
}

TEST(ProportionTest, IsTheDualOfTheIntervals) {
  for (const double level : {0.8, 0.95, 0.998}) {
    expect_dual(Method::score, ProportionMethod::wilson, level);
    expect_dual(Method::exact_central, ProportionMethod::clopper_pearson, level);
    expect_dual(Method::midp_central, ProportionMethod::mid_p, level);
    expect_dual(Method::lr, ProportionMethod::likelihood_ratio, level);
  }
}

TEST(ProportionTest, BlakersIntervalHoldsWhatBlakersTestAccepts) {
  for (const double level : {0.8, 0.95, 0.998}) {
    const double alpha = Confidence(level).alpha();
    support::for_each_rate(25, [&](Count x, Count n) {
      const Estimate found = support::estimate(x, n, ProportionMethod::blaker, level);
      for (int i = 1; i < 300; ++i) {
        const double rate = i / 300.0;
        const double p = pvalue(x, n, rate, Method::exact_blaker);
        ASSERT_LE(p, pvalue(x, n, rate, Method::exact_central) * (1.0 + 1e-14)) << x << "/" << n << " against " << rate;
        if (p >= alpha) {
          ASSERT_TRUE(found.lower <= rate && rate <= found.upper) << x << "/" << n << " against " << rate;
        }
      }
    });
  }
  // The same at counts where nothing can be summed: nothing outside the limits is accepted, the limits are.
  support::RandomTables random(41);
  for (int i = 0; i < 300; ++i) {
    const Count n = random.total(1000000);
    const Count x = random.events(n);
    const Estimate found = support::estimate(x, n, ProportionMethod::blaker, 0.95);
    const Estimate wide = support::estimate(x, n, ProportionMethod::clopper_pearson, 0.95);
    const double alpha = Confidence(0.95).alpha();
    if (x > 0) {
      EXPECT_GE(pvalue(x, n, found.lower * (1.0 + 1e-11), Method::exact_blaker), alpha * (1.0 - 1e-6)) << x << "/" << n;
      for (int k = 0; k < 20; ++k) {
        const double rate = wide.lower + (found.lower - wide.lower) * k / 20.0;
        if (rate < found.lower * (1.0 - 1e-9)) {
          EXPECT_LE(pvalue(x, n, rate, Method::exact_blaker), alpha * (1.0 + 1e-9)) << x << "/" << n;
        }
      }
    }
  }
}

TEST(ProportionTest, AnswersNearTheRateAtTheLargestCounts) {
  const Count n = max_count;
  const Count half = n / 2;
  for (const Count off : {Count{0}, Count{1}, Count{50000000}, Count{200000000}, Count{1700000000}}) {
    const double z = 2.0 * static_cast<double>(off) / std::sqrt(static_cast<double>(n));
    for (int m = 0; m < methods; ++m) {
      const Method method = method_at(m);
      const double found = pvalue(half + off, n, 0.5, method);
      // All of them are normal here, but for terms of 1/√n: half a point of mass, more where that matters more.
      EXPECT_TRUE(close(found, detail::normal_two_tails(z), 5e-8 * (2.0 + z * z))) << name(method) << " " << off;
      EXPECT_TRUE(close(pvalue(half - off, n, 0.5, method), found, 1e-12)) << name(method) << " " << off;
    }
  }
}

TEST(ProportionTest, FarTailsKeepTheirDigits) {
  // All of n against ½: 2^−n for either end.
  EXPECT_TRUE(close(pvalue(1000, 1000, 0.5, Method::exact_central), std::ldexp(1.0, -999), 2e-13));
  EXPECT_TRUE(close(pvalue(1000, 1000, 0.5, Method::exact_minlike), std::ldexp(1.0, -999), 2e-13));
  EXPECT_TRUE(close(pvalue(1000, 1000, 0.5, Method::midp_minlike), std::ldexp(1.0, -1000), 2e-13));
  EXPECT_TRUE(close(pvalue(1000, 1000, 0.5, Method::exact_blaker), std::ldexp(1.0, -999), 2e-13));
  EXPECT_EQ(pvalue(1000000, 1000000, 0.5, Method::exact_minlike), 0.0);
  EXPECT_EQ(pvalue(max_count, max_count, 1e-300, Method::exact_blaker), 0.0);
}

TEST(ProportionTest, RatesAmongTheSmallestNumbers) {
  // 1 of 1 against p: the other point is certain, so that the tail is p.
  for (const double rate : {1e-300, 1e-310, 1.15e-317, 5e-324}) {
    EXPECT_TRUE(close(pvalue(1, 1, rate, Method::exact_minlike), rate, 3e-13, 5e-324)) << rate;
    EXPECT_TRUE(close(pvalue(1, 1, rate, Method::exact_blaker), rate, 3e-13, 5e-324)) << rate;
    EXPECT_TRUE(close(pvalue(1, 1, rate, Method::midp_minlike), 0.5 * rate, 3e-13, 5e-324)) << rate;
    EXPECT_TRUE(close(pvalue(1, 1, rate, Method::midp_central), rate, 3e-13, 1e-323)) << rate;
    EXPECT_TRUE(close(pvalue(1, 1, rate, Method::exact_central, Alternative::greater), rate, 3e-13, 5e-324)) << rate;
  }
}

TEST(ProportionTest, RatesOfZeroAndOneLeaveNoRoomForChance) {
  const Count n = 12;
  for (int m = 0; m < methods; ++m) {
    const Method method = method_at(m);
    SCOPED_TRACE(name(method));
    if (method == Method::wald) continue;
    const bool half = method == Method::midp_minlike;
    EXPECT_EQ(pvalue(0, n, 0.0, method), half ? 0.5 : 1.0);
    EXPECT_EQ(pvalue(n, n, 1.0, method), half ? 0.5 : 1.0);
    EXPECT_EQ(pvalue(3, n, 0.0, method), 0.0);
    EXPECT_EQ(pvalue(3, n, 1.0, method), 0.0);
    EXPECT_EQ(pvalue(3, n, 0.0, method, Alternative::greater), 0.0);
    EXPECT_EQ(pvalue(3, n, 0.0, method, Alternative::less), 1.0);
    EXPECT_EQ(pvalue(3, n, 1.0, method, Alternative::less), 0.0);
  }
  EXPECT_EQ(proportion_test(3, n, 0.0).statistic, infinity);
  EXPECT_EQ(proportion_test(3, n, 1.0).statistic, -infinity);
  EXPECT_EQ(proportion_test(3, n, 0.0).status, Status::unbounded);
  EXPECT_EQ(proportion_test(3, n, 0.0, {Method::lr}).statistic, infinity);
  EXPECT_EQ(proportion_test(0, n, 0.0).statistic, 0.0);
  EXPECT_EQ(proportion_test(0, n, 0.0).status, Status::ok);
}

TEST(ProportionTest, SaysWhereThereIsNoAnswer) {
  for (int m = 0; m < methods; ++m) {
    const TestResult nobody = proportion_test(0, 0, 0.5, {method_at(m)});
    EXPECT_EQ(nobody.status, Status::undefined);
    EXPECT_TRUE(std::isnan(nobody.statistic) && std::isnan(nobody.pvalue));
  }
  for (const Count x : {Count{0}, Count{9}}) {
    const TestResult walds = proportion_test(x, 9, 0.5, {Method::wald});
    EXPECT_EQ(walds.status, Status::undefined);
    EXPECT_TRUE(std::isnan(walds.statistic) && std::isnan(walds.pvalue));
  }
  // An exact test has no statistic, and says so by NaN beside a p-value that stands.
  const TestResult exact = proportion_test(3, 9, 0.5, {Method::exact_central});
  EXPECT_EQ(exact.status, Status::ok);
  EXPECT_TRUE(std::isnan(exact.statistic));
}

TEST(ProportionTest, ACountThatIsTheRateIsNoEvidence) {
  for (const double rate : {0.1, 0.3, 0.7}) {
    for (const Count n : {Count{10}, Count{1000}, Count{1000000000}}) {
      const Count x = static_cast<Count>(std::llround(rate * static_cast<double>(n)));
      EXPECT_EQ(proportion_test(x, n, rate).statistic, 0.0) << rate << " " << n;
      for (int m = 0; m < methods; ++m) {
        const Method method = method_at(m);
        const double found = pvalue(x, n, rate, method);
        if (method == Method::midp_minlike)
          EXPECT_LT(found, 1.0);
        else
          EXPECT_GT(found, method == Method::midp_central ? 0.9 : 1.0 - 1e-15) << name(method) << " " << rate << " " << n;
      }
    }
  }
}

TEST(ProportionTest, RefusesWhatCannotBe) {
  EXPECT_EQ(refusal([] { return proportion_test(6, 5, 0.5); }),
            "proportion_test: events is 6, but must be at most total, which is 5");
  EXPECT_EQ(refusal([] { return proportion_test(1, 5, 1.5); }), "proportion_test: rate is 1.5, but must lie between 0 and 1");
  EXPECT_EQ(refusal([] { return proportion_test(1, 5, -0.5); }), "proportion_test: rate is -0.5, but must lie between 0 and 1");
  EXPECT_EQ(refusal([] { return proportion_test(1, 5, std::nan("")); }),
            "proportion_test: rate is nan, but must lie between 0 and 1");
}

TEST(ProportionTest, TakesNoLongerForLargeCounts) {
  const auto begun = std::chrono::steady_clock::now();
  double sum = 0.0;
  for (int i = 0; i < 300; ++i)
    for (const Method method : {Method::exact_minlike, Method::exact_blaker, Method::midp_minlike})
      sum += pvalue(300010000 + 700 * i, 1000000000, 0.3, method);
  EXPECT_GT(sum, 0.0);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(2));
}

TEST(ProportionTest, ARateNextToOneIsTakenByItsDistance) {
  // n (1 − p0) = 1/3 would be lost in the rounding of n p0. Exact value by mpmath.
  const TestResult found = proportion_test(2'999'999'999'999'998, 3'000'000'000'000'000, 1.0 - 0x1p-53);
  EXPECT_TRUE(close(found.statistic, -2.8883673439694042, 1e-13));
}

}  // namespace
