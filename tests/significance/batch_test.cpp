#include "equitable/significance/batch.hpp"

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
using Method = SignificanceMethod;

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

std::vector<Table2x2> some_tables(Count largest_small, int large) {
  std::vector<Table2x2> tables{{{0, 0}, {1, 2}}, {{1, 2}, {0, 0}}, {{0, 0}, {0, 0}}};
  support::for_each_table(largest_small, [&tables](const Table2x2& t) { tables.push_back(t); });
  support::RandomTables random(9);
  random.for_each(large, max_count, [&tables](const Table2x2& t) { tables.push_back(t); });
  return tables;
}

/// Row by row the scalar's numbers, bit by bit.
template <class Scalar>
void expect_rows_equal(const std::vector<Table2x2>& tables, const TestColumns& columns, const Scalar& scalar) {
  ASSERT_EQ(columns.pvalue.size(), static_cast<Eigen::Index>(tables.size()));
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const TestResult expected = scalar(tables[i]);
    const std::string where = describe(tables[i]) + " " + expected.method + " " + name(expected.alternative);
    ASSERT_TRUE(identical(columns.statistic[row], expected.statistic))
        << where << " " << columns.statistic[row] << " for " << expected.statistic;
    ASSERT_TRUE(identical(columns.pvalue[row], expected.pvalue))
        << where << " " << columns.pvalue[row] << " for " << expected.pvalue;
    ASSERT_EQ(columns.status[row], expected.status) << where;
  }
}

void expect_significance_equal(const std::vector<Table2x2>& tables, const SignificanceOptions& options) {
  const Columns c(tables);
  expect_rows_equal(tables, significance_batch(c.events, c.total, c.reference_events, c.reference_total, options),
                    [&](const Table2x2& t) { return significance(t, options); });
}

TEST(SignificanceBatch, IsTheScalarForEqualRates) {
  const std::vector<Table2x2> tables = some_tables(7, 3000);
  for (int i = 0; i < static_cast<int>(Method::fisher_minlike); ++i)
    for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less})
      expect_significance_equal(tables, {static_cast<Method>(i), alternative});
}

TEST(SignificanceBatch, IsExactlyTheScalarAtOtherNulls) {
  const std::vector<Table2x2> tables = some_tables(5, 1000);
  for (const Method method : {Method::n_minus_1_chi2, Method::scas, Method::g_test})
    for (const Null& null : {Null{Measure::difference, 0.1}, Null{Measure::odds_ratio, 3.0}})
      expect_significance_equal(tables, {method, Alternative::greater, null});
  for (const Method method : {Method::scas, Method::g_test, Method::log_rr_wald})
    expect_significance_equal(tables, {method, Alternative::greater, {Measure::ratio, 0.8}});
}

TEST(SignificanceBatch, IsTheScalarAtRatios) {
  std::vector<Table2x2> tables = some_tables(7, 1000);
  support::RandomTables random(14);
  random.for_each(3000, 60000000, [&tables](const Table2x2& t) { tables.push_back(t); });
  const Columns c(tables);
  for (const double ratio : {1e-3, 0.5, 0.8, 0.999999, 1.25, 1.75, 40.0}) {
    // Signed, so that a value near 0 keeps its scale; the square of z_pooled is pearson_chi2.
    const SignificanceOptions options{Method::z_pooled, Alternative::two_sided, {Measure::ratio, ratio}};
    expect_rows_equal(tables, significance_batch(c.events, c.total, c.reference_events, c.reference_total, options),
                      [&](const Table2x2& t) { return significance(t, options); });
    for (const Alternative alternative : {Alternative::greater, Alternative::less}) {
      const NoninferiorityOptions one_sided{Measure::ratio, ratio, alternative};
      expect_rows_equal(tables, noninferiority_batch(c.events, c.total, c.reference_events, c.reference_total, one_sided),
                        [&](const Table2x2& t) { return noninferiority(t, one_sided); });
    }
  }
  for (const EquivalenceMethod method : {EquivalenceMethod::score_mn, EquivalenceMethod::score_fm})
    for (const Margin& margin : {Margin{}, Margin{0.3, 1.1}}) {
      const EquivalenceOptions options{margin, Measure::ratio, method};
      expect_rows_equal(tables, equivalence_batch(c.events, c.total, c.reference_events, c.reference_total, options),
                        [&](const Table2x2& t) { return equivalence(t, options).test(); });
    }
}

