// significance/: are two rates different, are they alike, and does a rate differ from a given one.
#include "bind.hpp"
#include "equitable/significance/batch.hpp"
#include "equitable/significance/proportion_test.hpp"

namespace equitable::python {

namespace {

constexpr const auto& methods = detail::significance_method_names;
constexpr const auto& margin_methods = detail::equivalence_method_names;
constexpr const auto& one_rate_methods = detail::proportion_test_method_names;

SignificanceOptions options(std::string_view method, std::string_view alternative, std::string_view measure, double null) {
  const SignificanceOptions result{chosen<SignificanceMethod>("significance: method", method, methods),
                                   alternative_named(alternative),
                                   {measure_named(measure), null}};
  check_null(result.null, "significance", "null");
  return result;
}

// An unconditional exact test with everything that certifies it.
auto tested_unconditionally(std::string_view method, std::string_view alternative) {
  return [options = options(method, alternative, "ratio", 1.0)](Count x1, Count n1, Count x2, Count n2) {
    const UnconditionalResult r = unconditional_exact_test(checked_table(x1, n1, x2, n2, "significance"), options);
    return std::tuple{r.statistic, r.pvalue, r.pvalue_upper, r.nuisance, r.region, code(r.status)};
  };
}

using SidesAnswer = std::tuple<double, double, double, double, double, double, Code>;

// The nearer distance and the larger p-value, then both of the lower and both of the upper end of the margin.
auto alike(std::string_view measure, double margin_lower, double margin_upper, std::string_view method) {
  const EquivalenceOptions options{{margin_lower, margin_upper},
                                   measure_named(measure),
                                   chosen<EquivalenceMethod>("equivalence: method", method, margin_methods)};
  detail::check_options(options);
  return [options](Count x1, Count n1, Count x2, Count n2) {
    const EquivalenceResult r = equivalence(x1, n1, x2, n2, options);
    return SidesAnswer{r.statistic,       r.pvalue,       r.lower_statistic, r.lower_pvalue,
                       r.upper_statistic, r.upper_pvalue, code(r.status)};
  };
}

NoninferiorityOptions not_inferior(std::string_view measure, double margin, std::string_view method,
                                   std::string_view alternative) {
  const NoninferiorityOptions options{measure_named(measure), margin, alternative_named(alternative),
                                      chosen<EquivalenceMethod>("noninferiority: method", method, margin_methods)};
  detail::check_options(options);
  return options;
}

// A test with a kernel of columns.
template <class Options, class Scalar, class... Texts>
void define_test(py::module_& module, const char* name, const Labels<4>& labels, Options (*prepare)(Texts...),
                 const Scalar& scalar) {
  define_rows<TestArrays, TableColumns>(
      module, name, two_groups, labels, prepare, scalar,
      [](const TableColumns& tables, const Options& chosen_options, const TestOutput& output, const Execution& execution) {
        test_rows(tables, chosen_options, output, execution);
      },
      [name](Count x1, Count n1, Count x2, Count n2) { static_cast<void>(checked_table(x1, n1, x2, n2, name)); });
}

auto against_a_rate(std::string_view method, std::string_view alternative) {
  const ProportionTestOptions options{chosen<ProportionTestMethod>("proportion_test: method", method, one_rate_methods),
                                      alternative_named(alternative)};
  return [options](Count events, Count total, double rate) { return answer(proportion_test(events, total, rate, options)); };
}

}  // namespace

void bind_significance(py::module_& module) {
  module.attr("significance_methods") = names(methods);
  define_test(module, "significance", {"method", "alternative", "measure", "null"}, &options,
              [](const SignificanceOptions& chosen_options, Count x1, Count n1, Count x2, Count n2) {
                return significance(checked_table(x1, n1, x2, n2, "significance"), chosen_options);
              });
  define_shared(module, "unconditional", two_groups, {"method", "alternative"}, &tested_unconditionally);
  module.attr("equivalence_methods") = names(margin_methods);
  define_shared(module, "equivalence", two_groups, {"measure", "margin_lower", "margin_upper", "method"}, &alike);
  define_test(module, "noninferiority", {"measure", "margin", "method", "alternative"}, &not_inferior,
              [](const NoninferiorityOptions& chosen_options, Count x1, Count n1, Count x2, Count n2) {
                return noninferiority(x1, n1, x2, n2, chosen_options);
              });
  module.attr("proportion_test_methods") = names(one_rate_methods);
  define_shared(module, "proportion_test", Inputs<Count, Count, double>{{"events", "total", "rate"}}, {"method", "alternative"},
                &against_a_rate);
}

}  // namespace equitable::python
