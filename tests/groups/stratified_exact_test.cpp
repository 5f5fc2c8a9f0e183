#include "equitable/groups/stratified_exact.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "equitable/comparison/odds_ratio.hpp"
#include "equitable/significance/conditional_exact.hpp"
#include "support/compare.hpp"
#include "support/strata.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::close_probability;
using support::describe;
using support::random_strata;
using support::RandomTables;
using Real = long double;
using Exact = StratifiedExactTestMethod;
using Limits = StratifiedExactMethod;

Real choose(Count n, Count k) {
  Real product = 1;
  for (Count i = 1; i <= k; ++i) product = product * static_cast<Real>(n - k + i) / static_cast<Real>(i);
  return product;
}

/// The weights of all sums, by multiplying out the polynomials of the strata; whole numbers in long double.
struct Enumerated {
  std::vector<Real> weights;
  Count least = 0;
  Count observed = 0;

  explicit Enumerated(const Strata& strata) : weights{1} {
    for (const Table2x2& t : strata) {
      const Count m = t.events(), n1 = t.group.total, n0 = t.reference.total;
      const Count low = std::max<Count>(0, m - n0), high = std::min(n1, m);
      std::vector<Real> product(weights.size() + static_cast<std::size_t>(high - low), 0);
      for (Count k = low; k <= high; ++k)
        for (std::size_t i = 0; i < weights.size(); ++i)
          product[i + static_cast<std::size_t>(k - low)] += weights[i] * choose(n1, k) * choose(n0, m - k);
      weights = product;
      least += low;
      observed += t.a();
    }
  }
  [[nodiscard]] Real share(const std::vector<bool>& chosen) const {
    Real sum = 0, total = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      total += weights[i];
      if (chosen[i]) sum += weights[i];
    }
    return sum / total;
  }
  template <class Choice>
  [[nodiscard]] Real probability(const Choice& choice) const {
    std::vector<bool> chosen(weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i) chosen[i] = choice(least + static_cast<Count>(i), weights[i]);
    return share(chosen);
  }
  /// P(sum ≥ observed) + (share − 1) P(observed), at an odds ratio.
  [[nodiscard]] Real tail(Real odds_ratio, Real share_of_point, bool upper) const {
    Real sum = 0, total = 0, power = 1;
    for (std::size_t i = 0; i < weights.size(); ++i, power *= odds_ratio) {
      const Count k = least + static_cast<Count>(i);
      total += weights[i] * power;
      if (upper ? k > observed : k < observed) sum += weights[i] * power;
      if (k == observed) sum += share_of_point * weights[i] * power;
    }
    return sum / total;
  }
  [[nodiscard]] Real mean(Real odds_ratio) const {
    Real sum = 0, total = 0, power = 1;
    for (std::size_t i = 0; i < weights.size(); ++i, power *= odds_ratio) {
      total += weights[i] * power;
      sum += static_cast<Real>(least + static_cast<Count>(i)) * weights[i] * power;
    }
    return sum / total;
  }
};

double p_of(const Strata& strata, Exact method, Alternative alternative = Alternative::two_sided) {
  return stratified_exact_test(strata, {method, alternative}).pvalue;
}

