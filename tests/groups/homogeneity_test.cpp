#include "equitable/groups/homogeneity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "equitable/groups/batch_homogeneity.hpp"
#include "equitable/significance/significance.hpp"
#include "support/compare.hpp"
#include "support/contingency.hpp"
#include "support/csv.hpp"

namespace {

using namespace equitable;
using support::close;
using support::close_probability;

constexpr HomogeneityMethod all_methods[] = {HomogeneityMethod::n_minus_1_chi2,
                                             HomogeneityMethod::pearson_chi2,
                                             HomogeneityMethod::g_test,
                                             HomogeneityMethod::freeman_halton_minlike,
                                             HomogeneityMethod::freeman_halton_midp,
                                             HomogeneityMethod::exact_conditional_pearson,
                                             HomogeneityMethod::exact_conditional_lr};
constexpr AssociationMethod all_effects[] = {AssociationMethod::cramers_v_bias_corrected, AssociationMethod::cramers_v,
                                             AssociationMethod::contingency_coefficient};

TEST(Homogeneity, AgreesWithReferenceValues) {
  const support::Csv reference("reference/homogeneity.csv");
  std::map<std::string, int> seen;
  for (const support::Row& row : reference.rows()) {
    const ContingencyTable table = support::table_from(row.text("table"));
    const std::string& method = row.text("method");
    ++seen[method];
    bool known = false;
    for (const HomogeneityMethod candidate : all_methods) {
      if (method != name(candidate)) continue;
      known = true;
      const HomogeneityTest test = homogeneity(table, {candidate});
      EXPECT_TRUE(close_probability(test.pvalue, row.number("pvalue"), 1e-13)) << row.all();
      EXPECT_EQ(test.status, Status::ok) << row.all();
      EXPECT_EQ(test.method, method);
      if (row.text("statistic").empty()) {
        EXPECT_TRUE(std::isnan(test.statistic) && std::isnan(test.df)) << row.all();
      } else {
        EXPECT_TRUE(close(test.statistic, row.number("statistic"), 1e-13)) << row.all();
        EXPECT_EQ(test.df, row.number("df")) << row.all();
      }
    }
    for (const AssociationMethod candidate : all_effects) {
      if (method != name(candidate)) continue;
      known = true;
      const Association found = association(table, candidate);
      EXPECT_TRUE(close(found.value, row.number("statistic"), 1e-13)) << row.all();
      EXPECT_EQ(found.status, Status::ok);
    }
    EXPECT_TRUE(known) << row.all();
  }
  EXPECT_EQ(reference.rows().size(), 176U);
  for (const HomogeneityMethod method : all_methods)
    EXPECT_EQ(seen[name(method)], method < HomogeneityMethod::freeman_halton_minlike ? 24 : 8) << name(method);
  for (const AssociationMethod method : all_effects) EXPECT_EQ(seen[name(method)], 24) << name(method);
}

TEST(Homogeneity, TwoGroupsGiveTheTwoGroupTest) {
  const std::pair<HomogeneityMethod, SignificanceMethod> pairs[] = {
      {HomogeneityMethod::n_minus_1_chi2, SignificanceMethod::n_minus_1_chi2},
      {HomogeneityMethod::pearson_chi2, SignificanceMethod::pearson_chi2},
      {HomogeneityMethod::g_test, SignificanceMethod::g_test},
      {HomogeneityMethod::freeman_halton_minlike, SignificanceMethod::fisher_minlike},
      {HomogeneityMethod::freeman_halton_midp, SignificanceMethod::fisher_midp_minlike}};
  const auto law = [&](const Table2x2& table) {
    for (const auto& [several, two] : pairs) {
      const HomogeneityTest test = homogeneity({table.group, table.reference}, {several});
      const TestResult expected = significance(table, {two});
      EXPECT_TRUE(close(test.statistic, expected.statistic, 1e-12)) << support::describe(table) << " " << name(several);
      // The tail of a chi-squared of size x answers a last digit of it by x/2.
      const double slack = 1e-13 + 3e-15 * (std::isfinite(test.statistic) ? test.statistic : 0.0);
      EXPECT_TRUE(close_probability(test.pvalue, expected.pvalue, slack)) << support::describe(table) << " " << name(several);
      EXPECT_EQ(test.status, expected.status) << support::describe(table) << " " << name(several);
    }
  };
  support::for_each_table(9, law);
  support::RandomTables random(31);
  random.for_each(2000, 1000000000, law);
}

TEST(Homogeneity, TheExactTestsOfTwoGroupsAgreeWithListing) {
  // X² and G order two groups by how far the group's events are from what is expected: two tails of the hypergeometric.
  support::for_each_table(8, [](const Table2x2& table) {
    if (table.events() == 0 || table.events() == table.total()) return;
    const HomogeneityTest exact = homogeneity({table.group, table.reference}, {HomogeneityMethod::exact_conditional_pearson});
    double sum = 0.0;
    const Count m = table.events();
    const Count distance = std::abs(table.a() * table.total() - table.group.total * m);
    for (Count x = 0; x <= m && x <= table.group.total; ++x) {
      if (m - x > table.reference.total) continue;
      if (std::abs(x * table.total() - table.group.total * m) < distance) continue;
      const auto choose = [](Count n, Count k) {
        return std::exp(detail::log_choose(static_cast<double>(n), static_cast<double>(k)));
      };
      sum += choose(table.group.total, x) * choose(table.reference.total, m - x) / choose(table.total(), m);
    }
    EXPECT_TRUE(close(exact.pvalue, sum, 1e-12)) << support::describe(table);
  });
}

TEST(Homogeneity, DoesNotMindTheOrder) {
  support::RandomTables random(32);
  for (int round = 0; round < 60; ++round) {
    const std::size_t rows = 2 + static_cast<std::size_t>(random.between(0, 2));
    const std::size_t columns = 2 + static_cast<std::size_t>(random.between(0, 1));
    const ContingencyTable table = support::random_table(random, rows, columns, 5);
    std::vector<Count> cells;
    for (std::size_t i = rows; i-- > 0;)
      for (std::size_t j = columns; j-- > 0;) cells.push_back(table.cell(i, j));
    const ContingencyTable turned(rows, columns, cells);
    for (const HomogeneityMethod method : all_methods) {
      const HomogeneityTest one = homogeneity(table, {method});
      for (const HomogeneityTest& other : {homogeneity(turned, {method}), homogeneity(table.transposed(), {method})}) {
        EXPECT_TRUE(close(other.statistic, one.statistic, 1e-12)) << support::describe(table) << " " << name(method);
        if (one.status == Status::ok && other.status == Status::ok) {
          EXPECT_TRUE(close(other.pvalue, one.pvalue, 1e-12)) << support::describe(table) << " " << name(method);
        }
      }
      EXPECT_EQ(homogeneity(turned, {method}).status, one.status);
      if (one.status != Status::ok) continue;
      EXPECT_GE(one.pvalue, 0.0);
      EXPECT_LE(one.pvalue, 1.0);
    }
    // A group, or an answer, that nobody gave changes nothing.
    std::vector<Count> with_empty;
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < columns; ++j) with_empty.push_back(table.cell(i, j));
      with_empty.push_back(0);
    }
    with_empty.insert(with_empty.end(), columns + 1, 0);
    const ContingencyTable wider(rows + 1, columns + 1, with_empty);
    for (const HomogeneityMethod method : all_methods) {
      EXPECT_TRUE(support::identical(homogeneity(wider, {method}).pvalue, homogeneity(table, {method}).pvalue));
      EXPECT_TRUE(support::identical(homogeneity(wider, {method}).df, homogeneity(table, {method}).df));
    }
  }
}

