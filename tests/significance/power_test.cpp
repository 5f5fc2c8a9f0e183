#include "equitable/significance/power.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "equitable/significance/significance.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;
using Method = PowerMethod;

const std::vector<Method> normal_methods{Method::normal_pooled_two_tail, Method::normal_pooled_one_tail,
                                         Method::normal_unpooled_two_tail, Method::normal_unpooled_one_tail,
                                         Method::arcsine_two_tail};
const std::vector<Method> exact_methods{Method::n_minus_1_chi2_exact, Method::pearson_chi2_exact, Method::fisher_minlike_exact,
                                        Method::fisher_central_exact, Method::fisher_midp_minlike_exact};

double at(double p1, Count n1, double p2, Count n2, Method method, double level = 0.95) {
  return power(p1, n1, p2, n2, {method, Confidence(level)}).power;
}

TEST(Power, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/power.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows()) {
    const std::string text = row.text("method");
    ++rows[text];
    const double p1 = row.number("p1");
    const double p2 = row.number("p2");
    const double expected = row.number("power");
    if (text == "cohen_h") {
      EXPECT_TRUE(close(cohen_h(p1, p2), expected, 1e-14)) << row.all();
      continue;
    }
    bool known = false;
    for (const std::vector<Method>& methods : {normal_methods, exact_methods})
      for (const Method method : methods) {
        if (text != name(method)) continue;
        known = true;
        const double found =
            at(p1, row.count("total"), p2, row.count("reference_total"), method, 1.0 - row.number("alpha_two_sided"));
        EXPECT_TRUE(close(found, expected, 1e-12)) << row.all();
      }
    EXPECT_TRUE(known) << text;
  }
  const std::map<std::string, int> expected{{"arcsine_two_tail", 26},         {"cohen_h", 26},
                                            {"fisher_central_exact", 9},      {"fisher_midp_minlike_exact", 9},
                                            {"fisher_minlike_exact", 9},      {"n_minus_1_chi2_exact", 9},
                                            {"normal_pooled_one_tail", 26},   {"normal_pooled_two_tail", 26},
                                            {"normal_unpooled_one_tail", 26}, {"normal_unpooled_two_tail", 26},
                                            {"pearson_chi2_exact", 9}};
  EXPECT_EQ(rows, expected);
}

// C(n, x) p^x (1−p)^(n−x) by multiplication alone.
long double mass(Count x, Count n, double p) {
  long double product = 1;
  for (Count i = 0; i < x; ++i)
    product *= static_cast<long double>(n - i) / static_cast<long double>(i + 1) * static_cast<long double>(p);
  for (Count i = x; i < n; ++i) product *= 1 - static_cast<long double>(p);
  return product;
}

long double ways(Count n, Count x) {
  long double product = 1;
  for (Count i = 0; i < x; ++i) product = product * static_cast<long double>(n - i) / static_cast<long double>(i + 1);
  return std::round(product);
}

// The p-value of one table from whole-number weights, by looking at every table of the same margins.
long double fisher_pvalue(Count i, Count n1, Count j, Count n2, Method method) {
  const Count m = i + j;
  long double all = 0;
  long double upper = 0;
  long double lower = 0;
  long double rarer = 0;
  long double tied = 0;
  const long double own = ways(n1, i) * ways(n2, j);
  for (Count x = 0; x <= n1; ++x) {
    if (x > m || m - x > n2) continue;
    const long double weight = ways(n1, x) * ways(n2, m - x);
    all += weight;
    if (x >= i) upper += weight;
    if (x <= i) lower += weight;
    if (weight < own) rarer += weight;
    if (weight == own) tied += weight;
  }
  if (method == Method::fisher_central_exact) return 2 * std::fmin(upper, lower) / all;
  return (rarer + (method == Method::fisher_midp_minlike_exact ? tied / 2 : tied)) / all;
}

