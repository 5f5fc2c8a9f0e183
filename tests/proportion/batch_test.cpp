#include "equitable/proportion/batch.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::identical;
using support::refusal;
using Method = ProportionMethod;

constexpr int method_count = 14;

struct Rates {
  CountArray events, total;

  explicit Rates(const std::vector<Proportion>& rows)
      : events(static_cast<Eigen::Index>(rows.size())), total(static_cast<Eigen::Index>(rows.size())) {
    for (Eigen::Index i = 0; i < events.size(); ++i) {
      events[i] = rows[static_cast<std::size_t>(i)].events;
      total[i] = rows[static_cast<std::size_t>(i)].total;
    }
  }
};

std::vector<Proportion> small_rates(Count largest) {
  std::vector<Proportion> rows;
  for (Count n = 0; n <= largest; ++n)
    for (Count x = 0; x <= n; ++x) rows.push_back({x, n});
  return rows;
}

std::vector<Proportion> random_rates(int count, Count largest) {
  support::RandomTables random(5);
  std::vector<Proportion> rows;
  for (int i = 0; i < count; ++i) {
    const Count n = random.total(largest);
    rows.push_back({random.events(n), n});
  }
  return rows;
}

/// Blaker's interval is costly and has no kernel of its own: small rows alone.
bool is_costly(Method method) { return method == Method::blaker; }

/// What a limit of the batch may differ by from the scalar's: by the last bit where both end in a step that is rounded once, else not
/// at all.
double tolerance(Method method, double limit) { return method == Method::likelihood_ratio ? support::last_place(limit) : 0.0; }

void expect_as_the_scalar(const std::vector<Proportion>& rows, const ProportionOptions& options) {
  const Rates rates(rows);
  const EstimateColumns columns = proportion_batch(rates.events, rates.total, options);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const Estimate scalar = proportion(rows[i].events, rows[i].total, options);
    const std::string where = std::to_string(rows[i].events) + "/" + std::to_string(rows[i].total) + " " + name(options.method);
    ASSERT_EQ(columns.status[row], scalar.status) << where;
    ASSERT_TRUE(identical(columns.value[row], scalar.value)) << where;
    for (const bool upper : {false, true}) {
      const double found = upper ? columns.upper[row] : columns.lower[row];
      const double expected = upper ? scalar.upper : scalar.lower;
      // The ends of the space are exact.
      if (std::isnan(expected) || expected == 0.0 || expected == 1.0) {
        ASSERT_TRUE(identical(found, expected)) << where << ": " << found << " for " << expected;
      }
      if (!std::isnan(expected)) {
        ASSERT_LE(std::fabs(found - expected), tolerance(options.method, expected))
            << where << ": " << found << " for " << expected;
      }
    }
  }
}

TEST(ProportionBatch, IsTheScalarForAllSmallRates) {
  const std::vector<Proportion> rows = small_rates(30);
  for (int m = 0; m < method_count; ++m) {
    const Method method = static_cast<Method>(m);
    if (is_costly(method)) continue;
    for (const double level : {0.2, 0.95, 0.998}) expect_as_the_scalar(rows, {method, Confidence(level)});
  }
  for (int m = 0; m < method_count; ++m)
    for (const Alternative alternative : {Alternative::greater, Alternative::less})
      if (static_cast<Method>(m) != Method::blaker)
        expect_as_the_scalar(small_rates(12), {static_cast<Method>(m), Confidence(0.9), alternative});
  expect_as_the_scalar(small_rates(8), {Method::blaker});
}

TEST(ProportionBatch, IsTheScalarForRandomRatesUpTo2To53) {
  const std::vector<Proportion> rows = random_rates(1500, max_count);
  for (int m = 0; m < method_count; ++m) {
    const Method method = static_cast<Method>(m);
    if (is_costly(method)) continue;
    for (const double level : {0.9, 0.9999}) expect_as_the_scalar(rows, {method, Confidence(level)});
  }
}

