// The extension module equitable._core: each folder's binder, the names of the statuses, and InvalidInput as Python knows it.
#include "bind.hpp"
#include "equitable/version.hpp"

namespace {

namespace py = pybind11;

// equitable::InvalidInput becomes equitable.errors.InvalidInput, which is a ValueError.
void translate(std::exception_ptr pointer) {
  try {
    if (pointer) std::rethrow_exception(pointer);
  } catch (const equitable::InvalidInput& error) {
    PYBIND11_CONSTINIT static py::gil_safe_call_once_and_store<py::object> storage;
    const py::object& type =
        storage.call_once_and_store_result([] { return py::module_::import("equitable.errors").attr("InvalidInput"); })
            .get_stored();
    py::set_error(type, error.what());
  }
}

}  // namespace

PYBIND11_MODULE(_core, module, py::mod_gil_not_used()) {
  using equitable::Status;
  module.doc() = "The numbers behind equitable, in C++. Use the functions of the package: they check, name and explain.";
  module.attr("__version__") = equitable::library_version;
  module.attr("status_names") = equitable::python::names(std::array<Status, 6>{
      Status::ok, Status::unbounded, Status::undefined, Status::no_information, Status::too_large, Status::invalid});
  module.attr("alternatives") = equitable::python::names(equitable::python::alternatives);
  module.attr("measures") = equitable::python::names(equitable::python::measures);
  py::register_local_exception_translator(&translate);
  equitable::python::bind_proportion(module);
  equitable::python::bind_comparison(module);
  equitable::python::bind_bootstrap(module);
  equitable::python::bind_representation(module);
  equitable::python::bind_significance(module);
  equitable::python::bind_planning(module);
  equitable::python::bind_verdict(module);
  equitable::python::bind_verdicts(module);
  equitable::python::bind_ethnicity(module);
  equitable::python::bind_wres(module);
  equitable::python::bind_person_time(module);
  equitable::python::bind_paired(module);
  equitable::python::bind_groups(module);
  equitable::python::bind_ordered(module);
  equitable::python::bind_strata(module);
  equitable::python::bind_shares(module);
  equitable::python::bind_gaps(module);
  equitable::python::bind_families(module);
  equitable::python::bind_stages(module);
  equitable::python::bind_organisations(module);
  equitable::python::bind_time(module);
  equitable::python::bind_tabulate(module);
  equitable::python::bind_many(module);
}
