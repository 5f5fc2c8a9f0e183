// Many groups: homogeneity and trend over six bands, strata, corrections for many tests, resampling, rows to counts.
#include <algorithm>
#include <numeric>

#include "equitable/counts/tabulate.hpp"
#include "equitable/groups/batch_homogeneity.hpp"
#include "equitable/groups/batch_strata.hpp"
#include "equitable/groups/batch_trend.hpp"
#include "equitable/groups/bootstrap.hpp"
#include "equitable/groups/multiplicity.hpp"
#include "support.hpp"

namespace {

using namespace equitable;
using namespace equitable::bench;

/// Where each of the tables of `size` rows begins, as many as fit.
std::vector<std::size_t> offsets(const Columns& c, std::size_t size) {
  std::vector<std::size_t> first;
  for (std::size_t i = 0; i <= c.events.size(); i += size) first.push_back(i);
  return first;
}

BENCHMARK(roofline_of_groups<6>)->Name("BM_Roofline_SixGroups")->Apply(small_sizes);

// Pearson's statistic as anybody would write it, table after table; its p-value left out.
void BM_Reference_PearsonByHand(benchmark::State& state) {
  Columns c(6 * static_cast<std::size_t>(state.range(0)));
  for ([[maybe_unused]] auto _ : state) {
    for (std::size_t i = 0; 6 * i < c.events.size(); ++i) {
      double events = 0.0;
      double total = 0.0;
      for (std::size_t g = 6 * i; g < 6 * i + 6; ++g) {
        events += static_cast<double>(c.events[g]);
        total += static_cast<double>(c.total[g]);
      }
      const double rate = events / total;
      double sum = 0.0;
      for (std::size_t g = 6 * i; g < 6 * i + 6; ++g) {
        const auto n = static_cast<double>(c.total[g]);
        const double gap = static_cast<double>(c.events[g]) - n * rate;
        sum += gap * gap / (n * rate * (1.0 - rate));
      }
      c.value[i] = sum;
    }
    benchmark::ClobberMemory();
  }
  count(state, state.range(0), 6 * 16 + 17);
}
BENCHMARK(BM_Reference_PearsonByHand)->Apply(small_sizes);

template <HomogeneityMethod Method>
void homogeneity_of_six(benchmark::State& state) {
  Columns c(6 * static_cast<std::size_t>(state.range(0)));
  const std::vector<std::size_t> first = offsets(c, 6);
  HomogeneityOptions options;
  options.method = Method;
  for ([[maybe_unused]] auto _ : state) {
    homogeneity_rows({c.events.data(), c.total.data(), first.data(), first.size() - 1}, options, c.tests());
    benchmark::ClobberMemory();
  }
  count(state, state.range(0), 6 * 16 + 17);
}
BENCHMARK(homogeneity_of_six<HomogeneityMethod::pearson_chi2>)->Name("BM_Homogeneity_Pearson")->Apply(small_sizes);
BENCHMARK(homogeneity_of_six<HomogeneityMethod::g_test>)->Name("BM_Homogeneity_G")->Apply(small_sizes);

void trend_over_six(benchmark::State& state) {
  Columns c(6 * static_cast<std::size_t>(state.range(0)));
  const std::vector<std::size_t> first = offsets(c, 6);
  std::vector<double> scores(c.events.size());
  for (std::size_t i = 0; i < scores.size(); ++i) scores[i] = static_cast<double>(i % 6);
  TrendOptions options;
  options.method = TrendMethod::cochran_armitage;
  for ([[maybe_unused]] auto _ : state) {
    trend_rows(c.events.data(), c.total.data(), scores.data(), first.data(), first.size() - 1, options, c.tests());
    benchmark::ClobberMemory();
  }
  count(state, state.range(0), 6 * 24 + 17);
}
BENCHMARK(trend_over_six)->Name("BM_Trend_CochranArmitage")->Apply(small_sizes);

void cmh_of_twenty(benchmark::State& state) {
  Columns c(20 * static_cast<std::size_t>(state.range(0)));
  const std::vector<std::size_t> first = offsets(c, 20);
  for ([[maybe_unused]] auto _ : state) {
    cmh_rows(c.tables(), first.data(), first.size() - 1, {}, c.tests());
    benchmark::ClobberMemory();
  }
  count(state, state.range(0), 20 * 32 + 17);
}
BENCHMARK(cmh_of_twenty)->Name("BM_Strata_Cmh20")->ArgName("tables")->Arg(2048)->Arg(20'000);

// Benjamini and Hochberg's adjustment by std::sort of the places.
void BM_Reference_BenjaminiHochbergBySorting(benchmark::State& state) {
  std::mt19937_64 random{1};
  std::vector<double> p(static_cast<std::size_t>(state.range(0)));
  for (double& value : p) value = static_cast<double>(random() >> 11) * 0x1.0p-53;
  for ([[maybe_unused]] auto _ : state) {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&p](std::size_t a, std::size_t b) { return p[a] < p[b]; });
    std::vector<double> adjusted(p.size());
    double least = 1.0;
    for (std::size_t rank = p.size(); rank-- > 0;) {
      least = std::fmin(least, p[order[rank]] * static_cast<double>(p.size()) / static_cast<double>(rank + 1));
      adjusted[order[rank]] = least;
    }
    benchmark::DoNotOptimize(adjusted.data());
  }
  count(state, state.range(0), 16);
}
BENCHMARK(BM_Reference_BenjaminiHochbergBySorting)->Apply(all_sizes);

