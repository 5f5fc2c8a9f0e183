// groups/: one sample over several categories: the shares of each, and whether they are those of a population.
#include "bind.hpp"
#include "equitable/groups/composition.hpp"
#include "equitable/groups/shares.hpp"

namespace equitable::python {

namespace {

constexpr const auto& share_methods = detail::shares_method_names;
constexpr const auto& composition_methods = detail::composition_method_names;
constexpr const auto& comparison_methods = detail::composition_comparison_method_names;

py::tuple shared(const Counts& counts, std::string_view method, double confidence_level) {
  const SharesOptions options{chosen<SharesMethod>("shares: method", method, share_methods), Confidence{confidence_level}};
  const std::vector<Count> values = values_of(counts);
  const std::vector<Estimate> found = unlocked([&] { return shares(values, options); });
  const Outputs<EstimateAnswer> output(static_cast<py::ssize_t>(found.size()));
  py::ssize_t row = 0;
  for (const Estimate& estimate : found) output.set(row++, answer(estimate));
  return output.arrays();
}

using CompositionAnswer = std::tuple<double, double, double, double, Code>;  // statistic, pvalue, df, dissimilarity, status

CompositionAnswer answer(const CompositionTest& test) {
  return {test.statistic, test.pvalue, test.df, test.dissimilarity_index, code(test.status)};
}

CompositionAnswer against_shares(const Counts& counts, const Column<double>& reference_shares, std::string_view method) {
  const CompositionOptions options{chosen<CompositionMethod>("composition: method", method, composition_methods)};
  const std::vector<Count> values = values_of(counts);
  const std::vector<double> shares = values_of(reference_shares);
  return answer(unlocked([&] { return composition(values, shares, options); }));
}

CompositionAnswer against_counts(const Counts& counts, const Counts& reference_counts, std::string_view method) {
  const CompositionComparisonOptions options{
      chosen<CompositionComparisonMethod>("composition: method", method, comparison_methods)};
  return answer(composition_against_counts(values_of(counts), values_of(reference_counts), options));
}

}  // namespace

void bind_shares(py::module_& module) {
  module.attr("shares_methods") = names(share_methods);
  module.attr("composition_methods") = names(composition_methods);
  module.attr("composition_comparison_methods") = names(comparison_methods);
  module.def("shares", &shared, exactly("counts"), py::arg("method"), py::arg("confidence_level"));
  module.def("composition", &against_shares, exactly("counts"), exactly("reference_shares"), py::arg("method"));
  module.def("composition_against_counts", &against_counts, exactly("counts"), exactly("reference_counts"), py::arg("method"));
}

}  // namespace equitable::python
