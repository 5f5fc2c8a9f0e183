#include "equitable/groups/slope_index.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/lists.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;
using Form = SlopeIndexForm;
using Bands = std::vector<Proportion>;

constexpr Form forms[] = {Form::linear, Form::log, Form::logit};

TEST(SlopeIndex, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/slope_index.csv");
  int rows = 0;
  for (const support::Row& row : reference.rows()) {
    const Bands bands = support::proportions(row.text("events"), row.text("population_by_ordered_band"));
    const SlopeIndex linear = slope_index(bands);
    const SlopeIndex log = slope_index(bands, {Form::log});
    const SlopeIndex logit = slope_index(bands, {Form::logit});
    const std::map<std::string, double> values{{"sii", linear.sii.value},
                                               {"intercept", linear.intercept},
                                               {"rii", linear.rii.value},
                                               {"rii_over_mean", linear.rii_over_mean},
                                               {"sii_se_analytic", linear.sii_standard_error},
                                               {"sii_lower95_analytic", linear.sii.lower},
                                               {"sii_upper95_analytic", linear.sii.upper},
                                               {"rii_log_se_delta", linear.rii_log_standard_error},
                                               {"log_intercept", log.fit_intercept},
                                               {"log_slope", log.fit_slope},
                                               {"log_rii", log.rii.value},
                                               {"log_sii", log.sii.value},
                                               {"logit_intercept", logit.intercept},
                                               {"logit_sii", logit.sii.value},
                                               {"logit_rii", logit.rii.value}};
    EXPECT_TRUE(close(values.at(row.text("quantity")), row.number("value"), 1e-13)) << row.all();
    ++rows;
  }
  EXPECT_EQ(rows, 135);
}

Bands random_bands(support::RandomTables& random, Count largest) {
  Bands bands;
  for (Count k = random.between(2, 8); k > 0; --k) {
    const Count total = random.total(largest) + 1;
    bands.push_back({random.between(1, total - 1 > 0 ? total - 1 : 1), total});
  }
  return bands;
}

/// How a fitted quantity moves with every band's rate: by small changes, to check the delta method.
double error_by_differences(const Bands& bands, Form form, bool log_rii) {
  // Rates are moved by moving people in bands a thousand million times as large.
  constexpr Count scale = 1000000000;
  Bands large;
  for (const Proportion& band : bands) large.push_back({band.events * scale, band.total * scale});
  double variance = 0.0;
  for (std::size_t i = 0; i < large.size(); ++i) {
    const Count change = large[i].total / 100000;
    const auto at = [&](Count moved) {
      Bands changed = large;
      changed[i].events += moved;
      const SlopeIndex found = slope_index(changed, {form});
      return log_rii ? std::log(found.rii.value) : found.sii.value;
    };
    const double derivative = (at(change) - at(-change)) / 2e-5;
    const double y = bands[i].rate();
    variance += derivative * derivative * y * (1.0 - y) / static_cast<double>(bands[i].total);
  }
  return std::sqrt(variance);
}

TEST(SlopeIndex, StandardErrorsAreThoseOfTheDeltaMethod) {
  const Bands bands{{30, 100}, {20, 120}, {45, 230}, {20, 150}, {5, 60}};
  for (const Form form : forms) {
    const SlopeIndex found = slope_index(bands, {form});
    EXPECT_TRUE(close(found.sii_standard_error, error_by_differences(bands, form, false), 1e-7)) << name(form);
    EXPECT_TRUE(close(found.rii_log_standard_error, error_by_differences(bands, form, true), 1e-7)) << name(form);
  }
}

TEST(SlopeIndex, LimitsAreThoseOfTheirStandardErrors) {
  support::RandomTables random(1);
  for (int i = 0; i < 2000 && !HasFailure(); ++i) {
    const Bands bands = random_bands(random, 100000);
    for (const Form form : forms) {
      const SlopeIndex found = slope_index(bands, {form, Confidence(0.9)});
      ASSERT_EQ(found.status, Status::ok);
      constexpr double z = 1.6448536269514727;
      ASSERT_TRUE(close(found.sii.upper - found.sii.lower, 2 * z * found.sii_standard_error, 1e-10));
      if (found.rii.status == Status::ok) {
        ASSERT_TRUE(close(std::log(found.rii.upper / found.rii.lower), 2 * z * found.rii_log_standard_error, 1e-9, 1e-13));
        ASSERT_TRUE(std::fabs(found.sii.value) < 1e-13 || (found.rii.value > 1.0) == (found.sii.value > 0.0));
        ASSERT_TRUE(close(found.sii.value, found.intercept * (found.rii.value - 1.0), 1e-9, 1e-13));
      }
      const SlopeIndex above = slope_index(bands, {form, Confidence(0.95), Alternative::greater});
      ASSERT_TRUE(close(above.sii.lower, found.sii.lower, 1e-12, 1e-14));
      ASSERT_EQ(above.sii.upper, infinity);
    }
  }
}

