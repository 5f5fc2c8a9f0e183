// verdict/batch_family: verdicts of many tables at once, on the groups of each and within the strata of each.
#include "bind_many.hpp"
#include "equitable/verdict/batch_family.hpp"

namespace equitable::python {

namespace {

static_assert(sizeof(State) == sizeof(Code) && sizeof(Grade) == sizeof(Code));

VerdictOptions verdict_options(double margin_lower, double margin_upper, double confidence_level) {
  return {{margin_lower, margin_upper}, Confidence{confidence_level}};
}

// Both places of a comparison, state and grade in the family and alone, ratio, the limits that hold with the family's, statistic, p-value, adjusted
// p-value, and where the tables begin.
py::tuple judged_together(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view against,
                          Count reference, std::string_view adjustment, double margin_lower, double margin_upper,
                          double confidence_level, unsigned threads) {
  FamilyVerdictOptions options;
  options.family = chosen<Family>("verdicts: against", against, detail::family_names);
  options.reference = static_cast<std::size_t>(reference);
  options.adjustment = chosen<Adjustment>("verdicts: adjust", adjustment, detail::adjustment_names);
  options.verdict = verdict_options(margin_lower, margin_upper, confidence_level);
  const GroupColumns data("verdicts", events, totals, offsets);
  PairPlaces places(data, options.family);
  const py::ssize_t rows = places.rows();
  const std::array<Output<Code>, 4> words{Output<Code>(rows), Output<Code>(rows), Output<Code>(rows), Output<Code>(rows)};
  const EstimateArrays ratio(rows);
  const Block<5> numbers(rows);
  places.for_pieces([&](py::ssize_t first, py::ssize_t last, py::ssize_t row) {
    const FamilyVerdictOutput output{places.group(row),
                                     places.against(row),
                                     reinterpret_cast<State*>(words[0].data + row),
                                     reinterpret_cast<Grade*>(words[1].data + row),
                                     reinterpret_cast<State*>(words[2].data + row),
                                     reinterpret_cast<Grade*>(words[3].data + row),
                                     ratio.from(row),
                                     numbers.column(0) + row,
                                     numbers.column(1) + row,
                                     numbers.column(2) + row,
                                     numbers.column(3) + row,
                                     numbers.column(4) + row};
    family_verdicts_rows(data.part(first, last), options, output, Execution{threads});
  });
  return py::make_tuple(
      places.arrays(), py::make_tuple(words[0].array, words[1].array, words[2].array, words[3].array), ratio.arrays(),
      py::make_tuple(numbers.view(0), numbers.view(1), numbers.view(2), numbers.view(3), numbers.view(4)), places.begins());
}

// State, grade, ratio, the limits of equivalence, statistic, p-value, the p-value of one ratio in all strata with its status, whether they differ,
// and how many strata count.
py::tuple judged_within(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Counts& offsets,
                        double margin_lower, double margin_upper, double confidence_level, unsigned threads) {
  const VerdictOptions options = verdict_options(margin_lower, margin_upper, confidence_level);
  const StrataColumns data("pooled_verdict", x1, n1, x2, n2, offsets);
  const py::ssize_t count = data.tables.count();
  const std::array<Output<Code>, 3> words{Output<Code>(count), Output<Code>(count), Output<Code>(count)};
  const EstimateArrays ratio(count);
  const Block<5> numbers(count);
  const Output<bool> differ(count);
  const Output<Count> strata(count);
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    const PooledVerdictOutput output{reinterpret_cast<State*>(words[0].data + first),
                                     reinterpret_cast<Grade*>(words[1].data + first),
                                     ratio.from(first),
                                     numbers.column(0) + first,
                                     numbers.column(1) + first,
                                     numbers.column(2) + first,
                                     numbers.column(3) + first,
                                     numbers.column(4) + first,
                                     reinterpret_cast<Status*>(words[2].data + first),
                                     differ.data + first,
                                     strata.data + first};
    pooled_verdict_rows(data.columns, data.tables.from(first), length(first, last), options, output, Execution{threads});
  });
  return py::make_tuple(words[0].array, words[1].array, ratio.arrays(), numbers.view(0), numbers.view(1), numbers.view(2),
                        numbers.view(3), numbers.view(4), words[2].array, differ.array, strata.array);
}

}  // namespace

void bind_many_verdicts(py::module_& module) {
  const py::arg level("confidence_level");
  const py::arg threads("threads");
  const py::arg events = exactly("events");
  const py::arg totals = exactly("totals");
  const py::arg offsets = exactly("offsets");
  module.def("many_verdicts", &judged_together, events, totals, offsets, py::arg("against"), py::arg("reference"),
             py::arg("adjust"), py::arg("margin_lower"), py::arg("margin_upper"), level, threads);
  module.def("many_pooled_verdict", &judged_within, events, totals, exactly("reference_events"), exactly("reference_totals"),
             offsets, py::arg("margin_lower"), py::arg("margin_upper"), level, threads);
}

}  // namespace equitable::python
