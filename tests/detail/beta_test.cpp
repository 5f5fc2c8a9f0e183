#include "equitable/detail/beta.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Stub, IsReplaced) { FAIL(); }

}  // namespace
