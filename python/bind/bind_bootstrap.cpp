// comparison/exact_bootstrap: the bootstrap interval of a ratio or a difference without simulation.
#include "bind.hpp"
#include "equitable/comparison/exact_bootstrap.hpp"

namespace equitable::python {

namespace {

constexpr std::array<const char*, 2> methods{"bca", "percentile"};

auto resampled(std::string_view measure, std::string_view method, double confidence_level) {
  const bool ratio = chosen<Measure>("bootstrap_interval: measure", measure, std::array<const char*, 2>{"ratio", "difference"}) ==
                     Measure::ratio;
  const ExactBootstrapOptions options{chosen<BootstrapMethod>("bootstrap_interval: method", method, methods),
                                      Confidence{confidence_level}};
  return [ratio, options](Count events, Count total, Count reference_events, Count reference_total) {
    return answer(ratio ? bootstrap_ratio(events, total, reference_events, reference_total, options)
                        : bootstrap_difference(events, total, reference_events, reference_total, options));
  };
}

}  // namespace

void bind_bootstrap(py::module_& module) {
  module.attr("bootstrap_interval_methods") = names(methods);
  define_shared(module, "bootstrap_interval", two_groups, {"measure", "method", "confidence_level"}, &resampled);
}

}  // namespace equitable::python
