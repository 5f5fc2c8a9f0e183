#include "equitable/significance/significance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::close_probability;
using support::identical;
using support::refusal;
using Method = SignificanceMethod;

// The reference file writes the alternative into the method's name, and one-sided Fisher tests without the rule for two sides.
bool ends_with(const std::string& text, const std::string& ending) {
  return text.size() >= ending.size() && text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

SignificanceOptions options_of(std::string spelled) {
  SignificanceOptions options;
  for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
    const std::string ending = alternative == Alternative::two_sided ? "_two_sided" : std::string("_") + name(alternative);
    if (!ends_with(spelled, ending)) continue;
    spelled.resize(spelled.size() - ending.size());
    options.alternative = alternative;
  }
  const std::map<std::string, std::string> longer{{"fisher", "fisher_central"},
                                                  {"fisher_midp", "fisher_midp_central"},
                                                  {"boschloo", "boschloo_central"},
                                                  {"scas_rd_null", "scas"}};
  const auto found = longer.find(spelled);
  if (found != longer.end()) spelled = found->second;
  for (int i = 0; i <= static_cast<int>(Method::lr_unconditional); ++i)
    if (spelled == name(static_cast<Method>(i))) {
      options.method = static_cast<Method>(i);
      return options;
    }
  throw std::runtime_error("no such method: " + spelled);
}

TEST(Significance, AgreesWithEveryRowOfTheReferenceFile) {
  const support::Csv reference("reference/significance.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows()) {
    const std::string& method = row.text("method");
    if (method == "conditional_mle_odds_ratio") continue;  // an estimate
    const SignificanceOptions options = options_of(method);
    const TestResult test = significance(row.count("events"), row.count("total"), row.count("reference_events"),
                                         row.count("reference_total"), options);
    const bool exact = options.method >= Method::fisher_minlike;
    const bool unconditional = options.method >= Method::barnard_pooled;
    // An unconditional p is certified to 1e-9, and comes out closer.
    EXPECT_TRUE(unconditional ? close(test.pvalue, row.number("pvalue"), 1e-10, 1e-9)
                              : close_probability(test.pvalue, row.number("pvalue"), exact ? 1e-10 : 1e-12))
        << row.all();
    EXPECT_TRUE(exact || close(test.statistic, row.number("statistic"))) << row.all();
    EXPECT_EQ(test.alternative, options.alternative);
    EXPECT_STREQ(test.method, name(options.method));
    ++rows[method];
  }
  const std::map<std::string, int> expected{{"barnard_pooled_greater", 71},
                                            {"barnard_pooled_less", 71},
                                            {"barnard_pooled_two_sided", 71},
                                            {"barnard_unpooled_greater", 71},
                                            {"barnard_unpooled_less", 71},
                                            {"barnard_unpooled_two_sided", 71},
                                            {"boschloo_central", 71},
                                            {"boschloo_greater", 71},
                                            {"boschloo_less", 71},
                                            {"boschloo_minlike", 71},
                                            {"fisher_blaker", 203},
                                            {"fisher_central", 203},
                                            {"fisher_greater", 203},
                                            {"fisher_less", 203},
                                            {"fisher_midp_central", 203},
                                            {"fisher_midp_greater", 203},
                                            {"fisher_midp_less", 203},
                                            {"fisher_midp_minlike", 203},
                                            {"fisher_minlike", 203},
                                            {"g_test", 203},
                                            {"g_williams", 203},
                                            {"log_or_wald", 129},
                                            {"log_rr_wald", 153},
                                            {"lr_unconditional", 57},
                                            {"n_minus_1_chi2", 203},
                                            {"pearson_chi2", 203},
                                            {"scas_rd_null", 184},
                                            {"yates_chi2", 203},
                                            {"z_pooled_greater", 203},
                                            {"z_pooled_less", 203},
                                            {"z_unpooled", 203}};
  EXPECT_EQ(rows, expected);
}

