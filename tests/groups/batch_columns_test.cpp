#include "equitable/groups/batch_columns.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <new>
#include <vector>

#include "support/batch_answers.hpp"
#include "support/compare.hpp"
#include "support/group_columns.hpp"

namespace {

TEST(BatchColumns, TablesAreReadFromFlatColumns) {
  support::GroupColumns columns;
  columns.add(1, 3);
  columns.add(2, 4);
  columns.close();
  columns.close();
  columns.add(5, 6);
  columns.close();
  const equitable::GroupRows rows = columns.rows();
  EXPECT_EQ(rows.groups(0), 2U);
  EXPECT_EQ(rows.groups(1), 0U);
  std::vector<equitable::Proportion> groups{{9, 9}};
  equitable::detail::read_groups(rows, 2, groups);
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].events, 5);
  equitable::detail::read_groups(rows, 1, groups);
  EXPECT_TRUE(groups.empty());
}

TEST(BatchColumns, FallingOffsetsAreRefused) {
  const std::size_t falling[] = {0, 3, 2};
  EXPECT_EQ(support::refusal([&] {
              equitable::detail::check_offsets(falling, 2, "some_rows");
              return 0;
            }),
            "some_rows: offsets[2] is 2, but must be at least the one before, which is 3");
}

TEST(BatchColumns, RefusalsAreToldApartFromOtherErrors) {
  const auto refused = [] { return 7; };
  EXPECT_EQ(equitable::detail::accepted([] { return 3; }, refused), 3);
  EXPECT_EQ(equitable::detail::accepted([]() -> int { throw equitable::InvalidInput("no"); }, refused), 7);
  EXPECT_THROW(static_cast<void>(equitable::detail::accepted([]() -> int { throw std::bad_alloc(); }, refused)), std::bad_alloc);
  const auto unreachable = []() -> int {
    ADD_FAILURE() << "a table known to break a rule was tried";
    return 3;
  };
  EXPECT_EQ(equitable::detail::accepted(false, unreachable, refused), 7);
  EXPECT_EQ(equitable::detail::accepted(
                true, [] { return 3; }, refused),
            3);
}

/// Throws for odd rows, in a function that the compiler cannot see through.
[[gnu::noinline]] equitable::Estimate even_rows_only(std::size_t i) {
  if (i % 2 == 1) throw equitable::InvalidInput("odd");
  const double value = static_cast<double>(i);
  return {value, value - 1.0, value + 1.0, 0.95, "even", equitable::Status::ok};
}

TEST(BatchColumns, ARefusedAnswerIsWholeWhereverItStands) {
  constexpr std::size_t rows = 200;
  support::EstimateAnswers answers(rows);
  equitable::detail::for_rows(rows, {3}, [&](std::size_t i) {
    answers.output().set(
        i, equitable::detail::accepted([&] { return even_rows_only(i); }, [] { return equitable::detail::refused_estimate; }));
  });
  for (std::size_t i = 0; i < rows; ++i) {
    if (i % 2 == 1)
      ASSERT_TRUE(answers.refused(i)) << i;
    else
      ASSERT_TRUE(answers.is(i, even_rows_only(i))) << i;
  }
}

TEST(BatchColumns, EveryTableIsDoneOnceWithItsOwnRows) {
  support::GroupColumns columns;
  for (equitable::Count i = 0; i < 300; ++i) {
    for (equitable::Count g = 0; g < i % 4; ++g) columns.add(i % 11 == 3 && g == 1 ? i + 1 : g, i);
    columns.close();
  }
  for (const unsigned threads : {1U, 3U}) {
    std::vector<int> seen(300, 0);
    equitable::detail::for_groups(
        columns.rows(), "some_rows", {threads},
        [&](std::size_t i, const std::vector<equitable::Proportion>& groups, bool valid) {
          ++seen[i];
          ASSERT_EQ(groups.size(), i % 4);
          ASSERT_EQ(valid, !(i % 11 == 3 && i % 4 > 1)) << i;
          for (const equitable::Proportion& group : groups) ASSERT_EQ(group.total, static_cast<equitable::Count>(i));
        },
        7);
    EXPECT_EQ(seen, std::vector<int>(300, 1));
  }
}

TEST(BatchColumns, SamplesComeWithTheirRowsOfTheSecondColumn) {
  const std::vector<equitable::Count> counts{1, 2, 3, 4};
  const std::vector<double> beside{0.1, 0.2, 0.3, 0.4};
  const std::vector<std::size_t> offsets{0, 3, 3, 4};
  std::vector<double> sums(3, -1.0);
  equitable::detail::for_samples({counts.data(), offsets.data(), 3}, beside.data(), "some_rows", {},
                                 [&](std::size_t i, const std::vector<equitable::Count>& x, const std::vector<double>& y) {
                                   sums[i] = 0.0;
                                   for (std::size_t k = 0; k < x.size(); ++k) sums[i] += static_cast<double>(x[k]) * y[k];
                                 });
  EXPECT_DOUBLE_EQ(sums[0], 1.4);
  EXPECT_EQ(sums[1], 0.0);
  EXPECT_DOUBLE_EQ(sums[2], 1.6);
}

}  // namespace
