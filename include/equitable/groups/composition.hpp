/// @file groups/composition.hpp
/// Is a body made up like the population it should resemble? A board, a shortlist or a workforce by ethnic group, against a census.
///
/// x_i of n people in category i of k, against the share π_i of that category in the population:
///
/// | method | statistic | p-value | use |
/// |---|---|---|---|
/// | `pearson_gof` | Σ(x − nπ)²/(nπ) | χ², k−1 df | default; when every nπ is 5 or more; Pearson (1900) |
/// | `g_gof` | 2 Σ x log(x/(nπ)) | χ², k−1 df | for comparison |
/// | `exact_multinomial_minlike` | none | all compositions no likelier than this one | best for small n, a board of 12 |
/// | `exact_multinomial_midp` | none | the same, the equally likely ones by half | good |
/// | `exact_multinomial_pearson` | none | all compositions with as large a Pearson statistic, or larger | good |
///
/// Beside each stands the dissimilarity index ½ Σ|x/n − π|, the share of people who would have to be of another category: an
/// effect size, and above 0 by chance alone in a small body. Exact methods list every composition, up to 10^7 of them (n = 12
/// and k = 18 are 5 times as many, n = 12 and k = 10 a thirtieth); beyond: `Status::too_large`. With two categories
/// `exact_multinomial_minlike` and `_midp` are the binomial `exact_minlike` and `midp_minlike`, for any n. Probabilities that
/// agree to 1 part in 10^10 are tied.
///
/// Shares are taken as they stand. A population that was itself counted, and not much larger, has an error of its own: give its
/// counts to `composition_against_counts`, the test of two independent samples. Not for a body that is part of the population
/// counted: take it out first, or compare it with the rest (comparison/representation.hpp).
///
/// Nobody in the body: NaN with `Status::undefined`. One category: nothing to test, `Status::undefined`. Sources: Pearson (1900)
/// Philos. Mag. 50, 157; Wilks (1938) Ann. Math. Stat. 9, 60; Duncan and Duncan (1955) Am. Sociol. Rev. 20, 210. Cost: linear in
/// the categories; the exact methods about 3 ns a composition.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/detail/saddle_point.hpp"
#include "equitable/significance/proportion_test.hpp"

