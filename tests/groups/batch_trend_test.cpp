#include "equitable/groups/batch_trend.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "support/batch_answers.hpp"
#include "support/compare.hpp"
#include "support/group_columns.hpp"

namespace {

using equitable::Alternative;
using equitable::Count;
using equitable::Status;
using equitable::TrendMethod;
using equitable::TrendTest;
using support::GroupColumns;

struct Answers {
  Answers(const GroupColumns& columns, const std::vector<double>& scores, const equitable::TrendOptions& options,
          unsigned threads = 1)
      : statistic(columns.tables()), pvalue(columns.tables()), status(columns.tables()) {
    equitable::trend_rows(columns.events.data(), columns.totals.data(), scores.data(), columns.offsets.data(), columns.tables(),
                          options, {statistic.data(), pvalue.data(), status.data()}, {threads});
  }
  std::vector<double> statistic, pvalue;
  std::vector<Status> status;
};

/// Every table is that of `trend` to the last bit.
void expect_scalar(const GroupColumns& columns, const std::vector<double>& scores, const equitable::TrendOptions& options) {
  const Answers answers(columns, scores, options);
  for (std::size_t i = 0; i < columns.tables(); ++i) {
    const std::vector<double> own(scores.data() + columns.offsets[i], scores.data() + columns.offsets[i + 1]);
    TrendTest test{};
    try {
      test = equitable::trend(columns.table(i), own, options);
    } catch (const equitable::InvalidInput&) {
      ASSERT_EQ(answers.status[i], Status::invalid) << i;
      ASSERT_TRUE(std::isnan(answers.statistic[i]) && std::isnan(answers.pvalue[i])) << i;
      continue;
    }
    ASSERT_EQ(answers.status[i], test.status) << i;
    ASSERT_TRUE(support::identical(answers.statistic[i], test.statistic)) << i << " " << test.method;
    ASSERT_TRUE(support::identical(answers.pvalue[i], test.pvalue)) << i << " " << test.method << " " << test.statistic;
  }
}

std::vector<double> repeated(const GroupColumns& columns, const std::vector<double>& scores) {
  std::vector<double> all;
  for (std::size_t i = 0; i < columns.tables(); ++i)
    for (std::size_t g = 0; g < columns.offsets[i + 1] - columns.offsets[i]; ++g) all.push_back(scores[g % scores.size()]);
  return all;
}

constexpr TrendMethod lane_methods[] = {TrendMethod::linear_by_linear_n_minus_1, TrendMethod::cochran_armitage,
                                        TrendMethod::cochran_armitage_chi2, TrendMethod::departure_from_trend};

TEST(BatchTrend, TablesWithTheSameScores) {
  support::RandomTables random(81);
  const std::vector<std::vector<double>> scores{
      {1, 2, 3, 4, 5, 6, 7}, {2019, 2020, 2022, 2023}, {0.5, 0.1, 0.2}, {3, 3, 3}, {-1, 1}};
  for (const std::vector<double>& line : scores)
    for (const Count largest : {Count{6}, Count{4000}, Count{30000000}, Count{1} << 50}) {
      const GroupColumns columns = support::random_group_columns(random, 150, static_cast<Count>(line.size()), largest);
      for (const TrendMethod method : lane_methods)
        for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less})
          if (method != TrendMethod::departure_from_trend || alternative == Alternative::two_sided)
            expect_scalar(columns, repeated(columns, line), {method, alternative});
    }
}

TEST(BatchTrend, TablesUnlikeTheirNeighbours) {
  support::RandomTables random(82);
  const GroupColumns columns = support::random_group_columns(random, 300, 0, 500);
  std::vector<double> scores(columns.events.size());
  for (double& score : scores) score = static_cast<double>(random.between(-3, 9)) * 0.25;
  scores[10] = std::numeric_limits<double>::quiet_NaN();
  scores[40] = 1e200;
  for (const TrendMethod method : lane_methods) expect_scalar(columns, scores, {method});
  // The same number of groups and scores, but for one table in every place of a block.
  for (std::size_t place = 0; place < 40; ++place) {
    const GroupColumns alike = support::random_group_columns(random, 40, 4, 300);
    std::vector<double> line = repeated(alike, {1, 2, 3, 5});
    line[4 * place + place % 4] = place % 3 == 0 ? std::numeric_limits<double>::infinity() : std::sqrt(2.0);
    expect_scalar(alike, line, {TrendMethod::linear_by_linear_n_minus_1});
  }
}

