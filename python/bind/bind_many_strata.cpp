// groups/batch_strata: comparisons within strata and standardised rates of many tables at once.
#include "bind_many.hpp"
#include "equitable/groups/batch_change.hpp"
#include "equitable/groups/batch_strata.hpp"
#include "equitable/groups/stratified_exact.hpp"

namespace equitable::python {

namespace {

constexpr std::array<StratifiedMethod, 12> stratified_methods{
    StratifiedMethod::score_mh_rr, StratifiedMethod::mh_rr,    StratifiedMethod::iv_rr, StratifiedMethod::score_mh_rd,
    StratifiedMethod::mh_rd_sato,  StratifiedMethod::mh_rd_gr, StratifiedMethod::iv_rd, StratifiedMethod::mh_or,
    StratifiedMethod::midp_or,     StratifiedMethod::exact_or, StratifiedMethod::iv_or, StratifiedMethod::peto};
constexpr std::array<CmhMethod, 3> cmh_methods{CmhMethod::cmh, CmhMethod::cmh_cc, CmhMethod::cochran};
constexpr std::array<StratifiedExactTestMethod, 3> exact_tests{StratifiedExactTestMethod::exact_midp_central,
                                                               StratifiedExactTestMethod::exact_central,
                                                               StratifiedExactTestMethod::exact_minlike};
constexpr std::array<const char*, 3> contrast_tests{"automatic", "cochran_q", "score"};
constexpr std::array<StandardisationMethod, 2> standardisations{StandardisationMethod::mover_wilson,
                                                                StandardisationMethod::normal};

// The common effect, its standard error, and the test of Cochran, Mantel and Haenszel.
py::tuple pooled(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Counts& offsets,
                 std::string_view measure, std::string_view method, double confidence_level, std::string_view alternative,
                 unsigned threads) {
  const StratifiedOptions options{measure_named(measure), chosen("stratified: method", method, stratified_methods),
                                  Confidence{confidence_level}, alternative_named(alternative)};
  const StrataColumns data("stratified", x1, n1, x2, n2, offsets);
  const py::ssize_t count = data.tables.count();
  const EstimateArrays effect(count);
  const Output<double> error(count);
  const TestArrays test(count);
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    stratified_rows(data.columns, data.tables.from(first), length(first, last), options, effect.from(first), error.data + first,
                    Execution{threads});
  });
  pieces(count, true, [&](py::ssize_t first, py::ssize_t last) {
    cmh_rows(data.columns, data.tables.from(first), length(first, last), {}, test.from(first), Execution{threads});
  });
  return py::make_tuple(effect.arrays(), error.array, test.arrays());
}

py::tuple tested(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Counts& offsets,
                 std::string_view method, std::string_view alternative, unsigned threads) {
  const StrataColumns data("stratified_test", x1, n1, x2, n2, offsets);
  const py::ssize_t count = data.tables.count();
  const TestArrays output(count);
  for (const CmhMethod known : cmh_methods) {
    if (method != name(known)) continue;
    const CmhOptions options{known, alternative_named(alternative)};
    pieces(count, true, [&](py::ssize_t first, py::ssize_t last) {
      cmh_rows(data.columns, data.tables.from(first), length(first, last), options, output.from(first), Execution{threads});
    });
    return output.arrays();
  }
  const StratifiedExactTestOptions options{chosen("stratified_test: method", method, exact_tests),
                                           alternative_named(alternative)};
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    stratified_exact_test_rows(data.columns, data.tables.from(first), length(first, last), options, output.from(first),
                               Execution{threads});
  });
  return output.arrays();
}

// Statistic, p-value, status, degrees of freedom, I squared, and whether it is the score test.
py::tuple alike(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Counts& offsets,
                std::string_view measure, std::string_view method, unsigned threads) {
  const StrataColumns data("stratified_homogeneity", x1, n1, x2, n2, offsets);
  const py::ssize_t count = data.tables.count();
  const TestArrays output(count);
  const Block<2> further(count);
  const Output<Code> by_score(count);
  const Measure of = measure_named(measure);
  const bool of_odds = method == "tarone" || method == "breslow_day";
  const OddsRatioHomogeneityMethod odds =
      method == "breslow_day" ? OddsRatioHomogeneityMethod::breslow_day : OddsRatioHomogeneityMethod::tarone;
  const auto contrast = of_odds ? ContrastHomogeneityMethod::automatic
                                : chosen<ContrastHomogeneityMethod>("stratified_homogeneity: method", method, contrast_tests);
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    const TestOutput to = output.from(first);
    double* const df = further.column(0) + first;
    double* const i_squared = further.column(1) + first;
    const std::size_t* const at = data.tables.from(first);
    if (!of_odds)
      return contrast_homogeneity_rows(data.columns, at, length(first, last), of, contrast, to, df, i_squared,
                                       by_score.data + first, Execution{threads});
    odds_ratio_homogeneity_rows(data.columns, at, length(first, last), odds, to, df, Execution{threads});
    std::fill(i_squared, i_squared + (last - first), not_a_number);
    std::fill(by_score.data + first, by_score.data + last, Code{0});
  });
  return output.arrays() + py::make_tuple(further.view(0), further.view(1), by_score.array);
}

