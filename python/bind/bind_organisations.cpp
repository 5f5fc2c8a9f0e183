// groups/: many organisations: whole funnels, ranks, shrunken rates, and the mean of an effect over all of them.
#include "bind.hpp"
#include "equitable/groups/funnel.hpp"
#include "equitable/groups/meta_analysis.hpp"
#include "equitable/groups/organisations.hpp"
#include "equitable/groups/shrinkage.hpp"

namespace equitable::python {

namespace {

using python::answer;

constexpr std::array<FunnelDispersion, 3> dispersions{FunnelDispersion::none, FunnelDispersion::additive,
                                                      FunnelDispersion::multiplicative};
constexpr const auto& rank_methods = detail::rank_method_names;
constexpr const auto& shrinkage_methods = detail::shrinkage_method_names;
constexpr const auto& meta_methods = detail::meta_analysis_method_names;

// ---------------------------------------------------------------------------------------------------------- funnels

FunnelOptions funnel_options(std::string_view dispersion, double target, double winsorise, double inner, double outer) {
  return {chosen("funnel: dispersion", dispersion, dispersions), target, winsorise, Confidence{inner}, Confidence{outer}};
}

// Target, dispersion, deviation between units, p-value, status, and the columns of the units.
py::tuple answer(const Funnel& funnel) {
  using Row = std::tuple<double, double, double, double, double, double, double, Code>;
  const Outputs<Row> output(static_cast<py::ssize_t>(funnel.units.size()));
  py::ssize_t row = 0;
  for (const FunnelUnit& unit : funnel.units)
    output.set(row++, {unit.value, unit.z, unit.adjusted, unit.inner.lower, unit.inner.upper, unit.outer.lower, unit.outer.upper,
                       code(unit.status)});
  return py::make_tuple(funnel.target, funnel.dispersion, funnel.between_deviation, funnel.pvalue, code(funnel.status),
                        output.arrays());
}

py::tuple rates(const Counts& events, const Counts& totals, std::string_view dispersion, double target, double winsorise,
                double inner, double outer) {
  const FunnelOptions options = funnel_options(dispersion, target, winsorise, inner, outer);
  return answer(funnel_rates(groups_of("funnel", events, totals), options));
}

py::tuple observed_expected(const Counts& observed, const Column<double>& expected, std::string_view dispersion, double target,
                            double winsorise, double inner, double outer) {
  const py::ssize_t rows = rows_of<Count, double>("funnel", observed, expected);
  std::vector<ObservedExpected> units;
  units.reserve(static_cast<std::size_t>(rows));
  for (py::ssize_t i = 0; i < rows; ++i) units.push_back({observed.data()[i], expected.data()[i]});
  return answer(funnel_observed_expected(units, funnel_options(dispersion, target, winsorise, inner, outer)));
}

py::tuple log_ratios(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, std::string_view dispersion,
                     double target, double winsorise, double inner, double outer) {
  const FunnelOptions options = funnel_options(dispersion, target, winsorise, inner, outer);
  return answer(funnel_log_ratios(tables_of("funnel", x1, n1, x2, n2), options));
}

py::tuple effects(const Column<double>& values, const Column<double>& errors, std::string_view dispersion, double target,
                  double winsorise, double inner, double outer) {
  const py::ssize_t rows = rows_of<double, double>("funnel", values, errors);
  std::vector<FunnelEffect> units;
  units.reserve(static_cast<std::size_t>(rows));
  for (py::ssize_t i = 0; i < rows; ++i) units.push_back({values.data()[i], errors.data()[i]});
  return answer(funnel_effects(units, funnel_options(dispersion, target, winsorise, inner, outer)));
}

// ------------------------------------------------------------------------------------------------ ranks and shrinkage

// The columns of the organisations at the places: share of the others that it is better than, rank and its limits, and how many count.
py::tuple ranked(const Counts& events, const Counts& totals, const Counts& places, std::string_view method, bool favourable,
                 double confidence_level, Count replicates, std::uint64_t seed) {
  RankOptions options;
  options.method = chosen<RankMethod>("percentile_rank: method", method, rank_methods);
  options.favourable = favourable;
  options.confidence = Confidence{confidence_level};
  options.replicates = replicates;
  options.seed = seed;
  const std::vector<Proportion> organisations = groups_of("percentile_rank", events, totals);
  const std::vector<Count> asked = values_of(places);
  using Row = std::tuple<double, double, double, Code, double, double, double, Count>;
  const Outputs<Row> output(static_cast<py::ssize_t>(asked.size()));
  const std::vector<PercentileRank> ranks = unlocked([&] {
    return asked.size() == 1
               ? std::vector<PercentileRank>{percentile_rank(organisations, static_cast<std::size_t>(asked.front()), options)}
               : percentile_ranks(organisations, options);
  });
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const PercentileRank& found = asked.size() == 1 ? ranks.front() : ranks[static_cast<std::size_t>(asked[i])];
    output.set(static_cast<py::ssize_t>(i),
               std::tuple_cat(answer(found.better_than),
                              std::tuple{found.rank, found.rank_interval.lower, found.rank_interval.upper, found.organisations}));
  }
  return output.arrays();
}

// Mean, concentration and correlation of the common law, status, and the columns of the organisations.
py::tuple shrunken(const Counts& events, const Counts& totals, std::string_view method, double confidence_level) {
  const ShrinkageOptions options{chosen<ShrinkageMethod>("shrunken_rates: method", method, shrinkage_methods),
                                 Confidence{confidence_level}};
  const std::vector<Proportion> organisations = groups_of("shrunken_rates", events, totals);
  const Shrinkage found = unlocked([&] { return shrunken_rates(organisations, options); });
  const Outputs<EstimateAnswer> output(static_cast<py::ssize_t>(found.organisations.size()));
  py::ssize_t row = 0;
  for (const Estimate& estimate : found.organisations) output.set(row++, answer(estimate));
  return py::make_tuple(found.mean, found.concentration, found.correlation, code(found.status), output.arrays());
}

// ------------------------------------------------------------------------------------------------------- meta-analysis

MetaAnalysisOptions meta_options(std::string_view method, bool hartung_knapp, double confidence_level) {
  return {chosen<MetaAnalysisMethod>("meta_analysis: method", method, meta_methods), hartung_knapp, Confidence{confidence_level}};
}

// The mean effect and its error, the variance between and its limits, the prediction, the test of one effect, I² and its limits, and how
// many organisations count.
py::tuple answer(const MetaAnalysis& m) {
  return py::make_tuple(answer(m.estimate), m.standard_error, m.tau2, m.tau2_interval.lower, m.tau2_interval.upper,
                        m.prediction.lower, m.prediction.upper, m.q, m.df, m.q_pvalue, m.i2, m.i2_interval.lower,
                        m.i2_interval.upper, m.used);
}

py::tuple meta_of_effects(const Column<double>& effects, const Column<double>& variances, std::string_view method,
                          bool hartung_knapp, double confidence_level) {
  return answer(meta_analysis(values_of(effects), values_of(variances), meta_options(method, hartung_knapp, confidence_level)));
}

py::tuple meta_of_tables(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, std::string_view measure,
                         std::string_view method, bool hartung_knapp, double confidence_level) {
  const MetaAnalysisOptions options = meta_options(method, hartung_knapp, confidence_level);
  return answer(meta_analysis(tables_of("meta_analysis", x1, n1, x2, n2), measure_named(measure), options));
}

template <class Function, class... Columns>
void define_funnel(py::module_& module, const char* name, const Function& function, const Columns&... columns) {
  module.def(name, function, exactly(columns)..., py::arg("dispersion"), py::arg("target"), py::arg("winsorise"),
             py::arg("inner"), py::arg("outer"));
}

}  // namespace

