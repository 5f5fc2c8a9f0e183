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
/// by itself are not one family (groups/test_tree.hpp is for families inside each other). Cost: the sort, by bits: some 15 ns a
/// test, 35 with ten million; Hommel's 0.3 microseconds. `reject_pvalues` tells which tests are rejected without sorting.
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
#include "equitable/detail/radix_order.hpp"

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

/// "1 test", "12 tests".
[[nodiscard]] inline std::string counted(std::size_t count, const char* noun) {
  return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

/// A p-value and where it came from.
struct RankedPvalue {
  double pvalue;
  std::size_t place;
};

/// Sorts by p-value.
inline void sort_by_pvalue(std::vector<RankedPvalue>& tests) {
  std::sort(tests.begin(), tests.end(), [](const RankedPvalue& a, const RankedPvalue& b) { return a.pvalue < b.pvalue; });
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
inline void hommel_adjust(std::vector<double>& sorted) {
  const std::size_t m = sorted.size();
  const auto pvalue = [&](std::size_t j) { return sorted[j - 1]; };
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
  for (double& p : sorted) {
    std::size_t low = 0;
    std::size_t high = m;  // where k p is at least σ_(k+1) = 0
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      if (static_cast<double>(middle) * p >= simes[middle + 1])
        high = middle;
      else
        low = middle + 1;
    }
    const double crossed = static_cast<double>(low) * p;
    p = low == 0 ? crossed : std::fmin(crossed, simes[low]);
  }
}

/// Storey's estimate of the share of true null hypotheses among m tests, `large` of them with a p above ½; at most 1.
[[nodiscard]] inline double storey_factor(std::size_t large, std::size_t m) noexcept {
  return std::fmin(1.0, (static_cast<double>(large) + 1.0) / (0.5 * static_cast<double>(m)));
}

/// What the p of a rank, counted from 0, becomes before it is compared with its neighbours: by Holm and Hochberg …
[[nodiscard]] inline double stepwise(double pvalue, std::size_t rank, std::size_t m) noexcept {
  return static_cast<double>(m - rank) * pvalue;
}
/// … and by Benjamini and Hochberg and those after them.
[[nodiscard]] inline double over_rank(double pvalue, std::size_t rank, double tests, double factor) noexcept {
  return tests * pvalue / static_cast<double>(rank + 1) * factor;
}

/// The adjusted p-values of a family in rising order, by the adjustments that go by rank, not yet cut at 1: reads `pvalue_of(j)`, calls `put(j, adjusted)` once for
/// each rank j from 0 to m − 1.
template <class Pvalues, class Put>
void adjust_in_order(std::size_t m, Adjustment adjustment, const Pvalues& pvalue_of, const Put& put) {
  const double tests = static_cast<double>(m);
  double factor = 1.0;
  double running = 0.0;
  switch (adjustment) {
    case Adjustment::bonferroni:
    case Adjustment::sidak: return;  // not by rank
    case Adjustment::holm:
      for (std::size_t j = 0; j < m; ++j) {
        const double adjusted = stepwise(pvalue_of(j), j, m);
        running = adjusted > running ? adjusted : running;
        put(j, running);
      }
      return;
    case Adjustment::holm_sidak:
      for (std::size_t j = 0; j < m; ++j) {
        running = std::fmax(running, sidak(pvalue_of(j), static_cast<double>(m - j)));
        put(j, running);
      }
      return;
    case Adjustment::hochberg:
      running = infinity;
      for (std::size_t j = m; j-- > 0;) {
        const double adjusted = stepwise(pvalue_of(j), j, m);
        running = adjusted < running ? adjusted : running;
        put(j, running);
      }
      return;
    case Adjustment::hommel: {
      std::vector<double> sorted(m);
      for (std::size_t j = 0; j < m; ++j) sorted[j] = pvalue_of(j);
      hommel_adjust(sorted);
      for (std::size_t j = 0; j < m; ++j) put(j, sorted[j]);
      return;
    }
    case Adjustment::bh: break;
    case Adjustment::by: factor = harmonic_number(m); break;
    case Adjustment::storey: {
      std::size_t large = 0;
      while (large < m && pvalue_of(m - 1 - large) > 0.5) ++large;
      factor = storey_factor(large, m);
      break;
    }
  }
  running = infinity;
  for (std::size_t j = m; j-- > 0;) {
    const double adjusted = over_rank(pvalue_of(j), j, tests, factor);
    running = adjusted < running ? adjusted : running;
    put(j, running);
  }
}

[[nodiscard]] constexpr bool is_pvalue(double value) noexcept { return value >= 0.0 && value <= 1.0; }

/// From so many tests on a family is sorted by bits.
inline constexpr std::size_t least_radix_family = 2048;

/// The adjusted p-values of one family over plain pointers; what is NaN or outside [0, 1] comes back as NaN and is not counted.
inline void adjust_family(const double* pvalues, std::size_t count, Adjustment adjustment, double* adjusted) {
  const auto cut = [](double value) noexcept { return value < 1.0 ? value : 1.0; };
  if (adjustment == Adjustment::bonferroni || adjustment == Adjustment::sidak) {
    double tests = 0.0;
    for (std::size_t i = 0; i < count; ++i) tests += is_pvalue(pvalues[i]) ? 1.0 : 0.0;
    for (std::size_t i = 0; i < count; ++i) {
      const double p = pvalues[i] + 0.0;  // no -0
      adjusted[i] = !is_pvalue(p) ? not_a_number : adjustment == Adjustment::bonferroni ? cut(tests * p) : cut(sidak(p, tests));
    }
    return;
  }
  if (count >= least_radix_family && count <= RadixOrder::most_numbers) {
    const RadixOrder order(pvalues, count, adjusted);
    if (order.size() < count)
      for (std::size_t i = 0; i < count; ++i)
        if (!is_pvalue(pvalues[i])) adjusted[i] = not_a_number;
    adjust_in_order(
        order.size(), adjustment, [&](std::size_t j) noexcept { return order[j]; },
        [&](std::size_t j, double value) noexcept { adjusted[order.place(j)] = cut(value); });
    return;
  }
  std::vector<RankedPvalue> sorted;
  sorted.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    adjusted[i] = not_a_number;
    if (is_pvalue(pvalues[i])) sorted.push_back({pvalues[i] + 0.0, i});  // no -0
  }
  sort_by_pvalue(sorted);
  adjust_in_order(
      sorted.size(), adjustment, [&](std::size_t j) noexcept { return sorted[j].pvalue; },
      [&](std::size_t j, double value) noexcept { adjusted[sorted[j].place] = cut(value); });
}

