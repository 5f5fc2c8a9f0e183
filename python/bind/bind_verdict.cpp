// verdict/: state and grade, what they hang on, what other rules say, and the words.
#include <string>

#include "bind.hpp"
#include "equitable/core/decimal.hpp"
#include "equitable/verdict/batch.hpp"
#include "equitable/verdict/fragility.hpp"
#include "equitable/verdict/framing.hpp"
#include "equitable/verdict/policy.hpp"
#include "equitable/verdict/sentence.hpp"
#include "equitable/verdict/verdict.hpp"

namespace equitable::python {

namespace {

constexpr std::array<State, 5> states{State::higher, State::lower, State::similar, State::inconclusive, State::not_assessable};
constexpr std::array<Grade, 9> grades{Grade::substantial, Grade::material,   Grade::slight,  Grade::detectable, Grade::equivalent,
                                      Grade::untestable,  Grade::suggestive, Grade::unclear, Grade::none};
constexpr std::array<Banding, 5> bandings{Banding::much_lower, Banding::lower, Banding::similar, Banding::higher,
                                          Banding::much_higher};

VerdictOptions options(double margin_lower, double margin_upper, double confidence_level) {
  const VerdictOptions result{{margin_lower, margin_upper}, Confidence{confidence_level}};
  check_verdict_options(result);
  return result;
}

using VerdictAnswer = std::tuple<Code, Code, double, double, double, double, double, double, double, Code>;

VerdictAnswer verdict_one(Count x1, Count n1, Count x2, Count n2, double margin_lower, double margin_upper,
                          double confidence_level) {
  const Verdict v = verdict(checked_table(x1, n1, x2, n2, "verdict"), options(margin_lower, margin_upper, confidence_level));
  return {static_cast<Code>(v.state),   static_cast<Code>(v.grade),   v.ratio,     v.interval.lower, v.interval.upper,
          v.equivalence_interval.lower, v.equivalence_interval.upper, v.statistic, v.pvalue,         code(v.status)};
}

static_assert(sizeof(State) == sizeof(Code) && sizeof(Grade) == sizeof(Code) && sizeof(Status) == sizeof(Code));

py::tuple verdict_columns(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, double margin_lower,
                          double margin_upper, double confidence_level, unsigned threads) {
  const py::ssize_t rows = rows_of<Count, Count, Count, Count>("verdict", x1, n1, x2, n2);
  const VerdictOptions chosen_options = options(margin_lower, margin_upper, confidence_level);
  const Output<Code> state(rows), grade(rows), status(rows);
  const Block<7> numbers(rows);
  const VerdictOutput output{reinterpret_cast<State*>(state.data),
                             reinterpret_cast<Grade*>(grade.data),
                             numbers.column(0),
                             numbers.column(1),
                             numbers.column(2),
                             numbers.column(3),
                             numbers.column(4),
                             numbers.column(5),
                             numbers.column(6),
                             reinterpret_cast<Status*>(status.data)};
  const TableColumns tables{x1.data(), n1.data(), x2.data(), n2.data(), static_cast<std::size_t>(rows)};
  {
    const py::gil_scoped_release release;
    verdict_rows(tables, chosen_options, output, Execution{threads});
    for (py::ssize_t row = 0; row < rows; ++row)
      if (status[row] == code(Status::invalid))
        at_row(row, [&] {
          static_cast<void>(checked_table(tables.events[row], tables.total[row], tables.reference_events[row],
                                          tables.reference_total[row], "verdict"));
        });
  }
  return py::make_tuple(state.array, grade.array, numbers.view(0), numbers.view(1), numbers.view(2), numbers.view(3),
                        numbers.view(4), numbers.view(5), numbers.view(6), status.array);
}

// -1 where no number of people changes the state.
auto people(double margin_lower, double margin_upper, double confidence_level) {
  return [chosen_options = options(margin_lower, margin_upper, confidence_level)](Count x1, Count n1, Count x2, Count n2) {
    return std::tuple{people_to_change_state(checked_table(x1, n1, x2, n2, "verdict"), chosen_options).value_or(-1)};
  };
}

auto framed(double margin_lower, double margin_upper, double confidence_level) {
  return [chosen_options = options(margin_lower, margin_upper, confidence_level)](Count x1, Count n1, Count x2, Count n2) {
    const Framing f = framing(checked_table(x1, n1, x2, n2, "verdict"), chosen_options);
    return std::tuple{static_cast<Code>(f.complement.state), f.changes_sides};
  };
}

auto policies_of(double margin_lower, double margin_upper, double confidence_level) {
  return [chosen_options = options(margin_lower, margin_upper, confidence_level)](Count x1, Count n1, Count x2, Count n2) {
    const Policies p = policies(checked_table(x1, n1, x2, n2, "verdict"), chosen_options);
    return std::tuple{p.lpt_different,
                      p.lpt_board_different,
                      p.four_fifths_different,
                      p.two_standard_deviations_different,
                      static_cast<Code>(p.banding),
                      p.impact_ratio};
  };
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
  constexpr Labels<3> labels{"margin_lower", "margin_upper", "confidence_level"};
  module.def("verdict_one", &verdict_one, exactly("events"), exactly("total"), exactly("reference_events"),
             exactly("reference_total"), py::arg(labels[0]), py::arg(labels[1]), py::arg(labels[2]));
  module.def("verdict", &verdict_columns, exactly("events"), exactly("total"), exactly("reference_events"),
             exactly("reference_total"), py::arg(labels[0]), py::arg(labels[1]), py::arg(labels[2]), py::arg("threads") = 1u);
  define(module, "people_to_change_state", two_groups, labels, &people);
  define(module, "framing", two_groups, labels, &framed);
  define(module, "policies", two_groups, labels, &policies_of);
  module.def("sentence", &sentence_one, exactly("events"), exactly("total"), exactly("reference_events"),
             exactly("reference_total"), py::arg("margin_lower"), py::arg("margin_upper"), py::arg("confidence_level"),
             py::arg("group"), py::arg("reference"), py::arg("outcome"), py::arg("ratio_decimals"), py::arg("percent_decimals"));
  module.def("representation_sentence", &representation_sentence_one, exactly("events"), exactly("total"), exactly("rest_events"),
             exactly("rest_total"), py::arg("margin_lower"), py::arg("margin_upper"), py::arg("confidence_level"),
             py::arg("group"), py::arg("part"), py::arg("whole"), py::arg("percent_decimals"));
  bind_decimals(module);
}

}  // namespace equitable::python
