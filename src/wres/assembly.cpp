#include "equitable/wres/assembly.hpp"

#include "stages.hpp"

namespace equitable::wres::detail {

void assemble_into(const std::vector<Cell>& cells, const Specification& specification, Report& report) {
  check_specification(specification);
  report = Report{};
  RedactionSummary summary;
  const VisibleCells visible = redacted(checked_cells(cells), specification, summary);
  add_figures(visible, specification, report);
  add_comparisons(visible, specification, report);
  adjust_within_families(report);
  add_completeness(visible, report);
  add_checks(visible, report);
  add_findings(specification, report);
  add_notes(visible, specification, summary, report);
  report.unprotected = summary.unprotected;
}

}  // namespace equitable::wres::detail
