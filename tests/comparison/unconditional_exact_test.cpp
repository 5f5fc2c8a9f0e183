#include "equitable/comparison/unconditional_exact.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Stub, IsReplaced) { FAIL() << "comparison/unconditional_exact.hpp has no test yet"; }

}  // namespace
