/// @file groups/target.hpp
/// A share to be reached by a date: people and appointments needed, the path there, and the chance of it.
///
/// "25.6 % in band 8a and above by 2025": the share moves only as people leave and others are appointed. The model is one of
/// posts. In a period each holder leaves with probability `turnover` (`other_turnover` outside the group), each post left is
/// filled again, and `new_posts` are added; an appointee is of the group with probability `appointment_share`, independently.
/// With τ, ω the turnovers and s the share of appointments, a post's chance of being held by the group goes, period by period,
/// from m to
///
///     m (1 − τ (1 − s)) + (1 − m) ω s,
///
/// so that the number held at a date is a sum of independent binomials: of those held by the group now, those held by others now,
/// and the posts added in each period. Its mean is the path; the chance of the target is its upper tail, summed exactly for up
/// to 5000 posts (`exact`), beyond that by the normal distribution with continuity correction (`normal`).
///
/// The target counts as reached when people/posts, rounded to a double, is at least `target`: 32 of 125 reach 0.256. The chance
/// is that of being there at the end of the period, not at some time before it. What the model leaves out: turnover and shares
/// that change, promotions between bands that are linked, posts that are cut. It knows the rates it is given and not their
/// uncertainty: try a low and a high one. Turnover of a period from counts: people who left / people at its start; the share of
/// appointments from `proportion`. Sources: Bartholomew (1973) Stochastic Models for Social Processes, 2nd ed.
/// (replacement in posts); Butler and Stephens (2017) Methodol. Comput. Appl. Probab. 19, 557 (sums of binomials). Cost: the
/// square of the posts for each period, 1 millisecond for 1000 posts; `appointment_share_for_chance` some 50 times one period.
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/counts/proportion.hpp"
#include "equitable/detail/binomial.hpp"
#include "equitable/detail/normal.hpp"

namespace equitable {

/// Where a group stands, where it should stand, and what happens on the way.
struct TargetPlan {
  Proportion now;                        ///< people of the group of all people in post
  double target = 0.0;                   ///< the share to be reached, above 0 and at most 1
  Count periods = 1;                     ///< until the date: 1 to 200
  double turnover = 0.0;                 ///< probability that somebody of the group leaves in a period
  std::optional<double> other_turnover;  ///< that of the others; empty: the same
  double appointment_share = 0.0;        ///< probability that an appointee is of the group
  Count new_posts = 0;                   ///< added in each period
  Confidence confidence{0.95};           ///< of the range of each period's people
};

/// The end of a period.
struct TargetPeriod {
  Count posts;          ///< people in post
  Count needed;         ///< least number of people of the group that is the target share of them
  double people;        ///< expected number of people of the group
  double share;         ///< people / posts
  double appointments;  ///< expected number in this period
  Count lower;          ///< with probability 1 − α/2 at least so many people of the group
  Count upper;          ///< with probability 1 − α/2 at most so many
  double chance;        ///< of the target share at the end of this period
};

/// What it takes to reach the target.
struct TargetResult {
  Count short_now;                 ///< people by which the group is short of the target today; 0 when it is there
  std::vector<TargetPeriod> path;  ///< each period in turn, at the plan's share of appointments
  double chance;                   ///< at the date, at the plan's share of appointments
  bool reachable;                  ///< whether the expected share can reach the target at all, with every appointee of the group
  double
      appointment_share_needed;  ///< the least share of appointments with which the expected share reaches it; NaN if none does
  double appointments;           ///< expected number in all, at that share
  double group_appointments_needed;  ///< of which so many are of the group
  const char* method;                ///< of the chance: "exact" or "normal"
  Status status;                     ///< undefined when there are no posts
};

/// The number of posts up to which the chance is summed exactly.
inline constexpr Count largest_exact_target = 5000;

namespace detail {

inline void check_probability(double value, const char* where, const char* argument) {
  if (!(value >= 0.0 && value <= 1.0)) throw_invalid(where, argument, value, "must lie between 0 and 1");
}

inline void check_plan(const TargetPlan& plan, const char* where) {
  static_cast<void>(checked_proportion(plan.now.events, plan.now.total, where, "now."));
  if (!(plan.target > 0.0 && plan.target <= 1.0))
    throw_invalid(where, "target", plan.target, "must be above 0 and at most 1 (0.256 for 25.6 %)");
  if (plan.periods < 1 || plan.periods > 200)
    throw_invalid(where, "periods", std::to_string(plan.periods), "must lie between 1 and 200");
  check_probability(plan.turnover, where, "turnover");
  if (plan.other_turnover) check_probability(*plan.other_turnover, where, "other_turnover");
  check_probability(plan.appointment_share, where, "appointment_share");
  if (plan.new_posts < 0) throw_invalid(where, "new_posts", std::to_string(plan.new_posts), "must be 0 or more");
  if (plan.new_posts > (max_count - plan.now.total) / plan.periods)
    throw_invalid(where, "new_posts", std::to_string(plan.new_posts), "must leave at most 2^53 posts in all");
}

/// The least number of people whose share of `posts`, as a double, is at least `target`.
[[nodiscard]] inline Count people_for_share(double target, Count posts) noexcept {
  Count people = static_cast<Count>(std::ceil(target * static_cast<double>(posts)));
  const auto reached = [&](Count count) { return static_cast<double>(count) / static_cast<double>(posts) >= target; };
  if (people > posts) people = posts;
  while (people > 0 && reached(people - 1)) --people;
  while (people < posts && !reached(people)) ++people;
  return people;
}

/// Posts that are alike, and the chance of each to be held by the group.
struct AlikePosts {
  double posts;
  double chance;
};

/// All posts at the end of a period.
class PostHolders {
 public:
  explicit PostHolders(const TargetPlan& plan, double appointment_share)
      : stay_(1.0 - plan.turnover * (1.0 - appointment_share)),
        enter_(plan.other_turnover.value_or(plan.turnover) * appointment_share),
        leave_(plan.turnover),
        other_leave_(plan.other_turnover.value_or(plan.turnover)),
        share_(appointment_share),
        new_posts_(static_cast<double>(plan.new_posts)),
        alike_{{static_cast<double>(plan.now.events), 1.0}, {static_cast<double>(plan.now.total - plan.now.events), 0.0}} {}

