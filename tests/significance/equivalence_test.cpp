#include "equitable/significance/equivalence.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "equitable/comparison/odds_ratio.hpp"
#include "equitable/comparison/rate_difference.hpp"
#include "equitable/comparison/relative_likelihood.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::close_probability;
using support::describe;
using support::identical;
using support::RandomTables;
using support::refusal;
using Method = EquivalenceMethod;

EquivalenceOptions options_of(Measure measure, Method method) {
  return {measure == Measure::difference ? Margin{-0.05, 0.1} : Margin{}, measure, method};
}

TEST(Equivalence, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/equivalence.csv");
  const std::map<std::string, Measure> measures{{"rr", Measure::ratio}, {"rd", Measure::difference}, {"or", Measure::odds_ratio}};
  const std::map<std::string, Method> methods{
      {"score_mn", Method::score_mn}, {"score_fm", Method::score_fm}, {"wald", Method::wald}, {"log_wald", Method::log_wald}};
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows()) {
    const Margin margin{row.number("margin_low"), row.number("margin_high")};
    const EquivalenceOptions options{margin, measures.at(row.text("measure")), methods.at(row.text("method"))};
    const EquivalenceResult result = equivalence(row.count("events"), row.count("total"), row.count("reference_events"),
                                                 row.count("reference_total"), options);
    // Statistics of a rate that equals the margin in decimals, but not in doubles, are a rounding away from 0.
    EXPECT_TRUE(close(result.lower_statistic, row.number("z_low"), 1e-12, 1e-13)) << row.all();
    EXPECT_TRUE(close(result.upper_statistic, row.number("z_high"), 1e-12, 1e-13)) << row.all();
    EXPECT_TRUE(close_probability(result.lower_pvalue, row.number("p_low_H0_theta_le_low"))) << row.all();
    EXPECT_TRUE(close_probability(result.upper_pvalue, row.number("p_high_H0_theta_ge_high"))) << row.all();
    EXPECT_TRUE(close_probability(result.pvalue, row.number("p_tost"))) << row.all();
    EXPECT_EQ(result.statistic, std::fmin(result.lower_statistic, -result.upper_statistic)) << row.all();
    EXPECT_EQ(result.method, row.text("method"));
    EXPECT_EQ(result.measure, options.measure);
    EXPECT_EQ(result.status, Status::ok) << row.all();
    ++rows[row.text("measure") + " " + row.text("method")];
  }
  const std::map<std::string, int> expected{{"rr score_mn", 47},  {"rr score_fm", 47},  {"rr log_wald", 38},
                                            {"rd score_mn", 100}, {"rd score_fm", 100}, {"rd wald", 84},
                                            {"or score_mn", 45},  {"or score_fm", 45},  {"or log_wald", 37}};
  EXPECT_EQ(rows, expected);
}

TEST(Equivalence, IsOneTestWhenAskedFor) {
  const EquivalenceResult result = equivalence(179, 717, 1230, 4794);
  const TestResult test = result.test();
  EXPECT_EQ(test.statistic, result.statistic);
  EXPECT_EQ(test.pvalue, result.pvalue);
  EXPECT_STREQ(test.method, "score_mn");
  EXPECT_EQ(test.alternative, Alternative::two_sided);
  EXPECT_EQ(test.status, Status::ok);
  EXPECT_LT(result.pvalue, 0.05);
  EXPECT_GT(equivalence(139, 571, 488, 2237).pvalue, 0.05);
  EXPECT_GT(equivalence(596, 3842, 207, 2386).pvalue, 0.99) << "a ratio of 1.79";
}

