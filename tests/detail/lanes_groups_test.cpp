#include "equitable/detail/lanes_groups.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using equitable::Count;
using equitable::detail::lane_count;
using equitable::detail::Lanes;

/// The tail of chi-squared from its definition, in long double: the recurrence over two degrees of freedom from those of one and two.
double chi_squared_tail(double statistic, int df) {
  const long double x = 0.5L * static_cast<long double>(statistic);
  long double tail = df % 2 == 0 ? std::exp(-x) : std::erfc(std::sqrt(x));
  long double shape = df % 2 == 0 ? 1.0L : 0.5L;
  for (; 2.0L * shape < static_cast<long double>(df); shape += 1.0L) {
    long double gamma = df % 2 == 0 ? 1.0L : 1.77245385090551602729817L;  // Γ(1) and Γ(½)
    for (long double k = df % 2 == 0 ? 1.0L : 0.5L; k <= shape; k += 1.0L) gamma *= k;
    tail += std::pow(x, shape) * std::exp(-x) / gamma;
  }
  return static_cast<double>(tail);
}

TEST(LanesGroups, TailsOfChiSquared) {
  support::RandomTables random(1);
  double worst = 0.0;
  for (int block = 0; block < 4000; ++block) {
    Lanes statistic, df, pvalue;
    const Count alike = random.between(0, 2);
    const Count one = random.between(1, 31);
    for (std::size_t i = 0; i < lane_count; ++i) {
      const double size = static_cast<double>(random.between(0, 1000000)) * 1e-6;
      statistic[i] = i == 7 ? 0.0 : i == 9 ? 1300.0 : 1300.0 * std::pow(size, alike == 2 ? 12.0 : 3.0);
      df[i] = static_cast<double>(alike == 0 ? one : random.between(1, 31));
    }
    equitable::detail::lane_chi_squared_tails(statistic, df, pvalue);
    for (std::size_t i = 0; i < lane_count; ++i) {
      const double expected = chi_squared_tail(statistic[i], static_cast<int>(df[i]));
      ASSERT_TRUE(support::close(pvalue[i], expected, 1e-14)) << statistic[i] << " df " << df[i];
      worst = std::fmax(worst, std::fabs(pvalue[i] / expected - 1.0));
    }
    ASSERT_EQ(pvalue[7], 1.0);
  }
  RecordProperty("worst", std::to_string(worst));
}

TEST(LanesGroups, DeviancesOfCounts) {
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

TEST(LanesGroups, LikelihoodRatioOfABlock) {
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
      ASSERT_TRUE(support::close(pvalue[i], chi_squared_tail(statistic[i], static_cast<int>(df[i])), 1e-14));
    }
  }
}

}  // namespace
