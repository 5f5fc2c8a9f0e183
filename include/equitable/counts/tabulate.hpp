/// @file counts/tabulate.hpp
/// Rows to counts: columns of small integer codes (an organisation's number, a pay band's, an ethnic group's) counted into a
/// table.
///
/// This is where records end and counts begin. The columns are read once, where they lie and as they are stored (8 to 64 bits,
/// signed or not, mixed as they come); every code is checked in the same pass; nothing is sorted, hashed or copied. Memory: the
/// table, one byte for each counter, and some 24 kB, for each thread. Time: a few nanoseconds a row at most, whatever the number
/// of cells while one byte a cell fits the processor's cache, and less when the rows come sorted by their leading keys.
///
/// When not to use it: keys that are texts, or whose possible combinations far outnumber the rows. Group by a hash table instead,
/// and count what is left.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/core/error.hpp"
#include "equitable/core/execution.hpp"
#include "equitable/core/types.hpp"
#include "equitable/counts/proportion.hpp"
#include "equitable/detail/lanes_tabulate.hpp"
#include "equitable/detail/parallel.hpp"

namespace equitable {

/// The most cells a table may have, 2^30: the product of the categories of its keys.
inline constexpr Count max_cells = Count{1} << 30;

/// A column of codes 0 … categories − 1, wherever it lies. It owns nothing.
class CodeColumn {
 public:
  /// Codes stored as integers of 8, 16, 32 or 64 bits; `bool` too. A code outside 0 … categories − 1 is refused when the rows are
  /// counted.
  template <class Code>
  CodeColumn(const Code* codes, Count categories) noexcept : categories_(categories) {
    lane_.codes = codes;
    lane_.type = detail::code_type<Code>();
  }

  /// Codes of 0 and 1 stored as one bit each, the lowest of a byte first (Arrow's booleans); the first row is bit `offset`.
  [[nodiscard]] static CodeColumn bits(const std::uint8_t* bits, std::size_t offset = 0) noexcept {
    CodeColumn column(bits, 2);
    column.lane_.type = detail::CodeType::bit;
    column.lane_.code_offset = offset;
    return column;
  }

  /// The same column in which one code stands for "missing". Missing rows are counted in a category of their own, behind the
  /// others.
  [[nodiscard]] CodeColumn with_missing(std::int64_t code = -1) const noexcept {
    CodeColumn column = *this;
    column.lane_.missing = can_hold(code) ? detail::MissingCodes::by_code : detail::MissingCodes::never;
    column.lane_.missing_code = code;
    return column;
  }

  /// The same column in which the rows whose bit is 0 are missing (Arrow's validity bitmap); the first row is bit `offset`. What
  /// the codes of such rows are does not matter. A null pointer says that no row is missing; the place for missing rows is there
  /// all the same.
  [[nodiscard]] CodeColumn with_validity(const std::uint8_t* valid, std::size_t offset = 0) const noexcept {
    CodeColumn column = *this;
    column.lane_.missing = valid != nullptr ? detail::MissingCodes::by_bitmap : detail::MissingCodes::never;
    column.lane_.valid = valid;
    column.lane_.valid_offset = offset;
    return column;
  }

  [[nodiscard]] Count categories() const noexcept { return categories_; }
  /// Whether a row may be missing.
  [[nodiscard]] bool may_miss() const noexcept { return lane_.missing != detail::MissingCodes::refused; }
  /// The length of this key's axis in the table: the categories, and one more where codes may be missing.
  [[nodiscard]] Count length() const noexcept { return categories_ + (may_miss() ? 1 : 0); }
  /// The column as the counting loop reads it. Only for categories up to `max_cells`.
  [[nodiscard]] detail::CodeLane lane(std::size_t stride) const noexcept {
    detail::CodeLane lane = lane_;
    lane.categories = static_cast<std::uint32_t>(categories_);
    lane.stride = static_cast<std::uint32_t>(stride);
    return lane;
  }

