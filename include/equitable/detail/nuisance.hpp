/// @file detail/nuisance.hpp
/// The largest probability of a score region at any two rates with a given contrast, with a proof of how far off it can be.
///
/// Along p1 = p2 + θ or p1 = θ p2 the probability f of a region is a polynomial in p2, of degree up to N and with several
/// maxima. It is bounded on cells of p2:
///
///  1. *Coarse.* The probability of {T >= t} rises with p1 and falls with p2 (Barnard's convexity), so on a cell from a to b it
///     is at most its value at p1(b), p2(a); that of {T <= −t} at most its value at p1(a), p2(b).
///  2. *Fine.* At complex p2 = c + z the triangle inequality gives |f| <= (1+u1/2)^n1 (1+u2/2)^n2 <= exp(I |z|²/2), with u_i =
///     |dp_i|²/(p_i q_i) and I Fisher's information about p2 at c. So f is interpolated at 17 Chebyshev points of a cell of
///     half-width r/√I with an error of at most 4 e^{A²/2} ρ^{-16} / (ρ−1), A = r (ρ+1/ρ)/2, for every ρ > 1: 1e-13 at r =
///     0.75. The maximum of the interpolant is then found by bisection.
///
/// Cells are halves, quarters, … of the arc p2 = lowest + range·sin²(φ/2). One that the coarse bound cannot discard is
/// interpolated once the error is below 1e-3 of what is sought, and divided again if that cannot discard it, until the error is
/// below 1e-9. Cost: up to √N cells of 17 evaluations of n1 + n2 terms each, and a few more cells near the maximum.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "equitable/detail/score_region.hpp"
#include "equitable/detail/supremum.hpp"

namespace equitable::detail {

inline constexpr std::size_t interpolation_degree = 16;

/// Bound of the error of interpolation on a cell of half-width `radius` in units of 1/√I.
[[nodiscard]] inline double interpolation_error(double radius) noexcept {
  const double degree = static_cast<double>(interpolation_degree);
  const double rho = std::fmax(2.0, 2.0 * std::sqrt(degree) / radius);
  const double reach = 0.5 * radius * (rho + 1.0 / rho);
  return 4.0 * std::exp(0.5 * reach * reach - degree * std::log(rho)) / (rho - 1.0);
}

/// Chebyshev points cos(π(2k+1)/34), k = 0 … 16, and the map from values there to a sum Σ a_k T_k(x) of Chebyshev polynomials.
///
/// Powers of x would be shorter and lose six digits.
class Interpolation {
 public:
  static constexpr std::size_t count = interpolation_degree + 1;
  using Values = std::array<double, count>;

  Interpolation() noexcept {
    constexpr double pi = 3.14159265358979323846;
    const double points = static_cast<double>(count);
    for (std::size_t p = 0; p < count; ++p) {
      const double angle = pi * (static_cast<double>(p) + 0.5) / points;
      node_[p] = std::cos(angle);
      for (std::size_t k = 0; k < count; ++k)
        map_[k][p] = (k == 0 ? 1.0 : 2.0) / points * std::cos(static_cast<double>(k) * angle);
    }
  }
  [[nodiscard]] double node(std::size_t p) const noexcept { return node_[p]; }
  [[nodiscard]] Values coefficients(const Values& values) const noexcept {
    Values a{};
    for (std::size_t k = 0; k < count; ++k)
      for (std::size_t p = 0; p < count; ++p) a[k] += map_[k][p] * values[p];
    return a;
  }
  /// Σ a_k T_k and its derivative, by Clenshaw's recurrence.
  [[nodiscard]] static Slope evaluate(const Values& a, double x) noexcept {
    double value = 0.0, next = 0.0;
    double slope = 0.0, slope_next = 0.0;
    for (std::size_t k = count - 1; k >= 1; --k) {
      const double slope_now = 2.0 * (value + x * slope) - slope_next;
      slope_next = slope;
      slope = slope_now;
      const double now = 2.0 * x * value - next + a[k];
      next = value;
      value = now;
    }
    return {x * value - next + a[0], value + x * slope - slope_next};
  }
  /// The maximum of Σ a_k T_k over [−1, 1]; |T_k''| <= k² (k²−1) / 3.
  [[nodiscard]] static PolynomialMaximum maximum_of(const Values& a, double tolerance, double irrelevant) noexcept {
    double curvature = 0.0;
    for (std::size_t k = 2; k < count; ++k) {
      const double square = static_cast<double>(k * k);
      curvature += square * (square - 1.0) / 3.0 * std::fabs(a[k]);
    }
    return maximum([&a](double x) { return evaluate(a, x); }, curvature, -1.0, 1.0, tolerance, irrelevant);
  }

 private:
  Values node_{};
  std::array<Values, count> map_{};
};

/// Finds suprema over the nuisance rate. Holds working space; one object for each thread.
class NuisanceSearch {
 public:
  explicit NuisanceSearch(bool two_sided) : two_sided_(two_sided) {}

  /// The supremum of the region's probability over a curve: upper − value is below 3e-9 value, or some 1e-20 where that is more.
  ///
  /// @param floor   values up to here do not matter: if the supremum is shown to be no larger, `upper` is `floor`
  /// @param enough  the search ends as soon as a value above this is met; `upper` is then 1
  [[nodiscard]] Supremum operator()(ScoreRegion& region, const ContrastCurve& curve, double floor, double enough) {
    return (*this)(region, curve, curve, floor, enough);
  }

