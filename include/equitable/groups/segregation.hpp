/// @file groups/segregation.hpp
/// Are groups spread over units alike: directorates, sites, bands? Indices of segregation, less what chance alone would give.
///
/// x_ik people of group k in unit i; n_i in the unit, X_k in the group, N in all, P_k = X_k/N, I = Σ P_k (1 − P_k), E = −Σ P_k
/// log P_k.
///
/// | index | definition | runs from … to | use |
/// |---|---|---|---|
/// | `dissimilarity` | Σ\|x_ik − n_i P_k\| / (2 N I); for two groups ½ Σ\|x_i1/X_1 − x_i2/X_2\| | 0 … 1 | share of either group that would have to move, as a share of what complete segregation would need |
/// | `entropy` | Σ x_ik log(x_ik/(n_i P_k)) / (N E), Theil's H | 0 … 1 | default; splits into parts |
/// | `relative_diversity` | Σ (x_ik − n_i P_k)²/n_i / (N I); for two groups the correlation ratio | 0 … 1 | N times it is the chi-squared statistic, for two groups |
/// | `isolation` | Σ x_ig²/(n_i X_g): share of its own group in the unit of a member of g | P_g … 1 | what a member meets |
/// | `exposure` | Σ x_ig x_ih/(n_i X_g): share of group h in the unit of a member of g | P_h … 0 | what a member meets |
///
/// **Chance.** Every index is moved away from "none" by chance alone, the further the smaller the units are: 20 teams of 5 people
/// with 10 % BME staff allocated at random show a dissimilarity of about 0.65. `expected` is the mean of the index when the people
/// are allocated to the units at random, unit sizes and group sizes as they are: exact, from the hypergeometric law of every
/// cell. `corrected` is (value − expected)/(1 − expected), or (value − expected)/expected where the value lies below (more even
/// than chance): 0 is what chance gives, 1 complete segregation. Carrington and Troske (1997) J. Bus. Econ. Stat. 15, 402. For
/// `isolation` and `exposure` it is no excess but the index itself with chance taken out, on its own scale, where an even spread
/// gives P: exposure·(N−1)/(N−U) with U units, and 1 less the sum of these for isolation. `even` is what to read it against, P or
/// 0.
///
/// **Test.** `segregation_test` counts how many random allocations are as segregated as the observed one, or more.
///
/// Units and groups without people are left out. Fewer than two groups with people: NaN with `Status::undefined`. One unit: there is
/// one allocation, `Status::no_information`; the numbers are those of an even spread. The expected
/// entropy adds up the law of each cell; where that takes more than 10^7 terms (about 10^9 people) expected and corrected are NaN
/// with `Status::too_large`, and the value stands. Not for units without borders (areas of a map merge and split at will).
/// Sources: Duncan and Duncan (1955) Am. Sociol. Rev. 20, 210; Theil and Finizza (1971) J. Math. Sociol. 1, 187; Massey and
/// Denton (1988) Soc. Forces 67, 281; Reardon and Firebaugh (2002) Sociol. Methodol. 32, 33 (several groups). Cost: linear in
/// the cells; a few logarithms a cell for the expected dissimilarity, 17 standard deviations of each cell for the expected
/// entropy.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/counts/proportion.hpp"
#include "equitable/detail/binomial.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/random.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/detail/saddle_point.hpp"
#include "equitable/proportion/clopper_pearson.hpp"

