// Tests of two groups; the exact ones by the people in each group, with the gap of their certificate as a counter.
#include "equitable/significance/batch.hpp"
#include "equitable/significance/unconditional_exact.hpp"
#include "support.hpp"

namespace {

using namespace equitable;
using namespace equitable::bench;

BENCHMARK(BM_Roofline_Test)->Apply(all_sizes);

// The N-1 test as anybody would write it, one table after another, with the C library's erfc.
void BM_Reference_NMinus1ByHand(benchmark::State& state) {
  run(state, columns(state), 49, [](Columns& c) {
    for (std::size_t i = 0; i < c.events.size(); ++i) {
      const auto a = static_cast<double>(c.events[i]);
      const auto n1 = static_cast<double>(c.total[i]);
      const auto b = static_cast<double>(c.reference_events[i]);
      const auto n2 = static_cast<double>(c.reference_total[i]);
      const double n = n1 + n2;
      const double gap = a * n2 - b * n1;
      const double chi2 = (n - 1.0) * gap * gap / (n1 * n2 * (a + b) * (n - a - b));
      c.value[i] = chi2;
      c.lower[i] = std::erfc(std::sqrt(0.5 * chi2));
      c.status[i] = Status::ok;
    }
  });
}
BENCHMARK(BM_Reference_NMinus1ByHand)->Apply(all_sizes);

// Fisher's test as textbooks have it: the probability of every table by log-gamma, those no likelier than the observed one added up.
void BM_Reference_FisherByLogGamma(benchmark::State& state) {
  const Columns c(64, state.range(0));
  const auto log_choose = [](double n, double k) {
    return std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0);
  };
  for ([[maybe_unused]] auto _ : state) {
    for (std::size_t i = 0; i < c.events.size(); ++i) {
      const auto n1 = static_cast<double>(c.total[i]);
      const auto n2 = static_cast<double>(c.reference_total[i]);
      const auto events = static_cast<double>(c.events[i] + c.reference_events[i]);
      const double all = log_choose(n1 + n2, events);
      const auto log_probability = [&](double k) { return log_choose(n1, k) + log_choose(n2, events - k) - all; };
      const double bound = log_probability(static_cast<double>(c.events[i])) + 1e-7;
      double p = 0.0;
      for (double k = std::fmax(0.0, events - n2); k <= std::fmin(n1, events); k += 1.0)
        if (const double each = log_probability(k); each <= bound) p += std::exp(each);
      benchmark::DoNotOptimize(p);
    }
  }
  count(state, static_cast<std::int64_t>(c.events.size()), 49);
}
BENCHMARK(BM_Reference_FisherByLogGamma)->ArgName("n")->Arg(100)->Arg(2500);

template <SignificanceMethod Method>
void test(benchmark::State& state) {
  SignificanceOptions options;
  options.method = Method;
  run(state, columns(state), 49, [&options](Columns& c) { significance_rows(c.tables(), options, c.tests()); });
}
BENCHMARK(test<SignificanceMethod::n_minus_1_chi2>)->Name("BM_Test_NMinus1Chi2")->Apply(all_sizes);
BENCHMARK(test<SignificanceMethod::log_rr_wald>)->Name("BM_Test_LogRatioWald")->Apply(small_sizes);
BENCHMARK(test<SignificanceMethod::g_test>)->Name("BM_Test_G")->Apply(small_sizes);

void equal_margin(benchmark::State& state) {
  run(state, columns(state), 49, [](Columns& c) { equivalence_rows(c.tables(), EquivalenceOptions{}, c.tests()); });
}
BENCHMARK(equal_margin)->Name("BM_Test_EquivalenceScore")->Apply(small_sizes);

template <SignificanceMethod Method>
void fisher(benchmark::State& state) {
  SignificanceOptions options;
  options.method = Method;
  Columns c(512, state.range(0));
  run(state, c, 49, [&options](Columns& each) { significance_rows(each.tables(), options, each.tests()); });
}
BENCHMARK(fisher<SignificanceMethod::fisher_minlike>)
    ->Name("BM_Test_Fisher")
    ->ArgName("n")
    ->Arg(100)
    ->Arg(2500)
    ->Arg(50'000)
    ->Arg(500'000);

template <SignificanceMethod Method>
void unconditional(benchmark::State& state) {
  SignificanceOptions options;
  options.method = Method;
  const Columns c(4, state.range(0));
  double gap = 0.0;
  for ([[maybe_unused]] auto _ : state) {
    for (std::size_t i = 0; i < c.events.size(); ++i) {
      const UnconditionalResult found = unconditional_exact_test(c.tables().row(i), options);
      if (found.pvalue_upper - found.pvalue > gap) gap = found.pvalue_upper - found.pvalue;
    }
  }
  count(state, static_cast<std::int64_t>(c.events.size()), 49);
  state.counters["certified_gap"] = gap;
}
BENCHMARK(unconditional<SignificanceMethod::barnard_pooled>)
    ->Name("BM_Test_Barnard")
    ->ArgName("n")
    ->Arg(20)
    ->Arg(50)
    ->Arg(100)
    ->Arg(250);
BENCHMARK(unconditional<SignificanceMethod::boschloo_central>)->Name("BM_Test_Boschloo")->ArgName("n")->Arg(100)->Arg(250);

}  // namespace
