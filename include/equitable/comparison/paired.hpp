/// @file comparison/paired.hpp
/// The same people twice: two yes-or-no answers of each person, before and after or to two questions, compared by the
/// difference, the ratio and the odds ratio of the two rates, with confidence intervals.
///
/// With a both times, b the first time only, c the second time only, d neither, n in all: the rates are p1 = (a+b)/n and
/// p2 = (a+c)/n, the difference (b−c)/n, the ratio (a+b)/(a+c), the odds ratio given the person b/c.
///
/// | difference | use |
/// |---|---|
/// | `rd_tango_score` | default: any table; 0 lies outside exactly when `mcnemar` has p < α |
/// | `rd_newcombe_square_add` | good: closed form, from the two Wilson intervals and a careful estimate of the correlation |
/// | `rd_bonett_price` | good: by hand, Wald's form with one person more in b and in c |
/// | `rd_newcombe_square_add_uncorrected_phi` | for comparison: with the plain correlation |
/// | `rd_agresti_min` | for comparison: with half a person more in every cell |
/// | `rd_wald`, `rd_wald_cc` | for comparison only: far too short with few who changed, no width without any |
///
/// | ratio | use |
/// |---|---|
/// | `rr_tang_score` | default: 1 lies outside exactly when `mcnemar` has p < α |
/// | `rr_bonett_price_hybrid` | good: closed form |
/// | `rr_wald_log` | for comparison: no width where nobody changed |
///
/// | odds ratio | use |
/// |---|---|
/// | `or_mid_p` | default: agrees with `mcnemar_midp` |
/// | `or_clopper_pearson` | coverage never below the level, hence wide; agrees with `mcnemar_exact` |
/// | `or_wilson` | good: closed form; agrees with `mcnemar` |
/// | `or_wald` | for comparison: none where b or c is 0 |
///
/// Edges: nobody at all leaves everything undefined. A ratio has no interval where either rate is 0; an odds ratio none where
/// nobody changed, a lower limit of 0 for b = 0 and an infinite upper one for c = 0. Exchanging the two occasions negates the
/// difference and inverts the other two.
///
/// Not for two different groups of people: `rate_difference` and its like; those methods on paired answers throw the pairing
/// away, and intervals are mostly too wide. Sources: Tango (1998) Stat. Med. 17, 891; Newcombe (1998) Stat. Med. 17, 2635
/// (methods 10 and 8); Bonett and Price (2012) J. Educ. Behav. Stat. 37, 479, and (2006) Stat. Med. 25, 3039; Agresti and Min
/// (2005) Stat. Med. 24, 729; Tang, Tang and Chan (2003) Stat. Med. 22, 1217; Fagerland, Lydersen and Laake (2014) Stat. Med.
/// 33, 2850 (review). Cost: some ten nanoseconds for closed forms, under a microsecond for the score methods, up to 10 for
/// `or_mid_p` and `or_clopper_pearson`, whatever the counts.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include "equitable/comparison/person_time.hpp"
#include "equitable/core/results.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/detail/root.hpp"
#include "equitable/proportion/wilson.hpp"

namespace equitable {

/// People by their two answers. In tables of rows (first) by columns (second) the order is n11, n12, n21, n22.
struct PairedTable {
  Count both = 0;         ///< yes the first time and the second
  Count first_only = 0;   ///< yes the first time, no the second
  Count second_only = 0;  ///< no the first time, yes the second
  Count neither = 0;      ///< no both times

