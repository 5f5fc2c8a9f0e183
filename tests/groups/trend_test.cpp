#include "equitable/groups/trend.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "equitable/groups/batch_trend.hpp"
#include "equitable/significance/significance.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/lists.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::close_probability;
using support::identical;
using support::refusal;
using Method = TrendMethod;
using Groups = std::vector<Proportion>;
using Scores = std::vector<double>;

constexpr std::size_t methods = detail::trend_method_names.size();
constexpr Alternative sides[] = {Alternative::two_sided, Alternative::greater, Alternative::less};

Method method_at(std::size_t i) { return static_cast<Method>(i); }

/// The options that a name of the reference file stands for.
TrendOptions named(const std::string& text) {
  for (std::size_t i = 0; i < methods; ++i)
    for (const Alternative side : sides)
      if (text == name(method_at(i), side)) return {method_at(i), side};
  ADD_FAILURE() << "no method named " << text;
  return {};
}

TEST(Trend, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/trend.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows()) {
    const Groups groups = support::proportions(row.text("events"), row.text("totals"));
    const Scores scores = support::numbers(row.text("scores"));
    const std::string method = row.text("method");
    ++rows[method];
    if (method.find("slope") != std::string::npos) {
      const bool logistic = method.rfind("logistic", 0) == 0;
      const TrendSlope slope =
          trend_slope(groups, scores, {logistic ? TrendSlopeMethod::logistic_slope : TrendSlopeMethod::linear_slope});
      const bool error = method.find("_se") != std::string::npos;
      EXPECT_TRUE(close(error ? slope.standard_error : slope.slope.value, row.number("statistic"), 1e-13)) << row.all();
      EXPECT_EQ(slope.slope.status, Status::ok) << row.all();
      continue;
    }
    const TrendTest test = trend(groups, scores, named(method));
    EXPECT_STREQ(test.method, method.c_str());
    EXPECT_EQ(test.status, Status::ok) << row.all();
    EXPECT_TRUE(close_probability(test.pvalue, row.number("pvalue"), 1e-12)) << row.all();
    if (row.text("statistic").empty())
      EXPECT_TRUE(std::isnan(test.statistic)) << row.all();
    else
      EXPECT_TRUE(close(test.statistic, row.number("statistic"), 1e-13)) << row.all();
  }
  int counted = 0;
  for (const auto& [method, count] : rows) counted += count;
  EXPECT_EQ(counted, 282);
  EXPECT_EQ(rows.size(), 20U);
  EXPECT_EQ(rows["cochran_armitage_cc_half_gap"], 18);
  EXPECT_EQ(rows["exact_two_sided_point_prob"], 6);
}

/// Random groups with random whole scores.
struct Sample {
  Groups groups;
  Scores scores;
  [[nodiscard]] std::string text() const {
    std::string joined;
    for (std::size_t i = 0; i < groups.size(); ++i)
      joined += std::to_string(groups[i].events) + "/" + std::to_string(groups[i].total) + "@" + std::to_string(scores[i]) + " ";
    return joined;
  }
};

Sample sample(support::RandomTables& random, Count largest) {
  Sample s;
  const Count groups = random.between(2, 6);
  for (Count i = 0; i < groups; ++i) {
    const Count total = random.total(largest);
    s.groups.push_back({random.events(total), total});
    s.scores.push_back(static_cast<double>(random.between(0, 9)));
  }
  return s;
}

void same_test(const TrendTest& a, const TrendTest& b, double relative, const std::string& where) {
  ASSERT_EQ(a.status, b.status) << where;
  ASSERT_TRUE(close(a.statistic, b.statistic, relative, relative == 0.0 ? 0.0 : 1e-13)) << where;
  ASSERT_TRUE(close_probability(a.pvalue, b.pvalue, relative)) << where;
  ASSERT_TRUE(identical(a.df, b.df)) << where;
}

