// Many tables of groups in flat columns, for tests of batch forms: some alike, some broken, some empty.
#pragma once

#include <cstddef>
#include <vector>

#include "equitable/groups/batch_columns.hpp"
#include "support/tables.hpp"

namespace support {

/// Columns that own their rows.
struct GroupColumns {
  std::vector<equitable::Count> events, totals;
  std::vector<std::size_t> offsets{0};

  void add(equitable::Count x, equitable::Count n) {
    events.push_back(x);
    totals.push_back(n);
  }
  void close() { offsets.push_back(events.size()); }
  [[nodiscard]] std::size_t tables() const { return offsets.size() - 1; }
  [[nodiscard]] equitable::GroupRows rows() const { return {events.data(), totals.data(), offsets.data(), tables()}; }
  [[nodiscard]] std::vector<equitable::Proportion> table(std::size_t i) const {
    std::vector<equitable::Proportion> groups;
    for (std::size_t g = offsets[i]; g < offsets[i + 1]; ++g) groups.push_back({events[g], totals[g]});
    return groups;
  }
};

/// Random tables: `groups` each, or from none to 7 when `groups` is 0; one table in nine breaks a rule.
[[nodiscard]] inline GroupColumns random_group_columns(RandomTables& random, std::size_t tables, Count groups, Count largest) {
  GroupColumns columns;
  for (std::size_t i = 0; i < tables; ++i) {
    const std::size_t first = columns.events.size();
    for (Count g = groups > 0 ? groups : random.between(0, 7); g > 0; --g) {
      const Count total = random.between(0, 12) == 0 ? 0 : random.total(largest);
      columns.add(random.events(total), total);
    }
    const std::size_t count = columns.events.size() - first;
    if (count > 0 && random.between(0, 8) == 0) {
      const std::size_t broken = first + static_cast<std::size_t>(random.between(0, static_cast<Count>(count) - 1));
      switch (random.between(0, 3)) {
        case 0: columns.events[broken] = -1; break;
        case 1: columns.events[broken] = columns.totals[broken] + 1; break;
        case 2: columns.totals[broken] = -5; break;
        default: columns.totals[broken] = equitable::max_count + 1;
      }
    }
    columns.close();
  }
  return columns;
}

}  // namespace support
