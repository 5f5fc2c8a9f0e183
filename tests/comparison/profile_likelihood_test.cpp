#include "equitable/comparison/profile_likelihood.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Stub, IsReplaced) { FAIL() << "comparison/profile_likelihood.hpp has no test yet"; }

}  // namespace
