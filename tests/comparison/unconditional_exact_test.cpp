#include "equitable/comparison/unconditional_exact.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "equitable/comparison/rate_difference.hpp"
#include "equitable/comparison/relative_likelihood.hpp"
#include "support/csv.hpp"
#include "support/naive.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using detail::TwoRates;
using Real = long double;

Interval limits(const TwoRates& r, Measure measure, bool two_sided, double level) {
  const detail::Level both = detail::two_sided_level(Confidence{level});
  return two_sided ? detail::agresti_min_limits(r, both, measure) : detail::chan_zhang_limits(r, both, measure);
}

// ---- The definition, by enumeration in long double ----

Real statistic(Real i, Real n1, Real j, Real n2, Measure measure, Real theta) {
  const support::naive::Counts c{i, n1, j, n2};
  if (measure == Measure::ratio) return i + j == 0 ? 0 : support::naive::ratio_z(c, theta, false);
  return support::naive::difference_z(c, theta, false);
}

Real mass(Real n, int i, Real p) {
  Real product = 1;
  for (int k = 1; k <= i; ++k) product = product * (n - static_cast<Real>(i - k)) / static_cast<Real>(k) * p;
  return product * std::pow(1 - p, n - static_cast<Real>(i));
}

enum class Extreme { greater, less, either };

/// The probability, at one p2, of the tables at least as extreme as the observed one.
Real probability(const TwoRates& r, Measure measure, Real theta, Real p2, Extreme extreme) {
  const Real observed = statistic(r.x1, r.n1, r.x2, r.n2, measure, theta);
  const Real tie = 1e-8L * std::fmax(Real{1}, std::fabs(observed));
  const Real p1 = measure == Measure::ratio ? theta * p2 : p2 + theta;
  Real sum = 0;
  for (int i = 0; i <= r.n1; ++i)
    for (int j = 0; j <= r.n2; ++j) {
      const Real here = statistic(i, r.n1, j, r.n2, measure, theta);
      const bool inside = extreme == Extreme::greater ? here >= observed - tie
                          : extreme == Extreme::less  ? here <= observed + tie
                                                      : std::fabs(here) >= std::fabs(observed) - tie;
      if (inside) sum += mass(r.n1, i, p1) * mass(r.n2, j, p2);
    }
  return sum;
}

// ---- Reference values ----

/// Rows whose printed limit lies inside of the true one: the scan behind the file stepped over a range of contrasts that the test
/// does not reject. At `theta`, outside of the printed interval, and `p2` the probability of the region is above the level.
struct Overlooked {
  const char* measure;
  TwoRates r;
  const char* method;
  double level;
  bool upper;
  double theta, p2;
};
const std::vector<Overlooked> overlooked{
    {"rd", {0, 16, 15, 72}, "agresti_min_score", 0.95, true, 0.054779613080209726, 0.0},
    {"rd", {0, 16, 15, 72}, "chan_zhang_score", 0.95, true, 0.047782592779082568, 0.90473737415394517},
    {"rr", {0, 9, 5, 9}, "agresti_min_score", 0.95, true, 0.66175630598363655, 1.0},
    {"rr", {0, 16, 15, 72}, "chan_zhang_score", 0.95, true, 1.1154971548563282, 0.84973938302872387},
    {"rr", {1, 6, 4, 12}, "agresti_min_score", 0.90, true, 2.2373063435873872, 0.37207815809647099},
    {"rr", {2, 12, 5, 15}, "chan_zhang_score", 0.90, true, 1.7302737313888799, 0.20329207808216251},
    {"rr", {6, 10, 6, 20}, "chan_zhang_score", 0.90, false, 0.90909362040416886, 0.42825810607011883},
    {"rr", {7, 34, 1, 34}, "chan_zhang_score", 0.95, false, 1.0957306911895599, 0.88284491872644455},
    {"rr", {8, 15, 4, 15}, "agresti_min_score", 0.95, false, 0.76455986524835184, 1.0},
    {"rr", {12, 20, 5, 18}, "agresti_min_score", 0.90, false, 1.0917372510050634, 0.84294552874412909},
};

