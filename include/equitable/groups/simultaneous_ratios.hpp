/// @file groups/simultaneous_ratios.hpp
/// Ratios of several groups to one reference, with intervals that all hold at once and p-values to match.
///
/// The comparisons share the reference, so their errors go together; Bonferroni, which does not know it, is wider. The limits
/// are those of one comparison with the normal quantile replaced by c, the value that the largest of the correlated deviates
/// stays below with the confidence level; the p of a comparison is the chance that the largest passes it.
///
/// | method | statistic and interval | correlation of i and j | use |
/// |---|---|---|---|
/// | `max_t_score` | signed root of `n_minus_1_chi2`; `miettinen_nurminen` | λ_i λ_j, λ² = n_i/(n_i + n_ref): equal rates | ★ |
/// | `max_t_log` | log ratio over its standard error; `katz_log` | the same, λ² = v_ref/(v_i+v_ref), v = 1/x−1/n | ○ no zeros |
///
/// In both, 1 lies outside an interval exactly when its p is below 1 − level. With one comparison they are the plain interval
/// and test. The correlation of `max_t_score` is that under equal rates, which needs no rate to be estimated and no event to be
/// there; where the rates differ much, c is approximate.
///
/// Edges. A group without people: NaN with `Status::undefined`, not counted in the family. A reference without people: all NaN.
/// Zeros as in `relative_likelihood`; where neither or both of a pair have everybody with the outcome the p is NaN. For other
/// pairs see groups/pairwise.hpp. Cost: the integral, a millisecond for five groups and ten for eighteen.
///
/// Sources: Dunnett (1955) J. Am. Stat. Assoc. 50, 1096; Hothorn, Bretz and Westfall (2008) Biom. J. 50, 346; Miettinen and
/// Nurminen (1985) Stat. Med. 4, 213.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/comparison/relative_likelihood.hpp"
#include "equitable/core/results.hpp"
#include "equitable/detail/max_t.hpp"
#include "equitable/groups/pairwise.hpp"
#include "equitable/significance/score.hpp"

namespace equitable {

/// How simultaneous intervals are made.
enum class SimultaneousRatioMethod : std::uint8_t { max_t_score, max_t_log };

/// The method as written in results.
[[nodiscard]] constexpr const char* name(SimultaneousRatioMethod method) noexcept {
  return method == SimultaneousRatioMethod::max_t_score ? "max_t_score" : "max_t_log";
}

/// Options of `simultaneous_ratios`.
struct SimultaneousRatioOptions {
  SimultaneousRatioMethod method = SimultaneousRatioMethod::max_t_score;
  Confidence confidence{0.95};  ///< that all intervals hold
};

/// One group against the reference.
struct SimultaneousRatio {
  std::size_t group;
  Estimate ratio;     ///< with its simultaneous interval
  double statistic;   ///< a normal deviate, positive where the group's rate is the higher
  double p_adjusted;  ///< the chance that the largest deviate of the family is as large, two-sided
  Status status;      ///< of the test; that of the interval is in `ratio`
};

/// All groups against the reference.
struct SimultaneousRatios {
  std::string family;     ///< for instance "against_reference, 4 tests, max_t_score"
  double critical_value;  ///< c; NaN without a comparison
  std::vector<SimultaneousRatio> groups;
};

namespace detail {

/// The deviate of one comparison and the error it shares; no limits yet.
struct MaxTComparison {
  double statistic;
  Status status;
  SharedError error;
  bool counted;
};

[[nodiscard]] inline MaxTComparison max_t_comparison(const Table2x2& table, SimultaneousRatioMethod method) noexcept {
  MaxTComparison result{not_a_number, Status::undefined, {0.0, 1.0}, false};
  if (!table.comparable()) return result;
  const TwoRates r = table.rates();
  const bool informative = table.events() > 0 && table.events() < table.total();
  if (method == SimultaneousRatioMethod::max_t_score) {
    result.counted = true;
    result.error = shared_error(r.n1, r.n2);  // variances 1/n, their parts changed over
    if (informative) result.statistic = equality_z(table, SignificanceMethod::n_minus_1_chi2);
  } else if (r.x1 > 0.0 && r.x2 > 0.0) {
    const double group = (r.n1 - r.x1) / r.n1 / r.x1;
    const double reference = (r.n2 - r.x2) / r.n2 / r.x2;
    if (group + reference > 0.0) {
      result.counted = true;
      result.error = shared_error(reference, group);
      result.statistic = equality_z(table, SignificanceMethod::log_rr_wald);
    }
  }
  result.status = !informative ? Status::no_information : std::isnan(result.statistic) ? Status::undefined : Status::ok;
  return result;
}

}  // namespace detail

/// Every other group against the reference, all at once.
///
///     simultaneous_ratios({{371, 3844}, {341, 3005}, {596, 3842}}, 2)
///
/// @throws InvalidInput naming the group, unless 0 <= events <= total in each and at most 2^53 people in all; and for a
///         reference that is no group
[[nodiscard]] inline SimultaneousRatios simultaneous_ratios(const std::vector<Proportion>& groups, std::size_t reference = 0,
                                                            const SimultaneousRatioOptions& options = {}) {
  static_cast<void>(checked_groups(groups, "simultaneous_ratios"));
  if (reference >= groups.size())
    throw_invalid("simultaneous_ratios", "reference", std::to_string(reference),
                  "must be the index of one of the " + std::to_string(groups.size()) + " groups");
  SimultaneousRatios result{{}, not_a_number, {}};
  std::vector<detail::SharedError> errors;
  errors.reserve(groups.size());
  result.groups.reserve(groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (i == reference) continue;
    const detail::MaxTComparison one = detail::max_t_comparison({groups[i], groups[reference]}, options.method);
    if (one.counted) errors.push_back(one.error);
    result.groups.push_back({i, {}, one.statistic, not_a_number, one.status});
  }
  if (!errors.empty()) result.critical_value = detail::max_t_quantile(errors, options.confidence);
  const detail::Level level{0.5 * options.confidence.alpha(), result.critical_value};
  for (SimultaneousRatio& one : result.groups) {
    const Table2x2 table{groups[one.group], groups[reference]};
    Interval limits{not_a_number, not_a_number};
    if (table.comparable() && !errors.empty())
      limits = options.method == SimultaneousRatioMethod::max_t_score ? detail::ratio_score_limits(table.rates(), level.z, true)
                                                                      : detail::katz_limits(table.rates(), level);
    one.ratio = make_estimate(table.ratio(), limits, options.confidence, name(options.method));
    if (!std::isnan(one.statistic)) one.p_adjusted = detail::max_t_tail(errors, std::fabs(one.statistic));
  }
  result.family = "against_reference, " + detail::counted(errors.size(), "test") + ", " + name(options.method);
  return result;
}

}  // namespace equitable
