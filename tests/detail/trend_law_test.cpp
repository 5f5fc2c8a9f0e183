#include "equitable/detail/trend_law.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable::detail;
using support::close;

struct Case {
  std::vector<double> events, people, scores;
  [[nodiscard]] ScoredGroups groups() const { return {events.data(), people.data(), scores.data(), events.size()}; }
};

long double choose(double n, double k) {
  long double result = 1;
  for (double i = 1; i <= k; i += 1.0) result = result * static_cast<long double>(n - k + i) / static_cast<long double>(i);
  return result;
}

/// Every way to spread the events, with its weight, by plain recursion.
void spread(const Case& c, std::size_t group, double left, double u, long double weight, std::vector<long double>& law) {
  if (group == c.events.size()) {
    if (left == 0.0) law[static_cast<std::size_t>(u)] += weight;
    return;
  }
  for (double a = 0; a <= c.people[group] && a <= left; a += 1.0)
    spread(c, group + 1, left - a, u + a * c.scores[group], weight * choose(c.people[group], a), law);
}

void agrees_with_enumeration(const Case& c, double steps) {
  double events = 0;
  double people = 0;
  double observed = 0;
  double mean = 0;
  for (std::size_t i = 0; i < c.events.size(); ++i) {
    events += c.events[i];
    people += c.people[i];
    observed += c.events[i] * c.scores[i];
    mean += c.people[i] * c.scores[i];
  }
  std::vector<long double> law(static_cast<std::size_t>(events * steps) + 1, 0.0L);
  spread(c, 0, events, 0.0, 1.0L, law);
  long double whole = 0;
  for (const long double weight : law) whole += weight;
  const auto far = [&](double u) { return std::fabs(u * people - events * mean); };  // whole numbers
  long double greater = 0;
  long double less = 0;
  long double deviation = 0;
  long double tied = 0;
  long double order = 0;
  const long double point = law[static_cast<std::size_t>(observed)];
  for (std::size_t u = 0; u < law.size(); ++u) {
    const double at = static_cast<double>(u);
    if (at >= observed) greater += law[u];
    if (at <= observed) less += law[u];
    if (far(at) >= far(observed)) deviation += law[u];
    if (far(at) == far(observed)) tied += law[u];
    if (law[u] <= point) order += law[u];
  }
  const TrendLaw found = trend_law(c.groups(), steps);
  const auto expect = [whole](double actual, long double weight) {
    return close(actual, static_cast<double>(weight / whole), 1e-13);
  };
  ASSERT_TRUE(expect(found.greater, greater));
  ASSERT_TRUE(expect(found.less, less));
  ASSERT_TRUE(expect(found.point, point));
  ASSERT_TRUE(expect(found.deviation, deviation));
  ASSERT_TRUE(expect(found.deviation_point, tied));
  ASSERT_TRUE(expect(found.point_order, order));
}

TEST(TrendLaw, AgreesWithEveryWayToSpreadTheEvents) {
  support::RandomTables random(11);
  for (int i = 0; i < 400 && !HasFailure(); ++i) {
    Case c;
    double events = 0;
    double people = 0;
    const std::size_t groups = static_cast<std::size_t>(random.between(2, 5));
    for (std::size_t g = 0; g < groups; ++g) {
      c.people.push_back(static_cast<double>(random.between(1, 7)));
      c.events.push_back(static_cast<double>(random.between(0, static_cast<equitable::Count>(c.people.back()))));
      c.scores.push_back(static_cast<double>(random.between(0, 6)));
      events += c.events.back();
      people += c.people.back();
    }
    if (events == 0.0 || events == people) continue;
    agrees_with_enumeration(c, 6.0);
  }
}

TEST(TrendLaw, ManyPeopleAndFewEvents) {
  // One event among 10^9 + 2·10^9 people: U is the group it falls into.
  const Case c{{0, 1}, {1e9, 2e9}, {0, 1}};
  const TrendLaw law = trend_law(c.groups(), 1.0);
  EXPECT_TRUE(close(law.greater, 2.0 / 3.0, 1e-14));
  EXPECT_TRUE(close(law.less, 1.0, 1e-14));
}

TEST(TrendLaw, FewPeopleWithoutTheOutcome) {
  // One person without it among 10^9 + 2·10^9 + 10^9: U falls short of its largest value by that person's score.
  const Case c{{1e9, 2e9 - 1, 1e9}, {1e9, 2e9, 1e9}, {0, 1, 5}};
  const TrendLaw law = trend_law(c.groups(), 5.0);
  EXPECT_TRUE(close(law.greater, 0.75, 1e-14));
  EXPECT_TRUE(close(law.less, 0.75, 1e-14));
  EXPECT_TRUE(close(law.point, 0.5, 1e-14));
  // Where people times scores pass 2^53, U could no longer be told exactly.
  const Case huge{{1e15 - 1, 1e15}, {1e15, 1e15}, {0, 10}};
  EXPECT_FALSE(trend_law_fits(huge.groups(), 1.0, 10.0));
}

TEST(TrendLaw, FarTailsKeepTheirDigits) {
  // All 500 events in the upper of two groups of 500: 1/C(1000, 500).
  const Case c{{0, 500}, {500, 500}, {0, 1}};
  const TrendLaw law = trend_law(c.groups(), 1.0);
  EXPECT_TRUE(close(law.greater, 3.6997539978140272e-300, 1e-12));
  EXPECT_TRUE(close(law.deviation, 2 * 3.6997539978140272e-300, 1e-12));
  EXPECT_TRUE(close(law.point_order, 2 * 3.6997539978140272e-300, 1e-12));
}

TEST(TrendLaw, SaysWhatIsTooLarge) {
  const Case small{{100, 100}, {500, 500}, {0, 1}};
  EXPECT_TRUE(trend_law_fits(small.groups(), 200.0, 1.0));
  EXPECT_FALSE(trend_law_fits(small.groups(), 200.0, 1000.0));
  const Case large{{1e6, 1e6}, {1e7, 1e7}, {0, 1}};
  EXPECT_FALSE(trend_law_fits(large.groups(), 2e6, 1.0));
}

}  // namespace
