#include "equitable/comparison/odds_ratio.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/naive.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::describe;
using support::RandomTables;
using support::refusal;
using Method = OddsRatioMethod;
namespace naive = support::naive;

const std::vector<Method> score_methods{Method::miettinen_nurminen, Method::score_uncorrected};
const std::vector<Method> conditional_methods{Method::exact_conditional_central, Method::conditional_mid_p,
                                              Method::baptista_pike};
// Defined for every table, with 0 or ∞ exactly where a cell is empty.
const std::vector<Method> complete_methods{
    Method::miettinen_nurminen,        Method::score_uncorrected, Method::scas,    Method::profile_lr,
    Method::exact_conditional_central, Method::conditional_mid_p, Method::inv_sinh};

std::vector<Method> every_method() {
  std::vector<Method> methods;
  for (std::size_t i = 0; i < detail::odds_ratio_method_names.size(); ++i) methods.push_back(static_cast<Method>(i));
  return methods;
}

Estimate at(const Table2x2& table, Method method, double level = 0.95) { return odds_ratio(table, {method, Confidence(level)}); }

/// Rows for columns: the same four cells, groups and outcomes having changed parts.
Table2x2 transposed(const Table2x2& t) { return {{t.a(), t.events()}, {t.b(), t.total() - t.events()}}; }

bool has_empty_cell(const Table2x2& t) { return t.a() == 0 || t.b() == 0 || t.c() == 0 || t.d() == 0; }

double tolerance(Method method) {
  switch (method) {
    case Method::exact_conditional_central:
    case Method::conditional_mid_p:
    case Method::baptista_pike: return 1e-10;
    default: return 1e-12;
  }
}

TEST(OddsRatio, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/odds_ratio.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows())
    for (const Method method : every_method()) {
      if (row.text("method") != name(method)) continue;
      const Estimate estimate = odds_ratio(row.count("events"), row.count("total"), row.count("reference_events"),
                                           row.count("reference_total"), {method, Confidence(row.number("confidence_level"))});
      // Bounds of the smoothed form below 1e-45 stand as 0 in the file.
      const double negligible = method == Method::agresti_smoothed_logit ? 1e-45 : 0.0;
      EXPECT_TRUE(close(estimate.value, row.number("value"), 1e-15)) << row.all();
      EXPECT_TRUE(close(estimate.lower, row.number("lower"), tolerance(method), negligible)) << row.all();
      EXPECT_TRUE(close(estimate.upper, row.number("upper"), tolerance(method))) << row.all();
      ++rows[name(method)];
    }
  for (const Method method : every_method())
    EXPECT_EQ(rows[name(method)], method == Method::scas ? 318 : method == Method::baptista_pike ? 316 : 324) << name(method);
}

TEST(OddsRatio, DefaultIsMiettinenNurminenAtNinetyFivePerCent) {
  const Estimate estimate = odds_ratio(596, 3842, 207, 2386);
  EXPECT_STREQ(estimate.method, "miettinen_nurminen");
  EXPECT_EQ(estimate.confidence_level, 0.95);
  EXPECT_EQ(estimate.status, Status::ok);
  EXPECT_NEAR(estimate.value, 596.0 * 2179.0 / (3246.0 * 207.0), 1e-15);
  EXPECT_NEAR(estimate.lower, 1.64, 0.005);
  EXPECT_NEAR(estimate.upper, 2.28, 0.005);
}

TEST(OddsRatio, EdgesAreExactAndCarryAStatus) {
  for (const Method method : complete_methods) {
    for (const Table2x2& t : {Table2x2{{0, 5}, {3, 7}}, Table2x2{{3, 5}, {7, 7}}}) {
      const Estimate none = at(t, method);
      EXPECT_EQ(none.value, 0.0) << name(method);
      EXPECT_EQ(none.lower, 0.0) << name(method);
      EXPECT_TRUE(std::isfinite(none.upper) && none.upper > 0.0) << name(method);
      EXPECT_EQ(none.status, Status::ok) << name(method);
    }
    for (const Table2x2& t : {Table2x2{{3, 7}, {0, 5}}, Table2x2{{7, 7}, {3, 5}}}) {
      const Estimate infinite = at(t, method);
      EXPECT_EQ(infinite.value, infinity) << name(method);
      EXPECT_TRUE(std::isfinite(infinite.lower) && infinite.lower > 0.0) << name(method);
      EXPECT_EQ(infinite.upper, infinity) << name(method);
      EXPECT_EQ(infinite.status, Status::unbounded) << name(method);
    }
    for (const Table2x2& t : {Table2x2{{0, 5}, {0, 7}}, Table2x2{{5, 5}, {7, 7}}}) {
      const Estimate nothing = at(t, method);
      EXPECT_TRUE(std::isnan(nothing.value)) << name(method);
      EXPECT_EQ(nothing.lower, 0.0) << name(method);
      EXPECT_EQ(nothing.upper, infinity) << name(method);
      EXPECT_EQ(nothing.status, Status::undefined) << name(method);
    }
  }
}

