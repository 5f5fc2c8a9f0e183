#include "equitable/detail/max_t.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/compare.hpp"

namespace {

using namespace equitable::detail;
using equitable::Confidence;
using support::close;

std::vector<SharedError> errors(const std::vector<double>& shared) {
  std::vector<SharedError> list;
  for (const double s : shared) list.push_back({s, std::sqrt((1.0 - s) * (1.0 + s))});
  return list;
}

TEST(MaxT, AgreesWithReferenceValues) {
  // Quadrature at 30 to 110 digits, by mpmath.
  struct Case {
    std::vector<double> shared;
    double tails[5];  // beyond 0.5, 2, 2.5, 6 and 20
    double quantile;  // beyond which 0.05 lies
  };
  const double even = std::sqrt(0.5);
  const Case cases[] = {
      {{0.5, 0.5},
       {0.84933555126188609, 0.087463836552629514, 0.024430996433240841, 3.9463464622247552e-9, 1.1014496474424935e-88},
       2.2310443491736221},
      {{even, even, even, even},
       {0.96494021457996615, 0.14306045526210165, 0.042879924448807427, 7.8880668895757302e-9, 2.202899294884987e-88},
       2.4417707731976203},
      {{0.1, 0.9, 0.6},
       {0.93510088027118638, 0.12337427349575667, 0.035346135005498259, 5.9179626208641776e-9, 1.6521744711637402e-88},
       2.3710662557688648},
      {{0.999, 0.3},
       {0.84746574376388082, 0.086816011154309963, 0.024311631313758041, 3.9463370620306543e-9, 1.1014496474424935e-88},
       2.2285463806787811},
      {{0.0, 0.999999, 0.5, 0.8, 0.2},
       {0.98611846764185251, 0.18514834568687425, 0.054957061157114766, 9.7854186497144978e-9, 2.7536241185932894e-88},
       2.5347098840029502}};
  const double at[] = {0.5, 2.0, 2.5, 6.0, 20.0};
  for (const Case& one : cases) {
    const std::vector<SharedError> list = errors(one.shared);
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(close(max_t_tail(list, at[i]), one.tails[i], 2e-13)) << one.shared[0] << " " << at[i];
    EXPECT_TRUE(close(max_t_quantile(list, Confidence{0.95}), one.quantile, 2e-13)) << one.shared[0];
  }
}

TEST(MaxT, IndependentDeviatesMultiply) {
  for (const double c : {0.1, 1.0, 2.5, 5.0, 12.0, 30.0})
    for (const std::size_t count : {1U, 2U, 7U, 40U}) {
      const std::vector<SharedError> list(count, {0.0, 1.0});
      const double expected = -std::expm1(static_cast<double>(count) * std::log1p(-normal_two_tails(c)));
      EXPECT_TRUE(close(max_t_tail(list, c), expected, 1e-13)) << c << " " << count;
    }
}

TEST(MaxT, LiesBetweenOneDeviateAndBonferroni) {
  for (const double shared : {0.01, 0.3, 0.7, 0.95, 0.9999, 0.99999999})
    for (const std::size_t count : {2U, 3U, 5U, 18U}) {
      const std::vector<SharedError> list = errors(std::vector<double>(count, shared));
      double last = 1.0;
      for (const double c : {0.2, 0.9, 1.5, 2.2, 3.0, 4.5, 8.0}) {
        const double tail = max_t_tail(list, c);
        EXPECT_GE(tail, normal_two_tails(c) * (1.0 - 1e-12)) << shared << " " << c;
        // Šidák's inequality holds for any correlation.
        EXPECT_LE(tail, -std::expm1(static_cast<double>(count) * std::log1p(-normal_two_tails(c))) * (1.0 + 1e-12));
        EXPECT_LT(tail, last);
        last = tail;
      }
      for (const double level : {0.2, 0.8, 0.95, 0.999, 1.0 - 1e-9}) {
        const double c = max_t_quantile(list, Confidence{level});
        EXPECT_TRUE(close(max_t_tail(list, c), Confidence{level}.alpha(), 1e-11)) << shared << " " << level;
      }
    }
  // All but one error: as good as one deviate.
  EXPECT_TRUE(close(max_t_tail({{1.0, 1e-9}, {1.0, 1e-9}, {1.0, 1e-9}}, 2.0), normal_two_tails(2.0), 1e-7));
}

TEST(MaxT, SharedErrors) {
  const SharedError error = shared_error(1.0, 3.0);
  EXPECT_EQ(error.shared, 0.5);
  EXPECT_TRUE(close(error.own, std::sqrt(0.75), 1e-15));
  EXPECT_EQ(max_t_tail(errors({0.5, 0.5}), 0.0), 1.0);
  EXPECT_EQ(max_t_quantile({{0.5, 0.5}}, Confidence{0.95}), two_sided_quantile(Confidence{0.95}));
}

}  // namespace
