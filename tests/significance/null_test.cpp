#include "equitable/significance/null.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "equitable/comparison/odds_ratio.hpp"
#include "equitable/comparison/rate_difference.hpp"
#include "equitable/comparison/relative_likelihood.hpp"
#include "support/compare.hpp"
#include "support/naive.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::describe;
using support::identical;
using support::RandomTables;
using support::refusal;
using Method = SignificanceMethod;

constexpr std::array<Method, 10> methods{Method::n_minus_1_chi2, Method::pearson_chi2, Method::yates_chi2, Method::g_test,
                                         Method::g_williams,     Method::z_pooled,     Method::z_unpooled, Method::log_rr_wald,
                                         Method::log_or_wald,    Method::scas};

TestResult test_of(const Table2x2& table, Method method, const Null& null, Alternative alternative = Alternative::two_sided) {
  return null_test(table, {method, alternative, null});
}

double root_of(const Table2x2& table, Method method, const Null& null) {
  return test_of(table, method, null, Alternative::greater).statistic;
}

Method wald_of(Measure measure) {
  return measure == Measure::ratio        ? Method::log_rr_wald
         : measure == Measure::difference ? Method::z_unpooled
                                          : Method::log_or_wald;
}

// Worked out with 60 digits from the definitions: restricted rates, score, skewness, likelihood.
TEST(NullTests, KeepTheirDigits) {
  struct Case {
    Table2x2 table;
    Null null;
    std::array<double, 5> roots;  // n_minus_1_chi2, pearson_chi2, scas, g_test, and the Wald test of the measure
  };
  const std::vector<Case> cases{
      {{{596, 3842}, {207, 2386}},
       {Measure::ratio, 0.8},
       {1.1032732956517342114e+1, 1.1033618799624194915e+1, 1.1145851401136107442e+1, 1.1271867689586598333e+1,
        1.053420930993556133e+1}},
      {{{596, 3842}, {207, 2386}},
       {Measure::ratio, 1.25},
       {4.7531082857005224791, 4.7534899235256749024, 4.8341808496834095795, 4.8496417425673718071, 4.6889572855818851238}},
      {{{596, 3842}, {207, 2386}},
       {Measure::difference, -0.05},
       {1.2797882251821304708e+1, 1.279890982276132213e+1, 1.3195923360194979999e+1, 1.3391226678133131026e+1,
        1.442705042534766813e+1}},
      {{{596, 3842}, {207, 2386}},
       {Measure::difference, 0.1},
       {-3.9035217569112764192, -3.9038351795105941258, -3.8866404636458988011, -3.8914547040701001217, -3.8548694934377900097}},
      {{{596, 3842}, {207, 2386}},
       {Measure::odds_ratio, 0.5},
       {1.6691456007899225226e+1, 1.6692796202691051471e+1, 1.6517050133194311526e+1, 1.6893978876948808479e+1,
        1.58516011549964935e+1}},
      {{{596, 3842}, {207, 2386}},
       {Measure::odds_ratio, 3.0},
       {-5.1875515648374387951, -5.1879680850970395773, -4.994358382952447428, -5.0007979385196430632, -5.1542504372980207088}},
      {{{7, 9}, {2, 11}},
       {Measure::ratio, 0.8},
       {3.0652786912542450632, 3.1449095803347681972, 2.9667697689264875547, 3.1718773470240413512, 2.525134815494097627}},
      {{{7, 9}, {2, 11}},
       {Measure::ratio, 1.25},
       {2.1478678908165469068, 2.2036659591165764772, 2.1768838227415636949, 2.3029288192058911339, 1.8529706644559583078}},
      {{{7, 9}, {2, 11}},
       {Measure::difference, -0.05},
       {2.8202484328555628657, 2.8935138396118887472, 2.7875356724448970848, 2.967024858288667634, 3.5706332880481575413}},
      {{{7, 9}, {2, 11}},
       {Measure::difference, 0.1},
       {2.1706257534674561019, 2.2270150335361365696, 2.19170783570248584, 2.3175195651931969816, 2.7414870124028855757}},
      {{{7, 9}, {2, 11}},
       {Measure::odds_ratio, 0.5},
       {3.4007094466077280573, 3.4890542739510131596, 3.2940880542967038548, 3.4976418081110012234, 3.0808762648434093851}},
      {{{7, 9}, {2, 11}},
       {Measure::odds_ratio, 3.0},
       {1.4854141416614099305, 1.5240027532257570001, 1.4452885349859928704, 1.5946161435991075928, 1.480815642096277239}},
      {{{0, 12}, {3, 10}},
       {Measure::ratio, 0.8},
       {-1.772134126280426787, -1.813837105533449678, -1.7876325190985806259, -2.1222181229846131721, not_a_number}},
      {{{0, 12}, {3, 10}},
       {Measure::ratio, 1.25},
       {-2.2439868876130520378, -2.2967938039916682042, -2.126382766037517067, -2.4885630582366869517, not_a_number}},
      {{{0, 12}, {3, 10}},
       {Measure::difference, -0.05},
       {-1.7745022840069278518, -1.8162609922429162973, -1.7272122575553977743, -1.9885443650520473098, -1.7251638983558855253}},
      {{{0, 12}, {3, 10}},
       {Measure::difference, 0.1},
       {-2.435194076065787853, -2.4925006007386192559, -2.4058173392334633604, -2.8714106544936232168, -2.7602622373694169095}},
      {{{0, 12}, {3, 10}},
       {Measure::odds_ratio, 0.5},
       {-1.4765248027612618331, -1.5112713167541777198, -1.4895177660042492094, -1.8300589224868769501, not_a_number}},
      {{{0, 12}, {3, 10}},
       {Measure::odds_ratio, 3.0},
       {-3.1697319628233015867, -3.2443240968626784906, -2.6482244276233696581, -3.1044168540940258613, not_a_number}},
      {{{300000000, 1000000000}, {300030000, 1000000000}},
       {Measure::ratio, 0.8},
       {3.2682529041921118597e+3, 3.268252905009175086e+3, 3.2530479877562499091e+3, 3.2556373289656418096e+3,
        3.2651399457240718168e+3}},
      {{{300000000, 1000000000}, {300030000, 1000000000}},
       {Measure::ratio, 1.25},
       {-3.2711999751565488175e+3, -3.2711999759743488116e+3, -3.2559677050779364604e+3, -3.2585640083859410042e+3,
        -3.268067604118305866e+3}},
      {{{300000000, 1000000000}, {300030000, 1000000000}},
       {Measure::difference, -0.05},
       {2.439140481367846718e+3, 2.4391404819776318386e+3, 2.4376338565183349783e+3, 2.438692645339324521e+3,
        2.438251502958754928e+3}},
      {{{300000000, 1000000000}, {300030000, 1000000000}},
       {Measure::difference, 0.1},
       {-4.8885287311654236362e+3, -4.8885287323875558195e+3, -4.8762201006754183259e+3, -4.8845921875406176554e+3,
        -4.8808944935153943453e+3}},
      {{{300000000, 1000000000}, {300030000, 1000000000}},
       {Measure::odds_ratio, 0.5},
       {7.1550169023482557002e+3, 7.1550169041370099264e+3, 7.0483289625894642843e+3, 7.0751213582471520982e+3,
        7.1012826586879311656e+3}},
      {{{300000000, 1000000000}, {300030000, 1000000000}},
       {Measure::odds_ratio, 3.0},
       {-1.1480344512500030991e+4, -1.148034451537011712e+4, -1.1046145442949214819e+4, -1.1155805091000471993e+4,
        -1.1259050664626224341e+4}},
      {{{3, 10}, {30000001, 100000000}},
       {Measure::ratio, 0.8},
       {4.4426157262974284653e-1, 4.442615748510505042e-1, 4.9284572317073491205e-1, 4.3304487688130370221e-1,
        4.6195094654973787796e-1}},
      {{{3, 10}, {30000001, 100000000}},
       {Measure::ratio, 1.25},
       {-4.8989799294138764761e-1, -4.8989799539087738574e-1, -4.6865933172811406116e-1, -4.9773520350964305401e-1,
        -4.6195108456284066047e-1}},
      {{{3, 10}, {30000001, 100000000}},
       {Measure::difference, -0.05},
       {3.6514826877130966236e-1, 3.6514827059705083733e-1, 4.1549977753479278814e-1, 3.5781150300088886871e-1,
        3.4503269341298662585e-1}},
      {{{3, 10}, {30000001, 100000000}},
       {Measure::difference, 0.1},
       {-6.4549725711343826861e-1, -6.4549726034092425564e-1, -6.3259100210487747771e-1, -6.5728009991626135649e-1,
        -6.9006559384563070343e-1}},
      {{{3, 10}, {30000001, 100000000}},
       {Measure::odds_ratio, 0.5},
       {1.0246949433222966193, 1.024694948445770862, 1.0209139951655766396, 9.5315492082492783398e-1, 1.0044655741754845793}},
      {{{3, 10}, {30000001, 100000000}},
       {Measure::odds_ratio, 3.0},
       {-1.6733200132645572646, -1.673320021631156557, -1.6504260238504388079, -1.6758277879248410591, -1.5920404467128368115}},
      {{{5, 5}, {8, 8}},
       {Measure::ratio, 0.8},
       {1.0741723110591491717, 1.118033988749894693, 1.0936034426488016576, 1.4937990203310808848, infinity}},
      {{{5, 5}, {8, 8}},
       {Measure::ratio, 1.25},
       {-1.3587324409735149007, -1.4142135623730950488, -1.4437344054140108904, -1.8895229083097553417, -infinity}},
      {{{5, 5}, {8, 8}},
       {Measure::difference, -0.05},
       {4.9286405809014419797e-1, 5.1298917604257706272e-1, 2.3496330338082134961e-1, 7.1619337044928401339e-1, infinity}},
      {{{5, 5}, {8, 8}},
       {Measure::difference, 0.1},
       {-9.0582162731567662842e-1, -9.4280904158206339494e-1, -8.7256735241713048674e-1, -1.2983713838980050928, -infinity}},
  };
  for (const Case& each : cases) {
    const std::array<Method, 5> tried{Method::n_minus_1_chi2, Method::pearson_chi2, Method::scas, Method::g_test,
                                      wald_of(each.null.measure)};
    for (std::size_t i = 0; i < tried.size(); ++i)
      EXPECT_TRUE(close(root_of(each.table, tried[i], each.null), each.roots[i], 1e-13))
          << describe(each.table) << " " << name(each.null.measure) << " " << each.null.value << " " << name(tried[i]);
    EXPECT_EQ(root_of(each.table, Method::z_pooled, each.null), root_of(each.table, Method::pearson_chi2, each.null));
  }
}

