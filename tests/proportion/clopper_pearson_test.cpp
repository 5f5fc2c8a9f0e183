#include "equitable/proportion/clopper_pearson.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Stub, IsReplaced) { FAIL() << "proportion/clopper_pearson.hpp has no test yet"; }

}  // namespace
