// What may not be printed is taken out of the cells, before anything else looks at them.
#include <optional>
#include <string>

#include "redaction_model.hpp"
#include "stages.hpp"

namespace equitable::wres::detail {

VisibleCells redacted(const std::vector<Cell>& cells, const Specification& specification, RedactionSummary& summary) {
  const ThresholdRule rule = threshold_rule(specification.threshold);
  std::optional<RedactionModel> model;
  Suppression result;
  if (rule.active()) {
    model.emplace(cells);
    result = model->suppressed(rule);
    summary.unprotected = result.unmended;
  }
  VisibleCells visible;
  visible.reserve(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    Visible v{cells[i], find_indicator(cells[i].subject.outcome), false};
    bool primary = false;
    const auto withhold = [&](std::size_t variable, std::optional<Count>& count, std::string& status) {
      const bool already = !count && status == "c";
      if (variable == none || result.hidden[variable] == 0 || already) return;
      count.reset();
      status = "c";
      v.withheld = true;
      primary = primary || result.hidden[variable] == 1;
    };
    if (model) {
      withhold(model->of(i).events, v.cell.events, v.cell.events_status);
      withhold(model->of(i).total, v.cell.total, v.cell.total_status);
      // Nor may "nobody is there" be said where the same headcount is withheld.
      for (std::string* status : {&v.cell.events_status, &v.cell.total_status}) {
        if (v.withheld && *status == "z") *status = "c";
      }
    }
    const bool at_source = !v.withheld && (v.cell.events_status == "c" || v.cell.total_status == "c");
    if (v.withheld) ++(primary ? summary.by_rule : summary.to_protect);
    if (at_source) ++summary.at_source;
    if (v.withheld || (at_source && rule.active())) {
      // A percentage or ratio printed beside a withheld count would give it away: it goes too.
      v.cell.published_percent.clear();
      v.cell.published_value.clear();
    }
    visible.push_back(std::move(v));
  }
  return visible;
}

}  // namespace equitable::wres::detail
