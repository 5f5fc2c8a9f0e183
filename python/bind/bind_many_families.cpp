// groups/batch_families: letters of many tables and trees of tests at once.
#include "bind_many.hpp"
#include "equitable/groups/batch_families.hpp"

namespace equitable::python {

namespace {

// The letters of every group, and the status of every table.
py::tuple lettered(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view adjustment,
                   std::string_view test, double confidence_level, unsigned threads) {
  LetterOptions options;
  options.adjustment = chosen<Adjustment>("letter_display: adjust", adjustment, detail::adjustment_names);
  options.test.method = chosen<SignificanceMethod>("letter_display: method", test, detail::significance_method_names);
  options.alpha = Confidence{confidence_level}.alpha();
  const GroupColumns data("letter_display", events, totals, offsets);
  std::vector<std::string> letters(static_cast<std::size_t>(events.size()));
  const Output<Code> status(data.tables.count());
  pieces(data.tables.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    letter_display_rows(data.part(first, last), options, {letters.data(), reinterpret_cast<Status*>(status.data + first)},
                        Execution{threads});
  });
  py::list found(letters.size());
  for (std::size_t i = 0; i < letters.size(); ++i) found[i] = py::str(letters[i]);
  return py::make_tuple(found, status.array);
}

// The adjusted p-value of every test, and the status of every tree; a parent of −1 is none.
py::tuple gated(const Column<double>& pvalues, const Counts& parents, const Counts& offsets, unsigned threads) {
  const py::ssize_t rows = rows_of<double, Count>("adjust_tree", pvalues, parents);
  const Tables trees("adjust_tree", offsets, rows);
  const double* const p = pvalues.data();
  std::vector<std::size_t> above(static_cast<std::size_t>(rows));
  for (py::ssize_t i = 0; i < rows; ++i)
    above[static_cast<std::size_t>(i)] = parents.data()[i] < 0 ? no_parent : static_cast<std::size_t>(parents.data()[i]);
  const Output<double> adjusted(rows);
  const Output<Code> status(trees.count());
  pieces(trees.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    adjust_tree_rows({p, above.data(), trees.from(first), length(first, last)},
                     {adjusted.data, reinterpret_cast<Status*>(status.data + first)}, Execution{threads});
  });
  return py::make_tuple(adjusted.array, status.array);
}

}  // namespace

void bind_many_families(py::module_& module) {
  const py::arg offsets = exactly("offsets");
  const py::arg threads("threads");
  module.def("many_letter_display", &lettered, exactly("events"), exactly("totals"), offsets, py::arg("adjust"),
             py::arg("method"), py::arg("confidence_level"), threads);
  module.def("many_adjust_tree", &gated, exactly("pvalues"), exactly("parents"), offsets, threads);
}

}  // namespace equitable::python
