#include "equitable/core/types.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include "support/compare.hpp"

namespace {

using namespace equitable;
using support::refusal;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::string refused_level(double level) {
  return refusal([level] { return Confidence(level); });
}

TEST(Types, ACountIsASixtyFourBitIntegerAndItsLargestValueIsExactAsADouble) {
  static_assert(std::is_same_v<Count, std::int64_t>);
  EXPECT_EQ(max_count, 9007199254740992);
  EXPECT_EQ(static_cast<Count>(static_cast<double>(max_count)), max_count);
  EXPECT_EQ(static_cast<Count>(static_cast<double>(max_count - 1)), max_count - 1);
}

TEST(Confidence, KeepsItsLevel) {
  EXPECT_EQ(Confidence(0.95).level(), 0.95);
  EXPECT_NEAR(Confidence(0.95).alpha(), 0.05, 1e-16);
  EXPECT_EQ(Confidence(0.998).alpha(), 1.0 - 0.998);
  EXPECT_EQ(Confidence(std::numeric_limits<double>::min()).level(), std::numeric_limits<double>::min());
  EXPECT_LT(Confidence(std::nextafter(1.0, 0.0)).level(), 1.0);
}

TEST(Confidence, IsNeverMadeFromANumberByAccident) {
  static_assert(!std::is_convertible_v<double, Confidence>);
  static_assert(!std::is_default_constructible_v<Confidence>);
}

TEST(Confidence, RefusesWhatIsNoProbabilityStrictlyBetweenZeroAndOne) {
  EXPECT_EQ(refused_level(0.0), "confidence: confidence_level is 0, but must lie strictly between 0 and 1");
  EXPECT_EQ(refused_level(1.0), "confidence: confidence_level is 1, but must lie strictly between 0 and 1");
  EXPECT_EQ(refused_level(-0.95), "confidence: confidence_level is -0.95, but must lie strictly between 0 and 1");
  EXPECT_EQ(refused_level(250.0), "confidence: confidence_level is 250, but must lie strictly between 0 and 1");
  EXPECT_NE(refused_level(nan), "accepted");
  EXPECT_NE(refused_level(std::numeric_limits<double>::infinity()), "accepted");
  EXPECT_NE(refused_level(-std::numeric_limits<double>::infinity()), "accepted");
}

TEST(Confidence, GuessesWhatAPercentageMeant) {
  EXPECT_EQ(refused_level(95), "confidence: confidence_level is 95, but must lie strictly between 0 and 1; did you mean 0.95?");
  EXPECT_EQ(refused_level(99.8),
            "confidence: confidence_level is 99.8, but must lie strictly between 0 and 1; did you mean 0.998?");
  EXPECT_EQ(refused_level(100.0).find("did you mean"), std::string::npos);
}

TEST(Names, AreThoseOfTheResults) {
  EXPECT_STREQ(name(Alternative::two_sided), "two-sided");
  EXPECT_STREQ(name(Alternative::greater), "greater");
  EXPECT_STREQ(name(Alternative::less), "less");
  EXPECT_STREQ(name(Status::ok), "ok");
  EXPECT_STREQ(name(Status::unbounded), "unbounded");
  EXPECT_STREQ(name(Status::undefined), "undefined");
  EXPECT_STREQ(name(Status::no_information), "no_information");
  EXPECT_STREQ(name(Status::invalid), "invalid");
}

}  // namespace
