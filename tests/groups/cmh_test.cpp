#include "equitable/groups/cmh.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "equitable/significance/score.hpp"
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

TEST(Cmh, HandWorked) {
  // Observed 11 of 8.5 expected, V = 100·12·8/(400·19) + 100·5·15/(400·19) = 2.25.
  const Strata strata{{{8, 10}, {4, 10}}, {{3, 10}, {2, 10}}};
  EXPECT_TRUE(close(cmh_test(strata).statistic, 2.5 * 2.5 / 2.25, 1e-15));
  EXPECT_TRUE(close(cmh_test(strata, {CmhMethod::cmh_cc}).statistic, 2.0 * 2.0 / 2.25, 1e-15));
  EXPECT_TRUE(close(cmh_test(strata, {CmhMethod::cochran}).statistic, 2.5 * 2.5 / (2.25 * 19 / 20), 1e-15));
  EXPECT_TRUE(close(cmh_test(strata, {CmhMethod::cmh, Alternative::greater}).statistic, 2.5 / 1.5, 1e-15));
  EXPECT_TRUE(close(cmh_test(strata, {CmhMethod::cmh_cc, Alternative::less}).statistic, 2.0 / 1.5, 1e-15));
  // E = 6 and 2.5, least 2 and 0, most 10 and 5.
  EXPECT_EQ(mantel_fleiss(strata), 6.5);
  EXPECT_STREQ(cmh_test(strata).method, "cmh");
  EXPECT_STREQ(cmh_test(strata, {CmhMethod::cochran}).method, "cochran");
}

TEST(Cmh, OneStratumIsTheTwoGroupTest) {
  const auto law = [](const Table2x2& t) {
    const Strata strata{t};
    for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
      const TestResult corrected = cmh_test(strata, {CmhMethod::cmh, alternative});
      const TestResult plain = cmh_test(strata, {CmhMethod::cochran, alternative});
      const TestResult own = score_test(t, {SignificanceMethod::n_minus_1_chi2, alternative});
      const TestResult pearson = score_test(t, {SignificanceMethod::pearson_chi2, alternative});
      ASSERT_TRUE(close(corrected.statistic, own.statistic, 1e-13)) << describe(t);
      ASSERT_TRUE(close_probability(corrected.pvalue, own.pvalue, 1e-11)) << describe(t);
      ASSERT_TRUE(close(plain.statistic, pearson.statistic, 1e-13)) << describe(t);
      ASSERT_EQ(corrected.status, own.status) << describe(t);
    }
  };
  EXPECT_EQ(support::for_each_table(10, law), 4225);
  // Below 1e-200 the p of a rounded statistic has lost its last digits: tables without a far tail.
  RandomTables random(31);
  for (int i = 0; i < 20000 && !HasFailure(); ++i) {
    const Table2x2 t = random.table(1000000000);
    if (score_test(t).statistic < 1000.0) law(t);
  }
}

TEST(Cmh, OrderSwapAndComplement) {
  RandomTables random(32);
  for (int i = 0; i < 5000 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 7, i % 2 == 0 ? 30 : 1000000000);
    const std::string text = describe(strata);
    for (const CmhMethod method : {CmhMethod::cmh, CmhMethod::cmh_cc, CmhMethod::cochran}) {
      const TestResult here = cmh_test(strata, {method});
      for (const Strata& turned : {support::reversed(strata), strata.swapped(), strata.complement()}) {
        ASSERT_TRUE(close(cmh_test(turned, {method}).statistic, here.statistic, 1e-12, 1e-25)) << text;
        ASSERT_EQ(cmh_test(turned, {method}).status, here.status) << text;
      }
      const TestResult up = cmh_test(strata, {method, Alternative::greater});
      const TestResult down = cmh_test(strata.swapped(), {method, Alternative::less});
      ASSERT_TRUE(close(up.statistic, -down.statistic, 1e-12, 1e-12)) << text;
    }
    ASSERT_TRUE(close(mantel_fleiss(strata.swapped()), mantel_fleiss(strata), 1e-13)) << text;
    ASSERT_TRUE(close(mantel_fleiss(strata.complement()), mantel_fleiss(strata), 1e-13)) << text;
    // Four of each: D is four times, V four times.
    ASSERT_TRUE(close(cmh_test(support::repeated(strata, 4)).statistic, 4.0 * cmh_test(strata).statistic, 1e-12, 1e-25)) << text;
  }
}

