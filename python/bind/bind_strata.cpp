// groups/stratified: the same comparison within strata.
#include "bind.hpp"
#include "equitable/groups/standardisation.hpp"
#include "equitable/groups/stratified.hpp"

namespace equitable::python {

namespace {

constexpr std::array<StratifiedMethod, 12> methods{
    StratifiedMethod::score_mh_rr, StratifiedMethod::mh_rr,    StratifiedMethod::iv_rr, StratifiedMethod::score_mh_rd,
    StratifiedMethod::mh_rd_sato,  StratifiedMethod::mh_rd_gr, StratifiedMethod::iv_rd, StratifiedMethod::mh_or,
    StratifiedMethod::midp_or,     StratifiedMethod::exact_or, StratifiedMethod::iv_or, StratifiedMethod::peto};
constexpr std::array<CmhMethod, 3> asymptotic_tests{CmhMethod::cmh, CmhMethod::cmh_cc, CmhMethod::cochran};
constexpr std::array<StratifiedExactTestMethod, 3> exact_tests{StratifiedExactTestMethod::exact_midp_central,
                                                               StratifiedExactTestMethod::exact_central,
                                                               StratifiedExactTestMethod::exact_minlike};
constexpr std::array<OddsRatioHomogeneityMethod, 2> odds_ratio_tests{OddsRatioHomogeneityMethod::tarone,
                                                                     OddsRatioHomogeneityMethod::breslow_day};

constexpr std::array<StandardisationMethod, 2> standardisations{StandardisationMethod::mover_wilson,
                                                                StandardisationMethod::normal};

Strata strata_of(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2) {
  return Strata(tables_of("stratified", x1, n1, x2, n2));
}

using HomogeneityAnswer = std::tuple<double, double, double, double, Code>;  // statistic, pvalue, df, I squared, status

HomogeneityAnswer answer(const StrataHomogeneity& test) {
  return {test.statistic, test.pvalue, test.df, test.i_squared, code(test.status)};
}

// Everything about a stratified comparison: the effect and its standard error, its test, homogeneity with the name of its test, the crude
// effect and its test, how the two fit together, the columns of the strata, and Mantel and Fleiss's criterion.
py::tuple pooled(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, std::string_view measure,
                 std::string_view method, double confidence_level, std::string_view alternative) {
  const StratifiedOptions options{measure_named(measure), chosen("stratified: method", method, methods),
                                  Confidence{confidence_level}, alternative_named(alternative)};
  const Strata strata = strata_of(x1, n1, x2, n2);
  const Stratified found = unlocked([&] { return stratified(strata, options); });
  const Outputs<std::tuple<double, double, double, Code, double, double, Code, double>> output(
      static_cast<py::ssize_t>(found.strata.size()));
  py::ssize_t row = 0;
  for (const StratumSummary& stratum : found.strata)
    output.set(row++, std::tuple_cat(python::answer(stratum.estimate), python::answer(stratum.test), std::tuple{stratum.weight}));
  return py::make_tuple(python::answer(found.effect.estimate), found.effect.standard_error, python::answer(found.association),
                        answer(found.homogeneity), found.homogeneity.method, python::answer(found.crude),
                        python::answer(found.crude_test), name(found.pooling), output.arrays(), mantel_fleiss(strata));
}

TestAnswer tested(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, std::string_view method,
                  std::string_view alternative) {
  const Strata strata = strata_of(x1, n1, x2, n2);
  for (const CmhMethod known : asymptotic_tests)
    if (method == name(known)) return python::answer(cmh_test(strata, {known, alternative_named(alternative)}));
  const StratifiedExactTestOptions options{chosen("stratified_test: method", method, exact_tests),
                                           alternative_named(alternative)};
  return python::answer(unlocked([&] { return stratified_exact_test(strata, options); }));
}

// The test and its name; "automatic" is that of the measure.
std::tuple<HomogeneityAnswer, const char*> alike(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2,
                                                 std::string_view measure, std::string_view method) {
  const Strata strata = strata_of(x1, n1, x2, n2);
  const auto found = [&]() -> StrataHomogeneity {
    if (method == "automatic") return contrast_homogeneity(strata, measure_named(measure));
    if (method == "cochran_q") return inverse_variance(strata, measure_named(measure)).homogeneity;
    if (method == "score") return score_homogeneity(strata, measure_named(measure));
    return odds_ratio_homogeneity(strata, chosen("stratified_homogeneity: method", method, odds_ratio_tests));
  }();
  return {answer(found), found.method};
}

// Both standardised rates, their difference and their ratio, each with its standard error.
py::tuple made_alike(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Column<double>& standard,
                     std::string_view method, double confidence_level, std::string_view alternative) {
  const StandardisationOptions options{chosen("standardise: method", method, standardisations), Confidence{confidence_level},
                                       alternative_named(alternative)};
  const Strata strata = strata_of(x1, n1, x2, n2);
  std::vector<Proportion> group;
  std::vector<Proportion> reference;
  for (const Table2x2& stratum : strata) {
    group.push_back(stratum.group);
    reference.push_back(stratum.reference);
  }
  const std::vector<double> weights = values_of(standard);
  const auto said = [](const CommonEffect& effect) {
    return std::tuple_cat(python::answer(effect.estimate), std::tuple{effect.standard_error});
  };
  return py::make_tuple(
      said(directly_standardised(group, weights, options)), said(directly_standardised(reference, weights, options)),
      said(standardised_difference(strata, weights, options)), said(standardised_ratio(strata, weights, options)));
}

// Observed over expected, the events observed and expected, and the standardised rate.
std::tuple<double, double, double, Code, Count, double, double> beside_expected(const Counts& x1, const Counts& n1,
                                                                                const Counts& x2, const Counts& n2,
                                                                                std::string_view method, double confidence_level,
                                                                                std::string_view alternative) {
  const PersonTimeRateOptions options{
      chosen<PersonTimeRateMethod>("standardise_indirectly: method", method, detail::person_time_rate_method_names),
      Confidence{confidence_level}, alternative_named(alternative)};
  const IndirectStandardisation found = indirectly_standardised(strata_of(x1, n1, x2, n2), options);
  return std::tuple_cat(python::answer(found.ratio), std::tuple{found.observed, found.expected, found.rate});
}

}  // namespace

void bind_strata(py::module_& module) {
  module.attr("stratified_methods") = names(methods);
  module.attr("stratified_test_methods") = names(asymptotic_tests) + names(exact_tests);
  module.attr("stratified_homogeneity_methods") = names(odds_ratio_tests) + py::make_tuple("cochran_q");
  module.def("stratified", &pooled, exactly("events"), exactly("totals"), exactly("reference_events"),
             exactly("reference_totals"), py::arg("measure"), py::arg("method"), py::arg("confidence_level"),
             py::arg("alternative"));
  module.def("stratified_test", &tested, exactly("events"), exactly("totals"), exactly("reference_events"),
             exactly("reference_totals"), py::arg("method"), py::arg("alternative"));
  module.def("stratified_homogeneity", &alike, exactly("events"), exactly("totals"), exactly("reference_events"),
             exactly("reference_totals"), py::arg("measure"), py::arg("method"));
  module.attr("standardisation_methods") = names(standardisations);
  module.def("standardise", &made_alike, exactly("events"), exactly("totals"), exactly("reference_events"),
             exactly("reference_totals"), exactly("standard"), py::arg("method"), py::arg("confidence_level"),
             py::arg("alternative"));
  module.def("standardise_indirectly", &beside_expected, exactly("events"), exactly("totals"), exactly("reference_events"),
             exactly("reference_totals"), py::arg("method"), py::arg("confidence_level"), py::arg("alternative"));
}

}  // namespace equitable::python
