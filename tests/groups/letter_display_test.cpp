#include "equitable/groups/letter_display.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/contingency.hpp"
#include "support/csv.hpp"

namespace {

using namespace equitable;

/// Comparisons of all pairs with p 0.01 where they differ and 0.5 where not.
Pairwise comparisons(std::size_t groups, const std::vector<std::vector<bool>>& differ) {
  Pairwise result{"all_pairs", {}};
  for (std::size_t i = 0; i < groups; ++i)
    for (std::size_t j = i + 1; j < groups; ++j) result.pairs.push_back({i, j, {}, {}, differ[i][j] ? 0.01 : 0.5});
  return result;
}

TEST(LetterDisplay, SharesALetterExactlyWhenNotDifferent) {
  support::RandomTables random(61);
  for (int round = 0; round < 800; ++round) {
    const std::size_t size = static_cast<std::size_t>(random.between(1, 9));
    const std::vector<Proportion> groups = support::random_groups(random, size, 1000);
    std::vector<std::vector<bool>> differ(size, std::vector<bool>(size, false));
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t j = i + 1; j < size; ++j) differ[i][j] = random.between(0, 2) == 0;
    const LetterDisplay display = letter_display(groups, comparisons(size, differ));
    ASSERT_EQ(display.status, Status::ok);
    for (std::size_t i = 0; i < size; ++i) {
      EXPECT_FALSE(display.letters[i].empty());
      for (std::size_t j = i + 1; j < size; ++j) {
        const bool shared = display.letters[i].find_first_of(display.letters[j]) != std::string::npos;
        EXPECT_NE(shared, differ[i][j]);
      }
    }
    // No letter could be spared for another that stands at every group of it.
    std::string used;
    for (const std::string& letters : display.letters) used += letters;
    for (char one = 'a'; one <= 'z'; ++one)
      for (char other = 'a'; other <= 'z'; ++other) {
        if (one == other || used.find(one) == std::string::npos || used.find(other) == std::string::npos) continue;
        bool inside = true;
        for (const std::string& letters : display.letters)
          inside = inside && (letters.find(one) == std::string::npos || letters.find(other) != std::string::npos);
        EXPECT_FALSE(inside) << one << " inside " << other;
      }
  }
}

TEST(LetterDisplay, ReadsFromTheHighestRateDown) {
  const std::vector<Proportion> groups{{371, 3844}, {341, 3005}, {400, 3327}, {596, 3842}, {0, 0}};
  const Pairwise found = pairwise(groups);
  const LetterDisplay display = letter_display(groups, found);
  EXPECT_EQ(display.letters[3], "a");
  EXPECT_EQ(display.letters[4], "");
  for (const PairResult& pair : found.pairs) {
    if (pair.group == 4 || pair.reference == 4) continue;
    const bool shared = display.letters[pair.group].find_first_of(display.letters[pair.reference]) != std::string::npos;
    EXPECT_EQ(shared, !(pair.p_adjusted < 0.05));
  }
  const LetterDisplay chain = letter_display(
      {{1, 10}, {2, 10}, {3, 10}}, comparisons(3, {{false, false, true}, {false, false, false}, {false, false, false}}));
  EXPECT_EQ(chain.letters, (std::vector<std::string>{"b", "ab", "a"}));
}

TEST(LetterDisplay, Edges) {
  EXPECT_TRUE(letter_display({}, pairwise({})).letters.empty());
  EXPECT_EQ(letter_display({{1, 2}}, pairwise({{1, 2}})).letters[0], "a");
  // Twenty pairs that each differ only within: 2^20 sets.
  std::vector<std::vector<bool>> differ(40, std::vector<bool>(40, false));
  for (std::size_t i = 0; i < 40; i += 2) differ[i][i + 1] = true;
  const std::vector<Proportion> forty(40, Proportion{1, 2});
  EXPECT_EQ(letter_display(forty, comparisons(40, differ)).status, Status::too_large);
  const std::vector<Proportion> many(64, Proportion{1, 2});
  EXPECT_EQ(letter_display(many, pairwise(many)).letters[63], "a");
  EXPECT_EQ(support::refusal([] {
              const std::vector<Proportion> groups(65, Proportion{1, 2});
              return letter_display(groups, pairwise(groups)).letters;
            }),
            "letter_display: the number of groups is 65, but must be at most 64");
  EXPECT_EQ(support::refusal([] {
              const std::vector<Proportion> groups{{1, 2}, {2, 3}, {1, 3}};
              return letter_display(groups, pairwise(groups, {Family::against_rest})).letters;
            }),
            "letter_display: comparisons.family is against_rest, 3 tests, holm, but must be all_pairs");
  EXPECT_EQ(support::refusal([] {
              const std::vector<Proportion> groups{{1, 2}, {2, 3}, {1, 3}};
              return letter_display(groups, pairwise({{1, 2}, {2, 3}})).letters;
            }),
            "letter_display: the number of comparisons is 1, but must be that of all pairs of 3 groups");
}

// Which of the sets R's multcomp makes of the same pairs: tests/reference/r_peers.R.
TEST(LetterDisplay, IsMultcomps) {
  int displays = 0;
  const support::Csv file("reference/r_peers.csv");
  for (const support::Row& row : file.rows()) {
    if (row.text("family") != "letter_display") continue;
    ++displays;
    std::istringstream pattern(row.text("input"));
    std::vector<int> differ;
    for (int one = 0; pattern >> one;) differ.push_back(one);
    const std::size_t groups = differ.size() == 6 ? 4 : 5;
    std::size_t pair = 0;
    std::vector<std::vector<bool>> apart(groups, std::vector<bool>(groups, false));
    for (std::size_t i = 0; i < groups; ++i)
      for (std::size_t j = i + 1; j < groups; ++j) apart[i][j] = differ[pair++] == 1;
    std::vector<std::string> sets;
    for (const std::uint64_t set : detail::letter_sets(
             groups, [&](std::size_t i, std::size_t j) { return apart[i][j]; }, 52)) {
      std::string members;
      for (std::size_t i = 0; i < groups; ++i)
        if ((set >> i & 1U) != 0U) members.append(members.empty() ? "" : "+").append(std::to_string(i + 1));
      sets.push_back(members);
    }
    std::sort(sets.begin(), sets.end());
    std::string joined;
    for (const std::string& set : sets) joined.append(joined.empty() ? "" : " ").append(set);
    EXPECT_EQ(joined, row.text("value")) << row.all();
  }
  EXPECT_EQ(displays, 4);
}

}  // namespace
