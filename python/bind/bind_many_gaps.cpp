// groups/batch_shares, batch_change: shares, gaps, changes and stages of many tables at once.
#include "bind_many.hpp"
#include "equitable/groups/batch_change.hpp"
#include "equitable/groups/batch_shares.hpp"

namespace equitable::python {

namespace {

constexpr std::array<ShortfallStandard, 3> standards{ShortfallStandard::reference, ShortfallStandard::pooled,
                                                     ShortfallStandard::best};
constexpr std::array<ChangeMethod, 2> change_methods{ChangeMethod::score, ChangeMethod::mover};

py::tuple shared(const Counts& counts, const Counts& offsets, std::string_view method, double confidence_level,
                 unsigned threads) {
  const SharesOptions options{chosen<SharesMethod>("shares: method", method, detail::shares_method_names),
                              Confidence{confidence_level}};
  const py::ssize_t rows = rows_of<Count>("shares", counts);
  const Tables samples("shares", offsets, rows);
  const Count* const x = counts.data();
  const EstimateArrays output(rows);
  pieces(samples.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    shares_rows({x, samples.from(first), length(first, last)}, options, output.from(0), Execution{threads});
  });
  return output.arrays();
}

// Statistic, p-value, status, degrees of freedom, dissimilarity.
template <class Reference, class Kernel>
py::tuple composed(const Counts& counts, const Column<Reference>& reference, const Counts& offsets, const Kernel& kernel) {
  const Tables samples("composition", offsets, rows_of<Count, Reference>("composition", counts, reference));
  const Count* const x = counts.data();
  const Reference* const y = reference.data();
  const TestArrays output(samples.count());
  const Block<2> further(samples.count());
  pieces(samples.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    kernel(CategoryRows{x, samples.from(first), length(first, last)}, y,
           CompositionOutput{output.from(first), further.column(0) + first, further.column(1) + first});
  });
  return output.arrays() + py::make_tuple(further.view(0), further.view(1));
}

py::tuple against_shares(const Counts& counts, const Column<double>& shares, const Counts& offsets, std::string_view method,
                         unsigned threads) {
  const CompositionOptions options{chosen<CompositionMethod>("composition: method", method, detail::composition_method_names)};
  return composed(counts, shares, offsets, [&](const CategoryRows& rows, const double* y, const CompositionOutput& output) {
    composition_rows(rows, y, options, output, Execution{threads});
  });
}

py::tuple against_counts(const Counts& counts, const Counts& reference, const Counts& offsets, std::string_view method,
                         unsigned threads) {
  const CompositionComparisonOptions options{
      chosen<CompositionComparisonMethod>("composition: method", method, detail::composition_comparison_method_names)};
  return composed(counts, reference, offsets, [&](const CategoryRows& rows, const Count* y, const CompositionOutput& output) {
    composition_against_counts_rows(rows, y, options, output, Execution{threads});
  });
}

// Index, its mean by chance, what it is without chance, what it is of an even spread, status.
py::tuple segregated(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view index, Count group,
                     Count other, unsigned threads) {
  const SegregationOptions options{chosen<SegregationIndex>("segregation: index", index, detail::segregation_index_names),
                                   static_cast<std::size_t>(group), static_cast<std::size_t>(other)};
  const GroupColumns data("segregation", events, totals, offsets);
  const py::ssize_t count = data.tables.count();
  const Block<4> numbers(count);
  const Output<Code> status(count);
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    const SegregationOutput output{numbers.column(0) + first, reinterpret_cast<Status*>(status.data + first),
                                   numbers.column(1) + first, numbers.column(2) + first, numbers.column(3) + first};
    segregation_rows(data.part(first, last), options, output, Execution{threads});
  });
  return py::make_tuple(numbers.view(0), numbers.view(1), numbers.view(2), numbers.view(3), status.array);
}

