// comparison/: one group against a reference.
#include "bind.hpp"
#include "equitable/comparison/batch.hpp"
#include "equitable/comparison/e_value.hpp"

namespace equitable::python {

namespace {

constexpr const auto& ratio_methods = detail::relative_likelihood_method_names;
constexpr const auto& difference_methods = detail::rate_difference_method_names;
constexpr const auto& odds_methods = detail::odds_ratio_method_names;

RelativeLikelihoodOptions ratio(std::string_view method, double confidence_level, std::string_view alternative) {
  return {chosen<RelativeLikelihoodMethod>("relative_likelihood: method", method, ratio_methods), Confidence{confidence_level},
          alternative_named(alternative)};
}

RateDifferenceOptions difference(std::string_view method, double confidence_level, std::string_view alternative) {
  return {chosen<RateDifferenceMethod>("rate_difference: method", method, difference_methods), Confidence{confidence_level},
          alternative_named(alternative)};
}

OddsRatioOptions odds(std::string_view method, double confidence_level, std::string_view alternative) {
  return {chosen<OddsRatioMethod>("odds_ratio: method", method, odds_methods), Confidence{confidence_level},
          alternative_named(alternative)};
}

auto conditional_odds() {
  return [](Count events, Count total, Count reference_events, Count reference_total) {
    const Table2x2 table = checked_table(events, total, reference_events, reference_total, "conditional_odds_ratio");
    return std::tuple{table.comparable() ? detail::conditional_odds_ratio(table.rates()) : not_a_number};
  };
}

// The E-value of a ratio and of its limit nearer to 1.
auto e_values() {
  return [](double value, double lower, double upper) {
    const EValue found = e_value(Estimate{value, lower, upper, 0.95, "", Status::ok});
    return std::tuple{found.value, found.limit, code(found.status)};
  };
}

template <class Options, class Scalar>
void define_comparison(py::module_& module, const char* name, Options (*prepare)(std::string_view, double, std::string_view),
                       const Scalar& scalar) {
  define_rows<EstimateArrays, TableColumns>(
      module, name, two_groups, {"method", "confidence_level", "alternative"}, prepare, scalar,
      [](const TableColumns& tables, const Options& options, const EstimateOutput& output, const Execution& execution) {
        comparison_rows(tables, options, output, execution);
      },
      [name](Count x1, Count n1, Count x2, Count n2) { static_cast<void>(checked_table(x1, n1, x2, n2, name)); });
}

}  // namespace

void bind_comparison(py::module_& module) {
  module.attr("relative_likelihood_methods") = names(ratio_methods);
  module.attr("rate_difference_methods") = names(difference_methods);
  module.attr("odds_ratio_methods") = names(odds_methods);
  define_comparison(module, "relative_likelihood", &ratio, [](const auto& options, Count x1, Count n1, Count x2, Count n2) {
    return relative_likelihood(x1, n1, x2, n2, options);
  });
  define_comparison(module, "rate_difference", &difference, [](const auto& options, Count x1, Count n1, Count x2, Count n2) {
    return rate_difference(x1, n1, x2, n2, options);
  });
  define_comparison(module, "odds_ratio", &odds, [](const auto& options, Count x1, Count n1, Count x2, Count n2) {
    return odds_ratio(x1, n1, x2, n2, options);
  });
  define(module, "conditional_odds_ratio", two_groups, Labels<0>{}, &conditional_odds);
  define(module, "e_value", Inputs<double, double, double>{{"value", "lower", "upper"}}, Labels<0>{}, &e_values);
}

}  // namespace equitable::python
