#include "equitable/significance/score.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "equitable/comparison/odds_ratio.hpp"
#include "equitable/comparison/rate_difference.hpp"
#include "equitable/comparison/relative_likelihood.hpp"
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

constexpr std::array<Method, 10> methods{Method::n_minus_1_chi2, Method::pearson_chi2, Method::yates_chi2, Method::g_test,
                                         Method::g_williams,     Method::z_pooled,     Method::z_unpooled, Method::log_rr_wald,
                                         Method::log_or_wald,    Method::scas};

TestResult test_of(const Table2x2& table, Method method, Alternative alternative = Alternative::two_sided) {
  return score_test(table, {method, alternative});
}

bool is_squared(Method method) { return method <= Method::g_williams; }

TEST(ScoreTests, AgreeWithEveryReferenceValue) {
  const support::Csv reference("reference/significance.csv");
  struct Case {
    SignificanceOptions options;
    int rows;
  };
  const std::map<std::string, Case> cases{{"pearson_chi2", {{Method::pearson_chi2}, 203}},
                                          {"n_minus_1_chi2", {{Method::n_minus_1_chi2}, 203}},
                                          {"yates_chi2", {{Method::yates_chi2}, 203}},
                                          {"g_test", {{Method::g_test}, 203}},
                                          {"g_williams", {{Method::g_williams}, 203}},
                                          {"z_pooled_greater", {{Method::z_pooled, Alternative::greater}, 203}},
                                          {"z_pooled_less", {{Method::z_pooled, Alternative::less}, 203}},
                                          {"z_unpooled", {{Method::z_unpooled}, 203}},
                                          {"log_rr_wald", {{Method::log_rr_wald}, 153}},
                                          {"log_or_wald", {{Method::log_or_wald}, 129}},
                                          {"scas_rd_null", {{Method::scas}, 184}}};
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows()) {
    const auto found = cases.find(row.text("method"));
    if (found == cases.end()) continue;
    const Table2x2 table{{row.count("events"), row.count("total")},
                         {row.count("reference_events"), row.count("reference_total")}};
    const TestResult test = score_test(table, found->second.options);
    EXPECT_TRUE(close(test.statistic, row.number("statistic"))) << row.all();
    EXPECT_TRUE(close_probability(test.pvalue, row.number("pvalue"))) << row.all();
    ++rows[found->first];
  }
  for (const auto& each : cases) EXPECT_EQ(rows[each.first], each.second.rows) << each.first;
}

