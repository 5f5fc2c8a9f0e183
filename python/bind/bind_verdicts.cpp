// verdict/: verdicts on several groups at once, and over strata.
#include <string>

#include "bind.hpp"
#include "equitable/verdict/family.hpp"
#include "equitable/verdict/pooled.hpp"

namespace equitable::python {

namespace {

// Columns of the comparisons: group, reference or -1 for the rest; state and grade in the family and alone; ratio; its intervals alone and in
// the family; statistic, p-value, adjusted p-value, status. And the name of the family.
py::tuple judged_together(const Counts& events, const Counts& totals, std::string_view against, Count reference,
                          std::string_view adjustment, double margin_lower, double margin_upper, double confidence_level) {
  FamilyVerdictOptions options;
  options.family = chosen<Family>("verdicts: against", against, detail::family_names);
  options.reference = static_cast<std::size_t>(reference);
  options.adjustment = chosen<Adjustment>("verdicts: adjust", adjustment, detail::adjustment_names);
  options.verdict = {{margin_lower, margin_upper}, Confidence{confidence_level}};
  const std::vector<Proportion> groups = groups_of("verdicts", events, totals);
  const FamilyVerdicts found = unlocked([&] { return family_verdicts(groups, options); });
  using Row =
      std::tuple<Count, Count, Code, Code, Code, Code, double, double, double, double, double, double, double, double, Code>;
  const Outputs<Row> output(static_cast<py::ssize_t>(found.verdicts.size()));
  py::ssize_t row = 0;
  for (const FamilyVerdict& v : found.verdicts)
    output.set(row++,
               {static_cast<Count>(v.group), v.reference == the_rest ? Count{-1} : static_cast<Count>(v.reference),
                static_cast<Code>(v.state), static_cast<Code>(v.grade), static_cast<Code>(v.alone.state),
                static_cast<Code>(v.alone.grade), v.alone.ratio, v.alone.interval.lower, v.alone.interval.upper, v.interval.lower,
                v.interval.upper, v.alone.statistic, v.alone.pvalue, v.pvalue_adjusted, code(v.alone.status)});
  return py::make_tuple(output.arrays(), found.family);
}

// The words of a table to which a grade has been given.
std::string worded(Count events, Count total, Count reference_events, Count reference_total, Code grade, double margin_lower,
                   double margin_upper, const std::string& group, const std::string& reference, const std::string& outcome,
                   int ratio_decimals, int percent_decimals) {
  const Table2x2 table = checked_table(events, total, reference_events, reference_total, "sentence");
  Verdict verdict;
  verdict.grade = static_cast<Grade>(grade);
  verdict.ratio = table.ratio();
  verdict.margin = {margin_lower, margin_upper};
  return sentence(table, verdict, {group, reference, outcome, ratio_decimals, percent_decimals});
}

PooledVerdict pooled_of(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, double margin_lower,
                        double margin_upper, double confidence_level) {
  const Strata strata(tables_of("pooled_verdict", x1, n1, x2, n2));
  return unlocked([&] { return pooled_verdict(strata, {{margin_lower, margin_upper}, Confidence{confidence_level}}); });
}

py::tuple judged_within(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, double margin_lower,
                        double margin_upper, double confidence_level) {
  const PooledVerdict v = pooled_of(x1, n1, x2, n2, margin_lower, margin_upper, confidence_level);
  return py::make_tuple(static_cast<Code>(v.state), static_cast<Code>(v.grade), v.ratio, v.interval.lower, v.interval.upper,
                        v.equivalence_interval.lower, v.equivalence_interval.upper, v.statistic, v.pvalue, v.heterogeneity_pvalue,
                        code(v.heterogeneity_status), v.strata_differ, static_cast<Count>(v.strata), code(v.status));
}

std::string worded_within(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, double margin_lower,
                          double margin_upper, double confidence_level, const std::string& group, const std::string& reference,
                          const std::string& outcome, int ratio_decimals) {
  return pooled_sentence(pooled_of(x1, n1, x2, n2, margin_lower, margin_upper, confidence_level),
                         {group, reference, outcome, ratio_decimals, 1});
}

}  // namespace

void bind_verdicts(py::module_& module) {
  module.def("family_verdicts", &judged_together, exactly("events"), exactly("totals"), py::arg("against"), py::arg("reference"),
             py::arg("adjust"), py::arg("margin_lower"), py::arg("margin_upper"), py::arg("confidence_level"));
  module.def("sentence_of_grade", &worded, exactly("events"), exactly("total"), exactly("reference_events"),
             exactly("reference_total"), py::arg("grade"), py::arg("margin_lower"), py::arg("margin_upper"), py::arg("group"),
             py::arg("reference"), py::arg("outcome"), py::arg("ratio_decimals"), py::arg("percent_decimals"));
  module.def("pooled_verdict", &judged_within, exactly("events"), exactly("totals"), exactly("reference_events"),
             exactly("reference_totals"), py::arg("margin_lower"), py::arg("margin_upper"), py::arg("confidence_level"));
  module.def("pooled_sentence", &worded_within, exactly("events"), exactly("totals"), exactly("reference_events"),
             exactly("reference_totals"), py::arg("margin_lower"), py::arg("margin_upper"), py::arg("confidence_level"),
             py::arg("group"), py::arg("reference"), py::arg("outcome"), py::arg("ratio_decimals"));
}

}  // namespace equitable::python
