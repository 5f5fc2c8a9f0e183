/// @file detail/random.hpp
/// Random numbers by address: draw i of stream s is the same bits whoever asks, in whatever order, on any number of threads.
///
/// A counter is scrambled; there is no state to share or to split. The scrambler is Philox4x32-10 of Salmon, Moraes, Dror and
/// Shaw (2011) Proc. SC11, article 16: 64 bits of seed, 64 of stream, 64 of position, four words of 32 bits at a time. Random
/// counts come from one uniform number each, by inversion of the exact distribution, at any size. Cost: 10 ns a block of two
/// uniform numbers; of a count see below.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/detail/binomial.hpp"
#include "equitable/detail/hypergeometric.hpp"
#include "equitable/detail/normal.hpp"

namespace equitable::detail {

/// Four words of 32 bits: a counter, or what becomes of it.
struct RandomBlock {
  std::uint32_t words[4];
};

/// Philox4x32 with ten rounds.
[[nodiscard]] constexpr RandomBlock philox(RandomBlock counter, std::uint32_t key0, std::uint32_t key1) noexcept {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = std::uint64_t{0xD2511F53U} * counter.words[0];
    const std::uint64_t second = std::uint64_t{0xCD9E8D57U} * counter.words[2];
    counter = {{static_cast<std::uint32_t>(second >> 32U) ^ counter.words[1] ^ key0, static_cast<std::uint32_t>(second),
                static_cast<std::uint32_t>(first >> 32U) ^ counter.words[3] ^ key1, static_cast<std::uint32_t>(first)}};
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
  return counter;
}

/// Block number `position` of a stream: two words of 64 bits, in `words` 0–1 and 2–3, low half first.
[[nodiscard]] constexpr RandomBlock random_block(std::uint64_t seed, std::uint64_t stream, std::uint64_t position) noexcept {
  return philox({{static_cast<std::uint32_t>(position), static_cast<std::uint32_t>(position >> 32U),
                  static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32U)}},
                static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U));
}

/// The number k 2^-53 of the top 53 bits, k = 0 excepted, for which 2^-54 stands: always above 0 and below 1.
[[nodiscard]] constexpr double unit_interval(std::uint64_t bits) noexcept {
  const std::uint64_t k = bits >> 11U;
  return (k == 0 ? 0.5 : static_cast<double>(k)) * 0x1p-53;
}

/// Draw number `index` of a stream as 64 bits: half of a block.
[[nodiscard]] constexpr std::uint64_t random_bits(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) noexcept {
  const RandomBlock block = random_block(seed, stream, index / 2U);
  const std::size_t half = 2U * (index % 2U);
  return block.words[half] | std::uint64_t{block.words[half + 1]} << 32U;
}

/// Draw number `index` of a stream as a number above 0 and below 1.
[[nodiscard]] constexpr double random_uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) noexcept {
  return unit_interval(random_bits(seed, stream, index));
}

/// One stream read from its beginning: `next()` for the i-th time is `random_uniform(seed, stream, i)`.
class RandomStream {
 public:
  constexpr RandomStream(std::uint64_t seed, std::uint64_t stream) noexcept : seed_(seed), stream_(stream) {}

  [[nodiscard]] constexpr std::uint64_t next_bits() noexcept {
    const std::size_t half = 2U * (index_ % 2U);
    if (half == 0) block_ = random_block(seed_, stream_, index_ / 2U);
    ++index_;
    return block_.words[half] | std::uint64_t{block_.words[half + 1]} << 32U;
  }
  [[nodiscard]] constexpr double next() noexcept { return unit_interval(next_bits()); }

  /// A whole number from 0 to bound − 1, each equally likely: Lemire (2019) ACM Trans. Model. Comput. Simul. 29, 3, on 32 bits
  /// for a bound of at most 2^32. It may take more than one draw.
  [[nodiscard]] constexpr std::uint32_t below(std::uint32_t bound) noexcept {
    std::uint64_t product = (next_bits() >> 32U) * bound;
    if (static_cast<std::uint32_t>(product) < bound) {
      const std::uint32_t refused = (0U - bound) % bound;
      while (static_cast<std::uint32_t>(product) < refused) product = (next_bits() >> 32U) * bound;
    }
    return static_cast<std::uint32_t>(product >> 32U);
  }

