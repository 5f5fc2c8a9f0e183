/// @file groups/trend.hpp
/// Do rates rise or fall with an ordered score: pay band, year, age?
///
/// x_i events of n_i people at score w_i; N = Σn, m = Σx, p = m/N, T = Σ w (x − n p), S = Σ n (w − w̄)².
///
/// | method | statistic | p-value | use |
/// |---|---|---|---|
/// | `linear_by_linear_n_minus_1` | T / √(p(1−p) S) · √((N−1)/N) | both normal tails | default; Mantel (1963) |
/// | `cochran_armitage` | z = T / √(p(1−p) S) | both normal tails | good; Cochran (1954), Armitage (1955) |
/// | `cochran_armitage_chi2` | z² | the same | good |
/// | `cochran_armitage_cc_half_gap` | \|T\| less half the gap between scores, for T | both normal tails | conservative; for scores of one equal gap only |
/// | `departure_from_trend` | Σ(x − n p)² / (n p (1−p)) − z² | χ², groups − 2 df | beside every trend: is it a straight line? Armitage (1955) |
/// | `logistic_wald` | β / standard error | both normal tails | for comparison |
/// | `logistic_lr` | 2 (ℓ(line) − ℓ(one rate)) | χ², 1 df | good |
/// | `midp_two_sided_doubling` | none | twice the smaller exact tail less P(u), at most 1 | best for small tables |
/// | `midp_two_sided_abs_deviation` | none | all \|U − μ\| >= \|u − μ\|, ties by half | good |
/// | `exact_two_sided_doubling` | none | twice the smaller exact tail | conservative |
/// | `exact_two_sided_abs_deviation` | none | all \|U − μ\| >= \|u − μ\| | conservative |
/// | `exact_two_sided_point_prob` | none | all values of U no likelier than u | for comparison |
///
/// A statistic is positive when rates rise with the score. `greater`: they rise. One-sided, the normal tail of z (the signed
/// root, for `cochran_armitage_chi2` and `logistic_lr`); every `exact_*` is the tail of U = Σ w a given m, `midp_*` that tail
/// less half of P(u). An exact test has no statistic: NaN stands there though the status is `ok`.
///
/// Scores are brought to whole steps first (detail/score_lattice.hpp): 2019 … 2024 give the same numbers as 1 … 6, to the last
/// digit. Fix them in advance: scores chosen after seeing the rates make every p-value too small. Groups without people say
/// nothing and are left out.
///
/// Edges: all scores equal, or fewer than two groups: NaN with `Status::undefined`. Nobody, or everybody, has the outcome: NaN
/// with `Status::no_information`. A score that parts all events from all others has no finite logistic slope: the logistic
/// methods are `undefined` there (as where scores span so many powers of ten that rounding hides the maximum), take an exact one. Exact methods need scores on a lattice of at most 2^20 steps and events (or
/// people without, if fewer) times themselves times steps of at most 5 million (detail/trend_law.hpp); beyond,
/// `Status::too_large`.
///
/// Sources: Cochran (1954) Biometrics 10, 417; Armitage (1955) Biometrics 11, 375; Mantel (1963) J. Am. Stat. Assoc. 58, 690; Cox
/// (1970) The Analysis of Binary Data; Mehta, Patel and Senchaudhuri (1992) J. Comput. Graph. Stat. 1, 21. Cost: linear in the
/// groups; the exact methods from microseconds to a second at their limit.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/counts/proportion.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/detail/logistic_trend.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/score_lattice.hpp"
#include "equitable/detail/trend_law.hpp"
#include "equitable/detail/twofold_sum.hpp"

