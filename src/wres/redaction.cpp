// Which counts may be printed. Every printed count, and every count that follows from two printed ones, is a variable; what adds
// up is a relation.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "equitable/disclosure/suppression.hpp"
#include "periods.hpp"
#include "stages.hpp"
#include "strata.hpp"

namespace equitable::wres::detail {

namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);
constexpr Count unknown_count = -1;

// The variables of one cell: events, total, and the people without the outcome.
struct Variables {
  std::size_t events = none;
  std::size_t total = none;
  std::size_t rest = none;
};

std::string joined(const std::vector<std::string>& parts) {
  std::string key;
  for (const std::string& part : parts) key.append(part).push_back('|');
  return key;
}

class Model {
 public:
  explicit Model(const std::vector<Cell>& cells) : cells_(cells), of_cell_(cells.size()) {
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

  [[nodiscard]] Suppression suppressed(const ThresholdRule& rule) {
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

  [[nodiscard]] const Variables& of(std::size_t cell) const { return of_cell_[cell]; }

 private:
  // A variable is known by its name and its count: two prints of one figure that disagree are two variables.
  std::size_t variable(const std::string& name, Count count, const Cell* printed) {
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

  // A count that the source withheld: hidden, its size unknown.
  std::size_t withheld_variable(const std::string& name) {
    const auto [found, fresh] = by_name_.emplace(name + "withheld", variables_.size());
    if (fresh) variables_.push_back({unknown_count, CellFlag::hidden, false, 0});
    return found->second;
  }

  std::size_t counted_or_withheld(const std::string& name, const std::optional<Count>& count, const std::string& status,
                                  const Cell& cell) {
    if (count) return variable(name, *count, &cell);
    return status == "c" ? withheld_variable(name) : none;
  }

  [[nodiscard]] std::size_t existing(const std::string& name, Count count) const {
    const auto found = by_name_.find(name + std::to_string(count));
    return found == by_name_.end() ? none : found->second;
  }

  [[nodiscard]] static bool is_share(const Cell& cell) {
    const Indicator* indicator = find_indicator(cell.subject.outcome);
    return indicator != nullptr && indicator->framing == Framing::representation;
  }
  [[nodiscard]] static bool is_completeness(const Cell& cell) {
    return cell.subject.outcome == "ethnicity_known" || cell.subject.outcome == "ethnicity_unknown";
  }

  // People of a group in a post; the same variable in whichever table it is printed.
  [[nodiscard]] static std::string head(const Subject& s, const std::string& group) {
    return joined({"people", s.population, s.staff_type, s.stratum, s.period, group});
  }
  // Everybody a share is taken of.
  [[nodiscard]] static std::string base(const Subject& s) {
    return joined({"base", s.population, s.staff_type, s.stratum, s.period});
  }
  [[nodiscard]] static std::string rate_name(const char* what, const Subject& s) {
    return joined(
        {what, std::to_string(s.indicator), s.outcome, s.population, s.staff_type, s.stratum, s.period, s.period_kind, s.group});
  }

  void add_shares(std::size_t i) {
    const Cell& cell = cells_[i];
    if (!is_share(cell)) return;
    of_cell_[i].events = counted_or_withheld(head(cell.subject, cell.subject.group), cell.events, cell.events_status, cell);
    of_cell_[i].total = counted_or_withheld(base(cell.subject), cell.total, cell.total_status, cell);
  }

  // Staff at the end of a year are the staff of the snapshot that closes it, in whichever indicator they are the denominator.
  [[nodiscard]] static std::string headcount_name(const Subject& s) {
    Subject at_snapshot = s;
    at_snapshot.period = closing_snapshot(s.period);
    return at_snapshot.period.empty() ? rate_name("total", s) : head(at_snapshot, s.group);
  }

  void add_rates(std::size_t i) {
    const Cell& cell = cells_[i];
    if (is_share(cell) || is_completeness(cell)) return;
    const std::string events = rate_name("events", cell.subject);
    of_cell_[i].events = counted_or_withheld(events, cell.events, cell.events_status, cell);
    // Where nobody is there, the headcount may be withheld in a share all the same.
    const std::string people = headcount_name(cell.subject);
    const std::size_t printed = cell.total && *cell.total == 0 ? existing(people, 0) : none;
    of_cell_[i].total = printed != none ? printed : counted_or_withheld(people, cell.total, cell.total_status, cell);
  }

  void add_completeness(std::size_t i) {
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

  // Those without the outcome: for a share that leaves out one group only, the people of the other; else a number that is not
  // printed anywhere.
  void add_rest(std::size_t i) {
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

  // Adds total = sum of parts when the counts do add up.
  void relate(std::size_t total, std::vector<std::size_t> parts) {
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

  // Calls action(get) for events, totals and rests in turn.
  template <class Action>
  static void for_each_quantity(const Action& action) {
    action([](const Variables& v) { return v.events; });
    action([](const Variables& v) { return v.total; });
    action([](const Variables& v) { return v.rest; });
  }

  // BME = Asian + Black + Mixed + Other, and everybody known = White + BME.
  void relate_groups() {
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

  // Everybody = White + the minority groups, together or apart, + those of unknown ethnicity, as far as they are counted.
  template <class At>
  void relate_everybody(std::size_t everybody, const At& at) {
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

  // What a share is taken of: those known, or all staff.
  void relate_share_total(const std::map<std::string, Variables>& groups) {
    const auto people = [&groups](const char* group) {
      const auto found = groups.find(group);
      return found == groups.end() ? none : found->second.events;
    };
    for (const auto& [group, variables] : groups) relate_everybody(variables.total, people);
  }

  // Known = the two groups' people, unknown = not stated + not known + empty.
  void relate_unknown() {
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

  // Two years together = one year + the other.
  void relate_windows() {
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

  struct Node {
    std::string staff_type;
    std::string place;
    Stratum stratum;
    bool overall = false;
    std::size_t variable = none;
    std::size_t total = none;
  };

  // Strata that make up a larger one: bands in a group of bands, bands in the workforce, the strata of one table, the two halves
  // of a board.
  void relate_strata() {
    for_each_quantity([this](const auto& get) {
      std::map<std::string, std::vector<Node>> nodes;
      for (std::size_t i = 0; i < cells_.size(); ++i) {
        const Subject& s = cells_[i].subject;
        const std::string outcome = is_share(cells_[i]) && s.indicator == 1 ? "share" : s.outcome;
        const bool overall = is_overall(s.stratum) && s.staff_type == "all";
        nodes[joined({outcome, s.population, s.period, s.period_kind, s.group})].push_back(
            {s.staff_type, cells_[i].place, parse_stratum(s.staff_type, s.stratum), overall, get(of_cell_[i]),
             of_cell_[i].total});
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

  void relate_parts(const Node& whole, const std::vector<Node>& list) {
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
      if (whole.overall && !part.overall)
        (part.stratum.everybody ? staff_types : by_place[part.place]).push_back(part.variable);
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

  // Workforce = a part + the rest of it, which every comparison of that part names.
  void relate_rests(const Node& whole, const std::vector<Node>& list) {
    if (whole.variable == none) return;
    for (const Node& part : list) {
      if (part.overall || part.variable == none || part.variable == whole.variable) continue;
      const SuppressionCell& all = variables_[whole.variable];
      const SuppressionCell& inside = variables_[part.variable];
      if (all.count == unknown_count || inside.count == unknown_count) continue;
      const Count rest = all.count - inside.count;
      const bool nobody = rest == 0 && (whole.total == none || part.total == none ||
                                        variables_[whole.total].count == variables_[part.total].count);
      if (rest < 0 || nobody || (all.flag == CellFlag::fixed && inside.flag == CellFlag::fixed)) continue;
      const std::string name = joined({"rest of", std::to_string(whole.variable), std::to_string(part.variable)});
      relate(whole.variable, {part.variable, variable(name, rest, nullptr)});
    }
  }

  template <class Get>
  void relate_board(const Get& get) {
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

  std::vector<Cell> cells_;
  std::vector<Variables> of_cell_;
  std::map<std::string, std::size_t> by_name_;
  std::vector<SuppressionCell> variables_;
  std::vector<AdditiveRelation> relations_;
  std::set<std::pair<std::size_t, std::vector<std::size_t>>> seen_;
};

}  // namespace

VisibleCells redacted(const std::vector<Cell>& cells, const Specification& specification, RedactionSummary& summary) {
  const ThresholdRule rule = threshold_rule(specification.threshold);
  std::optional<Model> model;
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