// The definition: every table, weighed, if its own test rejects it.
double enumerated(double p1, Count n1, double p2, Count n2, Method method, long double alpha) {
  long double sum = 0;
  for (Count i = 0; i <= n1; ++i)
    for (Count j = 0; j <= n2; ++j) {
      if (i + j == 0 || i + j == n1 + n2) continue;
      bool rejects = false;
      if (method < Method::fisher_minlike_exact) {
        const TestResult test = score_test(
            {{i, n1}, {j, n2}},
            {method == Method::pearson_chi2_exact ? SignificanceMethod::pearson_chi2 : SignificanceMethod::n_minus_1_chi2});
        rejects = test.pvalue <= static_cast<double>(alpha);
      } else {
        rejects = fisher_pvalue(i, n1, j, n2, method) <= alpha * (1 + 1e-15L);
      }
      if (rejects) sum += mass(i, n1, p1) * mass(j, n2, p2);
    }
  return static_cast<double>(sum);
}

TEST(Power, ExactMethodsAddUpTheTablesThatTheirTestRejects) {
  for (const Method method : exact_methods)
    for (const auto& [n1, n2] :
         std::vector<std::pair<Count, Count>>{{1, 1}, {1, 9}, {4, 4}, {5, 6}, {3, 17}, {12, 12}, {13, 8}, {20, 20}})
      for (const auto& [p1, p2] : std::vector<std::pair<double, double>>{
               {0.0, 0.0}, {0.0, 1.0}, {1.0, 1.0}, {0.3, 0.3}, {0.9, 0.05}, {1e-4, 0.6}, {1.0, 0.2}})
        for (const long double alpha : {0.1L, 0.05L, 0.01L}) {
          const double level = static_cast<double>(1 - alpha);
          EXPECT_TRUE(close(at(p1, n1, p2, n2, method, level), enumerated(p1, n1, p2, n2, method, alpha), 1e-12))
              << name(method) << " " << p1 << " of " << n1 << ", " << p2 << " of " << n2 << " at " << level;
        }
}

TEST(Power, ATestThatTiesWithAlphaRejects) {
  // 3/3 v 0/3: Fisher's p is 2/20 = 0.1 exactly; both tables of that kind are found, each with probability p^3 (1−p)^3.
  const double both = 2.0 * std::pow(0.3, 3) * std::pow(0.7, 3);
  EXPECT_TRUE(close(at(0.3, 3, 0.3, 3, Method::fisher_minlike_exact, 0.9), both, 1e-14));
  EXPECT_TRUE(close(at(0.3, 3, 0.3, 3, Method::fisher_central_exact, 0.9), both, 1e-14));
  EXPECT_EQ(at(0.3, 3, 0.3, 3, Method::fisher_minlike_exact, 0.901), 0.0);
}

TEST(Power, FisherKeepsItsLevelAndNMinusOneIsNearIt) {
  for (const Count n : {Count{7}, Count{20}, Count{45}})
    for (int percent = 2; percent < 100; percent += 6) {
      const double p = 0.01 * percent;
      for (const Method method : {Method::fisher_minlike_exact, Method::fisher_central_exact})
        EXPECT_LE(at(p, n, p, n + 5, method), 0.05) << n << " " << p;
      EXPECT_LE(at(p, n, p, n + 5, Method::n_minus_1_chi2_exact), 0.085) << n << " " << p;
      EXPECT_LE(at(p, n, p, n + 5, Method::n_minus_1_chi2_exact), at(p, n, p, n + 5, Method::pearson_chi2_exact) + 1e-15);
      EXPECT_LE(at(p, n, p, n + 5, Method::fisher_minlike_exact), at(p, n, p, n + 5, Method::fisher_midp_minlike_exact) + 1e-15);
    }
}

TEST(Power, NormalMethodsAtEqualRatesAreTheSizeThatWasAskedFor) {
  for (const double level : {0.5, 0.9, 0.95, 0.999})
    for (const double p : {0.01, 0.3, 0.99}) {
      const double alpha = Confidence(level).alpha();
      EXPECT_TRUE(close(at(p, 50, p, 80, Method::normal_pooled_two_tail, level), alpha, 1e-12));
      EXPECT_TRUE(close(at(p, 50, p, 80, Method::normal_pooled_one_tail, level), 0.5 * alpha, 1e-12));
      EXPECT_TRUE(close(at(p, 50, p, 80, Method::arcsine_two_tail, level), alpha, 1e-12));
    }
}