 private:
  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t index_ = 0;
  RandomBlock block_{};
};

/// A law of counts seen from one of its points: the probability up to it and beyond it, and of the point itself.
struct CountTails {
  double up_to;
  double beyond;
  double point;
};

/// Where the `u`-quantile of a law with these moments is about: the normal quantile with one term for skewness.
[[nodiscard]] inline double near_quantile(double u, double mean, double deviation, double skewness) noexcept {
  const double z = u <= 0.5 ? -normal_upper_quantile(u) : normal_upper_quantile(1.0 - u);
  return mean + deviation * (z + skewness * (z * z - 1.0) / 6.0);
}

/// The smallest x of first … last with P(X <= x) >= u, started from x.
///
/// `tails(x)` gives a `CountTails`; `rise(x)` the ratio P(X = x+1)/P(X = x). The tails are computed once, and the rest walked by
/// ratios: on the lower side in lower tails, on the upper in upper ones, so that both are right far out.
template <class Tails, class Rise>
[[nodiscard]] double count_quantile(double u, double x, double first, double last, const Tails& tails, const Rise& rise) {
  x = std::fmin(std::fmax(std::nearbyint(x), first), last);
  const CountTails start = tails(x);
  double point = start.point;
  if (u <= 0.5) {
    double up_to = start.up_to;
    for (; up_to < u && x < last && point > 0.0; x += 1.0) up_to += point *= rise(x);
    while (x > first && up_to - point >= u) {
      up_to -= point;
      x -= 1.0;
      point /= rise(x);
    }
  } else {
    const double rest = 1.0 - u;
    double beyond = start.beyond;
    for (; beyond > rest && x < last && point > 0.0; x += 1.0) beyond -= point *= rise(x);
    while (x > first && beyond + point <= rest) {
      beyond += point;
      x -= 1.0;
      point /= rise(x);
    }
  }
  return x;
}

/// A binomial count from a uniform number: the smallest x with P(X <= x) >= u. Any n up to 2^53. Cost: about a microsecond.
[[nodiscard]] inline double binomial_quantile(double u, double n, const UnitPoint& p) {
  if (!(n > 0.0 && p.q > 0.0)) return 0.0;
  if (!(p.rest > 0.0)) return n;
  const double deviation = std::sqrt(n * p.q * p.rest);
  const double odds = p.q / p.rest;
  const auto tails = [&](double x) {
    return CountTails{binomial_lower_tail(x, n, p), binomial_upper_tail(x + 1.0, n, p), std::exp(log_binomial_mass(x, n, p))};
  };
  const auto rise = [&](double x) { return (n - x) / (x + 1.0) * odds; };
  return count_quantile(u, near_quantile(u, n * p.q, deviation, (p.rest - p.q) / deviation), 0.0, n, tails, rise);
}

/// A hypergeometric count from a uniform number: of `drawn` people from a group of n1 and another of n2, how many are of the
/// group; the smallest x with P(X <= x) >= u. Cost: 17 ns times the standard deviation of x, and at most some 20 microseconds.
[[nodiscard]] inline double hypergeometric_quantile(double u, double n1, double n2, double drawn) {
  const double total = n1 + n2;
  const double first = drawn > n2 ? drawn - n2 : 0.0;
  const double last = n1 < drawn ? n1 : drawn;
  if (!(last > first)) return first;
  const double share = n1 / total;
  const double taken = drawn / total;
  const double deviation = std::sqrt(drawn * share * (n2 / total) * ((total - drawn) / (total - 1.0)));
  const double skewness = (1.0 - 2.0 * share) * (1.0 - 2.0 * taken) / deviation;
  const auto tails = [&](double x) {
    const ConditionalLaw law = ConditionalLaw::tails({x, n1, drawn - x, n2});
    return CountTails{law.less, law.above, law.point};
  };
  const auto rise = [&](double x) { return ((n1 - x) / (x + 1.0)) * ((drawn - x) / (n2 - drawn + x + 1.0)); };
  return count_quantile(u, near_quantile(u, drawn * share, deviation, skewness), first, last, tails, rise);
}

