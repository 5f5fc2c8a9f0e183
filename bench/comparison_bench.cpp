// What one comparison costs, beside a reference in the same program: the logarithmic interval written out by hand, which is
// the cheapest interval of a ratio there can be (two logarithms' worth of work a row and no root to find).
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "equitable/comparison/batch.hpp"
#include "equitable/verdict/verdict.hpp"

namespace {

constexpr std::size_t rows = 4096;

/// Tables like those of workforce data: tens to thousands of people, rates from 1 % to 60 %. The same in every run.
struct Tables {
  equitable::CountArray events{rows}, total{rows}, reference_events{rows}, reference_total{rows};

  Tables() {
    std::mt19937_64 random{20260101};
    const auto uniform = [&random] { return static_cast<double>(random() >> 11) * 0x1.0p-53; };
    for (Eigen::Index i = 0; i < static_cast<Eigen::Index>(rows); ++i) {
      total[i] = static_cast<equitable::Count>(std::exp(3.0 + 6.0 * uniform()));
      reference_total[i] = static_cast<equitable::Count>(std::exp(3.0 + 6.0 * uniform()));
      events[i] = 1 + static_cast<equitable::Count>((0.01 + 0.59 * uniform()) * static_cast<double>(total[i] - 1));
      reference_events[i] = 1 + static_cast<equitable::Count>((0.01 + 0.59 * uniform()) * static_cast<double>(reference_total[i] - 1));
    }
  }
  [[nodiscard]] equitable::Table2x2 row(Eigen::Index i) const {
    return {{events[i], total[i]}, {reference_events[i], reference_total[i]}};
  }
};

const Tables& tables() {
  static const Tables all;
  return all;
}

void count_rows(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
}

void reference_log_interval_by_hand(benchmark::State& state) {
  const Tables& t = tables();
  std::vector<double> value(rows), lower(rows), upper(rows);
  for ([[maybe_unused]] auto _ : state) {
    for (std::size_t k = 0; k < rows; ++k) {
      const auto i = static_cast<Eigen::Index>(k);
      const double a = static_cast<double>(t.events[i]), n = static_cast<double>(t.total[i]);
      const double c = static_cast<double>(t.reference_events[i]), m = static_cast<double>(t.reference_total[i]);
      const double factor = std::exp(1.959963984540054 * std::sqrt(1.0 / a - 1.0 / n + 1.0 / c - 1.0 / m));
      value[k] = (a / n) / (c / m);
      lower[k] = value[k] / factor;
      upper[k] = value[k] * factor;
    }
    benchmark::DoNotOptimize(lower.data());
    benchmark::ClobberMemory();
  }
  count_rows(state);
}
BENCHMARK(reference_log_interval_by_hand);

template <equitable::RelativeLikelihoodMethod Method>
void relative_likelihood(benchmark::State& state) {
  const Tables& t = tables();
  const equitable::RelativeLikelihoodOptions options{Method, equitable::Confidence{0.95}};
  for ([[maybe_unused]] auto _ : state) {
    auto result = equitable::relative_likelihood_batch(t.events, t.total, t.reference_events, t.reference_total, options);
    benchmark::DoNotOptimize(result.lower.data());
  }
  count_rows(state);
}
BENCHMARK(relative_likelihood<equitable::RelativeLikelihoodMethod::katz_log>);
BENCHMARK(relative_likelihood<equitable::RelativeLikelihoodMethod::koopman>);
BENCHMARK(relative_likelihood<equitable::RelativeLikelihoodMethod::miettinen_nurminen>);

void verdict(benchmark::State& state) {
  const Tables& t = tables();
  for ([[maybe_unused]] auto _ : state) {
    for (Eigen::Index i = 0; i < static_cast<Eigen::Index>(rows); ++i) {
      const equitable::Verdict result = equitable::verdict(t.row(i));
      benchmark::DoNotOptimize(result.state);
    }
  }
  count_rows(state);
}
BENCHMARK(verdict);

}  // namespace
