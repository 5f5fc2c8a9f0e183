#include "equitable/groups/funnel.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <random>
#include <vector>

#include "equitable/significance/person_time.hpp"
#include "equitable/significance/proportion_test.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/proportions.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;

FunnelLimitOptions exact(double level) { return {FunnelMethod::exact, Confidence(level)}; }

TEST(FunnelLimits, AgreeWithEveryReferenceValue) {
  const support::Csv reference("reference/funnel_limits.csv");
  int rows = 0;
  for (const support::Row& row : reference.rows()) {
    const Confidence level(row.text("level_percent") == "95" ? 0.95 : 0.998);
    const Count size = row.count("denominator_or_observed_events");
    const bool rate = row.text("statistic") == "proportion";
    ASSERT_TRUE(rate || row.text("statistic") == "ratio_obs_over_exp");
    const Interval found = rate ? funnel_rate_limits(row.number("average_or_reference"), size, {FunnelMethod::normal, level})
                                : funnel_observed_limits(size, level);
    EXPECT_TRUE(close(found.lower, row.number("lower"), 1e-13)) << row.all();
    EXPECT_TRUE(close(found.upper, row.number("upper"), 1e-13)) << row.all();
    ++rows;
  }
  EXPECT_EQ(rows, 32);
}

TEST(FunnelLimits, ExactLimitsOfARateByPlainSums) {
  for (const double target : {0.02, 0.2557, 0.5, 0.9})
    for (const double level : {0.5, 0.95, 0.998})
      for (Count n = 1; n <= 60; ++n) {
        const std::vector<long double> law = support::binomial_law(n, static_cast<long double>(target));
        const long double tail = static_cast<long double>(0.5 * (1.0 - level));
        Count low = 0;
        while (support::sum_of(law, 0, low) <= tail) ++low;
        Count high = n;
        while (support::sum_of(law, high, n) <= tail) --high;
        const long double below = (support::sum_of(law, 0, low) - tail) / law[static_cast<std::size_t>(low)];
        const long double above = (support::sum_of(law, high, n) - tail) / law[static_cast<std::size_t>(high)];
        const double lower = static_cast<double>((static_cast<long double>(low) - below) / static_cast<long double>(n));
        const double upper = static_cast<double>((static_cast<long double>(high) + above) / static_cast<long double>(n));
        const Interval found = funnel_rate_limits(target, n, exact(level));
        ASSERT_TRUE(close(found.lower, std::fmax(0.0, lower), 1e-11, 1e-13)) << target << " " << n;
        ASSERT_TRUE(close(found.upper, std::fmin(1.0, upper), 1e-11, 1e-13)) << target << " " << n;
      }
}

TEST(FunnelLimits, AUnitLiesOutsideExactlyWhenItsExactTestSaysSo) {
  int outside = 0;
  for (const double target : {0.03, 0.2557, 0.6})
    for (const double level : {0.95, 0.998})
      for (Count n = 1; n <= 80; n += 3)
        for (Count x = 0; x <= n; ++x) {
          const Interval found = funnel_rate_limits(target, n, exact(level));
          const double rate = static_cast<double>(x) / static_cast<double>(n);
          const double tail = 0.5 * (1.0 - level);
          const auto p = [&](Alternative alternative) {
            return proportion_test(x, n, target, {ProportionTestMethod::exact_central, alternative}).pvalue;
          };
          ASSERT_EQ(rate < found.lower, p(Alternative::less) <= tail) << x << "/" << n << " " << target;
          ASSERT_EQ(rate > found.upper, p(Alternative::greater) <= tail) << x << "/" << n << " " << target;
          outside += rate < found.lower || rate > found.upper ? 1 : 0;
        }
  EXPECT_GT(outside, 1000);
  for (const double expected : {0.3, 2.5, 12.5, 80.0})
    for (Count x = 0; x <= 150; ++x) {
      const Interval found = funnel_expected_limits(expected, exact(0.95));
      const double ratio = static_cast<double>(x) / expected;
      const auto p = [&](Alternative alternative) {
        return person_time_test(x, expected, {PersonTimeTestMethod::exact_central, alternative}).pvalue;
      };
      ASSERT_EQ(ratio < found.lower, p(Alternative::less) <= 0.5 * (1.0 - 0.95)) << x << " " << expected;
      ASSERT_EQ(ratio > found.upper, p(Alternative::greater) <= 0.5 * (1.0 - 0.95)) << x << " " << expected;
    }
}

