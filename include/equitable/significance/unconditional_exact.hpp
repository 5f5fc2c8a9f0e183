/// @file significance/unconditional_exact.hpp
/// Unconditional exact tests of two rates: Barnard, Boschloo and the likelihood ratio, each with a certified p-value.
///
/// | method | a table is the more extreme, the … |
/// |---|---|
/// | `boschloo_central` | smaller its one-sided Fisher p-value; two-sided: twice the smaller of the two tests |
/// | `boschloo_minlike` | smaller its two-sided Fisher p-value (`fisher_minlike`) |
/// | `barnard_pooled` | larger its z with the pooled variance |
/// | `barnard_unpooled` | larger its z with the separate variances |
/// | `lr_unconditional` | larger its G |
///
/// The rejection region holds all tables with the same totals that are at least as extreme as the observed one, ties included.
/// The p-value is the largest probability of that region at any rate π that both groups might share. All of these keep their
/// level without exception; Boschloo's one-sided p-value is never above Fisher's. Two-sided p-values take z² or G; one-sided
/// ones the signed z, the signed root of G, or Fisher's one-sided p-value. If nobody or everybody had the outcome, or if the
/// observed rates do not differ in the direction asked for, the p-value is 1.
///
/// *Ties* are decided in integers for the two Barnard orders; for G and for Fisher's p-values 1 part in 10^10 counts as equal.
/// *The supremum* is proved, not searched for on a grid (grids miss maxima: see detail/supremum.hpp for the bounds): it lies in
/// [pvalue, pvalue_upper], a gap below 1e-9 · pvalue_upper, rounding included. p-values below 1e-290 come back as 0, with 1e-290
/// or so for an upper bound.
///
/// Cost: O(N^1.5), for two groups of 100 some 0.05 ms, of 1,000 some 0.5 ms, of 100,000 some 0.4 s; `boschloo_central` takes
/// twice that and `boschloo_minlike` five times. Limit: N = `max_unconditional_total`; beyond it NaN with `Status::too_large`.
/// For large groups with more than a handful of events `n_minus_1_chi2` says the same in nanoseconds. Not for paired data.
///
/// Sources: Barnard (1947) Biometrika 34, 123; Boschloo (1970) Stat. Neerl. 24, 1; Suissa and Shuster (1985) J. R. Stat. Soc. A
/// 148, 317; Mehrotra, Chan and Berger (2003) Biometrics 59, 441.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/rejection_region.hpp"
#include "equitable/detail/score.hpp"
#include "equitable/detail/supremum.hpp"
#include "equitable/detail/wide_integer.hpp"
#include "equitable/significance/method.hpp"
#include "equitable/significance/score.hpp"

namespace equitable {

/// The result of an unconditional exact test. The true p-value, a supremum over the common rate, lies in [pvalue, pvalue_upper],
/// and pvalue_upper − pvalue <= 1e-9 pvalue_upper, unless it is below 1e-290.
struct UnconditionalResult {
  double statistic;  ///< signed z, or G (one-sided: its signed root) of the observed table; NaN where the order is by a p-value
  double pvalue;     ///< attained at `nuisance`
  double pvalue_upper;  ///< proved not to be exceeded at any rate
  double nuisance;      ///< the common rate at which `pvalue` is attained
  Count region;         ///< tables at least as extreme as the observed one, itself included
  const char* method;
  Alternative alternative;
  Status status;

