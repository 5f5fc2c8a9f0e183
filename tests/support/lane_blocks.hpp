// Tables in blocks, as kernels over lanes take them: every small one and random ones.
#pragma once

#include <cstddef>
#include <vector>

#include "equitable/detail/lanes_tables.hpp"
#include "support/tables.hpp"

namespace support {

/// Calls `law(tables)` for blocks of every table with totals up to `largest`, and of `random` tables with totals up to 10^4.
template <class Law>
void for_each_block(Count largest, int random, const Law& law) {
  std::vector<Table2x2> rows;
  const auto add = [&](const Table2x2& t) {
    rows.push_back(t);
    if (rows.size() < equitable::detail::lane_count) return;
    law(rows);
    rows.clear();
  };
  for_each_table(largest, add);
  RandomTables(77).for_each(random, 10000, add);
  if (!rows.empty()) law(rows);
}

/// The block of at most `lane_count` tables.
inline void load(const std::vector<Table2x2>& rows, equitable::detail::LaneTables& block) {
  std::vector<Count> x1, n1, x2, n2;
  for (const Table2x2& t : rows) {
    x1.push_back(t.group.events);
    n1.push_back(t.group.total);
    x2.push_back(t.reference.events);
    n2.push_back(t.reference.total);
  }
  equitable::detail::load_tables(x1.data(), n1.data(), x2.data(), n2.data(), rows.size(), block);
}

/// Calls `law(table, lower, upper, redo)` for every table, after `kernel(block, found)` has filled in its block.
template <class Kernel, class Law>
void for_each_estimate(const Kernel& kernel, const Law& law) {
  for_each_block(8, 3200, [&](const std::vector<Table2x2>& rows) {
    equitable::detail::LaneTables block;
    equitable::detail::LaneEstimates found;
    load(rows, block);
    kernel(block, found);
    for (std::size_t i = 0; i < rows.size(); ++i) law(rows[i], found.lower[i], found.upper[i], block.redo[i] != 0);
  });
}

}  // namespace support
