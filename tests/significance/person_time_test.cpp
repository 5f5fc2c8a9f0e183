#include "equitable/significance/person_time.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::close_probability;
using support::refusal;
using Method = PersonTimeTestMethod;
using Two = PersonTimeComparisonTestMethod;

double pvalue(Count events, double expected, Method method, Alternative alternative = Alternative::two_sided) {
  return person_time_test(events, expected, {method, alternative}).pvalue;
}
double pvalue(const PersonTimePair& p, Two method, double null_ratio = 1.0, Alternative alternative = Alternative::two_sided) {
  return person_time_comparison_test(p.group.events, p.group.exposure, p.reference.events, p.reference.exposure,
                                     {method, alternative, null_ratio})
      .pvalue;
}

TEST(PersonTimeTest, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/poisson_test.csv");
  int rows = 0;
  for (const support::Row& row : reference.rows()) {
    const std::string& test = row.text("method");
    PersonTimeTestOptions options;
    bool known = true;
    if (test == "exact_greater")
      options = {Method::exact_central, Alternative::greater};
    else if (test == "exact_less")
      options = {Method::exact_central, Alternative::less};
    else {
      known = false;
      for (int m = 0; m < 4; ++m)
        if (test == name(static_cast<Method>(m))) options.method = static_cast<Method>(m), known = true;
    }
    if (!known) continue;
    ++rows;
    const TestResult found = person_time_test(row.count("events"), row.number("expected"), options);
    EXPECT_TRUE(close_probability(found.pvalue, row.number("pvalue"), 3e-13)) << row.all();
  }
  EXPECT_EQ(rows, 108);
}

TEST(PersonTimeTest, MinlikeIsThePlainSumOfAllThatIsNoLikelier) {
  for (const double mean : {0.03, 0.5, 1.0, 2.0, 3.7, 12.0, 12.5, 60.25}) {
    std::vector<long double> law;
    long double term = std::exp(-static_cast<long double>(mean));
    for (int k = 0; k < 400; ++k) {
      law.push_back(term);
      term *= static_cast<long double>(mean) / (k + 1);
    }
    for (std::size_t x = 0; x < 150; ++x) {
      long double sum = 0;
      for (std::size_t k = law.size(); k-- > 0;)
        if (law[k] <= law[x] * (1 + 1e-10L)) sum += law[k];
      const double expected = sum > 1 ? 1.0 : static_cast<double>(sum);
      ASSERT_TRUE(close(pvalue(static_cast<Count>(x), mean, Method::exact_minlike), expected, 1e-12)) << x << " " << mean;
    }
  }
}

TEST(PersonTimeTest, TiesCountIn) {
  // At a whole mean m, m − 1 is as likely as m; and P(0) = P(1) at a mean of 1.
  for (const double mean : {1.0, 2.0, 30.0, 1e9}) {
    EXPECT_EQ(pvalue(static_cast<Count>(mean), mean, Method::exact_minlike), 1.0);
    EXPECT_EQ(pvalue(static_cast<Count>(mean) - 1, mean, Method::exact_minlike), 1.0);
  }
  // P(4) = P(6) at a mean of √30: neither is left out.
  const double tied = std::sqrt(30.0);
  EXPECT_TRUE(close(pvalue(4, tied, Method::exact_minlike), pvalue(6, tied, Method::exact_minlike), 1e-13));
  EXPECT_TRUE(close(pvalue(4, tied, Method::exact_minlike), 1.0 - detail::poisson_mass(5, tied), 1e-13));
}

TEST(PersonTimeTest, IsDualToTheIntervals) {
  struct Dual {
    Method test;
    PersonTimeRateMethod interval;
  };
  for (const Dual dual :
       {Dual{Method::exact_central, PersonTimeRateMethod::garwood_exact}, Dual{Method::midp_central, PersonTimeRateMethod::mid_p},
        Dual{Method::score, PersonTimeRateMethod::score}})
    for (const double level : {0.8, 0.95, 0.998})
      for (const Count x : {Count{0}, Count{1}, Count{2}, Count{7}, Count{50}, Count{12345}, Count{100000000}}) {
        const Estimate found = person_time_rate(x, 1.0, {dual.interval, Confidence(level)});
        const double alpha = 1.0 - level;
        const double step = 1e-6 / std::sqrt(static_cast<double>(x) + 1.0);
        EXPECT_LT(pvalue(x, found.upper * (1.0 + step), dual.test), alpha) << x << name(dual.test);
        EXPECT_GT(pvalue(x, found.upper * (1.0 - step), dual.test), alpha) << x << name(dual.test);
        if (x == 0) continue;
        EXPECT_LT(pvalue(x, found.lower * (1.0 - step), dual.test), alpha) << x << name(dual.test);
        EXPECT_GT(pvalue(x, found.lower * (1.0 + step), dual.test), alpha) << x << name(dual.test);
      }
}