namespace equitable {

/// The indices of segregation.
enum class SegregationIndex : std::uint8_t { entropy, dissimilarity, relative_diversity, isolation, exposure };

namespace detail {

inline constexpr std::array<const char*, 5> segregation_index_names{"entropy", "dissimilarity", "relative_diversity", "isolation",
                                                                    "exposure"};

}  // namespace detail

/// The index as written in results.
[[nodiscard]] constexpr const char* name(SegregationIndex index) noexcept {
  return detail::segregation_index_names[static_cast<std::size_t>(index)];
}

/// Options of `segregation`.
struct SegregationOptions {
  SegregationIndex index = SegregationIndex::entropy;
  std::size_t group = 0;  ///< for isolation and exposure: the group whose members look around; 0 is the first
  std::size_t other = 1;  ///< for exposure: the group that they meet
};

/// Options of `segregation_test`.
struct SegregationTestOptions {
  SegregationIndex index = SegregationIndex::entropy;
  std::size_t group = 0;   ///< as in `SegregationOptions`
  std::size_t other = 1;   ///< as in `SegregationOptions`
  Count draws = 9999;      ///< random allocations, 1 to 10^7
  std::uint64_t seed = 1;  ///< same seed, same answer, on every machine
};

/// An index of segregation.
struct Segregation {
  double value;
  double expected;     ///< its mean over all random allocations
  double corrected;    ///< with chance taken out: for isolation and exposure beside `even`, for the others beside 0
  const char* method;  ///< the index's name, in static storage
  Status status;
  double even = not_a_number;  ///< the index of groups spread evenly: their share for isolation and exposure, 0 for the others
};

/// A test against random allocation.
struct SegregationTest {
  double statistic;          ///< the observed index
  double pvalue;             ///< (1 + hits)/(1 + draws)
  Interval pvalue_interval;  ///< 95 % interval of the share of all allocations that are as segregated: Clopper and Pearson's
  Count draws;
  const char* method;  ///< the index's name, in static storage
  Status status;
};

namespace detail {

/// A table of units by groups, those with people, with its margins.
struct UnitTable {
  std::vector<double> cells;   ///< unit by unit
  std::vector<double> units;   ///< people of each unit
  std::vector<double> groups;  ///< people of each group
  double all = 0.0;
  std::size_t group = 0;  ///< where the groups asked for stand; beyond the last when they hold nobody
  std::size_t other = 0;

