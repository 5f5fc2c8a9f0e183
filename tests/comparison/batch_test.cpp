#include "equitable/comparison/batch.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::describe;
using support::identical;
using support::refusal;

// ------------------------------------------------------------------------------------------------ columns and calls

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

EstimateColumns batch(const Columns& c, const RelativeLikelihoodOptions& options, const Execution& execution = {}) {
  return relative_likelihood_batch(c.events, c.total, c.reference_events, c.reference_total, options, execution);
}
EstimateColumns batch(const Columns& c, const RateDifferenceOptions& options, const Execution& execution = {}) {
  return rate_difference_batch(c.events, c.total, c.reference_events, c.reference_total, options, execution);
}
EstimateColumns batch(const Columns& c, const OddsRatioOptions& options, const Execution& execution = {}) {
  return odds_ratio_batch(c.events, c.total, c.reference_events, c.reference_total, options, execution);
}
Estimate scalar(const Table2x2& t, const RelativeLikelihoodOptions& options) { return relative_likelihood(t, options); }
Estimate scalar(const Table2x2& t, const RateDifferenceOptions& options) { return rate_difference(t, options); }
Estimate scalar(const Table2x2& t, const OddsRatioOptions& options) { return odds_ratio(t, options); }

// Calls `law(options)` for all methods of the three measures that sum over no tables; those that do cost milliseconds a row.
template <class Law>
void for_each_method(const Law& law) {
  for (int m = 0; m <= static_cast<int>(RelativeLikelihoodMethod::inv_sinh); ++m)
    law(RelativeLikelihoodOptions{static_cast<RelativeLikelihoodMethod>(m)});
  for (int m = 0; m <= static_cast<int>(RateDifferenceMethod::brown_li_jeffreys); ++m)
    law(RateDifferenceOptions{static_cast<RateDifferenceMethod>(m)});
  for (int m = 0; m <= static_cast<int>(OddsRatioMethod::inv_sinh); ++m) law(OddsRatioOptions{static_cast<OddsRatioMethod>(m)});
}

// --------------------------------------------------------------------------------------------------------- the law

// Limits that are rounded once, here and there: the kernel's and the scalar's are the same double, or beside it.
bool rounded_once(const RelativeLikelihoodOptions& o) {
  return o.method == RelativeLikelihoodMethod::miettinen_nurminen || o.method == RelativeLikelihoodMethod::koopman ||
         o.method == RelativeLikelihoodMethod::profile_lr;
}
bool rounded_once(const RateDifferenceOptions& o) {
  return o.method == RateDifferenceMethod::miettinen_nurminen || o.method == RateDifferenceMethod::mee ||
         o.method == RateDifferenceMethod::profile_lr;
}
bool rounded_once(const OddsRatioOptions& o) {
  return o.method == OddsRatioMethod::miettinen_nurminen || o.method == OddsRatioMethod::score_uncorrected ||
         o.method == OddsRatioMethod::profile_lr;
}

// What a limit's rounding is measured by: itself, and for a difference, which cancels, also the rates.
double size_of(double limit, const Table2x2&, const RelativeLikelihoodOptions&) { return std::fabs(limit); }
double size_of(double limit, const Table2x2& t, const RateDifferenceOptions&) {
  return std::fmax(std::fabs(limit), std::fmax(t.group.rate(), t.reference.rate()));
}
double size_of(double limit, const Table2x2&, const OddsRatioOptions&) { return std::fabs(limit); }

// The row is the scalar answer to the last bit; where both end in a step that is rounded once, a limit may be the double beside it.
template <class Options>
void expect_scalar(const Table2x2& t, const EstimateColumns& columns, std::size_t i, const Options& options) {
  const auto row = static_cast<Eigen::Index>(i);
  const Estimate expected = scalar(t, options);
  const std::string where = describe(t) + " " + expected.method + " row " + std::to_string(i);
  ASSERT_TRUE(identical(columns.value[row], expected.value)) << where;
  ASSERT_EQ(columns.status[row], expected.status) << where;
  const auto same = [&](double found, double limit) {
    const bool beside = rounded_once(options) && std::isfinite(limit);
    return support::close(found, limit, 0.0, beside ? support::last_place(size_of(limit, t, options)) : 0.0);
  };
  ASSERT_TRUE(same(columns.lower[row], expected.lower)) << where;
  ASSERT_TRUE(same(columns.upper[row], expected.upper)) << where;
}