TEST(PersonTimeTest, OneSidedPValuesAddUp) {
  for (const Count x : {Count{0}, Count{3}, Count{40}})
    for (const double mean : {0.5, 3.0, 38.5}) {
      const double point = detail::poisson_mass(static_cast<double>(x), mean);
      const auto sum = [&](Method method) {
        return pvalue(x, mean, method, Alternative::greater) + pvalue(x, mean, method, Alternative::less);
      };
      EXPECT_TRUE(close(sum(Method::exact_central), 1.0 + point, 1e-14));
      EXPECT_TRUE(close(sum(Method::exact_minlike), 1.0 + point, 1e-14));
      EXPECT_TRUE(close(sum(Method::midp_central), 1.0, 1e-14));
      EXPECT_TRUE(close(sum(Method::score), 1.0, 1e-14));
    }
}

TEST(PersonTimeTest, NothingExpectedLeavesNoRoomForChance) {
  for (const Method method : {Method::midp_central, Method::exact_central, Method::exact_minlike, Method::score}) {
    EXPECT_EQ(pvalue(0, 0.0, method), 1.0) << name(method);
    EXPECT_EQ(pvalue(1, 0.0, method), 0.0) << name(method);
    EXPECT_EQ(pvalue(1, 0.0, method, Alternative::greater), 0.0) << name(method);
    EXPECT_EQ(pvalue(1, 0.0, method, Alternative::less), 1.0) << name(method);
  }
  EXPECT_EQ(person_time_test(2, 0.0, {Method::score}).status, Status::unbounded);
  EXPECT_EQ(person_time_test(2, 0.0, {Method::score}).statistic, infinity);
  EXPECT_TRUE(std::isnan(person_time_test(2, 1.0).statistic));
  EXPECT_EQ(person_time_test(2, 1.0).status, Status::ok);
}

TEST(PersonTimeTest, EndsAtAnySize) {
  const auto begun = std::chrono::steady_clock::now();
  double sum = 0.0;
  for (const double mean : {1e-300, 1e-50, 0.1, 1e9, 9e15, 1e16, 1e50, 1e100})
    for (const Count x : {Count{0}, Count{1}, Count{1000000000}, Count{1000100000}, max_count - 1, max_count})
      for (int m = 0; m < 4; ++m) {
        const double found = pvalue(x, mean, static_cast<Method>(m));
        ASSERT_TRUE(found >= 0.0 && found <= 1.0) << x << " " << mean << " " << name(static_cast<Method>(m));
        sum += found;
      }
  EXPECT_GT(sum, 0.0);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(2));
  // Near 2^53, where not every whole number is a double, still what the normal law says.
  const double mean = static_cast<double>(max_count);
  const double deviations = 2.5;
  const Count x = max_count - static_cast<Count>(deviations * std::sqrt(mean));
  EXPECT_TRUE(close(pvalue(x, mean, Method::exact_minlike), detail::normal_two_tails(deviations), 1e-6));
}

TEST(PersonTimeTest, RefusesWhatCannotBe) {
  EXPECT_EQ(refusal([] { return person_time_test(-1, 1.0); }), "person_time_test: events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] { return person_time_test(1, -1.0); }),
            "person_time_test: expected is -1, but must lie between 0 and 1e100");
  EXPECT_NE(refusal([] { return person_time_test(1, std::nan("")); }), "accepted");
  EXPECT_NE(refusal([] { return person_time_comparison_test(1, 1.0, 1, 1.0, {Two::conditional_midp, {}, 0.0}); }), "accepted");
}

