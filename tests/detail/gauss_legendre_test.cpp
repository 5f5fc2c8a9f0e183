#include "equitable/detail/gauss_legendre.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"

namespace {

using namespace equitable::detail;
using support::close;

template <std::size_t Points>
double integral_of_power(int power) {
  double sum = 0.0;
  for (const RulePoint& point : gauss_legendre_rule<Points>()) sum += point.weight * std::pow(point.node, power);
  return sum;
}

TEST(GaussLegendre, IsTheTextbookRuleOfTwoPoints) {
  constexpr auto rule = gauss_legendre_rule<2>();
  const double distance = 0.5 / std::sqrt(3.0);
  EXPECT_TRUE(close(rule[0].node, 0.5 - distance, 1e-15));
  EXPECT_TRUE(close(rule[1].node, 0.5 + distance, 1e-15));
  EXPECT_TRUE(close(rule[0].weight, 0.5, 1e-15));
}

TEST(GaussLegendre, IsExactForPolynomialsUpToItsDegreeAndNotBeyond) {
  for (int power = 0; power <= 7; ++power) EXPECT_TRUE(close(integral_of_power<4>(power), 1.0 / (power + 1), 1e-15)) << power;
  EXPECT_GT(std::fabs(integral_of_power<4>(8) - 1.0 / 9), 1e-6);
  for (int power = 0; power <= 63; ++power) EXPECT_TRUE(close(integral_of_power<32>(power), 1.0 / (power + 1), 4e-15)) << power;
}

TEST(GaussLegendre, MirrorsAndStaysInside) {
  constexpr auto rule = gauss_legendre_rule<32>();
  for (std::size_t i = 0; i < rule.size(); ++i) {
    EXPECT_TRUE(close(rule[i].node + rule[31 - i].node, 1.0, 1e-15));
    EXPECT_EQ(rule[i].weight, rule[31 - i].weight);
    EXPECT_GT(rule[i].node, i == 0 ? 0.0 : rule[i - 1].node);
    EXPECT_LT(rule[i].node, 1.0);
  }
}

}  // namespace
