#include "equitable/significance/conditional_exact.hpp"

#include <gtest/gtest.h>

#include "equitable/comparison/conditional_exact.hpp"

#include <chrono>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::close_probability;
using support::describe;
using support::RandomTables;
using support::refusal;
using Method = SignificanceMethod;

const std::vector<Method> every_method{Method::fisher_minlike, Method::fisher_central, Method::fisher_blaker,
                                       Method::fisher_midp_minlike, Method::fisher_midp_central};
const std::vector<Method> exact_methods{Method::fisher_minlike, Method::fisher_central, Method::fisher_blaker};
const std::vector<Method> mid_p_methods{Method::fisher_midp_minlike, Method::fisher_midp_central};

double p_of(const Table2x2& t, Method method, Alternative alternative = Alternative::two_sided, double odds_ratio = 1.0) {
  return conditional_exact_test(t, {method, alternative, {Measure::odds_ratio, odds_ratio}}).pvalue;
}

// The test that a name such as "greater" or "midp_less" stands for; false for a name that is none.
bool options_of(const std::string& ending, SignificanceOptions& options) {
  static const std::map<std::string, SignificanceOptions> known{
      {"greater", {Method::fisher_minlike, Alternative::greater, {}}},
      {"less", {Method::fisher_central, Alternative::less, {}}},
      {"central", {Method::fisher_central, Alternative::two_sided, {}}},
      {"minlike", {Method::fisher_minlike, Alternative::two_sided, {}}},
      {"blaker", {Method::fisher_blaker, Alternative::two_sided, {}}},
      {"midp_greater", {Method::fisher_midp_central, Alternative::greater, {}}},
      {"midp_less", {Method::fisher_midp_minlike, Alternative::less, {}}},
      {"midp_central", {Method::fisher_midp_central, Alternative::two_sided, {}}},
      {"midp_minlike", {Method::fisher_midp_minlike, Alternative::two_sided, {}}}};
  const auto found = known.find(ending);
  if (found == known.end()) return false;
  options = found->second;
  return true;
}

TEST(ConditionalExactTest, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/significance.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows()) {
    const std::string& method = row.text("method");
    if (method.rfind("fisher_", 0) != 0) continue;
    SignificanceOptions options;
    ASSERT_TRUE(options_of(method.substr(7), options)) << row.all();
    const TestResult result = conditional_exact_test(
        {{row.count("events"), row.count("total")}, {row.count("reference_events"), row.count("reference_total")}}, options);
    EXPECT_TRUE(std::isnan(result.statistic)) << row.all();
    EXPECT_TRUE(close(result.pvalue, row.number("pvalue"), 5e-15)) << row.all();
    ++rows[method];
  }
  EXPECT_EQ(rows.size(), 9u);
  for (const auto& [method, count] : rows) EXPECT_EQ(count, 203) << method;
}

TEST(ConditionalExactTest, OfAPartAgainstTheRestAgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/part_of_whole_tests.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows()) {
    const std::string& method = row.text("method");
    if (method.rfind("hypergeometric_", 0) != 0) continue;
    SignificanceOptions options;
    ASSERT_TRUE(options_of(method.substr(15), options)) << row.all();
    const Table2x2 table =
        part_and_rest({row.count("events"), row.count("total")}, {row.count("whole_events"), row.count("whole_total")});
    EXPECT_TRUE(close(conditional_exact_test(table, options).pvalue, row.number("pvalue"), 5e-15)) << row.all();
    ++rows[method];
  }
  EXPECT_EQ(rows.size(), 9u);
  for (const auto& [method, count] : rows) EXPECT_EQ(count, 32) << method;
}