namespace equitable {

/// The tests of a trend.
enum class TrendMethod : std::uint8_t {
  linear_by_linear_n_minus_1,
  cochran_armitage,
  cochran_armitage_chi2,
  cochran_armitage_cc_half_gap,
  departure_from_trend,
  logistic_wald,
  logistic_lr,
  exact_two_sided_doubling,
  exact_two_sided_abs_deviation,
  exact_two_sided_point_prob,
  midp_two_sided_doubling,
  midp_two_sided_abs_deviation
};

/// The slopes of a trend.
enum class TrendSlopeMethod : std::uint8_t {
  linear_slope,   ///< change in rate for one unit of the score, by least squares weighted with the people
  logistic_slope  ///< change in log odds for one unit of the score, by maximum likelihood
};

namespace detail {

inline constexpr std::array<const char*, 12> trend_method_names{"linear_by_linear_n_minus_1",
                                                                "cochran_armitage",
                                                                "cochran_armitage_chi2",
                                                                "cochran_armitage_cc_half_gap",
                                                                "departure_from_trend",
                                                                "logistic_wald",
                                                                "logistic_lr",
                                                                "exact_two_sided_doubling",
                                                                "exact_two_sided_abs_deviation",
                                                                "exact_two_sided_point_prob",
                                                                "midp_two_sided_doubling",
                                                                "midp_two_sided_abs_deviation"};

[[nodiscard]] constexpr bool is_exact(TrendMethod method) noexcept { return method >= TrendMethod::exact_two_sided_doubling; }
[[nodiscard]] constexpr bool is_mid(TrendMethod method) noexcept { return method >= TrendMethod::midp_two_sided_doubling; }

}  // namespace detail

/// The method as written in options.
[[nodiscard]] constexpr const char* name(TrendMethod method) noexcept {
  return detail::trend_method_names[static_cast<std::size_t>(method)];
}

/// The method as written in results: the one-sided exact tests, alike in several methods, have names of their own.
[[nodiscard]] constexpr const char* name(TrendMethod method, Alternative alternative) noexcept {
  if (alternative == Alternative::two_sided || !detail::is_exact(method)) return name(method);
  const bool greater = alternative == Alternative::greater;
  return detail::is_mid(method) ? (greater ? "midp_greater" : "midp_less") : (greater ? "exact_greater" : "exact_less");
}

/// The slope as written in options and results: "linear_slope", "logistic_slope".
[[nodiscard]] constexpr const char* name(TrendSlopeMethod method) noexcept {
  return method == TrendSlopeMethod::linear_slope ? "linear_slope" : "logistic_slope";
}

/// The result of a test of trend.
struct TrendTest {
  double statistic;  ///< NaN for the exact methods, which have none
  double pvalue;
  double df;           ///< degrees of freedom of a chi-squared statistic; NaN for others
  const char* method;  ///< the method's name, in static storage
  Alternative alternative;
  Status status;
};

/// Options of `trend`.
struct TrendOptions {
  TrendMethod method = TrendMethod::linear_by_linear_n_minus_1;
  Alternative alternative = Alternative::two_sided;  ///< `greater`: rates rise with the score; not for `departure_from_trend`
};

/// Options of `trend_slope`.
struct TrendSlopeOptions {
  TrendSlopeMethod method = TrendSlopeMethod::linear_slope;
  Confidence confidence{0.95};
  /// `greater`: a lower limit alone, at the whole confidence level; `less`: an upper limit alone.
  Alternative alternative = Alternative::two_sided;
};

/// A slope for one unit of the score.
struct TrendSlope {
  Estimate slope;         ///< with limits slope ± z · standard error
  double standard_error;  ///< linear: from the binomial variances of the groups; logistic: from the inverse information
};

namespace detail {

/// The groups with people, their scores as steps, and what every method takes from them. Reused from table to table.
class TrendTable {
 public:
  void clear() noexcept {
    events_.clear();
    people_.clear();
    steps_.clear();
  }
  void add(double events, double people, double score) {
    if (people == 0.0) return;
    events_.push_back(events);
    people_.push_back(people);
    steps_.push_back(score);
  }
  /// Works out the sums, after the last group.
  void close() noexcept {
    all_ = events_all_ = mean_ = squares_ = contrast_ = 0.0;
    if (events_.empty()) return;
    lattice_ = to_steps(steps_.data(), steps_.size());
    double weighted = 0.0;
    for (std::size_t i = 0; i < events_.size(); ++i) {
      all_ += people_[i];
      events_all_ += events_[i];
      weighted += people_[i] * steps_[i];
    }
    mean_ = weighted / all_;
    TwofoldSum contrast;
    for (std::size_t i = 0; i < events_.size(); ++i) {
      contrast.add_contrast(steps_[i], events_[i], all_, people_[i], events_all_);
      squares_ += people_[i] * (steps_[i] - mean_) * (steps_[i] - mean_);
    }
    contrast_ = contrast.value();
  }

