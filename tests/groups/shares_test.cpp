#include "equitable/groups/shares.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "equitable/proportion/interval.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/lists.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;
using Method = SharesMethod;
using Counts = std::vector<Count>;

constexpr std::size_t methods = detail::shares_method_names.size();

Method method_at(std::size_t i) { return static_cast<Method>(i); }

TEST(Shares, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/shares.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows()) {
    const std::string method = row.text("method");
    ++rows[method];
    std::size_t m = 0;
    while (m + 1 < methods && method != name(method_at(m))) ++m;
    const Counts counts = support::counts(row.text("counts"));
    const std::vector<Estimate> found = shares(counts, {method_at(m), Confidence(row.number("confidence_level"))});
    ASSERT_EQ(found.size(), counts.size());
    const Estimate& share = found[static_cast<std::size_t>(row.count("category") - 1)];
    ASSERT_EQ(share.method, method);
    EXPECT_EQ(share.status, Status::ok);
    EXPECT_TRUE(close(share.lower, row.number("lower"), 1e-12)) << row.all();
    EXPECT_TRUE(close(share.upper, row.number("upper"), 1e-12)) << row.all();
  }
  EXPECT_EQ(rows.size(), methods);
  for (const auto& [method, count] : rows)
    EXPECT_EQ(count, method == "sison_glaz" ? 228 : method == "clopper_pearson_bonferroni" ? 240 : 256) << method;
}

Counts random_counts(support::RandomTables& random, Count most_categories, Count largest) {
  Counts counts;
  for (Count k = random.between(2, most_categories); k > 0; --k)
    counts.push_back(random.between(0, 4) == 0 ? 0 : random.total(largest));
  return counts;
}

TEST(Shares, EveryIntervalLiesInTheSpaceAndHoldsItsShare) {
  support::RandomTables random(1);
  for (int i = 0; i < 300 && !HasFailure(); ++i) {
    const Counts counts = random_counts(random, 6, i % 3 == 0 ? 1000000000000 : 200);
    Count n = 0;
    for (const Count count : counts) n += count;
    if (n == 0) continue;
    Counts backwards(counts.rbegin(), counts.rend());
    for (std::size_t m = 0; m < methods; ++m) {
      if (method_at(m) == Method::sison_glaz && n > 100000) continue;
      const std::vector<Estimate> found = shares(counts, {method_at(m)});
      const std::vector<Estimate> turned = shares(backwards, {method_at(m)});
      const std::vector<Estimate> wider = shares(counts, {method_at(m), Confidence(0.99)});
      for (std::size_t k = 0; k < counts.size(); ++k) {
        ASSERT_EQ(found[k].value, static_cast<double>(counts[k]) / static_cast<double>(n));
        ASSERT_TRUE(close(turned[counts.size() - 1 - k].lower, found[k].lower, 1e-13));
        ASSERT_TRUE(close(turned[counts.size() - 1 - k].upper, found[k].upper, 1e-13));
        if (found[k].status != Status::ok) {
          ASSERT_EQ(method_at(m), Method::sison_glaz);
          continue;
        }
        ASSERT_TRUE(found[k].lower >= 0.0 && found[k].upper <= 1.0) << name(method_at(m));
        ASSERT_TRUE(found[k].lower <= found[k].value * (1 + 1e-15) && found[k].value <= found[k].upper * (1 + 1e-15))
            << name(method_at(m));
        ASSERT_LE(wider[k].lower, found[k].lower) << name(method_at(m));
        if (method_at(m) == Method::sison_glaz) continue;  // whose upper limits may fall where C rises by one
        ASSERT_GE(wider[k].upper, found[k].upper) << name(method_at(m));
      }
    }
  }
}

