// Every printed cell: counts as text, the rate with its interval, or the letter that stands in its place.
#include "equitable/core/decimal.hpp"
#include "equitable/proportion/interval.hpp"
#include "stages.hpp"

namespace equitable::wres::detail {

namespace {

std::string count_text(const std::optional<Count>& count, const std::string& status) {
  if (count) return std::to_string(*count);
  return status == "c" ? "R" : status == "z" ? "z" : "";
}

Figure figure_of(const Visible& visible, const Specification& specification) {
  const Cell& cell = visible.cell;
  Figure figure;
  figure.subject = cell.subject;
  figure.place = cell.place;
  figure.events = cell.events;
  figure.total = cell.total;
  figure.events_text = count_text(cell.events, cell.events_status);
  figure.total_text = count_text(cell.total, cell.total_status);
  if (visible.counted()) {
    const Estimate estimate = proportion(*cell.events, *cell.total, {ProportionMethod::wilson, specification.confidence});
    figure.rate = estimate.value;
    figure.lower = estimate.lower;
    figure.upper = estimate.upper;
    const int decimals = visible.indicator == nullptr ? 1 : visible.indicator->percent_decimals;
    figure.rate_text = decimal_percent(*cell.events, *cell.total, decimals);
    return figure;
  }
  const bool empty_category = cell.total && *cell.total == 0;
  const auto either = [&cell](const char* status) { return cell.events_status == status || cell.total_status == status; };
  figure.status = either("c") ? "c" : empty_category || either("z") ? "z" : either("x") ? "x" : "";
  // A percentage that the source printed without counts, and not beside withheld ones, is repeated as it stands.
  if (!cell.published_percent.empty())
    figure.rate_text = plain_number(cell.published_percent);
  else
    figure.rate_text = figure.status == "c" ? "R" : figure.status == "z" ? "z" : "";
  return figure;
}

// A cell that only carries a printed ratio or difference is no figure of its own.
bool is_figure(const Cell& cell) {
  return cell.published_value.empty() || cell.events || cell.total || !cell.published_percent.empty() ||
         cell.events_status == "c" || cell.total_status == "c";
}

}  // namespace

void add_figures(const VisibleCells& cells, const Specification& specification, Report& report) {
  for (const Visible& visible : cells) {
    if (is_figure(visible.cell)) report.figures.push_back(figure_of(visible, specification));
  }
}

}  // namespace equitable::wres::detail
