#include "equitable/comparison/skewness_corrected.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/naive.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;
using support::describe;
using support::RandomTables;
using support::naive::Real;

constexpr Measure every_measure[] = {Measure::ratio, Measure::difference, Measure::odds_ratio};

Interval limits(const TwoRates& r, Measure measure, const Level& level) {
  switch (measure) {
    case Measure::ratio: return ratio_skewness_corrected_limits(r, level);
    case Measure::difference: return difference_skewness_corrected_limits(r, level);
    case Measure::odds_ratio: return odds_ratio_skewness_corrected_limits(r, level);
  }
  return {};
}

Interval limits(const Table2x2& t, Measure measure, double level) {
  return limits(t.rates(), measure, two_sided_level(Confidence(level)));
}

double value(const Table2x2& t, Measure measure) {
  return measure == Measure::ratio ? t.ratio() : measure == Measure::difference ? t.difference() : t.odds_ratio();
}

int golden(const char* file, Measure measure) {
  const support::Csv reference(std::string("reference/") + file);
  int rows = 0;
  for (const support::Row& row : reference.rows()) {
    if (row.text("method") != "scas") continue;
    const Table2x2 t{{row.count("events"), row.count("total")}, {row.count("reference_events"), row.count("reference_total")}};
    const Interval at = limits(t, measure, row.number("confidence_level"));
    const double absolute = measure == Measure::difference ? 1e-15 : 0.0;
    EXPECT_TRUE(close(at.lower, row.number("lower"), 1e-13, absolute)) << row.all();
    EXPECT_TRUE(close(at.upper, row.number("upper"), 1e-13, absolute)) << row.all();
    ++rows;
  }
  return rows;
}

TEST(SkewnessCorrected, LimitsAgreeWithEveryReferenceValue) {
  EXPECT_EQ(golden("relative_likelihood.csv", Measure::ratio), 324);
  EXPECT_EQ(golden("rate_difference.csv", Measure::difference), 324);
  EXPECT_EQ(golden("odds_ratio.csv", Measure::odds_ratio), 318);
}

TEST(SkewnessCorrected, ScoreAtNoDifferenceAgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/significance.csv");
  int rows = 0;
  for (const support::Row& row : reference.rows()) {
    if (row.text("method") != "scas_rd_null") continue;
    const Table2x2 t{{row.count("events"), row.count("total")}, {row.count("reference_events"), row.count("reference_total")}};
    const double expected = row.number("statistic");
    const double score = skewness_corrected_score(t.rates(), Measure::difference, 0.0);
    EXPECT_TRUE(close(score, expected, 2e-15)) << row.all();
    EXPECT_TRUE(support::close_probability(normal_two_tails(score), row.number("pvalue"), 1e-14 + 1e-15 * expected * expected))
        << row.all();
    ++rows;
  }
  EXPECT_EQ(rows, 184);
}

struct Reference {
  Measure measure;
  TwoRates rates;
  double at, expected;
};

