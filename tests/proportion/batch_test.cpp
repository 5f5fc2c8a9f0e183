#include "equitable/proportion/batch.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::identical;
using support::refusal;

TEST(ProportionBatch, GivesExactlyTheNumbersOfTheScalar) {
  support::RandomTables random(5);
  const Eigen::Index rows = 3000;
  CountArray events(rows);
  CountArray total(rows);
  for (Eigen::Index i = 0; i < rows; ++i) {
    total[i] = i % 100 == 0 ? 0 : random.total(max_count);
    events[i] = total[i] == 0 ? 0 : random.events(total[i]);
  }
  for (const double level : {0.9, 0.95, 0.998}) {
    const ProportionOptions options{ProportionMethod::wilson, Confidence(level)};
    const EstimateColumns columns = proportion_batch(events, total, options);
    for (Eigen::Index i = 0; i < rows; ++i) {
      const Estimate scalar = proportion(events[i], total[i], options);
      ASSERT_TRUE(identical(columns.value[i], scalar.value)) << events[i] << "/" << total[i];
      ASSERT_TRUE(identical(columns.lower[i], scalar.lower)) << events[i] << "/" << total[i];
      ASSERT_TRUE(identical(columns.upper[i], scalar.upper)) << events[i] << "/" << total[i];
      ASSERT_EQ(columns.status[i], scalar.status) << events[i] << "/" << total[i];
    }
  }
}

TEST(ProportionBatch, ARowNeverThrows) {
  CountArray events(6);
  CountArray total(6);
  events << -1, 6, 0, 1, 0, 3;
  total << 5, 5, 0, max_count + 1, -1, 4;
  const EstimateColumns columns = proportion_batch(events, total);
  for (const Eigen::Index row : {0, 1, 3, 4}) {
    EXPECT_EQ(columns.status[row], Status::invalid) << row;
    EXPECT_TRUE(std::isnan(columns.value[row]) && std::isnan(columns.lower[row]) && std::isnan(columns.upper[row])) << row;
  }
  EXPECT_EQ(columns.status[2], Status::undefined);
  EXPECT_EQ(columns.status[5], Status::ok);
  EXPECT_EQ(columns.value[5], 0.75);
}

TEST(ProportionBatch, ColumnsOfDifferentLengthThrow) {
  const CountArray three = CountArray::Constant(3, 1);
  const CountArray two = CountArray::Constant(2, 1);
  EXPECT_EQ(refusal([&] { return proportion_batch(three, two); }),
            "proportion_batch: the length of total is 2, but must be 3, the length of events");
  EXPECT_EQ(proportion_batch(CountArray(0), CountArray(0)).value.size(), 0);
}

TEST(ProportionRows, WorkOverPlainPointers) {
  const std::vector<Count> events{1, 2};
  const std::vector<Count> total{4, 4};
  std::vector<double> value(2);
  std::vector<double> lower(2);
  std::vector<double> upper(2);
  std::vector<Status> status(2, Status::invalid);
  proportion_rows(RateColumns{events.data(), total.data(), 2}, ProportionOptions{},
                  EstimateOutput{value.data(), lower.data(), upper.data(), status.data()});
  EXPECT_EQ(value, (std::vector<double>{0.25, 0.5}));
  EXPECT_EQ(status, (std::vector<Status>{Status::ok, Status::ok}));
  EXPECT_EQ(lower[1], proportion(2, 4).lower);
  EXPECT_EQ(upper[1], proportion(2, 4).upper);
}

}  // namespace
