// wres/: the indicators as data, and cells in, report out. Everything crosses as dicts of plain values; NaN becomes None.
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "bind.hpp"
#include "equitable/wres/assembly.hpp"

namespace equitable::python {

namespace {

// A field of a dict that came from Python, with the row's number in every complaint.
class Row {
 public:
  Row(const py::dict& values, std::string where) : values_(values), where_(std::move(where)) {}

  [[nodiscard]] std::string text(const char* field) const {
    const py::object value = get(field);
    if (value.is_none()) return "";
    if (!py::isinstance<py::str>(value)) refuse(field, value, "must be text");
    return py::cast<std::string>(value);
  }
  [[nodiscard]] std::optional<Count> count(const char* field) const {
    const py::object value = get(field);
    if (value.is_none()) return std::nullopt;
    return integer(field, value);
  }
  [[nodiscard]] Count required(const char* field) const {
    const py::object value = get(field);
    if (value.is_none()) throw InvalidInput(where_ + field + " is missing");
    return integer(field, value);
  }
  [[nodiscard]] bool flag(const char* field) const {
    const py::object value = get(field);
    if (value.is_none()) return false;
    if (!py::isinstance<py::bool_>(value)) refuse(field, value, "must be True or False");
    return py::cast<bool>(value);
  }
  [[nodiscard]] double number(const char* field, double otherwise) const {
    const py::object value = get(field);
    if (value.is_none()) return otherwise;
    if (py::isinstance<py::bool_>(value) || PyNumber_Check(value.ptr()) == 0) refuse(field, value, "must be a number");
    return py::cast<double>(value);
  }
  [[nodiscard]] py::object get(const char* field) const {
    return values_.contains(field) ? py::object(values_[field]) : py::object(py::none());
  }
  [[noreturn]] void refuse(const char* field, const py::object& value, const char* demand) const {
    throw_invalid("wres", where_ + field, py::cast<std::string>(py::repr(value)), demand);
  }

 private:
  // Counts are integers: a float never becomes one here, nor does True.
  [[nodiscard]] Count integer(const char* field, const py::object& value) const {
    if (py::isinstance<py::bool_>(value) || PyIndex_Check(value.ptr()) == 0) refuse(field, value, "must be a whole number");
    const long long result = PyLong_AsLongLong(py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr())).ptr());
    if (result == -1 && PyErr_Occurred() != nullptr) {
      PyErr_Clear();
      refuse(field, value, "must be at most 2^53");
    }
    return static_cast<Count>(result);
  }

  const py::dict& values_;
  std::string where_;
};

wres::Cell cell_from(const py::dict& values, std::size_t number) {
  const Row row(values, "row " + std::to_string(number) + ": ");
  wres::Cell cell;
  const Count indicator = row.required("indicator");
  if (indicator < 1 || indicator > 9)
    throw_invalid("wres", "row " + std::to_string(number) + ": indicator", std::to_string(indicator), "must be 1 to 9");
  cell.subject = {static_cast<int>(indicator), row.text("outcome"), row.text("population"), row.text("staff_type"),
                  row.text("stratum"),         row.text("group"),   row.text("period"),     row.text("period_kind")};
  cell.place = row.text("place");
  cell.id = row.text("id");
  cell.events = row.count("events");
  cell.total = row.count("total");
  cell.events_status = row.text("events_status");
  cell.total_status = row.text("total_status");
  cell.published_percent = row.text("published_percent");
  cell.published = row.flag("published");
  cell.published_value = row.text("published_value");
  return cell;
}

wres::Specification specification_from(const py::dict& values) {
  const Row row(values, "specification: ");
  wres::Specification specification;
  specification.organisation = row.text("organisation");
  specification.confidence = Confidence{row.number("confidence_level", 0.95)};
  if (const py::object margin = row.get("margin"); !margin.is_none()) {
    if (!py::isinstance<py::sequence>(margin) || py::len(margin) != 2)
      row.refuse("margin", margin, "must be two numbers such as (0.8, 1.25)");
    const auto limits = py::reinterpret_borrow<py::sequence>(margin);
    specification.margin = {py::cast<double>(py::object(limits[0])), py::cast<double>(py::object(limits[1]))};
  }
  specification.threshold = row.count("threshold").value_or(10);
  if (const std::string label = row.text("bme_label"); !label.empty()) specification.bme_label = label;
  if (const std::string policy = row.text("denominator_policy"); policy.find("all") != std::string::npos) {
    specification.denominator = wres::DenominatorPolicy::all_staff;
  }
  specification.example = row.flag("example");
  return specification;
}