TEST(Shares, AreTheIntervalsOfOneRateAtTheirLevel) {
  const Counts counts{12, 0, 7, 30};
  const auto expect = [&](Method method, ProportionMethod single, double level) {
    const std::vector<Estimate> found = shares(counts, {method, Confidence(0.95)});
    for (std::size_t k = 0; k < counts.size(); ++k) {
      const Estimate one = proportion(counts[k], 49, {single, Confidence(level)});
      EXPECT_TRUE(close(found[k].lower, one.lower, 1e-12)) << name(method);
      EXPECT_TRUE(close(found[k].upper, one.upper, 1e-12)) << name(method);
    }
  };
  expect(Method::goodman_wilson_bonferroni, ProportionMethod::wilson, 1.0 - 0.05 / 4);
  expect(Method::wilson_no_adjustment, ProportionMethod::wilson, 0.95);
  expect(Method::goodman_wald_bonferroni, ProportionMethod::wald, 1.0 - 0.05 / 4);
  expect(Method::clopper_pearson_bonferroni, ProportionMethod::clopper_pearson, 1.0 - 0.05 / 4);
  // Two categories: one interval, and χ² with 1 df is z².
  const std::vector<Estimate> two = shares({30, 19}, {Method::quesenberry_hurst});
  EXPECT_TRUE(close(two[0].lower, proportion(30, 49).lower, 1e-13));
  EXPECT_TRUE(close(two[0].upper + two[1].lower, 1.0, 1e-14));
}

/// ν(c) of Sison and Glaz (1995), from the truncated Poisson probabilities themselves.
long double coverage(const Counts& counts, Count c) {
  long double n = 0;
  for (const Count count : counts) n += static_cast<long double>(count);
  long double mass = 1;
  long double mean = 0;
  long double variance = 0;
  long double third = 0;
  long double fourth = 0;
  for (const Count count : counts) {
    const long double x = static_cast<long double>(count);
    std::vector<long double> values;
    std::vector<long double> weights;
    for (Count y = std::max<Count>(0, count - c); y <= count + c; ++y) {
      if (count == 0 && y > 0) continue;
      values.push_back(static_cast<long double>(y));
      weights.push_back(count == 0 ? 1.0L : std::exp(values.back() * std::log(x) - x - std::lgamma(values.back() + 1)));
    }
    long double whole = 0;
    for (const long double weight : weights) whole += weight;
    const auto moment = [&](long double from, int power) {
      long double sum = 0;
      for (std::size_t i = 0; i < values.size(); ++i) sum += weights[i] / whole * std::pow(values[i] - from, power);
      return sum;
    };
    const long double centre = moment(0, 1);
    const long double square = moment(centre, 2);
    mass *= whole;
    mean += centre;
    variance += square;
    third += moment(centre, 3);
    fourth += moment(centre, 4) - 3 * square * square;
  }
  const long double z = (n - mean) / std::sqrt(variance);
  const long double g1 = third / std::pow(variance, 1.5L);
  const long double g2 = fourth / (variance * variance);
  const long double series = 1 + g1 * (z * z * z - 3 * z) / 6 + g2 * (std::pow(z, 4) - 6 * z * z + 3) / 24 +
                             g1 * g1 * (std::pow(z, 6) - 15 * std::pow(z, 4) + 45 * z * z - 15) / 72;
  const long double density = std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.0L) * variance) * series;
  return mass * density / std::exp(n * std::log(n) - n - std::lgamma(n + 1));
}

TEST(Shares, SisonAndGlazFollowTheirDefinition) {
  support::RandomTables random(3);
  int found_widths = 0;
  for (int i = 0; i < 150 && !HasFailure(); ++i) {
    const Counts counts = random_counts(random, 5, 60);
    Count n = 0;
    for (const Count count : counts) n += count;
    if (n == 0) continue;
    const double level = i % 2 == 0 ? 0.95 : 0.5;
    const std::vector<Estimate> found = shares(counts, {Method::sison_glaz, Confidence(level)});
    long double before = 0;
    bool reached = false;
    for (Count c = 1; c <= n && !reached; ++c) {
      const long double now = coverage(counts, c);
      if (std::isnan(now)) break;
      reached = before < static_cast<long double>(level) && static_cast<long double>(level) < now;
      if (reached) {
        ++found_widths;
        const long double delta = (static_cast<long double>(level) - before) / (now - before);
        for (std::size_t k = 0; k < counts.size(); ++k) {
          const long double x = static_cast<long double>(counts[k]);
          const long double people = static_cast<long double>(n);
          const long double wide = static_cast<long double>(c) - 1;
          const double lower = static_cast<double>(std::fmax(0.0L, (x - wide) / people));
          const double upper = static_cast<double>(std::fmin(1.0L, (x + wide + 2 * delta) / people));
          ASSERT_TRUE(close(found[k].lower, lower, 1e-12, 1e-15));
          ASSERT_TRUE(close(found[k].upper, upper, 1e-9));
        }
      }
      before = now;
    }
    ASSERT_EQ(found[0].status, reached ? Status::ok : Status::undefined);
  }
  EXPECT_GT(found_widths, 100);
}

