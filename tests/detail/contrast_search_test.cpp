#include "equitable/detail/contrast_search.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "equitable/detail/nuisance.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;

double start(const TwoRates& r, double level, Measure measure) {
  const double beyond = 10.0;
  return (measure == Measure::difference ? std::log(0.5 * level / (r.n1 + r.n2)) : std::log(level / r.n1)) - beyond;
}

/// The p-value of one contrast, by the search over the nuisance rate alone.
double pvalue(const TwoRates& r, Measure measure, double theta) {
  ScoreRegion region(r);
  region.set_upper(measure, theta, contrast_score(r, measure, theta));
  return NuisanceSearch(false)(region, {measure, theta}, 0.0, HUGE_VAL).upper;
}

TEST(ContrastSearch, TheFirstContrastThatPassesTheLevelDoesAndNoneBefore) {
  support::RandomTables random(3);
  int tried = 0;
  random.for_each(60, 30, [&](const Table2x2& t) {
    const TwoRates r = t.rates();
    for (const Measure measure : {Measure::difference, Measure::ratio}) {
      if (r.x1 == 0.0) continue;
      const double level = 0.04;
      const double found = ContrastSearch(r, measure, false, level)(start(r, level, measure), 12.0, 0.0, 1.0);
      const double scale = measure == Measure::ratio ? std::log(found) : std::log1p(found) - std::log1p(-found);
      EXPECT_GT(std::fmax(pvalue(r, measure, contrast_at(measure, scale + 2e-10)),
                          pvalue(r, measure, contrast_at(measure, scale + 1e-8))),
                level * (1 - 1e-6))
          << support::describe(t) << " " << found;
      for (const double before : {1e-9, 1e-6, 1e-3, 0.03, 0.2, 0.5, 1.0, 2.0, 4.0})
        EXPECT_LE(pvalue(r, measure, contrast_at(measure, scale - before)), level * (1 + 1e-8))
            << support::describe(t) << " " << before;
      ++tried;
    }
  });
  EXPECT_GT(tried, 60);
}

TEST(ContrastSearch, WhereItLooksFirstDecidesOnNothing) {
  support::RandomTables random(4);
  random.for_each(40, 40, [&](const Table2x2& t) {
    const TwoRates r = t.rates();
    if (r.x1 == 0.0) return;
    for (const bool two_sided : {false, true}) {
      const double level = 0.05;
      const double from = start(r, level, Measure::ratio);
      if (two_sided && r.x2 == 0.0) continue;
      const double to = two_sided ? std::log((r.x1 * r.n2) / (r.x2 * r.n1)) : 20.0;
      const double first = ContrastSearch(r, Measure::ratio, two_sided, level)(from, to, -1.0, 1.0);
      for (const double guess : {-40.0, -0.3, 0.2, 3.0})
        for (const double spread : {1e-9, 0.1, 30.0}) {
          const double again = ContrastSearch(r, Measure::ratio, two_sided, level)(from, to, guess, spread);
          EXPECT_NEAR(again / first, 1.0, 2.1e-10) << support::describe(t) << " " << guess << " " << spread;
        }
    }
  });
}

TEST(ContrastSearch, ALevelNeverPassedGivesTheEnd) {
  // Of 1 in 1 against 0 in 1, P(T >= observed) is the probability of the table itself, at most (1 + d)²/4 where d > −1.
  const TwoRates r{1, 1, 0, 1};
  const double found = ContrastSearch(r, Measure::difference, false, 0.1)(-20.0, 20.0, 0.0, 1.0);
  EXPECT_NEAR(found, 2.0 * std::sqrt(0.1) - 1.0, 1e-9);
  EXPECT_NEAR(ContrastSearch(r, Measure::difference, false, 0.1)(-20.0, -3.0, 0.0, 1.0), contrast_at(Measure::difference, -3.0),
              1e-12);
}

TEST(ContrastSearch, TheScaleOfContrasts) {
  EXPECT_EQ(contrast_at(Measure::ratio, 0.0), 1.0);
  EXPECT_EQ(contrast_at(Measure::difference, 0.0), 0.0);
  EXPECT_NEAR(contrast_at(Measure::difference, std::log(3.0)), 0.5, 1e-16);
  EXPECT_NEAR(contrast_at(Measure::difference, -std::log(3.0)), -0.5, 1e-16);
  EXPECT_NEAR((1.0 + contrast_at(Measure::difference, -30.0)) / (2.0 * std::exp(-30.0)), 1.0, 1e-3);
}

}  // namespace
