#include "equitable/comparison/person_time.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;
using Ratio = PersonTimeRatioMethod;
using Difference = PersonTimeDifferenceMethod;

Ratio ratio_at(int m) { return static_cast<Ratio>(m); }
Difference difference_at(int m) { return static_cast<Difference>(m); }

Estimate estimate(const PersonTimePair& p, Ratio method, double level = 0.95) {
  return person_time_ratio(p.group.events, p.group.exposure, p.reference.events, p.reference.exposure,
                           {method, Confidence(level)});
}
Estimate estimate(const PersonTimePair& p, Difference method, double level = 0.95) {
  return person_time_difference(p.group.events, p.group.exposure, p.reference.events, p.reference.exposure,
                                {method, Confidence(level)});
}
PersonTimePair pair_of(const support::Row& row) {
  return {{row.count("events"), row.number("person_time")}, {row.count("reference_events"), row.number("reference_person_time")}};
}
/// A difference may pass through 0: absolute agreement by the size of the rates.
double size_of(const PersonTimePair& p) {
  return (static_cast<double>(p.group.events) + 1.0) / p.group.exposure +
         (static_cast<double>(p.reference.events) + 1.0) / p.reference.exposure;
}

/// All pairs of counts up to a largest, in a few exposures, and large random ones.
template <class Law>
void for_each_pair(Count largest, const Law& law) {
  for (Count x1 = 0; x1 <= largest && !::testing::Test::HasFailure(); ++x1)
    for (Count x2 = 0; x2 <= largest && !::testing::Test::HasFailure(); ++x2)
      for (const double t2 : {1.0, 7.5, 1e-3}) law(PersonTimePair{{x1, 2.0}, {x2, t2}});
  support::RandomTables random(77);
  for (int i = 0; i < 200 && !::testing::Test::HasFailure(); ++i)
    law(PersonTimePair{{random.total(1000000000), static_cast<double>(random.total(1000000000))},
                       {random.total(1000000000), static_cast<double>(random.total(1000000000))}});
}

TEST(PersonTimeComparison, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/rate_ratio.csv");
  int rows = 0;
  for (const support::Row& row : reference.rows()) {
    const PersonTimePair p = pair_of(row);
    for (int m = 0; m < 4; ++m) {
      if (row.text("method") != name(ratio_at(m))) continue;
      ++rows;
      const Estimate found = estimate(p, ratio_at(m), row.number("confidence_level"));
      EXPECT_TRUE(close(found.lower, row.number("lower"), 1e-13)) << row.all();
      EXPECT_TRUE(close(found.upper, row.number("upper"), 1e-13)) << row.all();
    }
    for (int m = 0; m < 3; ++m) {
      if (row.text("method") != name(difference_at(m))) continue;
      ++rows;
      const Estimate found = estimate(p, difference_at(m), row.number("confidence_level"));
      EXPECT_TRUE(close(found.lower, row.number("lower"), 1e-13)) << row.all();
      EXPECT_TRUE(close(found.upper, row.number("upper"), 1e-13)) << row.all();
    }
  }
  EXPECT_EQ(rows, 292);
}

TEST(PersonTimeComparison, AgreesWithHardCasesWorkedOutAtEightyDigits) {
  const support::Csv reference("reference/person_time_hard.csv");
  int rows = 0;
  for (const support::Row& row : reference.rows()) {
    if (row.text("method") != "rate_difference_score") continue;
    ++rows;
    const PersonTimePair p = pair_of(row);
    const Estimate found = estimate(p, Difference::rate_difference_score, row.number("confidence_level"));
    const double slack = 1e-15 * size_of(p);
    EXPECT_TRUE(close(found.lower, row.number("lower"), 1e-12, slack)) << row.all();
    EXPECT_TRUE(close(found.upper, row.number("upper"), 1e-12, slack)) << row.all();
  }
  EXPECT_EQ(rows, 16);
}

/// The score statistic of a difference of D, by the restricted rates' quadratic equation.
long double score_statistic(const PersonTimePair& p, long double difference) {
  const long double x1 = static_cast<long double>(p.group.events);
  const long double x2 = static_cast<long double>(p.reference.events);
  const long double t1 = static_cast<long double>(p.group.exposure);
  const long double t2 = static_cast<long double>(p.reference.exposure);
  const long double b = (t1 + t2) * difference - (x1 + x2);
  const long double l2 = std::fmax(0.0L, (std::sqrt(b * b + 4 * (t1 + t2) * x2 * difference) - b) / (2 * (t1 + t2)));
  const long double l1 = std::fmax(0.0L, l2 + difference);
  return (x1 / t1 - x2 / t2 - difference) / std::sqrt(l1 / t1 + l2 / t2);
}

