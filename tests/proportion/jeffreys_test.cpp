#include "equitable/proportion/jeffreys.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Stub, IsReplaced) { FAIL() << "proportion/jeffreys.hpp has no test yet"; }

}  // namespace