// The interval whose limits the method's tests are, at 1 − 2α; `baptista_pike` and the like have none.
Interval interval_of(const Table2x2& t, Measure measure, Method method, double alpha) {
  const Confidence confidence(1.0 - 2.0 * alpha);
  if (measure == Measure::ratio) {
    using M = RelativeLikelihoodMethod;
    const M matching = method == Method::score_mn   ? M::miettinen_nurminen
                       : method == Method::score_fm ? M::koopman
                       : method == Method::log_wald ? M::katz_log
                                                    : M::chan_zhang_score;
    const Estimate estimate = relative_likelihood(t, {matching, confidence});
    return {estimate.lower, estimate.upper};
  }
  if (measure == Measure::difference) {
    using M = RateDifferenceMethod;
    const M matching = method == Method::score_mn   ? M::miettinen_nurminen
                       : method == Method::score_fm ? M::mee
                       : method == Method::wald     ? M::wald
                                                    : M::chan_zhang_score;
    const Estimate estimate = rate_difference(t, {matching, confidence});
    return {estimate.lower, estimate.upper};
  }
  using M = OddsRatioMethod;
  const M matching = method == Method::score_mn   ? M::miettinen_nurminen
                     : method == Method::score_fm ? M::score_uncorrected
                     : method == Method::log_wald ? M::woolf_logit
                                                  : M::exact_conditional_central;
  const Estimate estimate = odds_ratio(t, {matching, confidence});
  return {estimate.lower, estimate.upper};
}

// p < α exactly when the interval at 1 − 2α lies inside the margin; tables within rounding of p = α left out.
void a_small_p_means_the_interval_lies_inside(const Table2x2& t, Measure measure, Method method, const Margin& margin,
                                              double alpha) {
  const EquivalenceResult result = equivalence(t, {margin, measure, method});
  ASSERT_EQ(std::isnan(result.pvalue), result.status != Status::ok) << describe(t);
  if (std::isnan(result.pvalue)) return;
  for (const double p : {result.lower_pvalue, result.upper_pvalue}) ASSERT_TRUE(p >= 0.0 && p <= 1.0) << describe(t) << " " << p;
  const Interval interval = interval_of(t, measure, method, alpha);
  const auto told = [&] {
    return describe(t) + " " + name(method) + " " + name(measure) + " " + std::to_string(margin.lower) + " at " +
           std::to_string(alpha);
  };
  // The p of the exact unconditional test is not monotone in the margin, so that its interval, a hull, may hold a margin it refutes.
  const bool hull = method == Method::exact_unconditional;
  const auto agree = [&](double pvalue, bool outside) {
    return std::fabs(pvalue - alpha) < 1e-10 || (pvalue < alpha) == outside || (hull && !outside);
  };
  ASSERT_TRUE(agree(result.lower_pvalue, interval.lower > margin.lower)) << told() << " " << result.lower_pvalue;
  ASSERT_TRUE(agree(result.upper_pvalue, interval.upper < margin.upper)) << told() << " " << result.upper_pvalue;
  ASSERT_TRUE(agree(result.pvalue, interval.lower > margin.lower && interval.upper < margin.upper)) << told();
}

void closed_forms_agree_with_their_intervals(const Table2x2& t) {
  for (const Method method : {Method::score_mn, Method::score_fm, Method::log_wald})
    for (const Measure measure : {Measure::ratio, Measure::odds_ratio})
      for (const Margin& margin : {Margin{}, Margin{0.5, 2.0}, Margin{0.95, 3.0}})
        for (const double alpha : {0.05, 0.2}) a_small_p_means_the_interval_lies_inside(t, measure, method, margin, alpha);
  for (const Method method : {Method::score_mn, Method::score_fm, Method::wald})
    for (const Margin& margin : {Margin{-0.05, 0.05}, Margin{-0.3, 0.2}, Margin{-0.01, 0.7}})
      for (const double alpha : {0.05, 0.2})
        a_small_p_means_the_interval_lies_inside(t, Measure::difference, method, margin, alpha);
}

