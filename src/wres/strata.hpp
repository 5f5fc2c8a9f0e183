// Pay bands and grades: which there are, in which order, and which of them a printed stratum covers.
#pragma once

#include <string>
#include <vector>

namespace equitable::wres::detail {

// Bands are numbered upwards from apprentices (0) to VSM; medical grades follow on from 100.
struct Stratum {
  int first = -1;  // −1: not a band, nor a range of them
  int last = -1;
  bool everybody = false;  // "Overall"

  [[nodiscard]] bool known() const { return first >= 0; }
  [[nodiscard]] bool single() const { return known() && first == last; }
  [[nodiscard]] bool covers(const Stratum& other) const {
    return everybody ? other.known() : known() && other.known() && first <= other.first && other.last <= last;
  }
};

[[nodiscard]] Stratum parse_stratum(const std::string& staff_type, const std::string& stratum);

// "Overall" and the empty stratum: the whole population.
[[nodiscard]] bool is_overall(const std::string& stratum);

// The bands and grades in words, neighbours merged: {Band 4, Band 6, Band 7, Band 8a} with the ranks of Bands 4, 6, 7 and 8a is
// "Band 4 and Bands 6 to 8a". Two are neighbours when no rank in `between` lies between them, so that a band that is not in the
// list breaks a range only if it exists.
[[nodiscard]] std::string listed_strata(const std::vector<std::string>& names, const std::vector<int>& ranks,
                                        const std::vector<int>& between);

}  // namespace equitable::wres::detail
