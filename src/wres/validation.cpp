// The cells as they come in: refused with their row number, or taken with canonical group names.
#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "equitable/core/error.hpp"
#include "stages.hpp"

namespace equitable::wres::detail {

namespace {

constexpr std::array<std::string_view, 11> groups{"White", "BME",        "Asian",     "Black", "Mixed",  "Other",
                                                  "All",   "Not stated", "Not known", "Empty", "Unknown"};
constexpr std::array<std::string_view, 4> statuses{"", "c", "x", "z"};

[[noreturn]] void refuse(std::size_t row, const std::string& field, const std::string& value, const std::string& demand) {
  throw_invalid("wres", "row " + std::to_string(row) + ": " + field, value, demand);
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// The canonical spelling, or "" for a group that is not known.
std::string canonical_group(const std::string& text) {
  const std::string folded = lower(text);
  if (folded == "bame") return "BME";
  for (const std::string_view group : groups) {
    if (folded == lower(std::string(group))) return std::string(group);
  }
  return "";
}

// "White/BAME" is printed with a value, and then means BME with White in the printed direction.
std::string canonical_pair(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return "";
  std::string left = canonical_group(text.substr(0, slash));
  std::string right = canonical_group(text.substr(slash + 1));
  if (left == "White") return right;
  return right == "White" ? left : "";
}

void check_count(std::size_t row, const char* field, const std::optional<Count>& count, const std::string& status) {
  if (std::find(statuses.begin(), statuses.end(), status) == statuses.end()) {
    refuse(row, std::string(field) + "_status", '"' + status + '"',
           "must be empty, c (confidential), x (not available) or z (not applicable)");
  }
  if (!count) {
    if (status.empty()) refuse(row, field, "missing", "must be a count, or have a status: c, x or z");
    return;
  }
  if (!status.empty()) refuse(row, field, std::to_string(*count), "must be left out where its status is " + status);
  if (*count < 0) refuse(row, field, std::to_string(*count), "must be 0 or more");
  if (*count > max_count) refuse(row, field, std::to_string(*count), "must be at most 2^53");
}

void check_printed(std::size_t row, const Cell& cell) {
  if (!cell.published_percent.empty() && !is_number_text(plain_number(cell.published_percent))) {
    refuse(row, "published_percent", '"' + cell.published_percent + '"', "must be a number such as 8.7");
  }
  if (cell.published_value.empty()) return;
  const bool bounded = cell.published_value[0] == '>' || cell.published_value[0] == '<';
  if (!is_number_text(plain_number(cell.published_value.substr(bounded ? 1 : 0)))) {
    refuse(row, "published_value", '"' + cell.published_value + '"', "must be a number such as 1.79, -8.9 or >2");
  }
}

Cell checked_cell(Cell cell, std::size_t row) {
  Subject& subject = cell.subject;
  if (subject.indicator < 1 || subject.indicator > 9)
    refuse(row, "indicator", std::to_string(subject.indicator), "must be 1 to 9");
  if (subject.outcome.empty()) refuse(row, "outcome", "empty", "must name what is counted, such as appointed_from_shortlisting");
  if (subject.period.empty()) refuse(row, "period", "empty", "must name the period, such as 2021/22");
  const Indicator* indicator = find_indicator(subject.outcome);
  if (indicator != nullptr && indicator->number != subject.indicator && indicator->number != 1) {
    refuse(row, "outcome", subject.outcome,
           "must belong to indicator " + std::to_string(subject.indicator) + ", not to indicator " +
               std::to_string(indicator->number));
  }
  std::string group = canonical_group(subject.group);
  if (group.empty() && !cell.published_value.empty()) group = canonical_pair(subject.group);
  if (group.empty()) {
    refuse(row, "group", '"' + subject.group + '"',
           "must be one of White, BME, Asian, Black, Mixed, Other, Not stated, Not known, Empty, Unknown, All");
  }
  subject.group = group;
  if (subject.stratum.empty()) subject.stratum = "Overall";
  if (subject.staff_type.empty()) subject.staff_type = "all";
  check_count(row, "events", cell.events, cell.events_status);
  check_count(row, "total", cell.total, cell.total_status);
  if (cell.events && cell.total && *cell.events > *cell.total) {
    refuse(row, "events", std::to_string(*cell.events), "must be at most total, which is " + std::to_string(*cell.total));
  }
  check_printed(row, cell);
  return cell;
}

}  // namespace

std::vector<Cell> checked_cells(const std::vector<Cell>& cells) {
  // A printed ratio may stand beside the counts of its group, in a cell of its own.
  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string, std::string, std::string, std::string,
                         std::string, int, bool>;
  std::map<Key, std::size_t> rows;
  std::vector<Cell> checked;
  checked.reserve(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    checked.push_back(checked_cell(cells[i], i + 1));
    const Cell& cell = checked.back();
    const Subject& s = cell.subject;
    const auto [other, fresh] =
        rows.emplace(Key{s.outcome, s.population, s.staff_type, s.stratum, s.group, s.period, s.period_kind, cell.place, cell.id,
                         s.indicator, !cell.published_value.empty() && !cell.events && !cell.total},
                     i + 1);
    if (!fresh) {
      throw_invalid("wres", "row " + std::to_string(i + 1), "the same figure as row " + std::to_string(other->second),
                    "must stand there once (" + s.outcome + ", " + s.stratum + ", " + s.group + ", " + s.period + ")");
    }
  }
  return checked;
}

}  // namespace equitable::wres::detail