void exact_ones_agree_with_their_intervals(const Table2x2& t) {
  for (const double alpha : {0.05, 0.2}) {
    a_small_p_means_the_interval_lies_inside(t, Measure::odds_ratio, Method::exact_conditional, {0.2, 4.0}, alpha);
    a_small_p_means_the_interval_lies_inside(t, Measure::ratio, Method::exact_unconditional, {0.4, 2.0}, alpha);
    a_small_p_means_the_interval_lies_inside(t, Measure::difference, Method::exact_unconditional, {-0.4, 0.3}, alpha);
  }
}

void swapping_the_groups_and_the_margin_changes_nothing(const Table2x2& t) {
  for (const Method method : {Method::score_mn, Method::score_fm}) {
    for (const Measure measure : {Measure::ratio, Measure::odds_ratio}) {
      const double forward = equivalence(t, {{0.5, 4.0}, measure, method}).statistic;
      const double backward = equivalence(t.swapped(), {{0.25, 2.0}, measure, method}).statistic;
      ASSERT_TRUE(close(backward, forward, 1e-13, 1e-14)) << describe(t) << " " << name(measure);
    }
    const double forward = equivalence(t, {{-0.1, 0.2}, Measure::difference, method}).statistic;
    const double backward = equivalence(t.swapped(), {{-0.2, 0.1}, Measure::difference, method}).statistic;
    ASSERT_TRUE(close(backward, forward, 1e-13, 1e-14)) << describe(t);
  }
}

// Each side of an equivalence test is a test of its own.
void noninferiority_is_one_side_of_it(const Table2x2& t) {
  for (const Measure measure : {Measure::ratio, Measure::difference, Measure::odds_ratio})
    for (const Method method : {Method::score_mn, Method::score_fm, Method::wald, Method::log_wald}) {
      if ((method == Method::wald) != (measure == Measure::difference) && method >= Method::wald) continue;
      const EquivalenceOptions options = options_of(measure, method);
      const EquivalenceResult both = equivalence(t, options);
      const TestResult lower = noninferiority(t, {measure, options.margin.lower, Alternative::greater, method});
      const TestResult upper = noninferiority(t, {measure, options.margin.upper, Alternative::less, method});
      ASSERT_TRUE(identical(lower.pvalue, both.lower_pvalue) && identical(lower.statistic, both.lower_statistic)) << describe(t);
      ASSERT_TRUE(identical(upper.pvalue, both.upper_pvalue) && identical(upper.statistic, both.upper_statistic)) << describe(t);
      ASSERT_EQ(lower.status, both.status) << describe(t) << " " << name(method);
    }
}

TEST(Equivalence, LawsHoldForEverySmallTable) {
  support::for_each_table(15, closed_forms_agree_with_their_intervals);
  support::for_each_table(15, noninferiority_is_one_side_of_it);
  const auto tried = support::for_each_table(25, swapping_the_groups_and_the_margin_changes_nothing);
  EXPECT_EQ(tried, support::tables_up_to_25);
}

TEST(Equivalence, LawsHoldForLargeTables) {
  RandomTables(61).for_each(1500, 1000000000, closed_forms_agree_with_their_intervals);
  RandomTables(62).for_each(10000, 1000000000, swapping_the_groups_and_the_margin_changes_nothing);
  RandomTables(63).for_each(5000, max_count, noninferiority_is_one_side_of_it);
}

TEST(Equivalence, ExactTestsAgreeWithTheirIntervals) {
  support::for_each_table(5, exact_ones_agree_with_their_intervals);
  RandomTables(64).for_each(60, 12, exact_ones_agree_with_their_intervals);
}

// P(the table is called alike) at rates on the margin itself, over all tables: never above α for an exact test.
double chance_of_showing(Count n1, Count n2, double p1, double p2, const EquivalenceOptions& options, double alpha) {
  const auto mass = [](Count x, Count n, double p) {
    return std::exp(std::lgamma(static_cast<double>(n + 1)) - std::lgamma(static_cast<double>(x + 1)) -
                    std::lgamma(static_cast<double>(n - x + 1))) *
           std::pow(p, static_cast<double>(x)) * std::pow(1.0 - p, static_cast<double>(n - x));
  };
  double chance = 0.0;
  for (Count x1 = 0; x1 <= n1; ++x1)
    for (Count x2 = 0; x2 <= n2; ++x2)
      if (equivalence(Table2x2{{x1, n1}, {x2, n2}}, options).pvalue < alpha) chance += mass(x1, n1, p1) * mass(x2, n2, p2);
  return chance;
}

