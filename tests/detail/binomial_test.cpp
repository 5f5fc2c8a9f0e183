#include "equitable/detail/binomial.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Stub, IsReplaced) { FAIL(); }

}  // namespace