  [[nodiscard]] double cell(std::size_t unit, std::size_t of) const noexcept { return cells[unit * groups.size() + of]; }
  /// Σ X (N − X) = N² I.
  [[nodiscard]] double diversity() const noexcept {
    double sum = 0.0;
    for (const double people : groups) sum += people * (all - people);
    return sum;
  }
  /// N E.
  [[nodiscard]] double entropy() const noexcept {
    double sum = 0.0;
    for (const double people : groups)
      sum -= people * (people > 0.5 * all ? std::log1p(-(all - people) / all) : std::log(people / all));
    return sum;
  }
};

/// An index of any cells that have the table's margins.
[[nodiscard]] inline double segregation_value(const UnitTable& table, const std::vector<double>& cells,
                                              SegregationIndex index) noexcept {
  const std::size_t kinds = table.groups.size();
  double sum = 0.0;
  for (std::size_t i = 0; i < table.units.size(); ++i) {
    const double* const row = cells.data() + i * kinds;
    const double people = table.units[i];
    if (index == SegregationIndex::isolation) {
      sum += row[table.group] * (row[table.group] / people);
      continue;
    }
    if (index == SegregationIndex::exposure) {
      sum += row[table.group] * (row[table.other] / people);
      continue;
    }
    for (std::size_t k = 0; k < kinds; ++k) {
      const double excess = difference_of_products(row[k], table.all, people, table.groups[k]);  // N (x − n P)
      if (index == SegregationIndex::dissimilarity) {
        sum += std::fabs(excess);
      } else if (index == SegregationIndex::relative_diversity) {
        sum += excess / people * (excess / table.all);
      } else {
        const double mean = people * (table.groups[k] / table.all);
        sum += row[k] == 0.0 ? mean : deviance(row[k], mean, excess / table.all);
      }
    }
  }
  switch (index) {
    case SegregationIndex::dissimilarity: return sum / (2.0 * table.diversity());
    case SegregationIndex::relative_diversity: return sum / table.diversity();
    case SegregationIndex::entropy: return sum / table.entropy();
    case SegregationIndex::isolation:
    case SegregationIndex::exposure: break;
  }
  return sum / table.groups[table.group];
}

/// P(x of the group are among `drawn` people), of `inside` in the group and `all` in the whole.
[[nodiscard]] inline double drawn_mass(double x, double inside, double drawn, double all) noexcept {
  const UnitPoint p{drawn / all, (all - drawn) / all};
  return std::exp(log_binomial_mass(x, inside, p) + log_binomial_mass(drawn - x, all - inside, p) -
                  log_binomial_mass(drawn, all, p));
}

/// N E|X − μ| of the same law: 2 m (N − K − n + m) P(m) with m the first count above the mean. It follows by adding up
/// x (N−K−n+x) P(x) − (K−x)(n−x) P(x) = N (x − μ) P(x), whose second term is the first at x + 1.
[[nodiscard]] inline double drawn_mean_deviation(double inside, double drawn, double all) noexcept {
  const double m = std::floor(inside * (drawn / all)) + 1.0;
  return 2.0 * m * (all - inside - drawn + m) * drawn_mass(m, inside, drawn, all);
}

[[nodiscard]] inline double drawn_variance(double inside, double drawn, double all) noexcept {
  return drawn * (inside / all) * ((all - inside) / all) * ((all - drawn) / (all - 1.0));
}

/// The mean of Loader's deviance of X from μ, by adding up the law from its mode outwards.
[[nodiscard]] inline double drawn_mean_deviance(double inside, double drawn, double all) noexcept {
  const double mean = inside * (drawn / all);
  const double first = std::fmax(0.0, drawn - (all - inside));
  const double last = std::fmin(inside, drawn);
  const double mode = std::fmin(std::fmax(std::floor(mean), first), last);
  const double top = drawn_mass(mode, inside, drawn, all);
  const auto term = [&](double x, double mass) noexcept {
    return mass * (x == 0.0 ? mean : deviance(x, mean, difference_of_products(x, all, inside, drawn) / all));
  };
  double sum = term(mode, top);
  double mass = top;
  for (double x = mode; x < last; x += 1.0) {
    mass *= (inside - x) * ((drawn - x) / ((x + 1.0) * (all - inside - drawn + x + 1.0)));
    const double added = term(x + 1.0, mass);
    sum += added;
    if (added <= 1e-18 * sum && x > mean + 2.0) break;
  }
  mass = top;
  for (double x = mode; x > first; x -= 1.0) {
    mass *= x * ((all - inside - drawn + x) / ((inside - x + 1.0) * (drawn - x + 1.0)));
    const double added = term(x - 1.0, mass);
    sum += added;
    if (added <= 1e-18 * sum && x < mean - 2.0) break;
  }
  return sum;
}

/// The most terms of which expected entropies are added up.
inline constexpr double most_entropy_terms = 1e7;

/// The mean of an index over all random allocations; NaN where it would take too long.
[[nodiscard]] inline double expected_segregation(const UnitTable& table, SegregationIndex index) noexcept {
  const double units = static_cast<double>(table.units.size());
  const double by_chance = (units - 1.0) / (table.all - 1.0);
  if (index == SegregationIndex::relative_diversity) return by_chance;
  if (index == SegregationIndex::isolation) {
    const double share = table.groups[table.group] / table.all;
    return share + (table.all - table.groups[table.group]) / table.all * by_chance;
  }
  if (index == SegregationIndex::exposure)
    return table.groups[table.other] / table.all * ((table.all - units) / (table.all - 1.0));
  if (index == SegregationIndex::entropy) {
    double terms = 0.0;
    for (const double people : table.units)
      for (const double inside : table.groups) terms += 1.0 + 17.0 * std::sqrt(drawn_variance(inside, people, table.all));
    if (terms > most_entropy_terms) return not_a_number;
  }
  double sum = 0.0;
  for (const double people : table.units)
    for (const double inside : table.groups)
      sum += index == SegregationIndex::entropy ? drawn_mean_deviance(inside, people, table.all)
                                                : drawn_mean_deviation(inside, people, table.all);
  return index == SegregationIndex::entropy ? sum / table.entropy() : sum / (2.0 * table.diversity());
}

/// What is left of a value beyond chance.
[[nodiscard]] inline double corrected_segregation(const UnitTable& table, SegregationIndex index, double value,
                                                  double expected) noexcept {
  const double units = static_cast<double>(table.units.size());
  if (index == SegregationIndex::exposure || index == SegregationIndex::isolation) {
    if (table.all == units) return not_a_number;  // everybody alone: nobody can be met
    const double factor = (table.all - 1.0) / (table.all - units);
    return index == SegregationIndex::exposure ? value * factor : 1.0 - (1.0 - value) * factor;
  }
  if (value == expected) return 0.0;
  return value > expected ? (value - expected) / (1.0 - expected) : (value - expected) / expected;
}

/// One random allocation with the table's margins.
inline void draw_allocation(const UnitTable& table, RandomStream& random, std::vector<double>& left, std::vector<double>& cells) {
  const std::size_t kinds = table.groups.size();
  left = table.groups;
  double people_left = table.all;
  for (std::size_t i = 0; i < table.units.size(); ++i) {
    double to_place = table.units[i];
    double others = people_left;
    people_left -= to_place;
    for (std::size_t k = 0; k < kinds; ++k) {
      others -= left[k];
      const double placed = hypergeometric_quantile(random.next(), left[k], others, to_place);
      cells[i * kinds + k] = placed;
      left[k] -= placed;
      to_place -= placed;
    }
  }
}

/// The table of counts, checked, without empty units and groups.
[[nodiscard]] inline UnitTable checked_unit_table(const std::vector<Count>& counts, std::size_t kinds, std::size_t group,
                                                  std::size_t other, const char* where) {
  if (kinds < 1) throw_invalid(where, "groups", std::to_string(kinds), "must be 1 or more");
  if (counts.size() % kinds != 0)
    throw_invalid(where, "cells", "of size " + std::to_string(counts.size()),
                  "must hold " + std::to_string(kinds) + " counts for every unit");
  if (group >= kinds) throw_invalid(where, "group", std::to_string(group), "must be below " + std::to_string(kinds));
  if (other >= kinds && kinds > 1) throw_invalid(where, "other", std::to_string(other), "must be below " + std::to_string(kinds));
  Count whole = 0;
  std::vector<double> group_sums(kinds, 0.0);
  UnitTable table;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] < 0 || counts[i] > max_count - whole)
      throw_invalid(where, "cells[" + std::to_string(i) + "]", std::to_string(counts[i]),
                    "must be 0 or more, and all cells together at most 2^53");
    whole += counts[i];
    group_sums[i % kinds] += static_cast<double>(counts[i]);
  }
  table.all = static_cast<double>(whole);
  for (std::size_t k = 0; k < kinds; ++k) {
    if (k == group) table.group = group_sums[k] > 0.0 ? table.groups.size() : kinds;
    if (k == other) table.other = group_sums[k] > 0.0 ? table.groups.size() : kinds;
    if (group_sums[k] > 0.0) table.groups.push_back(group_sums[k]);
  }
  for (std::size_t i = 0; i < counts.size(); i += kinds) {
    double people = 0.0;
    for (std::size_t k = 0; k < kinds; ++k) people += static_cast<double>(counts[i + k]);
    if (people == 0.0) continue;
    table.units.push_back(people);
    for (std::size_t k = 0; k < kinds; ++k)
      if (group_sums[k] > 0.0) table.cells.push_back(static_cast<double>(counts[i + k]));
  }
  return table;
}