// Worked out with 60 digits from the textbook formulas: billions of people, one against billions, counts up to 2^53.
TEST(ScoreTests, KeepTheirDigitsWhateverTheCounts) {
  struct Case {
    Table2x2 table;
    std::array<double, 10> statistics;  // in the order of `methods`
  };
  const std::vector<Case> cases{
      {{{500000001, 1000000000}, {499999998, 1000000000}},
       {1.7999999991000000018e-8, 1.8000000000000000018e-8, 8.000000000000000008e-9, 1.8000000000000000045e-8,
        1.7999999986500000055e-8, 1.3416407864998738185e-4, 1.3416407864998738246e-4, 1.3416407864998738105e-4,
        1.3416407864998738165e-4, 1.3416407861644636218e-4}},
      {{{3, 10}, {30000001, 100000000}},
       {4.7619041473923704351e-15, 4.7619041950114076234e-15, 0.0, 4.761904225245712504e-15, 4.4809554386443212861e-15,
        -6.900655182670271363e-8, -6.9006552483907818122e-8, -6.9006551333798865637e-8, -6.900655182670270711e-8,
        4.5907337849202624962e-2}},
      {{{4503599627370496, 9007199254740992}, {4503599627370489, 9007199254740992}},
       {1.0880185641326533492e-14, 1.0880185641326534096e-14, 7.9936057773011270911e-15, 1.0880185641326534096e-14,
        1.088018564132653319e-14, 1.0430812835693359375e-7, 1.0430812835693359375e-7, 1.0430812835693359375e-7,
        1.0430812835693359375e-7, 1.0430812835693359085e-7}},
      {{{1, 9007199254740992}, {5, 9007199254740989}},
       {2.6666666666666687391, 2.6666666666666688871, 1.5000000000000014988, 2.9110316603236896697, 2.6871061479910981567,
        -1.6329931618554527453, -1.6329931618554526849, -1.4692090825736355171, -1.4692090825736356506, -1.6329931618554526622}},
      {{{9007199254740991, 9007199254740992}, {3002399751580330, 3002399751580341}},
       {2.8444444444444366482e+1, 2.8444444444444368851e+1, 2.4999999999999930334e+1, 2.4189776496193273348e+1,
        2.2816557743134269307e+1, 5.3333333333333262464, 3.2000000000000053508, 3.1999999999999997802, 3.3476511218230181948,
        4.3416640641263321706}},
      {{{123456789, 987654321}, {1, 8}},
       {9.4900178445516372161e-17, 9.4900178541602802155e-17, 0.0, 9.4900178294523411216e-17, 8.1136030194404894167e-17,
        -9.7416722661770346664e-9, -9.741672228132325783e-9, -9.7416722725178194225e-9, -9.7416722661770346224e-9,
        -1.313259679914912786e-1}},
      {{{300000000, 1000000000}, {300030000, 1000000000}},
       {2.1427959213409573169, 2.1427959224123552781, 2.1426530717317454794, 2.1427959230864629518, 2.1427959210712872863,
        -1.4638291985106579634, -1.4638291992948297734, -1.4638291971166183096, -1.4638291980501481751, -1.4638291981447006637}},
      {{{7, 9}, {2, 11}},
       {6.7481889603101724314, 7.1033568003264972962, 4.8995000510152025304, 7.5597760782333356553, 7.0190703723485998344,
        2.6652123368179311533, 3.2942511961664002194, 2.1890527399750280092, 2.4618883211882325057, 2.5897707300390007014}},
  };
  for (const Case& each : cases)
    for (std::size_t i = 0; i < methods.size(); ++i)
      // `scas` is near 0 where score and skewness cancel: right to a few units of the last place of either.
      EXPECT_TRUE(
          close(test_of(each.table, methods[i]).statistic, each.statistics[i], 4e-15, methods[i] == Method::scas ? 1e-15 : 0.0))
          << describe(each.table) << " " << name(methods[i]);
}

TEST(ScoreTests, HandWorked) {
  // 3 of 4 against 1 of 4: ad − bc = 8, X = 8·8²/4⁴ = 2, and 2 · 7/8 = 1.75 with the correction; Yates 8 (8 − 4)²/4⁴ = 0.5.
  const Table2x2 table{{3, 4}, {1, 4}};
  EXPECT_TRUE(close(test_of(table, Method::pearson_chi2).statistic, 2.0, 1e-15));
  EXPECT_TRUE(close(test_of(table, Method::n_minus_1_chi2).statistic, 1.75, 1e-15));
  EXPECT_TRUE(close(test_of(table, Method::yates_chi2).statistic, 0.5, 1e-15));
  EXPECT_TRUE(close(test_of(table, Method::g_test).statistic, 2.0 * (6.0 * std::log(1.5) + 2.0 * std::log(0.5)), 1e-15));
  EXPECT_TRUE(close(test_of(table, Method::g_williams).statistic,
                    2.0 * (6.0 * std::log(1.5) + 2.0 * std::log(0.5)) / (1.0 + 9.0 / 48.0), 1e-15));
  EXPECT_TRUE(close(test_of(table, Method::z_pooled).statistic, std::sqrt(2.0), 1e-15));
  EXPECT_TRUE(close(test_of(table, Method::z_unpooled).statistic, 0.5 / std::sqrt(3.0 / 32.0), 1e-15));
  EXPECT_TRUE(close(test_of(table, Method::log_rr_wald).statistic, std::log(3.0) / std::sqrt(1.0 / 12.0 + 0.75), 1e-15));
  EXPECT_TRUE(close(test_of(table, Method::log_or_wald).statistic, std::log(9.0) / std::sqrt(8.0 / 3.0), 1e-15));
  // Totals are equal, so there is no skewness.
  EXPECT_TRUE(close(test_of(table, Method::scas).statistic, std::sqrt(1.75), 1e-15));

  EXPECT_STREQ(score_test(table).method, "n_minus_1_chi2");
  EXPECT_EQ(score_test(table).alternative, Alternative::two_sided);
  EXPECT_EQ(score_test(table).pvalue, test_of(table, Method::n_minus_1_chi2).pvalue);
}

