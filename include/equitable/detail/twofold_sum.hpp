/// @file detail/twofold_sum.hpp
/// A sum of doubles and of their products that loses nothing until it is read: some 106 bits.
///
/// Sums of integers below 2^100 or so are exact, so that a trend that is exactly zero comes out as zero. Source: Dekker (1971)
/// Numer. Math. 18, 224; Knuth, The Art of Computer Programming 2, section 4.2.2. Cost: seven operations a term.
#pragma once

#include <cmath>

namespace equitable::detail {

/// Add terms, then read `value()`.
class TwofoldSum {
 public:
  void add(double term) noexcept {
    const double sum = high_ + term;
    const double kept = sum - high_;
    low_ += (high_ - (sum - kept)) + (term - kept);
    high_ = sum;
  }
  /// a·b, without rounding.
  void add_product(double a, double b) noexcept {
    const double product = a * b;
    add(product);
    add(std::fma(a, b, -product));
  }
  /// weight·(a·b − c·d).
  void add_contrast(double weight, double a, double b, double c, double d) noexcept {
    const double left = a * b;
    const double right = c * d;
    add_product(weight, left);
    add_product(-weight, right);
    add_product(weight, std::fma(a, b, -left));
    add_product(-weight, std::fma(c, d, -right));
  }
  [[nodiscard]] double value() const noexcept { return high_ + low_; }

 private:
  double high_ = 0.0;
  double low_ = 0.0;
};

}  // namespace equitable::detail
