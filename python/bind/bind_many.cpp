// groups/batch_homogeneity, batch_pairs, batch_trend, batch_multiplicity: groups, pairs, bands and families of many tables at once.
#include "bind_many.hpp"
#include "equitable/groups/batch_homogeneity.hpp"
#include "equitable/groups/batch_multiplicity.hpp"
#include "equitable/groups/batch_pairs.hpp"
#include "equitable/groups/batch_trend.hpp"

namespace equitable::python {

namespace {

constexpr std::array<TrendSlopeMethod, 2> slope_methods{TrendSlopeMethod::linear_slope, TrendSlopeMethod::logistic_slope};
constexpr std::array<LinearByLinearMethod, 2> linear_methods{LinearByLinearMethod::linear_by_linear_z,
                                                             LinearByLinearMethod::linear_by_linear_M2};
constexpr std::array<SimultaneousRatioMethod, 2> ratio_methods{SimultaneousRatioMethod::max_t_score,
                                                               SimultaneousRatioMethod::max_t_log};

py::tuple homogeneous(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view method,
                      unsigned threads) {
  const HomogeneityOptions options{chosen<HomogeneityMethod>("homogeneity: method", method, detail::homogeneity_method_names)};
  const GroupColumns data("homogeneity", events, totals, offsets);
  const TestArrays output(data.tables.count());
  const Output<double> df(data.tables.count());
  pieces(data.tables.count(), !detail::is_exact(options.method), [&](py::ssize_t first, py::ssize_t last) {
    homogeneity_rows(data.part(first, last), options, output.from(first), df.data + first, Execution{threads});
  });
  return output.arrays() + py::make_tuple(df.array);
}

py::tuple trending(const Counts& events, const Counts& totals, const Column<double>& scores, const Counts& offsets,
                   std::string_view method, std::string_view alternative, unsigned threads) {
  const TrendOptions options{chosen<TrendMethod>("trend: method", method, detail::trend_method_names),
                             alternative_named(alternative)};
  const GroupColumns data("trend", events, totals, offsets);
  rows_of<Count, double>("trend", events, scores);
  const double* const at = scores.data();
  const TestArrays output(data.tables.count());
  pieces(data.tables.count(), detail::has_trend_lanes(options.method), [&](py::ssize_t first, py::ssize_t last) {
    trend_rows(data.x, data.n, at, data.tables.from(first), length(first, last), options, output.from(first), Execution{threads});
  });
  return output.arrays();
}

// The slope and its standard error.
py::tuple sloping(const Counts& events, const Counts& totals, const Column<double>& scores, const Counts& offsets,
                  std::string_view method, double confidence_level, std::string_view alternative, unsigned threads) {
  const TrendSlopeOptions options{chosen("trend_slope: method", method, slope_methods), Confidence{confidence_level},
                                  alternative_named(alternative)};
  const GroupColumns data("trend_slope", events, totals, offsets);
  rows_of<Count, double>("trend_slope", events, scores);
  const double* const at = scores.data();
  const EstimateArrays slope(data.tables.count());
  const Output<double> error(data.tables.count());
  pieces(data.tables.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    trend_slope_rows(data.part(first, last), at, options, slope.from(first), error.data + first, Execution{threads});
  });
  return slope.arrays() + py::make_tuple(error.array);
}

// The correlation and its test.
py::tuple crossed(const Counts& counts, const Column<double>& row_scores, const Column<double>& column_scores,
                  const Counts& offsets, std::string_view method, std::string_view alternative, unsigned threads) {
  const LinearByLinearOptions options{chosen("linear_by_linear: method", method, linear_methods), alternative_named(alternative)};
  const Tables tables("linear_by_linear", offsets,
                      rows_of<Count, double, double>("linear_by_linear", counts, row_scores, column_scores));
  const CellRows all{counts.data(), row_scores.data(), column_scores.data(), nullptr, 0};
  const Output<double> correlation(tables.count());
  const TestArrays test(tables.count());
  pieces(tables.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    const CellRows part{all.counts, all.row_scores, all.column_scores, tables.from(first), length(first, last)};
    linear_by_linear_rows(part, options, {correlation.data + first, test.from(first)}, Execution{threads});
  });
  return py::make_tuple(correlation.array) + test.arrays();
}

