#include "equitable/verdict/batch.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"
#include "support/verdict_cases.hpp"

namespace {

using namespace equitable;
using support::describe;
using support::identical;
using support::refusal;

struct Columns {
  CountArray events, total, reference_events, reference_total;

  explicit Columns(const std::vector<Table2x2>& tables) {
    const auto rows = static_cast<Eigen::Index>(tables.size());
    for (CountArray* column : {&events, &total, &reference_events, &reference_total}) column->resize(rows);
    for (Eigen::Index i = 0; i < rows; ++i) {
      const Table2x2& t = tables[static_cast<std::size_t>(i)];
      events[i] = t.group.events;
      total[i] = t.group.total;
      reference_events[i] = t.reference.events;
      reference_total[i] = t.reference.total;
    }
  }

  [[nodiscard]] VerdictColumns verdicts(const VerdictOptions& options = {}, unsigned threads = 1) const {
    return verdict_batch(events, total, reference_events, reference_total, options, Execution{threads});
  }
};

void expect_as_the_scalar(const std::vector<Table2x2>& tables, const VerdictOptions& options) {
  const VerdictColumns found = Columns(tables).verdicts(options);
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const Verdict expected = verdict(tables[i], options);
    const std::string where = describe(tables[i]);
    ASSERT_EQ(found.state[row], expected.state) << where << " " << name(found.state[row]);
    ASSERT_EQ(found.grade[row], expected.grade) << where << " " << name(found.grade[row]);
    ASSERT_EQ(found.status[row], expected.status) << where;
    ASSERT_TRUE(identical(found.ratio[row], expected.ratio)) << where;
    ASSERT_TRUE(identical(found.statistic[row], expected.statistic)) << where;
    ASSERT_TRUE(identical(found.pvalue[row], expected.pvalue)) << where;
    const auto beside = [&where](double limit, double wanted) {  // the same double, or the one beside it
      ASSERT_TRUE(support::close(limit, wanted, 0.0, std::isfinite(wanted) ? support::last_place(wanted) : 0.0)) << where;
    };
    beside(found.lower[row], expected.interval.lower);
    beside(found.upper[row], expected.interval.upper);
    beside(found.equivalence_lower[row], expected.equivalence_interval.lower);
    beside(found.equivalence_upper[row], expected.equivalence_interval.upper);
  }
}

TEST(VerdictBatch, IsTheScalarForAllSmallTables) {
  std::vector<Table2x2> tables{{{0, 0}, {1, 2}}, {{1, 2}, {0, 0}}, {{0, 0}, {0, 0}}};
  support::for_each_table(13, [&tables](const Table2x2& t) { tables.push_back(t); });
  ASSERT_EQ(tables.size(), 3u + 10816u);  // (2 + … + 14)² tables
  expect_as_the_scalar(tables, {});
  expect_as_the_scalar(tables, {{0.5, 2.0}, Confidence(0.8)});
}

TEST(VerdictBatch, IsTheScalarForRandomTables) {
  std::vector<Table2x2> tables;
  support::RandomTables random(21);
  for (const Count largest : {Count{300}, Count{20000}, max_count})
    random.for_each(3000, largest, [&tables](const Table2x2& t) { tables.push_back(t); });
  expect_as_the_scalar(tables, {});
  expect_as_the_scalar(tables, {{0.9, 1.1}, Confidence(0.99)});
}

// A ratio on the margin itself, and limits that touch 1 or the margin, are where the last place could decide.
TEST(VerdictBatch, IsTheScalarWhereRoundingCouldDecide) {
  std::vector<Table2x2> tables;
  for (Count scale = 1; scale <= 400; ++scale) {
    tables.push_back({{4 * scale, 10 * scale}, {5 * scale, 10 * scale}});  // 0.80
    tables.push_back({{5 * scale, 10 * scale}, {4 * scale, 10 * scale}});  // 1.25
    tables.push_back({{3 * scale, 7 * scale}, {3 * scale, 7 * scale}});    // 1
  }
  expect_as_the_scalar(tables, {});
  // Margins and levels taken from the answers themselves: each decision is then a tie.
  for (const Table2x2& t : {Table2x2{{30, 100}, {20, 120}}, Table2x2{{200, 1000}, {250, 1000}}, Table2x2{{61, 90}, {400, 600}}}) {
    const Verdict v = verdict(t);
    for (const double end :
         {v.interval.lower, v.interval.upper, v.equivalence_interval.lower, v.equivalence_interval.upper, v.ratio})
      expect_as_the_scalar({t, t, t.swapped()}, {end < 1.0 ? Margin{end, 2.0} : Margin{0.5, end}, Confidence(0.95)});
    if (v.pvalue < 0.5) expect_as_the_scalar({t, t, t.swapped()}, {Margin{}, Confidence(1.0 - v.pvalue)});
  }
}

TEST(VerdictBatch, MeetsTheReferenceCases) {
  const std::vector<support::VerdictCase> cases = support::verdict_cases();
  ASSERT_EQ(cases.size(), static_cast<std::size_t>(support::verdict_case_count));
  std::vector<Table2x2> tables;
  for (const support::VerdictCase& each : cases) tables.push_back(each.table);
  const VerdictColumns found = Columns(tables).verdicts();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(name(found.state[static_cast<Eigen::Index>(i)]), cases[i].state) << cases[i].all;
    EXPECT_EQ(name(found.grade[static_cast<Eigen::Index>(i)]), cases[i].grade) << cases[i].all;
  }
}