TEST(FunnelLimits, MirrorAndNarrow) {
  for (const FunnelMethod method : {FunnelMethod::normal, FunnelMethod::exact})
    for (const double target : {0.05, 0.25, 0.5}) {
      Interval last{0.0, 1.0};
      for (const Count n : {Count{100}, Count{10000}, Count{1000000}, Count{1000000000}, max_count}) {
        const Interval found = funnel_rate_limits(target, n, {method});
        const Interval mirrored = funnel_rate_limits(1.0 - target, n, {method});
        EXPECT_TRUE(close(mirrored.lower, 1.0 - found.upper, 1e-12));
        EXPECT_TRUE(close(mirrored.upper, 1.0 - found.lower, 1e-12));
        EXPECT_GT(found.lower, last.lower);
        EXPECT_LT(found.upper, last.upper);
        EXPECT_TRUE(found.lower < target && target < found.upper);
        last = found;
      }
    }
  // Far out the exact limits are the normal ones.
  const Interval normal = funnel_rate_limits(0.3, 1000000000000);
  const Interval found = funnel_rate_limits(0.3, 1000000000000, exact(0.95));
  EXPECT_TRUE(close(found.lower - 0.3, normal.lower - 0.3, 1e-4));
  EXPECT_TRUE(close(found.upper - 0.3, normal.upper - 0.3, 1e-4));
  EXPECT_TRUE(close(funnel_expected_limits(1e12, exact(0.95)).upper - 1.0, funnel_expected_limits(1e12).upper - 1.0, 1e-4));
}

TEST(FunnelLimits, Edges) {
  for (const FunnelMethod method : {FunnelMethod::normal, FunnelMethod::exact}) {
    const Interval nobody = funnel_rate_limits(0.3, 0, {method});
    EXPECT_EQ(nobody.lower, 0.0);
    EXPECT_EQ(nobody.upper, 1.0);
    for (const double certain : {0.0, 1.0}) {
      const Interval found = funnel_rate_limits(certain, 7, {method});
      EXPECT_EQ(found.lower, certain);
      EXPECT_EQ(found.upper, certain);
    }
    EXPECT_EQ(funnel_expected_limits(0.01, {method}).lower, 0.0);
    const Interval huge = funnel_expected_limits(1e15, {method});
    EXPECT_TRUE(huge.lower < 1.0 && huge.upper > 1.0 && huge.upper < 1.0 + 1e-6);
    EXPECT_TRUE(std::isfinite(funnel_expected_limits(1e-50, {method, Confidence(1.0 - 1e-12)}).upper));
  }
  EXPECT_EQ(funnel_observed_limits(0).lower, 0.0);
  EXPECT_EQ(funnel_observed_limits(0).upper, infinity);
  EXPECT_NE(refusal([] { return funnel_rate_limits(1.5, 3); }), "accepted");
  EXPECT_NE(refusal([] { return funnel_rate_limits(0.5, -3); }), "accepted");
  EXPECT_NE(refusal([] { return funnel_rate_limits(std::nan(""), 3); }), "accepted");
  EXPECT_NE(refusal([] { return funnel_expected_limits(0.0); }), "accepted");
  EXPECT_EQ(refusal([] { return funnel_observed_limits(-1); }), "funnel_observed_limits: events is -1, but must be 0 or more");
}

TEST(FunnelLimits, HoldWhatTheySayInSimulation) {
  std::mt19937_64 engine(20240229);
  int outside_inner = 0;
  int outside_outer = 0;
  constexpr int units = 20000;
  for (int i = 0; i < units; ++i) {
    const Count n = 40 + static_cast<Count>(engine() % 200);
    Count x = 0;
    for (Count person = 0; person < n; ++person) x += engine() % 1000 < 256 ? 1 : 0;
    const double rate = static_cast<double>(x) / static_cast<double>(n);
    const Interval inner = funnel_rate_limits(0.256, n, exact(0.95));
    const Interval outer = funnel_rate_limits(0.256, n, exact(0.998));
    outside_inner += rate < inner.lower || rate > inner.upper ? 1 : 0;
    outside_outer += rate < outer.lower || rate > outer.upper ? 1 : 0;
  }
  EXPECT_LT(outside_inner, 0.05 * units);
  EXPECT_GT(outside_inner, 0.025 * units);
  EXPECT_LT(outside_outer, 0.002 * units + 10);
  EXPECT_GT(outside_outer, 2);
}