template <class Options>
void expect_scalars(const std::vector<Table2x2>& tables, const Options& options) {
  const EstimateColumns columns = batch(Columns(tables), options);
  ASSERT_EQ(columns.value.size(), static_cast<Eigen::Index>(tables.size()));
  for (std::size_t i = 0; i < tables.size() && !::testing::Test::HasFatalFailure(); ++i)
    expect_scalar(tables[i], columns, i, options);
}

std::vector<Table2x2> tables_up_to(Count largest) {
  std::vector<Table2x2> tables{{{0, 0}, {1, 2}}, {{1, 2}, {0, 0}}, {{0, 0}, {0, 0}}};
  support::for_each_table(largest, [&tables](const Table2x2& t) { tables.push_back(t); });
  return tables;
}

std::vector<Table2x2> random_tables(int number, Count largest) {
  std::vector<Table2x2> tables;
  support::RandomTables random(9);
  random.for_each(number, largest, [&tables](const Table2x2& t) { tables.push_back(t); });
  return tables;
}

TEST(ComparisonBatch, EverySmallTableIsAsTheScalarSays) {
  const std::vector<Table2x2> all = tables_up_to(12);
  const std::vector<Table2x2> few = tables_up_to(4);
  for_each_method([&](const auto& options) { expect_scalars(detail::has_lanes(options.method) ? all : few, options); });
}

TEST(ComparisonBatch, RandomTablesUpToTheLargestAreAsTheScalarSays) {
  const std::vector<Table2x2> usual = random_tables(3000, 20000);
  const std::vector<Table2x2> huge = random_tables(3000, max_count);
  for_each_method([&](const auto& options) {
    if (!detail::has_lanes(options.method)) return;
    expect_scalars(usual, options);
    expect_scalars(huge, options);
  });
}

TEST(ComparisonBatch, EveryLevelAndAlternativeIsAsTheScalarSays) {
  std::vector<Table2x2> tables = tables_up_to(4);
  for (const Table2x2& t : random_tables(300, 1000)) tables.push_back(t);
  for_each_method([&](auto options) {
    if (!detail::has_lanes(options.method)) return;
    for (const double level : {1e-300, 1e-6, 0.05, 0.6, 0.998, 1.0 - 1e-12})
      for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
        if (level <= 0.5 && alternative != Alternative::two_sided) continue;
        options.confidence = Confidence(level);
        options.alternative = alternative;
        expect_scalars(tables, options);
      }
  });
}

TEST(ComparisonBatch, MethodsThatSumOverTablesAreTheScalarsToTheBit) {
  const std::vector<Table2x2> tables{
      {{0, 4}, {2, 5}}, {{3, 7}, {1, 6}}, {{2, 2}, {0, 3}}, {{1, max_count}, {5, max_count}}, {{0, 0}, {1, 3}}};
  const Columns columns(tables);
  const auto check = [&](const auto& options) {
    const EstimateColumns found = batch(columns, options, Execution{2});
    for (std::size_t i = 0; i < tables.size(); ++i) {
      const Estimate expected = scalar(tables[i], options);
      const auto row = static_cast<Eigen::Index>(i);
      EXPECT_TRUE(identical(found.lower[row], expected.lower)) << describe(tables[i]);
      EXPECT_TRUE(identical(found.upper[row], expected.upper)) << describe(tables[i]);
      EXPECT_EQ(found.status[row], expected.status) << describe(tables[i]);
    }
    EXPECT_EQ(found.status[3], Status::too_large);
  };
  check(RelativeLikelihoodOptions{RelativeLikelihoodMethod::chan_zhang_score});
  check(RelativeLikelihoodOptions{RelativeLikelihoodMethod::agresti_min_score});
  check(RateDifferenceOptions{RateDifferenceMethod::chan_zhang_score});
  check(RateDifferenceOptions{RateDifferenceMethod::agresti_min_score});
}

