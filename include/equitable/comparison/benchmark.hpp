/// @file comparison/benchmark.hpp
/// A group's rate against a benchmark from outside: a census share, a national average, another organisation.
///
///  - A benchmark **rate** is taken as it stands: only the group's sampling error is in the intervals. They are the group's
///    Wilson limits, less the benchmark (difference) or divided by it (ratio), and exclude 0 and 1 exactly when the score test
///    of the rate against the benchmark is significant. Source: Wilson (1927) J. Am. Stat. Assoc. 22, 209.
///  - Benchmark **counts** bring their own sampling error: the result is `rate_difference` and `relative_likelihood` of the two.
///    The default methods are built from the same Wilson limits and are always the wider. Sources: Newcombe (1998) Stat. Med.
///    17, 873; Donner and Zou (2012) Stat. Methods Med. Res. 21, 347.
///
/// `Benchmark::error` says which error is in it. Take a rate only when it rests on so many people that its error does not matter
/// (a census), or is a target. Not for a benchmark that contains the group: use representation.hpp. Cost: closed form.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "equitable/comparison/rate_difference.hpp"
#include "equitable/comparison/relative_likelihood.hpp"
#include "equitable/core/results.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/proportion/wilson.hpp"

namespace equitable {

/// Whose sampling error is in the intervals of a benchmark comparison.
enum class BenchmarkError : std::uint8_t { group_only, group_and_benchmark };

/// As written in results: "group_only", "group_and_benchmark".
[[nodiscard]] constexpr const char* name(BenchmarkError error) noexcept {
  return error == BenchmarkError::group_only ? "group_only" : "group_and_benchmark";
}

/// A group beside a benchmark.
struct Benchmark {
  Estimate difference;   ///< rate(group) − benchmark
  Estimate ratio;        ///< rate(group) / benchmark
  BenchmarkError error;  ///< whose sampling error the intervals hold
};

/// Options of `benchmark`. The methods are those of a benchmark given as counts; against a fixed rate both are Wilson's.
struct BenchmarkOptions {
  RateDifferenceMethod difference_method = RateDifferenceMethod::newcombe;
  RelativeLikelihoodMethod ratio_method = RelativeLikelihoodMethod::mover_wilson;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone.
  Alternative alternative = Alternative::two_sided;
};

/// A group against a benchmark rate that is taken as it stands.
///
///     benchmark(53, 336, 0.256)   // 9.8 points below it: difference -0.098, 95 % interval -0.133 to -0.055; ratio 0.62
///
/// A benchmark of 0 gives an infinite ratio (`Status::unbounded`), or none (`Status::undefined`) when the group has no events. A
/// group without people: NaN with `Status::undefined`.
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 and 0 <= benchmark_rate <= 1, and for a one-sided limit at a level of
///         1/2 or less
[[nodiscard]] inline Benchmark benchmark(Count events, Count total, double benchmark_rate, const BenchmarkOptions& options = {}) {
  const Proportion group = checked_proportion(events, total, "benchmark");
  if (!(benchmark_rate >= 0.0 && benchmark_rate <= 1.0))
    throw_invalid("benchmark", "benchmark_rate", benchmark_rate, "must lie between 0 and 1");
  const detail::Level level = detail::level_of(options.confidence, options.alternative, "benchmark");
  Interval gap{not_a_number, not_a_number};
  Interval times{not_a_number, not_a_number};
  double difference = not_a_number;
  double ratio = not_a_number;
  if (group.total > 0) {
    const double x = static_cast<double>(group.events);
    const double n = static_cast<double>(group.total);
    const Interval away = detail::wilson_distances(x, n, level.z);
    const Interval limits = detail::wilson_limits(x, n, level.z);
    difference = std::fma(-n, benchmark_rate, x) / n;
    gap = {difference - away.lower, difference + away.upper};
    const bool zero_by_zero = benchmark_rate == 0.0 && group.events == 0;
    ratio = group.rate() / benchmark_rate;
    if (!zero_by_zero) times = {limits.lower / benchmark_rate, limits.upper / benchmark_rate};
  }
  const Interval differences{-benchmark_rate, 1.0 - benchmark_rate};
  const Interval ratios{0.0, benchmark_rate > 0.0 ? 1.0 / benchmark_rate : infinity};
  return {one_sided(make_estimate(difference, gap, options.confidence, "wilson"), options.alternative, differences,
                    options.confidence),
          one_sided(make_estimate(ratio, times, options.confidence, "wilson"), options.alternative, ratios, options.confidence),
          BenchmarkError::group_only};
}

/// A group against benchmark counts, whose own sampling error is part of the answer.
///
///     benchmark(53, 336, 1356, 5175)   // difference -0.104, 95 % interval -0.141 to -0.060; ratio 0.60
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in both, and for a one-sided limit that either method does not have
[[nodiscard]] inline Benchmark benchmark(Count events, Count total, Count benchmark_events, Count benchmark_total,
                                         const BenchmarkOptions& options = {}) {
  const Table2x2 table{checked_proportion(events, total, "benchmark"),
                       checked_proportion(benchmark_events, benchmark_total, "benchmark", "benchmark_")};
  return {rate_difference(table, {options.difference_method, options.confidence, options.alternative}),
          relative_likelihood(table, {options.ratio_method, options.confidence, options.alternative}),
          BenchmarkError::group_and_benchmark};
}

}  // namespace equitable