TEST(Funnel, OfRatesIsTheScoreOfEveryUnit) {
  const std::vector<Proportion> units{{30, 100}, {55, 240}, {12, 90}};
  const Funnel found = funnel_rates(units);
  EXPECT_TRUE(close(found.target, 97.0 / 430.0, 1e-15));
  double squares = 0.0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const TestResult score = proportion_test(units[i].events, units[i].total, found.target);
    EXPECT_TRUE(close(found.units[i].z, score.statistic, 1e-12));
    EXPECT_EQ(found.units[i].adjusted, found.units[i].z);
    const Interval limits = funnel_rate_limits(found.target, units[i].total);
    EXPECT_TRUE(close(found.units[i].inner.lower, limits.lower, 1e-14));
    EXPECT_TRUE(close(found.units[i].inner.upper, limits.upper, 1e-14));
    EXPECT_LT(found.units[i].outer.lower, limits.lower);
    squares += score.statistic * score.statistic;
  }
  // Three units are too few to pull any in.
  EXPECT_TRUE(close(found.dispersion, squares / 3.0, 1e-12));
  EXPECT_TRUE(close(found.pvalue, std::exp(-0.5 * squares), 1e-12));
  EXPECT_EQ(found.status, Status::ok);
}

TEST(Funnel, WinsorisesTheOutermostTenth) {
  // Ten units with z from −4.5 to 4.5, in disorder; one at each end is pulled in to ±3.5.
  std::vector<FunnelEffect> units;
  for (const double z : {4.5, -0.5, 2.5, -3.5, 0.5, 1.5, -4.5, 3.5, -2.5, -1.5}) units.push_back({10.0 + 2.0 * z, 2.0});
  FunnelOptions options;
  options.target = 10.0;
  const double plain = 2.0 * (0.25 + 2.25 + 6.25 + 12.25 + 20.25);
  const double pulled = 2.0 * (0.25 + 2.25 + 6.25 + 12.25 + 12.25);
  EXPECT_TRUE(close(funnel_effects(units, options).dispersion, pulled / 10.0, 1e-14));
  EXPECT_TRUE(close(funnel_effects(units, options).pvalue, detail::chi_squared_upper_tail(plain, 10.0), 1e-12));
  options.winsorise = 0.0;
  EXPECT_TRUE(close(funnel_effects(units, options).dispersion, plain / 10.0, 1e-14));
  // With equal variances DerSimonian and Laird's is s² (Q − (I−1)) / (I−1).
  EXPECT_TRUE(close(funnel_effects(units, options).between_deviation, std::sqrt(4.0 * (plain - 9.0) / 9.0), 1e-13));
  options.winsorise = 0.49;
  EXPECT_TRUE(close(funnel_effects(units, options).dispersion, 0.25, 1e-14));
}

