// groups/: are several groups alike, which cells and which pairs stand out, and p-values that belong together.
#include "bind.hpp"
#include "equitable/groups/homogeneity.hpp"
#include "equitable/groups/multiplicity.hpp"
#include "equitable/groups/marascuilo.hpp"
#include "equitable/groups/pairwise.hpp"
#include "equitable/groups/residuals.hpp"

namespace equitable::python {

namespace {

constexpr const auto& homogeneity_methods = detail::homogeneity_method_names;
constexpr const auto& association_methods = detail::association_method_names;
constexpr const auto& adjustments = detail::adjustment_names;
constexpr const auto& families = detail::family_names;

// Cells row by row.
ContingencyTable table_of(const Counts& cells) {
  if (cells.ndim() != 2)
    throw_invalid("table", "the number of dimensions", std::to_string(cells.ndim()), "must be 2: rows and columns");
  return {static_cast<std::size_t>(cells.shape(0)), static_cast<std::size_t>(cells.shape(1)), values_of(cells)};
}

// Statistic, p-value, degrees of freedom, smallest expected count, status.
std::tuple<double, double, double, double, Code> tested(const Counts& cells, std::string_view method) {
  const HomogeneityOptions options{chosen<HomogeneityMethod>("homogeneity: method", method, homogeneity_methods)};
  const ContingencyTable table = table_of(cells);
  const HomogeneityTest test = unlocked([&] { return homogeneity(table, options); });
  return {test.statistic, test.pvalue, test.df, test.smallest_expected, code(test.status)};
}

// P-value, its limits, smallest expected count, status.
std::tuple<double, double, double, double, Code> simulated(const Counts& cells, std::string_view method, Count samples,
                                                           std::uint64_t seed, double confidence_level) {
  MonteCarloOptions options;
  options.method = chosen<HomogeneityMethod>("homogeneity_monte_carlo: method", method, homogeneity_methods);
  options.samples = samples;
  options.seed = seed;
  options.interval.confidence = Confidence{confidence_level};
  const ContingencyTable table = table_of(cells);
  const MonteCarloTest test = unlocked([&] { return homogeneity_monte_carlo(table, options); });
  return {test.pvalue, test.estimate.lower, test.estimate.upper, test.smallest_expected, code(test.status)};
}

std::tuple<double, Code> associated(const Counts& cells, std::string_view method) {
  const Association found =
      association(table_of(cells), chosen<AssociationMethod>("association: method", method, association_methods));
  return {found.value, code(found.status)};
}

// Columns of the cells row by row, and the name of the family.
py::tuple residuals_of(const Counts& cells, std::string_view adjustment) {
  const Residuals found = residuals(table_of(cells), chosen<Adjustment>("residuals: adjust", adjustment, adjustments));
  const Outputs<std::tuple<double, double, double, double, double, Code>> output(static_cast<py::ssize_t>(found.cells.size()));
  py::ssize_t row = 0;
  for (const Residual& cell : found.cells)
    output.set(row++, {cell.expected, cell.pearson, cell.adjusted, cell.pvalue, cell.p_adjusted, code(cell.status)});
  return py::make_tuple(output.arrays(), found.family);
}

// Columns of the pairs: first, second, difference, critical difference, statistic, p-value, status.
py::tuple marascuilo_of(const Counts& events, const Counts& totals, double confidence_level) {
  const std::vector<MarascuiloPair> found = marascuilo(groups_of("marascuilo", events, totals), Confidence{confidence_level});
  const Outputs<std::tuple<Count, Count, double, double, double, double, Code>> output(static_cast<py::ssize_t>(found.size()));
  py::ssize_t row = 0;
  for (const MarascuiloPair& pair : found)
    output.set(row++, {static_cast<Count>(pair.first), static_cast<Count>(pair.second), pair.difference, pair.critical_difference,
                       pair.statistic, pair.pvalue, code(pair.status)});
  return output.arrays();
}

// Columns of the comparisons (group, reference or -1 for the rest, estimate, test, adjusted p-value), and the name of the family.
py::tuple pairwise_of(const Counts& events, const Counts& totals, std::string_view family, Count reference,
                      std::string_view adjustment, std::string_view ratio_method, std::string_view test,
                      std::string_view alternative, double confidence_level) {
  PairwiseOptions options;
  options.family = chosen<Family>("pairwise: against", family, families);
  options.reference = static_cast<std::size_t>(reference);
  options.adjustment = chosen<Adjustment>("pairwise: adjust", adjustment, adjustments);
  options.ratio.method =
      chosen<RelativeLikelihoodMethod>("pairwise: ratio_method", ratio_method, detail::relative_likelihood_method_names);
  options.ratio.confidence = Confidence{confidence_level};
  options.ratio.alternative = alternative_named(alternative);
  options.test.method = chosen<SignificanceMethod>("pairwise: test", test, detail::significance_method_names);
  options.test.alternative = alternative_named(alternative);
  const std::vector<Proportion> groups = groups_of("pairwise", events, totals);
  const Pairwise found = unlocked([&] { return pairwise(groups, options); });
  using Row = std::tuple<Count, Count, double, double, double, Code, double, double, Code, double>;
  const Outputs<Row> output(static_cast<py::ssize_t>(found.pairs.size()));
  py::ssize_t row = 0;
  for (const PairResult& pair : found.pairs)
    output.set(row++, std::tuple_cat(std::tuple{static_cast<Count>(pair.group),
                                                pair.reference == the_rest ? Count{-1} : static_cast<Count>(pair.reference)},
                                     answer(pair.ratio), answer(pair.test), std::tuple{pair.p_adjusted}));
  return py::make_tuple(output.arrays(), found.family);
}

py::array_t<double> adjusted(const Column<double>& pvalues, std::string_view method) {
  const auto adjustment = chosen<Adjustment>("adjust_pvalues: method", method, adjustments);
  const std::vector<double> values = values_of(pvalues);
  const std::vector<double> found = unlocked([&] { return adjust_pvalues(values, adjustment); });
  return py::array_t<double>(static_cast<py::ssize_t>(found.size()), found.data());
}

}  // namespace

void bind_groups(py::module_& module) {
  module.attr("homogeneity_methods") = names(homogeneity_methods);
  module.attr("association_methods") = names(association_methods);
  module.attr("adjustment_methods") = names(adjustments);
  module.attr("pairwise_families") = names(families);
  module.def("homogeneity", &tested, exactly("table"), py::arg("method"));
  module.def("homogeneity_monte_carlo", &simulated, exactly("table"), py::arg("method"), py::arg("samples"), py::arg("seed"),
             py::arg("confidence_level"));
  module.def("association", &associated, exactly("table"), py::arg("method"));
  module.def("residuals", &residuals_of, exactly("table"), py::arg("adjust"));
  module.def("marascuilo", &marascuilo_of, exactly("events"), exactly("totals"), py::arg("confidence_level"));
  module.def("pairwise", &pairwise_of, exactly("events"), exactly("totals"), py::arg("against"), py::arg("reference"),
             py::arg("adjust"), py::arg("ratio_method"), py::arg("test"), py::arg("alternative"), py::arg("confidence_level"));
  module.def("adjust_pvalues", &adjusted, exactly("pvalues"), py::arg("method"));
}

}  // namespace equitable::python
