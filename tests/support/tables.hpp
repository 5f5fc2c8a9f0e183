// Tables to try laws on: every small one, and random large ones that are the same on every machine.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>

#include "equitable/counts/table2x2.hpp"

namespace support {

using equitable::Count;
using equitable::Table2x2;

[[nodiscard]] inline std::string describe(const Table2x2& t) {
  return std::to_string(t.group.events) + "/" + std::to_string(t.group.total) + " v " + std::to_string(t.reference.events) + "/" +
         std::to_string(t.reference.total);
}

/// Calls `law(table)` for every table with both totals from 1 to `largest`, until an assertion fails. Gives back how many it tried.
template <class Law>
std::int64_t for_each_table(Count largest, const Law& law) {
  std::int64_t tried = 0;
  for (Count n1 = 1; n1 <= largest; ++n1)
    for (Count n2 = 1; n2 <= largest; ++n2)
      for (Count x1 = 0; x1 <= n1; ++x1)
        for (Count x2 = 0; x2 <= n2; ++x2) {
          law(Table2x2{{x1, n1}, {x2, n2}});
          ++tried;
          if (::testing::Test::HasFailure()) return tried;
        }
  return tried;
}

/// Random tables, by the engine's raw output alone: standard distributions differ between standard libraries.
class RandomTables {
 public:
  explicit RandomTables(std::uint64_t seed) : engine_(seed) {}

  /// A whole number from `low` to `high`.
  [[nodiscard]] Count between(Count low, Count high) {
    return low + static_cast<Count>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }
  /// A total up to `largest`, of any number of digits alike.
  [[nodiscard]] Count total(Count largest) {
    Count doublings = 0;
    while (doublings < 53 && (Count{1} << doublings) < largest) ++doublings;
    Count limit = largest;
    for (Count halvings = between(0, doublings); halvings > 0; --halvings) limit = (limit + 1) / 2;
    return between(1, limit);
  }
  /// Events of a total: anything, near none, near all.
  [[nodiscard]] Count events(Count total) {
    const Count few = between(0, total < 30 ? total : 30);
    switch (between(0, 3)) {
      case 0: return few;
      case 1: return total - few;
      default: return between(0, total);
    }
  }
  /// Any table; one in three has two rates close to each other.
  [[nodiscard]] Table2x2 table(Count largest) {
    const Count n1 = total(largest);
    const Count n2 = total(largest);
    const Count x1 = events(n1);
    Count x2 = events(n2);
    if (between(0, 2) == 0) {
      const double rate = static_cast<double>(x1) / static_cast<double>(n1);
      const double wobble = static_cast<double>(between(80, 125)) / 100.0;
      x2 = static_cast<Count>(rate * wobble * static_cast<double>(n2));
      if (x2 > n2) x2 = n2;
    }
    return {{x1, n1}, {x2, n2}};
  }
  template <class Law>
  void for_each(int tables, Count largest, const Law& law) {
    for (int i = 0; i < tables && !::testing::Test::HasFailure(); ++i) law(table(largest));
  }

 private:
  std::mt19937_64 engine_;
};

/// The number of tables with both totals from 1 to 25.
inline constexpr std::int64_t tables_up_to_25 = 122500;

}  // namespace support