TEST(UnconditionalLimits, AgreeWithTheReferenceWhereItsScanMissedNothing) {
  const support::Csv file("reference/exact_unconditional_ci.csv");
  int rows = 0, wider = 0;
  for (const support::Row& row : file.rows()) {
    const bool difference = row.text("measure") == "rd";
    const TwoRates r{static_cast<double>(row.count("events")), static_cast<double>(row.count("total")),
                     static_cast<double>(row.count("reference_events")), static_cast<double>(row.count("reference_total"))};
    const bool two_sided = row.text("method") == "agresti_min_score";
    ASSERT_TRUE(two_sided || row.text("method") == "chan_zhang_score");
    const Interval found =
        limits(r, difference ? Measure::difference : Measure::ratio, two_sided, row.number("confidence_level"));
    for (const bool upper : {false, true}) {
      const double ours = upper ? found.upper : found.lower;
      const double printed = row.number(upper ? "upper" : "lower");
      bool missed = false;
      for (const Overlooked& o : overlooked)
        missed =
            missed || (row.text("measure") == o.measure && r.x1 == o.r.x1 && r.n1 == o.r.n1 && r.x2 == o.r.x2 && r.n2 == o.r.n2 &&
                       row.text("method") == o.method && row.number("confidence_level") == o.level && upper == o.upper);
      if (missed) {
        EXPECT_GT(upper ? ours - printed : printed - ours, 1e-3) << row.all();
        ++wider;
      } else if (std::isinf(printed) || printed == 0.0 || std::fabs(printed) == 1.0) {
        EXPECT_EQ(ours, printed) << row.all();
      } else {
        EXPECT_NEAR(ours, printed, 1e-7 * std::fmax(difference ? 1.0 : 0.0, std::fabs(printed))) << row.all();
      }
    }
    ++rows;
  }
  EXPECT_EQ(rows, 98);
  EXPECT_EQ(wider, 10);
}

TEST(UnconditionalLimits, WhereTheReferenceIsNarrowerItsTestDoesNotReject) {
  for (const Overlooked& o : overlooked) {
    const Measure measure = std::string(o.measure) == "rd" ? Measure::difference : Measure::ratio;
    const bool two_sided = std::string(o.method) == "agresti_min_score";
    const Interval found = limits(o.r, measure, two_sided, o.level);
    EXPECT_TRUE(found.lower <= o.theta && o.theta <= found.upper) << o.theta;
    const Extreme extreme = two_sided ? Extreme::either : o.upper ? Extreme::less : Extreme::greater;
    EXPECT_GT(probability(o.r, measure, o.theta, o.p2, extreme), (1 - o.level) / (two_sided ? 1 : 2)) << o.theta;
  }
}

// ---- Laws ----

struct Method {
  Measure measure;
  bool two_sided;
};
const std::vector<Method> methods{
    {Measure::difference, false}, {Measure::difference, true}, {Measure::ratio, false}, {Measure::ratio, true}};

/// Every pair of rates on a grid is covered by its interval with at least the stated probability.
TEST(UnconditionalLimits, CoverAtLeastAsOftenAsStated) {
  for (const auto& [n1, n2] : std::vector<std::pair<int, int>>{{1, 1}, {4, 4}, {3, 7}, {8, 5}})
    for (const Method& method : methods)
      for (const double level : {0.6, 0.9, 0.95, 0.99}) {
        std::vector<Interval> intervals;
        for (int i = 0; i <= n1; ++i)
          for (int j = 0; j <= n2; ++j)
            intervals.push_back(
                limits({static_cast<double>(i), static_cast<double>(n1), static_cast<double>(j), static_cast<double>(n2)},
                       method.measure, method.two_sided, level));
        for (int a = 1; a < 20; ++a)
          for (int b = 1; b < 20; ++b) {
            const double p1 = a / 20.0, p2 = b / 20.0;
            const double theta = method.measure == Measure::ratio ? p1 / p2 : p1 - p2;
            Real covered = 0;
            std::size_t k = 0;
            for (int i = 0; i <= n1; ++i)
              for (int j = 0; j <= n2; ++j, ++k)
                if (intervals[k].lower <= theta && theta <= intervals[k].upper) covered += mass(n1, i, p1) * mass(n2, j, p2);
            EXPECT_GE(static_cast<double>(covered), level - 1e-12) << n1 << " " << n2 << " " << p1 << " " << p2;
          }
      }
}