TEST(BatchTrend, FarTrendsKeepTheirDigits) {
  GroupColumns columns;
  for (Count rise = 0; rise <= 500; rise += 2) {
    columns.add(500 - rise, 1000);
    columns.add(500, 1000);
    columns.add(500 + rise, 1000);
    columns.close();
  }
  for (const TrendMethod method : lane_methods) expect_scalar(columns, repeated(columns, {1, 2, 3}), {method});
}

TEST(BatchTrend, ThreadsChangeNothing) {
  support::RandomTables random(83);
  const GroupColumns columns = support::random_group_columns(random, 4500, 3, 300);
  const std::vector<double> scores = repeated(columns, {1, 2, 4});
  for (const TrendMethod method :
       {TrendMethod::cochran_armitage, TrendMethod::logistic_lr, TrendMethod::midp_two_sided_doubling}) {
    const Answers one(columns, scores, {method});
    const Answers many(columns, scores, {method}, 3);
    for (std::size_t i = 0; i < columns.tables(); ++i) {
      ASSERT_TRUE(support::identical(one.statistic[i], many.statistic[i]) && support::identical(one.pvalue[i], many.pvalue[i]));
      ASSERT_EQ(one.status[i], many.status[i]);
    }
  }
}

TEST(BatchTrend, SlopeIndicesAreTheScalars) {
  support::RandomTables random(84);
  const GroupColumns columns = support::random_group_columns(random, 300, 0, 900);
  const std::size_t tables = columns.tables();
  std::vector<std::vector<double>> c(10, std::vector<double>(tables));
  std::vector<Status> status(tables);
  std::vector<Status> rii_status(tables);
  for (const equitable::SlopeIndexForm form :
       {equitable::SlopeIndexForm::linear, equitable::SlopeIndexForm::log, equitable::SlopeIndexForm::logit})
    for (const Alternative alternative : {Alternative::two_sided, Alternative::less}) {
      const equitable::SlopeIndexOptions options{form, equitable::Confidence{0.9}, alternative};
      equitable::slope_index_rows(columns.rows(), options,
                                  {{c[0].data(), c[1].data(), c[2].data(), status.data()},
                                   {c[3].data(), c[4].data(), c[5].data(), rii_status.data()},
                                   c[6].data(),
                                   c[7].data(),
                                   c[8].data(),
                                   c[9].data()},
                                  {2});
      std::size_t refused = 0;
      for (std::size_t i = 0; i < tables; ++i) {
        equitable::SlopeIndex index{};
        try {
          index = equitable::slope_index(columns.table(i), options);
        } catch (const equitable::InvalidInput&) {
          ++refused;
          EXPECT_EQ(status[i], Status::invalid);
          EXPECT_EQ(rii_status[i], Status::invalid);
          for (const std::vector<double>& column : c) EXPECT_TRUE(std::isnan(column[i]));
          continue;
        }
        const double expected[] = {
            index.sii.value, index.sii.lower, index.sii.upper,     index.rii.value,          index.rii.lower,
            index.rii.upper, index.intercept, index.rii_over_mean, index.sii_standard_error, index.rii_log_standard_error};
        for (std::size_t k = 0; k < 10; ++k) ASSERT_TRUE(support::identical(c[k][i], expected[k])) << i << " " << k;
        ASSERT_EQ(status[i], index.sii.status);
        ASSERT_EQ(rii_status[i], index.rii.status);
      }
      EXPECT_GT(refused, 5U);
    }
  EXPECT_NE(
      support::refusal([&] {
        equitable::slope_index_rows(
            columns.rows(), {equitable::SlopeIndexForm::linear, equitable::Confidence{0.4}, Alternative::less},
            {{c[0].data(), c[1].data(), c[2].data(), status.data()}, {c[3].data(), c[4].data(), c[5].data(), rii_status.data()}});
        return 0;
      }).find("slope_index_rows: confidence_level is 0.4"),
      std::string::npos);
}