  /// Everybody.
  [[nodiscard]] constexpr Count total() const noexcept { return both + first_only + second_only + neither; }
  /// Those whose answers differ.
  [[nodiscard]] constexpr Count changed() const noexcept { return first_only + second_only; }
  /// The two occasions exchanged.
  [[nodiscard]] constexpr PairedTable swapped() const noexcept { return {both, second_only, first_only, neither}; }
};

/// Whether no cell is negative and all together are at most 2^53.
[[nodiscard]] constexpr bool is_paired_table(const PairedTable& table) noexcept {
  Count room = max_count;
  for (const Count cell : {table.both, table.first_only, table.second_only, table.neither}) {
    if (cell < 0 || cell > room) return false;
    room -= cell;
  }
  return true;
}

/// The table, checked. @throws InvalidInput naming the cell, its value and the rule
inline void check_paired_table(const PairedTable& table, const char* where) {
  if (is_paired_table(table)) return;
  const std::array<Count, 4> cells{table.both, table.first_only, table.second_only, table.neither};
  constexpr std::array<const char*, 4> names{"both", "first_only", "second_only", "neither"};
  for (std::size_t i = 0; i < 4; ++i)
    if (cells[i] < 0) throw_invalid(where, names[i], std::to_string(cells[i]), "must be 0 or more");
  std::size_t largest = 0;
  for (std::size_t i = 1; i < 4; ++i) largest = cells[i] > cells[largest] ? i : largest;
  throw_invalid(where, names[largest], std::to_string(cells[largest]), "must be at most 2^53 together with the other cells");
}

/// Paired tables to be read, one a row.
struct PairedColumns {
  const Count* both;
  const Count* first_only;
  const Count* second_only;
  const Count* neither;
  std::size_t rows;

