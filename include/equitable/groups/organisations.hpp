/// @file groups/organisations.hpp
/// Where one organisation stands among many, and how sure that is: "better than 41 % of trusts, 95 % interval 12 to 78 %".
///
/// A rank is more uncertain than the rates it is made from. Two answers:
///
///  - `pairwise`, the default: the organisation is tested against each of the others (`n_minus_1_chi2`), the p-values adjusted by
///    Holm's method for all those tests. Those that beat it are surely better, those that it beats surely worse; the true rank
///    lies between, with at least the level's confidence whatever the rates are, ties among them. Mogstad, Romano, Shaikh and
///    Wilhelm (2024) Rev. Econ. Stud. 91, 476; Holm (1979) Scand. J. Stat. 6, 65.
///  - `simulated`: percentiles of the rank when each rate is drawn from its own posterior (Jeffreys); shorter, and too sure where
///    many true rates lie close together. Goldstein and Spiegelhalter (1996) J. R. Stat. Soc. A 159, 385.
///
/// Draws come by address (detail/random.hpp): the same bits on any number of threads.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/beta.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/random.hpp"

namespace equitable {

/// How the interval of a rank is found.
enum class RankMethod : std::uint8_t { pairwise, simulated };

namespace detail {

inline constexpr std::array<const char*, 2> rank_method_names{"pairwise", "simulated"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(RankMethod method) noexcept {
  return detail::rank_method_names[static_cast<std::size_t>(method)];
}

/// Options of `percentile_rank`.
struct RankOptions {
  RankMethod method = RankMethod::pairwise;
  bool favourable = true;  ///< whether a high rate is good
  Confidence confidence{0.95};
  Count replicates = 999;  ///< samples drawn by `simulated`
  std::uint64_t seed = 1;
};

/// The place of one organisation among all.
struct PercentileRank {
  Estimate better_than;    ///< share of the other organisations with a worse rate, ties by half, and its interval
  double rank;             ///< 1 is the best; ties share the mean of their ranks
  Interval rank_interval;  ///< ranks the true rate may have
  Count organisations;     ///< those with people, the one itself among them
};

namespace detail {

/// Sign of p1 − p2, decided in integers as far as products of counts can be.
[[nodiscard]] inline double rate_order(const Proportion& first, const Proportion& second) noexcept {
  return rate_difference_value({static_cast<double>(first.events), static_cast<double>(first.total),
                                static_cast<double>(second.events), static_cast<double>(second.total)});
}

/// The two-sided p-value of `n_minus_1_chi2`; 1 where there is no information.
[[nodiscard]] inline double pair_pvalue(const Proportion& first, const Proportion& second) noexcept {
  const double n1 = static_cast<double>(first.total);
  const double n2 = static_cast<double>(second.total);
  const double n = n1 + n2;
  const double pooled = (static_cast<double>(first.events) + static_cast<double>(second.events)) / n;
  const double others = (static_cast<double>(first.total - first.events) + static_cast<double>(second.total - second.events)) / n;
  const double variance = pooled * others * (1.0 / n1 + 1.0 / n2) * (n / (n - 1.0));
  return variance > 0.0 ? normal_two_tails(rate_order(first, second) / std::sqrt(variance)) : 1.0;
}

/// How many of the others are better and worse.
struct Standing {
  double better = 0.0;
  double worse = 0.0;
};

/// Those that are surely better and worse, by Holm's step-down method over all pairs with the one organisation.
[[nodiscard]] inline Standing sure_standing(const std::vector<Proportion>& others, const Proportion& one, double sign,
                                            double alpha) {
  struct Pair {
    double pvalue, lead;
  };
  std::vector<Pair> pairs;
  for (const Proportion& other : others) pairs.push_back({pair_pvalue(one, other), sign * rate_order(one, other)});
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.pvalue < b.pvalue; });
  Standing sure;
  double left = static_cast<double>(pairs.size());
  for (const Pair& pair : pairs) {
    if (!(pair.pvalue * left <= alpha)) break;
    (pair.lead > 0.0 ? sure.worse : sure.better) += 1.0;
    left -= 1.0;
  }
  return sure;
}

/// How often each number of better organisations came up for one of them.
class BetterCounts {
 public:
  explicit BetterCounts(std::size_t organisations) : times_(organisations, 0) {}
  void add(std::size_t better) noexcept { ++times_[better]; }
  /// The `place`-th smallest number, counting from 1, and the `place`-th largest.
  [[nodiscard]] Interval from_both_ends(Count place) const noexcept {
    std::size_t low = 0;
    for (Count seen = times_[0]; seen < place; seen += times_[low]) ++low;
    std::size_t high = times_.size() - 1;
    for (Count seen = times_[high]; seen < place; seen += times_[high]) --high;
    return {static_cast<double>(low), static_cast<double>(high)};
  }

