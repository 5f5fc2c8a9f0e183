// What the fuzz targets share: bytes turned into counts, rates and options that probe every edge, and the laws that every answer obeys.
//
// A target is one function, LLVMFuzzerTestOneInput. With clang and -fsanitize=fuzzer it is driven by coverage (scripts/fuzz); with any
// compiler replay.cpp drives it through a fixed sequence of inputs, which is what ctest runs.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "equitable/core/error.hpp"
#include "equitable/core/results.hpp"
#include "equitable/core/types.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

using equitable::Alternative;
using equitable::Count;
using equitable::Estimate;
using equitable::Interval;
using equitable::Measure;
using equitable::Status;
using equitable::TestResult;

/// What the running case has drawn so far, in the order of drawing: a finding can be read without a debugger.
struct Drawn {
  std::array<long double, 64> values{};  // wide enough for every count and every double
  std::size_t size = 0;
};
inline Drawn drawn;

/// The input, read from the front; zeros once it is used up.
class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) { drawn.size = 0; }

  /// A number below `limit`.
  [[nodiscard]] std::size_t below(std::size_t limit) { return noted(pick(limit)); }
  /// Any count: mostly a possible one of every size, now and then negative or beyond 2^53.
  [[nodiscard]] Count count() { return noted(any_count()); }
  /// A count that is mostly between 0 and `total`, and often at one of the two.
  [[nodiscard]] Count part(Count total) { return noted(any_part(total)); }
  /// Any double, mostly between 0 and 1.
  [[nodiscard]] double number() { return noted(any_number()); }
  [[nodiscard]] Alternative alternative() { return static_cast<Alternative>(below(3)); }
  [[nodiscard]] Measure measure() { return static_cast<Measure>(below(3)); }
  [[nodiscard]] equitable::Confidence confidence() { return equitable::Confidence{below(2) == 0 ? 0.95 : number()}; }

 private:
  [[nodiscard]] std::uint8_t byte() {
    if (size_ == 0) return 0;
    --size_;
    return *data_++;
  }
  [[nodiscard]] std::uint64_t word() {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = (value << 8) | byte();
    return value;
  }
  [[nodiscard]] std::size_t pick(std::size_t limit) { return byte() % limit; }
  template <class Number>
  static Number noted(Number value) {
    if (drawn.size < drawn.values.size()) drawn.values[drawn.size++] = static_cast<long double>(value);
    return value;
  }
  [[nodiscard]] Count any_count() {
    constexpr Count largest = equitable::max_count;
    switch (pick(8)) {
      case 0: return static_cast<Count>(byte() % 4);
      case 1:
      case 2: return static_cast<Count>(byte());
      case 3: return static_cast<Count>(word() % 100000);
      case 4: return static_cast<Count>(word() >> (1 + pick(60))) % (largest + 1);
      case 5: return largest - static_cast<Count>(byte() % 3);
      case 6: {
        constexpr std::array<Count, 8> edges{equitable::max_count,
                                             equitable::max_count + 1,
                                             -1,
                                             -equitable::max_count - 1,
                                             std::numeric_limits<Count>::max(),
                                             std::numeric_limits<Count>::min(),
                                             1,
                                             0};
        return edges[pick(edges.size())];
      }
      default: return static_cast<Count>(1) << pick(53);
    }
  }
  [[nodiscard]] Count any_part(Count total) {
    if (total <= 0) return any_count();
    switch (pick(8)) {
      case 0: return 0;
      case 1: return total;
      case 2: return 1;
      case 3: return total - 1;
      case 4: return any_count();
      default: return static_cast<Count>(word() % (static_cast<std::uint64_t>(total) + 1U));
    }
  }
  [[nodiscard]] double any_number() {
    switch (pick(6)) {
      case 0: {
        const std::uint64_t bits = word();
        double value = 0.0;
        std::memcpy(&value, &bits, sizeof value);
        return value;
      }
      case 1: {
        constexpr std::array<double, 12> edges{0.0,
                                               1.0,
                                               -1.0,
                                               0.5,
                                               1e-300,
                                               1e-12,
                                               0.95,
                                               95.0,
                                               std::numeric_limits<double>::quiet_NaN(),
                                               std::numeric_limits<double>::infinity(),
                                               1.0 - 1e-16,
                                               2.0};
        return edges[pick(edges.size())];
      }
      default: return static_cast<double>(word() >> 11) * 0x1p-53;
    }
  }

  const std::uint8_t* data_;
  std::size_t size_;
};

/// Ends the program, so that the fuzzer keeps the input.
[[noreturn]] inline void fail(const char* law, const char* method, double a, double b, double c) {
  std::fprintf(stderr, "broken law: %s (%s: %.17g, %.17g, %.17g)\ndrawn:", law, method, a, b, c);
  for (std::size_t i = 0; i < drawn.size; ++i) std::fprintf(stderr, " %.20Lg", drawn.values[i]);
  std::fputs("\n", stderr);
  std::abort();
}