TEST(Cmh, AgreesWithItsDefinitionInWholeNumbers) {
  RandomTables random(33);
  for (int i = 0; i < 10000 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 6, 100000);
    Real excess = 0, variance = 0, plain = 0, expected = 0, least = 0, most = 0;
    for (const Table2x2& t : strata) {
      const Real n = static_cast<Real>(t.total()), m = static_cast<Real>(t.events()), n1 = static_cast<Real>(t.group.total),
                 n0 = static_cast<Real>(t.reference.total);
      excess += static_cast<Real>(t.a() * t.d() - t.b() * t.c()) / n;
      plain += n1 * n0 * m * (n - m) / (n * n * n);
      variance += n1 * n0 * m * (n - m) / (n * n * (n - 1));
      expected += n1 * m / n;
      least += std::fmax(Real{0}, m - n0);
      most += std::fmin(m, n1);
    }
    if (!(variance > 0)) continue;
    const std::string text = describe(strata);
    ASSERT_TRUE(close(cmh_test(strata).statistic, static_cast<double>(excess * excess / variance), 1e-13, 1e-25)) << text;
    ASSERT_TRUE(
        close(cmh_test(strata, {CmhMethod::cochran}).statistic, static_cast<double>(excess * excess / plain), 1e-13, 1e-25))
        << text;
    const Real less = std::fmax(Real{0}, std::fabs(excess) - Real{1} / 2);
    ASSERT_TRUE(close(cmh_test(strata, {CmhMethod::cmh_cc}).statistic, static_cast<double>(less * less / variance), 1e-11, 1e-25))
        << text;
    ASSERT_TRUE(close(mantel_fleiss(strata), static_cast<double>(std::fmin(expected - least, most - expected)), 1e-13, 1e-13))
        << text;
  }
}

TEST(Cmh, SmallAndLargeCountsGoTwoRoadsToOneNumber) {
  RandomTables random(34);
  for (int i = 0; i < 20000 && !HasFailure(); ++i) {
    const Strata strata = random_strata(random, 6, detail::SmallCmh::largest_total);
    const detail::ComparableStrata rates(strata);
    detail::SmallCmh small;
    for (const detail::TwoRates& r : rates.view()) small.add(r.x1, r.n1, r.x2, r.n2);
    const detail::Twofold whole = detail::total_excess(rates.view());
    const detail::Twofold found = small.excess();
    ASSERT_NEAR((found.high - whole.high) + (found.low - whole.low), 0.0, 1e-15) << describe(strata);
    ASSERT_TRUE(close(small.variance(), detail::conditional_variance(rates.view()), 2e-15)) << describe(strata);
    ASSERT_EQ(small.empty(), rates.view().count == 0);
  }
  // Sums that cancel leave nothing but the rest: 2^24 thirds up and down, and one event.
  const Count third = 5592405;
  const Strata even{{{third, 3 * third}, {2 * third, 3 * third}}, {{2 * third, 3 * third}, {third, 3 * third}}, {{1, 2}, {0, 2}}};
  EXPECT_TRUE(close(cmh_test(even, {CmhMethod::cmh, Alternative::greater}).statistic,
                    0.5 / std::sqrt(detail::conditional_variance(detail::ComparableStrata(even).view())), 1e-14));
}

TEST(Cmh, Edges) {
  EXPECT_EQ(cmh_test(Strata()).status, Status::undefined);
  EXPECT_EQ(cmh_test(Strata{{{3, 7}, {0, 0}}}).status, Status::undefined);
  const TestResult silent = cmh_test(Strata{{{0, 7}, {0, 5}}, {{2, 2}, {3, 3}}});
  EXPECT_EQ(silent.status, Status::no_information);
  EXPECT_TRUE(std::isnan(silent.statistic) && std::isnan(silent.pvalue));
  // Opposite strata cancel exactly.
  const Strata even{{{1, 3}, {2, 3}}, {{2, 3}, {1, 3}}};
  EXPECT_EQ(cmh_test(even).statistic, 0.0);
  EXPECT_EQ(cmh_test(even).pvalue, 1.0);
  EXPECT_EQ(cmh_test(even, {CmhMethod::cmh, Alternative::greater}).pvalue, 0.5);
  // Half an event is all there is: 3/4 expected of 1 event, 1 observed, less ½.
  EXPECT_EQ(cmh_test(Strata{{{1, 3}, {0, 1}}}, {CmhMethod::cmh_cc}).statistic, 0.0);
  EXPECT_EQ(mantel_fleiss(Strata()), 0.0);
  // A far tail, and its own side.
  const Strata far{{{900, 2000}, {200, 2000}}, {{800, 2000}, {200, 2000}}};
  EXPECT_GT(cmh_test(far).pvalue, 1e-300);
  EXPECT_LT(cmh_test(far).pvalue, 1e-150);
  EXPECT_TRUE(close(cmh_test(far, {CmhMethod::cmh, Alternative::greater}).pvalue, 0.5 * cmh_test(far).pvalue, 1e-13));
}

}  // namespace