TEST(Equivalence, ExactTestsKeepTheirPromise) {
  const EquivalenceOptions ratio{{0.5, 2.0}, Measure::ratio, Method::exact_unconditional};
  const EquivalenceOptions difference{{-0.4, 0.4}, Measure::difference, Method::exact_unconditional};
  const EquivalenceOptions odds{{0.1, 10.0}, Measure::odds_ratio, Method::exact_conditional};
  double shown = 0.0;
  for (const double p : {0.3, 0.5, 0.7, 0.9}) {
    for (const auto& [p1, options] : {std::pair{p / 2, ratio}, std::pair{p - 0.3 - 0.1, difference}}) {
      if (p1 < 0.0) continue;
      const double chance = chance_of_showing(9, 7, p1, p, options, 0.1);
      EXPECT_LE(chance, 0.1) << p << " " << name(options.measure);
      shown += chance;
    }
    const double odds_at_margin = 10.0 * p / (1.0 - p);
    const double chance = chance_of_showing(12, 14, odds_at_margin / (1.0 + odds_at_margin), p, odds, 0.1);
    EXPECT_LE(chance, 0.1) << p;
    shown += chance;
  }
  EXPECT_GT(shown, 0.01) << "some tables must show sameness, or nothing was tested";
}

TEST(Equivalence, MorePeopleAtTheSameRatesShowSamenessOrItsOpposite) {
  for (const Measure measure : {Measure::ratio, Measure::difference, Measure::odds_ratio}) {
    const EquivalenceOptions options = options_of(measure, Method::score_mn);
    EXPECT_GT(equivalence(5, 10, 5, 10, options).pvalue, 0.05);
    EXPECT_LT(equivalence(5000, 10000, 5000, 10000, options).pvalue, 1e-10);
    EXPECT_GT(equivalence(7000, 10000, 5000, 10000, options).pvalue, 1.0 - 1e-10);
  }
}

TEST(Equivalence, TablesThatSayNothing) {
  const auto status = [](const Table2x2& table, Measure measure, Method method) {
    const EquivalenceResult result = equivalence(table, options_of(measure, method));
    EXPECT_EQ(std::isnan(result.pvalue), result.status != Status::ok);
    EXPECT_EQ(std::isnan(result.lower_pvalue), result.status != Status::ok);
    return result.status;
  };
  const Table2x2 none{{0, 10}, {0, 20}};
  const Table2x2 all{{10, 10}, {20, 20}};
  const Table2x2 nobody{{0, 0}, {1, 2}};
  for (const Method method : {Method::score_mn, Method::score_fm}) {
    EXPECT_EQ(status(none, Measure::ratio, method), Status::no_information);
    EXPECT_EQ(status(none, Measure::odds_ratio, method), Status::no_information);
    EXPECT_EQ(status(all, Measure::odds_ratio, method), Status::no_information);
    EXPECT_EQ(status(all, Measure::ratio, method), Status::ok) << "both rates are 1: the ratio has a finite interval round 1";
    EXPECT_EQ(status(none, Measure::difference, method), Status::ok);
    EXPECT_EQ(status(all, Measure::difference, method), Status::ok);
    for (const Measure measure : {Measure::ratio, Measure::difference, Measure::odds_ratio})
      EXPECT_EQ(status(nobody, measure, method), Status::undefined);
  }
  EXPECT_EQ(status(none, Measure::difference, Method::wald), Status::undefined);
  EXPECT_EQ(status(all, Measure::difference, Method::wald), Status::undefined);
  EXPECT_EQ(status({{10, 10}, {0, 20}}, Measure::difference, Method::wald), Status::undefined);
  EXPECT_EQ(status(all, Measure::ratio, Method::log_wald), Status::undefined);
  EXPECT_EQ(status({{0, 10}, {1, 20}}, Measure::ratio, Method::log_wald), Status::undefined);
  EXPECT_EQ(status({{10, 10}, {1, 20}}, Measure::ratio, Method::log_wald), Status::ok);
  EXPECT_EQ(status({{10, 10}, {1, 20}}, Measure::odds_ratio, Method::log_wald), Status::undefined);
  EXPECT_EQ(status(none, Measure::ratio, Method::log_wald), Status::no_information);
  EXPECT_EQ(status(none, Measure::odds_ratio, Method::exact_conditional), Status::no_information);
  EXPECT_EQ(status(none, Measure::ratio, Method::exact_unconditional), Status::no_information);
  EXPECT_EQ(status({{3, max_count}, {5, max_count}}, Measure::ratio, Method::exact_unconditional), Status::too_large);
  EXPECT_EQ(noninferiority(nobody).status, Status::undefined);
}