TEST(Homogeneity, MergingGroupsLosesEvidence) {
  // X² and G never rise when two groups are put together; they stay when the two have the same rate.
  support::RandomTables random(33);
  for (int round = 0; round < 500; ++round) {
    const std::vector<Proportion> groups = support::random_groups(random, 4, 100000);
    std::vector<Proportion> merged(groups.begin() + 1, groups.end());
    merged[0].events += groups[0].events;
    merged[0].total += groups[0].total;
    for (const HomogeneityMethod method : {HomogeneityMethod::pearson_chi2, HomogeneityMethod::g_test}) {
      const HomogeneityTest four = homogeneity(groups, {method});
      if (four.status != Status::ok) continue;
      EXPECT_LE(homogeneity(merged, {method}).statistic, four.statistic * (1.0 + 1e-12));
    }
    std::vector<Proportion> doubled = groups;
    doubled.push_back(groups[0]);
    doubled.push_back(groups[0]);
    std::vector<Proportion> tripled = groups;
    tripled[0] = {3 * groups[0].events, 3 * groups[0].total};
    EXPECT_TRUE(close(homogeneity(doubled, {HomogeneityMethod::pearson_chi2}).statistic,
                      homogeneity(tripled, {HomogeneityMethod::pearson_chi2}).statistic, 1e-11, 1e-12));
  }
}

