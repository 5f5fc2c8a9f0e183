#include "equitable/proportion/interval.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"
#include "support/proportions.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;

constexpr int methods = static_cast<int>(detail::proportion_method_names.size());

ProportionMethod method_at(int i) { return static_cast<ProportionMethod>(i); }

TEST(Interval, OfARateIsWilsonsAtNinetyFivePerCentUnlessToldOtherwise) {
  const Estimate estimate = proportion(596, 3842);
  // From the 95 % row of the reference file.
  EXPECT_TRUE(close(estimate.value, 0.155127537740760021));
  EXPECT_STREQ(estimate.method, "wilson");
  EXPECT_EQ(estimate.confidence_level, 0.95);
  EXPECT_EQ(estimate.status, Status::ok);
  const Interval wilsons = wilson({596, 3842}, Confidence(0.95));
  EXPECT_EQ(estimate.lower, wilsons.lower);
  EXPECT_EQ(estimate.upper, wilsons.upper);
  const Estimate narrow = proportion(596, 3842, {ProportionMethod::wilson, Confidence(0.8)});
  EXPECT_EQ(narrow.confidence_level, 0.8);
  EXPECT_GT(narrow.lower, estimate.lower);
  EXPECT_LT(narrow.upper, estimate.upper);
  EXPECT_STREQ(name(ProportionMethod::wilson), "wilson");
}

TEST(Interval, OfAllOrNoneIsDefined) {
  EXPECT_EQ(proportion(0, 5).status, Status::ok);
  EXPECT_EQ(proportion(0, 5).value, 0.0);
  EXPECT_EQ(proportion(5, 5).value, 1.0);
  EXPECT_EQ(proportion(5, 5).upper, 1.0);
}

TEST(Interval, OfNobodyIsUndefinedAndNoMistake) {
  const Estimate nobody = proportion(0, 0);
  EXPECT_EQ(nobody.status, Status::undefined);
  EXPECT_TRUE(std::isnan(nobody.value) && std::isnan(nobody.lower) && std::isnan(nobody.upper));
}

