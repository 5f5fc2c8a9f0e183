#include "equitable/detail/lanes_chi_squared.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using equitable::Count;
using equitable::detail::chi_squared_tail_of_one;
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

TEST(LanesChiSquared, Definition) {
  support::RandomTables random(1);
  for (int block = 0; block < 4000; ++block) {
    Lanes statistic, df, pvalue;
    const Count alike = random.between(0, 2);
    const Count one = random.between(1, 32);
    for (std::size_t i = 0; i < lane_count; ++i) {
      const double size = static_cast<double>(random.between(0, 1000000)) * 1e-6;
      statistic[i] = i == 7 ? 0.0 : i == 9 ? 1300.0 : 1300.0 * std::pow(size, alike == 2 ? 12.0 : 3.0);
      df[i] = static_cast<double>(alike == 0 ? one : random.between(1, 32));
    }
    equitable::detail::lane_chi_squared_tails(statistic, df, pvalue);
    for (std::size_t i = 0; i < lane_count; ++i) {
      const double expected = chi_squared_tail(statistic[i], static_cast<int>(df[i]));
      ASSERT_TRUE(support::close(pvalue[i], expected, 1.5e-15)) << statistic[i] << " df " << df[i];
    }
    ASSERT_EQ(pvalue[7], 1.0);
  }
}

TEST(LanesChiSquared, ReferenceValues) {
  // 40 digits, by the incomplete gamma function of mpmath.
  const struct {
    double statistic, df, tail;
  } reference[] = {
      {1e-09, 1, 0.999974768674784},        {0.25, 3, 0.96914040421627327},       {3.84, 1, 0.050043521248705103},
      {7.0, 2, 0.030197383422318501},       {11.0, 5, 0.051379983483069532},      {55.5, 9, 9.7789013495563314e-9},
      {20.0, 31, 0.93580362074115442},      {200.0, 31, 1.2969167894685963e-26},  {310.25, 30, 2.5117856026652231e-48},
      {600.0, 17, 1.4250442250474192e-116}, {1296.0, 1, 8.3652481315945667e-284}, {1299.5, 4, 4.2714424572936493e-280},
      {1399.0, 32, 5.9665939612007063e-274}};
  for (const auto& row : reference)
    EXPECT_TRUE(support::close(chi_squared_tail_of_one(row.statistic, row.df), row.tail, 1.5e-15))
        << row.statistic << " " << row.df;
}

TEST(LanesChiSquared, ALaneHasTheBitsOfABlockOfOne) {
  support::RandomTables random(4);
  for (int block = 0; block < 2000; ++block) {
    Lanes statistic, df, pvalue;
    for (std::size_t i = 0; i < lane_count; ++i) {
      statistic[i] = 1400.0 * std::pow(static_cast<double>(random.between(0, 1000000)) * 1e-6, 4.0);
      df[i] = static_cast<double>(block % 3 == 0 ? 1 : block % 3 == 1 ? 2 * random.between(1, 16) : random.between(1, 32));
    }
    equitable::detail::lane_chi_squared_tails(statistic, df, pvalue);
    for (std::size_t i = 0; i < lane_count; ++i)
      ASSERT_EQ(pvalue[i], chi_squared_tail_of_one(statistic[i], df[i])) << statistic[i] << " df " << df[i];
  }
}

}  // namespace
