#include "equitable/detail/lanes_cmh.hpp"

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
using equitable::detail::lane_stratum;
using equitable::detail::LaneStratum;
using equitable::detail::most_lane_people;

/// Problems in columns, with their tests.
struct Problems {
  std::vector<Count> x1, n1, x2, n2;
  std::vector<std::size_t> offsets{0};
  std::vector<double> statistic, pvalue;
  std::vector<Status> status;
  std::vector<std::uint8_t> redo;

  void add(Count a, Count n, Count c, Count m) {
    x1.push_back(a);
    n1.push_back(n);
    x2.push_back(c);
    n2.push_back(m);
  }
  void close() { offsets.push_back(x1.size()); }
  void run(bool corrected) {
    const std::size_t count = offsets.size() - 1;
    statistic.resize(count);
    pvalue.resize(count);
    status.resize(count);
    redo.resize(count);
    equitable::detail::cmh_lanes({x1.data(), n1.data(), x2.data(), n2.data(), offsets.data()}, corrected, Alternative::two_sided,
                                 0, count, {statistic.data(), pvalue.data(), status.data(), nullptr, redo.data()});
  }
};

TEST(LanesCmh, WhatAStratumAdds) {
  support::RandomTables random(9);
  for (int i = 0; i < 50000; ++i) {
    const Count n = random.total(most_lane_people);
    const Count m = random.total(most_lane_people);
    const Count a = random.events(n);
    const Count c = random.events(m);
    const LaneStratum found =
        lane_stratum(static_cast<double>(a), static_cast<double>(n), static_cast<double>(c), static_cast<double>(m));
    const long double all = static_cast<long double>(n + m);
    const long double events = static_cast<long double>(a + c);
    const long double pairs = static_cast<long double>(n) * static_cast<long double>(m);
    const long double excess = static_cast<long double>(a * m - c * n) / all;
    ASSERT_EQ(found.whole, std::nearbyint(found.whole));
    ASSERT_LE(std::fabs(found.part), 0.5000001);
    ASSERT_TRUE(support::close(static_cast<double>(static_cast<long double>(found.whole) + static_cast<long double>(found.part)),
                               static_cast<double>(excess), 5e-16));
    ASSERT_TRUE(
        support::close(found.variance, static_cast<double>(pairs * events * (all - events) / (all * all * (all - 1.0L))), 2e-15));
    ASSERT_EQ(found.pairs, static_cast<double>(n * m));
  }
  const LaneStratum empty = lane_stratum(0.0, 0.0, 3.0, 7.0);
  EXPECT_TRUE(empty.whole == 0.0 && empty.part == 0.0 && empty.variance == 0.0 && empty.pairs == 0.0);
}

TEST(LanesCmh, Definition) {
  // Problems of none to 700 strata, beyond what is kept of terms at a time.
  support::RandomTables random(10);
  Problems problems;
  for (int i = 0; i < 100; ++i) {
    for (Count strata = i % 10 == 0 ? random.between(200, 700) : random.between(0, 30); strata > 0; --strata) {
      const Count n = random.between(0, 20) == 0 ? 0 : random.total(3000);
      const Count m = random.between(0, 20) == 0 ? 0 : random.total(3000);
      problems.add(random.between(0, n), n, random.between(0, m), m);
    }
    problems.close();
  }
  for (const bool corrected : {false, true}) {
    problems.run(corrected);
    for (std::size_t i = 0; i + 1 < problems.offsets.size(); ++i) {
      long double excess = 0.0L, variance = 0.0L;
      bool comparable = false;
      for (std::size_t k = problems.offsets[i]; k < problems.offsets[i + 1]; ++k) {
        const long double n = static_cast<long double>(problems.n1[k]);
        const long double m = static_cast<long double>(problems.n2[k]);
        const long double events = static_cast<long double>(problems.x1[k] + problems.x2[k]);
        const long double all = n + m;
        if (!(n * m > 0.0L)) continue;
        comparable = true;
        excess += static_cast<long double>(problems.x1[k]) - n * events / all;
        variance += n * m * events * (all - events) / (all * all * (all - 1.0L));
      }
      if (!comparable || !(variance > 0.0L)) {
        ASSERT_EQ(problems.status[i], comparable ? Status::no_information : Status::undefined);
        continue;
      }
      const long double size = std::fmax(0.0L, std::fabs(excess) - (corrected ? 0.5L : 0.0L));
      const long double square = size * size / variance;
      if (square > 1290.0L) continue;  // may be marked
      ASSERT_EQ(problems.redo[i], 0);
      ASSERT_TRUE(support::close(problems.statistic[i], static_cast<double>(square), 1e-13, 1e-15)) << i;
      ASSERT_TRUE(support::close(problems.pvalue[i], std::erfc(std::sqrt(0.5 * problems.statistic[i])),
                                 1e-14 + 1e-15 * problems.statistic[i]))
          << i;
    }
  }
}

TEST(LanesCmh, BrokenRulesAreMarked) {
  Problems problems;
  const auto add = [&](Count a, Count n, Count c, Count m) {
    problems.add(2, 5, 3, 9);
    problems.add(a, n, c, m);
    problems.close();
  };
  add(1, 4, 2, 7);
  add(-1, 4, 2, 7);
  add(5, 4, 2, 7);
  add(1, 4, 8, 7);
  add(1, 4, 2, most_lane_people);
  add(1, 4, 2, most_lane_people + 1);
  problems.run(false);
  EXPECT_EQ(problems.redo, (std::vector<std::uint8_t>{0, 1, 1, 1, 0, 1}));
}

}  // namespace