TEST(OddsRatio, AGroupWithoutPeopleHasNoAnswer) {
  for (const Method method : every_method())
    for (const Table2x2& t : {Table2x2{{0, 0}, {1, 2}}, Table2x2{{1, 2}, {0, 0}}}) {
      const Estimate estimate = at(t, method);
      EXPECT_TRUE(std::isnan(estimate.value) && std::isnan(estimate.lower) && std::isnan(estimate.upper)) << name(method);
      EXPECT_EQ(estimate.status, Status::undefined) << name(method);
    }
}

void same_up_to(const Interval& actual, const Interval& expected, double relative, const Table2x2& t, Method method) {
  ASSERT_TRUE(close(actual.lower, expected.lower, relative)) << describe(t) << " " << name(method);
  ASSERT_TRUE(close(actual.upper, expected.upper, relative)) << describe(t) << " " << name(method);
}

/// Swapping the groups or counting the others inverts; exchanging groups and outcomes changes nothing.
void symmetries_hold(const Table2x2& t, const std::vector<Method>& methods) {
  for (const Method method : methods) {
    const Estimate there = at(t, method);
    const Interval inverted{1.0 / there.upper, 1.0 / there.lower};
    const double relative = method == Method::baptista_pike ? 1e-10 : 1e-11;
    const Estimate swapped = at(t.swapped(), method);
    same_up_to({swapped.lower, swapped.upper}, inverted, relative, t, method);
    if (method == Method::mover_wilson) continue;  // adds odds up, which are not the same for the others
    const Estimate others = at(t.complement(), method);
    same_up_to({others.lower, others.upper}, inverted, relative, t, method);
    const Table2x2 turned = transposed(t);
    if (!turned.comparable()) continue;
    const Estimate same = at(turned, method);
    same_up_to({same.lower, same.upper}, {there.lower, there.upper}, relative, t, method);
  }
}

void the_estimate_is_inside_and_levels_are_nested(const Table2x2& t, const std::vector<Method>& methods) {
  for (const Method method : methods) {
    const Estimate narrow = at(t, method, 0.9);
    const Estimate wide = at(t, method, 0.99);
    if (std::isnan(narrow.lower)) continue;
    ASSERT_TRUE(0.0 <= wide.lower && wide.lower <= narrow.lower) << describe(t) << " " << name(method);
    ASSERT_TRUE(narrow.upper <= wide.upper) << describe(t) << " " << name(method);
    if (std::isnan(narrow.value) || has_empty_cell(t)) continue;
    // The centres of the adjusted logarithmic forms are others than the estimate.
    const bool centred = method != Method::gart_adjusted_logit && method != Method::agresti_smoothed_logit;
    if (!centred) continue;
    ASSERT_TRUE(narrow.lower <= narrow.value && narrow.value <= narrow.upper) << describe(t) << " " << name(method);
    ASSERT_LT(wide.lower, narrow.lower) << describe(t) << " " << name(method);
    ASSERT_GT(wide.upper, narrow.upper) << describe(t) << " " << name(method);
  }
}

void more_events_in_the_group_raise_both_limits(const Table2x2& t) {
  if (t.b() == 0) return;
  const Table2x2 more{{t.a() + 1, t.group.total}, t.reference};
  for (const Method method : score_methods) {
    const Estimate before = at(t, method);
    const Estimate after = at(more, method);
    ASSERT_TRUE(after.lower > before.lower || t.d() == 0) << describe(t) << " " << name(method);
    ASSERT_TRUE(after.upper > before.upper || t.c() == 0) << describe(t) << " " << name(method);
  }
}

