#include "equitable/detail/lanes_homogeneity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using equitable::Count;
using equitable::detail::lane_count;
using equitable::detail::Lanes;

TEST(LanesHomogeneity, DeviancesOfCounts) {
  support::RandomTables random(2);
  for (int block = 0; block < 4000; ++block) {
    Lanes x, expected, excess;
    Lanes sum{};
    for (std::size_t i = 0; i < lane_count; ++i) {
      const Count total = random.total(Count{1} << 25);
      // A mean that is a fraction, near the count or anywhere, with an excess that is exact in a long double.
      x[i] = static_cast<double>(random.between(0, 9) == 0 ? 0 : random.events(total));
      const Count gap = random.between(0, 1) == 0 ? random.between(1, 1000) : random.total(Count{1} << 40);
      excess[i] = std::ldexp(static_cast<double>(random.between(0, 1) == 0 ? gap : -gap), -20);
      if (!(x[i] - excess[i] > 0.0)) excess[i] = -std::fabs(excess[i]);
      expected[i] = x[i] - excess[i];
    }
    equitable::detail::add_lane_deviances(x, expected, excess, sum);
    for (std::size_t i = 0; i < lane_count; ++i) {
      const long double count = static_cast<long double>(x[i]);
      const long double gap = static_cast<long double>(excess[i]);
      const long double mean = count - gap;
      const long double t = x[i] > 0.0 ? -gap / count : 0.0L;  // mean/count − 1
      long double deviance = x[i] > 0.0 ? -count * std::log1p(t) - gap : mean;
      if (x[i] > 0.0 && std::fabs(t) < 1e-3L) {  // −log(1 + t) + t = t²/2 − t³/3 + …
        long double series = 0.0L;
        for (int k = 12; k >= 2; --k) series = series * -t + 1.0L / static_cast<long double>(k);
        deviance = count * t * t * series;
      }
      ASSERT_TRUE(support::close(sum[i], static_cast<double>(deviance), 3e-15)) << x[i] << " of " << expected[i];
    }
  }
}

TEST(LanesHomogeneity, LikelihoodRatioOfABlock) {
  support::RandomTables random(3);
  constexpr std::size_t groups = 4;
  for (int block = 0; block < 500; ++block) {
    Count events[lane_count * groups];
    Count totals[lane_count * groups];
    std::size_t offsets[lane_count + 1] = {};
    for (std::size_t i = 0; i < lane_count; ++i) offsets[i + 1] = (i + 1) * groups;
    for (std::size_t k = 0; k < lane_count * groups; ++k) {
      totals[k] = random.between(1, 20) == 1 ? 0 : random.total(block % 2 == 0 ? 40 : 9000000);
      events[k] = random.events(totals[k]);
    }
    double statistic[lane_count];
    double pvalue[lane_count];
    double df[lane_count];
    equitable::Status status[lane_count];
    std::uint8_t redo[lane_count];
    equitable::detail::homogeneity_lanes_of(equitable::detail::LaneHomogeneity::likelihood, {events, totals, offsets}, 0,
                                            lane_count, {statistic, pvalue, status, df, redo});
    for (std::size_t i = 0; i < lane_count; ++i) {
      long double people = 0.0L;
      long double with = 0.0L;
      for (std::size_t k = i * groups; k < (i + 1) * groups; ++k) {
        people += static_cast<long double>(totals[k]);
        with += static_cast<long double>(events[k]);
      }
      long double sum = 0.0L;
      const auto add = [&](Count count, long double mean) {
        const long double x = static_cast<long double>(count);
        if (count > 0) sum += 2.0L * (x * std::log(x / mean) - (x - mean));
        if (count == 0) sum += 2.0L * mean;
      };
      for (std::size_t k = i * groups; k < (i + 1) * groups; ++k) {
        const long double n = static_cast<long double>(totals[k]);
        add(events[k], n * (with / people));
        add(totals[k] - events[k], n * ((people - with) / people));
      }
      if (redo[i] != 0) {
        ASSERT_TRUE(!(sum < 1299.0L)) << static_cast<double>(sum);
        continue;
      }
      if (status[i] != equitable::Status::ok) {
        ASSERT_TRUE(std::isnan(statistic[i]) && std::isnan(pvalue[i]) && std::isnan(df[i]));
        continue;
      }
      // The reference loses the digits that x log(x/m) and x − m have in common.
      const double lost = static_cast<double>(people) * 2e-18;
      ASSERT_TRUE(support::close(statistic[i], static_cast<double>(sum), 5e-15, lost)) << block << " " << i;
      ASSERT_EQ(pvalue[i], equitable::detail::chi_squared_tail_of_one(statistic[i], df[i]));
    }
  }
}

TEST(LanesHomogeneity, ALaneHasTheBitsOfABlockOfOne) {
  support::RandomTables random(5);
  for (int block = 0; block < 4000; ++block) {
    // Blocks with and without a lane that is far out.
    Lanes x, n, events, others, people, sum;
    for (std::size_t i = 0; i < lane_count; ++i) {
      const Count all = random.between(1000, Count{1} << 26);
      const Count group = random.between(0, 15) == 0 ? 0 : random.between(100, all / 2);
      const Count with = random.between(1, all - 1);
      const double even = static_cast<double>(group) * (static_cast<double>(with) / static_cast<double>(all));
      const bool far = block % 2 == 0 && random.between(0, 9) == 0;
      const Count count =
          far ? random.between(0, group) : static_cast<Count>(even * (0.95 + 0.01 * static_cast<double>(random.between(0, 9))));
      x[i] = static_cast<double>(count < group ? count : group);
      n[i] = static_cast<double>(group);
      events[i] = static_cast<double>(with);
      others[i] = static_cast<double>(all - with);
      people[i] = static_cast<double>(all);
      sum[i] = static_cast<double>(random.between(0, 3));
    }
    Lanes found;
    for (std::size_t i = 0; i < lane_count; ++i) found[i] = sum[i];
    equitable::detail::add_group_deviances(x, n, events, others, people, found);
    for (std::size_t i = 0; i < lane_count; ++i)
      ASSERT_EQ(found[i], equitable::detail::sum_with_group_deviance(sum[i], x[i], n[i], events[i], others[i], people[i]))
          << x[i] << " of " << n[i];
  }
}

}  // namespace
