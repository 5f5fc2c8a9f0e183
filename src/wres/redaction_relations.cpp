// The relations: what adds up to what.
#include <algorithm>

#include "periods.hpp"
#include "redaction_model.hpp"

namespace equitable::wres::detail {

template <class Action>
void RedactionModel::for_each_quantity(const Action& action) {
  action([](const Variables& v) { return v.events; });
  action([](const Variables& v) { return v.total; });
  action([](const Variables& v) { return v.rest; });
}

void RedactionModel::relate(std::size_t total, std::vector<std::size_t> parts) {
  std::sort(parts.begin(), parts.end());
  if (parts.size() < 2 || total == none || std::adjacent_find(parts.begin(), parts.end()) != parts.end()) return;
  if (std::find(parts.begin(), parts.end(), total) != parts.end()) return;
  // Where the source withheld a member the sum cannot be checked: it is taken to hold, unless the known parts exceed the total.
  Count sum = 0;
  bool known = variables_[total].count != unknown_count;
  for (const std::size_t part : parts) {
    if (part == none) return;
    known = known && variables_[part].count != unknown_count;
    if (variables_[part].count != unknown_count) sum += variables_[part].count;
  }
  if (known && sum != variables_[total].count) return;
  if (variables_[total].count != unknown_count && sum > variables_[total].count) return;
  if (seen_.emplace(total, parts).second) relations_.push_back({total, std::move(parts)});
}

template <class At>
void RedactionModel::relate_everybody(std::size_t everybody, const At& at) {
  using Names = std::vector<const char*>;
  for (const Names& minorities : {Names{"BME"}, Names{"Asian", "Black", "Mixed", "Other"}}) {
    for (const Names& unknown : {Names{}, Names{"Unknown"}, Names{"Not stated"}, Names{"Not known"},
                                 Names{"Not stated", "Not known"}, Names{"Not stated", "Not known", "Empty"}}) {
      std::vector<std::size_t> parts{at("White")};
      for (const char* group : minorities) parts.push_back(at(group));
      for (const char* group : unknown) parts.push_back(at(group));
      relate(everybody, std::move(parts));
    }
  }
}

template <class Get>
void RedactionModel::relate_board(const Get& get) {
  std::map<std::string, std::map<std::string, std::size_t>> boards;
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const Subject& s = cells_[i].subject;
    if (s.outcome == "board_difference") boards[joined({s.population, s.period, s.group})][s.stratum] = get(of_cell_[i]);
  }
  for (const auto& [key, parts] : boards) {
    const auto at = [&parts = parts](const char* part) {
      const auto found = parts.find(part);
      return found == parts.end() ? none : found->second;
    };
    relate(at("overall"), {at("voting"), at("non-voting")});
    relate(at("overall"), {at("executive"), at("non-executive")});
  }
}

void RedactionModel::relate_groups() {
  std::map<std::string, std::map<std::string, Variables>> by_subject;
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const Subject& s = cells_[i].subject;
    const bool share = s.indicator == 1 && (is_share(cells_[i]) || s.outcome == "ethnicity_unknown");
    by_subject[joined({share ? "share" : s.outcome, s.population, s.staff_type, s.stratum, s.period, s.period_kind})].emplace(
        s.group, of_cell_[i]);
  }
  for (const auto& [key, groups] : by_subject) {
    for_each_quantity([&groups = groups, this](const auto& get) {
      const auto at = [&](const char* group) {
        const auto found = groups.find(group);
        return found == groups.end() ? none : get(found->second);
      };
      relate(at("BME"), {at("Asian"), at("Black"), at("Mixed"), at("Other")});
      relate_everybody(at("All"), at);
    });
    relate_share_total(groups);
  }
}

void RedactionModel::relate_share_total(const std::map<std::string, Variables>& groups) {
  const auto people = [&groups](const char* group) {
    const auto found = groups.find(group);
    return found == groups.end() ? none : found->second.events;
  };
  for (const auto& [group, variables] : groups) relate_everybody(variables.total, people);
}

void RedactionModel::relate_unknown() {
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const Subject& s = cells_[i].subject;
    if (s.outcome != "ethnicity_known") continue;
    std::vector<std::size_t> answers;
    std::map<std::string, std::pair<std::size_t, std::size_t>> totals;
    for (std::size_t j = 0; j < cells_.size(); ++j) {
      const Subject& other = cells_[j].subject;
      if (other.population != s.population || other.period != s.period || other.staff_type != s.staff_type ||
          other.stratum != s.stratum)
        continue;
      if (other.outcome == "ethnicity_unknown" && other.group != "Unknown") answers.push_back(of_cell_[j].events);
      if (is_completeness(cells_[j])) continue;
      const bool share = is_share(cells_[j]);
      auto& pair = totals.emplace(share ? "share" : other.outcome, std::pair(none, none)).first->second;
      const std::size_t people = share ? of_cell_[j].events : of_cell_[j].total;
      if (other.group == "White") pair.first = people;
      if (other.group == "BME") pair.second = people;
    }
    relate(of_cell_[i].rest, answers);
    for (const auto& [outcome, pair] : totals) relate(of_cell_[i].events, {pair.first, pair.second});
  }
}

