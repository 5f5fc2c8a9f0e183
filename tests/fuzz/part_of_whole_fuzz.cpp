// A part and its whole, a sample and its population, a group and its benchmark.
#include "equitable/comparison/benchmark.hpp"
#include "equitable/comparison/e_value.hpp"
#include "equitable/comparison/finite_population.hpp"
#include "equitable/comparison/representation.hpp"
#include "equitable/proportion/finite_population.hpp"
#include "equitable/significance/finite_population.hpp"
#include "equitable/significance/representation_test.hpp"
#include "fuzz/fuzz.hpp"

namespace {

using namespace equitable;

void part_of_whole(fuzz::Bytes& bytes) {
  const Count whole_total = bytes.count();
  const Count whole_events = bytes.part(whole_total);
  const Count total = bytes.part(whole_total);
  const Count events = bytes.part(total < whole_events ? total : whole_events);
  RepresentationOptions options;
  options.gap_method = static_cast<RateDifferenceMethod>(bytes.below(detail::rate_difference_method_names.size()));
  options.ratio_method = static_cast<RelativeLikelihoodMethod>(bytes.below(detail::relative_likelihood_method_names.size()));
  options.ratio_interval = static_cast<RepresentationRatio>(bytes.below(2));
  options.confidence = bytes.confidence();
  options.alternative = bytes.alternative();
  const Representation result = representation(events, total, whole_events, whole_total, options);
  fuzz::check(result.gap, {-1.0, 1.0});
  fuzz::check(result.ratio, {0.0, infinity});
  fuzz::check(result.test);
  const auto test = static_cast<RepresentationTestMethod>(bytes.below(detail::representation_test_method_names.size()));
  fuzz::check(representation_test(events, total, whole_events, whole_total, {test, bytes.alternative()}));
}

SampledGroup sample(fuzz::Bytes& bytes) {
  const Count population = bytes.count();
  const Count total = bytes.part(population);
  return {bytes.part(total), total, population};
}

void sample_of_population(fuzz::Bytes& bytes) {
  const SampledGroup group = sample(bytes);
  const auto method = static_cast<FinitePopulationMethod>(bytes.below(detail::finite_population_method_names.size()));
  fuzz::check(finite_population(group.events, group.total, group.population, {method, bytes.confidence(), bytes.alternative()}),
              {0.0, 1.0});
  const SampledGroup reference = sample(bytes);
  const FinitePopulationComparisonOptions options{bytes.confidence(), bytes.alternative()};
  fuzz::check(finite_population_difference(group, reference, options), {-1.0, 1.0});
  fuzz::check(finite_population_ratio(group, reference, options), {0.0, infinity});
  fuzz::check(
      finite_population_test(group, reference, {static_cast<FinitePopulationTestMethod>(bytes.below(2)), bytes.alternative()}));
  fuzz::check(finite_population_equivalence(group, reference));
}

void group_and_benchmark(fuzz::Bytes& bytes) {
  BenchmarkOptions options;
  options.confidence = bytes.confidence();
  options.alternative = bytes.alternative();
  const Count total = bytes.count();
  const Count events = bytes.part(total);
  const Benchmark fixed = benchmark(events, total, bytes.number(), options);
  fuzz::check(fixed.difference, {-1.0, 1.0});
  fuzz::check(fixed.ratio, {0.0, infinity});
  if (options.alternative == Alternative::two_sided) {
    fuzz::check_inside(fixed.difference);
    fuzz::check_inside(fixed.ratio);
  }
  options.difference_method = static_cast<RateDifferenceMethod>(bytes.below(detail::rate_difference_method_names.size()));
  options.ratio_method = static_cast<RelativeLikelihoodMethod>(bytes.below(detail::relative_likelihood_method_names.size()));
  const Count benchmark_total = bytes.count();
  const Benchmark counted = benchmark(events, total, bytes.part(benchmark_total), benchmark_total, options);
  fuzz::check(counted.difference, {-1.0, 1.0});
  fuzz::check(counted.ratio, {0.0, infinity});
  const EValue e = e_value(fixed.ratio);
  if (!std::isnan(e.value) && !(e.value >= 1.0)) fuzz::fail("an E-value is at least 1", "e_value", e.value, e.limit, 0.0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  const std::size_t family = bytes.below(3);
  return fuzz::attempt([&] {
    family == 0 ? part_of_whole(bytes) : family == 1 ? sample_of_population(bytes) : group_and_benchmark(bytes);
  });
}
