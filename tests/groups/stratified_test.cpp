#include "equitable/groups/stratified.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "equitable/groups/batch_strata.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/strata.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::describe;
using support::identical;
using support::RandomTables;

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Every quantity of the reference file by its name, through the public functions.
double quantity(const Strata& strata, const std::string& name, Confidence level) {
  using Method = StratifiedMethod;
  const std::map<std::string, Method> limits{{"score_mh_rr", Method::score_mh_rr}, {"mh_rr", Method::mh_rr},
                                             {"score_mh_rd", Method::score_mh_rd}, {"mh_rd_sato", Method::mh_rd_sato},
                                             {"mh_rd_gr", Method::mh_rd_gr},       {"mh_or", Method::mh_or},
                                             {"midp_or", Method::midp_or},         {"exact_or", Method::exact_or}};
  for (const char* end : {"_lower", "_upper"})
    if (ends_with(name, end)) {
      const Method method = limits.at(name.substr(0, name.size() - 6));
      const Estimate estimate = common_effect(strata, {detail::measure_of(method), method, level}).estimate;
      EXPECT_EQ(estimate.status, Status::ok);
      EXPECT_STREQ(estimate.method, equitable::name(method));
      return end[1] == 'l' ? estimate.lower : estimate.upper;
    }
  const auto iv = [&](Measure measure) { return inverse_variance(strata, measure, level); };
  const auto exact = [&](StratifiedExactTestMethod method, Alternative alternative) {
    return stratified_exact_test(strata, {method, alternative}).pvalue;
  };
  using Exact = StratifiedExactTestMethod;
  using Test = OddsRatioHomogeneityMethod;
  if (name == "mh_or") return mh_odds_ratio(strata).estimate.value;
  if (name == "mh_or_log_se_rbg") return mh_odds_ratio(strata).standard_error;
  if (name == "mh_rr") return mh_ratio(strata).estimate.value;
  if (name == "mh_rr_log_se_gr") return mh_ratio(strata).standard_error;
  if (name == "mh_rd") return mh_difference(strata).estimate.value;
  if (name == "mh_rd_se_greenland_robins") return mh_difference(strata, level, MhVariance::greenland_robins).standard_error;
  if (name == "mh_rd_se_sato") return mh_difference(strata, level, MhVariance::sato).standard_error;
  if (name == "cmh_chi2") return cmh_test(strata).statistic;
  if (name == "cmh_p") return cmh_test(strata).pvalue;
  if (name == "cmh_cc_chi2") return cmh_test(strata, {CmhMethod::cmh_cc}).statistic;
  if (name == "cmh_cc_p") return cmh_test(strata, {CmhMethod::cmh_cc}).pvalue;
  if (name == "cochran_chi2") return cmh_test(strata, {CmhMethod::cochran}).statistic;
  if (name == "mantel_fleiss") return mantel_fleiss(strata);
  if (name == "breslow_day") return odds_ratio_homogeneity(strata, Test::breslow_day).statistic;
  if (name == "breslow_day_df") return odds_ratio_homogeneity(strata, Test::breslow_day).df;
  if (name == "breslow_day_p") return odds_ratio_homogeneity(strata, Test::breslow_day).pvalue;
  if (name == "tarone") return odds_ratio_homogeneity(strata).statistic;
  if (name == "tarone_p") return odds_ratio_homogeneity(strata).pvalue;
  if (name == "peto_log_or") return peto_log_odds_ratio(strata);
  if (name == "peto_log_or_se") return peto_odds_ratio(strata).standard_error;
  if (name == "exact_greater_p") return exact(Exact::exact_central, Alternative::greater);
  if (name == "exact_less_p") return exact(Exact::exact_central, Alternative::less);
  if (name == "exact_central_p") return exact(Exact::exact_central, Alternative::two_sided);
  if (name == "exact_minlike_p") return exact(Exact::exact_minlike, Alternative::two_sided);
  if (name == "exact_midp_central_p") return exact(Exact::exact_midp_central, Alternative::two_sided);
  if (name == "conditional_mle_or") return stratified_conditional_odds_ratio(strata).value;
  const std::map<std::string, Measure> measures{
      {"iv_or", Measure::odds_ratio}, {"iv_rr", Measure::ratio}, {"iv_rd", Measure::difference}};
  const InverseVariance pooled = iv(measures.at(name.substr(0, 5)));
  const std::string part = name.substr(5);
  if (part.empty()) return pooled.effect.estimate.value;
  if (part == "_se") return pooled.effect.standard_error;
  if (part == "_q") return pooled.homogeneity.statistic;
  if (part == "_q_p") return pooled.homogeneity.pvalue;
  if (part == "_i2") return pooled.homogeneity.i_squared;
  ADD_FAILURE() << "unknown quantity " << name;
  return 0.0;
}