// Against the shortest road from the definitions, in long double.
void the_definition_agrees(const Table2x2& t) {
  const support::naive::Counts c = support::naive::counts(t);
  for (const double ratio : {0.5, 0.8, 1.25, 4.0}) {
    if (t.events() == 0) continue;
    const auto expected = static_cast<double>(support::naive::ratio_z(c, static_cast<long double>(ratio), true));
    ASSERT_TRUE(close(root_of(t, Method::n_minus_1_chi2, {Measure::ratio, ratio}), expected, 1e-12, 1e-14)) << describe(t);
  }
  for (const double difference : {-0.7, -0.05, 0.05, 0.3}) {
    const auto expected = static_cast<double>(support::naive::difference_z(c, static_cast<long double>(difference), false));
    ASSERT_TRUE(close(root_of(t, Method::pearson_chi2, {Measure::difference, difference}), expected, 1e-12, 1e-14))
        << describe(t);
  }
}

TEST(NullTests, AgreeWithTheDefinitionOnSmallTables) { support::for_each_table(12, the_definition_agrees); }

TEST(NullTests, EqualityIsTheSameByAnyMeasure) {
  support::for_each_table(8, [](const Table2x2& t) {
    for (const Method method : methods)
      for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
        const TestResult expected = score_test(t, {method, alternative});
        for (const Null& null : {Null{}, Null{Measure::difference, 0.0}, Null{Measure::odds_ratio, 1.0}}) {
          const TestResult test = test_of(t, method, null, alternative);
          ASSERT_TRUE(identical(test.statistic, expected.statistic) && identical(test.pvalue, expected.pvalue)) << describe(t);
          ASSERT_EQ(test.status, expected.status) << describe(t);
        }
      }
  });
  // And the statistics at other nulls run into it.
  RandomTables(71).for_each(2000, 100000, [](const Table2x2& t) {
    if (t.events() == 0 || t.events() == t.total()) return;
    for (const Method method : {Method::n_minus_1_chi2, Method::pearson_chi2, Method::g_test, Method::scas}) {
      const double at = root_of(t, method, {});
      for (const Null& near :
           {Null{Measure::ratio, 1.0 + 1e-12}, Null{Measure::difference, 1e-13}, Null{Measure::odds_ratio, 1.0 - 1e-12}})
        ASSERT_TRUE(close(root_of(t, method, near), at, 1e-6, 1e-6))
            << describe(t) << " " << name(method) << " " << name(near.measure);
    }
  });
}