TEST(Homogeneity, ScaleAndComplement) {
  support::RandomTables random(34);
  for (int round = 0; round < 500; ++round) {
    const std::vector<Proportion> groups = support::random_groups(random, 5, 1000000);
    std::vector<Proportion> others;
    std::vector<Proportion> tenfold;
    for (const Proportion& group : groups) {
      others.push_back(group.complement());
      tenfold.push_back({10 * group.events, 10 * group.total});
    }
    for (const HomogeneityMethod method : {HomogeneityMethod::pearson_chi2, HomogeneityMethod::g_test}) {
      const HomogeneityTest test = homogeneity(groups, {method});
      EXPECT_TRUE(close(homogeneity(others, {method}).statistic, test.statistic, 1e-12));
      EXPECT_TRUE(close(homogeneity(tenfold, {method}).statistic, 10.0 * test.statistic, 1e-12));
    }
    for (const AssociationMethod method : {AssociationMethod::cramers_v, AssociationMethod::contingency_coefficient}) {
      const double value = association(groups, method).value;
      EXPECT_TRUE(close(association(tenfold, method).value, value, 1e-12));
      if (!std::isnan(value)) {
        EXPECT_GE(value, 0.0);
        EXPECT_LE(value, 1.0);
      }
    }
    const double corrected = association(groups).value;
    if (!std::isnan(corrected)) {
      EXPECT_GE(corrected, 0.0);
      EXPECT_LE(corrected, 1.0);
      EXPECT_LE(corrected, association(groups, AssociationMethod::cramers_v).value + 1e-12);
    }
  }
}

TEST(Homogeneity, HugeCountsKeepTheirDigits) {
  // 3·2^51 people in three groups of 2^51, one event apart: X² = N Σ (O−E)²/(E (1 − m/N)) by hand, deviations 0, 1 and −1.
  const Count n = Count{1} << 51;
  const Count x = n / 4;
  const HomogeneityTest test = homogeneity({{x, n}, {x + 1, n}, {x - 1, n}}, {HomogeneityMethod::pearson_chi2});
  const double variance = static_cast<double>(x) * 0.75;
  EXPECT_TRUE(close(test.statistic, 2.0 / variance, 1e-14));
  EXPECT_TRUE(close(homogeneity({{x, n}, {x + 1, n}, {x - 1, n}}, {HomogeneityMethod::g_test}).statistic, 2.0 / variance, 1e-7));
  // A p far below 1e-16: chi-squared with two degrees of freedom is exponential.
  const HomogeneityTest far = homogeneity({{100, 1000}, {300, 1000}, {700, 1000}}, {HomogeneityMethod::pearson_chi2});
  EXPECT_TRUE(close(far.pvalue, std::exp(-0.5 * far.statistic), 1e-14));
  EXPECT_LT(far.pvalue, 1e-150);
}

