/// @file detail/radix_order.hpp
/// The rising order of many numbers between 0 and 1, by their bits.
///
/// The bits of doubles that are not negative stand in the order of the numbers. What all numbers share is taken off, and of the
/// rest as many leading bits are kept as a 64-bit word has room for beside the place that the number came from. The words are
/// sorted by three or four digits of those bits; numbers that agree in all of them are then put in order by comparison, so that
/// the order is that of the numbers to their last bit. Equal numbers stand in any order.
///
/// Memory: 8 bytes a number, and as much lent by the caller, mostly where the answer will stand: fresh memory is slower to get
/// than to sort. Cost: five or six passes, 7 to 12 ns a number up to some million.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

namespace equitable::detail {

/// Where numbers between 0 and 1 stand when they are put in rising order. What is NaN or outside [0, 1] is left out.
class RadixOrder {
 public:
  static constexpr std::uint64_t most_numbers = std::uint64_t{1} << 31;

  /// Sorts up to `most_numbers`; they must outlive the order. The scratch, as long as the numbers, is free again afterwards.
  RadixOrder(const double* values, std::size_t count, double* scratch) : values_(values) {
    choose_key(count);
    if (size_ == 0) return;
    std::vector<std::uint32_t> begins = count_digits(count);
    words_.reset(new double[size_]);  // filled below
    std::array<unsigned, 4> passes{};
    unsigned count_of_passes = 1;  // the lowest digit always: it makes the words
    for (unsigned digit = 1; digit < digits_; ++digit)
      if (!is_one_value(begins.data() + digit * digit_values)) passes[count_of_passes++] = digit;
    double* from = count_of_passes % 2 == 0 ? words_.get() : scratch;
    double* to = count_of_passes % 2 == 0 ? scratch : words_.get();
    make_words(count, begins.data(), to);
    for (unsigned pass = 1; pass < count_of_passes; ++pass) {
      std::swap(from, to);
      std::uint32_t* const begin = begins.data() + passes[pass] * digit_values;
      const unsigned shift = place_bits_ + passes[pass] * digit_bits;
      for (std::size_t i = 0; i < size_; ++i) {
        const std::uint64_t word = word_at(from, i);
        put_word(to, begin[(word >> shift) % digit_values]++, word);
      }
    }
    if (dropped_ > 0) sort_alike();
  }

  /// How many numbers take part.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// Where the number of a rank, counted from 0, came from.
  [[nodiscard]] std::size_t place(std::size_t rank) const noexcept { return place_of(word_at(words_.get(), rank)); }
  /// The number of a rank, counted from 0; 0 for −0.
  [[nodiscard]] double operator[](std::size_t rank) const noexcept { return values_[place(rank)] + 0.0; }

  /// The bits of a number, in the order of the numbers; those of negative numbers and of NaN come last.
  [[nodiscard]] static std::uint64_t bits_of(double value) noexcept {
    const double positive = value + 0.0;  // −0 has other bits than 0
    std::uint64_t bits = 0;
    std::memcpy(&bits, &positive, sizeof bits);
    return bits;
  }

 private:
  static constexpr unsigned digit_bits = 11;
  static constexpr std::size_t digit_values = std::size_t{1} << digit_bits;

