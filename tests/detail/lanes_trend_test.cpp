#include "equitable/detail/lanes_trend.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using equitable::Alternative;
using equitable::Count;
using equitable::Status;
using equitable::detail::lane_count;
using equitable::detail::LaneTrend;

constexpr std::size_t groups = 4;

/// A block of tables of four groups with their tests.
struct Block {
  std::vector<Count> events, totals;
  std::vector<double> scores;
  std::size_t offsets[lane_count + 1] = {};
  double statistic[lane_count], pvalue[lane_count], df[lane_count];
  Status status[lane_count];
  std::uint8_t redo[lane_count];

  Block(support::RandomTables& random, const std::vector<double>& line, Count largest) {
    for (std::size_t i = 0; i < lane_count; ++i) {
      offsets[i + 1] = (i + 1) * groups;
      for (std::size_t g = 0; g < groups; ++g) {
        totals.push_back(random.total(largest));
        events.push_back(random.events(totals.back()));
        scores.push_back(line[g]);
      }
    }
  }
  void run(LaneTrend kind) {
    equitable::detail::trend_lanes_of(kind, {events.data(), totals.data(), offsets}, scores.data(), Alternative::two_sided, 0,
                                      lane_count, {statistic, pvalue, status, df, redo});
  }
};

TEST(LanesTrend, Definitions) {
  support::RandomTables random(7);
  const std::vector<double> line{1, 2, 3, 5};
  for (int round = 0; round < 300; ++round) {
    Block block(random, line, round % 2 == 0 ? 30 : 200000);
    for (const LaneTrend kind :
         {LaneTrend::n_minus_1, LaneTrend::cochran_armitage, LaneTrend::chi_squared, LaneTrend::departure}) {
      block.run(kind);
      for (std::size_t i = 0; i < lane_count; ++i) {
        // T = Σ w (x − n p), S = Σ n (w − w̄)², and what the line leaves of Pearson's X².
        long double people = 0.0L, events = 0.0L, weighted = 0.0L;
        for (std::size_t k = i * groups; k < (i + 1) * groups; ++k) {
          const long double n = static_cast<long double>(block.totals[k]);
          people += n;
          events += static_cast<long double>(block.events[k]);
          weighted += n * static_cast<long double>(block.scores[k]);
        }
        const long double p = events / people;
        const long double mean = weighted / people;
        long double trend = 0.0L, squares = 0.0L, whole = 0.0L;
        for (std::size_t k = i * groups; k < (i + 1) * groups; ++k) {
          const long double n = static_cast<long double>(block.totals[k]);
          const long double x = static_cast<long double>(block.events[k]);
          const long double w = static_cast<long double>(block.scores[k]);
          const long double excess = (x * people - n * events) / people;
          trend += w * (x * people - n * events);
          squares += n * (w - mean) * (w - mean);
          whole += excess * excess / (n * p * ((people - events) / people));
        }
        if (!(p > 0.0L && p < 1.0L)) {
          ASSERT_EQ(block.status[i], Status::no_information);
          continue;
        }
        const long double z = trend / std::sqrt(events * (people - events) * squares);
        if (std::fabs(z) > 35.9L || whole > 1299.0L) continue;  // may be marked
        ASSERT_EQ(block.redo[i], 0);
        const long double expected = kind == LaneTrend::n_minus_1     ? z * std::sqrt((people - 1.0L) / people)
                                     : kind == LaneTrend::chi_squared ? z * z
                                     : kind == LaneTrend::departure   ? whole - z * z
                                                                      : z;
        const double lost =
            kind == LaneTrend::departure ? 1e-17 * static_cast<double>(whole) : 0.0;  // of the reference, where it subtracts
        ASSERT_TRUE(support::close(block.statistic[i], static_cast<double>(expected), 5e-15, lost)) << i;
        const double root = std::sqrt(0.5) * std::fabs(static_cast<double>(z));
        if (kind == LaneTrend::cochran_armitage) {
          ASSERT_TRUE(support::close(block.pvalue[i], std::erfc(root), 1e-14 + 2e-15 * root * root)) << i;
        }
        if (kind == LaneTrend::departure) {
          ASSERT_TRUE(support::close(block.pvalue[i], std::exp(-0.5 * block.statistic[i]), 2e-15))
              << i;  // two degrees of freedom
          ASSERT_EQ(block.df[i], 2.0);
        }
      }
    }
  }
}

TEST(LanesTrend, BlocksForTheScalarFunction) {
  support::RandomTables random(8);
  const auto marked = [](Block& block, LaneTrend kind) {
    block.run(kind);
    std::size_t count = 0;
    for (const std::uint8_t mark : block.redo) count += mark;
    return count;
  };
  Block even(random, {1, 2, 3, 4}, 50);
  EXPECT_EQ(marked(even, LaneTrend::n_minus_1), 0U);
  even.totals[5] = even.events[5] = 0;  // an empty group, which its table leaves out
  EXPECT_EQ(marked(even, LaneTrend::n_minus_1), 1U);
  EXPECT_EQ(even.redo[1], 1);
  even.scores[9] = 7.0;  // one table unlike the others
  EXPECT_EQ(marked(even, LaneTrend::n_minus_1), lane_count);
  Block free(random, {0.0, 1.0, std::sqrt(2.0), 2.0}, 50);  // no common unit
  EXPECT_EQ(marked(free, LaneTrend::cochran_armitage), lane_count);
  Block huge(random, {1e150, 2, 3, 4}, 50);
  EXPECT_EQ(marked(huge, LaneTrend::cochran_armitage), lane_count);
}

}  // namespace