  /// One period on; gives back the expected number of appointments in it.
  double advance() {
    const double group = mean();
    const double appointments = group * leave_ + (posts() - group) * other_leave_ + new_posts_;
    for (AlikePosts& some : alike_) some.chance = some.chance * stay_ + (1.0 - some.chance) * enter_;
    if (new_posts_ > 0.0) alike_.push_back({new_posts_, share_});
    return appointments;
  }
  [[nodiscard]] double posts() const noexcept {
    double sum = 0.0;
    for (const AlikePosts& some : alike_) sum += some.posts;
    return sum;
  }
  [[nodiscard]] double mean() const noexcept {
    double sum = 0.0;
    for (const AlikePosts& some : alike_) sum += some.posts * some.chance;
    return sum;
  }
  /// Works out the law of the number of people of the group, so that tail after tail can be asked for.
  void prepare() {
    mean_ = mean();
    variance_ = 0.0;
    for (const AlikePosts& some : alike_) variance_ += some.posts * some.chance * (1.0 - some.chance);
    exact_ = posts() <= static_cast<double>(largest_exact_target);
    if (!exact_) return;
    tails_.assign(1, 1.0);
    for (const AlikePosts& some : alike_) {
      const std::size_t n = static_cast<std::size_t>(some.posts);
      sum_.assign(tails_.size() + n, 0.0);
      for (std::size_t x = 0; x <= n; ++x) {
        const double mass = binomial_mass(static_cast<double>(x), some.posts, some.chance);
        if (mass == 0.0) continue;
        for (std::size_t k = 0; k < tails_.size(); ++k) sum_[k + x] += mass * tails_[k];
      }
      tails_.swap(sum_);
    }
    for (std::size_t k = tails_.size() - 1; k > 0; --k) tails_[k - 1] += tails_[k];  // from masses to upper tails
  }
  /// P(people of the group >= count), after `prepare`; count from 0 to the number of posts.
  [[nodiscard]] double at_least(Count count) const noexcept {
    if (exact_) return std::fmin(tails_[static_cast<std::size_t>(count)], 1.0);
    if (variance_ > 0.0) return normal_upper_tail((static_cast<double>(count) - 0.5 - mean_) / std::sqrt(variance_));
    return mean_ >= static_cast<double>(count) ? 1.0 : 0.0;
  }
  /// The greatest count, at most `most`, whose upper tail is at least `tail`.
  [[nodiscard]] Count greatest_with(double tail, Count most) const noexcept {
    Count below = 0;
    Count above = most + 1;
    while (above - below > 1) {
      const Count middle = below + (above - below) / 2;
      (at_least(middle) >= tail ? below : above) = middle;
    }
    return below;
  }
  [[nodiscard]] bool exact() const noexcept { return exact_; }

