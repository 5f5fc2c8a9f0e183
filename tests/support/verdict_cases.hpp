// The 65 verdicts of the published report, row by row.
#pragma once

#include <string>
#include <vector>

#include "equitable/counts/table2x2.hpp"
#include "support/csv.hpp"

namespace support {

inline constexpr int verdict_case_count = 65;

struct VerdictCase {
  equitable::Table2x2 table;
  std::string ratio, policy_lpt, state, grade, people_to_change_state, complement_state, all;
};

[[nodiscard]] inline std::vector<VerdictCase> verdict_cases() {
  std::vector<VerdictCase> cases;
  const Csv file("lpt/verdict_cases.csv");
  cases.reserve(file.rows().size());
  for (const Row& row : file.rows())
    cases.push_back(
        {{{row.count("group_events"), row.count("group_total")}, {row.count("reference_events"), row.count("reference_total")}},
         row.text("ratio_2dp"),
         row.text("policy_lpt"),
         row.text("state"),
         row.text("grade"),
         row.text("people_to_change_state"),
         row.text("complement_state"),
         row.all()});
  return cases;
}

}  // namespace support
