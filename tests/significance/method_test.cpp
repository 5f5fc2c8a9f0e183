#include "equitable/significance/method.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Stub, IsReplaced) { FAIL(); }

}  // namespace