TEST(Power, GrowsWithTheGroupsAndTheDifference) {
  for (const Method method : normal_methods) {
    double before = 0.0;
    for (const Count n : {Count{20}, Count{50}, Count{100}, Count{400}, Count{2000}}) {
      const double now = at(0.3, n, 0.2, n, method);
      EXPECT_GT(now, before) << name(method) << " " << n;
      before = now;
    }
    before = 0.0;
    for (const double p : {0.22, 0.25, 0.3, 0.4, 0.6}) {
      const double now = at(p, 100, 0.2, 100, method);
      EXPECT_GT(now, before) << name(method) << " " << p;
      before = now;
    }
    EXPECT_TRUE(close(at(1e-3, 1000000000, 1e-3 * (1.0 + 1e-6), 1000000000, method, 0.95),
                      at(1e-3 * (1.0 + 1e-6), 1000000000, 1e-3, 1000000000, method, 0.95), 1e-9));
  }
  for (const Method method : exact_methods) {
    double before = 0.0;
    for (const double p : {0.22, 0.25, 0.3, 0.4, 0.6}) {
      const double now = at(p, 40, 0.2, 40, method);
      EXPECT_GT(now, before) << name(method) << " " << p;
      before = now;
    }
  }
}

TEST(Power, ExactAgreesWithNormalInLargeGroupsAndMirrors) {
  for (const auto& [p1, p2] : std::vector<std::pair<double, double>>{{0.3, 0.36}, {0.5, 0.5}, {0.6, 0.52}}) {
    const double normal = at(p1, 900, p2, 1000, Method::normal_pooled_two_tail);
    EXPECT_NEAR(at(p1, 900, p2, 1000, Method::n_minus_1_chi2_exact), normal, 0.004);
    EXPECT_NEAR(at(p1, 900, p2, 1000, Method::fisher_midp_minlike_exact), normal, 0.006);
  }
  for (const std::vector<Method>& methods : {normal_methods, exact_methods})
    for (const Method method : methods) {
      const double here = at(0.15, 30, 0.4, 22, method);
      EXPECT_TRUE(close(at(0.4, 22, 0.15, 30, method), here, 1e-12)) << name(method);
      EXPECT_TRUE(close(at(0.85, 30, 0.6, 22, method), here, 1e-12)) << name(method);
    }
}

TEST(Power, RatesWithoutSpreadAreFoundForSureOrNever) {
  for (const Method method : normal_methods) {
    EXPECT_GE(at(1.0, 50, 0.0, 50, method), 0.999999) << name(method);
    if (method == Method::arcsine_two_tail) continue;
    EXPECT_EQ(at(0.0, 50, 0.0, 50, method), 0.0) << name(method);
    EXPECT_EQ(at(1.0, 50, 1.0, 50, method), 0.0) << name(method);
  }
  EXPECT_EQ(at(1.0, 1, 0.0, 1, Method::normal_pooled_two_tail), 0.0) << "1/1 v 0/1 has z = 1.41";
  EXPECT_EQ(at(1.0, 50, 0.0, 50, Method::fisher_minlike_exact), 1.0);
  EXPECT_EQ(at(0.0, 50, 0.0, 50, Method::fisher_minlike_exact), 0.0);
}

