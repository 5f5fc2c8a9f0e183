#include "equitable/core/error.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
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

}  // namespace
