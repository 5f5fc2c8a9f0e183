#include "equitable/proportion/wald.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Stub, IsReplaced) { FAIL() << "proportion/wald.hpp has no test yet"; }

}  // namespace
