/// @file groups/homogeneity.hpp
/// Do all groups have the same rates? Tests and effect sizes of a table with any number of rows and columns.
///
/// | method | what it is | use |
/// |---|---|---|
/// | `n_minus_1_chi2` | Pearson's chi-squared times (N−1)/N | ★ default; with two groups the default of `significance` |
/// | `pearson_chi2` | X² = Σ (O−E)²/E | ● expected counts of 5 or so; the textbook test |
/// | `g_test` | G = 2 Σ O log(O/E), empty cells 0 | ○ liberal with small expected counts |
/// | `freeman_halton_minlike` | all tables no likelier than the one seen, margins fixed | ★ small expected counts |
/// | `freeman_halton_midp` | the same less half of those as likely | ● less conservative |
/// | `exact_conditional_pearson` | all tables with an X² no smaller | ● the exact form of the test beside it |
/// | `exact_conditional_lr` | all tables with a G no smaller | ○ |
///
/// The first three refer their statistic to chi-squared with (R−1)(C−1) degrees of freedom. The exact ones have no statistic
/// and no degrees of freedom: NaN; tables within 1 part in 10^10 of the observed one tie with it. They tell that some group
/// differs, not which: that is `residuals` and `pairwise`.
///
/// Edges. Rows and columns that hold nobody are left out, and out of the degrees of freedom. Fewer than two groups (rows) with
/// people: NaN with `Status::undefined`. Nobody or everybody with the outcome (one column): NaN with `Status::no_information`,
/// exact tests p 1 (½ for the mid-p). A statistic of 0: p 1.
///
/// Size. The closed forms take counts up to 2^53. An exact test lists the ways to fill either half of the columns (groups by
/// outcome: half of the groups) and is refused, `Status::too_large`, when a half has more than 2^22 ways or pairing them takes
/// more than 5·10^8 steps. Two groups have no limit for Freeman-Halton. Groups of like size pass up to at least
/// about 9,000 people in 3 groups, 7,500 in 4, 2,500 in 5, 600 in 6, 300 in 8 and 120 in 18 (even groups with half of them
/// having events up to some 38,000, 7,900, 3,900, 1,160, 550 and 280; more where the outcome is rarer); with three answers 300
/// people in 3 groups, 200 in 4; with four 70.
/// What counts is the number of tables: 83 people in 15 groups with six answers are beyond. There `homogeneity_monte_carlo` gives
/// the same p with an interval; the chi-squared p is no stand-in for it where expected counts are small. Time: closed forms some 10
/// ns a cell, a tenth of it in `homogeneity_rows`; exact 10 to 100 microseconds for dozens of people, a second or three and 200 MB at
/// the limit.
///
/// Sources: Pearson (1900) Phil. Mag. 50, 157, Fisher (1922) J. R. Stat. Soc. 85, 87; E. S. Pearson (1947) Biometrika 34, 139;
/// Wilks (1935) Ann. Math. Stat. 6, 190; Freeman and Halton (1951) Biometrika 38, 141; Lancaster (1961) J. Am. Stat. Assoc. 56,
/// 223 (mid-p); Mehta and Patel (1983) J. Am. Stat. Assoc. 78, 427; Cramér (1946) Mathematical Methods of Statistics; Bergsma
/// (2013) J. Korean Stat. Soc. 42, 323; Patefield (1981) Appl. Stat. 30, 91 (random tables).
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/detail/fixed_margins.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/detail/lanes_homogeneity.hpp"
#include "equitable/detail/random.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/groups/contingency_table.hpp"
#include "equitable/proportion/interval.hpp"
#include "equitable/significance/conditional_exact.hpp"
#include "equitable/significance/score.hpp"

