#include "equitable/wres/model.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

// What is not there says so: no count, NaN, no status.
TEST(Model, AFreshComparisonClaimsNothing) {
  const equitable::wres::Comparison comparison;
  EXPECT_FALSE(comparison.events || comparison.total || comparison.reference_events || comparison.reference_total ||
               comparison.fragility);
  for (const double value : {comparison.rate, comparison.ratio, comparison.lower, comparison.upper, comparison.gap,
                             comparison.pvalue, comparison.pvalue_adjusted, comparison.statistic, comparison.whole_ratio}) {
    EXPECT_TRUE(std::isnan(value));
  }
  EXPECT_TRUE(comparison.state.empty() && comparison.sentence.empty() && comparison.notes.empty());
  EXPECT_FALSE(comparison.previous.has_value());
}

TEST(Model, AFreshReportIsEmpty) {
  const equitable::wres::Report report;
  EXPECT_TRUE(report.figures.empty() && report.comparisons.empty() && report.findings.empty() && report.unknown.empty() &&
              report.checks.empty() && report.notes.empty());
}

TEST(Model, CellsAreNotPublicUnlessSaidSo) {
  const equitable::wres::Cell cell;
  EXPECT_FALSE(cell.published);
  EXPECT_FALSE(cell.events || cell.total);
}

}  // namespace
