// Lists inside a cell of a CSV file: "1 2 3" and "1/3 2/3", and tables with rows split by ";".
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "equitable/counts/proportion.hpp"

namespace support {

[[nodiscard]] inline std::vector<std::string> words(std::string text) {
  for (char& c : text)
    if (c == ';') c = ' ';
  std::istringstream in(text);
  std::vector<std::string> result;
  for (std::string word; in >> word;) result.push_back(word);
  return result;
}

[[nodiscard]] inline std::vector<equitable::Count> counts(const std::string& text) {
  std::vector<equitable::Count> result;
  for (const std::string& word : words(text)) result.push_back(std::stoll(word));
  return result;
}

/// Numbers, fractions among them.
[[nodiscard]] inline std::vector<double> numbers(const std::string& text) {
  std::vector<double> result;
  for (const std::string& word : words(text)) {
    const std::size_t slash = word.find('/');
    result.push_back(slash == std::string::npos ? std::stod(word)
                                                : std::stod(word.substr(0, slash)) / std::stod(word.substr(slash + 1)));
  }
  return result;
}

/// Groups from a list of events and a list of totals.
[[nodiscard]] inline std::vector<equitable::Proportion> proportions(const std::string& events, const std::string& totals) {
  const std::vector<equitable::Count> x = counts(events);
  const std::vector<equitable::Count> n = counts(totals);
  std::vector<equitable::Proportion> result;
  for (std::size_t i = 0; i < x.size(); ++i) result.push_back({x[i], n.at(i)});
  return result;
}

}  // namespace support
