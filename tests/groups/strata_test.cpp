#include "equitable/groups/strata.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"
#include "support/strata.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::RandomTables;
using support::refusal;

TEST(Strata, KeepTablesAndTheirSum) {
  Strata strata;
  EXPECT_TRUE(strata.empty());
  strata.add(3, 10, 4, 20);
  strata.add(0, 0, 7, 7);
  ASSERT_EQ(strata.size(), 2U);
  EXPECT_EQ(strata[1].reference.events, 7);
  EXPECT_EQ(strata.pooled().group.events, 3);
  EXPECT_EQ(strata.pooled().group.total, 10);
  EXPECT_EQ(strata.pooled().reference.events, 11);
  EXPECT_EQ(strata.pooled().reference.total, 27);
  const Strata swapped = strata.swapped();
  EXPECT_EQ(swapped[0].group.events, 4);
  EXPECT_EQ(swapped.pooled().group.events, 11);
  const Strata others = strata.complement();
  EXPECT_EQ(others[0].group.events, 7);
  EXPECT_EQ(others.pooled().reference.events, 16);
  EXPECT_EQ(Strata(strata.tables()).pooled().reference.total, 27);
  // A stratum that cannot be compared takes no part.
  EXPECT_EQ(detail::ComparableStrata(strata).view().count, 1U);
}

TEST(Strata, TellWhichOfThemHaveNoPart) {
  const Strata strata{{{5, 10}, {6, 12}}, {{90, 100}, {0, 0}}, {{0, 0}, {3, 7}}, {{0, 0}, {0, 0}}};
  EXPECT_EQ(strata.left_out().strata, 3U);
  EXPECT_EQ(strata.left_out().people, 107);
  const Strata comparable = strata.comparable();
  ASSERT_EQ(comparable.size(), 1U);
  EXPECT_EQ(comparable.pooled().group.total, 10);
  EXPECT_EQ(comparable.pooled().reference.events, 6);
  EXPECT_EQ(comparable.left_out().strata, 0U);
  EXPECT_EQ(Strata().left_out().people, 0);
}

TEST(Strata, RefuseWhatIsNoTable) {
  Strata strata;
  strata.add(1, 2, 1, 2);
  EXPECT_EQ(refusal([&] {
              strata.add(3, 2, 1, 2);
              return 0;
            }),
            "Strata: strata[1].events is 3, but must be at most strata[1].total, which is 2");
  EXPECT_EQ(refusal([&] {
              strata.add(1, 2, -1, 2);
              return 0;
            }),
            "Strata: strata[1].reference_events is -1, but must be 0 or more");
  EXPECT_EQ(strata.size(), 1U);
  EXPECT_EQ(strata.pooled().group.total, 2);
  EXPECT_EQ(refusal([] {
              return Strata{{{1, 2}, {1, 2}}, {{1, 2}, {1, -2}}}.size();
            }),
            "Strata: strata[1].reference_total is -2, but must be 0 or more");
  Strata full;
  full.add(1, max_count, 1, 2);
  EXPECT_EQ(refusal([&] {
              full.add(0, 1, 0, 1);
              return 0;
            }),
            "Strata: strata[1] is one too many, but must leave at most 2^53 people in either group of all strata together");
  full.add(0, 0, 1, 1);
  EXPECT_EQ(full.size(), 2U);
}

TEST(Strata, ExcessEventsAreExact) {
  // 1/3 − 1/3 of huge groups: ad − bc = 1 out of products of 10^30.
  const detail::Twofold excess = detail::excess_events({333333333333333, 1000000000000001, 333333333333333, 999999999999999});
  EXPECT_TRUE(close(excess.high + excess.low, -333333333333333.0 * 2.0 / 2e15, 1e-15));
  RandomTables(11).for_each(20000, max_count, [](const Table2x2& t) {
    __extension__ using Wide = __int128;
    const Wide cross = static_cast<Wide>(t.a()) * t.d() - static_cast<Wide>(t.b()) * t.c();
    const long double expected = static_cast<long double>(cross) / static_cast<long double>(t.total());
    const detail::Twofold found = detail::excess_events(t.rates());
    ASSERT_TRUE(close(found.high, static_cast<double>(expected), 2.3e-16)) << support::describe(t);
    const long double both = static_cast<long double>(found.high) + static_cast<long double>(found.low);
    ASSERT_LE(std::fabs(both - expected), 2e-19L * std::fabs(expected)) << support::describe(t);
  });
}

TEST(Strata, SumsThatCancelKeepTheirDigits) {
  detail::TwofoldTotal total;
  for (const double term : {1e16, 1.0, 1e-3, -1e16, 0x1p-60}) total.add(term);
  EXPECT_EQ(total.value(), 1.0 + 1e-3 + 0x1p-60);
  detail::TwofoldTotal thirds;
  for (int i = 0; i < 3; ++i) thirds.add(detail::twofold_quotient(1.0, 3.0));
  thirds.add(-1.0);
  EXPECT_LT(std::fabs(thirds.value()), 1e-31);
}

}  // namespace