void bind_organisations(py::module_& module) {
  module.attr("funnel_dispersions") = names(dispersions);
  module.attr("rank_methods") = names(rank_methods);
  module.attr("shrinkage_methods") = names(shrinkage_methods);
  module.attr("meta_analysis_methods") = names(meta_methods);
  define_funnel(module, "funnel_rates", &rates, "events", "totals");
  define_funnel(module, "funnel_observed_expected", &observed_expected, "observed", "expected");
  define_funnel(module, "funnel_log_ratios", &log_ratios, "events", "totals", "reference_events", "reference_totals");
  define_funnel(module, "funnel_effects", &effects, "values", "standard_errors");
  module.def("percentile_rank", &ranked, exactly("events"), exactly("totals"), exactly("places"), py::arg("method"),
             py::arg("favourable"), py::arg("confidence_level"), py::arg("replicates"), py::arg("seed"));
  module.def("shrunken_rates", &shrunken, exactly("events"), exactly("totals"), py::arg("method"), py::arg("confidence_level"));
  module.def("meta_analysis", &meta_of_effects, exactly("effects"), exactly("variances"), py::arg("method"),
             py::arg("hartung_knapp"), py::arg("confidence_level"));
  module.def("meta_analysis_of_tables", &meta_of_tables, exactly("events"), exactly("totals"), exactly("reference_events"),
             exactly("reference_totals"), py::arg("measure"), py::arg("method"), py::arg("hartung_knapp"),
             py::arg("confidence_level"));
}

}  // namespace equitable::python
