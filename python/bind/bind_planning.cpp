// significance/: power, sizes, and what a conclusion hangs on.
#include "bind.hpp"
#include "equitable/significance/attainable.hpp"
#include "equitable/significance/fragility.hpp"
#include "equitable/significance/power.hpp"
#include "equitable/significance/sample_size.hpp"

namespace equitable::python {

namespace {

constexpr const auto& power_methods = detail::power_method_names;
constexpr const auto& size_methods = detail::sample_size_method_names;
constexpr const auto& test_methods = detail::significance_method_names;

constexpr Inputs<double, Count, double, Count> planned{{"rate", "total", "reference_rate", "reference_total"}};
constexpr Inputs<double, double> rates{{"rate", "reference_rate"}};

std::tuple<double, Code> answer(const PowerResult& result) { return {result.power, code(result.status)}; }
std::tuple<double, Count, Count, Code> answer(const SampleSize& size) {
  return {size.total_real, size.total, size.reference_total, code(size.status)};
}

auto power_of(std::string_view method, double confidence_level) {
  const PowerOptions options{chosen<PowerMethod>("power: method", method, power_methods), Confidence{confidence_level}};
  return [options](double rate, Count total, double reference_rate, Count reference_total) {
    return answer(power(rate, total, reference_rate, reference_total, options));
  };
}

auto effect() {
  return [](double rate, double reference_rate) { return std::tuple{cohen_h(rate, reference_rate)}; };
}

auto equivalence_power_of(double margin_lower, double margin_upper, double confidence_level) {
  const EquivalencePowerOptions options{{margin_lower, margin_upper}, Confidence{confidence_level}};
  return [options](double rate, Count total, double reference_rate, Count reference_total) {
    return answer(equivalence_power(rate, total, reference_rate, reference_total, options));
  };
}

auto size_of(std::string_view method, double confidence_level, double power, double ratio) {
  const SampleSizeOptions options{chosen<SampleSizeMethod>("sample_size: method", method, size_methods),
                                  Confidence{confidence_level}, power, ratio};
  return [options](double rate, double reference_rate) { return answer(sample_size(rate, reference_rate, options)); };
}

auto equivalence_size_of(double margin_lower, double margin_upper, double confidence_level, double power, double ratio) {
  const EquivalenceSizeOptions options{{margin_lower, margin_upper}, Confidence{confidence_level}, power, ratio};
  return [options](double rate, double reference_rate) { return answer(equivalence_sample_size(rate, reference_rate, options)); };
}

auto detectable(std::string_view method, double confidence_level, double power) {
  const DetectableRatioOptions options{chosen<PowerMethod>("smallest_detectable_ratio: method", method, power_methods),
                                       Confidence{confidence_level}, power};
  return [options](Count total, double reference_rate, Count reference_total) {
    const DetectableRatio found = detectable_ratio(total, reference_rate, reference_total, options);
    return std::tuple{found.below, found.above, code(found.status)};
  };
}

auto smallest_margin(double confidence_level, double power) {
  const SmallestMarginOptions options{Confidence{confidence_level}, power};
  return [options](Count total, double rate, Count reference_total) {
    const SmallestMargin found = smallest_equivalence_margin(total, rate, reference_total, options);
    return std::tuple{found.margin.lower, found.margin.upper, code(found.status)};
  };
}

auto attainable(std::string_view method, std::string_view alternative) {
  const AttainableOptions options{chosen<SignificanceMethod>("attainable_pvalue: method", method, test_methods),
                                  alternative_named(alternative)};
  return [options](Count events, Count total, Count reference_events, Count reference_total) {
    static_cast<void>(checked_table(events, total, reference_events, reference_total, "attainable_pvalue"));
    return python::answer(smallest_attainable_pvalue(total, reference_events, reference_total, options));
  };
}

auto conditional_attainable(std::string_view method, std::string_view alternative) {
  const ConditionalAttainableOptions options{chosen<SignificanceMethod>("attainable_pvalue: method", method, test_methods),
                                             alternative_named(alternative)};
  return [options](Count events, Count total, Count reference_events, Count reference_total) {
    return python::answer(smallest_conditional_pvalue(
        checked_table(events, total, reference_events, reference_total, "attainable_pvalue"), options));
  };
}

// The least number of people, -1 where no number changes the answer.
auto fragile(std::string_view method, std::string_view alternative, double confidence_level) {
  SignificanceFragilityOptions options;
  options.method = chosen<SignificanceMethod>("fragility: method", method, test_methods);
  options.alternative = alternative_named(alternative);
  options.confidence = Confidence{confidence_level};
  return [options](Count events, Count total, Count reference_events, Count reference_total) {
    const Table2x2 table = checked_table(events, total, reference_events, reference_total, "fragility");
    return std::tuple{people_to_change_significance(table, options).value_or(-1)};
  };
}

}  // namespace

void bind_planning(py::module_& module) {
  module.attr("power_methods") = names(power_methods);
  module.attr("sample_size_methods") = names(size_methods);
  define(module, "power", planned, {"method", "confidence_level"}, &power_of);
  define(module, "cohen_h", rates, Labels<0>{}, &effect);
  define(module, "equivalence_power", planned, {"margin_lower", "margin_upper", "confidence_level"}, &equivalence_power_of);
  define(module, "sample_size", rates, {"method", "confidence_level", "power", "ratio"}, &size_of);
  define(module, "equivalence_sample_size", rates, {"margin_lower", "margin_upper", "confidence_level", "power", "ratio"},
         &equivalence_size_of);
  constexpr Inputs<Count, double, Count> around_a_reference{{"total", "reference_rate", "reference_total"}};
  define(module, "detectable_ratio", around_a_reference, {"method", "confidence_level", "power"}, &detectable);
  define(module, "smallest_equivalence_margin", Inputs<Count, double, Count>{{"total", "rate", "reference_total"}},
         {"confidence_level", "power"}, &smallest_margin);
  define(module, "attainable_pvalue", two_groups, {"method", "alternative"}, &attainable);
  define(module, "conditional_attainable_pvalue", two_groups, {"method", "alternative"}, &conditional_attainable);
  define(module, "people_to_change_significance", two_groups, {"method", "alternative", "confidence_level"}, &fragile);
}

}  // namespace equitable::python