TEST(SignificanceBatch, FarTailsKeepTheirDigits) {
  // z = 3 … 38 from two groups of a million.
  std::vector<Table2x2> tables;
  for (Count gap = 0; gap <= 40000; gap += 137) tables.push_back({{500000 + gap, 1000000}, {500000 - gap, 1000000}});
  for (int i = 0; i < static_cast<int>(Method::fisher_minlike); ++i)
    for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less})
      expect_significance_equal(tables, {static_cast<Method>(i), alternative});
}

// Fisher's tests walk table by table along the law, in lanes or alone; the walk of one row is a block of one.
TEST(SignificanceBatch, IsTheScalarForFishersTests) {
  std::vector<Table2x2> tables = some_tables(7, 4000);
  support::RandomTables random(15);
  for (const Count largest : {Count{400}, Count{20000}, Count{40000000}})
    random.for_each(500, largest, [&tables](const Table2x2& t) { tables.push_back(t); });
  for (const Method method : {Method::fisher_minlike, Method::fisher_central, Method::fisher_blaker, Method::fisher_midp_minlike,
                              Method::fisher_midp_central})
    for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less})
      expect_significance_equal(tables, {method, alternative});
}

bool same_row(const TestColumns& a, Eigen::Index i, const TestColumns& b, Eigen::Index j) {
  return identical(a.statistic[i], b.statistic[j]) && identical(a.pvalue[i], b.pvalue[j]) && a.status[i] == b.status[j];
}

TEST(SignificanceBatch, ARowDependsOnItsCountsAlone) {
  support::RandomTables random(3);
  std::vector<Table2x2> plain;
  for (int i = 0; i < 70; ++i) plain.push_back(random.table(3000));
  const Table2x2 odd[] = {
      {{0, 0}, {1, 2}}, {{-1, 5}, {1, 5}}, {{0, 5}, {0, 9}}, {{0, 5}, {3, 9}}, {{max_count, max_count}, {0, 7}}};
  for (const Method method : {Method::n_minus_1_chi2, Method::yates_chi2, Method::g_test, Method::log_rr_wald, Method::scas,
                              Method::fisher_minlike, Method::fisher_central}) {
    const Columns c(plain);
    const TestColumns expected = significance_batch(c.events, c.total, c.reference_events, c.reference_total, {method});
    for (std::size_t place = 0; place < plain.size(); ++place) {
      std::vector<Table2x2> tables = plain;
      tables[place] = odd[place % 5];
      const Columns mixed(tables);
      const TestColumns found =
          significance_batch(mixed.events, mixed.total, mixed.reference_events, mixed.reference_total, {method});
      for (Eigen::Index i = 0; i < found.pvalue.size(); ++i)
        ASSERT_TRUE(i == static_cast<Eigen::Index>(place) || same_row(found, i, expected, i)) << name(method) << " " << i;
      const auto row = static_cast<Eigen::Index>(place);
      if (place % 5 == 1) {
        ASSERT_EQ(found.status[row], Status::invalid);
        ASSERT_TRUE(std::isnan(found.pvalue[row]));
      } else {
        ASSERT_EQ(found.status[row], significance(tables[place], {method}).status) << describe(tables[place]);
      }
    }
  }
  const Columns c(plain);
  const TestColumns expected = equivalence_batch(c.events, c.total, c.reference_events, c.reference_total);
  for (std::size_t place = 0; place < plain.size(); ++place) {
    std::vector<Table2x2> tables = plain;
    tables[place] = odd[place % 5];
    const Columns mixed(tables);
    const TestColumns found = equivalence_batch(mixed.events, mixed.total, mixed.reference_events, mixed.reference_total);
    for (Eigen::Index i = 0; i < found.pvalue.size(); ++i)
      ASSERT_TRUE(i == static_cast<Eigen::Index>(place) || same_row(found, i, expected, i)) << i << " beside " << place;
    const Status status = place % 5 == 1 ? Status::invalid : equivalence(tables[place]).status;
    ASSERT_EQ(found.status[static_cast<Eigen::Index>(place)], status) << describe(tables[place]);
  }
}