TEST(Stratified, EveryRowOfTheReference) {
  const support::Csv file("reference/stratified.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : file.rows()) {
    const Strata strata = support::read_strata(row.text("strata_a_n1_c_n0"));
    const std::string& name = row.text("quantity");
    const double expected = row.number("value");
    const double actual = quantity(strata, name, Confidence(row.number("confidence_level")));
    // Limits of a difference that pass close to 0 are held to the size of what they are made of.
    EXPECT_TRUE(close(actual, expected, 5e-14, ends_with(name, "er") ? 1e-16 : 0.0)) << row.all();
    ++rows[name];
  }
  EXPECT_EQ(file.rows().size(), 1311U);
  EXPECT_EQ(rows.size(), 57U);
  EXPECT_EQ(rows["score_mh_rr_lower"], 36);
  EXPECT_EQ(rows["score_mh_rd_upper"], 36);
  EXPECT_EQ(rows["midp_or_lower"], 24);
  EXPECT_EQ(rows["exact_minlike_p"], 21);
  EXPECT_EQ(rows["iv_rd_i2"], 16);
}

constexpr StratifiedMethod every_method[] = {
    StratifiedMethod::score_mh_rr, StratifiedMethod::mh_rr,    StratifiedMethod::iv_rr, StratifiedMethod::score_mh_rd,
    StratifiedMethod::mh_rd_sato,  StratifiedMethod::mh_rd_gr, StratifiedMethod::iv_rd, StratifiedMethod::mh_or,
    StratifiedMethod::midp_or,     StratifiedMethod::exact_or, StratifiedMethod::iv_or, StratifiedMethod::peto};

TEST(Stratified, TheWholeComparison) {
  const Strata strata{{{38, 90}, {21, 60}}, {{12, 40}, {33, 150}}};
  const Stratified result = stratified(strata);
  EXPECT_STREQ(result.effect.estimate.method, "score_mh_rr");
  EXPECT_TRUE(identical(result.effect.estimate.lower, score_mh_ratio(strata).lower));
  EXPECT_EQ(result.association.pvalue, cmh_test(strata).pvalue);
  EXPECT_STREQ(result.association.method, "cmh");
  EXPECT_EQ(result.homogeneity.pvalue, inverse_variance(strata).homogeneity.pvalue);
  EXPECT_EQ(result.crude.value, strata.pooled().ratio());
  EXPECT_EQ(result.crude_test.statistic, score_test(strata.pooled()).statistic);
  ASSERT_EQ(result.strata.size(), 2U);
  EXPECT_EQ(result.strata[1].estimate.value, strata[1].ratio());
  EXPECT_EQ(result.strata[0].test.pvalue, score_test(strata[0]).pvalue);
  EXPECT_TRUE(close(result.strata[0].weight, 36.0 / (36.0 + 6000.0 / 190.0), 1e-15));
  EXPECT_STREQ(stratified(strata, {Measure::odds_ratio}).effect.estimate.method, "mh_or");
  EXPECT_STREQ(stratified(strata, {Measure::odds_ratio}).homogeneity.method, "tarone");
  EXPECT_EQ(stratified(strata, {Measure::odds_ratio}).crude.value, strata.pooled().odds_ratio());
  EXPECT_STREQ(stratified(strata, {Measure::difference}).effect.estimate.method, "score_mh_rd");
  EXPECT_STREQ(stratified(strata, {Measure::difference}).homogeneity.method, "iv_rd_q");
  EXPECT_EQ(stratified(strata, {Measure::difference}).strata[0].estimate.value, strata[0].difference());
  // A stratum of one group alone has no weight and no estimate; without any there is no comparison.
  Strata more = strata;
  more.add(3, 9, 0, 0);
  EXPECT_EQ(stratified(more).effect.estimate.upper, result.effect.estimate.upper);
  EXPECT_EQ(stratified(more).strata[2].weight, 0.0);
  EXPECT_EQ(stratified(more).strata[2].estimate.status, Status::undefined);
  const Stratified none = stratified(Strata());
  EXPECT_EQ(none.effect.estimate.status, Status::undefined);
  EXPECT_EQ(none.association.status, Status::undefined);
  EXPECT_EQ(none.crude.status, Status::undefined);
  EXPECT_EQ(none.pooling, Pooling::agrees);
  EXPECT_STREQ(name(none.pooling), "agrees");
}