TEST(StratifiedExact, HandWorked) {
  // Two tables of 1/1 v 0/1: sums 0, 1, 2 with weights 1, 2, 1, and 2 observed.
  const Strata strata{{{1, 1}, {0, 1}}, {{1, 1}, {0, 1}}};
  EXPECT_EQ(p_of(strata, Exact::exact_central, Alternative::greater), 0.25);
  EXPECT_EQ(p_of(strata, Exact::exact_central, Alternative::less), 1.0);
  EXPECT_EQ(p_of(strata, Exact::exact_midp_central, Alternative::greater), 0.125);
  EXPECT_EQ(p_of(strata, Exact::exact_midp_central), 0.25);
  EXPECT_EQ(p_of(strata, Exact::exact_minlike), 0.5);
  // The odds ratio with ψ²/(1 + ψ)² = 0.025, and none above.
  const Estimate limits = stratified_conditional_odds_ratio(strata, {Limits::exact_or});
  EXPECT_EQ(limits.value, infinity);
  EXPECT_EQ(limits.upper, infinity);
  EXPECT_EQ(limits.status, Status::unbounded);
  EXPECT_TRUE(close(limits.lower, 1.0 / (1.0 / std::sqrt(0.025) - 1.0), 1e-13));
  // One up, one down: ψ = 1 has the mean 1; P(≥ 1) = 1 − 1/(1 + ψ)² = 0.025.
  const Strata even{{{1, 1}, {0, 1}}, {{0, 1}, {1, 1}}};
  const Estimate both = stratified_conditional_odds_ratio(even, {Limits::exact_or});
  EXPECT_TRUE(close(both.value, 1.0, 1e-13));
  EXPECT_TRUE(close(both.lower, 1.0 / std::sqrt(0.975) - 1.0, 1e-13));
  EXPECT_TRUE(close(both.upper, 1.0 / (1.0 / std::sqrt(0.975) - 1.0), 1e-13));
}

TEST(StratifiedExact, AgreesWithTheMultipliedOutLaw) {
  RandomTables random(71);
  for (int i = 0; i < 3000 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 4, 10);
    const std::string text = describe(strata);
    const Enumerated law(strata);
    const Count s = law.observed;
    const Real point = law.probability([s](Count k, Real) { return k == s; });
    const Real greater = law.probability([s](Count k, Real) { return k >= s; });
    const Real less = law.probability([s](Count k, Real) { return k <= s; });
    const Real observed = law.weights[static_cast<std::size_t>(s - law.least)];
    const Real minlike = law.probability([observed](Count, Real w) { return w <= observed; });
    const auto same = [](double found, Real expected) { return close(found, static_cast<double>(expected), 1e-13); };
    ASSERT_TRUE(same(p_of(strata, Exact::exact_central, Alternative::greater), greater)) << text;
    ASSERT_TRUE(same(p_of(strata, Exact::exact_central, Alternative::less), less)) << text;
    ASSERT_TRUE(same(p_of(strata, Exact::exact_central), std::fmin(Real{1}, 2 * std::fmin(greater, less)))) << text;
    ASSERT_TRUE(same(p_of(strata, Exact::exact_midp_central, Alternative::greater), greater - point / 2)) << text;
    ASSERT_TRUE(same(p_of(strata, Exact::exact_midp_central), std::fmin(Real{1}, 2 * std::fmin(greater, less) - point))) << text;
    ASSERT_TRUE(same(p_of(strata, Exact::exact_minlike), minlike)) << text;
    for (const Limits method : {Limits::exact_or, Limits::midp_or}) {
      const Estimate found = stratified_conditional_odds_ratio(strata, {method, Confidence(0.9)});
      const Real share = method == Limits::exact_or ? 1 : Real{1} / 2;
      if (found.lower > 0.0) {
        ASSERT_TRUE(same(0.05, law.tail(found.lower, share, true))) << text;
      }
      if (found.upper < infinity) {
        ASSERT_TRUE(same(0.05, law.tail(found.upper, share, false))) << text;
      }
      ASSERT_EQ(found.lower == 0.0, s == law.least) << text;
      ASSERT_EQ(found.upper == infinity, static_cast<std::size_t>(s - law.least) + 1 == law.weights.size()) << text;
      if (found.value > 0.0 && found.value < infinity) {
        ASSERT_TRUE(close(static_cast<double>(law.mean(found.value)), static_cast<double>(s), 1e-13)) << text;
      }
    }
  }
}

