// Reference data: a small reader of plain CSV files (no quotes, no blanks) that refuses whatever it does not understand.
#pragma once

#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace support {

/// One row of a CSV file; cells are found by the name of their column.
class Row {
 public:
  Row(const std::vector<std::string>* names, std::vector<std::string> cells) : names_(names), cells_(std::move(cells)) {}

  [[nodiscard]] const std::string& text(const std::string& column) const {
    for (std::size_t i = 0; i < names_->size(); ++i)
      if ((*names_)[i] == column) return cells_[i];
    throw std::runtime_error("no column named " + column);
  }
  [[nodiscard]] std::int64_t count(const std::string& column) const {
    const std::string& cell = text(column);
    char* end = nullptr;
    const long long value = std::strtoll(cell.c_str(), &end, 10);
    if (cell.empty() || *end != '\0') throw std::runtime_error("not a count: \"" + cell + "\" in " + column);
    return value;
  }
  [[nodiscard]] double number(const std::string& column) const {
    const std::string& cell = text(column);
    if (cell == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (cell == "Inf") return std::numeric_limits<double>::infinity();
    if (cell == "-Inf") return -std::numeric_limits<double>::infinity();
    char* end = nullptr;
    const double value = std::strtod(cell.c_str(), &end);
    if (cell.empty() || *end != '\0') throw std::runtime_error("not a number: \"" + cell + "\" in " + column);
    return value;
  }
  /// The whole row, for messages.
  [[nodiscard]] std::string all() const {
    std::string joined;
    for (const std::string& cell : cells_) joined.append(joined.empty() ? "" : ",").append(cell);
    return joined;
  }

 private:
  const std::vector<std::string>* names_;
  std::vector<std::string> cells_;
};

/// A CSV file under the tests' data folder. Reading throws when the file is missing or a row has too many or too few cells.
class Csv {
 public:
  explicit Csv(const std::string& file) {
    std::ifstream in(std::string(EQUITABLE_TEST_DATA) + "/" + file);
    std::string line;
    if (!in || !std::getline(in, line)) throw std::runtime_error("cannot read " + file);
    names_ = split(line);
    while (std::getline(in, line)) {
      if (line.find('"') != std::string::npos) refuse("a quoted cell", file, line);
      std::vector<std::string> cells = split(line);
      if (cells.size() != names_.size()) refuse("wrong number of cells", file, line);
      rows_.emplace_back(&names_, std::move(cells));
    }
  }
  Csv(const Csv&) = delete;
  Csv& operator=(const Csv&) = delete;

  [[nodiscard]] const std::vector<Row>& rows() const noexcept { return rows_; }

 private:
  [[noreturn]] static void refuse(const std::string& what, const std::string& file, const std::string& line) {
    throw std::runtime_error(what + " in " + file + ": " + line);
  }
  static std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> cells(1);
    for (const char c : line) {
      if (c == ',')
        cells.emplace_back();
      else if (c != '\r')
        cells.back().push_back(c);
    }
    return cells;
  }

  std::vector<std::string> names_;
  std::vector<Row> rows_;
};

}  // namespace support
