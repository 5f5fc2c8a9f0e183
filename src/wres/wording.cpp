#include "wording.hpp"

#include <cstddef>

#include "equitable/core/decimal.hpp"
#include "equitable/verdict/sentence.hpp"
#include "strata.hpp"

namespace equitable::wres::detail {

namespace {

// "survey_bank" and "bank" are bank staff; "medical" are medical staff.
std::string kind_of_people(const std::string& population) {
  for (const char* kind : {"bank", "medical"}) {
    if (population.find(kind) != std::string::npos) return std::string(kind) + " ";
  }
  return "";
}

}  // namespace

std::string listed(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  return text;
}

std::string people(const std::string& group, const Indicator& indicator, const std::string& population,
                   const Specification& specification) {
  const std::string noun = kind_of_people(population) + std::string(indicator.people);
  if (group == "Mixed") return noun + " of Mixed ethnicity";
  if (group == "Other") return noun + " of other ethnic groups";
  return (group == "BME" ? specification.bme_label : group) + " " + noun;
}

std::string part_in_words(const Subject& subject) {
  if (subject.stratum == "Below Band 2") return "posts below Band 2";
  const std::string type = subject.staff_type.empty() || subject.staff_type == "all" ? "" : subject.staff_type + " ";
  if (subject.stratum == "All grades") return type + "posts of all grades";
  return type + subject.stratum;
}

std::string on_the_board(const std::string& part) {
  return is_overall(part) ? "on the board" : "in the " + part + " membership of the board";
}

std::string whole_in_words(const std::string& population) { return "the " + kind_of_people(population) + "workforce"; }

std::string percent(Proportion proportion, int decimals) {
  return decimal_percent(proportion.events, proportion.total, decimals) + "%";
}

std::string as_sentence(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string board_sentence(const Table2x2& table, const Verdict& verdict, const std::string& group, const std::string& where) {
  return equitable::detail::share_sentence(
      verdict, {group, where, "the workforce", percent(table.group, 1) + " against " + percent(table.reference, 1), "The difference",
                "seats", "the representation of " + group + " " + where, "so few seats"});
}

}  // namespace equitable::wres::detail
