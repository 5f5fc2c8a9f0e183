#include "equitable/detail/lanes_quantile_limits.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "equitable/proportion/clopper_pearson.hpp"
#include "equitable/proportion/jeffreys.hpp"
#include "support/compare.hpp"
#include "support/proportions.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;
using support::identical;

struct Rate {
  double x, n;
};

std::vector<Rate> some_rates() {
  std::vector<Rate> rates;
  support::for_each_rate(40, [&](Count x, Count n) { rates.push_back({static_cast<double>(x), static_cast<double>(n)}); });
  support::RandomTables random(31);
  random.for_each(400, max_count, [&](const support::Table2x2& t) {
    rates.push_back({static_cast<double>(t.group.events), static_cast<double>(t.group.total)});
    rates.push_back({static_cast<double>(t.reference.events), static_cast<double>(t.reference.total)});
  });
  return rates;
}

struct Case {
  const char* name;
  QuantileRule rule;
  Interval (*search)(double, double, const Level&) noexcept;
};

const Case cases[] = {{"clopper_pearson", clopper_pearson_rule, clopper_pearson_search},
                      {"mid_p", mid_p_rule, mid_p_search},
                      {"jeffreys_equal_tailed", jeffreys_equal_tailed_rule, jeffreys_search}};

constexpr double confidences[] = {0.5, 0.8, 0.95, 0.998, 1.0 - 1e-6, 1.0 - 1e-12, 1.0 - 1e-15};

TEST(LanesQuantileLimits, ABlockOfOneHasTheBitsOfABlockOfMany) {
  const std::vector<Rate> rates = some_rates();
  for (const Case& each : cases)
    for (const double confidence : confidences) {
      const Level level = two_sided_level(Confidence(confidence));
      const QuantileStarts starts(level);
      for (std::size_t first = 0; first < rates.size(); first += lane_count) {
        Lanes x, n, lower, upper;
        LaneMask redo{};
        for (std::size_t i = 0; i < lane_count; ++i) {
          const Rate& rate = rates[first + i < rates.size() ? first + i : first];
          x[i] = rate.x;
          n[i] = rate.n;
        }
        quantile_limits_lanes(each.rule, starts, x, n, lower, upper, redo);
        for (std::size_t i = 0; i < lane_count; ++i) {
          const std::string where = std::string(each.name) + " " + std::to_string(x[i]) + "/" + std::to_string(n[i]);
          Interval one{};
          ASSERT_EQ(quantile_limits_of_one(each.rule, level, x[i], n[i], one), redo[i] == 0) << where;
          if (redo[i] != 0) continue;
          ASSERT_TRUE(identical(one.lower, lower[i]) && identical(one.upper, upper[i])) << where << " " << confidence;
        }
      }
    }
}

TEST(LanesQuantileLimits, AreThoseOfTheSearch) {
  const std::vector<Rate> rates = some_rates();
  for (const Case& each : cases)
    for (const double confidence : confidences) {
      const Level level = two_sided_level(Confidence(confidence));
      std::size_t settled = 0;
      for (const Rate& rate : rates) {
        Interval found{};
        if (!quantile_limits_of_one(each.rule, level, rate.x, rate.n, found)) continue;
        ++settled;
        const Interval expected = each.search(rate.x, rate.n, level);
        const std::string where = std::string(each.name) + " " + std::to_string(rate.x) + "/" + std::to_string(rate.n);
        // A limit of 1e-33 is as exact as its logarithm.
        const double part = 2e-14 - 4e-16 * std::log(std::fmax(1e-300, expected.lower));
        ASSERT_TRUE(close(found.lower, expected.lower, part)) << where << " " << confidence << " " << expected.lower;
        ASSERT_TRUE(close(found.upper, expected.upper, part)) << where << " " << confidence << " " << expected.upper;
      }
      EXPECT_GT(10 * settled, 6 * rates.size()) << each.name << " " << confidence;
    }
}

TEST(LanesQuantileLimits, NobodyIsInClosedForm) {
  for (const double confidence : confidences)
    for (const double n : {1.0, 7.0, 1e6, 9007199254740992.0}) {
      const Level level = two_sided_level(Confidence(confidence));
      Interval found{};
      ASSERT_TRUE(quantile_limits_of_one(clopper_pearson_rule, level, 0, n, found));
      EXPECT_EQ(found.lower, 0.0);
      EXPECT_TRUE(close(found.upper, -std::expm1(std::log(level.tail) / n), 1e-15)) << n;
      ASSERT_TRUE(quantile_limits_of_one(mid_p_rule, level, n, n, found));
      EXPECT_EQ(found.upper, 1.0);
      EXPECT_TRUE(close(found.lower, std::exp(std::log(2.0 * level.tail) / n), 1e-15)) << n;
    }
}

TEST(LanesQuantileLimits, TailsAboveAQuarterAreLeft) {
  Interval found{};
  for (const Case& each : cases) EXPECT_FALSE(quantile_limits_of_one(each.rule, {0.26, 0.64}, 3, 10, found)) << each.name;
}

}  // namespace
