#include "equitable/comparison/representation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

#include "equitable/significance/score.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::close_probability;
using support::describe;
using support::RandomTables;
using support::refusal;

// The options that a quantity of the reference file stands for.
RepresentationOptions named(const std::string& quantity, Confidence confidence) {
  RepresentationOptions options;
  options.confidence = confidence;
  if (quantity == "diff_part_whole_newcombe") options.gap_method = RateDifferenceMethod::newcombe;
  if (quantity == "diff_part_whole_wald") options.gap_method = RateDifferenceMethod::wald;
  if (quantity == "ratio_part_whole_koopman") options.ratio_method = RelativeLikelihoodMethod::koopman;
  if (quantity == "ratio_part_whole_katz") options.ratio_method = RelativeLikelihoodMethod::katz_log;
  if (quantity == "ratio_part_whole_delta_log") options.ratio_interval = RepresentationRatio::delta_log;
  return options;
}

TEST(Representation, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/part_of_whole.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows()) {
    const std::string quantity = row.text("quantity");
    const Representation result =
        representation(row.count("events"), row.count("total"), row.count("whole_events"), row.count("whole_total"),
                       named(quantity, Confidence(row.number("confidence_level"))));
    const double expected = row.number("value_or_lower");
    ++rows[quantity];
    const std::map<std::string, double> points{{"share_part", result.share_part},
                                               {"share_whole", result.share_whole},
                                               {"share_rest", result.share_rest},
                                               {"diff_part_whole", result.gap.value},
                                               {"ratio_part_whole", result.ratio.value}};
    if (points.count(quantity) > 0) {
      EXPECT_TRUE(close(points.at(quantity), expected)) << row.all();
      continue;
    }
    const bool gap = quantity.rfind("diff_part_whole_", 0) == 0;
    const Estimate& estimate = gap ? result.gap : result.ratio;
    EXPECT_TRUE(close(estimate.lower, expected, 1e-12, gap ? 1e-12 : 0.0)) << row.all();
    EXPECT_TRUE(close(estimate.upper, row.number("upper"), 1e-12, gap ? 1e-12 : 0.0)) << row.all();
  }
  const std::map<std::string, int> expected{{"diff_part_whole", 15},
                                            {"diff_part_whole_miettinen_nurminen", 53},
                                            {"diff_part_whole_newcombe", 53},
                                            {"diff_part_whole_wald", 53},
                                            {"ratio_part_whole", 15},
                                            {"ratio_part_whole_delta_log", 47},
                                            {"ratio_part_whole_katz", 45},
                                            {"ratio_part_whole_koopman", 53},
                                            {"ratio_part_whole_miettinen_nurminen", 53},
                                            {"share_part", 15},
                                            {"share_rest", 15},
                                            {"share_whole", 15}};
  EXPECT_EQ(rows, expected);
}

TEST(Representation, TestAgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/part_of_whole_tests.csv");
  int rows = 0;
  for (const support::Row& row : reference.rows()) {
    if (row.text("method") != "z_fpc_n_minus_1") continue;
    const TestResult test =
        representation(row.count("events"), row.count("total"), row.count("whole_events"), row.count("whole_total")).test;
    EXPECT_TRUE(close(test.statistic, row.number("statistic"))) << row.all();
    EXPECT_TRUE(close_probability(test.pvalue, row.number("pvalue"))) << row.all();
    EXPECT_STREQ(test.method, "z_fpc_n_minus_1");
    ++rows;
  }
  EXPECT_EQ(rows, 32);
}

