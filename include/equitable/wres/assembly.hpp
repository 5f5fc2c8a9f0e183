/// @file wres/assembly.hpp
/// From counted cells to a report.
///
/// Redaction comes first: headcounts below the threshold (events, totals, and those without the outcome) and those that would
/// give one away by a single subtraction are taken out of the cells, and everything after works on what is left. A withheld count
/// therefore reaches no percentage, ratio, interval, verdict, sentence or chart.
///
/// | framing | group | reference | decided by |
/// |---|---|---|---|
/// | relative likelihood | as the indicator prints it (White/BME or BME/White; also Asian, Black, Mixed and Other with White) | the other | the verdict on the two |
/// | representation | the group's share in a pay band | its share in the rest of the workforce | the verdict on part and rest; the gap and a ratio are to the whole |
/// | representation, from outside | the group's share of the board | its share of the workforce | the verdict on the two |
///
/// Each comparison carries its verdict, the people who would change it, the verdict of the complement, what other rules would
/// say, a Holm-adjusted p-value within its family (the single bands, the groups of bands, the minority groups, or the board's
/// parts of one population and period), its sentence, and what was said the period before.
///
/// Not here: change over time as a tested comparison, benchmarks between organisations, targets.
#pragma once

#include <vector>

#include "equitable/wres/indicator.hpp"
#include "equitable/wres/model.hpp"
#include "equitable/wres/specification.hpp"

namespace equitable::wres {

namespace detail {

void assemble_into(const std::vector<Cell>& cells, const Specification& specification, Report& report);

}  // namespace detail

/// The report of these cells.
///
/// @throws InvalidInput naming the row, counted from 1, for a negative count, more events than people, a group or status that is
/// not known, a count
///         given together with a reason for its absence, a printed figure that is no number, or the same cell twice
[[nodiscard]] inline Report assemble(const std::vector<Cell>& cells, const Specification& specification = {}) {
  Report report;
  detail::assemble_into(cells, specification, report);
  return report;
}

}  // namespace equitable::wres