  [[nodiscard]] std::size_t size() const noexcept { return events_.size(); }
  [[nodiscard]] double all() const noexcept { return all_; }
  [[nodiscard]] double events() const noexcept { return events_all_; }
  /// N·T, in steps.
  [[nodiscard]] double contrast() const noexcept { return contrast_; }
  /// m (N − m) S, whose root is the standard error of N·T.
  [[nodiscard]] double variance() const noexcept { return events_all_ * (all_ - events_all_) * squares_; }
  [[nodiscard]] double z() const noexcept { return contrast_ / std::sqrt(variance()); }
  [[nodiscard]] const ScoreLattice& lattice() const noexcept { return lattice_; }
  [[nodiscard]] ScoredGroups groups() const noexcept { return {events_.data(), people_.data(), steps_.data(), events_.size()}; }
  /// No spread of scores: undefined. Nobody or everybody with the outcome: no information.
  [[nodiscard]] Status status() const noexcept {
    if (!(squares_ > 0.0)) return Status::undefined;
    return events_all_ == 0.0 || events_all_ == all_ ? Status::no_information : Status::ok;
  }

  /// Whether the scores are 0, 1, …, one of each.
  [[nodiscard]] bool equally_spaced() const {
    if (!lattice_.whole || lattice_.steps + 1.0 != static_cast<double>(steps_.size())) return false;
    std::vector<bool> seen(steps_.size(), false);
    for (const double step : steps_) {
      if (seen[static_cast<std::size_t>(step)]) return false;
      seen[static_cast<std::size_t>(step)] = true;
    }
    return true;
  }
  /// Σ n (p̂ − p − b (w − w̄))² / (p (1−p)): what the line leaves unexplained, without subtracting two large numbers.
  [[nodiscard]] double departure() const noexcept {
    if (size() == 2) return 0.0;
    const double slope = contrast_ / all_ / squares_;
    double sum = 0.0;
    for (std::size_t i = 0; i < size(); ++i) {
      const double excess = difference_of_products(events_[i], all_, people_[i], events_all_) / (people_[i] * all_);
      const double rest = excess - slope * (steps_[i] - mean_);
      sum += people_[i] * rest * rest;
    }
    return sum / (events_all_ / all_ * ((all_ - events_all_) / all_));
  }
  /// Slope of the rates for one step, and its standard error from the groups' own binomial variances.
  [[nodiscard]] double slope() const noexcept { return contrast_ / all_ / squares_; }
  [[nodiscard]] double slope_error() const noexcept {
    double sum = 0.0;
    for (std::size_t i = 0; i < size(); ++i) {
      const double away = steps_[i] - mean_;
      sum += away * away * events_[i] * ((people_[i] - events_[i]) / people_[i]);
    }
    return std::sqrt(sum) / squares_;
  }
  [[nodiscard]] LogisticTrend logistic() const noexcept { return logistic_trend(groups(), mean_, std::sqrt(squares_ / all_)); }

