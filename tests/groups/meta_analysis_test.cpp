#include "equitable/groups/meta_analysis.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "equitable/detail/random.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using equitable::Confidence;
using equitable::Measure;
using equitable::meta_analysis;
using equitable::MetaAnalysis;
using equitable::MetaAnalysisMethod;
using equitable::MetaAnalysisOptions;
using equitable::name;
using equitable::Status;
using equitable::Table2x2;
using support::close;
using support::refusal;

std::vector<double> listed(const std::string& text) {
  std::istringstream in(text);
  std::vector<double> numbers;
  for (double number = 0.0; in >> number;) numbers.push_back(number);
  return numbers;
}

MetaAnalysisMethod method_named(const std::string& wanted) {
  for (const MetaAnalysisMethod method : {MetaAnalysisMethod::paule_mandel, MetaAnalysisMethod::dersimonian_laird})
    if (wanted == name(method)) return method;
  EXPECT_EQ(wanted, "fixed");
  return MetaAnalysisMethod::fixed;
}

TEST(MetaAnalysisReference, EveryRowAgrees) {
  const support::Csv file("reference/meta_analysis.csv");
  for (const support::Row& row : file.rows()) {
    MetaAnalysisOptions options;
    options.method = method_named(row.text("method"));
    options.hartung_knapp = row.count("hartung_knapp") == 1;
    options.confidence = Confidence{row.number("level")};
    const MetaAnalysis found = meta_analysis(listed(row.text("effects")), listed(row.text("variances")), options);
    const auto agrees = [&](const char* column, double value) {
      EXPECT_TRUE(close(value, row.number(column), 1e-12, 2e-14)) << column << " of " << row.all();
    };
    agrees("estimate", found.estimate.value);
    agrees("standard_error", found.standard_error);
    agrees("lower", found.estimate.lower);
    agrees("upper", found.estimate.upper);
    agrees("tau2", found.tau2);
    agrees("tau2_lower", found.tau2_interval.lower);
    agrees("tau2_upper", found.tau2_interval.upper);
    agrees("q", found.q);
    agrees("q_pvalue", found.q_pvalue);
    agrees("i2", found.i2);
    agrees("i2_lower", found.i2_interval.lower);
    agrees("i2_upper", found.i2_interval.upper);
    agrees("prediction_lower", found.prediction.lower);
    agrees("prediction_upper", found.prediction.upper);
    EXPECT_EQ(found.estimate.status, Status::ok);
    EXPECT_EQ(found.estimate.method, row.text("method"));
  }
  EXPECT_EQ(file.rows().size(), 120U);
}

std::vector<Table2x2> random_tables(support::RandomTables& random, int count) {
  std::vector<Table2x2> tables;
  for (int i = 0; i < count; ++i) {
    Table2x2 t{{0, random.between(50, 2000)}, {0, random.between(50, 2000)}};
    t.group.events = random.between(5, t.group.total - 5);
    t.reference.events = random.between(5, t.reference.total - 5);
    tables.push_back(t);
  }
  return tables;
}

TEST(MetaAnalysisLaws, OrderDirectionAndDuplicates) {
  support::RandomTables random(51);
  for (int i = 0; i < 200; ++i) {
    const std::vector<Table2x2> tables = random_tables(random, 2 + i % 9);
    std::vector<Table2x2> turned = tables;
    std::rotate(turned.begin(), turned.begin() + 1, turned.end());
    std::vector<Table2x2> swapped;
    for (const Table2x2& t : tables) swapped.push_back(t.swapped());
    for (const MetaAnalysisMethod method :
         {MetaAnalysisMethod::paule_mandel, MetaAnalysisMethod::dersimonian_laird, MetaAnalysisMethod::fixed})
      for (const Measure measure : {Measure::ratio, Measure::difference, Measure::odds_ratio}) {
        MetaAnalysisOptions options;
        options.method = method;
        const MetaAnalysis one = meta_analysis(tables, measure, options);
        const MetaAnalysis other = meta_analysis(turned, measure, options);
        EXPECT_TRUE(close(other.estimate.value, one.estimate.value, 1e-10, 1e-13));
        EXPECT_TRUE(close(other.estimate.upper, one.estimate.upper, 1e-10, 1e-13));
        EXPECT_TRUE(close(other.tau2, one.tau2, 1e-9, 1e-14));
        const MetaAnalysis back = meta_analysis(swapped, measure, options);
        const bool difference = measure == Measure::difference;
        EXPECT_TRUE(close(back.estimate.value, difference ? -one.estimate.value : 1.0 / one.estimate.value, 1e-10, 1e-13));
        EXPECT_TRUE(close(back.estimate.lower, difference ? -one.estimate.upper : 1.0 / one.estimate.upper, 1e-9, 1e-12));
        EXPECT_TRUE(close(back.q, one.q, 1e-9));
        EXPECT_GE(one.q, 0.0);
        EXPECT_TRUE(one.i2 >= 0.0 && one.i2 < 1.0);
        EXPECT_LE(one.tau2_interval.lower, one.tau2_interval.upper);
        if (method == MetaAnalysisMethod::paule_mandel) {
          EXPECT_LE(one.tau2_interval.lower, one.tau2 * (1 + 1e-12));
          EXPECT_GE(one.tau2_interval.upper, one.tau2);
        }
        if (tables.size() > 2 && method != MetaAnalysisMethod::fixed) {
          EXPECT_LT(one.prediction.lower, one.estimate.value);
          EXPECT_GT(one.prediction.upper, one.estimate.value);
        }
      }
  }
}