TEST(SignificanceBatch, AnyNumberOfThreadsGivesTheSameBits) {
  const Columns c(some_tables(4, 6000));
  for (const Method method : {Method::n_minus_1_chi2, Method::log_rr_wald, Method::fisher_central, Method::fisher_minlike}) {
    const auto run = [&](unsigned threads) {
      return significance_batch(c.events, c.total, c.reference_events, c.reference_total, {method}, Execution{threads});
    };
    const TestColumns alone = run(1);
    for (const unsigned threads : {2u, 5u, 0u}) {
      const TestColumns shared = run(threads);
      for (Eigen::Index i = 0; i < alone.pvalue.size(); ++i) ASSERT_TRUE(same_row(shared, i, alone, i)) << threads << " " << i;
    }
  }
}

TEST(SignificanceBatch, TakesExactMethods) {
  const std::vector<Table2x2> tables = some_tables(4, 0);
  for (int i = static_cast<int>(Method::barnard_pooled); i <= static_cast<int>(Method::lr_unconditional); ++i)
    expect_significance_equal(tables, {static_cast<Method>(i)});
  expect_significance_equal(tables, {Method::fisher_blaker});
  expect_significance_equal(tables, {Method::fisher_minlike, Alternative::two_sided, {Measure::odds_ratio, 2.0}});
  expect_significance_equal(some_tables(1, 200), {Method::barnard_pooled});  // too large, mostly
}

TEST(SignificanceBatch, EquivalenceAndNoninferiorityGiveExactlyTheNumbersOfTheScalar) {
  const std::vector<Table2x2> tables = some_tables(6, 2000);
  const Columns c(tables);
  for (const EquivalenceOptions& options :
       {EquivalenceOptions{{-0.05, 0.1}, Measure::difference, EquivalenceMethod::wald},
        EquivalenceOptions{{0.5, 2.0}, Measure::odds_ratio, EquivalenceMethod::score_fm},
        EquivalenceOptions{{0.5, 2.0}, Measure::odds_ratio, EquivalenceMethod::exact_conditional}})
    expect_rows_equal(tables, equivalence_batch(c.events, c.total, c.reference_events, c.reference_total, options),
                      [&](const Table2x2& t) { return equivalence(t, options).test(); });
  for (const NoninferiorityOptions& options :
       {NoninferiorityOptions{Measure::difference, 0.05, Alternative::less},
        NoninferiorityOptions{Measure::odds_ratio, 0.5, Alternative::greater, EquivalenceMethod::log_wald},
        NoninferiorityOptions{Measure::odds_ratio, 0.5, Alternative::greater, EquivalenceMethod::exact_conditional},
        NoninferiorityOptions{Measure::odds_ratio, 1.0, Alternative::less, EquivalenceMethod::exact_conditional}})
    expect_rows_equal(tables, noninferiority_batch(c.events, c.total, c.reference_events, c.reference_total, options),
                      [&](const Table2x2& t) { return noninferiority(t, options); });
}