  /// The test alone.
  [[nodiscard]] TestResult test() const noexcept { return {statistic, pvalue, method, alternative, status}; }
};

/// The largest total of both groups together for which the unconditional tests are carried out.
inline constexpr Count max_unconditional_total = 200'000;

/// Whether the unconditional tests are carried out for groups of these sizes.
[[nodiscard]] constexpr bool unconditional_test_is_feasible(const Table2x2& table) noexcept {
  return table.group.total <= max_unconditional_total && table.reference.total <= max_unconditional_total &&
         table.group.total + table.reference.total <= max_unconditional_total;
}

namespace detail {

/// left <=> right as −1, 0 or 1: by the doubles unless they are too close to tell, then by the integers.
template <class Left, class Right>
[[nodiscard]] int compare_exactly(double left, double right, const Left& exact_left, const Right& exact_right) {
  if (std::fabs(left - right) > 1e-13 * right) return left < right ? -1 : 1;
  const WideInteger a = exact_left();
  const WideInteger b = exact_right();
  return a < b ? -1 : b < a ? 1 : 0;
}

[[nodiscard]] inline WideInteger wide(double count) noexcept { return WideInteger(static_cast<std::uint64_t>(count)); }

/// Orders tables with i n2 > j n1 by the pooled z, D² / (m k), D = i n2 − j n1, m = i + j, k = N − m.
class PooledOrder {
 public:
  explicit PooledOrder(const TwoRates& observed) noexcept
      : n1_(observed.n1), n2_(observed.n2), cross_(cross(observed.x1, observed.x2)), spread_(spread(observed.x1, observed.x2)) {}

  /// −1, 0 or 1: table (i, j) is less, as, or more extreme than the observed one is in either direction.
  [[nodiscard]] int compare(double i, double j) const {
    const double difference = cross(i, j);
    const double variance = spread(i, j);
    return compare_exactly(
        difference * difference * spread_, cross_ * cross_ * variance,
        [&] { return wide(difference) * wide(difference) * wide(spread_); },
        [&] { return wide(std::fabs(cross_)) * wide(std::fabs(cross_)) * wide(variance); });
  }

 private:
  // Integers below 2^53 for every N allowed: exact.
  [[nodiscard]] double cross(double i, double j) const noexcept { return i * n2_ - j * n1_; }
  [[nodiscard]] double spread(double i, double j) const noexcept { return (i + j) * ((n1_ - i) + (n2_ - j)); }
  double n1_, n2_, cross_, spread_;
};

/// Orders tables with i n2 > j n1 by the unpooled z, D² / (i (n1−i) n2³ + j (n2−j) n1³).
class UnpooledOrder {
 public:
  explicit UnpooledOrder(const TwoRates& observed) noexcept
      : n1_(observed.n1), n2_(observed.n2), i_(observed.x1), j_(observed.x2), cross_(cross(i_, j_)), spread_(spread(i_, j_)) {}

  [[nodiscard]] int compare(double i, double j) const {
    const double difference = cross(i, j);
    return compare_exactly(
        difference * difference * spread_, cross_ * cross_ * spread(i, j),
        [&] { return wide(difference) * wide(difference) * wide_spread(i_, j_); },
        [&] { return wide(std::fabs(cross_)) * wide(std::fabs(cross_)) * wide_spread(i, j); });
  }

 private:
  [[nodiscard]] double cross(double i, double j) const noexcept { return i * n2_ - j * n1_; }
  [[nodiscard]] double spread(double i, double j) const noexcept {
    return i * (n1_ - i) * (n2_ * n2_ * n2_) + j * (n2_ - j) * (n1_ * n1_ * n1_);
  }
  [[nodiscard]] WideInteger wide_spread(double i, double j) const noexcept {
    return wide(i * (n1_ - i)) * wide(n2_ * n2_) * wide(n2_) + wide(j * (n2_ - j)) * wide(n1_ * n1_) * wide(n1_);
  }
  double n1_, n2_, i_, j_, cross_, spread_;
};

/// Orders tables by G.
class LikelihoodOrder {
 public:
  explicit LikelihoodOrder(const TwoRates& observed) noexcept
      : n1_(observed.n1), n2_(observed.n2), statistic_(g_statistic(observed)) {}

  [[nodiscard]] int compare(double i, double j) const noexcept {
    const double excess = g_statistic({i, n1_, j, n2_}) - statistic_;
    const double tie = tie_tolerance * std::fmax(1.0, statistic_);
    return excess > tie ? 1 : excess < -tie ? -1 : 0;
  }