TEST(UnconditionalLimits, ObeyTheLawsOfAnInterval) {
  support::for_each_table(5, [](const Table2x2& table) {
    const TwoRates r = table.rates();
    for (const Method& method : methods) {
      const bool difference = method.measure == Measure::difference;
      const double estimate = difference ? table.difference() : table.ratio();
      const Interval here = limits(r, method.measure, method.two_sided, 0.9);
      const std::string what = support::describe(table) + " " + name(method.measure);
      EXPECT_FALSE(std::isnan(here.lower) || std::isnan(here.upper)) << what;
      EXPECT_LE(here.lower, here.upper) << what;
      EXPECT_GE(here.lower, difference ? -1.0 : 0.0) << what;
      EXPECT_LE(here.upper, difference ? 1.0 : infinity) << what;
      EXPECT_FALSE(estimate < here.lower || estimate > here.upper) << what;
      const Interval there = limits(r.swapped(), method.measure, method.two_sided, 0.9);
      EXPECT_NEAR(difference ? -there.upper : 1.0 / there.upper, here.lower, 1e-12) << what;
      const Interval wide = limits(r, method.measure, method.two_sided, 0.99);
      EXPECT_LE(wide.lower, here.lower + 2e-10) << what;
      EXPECT_GE(wide.upper, here.upper * (1 - 2e-10)) << what;
      if (!difference) {
        EXPECT_EQ(here.lower == 0.0, r.x1 == 0.0) << what;
        EXPECT_EQ(std::isinf(here.upper), r.x2 == 0.0) << what;
        continue;
      }
      const Interval mirrored = limits({r.n1 - r.x1, r.n1, r.n2 - r.x2, r.n2}, method.measure, method.two_sided, 0.9);
      EXPECT_NEAR(mirrored.lower, -here.upper, 3e-10) << what;
      EXPECT_EQ(here.lower == -1.0, r.x1 == 0.0 && r.x2 == r.n2) << what;
      EXPECT_EQ(here.upper == 1.0, r.x1 == r.n1 && r.x2 == 0.0) << what;
    }
  });
}

TEST(UnconditionalLimits, TheTestRejectsEverywhereOutsideAndNotAtTheLimit) {
  support::RandomTables random(4711);
  random.for_each(60, 18, [&](const Table2x2& table) {
    const TwoRates r = table.rates();
    for (const Method& method : methods)
      for (const double level : {0.8, 0.95, 0.999}) {
        const Interval found = limits(r, method.measure, method.two_sided, level);
        const double allowed = method.two_sided ? 1.0 - level : 0.5 * (1.0 - level);
        const auto p = [&](double theta) {
          return detail::unconditional_score_pvalue(r, method.measure, theta,
                                                    method.two_sided ? Alternative::two_sided : Alternative::greater);
        };
        const bool ratio = method.measure == Measure::ratio;
        if (found.lower == (ratio ? 0.0 : -1.0)) continue;
        const auto outside = [&](double part) { return ratio ? found.lower * part : -1.0 + (found.lower + 1.0) * part; };
        for (const double part : {1e-6, 0.1, 0.5, 0.9, 0.99, 0.999, 0.999999})
          EXPECT_LE(p(outside(part)), allowed * (1 + 1e-8)) << support::describe(table) << " " << part;
        // Just inside it does not reject, or the limit is a jump that is passed within 1e-8.
        const double step = 1e-8 * (ratio ? found.lower : 1.0);
        EXPECT_GT(std::fmax(p(found.lower + step), p(found.lower + 0.5 * step)), allowed - 1e-8) << support::describe(table);
      }
  });
}