TEST(ScoreTests, EqualRatesGiveExactlyNothing) {
  for (const Table2x2& table :
       {Table2x2{{2, 4}, {3, 6}}, Table2x2{{10, 100}, {20, 200}}, Table2x2{{1, 3}, {max_count / 3, max_count / 3 * 3}}})
    for (const Method method : methods) {
      if (method == Method::scas) continue;  // skewness moves its zero, but for equal totals
      EXPECT_EQ(test_of(table, method).statistic, 0.0) << name(method);
      EXPECT_EQ(test_of(table, method).pvalue, 1.0) << name(method);
      EXPECT_EQ(test_of(table, method, Alternative::greater).pvalue, 0.5) << name(method);
      EXPECT_EQ(test_of(table, method, Alternative::less).pvalue, 0.5) << name(method);
    }
  EXPECT_EQ(test_of({{25, 50}, {25, 50}}, Method::scas).statistic, 0.0);
  EXPECT_EQ(test_of({{10, 50}, {10, 50}}, Method::scas).pvalue, 1.0);
}

TEST(ScoreTests, WithoutInformationOrWithoutPeopleThereIsNoP) {
  for (const Method method : methods)
    for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
      for (const Table2x2& table : {Table2x2{{0, 5}, {0, 7}}, Table2x2{{5, 5}, {7, 7}}, Table2x2{{0, 1}, {0, 1}},
                                    Table2x2{{max_count, max_count}, {max_count, max_count}}}) {
        const TestResult test = test_of(table, method, alternative);
        EXPECT_EQ(test.status, Status::no_information) << name(method);
        EXPECT_TRUE(std::isnan(test.pvalue) && std::isnan(test.statistic)) << name(method);
        EXPECT_STREQ(test.method, name(method));
        EXPECT_EQ(test.alternative, alternative);
      }
      for (const Table2x2& table : {Table2x2{{0, 0}, {1, 2}}, Table2x2{{1, 2}, {0, 0}}, Table2x2{}}) {
        const TestResult test = test_of(table, method, alternative);
        EXPECT_EQ(test.status, Status::undefined) << name(method);
        EXPECT_TRUE(std::isnan(test.pvalue) && std::isnan(test.statistic)) << name(method);
      }
    }
}

TEST(ScoreTests, WhereTheyBreakDownTheySaySo) {
  // No variance at all: infinitely many standard errors away.
  const TestResult apart = test_of({{3, 3}, {0, 5}}, Method::z_unpooled);
  EXPECT_EQ(apart.statistic, infinity);
  EXPECT_EQ(apart.pvalue, 0.0);
  EXPECT_EQ(apart.status, Status::unbounded);
  EXPECT_EQ(test_of({{0, 3}, {5, 5}}, Method::z_unpooled).statistic, -infinity);
  EXPECT_EQ(test_of({{0, 3}, {5, 5}}, Method::z_unpooled, Alternative::greater).pvalue, 1.0);
  EXPECT_EQ(test_of({{0, 3}, {5, 5}}, Method::z_unpooled, Alternative::less).pvalue, 0.0);
  for (const Table2x2& table : {Table2x2{{0, 5}, {2, 5}}, Table2x2{{2, 5}, {0, 5}}, Table2x2{{5, 5}, {0, 5}}}) {
    EXPECT_EQ(test_of(table, Method::log_rr_wald).status, Status::undefined) << describe(table);
    EXPECT_TRUE(std::isnan(test_of(table, Method::log_rr_wald).pvalue)) << describe(table);
    EXPECT_EQ(test_of(table, Method::log_or_wald).status, Status::undefined) << describe(table);
  }
  EXPECT_EQ(test_of({{5, 5}, {2, 5}}, Method::log_or_wald).status, Status::undefined);
  EXPECT_EQ(test_of({{5, 5}, {2, 5}}, Method::log_rr_wald).status, Status::ok) << "a full group has a logarithm";
}

