/// @file detail/logistic_trend.hpp
/// The logistic line of grouped rates on a score, logit π = α + β w, by maximum likelihood.
///
/// The line is told as its distance a + b t from the logit of the common rate p, t the score less its mean over its standard
/// deviation, so that scores of any origin and unit are alike and a weak trend keeps its digits. Newton's method, with steps
/// halved while the likelihood falls; it is concave, and the maximum exists unless the scores separate people with the outcome
/// from those without, which is decided beforehand. Source: Cox (1958) J. R. Stat. Soc. B 20, 215. Cost: 5 to 10 rounds of one
/// exponential a group.
#pragma once

#include <cmath>
#include <cstddef>

#include "equitable/detail/binomial.hpp"
#include "equitable/detail/trend_law.hpp"

namespace equitable::detail {

/// The fitted line, for one step of the score.
struct LogisticTrend {
  double slope;
  double standard_error;    ///< from the inverse information
  double likelihood_ratio;  ///< 2 (ℓ(line) − ℓ(one common rate))
  bool found;               ///< false where no finite slope has the greatest likelihood
};

/// Whether some score parts all events from all others: no finite slope then.
[[nodiscard]] inline bool separated(const ScoredGroups& g) noexcept {
  double first_event = infinity;
  double last_event = -infinity;
  double first_other = infinity;
  double last_other = -infinity;
  for (std::size_t i = 0; i < g.count; ++i) {
    if (g.events[i] > 0.0) {
      first_event = std::fmin(first_event, g.scores[i]);
      last_event = std::fmax(last_event, g.scores[i]);
    }
    if (g.events[i] < g.people[i]) {
      first_other = std::fmin(first_other, g.scores[i]);
      last_other = std::fmax(last_other, g.scores[i]);
    }
  }
  return last_other <= first_event || last_event <= first_other;
}

/// log(1 − p + p e^d), without overflow.
[[nodiscard]] inline double log_mixture(const UnitPoint& p, double d) noexcept {
  return d <= 0.0 ? std::log1p(p.q * std::expm1(d)) : d + std::log1p(p.rest * std::expm1(-d));
}

/// The line of groups of which some people, but not all, have the outcome; `mean` and `deviation` > 0 are those of the score.
[[nodiscard]] inline LogisticTrend logistic_trend(const ScoredGroups& g, double mean, double deviation) noexcept {
  LogisticTrend result{not_a_number, not_a_number, not_a_number, false};
  if (separated(g)) return result;
  double all = 0.0;
  double events = 0.0;
  double widest = 0.0;
  for (std::size_t i = 0; i < g.count; ++i) {
    all += g.people[i];
    events += g.events[i];
    widest = std::fmax(widest, std::fabs(g.scores[i] - mean) / deviation);
  }
  const UnitPoint common{events / all, (all - events) / all};
  const auto place = [&](std::size_t i) noexcept { return (g.scores[i] - mean) / deviation; };
  const auto log_likelihood = [&](double a, double b) noexcept {
    double sum = 0.0;
    for (std::size_t i = 0; i < g.count; ++i) {
      const double d = a + b * place(i);
      sum += g.events[i] * d - g.people[i] * log_mixture(common, d);
    }
    return sum;
  };
  double a = 0.0;
  double b = 0.0;
  double reached = 0.0;
  double last_reach = infinity;
  bool close = false;
  for (int round = 0; round < 200; ++round) {
    double residual = 0.0;
    double residual_by_place = 0.0;
    double information = 0.0;
    double information_by_place = 0.0;
    for (std::size_t i = 0; i < g.count; ++i) {
      const double t = place(i);
      const UnitPoint fitted = moved(common, a + b * t);
      const double excess = binomial_excess(g.events[i], g.people[i], fitted);
      const double weight = g.people[i] * fitted.q * fitted.rest;
      residual += excess;
      residual_by_place += t * excess;
      information += weight;
      information_by_place += t * weight;
    }
    const double centre = information_by_place / information;
    double spread = 0.0;
    for (std::size_t i = 0; i < g.count; ++i) {
      const double t = place(i);
      const UnitPoint fitted = moved(common, a + b * t);
      spread += g.people[i] * fitted.q * fitted.rest * (t - centre) * (t - centre);
    }
    double step_b = (residual_by_place - centre * residual) / spread;
    double step_a = residual / information - centre * step_b;
    if (!(std::isfinite(step_a) && std::isfinite(step_b))) return result;
    const double reach = std::fabs(step_a) + std::fabs(step_b) * widest;
    // Small, or as small as rounding lets it become where scores lie very unevenly.
    const bool small = reach < 1e-9 || (reach < 1e-5 && reach > 0.5 * last_reach);
    last_reach = reach;
    if (small && close) {  // the second small step is below rounding, and the information that of the maximum
      a += step_a;
      b += step_b;
      result.found = true;
      result.slope = b / deviation;
      result.standard_error = 1.0 / std::sqrt(spread) / deviation;
      break;
    }
    close = small;
    // Where no logit moves by more than ½ the curvature changes by less than a factor of two, and the step cannot but gain.
    // Elsewhere no logit may run so far out that its information vanishes, and steps are halved while that gains.
    if (reach > 0.5) {
      double part = 1.0;
      for (std::size_t i = 0; i < g.count; ++i) {
        const double most = 10.0 + std::fabs(a + b * place(i));
        part = std::fmin(part, most / std::fmax(most, std::fabs(step_a + step_b * place(i))));
      }
      step_a *= part;
      step_b *= part;
      double next = log_likelihood(a + step_a, b + step_b);
      for (int halving = 0; halving < 60; ++halving) {
        const double shorter = log_likelihood(a + 0.5 * step_a, b + 0.5 * step_b);
        if (next >= reached && !(shorter > next)) break;
        step_a *= 0.5;
        step_b *= 0.5;
        next = shorter;
      }
      reached = next;
    }
    a += step_a;
    b += step_b;
  }
  if (!result.found) return result;
  // At the maximum fitted and observed events agree in their sum and in their mean score, so that ℓ(line) − ℓ(p) is the
  // divergence of the fitted rates from p: no term is negative.
  result.likelihood_ratio = 0.0;
  for (std::size_t i = 0; i < g.count; ++i) {
    const double d = a + b * place(i);
    const UnitPoint fitted = moved(common, d);
    const double change = std::fabs(d) < 1.0 ? common.q * common.rest * std::expm1(d) / (1.0 + common.q * std::expm1(d))
                          : fitted.q < 0.5   ? fitted.q - common.q
                                             : common.rest - fitted.rest;
    const double n = g.people[i];
    const auto part = [n](double share, double usual, double excess) noexcept {
      return share > 0.0 ? deviance(n * share, n * usual, n * excess) : n * usual;
    };
    result.likelihood_ratio += 2.0 * (part(fitted.q, common.q, change) + part(fitted.rest, common.rest, -change));
  }
  return result;
}

}  // namespace equitable::detail
