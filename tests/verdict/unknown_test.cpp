#include "equitable/verdict/unknown.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::RandomTables;

// The least number over every one-sided push, by trying them all.
std::optional<Count> by_trying(const UnknownTable& t, const VerdictOptions& options) {
  const State before = verdict(t.known, options).state;
  const Count stopped = t.unknown.total - t.unknown.events;
  std::optional<Count> least;
  for (Count a = 0; a <= t.unknown.events; ++a)
    for (Count b = 0; b <= stopped; ++b) {
      if (least && a + b >= *least) continue;
      const Table2x2 up{{t.known.group.events + a, t.known.group.total + a},
                        {t.known.reference.events, t.known.reference.total + b}};
      const Table2x2 down{{t.known.group.events, t.known.group.total + b},
                          {t.known.reference.events + a, t.known.reference.total + a}};
      if (verdict(up, options).state != before || verdict(down, options).state != before) least = a + b;
    }
  return least;
}

TEST(UnknownFragility, IsTheLeastOfEveryPush) {
  RandomTables random(91);
  const VerdictOptions wide{{0.5, 2.0}, Confidence{0.8}};
  int overturned = 0;
  for (int i = 0; i < 700; ++i) {
    const bool few = i % 2 == 0;
    const Table2x2 known = random.table(few ? 30 : 3000);
    const Count n = random.between(0, 25);
    const Count x = random.between(0, n);
    const VerdictOptions options = i % 3 == 0 ? VerdictOptions{} : wide;
    const UnknownFragility found = unknowns_to_change_state({known, {x, n}}, options);
    ASSERT_EQ(found.status, Status::ok);
    ASSERT_EQ(found.people, by_trying({known, {x, n}}, options)) << support::describe(known) << " unknown " << x << '/' << n;
    ASSERT_EQ(found.before, verdict(known, options).state);
    ASSERT_EQ(found.after, verdict(found.table, options).state);
    ASSERT_EQ(found.people.has_value(), found.before != found.after);
    if (!found.people) continue;
    ++overturned;
    ASSERT_EQ(found.table.total() - known.total(), *found.people);
    const UnknownFragility swapped = unknowns_to_change_state({known.swapped(), {x, n}}, options);
    ASSERT_EQ(swapped.people, found.people);
  }
  EXPECT_GT(overturned, 200);
}

TEST(UnknownFragility, OfAPublishedShape) {
  // 60 of 1200 against 240 of 3000: significantly lower. A push up by unknown who passed decides it in the end.
  const UnknownFragility found = unknowns_to_change_state({{{60, 1200}, {240, 3000}}, {30, 400}});
  EXPECT_EQ(found.before, State::lower);
  EXPECT_EQ(found.people, by_trying({{{60, 1200}, {240, 3000}}, {30, 400}}, {}));
  const UnknownFragility firm = unknowns_to_change_state({{{60, 1200}, {240, 3000}}, {1, 2}});
  EXPECT_FALSE(firm.people.has_value());
  EXPECT_EQ(firm.before, firm.after);
}

TEST(UnknownFragility, Edges) {
  EXPECT_EQ(unknowns_to_change_state({{{0, 0}, {1, 2}}, {1, 2}}).status, Status::undefined);
  EXPECT_EQ(unknowns_to_change_state({{{1, 2}, {1, 2}}, {0, 2000000}}).status, Status::too_large);
  EXPECT_FALSE(unknowns_to_change_state({{{1, 2}, {1, 2}}, {0, 0}}).people.has_value());
  EXPECT_NE(support::refusal([] { return unknowns_to_change_state({{{1, 2}, {1, 2}}, {3, 2}}).status; }), "accepted");
  EXPECT_NE(support::refusal([] {
              return unknowns_to_change_state({{{1, 2}, {1, 2}}, {1, 2}}, {{1.5, 2.0}, Confidence{0.95}}).status;
            }),
            "accepted");
}

}  // namespace
