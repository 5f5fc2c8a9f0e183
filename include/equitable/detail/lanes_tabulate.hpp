/// @file detail/lanes_tabulate.hpp
/// Counting rows of small integer codes: the loop behind `tabulate_rows`.
///
/// Rows are taken in blocks. The codes of a block are checked and combined into one position of the table each, column by column,
/// in loops that a compiler turns into vectors; then the positions are counted one by one. What makes the counting quick:
///
/// - Counters are bytes; one that overflows pays 256 into the table of 64-bit counts. The bytes of a table of a million cells
///   stay in the second cache, and memory holds the columns, the table and little else.
/// - Up to 1,000 counters there are eight sets of them, taken in turn, so that a row need not wait for the row before it to
///   be counted into the same place.
/// - A column that does not change within a block (the leading keys of sorted rows) only moves the start of the table, and
///   rows that repeat the row before are counted as a run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace equitable::detail {

/// The integers that codes may be stored as; `bit` is one bit a row, the lowest of a byte first.
enum class CodeType : std::uint8_t { int8, int16, int32, int64, uint8, uint16, uint32, uint64, bit };

/// The type of codes stored as C++ integers.
template <class Code>
[[nodiscard]] constexpr CodeType code_type() noexcept {
  static_assert(std::is_integral_v<Code> && sizeof(Code) <= 8, "codes are integers of 8, 16, 32 or 64 bits");
  constexpr bool has_sign = std::is_signed_v<Code>;
  if constexpr (sizeof(Code) == 1) return has_sign ? CodeType::int8 : CodeType::uint8;
  if constexpr (sizeof(Code) == 2) return has_sign ? CodeType::int16 : CodeType::uint16;
  if constexpr (sizeof(Code) == 4) return has_sign ? CodeType::int32 : CodeType::uint32;
  return has_sign ? CodeType::int64 : CodeType::uint64;
}

/// How a row says that its code is missing.
enum class MissingCodes : std::uint8_t {
  refused,   ///< it cannot: every row must have one of the categories
  never,     ///< it could, but not in this type (a −1 among unsigned codes); the place in the table is there all the same
  by_code,   ///< by one code
  by_bitmap  ///< by a bit of 0 in a bitmap of valid rows; the code of such a row may be anything
};

/// A column of codes as the loop reads it.
struct CodeLane {
  const void* codes = nullptr;
  const std::uint8_t* valid = nullptr;  ///< the bitmap, under `MissingCodes::by_bitmap`
  std::size_t code_offset = 0;          ///< the bit of the first row, of codes that are bits
  std::size_t valid_offset = 0;         ///< the bit of the first row in the bitmap
  std::int64_t missing_code = -1;       ///< under `MissingCodes::by_code`
  std::uint32_t categories = 0;         ///< codes are 0 … categories − 1; at most 2^30
  std::uint32_t stride = 0;             ///< the distance in the table from one category to the next
  CodeType type = CodeType::int8;
  MissingCodes missing = MissingCodes::refused;

  /// Categories, and the place of missing codes behind them.
  [[nodiscard]] std::uint64_t slots() const noexcept {
    return std::uint64_t{categories} + (missing == MissingCodes::refused ? 0U : 1U);
  }
};

/// What is to be counted. The table is `states` tables of `cells` one after the other: rows without the event, rows with it, rows
/// whose outcome is missing.
struct TabulationJob {
  const CodeLane* lanes = nullptr;
  std::size_t lane_count = 0;
  const std::int64_t* weights = nullptr;  ///< null: every row counts 1
  std::size_t cells = 0;
  std::size_t states = 1;
  [[nodiscard]] std::size_t counters() const noexcept { return cells * states; }
};

/// Where the counts are added, and memory to work in: `tabulation_scratch()` numbers, all 0.
struct TabulationTarget {
  std::int64_t* total;    ///< of `cells`: rows with a known outcome
  std::int64_t* events;   ///< of `cells` where there are two states or more
  std::int64_t* missing;  ///< of `cells` where there are three
  std::uint32_t* scratch;
};

inline constexpr std::size_t tabulation_block = 4096;
inline constexpr std::size_t tabulation_small = 1000;  ///< counters up to which there are eight sets
inline constexpr std::size_t tabulation_sets = 8;
inline constexpr std::size_t tabulated = static_cast<std::size_t>(-1);  ///< no row was at fault
inline constexpr std::int64_t largest_weight = std::int64_t{1} << 53;

