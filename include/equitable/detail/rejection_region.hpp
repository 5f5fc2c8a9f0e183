/// @file detail/rejection_region.hpp
/// Rejection regions of tests of two rates, as N + 1 numbers: h_m, the conditional probability of the region when m people in
/// all had the outcome.
///
/// The sample space holds the (n1+1)(n2+1) tables (i, j), i events in the group, j in the reference. Given i + j = m, and equal
/// rates, i is hypergeometric. An order of tables has *Barnard's convexity* when a table stays in the region as i rises or j
/// falls. Then the largest i outside the region, as m rises by one, stays or rises by one: the boundary is found in N steps,
/// and h_m is one tail, added up outward from the boundary with a mass that is carried along it by ratios.
///
/// The one-sided orders have it: for i n2 > j n1 the pooled z, the unpooled z and the signed root of G all have a positive
/// derivative in i and a negative one in j; and P(X >= i | m) falls when i and m, and does not rise when j gives way.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "equitable/detail/wide_integer.hpp"

namespace equitable::detail {

/// A product of ratios of counts that may leave the range of a double on the way: value · 2^(−600 scale).
class ScaledMass {
 public:
  void multiply(double ratio) noexcept {
    value_ *= ratio;
    if (value_ < 0x1p-700) {
      value_ *= 0x1p600;
      ++scale_;
    } else if (scale_ > 0 && value_ > 0x1p-100) {
      value_ *= 0x1p-600;
      --scale_;
    }
  }
  /// factor · this; the product is formed before it is scaled back, and may underflow to 0.
  [[nodiscard]] double times(double factor) const noexcept {
    double value = value_ * factor;
    for (int s = 0; s < scale_ && value > 0.0; ++s) value *= 0x1p-600;
    return value;
  }