 private:
  std::vector<std::uint32_t> times_;  // at most 10^8 replicates
};

/// Percentiles of the number of better organisations for those at the places asked, rates drawn from their posteriors: once a
/// replicate for all of them, each by its own address, so that one asked alone and one asked with others are told the same.
[[nodiscard]] inline std::vector<Interval> simulated_better(const std::vector<Proportion>& organisations,
                                                            const std::vector<std::size_t>& places, double sign,
                                                            const RankOptions& options) {
  const std::size_t size = organisations.size();
  std::vector<BetterCounts> counts(places.size(), BetterCounts(size));
  std::vector<double> merit(size);
  std::vector<double> sorted;
  for (Count i = 0; i < options.replicates; ++i) {
    RandomStream stream(options.seed, static_cast<std::uint64_t>(i));
    for (std::size_t j = 0; j < size; ++j) {
      const Proportion& p = organisations[j];
      merit[j] = sign * beta_lower_quantile(stream.next(), static_cast<double>(p.events) + 0.5,
                                            static_cast<double>(p.total - p.events) + 0.5);
    }
    if (places.size() == 1) {  // counting is quicker than sorting
      std::size_t better = 0;
      for (const double other : merit) better += other > merit[places[0]] ? 1U : 0U;
      counts[0].add(better);
      continue;
    }
    sorted = merit;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t k = 0; k < places.size(); ++k)
      counts[k].add(static_cast<std::size_t>(sorted.end() - std::upper_bound(sorted.begin(), sorted.end(), merit[places[k]])));
  }
  const double draws = static_cast<double>(options.replicates);
  const double place = std::fmax(1.0, std::floor((draws + 1.0) * 0.5 * options.confidence.alpha() * (1.0 + 1e-12)));
  std::vector<Interval> found;
  found.reserve(places.size());
  for (const BetterCounts& each : counts) found.push_back(each.from_both_ends(static_cast<Count>(place)));
  return found;
}

/// The organisations, checked.
inline void check_organisations(const std::vector<Proportion>& organisations, const RankOptions& options, const char* where) {
  if (options.method == RankMethod::simulated) check_replicates(options.replicates, two_sided_level(options.confidence), where);
  for (std::size_t i = 0; i < organisations.size(); ++i)
    static_cast<void>(checked_item(organisations[i], where, "organisations", i));
}

/// Ranks of those at the places asked, all counts valid.
[[nodiscard]] inline std::vector<PercentileRank> ranks_of(const std::vector<Proportion>& organisations,
                                                          const std::vector<std::size_t>& places, const RankOptions& options) {
  const Interval none{not_a_number, not_a_number};
  const double sign = options.favourable ? 1.0 : -1.0;
  std::vector<Proportion> filled;
  std::vector<std::size_t> among(organisations.size());  // where one with people stands among those with people
  for (std::size_t i = 0; i < organisations.size(); ++i) {
    among[i] = filled.size();
    if (organisations[i].total > 0) filled.push_back(organisations[i]);
  }
  std::vector<std::size_t> ranked;
  for (const std::size_t place : places)
    if (organisations[place].total > 0 && filled.size() > 1) ranked.push_back(among[place]);
  std::vector<Interval> simulated;
  constexpr std::size_t together = 1024;  // whose counts are held at a time: 4 kB each for a thousand organisations
  for (std::size_t first = 0; options.method == RankMethod::simulated && first < ranked.size(); first += together) {
    const std::size_t last = (std::min)(first + together, ranked.size());
    const std::vector<std::size_t> part(ranked.begin() + static_cast<std::ptrdiff_t>(first),
                                        ranked.begin() + static_cast<std::ptrdiff_t>(last));
    const std::vector<Interval> limits = simulated_better(filled, part, sign, options);
    simulated.insert(simulated.end(), limits.begin(), limits.end());
  }

  std::vector<PercentileRank> found;
  found.reserve(places.size());
  std::size_t next = 0;
  std::vector<Proportion> others;
  for (const std::size_t place : places) {
    const Proportion one = organisations[place];
    if (one.total == 0 || filled.size() < 2) {
      found.push_back({make_estimate(not_a_number, none, options.confidence, name(options.method)), not_a_number, none,
                       static_cast<Count>(filled.size())});
      continue;
    }
    others = filled;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(among[place]));
    Standing seen;
    for (const Proportion& other : others) {
      const double lead = sign * rate_order(one, other);
      seen.worse += lead > 0.0 ? 1.0 : lead == 0.0 ? 0.5 : 0.0;
      seen.better += lead < 0.0 ? 1.0 : lead == 0.0 ? 0.5 : 0.0;
    }
    const double count = static_cast<double>(others.size());
    Interval better{0.0, 0.0};
    if (options.method == RankMethod::pairwise) {
      const Standing sure = sure_standing(others, one, sign, options.confidence.alpha());
      better = {sure.better, count - sure.worse};
    } else {
      better = simulated[next++];
      better = {std::fmin(better.lower, seen.better), std::fmax(better.upper, seen.better)};
    }
    const Interval share{(count - better.upper) / count, (count - better.lower) / count};
    found.push_back({make_estimate(seen.worse / count, share, options.confidence, name(options.method)),
                     1.0 + seen.better,
                     {1.0 + better.lower, 1.0 + better.upper},
                     static_cast<Count>(filled.size())});
  }
  return found;
}

}  // namespace detail

