#include "equitable/groups/standardised_rate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;
using Method = StandardisedRateMethod;
using Strata = std::vector<StandardisedStratum>;

constexpr int methods = 5;
Method method_at(int m) { return static_cast<Method>(m); }

Strata strata_of(const support::Row& row) {
  Strata strata;
  std::istringstream events(row.text("events"));
  std::istringstream population(row.text("population"));
  std::istringstream standard(row.text("standard_population"));
  StandardisedStratum stratum;
  while (events >> stratum.events && population >> stratum.population && standard >> stratum.standard) strata.push_back(stratum);
  return strata;
}

const Strata& example() {
  static const Strata strata{{5, 3081, 5000}, {27, 3609, 6000}, {64, 1379, 6500}, {112, 8598, 7000}};
  return strata;
}

TEST(StandardisedRate, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/standardised_rate.csv");
  int rows = 0;
  for (const support::Row& row : reference.rows()) {
    const Strata strata = strata_of(row);
    const std::string& method = row.text("method");
    const double expected = row.number("value_or_lower_per_100000");
    if (method == "dsr" || method == "variance") {
      const StandardisedRate found = standardised_rate(strata);
      EXPECT_TRUE(close(method == "dsr" ? found.rate.value : found.variance, expected, 1e-14)) << row.all();
      EXPECT_EQ(row.text("upper_per_100000"), "");
      ++rows;
    }
    for (int m = 0; m < methods; ++m) {
      if (method != name(method_at(m))) continue;
      const Estimate found = standardised_rate(strata, {method_at(m), Confidence(row.number("confidence_level"))}).rate;
      EXPECT_TRUE(close(found.lower, expected, 1e-13)) << row.all();
      EXPECT_TRUE(close(found.upper, row.number("upper_per_100000"), 1e-13)) << row.all();
      ++rows;
    }
  }
  EXPECT_EQ(rows, 84);
}

TEST(StandardisedRate, OfOneStratumIsThePlainRate) {
  // With a single stratum Dobson's interval is that of the count, and Fay and Feuer's the exact one.
  for (const Count x : {Count{1}, Count{17}, Count{1000000}}) {
    const Strata one{{x, 51477.5, 3.0}};
    const Estimate byar = person_time_rate(x, 51477.5, {PersonTimeRateMethod::byar});
    const Estimate exact = person_time_rate(x, 51477.5, {PersonTimeRateMethod::garwood_exact});
    const auto agrees = [&](Method method, const Estimate& plain) {
      StandardisedRateOptions options;
      options.method = method;
      options.per = 1.0;
      const Estimate found = standardised_rate(one, options).rate;
      EXPECT_TRUE(close(found.value, plain.value, 1e-14));
      EXPECT_TRUE(close(found.lower, plain.lower, 1e-12)) << name(method) << " " << x;
      EXPECT_TRUE(close(found.upper, plain.upper, 1e-12)) << name(method) << " " << x;
    };
    agrees(Method::dobson_byar, byar);
    agrees(Method::dobson_exact, exact);
    agrees(Method::fay_feuer_gamma, exact);
    agrees(Method::tiwari_gamma, exact);
  }
}

TEST(StandardisedRate, OfThePopulationsOwnMakeUpIsTheCrudeRate) {
  Strata own = example();
  Count events = 0;
  double people = 0.0;
  for (StandardisedStratum& stratum : own) {
    stratum.standard = 0.001 * stratum.population;
    events += stratum.events;
    people += stratum.population;
  }
  const StandardisedRate found = standardised_rate(own);
  EXPECT_EQ(found.events, events);
  EXPECT_TRUE(close(found.rate.value, 1e5 * static_cast<double>(events) / people, 1e-14));
  const Estimate crude = person_time_rate(events, people, {PersonTimeRateMethod::byar});
  EXPECT_TRUE(close(found.rate.lower, 1e5 * crude.lower, 1e-13));
  EXPECT_TRUE(close(found.rate.upper, 1e5 * crude.upper, 1e-13));
}