TEST(ConditionalExactTest, NobodyOrEverybodyLeavesOneTable) {
  for (const Table2x2& t : {Table2x2{{0, 5}, {0, 7}}, Table2x2{{5, 5}, {7, 7}}, Table2x2{{0, 1}, {0, 1}},
                            Table2x2{{max_count, max_count}, {1, 1}}, Table2x2{{0, max_count}, {0, max_count}}}) {
    for (const Method method : every_method)
      for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
        const TestResult result = conditional_exact_test(t, {method, alternative, {}});
        const bool half = method == Method::fisher_midp_minlike ||
                          (method == Method::fisher_midp_central && alternative != Alternative::two_sided);
        EXPECT_EQ(result.pvalue, half ? 0.5 : 1.0) << describe(t) << " " << name(method) << " " << name(alternative);
        EXPECT_EQ(result.status, Status::no_information);
        EXPECT_TRUE(std::isnan(result.statistic));
        EXPECT_STREQ(result.method, name(method));
        EXPECT_EQ(result.alternative, alternative);
      }
  }
}

TEST(ConditionalExactTest, AGroupWithoutPeopleIsUndefinedAndNoMistake) {
  for (const Table2x2& t : {Table2x2{{0, 0}, {1, 2}}, Table2x2{{1, 2}, {0, 0}}, Table2x2{}})
    for (const Method method : every_method) {
      const TestResult result = conditional_exact_test(t, {method, Alternative::two_sided, {}});
      EXPECT_TRUE(std::isnan(result.pvalue));
      EXPECT_EQ(result.status, Status::undefined);
    }
}

TEST(ConditionalExactTest, KnowsOddsRatiosAlone) {
  const Table2x2 t{{3, 7}, {2, 9}};
  const auto with = [&](Measure measure, double value) {
    return refusal([&] { return conditional_exact_test(t, {Method::fisher_central, Alternative::two_sided, {measure, value}}); });
  };
  EXPECT_EQ(with(Measure::ratio, 1.0), "accepted");
  EXPECT_EQ(with(Measure::difference, 0.0), "accepted");
  EXPECT_EQ(with(Measure::odds_ratio, 1.0), "accepted");
  EXPECT_EQ(with(Measure::odds_ratio, 0.25), "accepted");
  EXPECT_EQ(
      with(Measure::ratio, 1.25),
      "significance: null.measure is ratio, but must be odds_ratio for fisher_central, unless the null is no difference: with "
      "all margins fixed the law depends on the odds ratio alone");
  EXPECT_NE(with(Measure::difference, 0.1), "accepted");
  for (const double value : {0.0, -1.0, infinity, not_a_number}) EXPECT_NE(with(Measure::odds_ratio, value), "accepted") << value;
  for (const Measure measure : {Measure::ratio, Measure::odds_ratio})
    for (const Method method : every_method)
      EXPECT_EQ(conditional_exact_test(t, {method, Alternative::two_sided, {measure, 1.0}}).pvalue,
                conditional_exact_test(t, {method, Alternative::two_sided, {Measure::difference, 0.0}}).pvalue);
}

TEST(ConditionalExactTest, TeaTasting) {
  // Fisher (1935), The Design of Experiments, ch. 2: all eight cups right has 1 chance in 70; six right, 17 of 70 or better.
  const Table2x2 all{{4, 4}, {0, 4}};
  const Table2x2 three{{3, 4}, {1, 4}};
  EXPECT_TRUE(close(p_of(all, Method::fisher_central, Alternative::greater), 1.0 / 70.0, 1e-15));
  EXPECT_TRUE(close(p_of(three, Method::fisher_central, Alternative::greater), 17.0 / 70.0, 1e-15));
  EXPECT_TRUE(close(p_of(three, Method::fisher_midp_central, Alternative::greater), 9.0 / 70.0, 1e-15));
  EXPECT_TRUE(close(p_of(three, Method::fisher_minlike), 34.0 / 70.0, 1e-15));
  EXPECT_TRUE(close(p_of(three, Method::fisher_midp_minlike), 18.0 / 70.0, 1e-15));
  EXPECT_TRUE(close(p_of(three, Method::fisher_blaker), 34.0 / 70.0, 1e-15));
  EXPECT_EQ(p_of({{2, 4}, {2, 4}}, Method::fisher_minlike), 1.0);
  // P(X >= 3) at ψ = 2: (16·8 + 16) / (1 + 16·2 + 36·4 + 16·8 + 16).
  EXPECT_TRUE(close(p_of(three, Method::fisher_central, Alternative::greater, 2.0), 144.0 / 321.0, 1e-15));
}

