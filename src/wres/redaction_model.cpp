// The variables: which printed counts are one and the same number, and what is known of each.
#include "redaction_model.hpp"

#include "periods.hpp"

namespace equitable::wres::detail {

std::string joined(const std::vector<std::string>& parts) {
  std::string key;
  for (const std::string& part : parts) key.append(part).push_back('|');
  return key;
}

RedactionModel::RedactionModel(const std::vector<Cell>& cells) : cells_(cells), of_cell_(cells.size()) {
  // "Not applicable" says that nobody is there: a 0 that stands in every sum.
  for (Cell& cell : cells_) {
    if (cell.events_status == "z" || cell.total_status == "z") cell.events = cell.total = 0;
  }
  for (std::size_t i = 0; i < cells.size(); ++i) add_shares(i);
  for (std::size_t i = 0; i < cells.size(); ++i) add_rates(i);
  for (std::size_t i = 0; i < cells.size(); ++i) add_completeness(i);
  for (std::size_t i = 0; i < cells.size(); ++i) add_rest(i);
  relate_groups();
  relate_unknown();
  relate_windows();
  relate_strata();
}

Suppression RedactionModel::suppressed(const ThresholdRule& rule) {
  // The people without the outcome count as much as those with it: where they are few, the events are withheld. Where few are
  // of unknown ethnicity it is the total that goes, not the known.
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const Variables& v = of_cell_[i];
    if (v.rest == none || v.events == none || is_completeness(cells_[i])) continue;
    const SuppressionCell& rest = variables_[v.rest];
    if (!rest.exempt && rule.withholds(rest.count)) variables_[v.events].flag = CellFlag::hidden;
  }
  return suppress(variables_, relations_, rule);
}

std::size_t RedactionModel::variable(const std::string& name, Count count, const Cell* printed) {
  const auto [found, fresh] = by_name_.emplace(name + std::to_string(count), variables_.size());
  if (fresh) variables_.push_back({count, CellFlag::free, false, 0});
  SuppressionCell& cell = variables_[found->second];
  if (printed != nullptr) {
    cell.cost = -1;
    if (printed->published) cell.flag = CellFlag::fixed;
    if (printed->total && *printed->total == 0) {
      cell.flag = CellFlag::fixed;
      cell.exempt = true;
    }
  }
  return found->second;
}

std::size_t RedactionModel::withheld_variable(const std::string& name) {
  const auto [found, fresh] = by_name_.emplace(name + "withheld", variables_.size());
  if (fresh) variables_.push_back({unknown_count, CellFlag::hidden, false, 0});
  return found->second;
}

std::size_t RedactionModel::counted_or_withheld(const std::string& name, const std::optional<Count>& count,
                                                const std::string& status, const Cell& cell) {
  if (count) return variable(name, *count, &cell);
  return status == "c" ? withheld_variable(name) : none;
}

std::size_t RedactionModel::existing(const std::string& name, Count count) const {
  const auto found = by_name_.find(name + std::to_string(count));
  return found == by_name_.end() ? none : found->second;
}

bool RedactionModel::is_share(const Cell& cell) {
  const Indicator* indicator = find_indicator(cell.subject.outcome);
  return indicator != nullptr && indicator->framing == Framing::representation;
}

bool RedactionModel::is_completeness(const Cell& cell) {
  return cell.subject.outcome == "ethnicity_known" || cell.subject.outcome == "ethnicity_unknown";
}

std::string RedactionModel::head(const Subject& s, const std::string& group) {
  return joined({"people", s.population, s.staff_type, s.stratum, s.period, group});
}

std::string RedactionModel::base(const Subject& s) { return joined({"base", s.population, s.staff_type, s.stratum, s.period}); }

std::string RedactionModel::rate_name(const char* what, const Subject& s) {
  return joined(
      {what, std::to_string(s.indicator), s.outcome, s.population, s.staff_type, s.stratum, s.period, s.period_kind, s.group});
}

void RedactionModel::add_shares(std::size_t i) {
  const Cell& cell = cells_[i];
  if (!is_share(cell)) return;
  of_cell_[i].events = counted_or_withheld(head(cell.subject, cell.subject.group), cell.events, cell.events_status, cell);
  of_cell_[i].total = counted_or_withheld(base(cell.subject), cell.total, cell.total_status, cell);
}

std::string RedactionModel::headcount_name(const Subject& s) {
  Subject at_snapshot = s;
  at_snapshot.period = closing_snapshot(s.period);
  return at_snapshot.period.empty() ? rate_name("total", s) : head(at_snapshot, s.group);
}

void RedactionModel::add_rates(std::size_t i) {
  const Cell& cell = cells_[i];
  if (is_share(cell) || is_completeness(cell)) return;
  const std::string events = rate_name("events", cell.subject);
  of_cell_[i].events = counted_or_withheld(events, cell.events, cell.events_status, cell);
  // Where nobody is there, the headcount may be withheld in a share all the same.
  const std::string people = headcount_name(cell.subject);
  const std::size_t printed = cell.total && *cell.total == 0 ? existing(people, 0) : none;
  of_cell_[i].total = printed != none ? printed : counted_or_withheld(people, cell.total, cell.total_status, cell);
}

void RedactionModel::add_completeness(std::size_t i) {
  const Cell& cell = cells_[i];
  if (!is_completeness(cell)) return;
  const Subject& s = cell.subject;
  if (cell.events) {
    const bool known = s.outcome == "ethnicity_known";
    of_cell_[i].events = variable(known ? base(s) : head(s, s.group), *cell.events, &cell);
    // An answer that nobody gave says nothing about anybody.
    if (!known && *cell.events == 0) variables_[of_cell_[i].events] = {0, CellFlag::fixed, true, 0};
  }
  // Everybody, known or not: printed in one place only, and the first printed number to go where a few unknown must be
  // protected.
  if (!cell.total) return;
  of_cell_[i].total = existing(base(s), *cell.total);  // shares of all staff are taken of everybody
  if (of_cell_[i].total != none) return;
  of_cell_[i].total = variable(joined({"everybody", s.population, s.staff_type, s.stratum, s.period}), *cell.total, nullptr);
  variables_[of_cell_[i].total].cost = 1;
}

void RedactionModel::add_rest(std::size_t i) {
  const Cell& cell = cells_[i];
  Variables& v = of_cell_[i];
  if (!cell.events || !cell.total) return;
  const Count rest = *cell.total - *cell.events;
  const Subject& s = cell.subject;
  if (is_share(cell) && (s.group == "BME" || s.group == "White")) {
    v.rest = existing(head(s, s.group == "BME" ? "White" : "BME"), rest);
  } else if (s.outcome == "ethnicity_known") {
    v.rest = existing(head(s, "Unknown"), rest);
  }
  if (v.rest == none) {
    const std::string name = s.outcome == "ethnicity_known" ? head(s, "Unknown") : joined({"rest", rate_name("of", s)});
    v.rest = variable(name, rest, nullptr);
    // What is left of two public figures is public.
    if (cell.published && variables_[v.rest].flag == CellFlag::free) variables_[v.rest].flag = CellFlag::fixed;
    if (*cell.total == 0) variables_[v.rest] = {0, CellFlag::fixed, true, 0};
    // Kept as long as its parts (not stated, not known, empty) can be withheld instead.
    if (s.outcome == "ethnicity_known") variables_[v.rest].cost = -1;
    if (s.outcome == "ethnicity_known" && rest == 0) variables_[v.rest] = {0, CellFlag::fixed, true, 0};
  }
  if (*cell.total > 0) relate(v.total, {v.events, v.rest});
}

}  // namespace equitable::wres::detail