// The formulas of the textbook, in long double; small enough for every product to be exact.
void the_formula_in_whole_numbers(const Table2x2& t) {
  using Real = long double;
  const auto a = static_cast<Real>(t.a());
  const auto b = static_cast<Real>(t.b());
  const auto c = static_cast<Real>(t.c());
  const auto d = static_cast<Real>(t.d());
  const Real n1 = a + b;
  const Real n2 = c + d;
  const Real m = a + c;
  const Real k = b + d;
  const Real total = n1 + n2;
  const Real cross = a * d - b * c;
  const auto same = [&](Method method, Real expected) {
    ASSERT_TRUE(close(test_of(t, method).statistic, static_cast<double>(expected), 4e-14, 1e-15))
        << describe(t) << " " << name(method);
  };
  if (m > 0 && k > 0) {
    const Real chi_squared = total * cross * cross / (n1 * n2 * m * k);
    same(Method::pearson_chi2, chi_squared);
    same(Method::n_minus_1_chi2, chi_squared * (total - 1) / total);
    const Real corrected = std::fmax(Real{0}, std::fabs(cross) - total / 2);
    same(Method::yates_chi2, total * corrected * corrected / (n1 * n2 * m * k));
    const auto part = [](Real observed, Real expected) {
      return observed > 0 ? 2 * observed * std::log(observed / expected) : Real{0};
    };
    const Real g = part(a, n1 * m / total) + part(b, n1 * k / total) + part(c, n2 * m / total) + part(d, n2 * k / total);
    same(Method::g_test, g);
    same(Method::g_williams, g / (1 + (total / n1 + total / n2 - 1) * (total / m + total / k - 1) / (6 * total)));
    const Real p = m / total;
    const Real lambda = total / (total - 1);
    const Real variance = lambda * p * (1 - p) * (1 / n1 + 1 / n2);
    const Real s = (a / n1 - c / n2) / std::sqrt(variance);
    const Real skewness = p * (1 - p) * (1 - 2 * p) * (1 / (n1 * n1) - 1 / (n2 * n2)) / (6 * variance * std::sqrt(variance));
    const auto y = static_cast<Real>(test_of(t, Method::scas).statistic);
    ASSERT_NEAR(static_cast<double>(y + skewness * (y * y - 1)), static_cast<double>(s), 1e-13) << describe(t);
    same(Method::z_pooled, cross * std::sqrt(total / (n1 * n2 * m * k)));
    const Real unpooled = std::sqrt(a * b / (n1 * n1 * n1) + c * d / (n2 * n2 * n2));
    if (unpooled > 0) same(Method::z_unpooled, (a / n1 - c / n2) / unpooled);
    if (a > 0 && c > 0) same(Method::log_rr_wald, std::log(a * n2 / (c * n1)) / std::sqrt(b / (a * n1) + d / (c * n2)));
    if (a > 0 && b > 0 && c > 0 && d > 0)
      same(Method::log_or_wald, std::log(a * d / (b * c)) / std::sqrt(1 / a + 1 / b + 1 / c + 1 / d));
  }
}

void the_two_sides_add_up_and_mirror(const Table2x2& t) {
  for (const Method method : methods) {
    const TestResult two = test_of(t, method);
    const TestResult greater = test_of(t, method, Alternative::greater);
    const TestResult less = test_of(t, method, Alternative::less);
    ASSERT_EQ(greater.status, two.status) << describe(t);
    ASSERT_EQ(std::isnan(two.pvalue), two.status != Status::ok && two.status != Status::unbounded) << describe(t);
    if (std::isnan(two.pvalue)) continue;
    ASSERT_TRUE(close(greater.pvalue + less.pvalue, 1.0, 1e-15)) << describe(t) << " " << name(method);
    ASSERT_TRUE(close_probability(two.pvalue, 2.0 * std::fmin(greater.pvalue, less.pvalue), 1e-15)) << describe(t);
    ASSERT_EQ(greater.statistic, less.statistic) << describe(t);
    ASSERT_TRUE(close(two.statistic, is_squared(method) ? greater.statistic * greater.statistic : greater.statistic, 1e-15))
        << describe(t) << " " << name(method);
    const bool keeps_sign = method != Method::scas && method != Method::yates_chi2;
    ASSERT_TRUE(!keeps_sign || (greater.statistic > 0.0) == (t.difference() > 0.0)) << describe(t) << " " << name(method);
    const double swapped = test_of(t.swapped(), method, Alternative::less).statistic;
    ASSERT_TRUE(close(swapped, -greater.statistic, 1e-14, 1e-15)) << describe(t) << " " << name(method);
    if (method == Method::log_rr_wald) continue;  // a ratio of the others is another ratio
    const double complement = test_of(t.complement(), method, Alternative::less).statistic;
    ASSERT_TRUE(close(complement, -greater.statistic, 1e-14, 1e-15)) << describe(t) << " " << name(method);
  }
}