template <Adjustment Method>
void adjusted(benchmark::State& state) {
  std::mt19937_64 random{1};
  std::vector<double> p(static_cast<std::size_t>(state.range(0)));
  for (double& value : p) value = static_cast<double>(random() >> 11) * 0x1.0p-53;
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(adjust_pvalues(p, Method).data());
  count(state, state.range(0), 16);
}
BENCHMARK(adjusted<Adjustment::bh>)->Name("BM_Adjust_BenjaminiHochberg")->Apply(all_sizes);
BENCHMARK(adjusted<Adjustment::holm>)->Name("BM_Adjust_Holm")->Apply(small_sizes);

void resampled_ratio(benchmark::State& state) {
  const Count people = state.range(0);
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(bootstrap_ratio(people / 5, people, people / 8, people).lower);
  count(state, 1, 0);
}
BENCHMARK(resampled_ratio)->Name("BM_Bootstrap_ExactRatio")->ArgName("n")->Arg(100)->Arg(4000);

/// People by organisation, year, group and band: 792,000 cells.
struct People {
  People(std::size_t rows, bool sorted) : organisation(rows), year(rows), group(rows), band(rows) {
    std::mt19937_64 random{1};
    for (std::size_t i = 0; i < rows; ++i) {
      organisation[i] = static_cast<std::uint8_t>(sorted ? 220 * i / rows : random() % 220);
      year[i] = static_cast<std::uint8_t>(random() % 5);
      group[i] = static_cast<std::uint8_t>(random() % 36);
      band[i] = static_cast<std::uint8_t>(random() % 20);
    }
  }
  std::vector<std::uint8_t> organisation, year, group, band;
};

// One increment a row, as anybody would write it.
void BM_Reference_CountOneByOne(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const People people(rows, false);
  std::vector<Count> total(std::size_t{220} * 5 * 36 * 20);
  for ([[maybe_unused]] auto _ : state) {
    std::fill(total.begin(), total.end(), Count{0});
    for (std::size_t i = 0; i < rows; ++i)
      ++total[((people.organisation[i] * std::size_t{5} + people.year[i]) * 36 + people.group[i]) * 20 + people.band[i]];
    benchmark::ClobberMemory();
  }
  count(state, state.range(0), 4);
}
BENCHMARK(BM_Reference_CountOneByOne)->ArgName("rows")->Arg(100'000)->Arg(4'000'000)->Arg(100'000'000);

void counted(benchmark::State& state, bool sorted) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const People people(rows, sorted);
  const std::vector<CodeColumn> keys{
      {people.organisation.data(), 220}, {people.year.data(), 5}, {people.group.data(), 36}, {people.band.data(), 20}};
  std::vector<Count> total(tabulate_cells(keys.data(), keys.size()));
  for ([[maybe_unused]] auto _ : state) {
    tabulate_rows({keys.data(), keys.size(), rows}, {total.data()});
    benchmark::ClobberMemory();
  }
  count(state, state.range(0), 4);
}
BENCHMARK_CAPTURE(counted, random, false)
    ->Name("BM_Tabulate_Random")
    ->ArgName("rows")
    ->Arg(100'000)
    ->Arg(4'000'000)
    ->Arg(100'000'000);
BENCHMARK_CAPTURE(counted, sorted, true)
    ->Name("BM_Tabulate_Sorted")
    ->ArgName("rows")
    ->Arg(100'000)
    ->Arg(4'000'000)
    ->Arg(100'000'000);

}  // namespace
