#include "strata.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <string_view>
#include <utility>

#include "wording.hpp"

namespace equitable::wres::detail {

namespace {

constexpr std::array<std::string_view, 14> bands{"apprentices", "1",  "2",  "3",  "4",  "5", "6",
                                                 "7",           "8a", "8b", "8c", "8d", "9", "vsm"};
constexpr std::array<std::string_view, 4> grades{"trainee", "non-consultant", "consultant", "senior manager"};
constexpr int first_grade = 100;
constexpr int band_2 = 2;
constexpr int very_senior = 13;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

int band_rank(std::string_view name) {
  if (starts_with(name, "band ")) name.remove_prefix(5);
  for (std::size_t rank = 0; rank < bands.size(); ++rank) {
    if (name == bands[rank]) return static_cast<int>(rank);
  }
  return -1;
}

int grade_rank(std::string_view name) {
  for (std::size_t rank = 0; rank < grades.size(); ++rank) {
    if (starts_with(name, grades[rank])) return first_grade + static_cast<int>(rank);
  }
  return -1;
}

// "bands 2 to 8a", "bands 1 - 4", "bands 8c - 9 & vsm"
Stratum parse_range(std::string text) {
  for (const std::string_view prefix : {"bands ", "band "}) {
    if (starts_with(text, prefix)) {
      text.erase(0, prefix.size());
      break;
    }
  }
  bool with_vsm = false;
  for (const std::string_view suffix : {" & vsm", " and vsm"}) {
    if (text.size() > suffix.size() && text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0) {
      text.erase(text.size() - suffix.size());
      with_vsm = true;
    }
  }
  for (const std::string_view joint : {" to ", " - ", "-", "–", " – "}) {
    const std::size_t at = text.find(joint);
    if (at == std::string::npos) continue;
    const int first = band_rank(text.substr(0, at));
    const int last = band_rank(text.substr(at + joint.size()));
    if (first >= 0 && last >= first) return {first, with_vsm ? very_senior : last};
  }
  return {};
}

bool may_join(int rank) { return rank > 0 && rank < first_grade; }

std::string without_band(const std::string& name) { return starts_with(name, "Band ") ? name.substr(5) : name; }

}  // namespace

bool is_overall(const std::string& stratum) { return stratum.empty() || stratum == "Overall" || stratum == "overall"; }

Stratum parse_stratum(const std::string& staff_type, const std::string& stratum) {
  if (is_overall(stratum)) {
    Stratum all;
    all.everybody = true;
    return all;
  }
  const std::string text = lower(stratum);
  if (text == "below band 2") return {0, band_2 - 1};
  if (text == "all grades") return {first_grade, first_grade + static_cast<int>(grades.size()) - 1};
  if (const int grade = grade_rank(text); grade >= 0 && staff_type == "medical") return {grade, grade};
  if (const int band = band_rank(text); band >= 0) return {band, band};
  return parse_range(text);
}

std::string listed_strata(const std::vector<std::string>& names, const std::vector<int>& ranks, const std::vector<int>& between) {
  std::vector<std::string> items;
  for (std::size_t i = 0; i < names.size();) {
    std::size_t j = i;
    while (j + 1 < names.size() && may_join(ranks[j]) && may_join(ranks[j + 1]) &&
           std::none_of(between.begin(), between.end(), [&](int rank) { return rank > ranks[j] && rank < ranks[j + 1]; })) {
      ++j;
    }
    if (j > i + 1) {
      items.push_back("Bands " + without_band(names[i]) + " to " + without_band(names[j]));
      i = j + 1;
    } else {
      items.push_back(names[i]);
      ++i;
    }
  }
  return listed(items);
}

}  // namespace equitable::wres::detail