TEST(StratifiedExact, OneStratumIsFishers) {
  const auto law = [](const Table2x2& t) {
    const Strata strata{t};
    for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
      const auto fisher = [&](SignificanceMethod method) { return conditional_exact_test(t, {method, alternative}); };
      const TestResult central = fisher(SignificanceMethod::fisher_central);
      ASSERT_TRUE(close_probability(p_of(strata, Exact::exact_central, alternative), central.pvalue, 1e-12)) << describe(t);
      ASSERT_TRUE(close_probability(p_of(strata, Exact::exact_minlike, alternative),
                                    fisher(SignificanceMethod::fisher_minlike).pvalue, 1e-12))
          << describe(t);
      ASSERT_TRUE(close_probability(p_of(strata, Exact::exact_midp_central, alternative),
                                    fisher(SignificanceMethod::fisher_midp_central).pvalue, 1e-12))
          << describe(t);
      ASSERT_EQ(stratified_exact_test(strata, {Exact::exact_central, alternative}).status, central.status) << describe(t);
    }
    const Estimate own = conditional_odds_ratio(t, {OddsRatioMethod::conditional_mid_p});
    const Estimate found = stratified_conditional_odds_ratio(strata);
    ASSERT_TRUE(close(found.value, own.value, 1e-12)) << describe(t);
    ASSERT_TRUE(close(found.lower, own.lower, 1e-12)) << describe(t);
    ASSERT_TRUE(close(found.upper, own.upper, 1e-12)) << describe(t);
    ASSERT_EQ(found.status, own.status) << describe(t);
    const Estimate exact = conditional_odds_ratio(t, {OddsRatioMethod::exact_conditional_central});
    ASSERT_TRUE(close(stratified_conditional_odds_ratio(strata, {Limits::exact_or}).lower, exact.lower, 1e-12)) << describe(t);
  };
  EXPECT_EQ(support::for_each_table(7, law), 1225);
  RandomTables(72).for_each(300, 3000, law);
}

TEST(StratifiedExact, OrderSwapComplementLevelsAndDuality) {
  RandomTables random(73);
  for (int i = 0; i < 600 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 6, i % 2 == 0 ? 10 : 200);
    const std::string text = describe(strata);
    for (const Exact method : {Exact::exact_central, Exact::exact_minlike, Exact::exact_midp_central}) {
      const double here = p_of(strata, method);
      ASSERT_LE(here, 1.0) << text;
      for (const Strata& other : {support::reversed(strata), strata.swapped(), strata.complement()})
        ASSERT_TRUE(close_probability(p_of(other, method), here, 1e-11)) << text;
      ASSERT_TRUE(
          close_probability(p_of(strata.swapped(), method, Alternative::less), p_of(strata, method, Alternative::greater), 1e-11))
          << text;
    }
    for (const Limits method : {Limits::exact_or, Limits::midp_or}) {
      const Estimate here = stratified_conditional_odds_ratio(strata, {method});
      for (const Strata& other : {strata.swapped(), strata.complement()}) {
        const Estimate there = stratified_conditional_odds_ratio(other, {method});
        ASSERT_TRUE(close(there.value, 1.0 / here.value, 1e-11)) << text;
        ASSERT_TRUE(close(there.lower, 1.0 / here.upper, 1e-11)) << text;
        ASSERT_TRUE(close(there.upper, 1.0 / here.lower, 1e-11)) << text;
      }
      if (std::isnan(here.value)) continue;
      const Estimate wider = stratified_conditional_odds_ratio(strata, {method, Confidence(0.99)});
      ASSERT_LE(wider.lower, here.lower) << text;
      ASSERT_LE(here.lower, here.value) << text;
      ASSERT_LE(here.value, here.upper) << text;
      ASSERT_LE(here.upper, wider.upper) << text;
      const double p = p_of(strata, method == Limits::exact_or ? Exact::exact_central : Exact::exact_midp_central);
      if (std::fabs(p - 0.05) > 1e-9) {
        ASSERT_EQ(p<0.05, here.lower> 1.0 || here.upper < 1.0) << text << p;
      }
      const Estimate alone = stratified_conditional_odds_ratio(strata, {method, Confidence(0.975), Alternative::greater});
      ASSERT_TRUE(close(alone.lower, here.lower, 1e-11)) << text;
      ASSERT_EQ(alone.upper, infinity) << text;
    }
  }
}