void more_people_at_the_same_rates_narrow_the_interval(const Table2x2& t) {
  const Table2x2 larger{{3 * t.a(), 3 * t.group.total}, {3 * t.c(), 3 * t.reference.total}};
  for (const Method method : score_methods) {
    const Estimate before = at(t, method);
    const Estimate after = at(larger, method);
    ASSERT_TRUE(after.lower > before.lower || t.a() == 0 || t.d() == 0) << describe(t) << " " << name(method);
    ASSERT_TRUE(after.upper < before.upper || t.b() == 0 || t.c() == 0) << describe(t) << " " << name(method);
  }
}

TEST(OddsRatio, LawsHoldForEverySmallTable) {
  const auto tried = support::for_each_table(25, [](const Table2x2& t) {
    symmetries_hold(t, score_methods);
    the_estimate_is_inside_and_levels_are_nested(t, score_methods);
    more_events_in_the_group_raise_both_limits(t);
    more_people_at_the_same_rates_narrow_the_interval(t);
  });
  EXPECT_EQ(tried, support::tables_up_to_25);
}

TEST(OddsRatio, LawsOfAllMethodsHoldForTheSmallestTables) {
  support::for_each_table(6, [](const Table2x2& t) {
    symmetries_hold(t, every_method());
    // The hull of a two-sided test need not be nested between levels.
    std::vector<Method> nested;
    for (const Method method : every_method())
      if (method != Method::baptista_pike) nested.push_back(method);
    the_estimate_is_inside_and_levels_are_nested(t, nested);
  });
}

TEST(OddsRatio, LawsHoldForLargeTables) {
  RandomTables(21).for_each(15000, 1000000000, [](const Table2x2& t) {
    symmetries_hold(t, score_methods);
    the_estimate_is_inside_and_levels_are_nested(t, score_methods);
    more_people_at_the_same_rates_narrow_the_interval(t);
  });
  RandomTables(22).for_each(15000, 100000, more_events_in_the_group_raise_both_limits);
}

TEST(OddsRatio, MiettinenNurminenIsTheWiderOfTheTwoScoreIntervals) {
  RandomTables(23).for_each(5000, 100000, [](const Table2x2& t) {
    const Estimate plain = at(t, Method::score_uncorrected);
    const Estimate corrected = at(t, Method::miettinen_nurminen);
    ASSERT_TRUE(corrected.lower < plain.lower || t.a() == 0 || t.d() == 0) << describe(t);
    ASSERT_TRUE(corrected.upper > plain.upper || t.b() == 0 || t.c() == 0) << describe(t);
  });
}

TEST(OddsRatio, ScoreIntervalsAgreeWithBisectionOfTheirDefinition) {
  const auto law = [](const Table2x2& t) {
    for (const Method method : score_methods) {
      const double z = detail::two_sided_quantile(Confidence(0.95));
      const naive::Limits expected = naive::odds_ratio_limits(t, z, method == Method::miettinen_nurminen);
      const Estimate estimate = at(t, method);
      ASSERT_TRUE(close(estimate.lower, static_cast<double>(expected.lower))) << describe(t) << " " << name(method);
      ASSERT_TRUE(close(estimate.upper, static_cast<double>(expected.upper))) << describe(t) << " " << name(method);
    }
  };
  EXPECT_EQ(support::for_each_table(8, law), 1936);
  RandomTables(24).for_each(1000, 2000, law);
}

/// Whether 1 lies outside, for each test whose p-value falls below α exactly then.
TEST(OddsRatio, OneLiesOutsideExactlyWhenTheTestRejects) {
  int compared = 0;
  const auto agree = [&](const Table2x2& t, Method method, double p) {
    for (const double level : {0.8, 0.9, 0.95, 0.99}) {
      if (std::isnan(p) || std::fabs(p - (1.0 - level)) < 1e-10) continue;
      const Estimate estimate = at(t, method, level);
      ASSERT_EQ(p<1.0 - level, estimate.lower> 1.0 || estimate.upper < 1.0) << describe(t) << " " << name(method) << " p " << p;
      ++compared;
    }
  };
  support::for_each_table(14, [&](const Table2x2& t) {
    if (t.events() == 0 || t.events() == t.total()) return;
    const double total = static_cast<double>(t.total());
    const double root = detail::pearson_z(t.rates());
    agree(t, Method::score_uncorrected, detail::normal_two_tails(root));
    agree(t, Method::miettinen_nurminen, detail::normal_two_tails(root * std::sqrt((total - 1.0) / total)));
    agree(t, Method::scas, detail::normal_two_tails(detail::skewness_corrected_score(t.rates(), Measure::odds_ratio, 1.0)));
    if (has_empty_cell(t)) return;
    const double a = static_cast<double>(t.a()), b = static_cast<double>(t.b()), c = static_cast<double>(t.c()),
                 d = static_cast<double>(t.d());
    const double wald = std::log(a * d / (b * c)) / std::sqrt(1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d);
    agree(t, Method::woolf_logit, detail::normal_two_tails(wald));
  });
  EXPECT_GT(compared, 190000);
}