TEST(SlopeIndex, BandsTurnedRoundTurnTheGradient) {
  support::RandomTables random(2);
  for (int i = 0; i < 2000 && !HasFailure(); ++i) {
    const Bands bands = random_bands(random, 1000000000);
    const Bands turned(bands.rbegin(), bands.rend());
    for (const Form form : forms) {
      const SlopeIndex up = slope_index(bands, {form});
      const SlopeIndex down = slope_index(turned, {form});
      ASSERT_TRUE(close(down.sii.value, -up.sii.value, 1e-9, 1e-14));
      ASSERT_TRUE(close(down.sii_standard_error, up.sii_standard_error, 1e-9, 1e-16));
      if (up.rii.status != Status::ok) continue;
      ASSERT_TRUE(close(down.rii.value * up.rii.value, 1.0, 1e-9));
    }
  }
}

TEST(SlopeIndex, ABandSplitAtItsOwnRateKeepsTheFittedLineFlat) {
  const SlopeIndex flat = slope_index({{10, 100}, {30, 300}, {5, 50}});
  EXPECT_EQ(flat.sii.value, 0.0);
  EXPECT_EQ(flat.rii.value, 1.0);
  EXPECT_TRUE(close(flat.intercept, 0.1, 1e-15));
  for (const Form form : {Form::log, Form::logit}) {
    EXPECT_EQ(slope_index({{10, 100}, {30, 300}, {5, 50}}, {form}).sii.value, 0.0);
    EXPECT_EQ(slope_index({{10, 100}, {30, 300}, {5, 50}}, {form}).rii.value, 1.0);
  }
}

TEST(SlopeIndex, BandsWithoutPeopleAreLeftOut) {
  const SlopeIndex with = slope_index({{3, 10}, {0, 0}, {7, 12}});
  const SlopeIndex without = slope_index({{3, 10}, {7, 12}});
  EXPECT_EQ(with.sii.value, without.sii.value);
  EXPECT_EQ(with.rii.upper, without.rii.upper);
  for (const Bands& bands : {Bands{}, Bands{{1, 3}}, Bands{{1, 3}, {0, 0}}, Bands{{0, 0}, {0, 0}}})
    for (const Form form : forms) {
      const SlopeIndex found = slope_index(bands, {form});
      EXPECT_EQ(found.status, Status::undefined);
      EXPECT_EQ(found.sii.status, Status::undefined);
      EXPECT_EQ(found.rii.status, Status::undefined);
      EXPECT_TRUE(std::isnan(found.sii.value) && std::isnan(found.intercept));
    }
}

TEST(SlopeIndex, ALineThatFallsToZeroHasNoRatio) {
  const SlopeIndex steep = slope_index({{90, 100}, {10, 100}, {0, 100}});
  EXPECT_EQ(steep.status, Status::ok);
  EXPECT_EQ(steep.sii.status, Status::ok);
  EXPECT_EQ(steep.rii.status, Status::undefined);
  EXPECT_TRUE(std::isnan(steep.rii.value));
  EXPECT_EQ(slope_index({{90, 100}, {10, 100}, {0, 100}}, {Form::log}).status, Status::undefined);
  EXPECT_EQ(slope_index({{90, 100}, {10, 100}, {100, 100}}, {Form::logit}).status, Status::undefined);
  const SlopeIndex none = slope_index({{0, 10}, {0, 10}});
  EXPECT_EQ(none.sii.value, 0.0);
  EXPECT_EQ(none.rii.status, Status::undefined);
}

TEST(SlopeIndex, RefusesWhatMakesNoSense) {
  EXPECT_EQ(refusal([] {
              return slope_index({{1, 3}, {4, 3}}).sii;
            }),
            "slope_index: bands[1].events is 4, but must be at most bands[1].total, which is 3");
}

TEST(DisparityRatio, IsTheOddsRatioOfBeingInTheUpperTier) {
  const Estimate found = disparity_ratio({1822, 540}, {1021, 145});
  const Estimate odds = odds_ratio(540, 2362, 145, 1166);
  EXPECT_EQ(found.value, odds.value);
  EXPECT_EQ(found.lower, odds.lower);
  EXPECT_EQ(found.upper, odds.upper);
  EXPECT_TRUE(close(found.value, (540.0 / 1822.0) / (145.0 / 1021.0), 1e-15));
  // Lower to upper is lower to middle times middle to upper.
  const double product = disparity_ratio({900, 500}, {400, 150}).value * disparity_ratio({500, 80}, {150, 12}).value;
  EXPECT_TRUE(close(disparity_ratio({900, 80}, {400, 12}).value, product, 1e-14));
  EXPECT_EQ(disparity_ratio({5, 2}, {4, 0}).status, Status::unbounded);
  EXPECT_EQ(disparity_ratio({0, 0}, {4, 3}).status, Status::undefined);
  EXPECT_EQ(refusal([] {
              return disparity_ratio({5, 2}, {4, -1});
            }),
            "disparity_ratio: reference.upper is -1, but must be 0 to 2^53");
  EXPECT_EQ(refusal([] {
              return disparity_ratio({max_count, 2}, {4, 1});
            }),
            "disparity_ratio: group.lower + group.upper is 9007199254740994, but must be 0 to 2^53");
}

}  // namespace