/// An estimate's status fits its numbers, and its limits are in order and inside the parameter space.
inline void check(const Estimate& e, Interval space) {
  const auto expect = [&e](bool holds, const char* law) {
    if (!holds) fail(law, e.method, e.value, e.lower, e.upper);
  };
  const bool missing = std::isnan(e.value) || std::isnan(e.lower) || std::isnan(e.upper);
  expect(!missing || e.status == Status::undefined || e.status == Status::no_information || e.status == Status::too_large,
         "NaN never stands alone");
  expect(e.status != Status::ok || (std::isfinite(e.value) && !missing), "ok means numbers");
  expect(e.status != Status::undefined || missing, "undefined means NaN");
  expect(e.status != Status::invalid, "one table is refused, not marked");
  expect(std::isnan(e.lower) == std::isnan(e.upper), "limits are missing together");
  if (std::isnan(e.lower)) return;
  // At a level of almost nothing the limits of exact methods may pass each other, and those of others by a rounding.
  const double slack = e.confidence_level < 0.01 ? 1e-9 * std::fabs(e.upper) : 0.0;
  expect(e.lower <= e.upper + slack, "lower <= upper");
  expect(space.lower <= e.lower && e.upper <= space.upper, "limits are inside the parameter space");
}

/// The same for an estimate that says why there is nothing to estimate: strata or groups in which everybody is alike.
inline void check_effect(const Estimate& e, Interval space) {
  if (e.status != Status::no_information) return check(e, space);
  if (!std::isnan(e.lower) || !std::isnan(e.upper)) fail("no information, no limits", e.method, e.value, e.lower, e.upper);
}

/// Room for the rounding of a limit: nothing is promised beyond the last digits, of the limit or of 1.
inline bool close_or_above(double larger, double smaller, double slack) {
  return larger >= smaller || larger - smaller >= -slack * (1.0 + std::fabs(smaller)) || larger / smaller >= 1.0 - slack;
}

/// The estimate is inside its limits, for methods that promise it.
inline void check_inside(const Estimate& e) {
  if (std::isnan(e.value) || std::isnan(e.lower)) return;
  const double slack = e.confidence_level < 0.01 ? 1e-12 : 1e-15;
  if (!close_or_above(e.value, e.lower, slack) || !close_or_above(e.upper, e.value, slack))
    fail("the estimate is inside", e.method, e.value, e.lower, e.upper);
}

/// The limits of a higher level reach at least as far.
inline void check_nested(const Estimate& inner, const Estimate& outer) {
  if (std::isnan(inner.lower) || std::isnan(outer.lower)) return;
  if (!close_or_above(inner.lower, outer.lower, 1e-12))
    fail("nested", inner.method, inner.confidence_level, inner.lower, outer.lower);
  if (!close_or_above(outer.upper, inner.upper, 1e-12))
    fail("nested", inner.method, inner.confidence_level, inner.upper, outer.upper);
}

/// Two numbers that a change of sides makes the same.
inline void check_same(double one, double other, double relative, double absolute, const char* method) {
  const bool same =
      one == other || (std::isnan(one) && std::isnan(other)) || std::fabs(one - other) <= absolute + relative * std::fabs(one);
  if (!same) fail("changing sides changes nothing else", method, one, other, one - other);
}

/// A level half as far from 1.
inline equitable::Confidence higher(equitable::Confidence confidence) {
  return equitable::Confidence{1.0 - 0.5 * confidence.alpha()};
}

/// A p-value is one, or there is a reason. An infinite statistic has one, and so has an exact test without information.
inline void check_pvalue(double pvalue, Status status, const char* method) {
  const bool missing = std::isnan(pvalue);
  const bool certain = status == Status::ok || status == Status::unbounded;
  if (missing ? certain : !certain && status != Status::no_information)
    fail("a p-value or a status", method, pvalue, static_cast<double>(status), 0.0);
  if (!missing && !(0.0 <= pvalue && pvalue <= 1.0)) fail("p is a probability", method, pvalue, 0.0, 0.0);
}

inline void check(const TestResult& result) { check_pvalue(result.pvalue, result.status, result.method); }

/// Runs one case; a refusal of the input is an answer too.
template <class Case>
int attempt(const Case& one) {
  try {
    one();
  } catch (const equitable::InvalidInput& error) {
    if (std::strstr(error.what(), ", but must ") == nullptr) fail("a refusal says what must be", error.what(), 0.0, 0.0, 0.0);
  }
  return 0;
}

}  // namespace fuzz