// Lower limits at unusual levels, where a hump covers the estimate of tables with few events against many. By mpmath with 50 digits:
// the least crossing on a grid over the whole parameter space, then bisection.
TEST(SkewnessCorrected, LeastAcceptedValueIsFoundAtUnusualLevels) {
  for (const Reference& row : {Reference{Measure::ratio, {24, 6068, 0, 61}, 0.24, 0.7542705266749160796},
                               {Measure::ratio, {16, 16, 81, 81}, 0.24, 0.98037031616581825947},
                               {Measure::ratio, {1, 1, 1, 1}, 0.24, 0.7785207925606705421},
                               {Measure::ratio, {7, 7, 69, 225}, 0.24, 3.1605155275395406644},
                               {Measure::ratio, {55, 260, 0, 4}, 0.24, 2.9550164070354625721},
                               {Measure::ratio, {5, 56, 0, 29}, 0.24, 8.4168883566404843285},
                               {Measure::ratio, {3, 7, 2, 9}, 0.24, 1.5003864019483794465},
                               {Measure::ratio, {40, 50, 1, 30}, 0.24, 15.984886091773764052},
                               {Measure::difference, {24, 6068, 0, 61}, 0.24, -0.0013074972957020398269},
                               {Measure::difference, {16, 16, 81, 81}, 0.24, -0.019629683834181740529},
                               {Measure::difference, {1, 1, 1, 1}, 0.24, -0.2214792074393294579},
                               {Measure::difference, {0, 62, 0, 26}, 0.24, -0.012227229365440970576},
                               {Measure::difference, {7, 7, 69, 225}, 0.24, 0.65422524091779500516},
                               {Measure::difference, {55, 260, 0, 4}, 0.24, 0.14104590638237108647},
                               {Measure::difference, {5, 56, 0, 29}, 0.24, 0.080360592867741310942},
                               {Measure::difference, {3, 7, 2, 9}, 0.24, 0.13254654343709340114},
                               {Measure::difference, {40, 50, 1, 30}, 0.24, 0.74318167824122904535},
                               {Measure::odds_ratio, {24, 6068, 0, 61}, 0.24, 0.75333235375383000475},
                               {Measure::odds_ratio, {7, 7, 69, 225}, 0.24, 49.435251185538853726},
                               {Measure::odds_ratio, {55, 260, 0, 4}, 0.24, 3.468770166862996969},
                               {Measure::odds_ratio, {5, 56, 0, 29}, 0.24, 9.0106407321616570849},
                               {Measure::odds_ratio, {3, 7, 2, 9}, 0.24, 1.7689706181325695506},
                               {Measure::odds_ratio, {40, 50, 1, 30}, 0.24, 69.481893769948334826},
                               {Measure::ratio, {24, 6068, 0, 61}, 0.9999, 0.020500835216140274448},
                               {Measure::ratio, {16, 16, 81, 81}, 0.9999, 0.51609399957654732686},
                               {Measure::ratio, {1, 1, 1, 1}, 0.9999, 0.0},
                               {Measure::ratio, {7, 7, 69, 225}, 0.9999, 0.65708267344925036083},
                               {Measure::ratio, {55, 260, 0, 4}, 0.9999, 0.18227370959376442079},
                               {Measure::ratio, {5, 56, 0, 29}, 0.9999, 0.069316418994711853149},
                               {Measure::ratio, {3, 7, 2, 9}, 0.9999, 0.013924089575918288885},
                               {Measure::ratio, {40, 50, 1, 30}, 0.9999, 2.2046744575140972375},
                               {Measure::difference, {24, 6068, 0, 61}, 0.9999, -0.14801763960911022444},
                               {Measure::difference, {16, 16, 81, 81}, 0.9999, -0.48390600042345267314},
                               {Measure::difference, {1, 1, 1, 1}, 0.9999, -1.0},
                               {Measure::difference, {0, 62, 0, 26}, 0.9999, -0.33068268087162265831},
                               {Measure::difference, {7, 7, 69, 225}, 0.9999, -0.11160960691318342014},
                               {Measure::difference, {55, 260, 0, 4}, 0.9999, -0.76249261583302587242},
                               {Measure::difference, {5, 56, 0, 29}, 0.9999, -0.23308760207336112052},
                               {Measure::difference, {3, 7, 2, 9}, 0.9999, -0.68464044689412802631},
                               {Measure::difference, {40, 50, 1, 30}, 0.9999, 0.38486336321570815997},
                               {Measure::odds_ratio, {24, 6068, 0, 61}, 0.9999, 0.018098338233659363232},
                               {Measure::odds_ratio, {7, 7, 69, 225}, 0.9999, 0.56564680460828738073},
                               {Measure::odds_ratio, {55, 260, 0, 4}, 0.9999, 0.013185306709371700663},
                               {Measure::odds_ratio, {5, 56, 0, 29}, 0.9999, 0.057567479939497509265},
                               {Measure::odds_ratio, {3, 7, 2, 9}, 0.9999, 0.0057587094643411320617},
                               {Measure::odds_ratio, {40, 50, 1, 30}, 0.9999, 4.9244327368228520374},
                               {Measure::ratio, {24, 6068, 0, 61}, 0.999999, 0.011608994124888797235},
                               {Measure::ratio, {16, 16, 81, 81}, 0.999999, 0.34218078432148679848},
                               {Measure::ratio, {1, 1, 1, 1}, 0.999999, 0.0},
                               {Measure::ratio, {7, 7, 69, 225}, 0.999999, 0.20895354061186807065},
                               {Measure::ratio, {55, 260, 0, 4}, 0.999999, 0.1386014875467863233},
                               {Measure::ratio, {5, 56, 0, 29}, 0.999999, 0.0082520141122642917796},
                               {Measure::ratio, {3, 7, 2, 9}, 0.999999, 0.0},
                               {Measure::ratio, {40, 50, 1, 30}, 0.999999, 1.5906142378972383958},
                               {Measure::difference, {24, 6068, 0, 61}, 0.999999, -0.22557962191820290031},
                               {Measure::difference, {16, 16, 81, 81}, 0.999999, -0.65781921567851320152},
                               {Measure::difference, {1, 1, 1, 1}, 0.999999, -1.0},
                               {Measure::difference, {0, 62, 0, 26}, 0.999999, -0.47431072547938519902},
                               {Measure::difference, {7, 7, 69, 225}, 0.999999, -0.2833664422696047349},
                               {Measure::difference, {55, 260, 0, 4}, 0.999999, -0.89443762193570052001},
                               {Measure::difference, {5, 56, 0, 29}, 0.999999, -0.36856289450669697629},
                               {Measure::difference, {3, 7, 2, 9}, 0.999999, -0.83478038114442714252},
                               {Measure::difference, {40, 50, 1, 30}, 0.999999, 0.24703660118141865146},
                               {Measure::odds_ratio, {24, 6068, 0, 61}, 0.999999, 0.0096819763392939602502},
                               {Measure::odds_ratio, {7, 7, 69, 225}, 0.999999, 0.14953395304463453538},
                               {Measure::odds_ratio, {55, 260, 0, 4}, 0.999999, 0.000096536289668790898804},
                               {Measure::odds_ratio, {5, 56, 0, 29}, 0.999999, 0.0061318187007458660833},
                               {Measure::odds_ratio, {3, 7, 2, 9}, 0.999999, 0.0},
                               {Measure::odds_ratio, {40, 50, 1, 30}, 0.999999, 2.6864980507492107005}})
    EXPECT_TRUE(close(limits(row.rates, row.measure, two_sided_level(Confidence(row.at))).lower, row.expected, 2e-14))
        << name(row.measure) << " " << row.rates.x1 << "/" << row.rates.n1 << " v " << row.rates.x2 << "/" << row.rates.n2 << " "
        << row.at;
}