TEST(Noninferiority, ShowsThatARateIsNotMuchBelow) {
  EXPECT_LT(noninferiority(179, 717, 1230, 4794).pvalue, 0.05);
  EXPECT_STREQ(noninferiority(179, 717, 1230, 4794).method, "score_mn");
  EXPECT_EQ(noninferiority(179, 717, 1230, 4794).alternative, Alternative::greater);
  // Far above is not much below.
  EXPECT_LT(noninferiority(596, 3842, 207, 2386).pvalue, 1e-10);
  EXPECT_GT(noninferiority(207, 2386, 596, 3842).pvalue, 1.0 - 1e-3);
  EXPECT_LT(noninferiority(207, 2386, 596, 3842, {Measure::ratio, 1.25, Alternative::less}).pvalue, 1e-10);
  // Superiority by a margin, and with a margin of no difference the one-sided test itself.
  EXPECT_LT(noninferiority(596, 3842, 207, 2386, {Measure::ratio, 1.25}).pvalue, 1e-5);
  EXPECT_GT(noninferiority(596, 3842, 207, 2386, {Measure::ratio, 1.79}).pvalue, 0.4);
  const TestResult plain = score_test({{7, 20}, {3, 20}}, {SignificanceMethod::n_minus_1_chi2, Alternative::greater});
  for (const Null& null : {Null{Measure::ratio, 1.0}, Null{Measure::difference, 0.0}, Null{Measure::odds_ratio, 1.0}}) {
    EXPECT_EQ(noninferiority(7, 20, 3, 20, {null.measure, null.value}).pvalue, plain.pvalue);
    EXPECT_EQ(noninferiority(0, 20, 0, 20, {null.measure, null.value}).status, Status::no_information);
  }
}

TEST(Noninferiority, IsTheOneSidedLimitBeyondTheMargin) {
  RandomTables(65).for_each(2000, 1000000, [](const Table2x2& t) {
    for (const double margin : {0.8, 1.1}) {
      const TestResult test = noninferiority(t, {Measure::ratio, margin});
      if (std::isnan(test.pvalue) || std::fabs(test.pvalue - 0.05) < 1e-10) continue;
      const Estimate estimate =
          relative_likelihood(t, {RelativeLikelihoodMethod::miettinen_nurminen, Confidence(0.95), Alternative::greater});
      ASSERT_EQ(test.pvalue<0.05, estimate.lower> margin) << describe(t);
    }
    const TestResult test = noninferiority(t, {Measure::difference, 0.05, Alternative::less, Method::score_fm});
    if (std::fabs(test.pvalue - 0.05) < 1e-10) return;
    const Estimate estimate = rate_difference(t, {RateDifferenceMethod::mee, Confidence(0.95), Alternative::less});
    ASSERT_EQ(test.pvalue < 0.05, estimate.upper < 0.05) << describe(t);
  });
}

