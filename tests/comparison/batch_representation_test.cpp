#include "equitable/comparison/batch_representation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::describe;
using support::identical;
using support::refusal;

struct Estimates {
  std::vector<double> value, lower, upper;
  std::vector<Status> status;
  explicit Estimates(std::size_t rows) : value(rows), lower(rows), upper(rows), status(rows) {}
  [[nodiscard]] EstimateOutput output() { return {value.data(), lower.data(), upper.data(), status.data()}; }
};

/// Four columns of parts (or groups) and wholes (or benchmarks).
struct Columns {
  std::vector<Count> x1, n1, x2, n2;
  explicit Columns(const std::vector<Table2x2>& rows) {
    for (const Table2x2& t : rows) {
      x1.push_back(t.group.events);
      n1.push_back(t.group.total);
      x2.push_back(t.reference.events);
      n2.push_back(t.reference.total);
    }
  }
  [[nodiscard]] TableColumns view() const { return {x1.data(), n1.data(), x2.data(), n2.data(), x1.size()}; }
  [[nodiscard]] RateColumns group() const { return {x1.data(), n1.data(), x1.size()}; }
};

struct Represented {
  std::vector<double> part, whole, rest, statistic, pvalue;
  std::vector<Status> test_status, status;
  Estimates gap, ratio;

  Represented(const Columns& columns, const RepresentationOptions& options, unsigned threads = 1)
      : part(columns.x1.size()),
        whole(part),
        rest(part),
        statistic(part),
        pvalue(part),
        test_status(part.size()),
        status(part.size()),
        gap(part.size()),
        ratio(part.size()) {
    representation_rows(columns.view(), options,
                        {part.data(),
                         whole.data(),
                         rest.data(),
                         gap.output(),
                         ratio.output(),
                         {statistic.data(), pvalue.data(), test_status.data()},
                         status.data()},
                        Execution{threads});
  }
};

/// Parts and wholes made of tables: the group inside group and reference together.
std::vector<Table2x2> wholes(const std::vector<Table2x2>& tables) {
  std::vector<Table2x2> result;
  for (const Table2x2& t : tables) result.push_back({t.group, {t.events(), t.total()}});
  return result;
}

std::vector<Table2x2> some_tables() {
  std::vector<Table2x2> tables{{{0, 0}, {1, 2}}, {{1, 2}, {0, 0}}, {{0, 0}, {0, 0}}};
  support::for_each_table(6, [&tables](const Table2x2& t) { tables.push_back(t); });
  support::RandomTables random(12);
  random.for_each(1500, max_count / 2, [&tables](const Table2x2& t) { tables.push_back(t); });
  return tables;
}

// The same bits, but that a limit may be the next double: of itself or, where it is a difference, of the larger rate.
void expect_estimate(const Estimates& found, std::size_t i, const Estimate& expected, double scale, const std::string& where) {
  ASSERT_EQ(found.status[i], expected.status) << where;
  ASSERT_TRUE(identical(found.value[i], expected.value)) << where;
  const auto beside = [scale](double limit, double wanted) {
    return close(limit, wanted, 0.0, support::last_place(std::fmax(std::fabs(wanted), scale)));
  };
  ASSERT_TRUE(beside(found.lower[i], expected.lower)) << where;
  ASSERT_TRUE(beside(found.upper[i], expected.upper)) << where;
}

TEST(RepresentationRows, AreTheScalar) {
  const std::vector<Table2x2> tables = some_tables();
  const std::vector<Table2x2> parts = wholes(tables);
  for (const RepresentationOptions& options :
       {RepresentationOptions{},
        RepresentationOptions{RateDifferenceMethod::newcombe, RelativeLikelihoodMethod::katz_log, Confidence(0.9)},
        RepresentationOptions{RateDifferenceMethod::mee, RelativeLikelihoodMethod::koopman, Confidence(0.99),
                              RepresentationRatio::carried_over, Alternative::greater},
        RepresentationOptions{RateDifferenceMethod::wald, RelativeLikelihoodMethod::koopman, Confidence(0.95),
                              RepresentationRatio::delta_log, Alternative::less}}) {
    const Represented found(Columns(parts), options);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Representation expected = representation(tables[i], options);
      const std::string where = describe(tables[i]);
      ASSERT_TRUE(identical(found.part[i], expected.share_part) && identical(found.whole[i], expected.share_whole) &&
                  identical(found.rest[i], expected.share_rest))
          << where;
      const double scale = std::isnan(expected.share_part) || std::isnan(expected.share_rest)
                               ? 0.0
                               : std::fmax(expected.share_part, expected.share_rest);
      expect_estimate(found.gap, i, expected.gap, scale, where);
      expect_estimate(found.ratio, i, expected.ratio, 0.0, where);
      ASSERT_TRUE(identical(found.statistic[i], expected.test.statistic) && identical(found.pvalue[i], expected.test.pvalue))
          << where;
      ASSERT_EQ(found.test_status[i], expected.test.status) << where;
      ASSERT_EQ(found.status[i], expected.status) << where;
      if (::testing::Test::HasFailure()) return;
    }
  }
}

