/// @file groups/marascuilo.hpp
/// Which of several rates differ, by Marascuilo's simultaneous procedure on the differences of all pairs.
///
/// d = p_i − p_j is significant where it is larger than √(χ²_{1−α}(K−1) v), v = p_i(1−p_i)/n_i + p_j(1−p_j)/n_j. ○ It protects every
/// contrast of the K groups, so pairs have little power, and it is built on Wald's variance, which breaks down at rates of 0 and
/// 1: groups/pairwise.hpp has the default. Groups must not overlap; not for paired data. Cost: a tail of chi-squared a pair.
///
/// Source: Marascuilo (1966) Psychol. Bull. 65, 280.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/counts/proportion.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/detail/rates.hpp"

namespace equitable {

/// Two groups by Marascuilo's procedure. Groups count from 0.
struct MarascuiloPair {
  std::size_t first;
  std::size_t second;
  double difference;           ///< rate of the first − rate of the second
  double critical_difference;  ///< the size that a difference must pass to be significant
  double statistic;            ///< difference² / v
  double pvalue;               ///< upper tail of chi-squared with K − 1 degrees of freedom: simultaneous as it stands
  Status status;
};

namespace detail {

/// p (1 − p) / n.
[[nodiscard]] inline double rate_variance(double x, double n) noexcept { return (x / n) * ((n - x) / n) / n; }

/// One pair at the quantile of chi-squared; both groups hold somebody.
[[nodiscard]] inline MarascuiloPair marascuilo_pair(std::size_t first, std::size_t second, const TwoRates& r, double quantile,
                                                    double df) noexcept {
  MarascuiloPair pair{first, second, rate_difference_value(r), not_a_number, not_a_number, not_a_number, Status::undefined};
  const double variance = rate_variance(r.x1, r.n1) + rate_variance(r.x2, r.n2);
  if (!(variance > 0.0)) return pair;
  pair.critical_difference = std::sqrt(quantile * variance);
  pair.statistic = pair.difference * (pair.difference / variance);
  pair.pvalue = chi_squared_upper_tail(pair.statistic, df);
  pair.status = Status::ok;
  return pair;
}

}  // namespace detail

/// Marascuilo's comparison of all pairs, (0,1), (0,2), …, (1,2), …
///
/// Two rates without variance (0 or 1 each): the difference stands, the rest is NaN with `Status::undefined`. Groups without
/// people are not counted in K; their pairs are NaN.
/// @throws InvalidInput naming the group, unless 0 <= events <= total in each and at most 2^53 people in all
[[nodiscard]] inline std::vector<MarascuiloPair> marascuilo(const std::vector<Proportion>& groups,
                                                            Confidence confidence = Confidence{0.95}) {
  static_cast<void>(checked_groups(groups, "marascuilo"));
  double filled = 0.0;
  for (const Proportion& group : groups) filled += group.total > 0 ? 1.0 : 0.0;
  std::vector<MarascuiloPair> pairs;
  if (groups.size() < 2) return pairs;
  const double quantile = filled < 2.0 ? not_a_number : detail::chi_squared_upper_quantile(confidence.alpha(), filled - 1.0);
  pairs.reserve(groups.size() * (groups.size() - 1) / 2);
  for (std::size_t i = 0; i < groups.size(); ++i)
    for (std::size_t j = i + 1; j < groups.size(); ++j) {
      const Table2x2 table{groups[i], groups[j]};
      if (table.comparable())
        pairs.push_back(detail::marascuilo_pair(i, j, table.rates(), quantile, filled - 1.0));
      else
        pairs.push_back({i, j, not_a_number, not_a_number, not_a_number, not_a_number, Status::undefined});
    }
  return pairs;
}

}  // namespace equitable
