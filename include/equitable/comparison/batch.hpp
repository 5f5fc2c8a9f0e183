/// @file comparison/batch.hpp
/// Many comparisons at once: four columns of counts in, columns of estimates out.
///
/// Row by row the answers of `relative_likelihood`, `rate_difference` and `odds_ratio`, with the same status and the same edges. Blocks
/// of rows are worked on together (detail/lanes.hpp) wherever the method allows it, by the operations of the scalar functions or by
/// kernels that these run on a block of one: the numbers are the same to the last bit, but for score limits and `profile_lr`, which
/// end here and there in a step that is rounded once, and may be the double beside it (of a difference: by a unit of the larger of
/// itself and the two rates). A row's bits depend on its counts and the options: not on its neighbours, its place, the processor or the number of threads. A single row is given to the scalar function,
/// and so are `scas` below 68.3 % or above 99.96 %, `mover_jeffreys` below 50 %, and levels of a few millionths.
///
/// A mistake in the options throws before any row is read. A row never throws: one that breaks a rule comes back as NaN with
/// `Status::invalid`; columns of different lengths do throw. Nothing is allocated but the result, and by the unconditional exact
/// methods working space for each row. Linear in the rows. Cost of a row on one core with AVX-512, `equitable::compiled`: closed
/// forms 1.5 to 6 ns, score intervals 15 to 25 ns whatever the counts, `scas` 25 to 45, `profile_lr` 50 to 100,
/// `mover_jeffreys` 130, exact methods what the scalar function costs; with the headers alone and usual flags some six times as much (docs/performance.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "equitable/comparison/odds_ratio.hpp"
#include "equitable/comparison/rate_difference.hpp"
#include "equitable/comparison/relative_likelihood.hpp"
#include "equitable/core/array.hpp"
#include "equitable/core/execution.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes.hpp"
#include "equitable/detail/lanes_difference.hpp"
#include "equitable/detail/lanes_odds_ratio.hpp"
#include "equitable/detail/lanes_order.hpp"
#include "equitable/detail/lanes_posterior.hpp"
#include "equitable/detail/lanes_profile.hpp"
#include "equitable/detail/lanes_ratio.hpp"
#include "equitable/detail/lanes_score.hpp"
#include "equitable/detail/lanes_skewed.hpp"
#include "equitable/detail/lanes_tables.hpp"
#include "equitable/detail/parallel.hpp"