TEST(UnconditionalLimits, ThePvalueIsTheSupremumOverTheWholeNull) {
  // H0: p1/p2 <= 0.8 and p1 − p2 <= −0.1, by enumeration over every pair of rates on a grid.
  const TwoRates r{6, 8, 3, 7};
  struct Hypothesis {
    Measure measure;
    double theta;
  };
  for (const Hypothesis& h : {Hypothesis{Measure::ratio, 0.8}, {Measure::difference, -0.1}, {Measure::difference, 0.2}}) {
    const double p = detail::unconditional_score_pvalue(r, h.measure, h.theta, Alternative::greater);
    const Real observed = statistic(r.x1, r.n1, r.x2, r.n2, h.measure, h.theta);
    Real best = 0;
    for (int a = 0; a <= 60; ++a)
      for (int b = 0; b <= 60; ++b) {
        const double p1 = a / 60.0, p2 = b / 60.0;
        if (h.measure == Measure::ratio ? p1 > h.theta * p2 : p1 - p2 > h.theta) continue;
        Real sum = 0;
        for (int i = 0; i <= 8; ++i)
          for (int j = 0; j <= 7; ++j)
            if (statistic(i, 8, j, 7, h.measure, h.theta) >= observed - 1e-8L) sum += mass(8, i, p1) * mass(7, j, p2);
        best = std::max(best, sum);
      }
    EXPECT_GE(p, static_cast<double>(best)) << h.theta;
    EXPECT_LE(p, 1.1 * static_cast<double>(best)) << h.theta;
    EXPECT_NEAR(detail::unconditional_score_pvalue(r.swapped(), h.measure, h.measure == Measure::ratio ? 1 / h.theta : -h.theta,
                                                   Alternative::less),
                p, 1e-9);
  }
  // A margin so far away that nothing, or everything, speaks against it.
  EXPECT_NEAR(detail::unconditional_score_pvalue(r, Measure::ratio, 1e100, Alternative::greater), 1.0, 1e-9);
  EXPECT_LE(detail::unconditional_score_pvalue(r, Measure::ratio, 1e-100, Alternative::greater), 1e-90);
  EXPECT_NEAR(detail::unconditional_score_pvalue(r, Measure::difference, 0.99999, Alternative::greater), 1.0, 1e-3);
  EXPECT_LE(detail::unconditional_score_pvalue(r, Measure::difference, -0.99999, Alternative::greater), 1e-20);
}

// ---- Edges ----

TEST(UnconditionalLimits, OneSidedLimitsAreTheEndsOfWiderIntervals) {
  RateDifferenceOptions options;
  options.method = RateDifferenceMethod::chan_zhang_score;
  options.alternative = Alternative::greater;
  const Estimate one = rate_difference(7, 12, 3, 11, options);
  EXPECT_NEAR(one.lower, limits({7, 12, 3, 11}, Measure::difference, false, 0.9).lower, 1e-12);
  EXPECT_EQ(one.upper, 1.0);
}

TEST(UnconditionalLimits, NobodyInEitherGroup) {
  const Interval ratio = limits({0, 6, 0, 9}, Measure::ratio, false, 0.95);
  EXPECT_EQ(ratio.lower, 0.0);
  EXPECT_EQ(ratio.upper, infinity);
  const Interval difference = limits({0, 6, 0, 9}, Measure::difference, true, 0.95);
  EXPECT_LT(difference.lower, 0.0);
  EXPECT_GT(difference.upper, 0.0);
  EXPECT_GT(difference.lower, -0.6);
  EXPECT_LT(difference.upper, 0.7);
}

TEST(UnconditionalLimits, ExtremeLevelsAndUnequalSizes) {
  for (const Method& method : methods) {
    const TwoRates small{3, 7, 2, 9};
    double lower = infinity, upper = -infinity;
    for (const double level : {1e-6, 0.1, 0.95, 1 - 1e-6, 1 - 1e-12}) {
      const Interval found = limits(small, method.measure, method.two_sided, level);
      EXPECT_TRUE(found.lower <= lower + 1e-9 && found.upper >= upper - 1e-9) << level;
      EXPECT_GT(found.lower, method.measure == Measure::ratio ? 0.0 : -1.0);
      EXPECT_LT(found.upper, method.measure == Measure::ratio ? infinity : 1.0);
      lower = found.lower;
      upper = found.upper;
    }
    const Interval lopsided = limits({1, 2, 300, 1500}, method.measure, method.two_sided, 0.95);
    EXPECT_LT(lopsided.lower, lopsided.upper);
  }
}

