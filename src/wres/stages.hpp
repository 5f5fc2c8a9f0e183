// The stages of an assembly, in the order in which they run. From the second on, nobody sees a count that may not be printed.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "equitable/wres/indicator.hpp"
#include "equitable/wres/model.hpp"
#include "equitable/wres/specification.hpp"

namespace equitable::wres::detail {

// A cell with canonical group names, of which only what may be printed is left.
struct Visible {
  Cell cell;
  const Indicator* indicator = nullptr;  // null for outcomes that are printed but not compared
  bool withheld = false;                 // by this report's own rule: then a printed percentage or ratio of it is withheld too

  [[nodiscard]] bool counted() const { return cell.events && cell.total && *cell.total > 0; }
  [[nodiscard]] Proportion proportion() const { return {*cell.events, *cell.total}; }
};

using VisibleCells = std::vector<Visible>;

struct RedactionSummary {
  std::size_t by_rule = 0;     // cells withheld because a count of theirs is small
  std::size_t to_protect = 0;  // and because another would follow
  std::size_t at_source = 0;   // confidential in the input
  std::size_t unprotected = 0;  // sums that public numbers leave open
};

[[nodiscard]] std::vector<Cell> checked_cells(const std::vector<Cell>& cells);
[[nodiscard]] VisibleCells redacted(const std::vector<Cell>& cells, const Specification& specification,
                                    RedactionSummary& summary);
void add_figures(const VisibleCells& cells, const Specification& specification, Report& report);
void add_comparisons(const VisibleCells& cells, const Specification& specification, Report& report);
void adjust_within_families(Report& report);
void add_completeness(const VisibleCells& cells, Report& report);
void add_checks(const VisibleCells& cells, Report& report);
void add_findings(const Specification& specification, Report& report);
void add_notes(const VisibleCells& cells, const Specification& specification, const RedactionSummary& summary, Report& report);

// Printed numbers, as text.
[[nodiscard]] bool is_number_text(const std::string& text);  // "8.7", "+1.7", "-8.9"
[[nodiscard]] int decimals_of(const std::string& number);    // 1
[[nodiscard]] std::string plain_number(std::string text);    // "+1.7 %" becomes "1.7", a typographic minus "-"

}  // namespace equitable::wres::detail
