// Intervals of two groups, beside references in the same program: the logarithmic interval written out by hand, and the score interval of a ratio by
// bisection over Koopman's closed form of the restricted estimate, one table at a time.
#include "equitable/comparison/batch.hpp"
#include "support.hpp"

namespace {

using namespace equitable;
using namespace equitable::bench;

BENCHMARK(BM_Roofline)->Apply(all_sizes);

void BM_Reference_KatzByHand(benchmark::State& state) {
  run(state, columns(state), 57, [](Columns& c) {
    for (std::size_t i = 0; i < c.events.size(); ++i) {
      const double a = static_cast<double>(c.events[i]), n = static_cast<double>(c.total[i]);
      const double b = static_cast<double>(c.reference_events[i]), m = static_cast<double>(c.reference_total[i]);
      const double factor = std::exp(1.959963984540054 * std::sqrt(1.0 / a - 1.0 / n + 1.0 / b - 1.0 / m));
      c.value[i] = (a / n) / (b / m);
      c.lower[i] = c.value[i] / factor;
      c.upper[i] = c.value[i] * factor;
    }
  });
}
BENCHMARK(BM_Reference_KatzByHand)->Apply(all_sizes);

/// Score chi-squared of the hypothesis that the ratio is `ratio`, by the quadratic of the restricted estimate.
double score_chi2(double x1, double n1, double x2, double n2, double ratio) {
  const double a = (n1 + n2) * ratio, b = -(n1 * ratio + x1 + n2 + x2 * ratio), c = x1 + x2;
  const double q = (-b - std::sqrt(b * b - 4.0 * a * c)) / (2.0 * a);
  const double p = q * ratio;
  const double gap = x1 - n1 * p;
  const double rest = 1.0 - p;
  return gap * gap / (n1 * p * rest) * (1.0 + n1 * (ratio - p) / (n2 * rest)) * (n1 + n2 - 1.0) / (n1 + n2);
}

void BM_Reference_ScoreRatioByBisection(benchmark::State& state) {
  constexpr double target = 1.959963984540054 * 1.959963984540054;
  run(state, columns(state), 57, [](Columns& c) {
    for (std::size_t i = 0; i < c.events.size(); ++i) {
      const double x1 = static_cast<double>(c.events[i]), n1 = static_cast<double>(c.total[i]);
      const double x2 = static_cast<double>(c.reference_events[i]), n2 = static_cast<double>(c.reference_total[i]);
      c.value[i] = (x1 / n1) / (x2 / n2);
      const auto limit = [&](double outside) {
        double inside = 0.0;  // of the logarithm's distance from the estimate
        for (int step = 0; step < 60; ++step) {
          const double middle = 0.5 * (inside + outside);
          (score_chi2(x1, n1, x2, n2, c.value[i] * std::exp(middle)) > target ? outside : inside) = middle;
        }
        return c.value[i] * std::exp(inside);
      };
      c.lower[i] = limit(-20.0);
      c.upper[i] = limit(20.0);
    }
  });
}
BENCHMARK(BM_Reference_ScoreRatioByBisection)->Apply([](auto* b) { b->ArgName("tables")->Arg(2048); });

template <class Options, auto Method>
void compare(benchmark::State& state) {
  Options options;
  options.method = Method;
  run(state, columns(state), 57, [&options](Columns& c) { comparison_rows(c.tables(), options, c.estimates()); });
}

template <class Options, auto Method>
void compare_on_two_threads(benchmark::State& state) {
  Options options;
  options.method = Method;
  run(state, columns(state), 57, [&options](Columns& c) { comparison_rows(c.tables(), options, c.estimates(), Execution{2}); });
}

using Ratio = RelativeLikelihoodMethod;
using Difference = RateDifferenceMethod;
using Odds = OddsRatioMethod;

BENCHMARK(compare<RelativeLikelihoodOptions, Ratio::katz_log>)->Name("BM_Ratio_KatzLog")->Apply(all_sizes);
BENCHMARK(compare<RelativeLikelihoodOptions, Ratio::miettinen_nurminen>)->Name("BM_Ratio_MiettinenNurminen")->Apply(all_sizes);
BENCHMARK(compare<RelativeLikelihoodOptions, Ratio::koopman>)->Name("BM_Ratio_Koopman")->Apply(small_sizes);
BENCHMARK(compare<RateDifferenceOptions, Difference::newcombe>)->Name("BM_Difference_Newcombe")->Apply(all_sizes);
BENCHMARK(compare<RateDifferenceOptions, Difference::wald>)->Name("BM_Difference_Wald")->Apply(small_sizes);
BENCHMARK(compare<RateDifferenceOptions, Difference::miettinen_nurminen>)
    ->Name("BM_Difference_MiettinenNurminen")
    ->Apply(all_sizes);
BENCHMARK(compare<OddsRatioOptions, Odds::woolf_logit>)->Name("BM_OddsRatio_WoolfLogit")->Apply(small_sizes);
BENCHMARK(compare<OddsRatioOptions, Odds::miettinen_nurminen>)->Name("BM_OddsRatio_MiettinenNurminen")->Apply(all_sizes);
BENCHMARK(compare<RelativeLikelihoodOptions, Ratio::profile_lr>)->Name("BM_Ratio_ProfileLikelihood")->Apply(small_sizes);
BENCHMARK(compare<RateDifferenceOptions, Difference::profile_lr>)->Name("BM_Difference_ProfileLikelihood")->Apply(small_sizes);
BENCHMARK(compare<OddsRatioOptions, Odds::profile_lr>)->Name("BM_OddsRatio_ProfileLikelihood")->Apply(small_sizes);
BENCHMARK(compare<RelativeLikelihoodOptions, Ratio::scas>)->Name("BM_Ratio_Scas")->Apply(small_sizes);
BENCHMARK(compare<RateDifferenceOptions, Difference::scas>)->Name("BM_Difference_Scas")->Apply(small_sizes);
BENCHMARK(compare<OddsRatioOptions, Odds::scas>)->Name("BM_OddsRatio_Scas")->Apply(small_sizes);
BENCHMARK(compare<RelativeLikelihoodOptions, Ratio::mover_jeffreys>)->Name("BM_Ratio_MoverJeffreys")->Apply(small_sizes);
BENCHMARK(compare<RateDifferenceOptions, Difference::mover_jeffreys>)->Name("BM_Difference_MoverJeffreys")->Apply(small_sizes);
BENCHMARK(compare_on_two_threads<RelativeLikelihoodOptions, Ratio::miettinen_nurminen>)
    ->Name("BM_Ratio_MiettinenNurminen_TwoThreads")
    ->UseRealTime()
    ->Apply(small_sizes);

void sized_score_ratio(benchmark::State& state) {
  RelativeLikelihoodOptions options;
  Columns c(2048, state.range(0));
  run(state, c, 57, [&options](Columns& each) { comparison_rows(each.tables(), options, each.estimates()); });
}
BENCHMARK(sized_score_ratio)
    ->Name("BM_Ratio_MiettinenNurminen_BySize")
    ->ArgName("n")
    ->Arg(100)
    ->Arg(10'000)
    ->Arg(1'000'000)
    ->Arg(100'000'000);

void one_by_one(benchmark::State& state) {
  run(state, columns(state), 57, [](Columns& c) {
    for (std::size_t i = 0; i < c.events.size(); ++i)
      c.estimates().set(i, relative_likelihood(c.events[i], c.total[i], c.reference_events[i], c.reference_total[i]));
  });
}
BENCHMARK(one_by_one)->Name("BM_Ratio_MiettinenNurminen_OneByOne")->ArgName("tables")->Arg(2048);

template <RateDifferenceMethod Method>
void difference_one_by_one(benchmark::State& state) {
  RateDifferenceOptions options;
  options.method = Method;
  run(state, columns(state), 57, [&options](Columns& c) {
    for (std::size_t i = 0; i < c.events.size(); ++i)
      c.estimates().set(i, rate_difference(c.events[i], c.total[i], c.reference_events[i], c.reference_total[i], options));
  });
}
BENCHMARK(difference_one_by_one<Difference::scas>)->Name("BM_Difference_Scas_OneByOne")->ArgName("tables")->Arg(2048);
BENCHMARK(difference_one_by_one<Difference::mover_jeffreys>)
    ->Name("BM_Difference_MoverJeffreys_OneByOne")
    ->ArgName("tables")
    ->Arg(2048);

}  // namespace
