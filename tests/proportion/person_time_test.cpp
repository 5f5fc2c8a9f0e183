#include "equitable/proportion/person_time.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;
using support::refusal;
using Method = PersonTimeRateMethod;

constexpr int methods = 8;
Method method_at(int m) { return static_cast<Method>(m); }

Interval limits(Count events, Method method, double level) {
  const Estimate found = person_time_rate(events, 1.0, {method, Confidence(level)});
  return {found.lower, found.upper};
}

/// P(X <= k) for a Poisson count by a plain sum in long double.
long double lower_sum(Count k, long double mean) {
  long double term = std::exp(-mean);
  long double sum = term;
  for (Count i = 1; i <= k; ++i) sum += term *= mean / static_cast<long double>(i);
  return sum;
}
long double mass(Count k, long double mean) {
  long double term = std::exp(-mean);
  for (Count i = 1; i <= k; ++i) term *= mean / static_cast<long double>(i);
  return term;
}

TEST(PersonTimeRate, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/poisson_rate.csv");
  int rows = 0;
  for (const support::Row& row : reference.rows())
    for (int m = 0; m < methods; ++m) {
      if (row.text("method") != name(method_at(m))) continue;
      ++rows;
      const Interval found = limits(row.count("events"), method_at(m), row.number("confidence_level"));
      EXPECT_TRUE(close(found.lower, row.number("lower"), 1e-13)) << row.all();
      EXPECT_TRUE(close(found.upper, row.number("upper"), 1e-13)) << row.all();
    }
  EXPECT_EQ(rows, 704);
}

TEST(PersonTimeRate, AgreesWithHardCasesWorkedOutAtEightyDigits) {
  const support::Csv reference("reference/person_time_hard.csv");
  int rows = 0;
  for (const support::Row& row : reference.rows()) {
    if (row.text("method") != "mid_p") continue;
    ++rows;
    const Interval found = limits(row.count("events"), Method::mid_p, row.number("confidence_level"));
    EXPECT_TRUE(close(found.lower, row.number("lower"), 1e-13)) << row.all();
    EXPECT_TRUE(close(found.upper, row.number("upper"), 1e-13)) << row.all();
  }
  EXPECT_EQ(rows, 18);
}

TEST(PersonTimeRate, ExactLimitsSolveTheTailEquationsByPlainSums) {
  for (const double confidence : {1e-6, 0.5, 0.95, 0.998, 1.0 - 1e-9}) {
    const double tail = two_sided_level(Confidence(confidence)).tail;
    for (Count x = 0; x <= 40; ++x) {
      const Interval exact = limits(x, Method::garwood_exact, confidence);
      const Interval mid = limits(x, Method::mid_p, confidence);
      const auto below = [&](double mean, long double part) {
        const long double m = static_cast<long double>(mean);
        return static_cast<double>(lower_sum(x, m) - part * mass(x, m));
      };
      // One minus a sum loses digits to small tails: what is left of long double's 19.
      const double slack = 1e-11 + 1e-17 / tail;
      ASSERT_TRUE(close(below(exact.upper, 0), tail, slack)) << x << " " << confidence;
      ASSERT_TRUE(close(below(mid.upper, 0.5L), tail, slack)) << x << " " << confidence;
      if (x == 0) continue;
      const auto above = [&](double mean, long double part) {
        const long double m = static_cast<long double>(mean);
        return static_cast<double>(1 - lower_sum(x - 1, m) - part * mass(x, m));
      };
      ASSERT_TRUE(close(above(exact.lower, 0), tail, slack)) << x << " " << confidence;
      ASSERT_TRUE(close(above(mid.lower, 0.5L), tail, slack)) << x << " " << confidence;
    }
  }
}

TEST(PersonTimeRate, MidPSolvesItsEquationAtAnySize) {
  support::RandomTables random(4);
  for (int i = 0; i < 400; ++i) {
    const Count events = random.total(max_count);
    const double x = static_cast<double>(events);
    for (const double tail : {0.4, 0.025, 1e-9}) {
      const double lower = poisson_mid_p_limit(x, tail, true);
      const double upper = poisson_mid_p_limit(x, tail, false);
      // The half ulp of a limit, times the slope of the logarithm of the tail in log mean.
      const double slack = 1e-13 + 3e-16 * (8.0 * std::sqrt(x) + 40.0);
      ASSERT_TRUE(close(poisson_upper_tail(x, lower) - 0.5 * poisson_mass(x, lower), tail, slack)) << events;
      ASSERT_TRUE(close(poisson_lower_tail(x, upper) - 0.5 * poisson_mass(x, upper), tail, slack)) << events;
    }
  }
}

TEST(PersonTimeRate, ScoreLimitsSolveTheScoreEquation) {
  support::RandomTables random(5);
  for (int i = 0; i < 500; ++i) {
    const double x = static_cast<double>(random.total(1000000000));
    for (const double z : {1e-6, 1.96, 8.0}) {
      const Interval found = poisson_score_limits(x, {0.0, z});
      const Interval away = poisson_score_distances(x, {0.0, z});
      ASSERT_TRUE(close(away.upper * away.upper / found.upper, z * z, 1e-13)) << x;
      ASSERT_TRUE(close(away.lower * away.lower / found.lower, z * z, 1e-13)) << x;
      ASSERT_TRUE(close(x + away.upper, found.upper, 1e-15)) << x;
      ASSERT_TRUE(close(x - away.lower, found.lower, 1e-15, 1e-15 * x)) << x;
    }
  }
}

TEST(PersonTimeRate, LawsOfAllMethods) {
  const std::vector<Count> counts{0, 1, 2, 3, 5, 10, 40, 1000, 1000000, max_count};
  for (int m = 0; m < methods; ++m) {
    const Method method = method_at(m);
    SCOPED_TRACE(name(method));
    const bool log_form = method == Method::log_wald;
    double last_lower = -1.0;
    double last_upper = -1.0;
    for (const Count x : counts) {
      if (log_form && x == 0) continue;
      const Interval narrow = limits(x, method, 0.8);
      const Interval wide = limits(x, method, 0.998);
      EXPECT_LE(wide.lower, narrow.lower);
      EXPECT_GE(wide.upper, narrow.upper);
      EXPECT_GE(wide.lower, 0.0);
      EXPECT_LE(narrow.lower, static_cast<double>(x));
      EXPECT_GE(narrow.upper, static_cast<double>(x));
      EXPECT_GE(narrow.lower, last_lower) << x;
      EXPECT_GT(narrow.upper, last_upper) << x;
      last_lower = narrow.lower;
      last_upper = narrow.upper;
      // One limit alone at 97.5 % is that of both at 95 %.
      const Estimate both = person_time_rate(x, 7.0, {method, Confidence(0.95)});
      const Estimate least = person_time_rate(x, 7.0, {method, Confidence(0.975), Alternative::greater});
      const Estimate most = person_time_rate(x, 7.0, {method, Confidence(0.975), Alternative::less});
      EXPECT_TRUE(close(least.lower, both.lower, 1e-13)) << x;
      EXPECT_EQ(least.upper, infinity);
      EXPECT_TRUE(close(most.upper, both.upper, 1e-13)) << x;
      EXPECT_EQ(most.lower, 0.0);
    }
  }
}

TEST(PersonTimeRate, ScaleOfTheExposureIsScaleOfTheRate) {
  for (int m = 0; m < methods; ++m)
    for (const Count x : {Count{1}, Count{30}, Count{1000000}}) {
      const Estimate years = person_time_rate(x, 51477.5, {method_at(m)});
      const Estimate thousands = person_time_rate(x, 51.4775, {method_at(m)});
      EXPECT_TRUE(close(thousands.value, 1000.0 * years.value, 1e-15));
      EXPECT_TRUE(close(thousands.lower, 1000.0 * years.lower, 1e-15));
      EXPECT_TRUE(close(thousands.upper, 1000.0 * years.upper, 1e-15));
    }
}

TEST(PersonTimeRate, ExactLimitsCoverAtLeastWhatTheySay) {
  std::vector<Interval> exact;
  for (Count x = 0; x <= 60; ++x) exact.push_back(limits(x, Method::garwood_exact, 0.95));
  const auto covered = [&](double mean) {
    long double sum = 0;
    for (std::size_t x = 0; x <= 60; ++x)
      if (exact[x].lower <= mean && mean <= exact[x].upper) sum += mass(static_cast<Count>(x), static_cast<long double>(mean));
    return sum;
  };
  for (double mean = 0.02; mean < 20.0; mean += 0.02) EXPECT_GE(covered(mean), 0.95L) << mean;
  for (std::size_t x = 0; x <= 12; ++x)
    for (const double mean : {exact[x].upper * (1.0 - 1e-9), exact[x].upper * (1.0 + 1e-9)})
      EXPECT_GE(covered(mean), 0.95L) << mean;
}

TEST(PersonTimeRate, NoEvents) {
  const double tail = 0.025;
  EXPECT_TRUE(close(limits(0, Method::garwood_exact, 0.95).upper, -std::log(tail), 1e-14));
  EXPECT_TRUE(close(limits(0, Method::mid_p, 0.95).upper, -std::log(2.0 * tail), 1e-14));
  for (const Method method :
       {Method::garwood_exact, Method::mid_p, Method::byar, Method::score, Method::scas, Method::jeffreys, Method::wald})
    EXPECT_EQ(limits(0, method, 0.95).lower, 0.0) << name(method);
  EXPECT_EQ(limits(0, Method::wald, 0.95).upper, 0.0);
  const Estimate none = person_time_rate(0, 5.0, {Method::log_wald});
  EXPECT_EQ(none.status, Status::undefined);
  EXPECT_TRUE(std::isnan(none.lower) && std::isnan(none.upper));
  EXPECT_EQ(none.value, 0.0);
}

TEST(PersonTimeRate, ByarIsCutAtZeroWhereItsCubeIsNegative) {
  EXPECT_EQ(limits(1, Method::byar, 0.998).lower, 0.0);
  EXPECT_GT(limits(1, Method::byar, 0.95).lower, 0.0);
}

TEST(PersonTimeRate, NoExposureIsNoRate) {
  for (int m = 0; m < methods; ++m) {
    const Estimate none = person_time_rate(0, 0.0, {method_at(m)});
    EXPECT_EQ(none.status, Status::undefined);
    EXPECT_TRUE(std::isnan(none.value) && std::isnan(none.lower) && std::isnan(none.upper));
  }
}

TEST(PersonTimeRate, RefusesWhatCannotBe) {
  EXPECT_EQ(refusal([] { return person_time_rate(-1, 1.0); }), "person_time_rate: events is -1, but must be 0 or more");
  EXPECT_EQ(refusal([] { return person_time_rate(1, 0.0); }),
            "person_time_rate: exposure is 0, but must be above 0 where there are events");
  EXPECT_EQ(refusal([] { return person_time_rate(1, -2.0); }),
            "person_time_rate: exposure is -2, but must be 0 or from 1e-50 to 1e50");
  EXPECT_NE(refusal([] { return person_time_rate(1, std::nan("")); }), "accepted");
  EXPECT_NE(refusal([] { return person_time_rate(1, infinity); }), "accepted");
  EXPECT_NE(refusal([] { return person_time_rate(max_count + 1, 1.0); }), "accepted");
  EXPECT_NE(refusal([] { return person_time_rate(1, 1.0, {Method::score, Confidence(0.4), Alternative::less}); }), "accepted");
}

}  // namespace
