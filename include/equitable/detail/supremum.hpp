/// @file detail/supremum.hpp
/// The supremum of a polynomial Σ C(N,m) π^m (1−π)^{N−m} h_m over π in [0, 1], with a proof of how far off it can be.
///
/// Such a sum P(π) = E h(M), M ~ Bin(N, π), 0 <= h_m <= 1, is the size of a test of two rates: h_m is the conditional
/// probability of the rejection region when m people in all had the outcome. Three facts make its maximum certain.
///
///  1. *Where.* d log P / dθ = E(M | region) − Nπ, θ = logit π. So P rises while Nπ is below the smallest m with h_m > 0 and
///     falls once Nπ is above the largest: nothing outside has to be searched.
///  2. *Coarse bound.* log Σ C(N,m) h_m e^{mθ} is convex in θ, hence below its chord: on a cell with ends a and b,
///     P <= max(P(a), P(b)) exp(N (θ_b−θ_a)² max π(1−π) / 8). Cells are 1/√N wide in φ = 2 asin √π, a factor of about e^{1/8}.
///  3. *Fine bound.* At p, with π = p + x √(p(1−p)/N), P = Σ c_k x^k and c_k = E h K_k(M), K_k the Krawtchouk polynomials. On
///     the complex circle |x| = ρ √N the triangle inequality gives |P| <= (1+ρ²/2)^N sup P, so that Cauchy's estimate at
///     ρ² = k/N is |c_k| <= (e/k)^{k/2} sup P: the tail after the 18th power is below 1e-12 sup P for |x| <= 0.6.
///
/// Both bounds are relative to P, so that a p-value of 1e-30 is as certain in its digits as one of 0.05. Cells that the coarse
/// bound cannot discard are expanded, and the maximum of the expansion is found by bisection with its second derivative.
/// Cost: about √N cells of 10 √N terms each, a fifth to a half of them twenty-fold: linear in N.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "equitable/detail/root.hpp"