 private:
  std::vector<double> events_, people_, steps_;
  ScoreLattice lattice_{0.0, 0.0, true};
  double all_ = 0.0;
  double events_all_ = 0.0;
  double mean_ = 0.0;
  double squares_ = 0.0;
  double contrast_ = 0.0;
};

/// A p-value of an exact method.
[[nodiscard]] inline double exact_trend_pvalue(const TrendLaw& law, const TrendOptions& options) noexcept {
  const double half = is_mid(options.method) ? 0.5 : 0.0;
  const auto cut = [](double p) noexcept { return std::fmin(1.0, p); };
  if (options.alternative == Alternative::greater) return cut(law.greater) - half * law.point;
  if (options.alternative == Alternative::less) return cut(law.less) - half * law.point;
  if (options.method == TrendMethod::exact_two_sided_point_prob) return cut(law.point_order);
  if (options.method == TrendMethod::exact_two_sided_abs_deviation) return cut(law.deviation);
  if (options.method == TrendMethod::midp_two_sided_abs_deviation) return cut(law.deviation) - 0.5 * law.deviation_point;
  return cut(2.0 * (std::fmin(law.greater, law.less) - half * law.point));
}

/// The test of one table.
[[nodiscard]] inline TrendTest trend_at(const TrendTable& table, const TrendOptions& options) {
  const bool two_sided = options.alternative == Alternative::two_sided;
  TrendTest result{not_a_number,        not_a_number,  not_a_number, name(options.method, options.alternative),
                   options.alternative, table.status()};
  if (result.status != Status::ok) return result;
  const auto normal = [&](double z) noexcept {
    result.statistic = z;
    result.pvalue = normal_pvalue(z, options.alternative);
  };
  const auto squared = [&](double root, double square) noexcept {
    result.statistic = square;
    result.df = 1.0;
    result.pvalue = two_sided ? chi_squared_1_upper_tail(square) : normal_pvalue(root, options.alternative);
  };
  switch (options.method) {
    case TrendMethod::linear_by_linear_n_minus_1: normal(table.z() * std::sqrt((table.all() - 1.0) / table.all())); break;
    case TrendMethod::cochran_armitage: normal(table.z()); break;
    case TrendMethod::cochran_armitage_chi2: squared(table.z(), table.z() * table.z()); break;
    case TrendMethod::cochran_armitage_cc_half_gap: {
      if (!table.equally_spaced()) {
        result.status = Status::undefined;
        break;
      }
      const double z = std::fmax(0.0, std::fabs(table.contrast()) - 0.5 * table.all()) / std::sqrt(table.variance());
      normal(two_sided ? z : std::copysign(z, table.contrast()));
      break;
    }
    case TrendMethod::departure_from_trend:
      result.statistic = table.departure();
      result.df = static_cast<double>(table.size()) - 2.0;
      result.pvalue = table.size() > 2 ? chi_squared_upper_tail(result.statistic, result.df) : 1.0;
      break;
    case TrendMethod::logistic_wald:
    case TrendMethod::logistic_lr: {
      const LogisticTrend line = table.logistic();
      if (!line.found) {
        result.status = Status::undefined;
        break;
      }
      if (options.method == TrendMethod::logistic_wald)
        normal(line.slope / line.standard_error);
      else
        squared(std::copysign(std::sqrt(line.likelihood_ratio), line.slope), line.likelihood_ratio);
      break;
    }
    default: {
      const double steps = table.lattice().steps;
      if (!table.lattice().whole ||
          !trend_law_fits(table.groups(), std::fmin(table.events(), table.all() - table.events()), steps)) {
        result.status = Status::too_large;
        break;
      }
      result.pvalue = exact_trend_pvalue(trend_law(table.groups(), steps), options);
    }
  }
  return result;
}

[[nodiscard]] inline bool is_score(double score) noexcept { return std::fabs(score) <= 1e100; }

/// The groups with their scores, checked; without scores 1, 2, 3, ….
[[nodiscard]] inline TrendTable checked_trend_table(const std::vector<Proportion>& groups, const std::vector<double>* scores,
                                                    const char* where) {
  if (scores != nullptr && scores->size() != groups.size())
    throw_invalid(where, "scores", "of size " + std::to_string(scores->size()),
                  "must hold one score for each of the " + std::to_string(groups.size()) + " groups");
  TrendTable table;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Proportion group = checked_item(groups[i], where, "groups", i);
    const double score = scores == nullptr ? static_cast<double>(i + 1) : (*scores)[i];
    if (!is_score(score)) throw_invalid(where, "scores[" + std::to_string(i) + "]", score, "must lie between -1e100 and 1e100");
    table.add(static_cast<double>(group.events), static_cast<double>(group.total), score);
  }
  table.close();
  return table;
}

inline void check_trend_options(const TrendOptions& options, const char* where) {
  if (options.method == TrendMethod::departure_from_trend && options.alternative != Alternative::two_sided)
    throw_invalid(where, "alternative", name(options.alternative),
                  "must be two-sided for departure_from_trend, which has no direction");
}

[[nodiscard]] inline TrendSlope trend_slope_at(const TrendTable& table, const TrendSlopeOptions& options, const char* where) {
  const Level level = level_of(options.confidence, options.alternative, where);
  double slope = not_a_number;
  double error = not_a_number;
  const Status status = table.status();
  if (status == Status::ok && options.method == TrendSlopeMethod::linear_slope) {
    slope = table.slope() / table.lattice().unit;
    error = table.slope_error() / table.lattice().unit;
  } else if (status == Status::ok) {
    const LogisticTrend line = table.logistic();
    slope = line.slope / table.lattice().unit;
    error = line.standard_error / table.lattice().unit;
  }
  const bool beyond = std::isinf(slope);  // scores so close that no double holds the slope
  const Interval limits{beyond ? -infinity : slope - level.z * error, beyond ? infinity : slope + level.z * error};
  Estimate estimate = one_sided(make_estimate(slope, limits, options.confidence, name(options.method)), options.alternative,
                                {-infinity, infinity}, options.confidence);
  estimate.alternative = options.alternative;
  if (status != Status::ok) estimate.status = status;
  return {estimate, error};
}

}  // namespace detail

