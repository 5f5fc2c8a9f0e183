// Samples of known populations in columns, some of which break a rule.
#pragma once

#include <cstddef>
#include <vector>

#include "equitable/comparison/batch_finite_population.hpp"
#include "support/tables.hpp"

namespace support {

struct SampleRows {
  std::vector<Count> events, total, population;

  void add(Count x, Count n, Count people) {
    events.push_back(x);
    total.push_back(n);
    population.push_back(people);
  }
  [[nodiscard]] std::size_t size() const { return events.size(); }
  [[nodiscard]] equitable::SampledGroup at(std::size_t i) const { return {events[i], total[i], population[i]}; }
  [[nodiscard]] equitable::SampleColumns view() const { return {events.data(), total.data(), population.data(), events.size()}; }
};

/// Pairs of samples: every small table with some populations, random ones up to `largest`, and one of every broken rule in between.
struct SamplePairRows {
  SampleRows groups, references;

  explicit SamplePairRows(Count small = 4, int random = 2500, Count largest = 1000000) {
    const auto add = [this](const Table2x2& t, Count more1, Count more2) {
      groups.add(t.group.events, t.group.total, t.group.total + more1);
      references.add(t.reference.events, t.reference.total, t.reference.total + more2);
    };
    add({{0, 0}, {1, 2}}, 5, 5);
    add({{1, 2}, {0, 0}}, 0, 0);
    for_each_table(small, [&](const Table2x2& t) {
      for (const Count more : {Count{0}, Count{1}, Count{30}}) add(t, more, 7 * more);
    });
    const std::vector<std::vector<Count>> broken{{-1, 3, 5}, {4, 3, 5}, {1, 3, 2}, {1, 3, equitable::max_count + 1},
                                                 {1, -3, 5}, {0, 0, -1}};
    for (const auto& each : broken) {
      groups.add(each[0], each[1], each[2]);
      references.add(1, 2, 3);
      groups.add(1, 2, 3);
      references.add(each[0], each[1], each[2]);
    }
    RandomTables tables(21);
    RandomTables more(22);
    tables.for_each(random, largest,
                    [&](const Table2x2& t) { add(t, more.total(largest) - 1, more.total(3 * t.reference.total) - 1); });
  }
  [[nodiscard]] std::size_t size() const { return groups.size(); }
  [[nodiscard]] equitable::SamplePairColumns view() const { return {groups.view(), references.view()}; }
};

}  // namespace support
