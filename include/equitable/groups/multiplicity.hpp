/// @file groups/multiplicity.hpp
/// Many tests at once: p-values adjusted for the size of the family they belong to.
///
/// With m tests read for "p < 0.05", one in twenty shows a difference where there is none. An adjusted p-value is compared with
/// α as it stands: what is below it is rejected by the procedure at α.
///
/// | adjustment | adjusted p of the j-th smallest | controls; use |
/// |---|---|---|
/// | `bonferroni` | m p | the chance of any false finding (FWER); ○ |
/// | `sidak` | 1 − (1−p)^m | FWER, independent tests; ○ |
/// | `holm` | running maximum of (m−j+1) p | FWER, whatever the dependence; ★ |
/// | `holm_sidak` | running maximum of 1 − (1−p)^(m−j+1) | FWER, independent tests; ○ |
/// | `hochberg` | from the largest, running minimum of (m−j+1) p | FWER, positive dependence; ○ |
/// | `hommel` | the largest Simes p of it with the s−1 largest others, over s | FWER, positive dependence; ● |
/// | `bh` | from the largest, running minimum of m p / j | the share of false findings (FDR); ★ for screening |
/// | `by` | `bh` · Σ 1/i | FDR, whatever the dependence; ○ |
/// | `storey` | `bh` · min(1, (#{p > ½} + 1) / (m/2)), the q-value | FDR, independent tests, m in the hundreds; ○ |
///
/// ★ default, ● good, ○ for a special purpose. In the same order of strictness: bh <= hommel <= hochberg <= holm <= bonferroni.
/// NaN is a test that could not be made: it stays NaN and is not counted in m. The results stand in the order of the input;
/// equal p-values have equal adjusted ones. Declare the family before looking at the p-values; several families each adjusted
/// by itself are not one family (groups/test_tree.hpp is for families inside each other). Cost: O(m log m), the sort; some 0.1
/// microseconds a test.
///
/// Sources: Šidák (1967) J. Am. Stat. Assoc. 62, 626; Holm (1979) Scand. J. Stat. 6, 65; Hochberg (1988) Biometrika 75, 800;
/// Hommel (1988) Biometrika 75, 383, by the tangents of Meijer, Krebs and Goeman (2019) Biom. J. 61, 73; Benjamini and Hochberg
/// (1995) J. R. Stat. Soc. B 57, 289; Benjamini and Yekutieli (2001) Ann. Stat. 29, 1165; Storey, Taylor and Siegmund (2004)
/// J. R. Stat. Soc. B 66, 187, with λ = ½.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "equitable/core/error.hpp"
#include "equitable/core/results.hpp"

namespace equitable {

/// How p-values are adjusted.
enum class Adjustment : std::uint8_t { bonferroni, sidak, holm, holm_sidak, hochberg, hommel, bh, by, storey };

namespace detail {

inline constexpr std::array<const char*, 9> adjustment_names{"bonferroni", "sidak", "holm", "holm_sidak", "hochberg",
                                                             "hommel",     "bh",    "by",   "storey"};

}  // namespace detail

/// The adjustment as written in results.
[[nodiscard]] constexpr const char* name(Adjustment adjustment) noexcept {
  return detail::adjustment_names[static_cast<std::size_t>(adjustment)];
}

namespace detail {

/// A p-value and where it came from.
struct RankedPvalue {
  double pvalue;
  std::size_t place;
};

/// Sorts by p-value: long lists by their bits, eleven at a time, which for numbers of one sign are in the order of the numbers.
inline void sort_by_pvalue(std::vector<RankedPvalue>& tests) {
  if (tests.size() < 4096) {
    std::sort(tests.begin(), tests.end(), [](const RankedPvalue& a, const RankedPvalue& b) { return a.pvalue < b.pvalue; });
    return;
  }
  constexpr std::size_t digits = 6;
  constexpr std::size_t values = 2048;
  const auto digit_of = [](double pvalue, std::size_t digit) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &pvalue, sizeof bits);
    return static_cast<std::size_t>(bits >> (11U * digit)) % values;
  };
  std::vector<std::size_t> places(digits * values, 0);
  for (const RankedPvalue& test : tests)
    for (std::size_t digit = 0; digit < digits; ++digit) ++places[digit * values + digit_of(test.pvalue, digit)];
  std::vector<RankedPvalue> sorted(tests.size());
  for (std::size_t digit = 0; digit < digits; ++digit) {
    std::size_t* const place = places.data() + digit * values;
    if (place[digit_of(tests.front().pvalue, digit)] == tests.size()) continue;  // all alike
    std::size_t begin = 0;
    for (std::size_t value = 0; value < values; ++value) {
      const std::size_t count = place[value];
      place[value] = begin;
      begin += count;
    }
    for (const RankedPvalue& test : tests) sorted[place[digit_of(test.pvalue, digit)]++] = test;
    tests.swap(sorted);
  }
}