/// Units of two groups: those with the outcome, and the others.
[[nodiscard]] inline std::vector<Count> two_groups(const std::vector<Proportion>& units, const char* where) {
  std::vector<Count> cells;
  cells.reserve(2 * units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    const Proportion unit = checked_item(units[i], where, "units", i);
    cells.push_back(unit.events);
    cells.push_back(unit.total - unit.events);
  }
  return cells;
}

/// Whether an index has a value: two groups with people, and those asked for among them.
[[nodiscard]] inline bool has_segregation(const UnitTable& table, SegregationIndex index) noexcept {
  const std::size_t kinds = table.groups.size();
  if (kinds < 2) return false;
  if (index == SegregationIndex::isolation || index == SegregationIndex::exposure)
    return table.group < kinds && (index == SegregationIndex::isolation || (table.other < kinds && table.other != table.group));
  return true;
}

}  // namespace detail

/// An index of segregation of several groups over units; `cells` holds the counts unit by unit, `groups` of them each.
///
///     segregation({30, 10, 25, 15, 12, 28}, 2)   // three units of two groups: H 0.109, by chance 0.012, corrected 0.098
///
/// @throws InvalidInput unless the counts fill whole units, each is 0 or more, their sum at most 2^53, and `group` and `other`
///         are below `groups`
[[nodiscard]] inline Segregation segregation(const std::vector<Count>& cells, std::size_t groups,
                                             const SegregationOptions& options = {}) {
  const detail::UnitTable table = detail::checked_unit_table(cells, groups, options.group, options.other, "segregation");
  Segregation result{not_a_number, not_a_number, not_a_number, name(options.index), Status::undefined};
  if (!detail::has_segregation(table, options.index)) return result;
  result.value = detail::segregation_value(table, table.cells, options.index);
  result.expected = detail::expected_segregation(table, options.index);
  result.even = options.index == SegregationIndex::isolation  ? table.groups[table.group] / table.all
                : options.index == SegregationIndex::exposure ? table.groups[table.other] / table.all
                                                              : 0.0;
  result.status = std::isnan(result.expected) ? Status::too_large : Status::ok;
  if (result.status != Status::ok) return result;
  result.corrected = detail::corrected_segregation(table, options.index, result.value, result.expected);
  if (std::isnan(result.corrected))
    result.status = Status::undefined;
  else if (table.units.size() < 2)
    result.status = Status::no_information;
  return result;
}

