// Score limits of two rates from mpmath (tests/reference/score_limits.py), and what an error of them is measured in.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "equitable/counts/table2x2.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"

namespace support {

/// What the rounding of a limit of a difference is measured by: itself, or the larger rate, where these cancel.
[[nodiscard]] inline double size_of_difference(double limit, const equitable::Table2x2& t) {
  return std::fmax(std::fabs(limit), std::fmax(t.group.rate(), t.reference.rate()));
}

/// A limit of one row, and the size of which a unit of the last place counts.
struct ScoreLimit {
  double exact, size;
};

/// Whether a limit is the double next to the exact one, or beside that.
[[nodiscard]] inline ::testing::AssertionResult within_a_unit(double found, const ScoreLimit& limit) {
  const bool finite = std::isfinite(limit.exact);
  if (finite ? std::fabs(found - limit.exact) <= last_place(limit.size) : found == limit.exact)
    return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << ::testing::PrintToString(found) << " is not " << ::testing::PrintToString(limit.exact)
                                       << "; off by " << (found - limit.exact) / last_place(limit.size) << " units";
}

/// Calls `law(table, z, corrected, lower, upper, row)` for both limits of a measure, as the columns of the file name it; how many.
template <class Law>
int for_each_score_limit(const std::string& measure, const Law& law) {
  const Csv reference("reference/score_limits.csv");
  for (const Row& row : reference.rows()) {
    const equitable::Table2x2 table{{row.count("x1"), row.count("n1")}, {row.count("x2"), row.count("n2")}};
    const auto limit = [&](const char* side) {
      const double exact = row.number(measure + side);
      return ScoreLimit{exact, measure == "difference" ? size_of_difference(exact, table) : exact};
    };
    law(table, row.number("z"), row.count("corrected") == 1, limit("_lower"), limit("_upper"), row.all());
  }
  return static_cast<int>(reference.rows().size());
}

}  // namespace support