// Laws that every part of a whole obeys; the table is the part against the rest.
void the_part_is_compared_with_the_rest_and_carried_over(const Table2x2& t) {
  const Representation result = representation(t.group.events, t.group.total, t.events(), t.total());
  const double n = static_cast<double>(t.group.total);
  const double whole = static_cast<double>(t.total());
  const double fraction = n / whole;
  const double share = static_cast<double>(t.events()) / whole;
  ASSERT_TRUE(close(result.gap.value, t.group.rate() - share, 1e-12, 1e-15)) << describe(t);
  const Estimate rest = rate_difference(t, {RateDifferenceMethod::miettinen_nurminen, Confidence(0.95)});
  ASSERT_TRUE(close(result.gap.lower, (1.0 - fraction) * rest.lower, 1e-12, 1e-15)) << describe(t);
  ASSERT_TRUE(close(result.gap.upper, (1.0 - fraction) * rest.upper, 1e-12, 1e-15)) << describe(t);
  if (t.events() > 0) {
    ASSERT_TRUE(close(result.ratio.value, t.group.rate() / share, 1e-13)) << describe(t);
    ASSERT_LE(result.ratio.lower, result.ratio.value * (1.0 + 1e-15)) << describe(t);
    ASSERT_LE(result.ratio.value, result.ratio.upper * (1.0 + 1e-15)) << describe(t);
  }
  ASSERT_TRUE(0.0 <= result.ratio.lower && result.ratio.upper <= 1.0 / fraction * (1.0 + 1e-15)) << describe(t);
  if (t.c() == 0) {
    ASSERT_TRUE(close(result.ratio.upper, 1.0 / fraction, 1e-15)) << describe(t);
  }
}

void the_squared_test_is_the_n_minus_1_chi_squared(const Table2x2& t) {
  const TestResult test = representation(t).test;
  const TestResult chi_squared = score_test(t);
  if (t.events() == 0 || t.events() == t.total()) {
    ASSERT_EQ(test.status, Status::no_information) << describe(t);
    ASSERT_TRUE(std::isnan(test.statistic) && std::isnan(test.pvalue)) << describe(t);
    return;
  }
  ASSERT_TRUE(close(test.statistic * test.statistic, chi_squared.statistic, 1e-14)) << describe(t);
  ASSERT_TRUE(support::identical(test.pvalue, chi_squared.pvalue)) << describe(t);
  // From its definition: (p − P) / √(P (1−P)/n (N−n)/(N−1)).
  const double n = static_cast<double>(t.group.total);
  const double whole = static_cast<double>(t.total());
  const double share = static_cast<double>(t.events()) / whole;
  const double others = static_cast<double>(t.b() + t.d()) / whole;
  const double error = std::sqrt(share * others / n * ((whole - n) / (whole - 1.0)));
  ASSERT_TRUE(close(test.statistic, (t.group.rate() - share) / error, 1e-11, 1e-15 / error)) << describe(t);
}

TEST(Representation, RatioToTheWholeKeepsItsSideOfOne) {
  // A part of nearly everybody: 1 + (r − 1)/(N r) or so, on the right side of 1, rising with r, up to N/n.
  const double n = 9007199254740000.0;
  double last = 0.0;
  for (const double r : {0.0, 1e-300, 1e-17, 1e-9, 0.1, 0.5, 1.0, 1.0 + 1e-15, 2.0, 50.0, 1e9, 1e308, infinity}) {
    const double ratio = detail::ratio_to_whole(r, n, 7.0);
    ASSERT_GE(ratio, last) << r;
    ASSERT_TRUE(r <= 1.0 ? ratio <= 1.0 : ratio >= 1.0) << r;
    last = ratio;
  }
  // By hand: f = 1/4, r = 3: 3/(3/4 + 3/4) = 2; r = 1/9: (1/9)/(1/36 + 27/36) = 1/7; no events in the rest: 4; nearly none: 4.
  EXPECT_EQ(detail::ratio_to_whole(3.0, 5.0, 15.0), 2.0);
  EXPECT_TRUE(close(detail::ratio_to_whole(1.0 / 9.0, 5.0, 15.0), 1.0 / 7.0, 1e-15));
  EXPECT_EQ(detail::ratio_to_whole(infinity, 5.0, 15.0), 4.0);
  EXPECT_EQ(detail::ratio_to_whole(1e308, 5.0, 15.0), 4.0);
  EXPECT_EQ(detail::ratio_to_whole(0.0, 5.0, 15.0), 0.0);
}

TEST(Representation, LawsHoldForEverySmallTable) {
  const auto tried = support::for_each_table(25, [](const Table2x2& t) {
    the_part_is_compared_with_the_rest_and_carried_over(t);
    the_squared_test_is_the_n_minus_1_chi_squared(t);
  });
  EXPECT_EQ(tried, support::tables_up_to_25);
}

