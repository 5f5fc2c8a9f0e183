#include "equitable/significance/sample_size.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "support/compare.hpp"
#include "support/csv.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;
using Method = SampleSizeMethod;

const std::vector<Method> every_method{Method::n1_normal_pooled, Method::n1_fleiss_cc, Method::n1_normal_unpooled,
                                       Method::n1_arcsine};

TEST(SampleSize, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/sample_size.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows())
    for (const Method method : every_method) {
      if (row.text("method") != name(method)) continue;
      ++rows[name(method)];
      const double ratio = row.number("ratio_n2_over_n1");
      const SampleSize size = sample_size(row.number("p1"), row.number("p2"),
                                          {method, Confidence(1.0 - row.number("alpha_two_sided")), row.number("power"), ratio});
      const double expected = row.number("n1_real");
      EXPECT_TRUE(close(size.total_real, expected, 1e-12)) << row.all();
      EXPECT_EQ(size.total, static_cast<Count>(std::ceil(expected))) << row.all();
      EXPECT_EQ(size.reference_total, static_cast<Count>(std::ceil(ratio * expected))) << row.all();
      EXPECT_EQ(size.status, Status::ok);
      EXPECT_STREQ(size.method, name(method));
    }
  const std::map<std::string, int> expected{
      {"n1_arcsine", 66}, {"n1_fleiss_cc", 66}, {"n1_normal_pooled", 66}, {"n1_normal_unpooled", 66}};
  EXPECT_EQ(rows, expected);
  EXPECT_EQ(reference.rows().size(), 264U);
}

const std::vector<std::pair<double, double>> pairs_of_rates{{0.2, 0.1}, {0.5, 0.75}, {0.001, 0.002}, {0.95, 0.9}, {0.3, 0.6}};

TEST(SampleSize, GivesTheFormulasTheirPowerBack) {
  const std::vector<std::pair<Method, PowerMethod>> inverses{{Method::n1_normal_pooled, PowerMethod::normal_pooled_one_tail},
                                                             {Method::n1_normal_unpooled, PowerMethod::normal_unpooled_one_tail},
                                                             {Method::n1_arcsine, PowerMethod::arcsine_two_tail}};
  for (const auto& [method, power_method] : inverses)
    for (const auto& [p1, p2] : pairs_of_rates)
      for (const double wanted : {0.3, 0.8, 0.99})
        for (const double ratio : {0.25, 1.0, 3.0}) {
          const SampleSize size = sample_size(p1, p2, {method, Confidence(0.95), wanted, ratio});
          const detail::Design design{p1, size.total_real, p2, ratio * size.total_real};
          const double z = detail::two_sided_quantile(Confidence(0.95));
          EXPECT_TRUE(close(detail::normal_power(design, z, power_method), wanted, 1e-12,
                            method == Method::n1_arcsine ? 1e-3 : 0.0))  // the far tail is not in the formula
              << name(method) << " " << p1 << " " << p2 << " " << wanted << " " << ratio;
          const PowerOptions options{power_method, Confidence(0.95)};
          EXPECT_GE(power(p1, size.total, p2, size.reference_total, options).power, wanted * (1.0 - 1e-12));
          if (ratio == 1.0 && size.total > 2) {
            EXPECT_LT(power(p1, size.total - 1, p2, size.reference_total - 1, options).power, wanted + 1e-3);
          }
        }
}

TEST(SampleSize, FleissIsTheRootOfItsCorrectedEquation) {
  // Solved for the uncorrected n1: m − s + s²/(4m), m the corrected one and s = (r+1)/(r d).
  for (const auto& [p1, p2] : pairs_of_rates)
    for (const double r : {0.25, 1.0, 3.0}) {
      const double plain = sample_size(p1, p2, {Method::n1_normal_pooled, Confidence(0.95), 0.8, r}).total_real;
      const double corrected = sample_size(p1, p2, {Method::n1_fleiss_cc, Confidence(0.95), 0.8, r}).total_real;
      const double shift = (r + 1.0) / (r * std::fabs(p1 - p2));
      EXPECT_GT(corrected, plain);
      EXPECT_TRUE(close(corrected - shift + shift * shift / (4.0 * corrected), plain, 1e-12)) << p1 << " " << p2 << " " << r;
    }
}