TEST(StandardisedRate, LawsOfAllMethods) {
  for (int m = 0; m < methods; ++m) {
    const Method method = method_at(m);
    SCOPED_TRACE(name(method));
    const Estimate found = standardised_rate(example(), {method}).rate;
    Strata turned = example();
    std::reverse(turned.begin(), turned.end());
    for (StandardisedStratum& stratum : turned) stratum.standard *= 7.0;  // only shares of the standard matter
    const Estimate other = standardised_rate(turned, {method}).rate;
    EXPECT_TRUE(close(other.value, found.value, 1e-14));
    EXPECT_TRUE(close(other.lower, found.lower, 1e-13));
    EXPECT_TRUE(close(other.upper, found.upper, 1e-13));
    // The unit is only a unit.
    StandardisedRateOptions thousand{method};
    thousand.per = 1000.0;
    const Estimate smaller = standardised_rate(example(), thousand).rate;
    EXPECT_TRUE(close(100.0 * smaller.value, found.value, 1e-14));
    EXPECT_TRUE(close(100.0 * smaller.lower, found.lower, 1e-13));
    EXPECT_TRUE(close(100.0 * smaller.upper, found.upper, 1e-13));
    // Levels nest and hold the rate; one limit alone is that of both at twice the error.
    const Estimate wide = standardised_rate(example(), {method, Confidence(0.998)}).rate;
    EXPECT_TRUE(wide.lower < found.lower && found.lower < found.value && found.value < found.upper && found.upper < wide.upper);
    const Estimate least = standardised_rate(example(), {method, Confidence(0.975), Alternative::greater}).rate;
    EXPECT_TRUE(close(least.lower, found.lower, 1e-13));
    EXPECT_EQ(least.upper, infinity);
  }
}

TEST(StandardisedRate, TiwarisUpperLimitLiesBelowFayAndFeuers) {
  const Estimate fay = standardised_rate(example(), {Method::fay_feuer_gamma}).rate;
  const Estimate tiwari = standardised_rate(example(), {Method::tiwari_gamma}).rate;
  EXPECT_EQ(tiwari.lower, fay.lower);
  EXPECT_LT(tiwari.upper, fay.upper);
}

TEST(StandardisedRate, WithoutEvents) {
  const Strata none{{0, 1000, 2}, {0, 500, 1}};
  const auto with = [&](Method method) { return standardised_rate(none, {method}); };
  for (int m = 0; m < methods; ++m) {
    EXPECT_EQ(with(method_at(m)).rate.value, 0.0);
    EXPECT_EQ(with(method_at(m)).variance, 0.0);
  }
  EXPECT_EQ(with(Method::dobson_byar).rate.status, Status::undefined);
  EXPECT_TRUE(std::isnan(with(Method::dobson_exact).rate.upper));
  EXPECT_EQ(with(Method::normal).rate.upper, 0.0);
  const Estimate fay = with(Method::fay_feuer_gamma).rate;
  EXPECT_EQ(fay.status, Status::ok);
  EXPECT_EQ(fay.lower, 0.0);
  // Both weights are 1/1500: one more event is a standard exponential of them.
  EXPECT_TRUE(close(fay.upper, 1e5 / 1500.0 * -std::log(0.025), 1e-13));
}

TEST(StandardisedRate, StrataWithoutWeightDoNotCount) {
  Strata more = example();
  more.push_back({99, 1000, 0});
  more.push_back({0, 0, 0});
  const StandardisedRate found = standardised_rate(more);
  const StandardisedRate plain = standardised_rate(example());
  EXPECT_EQ(found.rate.value, plain.rate.value);
  EXPECT_EQ(found.rate.lower, plain.rate.lower);
  EXPECT_EQ(found.events, plain.events);
}

TEST(StandardisedRate, WithoutPopulationOrStandardItIsUndefined) {
  const auto undefined = [](const Strata& strata) {
    for (int m = 0; m < methods; ++m) {
      const StandardisedRate found = standardised_rate(strata, {method_at(m)});
      EXPECT_EQ(found.rate.status, Status::undefined);
      EXPECT_TRUE(std::isnan(found.rate.value) && std::isnan(found.rate.lower) && std::isnan(found.rate.upper));
      EXPECT_TRUE(std::isnan(found.variance));
    }
  };
  undefined({});
  undefined({{3, 100, 0}});
  undefined({{3, 100, 1}, {0, 0, 1}});
}

TEST(StandardisedRate, RefusesWhatCannotBe) {
  EXPECT_EQ(refusal([] {
              return standardised_rate({{1, 10, 1}, {-1, 10, 1}});
            }),
            "standardised_rate: strata[1].events is -1, but must be 0 to 2^53");
  EXPECT_EQ(refusal([] {
              return standardised_rate({{1, 0, 1}});
            }),
            "standardised_rate: strata[0].population is 0, but must be above 0 where there are events");
  EXPECT_EQ(refusal([] {
              return standardised_rate({{1, 1, -2}});
            }),
            "standardised_rate: strata[0].standard is -2.000000, but must be 0 or from 1e-30 to 1e30");
  EXPECT_NE(refusal([] { return standardised_rate({{1, std::nan(""), 1}}); }), "accepted");
  EXPECT_NE(refusal([] { return standardised_rate({{max_count, 1, 1}, {1, 1, 1}}); }), "accepted");
  StandardisedRateOptions options;
  options.per = 0.0;
  EXPECT_NE(refusal([&] { return standardised_rate({{1, 1, 1}}, options); }), "accepted");
}

}  // namespace