TEST(Interval, RefusesImpossibleCounts) {
  EXPECT_EQ(refusal([] { return proportion(-1, 5); }), "proportion: events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] { return proportion(6, 5); }), "proportion: events is 6, but must be at most total, which is 5");
  EXPECT_EQ(refusal([] { return proportion(1, -5); }), "proportion: total is -5, but must be 0 or more");
  EXPECT_EQ(refusal([] { return proportion(1, max_count + 1); }),
            "proportion: total is 9007199254740993, but must be at most 2^53");
}

TEST(Interval, NamesEveryMethod) {
  EXPECT_STREQ(name(ProportionMethod::wilson), "wilson");
  EXPECT_STREQ(name(ProportionMethod::wilson_cc), "wilson_cc");
  EXPECT_STREQ(name(ProportionMethod::wald), "wald");
  EXPECT_STREQ(name(ProportionMethod::wald_cc), "wald_cc");
  EXPECT_STREQ(name(ProportionMethod::agresti_coull), "agresti_coull");
  EXPECT_STREQ(name(ProportionMethod::jeffreys), "jeffreys");
  EXPECT_STREQ(name(ProportionMethod::jeffreys_equal_tailed), "jeffreys_equal_tailed");
  EXPECT_STREQ(name(ProportionMethod::clopper_pearson), "clopper_pearson");
  EXPECT_STREQ(name(ProportionMethod::mid_p), "mid_p");
  EXPECT_STREQ(name(ProportionMethod::blaker), "blaker");
  EXPECT_STREQ(name(ProportionMethod::arcsine), "arcsine");
  EXPECT_STREQ(name(ProportionMethod::likelihood_ratio), "likelihood_ratio");
  EXPECT_STREQ(name(ProportionMethod::logit), "logit");
  EXPECT_STREQ(name(ProportionMethod::scas), "scas");
  EXPECT_EQ(methods, 14);
}

TEST(EveryInterval, MirrorsNestsRisesAndLiesInsideTheRange) {
  for (int m = 0; m < methods; ++m) {
    const ProportionMethod method = method_at(m);
    SCOPED_TRACE(name(method));
    for (const double level : {0.8, 0.95, 0.998}) {
      Estimate last{};
      const int tried = support::for_each_rate(60, [&](Count x, Count n) {
        const Estimate found = support::estimate(x, n, method, level);
        const bool edge = x == 0 || x == n;
        if (method == ProportionMethod::logit && edge) {
          ASSERT_EQ(found.status, Status::undefined);
          ASSERT_TRUE(std::isnan(found.lower) && std::isnan(found.upper));
          return;
        }
        ASSERT_EQ(found.status, Status::ok) << x << "/" << n;
        ASSERT_TRUE(0.0 <= found.lower && found.lower <= found.upper && found.upper <= 1.0) << x << "/" << n;
        const Estimate mirror = support::estimate(n - x, n, method, level);
        ASSERT_NEAR(found.upper, 1.0 - mirror.lower, 4e-15) << x << "/" << n;
        ASSERT_NEAR(found.lower, 1.0 - mirror.upper, 4e-15) << x << "/" << n;
        // At the very ends the posterior and the arcsine interval do not reach down to the rate.
        if (!edge) {
          ASSERT_TRUE(found.lower < found.value && found.value < found.upper) << x << "/" << n;
        }
        const Estimate wider = support::estimate(x, n, method, 1.0 - (1.0 - level) / 3.0);
        ASSERT_TRUE(wider.lower <= found.lower && found.upper <= wider.upper) << x << "/" << n;
        // Limits rise with x; those of the logit interval do not, which is one of its faults.
        if (x > 0 && method != ProportionMethod::logit) {
          ASSERT_TRUE(last.lower <= found.lower && last.upper <= found.upper) << x << "/" << n;
        }
        last = found;
      });
      EXPECT_EQ(tried, support::rates_up_to_60);
    }
  }
}

TEST(EveryInterval, IsFiniteAndOrderedForAnyCountsAndLevels) {
  support::RandomTables random(17);
  for (int m = 0; m < methods; ++m) {
    const ProportionMethod method = method_at(m);
    SCOPED_TRACE(name(method));
    for (int i = 0; i < 400; ++i) {
      const Count n = random.total(max_count);
      const Count x = random.events(n);
      for (const double level : {1e-6, 0.5, 0.95, 1.0 - 1e-12}) {
        const Estimate found = support::estimate(x, n, method, level);
        if (method == ProportionMethod::logit && (x == 0 || x == n)) continue;
        ASSERT_TRUE(0.0 <= found.lower && found.lower <= found.upper && found.upper <= 1.0) << x << "/" << n << " " << level;
        ASSERT_EQ(found.status, Status::ok);
        if (level < 0.4) continue;  // a median interval need not hold the rate
        ASSERT_LE(found.lower, x == 0 ? 1.0 : found.value * (1.0 + 1e-15)) << x << "/" << n << " " << level;
        ASSERT_GE(found.upper, x == n ? 0.0 : found.value * (1.0 - 1e-15)) << x << "/" << n << " " << level;
      }
    }
  }
}

TEST(EveryInterval, MirrorsAtTheLargestCountsToTheLastDigits) {
  // x = 1 of 10^9 from below and n − 1 of 10^9 from above: the distance from the end keeps its digits.
  for (int m = 0; m < methods; ++m) {
    const ProportionMethod method = method_at(m);
    SCOPED_TRACE(name(method));
    for (const Count n : {Count{1000000000}, max_count}) {
      const Estimate few = support::estimate(3, n, method, 0.95);
      const Estimate most = support::estimate(n - 3, n, method, 0.95);
      EXPECT_NEAR(most.upper, 1.0 - few.lower, 2e-16);
      EXPECT_NEAR(most.lower, 1.0 - few.upper, 2e-16);
      EXPECT_LT(few.upper, 30.0 / static_cast<double>(n));
      EXPECT_GT(few.upper, 3.0 / static_cast<double>(n));
    }
  }
}

TEST(EveryInterval, NarrowsAsTheCountsGrow) {
  for (int m = 0; m < methods; ++m) {
    const ProportionMethod method = method_at(m);
    SCOPED_TRACE(name(method));
    support::for_each_rate(25, [&](Count x, Count n) {
      if (x == 0 || x == n) return;
      const Estimate found = support::estimate(x, n, method, 0.9);
      const Estimate doubled = support::estimate(10 * x, 10 * n, method, 0.9);
      ASSERT_LT(doubled.upper - doubled.lower, found.upper - found.lower) << x << "/" << n;
    });
  }
}

TEST(OneSidedInterval, IsTheTwoSidedLimitAtTwiceTheTail) {
  for (int m = 0; m < methods; ++m) {
    const ProportionMethod method = method_at(m);
    if (method == ProportionMethod::blaker) continue;
    SCOPED_TRACE(name(method));
    for (const double level : {0.75, 0.875}) {  // exact in binary, and so is 2 level − 1
      support::for_each_rate(20, [&](Count x, Count n) {
        const Estimate both = support::estimate(x, n, method, 2.0 * level - 1.0);
        const Estimate below = proportion(x, n, {method, Confidence(level), Alternative::greater});
        const Estimate above = proportion(x, n, {method, Confidence(level), Alternative::less});
        ASSERT_EQ(below.confidence_level, level);
        ASSERT_EQ(below.alternative, Alternative::greater);
        ASSERT_EQ(above.alternative, Alternative::less);
        ASSERT_EQ(below.status, both.status);
        ASSERT_TRUE(close(below.lower, both.lower, 2e-14)) << x << "/" << n;
        ASSERT_TRUE(close(above.upper, both.upper, 2e-14)) << x << "/" << n;
        if (both.status == Status::undefined) return;
        ASSERT_EQ(below.upper, 1.0);
        ASSERT_EQ(above.lower, 0.0);
      });
    }
  }
}

TEST(OneSidedInterval, HasNoFormForBlaker) {
  const ProportionOptions options{ProportionMethod::blaker, Confidence(0.95), Alternative::greater};
  EXPECT_EQ(refusal([&] { return proportion(1, 5, options); }),
            "proportion: alternative is greater, but must be two-sided for blaker, which inverts a two-sided test; use "
            "clopper_pearson");
  EXPECT_EQ(refusal([] {
              return proportion(1, 5, {ProportionMethod::wilson, Confidence(0.5), Alternative::less});
            }),
            "proportion: confidence_level is 0.5, but must be above 0.5 for a one-sided limit");
}

}  // namespace