// p < α exactly when equality lies outside the interval of the same family; tables within rounding of p = α left out.
template <class Estimator, class Options>
void interval_decides(const Table2x2& t, Method method, const Estimator& estimator, const Options& options, double equality) {
  const double alpha = options.confidence.alpha();
  const TestResult test = test_of(t, method);
  if (std::fabs(test.pvalue - alpha) < 1e-10) return;
  const Estimate estimate = estimator(t, options);
  const bool above = estimate.lower > equality;
  const bool below = estimate.upper < equality;
  ASSERT_EQ(test.pvalue < alpha, above || below) << describe(t) << " " << name(method) << " p = " << test.pvalue;
  ASSERT_EQ(test_of(t, method, Alternative::greater).pvalue < alpha / 2.0, above) << describe(t) << " " << name(method);
  ASSERT_EQ(test_of(t, method, Alternative::less).pvalue < alpha / 2.0, below) << describe(t) << " " << name(method);
}

struct Duals {
  Method test;
  RelativeLikelihoodMethod ratio;
  RateDifferenceMethod difference;
  OddsRatioMethod odds_ratio;
};
constexpr std::array<Duals, 4> score_duals{
    {{Method::n_minus_1_chi2, RelativeLikelihoodMethod::miettinen_nurminen, RateDifferenceMethod::miettinen_nurminen,
      OddsRatioMethod::miettinen_nurminen},
     {Method::pearson_chi2, RelativeLikelihoodMethod::koopman, RateDifferenceMethod::mee, OddsRatioMethod::score_uncorrected},
     {Method::scas, RelativeLikelihoodMethod::scas, RateDifferenceMethod::scas, OddsRatioMethod::scas},
     {Method::g_test, RelativeLikelihoodMethod::profile_lr, RateDifferenceMethod::profile_lr, OddsRatioMethod::profile_lr}}};

void interval_and_test_agree(const Table2x2& t, double level) {
  const Confidence confidence(level);
  const auto ratio = [](const Table2x2& table, const RelativeLikelihoodOptions& o) { return relative_likelihood(table, o); };
  const auto difference = [](const Table2x2& table, const RateDifferenceOptions& o) { return rate_difference(table, o); };
  const auto odds = [](const Table2x2& table, const OddsRatioOptions& o) { return odds_ratio(table, o); };
  for (const Duals& dual : score_duals) {
    // Far inside the middle half the skewness-corrected score need not be monotone, and its interval is the hull of what it accepts.
    if (dual.test == Method::scas && level < 0.9) continue;
    interval_decides(t, dual.test, ratio, RelativeLikelihoodOptions{dual.ratio, confidence}, 1.0);
    interval_decides(t, dual.test, difference, RateDifferenceOptions{dual.difference, confidence}, 0.0);
    interval_decides(t, dual.test, odds, OddsRatioOptions{dual.odds_ratio, confidence}, 1.0);
  }
  interval_decides(t, Method::z_unpooled, difference, RateDifferenceOptions{RateDifferenceMethod::wald, confidence}, 0.0);
  interval_decides(t, Method::log_rr_wald, ratio, RelativeLikelihoodOptions{RelativeLikelihoodMethod::katz_log, confidence}, 1.0);
  interval_decides(t, Method::log_or_wald, odds, OddsRatioOptions{OddsRatioMethod::woolf_logit, confidence}, 1.0);
}