TEST(OddsRatio, OneSidedLimitsAreThoseOfTwiceTheError) {
  for (const Method method : {Method::miettinen_nurminen, Method::scas, Method::gart_adjusted_logit}) {
    const Estimate both = at({{12, 40}, {7, 45}}, method, 0.9);
    const Estimate lower = odds_ratio(12, 40, 7, 45, {method, Confidence(0.95), Alternative::greater});
    const Estimate upper = odds_ratio(12, 40, 7, 45, {method, Confidence(0.95), Alternative::less});
    EXPECT_TRUE(close(lower.lower, both.lower, 1e-13)) << name(method);
    EXPECT_EQ(lower.upper, infinity) << name(method);
    EXPECT_TRUE(close(upper.upper, both.upper, 1e-13)) << name(method);
    EXPECT_EQ(upper.lower, 0.0) << name(method);
    EXPECT_EQ(lower.alternative, Alternative::greater);
    EXPECT_EQ(lower.confidence_level, 0.95);
  }
}

TEST(OddsRatio, EveryLevelAndTheLargestCountsGiveAnInterval) {
  for (const double level : {1e-6, 0.5, 0.9999999, 1.0 - 1e-12})
    for (const Table2x2& t :
         {Table2x2{{1, 1}, {1, 1}}, Table2x2{{0, 1}, {1, 1}}, Table2x2{{1, 1}, {0, 1}}, Table2x2{{0, 1}, {0, 1}},
          Table2x2{{max_count, max_count}, {1, 1}}, Table2x2{{1, max_count}, {max_count, max_count}},
          Table2x2{{1, max_count}, {max_count - 1, max_count}}, Table2x2{{max_count - 1, max_count}, {max_count / 3, max_count}}})
      for (const Method method :
           {Method::miettinen_nurminen, Method::score_uncorrected, Method::scas, Method::gart_adjusted_logit, Method::inv_sinh}) {
        const Estimate estimate = at(t, method, level);
        ASSERT_TRUE(0.0 <= estimate.lower && estimate.lower <= estimate.upper * (1.0 + 1e-15))
            << describe(t) << " " << name(method) << " at " << level;
      }
}

TEST(OddsRatio, RefusesWhatIsImpossible) {
  EXPECT_EQ(refusal([] { return odds_ratio(-1, 5, 1, 5); }), "odds_ratio: events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] { return odds_ratio(1, 5, 6, 5); }),
            "odds_ratio: reference_events is 6, but must be at most reference_total, which is 5");
  EXPECT_EQ(refusal([] {
              return odds_ratio(1, 5, 2, 5, {Method::baptista_pike, Confidence(0.95), Alternative::less});
            }),
            "odds_ratio: alternative is less, but must be two-sided for baptista_pike, which inverts a two-sided test");
  EXPECT_EQ(
      refusal([] {
        return conditional_odds_ratio(1, 5, 2, 5, {Method::woolf_logit, Confidence(0.95)});
      }),
      "conditional_odds_ratio: method is woolf_logit, but must be exact_conditional_central, conditional_mid_p or baptista_pike");
  EXPECT_EQ(refusal([] { return conditional_odds_ratio(9, 5, 2, 5); }),
            "conditional_odds_ratio: events is 9, but must be at most total, which is 5");
}

TEST(ConditionalOddsRatio, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/significance.csv");
  int rows = 0;
  for (const support::Row& row : reference.rows()) {
    if (row.text("method") != "conditional_mle_odds_ratio") continue;
    const Estimate estimate = conditional_odds_ratio(row.count("events"), row.count("total"), row.count("reference_events"),
                                                     row.count("reference_total"));
    EXPECT_TRUE(close(estimate.value, row.number("statistic"), 1e-10)) << row.all();
    ++rows;
  }
  EXPECT_EQ(rows, 203);
}