TEST(StratifiedExact, FarTailsKeepTheirDigits) {
  // All of the group and none of the reference: the one table that the tail holds, with probability 1/C(2n, n) a stratum.
  for (const Count n : {Count{10}, Count{100}, Count{166}}) {
    const Strata strata{{{n, n}, {0, n}}, {{n, n}, {0, n}}, {{n, n}, {0, n}}};
    const Real expected = 1 / (choose(2 * n, n) * choose(2 * n, n) * choose(2 * n, n));
    ASSERT_GT(expected, 1e-299L);
    EXPECT_TRUE(close(p_of(strata, Exact::exact_central, Alternative::greater), static_cast<double>(expected), 1e-13)) << n;
    EXPECT_TRUE(close(p_of(strata, Exact::exact_midp_central), static_cast<double>(expected), 1e-13)) << n;
    EXPECT_TRUE(close(p_of(strata, Exact::exact_minlike), static_cast<double>(2 * expected), 1e-13)) << n;
    const Estimate limits = stratified_conditional_odds_ratio(strata, {Limits::exact_or});
    EXPECT_EQ(limits.upper, infinity);
    EXPECT_TRUE(std::isfinite(limits.lower));
    EXPECT_GT(limits.lower, static_cast<double>(n));
  }
  // One person short of it: the law of Σ C(n,k)² is symmetric, so the tails of both ends are the same.
  const Strata near{{{149, 150}, {1, 150}}, {{150, 150}, {0, 150}}};
  const double greater = p_of(near, Exact::exact_central, Alternative::greater);
  EXPECT_TRUE(close(greater, static_cast<double>((1 + 2 * 150.0L * 150.0L) / (choose(300, 150) * choose(300, 150))), 1e-13));
  EXPECT_TRUE(close(p_of(near, Exact::exact_minlike), 2.0 * greater, 1e-13));
  // Beyond the smallest double: 0, and no NaN.
  const Strata beyond{{{600, 600}, {0, 600}}, {{600, 600}, {0, 600}}};
  EXPECT_EQ(p_of(beyond, Exact::exact_central, Alternative::greater), 0.0);
  EXPECT_EQ(p_of(beyond, Exact::exact_central, Alternative::less), 1.0);
  EXPECT_TRUE(std::isfinite(stratified_conditional_odds_ratio(beyond).lower));
}

TEST(StratifiedExact, OneWithoutTheOutcomeAmongTwoToThe53) {
  // By mpmath at 60 digits. Of the first, P(>= s) is 7e-1050, below every double.
  const Strata far{{{max_count - 2, max_count - 1}, {52, 127}}};
  EXPECT_EQ(p_of(far, Exact::exact_central, Alternative::greater), 0.0);
  EXPECT_EQ(p_of(far, Exact::exact_central, Alternative::less), 1.0);
  EXPECT_EQ(p_of(far, Exact::exact_midp_central, Alternative::two_sided), 0.0);
  const Strata near{{{max_count - 2, max_count - 1}, {1, 3}}};
  EXPECT_TRUE(close(p_of(near, Exact::exact_central, Alternative::greater), 2.2186712959340947995e-31, 1e-14));
  EXPECT_TRUE(close(p_of(near, Exact::exact_midp_central, Alternative::greater), 1.1093356479670474408e-31, 1e-14));
  EXPECT_EQ(p_of(near, Exact::exact_central, Alternative::less), 1.0);
  const Strata some{{{max_count - 4, max_count - 1}, {120, 127}}};
  EXPECT_TRUE(close(p_of(some, Exact::exact_central, Alternative::greater), 1.1235932755532428367e-95, 1e-13));
  EXPECT_TRUE(close(p_of(some, Exact::exact_midp_central, Alternative::greater), 5.6179663777662422511e-96, 1e-13));
}