namespace equitable::detail {

/// A supremum that lies in [value, upper]; `value` is attained at `rate`.
struct Supremum {
  double value;
  double upper;
  double rate;
};

/// A polynomial Σ c_k x^k on |x| <= 1 or thereabouts.
inline constexpr std::size_t expansion_order = 18;
using Expansion = std::array<double, expansion_order + 1>;

/// Bound of Σ_{k > order} |c_k| radius^k when |c_k| <= (e/k)^{k/2}; infinite where the series is not shown to converge.
[[nodiscard]] inline double expansion_tail(double radius, std::size_t order = expansion_order) noexcept {
  const double power = static_cast<double>(order + 1);
  const double ratio = radius * std::sqrt(2.7182818284590453 / power);
  return ratio < 1.0 ? std::pow(ratio, power) / (1.0 - ratio) : HUGE_VAL;
}

/// The maximum of a polynomial over [lower, upper], between `value` (attained at `at`) and `bound`.
struct PolynomialMaximum {
  double value;
  double bound;
  double at;
};

/// Bisection: on |x − c| <= w, f <= f(c) + |f'(c)| w + M w²/2, M = `curvature` a bound of |f''|; `evaluate(x)` gives a `Slope`.
/// Ends when the bound is within `tolerance` of the value or below `irrelevant`. Cost: some 50 evaluations.
template <class Function>
[[nodiscard]] PolynomialMaximum maximum(const Function& evaluate, double curvature, double lower, double upper, double tolerance,
                                        double irrelevant) noexcept {
  struct Cell {
    double centre, half;
  };
  std::array<Cell, 64> waiting{};  // depth first: one cell waits at each halving
  std::size_t cells = 1;
  waiting[0] = {0.5 * (lower + upper), 0.5 * (upper - lower)};
  PolynomialMaximum best{-HUGE_VAL, -HUGE_VAL, 0.0};
  while (cells > 0) {
    const Cell cell = waiting[--cells];
    const Slope at = evaluate(cell.centre);
    if (at.value > best.value) {
      best.value = at.value;
      best.at = cell.centre;
    }
    const double bound = at.value + cell.half * (std::fabs(at.derivative) + 0.5 * curvature * cell.half);
    if (bound <= std::fmax(best.value + tolerance, irrelevant) || cells + 2 > waiting.size()) {
      best.bound = std::fmax(best.bound, bound);
      continue;
    }
    const double half = 0.5 * cell.half;
    const double towards = at.derivative < 0.0 ? -half : half;  // the more promising half last, to be taken first
    waiting[cells++] = {cell.centre - towards, half};
    waiting[cells++] = {cell.centre + towards, half};
  }
  return best;
}

/// The maximum of Σ c_k x^k.
[[nodiscard]] inline PolynomialMaximum maximum(const Expansion& c, double lower, double upper, double tolerance,
                                               double irrelevant) noexcept {
  const double radius = std::fmax(std::fabs(lower), std::fabs(upper));
  double curvature = 0.0;
  for (std::size_t k = expansion_order; k >= 2; --k)
    curvature = curvature * radius + static_cast<double>(k * (k - 1)) * std::fabs(c[k]);
  const auto evaluate = [&c](double x) {
    double value = c[expansion_order];
    double slope = 0.0;
    for (std::size_t k = expansion_order; k-- > 0;) {
      slope = slope * x + value;
      value = value * x + c[k];
    }
    return Slope{value, slope};
  };
  return maximum(evaluate, curvature, lower, upper, tolerance, irrelevant);
}

/// P(π) = E h(M), M ~ Bin(N, π), as a function of π in (0, 1). Holds its own working space: one object for each thread.
class BinomialMixture {
 public:
  /// @param h  h_0 … h_N, each in [0, 1], N >= 1
  explicit BinomialMixture(const std::vector<double>& h)
      : h_(h), size_(h.size() - 1), rise_(h.size()), fall_(h.size()), weight_(h.size()), last_(h.size()), next_(h.size()) {
    const double n = static_cast<double>(size_);
    for (std::size_t m = 0; m < size_; ++m) {
      const double up = n - static_cast<double>(m);
      const double down = static_cast<double>(m) + 1.0;
      rise_[m] = up / down;
      fall_[m + 1] = down / up;
    }
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// P(rate): relative error below (60 √N + 100) 2^−53 beside that of h.
  [[nodiscard]] double operator()(double rate, double complement) noexcept {
    const Bulk bulk = weigh(rate, complement);
    return dot(bulk) / bulk.total;
  }

  /// The coefficients of P in x, rate + x √(rate·complement/N). Stops early, giving false, once the polynomial is shown to
  /// stay below `irrelevant` on |x| <= radius; `supremum` is a bound of P over [0, 1].
  [[nodiscard]] bool expand(double rate, double complement, double radius, double supremum, double irrelevant,
                            Expansion& c) noexcept {
    const Bulk bulk = weigh(rate, complement);
    const double n = static_cast<double>(size_);
    const double spread = std::sqrt(n * rate * complement);
    const double skew = (complement - rate) / spread;
    const std::size_t length = bulk.end - bulk.begin;
    const double* h = h_.data() + bulk.begin;
    double* const now = weight_.data() + bulk.begin;
    double* const before = last_.data();
    double* const z = next_.data();
    for (std::size_t l = 0; l < length; ++l) {
      now[l] *= h[l] / bulk.total;
      before[l] = 0.0;
      z[l] = (static_cast<double>(bulk.begin + l) - n * rate) / spread;
    }
    double power = 1.0;
    double reach = 0.0;
    for (std::size_t k = 0;; ++k) {
      c[k] = sum(now, length);
      reach += (k == 0 || (k == 2 && c[k] < 0.0)) ? (k == 0 ? c[k] : 0.0) : std::fabs(c[k]) * power;
      power *= radius;
      if ((k == 4 || k == 8) && reach + expansion_tail(radius, k) * supremum <= irrelevant) return false;
      if (k == expansion_order) return true;
      // (k+1) K_{k+1} = (z − k·skew) K_k − (1 − (k−1)/N) K_{k−1}, every K already times its weight
      const double order = static_cast<double>(k);
      const double shift = order * skew;
      const double back = k == 0 ? 0.0 : (1.0 - (order - 1.0) / n) / (order + 1.0);
      const double scale = 1.0 / (order + 1.0);
      for (std::size_t l = 0; l < length; ++l) {
        const double above = (z[l] - shift) * scale * now[l] - back * before[l];
        before[l] = now[l];
        now[l] = above;
      }
    }
  }

 private:
  struct Bulk {
    std::size_t begin, end;  // the m that matter at this rate
    double total;            // of their weights
  };

  /// Binomial weights by their ratios, from the mode outward until they fall below 1e-22 of it.
  [[nodiscard]] Bulk weigh(double rate, double complement) noexcept {
    const double odds = rate / complement;
    const double inverse = complement / rate;
    const double mode = std::floor((static_cast<double>(size_) + 1.0) * rate);
    std::size_t start = mode < static_cast<double>(size_) ? static_cast<std::size_t>(mode) : size_;
    weight_[start] = 1.0;
    double above = 0.0;
    double below = 0.0;
    std::size_t end = start;
    for (double weight = 1.0; end < size_; above += weight) {
      weight *= rise_[end] * odds;
      weight_[++end] = weight;
      if (weight < 1e-22) break;
    }
    std::size_t begin = start;
    for (double weight = 1.0; begin > 0; below += weight) {
      weight *= fall_[begin] * inverse;
      weight_[--begin] = weight;
      if (weight < 1e-22) break;
    }
    return {begin, end + 1, 1.0 + (above + below)};
  }

  [[nodiscard]] double dot(const Bulk& bulk) const noexcept {
    std::array<double, 4> part{};
    std::size_t m = bulk.begin;
    for (; m + 4 <= bulk.end; m += 4)
      for (std::size_t lane = 0; lane < 4; ++lane) part[lane] += weight_[m + lane] * h_[m + lane];
    for (; m < bulk.end; ++m) part[0] += weight_[m] * h_[m];
    return (part[0] + part[1]) + (part[2] + part[3]);
  }

  [[nodiscard]] static double sum(const double* values, std::size_t length) noexcept {
    std::array<double, 4> part{};
    std::size_t l = 0;
    for (; l + 4 <= length; l += 4)
      for (std::size_t lane = 0; lane < 4; ++lane) part[lane] += values[l + lane];
    for (; l < length; ++l) part[0] += values[l];
    return (part[0] + part[1]) + (part[2] + part[3]);
  }

  const std::vector<double>& h_;
  std::size_t size_;
  std::vector<double> rise_, fall_, weight_, last_, next_;
};

/// sup over π of Σ C(N,m) π^m (1−π)^{N−m} h_m, h_0 = h_N = 0 (otherwise the supremum is h_0 or h_N at an end, for a region's
/// h are 0 or 1 there).
///
/// @param h      h_0 … h_N, N >= 2
/// @param error  relative error of the h_m
/// @return       upper − value is at most (2e-10 + 3·error + 2e-14·√N) value, rounding included
[[nodiscard]] inline Supremum binomial_mixture_supremum(const std::vector<double>& h, double error) {
  const std::size_t size = h.size() - 1;
  const double n = static_cast<double>(size);
  std::size_t first = 0;
  std::size_t last = size;
  while (first < size && !(h[first] > 0.0)) ++first;
  while (last > first && !(h[last] > 0.0)) --last;
  if (first == size) return {0.0, 1e-290, 0.5};  // every h below the smallest double

  struct Node {
    double angle, rate, complement, value;
  };
  BinomialMixture mixture(h);
  const double low = std::sqrt(static_cast<double>(first) / n);
  const double high = std::sqrt(static_cast<double>(size - last) / n);
  const double from = 2.0 * std::asin(low);
  const double to = 2.0 * std::acos(high);
  const std::size_t cells = 1 + static_cast<std::size_t>((to - from) * std::sqrt(n));
  std::vector<Node> node(cells + 1);
  std::size_t highest = 0;
  for (std::size_t j = 0; j <= cells; ++j) {
    const double angle = from + (to - from) * (static_cast<double>(j) / static_cast<double>(cells));
    const double sine = j == 0 ? low : std::sin(0.5 * angle);
    const double cosine = j == cells ? high : std::cos(0.5 * angle);
    const double rate = j == cells ? 1.0 - cosine * cosine : sine * sine;
    const double complement = j == 0 ? 1.0 - sine * sine : cosine * cosine;
    node[j] = {angle, rate, complement, mixture(rate, complement)};
    if (node[j].value > node[highest].value) highest = j;
  }

  std::vector<double> bound(cells);
  double everywhere = 0.0;
  for (std::size_t j = 0; j < cells; ++j) {
    const Node& a = node[j];
    const Node& b = node[j + 1];
    const double width = std::log((b.rate / a.rate) * (a.complement / b.complement));
    const bool middle = a.rate <= 0.5 && b.rate >= 0.5;
    const double variance = middle ? 0.25 : std::fmax(a.rate * a.complement, b.rate * b.complement);
    bound[j] = std::fmax(a.value, b.value) * std::exp(n * variance * width * width / 8.0);
    everywhere = std::fmax(everywhere, bound[j]);
  }

  double best = node[highest].value;
  double best_rate = node[highest].rate;
  double best_complement = node[highest].complement;
  double upper = best;
  constexpr double tolerance = 1e-10;
  Expansion c{};
  const auto search = [&](std::size_t j) {
    if (!(bound[j] > best * (1.0 + tolerance))) {
      upper = std::fmax(upper, bound[j]);
      return;
    }
    const Node& a = node[j];
    const Node& b = node[j + 1];
    const double centre = 0.5 * (a.angle + b.angle);
    const double sine = std::sin(0.5 * centre);
    const double cosine = std::cos(0.5 * centre);
    const double rate = sine * sine;
    const double complement = cosine * cosine;
    const double step = std::sqrt(rate * complement / n);
    const double left = std::fmin(a.rate - rate, complement - a.complement) / step;
    const double right = std::fmax(b.rate - rate, complement - b.complement) / step;
    const double radius = std::fmax(-left, right);
    if (!mixture.expand(rate, complement, radius, everywhere, best, c)) return;
    const double rest = expansion_tail(radius) * everywhere;
    const PolynomialMaximum top = maximum(c, left, right, 0.1 * tolerance * best, best - rest);
    upper = std::fmax(upper, top.bound + rest);
    if (top.value > best) {
      best = top.value;
      best_rate = rate + top.at * step;
      best_complement = complement - top.at * step;
    }
  };
  if (highest > 0) search(highest - 1);
  if (highest < cells) search(highest);
  for (std::size_t j = 0; j < cells; ++j)
    if (j + 1 != highest && j != highest) search(j);

  // Rounding. A weight has three roundings for each step from the mode, which is at most 20 √(N/4) + 20 away; the sums add
  // a few times that. The expansion: 18 steps of six roundings on quantities of at most 20 sup P in all.
  constexpr double unit = 1.1102230246251565e-16;
  const double evaluation = error + unit * (60.0 * std::sqrt(n) + 100.0);
  const double expansion = evaluation + unit * 4000.0;
  const double value = mixture(best_rate, best_complement);
  return {value * (1.0 - evaluation), std::fmin(1.0, upper * (1.0 + 1.2 * expansion)), best_rate};
}

}  // namespace equitable::detail
