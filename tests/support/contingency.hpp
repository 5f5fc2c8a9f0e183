// Tables of any shape for tests: read from the reference files, and drawn at random, the same on every machine.
#pragma once

#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

#include "equitable/groups/contingency_table.hpp"
#include "support/tables.hpp"

namespace support {

using equitable::ContingencyTable;
using equitable::Proportion;

/// The table written `1 2 3;3 2 1`.
[[nodiscard]] inline ContingencyTable table_from(const std::string& text) {
  std::vector<Count> cells;
  std::size_t rows = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line, ';'); ++rows) {
    std::istringstream numbers(line);
    for (Count count = 0; numbers >> count;) cells.push_back(count);
  }
  return ContingencyTable(rows, cells.size() / rows, cells);
}

/// The groups written `3 0` and `8 5`.
[[nodiscard]] inline std::vector<Proportion> groups_from(const std::string& events, const std::string& totals) {
  std::vector<Proportion> groups;
  std::istringstream xs(events);
  std::istringstream ns(totals);
  for (Proportion group; xs >> group.events && ns >> group.total;) groups.push_back(group);
  return groups;
}

[[nodiscard]] inline std::string describe(const ContingencyTable& table) {
  std::string text;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    text += i == 0 ? "" : ";";
    for (std::size_t j = 0; j < table.columns(); ++j) text += (j == 0 ? "" : " ") + std::to_string(table.cell(i, j));
  }
  return text;
}

/// A table with cells up to `largest`, zeros among them.
[[nodiscard]] inline ContingencyTable random_table(RandomTables& random, std::size_t rows, std::size_t columns, Count largest) {
  std::vector<Count> cells(rows * columns);
  for (Count& cell : cells) cell = random.between(0, 4) == 0 ? 0 : random.between(0, largest);
  return ContingencyTable(rows, columns, cells);
}

/// Groups with totals from 1 to `largest`.
[[nodiscard]] inline std::vector<Proportion> random_groups(RandomTables& random, std::size_t size, Count largest) {
  std::vector<Proportion> groups(size);
  for (Proportion& group : groups) {
    group.total = random.total(largest);
    group.events = random.events(group.total);
  }
  return groups;
}

}  // namespace support
