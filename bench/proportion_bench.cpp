// Intervals of one rate, beside Boost's quantiles of the beta law, which no header of the library includes for them.
#include <boost/math/special_functions/beta.hpp>

#include "equitable/proportion/batch.hpp"
#include "support.hpp"

namespace {

using namespace equitable;
using namespace equitable::bench;

BENCHMARK(BM_Roofline_Rate)->Apply(all_sizes);

void BM_Reference_ClopperPearsonByBoost(benchmark::State& state) {
  run(state, columns(state), 41, [](Columns& c) {
    for (std::size_t i = 0; i < c.events.size(); ++i) {
      const double x = static_cast<double>(c.events[i]), n = static_cast<double>(c.total[i]);
      c.lower[i] = x > 0 ? boost::math::ibeta_inv(x, n - x + 1.0, 0.025) : 0.0;
      c.upper[i] = x < n ? boost::math::ibetac_inv(x + 1.0, n - x, 0.025) : 1.0;
    }
  });
}
BENCHMARK(BM_Reference_ClopperPearsonByBoost)->Apply([](auto* b) { b->ArgName("tables")->Arg(2048); });

template <ProportionMethod Method>
void interval(benchmark::State& state) {
  ProportionOptions options;
  options.method = Method;
  run(state, columns(state), 41, [&options](Columns& c) { proportion_rows(c.rates(), options, c.estimates()); });
}
BENCHMARK(interval<ProportionMethod::wilson>)->Name("BM_Proportion_Wilson")->Apply(all_sizes);
BENCHMARK(interval<ProportionMethod::agresti_coull>)->Name("BM_Proportion_AgrestiCoull")->Apply(small_sizes);
BENCHMARK(interval<ProportionMethod::clopper_pearson>)->Name("BM_Proportion_ClopperPearson")->Apply(all_sizes);
BENCHMARK(interval<ProportionMethod::jeffreys>)->Name("BM_Proportion_Jeffreys")->Apply(all_sizes);
BENCHMARK(interval<ProportionMethod::likelihood_ratio>)->Name("BM_Proportion_LikelihoodRatio")->Apply(small_sizes);
BENCHMARK(interval<ProportionMethod::mid_p>)->Name("BM_Proportion_MidP")->Apply(small_sizes);

}  // namespace