// By mpmath with 50 digits, from the formulas.
TEST(SkewnessCorrected, ScoreAgreesWithReferenceValuesAtAnyNull) {
  for (const Reference& row :
       {Reference{Measure::ratio, {3, 10, 1, 10}, 0.5, 1.8207398450084273824},
        {Measure::odds_ratio, {3, 10, 1, 10}, 0.5, 1.7030499497418956205},
        {Measure::ratio, {3, 10, 1, 10}, 2.0, 0.33055968101172430103},
        {Measure::odds_ratio, {3, 10, 1, 10}, 2.0, 0.45897731135579357977},
        {Measure::ratio, {0, 7, 2, 9}, 1.25, -1.4523999522791560925},
        {Measure::odds_ratio, {0, 7, 2, 9}, 1.25, -1.4385778283342126627},
        {Measure::ratio, {5, 5, 3, 6}, 1.0, 1.785526642592342089},
        {Measure::odds_ratio, {5, 5, 3, 6}, 1.0, 1.785526642592342089},
        {Measure::ratio, {120, 4000, 80, 4100}, 0.8, 4.6069602957944097519},
        {Measure::odds_ratio, {120, 4000, 80, 4100}, 0.8, 4.5688283552689853338},
        {Measure::ratio, {300000000, 1000000000, 300020000, 1000000000}, 1.0, -0.97589077878327538522},
        {Measure::odds_ratio, {300000000, 1000000000, 300020000, 1000000000}, 1.0, -0.97589077878327538522},
        {Measure::difference, {3, 10, 1, 10}, 0.1, 0.56207547015732760248},
        {Measure::difference, {3, 10, 1, 10}, -0.1, 1.5778921176871670969},
        {Measure::difference, {0, 7, 0, 9}, 0.05, -0.38692332871399339388},
        {Measure::difference, {5, 5, 6, 6}, -0.05, 0.23735583970616702051},
        {Measure::difference, {5, 5, 3, 6}, 0.0, 1.785526642592342089},
        {Measure::difference, {120, 4000, 80, 4100}, 0.01, 0.14364026788349909284},
        {Measure::difference, {300000000, 1000000000, 200020000, 1000000000}, 0.1, -1.0397345182298124226}})
    EXPECT_TRUE(close(skewness_corrected_score(row.rates, row.measure, row.at), row.expected, 4e-15))
        << name(row.measure) << " " << row.rates.x1 << "/" << row.rates.n1 << " v " << row.rates.x2 << "/" << row.rates.n2 << " "
        << row.at;
}

