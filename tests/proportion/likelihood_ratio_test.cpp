#include "equitable/proportion/likelihood_ratio.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Stub, IsReplaced) { FAIL() << "proportion/likelihood_ratio.hpp has no test yet"; }

}  // namespace
