/// @file comparison/exact_bootstrap.hpp
/// Bootstrap intervals of the ratio and the difference of two rates from the exact law: what infinitely many replicates give.
///
/// The bootstrap of a count draws X* from Bin(n, x/n). A ratio or difference of two such counts takes finitely many values on a
/// lattice, and its quantiles are found there by root-finding: no seed, no replicates, no error of simulation, and a thousandth
/// of the time.
///
/// | method | limits |
/// |---|---|
/// | `percentile` | the outermost values with at least α/2 (less 1e-15) of the probability on them and beyond |
/// | `bca` | percentiles moved for the median bias and the skewness (Efron 1987, J. Am. Stat. Assoc. 82, 171) |
///
/// `bca` is exact too: the bias is Φ⁻¹ of the probability below the estimate and half of that on it, the acceleration a sixth of
/// the skewness of the statistic's linear part, both computed from the law.
///
/// *Conventions.* Samples without an event in either group have no ratio, 0/0, and are left out: probabilities are conditional on
/// the others. Samples without one in the reference alone are infinite and stay in; where more than the tail of them are, the
/// upper limit is ∞ with `Status::unbounded`. Where one of the groups has no events there is no distribution to speak of (a ratio
/// of 0 or ∞ alone), where neither rate lies strictly between 0 and 1 nothing varies, and where for `bca` the whole law lies on
/// one side of the estimate there is no bias to correct: NaN with `Status::undefined`.
///
/// When not to use it: where the aim is a good interval. `relative_likelihood` and `rate_difference` have better ones at every
/// size: a rate of 0 or 1 does not vary under resampling, so that its uncertainty is missing, and with few events the percentiles
/// cover less than they say. It is for agreement with a report that bootstraps, and for showing how far simulation was off.
///
/// Cost: some ten times the standard deviations of the two counts in ns: 10 microseconds for groups of some hundreds or a
/// thousand, 30 for 10,000. Groups so large that the counts spread over more than 4·10^6 values (some 10^11 people): NaN with
/// `Status::too_large`; there every method agrees. Sources: Efron (1979) Ann. Stat. 7, 1; Efron and Tibshirani (1993) An
/// Introduction to the Bootstrap, chapter 14.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/binomial.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/rates.hpp"

