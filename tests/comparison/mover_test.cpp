#include "equitable/comparison/mover.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Stub, IsReplaced) { FAIL() << "comparison/mover.hpp has no test yet"; }

}  // namespace