// ------------------------------------------------------------------------------------------- blocks, rows and threads

TEST(ComparisonBatch, OddRowsAtEveryPlaceOfABlockDisturbNoOther) {
  const std::vector<Table2x2> odd{{{0, 0}, {1, 5}},
                                  {{-1, 5}, {1, 5}},
                                  {{6, 5}, {1, 5}},
                                  {{1, max_count + 1}, {1, 5}},
                                  {{0, 9}, {0, 7}},
                                  {{9, 9}, {7, 7}},
                                  {{0, 9}, {7, 7}},
                                  {{9, 9}, {0, 7}},
                                  {{1, 1}, {max_count, max_count}},
                                  {{5, max_count}, {max_count - 7, max_count}},
                                  {{std::numeric_limits<Count>::min(), std::numeric_limits<Count>::max()}, {1, 2}}};
  const std::vector<Table2x2> usual = random_tables(70, 500);
  for_each_method([&](const auto& options) {
    if (!detail::has_lanes(options.method)) return;
    const EstimateColumns undisturbed = batch(Columns(usual), options);
    for (const Table2x2& table : odd)
      for (std::size_t place = 0; place < usual.size(); ++place) {
        std::vector<Table2x2> tables = usual;
        tables[place] = table;
        const EstimateColumns found = batch(Columns(tables), options);
        for (std::size_t i = 0; i < usual.size(); ++i) {
          const auto row = static_cast<Eigen::Index>(i);
          if (i != place) {
            ASSERT_TRUE(identical(found.lower[row], undisturbed.lower[row]) &&
                        identical(found.upper[row], undisturbed.upper[row]) && found.status[row] == undisturbed.status[row])
                << describe(table) << " at " << place << " and row " << i << " " << name(options.method);
          } else if (is_valid(table)) {
            expect_scalar(table, found, i, options);
          } else {
            ASSERT_EQ(found.status[row], Status::invalid) << describe(table);
            ASSERT_TRUE(std::isnan(found.value[row]) && std::isnan(found.lower[row]) && std::isnan(found.upper[row]));
          }
        }
      }
  });
}

TEST(ComparisonBatch, ARowsBitsDependOnNeitherItsPlaceNorTheNumberOfRows) {
  const std::vector<Table2x2> tables = random_tables(100, 5000);
  for_each_method([&](const auto& options) {
    if (!detail::has_lanes(options.method)) return;
    const EstimateColumns whole = batch(Columns(tables), options);
    for (std::size_t rows = 2; rows <= tables.size(); rows += 7) {
      // Starts of quantiles are not worth while for few rows.
      if (detail::combines_posteriors(options.method) && rows < 64) continue;
      const std::vector<Table2x2> last(tables.end() - static_cast<std::ptrdiff_t>(rows), tables.end());
      const EstimateColumns part = batch(Columns(last), options);
      const auto n = static_cast<Eigen::Index>(rows);
      for (Eigen::Index i = 0; i < n; ++i) {
        ASSERT_TRUE(identical(part.lower[i], whole.lower.tail(n)[i])) << name(options.method) << rows;
        ASSERT_TRUE(identical(part.upper[i], whole.upper.tail(n)[i])) << name(options.method) << rows;
      }
    }
  });
}

TEST(ComparisonBatch, ASingleRowIsTheScalarToTheBitAndNoRowsAreNoRows) {
  for_each_method([&](const auto& options) {
    for (const Table2x2& t : random_tables(3, 300)) {
      const EstimateColumns found = batch(Columns({t}), options);
      const Estimate expected = scalar(t, options);
      EXPECT_TRUE(identical(found.lower[0], expected.lower) && identical(found.upper[0], expected.upper)) << describe(t);
      EXPECT_EQ(found.status[0], expected.status);
    }
    EXPECT_EQ(batch(Columns({}), options).value.size(), 0);
    EXPECT_EQ(batch(Columns({}), options, Execution{4}).value.size(), 0);
  });
}

