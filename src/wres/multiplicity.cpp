// Holm's step-down adjustment within each declared family. Raw and adjusted p-values both stay.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "stages.hpp"

namespace equitable::wres::detail {

void adjust_within_families(Report& report) {
  std::map<std::string, std::vector<Comparison*>> families;
  for (Comparison& c : report.comparisons) {
    if (!std::isnan(c.pvalue)) families[c.family].push_back(&c);
  }
  for (auto& [name, members] : families) {
    std::stable_sort(members.begin(), members.end(),
                     [](const Comparison* a, const Comparison* b) { return a->pvalue < b->pvalue; });
    double least = 0.0;
    for (std::size_t i = 0; i < members.size(); ++i) {
      least = std::max(least, std::min(1.0, static_cast<double>(members.size() - i) * members[i]->pvalue));
      members[i]->pvalue_adjusted = least;
    }
  }
}

}  // namespace equitable::wres::detail
