#include "equitable/comparison/odds_ratio_closed_forms.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Stub, IsReplaced) { FAIL() << "comparison/odds_ratio_closed_forms.hpp has no test yet"; }

}  // namespace