/// How a p of a rank, counted from 1, is judged by the adjustments that compare each rank with the level: a p that passes at a
/// rank passes at all higher ones, and so does every smaller p.
class RankRule {
 public:
  RankRule(Adjustment adjustment, std::size_t tests, double factor, double level) noexcept
      : tests_(tests),
        factor_(factor),
        level_(level),
        stepwise_(adjustment == Adjustment::holm || adjustment == Adjustment::hochberg) {}

  [[nodiscard]] bool passes(double pvalue, std::size_t rank) const noexcept {
    return (stepwise_ ? stepwise(pvalue, rank - 1, tests_) : over_rank(pvalue, rank - 1, static_cast<double>(tests_), factor_)) <
           level_;
  }
  /// The largest p that passes at a rank, to the last bit; −1 when none does.
  [[nodiscard]] double largest_passing(std::size_t rank) const noexcept {
    if (!passes(0.0, rank)) return -1.0;
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    const double one = 1.0;
    std::memcpy(&high, &one, sizeof high);
    const auto number = [](std::uint64_t bits) noexcept {
      double value = 0.0;
      std::memcpy(&value, &bits, sizeof value);
      return value;
    };
    if (passes(1.0, rank)) return 1.0;
    while (high - low > 1) {
      const std::uint64_t middle = low + (high - low) / 2;
      (passes(number(middle), rank) ? low : high) = middle;
    }
    return number(low);
  }
  /// The smallest rank at which a p passes, `most` + 1 when it is above `most`.
  [[nodiscard]] std::size_t first_passed(double pvalue, std::size_t most) const noexcept {
    if (!passes(pvalue, most)) return most + 1;
    const double all = static_cast<double>(tests_);
    const double guess = stepwise_ ? all - level_ / pvalue : all * pvalue * factor_ / level_;
    std::size_t rank = guess > 1.0 ? (guess < static_cast<double>(most) ? static_cast<std::size_t>(guess) : most) : 1;
    while (rank > 1 && passes(pvalue, rank - 1)) --rank;
    while (!passes(pvalue, rank)) ++rank;
    return rank;
  }