TEST(SkewnessCorrected, TheScoreMayPassItsCriticalValueMoreThanOnce) {
  // 5/56 v 0/29: passes z at 0.7696 falling and at 35.4 rising; all beyond the first belongs to the interval.
  const Interval turning = limits({{5, 56}, {0, 29}}, Measure::ratio, 0.95);
  EXPECT_NEAR(turning.lower, 0.7696, 5e-5);
  EXPECT_EQ(turning.upper, infinity);
  // 1/1 v 1/1: passes z at 0.0737, and again on either side of the spike at 1.
  EXPECT_NEAR(limits({{1, 1}, {1, 1}}, Measure::ratio, 0.95).lower, 0.0737, 5e-5);
}

TEST(SkewnessCorrected, FewEventsDoNotCarryAHighLevel) {
  for (const Table2x2& t : {Table2x2{{44, 219}, {1, 2}}, Table2x2{{98, 139}, {1, 2}}}) {
    const Interval none = limits(t, Measure::odds_ratio, 0.998);
    EXPECT_EQ(none.lower, 0.0) << describe(t);
    EXPECT_EQ(none.upper, infinity) << describe(t);
  }
  for (const Table2x2& t : {Table2x2{{9, 10}, {3, 10}}, Table2x2{{6, 7}, {2, 7}}, Table2x2{{50, 51}, {257, 632}}}) {
    const Interval half = limits(t, Measure::odds_ratio, 0.998);
    EXPECT_GT(half.lower, 0.0) << describe(t);
    EXPECT_EQ(half.upper, infinity) << describe(t);
  }
  EXPECT_EQ(limits({{1, 20}, {5, 20}}, Measure::ratio, 0.998).lower, 0.0);
  EXPECT_GT(limits({{1, 20}, {5, 20}}, Measure::ratio, 0.99).lower, 0.0);
  EXPECT_EQ(limits({{5, 20}, {1, 20}}, Measure::ratio, 0.998).upper, infinity);
  EXPECT_EQ(limits({{0, 1}, {0, 20}}, Measure::difference, 0.998).upper, 1.0);
  EXPECT_LT(limits({{0, 1}, {0, 20}}, Measure::difference, 0.99).upper, 1.0);
}

TEST(SkewnessCorrected, EdgesAreExact) {
  for (const double level : {0.5, 0.95, 0.998}) {
    EXPECT_EQ(limits({{0, 5}, {3, 7}}, Measure::ratio, level).lower, 0.0);
    EXPECT_EQ(limits({{3, 7}, {0, 5}}, Measure::ratio, level).upper, infinity);
    EXPECT_EQ(limits({{0, 5}, {0, 7}}, Measure::ratio, level).lower, 0.0);
    EXPECT_EQ(limits({{0, 5}, {0, 7}}, Measure::ratio, level).upper, infinity);
    EXPECT_EQ(limits({{5, 5}, {0, 7}}, Measure::difference, level).upper, 1.0);
    EXPECT_EQ(limits({{0, 5}, {7, 7}}, Measure::difference, level).lower, -1.0);
    for (const Table2x2& t :
         {Table2x2{{0, 5}, {3, 7}}, Table2x2{{2, 5}, {7, 7}}, Table2x2{{0, 5}, {0, 7}}, Table2x2{{5, 5}, {7, 7}}}) {
      EXPECT_EQ(limits(t, Measure::odds_ratio, level).lower, 0.0) << describe(t);
      EXPECT_EQ(limits(t.swapped(), Measure::odds_ratio, level).upper, infinity) << describe(t);
    }
  }
}

