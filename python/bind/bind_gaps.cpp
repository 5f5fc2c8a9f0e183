// groups/: what a gap is made of, how large it is in people, over all groups at once, and from one period to the next.
#include <cmath>

#include "bind.hpp"
#include "equitable/core/execution.hpp"
#include "equitable/detail/parallel.hpp"
#include "equitable/groups/bootstrap.hpp"
#include "equitable/groups/change.hpp"
#include "equitable/groups/decomposition.hpp"
#include "equitable/groups/inequality.hpp"
#include "equitable/groups/segregation.hpp"
#include "equitable/groups/shortfall.hpp"

namespace equitable::python {

namespace {

constexpr std::array<ShortfallStandard, 3> standards{ShortfallStandard::reference, ShortfallStandard::pooled,
                                                     ShortfallStandard::best};
constexpr std::array<ChangeMethod, 2> change_methods{ChangeMethod::score, ChangeMethod::mover};
constexpr const auto& measures_of_inequality = detail::inequality_measure_names;
constexpr const auto& inequality_methods = detail::inequality_method_names;
constexpr const auto& bootstrap_methods = detail::bootstrap_method_names;
constexpr const auto& indices = detail::segregation_index_names;

// The gap, its part from make-up and its part from rates, the standard errors of the three, and the columns of the strata.
py::tuple decomposed(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, double confidence_level) {
  const py::ssize_t rows = rows_of<Count, Count, Count, Count>("decomposition", x1, n1, x2, n2);
  Strata strata;
  for (py::ssize_t i = 0; i < rows; ++i) strata.add(x1.data()[i], n1.data()[i], x2.data()[i], n2.data()[i]);
  const Decomposition found = decomposition(strata, {Confidence{confidence_level}});
  const Outputs<std::tuple<double, double>> output(static_cast<py::ssize_t>(found.strata.size()));
  py::ssize_t row = 0;
  for (const DecompositionPart& part : found.strata) output.set(row++, {part.mix, part.rate});
  return py::make_tuple(answer(found.gap), answer(found.mix), answer(found.rate), found.gap_standard_error,
                        found.mix_standard_error, found.rate_standard_error, output.arrays());
}

// Rate, rate of the standard, estimate, then whole people: nearest, to close, lower, upper; and the group that sets the standard.
py::tuple missing_people(const Counts& events, const Counts& totals, Count group, std::string_view standard, Count reference,
                         double confidence_level) {
  ShortfallOptions options;
  options.standard = chosen("shortfall: standard", standard, standards);
  options.reference = static_cast<std::size_t>(reference);
  options.confidence = Confidence{confidence_level};
  const Shortfall found = shortfall(groups_of("shortfall", events, totals), static_cast<std::size_t>(group), options);
  return py::make_tuple(found.rate, found.standard_rate, answer(found.people), found.rounded, found.to_close, found.lower,
                        found.upper, static_cast<Count>(found.standard));
}

// Places below 0 are left out.
InequalityOptions inequality_options(double confidence_level, bool favourable, Count reference, Count group,
                                     const Column<double>& shares) {
  InequalityOptions options;
  options.confidence = Confidence{confidence_level};
  options.favourable = favourable;
  if (reference >= 0) options.reference = static_cast<std::size_t>(reference);
  if (group >= 0) options.group = static_cast<std::size_t>(group);
  options.shares = values_of(shares);
  return options;
}

// Estimate, standard error and the method used.
py::tuple unequal(const Counts& events, const Counts& totals, std::string_view measure, std::string_view method,
                  double confidence_level, bool favourable, Count reference, Count group, const Column<double>& shares,
                  Count replicates, std::uint64_t seed) {
  InequalityOptions options = inequality_options(confidence_level, favourable, reference, group, shares);
  options.method = chosen<InequalityMethod>("inequality: method", method, inequality_methods);
  options.replicates = replicates;
  options.seed = seed;
  const auto which = chosen<InequalityMeasure>("inequality: measure", measure, measures_of_inequality);
  const std::vector<Proportion> groups = groups_of("inequality", events, totals);
  const InequalityResult found = unlocked([&] { return inequality(groups, which, options); });
  return py::make_tuple(answer(found.estimate), found.standard_error, found.estimate.method);
}

constexpr std::size_t replicates_of_a_piece = 512;

// Estimate, standard error, bias, replicates that have a value. The bits are the same on any number of threads.
py::tuple resampled(const Counts& events, const Counts& totals, std::string_view measure, std::string_view method,
                    double confidence_level, bool favourable, Count reference, Count group, const Column<double>& shares,
                    Count replicates, std::uint64_t seed, unsigned threads) {
  const InequalityOptions options = inequality_options(confidence_level, favourable, reference, group, shares);
  const BootstrapOptions drawn{chosen<BootstrapMethod>("bootstrap: method", method, bootstrap_methods), options.confidence,
                               replicates, seed};
  const auto which = chosen<InequalityMeasure>("bootstrap: measure", measure, measures_of_inequality);
  const std::vector<Proportion> groups = groups_of("bootstrap", events, totals);
  detail::check_counted(groups, "bootstrap", 2);
  detail::check_shares(options.shares, groups.size(), "bootstrap");
  detail::check_replicates(replicates, detail::two_sided_level(options.confidence), "bootstrap");
  const detail::InequalityForm form = detail::checked_form(groups.size(), which, options);
  const BootstrapResult found = unlocked([&] {
    const detail::InequalityData data(groups, options.shares);
    std::vector<double> values(static_cast<std::size_t>(replicates));
    const auto draw = [&](std::size_t first, std::size_t last) {
      bootstrap_values(groups, detail::InequalityStatistic(data, form), seed, first, last - first, values.data() + first);
    };
    detail::parallel_rows(values.size(), Execution{threads}, draw, replicates_of_a_piece);
    return bootstrap_from(groups, detail::InequalityStatistic(data, form), std::move(values), drawn);
  });
  return py::make_tuple(answer(found.estimate), found.standard_error, found.bias, found.defined);
}

// Index, its mean by chance, what is left beyond chance, and status; with draws the p-value and its interval.
py::tuple segregated(const Counts& table, std::string_view index, Count group, Count other, Count draws, std::uint64_t seed) {
  const auto which = chosen<SegregationIndex>("segregation: index", index, indices);
  const std::vector<Count> cells = values_of(table);
  const auto columns = static_cast<std::size_t>(table.shape(1));
  const auto first = static_cast<std::size_t>(group);
  const auto second = static_cast<std::size_t>(other);
  const Segregation found = segregation(cells, columns, {which, first, second});
  SegregationTest test{found.value, not_a_number, {not_a_number, not_a_number}, 0, found.method, found.status};
  if (draws > 0) test = unlocked([&] { return segregation_test(cells, columns, {which, first, second, draws, seed}); });
  return py::make_tuple(found.value, found.expected, found.corrected, code(found.status), test.pvalue, test.pvalue_interval.lower,
                        test.pvalue_interval.upper, found.even);
}

// First, second, change, and the test of no change.
auto changed(std::string_view measure, std::string_view method, double confidence_level) {
  const ChangeOptions options{chosen("change: method", method, change_methods), Confidence{confidence_level}};
  const bool of_ratios = measure_named(measure) == Measure::ratio;
  return [=](Count a, Count n1, Count c, Count n0, Count a2, Count m1, Count c2, Count m0) {
    const Table2x2 first{{a, n1}, {c, n0}};
    const Table2x2 second{{a2, m1}, {c2, m0}};
    const Change found = of_ratios ? ratio_change(first, second, options) : difference_change(first, second, options);
    return std::tuple_cat(answer(found.first), answer(found.second), answer(found.change), answer(found.test));
  };
}

}  // namespace

void bind_gaps(py::module_& module) {
  module.attr("inequality_measures") = names(measures_of_inequality);
  module.attr("inequality_methods") = names(inequality_methods);
  module.attr("bootstrap_methods") = names(bootstrap_methods);
  module.attr("segregation_indices") = names(indices);
  module.attr("shortfall_standards") = names(standards);
  module.attr("change_methods") = names(change_methods);
  module.def("decomposition", &decomposed, exactly("events"), exactly("totals"), exactly("reference_events"),
             exactly("reference_totals"), py::arg("confidence_level"));
  module.def("shortfall", &missing_people, exactly("events"), exactly("totals"), py::arg("group"), py::arg("standard"),
             py::arg("reference"), py::arg("confidence_level"));
  module.def("inequality", &unequal, exactly("events"), exactly("totals"), py::arg("measure"), py::arg("method"),
             py::arg("confidence_level"), py::arg("favourable"), py::arg("reference"), py::arg("group"), exactly("shares"),
             py::arg("replicates"), py::arg("seed"));
  module.def("bootstrap", &resampled, exactly("events"), exactly("totals"), py::arg("measure"), py::arg("method"),
             py::arg("confidence_level"), py::arg("favourable"), py::arg("reference"), py::arg("group"), exactly("shares"),
             py::arg("replicates"), py::arg("seed"), py::arg("threads"));
  module.def("segregation", &segregated, exactly("table"), py::arg("index"), py::arg("group"), py::arg("other"), py::arg("draws"),
             py::arg("seed"));
  constexpr Inputs<Count, Count, Count, Count, Count, Count, Count, Count> two_periods{
      {"events", "total", "reference_events", "reference_total", "later_events", "later_total", "later_reference_events",
       "later_reference_total"}};
  define(module, "change", two_periods, {"measure", "method", "confidence_level"}, &changed);
}

}  // namespace equitable::python