TEST(SampleSize, GrowsWithPowerAndLevelAndIsTheSameFromEitherSide) {
  for (const Method method : every_method)
    for (const auto& [p1, p2] : pairs_of_rates) {
      const auto needed = [&, first = p1, second = p2](double level, double wanted) {
        return sample_size(first, second, {method, Confidence(level), wanted, 1.0}).total_real;
      };
      EXPECT_LT(needed(0.95, 0.8), needed(0.95, 0.9));
      EXPECT_LT(needed(0.95, 0.8), needed(0.99, 0.8));
      EXPECT_TRUE(close(sample_size(p2, p1, {method}).total_real, sample_size(p1, p2, {method}).total_real, 1e-13));
      EXPECT_TRUE(close(sample_size(1.0 - p1, 1.0 - p2, {method}).total_real, sample_size(p1, p2, {method}).total_real, 1e-11));
      EXPECT_TRUE(close(2.0 * sample_size(p2, p1, {method, Confidence(0.95), 0.8, 0.5}).total_real * 0.5,
                        2.0 * sample_size(p1, p2, {method, Confidence(0.95), 0.8, 2.0}).total_real, 1e-12))
          << "the smaller group first or second";
    }
}

TEST(SampleSize, EqualRatesNeedInfinitelyMany) {
  for (const Method method : every_method) {
    const SampleSize size = sample_size(0.3, 0.3, {method});
    EXPECT_EQ(size.total_real, infinity);
    EXPECT_EQ(size.total, max_count);
    EXPECT_EQ(size.status, Status::unbounded);
    EXPECT_EQ(sample_size(0.3, 0.3 + 1e-10, {method}).status, Status::too_large) << name(method);
  }
}

TEST(SampleSize, RatesWithoutSpreadNeedAtLeastOnePerson) {
  for (const Method method : every_method) {
    const SampleSize size = sample_size(1.0, 0.0, {method});
    EXPECT_EQ(size.status, Status::ok);
    EXPECT_TRUE(1 <= size.total && size.total <= 10) << name(method);
  }
  EXPECT_EQ(sample_size(1.0, 0.0, {Method::n1_normal_unpooled}).total_real, 0.0);
  EXPECT_EQ(sample_size(1.0, 0.0, {Method::n1_normal_unpooled}).total, 1);
}

TEST(SampleSize, SmallestRatesAndRatiosAreNoTrouble) {
  for (const Method method : {Method::n1_normal_pooled, Method::n1_normal_unpooled, Method::n1_arcsine}) {
    SampleSizeOptions options;
    options.method = method;
    options.reference_ratio = 3e-321;
    options.power = 1e-300;  // below the chance of a false alarm: nobody is needed
    EXPECT_EQ(sample_size(0.3, 0.2, options).total_real, 0.0);
    EXPECT_EQ(sample_size(0.3, 0.2, options).status, Status::ok);
    options.power = 0.8;  // n2 is needed anyway, and n1 = n2/r
    EXPECT_TRUE(std::isfinite(sample_size(0.3, 0.2, options).total_real));
    EXPECT_EQ(sample_size(0.3, 0.2, options).status, Status::too_large);
    EXPECT_EQ(sample_size(0.3, 0.2, options).total, max_count);
    // Rates of 2e-300 and 1e-300 take some 1e301 people.
    options.reference_ratio = 1.0;
    EXPECT_EQ(sample_size(2e-300, 1e-300, options).status, Status::too_large);
  }
  // (z + z_β)² (p1 + p2) / d² = 7.8488797343490888 · 3 · 1e300 (mpmath).
  SampleSizeOptions options;
  options.method = Method::n1_normal_unpooled;
  EXPECT_TRUE(close(sample_size(2e-300, 1e-300, options).total_real, 2.3546639203047266e301, 1e-14));
}

TEST(SampleSize, RefusesWhatIsNoPlan) {
  EXPECT_EQ(refusal([] { return sample_size(0.2, not_a_number); }),
            "sample_size: reference_rate is nan, but must lie between 0 and 1");
  EXPECT_EQ(refusal([] {
              return sample_size(0.2, 0.1, {Method::n1_arcsine, Confidence(0.95), 1.0, 1.0});
            }),
            "sample_size: power is 1, but must lie strictly between 0 and 1 (0.8 is usual)");
  EXPECT_EQ(refusal([] {
              return sample_size(0.2, 0.1, {Method::n1_arcsine, Confidence(0.95), 0.8, 0.0});
            }),
            "sample_size: reference_ratio is 0, but must be above 0 and finite");
}