TEST(Trend, OriginAndUnitOfScoresDoNotMatterToTheLastDigit) {
  support::RandomTables random(1);
  for (int i = 0; i < 300 && !HasFailure(); ++i) {
    const Sample s = sample(random, 60);
    Scores years;
    Scores tenths;
    Scores down;
    for (const double score : s.scores) {
      years.push_back(2019.0 + score);
      tenths.push_back((score + 3.0) / 10.0);
      down.push_back(-score);
    }
    for (std::size_t m = 0; m < methods; ++m)
      for (const Alternative side : sides) {
        if (method_at(m) == Method::departure_from_trend && side != Alternative::two_sided) continue;
        const TrendOptions options{method_at(m), side};
        const TrendTest test = trend(s.groups, s.scores, options);
        same_test(trend(s.groups, years, options), test, 0.0, s.text() + test.method);
        same_test(trend(s.groups, tenths, options), test, 0.0, s.text() + test.method);
        // Scores turned round: the other alternative, and the other sign.
        const Alternative other = side == Alternative::greater ? Alternative::less
                                  : side == Alternative::less  ? Alternative::greater
                                                               : side;
        TrendTest turned = trend(s.groups, down, {method_at(m), other});
        const bool is_signed = method_at(m) == Method::cochran_armitage || method_at(m) == Method::linear_by_linear_n_minus_1 ||
                               method_at(m) == Method::logistic_wald ||
                               (method_at(m) == Method::cochran_armitage_cc_half_gap && side != Alternative::two_sided);
        if (is_signed) turned.statistic = -turned.statistic;
        same_test(turned, test, 1e-9, s.text() + test.method);
      }
    for (const TrendSlopeMethod method : {TrendSlopeMethod::linear_slope, TrendSlopeMethod::logistic_slope}) {
      const TrendSlope slope = trend_slope(s.groups, s.scores, {method});
      const TrendSlope by_year = trend_slope(s.groups, years, {method});
      ASSERT_TRUE(close(by_year.slope.value, slope.slope.value, 1e-13)) << s.text();
      ASSERT_TRUE(close(trend_slope(s.groups, tenths, {method}).slope.value, 10.0 * slope.slope.value, 1e-13)) << s.text();
    }
  }
}

TEST(Trend, OrderOfTheGroupsDoesNotMatterAndTheOutcomeTurnsTheSign) {
  support::RandomTables random(2);
  for (int i = 0; i < 400 && !HasFailure(); ++i) {
    const Sample s = sample(random, 40);
    Groups backwards(s.groups.rbegin(), s.groups.rend());
    Scores their_scores(s.scores.rbegin(), s.scores.rend());
    Groups others;
    for (const Proportion& group : s.groups) others.push_back(group.complement());
    for (std::size_t m = 0; m < methods; ++m) {
      const TrendOptions options{method_at(m)};
      const TrendTest test = trend(s.groups, s.scores, options);
      same_test(trend(backwards, their_scores, options), test, 1e-9, s.text() + test.method);
      const TrendTest turned = trend(others, s.scores, options);
      ASSERT_EQ(turned.status, test.status) << s.text() << test.method;
      ASSERT_TRUE(close_probability(turned.pvalue, test.pvalue, 1e-9)) << s.text() << test.method;
    }
  }
}

TEST(Trend, TwoGroupsGiveTheTwoGroupTests) {
  support::for_each_table(7, [](const Table2x2& t) {
    const Groups groups{t.reference, t.group};
    const auto compare = [&](Method method, SignificanceMethod two_groups, bool with_statistic, bool tests_sign) {
      for (const Alternative side : sides) {
        const TrendTest test = trend(groups, {method, side});
        const TestResult expected = significance(t, {two_groups, side, {}});
        if (test.status != Status::ok) continue;
        ASSERT_TRUE(close_probability(test.pvalue, expected.pvalue, 1e-11)) << support::describe(t) << name(method, side);
        if (!with_statistic || side != Alternative::two_sided) continue;
        ASSERT_TRUE(close(tests_sign ? test.statistic * test.statistic : test.statistic, expected.statistic, 1e-12, 1e-28))
            << support::describe(t) << name(method);
      }
    };
    compare(Method::linear_by_linear_n_minus_1, SignificanceMethod::n_minus_1_chi2, true, true);
    compare(Method::cochran_armitage_chi2, SignificanceMethod::pearson_chi2, true, false);
    compare(Method::exact_two_sided_doubling, SignificanceMethod::fisher_central, false, false);
    compare(Method::exact_two_sided_point_prob, SignificanceMethod::fisher_minlike, false, false);
    compare(Method::midp_two_sided_doubling, SignificanceMethod::fisher_midp_central, false, false);
    const TrendTest lr = trend(groups, {Method::logistic_lr});
    if (lr.status == Status::ok) {
      ASSERT_TRUE(close(lr.statistic, significance(t, {SignificanceMethod::g_test}).statistic, 1e-11, 1e-13))
          << support::describe(t);
    }
    const TrendTest departure = trend(groups, {Method::departure_from_trend});
    if (departure.status == Status::ok) {
      ASSERT_TRUE(departure.statistic == 0.0 && departure.pvalue == 1.0 && departure.df == 0.0);
    }
    const TrendSlope slope = trend_slope(groups);
    if (slope.slope.status == Status::ok) {
      ASSERT_TRUE(close(slope.slope.value, t.difference(), 1e-13, 1e-15)) << support::describe(t);
    }
  });
}