TEST(PersonTimeComparisonTest, IsTheBinomialTestOfTheSplit) {
  // Three times the exposure: a quarter of the events is expected in the group of one.
  struct Same {
    Two conditional;
    ProportionTestMethod binomial;
  };
  for (const Same same : {Same{Two::conditional_midp, ProportionTestMethod::midp_central},
                          Same{Two::conditional_exact, ProportionTestMethod::exact_central},
                          Same{Two::conditional_minlike, ProportionTestMethod::exact_minlike},
                          Same{Two::conditional_score, ProportionTestMethod::score}})
    for (Count x1 = 0; x1 <= 15; ++x1)
      for (Count x2 = 0; x2 <= 15; ++x2) {
        if (x1 + x2 == 0) continue;
        for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
          const double expected = proportion_test(x1, x1 + x2, 0.25, {same.binomial, alternative}).pvalue;
          EXPECT_TRUE(close(pvalue({{x1, 5.0}, {x2, 15.0}}, same.conditional, 1.0, alternative), expected, 1e-13));
          EXPECT_TRUE(close(pvalue({{x1, 7.0}, {x2, 7.0}}, same.conditional, 1.0 / 3.0, alternative), expected, 1e-13));
        }
      }
}

TEST(PersonTimeComparisonTest, IsDualToTheIntervals) {
  struct Dual {
    Two test;
    PersonTimeRatioMethod interval;
  };
  support::RandomTables random(21);
  for (const Dual dual : {Dual{Two::conditional_exact, PersonTimeRatioMethod::exact_conditional_central},
                          Dual{Two::conditional_midp, PersonTimeRatioMethod::conditional_mid_p},
                          Dual{Two::conditional_score, PersonTimeRatioMethod::score_wilson}})
    for (int i = 0; i < 60; ++i) {
      const PersonTimePair p{{random.total(1000000), static_cast<double>(random.total(1000000))},
                             {random.total(1000000), static_cast<double>(random.total(1000000))}};
      const Estimate found = person_time_ratio(p.group.events, p.group.exposure, p.reference.events, p.reference.exposure,
                                               {dual.interval, Confidence(0.95)});
      const double alpha = 1.0 - 0.95;
      EXPECT_LT(pvalue(p, dual.test, found.lower * (1.0 - 1e-9)), alpha);
      EXPECT_GT(pvalue(p, dual.test, found.lower * (1.0 + 1e-9)), alpha);
      EXPECT_LT(pvalue(p, dual.test, found.upper * (1.0 + 1e-9)), alpha);
      EXPECT_GT(pvalue(p, dual.test, found.upper * (1.0 - 1e-9)), alpha);
    }
}

TEST(PersonTimeComparisonTest, TheScoreOfNoDifferenceIsThatOfNoRatio) {
  // The score interval of the difference leaves 0 out exactly when the conditional score test rejects a ratio of 1.
  int outside = 0;
  for (Count x1 = 0; x1 <= 14; ++x1)
    for (Count x2 = 0; x2 <= 14; ++x2) {
      if (x1 + x2 == 0) continue;
      const Estimate found = person_time_difference(x1, 2.0, x2, 3.0);
      const double p = pvalue({{x1, 2.0}, {x2, 3.0}}, Two::conditional_score);
      EXPECT_EQ(found.lower > 0.0 || found.upper < 0.0, p < 1.0 - 0.95) << x1 << " " << x2;
      outside += p < 0.05 ? 1 : 0;
    }
  EXPECT_GT(outside, 20);
}

TEST(PersonTimeComparisonTest, SwappingTheGroupsTurnsTheAlternative) {
  const PersonTimePair p{{12, 7.0}, {31, 11.0}};
  const PersonTimePair q{p.reference, p.group};
  for (int m = 0; m < 4; ++m) {
    const Two method = static_cast<Two>(m);
    EXPECT_TRUE(close(pvalue(q, method), pvalue(p, method), 1e-13));
    EXPECT_TRUE(close(pvalue(q, method, 0.5), pvalue(p, method, 2.0), 1e-13));
    EXPECT_TRUE(close(pvalue(q, method, 1.0, Alternative::less), pvalue(p, method, 1.0, Alternative::greater), 1e-13));
  }
}