TEST(Equivalence, RefusesWhatItCannotTest) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  const auto refused = [](double lower, double upper, Measure measure = Measure::ratio, Method method = Method::score_mn) {
    return refusal([&] { return equivalence(1, 5, 1, 5, {Margin{lower, upper}, measure, method}); });
  };
  EXPECT_EQ(refused(1.0, 1.25), "equivalence: margin.lower is 1, but must lie between 0 and 1 (0.80 by default)");
  EXPECT_EQ(refused(0.8, 1.0), "equivalence: margin.upper is 1, but must be above 1 and finite (1.25 by default)");
  EXPECT_NE(refused(0.8, infinite), "accepted");
  EXPECT_NE(refused(nan, 1.25), "accepted");
  EXPECT_NE(refused(1e-101, 1.25), "accepted");
  EXPECT_EQ(refused(0.999, 1.001), "accepted");
  EXPECT_EQ(refused(0.8, 1.25, Measure::difference),
            "equivalence: margin.lower is 0.8, but must lie between -1 and 0 for a difference, -0.05 for instance");
  EXPECT_EQ(refused(-0.05, 0.05, Measure::difference), "accepted");
  EXPECT_EQ(refused(0.8, 1.25, Measure::ratio, Method::wald),
            "equivalence: method is wald, but must be score_mn, score_fm, exact_unconditional or log_wald for a ratio");
  EXPECT_EQ(refused(0.8, 1.25, Measure::odds_ratio, Method::exact_unconditional),
            "equivalence: method is exact_unconditional, but must be score_mn, score_fm, exact_conditional or log_wald for an "
            "odds ratio");
  EXPECT_EQ(refused(-0.1, 0.1, Measure::difference, Method::log_wald),
            "equivalence: method is log_wald, but must be score_mn, score_fm, exact_unconditional or wald for a difference");
  EXPECT_EQ(refusal([] { return equivalence(6, 5, 1, 5); }), "equivalence: events is 6, but must be at most total, which is 5");

  EXPECT_EQ(refusal([] {
              return noninferiority(1, 5, 1, 5, {Measure::ratio, 0.0});
            }),
            "noninferiority: margin is 0, but must lie between 1e-100 and 1e100 for a ratio");
  EXPECT_EQ(refusal([] {
              return noninferiority(1, 5, 1, 5, {Measure::ratio, 0.8, Alternative::two_sided});
            }),
            "noninferiority: alternative is two-sided, but must be greater or less; `equivalence` tests both sides of a margin");
  EXPECT_NE(refusal([] { return noninferiority(6, 5, 1, 5); }), "accepted");
}

TEST(Equivalence, AMarginBeyondTheNullsIsRefusedByItsName) {
  const std::string above = refusal([] { return equivalence(3, 10, 2, 10, {{0.8, 1.01e100}}); });
  EXPECT_NE(above.find("margin.upper"), std::string::npos) << above;
  const std::string below = refusal([] { return equivalence(3, 10, 2, 10, {{0.99e-100, 1.25}}); });
  EXPECT_NE(below.find("margin.lower"), std::string::npos) << below;
}

TEST(Noninferiority, MarginIsUsualForRatiosAndGivenForADifference) {
  const Table2x2 table{{30, 100}, {35, 110}};
  for (const Measure measure : {Measure::ratio, Measure::odds_ratio}) {
    NoninferiorityOptions usual;
    usual.measure = measure;
    NoninferiorityOptions given = usual;
    given.margin = 0.80;
    EXPECT_EQ(noninferiority(table, usual).pvalue, noninferiority(table, given).pvalue);
  }
  NoninferiorityOptions difference;
  difference.measure = Measure::difference;
  EXPECT_EQ(support::refusal([&] { return noninferiority(table, difference); }),
            "noninferiority: margin is missing, but must be given for a difference, -0.05 for instance");
  difference.margin = -0.1;
  EXPECT_EQ(noninferiority(table, difference).status, Status::ok);
}

}  // namespace
