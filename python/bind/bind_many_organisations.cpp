// groups/batch_organisations: funnels, ranks, shrunken rates, mean effects and overdispersion of many families of organisations at once.
#include "bind_many.hpp"
#include "equitable/groups/batch_organisations.hpp"

namespace equitable::python {

namespace {

constexpr std::array<FunnelDispersion, 3> dispersions{FunnelDispersion::none, FunnelDispersion::additive,
                                                      FunnelDispersion::multiplicative};

// Columns that funnels are written into.
struct FunnelArrays {
  FunnelArrays(py::ssize_t families, py::ssize_t rows) : numbers(families), status(families), units(rows), unit_status(rows) {}
  [[nodiscard]] FunnelOutput from(py::ssize_t family) const noexcept {
    const auto unit = [&](std::size_t place) { return units.column(place); };
    const auto number = [&](std::size_t place) { return numbers.column(place) + family; };
    return {{unit(0), unit(1), unit(2), unit(3), unit(4), unit(5), unit(6), reinterpret_cast<Status*>(unit_status.data)},
            number(0),
            number(1),
            number(2),
            number(3),
            reinterpret_cast<Status*>(status.data + family)};
  }
  // Target, dispersion, deviation between organisations, p-value, status, and the columns of the organisations.
  [[nodiscard]] py::tuple arrays() const {
    py::list columns;
    for (std::size_t place = 0; place < 7; ++place) columns.append(units.view(place));
    columns.append(unit_status.array);
    return py::make_tuple(numbers.view(0), numbers.view(1), numbers.view(2), numbers.view(3), status.array, py::tuple(columns));
  }
  Block<4> numbers;
  Output<Code> status;
  Block<7> units;
  Output<Code> unit_status;
};

FunnelOptions funnel_options(std::string_view dispersion, double target, double winsorise, double inner, double outer) {
  return {chosen("funnel: dispersion", dispersion, dispersions), target, winsorise, Confidence{inner}, Confidence{outer}};
}

py::tuple rates(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view dispersion, double target,
                double winsorise, double inner, double outer, unsigned threads) {
  const FunnelOptions options = funnel_options(dispersion, target, winsorise, inner, outer);
  const GroupColumns data("funnel", events, totals, offsets);
  const FunnelArrays output(data.tables.count(), events.size());
  pieces(data.tables.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    funnel_rates_rows(data.part(first, last), options, output.from(first), Execution{threads});
  });
  return output.arrays();
}

py::tuple observed_expected(const Counts& observed, const Column<double>& expected, const Counts& offsets,
                            std::string_view dispersion, double target, double winsorise, double inner, double outer,
                            unsigned threads) {
  const FunnelOptions options = funnel_options(dispersion, target, winsorise, inner, outer);
  const Tables families("funnel", offsets, rows_of<Count, double>("funnel", observed, expected));
  const Count* const x = observed.data();
  const double* const e = expected.data();
  const FunnelArrays output(families.count(), observed.size());
  pieces(families.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    funnel_observed_expected_rows({x, e, families.from(first), length(first, last)}, options, output.from(first),
                                  Execution{threads});
  });
  return output.arrays();
}

py::tuple log_ratios(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Counts& offsets,
                     std::string_view dispersion, double target, double winsorise, double inner, double outer, unsigned threads) {
  const FunnelOptions options = funnel_options(dispersion, target, winsorise, inner, outer);
  const StrataColumns data("funnel", x1, n1, x2, n2, offsets);
  const FunnelArrays output(data.tables.count(), x1.size());
  pieces(data.tables.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    funnel_log_ratios_rows({data.columns, data.tables.from(first), length(first, last)}, options, output.from(first),
                           Execution{threads});
  });
  return output.arrays();
}