TEST(UnconditionalLimits, LevelsOfAlmostNothingTakeNoLonger) {
  // Two tables whose p-value lies within 1e-9 of 1 over a wide range of contrasts.
  for (const double level : {1e-255, 1e-12, 1e-4}) {
    const auto ratio = [](double at) {
      return relative_likelihood(1, 1, 186, 187, {RelativeLikelihoodMethod::agresti_min_score, Confidence{at}});
    };
    EXPECT_EQ(ratio(level).lower, ratio(0.001).lower);
    EXPECT_EQ(ratio(level).upper, ratio(0.001).upper);
    EXPECT_LT(ratio(level).lower, ratio(level).value);
    const auto difference = [](double at) {
      return rate_difference(1, 254, 0, 1, {RateDifferenceMethod::agresti_min_score, Confidence{at}});
    };
    EXPECT_EQ(difference(level).lower, difference(0.001).lower);
    EXPECT_EQ(difference(level).upper, difference(0.001).upper);
    EXPECT_GT(difference(level).upper, difference(level).value);
  }
}

TEST(UnconditionalLimits, ALevelThatThePvalueKeepsToEnds) {
  // All of 1 and of 201: beside a level of ½ the p-value keeps to ½ over a wide range. The limits are outside those of ½, and
  // inside those of a higher level.
  const auto at = [](double level) {
    return rate_difference(1, 1, 201, 201, {RateDifferenceMethod::agresti_min_score, Confidence{level}});
  };
  const Estimate beside = at(0.49999995318739821);
  EXPECT_LE(at(0.6).lower, beside.lower);
  EXPECT_LE(beside.lower, at(0.4).lower);
  EXPECT_LE(at(0.4).upper, beside.upper);
  EXPECT_LE(beside.upper, at(0.6).upper);
}

TEST(UnconditionalLimits, BeyondTheLimitIsTooLarge) {
  EXPECT_TRUE(detail::unconditional_is_feasible({1, 200, 1, 200}));
  EXPECT_TRUE(detail::unconditional_is_feasible({1, 2, 1, 1998}));
  EXPECT_FALSE(detail::unconditional_is_feasible({1, 2, 1, 1999}));
  EXPECT_TRUE(detail::unconditional_is_feasible({1, 299, 1, 299}));
  EXPECT_FALSE(detail::unconditional_is_feasible({1, 300, 1, 300}));
  RelativeLikelihoodOptions options;
  options.method = RelativeLikelihoodMethod::chan_zhang_score;
  const Estimate estimate = relative_likelihood(100, 5000, 100, 5000, options);
  EXPECT_EQ(estimate.status, Status::too_large);
  EXPECT_TRUE(std::isnan(estimate.lower) && std::isnan(estimate.upper));
  EXPECT_EQ(estimate.value, 1.0);
}

TEST(UnconditionalScorePvalue, IsNeverBelowTheSupremum) {
  // Only the table of all against none is as extreme as itself: π^n1 (1−π)^n2 at its largest, π = n1/N.
  for (double n1 = 1; n1 <= 12; n1 += 1)
    for (double n2 = 1; n2 <= 12; n2 += 1) {
      const Real rate = static_cast<Real>(n1) / static_cast<Real>(n1 + n2);
      const Real exact = std::pow(rate, static_cast<Real>(n1)) * std::pow(1 - rate, static_cast<Real>(n2));
      const double found = detail::unconditional_score_pvalue({n1, n1, 0, n2}, Measure::difference, 0.0, Alternative::greater);
      EXPECT_GE(static_cast<Real>(found), exact * (1 - 1e-18L)) << n1 << " " << n2;
      EXPECT_LE(static_cast<Real>(found), exact * (1 + 3.1e-9L)) << n1 << " " << n2;
    }
}

}  // namespace
