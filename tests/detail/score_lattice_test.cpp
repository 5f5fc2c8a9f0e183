#include "equitable/detail/score_lattice.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using equitable::detail::ScoreLattice;
using equitable::detail::to_steps;

void expect_steps(std::vector<double> scores, const std::vector<double>& steps, double unit) {
  const ScoreLattice lattice = to_steps(scores.data(), scores.size());
  EXPECT_TRUE(lattice.whole);
  EXPECT_EQ(scores, steps);
  EXPECT_TRUE(support::close(lattice.unit, unit, 1e-14));
}

TEST(ScoreLattice, FindsTheUnit) {
  expect_steps({2019, 2020, 2022}, {0, 1, 3}, 1.0);
  expect_steps({0, 0.5, 1.5, 4, 7}, {0, 1, 3, 8, 14}, 0.5);
  expect_steps({0.1, 0.2, 0.3}, {0, 1, 2}, 0.1);  // though 0.3 − 0.2 and 0.2 − 0.1 differ in doubles
  expect_steps({3.0, 2.0, 1.0}, {2, 1, 0}, 1.0);
  expect_steps({1.0 / 3, 0.5, 1.0}, {0, 1, 4}, 1.0 / 6);
  expect_steps({-100, 100}, {0, 1}, 200);
  expect_steps({2019.25, 2019.5, 2020.0}, {0, 1, 3}, 0.25);
  expect_steps({1e15, 1e15 + 2, 1e15 + 6}, {0, 1, 3}, 2.0);
}

TEST(ScoreLattice, EqualScoresHaveNoUnit) {
  std::vector<double> scores{4.5, 4.5};
  const ScoreLattice lattice = to_steps(scores.data(), scores.size());
  EXPECT_EQ(lattice.unit, 0.0);
  EXPECT_EQ(scores, (std::vector<double>{0.0, 0.0}));
}

TEST(ScoreLattice, ScoresWithoutACommonUnitStayReal) {
  std::vector<double> scores{1.0, std::sqrt(2.0), 3.0};
  const ScoreLattice lattice = to_steps(scores.data(), scores.size());
  EXPECT_FALSE(lattice.whole);
  EXPECT_EQ(lattice.unit, 2.0);
  EXPECT_EQ(scores, (std::vector<double>{0.0, (std::sqrt(2.0) - 1.0) / 2.0, 1.0}));
}

TEST(ScoreLattice, RandomWholeScoresAreRecovered) {
  support::RandomTables random(3);
  for (int i = 0; i < 20000; ++i) {
    const double unit = static_cast<double>(random.between(1, 999)) / 1000.0;
    const double start = static_cast<double>(random.between(-3000, 3000));
    std::vector<double> scores{start, start + unit};  // the unit itself occurs, so that it is the greatest common one
    std::vector<double> steps{0.0, 1.0};
    for (int k = 0; k < 4; ++k) {
      steps.push_back(static_cast<double>(random.between(0, 400)));
      scores.push_back(start + unit * steps.back());
    }
    const ScoreLattice lattice = to_steps(scores.data(), scores.size());
    ASSERT_TRUE(lattice.whole) << start << " " << unit;
    ASSERT_EQ(scores, steps) << start << " " << unit;
    ASSERT_TRUE(support::close(lattice.unit, unit, 1e-11));
  }
}

}  // namespace