/// The percentile rank of one organisation among all, with its interval.
///
///     percentile_rank(trusts, 17).better_than    // value 0.41, 95 % interval 0.12 to 0.78
///
/// `place` counts from 0. Organisations without people are left out. If the one has none, or is alone: NaN with
/// `Status::undefined`. Cost: `pairwise` 50 ns an organisation and sorting them; `simulated` a microsecond an organisation and
/// replicate. All of them are ranked by `percentile_ranks`.
/// @throws InvalidInput for counts outside 0 <= events <= total <= 2^53, a place that is not there, and for
///         `simulated` replicates above 10^8 or below 2/(1 − level) − 1
[[nodiscard]] inline PercentileRank percentile_rank(const std::vector<Proportion>& organisations, std::size_t place,
                                                    const RankOptions& options = {}) {
  const char* const where = "percentile_rank";
  if (place >= organisations.size())
    throw_invalid(where, "place", std::to_string(place),
                  "must be below the number of organisations, " + std::to_string(organisations.size()));
  detail::check_organisations(organisations, options, where);
  return detail::ranks_of(organisations, {place}, options).front();
}

/// `percentile_rank` of every organisation, in their order. `simulated` draws once a replicate and ranks all of them by it; its cost
/// is that of one rank, and sorting. `pairwise` is quadratic in the organisations. @throws InvalidInput as `percentile_rank`
[[nodiscard]] inline std::vector<PercentileRank> percentile_ranks(const std::vector<Proportion>& organisations,
                                                                  const RankOptions& options = {}) {
  detail::check_organisations(organisations, options, "percentile_ranks");
  std::vector<std::size_t> places(organisations.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
  return detail::ranks_of(organisations, places, options);
}

}  // namespace equitable
