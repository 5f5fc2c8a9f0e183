/// @file groups/batch_homogeneity.hpp
/// `homogeneity`, `association` and `residuals` of many tables of groups at once, in columns; the rules are in
/// groups/batch_columns.hpp.
///
/// Closed forms of the tests are done 32 tables at a time (detail/lanes_homogeneity.hpp) where neighbours have much the same number
/// of groups, at most 32, and a table at most 2^26 people; else one by one. Statistic and p-value are those of `homogeneity` to the
/// last bit. Cost of a table of 2 × 6 with its p: 10 to 13 ns, G 18 to 32 (the more the rates differ); header-only 40, and 100 to 150;
/// one by one 70, and 110 to 150.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/lanes_homogeneity.hpp"
#include "equitable/detail/parallel.hpp"
#include "equitable/groups/batch_columns.hpp"
#include "equitable/groups/homogeneity.hpp"
#include "equitable/groups/residuals.hpp"

namespace equitable {

namespace detail {

/// One table by the scalar functions.
inline void homogeneity_row(const GroupRows& tables, std::size_t table, HomogeneityMethod method, const TestOutput& output,
                            double* df) {
  const std::size_t first = tables.offsets[table];
  const GroupCounts groups{tables.events + first, tables.totals + first, tables.groups(table)};
  bool valid = true;
  Count people = 0;
  for (std::size_t g = 0; valid && g < groups.groups; ++g) {
    valid = is_proportion(groups.events[g], groups.totals[g]) && groups.totals[g] <= max_count - people;
    if (valid) people += groups.totals[g];
  }
  HomogeneityTest result = homogeneity_without_answer(method, Status::invalid);
  if (valid && !is_exact(method)) {
    result = groups_test(groups, method);
  } else if (valid) {
    std::vector<Proportion> list;
    static_cast<void>(read_groups(tables, table, list));
    result = homogeneity(list, HomogeneityOptions{method});
  }
  output.set(table, result.test());
  put(df, table, result.df);
}

inline void homogeneity_piece(LaneHomogeneity kind, const GroupTables& tables, std::size_t first, std::size_t last,
                              const LaneTests& output) noexcept {
#ifdef EQUITABLE_COMPILED
  homogeneity_lanes_compiled(kind, tables, first, last, output);
#else
  homogeneity_lanes_of(kind, tables, first, last, output);
#endif
}

}  // namespace detail

/// `homogeneity` of every table, over plain pointers; `df`, if given, takes the degrees of freedom. A table never throws: one
/// with a group that breaks 0 <= events <= total, or with more than 2^53 people, comes back as NaN with `Status::invalid`.
/// Closed forms allocate nothing.
/// @throws InvalidInput when offsets fall
inline void homogeneity_rows(const GroupRows& tables, const HomogeneityOptions& options, const TestOutput& output,
                             double* df = nullptr, const Execution& execution = {}) {
  detail::check_offsets(tables.offsets, tables.tables, "homogeneity_rows");
  const HomogeneityMethod method = options.method;
  if (detail::is_exact(method)) {
    detail::parallel_rows(
        tables.tables, execution,
        [&](std::size_t first, std::size_t last) {
          for (std::size_t i = first; i < last; ++i) detail::homogeneity_row(tables, i, method, output, df);
        },
        detail::tables_of_a_piece);
    return;
  }
  const detail::LaneHomogeneity kind = method == HomogeneityMethod::n_minus_1_chi2 ? detail::LaneHomogeneity::n_minus_1
                                       : method == HomogeneityMethod::pearson_chi2 ? detail::LaneHomogeneity::pearson
                                                                                   : detail::LaneHomogeneity::likelihood;
  detail::parallel_rows(tables.tables, execution, [&](std::size_t first, std::size_t last) {
    std::uint8_t redo[detail::rows_of_a_piece];
    detail::homogeneity_piece(kind, {tables.events, tables.totals, tables.offsets}, first, last,
                              {output.statistic, output.pvalue, output.status, df, redo});
    for (std::size_t i = first; i < last; ++i)
      if (redo[i - first] != 0) detail::homogeneity_row(tables, i, method, output, df);
  });
}

/// `association` of every table of groups: value[i] with its status. Cost: that of the scalar function.
/// @throws InvalidInput when offsets fall
inline void association_rows(const GroupRows& tables, AssociationMethod method, double* value, Status* status,
                             const Execution& execution = {}) {
  detail::for_groups(tables, "association_rows", execution,
                     [&](std::size_t i, const std::vector<Proportion>& groups, bool valid) {
                       const Association found = detail::accepted(
                           valid, [&] { return association(groups, method); },
                           [&] {
                             return Association{not_a_number, name(method), Status::invalid};
                           });
                       value[i] = found.value;
                       status[i] = found.status;
                     });
}

/// Residuals of groups to be written, a row for each group; all but `status` may be null.
struct ResidualOutput {
  double* expected = nullptr;
  double* pearson = nullptr;
  double* adjusted = nullptr;
  double* pvalue = nullptr;
  double* p_adjusted = nullptr;
  Status* status = nullptr;

  void set(std::size_t i, const Residual& residual) const noexcept {
    detail::put(expected, i, residual.expected);
    detail::put(pearson, i, residual.pearson);
    detail::put(adjusted, i, residual.adjusted);
    detail::put(pvalue, i, residual.pvalue);
    detail::put(p_adjusted, i, residual.p_adjusted);
    status[i] = residual.status;
  }
};

/// `residuals` of every table of groups: for each group those of the people with the outcome. Those without have the adjusted
/// residual with the other sign and the same p-values. Cost: that of the scalar function.
/// @throws InvalidInput when offsets fall
inline void residuals_rows(const GroupRows& tables, Adjustment adjustment, const ResidualOutput& output,
                           const Execution& execution = {}) {
  detail::for_groups(tables, "residuals_rows", execution, [&](std::size_t i, const std::vector<Proportion>& groups, bool valid) {
    constexpr double none = not_a_number;
    const Residuals found = detail::accepted(
        valid, [&] { return residuals(groups, adjustment); },
        [&] {
          return Residuals{
              groups.size(), 2, std::vector<Residual>(2 * groups.size(), {none, none, none, none, none, Status::invalid}), {}};
        });
    for (std::size_t g = 0; g < groups.size(); ++g) output.set(tables.offsets[i] + g, found.cells[2 * g]);
  });
}

}  // namespace equitable