TEST(SkewnessCorrected, ScoreWithoutInformationIsNaN) {
  EXPECT_TRUE(std::isnan(skewness_corrected_score({0, 5, 0, 7}, Measure::difference, 0.0)));
  EXPECT_TRUE(std::isnan(skewness_corrected_score({5, 5, 7, 7}, Measure::difference, 0.0)));
  EXPECT_TRUE(std::isnan(skewness_corrected_score({0, 5, 0, 7}, Measure::ratio, 2.0)));
  EXPECT_TRUE(std::isnan(skewness_corrected_score({5, 5, 7, 7}, Measure::ratio, 1.0)));
  EXPECT_TRUE(std::isnan(skewness_corrected_score({0, 5, 0, 7}, Measure::odds_ratio, 2.0)));
  EXPECT_TRUE(std::isnan(skewness_corrected_score({5, 5, 7, 7}, Measure::odds_ratio, 2.0)));
  EXPECT_TRUE(std::isnan(skewness_corrected_score({5, 5, 0, 7}, Measure::difference, 1.0)));
  EXPECT_EQ(skewness_corrected_score({4, 5, 0, 7}, Measure::difference, 1.0), -infinity);
  EXPECT_EQ(skewness_corrected_score({4, 5, 0, 7}, Measure::difference, -1.0), infinity);
  EXPECT_GT(skewness_corrected_score({5, 5, 7, 7}, Measure::ratio, 0.5), 0.0);
}

void swapping_the_groups_mirrors(const Table2x2& t, Measure measure, const Interval& at, double level) {
  const Interval swapped = limits(t.swapped(), measure, level);
  if (measure == Measure::difference) {
    ASSERT_EQ(swapped.lower, -at.upper) << describe(t);
    ASSERT_EQ(swapped.upper, -at.lower) << describe(t);
  } else {
    ASSERT_TRUE(close(swapped.lower, 1.0 / at.upper, 1e-15)) << describe(t);
    ASSERT_TRUE(close(swapped.upper, 1.0 / at.lower, 1e-15)) << describe(t);
  }
}

void counting_the_others_mirrors(const Table2x2& t, Measure measure, const Interval& at, double level) {
  const Interval others = limits(t.complement(), measure, level);
  if (measure == Measure::difference) {
    ASSERT_TRUE(close(others.lower, -at.upper, 1e-12, 1e-13)) << describe(t);
    ASSERT_TRUE(close(others.upper, -at.lower, 1e-12, 1e-13)) << describe(t);
  } else if (measure == Measure::odds_ratio) {
    ASSERT_TRUE(close(others.lower, 1.0 / at.upper, 1e-12)) << describe(t);
    ASSERT_TRUE(close(others.upper, 1.0 / at.lower, 1e-12)) << describe(t);
    const Table2x2 transposed{{t.a(), t.events()}, {t.b(), t.total() - t.events()}};
    if (!transposed.comparable()) return;
    const Interval same = limits(transposed, measure, level);
    ASSERT_TRUE(close(same.lower, at.lower, 1e-12)) << describe(t);
    ASSERT_TRUE(close(same.upper, at.upper, 1e-12)) << describe(t);
  }
}

void levels_are_nested_round_the_estimate(const Table2x2& t, Measure measure, const Interval& at) {
  const Interval wide = limits(t, measure, 0.99);
  ASSERT_LE(wide.lower, at.lower) << describe(t) << " " << name(measure);
  ASSERT_GE(wide.upper, at.upper) << describe(t) << " " << name(measure);
  const double estimate = value(t, measure);
  if (std::isnan(estimate)) return;
  ASSERT_LE(at.lower, estimate) << describe(t) << " " << name(measure);
  ASSERT_GE(at.upper, estimate) << describe(t) << " " << name(measure);
}