// Estimate, standard error, and the method used by its place in the list of methods. Places below 0 are left out.
py::tuple unequal(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view measure,
                  std::string_view method, double confidence_level, bool favourable, Count reference, Count group,
                  Count replicates, std::uint64_t seed, unsigned threads) {
  InequalityOptions options;
  options.method = chosen<InequalityMethod>("inequality: method", method, detail::inequality_method_names);
  options.confidence = Confidence{confidence_level};
  options.favourable = favourable;
  if (reference >= 0) options.reference = static_cast<std::size_t>(reference);
  if (group >= 0) options.group = static_cast<std::size_t>(group);
  options.replicates = replicates;
  options.seed = seed;
  const auto which = chosen<InequalityMeasure>("inequality: measure", measure, detail::inequality_measure_names);
  const GroupColumns data("inequality", events, totals, offsets);
  const py::ssize_t count = data.tables.count();
  const EstimateArrays output(count);
  const Output<double> error(count);
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    inequality_rows(data.part(first, last), which, options, output.from(first), error.data + first, Execution{threads});
  });
  const Output<Code> used(count);
  for (py::ssize_t table = 0; table < count; ++table) {
    used[table] = static_cast<Code>(options.method);
    if (output.status[table] == code(Status::invalid)) continue;
    const std::size_t groups = data.part(table, table + 1).groups(0);
    used[table] = static_cast<Code>(detail::checked_method(detail::checked_form(groups, which, options), options.method));
  }
  return output.arrays() + py::make_tuple(error.array, used.array);
}

// First, second, change, and the test of no change.
py::tuple changed(const Counts& a, const Counts& n1, const Counts& c, const Counts& n0, const Counts& a2, const Counts& m1,
                  const Counts& c2, const Counts& m0, std::string_view measure, std::string_view method, double confidence_level,
                  unsigned threads) {
  const ChangeOptions options{chosen("change: method", method, change_methods), Confidence{confidence_level}};
  const Measure of = measure_named(measure);
  const py::ssize_t rows =
      rows_of<Count, Count, Count, Count, Count, Count, Count, Count>("change", a, n1, c, n0, a2, m1, c2, m0);
  const std::array<const Count*, 8> x{a.data(), n1.data(), c.data(), n0.data(), a2.data(), m1.data(), c2.data(), m0.data()};
  const EstimateArrays earlier(rows);
  const EstimateArrays later(rows);
  const EstimateArrays change(rows);
  const TestArrays test(rows);
  pieces(rows, false, [&](py::ssize_t first, py::ssize_t last) {
    const std::size_t size = length(first, last);
    change_rows({x[0] + first, x[1] + first, x[2] + first, x[3] + first, size},
                {x[4] + first, x[5] + first, x[6] + first, x[7] + first, size}, of, options,
                {earlier.from(first), later.from(first), change.from(first), test.from(first)}, Execution{threads});
  });
  return py::make_tuple(earlier.arrays(), later.arrays(), change.arrays(), test.arrays());
}

// People with their interval, rate, rate of the standard, and whole people: nearest and to close.
py::tuple missing_people(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view standard,
                         Count reference, double confidence_level, unsigned threads) {
  ShortfallOptions options;
  options.standard = chosen("shortfall: standard", standard, standards);
  options.reference = static_cast<std::size_t>(reference);
  options.confidence = Confidence{confidence_level};
  const GroupColumns data("shortfall", events, totals, offsets);
  const py::ssize_t rows = events.size();
  const EstimateArrays people(rows);
  const Block<2> rates(rows);
  const Output<Count> nearest(rows);
  const Output<Count> to_close(rows);
  const ShortfallOutput output{people.from(0), rates.column(0), rates.column(1), nearest.data, to_close.data};
  pieces(data.tables.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    shortfall_rows(data.part(first, last), options, output, Execution{threads});
  });
  return py::make_tuple(people.arrays(), rates.view(0), rates.view(1), nearest.array, to_close.array);
}