TEST(PersonTimeComparison, ScoreLimitsSolveTheScoreEquation) {
  const double z = detail::two_sided_quantile(Confidence(0.95));
  for_each_pair(12, [&](const PersonTimePair& p) {
    const Estimate found = estimate(p, Difference::rate_difference_score);
    ASSERT_TRUE(close(static_cast<double>(score_statistic(p, static_cast<long double>(found.lower))), z, 1e-7))
        << p.group.events << " " << p.reference.events;
    ASSERT_TRUE(close(static_cast<double>(score_statistic(p, static_cast<long double>(found.upper))), -z, 1e-7))
        << p.group.events << " " << p.reference.events;
  });
}

TEST(PersonTimeComparison, SwappingInvertsTheRatioAndNegatesTheDifference) {
  for_each_pair(10, [](const PersonTimePair& p) {
    const PersonTimePair q{p.reference, p.group};
    for (int m = 0; m < 4; ++m) {
      const Estimate there = estimate(p, ratio_at(m));
      const Estimate back = estimate(q, ratio_at(m));
      ASSERT_TRUE(close(back.lower, 1.0 / there.upper, 1e-13)) << name(ratio_at(m)) << " " << p.group.events;
      ASSERT_TRUE(close(back.upper, 1.0 / there.lower, 1e-13)) << name(ratio_at(m)) << " " << p.group.events;
      ASSERT_TRUE(close(back.value, 1.0 / there.value, 1e-13));
    }
    for (int m = 0; m < 3; ++m) {
      const Estimate there = estimate(p, difference_at(m));
      const Estimate back = estimate(q, difference_at(m));
      ASSERT_TRUE(close(back.lower, -there.upper, 1e-13, 1e-15 * size_of(p))) << name(difference_at(m));
      ASSERT_TRUE(close(back.upper, -there.lower, 1e-13, 1e-15 * size_of(p))) << name(difference_at(m));
    }
  });
}

TEST(PersonTimeComparison, TheUnitOfTimeDoesNotMatter) {
  for_each_pair(8, [](const PersonTimePair& p) {
    const PersonTimePair q{{p.group.events, 12.0 * p.group.exposure}, {p.reference.events, 12.0 * p.reference.exposure}};
    for (int m = 0; m < 4; ++m) {
      ASSERT_TRUE(close(estimate(q, ratio_at(m)).lower, estimate(p, ratio_at(m)).lower, 1e-14));
      ASSERT_TRUE(close(estimate(q, ratio_at(m)).upper, estimate(p, ratio_at(m)).upper, 1e-14));
    }
    for (int m = 0; m < 3; ++m) {
      const double slack = 1e-15 * size_of(p);
      ASSERT_TRUE(close(12.0 * estimate(q, difference_at(m)).lower, estimate(p, difference_at(m)).lower, 1e-12, slack));
      ASSERT_TRUE(close(12.0 * estimate(q, difference_at(m)).upper, estimate(p, difference_at(m)).upper, 1e-12, slack));
    }
  });
}

TEST(PersonTimeComparison, WiderLevelsHoldNarrowerAndTheEstimate) {
  for_each_pair(8, [](const PersonTimePair& p) {
    const auto nested = [&](const auto method) {
      const Estimate narrow = estimate(p, method, 0.8);
      const Estimate wide = estimate(p, method, 0.998);
      if (narrow.status == Status::undefined) {
        ASSERT_TRUE(std::isnan(narrow.lower) && std::isnan(narrow.upper));
        return;
      }
      const double slack = 1e-15 * size_of(p);
      ASSERT_LE(wide.lower, narrow.lower + slack) << name(method);
      ASSERT_GE(wide.upper, narrow.upper - slack) << name(method);
      ASSERT_LE(narrow.lower, narrow.value + slack) << name(method);
      ASSERT_GE(narrow.upper, narrow.value - slack) << name(method);
    };
    for (int m = 0; m < 4; ++m) nested(ratio_at(m));
    for (int m = 0; m < 3; ++m) nested(difference_at(m));
  });
}