TEST(Stratified, CrudeAndStratifiedSpeakOfTheSamePeople) {
  // Nobody of the reference in the second stratum: with its 90 events of 100 the crude ratio would be 1.44 and seem reversed.
  const Strata strata{{{5, 10}, {6, 10}}, {{90, 100}, {0, 0}}, {{0, 0}, {0, 0}}};
  for (const Measure measure : {Measure::ratio, Measure::difference, Measure::odds_ratio}) {
    const Stratified result = stratified(strata, {measure});
    const Stratified alone = stratified(Strata{{{5, 10}, {6, 10}}}, {measure});
    EXPECT_EQ(result.crude.value, alone.crude.value);
    EXPECT_EQ(result.crude_test.pvalue, alone.crude_test.pvalue);
    EXPECT_EQ(result.pooling, Pooling::agrees);
    EXPECT_EQ(result.left_out.strata, 2U);
    EXPECT_EQ(result.left_out.people, 100);
    EXPECT_EQ(alone.left_out.strata, 0U);
    EXPECT_EQ(alone.left_out.people, 0);
  }
  EXPECT_EQ(stratified(Strata{{{5, 10}, {0, 0}}}).crude.status, Status::undefined);
}

TEST(Stratified, AsksWhetherSparseStrataAreAlike) {
  const Strata sparse{{{0, 12}, {3, 48}}, {{4, 75}, {1, 27}}};
  EXPECT_STREQ(stratified(sparse).homogeneity.method, "score");
  EXPECT_EQ(stratified(sparse).homogeneity.pvalue, score_homogeneity(sparse).pvalue);
  EXPECT_EQ(stratified(sparse, {Measure::difference}).homogeneity.status, Status::ok);
}

TEST(Stratified, WarnsWhenTheCrudeComparisonMisleads) {
  // Within both strata the group is ahead (93 v 87 %, 73 v 69 %), in the total behind (78 v 83 %).
  const Strata reversed{{{81, 87}, {234, 270}}, {{192, 263}, {55, 80}}};
  for (const Measure measure : {Measure::ratio, Measure::difference, Measure::odds_ratio}) {
    const Stratified result = stratified(reversed, {measure});
    EXPECT_EQ(result.pooling, Pooling::reversed);
    EXPECT_EQ(stratified(reversed.swapped(), {measure}).pooling, Pooling::reversed);
    EXPECT_EQ(stratified(reversed.complement(), {measure}).pooling, Pooling::reversed);
    const double centre = measure == Measure::difference ? 0.0 : 1.0;
    EXPECT_LT(result.crude.value, centre);
    EXPECT_GT(result.effect.estimate.value, centre);
  }
  // Junior and senior promoted alike, but more of the group is senior: a crude gap and none within.
  const Strata mixed{{{30, 100}, {270, 900}}, {{45, 900}, {5, 100}}};
  EXPECT_EQ(stratified(mixed).pooling, Pooling::differs);
  EXPECT_LT(stratified(mixed).crude_test.pvalue, 1e-10);
  EXPECT_EQ(stratified(mixed).association.statistic, 0.0);
  // The level decides what is shown.
  const Strata near{{{30, 100}, {20, 100}}, {{12, 40}, {30, 150}}};
  const Stratified at = stratified(near);
  const double high = std::fmax(at.association.pvalue, at.crude_test.pvalue);
  const double low = std::fmin(at.association.pvalue, at.crude_test.pvalue);
  ASSERT_LT(low, high);
  const auto at_level = [&](double level) {
    return stratified(near, {Measure::ratio, StratifiedMethod::automatic, Confidence(level)}).pooling;
  };
  EXPECT_EQ(at_level(1.0 - 0.5 * (low + high)), Pooling::differs);
  EXPECT_EQ(at_level(1.0 - 2.0 * high), Pooling::agrees);
  EXPECT_EQ(at_level(1.0 - 0.5 * low), Pooling::agrees);
  // One stratum is its own crude table.
  RandomTables(81).for_each(2000, 1000, [](const Table2x2& t) {
    const TestResult test = score_test(t);
    if (std::fabs(test.pvalue - 0.05) > 1e-12) {
      ASSERT_EQ(stratified(Strata{t}).pooling, Pooling::agrees) << describe(t);
    }
  });
}

TEST(Stratified, OneSidedLimitsAreThoseOfTwiceTheTail) {
  RandomTables random(82);
  for (int i = 0; i < 200 && !HasFailure(); ++i) {
    const Strata strata = support::random_strata(random, 4, 100);
    for (const StratifiedMethod method : every_method) {
      const Measure measure = detail::measure_of(method);
      const Estimate both = common_effect(strata, {measure, method, Confidence(0.9)}).estimate;
      const Estimate lower = common_effect(strata, {measure, method, Confidence(0.95), Alternative::greater}).estimate;
      const Estimate upper = common_effect(strata, {measure, method, Confidence(0.95), Alternative::less}).estimate;
      ASSERT_STREQ(both.method, name(method));
      ASSERT_TRUE(close(lower.lower, both.lower, 1e-10, 1e-15)) << describe(strata) << name(method);
      ASSERT_TRUE(close(upper.upper, both.upper, 1e-10, 1e-15)) << describe(strata) << name(method);
      if (std::isnan(both.lower)) continue;
      ASSERT_EQ(lower.upper, measure == Measure::difference ? 1.0 : infinity) << describe(strata) << name(method);
      ASSERT_EQ(upper.lower, measure == Measure::difference ? -1.0 : 0.0) << describe(strata) << name(method);
      ASSERT_EQ(lower.alternative, Alternative::greater);
    }
  }
}

