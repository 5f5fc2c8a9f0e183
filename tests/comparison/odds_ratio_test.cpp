#include "equitable/comparison/odds_ratio.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Stub, IsReplaced) { FAIL(); }

}  // namespace
