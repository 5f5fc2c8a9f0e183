// Events over person-time: one rate, a test against an expected count, two rates, standardised rates, and the limits of funnels.
#include <cmath>

#include "bind.hpp"
#include "equitable/comparison/person_time.hpp"
#include "equitable/groups/funnel.hpp"
#include "equitable/groups/standardised_rate.hpp"
#include "equitable/proportion/person_time.hpp"
#include "equitable/significance/person_time.hpp"

namespace equitable::python {

namespace {

constexpr const auto& rate_methods = detail::person_time_rate_method_names;
constexpr const auto& ratio_methods = detail::person_time_ratio_method_names;
constexpr const auto& difference_methods = detail::person_time_difference_method_names;
constexpr const auto& test_methods = detail::person_time_test_method_names;
constexpr const auto& comparison_methods = detail::person_time_comparison_test_method_names;
constexpr const auto& standardised_methods = detail::standardised_rate_method_names;
constexpr std::array<FunnelMethod, 2> funnel_methods{FunnelMethod::exact, FunnelMethod::normal};

constexpr Inputs<Count, double, Count, double> two_rates{{"events", "exposure", "reference_events", "reference_exposure"}};

auto rate(std::string_view method, double confidence_level, std::string_view alternative) {
  const PersonTimeRateOptions options{chosen<PersonTimeRateMethod>("person_time_rate: method", method, rate_methods),
                                      Confidence{confidence_level}, alternative_named(alternative)};
  return [options](Count events, double exposure) { return answer(person_time_rate(events, exposure, options)); };
}

auto ratio(std::string_view method, double confidence_level, std::string_view alternative) {
  const PersonTimeRatioOptions options{chosen<PersonTimeRatioMethod>("person_time_ratio: method", method, ratio_methods),
                                       Confidence{confidence_level}, alternative_named(alternative)};
  return [options](Count x1, double t1, Count x2, double t2) { return answer(person_time_ratio(x1, t1, x2, t2, options)); };
}

auto difference(std::string_view method, double confidence_level, std::string_view alternative) {
  const PersonTimeDifferenceOptions options{
      chosen<PersonTimeDifferenceMethod>("person_time_difference: method", method, difference_methods),
      Confidence{confidence_level}, alternative_named(alternative)};
  return [options](Count x1, double t1, Count x2, double t2) { return answer(person_time_difference(x1, t1, x2, t2, options)); };
}

auto tested(std::string_view method, std::string_view alternative) {
  const PersonTimeTestOptions options{chosen<PersonTimeTestMethod>("person_time_test: method", method, test_methods),
                                      alternative_named(alternative)};
  return [options](Count events, double expected) { return answer(person_time_test(events, expected, options)); };
}

auto compared(std::string_view method, std::string_view alternative, double null_ratio) {
  const PersonTimeComparisonTestOptions options{
      chosen<PersonTimeComparisonTestMethod>("person_time_comparison_test: method", method, comparison_methods),
      alternative_named(alternative), null_ratio};
  return [options](Count x1, double t1, Count x2, double t2) {
    return answer(person_time_comparison_test(x1, t1, x2, t2, options));
  };
}

FunnelLimitOptions funnel_options(std::string_view method, double confidence_level) {
  return {chosen("funnel_limits: method", method, funnel_methods), Confidence{confidence_level}};
}

std::tuple<double, double> limits(const Interval& interval) { return {interval.lower, interval.upper}; }

auto rate_funnel(std::string_view method, double confidence_level) {
  return [options = funnel_options(method, confidence_level)](double target, Count total) {
    return limits(funnel_rate_limits(target, total, options));
  };
}

auto expected_funnel(std::string_view method, double confidence_level) {
  return [options = funnel_options(method, confidence_level)](double expected) {
    return limits(funnel_expected_limits(expected, options));
  };
}

auto observed_funnel(double confidence_level) {
  return [confidence = Confidence{confidence_level}](Count observed) {
    return limits(funnel_observed_limits(observed, confidence));
  };
}

// Value, lower, upper, status, variance, and the events that count.
std::tuple<double, double, double, Code, double, Count> standardised(const Counts& events, const Column<double>& population,
                                                                     const Column<double>& standard, std::string_view method,
                                                                     double confidence_level, std::string_view alternative,
                                                                     double per) {
  const py::ssize_t rows = rows_of<Count, double, double>("standardised_rate", events, population, standard);
  std::vector<StandardisedStratum> strata;
  strata.reserve(static_cast<std::size_t>(rows));
  for (py::ssize_t i = 0; i < rows; ++i) strata.push_back({events.data()[i], population.data()[i], standard.data()[i]});
  const StandardisedRateOptions options{chosen<StandardisedRateMethod>("standardised_rate: method", method, standardised_methods),
                                        Confidence{confidence_level}, alternative_named(alternative), per};
  const StandardisedRate found = unlocked([&] { return standardised_rate(strata, options); });
  return std::tuple_cat(answer(found.rate), std::tuple{found.variance, found.events});
}

// Dispersion, statistic, degrees of freedom, p-value, status; about their own rate, or about a given one where that is not NaN.
std::tuple<double, double, double, double, Code> dispersed(const Counts& events, const Column<double>& exposure, double rate) {
  const py::ssize_t rows = rows_of<Count, double>("person_time_overdispersion", events, exposure);
  std::vector<PersonTime> units;
  units.reserve(static_cast<std::size_t>(rows));
  for (py::ssize_t i = 0; i < rows; ++i) units.push_back({events.data()[i], exposure.data()[i]});
  const Overdispersion found = std::isnan(rate) ? person_time_overdispersion(units) : person_time_overdispersion(units, rate);
  return {found.dispersion, found.statistic, found.df, found.pvalue, code(found.status)};
}

}  // namespace

void bind_person_time(py::module_& module) {
  module.attr("person_time_rate_methods") = names(rate_methods);
  module.attr("person_time_ratio_methods") = names(ratio_methods);
  module.attr("person_time_difference_methods") = names(difference_methods);
  module.attr("person_time_test_methods") = names(test_methods);
  module.attr("person_time_comparison_test_methods") = names(comparison_methods);
  module.attr("standardised_rate_methods") = names(standardised_methods);
  module.attr("funnel_methods") = names(funnel_methods);
  define_shared(module, "person_time_rate", Inputs<Count, double>{{"events", "exposure"}},
                {"method", "confidence_level", "alternative"}, &rate);
  define_shared(module, "person_time_ratio", two_rates, {"method", "confidence_level", "alternative"}, &ratio);
  define_shared(module, "person_time_difference", two_rates, {"method", "confidence_level", "alternative"}, &difference);
  define_shared(module, "person_time_test", Inputs<Count, double>{{"events", "expected"}}, {"method", "alternative"}, &tested);
  define_shared(module, "person_time_comparison_test", two_rates, {"method", "alternative", "null_ratio"}, &compared);
  define(module, "funnel_rate_limits", Inputs<double, Count>{{"target", "total"}}, {"method", "confidence_level"}, &rate_funnel);
  define(module, "funnel_expected_limits", Inputs<double>{{"expected"}}, {"method", "confidence_level"}, &expected_funnel);
  define(module, "funnel_observed_limits", Inputs<Count>{{"observed"}}, {"confidence_level"}, &observed_funnel);
  module.def("standardised_rate", &standardised, exactly("events"), exactly("population"), exactly("standard_population"),
             py::arg("method"), py::arg("confidence_level"), py::arg("alternative"), py::arg("per"));
  module.def("person_time_overdispersion", &dispersed, exactly("events"), exactly("exposure"), py::arg("rate"));
}

}  // namespace equitable::python
