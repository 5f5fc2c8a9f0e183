// groups/: families of comparisons: trees of tests, who differs from whom in letters, and ratios whose intervals hold together.
#include "bind.hpp"
#include "equitable/groups/letter_display.hpp"
#include "equitable/groups/simultaneous_ratios.hpp"
#include "equitable/groups/test_tree.hpp"

namespace equitable::python {

namespace {

constexpr std::array<SimultaneousRatioMethod, 2> ratio_methods{SimultaneousRatioMethod::max_t_score,
                                                               SimultaneousRatioMethod::max_t_log};

// Adjusted p-values and the family's name; a parent of −1 is none.
py::tuple tree_adjusted(const Column<double>& pvalues, const Counts& parents, const std::string& family) {
  const py::ssize_t rows = rows_of<double, Count>("adjust_tree", pvalues, parents);
  std::vector<TestNode> tests;
  tests.reserve(static_cast<std::size_t>(rows));
  for (py::ssize_t i = 0; i < rows; ++i)
    tests.push_back({pvalues.data()[i], parents.data()[i] < 0 ? no_parent : static_cast<std::size_t>(parents.data()[i])});
  const TreeAdjustment found = adjust_tree(tests, family);
  return py::make_tuple(py::array_t<double>(static_cast<py::ssize_t>(found.p_adjusted.size()), found.p_adjusted.data()),
                        found.family);
}

// The letters of every group, the family of all pairs behind them, status.
py::tuple lettered(const Counts& events, const Counts& totals, std::string_view adjustment, std::string_view test,
                   double confidence_level) {
  PairwiseOptions options;
  options.adjustment = chosen<Adjustment>("letter_display: adjust", adjustment, detail::adjustment_names);
  options.test.method = chosen<SignificanceMethod>("letter_display: method", test, detail::significance_method_names);
  const double alpha = Confidence{confidence_level}.alpha();
  const std::vector<Proportion> groups = groups_of("letter_display", events, totals);
  const auto [pairs, display] = unlocked([&] {
    const Pairwise all = pairwise(groups, options);
    return std::pair{all.family, letter_display(groups, all, alpha)};
  });
  py::list letters;
  for (const std::string& each : display.letters) letters.append(py::str(each));
  return py::make_tuple(letters, pairs, code(display.status));
}

// The columns of the groups (place, ratio, deviate, adjusted p-value, status), the critical value, and the family's name.
py::tuple at_once(const Counts& events, const Counts& totals, Count reference, std::string_view method, double confidence_level) {
  const SimultaneousRatioOptions options{chosen("simultaneous_ratios: method", method, ratio_methods),
                                         Confidence{confidence_level}};
  const std::vector<Proportion> groups = groups_of("simultaneous_ratios", events, totals);
  const SimultaneousRatios found =
      unlocked([&] { return simultaneous_ratios(groups, static_cast<std::size_t>(reference), options); });
  using Row = std::tuple<Count, double, double, double, Code, double, double, Code>;
  const Outputs<Row> output(static_cast<py::ssize_t>(found.groups.size()));
  py::ssize_t row = 0;
  for (const SimultaneousRatio& one : found.groups)
    output.set(row++, std::tuple_cat(std::tuple{static_cast<Count>(one.group)}, answer(one.ratio),
                                     std::tuple{one.statistic, one.p_adjusted, code(one.status)}));
  return py::make_tuple(output.arrays(), found.critical_value, found.family);
}

}  // namespace

void bind_families(py::module_& module) {
  module.attr("simultaneous_ratio_methods") = names(ratio_methods);
  module.def("adjust_tree", &tree_adjusted, exactly("pvalues"), exactly("parents"), py::arg("family"));
  module.def("letter_display", &lettered, exactly("events"), exactly("totals"), py::arg("adjust"), py::arg("method"),
             py::arg("confidence_level"));
  module.def("simultaneous_ratios", &at_once, exactly("events"), exactly("totals"), py::arg("reference"), py::arg("method"),
             py::arg("confidence_level"));
}

}  // namespace equitable::python