void RedactionModel::relate_windows() {
  std::map<std::string, std::size_t> by_period;
  const auto key = [](const Subject& s, const std::string& period) {
    return joined({s.outcome, s.population, s.staff_type, s.stratum, s.group, period});
  };
  for (std::size_t i = 0; i < cells_.size(); ++i)
    by_period.emplace(key(cells_[i].subject, cells_[i].subject.period), of_cell_[i].events);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const Years years = years_of_window(cells_[i].subject.period);
    if (years.first.empty()) continue;
    const auto first = by_period.find(key(cells_[i].subject, years.first));
    const auto last = by_period.find(key(cells_[i].subject, years.last));
    if (first != by_period.end() && last != by_period.end()) relate(of_cell_[i].events, {first->second, last->second});
  }
}

void RedactionModel::relate_strata() {
  for_each_quantity([this](const auto& get) {
    std::map<std::string, std::vector<Node>> nodes;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const Subject& s = cells_[i].subject;
      const std::string outcome = is_share(cells_[i]) && s.indicator == 1 ? "share" : s.outcome;
      const bool overall = is_overall(s.stratum) && s.staff_type == "all";
      nodes[joined({outcome, s.population, s.period, s.period_kind, s.group})].push_back(
          {s.staff_type, cells_[i].place, parse_stratum(s.staff_type, s.stratum), overall, get(of_cell_[i]), of_cell_[i].total});
    }
    for (const auto& [key, list] : nodes) {
      for (const Node& whole : list) {
        relate_parts(whole, list);
        if (whole.overall && key.compare(0, 6, "share|") == 0) relate_rests(whole, list);
      }
    }
    relate_board(get);
  });
}

void RedactionModel::relate_parts(const Node& whole, const std::vector<Node>& list) {
  std::vector<std::size_t> bands;
  std::vector<std::size_t> bands_of_all;   // of all staff types together
  std::vector<std::size_t> bands_of_each;  // of each staff type on its own
  std::vector<std::size_t> maximal;
  std::vector<std::size_t> staff_types;
  std::map<std::string, std::vector<std::size_t>> by_place;
  const auto inside = [](const Node& outer, const Node& inner) {
    return (outer.staff_type == "all" || outer.staff_type == inner.staff_type) && outer.stratum.covers(inner.stratum) &&
           !inner.stratum.everybody;
  };
  for (const Node& part : list) {
    if (part.variable == whole.variable || part.variable == none) continue;
    if (whole.overall && !part.overall) (part.stratum.everybody ? staff_types : by_place[part.place]).push_back(part.variable);
    if (!inside(whole, part)) continue;
    if (part.stratum.single()) {
      bands.push_back(part.variable);
      (part.staff_type == "all" ? bands_of_all : bands_of_each).push_back(part.variable);
    }
    const bool covered = std::any_of(list.begin(), list.end(), [&](const Node& other) {
      return other.variable != part.variable && other.variable != whole.variable && !other.overall && inside(other, part) &&
             inside(whole, other) && !(part.stratum.single() && other.stratum.single());
    });
    if (!covered) maximal.push_back(part.variable);
  }
  for (std::vector<std::size_t>* parts : {&bands, &bands_of_all, &bands_of_each, &maximal, &staff_types}) {
    std::sort(parts->begin(), parts->end());
    parts->erase(std::unique(parts->begin(), parts->end()), parts->end());
    relate(whole.variable, *parts);
  }
  for (const auto& [place, parts] : by_place) relate(whole.variable, parts);
}

void RedactionModel::relate_rests(const Node& whole, const std::vector<Node>& list) {
  if (whole.variable == none) return;
  for (const Node& part : list) {
    if (part.overall || part.variable == none || part.variable == whole.variable) continue;
    const SuppressionCell& all = variables_[whole.variable];
    const SuppressionCell& inside = variables_[part.variable];
    if (all.count == unknown_count || inside.count == unknown_count) continue;
    const Count rest = all.count - inside.count;
    const bool nobody =
        rest == 0 && (whole.total == none || part.total == none || variables_[whole.total].count == variables_[part.total].count);
    if (rest < 0 || nobody || (all.flag == CellFlag::fixed && inside.flag == CellFlag::fixed)) continue;
    const std::string name = joined({"rest of", std::to_string(whole.variable), std::to_string(part.variable)});
    relate(whole.variable, {part.variable, variable(name, rest, nullptr)});
  }
}

}  // namespace equitable::wres::detail
