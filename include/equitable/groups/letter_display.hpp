/// @file groups/letter_display.hpp
/// Who differs from whom, in letters: two groups differ significantly exactly when they share no letter.
///
/// Letters run from the highest rate down: the group with the highest rate has an a. Source: the insert-and-absorb algorithm of
/// Piepho (2004) J. Comput. Graph. Stat. 13, 456. Sharing a letter does not show that two groups are alike: `equivalence` does.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/groups/pairwise.hpp"

namespace equitable {

/// The letters of every group.
struct LetterDisplay {
  std::vector<std::string> letters;  ///< in the order of the groups; empty for a group without people
  Status status;                     ///< `too_large`: more than 52 letters are needed, and none given
};

namespace detail {

/// Sets of groups, none inside another, such that two groups share a set exactly when they do not differ. The groups come in the
/// order of their rates; `differ(i, j)` for i < j. Empty when more than `most` sets are needed on the way.
template <class Differ>
[[nodiscard]] std::vector<std::uint64_t> letter_sets(std::size_t groups, const Differ& differ, std::size_t most) {
  std::vector<std::uint64_t> sets;
  if (groups > 0) sets.push_back(groups == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << groups) - 1U);
  for (std::size_t i = 0; i < groups; ++i)
    for (std::size_t j = i + 1; j < groups; ++j) {
      if (!differ(i, j)) continue;
      const std::uint64_t one = std::uint64_t{1} << i;
      const std::uint64_t other = std::uint64_t{1} << j;
      std::vector<std::uint64_t> split;
      std::vector<std::uint64_t> kept;
      for (const std::uint64_t set : sets) {
        if ((set & one) != 0U && (set & other) != 0U) {
          split.push_back(set & ~one);
          split.push_back(set & ~other);
        } else {
          kept.push_back(set);
        }
      }
      // A set that was not split is inside no other. Of the halves only those stay that nothing else holds.
      for (std::size_t a = 0; a < split.size(); ++a) {
        bool held = false;
        for (const std::uint64_t set : kept) held = held || (split[a] & ~set) == 0U;
        for (std::size_t b = a + 1; !held && b < split.size(); ++b) held = (split[a] & ~split[b]) == 0U;
        if (!held) kept.push_back(split[a]);
        if (kept.size() > most) return {};
      }
      sets.swap(kept);
    }
  // Those that begin with the highest rates come first: the lowest bits decide.
  std::sort(sets.begin(), sets.end(), [](std::uint64_t a, std::uint64_t b) {
    const std::uint64_t lowest = (a ^ b) & (~(a ^ b) + 1U);
    return (a & lowest) != 0U;
  });
  return sets;
}

}  // namespace detail

/// Letters for the comparisons of all pairs: a pair differs where its adjusted p is below `alpha`. A pair that could not be
/// tested does not differ.
///
///     letter_display(groups, pairwise(groups)).letters    // {"c", "b", "a"}
///
/// @throws InvalidInput unless there are at most 64 groups and `comparisons` holds all their pairs
[[nodiscard]] inline LetterDisplay letter_display(const std::vector<Proportion>& groups, const Pairwise& comparisons,
                                                  double alpha = 0.05) {
  const std::size_t count = groups.size();
  if (count > 64) throw_invalid("letter_display", "the number of groups", std::to_string(count), "must be at most 64");
  if (!(alpha > 0.0 && alpha < 1.0))
    throw_invalid("letter_display", "alpha", number_text(alpha), "must lie strictly between 0 and 1");
  if (comparisons.pairs.size() != count * (count - (count > 0 ? 1U : 0U)) / 2)
    throw_invalid("letter_display", "the number of comparisons", std::to_string(comparisons.pairs.size()),
                  "must be that of all pairs of " + std::to_string(count) + " groups");
  std::vector<std::size_t> order;
  order.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    if (groups[i].total > 0) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return groups[a].rate() > groups[b].rate(); });
  std::vector<bool> different(count * count, false);
  for (const PairResult& pair : comparisons.pairs) {
    if (pair.group >= count || pair.reference >= count)
      throw_invalid("letter_display", "comparisons.family", comparisons.family, "must be all_pairs");
    const bool differs = pair.p_adjusted < alpha;
    different[pair.group * count + pair.reference] = differs;
    different[pair.reference * count + pair.group] = differs;
  }
  const auto differ = [&](std::size_t i, std::size_t j) { return different[order[i] * count + order[j]]; };
  LetterDisplay display{std::vector<std::string>(count), Status::ok};
  const std::vector<std::uint64_t> sets = detail::letter_sets(order.size(), differ, 4096);
  if (sets.size() > 52 || (sets.empty() && !order.empty())) {
    display.status = Status::too_large;
    return display;
  }
  for (std::size_t s = 0; s < sets.size(); ++s)
    for (std::size_t i = 0; i < order.size(); ++i)
      if ((sets[s] >> i & 1U) != 0U)
        display.letters[order[i]].push_back("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[s]);
  return display;
}

}  // namespace equitable