namespace equitable {

/// The tests of a composition against given shares.
enum class CompositionMethod : std::uint8_t {
  pearson_gof,
  g_gof,
  exact_multinomial_minlike,
  exact_multinomial_midp,
  exact_multinomial_pearson
};

/// The tests of a composition against counts.
enum class CompositionComparisonMethod : std::uint8_t { n_minus_1_chi2, pearson_chi2, g_test };

namespace detail {

inline constexpr std::array<const char*, 5> composition_method_names{"pearson_gof", "g_gof", "exact_multinomial_minlike",
                                                                     "exact_multinomial_midp", "exact_multinomial_pearson"};
inline constexpr std::array<const char*, 3> composition_comparison_method_names{"n_minus_1_chi2", "pearson_chi2", "g_test"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(CompositionMethod method) noexcept {
  return detail::composition_method_names[static_cast<std::size_t>(method)];
}
[[nodiscard]] constexpr const char* name(CompositionComparisonMethod method) noexcept {
  return detail::composition_comparison_method_names[static_cast<std::size_t>(method)];
}

/// Options of `composition`.
struct CompositionOptions {
  CompositionMethod method = CompositionMethod::pearson_gof;
};

/// Options of `composition_against_counts`.
struct CompositionComparisonOptions {
  CompositionComparisonMethod method = CompositionComparisonMethod::n_minus_1_chi2;
};

/// A composition beside another.
struct CompositionTest {
  double statistic;  ///< NaN for the exact methods, which have none
  double pvalue;
  double df;                   ///< categories − 1, for exact methods too
  const char* method;          ///< the method's name, in static storage
  double dissimilarity_index;  ///< ½ Σ|share − share of the population|, from 0 to below 1
  Status status;
};

namespace detail {

/// The most compositions that the exact methods list.
inline constexpr double most_compositions = 1e7;

/// The number of ways to put n people into k categories, C(n+k−1, k−1); stops counting once beyond the limit.
[[nodiscard]] inline double count_compositions(double n, std::size_t categories) noexcept {
  double ways = 1.0;
  for (std::size_t i = 1; i < categories && ways <= most_compositions; ++i)
    ways *= (n + static_cast<double>(i)) / static_cast<double>(i);
  return ways;
}

/// Walks over every composition of n people and adds up those that are in the tail of the observed one.
///
/// P(t) = C Π w_i(t_i), where −log w is Loader's deviance of t from nπ and the logarithm of √(2πt) with Stirling's error: the
/// weights are near 1 where it matters, and no factorial is formed.
class CompositionWalk {
 public:
  CompositionWalk(const std::vector<double>& counts, const std::vector<double>& shares, double n)
      : categories_(counts.size()), width_(static_cast<std::size_t>(n) + 1), weight_(categories_ * width_), distance_(weight_) {
    for (std::size_t i = 0; i < categories_; ++i)
      for (std::size_t t = 0; t < width_; ++t) {
        const double count = static_cast<double>(t);
        const double mean = n * shares[i];
        const double scale = t == 0 ? 0.0 : stirling_error(count) + 0.5 * std::log(two_pi * count);
        const double excess = meant_excess(count, n, shares[i]);
        weight_[i * width_ + t] = std::exp(-scale - (t == 0 ? mean : deviance(count, mean, excess)));
        distance_[i * width_ + t] = excess * excess / mean;
      }
    double product = 1.0;
    double distance = 0.0;
    for (std::size_t i = 0; i < categories_; ++i) {
      product *= weight_[i * width_ + static_cast<std::size_t>(counts[i])];
      distance += distance_[i * width_ + static_cast<std::size_t>(counts[i])];
    }
    scale_ = std::exp(stirling_error(n) + 0.5 * std::log(two_pi * n));
    likely_ = product * (1.0 + 1e-10);
    tied_ = product * (1.0 - 1e-10);
    far_ = distance * (1.0 - 1e-10);
    walk(0, width_ - 1, 1.0, 0.0);
  }

  [[nodiscard]] double minlike() const noexcept { return std::fmin(1.0, scale_ * unlikely_sum_); }
  [[nodiscard]] double midp() const noexcept { return minlike() - 0.5 * scale_ * tied_sum_; }
  [[nodiscard]] double pearson() const noexcept { return std::fmin(1.0, scale_ * far_sum_); }

 private:
  void walk(std::size_t category, std::size_t left, double product, double distance) noexcept {
    const double* const weight = weight_.data() + category * width_;
    const double* const away = distance_.data() + category * width_;
    if (category + 1 == categories_) {
      const double mass = product * weight[left];
      if (mass <= likely_) unlikely_sum_ += mass;
      if (mass <= likely_ && mass >= tied_) tied_sum_ += mass;
      if (distance + away[left] >= far_) far_sum_ += mass;
      return;
    }
    for (std::size_t t = 0; t <= left; ++t) walk(category + 1, left - t, product * weight[t], distance + away[t]);
  }

  std::size_t categories_;
  std::size_t width_;
  std::vector<double> weight_;
  std::vector<double> distance_;
  double scale_ = 1.0;
  double likely_ = 0.0;
  double tied_ = 0.0;
  double far_ = 0.0;
  double unlikely_sum_ = 0.0;
  double tied_sum_ = 0.0;
  double far_sum_ = 0.0;
};

/// The counts as doubles, and their sum. @throws InvalidInput naming the count at fault
[[nodiscard]] inline std::vector<double> checked_counts(const std::vector<Count>& counts, const char* where, const char* argument,
                                                        double& sum) {
  if (counts.empty()) throw_invalid(where, argument, "empty", "must hold at least one category");
  Count whole = 0;
  std::vector<double> result;
  result.reserve(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] < 0 || counts[i] > max_count - whole)
      throw_invalid(where, std::string(argument) + "[" + std::to_string(i) + "]", std::to_string(counts[i]),
                    "must be 0 or more, and all counts together at most 2^53");
    whole += counts[i];
    result.push_back(static_cast<double>(counts[i]));
  }
  sum = static_cast<double>(whole);
  return result;
}

/// Σ over the categories of a deviance or of a squared distance from nπ over nπ.
[[nodiscard]] inline double goodness_of_fit(const std::vector<double>& counts, const std::vector<double>& shares, double n,
                                            bool likelihood) noexcept {
  double sum = 0.0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double mean = n * shares[i];
    const double excess = meant_excess(counts[i], n, shares[i]);
    sum += !likelihood ? excess * excess / mean : 2.0 * (counts[i] == 0.0 ? mean : deviance(counts[i], mean, excess));
  }
  return sum;
}

}  // namespace detail