/// How rows are counted: into eight sets, into bytes, or, where the rows are few beside the counters, one by one into the table.
enum class Tallying : std::uint8_t { sets, bytes, straight };

[[nodiscard]] inline Tallying tallying(const TabulationJob& job, std::size_t rows) noexcept {
  if (job.weights != nullptr || rows < job.counters()) return Tallying::straight;
  return job.counters() <= tabulation_small ? Tallying::sets : Tallying::bytes;
}

/// How many 32-bit numbers of scratch a job of so many rows works in.
[[nodiscard]] inline std::size_t tabulation_scratch(const TabulationJob& job, std::size_t rows) noexcept {
  const std::size_t fixed = tabulation_block + (2 * tabulation_block + 16) / 4;
  switch (tallying(job, rows)) {
    case Tallying::sets: return fixed + tabulation_sets * job.counters();
    case Tallying::bytes: return fixed + (job.counters() + 3) / 4;
    case Tallying::straight: return fixed;
  }
  return fixed;
}

/// The bit of a row.
[[nodiscard]] inline bool bit_at(const std::uint8_t* bits, std::size_t row) noexcept {
  return ((bits[row >> 3] >> (row & 7)) & 1) != 0;
}

/// Does the work with the column as a pointer to its own type, at the first of the rows; bits count as bytes that were unpacked
/// before.
template <class Work>
auto with_codes(const CodeLane& lane, std::size_t first, const std::uint8_t* unpacked, const Work& work) {
  switch (lane.type) {
    case CodeType::int8: return work(static_cast<const std::int8_t*>(lane.codes) + first);
    case CodeType::int16: return work(static_cast<const std::int16_t*>(lane.codes) + first);
    case CodeType::int32: return work(static_cast<const std::int32_t*>(lane.codes) + first);
    case CodeType::int64: return work(static_cast<const std::int64_t*>(lane.codes) + first);
    case CodeType::uint8: return work(static_cast<const std::uint8_t*>(lane.codes) + first);
    case CodeType::uint16: return work(static_cast<const std::uint16_t*>(lane.codes) + first);
    case CodeType::uint32: return work(static_cast<const std::uint32_t*>(lane.codes) + first);
    case CodeType::uint64: return work(static_cast<const std::uint64_t*>(lane.codes) + first);
    case CodeType::bit: break;
  }
  return work(unpacked);
}

/// A code as an unsigned number that no category has when the code is negative.
template <class Code>
[[nodiscard]] inline auto as_unsigned(Code code) noexcept {
  if constexpr (sizeof(Code) == 8)
    return static_cast<std::uint64_t>(code);
  else if constexpr (std::is_signed_v<Code>)
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(code));
  else
    return static_cast<std::uint32_t>(code);
}

/// One row's place in its column: the category, `categories` when the code is missing, or −1 when the code is neither.
[[nodiscard]] inline std::int64_t slot_at(const CodeLane& lane, std::size_t row) noexcept {
  if (lane.missing == MissingCodes::by_bitmap && !bit_at(lane.valid, lane.valid_offset + row)) return lane.categories;
  const std::uint8_t bit =
      lane.type == CodeType::bit && bit_at(static_cast<const std::uint8_t*>(lane.codes), lane.code_offset + row) ? 1 : 0;
  return with_codes(lane, row, &bit, [&](const auto* codes) -> std::int64_t {
    using Code = std::decay_t<decltype(*codes)>;
    if (lane.missing == MissingCodes::by_code && *codes == static_cast<Code>(lane.missing_code)) return lane.categories;
    const auto code = as_unsigned(*codes);
    return code < lane.categories ? static_cast<std::int64_t>(code) : -1;
  });
}

/// Whether the bits of all rows are 1.
[[nodiscard]] inline bool all_ones(const std::uint8_t* bits, std::size_t first, std::size_t rows) noexcept {
  std::size_t row = first;
  const std::size_t last = first + rows;
  for (; row < last && (row & 7) != 0; ++row)
    if (!bit_at(bits, row)) return false;
  std::uint32_t seen = 0xFF;
  for (; row + 8 <= last; row += 8) seen &= bits[row >> 3];
  for (; row < last; ++row)
    if (!bit_at(bits, row)) return false;
  return seen == 0xFF;
}