TEST(Shares, SmallSamplesAreCoveredTogether) {
  // Goodman's and the exact intervals: the chance that all three hold, over every composition of 30 people.
  const std::vector<std::vector<double>> truths{{0.2, 0.3, 0.5}, {1.0 / 3, 1.0 / 3, 1.0 / 3}, {0.1, 0.15, 0.75}};
  for (const std::vector<double>& truth : truths)
    for (const Method method : {Method::goodman_wilson_bonferroni, Method::clopper_pearson_bonferroni}) {
      double covered = 0.0;
      for (Count a = 0; a <= 30; ++a)
        for (Count b = 0; a + b <= 30; ++b) {
          const std::vector<Estimate> found = shares({a, b, 30 - a - b}, {method});
          bool all = true;
          for (std::size_t k = 0; k < 3; ++k) all = all && found[k].lower <= truth[k] && truth[k] <= found[k].upper;
          const double x = static_cast<double>(a);
          const double y = static_cast<double>(b);
          if (all)
            covered += std::exp(std::lgamma(31.0) - std::lgamma(x + 1) - std::lgamma(y + 1) - std::lgamma(31.0 - x - y) +
                                x * std::log(truth[0]) + y * std::log(truth[1]) + (30.0 - x - y) * std::log(truth[2]));
        }
      EXPECT_GE(covered, method == Method::clopper_pearson_bonferroni ? 0.95 : 0.935) << name(method);
    }
}

TEST(Shares, WithoutAnAnswerThereIsAStatus) {
  for (std::size_t m = 0; m < methods; ++m) {
    for (const Estimate& share : shares({0, 0}, {method_at(m)})) {
      EXPECT_EQ(share.status, Status::undefined);
      EXPECT_TRUE(std::isnan(share.lower));
    }
    const Estimate alone = shares({7}, {method_at(m)})[0];
    const bool none = method_at(m) == Method::quesenberry_hurst || method_at(m) == Method::gold_wald_scheffe;
    EXPECT_EQ(alone.status == Status::ok, !none) << alone.method;
    const Estimate sure = shares({7, 0, 0}, {method_at(m)})[0];
    EXPECT_TRUE(sure.status != Status::ok || sure.upper == 1.0) << sure.method;
  }
  EXPECT_EQ(shares({max_count / 2, 5}, {Method::sison_glaz})[0].status, Status::too_large);
  EXPECT_EQ(shares({max_count / 2, 5})[0].status, Status::ok);
  for (const double level : {1e-6, 0.5, 1.0 - 1e-12})
    EXPECT_EQ(shares({5, 9, 30}, {Method::quesenberry_hurst, Confidence(level)})[1].status, Status::ok);
}

TEST(Shares, RefusesWhatMakesNoSense) {
  EXPECT_EQ(refusal([] { return shares({}); }), "shares: counts is empty, but must hold at least one category");
  EXPECT_EQ(refusal([] {
              return shares({1, -1});
            }),
            "shares: counts[1] is -1, but must be 0 or more, and all counts together at most 2^53");
  EXPECT_EQ(refusal([] {
              return shares({max_count, 1});
            }),
            "shares: counts[1] is 1, but must be 0 or more, and all counts together at most 2^53");
}

}  // namespace