 private:
  std::size_t tests_;
  double factor_, level_;
  bool stepwise_;
};

/// How many p-values are at most a bound of 0 or more; none when it is below. What is no p-value is not counted.
[[nodiscard]] inline std::size_t count_up_to(const double* pvalues, std::size_t count, double bound) noexcept {
  if (!(bound >= 0.0)) return 0;
  const std::uint64_t most = RadixOrder::bits_of(bound);  // the bits of negative numbers and of NaN are beyond
  std::size_t found = 0;
  for (std::size_t i = 0; i < count; ++i) found += static_cast<std::size_t>(RadixOrder::bits_of(pvalues[i]) <= most);
  return found;
}

/// Those that are at most a bound, of which there are `found`.
[[nodiscard]] inline std::vector<double> values_up_to(const double* pvalues, std::size_t count, double bound, std::size_t found) {
  std::vector<double> values(found + 1);
  std::size_t next = 0;
  for (std::size_t i = 0; i < count; ++i) {
    values[next] = pvalues[i];
    next += static_cast<std::size_t>(pvalues[i] >= 0.0 && pvalues[i] <= bound && next < found);
  }
  values.resize(found);
  return values;
}

/// How many p-values first pass at each rank up to `most`.
[[nodiscard]] inline std::vector<std::size_t> count_first_passed(const double* pvalues, std::size_t count, const RankRule& rule,
                                                                 std::size_t most) {
  std::vector<std::size_t> counts(most + 2, 0);
  const double bound = rule.largest_passing(most);
  for (std::size_t i = 0; i < count; ++i)
    if (pvalues[i] >= 0.0 && pvalues[i] <= bound) ++counts[rule.first_passed(pvalues[i], most)];
  return counts;
}

/// How often the bound is moved before ranks are counted: mostly enough.
inline constexpr int bound_moves = 6;

/// The largest rejected p when all are that stand before the last that passes at its rank; −1 when there is none. The j-th
/// smallest passes at j when j or more p-values pass there.
[[nodiscard]] inline double step_up_bound(const double* pvalues, std::size_t count, const RankRule& rule, std::size_t tests) {
  if (tests == 0) return -1.0;
  double bound = rule.largest_passing(tests);
  std::size_t rank = count_up_to(pvalues, count, bound);
  if (rank >= tests) return bound;
  const std::vector<double> near = values_up_to(pvalues, count, bound, rank);
  for (int move = 0; move < bound_moves && rank > 0; ++move) {
    bound = rule.largest_passing(rank);
    const std::size_t passing = count_up_to(near.data(), near.size(), bound);
    if (passing >= rank) return bound;
    rank = passing;
  }
  if (rank == 0) return -1.0;
  const std::vector<std::size_t> counts = count_first_passed(near.data(), near.size(), rule, rank);
  std::size_t passing = 0;
  for (std::size_t j = 1; j <= rank; ++j) passing += counts[j];
  for (; rank > 0; --rank) {
    if (passing >= rank) return rule.largest_passing(rank);
    passing -= counts[rank];
  }
  return -1.0;
}