TEST(DetectableRatio, HasThePowerThatWasAskedFor) {
  for (const PowerMethod method :
       {PowerMethod::normal_pooled_two_tail, PowerMethod::normal_unpooled_one_tail, PowerMethod::arcsine_two_tail})
    for (const double rate : {1e-4, 0.05, 0.3, 0.9})
      for (const Count n : {Count{200}, Count{5000}, Count{1000000000}}) {
        const DetectableRatio found = detectable_ratio(n, rate, 2 * n, {method, Confidence(0.95), 0.8});
        for (const double ratio : {found.below, found.above}) {
          if (std::isnan(ratio)) continue;
          EXPECT_NEAR(power(std::fmin(1.0, ratio * rate), n, rate, 2 * n, {method}).power, 0.8, 1e-6)
              << name(method) << rate << n;
        }
        if (!std::isnan(found.below)) {
          EXPECT_LT(found.below, 1.0);
        }
        if (!std::isnan(found.above)) {
          EXPECT_GT(found.above, 1.0);
        }
        EXPECT_EQ(found.status == Status::ok, !std::isnan(found.below) && !std::isnan(found.above));
      }
}

TEST(DetectableRatio, IsOneWhereAnyDifferenceWouldDo) {
  // A chance below that of a false alarm: every ratio is found, on both sides of 1.
  DetectableRatioOptions options;
  options.power = 0.0001;
  for (const double rate : {1e-300, 0.1, 0.3, 0.5, 0.7, 0.99999999977379928}) {
    const DetectableRatio found = detectable_ratio(8, rate, 255, options);
    EXPECT_TRUE(found.below <= 1.0 && found.above >= 1.0) << rate;
    EXPECT_TRUE(found.below >= 1.0 - 1e-12 && found.above <= 1.0 + 1e-12) << rate;
  }
}

TEST(DetectableRatio, NarrowsWithTheGroupsAndInvertsTheSampleSize) {
  double below = 0.0;
  double above = 10.0;
  for (const Count n : {Count{200}, Count{500}, Count{2000}, Count{100000}}) {
    const DetectableRatio found = detectable_ratio(n, 0.1, n);
    EXPECT_GT(found.below, below);
    EXPECT_LT(found.above, above);
    below = found.below;
    above = found.above;
  }
  const DetectableRatio found = detectable_ratio(1000, 0.1, 1000, {PowerMethod::normal_pooled_one_tail, Confidence(0.95), 0.9});
  EXPECT_NEAR(sample_size(0.1 * found.above, 0.1, {Method::n1_normal_pooled, Confidence(0.95), 0.9, 1.0}).total_real, 1000.0,
              1e-6);
  EXPECT_NEAR(sample_size(0.1 * found.below, 0.1, {Method::n1_normal_pooled, Confidence(0.95), 0.9, 1.0}).total_real, 1000.0,
              1e-6);
}

TEST(DetectableRatio, SaysWhenNothingWouldBeFound) {
  const DetectableRatio few = detectable_ratio(10, 0.1, 10);
  EXPECT_TRUE(std::isnan(few.below)) << "0/10 v 1/10";
  EXPECT_GT(few.above, 5.0);
  EXPECT_EQ(few.status, Status::undefined);
  EXPECT_TRUE(std::isnan(detectable_ratio(1, 0.5, 1).above));
  EXPECT_TRUE(std::isnan(detectable_ratio(100, 1.0, 100).above)) << "nothing above everybody";
  EXPECT_EQ(detectable_ratio(100, 0.0, 100).status, Status::undefined);
  EXPECT_EQ(detectable_ratio(0, 0.5, 100).status, Status::undefined);
  EXPECT_NE(refusal([] {
              return detectable_ratio(10, 0.5, 10, {PowerMethod::fisher_minlike_exact, Confidence(0.95), 0.8});
            }),
            "accepted");
}