/// Many counts of one binomial law: a table of its distribution, where that is narrow enough, and the single inversion beyond.
///
///     BinomialSampler sampler;
///     sampler.set(500, unit_point(0.2));
///     sampler(u)                        // the smallest x with P(X <= x) >= u, to within 1e-16 of u
///
/// `set` costs some 100 ns a standard deviation and reuses its memory; a draw 5 to 10 ns, or a microsecond where the standard
/// deviation passes 2000.
class BinomialSampler {
 public:
  /// The widest standard deviation for which a table is made.
  static constexpr double widest = 2000.0;

  void set(double n, const UnitPoint& p) {
    n_ = n;
    p_ = p;
    cumulated_.clear();
    const double deviation = std::sqrt(n * p.q * p.rest);
    if (!(deviation <= widest)) return;
    // Outside nine standard deviations and 20 counts lies less than 2^-54, rare counts included.
    const double mean = n * p.q;
    const double reach = std::ceil(9.0 * deviation + 20.0);
    const double last = std::fmin(n, std::ceil(mean + reach));
    first_ = std::fmax(0.0, std::floor(mean - reach));
    double mode = std::fmin(std::fmax(std::floor(mean), first_), last);
    const std::size_t size = static_cast<std::size_t>(last - first_) + 1;
    const std::size_t centre = static_cast<std::size_t>(mode - first_);
    cumulated_.resize(size);
    cumulated_[centre] = std::exp(log_binomial_mass(mode, n, p));
    const double odds = p.q / p.rest;
    double point = cumulated_[centre];
    double x = mode;
    for (std::size_t i = centre; i > 0; --i, x -= 1.0) cumulated_[i - 1] = point *= x / ((n - x + 1.0) * odds);
    point = cumulated_[centre];
    x = mode;
    for (std::size_t i = centre + 1; i < size; ++i, x += 1.0) cumulated_[i] = point *= (n - x) / (x + 1.0) * odds;
    double sum = 0.0;
    for (double& cell : cumulated_) cell = sum += cell;
    guide();
  }

  [[nodiscard]] double operator()(double u) const {
    if (cumulated_.empty()) return binomial_quantile(u, n_, p_);
    std::size_t i = guide_[static_cast<std::size_t>(u * static_cast<double>(guide_.size()))];
    while (i + 1 < cumulated_.size() && cumulated_[i] < u) ++i;
    return first_ + static_cast<double>(i);
  }

 private:
  /// For each of equal parts of (0, 1) the first place whose sum reaches its beginning: Chen and Asau (1974) AIIE Trans. 6, 163.
  void guide() {
    const std::size_t size = cumulated_.size();
    guide_.resize(size);
    std::size_t place = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const double begin = static_cast<double>(i) / static_cast<double>(size);
      while (place + 1 < size && cumulated_[place] < begin) ++place;
      guide_[i] = static_cast<std::uint32_t>(place);
    }
  }

  double n_ = 0.0;
  UnitPoint p_{0.0, 1.0};
  double first_ = 0.0;
  std::vector<double> cumulated_;
  std::vector<std::uint32_t> guide_;
};

/// @throws InvalidInput unless 2 <= replicates <= 10^8, and enough of them to leave one beyond each limit of an interval
inline void check_replicates(Count replicates, const Level& level, const char* where) {
  if (replicates < 2 || replicates > 100000000)
    throw_invalid(where, "replicates", std::to_string(replicates), "must lie between 2 and 10^8");
  if (!(static_cast<double>(replicates + 1) * level.tail * (1.0 + 1e-12) >= 1.0))
    throw_invalid(where, "replicates", std::to_string(replicates),
                  "must be at least 2/(1 - confidence_level) - 1 to leave one beyond each limit");
}

}  // namespace equitable::detail
