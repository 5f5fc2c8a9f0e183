#include "equitable/core/execution.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <type_traits>
#include <vector>

#include "equitable/comparison/batch.hpp"

namespace {

using namespace equitable;

TEST(Execution, IsSerialUnlessAskedOtherwise) {
  EXPECT_EQ(Execution{}.threads, 1U);
  EXPECT_TRUE(std::is_aggregate_v<Execution>);
}

TEST(Execution, IsTheLastArgumentOfABatchAndChangesNoBit) {
  constexpr Eigen::Index rows = 10000;
  CountArray events(rows), total(rows), reference_events(rows), reference_total(rows);
  for (Eigen::Index i = 0; i < rows; ++i) {
    total[i] = 1 + (i * 7919) % 1000;
    events[i] = (i * 104729) % (total[i] + 1);
    reference_total[i] = 1 + (i * 1299709) % 5000;
    reference_events[i] = (i * 15485863) % (reference_total[i] + 1);
  }
  const RelativeLikelihoodOptions options;
  const EstimateColumns alone = relative_likelihood_batch(events, total, reference_events, reference_total, options);
  for (const unsigned threads : {0U, 1U, 2U, 3U, 16U}) {
    const EstimateColumns shared =
        relative_likelihood_batch(events, total, reference_events, reference_total, options, Execution{threads});
    EXPECT_TRUE((shared.lower == alone.lower).all() && (shared.upper == alone.upper).all()) << threads;
    EXPECT_TRUE((shared.status == alone.status).all()) << threads;
  }
}

}  // namespace
