#include "equitable/groups/target.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::refusal;

[[nodiscard]] TargetPlan plan_of(Proportion now, double target, Count periods, double turnover, double share) {
  TargetPlan plan;
  plan.now = now;
  plan.target = target;
  plan.periods = periods;
  plan.turnover = turnover;
  plan.appointment_share = share;
  return plan;
}

[[nodiscard]] long double mass(Count n, Count x, long double p) {
  long double m = 1;
  for (Count i = 0; i < x; ++i) m *= static_cast<long double>(n - i) / static_cast<long double>(i + 1) * p;
  for (Count i = x; i < n; ++i) m *= 1 - p;
  return m;
}

// The law of the number of posts held, walked person by person: who leaves, and who is appointed, period after period.
[[nodiscard]] std::vector<long double> walked(const TargetPlan& plan, Count periods) {
  const Count most = plan.now.total + periods * plan.new_posts;
  std::vector<long double> law(static_cast<std::size_t>(most) + 1, 0.0L);
  law[static_cast<std::size_t>(plan.now.events)] = 1;
  Count posts = plan.now.total;
  for (Count period = 0; period < periods; ++period) {
    std::vector<long double> next(law.size(), 0.0L);
    for (Count held = 0; held <= posts; ++held) {
      if (law[static_cast<std::size_t>(held)] == 0.0L) continue;
      for (Count left = 0; left <= held; ++left)
        for (Count others_left = 0; others_left <= posts - held; ++others_left) {
          const long double weight = law[static_cast<std::size_t>(held)] * mass(held, left, plan.turnover) *
                                     mass(posts - held, others_left, plan.other_turnover.value_or(plan.turnover));
          const Count open = left + others_left + plan.new_posts;
          for (Count appointed = 0; appointed <= open; ++appointed)
            next[static_cast<std::size_t>(held - left + appointed)] += weight * mass(open, appointed, plan.appointment_share);
        }
    }
    law = next;
    posts += plan.new_posts;
  }
  return law;
}

TEST(Target, ChanceMeanAndRangeAgainstTheWalk) {
  int plans = 0;
  for (const Count group : {0, 2, 7})
    for (const Count total : {7, 9})
      for (const double other : {0.1, 0.3})
        for (const double share : {0.0, 0.35, 1.0})
          for (const Count added : {0, 1}) {
            TargetPlan plan = plan_of({group, total}, 0.4, 3, 0.3, share);
            plan.other_turnover = other;
            plan.new_posts = added;
            plan.confidence = Confidence{0.8};
            const TargetResult found = target(plan);
            ASSERT_EQ(found.path.size(), 3U);
            for (Count period = 1; period <= 3; ++period, ++plans) {
              const TargetPeriod& end = found.path[static_cast<std::size_t>(period - 1)];
              const std::vector<long double> law = walked(plan, period);
              const Count posts = total + period * added;
              ASSERT_EQ(end.posts, posts);
              Count needed = 0;
              while (10 * needed < 4 * posts) ++needed;
              ASSERT_EQ(end.needed, needed);
              const auto at_least = [&](Count count) {
                long double sum = 0;
                for (Count x = posts; x >= count && x >= 0; --x) sum += law[static_cast<std::size_t>(x)];
                return sum;
              };
              long double mean = 0;
              for (Count x = 0; x <= posts; ++x) mean += law[static_cast<std::size_t>(x)] * static_cast<long double>(x);
              ASSERT_TRUE(close(end.people, static_cast<double>(mean), 1e-14, 1e-17));
              ASSERT_TRUE(close(end.share, static_cast<double>(mean) / static_cast<double>(posts), 1e-14, 1e-17));
              ASSERT_TRUE(close(end.chance, static_cast<double>(at_least(needed)), 1e-13, 1e-300));
              ASSERT_GE(static_cast<double>(at_least(end.lower)), 0.9 - 1e-12);
              ASSERT_LT(static_cast<double>(at_least(end.lower + 1)), 0.9 + 1e-12);
              ASSERT_LE(static_cast<double>(at_least(end.upper + 1)), 0.1 + 1e-12);
            }
            ASSERT_EQ(found.chance, found.path.back().chance);
          }
  EXPECT_EQ(plans, 3 * 2 * 2 * 3 * 2 * 3);
}

