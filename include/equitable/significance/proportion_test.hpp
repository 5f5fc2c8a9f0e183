/// @file significance/proportion_test.hpp
/// Does one rate differ from a given one? x events of n against the rate p0.
///
/// | method | statistic | two-sided p-value | use |
/// |---|---|---|---|
/// | `score` | z = (p̂ − p0) / √(p0(1−p0)/n) | both normal tails | default; agrees with the interval `wilson` |
/// | `score_cc` | z drawn towards 0 by 1/(2n) in p̂ − p0 | both normal tails | conservative: for comparison |
/// | `wald` | z with p̂(1−p̂) for p0(1−p0) | both normal tails | liberal: for comparison; none for x = 0 and x = n |
/// | `lr` | 2 [x log(p̂/p0) + (n−x) log((1−p̂)/(1−p0))] | χ² tail, 1 df | agrees with `likelihood_ratio` |
/// | `exact_central` | none | twice the smaller binomial tail, at most 1 | conservative; agrees with `clopper_pearson` |
/// | `exact_minlike` | none | all points as likely as x, or less | conservative, less so |
/// | `exact_blaker` | none | the smaller tail and the largest opposite tail within it | conservative, less so; see `blaker` |
/// | `midp_central` | none | twice the smaller tail less half P(x), at most 1 | good for small n; agrees with `mid_p` |
/// | `midp_minlike` | none | `exact_minlike` less half of P(x) and of points tied with x | comparison |
///
/// One-sided (`greater`: the rate lies above p0): the normal tail of z, the signed root of the likelihood ratio in its place for
/// `lr`; for every `exact_*` the binomial tail, for `midp_*` that tail less half P(x). An exact test has no statistic: NaN
/// stands there though the status is `ok`. Probabilities that agree to 1 part in 10^10 are tied.
///
/// Edges: p0 = 0 or 1 leaves no room for chance: z is 0, or infinite with `Status::unbounded` and p exactly 0 or 1. 0 of 0: NaN
/// with `Status::undefined`; `wald` at x = 0 and x = n too. Not for a rate p0 that was itself estimated: compare the two groups
/// by `significance`. Sources: Wilks (1938) Ann. Math. Stat. 9, 60; Lancaster (1961) J. Am. Stat. Assoc. 56, 223; Blaker (2000)
/// Can. J. Stat. 28, 783. Cost: under 0.1 microseconds for the first four, 1 to 10 for the exact ones, whatever the counts.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include "equitable/core/results.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/counts/proportion.hpp"
#include "equitable/detail/beta.hpp"
#include "equitable/detail/binomial.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/proportion/blaker.hpp"
#include "equitable/proportion/likelihood_ratio.hpp"

