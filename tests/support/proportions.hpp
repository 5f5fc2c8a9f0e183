// What the tests of one rate share: the reference rows, all small counts, and binomial probabilities by plain sums.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "equitable/proportion/interval.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"

namespace support {

using equitable::Confidence;
using equitable::Count;
using equitable::Estimate;
using equitable::ProportionMethod;

[[nodiscard]] inline Estimate estimate(Count events, Count total, ProportionMethod method, double level) {
  return equitable::proportion(events, total, {method, Confidence(level)});
}

/// Compares every row of the reference file that belongs to the method; gives back how many there were.
[[nodiscard]] inline int agreeing_rows(ProportionMethod method, double relative) {
  const Csv reference("reference/proportion.csv");
  int rows = 0;
  for (const Row& row : reference.rows()) {
    if (row.text("method") != equitable::name(method)) continue;
    ++rows;
    const Estimate found = estimate(row.count("events"), row.count("total"), method, row.number("confidence_level"));
    const double lower = row.number("lower");
    const double upper = row.number("upper");
    EXPECT_TRUE(close(found.lower, lower, relative)) << row.all();
    // A limit of 1 is exactly 1, and no other limit is.
    EXPECT_TRUE(upper == 1.0 ? found.upper == 1.0 : close(found.upper, upper, relative)) << row.all();
  }
  return rows;
}

/// Calls `law(x, n)` for all 0 <= x <= n, 1 <= n <= largest, until an assertion fails. Gives back how many it tried.
template <class Law>
int for_each_rate(Count largest, const Law& law) {
  int tried = 0;
  for (Count n = 1; n <= largest; ++n)
    for (Count x = 0; x <= n && !::testing::Test::HasFailure(); ++x, ++tried) law(x, n);
  return tried;
}

/// P(X = 0), …, P(X = n), n up to 60, by Pascal's triangle and powers in long double.
[[nodiscard]] inline std::vector<long double> binomial_law(Count n, long double p) {
  std::vector<long double> law(static_cast<std::size_t>(n) + 1);
  long double choose = 1;
  for (Count x = 0; x <= n; ++x) {
    law[static_cast<std::size_t>(x)] =
        choose * std::pow(p, static_cast<long double>(x)) * std::pow(1 - p, static_cast<long double>(n - x));
    choose = choose * static_cast<long double>(n - x) / static_cast<long double>(x + 1);
  }
  return law;
}

/// The sum of some of them, the smallest first where they rise.
[[nodiscard]] inline long double sum_of(const std::vector<long double>& law, Count first, Count last) {
  long double sum = 0;
  for (Count x = first; x <= last; ++x) sum += law[static_cast<std::size_t>(x)];
  return sum;
}

/// The smallest coverage of a method for a total: over a grid, and on both sides of every limit, where it jumps.
[[nodiscard]] inline long double smallest_coverage(ProportionMethod method, Count n, double level) {
  std::vector<double> lower;
  std::vector<double> upper;
  std::vector<double> points;
  for (int i = 1; i < 400; ++i) points.push_back(i / 400.0);
  for (Count x = 0; x <= n; ++x) {
    const Estimate found = estimate(x, n, method, level);
    lower.push_back(found.lower);
    upper.push_back(found.upper);
    for (const double limit : {found.lower, found.upper})
      for (const double factor : {1.0 - 1e-9, 1.0 + 1e-9})
        if (limit > 0.0 && limit * factor < 1.0) points.push_back(limit * factor);
  }
  long double smallest = 1;
  for (const double p : points) {
    const std::vector<long double> law = binomial_law(n, static_cast<long double>(p));
    long double covered = 0;
    for (std::size_t x = 0; x < law.size(); ++x)
      if (lower[x] <= p && p <= upper[x]) covered += law[x];
    if (covered < smallest) smallest = covered;
  }
  return smallest;
}

inline constexpr int rates_up_to_60 = 1890;

}  // namespace support