TEST(PersonTimeComparisonTest, SaysWhereThereIsNoEvidence) {
  const TestResult exact = person_time_comparison_test(0, 1.0, 0, 2.0, {Two::conditional_exact});
  EXPECT_EQ(exact.pvalue, 1.0);
  EXPECT_EQ(exact.status, Status::no_information);
  EXPECT_EQ(person_time_comparison_test(0, 1.0, 0, 2.0).pvalue, 1.0);
  EXPECT_EQ(person_time_comparison_test(0, 1.0, 0, 2.0, {Two::conditional_midp, Alternative::less}).pvalue, 0.5);
  EXPECT_EQ(person_time_comparison_test(0, 1.0, 0, 2.0, {Two::conditional_minlike}).pvalue, 1.0);
  const TestResult score = person_time_comparison_test(0, 1.0, 0, 2.0, {Two::conditional_score});
  EXPECT_TRUE(std::isnan(score.pvalue));
  EXPECT_EQ(score.status, Status::no_information);
  EXPECT_EQ(person_time_comparison_test(0, 0.0, 3, 2.0).status, Status::undefined);
}

TEST(Overdispersion, IsTheIndexOfDispersion) {
  // Equal exposures: Σ (x − x̄)²/x̄ with x = 2, 4, 12, x̄ = 6: 56/6, and P(χ² > s) = e^{−s/2} with 2 degrees of freedom.
  const Overdispersion found = person_time_overdispersion({{2, 5.0}, {4, 5.0}, {12, 5.0}});
  EXPECT_TRUE(close(found.statistic, 56.0 / 6.0, 1e-15));
  EXPECT_EQ(found.df, 2.0);
  EXPECT_TRUE(close(found.dispersion, 28.0 / 6.0, 1e-15));
  EXPECT_TRUE(close(found.pvalue, std::exp(-28.0 / 6.0), 1e-14));
  // About a given rate of 1: Σ (x − 5)²/5 = 59/5 with 3.
  const Overdispersion given = person_time_overdispersion({{2, 5.0}, {4, 5.0}, {12, 5.0}}, 1.0);
  EXPECT_TRUE(close(given.statistic, 59.0 / 5.0, 1e-15));
  EXPECT_EQ(given.df, 3.0);
  EXPECT_TRUE(close(given.pvalue, detail::chi_squared_upper_tail(11.8, 3.0), 1e-14));
}

TEST(Overdispersion, OfTwoUnitsIsTheSquaredScoreOfTheirRatio) {
  const Overdispersion found = person_time_overdispersion({{60, 51477.5}, {30, 54308.7}});
  const TestResult score = person_time_comparison_test(60, 51477.5, 30, 54308.7, {Two::conditional_score});
  EXPECT_TRUE(close(found.statistic, score.statistic * score.statistic, 1e-13));
  EXPECT_TRUE(close(found.pvalue, score.pvalue, 1e-12));
}

TEST(Overdispersion, DoesNotMindOrderOrEmptyUnits) {
  const Overdispersion one = person_time_overdispersion({{12, 100.0}, {31, 110.0}, {9, 90.0}});
  const Overdispersion other = person_time_overdispersion({{9, 90.0}, {0, 0.0}, {31, 110.0}, {12, 100.0}});
  EXPECT_TRUE(close(other.statistic, one.statistic, 1e-14));
  EXPECT_EQ(other.df, one.df);
}

TEST(Overdispersion, SaysWhereThereIsNoAnswer) {
  EXPECT_EQ(person_time_overdispersion({}).status, Status::undefined);
  EXPECT_EQ(person_time_overdispersion({{3, 1.0}}).status, Status::undefined);
  EXPECT_TRUE(std::isnan(person_time_overdispersion({{3, 1.0}}).pvalue));
  EXPECT_EQ(person_time_overdispersion({{0, 1.0}, {0, 2.0}}).status, Status::no_information);
  EXPECT_EQ(person_time_overdispersion({}, 1.0).status, Status::undefined);
  EXPECT_EQ(refusal([] {
              return person_time_overdispersion({{3, 1.0}, {-1, 1.0}});
            }),
            "person_time_overdispersion: units[1].events is -1, but must be 0 or more");
  EXPECT_NE(refusal([] { return person_time_overdispersion({{3, 1.0}}, 0.0); }), "accepted");
}

}  // namespace