TEST(PersonTimeComparison, RatioIntervalsAreThoseOfTheBinomialSplit) {
  const double t1 = 3.0;
  const double t2 = 8.0;
  const Estimate found = person_time_ratio(7, t1, 5, t2, {Ratio::exact_conditional_central});
  const Interval split = detail::clopper_pearson_limits(7, 12, detail::two_sided_level(Confidence(0.95)));
  EXPECT_TRUE(close(found.lower, split.lower / (1.0 - split.lower) * (t2 / t1), 1e-14));
  EXPECT_TRUE(close(found.upper, split.upper / (1.0 - split.upper) * (t2 / t1), 1e-14));
}

TEST(PersonTimeComparison, EdgesOfTheRatio) {
  for (int m = 0; m < 3; ++m) {
    SCOPED_TRACE(name(ratio_at(m)));
    const Estimate none = person_time_ratio(0, 10.0, 3, 12.0, {ratio_at(m)});
    EXPECT_EQ(none.value, 0.0);
    EXPECT_EQ(none.lower, 0.0);
    EXPECT_TRUE(std::isfinite(none.upper));
    EXPECT_EQ(none.status, Status::ok);
    const Estimate all = person_time_ratio(3, 10.0, 0, 12.0, {ratio_at(m)});
    EXPECT_EQ(all.value, infinity);
    EXPECT_EQ(all.upper, infinity);
    EXPECT_GT(all.lower, 0.0);
    EXPECT_EQ(all.status, Status::unbounded);
    const Estimate empty = person_time_ratio(0, 10.0, 0, 12.0, {ratio_at(m)});
    EXPECT_EQ(empty.status, Status::undefined);
    EXPECT_TRUE(std::isnan(empty.value) && std::isnan(empty.lower) && std::isnan(empty.upper));
  }
  EXPECT_EQ(person_time_ratio(0, 10.0, 3, 12.0, {Ratio::log_wald}).status, Status::undefined);
  EXPECT_EQ(person_time_ratio(0, 0.0, 3, 12.0).status, Status::undefined);
  EXPECT_TRUE(std::isnan(person_time_ratio(0, 0.0, 3, 12.0).value));
}

TEST(PersonTimeComparison, WithoutEventsTheDifferenceIsBoundedByTheExposures) {
  const double zz = std::pow(detail::two_sided_quantile(Confidence(0.95)), 2);
  const Estimate found = person_time_difference(0, 10.0, 0, 3.0);
  EXPECT_EQ(found.value, 0.0);
  EXPECT_TRUE(close(found.lower, -zz / 3.0, 1e-14));
  EXPECT_TRUE(close(found.upper, zz / 10.0, 1e-14));
  EXPECT_EQ(found.status, Status::ok);
  const Estimate none = person_time_difference(0, 0.0, 1, 3.0);
  EXPECT_EQ(none.status, Status::undefined);
  EXPECT_TRUE(std::isnan(none.value) && std::isnan(none.lower));
}

TEST(PersonTimeComparison, OneLimitAloneIsThatOfBothAtTwiceTheError) {
  const PersonTimePair p{{11, 3.5}, {4, 2.25}};
  const auto check = [&](const auto method, auto options) {
    options.method = method;
    options.confidence = Confidence(0.975);
    options.alternative = Alternative::greater;
    const Estimate both = estimate(p, method);
    const Estimate least = detail::compare(p, detail::checked_level(options), options);
    EXPECT_TRUE(close(least.lower, both.lower, 1e-13, 1e-15)) << name(method);
    EXPECT_EQ(least.upper, infinity);
  };
  for (int m = 0; m < 4; ++m) check(ratio_at(m), PersonTimeRatioOptions{});
  for (int m = 0; m < 3; ++m) check(difference_at(m), PersonTimeDifferenceOptions{});
}

TEST(PersonTimeComparison, RefusesWhatCannotBe) {
  EXPECT_EQ(refusal([] { return person_time_ratio(1, 1.0, -1, 1.0); }),
            "person_time_ratio: reference_events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] { return person_time_difference(1, 1.0, 1, 0.0); }),
            "person_time_difference: reference_exposure is 0, but must be above 0 where there are events");
  EXPECT_EQ(refusal([] { return person_time_ratio(max_count, 1.0, 1, 1.0); }),
            "person_time_ratio: reference_events is 1, but must be at most 2^53 together with events");
}

}  // namespace