 private:
  double value_ = 1.0;
  int scale_ = 0;
};

/// Σ of the hypergeometric masses at i+1, i+2, … relative to the mass at i, i events in the group and j in the reference.
[[nodiscard]] inline double masses_above(double i, double j, double n1, double n2) noexcept {
  double sum = 0.0;
  double term = 1.0;
  double left = n1 - i;
  double up = i + 1.0;
  double right = n2 - j + 1.0;
  while (left > 0.0 && j > 0.0) {
    const double rise = left * j;
    const double fall = up * right;
    term *= rise / fall;
    sum += term;
    // from here on the terms fall faster than a geometric series of this ratio
    if (term * fall <= 1e-17 * sum * (fall - rise)) break;
    left -= 1.0;
    j -= 1.0;
    up += 1.0;
    right += 1.0;
  }
  return sum;
}

/// P(X >= i | i + j): Fisher's one-sided p-value of a table, relative error below (4 + terms) 2^−52; 0 below 1e-308.
[[nodiscard]] inline double conditional_upper_tail(double i, double j, double n1, double n2) noexcept {
  const double tail = 1.0 + masses_above(i, j, n1, n2);
  return tail / (tail + masses_above(j, i, n2, n1));
}

/// Probabilities that count as equal in a comparison: those within 1 part in 10^10.
inline constexpr double tie_tolerance = 1e-10;

/// Σ of the masses that are at most the mass at i, given i + j: Fisher's two-sided p-value by the order of the masses.
[[nodiscard]] inline double conditional_minlike(double i, double j, double n1, double n2) noexcept {
  double all = 1.0;
  double small = 1.0;
  const auto walk = [&](double left, double down, double up, double right) {
    double term = 1.0;
    while (left > 0.0 && down > 0.0) {
      const double rise = left * down;
      const double fall = up * right;
      term *= rise / fall;
      all += term;
      if (term <= 1.0 + tie_tolerance) {
        small += term;
        if (term * fall <= 1e-17 * small * (fall - rise)) break;
      }
      left -= 1.0;
      down -= 1.0;
      up += 1.0;
      right += 1.0;
    }
  };
  walk(n1 - i, j, i + 1.0, n2 - j + 1.0);
  walk(n2 - j, i, j + 1.0, n1 - i + 1.0);
  return small / all;
}

/// Adds to h the conditional probabilities of a region with Barnard's convexity that lies at large i and small j, and gives
/// back how many tables it has.
///
/// @param extreme  extreme(i, j, tail) says whether table (i, j) belongs to the region; tail = P(X >= i | i+j). It is never asked
///                 of a table at the bottom of its support, which must not belong (i = 0 or j = n2)
/// @param h        h_0 … h_N; to h_m is added P(X > last table outside | m), with a relative error below (6 m + 6 tail) 2^−53
/// Cost: N tails of about 5 √(n1 n2 / N) terms each.
template <class Extreme>
std::int64_t add_upper_region(std::int64_t n1, std::int64_t n2, const Extreme& extreme, std::vector<double>& h) {
  const double first_total = static_cast<double>(n1);
  const double second_total = static_cast<double>(n2);
  const double total = first_total + second_total;
  double i = 0.0;  // (i, j): the last table outside the region at m = i + j; first the empty table
  double j = 0.0;
  ScaledMass mass;  // P(X = i | m)
  std::int64_t tables = 0;
  for (std::size_t m = 1; m + 1 < h.size(); ++m) {
    const double events = static_cast<double>(m);
    const double share = events / (total - events + 1.0);
    const bool can_rise = i < first_total;
    const bool can_stay = j < second_total;
    double tail = 0.0;
    bool inside = true;
    ScaledMass next = mass;
    if (can_rise) {
      next.multiply((first_total - i) * share / (i + 1.0));
      const double rest = masses_above(i + 1.0, j, first_total, second_total);
      tail = next.times(1.0 + rest);
      inside = can_stay && extreme(i + 1.0, j, tail);
      if (!inside) tail = next.times(rest);
    }
    if (inside) {
      mass.multiply((second_total - j) * share / (j + 1.0));
      j += 1.0;
    } else {
      mass = next;
      i += 1.0;
    }
    h[m] += tail;
    tables += static_cast<std::int64_t>((events < first_total ? events : first_total) - i);
  }
  return tables;
}

/// Adds to h the conditional probabilities of the region of all tables whose `conditional_minlike` is at most `limit`, and gives
/// back how many tables it has. Cost: N + 1 walks over the masses above `limit`·1e-18.
inline std::int64_t add_minlike_region(std::int64_t n1, std::int64_t n2, double limit, std::vector<double>& h) {
  const double first_total = static_cast<double>(n1);
  const double second_total = static_cast<double>(n2);
  const double total = first_total + second_total;
  const double negligible = std::fmax(1e-300, 1e-18 * limit);
  std::vector<double> up;    // masses at the mode, mode + 1, …, the mode's being 1
  std::vector<double> down;  // masses at mode − 1, …
  std::int64_t tables = 0;
  for (std::size_t m = 0; m < h.size(); ++m) {
    const double events = static_cast<double>(m);
    const double bottom = std::fmax(0.0, events - second_total);
    const double top = std::fmin(events, first_total);
    const double mode = std::fmin(top, std::floor((events + 1.0) * (first_total + 1.0) / (total + 2.0)));
    up.assign(1, 1.0);
    down.clear();
    double all = 1.0;
    double term = 1.0;
    for (double i = mode; i < top && term > negligible; i += 1.0) {
      term *= (first_total - i) * (events - i) / ((i + 1.0) * (second_total - events + i + 1.0));
      up.push_back(term);
      all += term;
    }
    term = 1.0;
    for (double i = mode; i > bottom && term > negligible; i -= 1.0) {
      term *= i * (second_total - events + i) / ((first_total - i + 1.0) * (events - i + 1.0));
      down.push_back(term);
      all += term;
    }
    // From the outside inward, the smaller mass first and equal ones together, while the sum stays within the limit.
    std::size_t highest = up.size();
    std::size_t lowest = down.size();
    double sum = 0.0;
    while (highest + lowest > 0) {
      const double above = highest > 0 ? up[highest - 1] : HUGE_VAL;
      const double below = lowest > 0 ? down[lowest - 1] : HUGE_VAL;
      const double level = std::fmin(above, below) * (1.0 + tie_tolerance);
      std::size_t next_highest = highest;
      std::size_t next_lowest = lowest;
      double next = sum;
      while (next_highest > 0 && up[next_highest - 1] <= level) next += up[--next_highest];
      while (next_lowest > 0 && down[next_lowest - 1] <= level) next += down[--next_lowest];
      if (next > limit * all) break;
      sum = next;
      highest = next_highest;
      lowest = next_lowest;
    }
    h[m] += std::fmin(1.0, sum / all);
    tables += static_cast<std::int64_t>(top - bottom + 1.0) - static_cast<std::int64_t>(highest + lowest);
  }
  return tables;
}

}  // namespace equitable::detail
