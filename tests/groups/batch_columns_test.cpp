#include "equitable/groups/batch_columns.hpp"

#include <gtest/gtest.h>

#include <vector>

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
  EXPECT_TRUE(equitable::detail::accepted([] {}));
  EXPECT_FALSE(equitable::detail::accepted([] { throw equitable::InvalidInput("no"); }));
  EXPECT_THROW(static_cast<void>(equitable::detail::accepted([] { throw std::bad_alloc(); })), std::bad_alloc);
}

}  // namespace