TEST(Homogeneity, Edges) {
  for (const HomogeneityMethod method : all_methods) {
    for (const auto& groups :
         {std::vector<Proportion>{}, std::vector<Proportion>{{3, 5}}, std::vector<Proportion>{{3, 5}, {0, 0}}}) {
      const HomogeneityTest test = homogeneity(groups, {method});
      EXPECT_TRUE(std::isnan(test.pvalue) && std::isnan(test.statistic));
      EXPECT_EQ(test.status, Status::undefined);
    }
    for (const auto& groups :
         {std::vector<Proportion>{{0, 5}, {0, 7}, {0, 1}}, std::vector<Proportion>{{5, 5}, {7, 7}, {1, 1}}}) {
      const HomogeneityTest test = homogeneity(groups, {method});
      EXPECT_EQ(test.status, Status::no_information);
      if (method == HomogeneityMethod::freeman_halton_midp)
        EXPECT_EQ(test.pvalue, 0.5);
      else if (method >= HomogeneityMethod::freeman_halton_minlike)
        EXPECT_EQ(test.pvalue, 1.0);
      else
        EXPECT_TRUE(std::isnan(test.pvalue));
    }
    const HomogeneityTest even = homogeneity({{2, 4}, {2, 4}, {2, 4}}, {method});
    EXPECT_EQ(even.status, Status::ok);
    if (method < HomogeneityMethod::freeman_halton_minlike) {
      EXPECT_EQ(even.statistic, 0.0);
    }
    if (method != HomogeneityMethod::freeman_halton_midp) {
      EXPECT_TRUE(close(even.pvalue, 1.0, 1e-14)) << name(method);
    }
  }
  EXPECT_EQ(homogeneity({{2, 4}, {1, 6}}).smallest_expected, 4.0 * (3.0 / 10.0));
  const HomogeneityTest large = homogeneity({{100000, 300000}, {100100, 300000}, {100200, 300000}, {100100, 300000}},
                                            {HomogeneityMethod::exact_conditional_lr});
  EXPECT_EQ(large.status, Status::too_large);
  EXPECT_TRUE(std::isnan(large.pvalue));
  EXPECT_EQ(association({{1, 1}, {0, 1}}).status, Status::undefined);
  EXPECT_EQ(association({{0, 3}, {0, 4}}).status, Status::no_information);
  EXPECT_EQ(association({{3, 3}, {0, 4}}, AssociationMethod::cramers_v).value, 1.0);
}

TEST(Homogeneity, RowsAreTheScalars) {
  support::RandomTables random(35);
  std::vector<Count> events;
  std::vector<Count> totals;
  std::vector<std::size_t> offsets{0};
  for (int table = 0; table < 200; ++table) {
    for (Count g = random.between(0, 6); g > 0; --g) {
      const Count total = table % 2 == 0 ? random.between(0, 6) : random.total(1000000);
      events.push_back(random.events(total));
      totals.push_back(total);
    }
    offsets.push_back(events.size());
  }
  events[offsets[8]] = -1;
  std::vector<double> statistic(200);
  std::vector<double> pvalue(200);
  std::vector<double> df(200);
  std::vector<Status> status(200);
  for (const HomogeneityMethod method :
       {HomogeneityMethod::n_minus_1_chi2, HomogeneityMethod::pearson_chi2, HomogeneityMethod::g_test}) {
    homogeneity_rows({events.data(), totals.data(), offsets.data(), 200}, {method},
                     {statistic.data(), pvalue.data(), status.data()}, df.data());
    for (std::size_t i = 0; i < 200; ++i) {
      if (i == 8 && offsets[9] > offsets[8]) {
        EXPECT_EQ(status[i], Status::invalid);
        continue;
      }
      std::vector<Proportion> groups;
      for (std::size_t g = offsets[i]; g < offsets[i + 1]; ++g) groups.push_back({events[g], totals[g]});
      const HomogeneityTest test = homogeneity(groups, {method});
      EXPECT_EQ(status[i], test.status) << i;
      EXPECT_TRUE(support::identical(df[i], test.df)) << i;
      EXPECT_TRUE(support::identical(statistic[i], test.statistic)) << i;
      EXPECT_TRUE(support::identical(pvalue[i], test.pvalue)) << i;
    }
  }
  const std::vector<Count> x{3, 0, 1, 9, 4, 0, 1};
  const std::vector<Count> n{5, 4, 7, 8, 5, 4, 7};
  const std::size_t two[] = {0, 4, 7};
  homogeneity_rows({x.data(), n.data(), two, 2}, {HomogeneityMethod::freeman_halton_minlike},
                   {statistic.data(), pvalue.data(), status.data()});
  EXPECT_EQ(status[0], Status::invalid);  // nine of eight
  EXPECT_EQ(status[1], Status::ok);
  EXPECT_EQ(pvalue[1], homogeneity({{4, 5}, {0, 4}, {1, 7}}, {HomogeneityMethod::freeman_halton_minlike}).pvalue);
}