// Both indices, then intercept, relative index over the mean, and the standard errors of the two.
py::tuple graded(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view form,
                 double confidence_level, std::string_view alternative, unsigned threads) {
  const SlopeIndexOptions options{chosen<SlopeIndexForm>("slope_index: form", form, detail::slope_index_form_names),
                                  Confidence{confidence_level}, alternative_named(alternative)};
  const GroupColumns data("slope_index", events, totals, offsets);
  const py::ssize_t count = data.tables.count();
  const EstimateArrays sii(count);
  const EstimateArrays rii(count);
  const Block<4> further(count);
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    const SlopeIndexOutput output{sii.from(first),           rii.from(first),           further.column(0) + first,
                                  further.column(1) + first, further.column(2) + first, further.column(3) + first};
    slope_index_rows(data.part(first, last), options, output, Execution{threads});
  });
  return py::make_tuple(sii.arrays(), rii.arrays(), further.view(0), further.view(1), further.view(2), further.view(3));
}

// Group and reference by their places in the table (−1 for the rest), estimate, test, adjusted p-value, and where the tables begin.
py::tuple paired_off(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view family, Count reference,
                     std::string_view adjustment, std::string_view ratio_method, std::string_view test,
                     std::string_view alternative, double confidence_level, unsigned threads) {
  PairwiseOptions options;
  options.family = chosen<Family>("pairwise: against", family, detail::family_names);
  options.reference = static_cast<std::size_t>(reference);
  options.adjustment = chosen<Adjustment>("pairwise: adjust", adjustment, detail::adjustment_names);
  options.ratio.method =
      chosen<RelativeLikelihoodMethod>("pairwise: ratio_method", ratio_method, detail::relative_likelihood_method_names);
  options.ratio.confidence = Confidence{confidence_level};
  options.ratio.alternative = alternative_named(alternative);
  options.test.method = chosen<SignificanceMethod>("pairwise: test", test, detail::significance_method_names);
  options.test.alternative = alternative_named(alternative);
  const GroupColumns data("pairwise", events, totals, offsets);
  PairPlaces places(data, options.family);
  const EstimateArrays ratio(places.rows());
  const TestArrays pvalues(places.rows());
  const Output<double> adjusted(places.rows());
  places.for_pieces([&](py::ssize_t first, py::ssize_t last, py::ssize_t row) {
    const PairOutput output{places.group(row), places.against(row), ratio.from(row), pvalues.from(row), adjusted.data + row};
    pairwise_rows(data.part(first, last), options, output, Execution{threads});
  });
  return py::make_tuple(places.arrays(), ratio.arrays(), pvalues.arrays(), adjusted.array, places.begins());
}

// Both groups by their places in the table, difference and critical difference, and the test.
py::tuple compared(const Counts& events, const Counts& totals, const Counts& offsets, double confidence_level, unsigned threads) {
  const GroupColumns data("marascuilo", events, totals, offsets);
  PairPlaces places(data, Family::all_pairs);
  const Block<2> differences(places.rows());
  const TestArrays test(places.rows());
  places.for_pieces([&](py::ssize_t first, py::ssize_t last, py::ssize_t row) {
    const MarascuiloOutput output{places.group(row), places.against(row), differences.column(0) + row,
                                  differences.column(1) + row, test.from(row)};
    marascuilo_rows(data.part(first, last), Confidence{confidence_level}, output, Execution{threads});
  });
  return py::make_tuple(places.arrays(), differences.view(0), differences.view(1), test.arrays(), places.begins());
}

// The group by its place in the table, estimate, test with its adjusted p-value, where the tables begin, and their critical values.
py::tuple held_together(const Counts& events, const Counts& totals, const Counts& offsets, Count reference,
                        std::string_view method, double confidence_level, unsigned threads) {
  const SimultaneousRatioOptions options{chosen("simultaneous_ratios: method", method, ratio_methods),
                                         Confidence{confidence_level}};
  const GroupColumns data("simultaneous_ratios", events, totals, offsets);
  PairPlaces places(data, Family::against_reference);
  const EstimateArrays ratio(places.rows());
  const TestArrays test(places.rows());
  const Output<double> critical(data.tables.count());
  places.for_pieces([&](py::ssize_t first, py::ssize_t last, py::ssize_t row) {
    const SimultaneousRatioOutput output{places.group(row), ratio.from(row), test.from(row), critical.data + first};
    simultaneous_ratios_rows(data.part(first, last), static_cast<std::size_t>(reference), options, output, Execution{threads});
  });
  return py::make_tuple(places.arrays(), ratio.arrays(), test.arrays(), places.begins(), critical.array);
}