std::vector<Null> some_nulls() {
  return {{Measure::ratio, 0.5},       {Measure::ratio, 0.8},        {Measure::ratio, 1.25},      {Measure::ratio, 3.0},
          {Measure::difference, -0.3}, {Measure::difference, -0.05}, {Measure::difference, 0.05}, {Measure::difference, 0.3},
          {Measure::odds_ratio, 0.25}, {Measure::odds_ratio, 0.8},   {Measure::odds_ratio, 1.25}, {Measure::odds_ratio, 5.0}};
}

Interval interval_of(const Table2x2& t, Method method, Measure measure, double level) {
  const Confidence confidence(level);
  Estimate estimate{};
  if (measure == Measure::ratio) {
    using M = RelativeLikelihoodMethod;
    estimate = relative_likelihood(t, {method == Method::n_minus_1_chi2 ? M::miettinen_nurminen
                                       : method == Method::scas         ? M::scas
                                       : method == Method::g_test       ? M::profile_lr
                                       : method == Method::log_rr_wald  ? M::katz_log
                                                                        : M::koopman,
                                       confidence});
  } else if (measure == Measure::difference) {
    using M = RateDifferenceMethod;
    estimate = rate_difference(t, {method == Method::n_minus_1_chi2 ? M::miettinen_nurminen
                                   : method == Method::scas         ? M::scas
                                   : method == Method::g_test       ? M::profile_lr
                                   : method == Method::z_unpooled   ? M::wald
                                                                    : M::mee,
                                   confidence});
  } else {
    using M = OddsRatioMethod;
    estimate = odds_ratio(t, {method == Method::n_minus_1_chi2 ? M::miettinen_nurminen
                              : method == Method::scas         ? M::scas
                              : method == Method::g_test       ? M::profile_lr
                              : method == Method::log_or_wald  ? M::woolf_logit
                                                               : M::score_uncorrected,
                              confidence});
  }
  return {estimate.lower, estimate.upper};
}

