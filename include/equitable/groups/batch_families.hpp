/// @file groups/batch_families.hpp
/// `letter_display` of many tables and `adjust_tree` of many trees at once, in columns; the rules are in
/// groups/batch_columns.hpp.
///
/// Cost: of the letters that of the tests of all pairs; of a tree linear.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "equitable/core/execution.hpp"
#include "equitable/groups/batch_columns.hpp"
#include "equitable/groups/letter_display.hpp"
#include "equitable/groups/pairwise.hpp"
#include "equitable/groups/test_tree.hpp"

namespace equitable {

// ---------------------------------------------------------------------------------------------------------------------- letters

/// Options of `letter_display_rows`: the comparisons of all pairs in each table, and when a pair differs.
struct LetterOptions {
  Adjustment adjustment = Adjustment::holm;  ///< within each table
  SignificanceOptions test{};
  double alpha = 0.05;  ///< a pair differs where its adjusted p is below
};

/// Letters to be written: `letters` with a row for each group, `status` with one for each table.
struct LetterOutput {
  std::string* letters;
  Status* status;
};

/// `letter_display` of every table for `pairwise` of all its pairs. A table of more than 64 groups is refused.
/// @throws InvalidInput as `significance` for its options, for an `alpha` outside (0, 1), and when offsets fall
inline void letter_display_rows(const GroupRows& tables, const LetterOptions& options, const LetterOutput& output,
                                const Execution& execution = {}) {
  PairwiseOptions pairs;
  pairs.adjustment = options.adjustment;
  pairs.test = options.test;
  pairs.ratio.method = RelativeLikelihoodMethod::katz_log;  // letters do not depend on the ratios: the cheapest
  static_cast<void>(letter_display({{0, 0}}, pairwise({{0, 0}}, pairs), options.alpha));
  static_cast<void>(significance(Table2x2{}, options.test));
  const auto lettered = [&](const std::vector<Proportion>& groups) {
    if (groups.size() > 64) return LetterDisplay{std::vector<std::string>(groups.size()), Status::invalid};
    return letter_display(groups, pairwise(groups, pairs), options.alpha);
  };
  detail::for_groups(tables, "letter_display_rows", execution,
                     [&](std::size_t i, const std::vector<Proportion>& groups, bool valid) {
                       LetterDisplay found = detail::accepted(
                           valid, [&] { return lettered(groups); },
                           [&] {
                             return LetterDisplay{std::vector<std::string>(groups.size()), Status::invalid};
                           });
                       for (std::size_t g = 0; g < groups.size(); ++g)
                         output.letters[tables.offsets[i] + g] = std::move(found.letters[g]);
                       output.status[i] = found.status;
                     });
}

// ------------------------------------------------------------------------------------------------------------------------ trees

/// Trees of tests in columns: tree i is the tests offsets[i] … offsets[i + 1] − 1.
struct TreeRows {
  const double* pvalues;       ///< NaN: not tested
  const std::size_t* parents;  ///< the place of the test above within its tree, or `no_parent`
  const std::size_t* offsets;  ///< trees + 1 entries
  std::size_t trees;
};

/// Trees to be written: `p_adjusted` with a row for each test, `status` with one for each tree.
struct TreeOutput {
  double* p_adjusted;
  Status* status;
};

/// `adjust_tree` of every tree.
/// @throws InvalidInput when offsets fall
inline void adjust_tree_rows(const TreeRows& rows, const TreeOutput& output, const Execution& execution = {}) {
  detail::check_offsets(rows.offsets, rows.trees, "adjust_tree_rows");
  struct Found {
    std::vector<double> p_adjusted;
    Status status;
  };
  detail::for_tables<std::vector<TestNode>>(rows.trees, execution, [&](std::size_t i, std::vector<TestNode>& tests) {
    tests.clear();
    for (std::size_t k = rows.offsets[i]; k < rows.offsets[i + 1]; ++k) tests.push_back({rows.pvalues[k], rows.parents[k]});
    const Found found = detail::accepted(
        [&] {
          return Found{adjust_tree(tests).p_adjusted, Status::ok};
        },
        [&] {
          return Found{std::vector<double>(tests.size(), not_a_number), Status::invalid};
        });
    for (std::size_t k = 0; k < tests.size(); ++k) output.p_adjusted[rows.offsets[i] + k] = found.p_adjusted[k];
    output.status[i] = found.status;
  });
}

}  // namespace equitable