TEST(SignificanceBatch, KernelsWorkOverPlainPointers) {
  const Columns c({{{7, 20}, {3, 25}}, {{1, 9}, {8, 9}}});
  const TableColumns tables{c.events.data(), c.total.data(), c.reference_events.data(), c.reference_total.data(), 2};
  double statistic[2], pvalue[2];
  Status status[2];
  const TestOutput output{statistic, pvalue, status};
  significance_rows(tables, {}, output);
  EXPECT_EQ(pvalue[1], significance(1, 9, 8, 9).pvalue);
  equivalence_rows(tables, {}, output);
  EXPECT_EQ(statistic[1], equivalence(1, 9, 8, 9).statistic);
  noninferiority_rows(tables, {}, output);
  EXPECT_EQ(pvalue[0], noninferiority(7, 20, 3, 25).pvalue);
  EXPECT_EQ(status[0], Status::ok);
}

TEST(SignificanceBatch, ARowNeverThrows) {
  const Columns c(
      {{{-1, 5}, {1, 5}}, {{1, 5}, {6, 5}}, {{0, 0}, {1, 5}}, {{1, max_count + 1}, {1, 5}}, {{0, 5}, {0, 5}}, {{2, 4}, {1, 4}}});
  for (const Method method : {Method::n_minus_1_chi2, Method::g_test, Method::fisher_central, Method::boschloo_central}) {
    const TestColumns result = significance_batch(c.events, c.total, c.reference_events, c.reference_total, {method});
    for (const Eigen::Index row : {0, 1, 3}) {
      EXPECT_EQ(result.status[row], Status::invalid) << row;
      EXPECT_TRUE(std::isnan(result.statistic[row]) && std::isnan(result.pvalue[row])) << row;
    }
    EXPECT_EQ(result.status[2], Status::undefined);
    EXPECT_EQ(result.status[4], Status::no_information) << name(method);
    EXPECT_EQ(result.status[5], Status::ok);
  }
}

TEST(SignificanceBatch, MistakesInTheOptionsThrowBeforeAnyRow) {
  const CountArray none(0);
  EXPECT_EQ(refusal([&] {
              return significance_batch(none, none, none, none, {Method::g_test, Alternative::two_sided, {Measure::ratio, 0.0}});
            }),
            "significance: null.value is 0, but must lie between 1e-100 and 1e100 for a ratio");
  // Whatever the rows hold, and for the exact tests too.
  const CountArray bad = CountArray::Constant(2, -1);
  for (const CountArray& column : {none, bad})
    for (const Method method : {Method::yates_chi2, Method::fisher_central, Method::barnard_pooled, Method::boschloo_minlike})
      EXPECT_NE(
          refusal([&] {
            return significance_batch(column, column, column, column, {method, Alternative::two_sided, {Measure::ratio, 0.8}});
          }),
          "accepted")
          << name(method);
  EXPECT_NE(refusal([&] { return equivalence_batch(none, none, none, none, {{0.8, 1.25}, Measure::difference}); }), "accepted");
  EXPECT_NE(refusal([&] {
              return noninferiority_batch(none, none, none, none, {Measure::ratio, 0.8, Alternative::two_sided});
            }),
            "accepted");
  EXPECT_EQ(significance_batch(none, none, none, none).pvalue.size(), 0);
}

TEST(SignificanceBatch, ColumnsOfDifferentLengthThrow) {
  const CountArray three = CountArray::Constant(3, 1);
  const CountArray two = CountArray::Constant(2, 1);
  EXPECT_EQ(refusal([&] { return significance_batch(three, two, three, three); }),
            "significance_batch: the length of total is 2, but must be 3, the length of events");
  EXPECT_EQ(refusal([&] { return equivalence_batch(three, three, two, three); }),
            "equivalence_batch: the length of reference_events is 2, but must be 3, the length of events");
  EXPECT_EQ(refusal([&] { return noninferiority_batch(three, three, three, two); }),
            "noninferiority_batch: the length of reference_total is 2, but must be 3, the length of events");
}

}  // namespace
