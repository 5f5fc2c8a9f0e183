#include "equitable/detail/rejection_region.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace {

using namespace equitable::detail;
using Real = long double;

Real log_choose(int n, int k) { return std::lgamma(Real(n) + 1) - std::lgamma(Real(k) + 1) - std::lgamma(Real(n - k) + 1); }

/// P(X = i | m) from factorials.
Real mass(int n1, int n2, int i, int m) {
  if (i < 0 || i > n1 || m - i < 0 || m - i > n2) return 0;
  return std::exp(log_choose(n1, i) + log_choose(n2, m - i) - log_choose(n1 + n2, m));
}

TEST(RejectionRegion, ConditionalTailsAgreeWithFactorials) {
  std::mt19937_64 engine(1);
  for (int round = 0; round < 300; ++round) {
    const int n1 = 1 + static_cast<int>(engine() % 80), n2 = 1 + static_cast<int>(engine() % 300);
    const int i = static_cast<int>(engine() % (static_cast<unsigned>(n1) + 1)),
              j = static_cast<int>(engine() % (static_cast<unsigned>(n2) + 1));
    Real upper = 0, minlike = 0;
    for (int x = 0; x <= n1; ++x) {
      const Real here = mass(n1, n2, x, i + j);
      if (x >= i) upper += here;
      if (here <= mass(n1, n2, i, i + j) * (1 + 1e-12L)) minlike += here;
    }
    EXPECT_NEAR(conditional_upper_tail(i, j, n1, n2) / static_cast<double>(upper), 1.0, 1e-13)
        << i << "/" << n1 << " " << j << "/" << n2;
    EXPECT_NEAR(conditional_minlike(i, j, n1, n2) / static_cast<double>(minlike), 1.0, 1e-13)
        << i << "/" << n1 << " " << j << "/" << n2;
  }
  EXPECT_EQ(conditional_upper_tail(0, 5, 7, 9), 1.0);
  EXPECT_EQ(conditional_minlike(0, 0, 7, 9), 1.0);
  EXPECT_EQ(conditional_upper_tail(5000, 0, 5000, 5000), 0.0);  // 1e-3008
}

TEST(RejectionRegion, AStaircaseIsFoundFromItsBoundary) {
  // Regions i >= edge[j], the edges rising with j from at least 1, none at the full reference: every staircase has this form.
  std::mt19937_64 engine(2);
  for (int round = 0; round < 300; ++round) {
    const int n1 = 1 + static_cast<int>(engine() % 30), n2 = 1 + static_cast<int>(engine() % 30);
    std::vector<int> edge(static_cast<std::size_t>(n2) + 1, n1 + 1);
    int height = 1;
    for (int j = 0; j < n2; ++j) {
      height += static_cast<int>(engine() % 4 == 0 ? engine() % 5 : 0);
      edge[static_cast<std::size_t>(j)] = std::min(height, n1 + 1);
    }
    const auto inside = [&](int i, int j) { return i >= edge[static_cast<std::size_t>(j)]; };
    std::vector<double> h(static_cast<std::size_t>(n1 + n2) + 1, 0.0);
    const auto extreme = [&](double i, double j, double tail) {
      Real exact = 0;
      for (int x = static_cast<int>(i); x <= n1; ++x) exact += mass(n1, n2, x, static_cast<int>(i + j));
      EXPECT_NEAR(tail / static_cast<double>(exact), 1.0, 1e-12);
      return inside(static_cast<int>(i), static_cast<int>(j));
    };
    const std::int64_t tables = add_upper_region(n1, n2, extreme, h);
    std::int64_t expected = 0;
    for (int m = 0; m <= n1 + n2; ++m) {
      Real sum = 0;
      for (int i = std::max(0, m - n2); i <= std::min(n1, m); ++i)
        if (inside(i, m - i)) {
          sum += mass(n1, n2, i, m);
          ++expected;
        }
      EXPECT_NEAR(h[static_cast<std::size_t>(m)], static_cast<double>(sum), 1e-12 * static_cast<double>(sum))
          << n1 << " " << n2 << " " << m;
    }
    EXPECT_EQ(tables, expected);
  }
}

TEST(RejectionRegion, MassesBeyondTheRangeOfADoubleComeBack) {
  // The boundary runs along j = 0 until i = 1990, where the mass is far below 1e-308, and back to ordinary masses.
  const std::int64_t n1 = 2000, n2 = 2000;
  const auto extreme = [](double i, double, double) { return i > 1990; };
  std::vector<double> h(4001, 0.0);
  (void)add_upper_region(n1, n2, extreme, h);
  for (const int m : {3600, 3900, 3980, 3990}) {
    Real exact = 0;
    for (int i = 1991; i <= 2000; ++i) exact += mass(2000, 2000, i, m);
    EXPECT_NEAR(h[static_cast<std::size_t>(m)] / static_cast<double>(exact), 1.0, 1e-10) << m;
  }
  EXPECT_EQ(h[1995], 0.0);
}

TEST(RejectionRegion, MinlikeRegionsAgreeWithEnumeration) {
  std::mt19937_64 engine(3);
  for (int round = 0; round < 150; ++round) {
    const int n1 = 1 + static_cast<int>(engine() % 25), n2 = 1 + static_cast<int>(engine() % 25);
    const double limit = std::pow(10.0, -static_cast<double>(engine() % 1000) / 200.0) * 0.99;
    std::vector<double> h(static_cast<std::size_t>(n1 + n2) + 1, 0.0);
    const std::int64_t tables = add_minlike_region(n1, n2, limit, h);
    std::int64_t expected = 0;
    for (int m = 0; m <= n1 + n2; ++m) {
      Real sum = 0;
      for (int i = std::max(0, m - n2); i <= std::min(n1, m); ++i) {
        Real p = 0;
        for (int x = 0; x <= n1; ++x)
          if (mass(n1, n2, x, m) <= mass(n1, n2, i, m) * (1 + 1e-12L)) p += mass(n1, n2, x, m);
        if (p > limit) continue;
        sum += mass(n1, n2, i, m);
        ++expected;
      }
      EXPECT_NEAR(h[static_cast<std::size_t>(m)], static_cast<double>(sum), 1e-13) << n1 << " " << n2 << " " << m;
    }
    EXPECT_EQ(tables, expected);
  }
}

}  // namespace