TEST(Representation, LawsHoldForLargeTables) {
  RandomTables(31).for_each(10000, 1000000000, [](const Table2x2& t) {
    the_part_is_compared_with_the_rest_and_carried_over(t);
    the_squared_test_is_the_n_minus_1_chi_squared(t);
  });
}

void every_method_is_carried_over(const Table2x2& t) {
  const double n = static_cast<double>(t.group.total);
  const double whole = static_cast<double>(t.total());
  const double rest = static_cast<double>(t.reference.total) / whole;
  const double fraction = n / whole;
  for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
    for (const RateDifferenceMethod method :
         {RateDifferenceMethod::newcombe, RateDifferenceMethod::wald, RateDifferenceMethod::agresti_caffo}) {
      const Estimate to_rest = rate_difference(t, {method, Confidence(0.9), alternative});
      RepresentationOptions options;
      options.gap_method = method;
      options.confidence = Confidence(0.9);
      options.alternative = alternative;
      const Estimate gap = representation(t, options).gap;
      ASSERT_TRUE(close(gap.lower, rest * to_rest.lower, 1e-14)) << describe(t) << " " << name(method);
      ASSERT_TRUE(close(gap.upper, rest * to_rest.upper, 1e-14)) << describe(t) << " " << name(method);
      ASSERT_EQ(gap.status, to_rest.status) << describe(t) << " " << name(method);
      ASSERT_EQ(gap.alternative, alternative);
    }
    for (const RelativeLikelihoodMethod method :
         {RelativeLikelihoodMethod::miettinen_nurminen, RelativeLikelihoodMethod::katz_log}) {
      const Estimate to_rest = relative_likelihood(t, {method, Confidence(0.9), alternative});
      RepresentationOptions options;
      options.ratio_method = method;
      options.confidence = Confidence(0.9);
      options.alternative = alternative;
      const Estimate ratio = representation(t, options).ratio;
      const auto carried = [&](double r) { return std::isinf(r) ? 1.0 / fraction : r / (fraction * r + rest); };
      ASSERT_TRUE(close(ratio.lower, carried(to_rest.lower), 1e-13)) << describe(t) << " " << name(method);
      ASSERT_TRUE(close(ratio.upper, carried(to_rest.upper), 1e-13)) << describe(t) << " " << name(method);
      ASSERT_EQ(ratio.alternative, alternative);
    }
  }
}

void delta_log_follows_its_definition(const Table2x2& t) {
  RepresentationOptions options;
  options.ratio_interval = RepresentationRatio::delta_log;
  const Estimate ratio = representation(t, options).ratio;
  ASSERT_STREQ(ratio.method, "delta_log");
  if (t.group.events == 0 || t.events() == t.total()) {
    ASSERT_EQ(ratio.status, Status::undefined) << describe(t);
    ASSERT_TRUE(std::isnan(ratio.lower) && std::isnan(ratio.upper)) << describe(t);
    return;
  }
  const long double n = static_cast<long double>(t.group.total);
  const long double whole = static_cast<long double>(t.total());
  const long double p = static_cast<long double>(t.group.events) / n;
  const long double share = static_cast<long double>(t.events()) / whole;
  const long double rest = static_cast<long double>(t.reference.events) / (whole - n);
  const long double f = n / whole;
  const long double slope = 1 / p - f / share;
  const long double other = (1 - f) / share;
  const long double variance = slope * slope * p * (1 - p) / n + other * other * rest * (1 - rest) / (whole - n);
  const long double factor = std::exp(1.95996398454005423552L * std::sqrt(variance));
  ASSERT_TRUE(close(ratio.lower, static_cast<double>(p / share / factor), 1e-11)) << describe(t);
  ASSERT_TRUE(close(ratio.upper, static_cast<double>(p / share * factor), 1e-11)) << describe(t);
}

TEST(Representation, EveryMethodIsCarriedOver) {
  const auto tried = support::for_each_table(10, [](const Table2x2& t) {
    every_method_is_carried_over(t);
    delta_log_follows_its_definition(t);
  });
  EXPECT_EQ(tried, 4225);
  RandomTables(37).for_each(2000, 1000000, [](const Table2x2& t) {
    every_method_is_carried_over(t);
    delta_log_follows_its_definition(t);
  });
}

