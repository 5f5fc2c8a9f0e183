// groups/: ordered groups: does the rate move with a score, and how steep is the gradient.
#include "bind.hpp"
#include "equitable/groups/linear_by_linear.hpp"
#include "equitable/groups/slope_index.hpp"
#include "equitable/groups/trend.hpp"

namespace equitable::python {

namespace {

constexpr const auto& trend_methods = detail::trend_method_names;
constexpr const auto& forms = detail::slope_index_form_names;
constexpr std::array<TrendSlopeMethod, 2> slope_methods{TrendSlopeMethod::linear_slope, TrendSlopeMethod::logistic_slope};
constexpr std::array<LinearByLinearMethod, 2> linear_methods{LinearByLinearMethod::linear_by_linear_z,
                                                             LinearByLinearMethod::linear_by_linear_M2};

using TrendAnswer = std::tuple<double, double, double, Code>;  // statistic, pvalue, degrees of freedom, status

TrendAnswer answer(const TrendTest& test) { return {test.statistic, test.pvalue, test.df, code(test.status)}; }

TrendAnswer tested(const Counts& events, const Counts& totals, const Column<double>& scores, std::string_view method,
                   std::string_view alternative) {
  const TrendOptions options{chosen<TrendMethod>("trend: method", method, trend_methods), alternative_named(alternative)};
  const std::vector<Proportion> groups = groups_of("trend", events, totals);
  const std::vector<double> at = values_of(scores);
  return answer(unlocked([&] { return trend(groups, at, options); }));
}

// Value, lower, upper, status, standard error.
std::tuple<double, double, double, Code, double> sloped(const Counts& events, const Counts& totals, const Column<double>& scores,
                                                        std::string_view method, double confidence_level,
                                                        std::string_view alternative) {
  const TrendSlopeOptions options{chosen("trend_slope: method", method, slope_methods), Confidence{confidence_level},
                                  alternative_named(alternative)};
  const TrendSlope found = trend_slope(groups_of("trend_slope", events, totals), values_of(scores), options);
  return std::tuple_cat(python::answer(found.slope), std::tuple{found.standard_error});
}

// The correlation and its test.
std::tuple<double, double, double, double, Code> linear(const Counts& table, const Column<double>& row_scores,
                                                        const Column<double>& column_scores, std::string_view method,
                                                        std::string_view alternative) {
  const LinearByLinearOptions options{chosen("linear_by_linear: method", method, linear_methods), alternative_named(alternative)};
  const LinearByLinear found = linear_by_linear(values_of(table), values_of(row_scores), values_of(column_scores), options);
  return std::tuple_cat(std::tuple{found.pearson_r}, answer(found.test));
}

// Slope index, relative index, and the fit behind them: intercept, rii over the mean, the two standard errors, intercept and slope of the fit.
py::tuple graded(const Counts& events, const Counts& totals, std::string_view form, double confidence_level,
                 std::string_view alternative) {
  const SlopeIndexOptions options{chosen<SlopeIndexForm>("slope_index: form", form, forms), Confidence{confidence_level},
                                  alternative_named(alternative)};
  const SlopeIndex found = slope_index(groups_of("slope_index", events, totals), options);
  return py::make_tuple(python::answer(found.sii), python::answer(found.rii), found.intercept, found.rii_over_mean,
                        found.sii_standard_error, found.rii_log_standard_error, found.fit_intercept, found.fit_slope,
                        code(found.status));
}

}  // namespace

void bind_ordered(py::module_& module) {
  module.attr("trend_methods") = names(trend_methods);
  module.attr("trend_slope_methods") = names(slope_methods);
  module.attr("linear_by_linear_methods") = names(linear_methods);
  module.attr("slope_index_forms") = names(forms);
  module.def("trend", &tested, exactly("events"), exactly("totals"), exactly("scores"), py::arg("method"),
             py::arg("alternative"));
  module.def("trend_slope", &sloped, exactly("events"), exactly("totals"), exactly("scores"), py::arg("method"),
             py::arg("confidence_level"), py::arg("alternative"));
  module.def("linear_by_linear", &linear, exactly("table"), exactly("row_scores"), exactly("column_scores"), py::arg("method"),
             py::arg("alternative"));
  module.def("slope_index", &graded, exactly("events"), exactly("totals"), py::arg("form"), py::arg("confidence_level"),
             py::arg("alternative"));
}

}  // namespace equitable::python