TEST(Trend, FollowsItsDefinitionInLongDouble) {
  support::RandomTables random(5);
  for (int i = 0; i < 20000 && !HasFailure(); ++i) {
    const Sample s = sample(random, 1000000000);
    using Real = long double;
    Real all = 0;
    Real events = 0;
    Real mean = 0;
    for (std::size_t k = 0; k < s.groups.size(); ++k) {
      all += static_cast<Real>(s.groups[k].total);
      events += static_cast<Real>(s.groups[k].events);
      mean += static_cast<Real>(s.groups[k].total) * static_cast<Real>(s.scores[k]);
    }
    mean /= all;
    Real trend_sum = 0;
    Real squares = 0;
    Real pearson = 0;
    const Real p = events / all;
    const Real q = (all - events) / all;
    for (std::size_t k = 0; k < s.groups.size(); ++k) {
      const Real n = static_cast<Real>(s.groups[k].total);
      const Real x = static_cast<Real>(s.groups[k].events);
      const Real excess = (x * (all - events) - (n - x) * events) / all;  // whole products, exact in 64 bits
      const Real away = static_cast<Real>(s.scores[k]) - mean;
      trend_sum += away * excess;
      squares += n * away * away;
      pearson += excess * excess / n;
    }
    const TrendTest test = trend(s.groups, s.scores, {Method::cochran_armitage});
    if (test.status != Status::ok) continue;
    const Real z = trend_sum / std::sqrt(p * q * squares);
    ASSERT_TRUE(close(test.statistic, static_cast<double>(z), 1e-12, 1e-13)) << s.text();
    ASSERT_TRUE(close(trend(s.groups, s.scores).statistic, static_cast<double>(z * std::sqrt((all - 1) / all)), 1e-12, 1e-13))
        << s.text();
    const double departure = trend(s.groups, s.scores, {Method::departure_from_trend}).statistic;
    const Real whole = pearson / (p * q);
    ASSERT_TRUE(close(departure, static_cast<double>(whole - z * z), 1e-11, 1e-14 * static_cast<double>(whole))) << s.text();
    ASSERT_TRUE(close(trend_slope(s.groups, s.scores).slope.value, static_cast<double>(trend_sum / squares), 1e-12, 1e-17))
        << s.text();
  }
}

TEST(Trend, ExactTestsKeepTheirOrder) {
  support::RandomTables random(7);
  for (int i = 0; i < 2000 && !HasFailure(); ++i) {
    const Sample s = sample(random, 12);
    const auto p = [&](Method method, Alternative side) { return trend(s.groups, s.scores, {method, side}).pvalue; };
    const Alternative both = Alternative::two_sided;
    if (trend(s.groups, s.scores, {Method::exact_two_sided_doubling}).status != Status::ok) continue;
    const double greater = p(Method::exact_two_sided_doubling, Alternative::greater);
    const double less = p(Method::exact_two_sided_doubling, Alternative::less);
    const double mid = p(Method::midp_two_sided_doubling, Alternative::greater);
    ASSERT_GE(greater + less, 1.0) << s.text();
    ASSERT_NEAR(mid + p(Method::midp_two_sided_doubling, Alternative::less), 1.0, 1e-13) << s.text();
    ASSERT_LT(mid, greater) << s.text();
    ASSERT_LE(p(Method::midp_two_sided_doubling, both), p(Method::exact_two_sided_doubling, both)) << s.text();
    ASSERT_LT(p(Method::midp_two_sided_abs_deviation, both), p(Method::exact_two_sided_abs_deviation, both)) << s.text();
    for (std::size_t m = 0; m < methods; ++m) {
      const TrendTest test = trend(s.groups, s.scores, {method_at(m)});
      ASSERT_TRUE(test.status == Status::undefined || (test.pvalue >= 0.0 && test.pvalue <= 1.0)) << s.text() << test.method;
    }
  }
}

