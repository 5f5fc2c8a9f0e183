#include "equitable/comparison/e_value.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "equitable/comparison/relative_likelihood.hpp"
#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::describe;
using support::refusal;

TEST(EValue, AgreesWithThePublishedExample) {
  // VanderWeele and Ding (2017): a ratio of 3.9 with interval 1.8 to 8.7 has E-values 7.26 and 3.0.
  EXPECT_NEAR(e_value(3.9), 7.26, 0.005);
  EXPECT_NEAR(e_value(1.8), 3.0, 0.005);
  const EValue found = e_value(Estimate{3.9, 1.8, 8.7, 0.95, "x", Status::ok});
  EXPECT_EQ(found.value, e_value(3.9));
  EXPECT_EQ(found.limit, e_value(1.8));
  EXPECT_EQ(found.status, Status::ok);
}

TEST(EValue, SolvesItsEquationAndIsTheSameForTheInverse) {
  // The bound of a cause tied by E to both: E²/(2E − 1) is the ratio it could make of nothing.
  for (int step = 0; step < 44; ++step) {
    const double ratio = std::pow(1.37, step);
    const double e = e_value(ratio);
    EXPECT_TRUE(close(e * e / (2.0 * e - 1.0), ratio, 1e-13)) << ratio;
    EXPECT_TRUE(close(e_value(1.0 / ratio), e, 1e-7)) << ratio;
  }
  EXPECT_TRUE(close(e_value(4.0), e_value(0.25), 1e-15)) << "an inverse without rounding";
  EXPECT_EQ(e_value(1.0), 1.0);
  EXPECT_TRUE(close(e_value(1.0 + 2.220446049250313e-16), 1.0 + std::sqrt(2.220446049250313e-16), 1e-14));
  EXPECT_TRUE(close(e_value(1e300), 2e300, 1e-15)) << "no overflow on the way";
  EXPECT_TRUE(close(e_value(1e-300), 2e300, 1e-15));
}

TEST(EValue, TakesTheLimitNearestOne) {
  const auto of = [](double value, double lower, double upper) {
    return e_value(Estimate{value, lower, upper, 0.95, "x", Status::ok});
  };
  EXPECT_EQ(of(2.0, 0.9, 4.0).limit, 1.0);
  EXPECT_EQ(of(2.0, 1.0, 4.0).limit, 1.0);
  EXPECT_EQ(of(0.5, 0.25, 0.8).limit, e_value(0.8));
  EXPECT_EQ(of(0.5, 0.25, 1.5).limit, 1.0);
}

TEST(EValue, ZeroInfinityAndNothing) {
  EXPECT_EQ(e_value(0.0), infinity);
  EXPECT_EQ(e_value(infinity), infinity);
  EXPECT_TRUE(std::isnan(e_value(not_a_number)));
  const EValue none_in_reference = e_value(relative_likelihood(5, 10, 0, 1000));
  EXPECT_EQ(none_in_reference.value, infinity);
  EXPECT_TRUE(std::isfinite(none_in_reference.limit) && none_in_reference.limit > 1.0);
  EXPECT_EQ(none_in_reference.status, Status::unbounded);
  const EValue none = e_value(relative_likelihood(0, 10, 0, 10));
  EXPECT_TRUE(std::isnan(none.value));
  EXPECT_EQ(none.limit, 1.0) << "the interval holds everything";
  EXPECT_EQ(none.status, Status::undefined);
  const EValue nobody = e_value(relative_likelihood(0, 0, 0, 10));
  EXPECT_TRUE(std::isnan(nobody.value) && std::isnan(nobody.limit));
  EXPECT_EQ(nobody.status, Status::undefined);
  EXPECT_EQ(refusal([] { return e_value(-0.5); }), "e_value: ratio is -0.5, but must be 0 or more");
}

TEST(EValue, OrdersLikeTheRatio) {
  support::for_each_table(12, [](const Table2x2& t) {
    const Estimate ratio = relative_likelihood(t);
    const EValue found = e_value(ratio);
    if (ratio.status == Status::undefined) return;
    ASSERT_GE(found.value, found.limit * (1.0 - 1e-15)) << describe(t);
    ASSERT_GE(found.limit, 1.0) << describe(t);
    ASSERT_EQ(found.limit == 1.0, ratio.lower <= 1.0 && ratio.upper >= 1.0) << describe(t);
  });
}

TEST(EValue, AOneSidedLimitCountsAlone) {
  const RelativeLikelihoodOptions greater{RelativeLikelihoodMethod::miettinen_nurminen, Confidence(0.975), Alternative::greater};
  const Estimate ratio = relative_likelihood(596, 3842, 207, 2386, greater);
  EXPECT_EQ(e_value(ratio).limit, e_value(ratio.lower));
}

}  // namespace