TEST(ConditionalOddsRatio, HandWorked) {
  // 2/2 v 1/2... margins 2, 2 and 3: X is 1 or 2 with weights 2·1 and 1·2, so E(X) = (2 + 4ψ)/(2 + 2ψ) reaches 2 only at ∞.
  EXPECT_EQ(conditional_odds_ratio(2, 2, 1, 2).value, infinity);
  EXPECT_EQ(conditional_odds_ratio(1, 2, 2, 2).value, 0.0);
  // 2/3 v 1/3: weights 1, 9, 9, 1 for X = 0 to 3, so (9ψ + 18ψ² + 3ψ³) = 2 (1 + 9ψ + 9ψ² + ψ³): ψ³ − 9ψ − 2 = 0.
  const double odds = conditional_odds_ratio(2, 3, 1, 3).value;
  EXPECT_TRUE(close(odds, 3.1054826165263039122, 1e-14));
  EXPECT_NEAR(odds * odds * odds - 9.0 * odds - 2.0, 0.0, 1e-11);
}

TEST(ConditionalOddsRatio, LimitsAreThoseOfTheOddsRatio) {
  for (const Method method : conditional_methods) {
    const Estimate conditional = conditional_odds_ratio(3, 10, 1, 10, {method, Confidence(0.9)});
    const Estimate plain = odds_ratio(3, 10, 1, 10, {method, Confidence(0.9)});
    EXPECT_EQ(conditional.lower, plain.lower) << name(method);
    EXPECT_EQ(conditional.upper, plain.upper) << name(method);
    EXPECT_STREQ(conditional.method, name(method));
    EXPECT_EQ(conditional.status, Status::ok);
    EXPECT_LT(conditional.value, plain.value);
  }
  const Estimate usual = conditional_odds_ratio(3, 10, 1, 10);
  EXPECT_STREQ(usual.method, "conditional_mid_p");
  EXPECT_NEAR(usual.value, 3.61, 0.005);  // the root of 210 ψ⁴ = 2025 ψ² + 2400 ψ + 630
  EXPECT_NEAR(usual.lower, 0.314, 0.0005);  // by bisection of the five weights C(10, j) C(10, 4−j) ψ^j
  EXPECT_NEAR(usual.upper, 111.9, 0.1);
  const Estimate one_sided =
      conditional_odds_ratio(3, 10, 1, 10, {Method::conditional_mid_p, Confidence(0.95), Alternative::greater});
  EXPECT_EQ(one_sided.upper, infinity);
  EXPECT_EQ(one_sided.status, Status::ok);
  EXPECT_EQ(one_sided.alternative, Alternative::greater);
}

TEST(ConditionalOddsRatio, LiesBetweenOneAndTheOddsRatioAndInvertsWithTheGroups) {
  support::for_each_table(10, [](const Table2x2& t) {
    const double conditional = conditional_odds_ratio(t).value;
    const double plain = t.odds_ratio();
    if (t.events() == 0 || t.events() == t.total()) {
      ASSERT_TRUE(std::isnan(conditional)) << describe(t);
      return;
    }
    ASSERT_TRUE(close(conditional_odds_ratio(t.swapped()).value, 1.0 / conditional, 1e-12)) << describe(t);
    ASSERT_LE(std::fabs(std::log(conditional)), std::fabs(std::log(plain)) + 1e-12) << describe(t);
    ASSERT_TRUE((conditional - 1.0) * (plain - 1.0) >= 0.0 || std::fabs(conditional - 1.0) < 1e-12) << describe(t);
  });
}

TEST(ConditionalOddsRatio, OneTableAloneIsUndefined) {
  for (const Table2x2& t : {Table2x2{{0, 5}, {0, 7}}, Table2x2{{5, 5}, {7, 7}}}) {
    const Estimate estimate = conditional_odds_ratio(t);
    EXPECT_TRUE(std::isnan(estimate.value));
    EXPECT_EQ(estimate.lower, 0.0);
    EXPECT_EQ(estimate.upper, infinity);
    EXPECT_EQ(estimate.status, Status::undefined);
  }
  EXPECT_EQ(conditional_odds_ratio({{0, 0}, {1, 7}}).status, Status::undefined);
}

}  // namespace
