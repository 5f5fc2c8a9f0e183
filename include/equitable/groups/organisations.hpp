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

/// Percentiles of the number of better organisations, rates drawn from their posteriors.
[[nodiscard]] inline Interval simulated_better(const std::vector<Proportion>& others, const Proportion& one, double sign,
                                               const RankOptions& options) {
  const auto rate = [](const Proportion& p, double u) {
    return beta_lower_quantile(u, static_cast<double>(p.events) + 0.5, static_cast<double>(p.total - p.events) + 0.5);
  };
  std::vector<double> better(static_cast<std::size_t>(options.replicates));
  for (std::size_t i = 0; i < better.size(); ++i) {
    RandomStream stream(options.seed, i);
    const double own = rate(one, stream.next());
    for (const Proportion& other : others) better[i] += sign * (rate(other, stream.next()) - own) > 0.0 ? 1.0 : 0.0;
  }
  std::sort(better.begin(), better.end());
  const double size = static_cast<double>(better.size());
  const std::size_t place =
      static_cast<std::size_t>(std::fmax(1.0, std::floor((size + 1.0) * 0.5 * options.confidence.alpha() * (1.0 + 1e-12))));
  return {better[place - 1], better[better.size() - place]};
}

}  // namespace detail

/// The percentile rank of one organisation among all, with its interval.
///
///     percentile_rank(trusts, 17).better_than    // value 0.41, 95 % interval 0.12 to 0.78
///
/// `place` counts from 0. Organisations without people are left out. If the one has none, or is alone: NaN with
/// `Status::undefined`. Cost: `pairwise` 50 ns an organisation and sorting them; `simulated` a microsecond an organisation and
/// replicate.
/// @throws InvalidInput for counts outside 0 <= events <= total <= 2^53, a place that is not there, and for
///         `simulated` replicates above 10^8 or below 2/(1 − level) − 1
[[nodiscard]] inline PercentileRank percentile_rank(const std::vector<Proportion>& organisations, std::size_t place,
                                                    const RankOptions& options = {}) {
  const char* const where = "percentile_rank";
  if (place >= organisations.size())
    throw_invalid(where, "place", std::to_string(place),
                  "must be below the number of organisations, " + std::to_string(organisations.size()));
  if (options.method == RankMethod::simulated)
    detail::check_replicates(options.replicates, detail::two_sided_level(options.confidence), where);
  std::vector<Proportion> others;
  for (std::size_t i = 0; i < organisations.size(); ++i) {
    const Proportion each = checked_item(organisations[i], where, "organisations", i);
    if (i != place && each.total > 0) others.push_back(each);
  }
  const Proportion one = organisations[place];
  const bool defined = one.total > 0 && !others.empty();
  const Interval none{not_a_number, not_a_number};
  if (!defined)
    return {make_estimate(not_a_number, none, options.confidence, name(options.method)), not_a_number, none,
            static_cast<Count>(others.size()) + (one.total > 0 ? 1 : 0)};

  const double sign = options.favourable ? 1.0 : -1.0;
  detail::Standing seen;
  for (const Proportion& other : others) {
    const double lead = sign * detail::rate_order(one, other);
    seen.worse += lead > 0.0 ? 1.0 : lead == 0.0 ? 0.5 : 0.0;
    seen.better += lead < 0.0 ? 1.0 : lead == 0.0 ? 0.5 : 0.0;
  }
  const double count = static_cast<double>(others.size());
  Interval better{0.0, 0.0};
  if (options.method == RankMethod::pairwise) {
    const detail::Standing sure = detail::sure_standing(others, one, sign, options.confidence.alpha());
    better = {sure.better, count - sure.worse};
  } else {
    better = detail::simulated_better(others, one, sign, options);
    better = {std::fmin(better.lower, seen.better), std::fmax(better.upper, seen.better)};
  }
  const Interval share{(count - better.upper) / count, (count - better.lower) / count};
  return {make_estimate(seen.worse / count, share, options.confidence, name(options.method)),
          1.0 + seen.better,
          {1.0 + better.lower, 1.0 + better.upper},
          static_cast<Count>(others.size()) + 1};
}

}  // namespace equitable