TEST(Funnel, AddsOrMultipliesTheDispersion) {
  std::vector<FunnelEffect> units;
  for (int i = 0; i < 20; ++i) units.push_back({i % 2 == 0 ? 3.0 : -3.0, i < 10 ? 1.0 : 0.1});
  FunnelOptions options;
  options.target = 0.0;
  options.dispersion = FunnelDispersion::multiplicative;
  const Funnel multiplied = funnel_effects(units, options);
  const double root = std::sqrt(multiplied.dispersion);
  EXPECT_GT(root, 1.0);
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_TRUE(close(multiplied.units[i].adjusted * root, multiplied.units[i].z, 1e-14));
    EXPECT_TRUE(close(multiplied.units[i].inner.upper, 1.9599639845400542 * root * units[i].standard_error, 1e-13));
  }
  options.dispersion = FunnelDispersion::additive;
  const Funnel added = funnel_effects(units, options);
  EXPECT_EQ(added.dispersion, multiplied.dispersion);
  // w = 1 and 100, ten each: (Q − 19) / (1010 − 100010/1010) with Q = 20 φ.
  const double between = (20.0 * added.dispersion - 19.0) / (1010.0 - 100010.0 / 1010.0);
  EXPECT_TRUE(close(added.between_deviation, std::sqrt(between), 1e-13));
  for (std::size_t i = 0; i < 20; ++i) {
    const double spread = std::sqrt(units[i].standard_error * units[i].standard_error + between);
    EXPECT_TRUE(close(added.units[i].adjusted, units[i].value / spread, 1e-13));
    EXPECT_TRUE(close(added.units[i].outer.lower, -3.0902323061678135 * spread, 1e-12));
  }
  // Units that vary less than chance are left as they are.
  const std::vector<FunnelEffect> calm{{0.1, 1.0}, {-0.1, 1.0}, {0.05, 2.0}};
  for (const FunnelDispersion dispersion : {FunnelDispersion::additive, FunnelDispersion::multiplicative}) {
    options.dispersion = dispersion;
    const Funnel found = funnel_effects(calm, options);
    EXPECT_EQ(found.between_deviation, 0.0);
    EXPECT_LT(found.dispersion, 1.0);
    for (const FunnelUnit& unit : found.units) EXPECT_EQ(unit.adjusted, unit.z);
  }
}

TEST(Funnel, OfObservedOverExpectedIsOnTheScaleOfRoots) {
  const Funnel found = funnel_observed_expected({{12, 8.5}, {0, 9.1}, {20, 18.0}, {0, 0.0}});
  EXPECT_EQ(found.target, 1.0);
  EXPECT_TRUE(close(found.units[0].z, 2.0 * (std::sqrt(12.0) - std::sqrt(8.5)), 1e-13));
  EXPECT_TRUE(close(found.units[1].z, -2.0 * std::sqrt(9.1), 1e-14));
  EXPECT_TRUE(close(found.units[0].value, 12.0 / 8.5, 1e-15));
  const double step = 0.5 * 1.9599639845400542 / std::sqrt(18.0);
  EXPECT_TRUE(close(found.units[2].inner.lower, (1.0 - step) * (1.0 - step), 1e-13));
  EXPECT_TRUE(close(found.units[2].inner.upper, (1.0 + step) * (1.0 + step), 1e-13));
  EXPECT_EQ(found.units[3].status, Status::undefined);
  EXPECT_TRUE(std::isnan(found.units[3].value) && std::isnan(found.units[3].z));
  EXPECT_EQ(funnel_observed_expected({{0, 0.1}}).units[0].outer.lower, 0.0);
}

TEST(Funnel, OfLogRatios) {
  const std::vector<Table2x2> units{
      {{30, 100}, {40, 200}}, {{9, 80}, {11, 90}}, {{0, 20}, {5, 30}}, {{0, 9}, {0, 9}}, {{4, 4}, {6, 6}}};
  const Funnel found = funnel_log_ratios(units);
  const auto effect = [](double x1, double n1, double x2, double n2) {
    return FunnelEffect{std::log(x1 / n1 / (x2 / n2)), std::sqrt(1.0 / x1 - 1.0 / n1 + 1.0 / x2 - 1.0 / n2)};
  };
  const std::vector<FunnelEffect> effects{effect(30, 100, 40, 200), effect(9, 80, 11, 90), effect(0.5, 21, 5.5, 31),
                                          effect(4.5, 5, 6.5, 7)};
  double sum = 0.0;
  double weights = 0.0;
  for (const FunnelEffect& e : effects) {
    sum += e.value / (e.standard_error * e.standard_error);
    weights += 1.0 / (e.standard_error * e.standard_error);
  }
  EXPECT_TRUE(close(found.target, std::exp(sum / weights), 1e-13));
  EXPECT_TRUE(close(found.units[0].z, (effects[0].value - sum / weights) / effects[0].standard_error, 1e-11));
  EXPECT_TRUE(close(found.units[2].value, std::exp(effects[2].value), 1e-14));
  EXPECT_TRUE(close(found.units[1].inner.upper, std::exp(sum / weights + 1.9599639845400542 * effects[1].standard_error), 1e-13));
  EXPECT_EQ(found.units[3].status, Status::undefined);
  EXPECT_EQ(found.units[4].status, Status::ok);
  // The groups changed over: every ratio inverts, every z changes sign.
  std::vector<Table2x2> swapped;
  for (const Table2x2& table : units) swapped.push_back(table.swapped());
  const Funnel back = funnel_log_ratios(swapped);
  EXPECT_TRUE(close(back.target, 1.0 / found.target, 1e-13));
  for (const std::size_t i : {0U, 1U, 2U, 4U}) {
    EXPECT_TRUE(close(back.units[i].z, -found.units[i].z, 1e-11));
    EXPECT_TRUE(close(back.units[i].outer.lower, 1.0 / found.units[i].outer.upper, 1e-12));
  }
}