TEST(Significance, IsTheTestBehindTheDoor) {
  const Table2x2 table{{7, 20}, {3, 25}};
  for (int i = 0; i < static_cast<int>(Method::fisher_minlike); ++i) {
    const SignificanceOptions options{static_cast<Method>(i), Alternative::greater};
    EXPECT_EQ(significance(table, options).pvalue, score_test(table, options).pvalue) << name(options.method);
  }
  const SignificanceOptions elsewhere{Method::scas, Alternative::less, {Measure::difference, 0.1}};
  EXPECT_EQ(significance(table, elsewhere).pvalue, null_test(table, elsewhere).pvalue);
  EXPECT_EQ(significance(table, {Method::fisher_central}).pvalue, conditional_exact_test(table, {Method::fisher_central}).pvalue);
  EXPECT_EQ(significance(table, {Method::barnard_pooled}).pvalue,
            unconditional_exact_test(table, {Method::barnard_pooled}).pvalue);
  EXPECT_EQ(significance(7, 20, 3, 25).pvalue, significance(table).pvalue);
  EXPECT_STREQ(significance(7, 20, 3, 25).method, "n_minus_1_chi2");
}

// Every method gives an answer, or says why there is none; p-values are probabilities.
TEST(Significance, EveryMethodAnswersEverySmallTable) {
  support::for_each_table(5, [](const Table2x2& t) {
    for (int i = 0; i <= static_cast<int>(Method::lr_unconditional); ++i)
      for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
        const auto method = static_cast<Method>(i);
        const TestResult test = significance(t, {method, alternative});
        ASSERT_TRUE(std::isnan(test.pvalue) ? test.status != Status::ok : test.pvalue >= 0.0 && test.pvalue <= 1.0)
            << support::describe(t) << " " << name(method);
        if (t.events() == 0 || t.events() == t.total()) {
          const bool exact = method >= Method::fisher_minlike;
          ASSERT_EQ(std::isnan(test.pvalue), !exact) << support::describe(t) << " " << name(method);
        }
      }
  });
}

TEST(Significance, AGroupWithoutPeopleHasNoP) {
  for (int i = 0; i <= static_cast<int>(Method::lr_unconditional); ++i)
    for (const Table2x2& table : {Table2x2{{0, 0}, {1, 2}}, Table2x2{{1, 2}, {0, 0}}, Table2x2{}}) {
      const TestResult test = significance(table, {static_cast<Method>(i)});
      EXPECT_EQ(test.status, Status::undefined) << test.method;
      EXPECT_TRUE(std::isnan(test.pvalue)) << test.method;
    }
}

TEST(Significance, RefusesImpossibleCountsAndNulls) {
  EXPECT_EQ(refusal([] { return significance(-1, 5, 1, 5); }), "significance: events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] { return significance(1, 5, 1, -5); }), "significance: reference_total is -5, but must be 0 or more");
  for (int i = 0; i <= static_cast<int>(Method::lr_unconditional); ++i)
    for (const Null& null : {Null{Measure::ratio, 0.0}, Null{Measure::ratio, std::nan("")}, Null{Measure::difference, 1.0},
                             Null{Measure::odds_ratio, -1.0}, Null{Measure::odds_ratio, infinity}}) {
      const std::string told = refusal([&] {
        return significance(1, 5, 2, 5, {static_cast<Method>(i), Alternative::two_sided, null});
      });
      EXPECT_EQ(told.rfind("significance: null.value is ", 0), 0U) << told;
    }
  EXPECT_EQ(
      refusal([] {
        return significance(1, 5, 2, 5, {Method::yates_chi2, Alternative::two_sided, {Measure::difference, 0.1}});
      }),
      "significance: method is yates_chi2, but must be n_minus_1_chi2, pearson_chi2, z_pooled, scas, g_test or z_unpooled for "
      "a null difference other than that of equal rates");
}

}  // namespace