namespace equitable {

/// The tests of one rate against a given one.
enum class ProportionTestMethod : std::uint8_t {
  score,
  score_cc,
  wald,
  lr,
  exact_central,
  exact_minlike,
  exact_blaker,
  midp_central,
  midp_minlike
};

namespace detail {

inline constexpr std::array<const char*, 9> proportion_test_method_names{
    "score", "score_cc", "wald", "lr", "exact_central", "exact_minlike", "exact_blaker", "midp_central", "midp_minlike"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(ProportionTestMethod method) noexcept {
  return detail::proportion_test_method_names[static_cast<std::size_t>(method)];
}

/// Options of `proportion_test`.
struct ProportionTestOptions {
  ProportionTestMethod method = ProportionTestMethod::score;
  Alternative alternative = Alternative::two_sided;
};

namespace detail {

/// How far apart two logarithms of probabilities may lie and still be tied.
inline constexpr double log_tie = 1e-10;

/// x − n·rate. The product is rounded on purpose, by itself: 0.3 is not a double, but 0.3 · 10⁹ rounds to what was meant. Close
/// to 1 it is the distance of the rate from 1 that counts.
[[nodiscard]] inline double meant_excess(double x, double n, double rate) noexcept {
  const double rest = 1.0 - rate;
  return rest > 1e-3 ? x - std::fma(n, rate, 0.0) : std::fma(n, rest, -(n - x));
}

/// x events of n against a probability, given by its distances from 0 and from 1.
struct OneRate {
  double x, n;
  UnitPoint p;
  double excess;  ///< x − n p
  [[nodiscard]] OneRate mirrored() const noexcept { return {n - x, n, {p.rest, p.q}, -excess}; }
  [[nodiscard]] bool certain() const noexcept { return p.q <= 0.0 || p.rest <= 0.0; }
  [[nodiscard]] double log_mass(double k) const noexcept { return log_binomial_mass(k, n, p); }
  [[nodiscard]] double mass() const noexcept { return std::exp(log_mass(x)); }
  [[nodiscard]] double lower_tail() const noexcept { return binomial_lower_tail(x, n, p); }
  [[nodiscard]] double upper_tail() const noexcept { return binomial_upper_tail(x, n, p); }
};

/// The tail of the alternative, and twice the smaller one; P(X = x) counted less `half` times.
[[nodiscard]] inline double central_pvalue(const OneRate& r, Alternative alternative, double half) noexcept {
  const double part = half > 0.0 ? half * r.mass() : 0.0;
  if (alternative == Alternative::greater) return r.upper_tail() - part;
  if (alternative == Alternative::less) return r.lower_tail() - part;
  const double tail = r.excess > 0.0 ? r.upper_tail() : r.lower_tail();
  const double other = r.excess > 0.0 ? r.lower_tail() : r.upper_tail();
  return std::fmin(1.0, 2.0 * (std::fmin(tail, other) - part));
}

/// The largest point below the mode that is no likelier than `log_limit`, or −1, where the mode itself is likelier.
[[nodiscard]] inline double last_unlikely(const OneRate& r, double mode, double log_limit) noexcept {
  const auto fits = [&](double k) noexcept { return k < 0.0 || (k < mode && r.log_mass(k) <= log_limit); };
  double fitting = std::floor(r.n * r.p.q - r.excess);
  fitting = fitting < -1.0 ? -1.0 : fitting < mode ? fitting : mode - 1.0;
  double missing = fitting;
  double stride = 1.0;
  if (fits(fitting)) {
    for (missing = fitting + stride; fits(missing); missing += stride) fitting = missing, stride *= 2.0;
  } else {
    for (fitting = missing - stride; !fits(fitting); fitting -= stride) missing = fitting, stride *= 2.0;
    fitting = fitting < -1.0 ? -1.0 : fitting;
  }
  while (missing - fitting > 1.5) {
    const double middle = std::floor(0.5 * (fitting + missing));
    (fits(middle) ? fitting : missing) = middle;
  }
  return fitting;
}

/// The probability of all points no likelier than x; those as likely as x counted less `half` times.
[[nodiscard]] inline double minlike_pvalue(const OneRate& given, double half) noexcept {
  if (given.certain()) return given.excess == 0.0 ? 1.0 - half : 0.0;
  const OneRate r = given.excess >= 0.0 ? given : given.mirrored();  // now x lies at the mode or above it
  const double log_mass = r.log_mass(r.x);
  const double mode = std::fmin(r.x, std::floor(std::fma(r.n, r.p.q, r.p.q)));
  const auto tied = [&](double k) noexcept {
    const double log_other = r.log_mass(k);
    return std::fabs(log_other - log_mass) <= log_tie ? std::exp(log_other) : 0.0;
  };
  if (r.log_mass(mode) <= log_mass + log_tie)
    return 1.0 - half * (std::exp(log_mass) + (half > 0.0 ? tied(r.x - 1.0) + tied(r.x + 1.0) : 0.0));
  const double far = last_unlikely(r, mode, log_mass + log_tie);
  const double tails = r.upper_tail() + binomial_lower_tail(far, r.n, r.p);
  return std::fmin(1.0, tails - (half > 0.0 ? half * (std::exp(log_mass) + tied(far)) : 0.0));
}

/// The smaller tail of x and the largest opposite tail that does not exceed it.
[[nodiscard]] inline double blaker_pvalue(const OneRate& given) noexcept {
  if (given.certain()) return given.excess == 0.0 ? 1.0 : 0.0;
  const double lower = given.lower_tail();
  const double upper = given.upper_tail();
  const bool above = upper < lower || (upper == lower && given.excess > 0.0);
  const OneRate r = above ? given : given.mirrored();
  if (r.x == 0.0) return 1.0;
  const double log_tail = beta_tail(upper_tail_point(r.x, r.n, r.p)).log_lower_tail();
  const double far = largest_opposite(r.x, r.n, r.p, log_tail + log_tie);
  return std::fmin(1.0, (above ? upper : lower) + binomial_lower_tail(far, r.n, r.p));
}

/// A result from a signed root that is normal under the null.
[[nodiscard]] inline TestResult normal_result(double z, const ProportionTestOptions& options) noexcept {
  const double pvalue = options.alternative == Alternative::two_sided ? normal_two_tails(z)
                        : options.alternative == Alternative::greater ? normal_upper_tail(z)
                                                                      : normal_upper_tail(-z);
  return {z, pvalue, name(options.method), options.alternative, std::isinf(z) ? Status::unbounded : Status::ok};
}

/// The test of one count; the rate is in [0, 1].
[[nodiscard]] inline TestResult proportion_test_at(const Proportion& counted, double rate,
                                                   const ProportionTestOptions& options) noexcept {
  const double events = static_cast<double>(counted.events);
  const double total = static_cast<double>(counted.total);
  const OneRate r{events, total, unit_point(rate), meant_excess(events, total, rate)};
  const TestResult undefined{not_a_number, not_a_number, name(options.method), options.alternative, Status::undefined};
  if (counted.total == 0) return undefined;
  const auto studentised = [](double contrast, double variance) noexcept {
    return contrast == 0.0 ? 0.0 : contrast / std::sqrt(variance);
  };
  const auto exact = [&](double pvalue) noexcept {
    return TestResult{not_a_number, pvalue, name(options.method), options.alternative, Status::ok};
  };
  const bool two_sided = options.alternative == Alternative::two_sided;
  switch (options.method) {
    case ProportionTestMethod::score: break;
    case ProportionTestMethod::score_cc:
      return normal_result(
          studentised(std::copysign(std::fmax(0.0, std::fabs(r.excess) - 0.5), r.excess), r.n * r.p.q * r.p.rest), options);
    case ProportionTestMethod::wald:
      if (counted.events == 0 || counted.events == counted.total) return undefined;
      return normal_result(studentised(r.excess, r.x * ((r.n - r.x) / r.n)), options);
    case ProportionTestMethod::lr: {
      const double ratio = r.excess == 0.0 ? 0.0 : one_rate_likelihood_ratio(r.x, r.n, r.p, r.excess);
      if (!two_sided) return normal_result(std::copysign(std::sqrt(ratio), r.excess), options);
      return {ratio, chi_squared_1_upper_tail(ratio), name(options.method), options.alternative,
              std::isinf(ratio) ? Status::unbounded : Status::ok};
    }
    case ProportionTestMethod::exact_central: return exact(central_pvalue(r, options.alternative, 0.0));
    case ProportionTestMethod::exact_minlike:
      return exact(two_sided ? minlike_pvalue(r, 0.0) : central_pvalue(r, options.alternative, 0.0));
    case ProportionTestMethod::exact_blaker:
      return exact(two_sided ? blaker_pvalue(r) : central_pvalue(r, options.alternative, 0.0));
    case ProportionTestMethod::midp_central: return exact(central_pvalue(r, options.alternative, 0.5));
    case ProportionTestMethod::midp_minlike:
      return exact(two_sided ? minlike_pvalue(r, 0.5) : central_pvalue(r, options.alternative, 0.5));
  }
  return normal_result(studentised(r.excess, r.n * r.p.q * r.p.rest), options);
}

}  // namespace detail

/// Whether a rate differs from a given one by more than chance.
///
///     proportion_test(682, 925, 0.75)   // statistic -0.89, p = 0.37
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 and 0 <= rate <= 1
[[nodiscard]] inline TestResult proportion_test(Count events, Count total, double rate,
                                                const ProportionTestOptions& options = {}) {
  const Proportion counted = checked_proportion(events, total, "proportion_test");
  if (!(rate >= 0.0 && rate <= 1.0)) throw_invalid("proportion_test", "rate", rate, "must lie between 0 and 1");
  return detail::proportion_test_at(counted, rate, options);
}

}  // namespace equitable