void all_methods_obey_their_laws(const Table2x2& t) {
  for (const double odds_ratio : {1.0, 0.5, 4.0}) {
    const double greater = p_of(t, Method::fisher_central, Alternative::greater, odds_ratio);
    const double less = p_of(t, Method::fisher_central, Alternative::less, odds_ratio);
    const double mid_greater = p_of(t, Method::fisher_midp_central, Alternative::greater, odds_ratio);
    const double mid_less = p_of(t, Method::fisher_midp_central, Alternative::less, odds_ratio);
    const double point = detail::ConditionalLaw(t.rates(), odds_ratio).point;
    ASSERT_TRUE(close(greater + less - point, 1.0, 1e-13)) << describe(t);
    ASSERT_TRUE(close(mid_greater + mid_less, 1.0, 1e-13)) << describe(t);
    ASSERT_TRUE(mid_greater <= greater && mid_less <= less) << describe(t);
    for (const Method method : every_method) {
      const double p = p_of(t, method, Alternative::two_sided, odds_ratio);
      ASSERT_TRUE(p >= 0.0 && p <= 1.0) << describe(t) << " " << name(method);
      // The groups changed over, or the outcome: the same question.
      ASSERT_TRUE(close_probability(p_of(t.swapped(), method, Alternative::two_sided, 1.0 / odds_ratio), p, 1e-9))
          << describe(t) << " " << name(method);
      ASSERT_TRUE(close_probability(p_of(t.complement(), method, Alternative::two_sided, 1.0 / odds_ratio), p, 1e-9))
          << describe(t) << " " << name(method);
    }
    const auto p = [&](Method method) { return p_of(t, method, Alternative::two_sided, odds_ratio); };
    ASSERT_LE(p(Method::fisher_midp_central), p(Method::fisher_central)) << describe(t);
    ASSERT_LE(p(Method::fisher_midp_minlike), p(Method::fisher_minlike)) << describe(t);
    ASSERT_LE(p(Method::fisher_blaker), p(Method::fisher_central) * (1.0 + 1e-9)) << describe(t);
    ASSERT_GE(p(Method::fisher_blaker), std::fmin(greater, less) * (1.0 - 1e-13)) << describe(t);
    ASSERT_GE(p(Method::fisher_minlike), std::fmin(greater, less) * (1.0 - 1e-13)) << describe(t);
    for (const Method method : mid_p_methods) ASSERT_GE(p(method), 0.5 * point * (1.0 - 1e-12)) << describe(t);
  }
}

void more_events_are_stronger_evidence(const Table2x2& t) {
  if (t.b() == 0 || t.c() == 0) return;
  // At the same margins one more event in the group.
  const Table2x2 more{{t.a() + 1, t.group.total}, {t.c() - 1, t.reference.total}};
  for (const Method method : {Method::fisher_central, Method::fisher_midp_central}) {
    ASSERT_LE(p_of(more, method, Alternative::greater), p_of(t, method, Alternative::greater)) << describe(t);
    ASSERT_GE(p_of(more, method, Alternative::less) * (1.0 + 1e-14), p_of(t, method, Alternative::less)) << describe(t);
  }
}

TEST(ConditionalExactTest, LawsHoldForEverySmallTable) {
  support::for_each_table(11, all_methods_obey_their_laws);
  support::for_each_table(20, more_events_are_stronger_evidence);
}

TEST(ConditionalExactTest, LawsHoldForLargeTables) {
  RandomTables(51).for_each(2500, 1000000000, all_methods_obey_their_laws);
  RandomTables(52).for_each(1000, max_count, all_methods_obey_their_laws);
  RandomTables(53).for_each(5000, 1000000000, more_events_are_stronger_evidence);
}