/// The same for two groups: unit i holds `events` of the group among `total` people.
[[nodiscard]] inline Segregation segregation(const std::vector<Proportion>& units, const SegregationOptions& options = {}) {
  return segregation(detail::two_groups(units, "segregation"), 2, options);
}

/// Whether groups are more segregated over units than random allocation would make them.
///
///     segregation_test({{3, 12}, {0, 9}, {5, 8}})   // by 9999 random allocations
///
/// One-sided: an allocation is a hit when it is as segregated as the observed one, or more (an exposure as small, or smaller);
/// values equal to 1 part in 10^12 are ties, and hits. The p-value counts the observed allocation as one of them and is
/// therefore valid for any number of draws, and never 0. Draws come from a counter-based generator: the same seed gives the same
/// answer on every machine. Source: Davison and Hinkley (1997) Bootstrap Methods and their Application, section 4.2. With one
/// unit there is one allocation: p is 1, with `Status::no_information`. Cost: some 0.1 to 20 microseconds a cell and draw.
/// @throws InvalidInput as `segregation`, and unless draws lie between 1 and 10^7
[[nodiscard]] inline SegregationTest segregation_test(const std::vector<Count>& cells, std::size_t groups,
                                                      const SegregationTestOptions& options = {}) {
  if (options.draws < 1 || options.draws > 10000000)
    throw_invalid("segregation_test", "draws", std::to_string(options.draws), "must be 1 to 10^7");
  const detail::UnitTable table = detail::checked_unit_table(cells, groups, options.group, options.other, "segregation_test");
  SegregationTest result{not_a_number,  not_a_number,        {not_a_number, not_a_number},
                         options.draws, name(options.index), Status::undefined};
  if (!detail::has_segregation(table, options.index)) return result;
  result.statistic = detail::segregation_value(table, table.cells, options.index);
  const bool low = options.index == SegregationIndex::exposure;
  const double limit = result.statistic * (low ? 1.0 + 1e-12 : 1.0 - 1e-12);
  std::vector<double> left(table.groups.size());
  std::vector<double> drawn(table.cells.size());
  Count hits = 0;
  for (Count draw = 0; draw < options.draws; ++draw) {
    detail::RandomStream random(options.seed, static_cast<std::uint64_t>(draw));
    detail::draw_allocation(table, random, left, drawn);
    const double value = detail::segregation_value(table, drawn, options.index);
    if (low ? value <= limit : value >= limit) ++hits;
  }
  const double draws = static_cast<double>(options.draws);
  result.pvalue = (1.0 + static_cast<double>(hits)) / (1.0 + draws);
  result.pvalue_interval =
      detail::clopper_pearson_limits(static_cast<double>(hits), draws, detail::two_sided_level(Confidence{0.95}));
  result.status = table.units.size() < 2 ? Status::no_information : Status::ok;
  return result;
}

/// The same for two groups: unit i holds `events` of the group among `total` people.
[[nodiscard]] inline SegregationTest segregation_test(const std::vector<Proportion>& units,
                                                      const SegregationTestOptions& options = {}) {
  return segregation_test(detail::two_groups(units, "segregation_test"), 2, options);
}

}  // namespace equitable
