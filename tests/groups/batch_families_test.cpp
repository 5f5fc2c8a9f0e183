#include "equitable/groups/batch_families.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

#include "support/batch_answers.hpp"
#include "support/group_columns.hpp"

namespace {

using equitable::Status;
using support::answer_of;

TEST(BatchFamilies, LettersOfEveryTable) {
  support::RandomTables random(111);
  support::GroupColumns columns = support::random_group_columns(random, 300, 0, 900);
  for (const int groups : {64, 65}) {  // as many as there may be, and one more
    for (int g = 0; g < groups; ++g) columns.add(g % 9, 40 + g);
    columns.close();
  }
  for (const auto adjustment : {equitable::Adjustment::holm, equitable::Adjustment::bh})
    for (const double alpha : {0.05, 0.4}) {
      equitable::LetterOptions options;
      options.adjustment = adjustment;
      options.alpha = alpha;
      equitable::PairwiseOptions pairs;
      pairs.adjustment = adjustment;
      std::vector<std::string> letters(columns.events.size(), "?"), alone = letters;
      std::vector<Status> status(columns.tables()), once = status;
      equitable::letter_display_rows(columns.rows(), options, {letters.data(), status.data()}, {3});
      equitable::letter_display_rows(columns.rows(), options, {alone.data(), once.data()});
      EXPECT_EQ(letters, alone);
      EXPECT_EQ(status, once);
      std::size_t refused = 0, several = 0;
      for (std::size_t i = 0; i < columns.tables(); ++i) {
        const std::vector<equitable::Proportion> groups = columns.table(i);
        const auto scalar =
            answer_of([&] { return equitable::letter_display(groups, equitable::pairwise(groups, pairs), alpha); });
        refused += scalar.empty() ? 1U : 0U;
        ASSERT_EQ(status[i], scalar.empty() ? Status::invalid : scalar[0].status);
        for (std::size_t g = 0; g < groups.size(); ++g) {
          const std::string& found = letters[columns.offsets[i] + g];
          ASSERT_EQ(found, scalar.empty() ? "" : scalar[0].letters[g]) << i << " " << g;
          several += found.size() > 1 ? 1U : 0U;
        }
      }
      EXPECT_GT(refused, 10U);
      EXPECT_GT(several, 10U);
      EXPECT_EQ(status.back(), Status::invalid);
      EXPECT_EQ(status[columns.tables() - 2], Status::ok);
    }
}

TEST(BatchFamilies, OptionsOfLettersAreRefusedBeforeAnyTable) {
  support::GroupColumns columns;
  columns.add(1, 2);
  columns.close();
  std::string letters = "untouched";
  Status status = Status::too_large;
  for (const double alpha : {0.0, 1.0, equitable::not_a_number}) {
    equitable::LetterOptions options;
    options.alpha = alpha;
    EXPECT_NE(support::refusal([&] {
                equitable::letter_display_rows(columns.rows(), options, {&letters, &status});
                return 0;
              }).find("alpha is"),
              std::string::npos);
  }
  columns.offsets = {1, 0};
  EXPECT_NE(support::refusal([&] {
              equitable::letter_display_rows(columns.rows(), {}, {&letters, &status});
              return 0;
            }).find("offsets[1] is 0"),
            std::string::npos);
  EXPECT_EQ(letters, "untouched");
  EXPECT_EQ(status, Status::too_large);
}

struct Trees {
  std::vector<double> pvalues;
  std::vector<std::size_t> parents, offsets{0};
  [[nodiscard]] std::size_t trees() const { return offsets.size() - 1; }
  [[nodiscard]] equitable::TreeRows rows() const { return {pvalues.data(), parents.data(), offsets.data(), trees()}; }
};

/// Trees and forests of none to 12 tests, some not made; one in nine breaks a rule.
Trees random_trees(support::RandomTables& random, std::size_t trees) {
  Trees columns;
  for (std::size_t i = 0; i < trees; ++i) {
    const support::Count tests = random.between(0, 12);
    for (support::Count k = 0; k < tests; ++k) {
      const bool top = k == 0 || random.between(0, 9) == 0;
      columns.parents.push_back(top ? equitable::no_parent : static_cast<std::size_t>(random.between(0, k - 1)));
      columns.pvalues.push_back(random.between(0, 7) == 0 ? equitable::not_a_number
                                                          : static_cast<double>(random.between(0, 1000)) * 1e-3);
    }
    if (tests > 0 && random.between(0, 8) == 0) {
      const std::size_t broken = columns.pvalues.size() - 1;
      switch (random.between(0, 2)) {
        case 0: columns.pvalues[broken] = -0.25; break;
        case 1: columns.pvalues[broken] = 1.5; break;
        default: columns.parents[broken] = static_cast<std::size_t>(tests) - 1;  // itself
      }
    }
    columns.offsets.push_back(columns.pvalues.size());
  }
  return columns;
}

TEST(BatchFamilies, EveryTree) {
  support::RandomTables random(112);
  const Trees columns = random_trees(random, 400);
  for (const unsigned threads : {1U, 3U}) {
    std::vector<double> adjusted(columns.pvalues.size(), -7.0);
    std::vector<Status> status(columns.trees());
    equitable::adjust_tree_rows(columns.rows(), {adjusted.data(), status.data()}, {threads});
    std::size_t refused = 0;
    for (std::size_t i = 0; i < columns.trees(); ++i) {
      std::vector<equitable::TestNode> tests;
      for (std::size_t k = columns.offsets[i]; k < columns.offsets[i + 1]; ++k)
        tests.push_back({columns.pvalues[k], columns.parents[k]});
      const auto scalar = answer_of([&] { return equitable::adjust_tree(tests); });
      refused += scalar.empty() ? 1U : 0U;
      ASSERT_EQ(status[i], scalar.empty() ? Status::invalid : Status::ok) << i;
      for (std::size_t k = 0; k < tests.size(); ++k)
        ASSERT_TRUE(support::identical(adjusted[columns.offsets[i] + k],
                                       scalar.empty() ? equitable::not_a_number : scalar[0].p_adjusted[k]))
            << i << " " << k;
    }
    EXPECT_GT(refused, 20U);
    EXPECT_LT(refused, 100U);
  }
}

TEST(BatchFamilies, OffsetsOfTreesThatFallAreRefused) {
  Trees columns;
  columns.offsets = {1, 0};
  EXPECT_NE(support::refusal([&] {
              equitable::adjust_tree_rows(columns.rows(), {});
              return 0;
            }).find("offsets[1] is 0"),
            std::string::npos);
}

}  // namespace