// The ratio of each stage to the one before with its test, the ratio since the first with its test, and the unknown since the stage before: shares,
// change, test, trend; in the rows of first stages the unknown from there to the last.
py::tuple staged(const Counts& group, const Counts& reference, const Counts& unknown, const Counts& offsets,
                 double confidence_level, unsigned threads) {
  const Tables recruitments("stages", offsets, rows_of<Count, Count, Count>("stages", group, reference, unknown));
  const Count* const x = group.data();
  const Count* const y = reference.data();
  const Count* const z = unknown.data();
  const py::ssize_t rows = group.size();
  const std::array<EstimateArrays, 2> ratios{EstimateArrays(rows), EstimateArrays(rows)};
  const std::array<TestArrays, 3> tests{TestArrays(rows), TestArrays(rows), TestArrays(rows)};
  const Block<3> shares(rows);
  const Output<Code> trend(rows);
  const StagesOutput output{
      ratios[0].from(0),
      tests[0].from(0),
      ratios[1].from(0),
      tests[1].from(0),
      {shares.column(0), shares.column(1), shares.column(2), tests[2].from(0), reinterpret_cast<MissingTrend*>(trend.data)}};
  pieces(recruitments.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    stages_rows({x, y, z, recruitments.from(first), length(first, last)}, {Confidence{confidence_level}}, output,
                Execution{threads});
  });
  return py::make_tuple(
      ratios[0].arrays(), tests[0].arrays(), ratios[1].arrays(), tests[1].arrays(),
      py::make_tuple(shares.view(0), shares.view(1), shares.view(2)) + tests[2].arrays() + py::make_tuple(trend.array));
}

// Statistic, p-value, status, degrees of freedom.
py::tuple alike(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Counts& offsets,
                std::string_view measure, unsigned threads) {
  const Measure of = measure_named(measure);
  const StrataColumns data("period_heterogeneity", x1, n1, x2, n2, offsets);
  const TestArrays test(data.tables.count());
  const Output<double> df(data.tables.count());
  pieces(data.tables.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    period_heterogeneity_rows(data.columns, data.tables.from(first), length(first, last), of, test.from(first), df.data + first,
                              Execution{threads});
  });
  return test.arrays() + py::make_tuple(df.array);
}

static_assert(sizeof(MissingTrend) == sizeof(Code));

}  // namespace

void bind_many_gaps(py::module_& module) {
  const py::arg method("method");
  const py::arg level("confidence_level");
  const py::arg threads("threads");
  const py::arg events = exactly("events");
  const py::arg totals = exactly("totals");
  const py::arg reference_events = exactly("reference_events");
  const py::arg offsets = exactly("offsets");
  module.def("many_shares", &shared, exactly("counts"), offsets, method, level, threads);
  module.def("many_composition", &against_shares, exactly("counts"), exactly("reference_shares"), offsets, method, threads);
  module.def("many_composition_against_counts", &against_counts, exactly("counts"), exactly("reference_counts"), offsets, method,
             threads);
  module.def("many_segregation", &segregated, events, totals, offsets, py::arg("index"), py::arg("group"), py::arg("other"),
             threads);
  module.def("many_inequality", &unequal, events, totals, offsets, py::arg("measure"), method, level, py::arg("favourable"),
             py::arg("reference"), py::arg("group"), py::arg("replicates"), py::arg("seed"), threads);
  module.def("many_change", &changed, events, exactly("total"), reference_events, exactly("reference_total"),
             exactly("later_events"), exactly("later_total"), exactly("later_reference_events"), exactly("later_reference_total"),
             py::arg("measure"), method, level, threads);
  module.def("many_shortfall", &missing_people, events, totals, offsets, py::arg("standard"), py::arg("reference"), level,
             threads);
  module.def("many_period_heterogeneity", &alike, events, totals, reference_events, exactly("reference_totals"), offsets,
             py::arg("measure"), threads);
  module.def("many_stages", &staged, exactly("group"), exactly("reference"), exactly("unknown"), offsets, level, threads);
}

}  // namespace equitable::python