TEST(HomogeneityMonteCarlo, CoversTheExactP) {
  // 32 intervals of 99.9 %: that one of them misses by chance has a probability of 3 %; the seed is fixed.
  support::RandomTables random(36);
  for (int round = 0; round < 8; ++round) {
    const ContingencyTable table = support::random_table(random, 3, 2 + static_cast<std::size_t>(round % 2), 6);
    for (const HomogeneityMethod method :
         {HomogeneityMethod::freeman_halton_minlike, HomogeneityMethod::freeman_halton_midp,
          HomogeneityMethod::exact_conditional_pearson, HomogeneityMethod::exact_conditional_lr}) {
      const HomogeneityTest exact = homogeneity(table, {method});
      if (exact.status != Status::ok) continue;
      MonteCarloOptions options{method, 4000, 7};
      options.interval.confidence = Confidence{0.999};
      const MonteCarloTest found = homogeneity_monte_carlo(table, options);
      EXPECT_LE(found.estimate.lower, exact.pvalue) << support::describe(table);
      EXPECT_GE(found.estimate.upper, exact.pvalue) << support::describe(table);
      EXPECT_TRUE(close(found.pvalue * 4001.0, found.estimate.value * 4000.0 + 1.0, 1e-12));
      EXPECT_STREQ(found.method, name(method));
      EXPECT_EQ(found.smallest_expected, exact.smallest_expected);
    }
  }
}

TEST(HomogeneityMonteCarlo, DrawsTablesWithTheirProbabilities) {
  // Margins 3 2 2 by 4 3: each of the tables against its probability, by a chi-squared of goodness of fit.
  detail::TableOfCounts table{{1, 1, 2, 2, 1, 0}, {4, 3}, {3, 2, 2}, 7};
  const double draws = 20000.0;
  std::map<std::vector<double>, double> seen;
  std::vector<double> left;
  for (std::uint64_t i = 0; i < 20000; ++i) {
    detail::RandomStream random(99, i);
    detail::draw_table(table, left, random);
    ++seen[table.cells];
  }
  double statistic = 0.0;
  double whole = 0.0;
  for (const auto& [cells, count] : seen) {
    double log_probability = std::log(24.0 * 6.0 * 6.0 * 2.0 * 2.0 / 5040.0);
    for (const double cell : cells) log_probability -= std::lgamma(cell + 1.0);
    const double expected = draws * std::exp(log_probability);
    whole += expected;
    statistic += (count - expected) * (count - expected) / expected;
  }
  EXPECT_TRUE(close(whole, draws, 1e-12));  // every table came up, and none else
  EXPECT_EQ(seen.size(), 8U);
  EXPECT_GT(detail::chi_squared_upper_tail(statistic, 7.0), 0.001);
}

TEST(HomogeneityMonteCarlo, TakesHalfOfTheTiesForTheMidP) {
  // 2 of 2 against 0 of 2: of the 6 ways to place two events this one and its mirror are the rarest, p 1/3, and both count by half.
  MonteCarloOptions options{HomogeneityMethod::freeman_halton_midp, 20000, 3};
  options.interval.confidence = Confidence{0.999};
  const MonteCarloTest found = homogeneity_monte_carlo({{2, 2}, {0, 2}}, options);
  EXPECT_LT(found.estimate.lower, 1.0 / 6.0);
  EXPECT_GT(found.estimate.upper, 1.0 / 6.0);
  EXPECT_LT(found.estimate.upper - found.estimate.lower, 0.02);
}