TEST(ComparisonBatch, AnyNumberOfThreadsGivesTheSameBits) {
  std::vector<Table2x2> tables = random_tables(9000, max_count);
  tables[4500] = {{5, 3}, {1, 2}};
  const Columns columns(tables);
  const auto bytes = [](const DoubleArray& column) { return static_cast<std::size_t>(column.size()) * sizeof(double); };
  const auto check = [&](const auto& options) {
    const EstimateColumns alone = batch(columns, options);
    for (unsigned threads = 0; threads <= 7; ++threads) {
      const EstimateColumns shared = batch(columns, options, Execution{threads});
      EXPECT_EQ(std::memcmp(shared.value.data(), alone.value.data(), bytes(alone.value)), 0) << threads;
      EXPECT_EQ(std::memcmp(shared.lower.data(), alone.lower.data(), bytes(alone.lower)), 0) << threads;
      EXPECT_EQ(std::memcmp(shared.upper.data(), alone.upper.data(), bytes(alone.upper)), 0) << threads;
      EXPECT_TRUE((shared.status == alone.status).all()) << threads;
    }
  };
  check(RelativeLikelihoodOptions{});
  check(RelativeLikelihoodOptions{RelativeLikelihoodMethod::katz_log});
  check(RateDifferenceOptions{});
  check(RateDifferenceOptions{RateDifferenceMethod::profile_lr});
  check(RateDifferenceOptions{RateDifferenceMethod::mover_jeffreys});
  check(OddsRatioOptions{});
  check(OddsRatioOptions{OddsRatioMethod::scas});
}

// ------------------------------------------------------------------------------------------------------- mistakes

TEST(ComparisonBatch, ARowNeverThrows) {
  const Columns columns(
      {{{-1, 5}, {1, 5}}, {{1, 5}, {6, 5}}, {{0, 0}, {1, 5}}, {{1, max_count + 1}, {1, 5}}, {{1, 5}, {0, 5}}, {{2, 4}, {1, 4}}});
  const EstimateColumns ratio = batch(columns, RelativeLikelihoodOptions{});
  const EstimateColumns difference = batch(columns, RateDifferenceOptions{});
  const EstimateColumns odds = batch(columns, OddsRatioOptions{});
  for (const EstimateColumns* result : {&ratio, &difference, &odds}) {
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
  EXPECT_EQ(odds.value[5], 3.0);
}

TEST(ComparisonBatch, MistakesInTheOptionsThrowEvenWithoutRows) {
  const Columns none({});
  RelativeLikelihoodOptions ratio;
  ratio.confidence = Confidence(0.4);
  ratio.alternative = Alternative::greater;
  EXPECT_EQ(refusal([&] { return batch(none, ratio); }),
            "relative_likelihood: confidence_level is 0.4, but must be above 0.5 for a one-sided limit");
  EXPECT_NE(refusal([&] { return batch(none, ratio, Execution{3}); }), "accepted");
}

TEST(ComparisonBatch, ColumnsOfDifferentLengthThrow) {
  const CountArray three = CountArray::Constant(3, 1);
  const CountArray two = CountArray::Constant(2, 1);
  EXPECT_EQ(refusal([&] { return relative_likelihood_batch(three, two, three, three); }),
            "relative_likelihood_batch: the length of total is 2, but must be 3, the length of events");
  EXPECT_EQ(refusal([&] { return relative_likelihood_batch(three, three, two, three); }),
            "relative_likelihood_batch: the length of reference_events is 2, but must be 3, the length of events");
  EXPECT_EQ(refusal([&] { return rate_difference_batch(three, three, three, two); }),
            "rate_difference_batch: the length of reference_total is 2, but must be 3, the length of events");
  EXPECT_EQ(refusal([&] { return odds_ratio_batch(three, two, three, three); }),
            "odds_ratio_batch: the length of total is 2, but must be 3, the length of events");
}

}  // namespace