// p < α exactly when the null lies outside the interval; tables within rounding of p = α left out.
void interval_and_test_agree(const Table2x2& t, double level) {
  const double alpha = Confidence(level).alpha();
  for (const Measure measure : {Measure::ratio, Measure::difference, Measure::odds_ratio})
    for (const Method method : {Method::n_minus_1_chi2, Method::pearson_chi2, Method::g_test, Method::scas, wald_of(measure)}) {
      const Interval interval = interval_of(t, method, measure, level);
      for (const Null& null : some_nulls()) {
        if (null.measure != measure) continue;
        const TestResult two = test_of(t, method, null);
        if (std::fabs(two.pvalue - alpha) < 1e-10) continue;
        const bool above = interval.lower > null.value;
        const bool below = interval.upper < null.value;
        if (above || below) {
          ASSERT_LT(two.pvalue, alpha) << describe(t) << " " << name(method) << " " << name(measure) << " " << null.value;
        } else if (method !=
                   Method::scas) {  // its interval is the hull of what the test accepts, and may hold values that it refutes
          ASSERT_FALSE(two.pvalue < alpha) << describe(t) << " " << name(method) << " " << name(measure) << " " << null.value;
        }
        const bool greater = test_of(t, method, null, Alternative::greater).pvalue < alpha / 2.0;
        const bool less = test_of(t, method, null, Alternative::less).pvalue < alpha / 2.0;
        if (method != Method::scas || above || below) {
          ASSERT_EQ(greater, above) << describe(t) << " " << name(method) << " " << name(measure) << " " << null.value;
          ASSERT_EQ(less, below) << describe(t) << " " << name(method) << " " << name(measure) << " " << null.value;
        }
      }
    }
}

