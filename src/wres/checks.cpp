// Printed figures against their own counts, in exact decimals at the printed precision.
#include <map>
#include <string>
#include <tuple>

#include "equitable/core/decimal.hpp"
#include "stages.hpp"
#include "strata.hpp"

namespace equitable::wres::detail {

namespace {

using Key = std::tuple<std::string, std::string, std::string, std::string, std::string, std::string, std::string>;

Key key(const Subject& s, const std::string& group) {
  return {s.outcome, s.population, s.staff_type, s.stratum, group, s.period, s.period_kind};
}

const Visible* counted(const std::map<Key, const Visible*>& by_subject, const Key& wanted) {
  const auto found = by_subject.find(wanted);
  return found == by_subject.end() ? nullptr : found->second;
}

// "more than twice": the ratio to 18 decimals against the number that it is said to exceed, or stay below.
bool beyond(Proportion over, Proportion under, const std::string& bound) {
  const std::string number = plain_number(bound.substr(1));
  const std::string exact = decimal_ratio(over.events, over.total, under.events, under.total, 18);
  const auto padded = [](const std::string& text) {
    const std::size_t point = text.find('.');
    const std::string whole = text.substr(0, point);
    const std::string fraction = point == std::string::npos ? "" : text.substr(point + 1);
    return std::string(20 - whole.size(), '0') + whole + fraction + std::string(18 - fraction.size(), '0');
  };
  return bound[0] == '>' ? padded(exact) > padded(number) : padded(exact) < padded(number);
}

}  // namespace

void add_checks(const VisibleCells& cells, Report& report) {
  std::map<Key, const Visible*> by_subject;
  for (const Visible& visible : cells) {
    if (visible.counted()) by_subject.emplace(key(visible.cell.subject, visible.cell.subject.group), &visible);
  }
  const auto differs = [&report](const Cell& cell, const char* what, const std::string& printed, const std::string& recomputed) {
    if (plain_number(printed) != plain_number(recomputed))
      report.checks.push_back({cell.id, cell.place, what, printed, recomputed, cell.subject});
  };
  for (const Visible& visible : cells) {
    const Cell& cell = visible.cell;
    if (visible.counted() && !cell.published_percent.empty()) {
      const std::string printed = plain_number(cell.published_percent);
      differs(cell, "percentage", printed, decimal_percent(*cell.events, *cell.total, decimals_of(printed)));
    }
    if (cell.published_value.empty() || visible.indicator == nullptr) continue;
    const Indicator& indicator = *visible.indicator;
    const Subject& s = cell.subject;
    const Visible* self = counted(by_subject, key(s, s.group));
    if (indicator.from_outside) {
      const Visible* whole =
          counted(by_subject, {"bame_share_of_workforce", "substantive", "all", "Overall", s.group, s.period, s.period_kind});
      if (self == nullptr || whole == nullptr) continue;
      const std::string printed = plain_number(cell.published_value);
      differs(cell, "difference", cell.published_value,
              decimal_percentage_points(*self->cell.events, *self->cell.total, *whole->cell.events, *whole->cell.total,
                                        decimals_of(printed)));
      continue;
    }
    const Visible* white = counted(by_subject, key(s, "White"));
    if (self == nullptr || white == nullptr) continue;
    const bool white_first = indicator.direction == Direction::white_over_bme;
    const Proportion over = (white_first ? white : self)->proportion();
    const Proportion under = (white_first ? self : white)->proportion();
    if (under.events == 0) continue;
    if (cell.published_value[0] == '>' || cell.published_value[0] == '<') {
      if (!beyond(over, under, cell.published_value)) {
        report.checks.push_back({cell.id, cell.place, "ratio", cell.published_value,
                                 decimal_ratio(over.events, over.total, under.events, under.total, indicator.ratio_decimals),
                                 cell.subject});
      }
      continue;
    }
    differs(cell, "ratio", cell.published_value,
            decimal_ratio(over.events, over.total, under.events, under.total, decimals_of(plain_number(cell.published_value))));
  }
}

}  // namespace equitable::wres::detail
