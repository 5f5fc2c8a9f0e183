// What the benchmarks share: tables that are the same in every run, columns to write into, counters, and a copy of as many bytes for comparison.
//
// Names are BM_<Job>_<Method>/tables:<T>, with n:<people> where size matters. Counters: items_per_second, ns_per_table, and bytes_per_second of what is
// read and written; BM_Roofline… moves the same bytes and does nothing else. A reference in the same program (BM_Reference_…) makes a ratio that
// the machine's moods do not touch.
#pragma once

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <vector>

#include "equitable/counts/columns.hpp"

namespace equitable::bench {

/// Columns of counts with columns for answers beside them.
struct Columns {
  std::vector<Count> events, total, reference_events, reference_total;
  std::vector<double> value, lower, upper;
  std::vector<Status> status;

  /// 20 to 8,000 people in a group, or `people` in each; rates from 1 % to 60 %.
  explicit Columns(std::size_t rows, Count people = 0)
      : events(rows),
        total(rows),
        reference_events(rows),
        reference_total(rows),
        value(rows),
        lower(rows),
        upper(rows),
        status(rows) {
    std::mt19937_64 random{20260101};
    const auto uniform = [&random] { return static_cast<double>(random() >> 11) * 0x1.0p-53; };
    const auto size = [&] { return people > 0 ? people : static_cast<Count>(std::exp(3.0 + 6.0 * uniform())); };
    const auto some = [&](Count n) { return 1 + static_cast<Count>((0.01 + 0.59 * uniform()) * static_cast<double>(n - 1)); };
    for (std::size_t i = 0; i < rows; ++i) {
      total[i] = size();
      reference_total[i] = size();
      events[i] = some(total[i]);
      reference_events[i] = some(reference_total[i]);
    }
  }
  [[nodiscard]] RateColumns rates() const { return {events.data(), total.data(), events.size()}; }
  [[nodiscard]] TableColumns tables() const {
    return {events.data(), total.data(), reference_events.data(), reference_total.data(), events.size()};
  }
  [[nodiscard]] EstimateOutput estimates() { return {value.data(), lower.data(), upper.data(), status.data()}; }
  [[nodiscard]] TestOutput tests() { return {value.data(), lower.data(), status.data()}; }
};

/// The columns of a benchmark's first argument, its number of tables; made once.
inline Columns& columns(const benchmark::State& state, Count people = 0) {
  static std::map<std::pair<std::int64_t, Count>, Columns> made;
  const auto key = std::pair{state.range(0), people};
  const auto found = made.find(key);
  return found != made.end() ? found->second
                             : made.emplace(key, Columns(static_cast<std::size_t>(state.range(0)), people)).first->second;
}

/// The counters of a benchmark that did `tables` tables an iteration and moved so many bytes for each.
inline void count(benchmark::State& state, std::int64_t tables, std::int64_t bytes_a_table) {
  const auto done = static_cast<std::int64_t>(state.iterations()) * tables;
  state.SetItemsProcessed(done);
  state.SetBytesProcessed(done * bytes_a_table);
  using benchmark::Counter;
  state.counters["ns_per_table"] =
      Counter(static_cast<double>(done) * 1e-9, static_cast<Counter::Flags>(Counter::kIsRate | Counter::kInvert));
}

/// Runs a kernel that writes into the columns, once an iteration.
template <class Kernel>
void run(benchmark::State& state, Columns& c, std::int64_t bytes_a_table, const Kernel& kernel) {
  for ([[maybe_unused]] auto _ : state) {
    kernel(c);
    benchmark::DoNotOptimize(c.lower.data());
    benchmark::ClobberMemory();
  }
  count(state, static_cast<std::int64_t>(c.events.size()), bytes_a_table);
}

/// The bytes of an estimate of two groups, read and written: what no kernel can do without. The numbers come from the counts by one addition each.
inline void BM_Roofline(benchmark::State& state) {
  run(state, columns(state), 57, [](Columns& c) {
    for (std::size_t i = 0; i < c.events.size(); ++i) {
      c.value[i] = static_cast<double>(c.events[i]);
      c.lower[i] = static_cast<double>(c.total[i] + c.reference_events[i]);
      c.upper[i] = static_cast<double>(c.reference_total[i]);
      c.status[i] = Status::ok;
    }
  });
}

/// The bytes of an estimate of one group.
inline void BM_Roofline_Rate(benchmark::State& state) {
  run(state, columns(state), 41, [](Columns& c) {
    for (std::size_t i = 0; i < c.events.size(); ++i) {
      c.value[i] = static_cast<double>(c.events[i]);
      c.lower[i] = static_cast<double>(c.events[i] + c.total[i]);
      c.upper[i] = static_cast<double>(c.total[i]);
      c.status[i] = Status::ok;
    }
  });
}

/// The bytes of a test of two groups.
inline void BM_Roofline_Test(benchmark::State& state) {
  run(state, columns(state), 49, [](Columns& c) {
    for (std::size_t i = 0; i < c.events.size(); ++i) {
      c.value[i] = static_cast<double>(c.events[i] + c.total[i]);
      c.lower[i] = static_cast<double>(c.reference_events[i] + c.reference_total[i]);
      c.status[i] = Status::ok;
    }
  });
}

/// The bytes of a test of tables of `Groups` groups.
template <std::size_t Groups>
void roofline_of_groups(benchmark::State& state) {
  Columns c(Groups * static_cast<std::size_t>(state.range(0)));
  for ([[maybe_unused]] auto _ : state) {
    for (std::size_t i = 0; i < c.events.size() / Groups; ++i) {
      Count sum = 0;
      for (std::size_t g = Groups * i; g < Groups * (i + 1); ++g) sum += c.events[g] + c.total[g];
      c.value[i] = static_cast<double>(sum);
      c.lower[i] = 1.0;
      c.status[i] = Status::ok;
    }
    benchmark::ClobberMemory();
  }
  count(state, state.range(0), 16 * static_cast<std::int64_t>(Groups) + 17);
}

inline void all_sizes(benchmark::internal::Benchmark* b) { b->ArgName("tables")->Arg(2048)->Arg(100'000)->Arg(1'000'000); }
inline void small_sizes(benchmark::internal::Benchmark* b) { b->ArgName("tables")->Arg(2048)->Arg(100'000); }

}  // namespace equitable::bench
