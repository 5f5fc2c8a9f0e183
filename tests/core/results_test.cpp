#include "equitable/core/results.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <type_traits>

namespace {

using namespace equitable;

const Confidence confidence{0.9};

Status status_of(double value, double lower, double upper) {
  return make_estimate(value, {lower, upper}, confidence, "some_method").status;
}

TEST(Results, AreAggregatesThatOwnNothing) {
  static_assert(std::is_aggregate_v<Interval> && std::is_trivially_copyable_v<Interval>);
  static_assert(std::is_aggregate_v<Estimate> && std::is_trivially_copyable_v<Estimate>);
  static_assert(std::is_aggregate_v<TestResult> && std::is_trivially_copyable_v<TestResult>);
  EXPECT_TRUE(std::isnan(not_a_number));
  EXPECT_TRUE(std::isinf(infinity) && infinity > 0.0);
}

TEST(MakeEstimate, CarriesItsParts) {
  const Estimate estimate = make_estimate(1.5, {1.0, 2.0}, confidence, "some_method");
  EXPECT_EQ(estimate.value, 1.5);
  EXPECT_EQ(estimate.lower, 1.0);
  EXPECT_EQ(estimate.upper, 2.0);
  EXPECT_EQ(estimate.confidence_level, 0.9);
  EXPECT_STREQ(estimate.method, "some_method");
  EXPECT_EQ(estimate.status, Status::ok);
}

TEST(MakeEstimate, LimitsCrossedByARoundingAloneArePutInOrder) {
  const double below = std::nextafter(1.0, 0.0);
  const Estimate crossed = make_estimate(1.0, {1.0, below}, confidence, "some_method");
  EXPECT_EQ(crossed.lower, below);
  EXPECT_EQ(crossed.upper, 1.0);
  const Estimate negative = make_estimate(-1.0, {-below, -1.0}, confidence, "some_method");
  EXPECT_EQ(negative.lower, -1.0);
  EXPECT_EQ(negative.upper, -below);
  EXPECT_EQ(make_estimate(1.0, {1.0, 0.999}, confidence, "some_method").lower, 1.0) << "more than a rounding is shown as it is";
  EXPECT_EQ(make_estimate(infinity, {infinity, infinity}, confidence, "some_method").upper, infinity);
  EXPECT_TRUE(std::isnan(make_estimate(1.0, {not_a_number, 0.5}, confidence, "some_method").lower));
}

TEST(MakeEstimate, AnyNaNMeansUndefinedAndAnyInfinityUnbounded) {
  EXPECT_EQ(status_of(0.0, 0.0, 0.0), Status::ok);
  EXPECT_EQ(status_of(not_a_number, 0.0, 1.0), Status::undefined);
  EXPECT_EQ(status_of(0.5, not_a_number, 1.0), Status::undefined);
  EXPECT_EQ(status_of(0.5, 0.0, not_a_number), Status::undefined);
  EXPECT_EQ(status_of(infinity, 0.5, infinity), Status::unbounded);
  EXPECT_EQ(status_of(1.0, 0.5, infinity), Status::unbounded);
  EXPECT_EQ(status_of(1.0, -infinity, 2.0), Status::unbounded);
  EXPECT_EQ(status_of(not_a_number, 0.0, infinity), Status::undefined) << "NaN outranks infinity";
}

}  // namespace
