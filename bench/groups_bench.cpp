// Many groups: homogeneity and trend over six bands, strata, corrections for many tests, resampling, rows to counts.
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

void counted(benchmark::State& state, bool sorted) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  std::mt19937_64 random{1};
  std::vector<std::uint8_t> organisation(rows), year(rows), group(rows), band(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    organisation[i] = static_cast<std::uint8_t>(sorted ? 220 * i / rows : random() % 220);
    year[i] = static_cast<std::uint8_t>(random() % 5);
    group[i] = static_cast<std::uint8_t>(random() % 36);
    band[i] = static_cast<std::uint8_t>(random() % 20);
  }
  const std::vector<CodeColumn> keys{{organisation.data(), 220}, {year.data(), 5}, {group.data(), 36}, {band.data(), 20}};
  std::vector<Count> total(tabulate_cells(keys.data(), keys.size()));
  for ([[maybe_unused]] auto _ : state) {
    tabulate_rows({keys.data(), keys.size(), rows}, {total.data()});
    benchmark::ClobberMemory();
  }
  count(state, state.range(0), 4);
}
BENCHMARK_CAPTURE(counted, random, false)->Name("BM_Tabulate_Random")->ArgName("rows")->Arg(100'000)->Arg(4'000'000);
BENCHMARK_CAPTURE(counted, sorted, true)->Name("BM_Tabulate_Sorted")->ArgName("rows")->Arg(100'000)->Arg(4'000'000);

}  // namespace
