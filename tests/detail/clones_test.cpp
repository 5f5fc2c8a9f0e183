#include "equitable/detail/clones.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>

#include "equitable/detail/lanes.hpp"

namespace {

using namespace equitable::detail;

EQUITABLE_LANE double work(double x) { return lane_two_tails(x) / (1.0 + lane_exp(-x)) + std::sqrt(x); }

EQUITABLE_CLONES void cloned(const Lanes& in, Lanes& out) {
  const auto each = [&](std::size_t i) EQUITABLE_INLINED { out[i] = work(in[i]); };
  for (std::size_t i = 0; i < lane_count; ++i) each(i);
}

EQUITABLE_APART void apart(const Lanes& in, Lanes& out) {
  for (std::size_t i = 0; i < lane_count; ++i) out[i] = work(in[i]);
}

TEST(Clones, ComputeWhatThePlainFunctionComputes) {
  Lanes in, one, other;
  for (std::size_t i = 0; i < lane_count; ++i) in[i] = 0.37 * static_cast<double>(i);
  cloned(in, one);
  apart(in, other);
  // To a few units of the last place: a test is compiled with contraction into fused operations allowed, src/lanes_*.cpp without.
  for (std::size_t i = 0; i < lane_count; ++i) EXPECT_NEAR(one[i], other[i], 4e-15 * other[i]) << i;
  EXPECT_NEAR(one[0], 0.5, 1e-15);
}

// The inline namespace of batch functions: its name says how they were built.
namespace probe {
inline namespace EQUITABLE_BUILD {
constexpr int here = 7;
}
}  // namespace probe

TEST(Clones, TheBuildHasAName) {
#if defined(EQUITABLE_COMPILED)
  EXPECT_EQ(probe::compiled::here, 7);
#else
  EXPECT_EQ(probe::header_only::here, 7);
#endif
}

}  // namespace