TEST(MetaAnalysisLaws, EqualEffectsLeaveNoVarianceBetween) {
  for (const MetaAnalysisMethod method : {MetaAnalysisMethod::paule_mandel, MetaAnalysisMethod::dersimonian_laird}) {
    MetaAnalysisOptions options;
    options.method = method;
    options.hartung_knapp = false;
    const MetaAnalysis found = meta_analysis({0.7, 0.7, 0.7}, {0.1, 0.2, 0.4}, options);
    EXPECT_EQ(found.tau2, 0.0);
    EXPECT_EQ(found.q, 0.0);
    EXPECT_EQ(found.q_pvalue, 1.0);
    EXPECT_EQ(found.i2, 0.0);
    EXPECT_EQ(found.estimate.value, 0.7);
    EXPECT_TRUE(close(found.standard_error, 1.0 / std::sqrt(17.5), 1e-15));
  }
}

TEST(MetaAnalysisLaws, EqualVariancesMakeItTheTTest) {
  // With one variance everywhere the weights are equal, τ² is s² − v, and Hartung and Knapp's interval is Student's.
  const std::vector<double> effects{0.2, 1.4, 0.9, 3.1, 2.0};
  const MetaAnalysis found = meta_analysis(effects, std::vector<double>(5, 0.1));
  const double mean = 7.6 / 5.0;
  double squares = 0.0;
  for (const double y : effects) squares += (y - mean) * (y - mean);
  EXPECT_TRUE(close(found.estimate.value, mean, 1e-14));
  EXPECT_TRUE(close(found.tau2, squares / 4.0 - 0.1, 1e-13));
  EXPECT_TRUE(close(found.standard_error, std::sqrt(squares / 20.0), 1e-13));
  EXPECT_TRUE(close(found.estimate.upper - mean, 2.7764451051977987 * std::sqrt(squares / 20.0), 1e-12));
}

TEST(MetaAnalysisLaws, PredictionHoldsAFurtherOrganisation) {
  // Simulated: true effects normal with τ = 0.3, nine organisations; the interval holds a tenth in some 93 of 100,
  // short of the level as it is known to be with few (Partlett and Riley 2017, Stat. Med. 36, 301).
  using equitable::detail::normal_upper_quantile;
  using equitable::detail::RandomStream;
  int held = 0;
  int mean_held = 0;
  constexpr int trials = 2000;
  for (std::uint64_t trial = 0; trial < trials; ++trial) {
    RandomStream stream(3, trial);
    const auto normal = [&stream] {
      const double u = stream.next();
      return u <= 0.5 ? -normal_upper_quantile(u) : normal_upper_quantile(1.0 - u);
    };
    std::vector<double> effects;
    std::vector<double> variances;
    for (int i = 0; i < 9; ++i) {
      variances.push_back(0.01 + 0.04 * stream.next());
      effects.push_back(0.5 + 0.3 * normal() + std::sqrt(variances.back()) * normal());
    }
    const double further = 0.5 + 0.3 * normal();
    const MetaAnalysis found = meta_analysis(effects, variances);
    held += found.prediction.lower <= further && further <= found.prediction.upper;
    mean_held += found.estimate.lower <= 0.5 && 0.5 <= found.estimate.upper;
  }
  EXPECT_NEAR(held / static_cast<double>(trials), 0.93, 0.02);
  EXPECT_NEAR(mean_held / static_cast<double>(trials), 0.95, 0.015);
}

TEST(MetaAnalysis, Edges) {
  EXPECT_EQ(meta_analysis(std::vector<double>{}, std::vector<double>{}).estimate.status, Status::undefined);
  EXPECT_EQ(meta_analysis(std::vector<double>{}, std::vector<double>{}).used, 0);
  const MetaAnalysis alone = meta_analysis({0.4}, {0.04});
  EXPECT_EQ(alone.estimate.value, 0.4);
  EXPECT_EQ(alone.estimate.status, Status::undefined);  // one organisation says nothing of the others
  EXPECT_TRUE(std::isnan(alone.q_pvalue));
  MetaAnalysisOptions fixed;
  fixed.method = MetaAnalysisMethod::fixed;
  const MetaAnalysis one = meta_analysis({0.4}, {0.04}, fixed);
  EXPECT_TRUE(close(one.estimate.upper, 0.4 + 0.2 * 1.959963984540054, 1e-14));
  const MetaAnalysis two = meta_analysis({0.4, 0.1}, {0.04, 0.02});
  EXPECT_EQ(two.estimate.status, Status::ok);
  EXPECT_TRUE(std::isnan(two.prediction.lower));
  // Effects of very different precision, and far from 0.
  const MetaAnalysis far = meta_analysis({1e8 + 1, 1e8 + 2, 1e8 + 3}, {1e-6, 1.0, 1e6});
  EXPECT_TRUE(close(far.estimate.value, 1e8 + 1, 1e-8));
  EXPECT_GT(far.tau2_interval.upper, 0.0);
}