TEST(ProportionBatch, IsTheScalarAtAnyLevel) {
  const std::vector<Proportion> rows = random_rates(200, 3000);
  for (const double level : {1e-200, 1e-20, 1e-6, 0.5, 0.5000001, 1.0 - 1e-6, 1.0 - 1e-12, 1.0 - 1e-15})
    for (const Method method : {Method::wilson, Method::clopper_pearson, Method::jeffreys_equal_tailed, Method::mid_p,
                                Method::logit, Method::scas, Method::agresti_coull, Method::likelihood_ratio})
      expect_as_the_scalar(rows, {method, Confidence(level)});
}

// Clopper-Pearson's limits with one event, or all but one, have a closed form: an independent check of the search over lanes.
TEST(ProportionBatch, QuantilesMeetTheirClosedForms) {
  std::vector<Proportion> rows;
  for (Count n = 2; n <= 200; ++n) {
    rows.push_back({1, n});
    rows.push_back({n - 1, n});
  }
  const Rates rates(rows);
  const EstimateColumns columns = proportion_batch(rates.events, rates.total, {Method::clopper_pearson});
  for (Eigen::Index i = 0; i < columns.lower.size(); ++i) {
    const double n = static_cast<double>(rates.total[i]);
    const double nobody_else = -std::expm1(std::log1p(-0.025) / n);  // 1 − 0.975^(1/n)
    if (rates.events[i] == 1) {
      EXPECT_TRUE(support::close(columns.lower[i], nobody_else, 1e-14)) << n;
    }
    if (rates.events[i] == rates.total[i] - 1) {
      EXPECT_TRUE(support::close(1.0 - columns.upper[i], nobody_else, 1e-14, 2e-16)) << n;
    }
  }
}

TEST(ProportionBatch, RowsMirror) {
  const std::vector<Proportion> rows = random_rates(600, 100000);
  std::vector<Proportion> complements;
  for (const Proportion& row : rows) complements.push_back(row.complement());
  const Rates rates(rows);
  const Rates others(complements);
  for (const Method method : {Method::clopper_pearson, Method::mid_p, Method::jeffreys, Method::wilson}) {
    const EstimateColumns columns = proportion_batch(rates.events, rates.total, {method});
    const EstimateColumns mirrored = proportion_batch(others.events, others.total, {method});
    for (Eigen::Index i = 0; i < columns.lower.size(); ++i) {
      ASSERT_NEAR(columns.lower[i], 1.0 - mirrored.upper[i], 4e-16) << name(method) << " row " << i;
      ASSERT_NEAR(columns.upper[i], 1.0 - mirrored.lower[i], 4e-16) << name(method) << " row " << i;
    }
  }
}

bool same_row(const EstimateColumns& a, Eigen::Index i, const EstimateColumns& b, Eigen::Index j) {
  return identical(a.value[i], b.value[j]) && identical(a.lower[i], b.lower[j]) && identical(a.upper[i], b.upper[j]) &&
         a.status[i] == b.status[j];
}

TEST(ProportionBatch, ARowDependsOnItsCountsAlone) {
  // A row that breaks a rule, or has no rate, at every place of three blocks: the others keep their bits.
  const Eigen::Index rows = 3 * static_cast<Eigen::Index>(detail::lane_count) + 5;
  const Rates plain(random_rates(static_cast<int>(rows), 5000));
  for (const Method method : {Method::wilson, Method::logit, Method::clopper_pearson, Method::jeffreys, Method::mid_p}) {
    const ProportionOptions options{method};
    const EstimateColumns expected = proportion_batch(plain.events, plain.total, options);
    for (Eigen::Index place = 0; place < rows; ++place) {
      const Proportion bad[] = {{0, 0}, {-1, 5}, {6, 5}, {1, max_count + 1}};
      const Proportion& odd = bad[place % 4];
      Rates rates = plain;
      rates.events[place] = odd.events;
      rates.total[place] = odd.total;
      const EstimateColumns columns = proportion_batch(rates.events, rates.total, options);
      ASSERT_EQ(columns.status[place], place % 4 == 0 ? Status::undefined : Status::invalid) << place;
      ASSERT_TRUE(std::isnan(columns.value[place]) && std::isnan(columns.lower[place]) && std::isnan(columns.upper[place]));
      for (Eigen::Index i = 0; i < rows; ++i)
        ASSERT_TRUE(i == place || same_row(columns, i, expected, i)) << name(method) << " " << i << " beside " << place;
    }
    // Turned round.
    const EstimateColumns turned = proportion_batch(plain.events.reverse(), plain.total.reverse(), options);
    for (Eigen::Index i = 0; i < rows; ++i) ASSERT_TRUE(same_row(turned, rows - 1 - i, expected, i)) << name(method) << " " << i;
  }
}

