// Columns that batch forms write into, and their comparison with scalar answers to the last bit.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <vector>

#include "equitable/counts/columns.hpp"
#include "support/compare.hpp"

namespace support {

struct EstimateAnswers {
  explicit EstimateAnswers(std::size_t rows) : value(rows, -7.0), lower(rows, -7.0), upper(rows, -7.0), status(rows) {}
  [[nodiscard]] equitable::EstimateOutput output() { return {value.data(), lower.data(), upper.data(), status.data()}; }
  [[nodiscard]] ::testing::AssertionResult is(std::size_t i, const equitable::Estimate& expected) const {
    if (identical(value[i], expected.value) && identical(lower[i], expected.lower) && identical(upper[i], expected.upper) &&
        status[i] == expected.status)
      return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "row " << i << ": " << value[i] << " [" << lower[i] << ", " << upper[i] << "] "
                                         << name(status[i]) << " is not " << expected.value << " [" << expected.lower << ", "
                                         << expected.upper << "] " << name(expected.status);
  }
  [[nodiscard]] bool refused(std::size_t i) const {
    return std::isnan(value[i]) && std::isnan(lower[i]) && std::isnan(upper[i]) && status[i] == equitable::Status::invalid;
  }
  std::vector<double> value, lower, upper;
  std::vector<equitable::Status> status;
};

struct TestAnswers {
  explicit TestAnswers(std::size_t rows) : statistic(rows, -7.0), pvalue(rows, -7.0), status(rows) {}
  [[nodiscard]] equitable::TestOutput output() { return {statistic.data(), pvalue.data(), status.data()}; }
  [[nodiscard]] ::testing::AssertionResult is(std::size_t i, double expected, double p, equitable::Status answer) const {
    if (identical(statistic[i], expected) && identical(pvalue[i], p) && status[i] == answer) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "row " << i << ": " << statistic[i] << ", p " << pvalue[i] << " " << name(status[i])
                                         << " is not " << expected << ", p " << p << " " << name(answer);
  }
  [[nodiscard]] ::testing::AssertionResult is(std::size_t i, const equitable::TestResult& test) const {
    return is(i, test.statistic, test.pvalue, test.status);
  }
  [[nodiscard]] bool refused(std::size_t i) const {
    return std::isnan(statistic[i]) && std::isnan(pvalue[i]) && status[i] == equitable::Status::invalid;
  }
  std::vector<double> statistic, pvalue;
  std::vector<equitable::Status> status;
};

/// A scalar answer, or null where the scalar function refuses.
template <class Call>
[[nodiscard]] auto answer_of(const Call& call) -> std::vector<decltype(call())> {
  try {
    return {call()};
  } catch (const equitable::InvalidInput&) {
    return {};
  }
}

}  // namespace support
