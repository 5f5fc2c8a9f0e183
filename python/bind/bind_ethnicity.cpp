// ethnicity/: what a code means, which categories a version has, and their counterparts in another.
#include <string>
#include <string_view>

#include "bind.hpp"
#include "equitable/ethnicity/crosswalk.hpp"

namespace equitable::python {

namespace {

py::dict category_dict(const EthnicCategory& category, EthnicityVersion version) {
  py::dict result;
  result["version"] = name(version);
  result["code"] = category.code;
  result["letter"] = category.letter;
  result["label"] = category.label;
  result["family"] = category.family;
  result["group"] = name(category.group);
  result["wres_group"] = name(wres_group(category.group));
  return result;
}

py::dict classified(std::string_view code, EthnicityVersion version) {
  const EthnicClassification found = classify(code, version);
  py::dict result;
  result["version"] = name(version);
  result["answer"] = name(found.answer);
  result["group"] = name(found.group());
  result["wres_group"] = name(found.wres_group());
  result["code"] = found.category == nullptr ? std::string_view() : found.category->code;
  result["label"] = found.category == nullptr ? std::string_view(name(found.answer)) : found.category->label;
  return result;
}

// Columns of a whole column of codes; None is an empty value.
py::dict classified_column(const py::sequence& codes, std::string_view version_name) {
  const EthnicityVersion version = chosen("version", version_name, ethnicity_versions);
  py::list answers, groups, wres_groups;
  std::size_t row = 0;
  for (const py::handle item : codes) {
    const std::string code = item.is_none() ? std::string() : py::cast<std::string>(item);
    const EthnicClassification found = classify(code, version);
    if (found.answer == EthnicityAnswer::unrecognised) {
      throw InvalidInput("ethnicity: row " + std::to_string(row) + ", counting from 0, is '" + code +
                         "', which is not a code of " + name(version) + "; allowed are " + allowed_codes(version));
    }
    answers.append(name(found.answer));
    groups.append(name(found.group()));
    wres_groups.append(name(found.wres_group()));
    ++row;
  }
  py::dict result;
  result["version"] = name(version);
  result["answer"] = answers;
  result["group"] = groups;
  result["wres_group"] = wres_groups;
  return result;
}

py::list category_list(std::string_view version_name) {
  const EthnicityVersion version = chosen("version", version_name, ethnicity_versions);
  py::list result;
  for (const EthnicCategory& category : categories(version)) result.append(category_dict(category, version));
  return result;
}

py::list crosswalk(std::string_view from_name, std::string_view to_name) {
  const EthnicityVersion from = chosen("version", from_name, ethnicity_versions);
  const EthnicityVersion to = chosen("to", to_name, ethnicity_versions);
  py::list result;
  for (const EthnicCategory& category : categories(from)) {
    const EthnicCounterpart found = counterpart(category, to);
    py::dict row = category_dict(category, from);
    row["to"] = name(to);
    row["counterpart"] = found.category == nullptr ? py::object(py::none()) : category_dict(*found.category, to);
    row["counted_in"] = found.counted_in == nullptr ? py::object(py::none()) : category_dict(*found.counted_in, to);
    result.append(row);
  }
  return result;
}

}  // namespace

void bind_ethnicity(py::module_& module) {
  module.attr("ethnicity_versions") = names(ethnicity_versions);
  module.def(
      "classify_ethnicity",
      [](std::string_view code, std::string_view version) {
        return classified(code, chosen("version", version, ethnicity_versions));
      },
      py::arg("code"), py::arg("version"));
  module.def("classify_ethnicities", &classified_column, py::arg("codes"), py::arg("version"));
  module.def(
      "allowed_ethnicity_codes",
      [](std::string_view version) { return allowed_codes(chosen("version", version, ethnicity_versions)); }, py::arg("version"));
  module.def("ethnicity_categories", &category_list, py::arg("version"));
  module.def("ethnicity_crosswalk", &crosswalk, py::arg("version"), py::arg("to"));
}

}  // namespace equitable::python