TEST(Power, FarTailsKeepTheirDigits) {
  // From the definitions with 50 digits (mpmath), the doubles taken as they are.
  struct Case {
    double p1;
    Count n1;
    double p2;
    Count n2;
    double level;
    double pooled_two, pooled_one, unpooled_two, arcsine_two;
  };
  for (const Case& c : {Case{0.03, 40, 0.02, 3000, 0.999999999, 1.5241615618200428e-6, 1.4926535581546676e-6,
                             4.7714348818873057e-9, 5.8546742579704891e-9},
                        Case{0.5, 10, 0.25, 12, 1.0 - 9.094947017729282e-13, 6.8195694386041792e-10, 6.8195693717113694e-10,
                             1.7825375041960094e-9, 1.6029805407568178e-9},
                        Case{1e-9, 2000, 0.999999, 3, 0.9, 1.0, 1.0, 1.0, 0.99992434119555803}}) {
    EXPECT_TRUE(close(at(c.p1, c.n1, c.p2, c.n2, Method::normal_pooled_two_tail, c.level), c.pooled_two, 2e-13));
    EXPECT_TRUE(close(at(c.p1, c.n1, c.p2, c.n2, Method::normal_pooled_one_tail, c.level), c.pooled_one, 2e-13));
    EXPECT_TRUE(close(at(c.p1, c.n1, c.p2, c.n2, Method::normal_unpooled_two_tail, c.level), c.unpooled_two, 2e-13));
    EXPECT_TRUE(close(at(c.p1, c.n1, c.p2, c.n2, Method::arcsine_two_tail, c.level), c.arcsine_two, 2e-13));
  }
}

TEST(Power, SizesBeyondTheLimitAreRefusedWithAStatus) {
  EXPECT_EQ(power(0.2, 5000, 0.3, 5000, {Method::fisher_minlike_exact}).status, Status::too_large);
  EXPECT_TRUE(std::isnan(power(0.2, max_count, 0.3, max_count, {Method::pearson_chi2_exact}).power));
  EXPECT_EQ(power(0.2, 1000, 0.3, 1000, {Method::fisher_minlike_exact}).status, Status::ok);
  EXPECT_EQ(power(0.2, max_count, 0.2000001, max_count).status, Status::ok);
  EXPECT_EQ(power(0.2, 0, 0.3, 10).status, Status::undefined);
  EXPECT_TRUE(std::isnan(power(0.2, 10, 0.3, 0, {Method::fisher_minlike_exact}).power));
}

TEST(Power, RefusesWhatIsNoRate) {
  EXPECT_EQ(refusal([] { return power(1.5, 10, 0.1, 10); }), "power: rate is 1.5, but must lie between 0 and 1");
  EXPECT_EQ(refusal([] { return power(0.5, 10, not_a_number, 10); }),
            "power: reference_rate is nan, but must lie between 0 and 1");
  EXPECT_EQ(refusal([] { return power(0.5, -1, 0.5, 10); }), "power: total is -1, but must lie between 0 and 2^53");
  EXPECT_EQ(refusal([] { return cohen_h(-0.1, 0.5); }), "cohen_h: rate is -0.1, but must lie between 0 and 1");
}

TEST(CohenH, KeepsItsDigitsForCloseRates) {
  // 2 asin √p1 − 2 asin √p2 at 0.3 and the next double but 3 above it: d / √(p(1−p)) to first order.
  double next = 0.3;
  for (int i = 0; i < 3; ++i) next = std::nextafter(next, 1.0);
  EXPECT_TRUE(close(cohen_h(next, 0.3), (next - 0.3) / std::sqrt(0.3 * 0.7), 1e-14));
  EXPECT_TRUE(close(cohen_h(1.0, 0.0), 4.0 * std::atan(1.0), 1e-15));
  EXPECT_EQ(cohen_h(0.0, 0.0), 0.0);
  EXPECT_EQ(cohen_h(1.0, 1.0), 0.0);
  EXPECT_TRUE(close(cohen_h(1e-300, 0.0), 2e-150, 1e-14));
}

// The chance that both one-sided score tests succeed, by weighing every table.
double enumerated_equivalence(double p1, Count n1, double p2, Count n2, const Margin& margin, double z) {
  const double total = static_cast<double>(n1 + n2);
  const double corrected = std::sqrt((total - 1.0) / total);
  std::vector<double> second;
  for (Count j = 0; j <= n2; ++j) second.push_back(static_cast<double>(mass(j, n2, p2)));
  double sum = 0.0;
  for (Count i = 0; i <= n1; ++i) {
    const double first = static_cast<double>(mass(i, n1, p1));
    if (first < 1e-9) continue;
    for (Count j = 0; j <= n2; ++j) {
      if (second[static_cast<std::size_t>(j)] < 1e-9) continue;
      const detail::TwoRates r{static_cast<double>(i), static_cast<double>(n1), static_cast<double>(j), static_cast<double>(n2)};
      if (detail::ratio_score(r, margin.lower) * corrected > z && -detail::ratio_score(r, margin.upper) * corrected > z)
        sum += first * second[static_cast<std::size_t>(j)];
    }
  }
  return sum;
}