TEST(ProportionBatch, AnyNumberOfThreadsGivesTheSameBits) {
  const Rates rates(random_rates(9000, 1000000));
  for (const Method method : {Method::wilson, Method::clopper_pearson}) {
    const EstimateColumns alone = proportion_batch(rates.events, rates.total, {method});
    for (const unsigned threads : {2u, 3u, 7u, 0u}) {
      const EstimateColumns shared = proportion_batch(rates.events, rates.total, {method}, Execution{threads});
      for (Eigen::Index i = 0; i < rates.events.size(); ++i) ASSERT_TRUE(same_row(shared, i, alone, i)) << threads << " " << i;
    }
  }
}

TEST(ProportionBatch, ARowNeverThrows) {
  CountArray events(6);
  CountArray total(6);
  events << -1, 6, 0, 1, 0, 3;
  total << 5, 5, 0, max_count + 1, -1, 4;
  for (int m = 0; m < method_count; ++m) {
    const EstimateColumns columns = proportion_batch(events, total, {static_cast<Method>(m)});
    for (const Eigen::Index row : {0, 1, 3, 4}) {
      EXPECT_EQ(columns.status[row], Status::invalid) << row;
      EXPECT_TRUE(std::isnan(columns.value[row]) && std::isnan(columns.lower[row]) && std::isnan(columns.upper[row])) << row;
    }
    EXPECT_EQ(columns.status[2], Status::undefined);
    EXPECT_EQ(columns.status[5], Status::ok);
    EXPECT_EQ(columns.value[5], 0.75);
  }
}

TEST(ProportionBatch, MistakesInTheOptionsThrowBeforeAnyRow) {
  const CountArray none(0);
  EXPECT_NE(refusal([&] {
              return proportion_batch(none, none, {Method::blaker, Confidence(0.95), Alternative::less});
            }),
            "accepted");
  EXPECT_NE(refusal([&] {
              return proportion_batch(none, none, {Method::wilson, Confidence(0.4), Alternative::less});
            }),
            "accepted");
}

TEST(ProportionBatch, ColumnsOfDifferentLengthThrow) {
  const CountArray three = CountArray::Constant(3, 1);
  const CountArray two = CountArray::Constant(2, 1);
  EXPECT_EQ(refusal([&] { return proportion_batch(three, two); }),
            "proportion_batch: the length of total is 2, but must be 3, the length of events");
  EXPECT_EQ(proportion_batch(CountArray(0), CountArray(0)).value.size(), 0);
}

TEST(ProportionRows, WorkOverPlainPointers) {
  const std::vector<Count> events{1, 2};
  const std::vector<Count> total{4, 4};
  std::vector<double> value(2);
  std::vector<double> lower(2);
  std::vector<double> upper(2);
  std::vector<Status> status(2, Status::invalid);
  proportion_rows(RateColumns{events.data(), total.data(), 2}, ProportionOptions{},
                  EstimateOutput{value.data(), lower.data(), upper.data(), status.data()});
  EXPECT_EQ(value, (std::vector<double>{0.25, 0.5}));
  EXPECT_EQ(status, (std::vector<Status>{Status::ok, Status::ok}));
  EXPECT_TRUE(support::close(lower[1], proportion(2, 4).lower, 4e-16));
  EXPECT_TRUE(support::close(upper[1], proportion(2, 4).upper, 4e-16));
  // A single row is the scalar's, to the last bit.
  proportion_rows(RateColumns{events.data(), total.data(), 1}, ProportionOptions{Method::clopper_pearson},
                  EstimateOutput{value.data(), lower.data(), upper.data(), status.data()});
  EXPECT_EQ(lower[0], proportion(1, 4, {Method::clopper_pearson}).lower);
}

}  // namespace