TEST(Stratified, RefusesAMethodOfAnotherMeasure) {
  const Strata strata{{{38, 90}, {21, 60}}};
  EXPECT_EQ(support::refusal([&] {
              return stratified(strata, {Measure::ratio, StratifiedMethod::mh_or}).pooling;
            }),
            "stratified: method is mh_or, but must be a method of the measure, ratio");
  EXPECT_EQ(support::refusal([&] {
              return common_effect(strata, {Measure::odds_ratio, StratifiedMethod::score_mh_rd}).standard_error;
            }),
            "common_effect: method is score_mh_rd, but must be a method of the measure, odds_ratio");
  EXPECT_EQ(support::refusal([&] {
              return common_effect(strata, {Measure::ratio, StratifiedMethod::mh_rr, Confidence(0.4), Alternative::less})
                  .standard_error;
            }),
            "common_effect: confidence_level is 0.4, but must be above 0.5 for a one-sided limit");
}

TEST(Stratified, RowsAreTheSameNumbers) {
  RandomTables random(83);
  std::vector<Strata> problems;
  std::vector<Count> a, n1, c, n0;
  std::vector<std::size_t> offsets{0};
  for (int i = 0; i < 60; ++i) {
    problems.push_back(i == 7 ? Strata() : support::random_strata(random, 5, i % 3 == 0 ? 1000000000 : 100));
    if (i == 9) problems.back().add(3, 8, 0, 0);
    for (const Table2x2& t : problems.back()) {
      a.push_back(t.group.events);
      n1.push_back(t.group.total);
      c.push_back(t.reference.events);
      n0.push_back(t.reference.total);
    }
    offsets.push_back(a.size());
  }
  a[offsets[20]] = -1;              // a broken rule in one problem
  n1[offsets[30]] = max_count + 1;  // and in another
  const TableColumns columns{a.data(), n1.data(), c.data(), n0.data(), a.size()};
  std::vector<double> value(60), lower(60), upper(60);
  std::vector<Status> status(60);
  for (const StratifiedMethod method : every_method) {
    const StratifiedOptions options{detail::measure_of(method), method, Confidence(0.9)};
    stratified_rows(columns, offsets.data(), 60, options, {value.data(), lower.data(), upper.data(), status.data()});
    for (std::size_t i = 0; i < 60; ++i) {
      if (i == 20 || i == 30) {
        EXPECT_EQ(status[i], Status::invalid);
        EXPECT_TRUE(std::isnan(value[i]) && std::isnan(lower[i]) && std::isnan(upper[i]));
        continue;
      }
      const Estimate scalar = common_effect(problems[i], options).estimate;
      EXPECT_TRUE(identical(value[i], scalar.value)) << i << name(method);
      EXPECT_TRUE(identical(lower[i], scalar.lower)) << i << name(method);
      EXPECT_TRUE(identical(upper[i], scalar.upper)) << i << name(method);
      EXPECT_EQ(status[i], scalar.status) << i << name(method);
    }
  }
  for (const CmhMethod method : {CmhMethod::cmh, CmhMethod::cmh_cc, CmhMethod::cochran})
    for (const Alternative alternative : {Alternative::two_sided, Alternative::less}) {
      cmh_rows(columns, offsets.data(), 60, {method, alternative}, {value.data(), lower.data(), status.data()});
      for (std::size_t i = 0; i < 60; ++i) {
        if (i == 20 || i == 30) {
          EXPECT_EQ(status[i], Status::invalid);
          EXPECT_TRUE(std::isnan(value[i]) && std::isnan(lower[i]));
          continue;
        }
        const TestResult scalar = cmh_test(problems[i], {method, alternative});
        EXPECT_TRUE(identical(value[i], scalar.statistic)) << i;
        EXPECT_TRUE(identical(lower[i], scalar.pvalue)) << i;
        EXPECT_EQ(status[i], scalar.status) << i;
      }
    }
  offsets[3] = a.size() + 1;
  EXPECT_NE(support::refusal([&] {
              cmh_rows(columns, offsets.data(), 60, {}, {value.data(), lower.data(), status.data()});
              return 0;
            }).find("cmh_rows: offsets[3] is"),
            std::string::npos);
}

}  // namespace