TEST(SkewnessCorrected, LawsHold) {
  const auto law = [](const Table2x2& t) {
    for (const Measure measure : every_measure) {
      const Interval at = limits(t, measure, 0.95);
      ASSERT_FALSE(std::isnan(at.lower) || std::isnan(at.upper)) << describe(t) << " " << name(measure);
      swapping_the_groups_mirrors(t, measure, at, 0.95);
      counting_the_others_mirrors(t, measure, at, 0.95);
      levels_are_nested_round_the_estimate(t, measure, at);
    }
  };
  EXPECT_EQ(support::for_each_table(14, law), 14161);
  RandomTables(71).for_each(1500, 1000000000, law);
}

TEST(SkewnessCorrected, TheCorrectedScoreAtALimitIsTheQuantile) {
  RandomTables(72).for_each(2000, 1000000000, [](const Table2x2& t) {
    const TwoRates r = t.rates();
    for (const double level : {0.8, 0.95, 0.998})
      for (const Measure measure : every_measure) {
        const double z = two_sided_quantile(Confidence(level));
        const double lower = limits(t, measure, level).lower;
        if (lower == (measure == Measure::difference ? -1.0 : 0.0)) continue;
        // The branch of the square root is that of small corrections; beyond it z is the other solution.
        if (!(skewed_score(score_moments(r, measure, lower), variance_correction(r)).skewness > -0.4 / z)) continue;
        const double rounding = 1e-15 * std::fabs(lower);
        ASSERT_GE(skewness_corrected_score(r, measure, lower - rounding), z - 1e-12) << describe(t) << " " << name(measure);
        ASSERT_LE(skewness_corrected_score(r, measure, lower + rounding), z + 1e-12) << describe(t) << " " << name(measure);
      }
  });
}

TEST(SkewnessCorrected, TheTestRejectsExactlyWhereTheIntervalsLeaveNoDifferenceOut) {
  int compared = 0;
  support::for_each_table(12, [&](const Table2x2& t) {
    const double score = skewness_corrected_score(t.rates(), Measure::difference, 0.0);
    if (std::isnan(score)) return;
    ASSERT_TRUE(close(skewness_corrected_score(t.rates(), Measure::ratio, 1.0), score, 1e-13, 1e-14)) << describe(t);
    const double p = normal_two_tails(score);
    for (const double level : {0.9, 0.95, 0.99, 0.998}) {
      if (std::fabs(p - (1.0 - level)) < 1e-10) continue;
      for (const Measure measure : every_measure) {
        const Interval at = limits(t, measure, level);
        const double none = measure == Measure::difference ? 0.0 : 1.0;
        ASSERT_EQ(p < 1.0 - level, none < at.lower || none > at.upper) << describe(t) << " " << name(measure) << " at " << level;
        ++compared;
      }
    }
  });
  EXPECT_GT(compared, 90000);
}

// The corrected score less z by the shortest road, in long double.
Real naive_excess(const support::naive::Counts& c, Measure measure, Real at, Real z) {
  Real q1 = 0, q2 = 0, weight = 1;
  const Real n = c.n1 + c.n2, m = c.x1 + c.x2, correction = n / (n - 1);
  if (measure == Measure::ratio) {
    const Real linear = c.n1 * at + c.x1 + c.n2 + c.x2 * at;
    q2 = 2 * m / (linear + std::sqrt(std::fmax(Real{0}, linear * linear - 4 * n * at * m)));
    q1 = at * q2;
    weight = at;
  } else {
    Real low = std::fmax(Real{0}, -at), high = std::fmin(Real{1}, 1 - at);
    const auto share = [](Real events, Real rate) { return events == 0 ? Real{0} : events / rate; };
    for (int step = 0; step < 64; ++step) {
      q2 = (low + high) / 2;
      const Real slope = share(c.x1, q2 + at) - share(c.n1 - c.x1, 1 - q2 - at) + share(c.x2, q2) - share(c.n2 - c.x2, 1 - q2);
      (slope > 0 ? low : high) = q2;
    }
    q1 = q2 + at;
  }
  const Real v1 = q1 * (1 - q1) / c.n1, v2 = weight * weight * q2 * (1 - q2) / c.n2;
  const Real third = v1 * (1 - 2 * q1) / c.n1 - weight * v2 * (1 - 2 * q2) / c.n2;
  const Real variance = correction * (v1 + v2);
  const Real contrast = c.x1 / c.n1 - (measure == Measure::ratio ? at * (c.x2 / c.n2) : c.x2 / c.n2 + at);
  if (!(variance > 0)) return contrast > 0 ? 1 : -1;
  return contrast / std::sqrt(variance) - third * (z * z - 1) / (6 * variance * std::sqrt(variance)) - z;
}