TEST(Trend, SlopeLimitsFollowTheirStandardError) {
  const Groups groups{{21, 120}, {25, 118}, {34, 125}};
  const TrendSlope slope = trend_slope(groups, {2022, 2023, 2024}, {TrendSlopeMethod::logistic_slope, Confidence(0.99)});
  EXPECT_TRUE(close(slope.slope.upper - slope.slope.value, 2.5758293035489004 * slope.standard_error, 1e-12));
  EXPECT_TRUE(close(slope.slope.value - slope.slope.lower, 2.5758293035489004 * slope.standard_error, 1e-12));
  const TrendSlope above = trend_slope(groups, {TrendSlopeMethod::linear_slope, Confidence(0.975), Alternative::greater});
  EXPECT_TRUE(close(above.slope.lower, trend_slope(groups).slope.lower, 1e-12));
  EXPECT_EQ(above.slope.upper, infinity);
  EXPECT_EQ(above.slope.status, Status::ok);
}

TEST(Trend, GroupsWithoutPeopleSayNothing) {
  const Groups with{{3, 10}, {0, 0}, {5, 9}, {7, 8}};
  const Groups without{{3, 10}, {5, 9}, {7, 8}};
  for (std::size_t m = 0; m < methods; ++m)
    same_test(trend(with, {1, 77.7, 2, 4}, {method_at(m)}), trend(without, {1, 2, 4}, {method_at(m)}), 0.0, name(method_at(m)));
}

TEST(Trend, WithoutAnAnswerThereIsAStatus) {
  for (std::size_t m = 0; m < methods; ++m) {
    const TrendOptions options{method_at(m)};
    const auto expect = [&](const Groups& groups, const Scores& scores, Status status) {
      const TrendTest test = trend(groups, scores, options);
      EXPECT_EQ(test.status, status) << test.method;
      EXPECT_TRUE(std::isnan(test.statistic) && std::isnan(test.pvalue)) << test.method;
    };
    expect({}, {}, Status::undefined);
    expect({{1, 3}}, {4}, Status::undefined);
    expect({{1, 3}, {2, 3}}, {4, 4}, Status::undefined);
    expect({{0, 0}, {0, 0}}, {1, 2}, Status::undefined);
    expect({{0, 3}, {0, 3}}, {1, 2}, Status::no_information);
    expect({{3, 3}, {3, 3}}, {1, 2}, Status::no_information);
  }
  for (const Method method : {Method::logistic_wald, Method::logistic_lr})
    EXPECT_EQ(trend({{0, 3}, {2, 3}, {3, 3}}, {method}).status, Status::undefined);
  EXPECT_EQ(trend_slope({{0, 3}, {2, 3}, {3, 3}}, {TrendSlopeMethod::logistic_slope}).slope.status, Status::undefined);
  EXPECT_EQ(trend_slope({{0, 3}, {0, 3}}).slope.status, Status::no_information);
  EXPECT_EQ(trend({{1, 3}, {2, 3}, {2, 3}}, {1, 2, 4}, {Method::cochran_armitage_cc_half_gap}).status, Status::undefined);
  EXPECT_EQ(trend({{1, 3}, {2, 3}, {2, 3}}, {1, 2, 2}, {Method::cochran_armitage_cc_half_gap}).status, Status::undefined);
  EXPECT_EQ(trend({{1, 3}, {2, 3}, {2, 3}}, {0.1, 0.2, 0.3}, {Method::cochran_armitage_cc_half_gap}).status, Status::ok);
}

TEST(Trend, ASlopeAboveTheLargestDoubleIsUnbounded) {
  const Groups groups{{1, 9}, {5, 9}, {8, 9}};
  for (const TrendSlopeMethod method : {TrendSlopeMethod::linear_slope, TrendSlopeMethod::logistic_slope})
    for (const double direction : {1.0, -1.0}) {
      const TrendSlope found = trend_slope(groups, {0.0, direction * 1e-311, direction * 2e-311}, {method});
      EXPECT_EQ(found.slope.value, direction * infinity);
      EXPECT_EQ(found.slope.lower, -infinity);
      EXPECT_EQ(found.slope.upper, infinity);
      EXPECT_EQ(found.slope.status, Status::unbounded);
      EXPECT_EQ(trend(groups, {0.0, direction * 1e-311, direction * 2e-311}).status, Status::ok);
    }
}