/// Unpacks the bits of rows into bytes of 0 and 1; the first row's byte is the one returned. `bytes` has room for 8 more than the
/// rows.
inline const std::uint8_t* unpacked(const std::uint8_t* bits, std::size_t first, std::size_t rows, std::uint8_t* bytes) noexcept {
  const std::size_t lead = first & 7;
  const std::uint8_t* packed = bits + (first >> 3);
  const std::size_t count = (lead + rows + 7) >> 3;
  for (std::size_t i = 0; i < count; ++i)
    for (unsigned j = 0; j < 8; ++j) bytes[8 * i + j] = static_cast<std::uint8_t>((packed[i] >> j) & 1U);
  return bytes + lead;
}

/// Adds the places of a block of codes to the positions. Returns whether a code is neither a category nor missing.
template <MissingCodes missing, class Code>
[[nodiscard]] inline bool add_slots(const Code* codes, const std::uint8_t* valid, const CodeLane& lane, std::size_t rows,
                                    std::uint32_t* positions) noexcept {
  const std::uint32_t categories = lane.categories;
  const std::uint32_t stride = lane.stride;
  const auto missing_code = static_cast<Code>(lane.missing_code);
  std::uint32_t at_fault = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto code = as_unsigned(codes[i]);
    bool unknown = false;
    if constexpr (missing == MissingCodes::by_code) unknown = codes[i] == missing_code;
    if constexpr (missing == MissingCodes::by_bitmap) unknown = valid[i] == 0;
    at_fault |= static_cast<std::uint32_t>(code >= categories) & static_cast<std::uint32_t>(!unknown);
    positions[i] += stride * (unknown ? categories : static_cast<std::uint32_t>(code));
  }
  static_cast<void>(valid);
  static_cast<void>(missing_code);
  return at_fault != 0;
}

/// Asks for codes that the next block will read: a block ends where the processor's own guesses end, at a page.
template <class Code>
inline void fetch_ahead(const Code* codes, std::size_t rows) noexcept {
#if defined(__GNUC__)
  for (std::size_t i = 0; i < rows; i += 64 / sizeof(Code)) __builtin_prefetch(codes + i);
#else
  static_cast<void>(codes);
  static_cast<void>(rows);
#endif
}

/// Whether a block holds one code only. A look at its ends and middle settles it for most columns that do change.
template <class Code>
[[nodiscard]] inline bool is_constant(const Code* codes, std::size_t rows) noexcept {
  const Code first = codes[0];
  if (codes[rows - 1] != first || codes[rows / 2] != first || codes[rows / 3] != first) return false;
  constexpr std::size_t step = 256;
  std::size_t i = 0;
  for (; i + step <= rows; i += step) {
    std::uint32_t differ = 0;
    for (std::size_t j = 0; j < step; ++j) differ |= static_cast<std::uint32_t>(codes[i + j] != first);
    if (differ != 0) return false;
  }
  for (; i < rows; ++i)
    if (codes[i] != first) return false;
  return true;
}

/// Adds rows of one position to the table.
inline void add_rows(const TabulationJob& job, const TabulationTarget& target, std::size_t position, std::int64_t rows) noexcept {
  if (position < job.cells) {
    target.total[position] += rows;
  } else if (position < 2 * job.cells) {
    target.total[position - job.cells] += rows;
    target.events[position - job.cells] += rows;
  } else {
    target.missing[position - 2 * job.cells] += rows;
  }
}

/// Adds rows to their positions one by one, without a branch that depends on a row. Without weights each counts 1.
inline void add_each(const TabulationJob& job, const TabulationTarget& target, const std::uint32_t* positions, std::size_t rows,
                     std::uint32_t base, const std::int64_t* weights) noexcept {
  if (job.states == 1) {
    for (std::size_t i = 0; i < rows; ++i) target.total[std::size_t{base} + positions[i]] += weights != nullptr ? weights[i] : 1;
    return;
  }
  for (std::size_t i = 0; i < rows; ++i) {
    const std::int64_t weight = weights != nullptr ? weights[i] : 1;
    const std::size_t position = std::size_t{base} + positions[i];
    const std::size_t beyond_none = position >= job.cells ? 1 : 0;
    const std::size_t beyond_events = position >= 2 * job.cells ? 1 : 0;
    const std::size_t cell = position - (beyond_none + beyond_events) * job.cells;
    const auto unknown = static_cast<std::int64_t>(beyond_events);
    target.total[cell] += weight * (1 - unknown);
    target.events[cell] += weight * (static_cast<std::int64_t>(beyond_none) - unknown);
    if (job.states > 2) target.missing[cell] += weight * unknown;
  }
}