 private:
  [[nodiscard]] bool can_hold(std::int64_t code) const noexcept {
    switch (lane_.type) {
      case detail::CodeType::int8: return code >= INT8_MIN && code <= INT8_MAX;
      case detail::CodeType::int16: return code >= INT16_MIN && code <= INT16_MAX;
      case detail::CodeType::int32: return code >= INT32_MIN && code <= INT32_MAX;
      case detail::CodeType::int64: return true;
      case detail::CodeType::uint8: return code >= 0 && code <= UINT8_MAX;
      case detail::CodeType::uint16: return code >= 0 && code <= UINT16_MAX;
      case detail::CodeType::uint32: return code >= 0 && code <= UINT32_MAX;
      case detail::CodeType::uint64: return code >= 0;
      case detail::CodeType::bit: return code == 0 || code == 1;
    }
    return false;
  }
  detail::CodeLane lane_;
  Count categories_;
};

/// Rows to be counted: row i is the i-th code of every column.
struct TabulateColumns {
  const CodeColumn* keys;  ///< the columns that make the cells, the last one varying fastest; none makes one cell
  std::size_t key_count;
  std::size_t rows;
  const CodeColumn* outcome =
      nullptr;                     ///< two categories, 1 is the event; it may have missing codes. Null: rows are only counted
  const Count* weights = nullptr;  ///< how often each row counts, 0 or more. Null: once
  std::size_t first_row = 0;       ///< the number of the first row in messages, where these rows are part of a longer table
};

/// Counts to be written, each array as long as the table has cells.
struct TabulateOutput {
  Count* total;              ///< rows with a known outcome; all rows when there is no outcome
  Count* events = nullptr;   ///< rows with the event; needed with an outcome
  Count* missing = nullptr;  ///< rows whose outcome is missing; needed with an outcome that may be missing
};

/// How many cells the table of these keys has: the product of their lengths, 1 without keys.
/// @throws InvalidInput when the number of categories of a key is negative, or the table has more than `max_cells`
[[nodiscard]] inline std::size_t tabulate_cells(const CodeColumn* keys, std::size_t key_count) {
  Count cells = 1;
  for (std::size_t k = 0; k < key_count; ++k) {
    const Count categories = keys[k].categories();
    const auto argument = [k] { return "keys[" + std::to_string(k) + "].categories"; };
    if (categories < 0) throw_invalid("tabulate", argument(), std::to_string(categories), "must be 0 or more");
    if (categories > max_cells || keys[k].length() > max_cells / (cells > 0 ? cells : 1))
      throw_invalid("tabulate", argument(), std::to_string(categories),
                    "must keep the table to at most 2^30 cells; the keys before it make " + std::to_string(cells));
    cells *= keys[k].length();
  }
  return static_cast<std::size_t>(cells);
}

namespace detail {

/// A code as text.
inline std::string code_text(const CodeLane& lane, std::size_t row) {
  const std::uint8_t bit =
      lane.type == CodeType::bit && bit_at(static_cast<const std::uint8_t*>(lane.codes), lane.code_offset + row) ? 1 : 0;
  return with_codes(lane, row, &bit, [](const auto* code) { return std::to_string(+*code); });
}

/// Throws for the first row at fault; `from` is a row that does not come after it. Without weights the rows before it are not
/// looked at again.
[[noreturn]] inline void refuse_rows(const TabulationJob& job, bool has_outcome, std::size_t rows, std::size_t from,
                                     std::size_t first_row) {
  Count sum = 0;
  for (std::size_t row = job.weights != nullptr ? 0 : from; row < rows; ++row) {
    const std::string place = "[" + std::to_string(first_row + row) + "]";
    for (std::size_t l = 0; l < job.lane_count; ++l) {
      const CodeLane& lane = job.lanes[l];
      if (slot_at(lane, row) >= 0) continue;
      const bool outcome = has_outcome && l == 0;
      const std::string name = outcome ? "outcome" : "keys[" + std::to_string(l - (has_outcome ? 1 : 0)) + "]";
      const std::string code = code_text(lane, row);
      std::string demand = outcome                ? "must be 0 or 1"
                           : lane.categories == 0 ? "must be missing, for the key has no categories"
                                                  : "must be 0 to " + std::to_string(lane.categories - 1);
      if (lane.missing == MissingCodes::by_code) demand += ", or " + std::to_string(lane.missing_code) + " for missing";
      if (lane.missing == MissingCodes::refused && code[0] == '-') demand += "; missing codes were not asked for";
      throw_invalid("tabulate", name + place, code, demand);
    }
    if (job.weights == nullptr) continue;
    const Count weight = job.weights[row];
    if (weight < 0) throw_invalid("tabulate", "weights" + place, std::to_string(weight), "must be 0 or more");
    if (weight > max_count - sum)
      throw_invalid("tabulate", "weights" + place, std::to_string(weight), "must keep the sum of all weights to at most 2^53");
    sum += weight;
  }
  throw_invalid("tabulate", "a column", "not the same when read again", "must not be written to while it is counted");
}

/// The counting loop, the compiled one where there is one.
inline std::size_t tabulate_part(const TabulationJob& job, std::size_t first, std::size_t last, const TabulationTarget& target,
                                 Count& weight) noexcept {
#ifdef EQUITABLE_COMPILED
  return tabulate_block_rows_compiled(job, first, last, target, weight);
#else
  return tabulate_block_rows(job, first, last, target, weight);
#endif
}

/// Rows that are worth a thread with a table of its own: many, and many to a counter.
[[nodiscard]] inline std::size_t rows_of_a_part(const TabulationJob& job) noexcept {
  constexpr std::size_t least = std::size_t{1} << 17;
  return (std::max)(least, 16 * job.counters());
}

/// Counts the rows in as many parts as threads are asked for and worth while. The first part counts into the output, each other
/// into a table of its own, which is added at the end.
inline void tabulate_parts(const TabulationJob& job, const TabulateColumns& columns, const TabulateOutput& output,
                           const Execution& execution) {
  const std::size_t rows = columns.rows;
  const std::size_t parts =
      execution.threads == 1 ? 1 : (std::max)(std::size_t{1}, threads_for(rows / rows_of_a_part(job), execution));
  struct Part {
    std::vector<Count> table;
    std::size_t fault = tabulated;
    Count weight = 0;
  };
  std::vector<Part> results(parts);
  const std::size_t blocks = rows / tabulation_block + 1;
  const auto row_of = [&](std::size_t part) { return (std::min)(rows, blocks * part / parts * tabulation_block); };
  parallel_rows(
      parts, execution,
      [&](std::size_t part, std::size_t) {
        const std::size_t first = row_of(part);
        const std::size_t last = part + 1 == parts ? rows : row_of(part + 1);
        Part& result = results[part];
        std::vector<std::uint32_t> scratch(tabulation_scratch(job, last - first));
        TabulationTarget target{output.total, output.events, output.missing, scratch.data()};
        if (part > 0) {
          result.table.resize(job.counters());
          Count* const table = result.table.data();
          target = {table, job.states > 1 ? table + job.cells : nullptr, job.states > 2 ? table + 2 * job.cells : nullptr,
                    scratch.data()};
        }
        result.fault = tabulate_part(job, first, last, target, result.weight);
      },
      1);

  Count weight = 0;
  for (const Part& part : results) {
    if (part.fault != tabulated) refuse_rows(job, columns.outcome != nullptr, rows, part.fault, columns.first_row);
    if (part.weight > max_count - weight) refuse_rows(job, columns.outcome != nullptr, rows, 0, columns.first_row);
    weight += part.weight;
    for (std::size_t k = 0; k < part.table.size(); ++k) {
      Count* const column = k < job.cells ? output.total : k < 2 * job.cells ? output.events : output.missing;
      column[k % job.cells] += part.table[k];
    }
  }
}

}  // namespace detail

/// Counts rows and adds the counts to the output, so that the parts of a long table may follow one another; begin with zeros.
///
/// Cells stand in the order of nested loops over the keys, the last key innermost: keys of lengths 3 and 4 have (i, j) at 4i + j.
/// A missing code has the last place of its axis.
///
/// @throws InvalidInput naming column, row and value for the first code that is neither a category nor missing, and for the
///   first weight that is negative or brings the sum above 2^53; also for a table beyond `max_cells`, and an outcome that has
///   no place to go. When a row is refused, the output holds an unknown part of the counts.
inline void tabulate_rows(const TabulateColumns& columns, const TabulateOutput& output, const Execution& execution = {}) {
  const std::size_t cells = tabulate_cells(columns.keys, columns.key_count);
  const bool has_outcome = columns.outcome != nullptr;
  if (has_outcome && columns.outcome->categories() != 2)
    throw_invalid("tabulate", "outcome.categories", std::to_string(columns.outcome->categories()),
                  "must be 2: 0 and 1, the event");
  if (has_outcome && output.events == nullptr)
    throw_invalid("tabulate", "output.events", "null", "must take the events of the outcome");
  if (has_outcome && columns.outcome->may_miss() && output.missing == nullptr)
    throw_invalid("tabulate", "output.missing", "null", "must take the rows whose outcome is missing");

  std::vector<detail::CodeLane> lanes;
  lanes.reserve(columns.key_count + 1);
  if (has_outcome) lanes.push_back(columns.outcome->lane(cells));
  std::size_t stride = cells;
  for (std::size_t k = 0; k < columns.key_count; ++k) {
    const auto length = static_cast<std::size_t>(columns.keys[k].length());
    stride = length > 0 ? stride / length : 0;
    lanes.push_back(columns.keys[k].lane(stride));
  }
  detail::TabulationJob job;
  job.lanes = lanes.data();
  job.lane_count = lanes.size();
  job.weights = columns.weights;
  job.cells = cells;
  job.states = has_outcome ? static_cast<std::size_t>(columns.outcome->length()) : 1;

  detail::tabulate_parts(job, columns, output, execution);

  if (job.weights == nullptr) return;
  // Sums of this call are at most 2^53, and so were those before it: together they are still whole numbers of 64 bits.
  for (std::size_t k = 0; k < cells; ++k) {
    if (output.total[k] > max_count || (output.missing != nullptr && output.missing[k] > max_count))
      throw_invalid("tabulate", "the sum of the weights of cell " + std::to_string(k),
                    std::to_string((std::max)(output.total[k], output.missing != nullptr ? output.missing[k] : Count{0})),
                    "must be at most 2^53");
  }
}

/// A table of counts.
struct Tabulation {
  std::vector<Count> lengths;  ///< the length of each key's axis
  std::vector<Count> total;    ///< rows with a known outcome, cell by cell; all rows when there is no outcome
  std::vector<Count> events;   ///< rows with the event; empty without an outcome
  std::vector<Count> missing;  ///< rows whose outcome is missing; empty without an outcome that may be missing

