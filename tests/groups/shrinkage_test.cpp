#include "equitable/groups/shrinkage.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using equitable::Count;
using equitable::Estimate;
using equitable::infinity;
using equitable::Proportion;
using equitable::Shrinkage;
using equitable::ShrinkageMethod;
using equitable::ShrinkageOptions;
using equitable::shrunken_rates;
using equitable::Status;
using support::close;
using support::refusal;

using Groups = std::vector<Proportion>;

std::vector<Count> listed(const std::string& text) {
  std::istringstream in(text);
  std::vector<Count> numbers;
  for (Count number = 0; in >> number;) numbers.push_back(number);
  return numbers;
}

ShrinkageOptions by(ShrinkageMethod method) {
  ShrinkageOptions options;
  options.method = method;
  return options;
}

TEST(ShrinkageReference, EveryRowAgrees) {
  const support::Csv file("reference/shrinkage.csv");
  for (const support::Row& row : file.rows()) {
    const std::vector<Count> events = listed(row.text("events"));
    const std::vector<Count> totals = listed(row.text("totals"));
    Groups groups;
    for (std::size_t i = 0; i < events.size(); ++i) groups.push_back({events[i], totals[i]});
    const Shrinkage likely = shrunken_rates(groups);
    EXPECT_TRUE(close(likely.mean, row.number("ml_mean"), 1e-10)) << row.all();
    EXPECT_TRUE(close(likely.concentration, row.number("ml_concentration"), 1e-10)) << row.all();
    const Shrinkage moments = shrunken_rates(groups, by(ShrinkageMethod::method_of_moments));
    EXPECT_TRUE(close(moments.mean, row.number("mom_mean"), 1e-13)) << row.all();
    EXPECT_TRUE(close(moments.concentration, row.number("mom_concentration"), 1e-11)) << row.all();
    EXPECT_EQ(likely.status, std::isinf(row.number("ml_concentration")) ? Status::unbounded : Status::ok);
  }
  EXPECT_EQ(file.rows().size(), 19U);
}

TEST(Shrinkage, EachRateMovesTowardsTheMeanByWhatItsNumbersLeaveOpen) {
  support::RandomTables random(61);
  for (int i = 0; i < 100; ++i) {
    Groups groups;
    for (Count j = random.between(2, 12); j > 0; --j) {
      const Count n = random.total(5000);
      groups.push_back({random.events(n), n});
    }
    for (const ShrinkageMethod method : {ShrinkageMethod::maximum_likelihood, ShrinkageMethod::method_of_moments}) {
      const Shrinkage found = shrunken_rates(groups, by(method));
      if (found.status != Status::ok) continue;
      for (std::size_t j = 0; j < groups.size(); ++j) {
        const Estimate& rate = found.organisations[j];
        const double n = static_cast<double>(groups[j].total);
        const double own = n / (n + found.concentration);
        EXPECT_TRUE(close(rate.value, own * groups[j].rate() + (1.0 - own) * found.mean, 1e-11));
        EXPECT_TRUE(rate.value >= std::fmin(groups[j].rate(), found.mean) * (1 - 1e-12));
        EXPECT_TRUE(rate.value <= std::fmax(groups[j].rate(), found.mean) * (1 + 1e-12));
        if (rate.status != Status::ok) continue;
        const double a = found.concentration * found.mean + static_cast<double>(groups[j].events);
        const double b = found.concentration * (1 - found.mean) + static_cast<double>(groups[j].total - groups[j].events);
        EXPECT_TRUE(close(equitable::detail::beta_lower_tail(rate.lower, a, b), 0.025, 1e-6)) << a << " " << b;
        EXPECT_LT(rate.lower, rate.upper);
      }
      // Of those without the outcome everything mirrors.
      Groups others;
      for (const Proportion& g : groups) others.push_back(g.complement());
      const Shrinkage mirrored = shrunken_rates(others, by(method));
      EXPECT_TRUE(close(mirrored.mean, 1.0 - found.mean, 1e-9, 1e-12));
      EXPECT_TRUE(close(mirrored.concentration, found.concentration, 1e-8));
    }
  }
}

