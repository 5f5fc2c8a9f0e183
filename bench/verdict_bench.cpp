// The verdict of a comparison: one after another, as a report does for every row, and in columns.
#include "equitable/verdict/batch.hpp"
#include "equitable/verdict/verdict.hpp"
#include "support.hpp"

namespace {

using namespace equitable;
using namespace equitable::bench;

void verdicts(benchmark::State& state) {
  run(state, columns(state), 57, [](Columns& c) {
    for (std::size_t i = 0; i < c.events.size(); ++i) c.lower[i] = verdict(c.tables().row(i)).ratio;
  });
}
BENCHMARK(BM_Roofline)->Apply(all_sizes);
BENCHMARK(verdicts)->Name("BM_Verdict_OneByOne")->ArgName("tables")->Arg(2048);

void verdicts_in_columns(benchmark::State& state) {
  Columns& c = columns(state);
  const std::size_t rows = c.events.size();
  std::vector<State> states(rows);
  std::vector<Grade> grades(rows);
  std::vector<double> equivalence_lower(rows), equivalence_upper(rows), statistic(rows), pvalue(rows);
  run(state, c, 32 + 7 * 8 + 3, [&](Columns& each) {
    verdict_rows(each.tables(), {},
                 {states.data(), grades.data(), each.value.data(), each.lower.data(), each.upper.data(), equivalence_lower.data(),
                  equivalence_upper.data(), statistic.data(), pvalue.data(), each.status.data()});
  });
}
BENCHMARK(verdicts_in_columns)->Name("BM_Verdict_Rows")->Apply(all_sizes);

}  // namespace
