// Strata for tests: read from reference files, and drawn at random.
#pragma once

#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

#include "equitable/groups/strata.hpp"
#include "support/tables.hpp"

namespace support {

/// "a n1 c n0;a n1 c n0;…"
[[nodiscard]] inline equitable::Strata read_strata(const std::string& text) {
  std::istringstream in(text);
  std::string stratum;
  equitable::Strata strata;
  while (std::getline(in, stratum, ';')) {
    std::istringstream cells(stratum);
    equitable::Count a = 0, n1 = 0, c = 0, n0 = 0;
    if (!(cells >> a >> n1 >> c >> n0)) throw std::runtime_error("not a stratum: \"" + stratum + "\"");
    strata.add(a, n1, c, n0);
  }
  return strata;
}

[[nodiscard]] inline std::string describe(const equitable::Strata& strata) {
  std::string text;
  for (const equitable::Table2x2& table : strata) text += describe(table) + "; ";
  return text;
}

/// From one to `most` random tables.
[[nodiscard]] inline equitable::Strata random_strata(RandomTables& random, equitable::Count most, equitable::Count largest) {
  equitable::Strata strata;
  for (equitable::Count i = random.between(1, most); i > 0; --i) {
    const equitable::Table2x2 t = random.table(largest);
    strata.add(t.group.events, t.group.total, t.reference.events, t.reference.total);
  }
  return strata;
}

/// The same strata, the last first.
[[nodiscard]] inline equitable::Strata reversed(const equitable::Strata& strata) {
  const std::vector<equitable::Table2x2>& tables = strata.tables();
  return equitable::Strata(std::vector<equitable::Table2x2>(tables.rbegin(), tables.rend()));
}

/// The tables of `strata`, each `times` over.
[[nodiscard]] inline equitable::Strata repeated(const equitable::Strata& strata, int times) {
  std::vector<equitable::Table2x2> tables;
  for (int i = 0; i < times; ++i) tables.insert(tables.end(), strata.begin(), strata.end());
  return equitable::Strata(tables);
}

}  // namespace support