TEST(Shrinkage, TheLikelihoodIsLargestAtItsEstimate) {
  const Groups groups{{12, 40}, {30, 60}, {3, 25}, {44, 180}, {0, 4}};
  const auto log_likelihood = [&groups](double m, double c) {
    double sum = 0.0;
    for (const Proportion& g : groups) {
      const double x = static_cast<double>(g.events);
      const double n = static_cast<double>(g.total);
      sum += std::lgamma(c * m + x) - std::lgamma(c * m) + std::lgamma(c * (1 - m) + n - x) - std::lgamma(c * (1 - m)) -
             std::lgamma(c + n) + std::lgamma(c);
    }
    return sum;
  };
  const Shrinkage found = shrunken_rates(groups);
  const double best = log_likelihood(found.mean, found.concentration);
  for (const double dm : {-0.01, 0.0, 0.01})
    for (const double dc : {0.97, 1.0, 1.03}) EXPECT_LE(log_likelihood(found.mean + dm, found.concentration * dc), best + 1e-12);
}

TEST(Shrinkage, DigammaDifferencesAreSums) {
  for (const double a : {1e-6, 0.3, 5.0, 19.99, 300.0, 1e7})
    for (const double x : {0.0, 1.0, 24.0, 25.0, 1000.0}) {
      long double sum = 0.0L;
      for (int i = 0; i < static_cast<int>(x); ++i) sum += 1.0L / (static_cast<long double>(a) + static_cast<long double>(i));
      EXPECT_TRUE(close(equitable::detail::digamma_rise(a, x), static_cast<double>(sum), 3e-15)) << a << " " << x;
    }
}

TEST(Shrinkage, Edges) {
  for (const ShrinkageMethod method : {ShrinkageMethod::maximum_likelihood, ShrinkageMethod::method_of_moments}) {
    // Differences no larger than chance: the pooled rate for all, with its own uncertainty.
    const Shrinkage alike = shrunken_rates({{10, 100}, {11, 100}, {9, 100}}, by(method));
    EXPECT_EQ(alike.concentration, infinity);
    EXPECT_EQ(alike.correlation, 0.0);
    EXPECT_EQ(alike.status, Status::unbounded);
    for (const Estimate& rate : alike.organisations) {
      EXPECT_TRUE(close(rate.value, 0.1, 1e-15));
      EXPECT_TRUE(close(rate.lower, equitable::detail::beta_lower_quantile(0.025, 30.5, 270.5), 1e-12));
      EXPECT_EQ(rate.status, Status::ok);
    }
    // Nobody or everybody in each: nothing in common.
    const Shrinkage apart = shrunken_rates({{0, 50}, {50, 50}, {50, 50}}, by(method));
    EXPECT_EQ(apart.concentration, 0.0) << static_cast<int>(method);
    EXPECT_EQ(apart.organisations[0].value, 0.0);
    EXPECT_EQ(apart.organisations[1].value, 1.0);
    EXPECT_EQ(apart.organisations[1].status, Status::undefined);
    // Nobody anywhere.
    const Shrinkage nobody = shrunken_rates({{0, 10}, {0, 20}}, by(method));
    EXPECT_EQ(nobody.mean, 0.0);
    EXPECT_EQ(nobody.concentration, infinity);
    EXPECT_EQ(nobody.organisations[0].value, 0.0);
    EXPECT_EQ(nobody.organisations[0].status, Status::ok);
    // One without people gets the common distribution.
    const Shrinkage empty = shrunken_rates({{3, 40}, {25, 60}, {0, 0}}, by(method));
    EXPECT_TRUE(close(empty.organisations[2].value, empty.mean, 1e-14));
    EXPECT_EQ(empty.organisations[2].status, Status::ok);
    EXPECT_EQ(shrunken_rates({{0, 0}}, by(method)).status, Status::undefined);
    EXPECT_EQ(shrunken_rates({}, by(method)).status, Status::undefined);
    EXPECT_EQ(shrunken_rates({{3, 40}}, by(method)).concentration, infinity);
    // Large counts.
    const Shrinkage large =
        shrunken_rates({{100000000, 1000000000}, {120000000, 1000000000}, {150000000, 1000000000}}, by(method));
    EXPECT_EQ(large.status, Status::ok);
    EXPECT_TRUE(close(large.organisations[1].value, 0.12, 1e-6));
  }
  EXPECT_EQ(refusal([] {
              return shrunken_rates({{1, 2}, {3, 2}});
            }),
            "shrunken_rates: organisations[1].events is 3, but must be at most organisations[1].total, which is 2");
}

}  // namespace