// Gap, mix and rates, the standard errors of the three, and mix and rates of the strata.
py::tuple decomposed(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Counts& offsets,
                     double confidence_level, unsigned threads) {
  const DecompositionOptions options{Confidence{confidence_level}};
  const StrataColumns data("decomposition", x1, n1, x2, n2, offsets);
  const py::ssize_t count = data.tables.count();
  const std::array<EstimateArrays, 3> parts{EstimateArrays(count), EstimateArrays(count), EstimateArrays(count)};
  const Block<3> errors(count);
  const Block<2> strata(x1.size());
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    const DecompositionOutput output{parts[0].from(first),     parts[1].from(first),     parts[2].from(first),
                                     errors.column(0) + first, errors.column(1) + first, errors.column(2) + first,
                                     strata.column(0),         strata.column(1)};
    decomposition_rows(data.columns, data.tables.from(first), length(first, last), options, output, Execution{threads});
  });
  return py::make_tuple(parts[0].arrays(), parts[1].arrays(), parts[2].arrays(), errors.view(0), errors.view(1), errors.view(2),
                        strata.view(0), strata.view(1));
}

// Both standardised rates, their difference and their ratio, each with its standard error.
py::tuple made_alike(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Column<double>& standard,
                     const Counts& offsets, std::string_view method, double confidence_level, std::string_view alternative,
                     unsigned threads) {
  const StandardisationOptions options{chosen("standardise: method", method, standardisations), Confidence{confidence_level},
                                       alternative_named(alternative)};
  const StrataColumns data("standardise", x1, n1, x2, n2, offsets);
  rows_of<Count, double>("standardise", x1, standard);
  const double* const weights = standard.data();
  const py::ssize_t count = data.tables.count();
  const std::array<EstimateArrays, 4> parts{EstimateArrays(count), EstimateArrays(count), EstimateArrays(count),
                                            EstimateArrays(count)};
  const Block<4> errors(count);
  const TableColumns& c = data.columns;
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    const std::size_t* const at = data.tables.from(first);
    const std::size_t size = length(first, last);
    const Execution execution{threads};
    directly_standardised_rows({c.events, c.total, at, size}, weights, options, parts[0].from(first), errors.column(0) + first,
                               execution);
    directly_standardised_rows({c.reference_events, c.reference_total, at, size}, weights, options, parts[1].from(first),
                               errors.column(1) + first, execution);
    standardised_rows(c, weights, at, size, StandardisedMeasure::difference, options, parts[2].from(first),
                      errors.column(2) + first, execution);
    standardised_rows(c, weights, at, size, StandardisedMeasure::ratio, options, parts[3].from(first), errors.column(3) + first,
                      execution);
  });
  py::list found;
  for (std::size_t part = 0; part < parts.size(); ++part) found.append(parts[part].arrays() + py::make_tuple(errors.view(part)));
  return py::tuple(found);
}

// Observed over expected, the events expected, and the standardised rate.
py::tuple beside_expected(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Counts& offsets,
                          std::string_view method, double confidence_level, std::string_view alternative, unsigned threads) {
  const PersonTimeRateOptions options{
      chosen<PersonTimeRateMethod>("standardise_indirectly: method", method, detail::person_time_rate_method_names),
      Confidence{confidence_level}, alternative_named(alternative)};
  const StrataColumns data("standardise_indirectly", x1, n1, x2, n2, offsets);
  const EstimateArrays ratio(data.tables.count());
  const Block<2> further(data.tables.count());
  pieces(data.tables.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    indirectly_standardised_rows(data.columns, data.tables.from(first), length(first, last), options, ratio.from(first),
                                 further.column(0) + first, further.column(1) + first, Execution{threads});
  });
  return ratio.arrays() + py::make_tuple(further.view(0), further.view(1));
}

// The rate and its variance.
py::tuple standard_rates(const Counts& events, const Column<double>& population, const Column<double>& standard,
                         const Counts& offsets, std::string_view method, double confidence_level, std::string_view alternative,
                         double per, unsigned threads) {
  StandardisedRateOptions options;
  options.method = chosen<StandardisedRateMethod>("standardised_rate: method", method, detail::standardised_rate_method_names);
  options.confidence = Confidence{confidence_level};
  options.alternative = alternative_named(alternative);
  options.per = per;
  const Tables rates("standardised_rate", offsets,
                     rows_of<Count, double, double>("standardised_rate", events, population, standard));
  const Count* const x = events.data();
  const double* const people = population.data();
  const double* const weights = standard.data();
  const EstimateArrays rate(rates.count());
  const Output<double> variance(rates.count());
  pieces(rates.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    standardised_rate_rows({x, people, weights, rates.from(first), length(first, last)}, options, rate.from(first),
                           variance.data + first, Execution{threads});
  });
  return rate.arrays() + py::make_tuple(variance.array);
}

}  // namespace

void bind_many_strata(py::module_& module) {
  const py::arg method("method");
  const py::arg level("confidence_level");
  const py::arg alternative("alternative");
  const py::arg threads("threads");
  const py::arg events = exactly("events");
  const py::arg totals = exactly("totals");
  const py::arg reference_events = exactly("reference_events");
  const py::arg reference_totals = exactly("reference_totals");
  const py::arg offsets = exactly("offsets");
  module.def("many_stratified", &pooled, events, totals, reference_events, reference_totals, offsets, py::arg("measure"), method,
             level, alternative, threads);
  module.def("many_stratified_test", &tested, events, totals, reference_events, reference_totals, offsets, method, alternative,
             threads);
  module.def("many_stratified_homogeneity", &alike, events, totals, reference_events, reference_totals, offsets,
             py::arg("measure"), method, threads);
  module.def("many_decomposition", &decomposed, events, totals, reference_events, reference_totals, offsets, level, threads);
  module.def("many_standardise", &made_alike, events, totals, reference_events, reference_totals, exactly("standard"), offsets,
             method, level, alternative, threads);
  module.def("many_standardise_indirectly", &beside_expected, events, totals, reference_events, reference_totals, offsets, method,
             level, alternative, threads);
  module.def("many_standardised_rate", &standard_rates, events, exactly("population"), exactly("standard_population"), offsets,
             method, level, alternative, py::arg("per"), threads);
}

}  // namespace equitable::python