// One turnover: the expected number after k periods is x r^k + s n (1 − r^k), r = 1 − turnover.
TEST(Target, DeterministicPathByHand) {
  const TargetResult found = target(plan_of({53, 336}, 0.256, 5, 0.12, 0.30));
  EXPECT_EQ(found.short_now, 87 - 53);  // 0.256 · 336 = 86.016
  double kept = 1.0;
  for (const TargetPeriod& end : found.path) {
    kept *= 0.88;
    EXPECT_TRUE(close(end.people, 53 * kept + 0.30 * 336 * (1 - kept), 1e-14));
    EXPECT_TRUE(close(end.appointments, 336 * 0.12, 1e-14));
    EXPECT_EQ(end.needed, 87);
    EXPECT_TRUE(static_cast<double>(end.lower) < end.people && end.people < static_cast<double>(end.upper));
  }
  const double needed = (0.256 * 336 - 53 * kept) / (336 * (1 - kept));
  EXPECT_TRUE(found.reachable);
  EXPECT_TRUE(close(found.appointment_share_needed, needed, 1e-12));
  EXPECT_TRUE(close(found.appointments, 5 * 336 * 0.12, 1e-13));
  EXPECT_TRUE(close(found.group_appointments_needed, 5 * 336 * 0.12 * needed, 1e-12));
  EXPECT_STREQ(found.method, "exact");
  EXPECT_EQ(found.status, Status::ok);
}

TEST(Target, ShareNeededReachesIt) {
  TargetPlan plan = plan_of({40, 300}, 0.3, 4, 0.2, 0.0);
  plan.other_turnover = 0.1;
  plan.new_posts = 6;
  plan.appointment_share = target(plan).appointment_share_needed;
  const TargetResult found = target(plan);
  EXPECT_TRUE(close(found.path.back().share, 0.3, 1e-13));
  EXPECT_TRUE(found.chance > 0.4 && found.chance < 0.65);
  double sum = 0.0;
  for (const TargetPeriod& end : found.path) sum += end.appointments;
  EXPECT_TRUE(close(found.appointments, sum, 1e-12));

  for (const double chance : {0.05, 0.5, 0.95, 0.999}) {
    const double share = appointment_share_for_chance(plan, chance);
    plan.appointment_share = share;
    EXPECT_TRUE(close(target(plan).chance, chance, 1e-11)) << chance;
  }
  EXPECT_LT(appointment_share_for_chance(plan, 0.5), appointment_share_for_chance(plan, 0.95));
}

TEST(Target, ChanceRisesWithTheShareOfAppointments) {
  double last = -1.0;
  for (int step = 0; step <= 20; ++step) {
    const double chance = target(plan_of({53, 336}, 0.256, 5, 0.12, step / 20.0)).chance;
    EXPECT_GE(chance, last - 1e-14);
    last = chance;
  }
  EXPECT_GT(last, 0.999);
}

TEST(Target, SharesThatAreDecimalsAreMet) {
  EXPECT_EQ(detail::people_for_share(0.256, 125), 32);
  EXPECT_EQ(detail::people_for_share(0.1, 10), 1);
  EXPECT_EQ(detail::people_for_share(0.3, 10), 3);
  EXPECT_EQ(detail::people_for_share(1.0, 7), 7);
  EXPECT_EQ(detail::people_for_share(1e-9, 7), 1);
  for (Count posts = 1; posts <= 400; ++posts)
    for (Count thousandths = 1; thousandths <= 1000; thousandths += 7)
      ASSERT_EQ(detail::people_for_share(static_cast<double>(thousandths) / 1000.0, posts), (thousandths * posts + 999) / 1000);
  EXPECT_EQ(detail::people_for_share(0.5, max_count), max_count / 2);
}

TEST(Target, NormalBeyondTheLimitIsNearTheExactSum) {
  // 40 periods of turnover 0.1 leave nearly every post to appointees; the two methods meet at the limit.
  const TargetResult exact = target(plan_of({1000, 5000}, 0.25, 40, 0.1, 0.25));
  EXPECT_STREQ(exact.method, "exact");
  const TargetResult normal = target(plan_of({1001, 5004}, 0.25, 40, 0.1, 0.25));
  EXPECT_STREQ(normal.method, "normal");
  EXPECT_TRUE(close(exact.chance, normal.chance, 0.01));
  EXPECT_LE(exact.path.back().upper - normal.path.back().upper, 2);
  const TargetResult huge = target(plan_of({max_count / 4, max_count}, 0.25, 3, 0.1, 0.25));
  EXPECT_TRUE(close(huge.chance, 0.5, 1e-6));
}