TEST(EquivalencePower, IsNearTheTruthByEnumeration) {
  const double z = detail::one_sided_level(Confidence(0.95), "test").z;
  struct Case {
    double p1;
    Count n1;
    double p2;
    Count n2;
  };
  for (const Case& c :
       {Case{0.5, 400, 0.5, 400}, Case{0.4, 700, 0.4, 500}, Case{0.6, 300, 0.62, 350}, Case{0.3, 800, 0.32, 900}}) {
    const double approximate = equivalence_power(c.p1, c.n1, c.p2, c.n2).power;
    const double truth = enumerated_equivalence(c.p1, c.n1, c.p2, c.n2, Margin{}, z);
    EXPECT_NEAR(approximate, truth, 0.02) << c.p1 << " " << c.n1 << " " << c.p2 << " " << c.n2;
    EXPECT_GT(truth, 0.3) << "a case that says something";
  }
}

TEST(EquivalencePower, GrowsWithTheGroupsAndTheMargin) {
  double before = -1.0;
  for (const Count n : {Count{500}, Count{1000}, Count{2000}, Count{8000}}) {
    const double now = equivalence_power(0.25, n, 0.25, n).power;
    EXPECT_GT(now, before);
    before = now;
  }
  before = -1.0;
  for (const double upper : {1.12, 1.2, 1.25, 1.5}) {
    const double now = equivalence_power(0.25, 2000, 0.25, 2000, {Margin{1.0 / upper, upper}, Confidence(0.95)}).power;
    EXPECT_GT(now, before);
    before = now;
  }
  EXPECT_EQ(equivalence_power(0.1, 100, 0.1, 100).power, 0.0) << "hopeless";
  EXPECT_LT(equivalence_power(0.4, 100000, 0.2, 100000).power, 1e-12) << "they differ";
  EXPECT_NEAR(equivalence_power(0.25, 100000, 0.2, 100000).power, 0.05, 0.003) << "on the margin it is the size";
  EXPECT_EQ(equivalence_power(0.0, 100, 0.0, 100).power, 0.0);
  EXPECT_EQ(equivalence_power(1.0, 500, 1.0, 500).power, 1.0);
  EXPECT_EQ(equivalence_power(0.5, 0, 0.5, 10).status, Status::undefined);
  EXPECT_NE(refusal([] { return equivalence_power(0.5, 10, 0.5, 10, {Margin{1.1, 1.2}, Confidence(0.95)}); }), "accepted");
  EXPECT_NE(refusal([] { return equivalence_power(0.5, 10, 0.5, 10, {Margin{}, Confidence(0.4)}); }), "accepted");
}

TEST(EquivalencePower, SmallGroupsCarryTheCorrectionOfTheTest) {
  // The definition in mpmath, 40 digits; without N/(N−1) 0.95 and more.
  EquivalencePowerOptions options;
  options.margin = {0.4, 2.5};
  EXPECT_TRUE(close(equivalence_power(0.5, 40, 0.5, 30, options).power, 0.92754117881828617, 1e-12));
  options.margin = {0.125, 8.0};
  EXPECT_TRUE(close(equivalence_power(0.5, 12, 0.5, 10, options).power, 0.94582145548402262, 1e-12));
}

TEST(Power, TheLimitOfSizeIsTenMillionTables) {
  const PowerOptions options{Method::pearson_chi2_exact, Confidence{0.95}};
  EXPECT_EQ(power(0.5, 9, 0.5, 999'999, options).status, Status::ok);
  EXPECT_EQ(power(0.5, 9, 0.5, 1'000'000, options).status, Status::too_large);
}

}  // namespace