py::tuple effects(const Column<double>& values, const Column<double>& standard_errors, const Counts& offsets,
                  std::string_view dispersion, double target, double winsorise, double inner, double outer, unsigned threads) {
  const FunnelOptions options = funnel_options(dispersion, target, winsorise, inner, outer);
  const Tables families("funnel_effects", offsets, rows_of<double, double>("funnel_effects", values, standard_errors));
  const double* const y = values.data();
  const double* const errors = standard_errors.data();
  const FunnelArrays output(families.count(), values.size());
  pieces(families.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    funnel_effects_rows({y, errors, families.from(first), length(first, last)}, options, output.from(first), Execution{threads});
  });
  return output.arrays();
}

// Share of the others that it is better than, rank and its limits, and how many count.
py::tuple ranked(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view method, bool favourable,
                 double confidence_level, Count replicates, std::uint64_t seed, unsigned threads) {
  RankOptions options;
  options.method = chosen<RankMethod>("percentile_rank: method", method, detail::rank_method_names);
  options.favourable = favourable;
  options.confidence = Confidence{confidence_level};
  options.replicates = replicates;
  options.seed = seed;
  const GroupColumns data("percentile_rank", events, totals, offsets);
  const EstimateArrays better(events.size());
  const Block<3> rank(events.size());
  const Output<Count> count(events.size());
  const PercentileRankOutput output{better.from(0), rank.column(0), rank.column(1), rank.column(2), count.data};
  in_pieces(data.tables.count(), 1, [&](py::ssize_t first, py::ssize_t last) {
    percentile_rank_rows(data.part(first, last), options, output, Execution{threads});
  });
  return better.arrays() + py::make_tuple(rank.view(0), rank.view(1), rank.view(2), count.array);
}

// The rates, and of each family mean, concentration, correlation and status.
py::tuple shrunken(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view method,
                   double confidence_level, unsigned threads) {
  const ShrinkageOptions options{chosen<ShrinkageMethod>("shrinkage: method", method, detail::shrinkage_method_names),
                                 Confidence{confidence_level}};
  const GroupColumns data("shrinkage", events, totals, offsets);
  const EstimateArrays rates(events.size());
  const Block<3> common(data.tables.count());
  const Output<Code> status(data.tables.count());
  pieces(data.tables.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    const ShrinkageOutput output{rates.from(0), common.column(0) + first, common.column(1) + first, common.column(2) + first,
                                 reinterpret_cast<Status*>(status.data + first)};
    shrunken_rates_rows(data.part(first, last), options, output, Execution{threads});
  });
  return py::make_tuple(rates.arrays(), common.view(0), common.view(1), common.view(2), status.array);
}

// Columns that meta-analyses are written into.
struct MetaArrays {
  explicit MetaArrays(py::ssize_t families) : estimate(families), numbers(families), used(families) {}
  [[nodiscard]] MetaAnalysisOutput from(py::ssize_t family) const noexcept {
    const auto at = [&](std::size_t place) { return numbers.column(place) + family; };
    return {estimate.from(family), at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8), at(9), at(10), at(11),
            used.data + family};
  }
  // The mean effect; its error, the prediction, the variance between with its limits, the test of one effect, I² and its limits; how many count.
  [[nodiscard]] py::tuple arrays() const {
    py::list columns;
    for (std::size_t place = 0; place < 12; ++place) columns.append(numbers.view(place));
    return py::make_tuple(estimate.arrays(), py::tuple(columns), used.array);
  }
  EstimateArrays estimate;
  Block<12> numbers;
  Output<Count> used;
};

MetaAnalysisOptions meta_options(std::string_view method, bool hartung_knapp, double confidence_level) {
  return {chosen<MetaAnalysisMethod>("meta_analysis: method", method, detail::meta_analysis_method_names), hartung_knapp,
          Confidence{confidence_level}};
}