/// 1 − (1−p)^m.
[[nodiscard]] inline double sidak(double pvalue, double tests) noexcept { return -std::expm1(tests * std::log1p(-pvalue)); }

/// Σ 1/i for i up to m.
[[nodiscard]] inline double harmonic_number(std::size_t m) noexcept {
  double sum = 0.0;
  for (std::size_t i = m; i > 0; --i) sum += 1.0 / static_cast<double>(i);
  return sum;
}

/// Hommel's adjustment of p-values in rising order, in place: O(m log m).
///
/// The Simes p of the i largest p-values is i times the slope of the tangent from (m−i, 0) to the lower hull of the points
/// (j, p_(j)), j > m−i. With σ_i the largest of these for i and more, the adjusted p is the least over k of
/// max(k p, σ_(k+1)): the first rises with k, the second falls.
inline void hommel_adjust(std::vector<RankedPvalue>& sorted) {
  const std::size_t m = sorted.size();
  const auto pvalue = [&](std::size_t j) { return sorted[j - 1].pvalue; };
  std::vector<std::size_t> hull;  // the lower hull of the points seen, the leftmost last
  hull.reserve(m);
  std::vector<double> simes(m + 2, 0.0);
  for (std::size_t i = 1; i <= m; ++i) {
    const std::size_t left = m - i;
    const std::size_t added = left + 1;
    while (hull.size() >= 2) {
      const std::size_t b = hull[hull.size() - 1];
      const std::size_t c = hull[hull.size() - 2];
      const double rise_ab = (pvalue(b) - pvalue(added)) * static_cast<double>(c - b);
      const double rise_bc = (pvalue(c) - pvalue(b)) * static_cast<double>(b - added);
      if (rise_ab < rise_bc) break;
      hull.pop_back();
    }
    hull.push_back(added);
    // Along the hull the slope from (left, 0) falls, then rises: bisect for where it turns.
    const auto slope = [&](std::size_t at) { return pvalue(hull[at]) / static_cast<double>(hull[at] - left); };
    std::size_t low = 0;
    std::size_t high = hull.size() - 1;
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      if (slope(middle) <= slope(middle + 1))
        high = middle;
      else
        low = middle + 1;
    }
    simes[i] = static_cast<double>(i) * slope(low);
  }
  for (std::size_t i = m; i-- > 1;) simes[i] = std::fmax(simes[i], simes[i + 1]);
  for (RankedPvalue& test : sorted) {
    std::size_t low = 0;
    std::size_t high = m;  // where k p is at least σ_(k+1) = 0
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      if (static_cast<double>(middle) * test.pvalue >= simes[middle + 1])
        high = middle;
      else
        low = middle + 1;
    }
    const double crossed = static_cast<double>(low) * test.pvalue;
    test.pvalue = low == 0 ? crossed : std::fmin(crossed, simes[low]);
  }
}