py::object number(double value) { return std::isnan(value) ? py::object(py::none()) : py::object(py::float_(value)); }
py::object number(const std::optional<Count>& value) { return value ? py::object(py::int_(*value)) : py::object(py::none()); }

void put_subject(py::dict& result, const wres::Subject& subject) {
  result["indicator"] = subject.indicator;
  result["outcome"] = subject.outcome;
  result["population"] = subject.population;
  result["staff_type"] = subject.staff_type;
  result["stratum"] = subject.stratum;
  result["group"] = subject.group;
  result["period"] = subject.period;
  result["period_kind"] = subject.period_kind;
}

py::dict dict_of(const wres::Figure& figure) {
  py::dict result;
  put_subject(result, figure.subject);
  result["place"] = figure.place;
  result["events"] = number(figure.events);
  result["total"] = number(figure.total);
  result["events_text"] = figure.events_text;
  result["total_text"] = figure.total_text;
  result["rate"] = number(figure.rate);
  result["rate_text"] = figure.rate_text;
  result["lower"] = number(figure.lower);
  result["upper"] = number(figure.upper);
  result["status"] = figure.status;
  return result;
}

py::dict dict_of(const wres::Comparison& c) {
  py::dict result;
  put_subject(result, c.subject);
  result["reference"] = c.reference;
  result["framing"] = c.framing;
  result["events"] = number(c.events);
  result["total"] = number(c.total);
  result["rate"] = number(c.rate);
  result["reference_events"] = number(c.reference_events);
  result["reference_total"] = number(c.reference_total);
  result["reference_rate"] = number(c.reference_rate);
  result["whole_events"] = number(c.whole_events);
  result["whole_total"] = number(c.whole_total);
  result["whole_rate"] = number(c.whole_rate);
  result["ratio"] = number(c.ratio);
  result["ratio_text"] = c.ratio_text;
  result["lower"] = number(c.lower);
  result["upper"] = number(c.upper);
  result["whole_ratio"] = number(c.whole_ratio);
  result["whole_ratio_text"] = c.whole_ratio_text;
  result["whole_ratio_lower"] = number(c.whole_ratio_lower);
  result["whole_ratio_upper"] = number(c.whole_ratio_upper);
  result["gap"] = number(c.gap);
  result["gap_text"] = c.gap_text;
  result["gap_lower"] = number(c.gap_lower);
  result["gap_upper"] = number(c.gap_upper);
  result["statistic"] = number(c.statistic);
  result["pvalue"] = number(c.pvalue);
  result["pvalue_adjusted"] = number(c.pvalue_adjusted);
  result["family"] = c.family;
  result["method"] = c.method;
  result["alternative"] = c.alternative;
  result["confidence_level"] = number(c.confidence_level);
  result["state"] = c.state;
  result["grade"] = c.grade;
  result["fragility"] = number(c.fragility);
  result["complement_state"] = c.complement_state;
  result["framing_changes"] = c.framing_changes;
  result["equivalence_lower"] = number(c.equivalence_lower);
  result["equivalence_upper"] = number(c.equivalence_upper);
  result["policy_lpt"] = c.policy_lpt;
  result["policy_four_fifths"] = c.policy_four_fifths;
  result["policy_two_standard_deviations"] = c.policy_two_standard_deviations;
  result["policy_banding"] = c.policy_banding;
  result["impact_ratio"] = number(c.impact_ratio);
  result["sentence"] = c.sentence;
  py::list notes;
  for (const std::string& note : c.notes) notes.append(note);
  result["notes"] = notes;
  result["status"] = c.status;
  result["previous"] = py::none();
  if (c.previous) {
    py::dict previous;
    previous["period"] = c.previous->period;
    previous["ratio_text"] = c.previous->ratio_text;
    previous["gap_text"] = c.previous->gap_text;
    previous["state"] = c.previous->state;
    previous["grade"] = c.previous->grade;
    result["previous"] = previous;
  }
  return result;
}