py::tuple meta_of_tables(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Counts& offsets,
                         std::string_view measure, std::string_view method, bool hartung_knapp, double confidence_level,
                         unsigned threads) {
  const MetaAnalysisOptions options = meta_options(method, hartung_knapp, confidence_level);
  const Measure of = measure_named(measure);
  const StrataColumns data("meta_analysis", x1, n1, x2, n2, offsets);
  const MetaArrays output(data.tables.count());
  pieces(data.tables.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    meta_analysis_rows(FamilyTables{data.columns, data.tables.from(first), length(first, last)}, of, options, output.from(first),
                       Execution{threads});
  });
  return output.arrays();
}

py::tuple meta_of_effects(const Column<double>& effects, const Column<double>& variances, const Counts& offsets,
                          std::string_view method, bool hartung_knapp, double confidence_level, unsigned threads) {
  const MetaAnalysisOptions options = meta_options(method, hartung_knapp, confidence_level);
  const Tables families("meta_analysis", offsets, rows_of<double, double>("meta_analysis", effects, variances));
  const double* const y = effects.data();
  const double* const v = variances.data();
  const MetaArrays output(families.count());
  pieces(families.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    meta_analysis_rows(EffectRows{y, v, families.from(first), length(first, last)}, options, output.from(first),
                       Execution{threads});
  });
  return output.arrays();
}

// Dispersion, statistic, p-value, status, degrees of freedom; about their own rate, or about a given one where that is not NaN.
py::tuple dispersed(const Counts& events, const Column<double>& exposure, const Counts& offsets, double rate, unsigned threads) {
  const Tables families("person_time_overdispersion", offsets,
                        rows_of<Count, double>("person_time_overdispersion", events, exposure));
  const Count* const x = events.data();
  const double* const time = exposure.data();
  const Block<2> numbers(families.count());
  const TestArrays test(families.count());
  pieces(families.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    person_time_overdispersion_rows({x, time, families.from(first), length(first, last)}, rate,
                                    {numbers.column(0) + first, test.from(first), numbers.column(1) + first}, Execution{threads});
  });
  return py::make_tuple(numbers.view(0)) + test.arrays() + py::make_tuple(numbers.view(1));
}

template <class Function, class... Columns>
void define_funnel(py::module_& module, const char* name, const Function& function, const Columns&... columns) {
  module.def(name, function, exactly(columns)..., exactly("offsets"), py::arg("dispersion"), py::arg("target"),
             py::arg("winsorise"), py::arg("inner"), py::arg("outer"), py::arg("threads"));
}

}  // namespace

void bind_many_organisations(py::module_& module) {
  const py::arg method("method");
  const py::arg level("confidence_level");
  const py::arg threads("threads");
  const py::arg events = exactly("events");
  const py::arg totals = exactly("totals");
  const py::arg reference_events = exactly("reference_events");
  const py::arg reference_totals = exactly("reference_totals");
  const py::arg offsets = exactly("offsets");
  define_funnel(module, "many_funnel_rates", &rates, "events", "totals");
  define_funnel(module, "many_funnel_observed_expected", &observed_expected, "observed", "expected");
  define_funnel(module, "many_funnel_effects", &effects, "values", "standard_errors");
  define_funnel(module, "many_funnel_log_ratios", &log_ratios, "events", "totals", "reference_events", "reference_totals");
  module.def("many_person_time_overdispersion", &dispersed, events, exactly("exposure"), offsets, py::arg("rate"), threads);
  module.def("many_percentile_rank", &ranked, events, totals, offsets, method, py::arg("favourable"), level,
             py::arg("replicates"), py::arg("seed"), threads);
  module.def("many_shrinkage", &shrunken, events, totals, offsets, method, level, threads);
  module.def("many_meta_analysis", &meta_of_effects, exactly("effects"), exactly("variances"), offsets, method,
             py::arg("hartung_knapp"), level, threads);
  module.def("many_meta_analysis_of_tables", &meta_of_tables, events, totals, reference_events, reference_totals, offsets,
             py::arg("measure"), method, py::arg("hartung_knapp"), level, threads);
}

}  // namespace equitable::python
