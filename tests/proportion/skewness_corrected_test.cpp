#include "equitable/proportion/skewness_corrected.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Stub, IsReplaced) { FAIL() << "proportion/skewness_corrected.hpp has no test yet"; }

}  // namespace