  [[nodiscard]] PairedTable row(std::size_t i) const noexcept { return {both[i], first_only[i], second_only[i], neither[i]}; }
};

/// The intervals of a difference of paired rates.
enum class PairedDifferenceMethod : std::uint8_t {
  rd_tango_score,
  rd_bonett_price,
  rd_newcombe_square_add,
  rd_newcombe_square_add_uncorrected_phi,
  rd_agresti_min,
  rd_wald,
  rd_wald_cc
};

/// The intervals of a ratio of paired rates.
enum class PairedRatioMethod : std::uint8_t { rr_tang_score, rr_bonett_price_hybrid, rr_wald_log };

/// The intervals of an odds ratio of paired answers.
enum class PairedOddsRatioMethod : std::uint8_t { or_mid_p, or_clopper_pearson, or_wilson, or_wald };

namespace detail {

inline constexpr std::array<const char*, 7> paired_difference_method_names{
    "rd_tango_score", "rd_bonett_price", "rd_newcombe_square_add", "rd_newcombe_square_add_uncorrected_phi", "rd_agresti_min",
    "rd_wald",        "rd_wald_cc"};
inline constexpr std::array<const char*, 3> paired_ratio_method_names{"rr_tang_score", "rr_bonett_price_hybrid", "rr_wald_log"};
inline constexpr std::array<const char*, 4> paired_odds_ratio_method_names{"or_mid_p", "or_clopper_pearson", "or_wilson",
                                                                           "or_wald"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(PairedDifferenceMethod method) noexcept {
  return detail::paired_difference_method_names[static_cast<std::size_t>(method)];
}
[[nodiscard]] constexpr const char* name(PairedRatioMethod method) noexcept {
  return detail::paired_ratio_method_names[static_cast<std::size_t>(method)];
}
[[nodiscard]] constexpr const char* name(PairedOddsRatioMethod method) noexcept {
  return detail::paired_odds_ratio_method_names[static_cast<std::size_t>(method)];
}

/// Options of `paired_difference`.
struct PairedDifferenceOptions {
  PairedDifferenceMethod method = PairedDifferenceMethod::rd_tango_score;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone.
  Alternative alternative = Alternative::two_sided;
};

/// Options of `paired_ratio`.
struct PairedRatioOptions {
  PairedRatioMethod method = PairedRatioMethod::rr_tang_score;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone.
  Alternative alternative = Alternative::two_sided;
};

/// Options of `paired_odds_ratio`.
struct PairedOddsRatioOptions {
  PairedOddsRatioMethod method = PairedOddsRatioMethod::or_mid_p;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone.
  Alternative alternative = Alternative::two_sided;
};

namespace detail {

/// The four cells as doubles that hold integers.
struct PairedCells {
  double a, b, c, d;
  [[nodiscard]] double total() const noexcept { return (a + d) + (b + c); }
  [[nodiscard]] double agreed() const noexcept { return a + d; }
  [[nodiscard]] double first() const noexcept { return a + b; }
  [[nodiscard]] double second() const noexcept { return a + c; }
  [[nodiscard]] PairedCells swapped() const noexcept { return {a, c, b, d}; }
};

[[nodiscard]] inline PairedCells paired_cells(const PairedTable& t) noexcept {
  return {static_cast<double>(t.both), static_cast<double>(t.first_only), static_cast<double>(t.second_only),
          static_cast<double>(t.neither)};
}

/// n² times the variance (b+c)/n − (b−c)²/n² of one person's difference, `rest` agreeing; a sum of positive terms.
[[nodiscard]] inline double paired_spread(double b, double c, double rest) noexcept { return 4.0 * b * c + rest * (b + c); }

/// (b−c)/n ± (z √spread / n^{3/2} + correction), cut to [−1, 1]; n = b + c + rest.
[[nodiscard]] inline Interval paired_wald_limits(double b, double c, double rest, double z, double correction) noexcept {
  const double n = b + c + rest;
  const double half = z * std::sqrt(paired_spread(b, c, rest) / n) / n + correction;
  return {std::fmax(-1.0, (b - c) / n - half), std::fmin(1.0, (b - c) / n + half)};
}

/// Lower limit of Tango's score interval.
///
/// At the limit D let the restricted probabilities of changing be B/λ and C/λ with B = b/(1+u), C = c/(1−u), λ = B + C + rest;
/// then D = (B−C)/λ and Z² = u² (4BC + rest (B+C)) / n, which rises with u in (0, 1): the search is for u, and nothing cancels.
[[nodiscard]] inline double tango_lower(const PairedCells& t, double z) {
  const double n = t.total();
  const double zz = z * z;
  const double rest = t.agreed();
  if (t.b == 0.0 && rest == 0.0) return -1.0;
  if (t.c == 0.0) {
    // C is 0 until u reaches 1; then u stays and C rises.
    const double reached = 0.5 * rest * t.b;
    if (n * zz <= reached) {
      const double u = 0.5 * (n * zz + std::sqrt(n * zz * (n * zz + 4.0 * rest * t.b))) / (rest * t.b);
      return t.b / (t.b + rest * (1.0 + u));
    }
    const double risen = (n * zz - reached) / (2.0 * t.b + rest);
    const double halved = 0.5 * t.b;
    return (halved - risen) / (halved + risen + rest);
  }
  // u = σ(w), 1 − u = σ(−w).
  const double log_square = std::log(n) + std::log(zz);
  const auto log_score = [&](double w) {
    const double u = 1.0 / (1.0 + std::exp(-w));
    const double down = 1.0 / (1.0 + std::exp(w));
    const double first = t.b / (1.0 + u);
    const double second = t.c / down;
    const double spread = paired_spread(first, second, rest);
    // In w, log B falls by u(1−u)/(1+u) and log C rises by u.
    const double fall = u * down / (1.0 + u);
    const double change = 4.0 * first * second * (u - fall) + rest * (second * u - first * fall);
    return Slope{2.0 * std::log(u) + std::log(spread) - log_square, 2.0 * down + change / spread};
  };
  const double guess = z * std::sqrt(n / paired_spread(t.b + 0.5, t.c + 0.5, rest));
  const double w = increasing_root(log_score, -700.0, 700.0, std::log(guess) + 0.5 * std::log1p(guess * guess));
  const double u = 1.0 / (1.0 + std::exp(-w));
  const double down = 1.0 / (1.0 + std::exp(w));
  // B − C and λ, both times 1 − u².
  const double contrast = (t.b - t.c) - u * (t.b + t.c);
  return std::fmax(-1.0, contrast / (t.b * down + t.c * (1.0 + u) + rest * down * (1.0 + u)));
}

/// Newcombe's square-and-add limits with the correlation ψ.
///
/// The half-width √(A² − 2ψAB + B²) is √((A−B)² + 2(1−ψ)AB), with A − B and 1 − ψ worked out on their own: where few of many
/// people changed, all of it cancels.
[[nodiscard]] inline Interval square_and_add_limits(const PairedCells& t, double z, bool corrected) noexcept {
  const double n = t.total();
  const double zz = z * z;
  const double x1 = t.first();
  const double x2 = t.second();
  const Interval away1 = wilson_distances(x1, n, z);
  const Interval away2 = wilson_distances(x2, n, z);
  const double squares = std::sqrt(x1 * (t.c + t.d)) * std::sqrt(x2 * (t.b + t.d));
  double lack = 1.0;  // 1 − ψ
  if (squares > 0.0) {
    const double cross = difference_of_products(t.a, t.d, t.b, t.c);
    // squares² − cross² = n (n b c + (b+c) cross).
    if (cross < 0.0)
      lack = 1.0 - cross / squares;
    else if (!corrected || cross > 0.5 * n)
      lack = n / squares * ((n * t.b * t.c + (t.b + t.c) * cross) / (squares + cross) + (corrected ? 0.5 : 0.0));
  }
  const double root1 = std::sqrt(x1 * ((n - x1) / n) + 0.25 * zz);
  const double root2 = std::sqrt(x2 * ((n - x2) / n) + 0.25 * zz);
  const double tilt = (t.d - t.a) / n / (n + zz);
  const double slant = z * ((t.b - t.c) / (root1 + root2));
  const double below = std::hypot(tilt * (slant - zz), std::sqrt(2.0 * lack * away1.lower * away2.upper));
  const double above = std::hypot(tilt * (slant + zz), std::sqrt(2.0 * lack * away1.upper * away2.lower));
  return {std::fmax(-1.0, (t.b - t.c) / n - below), std::fmin(1.0, (t.b - t.c) / n + above)};
}

/// The limits of one method of the difference; there is somebody.
[[nodiscard]] inline Interval paired_difference_limits(const PairedCells& t, double z, PairedDifferenceMethod method) {
  switch (method) {
    case PairedDifferenceMethod::rd_tango_score: break;
    case PairedDifferenceMethod::rd_bonett_price: return paired_wald_limits(t.b + 1.0, t.c + 1.0, t.agreed(), z, 0.0);
    case PairedDifferenceMethod::rd_newcombe_square_add: return square_and_add_limits(t, z, true);
    case PairedDifferenceMethod::rd_newcombe_square_add_uncorrected_phi: return square_and_add_limits(t, z, false);
    case PairedDifferenceMethod::rd_agresti_min: return paired_wald_limits(t.b + 0.5, t.c + 0.5, t.agreed() + 1.0, z, 0.0);
    case PairedDifferenceMethod::rd_wald: return paired_wald_limits(t.b, t.c, t.agreed(), z, 0.0);
    case PairedDifferenceMethod::rd_wald_cc: return paired_wald_limits(t.b, t.c, t.agreed(), z, 1.0 / t.total());
  }
  return {tango_lower(t, z), 0.0 - tango_lower(t.swapped(), z)};
}

/// Lower limit of Tang, Tang and Chan's score interval of the ratio; neither rate is 0.
///
/// The restricted counts at a ratio φ are a/(1+y−g), b/(1+y), c/(1−g), d with g = φ y. They add up to n, and Z² is
/// (a+b) y − (a+c) g = z²; so y follows from g, and what is left is one equation in g in (0, 1),
///
///     a (y−g)²/(1+y−g) + b y²/(1+y) + c g²/(1−g) = z²,
///
/// whose left side is convex: below z² at g = 0, and for c > 0 infinite at 1. Without c it may stay below: then g = 1.
[[nodiscard]] inline double tang_lower(const PairedCells& t, double z) {
  const double zz = z * z;
  const double x1 = t.first();
  const double x2 = t.second();
  const auto contribution = [](double count, double share) { return count * share * (share / (1.0 + share)); };
  double g = 1.0;
  const double most = contribution(t.a, (zz - t.b) / x1) + contribution(t.b, (zz + x2) / x1);  // at g = 1, without c
  if (t.c > 0.0 || most > zz) {
    const double log_square = std::log(zz);
    const auto log_score = [&](double w) {  // g = σ(w), 1 − g = σ(−w)
      const double up = 1.0 / (1.0 + std::exp(-w));
      const double rest = 1.0 / (1.0 + std::exp(w));
      const double y = (zz + x2 * up) / x1;
      const double gap = (zz - (t.b - t.c) * up) / x1;  // y − g
      const double far = t.c * up * (up / rest);
      const double sum = contribution(t.a, gap) + contribution(t.b, y) + far;
      // d/ds of s²/(1+s) is 1 − 1/(1+s)² = s (2+s)/(1+s)²; g changes by g (1−g).
      const auto slope = [](double share) { return share / (1.0 + share) * ((2.0 + share) / (1.0 + share)); };
      const double change = t.b * slope(y) * (x2 / x1) - t.a * slope(gap) * ((t.b - t.c) / x1);
      return Slope{std::log(sum) - log_square, (change * up * rest + far * (1.0 + rest)) / sum};
    };
    const double spread = z * std::sqrt((t.b + t.c + 1.0) / (x1 * x2));
    const double guess = zz / x1 * std::exp(-spread) / -std::expm1(-spread);
    g = 1.0 / (1.0 + std::exp(-increasing_root(log_score, -700.0, 700.0, std::log(guess))));
  }
  return x1 * (g / (zz + x2 * g));
}

/// Bonett and Price's hybrid of two Wilson intervals, narrowed for the correlation.
[[nodiscard]] inline Interval bonett_price_ratio_limits(const PairedCells& t, double z) noexcept {
  const double x1 = t.first();
  const double x2 = t.second();
  const double n = t.a + t.b + t.c;  // those with at least one yes
  const double together = std::sqrt((t.b + t.c + 2.0) / (x1 + 1.0) / (x2 + 1.0));
  const double apart = std::sqrt((t.c + 1.0) / (n + 2.0) / (x1 + 1.0)) + std::sqrt((t.b + 1.0) / (n + 2.0) / (x2 + 1.0));
  const double narrowed = z * (together / apart);
  const Interval first = wilson_limits(x1, n, narrowed);
  const Interval second = wilson_limits(x2, n, narrowed);
  return {first.lower / second.upper, first.upper / second.lower};
}

/// The limits of one method of the ratio; neither rate is 0.
[[nodiscard]] inline Interval paired_ratio_limits(const PairedCells& t, double z, PairedRatioMethod method) {
  if (method == PairedRatioMethod::rr_bonett_price_hybrid) return bonett_price_ratio_limits(t, z);
  if (method == PairedRatioMethod::rr_wald_log) {
    const double factor = std::exp(z * std::sqrt((t.b + t.c) / t.first() / t.second()));
    const double ratio = t.first() / t.second();
    return {ratio / factor, ratio * factor};
  }
  return {tang_lower(t, z), 1.0 / tang_lower(t.swapped(), z)};
}

/// The limits of one method of the odds ratio; somebody changed.
[[nodiscard]] inline Interval paired_odds_ratio_limits(const PairedCells& t, const Level& level,
                                                       PairedOddsRatioMethod method) noexcept {
  switch (method) {
    case PairedOddsRatioMethod::or_mid_p: break;
    case PairedOddsRatioMethod::or_clopper_pearson: return clopper_pearson_odds(t.b, t.c, level);
    case PairedOddsRatioMethod::or_wilson: return wilson_odds(t.b, t.c, level);
    case PairedOddsRatioMethod::or_wald: return log_wald_odds(t.b, t.c, level);
  }
  return mid_p_odds(t.b, t.c, level);
}

[[nodiscard]] inline Level checked_level(const PairedDifferenceOptions& options) {
  return level_of(options.confidence, options.alternative, "paired_difference");
}
[[nodiscard]] inline Level checked_level(const PairedRatioOptions& options) {
  return level_of(options.confidence, options.alternative, "paired_ratio");
}
[[nodiscard]] inline Level checked_level(const PairedOddsRatioOptions& options) {
  return level_of(options.confidence, options.alternative, "paired_odds_ratio");
}

/// Value and limits of one table at a level.
[[nodiscard]] inline Estimate compare(const PairedTable& table, const Level& level, const PairedDifferenceOptions& options) {
  const PairedCells t = paired_cells(table);
  const bool defined = table.total() > 0;
  const Interval limits = defined ? paired_difference_limits(t, level.z, options.method) : Interval{not_a_number, not_a_number};
  const double value = defined ? (t.b - t.c) / t.total() : not_a_number;
  return one_sided(make_estimate(value, in_order(limits), options.confidence, name(options.method)), options.alternative,
                   {-1.0, 1.0}, options.confidence);
}
[[nodiscard]] inline Estimate compare(const PairedTable& table, const Level& level, const PairedRatioOptions& options) {
  const PairedCells t = paired_cells(table);
  const bool defined = t.first() > 0.0 && t.second() > 0.0;
  const Interval limits = defined ? paired_ratio_limits(t, level.z, options.method) : Interval{not_a_number, not_a_number};
  return one_sided(make_estimate(t.first() / t.second(), in_order(limits), options.confidence, name(options.method)),
                   options.alternative, {0.0, infinity}, options.confidence);
}
[[nodiscard]] inline Estimate compare(const PairedTable& table, const Level& level, const PairedOddsRatioOptions& options) {
  const PairedCells t = paired_cells(table);
  const Interval limits =
      table.changed() > 0 ? paired_odds_ratio_limits(t, level, options.method) : Interval{not_a_number, not_a_number};
  return one_sided(make_estimate(t.b / t.c, in_order(limits), options.confidence, name(options.method)), options.alternative,
                   {0.0, infinity}, options.confidence);
}

}  // namespace detail

/// By how much the first rate exceeds the second, both of the same people.
///
///     paired_difference({53, 16, 8, 9})   // 0.093, 95 % interval -0.020 to 0.207
///
/// @throws InvalidInput for a negative cell or more than 2^53 people; for a one-sided limit at a level of 1/2 or less
[[nodiscard]] inline Estimate paired_difference(const PairedTable& table, const PairedDifferenceOptions& options = {}) {
  check_paired_table(table, "paired_difference");
  return detail::compare(table, detail::checked_level(options), options);
}

/// The first rate over the second, both of the same people.
///
///     paired_ratio({53, 16, 8, 9})   // 1.13, 95 % interval 0.97 to 1.33
///
/// A second rate of 0 gives an infinite ratio, both rates 0 none; either rate 0 leaves the interval undefined.
/// @throws InvalidInput as `paired_difference`
[[nodiscard]] inline Estimate paired_ratio(const PairedTable& table, const PairedRatioOptions& options = {}) {
  check_paired_table(table, "paired_ratio");
  return detail::compare(table, detail::checked_level(options), options);
}

/// The odds of yes the first time relative to the second, for the same person: first_only / second_only. Not the odds ratio of
/// the two rates, which would forget who changed.
///
///     paired_odds_ratio({53, 16, 8, 9})   // 2.0, 95 % interval 0.86 to 4.9
///
/// @throws InvalidInput as `paired_difference`
[[nodiscard]] inline Estimate paired_odds_ratio(const PairedTable& table, const PairedOddsRatioOptions& options = {}) {
  check_paired_table(table, "paired_odds_ratio");
  return detail::compare(table, detail::checked_level(options), options);
}

}  // namespace equitable