TEST(StratifiedExact, LimitsAreInOrderAtALevelOfAlmostNothing) {
  // Both are the odds ratio at which either tail, less half of P(s), is one half: 1162.1798622921648 (mpmath at 60 digits). The law has
  // humps of 7 powers of ten apart, so that the tail is flat there.
  const Strata humps{{{1, 133374582671}, {1, 1024}}, {{1, 10}, {1, 1759218602426691}}};
  for (const double level : {1e-300, 1e-72, 1e-20}) {
    const Estimate found = stratified_conditional_odds_ratio(humps, {Limits::midp_or, Confidence(level)});
    EXPECT_LE(found.lower, found.upper) << level;
    EXPECT_TRUE(close(found.lower, 1162.1798622921648, 1e-4));
    EXPECT_TRUE(close(found.upper, 1162.1798622921648, 1e-4));
    EXPECT_TRUE(close(found.value, 1162.1798622923549, 1e-12));
  }
  const Estimate wide = stratified_conditional_odds_ratio(humps);
  EXPECT_TRUE(close(wide.lower, 2.2103724114032661e-9, 1e-13));
  EXPECT_TRUE(close(wide.upper, 636135299140913.71, 1e-13));
}

TEST(StratifiedExact, Edges) {
  EXPECT_EQ(stratified_exact_test(Strata()).status, Status::undefined);
  EXPECT_EQ(stratified_conditional_odds_ratio(Strata()).status, Status::undefined);
  const Strata silent{{{0, 4}, {0, 6}}, {{3, 3}, {2, 2}}};
  EXPECT_EQ(stratified_exact_test(silent).status, Status::no_information);
  EXPECT_EQ(stratified_exact_test(silent).pvalue, 1.0);
  const Estimate none = stratified_conditional_odds_ratio(silent);
  EXPECT_TRUE(std::isnan(none.value));
  EXPECT_EQ(none.lower, 0.0);
  EXPECT_EQ(none.upper, infinity);
  EXPECT_EQ(none.status, Status::undefined);
  const Strata large{{{9000, 20000}, {11000, 20000}}};
  EXPECT_EQ(stratified_exact_test(large).status, Status::too_large);
  EXPECT_TRUE(std::isnan(stratified_exact_test(large).pvalue));
  EXPECT_EQ(stratified_conditional_odds_ratio(large).status, Status::too_large);
  EXPECT_TRUE(std::isnan(stratified_conditional_odds_ratio(large).upper));
  // Few events among many: a small support whatever the totals, and Poisson in the limit: here a binomial of 6 with share 1/2.
  const Strata rare{{{4, max_count / 4}, {1, max_count / 4}}, {{1, max_count / 4}, {0, max_count / 4}}};
  EXPECT_TRUE(close(p_of(rare, Exact::exact_central, Alternative::greater), 7.0 / 64.0, 1e-13));
  EXPECT_TRUE(close(stratified_conditional_odds_ratio(rare).value, 5.0, 1e-12));
  EXPECT_EQ(support::refusal([&] {
              return stratified_conditional_odds_ratio(rare, {Limits::midp_or, Confidence(0.5), Alternative::less}).value;
            }),
            "stratified_conditional_odds_ratio: confidence_level is 0.5, but must be above 0.5 for a one-sided limit");
  // Hundreds of pairs: every stratum 1 v 1.
  Strata pairs;
  for (int i = 0; i < 300; ++i) pairs.add(i < 180 ? 1 : 0, 1, i < 180 ? 0 : 1, 1);
  EXPECT_TRUE(close(stratified_conditional_odds_ratio(pairs).value, 180.0 / 120.0, 1e-12));
}

}  // namespace