namespace equitable {

namespace detail {

inline namespace EQUITABLE_BUILD {

/// One row by the scalar function: the reference, and what a block leaves to it. Kept out of the loops over lanes.
template <class Options>
EQUITABLE_APART void compare_row(const TableColumns& tables, std::size_t row, const Options& options, const Level& level,
                                 const EstimateOutput& output) {
  const Table2x2 table = tables.row(row);
  const bool valid = is_valid(table);
  output.set(row, compare(valid ? table : Table2x2{}, level, options));
  if (!valid) output.status[row] = Status::invalid;
}

/// The parameter space of what the options ask for.
[[nodiscard]] constexpr Interval comparison_space(const RateDifferenceOptions&) noexcept { return {-1.0, 1.0}; }
[[nodiscard]] constexpr Interval comparison_space(const RelativeLikelihoodOptions&) noexcept { return {0.0, infinity}; }
[[nodiscard]] constexpr Interval comparison_space(const OddsRatioOptions&) noexcept { return {0.0, infinity}; }

/// Writes a block of answers: the limit that a one-sided interval lacks, the status, and the rows marked for the scalar function.
template <class Options>
EQUITABLE_LANE void write_block(const TableColumns& tables, std::size_t first, std::size_t rows, const Options& options,
                                const Level& level, const LaneTables& block, const LaneEstimates& found,
                                const EstimateOutput& output) {
  const Interval space = comparison_space(options);
  LaneMask odd;  // rows that are not four plain numbers
  for (std::size_t i = 0; i < lane_count; ++i) {
    const double sum =
        (found.value[i] - found.value[i]) + ((found.lower[i] - found.lower[i]) + (found.upper[i] - found.upper[i]));
    odd[i] = block.redo[i] | (sum == 0.0 ? 0u : 1u);
  }
  const auto write = [&](std::size_t count) EQUITABLE_INLINED {
    for (std::size_t i = 0; i < count; ++i) output.value[first + i] = found.value[i];
    for (std::size_t i = 0; i < count; ++i)
      output.lower[first + i] = options.alternative == Alternative::less ? space.lower : found.lower[i];
    for (std::size_t i = 0; i < count; ++i)
      output.upper[first + i] = options.alternative == Alternative::greater ? space.upper : found.upper[i];
    for (std::size_t i = 0; i < count; ++i) output.status[first + i] = Status::ok;
  };
  if (rows == lane_count)
    write(lane_count);  // a number that the compiler knows
  else
    write(rows);
  if (!any_lane(odd)) return;
  for (std::size_t i = 0; i < rows; ++i) {
    if (odd[i] == 0) continue;
    if (block.redo[i] != 0) {
      compare_row(tables, first + i, options, level, output);
    } else {
      const Estimate estimate = make_estimate(found.value[i], {found.lower[i], found.upper[i]}, options.confidence, "");
      output.set(first + i, one_sided(estimate, options.alternative, space, options.confidence));
    }
  }
}

/// Rows first … last by the scalar function.
template <class Options>
EQUITABLE_APART void compare_row_by_row(const TableColumns& tables, std::size_t first, std::size_t last, const Options& options,
                                        const Level& level, const EstimateOutput& output) {
  for (std::size_t row = first; row < last; ++row) compare_row(tables, row, options, level, output);
}

/// Whether the method has a kernel over lanes.
[[nodiscard]] constexpr bool has_lanes(RelativeLikelihoodMethod method) noexcept {
  switch (method) {
    case RelativeLikelihoodMethod::chan_zhang_score:
    case RelativeLikelihoodMethod::agresti_min_score: return false;
    default: return true;
  }
}
[[nodiscard]] constexpr bool has_lanes(RateDifferenceMethod method) noexcept {
  switch (method) {
    case RateDifferenceMethod::chan_zhang_score:
    case RateDifferenceMethod::agresti_min_score: return false;
    default: return true;
  }
}
[[nodiscard]] constexpr bool has_lanes(OddsRatioMethod method) noexcept {
  switch (method) {
    case OddsRatioMethod::miettinen_nurminen:
    case OddsRatioMethod::score_uncorrected:
    case OddsRatioMethod::scas:
    case OddsRatioMethod::profile_lr:
    case OddsRatioMethod::woolf_logit:
    case OddsRatioMethod::gart_adjusted_logit:
    case OddsRatioMethod::agresti_smoothed_logit:
    case OddsRatioMethod::mover_wilson:
    case OddsRatioMethod::inv_sinh: return true;
    default: return false;
  }
}

/// Whether a method combines posteriors, which have a kernel of their own.
[[nodiscard]] constexpr bool combines_posteriors(RelativeLikelihoodMethod method) noexcept {
  return method == RelativeLikelihoodMethod::mover_jeffreys;
}
[[nodiscard]] constexpr bool combines_posteriors(RateDifferenceMethod method) noexcept {
  return method == RateDifferenceMethod::mover_jeffreys;
}
[[nodiscard]] constexpr bool combines_posteriors(OddsRatioMethod) noexcept { return false; }

/// Whether it takes rows at the level: kernels square the quantile, and those of the skewness-corrected score and of posteriors are for
/// the levels in use. Posteriors share starts that cost as much as a dozen rows.
template <class Method>
[[nodiscard]] bool lanes_take(Method method, const Level& level, std::size_t rows) noexcept {
  if (!has_lanes(method) || rows <= 1 || !(level.z > least_lane_quantile)) return false;
  if (method == Method::scas) return usual_for_skewed_lanes(level.z);
  return !combines_posteriors(method) || (rows >= 64 && level.tail <= largest_lane_tail);
}

/// A block of relative likelihoods.
EQUITABLE_LANE void compare_block(const RelativeLikelihoodOptions& options, double z, LaneTables& t,
                                  LaneEstimates& found) noexcept {
  using Method = RelativeLikelihoodMethod;
  ratio_lanes(t, found);
  switch (options.method) {
    case Method::miettinen_nurminen:
    case Method::koopman: return ratio_score_lanes(t, z, options.method == Method::miettinen_nurminen, found);
    case Method::scas: return ratio_skewed_lanes(t, z, found);
    case Method::profile_lr: return ratio_profile_lanes(t, z, found);
    case Method::mover_wilson: return ratio_mover_wilson_lanes(t, z, found);
    case Method::katz_log: return katz_lanes(t, z, found);
    case Method::walter_log:
    case Method::haldane_log:
    case Method::price_bonett: {
      const double events = options.method == Method::price_bonett ? 0.25 : 0.5;
      const double others = options.method == Method::price_bonett ? 1.5 : options.method == Method::haldane_log ? 0.5 : 0.0;
      return adjusted_log_lanes(t, z, events, others, events + others, found);
    }
    case Method::inv_sinh: return ratio_inv_sinh_lanes(t, z, found);
    default: return leave_to_scalar(t, found);
  }
}

/// A block of rate differences.
EQUITABLE_LANE void compare_block(const RateDifferenceOptions& options, double z, LaneTables& t, LaneEstimates& found) noexcept {
  using Method = RateDifferenceMethod;
  difference_lanes(t, found);
  switch (options.method) {
    case Method::newcombe: return newcombe_lanes(t, z, found);
    case Method::newcombe_cc: return newcombe_cc_lanes(t, z, found);
    case Method::miettinen_nurminen:
    case Method::mee: return difference_score_lanes(t, z, options.method == Method::miettinen_nurminen, found);
    case Method::scas: return difference_skewed_lanes(t, z, found);
    case Method::profile_lr: return difference_profile_lanes(t, z, found);
    case Method::wald:
    case Method::wald_cc: return wald_lanes(t, z, options.method == Method::wald_cc, found);
    case Method::agresti_caffo:
    case Method::brown_li_jeffreys: {
      const bool caffo = options.method == Method::agresti_caffo;
      return adjusted_wald_lanes(t, z, caffo ? 1.0 : 0.5, caffo ? 0.0 : 1.0, found);
    }
    case Method::haldane_beal:
    case Method::jeffreys_perks: return beal_lanes(t, z, options.method == Method::jeffreys_perks, found);
    case Method::hauck_anderson: return hauck_anderson_lanes(t, z, found);
    default: return leave_to_scalar(t, found);
  }
}

/// A block of odds ratios.
EQUITABLE_LANE void compare_block(const OddsRatioOptions& options, double z, LaneTables& t, LaneEstimates& found) noexcept {
  using Method = OddsRatioMethod;
  odds_ratio_lanes(t, found);
  switch (options.method) {
    case Method::miettinen_nurminen:
    case Method::score_uncorrected: return odds_ratio_score_lanes(t, z, options.method == Method::miettinen_nurminen, found);
    case Method::scas: return odds_ratio_skewed_lanes(t, z, found);
    case Method::profile_lr: return odds_ratio_profile_lanes(t, z, found);
    case Method::mover_wilson: return odds_ratio_mover_wilson_lanes(t, z, found);
    case Method::woolf_logit: return woolf_lanes(t, z, found);
    case Method::gart_adjusted_logit: return gart_lanes(t, z, found);
    case Method::agresti_smoothed_logit: return agresti_smoothed_lanes(t, z, found);
    case Method::inv_sinh: return odds_ratio_inv_sinh_lanes(t, z, found);
    default: return leave_to_scalar(t, found);
  }
}

/// Rows first … last in blocks.
template <class Options>
EQUITABLE_LANE void compare_blocks(const TableColumns& tables, std::size_t first, std::size_t last, const Options& options,
                                   const Level& level, const EstimateOutput& output) {
  for (std::size_t row = first; row < last; row += lane_count) {
    const std::size_t rows = last - row < lane_count ? last - row : lane_count;
    LaneTables block;
    LaneEstimates found;
    load_tables(tables.events + row, tables.total + row, tables.reference_events + row, tables.reference_total + row, rows,
                block);
    compare_block(options, level.z, block, found);
    write_block(tables, row, rows, options, level, block, found, output);
  }
}

/// Tables whose posteriors are found together: enough for blocks of rates that are alike.
inline constexpr std::size_t tables_of_posteriors = 1024;

/// The posteriors of both groups of such tables: those of the groups, then those of the references.
struct TablePosteriors {
  double lower[2 * tables_of_posteriors];
  double median[2 * tables_of_posteriors];
  double above_upper[2 * tables_of_posteriors];
  std::uint8_t failed[2 * tables_of_posteriors];

  void leave(std::size_t place) noexcept {
    lower[place] = median[place] = above_upper[place] = 1.0;
    failed[place] = 1;
  }
  [[nodiscard]] EQUITABLE_LANE LanePosterior at(std::size_t place) const noexcept {
    return {lower[place], median[place], above_upper[place]};
  }
};

/// The posteriors of rows first … last, at most `tables_of_posteriors`.
EQUITABLE_LANE void find_posterior_blocks(const TableColumns& tables, std::size_t first, std::size_t last,
                                          const PosteriorStarts& starts, TablePosteriors& found) {
  const std::size_t rows = last - first;
  const auto place_of = [&](std::size_t i) EQUITABLE_INLINED { return i < rows ? i : tables_of_posteriors + (i - rows); };
  const auto rate_at = [&](std::size_t i) EQUITABLE_INLINED {
    return i < rows ? Proportion{tables.events[first + i], tables.total[first + i]}
                    : Proportion{tables.reference_events[first + (i - rows)], tables.reference_total[first + (i - rows)]};
  };
  for (std::size_t i = rows; i % lane_count != 0; ++i) {  // what a block reads beyond the last row
    found.leave(i);
    found.leave(tables_of_posteriors + i);
  }
  std::uint16_t order[2 * tables_of_posteriors];
  const std::size_t ordered = order_by_fewer(
      2 * rows, rate_at, [&](std::size_t i) EQUITABLE_INLINED { found.leave(place_of(i)); }, order);
  for (std::size_t at = 0; at < ordered; at += lane_count) {
    const std::size_t filled = ordered - at < lane_count ? ordered - at : lane_count;
    Lanes x, n, lower, median, above_upper;
    LaneMask failed{};
    for (std::size_t i = 0; i < lane_count; ++i) {
      const Proportion rate = rate_at(order[at + (i < filled ? i : 0)]);
      x[i] = lane_of_count(rate.events);
      n[i] = lane_of_count(rate.total);
    }
    posterior_lanes(starts, x, n, lower, median, above_upper, failed);
    for (std::size_t i = 0; i < filled; ++i) {
      const std::size_t place = place_of(order[at + i]);
      found.lower[place] = lower[i];
      found.median[place] = median[i];
      found.above_upper[place] = above_upper[i];
      found.failed[place] = failed[i] != 0 ? 1 : 0;
    }
  }
}

/// Both measures of a block by MOVER from the posteriors.
EQUITABLE_LANE void mover_block(const RelativeLikelihoodOptions&, const TablePosteriors& posteriors, std::size_t at,
                                LaneTables& t, LaneEstimates& found) noexcept {
  ratio_lanes(t, found);
  for (std::size_t i = 0; i < lane_count; ++i) {
    const LanePosterior first = posteriors.at(at + i);
    const LanePosterior second = posteriors.at(tables_of_posteriors + at + i);
    found.lower[i] = lane_posterior_ratio(first, second);
    found.upper[i] = 1.0 / lane_posterior_ratio(second, first);
  }
}
EQUITABLE_LANE void mover_block(const RateDifferenceOptions&, const TablePosteriors& posteriors, std::size_t at, LaneTables& t,
                                LaneEstimates& found) noexcept {
  difference_lanes(t, found);
  for (std::size_t i = 0; i < lane_count; ++i) {
    const Interval limits = lane_posterior_difference(posteriors.at(at + i), posteriors.at(tables_of_posteriors + at + i));
    found.lower[i] = limits.lower;
    found.upper[i] = limits.upper;
  }
}

/// Rows first … last in blocks, of whose groups the posteriors are known.
template <class Options>
EQUITABLE_LANE void mover_blocks(const TableColumns& tables, std::size_t first, std::size_t last, const Options& options,
                                 const Level& level, const TablePosteriors& posteriors, const EstimateOutput& output) {
  for (std::size_t row = first; row < last; row += lane_count) {
    const std::size_t rows = last - row < lane_count ? last - row : lane_count;
    LaneTables block;
    LaneEstimates found;
    load_tables(tables.events + row, tables.total + row, tables.reference_events + row, tables.reference_total + row, rows,
                block);
    mover_block(options, posteriors, row - first, block, found);
    for (std::size_t i = 0; i < lane_count; ++i) {
      const std::size_t place = row - first + i;
      block.redo[i] |= posteriors.failed[place] | posteriors.failed[tables_of_posteriors + place];
    }
    write_block(tables, row, rows, options, level, block, found, output);
  }
}

/// `compare_blocks` behind a name of its own: compiled in src/lanes_comparison.cpp, or inline.
#if defined(EQUITABLE_COMPILED)
void compare_lanes(const TableColumns&, std::size_t first, std::size_t last, const RelativeLikelihoodOptions&, const Level&,
                   const EstimateOutput&);
void compare_lanes(const TableColumns&, std::size_t first, std::size_t last, const RateDifferenceOptions&, const Level&,
                   const EstimateOutput&);
void compare_lanes(const TableColumns&, std::size_t first, std::size_t last, const OddsRatioOptions&, const Level&,
                   const EstimateOutput&);
void find_posteriors(const TableColumns&, std::size_t first, std::size_t last, const PosteriorStarts&, TablePosteriors&);
void mover_lanes(const TableColumns&, std::size_t first, std::size_t last, const RelativeLikelihoodOptions&, const Level&,
                 const TablePosteriors&, const EstimateOutput&);
void mover_lanes(const TableColumns&, std::size_t first, std::size_t last, const RateDifferenceOptions&, const Level&,
                 const TablePosteriors&, const EstimateOutput&);
extern template void compare_row_by_row<RelativeLikelihoodOptions>(const TableColumns&, std::size_t, std::size_t,
                                                                   const RelativeLikelihoodOptions&, const Level&,
                                                                   const EstimateOutput&);
extern template void compare_row_by_row<RateDifferenceOptions>(const TableColumns&, std::size_t, std::size_t,
                                                               const RateDifferenceOptions&, const Level&, const EstimateOutput&);
extern template void compare_row_by_row<OddsRatioOptions>(const TableColumns&, std::size_t, std::size_t, const OddsRatioOptions&,
                                                          const Level&, const EstimateOutput&);
#else
template <class Options>
void compare_lanes(const TableColumns& tables, std::size_t first, std::size_t last, const Options& options, const Level& level,
                   const EstimateOutput& output) {
  compare_blocks(tables, first, last, options, level, output);
}
inline void find_posteriors(const TableColumns& tables, std::size_t first, std::size_t last, const PosteriorStarts& starts,
                            TablePosteriors& found) {
  find_posterior_blocks(tables, first, last, starts, found);
}
template <class Options>
void mover_lanes(const TableColumns& tables, std::size_t first, std::size_t last, const Options& options, const Level& level,
                 const TablePosteriors& posteriors, const EstimateOutput& output) {
  mover_blocks(tables, first, last, options, level, posteriors, output);
}
#endif

/// Every row by `mover_jeffreys`.
template <class Options>
void mover_jeffreys_rows(const TableColumns& tables, const Options& options, const Level& level, const EstimateOutput& output,
                         const Execution& execution) {
  const PosteriorStarts starts(level);
  parallel_rows(
      tables.rows, execution,
      [&](std::size_t first, std::size_t last) {
        TablePosteriors posteriors;
        find_posteriors(tables, first, last, starts, posteriors);
        mover_lanes(tables, first, last, options, level, posteriors, output);
      },
      tables_of_posteriors);
}

}  // namespace EQUITABLE_BUILD

}  // namespace detail

namespace detail {

inline namespace EQUITABLE_BUILD {

/// Rows of a column of `column_rows`, all of them or a piece: how many there are in all decides whether a kernel takes them, so that a
/// row has the same bits in whichever piece it lies.
template <class Options>
void comparison_rows_of(std::size_t column_rows, const TableColumns& tables, const Options& options, const EstimateOutput& output,
                        const Execution& execution) {
  const Level level = checked_level(options);
  const bool lanes = lanes_take(options.method, level, column_rows);
  if constexpr (!std::is_same_v<Options, OddsRatioOptions>)
    if (lanes && combines_posteriors(options.method)) return mover_jeffreys_rows(tables, options, level, output, execution);
  parallel_rows(
      tables.rows, execution,
      [&](std::size_t first, std::size_t last) {
        if (lanes)
          compare_lanes(tables, first, last, options, level, output);
        else
          compare_row_by_row(tables, first, last, options, level, output);
      },
      lanes ? rows_of_a_piece : lane_count);
}

}  // namespace EQUITABLE_BUILD

}  // namespace detail

inline namespace EQUITABLE_BUILD {

/// `relative_likelihood`, `rate_difference` or `odds_ratio` of every row, as the options say, over plain pointers: the kernel
/// behind the array forms and behind other languages.
/// @throws InvalidInput for a mistake in the options, before any row is read
template <class Options>
void comparison_rows(const TableColumns& tables, const Options& options, const EstimateOutput& output,
                     const Execution& execution = {}) {
  detail::comparison_rows_of(tables.rows, tables, options, output, execution);
}

}  // namespace EQUITABLE_BUILD

namespace detail {

inline namespace EQUITABLE_BUILD {

/// The array form of any comparison: lengths checked, then the kernel.
template <class Options>
[[nodiscard]] EstimateColumns compare_columns(const char* where, const CountColumn& events, const CountColumn& total,
                                              const CountColumn& reference_events, const CountColumn& reference_total,
                                              const Options& options, const Execution& execution) {
  check_size(where, "total", total.size(), events.size());
  check_size(where, "reference_events", reference_events.size(), events.size());
  check_size(where, "reference_total", reference_total.size(), events.size());
  EstimateColumns result(events.size());
  comparison_rows(TableColumns{events.data(), total.data(), reference_events.data(), reference_total.data(),
                               static_cast<std::size_t>(events.size())},
                  options, {result.value.data(), result.lower.data(), result.upper.data(), result.status.data()}, execution);
  return result;
}

}  // namespace EQUITABLE_BUILD

}  // namespace detail

inline namespace EQUITABLE_BUILD {

/// `relative_likelihood` of every row.
/// @throws InvalidInput when the columns differ in length, and for a mistake in the options
[[nodiscard]] inline EstimateColumns relative_likelihood_batch(const CountColumn& events, const CountColumn& total,
                                                               const CountColumn& reference_events,
                                                               const CountColumn& reference_total,
                                                               const RelativeLikelihoodOptions& options = {},
                                                               const Execution& execution = {}) {
  return detail::compare_columns("relative_likelihood_batch", events, total, reference_events, reference_total, options,
                                 execution);
}

/// `rate_difference` of every row.
/// @throws InvalidInput when the columns differ in length, and for a mistake in the options
[[nodiscard]] inline EstimateColumns rate_difference_batch(const CountColumn& events, const CountColumn& total,
                                                           const CountColumn& reference_events,
                                                           const CountColumn& reference_total,
                                                           const RateDifferenceOptions& options = {},
                                                           const Execution& execution = {}) {
  return detail::compare_columns("rate_difference_batch", events, total, reference_events, reference_total, options, execution);
}

/// `odds_ratio` of every row.
/// @throws InvalidInput when the columns differ in length, and for a mistake in the options
[[nodiscard]] inline EstimateColumns odds_ratio_batch(const CountColumn& events, const CountColumn& total,
                                                      const CountColumn& reference_events, const CountColumn& reference_total,
                                                      const OddsRatioOptions& options = {}, const Execution& execution = {}) {
  return detail::compare_columns("odds_ratio_batch", events, total, reference_events, reference_total, options, execution);
}

}  // namespace EQUITABLE_BUILD

}  // namespace equitable