namespace equitable {

/// How limits are taken from the distribution of resampled values.
enum class BootstrapMethod : std::uint8_t { bca, percentile };

namespace detail {

inline constexpr std::array<const char*, 2> bootstrap_method_names{"bootstrap_bca", "bootstrap_percentile"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(BootstrapMethod method) noexcept {
  return detail::bootstrap_method_names[static_cast<std::size_t>(method)];
}

/// Options of `bootstrap_difference` and `bootstrap_ratio`.
struct ExactBootstrapOptions {
  BootstrapMethod method = BootstrapMethod::percentile;
  Confidence confidence{0.95};
};

namespace detail {

/// The probabilities at which a percentile interval is read: those left below the lower and above the upper limit.
struct Tails {
  double below, above;
};

/// The probabilities of the BCa interval. `less` and `equal`: shares of the distribution below the estimate and on it.
/// NaN where the whole distribution lies on one side.
[[nodiscard]] inline Tails bca_tails(double less, double equal, double acceleration, const Level& level) noexcept {
  const double below = less + 0.5 * equal;
  const double above = 1.0 - below;
  if (!(below > 0.0 && above > 0.0)) return {not_a_number, not_a_number};
  const double shift = below <= 0.5 ? -normal_upper_quantile(below) : normal_upper_quantile(above);
  const auto moved_tail = [&](double z) {  // probability beyond the limit that lies z out, by the direction of z
    const double shrink = 1.0 - acceleration * (shift + z);
    const double at = shrink > 0.0 ? shift + (shift + z) / shrink : (z > 0.0 ? infinity : -infinity);
    return normal_upper_tail(z > 0.0 ? at : -at);
  };
  return {moved_tail(-level.z), moved_tail(level.z)};
}

/// One binomial law, as far as it can be seen: outside nine standard deviations and 20 counts lies less than 2^-53.
class BinomialLaw {
 public:
  BinomialLaw(double x, double n) : total(n) {
    const UnitPoint p{x / n, (n - x) / n};
    const bool varies = x > 0.0 && x < n;
    const double reach = varies ? std::ceil(9.0 * std::sqrt(x * p.rest) + 20.0) : 0.0;
    first = x > reach ? x - reach : 0.0;
    last = n - x > reach ? x + reach : n;
    const double odds = p.q / p.rest;
    const std::size_t size = static_cast<std::size_t>(last - first) + 1;
    const std::size_t centre = static_cast<std::size_t>(x - first);
    mass.resize(size);
    mass[centre] = std::exp(log_binomial_mass(x, n, p));
    double i = x;
    for (std::size_t k = centre; k > 0; --k, i -= 1.0) mass[k - 1] = mass[k] * (i / ((n - i + 1.0) * odds));
    i = x;
    for (std::size_t k = centre + 1; k < size; ++k, i += 1.0) mass[k] = mass[k - 1] * ((n - i) * odds / (i + 1.0));
    up_to.resize(size + 1);  // up_to[k]: the first k of them
    double sum = 0.0;
    for (std::size_t k = 0; k < size; ++k) up_to[k + 1] = sum += mass[k];
  }
  /// How many counts it holds for rate x/n.
  [[nodiscard]] static double width(double x, double n) noexcept { return 18.0 * std::sqrt(x * ((n - x) / n)) + 40.0; }

  double total;
  double first, last;
  std::vector<double> mass, up_to;
};

/// Difference of two counts' rates: i/n1 − j/n2.
struct DifferenceOfCounts {
  double n1, n2;
  [[nodiscard]] double value(double i, double j) const noexcept { return rate_difference_value({i, n1, j, n2}); }
  /// The real i whose value is v, as a line in j.
  [[nodiscard]] double cut_at_zero(double v) const noexcept { return n1 * v; }
  [[nodiscard]] double cut_slope(double) const noexcept { return n1 / n2; }
  static constexpr bool is_ratio = false;
};

/// Ratio of two counts' rates: (i/n1)/(j/n2); 0/0 does not count.
struct RatioOfCounts {
  double n1, n2;
  [[nodiscard]] double value(double i, double j) const noexcept { return i * n2 / (j * n1); }
  [[nodiscard]] double cut_at_zero(double) const noexcept { return 0.0; }
  [[nodiscard]] double cut_slope(double v) const noexcept { return v * (n1 / n2); }
  static constexpr bool is_ratio = true;
};

/// The exact distribution of a contrast of two resampled counts. Holds working space.
template <class Contrast>
class ContrastLaw {
 public:
  ContrastLaw(const BinomialLaw& first, const BinomialLaw& second, const Contrast& contrast)
      : first_(first), second_(second), contrast_(contrast) {
    // A ratio without an event in the reference is infinite, or does not count: such counts stand outside of the sums.
    if (!Contrast::is_ratio || second.first > 0.0) return;
    from_ = 1;
    if (first.first == 0.0) whole_ = 1.0 - first.mass[0] * second.mass[0];
  }

  /// The probability of values below v and of v itself, decided by the values as they are computed.
  struct Place {
    double less, equal;
  };
  [[nodiscard]] Place place(double v) const noexcept {
    const Line line = line_of(v);
    Place found{0.0, 0.0};
    double j = second_.first + static_cast<double>(from_);
    for (std::size_t k = from_; k < second_.mass.size(); ++k, j += 1.0) {
      const double nearest = std::nearbyint(line.start + line.slope * j);
      const double here = contrast_.value(nearest, j);
      const std::size_t less = below(nearest - first_.first + (here < v ? 1.0 : 0.0));
      const std::size_t upto = below(nearest - first_.first + (here <= v ? 1.0 : 0.0));
      found.less += second_.mass[k] * first_.up_to[less];
      found.equal += second_.mass[k] * (first_.up_to[upto] - first_.up_to[less]);
    }
    return {found.less / whole_, found.equal / whole_};
  }

  /// The smallest value v with P(value <= v) >= q, 0 < q < 1. ∞ when no finite one reaches q.
  ///
  /// @param guess  about where, and `spread` how far from there it may well be: they decide on the time taken alone
  [[nodiscard]] double quantile(double q, double guess, double spread) {
    const double least_j = second_.first + static_cast<double>(from_);
    double low = contrast_.value(first_.first, second_.last);
    double high = contrast_.value(first_.last, least_j);
    low -= 1e-9 * (1.0 + std::fabs(low));
    high += 1e-9 * (1.0 + std::fabs(high));
    Below at_low{0.0, 0.0};
    Below at_high = up_to(high);
    if (!(q > 0.0)) return contrast_.value(first_.first, second_.last);
    if (at_high.probability < q) return from_ > 0 ? infinity : contrast_.value(first_.last, least_j);
    // Secants with the older end's value halved (the Illinois rule), from two points about the guess; then bisection if need be.
    double next = guess - spread;
    double excess_low = -q;
    double excess_high = at_high.probability - q;
    for (int step = 0; step < 200 && at_high.counts - at_low.counts > few; ++step) {
      if (!(next > low && next < high)) next = low + 0.5 * (high - low);
      if (!(next > low && next < high)) break;
      const Below at = up_to(next);
      const double excess = at.probability - q;
      const bool left = excess < 0.0;
      if (left) {
        low = next;
        at_low = at;
        excess_low = excess;
        if (step > 1) excess_high *= 0.5;
      } else {
        high = next;
        at_high = at;
        excess_high = excess;
        if (step > 1) excess_low *= 0.5;
      }
      next = step == 0       ? (left ? guess + spread : guess - 4.0 * spread)
             : step % 8 == 7 ? low + 0.5 * (high - low)
                             : low - excess_low * ((high - low) / (excess_high - excess_low));
    }
    return step_through(q, low, high, at_low.probability);
  }

 private:
  /// Where so few pairs of counts are left they are sorted.
  static constexpr double few = 64.0;

  struct Line {
    double start, slope;
  };
  [[nodiscard]] Line line_of(double v) const noexcept { return {contrast_.cut_at_zero(v), contrast_.cut_slope(v)}; }
  /// A number of counts, from a real number of them.
  [[nodiscard]] std::size_t below(double counts) const noexcept {
    const double size = static_cast<double>(first_.mass.size());
    return static_cast<std::size_t>(counts < 0.0 ? 0.0 : counts > size ? size : counts);
  }

  /// P(value <= v), and how many pairs of counts that is. A value within rounding of v may be taken either way, always the same.
  struct Below {
    double probability, counts;
  };
  [[nodiscard]] Below up_to(double v) const noexcept {
    const Line line = line_of(v);
    const double size = static_cast<double>(first_.mass.size());
    const double start = line.start + 1.0 - first_.first;
    const double* const sums = first_.up_to.data();
    double sum = 0.0;
    double counts = 0.0;
    double j = second_.first + static_cast<double>(from_);
    for (std::size_t k = from_; k < second_.mass.size(); ++k, j += 1.0) {
      double place = start + line.slope * j;
      place = place < 0.0 ? 0.0 : place;
      place = place > size ? size : place;
      const std::int32_t whole = static_cast<std::int32_t>(place);
      sum += second_.mass[k] * sums[whole];
      counts += static_cast<double>(whole);
    }
    return {sum / whole_, counts};
  }

  /// The quantile among the pairs between the lines of `low` and `high`, in the order of their values.
  [[nodiscard]] double step_through(double q, double low, double high, double probability) {
    pairs_.clear();
    const Line lower = line_of(low);
    const Line upper = line_of(high);
    const double size = static_cast<double>(first_.mass.size());
    const auto cut = [&](const Line& line, double j) {
      const double place = (line.start + 1.0 - first_.first) + line.slope * j;
      return static_cast<std::size_t>(place < 0.0 ? 0.0 : place > size ? size : place);
    };
    double j = second_.first + static_cast<double>(from_);
    for (std::size_t k = from_; k < second_.mass.size(); ++k, j += 1.0)
      for (std::size_t i = cut(lower, j); i < cut(upper, j); ++i)
        pairs_.push_back({contrast_.value(first_.first + static_cast<double>(i), j), first_.mass[i] * second_.mass[k]});
    std::sort(pairs_.begin(), pairs_.end(), [](const Pair& a, const Pair& b) { return a.value < b.value; });
    // Sums of rounded masses: what falls short of q by no more than that has reached it.
    const double enough = (q - 1e-15) * whole_;
    double sum = probability * whole_;
    for (const Pair& pair : pairs_) {
      sum += pair.mass;
      if (sum >= enough) return pair.value;
    }
    return pairs_.empty() ? high : pairs_.back().value;
  }

  struct Pair {
    double value, mass;
  };
  const BinomialLaw& first_;
  const BinomialLaw& second_;
  Contrast contrast_;
  std::size_t from_ = 0;  ///< the first count of the second group that gives a finite value
  double whole_ = 1.0;    ///< the probability of all values, infinity among them
  std::vector<Pair> pairs_;
};

/// Limits of a contrast: the lower one from its law, the upper one from that of the groups changed over.
///
/// @param error  about one standard error of the contrast; `turned_error` that of the contrast changed over
template <class Contrast, class Turned>
[[nodiscard]] Interval exact_bootstrap_limits(const TwoRates& r, double estimate, double error, double acceleration,
                                              const Level& level, BootstrapMethod method, const Contrast& contrast,
                                              const Turned& turned) {
  if ((r.x1 == 0.0 || r.x1 == r.n1) && (r.x2 == 0.0 || r.x2 == r.n2)) return {not_a_number, not_a_number};
  const BinomialLaw group(r.x1, r.n1);
  const BinomialLaw reference(r.x2, r.n2);
  ContrastLaw<Contrast> law(group, reference, contrast);
  ContrastLaw<Contrast> mirrored(reference, group, Contrast{r.n2, r.n1});
  Tails tails{level.tail, level.tail};
  if (method == BootstrapMethod::bca) {
    const auto [less, equal] = law.place(estimate);
    tails = bca_tails(less, equal, acceleration, level);
    if (std::isnan(tails.below) || std::isnan(tails.above)) return {not_a_number, not_a_number};
  }
  // The normal law says where to look; of a ratio on the scale of its logarithm.
  const auto look = [&](ContrastLaw<Contrast>& in, double value, double tail) {
    if (!(tail > 0.0)) tail = 1e-300;
    const double z = tail < 0.5 ? normal_upper_quantile(tail) : -normal_upper_quantile(1.0 - tail);
    if (!Contrast::is_ratio) return in.quantile(tail, value - z * error, 0.05 * error);
    const double guess = value * std::exp(-z * error);
    return in.quantile(tail, guess, 0.05 * error * guess);
  };
  const double upper = look(mirrored, turned(estimate), tails.above);
  return {look(law, estimate, tails.below), turned(upper)};
}

/// The widest pair of laws that is worked out.
inline constexpr double most_resampled_counts = 4194304.0;

template <class Limits>
[[nodiscard]] Estimate exact_bootstrap(const Table2x2& table, double value, const ExactBootstrapOptions& options,
                                       const Limits& limits) {
  const TwoRates r = table.rates();
  Interval interval{not_a_number, not_a_number};
  bool too_large = false;
  if (table.comparable()) {
    too_large = BinomialLaw::width(r.x1, r.n1) + BinomialLaw::width(r.x2, r.n2) > most_resampled_counts;
    if (!too_large && !std::isnan(value)) interval = limits(r, two_sided_level(options.confidence));
  }
  Estimate result = make_estimate(value, interval, options.confidence, name(options.method));
  if (too_large) result.status = Status::too_large;
  return result;
}

}  // namespace detail

/// The bootstrap interval of the difference of two rates, from the exact distribution.
///
///     bootstrap_difference(120, 400, 90, 500)
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups
[[nodiscard]] inline Estimate bootstrap_difference(Count events, Count total, Count reference_events, Count reference_total,
                                                   const ExactBootstrapOptions& options = {}) {
  const Table2x2 table = checked_table(events, total, reference_events, reference_total, "bootstrap_difference");
  return detail::exact_bootstrap(table, table.difference(), options, [&](const detail::TwoRates& r, const detail::Level& level) {
    const double p1 = r.x1 / r.n1;
    const double p2 = r.x2 / r.n2;
    const double v1 = p1 * (1.0 - p1) / r.n1;
    const double v2 = p2 * (1.0 - p2) / r.n2;
    const double error = std::sqrt(v1 + v2);
    const double skew = v1 / r.n1 * (1.0 - 2.0 * p1) - v2 / r.n2 * (1.0 - 2.0 * p2);
    return detail::exact_bootstrap_limits(r, table.difference(), error, skew / (6.0 * error * error * error), level,
                                          options.method, detail::DifferenceOfCounts{r.n1, r.n2}, [](double v) { return -v; });
  });
}

/// The bootstrap interval of the ratio of two rates, from the exact distribution.
///
///     bootstrap_ratio(120, 400, 90, 500)
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both groups
[[nodiscard]] inline Estimate bootstrap_ratio(Count events, Count total, Count reference_events, Count reference_total,
                                              const ExactBootstrapOptions& options = {}) {
  const Table2x2 table = checked_table(events, total, reference_events, reference_total, "bootstrap_ratio");
  const auto limits = [&](const detail::TwoRates& r, const detail::Level& level) {
    if (r.x1 == 0.0 || r.x2 == 0.0) return Interval{not_a_number, not_a_number};
    const double p1 = r.x1 / r.n1;
    const double p2 = r.x2 / r.n2;
    const double v1 = (1.0 - p1) / r.x1;  // of the logarithms
    const double v2 = (1.0 - p2) / r.x2;
    const double error = std::sqrt(v1 + v2);
    const double skew = v1 / r.x1 * (1.0 - 2.0 * p1) - v2 / r.x2 * (1.0 - 2.0 * p2);
    const double acceleration = error > 0.0 ? skew / (6.0 * error * error * error) : 0.0;
    return detail::exact_bootstrap_limits(r, table.ratio(), error, acceleration, level, options.method,
                                          detail::RatioOfCounts{r.n1, r.n2}, [](double v) { return 1.0 / v; });
  };
  return detail::exact_bootstrap(table, table.ratio(), options, limits);
}

}  // namespace equitable
