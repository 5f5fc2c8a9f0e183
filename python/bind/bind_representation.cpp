// comparison/ and significance/: a part against its whole, a group against a benchmark, and samples of finite populations.
#include "bind.hpp"
#include "equitable/comparison/benchmark.hpp"
#include "equitable/comparison/finite_population.hpp"
#include "equitable/comparison/representation.hpp"
#include "equitable/significance/finite_population.hpp"
#include "equitable/significance/representation_test.hpp"

namespace equitable::python {

namespace {

constexpr const auto& gap_methods = detail::rate_difference_method_names;
constexpr const auto& ratio_methods = detail::relative_likelihood_method_names;
constexpr const auto& test_methods = detail::representation_test_method_names;
constexpr std::array<FinitePopulationTestMethod, 2> finite_test_methods{FinitePopulationTestMethod::z_pooled_fpc,
                                                                        FinitePopulationTestMethod::mover_wilson_fpc};
constexpr std::string_view delta_log = "delta_log";

// The three shares, the gap, the ratio, and the status of them all.
auto represented(std::string_view gap_method, std::string_view ratio_method, double confidence_level,
                 std::string_view alternative) {
  RepresentationOptions options;
  options.gap_method = chosen<RateDifferenceMethod>("representation: gap_method", gap_method, gap_methods);
  if (ratio_method == delta_log)
    options.ratio_interval = RepresentationRatio::delta_log;
  else
    options.ratio_method = chosen<RelativeLikelihoodMethod>("representation: ratio_method", ratio_method, ratio_methods);
  options.confidence = Confidence{confidence_level};
  options.alternative = alternative_named(alternative);
  return [options](Count events, Count total, Count whole_events, Count whole_total) {
    const Representation r = representation(events, total, whole_events, whole_total, options);
    return std::tuple_cat(std::tuple{r.share_part, r.share_whole, r.share_rest}, answer(r.gap), answer(r.ratio),
                          std::tuple{code(r.status)});
  };
}

auto representation_tested(std::string_view method, std::string_view alternative) {
  const RepresentationTestOptions options{chosen<RepresentationTestMethod>("representation: test", method, test_methods),
                                          alternative_named(alternative)};
  return [options](Count events, Count total, Count whole_events, Count whole_total) {
    return answer(representation_test(events, total, whole_events, whole_total, options));
  };
}

BenchmarkOptions benchmark_options(std::string_view difference_method, std::string_view ratio_method, double confidence_level,
                                   std::string_view alternative) {
  return {chosen<RateDifferenceMethod>("benchmark: difference_method", difference_method, gap_methods),
          chosen<RelativeLikelihoodMethod>("benchmark: ratio_method", ratio_method, ratio_methods), Confidence{confidence_level},
          alternative_named(alternative)};
}

// The difference and the ratio to a rate without error of its own.
auto against_fixed(double confidence_level, std::string_view alternative) {
  BenchmarkOptions options;
  options.confidence = Confidence{confidence_level};
  options.alternative = alternative_named(alternative);
  return [options](Count events, Count total, double rate) {
    const Benchmark b = benchmark(events, total, rate, options);
    return std::tuple_cat(answer(b.difference), answer(b.ratio));
  };
}

auto against_counted(std::string_view difference_method, std::string_view ratio_method, double confidence_level,
                     std::string_view alternative) {
  const BenchmarkOptions options = benchmark_options(difference_method, ratio_method, confidence_level, alternative);
  return [options](Count events, Count total, Count benchmark_events, Count benchmark_total) {
    const Benchmark b = benchmark(events, total, benchmark_events, benchmark_total, options);
    return std::tuple_cat(answer(b.difference), answer(b.ratio));
  };
}

FinitePopulationComparisonOptions sampled(double confidence_level, std::string_view alternative) {
  return {Confidence{confidence_level}, alternative_named(alternative)};
}

auto finite_difference(double confidence_level, std::string_view alternative) {
  return [options = sampled(confidence_level, alternative)](Count x1, Count n1, Count p1, Count x2, Count n2, Count p2) {
    return answer(finite_population_difference({x1, n1, p1}, {x2, n2, p2}, options));
  };
}

auto finite_ratio(double confidence_level, std::string_view alternative) {
  return [options = sampled(confidence_level, alternative)](Count x1, Count n1, Count p1, Count x2, Count n2, Count p2) {
    return answer(finite_population_ratio({x1, n1, p1}, {x2, n2, p2}, options));
  };
}

auto finite_tested(std::string_view method, std::string_view alternative) {
  const FinitePopulationTestOptions options{chosen("finite_population_test: method", method, finite_test_methods),
                                            alternative_named(alternative)};
  return [options](Count x1, Count n1, Count p1, Count x2, Count n2, Count p2) {
    return answer(finite_population_test({x1, n1, p1}, {x2, n2, p2}, options));
  };
}

auto finite_equivalent(double margin_lower, double margin_upper) {
  const Margin margin{margin_lower, margin_upper};
  check_margin(margin, "finite_population_equivalence");
  return [margin](Count x1, Count n1, Count p1, Count x2, Count n2, Count p2) {
    return answer(finite_population_equivalence({x1, n1, p1}, {x2, n2, p2}, margin));
  };
}

}  // namespace

void bind_representation(py::module_& module) {
  define(module, "representation", part_and_whole, {"gap_method", "ratio_method", "confidence_level", "alternative"},
         &represented);
  module.attr("representation_test_methods") = names(test_methods);
  define(module, "representation_test", part_and_whole, {"method", "alternative"}, &representation_tested);

  define(module, "benchmark_fixed", Inputs<Count, Count, double>{{"events", "total", "benchmark_rate"}},
         {"confidence_level", "alternative"}, &against_fixed);
  define(module, "benchmark", Inputs<Count, Count, Count, Count>{{"events", "total", "benchmark_events", "benchmark_total"}},
         {"difference_method", "ratio_method", "confidence_level", "alternative"}, &against_counted);

  constexpr Inputs<Count, Count, Count, Count, Count, Count> two_samples{
      {"events", "total", "population", "reference_events", "reference_total", "reference_population"}};
  module.attr("finite_population_test_methods") = names(finite_test_methods);
  define(module, "finite_population_difference", two_samples, {"confidence_level", "alternative"}, &finite_difference);
  define(module, "finite_population_ratio", two_samples, {"confidence_level", "alternative"}, &finite_ratio);
  define(module, "finite_population_test", two_samples, {"method", "alternative"}, &finite_tested);
  define(module, "finite_population_equivalence", two_samples, {"margin_lower", "margin_upper"}, &finite_equivalent);
}

}  // namespace equitable::python