TEST(BatchTrend, SlopesOfEveryTable) {
  support::RandomTables random(83);
  const support::GroupColumns columns = support::random_group_columns(random, 200, 0, 500);
  std::vector<double> scores;
  for (std::size_t i = 0; i < columns.events.size(); ++i) scores.push_back(static_cast<double>(random.between(0, 12)) / 2.0);
  for (std::size_t i = 0; i < scores.size(); i += 97) scores[i] = equitable::not_a_number;
  for (const auto method : {equitable::TrendSlopeMethod::linear_slope, equitable::TrendSlopeMethod::logistic_slope})
    for (const auto alternative : {equitable::Alternative::two_sided, equitable::Alternative::less}) {
      const equitable::TrendSlopeOptions options{method, equitable::Confidence{0.9}, alternative};
      support::EstimateAnswers slope(columns.tables());
      std::vector<double> error(columns.tables(), -7.0);
      equitable::trend_slope_rows(columns.rows(), scores.data(), options, slope.output(), error.data(), {2});
      int refused = 0;
      for (std::size_t i = 0; i < columns.tables(); ++i) {
        const std::vector<double> at(scores.begin() + static_cast<std::ptrdiff_t>(columns.offsets[i]),
                                     scores.begin() + static_cast<std::ptrdiff_t>(columns.offsets[i + 1]));
        const auto scalar = support::answer_of([&] { return equitable::trend_slope(columns.table(i), at, options); });
        refused += scalar.empty() ? 1 : 0;
        ASSERT_TRUE(scalar.empty() ? slope.refused(i) : slope.is(i, scalar[0].slope)) << i;
        ASSERT_TRUE(scalar.empty() ? std::isnan(error[i]) : support::identical(error[i], scalar[0].standard_error)) << i;
      }
      EXPECT_GT(refused, 5);
    }
}

/// Cells of tables of rows by columns.
struct CellColumns {
  std::vector<Count> counts;
  std::vector<double> row_scores, column_scores;
  std::vector<std::size_t> offsets{0};
  void add(Count count, double row, double column) {
    counts.push_back(count);
    row_scores.push_back(row);
    column_scores.push_back(column);
  }
  void close() { offsets.push_back(counts.size()); }
  [[nodiscard]] std::size_t tables() const { return offsets.size() - 1; }
  [[nodiscard]] equitable::CellRows rows() const {
    return {counts.data(), row_scores.data(), column_scores.data(), offsets.data(), tables()};
  }
};

/// The cells of a table as `linear_by_linear` takes them, put together by maps; a refusal when a count or a score is broken.
equitable::LinearByLinear laid_out(const CellColumns& columns, std::size_t table,
                                   const equitable::LinearByLinearOptions& options) {
  std::map<double, std::map<double, Count>> cells;
  std::set<double> across;
  for (std::size_t k = columns.offsets[table]; k < columns.offsets[table + 1]; ++k) {
    if (columns.counts[k] < 0 || std::isnan(columns.row_scores[k]) || std::isnan(columns.column_scores[k]))
      throw equitable::InvalidInput("a broken cell");
    cells[columns.row_scores[k]][columns.column_scores[k]] += columns.counts[k];
    across.insert(columns.column_scores[k]);
  }
  std::vector<Count> flat;
  std::vector<double> down;
  for (auto& row : cells) {
    down.push_back(row.first);
    for (const double column : across) flat.push_back(row.second[column]);
  }
  return equitable::linear_by_linear(flat, down, {across.begin(), across.end()}, options);
}

