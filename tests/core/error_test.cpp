#include "equitable/core/error.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <limits>
#include <string>
#include <type_traits>

namespace {

using namespace equitable;

TEST(InvalidInput, IsAnInvalidArgumentSoThatCallersMayCatchEither) {
  static_assert(std::is_base_of_v<std::invalid_argument, InvalidInput>);
  EXPECT_THROW(throw_invalid("verdict", "events", "-1", "must be 0 or more"), InvalidInput);
  EXPECT_THROW(throw_invalid("verdict", "events", "-1", "must be 0 or more"), std::invalid_argument);
  EXPECT_THROW(throw_invalid("verdict", "events", "-1", "must be 0 or more"), std::logic_error);
}

TEST(InvalidInput, NamesThePlaceTheArgumentTheValueAndTheRule) {
  try {
    throw_invalid("relative_likelihood", "events", "-1", "must be 0 or more");
  } catch (const InvalidInput& error) {
    EXPECT_STREQ(error.what(), "relative_likelihood: events is -1, but must be 0 or more");
    return;
  }
}

TEST(NumberText, IsShortAndLosesNothing) {
  EXPECT_EQ(number_text(0.8), "0.8");
  EXPECT_EQ(number_text(95.0), "95");
  EXPECT_EQ(number_text(-0.5), "-0.5");
  EXPECT_EQ(number_text(1e-101), "1e-101");
  EXPECT_EQ(number_text(1.0 / 3.0), "0.3333333333333333");
  EXPECT_EQ(number_text(std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(number_text(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(number_text(std::numeric_limits<double>::denorm_min()), "5e-324");
}

}  // namespace
