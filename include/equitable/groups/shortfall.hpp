/// @file groups/shortfall.hpp
/// People by which a group falls short: how many more would have had the outcome at another rate.
///
/// shortfall = total · (standard rate − group rate), positive when the group has fewer events than it would have at the
/// standard's rate, negative when it has more. For an adverse outcome (disciplinary cases) read minus the shortfall: the excess.
///
/// | standard | its rate | interval |
/// |---|---|---|
/// | `reference` ★ | the reference's | total times the interval of (reference − group) |
/// | `pooled` ● | that of all groups together, this one with them | total · rest/all times the interval of (rest − group) |
/// | `best` ○ | the highest of any group | from the intervals against every other group, at level 1 − α/(groups − 1) |
///
/// `pooled` contains the group itself, so the group is compared with the rest, and part and whole are related by pooled − group
/// = rest/all · (rest − group): the interval is exact as far as that of the difference is. `best` is chosen by looking, and an
/// interval round the observed best would forget that. The true shortfall lies between the greatest of the lower limits and the
/// greatest of the upper limits over all groups, at 0 or above, whenever all intervals hold, which they do together with at least
/// the stated confidence (Bonferroni); so it is wide, and never negative.
///
/// The intervals treat the group's total as given and the standard's rate as uncertain as it is. People are whole: `rounded` is
/// the shortfall to the nearest person, half away from 0; `to_close` the least whole number of further events with which the
/// group's rate reaches the standard's (the standard staying as it is), 0 if it does already; both exact, in whole numbers. The
/// limits in people, `lower` and `upper`, are rounded outwards. Not a claim on particular people, nor what a single appointment
/// round owes. Sources: Edwards and Hsu (1983) J. Am. Stat. Assoc. 78, 965 (comparisons with the best); Newcombe (1998) Stat.
/// Med. 17, 873, and Miettinen and Nurminen (1985) Stat. Med. 4, 213 (differences). Cost: one interval, or one for each group.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/comparison/rate_difference.hpp"
#include "equitable/core/results.hpp"
#include "equitable/counts/proportion.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/normal.hpp"

namespace equitable {

/// The rate that a group is measured by.
enum class ShortfallStandard : std::uint8_t { reference, pooled, best };

namespace detail {

inline constexpr std::array<const char*, 3> shortfall_standard_names{"reference", "pooled", "best"};

}  // namespace detail

/// The standard as written in options.
[[nodiscard]] constexpr const char* name(ShortfallStandard standard) noexcept {
  return detail::shortfall_standard_names[static_cast<std::size_t>(standard)];
}

/// Options of `shortfall`.
struct ShortfallOptions {
  ShortfallStandard standard = ShortfallStandard::reference;
  std::size_t reference = 0;  ///< the index of the reference group, for `ShortfallStandard::reference`
  RateDifferenceMethod method = RateDifferenceMethod::miettinen_nurminen;
  Confidence confidence{0.95};
};

/// A shortfall in people.
struct Shortfall {
  double rate;           ///< the group's
  double standard_rate;  ///< the standard's
  Estimate people;       ///< total · (standard_rate − rate), unrounded
  Count rounded;         ///< to the nearest person, half away from 0; 0 when undefined, as the next three
  Count to_close;        ///< least whole number of further events that reaches the standard's rate
  Count lower;           ///< lower limit, rounded down
  Count upper;           ///< upper limit, rounded up
  std::size_t
      standard;  ///< index of the group that sets the rate: the reference, or the best (the first of equals); 0 for pooled
};

namespace detail {

/// people·(events/total) − own, a whole number over `total`: to the nearest, half away from 0, and rounded up.
struct WholeShortfall {
  Count nearest;
  Count above;
};

[[nodiscard]] inline WholeShortfall whole_shortfall(const Proportion& own, const Proportion& standard) noexcept {
  __extension__ using Wide = __int128;  // holds a product of two counts, at most 2^106
  const Wide numerator = static_cast<Wide>(standard.events) * own.total - static_cast<Wide>(own.events) * standard.total;
  const Wide size = numerator < 0 ? -numerator : numerator;
  const Wide nearest = (2 * size + standard.total) / (2 * static_cast<Wide>(standard.total));
  const Wide above = numerator <= 0 ? 0 : (numerator + standard.total - 1) / standard.total;
  return {static_cast<Count>(numerator < 0 ? -nearest : nearest), static_cast<Count>(above)};
}

/// The rate of `standard` less that of `own`, with limits at a level.
[[nodiscard]] inline Estimate difference_from(const Proportion& standard, const Proportion& own, const Level& level,
                                              const ShortfallOptions& options) {
  return compare(Table2x2{standard, own}, level, RateDifferenceOptions{options.method, options.confidence});
}

/// Both limits times a factor, and the value that goes with them.
[[nodiscard]] inline Estimate scaled_people(const Estimate& difference, double factor, double value) noexcept {
  Estimate people = difference;
  people.value = value;
  people.lower *= factor;
  people.upper *= factor;
  return people;
}

/// Fills in the whole numbers.
inline void count_people(Shortfall& result, const Proportion& own, const Proportion& standard) noexcept {
  if (std::isnan(result.people.value)) return;
  const WholeShortfall whole = whole_shortfall(own, standard);
  result.rounded = whole.nearest;
  result.to_close = whole.above;
  if (std::isnan(result.people.lower) || std::isnan(result.people.upper)) return;
  result.lower = static_cast<Count>(std::floor(result.people.lower));
  result.upper = static_cast<Count>(std::ceil(result.people.upper));
}

}  // namespace detail

/// The shortfall of the group at index `group`.
///
///     shortfall({{240, 3000}, {60, 1200}}, 1)   // at the reference's 8 %, 96 of 1200 would have been appointed: 36 short
///
/// A group or a standard without people has no shortfall: NaN with `Status::undefined`. For `best`, groups without people are
/// left out; the only group with people falls short of nothing: 0, with 0 and 0 for limits.
/// @throws InvalidInput unless all groups are proportions, of at most 2^53 people together, `group` and `reference` are indices
///          of them, and the reference is not the group
[[nodiscard]] inline Shortfall shortfall(const std::vector<Proportion>& groups, std::size_t group,
                                         const ShortfallOptions& options = {}) {
  Proportion all;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Proportion each = checked_item(groups[i], "shortfall", "groups", i);
    all.events += each.events;
    all.total += each.total;
    if (all.total > max_count) throw_invalid("shortfall", "people in all", std::to_string(all.total), "must be at most 2^53");
  }
  const auto check_index = [&](const char* argument, std::size_t index) {
    if (index >= groups.size())
      throw_invalid("shortfall", argument, std::to_string(index),
                    "must be below the number of groups, which is " + std::to_string(groups.size()));
  };
  check_index("group", group);
  const Proportion own = groups[group];
  const double n = static_cast<double>(own.total);
  const detail::Level level = detail::two_sided_level(options.confidence);
  Shortfall result{};
  result.rate = own.rate();
  result.standard_rate = not_a_number;
  result.people = make_estimate(not_a_number, {not_a_number, not_a_number}, options.confidence, name(options.method));