TEST(SkewnessCorrected, NothingBelowTheLowerLimitIsAccepted) {
  support::for_each_table(5, [](const Table2x2& t) {
    const support::naive::Counts c = support::naive::counts(t);
    for (const double level : {0.4, 0.9, 0.99, 0.9999}) {
      const double z = two_sided_quantile(Confidence(level));
      const double ratio = limits(t, Measure::ratio, level).lower;
      for (Real x = -12; ratio > 0.0 && x < std::log(Real{ratio}) - 1e-9L; x += Real{1} / 16)
        ASSERT_GT(naive_excess(c, Measure::ratio, std::exp(x), z), 0) << describe(t) << " " << static_cast<double>(x);
      if (ratio > 0.0) {
        ASSERT_NEAR(static_cast<double>(naive_excess(c, Measure::ratio, ratio, z)), 0.0, 1e-9) << describe(t) << " at " << level;
      }
      const double difference = limits(t, Measure::difference, level).lower;
      for (Real x = Real{-0.999}; difference > -1.0 && x < Real{difference} - 1e-9L; x += Real{1} / 64)
        ASSERT_GT(naive_excess(c, Measure::difference, x, z), 0) << describe(t) << " " << static_cast<double>(x);
      if (difference > -1.0) {
        ASSERT_NEAR(static_cast<double>(naive_excess(c, Measure::difference, difference, z)), 0.0, 1e-9) << describe(t);
      }
    }
  });
}

TEST(SkewnessCorrected, EveryLevelAndTheLargestCountsGiveAnInterval) {
  const double n = static_cast<double>(max_count);
  for (const TwoRates& r : {TwoRates{1, 1, 1, 1},
                            {1, 1, 0, 1},
                            {0, 1, 0, 1},
                            {n, n, n, n},
                            {0, n, n, n},
                            {1, n, n, n},
                            {n - 1, n, n, n},
                            {n, n, 1, n},
                            {1, n, 1, n},
                            {0, n, 0, n},
                            {1, 1, n, n},
                            {1, 1, 1, n},
                            {n, n, 1, 1},
                            {n / 2, n, n / 2, n},
                            {1, n, 1, 1},
                            {1, n, 0, 1},
                            {40, n, 60, n},
                            {1, 1, 3, 1000000000}})
    for (const double level : {1e-6, 0.3, 0.6826894921370859, 0.95, 0.9999, 1.0 - 1e-12})
      for (const Measure measure : every_measure) {
        const Interval at = limits(r, measure, two_sided_level(Confidence(level)));
        ASSERT_TRUE(at.lower <= at.upper * (1.0 + 1e-15) || (at.lower - at.upper) < 1e-15)
            << r.x1 << "/" << r.n1 << " v " << r.x2 << "/" << r.n2 << " " << name(measure) << " " << level << ": " << at.lower
            << " to " << at.upper;
        ASSERT_GE(at.lower, measure == Measure::difference ? -1.0 : 0.0);
      }
}