  /// A bound for all contrasts between two: the probability of {T >= t} is taken at the larger contrast, that of {T <= −t} at the
  /// smaller one, where each is largest, at the same p2.
  [[nodiscard]] Supremum operator()(ScoreRegion& region, const ContrastCurve& smaller, const ContrastCurve& larger, double floor,
                                    double enough) {
    const double n = region.n1() + region.n2();
    region.neglect(std::fmax(1e-290, 1e-19 * floor));  // all that is left out is below n·1e-18 floor
    Supremum best{0.0, floor, 0.0};
    const auto sum = [&](double for_upper_p1, double upper_p2, double for_lower_p1, double lower_p2) {
      const ContrastCurve::Rates first = larger.at(for_upper_p1);
      const ContrastCurve::Rates second = larger.at(upper_p2);
      const double upper = region.upper_probability(first.p1, first.q1, second.p2, second.q2);
      if (!two_sided_) return upper;
      const ContrastCurve::Rates third = smaller.at(for_lower_p1);
      const ContrastCurve::Rates fourth = smaller.at(lower_p2);
      return upper + region.lower_probability(third.p1, third.q1, fourth.p2, fourth.q2);
    };
    const auto value = [&](double p2) {
      const double p = sum(p2, p2, p2, p2);
      if (p > best.value) {
        best.value = p;
        best.rate = p2;
      }
      return p;
    };
    const auto coarse_bound = [&](double a, double b) { return sum(b, a, a, b); };

    // The p2 that go with both contrasts; with one of them only, beside.
    const double low = std::fmax(smaller.lowest(), larger.lowest());
    const double range = std::fmin(smaller.highest(), larger.highest()) - low;
    const auto at_angle = [&](double angle) {
      const double sine = std::sin(0.5 * angle);
      return low + range * sine * sine;
    };
    constexpr double pi = 3.14159265358979323846;
    for (int k = 0; k <= 8; ++k) {
      value(at_angle(k * (pi / 8.0)));
      if (best.value > enough) return {best.value, 1.0, best.rate};
    }
    if (hint_ > low && hint_ < low + range && value(hint_) > enough) return {best.value, 1.0, best.rate};
    if (two_sided_) {
      const auto beside = [&](double from, double to) {
        constexpr int pieces = 8;
        for (int k = 0; to > from && k < pieces; ++k)
          best.upper =
              std::fmax(best.upper, coarse_bound(from + (to - from) * k / pieces, from + (to - from) * (k + 1) / pieces));
      };
      beside(larger.lowest(), low);
      beside(low + range, smaller.highest());
      if (best.upper > enough) return {best.value, 1.0, best.rate};
    }

    const double narrowest = 0.03 / std::sqrt(n);
    waiting_.assign(1, {0.0, pi});
    const auto split = [this](const Cell& cell) {
      const double middle = 0.5 * (cell.from + cell.to);
      waiting_.push_back({cell.from, middle});
      waiting_.push_back({middle, cell.to});
    };
    while (!waiting_.empty()) {
      const Cell cell = waiting_.back();
      waiting_.pop_back();
      const double a = at_angle(cell.from);
      const double b = at_angle(cell.to);
      const double bound = coarse_bound(a, b);
      const double sought = std::fmax(floor, best.value);
      if (bound <= sought) continue;
      const double centre = 0.5 * (a + b);
      const double half = 0.5 * (b - a);
      if (!(half > 0.0)) {
        best.upper = std::fmax(best.upper, bound);
        continue;
      }
      const double information =
          std::fmax(smaller.information(centre, region.n1(), region.n2()), larger.information(centre, region.n1(), region.n2()));
      const double error = (two_sided_ ? 2.0 : 1.0) * interpolation_error(half * std::sqrt(information));
      const bool divisible = cell.to - cell.from > narrowest;
      if (error > 1e-3 * sought && divisible) {
        split(cell);
        continue;
      }
      Interpolation::Values values{};
      for (std::size_t p = 0; p < values.size(); ++p) {
        values[p] = value(centre + half * interpolation_.node(p));
        if (best.value > enough) return {best.value, 1.0, best.rate};
      }
      const double now = std::fmax(floor, best.value);
      const PolynomialMaximum top = Interpolation::maximum_of(interpolation_.coefficients(values), 1e-10 * now, now - error);
      if (top.value > best.value && value(centre + half * top.at) > enough) return {best.value, 1.0, best.rate};
      if (top.bound <= now - error) continue;
      if (error > 1e-9 * now && divisible)
        split(cell);
      else
        best.upper = std::fmax(best.upper, std::fmin(bound, top.bound + error));
    }
    hint_ = best.rate;
    if (std::fmax(best.upper, best.value) <= floor) return {best.value, floor, best.rate};
    // Rounding: masses by up to n steps of three roundings for each group, their sums, and those of the interpolation.
    const double rounding = 1.1102230246251565e-16 * (16.0 * n + 4000.0);
    best.upper = std::fmin(1.0, std::fmax(best.upper, best.value) * (1.0 + rounding));
    return best;
  }

 private:
  struct Cell {
    double from, to;
  };
  bool two_sided_;
  double hint_ = -1.0;
  Interpolation interpolation_;
  std::vector<Cell> waiting_;
};

}  // namespace equitable::detail
