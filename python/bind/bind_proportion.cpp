// proportion/: one rate and its interval.
#include "bind.hpp"
#include "equitable/proportion/batch.hpp"

namespace equitable::python {

namespace {

constexpr std::array<ProportionMethod, 1> methods{ProportionMethod::wilson};

ProportionOptions options(std::string_view method, double confidence_level) {
  return {chosen("proportion: method", method, methods), Confidence{confidence_level}};
}

py::tuple one(Count events, Count total, std::string_view method, double confidence_level) {
  return unpacked(proportion(events, total, options(method, confidence_level)));
}

py::tuple many(const Counts& events, const Counts& total, std::string_view method, double confidence_level) {
  const Columns<2> columns("proportion", {&events, &total});
  const ProportionOptions chosen_options = options(method, confidence_level);
  EstimateColumns result = [&] {
    const py::gil_scoped_release release;
    return proportion_batch(columns.column(0), columns.column(1), chosen_options);
  }();
  return unpacked(std::move(result), [&](py::ssize_t row) { return proportion(columns(0, row), columns(1, row)); });
}

}  // namespace

void bind_proportion(py::module_& module) {
  module.attr("proportion_methods") = names(methods);
  module.def("proportion_one", &one, exactly("events"), exactly("total"), py::arg("method"), py::arg("confidence_level"));
  module.def("proportion", &many, exactly("events"), exactly("total"), py::arg("method"), py::arg("confidence_level"));
}

}  // namespace equitable::python
