// The verdict of a comparison, one after another: what a report does for every row.
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
BENCHMARK(verdicts)->Name("BM_Verdict_OneByOne")->ArgName("tables")->Arg(2048);

}  // namespace