// Also the last one of a column that leaves a single row to its last piece: 1/2 of 1/4 at 68.27 %, where the lower limit of the gap
// is what rounding leaves of 0, and two ways would be told apart.
TEST(RepresentationRows, ARowDoesNotDependOnItsPlace) {
  const std::vector<Table2x2> parts(detail::rows_of_a_piece + 1, {{1, 2}, {1, 4}});
  for (const RateDifferenceMethod method : {RateDifferenceMethod::miettinen_nurminen, RateDifferenceMethod::mover_jeffreys}) {
    RepresentationOptions options{};
    options.gap_method = method;
    options.confidence = Confidence(0.68268949213708585);
    const Represented found(Columns(parts), options);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      ASSERT_TRUE(identical(found.gap.lower[i], found.gap.lower[0]) && identical(found.gap.upper[i], found.gap.upper[0])) << i;
      ASSERT_TRUE(identical(found.ratio.lower[i], found.ratio.lower[0]) && identical(found.ratio.upper[i], found.ratio.upper[0]));
    }
  }
}

TEST(RepresentationRows, ARowNeverThrows) {
  // More people than the whole; more events; a rest with more events than people; a negative count; and one that is right.
  const Columns columns({{{1, 9}, {2, 8}}, {{3, 4}, {2, 8}}, {{0, 5}, {4, 8}}, {{-1, 4}, {2, 8}}, {{53, 336}, {1409, 5511}}});
  const Represented found(columns, {});
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(found.status[i], Status::invalid) << i;
    EXPECT_EQ(found.gap.status[i], Status::invalid) << i;
    EXPECT_EQ(found.ratio.status[i], Status::invalid) << i;
    EXPECT_EQ(found.test_status[i], Status::invalid) << i;
    for (const double value : {found.part[i], found.whole[i], found.rest[i], found.gap.value[i], found.gap.lower[i],
                               found.ratio.value[i], found.ratio.upper[i], found.statistic[i], found.pvalue[i]})
      EXPECT_TRUE(std::isnan(value)) << i;
  }
  EXPECT_EQ(found.status[4], Status::ok);
  EXPECT_TRUE(close(found.gap.value[4], 53.0 / 336.0 - 1409.0 / 5511.0, 1e-14));
  EXPECT_TRUE(close(found.ratio.value[4], 53.0 / 336.0 / (1409.0 / 5511.0), 1e-14));
}

TEST(RepresentationRows, AnyNumberOfThreadsGivesTheSameBits) {
  const Columns columns(wholes(some_tables()));
  Columns longer = columns;
  for (int times = 0; times < 2; ++times) {
    longer.x1.insert(longer.x1.end(), columns.x1.begin(), columns.x1.end());
    longer.n1.insert(longer.n1.end(), columns.n1.begin(), columns.n1.end());
    longer.x2.insert(longer.x2.end(), columns.x2.begin(), columns.x2.end());
    longer.n2.insert(longer.n2.end(), columns.n2.begin(), columns.n2.end());
  }
  const Represented alone(longer, {});
  const Represented shared(longer, {}, 3);
  for (std::size_t i = 0; i < alone.part.size(); ++i)
    ASSERT_TRUE(identical(alone.gap.lower[i], shared.gap.lower[i]) && identical(alone.ratio.upper[i], shared.ratio.upper[i]) &&
                identical(alone.pvalue[i], shared.pvalue[i]))
        << i;
}

TEST(RepresentationRows, MistakesInTheOptionsThrow) {
  const Columns none(std::vector<Table2x2>{});
  RepresentationOptions options;
  options.alternative = Alternative::greater;
  options.confidence = Confidence(0.4);
  EXPECT_NE(refusal([&] { return Represented(none, options).status.size(); }), "accepted");
}

TEST(BenchmarkRows, AreTheScalarAgainstARate) {
  const std::vector<Table2x2> tables = some_tables();
  const Columns columns(tables);
  std::vector<double> rate;
  for (std::size_t i = 0; i < tables.size(); ++i) rate.push_back(static_cast<double>(i % 101) / 100.0);
  for (const Alternative alternative : {Alternative::two_sided, Alternative::less}) {
    BenchmarkOptions options;
    options.alternative = alternative;
    Estimates difference(tables.size()), ratio(tables.size());
    benchmark_rows(columns.group(), rate.data(), options, difference.output(), ratio.output(), Execution{2});
    for (std::size_t i = 0; i < tables.size(); ++i) {
      const Benchmark expected = benchmark(columns.x1[i], columns.n1[i], rate[i], options);
      ASSERT_TRUE(identical(difference.lower[i], expected.difference.lower) && identical(ratio.upper[i], expected.ratio.upper))
          << i;
      ASSERT_EQ(difference.status[i], expected.difference.status) << i;
      ASSERT_EQ(ratio.status[i], expected.ratio.status) << i;
    }
  }
  const double wrong[] = {1.5, -0.1, not_a_number};
  const Columns three({{{1, 2}, {1, 2}}, {{1, 2}, {1, 2}}, {{1, 2}, {1, 2}}});
  Estimates difference(3), ratio(3);
  benchmark_rows(three.group(), wrong, {}, difference.output(), ratio.output());
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(difference.status[i], Status::invalid);
    EXPECT_EQ(ratio.status[i], Status::invalid);
    EXPECT_TRUE(std::isnan(ratio.value[i]) && std::isnan(difference.lower[i]));
  }
}

TEST(BenchmarkRows, AreTheScalarAgainstCounts) {
  const std::vector<Table2x2> tables = some_tables();
  const Columns columns(tables);
  Estimates difference(tables.size()), ratio(tables.size());
  benchmark_rows(columns.view(), {}, difference.output(), ratio.output());
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const Table2x2& t = tables[i];
    const Benchmark expected = benchmark(t.group.events, t.group.total, t.reference.events, t.reference.total);
    const double scale = t.comparable() ? std::fmax(t.group.rate(), t.reference.rate()) : 0.0;
    expect_estimate(difference, i, expected.difference, scale, describe(t));
    expect_estimate(ratio, i, expected.ratio, 0.0, describe(t));
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace
