#include "equitable/groups/inequality.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "equitable/comparison/mover.hpp"
#include "equitable/groups/slope_index.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using equitable::Confidence;
using equitable::Count;
using equitable::Estimate;
using equitable::inequality;
using equitable::InequalityMeasure;
using equitable::InequalityMethod;
using equitable::InequalityOptions;
using equitable::InequalityResult;
using equitable::infinity;
using equitable::name;
using equitable::not_a_number;
using equitable::Proportion;
using equitable::Status;
using equitable::who_multiplier;
using support::close;
using support::identical;
using support::refusal;
using M = InequalityMeasure;

using Groups = std::vector<Proportion>;

constexpr std::size_t measures = 21;
M measure_at(std::size_t i) { return static_cast<M>(i); }

template <class Number>
std::vector<Number> listed(const std::string& text) {
  std::istringstream in(text);
  std::vector<Number> numbers;
  for (Number number; in >> number;) numbers.push_back(number);
  return numbers;
}

TEST(InequalityReference, EveryRowAgrees) {
  const support::Csv file("reference/inequality_measures.csv");
  int limits = 0;
  int errors = 0;
  for (const support::Row& row : file.rows()) {
    const std::vector<Count> events = listed<Count>(row.text("events"));
    const std::vector<Count> totals = listed<Count>(row.text("totals"));
    Groups groups;
    for (std::size_t j = 0; j < events.size(); ++j) groups.push_back({events[j], totals[j]});
    InequalityOptions options;
    options.shares = listed<double>(row.text("shares"));
    options.favourable = row.count("favourable") == 1;
    if (!row.text("reference").empty()) options.reference = static_cast<std::size_t>(row.count("reference"));
    if (!row.text("group").empty()) options.group = static_cast<std::size_t>(row.count("group"));
    options.confidence = Confidence{row.number("level")};
    options.method = InequalityMethod::delta;
    std::size_t place = 0;
    while (row.text("measure") != name(measure_at(place))) ++place;
    const M measure = measure_at(place);
    const InequalityResult found = inequality(groups, measure, options);
    EXPECT_TRUE(close(found.estimate.value, row.number("value"), 1e-13, 3e-16)) << row.all();
    EXPECT_TRUE(close(found.standard_error, row.number("standard_error"), 1e-12, 1e-15)) << row.all();
    errors += std::isnan(row.number("standard_error")) ? 0 : 1;
    if (row.text("mover_lower").empty()) continue;
    options.method = InequalityMethod::automatic;
    const Estimate moved = inequality(groups, measure, options).estimate;
    EXPECT_STREQ(moved.method, "mover");
    EXPECT_TRUE(close(moved.lower, row.number("mover_lower"), 1e-12, 1e-14)) << row.all();
    EXPECT_TRUE(close(moved.upper, row.number("mover_upper"), 1e-12, 1e-14)) << row.all();
    EXPECT_EQ(moved.confidence_level, row.number("level"));
    ++limits;
  }
  EXPECT_EQ(file.rows().size(), 1148U);
  EXPECT_GT(limits, 300);
  EXPECT_GT(errors, 800);
}

Groups random_groups(support::RandomTables& random, Count largest) {
  Groups groups(static_cast<std::size_t>(random.between(2, 9)));
  for (Proportion& group : groups) {
    group.total = random.total(largest);
    group.events = random.events(group.total);
  }
  return groups;
}

bool is_ordered(M measure) {
  return measure == M::absolute_concentration_index || measure == M::relative_concentration_index ||
         measure == M::slope_index_of_inequality || measure == M::relative_index_of_inequality;
}

InequalityOptions quick(InequalityMethod method = InequalityMethod::delta) {
  InequalityOptions options;
  options.method = method;
  options.reference = 0;
  options.group = 1;
  options.replicates = 400;
  return options;
}

TEST(InequalityLaws, PermutingGroupsChangesNothing) {
  support::RandomTables random(31);
  for (int i = 0; i < 400; ++i) {
    const Groups groups = random_groups(random, 100000);
    Groups turned = groups;
    std::rotate(turned.begin(), turned.begin() + 1, turned.end());
    InequalityOptions options = quick();
    InequalityOptions moved = quick();
    moved.reference = groups.size() - 1;
    moved.group = 0;
    for (std::size_t m = 0; m < measures; ++m) {
      if (is_ordered(measure_at(m))) continue;
      const InequalityResult before = inequality(groups, measure_at(m), options);
      const InequalityResult after = inequality(turned, measure_at(m), moved);
      EXPECT_TRUE(close(after.estimate.value, before.estimate.value, 1e-12, 1e-15)) << name(measure_at(m));
      EXPECT_TRUE(close(after.estimate.lower, before.estimate.lower, 1e-9, 1e-14)) << name(measure_at(m));
      EXPECT_TRUE(close(after.estimate.upper, before.estimate.upper, 1e-9, 1e-14)) << name(measure_at(m));
    }
  }
}

TEST(InequalityLaws, ReversingTheOrderTurnsTheGradient) {
  support::RandomTables random(32);
  for (int i = 0; i < 300; ++i) {
    const Groups groups = random_groups(random, 100000);
    const Groups reversed(groups.rbegin(), groups.rend());
    const auto both = [&](M measure) {
      return std::make_pair(inequality(groups, measure).estimate, inequality(reversed, measure).estimate);
    };
    for (const M measure : {M::absolute_concentration_index, M::relative_concentration_index, M::slope_index_of_inequality}) {
      const auto [there, back] = both(measure);
      EXPECT_TRUE(close(back.value, -there.value, 1e-11, 1e-15)) << name(measure);
      EXPECT_TRUE(close(back.lower, -there.upper, 1e-9, 1e-13)) << name(measure);
      EXPECT_TRUE(close(back.upper, -there.lower, 1e-9, 1e-13)) << name(measure);
    }
    const auto [there, back] = both(M::relative_index_of_inequality);
    EXPECT_TRUE(close(back.value, 1.0 / there.value, 1e-9)) << there.value;
  }
}

TEST(InequalityLaws, EqualRatesHaveNoInequality) {
  for (const Groups& groups :
       {Groups{{3, 9}, {10, 30}, {111, 333}}, Groups{{1, 2}, {5, 10}}, Groups{{7, 700}, {1, 100}, {3, 300}, {20, 2000}}})
    for (std::size_t m = 0; m < measures; ++m) {
      const M measure = measure_at(m);
      InequalityOptions options = quick(InequalityMethod::automatic);
      const double none = measure == M::ratio || measure == M::relative_index_of_inequality ? 1.0 : 0.0;
      const Estimate found = inequality(groups, measure, options).estimate;
      EXPECT_EQ(found.value, none) << name(measure);
      EXPECT_LE(found.lower, none) << name(measure);
      EXPECT_GT(found.upper, none) << name(measure);
      EXPECT_EQ(found.status, std::isinf(found.upper) ? Status::unbounded : Status::ok) << name(measure);
      EXPECT_TRUE(std::isfinite(found.upper) || measure == M::mean_log_deviation) << name(measure);  // a sample without events
      options.method = InequalityMethod::delta;  // whose standard error vanishes or has no value
      const bool smooth = is_ordered(measure) || measure == M::difference || measure == M::ratio ||
                          measure == M::population_attributable_risk || measure == M::population_attributable_fraction;
      EXPECT_EQ(inequality(groups, measure, options).estimate.status, smooth ? Status::ok : Status::undefined) << name(measure);
    }
}

TEST(InequalityLaws, SlopeIndicesAreThoseOfTheLinearFit) {
  support::RandomTables random(36);
  for (int i = 0; i < 300; ++i) {
    const Groups groups = random_groups(random, 100000);
    const equitable::SlopeIndex fitted = equitable::slope_index(groups);
    const InequalityResult slope = inequality(groups, M::slope_index_of_inequality);
    EXPECT_TRUE(close(slope.estimate.value, fitted.sii.value, 1e-11, 1e-15));
    EXPECT_TRUE(close(slope.standard_error, fitted.sii_standard_error, 1e-11, 1e-16));
    const InequalityResult ratio = inequality(groups, M::relative_index_of_inequality, quick());
    EXPECT_TRUE(close(ratio.estimate.value, fitted.rii.value, 1e-8));
    if (!std::isnan(fitted.rii.value)) {
      EXPECT_TRUE(close(ratio.standard_error / ratio.estimate.value, fitted.rii_log_standard_error, 1e-8));
    }
  }
}

TEST(InequalityLaws, TwoGroups) {
  support::RandomTables random(33);
  int tried = 0;
  random.for_each(500, 1000000, [&](const support::Table2x2& t) {
    const Groups groups{t.group, t.reference};
    InequalityOptions options = quick();
    options.reference.reset();
    options.group.reset();
    const auto value = [&](M measure) { return inequality(groups, measure, options).estimate.value; };
    const double p = static_cast<double>(t.group.total) / static_cast<double>(t.total());
    const double q = static_cast<double>(t.reference.total) / static_cast<double>(t.total());
    const double gap = std::fabs(t.difference());
    const double mean = static_cast<double>(t.events()) / static_cast<double>(t.total());
    EXPECT_TRUE(close(value(M::difference), gap, 1e-14));
    EXPECT_TRUE(close(value(M::between_group_variance), p * q * gap * gap, 1e-13));
    EXPECT_TRUE(close(value(M::between_group_standard_deviation), std::sqrt(p * q) * gap, 1e-13));
    EXPECT_TRUE(close(value(M::mean_difference_from_mean), 0.5 * gap, 1e-13));
    EXPECT_TRUE(close(value(M::mean_difference_from_mean_weighted), 2 * p * q * gap, 1e-13));
    EXPECT_TRUE(close(value(M::mean_difference_from_best), 0.5 * gap, 1e-13));
    EXPECT_TRUE(close(std::fabs(value(M::slope_index_of_inequality)), 2 * gap, 1e-12));
    EXPECT_TRUE(close(std::fabs(value(M::absolute_concentration_index)), p * q * gap, 1e-12));
    if (mean > 0.0) {
      EXPECT_TRUE(close(value(M::coefficient_of_variation), std::sqrt(p * q) * gap / mean, 1e-13));
      EXPECT_TRUE(close(value(M::index_of_disparity_weighted), 2 * p * q * gap / mean, 1e-13));
    }
    // Named, D and R are the intervals of two rates.
    options.method = InequalityMethod::mover;
    options.reference = 1;
    options.favourable = false;
    const equitable::detail::Level level = equitable::detail::two_sided_level(options.confidence);
    const Estimate named = inequality(groups, M::difference, options).estimate;
    const equitable::Interval newcombe = equitable::detail::newcombe_limits(t.rates(), level);
    EXPECT_TRUE(close(named.value, t.difference(), 1e-13));
    EXPECT_TRUE(close(named.lower, newcombe.lower, 1e-11, 1e-14)) << support::describe(t);
    EXPECT_TRUE(close(named.upper, newcombe.upper, 1e-11, 1e-14)) << support::describe(t);
    const Estimate ratio = inequality(groups, M::ratio, options).estimate;
    const equitable::Interval donner = equitable::detail::ratio_mover_wilson_limits(t.rates(), level);
    if (t.events() > 0) {
      EXPECT_TRUE(close(ratio.lower, donner.lower, 1e-9)) << support::describe(t);
      EXPECT_TRUE(close(ratio.upper, donner.upper, 1e-9)) << support::describe(t);
    } else {
      EXPECT_EQ(ratio.status, Status::undefined);
    }
    ++tried;
  });
  EXPECT_EQ(tried, 500);
}

TEST(InequalityLaws, MeasuresHangTogether) {
  support::RandomTables random(34);
  for (int i = 0; i < 500; ++i) {
    const Groups groups = random_groups(random, 1000000);
    for (const bool favourable : {true, false}) {
      InequalityOptions options = quick();
      options.favourable = favourable;
      options.reference.reset();
      options.group.reset();
      const auto value = [&](M measure) { return inequality(groups, measure, options).estimate.value; };
      double events = 0.0;
      double people = 0.0;
      double best = favourable ? 0.0 : 1.0;
      for (const Proportion& g : groups) {
        events += static_cast<double>(g.events);
        people += static_cast<double>(g.total);
        best = favourable ? std::fmax(best, g.rate()) : std::fmin(best, g.rate());
      }
      const double mean = events / people;
      EXPECT_TRUE(close(value(M::population_attributable_risk), best - mean, 1e-11, 1e-15));
      EXPECT_TRUE(
          close(std::fabs(value(M::population_attributable_risk)), value(M::mean_difference_from_best_weighted), 1e-11, 1e-15));
      EXPECT_TRUE(close(value(M::between_group_standard_deviation) * value(M::between_group_standard_deviation),
                        value(M::between_group_variance), 1e-13));
      EXPECT_LE(value(M::mean_difference_from_mean_weighted), value(M::between_group_standard_deviation) * (1 + 1e-12));
      EXPECT_LE(value(M::between_group_standard_deviation), 0.5 * value(M::difference) * (1 + 1e-12));
      EXPECT_LE(value(M::mean_difference_from_best), value(M::difference) * (1 + 1e-12));
      if (!(mean > 0.0)) continue;
      EXPECT_TRUE(close(value(M::population_attributable_fraction) * mean, value(M::population_attributable_risk), 1e-12, 1e-16));
      EXPECT_TRUE(close(value(M::relative_concentration_index) * mean, value(M::absolute_concentration_index), 1e-12, 1e-16));
      EXPECT_TRUE(close(value(M::coefficient_of_variation) * mean, value(M::between_group_standard_deviation), 1e-12));
      EXPECT_TRUE(close(value(M::index_of_disparity) * mean, value(M::mean_difference_from_mean), 1e-12));
      EXPECT_GE(value(M::theil_index), 0.0);
      EXPECT_GE(value(M::mean_log_deviation), 0.0);
      EXPECT_LE(value(M::theil_index), std::log1p(std::pow(value(M::coefficient_of_variation), 2)) * (1 + 1e-12));
    }
  }
}

TEST(InequalityLaws, RelativeMeasuresDoNotDependOnTheUnit) {
  // Ten times as many people with as many events: every rate is a tenth.
  const Groups groups{{12, 40}, {9, 50}, {3, 25}, {30, 80}};
  Groups rarer = groups;
  for (Proportion& g : rarer) g.total *= 10;
  for (const M measure : {M::ratio, M::relative_concentration_index, M::relative_index_of_inequality, M::coefficient_of_variation,
                          M::index_of_disparity, M::index_of_disparity_weighted, M::theil_index, M::mean_log_deviation,
                          M::population_attributable_fraction})
    EXPECT_TRUE(
        close(inequality(rarer, measure, quick()).estimate.value, inequality(groups, measure, quick()).estimate.value, 1e-13))
        << name(measure);
  for (const M measure :
       {M::difference, M::absolute_concentration_index, M::slope_index_of_inequality, M::between_group_standard_deviation,
        M::mean_difference_from_mean, M::mean_difference_from_best, M::population_attributable_risk})
    EXPECT_TRUE(close(10 * inequality(rarer, measure, quick()).estimate.value,
                      inequality(groups, measure, quick()).estimate.value, 1e-13))
        << name(measure);
}

TEST(InequalityLaws, SmallDifferencesInLargeGroupsKeepTheirDigits) {
  // 300,000,000 ± 1 of 10^9: the variance of the rates is (2/3) 10^-18 to the last digits.
  const Groups groups{{300000001, 1000000000}, {300000000, 1000000000}, {299999999, 1000000000}};
  EXPECT_TRUE(close(inequality(groups, M::between_group_variance, quick()).estimate.value, 2e-18 / 3.0, 1e-14));
  EXPECT_TRUE(close(inequality(groups, M::theil_index, quick()).estimate.value, 1e-18 / 0.27, 1e-8));
  EXPECT_TRUE(close(inequality(groups, M::mean_log_deviation, quick()).estimate.value, 1e-18 / 0.27, 1e-8));
}

TEST(InequalityLimits, LevelsNestAndHoldTheEstimate) {
  support::RandomTables random(35);
  for (int i = 0; i < 12; ++i) {
    const Groups groups = random_groups(random, 1000);
    for (std::size_t m = 0; m < measures; ++m)
      for (const InequalityMethod method : {InequalityMethod::automatic, InequalityMethod::delta}) {
        InequalityOptions options = quick(method);
        options.favourable = i % 2 == 0;
        options.reference.reset();
        options.group.reset();
        if (measure_at(m) == M::mean_difference_from_reference || measure_at(m) == M::mean_difference_from_reference_weighted)
          options.reference = 0;
        double lower = -infinity;
        double upper = infinity;
        for (const double level : {0.99, 0.95, 0.7}) {
          options.confidence = Confidence{level};
          const Estimate found = inequality(groups, measure_at(m), options).estimate;
          if (std::isnan(found.lower)) break;
          EXPECT_LE(found.lower, found.value) << name(measure_at(m));
          EXPECT_GE(found.upper, found.value) << name(measure_at(m));
          // Each level is found for itself, from the same samples, to a thousandth.
          const double room = 5e-3 * std::fabs(found.value) + 1e-12;
          EXPECT_GE(found.lower, lower - room) << name(measure_at(m)) << " " << level;
          EXPECT_LE(found.upper, upper + room) << name(measure_at(m)) << " " << level;
          lower = found.lower;
          upper = found.upper;
        }
      }
  }
}

TEST(InequalityLimits, InversionLeavesHalfOfTheRestBeyondEachLimit) {
  // The defining property, by samples of its own: from the pattern stretched to the limit, the observed value is exceeded, or not
  // reached, in 2.5 % of them.
  const Groups groups{{40, 400}, {75, 500}, {30, 250}, {90, 300}};
  InequalityOptions options;
  options.replicates = 20000;
  for (const M measure :
       {M::between_group_standard_deviation, M::theil_index, M::mean_difference_from_best, M::difference, M::ratio}) {
    const Estimate found = inequality(groups, measure, options).estimate;
    EXPECT_STREQ(found.method, "inversion");
    EXPECT_GT(found.lower, measure == M::ratio ? 1.0 : 0.0);
    for (const bool upper : {false, true}) {
      if (upper && measure != M::between_group_standard_deviation && measure != M::theil_index) continue;  // see the next test
      // The stretch that gives the limit, by bisection on expected counts.
      double total = 0.0;
      double mean = 0.0;
      for (const Proportion& g : groups) total += static_cast<double>(g.total);
      for (const Proportion& g : groups) mean += static_cast<double>(g.events) / total;
      const std::vector<double> weights{400 / total, 500 / total, 250 / total, 300 / total};
      const auto value_at = [&](double t) {
        equitable::detail::ChangingRates rates(weights);
        for (std::size_t j = 0; j < groups.size(); ++j) rates[j] = mean + t * (groups[j].rate() - mean);
        return equitable::detail::inequality_value(rates.pattern(), {measure, true});
      };
      double low = 0.0;
      double high = 3.0;
      for (int step = 0; step < 60; ++step) {
        const double middle = 0.5 * (low + high);
        (value_at(middle) < (upper ? found.upper : found.lower) ? low : high) = middle;
      }
      equitable::detail::ChangingRates rates(weights);
      int beyond = 0;
      constexpr int samples = 40000;
      for (std::uint64_t i = 0; i < samples; ++i) {
        for (std::size_t j = 0; j < groups.size(); ++j) {
          const double n = static_cast<double>(groups[j].total);
          rates[j] = equitable::detail::binomial_quantile(equitable::detail::random_uniform(99, i, j), n,
                                                          equitable::detail::unit_point(mean + low * (groups[j].rate() - mean))) /
                     n;
        }
        const double value = equitable::detail::inequality_value(rates.pattern(), {measure, true});
        beyond += upper ? value <= found.value : value >= found.value;
      }
      EXPECT_NEAR(beyond / static_cast<double>(samples), 0.025, 0.005) << name(measure) << " " << upper;
    }
  }
}

TEST(InequalityLimits, TheUpperLimitFromTheBestIsTheLargestOfAllThatItCouldBe) {
  const Groups groups{{40, 400}, {75, 500}, {30, 250}, {90, 300}};
  for (const bool favourable : {true, false}) {
    InequalityOptions found;
    found.favourable = favourable;
    found.replicates = 100;
    double risk = 0.0;
    double fraction = 0.0;
    double gap = 0.0;
    double ratio = 0.0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      InequalityOptions named;
      named.favourable = favourable;
      named.reference = i;
      const Estimate par = inequality(groups, M::population_attributable_risk, named).estimate;
      const Estimate paf = inequality(groups, M::population_attributable_fraction, named).estimate;
      risk = std::fmax(risk, favourable ? par.upper : -par.lower);
      fraction = std::fmax(fraction, favourable ? paf.upper : -paf.lower);
      for (std::size_t j = 0; j < groups.size(); ++j) {
        if (i == j) continue;
        named.group = j;
        gap = std::fmax(gap, inequality(groups, M::difference, named).estimate.upper);
        ratio = std::fmax(ratio, inequality(groups, M::ratio, named).estimate.upper);
      }
    }
    const auto limits = [&](M measure) { return inequality(groups, measure, found).estimate; };
    const auto upper = [&](M measure) { return favourable ? limits(measure).upper : -limits(measure).lower; };
    EXPECT_TRUE(close(upper(M::population_attributable_risk), risk, 1e-12));
    EXPECT_TRUE(close(limits(M::mean_difference_from_best_weighted).upper, risk, 1e-12));
    EXPECT_TRUE(close(upper(M::population_attributable_fraction), fraction, 1e-11));
    EXPECT_TRUE(close(limits(M::difference).upper, gap, 1e-12));
    EXPECT_TRUE(close(limits(M::ratio).upper, ratio, 1e-11));
    // Of equal totals the weighted and the plain mean are one.
    const Groups alike{{40, 400}, {75, 400}, {30, 400}, {90, 400}};
    EXPECT_TRUE(close(inequality(alike, M::mean_difference_from_best, found).estimate.upper,
                      inequality(alike, M::mean_difference_from_best_weighted, found).estimate.upper, 1e-12));
  }
}

TEST(InequalityLimits, CoverageAtEqualityAndBeyond) {
  // The share of samples whose interval holds the truth; `delta` and the percentiles miss equality nearly always.
  InequalityOptions options;
  options.replicates = 200;
  constexpr std::uint64_t samples = 300;
  for (const bool equal : {true, false}) {
    const std::vector<double> truth = equal ? std::vector<double>{0.2, 0.2, 0.2, 0.2} : std::vector<double>{0.15, 0.2, 0.25, 0.3};
    const std::vector<double> weights(4, 0.25);
    equitable::detail::ChangingRates rates(weights);
    for (std::size_t j = 0; j < 4; ++j) rates[j] = truth[j];
    for (const M measure : {M::between_group_standard_deviation, M::mean_difference_from_best, M::theil_index}) {
      const double value = equal ? 0.0 : equitable::detail::inequality_value(rates.pattern(), {measure, true});
      int held = 0;
      int held_by_percentiles = 0;
      for (std::uint64_t i = 0; i < samples; ++i) {
        Groups groups(4, {0, 200});
        for (std::size_t j = 0; j < 4; ++j)
          groups[j].events = static_cast<Count>(equitable::detail::binomial_quantile(
              equitable::detail::random_uniform(7, i, j), 200, equitable::detail::unit_point(truth[j])));
        options.method = InequalityMethod::automatic;
        const Estimate found = inequality(groups, measure, options).estimate;
        held += found.lower <= value && value <= found.upper;
        options.method = InequalityMethod::bootstrap_percentile;
        const Estimate plain = inequality(groups, measure, options).estimate;
        held_by_percentiles += plain.lower <= value && value <= plain.upper;
      }
      EXPECT_GT(held, 0.92 * samples) << name(measure) << " " << equal;
      EXPECT_LT(held_by_percentiles, (equal ? 0.1 : 1.0) * samples) << name(measure);
    }
  }
}

TEST(InequalityLimits, Edges) {
  InequalityOptions options = quick(InequalityMethod::automatic);
  options.reference.reset();
  options.group.reset();
  // Nobody anywhere: differences are 0 without an interval, relative measures have no value.
  const Groups nobody{{0, 10}, {0, 20}, {0, 5}};
  EXPECT_EQ(inequality(nobody, M::between_group_variance, options).estimate.value, 0.0);
  EXPECT_EQ(inequality(nobody, M::between_group_variance, options).estimate.status, Status::no_information);
  EXPECT_EQ(inequality({{7, 7}, {5, 5}}, M::ratio, options).estimate.status, Status::no_information);
  EXPECT_EQ(inequality({{7, 7}, {5, 5}}, M::ratio, options).estimate.value, 1.0);
  EXPECT_EQ(inequality(nobody, M::slope_index_of_inequality, options).estimate.status, Status::ok);
  EXPECT_TRUE(std::isnan(inequality(nobody, M::theil_index, options).estimate.value));
  EXPECT_EQ(inequality(nobody, M::theil_index, options).estimate.status, Status::undefined);
  // ACI by mover still has an interval.
  EXPECT_EQ(inequality(nobody, M::absolute_concentration_index, options).estimate.status, Status::ok);
  // One group without events: R and MLD are infinite, their lower limits are not.
  const Groups one_empty{{0, 30}, {12, 40}, {20, 50}};
  for (const M measure : {M::ratio, M::mean_log_deviation}) {
    const Estimate found = inequality(one_empty, measure, options).estimate;
    EXPECT_EQ(found.value, infinity);
    EXPECT_EQ(found.upper, infinity);
    EXPECT_EQ(found.status, Status::unbounded);
    EXPECT_TRUE(std::isfinite(found.lower)) << found.lower;
    EXPECT_GT(found.lower, measure == M::ratio ? 1.0 : 0.0);
  }
  EXPECT_EQ(inequality(one_empty, M::theil_index, options).estimate.status, Status::ok);
  // 0 and everybody: as unequal as can be.
  const Estimate extreme = inequality({{0, 10}, {10, 10}}, M::difference, options).estimate;
  EXPECT_EQ(extreme.value, 1.0);
  EXPECT_EQ(extreme.upper, 1.0);
  EXPECT_LT(extreme.lower, 1.0);
  EXPECT_GT(extreme.lower, 0.3);
  // A group without people.
  for (std::size_t m = 0; m < measures; ++m)
    EXPECT_EQ(inequality({{0, 0}, {1, 5}, {2, 9}}, measure_at(m), quick()).estimate.status, Status::undefined)
        << name(measure_at(m));
  // A line that leaves (0, ∞) has no ratio.
  EXPECT_EQ(inequality({{0, 100}, {0, 100}, {50, 100}}, M::relative_index_of_inequality, options).estimate.status,
            Status::undefined);
  // A share of 0 takes a group out of the weighted measures.
  options.shares = {1.0, 1.0, 0.0};
  EXPECT_TRUE(close(inequality({{5, 20}, {8, 16}, {1, 99}}, M::theil_index, options).estimate.value,
                    0.5 * (2.0 / 3.0 * std::log(2.0 / 3.0) + 4.0 / 3.0 * std::log(4.0 / 3.0)), 1e-14));
}

TEST(InequalityLimits, AnAdverseOutcomeTurnsParRound) {
  InequalityOptions options = quick(InequalityMethod::automatic);
  options.reference.reset();
  options.group.reset();
  options.favourable = false;
  const Groups groups{{40, 400}, {75, 500}, {30, 250}, {90, 300}};
  Groups others;
  for (const Proportion& g : groups) others.push_back(g.complement());
  const Estimate par = inequality(groups, M::population_attributable_risk, options).estimate;
  EXPECT_LT(par.value, 0.0);
  EXPECT_LE(par.upper, 0.0);
  options.favourable = true;
  const Estimate mirrored = inequality(others, M::population_attributable_risk, options).estimate;
  EXPECT_TRUE(close(mirrored.value, -par.value, 1e-13));
  EXPECT_NEAR(mirrored.lower, -par.upper, 0.006);  // other samples
  EXPECT_NEAR(mirrored.upper, -par.lower, 0.006);
}

TEST(InequalityLimits, TheSameBitsEveryTime) {
  const Groups groups{{40, 400}, {75, 500}, {30, 250}, {90, 300}};
  const Estimate once = inequality(groups, M::theil_index).estimate;
  const Estimate again = inequality(groups, M::theil_index).estimate;
  EXPECT_TRUE(identical(once.lower, again.lower));
  EXPECT_TRUE(identical(once.upper, again.upper));
}

TEST(Inequality, NamesAndWhatTheWhoPrints) {
  EXPECT_STREQ(name(M::difference), "D");
  EXPECT_STREQ(name(M::population_attributable_fraction), "PAF");
  EXPECT_STREQ(name(InequalityMethod::inversion), "inversion");
  EXPECT_EQ(who_multiplier(M::theil_index), 1000.0);
  EXPECT_EQ(who_multiplier(M::mean_log_deviation), 1000.0);
  EXPECT_EQ(who_multiplier(M::coefficient_of_variation), 100.0);
  EXPECT_EQ(who_multiplier(M::between_group_variance), 1.0);
  // The interval is in the unit of the value: a Theil index printed × 1000 has its limits × 1000 too.
  InequalityOptions options = quick();
  const InequalityResult theil = inequality({{120, 400}, {90, 500}, {30, 250}}, M::theil_index, options);
  EXPECT_TRUE(close(theil.estimate.upper - theil.estimate.value, 1.959963984540054 * theil.standard_error, 1e-12));
}

TEST(Inequality, MistakesAreNamed) {
  const Groups groups{{40, 400}, {75, 500}, {30, 250}};
  InequalityOptions options;
  EXPECT_EQ(refusal([&] {
              return inequality({{1, 2}}, M::difference);
            }),
            "inequality: the number of groups is 1, but must be at least 2");
  EXPECT_EQ(refusal([&] {
              return inequality({{1, 2}, {3, 2}}, M::difference);
            }),
            "inequality: groups[1].events is 3, but must be at most groups[1].total, which is 2");
  EXPECT_EQ(refusal([&] { return inequality(groups, M::mean_difference_from_reference); }),
            "inequality: reference is missing, but must be given for MDRU");
  options.reference = 3;
  EXPECT_EQ(refusal([&] { return inequality(groups, M::ratio, options); }),
            "inequality: reference is 3, but must be below the number of groups, 3");
  options.reference = 1;
  options.group = 1;
  EXPECT_EQ(refusal([&] { return inequality(groups, M::ratio, options); }),
            "inequality: group is 1, but must not be the reference");
  options.reference.reset();
  EXPECT_EQ(refusal([&] { return inequality(groups, M::ratio, options); }),
            "inequality: reference is missing, but must be given with a group");
  options = {};
  options.shares = {0.5, 0.5};
  EXPECT_EQ(refusal([&] { return inequality(groups, M::ratio, options); }),
            "inequality: the number of shares is 2, but must be 3, the number of groups");
  options.shares = {0.5, -0.5, 1.0};
  EXPECT_NE(refusal([&] { return inequality(groups, M::ratio, options); }).find("shares[1]"), std::string::npos);
  options.shares = {0.0, 0.0, 0.0};
  EXPECT_NE(refusal([&] { return inequality(groups, M::ratio, options); }).find("the sum of shares"), std::string::npos);
  options = {};
  options.method = InequalityMethod::mover;
  EXPECT_NE(refusal([&] { return inequality(groups, M::theil_index, options); }).find("method is mover"), std::string::npos);
  options.method = InequalityMethod::inversion;
  EXPECT_NE(refusal([&] { return inequality(groups, M::absolute_concentration_index, options); }).find("method is inversion"),
            std::string::npos);
  options.method = InequalityMethod::automatic;
  options.replicates = 0;
  EXPECT_NE(refusal([&] { return inequality(groups, M::theil_index, options); }).find("replicates is 0"), std::string::npos);
}

}  // namespace
