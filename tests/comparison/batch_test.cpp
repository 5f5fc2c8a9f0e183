#include "equitable/comparison/batch.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::describe;
using support::identical;
using support::refusal;

struct Columns {
  CountArray events, total, reference_events, reference_total;

  explicit Columns(const std::vector<Table2x2>& tables) {
    const auto rows = static_cast<Eigen::Index>(tables.size());
    for (CountArray* column : {&events, &total, &reference_events, &reference_total}) column->resize(rows);
    Eigen::Index i = 0;
    for (const Table2x2& t : tables) {
      events[i] = t.group.events;
      total[i] = t.group.total;
      reference_events[i] = t.reference.events;
      reference_total[i] = t.reference.total;
      ++i;
    }
  }
};

std::vector<Table2x2> some_tables() {
  std::vector<Table2x2> tables{{{0, 0}, {1, 2}}, {{1, 2}, {0, 0}}, {{0, 0}, {0, 0}}};
  support::for_each_table(6, [&tables](const Table2x2& t) { tables.push_back(t); });
  support::RandomTables random(9);
  random.for_each(2000, max_count, [&tables](const Table2x2& t) { tables.push_back(t); });
  return tables;
}

void expect_rows_equal(const std::vector<Table2x2>& tables, const EstimateColumns& columns,
                       const std::vector<Estimate>& scalars) {
  ASSERT_EQ(columns.value.size(), static_cast<Eigen::Index>(tables.size()));
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    ASSERT_TRUE(identical(columns.value[row], scalars[i].value)) << describe(tables[i]);
    ASSERT_TRUE(identical(columns.lower[row], scalars[i].lower)) << describe(tables[i]) << " " << scalars[i].method;
    ASSERT_TRUE(identical(columns.upper[row], scalars[i].upper)) << describe(tables[i]) << " " << scalars[i].method;
    ASSERT_EQ(columns.status[row], scalars[i].status) << describe(tables[i]) << " " << scalars[i].method;
  }
}

TEST(ComparisonBatch, RelativeLikelihoodGivesExactlyTheNumbersOfTheScalar) {
  const std::vector<Table2x2> tables = some_tables();
  const Columns columns(tables);
  for (const auto method :
       {RelativeLikelihoodMethod::katz_log, RelativeLikelihoodMethod::koopman, RelativeLikelihoodMethod::miettinen_nurminen})
    for (const double level : {0.9, 0.998}) {
      const RelativeLikelihoodOptions options{method, Confidence(level)};
      std::vector<Estimate> scalars;
      scalars.reserve(tables.size());
      for (const Table2x2& t : tables) scalars.push_back(relative_likelihood(t, options));
      expect_rows_equal(
          tables,
          relative_likelihood_batch(columns.events, columns.total, columns.reference_events, columns.reference_total, options),
          scalars);
    }
}

TEST(ComparisonBatch, RateDifferenceGivesExactlyTheNumbersOfTheScalar) {
  const std::vector<Table2x2> tables = some_tables();
  const Columns columns(tables);
  for (const auto method : {RateDifferenceMethod::wald, RateDifferenceMethod::newcombe, RateDifferenceMethod::mee,
                            RateDifferenceMethod::miettinen_nurminen})
    for (const double level : {0.9, 0.998}) {
      const RateDifferenceOptions options{method, Confidence(level)};
      std::vector<Estimate> scalars;
      scalars.reserve(tables.size());
      for (const Table2x2& t : tables) scalars.push_back(rate_difference(t, options));
      expect_rows_equal(
          tables,
          rate_difference_batch(columns.events, columns.total, columns.reference_events, columns.reference_total, options),
          scalars);
    }
}

TEST(ComparisonBatch, ARowNeverThrows) {
  const Columns columns(
      {{{-1, 5}, {1, 5}}, {{1, 5}, {6, 5}}, {{0, 0}, {1, 5}}, {{1, max_count + 1}, {1, 5}}, {{1, 5}, {0, 5}}, {{2, 4}, {1, 4}}});
  const EstimateColumns ratio =
      relative_likelihood_batch(columns.events, columns.total, columns.reference_events, columns.reference_total);
  const EstimateColumns difference =
      rate_difference_batch(columns.events, columns.total, columns.reference_events, columns.reference_total);
  for (const EstimateColumns* result : {&ratio, &difference}) {
    for (const Eigen::Index row : {0, 1, 3}) {
      EXPECT_EQ(result->status[row], Status::invalid) << row;
      EXPECT_TRUE(std::isnan(result->value[row]) && std::isnan(result->lower[row]) && std::isnan(result->upper[row])) << row;
    }
    EXPECT_EQ(result->status[2], Status::undefined);
    EXPECT_EQ(result->status[5], Status::ok);
  }
  EXPECT_EQ(ratio.status[4], Status::unbounded);
  EXPECT_EQ(ratio.value[5], 2.0);
  EXPECT_EQ(difference.value[5], 0.25);
}

TEST(ComparisonBatch, ColumnsOfDifferentLengthThrow) {
  const CountArray three = CountArray::Constant(3, 1);
  const CountArray two = CountArray::Constant(2, 1);
  const CountArray none(0);
  EXPECT_EQ(refusal([&] { return relative_likelihood_batch(three, two, three, three); }),
            "relative_likelihood_batch: the length of total is 2, but must be 3, the length of events");
  EXPECT_EQ(refusal([&] { return relative_likelihood_batch(three, three, two, three); }),
            "relative_likelihood_batch: the length of reference_events is 2, but must be 3, the length of events");
  EXPECT_EQ(refusal([&] { return rate_difference_batch(three, three, three, two); }),
            "rate_difference_batch: the length of reference_total is 2, but must be 3, the length of events");
  EXPECT_EQ(rate_difference_batch(none, none, none, none).value.size(), 0);
}

}  // namespace
