// How many people's ethnicity is known, and what their share would be were all the unknown in one group, or all in the other.
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "equitable/core/decimal.hpp"
#include "stages.hpp"
#include "strata.hpp"

namespace equitable::wres::detail {

namespace {

using Key = std::tuple<std::string, std::string, std::string>;  // population, period, kind of period

bool is_unknown(const std::string& group) {
  return group == "Not stated" || group == "Not known" || group == "Empty" || group == "Unknown";
}

bool whole_population(const Subject& s) { return is_overall(s.stratum) && s.staff_type == "all"; }

struct Gathered {
  Completeness row;
  std::optional<Count> bme;
  std::optional<Count> white_total;
  std::optional<Count> bme_total;
  bool any_unknown = false;
  bool withheld = false;
};

void take_answer(Gathered& g, const std::string& group, const std::optional<Count>& count) {
  Completeness& row = g.row;
  if (group == "Not stated") row.not_stated = count;
  if (group == "Not known") row.not_known = count;
  if (group == "Empty") row.empty = count;
  if (group == "Unknown") row.unknown = count;
}

void gather(Gathered& g, const Visible& visible) {
  const Cell& cell = visible.cell;
  const Subject& s = cell.subject;
  const bool share = visible.indicator != nullptr && visible.indicator->framing == Framing::representation;
  if (s.outcome == "ethnicity_known") {
    g.any_unknown = true;
    g.row.known = cell.events;
    g.row.total = cell.total;
    if (!cell.events || !cell.total) g.row.percent_text = plain_number(cell.published_percent);
    g.withheld = g.withheld || cell.events_status == "c" || cell.total_status == "c";
  } else if (is_unknown(s.group)) {
    g.any_unknown = true;
    const bool of_people = share || s.outcome == "ethnicity_unknown";
    take_answer(g, s.group, of_people ? cell.events : cell.total);
    g.withheld = g.withheld || (of_people ? cell.events_status : cell.total_status) == "c";
  } else if (s.group == "BME") {
    if (share)
      g.bme = cell.events;
    else if (!g.bme_total)
      g.bme_total = cell.total;
  } else if (s.group == "White" && !share && !g.white_total) {
    g.white_total = cell.total;
  }
}

// What follows from what is shown; nothing is derived where a count is withheld.
void complete(Gathered& g) {
  Completeness& row = g.row;
  if (!row.unknown && row.not_stated && row.not_known && row.empty) row.unknown = *row.not_stated + *row.not_known + *row.empty;
  if (!row.unknown && row.known && row.total) row.unknown = *row.total - *row.known;
  if (!g.withheld) {
    if (!row.known && row.total && row.unknown) row.known = *row.total - *row.unknown;
    if (!row.known && g.white_total && g.bme_total) row.known = *g.white_total + *g.bme_total;
    if (!row.total && row.known && row.unknown) row.total = *row.known + *row.unknown;
  }
  if (row.known && row.total && *row.total > 0) row.percent_text = decimal_percent(*row.known, *row.total, 1);
  const std::optional<Count> bme = g.bme ? g.bme : g.bme_total;
  if (bme && row.known && *row.known > 0 && *bme <= *row.known) row.share_text = decimal_percent(*bme, *row.known, 1);
  if (bme && row.known && row.total && row.unknown && *row.total > 0 && *bme <= *row.known) {
    const Count all = *row.total;
    row.share_lower = Proportion{*bme, all}.rate();
    row.share_upper = Proportion{*bme + *row.unknown, all}.rate();
    row.share_lower_text = decimal_percent(*bme, all, 1);
    row.share_upper_text = decimal_percent(*bme + *row.unknown, all, 1);
  }
  if (g.withheld)
    row.status = "c";
  else if (row.percent_text.empty())
    row.status = "x";
  if (row.percent_text.empty()) row.percent_text = g.withheld ? "R" : "";
}

}  // namespace

void add_completeness(const VisibleCells& cells, Report& report) {
  std::vector<Key> order;
  std::map<Key, Gathered> gathered;
  for (const Visible& visible : cells) {
    const Subject& s = visible.cell.subject;
    if (!whole_population(s)) continue;
    const Key key{s.population, s.period, s.period_kind};
    const auto [found, fresh] = gathered.try_emplace(key);
    Gathered& g = found->second;
    if (fresh) {
      order.push_back(key);
      g.row.indicator = s.indicator;
      g.row.outcome = "ethnicity_known";
      g.row.population = s.population;
      g.row.period = s.period;
      g.row.period_kind = s.period_kind;
    }
    gather(g, visible);
  }
  for (const Key& key : order) {
    Gathered& g = gathered.at(key);
    if (!g.any_unknown) continue;
    complete(g);
    report.unknown.push_back(std::move(g.row));
  }
}

}  // namespace equitable::wres::detail