TEST(MetaAnalysis, TablesWithoutAnEffectAreLeftOut) {
  const std::vector<Table2x2> tables{
      {{12, 60}, {30, 90}}, {{0, 60}, {30, 90}}, {{5, 40}, {0, 50}}, {{30, 100}, {40, 110}}, {{0, 0}, {3, 9}}};
  const MetaAnalysis ratio = meta_analysis(tables, Measure::ratio);
  EXPECT_EQ(ratio.used, 2);
  EXPECT_EQ(meta_analysis(tables, Measure::difference).used, 4);
  MetaAnalysisOptions fixed;
  fixed.method = MetaAnalysisMethod::fixed;
  const double y1 = std::log(0.2 * 3.0);
  const double v1 = 1.0 / 12 - 1.0 / 60 + 1.0 / 30 - 1.0 / 90;
  const double y2 = std::log(0.3 * 110 / 40.0);
  const double v2 = 1.0 / 30 - 1.0 / 100 + 1.0 / 40 - 1.0 / 110;
  const double mean = (y1 / v1 + y2 / v2) / (1 / v1 + 1 / v2);
  EXPECT_TRUE(close(meta_analysis(tables, Measure::ratio, fixed).estimate.value, std::exp(mean), 1e-13));
}

TEST(MetaAnalysis, MistakesAreNamed) {
  EXPECT_EQ(refusal([] {
              return meta_analysis({0.1, 0.2}, {0.1});
            }),
            "meta_analysis: the number of variances is 1, but must be 2, the number of effects");
  EXPECT_NE(refusal([] { return meta_analysis({0.1, 0.2}, {0.1, 0.0}); }).find("variances[1]"), std::string::npos);
  EXPECT_NE(refusal([] { return meta_analysis({0.1, std::nan("")}, {0.1, 0.1}); }).find("effects[1]"), std::string::npos);
  EXPECT_EQ(refusal([] {
              return meta_analysis({{{1, 5}, {2, 7}}, {{1, 5}, {9, 7}}}, Measure::ratio);
            }),
            "meta_analysis: tables[1].reference.events is 9, but must be at most tables[1].reference.total, which is 7");
}

// What R's metafor says of the same strata: tests/reference/r_peers.R.
TEST(MetaAnalysisPeers, MetaforAgrees) {
  int agreed = 0;
  const support::Csv file("reference/r_peers.csv");
  for (const support::Row& row : file.rows()) {
    if (row.text("family") != "meta_analysis") continue;
    std::vector<Table2x2> tables;
    std::istringstream strata(row.text("input"));
    for (std::string stratum; std::getline(strata, stratum, ';');) {
      const std::vector<double> cells = listed(stratum);
      tables.push_back({{static_cast<std::int64_t>(cells[0]), static_cast<std::int64_t>(cells[1])},
                        {static_cast<std::int64_t>(cells[2]), static_cast<std::int64_t>(cells[3])}});
    }
    const std::string quantity = row.text("quantity");
    const Measure measure = quantity.compare(0, 2, "or") == 0   ? Measure::odds_ratio
                            : quantity.compare(0, 2, "rr") == 0 ? Measure::ratio
                                                                : Measure::difference;
    const auto has = [&](const char* part) { return quantity.find(part) != std::string::npos; };
    MetaAnalysisOptions options;
    options.method = has("paule_mandel") ? MetaAnalysisMethod::paule_mandel : MetaAnalysisMethod::dersimonian_laird;
    options.hartung_knapp = has("knapp_hartung");
    const MetaAnalysis found = meta_analysis(tables, measure, options);
    const auto on_the_fit = [&](double value) { return measure == Measure::difference ? value : std::log(value); };
    const double got = has("tau2")    ? found.tau2
                       : has("_se_")  ? found.standard_error
                       : has("lower") ? on_the_fit(found.estimate.lower)
                       : has("upper") ? on_the_fit(found.estimate.upper)
                                      : on_the_fit(found.estimate.value);
    EXPECT_TRUE(close(got, row.number("value"), row.number("tolerance"), 1e-8)) << row.all() << " here " << got;
    ++agreed;
  }
  EXPECT_EQ(agreed, 108);
}

}  // namespace
