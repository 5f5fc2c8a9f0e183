#include "equitable/significance/unconditional_exact.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Stub, IsReplaced) { FAIL(); }

}  // namespace