TEST(Trend, LargeTablesAreRefusedByTheExactTestsAlone) {
  const Groups large{{40000, 90000}, {50000, 90000}, {60000, 90000}};
  EXPECT_EQ(trend(large, {Method::midp_two_sided_doubling}).status, Status::too_large);
  EXPECT_EQ(trend(large).status, Status::ok);
  const Groups small{{1, 5}, {2, 5}, {4, 5}};
  EXPECT_EQ(trend(small, {1, std::sqrt(2.0), 3}, {Method::midp_two_sided_doubling}).status, Status::too_large);
  EXPECT_EQ(trend(small, {1, std::sqrt(2.0), 3}).status, Status::ok);
  // One person more among 2^52, and as many as there may be in all: the difference is 2^-52, its error √(½ / 2^52).
  const Groups huge{{max_count / 4, max_count / 2}, {max_count / 4 + 1, max_count / 2}};
  const TrendTest test = trend(huge);
  EXPECT_EQ(test.status, Status::ok);
  EXPECT_TRUE(close(test.statistic, std::sqrt(2.0) / 67108864.0, 1e-12));
  EXPECT_EQ(trend({{5, 10}, {10, 20}, {30, 60}}).statistic, 0.0);
  EXPECT_EQ(trend({{5, 10}, {10, 20}, {30, 60}}).pvalue, 1.0);
}

TEST(Trend, ManyTablesAtOnceGiveTheSameNumbers) {
  support::RandomTables random(8);
  std::vector<Count> events;
  std::vector<Count> totals;
  Scores scores;
  std::vector<std::size_t> offsets{0};
  std::vector<Sample> samples;
  for (int i = 0; i < 60; ++i) {
    samples.push_back(sample(random, 30));
    for (std::size_t k = 0; k < samples.back().groups.size(); ++k) {
      events.push_back(samples.back().groups[k].events);
      totals.push_back(samples.back().groups[k].total);
      scores.push_back(samples.back().scores[k]);
    }
    offsets.push_back(events.size());
  }
  // Three broken tables, and one without groups.
  for (const double score : {1.0, not_a_number, infinity}) {
    events.push_back(score == 1.0 ? 4 : 1);
    totals.push_back(3);
    scores.push_back(score);
    offsets.push_back(events.size());
  }
  offsets.push_back(events.size());
  const std::size_t tables = offsets.size() - 1;
  std::vector<double> statistic(tables);
  std::vector<double> pvalue(tables);
  std::vector<Status> status(tables);
  for (std::size_t m = 0; m < methods; ++m) {
    const TrendOptions options{method_at(m)};
    trend_rows(events.data(), totals.data(), scores.data(), offsets.data(), tables, options,
               {statistic.data(), pvalue.data(), status.data()});
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const TrendTest test = trend(samples[i].groups, samples[i].scores, options);
      ASSERT_TRUE(identical(statistic[i], test.statistic) && identical(pvalue[i], test.pvalue)) << samples[i].text();
      ASSERT_EQ(status[i], test.status);
    }
    for (std::size_t i = samples.size(); i < tables; ++i) {
      EXPECT_EQ(status[i], i + 1 < tables ? Status::invalid : Status::undefined);
      EXPECT_TRUE(std::isnan(pvalue[i]));
    }
  }
}

TEST(Trend, RefusesWhatMakesNoSense) {
  EXPECT_EQ(refusal([] {
              return trend({{1, 3}, {4, 3}});
            }),
            "trend: groups[1].events is 4, but must be at most groups[1].total, which is 3");
  EXPECT_EQ(refusal([] {
              return trend({{1, 3}, {2, 3}}, Scores{1});
            }),
            "trend: scores is of size 1, but must hold one score for each of the 2 groups");
  EXPECT_EQ(refusal([] {
              return trend({{1, 3}, {2, 3}}, Scores{1, not_a_number});
            }),
            "trend: scores[1] is nan, but must lie between -1e100 and 1e100");
  EXPECT_EQ(refusal([] {
              return trend({{1, 3}, {2, 3}}, {Method::departure_from_trend, Alternative::less});
            }),
            "trend: alternative is less, but must be two-sided for departure_from_trend, which has no direction");
  EXPECT_EQ(refusal([] { return trend_slope({{1, 3}, {-2, 3}}); }), "trend_slope: groups[1].events is -2, but must be 0 or more");
}

}  // namespace