/// The largest rejected p when all are that stand before the first that does not pass at its rank; −1 when there is none.
[[nodiscard]] inline double step_down_bound(const double* pvalues, std::size_t count, const RankRule& rule, std::size_t tests) {
  if (tests == 0) return -1.0;
  std::size_t passed = 0;
  for (int move = 0; move < bound_moves; ++move) {
    const double bound = rule.largest_passing(passed + 1);
    const std::size_t passing = count_up_to(pvalues, count, bound);
    if (passing == passed || passing == tests) return bound;
    passed = passing;
  }
  const std::size_t most = count_up_to(pvalues, count, rule.largest_passing(tests));
  const std::vector<std::size_t> counts = count_first_passed(pvalues, count, rule, most);
  std::size_t passing = 0;
  for (std::size_t j = 1; j <= most; ++j) {
    passing += counts[j];
    if (passing < j) return j > 1 ? rule.largest_passing(j - 1) : -1.0;
  }
  return rule.largest_passing(most);
}

/// Which tests of one family are rejected: those whose adjusted p is below the level.
inline void reject_family(const double* pvalues, std::size_t count, Adjustment adjustment, double level, std::uint8_t* rejected) {
  const auto reject = [&](const auto& is_rejected) {
    for (std::size_t i = 0; i < count; ++i)
      rejected[i] = static_cast<std::uint8_t>(is_pvalue(pvalues[i]) && is_rejected(pvalues[i]));
  };
  if (adjustment == Adjustment::holm_sidak || adjustment == Adjustment::hommel) {
    std::vector<double> adjusted(count);
    adjust_family(pvalues, count, adjustment, adjusted.data());
    for (std::size_t i = 0; i < count; ++i) rejected[i] = static_cast<std::uint8_t>(adjusted[i] < level);
    return;
  }
  const std::size_t tests = count_up_to(pvalues, count, 1.0);
  const double all = static_cast<double>(tests);
  if (adjustment == Adjustment::bonferroni) return reject([&](double p) noexcept { return all * p < level; });
  if (adjustment == Adjustment::sidak) return reject([&](double p) noexcept { return sidak(p, all) < level; });
  double factor = 1.0;
  if (adjustment == Adjustment::by) factor = harmonic_number(tests);
  if (adjustment == Adjustment::storey) factor = storey_factor(tests - count_up_to(pvalues, count, 0.5), tests);
  const RankRule rule(adjustment, tests, factor, level);
  const double bound =
      adjustment == Adjustment::holm ? step_down_bound(pvalues, count, rule, tests) : step_up_bound(pvalues, count, rule, tests);
  reject([&](double p) noexcept { return p <= bound; });
}

inline void check_rejection_level(double level, const char* where) {
  if (!(level > 0.0 && level <= 1.0)) throw_invalid(where, "level", level, "must be above 0 and at most 1");
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

/// Which tests of a family are rejected at a level: 1 where the adjusted p-value is below it, 0 elsewhere (NaN: not rejected).
///
///     reject_pvalues({0.01, 0.04, 0.03}, 0.05)                     // Holm: 1, 0, 0
///     reject_pvalues({0.01, 0.04, 0.03}, 0.05, Adjustment::bh)     // 1, 1, 1
///
/// The same decisions as `adjust_pvalues`, to the last bit, but for `holm_sidak` and `hommel` without sorting: linear in the
/// tests, 2 to 5 ns each.
/// @throws InvalidInput for a level outside (0, 1], and as `adjust_pvalues`
[[nodiscard]] inline std::vector<std::uint8_t> reject_pvalues(const std::vector<double>& pvalues, double level,
                                                              Adjustment adjustment = Adjustment::holm) {
  detail::check_rejection_level(level, "reject_pvalues");
  for (std::size_t i = 0; i < pvalues.size(); ++i) detail::check_pvalue(pvalues[i], i, "reject_pvalues", "pvalues");
  std::vector<std::uint8_t> rejected(pvalues.size());
  detail::reject_family(pvalues.data(), pvalues.size(), adjustment, level, rejected.data());
  return rejected;
}

}  // namespace equitable