  /// The cell of one category of each key. @throws InvalidInput for a category that a key has not, or too few or many of them
  [[nodiscard]] std::size_t cell(const std::vector<Count>& categories) const {
    if (categories.size() != lengths.size())
      throw_invalid("Tabulation::cell", "the number of categories", std::to_string(categories.size()),
                    "must be " + std::to_string(lengths.size()) + ", one for each key");
    Count place = 0;
    for (std::size_t k = 0; k < lengths.size(); ++k) {
      if (categories[k] < 0 || categories[k] >= lengths[k])
        throw_invalid("Tabulation::cell", "categories[" + std::to_string(k) + "]", std::to_string(categories[k]),
                      "must be 0 or more and less than " + std::to_string(lengths[k]));
      place = place * lengths[k] + categories[k];
    }
    return static_cast<std::size_t>(place);
  }
  /// Events out of total in a cell. Only for a table with an outcome.
  [[nodiscard]] Proportion proportion(std::size_t cell_index) const { return {events.at(cell_index), total.at(cell_index)}; }
};

/// Counts rows into a new table. @throws InvalidInput as `tabulate_rows`
[[nodiscard]] inline Tabulation tabulate(const TabulateColumns& columns, const Execution& execution = {}) {
  const std::size_t cells = tabulate_cells(columns.keys, columns.key_count);
  Tabulation table;
  for (std::size_t k = 0; k < columns.key_count; ++k) table.lengths.push_back(columns.keys[k].length());
  table.total.resize(cells);
  if (columns.outcome != nullptr) table.events.resize(cells);
  if (columns.outcome != nullptr && columns.outcome->may_miss()) table.missing.resize(cells);
  tabulate_rows(columns,
                {table.total.data(), columns.outcome != nullptr ? table.events.data() : nullptr,
                 columns.outcome != nullptr && columns.outcome->may_miss() ? table.missing.data() : nullptr},
                execution);
  return table;
}

}  // namespace equitable