/// Whether nearly all of the first positions repeat the one before.
[[nodiscard]] inline bool has_runs(const std::uint32_t* positions, std::size_t rows) noexcept {
  constexpr std::size_t looked_at = 256;
  if (rows <= looked_at) return false;
  std::uint32_t changes = 0;
  for (std::size_t i = 0; i < looked_at; ++i) changes += static_cast<std::uint32_t>(positions[i] != positions[i + 1]);
  return changes <= looked_at / 8;
}

/// Counts positions of which many repeat the one before.
inline void count_runs(const TabulationJob& job, const TabulationTarget& target, const std::uint32_t* positions, std::size_t rows,
                       std::uint32_t base) noexcept {
  std::uint16_t ends[tabulation_block];
  // The last row of every run, found without a branch that depends on a single row.
  constexpr std::size_t stretch = 32;
  std::size_t runs = 0;
  std::size_t i = 0;
  for (; i + stretch < rows; i += stretch) {
    std::uint32_t differ = 0;
    for (std::size_t j = 0; j < stretch; ++j) differ |= positions[i + j] ^ positions[i + j + 1];
    if (differ == 0) continue;
    for (std::size_t j = i; j < i + stretch; ++j) {
      ends[runs] = static_cast<std::uint16_t>(j);
      runs += static_cast<std::size_t>(positions[j] != positions[j + 1]);
    }
  }
  for (; i + 1 < rows; ++i) {
    ends[runs] = static_cast<std::uint16_t>(i);
    runs += static_cast<std::size_t>(positions[i] != positions[i + 1]);
  }
  ends[runs++] = static_cast<std::uint16_t>(rows - 1);
  std::size_t begun = 0;
  for (std::size_t run = 0; run < runs; ++run) {
    const std::size_t end = std::size_t{ends[run]} + 1;
    add_rows(job, target, std::size_t{base} + positions[end - 1], static_cast<std::int64_t>(end - begun));
    begun = end;
  }
}

/// Checks the weights of a block and adds them to the sum. Returns whether one is negative or the sum passes 2^53.
[[nodiscard]] inline bool add_weights(const std::int64_t* weights, std::size_t rows, std::int64_t& sum) noexcept {
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < rows; ++i) seen |= static_cast<std::uint64_t>(weights[i]);
  if (seen >> 40 == 0) {
    for (std::size_t i = 0; i < rows; ++i) sum += weights[i];
    return sum > largest_weight;
  }
  for (std::size_t i = 0; i < rows; ++i) {
    if (weights[i] < 0 || weights[i] > largest_weight - sum) return true;
    sum += weights[i];
  }
  return false;
}

