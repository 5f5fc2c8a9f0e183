/// @file detail/trend_law.hpp
/// The exact law of a trend: U = Σ k·a over groups with whole scores k, when the number of events is held fixed.
///
/// Given all margins the events of the groups are multivariate hypergeometric. Groups are joined one after the other: with j
/// events among the first i groups, a of them in the i-th,
///
///     P_i(u | j) = Σ_a h(a) P_{i−1}(u − k a | j − a),   h(a) = C(n_i, a) C(N_{i−1}, j−a) / C(N_i, j),
///
/// so that only probabilities are added and multiplied: nothing overflows, nothing cancels, and a tail of 1e-300 has as many
/// digits as one of a half. Source: Mehta, Patel and Senchaudhuri (1992) J. Comput. Graph. Stat. 1, 21. Cost and limits: see
/// `trend_law_fits`.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "equitable/detail/binomial.hpp"
#include "equitable/detail/rates.hpp"

namespace equitable::detail {

/// The exact p-values of an observed trend, and what mid-p forms take from them.
struct TrendLaw {
  double greater;          ///< P(U >= u)
  double less;             ///< P(U <= u)
  double point;            ///< P(U = u)
  double deviation;        ///< P(|U − μ| >= |u − μ|)
  double deviation_point;  ///< P(|U − μ| = |u − μ|)
  double point_order;      ///< Σ P(U = v) over all v with P(U = v) <= P(U = u)
};

/// Groups with whole scores: events, people and score of each, all doubles that hold integers.
struct ScoredGroups {
  const double* events;
  const double* people;
  const double* scores;  ///< 0, 1, 2, …
  std::size_t count;
};

/// Whether the law can be worked out: at most 5 million pairs (j, u) and 10^9 additions, which take up to a second, and people
/// times steps at most 2^53, so that every U is a whole number.
[[nodiscard]] inline bool trend_law_fits(const ScoredGroups& g, double events, double steps) noexcept {
  const double points = events * steps + 1.0;
  double additions = 0.0;
  double people = 0.0;
  for (std::size_t i = 0; i < g.count; ++i) {
    additions += 0.5 * (events + 1.0) * (std::fmin(g.people[i], events) + 1.0) * points;
    people += g.people[i];
  }
  return people * steps <= 0x1p53 && (events + 1.0) * points <= 5e6 && additions <= 1e9;
}

/// h(a), a = 0, 1, …, into `share`: a of `drawn` people come from `inside`, the others from `outside`.
inline void hypergeometric_masses(double inside, double outside, double drawn, std::vector<double>& share) {
  const double all = inside + outside;
  const double first = std::fmax(0.0, drawn - outside);
  const double last = std::fmin(inside, drawn);
  for (double& mass : share) mass = 0.0;
  double mode = std::floor((drawn + 1.0) * ((inside + 1.0) / (all + 2.0)));
  mode = std::fmin(std::fmax(mode, first), last);
  const UnitPoint p{drawn / all, (all - drawn) / all};
  const double top = std::exp(log_binomial_mass(mode, inside, p) + log_binomial_mass(drawn - mode, outside, p) -
                              log_binomial_mass(drawn, all, p));
  double mass = top;
  for (double a = mode; a <= last; a += 1.0) {
    share[static_cast<std::size_t>(a)] = mass;
    mass *= (inside - a) * (drawn - a) / ((a + 1.0) * (outside - drawn + a + 1.0));
  }
  mass = top;
  for (double a = mode; a > first; a -= 1.0) {
    mass *= a * (outside - drawn + a) / ((inside - a + 1.0) * (drawn - a + 1.0));
    share[static_cast<std::size_t>(a - 1.0)] = mass;
  }
}

/// P(U = u), u = 0 … events·steps, given that so many have the outcome; only people and scores of the groups are read.
[[nodiscard]] inline std::vector<double> trend_masses(const ScoredGroups& g, double events, double steps) {
  const std::size_t m = static_cast<std::size_t>(events);
  const std::size_t top = static_cast<std::size_t>(steps);
  const std::size_t width = m * top + 1;
  std::vector<double> law((m + 1) * width, 0.0);
  std::vector<double> share(m + 1);
  law[0] = 1.0;
  double before = 0.0;  // people in the groups joined so far
  double later = 0.0;   // people in the groups still to come, this one included
  for (std::size_t i = 0; i < g.count; ++i) later += g.people[i];
  std::size_t highest = 0;
  for (std::size_t i = 0; i < g.count; ++i) {
    const double people = g.people[i];
    const std::size_t score = static_cast<std::size_t>(g.scores[i]);
    later -= people;
    const double least = std::fmax(0.0, events - later);
    // From many events to few, so that each row is overwritten after the last row that needs it.
    for (double j = std::fmin(events, before + people); j >= least; j -= 1.0) {
      hypergeometric_masses(people, before, j, share);
      const std::size_t drawn = static_cast<std::size_t>(j);
      double* const row = law.data() + drawn * width;
      for (std::size_t u = 0; u <= drawn * highest; ++u) row[u] *= share[0];
      for (std::size_t a = 1; a <= drawn && static_cast<double>(a) <= people; ++a) {
        if (share[a] == 0.0) continue;
        const double* const from = law.data() + (drawn - a) * width;
        double* const to = row + a * score;
        const double weight = share[a];
        for (std::size_t u = 0; u <= (drawn - a) * highest; ++u) to[u] += weight * from[u];
      }
    }
    before += people;
    if (score > highest) highest = score;
  }
  law.erase(law.begin(), law.end() - static_cast<std::ptrdiff_t>(width));
  return law;
}

/// The law of the observed groups; at least one person with and one without the outcome. Ask `trend_law_fits` first, for the
/// rarer of the two.
[[nodiscard]] inline TrendLaw trend_law(const ScoredGroups& g, double steps) {
  double all = 0.0;
  double events = 0.0;
  double observed = 0.0;
  double opposite = 0.0;  // U of those without the outcome
  double whole = 0.0;     // U, if everybody had the outcome
  for (std::size_t i = 0; i < g.count; ++i) {
    all += g.people[i];
    events += g.events[i];
    observed += g.scores[i] * g.events[i];
    opposite += g.scores[i] * (g.people[i] - g.events[i]);
    whole += g.scores[i] * g.people[i];
  }
  const bool mirrored = events > all - events;
  if (mirrored) {
    events = all - events;
    observed = opposite;
  }
  const std::vector<double> law = trend_masses(g, events, steps);
  const std::size_t u = static_cast<std::size_t>(observed);
  const auto deviation = [&](double v) noexcept { return std::fabs(difference_of_products(all, v, events, whole)); };
  const double far = deviation(observed);
  const double likely = law[u] * (1.0 + 1e-10);
  TrendLaw result{0.0, 0.0, law[u], 0.0, 0.0, 0.0};
  for (std::size_t v = 0; v <= u; ++v) result.less += law[v];
  for (std::size_t v = law.size(); v-- > u;) result.greater += law[v];
  for (std::size_t v = 0; v < law.size(); ++v) {
    const double away = deviation(static_cast<double>(v));
    if (away >= far) result.deviation += law[v];
    if (away == far) result.deviation_point += law[v];
    if (law[v] <= likely) result.point_order += law[v];
  }
  if (mirrored) {
    const double greater = result.less;
    result.less = result.greater;
    result.greater = greater;
  }
  return result;
}

}  // namespace equitable::detail
