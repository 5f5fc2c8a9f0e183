// What is applied to every table of a national run: pairs of groups, shares, stages, change, shortfall, inequality, representation; the same people
// twice, and rates per person-time. The scalar functions one by one stand beside the columns.
#include "equitable/comparison/batch_paired.hpp"
#include "equitable/comparison/batch_person_time.hpp"
#include "equitable/comparison/batch_representation.hpp"
#include "equitable/groups/batch_change.hpp"
#include "equitable/groups/batch_pairs.hpp"
#include "equitable/groups/batch_shares.hpp"
#include "equitable/groups/batch_trend.hpp"
#include "support.hpp"

namespace {

using namespace equitable;
using namespace equitable::bench;

/// Tables of six groups, and the columns that are written into for each of their rows or pairs.
struct SixGroups {
  explicit SixGroups(std::size_t tables)
      : columns(6 * tables), pairs(15 * tables), first(15 * tables), second(15 * tables), adjusted(15 * tables) {
    for (std::size_t i = 0; i <= tables; ++i) offsets.push_back(6 * i);
  }
  [[nodiscard]] GroupRows rows() const {
    return {columns.events.data(), columns.total.data(), offsets.data(), offsets.size() - 1};
  }
  [[nodiscard]] CategoryRows samples() const { return {columns.events.data(), offsets.data(), offsets.size() - 1}; }
  Columns columns;
  Columns pairs;
  std::vector<std::size_t> first, second;
  std::vector<double> adjusted;
  std::vector<std::size_t> offsets;
};

template <class Work>
void over_six(benchmark::State& state, std::int64_t bytes, const Work& work) {
  SixGroups six(static_cast<std::size_t>(state.range(0)));
  for ([[maybe_unused]] auto _ : state) {
    work(six);
    benchmark::ClobberMemory();
  }
  count(state, state.range(0), bytes);
}

BENCHMARK(roofline_of_groups<6>)->Name("BM_Roofline_SixGroups")->Apply(small_sizes);

void pairs_of_six(benchmark::State& state) {
  std::vector<double> statistic(15 * static_cast<std::size_t>(state.range(0)));
  std::vector<double> pvalue(statistic.size());
  over_six(state, 6 * 16 + 15 * 66, [&](SixGroups& six) {
    pairwise_rows(six.rows(), {},
                  {six.first.data(),
                   six.second.data(),
                   six.pairs.estimates(),
                   {statistic.data(), pvalue.data(), six.pairs.status.data()},
                   six.adjusted.data()});
  });
}
BENCHMARK(pairs_of_six)->Name("BM_Pairwise_SixGroups")->ArgName("tables")->Arg(2048);

void slopes_of_six(benchmark::State& state) {
  std::vector<double> scores(6 * static_cast<std::size_t>(state.range(0)));
  for (std::size_t i = 0; i < scores.size(); ++i) scores[i] = static_cast<double>(i % 6);
  over_six(state, 6 * 24 + 25, [&](SixGroups& six) { trend_slope_rows(six.rows(), scores.data(), {}, six.columns.estimates()); });
}
BENCHMARK(slopes_of_six)->Name("BM_TrendSlope_SixGroups")->Apply(small_sizes);

void shares_of_six(benchmark::State& state) {
  over_six(state, 6 * 33, [](SixGroups& six) { shares_rows(six.samples(), {}, six.columns.estimates()); });
}
BENCHMARK(shares_of_six)->Name("BM_Shares_Goodman")->Apply(small_sizes);

void inequality_of_six(benchmark::State& state) {
  over_six(state, 6 * 16 + 25, [](SixGroups& six) {
    inequality_rows(six.rows(), InequalityMeasure::mean_log_deviation, {}, six.columns.estimates());
  });
}
BENCHMARK(inequality_of_six)->Name("BM_Inequality_MeanLogDeviation")->ArgName("tables")->Arg(20);

void changed(benchmark::State& state) {
  Columns& now = columns(state);
  Columns before(now.events.size());
  Columns difference(now.events.size());
  Columns test(now.events.size());
  run(state, now, 2 * 32 + 3 * 25 + 17, [&](Columns& c) {
    change_rows(before.tables(), c.tables(), Measure::ratio, {},
                {before.estimates(), c.estimates(), difference.estimates(), test.tests()});
  });
}
BENCHMARK(changed)->Name("BM_Change_RatioOfRatios")->ArgName("tables")->Arg(2048);

void fell_short(benchmark::State& state) {
  run(state, columns(state), 57, [](Columns& c) { shortfall_rows(c.tables(), {}, {c.estimates()}); });
}
BENCHMARK(fell_short)->Name("BM_Shortfall_ReferenceRate")->Apply(small_sizes);

void represented(benchmark::State& state) {
  Columns& c = columns(state);
  Columns wholes(c.events.size());
  for (std::size_t i = 0; i < c.events.size(); ++i) {
    wholes.events[i] = c.events[i] + c.reference_events[i];
    wholes.total[i] = c.total[i] + c.reference_total[i];
  }
  const TableColumns parts{c.events.data(), c.total.data(), wholes.events.data(), wholes.total.data(), c.events.size()};
  Columns ratio(c.events.size());
  Columns test(c.events.size());
  std::vector<double> part(c.events.size()), whole(c.events.size()), rest(c.events.size());
  run(state, c, 32 + 3 * 8 + 2 * 25 + 18, [&](Columns& each) {
    representation_rows(
        parts, {},
        {part.data(), whole.data(), rest.data(), each.estimates(), ratio.estimates(), test.tests(), wholes.status.data()});
  });
}
BENCHMARK(represented)->Name("BM_Representation_Newcombe")->Apply(small_sizes);

void same_people(benchmark::State& state) {
  run(state, columns(state), 57, [](Columns& c) {
    paired_difference_rows(
        {c.events.data(), c.reference_events.data(), c.events.data(), c.reference_events.data(), c.events.size()}, {},
        c.estimates());
  });
}
BENCHMARK(same_people)->Name("BM_Paired_TangoScore")->Apply(small_sizes);

void person_time(benchmark::State& state) {
  Columns& c = columns(state);
  std::vector<double> exposure(c.events.size());
  std::vector<double> reference_exposure(c.events.size());
  for (std::size_t i = 0; i < exposure.size(); ++i) {
    exposure[i] = static_cast<double>(c.total[i]);
    reference_exposure[i] = static_cast<double>(c.reference_total[i]);
  }
  run(state, c, 57, [&](Columns& each) {
    person_time_ratio_rows({each.events.data(), exposure.data(), each.events.size()},
                           {each.reference_events.data(), reference_exposure.data(), each.events.size()}, {}, each.estimates());
  });
}
BENCHMARK(person_time)->Name("BM_PersonTime_RatioMidP")->Apply(small_sizes);

}  // namespace
