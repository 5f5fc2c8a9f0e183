#include "equitable/core/array.hpp"

#include <gtest/gtest.h>

#include <type_traits>
#include <vector>

#include "support/compare.hpp"

namespace {

using namespace equitable;

TEST(CheckSize, LetsEqualLengthsPassAndNamesTheOddOneOut) {
  EXPECT_NO_THROW(check_size("proportion_batch", "total", 0, 0));
  EXPECT_NO_THROW(check_size("proportion_batch", "total", 3, 3));
  const auto refused = [] {
    check_size("proportion_batch", "total", 2, 3);
    return 0;
  };
  EXPECT_EQ(support::refusal(refused), "proportion_batch: the length of total is 2, but must be 3, the length of events");
}

TEST(EstimateColumns, HaveOneRowForEachTable) {
  const EstimateColumns columns(4);
  EXPECT_EQ(columns.value.size(), 4);
  EXPECT_EQ(columns.lower.size(), 4);
  EXPECT_EQ(columns.upper.size(), 4);
  EXPECT_EQ(columns.status.size(), 4);
  EXPECT_EQ(EstimateColumns(0).value.size(), 0);
}

TEST(CountColumn, ReadsAnyContiguousColumnWhereItStands) {
  static_assert(std::is_same_v<CountArray::Scalar, Count>);
  const std::vector<Count> memory{3, 1, 2};
  const Eigen::Map<const CountArray> mapped(memory.data(), 3);
  const CountColumn column(mapped);
  EXPECT_EQ(column.data(), memory.data());
  EXPECT_EQ(column.sum(), 6);
}

}  // namespace