TEST(NullTests, DecideAsTheirIntervalsDo) {
  support::for_each_table(7, [](const Table2x2& t) { interval_and_test_agree(t, 0.9); });
  support::for_each_table(16, [](const Table2x2& t) { interval_and_test_agree(t, 0.95); });
  for (const double level : {0.9, 0.998})
    RandomTables(72).for_each(1500, 1000000000, [level](const Table2x2& t) { interval_and_test_agree(t, level); });
}

void they_mirror(const Table2x2& t) {
  // Powers of two, whose reciprocals are exact.
  for (const Null& null : {Null{Measure::ratio, 0.5}, Null{Measure::ratio, 4.0}, Null{Measure::difference, 0.3},
                           Null{Measure::difference, -0.05}, Null{Measure::odds_ratio, 2.0}, Null{Measure::odds_ratio, 0.125}}) {
    const bool difference = null.measure == Measure::difference;
    const Null other{null.measure, difference ? -null.value : 1.0 / null.value};
    for (const Method method : methods) {
      if (!detail::takes_null(method, null.measure)) continue;
      const TestResult greater = test_of(t, method, null, Alternative::greater);
      const TestResult less = test_of(t, method, null, Alternative::less);
      const TestResult two = test_of(t, method, null);
      ASSERT_EQ(std::isnan(two.pvalue), two.status != Status::ok && two.status != Status::unbounded) << describe(t);
      ASSERT_EQ(std::isinf(two.statistic), two.status == Status::unbounded) << describe(t) << " " << name(method);
      if (std::isnan(two.pvalue)) continue;
      ASSERT_TRUE(close(greater.pvalue + less.pvalue, 1.0, 1e-15)) << describe(t);
      ASSERT_TRUE(support::close_probability(two.pvalue, 2.0 * std::fmin(greater.pvalue, less.pvalue), 1e-15)) << describe(t);
      const double swapped = test_of(t.swapped(), method, other, Alternative::less).statistic;
      ASSERT_TRUE(close(swapped, -greater.statistic, 1e-13, 1e-14)) << describe(t) << " " << name(method) << " " << null.value;
      if (null.measure == Measure::ratio) continue;
      const double complement = test_of(t.complement(), method, other, Alternative::less).statistic;
      ASSERT_TRUE(close(complement, -greater.statistic, 1e-13, 1e-14)) << describe(t) << " " << name(method) << " " << null.value;
    }
  }
}

TEST(NullTests, MirrorWhenTheGroupsChangeOver) {
  support::for_each_table(12, they_mirror);
  RandomTables(73).for_each(6000, 1000000000, they_mirror);
}

TEST(NullTests, SayNothingWhereTheMeasureHasNoValue) {
  for (const Method method : {Method::n_minus_1_chi2, Method::pearson_chi2, Method::g_test, Method::scas}) {
    EXPECT_EQ(test_of({{0, 5}, {0, 7}}, method, {Measure::ratio, 0.8}).status, Status::no_information);
    EXPECT_EQ(test_of({{0, 5}, {0, 7}}, method, {Measure::odds_ratio, 0.8}).status, Status::no_information);
    EXPECT_EQ(test_of({{5, 5}, {7, 7}}, method, {Measure::odds_ratio, 0.8}).status, Status::no_information);
    EXPECT_TRUE(std::isnan(test_of({{5, 5}, {7, 7}}, method, {Measure::odds_ratio, 0.8}).pvalue));
    // But 0 of 5000 against 0 of 7000 does refute a difference of 5 points, and 5000 of 5000 against 7000 of 7000 a ratio of 0.8.
    EXPECT_LT(test_of({{0, 5000}, {0, 7000}}, method, {Measure::difference, 0.05}).pvalue, 1e-10) << name(method);
    EXPECT_LT(test_of({{5000, 5000}, {7000, 7000}}, method, {Measure::ratio, 0.8}).pvalue, 1e-10) << name(method);
    EXPECT_EQ(test_of({{0, 0}, {1, 7}}, method, {Measure::ratio, 0.8}).status, Status::undefined);
  }
  EXPECT_EQ(test_of({{0, 5}, {1, 7}}, Method::log_rr_wald, {Measure::ratio, 0.8}).status, Status::undefined);
  EXPECT_EQ(test_of({{5, 5}, {1, 7}}, Method::log_or_wald, {Measure::odds_ratio, 0.8}).status, Status::undefined);
  EXPECT_EQ(test_of({{5, 5}, {7, 7}}, Method::log_rr_wald, {Measure::ratio, 0.8}).statistic, infinity);
  EXPECT_EQ(test_of({{5, 5}, {7, 7}}, Method::log_rr_wald, {Measure::ratio, 0.8}).pvalue, 0.0);
  EXPECT_EQ(test_of({{0, 5}, {0, 7}}, Method::z_unpooled, {Measure::difference, 0.1}).statistic, -infinity);
  EXPECT_EQ(test_of({{0, 5}, {0, 7}}, Method::z_unpooled, {Measure::difference, 0.1}).status, Status::unbounded);
}

