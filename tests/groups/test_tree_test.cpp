#include "equitable/groups/test_tree.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/compare.hpp"

namespace {

using equitable::adjust_tree;
using support::close;

TEST(TestTree, IsGatedFromTheTop) {
  // One root, two branches of two and one leaves.
  const auto tree = adjust_tree({{0.001}, {0.01, 0}, {0.02, 0}, {0.001, 1}, {0.04, 1}}, "bullying");
  EXPECT_EQ(tree.family, "bullying: 5 tests, gated from the top (Meinshausen 2008)");
  EXPECT_EQ(adjust_tree({{0.01}}).family, "tree: 1 test, gated from the top (Meinshausen 2008)");
  EXPECT_TRUE(close(tree.p_adjusted[0], 0.001));
  EXPECT_TRUE(close(tree.p_adjusted[1], 0.015));  // 3 leaves of which 2 below
  EXPECT_TRUE(close(tree.p_adjusted[2], 0.06));
  EXPECT_TRUE(close(tree.p_adjusted[3], 0.015));  // its own 0.003, held back by the gate
  EXPECT_TRUE(close(tree.p_adjusted[4], 0.12));
  // A test that was not made is no gate, and no leaf.
  const double nan = std::nan("");
  const auto open = adjust_tree({{nan}, {0.01, 0}, {nan, 0}, {0.02, 0}});
  EXPECT_TRUE(std::isnan(open.p_adjusted[0]) && std::isnan(open.p_adjusted[2]));
  EXPECT_TRUE(close(open.p_adjusted[1], 0.02));
  EXPECT_TRUE(close(open.p_adjusted[3], 0.04));
  // Roots alone: Bonferroni. A chain: the running maximum.
  const auto flat = adjust_tree({{0.01}, {0.3}, {0.6}});
  EXPECT_TRUE(close(flat.p_adjusted[0], 0.03));
  EXPECT_EQ(flat.p_adjusted[2], 1.0);
  const auto chain = adjust_tree({{0.01}, {0.03, 0}, {0.02, 1}});
  EXPECT_EQ(chain.p_adjusted, (std::vector<double>{0.01, 0.03, 0.03}));
}

TEST(TestTree, NamesTheMistake) {
  EXPECT_EQ(support::refusal([] {
              return adjust_tree({{0.1}, {0.2, 1}}).p_adjusted;
            }),
            "adjust_tree: tests[1].parent is 1, but must be the index of an earlier test");
}

}  // namespace
