#include "equitable/groups/linear_by_linear.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/lists.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::close_probability;
using support::refusal;
using Method = LinearByLinearMethod;
using Scores = std::vector<double>;
using Cells = std::vector<Count>;

TEST(LinearByLinear, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/linear_by_linear.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows()) {
    const std::string method = row.text("method");
    ++rows[method];
    const Method asked = method == "linear_by_linear_M2" ? Method::linear_by_linear_M2 : Method::linear_by_linear_z;
    const LinearByLinear found = linear_by_linear(support::counts(row.text("table")), support::numbers(row.text("row_scores")),
                                                  support::numbers(row.text("col_scores")), {asked});
    EXPECT_EQ(found.test.status, Status::ok) << row.all();
    if (method == "pearson_r") {
      EXPECT_TRUE(close(found.pearson_r, row.number("statistic"), 1e-14)) << row.all();
      continue;
    }
    EXPECT_STREQ(found.test.method, method.c_str());
    EXPECT_TRUE(close(found.test.statistic, row.number("statistic"), 1e-14)) << row.all();
    EXPECT_TRUE(close_probability(found.test.pvalue, row.number("pvalue"), 1e-12)) << row.all();
  }
  EXPECT_EQ(rows, (std::map<std::string, int>{{"pearson_r", 12}, {"linear_by_linear_M2", 12}, {"linear_by_linear_z", 12}}));
}

TEST(LinearByLinear, TwoRowsAreATrend) {
  support::RandomTables random(1);
  for (int i = 0; i < 3000 && !HasFailure(); ++i) {
    const std::size_t groups = static_cast<std::size_t>(random.between(2, 6));
    std::vector<Proportion> rates;
    Scores scores;
    Cells cells(2 * groups);
    for (std::size_t g = 0; g < groups; ++g) {
      const Count total = random.total(1000000);
      rates.push_back({random.events(total), total});
      scores.push_back(static_cast<double>(random.between(-5, 5)) / 4.0);
      cells[g] = total - rates[g].events;
      cells[groups + g] = rates[g].events;
    }
    for (const Alternative side : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
      const TrendTest test = trend(rates, scores, {TrendMethod::linear_by_linear_n_minus_1, side});
      const LinearByLinear found = linear_by_linear(cells, {0, 1}, scores, {Method::linear_by_linear_z, side});
      ASSERT_EQ(found.test.status, test.status == Status::ok ? Status::ok : Status::undefined);
      ASSERT_TRUE(close(found.test.statistic, test.statistic, 1e-12));
      ASSERT_TRUE(close_probability(found.test.pvalue, test.pvalue, 1e-10));
    }
  }
}

/// Random counts, row by row.
Cells random_cells(support::RandomTables& random, std::size_t size) {
  Cells cells(size);
  for (Count& cell : cells) cell = random.between(0, 3) == 0 ? 0 : random.between(0, 40);
  return cells;
}

TEST(LinearByLinear, IsTheCorrelationOverPeople) {
  support::RandomTables random(2);
  const Scores rows{1, 2, 4};
  const Scores columns{0, 0.5, 0.7, 3};
  for (int i = 0; i < 2000 && !HasFailure(); ++i) {
    const Cells cells = random_cells(random, 12);
    // One person after the other.
    long double n = 0;
    long double mean_u = 0;
    long double mean_v = 0;
    for (std::size_t k = 0; k < cells.size(); ++k) {
      n += static_cast<long double>(cells[k]);
      mean_u += static_cast<long double>(cells[k]) * static_cast<long double>(rows[k / 4]);
      mean_v += static_cast<long double>(cells[k]) * static_cast<long double>(columns[k % 4]);
    }
    if (n < 2) continue;
    mean_u /= n;
    mean_v /= n;
    long double uu = 0;
    long double vv = 0;
    long double uv = 0;
    for (std::size_t k = 0; k < cells.size(); ++k)
      for (Count person = 0; person < cells[k]; ++person) {
        const long double u = static_cast<long double>(rows[k / 4]) - mean_u;
        const long double v = static_cast<long double>(columns[k % 4]) - mean_v;
        uu += u * u;
        vv += v * v;
        uv += u * v;
      }
    const LinearByLinear found = linear_by_linear(cells, rows, columns);
    if (found.test.status != Status::ok) {
      ASSERT_LT(static_cast<double>(uu * vv), 1e-20);
      continue;
    }
    const long double r = uv / std::sqrt(uu * vv);
    ASSERT_TRUE(close(found.pearson_r, static_cast<double>(r), 1e-12, 1e-14));
    ASSERT_TRUE(close(found.test.statistic, static_cast<double>(r * std::sqrt(n - 1)), 1e-12, 1e-13));
    ASSERT_LE(std::fabs(found.pearson_r), 1.0 + 1e-15);
    // Rows and columns changed over; scores turned round.
    Cells turned(12);
    for (std::size_t k = 0; k < 12; ++k) turned[(k % 4) * 3 + k / 4] = cells[k];
    ASSERT_TRUE(close(linear_by_linear(turned, columns, rows).pearson_r, found.pearson_r, 1e-14, 1e-16));
    ASSERT_TRUE(close(linear_by_linear(cells, {-1, -2, -4}, columns).pearson_r, -found.pearson_r, 1e-14, 1e-16));
    ASSERT_TRUE(support::identical(linear_by_linear(cells, {2021, 2022, 2024}, columns).pearson_r, found.pearson_r));
  }
}

TEST(LinearByLinear, WithoutSpreadThereIsNoAnswer) {
  for (const Cells& cells : {Cells{1, 2, 0, 0}, Cells{1, 0, 3, 0}, Cells{0, 0, 0, 0}, Cells{1, 0, 0, 0}}) {
    const LinearByLinear found = linear_by_linear(cells, {1, 2}, {1, 2});
    EXPECT_EQ(found.test.status, Status::undefined);
    EXPECT_TRUE(std::isnan(found.pearson_r) && std::isnan(found.test.pvalue));
  }
  EXPECT_EQ(linear_by_linear({1, 2, 3, 4}, {5, 5}, {1, 2}).test.status, Status::undefined);
  EXPECT_EQ(linear_by_linear({3, 6, 5, 10}, {1, 2}, {1, 2}).test.statistic, 0.0);
  EXPECT_EQ(linear_by_linear({3, 6, 5, 10}, {1, 2}, {1, 2}).test.pvalue, 1.0);
}

TEST(LinearByLinear, RefusesWhatMakesNoSense) {
  EXPECT_EQ(refusal([] {
              return linear_by_linear({1, 2, 3}, {1, 2}, {1, 2}).test;
            }),
            "linear_by_linear: cells is of size 3, but must hold 2 rows of 2");
  EXPECT_EQ(refusal([] {
              return linear_by_linear({1, 2, 3, -4}, {1, 2}, {1, 2}).test;
            }),
            "linear_by_linear: cells[3] is -4, but must be 0 to 2^53");
  EXPECT_EQ(refusal([] {
              return linear_by_linear({1, 2}, {1, 2}, {}).test;
            }),
            "linear_by_linear: column_scores is empty, but must hold at least one score");
  EXPECT_EQ(refusal([] {
              return linear_by_linear({1, 2}, {1, infinity}, {1}).test;
            }),
            "linear_by_linear: row_scores[1] is inf, but must lie between -1e100 and 1e100");
}

}  // namespace