void more_events_and_more_people_weigh_more(const Table2x2& t) {
  if (t.events() == 0 || t.events() == t.total()) return;
  const Table2x2 twice{{2 * t.group.events, 2 * t.group.total}, {2 * t.reference.events, 2 * t.reference.total}};
  ASSERT_TRUE(close(test_of(twice, Method::pearson_chi2).statistic, 2.0 * test_of(t, Method::pearson_chi2).statistic, 1e-14));
  ASSERT_TRUE(close(test_of(twice, Method::g_test).statistic, 2.0 * test_of(t, Method::g_test).statistic, 1e-13));
  ASSERT_LE(test_of(twice, Method::n_minus_1_chi2).pvalue, test_of(t, Method::n_minus_1_chi2).pvalue) << describe(t);
  const Table2x2 more{{t.group.events + 1, t.group.total}, t.reference};
  if (t.group.events == t.group.total || more.events() == more.total()) return;
  for (const Method method : {Method::n_minus_1_chi2, Method::pearson_chi2, Method::yates_chi2, Method::g_test}) {
    const double before = test_of(t, method, Alternative::greater).statistic;
    const double after = test_of(more, method, Alternative::greater).statistic;
    ASSERT_TRUE(after > before || (method == Method::yates_chi2 && after == before && after == 0.0))
        << describe(t) << " " << name(method);
  }
}

TEST(ScoreTests, LawsHoldForEverySmallTable) {
  const auto tried = support::for_each_table(25, [](const Table2x2& t) {
    the_formula_in_whole_numbers(t);
    the_two_sides_add_up_and_mirror(t);
    more_events_and_more_people_weigh_more(t);
  });
  EXPECT_EQ(tried, support::tables_up_to_25);
}

TEST(ScoreTests, LawsHoldForLargeTables) {
  RandomTables(51).for_each(20000, 1000000000, the_two_sides_add_up_and_mirror);
  RandomTables(52).for_each(20000, max_count, the_two_sides_add_up_and_mirror);
}

TEST(ScoreTests, DecideAsTheirIntervalsDo) {
  support::for_each_table(25, [](const Table2x2& t) { interval_and_test_agree(t, 0.95); });
  support::for_each_table(12, [](const Table2x2& t) { interval_and_test_agree(t, 0.9); });
  support::for_each_table(12, [](const Table2x2& t) { interval_and_test_agree(t, 0.998); });
  for (const double level : {0.5, 0.95, 0.998})
    RandomTables(53).for_each(3000, 1000000000, [level](const Table2x2& t) { interval_and_test_agree(t, level); });
}

TEST(ScoreTests, TheFarTailIsNotLost) {
  const TestResult test = score_test({{0, 650}, {650, 650}});
  EXPECT_TRUE(close(test.statistic, 1299.0, 1e-14)) << "N (n n)²/(n n n n) (N − 1)/N = N − 1";
  EXPECT_GT(test.pvalue, 0.0);
  EXPECT_LT(test.pvalue, 1e-280);
  // 60 digits of erfc(√(1299/2)).
  EXPECT_TRUE(close(test.pvalue, 1.8643858620180430344e-284, 1e-12));
  for (const Method method : methods) {
    const TestResult huge = test_of({{1, max_count}, {max_count - 1, max_count}}, method);
    EXPECT_FALSE(std::isnan(huge.statistic)) << name(method);
    EXPECT_EQ(std::isinf(huge.statistic), huge.status == Status::unbounded) << name(method);
    const bool reaches_zero = method != Method::log_rr_wald && method != Method::log_or_wald;
    EXPECT_TRUE(!reaches_zero || huge.pvalue == 0.0) << name(method);
  }
  EXPECT_TRUE(std::isfinite(score_test({{0, max_count}, {max_count, max_count}}).statistic));
}

TEST(ScoreTests, ExactMethodsAndOtherNullsHaveAnotherDoor) {
  EXPECT_EQ(refusal([] {
              return score_test({{1, 5}, {2, 5}}, {Method::fisher_central});
            }),
            "score_test: method is fisher_central, but must be a closed form; `significance` has the exact tests");
  EXPECT_EQ(refusal([] {
              return score_test({{1, 5}, {2, 5}}, {Method::pearson_chi2, Alternative::two_sided, {Measure::ratio, 0.8}});
            }),
            "score_test: null.value is 0.8, but must be that of equal rates; `significance` has the other nulls");
  EXPECT_EQ(refusal([] {
              return score_test({{1, 5}, {2, 5}}, {Method::pearson_chi2, Alternative::two_sided, {Measure::difference, 0.0}});
            }),
            "accepted");
}

}  // namespace