 private:
  double n1_, n2_, statistic_;
};

/// A certified p-value with the size of its region.
struct UnconditionalPvalue {
  double pvalue;
  double upper;
  double nuisance;
  Count region;
};

/// The p-value of a region that holds the empty or the full table, which a rate near 0 or 1 makes sure.
[[nodiscard]] inline UnconditionalPvalue certain_pvalue(Count region) noexcept { return {1.0, 1.0, 0.0, region}; }

[[nodiscard]] inline UnconditionalPvalue supremum_of(const std::vector<double>& h, Count region) {
  // Masses carried over N steps of six roundings, then tails of at most about 5 √N terms more.
  const double total = static_cast<double>(h.size());
  const double error = 1.2e-16 * (6.0 * total + 50.0 * std::sqrt(total) + 50.0);
  const Supremum supremum = binomial_mixture_supremum(h, error);
  return {supremum.value, supremum.upper, supremum.rate, region};
}

/// The number of tables with the totals of `r`.
[[nodiscard]] inline Count sample_space(const TwoRates& r) noexcept {
  return (static_cast<Count>(r.n1) + 1) * (static_cast<Count>(r.n2) + 1);
}

[[nodiscard]] inline std::vector<double> no_region(const TwoRates& r) {
  return std::vector<double>(static_cast<std::size_t>(r.n1 + r.n2) + 1, 0.0);
}

/// Boschloo's one-sided test in favour of the group: the tables whose Fisher p-value is at most the observed one.
[[nodiscard]] inline UnconditionalPvalue boschloo_greater(const TwoRates& r) {
  const double limit = conditional_upper_tail(r.x1, r.x2, r.n1, r.n2) * (1.0 + tie_tolerance);
  if (limit >= 1.0) return certain_pvalue(sample_space(r));
  std::vector<double> h = no_region(r);
  const auto extreme = [limit](double, double, double tail) { return tail <= limit; };
  const Count tables = add_upper_region(static_cast<Count>(r.n1), static_cast<Count>(r.n2), extreme, h);
  return supremum_of(h, tables);
}

[[nodiscard]] inline UnconditionalPvalue boschloo_central(const TwoRates& r) {
  const UnconditionalPvalue greater = boschloo_greater(r);
  const UnconditionalPvalue less = boschloo_greater(r.swapped());
  const UnconditionalPvalue& smaller = greater.pvalue <= less.pvalue ? greater : less;
  return {std::fmin(1.0, 2.0 * smaller.pvalue), std::fmin(1.0, 2.0 * std::fmin(greater.upper, less.upper)), smaller.nuisance,
          smaller.region};
}

[[nodiscard]] inline UnconditionalPvalue boschloo_minlike(const TwoRates& r) {
  const double limit = conditional_minlike(r.x1, r.x2, r.n1, r.n2) * (1.0 + tie_tolerance);
  if (limit >= 1.0) return certain_pvalue(sample_space(r));
  std::vector<double> h = no_region(r);
  const Count tables = add_minlike_region(static_cast<Count>(r.n1), static_cast<Count>(r.n2), limit, h);
  return supremum_of(h, tables);
}

/// The test by a signed statistic whose sign is that of i n2 − j n1 and whose size the `Order` compares.
template <class Order>
[[nodiscard]] UnconditionalPvalue signed_order_pvalue(const TwoRates& observed, Alternative alternative) {
  const TwoRates r = alternative == Alternative::less ? observed.swapped() : observed;
  const bool two_sided = alternative == Alternative::two_sided;
  const double cross = r.x1 * r.n2 - r.x2 * r.n1;
  if (cross == 0.0 && two_sided) return certain_pvalue(sample_space(r));
  std::vector<double> h = no_region(r);
  if (cross <= 0.0 && !two_sided) {
    // Outside the region are the tables that favour the reference more: as many as their mirror images favour the group.
    const Order order(r);
    const auto beyond = [&](double i, double j, double) {
      return i * r.n2 > j * r.n1 && (cross == 0.0 || order.compare(i, j) > 0);
    };
    return certain_pvalue(sample_space(r) - add_upper_region(static_cast<Count>(r.n1), static_cast<Count>(r.n2), beyond, h));
  }
  const Order order(r);
  const auto extreme = [&](double i, double j, double) { return i * r.n2 > j * r.n1 && order.compare(i, j) >= 0; };
  Count tables = add_upper_region(static_cast<Count>(r.n1), static_cast<Count>(r.n2), extreme, h);
  if (two_sided) {
    // The mirror image (n1−i, n2−j) of a table has the same statistic with its sign changed.
    tables *= 2;
    for (std::size_t m = 0, k = h.size() - 1; m <= k; ++m, --k) h[m] = h[k] = h[m] + h[k];
  }
  return supremum_of(h, tables);
}

[[nodiscard]] inline UnconditionalPvalue unconditional_pvalue(const TwoRates& r, SignificanceMethod method,
                                                              Alternative alternative) {
  switch (method) {
    case SignificanceMethod::barnard_pooled: return signed_order_pvalue<PooledOrder>(r, alternative);
    case SignificanceMethod::barnard_unpooled: return signed_order_pvalue<UnpooledOrder>(r, alternative);
    case SignificanceMethod::lr_unconditional: return signed_order_pvalue<LikelihoodOrder>(r, alternative);
    default: break;
  }
  if (alternative == Alternative::greater) return boschloo_greater(r);
  if (alternative == Alternative::less) return boschloo_greater(r.swapped());
  return method == SignificanceMethod::boschloo_minlike ? boschloo_minlike(r) : boschloo_central(r);
}

[[nodiscard]] inline double unconditional_statistic(const TwoRates& r, SignificanceMethod method, Alternative alternative) {
  switch (method) {
    case SignificanceMethod::barnard_pooled: return pearson_z(r);
    case SignificanceMethod::barnard_unpooled: return unpooled_z(r, rate_difference_value(r));
    case SignificanceMethod::lr_unconditional: break;
    default: return not_a_number;
  }
  const double statistic = g_statistic(r);
  if (alternative == Alternative::two_sided) return statistic;
  return std::copysign(std::sqrt(statistic), rate_difference_value(r));
}

}  // namespace detail

/// The unconditional exact test of a table. A group without people gives NaN with `Status::undefined`; nobody or everybody with
/// the outcome p = 1 with `Status::no_information`.
///
/// @throws InvalidInput for a method that is not `barnard_*`, `boschloo_*` or `lr_unconditional`, and for a null other than
///         equality (for which `equivalence` and the intervals by Chan and Zhang have exact unconditional tests)
[[nodiscard]] inline UnconditionalResult unconditional_exact_test(const Table2x2& table, const SignificanceOptions& options) {
  const SignificanceMethod method = options.method;
  const Alternative alternative = options.alternative;
  if (method < SignificanceMethod::barnard_pooled)
    throw_invalid("unconditional_exact_test", "method", name(method), "must be barnard_*, boschloo_* or lr_unconditional");
  if (!options.null.is_equality())
    throw_invalid("unconditional_exact_test", "null", options.null.value,
                  std::string("must say that the rates are equal for ") + name(method) +
                      "; other nulls are tested exactly by the limits of chan_zhang_score");
  UnconditionalResult result{not_a_number, not_a_number, not_a_number,     not_a_number, 0,
                             name(method), alternative,  Status::undefined};
  if (!table.comparable()) return result;
  if (!unconditional_test_is_feasible(table)) {
    result.status = Status::too_large;
    return result;
  }
  const detail::TwoRates r = table.rates();
  const bool informative = table.events() > 0 && table.events() < table.total();
  const detail::UnconditionalPvalue p = detail::unconditional_pvalue(r, method, alternative);
  result.statistic = informative ? detail::unconditional_statistic(r, method, alternative) : not_a_number;
  result.pvalue = p.pvalue;
  result.pvalue_upper = p.upper;
  result.nuisance = p.nuisance;
  result.region = p.region;
  result.status = !informative ? Status::no_information : std::isinf(result.statistic) ? Status::unbounded : Status::ok;
  return result;
}

}  // namespace equitable