TEST(Funnel, PermutingUnitsPermutesResults) {
  const std::vector<Proportion> units{{30, 100}, {55, 240}, {12, 90}, {200, 310}, {7, 15}, {1, 60}};
  const std::vector<Proportion> turned(units.rbegin(), units.rend());
  for (const FunnelDispersion dispersion :
       {FunnelDispersion::none, FunnelDispersion::additive, FunnelDispersion::multiplicative}) {
    FunnelOptions options;
    options.dispersion = dispersion;
    const Funnel one = funnel_rates(units, options);
    const Funnel other = funnel_rates(turned, options);
    EXPECT_TRUE(close(other.dispersion, one.dispersion, 1e-14));
    for (std::size_t i = 0; i < units.size(); ++i) {
      EXPECT_TRUE(close(other.units[units.size() - 1 - i].adjusted, one.units[i].adjusted, 1e-13));
      EXPECT_TRUE(close(other.units[units.size() - 1 - i].outer.upper, one.units[i].outer.upper, 1e-13));
    }
  }
}

TEST(Funnel, SaysWhereThereIsNoAnswer) {
  EXPECT_EQ(funnel_rates({}).status, Status::undefined);
  EXPECT_TRUE(std::isnan(funnel_rates({}).dispersion));
  EXPECT_EQ(funnel_rates({{0, 0}}).status, Status::undefined);
  const Funnel none = funnel_rates({{0, 10}, {0, 20}});
  EXPECT_EQ(none.status, Status::no_information);
  EXPECT_EQ(none.target, 0.0);
  EXPECT_EQ(none.units[0].status, Status::no_information);
  EXPECT_TRUE(std::isnan(none.units[0].z));
  const Funnel one = funnel_rates({{3, 10}});
  EXPECT_EQ(one.units[0].z, 0.0);
  EXPECT_EQ(one.pvalue, 1.0);
  EXPECT_EQ(one.between_deviation, 0.0);
  EXPECT_EQ(funnel_rates({{3, 10}, {0, 0}}).units[1].status, Status::undefined);
  EXPECT_EQ(funnel_log_ratios({}).status, Status::undefined);
}

TEST(Funnel, RefusesWhatCannotBe) {
  EXPECT_EQ(refusal([] {
              return funnel_rates({{3, 10}, {4, 3}});
            }),
            "funnel_rates: units[1].events is 4, but must be at most units[1].total, which is 3");
  EXPECT_EQ(refusal([] {
              return funnel_log_ratios({{{3, 10}, {4, 3}}});
            }),
            "funnel_log_ratios: units[0].reference_events is 4, but must be at most units[0].reference_total, which is 3");
  EXPECT_NE(refusal([] { return funnel_effects({{1.0, 0.0}}); }), "accepted");
  EXPECT_NE(refusal([] { return funnel_effects({{infinity, 1.0}}); }), "accepted");
  EXPECT_NE(refusal([] { return funnel_observed_expected({{1, -1.0}}); }), "accepted");
  FunnelOptions options;
  options.winsorise = 0.5;
  EXPECT_NE(refusal([&] { return funnel_rates({{3, 10}}, options); }), "accepted");
  options = {};
  options.target = 2.0;
  EXPECT_NE(refusal([&] { return funnel_rates({{3, 10}}, options); }), "accepted");
}

TEST(Funnel, IsLinearInTheUnits) {
  std::vector<Proportion> units;
  for (Count i = 0; i < 200000; ++i) units.push_back({i % 97, 100 + i % 1000});
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(funnel_rates(units).units.size(), units.size());
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(2));
}

}  // namespace