py::dict dict_of(const wres::Finding& finding) {
  py::dict result;
  result["indicator"] = finding.indicator;
  result["outcome"] = finding.outcome;
  result["population"] = finding.population;
  result["period"] = finding.period;
  result["kind"] = finding.kind;
  result["text"] = finding.text;
  result["previous_text"] = finding.previous_text;
  result["state"] = finding.state;
  result["grade"] = finding.grade;
  result["concern"] = finding.concern;
  return result;
}

py::dict dict_of(const wres::Completeness& row) {
  py::dict result;
  result["indicator"] = row.indicator;
  result["outcome"] = row.outcome;
  result["population"] = row.population;
  result["period"] = row.period;
  result["period_kind"] = row.period_kind;
  result["known"] = number(row.known);
  result["not_stated"] = number(row.not_stated);
  result["not_known"] = number(row.not_known);
  result["empty"] = number(row.empty);
  result["unknown"] = number(row.unknown);
  result["total"] = number(row.total);
  result["percent_text"] = row.percent_text;
  result["share_text"] = row.share_text;
  result["share_lower"] = number(row.share_lower);
  result["share_upper"] = number(row.share_upper);
  result["share_lower_text"] = row.share_lower_text;
  result["share_upper_text"] = row.share_upper_text;
  result["status"] = row.status;
  return result;
}

py::dict dict_of(const wres::Check& check) {
  py::dict result;
  result["id"] = check.id;
  result["place"] = check.place;
  result["what"] = check.what;
  result["published"] = check.published;
  result["recomputed"] = check.recomputed;
  put_subject(result, check.subject);
  return result;
}

template <class Item>
py::list list_of(const std::vector<Item>& items) {
  py::list result;
  for (const Item& item : items) result.append(dict_of(item));
  return result;
}

py::dict assembled(const py::list& cells, const py::dict& specification) {
  const wres::Specification options = specification_from(specification);
  std::vector<wres::Cell> input;
  input.reserve(cells.size());
  for (const py::handle item : cells) {
    if (!py::isinstance<py::dict>(item)) {
      throw_invalid("wres", "row " + std::to_string(input.size() + 1), py::cast<std::string>(py::repr(item)), "must be a dict");
    }
    input.push_back(cell_from(py::reinterpret_borrow<py::dict>(item), input.size() + 1));
  }
  wres::Report report;
  {
    const py::gil_scoped_release release;
    report = wres::assemble(input, options);
  }
  py::list notes;
  for (const std::string& note : report.notes) notes.append(note);
  py::dict result;
  result["figures"] = list_of(report.figures);
  result["comparisons"] = list_of(report.comparisons);
  result["findings"] = list_of(report.findings);
  result["unknown"] = list_of(report.unknown);
  result["checks"] = list_of(report.checks);
  result["notes"] = notes;
  result["unprotected"] = report.unprotected;
  return result;
}

py::list indicator_list() {
  py::list result;
  for (const wres::Indicator& indicator : wres::indicators) {
    py::dict row;
    row["number"] = indicator.number;
    row["indicator"] = indicator.number;
    row["outcome"] = indicator.outcome;
    row["title"] = indicator.title;
    row["outcome_phrase"] = indicator.outcome_phrase;
    row["people"] = indicator.people;
    row["group"] = indicator.group;
    row["polarity"] = name(indicator.polarity);
    row["framing"] = name(indicator.framing);
    row["direction"] = name(indicator.direction);
    row["window"] = indicator.window;
    row["denominator"] = indicator.denominator;
    row["printed"] = name(indicator.printed);
    row["percent_decimals"] = indicator.percent_decimals;
    row["ratio_decimals"] = indicator.ratio_decimals;
    py::list parts;
    for (const std::string_view part : indicator.parts) {
      if (!part.empty()) parts.append(part);
    }
    row["parts"] = parts;
    result.append(row);
  }
  return result;
}

}  // namespace

void bind_wres(py::module_& module) {
  module.def("wres_indicators", &indicator_list);
  module.def("wres_assemble", &assembled, py::arg("cells"), py::arg("specification"));
}

}  // namespace equitable::python