/// Counts the rows from `first` to before `last` and adds them to the target.
///
/// Returns `tabulated`, or the first row of the block in which a code or a weight is at fault; the target then holds part of the
/// counts. The sum of the weights is judged within these rows alone and handed back in `weight`.
[[nodiscard]] inline std::size_t tabulate_block_rows(const TabulationJob& job, std::size_t first, std::size_t last,
                                                     const TabulationTarget& target, std::int64_t& weight) noexcept {
  const Tallying way = tallying(job, last - first);
  const std::size_t counters = job.counters();
  std::uint32_t* const positions = target.scratch;
  auto* const unpacked_codes = reinterpret_cast<std::uint8_t*>(positions + tabulation_block);
  std::uint8_t* const unpacked_valid = unpacked_codes + tabulation_block + 8;
  std::uint32_t* const sets = positions + tabulation_block + (2 * tabulation_block + 16) / 4;
  auto* const bytes = reinterpret_cast<std::uint8_t*>(sets);
  weight = 0;

  for (std::size_t start = first; start < last; start += tabulation_block) {
    const std::size_t rows = last - start < tabulation_block ? last - start : tabulation_block;
    std::uint32_t base = 0;
    bool moving = false;
    bool at_fault = false;
    for (std::size_t l = 0; l < job.lane_count; ++l) {
      const CodeLane& lane = job.lanes[l];
      const std::uint8_t* valid = nullptr;
      const std::uint8_t* codes_of_bits = nullptr;
      if (lane.missing == MissingCodes::by_bitmap && !all_ones(lane.valid, lane.valid_offset + start, rows))
        valid = unpacked(lane.valid, lane.valid_offset + start, rows, unpacked_valid);
      if (lane.type == CodeType::bit)
        codes_of_bits = unpacked(static_cast<const std::uint8_t*>(lane.codes), lane.code_offset + start, rows, unpacked_codes);
      at_fault |= with_codes(lane, start, codes_of_bits, [&](const auto* codes) {
        if (codes_of_bits == nullptr && rows == tabulation_block)
          fetch_ahead(codes + rows, last - start - rows < rows ? last - start - rows : rows);
        if (valid == nullptr && is_constant(codes, rows)) {
          const std::int64_t slot = slot_at(lane, start);
          base += lane.stride * static_cast<std::uint32_t>(slot);
          return slot < 0;
        }
        if (!moving) std::memset(positions, 0, rows * sizeof *positions);
        moving = true;
        if (valid != nullptr) return add_slots<MissingCodes::by_bitmap>(codes, valid, lane, rows, positions);
        if (lane.missing == MissingCodes::by_code) return add_slots<MissingCodes::by_code>(codes, valid, lane, rows, positions);
        return add_slots<MissingCodes::refused>(codes, valid, lane, rows, positions);
      });
    }
    const std::int64_t weight_before = weight;
    if (job.weights != nullptr) at_fault |= add_weights(job.weights + start, rows, weight);
    if (at_fault) return start;

    if (!moving) {
      add_rows(job, target, base, job.weights != nullptr ? weight - weight_before : static_cast<std::int64_t>(rows));
    } else if (job.weights != nullptr) {
      add_each(job, target, positions, rows, base, job.weights + start);
    } else if (has_runs(positions, rows)) {
      count_runs(job, target, positions, rows, base);
    } else if (way == Tallying::sets) {
      std::uint32_t* const from = sets + base;
      std::size_t i = 0;
      for (; i + tabulation_sets <= rows; i += tabulation_sets)
        for (std::size_t j = 0; j < tabulation_sets; ++j) ++from[j * counters + positions[i + j]];
      for (; i < rows; ++i) ++from[positions[i]];
      // A counter grows by at most a block's rows at a time, so it is emptied long before it could overflow.
      if ((((start - first) / tabulation_block) & 0x3FF) == 0x3FF) {
        for (std::size_t k = 0; k < tabulation_sets * counters; ++k) {
          add_rows(job, target, k % counters, sets[k]);
          sets[k] = 0;
        }
      }
    } else if (way == Tallying::bytes) {
      std::uint8_t* const from = bytes + base;
      for (std::size_t i = 0; i < rows; ++i)
        if (++from[positions[i]] == 0) add_rows(job, target, std::size_t{base} + positions[i], 256);
    } else {
      add_each(job, target, positions, rows, base, nullptr);
    }
  }

  if (way == Tallying::sets) {
    for (std::size_t k = 0; k < tabulation_sets * counters; ++k) add_rows(job, target, k % counters, sets[k]);
  } else if (way == Tallying::bytes) {
    for (std::size_t k = 0; k < job.cells; ++k) target.total[k] += bytes[k];
    if (job.states > 1) {
      for (std::size_t k = 0; k < job.cells; ++k) {
        target.total[k] += bytes[job.cells + k];
        target.events[k] += bytes[job.cells + k];
      }
    }
    if (job.states > 2) {
      for (std::size_t k = 0; k < job.cells; ++k) target.missing[k] += bytes[2 * job.cells + k];
    }
  }
  return tabulated;
}

#ifdef EQUITABLE_COMPILED
/// The same loop, compiled once with the library's own flags for several levels of processor.
[[nodiscard]] std::size_t tabulate_block_rows_compiled(const TabulationJob& job, std::size_t first, std::size_t last,
                                                       const TabulationTarget& target, std::int64_t& weight) noexcept;
#endif

}  // namespace equitable::detail