/// Whether a body's composition differs from given shares by more than chance.
///
///     composition({10, 2}, {0.744, 0.256})   // 12 people, 2 of them BME, where 25.6 % of the workforce are: statistic 0.50, p 0.48
///
/// @throws InvalidInput unless there are as many shares as counts, every count is 0 or more and their sum at most 2^53, every
///         share is above 0, and the shares add up to 1 to within 10^-9
[[nodiscard]] inline CompositionTest composition(const std::vector<Count>& counts, const std::vector<double>& reference_shares,
                                                 const CompositionOptions& options = {}) {
  double n = 0.0;
  const std::vector<double> x = detail::checked_counts(counts, "composition", "counts", n);
  if (reference_shares.size() != counts.size())
    throw_invalid("composition", "reference_shares", "of size " + std::to_string(reference_shares.size()),
                  "must hold one share for each of the " + std::to_string(counts.size()) + " counts");
  double whole = 0.0;
  for (std::size_t i = 0; i < reference_shares.size(); ++i) {
    if (!(reference_shares[i] > 0.0 && reference_shares[i] <= 1.0))
      throw_invalid("composition", "reference_shares[" + std::to_string(i) + "]", reference_shares[i],
                    "must be above 0 and at most 1");
    whole += reference_shares[i];
  }
  if (!(std::fabs(whole - 1.0) <= 1e-9))
    throw_invalid("composition", "the sum of reference_shares", whole,
                  "must be 1 to within 1e-9; divide rounded shares by their sum");

  const double df = static_cast<double>(counts.size()) - 1.0;
  CompositionTest result{not_a_number, not_a_number, df, name(options.method), not_a_number, Status::undefined};
  if (n == 0.0) return result;
  double distance = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) distance += std::fabs(detail::meant_excess(x[i], n, reference_shares[i]));
  result.dissimilarity_index = 0.5 * distance / n;
  if (df == 0.0) return result;
  result.status = Status::ok;
  switch (options.method) {
    case CompositionMethod::pearson_gof:
    case CompositionMethod::g_gof:
      result.statistic = detail::goodness_of_fit(x, reference_shares, n, options.method == CompositionMethod::g_gof);
      result.pvalue = detail::chi_squared_upper_tail(result.statistic, df);
      return result;
    case CompositionMethod::exact_multinomial_minlike:
    case CompositionMethod::exact_multinomial_midp:
    case CompositionMethod::exact_multinomial_pearson: break;
  }
  if (counts.size() == 2 && options.method != CompositionMethod::exact_multinomial_pearson) {
    const bool mid = options.method == CompositionMethod::exact_multinomial_midp;
    result.pvalue = proportion_test(counts[0], counts[0] + counts[1], reference_shares[0],
                                    {mid ? ProportionTestMethod::midp_minlike : ProportionTestMethod::exact_minlike})
                        .pvalue;
    return result;
  }
  if (detail::count_compositions(n, counts.size()) > detail::most_compositions) {
    result.status = Status::too_large;
    return result;
  }
  const detail::CompositionWalk walk(x, reference_shares, n);
  result.pvalue = options.method == CompositionMethod::exact_multinomial_minlike ? walk.minlike()
                  : options.method == CompositionMethod::exact_multinomial_midp  ? walk.midp()
                                                                                 : walk.pearson();
  return result;
}

/// Whether the compositions of two independent samples differ by more than chance: a body against a population that was counted,
/// and has an error of its own.
///
///     composition_against_counts({10, 2}, {4102, 1409})   // n_minus_1_chi2 0.50, p 0.48
///
/// With x and y in a category, of n and M in all, the Pearson statistic is Σ (x M − y n)² / (n M (x + y)); `n_minus_1_chi2` is
/// (n + M − 1)/(n + M) of it, `g_test` the likelihood ratio. Categories empty in both samples are left out; with fewer than two
/// others, or an empty sample, `Status::undefined`.
/// @throws InvalidInput unless both hold as many counts, every count is 0 or more and each sum at most 2^53
[[nodiscard]] inline CompositionTest composition_against_counts(const std::vector<Count>& counts,
                                                                const std::vector<Count>& reference_counts,
                                                                const CompositionComparisonOptions& options = {}) {
  double n = 0.0;
  double m = 0.0;
  const std::vector<double> x = detail::checked_counts(counts, "composition_against_counts", "counts", n);
  const std::vector<double> y = detail::checked_counts(reference_counts, "composition_against_counts", "reference_counts", m);
  if (x.size() != y.size())
    throw_invalid("composition_against_counts", "reference_counts", "of size " + std::to_string(y.size()),
                  "must hold one count for each of the " + std::to_string(x.size()) + " categories");
  CompositionTest result{not_a_number, not_a_number, not_a_number, name(options.method), not_a_number, Status::undefined};
  if (n == 0.0 || m == 0.0) return result;
  const bool likelihood = options.method == CompositionComparisonMethod::g_test;
  double distance = 0.0;
  double statistic = 0.0;
  double df = -1.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double both = x[i] + y[i];
    if (both == 0.0) continue;
    df += 1.0;
    const double gap = detail::difference_of_products(x[i], m, y[i], n) / (n + m);  // x less its expectation
    distance += std::fabs(gap) / n * ((n + m) / m);
    const double mean_x = both * (n / (n + m));
    const double mean_y = both * (m / (n + m));
    const auto part = [&](double count, double mean, double excess) noexcept {
      if (!likelihood) return excess * excess / mean;
      return 2.0 * (count == 0.0 ? mean : detail::deviance(count, mean, excess));
    };
    statistic += part(x[i], mean_x, gap) + part(y[i], mean_y, -gap);
  }
  result.dissimilarity_index = 0.5 * distance;
  result.df = df;
  if (df < 1.0) return result;
  if (options.method == CompositionComparisonMethod::n_minus_1_chi2) statistic *= (n + m - 1.0) / (n + m);
  result.statistic = statistic;
  result.pvalue = detail::chi_squared_upper_tail(statistic, df);
  result.status = Status::ok;
  return result;
}

}  // namespace equitable