/// Whether rates rise or fall with a score; group i has the score scores[i].
///
///     trend({{21, 120}, {25, 118}, {34, 125}}, {2022, 2023, 2024})   // z = 1.83, p = 0.067
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in every group, there is one score a group, every score lies between
///         −1e100 and 1e100, and the alternative is two-sided for `departure_from_trend`
[[nodiscard]] inline TrendTest trend(const std::vector<Proportion>& groups, const std::vector<double>& scores,
                                     const TrendOptions& options = {}) {
  detail::check_trend_options(options, "trend");
  return detail::trend_at(detail::checked_trend_table(groups, &scores, "trend"), options);
}

/// The same for groups in their order, with scores 1, 2, 3, ….
[[nodiscard]] inline TrendTest trend(const std::vector<Proportion>& groups, const TrendOptions& options = {}) {
  detail::check_trend_options(options, "trend");
  return detail::trend_at(detail::checked_trend_table(groups, nullptr, "trend"), options);
}

/// How much rates, or log odds, change with one unit of the score.
///
///     trend_slope({{21, 120}, {25, 118}, {34, 125}}, {2022, 2023, 2024})   // 0.049 a year, 95 % interval -0.003 to 0.100
///
/// The exponential of a logistic slope and of its limits is the odds ratio of one unit. NaN with the statuses of `trend`. A
/// slope above the largest double, of scores closer than 1e-300, is infinite, with infinite limits: `Status::unbounded`.
/// @throws InvalidInput as `trend`, and unless the confidence level is above 1/2 for a one-sided limit
[[nodiscard]] inline TrendSlope trend_slope(const std::vector<Proportion>& groups, const std::vector<double>& scores,
                                            const TrendSlopeOptions& options = {}) {
  return detail::trend_slope_at(detail::checked_trend_table(groups, &scores, "trend_slope"), options, "trend_slope");
}

/// The same for groups in their order, with scores 1, 2, 3, ….
[[nodiscard]] inline TrendSlope trend_slope(const std::vector<Proportion>& groups, const TrendSlopeOptions& options = {}) {
  return detail::trend_slope_at(detail::checked_trend_table(groups, nullptr, "trend_slope"), options, "trend_slope");
}

}  // namespace equitable
