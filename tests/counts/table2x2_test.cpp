#include "equitable/counts/table2x2.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::describe;
using support::refusal;

TEST(Table2x2, HasFourCellsAndTheirSums) {
  const Table2x2 table{{3, 10}, {5, 7}};
  EXPECT_EQ(table.a(), 3);
  EXPECT_EQ(table.b(), 7);
  EXPECT_EQ(table.c(), 5);
  EXPECT_EQ(table.d(), 2);
  EXPECT_EQ(table.events(), 8);
  EXPECT_EQ(table.total(), 17);
  EXPECT_EQ((Table2x2{{max_count, max_count}, {max_count, max_count}}.total()), 2 * max_count);
}

TEST(Table2x2, SwappingAndComplementingMoveTheCells) {
  support::for_each_table(6, [](const Table2x2& t) {
    const Table2x2 swapped = t.swapped();
    ASSERT_TRUE(swapped.a() == t.c() && swapped.b() == t.d() && swapped.c() == t.a() && swapped.d() == t.b()) << describe(t);
    const Table2x2 complement = t.complement();
    ASSERT_TRUE(complement.a() == t.b() && complement.b() == t.a() && complement.c() == t.d() && complement.d() == t.c())
        << describe(t);
    ASSERT_TRUE(complement.group.total == t.group.total && complement.reference.total == t.reference.total) << describe(t);
  });
}

TEST(Table2x2, RatioAndDifferenceHandWorked) {
  EXPECT_EQ((Table2x2{{1, 2}, {1, 4}}.ratio()), 2.0);
  EXPECT_EQ((Table2x2{{1, 2}, {1, 4}}.difference()), 0.25);
  EXPECT_EQ((Table2x2{{4, 5}, {1, 1}}.ratio()), 0.8) << "the ratio on the bound is the bound";
  EXPECT_EQ((Table2x2{{5, 5}, {4, 5}}.ratio()), 1.25);
  EXPECT_EQ((Table2x2{{0, 5}, {4, 5}}.ratio()), 0.0);
  EXPECT_EQ((Table2x2{{3, 5}, {0, 5}}.ratio()), infinity);
  EXPECT_TRUE(std::isnan(Table2x2({{0, 5}, {0, 5}}).ratio()));
  EXPECT_EQ((Table2x2{{0, 5}, {0, 5}}.difference()), 0.0);
  EXPECT_EQ((Table2x2{{0, 5}, {5, 5}}.difference()), -1.0);
}

TEST(Table2x2, WithoutPeopleOnOneSideNothingIsDefined) {
  for (const Table2x2& table : {Table2x2{{0, 0}, {1, 2}}, Table2x2{{1, 2}, {0, 0}}, Table2x2{}}) {
    EXPECT_FALSE(table.comparable());
    EXPECT_TRUE(std::isnan(table.ratio()));
    EXPECT_TRUE(std::isnan(table.difference()));
  }
  EXPECT_TRUE((Table2x2{{0, 1}, {0, 1}}.comparable()));
}

TEST(Table2x2, RatesAreTheCountsUnchanged) {
  const detail::TwoRates rates = Table2x2{{max_count - 1, max_count}, {3, 4}}.rates();
  EXPECT_EQ(static_cast<Count>(rates.x1), max_count - 1);
  EXPECT_EQ(static_cast<Count>(rates.n1), max_count);
  EXPECT_EQ(rates.x2, 3.0);
  EXPECT_EQ(rates.n2, 4.0);
}

TEST(CheckedTable, NamesTheArgumentOfTheGroupOrOfTheReference) {
  EXPECT_EQ(refusal([] { return checked_table(-1, 5, 1, 2, "rate_difference"); }),
            "rate_difference: events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] { return checked_table(1, 5, 3, 2, "rate_difference"); }),
            "rate_difference: reference_events is 3, but must be at most reference_total, which is 2");
  EXPECT_EQ(checked_table(1, 5, 2, 3, "rate_difference").reference.total, 3);
}

TEST(PartAndRest, SplitsTheWhole) {
  const Table2x2 table = part_and_rest({53, 336}, {1409, 5511});
  EXPECT_EQ(table.group.events, 53);
  EXPECT_EQ(table.group.total, 336);
  EXPECT_EQ(table.reference.events, 1356);
  EXPECT_EQ(table.reference.total, 5175);
  EXPECT_FALSE(part_and_rest({5, 9}, {5, 9}).comparable()) << "the whole has no rest";
}

TEST(PartAndRest, AddsUpForEveryPartThatFits) {
  support::for_each_table(7, [](const Table2x2& t) {
    const Table2x2 split = part_and_rest(t.group, {t.events(), t.total()});
    ASSERT_TRUE(split.a() == t.a() && split.b() == t.b() && split.c() == t.c() && split.d() == t.d()) << describe(t);
  });
}

TEST(PartAndRest, RefusesAPartThatDoesNotFit) {
  EXPECT_EQ(refusal([] {
              return part_and_rest({1, 11}, {5, 10});
            }),
            "part_and_rest: total is 11, but must be at most whole_total, which is 10");
  EXPECT_EQ(refusal([] {
              return part_and_rest({6, 8}, {5, 10});
            }),
            "part_and_rest: events is 6, but must be at most whole_events, which is 5");
  EXPECT_EQ(
      refusal([] {
        return part_and_rest({0, 6}, {5, 10}, "representation");
      }),
      "representation: the rest of the whole is 5 of 4, but must have no more events than people: total - events must be at "
      "most whole_total - whole_events");
  EXPECT_EQ(refusal([] { return part_and_rest({-1, 6}, {5, 10}); }), "part_and_rest: events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] {
              return part_and_rest({1, 6}, {11, 10});
            }),
            "part_and_rest: whole_events is 11, but must be at most whole_total, which is 10");
}

}  // namespace