 private:
  double stay_, enter_, leave_, other_leave_, share_, new_posts_;
  std::vector<AlikePosts> alike_;
  std::vector<double> tails_, sum_;
  double mean_ = 0.0, variance_ = 0.0;
  bool exact_ = true;
};

/// The posts at the date.
[[nodiscard]] inline PostHolders holders_at_date(const TargetPlan& plan, double appointment_share) {
  PostHolders holders(plan, appointment_share);
  for (Count period = 0; period < plan.periods; ++period) static_cast<void>(holders.advance());
  return holders;
}

/// The least s in [0, 1] at which a statement that turns true once, and stays true, holds; NaN if it does not at 1.
template <class Statement>
[[nodiscard]] double least_share(const Statement& holds) {
  if (holds(0.0)) return 0.0;
  if (!holds(1.0)) return not_a_number;
  double low = 0.0;
  double high = 1.0;
  for (int step = 0; step < 60 && high - low > 2e-16 * high; ++step) {
    const double middle = 0.5 * (low + high);
    (holds(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace detail

/// The path to a target, the appointments it takes, and its chance.
///
///     TargetPlan plan;
///     plan.now = {53, 336};          // 15.8 % of the band
///     plan.target = 0.256;
///     plan.periods = 5;
///     plan.turnover = 0.12;
///     plan.appointment_share = 0.30;
///     target(plan).chance
///
/// @throws InvalidInput naming the member of the plan that is out of its range
[[nodiscard]] inline TargetResult target(const TargetPlan& plan) {
  detail::check_plan(plan, "target");
  TargetResult result{};
  result.chance = not_a_number;
  result.appointment_share_needed = not_a_number;
  result.appointments = not_a_number;
  result.group_appointments_needed = not_a_number;
  result.method = "exact";
  result.status = Status::undefined;
  const Count posts_at_date = plan.now.total + plan.periods * plan.new_posts;
  if (posts_at_date == 0) return result;
  if (plan.now.total > 0) {
    const Count needed = detail::people_for_share(plan.target, plan.now.total);
    result.short_now = needed > plan.now.events ? needed - plan.now.events : 0;
  }

  detail::PostHolders holders(plan, plan.appointment_share);
  const double tail = 0.5 * plan.confidence.alpha();
  result.path.reserve(static_cast<std::size_t>(plan.periods));
  for (Count period = 1; period <= plan.periods; ++period) {
    TargetPeriod end{};
    end.appointments = holders.advance();
    holders.prepare();
    end.posts = plan.now.total + period * plan.new_posts;
    end.needed = detail::people_for_share(plan.target, end.posts);
    end.people = holders.mean();
    end.share = end.people / static_cast<double>(end.posts);
    end.lower = holders.greatest_with(1.0 - tail, end.posts);
    end.upper = holders.greatest_with(tail, end.posts);
    end.chance = holders.at_least(end.needed);
    result.path.push_back(end);
  }
  result.chance = result.path.back().chance;
  result.method = holders.exact() ? "exact" : "normal";
  result.status = Status::ok;

  const double aim = plan.target * static_cast<double>(posts_at_date);
  // The last digits of a mean are rounding: at a target that equals it, it is reached.
  const auto reaches = [&](double share) { return detail::holders_at_date(plan, share).mean() >= aim * (1.0 - 1e-14); };
  result.appointment_share_needed = detail::least_share(reaches);
  result.reachable = !std::isnan(result.appointment_share_needed);
  if (!result.reachable) return result;
  detail::PostHolders needed(plan, result.appointment_share_needed);
  result.appointments = 0.0;
  for (Count period = 0; period < plan.periods; ++period) result.appointments += needed.advance();
  result.group_appointments_needed = result.appointments * result.appointment_share_needed;
  return result;
}

/// The least share of appointments with which the target is reached, at the date, with at least this chance; NaN when even
/// appointing the group alone does not give it, or when there are no posts. The plan's own share is not used.
///
/// Half a chance takes about the share of `target(plan).appointment_share_needed`; to be reasonably sure takes more.
/// @throws InvalidInput as `target`, and unless 0 < chance < 1
[[nodiscard]] inline double appointment_share_for_chance(const TargetPlan& plan, double chance) {
  detail::check_plan(plan, "appointment_share_for_chance");
  if (!(chance > 0.0 && chance < 1.0))
    throw_invalid("appointment_share_for_chance", "chance", chance, "must lie strictly between 0 and 1");
  const Count posts = plan.now.total + plan.periods * plan.new_posts;
  if (posts == 0) return not_a_number;
  const Count needed = detail::people_for_share(plan.target, posts);
  return detail::least_share([&](double share) {
    detail::PostHolders holders = detail::holders_at_date(plan, share);
    holders.prepare();
    return holders.at_least(needed) >= chance;
  });
}

}  // namespace equitable
