#include "equitable/detail/lanes_tabulate.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

namespace {

using namespace equitable::detail;

TEST(LanesTabulate, BitsAreUnpackedFromAnyPlace) {
  std::mt19937 random(5);
  std::vector<std::uint8_t> bits(64);
  for (std::uint8_t& byte : bits) byte = static_cast<std::uint8_t>(random());
  std::vector<std::uint8_t> bytes(600);
  for (std::size_t first = 0; first < 20; ++first)
    for (const std::size_t rows : {std::size_t{1}, std::size_t{7}, std::size_t{8}, std::size_t{9}, std::size_t{100}}) {
      const std::uint8_t* found = unpacked(bits.data(), first, rows, bytes.data());
      for (std::size_t i = 0; i < rows; ++i) {
        const std::size_t bit = first + i;
        ASSERT_EQ(found[i], (bits[bit / 8] >> (bit % 8)) % 2) << first << " " << i;
      }
    }
}

TEST(LanesTabulate, OneZeroAmongTheBitsIsSeenInsideTheRowsAndNotBesideThem) {
  for (std::size_t first = 0; first < 10; ++first)
    for (std::size_t rows = 1; rows < 30; ++rows)
      for (std::size_t zero = 0; zero < 48; ++zero) {
        std::vector<std::uint8_t> bits(6, 0xFF);
        bits[zero / 8] = static_cast<std::uint8_t>(bits[zero / 8] & ~(1U << (zero % 8)));
        ASSERT_EQ(all_ones(bits.data(), first, rows), zero < first || zero >= first + rows)
            << first << " " << rows << " " << zero;
      }
}

TEST(LanesTabulate, AColumnIsConstantOnlyWhenEveryRowIs) {
  for (const std::size_t rows : {std::size_t{1}, std::size_t{2}, std::size_t{255}, std::size_t{256}, std::size_t{1000}}) {
    std::vector<std::int16_t> codes(rows, -3);
    EXPECT_TRUE(is_constant(codes.data(), rows));
    for (std::size_t i = 0; i < rows && rows > 1; ++i) {
      codes[i] = 4;
      ASSERT_FALSE(is_constant(codes.data(), rows)) << rows << " " << i;
      codes[i] = -3;
    }
  }
}

// One key of so many categories, all its rows the same code or every code in turn.
std::vector<std::int64_t> counted(std::size_t categories, const std::vector<std::uint8_t>& codes, std::size_t first) {
  CodeLane lane;
  lane.codes = codes.data();
  lane.type = CodeType::uint8;
  lane.categories = static_cast<std::uint32_t>(categories);
  lane.stride = 1;
  TabulationJob job;
  job.lanes = &lane;
  job.lane_count = 1;
  job.cells = categories;
  std::vector<std::int64_t> total(categories);
  std::vector<std::uint32_t> scratch(tabulation_scratch(job, codes.size() - first));
  std::int64_t weight = 0;
  EXPECT_EQ(tabulate_block_rows(job, first, codes.size(), {total.data(), nullptr, nullptr, scratch.data()}, weight), tabulated);
  return total;
}

TEST(LanesTabulate, SetsAreEmptiedOnTheWayThroughALongColumn) {
  // More than 1,024 blocks, after which the eight sets are emptied into the table.
  const std::size_t rows = 1030 * tabulation_block + 5;
  std::vector<std::uint8_t> codes(rows);
  for (std::size_t i = 0; i < rows; ++i) codes[i] = static_cast<std::uint8_t>(i % 3);
  const auto third = static_cast<std::int64_t>(rows / 3);
  EXPECT_EQ(counted(3, codes, 0),
            (std::vector<std::int64_t>{third + (rows % 3 > 0 ? 1 : 0), third + (rows % 3 > 1 ? 1 : 0), third}));
}

TEST(LanesTabulate, BytesOverflowIntoTheTable) {
  // Two codes in turn, so that nothing is counted as a run; 0 overflows its byte many times over, 200 exactly as often as it can.
  const std::size_t rows = 512 * 256;
  std::vector<std::uint8_t> codes(rows);
  for (std::size_t i = 0; i < rows; ++i) codes[i] = i % 2 == 0 ? 0 : 200;
  CodeLane lanes[2];
  const std::vector<std::uint8_t> zeros(rows, 0);
  lanes[0].codes = zeros.data();
  lanes[0].type = CodeType::uint8;
  lanes[0].categories = 20;
  lanes[0].stride = 201;
  lanes[1] = lanes[0];
  lanes[1].codes = codes.data();
  lanes[1].categories = 201;
  lanes[1].stride = 1;
  TabulationJob job;
  job.lanes = lanes;
  job.lane_count = 2;
  job.cells = 20 * 201;
  ASSERT_EQ(tallying(job, rows), Tallying::bytes);
  std::vector<std::int64_t> total(job.cells);
  std::vector<std::uint32_t> scratch(tabulation_scratch(job, rows));
  std::int64_t weight = 0;
  ASSERT_EQ(tabulate_block_rows(job, 0, rows, {total.data(), nullptr, nullptr, scratch.data()}, weight), tabulated);
  EXPECT_EQ(total[0], static_cast<std::int64_t>(rows / 2));
  EXPECT_EQ(total[200], static_cast<std::int64_t>(rows / 2));
  std::int64_t sum = 0;
  for (const std::int64_t count : total) sum += count;
  EXPECT_EQ(sum, static_cast<std::int64_t>(rows));
}

TEST(LanesTabulate, APartBeginsWhereItIsToldTo) {
  const std::vector<std::uint8_t> codes{2, 2, 0, 1, 1};
  EXPECT_EQ(counted(3, codes, 2), (std::vector<std::int64_t>{1, 2, 0}));
}

TEST(LanesTabulate, TheWayOfCountingFollowsFromCountersAndRows) {
  TabulationJob job;
  job.cells = 400;
  job.states = 2;
  EXPECT_EQ(tallying(job, 1'000'000), Tallying::sets);
  job.states = 3;
  EXPECT_EQ(tallying(job, 1'000'000), Tallying::bytes);
  EXPECT_EQ(tallying(job, 149), Tallying::straight);
  const std::int64_t weight = 1;
  job.weights = &weight;
  EXPECT_EQ(tallying(job, 1'000'000), Tallying::straight);
}

TEST(LanesTabulate, AFaultNamesItsBlock) {
  std::vector<std::uint8_t> codes(3 * tabulation_block, 1);
  codes[2 * tabulation_block + 17] = 9;
  CodeLane lane;
  lane.codes = codes.data();
  lane.type = CodeType::uint8;
  lane.categories = 2;
  lane.stride = 1;
  TabulationJob job;
  job.lanes = &lane;
  job.lane_count = 1;
  job.cells = 2;
  std::vector<std::int64_t> total(2);
  std::vector<std::uint32_t> scratch(tabulation_scratch(job, codes.size()));
  std::int64_t weight = 0;
  EXPECT_EQ(tabulate_block_rows(job, 0, codes.size(), {total.data(), nullptr, nullptr, scratch.data()}, weight),
            2 * tabulation_block);
  EXPECT_EQ(slot_at(lane, 2 * tabulation_block + 17), -1);
  EXPECT_EQ(slot_at(lane, 0), 1);
}

}  // namespace
