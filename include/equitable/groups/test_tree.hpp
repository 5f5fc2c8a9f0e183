/// @file groups/test_tree.hpp
/// Families of tests inside each other: White against everybody else, below it five groups, below them eighteen.
///
/// A branch is looked at only where every test above it is significant, and then at its own share of α, so that the top pays nothing
/// for the detail below it. Declare the tree before looking at the p-values. For one flat family see groups/multiplicity.hpp.
///
/// Source: Meinshausen (2008) Biometrika 95, 265.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "equitable/core/error.hpp"
#include "equitable/core/results.hpp"
#include "equitable/groups/multiplicity.hpp"

namespace equitable {

/// Stands for the parent of a test that has none.
inline constexpr std::size_t no_parent = static_cast<std::size_t>(-1);

/// A test in a tree of tests: White against everybody else, below it five groups, below them eighteen.
struct TestNode {
  double pvalue;                   ///< NaN: not tested; it is no gate then, and as a leaf it is not counted
  std::size_t parent = no_parent;  ///< index of the test above, which comes earlier in the list
};

/// The p-values of a tree of tests.
struct TreeAdjustment {
  std::string family;              ///< the family's name, with the procedure
  std::vector<double> p_adjusted;  ///< in the order of the tests; NaN where there was none
};

/// P-values adjusted from the top of a tree down: a test counts only where every test above it is significant too.
///
///     // all groups alike? 0 · then White/BME → Asian, Black, under Asian: Indian, Pakistani
///     adjust_tree({{1e-4}, {0.004, 0}, {0.3, 0}, {0.01, 1}, {0.2, 1}}, "bullying by ethnicity")
///
/// The adjusted p is the largest of p · (leaves of the tree) / (leaves below the test) over the test itself and all above it, cut
/// at 1: the top is tested at the whole α, a branch at its share of it. The chance of any false finding is at most α, whatever
/// the dependence, and the top pays nothing for the detail below it. A leaf is a test without tests below. Several roots share
/// α by their leaves. Cost: linear.
/// @throws InvalidInput naming the index, for a p-value neither NaN nor in [0, 1] and for a parent that does not come earlier
[[nodiscard]] inline TreeAdjustment adjust_tree(const std::vector<TestNode>& tests, const std::string& family = "tree") {
  const std::size_t count = tests.size();
  TreeAdjustment result{family + ": " + detail::counted(count, "test") + ", gated from the top (Meinshausen 2008)",
                        std::vector<double>(count, not_a_number)};
  for (std::size_t i = 0; i < count; ++i) {
    detail::check_pvalue(tests[i].pvalue, i, "adjust_tree", "tests");
    if (tests[i].parent == no_parent) continue;
    if (tests[i].parent >= i)
      throw_invalid("adjust_tree", "tests[" + std::to_string(i) + "].parent", std::to_string(tests[i].parent),
                    "must be the index of an earlier test");
  }
  // A test whose children were not made is a leaf itself: it has at least one.
  std::vector<double> leaves(count, 0.0);
  double all_leaves = 0.0;
  for (std::size_t i = count; i-- > 0;) {
    if (leaves[i] == 0.0 && !std::isnan(tests[i].pvalue)) leaves[i] = 1.0;
    (tests[i].parent == no_parent ? all_leaves : leaves[tests[i].parent]) += leaves[i];
  }
  std::vector<double> gate(count, 0.0);
  for (std::size_t i = 0; i < count; ++i) {
    if (tests[i].parent != no_parent) gate[i] = gate[tests[i].parent];
    if (std::isnan(tests[i].pvalue)) continue;
    gate[i] = std::fmax(gate[i], std::fmin(1.0, tests[i].pvalue * (all_leaves / leaves[i])));
    result.p_adjusted[i] = gate[i];
  }
  return result;
}

}  // namespace equitable