TEST(BatchTrend, LinearByLinearOfEveryTable) {
  support::RandomTables random(83);
  CellColumns columns;
  for (int table = 0; table < 300; ++table) {
    const Count rows = random.between(1, 5), across = random.between(1, 5);
    for (Count cells = random.between(0, 30); cells > 0; --cells)  // in any order, some twice, some never
      columns.add(random.between(0, 3) == 0 ? 0 : random.total(500), static_cast<double>(random.between(0, rows)) / 4.0 - 0.5,
                  static_cast<double>(random.between(1, across) * random.between(1, across)));
    if (columns.counts.size() > columns.offsets.back() && random.between(0, 8) == 0) {
      switch (random.between(0, 5)) {
        case 0: columns.counts.back() = -1; break;
        case 1: columns.counts.back() = equitable::max_count + 1; break;
        case 2: columns.row_scores.back() = equitable::not_a_number; break;
        case 3: columns.column_scores.back() = 1e101; break;
        case 4: columns.row_scores.back() = -1e300; break;
        default: columns.column_scores.back() = equitable::not_a_number;
      }
    }
    columns.close();
  }
  for (int k = 0; k < 2000; ++k) columns.add(equitable::max_count, 1.0, 2.0);  // their sum is past the largest integer
  columns.close();
  for (const auto method :
       {equitable::LinearByLinearMethod::linear_by_linear_z, equitable::LinearByLinearMethod::linear_by_linear_M2})
    for (const Alternative alternative : {Alternative::two_sided, Alternative::less}) {
      const equitable::LinearByLinearOptions options{method, alternative};
      std::vector<double> r(columns.tables(), -7.0);
      support::TestAnswers test(columns.tables()), alone(columns.tables());
      equitable::linear_by_linear_rows(columns.rows(), options, {r.data(), test.output()}, {3});
      equitable::linear_by_linear_rows(columns.rows(), options, {nullptr, alone.output()});
      std::size_t refused = 0, answered = 0;
      for (std::size_t i = 0; i < columns.tables(); ++i) {
        ASSERT_TRUE(alone.is(i, test.statistic[i], test.pvalue[i], test.status[i]));
        if (i + 1 == columns.tables()) {
          ASSERT_TRUE(test.refused(i) && std::isnan(r[i]));
          continue;
        }
        const auto scalar = support::answer_of([&] { return laid_out(columns, i, options); });
        if (scalar.empty()) {
          ++refused;
          ASSERT_TRUE(test.refused(i) && std::isnan(r[i])) << i;
          continue;
        }
        const TrendTest& expected = scalar[0].test;
        answered += expected.status == Status::ok ? 1U : 0U;
        ASSERT_TRUE(support::identical(r[i], scalar[0].pearson_r)) << i;
        ASSERT_TRUE(test.is(i, expected.statistic, expected.pvalue, expected.status));
      }
      EXPECT_GT(refused, 20U);
      EXPECT_GT(answered, 150U);
    }
}

TEST(BatchTrend, LinearByLinearOfWhatIsTooLarge) {
  CellColumns columns;
  for (const int side : {1024, 1025}) {
    for (int k = 0; k < side; ++k) columns.add(1, k, k);
    columns.close();
  }
  std::vector<double> r(2);
  support::TestAnswers test(2);
  equitable::linear_by_linear_rows(columns.rows(), {}, {r.data(), test.output()});
  EXPECT_NEAR(r[0], 1.0, 1e-14);
  EXPECT_NEAR(test.statistic[0], std::sqrt(1023.0), 1e-11);
  EXPECT_EQ(test.status[1], Status::too_large);
  EXPECT_TRUE(std::isnan(r[1]) && std::isnan(test.pvalue[1]));
  columns.offsets = {2, 1};
  EXPECT_NE(support::refusal([&] {
              equitable::linear_by_linear_rows(columns.rows(), {}, {r.data(), test.output()});
              return 0;
            }).find("offsets[1] is 1"),
            std::string::npos);
}

}  // namespace