// p < α exactly when the odds ratio lies outside the interval; not asked within rounding of α.
void tests_and_limits_agree(const Table2x2& t) {
  for (const double alpha : {0.05, 0.2})
    for (const double odds_ratio : {1.0, 2.5}) {
      const detail::Level level{0.5 * alpha, 0.0};
      const auto outside = [&](const Interval& interval) { return odds_ratio < interval.lower || odds_ratio > interval.upper; };
      const Interval exact = detail::conditional_exact_limits(t.rates(), level);
      const Interval mid_p = detail::conditional_mid_p_limits(t.rates(), level);
      const Interval hull = detail::baptista_pike_limits(t.rates(), level);
      const auto agree = [&](double p, double size, bool rejected) {
        return std::fabs(p - size) < 1e-10 || (p < size) == rejected;
      };
      const auto two_sided = [&](Method method) { return p_of(t, method, Alternative::two_sided, odds_ratio); };
      ASSERT_TRUE(agree(two_sided(Method::fisher_central), alpha, outside(exact))) << describe(t) << " " << alpha;
      ASSERT_TRUE(agree(two_sided(Method::fisher_midp_central), alpha, outside(mid_p))) << describe(t) << " " << alpha;
      const double minlike = two_sided(Method::fisher_minlike);
      ASSERT_TRUE(std::fabs(minlike - alpha) < 1e-10 || minlike < alpha || !outside(hull)) << describe(t) << " " << alpha;
      const double greater = p_of(t, Method::fisher_central, Alternative::greater, odds_ratio);
      const double less = p_of(t, Method::fisher_central, Alternative::less, odds_ratio);
      ASSERT_TRUE(agree(greater, 0.5 * alpha, exact.lower > odds_ratio)) << describe(t) << " " << alpha;
      ASSERT_TRUE(agree(less, 0.5 * alpha, exact.upper < odds_ratio)) << describe(t) << " " << alpha;
      const double mid_greater = p_of(t, Method::fisher_midp_minlike, Alternative::greater, odds_ratio);
      ASSERT_TRUE(agree(mid_greater, 0.5 * alpha, mid_p.lower > odds_ratio)) << describe(t) << " " << alpha;
    }
}

TEST(ConditionalExactTest, AgreesWithTheLimitsOfTheOddsRatio) {
  support::for_each_table(14, tests_and_limits_agree);
  RandomTables(54).for_each(400, 100000, tests_and_limits_agree);
  RandomTables(55).for_each(200, 1000000000, tests_and_limits_agree);
}

TEST(ConditionalExactTest, ExactMethodsKeepTheirSizeAndMidPIsCloserToIt) {
  // Σ P(table) over the tables with p <= α never exceeds α, whatever the margins and the odds ratio.
  double mid_p_size = 0.0;
  double exact_size = 0.0;
  for (const double odds_ratio : {1.0, 3.0})
    for (Count n1 = 1; n1 <= 12; ++n1)
      for (Count n2 = 1; n2 <= 12; ++n2)
        for (Count m = 0; m <= n1 + n2; ++m)
          for (const double alpha : {0.05, 0.3}) {
            std::map<Method, double> size;
            for (Count x1 = m > n2 ? m - n2 : 0; x1 <= n1 && x1 <= m; ++x1) {
              const Table2x2 t{{x1, n1}, {m - x1, n2}};
              const double point = detail::ConditionalLaw(t.rates(), odds_ratio).point;
              for (const Method method : every_method)
                if (p_of(t, method, Alternative::two_sided, odds_ratio) <= alpha * (1.0 + 1e-12)) size[method] += point;
            }
            for (const Method method : exact_methods)
              ASSERT_LE(size[method], alpha * (1.0 + 1e-12)) << n1 << " " << n2 << " " << m << " " << name(method);
            exact_size += size[Method::fisher_central];
            mid_p_size += size[Method::fisher_midp_central];
          }
  EXPECT_GT(mid_p_size, 1.2 * exact_size);
}