namespace equitable {

/// The tests that several groups have the same rates. Those from `freeman_halton_minlike` on are exact.
enum class HomogeneityMethod : std::uint8_t {
  n_minus_1_chi2,
  pearson_chi2,
  g_test,
  freeman_halton_minlike,
  freeman_halton_midp,
  exact_conditional_pearson,
  exact_conditional_lr
};

/// How strongly rows and columns go together.
enum class AssociationMethod : std::uint8_t {
  cramers_v_bias_corrected,  ///< ★ Cramér's V less what chance alone would give
  cramers_v,                 ///< ● √(X² / (N min(R−1, C−1))), from 0 to 1
  contingency_coefficient    ///< ○ √(X² / (X² + N)), never reaches 1
};

namespace detail {

inline constexpr std::array<const char*, 7> homogeneity_method_names{
    "n_minus_1_chi2",      "pearson_chi2", "g_test", "freeman_halton_minlike", "freeman_halton_midp", "exact_conditional_pearson",
    "exact_conditional_lr"};
inline constexpr std::array<const char*, 3> association_method_names{"cramers_v_bias_corrected", "cramers_v",
                                                                     "contingency_coefficient"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(HomogeneityMethod method) noexcept {
  return detail::homogeneity_method_names[static_cast<std::size_t>(method)];
}
[[nodiscard]] constexpr const char* name(AssociationMethod method) noexcept {
  return detail::association_method_names[static_cast<std::size_t>(method)];
}

/// Options of `homogeneity`.
struct HomogeneityOptions {
  HomogeneityMethod method = HomogeneityMethod::n_minus_1_chi2;
};

/// The result of a test of several groups.
struct HomogeneityTest {
  double statistic;  ///< NaN for exact tests
  double pvalue;
  double df;                 ///< degrees of freedom; NaN for exact tests
  double smallest_expected;  ///< the smallest expected count: below 1 to 5 the chi-squared p is rough
  const char* method;        ///< the method's name, in static storage
  Status status;

  [[nodiscard]] TestResult test() const noexcept { return {statistic, pvalue, method, Alternative::two_sided, status}; }
};

/// An effect size.
struct Association {
  double value;
  const char* method;  ///< the method's name, in static storage
  Status status;
};

namespace detail {

/// Events and totals of several groups as plain pointers.
struct GroupCounts {
  const Count* events;
  const Count* totals;
  std::size_t groups;

  [[nodiscard]] std::size_t size() const noexcept { return groups; }
  [[nodiscard]] Proportion operator[](std::size_t i) const noexcept { return {events[i], totals[i]}; }
};

/// The rows of a table of two columns as groups, the first column their events.
struct TableGroups {
  const ContingencyTable& table;

  [[nodiscard]] std::size_t size() const noexcept { return table.rows(); }
  [[nodiscard]] Proportion operator[](std::size_t i) const noexcept { return {table.cell(i, 0), table.row_total(i)}; }
};

/// Whether the method lists tables.
[[nodiscard]] constexpr bool is_exact(HomogeneityMethod method) noexcept {
  return method >= HomogeneityMethod::freeman_halton_minlike;
}

/// X² or G of a table without empty margins.
[[nodiscard]] inline double homogeneity_statistic(const TableOfCounts& table, bool likelihood) noexcept {
  const TableOrder order = likelihood ? TableOrder::likelihood : TableOrder::pearson;
  return (likelihood ? 2.0 : 1.0) * table_key(order, table);
}

/// The result of a test whose statistic is X² (times (N−1)/N) or G.
[[nodiscard]] inline HomogeneityTest chi_squared_test(double statistic, double df, double smallest_expected,
                                                      HomogeneityMethod method) noexcept {
  return {statistic, chi_squared_upper_tail(statistic, df), df, smallest_expected, name(method), Status::ok};
}

/// A result without a p-value.
[[nodiscard]] inline HomogeneityTest homogeneity_without_answer(HomogeneityMethod method, Status status,
                                                                double smallest_expected = not_a_number) noexcept {
  return {not_a_number, not_a_number, not_a_number, smallest_expected, name(method), status};
}

/// Nobody or everybody has the outcome: the margins leave one table alone.
[[nodiscard]] inline HomogeneityTest homogeneity_of_one_table(HomogeneityMethod method) noexcept {
  HomogeneityTest result = homogeneity_without_answer(method, Status::no_information);
  if (is_exact(method)) result.pvalue = method == HomogeneityMethod::freeman_halton_midp ? 0.5 : 1.0;
  return result;
}

[[nodiscard]] inline TableOrder table_order(HomogeneityMethod method) noexcept {
  if (method == HomogeneityMethod::exact_conditional_pearson) return TableOrder::pearson;
  return method == HomogeneityMethod::exact_conditional_lr ? TableOrder::likelihood : TableOrder::probability;
}

/// The table as doubles, without empty rows and columns, no more rows than columns.
[[nodiscard]] inline TableOfCounts counts_of(const ContingencyTable& table) {
  const ContingencyTable full = table.without_empty();
  const ContingencyTable lying = full.rows() > full.columns() ? full.transposed() : full;
  TableOfCounts counts{{}, {}, {}, static_cast<double>(lying.total())};
  counts.cells.reserve(lying.rows() * lying.columns());
  for (std::size_t i = 0; i < lying.rows(); ++i) {
    counts.row_totals.push_back(static_cast<double>(lying.row_total(i)));
    for (std::size_t j = 0; j < lying.columns(); ++j) counts.cells.push_back(static_cast<double>(lying.cell(i, j)));
  }
  for (std::size_t j = 0; j < lying.columns(); ++j) counts.column_totals.push_back(static_cast<double>(lying.column_total(j)));
  return counts;
}

/// The smallest of r c / N.
[[nodiscard]] inline double smallest_expected_count(const TableOfCounts& table) noexcept {
  double row = infinity;
  double column = infinity;
  for (const double sum : table.row_totals) row = std::fmin(row, sum);
  for (const double sum : table.column_totals) column = std::fmin(column, sum);
  return row * (column / table.total);
}

/// Whether a table has something to test, and what it is that it lacks.
[[nodiscard]] inline Status homogeneity_status(const ContingencyTable& table) noexcept {
  std::size_t rows = 0;
  std::size_t columns = 0;
  for (std::size_t i = 0; i < table.rows(); ++i) rows += table.row_total(i) > 0 ? 1U : 0U;
  for (std::size_t j = 0; j < table.columns(); ++j) columns += table.column_total(j) > 0 ? 1U : 0U;
  return rows < 2 ? Status::undefined : columns < 2 ? Status::no_information : Status::ok;
}

/// An exact test; at least two rows and columns, no margin empty.
[[nodiscard]] inline HomogeneityTest exact_homogeneity(const TableOfCounts& table, HomogeneityMethod method) {
  HomogeneityTest result = homogeneity_without_answer(method, Status::ok, smallest_expected_count(table));
  const bool mid_p = method == HomogeneityMethod::freeman_halton_midp;
  if (table.rows() == 2 && table.columns() == 2 && table_order(method) == TableOrder::probability) {
    const TwoRates rates{table.cell(0, 0), table.column_totals[0], table.cell(0, 1), table.column_totals[1]};
    const SignificanceMethod fisher = mid_p ? SignificanceMethod::fisher_midp_minlike : SignificanceMethod::fisher_minlike;
    result.pvalue = conditional_p(rates, fisher, Alternative::two_sided, 1.0);
    return result;
  }
  const ExtremeTables tables = extreme_tables(table, table_order(method));
  result.pvalue = mid_p ? 0.5 * (tables.beyond + tables.reached) : tables.reached;
  if (tables.too_large) result.status = Status::too_large;
  return result;
}

/// A closed-form test of groups, their counts valid, at most 2^53 people: no copy is made. Up to 2^26 people in 32 groups it has the
/// bits of `homogeneity_lanes` (detail/lanes_homogeneity.hpp), X² because all products are exact, G by its terms.
template <class Groups>
[[nodiscard]] HomogeneityTest groups_test(const Groups& groups, HomogeneityMethod method) noexcept {
  double events = 0.0;
  double people = 0.0;
  double smallest = infinity;
  double filled = 0.0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const double n = static_cast<double>(groups[i].total);
    events += static_cast<double>(groups[i].events);
    people += n;
    if (n > 0.0) {
      smallest = std::fmin(smallest, n);
      filled += 1.0;
    }
  }
  if (filled < 2.0) return homogeneity_without_answer(method, Status::undefined);
  const double others = people - events;
  if (events == 0.0 || others == 0.0) return homogeneity_of_one_table(method);
  const bool likelihood = method == HomogeneityMethod::g_test;
  const bool exact = people <= static_cast<double>(most_lane_people);
  double sum = 0.0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const double n = static_cast<double>(groups[i].total);
    if (n == 0.0) continue;
    const double x = static_cast<double>(groups[i].events);
    if (likelihood && exact) {
      sum = sum_with_group_deviance(sum, x, n, events, others, people);
      continue;
    }
    const double cross = difference_of_products(x, people, n, events);  // N (O − E), of the others with the other sign
    if (likelihood) {
      const double excess = cross / people;
      const double share = n / people;
      sum += g_cell(x, share * events, excess) + g_cell(n - x, share * others, -excess);
    } else {
      sum += cross * cross / n;
    }
  }
  if (likelihood)
    sum *= 2.0;
  else
    sum /= events * others;
  if (method == HomogeneityMethod::n_minus_1_chi2) sum *= (people - 1.0) / people;
  return chi_squared_test(sum, filled - 1.0, smallest * (std::fmin(events, others) / people), method);
}

}  // namespace detail

/// Whether the rows of a table have the same shares of every column.
///
///     homogeneity(ContingencyTable(2, 3, {1, 2, 3, 3, 2, 1}), {HomogeneityMethod::freeman_halton_minlike})   // p = 0.766
[[nodiscard]] inline HomogeneityTest homogeneity(const ContingencyTable& table, const HomogeneityOptions& options = {}) {
  const Status status = detail::homogeneity_status(table);
  if (status == Status::undefined) return detail::homogeneity_without_answer(options.method, status);
  if (status == Status::no_information) return detail::homogeneity_of_one_table(options.method);
  if (!detail::is_exact(options.method)) {
    const ContingencyTable full = table.without_empty();
    if (full.columns() == 2) return detail::groups_test(detail::TableGroups{full}, options.method);
    if (full.rows() == 2) return detail::groups_test(detail::TableGroups{full.transposed()}, options.method);
  }
  const detail::TableOfCounts counts = detail::counts_of(table);
  if (detail::is_exact(options.method)) return detail::exact_homogeneity(counts, options.method);
  double statistic = detail::homogeneity_statistic(counts, options.method == HomogeneityMethod::g_test);
  if (options.method == HomogeneityMethod::n_minus_1_chi2) statistic *= (counts.total - 1.0) / counts.total;
  const double df = static_cast<double>((counts.rows() - 1) * (counts.columns() - 1));
  return detail::chi_squared_test(statistic, df, detail::smallest_expected_count(counts), options.method);
}

/// Whether several groups have the same rate.
///
///     homogeneity({{371, 3844}, {341, 3005}, {596, 3842}})
///
/// @throws InvalidInput naming the group, unless 0 <= events <= total in each and at most 2^53 people in all
[[nodiscard]] inline HomogeneityTest homogeneity(const std::vector<Proportion>& groups, const HomogeneityOptions& options = {}) {
  return homogeneity(ContingencyTable(groups), options);
}

/// How strongly rows and columns go together, whatever the number of people: 0 not at all, 1 completely.
///
/// `cramers_v_bias_corrected`: φ² = max(0, X²/N − (R−1)(C−1)/(N−1)), R' = R − (R−1)²/(N−1), C' likewise, √(φ²/min(R'−1,
/// C'−1)). NaN, with the status, where `homogeneity` is; `undefined` too for the bias-corrected V of as many rows or columns as
/// people. Without an interval: read it beside the test.
[[nodiscard]] inline Association association(const ContingencyTable& table,
                                             AssociationMethod method = AssociationMethod::cramers_v_bias_corrected) {
  Association result{not_a_number, name(method), detail::homogeneity_status(table)};
  if (result.status != Status::ok) return result;
  const detail::TableOfCounts counts = detail::counts_of(table);
  const double share = detail::homogeneity_statistic(counts, false) / counts.total;
  const double r = static_cast<double>(counts.rows()) - 1.0;
  const double c = static_cast<double>(counts.columns()) - 1.0;
  if (method == AssociationMethod::cramers_v) {
    result.value = std::fmin(1.0, std::sqrt(share / std::fmin(r, c)));
  } else if (method == AssociationMethod::contingency_coefficient) {
    result.value = std::sqrt(share / (share + 1.0));
  } else {
    const double n = counts.total - 1.0;
    const double most = std::fmin(r * (n - r), c * (n - c)) / n;
    if (most > 0.0)
      result.value = std::fmin(1.0, std::sqrt(std::fmax(0.0, share - r * c / n) / most));
    else
      result.status = Status::undefined;
  }
  return result;
}

/// The same for groups. @throws InvalidInput as `homogeneity`
[[nodiscard]] inline Association association(const std::vector<Proportion>& groups,
                                             AssociationMethod method = AssociationMethod::cramers_v_bias_corrected) {
  return association(ContingencyTable(groups), method);
}

/// Options of `homogeneity_monte_carlo`.
struct MonteCarloOptions {
  HomogeneityMethod method = HomogeneityMethod::freeman_halton_minlike;  ///< or another of the exact ones
  Count samples = 100000;                                                ///< random tables, 1 to 10^9
  std::uint64_t seed = 1;
  ProportionOptions interval{ProportionMethod::clopper_pearson};  ///< of the exact p
};

/// An exact p by random tables.
struct MonteCarloTest {
  double pvalue;      ///< (hits + 1) / (samples + 1): a valid test as it stands
  Estimate estimate;  ///< hits / samples, with the interval of the exact p
  Count samples;
  std::uint64_t seed;
  double smallest_expected;  ///< as in `HomogeneityTest`
  const char* method;        ///< the method's name, in static storage
  Status status;
};

namespace detail {

/// A random table with the margins of another, by hypergeometric draws cell by cell; `table.cells` is overwritten.
inline void draw_table(TableOfCounts& table, std::vector<double>& left, RandomStream& random) {
  left = table.column_totals;
  double people = table.total;  // in the rows to come
  for (std::size_t i = 0; i < table.rows(); ++i) {
    double drawn = table.row_totals[i];
    double beside = people;  // of those, in the columns to come
    people -= drawn;
    for (std::size_t j = 0; j < table.columns(); ++j) {
      beside -= left[j];
      const double count = hypergeometric_quantile(random.next(), left[j], beside, drawn);
      table.cells[i * table.columns() + j] = count;
      left[j] -= count;
      drawn -= count;
    }
  }
}

}  // namespace detail

/// The p of an exact test from random tables, where listing them all would take too long.
///
///     homogeneity_monte_carlo(groups, {HomogeneityMethod::freeman_halton_minlike, 1000000, 42})
///
/// Every sample has a random stream of its own, so a seed gives the same bits on every machine and any number of threads. Edges
/// as `homogeneity`: without two groups NaN with `Status::undefined`; nobody or everybody with the outcome p 1 (½ for the mid-p)
/// with `Status::no_information`, nothing drawn. A table that ties with the observed one is a hit of the mid-p when a coin, the
/// next number of its own stream, says so: hits are then binomial with the mid-p, and its interval is as exact as the others'.
/// Cost: 0.1 to 3 microseconds a cell and sample, the more people the more. Report samples and seed with the p. Sources: Patefield
/// (1981); Phipson and Smyth (2010) Stat. Appl. Genet. Mol. Biol. 9, 39 (the added one).
/// @throws InvalidInput for another method, for samples outside 1 … 10^9, and as `proportion` for its options
[[nodiscard]] inline MonteCarloTest homogeneity_monte_carlo(const ContingencyTable& table,
                                                            const MonteCarloOptions& options = {}) {
  if (!detail::is_exact(options.method))
    throw_invalid("homogeneity_monte_carlo", "method", name(options.method),
                  "must be freeman_halton_minlike, freeman_halton_midp, exact_conditional_pearson or exact_conditional_lr");
  if (options.samples < 1 || options.samples > 1000000000)
    throw_invalid("homogeneity_monte_carlo", "samples", std::to_string(options.samples), "must lie between 1 and 10^9");
  const detail::Level level = detail::checked_level(options.interval);
  const bool mid_p = options.method == HomogeneityMethod::freeman_halton_midp;
  MonteCarloTest result{mid_p ? 0.5 : 1.0,
                        detail::proportion_at({0, 0}, level, options.interval),
                        options.samples,
                        options.seed,
                        not_a_number,
                        name(options.method),
                        detail::homogeneity_status(table)};
  if (result.status == Status::undefined) result.pvalue = not_a_number;
  if (result.status != Status::ok) return result;
  detail::TableOfCounts counts = detail::counts_of(table);
  result.smallest_expected = detail::smallest_expected_count(counts);
  const detail::TableOrder order = detail::table_order(options.method);
  const double observed = detail::table_key(order, counts);
  const double width = detail::tie_width(order, observed);
  std::vector<double> left(counts.columns());
  Count hits = 0;
  for (Count sample = 0; sample < options.samples; ++sample) {
    detail::RandomStream random(options.seed, static_cast<std::uint64_t>(sample));
    detail::draw_table(counts, left, random);
    const double key = detail::table_key(order, counts);
    const bool tied = mid_p && std::fabs(key - observed) <= width;
    if (key >= observed - width && !(tied && random.next() < 0.5)) ++hits;
  }
  result.pvalue = (static_cast<double>(hits) + 1.0) / (static_cast<double>(options.samples) + 1.0);
  result.estimate = detail::proportion_at({hits, options.samples}, level, options.interval);
  return result;
}

/// The same for groups. @throws InvalidInput as `homogeneity`, and as above
[[nodiscard]] inline MonteCarloTest homogeneity_monte_carlo(const std::vector<Proportion>& groups,
                                                            const MonteCarloOptions& options = {}) {
  return homogeneity_monte_carlo(ContingencyTable(groups), options);
}

}  // namespace equitable