TEST(HomogeneityMonteCarlo, AnswersWhereTheListIsTooLong) {
  // Fifteen groups with six answers, few people: no list, and a chi-squared p that is far from right.
  std::vector<Count> cells(90, 0);
  for (std::size_t i = 0; i < 15; ++i) {
    cells[6 * i] = i < 3 ? 1 : 5;
    cells[6 * i + 1 + i % 5] += i < 3 ? 3 : 1;
  }
  const ContingencyTable table(15, 6, cells);
  EXPECT_EQ(homogeneity(table, {HomogeneityMethod::freeman_halton_minlike}).status, Status::too_large);
  const MonteCarloTest found = homogeneity_monte_carlo(table, {HomogeneityMethod::freeman_halton_minlike, 2000, 1});
  EXPECT_EQ(found.status, Status::ok);
  EXPECT_LT(found.smallest_expected, 1.0);
  EXPECT_LE(found.estimate.lower, found.estimate.value);
}

TEST(HomogeneityMonteCarlo, SameSeedSameBits) {
  const std::vector<Proportion> groups{{371, 3844}, {341, 3005}, {400, 3327}, {596, 3842}, {60, 400}};
  const MonteCarloOptions options{HomogeneityMethod::exact_conditional_pearson, 500, 5};
  EXPECT_EQ(homogeneity_monte_carlo(groups, options).pvalue, homogeneity_monte_carlo(groups, options).pvalue);
  const std::vector<Proportion> even{{10, 40}, {12, 41}, {9, 44}, {15, 44}};
  const double first = homogeneity_monte_carlo(even, {HomogeneityMethod::freeman_halton_minlike, 2000, 1}).pvalue;
  const double second = homogeneity_monte_carlo(even, {HomogeneityMethod::freeman_halton_minlike, 2000, 2}).pvalue;
  EXPECT_NE(first, second);
  EXPECT_NEAR(first, homogeneity(even, {HomogeneityMethod::freeman_halton_minlike}).pvalue, 0.05);
}

TEST(HomogeneityMonteCarlo, EdgesAndMistakes) {
  EXPECT_EQ(homogeneity_monte_carlo({{0, 4}, {0, 5}}).pvalue, 1.0);
  EXPECT_EQ(homogeneity_monte_carlo({{0, 4}, {0, 5}}).status, Status::no_information);
  EXPECT_EQ(homogeneity_monte_carlo({{0, 4}, {0, 5}}, {HomogeneityMethod::freeman_halton_midp}).pvalue, 0.5);
  EXPECT_EQ(homogeneity_monte_carlo({{1, 4}}).status, Status::undefined);
  EXPECT_TRUE(std::isnan(homogeneity_monte_carlo({{1, 4}}).pvalue));
  EXPECT_EQ(support::refusal([] {
              return homogeneity_monte_carlo({{1, 4}, {2, 4}}, {HomogeneityMethod::pearson_chi2}).pvalue;
            }),
            "homogeneity_monte_carlo: method is pearson_chi2, but must be freeman_halton_minlike, freeman_halton_midp, "
            "exact_conditional_pearson or exact_conditional_lr");
  EXPECT_EQ(support::refusal([] {
              return homogeneity_monte_carlo({{1, 4}, {2, 4}}, {HomogeneityMethod::freeman_halton_minlike, 0}).pvalue;
            }),
            "homogeneity_monte_carlo: samples is 0, but must lie between 1 and 10^9");
  EXPECT_EQ(support::refusal([] {
              return homogeneity({{1, 4}, {-2, 4}}).pvalue;
            }),
            "ContingencyTable: groups[1].events is -2, but must be 0 or more");
}

}  // namespace