  [[nodiscard]] static bool takes_part(double value) noexcept { return value >= 0.0 && value <= 1.0; }
  [[nodiscard]] static unsigned width_of(std::uint64_t number) noexcept {
    unsigned width = 0;
    for (; number != 0; number >>= 1) ++width;
    return width;
  }
  [[nodiscard]] static std::uint64_t word_at(const double* words, std::size_t i) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, words + i, sizeof word);
    return word;
  }
  static void put_word(double* words, std::size_t i, std::uint64_t word) noexcept { std::memcpy(words + i, &word, sizeof word); }
  [[nodiscard]] std::uint64_t key_of(double value) const noexcept { return (bits_of(value) - least_) >> dropped_; }
  [[nodiscard]] std::size_t place_of(std::uint64_t word) const noexcept {
    return static_cast<std::size_t>(word & ((std::uint64_t{1} << place_bits_) - 1));
  }

  /// How many digits there are, and which bits they hold.
  void choose_key(std::size_t count) noexcept {
    double least = 1.0;
    double most = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
      const bool part = takes_part(values_[i]);
      const double low = part ? values_[i] : 1.0;
      const double high = part ? values_[i] : 0.0;
      least = low < least ? low : least;
      most = high > most ? high : most;
      size_ += part ? 1U : 0U;
    }
    if (size_ == 0) return;
    least_ = bits_of(least);
    place_bits_ = width_of(count - 1);
    const unsigned span = width_of(bits_of(most) - least_);
    // Bits of the exponent tell only small numbers apart; with six more than tell all places apart, few numbers are left alike.
    const unsigned exponent_bits = span > 52 ? span - 52 : 0;
    digits_ = exponent_bits + place_bits_ + 6 <= 3 * digit_bits ? 3 : 4;
    unsigned kept = digits_ * digit_bits;
    if (kept > 64 - place_bits_) kept = 64 - place_bits_;
    dropped_ = span > kept ? span - kept : 0;
  }

  /// For every digit and every value of it, where the words with that value begin.
  [[nodiscard]] std::vector<std::uint32_t> count_digits(std::size_t count) const {
    std::vector<std::uint32_t> counts(digits_ * digit_values, 0);
    for (std::size_t i = 0; i < count; ++i) {
      if (!takes_part(values_[i])) continue;
      std::uint64_t key = key_of(values_[i]);
      for (unsigned digit = 0; digit < digits_; ++digit, key >>= digit_bits) ++counts[digit * digit_values + key % digit_values];
    }
    for (unsigned digit = 0; digit < digits_; ++digit) {
      std::uint32_t begin = 0;
      for (std::size_t value = 0; value < digit_values; ++value)
        begin += std::exchange(counts[digit * digit_values + value], begin);
    }
    return counts;
  }
  /// Whether all words have the same value of a digit.
  [[nodiscard]] bool is_one_value(const std::uint32_t* begin) const noexcept {
    for (std::size_t value = 0; value < digit_values; ++value)
      if (begin[value] != 0) return begin[value] == size_;
    return true;
  }
  /// The words in the order of their lowest digit.
  void make_words(std::size_t count, std::uint32_t* begin, double* words) const noexcept {
    for (std::size_t i = 0; i < count; ++i) {
      if (!takes_part(values_[i])) continue;
      const std::uint64_t key = key_of(values_[i]);
      put_word(words, begin[key % digit_values]++, key << place_bits_ | i);
    }
  }
  /// Puts words that are alike in what was kept into the order of their numbers.
  void sort_alike() {
    std::vector<std::uint64_t> alike;
    double* const words = words_.get();
    for (std::size_t first = 0, end = 1; first < size_; first = end++) {
      const std::uint64_t key = word_at(words, first) >> place_bits_;
      while (end < size_ && word_at(words, end) >> place_bits_ == key) ++end;
      if (end - first == 1) continue;
      bool rising = true;
      for (std::size_t i = first + 1; i < end; ++i) rising = rising && !((*this)[i] < (*this)[i - 1]);
      if (rising) continue;
      alike.resize(end - first);
      for (std::size_t i = first; i < end; ++i) alike[i - first] = word_at(words, i);
      std::sort(alike.begin(), alike.end(),
                [this](std::uint64_t a, std::uint64_t b) { return values_[place_of(a)] < values_[place_of(b)]; });
      for (std::size_t i = first; i < end; ++i) put_word(words, i, alike[i - first]);
    }
  }

  const double* values_;
  std::unique_ptr<double[]> words_;  ///< 64-bit words: the key above, the place below
  std::size_t size_ = 0;
  std::uint64_t least_ = 0;
  unsigned place_bits_ = 0;
  unsigned dropped_ = 0;
  unsigned digits_ = 0;
};

}  // namespace equitable::detail