/// The adjustment of p-values in rising order, in place; not yet cut at 1.
inline void adjust_sorted(std::vector<RankedPvalue>& sorted, Adjustment adjustment) {
  const std::size_t m = sorted.size();
  const double tests = static_cast<double>(m);
  double factor = 1.0;
  double running = 0.0;
  switch (adjustment) {
    case Adjustment::bonferroni:
      for (RankedPvalue& test : sorted) test.pvalue *= tests;
      return;
    case Adjustment::sidak:
      for (RankedPvalue& test : sorted) test.pvalue = sidak(test.pvalue, tests);
      return;
    case Adjustment::holm:
      for (std::size_t j = 0; j < m; ++j)
        sorted[j].pvalue = running = std::fmax(running, static_cast<double>(m - j) * sorted[j].pvalue);
      return;
    case Adjustment::holm_sidak:
      for (std::size_t j = 0; j < m; ++j)
        sorted[j].pvalue = running = std::fmax(running, sidak(sorted[j].pvalue, static_cast<double>(m - j)));
      return;
    case Adjustment::hochberg:
      running = infinity;
      for (std::size_t j = m; j-- > 0;)
        sorted[j].pvalue = running = std::fmin(running, static_cast<double>(m - j) * sorted[j].pvalue);
      return;
    case Adjustment::hommel: hommel_adjust(sorted); return;
    case Adjustment::bh: break;
    case Adjustment::by: factor = harmonic_number(m); break;
    case Adjustment::storey: {
      std::size_t large = 0;
      while (large < m && sorted[m - 1 - large].pvalue > 0.5) ++large;
      factor = std::fmin(1.0, (static_cast<double>(large) + 1.0) / (0.5 * tests));
      break;
    }
  }
  running = infinity;
  for (std::size_t j = m; j-- > 0;)
    sorted[j].pvalue = running = std::fmin(running, tests * sorted[j].pvalue / static_cast<double>(j + 1) * factor);
}

/// The adjusted p-values of one family over plain pointers; what is NaN or outside [0, 1] comes back as NaN and is not counted.
inline void adjust_family(const double* pvalues, std::size_t count, Adjustment adjustment, double* adjusted) {
  std::vector<RankedPvalue> sorted;
  sorted.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    adjusted[i] = not_a_number;
    if (pvalues[i] >= 0.0 && pvalues[i] <= 1.0) sorted.push_back({pvalues[i] + 0.0, i});  // no -0
  }
  sort_by_pvalue(sorted);
  adjust_sorted(sorted, adjustment);
  for (const RankedPvalue& test : sorted) adjusted[test.place] = std::fmin(1.0, test.pvalue);
}

/// @throws InvalidInput naming the index, unless the p-value is NaN or in [0, 1]
inline void check_pvalue(double pvalue, std::size_t index, const char* where, const char* argument) {
  if (std::isnan(pvalue) || (pvalue >= 0.0 && pvalue <= 1.0)) return;
  throw_invalid(where, std::string(argument) + "[" + std::to_string(index) + "]", number_text(pvalue),
                "must lie between 0 and 1, or be NaN for a test that was not made");
}

}  // namespace detail

/// P-values adjusted for being one family, in the order of the input.
///
///     adjust_pvalues({0.01, 0.04, 0.03})                     // Holm: 0.03, 0.06, 0.06
///     adjust_pvalues({0.01, 0.04, 0.03}, Adjustment::bh)     // 0.03, 0.04, 0.04
///
/// @throws InvalidInput naming the index of a p-value that is neither NaN nor in [0, 1]
[[nodiscard]] inline std::vector<double> adjust_pvalues(const std::vector<double>& pvalues,
                                                        Adjustment adjustment = Adjustment::holm) {
  for (std::size_t i = 0; i < pvalues.size(); ++i) detail::check_pvalue(pvalues[i], i, "adjust_pvalues", "pvalues");
  std::vector<double> adjusted(pvalues.size());
  detail::adjust_family(pvalues.data(), pvalues.size(), adjustment, adjusted.data());
  return adjusted;
}

/// Families of p-values in columns: family i is offsets[i] … offsets[i+1] − 1. Never throws for a value: what is NaN or outside
/// [0, 1] comes back as NaN and is not counted.
inline void adjust_pvalues_rows(const double* pvalues, const std::size_t* offsets, std::size_t families, Adjustment adjustment,
                                double* adjusted) {
  for (std::size_t i = 0; i < families; ++i)
    detail::adjust_family(pvalues + offsets[i], offsets[i + 1] - offsets[i], adjustment, adjusted + offsets[i]);
}

}  // namespace equitable