TEST(Target, Edges) {
  const TargetResult still = target(plan_of({3, 10}, 0.3, 4, 0.0, 0.9));  // nobody leaves: it is there and stays there
  EXPECT_EQ(still.chance, 1.0);
  EXPECT_EQ(still.short_now, 0);
  EXPECT_EQ(still.appointment_share_needed, 0.0);
  EXPECT_EQ(still.group_appointments_needed, 0.0);
  EXPECT_EQ(still.path.back().lower, 3);
  EXPECT_EQ(still.path.back().upper, 3);
  const TargetResult never = target(plan_of({2, 10}, 0.3, 4, 0.0, 0.9));
  EXPECT_EQ(never.chance, 0.0);
  EXPECT_FALSE(never.reachable);
  EXPECT_TRUE(std::isnan(never.appointment_share_needed));
  EXPECT_TRUE(std::isnan(appointment_share_for_chance(plan_of({2, 10}, 0.3, 4, 0.0, 0.9), 0.5)));
  const TargetResult all_go = target(plan_of({0, 10}, 1.0, 1, 1.0, 1.0));
  EXPECT_EQ(all_go.chance, 1.0);
  EXPECT_TRUE(close(all_go.appointment_share_needed, 1.0, 1e-13));
  EXPECT_EQ(target(plan_of({0, 0}, 0.5, 3, 0.1, 0.5)).status, Status::undefined);
  EXPECT_TRUE(std::isnan(appointment_share_for_chance(plan_of({0, 0}, 0.5, 3, 0.1, 0.5), 0.5)));
  TargetPlan founded = plan_of({0, 0}, 0.5, 2, 0.0, 0.5);  // four new posts: P(at least 2 of 4) = 11/16
  founded.new_posts = 2;
  EXPECT_TRUE(close(target(founded).chance, 11.0 / 16, 1e-14));
  EXPECT_EQ(target(founded).short_now, 0);
}

TEST(Target, RefusesWhatCannotBe) {
  const auto said = [](const TargetPlan& plan) { return refusal([&] { return target(plan).chance; }); };
  EXPECT_EQ(said(plan_of({11, 10}, 0.3, 4, 0.1, 0.9)), "target: now.events is 11, but must be at most now.total, which is 10");
  EXPECT_NE(said(plan_of({1, 10}, 25.6, 4, 0.1, 0.9)).find("target is 25.6"), std::string::npos);
  EXPECT_NE(said(plan_of({1, 10}, 0.0, 4, 0.1, 0.9)), "accepted");
  EXPECT_NE(said(plan_of({1, 10}, not_a_number, 4, 0.1, 0.9)), "accepted");
  EXPECT_NE(said(plan_of({1, 10}, 0.3, 0, 0.1, 0.9)), "accepted");
  EXPECT_NE(said(plan_of({1, 10}, 0.3, 201, 0.1, 0.9)), "accepted");
  EXPECT_NE(said(plan_of({1, 10}, 0.3, 4, -0.1, 0.9)).find("turnover"), std::string::npos);
  EXPECT_NE(said(plan_of({1, 10}, 0.3, 4, 0.1, 1.5)).find("appointment_share"), std::string::npos);
  TargetPlan plan = plan_of({1, 10}, 0.3, 4, 0.1, 0.5);
  plan.other_turnover = 2.0;
  EXPECT_NE(said(plan).find("other_turnover"), std::string::npos);
  plan.other_turnover.reset();
  plan.new_posts = -1;
  EXPECT_NE(said(plan).find("new_posts"), std::string::npos);
  plan.new_posts = max_count;
  EXPECT_NE(said(plan).find("2^53"), std::string::npos);
  EXPECT_NE(refusal([] { return appointment_share_for_chance(plan_of({1, 10}, 0.3, 4, 0.1, 0.9), 1.0); }), "accepted");
}

}  // namespace
