// verdict/: state and grade, what they hang on, what other rules say, and the words.
#include <string>

#include "bind.hpp"
#include "equitable/core/decimal.hpp"
#include "equitable/verdict/fragility.hpp"
#include "equitable/verdict/framing.hpp"
#include "equitable/verdict/policy.hpp"
#include "equitable/verdict/sentence.hpp"
#include "equitable/verdict/verdict.hpp"

namespace equitable::python {

namespace {

constexpr std::array<State, 5> states{State::higher, State::lower, State::similar, State::inconclusive, State::not_assessable};
constexpr std::array<Grade, 9> grades{Grade::substantial, Grade::material,   Grade::slight,     Grade::detectable, Grade::equivalent,
                                      Grade::untestable,  Grade::suggestive, Grade::unclear, Grade::none};
constexpr std::array<Banding, 5> bandings{Banding::much_lower, Banding::lower, Banding::similar, Banding::higher,
                                          Banding::much_higher};

VerdictOptions options(double margin_lower, double margin_upper, double confidence_level) {
  const VerdictOptions result{{margin_lower, margin_upper}, Confidence{confidence_level}};
  check_verdict_options(result);
  return result;
}

py::tuple verdict_one(Count events, Count total, Count reference_events, Count reference_total, double margin_lower,
                      double margin_upper, double confidence_level) {
  const Verdict v = verdict(events, total, reference_events, reference_total, options(margin_lower, margin_upper, confidence_level));
  return py::make_tuple(static_cast<Code>(v.state), static_cast<Code>(v.grade), v.ratio, v.interval.lower, v.interval.upper,
                        v.equivalence_interval.lower, v.equivalence_interval.upper, v.statistic, v.pvalue, code(v.status));
}

// The columns of one call, as tables.
struct Tables {
  Tables(const Counts& events, const Counts& total, const Counts& reference_events, const Counts& reference_total)
      : columns("verdict", {&events, &total, &reference_events, &reference_total}) {}
  [[nodiscard]] Table2x2 operator()(py::ssize_t row) const {
    return checked_table(columns(0, row), columns(1, row), columns(2, row), columns(3, row), "verdict");
  }
  [[nodiscard]] py::ssize_t rows() const noexcept { return columns.rows(); }
  Columns<4> columns;
};

py::tuple verdict_many(const Counts& events, const Counts& total, const Counts& reference_events, const Counts& reference_total,
                       double margin_lower, double margin_upper, double confidence_level) {
  const Tables table(events, total, reference_events, reference_total);
  const VerdictOptions chosen_options = options(margin_lower, margin_upper, confidence_level);
  const py::ssize_t rows = table.rows();
  const Output<Code> state(rows), grade(rows), status(rows);
  const Output<double> ratio(rows), lower(rows), upper(rows), equivalence_lower(rows), equivalence_upper(rows), statistic(rows),
      pvalue(rows);
  for_each_row(rows, [&](py::ssize_t row) {
    const Verdict v = verdict(table(row), chosen_options);
    state[row] = static_cast<Code>(v.state);
    grade[row] = static_cast<Code>(v.grade);
    ratio[row] = v.ratio;
    lower[row] = v.interval.lower;
    upper[row] = v.interval.upper;
    equivalence_lower[row] = v.equivalence_interval.lower;
    equivalence_upper[row] = v.equivalence_interval.upper;
    statistic[row] = v.statistic;
    pvalue[row] = v.pvalue;
    status[row] = code(v.status);
  });
  return py::make_tuple(state.array, grade.array, ratio.array, lower.array, upper.array, equivalence_lower.array,
                        equivalence_upper.array, statistic.array, pvalue.array, status.array);
}

py::array_t<Count> people_to_change_state_many(const Counts& events, const Counts& total, const Counts& reference_events,
                                               const Counts& reference_total, double margin_lower, double margin_upper,
                                               double confidence_level) {
  const Tables table(events, total, reference_events, reference_total);
  const VerdictOptions chosen_options = options(margin_lower, margin_upper, confidence_level);
  const Output<Count> people(table.rows());
  for_each_row(table.rows(),
               [&](py::ssize_t row) { people[row] = people_to_change_state(table(row), chosen_options).value_or(-1); });
  return people.array;
}

py::tuple framing_many(const Counts& events, const Counts& total, const Counts& reference_events, const Counts& reference_total,
                       double margin_lower, double margin_upper, double confidence_level) {
  const Tables table(events, total, reference_events, reference_total);
  const VerdictOptions chosen_options = options(margin_lower, margin_upper, confidence_level);
  const Output<Code> complement_state(table.rows());
  const Output<bool> changes(table.rows());
  for_each_row(table.rows(), [&](py::ssize_t row) {
    const Framing framed = framing(table(row), chosen_options);
    complement_state[row] = static_cast<Code>(framed.complement.state);
    changes[row] = framed.changes_sides;
  });
  return py::make_tuple(complement_state.array, changes.array);
}

py::tuple policies_many(const Counts& events, const Counts& total, const Counts& reference_events, const Counts& reference_total,
                        double margin_lower, double margin_upper, double confidence_level) {
  const Tables table(events, total, reference_events, reference_total);
  const VerdictOptions chosen_options = options(margin_lower, margin_upper, confidence_level);
  const py::ssize_t rows = table.rows();
  const Output<bool> lpt(rows), lpt_board(rows), four_fifths(rows), two_standard_deviations(rows);
  const Output<Code> banding(rows);
  const Output<double> impact_ratio(rows);
  for_each_row(rows, [&](py::ssize_t row) {
    const Policies p = policies(table(row), chosen_options);
    lpt[row] = p.lpt_different;
    lpt_board[row] = p.lpt_board_different;
    four_fifths[row] = p.four_fifths_different;
    two_standard_deviations[row] = p.two_standard_deviations_different;
    banding[row] = static_cast<Code>(p.banding);
    impact_ratio[row] = p.impact_ratio;
  });
  return py::make_tuple(lpt.array, lpt_board.array, four_fifths.array, two_standard_deviations.array, banding.array,
                        impact_ratio.array);
}

std::string sentence_one(Count events, Count total, Count reference_events, Count reference_total, double margin_lower,
                         double margin_upper, double confidence_level, const std::string& group, const std::string& reference,
                         const std::string& outcome, int ratio_decimals, int percent_decimals) {
  const Table2x2 table = checked_table(events, total, reference_events, reference_total, "sentence");
  return sentence(table, verdict(table, options(margin_lower, margin_upper, confidence_level)),
                  {group, reference, outcome, ratio_decimals, percent_decimals});
}

std::string representation_sentence_one(Count events, Count total, Count rest_events, Count rest_total, double margin_lower,
                                        double margin_upper, double confidence_level, const std::string& group,
                                        const std::string& part, const std::string& whole, int percent_decimals) {
  const Table2x2 table = checked_table(events, total, rest_events, rest_total, "sentence");
  return representation_sentence(table, verdict(table, options(margin_lower, margin_upper, confidence_level)),
                                 {group, part, whole, percent_decimals});
}

void bind_decimals(py::module_& module) {
  module.def("decimal_percent", &decimal_percent, py::arg("events"), py::arg("total"), py::arg("decimals"));
  module.def("decimal_ratio", &decimal_ratio, py::arg("events"), py::arg("total"), py::arg("reference_events"),
             py::arg("reference_total"), py::arg("decimals"));
  module.def("decimal_percentage_points", &decimal_percentage_points, py::arg("events"), py::arg("total"),
             py::arg("reference_events"), py::arg("reference_total"), py::arg("decimals"));
  module.def("decimal_number", &decimal_number, py::arg("value"), py::arg("decimals"));
}

}  // namespace

void bind_verdict(py::module_& module) {
  module.attr("state_names") = names(states);
  module.attr("grade_names") = names(grades);
  module.attr("banding_names") = names(bandings);
  const auto define = [&module](const char* name, const auto& function) {
    module.def(name, function, exactly("events"), exactly("total"), exactly("reference_events"), exactly("reference_total"),
               py::arg("margin_lower"), py::arg("margin_upper"), py::arg("confidence_level"));
  };
  define("verdict_one", &verdict_one);
  define("verdict", &verdict_many);
  define("people_to_change_state", &people_to_change_state_many);
  define("framing", &framing_many);
  define("policies", &policies_many);
  module.def("sentence", &sentence_one, exactly("events"), exactly("total"), exactly("reference_events"),
             exactly("reference_total"), py::arg("margin_lower"), py::arg("margin_upper"), py::arg("confidence_level"),
             py::arg("group"), py::arg("reference"), py::arg("outcome"), py::arg("ratio_decimals"), py::arg("percent_decimals"));
  module.def("representation_sentence", &representation_sentence_one, exactly("events"), exactly("total"),
             exactly("rest_events"), exactly("rest_total"), py::arg("margin_lower"), py::arg("margin_upper"),
             py::arg("confidence_level"), py::arg("group"), py::arg("part"), py::arg("whole"), py::arg("percent_decimals"));
  bind_decimals(module);
}

}  // namespace equitable::python
