// significance/: are two rates different, and are they alike.
#include "bind.hpp"
#include "equitable/significance/equivalence.hpp"
#include "equitable/significance/score.hpp"

namespace equitable::python {

namespace {

constexpr std::array<SignificanceMethod, 2> methods{SignificanceMethod::pearson_chi2, SignificanceMethod::n_minus_1_chi2};

SignificanceOptions options(std::string_view method, std::string_view alternative) {
  return {chosen("significance: method", method, methods), chosen("significance: alternative", alternative, alternatives)};
}

py::tuple unpacked(const TestResult& result) {
  return py::make_tuple(result.statistic, result.pvalue, code(result.status));
}

// (statistic, pvalue, status) of every row.
template <class Test>
py::tuple tested(const Columns<4>& c, const Test& test) {
  const Output<double> statistic(c.rows()), pvalue(c.rows());
  const Output<Code> status(c.rows());
  for_each_row(c.rows(), [&](py::ssize_t row) {
    const TestResult result = test(c(0, row), c(1, row), c(2, row), c(3, row));
    statistic[row] = result.statistic;
    pvalue[row] = result.pvalue;
    status[row] = code(result.status);
  });
  return py::make_tuple(statistic.array, pvalue.array, status.array);
}

py::tuple significance_one(Count events, Count total, Count reference_events, Count reference_total, std::string_view method,
                           std::string_view alternative) {
  return unpacked(significance(events, total, reference_events, reference_total, options(method, alternative)));
}

py::tuple significance_many(const Counts& events, const Counts& total, const Counts& reference_events,
                            const Counts& reference_total, std::string_view method, std::string_view alternative) {
  const SignificanceOptions chosen_options = options(method, alternative);
  return tested({"significance", {&events, &total, &reference_events, &reference_total}},
                [&](Count x1, Count n1, Count x2, Count n2) { return significance(x1, n1, x2, n2, chosen_options); });
}

py::tuple equivalence_one(Count events, Count total, Count reference_events, Count reference_total, double margin_lower,
                          double margin_upper) {
  return unpacked(equivalence(events, total, reference_events, reference_total, {{margin_lower, margin_upper}}));
}

py::tuple equivalence_many(const Counts& events, const Counts& total, const Counts& reference_events,
                           const Counts& reference_total, double margin_lower, double margin_upper) {
  const EquivalenceOptions chosen_options{{margin_lower, margin_upper}};
  check_margin(chosen_options.margin, "equivalence");
  return tested({"equivalence", {&events, &total, &reference_events, &reference_total}},
                [&](Count x1, Count n1, Count x2, Count n2) { return equivalence(x1, n1, x2, n2, chosen_options); });
}

}  // namespace

void bind_significance(py::module_& module) {
  module.attr("significance_methods") = names(methods);
  module.attr("alternatives") = names(alternatives);
  const auto define = [&module](const char* name, const auto& function, const char* first, const char* second) {
    module.def(name, function, exactly("events"), exactly("total"), exactly("reference_events"), exactly("reference_total"),
               py::arg(first), py::arg(second));
  };
  define("significance_one", &significance_one, "method", "alternative");
  define("significance", &significance_many, "method", "alternative");
  define("equivalence_one", &equivalence_one, "margin_lower", "margin_upper");
  define("equivalence", &equivalence_many, "margin_lower", "margin_upper");
}

}  // namespace equitable::python
