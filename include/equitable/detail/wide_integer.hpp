/// @file detail/wide_integer.hpp
/// Products of counts as exact integers of 256 bits, to decide ties between fractions that a double cannot tell apart.
///
/// Only what a comparison by cross-multiplication needs: product, sum, order. Portable: 32-bit limbs in 64-bit arithmetic. The
/// caller keeps within 256 bits; beyond, the number wraps as unsigned integers do.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace equitable::detail {

/// A non-negative integer below 2^256.
class WideInteger {
 public:
  explicit WideInteger(std::uint64_t value) noexcept {
    limbs_[0] = value & low_half;
    limbs_[1] = value >> 32;
  }

  [[nodiscard]] friend WideInteger operator*(const WideInteger& a, const WideInteger& b) noexcept {
    WideInteger product(0);
    for (std::size_t i = 0; i < limb_count; ++i) {
      if (a.limbs_[i] == 0) continue;
      std::uint64_t carry = 0;
      for (std::size_t j = 0; i + j < limb_count; ++j) {
        const std::uint64_t sum = product.limbs_[i + j] + a.limbs_[i] * b.limbs_[j] + carry;
        product.limbs_[i + j] = sum & low_half;
        carry = sum >> 32;
      }
    }
    return product;
  }

  [[nodiscard]] friend WideInteger operator+(const WideInteger& a, const WideInteger& b) noexcept {
    WideInteger result(0);
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < limb_count; ++i) {
      const std::uint64_t sum = a.limbs_[i] + b.limbs_[i] + carry;
      result.limbs_[i] = sum & low_half;
      carry = sum >> 32;
    }
    return result;
  }

  [[nodiscard]] friend bool operator<(const WideInteger& a, const WideInteger& b) noexcept {
    for (std::size_t i = limb_count; i-- > 0;)
      if (a.limbs_[i] != b.limbs_[i]) return a.limbs_[i] < b.limbs_[i];
    return false;
  }

 private:
  static constexpr std::size_t limb_count = 8;
  static constexpr std::uint64_t low_half = 0xffffffffU;
  std::array<std::uint64_t, limb_count> limbs_{};  // each below 2^32, the smallest first
};

}  // namespace equitable::detail