TEST(Representation, OneSidedLimitsGiveWayToTheEndOfTheSpace) {
  RepresentationOptions options;
  options.alternative = Alternative::greater;
  const Representation above = representation(53, 336, 1409, 5511, options);
  EXPECT_TRUE(close(above.gap.upper, 5175.0 / 5511.0, 1e-15));
  EXPECT_TRUE(close(above.ratio.upper, 5511.0 / 336.0, 1e-15));
  options.ratio_interval = RepresentationRatio::delta_log;
  EXPECT_TRUE(close(representation(53, 336, 1409, 5511, options).ratio.upper, 5511.0 / 336.0, 1e-15));
  options.alternative = Alternative::less;
  EXPECT_EQ(representation(53, 336, 1409, 5511, options).ratio.lower, 0.0);
  EXPECT_EQ(representation(53, 336, 1409, 5511, options).test.alternative, Alternative::two_sided);
}

TEST(Representation, APartWithAllEventsIsAtTheEndOfTheSpace) {
  // p/P = N/n1 whatever the events, and so is the limit that gives way to the end of the space.
  RepresentationOptions options;
  options.ratio_interval = RepresentationRatio::delta_log;
  options.alternative = Alternative::greater;
  for (const Count events : {Count{1}, Count{77}, Count{51879701565649}}) {
    const Estimate ratio = representation(events, 51881101411500, events, 140737488355328, options).ratio;
    EXPECT_EQ(ratio.value, 140737488355328.0 / 51881101411500.0);
    EXPECT_EQ(ratio.lower, ratio.value);
    EXPECT_EQ(ratio.upper, ratio.value);
  }
}

TEST(Representation, HandWorked) {
  const Representation band = representation(53, 336, 1409, 5511);
  EXPECT_NEAR(band.share_part, 53.0 / 336.0, 1e-16);
  EXPECT_NEAR(band.share_whole, 1409.0 / 5511.0, 1e-16);
  EXPECT_NEAR(band.share_rest, 1356.0 / 5175.0, 1e-16);
  EXPECT_NEAR(band.gap.value, 53.0 / 336.0 - 1409.0 / 5511.0, 1e-15);
  EXPECT_LT(band.test.statistic, 0.0) << "under-represented";
  EXPECT_EQ(band.status, Status::ok);
  EXPECT_STREQ(band.gap.method, "miettinen_nurminen");
  EXPECT_STREQ(band.ratio.method, "miettinen_nurminen");
}

TEST(Representation, WithoutAPartOrARestNothingIsDefined) {
  for (const Representation& result : {representation(0, 0, 3, 7), representation(3, 7, 3, 7), representation(0, 0, 0, 0)}) {
    EXPECT_EQ(result.status, Status::undefined);
    EXPECT_EQ(result.gap.status, Status::undefined);
    EXPECT_EQ(result.ratio.status, Status::undefined);
    EXPECT_TRUE(std::isnan(result.gap.value) && std::isnan(result.ratio.lower) && std::isnan(result.test.pvalue));
    EXPECT_EQ(result.test.status, Status::undefined);
  }
  EXPECT_NEAR(representation(3, 7, 3, 7).share_part, 3.0 / 7.0, 1e-16);
}

TEST(Representation, RefusesAPartThatDoesNotFit) {
  EXPECT_EQ(refusal([] { return representation(1, 11, 5, 10); }),
            "representation: total is 11, but must be at most whole_total, which is 10");
  EXPECT_EQ(refusal([] { return representation(-1, 5, 5, 10); }), "representation: events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] { return representation(1, 5, 11, 10); }),
            "representation: whole_events is 11, but must be at most whole_total, which is 10");
}

TEST(Representation, ARatioBeyondAnExactMethodSaysSo) {
  RepresentationOptions options;
  options.ratio_method = RelativeLikelihoodMethod::chan_zhang_score;
  const Representation found = representation(300, 3000, 900, 10000, options);
  EXPECT_EQ(found.ratio.status, Status::too_large);
  EXPECT_TRUE(std::isnan(found.ratio.lower));
  EXPECT_EQ(found.gap.status, Status::ok);
}

}  // namespace
