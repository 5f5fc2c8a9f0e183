#include "equitable/comparison/conditional_exact.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Stub, IsReplaced) { FAIL() << "comparison/conditional_exact.hpp has no test yet"; }

}  // namespace
