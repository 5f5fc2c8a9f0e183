#include "equitable/groups/batch_homogeneity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "support/batch_answers.hpp"
#include "support/compare.hpp"
#include "support/group_columns.hpp"

namespace {

using equitable::Count;
using equitable::homogeneity_rows;
using equitable::HomogeneityMethod;
using equitable::HomogeneityTest;
using equitable::Status;
using support::GroupColumns;

constexpr HomogeneityMethod closed_forms[] = {HomogeneityMethod::n_minus_1_chi2, HomogeneityMethod::pearson_chi2,
                                              HomogeneityMethod::g_test};

struct Answers {
  explicit Answers(const GroupColumns& columns, HomogeneityMethod method, unsigned threads = 1)
      : statistic(columns.tables()), pvalue(columns.tables()), df(columns.tables()), status(columns.tables()) {
    homogeneity_rows(columns.rows(), {method}, {statistic.data(), pvalue.data(), status.data()}, df.data(), {threads});
  }
  std::vector<double> statistic, pvalue, df;
  std::vector<Status> status;
};

/// Every table is that of `homogeneity` to the last bit.
void expect_scalar(const GroupColumns& columns, HomogeneityMethod method) {
  const Answers answers(columns, method);
  for (std::size_t i = 0; i < columns.tables(); ++i) {
    HomogeneityTest test{};
    try {
      test = equitable::homogeneity(columns.table(i), {method});
    } catch (const equitable::InvalidInput&) {
      ASSERT_EQ(answers.status[i], Status::invalid) << i;
      ASSERT_TRUE(std::isnan(answers.statistic[i]) && std::isnan(answers.pvalue[i]) && std::isnan(answers.df[i])) << i;
      continue;
    }
    ASSERT_EQ(answers.status[i], test.status) << i;
    ASSERT_TRUE(support::identical(answers.df[i], test.df)) << i;
    ASSERT_TRUE(support::identical(answers.statistic[i], test.statistic)) << i << " " << name(method);
    ASSERT_TRUE(support::identical(answers.pvalue[i], test.pvalue)) << i << " " << name(method) << " " << test.statistic;
  }
}

TEST(BatchHomogeneity, EverySmallTableOfTwoGroups) {
  GroupColumns columns;
  support::for_each_table(9, [&](const equitable::Table2x2& t) {
    columns.add(t.group.events, t.group.total);
    columns.add(t.reference.events, t.reference.total);
    columns.close();
  });
  for (const HomogeneityMethod method : closed_forms) expect_scalar(columns, method);
}

TEST(BatchHomogeneity, RandomTablesAlikeAndUnlike) {
  support::RandomTables random(71);
  for (const Count groups : {0, 1, 2, 3, 6, 18, 32, 33})
    for (const Count largest : {Count{8}, Count{3000}, Count{40000000}, Count{1} << 48}) {
      const GroupColumns columns = support::random_group_columns(random, 200, groups, largest);
      for (const HomogeneityMethod method : closed_forms) expect_scalar(columns, method);
    }
}

TEST(BatchHomogeneity, AnOddTableAtEveryPlaceOfABlock) {
  for (std::size_t place = 0; place < 70; ++place) {
    GroupColumns columns;
    for (std::size_t i = 0; i < 70; ++i) {
      if (i == place) {
        switch (place % 5) {
          case 0: break;                     // no groups
          case 1: columns.add(7, 5); break;  // more events than people
          case 2: columns.add(3, 9); break;  // one group
          case 3:                            // nobody has the outcome
            columns.add(0, 9);
            columns.add(0, 4);
            break;
          default:  // beyond lanes
            columns.add(Count{1} << 50, Count{1} << 51);
            columns.add(Count{1} << 49, Count{1} << 51);
        }
      } else {
        for (Count g = 0; g < 3; ++g) columns.add(static_cast<Count>(i % 7) + g, 20 + static_cast<Count>(i % 3));
      }
      columns.close();
    }
    for (const HomogeneityMethod method : closed_forms) expect_scalar(columns, method);
  }
}

TEST(BatchHomogeneity, FarTablesKeepTheirDigits) {
  GroupColumns columns;
  for (Count events = 0; events <= 1500; events += 3) {
    columns.add(events, 1500);
    columns.add(1500 - events, 1500);
    columns.add(750, 1500);
    columns.close();
  }
  for (const HomogeneityMethod method : closed_forms) expect_scalar(columns, method);
  const Answers answers(columns, HomogeneityMethod::pearson_chi2);
  EXPECT_LT(answers.pvalue.front(), 1e-300);
}

TEST(BatchHomogeneity, GroupsMayChangePlaces) {
  support::RandomTables random(72);
  const GroupColumns columns = support::random_group_columns(random, 300, 5, 5000);
  GroupColumns turned = columns;
  for (std::size_t i = 0; i < columns.tables(); ++i) {
    std::reverse(turned.events.begin() + static_cast<std::ptrdiff_t>(columns.offsets[i]),
                 turned.events.begin() + static_cast<std::ptrdiff_t>(columns.offsets[i + 1]));
    std::reverse(turned.totals.begin() + static_cast<std::ptrdiff_t>(columns.offsets[i]),
                 turned.totals.begin() + static_cast<std::ptrdiff_t>(columns.offsets[i + 1]));
  }
  for (const HomogeneityMethod method : closed_forms) {
    const Answers straight(columns, method);
    const Answers reversed(turned, method);
    for (std::size_t i = 0; i < columns.tables(); ++i) {
      ASSERT_EQ(straight.status[i], reversed.status[i]);
      ASSERT_TRUE(support::close(reversed.statistic[i], straight.statistic[i], 4e-15, 1e-16)) << i;
    }
  }
}

TEST(BatchHomogeneity, ThreadsChangeNothing) {
  support::RandomTables random(73);
  const GroupColumns columns = support::random_group_columns(random, 5000, 4, 2000);
  for (const HomogeneityMethod method : {HomogeneityMethod::g_test, HomogeneityMethod::n_minus_1_chi2}) {
    const Answers one(columns, method);
    const Answers many(columns, method, 4);
    for (std::size_t i = 0; i < columns.tables(); ++i) {
      ASSERT_TRUE(support::identical(one.statistic[i], many.statistic[i]) && support::identical(one.pvalue[i], many.pvalue[i]));
      ASSERT_EQ(one.status[i], many.status[i]);
    }
  }
  const GroupColumns small = support::random_group_columns(random, 150, 3, 6);
  const Answers exact(small, HomogeneityMethod::freeman_halton_midp, 2);
  for (std::size_t i = 0; i < small.tables(); ++i) {
    if (exact.status[i] == Status::invalid) continue;
    const HomogeneityTest test = equitable::homogeneity(small.table(i), {HomogeneityMethod::freeman_halton_midp});
    ASSERT_TRUE(support::identical(exact.pvalue[i], test.pvalue)) << i;
    ASSERT_EQ(exact.status[i], test.status);
  }
}

TEST(BatchHomogeneity, FallingOffsetsAreRefused) {
  GroupColumns columns;
  columns.add(1, 2);
  columns.close();
  columns.offsets.push_back(0);
  EXPECT_EQ(support::refusal([&] { return Answers(columns, HomogeneityMethod::g_test).statistic; }),
            "homogeneity_rows: offsets[2] is 0, but must be at least the one before, which is 1");
  const GroupColumns none;
  EXPECT_TRUE(Answers(none, HomogeneityMethod::g_test).statistic.empty());
}

TEST(BatchHomogeneity, AssociationOfEveryTable) {
  support::RandomTables random(71);
  const support::GroupColumns columns = support::random_group_columns(random, 200, 0, 500);
  for (const auto method : {equitable::AssociationMethod::cramers_v_bias_corrected, equitable::AssociationMethod::cramers_v,
                            equitable::AssociationMethod::contingency_coefficient}) {
    std::vector<double> value(columns.tables(), -7.0);
    std::vector<equitable::Status> status(columns.tables());
    equitable::association_rows(columns.rows(), method, value.data(), status.data(), {2});
    int refused = 0;
    for (std::size_t i = 0; i < columns.tables(); ++i) {
      const auto scalar = support::answer_of([&] { return equitable::association(columns.table(i), method); });
      refused += scalar.empty() ? 1 : 0;
      ASSERT_TRUE(scalar.empty() ? std::isnan(value[i]) : support::identical(value[i], scalar[0].value)) << i;
      ASSERT_EQ(status[i], scalar.empty() ? equitable::Status::invalid : scalar[0].status) << i;
    }
    EXPECT_GT(refused, 5);
  }
}

TEST(BatchHomogeneity, ResidualsOfEveryGroup) {
  support::RandomTables random(72);
  const support::GroupColumns columns = support::random_group_columns(random, 200, 0, 500);
  const std::size_t rows = columns.events.size();
  std::vector<double> expected(rows, -7.0), pearson(rows, -7.0), adjusted(rows, -7.0), pvalue(rows, -7.0), among(rows, -7.0);
  std::vector<equitable::Status> status(rows);
  equitable::residuals_rows(columns.rows(), equitable::Adjustment::bh,
                            {expected.data(), pearson.data(), adjusted.data(), pvalue.data(), among.data(), status.data()}, {2});
  int refused = 0;
  for (std::size_t i = 0; i < columns.tables(); ++i) {
    const auto scalar = support::answer_of([&] { return equitable::residuals(columns.table(i), equitable::Adjustment::bh); });
    refused += scalar.empty() ? 1 : 0;
    for (std::size_t row = columns.offsets[i]; row < columns.offsets[i + 1]; ++row) {
      if (scalar.empty()) {
        ASSERT_EQ(status[row], equitable::Status::invalid);
        ASSERT_TRUE(std::isnan(expected[row]) && std::isnan(pearson[row]) && std::isnan(adjusted[row]) &&
                    std::isnan(pvalue[row]) && std::isnan(among[row]));
        continue;
      }
      const equitable::Residual& cell = scalar[0].at(row - columns.offsets[i], 0);
      ASSERT_EQ(status[row], cell.status);
      ASSERT_TRUE(support::identical(expected[row], cell.expected) && support::identical(pearson[row], cell.pearson) &&
                  support::identical(adjusted[row], cell.adjusted) && support::identical(pvalue[row], cell.pvalue) &&
                  support::identical(among[row], cell.p_adjusted));
    }
  }
  EXPECT_GT(refused, 5);
}

}  // namespace