TEST(ConditionalExactTest, NearTiesOfHugeNeighboursAreToldApart) {
  const Count k = 1000000000;
  const auto point = [](const Table2x2& t) { return detail::ConditionalLaw(t.rates()).point; };
  // b c = k², (a + 1)(d + 1) = (k − 1)(k + 1): one more event in the group is more probable, by 1 part in 10^18.
  const Table2x2 lighter{{k - 2, 2 * k - 2}, {k, 2 * k}};
  EXPECT_TRUE(close(1.0 - p_of(lighter, Method::fisher_minlike), point(lighter), 1e-9));
  EXPECT_TRUE(close(1.0 - p_of(lighter, Method::fisher_midp_minlike), 1.5 * point(lighter), 1e-9));
  // b c = (k + 1)(k − 1), (a + 1)(d + 1) = k²: less probable, so this table is the mode, and without a tie.
  const Table2x2 heavier{{k - 1, 2 * k}, {k - 1, 2 * k - 2}};
  EXPECT_EQ(p_of(heavier, Method::fisher_minlike), 1.0);
  EXPECT_TRUE(close(1.0 - p_of(heavier, Method::fisher_midp_minlike), 0.5 * point(heavier), 1e-9));
  // b c = (k + 1)² = (a + 1)(d + 1): a tie.
  const Table2x2 tied{{k, 2 * k + 1}, {k + 1, 2 * k + 1}};
  EXPECT_EQ(p_of(tied, Method::fisher_minlike), 1.0);
  EXPECT_TRUE(close(1.0 - p_of(tied, Method::fisher_midp_minlike), point(tied), 1e-9));
}

TEST(ConditionalExactTest, HugeAndLopsidedTablesEndAtOnce) {
  const auto start = std::chrono::steady_clock::now();
  int tried = 0;
  for (const Table2x2& t :
       {Table2x2{{1, 1000000000}, {10, 12}}, Table2x2{{500000000, 1000000000}, {10, 12}},
        Table2x2{{max_count / 2, max_count}, {max_count / 2 - 90000000, max_count}},
        Table2x2{{1, max_count}, {max_count - 1, max_count}}, Table2x2{{max_count, max_count}, {0, max_count}},
        Table2x2{{3000000, max_count}, {2999000, max_count - 5}}, Table2x2{{0, max_count}, {max_count, max_count}},
        Table2x2{{1, 1}, {max_count / 3, max_count}}})
    for (const Method method : every_method)
      for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less})
        for (const double odds_ratio : {1.0, 1e-100, 0.999999, 7.0, 1e100}) {
          const double p = p_of(t, method, alternative, odds_ratio);
          ASSERT_TRUE(p >= 0.0 && p <= 1.0) << describe(t) << " " << name(method) << " " << odds_ratio;
          ++tried;
        }
  EXPECT_EQ(tried, 600);
  // Some 20 milliseconds; a walk over the whole support would take hours.
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 10.0);
}

TEST(ConditionalExactTest, RefusesOtherMethods) {
  const Table2x2 table{{3, 9}, {1, 9}};
  EXPECT_EQ(support::refusal([&] { return conditional_exact_test(table, {}); }),
            "conditional_exact_test: method is n_minus_1_chi2, but must be one of fisher_*; `significance` has the others");
  EXPECT_NE(support::refusal([&] { return conditional_exact_test(table, {SignificanceMethod::boschloo_central}); }), "accepted");
}

// Laws of a deviation from 300 to 600: walked over table by table, and integrated.
TEST(ConditionalExact, TheWalkOfAWideLawIsItsIntegral) {
  support::RandomTables random(57);
  for (const double people : {1e6, 2e6})
    for (const double away : {0.0, 1.0, 4.0, 12.0, 25.0})
      for (int i = 0; i < 4; ++i) {
        const double x2 = std::floor(0.3 * people) + static_cast<double>(random.between(0, 1000));
        const double x1 = std::floor(x2 + away * std::sqrt(0.42 * people) + static_cast<double>(random.between(0, 300)));
        const detail::TwoRates r{x1, people, x2, people};
        for (const SignificanceMethod method : {SignificanceMethod::fisher_minlike, SignificanceMethod::fisher_midp_central})
          for (const Alternative alternative : {Alternative::two_sided, Alternative::greater}) {
            const double walked = detail::conditional_p(r, method, alternative, 1.0);
            const double integrated = detail::plain_conditional_p(r, method, alternative, 1.0);
            ASSERT_TRUE(close(walked, integrated, 3e-14)) << x1 << " " << x2 << " of " << people << " " << name(method);
          }
      }
}

}  // namespace
