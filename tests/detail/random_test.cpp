#include "equitable/detail/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/tables.hpp"

namespace {

using equitable::detail::binomial_quantile;
using equitable::detail::BinomialSampler;
using equitable::detail::hypergeometric_quantile;
using equitable::detail::philox;
using equitable::detail::random_bits;
using equitable::detail::random_uniform;
using equitable::detail::RandomBlock;
using equitable::detail::RandomStream;
using equitable::detail::unit_interval;
using equitable::detail::unit_point;
using equitable::detail::UnitPoint;

void expect_words(const RandomBlock& block, std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  EXPECT_EQ(block.words[0], a);
  EXPECT_EQ(block.words[1], b);
  EXPECT_EQ(block.words[2], c);
  EXPECT_EQ(block.words[3], d);
}

TEST(Random, PhiloxGivesThePublishedVectors) {
  // The three known answers that Salmon et al. publish with their program (kat_vectors of Random123, philox4x32, 10 rounds).
  expect_words(philox({{0, 0, 0, 0}}, 0, 0), 0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U);
  expect_words(philox({{0xffffffffU, 0xffffffffU, 0xffffffffU, 0xffffffffU}}, 0xffffffffU, 0xffffffffU), 0x408f276dU, 0x41c83b0eU,
               0xa20bc7c6U, 0x6d5451fdU);
  expect_words(philox({{0x243f6a88U, 0x85a308d3U, 0x13198a2eU, 0x03707344U}}, 0xa4093822U, 0x299f31d0U), 0xd16cfe09U, 0x94fdccebU,
               0x5001e420U, 0x24126ea1U);
}

TEST(Random, AStreamReadInOrderIsTheStreamReadByAddress) {
  RandomStream stream(20240611, 7);
  for (std::uint64_t i = 0; i < 1001; ++i) ASSERT_EQ(stream.next_bits(), random_bits(20240611, 7, i)) << i;
  EXPECT_NE(random_bits(1, 2, 3), random_bits(2, 1, 3));
  EXPECT_NE(random_bits(1, 2, 3), random_bits(1, 2, 2));
}

TEST(Random, UniformNumbersNeverReachTheEnds) {
  EXPECT_EQ(unit_interval(0), 0x1p-54);
  EXPECT_EQ(unit_interval(2047), 0x1p-54);
  EXPECT_EQ(unit_interval(2048), 0x1p-53);
  EXPECT_EQ(unit_interval(~std::uint64_t{0}), 1.0 - 0x1p-53);
}

TEST(Random, UniformNumbersAreUniform) {
  // Chi-squared over 100 cells, the mean and the correlation of neighbours, of one stream and across streams: all within 5 sd.
  constexpr int draws = 400000;
  for (const bool across : {false, true}) {
    std::vector<int> cells(100, 0);
    double sum = 0.0;
    double products = 0.0;
    double before = 0.5;
    for (std::uint64_t i = 0; i < draws; ++i) {
      const double u = across ? random_uniform(1, i, 0) : random_uniform(1, 0, i);
      ++cells[static_cast<std::size_t>(100.0 * u)];
      sum += u - 0.5;
      products += (u - 0.5) * (before - 0.5);
      before = u;
    }
    double chi = 0.0;
    for (const int seen : cells) chi += (seen - draws / 100.0) * (seen - draws / 100.0) / (draws / 100.0);
    EXPECT_LT(std::fabs(chi - 99.0), 5.0 * std::sqrt(198.0));
    EXPECT_LT(std::fabs(sum), 5.0 * std::sqrt(draws / 12.0));
    EXPECT_LT(std::fabs(products), 5.0 * std::sqrt(draws / 144.0));
  }
}

TEST(Random, WholeNumbersBelowABoundAreAllAlike) {
  RandomStream stream(5, 5);
  std::vector<int> seen(7, 0);
  for (int i = 0; i < 70000; ++i) ++seen[stream.below(7)];
  for (const int times : seen) EXPECT_LT(std::abs(times - 10000), 500);
  EXPECT_EQ(stream.below(1), 0U);
  for (int i = 0; i < 100; ++i) EXPECT_LT(stream.below(0xffffffffU), 0xffffffffU);
}

/// The smallest x with P(X <= x) >= u, from point masses added up in long double.
double slow_quantile(const std::vector<long double>& mass, double u) {
  long double sum = 0.0L;
  for (std::size_t x = 0; x < mass.size(); ++x) {
    sum += mass[x];
    if (sum >= static_cast<long double>(u)) return static_cast<double>(x);
  }
  return static_cast<double>(mass.size() - 1);
}

std::vector<long double> binomial_masses(int n, double p) {
  std::vector<long double> mass;
  for (int x = 0; x <= n; ++x)
    mass.push_back(std::exp(std::lgamma(n + 1.0L) - std::lgamma(x + 1.0L) - std::lgamma(n - x + 1.0L) +
                            x * std::log(static_cast<long double>(p)) + (n - x) * std::log1p(-static_cast<long double>(p))));
  return mass;
}

TEST(Random, BinomialCountsInvertTheDistribution) {
  for (const int n : {1, 2, 5, 17, 60, 400})
    for (const double p : {1e-5, 0.03, 0.4, 0.5, 0.77, 0.999}) {
      const std::vector<long double> mass = binomial_masses(n, p);
      BinomialSampler sampler;
      sampler.set(n, unit_point(p));
      for (std::uint64_t i = 0; i < 300; ++i) {
        const double u = random_uniform(3, static_cast<std::uint64_t>(n), i);
        ASSERT_EQ(binomial_quantile(u, n, unit_point(p)), slow_quantile(mass, u)) << n << " " << p << " " << u;
        ASSERT_EQ(sampler(u), slow_quantile(mass, u)) << n << " " << p << " " << u;
      }
      for (const double u : {0x1p-53, 0x1p-40, 0x1p-14}) {
        ASSERT_EQ(binomial_quantile(u, n, unit_point(p)), slow_quantile(mass, u)) << n << " " << p << " " << u;
        ASSERT_EQ(sampler(u), slow_quantile(mass, u)) << n << " " << p << " " << u;
        // From the other end.
        ASSERT_EQ(n - binomial_quantile(1.0 - u, n, unit_point(p)), slow_quantile(binomial_masses(n, 1.0 - p), u));
      }
    }
}

TEST(Random, LargeBinomialCountsStandWhereTheTailsSay) {
  support::RandomTables random(11);
  for (int i = 0; i < 4000; ++i) {
    const double n = static_cast<double>(random.total(equitable::max_count));
    const double p = static_cast<double>(random.between(1, 999999)) * (random.between(0, 1) == 0 ? 1e-6 : 1e-14);
    const UnitPoint at = unit_point(p);
    const double u = random_uniform(9, 9, static_cast<std::uint64_t>(i));
    const double x = binomial_quantile(u, n, at);
    ASSERT_TRUE(x >= 0.0 && x <= n);
    const double slack = 1e-11;  // a quantile between two counts whose sums are that close may fall on either
    ASSERT_LT(equitable::detail::binomial_lower_tail(x - 1.0, n, at), u * (1.0 + slack)) << n << " " << p << " " << u;
    ASSERT_LE(equitable::detail::binomial_upper_tail(x + 1.0, n, at), (1.0 - u) * (1.0 + slack)) << n << " " << p << " " << u;
  }
  EXPECT_EQ(binomial_quantile(0.3, 0.0, unit_point(0.2)), 0.0);
  EXPECT_EQ(binomial_quantile(0.3, 9.0, unit_point(0.0)), 0.0);
  EXPECT_EQ(binomial_quantile(0.3, 9.0, unit_point(1.0)), 9.0);
}

TEST(Random, TheTableAndTheSingleInversionAgree) {
  BinomialSampler sampler;
  for (const double n : {3.0, 40.0, 2500.0, 1e6, 1e9, 1e15})
    for (const double p : {0.0, 1e-12, 1e-3, 0.2, 0.6, 1.0}) {
      sampler.set(n, unit_point(p));
      for (std::uint64_t i = 0; i < 200; ++i) {
        const double u = random_uniform(4, 4, i);
        ASSERT_EQ(sampler(u), binomial_quantile(u, n, unit_point(p))) << n << " " << p << " " << u;
      }
    }
}

TEST(Random, HypergeometricCountsInvertTheDistribution) {
  support::RandomTables random(12);
  for (int i = 0; i < 3000; ++i) {
    const int n1 = static_cast<int>(random.between(0, 60));
    const int n2 = static_cast<int>(random.between(0, 60));
    if (n1 + n2 == 0) continue;
    const int m = static_cast<int>(random.between(0, n1 + n2));
    const auto log_choose = [](int n, int k) {
      return std::lgamma(n + 1.0L) - std::lgamma(k + 1.0L) - std::lgamma(n - k + 1.0L);
    };
    std::vector<long double> mass;
    for (int x = 0; x <= n1 && x <= m; ++x)
      mass.push_back(m - x > n2 ? 0.0L : std::exp(log_choose(n1, x) + log_choose(n2, m - x) - log_choose(n1 + n2, m)));
    for (const double u : {random_uniform(2, 2, static_cast<std::uint64_t>(i)), 1e-9})
      ASSERT_EQ(hypergeometric_quantile(u, n1, n2, m), slow_quantile(mass, u)) << n1 << " " << n2 << " " << m << " " << u;
  }
}

TEST(Random, LargeHypergeometricCountsStandWhereTheTailsSay) {
  support::RandomTables random(13);
  for (int i = 0; i < 1000; ++i) {
    const double n1 = static_cast<double>(random.total(equitable::Count{1} << 40));
    const double n2 = static_cast<double>(random.total(equitable::Count{1} << 40));
    const double m = static_cast<double>(random.between(0, static_cast<equitable::Count>(n1 + n2)));
    const double u = random_uniform(6, 6, static_cast<std::uint64_t>(i));
    const double x = hypergeometric_quantile(u, n1, n2, m);
    ASSERT_TRUE(x >= 0.0 && x <= n1 && x <= m && m - x <= n2) << n1 << " " << n2 << " " << m << " " << u;
    if (std::fmin(n1, m) == std::fmax(0.0, m - n2)) continue;
    const auto law = equitable::detail::ConditionalLaw::tails({x, n1, m - x, n2});
    ASSERT_LT(law.below, u * (1.0 + 1e-11)) << n1 << " " << n2 << " " << m;
    ASSERT_LE(law.above, (1.0 - u) * (1.0 + 1e-11)) << n1 << " " << n2 << " " << m;
  }
}

TEST(Random, ResampledMomentsAreThoseOfTheLaw) {
  BinomialSampler sampler;
  sampler.set(500.0, unit_point(0.2));
  double sum = 0.0;
  double squares = 0.0;
  for (std::uint64_t i = 0; i < 100000; ++i) {
    const double off = sampler(random_uniform(8, i, 1)) - 100.0;
    sum += off;
    squares += off * off;
  }
  EXPECT_LT(std::fabs(sum / 100000.0), 5.0 * std::sqrt(80.0 / 100000.0));
  EXPECT_LT(std::fabs(squares / 100000.0 - 80.0), 5.0 * 80.0 * std::sqrt(2.0 / 100000.0));
}

}  // namespace
