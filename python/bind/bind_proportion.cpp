// proportion/: one rate and its interval, of everybody or of a sample of a finite population.
#include "bind.hpp"
#include "equitable/proportion/batch.hpp"
#include "equitable/proportion/batch_finite_population.hpp"

namespace equitable::python {

namespace {

constexpr const auto& methods = detail::proportion_method_names;
constexpr const auto& finite_methods = detail::finite_population_method_names;

ProportionOptions options(std::string_view method, double confidence_level, std::string_view alternative) {
  return {chosen<ProportionMethod>("proportion: method", method, methods), Confidence{confidence_level},
          alternative_named(alternative)};
}

FinitePopulationOptions finite(std::string_view method, double confidence_level, std::string_view alternative) {
  return {chosen<FinitePopulationMethod>("finite_population: method", method, finite_methods), Confidence{confidence_level},
          alternative_named(alternative)};
}

}  // namespace

void bind_proportion(py::module_& module) {
  constexpr Labels<3> labels{"method", "confidence_level", "alternative"};
  module.attr("proportion_methods") = names(methods);
  define_rows<EstimateArrays, RateColumns>(
      module, "proportion", one_group, labels, &options,
      [](const ProportionOptions& chosen_options, Count events, Count total) {
        return proportion(events, total, chosen_options);
      },
      [](const RateColumns& rates, const ProportionOptions& chosen_options, const EstimateOutput& output,
         const Execution& execution) { proportion_rows(rates, chosen_options, output, execution); },
      [](Count events, Count total) { static_cast<void>(checked_proportion(events, total, "proportion")); });
  module.attr("finite_population_methods") = names(finite_methods);
  define_rows<EstimateArrays, SampleColumns>(
      module, "finite_population", Inputs<Count, Count, Count>{{"events", "total", "population"}}, labels, &finite,
      [](const FinitePopulationOptions& chosen_options, Count events, Count total, Count population) {
        return finite_population(events, total, population, chosen_options);
      },
      [](const SampleColumns& samples, const FinitePopulationOptions& chosen_options, const EstimateOutput& output,
         const Execution& execution) { finite_population_rows(samples, chosen_options, output, execution); },
      [](Count events, Count total, Count population) {
        static_cast<void>(checked_sample(events, total, population, "finite_population"));
      });
}

}  // namespace equitable::python