TEST(EquivalenceSampleSize, GivesItsPowerBack) {
  for (const auto& [p1, p2] : std::vector<std::pair<double, double>>{{0.25, 0.25}, {0.5, 0.52}, {0.01, 0.0105}, {0.9, 0.9}})
    for (const double ratio : {0.5, 1.0, 4.0}) {
      EquivalenceSizeOptions options;
      options.reference_ratio = ratio;
      const SampleSize size = equivalence_sample_size(p1, p2, options);
      ASSERT_EQ(size.status, Status::ok);
      EXPECT_GE(equivalence_power(p1, size.total, p2, size.reference_total).power, 0.8 - 1e-9);
      EXPECT_LT(equivalence_power(p1, size.total - 2, p2, size.reference_total - static_cast<Count>(2.0 * ratio) - 2).power, 0.8);
      EXPECT_EQ(size.total, static_cast<Count>(std::ceil(size.total_real)));
    }
  EXPECT_EQ(equivalence_sample_size(0.25, 0.2).status, Status::unbounded) << "on the margin";
  EXPECT_EQ(equivalence_sample_size(0.5, 0.2).total_real, infinity);
  EXPECT_EQ(equivalence_sample_size(0.0, 0.0).status, Status::unbounded);
  EXPECT_EQ(equivalence_sample_size(1e-16, 1e-16).status, Status::too_large);
  EXPECT_LE(equivalence_sample_size(1.0, 1.0).total, 100) << "everybody in both: certain";
}

TEST(SmallestEquivalenceMargin, GivesThePowerAndIsSymmetricOnTheLogScale) {
  for (const double rate : {0.02, 0.25, 0.8})
    for (const Count n : {Count{2000}, Count{30000}}) {
      const SmallestMargin found = smallest_equivalence_margin(n, rate, 2 * n);
      ASSERT_EQ(found.status, Status::ok);
      EXPECT_TRUE(close(found.margin.lower * found.margin.upper, 1.0, 1e-14));
      EXPECT_NEAR(equivalence_power(rate, n, rate, 2 * n, {found.margin, Confidence(0.95)}).power, 0.8, 1e-9);
    }
  const Margin at_size = smallest_equivalence_margin(1040, 0.25, 1040).margin;
  EXPECT_NEAR(at_size.upper, 1.25, 1e-4) << "the inverse of equivalence_sample_size(0.25, 0.25)";
  EXPECT_EQ(smallest_equivalence_margin(5, 0.1, 5).status, Status::undefined);
  EXPECT_TRUE(std::isnan(smallest_equivalence_margin(0, 0.1, 5).margin.upper));
}

TEST(SampleSize, AReferenceTooLargeToCount) {
  SampleSizeOptions options;
  EXPECT_EQ(sample_size(0.5, 0.500001, options).status, Status::ok);
  options.reference_ratio = 1e4;
  EXPECT_EQ(sample_size(0.5, 0.500001, options).status, Status::too_large);
}

TEST(SampleSize, AChanceBelowAlphaNeedsNobody) {
  // z + z_β < 0: any group at all has more power than that.
  for (const Method method : {Method::n1_normal_pooled, Method::n1_normal_unpooled, Method::n1_arcsine}) {
    SampleSizeOptions options;
    options.method = method;
    options.confidence = Confidence{0.5};
    options.power = 0.01;
    EXPECT_EQ(sample_size(0.2, 0.1, options).total_real, 0.0);
    EXPECT_EQ(sample_size(0.2, 0.1, options).total, 1);
  }
}

TEST(DetectableRatio, NoRatioBesideAReferenceRateOfZero) {
  const DetectableRatio found = detectable_ratio(100, 0.0, 100);
  EXPECT_TRUE(std::isnan(found.above) && std::isnan(found.below));
  EXPECT_EQ(found.status, Status::undefined);
}

TEST(DetectableRatio, APassageThatClosesAgainIsFound) {
  // Of two people beside 46 % of ten: a rate of 0.86 has the chance of 11 %, higher and lower ones have not.
  DetectableRatioOptions options;
  options.power = 0.11;
  const DetectableRatio found = detectable_ratio(2, 0.46, 10, options);
  ASSERT_FALSE(std::isnan(found.above));
  EXPECT_GE(power(found.above * 0.46, 2, 0.46, 10).power, 0.11 - 1e-12);
  EXPECT_LT(power(found.above * 0.46 - 1e-4, 2, 0.46, 10).power, 0.11);
  EXPECT_LT(power(1.0, 2, 0.46, 10).power, 0.11);
}

}  // namespace