  if (options.standard == ShortfallStandard::reference) {
    check_index("reference", options.reference);
    if (options.reference == group) throw_invalid("shortfall", "reference", std::to_string(group), "must be another group");
    const Proportion standard = groups[options.reference];
    result.standard = options.reference;
    result.standard_rate = standard.rate();
    const Estimate difference = detail::difference_from(standard, own, level, options);
    result.people = detail::scaled_people(difference, n, n * difference.value);
    detail::count_people(result, own, standard);
    return result;
  }
  if (options.standard == ShortfallStandard::pooled) {
    const Proportion rest{all.events - own.events, all.total - own.total};
    result.standard_rate = all.rate();
    const Estimate difference = detail::difference_from(rest, own, level, options);
    const double factor = n * (static_cast<double>(rest.total) / static_cast<double>(all.total));
    result.people = detail::scaled_people(difference, factor, factor * difference.value);
    detail::count_people(result, own, all);
    return result;
  }
  if (own.total == 0) return result;
  // The best: the highest rate, compared in whole numbers; of equals the first.
  __extension__ using Wide = __int128;
  std::size_t best = group;
  std::size_t others = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].total == 0) continue;
    others += i != group;
    const Wide mine = static_cast<Wide>(groups[i].events) * groups[best].total;
    const Wide its = static_cast<Wide>(groups[best].events) * groups[i].total;
    if (mine > its || (mine == its && i < best)) best = i;
  }
  result.standard = best;
  result.standard_rate = groups[best].rate();
  const double tail = others > 1 ? level.tail / static_cast<double>(others) : level.tail;
  const detail::Level together = others > 1 ? detail::Level{tail, detail::normal_upper_quantile(tail)} : level;
  Interval limits{0.0, 0.0};
  double value = 0.0;
  Status status = Status::ok;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].total == 0 || i == group) continue;
    const Estimate difference = detail::difference_from(groups[i], own, together, options);
    if (difference.status != Status::ok) status = difference.status;
    limits = {std::fmax(limits.lower, difference.lower), std::fmax(limits.upper, difference.upper)};
    value = std::fmax(value, difference.value);
  }
  if (status != Status::ok) limits = {not_a_number, not_a_number};
  result.people = make_estimate(n * value, {n * limits.lower, n * limits.upper}, options.confidence, name(options.method));
  if (status != Status::ok) result.people.status = status;
  detail::count_people(result, own, groups[best]);
  return result;
}

/// The shortfall of the table's group, at its reference's rate, at that of both together, or at the higher of the two.
/// @throws InvalidInput unless both are proportions, of at most 2^53 people together
[[nodiscard]] inline Shortfall shortfall(const Table2x2& table, ShortfallOptions options = {}) {
  options.reference = 0;
  return shortfall({table.reference, table.group}, 1, options);
}

}  // namespace equitable