TEST(SignChange, FindsStepsInfinitiesAndSmoothRoots) {
  EXPECT_NEAR(sign_change([](double x) { return x < 0.3 ? 1.0 : -1.0; }, 0.0, 1.0), 0.3, 1e-15);
  EXPECT_TRUE(close(sign_change([](double x) { return 2.0 - x * x; }, 0.0, 5.0), std::sqrt(2.0), 4e-16));
  EXPECT_TRUE(close(sign_change([](double x) { return x < 1.0 ? infinity : 2.0 - x; }, -7.0, 5.0), 2.0, 4e-16));
  int evaluations = 0;
  EXPECT_TRUE(close(sign_change([&](double x) { return ++evaluations, std::exp(-x) - 1e-3; }, 0.0, 30.0), std::log(1e3), 4e-16));
  EXPECT_LE(evaluations, 20);
}

TEST(SkewnessCorrected, EverybodyInBothGroupsIsOneSample) {
  // At z = 1 the skewness has no weight: (1−p)² = λ p (1−p) / n, hence p = 1/(1 + λ/n).
  for (const double n : {5.0, 1e6, 1e9}) {
    const double correction = 2 * n / (2 * n - 1);
    EXPECT_NEAR(ratio_skewness_corrected_limits({n, n, n, n}, {0.15865525393145705, 1.0}).lower, 1 / (1 + correction / n), 2e-15);
  }
}

TEST(SkewnessCorrected, TwoCellsOfOnePersonHoldALimitUpTogether) {
  // The score of tiny odds ratios tends to 4.17: they are refused at z = 3.9, though a single cell could not refuse them.
  const TwoRates r{1, 5, 6, 7};
  ASSERT_GT(skewness_corrected_score(r, equitable::Measure::odds_ratio, 1e-60), 4.1);
  const double limit = odds_ratio_skewness_corrected_limits(r, {4.8e-5, 3.9}).lower;
  EXPECT_GT(limit, 0.0);
  EXPECT_NEAR(skewness_corrected_score(r, equitable::Measure::odds_ratio, limit), 3.9, 1e-9);
}

TEST(SkewnessCorrected, LevelsOfAlmostNothingEnd) {
  // Rates that differ by their last digits: the search comes from outside and has to step over a score of 0.
  const detail::TwoRates r{3920780852062846.0, 9007199254740992.0, 3920780852029054.0, 9007199254740992.0};
  for (const double level : {9.8813129168249309e-324, 1e-300, 1e-17, 1e-9}) {
    const detail::Level at = detail::two_sided_level(Confidence{level});
    for (const Interval limits :
         {detail::odds_ratio_skewness_corrected_limits(r, at), detail::ratio_skewness_corrected_limits(r, at)}) {
      EXPECT_NEAR(limits.lower, 1.0, 1e-7) << level;
      EXPECT_NEAR(limits.upper, 1.0, 1e-7) << level;
    }
    EXPECT_NEAR(detail::difference_skewness_corrected_limits(r, at).lower, 0.0, 1e-7) << level;
  }
}

TEST(SkewnessCorrected, NothingOutsideIsAcceptedAtNarrowLevels) {
  // Humps about the estimate: what lies beyond the nearer edge of one is accepted again.
  const auto scan = [](const TwoRates& r, double z, double coarsest) {
    const Interval limits = difference_skewness_corrected_limits(r, {normal_upper_tail(z), z});
    const auto refused = [&](double difference) {
      return std::fabs(skewness_corrected_score(r, equitable::Measure::difference, difference)) > z * (1 + 1e-9);
    };
    for (int k = 1; k <= 4000; ++k) {
      const double away = coarsest * k / 4000;
      EXPECT_TRUE(!(limits.lower - away > -1.0) || refused(limits.lower - away)) << limits.lower - away;
      EXPECT_TRUE(!(limits.upper + away < 1.0) || refused(limits.upper + away)) << limits.upper + away;
    }
    EXPECT_FALSE(refused(limits.lower + 1e-9 * coarsest));
    EXPECT_FALSE(refused(limits.upper - 1e-9 * coarsest));
  };
  scan({0, 1, 4, 7}, 0.05, 0.5);
  scan({0, 1, 16, 18}, 0.05, 0.5);
  scan({0, 1, 4, 5}, 0.05, 0.5);
  scan({0, 707, 1, 1750}, 0.4, 0.01);
}

}  // namespace