TEST(VerdictBatch, EveryGradeIsReached) {
  std::vector<Table2x2> tables{{{0, 0}, {1, 2}}};
  support::RandomTables random(4);
  random.for_each(4000, 100000, [&tables](const Table2x2& t) { tables.push_back(t); });
  const VerdictColumns found = Columns(tables).verdicts();
  for (const Grade grade : {Grade::substantial, Grade::material, Grade::slight, Grade::detectable, Grade::equivalent,
                            Grade::untestable, Grade::suggestive, Grade::unclear, Grade::none})
    EXPECT_TRUE((found.grade == grade).any()) << name(grade);
}

bool same_row(const VerdictColumns& a, Eigen::Index i, const VerdictColumns& b, Eigen::Index j) {
  return a.state[i] == b.state[j] && a.grade[i] == b.grade[j] && a.status[i] == b.status[j] &&
         identical(a.ratio[i], b.ratio[j]) && identical(a.lower[i], b.lower[j]) && identical(a.upper[i], b.upper[j]) &&
         identical(a.equivalence_lower[i], b.equivalence_lower[j]) && identical(a.equivalence_upper[i], b.equivalence_upper[j]) &&
         identical(a.statistic[i], b.statistic[j]) && identical(a.pvalue[i], b.pvalue[j]);
}

TEST(VerdictBatch, ARowDependsOnItsCountsAlone) {
  support::RandomTables random(8);
  std::vector<Table2x2> plain;
  for (int i = 0; i < 70; ++i) plain.push_back(random.table(3000));
  const VerdictColumns expected = Columns(plain).verdicts();
  const Table2x2 odd[] = {{{0, 0}, {1, 2}}, {{-1, 5}, {1, 5}}, {{0, 5}, {0, 9}}, {{1, max_count + 1}, {3, 9}}, {{3, 5}, {0, 9}}};
  for (std::size_t place = 0; place < plain.size(); ++place) {
    std::vector<Table2x2> tables = plain;
    tables[place] = odd[place % 5];
    const VerdictColumns found = Columns(tables).verdicts();
    for (Eigen::Index i = 0; i < found.ratio.size(); ++i)
      ASSERT_TRUE(i == static_cast<Eigen::Index>(place) || same_row(found, i, expected, i)) << i << " beside " << place;
    const auto row = static_cast<Eigen::Index>(place);
    if (place % 5 == 1 || place % 5 == 3) {
      EXPECT_EQ(found.status[row], Status::invalid);
      EXPECT_EQ(found.state[row], State::not_assessable);
      EXPECT_EQ(found.grade[row], Grade::none);
      EXPECT_TRUE(std::isnan(found.ratio[row]) && std::isnan(found.lower[row]) && std::isnan(found.pvalue[row]));
    } else {
      EXPECT_EQ(found.status[row], verdict(tables[place]).status);
      EXPECT_EQ(found.grade[row], verdict(tables[place]).grade);
    }
  }
}

TEST(VerdictBatch, AnyNumberOfThreadsGivesTheSameBits) {
  std::vector<Table2x2> tables;
  support::RandomTables random(30);
  random.for_each(7000, 10000, [&tables](const Table2x2& t) { tables.push_back(t); });
  const Columns columns(tables);
  const VerdictColumns alone = columns.verdicts();
  for (const unsigned threads : {2u, 3u, 0u}) {
    const VerdictColumns shared = columns.verdicts({}, threads);
    for (Eigen::Index i = 0; i < alone.ratio.size(); ++i) ASSERT_TRUE(same_row(shared, i, alone, i)) << threads << " " << i;
  }
}

TEST(VerdictBatch, ASingleRowAndNone) {
  const Columns one(std::vector<Table2x2>{{{596, 3842}, {207, 2386}}});
  const VerdictColumns found = one.verdicts();
  EXPECT_EQ(found.state[0], State::higher);
  EXPECT_EQ(found.grade[0], Grade::substantial);
  EXPECT_EQ(found.lower[0], verdict(596, 3842, 207, 2386).interval.lower);
  EXPECT_EQ(Columns(std::vector<Table2x2>{}).verdicts().ratio.size(), 0);
}

TEST(VerdictBatch, MistakesThrow) {
  const CountArray none(0);
  EXPECT_NE(refusal([&] { return verdict_batch(none, none, none, none, {{1.1, 1.25}, Confidence(0.95)}); }), "accepted");
  EXPECT_NE(refusal([&] { return verdict_batch(none, none, none, none, {Margin{}, Confidence(0.4)}); }), "accepted");
  const CountArray three = CountArray::Constant(3, 1);
  const CountArray two = CountArray::Constant(2, 1);
  EXPECT_EQ(refusal([&] { return verdict_batch(three, three, three, two); }),
            "verdict_batch: the length of reference_total is 2, but must be 3, the length of events");
}

}  // namespace
