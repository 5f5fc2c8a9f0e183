#include "equitable/verdict/fragility.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdlib>
#include <optional>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"
#include "support/verdict_cases.hpp"

namespace {

using namespace equitable;
using support::describe;
using support::RandomTables;

TEST(Fragility, OfEveryPublishedCase) {
  int cases = 0;
  for (const support::VerdictCase& published : support::verdict_cases()) {
    const std::optional<Count> people = people_to_change_state(published.table);
    if (published.people_to_change_state == ">60") {
      EXPECT_TRUE(!people || *people > 60) << published.all;
    } else {
      EXPECT_EQ(people, std::optional<Count>(std::strtoll(published.people_to_change_state.c_str(), nullptr, 10)))
          << published.all;
    }
    ++cases;
  }
  EXPECT_EQ(cases, support::verdict_case_count);
}

// The states of all numbers of events in the group, and from them the nearest other state.
std::vector<State> states(const Table2x2& t, const VerdictOptions& options) {
  std::vector<State> all;
  all.reserve(static_cast<std::size_t>(t.group.total) + 1);
  for (Count x = 0; x <= t.group.total; ++x) all.push_back(verdict(Table2x2{{x, t.group.total}, t.reference}, options).state);
  return all;
}

std::optional<Count> nearest_other(const std::vector<State>& all, Count events) {
  std::optional<Count> least;
  for (Count x = 0; x < static_cast<Count>(all.size()); ++x) {
    if (all[static_cast<std::size_t>(x)] == all[static_cast<std::size_t>(events)]) continue;
    const Count people = x > events ? x - events : events - x;
    if (!least || people < *least) least = people;
  }
  return least;
}

TEST(Fragility, IsWhatTryingEveryNumberOfEventsFindsForEverySmallTable) {
  int never = 0;
  int one = 0;
  for (const VerdictOptions& options : {VerdictOptions{}, VerdictOptions{{0.5, 2.0}, Confidence(0.8)}})
    for (Count n1 = 1; n1 <= 15; ++n1)
      for (Count n2 = 1; n2 <= 15; ++n2)
        for (Count x2 = 0; x2 <= n2; ++x2) {
          const std::vector<State> all = states({{0, n1}, {x2, n2}}, options);
          for (Count x1 = 0; x1 <= n1; ++x1) {
            const Table2x2 t{{x1, n1}, {x2, n2}};
            const std::optional<Count> expected = nearest_other(all, x1);
            ASSERT_EQ(people_to_change_state(t, options), expected) << describe(t);
            never += expected ? 0 : 1;
            one += expected == 1 ? 1 : 0;
          }
        }
  EXPECT_GT(never, 100);
  EXPECT_GT(one, 100);
}

TEST(Fragility, IsWhatTryingEveryNumberOfEventsFindsForLargerTables) {
  RandomTables random(81);
  for (int i = 0; i < 150 && !HasFailure(); ++i) {
    const Table2x2 drawn = random.table(2500);
    const VerdictOptions options = i % 3 == 0 ? VerdictOptions{{0.9, 1.2}, Confidence(0.9)} : VerdictOptions{};
    const std::vector<State> all = states(drawn, options);
    for (int j = 0; j < 5; ++j) {
      const Count events = j == 0 ? drawn.group.events : random.between(0, drawn.group.total);
      const Table2x2 t{{events, drawn.group.total}, drawn.reference};
      ASSERT_EQ(people_to_change_state(t, options), nearest_other(all, events)) << describe(t);
    }
  }
}

TEST(Fragility, OfHugeTablesIsTheFirstStepThatChangesTheState) {
  int found = 0;
  RandomTables(82).for_each(2000, max_count, [&found](const Table2x2& t) {
    const std::optional<Count> people = people_to_change_state(t);
    if (!people) return;
    ++found;
    const State state = verdict(t).state;
    const auto after = [&t](Count people_changed) {
      return verdict(Table2x2{{t.group.events + people_changed, t.group.total}, t.reference}).state;
    };
    const bool up = t.group.events + *people <= t.group.total && after(*people) != state;
    const bool down = t.group.events >= *people && after(-*people) != state;
    ASSERT_TRUE(up || down) << describe(t) << ": " << *people;
    if (*people > 1) {
      ASSERT_TRUE(t.group.events + *people - 1 > t.group.total || after(*people - 1) == state) << describe(t) << ": " << *people;
      ASSERT_TRUE(t.group.events < *people - 1 || after(1 - *people) == state) << describe(t) << ": " << *people;
    }
  });
  EXPECT_GT(found, 1000);
}

TEST(Fragility, OfWhatCannotBeAssessedIsEmptyAndOptionsAreChecked) {
  EXPECT_EQ(people_to_change_state({{0, 0}, {1, 2}}), std::nullopt);
  EXPECT_EQ(people_to_change_state({{1, 2}, {0, 0}}), std::nullopt);
  EXPECT_EQ(people_to_change_state({{1, 1}, {1, 1}}), std::nullopt) << "one person against one can show nothing";
  EXPECT_EQ(support::refusal([] {
              return people_to_change_state({{1, 2}, {1, 2}}, {{1.1, 1.2}, Confidence(0.95)});
            }),
            "verdict: margin.lower is 1.1, but must lie between 0 and 1 (0.80 by default)");
}

}  // namespace