// Value and status.
py::tuple associated(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view method,
                     unsigned threads) {
  const auto chosen_method = chosen<AssociationMethod>("association: method", method, detail::association_method_names);
  const GroupColumns data("association", events, totals, offsets);
  const Output<double> value(data.tables.count());
  const Output<Code> status(data.tables.count());
  pieces(data.tables.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    association_rows(data.part(first, last), chosen_method, value.data + first, reinterpret_cast<Status*>(status.data + first),
                     Execution{threads});
  });
  return py::make_tuple(value.array, status.array);
}

// For each group: expected, Pearson's and adjusted residual, p-value, adjusted p-value, status.
py::tuple left_over(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view adjustment,
                    unsigned threads) {
  const auto chosen_method = chosen<Adjustment>("residuals: adjust", adjustment, detail::adjustment_names);
  const GroupColumns data("residuals", events, totals, offsets);
  const Block<5> numbers(events.size());
  const Output<Code> status(events.size());
  const ResidualOutput output{numbers.column(0), numbers.column(1), numbers.column(2),
                              numbers.column(3), numbers.column(4), reinterpret_cast<Status*>(status.data)};
  pieces(data.tables.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    residuals_rows(data.part(first, last), chosen_method, output, Execution{threads});
  });
  return py::make_tuple(numbers.view(0), numbers.view(1), numbers.view(2), numbers.view(3), numbers.view(4), status.array);
}

py::array_t<double> adjusted(const Column<double>& pvalues, const Counts& offsets, std::string_view method, unsigned threads) {
  const auto chosen_method = chosen<Adjustment>("adjust_pvalues: method", method, detail::adjustment_names);
  const py::ssize_t rows = rows_of<double>("adjust_pvalues", pvalues);
  const Tables families_of("adjust_pvalues", offsets, rows);
  const double* const p = pvalues.data();
  const Output<double> output(rows);
  pieces(families_of.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    adjust_pvalues_rows(p, families_of.from(first), length(first, last), chosen_method, output.data, Execution{threads});
  });
  return output.array;
}

py::array_t<bool> rejected(const Column<double>& pvalues, const Counts& offsets, std::string_view method, double level,
                           unsigned threads) {
  const auto chosen_method = chosen<Adjustment>("reject_pvalues: method", method, detail::adjustment_names);
  const py::ssize_t rows = rows_of<double>("reject_pvalues", pvalues);
  const Tables families_of("reject_pvalues", offsets, rows);
  const double* const p = pvalues.data();
  std::vector<std::uint8_t> found(static_cast<std::size_t>(rows));
  pieces(families_of.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    reject_pvalues_rows(p, families_of.from(first), length(first, last), chosen_method, level, found.data(), Execution{threads});
  });
  const Output<bool> output(rows);
  for (py::ssize_t row = 0; row < rows; ++row) output[row] = found[static_cast<std::size_t>(row)] != 0;
  return output.array;
}

}  // namespace

void bind_many(py::module_& module) {
  const py::arg method("method");
  const py::arg level("confidence_level");
  const py::arg alternative("alternative");
  const py::arg threads("threads");
  const py::arg events = exactly("events");
  const py::arg totals = exactly("totals");
  const py::arg offsets = exactly("offsets");
  module.def("many_homogeneity", &homogeneous, events, totals, offsets, method, threads);
  module.def("many_trend", &trending, events, totals, exactly("scores"), offsets, method, alternative, threads);
  module.def("many_linear_by_linear", &crossed, exactly("counts"), exactly("row_scores"), exactly("column_scores"), offsets,
             method, alternative, threads);
  module.def("many_slope_index", &graded, events, totals, offsets, py::arg("form"), level, alternative, threads);
  module.def("many_pairwise", &paired_off, events, totals, offsets, py::arg("against"), py::arg("reference"), py::arg("adjust"),
             py::arg("ratio_method"), py::arg("test"), alternative, level, threads);
  module.def("many_adjust_pvalues", &adjusted, exactly("pvalues"), offsets, method, threads);
  module.def("many_reject_pvalues", &rejected, exactly("pvalues"), offsets, method, py::arg("level"), threads);
  module.def("many_trend_slope", &sloping, events, totals, exactly("scores"), offsets, method, level, alternative, threads);
  module.def("many_marascuilo", &compared, events, totals, offsets, level, threads);
  module.def("many_simultaneous_ratios", &held_together, events, totals, offsets, py::arg("reference"), method, level, threads);
  module.def("many_association", &associated, events, totals, offsets, method, threads);
  module.def("many_residuals", &left_over, events, totals, offsets, py::arg("adjust"), threads);
  bind_many_families(module);
  bind_many_gaps(module);
  bind_many_organisations(module);
  bind_many_strata(module);
  bind_many_verdicts(module);
}

}  // namespace equitable::python
