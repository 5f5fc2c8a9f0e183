/// @file detail/four.hpp
/// Two or four doubles that go through the same arithmetic side by side.
///
/// On g++ and clang the compilers' own vector types (one or two SSE2 or NEON registers, one of AVX2, whatever the target has); elsewhere
/// an array with the same operators. The bits are the same everywhere: each lane is rounded as a double of its own.
#pragma once

namespace equitable::detail {

#if defined(__GNUC__)
using Two = double __attribute__((vector_size(2 * sizeof(double))));
using Four = double __attribute__((vector_size(4 * sizeof(double))));
#else
struct Two {
  double lane[2];
  [[nodiscard]] double operator[](int i) const noexcept { return lane[i]; }
  friend Two operator+(const Two& a, const Two& b) noexcept { return {{a[0] + b[0], a[1] + b[1]}}; }
  friend Two operator-(const Two& a, const Two& b) noexcept { return {{a[0] - b[0], a[1] - b[1]}}; }
  friend Two operator*(const Two& a, const Two& b) noexcept { return {{a[0] * b[0], a[1] * b[1]}}; }
  friend Two operator*(double a, const Two& b) noexcept { return Two{{a, a}} * b; }
  friend Two operator+(const Two& a, double b) noexcept { return a + Two{{b, b}}; }
  friend Two operator-(const Two& a, double b) noexcept { return a - Two{{b, b}}; }
  friend Two operator-(double a, const Two& b) noexcept { return Two{{a, a}} - b; }
  friend Two operator+(double a, const Two& b) noexcept { return Two{{a, a}} + b; }
};
struct Four {
  double lane[4];
  [[nodiscard]] double operator[](int i) const noexcept { return lane[i]; }
  friend Four operator+(const Four& a, const Four& b) noexcept { return {{a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]}}; }
  friend Four operator-(const Four& a, const Four& b) noexcept { return {{a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]}}; }
  friend Four operator*(const Four& a, const Four& b) noexcept { return {{a[0] * b[0], a[1] * b[1], a[2] * b[2], a[3] * b[3]}}; }
  friend Four operator/(const Four& a, const Four& b) noexcept { return {{a[0] / b[0], a[1] / b[1], a[2] / b[2], a[3] / b[3]}}; }
  friend Four operator+(const Four& a, double b) noexcept { return a + Four{{b, b, b, b}}; }
  friend Four operator-(const Four& a, double b) noexcept { return a - Four{{b, b, b, b}}; }
  friend Four operator*(double a, const Four& b) noexcept { return Four{{a, a, a, a}} * b; }
  friend Four operator/(double a, const Four& b) noexcept { return Four{{a, a, a, a}} / b; }
  friend Four operator-(double a, const Four& b) noexcept { return Four{{a, a, a, a}} - b; }
  friend Four operator+(double a, const Four& b) noexcept { return Four{{a, a, a, a}} + b; }
};
#endif

}  // namespace equitable::detail
