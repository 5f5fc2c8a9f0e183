// The published figures of tests/data/lpt as cells of a report.
#pragma once

#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "equitable/wres/assembly.hpp"

namespace lpt {

using Row = std::map<std::string, std::string>;

inline std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells{""};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      cells.emplace_back();
    else if (c != '\r')
      cells.back().push_back(c);
  }
  return cells;
}

inline std::vector<Row> read(const std::string& name) {
  std::ifstream file(std::string(EQUITABLE_TEST_DATA) + "/lpt/" + name);
  if (!file) throw std::runtime_error("cannot read " + name);
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> header = split(line);
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = split(line);
    if (cells.size() != header.size()) throw std::runtime_error(name + ": " + line);
    Row row;
    for (std::size_t i = 0; i < cells.size(); ++i) row[header[i]] = cells[i];
    rows.push_back(row);
  }
  return rows;
}

inline std::optional<equitable::Count> count(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return static_cast<equitable::Count>(std::stoll(text));
}

inline bool listed(const std::string& parts, const std::string& part) {
  return (";" + parts + ";").find(";" + part + ";") != std::string::npos;
}

// A count that is not there was either withheld by the source or never printed.
inline std::string status(const Row& row, const char* column, const char* part) {
  if (!row.at(column).empty()) return "";
  return listed(row.at("redacted_parts"), part) ? "c" : "x";
}

inline std::vector<equitable::wres::Cell> counts() {
  std::vector<equitable::wres::Cell> cells;
  for (const Row& row : read("counts.csv")) {
    equitable::wres::Cell cell;
    cell.subject = {std::stoi(row.at("metric")), row.at("measure"), row.at("population"), row.at("staff_type"),
                    row.at("stratum"),           row.at("group"),   row.at("period"),     row.at("period_kind")};
    cell.place = row.at("table");
    cell.id = row.at("id");
    cell.events = count(row.at("numerator"));
    cell.total = count(row.at("denominator"));
    cell.events_status = status(row, "numerator", "numerator");
    cell.total_status = status(row, "denominator", "denominator");
    cell.published_percent = row.at("published_percent");
    cell.published = true;
    cells.push_back(cell);
  }
  return cells;
}

inline std::vector<equitable::wres::Cell> printed_ratios() {
  std::vector<equitable::wres::Cell> cells;
  for (const Row& row : read("ratios.csv")) {
    equitable::wres::Cell cell;
    cell.subject = {std::stoi(row.at("metric")),
                    row.at("measure"),
                    row.at("population"),
                    "all",
                    "Overall",
                    row.at("over_group") + "/" + row.at("under_group"),
                    row.at("period"),
                    ""};
    const std::string& period = row.at("period");
    cell.subject.period_kind = period.size() == 4 ? "survey_year" : period.size() == 7 ? "financial_year" : "two_year_window";
    cell.place = row.at("table");
    cell.id = row.at("id");
    cell.events_status = cell.total_status = row.at("redacted") == "1" ? "c" : "x";
    cell.published = true;
    cell.published_value = (row.at("bound") == "greater_than" ? ">" : "") + row.at("published_ratio");
    cells.push_back(cell);
  }
  return cells;
}

inline std::vector<equitable::wres::Cell> board() {
  std::vector<equitable::wres::Cell> cells;
  for (const Row& row : read("board.csv")) {
    if (row.at("measure") != "board_difference") continue;
    equitable::wres::Cell cell;
    cell.subject = {9, "board_difference", "board", "all", row.at("board_part"), "BME", row.at("period"), "snapshot"};
    cell.place = row.at("table");
    cell.id = row.at("id");
    cell.events_status = cell.total_status = "x";
    cell.published = true;
    cell.published_value = row.at("published_value");
    cells.push_back(cell);
  }
  return cells;
}

inline std::vector<equitable::wres::Cell> everything() {
  std::vector<equitable::wres::Cell> cells = counts();
  for (const auto& more : {printed_ratios(), board()}) cells.insert(cells.end(), more.begin(), more.end());
  return cells;
}

}  // namespace lpt
