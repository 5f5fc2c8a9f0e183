#include "equitable/proportion/blaker.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Stub, IsReplaced) { FAIL() << "proportion/blaker.hpp has no test yet"; }

}  // namespace
