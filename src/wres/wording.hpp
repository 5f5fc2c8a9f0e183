// How people, places and figures are called.
#pragma once

#include <string>
#include <vector>

#include "equitable/counts/table2x2.hpp"
#include "equitable/verdict/verdict.hpp"
#include "equitable/wres/indicator.hpp"
#include "equitable/wres/model.hpp"
#include "equitable/wres/specification.hpp"

namespace equitable::wres::detail {

// "a", "a and b", "a, b and c"
[[nodiscard]] std::string listed(const std::vector<std::string>& items);

// "BME applicants", "bank staff of Mixed ethnicity"
[[nodiscard]] std::string people(const std::string& group, const Indicator& indicator, const std::string& population,
                                 const Specification& specification);

// Completes "under-represented in …": "clinical Band 4".
[[nodiscard]] std::string part_in_words(const Subject& subject);

// Completes "under-represented …": "on the board", "in the voting membership of the board".
[[nodiscard]] std::string on_the_board(const std::string& part);

// "the workforce", "the bank workforce"
[[nodiscard]] std::string whole_in_words(const std::string& population);

// "8.7%"
[[nodiscard]] std::string percent(Proportion proportion, int decimals);

// The first letter as a capital.
[[nodiscard]] std::string as_sentence(std::string text);

// A board beside the workforce: the table is board against workforce, `where` comes from on_the_board.
[[nodiscard]] std::string board_sentence(const Table2x2& table, const Verdict& verdict, const std::string& group,
                                         const std::string& where);

}  // namespace equitable::wres::detail