TEST(NullTests, GiveAnAnswerAtTheEndsOfTheSpace) {
  for (const Table2x2& table : {Table2x2{{3, 10}, {4, 9}}, Table2x2{{1, max_count}, {max_count - 1, max_count}},
                                Table2x2{{0, 1}, {1, 1}}, Table2x2{{1, 1}, {max_count / 3, max_count}}})
    for (const Method method : {Method::n_minus_1_chi2, Method::pearson_chi2, Method::g_test, Method::scas})
      for (const Null& null : {Null{Measure::ratio, 1e-100}, Null{Measure::ratio, 1e100}, Null{Measure::odds_ratio, 1e-100},
                               Null{Measure::odds_ratio, 1e100}, Null{Measure::difference, std::nextafter(1.0, 0.0)},
                               Null{Measure::difference, std::nextafter(-1.0, 0.0)}, Null{Measure::difference, 1e-300}}) {
        const TestResult test = test_of(table, method, null);
        EXPECT_FALSE(std::isnan(test.pvalue))
            << describe(table) << " " << name(method) << " " << name(null.measure) << " " << null.value;
        EXPECT_TRUE(test.pvalue >= 0.0 && test.pvalue <= 1.0) << describe(table) << " " << name(method) << " " << null.value;
      }
}

TEST(NullTests, RefuseNullsThatTheyHaveNoTestOf) {
  const Table2x2 table{{3, 10}, {4, 9}};
  EXPECT_EQ(
      refusal([&] {
        return test_of(table, Method::yates_chi2, {Measure::ratio, 0.8});
      }),
      "null_test: method is yates_chi2, but must be n_minus_1_chi2, pearson_chi2, z_pooled, scas, g_test or log_rr_wald for "
      "a null ratio other than that of equal rates");
  EXPECT_EQ(
      refusal([&] {
        return test_of(table, Method::log_rr_wald, {Measure::difference, 0.1});
      }),
      "null_test: method is log_rr_wald, but must be n_minus_1_chi2, pearson_chi2, z_pooled, scas, g_test or z_unpooled for "
      "a null difference other than that of equal rates");
  EXPECT_NE(refusal([&] { return test_of(table, Method::g_williams, {Measure::odds_ratio, 2.0}); }), "accepted");
  EXPECT_NE(refusal([&] { return test_of(table, Method::z_unpooled, {Measure::odds_ratio, 2.0}); }), "accepted");
  EXPECT_NE(refusal([&] { return test_of(table, Method::log_or_wald, {Measure::ratio, 2.0}); }), "accepted");
  EXPECT_EQ(refusal([&] { return test_of(table, Method::yates_chi2, {Measure::odds_ratio, 1.0}); }), "accepted");
  EXPECT_EQ(refusal([&] {
              return test_of(table, Method::pearson_chi2, {Measure::difference, 1.0});
            }),
            "null_test: null.value is 1, but must lie strictly between -1 and 1 for a difference");
  EXPECT_NE(refusal([&] { return test_of(table, Method::pearson_chi2, {Measure::ratio, std::nan("")}); }), "accepted");
  EXPECT_NE(refusal([&] { return test_of(table, Method::fisher_central, {Measure::odds_ratio, 2.0}); }), "accepted");
}

}  // namespace
