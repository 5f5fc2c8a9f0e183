// The library's functions over plain pointers, for bench/compare.py, which calls them by ctypes in the process in which the peers run: what has no
// function of arrays in the Python package, and the batch functions as a C++ program calls them.
#include <cstddef>
#include <cstdint>

#include "equitable/comparison/batch.hpp"
#include "equitable/groups/batch_homogeneity.hpp"
#include "equitable/groups/batch_strata.hpp"
#include "equitable/groups/batch_trend.hpp"
#include "equitable/groups/bootstrap.hpp"
#include "equitable/proportion/batch.hpp"

namespace {

using equitable::Count;

Eigen::Map<const equitable::CountArray> column(const Count* data, std::size_t rows) {
  return {data, static_cast<Eigen::Index>(rows)};
}

}  // namespace

extern "C" {

// Tests of `tables` tables of `groups` groups each: method 1 is pearson_chi2, 2 is g_test.
void equitable_homogeneity(const Count* events, const Count* totals, const std::size_t* offsets, std::size_t tables, int method,
                           double* statistic, double* pvalue, std::uint8_t* status) {
  equitable::HomogeneityOptions options;
  options.method = static_cast<equitable::HomogeneityMethod>(method);
  equitable::homogeneity_rows({events, totals, offsets, tables}, options,
                              {statistic, pvalue, reinterpret_cast<equitable::Status*>(status)});
}

// Cochran and Armitage's test of a trend.
void equitable_trend(const Count* events, const Count* totals, const double* scores, const std::size_t* offsets,
                     std::size_t tables, double* statistic, double* pvalue, std::uint8_t* status) {
  equitable::TrendOptions options;
  options.method = equitable::TrendMethod::cochran_armitage;
  equitable::trend_rows(events, totals, scores, offsets, tables, options,
                        {statistic, pvalue, reinterpret_cast<equitable::Status*>(status)});
}

// Cochran, Mantel and Haenszel's test of `problems` problems of several strata each.
void equitable_cmh(const Count* events, const Count* totals, const Count* reference_events, const Count* reference_totals,
                   const std::size_t* offsets, std::size_t problems, double* statistic, double* pvalue, std::uint8_t* status) {
  equitable::cmh_rows({events, totals, reference_events, reference_totals, offsets[problems]}, offsets, problems, {},
                      {statistic, pvalue, reinterpret_cast<equitable::Status*>(status)});
}

// The percentile interval of a resampled ratio, by its exact distribution.
void equitable_bootstrap_ratio(Count events, Count total, Count reference_events, Count reference_total, double* limits) {
  const equitable::Estimate found = equitable::bootstrap_ratio(events, total, reference_events, reference_total);
  limits[0] = found.lower;
  limits[1] = found.upper;
}

// relative_likelihood_batch as a C++ program calls it, its result made and given up again; `method` counts the methods from 0.
double equitable_ratio_batch(const Count* events, const Count* total, const Count* reference_events, const Count* reference_total,
                             std::size_t rows, int method) {
  equitable::RelativeLikelihoodOptions options;
  options.method = static_cast<equitable::RelativeLikelihoodMethod>(method);
  const equitable::EstimateColumns found = equitable::relative_likelihood_batch(
      column(events, rows), column(total, rows), column(reference_events, rows), column(reference_total, rows), options);
  return found.lower[0] + found.upper[static_cast<Eigen::Index>(rows) - 1];
}

// The same for rate_difference_batch and proportion_batch.
double equitable_difference_batch(const Count* events, const Count* total, const Count* reference_events,
                                  const Count* reference_total, std::size_t rows, int method) {
  equitable::RateDifferenceOptions options;
  options.method = static_cast<equitable::RateDifferenceMethod>(method);
  const equitable::EstimateColumns found = equitable::rate_difference_batch(
      column(events, rows), column(total, rows), column(reference_events, rows), column(reference_total, rows), options);
  return found.lower[0] + found.upper[static_cast<Eigen::Index>(rows) - 1];
}

double equitable_proportion_batch(const Count* events, const Count* total, std::size_t rows, int method) {
  equitable::ProportionOptions options;
  options.method = static_cast<equitable::ProportionMethod>(method);
  const equitable::EstimateColumns found = equitable::proportion_batch(column(events, rows), column(total, rows), options);
  return found.lower[0] + found.upper[static_cast<Eigen::Index>(rows) - 1];
}

}  // extern "C"
