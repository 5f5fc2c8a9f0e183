#include "equitable/groups/simultaneous_ratios.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

#include "equitable/detail/random.hpp"
#include "support/compare.hpp"
#include "support/contingency.hpp"
#include "support/csv.hpp"

namespace {

using namespace equitable;
using support::close;
using support::close_probability;

constexpr SimultaneousRatioMethod both_methods[] = {SimultaneousRatioMethod::max_t_score, SimultaneousRatioMethod::max_t_log};

TEST(SimultaneousRatios, OneComparisonIsThePlainOne) {
  support::RandomTables random(71);
  random.for_each(300, 1000000, [](const Table2x2& table) {
    const SimultaneousRatios score = simultaneous_ratios({table.reference, table.group});
    const Estimate plain = relative_likelihood(table);
    const TestResult test = significance(table);
    ASSERT_EQ(score.groups.size(), 1U);
    EXPECT_EQ(score.family, "against_reference, 1 test, max_t_score");
    EXPECT_TRUE(close(score.groups[0].ratio.lower, plain.lower, 1e-13)) << support::describe(table);
    EXPECT_TRUE(close(score.groups[0].ratio.upper, plain.upper, 1e-13)) << support::describe(table);
    EXPECT_TRUE(close_probability(score.groups[0].p_adjusted, test.pvalue, 1e-12)) << support::describe(table);
    EXPECT_EQ(score.groups[0].status, test.status) << support::describe(table);
    const SimultaneousRatios log = simultaneous_ratios({table.reference, table.group}, 0, {SimultaneousRatioMethod::max_t_log});
    const Estimate katz = relative_likelihood(table, {RelativeLikelihoodMethod::katz_log});
    if (!std::isnan(log.critical_value)) {
      EXPECT_TRUE(close(log.groups[0].ratio.lower, katz.lower, 1e-13)) << support::describe(table);
    }
  });
}

TEST(SimultaneousRatios, IntervalsAndPvaluesAgree) {
  support::RandomTables random(72);
  for (int round = 0; round < 25; ++round) {
    const std::vector<Proportion> groups = support::random_groups(random, 3 + static_cast<std::size_t>(round % 3), 3000);
    for (const SimultaneousRatioMethod method : both_methods) {
      const SimultaneousRatios found = simultaneous_ratios(groups, 1, {method});
      if (std::isnan(found.critical_value)) continue;
      const double count = static_cast<double>(found.groups.size());
      EXPECT_GE(found.critical_value, detail::two_sided_quantile(Confidence{0.95}) * (1.0 - 1e-14));
      EXPECT_LE(found.critical_value, detail::normal_upper_quantile(0.025 / count) * (1.0 + 1e-14));
      for (const SimultaneousRatio& one : found.groups) {
        const Table2x2 table{groups[one.group], groups[1]};
        const TestResult test =
            significance(table, {method == SimultaneousRatioMethod::max_t_score ? SignificanceMethod::n_minus_1_chi2
                                                                                : SignificanceMethod::log_rr_wald});
        EXPECT_EQ(one.ratio.status == Status::undefined, std::isnan(one.ratio.lower) || std::isnan(one.ratio.value));
        if (std::isnan(one.statistic) || std::isnan(one.ratio.lower)) continue;
        EXPECT_GE(one.p_adjusted, test.pvalue * (1.0 - 1e-12));
        EXPECT_LE(one.p_adjusted, std::fmin(1.0, count * test.pvalue) * (1.0 + 1e-12));
        if (std::fabs(one.p_adjusted - 0.05) < 1e-9) continue;
        const bool outside = one.ratio.lower > 1.0 || one.ratio.upper < 1.0;
        EXPECT_EQ(outside, one.p_adjusted < 0.05) << support::describe(table);
        EXPECT_EQ(one.statistic > 0.0, one.ratio.value > 1.0) << support::describe(table);
      }
    }
  }
}

TEST(SimultaneousRatios, CoverTogether) {
  // Four equal groups of 200 with rate 0.3: all three intervals hold with a probability near 0.95 (2000 samples).
  int held = 0;
  for (std::uint64_t sample = 0; sample < 2000; ++sample) {
    std::vector<Proportion> groups;
    for (std::uint64_t g = 0; g < 4; ++g) {
      const double x = detail::binomial_quantile(detail::random_uniform(5, sample, g), 200.0, detail::unit_point(0.3));
      groups.push_back({static_cast<Count>(x), 200});
    }
    // The critical value does not depend on the events, so one interval decides by its deviate.
    static const double c = simultaneous_ratios({{50, 200}, {60, 200}, {60, 200}, {60, 200}}).critical_value;
    bool all = true;
    for (std::size_t g = 1; g < 4; ++g)
      all = all && std::fabs(detail::equality_z({groups[g], groups[0]}, SignificanceMethod::n_minus_1_chi2)) <= c;
    held += all ? 1 : 0;
  }
  EXPECT_GT(held, 1860);
  EXPECT_LT(held, 1940);
}

TEST(SimultaneousRatios, Edges) {
  const SimultaneousRatios found = simultaneous_ratios({{5, 50}, {0, 40}, {0, 0}, {30, 30}});
  EXPECT_EQ(found.family, "against_reference, 2 tests, max_t_score");
  EXPECT_EQ(found.groups[0].ratio.lower, 0.0);
  EXPECT_EQ(found.groups[0].status, Status::ok);
  EXPECT_EQ(found.groups[1].status, Status::undefined);
  EXPECT_TRUE(std::isnan(found.groups[1].p_adjusted) && std::isnan(found.groups[1].ratio.lower));
  EXPECT_LT(found.groups[2].p_adjusted, 1e-10);
  const SimultaneousRatios none = simultaneous_ratios({{0, 50}, {0, 40}, {3, 40}});
  EXPECT_EQ(none.groups[0].status, Status::no_information);
  EXPECT_TRUE(std::isnan(none.groups[0].p_adjusted));
  EXPECT_EQ(none.groups[1].ratio.upper, infinity);
  const SimultaneousRatios empty = simultaneous_ratios({{0, 0}, {1, 40}, {3, 40}});
  EXPECT_TRUE(std::isnan(empty.critical_value));
  EXPECT_EQ(empty.groups[1].ratio.status, Status::undefined);
  const SimultaneousRatios zeros = simultaneous_ratios({{5, 50}, {0, 40}, {7, 40}}, 0, {SimultaneousRatioMethod::max_t_log});
  EXPECT_EQ(zeros.family, "against_reference, 1 test, max_t_log");
  EXPECT_EQ(zeros.groups[0].status, Status::undefined);
  EXPECT_TRUE(simultaneous_ratios({{3, 4}}).groups.empty());
  EXPECT_EQ(support::refusal([] {
              return simultaneous_ratios({{1, 4}}, 1).groups;
            }),
            "simultaneous_ratios: reference is 1, but must be the index of one of the 1 groups");
  // One against a billion, and the other way round.
  const SimultaneousRatios uneven = simultaneous_ratios({{1, 1}, {400000000, 1000000000}, {500, 1000}, {0, 1}});
  for (const SimultaneousRatio& one : uneven.groups) EXPECT_TRUE(one.p_adjusted > 0.0 && one.p_adjusted <= 1.0);
}

// What R's multcomp says of the same groups, by quasi-random integration: tests/reference/r_peers.R.
TEST(SimultaneousRatios, MultcompAgrees) {
  int agreed = 0;
  const support::Csv file("reference/r_peers.csv");
  for (const support::Row& row : file.rows()) {
    if (row.text("family") != "simultaneous_ratios") continue;
    const std::string input = row.text("input");
    const std::size_t of = input.find(" of ");
    std::istringstream events(input.substr(0, of));
    std::istringstream totals(input.substr(of + 4));
    std::vector<Proportion> groups;
    for (Count x = 0, n = 0; events >> x && totals >> n;) groups.push_back({x, n});
    SimultaneousRatioOptions options;
    options.method = SimultaneousRatioMethod::max_t_log;
    const SimultaneousRatios found = simultaneous_ratios(groups, 0, options);
    const std::string quantity = row.text("quantity");
    const std::size_t group = static_cast<std::size_t>(quantity.back() - '1');
    for (const SimultaneousRatio& one : found.groups) {
      if (one.group != group) continue;
      const double got = quantity[0] == 'p'                            ? one.p_adjusted
                         : quantity.find("lower") != std::string::npos ? std::log(one.ratio.lower)
                                                                       : std::log(one.ratio.upper);
      EXPECT_TRUE(close(got, row.number("value"), row.number("tolerance"), 3e-4)) << row.all() << " here " << got;
      ++agreed;
    }
  }
  EXPECT_EQ(agreed, 15);
}

}  // namespace
